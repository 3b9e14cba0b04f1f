"""Dividing a RUN around its restore: what must run before the sources are there, and what may need them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from dockwright.assist import Refusal
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.reorder.independence import (
    chooses_environment,
    cleans_up,
    is_activation,
    is_preparation,
    is_state,
)
from dockwright.refactorings.reorder.restores import Restore
from dockwright.refactorings.reorder.sites import directories
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script
from dockwright.syntax import Run
from dockwright.text import Span
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.semantics.deeds import Site


class Division(NamedTuple):
    """What becomes of a RUN that restores.

    Without `head` the RUN stays as it is, in front of the sources when `inserted` is empty, else behind them, with
    `inserted` as a RUN of its own in front. With `head` it becomes two: a RUN of `head`, the sources, a RUN of `tail`; or
    with `cut`, a RUN of `head`, the sources, and the RUN as it is without what is cut out of its here-document.
    """

    inserted: str = ""  # a script
    head: str = ""  # a script
    tail: Span | None = None  # the rest of the RUN in the source
    state: str = ""  # commands that both halves need first: `cd client && `
    seam: Span | None = None  # between the halves in the source: comments may stand there
    cut: Span | None = None  # whole lines of a here-document, in the place of which `state` is put
    notes: tuple[str, ...] = ()  # the comments that are cut out, too
    doubts: tuple[str, ...] = ()  # what to check, one clause each


KEEP = Division()

_PLAIN_NAME = lazy_pattern(r"\w[\w.-]*")
_TELLS_ABSENCE = lazy_pattern(r"OLDPWD|CDPATH|~-|\bcd\s+-|\bset\s+[-\w ]*P|physical")
"""`cd -`, `set -P`: with these `cd assets && cd ..` is not nothing."""

GENERATORS = words("swag templ wire mockgen sqlc stringer gqlgen easyjson protoc go-bindata msgp tygo")
"""Programs that make Go's sources from others, or what is embedded in them, and say nothing to a download."""

_OF_PROJECT = ("generate", "tool")
"""Subcommands of Go that start programs which the project names."""

_HARMLESS_BEFORE_BUILD = frozenset({"echo", "gofmt", "ls", "mkdir", "pwd"})
"""They may read or write the project's files, but a download does not depend on it."""


def divide(
    model: SemanticModel,
    run: Run,
    restores: Sequence[Restore],
    is_apart: Callable[[Site], bool],
    is_astray: Callable[[Command], bool],
    *,
    keeps_layers: bool,
    project: str | None = None,
) -> Division | Refusal:
    """How the RUN of these restores, in source order, can be divided.

    `is_apart`: whether a command has nothing to do with the sources.
    `is_astray`: whether a command goes to a directory that is not there without the sources.
    `keeps_layers`: the stage's layers are part of the final image, so that what one of them leaves stays.
    `project`: where an inserted restore runs instead, from the working directory ("" is there), because the directory
    of the build is not there yet.
    """
    script = model.script(run)
    commands = list(script.top_level)
    found = _sites(model, run) if len(script.commands) > 1 else {}

    def apart(command: Command) -> bool:
        return is_state(command) or is_apart(found[command])

    first = restores[0]
    inner = [one for one in _in_groups(script, commands) if not is_apart(found[one])]
    if first.inserted:
        inner = [one for one in inner if not _is_harmless(one, first)]
    read = next((one.command for one in restores if _reads_input(one.command)), None)
    before = next((one for one in inner if one.span.start < restores[-1].command.span.start), read)
    if before is not None:
        return _refuse(before)
    if not first.inserted or any(mark in _assignments(first.command) + first.inserted for mark in ("$(", "`")):
        nested = _nested(script, commands, apart)
        if nested is not None:
            return _refuse(nested)
    if first.inserted:
        division = _before_build(script, run, first, commands, apart, keeps_layers, project)
        more = "".join(f" && {one.command.span.of(_source(run))}" for one in restores[1:])
        if isinstance(division, Refusal) or not more:
            return division
        if division.head or project is not None:
            return _refuse(first.command)
        return division._replace(inserted=division.inserted + more)
    return _around(script, run, restores, commands, apart, is_astray, inner[:1], keeps_layers)


