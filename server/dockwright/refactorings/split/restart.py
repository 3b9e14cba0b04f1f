"""A start of what is built, in place of the build tool that builds it when the container starts: the edits they share."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from dockwright.refactorings.keyword_case import like
from dockwright.refactorings.split.start import Start
from dockwright.text import Edit, Span

_PLAIN = re.compile(r"[\w./:=,@+%-]+")
_VARIABLE = re.compile(r"\$(?:\w+|\{\w+\})")


def are_plain(start: Start, words: Iterable[str]) -> bool:
    """Whether words may stand in the start command as they are; variables are expanded by the shell where there is one."""
    is_exec = start.instruction.is_exec
    return all(_PLAIN.fullmatch(one if is_exec else _VARIABLE.sub("x", one)) for one in words)


def restart(start: Start, lines: Iterable[str], command: str) -> tuple[Edit, ...]:
    """Instructions above the start command, and its command in the form that it has; a pattern needs a shell."""
    one = start.instruction
    dockerfile = one.dockerfile
    if "*" in command:
        command = f"exec {command}"
        written = json.dumps(["sh", "-c", command]) if one.is_exec else command
    else:
        written = json.dumps(command.split()) if one.is_exec else command
    comments = one.comments_above
    at = comments[0].span.start if comments else one.line_span.start
    behind = dockerfile.text[one.keyword_span.end : one.span.end]
    words = Span(one.span.end - len(behind.lstrip(" \t")), one.span.end)
    inserted = "".join(f"{like(one, line)}{dockerfile.newline}" for line in lines)
    return (*((Edit(Span(at, at), inserted),) if inserted else ()), Edit(words, written))
