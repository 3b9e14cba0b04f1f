"""The arguments that a hook gets: its own options, and then the names of the files, with nothing between the two."""

from __future__ import annotations

import os
from collections.abc import Sequence


def told_apart(argv: Sequence[str]) -> list[str]:
    """The arguments with each file in a form that cannot be taken for an option."""
    return [os.path.join(os.curdir, one) if one.startswith("-") and _is_file(one) else one for one in argv]


def _is_file(argument: str) -> bool:
    from dockwright.discovery import is_dockerfile_name

    return is_dockerfile_name(os.path.basename(argument)) and os.path.isfile(argument)
