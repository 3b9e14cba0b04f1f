"""Whom the working directory belongs to where a COPY with --chown makes it: WORKDIR alone would make it for somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.ownership import as_login
from dockwright.refactorings.split.places import SYSTEM_DIRECTORIES
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Draft, Subject, home
from dockwright.refactorings.split.users import missing_account
from dockwright.shell import Command
from dockwright.syntax import Run, Transfer, Workdir

_THERE = SYSTEM_DIRECTORIES | {"/usr/src"}
"""Directories that the old image has by itself."""

_ROOT = frozenset({"0", "root", "0:0", "root:root"})
_MAKERS = frozenset({"mkdir", "install", "git"})


def own_working_directory(subject: Subject, draft: Draft) -> Obstacle | None:
    """Make the working directory for the owner whom it has above the boundary. Source: BuildKit's COPY gives the directories that
    it makes on its way to the owner that --chown names; those that are there keep theirs. Date: 2026-11."""
    directory = subject.directory
    if directory is None or subject.build.shared or subject.start.state.is_root or "WORKDIR" in subject.build.dropped:
        return None
    maker = _maker(subject, directory)
    flag = maker.flag("chown") if maker is not None else None
    if maker is None or flag is None or flag.value is None:
        return None
    if any(piece.order[0] == maker.index for piece in draft.pieces):
        return None  # the same COPY makes it in the runtime stage
    place = subject.destination(maker) or "/"
    made = [one for one in _upwards(directory) if inside(place, one) is not None and one not in _THERE]
    owner = subject.model.expand(flag.value, maker) if made else "0"
    if owner is None:
        draft.note(f"`{directory}` belongs to `{flag.value.value}`: see to it in the new image")
    if owner is None or owner in _ROOT:
        return None
    if not subject.base.has_shell:
        reason = f"`{directory}` belongs to `{owner}`, which needs a shell in the runtime stage"
        return Obstacle(reason, flag.value.span, ships=True)
    if missing := missing_account(subject, draft, owner, maker):
        return Obstacle(f"{subject.base.image} has no {missing}", flag.value.span, ships=True)
    draft.directories.update(made)
    chown = f"chown {owner if ':' in owner else as_login(owner)} {' '.join(reversed(made))}"
    draft.add(maker, f"RUN mkdir -p {directory} && {chown}")
    return None


def _maker(subject: Subject, directory: str) -> Transfer | None:
    """The COPY or ADD that makes the directory; None where something else does."""
    for one in subject.before:
        if isinstance(one, Workdir) and inside(subject.model.state_after(one).workdir or "/", directory) is not None:
            return None
        if isinstance(one, Run) and any(
            inside(path, directory) is not None
            for command in subject.model.commands(one)
            for path in _made_by(subject, command)
        ):
            return None
        if isinstance(one, Transfer) and inside(subject.destination(one) or "/", directory) is not None:
            return one
    return None


def _made_by(subject: Subject, command: Command) -> list[str]:
    """The directories that a command makes, as far as they are named."""
    if command.name not in accounts.PROGRAMS:
        return subject.paths(command) if command.name in _MAKERS else []
    account = accounts.account_of(command, subject.facts.os)
    return [account.home or home(account.name)] if account is not None else []


def _upwards(path: str) -> Iterator[str]:
    """The path and the directories above it, but for the root."""
    while path != "/":
        yield path
        path = dirname(path)
