"""Static sites built by Node: which framework, where its files land, and how a command serves them.

Sources: the documentation of each tool (Vite, Create React App, Angular, Vue CLI, Next.js, Nuxt, Astro, Gatsby,
Docusaurus, SvelteKit, Parcel, VitePress, VuePress, Eleventy; serve 14, http-server 14). Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from posixpath import normpath
from typing import Any

from dockwright.context import BuildContext, join
from dockwright.projects.command_line import without_flags
from dockwright.projects.manifests import place
from dockwright.projects.node import Package, json_with_comments
from dockwright.projects.node_sources import reached, without_comments
from dockwright.projects.package_scripts import Step
from dockwright.text import whole_number
from dockwright.values import NamedTuple


class Site(NamedTuple):
    """A build that leaves static files behind."""

    framework: str
    output: str  # the directory of the files, relative to the package's
    is_proven: bool  # the configuration states it, or states nothing and the default holds
    base: str  # the URL path that the files are made for, "/" as a rule
    doubt: str = ""  # why it is not proven


_PREVIEW = re.compile(r"\bpreview\s*:\s*\{([^{}]*)\}")
_PREVIEW_PAIR = re.compile(
    r"port\s*:\s*([1-9]\d{1,4})|(?:host|strictPort|open)\s*:\s*(?:true|false|'[^'\n]*'|\"[^\"\n]*\")"
)
"""Settings of a preview that mean the same to nginx, or nothing."""

_CONFIGURED_PORT = re.compile(r"(?<![\w.])port\s*:\s*([^,\n}]+)")
_ADAPTER = re.compile(r"['\"]([\w@/-]*\badapter-[\w-]+)['\"]")
_BASE_URL = re.compile(r"(?<![\w.])baseUrl\s*:\s*([^,\n}]+)")
_HERE = (
    r"(?:(?:path\.)?(?:resolve|join)\(\s*(?:__dirname|import\.meta\.dirname)\s*,\s*['\"]([^'\"\n]{1,200})['\"]\s*\)"
    r"|fileURLToPath\(\s*new URL\(\s*['\"]([^'\"\n]{1,200})['\"]\s*,\s*import\.meta\.url\s*\)\s*\))"
)
_RESOLVED = re.compile(_HERE)
"""A path beside the configuration file."""

_VALUE = "(" + _HERE.replace("([^", "(?:[^") + r"|[^,\n}]+)"
_DEST = re.compile(r"(?<![\w.])dest\s*:\s*" + _VALUE)
_OUT_DIR = re.compile(r"\boutDir\s*:\s*" + _VALUE)
_ROOT = re.compile(r"(?<![\w.])root\s*:\s*" + _VALUE)
_BASE = re.compile(r"(?<![\w.])base\s*:\s*([^,\n}]+)")
_OUTPUT_DIR = re.compile(r"\boutputDir\s*:\s*" + _VALUE)
_BUILD_DIRECTORY = re.compile(r"\bbuildDirectory\s*:\s*([^,\n}]+)")
_PUBLIC_DIRECTORY = re.compile(r"\bpublicDirectory\s*:\s*([^,\n}]+)")
_LARAVEL = re.compile(r"(?<![\w.])laravel\s*\(")
_OUTPUT_PATH = re.compile(r"\.setOutputPath\(\s*(['\"])([^'\"\n]{1,200})\1\s*\)")
_NO_SERVER = re.compile(r"\bssr\s*:\s*false\b")
_OTHER_PLACE = re.compile(r"\bappBuild\b|\boutput\s*[.:]\s*(?:path\b|\{)|\boutputPath\b|\bBUILD_PATH\b")
_DIST_DIR = re.compile(r"\bdistDir\s*:\s*([^,\n}]+)")
_EXPORT = re.compile(r"\boutput\s*:\s*['\"]export['\"]")
_SERVER_OUTPUT = re.compile(r"\boutput\s*:\s*['\"](?:server|hybrid)['\"]|\badapter\s*:")
_QUOTED = re.compile(r"(['\"`])([^'\"`$]*)\1\s*\Z")
_WEBPACK_PATH = re.compile(r"\bpath\s*:\s*path\.(?:resolve|join)\(\s*__dirname\s*,\s*['\"]([^'\"]+)['\"]\s*\)")
_MOST_IMPORTED = 5
_CONFIG_SUFFIXES = (".js", ".ts", ".mjs", ".mts", ".cjs", ".cts")


def site_of(
    context: BuildContext, package: Package, steps: Sequence[Step], variables: Mapping[str, str]
) -> Site | None:
    """What the build steps leave behind; `variables` are those of the environment. None: no known static build."""
    for step in reversed(steps):
        reader = _BUILDERS.get(step.argv[0] if step.argv else "")
        if reader is not None:
            site = reader(context, package, step, {**variables, **step.variables})
            if site is not None:
                return site
    return None


def _vite(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "build" not in step.argv or "--ssr" in step.argv:
        return None
    dependencies = package.dependencies
    if "@sveltejs/kit" in dependencies:
        return _svelte_kit(context, package)
    if any(name in dependencies for name in ("@tanstack/react-start", "@tanstack/start", "@remix-run/dev")):
        return None
    config = _config(context, package, "vite.config", given(step.argv, "--config") or given(step.argv, "-c"))
    if "laravel-vite-plugin" in dependencies and _LARAVEL.search(config) and "outDir" not in config:
        return _laravel(config)
    root = _option(config, _ROOT)
    out = given(step.argv, "--outDir") or _option(config, _OUT_DIR)
    base = given(step.argv, "--base") or _option(config, _BASE)
    is_resolved = bool(root) and any(_RESOLVED.fullmatch(match[1].strip()) for match in _OUT_DIR.finditer(config))
    if root is None or out is None or base is None or is_resolved:
        return Site("Vite", "dist", False, "/", "the configuration of Vite computes its directories")
    words = [
        word
        for word in without_flags(step.argv[1:], ("--outDir", "--base", "--mode", "-m", "--config", "-c"))
        if word != "build"
    ]
    root = words[0] if words else root
    return Site("Vite", path_below(root, out or "dist"), True, base or "/")


def _laravel(config: str) -> Site:
    """Laravel's plugin for Vite has a directory of its own. Source: laravel-vite-plugin 1, its README."""
    public, build = _option(config, _PUBLIC_DIRECTORY), _option(config, _BUILD_DIRECTORY)
    doubt = (
        ""
        if public is not None and build is not None
        else "the plugin of Laravel is given a directory that is computed"
    )
    return Site("Vite", path_below(public or "public", build or "build"), not doubt, "/build/", doubt)


