"""What the build of a Node server writes, and where: read from the flags and the configuration of its tools.

Sources: the documentation of TypeScript, Nest, esbuild, tsup, ncc, SWC, Babel, Rollup, webpack, Vite, Next.js, Nuxt, SvelteKit,
Remix, React Router, Astro. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from posixpath import dirname, normpath

from dockwright.context import BuildContext, join
from dockwright.projects.command_line import flag_value
from dockwright.projects.manifests import place
from dockwright.projects.node import Package, json_with_comments
from dockwright.projects.node_sources import without_comments
from dockwright.projects.package_scripts import Step
from dockwright.projects.static_site import BUILD_PROGRAMS, angular_server, site_of
from dockwright.projects.workspace_builds import nx_builds
from dockwright.text import whole_number
from dockwright.values import NamedTuple


class Output(NamedTuple):
    """A file or directory that a build leaves behind, relative to the package's directory."""

    tool: str
    path: str  # "" where nothing tells it
    is_directory: bool = True
    has_dependencies: bool = False  # everything it imports is in it
    is_proven: bool = True  # flags or configuration state it, or state nothing and the default holds


_CONFIG_SUFFIXES = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
_OUT = re.compile(
    r"\b(?:outdir|outDir|out_dir|outfile|outFile)\s*:\s*(?:path\.(?:join|resolve)\(\s*__dirname\s*,\s*)?(['\"])([^'\"\n]{1,200})\1"
)
_ROLLUP_OUT = re.compile(r"\b(file|dir)\s*:\s*(['\"])([^'\"\n]{1,200})\2")
_ADAPTER_OUT = re.compile(r"\bout\s*:\s*(['\"])([^'\"\n]{1,200})\1")
_BUILD_DIRECTORY = re.compile(r"\bbuildDirectory\s*:\s*(['\"])([^'\"\n]{1,200})\1")
_SERVER_BUILD = re.compile(r"\bserverBuild(?:Path|Directory)\s*:\s*(['\"])([^'\"\n]{1,200})\1")
_ASSETS_BUILD = re.compile(r"\bassetsBuildDirectory\s*:\s*(['\"])([^'\"\n]{1,200})\1")
_STANDALONE = re.compile(r"\boutput\s*:\s*(['\"])standalone\1")
_EXPORT = re.compile(r"\boutput\s*:\s*(['\"])export\1")
_VARIABLE = re.compile(r"\b(?:const|let|var)\s+([\w$]+)(?:\s*:[^={}]{0,200})?\s*=\s*\Z")
_CHOOSING = ("?", "&&", "||", ":", "??")
_DIST_DIR = re.compile(r"\bdistDir\s*:\s*([^,\n}]{1,200})")
_PRESET = re.compile(r"\bpreset\s*:\s*(['\"])([\w-]{1,60})\1")
_NO_SERVER_ADAPTER = re.compile(r"@sveltejs/adapter-(?:auto|vercel|netlify|cloudflare(?:-workers)?)\b")
"""Adapters of SvelteKit that make what a platform runs, or nothing where there is no platform."""

_NITRO_OUTPUT = re.compile(r"(?<![\w.])output\s*:\s*\{")
_TRACING_ROOT = re.compile(
    r"\b(?:outputFileTracingRoot|outputFileTracingIncludes)\b|\bturbopack\s*:\s*\{[^}]{0,500}\broot\b"
)
_DEEPEST = 5
_MOST_REFERENCES = 30


