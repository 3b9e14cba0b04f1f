"""JSON files of the build context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockwright.context import BuildContext, is_sent


def read_json(context: BuildContext, path: str) -> Mapping[str, Any] | None:
    """The object in a JSON file that is sent to the builder; None when it is not there or holds no object."""
    import json

    if not is_sent(context, path):
        return None
    try:
        data = json.loads((context.read(path) or "").removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, Mapping) else None
