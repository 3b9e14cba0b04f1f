"""Whom files and directories belong to, and what may be done with them: what chown, chgrp, chmod and --chown of the builder say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase
from posixpath import basename, join

from dockwright.refactorings.split.commands import path_words
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Draft, Subject, home
from dockwright.shell import Command
from dockwright.syntax import Run, Transfer
from dockwright.values import NamedTuple

CHANGERS = frozenset({"chown", "chgrp", "chmod"})
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
    group: str
    is_deep: bool  # to all below it, too

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
            if destination is not None and owner is None:
                draft.note(_UNFOLLOWED.format(f"--chown={written}"))
            elif destination is not None:
                yield _given(destination, owner or "0:0", is_deep=True)
        elif isinstance(one, Run):
            for command in subject.model.commands(one):
                if command.name in ("chown", "chgrp"):
                    yield from _of_command(subject, draft, command)


def _of_command(subject: Subject, draft: Draft, command: Command) -> Iterator[Given]:
    operands = command.operands(("reference", "from"))
    written = operands[0].value if operands and not command.has_flag("reference") else "$"
    owner = subject.model.expand(written, command.instruction) if "$" in written else written
    if not owner or "$" in owner:
        draft.note(_UNFOLLOWED.format(command.name))
        return
    for path in subject.paths(command):
        yield _given(
            path, owner if command.name == "chown" else f":{owner}", is_deep=command.has_flag("R", "recursive")
        )


def _given(path: str, owner: str, *, is_deep: bool) -> Given:
    user, _, group = owner.partition(":")
    return Given(path, user, group, is_deep)


def owner_at(path: str, given: Sequence[Given]) -> str:
    """Who owns what is at a path in the end, as --chown has it; "" for root."""
    user = group = ""
    for one in given:
        if one.means(path):
            user, group = one.owner or user, one.group or ("" if one.owner else group)
    if user in ("", "0", "root") and group in ("", "0", "root"):
        return ""
    return f"{user or 0}:{group}" if group else user


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


def changed_paths(subject: Subject, command: Command, there: Collection[str]) -> list[str]:
    """What of the runtime stage's own a chown, chgrp or chmod of the builder changes: the paths that it names, or what lies below."""
    found: dict[str, None] = {}
    is_deep = command.has_flag("R", "recursive")
    for path in subject.paths(command):
        if path in there:
            found[path] = None
        elif is_deep and path != "/":
            below = [one for one in sorted(there) if inside(one, path) is not None]
            found.update((one, None) for one in below if not any(inside(one, other) for other in below))
    return list(found)


def rewritten(subject: Subject, command: Command, paths: Sequence[str]) -> str | None:
    """The command for these paths alone; None where it stays as it is written."""
    words = path_words(command)
    if list(paths) == subject.paths(command) and not any("$" in word.value for word in words):
        return None
    spans = {word.span for word in words}
    return " ".join([*(word.raw for word in command.words if word.span not in spans), *paths])


def tell_of_unfollowed(subject: Subject, draft: Draft, commands: Sequence[Command]) -> None:
    """Note owners and modes that are given in ways which are not followed."""
    for command in commands:
        if _is_unfollowed(subject, command):
            draft.note(_UNFOLLOWED.format(command.name))


def _is_unfollowed(subject: Subject, command: Command) -> bool:
    words = [word.value for word in command.arguments]
    if command.name == "install":
        return command.has_flag("o", "owner", "g", "group") or (command.has_flag("d") and command.has_flag("m", "mode"))
    if command.name in _THROUGH_OTHERS:
        at = next((number for number, word in enumerate(words) if word in CHANGERS), None)
        return at is not None and not (
            words[at] == "chmod" and any(_HARMLESS.fullmatch(one) for one in words[at + 1 :])
        )
    if command.name not in CHANGERS or not any("$" in path or "`" in path for path in subject.paths(command)):
        return False
    return not (command.name == "chmod" and any(_HARMLESS.fullmatch(one) for one in words))
