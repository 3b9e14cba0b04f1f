"""What a migration gives."""

from __future__ import annotations

from dockwright.knowledge.peer_differences import Difference
from dockwright.values import NamedTuple


class Migration(NamedTuple):
    """The configuration as TOML, what of the old one it does not say, the verdicts that will differ, and what nobody looks for."""

    text: str
    notes: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    missing: tuple[str, ...] = ()
