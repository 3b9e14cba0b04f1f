"""What an ignore file should leave out: what is really in the context, and what neither a COPY names nor the build needs.

Sources: https://docs.docker.com/build/concepts/context/#dockerignore-files and what the tools of each ecosystem leave in a
working directory (`knowledge.local_files`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from posixpath import basename

from dockwright.context import BuildContext, clean, join, parent
from dockwright.ignore import IgnoreFile, Pattern, PatternError, is_literal
from dockwright.knowledge.local_files import (
    ABOUT_THE_BUILD,
    ASKING_PROGRAMS,
    BUILT,
    CACHES,
    EDITORS,
    FILES,
    INSTALLED,
    VERSION_READERS,
    Made,
)
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.reorder.sites import written
from dockwright.rule import NewFile
from dockwright.semantics import SemanticModel
from dockwright.syntax import Onbuild, Run, Transfer, parse
from dockwright.values import NamedTuple

_GIT = lazy_pattern(r"\bgit\b(?!\s+(?:clone|config|init)\b)")
_ADDRESS = lazy_pattern(r"\S+://\S+|\S+@\S+:\S+")
_VERSIONED = ("setuptools_scm", "setuptools-scm", "hatch-vcs", "versioneer", "buildvcs=true")
_ANYWHERE = frozenset({"node_modules", "bower_components", *CACHES, ".DS_Store"})
"""Names that mean the same wherever they stand, so that one pattern may cover all of them."""

_DEEPEST = 3  # directories below the root that are looked at
_MOST = 2_000  # directories
_MOST_DOCKERFILES = 30


class Left(NamedTuple):
    """One pattern, and what it leaves out. `kind`: history, installed, environment, built, cache, editor, file, build."""

    pattern: str
    kind: str
    paths: tuple[str, ...]

    def size(self, context: BuildContext) -> int:
        """Bytes, as far as a walk goes."""
        return sum(context.size(path) or 0 for path in self.paths)

    def shown(self, context: BuildContext) -> str:
        """The name, with its size where that is worth a word."""
        name = f"`{self.pattern.removeprefix('**/')}`"
        size = self.size(context)
        if size < 100_000:
            return name
        return f"{name} ({size / 1e6:.1f} MB)" if size < 10_000_000 else f"{name} ({size / 1e6:.0f} MB)"


def proposal(model: SemanticModel, context: BuildContext) -> tuple[str, ...]:
    """The patterns, in the order they are written; empty when there is nothing worth leaving out."""
    return tuple(one.pattern for one in left_out(model, context, about_the_build=False))


def left_out(model: SemanticModel, context: BuildContext, *, about_the_build: bool = True) -> tuple[Left, ...]:
    """What the context sends and should not, the largest kinds first; what says how to build comes last."""
    found: dict[str, Left] = {}
    survey = _Survey(model, context)
    for kind, path in survey.candidates():
        if kind == "build" and not about_the_build:
            continue
        pattern = survey.pattern(path)
        known = found.get(pattern)
        found[pattern] = known._replace(paths=(*known.paths, path)) if known else Left(pattern, kind, (path,))
    found = _widened(context, found)
    if not found:
        return ()
    needs = [_Needs(each, context) for each in (model, *_neighbours(model, context))]
    return tuple(one for one in found.values() if not _is_needed(one, needs))


_OF_DOTNET = frozenset({"bin", "obj"})
"""What .NET makes in every project; other builds use names that packages of sources have, too."""


def _widened(context: BuildContext, found: dict[str, Left]) -> dict[str, Left]:
    """One pattern for what builds make in several projects, `**/obj`, where nothing else that is sent has that name."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in found.values():
        if one.kind == "built" and basename(one.pattern) in _OF_DOTNET and one.pattern == one.paths[0]:
            groups.setdefault((one.kind, basename(one.pattern)), []).append(one.pattern)
    wide = {key: paths for key, paths in groups.items() if len(paths) > 1}
    if not wide:
        return found
    others = {key: tuple(f"{path}/" for path in paths) for key, paths in wide.items()}
    for path in context.sent_files():
        for key in [key for key in wide if f"/{key[1]}/" in f"/{path}" or basename(path) == key[1]]:
            if not path.startswith(others[key]):
                del wide[key]
    result: dict[str, Left] = {}
    for pattern, one in found.items():
        own = wide.get((one.kind, basename(pattern)))
        name = f"**/{basename(pattern)}" if own is not None and pattern in own else pattern
        known = result.get(name)
        result[name] = known._replace(paths=(*known.paths, *one.paths)) if known else one._replace(pattern=name)
    return result


