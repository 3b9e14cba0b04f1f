"""One RUN as several: cut at the `&&`, where what stands behind needs nothing that ends with a RUN."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import basename

from dockwright.assist import Change, Offer, Refusal
from dockwright.knowledge.package_managers import SYSTEM_MANAGERS
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.runs.chain import (
    MOST_MEMBERS,
    Chain,
    Member,
    Remembered,
    chain_of,
    comments_within,
    container_state,
    flags_text,
    lasting,
    misread,
    mounts_refusal,
    run_at,
    shell_refusal,
    shell_state,
    speaks_to_tools,
    unknown_program,
)
from dockwright.rule import Safety
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

_REFRESHING = frozenset(("update", "makecache", "refresh", "ref", "check-update"))
_SYSTEM = SYSTEM_MANAGERS | {"apt", "aptitude", "dnf5"}
_LISTS = ("/var/lib/apt/lists", "/var/cache/apt", "/var/cache/apk", "/var/cache/yum", "/var/cache/dnf")
# Subcommands that take away what an earlier command of the same program put there.
_CLEANING = words("clean cache purge remove autoremove autoclean del erase uninstall cleanup prune rm")
_REMOVERS = frozenset(("rm", "rmdir", "unlink", "shred", "find", "mv"))
_NAME = lazy_pattern(r"[\w.+-]{3,}")


class Cut(NamedTuple):
    """A place between two members of a chain: in front of members[at]."""

    at: int
    gap: Span


def split(model: SemanticModel, selection: Span | None) -> Offer | Refusal | None:
    """Split the RUN at the selection: at the `&&` under the cursor, or else wherever it can be."""
    run = run_at(model, selection)
    if run is None or selection is None:
        return None
    chain = chain_of(model, run)
    if isinstance(chain, Refusal):
        return chain if "&&" in run.text else None
    cuts = list(_cuts(chain))
    if not cuts:
        return None
    if len(cuts) > MOST_MEMBERS:
        return Refusal(f"it has more than {MOST_MEMBERS} commands", run.keyword_span)
    obstacle = shell_refusal(run, model.state_before(run)) or mounts_refusal(run)
    obstacle = obstacle or shell_state(run, chain.script.commands)
    if obstacle is not None:
        return obstacle
    wanted = [cut for cut in cuts if cut.gap.start <= selection.end and selection.start <= cut.gap.end]
    if wanted:
        return _at(model, chain, wanted)
    return _everywhere(model, chain, cuts)


def _cuts(chain: Chain) -> Iterator[Cut]:
    for index in range(1, len(chain.members)):
        yield Cut(index, Span(chain.members[index - 1].span.end, chain.members[index].span.start))


def _at(model: SemanticModel, chain: Chain, wanted: Sequence[Cut]) -> Offer | Refusal:
    """Cut where the user points."""
    for cut in wanted:
        found = _obstacle(model, chain, cut) or _refreshed(chain, cut)
        if found is not None:
            return found
    return _offer(model, chain, wanted)


def _everywhere(model: SemanticModel, chain: Chain, cuts: Sequence[Cut]) -> Offer | Refusal:
    """Cut wherever that changes nothing; what is removed stays with what put it there."""
    first: Refusal | None = None
    possible: list[Cut] = []
    for cut in cuts:
        found = _obstacle(model, chain, cut) or _refreshed(chain, cut) or _removed(chain, cut)
        if found is None:
            possible.append(cut)
        first = first or found
    if not possible and first is not None:
        return first
    return _offer(model, chain, possible)


def _obstacle(model: SemanticModel, chain: Chain, cut: Cut) -> Refusal | None:
    """What stands in front of a cut and is needed behind it, beyond files."""
    before, after = _commands(chain.members[: cut.at]), _commands(chain.members[cut.at :])
    inner = [one for one in chain.script.commands if one.span.end <= cut.gap.start]
    found = lasting(inner) or Remembered(before).replaced(after) or container_state(model, chain.run, inner)
    found = found or misread(chain, chain.members[cut.at])
    if found is not None:
        return found
    comments = comments_within(chain.run, cut.gap)
    if speaks_to_tools(comments):
        return Refusal("a comment speaks to a tool about the RUN below it", cut.gap)
    written = cut.gap.of(chain.text)
    for comment in comments:
        written = written.replace(comment, "", 1)
    if "".join(written.split()).replace(chain.run.escape, "") != "&&":
        return Refusal("something stands between the commands", cut.gap)
    return None


def _refreshed(chain: Chain, cut: Cut) -> Refusal | None:
    """A package index that is made in front of a cut and used behind it: the cache would keep an old one."""
    for command in _commands(chain.members[: cut.at]):
        if command.name not in _SYSTEM or command.subcommand not in _REFRESHING:
            continue
        later = _commands(chain.members[cut.at :])
        if any(one.name in _SYSTEM or _mentions(one, _LISTS) for one in later):
            reason = f"`{command.name} {command.subcommand}` and what uses its lists belong in one RUN"
            return Refusal(reason, command.span)
    return None


def _removed(chain: Chain, cut: Cut) -> Refusal | None:
    """Something that is put in place in front of a cut and taken away behind it."""
    earlier = _commands(chain.members[: cut.at])
    written = " ".join(command.span.of(chain.text) for command in earlier)
    for command in _commands(chain.members[cut.at :]):
        if command.name in _REMOVERS and _mentions(command, _LISTS):
            known = [one.name for one in earlier if one.name in _SYSTEM]
        elif command.name in _REMOVERS:
            names = [basename(word.value.rstrip("/*")) for word in command.operands()]
            known = [match[0] for name in names for match in _NAME.finditer(name) if match[0] in written]
        elif command.subcommand in _CLEANING:
            known = [command.name for one in earlier if one.name == command.name]
        else:
            continue
        if known:
            reason = f"what `{command.words[0].raw}` takes away would stay in the layer above"
            return Refusal(reason, command.name_span)
    return None


def _offer(model: SemanticModel, chain: Chain, cuts: Sequence[Cut]) -> Offer:
    edits = tuple(Edit(cut.gap, _boundary(chain, cut)) for cut in cuts)
    notes = tuple(_notes(model, chain, cuts))
    safety = Safety.UNSAFE if notes else Safety.SAFE
    change = Change(f"Split the RUN into {len(cuts) + 1}", edits, safety, notes=notes)
    return Offer.single(change, chain.run.span)


def _boundary(chain: Chain, cut: Cut) -> str:
    """The end of one RUN and the start of the next, with the comments between them."""
    run, newline = chain.run, chain.run.dockerfile.newline
    line_start = run.dockerfile.lines.line_start(run.dockerfile.lines.line(run.span.start))
    indent = chain.text[line_start : run.span.start]
    indent = indent if not indent.strip() else ""
    keyword = run.keyword_span.of(chain.text)
    lines = [*comments_within(run, cut.gap), f"{keyword}{flags_text(run)} "]
    return "".join(f"{newline}{indent}{line}" for line in lines)


def _notes(model: SemanticModel, chain: Chain, cuts: Sequence[Cut]) -> Iterator[str]:
    last = cuts[-1]
    program = unknown_program(model, chain.run, _commands(chain.members[: last.at]))
    if program is not None:
        yield f"no later command needs a process that `{program}` leaves running"
    for mount in chain.run.mounts:
        kind = mount.option("type")
        if kind is not None and kind.value == "cache":
            yield "no later command needs what an earlier one put in the cache mount"
            break
    for command in _commands(chain.members[cuts[0].at :]):
        if command.name in _REMOVERS - {"mv"} or command.subcommand in _CLEANING:
            yield f"what `{command.words[0].raw}` takes away stays in the layer above if it comes from there"
            break


def _commands(members: Sequence[Member]) -> list[Command]:
    return [command for member in members for command in member.commands]


def _mentions(command: Command, paths: Sequence[str]) -> bool:
    return any(path in word.value for word in command.arguments for path in paths)
