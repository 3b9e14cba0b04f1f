"""Static sites built by Node: which framework, where its files land, and how a command serves them.

Sources: the documentation of each tool (Vite, Create React App, Angular, Vue CLI, Next.js, Nuxt, Astro, Gatsby,
Docusaurus, SvelteKit, Parcel, VitePress, VuePress, Eleventy; serve 14, http-server 14). Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from posixpath import normpath
from typing import Any

from dockwright.context import BuildContext, join
from dockwright.projects.command_line import without_flags
from dockwright.projects.manifests import place
from dockwright.projects.node import Package, json_with_comments
from dockwright.projects.node_sources import reached, without_comments
from dockwright.projects.package_scripts import Step
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.values import NamedTuple


class Site(NamedTuple):
    """A build that leaves static files behind."""

    framework: str
    output: str  # the directory of the files, relative to the package's
    is_proven: bool  # the configuration states it, or states nothing and the default holds
    base: str  # the URL path that the files are made for, "/" as a rule
    doubt: str = ""  # why it is not proven


class Serving(NamedTuple):
    """A command that serves static files."""

    tool: str
    directory: str  # relative to the working directory; "" is that directory
    port: int
    has_fallback: bool  # unknown paths get index.html
    has_clean_urls: bool  # /about gets about.html
    obstacles: tuple[str, ...] = ()  # options that another server would not know
    directory_word: str = ""  # how it is written
    port_variable: str = ""  # the variable that gives the port when the container starts
    redirects: bool = False  # /about is sent to /about/ where that is a directory


_PREVIEW = re.compile(r"\bpreview\s*:\s*\{([^{}]*)\}")
_PREVIEW_PAIR = re.compile(
    r"port\s*:\s*([1-9]\d{1,4})|(?:host|strictPort|open)\s*:\s*(?:true|false|'[^'\n]*'|\"[^\"\n]*\")"
)
"""Settings of a preview that mean the same to nginx, or nothing."""

_SIMPLE = re.compile(r"[\w@%+=:,./-]*(?:\$(?:\w+|\{\w+(?::?-[\w.:/-]*)?\})[\w@%+=:,./-]*)+")
"""A word with variables, and with nothing else that a shell would look at."""

_PORT_FLAGS = ("-l", "--listen", "-p", "--port")
_LAST_VARIABLE = re.compile(r"\$\{?(\w+)(?::?-\d*)?\}?\Z")

_ANY_PORT = "65535"
"""Stands for the port of a variable whose value is not known."""

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
    config = _config(context, package, "vite.config", _flag(step.argv, "--config") or _flag(step.argv, "-c"))
    root = _option(config, _ROOT)
    out = _flag(step.argv, "--outDir") or _option(config, _OUT_DIR)
    base = _flag(step.argv, "--base") or _option(config, _BASE)
    is_resolved = bool(root) and any(_RESOLVED.fullmatch(match[1].strip()) for match in _OUT_DIR.finditer(config))
    if root is None or out is None or base is None or is_resolved:
        return Site("Vite", "dist", False, "/", "the configuration of Vite computes its directories")
    words = [
        word
        for word in without_flags(step.argv[1:], ("--outDir", "--base", "--mode", "-m", "--config", "-c"))
        if word != "build"
    ]
    root = words[0] if words else root
    return Site("Vite", _path(root, out or "dist"), True, base or "/")


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
    return Site("React Router", _path(directory or "build", "client"), not doubt, "/", doubt)


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
    flag = _flag(step.argv, "--output-path")
    projects = _table(json_with_comments(context.read(join(package.directory, "angular.json"))).get("projects"))
    if not projects:
        return Site("Angular", flag or "dist", False, "/", "there is no angular.json to tell the output directory")
    operands = [
        word
        for word in without_flags(step.argv[1:], ("--configuration", "-c", "--output-path", "--base-href"))
        if word not in ("build", "b")
    ]
    applications = [
        name for name, one in projects.items() if _table(one).get("projectType", "application") == "application"
    ]
    chosen = json_with_comments(context.read(join(package.directory, "angular.json"))).get("defaultProject")
    if not operands and len(applications) != 1 and not isinstance(chosen, str):
        return Site("Angular", flag or "dist", False, "/", "angular.json has several applications")
    name = operands[0] if operands else chosen if isinstance(chosen, str) else applications[0]
    target = _dig(projects.get(name), "architect", "build") or _dig(projects.get(name), "targets", "build")
    if target is None:
        return Site("Angular", flag or "dist", False, "/", f"angular.json does not say how `{name}` is built")
    return _angular_output(name, target, step.argv, flag)


def _angular_output(name: str, target: Mapping[str, Any], argv: Sequence[str], flag: str | None) -> Site:
    wanted = _flag(argv, "--configuration") or _flag(argv, "-c") or ("production" if "--prod" in argv else "")
    configurations = _table(target.get("configurations"))
    options = dict(_table(target.get("options")))
    for one in (wanted or str(target.get("defaultConfiguration") or "")).split(","):
        options.update(_table(configurations.get(one)))
    is_application = str(target.get("builder", "")).endswith(":application")
    stated = flag or options.get("outputPath") or f"dist/{name}"
    browser: object = "browser" if is_application else ""
    if isinstance(stated, Mapping):
        browser = stated.get("browser", "browser")
        stated = stated.get("base", f"dist/{name}")
    path = _path(str(stated), str(browser))
    if options.get("ssr") or options.get("server"):
        return Site("Angular", path, False, "/", "the application renders on the server")
    return Site("Angular", path, True, _url_path(str(options.get("baseHref") or "/")))


def _vue(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "build" not in step.argv:
        return None
    config = _config(context, package, "vue.config")
    out = _flag(step.argv, "--dest") or _option(config, _OUTPUT_DIR)
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
        return Site("Next.js", normpath(_flag(step.argv, "-o") or _flag(step.argv, "--outdir") or "out"), True, "/")
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
    output = "dist" if major is not None and int(major[0]) < 3 else ".output/public"
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
        return Site(framework, normpath((_flag(step.argv, flag) if flag else None) or output), True, "/")

    return read


def _documentation(framework: str, folder: str, option: re.Pattern[str]) -> Callable[..., Site | None]:
    """VitePress and VuePress: the files land below the directory of the sources, unless the configuration in it says where."""

    def read(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
        if "build" not in step.argv:
            return None
        operands = [
            word for word in without_flags(step.argv[1:], ("--outDir", "-d", "--dest", "--base")) if word != "build"
        ]
        flag = _flag(step.argv, "--outDir") or _flag(step.argv, "--dest") or _flag(step.argv, "-d")
        sources = operands[0] if operands else ""
        stated = _option(_config(context, package, join(normpath(sources or "."), f"{folder}/config")), option)
        if stated is None and not flag:
            return Site(framework, "dist", False, "/", f"the configuration of {framework} computes its directory")
        below = sources if framework == "VitePress" or not stated else ""
        return Site(framework, normpath(flag) if flag else _path(below, stated or f"{folder}/dist"), True, "/")

    return read


def _docusaurus(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "build" not in step.argv:
        return None
    operands = [
        word for word in without_flags(step.argv[1:], ("--out-dir", "--config", "-l", "--locale")) if word != "build"
    ]
    output = _flag(step.argv, "--out-dir") or "build"
    return Site("Docusaurus", _path(operands[0] if operands else "", output), True, "/")


def docusaurus_base(context: BuildContext, package: Package) -> str | None:
    """The URL path that a site of Docusaurus is served below; None where the configuration computes it."""
    return _option(_config(context, package, "docusaurus.config"), _BASE_URL) or None


def _expo(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    """Expo exports for a browser into the same directory as for other platforms, older versions into one of its own."""
    platform = _flag(step.argv, "--platform") or _flag(step.argv, "-p") or ""
    if "export:web" in step.argv:
        return Site("Expo", "web-build", True, "/")
    if "export" not in step.argv or platform not in ("web", ""):
        return None
    doubt = "" if platform else "`expo export` without `--platform web` exports for other platforms, too"
    return Site("Expo", normpath(_flag(step.argv, "--output-dir") or "dist"), not doubt, "/", doubt)


def _parcel(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "build" not in step.argv:
        return None
    output = _flag(step.argv, "--dist-dir") or _flag(step.argv, "-d") or _flag(step.argv, "--out-dir") or "dist"
    return Site(
        "Parcel", normpath(output), "targets" not in package.data, _url_path(_flag(step.argv, "--public-url") or "/")
    )


def _webpack(context: BuildContext, package: Package, step: Step, variables: Mapping[str, str]) -> Site | None:
    if "serve" in step.argv:
        return None
    flag = _flag(step.argv, "--output-path") or _flag(step.argv, "-o")
    if flag:
        return Site("webpack", normpath(flag), True, "/")
    name = _flag(step.argv, "--config") or _flag(step.argv, "-c")
    places = {match[1] for match in _WEBPACK_PATH.finditer(_config(context, package, "webpack.config", name))}
    if len(places) != 1:
        return Site("webpack", "dist", False, "/", "the configuration of webpack computes the output directory")
    directory = name.rpartition("/")[0] if name else ""
    return Site("webpack", _path(directory, places.pop()), True, "/")


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


def serving(
    step: Step, environment: Mapping[str, str | None], preview_port: int | None = None, named: Container[str] = ()
) -> Serving | None:
    """How a command serves static files; None when it does not, or is not understood. `preview_port`: by Vite's configuration;
    `named`: variables that the container may be given."""
    tool = step.argv[0].rpartition("/")[2] if step.argv else ""
    if tool not in _SERVERS or not step.is_literal:
        return None
    variables: dict[str, str | None] = {**environment, **step.variables}
    found = _SERVERS[tool](step.argv[1:], variables)
    if found is None or any(_flag(step.argv[1:], name) for name in _PORT_FLAGS):
        return found
    if tool in ("vite", "astro", "vitepress"):
        return found if preview_port is None else found._replace(port=preview_port)
    is_read = bool(environment.get("PORT")) or "PORT" in named
    return found._replace(port_variable="PORT") if is_read and "PORT" not in step.variables else found


def served(
    step: Step, environment: Mapping[str, str | None], preview_port: int | None = None, named: Container[str] = ()
) -> Serving | None:
    """What `serving` gives of a step that a shell starts, which expands the variables in its words; None also where one of
    them has no known value, unless it is the port alone: that is 0 then."""
    variables: dict[str, str | None] = {**environment, **step.variables}
    argv: list[str] = []
    names: dict[str, str] = {}  # by the expanded word that ends in it
    for word in step.argv:
        match = _LAST_VARIABLE.search(word)
        has_value = match is None or variables.get(match[1]) or "-" in match[0]
        known = variables if has_value or match is None else {**variables, match[1]: _ANY_PORT}
        try:
            value = expand(word, known) if _SIMPLE.fullmatch(word) else word
        except ExpansionError:
            return None
        if not value or "$" in value:
            return None
        if match is not None:
            names[value] = match[1]
        argv.append(value)
    found = serving(step._replace(argv=tuple(argv), is_literal=True), environment, preview_port, named)
    if found is None or _ANY_PORT in found.directory:
        return None
    variable = next((name for value, name in names.items() if _port(value.rpartition("=")[2]) == found.port), "")
    port = 0 if variable and found.port == int(_ANY_PORT) else found.port
    return found._replace(port=port, port_variable=variable or found.port_variable)


def _serve(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """serve 14: `serve [-s] [-l port] [directory]`; the port is 3000, or the variable PORT."""
    valued = ("-l", "--listen", "-p", "--port", "-c", "--config", "--ssl-cert", "--ssl-key", "--ssl-pass")
    port = _port(
        _flag(words, "-l")
        or _flag(words, "--listen")
        or _flag(words, "-p")
        or _flag(words, "--port")
        or variables.get("PORT")
        or "3000"
    )
    flags = _flag_letters(words, valued)
    known = {"s", "single", "l", "listen", "p", "port", "n", "no-clipboard", "L", "no-request-logging", "u",
             "no-compression", "no-etag", "d", "debug", "S", "symlinks", "no-port-switching"}  # fmt: skip
    obstacles = [f"`{_dashes(name)}` of serve has no like in nginx" for name in sorted(flags - known)]
    if port is None:
        return None
    operands = without_flags(words, valued)
    directory = operands[0] if operands else ""
    return Serving(
        "serve", _directory(directory), port, bool(flags & {"s", "single"}), True, tuple(obstacles), directory
    )


_VALUED_OF_HTTP_SERVER = ("-p", "--port", "-a", "--host", "-c", "-P", "--proxy", "-e", "--ext", "-t", "--tls", "--cert", "--key",
                          "--username", "--password", "--mimetypes")  # fmt: skip
_KNOWN_OF_HTTP_SERVER = {"p", "port", "a", "host", "c", "s", "silent", "g", "gzip", "b", "brotli", "d", "i", "o", "no-dotfiles", "r",
                         "robots", "no-panic"}  # fmt: skip
"""Flags without a meaning for nginx; of `host` http-server knows nothing itself: it listens everywhere."""


def _http_server(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """http-server 14: `http-server [directory] [-p port]`; the port is 8080, or the variable PORT. What has no ending is
    looked for with `.html`, too."""
    port = _port(_flag(words, "-p") or _flag(words, "--port") or variables.get("PORT") or "8080")
    flags = _flag_letters(words, _VALUED_OF_HTTP_SERVER)
    obstacles = [
        f"`{_dashes(name)}` of http-server has no like in nginx" for name in sorted(flags - _KNOWN_OF_HTTP_SERVER)
    ]
    if port is None:
        return None
    taken = _taken(words, _VALUED_OF_HTTP_SERVER)
    obstacles += [f"http-server reads `{words[at]}` as the value of `{words[at - 1]}`"
                  for at in taken if words[at] not in ("true", "false")]  # fmt: skip
    operands = without_flags([word for at, word in enumerate(words) if at not in taken], _VALUED_OF_HTTP_SERVER)
    directory = operands[0] if operands else ""
    return Serving("http-server", _directory(directory), port, False, True, tuple(obstacles), directory, redirects=True)


def _vite_preview(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """vite preview: the port is 4173, unknown paths get index.html."""
    if "preview" not in words:
        return None
    valued = ("--port", "--host", "--outDir", "--config", "-c", "--base", "--mode", "-m")
    port = _port(_flag(words, "--port") or "4173")
    if port is None:
        return None
    directory = _flag(words, "--outDir") or ""
    flags = _flag_letters(words, valued)
    known = {"port", "host", "outDir", "strictPort", "mode", "m"}
    obstacles = [f"`{_dashes(name)}` of vite preview has no like in nginx" for name in sorted(flags - known)]
    return Serving("vite preview", _directory(directory or "dist"), port, True, True, tuple(obstacles), directory)


def _docusaurus_serve(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """docusaurus serve: the port is 3000, or the variable PORT."""
    if "serve" not in words:
        return None
    valued = ("--port", "-p", "--host", "-h", "--dir", "--config")
    port = _port(_flag(words, "--port") or _flag(words, "-p") or variables.get("PORT") or "3000")
    if port is None:
        return None
    flags = _flag_letters(words, valued)
    obstacles = [
        f"`{_dashes(name)}` of docusaurus serve has no like in nginx"
        for name in sorted(flags - {"port", "p", "host", "h", "dir", "no-open"})
    ]
    operands = [word for word in without_flags(words, valued) if word != "serve"]
    directory = _path(operands[0] if operands else "", _flag(words, "--dir") or "build")
    return Serving("docusaurus serve", _directory(directory), port, False, True, tuple(obstacles), directory)


def _pages(tool: str, port: int, *commands: str) -> Callable[..., Serving | None]:
    """A framework that shows the pages it built; which directory they are in, its configuration says."""

    def read(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
        if not words or words[0] not in commands:
            return None
        valued = ("--port", "--host", "--outDir")
        stated = _flag(words, "--port")
        number = _port(stated) if stated else port
        if number is None:
            return None
        flags = _flag_letters(words, valued) - {"port", "host", "open"}
        obstacles = [f"`{_dashes(name)}` of {tool} has no like in nginx" for name in sorted(flags)]
        directory = _flag(words, "--outDir") or ""
        return Serving(tool, _directory(directory), number, False, True, tuple(obstacles), directory)

    return read


_SERVERS: Mapping[str, Callable[[Sequence[str], Mapping[str, str | None]], Serving | None]] = {
    "serve": _serve,
    "http-server": _http_server,
    "vite": _vite_preview,
    "docusaurus": _docusaurus_serve,
    "astro": _pages("astro preview", 4321, "preview"),
    "vitepress": _pages("vitepress preview", 4173, "preview", "serve"),
}

SERVE_SETTINGS = "serve.json"
"""The file by which serve is told about rewrites and headers, in the served directory."""


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
    if len(port) > 1 or (port and not port[0].strip().isdigit()):
        return Preview(obstacle="the configuration computes the port")
    version = re.search(r"\d+", package.dependencies.get("astro", ""))
    is_old = step.argv[0] == "astro" and version is not None and int(version[0]) < 3
    return Preview(_port(port[0].strip()) if port else 3000 if is_old else None)


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
    return Preview(_port(ports[-1]) if ports else None)


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


def _flag(words: Sequence[str], name: str) -> str | None:
    """The value of a flag: `--name value`, `--name=value`, `-n value`, `-nvalue` for a digit."""
    for index, word in enumerate(words):
        if word == name and index + 1 < len(words):
            return words[index + 1]
        if word.startswith(f"{name}="):
            return word[len(name) + 1 :]
        if len(name) == 2 and word.startswith(name) and word[2:].isdigit():
            return word[2:]
    return None


def _flag_letters(words: Sequence[str], valued: Sequence[str]) -> set[str]:
    """The names of all flags; `-sn` is s and n."""
    names: set[str] = set()
    for word in words:
        if word.startswith("--"):
            names.add(word[2:].partition("=")[0])
        elif word.startswith("-") and len(word) > 1:
            if word[:2] in valued:
                names.add(word[1])
            else:
                names.update(letter for letter in word[1:] if not letter.isdigit())
    return names


def _taken(words: Sequence[str], valued: Sequence[str]) -> tuple[int, ...]:
    """The places of words that minimist gives to the flag in front of them, although that needs no value."""
    return tuple(
        at
        for at in range(1, len(words))
        if words[at - 1].startswith("-") and "=" not in words[at - 1] and words[at - 1] not in ("--", *valued)
        if not words[at].startswith("-") and not words[at - 1][-1:].isdigit()
    )


def _dashes(name: str) -> str:
    return f"-{name}" if len(name) == 1 else f"--{name}"


def _port(text: str) -> int | None:
    """The port of `3000`, `tcp://0.0.0.0:3000`, `0.0.0.0:3000`."""
    digits = text.rpartition(":")[2]
    return int(digits) if digits.isdigit() and 0 < int(digits) < 65536 else None


def _directory(word: str) -> str:
    path = normpath(word) if word else ""
    return "" if path == "." else path


def _path(directory: str, path: str) -> str:
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
