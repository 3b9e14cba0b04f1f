"""Packages of Node that no bundle holds: native code, and packages that load files of their own from node_modules.

Sources: https://bun.com/docs/bundler, https://esbuild.github.io/plugins/#native-node-modules-plugin, and what lock files say of
install scripts and of the systems that a package is for (November 2026).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dockwright.context import BuildContext, join
from dockwright.knowledge.node_packages import LIBRARIES, PLAIN_SCRIPTS, SELF_CONTAINED, UNMOVED
from dockwright.projects.node import Package, json_with_comments, lock_file

_NATIVE = (SELF_CONTAINED | LIBRARIES.keys() | UNMOVED.keys()) - PLAIN_SCRIPTS
_MOST = 5000  # packages of a lock file


def unbundled(context: BuildContext, package: Package) -> str:
    """A package that is needed when it runs and that stays in node_modules whatever is bundled; "" where none is known."""
    wanted = [*package.section("dependencies"), *package.section("optionalDependencies")]
    named = sorted(_NATIVE.intersection(wanted))
    if named:
        return named[0]
    npm = lock_file(context, package.directory, "npm")
    if npm is not None:
        return next(_of_npm(json_with_comments(context.read(npm)).get("packages")), "")
    bun = join(package.directory, "bun.lock")
    text = context.read(bun) if context.sends(bun) else None
    return next(_of_bun(json_with_comments(text).get("packages"), wanted), "") if text is not None else ""


def _of_npm(packages: object) -> Iterator[str]:
    """Of an npm lock file: production packages with an install script, or for some processors alone."""
    for place, one in packages.items() if isinstance(packages, Mapping) else ():
        name = str(place).rpartition("node_modules/")[2]
        if not isinstance(one, Mapping) or not name or one.get("dev") is True or one.get("devOptional") is True:
            continue
        if _is_native(name, one, bool(one.get("hasInstallScript"))):
            yield name


def _of_bun(packages: object, wanted: Sequence[str]) -> Iterator[str]:
    """Of a bun.lock: what is reached from the packages that are wanted."""
    if not isinstance(packages, Mapping):
        return
    seen: set[str] = set()
    waiting = list(wanted)
    while waiting and len(seen) < _MOST:
        name = waiting.pop()
        entry = packages.get(name)
        if name in seen or not isinstance(entry, list):
            continue
        seen.add(name)
        said = next((one for one in entry if isinstance(one, Mapping)), {})
        if _is_native(name, said, name in _NATIVE):
            yield name
        for section in ("dependencies", "optionalDependencies"):
            waiting += said.get(section) or ()


def _is_native(name: str, said: Mapping[str, object], has_script: bool) -> bool:
    """Whether a package has native code for Linux, as far as a lock file tells."""
    systems, processors = said.get("os"), said.get("cpu")
    if systems not in (None, "none") and "linux" not in str(systems):
        return False
    return bool(processors) or (has_script and name not in PLAIN_SCRIPTS)
