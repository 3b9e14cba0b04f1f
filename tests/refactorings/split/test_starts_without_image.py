"""What a stage starts is asked of every stage, also of one that names no image."""

from __future__ import annotations

import pytest

from dockwright.lint import analyse
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.start import read_start

NOTHING = "there is no CMD or ENTRYPOINT: nothing tells what the image is for"


@pytest.mark.parametrize(
    ("text", "reason", "place"),
    [
        ("FROM debian:12\nRUN a\n", NOTHING, "debian:12"),
        ("FROM\nRUN a\n", NOTHING, "FROM"),
        ("RUN a\n", NOTHING, "RUN"),
        ("CMD a\n", "which working directory the stage has is not known: an absolute WORKDIR would tell", "CMD"),
    ],
)
def test_the_place_of_the_obstacle(text: str, reason: str, place: str) -> None:
    model = analyse(text)
    found = read_start(model, model.stages[0])
    assert isinstance(found, Obstacle)
    assert found.reason == reason
    assert found.span.of(text) == place
