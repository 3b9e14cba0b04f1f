"""What the runtime base must have: a shell, programs, users, packages, certificates, time zones, /tmp."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from posixpath import basename, dirname

from dockwright.context import Started
from dockwright.knowledge.base_images import DEFAULT_PATH, may_be_archived
from dockwright.knowledge.distributions import ARCHIVED
from dockwright.knowledge.image_files import missing_directory
from dockwright.knowledge.os_packages import PROGRAM_OF_PACKAGE
from dockwright.knowledge.table import words
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.busybox import is_doubtful
from dockwright.refactorings.split.clusters import cluster_commands, is_shell
from dockwright.refactorings.split.commands import is_quiet, is_silent_anywhere
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import (
    FETCHERS,
    Installed,
    installed,
    is_install,
    needed_to_run,
    on_alpine,
    package_of,
)
from dockwright.refactorings.split.program_places import is_at
from dockwright.refactorings.split.shipped_scripts import ship_scripts
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Draft, Subject
from dockwright.refactorings.split.system_files import GROUPS, USERS, ZONES, brings
from dockwright.refactorings.split.transfers import AUTHORITIES
from dockwright.syntax import Healthcheck, Instruction, Run, Shell, Transfer, User

CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
LOCAL_TIME, ZONE_NAME = "/etc/localtime", "/etc/timezone"
"""What tells a system its time zone: the zone itself or a link to it, and its name."""

GO_ZONES = "/usr/local/go/lib/time/zoneinfo.zip"
"""The time zones that Go's own distribution holds. A program looks there below GOROOT, for what TZ names, too: the variable
ZONEINFO counts for `time.LoadLocation` alone. Source: time/zoneinfo_unix.go (Go 1.24)."""

_PAGE_BUILD = frozenset({"nodejs", "npm", "yarn"})
"""What compiles the pages of a program that is not one of Node."""

_NATIVE_BUILD = frozenset({"python", "python2", "python3", "py3-pip", "py3-setuptools"})
"""What node-gyp needs to compile native modules, beside compilers."""

_WITHOUT_GROUP = frozenset({"nobody", "sync"})
"""Users of Debian that have no group of their own name."""

_NUMBERS = {"node": "1000"}
"""The numbers of users that images have for their program, and of the groups of the same names. Source: the Dockerfiles of the images.
Date: 2026-11."""

_ROOT = frozenset({"root"})
_ALIKE = words(
    "sh ash bash true false sleep echo printf cat pwd mkdir rmdir touch chmod id whoami basename dirname kill yes sync clear tee nproc"
)
"""Programs that busybox has with the options that are used."""

_BUSYBOX = "`{}` is busybox's in the new image: see that it knows the options that it is given"

_START = frozenset({"CMD", "ENTRYPOINT"})


def check_start(subject: Subject, draft: Draft) -> Obstacle | None:
    """The shell and the programs that the start, SHELL, HEALTHCHECK and USER count on."""
    start, build = subject.start, subject.build
    keeps_start = not build.dropped >= _START
    needs_shell = build.needs.shell or (start.needs_shell and not start.converts)
    if keeps_start and needs_shell and not subject.base.has_shell:
        return Obstacle("the start command needs a shell", start.span, ships=True)
    for prefix in start.prefixes if keeps_start else ():
        if not _is_brought(subject, draft, prefix) and not _program(subject, draft, prefix):
            return Obstacle(f"{subject.base.image} does not have `{prefix}`", start.span, ships=True)
        if not _is_there(subject, draft, written := _written(subject, prefix)):
            return Obstacle(f"{subject.base.image} does not have `{written}`", start.span, ships=True)
    shells = [one for one in subject.stage.of(Shell) if one.exec_words]
    if shells and "SHELL" not in build.dropped and (obstacle := _carry_shell(subject, draft, shells[-1])):
        return obstacle
    for one in subject.stage.instructions:
        obstacle = None
        if isinstance(one, Healthcheck) and one.command is not None:
            obstacle = _check_health(subject, draft, one)
        elif isinstance(one, User) and "USER" not in build.dropped:
            obstacle = _check_user(subject, draft, one)
        elif isinstance(one, Transfer) and one.keyword not in build.dropped and _is_of_runtime(subject, draft, one):
            obstacle = _check_owner(subject, draft, one)
        if obstacle is not None:
            return obstacle
    return _check_services(subject, draft)


def _written(subject: Subject, prefix: str) -> str:
    """A program in front of what starts, as the start command writes it."""
    starts = (one for one in (subject.start.entrypoint, subject.start.cmd) if one is not None)
    named = (word.value for one in starts for word in (one.exec_words if one.is_exec else ()))
    return next((one for one in named if basename(one) == prefix), prefix)


def _is_there(subject: Subject, draft: Draft, written: str) -> bool:
    """Whether a program that the runtime stage has by its name is at the path that it is called by, if it is called by one."""
    if not written.startswith("/") or draft.is_copied(written):
        return True
    return is_at(written, subject.base, subject.facts.os) or _is_copied_to(subject, draft, written)


def _is_copied_to(subject: Subject, draft: Draft, path: str) -> bool:
    """Whether a COPY or ADD of the runtime stage brings something to the path, or to the directory of it."""
    places = (subject.destination(one) for one in subject.stage.of(Transfer) if _is_of_runtime(subject, draft, one))
    return any(place is not None and inside(path, place) is not None for place in places)


def _is_brought(subject: Subject, draft: Draft, name: str) -> bool:
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


def _check_services(subject: Subject, draft: Draft) -> Obstacle | None:
    """The programs that compose files run in containers of the image."""
    name = subject.stage.name or ""
    for one in subject.context.started:
        if one.target and one.target != name.lower():
            continue
        if one.user and (missing := missing_account(subject, draft, one.user)):
            reason = f"`{one.origin}` runs the container as `{one.user}`, and {subject.base.image} has no {missing}"
            return Obstacle(reason, subject.start.span, ships=True)
        place = f"the {'health check' if one.is_check else 'command'} in `{one.origin}`"
        if one.is_check and one.needs_shell and not subject.base.has_shell:
            return Obstacle(f"{place} needs a shell", subject.start.span, ships=True)
        for program in _programs_of(one):
            if not _is_started(subject, draft, program):
                reason = f"{place} runs `{program}`, which {subject.base.image} does not have"
                return Obstacle(reason, subject.start.span, ships=True)
        if not one.is_check:
            draft.note(f"`{one.origin}` starts `{' '.join(one.words)}` instead: see that all that it needs is there")
    _tell_of_clusters(subject, draft)
    return None


def _tell_of_clusters(subject: Subject, draft: Draft) -> None:
    """What manifests of Kubernetes start that came with the sources, or needs a shell that the base does not have."""
    if not subject.context.is_known:
        return
    for one in cluster_commands(subject.context):
        path = subject.start.state.resolve(one.program) if "/" in one.program else None
        is_ours = path is not None and subject.sources.context_path(path) is not None
        is_ours = is_ours or (one.is_alone and is_shell(one.program) and not subject.base.has_shell)
        if is_ours and not (path is not None and (draft.is_copied(path) or _is_copied_to(subject, draft, path))):
            draft.note(f"`{one.origin}` starts `{one.program}`: see that the new image has it")


def _programs_of(started: Started) -> list[str]:
    """The programs, as they are written. A command that is one text is split into words, and is not for a shell."""
    if not started.needs_shell:
        return [one for one in started.words[:1] if one]
    from dockwright.projects.package_scripts import parse_text

    commands = parse_text(started.words[0]) if started.words else ()
    programs = [one.words[0].value for one in commands or () if one.words and not is_quiet(one) and one.name != "exit"]
    return programs if started.is_check else programs[:1]


def _is_started(subject: Subject, draft: Draft, program: str) -> bool:
    """Whether the runtime stage has a program: it is copied, it is what starts, or the base has it."""
    path = subject.start.state.resolve(program) if "/" in program else None
    if (path is not None and draft.is_copied(path)) or (path is None and _is_brought(subject, draft, program)):
        return True
    is_own = program == subject.start.program and not subject.build.dropped >= _START
    if path is not None and not _is_there(subject, draft, path):
        return is_own
    return is_own or _program(subject, draft, basename(program) if path is None or _is_of_system(path) else program)


def _is_of_system(path: str) -> bool:
    return dirname(path) in DEFAULT_PATH.split(":")


def _carry_shell(subject: Subject, draft: Draft, shell: Shell) -> Obstacle | None:
    """SHELL stays where it is; the runtime stage needs it, too, where something runs through it. A check of the container's health
    does so when it is made: the engine reads the image's SHELL."""
    behind = subject.behind
    starts = [one for one in (subject.start.cmd, subject.start.entrypoint) if one is not None]
    users: list[Instruction] = [one for one in behind if isinstance(one, Run) and one not in draft.deleted]
    users += starts if not subject.build.dropped >= _START else []
    users += [one.command for one in subject.stage.of(Healthcheck) if one.command is not None]
    if all(one.is_exec for one in users) or not subject.base.has_shell:
        return None
    program = basename(shell.exec_words[0].value)
    if program not in subject.base.programs:
        return Obstacle(
            f"SHELL is `{program}`, which {subject.base.image} does not have", shell.keyword_span, ships=True
        )
    if shell not in behind:
        draft.add(shell, subject.source(shell))
    return None


