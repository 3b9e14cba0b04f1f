"""A stage with those that it is built on, as if it stood by itself."""

from __future__ import annotations

from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Cmd, Entrypoint


def whole(model: SemanticModel, stage: Stage) -> Stage:
    """The stage with the instructions of those that it is built on, from the image at the bottom."""
    if stage.base_stage is None:
        return stage
    instructions = tuple(instruction for one in reversed(stage.lineage) for instruction in one.instructions)
    return Stage(model, stage.root.index, stage.root.from_, instructions)


def says_start(stage: Stage) -> bool:
    """Whether it is plain what starts: whether an ENTRYPOINT takes back the CMD of a stage below it is not asked here."""
    return stage.last(Entrypoint) is None or stage.last(Cmd) is not None or stage.effective(Cmd) is None
