"""What tables of final stages that move to a small image have in common."""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.assist import Offer
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.rebase import rebase
from dockwright.rule import DEFAULT_SETTINGS, Safety
from dockwright.text import apply


def assert_small_image(files: Mapping[str, str], build: str, before: str, after: str) -> None:
    """The final stage behind `build` becomes another, to be looked at, and is left alone then."""
    offer = rebase(analyse(build + before), MemoryContext(files), DEFAULT_SETTINGS)
    assert isinstance(offer, Offer), offer
    change = offer.default.change
    assert apply(build + before, change.edits) == build + after
    assert change.safety is Safety.UNSAFE
    assert any("needs a library or program" in one for one in change.notes)
    assert rebase(analyse(build + before), MemoryContext(files), DEFAULT_SETTINGS, assumes=False) is None
    assert not isinstance(rebase(analyse(build + after), MemoryContext(files), DEFAULT_SETTINGS), Offer)
