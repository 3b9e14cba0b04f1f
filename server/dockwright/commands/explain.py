"""`dockwright explain NAME`."""

from __future__ import annotations

from argparse import Namespace

from dockwright.assists import ASSISTS
from dockwright.config.error import hint
from dockwright.console import UsageError, say
from dockwright.docs import FILE_PAGES, assist_page, rule_page
from dockwright.rules import RULES


def run(options: Namespace) -> int:
    say("\n".join(pages(options.name)))
    return 0


def pages(name: str) -> list[str]:
    """The pages of the rules and assists that have this name or alias. Raises UsageError when there is none."""
    wanted = name.lower()
    found = [rule_page(one) for one in RULES if wanted in (each.lower() for each in (one.name, *one.aliases))]
    found += [assist_page(one) for one in ASSISTS if one.name == wanted]
    found += [page for each, page in FILE_PAGES.items() if each == wanted]
    if not found:
        known = [each for one in RULES for each in (one.name, *one.aliases)]
        known += [one.name for one in ASSISTS]
        raise UsageError(f"no rule or refactoring is called {name!r}{hint(name, known)}")
    return found
