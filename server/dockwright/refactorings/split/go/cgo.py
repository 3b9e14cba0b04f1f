"""Whether a program needs cgo, and CGO_ENABLED=0 in front of the build where it does not.

A plain `go build` on an image that has a C compiler links programs that use `net` or `os/user` against the C library; such
a program does not start where that library is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dockwright.knowledge.go_modules import needs_cgo
from dockwright.projects.go_program import GoProgram
from dockwright.refactorings.split.go.builds import Built
from dockwright.refactorings.split.go.commands import arguments_of
from dockwright.refactorings.split.go.subject import GoSubject
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import installed
from dockwright.shell import Command
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

_FLAGS = ("race", "msan", "asan")
_EXTERNAL = re.compile(r"-linkmode[= ]external\b")
_KEEPS = "{}: the runtime base must keep the C library that the builder has"
_STATIC_WORDS = ("-extldflags", "-static")
_HEADERS = ("-dev", "-devel")
"""How the names of packages end that have what a program is compiled with."""

_REBUILDS = (1, 5)
"""From this version on CGO_ENABLED=0 makes Go build its own packages anew; before, they stay as they came, with cgo. Source:
cmd/go at 1.4 (isStale) and 1.5 (computeBuildID). Date: 2026-11."""

_COMPILERS = frozenset({"gcc", "g++", "build-base", "musl-dev", "build-essential"})


class Linking(NamedTuple):
    """How the program is linked."""

    is_off: bool  # nothing needs cgo, and CGO_ENABLED=0 is not set yet
    is_dynamic: bool  # against the C library of the builder
    note: str = ""


def linking(subject: GoSubject, main: Built, program: GoProgram | None) -> Linking | Obstacle:
    """How the program that starts is linked."""
    value = value_of(subject, main)
    flags = _flags(subject, main)
    note = _note(subject, flags)
    if flags.get("buildmode") == "pie":
        return Linking(False, True, _KEEPS.format("`-buildmode=pie` needs a loader"))
    if value == "0":
        return Linking(False, False, note)
    if value not in (None, "1"):
        return Obstacle("CGO_ENABLED is computed", main.command.span, ships=True)
    why = _why(subject, main, program, flags, value)
    if not why:
        return Linking(True, False, note)
    if all(word in flags.get("ldflags", "") for word in _STATIC_WORDS):
        return Linking(False, False)
    return Linking(False, True, _KEEPS.format(why))


def _flags(subject: GoSubject, built: Built) -> dict[str, str]:
    """The flags of the go command, with those of GOFLAGS, over which its own win."""
    arguments = arguments_of(built.go)
    given = next((one.value for one in reversed(built.go.assignments) if one.name == "GOFLAGS"), None)
    variables = subject.model.state_before(built.command.instruction).variables
    words = ((given.value if given is not None else variables.get("GOFLAGS")) or "").split()
    common = (word.lstrip("-").partition("=") for word in words if word.startswith("-"))
    own = arguments.flags if arguments is not None else {}
    return {**{name: value or "true" for name, _, value in common}, **own}


def _note(subject: GoSubject, flags: dict[str, str]) -> str:
    """What CGO_ENABLED=0 does not do with an old Go; "" where it does all."""
    version = subject.facts.version[:2]
    if not version or version >= _REBUILDS or "installsuffix" in flags:
        return ""
    return "this Go links its own packages against the C library all the same: build with `-a -installsuffix cgo`"


def linking_of_all(subject: GoSubject, main: Built, others: Iterable[Built]) -> Linking | Obstacle:
    """How the program that starts is linked and those that lie beside it: one that needs the C library decides."""
    found = linking(subject, main, subject.program(main))
    if isinstance(found, Obstacle) or found.is_dynamic:
        return found
    for one in others:
        program = subject.program(one)
        other = linking(subject, one, program) if program is not None else None  # of a tool nothing is known
        if isinstance(other, Linking) and other.is_dynamic:
            return other
    return found


def _why(subject: GoSubject, main: Built, program: GoProgram | None, flags: dict[str, str], value: str | None) -> str:
    """What needs cgo; "" when nothing does."""
    if value == "1":
        return "CGO_ENABLED=1 is set"
    flag = next((one for one in _FLAGS if one in flags), None)
    if flag is not None:
        return f"`-{flag}` needs cgo"
    if _EXTERNAL.search(flags.get("ldflags", "")) is not None:
        return "`-linkmode external` needs cgo"
    if program is not None and program.cgo is not None:
        return f"cgo is needed: {program.cgo}"
    module = subject.module(main)
    required = next((one.path for one in module.requirements if needs_cgo(one.path)), "") if module is not None else ""
    if required:
        return f"cgo is needed: go.mod requires `{required}`"
    return _why_of_packages(subject) if not subject.context.is_known else ""


def _why_of_packages(subject: GoSubject) -> str:
    """What of the installed packages a program with C would need."""
    names = [one.name for one in installed(subject.stage.commands)[0]]
    if any(name in _COMPILERS for name in names):
        return "a C compiler is installed, so cgo seems to be needed"
    library = next((name for name in names if name.endswith(_HEADERS)), "")
    return f"`{library}` is installed, so cgo seems to be needed" if library else ""


def value_of(subject: GoSubject, built: Built) -> str | None:
    """CGO_ENABLED as the go command sees it, "?" where it is computed; None when nothing sets it."""
    command = built.command
    inner = _assigned(built.go) if built.go is not command else None
    if inner is None and built.go is not command and "CGO_ENABLED" in built.go.script.instruction.arguments_text.text:
        inner = _exported(built.go.script.commands, built.go) or "?"
        if command.name == "task":  # what is set around it is stronger than the file's own
            return _outer(subject, command) or inner
    return inner if inner is not None else _outer(subject, command)


def _outer(subject: GoSubject, command: Command) -> str | None:
    """CGO_ENABLED as the command of the RUN sees it."""
    value = _assigned(command)
    value = _exported(subject.model.commands(command.instruction), command) if value is None else value
    if value is not None:
        return value
    variables = subject.model.state_before(command.instruction).variables
    return variables["CGO_ENABLED"] or "?" if "CGO_ENABLED" in variables else None


def _assigned(command: Command) -> str | None:
    """What stands in front of the command itself."""
    for one in reversed(command.assignments):
        if one.name == "CGO_ENABLED":
            return one.value.value if one.value is not None else ""
    return None


def _exported(commands: Iterable[Command], command: Command) -> str | None:
    """What an `export CGO_ENABLED=0` in front of the command says."""
    value = None
    for other in commands:
        if other is command:
            break
        for word in other.arguments if other.name == "export" else ():
            name, equals, given = word.value.partition("=")
            value = given if name == "CGO_ENABLED" and equals else value
    return value


def edits(subject: GoSubject, builds: Iterable[Built]) -> Iterator[Edit]:
    """CGO_ENABLED=0 in front of the commands that make these programs, unless something sets it already or needs cgo."""
    places: dict[Span, str] = {}
    for built in builds:
        command = built.command
        found = linking(subject, built, subject.program(built))
        if not isinstance(found, Linking) or not found.is_off:
            continue
        prefixes = {prefix.name for prefix in command.prefixes}
        if command.script.is_exec or prefixes - {"env"}:
            start = command.instruction.line_span.start
            places[Span(start, start)] = "ENV CGO_ENABLED=0\n"
        else:
            start = command.name_span.start if prefixes else command.span.start
            places[Span(start, start)] = "CGO_ENABLED=0 "
    return (Edit(span, text) for span, text in places.items())
