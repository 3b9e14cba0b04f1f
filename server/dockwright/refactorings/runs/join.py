"""Neighbouring RUN instructions as one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dockwright.assist import Change, Offer, Refusal
from dockwright.refactorings.runs.chain import (
    Chain,
    Remembered,
    chain_of,
    container_state,
    lasting,
    mounts_refusal,
    shell_refusal,
    shell_state,
    speaks_to_tools,
    unknown_program,
)
from dockwright.rule import Safety
from dockwright.semantics import SemanticModel
from dockwright.syntax import Comment, Run
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple


class Block(NamedTuple):
    """RUN instructions that become one, and the edits that make them so."""

    runs: tuple[Run, ...]
    edits: tuple[Edit, ...]


def join(model: SemanticModel, selection: Span | None) -> Offer | Refusal | None:
    """Join the RUNs that the selection holds; at a cursor those around it, without a selection all in the file."""
    groups = list(_neighbours(model))
    if selection is None:
        return _offer(model, [block for group in groups for block in _blocks(model, group)])
    if not selection.is_empty:
        return _join_selected(model, groups, selection)
    for group in groups:
        run = next((one for one in group if one.span.contains(selection.start)), None)
        if run is not None and len(group) > 1:
            blocks = [block for block in _blocks(model, group) if run in block.runs]
            return _offer(model, blocks) or _obstacle(model, group, run)
    return None


def _join_selected(model: SemanticModel, groups: list[tuple[Run, ...]], selection: Span) -> Offer | Refusal | None:
    wanted = [one for group in groups for one in group if _touches(one.span, selection)]
    if len(wanted) < 2:
        return None
    group = next(group for group in groups if wanted[0] in group)
    if wanted[-1] not in group:
        between = model.dockerfile.instructions[group[-1].index + 1]
        return Refusal(f"`{between.keyword}` stands between them", between.keyword_span)
    refusal = next((one for one in joints(model, wanted) if isinstance(one, Refusal)), None)
    if refusal is not None:
        return refusal
    return _offer(model, list(_blocks(model, tuple(wanted))))


def _neighbours(model: SemanticModel) -> Iterator[tuple[Run, ...]]:
    """The RUN instructions of each stage that follow one another."""
    for stage in model.stages:
        group: list[Run] = []
        for instruction in stage.instructions:
            if isinstance(instruction, Run):
                group.append(instruction)
            elif group:
                yield tuple(group)
                group = []
        if group:
            yield tuple(group)


def _blocks(model: SemanticModel, group: tuple[Run, ...]) -> Iterator[Block]:
    """The longest stretches of a group that can be joined."""
    runs: list[Run] = [group[0]]
    edits: list[Edit] = []
    remembered = Remembered(model.commands(group[0]))
    for run in group[1:]:
        found = joint(model, runs[-1], run, remembered)
        if isinstance(found, Edit):
            runs.append(run)
            edits.append(found)
            remembered.add(model.commands(run))
            continue
        if edits:
            yield Block(tuple(runs), tuple(edits))
        runs, edits, remembered = [run], [], Remembered(model.commands(run))
    if edits:
        yield Block(tuple(runs), tuple(edits))


def _obstacle(model: SemanticModel, group: tuple[Run, ...], run: Run) -> Refusal | None:
    """Why a RUN cannot be joined with the one below, or else the one above."""
    index = group.index(run)
    first = index if index + 1 < len(group) else index - 1
    found = joint(model, group[first], group[first + 1])
    return found if isinstance(found, Refusal) else None


def _offer(model: SemanticModel, blocks: list[Block]) -> Offer | None:
    if not blocks:
        return None
    runs = sum(len(block.runs) for block in blocks)
    title = f"Join {runs} RUN instructions" + (f" to {len(blocks)}" if len(blocks) > 1 else "")
    edits = tuple(edit for block in blocks for edit in block.edits)
    notes = tuple(dict.fromkeys(note for block in blocks for note in _notes(model, block)))
    safety = Safety.UNSAFE if notes else Safety.SAFE
    return Offer.single(Change(title, edits, safety, notes=notes), blocks[0].runs[0].span)


def _notes(model: SemanticModel, block: Block) -> Iterator[str]:
    for run in block.runs[:-1]:
        program = unknown_program(model, run, model.commands(run))
        if program is not None:
            yield f"what `{program}` may leave running goes on beside the commands behind it"


def joints(model: SemanticModel, runs: Sequence[Run]) -> Iterator[Edit | Refusal]:
    """The edits that make one RUN of several, each of which adds the next one, or why that might change something."""
    remembered = Remembered()
    for above, run in pairwise(runs):
        remembered.add(model.commands(above))
        yield joint(model, above, run, remembered)


def joint(model: SemanticModel, above: Run, run: Run, remembered: Remembered | None = None) -> Edit | Refusal:
    """The edit that adds a RUN to the one above, or why that might change something.

    `remembered` has the commands of the RUN above, and of those that are joined with it; None: there are no others.
    """
    one, two = chain_of(model, above, lists=True), chain_of(model, run)
    if isinstance(one, Refusal):
        return one
    if isinstance(two, Refusal):
        return two
    if [flag.span.of(two.text) for flag in run.flags] != [flag.span.of(two.text) for flag in above.flags]:
        return Refusal("the flags of the two RUNs differ", run.keyword_span)
    before, after = one.script.commands, two.script.commands
    if one.script.sets_errexit and any(command.in_substitution for command in before):
        return Refusal("`set -e` would no longer hold in the substitution", above.keyword_span)
    return (
        shell_refusal(run, model.state_before(run))
        or mounts_refusal(run)
        or lasting(before)
        or shell_state(run, [*before, *after])
        or (remembered or Remembered(model.commands(above))).replaced(after)
        or container_state(model, above, before)
        or _edit(one, two)
    )


def _edit(one: Chain, two: Chain) -> Edit | Refusal:
    """What stands between the two becomes `&&` and a continuation; comments are kept."""
    dockerfile = one.run.dockerfile
    text = dockerfile.text
    gap = Span(one.end - 1, two.members[0].span.start)
    begin, end = (bisect_left(dockerfile.comments, offset, key=_start) for offset in gap)
    comments = [comment.span.of(text) for comment in dockerfile.comments[begin:end]]
    if speaks_to_tools(comments):
        return Refusal("a comment speaks to a tool about the RUN below it", dockerfile.comments[begin].span)
    written = text[one.run.span.start : one.end]
    indent = leading_indent(written) if "\n" in written else None
    if indent is not None:
        lines = [f"{text[gap.start]} {dockerfile.escape}", *comments, f"{indent}&& "]
    else:
        lines = [f"{text[gap.start]} && {dockerfile.escape}", *comments, "    "]
    return Edit(gap, dockerfile.newline.join(lines))


def leading_indent(written: str) -> str | None:
    """The indentation of the lines that begin with `&&`, None when most of them end with it."""
    lines = written.split("\n")
    leading = [line for line in lines[1:] if line.lstrip().startswith("&&")]
    if not leading or len(leading) < trailing(lines):
        return None
    line = leading[-1]
    return line[: len(line) - len(line.lstrip(" \t"))]


def trailing(lines: Sequence[str]) -> int:
    """How many lines end with `&&` and a continuation."""
    return sum(line.rstrip().rstrip("\\`").rstrip().endswith("&&") for line in lines[:-1])


def _start(comment: Comment) -> int:
    return comment.span.start


def _touches(span: Span, selection: Span) -> bool:
    return span.start <= selection.end and selection.start <= span.end
