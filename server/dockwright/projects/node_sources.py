"""JavaScript and TypeScript sources as far as a container needs them: packages they import, paths they name."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cached_property
from posixpath import normpath

from dockwright.context import BuildContext, is_sent, join, read_as
from dockwright.knowledge.table import words
from dockwright.values import NamedTuple

SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte", ".astro")
_COMPILED = (".ts", ".mts", ".cts", ".tsx", ".jsx", ".vue", ".svelte", ".astro", ".map", ".test.js", ".spec.js")
_LARGEST = 300_000  # characters; longer files are bundles
_MOST_FILES = 3000

_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*(?:`|\Z)"
    r"|(?P<open>\"(?:[^\"\\\n]|\\.)*|'(?:[^'\\\n]|\\.)*)",
    re.DOTALL,
)
_MOST_OPEN = 1_000
"""Characters behind a quote that nothing closes, as in a regular expression, that are looked through once more."""
_IMPORTED = re.compile(
    r"(?:\bfrom|\brequire(?:\.resolve)?\s*\(|\bimport\s*\(|\bimport)\s*(\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|`[^`\n$]{1,200}`)"
)
_TYPES_ONLY = re.compile(
    r"\b(?:import|export)\s+type\b[^;'\"`=()]{0,800}?\bfrom\s*(?:\"[^\"\n]{1,200}\"|'[^'\n]{1,200}')"
)
_EXPANSION = re.compile(r"\$\{[^{}]{0,200}\}")
_PATH_LIKE = re.compile(r"[\w@.+-]+(?:/[\w@.+*\[\]-]+)*/?\Z")
_STARTED = re.compile(
    r"(?<![\w.])(?:child_process\.)?(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|execa|execaSync|which)\s*\(\s*[\"'`]([\w./-]{1,80})"
)
_COMMAND = re.compile(
    r"(?<![\w.])(?:child_process\.)?(?:exec|execSync|execAsync|execPromise|spawn|spawnSync|execFile|execFileSync|execa|execaSync|execaCommand)"
    r"\s*\(\s*([\"'`])([^\"'`\n]{1,300})\1(?:\s*,\s*\[([^\]]{0,400})\])?"
)
_TRANSPORT = re.compile(r"\btarget\s*:\s*[\"']([^\"'\n]{1,200})[\"']")
"""A package that pino loads in a thread of its own."""

_STARTERS = ("child_process", "execa", "shelljs", "cross-spawn")
_MODULE_NAME = re.compile(
    r"(?:\bimport\s+(?:\*\s*as\s+)?(\w+)\s+from\s*|\b(?:const|let|var)\s+(\w+)\s*=\s*(?:await\s+import|require)\s*\(\s*"
    r"|\bimport\s+(\w+)\s*=\s*require\s*\(\s*)[\"'](?:node:)?(?:child_process|shelljs|cross-spawn)[\"']"
)
"""What a file calls a module whose functions start programs."""

_QUOTED = re.compile(r"([\"'`])([^\"'`\n]{0,200})\1")
_WILDCARD = re.compile(r"[*?{\[]")
_MAPPED = re.compile(r"file:(?://)?(?=[\w./])")
_GLOB = re.compile(r"(?:\./|/)?(?P<top>src/)?\*(?:\*/\*)?\.(?:\{(?P<several>[\w,]{1,60})\}|(?P<one>\w{1,12}))\Z")
"""Files among the sources by their ending, as in `src/**/*.graphql`: no directory holds these and nothing else."""

_MOST_OF_GLOB = 8
"""Files that are copied one by one; where there are more, all sources are."""


TEST_DIRECTORIES = words(
    "__tests__ __mocks__ test tests e2e cypress spec specs coverage docs .storybook stories playwright"
)
_NEVER = TEST_DIRECTORIES | words("node_modules .git .github .vscode .idea .husky")
_NEVER_FILES = words(
    "package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pnpm-workspace.yaml bun.lock bun.lockb "
    ".npmrc .yarnrc .yarnrc.yml .netrc Dockerfile .dockerignore .gitignore .eslintrc.js .prettierrc README.md Makefile"
)
_TEST_FILE = re.compile(r"\.(?:test|spec|stories|e2e-spec|cy)\.\w+\Z")
_TOOL_FILE = re.compile(
    r"(?:\.config|rc|\.conf)\.[cm]?[jt]s\Z|^(?:gulpfile|Gruntfile|webpack\..*|rollup\..*|esbuild.*|build|jest.*|vitest.*)\.[cm]?[jt]s\Z"
)


class Imported(NamedTuple):
    """A package that a source file imports when it runs."""

    name: str  # of the package, without a path in it
    path: str  # of the file, relative to the context


class Named(NamedTuple):
    """A path that a source file names and that is there: relative to the context."""

    path: str
    is_directory: bool
    by: str  # the file that names it


class Said(NamedTuple):
    """What a source file says: one pass over its text tells all that is ever asked of it."""

    imports: tuple[str, ...] = ()  # as they are written, imports of types left out
    packages: tuple[str, ...] = ()  # that are imported
    strings: tuple[str, ...] = ()  # those that look like paths
    started: tuple[str, ...] = ()  # programs that are started by a name that is stated
    commands: tuple[tuple[str, ...], ...] = ()  # the same with their arguments, as far as those are stated
    globs: tuple[tuple[str, str], ...] = ()  # `src` or "", and the ending of what is read below it


class NodeSources:
    """The sources of one package."""

    def __init__(self, context: BuildContext, directory: str, outputs: tuple[str, ...]) -> None:
        self.context = context
        self.directory = directory  # of package.json, relative to the context
        self.outputs = outputs  # relative to the package
        self._said: dict[str, Said] = {}
        self._places: dict[str, tuple[str, bool] | None] = {}
        self._meant: dict[tuple[str, str], dict[str, tuple[tuple[str, bool], ...]]] = {}
        self._names: dict[tuple[str, str], tuple[Named, ...]] = {}

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The source files that may be part of what runs; tests and settings of tools are not."""
        return tuple(self._files())

    def _files(self) -> Iterator[str]:
        count = 0
        for path in self.context.sent_files(self.directory):
            if not path.endswith(SUFFIXES):
                continue
            inner = path[len(self.directory) :].lstrip("/")
            segments = inner.split("/")
            if not _NEVER.isdisjoint(segments[:-1]):
                continue
            if _TEST_FILE.search(inner) or (len(segments) == 1 and _TOOL_FILE.search(inner)) or inner.endswith(".d.ts"):
                continue
            if any(inner.startswith(f"{one}/") for one in self.outputs):
                continue
            count += 1
            if count > _MOST_FILES:
                return
            yield path

    def _of(self, path: str) -> Said:
        if path not in self._said:
            self._said[path] = said_by(self.context, path)
        return self._said[path]

    def imports(self, path: str) -> tuple[str, ...]:
        """What a file imports when it runs, as it is written."""
        return self._of(path).imports

    def strings(self, path: str) -> tuple[str, ...]:
        """The strings of a file that look like relative paths."""
        return self._of(path).strings

    def started(self, path: str) -> tuple[str, ...]:
        """The programs that a file starts by a name that it states."""
        return self._of(path).started

    def commands(self, path: str) -> tuple[tuple[str, ...], ...]:
        """The commands that a file starts, as far as their words are stated."""
        return self._of(path).commands

    def packages(self, paths: Iterator[str]) -> Iterator[Imported]:
        """The packages that files import when they run; types are gone by then."""
        for path in paths:
            for name in self._of(path).packages:
                yield Imported(name, path)

    def named(self, path: str, working: str) -> tuple[Named, ...]:
        """The files and directories of the context that strings of a file name, seen from `working` or from the file."""
        key = path, working
        if key not in self._names:
            self._names[key] = tuple(self._named(path, working))
        return self._names[key]

    def _named(self, path: str, working: str) -> Iterator[Named]:
        here = path.rpartition("/")[0]
        known = self._meant.setdefault((working, here), {})  # sources of one directory name the same things
        for text in self._of(path).strings:
            if text not in known:
                found = tuple(self._meaning(text, working, here))
                known[text] = found or tuple(self._written(text, working, here))
            for place, is_directory in known[text]:
                yield Named(place, is_directory, path)
        for top, ending in self._of(path).globs:
            yield from self._by_ending(path, join(working, top), ending)

    def _by_ending(self, by: str, directory: str, ending: str) -> Iterator[Named]:
        """The files below a directory of sources, or all sources where there are many."""
        below = (one for one in self.context.sent_files(directory) if one.endswith(ending))
        found = [one for one in below if self._found(one)]
        sources = join(self.directory, "src")
        if len(found) > _MOST_OF_GLOB and self.context.is_dir(sources):
            yield Named(sources, True, by)
            found = [one for one in found if not one.startswith(f"{sources}/")]
        for one in found:
            yield Named(one, False, by)

    def _meaning(self, text: str, working: str, here: str) -> Iterator[tuple[str, bool]]:
        """What a string names, for a program that runs in `working` and a file in `here`."""
        for place in dict.fromkeys((join(working, text), join(here, text), *self._climbed(text))):
            if place not in self._places:
                self._places[place] = self._found(place)
            found = self._places[place]
            if found is not None:
                yield found

    def _written(self, text: str, working: str, here: str) -> Iterator[tuple[str, bool]]:
        """The directory of a file that is not there: a program that makes the file fails without it (`data/app.db`)."""
        directory, _, name = text.rpartition("/")
        if directory.strip("./") and "." in name.strip(".") and not name.endswith(SUFFIXES):
            yield from self._meaning(directory, working, here)

    def _climbed(self, text: str) -> Iterator[str]:
        """`../views` means the package's own from any depth of an output directory; so does a bare `views`."""
        stripped = text
        while stripped.startswith(("../", "./", "/")):
            stripped = stripped.partition("/")[2]
        if stripped:
            yield join(self.directory, stripped)

    def _found(self, place: str) -> tuple[str, bool] | None:
        """The context path, when something is there that a running program could read."""
        clean = normpath(place)
        if clean.startswith("..") or clean in (".", "", "/", self.directory):
            return None
        if f"{self.directory}/".startswith(f"{clean}/"):
            return None
        is_inside = not self.directory or clean.startswith(f"{self.directory}/")
        segments = (clean[len(self.directory) :].lstrip("/") if is_inside else clean).split("/")
        if _NEVER.intersection(segments) or segments[-1] in _NEVER_FILES or segments == ["src"]:
            return None
        if any(
            clean == join(self.directory, one) or clean.startswith(f"{join(self.directory, one)}/")
            for one in self.outputs
        ):
            return None
        if not self.context.sends(clean):
            return None
        if not self.context.is_dir(clean):
            return (clean, False) if not clean.endswith(_COMPILED) else None
        files = self.context.sent_files(clean)
        return (clean, True) if any(not one.endswith(_COMPILED) for one in files) else None