def _check_health(subject: Subject, draft: Draft, check: Healthcheck) -> Obstacle | None:
    command = check.command
    script = subject.model.script(check)
    if command is None or script.has_errors or script.dialect != "posix":
        return Obstacle("HEALTHCHECK is not understood", check.keyword_span, ships=True)
    if not subject.base.has_shell and not command.is_exec:
        return Obstacle("HEALTHCHECK needs a shell", check.keyword_span, ships=True)
    for one in script.commands:
        if one.words and _is_of_busybox(subject, one.name) and is_doubtful(one):
            draft.note(_BUSYBOX.format(one.name))
        written = one.words[0].value if one.words else ""
        is_found = not _is_of_system(written) or _is_there(subject, draft, written)
        if not written or one.name == "exit" or (is_silent_anywhere(one) and is_found):
            continue
        path = subject.start.state.resolve(written) if "/" in written else None
        is_own = draft.is_copied(path) if path is not None else one.name == basename(subject.start.program)
        has_it = _is_there(subject, draft, written) and _program(subject, draft, one.name)
        if not is_own and not has_it and not _is_own_script(subject, draft, written):
            reason = f"HEALTHCHECK runs `{written}`, which {subject.base.image} does not have"
            return Obstacle(reason, one.name_span, ships=True)
    return None


