from __future__ import annotations

from collections.abc import Iterator

from dockwright.refactorings.runs.chain import comments_within
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.text import Edit, Span


@rule(
    "cd-without-effect",
    on=Command,
    commands=("cd",),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid("FROM debian:12\nRUN cd /app\nRUN make\n", "FROM debian:12\nWORKDIR /app\nRUN make\n", marked=("cd",)),
        Invalid(
            "FROM debian:12\nRUN mkdir -p /app \\\n    && cd /app\nRUN make\n",
            "FROM debian:12\nRUN mkdir -p /app\nWORKDIR /app\nRUN make\n",
        ),
        Invalid(
            "FROM debian:12\nRUN \\\n  # c\n  cd /app\nRUN make\n", "FROM debian:12\n# c\nWORKDIR /app\nRUN make\n"
        ),
        Invalid("FROM debian:12\nRUN cd /src && make && cd app\n", title="relative to another directory"),
        Invalid("FROM debian:12\nRUN make; cd /app\n", title="not an && chain"),
        Invalid("FROM debian:12\nRUN cd $HOME\n", title="known to the shell only"),
    ),
    valid=(
        "FROM debian:12\nRUN cd /app && make\n",
        "FROM debian:12\nRUN make && (cd /app && make) && make install\n",
        "FROM debian:12\nRUN cd /app || exit 1\n",
        "FROM debian:12\nRUN test -d /app && cd /app && ls\n",
        "FROM debian:12\nRUN cd /src && make && cd ..\n",
        "FROM debian:12\nRUN cd src && make; cd -\n",
        "FROM debian:12\nWORKDIR /app\n",
    ),
)
def cd_without_effect(command: Command) -> Iterator[Finding]:
    """A `cd` at the end of a `RUN` does nothing: the next instruction starts in the old directory.

    ## Why is this bad?
    Each `RUN` has a shell of its own, which starts in the directory that `WORKDIR` set. Whoever ends a RUN with `cd` expects
    the next instruction to go on there, and it does not.

    ## Fix safety
    `WORKDIR` does what was meant, and so changes where the later instructions and the program run; it makes the directory
    when there is none. Make sure that they do not rely on the old directory.

    ## References
    - https://docs.docker.com/reference/dockerfile/#workdir
    """
    script = command.script
    if not command.is_top_level or command.in_pipeline or command.is_conditional or script.has_errors:
        return
    if command is not script.commands[-1] or command.next_operator not in ("", ";", "\n"):
        return
    if not _returns(command):
        yield Finding(command.name_span, "the directory changes back when the `RUN` ends", _fixes(command))


def _returns(command: Command) -> bool:
    """Whether it only goes back to where an earlier `cd` came from."""
    back = command.subcommand == "-" or ".." in command.subcommand.split("/")
    return back and any(one.name in ("cd", "pushd") for one in command.script.commands[:-1])


def _fixes(command: Command) -> tuple[Fix, ...]:
    """WORKDIR behind the RUN, or in its place when there is nothing else in it."""
    script, run, operands = command.script, command.instruction, command.operands()
    if not isinstance(run, Run) or run.is_onbuild or run.heredocs or script.is_exec or not script.is_and_chain:
        return ()
    if len(operands) != 1 or not operands[0].is_literal or operands[0].value in ("-", "..") or command.redirections:
        return ()
    commands = script.commands
    path = operands[0].value
    if " " in path or "$" in path or any(one.name in ("cd", "pushd", "popd") for one in commands[:-1]):
        return ()
    title, line = "Change the directory with WORKDIR", f"{run.cased('WORKDIR')} {path}"
    if run.text[script.end - run.span.start :].strip():
        return ()
    if len(commands) == 1:
        lines = [*comments_within(run, run.span), line]
        return (Fix.replace(title, run.span, run.dockerfile.newline.join(lines), Safety.UNSAFE),)
    start = commands[-2].span.end
    if "#" in Span(start, run.span.end).of(run.dockerfile.text):
        return ()
    return (Fix(title, (Edit(Span(start, run.span.end), f"{run.dockerfile.newline}{line}"),), Safety.UNSAFE),)
