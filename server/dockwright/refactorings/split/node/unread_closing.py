"""What leaves the folder of a server when the build is done: development dependencies, and packages of pages that are built."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import basename, join, normpath

from dockwright.knowledge.table import words
from dockwright.projects.node import Package
from dockwright.projects.package_scripts import RUNNERS
from dockwright.refactorings.split.node.frameworks import without_caches
from dockwright.refactorings.split.node.pruning import omits_development, pruning
from dockwright.refactorings.split.node.unread_commands import adds_packages
from dockwright.refactorings.split.node.unread_facts import Unread
from dockwright.refactorings.split.sources import inside
from dockwright.syntax import Instruction, Run, Transfer

_OUTPUTS = words("dist build lib out .output .next")


def closing_of(server: Unread, last: Instruction) -> tuple[tuple[str, ...], list[str]]:
    """Commands that take away what only a build needs, and what is to be said of that."""
    found: list[str] = []
    notes: list[str] = []
    for directory in _finished(server, last):
        found.append(f"rm -rf {inside(join(directory, 'node_modules'), server.root)}")
        notes.append(
            f"see that the server loads nothing from `{inside(directory, server.root)}/node_modules`, which is taken away"
        )
    if "next" in server.argv:
        found.append(without_caches(".next"))
    why = _why_development(server, last)
    if why:
        notes.append(f"development dependencies stay: {why}")
    elif why is None:
        assert server.install is not None
        command = pruning(
            server.candidate.context, Package("", {}), server.install, server.candidate.facts.version
        ).command
        inner = inside(server.install.directory, server.root)
        found += [f"cd {inner}", command] if inner else [command]
        written = f"the script `{server.runner}` of package.json" if server.runner else f"`{' '.join(server.argv[:2])}`"
        notes.append(f"see that {written} needs no development dependency: they are taken away")
        if server.install.manager == "pnpm":
            notes.append("see that there is no pnpm-workspace.yaml with packages: `pnpm prune` would unlink them")
    return tuple(found), notes


def _finished(server: Unread, last: Instruction) -> Iterator[str]:
    """Folders in which pages are built for a server that starts beside them."""
    if server.starting is None or not server.starting.targets or server.is_left(last):
        return
    targets = [normpath(join(server.root, one)) for one in server.starting.targets]
    for directory in dict.fromkeys(one.directory for one in server.installs):
        is_built = any(place == directory for _, _, place in server.builds)
        is_below = inside(directory, server.root) and all(inside(one, directory) is None for one in targets)
        if is_built and is_below:
            yield directory


def _why_development(server: Unread, last: Instruction) -> str | None:
    """Why development dependencies stay; "": they are not there; None: they are taken away."""
    if any(command.name in RUNNERS and command.subcommand == "prune" for _, command, _ in server.commands):
        return ""
    for one in server.installs:
        env = server.model.state_before(one.run).env
        if (one is server.install or server.install is None) and omits_development(one, env.get("NODE_ENV") or ""):
            return ""
    if server.start.before:
        first = server.start.before[0]
        written = " ".join(first[: 3 if first[1:2] == ("run",) else 2])
        return f"`{written}` runs in front of the server, and may be one of them"
    install = server.install
    if install is None:
        return "they were installed elsewhere"
    if server.is_left(last):
        return "another user, or another directory, is in effect when the build is done"
    named = next((one for one in server.commands if adds_packages(one[1]) and one[2] == install.directory), None)
    if named is not None:
        return f"`{named[1].name} {named[1].subcommand}` installs what package.json may not name"
    if not _has_package(server, install.directory):
        return "package.json is not copied by name"
    if install.manager == "pnpm" and _starts_deep(server):
        return "`pnpm prune` would unlink the packages of a workspace, as the place of what starts looks like one"
    if install.manager in ("pnpm", "bun") and any("prisma" in one.text for one in server.stage.of(Run)):
        return f"{install.manager} would take the client of Prisma away, too"
    return pruning(server.candidate.context, Package("", {}), install, server.candidate.facts.version).why_not or None


def _starts_deep(server: Unread) -> bool:
    """Whether what starts is in an output directory of a directory of its own: `apps/api/dist/main.js`."""
    targets = server.starting.targets if server.starting is not None else ()
    inner = (inside(normpath(join(server.root, one)), server.root) or "" for one in targets)
    return any(_OUTPUTS.intersection(path.split("/")[1:-1]) for path in inner)


def _has_package(server: Unread, directory: str) -> bool:
    """Whether a COPY or ADD brings package.json into the directory."""
    for one in server.candidate.sources.brought:
        inner = inside(directory, one.target)
        if (one.is_directory and inner is not None) or one.target == join(directory, "package.json"):
            return True
    for transfer in server.stage.of(Transfer):
        word = transfer.destination
        target = server.model.state_before(transfer).resolve(word.value) if word is not None else None
        names = (basename(source.value) for source in transfer.sources)
        if target == directory and any(fnmatchcase("package.json", name) for name in names):
            return True
    return False
