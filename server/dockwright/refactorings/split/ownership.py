"""Whom files and directories belong to, and what may be done with them: what chown, chgrp, chmod and --chown of the builder say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase
from posixpath import basename, dirname, join

from dockwright.refactorings.split.commands import CHANGERS, path_words
from dockwright.refactorings.split.model import Copied
from dockwright.refactorings.split.places import SYSTEM_DIRECTORIES, absolute, located
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Draft, Subject, home
from dockwright.refactorings.split.transfers import PROGRAM_PLACES
from dockwright.shell import Command
from dockwright.syntax import Run, Transfer
from dockwright.values import NamedTuple

LOGIN = "@"
_ROOT = ("", "0", "root")
_HARMLESS = re.compile(r"[ugoa]*\+[rxX]+|[ugoa]*=r[xX]+|0?[67]55")
"""Modes that make nothing writable that is not anyway."""

_THROUGH_OTHERS = frozenset({"find", "xargs"})
_GLOB = re.compile(r"[*?\[]")
_UNFOLLOWED = (
    "whom `{}` gives files and directories to, or who may write there, is not followed: see to it in the new image"
)


class Given(NamedTuple):
    """An owner that is given to what is at a path of the builder."""

    path: str  # absolute; perhaps with wildcards
    owner: str  # "" stays as it is
    group: str  # "" stays as it is; LOGIN: the one that the owner has
    is_deep: bool  # to all below it, too
    is_copy: bool = False  # by a COPY, which gives it to what it brings

    def means(self, path: str) -> bool:
        if _GLOB.search(self.path):
            return fnmatchcase(path, self.path)
        return inside(path, self.path) is not None if self.is_deep else path == self.path


def given_owners(subject: Subject, draft: Draft) -> Iterator[Given]:
    """Who is given what above the boundary, in order; what cannot be told is noted."""
    for one in subject.before:
        if isinstance(one, Transfer):
            destination, flag = subject.destination(one), one.flag("chown")
            written = flag.value.value if flag is not None and flag.value is not None else "0:0"
            owner = subject.model.expand(written, one) if "$" in written else written
            mode = one.flag("chmod")
            if mode is not None and mode.value is not None and not _HARMLESS.fullmatch(mode.value.value):
                _tell_of_modes(draft, destination)
            if destination is not None and owner is None:
                draft.note(_UNFOLLOWED.format(f"--chown={written}"))
            elif destination is not None:
                user, _, group = (owner or "0:0").partition(":")
                yield Given(destination, user, group or LOGIN, True, True)
        elif isinstance(one, Run):
            for command in subject.model.commands(one):
                if command.name in ("chown", "chgrp"):
                    yield from _of_command(subject, draft, command)


def _tell_of_modes(draft: Draft, destination: str | None) -> None:
    """A mode that a COPY gives a directory, too: the copy of the copy has another."""
    for copy in draft.copies:
        if copy.is_directory and destination is not None and inside(copy.source, destination) is not None:
            draft.note(f"`{copy.source}` has a mode of its own: COPY keeps that of what is in it alone")


def _of_command(subject: Subject, draft: Draft, command: Command) -> Iterator[Given]:
    operands = command.operands(("reference", "from"))
    written = operands[0].value if operands and not command.has_flag("reference") else "$"
    owner = subject.model.expand(written, command.instruction) if "$" in written else written
    if not owner or "$" in owner:
        draft.note(_UNFOLLOWED.format(command.name))
        return
    user, colon, group = owner.partition(":") if command.name == "chown" else ("", "", owner)
    for path in subject.paths(command):
        yield Given(path, user, group or (LOGIN if colon else ""), command.has_flag("R", "recursive"))


def owner_of(subject: Subject, copy: Copied, given: Sequence[Given]) -> str:
    """Who owns what is copied, as --chown has it; "" for root. A directory's own owner is given by a RUN, where it is not that of
    all below it."""
    is_made = subject.context.is_known and subject.sources.context_path(copy.source) is None
    state = subject.model.state_before(subject.build.last)
    user, group = (
        (state.user or "", LOGIN) if is_made and state.is_root is False and not copy.is_directory else ("", "")
    )
    user, _, own = user.partition(":")
    group = own or group
    for one in given:
        if one.means(copy.source) and not (one.is_copy and is_made) and (one.is_deep or not copy.is_directory):
            user, group = one.owner or user, one.group or group
    if user in _ROOT and group in (*_ROOT, LOGIN):
        return ""
    return (user or "0") if group == LOGIN else f"{user or 0}:{group or 0}"


def as_login(user: str) -> str:
    """A user with the group that COPY gives along, as chown has it: of a number that of the same number."""
    return f"{user}:{user}" if user.isdecimal() else f"{user}:"


def kept_directories(subject: Subject, draft: Draft) -> set[str]:
    """The directories and files that the runtime stage has of its own, or from the context."""
    there = {*draft.directories, *(home(name) for name in draft.accounts), *transferred(subject, draft)}
    return there | ({subject.directory} if subject.directory is not None else set())


def transferred(subject: Subject, draft: Draft) -> Iterator[str]:
    """The paths that COPY and ADD above the boundary give the runtime stage, too."""
    indices = {piece.order[0] for piece in draft.pieces}
    for one in subject.before:
        destination = subject.destination(one) if isinstance(one, Transfer) and one.index in indices else None
        if isinstance(one, Transfer) and destination is not None:
            yield destination
            yield from (join(destination, basename(word.value)) for word in one.sources)


def changed_paths(
    subject: Subject, command: Command, there: Collection[str], filled: Collection[str] = ()
) -> list[str]:
    """What of the runtime stage's own a chown, chgrp or chmod of the builder changes: the paths that it names, or what lies below.

    `filled`: the directories in which the runtime stage has what a wildcard means.
    """
    found: dict[str, None] = {}
    is_deep, gives = command.has_flag("R", "recursive"), not is_harmless(command)
    for path in subject.paths(command):
        if path in there or (gives and is_above(subject, path)) or (_GLOB.search(path) and dirname(path) in filled):
            found[path] = None
        elif is_deep and path != "/":
            below = [one for one in sorted(there) if inside(one, path) is not None]
            found.update((one, None) for one in below if not any(inside(one, other) for other in below))
    return list(found)


def is_above(subject: Subject, path: str) -> bool:
    """Whether the working directory lies in a directory that images do not have by themselves."""
    directory = subject.directory or "/"
    return path not in SYSTEM_DIRECTORIES and path != directory and inside(directory, path) is not None


def copied_directories(subject: Subject, draft: Draft, command: Command) -> list[str]:
    """The directories that come from the builder, and whose own mode or owner a command changes: COPY keeps those of what is in a
    directory, and makes the directory itself anew."""
    is_deep = command.has_flag("R", "recursive")
    if command.name not in CHANGERS or (is_deep and command.name != "chmod") or is_harmless(command):
        return []
    places = [one.destination for one in draft.copies if one.is_directory and one.source == one.destination]
    paths = subject.paths(command)
    found = (one for one in places if any(one == path or (is_deep and inside(one, path) is not None) for path in paths))
    return list(dict.fromkeys(found))


def rewritten(subject: Subject, command: Command, paths: Sequence[str]) -> str | None:
    """The command for these paths alone; None where it stays as it is written."""
    words = path_words(command)
    if list(paths) == subject.paths(command) and not any("$" in word.value for word in words):
        return None
    spans = {word.span for word in words}
    return " ".join([*(word.raw for word in command.words if word.span not in spans), *paths])


def tell_of_links(subject: Subject, draft: Draft) -> None:
    """Note what is copied from where the builder has a symbolic link: what that leads to is copied, if it is there at all."""
    wanted = {one.source for one in draft.copies if dirname(one.source) not in PROGRAM_PLACES}
    for run in subject.before:
        if not isinstance(run, Run) or "ln " not in run.text:
            continue
        for command, directory in located(subject.model, run):
            operands = command.operands() if command.name == "ln" and command.has_flag("s", "symbolic") else ()
            path = absolute(subject.model, run, directory, operands[1].value) if len(operands) == 2 else None
            if path in wanted:
                draft.note(f"`{path}` is a link in the builder: what it leads to is copied in its place")


def is_harmless(command: Command) -> bool:
    """Whether a chmod makes nothing writable that is not anyway."""
    return command.name == "chmod" and any(is_harmless_mode(word.value) for word in command.arguments)


def is_harmless_mode(mode: str) -> bool:
    """Whether a mode makes nothing writable that is not anyway."""
    return _HARMLESS.fullmatch(mode) is not None


def tell_of_unfollowed(subject: Subject, draft: Draft, commands: Sequence[Command]) -> None:
    """Note owners and modes that are given in ways which are not followed."""
    for command in commands:
        if _is_unfollowed(subject, command):
            draft.note(_UNFOLLOWED.format(command.name))


def _is_unfollowed(subject: Subject, command: Command) -> bool:
    words = [word.value for word in command.arguments]
    if command.name == "umask":
        return bool(words)
    if command.name == "install":
        return command.has_flag("o", "owner", "g", "group") or (command.has_flag("d") and command.has_flag("m", "mode"))
    if command.name in _THROUGH_OTHERS:
        at = next((number for number, word in enumerate(words) if word in CHANGERS), None)
        return at is not None and not (
            words[at] == "chmod" and any(_HARMLESS.fullmatch(one) for one in words[at + 1 :])
        )
    if command.name not in CHANGERS or not any("$" in path or "`" in path for path in subject.paths(command)):
        return False
    return not is_harmless(command)