def _is_own_script(subject: Subject, draft: Draft, written: str) -> bool:
    """Whether a COPY brings the runtime stage a script of this name, and the base has all that it runs."""
    from dockwright.refactorings.split.script import StartScript, other_script

    script = other_script(subject.start, subject.sources, subject.context, written)
    if not isinstance(script, StartScript) or script.runs_arguments or script.shell not in subject.base.programs:
        return False
    there = {piece.order[0] for piece in draft.pieces} | {one.index for one in subject.behind}
    brought = (one for one in subject.sources.brought if inside(script.path, one.target) is not None)
    is_there = draft.is_copied(script.path) or any(one.transfer.index in there for one in brought)
    own = basename(subject.start.program)
    return is_there and all(basename(one) == own or _program(subject, draft, one) for one in script.programs)


def _check_user(subject: Subject, draft: Draft, user: User) -> Obstacle | None:
    written = subject.model.expand(user.user, user) if user.user is not None else None
    if written is None or user.user is None:
        return Obstacle("USER is computed", user.keyword_span, ships=True)
    for name, table in zip(written.split(":"), (USERS, GROUPS), strict=False):
        if name.isdecimal() or name == "root" or name in subject.base.accounts or name in draft.accounts:
            continue
        if _brings(subject, draft, table):
            continue
        if _restate_account(subject, draft, name):
            continue
        if subject.base.os != "scratch" or name not in ("nobody", "nogroup"):
            return Obstacle(f"{subject.base.image} has no user `{name}`", user.user.span, ships=True)
        draft.takes_accounts = True
    return None


