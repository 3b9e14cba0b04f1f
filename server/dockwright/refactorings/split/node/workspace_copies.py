"""What a package of a workspace gets along: what is installed, the packages that it needs, and the files that they name."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from dockwright.projects.node_build import Output
from dockwright.refactorings.split.model import Copied
from dockwright.refactorings.split.node.workspace_facts import Member
from dockwright.refactorings.split.sources import inside
from dockwright.syntax import Healthcheck, Instruction

_MOST_PACKAGES = 12
"""So many COPY lines are still readable; more packages are taken with those beside them."""


def copies_of(member: Member, last: Instruction, alone: Output | None) -> tuple[Copied, ...]:
    """All that is copied from the builder, each path once."""
    copies = list(_whole(member) if alone is None else _contained(member, alone))
    named = [one for place, findings in member.findings.items() for one in findings.files()
             if alone is None or place == member.begun.directory]  # fmt: skip
    named += [(path, False) for path in _checked(member)]
    for path, is_directory in named if alone is None or alone.tool != "Next.js" else ():
        place = member.sources.image_path(path)
        if place is not None and inside(member.workspace.directory, place) is None:
            copies.append(Copied(place, place, is_directory))
    copies += _served(member)
    found: list[Copied] = []
    for one in copies:
        is_taken = any(inside(one.source, other.source) is not None for other in found)
        if not is_taken and _is_there(member, one.source, last):
            found.append(one)
    return tuple(found)


def _whole(member: Member) -> Iterator[Copied]:
    """What is installed, and the packages that are needed as they are."""
    root = member.workspace.directory
    yield Copied(join(root, "node_modules"), join(root, "node_modules"), True)
    for name in ("package.json", "pnpm-workspace.yaml") if member.begun.is_sent else ():
        if member.sources.context_path(join(root, name)) is not None:
            yield Copied(join(root, name), join(root, name))
    places = set(member.needed)
    if len(places) > _MOST_PACKAGES:
        places = {place if dirname(place) == root else dirname(place) for place in places}
    yield from (Copied(place, place, True) for place in sorted(places))


def _contained(member: Member, alone: Output) -> Iterator[Copied]:
    """An output that has all in it, with what stands beside it, and package.json where that tells the kind of modules."""
    above = dirname(alone.path)
    is_beside = not alone.is_directory and inside(above, member.begun.directory)
    path = above if is_beside else alone.path
    yield Copied(path, path, alone.is_directory or bool(is_beside))
    is_plain = member.starting.targets[0].endswith((".mjs", ".cjs")) or alone.tool == "Next.js"
    if member.begun.package.data.get("type") == "module" and not is_plain:
        file = join(member.begun.directory, "package.json")
        yield Copied(file, file)


def _served(member: Member) -> Iterator[Copied]:
    """What is built of other packages whose directories sources and variables name: pages that a server hands out."""
    others = {place: one for place, one in member.workspace.members.items() if place not in member.needed}
    said = {text for one in member.findings.values() for path in one.paths for text in one.sources.strings(path)}
    segments = (text.lstrip("./").split("/") for text in said)
    named = {"/".join(some[:count]) for some in segments for count in range(1, len(some) + 1)}
    values = [value for value in member.start.state.env.values() if value and value.startswith("/")]
    for place, package in others.items():
        names = (package.directory, basename(package.directory))
        if named.intersection(names) or any(inside(value, place) is not None for value in values):
            made = [one for one in member.built.get(place, ()) if one.path and inside(one.path, place)]
            yield from (Copied(one.path, one.path, one.is_directory) for one in made)
            if not made and place in member.built:
                yield Copied(place, place, True)


def _checked(member: Member) -> Iterator[str]:
    """The files that a health check of the stage names: context paths."""
    check = member.stage.last(Healthcheck)
    for command in member.model.commands(check) if check is not None else ():
        for word in command.words[1:]:
            path = member.sources.context_path(normpath(join(member.start.directory, word.value)))
            if path and member.context.is_file(path):
                yield path


def _is_there(member: Member, path: str, last: Instruction) -> bool:
    """Whether the builder has it in the end: what is brought only behind it comes along as it does."""
    brought = [one for one in member.sources.brought if inside(one.target, path) is not None
               or (one.is_directory and inside(path, one.target) is not None)]  # fmt: skip
    return not brought or any(one.transfer.index < last.index for one in brought)
