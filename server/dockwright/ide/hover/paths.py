"""Paths: what COPY and ADD bring and where it ends up, and the files that commands name."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import clean
from dockwright.ide.hover.item import Hover, Spot
from dockwright.knowledge.table import words
from dockwright.semantics.filesystem import Entry, entries_of, files_of
from dockwright.shell import Command
from dockwright.syntax import Healthcheck, ShellOrExec, Transfer, Word

_MOST = 5  # names that are listed


def paths(spot: Spot) -> Iterator[Hover]:
    """The path at the place."""
    transfer = spot.instruction
    if not isinstance(transfer, Transfer) or transfer.is_onbuild:
        return
    for word in transfer.sources:
        if word.span.contains(spot.offset):
            text = _source(spot, transfer, word)
            if text:
                yield Hover(word.span, text)
    target = transfer.destination
    if target is not None and target.span.contains(spot.offset):
        written = spot.model.expand(target, transfer)
        path = spot.model.state_before(transfer).resolve(written) if written is not None else None
        if path is not None:
            yield Hover(target.span, f"`{path}` in the image")


def files(spot: Spot) -> Iterator[Hover]:
    """A file that a command names, with the instruction that puts it there."""
    instruction = spot.instruction
    stage = spot.model.stage_of(instruction)
    if stage is None or not isinstance(instruction, (ShellOrExec, Healthcheck)) or instruction.is_onbuild:
        return
    for command in spot.model.commands(instruction):
        for word in command.words if command.span.contains(spot.offset) else ():
            if not word.span.contains(spot.offset) or not word.is_literal or not _may_be_file(command, word.value):
                continue
            path = spot.model.state_before(instruction).resolve(word.value)
            found = files_of(spot.model, stage, spot.context).origin(path, instruction) if path is not None else ()
            putting = [one for one in found if one.kind in _PUTTING and not one.is_anywhere]
            if putting:
                yield Hover(word.span, f"`{path}` in the image\n\n{_put(spot, putting[-1])}")


def _may_be_file(command: Command, text: str) -> bool:
    return "/" in text or ("." in text and text != command.name and not text.startswith("-"))


_PUTTING = words("context stage image url heredoc directory file copy move link download archive artifact")
"""Kinds of entries that bring something."""


def _put(spot: Spot, entry: Entry) -> str:
    verb = "Copied" if entry.is_transfer else "Made"
    return f"{verb} by `{entry.instruction.keyword}` in line {spot.line_of(entry.instruction.span.start)}."


def _source(spot: Spot, transfer: Transfer, word: Word) -> str:
    written = spot.model.expand(word, transfer)
    if written is None:
        return ""
    entries = tuple(entries_of(spot.model, transfer, spot.context))
    mine = [entry for entry in entries if any(clean(one) == clean(written) for one in entry.sources)]
    said = [_in_context(spot, written)] if transfer.from_ is None and "://" not in written else []
    said += [_origin(spot, entry, written) for entry in mine[:1] if entry.stage is not None]
    places = [f"`{entry.path}`" for entry in mine if not entry.is_anywhere]
    if places:
        said.append(f"Goes to {places[0]}.")
    return "\n\n".join(filter(None, said))


def _in_context(spot: Spot, written: str) -> str:
    context = spot.context
    if not context.is_known:
        return ""
    if any(mark in written for mark in "*?["):
        found = [name for name in context.glob(written) if context.sends(name)]
        listed = ", ".join(f"`{name}`" for name in found[:_MOST]) + (" and more" if len(found) > _MOST else "")
        return f"In the build context: {listed}." if found else "Matches nothing in the build context."
    path = clean(written)
    if not path:
        return "All that the build context sends."
    if not context.exists(path):
        return "Not in the build context."
    if not context.sends(path):
        return f"In the build context, but kept out by `{context.ignore_file}`."
    size = context.size(path) if context.is_file(path) else None
    return (
        f"A file of the build context, {_measured(size)}." if size is not None else "A directory of the build context."
    )


def _origin(spot: Spot, entry: Entry, written: str) -> str:
    """Where the stage that is copied from has it from."""
    if entry.stage is None:
        return ""
    name = f"`{entry.stage.name}`" if entry.stage.name else str(entry.stage.index)
    found = files_of(spot.model, entry.stage, spot.context).origin("/" + clean(written))
    if not found:
        return f"From stage {name}."
    made = found[-1].instruction
    return f"From stage {name}, where `{made.keyword}` in line {spot.line_of(made.span.start)} puts it."


def _measured(size: int) -> str:
    for limit, unit in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")):
        if size >= limit:
            return f"{size / limit:.1f} {unit}"
    return "1 byte" if size == 1 else f"{size} bytes"
