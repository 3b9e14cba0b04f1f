"""Where things are: directories of the image, also when their start is unknown, and the context paths behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import normpath

from dockwright.context import BuildContext, clean, join
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.brought import Brought, brought_by
from dockwright.refactorings.hints import SOURCE_SUFFIXES
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, Script
from dockwright.shell.subshells import MOVES, shells_of
from dockwright.syntax import Instruction, Transfer, Word, Workdir
from dockwright.values import NamedTuple

_LISTS = (".txt", ".in", ".lock")

_SETTINGS = lazy_pattern(r"(?:.*/)?(?:[\w.-]+\.config|\.[\w-]+rc|webpack\.mix|gulpfile|Gruntfile)\.[cm]?[jt]s")
"""Files with the settings of a tool of Node."""
_HIDDEN = lazy_pattern(r"(?:^|/)\.\w[^/]*/")

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-~")
"""What a path may hold that is written into a COPY without quotes."""

_UNKNOWN = "/\0"
"""The working directory of an image that nobody knows: a name like any other, the same until WORKDIR changes it."""


def resolve(directory: str, path: str) -> str:
    """The absolute path that `path` means in `directory`. One that starts with a variable is taken as absolute."""
    if path.startswith("$"):
        path = _UNKNOWN + path
    joined = path if path.startswith("/") else f"{directory}/{path}"
    return "/" + normpath(joined).lstrip("/")


def below(path: str, directory: str) -> str | None:
    """What leads from the directory to the path, "" when they are the same; None when it is elsewhere."""
    if path == directory:
        return ""
    prefix = directory if directory.endswith("/") else f"{directory}/"
    return path[len(prefix) :] if path.startswith(prefix) else None


def overlap(one: str, other: str) -> bool:
    """Whether one of two absolute paths is in the other."""
    return below(one, other) is not None or below(other, one) is not None


def workdirs(model: SemanticModel, stage: Stage) -> dict[Instruction, str]:
    """The working directory before each instruction of the stage. Unknown ones get names of their own."""
    return model.keep((workdirs, stage), lambda: _workdirs(model, stage))


def _workdirs(model: SemanticModel, stage: Stage) -> dict[Instruction, str]:
    base = stage.base_stage
    first = stage.states[0].workdir
    current = first if first is not None else _UNKNOWN
    if first is None and base is not None and base.instructions:
        current = f"{_UNKNOWN}{base.index}"
    found: dict[Instruction, str] = {}
    for instruction in stage.instructions:
        found[instruction] = current
        if isinstance(instruction, Workdir) and instruction.path is not None:
            current = resolve(current, written(model, instruction.path, instruction))
    return found


def written(model: SemanticModel, word: Word, instruction: Instruction) -> str:
    """The word's value with its variables, or with their names where a value is unknown."""
    value = model.expand(word, instruction)
    return word.value if value is None else value


def directories(script: Script, workdir: str) -> Iterator[tuple[Command, str | None]]:
    """Every command at the top of the script, with the directory it runs in; None where a `cd` cannot be followed."""
    current: str | None = workdir
    left: list[str | None] = []  # where pushd went away from
    at_top = frozenset(script.top_level)
    moves = not MOVES.isdisjoint([one.name for one in script.commands])
    inner = _in_shells_of_their_own(script) if moves else frozenset()
    for command in script.commands:
        if command in at_top:
            yield command, current
        if command.name not in MOVES or command in inner:
            continue
        if command.name == "popd":
            current = left.pop() if left and command in at_top and not command.operands() else None
            continue
        if command.name == "pushd":
            left.append(current)
        target = command.arguments[0].value if len(command.arguments) == 1 else "-"
        is_plain = command in at_top and not target.startswith(("-", "~"))
        current = resolve(current, target) if current is not None and is_plain and "`" not in target else None


