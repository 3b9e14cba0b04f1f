"""What a build made, as values: a file or directory of the image, and what of it is proven."""

from __future__ import annotations

from dockwright.refactorings.split.model import Copied
from dockwright.syntax import Run
from dockwright.values import NamedTuple

MARKS = frozenset("*?[")
"""What makes a path a pattern."""

BESIDE = "settings, data, native libraries"
"""What a program may look for beside itself."""

SHARED = frozenset({"/", "/bin", "/etc", "/home", "/lib", "/opt", "/root", "/srv", "/tmp", "/usr", "/usr/bin", "/usr/lib",
                    "/usr/local", "/usr/local/bin", "/usr/local/lib", "/usr/share", "/usr/src", "/var", "/var/lib"})  # fmt: skip
"""Directories that hold more than what a build puts there."""


class Origin(NamedTuple):
    """A file or directory of the image that the build made."""

    copies: tuple[Copied, ...]
    made_by: Run  # the last one that has to do with it
    root: str  # directory of the image that the build ran in
    note: str = ""  # why it is not proven
