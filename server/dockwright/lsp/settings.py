"""The user's settings in the editor: the keys of a configuration file, in the section `dockwright`."""

from __future__ import annotations

from typing import Any

CONFIGURATION_FILE = "configuration"
"""The one key that a configuration file has not: the path of the file to use everywhere."""


def settings_of(value: Any) -> dict[str, Any]:
    """The settings in a client's words: the section itself, or an object that holds it. Unset values are left out."""
    for key in ("settings", "dockwright"):
        if isinstance(value, dict) and isinstance(value.get(key), dict):
            value = value[key]
    return {name: one for name, one in value.items() if one is not None} if isinstance(value, dict) else {}
