"""A `cd` at the head of a RUN as a WORKDIR in front of it, and another behind it that goes back."""

from __future__ import annotations

import re

from dockwright.assist import Change, Refusal
from dockwright.refactorings.runs.chain import Chain, chain_of, misread
from dockwright.rule import Safety
from dockwright.semantics import SemanticModel, State
from dockwright.semantics.state import normalise
from dockwright.shell import Command
from dockwright.shell.subshells import MOVES
from dockwright.syntax import Run, Workdir
from dockwright.text import Edit, Span

_PLAIN = re.compile(r"[\w./+@:-]+\Z")
_OLD_DIRECTORY = re.compile(r"\bOLDPWD\b|(?<![\w-])cd +-(?![\w-])|~-")
_DIRECTORY = re.compile(r"\bPWD\b|\bpwd\b")
NOTE = "the directory is there and no symbolic link: WORKDIR makes one that is missing, and $PWD names what a link leads to"


def cd_to_workdir(model: SemanticModel, run: Run) -> Change | Refusal | None:
    """What to do about the `cd` that a RUN begins with; None when it begins with another command."""
    commands = model.commands(run)
    first = next((one for one in commands if one.name == "cd" and one.is_top_level), None)
    if first is None or first is not commands[0]:
        return None
    chain = chain_of(model, run)
    if isinstance(chain, Refusal):
        return chain
    state = model.state_before(run)
    reason = _obstacle(chain, first, state)
    if reason is not None:
        return Refusal(reason, first.span)
    return misread(chain, chain.members[1]) or _change(chain, first, state)


def _obstacle(chain: Chain, first: Command, state: State) -> str | None:
    """Why the two would not be the same."""
    operands = first.operands()
    if len(chain.members) < 2 or len(chain.members[0].commands) > 1:
        return "nothing runs in the directory"
    if first.redirections or first.prefixes or first.assignments or len(operands) != 1 or len(first.arguments) != 1:
        return "it is no plain `cd` to a directory"
    path = operands[0].value
    if not operands[0].is_literal or not _PLAIN.match(path) or path == "-" or ".." in path.split("/"):
        return "only the shell knows where it goes"
    if state.workdir is None or not _PLAIN.match(state.workdir):
        return "nobody knows the directory to go back to"
    if not path.startswith("/") and "CDPATH" in state.variables:
        return "CDPATH says where it goes"
    if any(command.name in MOVES for command in chain.script.commands[1:]):
        return "it goes to another directory as well"
    if _OLD_DIRECTORY.search(chain.run.text):
        return "a command asks for the directory it came from"
    if any(_is_relative(mount.option("target", "dst", "destination")) for mount in chain.run.mounts):
        return "the target of a mount counts from the working directory"
    if "#" in Span(first.span.end, chain.members[1].span.start).of(chain.text):
        return "a comment stands behind it"
    return None


def _is_relative(target: object) -> bool:
    value = getattr(target, "value", None)
    return not isinstance(value, str) or not value.startswith("/")


def _change(chain: Chain, first: Command, state: State) -> Change | Refusal:
    run, dockerfile = chain.run, chain.run.dockerfile
    written = first.operands()[0].value
    path = written if written.startswith("/") else state.resolve(written)
    if path is None:
        return Refusal("nobody knows where it goes", first.span)
    move = Edit(Span(first.span.start, chain.members[1].span.start), "")
    if normalise(path) == state.workdir:
        is_asked = _DIRECTORY.search(run.text) is not None
        safety = Safety.UNSAFE if is_asked else Safety.SAFE
        return Change("Drop the needless `cd`", (move,), safety, notes=(NOTE,) if is_asked else ())
    above = run.comments_above[0].span.start if run.comments_above else run.span.start
    start = dockerfile.lines.line_start(dockerfile.lines.line(above))
    keyword = run.cased("WORKDIR")
    edits = [Edit(Span(start, start), f"{keyword} {path}{dockerfile.newline}"), move]
    if not _sets_directory(run):
        edits.append(Edit(Span(run.span.end, run.span.end), f"{dockerfile.newline}{keyword} {state.workdir}"))
    return Change("Use WORKDIR", tuple(edits), Safety.UNSAFE, notes=(NOTE,))


def _sets_directory(run: Run) -> bool:
    """Whether the next instruction sets the directory anyway."""
    following = run.dockerfile.instructions[run.index + 1 : run.index + 2]
    path = following[0].path if following and isinstance(following[0], Workdir) else None
    return path is not None and path.value.startswith("/")
