"""Commands that serve static files: which directory, on which port, and what paths get that name no file.

Sources: the documentation of serve 14, http-server 14, vite preview, docusaurus serve, and of Python's http.server; the sources of
`gatsby serve` (Gatsby 5), of `pm2 serve` (PM2 7, whose `pm2-runtime` was tried), sirv-cli 3 and angular-http-server 1.12. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from posixpath import normpath

from dockwright.patterns import lazy_pattern
from dockwright.projects.command_line import without_flags
from dockwright.projects.package_scripts import Step
from dockwright.projects.static_site import given, path_below, port_of
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.values import NamedTuple


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
    notes: tuple[str, ...] = ()  # what else changes with another server, one clause each
    base: str = ""  # the URL path that the files are served below, `/app/`; "" for /
    has_indexes: bool = True  # /about gets about/index.html


_SIMPLE = re.compile(r"[\w@%+=:,./-]*(?:\$(?:\w+|\{\w+(?::?-[\w.:/-]*)?\})[\w@%+=:,./-]*)+")
"""A word with variables, and with nothing else that a shell would look at."""

_PORT_FLAGS = ("-l", "--listen", "-p", "--port")
_LAST_VARIABLE = re.compile(r"\$\{?(\w+)(?::?-\d*)?\}?\Z")

_READS_PORT = frozenset({"serve", "http-server", "docusaurus serve", "sirv"})
"""Tools that go by the variable of that name."""

_PREFERS_VARIABLE = frozenset({"sirv"})
"""... even where the command says another port."""

_ANY_PORT = "65535"
"""Stands for the port of a variable whose value is not known."""


def serving(
    step: Step, environment: Mapping[str, str | None], preview_port: int | None = None, named: Container[str] = ()
) -> Serving | None:
    """How a command serves static files; None when it does not, or is not understood. `preview_port`: by Vite's configuration;
    `named`: variables that the container may be given."""
    tool = step.argv[0].rpartition("/")[2] if step.argv else ""
    tool = tool.rstrip(".0123456789") if tool.startswith("python") else tool
    if tool not in _SERVERS or not step.is_literal:
        return None
    variables: dict[str, str | None] = {**environment, **step.variables}
    found = _SERVERS[tool](step.argv[1:], variables)
    if found is None:
        return None
    if found.tool not in _PREFERS_VARIABLE and any(given(step.argv[1:], name) for name in _PORT_FLAGS):
        return found
    if tool in ("vite", "astro", "vitepress"):
        return found if preview_port is None else found._replace(port=preview_port)
    is_read = found.tool in _READS_PORT and (bool(environment.get("PORT")) or "PORT" in named)
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
    variable = next((name for value, name in names.items() if port_of(value.rpartition("=")[2]) == found.port), "")
    port = 0 if variable and found.port == int(_ANY_PORT) else found.port
    return found._replace(port=port, port_variable=variable or found.port_variable)


def _serve(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """serve 14: `serve [-s] [-l port] [directory]`; the port is 3000, or the variable PORT. With `-s` index.html is the answer to all
    that is no file: to directories with an index of their own, and to pages without their ending, too (tried with serve 14.2)."""
    valued = ("-l", "--listen", "-p", "--port", "-c", "--config", "--ssl-cert", "--ssl-key", "--ssl-pass")
    port = port_of(
        given(words, "-l")
        or given(words, "--listen")
        or given(words, "-p")
        or given(words, "--port")
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
    is_single = bool(flags & {"s", "single"})
    return Serving(
        "serve",
        _directory(directory),
        port,
        has_fallback=is_single,
        has_clean_urls=not is_single,
        obstacles=tuple(obstacles),
        directory_word=directory,
        has_indexes=not is_single,
    )


_VALUED_OF_HTTP_SERVER = ("-p", "--port", "-a", "--host", "-c", "-P", "--proxy", "-e", "--ext", "-t", "--tls", "--cert", "--key",
                          "--username", "--password", "--mimetypes")  # fmt: skip
_KNOWN_OF_HTTP_SERVER = {"p", "port", "a", "host", "c", "s", "silent", "g", "gzip", "b", "brotli", "d", "i", "o", "no-dotfiles", "r",
                         "robots", "no-panic"}  # fmt: skip
"""Flags without a meaning for nginx; of `host` http-server knows nothing itself: it listens everywhere."""


def _http_server(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """http-server 14: `http-server [directory] [-p port]`; the port is 8080, or the variable PORT. What has no ending is
    looked for with `.html`, too."""
    port = port_of(given(words, "-p") or given(words, "--port") or variables.get("PORT") or "8080")
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
    port = port_of(given(words, "--port") or "4173")
    if port is None:
        return None
    directory = given(words, "--outDir") or ""
    flags = _flag_letters(words, valued)
    known = {"port", "host", "outDir", "strictPort", "mode", "m"}
    obstacles = [f"`{_dashes(name)}` of vite preview has no like in nginx" for name in sorted(flags - known)]
    return Serving("vite preview", _directory(directory or "dist"), port, True, True, tuple(obstacles), directory)


def _docusaurus_serve(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """docusaurus serve: the port is 3000, or the variable PORT."""
    if "serve" not in words:
        return None
    valued = ("--port", "-p", "--host", "-h", "--dir", "--config")
    port = port_of(given(words, "--port") or given(words, "-p") or variables.get("PORT") or "3000")
    if port is None:
        return None
    flags = _flag_letters(words, valued)
    obstacles = [
        f"`{_dashes(name)}` of docusaurus serve has no like in nginx"
        for name in sorted(flags - {"port", "p", "host", "h", "dir", "no-open"})
    ]
    operands = [word for word in without_flags(words, valued) if word != "serve"]
    directory = path_below(operands[0] if operands else "", given(words, "--dir") or "build")
    return Serving("docusaurus serve", _directory(directory), port, False, True, tuple(obstacles), directory)


def _pages(tool: str, port: int, *commands: str) -> Callable[..., Serving | None]:
    """A framework that shows the pages it built; which directory they are in, its configuration says."""

    def read(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
        if not words or words[0] not in commands:
            return None
        valued = ("--port", "--host", "--outDir")
        stated = given(words, "--port")
        number = port_of(stated) if stated else port
        if number is None:
            return None
        flags = _flag_letters(words, valued) - {"port", "host", "open"}
        obstacles = [f"`{_dashes(name)}` of {tool} has no like in nginx" for name in sorted(flags)]
        directory = given(words, "--outDir") or ""
        return Serving(tool, _directory(directory), number, False, True, tuple(obstacles), directory)

    return read


def _gatsby_serve(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """gatsby serve: the port is 9000; it listens to the container alone unless a host is named."""
    if not words or words[0] != "serve":
        return None
    valued = ("-H", "--host", "-p", "--port")
    port = port_of(given(words, "-p") or given(words, "--port") or "9000")
    if port is None:
        return None
    flags = _flag_letters(words, valued)
    known = {"H", "host", "p", "port", "o", "open", "verbose", "no-color", "no-colors", "prefix-paths"}
    obstacles = [f"`{_dashes(name)}` of gatsby serve has no like in nginx" for name in sorted(flags - known)]
    is_alone = not flags & {"H", "host"}
    notes = ("`gatsby serve` without `--host` answers only inside the container, nginx everyone",) if is_alone else ()
    return Serving("gatsby serve", "public", port, False, False, tuple(obstacles), redirects=True, notes=notes)


_VALUED_OF_PM2 = ("--port", "-n", "--name", "-i", "--instances", "-o", "--output", "-e", "--error", "-l", "--log", "--env",
                  "--max-memory-restart", "--restart-delay", "--basic-auth-username", "--basic-auth-password", "--monitor")  # fmt: skip
_UNKNOWN_OF_PM2 = {"basic-auth-username", "basic-auth-password", "monitor", "ftp"}
"""Flags of what is served; the others are of the process."""

_OWN_ENVIRONMENT_OF_PM2 = ("PM2_SERVE_PATH", "PM2_SERVE_PORT")
_IN_FOREGROUND = {"no-daemon"}


def _pm2_serve(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """`pm2 serve [directory] [port] [--spa]`: the port is 8080. Directories are answered with an error."""
    if not words or words[0] not in ("serve", "expose"):
        return None
    flags = _flag_letters(words, _VALUED_OF_PM2)
    operands = without_flags(words[1:], _VALUED_OF_PM2)
    place, number = (variables.get(name) for name in _OWN_ENVIRONMENT_OF_PM2)
    directory = place or (operands[0] if operands else "")
    port = port_of(number or (operands[1] if len(operands) > 1 else given(words, "--port") or "8080"))
    if port is None or len(operands) > 2 or directory.endswith((".js", ".cjs", ".json")):
        return None
    obstacles = [f"`--{name}` of pm2 serve has no like in nginx" for name in sorted(flags & _UNKNOWN_OF_PM2)]
    is_short = not flags & _IN_FOREGROUND
    notes = ("`pm2 serve` without `--no-daemon` goes to the background, and the container ends",) if is_short else ()
    return Serving(
        "pm2 serve", _directory(directory), port, "spa" in flags, False, tuple(obstacles), directory, notes=notes
    )


def _pm2_runtime(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """`pm2-runtime serve`: serves nothing itself. It starts the program `serve`, with what stands behind `--`."""
    words = words[1:] if words and words[0] == "start" else words
    if not words or words[0] != "serve":
        return None
    if "--" in words:
        return _serve(words[words.index("--") + 1 :], variables)
    is_of_serve = bool(_flag_letters(words, ()) & {"s", "single", "l", "listen"})
    found = _serve(words[1:], variables) if is_of_serve else _pm2_serve([*words, "--no-daemon"], variables)
    if found is None or not found.directory_word:
        return None
    passes = "`pm2-runtime serve` gives the program `serve` none of its words, and fails where that is not installed"
    return found._replace(notes=(f"{passes}; nginx does what is written",))


_QUIET_OF_PYTHON = ("-u", "-B", "-O", "-I", "-E", "-s", "-W", "ignore")


def _python(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """`python -m http.server [port]`: the port is 8000, directories without an index are listed."""
    words = [word for word in words if word not in _QUIET_OF_PYTHON]
    if words[:1] != ["-m"] or words[1:2] not in (["http.server"], ["SimpleHTTPServer"]):
        return None
    valued = ("-b", "--bind", "-d", "--directory", "-p", "--protocol")
    words = words[2:]
    operands = without_flags(words, valued)
    port = port_of(operands[0]) if operands else 8000
    if port is None or len(operands) > 1:
        return None
    flags = _flag_letters(words, valued)
    known = {"b", "bind", "d", "directory", "p", "protocol"}
    obstacles = [f"`{_dashes(name)}` of http.server has no like in nginx" for name in sorted(flags - known)]
    directory = given(words, "-d") or given(words, "--directory") or ""
    return Serving(
        "http.server", _directory(directory), port, False, False, tuple(obstacles), directory, redirects=True
    )


_VALUED_OF_SIRV = (
    "-p",
    "--port",
    "-H",
    "--host",
    "-m",
    "--maxage",
    "-I",
    "--ignores",
    "-C",
    "--cert",
    "-K",
    "--key",
    "-P",
    "--pass",
)
_KNOWN_OF_SIRV = {"p", "port", "H", "host", "m", "maxage", "s", "single", "D", "dev", "e", "etag", "d", "dotfiles", "G", "gzip", "B", "brotli",
                  "i", "immutable", "q", "quiet", "no-clear", "no-logs", "no-gzip", "no-brotli"}  # fmt: skip
"""Flags that the files and paths do not depend on, or that are read here."""


def _sirv(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """sirv-cli 3: `sirv [directory] [--single] [--host] [--port port]`; the port is the variable PORT first, then 8080. It listens
    to the container alone unless a host is named."""
    port = port_of(variables.get("PORT") or given(words, "-p") or given(words, "--port") or "8080")
    # a host may be left out
    stated = [
        one
        for at, one in enumerate(words)
        if one not in ("-H", "--host") or "".join(words[at + 1 : at + 2])[:1] not in ("", "-")
    ]
    operands = without_flags(stated, _VALUED_OF_SIRV)
    flags = _flag_letters(words, _VALUED_OF_SIRV)
    single = given(words, "-s") or given(words, "--single")
    if port is None or len(operands) > 1 or (single is not None and not single.startswith("-")):
        return None
    obstacles = [f"`{_dashes(name)}` of sirv has no like in nginx" for name in sorted(flags - _KNOWN_OF_SIRV)]
    is_alone = not flags & {"H", "host"} and not variables.get("HOST")
    notes = ("`sirv` without `--host` answers only inside the container, nginx everyone",) if is_alone else ()
    if not flags & {"d", "dotfiles"}:
        notes = (*notes, "nginx serves files whose names begin with a dot, too, and `sirv` does not")
    directory = operands[0] if operands else ""
    has_fallback = bool(flags & {"s", "single"})
    return Serving("sirv", _directory(directory), port, has_fallback, True, tuple(obstacles), directory, notes=notes)


_VALUED_OF_ANGULAR = ("-p", "--path", "--host", "--rootFile", "--baseHref", "--config", "--proxy", "--key", "--cert")


def _angular_http_server(words: Sequence[str], variables: Mapping[str, str | None]) -> Serving | None:
    """angular-http-server 1: `angular-http-server [--path directory] [-p port]`; all but files gets index.html."""
    port = port_of(given(words, "-p") or "8080")
    flags = _flag_letters(words, _VALUED_OF_ANGULAR)
    if port is None or without_flags(words, _VALUED_OF_ANGULAR):
        return None
    known = {"p", "path", "host", "silent", "o", "open"}
    obstacles = [f"`{_dashes(name)}` of angular-http-server has no like in nginx" for name in sorted(flags - known)]
    directory = given(words, "--path") or ""
    return Serving("angular-http-server", _directory(directory), port, True, False, tuple(obstacles), directory)


_SERVERS: Mapping[str, Callable[[Sequence[str], Mapping[str, str | None]], Serving | None]] = {
    "serve": _serve,
    "http-server": _http_server,
    "sirv": _sirv,
    "sirv-cli": _sirv,
    "angular-http-server": _angular_http_server,
    "vite": _vite_preview,
    "docusaurus": _docusaurus_serve,
    "astro": _pages("astro preview", 4321, "preview"),
    "vitepress": _pages("vitepress preview", 4173, "preview", "serve"),
    "gatsby": _gatsby_serve,
    "pm2": _pm2_serve,
    "pm2-runtime": _pm2_runtime,
    "pm2-docker": _pm2_runtime,
    "python": _python,
}
_NAMED = lazy_pattern(rf"(?:{'|'.join(map(re.escape, _SERVERS))})(?![^\W\d])")


def names_server(text: str) -> bool:
    """Whether the text of a start command names a program that serves files: a quick look."""
    return _NAMED.search(text) is not None


SERVE_SETTINGS = "serve.json"
"""The file by which serve is told about rewrites and headers, in the served directory."""


# Reading flags


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
                names.update(letter for letter in word[1:] if not letter.isdecimal())
    return names


def _taken(words: Sequence[str], valued: Sequence[str]) -> tuple[int, ...]:
    """The places of words that minimist gives to the flag in front of them, although that needs no value."""
    return tuple(
        at
        for at in range(1, len(words))
        if words[at - 1].startswith("-") and "=" not in words[at - 1] and words[at - 1] not in ("--", *valued)
        if not words[at].startswith("-") and not words[at - 1][-1:].isdecimal()
    )


def _dashes(name: str) -> str:
    return f"-{name}" if len(name) == 1 else f"--{name}"


def _directory(word: str) -> str:
    path = normpath(word) if word else ""
    return "" if path == "." else path
