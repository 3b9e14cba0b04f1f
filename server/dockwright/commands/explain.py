"""`dockwright explain NAME`."""

from __future__ import annotations

from argparse import Namespace

from dockwright.assists import ASSISTS
from dockwright.config.error import hint
from dockwright.console import UsageError, say
from dockwright.docs import FILE_PAGES, assist_page, rule_page
from dockwright.output.urls import SHELLCHECK_WIKI, rule_url
from dockwright.rules import RULES
from dockwright.shellcheck.codes import GROUP, is_code


def run(options: Namespace) -> int:
    say("\n".join(pages(options.name)))
    return 0


def pages(name: str) -> list[str]:
    """The pages of the rules and assists that have this name or alias. Raises UsageError when there is none."""
    wanted = name.lower()
    found = [rule_page(one) for one in RULES if wanted in (each.lower() for each in (one.name, *one.aliases))]
    found += [assist_page(one) for one in ASSISTS if one.name == wanted]
    found += [page for each, page in FILE_PAGES.items() if each == wanted]
    if not found and (is_code(name) or wanted == GROUP):
        return [_shellcheck_page(GROUP if wanted == GROUP else name.upper())]
    if not found:
        known = [each for one in RULES for each in (one.name, *one.aliases)]
        known += [one.name for one in ASSISTS]
        raise UsageError(f"no rule or refactoring is called `{name}`{hint(name, known)}")
    return found


def _shellcheck_page(name: str) -> str:
    """Where to read about a code of ShellCheck's, or about all of them."""
    page = SHELLCHECK_WIKI if name == GROUP else rule_url(name)
    return f"# {name}\n\nShellCheck finds it in the scripts of RUN. Its wiki explains it:\n{page}\n"
