"""Users that USER and --chown can name: of the base image, made in the stage, and numbers that need no account."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.commands import VALUED_FLAGS
from dockwright.shell import Command

_MAKERS = {"useradd": False, "adduser": False, "groupadd": True, "addgroup": True}
_WINDOWS_ACCOUNTS = {"ContainerUser": "few rights", "ContainerAdministrator": "all rights"}
_NUMBERS = {"65532:65532": "distroless and Chainguard's nonroot", "10001:10001": "a number above the system's own"}


def users(cursor: Cursor, typed: str) -> Iterator[Completion]:
    """User names, or behind a colon group names."""
    name, colon, group = typed.rpartition(":")
    span = cursor.replacing(group, r"[\w.-]*") if colon else cursor.replacing(typed, r"[\w.:-]*")
    if span is None:
        return
    offered = dict(_accounts(cursor, groups=bool(colon)))
    if not colon and not cursor.is_windows and not typed[:1].isdecimal():  # who begins a number means another one
        offered |= _NUMBERS
    elif name and name not in offered and "$" not in name:
        offered = {name: "the group of that name"} | offered
    for one, origin in offered.items():
        yield Completion(one, "user", span, one, origin)


def _accounts(cursor: Cursor, *, groups: bool) -> Iterator[tuple[str, str]]:
    stage = cursor.stage
    facts = stage.facts if stage is not None else None
    for name in _made(cursor, groups=groups):
        yield name, "made in this stage"
    if facts is not None:
        for name in (facts.user, facts.account):
            if name:
                yield name.partition(":")[0], "of the base image"
    if cursor.is_windows:
        yield from _WINDOWS_ACCOUNTS.items()
        return
    yield "root", "all rights"
    if not groups:
        yield "nobody", "for programs that own no files"


def _made(cursor: Cursor, *, groups: bool) -> Iterator[str]:
    """Accounts that commands above the cursor make."""
    for stage in cursor.stage.lineage if cursor.stage is not None else ():
        for command in stage.commands:
            if command.span.start >= cursor.offset or command.name not in _MAKERS:
                continue
            if groups or not _MAKERS[command.name]:
                name = _account(command)
                if name:
                    yield name


def _account(command: Command) -> str:
    valued = VALUED_FLAGS.get(command.name, ())
    operands = command.operands(valued)
    return operands[-1].value if operands and operands[-1].is_literal else ""
