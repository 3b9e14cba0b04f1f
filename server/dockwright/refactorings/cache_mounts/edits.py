"""Writing the mounts down, and taking out what would defeat them."""

from __future__ import annotations

from collections.abc import Sequence

from dockwright.refactorings.cache_mounts.commands import tool_of
from dockwright.refactorings.cache_mounts.sharing import path_of, with_home
from dockwright.refactorings.cache_mounts.tools import CLEANING, DOCKER_CLEAN, TOOLS, Tool
from dockwright.refactorings.reorder.sites import below, overlap
from dockwright.semantics import SemanticModel
from dockwright.semantics.deeds import Site, sites
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run
from dockwright.text import Edit, Span

LINE_LENGTH = 120
"""Where a mount that would make a line longer gets one of its own."""


def edits_of(
    model: SemanticModel,
    command: Command,
    tool: Tool,
    targets: Sequence[tuple[str, bool]],
    account: tuple[str, int | None],
) -> tuple[Edit, ...]:
    """The mounts, and no more of what would defeat them; empty when that is not understood."""
    run = command.instruction
    defeating = _without_defeaters(model, command, tool, [path for path, _ in targets], account[0])
    if defeating is None:
        return ()
    insertion = _insertion(run, targets, account[1])
    if tool is TOOLS["apt-get"]:
        first = command.script.commands[0].span.start
        if not command.script.is_and_chain or first != insertion.span.start:
            return ()
        insertion = insertion._replace(text=f"{insertion.text}{DOCKER_CLEAN} && ")
    return (insertion, *defeating)


def _insertion(run: Run, targets: Sequence[tuple[str, bool]], number: int | None) -> Edit:
    """The flags, on the line of the RUN when there is one that fits, else on lines of their own."""
    flags = [_flag(target, is_locked, number) for target, is_locked in targets]
    text = run.dockerfile.text
    start = run.arguments_text.source_offset(0)
    end = text.find("\n", start)
    if not run.flags and "\n" in text[run.keyword_span.end : start]:  # `RUN \`: they go in front of the line's end
        indent = text[text.rfind("\n", 0, start) + 1 : start]
        joint = f" {run.dockerfile.escape}{run.dockerfile.newline}{indent}"
        return Edit(Span(run.keyword_span.end, run.keyword_span.end), f" {joint.join(flags)}")
    line = text[run.line_span.start : end if end >= 0 else len(text)]
    is_one_line = "\n" not in run.text or (bool(run.heredocs) and not line.rstrip().endswith(run.dockerfile.escape))
    if len(flags) == 1 and is_one_line and len(line) + len(flags[0]) < LINE_LENGTH:
        return Edit(Span(start, start), f"{flags[0]} ")
    indent = " " * (run.keyword_span.end - run.line_span.start + 1)
    separator = f" {run.dockerfile.escape}{run.dockerfile.newline}{indent}"
    return Edit(Span(start, start), separator.join([*flags, ""]))


def _flag(target: str, is_locked: bool, number: int | None) -> str:
    owner = f",uid={number},gid={number}" if number is not None else ""
    return f"--mount=type=cache,target={target}{',sharing=locked' if is_locked else ''}{owner}"


def _without_defeaters(
    model: SemanticModel, command: Command, tool: Tool, targets: Sequence[str], home: str
) -> list[Edit] | None:
    """Edits that take out what empties or bypasses the cache; None when one of them cannot be taken out."""
    edits: list[Edit] = []
    text = command.instruction.dockerfile.text
    for site in sites(model, command.instruction):
        one = site.command
        flag = one.flag(*tool.no_cache_flags) if tool.no_cache_flags and tool_of(one) is not None else None
        if flag is not None:
            if command.script.is_exec or flag.word.raw != flag.word.value or flag.value is not None:
                return None
            edits.append(Edit(Span(_before_blanks(text, flag.word.span.start), flag.word.span.end), ""))
        if _empties(one, targets, home):
            removal = _removal(one, targets, home)
            if not removal:
                return None
            edits += removal
        if _may_remove(site, targets, home):
            return None
    return edits


def _may_remove(site: Site, targets: Sequence[str], home: str) -> bool:
    """Whether a command fails where it finds a mount: it removes or moves what may be the directory, or one above it."""
    command = site.command
    if command.name == "find" and not any(word.value in ("-delete", "-exec", "-execdir") for word in command.arguments):
        return False
    if command.name not in ("rm", "rmdir", "mv", "find"):
        return False
    for word in command.operands():
        if command.name == "rm" and _is_in(word, targets, home):
            continue  # it is taken out
        value = with_home(word.value, home)
        place = site.at(value) if "$" not in value and "`" not in value else site.place(word)
        if place.is_anywhere or any(below(target, place.path) is not None for target in targets):
            return True
    return False


def _empties(command: Command, targets: Sequence[str], home: str) -> bool:
    """Whether a command removes what the mounts should keep."""
    if command.name == "rm":
        return any(_is_in(word, targets, home) for word in command.operands())
    phrases = CLEANING.get(command.name)
    if phrases is None:
        return False
    words = [word.value for word in command.operands()]
    return any(words[: len(phrase)] == phrase for phrase in map(str.split, phrases))


def _is_in(word: ShellWord, targets: Sequence[str], home: str) -> bool:
    return any(overlap(path_of(word, home), target) for target in targets)


def _removal(command: Command, targets: Sequence[str], home: str) -> list[Edit]:
    """Take the command out of its chain of `&&`, or what it removes too much; empty when that cannot be done."""
    operands = command.operands()
    mine = [word for word in operands if _is_in(word, targets, home)]
    if (
        command.name == "go"
        and "/go/pkg/mod" not in targets
        and any(word.value == "-modcache" for word in command.arguments)
    ):
        return []  # which is in no mount
    if command.name == "dotnet":
        return []  # it empties other directories, too
    if command.name == "rm" and len(mine) < len(operands):
        text = command.instruction.dockerfile.text
        starts = [(word, _before_blanks(text, word.span.start)) for word in mine]
        return [Edit(Span(start, word.span.end), "") for word, start in starts]
    script = command.script
    commands = list(script.top_level)
    if not script.is_and_chain or command not in commands[1:] or command.in_pipeline or command.redirections:
        return []
    return [Edit(Span(commands[commands.index(command) - 1].span.end, command.span.end), "")]


def _before_blanks(text: str, start: int) -> int:
    while text[start - 1] in " \t":
        start -= 1
    return start
