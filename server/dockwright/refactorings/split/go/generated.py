"""Sources that a build makes before it compiles them: nobody has read what the program needs for their sake.

Source: `go help generate` (Go 1.25).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dockwright.knowledge.table import words
from dockwright.refactorings.split.go.subject import GoSubject
from dockwright.shell import Command
from dockwright.syntax import Run

_KNOWN = words(
    "buf controller-gen counterfeiter deepcopy-gen easyjson enumer ffjson go-enum gqlgen goimports gofmt mockery mockgen moq "
    "msgp oapi-codegen protoc rice sqlc stringer swag tygo wire"
)
"""Programs whose sources need nothing but what the packages of go.mod do."""

_OF_PROJECT = frozenset({"generate", "run", "tool"})
_DIRECTIVE = re.compile(r"^//go:generate[ \t]+(.+)$", re.MULTILINE)
_WRITES = re.compile(r"\.go[\"`]|\"go/(?:format|printer|ast)\"")
_VERSION = re.compile(r"/v\d+\Z")


def generator(subject: GoSubject, build: Command) -> str:
    """What makes such sources before a build, as a message names it; "" where nothing does, or all that does is well known."""
    for run in subject.stage.of(Run):
        for command, _ in subject.commands(run):
            if command.span.start >= build.span.start:
                return ""
            if command.name == "templ" and command.subcommand == "generate":
                return "templ generate"
            if command.name == "go" and command.subcommand in _OF_PROJECT and not _is_known(subject, command):
                return f"go {command.subcommand}"
    return ""


def _is_known(subject: GoSubject, command: Command) -> bool:
    if command.subcommand != "generate":
        package, *arguments = [one.value for one in command.operands()[1:]] or [""]
        if command.subcommand == "run" and package.startswith("."):
            return not any(one.endswith(".go") for one in arguments) and not _may_write_sources(subject)
        return _program([package]) in _KNOWN
    return all(_program(line.split()) in _KNOWN for line in _directives(subject))


def _may_write_sources(subject: GoSubject) -> bool:
    """Whether sources of the project name a file of Go, or the packages that write such ones."""
    return any(_WRITES.search(text) for text in _sources(subject))


def _directives(subject: GoSubject) -> Iterator[str]:
    for text in _sources(subject):
        yield from _DIRECTIVE.findall(text)


def _sources(subject: GoSubject) -> Iterator[str]:
    paths = (path for path in subject.context.sent_files() if path.endswith(".go"))
    return (subject.context.read(path) or "" for path in paths)


def _program(argv: Sequence[str]) -> str:
    """The name of the program: `mockgen` of `go run go.uber.org/mock/mockgen@v0.5.0`."""
    if argv[:2] in (["go", "run"], ["go", "tool"]):
        argv = [one for one in argv[2:] if not one.startswith("-")]
    package = _VERSION.sub("", argv[0].partition("@")[0]) if argv else ""
    is_own = package.startswith((".", "$"))
    return "" if is_own else package.rpartition("/")[2]
