"""`nuxt start` runs the server that Nuxt built: which can start by itself."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import obstacle_of, offer_of

from dockwright.text import apply

SCRIPTS = (
    '{"scripts": {"build": "nuxt build", "start": "nuxt start", "show": "nuxi preview --port 80 --host 0.0.0.0"}, '
)
NUXT = {
    "package.json": SCRIPTS + '"devDependencies": {"nuxt": "^3.12.0"}}',
    "nuxt.config.ts": "export default defineNuxtConfig({})\n",
    "app.vue": "<template><NuxtPage /></template>\n",
}


def dockerfile(lines: str) -> str:
    return f"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\n{lines}\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('CMD ["npm", "start"]', ["ENV NODE_ENV=production"]),
        ("CMD npx nuxt preview", ["ENV NODE_ENV=production"]),
        ('ENV NODE_ENV=production\nCMD ["/app/node_modules/.bin/nuxt", "start"]', ["ENV NODE_ENV=production"]),
        ('CMD ["npm", "run", "show"]', ["ENV NITRO_HOST=0.0.0.0 NITRO_PORT=80 NODE_ENV=production"]),
        ('ENV NUXT_HOST=0.0.0.0 NUXT_PORT=80 NODE_ENV=production\nCMD ["npm", "start"]',
         ["ENV NUXT_HOST=0.0.0.0 NUXT_PORT=80 NODE_ENV=production", "ENV NITRO_HOST=0.0.0.0 NITRO_PORT=80"]),
        ('ENV HOST=0.0.0.0\nENV PORT=80\nCMD ["npm", "start"]', ["ENV HOST=0.0.0.0", "ENV PORT=80", "ENV NODE_ENV=production"]),
    ],
)  # fmt: skip
def test_the_server_takes_its_place(lines: str, expected: list[str]) -> None:
    text = dockerfile(lines)
    found = offer_of(text, NUXT)
    after = apply(text, found.default.change.edits).partition("\n\nFROM ")[2].splitlines()
    assert [line for line in after if line.startswith("COPY")] == ["COPY --from=builder /app/.output ./.output"]
    assert sorted(line for line in after if line.startswith("ENV")) == sorted(expected)
    assert after[-1] == 'CMD ["node", ".output/server/index.mjs"]'


@pytest.mark.parametrize(
    ("files", "start", "reason"),
    [
        ({**NUXT, ".env": "A=b\n"}, '["npm", "start"]', "`nuxt start` reads `.env`, which the server that it runs does not"),
        ({**NUXT, "package.json": NUXT["package.json"].replace("^3.12.0", "^2.15.8")}, '["npm", "start"]', "`nuxt start` needs the whole project when it runs"),
        (NUXT, '["npx", "nuxt", "start", "--dotenv", "x"]',
         "`nuxt start` needs the whole project when it runs, where `node .output/server/index.mjs` would run what is built"),
        ({**NUXT, "nuxt.config.ts": "export default defineNuxtConfig({ nitro: { output: { dir: 'out' } } })\n"}, '["npm", "start"]',
         "`nuxt start` needs the whole project when it runs"),
    ],
)  # fmt: skip
def test_refusals(files: Mapping[str, str], start: str, reason: str) -> None:
    found = obstacle_of(dockerfile(f"CMD {start}"), files)
    assert found.reason == reason


# SolidStart: `vinxi start` loads the server that Nitro wrote. Source: bin/cli.mjs of vinxi 0.5.11.

SOLID = {
    "package.json": '{"scripts": {"build": "vinxi build", "start": "vinxi start"}, "dependencies": {"@solidjs/start": "1.3.2", "vinxi": "0.5.11"}}',
    "app.config.js": "export default defineConfig({})\n",
    "src/app.jsx": "export default () => <p />\n",
    ".env": "A=b\n",
}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('CMD ["npm", "start"]', []),
        ("CMD npx vinxi start --port 80 --host 127.0.0.1", ["ENV HOST=127.0.0.1 PORT=80"]),
        ("ENV PORT=8080\nCMD npx vinxi start --port 80", ["ENV PORT=8080"]),
    ],
)
def test_the_server_of_solid_start_takes_its_place(lines: str, expected: list[str]) -> None:
    text = dockerfile(lines)
    found = offer_of(text, SOLID)
    after = apply(text, found.default.change.edits).partition("\n\nFROM ")[2].splitlines()
    assert [line for line in after if line.startswith("COPY")] == ["COPY --from=builder /app/.output ./.output"]
    assert [line for line in after if line.startswith("ENV")] == expected
    assert after[-1] == 'CMD ["node", ".output/server/index.mjs"]'


@pytest.mark.parametrize(
    ("files", "start"),
    [
        (SOLID, '["npx", "vinxi", "start", "--preset", "bun"]'),
        ({**SOLID, "app.config.js": "export default defineConfig({ server: { preset: 'vercel' } })\n"}, '["npm", "start"]'),
    ],
)  # fmt: skip
def test_vinxi_starts_by_other_ways(files: Mapping[str, str], start: str) -> None:
    found = obstacle_of(dockerfile(f"CMD {start}"), files)
    assert found.reason.startswith("`vinxi start` needs the whole project when it runs")