def _nested(script: Script, commands: Sequence[Command], apart: Callable[[Command], bool]) -> Command | None:
    """A command inside one of these, as in `$(cat version)`, that may need the tree."""
    for one in script.commands:
        is_inside = one not in script.top_level and any(
            each.span.start <= one.span.start < each.span.end for each in commands
        )
        if is_inside and not apart(one):
            return one
    return None


def _in_groups(script: Script, commands: Sequence[Command]) -> list[Command]:
    """The commands in groups, subshells, branches and loops, but for what stands inside of these, as in `$(cat version)`."""
    if len(script.commands) == len(commands):
        return []
    others = [one for one in script.commands if one not in script.top_level]
    return [one for one in others if not any(each.span.start <= one.span.start < each.span.end for each in commands)]


def _reads_input(command: Command) -> bool:
    """Whether a command is given a file as its input: `npm ci < answers`."""
    targets = (one.target for one in command.redirections if one.operator == "<")
    return any(one is not None and not one.value.startswith("/dev/") for one in targets)


def repeatable(script: Script, restores: Sequence[Restore]) -> tuple[Restore, ...]:
    """The first restore, with those that follow it one by one and find everything there when they run once more:
    `npm install`, but not `npm ci`, which begins anew."""
    commands = list(script.top_level)
    found = [restores[0]]
    for one in restores[1:]:
        follows = one.command in commands and commands[commands.index(one.command) - 1] is found[-1].command
        is_plain = (
            not one.inserted and not one.directory and one.command.operator == "&&" and not one.command.redirections
        )
        if restores[0].directory or not follows or not is_plain or one.command.subcommand in ("ci", "clean-install"):
            break
        found.append(one)
    return tuple(found)


def _sites(model: SemanticModel, run: Run) -> dict[Command, Site]:
    from dockwright.semantics.deeds import sites

    return {site.command: site for site in sites(model, run)}


def _before_build(
    script: Script,
    run: Run,
    restore: Restore,
    commands: list[Command],
    apart: Callable[[Command], bool],
    keeps_layers: bool,
    project: str | None,
) -> Division | Refusal:
    """A command that restores on its way stays where it is; a restore of its own comes before the sources."""
    first = commands.index(restore.command)
    lead = commands[:first]
    program = restore.command.words[0].value
    prepared = [one for one in lead if is_preparation(one, program)]
    state = _state(run, lead, prepared)
    directory = restore.directory if project is None else project
    inserted = (f"cd {directory} && " if directory else "") + _assignments(restore.command) + restore.inserted
    if restore.keeps_caches and keeps_layers and (cleaning := _cleaning(commands[first:])):
        return cleaning
    repeated = [one for one in lead if is_state(one) or one in prepared]
    of_project = [one for one in lead if one.name == "go" and one.subcommand in _OF_PROJECT]
    if all(one in (*repeated, *of_project) or _is_harmless(one, restore) for one in lead):
        nested = _nested(script, repeated, apart)
        if nested is not None:
            return _refuse(nested)
        is_here = project is not None or _is_back(script, restore.command)
        moved = _state(run, [one for one in lead if one.name != "cd"], prepared) if is_here else state
        doubts = (f"see that the download needs nothing of what `go {one.subcommand}` does" for one in of_project)
        return Division(inserted=moved + inserted, doubts=tuple(dict.fromkeys(doubts)))
    for command in lead:
        if not apart(command):
            return _refuse(_nested(script, [command], apart) or command)
    if (nested := _nested(script, lead, apart)) is not None:
        return _refuse(nested)
    if project is not None or run.heredocs or not _is_seam(script, run, commands, first):
        return Refusal("the commands in front of it cannot be taken apart from it", restore.command.span)
    if keeps_layers and (cleaning := _cleaning(commands[first:])):
        return cleaning
    head = Span(lead[0].span.start, lead[-1].span.end).of(_source(run))
    start = restore.command.span.start
    seam = Span(lead[-1].span.end, start)
    return Division(
        head=f"{head} && {inserted}",
        tail=Span(start, run.span.end),
        state=_again(script, run, commands, lead),
        seam=seam,
    )