_REMEMBERED: deque[NodeSources] = deque(maxlen=4)


def sources_of(context: BuildContext, directory: str, outputs: tuple[str, ...]) -> NodeSources:
    """The sources of a package; what was read last is remembered as long as the context stays the same."""
    for one in _REMEMBERED:
        if one.context is context and (one.directory, one.outputs) == (directory, outputs):
            return one
    found = NodeSources(context, directory, outputs)
    _REMEMBERED.appendleft(found)
    return found


def said_by(context: BuildContext, path: str) -> Said:
    """What a file of the context says; nothing when it is not there or is a bundle."""
    return read_as(context, path, _read) or _NOTHING


_NOTHING = Said()


def _read(text: str) -> Said:
    if len(text) > _LARGEST:
        return _NOTHING
    tokens = list(_tokens(text))
    imports = dict.fromkeys(_imported(_without_comments(text, tokens)))
    loaded = _TRANSPORT.findall(text) if "pino" in text else ()
    packages = dict.fromkeys(map(package_name, (*imports, *loaded)))
    strings = dict.fromkeys(_paths(tokens))
    globs = dict.fromkeys(_globs(tokens))
    starts = any(one in text for one in _STARTERS)
    text = _by_bare_names(text) if starts else text
    started = dict.fromkeys(match[1] for match in _STARTED.finditer(text)) if starts else ()
    commands = dict.fromkeys(_commands(text)) if starts else ()
    strings.update((path, None) for command in commands for path in map(_as_path, command) if path)
    return Said(
        tuple(imports), tuple(filter(None, packages)), tuple(strings), tuple(started), tuple(commands), tuple(globs)
    )


