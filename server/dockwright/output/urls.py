"""Where the documentation is."""

from __future__ import annotations

HOME = "https://github.com/dockwright/dockwright"
SHELLCHECK_WIKI = "https://www.shellcheck.net/wiki"


def rule_url(name: str) -> str:
    """The page of a rule; ShellCheck's codes have theirs in its wiki."""
    if name.startswith("SC"):
        return f"{SHELLCHECK_WIKI}/{name}"
    return f"{HOME}/blob/main/docs/rules/{name}.md"