def _is_harmless(command: Command, restore: Restore) -> bool:
    """Whether a download in front of a command is the same as one behind it."""
    if command.name or command.words or restore.variables is None:
        is_harmless = command.name in _HARMLESS_BEFORE_BUILD and not chooses_environment(command)
        is_of_go = restore.ecosystem == "go" and (command.name in GENERATORS or _installs_tool(command))
        return is_harmless or is_of_go or _formats(command)
    return not any(restore.reads(one.name) for one in command.assignments)


def _around(
    script: Script,
    run: Run,
    restores: Sequence[Restore],
    commands: list[Command],
    apart: Callable[[Command], bool],
    is_astray: Callable[[Command], bool],
    inner: list[Command],
    keeps_layers: bool,
) -> Division | Refusal:
    """A RUN that restores comes before the sources: as a whole, or the part of it that does not need them."""
    plain = [restore.command for restore in restores if not restore.inserted]
    own = set(plain)
    others = (one for one in commands if one not in own and not _needs_manifests(one))
    first = next((one for one in others if is_astray(one) or not apart(one)), None)
    if inner and (first is None or inner[0].span.start < first.span.start):
        return _refuse(inner[0])
    if first is None:
        return KEEP
    index = commands.index(first)
    if index < commands.index(plain[-1]):
        return _refuse(first)
    after = commands[index]
    if not _is_seam(script, run, commands, index):
        return _repeated(run, restores, commands) or _refuse(after)
    if keeps_layers and (cleaning := _cleaning(commands[index:])):
        return cleaning
    if run.heredocs:
        return _cut(run, commands, index) or _repeated(run, restores, commands) or _refuse(after)
    last = _last_of_use(commands[:index])
    head = Span(commands[0].span.start, last.span.end).of(_source(run))
    seam = Span(last.span.end, after.span.start)
    return Division(
        head=head,
        tail=Span(after.span.start, run.span.end),
        state=_again(script, run, commands, commands[:index]),
        seam=seam,
    )


def _cut(run: Run, commands: Sequence[Command], index: int) -> Division | None:
    """The commands of a here-document up to an index as a RUN of their own; None where they are more than a list of lines."""
    text = _source(run)
    heads = [one for one in commands[:index] if not (one is commands[0] and one.name == "set")]
    is_listed = not any(one.is_conditional or one.in_pipeline for one in commands[: index + 1])
    if not heads or not is_listed or not _is_plain_script(run):
        return None
    gaps = [Span(one.span.end, other.span.start) for one, other in pairwise(commands[: index + 1])]
    comments = [_comments_between(gap.of(text)) for gap in gaps]
    region = _lines_of(run, heads, commands[index])
    if region is None or any(one is None for one in comments):
        return None
    notes = [note for found in comments[:-1] for note in found or ()]
    begin, line_break = text[text.rfind("\n", 0, heads[0].span.start) + 1 : heads[0].span.start], run.dockerfile.newline
    states = _effective(run, [one for one in heads if _sets_up(one)])
    again = "".join(f"{begin}{one.span.of(text)}{line_break}" for one in states)
    first = [one for one in commands[:1] if one not in heads and not _is_plain_errexit(one)]
    last = heads.index(_last_of_use(heads)) + 1
    head = " && ".join(one.span.of(text) for one in (*first, *heads[:last]))
    return Division(head=head, cut=region, state=again, notes=tuple(notes)) if "\n" not in head else None


