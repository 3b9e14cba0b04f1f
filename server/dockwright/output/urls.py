"""Where the documentation is."""

from __future__ import annotations

HOME = "https://github.com/dockwright/dockwright"


def rule_url(name: str) -> str:
    """The page of a rule."""
    return f"{HOME}/blob/main/docs/rules/{name}.md"


def assist_url(name: str) -> str:
    """The page of an assist."""
    return f"{HOME}/blob/main/docs/assists/{name}.md"
