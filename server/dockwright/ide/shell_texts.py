"""The texts of an instruction that a shell will read: the command itself, scripts in it, and here-documents."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.quoted_scripts import SHELLS
from dockwright.syntax import Healthcheck, Heredoc, Instruction, Run, ShellOrExec
from dockwright.text import Excerpt, MappedText, Span
from dockwright.values import NamedTuple

_SCRIPT_STARTS = ("", *SHELLS, *(f"/bin/{name}" for name in SHELLS))
_WRITERS = ("cat", "tee")


class ShellText(NamedTuple):
    """A text and what is special about it. `kind` is script, document (text that expands), file (it does not, and what is
    written may be a script) or literal."""

    mapped: MappedText
    kind: str


def shell_texts(instruction: Instruction) -> Iterator[ShellText]:
    """The shell form's text, then the bodies of here-documents. Those of COPY and ADD are documents."""
    command = instruction.command if isinstance(instruction, Healthcheck) else instruction
    if isinstance(command, ShellOrExec) and command.keyword != "SHELL" and not command.is_exec:
        yield ShellText(command.arguments_text, "script")
    for heredoc in instruction.heredocs:
        yield ShellText(_body(instruction, heredoc), _kind(instruction, heredoc))


def _body(instruction: Instruction, heredoc: Heredoc) -> MappedText:
    return Excerpt(heredoc.body.of(instruction.dockerfile.text), heredoc.body.start)


def _kind(instruction: Instruction, heredoc: Heredoc) -> str:
    """A body is a script when nothing but the here-document, or a shell beside it, is on RUN's line."""
    program = _program(instruction, heredoc) if isinstance(instruction, Run) else "cat"
    is_foreign = _names_interpreter(heredoc)
    if program in _SCRIPT_STARTS and not is_foreign:
        return "script"
    if heredoc.expand:
        return "document"
    return "file" if program in _WRITERS and not is_foreign else "literal"


def _program(run: Run, heredoc: Heredoc) -> str:
    """The first word on the line of a here-document, without that."""
    text = run.arguments_text
    start = _offset(text, heredoc.span)
    rest = text.text[start:].partition(heredoc.span.of(run.dockerfile.text))[2]
    return (text.text[:start] + rest).strip().partition(" ")[0]


def _names_interpreter(heredoc: Heredoc) -> bool:
    """Whether the body says in its first line that it is for another program than a shell."""
    first, _, _ = heredoc.content.partition("\n")
    return first.startswith("#!") and not any(name in first for name in SHELLS)


def _offset(text: MappedText, span: Span) -> int:
    """The offset in the text of what stands at a span of the source."""
    for target, source in reversed(text.pieces):
        if source <= span.start:
            return target + span.start - source
    return 0
