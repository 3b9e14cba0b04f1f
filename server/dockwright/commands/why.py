"""`dockwright why FILE`."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable, Iterator
from typing import Any

from dockwright.assist import Offer
from dockwright.assists import ASSISTS
from dockwright.checking import Subject, position
from dockwright.cli import OK
from dockwright.commands._one_file import subject_of
from dockwright.commands.refactor import answer
from dockwright.console import say, tell
from dockwright.knowledge.base_images import DATE, BaseImage
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Instruction, parse
from dockwright.text import apply
from dockwright.values import NamedTuple
from dockwright.why import Group, Why, examine

SHOWN = 60  # characters of an instruction, and of a list of files
NAMED = 3  # files that are named of a group


class Saving(NamedTuple):
    """What a refactoring does to the base of the image: megabytes, unpacked."""

    assist: str
    choice: str
    image: str
    before: int
    after: int


def run(options: Namespace) -> int:
    subject = subject_of(options, options.file)
    found = examine(subject.model, subject.context, tuple(options.changed))
    savings = tuple(_savings(subject, found))
    if options.format == "json":
        import json

        say(json.dumps(_record(subject, found, savings), indent=2) + "\n")
    else:
        tell("\n".join(_lines(subject, found, savings)) + "\n")
    return OK


def _savings(subject: Subject, found: Why) -> Iterator[Saving]:
    """The refactorings that put the image on a smaller base."""
    before = found.base.size_mb if found.base is not None else 0
    if not before:
        return
    for assist in ASSISTS:
        said = None if assist.is_light else answer(assist, subject, None)
        for choice in said.choices if isinstance(said, Offer) else ():
            model = SemanticModel(parse(apply(subject.text, choice.change.edits)), subject.model.arguments)
            root = model.target.lineage[-1] if model.target is not None else None
            after = _size(root.facts if root is not None else None)
            if root is not None and after is not None and after < before:
                yield Saving(assist.name, choice.name, root.base_text or "", before, after)


def _size(image: BaseImage | None) -> int | None:
    if image is None:
        return None
    return image.size_mb if image.size_mb or image.kind != "empty" else 0


# text


def _lines(subject: Subject, found: Why, savings: Iterable[Saving]) -> Iterator[str]:
    context = f", built in {os.path.relpath(subject.root)}" if subject.root is not None else ", build context unknown"
    yield f"{subject.path}{context}"
    yield ""
    size = f", about {found.base.size_mb} MB unpacked" if found.base is not None and found.base.size_mb else ""
    yield "The image"
    yield f"  base  {found.base_name}{size}" if found.base_name else "  none, as there is no `FROM`"
    for layer in found.layers:
        origin = f"  (from {layer.origin})" if layer.origin else ""
        yield f"  {_shown(subject, layer.stage, layer.instruction)}{origin}"
    yield ""
    yield "What runs again"
    for group in found.groups:
        yield f"  when {_files(group)}"
        for stage, instruction in group.rebuilt:
            yield f"    {_shown(subject, stage, instruction)}"
    if not found.groups:
        yield "  nothing, whichever file changes"
    if found.unused:
        yield f"  nothing for {_named(found.unused)}: {'it is' if len(found.unused) == 1 else 'they are'} copied nowhere"
    if not found.is_complete:
        yield "  (there are more files; these are the first)"
    lines = [
        f"  {one.assist}{f' --base {one.choice}' if one.choice else ''}: the base from about {one.before} to {one.after} MB"
        f" ({one.image})"
        for one in savings
    ]
    if lines:
        yield ""
        yield f"What would make it smaller (estimates, {DATE})"
        yield from lines


def _shown(subject: Subject, stage: Stage, instruction: Instruction) -> str:
    line = position(subject.model, instruction.span.start).line
    text = " ".join(instruction.logical.text.split())
    short = text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."
    name = f"  [{stage.name or stage.index}]" if len(subject.model.stages) > 1 else ""
    return f"{line:4}  {short}{name}"


def _files(group: Group) -> str:
    if not group.files:
        return "any file changes"
    also = " or any other file that is copied" if group.is_guess and len(group.files) > 1 else ""
    return f"{_named(group.files)}{also} changes"


def _named(files: tuple[str, ...]) -> str:
    rest = len(files) - NAMED
    if rest <= 1:
        return " or ".join((", ".join(files[:-1]), files[-1])) if len(files) > 1 else files[0]
    return f"{', '.join(files[:NAMED])} or one of {rest} more"


# JSON


def _record(subject: Subject, found: Why, savings: Iterable[Saving]) -> dict[str, Any]:
    def listed(stage: Stage, instruction: Instruction) -> dict[str, Any]:
        return {
            "line": position(subject.model, instruction.span.start).line,
            "stage": stage.name or stage.index,
            "text": instruction.logical.text,
        }

    return {
        "version": 1,
        "path": subject.path,
        "context": subject.root,
        "base": {"image": found.base_name, "megabytes": _size(found.base)},
        "layers": [
            {**listed(one.stage, one.instruction), "from": one.origin.strip("`") or None} for one in found.layers
        ],
        "rebuilds": [
            {"files": list(one.files), "instructions": [listed(*each) for each in one.rebuilt]} for one in found.groups
        ],
        "copied_nowhere": list(found.unused),
        "is_complete": found.is_complete,
        "savings": [one._asdict() for one in savings],
        "estimates_of": DATE,
    }