def _is_plain_script(run: Run) -> bool:
    """Whether a RUN is one here-document for its shell, and nothing else."""
    first = run.heredocs[0]
    line = Span(first.span.end, first.body.start).of(_source(run))
    is_alone = len(run.heredocs) == 1 and run.arguments_text.text.lstrip().startswith("<<") and not line.strip()
    return is_alone and not first.content.startswith("#!")


def _comments_between(gap: str) -> list[str] | None:
    """The comments between two commands of a list of lines; None where there is more between them."""
    lines = [line.strip(" \t\r;") for line in gap.replace("&&", "").split("\n")]
    return [line for line in lines if line] if all(line[:1] in ("", "#") for line in lines) else None


def _lines_of(run: Run, heads: Sequence[Command], tail: Command) -> Span | None:
    """The lines of the first commands of a here-document, with the comments above them and the blank lines behind; None
    where other commands share them."""
    text, start = _source(run), run.heredocs[0].body.start
    lead, last = text[start : heads[0].span.start], text.find("\n", heads[-1].span.end) + 1
    if text[text.rfind("\n", 0, heads[0].span.start) + 1 : heads[0].span.start].strip() or last > tail.span.start:
        return None
    lines = lead.splitlines(keepends=True)[: lead.count("\n")]
    while lines and lines[-1].lstrip().startswith("#"):
        lines.pop()
    end = last + len(text[last : tail.span.start]) - len(text[last : tail.span.start].lstrip())
    return Span(start + len("".join(lines)), text.rfind("\n", 0, end) + 1)


def _is_plain_errexit(command: Command) -> bool:
    """Whether it is `set -e`, which says nothing to commands that are joined by `&&`."""
    return command.name == "set" and [word.value for word in command.arguments] == ["-e"]


def _repeated(run: Run, restores: Sequence[Restore], commands: Sequence[Command]) -> Division | None:
    """A download in front of a RUN that downloads itself, and then finds everything there."""
    command = restores[0].command
    lead = commands[: commands.index(command)]
    if len(restores) > 1 or not _downloads_modules(command) or not all(is_state(one) or _formats(one) for one in lead):
        return None
    return Division(inserted=_state(run, lead) + command.span.of(_source(run)))


def _downloads_modules(command: Command) -> bool:
    return command.name == "go" and [word.value for word in command.arguments] == ["mod", "download"]


def _cleaning(commands: Sequence[Command]) -> Refusal | None:
    for command in commands:
        if cleans_up(command):
            return Refusal(f"`{command.name}` in the same RUN works on what an earlier layer would keep", command.span)
    return None


def _refuse(command: Command) -> Refusal:
    name = command.name or "a command"
    return Refusal(f"`{name}` in the same RUN may need the other files", command.span)


def _source(run: Run) -> str:
    return run.dockerfile.text


def _is_seam(script: Script, run: Run, commands: Sequence[Command], index: int) -> bool:
    """Whether the script may end in front of a command and go on in another RUN: what fails up to there ends both."""
    before, after = commands[index - 1], commands[index]
    if before.in_pipeline or after.in_pipeline:
        return False
    if script.is_and_chain:
        return before.next_operator == "&&" and after.operator == "&&"
    if not _stops_at_failures(script, commands) or before.operator not in _ENDS or after.operator not in _ENDS:
        return False
    gap = Span(before.span.end, after.span.start)
    if run.heredocs:
        return _comments_between(gap.of(_source(run))) is not None
    between = "".join(_source(run)[at] for at in range(*gap) if not _in_comment(run, at))
    return not between.strip(" \t\r\n;" + run.dockerfile.escape)


_ENDS = ("", ";", "\n")
"""Between two commands, neither of which decides about the other."""


def _stops_at_failures(script: Script, commands: Sequence[Command]) -> bool:
    """Whether each command that fails ends the script: by options of the shell, or of a `set -e` in front of all others."""
    settings = [one for one in commands if one.name == "set"]
    if not script.sets_errexit or settings not in ([], [commands[0]]):
        return False
    is_kept = not any(word.value.startswith("+") for one in settings for word in one.arguments)
    return is_kept and not any(one.next_operator == "&" for one in commands)


