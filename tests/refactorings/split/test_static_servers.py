"""What nginx is told in the place of a server of Node: the port, the directory, what paths without an ending and unknown ones get."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from splitting import obstacle_of, offer_of, split_of

from dockwright.refactorings.split import Obstacle
from dockwright.text import apply

VITE = {"package.json": '{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "^5.4.11"}}'}
DOCUSAURUS = {
    "package.json": '{"scripts": {"build": "docusaurus build", "serve": "docusaurus serve", "ready": "docusaurus serve --build"}, '
    '"dependencies": {"@docusaurus/core": "3.5.2"}}',
    "docusaurus.config.js": "// baseUrl: '/x/'\nmodule.exports = { title: 'Docs', url: 'https://example.com', baseUrl: '/' };\n",
}
ASTRO = {"package.json": '{"scripts": {"build": "astro check && astro build"}, "dependencies": {"astro": "^4.0.0"}}'}
VITEPRESS = {
    "package.json": '{"scripts": {"build": "vitepress build docs", "show": "vitepress preview docs"}, "devDependencies": {"vitepress": "1"}}'
}
GATSBY = {
    "package.json": '{"scripts": {"build": "gatsby build", "serve": "gatsby serve -H 0.0.0.0"}, "dependencies": {"gatsby": "5"}}'
}
HOST = 'CMD ["npx", "gatsby", "serve", "--host", "0.0.0.0"]'
PAGES = "    error_page 404 /404.html;"
FOUND = "        try_files $uri $uri.html $uri/index.html =404;"
SINGLE = "        try_files $uri /index.html;"


class Served(NamedTuple):
    title: str
    lines: str  # behind the build
    expected: tuple[str, ...]  # lines of the server block, in order
    files: Mapping[str, str] = VITE
    build: str = "RUN npm run build\n"


SERVED = [
    Served("an application", 'CMD ["npx", "serve", "-s", "dist"]', ("    listen 3000;", SINGLE)),
    Served("pages", 'CMD ["npx", "serve", "dist"]', ("    listen 3000;", "    charset utf-8;", PAGES, FOUND)),
    Served("directories are redirected to", 'CMD ["npx", "http-server", "dist"]',
           ("    listen 8080;", "    absolute_redirect off;", PAGES, "        try_files $uri $uri/ $uri.html =404;")),
    Served("an address to listen at", 'CMD ["npx", "http-server", "dist", "--host", "0.0.0.0", "--port", "80"]', ("    listen 80;", PAGES)),
    Served("the server is installed right in front of the start", 'RUN npm i -g serve\nCMD ["serve", "dist", "-l", "80"]', ("    listen 80;", FOUND)),
    Served("... and in front of ENV", "RUN npm i -g serve\nENV PORT=8080\nEXPOSE ${PORT}\nCMD exec serve dist", ("    listen ${PORT};", FOUND)),
    Served("Docusaurus", 'CMD ["npm", "run", "serve", "--", "--host", "0.0.0.0", "--no-open"]', ("    listen 3000;", PAGES, FOUND), DOCUSAURUS),
    Served("Docusaurus, another port", 'CMD ["npx", "docusaurus", "serve", "--port=80", "--dir", "build"]', ("    listen 80;", PAGES, FOUND), DOCUSAURUS),
    Served("Docusaurus, by TypeScript", "CMD yarn serve -p 8080 -h 0.0.0.0", ("    listen 8080;", FOUND),
           {"package.json": DOCUSAURUS["package.json"], "docusaurus.config.ts": "const config: Config = { baseUrl: \"/\" };\nexport default config;\n"}),
    Served("Astro", 'CMD ["npx", "astro", "preview", "--host", "0.0.0.0"]', ("    listen 4321;", PAGES, FOUND), ASTRO),
    Served("Astro with a port", 'CMD ["npx", "astro", "preview"]', ("    listen 80;", PAGES, FOUND),
           {**ASTRO, "astro.config.mjs": "export default defineConfig({ server: { port: 80, host: true } });\n"}),
    Served("an Astro of old", 'CMD ["npx", "astro", "preview"]', ("    listen 3000;", FOUND),
           {**ASTRO, "package.json": ASTRO["package.json"].replace("4", "2")}),
    Served("VitePress", 'CMD ["npx", "vitepress", "preview", "docs", "--port", "80"]', ("    listen 80;", PAGES, FOUND), VITEPRESS),
    Served("VitePress elsewhere", 'CMD ["npm", "run", "show"]', ("    listen 4173;", PAGES, FOUND),
           {**VITEPRESS, "docs/.vitepress/config.mts": "export default { outDir: '../site' };\n"}),
    Served("Gatsby", 'RUN npm install -g gatsby-cli\nCMD ["gatsby", "serve", "--host", "0.0.0.0", "-p", "80"]',
           ("    listen 80;", "    absolute_redirect off;", PAGES, "        try_files $uri $uri/ =404;"), GATSBY),
    Served("Gatsby by a script, not below the prefix", 'CMD ["npm", "run", "serve"]', ("    listen 9000;", PAGES),
           {**GATSBY, "gatsby-config.js": "module.exports = { pathPrefix: '/x' };", "src/pages/index.js": "// matchPath"}),
    Served("Gatsby below a prefix that is not set", f'{HOST[:-1]}, "--prefix-paths"]', ("    listen 9000;",), GATSBY),
    Served("PM2", 'RUN npm i -g pm2\nCMD ["pm2", "serve", "dist", "80", "--spa", "--no-daemon"]',
           ("    listen 80;", "        try_files $uri $uri/index.html /index.html;"), VITE),
    Served("PM2 that would serve nothing", 'CMD ["pm2-runtime", "serve", "dist", "80"]',
           ("    listen 80;", PAGES, "        try_files $uri $uri/index.html =404;"), VITE),
    Served("Python", 'RUN apk add python3\nWORKDIR /app/dist\nCMD ["python3", "-m", "http.server"]',
           ("    listen 8000;", "    absolute_redirect off;", PAGES, "        try_files $uri $uri/ =404;"), VITE),
    Served("Docusaurus below a path", 'CMD ["npm", "run", "serve"]',
           ("    error_page 404 /docs/404.html;", "    location / {", "        return 302 /docs/;", "    location /docs/ {"),
           {**DOCUSAURUS, "docusaurus.config.js": "module.exports = { baseUrl: '/docs/' };\n"}),
    Served("Vite below a path", 'CMD ["npx", "vite", "preview"]',
           ("    location = / {", "        return 302 /a/b/;", "    location /a/b/ {", "        try_files $uri $uri.html $uri/index.html /a/b/index.html;"),
           {**VITE, "vite.config.js": "export default { base: '/a/b' }\n"}),
    Served("Vite with relative links", 'CMD ["npx", "vite", "preview"]', ("    location / {",), {**VITE, "vite.config.js": "export default { base: './' }\n"}),
    Served("Eleventy by the name of its package", 'RUN npx @11ty/eleventy@2\nCMD ["npx", "serve", "_site"]', ("    listen 3000;", FOUND)),
    Served("Expo", 'RUN npx expo export --platform web\nCMD ["npx", "serve", "dist"]', ("    listen 3000;", FOUND)),
    Served("a port that the build is given", "ARG PORT\nENV PORT=$PORT\nEXPOSE $PORT\nCMD serve -s dist -l $PORT", ("    listen ${PORT};", SINGLE)),
    Served("a port that the container is given", "CMD serve -s dist -l $PORT", ("    listen ${PORT};", SINGLE)),
    Served("a port that the container may be given", 'ARG PORT\nEXPOSE $PORT\nCMD ["serve", "dist"]', ("    listen ${PORT};", FOUND)),
    Served("no other variable is a port", 'ENV PORT=$HOME\nCMD ["serve", "dist", "-l", "80"]', ("    listen 80;", FOUND)),
]  # fmt: skip

REFUSED = [
    Served("Docusaurus that builds when it starts", 'CMD ["npm", "run", "ready"]', ("`--build` of docusaurus serve has no like in nginx",), DOCUSAURUS),
    Served("Gatsby with pages for the browser", HOST, ("`gatsby-node.js` makes pages for paths that only the browser knows (`matchPath`)",),
           {**GATSBY, "gatsby-node.js": "exports.onCreatePage = ({ page }) => { page.matchPath = '/app/*' }"}),
    Served("... by their names", HOST, ("`src/pages/app/[...].js` is a page for paths that only the browser knows",),
           {**GATSBY, "src/pages/app/[...].js": ""}),
    Served("Gatsby that renders", HOST, ("`src/pages/a.tsx` has pages rendered when they are asked for",),
           {**GATSBY, "src/pages/a.tsx": "export async function getServerData() {}"}),
    Served("Gatsby with functions", HOST, ("`src/api` holds functions, which `gatsby serve` runs",), {**GATSBY, "src/api/a.js": ""}),
    Served("Gatsby below a path", f'{HOST[:-1]}, "--prefix-paths"]', ("the site is served below the `pathPrefix` of its configuration",),
           {**GATSBY, "gatsby-config.js": "module.exports = { pathPrefix: '/x' };"}),
    Served("PM2 with a password", 'CMD ["pm2", "serve", "dist", "80", "--basic-auth-username", "a"]',
           ("`--basic-auth-username` of pm2 serve has no like in nginx",), VITE),
    Served("PM2 elsewhere", 'CMD ["pm2", "serve", "build", "80"]', ("the build of Vite writes `/app/dist`, but `/app/build` is served",), VITE),
    Served("Python elsewhere", 'CMD ["python3", "-m", "http.server"]', ("the build of Vite writes `/app/dist`, but `/app` is served",), VITE),
    Served("Astro below a path", 'CMD ["npx", "astro", "preview"]', ("the site is served below `/docs`",),
           {**ASTRO, "astro.config.mjs": "export default defineConfig({ base: '/docs' });\n"}),
    Served("Astro with a port that is computed", 'CMD ["npx", "astro", "preview"]', ("the configuration computes the port",),
           {**ASTRO, "astro.config.mjs": "export default defineConfig({ server: { port: Number(process.env.PORT) } });\n"}),
    Served("Astro that renders on the server", 'CMD ["npx", "astro", "preview"]',
           ("`astro preview` needs the whole project when it runs, where `node dist/server/entry.mjs` would run what is built",),
           {**ASTRO, "astro.config.mjs": "export default defineConfig({ output: 'server', adapter: node() });\n"}),
    Served("VitePress whose directory is computed", 'CMD ["npm", "run", "show"]', ("the configuration of VitePress computes its directory",),
           {**VITEPRESS, "docs/.vitepress/config.mts": "export default { outDir: process.env.OUT };\n"}),
    Served("what nobody builds", 'CMD ["npx", "serve", "dist"]', ("no command is known to build `/app/dist`, which is served",), {"package.json": "{}"}, ""),
    Served("what is there", 'CMD ["npx", "serve", "public"]', ("nothing is built here: the files that are served come from the build context",),
           {"package.json": "{}", "public/index.html": ""}, ""),
    Served("Docusaurus below a path that is computed", 'CMD ["npm", "run", "serve"]', ("the configuration of Docusaurus computes `baseUrl`",),
           {**DOCUSAURUS, "docusaurus.config.js": "module.exports = { baseUrl: process.env.BASE || '/' };\n"}),
    Served("Docusaurus in another directory", 'CMD ["npm", "run", "serve", "--", "--dir", "out"]', ("the build of Docusaurus writes `/app/build`, but `/app/out` is served",), DOCUSAURUS),
]  # fmt: skip


def dockerfile(lines: str, build: str = "RUN npm run build\n") -> str:
    return f"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\n{build}{lines}\n"


@pytest.mark.parametrize("served", SERVED, ids=lambda served: served.title)
def test_server_block(served: Served) -> None:
    text = dockerfile(served.lines, served.build)
    found = offer_of(text, served.files)
    after = apply(text, found.default.change.edits)
    block = after[after.index("server {") :].split("\n}\n")[0].splitlines()
    assert [line for line in block if line in served.expected] == list(served.expected), after
    assert "serve" not in after.rpartition("EOF")[2]
    place = next(
        (line.split()[1] for line in block if line.startswith("    location /") and line != "    location / {"), ""
    )
    assert f"/usr/share/nginx/html{place.rstrip('/')}\n" in after
    assert isinstance(split_of(after, served.files), Obstacle | None)


@pytest.mark.parametrize(
    ("start", "lists"),
    [("serve dist", True), ("http-server dist", True), ("python3 -m http.server -d dist", True), ("serve -s dist", False),
     ("vite preview", False), ("pm2 serve dist", False)],
)  # fmt: skip
def test_a_list_of_files_is_no_longer_shown(start: str, lists: bool) -> None:
    found = offer_of(dockerfile(f"CMD {start}" if "python" in start else f"CMD npx {start}"), VITE)
    assert any("no list of their files" in note for note in found.default.change.notes) is lists


@pytest.mark.parametrize("served", REFUSED, ids=lambda served: served.title)
def test_refusals(served: Served) -> None:
    found = obstacle_of(dockerfile(served.lines, served.build), served.files)
    assert (found.reason,) == served.expected


@pytest.mark.parametrize(
    ("user", "image"), [("", "nginx:alpine"), ("USER node\n", "nginxinc/nginx-unprivileged:alpine")]
)
def test_packages_stay_with_the_build(user: str, image: str) -> None:
    """A web server has no need of them, and without root nothing can install them."""
    text = f'FROM node:22-alpine\nRUN apk add --no-cache bash jq\nWORKDIR /app\nCOPY . .\nRUN npm run build\n{user}CMD ["npx", "serve", "dist"]\n'
    offer = offer_of(text, VITE)
    _, runtime = apply(text, offer.default.change.edits).split("\n\n")
    assert runtime.startswith(f"FROM {image}\n")
    assert "RUN" not in runtime
