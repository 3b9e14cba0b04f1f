"""How development dependencies leave node_modules when the build is done.

Sources: https://docs.npmjs.com/cli/v10/commands/npm-prune, https://classic.yarnpkg.com/en/docs/cli/install,
https://yarnpkg.com/cli/workspaces/focus, https://pnpm.io/cli/prune (November 2026).
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, join
from dockwright.projects.node import Package, lock_file, yaml_value
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.text import whole_number
from dockwright.values import NamedTuple

_NEW_NPM = (16,)
"""The first release of Node whose npm knows `--omit`."""


_OWN_SCRIPTS = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")
"""Scripts of the project itself that an install runs."""


class Install(NamedTuple):
    """The command that fills node_modules."""

    run: Run
    command: Command
    manager: str  # npm, yarn, pnpm, bun
    directory: str  # absolute, in the image


class Pruning(NamedTuple):
    """A command that takes the development dependencies away; "" and why not."""

    command: str
    why_not: str = ""


def omits_development(install: Install, node_env: str, package: Package | None = None) -> bool:
    """Whether the install leaves development dependencies out by itself. `package`: tells which pnpm installs, if it does."""
    command = install.command
    words = [word.value for word in command.arguments]
    if any(word in ("--include=dev", "--production=false", "--prod=false") for word in words):
        return False
    if any(
        word in ("--production", "--prod", "-P", "--omit=dev", "--only=production", "--only=prod", "--production=true")
        for word in words
    ):
        return True
    if "--omit" in words and words[words.index("--omit") + 1 :][:1] == ["dev"]:
        return True
    given = {one.name: one.value.value if one.value else "" for one in command.assignments}
    if install.manager == "pnpm" and package is not None and pnpm_version(package) >= HEEDS_NO_ENVIRONMENT:
        return False
    return given.get("NODE_ENV", node_env) == "production"


HEEDS_NO_ENVIRONMENT = (10,)
"""From this version on pnpm installs development dependencies whatever NODE_ENV says.
Source: https://github.com/pnpm/pnpm/issues/8827. Date: 2026-11."""


def pnpm_version(package: Package) -> tuple[int, ...]:
    """The version of pnpm that `packageManager` of package.json names; empty where it names none."""
    field = package.data.get("packageManager")
    match = re.match(r"pnpm@(\d+)\.", field) if isinstance(field, str) else None
    return (whole_number(match[1]),) if match else ()


def pruning(context: BuildContext, package: Package, install: Install, version: tuple[int, ...]) -> Pruning:
    """The command for the package manager that installed."""
    if install.manager in ("pnpm", "yarn") and any("patch-package" in text for text in package.scripts.values()):
        return Pruning("", f"{install.manager} would put back what `patch-package` has changed")
    if install.manager == "npm":
        flag = "--production" if version and version < _NEW_NPM else "--omit=dev"
        same = [f"--{one}" for one in ("legacy-peer-deps", "force") if install.command.has_flag(one)]
        return Pruning(" ".join(["npm prune", flag, *same]))
    if install.manager == "pnpm":
        if "prisma" in package.dependencies:
            return Pruning("", "pnpm would take the client of Prisma away, too")
        return Pruning("CI=true pnpm prune --prod --ignore-scripts")
    if install.manager == "yarn":
        return _yarn(context, package, install)
    if install.manager == "bun":
        return _bun(context, package, install)
    return Pruning("", f"`{install.manager}` does not take them away by itself")


def _bun(context: BuildContext, package: Package, install: Install) -> Pruning:
    """bun takes nothing away that is there: it installs anew. https://bun.com/docs/guides/ecosystem/docker"""
    if _has_secret(install):
        return Pruning("", "bun would need the secret of the install once more")
    if {"prisma", "@prisma/client"} & package.dependencies.keys():
        return Pruning("", "bun would take the client of Prisma away, too")
    own = next((name for name in _OWN_SCRIPTS if name in package.scripts), None)
    if own is not None:
        return Pruning("", f"the script `{own}` of package.json would run once more")
    is_locked = install.command.has_flag("frozen-lockfile") or lock_file(context, package.directory, "bun") is not None
    return Pruning("rm -rf node_modules && bun install --production" + " --frozen-lockfile" * is_locked)


def _has_secret(install: Install) -> bool:
    return any("secret" in mount.value.value for mount in install.run.mounts if mount.value is not None)


def is_berry(context: BuildContext, package: Package) -> bool:
    """Whether yarn is of version 2 or later."""
    version = _yarn_version(context, package)
    lock = lock_file(context, package.directory, "yarn")
    has_metadata = "__metadata:" in (context.read(lock) or "")[:2000] if lock is not None else False
    return has_metadata or bool(version and version >= (2,)) or context.sends(join(package.directory, ".yarnrc.yml"))


def _yarn_version(context: BuildContext, package: Package) -> tuple[int, ...]:
    field = package.data.get("packageManager")
    text = field if isinstance(field, str) and field.startswith("yarn@") else ""
    text = text or yaml_value(context.read(join(package.directory, ".yarnrc.yml")) or "", "yarnPath")
    match = re.search(r"yarn[@-](\d+)\.", text)
    return (whole_number(match[1]),) if match else ()


def links_modules(context: BuildContext, package: Package) -> bool:
    """Whether yarn 2 and later keeps a node_modules directory at all."""
    linker = yaml_value(context.read(join(package.directory, ".yarnrc.yml")) or "", "nodeLinker")
    return linker in ("node-modules", "pnpm")


def _yarn(context: BuildContext, package: Package, install: Install) -> Pruning:
    if _has_secret(install):
        return Pruning("", "yarn would need the secret of the install once more")
    if is_berry(context, package):
        version = _yarn_version(context, package)
        if version < (4,):
            return Pruning("", "yarn before version 4 does not take them away without a plugin")
        return Pruning("yarn workspaces focus --production")
    is_locked = lock_file(context, package.directory, "yarn") is not None or install.command.has_flag("frozen-lockfile")
    frozen = " --frozen-lockfile" if is_locked else ""
    return Pruning(f"yarn install --production --ignore-scripts --prefer-offline{frozen}")
