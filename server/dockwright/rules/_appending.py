"""Adding a command to a RUN in the layout that is already there."""

from __future__ import annotations

from bisect import bisect_left

from dockwright.shell import Script
from dockwright.syntax import Comment, Instruction, Run
from dockwright.text import Edit, Span


def append_command(instruction: Instruction, script: Script, command: str) -> Edit | None:
    """The edit that adds `&& command` behind the last one, or None where the RUN is no plain `&&` chain.

    A RUN of several lines gets a further line, indented as its last one, with `&&` where its neighbours have it.
    """
    if not script.is_and_chain or script.is_exec or script.has_errors or instruction.heredocs or not script.top_level:
        return None
    last = script.top_level[-1]
    if last.name in ("exit", "return") or any(prefix.name == "exec" for prefix in last.prefixes):
        return None  # nothing behind it would run
    dockerfile = instruction.dockerfile
    text = dockerfile.text
    written = text[instruction.span.start : script.end]
    if "\n" not in written:
        return Edit(Span(script.end, script.end), f" && {command}")
    leading = _leading_indent(written)
    if leading is not None:
        breaking = f"{dockerfile.escape}{dockerfile.newline}{leading}"
        return Edit(Span(script.end, script.end), f" {breaking}&& {command}")
    breaking = f"{dockerfile.escape}{dockerfile.newline}{_indent(written.rsplit(chr(10), 1)[-1])}"
    if _ends_lines(written):
        return Edit(Span(script.end, script.end), f" && {breaking}{command}")
    return Edit(Span(script.end, script.end), f" {breaking}&& {command}")


# Commands whose effect ends with their RUN, and would go on in a longer one; "" is a program that only the shell knows.
_LASTING = frozenset(
    ["", "cd", "pushd", "popd", "set", "shopt", "export", "unset", "exit", "return", "exec", "umask", "trap", "source",
     ".", "alias", "ulimit", "eval", "declare", "readonly", "ssh-agent", "hash", "service"]
)  # fmt: skip


def join_runs(one: Run, first: Script, two: Run, second: Script) -> Edit | None:
    """The edit that makes one RUN of two neighbours, or None where that may change what they do.

    What stands between them becomes `&&` and a continuation; comments are kept.
    """
    if not (_is_plain(one, first) and _is_plain(two, second)):
        return None
    if any(command.name in _LASTING or not command.words for command in first.commands):
        return None
    dockerfile = one.dockerfile
    text = dockerfile.text
    gap = Span(first.end - 1, second.top_level[0].span.start)
    if text[first.end : one.span.end].strip() or text[second.end : two.span.end].strip():
        return None
    begin, end = (bisect_left(dockerfile.comments, offset, key=_start) for offset in gap)
    comments = [comment.span.of(text) for comment in dockerfile.comments[begin:end]]
    if any("ignore" in comment or "check=" in comment for comment in comments):
        return None
    written = text[one.span.start : first.end]
    leading = _leading_indent(written) if "\n" in written else None
    if leading is not None:
        lines = [f"{text[gap.start]} {dockerfile.escape}", *comments, f"{leading}&& "]
    else:
        lines = [f"{text[gap.start]} && {dockerfile.escape}", *comments, "    "]
    return Edit(gap, dockerfile.newline.join(lines))


def _start(comment: Comment) -> int:
    return comment.span.start


def _is_plain(run: Run, script: Script) -> bool:
    return script.is_and_chain and not (script.is_exec or script.has_errors or run.heredocs or run.is_onbuild)


def _leading_indent(written: str) -> str | None:
    """The indentation of the lines that begin with `&&`, None when most of them end with it."""
    lines = written.split("\n")
    leading = [line for line in lines[1:] if line.lstrip().startswith("&&")]
    if not leading or len(leading) < _trailing(lines):
        return None
    return _indent(leading[-1])


def _ends_lines(written: str) -> bool:
    return _trailing(written.split("\n")) > 0


def _trailing(lines: list[str]) -> int:
    return sum(line.rstrip().rstrip("\\`").rstrip().endswith("&&") for line in lines[:-1])


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