class _Survey:
    """One look at the directories of the context."""

    def __init__(self, model: SemanticModel, context: BuildContext) -> None:
        self.context = context
        self.runs = " \n".join(one.text for one in model.dockerfile.instructions if isinstance(one, Run))
        self.directories = list(_directories(context))  # with the names in them
        self.places: dict[str, list[str]] = {}
        for directory, names in self.directories:
            for name in names:
                self.places.setdefault(name, []).append(join(directory, name))

    def candidates(self) -> Iterator[tuple[str, str]]:
        """Paths that are sent and that only a developer's machine needs, with their kind."""
        for kind, path in self._all():
            if self.context.sends(path) and not self._is_wanted(path):
                yield kind, path

    def _all(self) -> Iterator[tuple[str, str]]:
        top = self.directories[0][1]
        if ".git" in top and self.context.is_dir(".git") and not self._asks_git():
            yield "history", ".git"
        yield from self._made(INSTALLED, "installed")
        for directory, names in self.directories:
            for name in names:
                if self.context.is_file(join(join(directory, name), "pyvenv.cfg")):
                    yield "installed" if self._makes_environment(name) else "environment", join(directory, name)
        yield from self._made(BUILT, "built")
        for directory, names in self.directories if "cmake" in self.runs else ():
            trees = (join(directory, name) for name in names)
            yield from (("built", one) for one in trees if self.context.is_file(join(one, "CMakeCache.txt")))
        yield from (("cache", path) for name in CACHES for path in self.places.get(name, ()))
        yield from (("editor", path) for name in EDITORS for path in self.places.get(name, ()))
        yield from (("file", name) for name in top if name in FILES)
        yield from (("build", name) for name in top if any(fnmatchcase(name, one) for one in ABOUT_THE_BUILD))

    def _makes_environment(self, name: str) -> bool:
        """Whether the image makes its own virtual environment of that name."""
        if name == ".venv" and re.search(r"\b(?:uv\s+(?:sync|venv)|poetry|pipenv|pdm)\b", self.runs):
            return True
        return re.search(rf"\b(?:venv|virtualenv)\s[^&;\n]*{re.escape(name)}(?![\w/-])", self.runs) is not None

    def _made(self, table: Sequence[Made], kind: str) -> Iterator[tuple[str, str]]:
        for name, beside, programs in table:
            if not any(program in self.runs for program in programs):
                continue
            for path in self.places.get(name, ()):
                neighbours = self.context.list(parent(path)) if beside else ()
                is_made = not beside or any(fnmatchcase(one, glob) for one in neighbours for glob in beside)
                if is_made and self.context.is_dir(path) and not is_kept(self.context, path):
                    yield kind, path

    def _is_wanted(self, path: str) -> bool:
        """Whether an exception of the ignore file is about this very path: somebody has decided."""
        return any(
            one.is_exception and (one.pattern.text == path or one.pattern.text.startswith(f"{path}/"))
            for one in self.context.ignore_rules.rules
        )

    def _asks_git(self) -> bool:
        """Whether the build may look into the repository."""
        if _GIT.search(_ADDRESS.sub("", self.runs)) or any(word in self.runs for word in _VERSIONED):
            return True
        readers = {
            glob: words
            for glob, words in VERSION_READERS.items()
            if any(program in self.runs for program in ASKING_PROGRAMS.get(glob, ("",)))
        }
        endings = tuple(glob[1:] for glob in readers if glob.startswith("*"))
        for directory, names in self.directories:
            for name in names:
                ending = next((one for one in endings if name.endswith(one)), None)
                words = readers.get(name) or (readers.get(f"*{ending}", ()) if ending else ())
                text = (self.context.read(join(directory, name)) or "") if words else ""
                if any(word in text for word in words):
                    return True
        return False

    def pattern(self, path: str) -> str:
        """How the ignore file calls the path: by its name alone where that means the same everywhere."""
        name = basename(path)
        escaped = re.sub(r"([\\*?\[])", r"\\\1", path)
        escaped = f"./{escaped}" if escaped.startswith(("!", "#")) else escaped
        if name == "__pycache__" or (name in _ANYWHERE and self.places.get(name, [path]) != [name]):
            return f"**/{name}"
        return escaped


def is_kept(context: BuildContext, path: str) -> bool:
    """Whether the repository keeps a directory on purpose: there is a .gitignore, and none names it."""
    is_told = False
    directory = parent(path)
    while True:
        text = context.read(join(directory, ".gitignore"))
        if text is not None:
            is_told = True
            if _git_ignores(text, path[len(directory) :].lstrip("/")):
                return False
        if not directory:
            return is_told
        directory = parent(directory)


