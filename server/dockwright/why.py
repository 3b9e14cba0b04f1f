"""Why an image is large and a build slow: where its layers come from, and which of them a change makes again.

examine(model, context) looks at the text and the files of the build context alone; nothing is built. Sizes are those of
`knowledge/base_images.py`: estimates.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.cache import WORKING, brings, rebuilt_by
from dockwright.syntax import Instruction, Run, Transfer
from dockwright.values import NamedTuple

MOST_FILES = 5000  # of the context that are looked at
ANY_FILE = "\0any"  # stands for a file that nothing names


class Layer(NamedTuple):
    """A layer of the image: the instruction that makes it, and the stage whose files it brings, if it does."""

    stage: Stage
    instruction: Instruction
    origin: str  # "" for work of its own; the build context, a stage or an image that it copies from


class Group(NamedTuple):
    """Files of the build context whose change makes the same instructions run again."""

    files: tuple[str, ...]  # in order; empty: any file that nothing names
    rebuilt: tuple[tuple[Stage, Instruction], ...]
    is_guess: bool = False  # the context is not known: the sources of COPY stand for its files


class Why(NamedTuple):
    """The answer for one Dockerfile."""

    base: BaseImage | None  # what the image is built on
    base_name: str
    layers: tuple[Layer, ...]  # of the image, below first
    groups: tuple[Group, ...]  # those that rebuild most first
    unused: tuple[str, ...]  # files that are sent and copied by nothing
    is_complete: bool  # all files of the context were looked at


def examine(model: SemanticModel, context: BuildContext, changed: tuple[str, ...] = ()) -> Why:
    """What is in the image that is built without `--target`, and what changes of files rebuild.

    `changed`: the files to look at, relative to the context; they need not exist. Without them it is all files.
    """
    target = model.target
    if target is None:
        return Why(None, "", (), (), (), True)
    files, is_complete = _files(model, context) if not changed else (list(changed), True)
    groups, unused = _groups(model, context, files, is_guess=not context.is_known and not changed)
    root = target.lineage[-1]
    name = root.base_text or (root.from_.image.value if root.from_ is not None and root.from_.image else "")
    return Why(root.facts, name, tuple(_layers(target)), groups, unused, is_complete)


def _layers(target: Stage) -> Iterator[Layer]:
    for stage in reversed(target.lineage):
        for instruction in stage.instructions:
            if isinstance(instruction, WORKING):
                yield Layer(stage, instruction, _origin(instruction))


def _origin(instruction: Instruction) -> str:
    if not isinstance(instruction, Transfer):
        return ""
    if instruction.from_ is None or instruction.from_.value is None:
        is_remote = all("://" in word.value for word in instruction.sources)
        return "" if is_remote else "the build context"
    return f"`{instruction.from_.value.value}`"


def _files(model: SemanticModel, context: BuildContext) -> tuple[list[str], bool]:
    """The files that are sent to the builder; of an unknown context what the instructions name."""
    if context.is_known:
        found: list[str] = []
        for path in context.sent_files():
            if len(found) == MOST_FILES:
                return found, False
            found.append(path)
        return found, True
    named = dict.fromkeys(word.value for one in _copying(model) for word in one.sources if _is_plain(word.value))
    return [*named, ANY_FILE], True


def _copying(model: SemanticModel) -> list[Transfer]:
    """The instructions that copy from the build context."""
    return [
        one for stage in model.stages for one in stage.instructions if isinstance(one, Transfer) and one.from_ is None
    ]


def _is_plain(source: str) -> bool:
    return source.strip("./") != "" and "://" not in source and not any(mark in source for mark in "*?[$<")


def _groups(
    model: SemanticModel, context: BuildContext, files: list[str], *, is_guess: bool
) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """Files by what they rebuild. Those that the same instructions name are asked for once."""
    copying = _copying(model)
    has_mounts = any(isinstance(one, Run) and one.mounts for stage in model.stages for one in stage.instructions)
    has_excludes = any(one.flag("exclude") is not None for one in copying)
    answers: dict[object, tuple[tuple[Stage, Instruction], ...]] = {}
    grouped: dict[tuple[tuple[Stage, Instruction], ...], list[str]] = {}
    for path in files:
        signature: object = tuple([brings(model, one, path) for one in copying])
        if has_mounts or has_excludes:
            signature = path
        if signature not in answers:
            answers[signature] = _rebuilt(model, context, path)
        grouped.setdefault(answers[signature], []).append(path)
    unused = tuple(grouped.pop((), ()))
    groups = [
        Group(tuple(path for path in paths if path != ANY_FILE), rebuilt, is_guess)
        for rebuilt, paths in grouped.items()
    ]
    groups.sort(key=lambda group: (-len(group.rebuilt), group.files))
    return tuple(groups), tuple(path for path in unused if path != ANY_FILE)


def _rebuilt(model: SemanticModel, context: BuildContext, path: str) -> tuple[tuple[Stage, Instruction], ...]:
    """The instructions that run again when the file changes, of the stages that the image needs."""
    found = rebuilt_by(model, context, path)
    return tuple((stage, one) for stage in model.stages if stage.is_reachable for one in found.get(stage, ()))
