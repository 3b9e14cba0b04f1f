"""conda, mamba and micromamba install what lists of packages name.

Sources: https://docs.conda.io/projects/conda/en/stable/commands/index.html,
https://mamba.readthedocs.io/en/latest/user_guide/micromamba.html. Date: 2026-11.
"""

from __future__ import annotations

from functools import partial

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.restores import Restore, named_by_variables, values_of
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command
from dockwright.syntax import Run

_VALUED = MANAGERS["conda"].valued_flags | {"r", "root-prefix", "rc-file", "category", "platform"}
_VERBS = (["env", "create"], ["env", "update"], ["create"], ["install"], ["update"])
_DEFAULT = "environment.yml"

# With these it does nothing, or reads places that are not known here.
_OTHER = ("d", "dry-run", "h", "help", "download-only", "clone", "rc-file", "use-local", "offline")


def recognise(command: Command) -> Restore | None:
    """`conda env create`, `mamba install --file`, `micromamba create -f`: of what files name."""
    operands = [word.value for word in command.operands(_VALUED)]
    verb = next((one for one in _VERBS if operands[: len(one)] == one), None)
    if verb is None or command.has_flag(*_OTHER):
        return None
    files = values_of(command, ("f", "file"))
    prefixes = values_of(command, ("p", "prefix"))
    channels = values_of(command, ("c", "channel"))
    if files == () and operands == verb and verb[0] == "env" and command.name != "micromamba":
        files = (_DEFAULT,)
    if not files or prefixes is None or channels is None or any("$" in one or "://" in one for one in files):
        return None
    if any(one.startswith((".", "/", "~", "file:")) for one in channels):
        return None
    label = f"{command.name} {' '.join(verb)}"
    caution = f"check that `{files[0]}` names no other file and nothing of the project itself"
    find = partial(_find, files)
    doubts = partial(_doubts, command, prefixes)
    return Restore(command, "conda", label, "", files, find, caution, doubts=doubts)


def _find(files: tuple[str, ...], site: Site) -> Manifests | None:
    """A file that lies outside of what is copied was there before: it does not count."""
    from dockwright.projects import conda

    paths = [path for one in files if (path := site.context_path(one)) is not None]
    return conda.manifests(site.context, paths, site.copied.source) if paths else None


def _doubts(command: Command, prefixes: tuple[str, ...], site: Site, run: Run) -> list[str]:
    """Settings among the sources, and an environment that the sources would be put over."""
    found = named_by_variables(command, site, "CONDA_", "MAMBA_", "PIP_")
    for prefix in prefixes:
        path = site.context_path(prefix)
        if "$" in prefix or (path is not None and site.context.sends(path)):
            found.append(f"`{prefix}` may come with the sources")
    return found