def _in_comment(run: Run, offset: int) -> bool:
    return run.dockerfile.comment_at(offset) is not None


def _needs_manifests(command: Command) -> bool:
    """Whether a command beside the restore reads what that reads, and nothing else."""
    return command.name == "go" and [word.value for word in command.arguments] == ["mod", "verify"]


def _again(script: Script, run: Run, commands: Sequence[Command], before: Sequence[Command]) -> str:
    """The commands among those before that set up what follows them, written as they are where they begin the RUN."""
    states = [one for one in before if _sets_up(one)]
    effective = _effective(run, states)
    if effective != states:
        return "".join(f"{one.span.of(_source(run))} && " for one in effective)
    lead = Span(states[0].span.start, commands[len(states)].span.start) if states else None
    if lead is None or list(commands[: len(states)]) != states or run.dockerfile.comments_within(lead):
        stops = script.is_and_chain or len(commands) == len(before) + 1
        return "".join(f"{one.span.of(_source(run))} && " for one in states if not (stops and _is_plain_errexit(one)))
    return lead.of(_source(run))


def _last_of_use(commands: Sequence[Command]) -> Command:
    """The last of the commands of a RUN that does not merely set up those behind it: none follows."""
    return next((one for one in reversed(commands) if not is_state(one)), commands[-1])


def _effective(run: Run, states: Sequence[Command]) -> list[Command]:
    """Those that set something up, without each `cd assets` that a `cd ..` takes back: a shell goes back by the names it
    went, links or not. All of them where the script may tell that it had been away."""
    if _TELLS_ABSENCE.search(run.span.of(_source(run))):
        return list(states)
    found: list[Command] = []
    for one in states:
        if found and _places(one) == [".."] and _is_step_down(found[-1]):
            found.pop()
        else:
            found.append(one)
    return found


def _is_back(script: Script, command: Command) -> bool:
    """Whether a command runs where its script began, wherever the script went before."""
    return dict(directories(script, "/workdir")).get(command) == "/workdir"


def _is_step_down(command: Command) -> bool:
    """Whether a command is `cd assets`: one plain name."""
    places = _places(command)
    return len(places) == 1 and _PLAIN_NAME.fullmatch(places[0]) is not None


def _places(command: Command) -> list[str]:
    """Where a `cd` goes, by its words as they are written."""
    if command.name != "cd" or command.assignments:
        return []
    return [word.raw.rstrip("/") for word in command.arguments]


def _state(run: Run, commands: Sequence[Command], prepared: Sequence[Command] = ()) -> str:
    """The commands that set up what follows them, to be said once more: `set -ex && cd client && `."""
    wanted = [one for one in commands if (_sets_up(one) and not _is_plain_errexit(one)) or one in prepared]
    return "".join(f"{one.span.of(_source(run))} && " for one in _effective(run, wanted))


def _sets_up(command: Command) -> bool:
    """Whether those behind a command need it once more, when they are in another RUN."""
    return is_state(command) or is_activation(command)


def _formats(command: Command) -> bool:
    is_asking = command.subcommand in ("env", "fmt", "version") and not command.has_flag("w", "u")
    return command.name == "go" and is_asking


def _installs_tool(command: Command) -> bool:
    """Whether Go installs a program of another module, which says nothing to this one: `go install example.com/tool@v1`."""
    packages = [word.value for word in command.operands()[1:]]
    return (
        command.name == "go"
        and command.subcommand == "install"
        and bool(packages)
        and all("@" in one for one in packages)
    )


def _assignments(command: Command) -> str:
    """The variables that the build sets for itself, as far as a download depends on them."""
    from dockwright.refactorings.reorder.go import DOWNLOAD_VARIABLES

    parts = [one for one in command.assignments if one.name in DOWNLOAD_VARIABLES]
    return "".join(f"{one.name}={one.value.raw if one.value else ''} " for one in parts)
