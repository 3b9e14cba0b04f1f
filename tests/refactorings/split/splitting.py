"""What tables of splits have in common: one Dockerfile and the files around it, and what the split says to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from dockwright.assist import Offer
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.split import Obstacle, split
from dockwright.rule import DEFAULT_SETTINGS
from dockwright.text import apply

Files: TypeAlias = "Mapping[str, str] | None"
"""The files of the build context; None: it is not known."""


def split_of(text: str, files: Files) -> Offer | Obstacle | None:
    """What there is to say of a split."""
    return split(analyse(text), UNKNOWN if files is None else MemoryContext(files), DEFAULT_SETTINGS)


def offer_of(text: str, files: Files) -> Offer:
    """The split that is offered."""
    found = split_of(text, files)
    assert isinstance(found, Offer), found
    return found


def obstacle_of(text: str, files: Files) -> Obstacle:
    """What stands in the way of the split."""
    found = split_of(text, files)
    assert isinstance(found, Obstacle), found
    return found


def after(text: str, files: Files, choice: int | str = 0) -> str:
    """The whole text once it is split, by the number or the name of a choice."""
    offer = offer_of(text, files)
    found = offer.choices[choice] if isinstance(choice, int) else offer.choice(choice)
    assert found is not None, [one.name for one in offer.choices]
    return apply(text, found.change.edits)


def runtime_of(text: str, files: Files, choice: int | str = 0) -> str:
    """The runtime stage of a choice."""
    return "FROM" + after(text, files, choice).rpartition("\nFROM")[2]