def _by_bare_names(text: str) -> str:
    """A text in which functions that start programs stand without the module's name: `cp.exec(` as `exec(`."""
    names = {name for match in _MODULE_NAME.finditer(text) for name in match.groups() if name}
    if not names:
        return text
    return re.sub(
        rf"(?<![\w.])(?:{'|'.join(map(re.escape, sorted(names)))})\.(?=(?:exec|spawn|which)\w*\s*\()", "", text
    )


def _commands(text: str) -> Iterator[tuple[str, ...]]:
    """The words of commands that a text starts: a whole line for a shell, or a program with a list of its arguments."""
    for match in _COMMAND.finditer(text):
        for command in re.split(r"&&|\|\||[;|]", match[2]):
            words_ = (*command.split(), *(one[1] for one in _QUOTED.findall(match[3] or "")))
            if words_:
                yield words_


def imports_of(text: str) -> Iterator[str]:
    """The words that a text imports or requires, imports of types left out."""
    return _imported(_without_comments(text, _tokens(text)))


def strings_of(text: str) -> Iterator[str]:
    """The strings of a text that look like relative paths, cut in front of a wildcard."""
    return _paths(_tokens(text))


def without_comments(text: str) -> str:
    """A text of JavaScript without its comments, strings left as they are."""
    return _without_comments(text, _tokens(text))


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The comments and strings of a text."""
    at: int | None = 0
    while at is not None:
        start, at = at, None
        for token in _TOKEN.finditer(text, start):
            if token["open"] is None:
                yield token
            elif token.end() - token.start() < _MOST_OPEN:
                at = token.start() + 1
                break


def _without_comments(text: str, tokens: Iterable[re.Match[str]]) -> str:
    return _without(text, [token.span() for token in tokens if text[token.start()] == "/"])


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A blank in place of each of these stretches."""
    pieces, last = [], 0
    for start, end in spans:
        pieces.append(text[last:start])
        last = end
    return " ".join((*pieces, text[last:]))