def _is_of_runtime(subject: Subject, draft: Draft, transfer: Transfer) -> bool:
    """Whether a COPY or ADD stands in the runtime stage, too."""
    return transfer.index > subject.boundary.index or any(
        piece.order[0] == transfer.index and transfer is not subject.boundary for piece in draft.pieces
    )


def _brings(subject: Subject, draft: Draft, path: str, before: Instruction | None = None) -> bool:
    """Whether a COPY of the runtime stage, above an instruction of it, brings something to the path."""
    return any(
        _is_of_runtime(subject, draft, one) and brings(subject.model, one, subject.context, path)
        for one in subject.stage.of(Transfer)
        if before is None or one.index < before.index
    )


def _check_owner(subject: Subject, draft: Draft, transfer: Transfer) -> Obstacle | None:
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
    missing, table = next((one for one in unknown if not _brings(subject, draft, one[1], before)), ("", ""))
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


def _program(subject: Subject, draft: Draft, name: str) -> bool:
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


def _has(subject: Subject, draft: Draft, written: str) -> bool:
    """Make sure of a program at the path that it is called by, or by its name."""
    return _program(subject, draft, basename(written)) and _is_there(subject, draft, written)


def _package_of_builder(subject: Subject, name: str) -> str | None:
    """The package that the old stage has the program from, where the runtime stage can have the same."""
    if not subject.base.package_manager or subject.base.os != subject.facts.os:
        return None
    found, _ = installed(command for run in subject.stage.of(Run) for command in subject.model.commands(run))
    names = (one.name for one in found)
    return next((one for one in names if name in PROGRAM_OF_PACKAGE.get(one, ())), None)


def equip(subject: Subject, draft: Draft) -> Obstacle | None:
    """Packages and files of the system that the program needs."""
    needs, base = subject.build.needs, subject.base
    if needs.shell and not base.has_shell:
        return Obstacle("the program needs a shell", subject.start.span, ships=True)
    for program in (*needs.programs, *(("bash",) if needs.bash else ())):
        if not _program(subject, draft, program):
            reason = f"the program starts `{program}`, and how {base.image} gets it is not known"
            return Obstacle(reason, subject.start.span, ships=True)
    for path in needs.placed:
        if not _is_there(subject, draft, path):
            reason = f"the program starts `{path}`, which {base.image} does not have there"
            return Obstacle(reason, subject.start.span, ships=True)
    if obstacle := _missing_directory(subject, draft):
        return obstacle
    if obstacle := ship_scripts(subject, draft, partial(_has, subject, draft)):
        return obstacle
    _tell_of_busybox(subject, draft)
    obstacle = _install_needed(subject, draft) or _carry_packages(subject, draft) or _archived_obstacle(subject, draft)
    if obstacle is not None:
        return obstacle
    if _has_own_authorities(subject):
        draft.packages.pop("ca-certificates", None)
        draft.add(subject.boundary, f"COPY --from={{builder}} {CERTIFICATES} {CERTIFICATES}")
    elif needs.certificates and not _brings(subject, draft, CERTIFICATES):
        _provide(subject, draft, "ca-certificates")
    if needs.zones and not _brings(subject, draft, ZONES):
        _provide(subject, draft, "tzdata")
    _carry_local_time(subject, draft)
    asks = needs.accounts and not base.has_accounts and not _brings(subject, draft, USERS)
    if draft.takes_accounts or asks:
        draft.add(subject.boundary, "COPY --from={builder} /etc/passwd /etc/group /etc/")
    elif not _brings(subject, draft, USERS):
        _tell_of_accounts(subject, draft)
    if needs.temporary and not base.has_temporary:
        draft.add(subject.boundary, f"COPY --from={{builder}} {_owner_of_temporary(subject)}/tmp /tmp")
    return None


