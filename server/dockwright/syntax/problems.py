"""The errors that BuildKit's parsers would stop at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.syntax.nodes import Problem

if TYPE_CHECKING:
    from dockwright.syntax.dockerfile import Dockerfile


def find_problems(dockerfile: Dockerfile) -> Iterator[Problem]:
    """Every problem of a file."""
    return iter(())