def _imported(code: str) -> Iterator[str]:
    code = _without(code, [match.span() for match in _beginning_with(("import", "export"), _TYPES_ONLY, code)])
    for match in _beginning_with(("from", "require", "import"), _IMPORTED, code):
        yield match[1][1:-1]


def _beginning_with(words: Iterable[str], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """`pattern.finditer(text)` for a pattern that begins with one of these words: it is tried only where they stand."""
    end = 0
    for start in sorted(start for word in words for start in _places(word, text)):
        if start >= end and (match := pattern.match(text, start)):
            end = match.end()
            yield match


def _places(word: str, text: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + len(word))


def _paths(tokens: Iterable[re.Match[str]]) -> Iterator[str]:
    for match in tokens:
        token = match[0]
        if token[0] == "/":
            continue
        body = token[1:-1]
        for part in _EXPANSION.split(body) if token[0] == "`" else (body,):
            path = _as_path(part)
            if path:
                yield path


def _globs(tokens: Iterable[re.Match[str]]) -> Iterator[tuple[str, str]]:
    for match in tokens:
        if "*." in match[0] and match[0][0] != "/" and (glob := _GLOB.match(match[0][1:-1].rpartition("}/")[2])):
            for ending in (glob["several"] or glob["one"]).split(","):
                if f".{ending}" not in SUFFIXES:
                    yield glob["top"] or "", f".{ending}"


def _as_path(text: str) -> str:
    if len(text) > 200 or not text:
        return ""
    if text.startswith("file:") and (match := _MAPPED.match(text)):
        text = text[match.end() :]
    if wildcard := _WILDCARD.search(text):
        text = text[: wildcard.start()].rpartition("/")[0]
    text = text.removeprefix("/").rstrip("/")
    return text if text.strip("./") and _PATH_LIKE.match(text) else ""


def package_name(written: str) -> str:
    """The package of an import: `a` of `a/b`, `@a/b` of `@a/b/c`; "" for files, aliases and Node's own modules."""
    if written.startswith((".", "/", "#", "~", "@/", "node:", "data:", "http:", "https:", "virtual:", "$")):
        return ""
    parts = written.split("/")
    name = "/".join(parts[:2]) if written.startswith("@") and len(parts) > 1 else parts[0]
    return "" if name in _BUILT_IN or not re.fullmatch(r"(?:@[\w.~-]+/)?[\w.~-]+", name) else name


_BUILT_IN = words(
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs "
    "http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream "
    "string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib"
)


def reached(context: BuildContext, entry: str) -> tuple[str, ...]:
    """The files of the context that an entry file imports by relative paths, itself first."""
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting and len(found) < _MOST_FILES:
        path = waiting.pop()
        if path in found:
            continue
        found[path] = None
        if not path.endswith(SUFFIXES):
            continue
        for written in said_by(context, path).imports:
            if written.startswith("."):
                target = resolved(context, normpath(join(path.rpartition("/")[0], written)))
                if target:
                    waiting.append(target)
    return tuple(found)


def resolved(context: BuildContext, path: str) -> str:
    """The file of the context that Node would load for a path; "" when there is none."""
    for one in (path, *(f"{path}{suffix}" for suffix in (".js", ".json", ".cjs", ".mjs", ".node", ".ts")),
                f"{path}/index.js", f"{path}/index.json", f"{path}/index.ts"):  # fmt: skip
        if not one.startswith("..") and is_sent(context, one):
            return one
    return ""
