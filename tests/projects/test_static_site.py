"""Static sites: where a build leaves its files, and how a command serves them."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.node import read_package
from dockwright.projects.package_scripts import Step, steps_of
from dockwright.projects.static_servers import Serving, served, serving
from dockwright.projects.static_site import Preview, Site, preview_of, site_of


def site(
    build: str, files: Mapping[str, str] | None = None, package: Mapping[str, object] | None = None, **variables: str
) -> Site | None:
    manifest = {"scripts": {"build": build}, **(package or {})}
    context = MemoryContext({"package.json": json.dumps(manifest), **(files or {})})
    read = read_package(context, "")
    assert read is not None
    steps = steps_of(["npm", "run", "build"], read.scripts)
    assert steps is not None
    return site_of(context, read, steps, variables)


def angular(options: Mapping[str, object], builder: str = "@angular-devkit/build-angular:browser") -> Mapping[str, str]:
    target = {"architect": {"build": {"builder": builder, "options": options}}}
    return {"angular.json": json.dumps({"projects": {"shop": target}})}


@pytest.mark.parametrize(
    ("build", "files", "output"),
    [
        ("vite build", {}, "dist"),
        ("tsc && vite build --outDir out", {}, "out"),
        ("vite build", {"vite.config.js": "export default { build: { outDir: 'build' } }"}, "build"),
        ("vite build", {"vite.config.ts": "export default { root: 'web', build: { outDir: '../dist' } }"}, "dist"),
        ("vite build web", {}, "web/dist"),
        ("vite build", {"vite.config.js": "// outDir: 'no'\nexport default {}"}, "dist"),
        (
            "vite build",
            {"vite.config.js": "export default { resolve: { alias: { '@/*': 'x' } }, build: { outDir: 'o' } }"},
            "o",
        ),
        (
            "vite build",
            {"vite.config.ts": "export default defineConfig(({ mode }) => ({ build: { outDir: 'out' } }))"},
            "out",
        ),
        (
            "vite build",
            {"vite.config.js": "export default { build: { outDir: path.resolve(__dirname, 'out') } }"},
            "out",
        ),
        ("vite build", {"vite.config.ts": "outDir: fileURLToPath(new URL('./out', import.meta.url))"}, "out"),
        ("encore production", {"webpack.config.js": "Encore\n  .setOutputPath('public/build/')\n"}, "public/build"),
        ("vite build -c vite.site.ts", {"vite.config.ts": "outDir: 'a'", "vite.site.ts": "outDir: 'b'"}, "b"),
        (
            "vite build",
            {
                "vite.config.ts": "import base from './base'\nexport default mergeConfig(base, {})",
                "base.ts": "outDir: 'c'",
            },
            "c",
        ),
        (
            "react-router build",
            {"react-router.config.ts": "export default { ssr: false } satisfies Config"},
            "build/client",
        ),
        (
            "react-router build",
            {"react-router.config.ts": "export default { ssr: false, buildDirectory: 'out' }"},
            "out/client",
        ),
        ("remix vite:build", {"vite.config.ts": "plugins: [remix({ ssr: false })]"}, "build/client"),
        ("craco build", {"craco.config.js": "module.exports = { style: {} }"}, "build"),
        ("react-scripts build", {}, "build"),
        ("react-scripts build", {".env": "BUILD_PATH=out\n"}, "out"),
        ("ng build", angular({"outputPath": "dist/shop"}), "dist/shop"),
        (
            "ng build --configuration production",
            angular({"outputPath": "dist"}, "@angular/build:application"),
            "dist/browser",
        ),
        (
            "ng build",
            {"angular.json": "{ // notes\n" + angular({"outputPath": "dist/shop"})["angular.json"][1:]},
            "dist/shop",
        ),
        (
            "ng build",
            {
                "angular.json": json.dumps(
                    {
                        "projects": {
                            "shop": {
                                "architect": {
                                    "build": {
                                        "builder": "@angular/build:application",
                                        "defaultConfiguration": "production",
                                        "configurations": {
                                            "production": {"outputPath": "live"},
                                            "test": {"outputPath": "t"},
                                        },
                                    }
                                }
                            }
                        }
                    }
                )
            },
            "live/browser",
        ),
        ("ng build", angular({"outputPath": {"base": "out", "browser": ""}}, "@angular/build:application"), "out"),
        ("vue-cli-service build", {}, "dist"),
        ("vue-cli-service build", {"vue.config.js": "module.exports = { outputDir: 'out' }"}, "out"),
        ("next build", {"next.config.js": "module.exports = { output: 'export' }"}, "out"),
        ("next build && next export -o site", {}, "site"),
        ("nuxt generate", {}, ".output/public"),
        ("astro build", {}, "dist"),
        ("gatsby build", {}, "public"),
        ("docusaurus build", {}, "build"),
        ("parcel build src/index.html", {}, "dist"),
        (
            "webpack --mode production",
            {"webpack.config.js": "output: { path: path.resolve(__dirname, 'public') }"},
            "public",
        ),
        (
            "webpack --config webpack.prod.js",
            {
                "webpack.prod.js": "merge(require('./webpack.common.js'), {})",
                "webpack.common.js": "path: path.join(__dirname, 'build')",
            },
            "build",
        ),
        ("vitepress build docs", {}, "docs/.vitepress/dist"),
        ("eleventy", {}, "_site"),
    ],
)
def test_output_directory(build: str, files: Mapping[str, str], output: str) -> None:
    found = site(build, files)
    assert found is not None
    assert (found.output, found.is_proven) == (output, True)


@pytest.mark.parametrize(
    ("build", "files"),
    [
        ("vite build", {"vite.config.js": "export default { build: { outDir: process.env.OUT } }"}),
        (
            "vite build",
            {"vite.config.js": "export default { root: 'web', build: { outDir: path.resolve(__dirname, 'out') } }"},
        ),
        ("vite build", {"vite.config.js": "[{ outDir: 'a' }, { outDir: 'b' }]"}),
        (
            "react-router build",
            {"react-router.config.ts": "export default { ssr: false, buildDirectory: process.env.OUT }"},
        ),
        ("craco build", {"craco.config.js": "paths.appBuild = config.output.path = path.resolve('dist')"}),
        ("BUILD_PATH=$OUT react-scripts build", {}),
        ("ng build", {}),
        ("ng build", {"angular.json": '{"projects": {"a": 1, "b": []}, "defaultProject": ["a"]}'}),
        ("ng build", {"angular.json": '{"projects": {"a": 1}}'}),
        ("ng build", {"angular.json": '{"projects": {"a": {}, "b": {}}}'}),
        ("encore production", {"webpack.config.js": "Encore.setOutputPath(out)"}),
        ("webpack", {"webpack.config.js": "[{path: path.join(__dirname, 'a')}, {path: path.join(__dirname, 'b')}]"}),
        ("vue-cli-service build", {"vue.config.js": "module.exports = { outputDir: path.resolve('x') }"}),
        ("webpack", {"webpack.config.js": "module.exports = {}"}),
    ],
)
def test_a_computed_directory_is_not_proven(build: str, files: Mapping[str, str]) -> None:
    found = site(build, files)
    assert found is not None
    assert not found.is_proven
    assert found.doubt


@pytest.mark.parametrize(
    ("build", "files"),
    [
        ("next build", {}),
        ("next build", {"next.config.js": "module.exports = { output: 'standalone' }"}),
        ("astro build", {"astro.config.mjs": "export default { output: 'server' }"}),
        ("vite build --ssr src/server.js", {}),
        ("tsc", {}),
        ("node build.js", {}),
        ("react-router build", {"react-router.config.ts": "export default { ssr: true }"}),
        ("react-router build", {}),
    ],
)
def test_no_static_site(build: str, files: Mapping[str, str]) -> None:
    assert site(build, files) is None


@pytest.mark.parametrize(
    ("settings", "output", "is_proven"),
    [
        ("laravel({ input: ['resources/js/app.js'] })", "public/build", True),
        ("laravel(['resources/js/app.js'])", "public/build", True),
        ("laravel({ input: 'a.js', publicDirectory: 'www', buildDirectory: 'bundle' })", "www/bundle", True),
        ("laravel({ input: 'a.js', buildDirectory: process.env.OUT })", "public/build", False),
    ],
)
def test_the_plugin_of_laravel(settings: str, output: str, is_proven: bool) -> None:
    text = f"import laravel from 'laravel-vite-plugin';\nexport default {{ plugins: [{settings}] }};\n"
    found = site("vite build", {"vite.config.js": text}, {"devDependencies": {"laravel-vite-plugin": "1"}})
    assert found is not None
    assert (found.output, found.is_proven) == (output, is_proven)


def test_base_path() -> None:
    found = site("vite build", {"vite.config.js": "export default { base: '/shop/' }"})
    assert found is not None
    assert found.base == "/shop/"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("serve -s dist", ("serve", "dist", 3000, True)),
        ("serve dist", ("serve", "dist", 3000, False)),
        ("serve -s build -l 5000", ("serve", "build", 5000, True)),
        ("serve -l 5000 -s build", ("serve", "build", 5000, True)),
        ("serve --single --listen tcp://0.0.0.0:80 ./dist", ("serve", "dist", 80, True)),
        ("serve -sL dist -p 4000", ("serve", "dist", 4000, True)),
        ("serve", ("serve", "", 3000, False)),
        ("http-server dist -p 8081", ("http-server", "dist", 8081, False)),
        ("http-server ./dist", ("http-server", "dist", 8080, False)),
        ("http-server dist -d false -c-1", ("http-server", "dist", 8080, False)),
        ("http-server -p 80 -i true", ("http-server", "", 80, False)),
        ("sirv", ("sirv", "", 8080, False)),
        ("sirv dist --single --host --port 80", ("sirv", "dist", 80, True)),
        ("sirv-cli --host 0.0.0.0 -p 80 dist -s", ("sirv", "dist", 80, True)),
        ("sirv --port=80 -qei -m 300 dist/", ("sirv", "dist", 80, False)),
        ("angular-http-server", ("angular-http-server", "", 8080, True)),
        ("angular-http-server --path dist/web -p 80 --silent", ("angular-http-server", "dist/web", 80, True)),
        ("vite preview --host 0.0.0.0 --port 3000", ("vite preview", "dist", 3000, True)),
        ("vite preview", ("vite preview", "dist", 4173, True)),
        ("gatsby serve -H 0.0.0.0 -p 80", ("gatsby serve", "public", 80, False)),
        ("gatsby serve --host 0.0.0.0 --verbose", ("gatsby serve", "public", 9000, False)),
        ("pm2 serve build 5000 --spa --no-daemon --name web", ("pm2 serve", "build", 5000, True)),
        ("pm2 serve --no-daemon", ("pm2 serve", "", 8080, False)),
        ("pm2 serve dist --port 80 --no-daemon", ("pm2 serve", "dist", 80, False)),
        ("pm2-runtime serve build 3000 --spa", ("pm2 serve", "build", 3000, True)),
        ("pm2-runtime serve -s build -l 80", ("serve", "build", 80, True)),
        ("pm2-runtime serve --name x -- -s build -l 80", ("serve", "build", 80, True)),
        ("python -m http.server", ("http.server", "", 8000, False)),
        ("python3 -u -m http.server 80 --bind 0.0.0.0 -d dist", ("http.server", "dist", 80, False)),
        ("python3.12 -m http.server --directory=dist 80", ("http.server", "dist", 80, False)),
        ("python2 -m SimpleHTTPServer 80", ("http.server", "", 80, False)),
    ],
)
def test_serving(line: str, expected: tuple[str, str, int, bool]) -> None:
    found = _serving(line)
    assert found is not None
    assert (found.tool, found.directory, found.port, found.has_fallback) == expected
    assert found.obstacles == ()


@pytest.mark.parametrize(
    "line",
    ["node server.js", "vite", "vite --host", "serve -s dist -l $PORT", "nginx -g x", "gatsby develop", "gatsby serve -p x",
     "pm2 start server.js", "pm2-runtime server.js", "pm2 serve ecosystem.config.js", "pm2-runtime serve", "python app.py",
     "sirv --single dist", "sirv a b", "sirv -p x", "sirv -qeim 300 dist", "angular-http-server dist", "angular-http-server -p x", "angular-http-server --port 80",
     "python -m flask run", "python -m http.server eighty"],
)  # fmt: skip
def test_no_serving(line: str) -> None:
    assert _serving(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "serve -c serve.json dist",
        "http-server -P http://x dist",
        "serve -C dist",
        "vite preview --base /x/",
        "http-server -s dist",
        "gatsby serve --open-tracing-config-file x",
        "pm2 serve dist --basic-auth-username a --basic-auth-password b",
        "pm2 serve dist --ftp",
        "sirv dist --cors",
        "sirv dist --http2 --key k --cert c",
        "sirv dist --single --ignores ^/api",
        "angular-http-server --path dist --ssl",
        "angular-http-server --path dist --baseHref x",
        "angular-http-server --path dist --rootFile app.html",
        "python -m http.server --cgi",
    ],
)
def test_options_that_another_server_does_not_know(line: str) -> None:
    found = _serving(line)
    assert found is not None
    assert found.obstacles


@pytest.mark.parametrize(
    ("line", "port"),
    [
        ("serve -s dist", 8080),
        ("pm2 serve dist", 8080),
        ("gatsby serve", 9000),
        ("sirv --port 80", 8080),
        ("angular-http-server", 8080),
        ("angular-http-server -p 81", 81),
        ("python -m http.server", 8000),
        ("vite preview", 4173),
    ],
)
def test_the_variable_port(line: str, port: int) -> None:
    found = _serving(line, PORT="8080")
    assert found is not None
    assert (found.port, found.port_variable) == (port, "PORT" if line.startswith(("serve", "sirv")) else "")


def test_variables_of_pm2_go_before_its_words() -> None:
    found = _serving("pm2 serve dist 80", PM2_SERVE_PATH="build", PM2_SERVE_PORT="81")
    assert found is not None
    assert (found.directory, found.port) == ("build", 81)


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("gatsby serve", "answers only inside the container"),
        ("pm2 serve dist", "goes to the background"),
        ("pm2-runtime serve dist 80", "gives the program `serve` none of its words"),
    ],
)
def test_what_else_changes(line: str, note: str) -> None:
    found = _serving(line)
    assert found is not None
    assert [note in one for one in found.notes] == [True]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", Preview()),
        ("preview: { port: 8080 }", Preview(8080)),
        ("preview: { host: true, port: 8080, strictPort: true, open: false, }", Preview(8080)),
        ("preview: {\n  // for the container\n  host: '0.0.0.0',\n}", Preview()),
        ("server: { port: 3000 }", Preview()),
        ("server: { port: 3000 }, preview: { port: 8080 }", Preview(8080)),
        ("server: { proxy: { '/api': 'x' } }", Preview(obstacle="the configuration of Vite sets `proxy`")),
        ("server: { headers: {} }, preview: { port: 80 }", Preview(obstacle="the configuration of Vite sets `headers`")),
        ("preview: { port: Number(process.env.PORT) }", Preview(obstacle="the configuration of Vite sets `preview`")),
        ("preview: { port: 8080, cors: false }", Preview(obstacle="the configuration of Vite sets `preview`")),
        ("preview: { port: 8080, ...common }", Preview(obstacle="the configuration of Vite sets `preview`")),
        ("preview: { port: 8080, proxy: {} }", Preview(obstacle="the configuration of Vite sets `proxy`")),
        ("preview: settings", Preview(obstacle="the configuration of Vite sets `preview`")),
        ("a: { preview: { port: 1234 } }, preview: { port: 8080 }", Preview(obstacle="the configuration of Vite sets `preview`")),
    ],
)  # fmt: skip
def test_what_the_configuration_says_of_a_preview(settings: str, expected: Preview) -> None:
    files = {"package.json": "{}", "vite.config.js": f"export default {{ {settings} }}"}
    context = MemoryContext(files)
    package = read_package(context, "")
    assert package is not None
    assert preview_of(context, package) == expected


def _serving(line: str, **environment: str) -> Serving | None:
    steps = steps_of(line.split(), {})
    assert steps is not None
    return serving(steps[0], environment)


@pytest.mark.parametrize(
    ("line", "port", "variable"),
    [
        ("serve -s dist -l $PORT", 80, "PORT"),
        ("serve -s dist -l tcp://0.0.0.0:${PORT}", 80, "PORT"),
        ("http-server dist --port=${OTHER:-8081}", 8081, "OTHER"),
        ("serve -s $DIR -l 9000", 9000, ""),
        ("serve -s $DIR", 80, "PORT"),
        ("vite preview --port $PORT", 80, "PORT"),
        ("serve -s dist -l $ELSE", 0, "ELSE"),
        ("serve -s dist -l tcp://0.0.0.0:${ELSE}", 0, "ELSE"),
        ("serve -s dist -l ${ELSE:-3000}", 3000, "ELSE"),
    ],
)
def test_variables_that_a_shell_expands(line: str, port: int, variable: str) -> None:
    found = served(Step(tuple(line.split()), {}, False), {"PORT": "80", "DIR": "dist"})
    assert found is not None
    assert (found.directory, found.port, found.port_variable) == ("dist", port, variable)


@pytest.mark.parametrize(
    "line",
    ["serve -s $ELSE", "serve -s dist/$ELSE -l 80", "serve -s dist -l $(cat port)", "serve -s '$DIR'", "node $DIR"],
)
def test_variables_without_a_value(line: str) -> None:
    assert served(Step(tuple(line.split()), {}, False), {"DIR": "dist"}) is None
