"""Python: pip installs what requirements files name.

Source: https://pip.pypa.io/en/stable/cli/pip_install/ (pip 25).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.restores import Restore, named_by_variables, values_of
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command
from dockwright.syntax import Run

_VERBS = frozenset({"install", "download", "wheel"})
_VALUED = MANAGERS["pip"].valued_flags

# With these pip reads or writes places that are not known here.
_OTHER = frozenset({"editable", "e", "target", "t", "src", "report", "dry-run", "h", "help", "group"})


def recognise(command: Command) -> Restore | None:
    """`pip install -r file`, also as `python -m pip`, without packages of the project itself."""
    operands = [word.value for word in command.operands(_VALUED if command.name.startswith("pip") else _VALUED | {"m"})]
    if command.name.startswith("python"):
        module = values_of(command, ("m",))
        if module != ("pip",):
            return None
    if not operands or operands[0] not in _VERBS or any(is_path(operand) for operand in operands[1:]):
        return None
    if command.has_flag(*_OTHER):
        return None
    requirements = values_of(command, ("r", "requirement"))
    constraints = values_of(command, ("c", "constraint"))
    links = values_of(command, ("f", "find-links"))
    if not requirements or constraints is None or links is None:
        return None
    local = [path for path in (*requirements, *constraints) if "://" not in path]
    label = f"pip {operands[0]} -r {requirements[0]}"
    find = partial(find_requirements, requirements, constraints, links)
    caution = f"check that `{requirements[0]}` names no other file and nothing of the project itself"
    doubts = partial(doubts_of, command)
    return Restore(command, "python", label, "", tuple(local), find, caution, doubts=doubts)


def doubts_of(command: Command, site: Site, run: Run) -> list[str]:
    """Settings among the sources, and an environment that the sources would be put over."""
    found = named_by_variables(command, site, "PIP_", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
    programs = (site.variables.get("PATH") or "").split(":")
    places = [f"{path}/.." for path in programs if path.startswith("/") and path.endswith("/bin")]
    places += [environment] if (environment := site.variables.get("VIRTUAL_ENV")) else []
    if "/" in command.words[0].value:
        places.append(f"{command.words[0].value}/../..")
    inside = dict.fromkeys(site.context_path(place) for place in places)
    found += [
        f"`{path}` of the context would be put over the environment"
        for path in inside
        if path and site.context.sends(path)
    ]
    return found


def is_path(operand: str) -> bool:
    return operand.startswith((".", "/", "~", "$", "file:")) or "/" in operand.split("@")[0].split("[")[0]


def find_requirements(
    requirements: Sequence[str], constraints: Sequence[str], links: Sequence[str], site: Site
) -> Manifests | None:
    """Files that lie outside of what is copied were there before: they do not count."""
    from dockwright.projects import python

    named, limits, offers = (_here(paths, site) for paths in (requirements, constraints, links))
    if not named and not limits:
        return None
    return python.manifests(site.context, site.context_path(), named, limits, offers, site.copied.source)


def _here(paths: Sequence[str], site: Site) -> list[str]:
    inside = (site.context_path(path) for path in paths if "://" not in path)
    return [path for path in inside if path is not None]
