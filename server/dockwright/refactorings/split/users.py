"""Users and groups that the runtime stage names: its base has them, a COPY brings them, or they are made once more."""

from __future__ import annotations

from dockwright.knowledge.image_files import ACCOUNTS
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.base_programs import is_of_runtime
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.subject import Draft, Subject
from dockwright.refactorings.split.system_files import GROUPS, USERS, brings
from dockwright.syntax import Instruction, Transfer, User

_WITHOUT_GROUP = frozenset({"nobody", "sync"})
"""Users of Debian that have no group of their own name."""

_NUMBERS = {"node": "1000"}
"""The numbers of users that images have for their program, and of the groups of the same names. Source: the Dockerfiles of the images.
Date: 2026-11."""

_ROOT = frozenset({"root"})


_HOMES = {
    "alpine": {"65534": "/"},
    "debian": {"1": "/usr/sbin", "33": "/var/www", "65534": "/nonexistent"},
    "distroless": {"65532": "/home/nonroot", "65534": "/nonexistent"},
}
"""Numbers that users of containers have, where they are at home: who is not in /etc/passwd is at /. Source: /etc/passwd of the images.
Date: 2026-11."""


def _moves(subject: Subject, number: str) -> bool:
    """Whether a user that is named by number is at home elsewhere in the new image. scratch has the builder's /etc/passwd where that
    matters."""
    systems = ("debian" if one == "ubuntu" else one for one in (subject.facts.os, subject.base.os))
    was, now = (_HOMES.get(one, {}).get(number, "/") for one in systems)
    made = (one.uid for one in accounts.made_by(subject.stage.commands, subject.facts.os))
    return was != now and subject.base.os != "scratch" and number not in made


def check_user(subject: Subject, draft: Draft, user: User) -> Obstacle | None:
    """The user and the group that USER names, which the runtime stage must have or make."""
    written = subject.model.expand(user.user, user) if user.user is not None else None
    if written is None or user.user is None:
        return Obstacle("USER is computed", user.keyword_span, ships=True)
    for name, table in zip(written.split(":"), (USERS, GROUPS), strict=False):
        if name.isdecimal() or name == "root" or name in subject.base.accounts or name in draft.accounts:
            continue
        if is_brought_to(subject, draft, table):
            continue
        if _restate_account(subject, draft, name):
            continue
        if subject.base.os != "scratch" or name not in ("nobody", "nogroup"):
            return Obstacle(f"{subject.base.image} has no user `{name}`", user.user.span, ships=True)
        draft.takes_accounts = True
    return None


def check_owner(subject: Subject, draft: Draft, transfer: Transfer) -> Obstacle | None:
    """The user and the group that a COPY gives files to by name."""
    flag, base = transfer.flag("chown"), subject.base
    owner = subject.model.expand(flag.value, transfer) if flag is not None and flag.value is not None else None
    if owner is None or flag is None or flag.value is None:
        return None
    missing = missing_account(subject, draft, owner, transfer)
    return Obstacle(f"{base.image} has no {missing}", flag.value.span, ships=True) if missing else None


def missing_account(subject: Subject, draft: Draft, owner: str, before: Instruction | None = None) -> str:
    """What the runtime stage lacks of `user:group`, as one clause; "" where it has both, or they are numbers."""
    user, _, group = owner.partition(":")
    base = subject.base
    made = draft.accounts | ({"root"} if base.has_accounts else set())
    groups = accounts.groups_of(base.os) | (base.accounts - _WITHOUT_GROUP) | made
    asked = ((user, base.accounts | made, USERS), (group, groups, GROUPS))
    unknown = ((name, table) for name, there, table in asked if name and not name.isdecimal() and name not in there)
    missing, table = next((one for one in unknown if not is_brought_to(subject, draft, one[1], before)), ("", ""))
    if not missing or draft.takes_accounts:
        return ""
    return f"{'user' if table == USERS else 'group'} `{missing}`"


def _restate_account(subject: Subject, draft: Draft, name: str) -> bool:
    """Make the user that the old image has for itself, as those of `gradle` and `node` do, where the container runs as it."""
    stage, number = subject.stage, _NUMBERS.get(name, "")
    is_known = subject.build.ecosystem == "java" or bool(number)
    if name != subject.facts.account or not is_known or not subject.base.has_shell:
        return False
    assert stage.from_ is not None
    draft.accounts.add(name)
    account = accounts.Account(name, is_group=False, uid=number, has_own_group=bool(number))
    draft.add(stage.from_, f"RUN {accounts.written_for(account, subject.base.os)}")
    if not number:
        draft.note(accounts.OTHER_NUMBER.format(name))
    return True


def tell_of_accounts(subject: Subject, draft: Draft) -> None:
    """Users and groups that the old system has and the new one lacks, or has under another number."""
    needs, base, facts = subject.build.needs, subject.base, subject.facts
    if base.os == facts.os:
        return
    read = next((one for one in needs.paths if one in ACCOUNTS), "")
    if read:
        draft.note(
            f"`{read}` is that of the new image, which has other accounts: see that the program finds its own there"
        )
    user = (subject.start.state.user or "").partition(":")[0]
    is_alpine = "alpine" in (base.os, facts.os)
    is_named = is_alpine and user in base.accounts - draft.accounts - _ROOT
    if needs.accounts and (is_named or _moves(subject, user)):
        draft.note(f"`{user}` is at home elsewhere in the new image: see what the program does there")
    made = {*draft.accounts, *(one.name for one in accounts.made_by(subject.stage.commands, facts.os))}
    lost = {
        "user": (accounts.users_of(facts.os) - base.accounts - made, needs.looked_up),
        "group": (accounts.groups_of(facts.os) - _ROOT - made, needs.groups),
    }
    for kind, (names, wanted) in lost.items():
        name = next((one for one in wanted if not one or one in names), None)
        if name is not None:
            what = f"the {kind} `{name}`" if name else f"a {kind} whose name is computed"
            draft.note(f"the program looks up {what}: see that the new image has it")


def is_brought_to(subject: Subject, draft: Draft, path: str, before: Instruction | None = None) -> bool:
    """Whether a COPY of the runtime stage, above an instruction of it, brings something to the path."""
    return any(
        is_of_runtime(subject, draft, one) and brings(subject.model, one, subject.context, path)
        for one in subject.stage.of(Transfer)
        if before is None or one.index < before.index
    )
