"""Node: npm, yarn, pnpm and bun install what package.json names.

Sources: https://docs.npmjs.com/cli/v10/commands/npm-install, https://classic.yarnpkg.com/en/docs/cli/install,
https://yarnpkg.com/cli/install, https://yarnpkg.com/cli/workspaces/focus, https://pnpm.io/cli/install,
https://bun.sh/docs/cli/install (September 2025).
"""

from __future__ import annotations

from functools import partial

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.restores import Restore, named_by_variables, values_of
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command
from dockwright.syntax import Run

_INSTALLS = {
    "npm": frozenset({"install", "i", "in", "ins", "inst", "isntall", "ci", "clean-install", "ic", "install-clean"}),
    "yarn": frozenset({"", "install"}),
    "pnpm": frozenset({"install", "i"}),
    "bun": frozenset({"install", "i"}),
}
_FOCUS = ["workspaces", "focus"]
"""Berry's install for some members of a workspace, whose names follow; it reads what the whole install reads."""

_DIRECTORY_FLAGS = {"npm": ("prefix", "C"), "yarn": ("cwd",), "pnpm": ("dir", "C"), "bun": ("cwd",)}
_GUESSES = {
    "npm": ("package*.json",),
    "yarn": ("package.json", "yarn.lock*"),
    "pnpm": ("package.json", "pnpm-lock.yaml*"),
    "bun": ("package.json", "bun.lock*"),
}

# With these an install does something else: elsewhere, nothing at all, or from files that are not known here.
_OTHER = frozenset({"g", "global", "location", "dry-run", "package-lock-only", "lockfile-only", "help", "h", "version", "v",
                    "userconfig", "globalconfig", "modules-folder", "modules-dir", "lockfile-dir", "use-yarnrc"})  # fmt: skip


def recognise(command: Command) -> Restore | None:
    """An install of everything that package.json names."""
    manager = "yarn" if command.name == "yarnpkg" else command.name
    operands = [word.value for word in command.operands(MANAGERS[manager].valued_flags)]
    operands = [operand for operand in operands if operand not in ("true", "false")]
    is_focus = manager == "yarn" and operands[:2] == _FOCUS
    verb = " ".join(_FOCUS) if is_focus else operands[0] if operands else ""
    if not is_focus and (len(operands) > 1 or verb not in _INSTALLS[manager]):
        return None
    if command.has_flag(*_OTHER):
        return None
    directory = values_of(command, _DIRECTORY_FLAGS[manager])
    if directory is None or len(directory) > 1:
        return None
    where = directory[0] if directory else ""
    runs_scripts = not command.has_flag("ignore-scripts") and command.flag("mode") is None
    find = partial(_find, where, manager, runs_scripts)
    label = f"{command.name} {verb}".rstrip()
    caution = f"check that `{label}` needs no other file: scripts, patches, workspaces"
    doubts = partial(_doubts, command)
    return Restore(command, "node", label, where, _GUESSES[manager], find, caution, doubts=doubts)


def _doubts(command: Command, site: Site, run: Run) -> list[str]:
    return named_by_variables(
        command, site, "NODE_", "npm_config_", "NPM_CONFIG_", "YARN_", "PNPM_", "BUN_", "SSL_CERT_"
    )


def _find(directory: str, manager: str, runs_scripts: bool, site: Site) -> Manifests | None:
    where = site.context_path(directory)
    if where is None:
        return None
    from dockwright.projects import node_install

    return node_install.manifests(site.context, where, manager, site.copied.source, runs_scripts=runs_scripts)
