"""Laravel Mix: it writes into `public`, beside what lies there, and a list of all that it has written.

Source: the documentation of laravel-mix 6, and its sources. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from posixpath import basename, join

from dockwright.projects.node import Package
from dockwright.projects.node_build import Output, config_text
from dockwright.projects.package_scripts import script_named, steps_of
from dockwright.refactorings.split.node.building import Building, Built
from dockwright.shell import Command
from dockwright.syntax import Run

_MIX = re.compile(r"(?:^|[\s/&])mix(?:\s|$)|laravel-mix")
_ELSEWHERE = re.compile(r"setPublicPath\(\s*(?!['\"](?:\./)?public/?['\"]\s*\))|\boutput\s*:\s*\{[^}]*\bpath\b")


def builds_of_mix(building: Building, package: Package, found: Iterable[tuple[Run, Command, str]]) -> tuple[Built, ...]:
    """The commands that build with Laravel Mix."""
    if "laravel-mix" not in package.dependencies:
        return ()
    path, text = config_text(building.context, package, "webpack.mix")
    is_proven = bool(path) and not _ELSEWHERE.search(text)
    output = Output("Laravel Mix", join(building.root, "public"), True, True, is_proven)
    return tuple(
        Built(run, command, place, (output,), True)
        for run, command, place in found
        if _is_mix(tuple(word.value for word in command.words), package)
    )


def _is_mix(argv: Sequence[str], package: Package) -> bool:
    """Whether the words run Mix, by its name (`npx mix --production`) or by scripts of the package."""
    if any(basename(word) == "mix" for word in argv[:2]):
        return True
    if script_named(argv) is None:
        return False
    return any(_MIX.search(" ".join(step.argv)) for step in steps_of(argv, package.scripts) or ())
