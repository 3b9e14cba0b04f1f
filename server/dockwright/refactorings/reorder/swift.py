"""Swift: `swift package resolve` fetches what Package.swift names; `swift build` does it on its way.

Source: https://docs.swift.org/swiftpm/documentation/packagemanagerdocs/ (Swift 6.2). Date: 2026-11.
"""

from __future__ import annotations

from dockwright.knowledge.table import words
from dockwright.refactorings.reorder.found import Found, restore
from dockwright.refactorings.reorder.restores import Restore
from dockwright.shell import Command

_VALUED = words(
    "c configuration Xcc Xswiftc Xlinker Xcxx product target j jobs triple arch sdk swift-sdk toolchain scratch-path build-path "
    "package-path build-system sanitize traits destination experimental-swift-sdk"
)
_PLACES = words("scratch-path build-path")
_OTHER = words("package-path cache-path config-path security-path multiroot-data-file disable-automatic-resolution")


def recognise(command: Command) -> Restore | None:
    """`swift package resolve`, and `swift build` of a package."""
    operands = [one.value for one in command.operands(_VALUED)]
    if not all(one.is_literal for one in command.arguments) or command.has_flag(*_OTHER):
        return None
    is_explicit = operands == ["package", "resolve"]
    if not is_explicit and operands != ["build"]:
        return None
    places = [one for name in _PLACES for one in command.flag_values(name) if one is not None]
    name = next((name for name in _PLACES if command.has_flag(name)), "")
    inserted = " ".join(("swift package", *(f"--{name} {one.raw}" for one in places[:1]), "resolve"))
    label = "swift package resolve" if is_explicit else "swift build"
    from dockwright.projects import swift

    guesses = ("Package.swift", "Package.resolved*")
    prefixes = ("SWIFTPM_", "SWIFT_")
    return restore(command, Found("swift", label, guesses, swift.manifests, "" if is_explicit else inserted, prefixes))
