"""What a Node build writes, what a start command starts and what sources say: small contexts, one fact each."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.node import Package, json_with_comments
from dockwright.projects.node_build import Output, next_build, outputs_of
from dockwright.projects.node_sources import NodeSources, imports_of, package_name, reached, strings_of
from dockwright.projects.package_scripts import Step, steps_of

OUT = '{"compilerOptions": {"outDir": "%s"}}'


def outputs(command: str, files: Mapping[str, str], **dependencies: str) -> list[tuple[str, bool]]:
    """The paths that a command writes, each with whether that is proven."""
    package = Package("", {"dependencies": dependencies})
    found: tuple[Output, ...] = outputs_of(MemoryContext(files), package, Step(tuple(command.split()), {}, True), {})
    return [(one.path, one.is_proven) for one in found]


@pytest.mark.parametrize(
    ("command", "files", "expected"),
    [
        ("tsc", {"tsconfig.json": OUT % "./lib/"}, [("lib", True)]),
        ("tsc -p server", {"server/tsconfig.json": OUT % "../out"}, [("out", True)]),
        # What a file says wins over what it extends; directories count from the file that states them.
        ("tsc", {"tsconfig.json": '{"extends": "./base/ts"}', "base/ts.json": OUT % "x"}, [("base/x", True)]),
        ("tsc", {"tsconfig.json": '{"extends": ["./a.json", "./b.json"]}', "a.json": OUT % "a", "b.json": OUT % "b"}, [("b", True)]),
        ("tsc", {"tsconfig.json": '{"extends": "@tsconfig/node20", "compilerOptions": {"outDir": "d"}}'}, [("d", True)]),
        ("tsc -b", {"tsconfig.json": '{"files": [], "references": [{"path": "./api"}]}', "api/tsconfig.json": OUT % "dist"},
         [("api/dist", True)]),
        # It only checks types.
        ("tsc --noEmit", {"tsconfig.json": OUT % "dist"}, []),
        ("tsc", {"tsconfig.json": '{"compilerOptions": {"noEmit": true}}'}, []),
        # Beside the sources, outside of the project, or nobody knows where.
        ("tsc", {"tsconfig.json": "{}x"}, [("", False)]),
        ("tsc", {"tsconfig.json": '{"compilerOptions": {}}'}, [("", False)]),
        ("tsc", {"tsconfig.json": OUT % "../dist"}, [("", False)]),
        ("tsc", {"tsconfig.json": '{"extends": "./tsconfig.json"}'}, [("", False)]),
        ("tsc", {}, [("", False)]),
        ("nest build", {"nest-cli.json": "{}"}, [("dist", True)]),
        ("nest build", {"nest-cli.json": '{"monorepo": true}'}, [("dist", False)]),
        ("nest build", {"tsconfig.build.json": '{"extends": "./tsconfig.json"}', "tsconfig.json": OUT % "o"}, [("o", True)]),
        ("nest start", {}, []),
        ("rollup -c", {"rollup.config.js": "output: { file: 'dist/a.js' }"}, [("dist/a.js", True)]),
        ("tsup", {"tsup.config.ts": "[{outDir: 'a'}, {outDir: 'b'}]"}, [("a", False)]),
        ("nuxt build", {}, [(".output", True)]),
        ("nuxt build", {"nuxt.config.ts": "nitro: { preset: 'vercel' }"}, [(".output", False)]),
        ("remix build", {}, [("build", True), ("public/build", True)]),
        ("remix vite:build", {}, [("build", True)]),
        ("remix vite:build", {"vite.config.ts": "remix({ buildDirectory: 'out' })"}, [("out", True)]),
        ("remix build", {"remix.config.js": "{ serverBuildPath: 'out/index.js', assetsBuildDirectory: 'public/b' }"},
         [("out", True), ("public/b", True)]),
        ("react-router build", {"react-router.config.ts": "export default { buildDirectory: 'out' } satisfies Config;"}, [("out", True)]),
        ("react-router build", {"react-router.config.ts": "export default { buildDirectory: process.env.OUT };"}, [("", False)]),
        ("bun build src/index.ts --outdir out --target bun", {}, [("out", True)]),
        ("bun build --outfile=out/a.js src/a.ts", {}, [("out/a.js", True)]),
        ("bun build --compile --outfile app src/a.ts", {}, []),
        ("bun build.ts", {"build.ts": "await Bun.build({ outdir: './out' })"}, [("out", True)]),
        ("astro build", {"astro.config.mjs": "output: 'server'"}, [("dist", True)]),
        ("astro build", {"astro.config.mjs": "output: 'server', outDir: './out'"}, [("out", True)]),
        ("astro build", {"astro.config.mjs": "output: 'server', outDir: process.env.OUT"}, [("", False)]),
        ("astro build", {"astro.config.mjs": "export default defineConfig({ output: 'server', outDir })"}, [("", False)]),
        ("eslint .", {}, []),
    ],
)  # fmt: skip
def test_outputs(command: str, files: dict[str, str], expected: list[tuple[str, bool]]) -> None:
    assert outputs(command, files) == expected


def test_nuxt_2_keeps_its_server_elsewhere() -> None:
    assert outputs("nuxt build", {}, nuxt="^2.17.0") == [("", False)]


@pytest.mark.parametrize(
    ("config", "output", "is_standalone", "has_doubt"),
    [
        ("module.exports = { output: 'standalone' }", ".next", True, False),
        ('export default { output: "standalone", distDir: "build" }', "build", True, False),
        ("// output: 'standalone'\nmodule.exports = {}", ".next", False, False),
        (
            "module.exports = { output: 'standalone', outputFileTracingRoot: path.join(__dirname, '../') }",
            ".next",
            True,
            True,
        ),
        ("module.exports = { output: 'standalone', distDir: process.env.DIR }", ".next", False, True),
        ("module.exports = { output: process.env.OUT }", ".next", False, False),
        ("module.exports = { output: process.env.CI ? 'standalone' : undefined }", ".next", False, False),
        ("module.exports = { ...(process.env.CI && { output: 'standalone' }) }", ".next", False, False),
        ("module.exports = process.env.CI ? { output: 'standalone' } : {}", ".next", False, False),
        (
            "const own = { output: 'standalone' }\nmodule.exports = process.env.CI ? { ...own } : {}",
            ".next",
            False,
            False,
        ),
        (
            "const config: NextConfig = {\n  env: { A: process.env.A ?? '' },\n  output: 'standalone',\n}\nexport default config",
            ".next",
            True,
            False,
        ),
        ("export default withMDX({ ...base, output: 'standalone' })", ".next", True, False),
        ("export default async (phase) => { return { output: 'standalone' } }", ".next", True, False),
        (
            "module.exports = { async redirects() { return [{ source: '/api/*' }] }, output: 'standalone' }",
            ".next",
            True,
            False,
        ),
    ],
)
def test_next(config: str, output: str, is_standalone: bool, has_doubt: bool) -> None:
    found = next_build(MemoryContext({"next.config.js": config}), Package("", {}))
    assert (found.output, found.is_standalone, bool(found.doubt)) == (output, is_standalone, has_doubt)


def test_json_with_comments() -> None:
    text = '{ // a\n "a": "// no comment", /* b */ "b": [1, 2,], }'
    assert json_with_comments(text) == {"a": "// no comment", "b": [1, 2]}
    assert json_with_comments("[]") == json_with_comments("{") == json_with_comments(None) == {}
    assert json_with_comments("[" * 100_000) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a from 'a'; import 'b'; const c = require(\"c/d\"); await import('e')", ["a", "b", "c/d", "e"]),
        ("import {\n  a,\n  b,\n} from 'a'\nexport * from './b'", ["a", "./b"]),
        ("import type { A } from 'a'; export type { B } from 'b'", []),
        ("// require('a')\n/* import 'b' */", []),
        ("require(name); require(`a${b}`)", []),
        ("import type A from 'a'; import B, { type C } from 'b'; const type = require('c')", ["b", "c"]),
        ("reimport 'a'; export{a}from'b';require.resolve( 'c')", ["b", "c"]),
        ("import /* why */ 'a'; import // why\n'b'", ["a", "b"]),
    ],
)
def test_imports(text: str, expected: list[str]) -> None:
    assert list(imports_of(text)) == expected


@pytest.mark.parametrize(
    ("written", "name"),
    [("a", "a"), ("a/b/c", "a"), ("@a/b/c", "@a/b"), ("./a", ""), ("fs", ""), ("node:test", ""), ("fs/promises", ""), ("@/a", ""), ("#a", "")],
)  # fmt: skip
def test_package_name(written: str, name: str) -> None:
    assert package_name(written) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'views/a.ejs' \"b\" `c/${d}/e`", ["views/a.ejs", "b", "c", "e"]),
        ("'proto/**/*.proto'", ["proto"]),
        ("'file://migrations'", ["migrations"]),
        ("'https://example.com/a' 'a b' 'Content-Type: x'", []),
        ("// 'a/b'\n", []),
        ("'..' '.' ''", []),
    ],
)
def test_strings_that_may_be_paths(text: str, expected: list[str]) -> None:
    assert list(strings_of(text)) == expected


def test_tests_and_settings_are_no_part_of_what_runs() -> None:
    names = [
        "src/a.ts",
        "src/a.spec.ts",
        "src/a.d.ts",
        "test/b.ts",
        "jest.config.js",
        "dist/a.js",
        "node_modules/x/a.js",
        "lib/c.vue",
    ]
    sources = NodeSources(MemoryContext(dict.fromkeys(names, "")), "", ("dist",))
    assert sources.files == ("lib/c.vue", "src/a.ts")


def test_hooks_of_git_are_no_part_of_what_runs() -> None:
    files = dict.fromkeys(("src/a.ts", ".husky/install.mjs", ".github/x.js", "test/a.js", "node_modules/x/i.js"), "")
    assert NodeSources(MemoryContext(files), "", ()).files == ("src/a.ts",)


@pytest.mark.parametrize(
    ("text", "started"),
    [
        ("import * as cp from 'node:child_process'; cp.execSync('git log')", ["git"]),
        ("import cp from 'child_process'; cp.spawn('ffmpeg', ['-i'])", ["ffmpeg"]),
        ("const proc = require('child_process'); proc.execFile('convert')", ["convert"]),
        ("import proc = require('child_process'); proc.exec('git log')", ["git"]),
        ("const sh = require('shelljs'); if (sh.which('git')) sh.exec('jq .')", ["git", "jq"]),
        ("const spawn = require('cross-spawn'); spawn('git')", ["git"]),
        ("const cp = require('fs-extra'); const r = /a/; r.exec('git'); cp.exec('git')", []),
        ("import cp from 'child_process'; other.exec('git')", []),
    ],
)
def test_programs_are_started_by_any_name_of_the_module(text: str, started: list[str]) -> None:
    assert list(NodeSources(MemoryContext({"a.js": text}), "", ()).started("a.js")) == started


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        ("import pino from 'pino'; pino({ transport: { target: 'pino-pretty' } })", ["pino", "pino-pretty"]),
        ("import pino from 'pino'; pino({ transport: { targets: [{ target: './own.js' }] } })", ["pino"]),
        ("import x from 'http-proxy'; x({ target: 'backend' })", ["http-proxy"]),
    ],
)
def test_packages_that_a_library_loads_by_name(text: str, packages: list[str]) -> None:
    sources = NodeSources(MemoryContext({"a.js": text}), "", ())
    assert [one.name for one in sources.packages(iter(["a.js"]))] == packages


def test_a_source_is_read_once_whatever_is_asked() -> None:
    class Counting(MemoryContext):
        def _bytes(self, path: str) -> bytes | None:
            read.append(path)
            return super()._bytes(path)

    read: list[str] = []
    text = "import { execFile } from 'child_process'; import './b/c'; execFile('convert', ['views/a.html']); require('@x/y/z')"
    sources = NodeSources(Counting({"a.js": text, "views/a.html": ""}), "", ())
    assert sources.imports("a.js") == ("child_process", "./b/c", "@x/y/z")
    assert [one.name for one in sources.packages(iter(["a.js"]))] == ["@x/y"]
    assert sources.started("a.js") == ("convert",)
    assert [one.path for one in sources.named("a.js", "")] == ["views/a.html"]
    assert read.count("a.js") == 1


def test_files_reached_from_an_entry() -> None:
    files = {
        "a.js": "require('./b'); require('x'); require('./absent')",
        "b/index.js": "import '../c.json'; import '../a.js'",
        "c.json": "",
    }
    assert reached(MemoryContext(files), "a.js") == ("a.js", "b/index.js", "c.json")


def test_scripts_that_multiply_are_not_followed() -> None:
    scripts = {f"a{index}": " && ".join([f"npm run a{index + 1}"] * 30) for index in range(5)} | {"a5": "tsc"}
    assert steps_of(["npm", "run", "a0"], scripts) is None
    assert steps_of(["npm", "run", "a4"], scripts) is not None


@pytest.mark.parametrize("text", ["`", "/*", "\"'", "${", "import type ", "require(", "from ", "`${"])
def test_hostile_sources_are_read(text: str) -> None:
    """Each of these was or could be a trap for a regular expression that looks back."""
    whole = text * (20_000 // len(text))
    list(imports_of(whole))
    list(strings_of(whole))


def test_hostile_settings_are_read() -> None:
    many = json.dumps({"extends": ["./tsconfig.json"] * 1000, "references": [{"path": "./tsconfig.json"}] * 1000})
    assert outputs("tsc -b", {"tsconfig.json": many}) == [("", False)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data/app.db", ["data"]),
        ("./logs/today/app.log", ["logs/today"]),
        ("data/there.json", ["data/there.json"]),
        # No directory that is there, one of sources alone, or nothing that looks like a file.
        ("other/app.db", []), ("src/app.db", []), ("data/app", []), ("data/module.js", []), ("app.db", []),
    ],
)  # fmt: skip
def test_the_directory_of_a_file_that_the_program_makes(text: str, expected: list[str]) -> None:
    files = {"src/main.ts": f"open('{text}')", "data/.gitkeep": "", "data/there.json": "", "logs/today/.gitkeep": ""}
    found = NodeSources(MemoryContext(files), "", ("dist",)).named("src/main.ts", "")
    assert list(dict.fromkeys(one.path for one in found)) == expected
