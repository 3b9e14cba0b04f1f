"""Whether the runtime base can do what the start command, SHELL, HEALTHCHECK, USER and compose files count on."""

from __future__ import annotations

from posixpath import basename

from dockwright.context import Started
from dockwright.refactorings.split.base_programs import (
    OF_BUSYBOX,
    has_program,
    is_brought,
    is_copied_to,
    is_of_busybox,
    is_of_runtime,
    is_of_system,
    is_there,
    written_as,
)
from dockwright.refactorings.split.busybox import is_doubtful
from dockwright.refactorings.split.clusters import cluster_commands, is_shell
from dockwright.refactorings.split.commands import is_quiet, is_silent_anywhere
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Draft, Subject
from dockwright.refactorings.split.users import check_owner, check_user, missing_account
from dockwright.syntax import Healthcheck, Instruction, Run, Shell, Transfer, User

_START = frozenset({"CMD", "ENTRYPOINT"})


def check_start(subject: Subject, draft: Draft) -> Obstacle | None:
    """The shell and the programs that the start, SHELL, HEALTHCHECK and USER count on."""
    start, build = subject.start, subject.build
    keeps_start = not build.dropped >= _START
    needs_shell = build.needs.shell or (start.needs_shell and not start.converts)
    if keeps_start and needs_shell and not subject.base.has_shell:
        return Obstacle("the start command needs a shell", start.span, ships=True)
    for prefix in start.prefixes if keeps_start else ():
        if not is_brought(subject, draft, prefix) and not has_program(subject, draft, prefix):
            return Obstacle(f"{subject.base.image} does not have `{prefix}`", start.span, ships=True)
        if not is_there(subject, draft, written := written_as(subject, prefix)):
            return Obstacle(f"{subject.base.image} does not have `{written}`", start.span, ships=True)
    shells = [one for one in subject.stage.of(Shell) if one.exec_words]
    if shells and "SHELL" not in build.dropped and (obstacle := _carry_shell(subject, draft, shells[-1])):
        return obstacle
    for one in subject.stage.instructions:
        obstacle = None
        if isinstance(one, Healthcheck) and one.command is not None:
            obstacle = _check_health(subject, draft, one)
        elif isinstance(one, User) and "USER" not in build.dropped:
            obstacle = check_user(subject, draft, one)
        elif isinstance(one, Transfer) and one.keyword not in build.dropped and is_of_runtime(subject, draft, one):
            obstacle = check_owner(subject, draft, one)
        if obstacle is not None:
            return obstacle
    return _check_services(subject, draft)


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
        if is_ours and not (path is not None and (draft.is_copied(path) or is_copied_to(subject, draft, path))):
            does = "names" if one.is_argument else "starts"
            draft.note(f"`{one.origin}` {does} `{one.program}`: see that the new image has it")


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
    if (path is not None and draft.is_copied(path)) or (path is None and is_brought(subject, draft, program)):
        return True
    is_own = program == subject.start.program and not subject.build.dropped >= _START
    if path is not None and not is_there(subject, draft, path):
        return is_own
    return is_own or has_program(subject, draft, basename(program) if path is None or is_of_system(path) else program)


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
        if one.words and is_of_busybox(subject, one.name) and is_doubtful(one):
            draft.note(OF_BUSYBOX.format(one.name))
        written = one.words[0].value if one.words else ""
        is_found = not is_of_system(written) or is_there(subject, draft, written)
        if not written or one.name == "exit" or (is_silent_anywhere(one) and is_found):
            continue
        path = subject.start.state.resolve(written) if "/" in written else None
        is_own = draft.is_copied(path) if path is not None else one.name == basename(subject.start.program)
        has_it = is_there(subject, draft, written) and has_program(subject, draft, one.name)
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
    return is_there and all(basename(one) == own or has_program(subject, draft, one) for one in script.programs)
