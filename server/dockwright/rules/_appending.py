"""Adding a command to a RUN in the layout that is already there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from dockwright.knowledge.package_managers import manager_of
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.runs.join import leading_indent, trailing
from dockwright.shell import Command, Script
from dockwright.syntax import Heredoc, Instruction
from dockwright.text import Edit, Span

_SHELLS = frozenset(("sh", "bash", "dash", "ash", "zsh", "ksh"))
_REMOVALS = frozenset(("del", "remove", "purge", "erase"))
_RUNS_ON = {"npm": ("nodejs",), "yarn": ("nodejs",)}
_OTHER_USER = lazy_pattern(r"\s(?:-\w*[ug]|--user|--group)\b")
_USER_SWITCHES = frozenset(("sudo", "doas", "gosu", "su-exec", "fakeroot"))


def append_command(instruction: Instruction, script: Script, command: str) -> Edit | None:
    """The edit that adds `&& command` behind the last one, or None where the RUN is no plain `&&` chain.

    A RUN of several lines gets a further line, indented as its last one, with `&&` where its neighbours have it; a here-document
    that stops at the first failure gets a line of its own. Of a list with `;` the last command gets it.
    """
    if script.is_exec or script.has_errors or not script.top_level:
        return None
    last = script.top_level[-1]
    if last.name in ("exit", "return") or any(prefix.name == "exec" for prefix in last.prefixes):
        return None  # nothing behind it would run
    if instruction.heredocs:
        return _append_line(instruction.heredocs, script, command)
    if not script.is_and_chain:
        return _append_behind_semicolon(script, command) if script.sets_errexit else _append_to_last(script, command)
    dockerfile = instruction.dockerfile
    text = dockerfile.text
    written = text[instruction.span.start : script.end]
    joint = _joint(written, f"{dockerfile.escape}{dockerfile.newline}") if "\n" in written else " && "
    return Edit(Span(script.end, script.end), joint + command)


def _append_to_last(script: Script, command: str) -> Edit | None:
    """The edit that adds `&& command` to the last of a list such as `a; b`, on whose success alone the RUN depends before and
    after: a package manager's, so that what it has filled is there to be emptied."""
    instruction, last = script.instruction, script.commands[-1]
    dockerfile = instruction.dockerfile
    text, end = dockerfile.text, last.span.end
    if manager_of(last.name) is None:
        return None
    is_simple = last.is_top_level and not last.in_pipeline and not last.redirections and last.operator in (";", "&&")
    if not is_simple or text[end : instruction.span.end].strip():
        return None
    start = text.rfind("\n", 0, last.span.start) + 1
    indent = text[start : last.span.start]
    is_on_its_line = start > instruction.span.start and not indent.strip()
    joint = f" {dockerfile.escape}{dockerfile.newline}{indent}" if is_on_its_line else " "
    return Edit(Span(end, end), f" &&{joint}{command}")


def _append_line(heredocs: Sequence[Heredoc], script: Script, command: str) -> Edit | None:
    """The edit that adds a last line to the one here-document that is the script, and stops at failures from its start; else
    `&& command` to a last line that is a package manager's, on whose success alone the RUN depends."""
    document, text = heredocs[0], script.instruction.dockerfile.text
    first, last = script.commands[0], script.commands[-1]
    if len(heredocs) > 1 or document.terminator is None or not document.body.covers(first.span):
        return None
    if any(one.name == "set" for one in script.commands[1:]) or "<<" in document.content:
        return None
    start = text.rfind("\n", 0, last.span.start) + 1
    indent = text[start : last.span.start]
    behind = text[last.span.end : document.body.end]
    if not last.is_top_level or indent.strip() or not _says_nothing(behind):
        return None  # its failure might go unnoticed with something behind it
    if not script.sets_errexit:
        is_simple = manager_of(last.name) is not None and not last.redirections and not last.in_pipeline
        return Edit(Span(last.span.end, last.span.end), f" && {command}") if is_simple else None
    end = last.span.end + len(behind.rstrip())
    return Edit(Span(end, end), f"{script.instruction.dockerfile.newline}{indent}{command}")


