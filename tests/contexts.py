"""The build context of a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from dockwright.context import UNKNOWN, BuildContext, MemoryContext

Files: TypeAlias = "Mapping[str, str] | None"
"""The files of the build context; None: it is not known."""


def context_of(files: Files) -> BuildContext:
    return UNKNOWN if files is None else MemoryContext(files)