def outputs_of(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> tuple[Output, ...]:
    """What a step of a build leaves behind; () when it is no tool that builds."""
    argv = step.argv
    program = argv[0].rpartition("/")[2] if argv else ""
    reader = _READERS.get(program)
    if reader is not None:
        return tuple(reader(context, package, argv))
    if program == "bun" and "build" in argv[1:2]:
        return tuple(_bun(context, package, argv))
    if program in ("node", "tsx", "ts-node", "bun"):
        return tuple(_script(context, package, argv))
    if program in BUILD_PROGRAMS:
        site = site_of(context, package, (step,), variables)
        return (Output(site.framework, site.output, True, True, site.is_proven),) if site is not None else ()
    return ()


def config_text(context: BuildContext, package: Package, name: str) -> tuple[str, str]:
    """The path of a configuration file and its text without comments; ("", "") when there is none."""
    for suffix in _CONFIG_SUFFIXES:
        path = join(package.directory, f"{name}{suffix}")
        text = context.read(path) if context.sends(path) else None
        if text is not None:
            return path, without_comments(text)
    return "", ""


# TypeScript


class _Settings(NamedTuple):
    out: str | None  # relative to the context; None: beside the sources
    emits: bool
    references: tuple[str, ...]  # paths of other tsconfig files


def _ts_settings(context: BuildContext, path: str, seen: frozenset[str] = frozenset()) -> _Settings | None:
    """What a tsconfig file says, with those that it extends; None when one cannot be read."""
    if path in seen or len(seen) > _DEEPEST or not context.sends(path):
        return None
    data = json_with_comments(context.read(path))
    if not data:
        return None
    here = dirname(path)
    out: str | None = None
    emits = True
    extended = data.get("extends")
    bases = extended if isinstance(extended, list) else [extended]
    if len(bases) > _DEEPEST:
        return None
    for base_path in bases:
        if isinstance(base_path, str) and base_path.startswith("."):
            target = place(here, base_path) or ""
            target = target if target.endswith(".json") else f"{target}.json"
            base = _ts_settings(context, target, seen | {path})
            if base is None:
                return None
            out, emits = base.out if base.out is not None else out, base.emits
    options = data.get("compilerOptions")
    if isinstance(options, Mapping):
        if isinstance(options.get("outDir"), str):
            out = place(here, options["outDir"].replace("${configDir}", "."))
        if isinstance(options.get("noEmit"), bool):
            emits = not options["noEmit"]
        if options.get("emitDeclarationOnly") is True:
            emits = False
    listed = data.get("references")
    references = tuple(
        _tsconfig(referred)
        for one in (listed[:_MOST_REFERENCES] if isinstance(listed, list) else ())
        if isinstance(one, Mapping) and isinstance(one.get("path"), str)
        if (referred := place(here, one["path"])) is not None
    )
    return _Settings(out, emits, references)


def _tsconfig(path: str) -> str:
    return path if path.endswith(".json") else join(path, "tsconfig.json")


def _tsc(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    words = list(argv[1:])
    if any(word in words for word in ("--noEmit", "--version", "-v", "--init", "--help", "--emitDeclarationOnly")):
        return
    flag = flag_value(words, "--outDir", "--outdir")
    if flag:
        yield Output("tsc", normpath(flag))
        return
    is_solution = any(word in ("-b", "--build") for word in words)
    named = [word for word in words if not word.startswith("-")] if is_solution else []
    project = named[0] if named else flag_value(words, "-p", "--project") or "tsconfig.json"
    target = place(package.directory, project)
    yield from _ts_outputs(context, package, _tsconfig(target or ""), is_solution, set())


def _ts_outputs(context: BuildContext, package: Package, path: str, follows: bool, seen: set[str]) -> Iterator[Output]:
    if path in seen or len(seen) > _MOST_REFERENCES:
        return
    seen.add(path)
    settings = _ts_settings(context, path)
    if settings is None:
        yield Output("tsc", "", is_proven=False)
        return
    if settings.emits:
        inner = _inner(package, settings.out) if settings.out is not None else ""
        if settings.out is not None or not follows:
            yield Output("tsc", inner, is_proven=bool(inner))
    for one in settings.references if follows else ():
        yield from _ts_outputs(context, package, one, follows, seen)


def _inner(package: Package, path: str) -> str:
    """A context path as the package sees it; "" for the package itself and what is outside."""
    if not package.directory:
        return path
    return path[len(package.directory) + 1 :] if path.startswith(f"{package.directory}/") else ""


def _nest(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    if "build" not in argv:
        return
    data = json_with_comments(
        context.read(join(package.directory, flag_value(argv, "-c", "--config") or "nest-cli.json"))
    )
    options = data.get("compilerOptions")
    options = options if isinstance(options, Mapping) else {}
    if data.get("monorepo") or data.get("projects"):
        yield Output("nest", "dist", is_proven=False)
        return
    named = flag_value(argv, "-p", "--path") or options.get("tsConfigPath")
    names = [named] if isinstance(named, str) else ["tsconfig.build.json", "tsconfig.json"]
    paths = [one for name in names if (one := place(package.directory, name)) is not None and context.sends(one)]
    settings = _ts_settings(context, paths[0]) if paths else None
    inner = _inner(package, settings.out) if settings is not None and settings.out is not None else "dist"
    yield Output("nest", inner or "dist", is_proven=bool(inner))


# Bundlers


def _esbuild(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    whole = any(word == "--bundle" or word == "--bundle=true" for word in argv) and not any(
        word.startswith(("--packages", "--external", "-E")) for word in argv
    )
    if file := flag_value(argv, "--outfile"):
        yield Output("esbuild", normpath(file), False, whole)
    elif folder := flag_value(argv, "--outdir"):
        yield Output("esbuild", normpath(folder), True, whole)


def _bun(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    """`bun build`: https://bun.com/docs/bundler. With --compile it makes a program, which is none of a Node server's files."""
    if "--compile" in argv:
        return
    whole = not any(word.startswith(("--packages", "--external", "-e")) for word in argv)
    if file := flag_value(argv, "--outfile"):
        yield Output("bun", normpath(file), False, whole)
    elif folder := flag_value(argv, "--outdir"):
        yield Output("bun", normpath(folder), True, whole)


def _tsup(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    _, config = config_text(context, package, "tsup.config")
    stated = _OUT.findall(config)
    flag = flag_value(argv, "-d", "--out-dir")
    yield Output("tsup", normpath(flag or (stated[0][1] if stated else "dist")), is_proven=len(stated) < 2)


def _plain(tool: str, default: str, *flags: str, whole: bool = False) -> Callable[..., Iterator[Output]]:
    """A tool that writes into one directory, which a flag may name."""

    def read(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
        named = flag_value(argv, *flags) if flags else None
        if named or default:
            path = normpath(named or default)
            yield Output(tool, path, not path.endswith((".js", ".mjs", ".cjs")), whole)

    return read


def _rollup(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    flag = flag_value(argv, "-o", "--file", "-d", "--dir")
    if flag:
        yield Output("rollup", normpath(flag), "." not in flag.rpartition("/")[2])
        return
    _, config = config_text(context, package, "rollup.config")
    for kind, _, path in _ROLLUP_OUT.findall(config):
        yield Output("rollup", normpath(path), kind == "dir")


def _webpack(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    if "serve" in argv:
        return
    site = site_of(context, package, (Step(tuple(argv), {}, True),), {})
    yield Output("webpack", site.output if site is not None else "", is_proven=site is not None and site.is_proven)


def _script(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    """A script of the project that calls a bundler: the literals it gives it."""
    words = [word for word in argv[1:] if not word.startswith("-") and word != "run"]
    path = place(package.directory, words[0]) if words else None
    text = context.read(path) if path is not None and context.sends(path) else None
    if text is None or not re.search(r"\b(?:esbuild|rollup|webpack|tsup|@swc/core|vite|Bun\.build)\b", text):
        return
    stated = [match[1] for match in _OUT.findall(without_comments(text))]
    for one in dict.fromkeys(stated):
        yield Output("the build script", normpath(one), not one.endswith((".js", ".mjs", ".cjs")))
    if not stated:
        yield Output("the build script", "", is_proven=False)


# Frameworks


def _vite(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    if "build" not in argv:
        return
    dependencies = package.dependencies
    if "@sveltejs/kit" in dependencies:
        yield from _svelte_kit(context, package)
        return
    if "@react-router/dev" in dependencies or "@remix-run/dev" in dependencies:
        _, config = config_text(context, package, "vite.config")
        yield _stated("Remix", config, _BUILD_DIRECTORY, "buildDirectory", "build")
        return
    if "@tanstack/react-start" in dependencies or "@tanstack/solid-start" in dependencies:
        yield Output("TanStack Start", ".output", True, True, False)
        return
    site = site_of(context, package, (Step(tuple(argv), {}, True),), {})
    flag = flag_value(argv, "--outDir")
    if site is not None:
        yield Output("Vite", site.output or "dist", True, False, site.is_proven)
    elif "--ssr" in argv:
        _, config = config_text(context, package, "vite.config")
        stated = _OUT.findall(config)
        yield Output("Vite", normpath(flag or (stated[0][1] if stated else "dist")), is_proven=len(stated) < 2)


def _svelte_kit(context: BuildContext, package: Package) -> Iterator[Output]:
    _, config = config_text(context, package, "svelte.config")
    site = site_of(context, package, (Step(("vite", "build"), {}, True),), {})
    if site is not None:
        yield Output("SvelteKit", site.output, True, True, site.is_proven)
        return
    if "adapter-node" not in config and "svelte-adapter-bun" not in config:
        is_known = _NO_SERVER_ADAPTER.search(config) is not None
        yield Output("SvelteKit", ".svelte-kit/output" if is_known else "", is_proven=is_known)
        return
    yield _stated("SvelteKit", config, _ADAPTER_OUT, "out", "build")


def _stated(tool: str, config: str, pattern: re.Pattern[str], word: str, default: str) -> Output:
    """The directory that a configuration names: proven by one literal, or where the word for it does not occur."""
    stated = pattern.findall(config)
    named = len(re.findall(rf"(?<![\w.]){word}\s*[:=]|[{{,]\s*{word}\s*[,}}]", config))
    is_proven = named == len(stated) < 2
    return Output(tool, normpath(stated[0][1] if stated else default) if is_proven else "", is_proven=is_proven)


def _nuxt(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    if "build" not in argv:
        return
    version = re.search(r"\d+", package.dependencies.get("nuxt", package.dependencies.get("nuxt-edge", "")))
    if version is not None and whole_number(version[0]) < 3:
        yield Output("Nuxt 2", "", is_proven=False)
        return
    _, config = config_text(context, package, "nuxt.config")
    yield Output("Nuxt", ".output", True, True, _is_plain_nitro(config))


def _is_plain_nitro(config: str) -> bool:
    """Whether settings let Nitro write a server for Node, and where it does so by itself."""
    presets = {match[1] for match in _PRESET.findall(config)} - {"node", "node-server", "node_server", "default"}
    return not presets and not _NITRO_OUTPUT.search(config)


def _vinxi(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    """SolidStart, and TanStack Start before it was a plugin of Vite: https://vinxi.vercel.app/api/cli/build.html."""
    if "build" in argv and "--preset" not in argv:
        _, config = config_text(context, package, "app.config")
        yield Output("Vinxi", ".output", True, True, _is_plain_nitro(config))


def _fixed(tool: str, *paths: str, word: str = "build", whole: bool = False) -> Callable[..., Iterator[Output]]:
    def read(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
        if word in argv:
            for path in paths:
                yield Output(tool, path, True, whole)

    return read


def _react_router(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    if "build" in argv:
        _, config = config_text(context, package, "react-router.config")
        yield _stated("React Router", config, _BUILD_DIRECTORY, "buildDirectory", "build")


def _remix(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    """The compiler of old puts what browsers load into the public directory."""
    if "vite:build" in argv:
        _, config = config_text(context, package, "vite.config")
        yield _stated("Remix", config, _BUILD_DIRECTORY, "buildDirectory", "build")
    elif "build" in argv:
        _, config = config_text(context, package, "remix.config")
        server = _stated("Remix", config, _SERVER_BUILD, "serverBuild(?:Path|Directory)", "build")
        is_file = server.path.endswith((".js", ".mjs", ".cjs"))
        yield server._replace(path=dirname(server.path)) if is_file else server
        yield _stated("Remix", config, _ASSETS_BUILD, "assetsBuildDirectory", "public/build")


def _astro(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    if "build" in argv:
        _, config = config_text(context, package, "astro.config")
        yield _stated("Astro", config, _OUT, "outDir", "dist")


class NextBuild(NamedTuple):
    """What the configuration of Next.js says."""

    config: str  # path of the file, "" without one
    output: str  # the directory of the build
    is_standalone: bool
    doubt: str = ""  # why where the server is written is not known
    is_export: bool = False  # static files are what it leaves behind, too


def next_build(context: BuildContext, package: Package) -> NextBuild:
    path, text = config_text(context, package, "next.config")
    stated = {match.strip() for match in _DIST_DIR.findall(text)}
    literal = re.fullmatch(r"(['\"])([^'\"$]+)\1", next(iter(stated))) if len(stated) == 1 else None
    if stated and literal is None:
        return NextBuild(path, ".next", False, "the configuration of Next.js computes its directory")
    output = normpath(literal[2]) if literal is not None else ".next"
    doubt = "the configuration of Next.js sets what it traces" if _TRACING_ROOT.search(text) else ""
    return NextBuild(path, output, _is_standalone(text), doubt, bool(_EXPORT.search(text)))


def _is_standalone(text: str) -> bool:
    """Whether the configuration asks for it in any case: not in an object that a condition chooses."""
    match = _STANDALONE.search(text)
    if match is None:
        return False
    depth = 0
    for at in range(match.start() - 1, -1, -1):
        depth += {"}": 1, "{": -1}.get(text[at], 0)
        if depth < 0:
            above = text[:at].rstrip()
            named = _VARIABLE.search(above)
            return not above.endswith(_CHOOSING) and not (named is not None and _is_chosen(text, named[1], at))
    return False


def _is_chosen(text: str, name: str, at: int) -> bool:
    """Whether a condition decides about the use of a variable behind its definition."""
    uses = (match.start() for match in re.finditer(rf"\b{re.escape(name)}\b", text[at:]))
    lines = (text[text.rfind("\n", 0, at + use) + 1 : at + use] for use in uses)
    return any("?" in line or "&&" in line or re.search(r"\bif\b", line) for line in lines)


def _ng(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    """A site, or what renders it on a server: by settings of the build, or by `ng run shop:server` (Angular before 17)."""
    if "run" not in argv[1:2]:
        server = angular_server(context, package, argv)
        if server:
            yield Output("Angular", server)
            return
        site = site_of(context, package, (Step(tuple(argv), {}, True),), {})
        if site is not None:
            yield Output(site.framework, site.output, True, True, site.is_proven)
        return
    project, _, rest = (argv[2] if len(argv) > 2 else "").partition(":")
    target, _, chosen = rest.partition(":")
    found: object = json_with_comments(context.read(join(package.directory, "angular.json")))
    for key in ("projects", project, "architect", target):
        found = found.get(key) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or not str(found.get("builder", "")).endswith(":server"):
        return
    configurations = found.get("configurations")
    chosen = chosen or str(found.get("defaultConfiguration") or "")
    stated = [
        found.get("options"),
        *(map(configurations.get, chosen.split(",")) if isinstance(configurations, Mapping) else ()),
    ]
    paths = [one["outputPath"] for one in stated if isinstance(one, Mapping) and isinstance(one.get("outputPath"), str)]
    yield Output("Angular", normpath(paths[-1]) if paths else "", is_proven=bool(paths))


def _nx(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    """The files of applications: those for Node have the libraries of the workspace in them."""
    for one in nx_builds(context, package, argv):
        yield Output("Nx", one.output, True, one.is_bundled or not one.is_server, bool(one.output))


def _next(context: BuildContext, package: Package, argv: Sequence[str]) -> Iterator[Output]:
    if "build" in argv:
        found = next_build(context, package)
        yield Output(
            "Next.js",
            found.output,
            is_proven=found.output != ".next" or not found.doubt.startswith("the configuration of Next.js computes"),
        )
        if found.is_standalone and not found.doubt:
            yield Output("Next.js", join(found.output, "standalone"), True, True)


_READERS: Mapping[str, Callable[..., Iterator[Output]]] = {
    "tsc": _tsc,
    "ttsc": _tsc,
    "tspc": _tsc,
    "nest": _nest,
    "esbuild": _esbuild,
    "tsup": _tsup,
    "tsup-node": _tsup,
    "ncc": _plain("ncc", "dist", "-o", "--out", whole=True),
    "swc": _plain("SWC", "", "-d", "--out-dir", "-o", "--out-file"),
    "babel": _plain("Babel", "", "-d", "--out-dir", "-o", "--out-file"),
    "unbuild": _plain("unbuild", "dist"),
    "tsdown": _plain("tsdown", "dist", "-d", "--out-dir"),
    "pkgroll": _plain("pkgroll", "dist"),
    "rollup": _rollup,
    "webpack": _webpack,
    "webpack-cli": _webpack,
    "vite": _vite,
    "next": _next,
    "nuxt": _nuxt,
    "nuxi": _nuxt,
    "vinxi": _vinxi,
    "nitro": _fixed("Nitro", ".output", whole=True),
    "nitropack": _fixed("Nitro", ".output", whole=True),
    "remix": _remix,
    "react-router": _react_router,
    "astro": _astro,
    "nx": _nx,
    "ng": _ng,
}  # fmt: skip
"""By program: who builds, and where it writes."""

BUILDERS = frozenset(_READERS) | BUILD_PROGRAMS