def _append_behind_semicolon(script: Script, command: str) -> Edit | None:
    """The edit that adds `; command` to a list that stops at failures from its start, as in `set -eux; a; b`."""
    instruction, first, last = script.instruction, script.commands[0], script.commands[-1]
    if any(one.name == "set" for one in script.commands[1:]) or not first.is_top_level:
        return None
    if first.name == "set" and first.next_operator != ";":
        return None  # with `set -e && a; b` it is not the shell that looks at a
    dockerfile = instruction.dockerfile
    line_break = f"{dockerfile.escape}{dockerfile.newline}"
    text = dockerfile.text
    behind = text[last.span.end : instruction.span.end]
    end = behind.replace(line_break, "").strip()
    if not last.is_top_level or last.operator not in ("", ";") or end not in ("", ";"):
        return None
    place = last.span.end + (behind.index(";") + 1 if end else 0)
    start = text.rfind("\n", 0, last.span.start) + 1
    indent = text[start : last.span.start]
    is_on_its_line = start > instruction.span.start and not indent.strip()
    joint = f" {line_break}{indent}" if is_on_its_line else " "
    return Edit(Span(place, place), f"{'' if end else ';'}{joint}{command}{end}")


def _says_nothing(text: str) -> bool:
    """Whether a text has but blanks and lines of comments."""
    first, *lines = text.split("\n")
    return not first.strip() and all(not line.strip() or line.lstrip().startswith("#") for line in lines)


@lru_cache(maxsize=4)
def _joint(written: str, line_break: str) -> str:
    """What leads from the last command to one more in a RUN of several lines; asked for each of its commands."""
    leading = leading_indent(written)
    if leading is not None:
        return f" {line_break}{leading}&& "
    lines = written.split("\n")
    if trailing(lines) > 0:
        blank = "" if all(line.rstrip()[-3:-1] == "&&" for line in lines if trailing((line, ""))) else " "
        return f" &&{blank}{line_break}{_indent(_last_start(lines))}"
    return f" {line_break}{_indent(lines[-1])}&& "


def append_alike(command: Command, text: str) -> Edit | None:
    """The edit that adds a command to the RUN of another one, for the same user; None where nobody can tell how.

    It goes behind `sudo` where the other one does: itself, or the shell that it is given to in `sudo sh -c '...'`.
    """
    script = command.script
    holder = command
    if command.is_nested:
        holder = next((one for one in script.top_level if one.span.covers(command.span)), command)
        if holder is command or holder.name not in _SHELLS:
            return None
    switches = [prefix for prefix in (*holder.prefixes, *command.prefixes) if prefix.name in _USER_SWITCHES]
    whole = command.instruction.dockerfile.text
    if any(prefix.name != "sudo" or _OTHER_USER.search(prefix.span.of(whole)) for prefix in switches):
        return None
    return append_command(command.instruction, script, f"sudo {text}" if switches else text)


def takes_away(command: Command, program: str, earlier: Iterable[Command] = ()) -> bool:
    """Whether a command behind this one in its RUN may take a program away, or what the program is told by.

    `earlier`: commands that may have installed it under the name of a group, `apk add --virtual .build npm`.
    """
    commands = command.script.commands
    behind = commands[commands.index(command) + 1 :]
    if any(
        one.name.startswith(f"{program}-") or any(program in word.value for word in one.arguments) for one in behind
    ):
        return True
    names = (program, *_RUNS_ON.get(program, ()))
    removed = {word.value for one in behind if _removes_packages(one) for word in one.operands()[1:]}
    groups = (_group_with(one, names) for one in (*earlier, *commands)) if removed else ()
    return bool(removed.intersection(groups)) or any(one.startswith(names) for one in removed)


def _removes_packages(command: Command) -> bool:
    return manager_of(command.name) is not None and command.subcommand in _REMOVALS


def _group_with(command: Command, names: tuple[str, ...]) -> str:
    """The name that `apk add` gives to a group with one of the packages; "" for none."""
    group = command.flag_value("virtual") or command.flag_value("t") if command.name == "apk" else None
    if group is None or not any(word.value.startswith(names) for word in command.operands()):
        return ""
    return group.value


def _last_start(lines: Sequence[str]) -> str:
    """The last line that a command begins on, among lines that end with `&&`; those behind it may hold its arguments."""
    codes = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    starts = [line for before, line in pairwise(codes) if trailing((before, ""))]
    return starts[-1] if starts else codes[-1]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
