"""Scripts for the tests: a RUN line or a whole Dockerfile in, its script out."""

from __future__ import annotations

from typing import Any

from dockwright.shell import DEFAULT_SHELL, Command, Script, parse_script
from dockwright.syntax import Onbuild, parse


def read(run: str, shell: tuple[str, ...] = DEFAULT_SHELL) -> Script:
    """The script of `RUN <run>`, or of the last instruction when `run` is a whole Dockerfile."""
    return parse_script(
        last_instruction(run if run.startswith(("FROM", "# escape")) else f"FROM a\nRUN {run}\n"), shell
    )


def last_instruction(text: str) -> Any:
    instruction: Any = parse(text).instructions[-1]
    while isinstance(instruction, Onbuild):
        instruction = instruction.trigger
    return instruction


def only(run: str) -> Command:
    """The one command of a script, or the first when it has more."""
    return read(run).commands[0]


def names(script: Script) -> str:
    """The names of all commands; `?` where a name is not literal, `=` where there is no program."""
    return " ".join(command.name or ("?" if command.words else "=") for command in script.commands)


def source_of(command: Command) -> str:
    text: str = command.instruction.dockerfile.text
    return text


def check_spans(script: Script) -> None:
    """Every span lies where its text is; commands are in source order."""
    last = -1
    for command in script.commands:
        source = source_of(command)
        assert last <= command.span.start <= command.name_span.start <= command.span.end <= len(source)
        last = command.span.start
        for word in command.words:
            assert without_escapes(word.span.of(source)) == without_escapes(word.raw)
            assert command.span.covers(word.span)
        for flag in command.flags:
            assert flag.word.span.covers(flag.span)
        for item in (*command.prefixes, *command.assignments, *command.redirections):
            assert command.span.covers(item.span)


def without_escapes(text: str) -> str:
    """A text as it is in whatever depth of quotes and lines."""
    return text.replace("\r", "").replace("`\n", "").replace("\n", "").replace("\\", "")
