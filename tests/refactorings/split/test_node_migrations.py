"""Programs that change a database when the container starts: their settings come along, or the whole image stays."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from splitting import offer_of, split_of, taken_along

from dockwright.assist import Offer
from dockwright.text import apply


def project(migrate: str, package: str, files: Mapping[str, str], section: str = "dependencies") -> dict[str, str]:
    data: dict[str, object] = {
        "scripts": {"build": "tsc", "start": f"{migrate} && node dist/main.js"},
        "devDependencies": {"typescript": "5"},
    }
    data[section] = {**{"typescript": "5"}, package: "*"} if section == "devDependencies" else {package: "*"}
    return {
        "package.json": json.dumps(data),
        "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
        "src/main.ts": "",
        "src/schema.ts": "",
        **files,
    }


def answer(files: Mapping[str, str]) -> list[str] | str:
    """What the runtime stage takes along; or the reason why there is none."""
    text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\nCMD ["npm", "start"]\n'
    return taken_along(text, files)


USUAL = ["node_modules", "dist", "package.json"]
DRIZZLE = {
    "drizzle.config.ts": "import { url } from './src/env';\nexport default { schema: './src/schema.ts', out: './migrations/sql' };\n",
    "src/env.ts": "",
    "migrations/sql/0.sql": "",
}
KNEX = "module.exports = { migrations: { directory: './db/changes' } };\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (project("drizzle-kit migrate", "drizzle-kit", DRIZZLE, "devDependencies"), [*USUAL, "drizzle.config.ts", "migrations/sql", "src/env.ts"]),
        (project("knex migrate:latest", "knex", {"knexfile.js": KNEX, "db/changes/1.js": ""}), [*USUAL, "db/changes", "knexfile.js"]),
        (project("knex migrate:latest", "knex", {"knexfile.ts": KNEX, "db/changes/1.ts": ""}), [*USUAL, "db/changes", "knexfile.ts"]),
        (project("drizzle-kit push", "drizzle-kit", DRIZZLE), "`drizzle-kit push` reads the sources when it runs"),
        (project("typeorm-ts-node-commonjs migration:run -d src/data.ts", "typeorm", {}),
         "`typeorm-ts-node-commonjs` runs the sources: nothing that is built is what starts"),
    ],
)  # fmt: skip
def test_what_is_taken_along(files: Mapping[str, str], expected: list[str] | str) -> None:
    assert answer(files) == expected


@pytest.mark.parametrize(("name", "prunes"), [("knexfile.js", True), ("knexfile.ts", False)])
def test_what_compiles_settings_stays(name: str, prunes: bool) -> None:
    files = project("knex migrate:latest", "knex", {name: KNEX})
    text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\nCMD ["npm", "start"]\n'
    found = offer_of(text, files)
    assert ("npm prune" in apply(text, found.default.change.edits)) is prunes


SCRIPT = "#!/bin/sh\nset -e\nnpx knex migrate:latest\nexec node dist/main.js\n"
BUILD = "FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY src src\nCOPY tsconfig.json ./\nRUN npm run build\n"


@pytest.mark.parametrize(
    ("lines", "behind"),
    [
        ('COPY start.sh .\nRUN chmod +x start.sh\nCMD ["./start.sh"]\n', "COPY start.sh .\nRUN chmod +x start.sh\n"),
        ('COPY --chmod=755 start.sh /usr/local/bin/\nENTRYPOINT ["start.sh"]\n', "COPY --chmod=755 start.sh /usr/local/bin/\n"),
        ('COPY . .\nCMD ["sh", "start.sh"]\n', "COPY . .\n"),
    ],
)  # fmt: skip
def test_a_start_script_that_is_copied_behind_the_build_stays_where_it_is(lines: str, behind: str) -> None:
    files = {**project("true", "knex", {"knexfile.js": KNEX}), "start.sh": SCRIPT}
    found = offer_of(BUILD + lines, files)
    runtime = apply(BUILD + lines, found.default.change.edits).partition("\n\nFROM ")[2]
    assert behind in runtime
    assert "/start.sh" not in "".join(line for line in runtime.splitlines() if "--from=" in line)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("execSync('npx knex migrate:latest')", "knex"),
        ("const run = promisify(exec)\nawait execAsync('cd db && npx knex migrate:latest')", "knex"),
        ("spawn('npx', ['knex', 'migrate:latest'])", "knex"),
        ("execSync('npm run migrate', { stdio: 'inherit' })", "knex"),
        ("execSync('./node_modules/.bin/knex migrate:latest')", "knex"),
        ("execSync('ls knex')", ""),
        ("execSync(`npx ${tool}`)", ""),
        ("/x/.exec('npx knex migrate:latest')", ""),
        ("execSync('npx other migrate')", ""),
    ],
)  # fmt: skip
def test_tools_that_sources_start_stay(source: str, kept: str) -> None:
    files = project("true", "knex", {"knexfile.js": KNEX, "db/changes/1.js": ""}, "devDependencies")
    scripts = {"build": "tsc", "start": "node dist/main.js", "migrate": "knex migrate:latest"}
    files["package.json"] = json.dumps({**json.loads(files["package.json"]), "scripts": scripts})
    files["src/main.ts"] = f"import {{ exec, execSync, spawn }} from 'node:child_process'\n{source}\n"
    text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\nCMD ["npm", "start"]\n'
    found = offer_of(text, files)
    said = "development dependencies stay: `src/main.ts` starts `knex`"
    assert (said in found.default.change.notes) is bool(kept)
    assert ("COPY --from=builder /app/knexfile.js ./" in apply(text, found.default.change.edits)) is bool(kept)


@pytest.mark.parametrize(
    ("start", "is_split"),
    [
        ('ENTRYPOINT ["./start.sh"]\nCMD ["node", "dist/main.js"]', True),
        ('CMD ["./start.sh", "node", "dist/main.js"]', True),
        ('CMD ["sh", "start.sh", "node", "dist/main.js"]', True),
        ("CMD sh ./start.sh npm run serve", True),
        # What it is given is no command, or nothing.
        ('CMD ["./start.sh", "db:5432", "--", "node", "dist/main.js"]', False),
        ('CMD ["./start.sh"]', False),
    ],
)  # fmt: skip
def test_what_a_start_script_is_given(start: str, is_split: bool) -> None:
    files = {**project("true", "express", {}), "start.sh": '#!/bin/sh\nset -e\necho ready\nexec "$@"\n'}
    scripts = {"build": "tsc", "serve": "node dist/main.js"}
    files["package.json"] = json.dumps({**json.loads(files["package.json"]), "scripts": scripts})
    text = f"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\n{start}\n"
    found = split_of(text, files)
    assert isinstance(found, Offer) is is_split, found


@pytest.mark.parametrize(
    ("line", "is_copied"),
    [
        ("for one in sql/*.sql; do echo $one; done", True),
        ("cat sql/a.sql", True),
        ("test -d ./sql", True),
        ("echo sql", False),  # a word
        ("for one in $FILES; do echo $one; done", False),
    ],
)
def test_what_a_start_script_names_comes_along(line: str, *, is_copied: bool) -> None:
    files = {**project("true", "express", {}), "start.sh": f'#!/bin/sh\n{line}\nexec "$@"\n', "sql/a.sql": ""}
    files["package.json"] = json.dumps({**json.loads(files["package.json"]), "scripts": {"build": "tsc"}})
    text = (
        "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\n"
        'ENTRYPOINT ["./start.sh"]\nCMD ["node", "dist/main.js"]\n'
    )
    runtime = apply(text, offer_of(text, files).default.change.edits).partition("\nFROM ")[2]
    assert ("COPY --from=builder /app/sql" in runtime) == is_copied
