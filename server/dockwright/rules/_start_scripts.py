"""Scripts of the build context that a container starts with."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import DEFAULT_PATH
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, files_of
from dockwright.shell import POSIX_SHELLS
from dockwright.syntax import Cmd, Entrypoint, Instruction, Transfer, Word
from dockwright.values import NamedTuple

_BUILDERS = frozenset(("npm", "npx", "yarn", "pnpm", "bun", "turbo", "nx", "cargo", "dotnet", "mvn", "mvnw", "gradle", "gradlew", "composer",
                       "bundle", "pip", "pip3", "poetry", "uv"))  # fmt: skip
"""Programs that build and install, and write no shell script of the project anew."""


class StartScript(NamedTuple):
    """A shell script of the context that ENTRYPOINT or CMD names."""

    word: Word  # that names it
    source: str  # context path
    transfer: Transfer  # that brings it
    text: str


def start_script(
    model: SemanticModel, stage: Stage, start: Cmd | Entrypoint, context: BuildContext
) -> StartScript | None:
    """The script that an exec form starts; None where it starts something else, or something may have changed it."""
    items = start.exec_words if context.is_known else ()
    if not items:
        return None
    is_given = len(items) > 1 and items[0].value.rpartition("/")[2] in POSIX_SHELLS
    word = items[1] if is_given else items[0]
    path = stage.final_state.resolve(word.value) if "$" not in word.value and not word.value.startswith("-") else None
    if path is None or not (is_given or "/" in word.value):
        return None
    found = _brought(model, stage, path, context)
    text = context.read(found[0]) if found is not None else None
    if found is None or text is None or not (is_given or _is_shell_script(text)):
        return None
    return StartScript(word, *found, text)


def _brought(model: SemanticModel, stage: Stage, path: str, context: BuildContext) -> tuple[str, Transfer] | None:
    """The context path of a script and the COPY that brings it, perhaps by another stage, when nothing has changed its words."""
    entries = files_of(model, stage, context).origin(path)
    entries = tuple(one for one in entries if one.kind != "mode" and not _keeps_scripts(one, path))
    last = entries[-1] if entries else None
    if (
        last is None
        or last.stage is None
        or last.stage.index >= stage.index
        or last.is_anywhere
        or len(last.sources) != 1
    ):
        return copied(path, entries, context)
    inner = path[len(last.path.rstrip("/")) :] if path != last.path else ""
    return _brought(model, last.stage, f"/{last.sources[0]}{inner}", context)


def _keeps_scripts(entry: Entry, path: str) -> bool:
    """Whether a command leaves the words of a script as they are, whatever else it does: a build by a package manager, or one
    that mends the ends of its lines (`dos2unix`, `sed -i 's/\\r$//'`)."""
    command = entry.command
    if command is None:
        return False
    if entry.kind == "unknown" and command.name in _BUILDERS:
        return True
    from dockwright.refactorings.reorder.independence import prepared_program

    mended = prepared_program(command)
    return mended is not None and mended.rpartition("/")[2] == path.rpartition("/")[2]


def starts(model: SemanticModel) -> tuple[Instruction, ...]:
    """The instructions that the container starts with."""
    target = model.target
    found = (target.last(kind) for kind in (Entrypoint, Cmd)) if target is not None else ()
    return tuple(one for one in found if one is not None)


def start_texts(model: SemanticModel, context: BuildContext) -> Iterator[str]:
    """What is written in the files of the context that the words of these instructions name, whatever happened to them since."""
    stage = model.target
    commands = (command for one in starts(model) for command in model.commands(one)) if context.is_known else ()
    words = dict.fromkeys(word.value for command in commands for word in command.words if "$" not in word.value)
    for word in words if stage is not None else ():
        assert stage is not None
        places = [word, *(f"{directory}/{word}" for directory in DEFAULT_PATH.split(":") if "/" not in word)]
        paths = (path for path in map(stage.final_state.resolve, places) if path is not None)
        entries = ((path, entry) for path in paths for entry in files_of(model, stage, context).origin(path))
        sources = {_source(path, entry) for path, entry in entries if entry.kind == "context" and not entry.is_anywhere}
        yield from (context.read(one) or "" for one in sorted(sources) if context.is_file(one))


def _source(path: str, entry: Entry) -> str:
    """The context path of what an entry brings to a path."""
    inner = path[len(entry.path) :].lstrip("/") if entry.is_directory else ""
    return "/".join(part for part in ("".join(entry.sources[:1]), inner) if part)


def _is_shell_script(text: str) -> bool:
    first = text.partition("\n")[0].rstrip().split()
    named = [one.rpartition("/")[2] for one in first]
    return bool(first) and first[0].startswith("#!") and any(one in POSIX_SHELLS for one in named)


def lacks_interpreter(source: str, text: str) -> bool:
    """Whether a file is a shell script by its name, and its first line does not say what runs it."""
    return source.endswith((".sh", ".bash")) and bool(text.strip()) and not text.startswith(("#!", "\x7fELF"))


def copied(path: str, entries: tuple[Entry, ...], context: BuildContext) -> tuple[str, Transfer] | None:
    """The context path that is there, and the COPY that brings it, when nothing can have touched it since."""
    entries = tuple(one for one in entries if one.kind not in ("packages", "account", "directory", "restore"))
    if not entries or entries[-1].kind != "context" or entries[-1].is_anywhere:
        return None
    entry = entries[-1]
    if len(entry.sources) != 1 or not isinstance(entry.instruction, Transfer):
        return None
    source = _source(path, entry)
    return (source, entry.instruction) if context.is_file(source) and not context.ignored(source) else None