def _missing_directory(subject: Subject, draft: Draft) -> Obstacle | None:
    """A directory of every system that the program opens or makes a file in, which a base of another kind does not have."""
    made = {subject.model.state_after(one).workdir for one in subject.behind} | {subject.directory, "/tmp"}
    for path in subject.build.needs.paths:
        place = missing_directory(path, subject.base.os)
        is_there = draft.is_copied(path) or draft.brings(place) or _is_copied_to(subject, draft, path)
        if place and place not in made and not is_there:
            reason = f"the program names `{path}`, and {subject.base.image} has no `{place}`"
            return Obstacle(reason, subject.start.span, ships=True)
    return None


def _tell_of_accounts(subject: Subject, draft: Draft) -> None:
    """Users and groups that the old system has and the new one lacks, or has under another number."""
    needs, base, facts = subject.build.needs, subject.base, subject.facts
    if base.os == facts.os:
        return
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


def _tell_of_busybox(subject: Subject, draft: Draft) -> None:
    """Alpine has programs of Debian's under the same names, with fewer options."""
    name = next((one for one in subject.build.needs.programs if _is_of_busybox(subject, one)), None)
    if name is not None:
        draft.note(_BUSYBOX.format(name))


def _is_of_busybox(subject: Subject, name: str) -> bool:
    """Whether a program is Debian's in the old image, and busybox's in the new one."""
    is_other = subject.base.os == "alpine" and subject.facts.os in ("debian", "ubuntu")
    return is_other and name in subject.base.programs and name not in _ALIKE


def _carry_local_time(subject: Subject, draft: Draft) -> None:
    """The time zone that a RUN above the boundary gives the system, as a file: a link would lead to what a base may lack."""
    runs = [one for one in subject.before if isinstance(one, Run) and one not in subject.build.replayed]
    commands = [command for one in runs for command in subject.model.commands(one)]
    is_given = any(
        one.name in ("ln", "cp") and [word.value for word in one.operands()][1:] == [LOCAL_TIME] for one in commands
    )
    if not is_given or "RUN" in subject.build.dropped:
        return
    redirections = (each for one in commands for each in one.redirections if each.target is not None)
    is_named = any(each.target is not None and each.target.value == ZONE_NAME for each in redirections)
    places = f"{LOCAL_TIME} {ZONE_NAME} /etc/" if is_named else f"{LOCAL_TIME} {LOCAL_TIME}"
    draft.add(subject.boundary, f"COPY --from={{builder}} {places}")
    if not any(one.name == "tzdata" for one in installed(subject.stage.commands)[0]):
        draft.note(f"the time zone comes from the builder: see that it is there behind `{LOCAL_TIME}`")


def _install_needed(subject: Subject, draft: Draft) -> Obstacle | None:
    """The packages of the builder's system that the program is known to need."""
    base = subject.base
    for package in subject.build.needs.packages:
        if base.os != subject.facts.os or not base.package_manager:
            return Obstacle(f"{base.image} cannot install `{package}`", subject.start.span, ships=True)
        draft.packages[package] = None
    return None


def _archived_obstacle(subject: Subject, draft: Draft) -> Obstacle | None:
    """A release that the mirrors hold no longer: what the old stage did not install, the new one cannot either, nor without
    the sources of packages that the old one writes."""
    base, stage = subject.base, subject.stage
    is_archived = base.release in ARCHIVED if base.release else base.os == "debian" and may_be_archived(subject.facts)
    if not is_archived or not draft.packages:
        return None
    installs = [one for one in stage.commands if is_install(one)]
    writes = next((one for one in stage.of(Run) if "/etc/apt" in one.text), None)
    if installs and writes is None:
        return None
    span = writes.keyword_span if writes is not None else subject.start.span
    package = next(iter(draft.packages))
    return Obstacle(
        f"Debian's mirrors do not hold {f'`{base.release}`' if base.release else 'its release'} any longer, and `{package}` would come from there",
        span,
        ships=True,
    )


