from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.assist import Change
from dockwright.refactorings.workdir import cd_to_workdir
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run


@rule(
    "cd-instead-of-workdir",
    on=Command,
    commands=("cd",),
    severity=Severity.STYLE,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3003",),
    default=False,
    invalid=(
        Invalid(
            "FROM debian:12\nWORKDIR /app\n# the library\nRUN cd /src/lib && make && make install\nRUN ls\n",
            "FROM debian:12\nWORKDIR /app\nWORKDIR /src/lib\n# the library\nRUN make && make install\nWORKDIR /app\nRUN ls\n",
            marked=("cd",),
        ),
        Invalid(
            "FROM debian:12\nRUN cd /src \\\n    && make\nWORKDIR /app\n",
            "FROM debian:12\nWORKDIR /src\nRUN make\nWORKDIR /app\n",
            title="the next instruction sets the directory anyway",
        ),
        Invalid(
            "FROM debian:12\nWORKDIR /app\nRUN cd /app/ && make\n",
            "FROM debian:12\nWORKDIR /app\nRUN make\n",
            title="it is there already",
        ),
        Invalid("FROM debian:12\nRUN cd /a && make && cd /b && make\n", title="in two directories"),
        Invalid("FROM debian:12\nRUN cd $SRC && make\n", title="known to the shell only"),
        Invalid("FROM example.org/base\nRUN cd /src && make\n", title="nobody knows what to go back to"),
        Invalid("FROM debian:12\nRUN (cd /a && make) && ls\n", settings=HADOLINT, title="in a subshell"),
    ),
    valid=(
        "FROM debian:12\nWORKDIR /src\nRUN make\n",
        "FROM debian:12\nRUN make && (cd /a && make)\n",
        "FROM debian:12\nRUN make && cd /a && make\n",
        Valid('FROM debian:12\nRUN bash -c "cd /a && make"\n', settings=HADOLINT),
        Valid("FROM debian:12\nONBUILD RUN cd /a && make\n", settings=HADOLINT),
    ),
)
def cd_instead_of_workdir(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """A `RUN` begins with `cd`, where `WORKDIR` would say the same.

    ## Why is this bad?
    `WORKDIR` shows where things happen, and holds for the instructions that follow, too. A chain of `cd` in one RUN is read
    and changed with more effort, and a `cd` that fails is overlooked easily when it is not followed by `&&`.

    The rule is off unless it is asked for: for a single RUN, `cd` is as good and has no layer of its own. hadolint reports
    every `cd`, wherever it stands.

    ## Fix safety
    `WORKDIR` makes the directory when there is none, where `cd` would have failed. A second one behind the RUN restores the
    directory that was in effect.

    ## References
    - https://docs.docker.com/build/building/best-practices/#workdir
    """
    run = command.instruction
    if is_hidden(command, settings) or not isinstance(run, Run) or run.is_onbuild:
        return
    if is_hadolint(settings):
        first = next(one for one in command.script.commands if one.name == "cd" and not is_hidden(one, settings))
    else:
        first = command.script.commands[0]
    if command is first and (command.is_top_level or is_hadolint(settings)):
        yield Finding(command.name_span, "`cd` does the work of `WORKDIR`", partial(_fixes, command, run, model))


def _fixes(command: Command, run: Run, model: SemanticModel) -> tuple[Fix, ...]:
    """WORKDIR above the RUN and its comments, and the old directory below."""
    change = cd_to_workdir(model, run)
    return (Fix.of(change),) if isinstance(change, Change) and command is command.script.commands[0] else ()
