"""What the program needs of the system below it: programs, packages, certificates, time zones, users, /tmp."""

from __future__ import annotations

from functools import partial

from dockwright.knowledge.image_files import missing_directory
from dockwright.refactorings.split.base_programs import (
    has_at_path,
    has_program,
    is_copied_to,
    is_there,
    tell_of_busybox,
)
from dockwright.refactorings.split.carried_packages import (
    CERTIFICATES,
    archived_obstacle,
    carry_packages,
    install_needed,
    provide,
)
from dockwright.refactorings.split.lost_settings import changes_authorities
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import installed
from dockwright.refactorings.split.shipped_scripts import ship_scripts
from dockwright.refactorings.split.subject import Draft, Subject
from dockwright.refactorings.split.system_files import USERS, ZONES
from dockwright.refactorings.split.users import is_brought_to, tell_of_accounts
from dockwright.syntax import Run, User

LOCAL_TIME, ZONE_NAME = "/etc/localtime", "/etc/timezone"
"""What tells a system its time zone: the zone itself or a link to it, and its name."""


def equip(subject: Subject, draft: Draft) -> Obstacle | None:
    """Packages and files of the system that the program needs."""
    needs, base = subject.build.needs, subject.base
    if needs.shell and not base.has_shell:
        return Obstacle("the program needs a shell", subject.start.span, ships=True)
    for program in (*needs.programs, *(("bash",) if needs.bash else ())):
        if not has_program(subject, draft, program):
            reason = f"the program starts `{program}`, and how {base.image} gets it is not known"
            return Obstacle(reason, subject.start.span, ships=True)
    for path in needs.placed:
        if not is_there(subject, draft, path):
            reason = f"the program starts `{path}`, which {base.image} does not have there"
            return Obstacle(reason, subject.start.span, ships=True)
    if obstacle := _missing_directory(subject, draft):
        return obstacle
    if obstacle := ship_scripts(subject, draft, partial(has_at_path, subject, draft)):
        return obstacle
    tell_of_busybox(subject, draft)
    obstacle = install_needed(subject, draft) or carry_packages(subject, draft) or archived_obstacle(subject, draft)
    if obstacle is not None:
        return obstacle
    if changes_authorities(subject):
        draft.packages.pop("ca-certificates", None)
        draft.add(subject.boundary, f"COPY --from={{builder}} {CERTIFICATES} {CERTIFICATES}")
    elif needs.certificates and not is_brought_to(subject, draft, CERTIFICATES):
        provide(subject, draft, "ca-certificates")
    if needs.zones and not is_brought_to(subject, draft, ZONES):
        provide(subject, draft, "tzdata")
    _carry_local_time(subject, draft)
    asks = needs.accounts and not base.has_accounts and not is_brought_to(subject, draft, USERS)
    if draft.takes_accounts or asks:
        user = _first_user(subject, draft)
        text = "COPY --from={builder} /etc/passwd /etc/group /etc/"
        draft.add(user or subject.boundary, text, -1 if user is not None else 0)
    elif not is_brought_to(subject, draft, USERS):
        tell_of_accounts(subject, draft)
    if needs.temporary and not base.has_temporary:
        draft.add(subject.boundary, f"COPY --from={{builder}} {_owner_of_temporary(subject)}/tmp /tmp")
    return None


def _first_user(subject: Subject, draft: Draft) -> User | None:
    """The USER of the runtime stage above the boundary: what comes behind it, WORKDIR too, looks its name up."""
    indices = {piece.order[0] for piece in draft.pieces}
    return next((one for one in subject.before if isinstance(one, User) and one.index in indices), None)


def _missing_directory(subject: Subject, draft: Draft) -> Obstacle | None:
    """A directory of every system that the program opens or makes a file in, which a base of another kind does not have."""
    made = {subject.model.state_after(one).workdir for one in subject.behind} | {subject.directory, "/tmp"}
    for path in subject.build.needs.paths:
        place = missing_directory(path, subject.base.os)
        is_there = draft.is_copied(path) or draft.brings(place) or is_copied_to(subject, draft, path)
        if place and place not in made and not is_there:
            reason = f"the program names `{path}`, and {subject.base.image} has no `{place}`"
            return Obstacle(reason, subject.start.span, ships=True)
    return None


def _carry_local_time(subject: Subject, draft: Draft) -> None:
    """The time zone that a RUN above the boundary gives the system, as a file: a link would lead to what a base may lack."""
    runs = [one for one in subject.before if isinstance(one, Run) and one not in subject.build.replayed]
    commands = [command for one in runs for command in subject.model.commands(one)]
    is_given = any(
        (one.name in ("ln", "cp") and [word.value for word in one.operands()][1:] == [LOCAL_TIME])
        or (one.name == "dpkg-reconfigure" and any(word.value == "tzdata" for word in one.operands()))
        for one in commands
    )
    if not is_given or "RUN" in subject.build.dropped:
        return
    redirections = (each for one in commands for each in one.redirections if each.target is not None)
    is_named = any(each.target is not None and each.target.value == ZONE_NAME for each in redirections)
    places = f"{LOCAL_TIME} {ZONE_NAME} /etc/" if is_named else f"{LOCAL_TIME} {LOCAL_TIME}"
    draft.add(subject.boundary, f"COPY --from={{builder}} {places}")
    if not any(one.name == "tzdata" for one in installed(subject.stage.commands)[0]):
        draft.note(f"the time zone comes from the builder: see that it is there behind `{LOCAL_TIME}`")


def _owner_of_temporary(subject: Subject) -> str:
    """COPY cannot give a directory its sticky bit: so /tmp belongs to the user that the program runs as."""
    state = subject.start.state
    return f"--chown={state.user} " if state.user is not None and not state.is_root else ""
