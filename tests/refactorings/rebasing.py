"""What tables of final stages that move to a small image have in common."""

from __future__ import annotations

from collections.abc import Mapping

from contexts import context_of
from dockwright.assist import Offer
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.rebase import rebase
from dockwright.refactorings.split.model import Obstacle
from dockwright.rule import DEFAULT_SETTINGS, Safety
from dockwright.text import apply

GO = {"go.mod": "module example.com/app\n\ngo 1.22\n", "main.go": "package main\n\nfunc main() {}\n"}
RUST = {"Cargo.toml": '[package]\nname = "app"\n', "Cargo.lock": "version = 4\n", "src/main.rs": "fn main() {}\n"}
LIBPQ = "RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*\n"


def rebase_of(text: str, files: Mapping[str, str] | None) -> Offer | Obstacle | None:
    """What there is to say of the final stage; without files the build context is not known."""
    return rebase(analyse(text), context_of(files), DEFAULT_SETTINGS)


def new_base(text: str, files: Mapping[str, str] | None) -> Offer:
    """The other images that are offered for the final stage."""
    found = rebase_of(text, files)
    assert isinstance(found, Offer), found
    return found


def why_not(text: str, files: Mapping[str, str] | None) -> Obstacle:
    """What stands in the way of another image."""
    found = rebase_of(text, files)
    assert isinstance(found, Obstacle), found
    return found


def assert_small_image(files: Mapping[str, str], build: str, before: str, after: str) -> None:
    """The final stage behind `build` becomes another, to be looked at, and is left alone then."""
    change = new_base(build + before, files).default.change
    assert apply(build + before, change.edits) == build + after
    assert change.safety is Safety.UNSAFE
    assert any("needs a library or program" in one for one in change.notes)
    assert rebase(analyse(build + before), MemoryContext(files), DEFAULT_SETTINGS, assumes=False) is None
    assert not isinstance(rebase_of(build + after, files), Offer)