def is_ignored_by_git(context: BuildContext, path: str) -> bool:
    """Whether a .gitignore names the path, so that it need not be there in a fresh checkout."""
    directory = parent(path)
    while True:
        text = context.read(join(directory, ".gitignore"))
        if text is not None and _git_ignores(text, path[len(directory) :].lstrip("/")):
            return True
        if not directory:
            return False
        directory = parent(directory)


def _git_ignores(text: str, path: str) -> bool:
    """Whether a .gitignore names the directory, or one above it."""
    parts = path.split("/")
    above = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    for line in text.splitlines():
        line = line.strip()
        if not line or line[0] in "#!":
            continue
        body = line.rstrip("/")
        glob = body.lstrip("/") if "/" in body else f"**/{body}"
        try:
            pattern = Pattern(glob.removesuffix("/*").removesuffix("/**"))
        except PatternError:
            continue
        if any(pattern.matches(one) for one in above):
            return True
    return False


def _directories(context: BuildContext) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The directories near the root, each with the names in it; not those that are candidates themselves."""
    skipped = {*(one.name for one in INSTALLED), *CACHES, *EDITORS, ".git"}
    waiting = [("", 0)]
    count = 0
    while waiting and count < _MOST:
        directory, depth = waiting.pop(0)
        names = context.list(directory)
        count += 1
        yield directory, names
        if depth < _DEEPEST and not (directory and "pyvenv.cfg" in names):
            inner = (join(directory, name) for name in names if name not in skipped and name[:1] != ".")
            waiting.extend((path, depth + 1) for path in inner if context.is_dir(path))


def _neighbours(model: SemanticModel, context: BuildContext) -> Iterator[SemanticModel]:
    """The other Dockerfiles that share the ignore file: what they name is needed, too."""
    if (context.ignore_file or ".dockerignore") != ".dockerignore":
        return
    count = 0
    for directory, names in _directories(context):
        for name in names:
            if name == "Dockerfile" or name.startswith("Dockerfile.") or name.endswith((".Dockerfile", ".dockerfile")):
                text = context.read(join(directory, name)) if not name.endswith(".dockerignore") else None
                if text is not None and text != model.dockerfile.text:
                    count += 1
                    yield SemanticModel(parse(text))
                    if count == _MOST_DOCKERFILES:
                        return


class _Needs:
    """What one Dockerfile takes from the context, and what its other instructions say."""

    def __init__(self, model: SemanticModel, context: BuildContext) -> None:
        self.paths: list[str] = []
        texts: list[str] = []
        for instruction in model.dockerfile.instructions:
            trigger = instruction.trigger if isinstance(instruction, Onbuild) else instruction
            if trigger is None:
                continue
            if isinstance(trigger, Transfer) and trigger.from_ is None:
                for word in trigger.sources:
                    self.paths += _named(context, clean(written(model, word, instruction)))
                continue
            if isinstance(trigger, Run):
                self.paths += _mounted(trigger)
            texts.append(trigger.text)
        self.text = "\n".join(texts)


def _is_needed(left: Left, needs: Sequence[_Needs]) -> bool:
    """Whether an instruction names what the pattern would leave out."""
    rules = IgnoreFile(f"{left.pattern}\n")
    may_be_spoken_of = left.kind not in ("installed", "built")
    return any(
        any(rules.ignores(path) for path in one.paths) or (may_be_spoken_of and _speaks_of(one.text, left))
        for one in needs
    )


def _named(context: BuildContext, source: str) -> Sequence[str]:
    """The paths that a COPY source means, perhaps a pattern; none where it is all that there is."""
    if is_literal(source):
        return (source,) if source else ()
    return () if source in ("*", "**") else context.glob(source)


def _mounted(run: Run) -> Iterator[str]:
    """The paths that bind mounts of the context bring."""
    for mount in run.mounts:
        source = mount.option("source", "src")
        if mount.option("from") is None and source is not None and source.value:
            yield clean(source.value)


def _speaks_of(text: str, left: Left) -> bool:
    if left.kind == "build":
        return any(path in text and re.search(rf"(?<![\w./-]){re.escape(path)}\b", text) for path in left.paths)
    name = left.pattern.removeprefix("**/")
    return f"{name}/" in text or (left.kind == "environment" and f"/{name}" in text)


def ignore_file(context: BuildContext, patterns: tuple[str, ...]) -> NewFile:
    """The ignore file in effect with these patterns at its end; a new one when there is none."""
    path = context.ignore_file or ".dockerignore"
    text = context.read(path) or ""
    newline = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += newline
    return NewFile(path, text + "".join(f"{pattern}{newline}" for pattern in patterns))


def listed(names: Sequence[str], most: int = 3) -> str:
    """Names as a clause has them: the first ones, and how many more there are."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
