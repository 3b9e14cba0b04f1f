"""The go commands that a RUN reaches through a Makefile, a Taskfile, a justfile or a script of the build context."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath

from dockwright.projects.magefile import mage_lines
from dockwright.projects.makefile import read_makefile
from dockwright.projects.package_scripts import parse_text
from dockwright.projects.task_runners import recipe_lines
from dockwright.refactorings.split.go.subject import GoSubject
from dockwright.shell import POSIX_SHELLS, Command

_MAKE = frozenset({"make", "gmake"})
_RUNNERS = frozenset({"task", "just"})


def inner_commands(subject: GoSubject, command: Command, directory: str) -> Iterator[tuple[Command, str]]:
    """The commands behind `make target`, `task target`, `mage target` or `./build.sh`, each with the directory of the image it runs in."""
    if not subject.context.is_known:
        return
    start = _place(subject, command, directory) if command.name in _MAKE else directory
    for text in _texts(subject, command, start) if start is not None else ():
        place = start or directory
        for one in parse_text(text) or ():
            if not one.words:
                continue
            yield one, place
            if one.name == "cd" and len(one.arguments) == 1 and one.arguments[0].is_literal:
                place = normpath(join(place, one.arguments[0].value))


def _texts(subject: GoSubject, command: Command, directory: str) -> tuple[str, ...]:
    """What runs, one text for each shell that it runs in."""
    if command.name in _MAKE:
        return _make(subject, command, directory)
    if command.name in _RUNNERS and all(word.is_literal for word in command.arguments):
        source = subject.sources.context_path(directory, command.instruction)
        words = tuple(word.value for word in command.arguments)
        found = recipe_lines(subject.context, source, command.name, words) if source is not None else None
        return found or ()
    if command.name == "mage" and all(word.is_literal for word in command.arguments):
        source = subject.sources.context_path(directory, command.instruction)
        targets = tuple(word.value for word in command.arguments)
        is_plain = source is not None and not any(one.startswith("-") and one != "-v" for one in targets)
        return (
            mage_lines(subject.context, source or "", tuple(one for one in targets if one != "-v")) if is_plain else ()
        )
    script = _script(subject, command, directory)
    return (script,) if script else ()


_VALUED = ("C", "directory")
_PLAIN_FLAGS = frozenset({"--no-print-directory", "--silent", "--quiet", "--always-make", "--directory"})


def _make(subject: GoSubject, command: Command, directory: str) -> tuple[str, ...]:
    """What make runs there, one line after the other; nothing when that cannot be told."""
    words = [word.value for word in command.operands(_VALUED)]
    given = dict(word.split("=", 1) for word in words if "=" in word)
    environment = {name: value for name, value in subject.model.state_before(command.instruction).env.items() if value}
    source = subject.sources.context_path(directory, command.instruction)
    makefile = read_makefile(subject.context, source, {**environment, **given}) if source is not None else None
    if makefile is None:
        return ()
    makefile.variables.update(given)
    return makefile.lines(tuple(word for word in words if "=" not in word))


def _place(subject: GoSubject, command: Command, directory: str) -> str | None:
    """Where make looks for its Makefile; None where its flags mean more than is followed."""
    flags = [word.value for word in command.arguments if word.value.startswith("-")]
    if any(flag[1:2] not in ("j", "s", "k", "C", "B") and flag not in _PLAIN_FLAGS for flag in flags):
        return None
    given = command.flag_value("C") or command.flag_value("directory")
    written = subject.model.expand(given.value, command.instruction) if given is not None else ""
    return None if written is None or "$" in written else normpath(join(directory, written))


def _script(subject: GoSubject, command: Command, directory: str) -> str:
    """The text of a script that is started by its path, or handed to a shell."""
    words = [word.value for word in command.words]
    if command.name in POSIX_SHELLS:
        words = [word for word in words[1:] if not word.startswith("-")]
    if not words or (command.name not in POSIX_SHELLS and "/" not in words[0]):
        return ""
    source = subject.sources.context_path(normpath(join(directory, words[0])), command.instruction)
    text = subject.context.read(source) if source else None
    is_script = text is not None and (command.name in POSIX_SHELLS or text.startswith("#!"))
    return text if is_script and text is not None else ""