def _has_own_authorities(subject: Subject) -> bool:
    """Whether the builder makes its list of authorities by itself."""
    commands = [one for one in subject.stage.commands if one.name == "update-ca-certificates"]
    return bool(commands) and any(AUTHORITIES in one.text for one in subject.before)


def _owner_of_temporary(subject: Subject) -> str:
    """COPY cannot give a directory its sticky bit: so /tmp belongs to the user that the program runs as."""
    state = subject.start.state
    return f"--chown={state.user} " if state.user is not None and not state.is_root else ""


def _carry_packages(subject: Subject, draft: Draft) -> Obstacle | None:
    """The packages of the old stage that the program may need."""
    facts = subject.facts
    commands = (command for one in subject.stage.of(Run) for command in subject.model.commands(one))
    found, computed = installed(commands)
    if computed is not None:
        return Obstacle("which packages are installed is computed", computed.span, ships=True)
    started = (*subject.build.needs.programs, *subject.start.prefixes, *subject.start.beside)
    for one in found:
        if one.name in subject.build.needless:
            continue
        if one.name in _PAGE_BUILD and _compiles_pages(subject) and one.name not in started:
            continue
        if subject.build.ecosystem == "node" and one.name in _NATIVE_BUILD and one.name not in started:
            continue
        links = subject.build.needs.libraries
        is_kept = one.name in subject.build.kept
        needed = (
            (one.name,) if is_kept else needed_to_run(one.name, facts.os, facts.release, links=links, programs=started)
        )
        if needed is None:
            reason = f"what a program needs of `{one.name}` when it runs is not known"
            return Obstacle(reason, one.word.span, ships=True)
        if not needed and one.name in FETCHERS and one.command.instruction.index > subject.boundary.index:
            _keep_tool(subject, draft, one.name)
        for package in needed:
            obstacle = _carry_package(subject, draft, package, one, started)
            if obstacle is not None:
                return obstacle
    return None


def _keep_tool(subject: Subject, draft: Draft, package: str) -> None:
    """Install a program of people behind the build once more, as `curl` that a check of the container's health may call."""
    base = subject.base
    name = package if base.os == subject.facts.os else on_alpine(package) if base.os == "alpine" else None
    if name is not None and base.package_manager and package not in base.programs:
        draft.packages[name] = None


def _compiles_pages(subject: Subject) -> bool:
    """Whether Node can only be there for the build: the sources of the program tell which others it starts."""
    is_read = subject.build.ecosystem in ("go", "rust") and subject.context.is_known
    return is_read or subject.build.ecosystem == "dotnet"


def _carry_package(
    subject: Subject, draft: Draft, package: str, one: Installed, started: Collection[str]
) -> Obstacle | None:
    base = subject.base
    if package in ("ca-certificates", "tzdata"):
        _provide(subject, draft, package)
        return None
    if package in base.programs:
        return None
    name = package if base.os == subject.facts.os else on_alpine(package) if base.os == "alpine" else None
    if name is None or not base.package_manager:
        reason = f"the program may need `{package}`, which {base.image} cannot install"
        return Obstacle(reason, one.word.span, ships=True)
    draft.packages[name] = None
    if package not in started:
        draft.note(f"`{package}` is installed in the runtime stage too: leave it out if only the build uses it")
    return None


def _provide(subject: Subject, draft: Draft, package: str) -> None:
    """Certificates or time zones, unless the base has them: by a package, or from the builder."""
    base, boundary = subject.base, subject.boundary
    has = base.has_certificates if package == "ca-certificates" else base.has_zones
    if has:
        return
    if base.package_manager:
        draft.packages[package] = None
    elif package == "ca-certificates":
        draft.add(boundary, f"COPY --from={{builder}} {CERTIFICATES} {CERTIFICATES}")
    else:
        draft.add(boundary, f"COPY --from={{builder}} {GO_ZONES} {GO_ZONES}")
        draft.add(boundary, f"ENV GOROOT={GO_ZONES.partition('/lib/')[0]}")
