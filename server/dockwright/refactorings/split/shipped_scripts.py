"""Scripts of the build context that come along with a program which starts them: what they run must be in the new image, too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from posixpath import basename, dirname, join, normpath

from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.script import StartScript, interpreter_of, other_script
from dockwright.refactorings.split.subject import Draft, Subject

_WITH_ARTIFACTS = frozenset({"c", "dotnet", "elixir", "go", "java", "rust"})
"""Ecosystems whose programs are no scripts themselves."""

_MOST = 100

_COMPUTED = re.compile(r"\$\{?(?:0|BASH_SOURCE)\b|\$\{?\w+\}?\"?/[\w.]")
"""What a script makes paths of: its own place, and variables."""


def ship_scripts(subject: Subject, draft: Draft, has: Callable[[str], bool]) -> Obstacle | None:
    """Tell of the scripts among what is copied; an obstacle where the base cannot run one. `has`: whether it has a program, if
    need be by a package."""
    if subject.build.ecosystem not in _WITH_ARTIFACTS or not subject.context.is_known:
        return None
    for copy in tuple(draft.copies):
        for path in _scripts(subject, copy):
            read = other_script(subject.start, subject.sources, subject.context, path)
            programs = read.programs if isinstance(read, StartScript) else ()
            missing = _missing(subject, (_interpreter(subject, path), *programs), has)
            if missing and not copy.is_directory:
                reason = f"`{basename(path)}` runs `{missing}`, which {subject.base.image} does not have"
                return Obstacle(reason, subject.start.span, ships=True)
            if missing or not isinstance(read, StartScript) or subject.base.os != subject.facts.os:
                draft.note(f"`{basename(path)}` runs in the new image: see that its commands work there")
            elif named := _other_file(subject, draft, read):
                draft.note(f"`{basename(path)}` names `{named}`: see that it is in the new image")
    return None


def _other_file(subject: Subject, draft: Draft, script: StartScript) -> str:
    """A file that a script names and that does not come along, or a word that it makes one of; "" without one."""
    source = subject.sources.context_path(script.path)
    computed = _COMPUTED.search(subject.context.read(source) or "") if source else None
    if computed is not None:
        return computed[0]
    for word in (*script.named, *(one for one in script.programs if "/" in one)):
        for directory in (subject.start.directory, dirname(script.path)):
            place = normpath(join(directory, word))
            found = subject.sources.context_path(place) if word.strip("./") else None
            if found and subject.context.exists(found) and not draft.is_copied(place):
                return word
    return ""


def _missing(subject: Subject, programs: Iterable[str], has: Callable[[str], bool]) -> str:
    """The first program that the base lacks."""
    own = {basename(one.destination) for one in subject.build.copies}
    return next((one for one in programs if basename(one) not in own and not has(one)), "")


def _scripts(subject: Subject, copy: Copied) -> Iterator[str]:
    """The scripts among what is copied, as paths of the image."""
    source = subject.sources.context_path(copy.source)
    if source is None or not subject.context.exists(source):
        return
    if not copy.is_directory:
        if _interpreter(subject, copy.source):
            yield copy.source
        return
    for path in tuple(subject.context.sent_files(source))[:_MOST]:
        place = join(copy.source, path[len(source) :].lstrip("/"))
        if _may_be_script(path) and _interpreter(subject, place):
            yield place


def _may_be_script(path: str) -> bool:
    name = basename(path)
    return "." not in name or name.endswith((".sh", ".bash", ".py", ".pl", ".rb"))


def _interpreter(subject: Subject, path: str) -> str:
    """What runs the file of the context that stands at a path of the image; "" where it is no script."""
    source = subject.sources.context_path(path)
    return interpreter_of(subject.context.read(source) or "") if source else ""