def _encore(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    """Symfony's Encore writes where webpack.config.js says."""
    if not {"production", "prod", "dev"} & set(step.argv):
        return None
    config = _config(context, package, "webpack.config")
    places = {match[2] for match in _OUTPUT_PATH.finditer(config)}
    if len(places) != 1:
        return Site("Encore", "public/build", False, "/", "webpack.config.js computes the output directory")
    return Site("Encore", normpath(places.pop()), True, "/build/")


def _svelte_kit(context: BuildContext, package: Package) -> Site | None:
    config = _config(context, package, "svelte.config")
    adapters = set(_ADAPTER.findall(config))
    if "@sveltejs/adapter-static" not in adapters:
        return None
    if len(adapters) > 1:
        return Site("SvelteKit", "build", False, "/", "svelte.config.js chooses among adapters")
    pages = re.search(r"\bpages\s*:\s*['\"]([^'\"]+)['\"]", config)
    return Site("SvelteKit", pages[1] if pages else "build", True, "/")


def _react_router(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    """React Router 7 and Remix 2 leave a site behind where they render nothing on a server."""
    if not {"build", "vite:build"} & set(step.argv):
        return None
    config = _config(context, package, "react-router.config" if step.argv[0] == "react-router" else "vite.config")
    if not _NO_SERVER.search(config):
        return None
    directory = _option(config, _BUILD_DIRECTORY)
    doubt = "" if directory is not None else "the configuration of React Router computes its directory"
    return Site("React Router", path_below(directory or "build", "client"), not doubt, "/", doubt)


def _react_scripts(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "build" not in step.argv:
        return None
    environment = _dotenv(context, package)
    output = variables.get("BUILD_PATH", environment.get("BUILD_PATH", "build"))
    name = {"craco": "craco.config", "react-app-rewired": "config-overrides"}.get(step.argv[0])
    if name is not None and _OTHER_PLACE.search(_config(context, package, name)):
        doubt = f"`{name}` may have the files written elsewhere"
        return Site("Create React App", normpath(output), False, "/", doubt)
    homepage = variables.get("PUBLIC_URL") or str(package.data.get("homepage") or "/")
    is_plain = "$" not in output
    doubt = "" if is_plain else "`BUILD_PATH` is computed"
    return Site("Create React App", normpath(output), is_plain, _url_path(homepage), doubt)


def _angular(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if not {"build", "b"} & set(step.argv):
        return None
    found = _angular_build(context, package, step.argv)
    if isinstance(found, str):
        return Site("Angular", given(step.argv, "--output-path") or "dist", False, "/", found)
    path = path_below(found.output, found.browser)
    if found.renders:
        return Site("Angular", path, False, "/", "the application renders on the server")
    return Site("Angular", path, True, _url_path(found.base))


def angular_server(context: BuildContext, package: Package, argv: Sequence[str]) -> str:
    """Where a build of Angular puts an application that renders on the server, with its pages; "" where it makes none."""
    found = _angular_build(context, package, argv) if {"build", "b"} & set(argv) else ""
    return normpath(found.output) if not isinstance(found, str) and found.renders else ""


class _AngularBuild(NamedTuple):
    """What angular.json says of a build."""

    output: str
    browser: str  # the directory of the pages in it
    renders: bool  # on a server, when the container runs
    base: str


def _angular_build(context: BuildContext, package: Package, argv: Sequence[str]) -> _AngularBuild | str:
    """What is built by `ng build`; why that is not known, if not."""
    workspace = json_with_comments(context.read(join(package.directory, "angular.json")))
    projects = _table(workspace.get("projects"))
    if not projects:
        return "there is no angular.json to tell the output directory"
    operands = [
        word
        for word in without_flags(argv[1:], ("--configuration", "-c", "--output-path", "--base-href"))
        if word not in ("build", "b")
    ]
    applications = [
        name for name, one in projects.items() if _table(one).get("projectType", "application") == "application"
    ]
    chosen = workspace.get("defaultProject")
    if not operands and len(applications) != 1 and not isinstance(chosen, str):
        return "angular.json has several applications"
    name = operands[0] if operands else chosen if isinstance(chosen, str) else applications[0]
    target = _dig(projects.get(name), "architect", "build") or _dig(projects.get(name), "targets", "build")
    if target is None:
        return f"angular.json does not say how `{name}` is built"
    return _angular_output(name, target, argv)


def _angular_output(name: str, target: Mapping[str, Any], argv: Sequence[str]) -> _AngularBuild:
    wanted = given(argv, "--configuration") or given(argv, "-c") or ("production" if "--prod" in argv else "")
    configurations = _table(target.get("configurations"))
    options = dict(_table(target.get("options")))
    for one in (wanted or str(target.get("defaultConfiguration") or "")).split(","):
        options.update(_table(configurations.get(one)))
    is_application = str(target.get("builder", "")).endswith(":application")
    stated = given(argv, "--output-path") or options.get("outputPath") or f"dist/{name}"
    browser: object = "browser" if is_application else ""
    if isinstance(stated, Mapping):
        browser = stated.get("browser", "browser")
        stated = stated.get("base", f"dist/{name}")
    mode = options.get(
        "outputMode"
    )  # where it is given, it tells alone; `server` without `ssr` only renders in advance
    renders = mode == "server" if mode else bool(options.get("ssr") or (options.get("server") and not is_application))
    return _AngularBuild(str(stated), str(browser), renders, str(options.get("baseHref") or "/"))


def _vue(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "build" not in step.argv:
        return None
    config = _config(context, package, "vue.config")
    out = given(step.argv, "--dest") or _option(config, _OUTPUT_DIR)
    public = _option(config, re.compile(r"\bpublicPath\s*:\s*([^,\n}]+)"))
    if out is None:
        return Site("Vue CLI", "dist", False, "/", "vue.config.js computes the output directory")
    return Site(
        "Vue CLI",
        normpath(out or "dist"),
        public is not None,
        _url_path(public or "/"),
        "" if public is not None else "vue.config.js computes the public path",
    )


def _next(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    config = _config(context, package, "next.config")
    if "export" in step.argv:
        return Site("Next.js", normpath(given(step.argv, "-o") or given(step.argv, "--outdir") or "out"), True, "/")
    if "build" not in step.argv or not _EXPORT.search(config):
        return None
    dist = _option(config, _DIST_DIR)
    if dist is None or "basePath" in config:
        return Site("Next.js", "out", False, "/", "next.config computes where the files land")
    return Site("Next.js", normpath(dist or "out"), True, "/")


def _nuxt(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "generate" not in step.argv:
        return None
    major = re.search(r"\d+", package.dependencies.get("nuxt", "3"))
    output = "dist" if major is not None and whole_number(major[0]) < 3 else ".output/public"
    return Site("Nuxt", output, True, "/")


def _astro(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "build" not in step.argv:
        return None
    config = _config(context, package, "astro.config")
    if _SERVER_OUTPUT.search(config):
        return None
    out, base = _option(config, _OUT_DIR), _option(config, _BASE)
    if out is None or base is None:
        return Site("Astro", "dist", False, "/", "the configuration of Astro computes its directories")
    return Site("Astro", normpath(out or "dist"), True, _url_path(base or "/"))


def _fixed(framework: str, output: str, word: str = "build", flag: str = "") -> Callable[..., Site | None]:
    """A tool that has one place for its files, unless a flag names another."""

    def read(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
        if word and word not in step.argv:
            return None
        return Site(framework, normpath((given(step.argv, flag) if flag else None) or output), True, "/")

    return read


def _documentation(framework: str, folder: str, option: re.Pattern[str]) -> Callable[..., Site | None]:
    """VitePress and VuePress: the files land below the directory of the sources, unless the configuration in it says where."""

    def read(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
        if "build" not in step.argv:
            return None
        operands = [
            word for word in without_flags(step.argv[1:], ("--outDir", "-d", "--dest", "--base")) if word != "build"
        ]
        flag = given(step.argv, "--outDir") or given(step.argv, "--dest") or given(step.argv, "-d")
        sources = operands[0] if operands else ""
        stated = _option(_config(context, package, join(normpath(sources or "."), f"{folder}/config")), option)
        if stated is None and not flag:
            return Site(framework, "dist", False, "/", f"the configuration of {framework} computes its directory")
        below = sources if framework == "VitePress" or not stated else ""
        return Site(framework, normpath(flag) if flag else path_below(below, stated or f"{folder}/dist"), True, "/")

    return read


def _docusaurus(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "build" not in step.argv:
        return None
    operands = [
        word for word in without_flags(step.argv[1:], ("--out-dir", "--config", "-l", "--locale")) if word != "build"
    ]
    output = given(step.argv, "--out-dir") or "build"
    return Site("Docusaurus", path_below(operands[0] if operands else "", output), True, "/")


def docusaurus_base(context: BuildContext, package: Package) -> str | None:
    """The URL path that a site of Docusaurus is served below; None where the configuration computes it."""
    return _option(_config(context, package, "docusaurus.config"), _BASE_URL) or None


def _expo(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    """Expo exports for a browser into the same directory as for other platforms, older versions into one of its own."""
    platform = given(step.argv, "--platform") or given(step.argv, "-p") or ""
    if "export:web" in step.argv:
        return Site("Expo", "web-build", True, "/")
    if "export" not in step.argv or platform not in ("web", ""):
        return None
    doubt = "" if platform else "`expo export` without `--platform web` exports for other platforms, too"
    return Site("Expo", normpath(given(step.argv, "--output-dir") or "dist"), not doubt, "/", doubt)


def _parcel(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "build" not in step.argv:
        return None
    output = given(step.argv, "--dist-dir") or given(step.argv, "-d") or given(step.argv, "--out-dir") or "dist"
    return Site(
        "Parcel", normpath(output), "targets" not in package.data, _url_path(given(step.argv, "--public-url") or "/")
    )


def _webpack(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "serve" in step.argv:
        return None
    flag = given(step.argv, "--output-path") or given(step.argv, "-o")
    if flag:
        return Site("webpack", normpath(flag), True, "/")
    name = given(step.argv, "--config") or given(step.argv, "-c")
    places = {match[1] for match in _WEBPACK_PATH.finditer(_config(context, package, "webpack.config", name))}
    if len(places) != 1:
        return Site("webpack", "dist", False, "/", "the configuration of webpack computes the output directory")
    directory = name.rpartition("/")[0] if name else ""
    return Site("webpack", path_below(directory, places.pop()), True, "/")


_BUILDERS: Mapping[str, Callable[..., Site | None]] = {
    "vite": _vite,
    "react-router": _react_router,
    "remix": _react_router,
    "react-scripts": _react_scripts,
    "react-app-rewired": _react_scripts,
    "craco": _react_scripts,
    "ng": _angular,
    "vue-cli-service": _vue,
    "next": _next,
    "nuxt": _nuxt,
    "nuxi": _nuxt,
    "astro": _astro,
    "gatsby": _fixed("Gatsby", "public"),
    "docusaurus": _docusaurus,
    "expo": _expo,
    "parcel": _parcel,
    "encore": _encore,
    "webpack": _webpack,
    "webpack-cli": _webpack,
    "vitepress": _documentation("VitePress", ".vitepress", _OUT_DIR),
    "vuepress": _documentation("VuePress", ".vuepress", _DEST),
    "eleventy": _fixed("Eleventy", "_site", "", "--output"),
    "hexo": _fixed("Hexo", "public", "generate"),
    "storybook": _fixed("Storybook", "storybook-static", "build", "-o"),
    "build-storybook": _fixed("Storybook", "storybook-static", "", "-o"),
    "ember": _fixed("Ember", "dist", "build", "--output-path"),
    "quasar": _fixed("Quasar", "dist/spa"),
    "preact": _fixed("Preact", "build", "build", "--dest"),
}
"""By program: who leaves static files behind, and where."""

BUILD_PROGRAMS = frozenset(_BUILDERS)


class Preview(NamedTuple):
    """What Vite's configuration says of `vite preview`."""

    port: int | None = None  # None: the usual one
    obstacle: str = ""  # what nginx would not know of


def pages_of(context: BuildContext, package: Package, step: Step) -> Preview:
    """What the configuration of Astro or VitePress says of the server that shows the pages."""
    name = "astro.config"
    if step.argv[0] == "vitepress":
        sources = list(without_flags(step.argv[2:], ("--port", "--host", "--outDir")))
        name = join(normpath(sources[0] if sources else "."), ".vitepress/config")
    config = _config(context, package, name)
    base, port = _option(config, _BASE), _CONFIGURED_PORT.findall(config) if name == "astro.config" else []
    if base is None:
        return Preview(obstacle="the configuration computes the path that the site is served below")
    if base not in ("", "/"):
        return Preview(obstacle=f"the site is served below `{base}`")
    if len(port) > 1 or (port and not port[0].strip().isdecimal()):
        return Preview(obstacle="the configuration computes the port")
    version = re.search(r"\d+", package.dependencies.get("astro", ""))
    is_old = step.argv[0] == "astro" and version is not None and whole_number(version[0]) < 3
    return Preview(port_of(port[0].strip()) if port else 3000 if is_old else None)


def preview_of(context: BuildContext, package: Package) -> Preview:
    """What a package's configuration of Vite says of `vite preview`, which also goes by the server's proxy and headers."""
    config = _config(context, package, "vite.config")
    found = _PREVIEW.findall(config)
    pairs = [_PREVIEW_PAIR.fullmatch(one.strip()) for body in found for one in body.split(",") if one.strip()]
    is_plain = len(found) == 1 and None not in pairs
    rest = _PREVIEW.sub(" ", config) if is_plain else config
    for word in ("proxy", "preview", "configurePreviewServer", "https", "headers"):
        if re.search(rf"\b{word}\b\s*[:(]", rest):
            return Preview(obstacle=f"the configuration of Vite sets `{word}`")
    ports = [pair[1] for pair in pairs if pair is not None and pair[1]]
    return Preview(port_of(ports[-1]) if ports else None)


# Reading configuration and flags


def _config(context: BuildContext, package: Package, name: str, named: str | None = None) -> str:
    """The text of a configuration file without comments, with the files of the project that it imports; "" when there is
    none. `named`: by a flag."""
    names = [named] if named else [f"{name}{suffix}" for suffix in _CONFIG_SUFFIXES]
    for one in names:
        path = place(package.directory, one)
        text = context.read(path) if path is not None else None
        if path is not None and text is not None:
            imported = [context.read(other) or "" for other in reached(context, path)[1 : 1 + _MOST_IMPORTED]]
            return "\n".join(without_comments(one) for one in (text, *imported))
    return ""


def _option(config: str, pattern: re.Pattern[str]) -> str | None:
    """The string an option is set to: "" when it is not set, None when it is computed or set twice."""
    found = {match[1].strip() for match in pattern.finditer(config)}
    if not found:
        return ""
    written = found.pop()
    match = _QUOTED.match(written)
    resolved = _RESOLVED.fullmatch(written)
    path = match[2] if match is not None else resolved[1] or resolved[2] if resolved is not None else None
    return path if not found else None


def given(words: Sequence[str], name: str) -> str | None:
    """The value of a flag: `--name value`, `--name=value`, `-n value`, `-nvalue` for a digit."""
    for index, word in enumerate(words):
        if word == name and index + 1 < len(words):
            return words[index + 1]
        if word.startswith(f"{name}="):
            return word[len(name) + 1 :]
        if len(name) == 2 and word.startswith(name) and word[2:].isdecimal():
            return word[2:]
    return None


def port_of(text: str) -> int | None:
    """The port of `3000`, `tcp://0.0.0.0:3000`, `0.0.0.0:3000`."""
    digits = text.rpartition(":")[2]
    return whole_number(digits) if digits.isdecimal() and 0 < whole_number(digits) < 65536 else None


def path_below(directory: str, path: str) -> str:
    joined = normpath(join(directory, path)) if path else normpath(directory)
    return joined.lstrip("/") if joined != "." else ""


def _url_path(url: str) -> str:
    """The path of a URL, "/" for a relative or empty one."""
    match = re.match(r"(?:https?:)?//[^/]*(/.*)?\Z", url)
    path = (match[1] or "/") if match else url
    return path if path.startswith("/") else "/"


def _dotenv(context: BuildContext, package: Package) -> dict[str, str]:
    """The variables of .env and .env.production, as Create React App reads them."""
    found: dict[str, str] = {}
    for name in (".env", ".env.production"):
        path = join(package.directory, name)
        text = context.read(path) if context.sends(path) else None
        for match in re.finditer(r"^\s*(\w+)\s*=\s*[\"']?([^\"'\n#]*)", text or "", re.MULTILINE):
            found[match[1]] = match[2].strip()
    return found


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _dig(value: Any, *keys: str) -> Mapping[str, Any] | None:
    for key in keys:
        value = _table(value).get(key)
    return value if isinstance(value, Mapping) else None
