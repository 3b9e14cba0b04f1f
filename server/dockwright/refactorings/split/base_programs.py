"""Programs that the runtime stage has: from its base, by a package, from the builder or by a COPY; and where they lie."""

from __future__ import annotations

from posixpath import basename, dirname

from dockwright.knowledge.base_images import DEFAULT_PATH
from dockwright.knowledge.os_packages import PROGRAM_OF_PACKAGE
from dockwright.knowledge.table import words
from dockwright.refactorings.split.packages import installed, package_of
from dockwright.refactorings.split.program_places import is_at
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Draft, Subject
from dockwright.syntax import Run, Transfer

_ALIKE = words(
    "sh ash bash true false sleep echo printf cat pwd mkdir rmdir touch chmod id whoami basename dirname kill yes sync clear tee nproc"
)
"""Programs that busybox has with the options that are used."""

OF_BUSYBOX = "`{}` is busybox's in the new image: see that it knows the options that it is given"
"""What to look at where a program is another one of the same name."""


def written_as(subject: Subject, prefix: str) -> str:
    """A program in front of what starts, as the start command writes it."""
    starts = (one for one in (subject.start.entrypoint, subject.start.cmd) if one is not None)
    named = (word.value for one in starts for word in (one.exec_words if one.is_exec else ()))
    return next((one for one in named if basename(one) == prefix), prefix)


def is_there(subject: Subject, draft: Draft, written: str) -> bool:
    """Whether a program that the runtime stage has by its name is at the path that it is called by, if it is called by one."""
    if not written.startswith("/") or draft.is_copied(written):
        return True
    return is_at(written, subject.base, subject.facts.os) or is_copied_to(subject, draft, written)


def is_copied_to(subject: Subject, draft: Draft, path: str) -> bool:
    """Whether a COPY or ADD of the runtime stage brings something to the path, or to the directory of it."""
    places = (subject.destination(one) for one in subject.stage.of(Transfer) if is_of_runtime(subject, draft, one))
    return any(place is not None and inside(path, place) is not None for place in places)


def is_brought(subject: Subject, draft: Draft, name: str) -> bool:
    """Whether a file of this name comes from the builder, or a COPY or ADD of the runtime stage brings it."""
    if any(basename(one.destination) == name for one in draft.copies):
        return True
    indices = {piece.order[0] for piece in draft.pieces}
    for one in subject.stage.of(Transfer):
        if one.index in indices or one.index > subject.boundary.index:
            brought = [basename(subject.destination(one) or ""), *(basename(word.value) for word in one.sources)]
            if name in brought:
                return True
    return False


def is_of_system(path: str) -> bool:
    return dirname(path) in DEFAULT_PATH.split(":")


def has_program(subject: Subject, draft: Draft, name: str) -> bool:
    """Make sure that the base has a program, by a package if need be."""
    base = subject.base
    if name in base.programs:
        return True
    package = _package_of_builder(subject, name) or (package_of(name, base.os) if base.package_manager else None)
    if package is None and base.package_manager and base.os == subject.facts.os:
        package = name if any(one.name == name for one in installed(subject.stage.commands)[0]) else None
    if package is not None:
        draft.packages[package] = None
    return package is not None


def has_at_path(subject: Subject, draft: Draft, written: str) -> bool:
    """Make sure of a program at the path that it is called by, or by its name."""
    return has_program(subject, draft, basename(written)) and is_there(subject, draft, written)


def _package_of_builder(subject: Subject, name: str) -> str | None:
    """The package that the old stage has the program from, where the runtime stage can have the same."""
    if not subject.base.package_manager or subject.base.os != subject.facts.os:
        return None
    found, _ = installed(command for run in subject.stage.of(Run) for command in subject.model.commands(run))
    names = (one.name for one in found)
    return next((one for one in names if name in PROGRAM_OF_PACKAGE.get(one, ())), None)


def tell_of_busybox(subject: Subject, draft: Draft) -> None:
    """Alpine has programs of Debian's under the same names, with fewer options."""
    name = next((one for one in subject.build.needs.programs if is_of_busybox(subject, one)), None)
    if name is not None:
        draft.note(OF_BUSYBOX.format(name))


def is_of_busybox(subject: Subject, name: str) -> bool:
    """Whether a program is Debian's in the old image, and busybox's in the new one."""
    is_other = subject.base.os == "alpine" and subject.facts.os in ("debian", "ubuntu")
    return is_other and name in subject.base.programs and name not in _ALIKE


def is_of_runtime(subject: Subject, draft: Draft, transfer: Transfer) -> bool:
    """Whether a COPY or ADD stands in the runtime stage, too."""
    return transfer.index > subject.boundary.index or any(
        piece.order[0] == transfer.index and transfer is not subject.boundary for piece in draft.pieces
    )