def _in_shells_of_their_own(script: Script) -> frozenset[Command]:
    """The commands whose `cd` ends with the shell that they are in."""
    return frozenset(one for one, shell in shells_of(script.commands) if shell or one.in_pipeline)


class Copied(NamedTuple):
    """A directory of the context that a COPY or ADD brings, and where it goes."""

    copy: Transfer
    word: Word  # the source
    source: str  # context path, "" for all of it
    target: str  # absolute path in the image
    is_part: bool = False  # one of several copies that bring parts of the source to their places below the target

    def context_path(self, path: str) -> str | None:
        """The context path of what is at an absolute path of the image; None when it is not from here."""
        inner = below(path, self.target)
        return None if inner is None else join(self.source, inner) if inner else self.source

    def image_path(self, path: str) -> str:
        """Where a context path inside the source goes."""
        return resolve(self.target, path[len(self.source) :].lstrip("/"))


class Site(NamedTuple):
    """Where a restore runs."""

    context: BuildContext
    stage: Stage
    copied: Copied
    directory: str  # absolute path in the image
    variables: Mapping[str, str | None]

    def context_path(self, path: str = "") -> str | None:
        """The context path behind a path as the restore's command writes it."""
        return self.copied.context_path(resolve(self.directory, path))


def _is_list(context: BuildContext, directory: str) -> bool:
    """Whether a directory holds lists of packages and nothing else, such as `requirements` with a file for each use."""
    return all(path.endswith(_LISTS) for path in context.sent_files(directory))


def copied_part(model: SemanticModel, context: BuildContext, copy: Transfer, workdir: str) -> Copied | None:
    """The project whose sources a COPY brings a part of, `COPY cmd cmd`: each part is below one directory of the image as it is
    in the context, which is known. None: it brings no sources, or to other places."""
    if not context.is_known or copy.flag("parents") is not None or copy.destination is None:
        return None
    brought = tuple(brought_by(model, copy, context))
    roots = {_root(one) for one in brought}
    first = next((one for one in brought if holds_sources(context, one)), None)
    if len(roots) != 1 or None in roots or first is None:
        return None
    named = (word for word in copy.sources if first.source in (clean(word.value), *context.glob(word.value)))
    return Copied(copy, next(named, copy.sources[0]), "", roots.pop() or "/", is_part=True)


def holds_sources(context: BuildContext, one: Brought) -> bool:
    """Whether what is copied is a file of sources, or a directory with one: what changes with every edit.

    Settings of a tool that are written in its language, `vite.config.js`, change as seldom as manifests, and so does what lies
    in a hidden directory: the release of Yarn in `.yarn`, Maven's wrapper in `.mvn`.
    """
    paths = context.sent_files(one.source) if one.is_directory else (one.source,)
    return any(
        path.endswith(SOURCE_SUFFIXES) and not _SETTINGS.fullmatch(path) and not _HIDDEN.search(path) for path in paths
    )


def _root(one: Brought) -> str | None:
    """The directory of the image below which a source is where it is in the context."""
    if not one.source or not one.target.endswith(f"/{one.source}"):
        return None
    return one.target[: -len(one.source) - 1] or "/"


def copied_directory(model: SemanticModel, context: BuildContext, copy: Transfer, workdir: str) -> Copied | None:
    """The directory of sources that a COPY from the context brings: all of it when there is one; else, in a context that is
    known, the first part that is a directory. None: it copies files, from elsewhere, or what nobody can tell."""
    destination = copy.destination
    if destination is None or copy.from_ is not None or copy.heredocs:
        return None
    found: tuple[str, Word] | None = None
    for word in copy.sources:
        text = written(model, word, copy)
        if "$" in text or "://" in text or text.startswith("git@") or any(mark in text for mark in "*?["):
            continue
        path = clean(text)
        if path == "" or (found is None and context.is_known and context.is_dir(path) and not _is_list(context, path)):
            found = path, word
    if found is None:
        return None
    return Copied(copy, found[1], found[0], resolve(workdir, written(model, destination, copy)))
