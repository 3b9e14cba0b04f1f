"""yum, dnf and their kin: package names with versions."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Settings
from dockwright.rules._hadolint import is_hadolint
from dockwright.rules._packages import unpinned
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Instruction

VALUED = MANAGERS["dnf"].valued_flags | MANAGERS["yum"].valued_flags
_PART = lazy_pattern(r"[A-Za-z0-9.~^_:+]+")


def _has_version(package: str) -> bool:
    """`name-1.2`, `name-1.2-3.el9.x86_64`, a file, an address, a group."""
    if package.startswith("@") or package.endswith(".rpm") or "/" in package:
        return True
    parts = package.split("-")[1:]
    return any(part[:1].isdecimal() for part in parts) and all(map(_PART.fullmatch, parts))


def _hadolint_has_version(package: str, names: frozenset[str]) -> bool:
    """What hadolint takes for a version. `names`: the variables that the file sets."""
    if "-" not in package:
        return False
    if (
        package.endswith(".rpm")
        or "-$" in package
        or any(f"${name}" in package or f"${{{name}}}" in package for name in names)
    ):
        return True
    parts = package.split("-")[1:]
    return any(part[:1].isdecimal() for part in parts) and all(map(_PART.fullmatch, parts))


def _variables(model: SemanticModel, instruction: Instruction) -> frozenset[str]:
    """The names that ENV and ARG set before an instruction."""
    state = model.state_before(instruction)
    return frozenset((*state.env, *state.args, *model.global_values))


def unpinned_rpm_packages(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """A finding for each package of an `install` without a version, and each module stream that is not named."""
    operands = command.operands(VALUED)
    values = [word.value for word in operands[:2]]
    if values == ["module", "install"]:
        yield from unpinned(operands[2:], _names_stream, settings)
    elif is_hadolint(settings):
        names = _variables(model, command.instruction)
        packages = [word for word in operands if word.value != "install"]
        is_group = command.name != "yum" and any(word.value == "group" for word in operands)
        if len(packages) < len(operands) and not is_group:
            yield from unpinned(packages, lambda package: _hadolint_has_version(package, names), settings)
    elif values[:1] == ["install"]:
        yield from unpinned(operands[1:], _has_version, settings)


def _names_stream(module: str) -> bool:
    return ":" in module
