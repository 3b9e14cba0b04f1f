"""What is judged: a stage and what starts in it."""

from __future__ import annotations

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import is_cleaning, is_quiet
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.script import StartScript
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple

_FILE_WORK = frozenset({"chmod", "chown", "chgrp", "mkdir", "ln", "touch", "cp", "mv", "rm", "rmdir", "sed"})


class Subject(NamedTuple):
    """A stage, and what starts in it."""

    model: SemanticModel
    stage: Stage
    context: BuildContext
    sources: Sources
    start: Start
    script: StartScript | None
    small: BaseImage
    programs: frozenset[str]  # that the small image has, or packages that the stage installs bring


def is_there(subject: Subject, program: str) -> bool:
    """Whether the small image certainly has a program."""
    return program in subject.programs or program == "exit"


def unknown_commands(subject: Subject) -> tuple[tuple[Run, Command], ...] | None:
    """The commands of all RUNs that are not the system's own, on either image the same; None where one is not understood."""
    found: list[tuple[Run, Command]] = []
    for run in subject.stage.of(Run):
        script = subject.model.script(run)
        if script.dialect != "posix" or script.has_errors or run.heredocs:
            return None
        for command in script.commands:
            is_plain = is_quiet(command) or is_install(command) or is_cleaning(command) or command.name in _FILE_WORK
            is_account = command.name in accounts.PROGRAMS and command.name in ("useradd", "groupadd")
            if command.words and not is_plain and not is_account:
                found.append((run, command))
    return tuple(found)
