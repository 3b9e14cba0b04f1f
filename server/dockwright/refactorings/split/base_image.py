"""The image that a stage is built on, as its FROM has it."""

from __future__ import annotations

from dockwright.semantics import Stage


def image_of(stage: Stage) -> str:
    """The image as it is written, of a stage whose FROM names one: the others are not split."""
    assert stage.from_ is not None
    assert stage.from_.image is not None
    return stage.from_.image.value
