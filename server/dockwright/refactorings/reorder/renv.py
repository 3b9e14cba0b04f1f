"""R: `renv::restore()` installs what renv.lock names.

Source: https://rstudio.github.io/renv/articles/docker.html (renv 1.1). Date: 2026-11.
"""

from __future__ import annotations

from dockwright.patterns import lazy_pattern
from dockwright.refactorings.reorder.found import Found, restore
from dockwright.refactorings.reorder.restores import Restore
from dockwright.shell import Command

_CODE = lazy_pattern(
    r"\s*(?:install\.packages\(\s*c?\(?['\"]renv['\"](?:\s*,\s*repos\s*=\s*(?:c\(\s*)?(?:\w+\s*=\s*)?['\"]https?://[^'\"]*['\"]\s*\)?)?\s*\)\s*;\s*"
    r"|library\(\s*['\"]?renv['\"]?\s*\)\s*;\s*)*(?:renv::)?restore\(\s*(?:(?:prompt|clean)\s*=\s*(?:TRUE|FALSE|T|F)\s*,?\s*)*\)\s*;?\s*"
)
"""Code that installs renv and restores with it, and does nothing else."""

_PLAIN = frozenset(
    ("--no-save", "--no-restore", "--no-echo", "--quiet", "-q", "-s", "--slave", "--silent", "--no-environ")
)


def recognise(command: Command) -> Restore | None:
    """`R -e "renv::restore()"`, or the same with Rscript."""
    code = [one for one in command.flag_values("e") if one is not None]
    if len(code) != 1 or not code[0].is_literal or _CODE.fullmatch(code[0].value) is None:
        return None
    others = [one.value for one in command.arguments if one.value not in ("-e", code[0].value)]
    if any(one not in _PLAIN for one in others):
        return None
    from dockwright.projects import renv

    guesses = ("renv.lock", ".Rprofile*", "renv/activate.R*")
    return restore(command, Found("r", "renv::restore()", guesses, renv.manifests, prefixes=("RENV_", "R_")))
