from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from dockwright.knowledge.commands import USER_PROGRAMS, WRITERS
from dockwright.knowledge.package_managers import SYSTEM_MANAGERS
from dockwright.refactorings.runs.chain import LASTING
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, SEEN_THROUGH, is_behind_shell, is_hadolint
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

# sudo's own options that change neither the user nor the command.
HARMLESS = frozenset({"sudo", "-E", "-H", "-n", "-S", "--", "-EH", "-HE", "--preserve-env"})

# Programs to which the variables of a Dockerfile say nothing.
_HEEDLESS = (
    SYSTEM_MANAGERS
    | WRITERS.keys()
    | USER_PROGRAMS
    | {
        "apt",
        "aptitude",
        "dnf5",
        "dpkg",
        "rpm",
        "apt-key",
        "add-apt-repository",
        "cp",
        "mv",
        "ln",
        "install",
        "update-ca-certificates",
    }
)
# What the shell does itself, and otherwise than a program of the name, or than none.
_BUILTINS = LASTING | {"echo", "printf", "test", "[", "time", "kill", "command", "type"}


@rule(
    "sudo-in-run",
    on=Command,
    needs="sudo",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3004",),
    invalid=(
        Invalid(
            "FROM debian:12\nUSER root\nRUN sudo apt-get update\n",
            "FROM debian:12\nUSER root\nRUN apt-get update\n",
            marked=("sudo",),
        ),
        Invalid(
            "FROM example.org/base\nRUN echo a && sudo -E make install\n",
            "FROM example.org/base\nRUN echo a && make install\n",
            title="the base image may have another user",
        ),
        Invalid(
            "FROM debian:12\nRUN sudo apt-get update && sudo make && sudo -u app make install && sudo apt-get clean\n",
            "FROM debian:12\nRUN apt-get update && make && sudo -u app make install && apt-get clean\n",
            title="one finding for those of a RUN that go the same way",
        ),
        Invalid("FROM debian:12\nRUN sudo -u app make install\n"),
        Invalid("FROM debian:12\nUSER app\nRUN sudo make install\n"),
    ),
    valid=(
        "FROM debian:12\nRUN apt-get update\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y sudo\n",
        Valid("FROM debian:12\nRUN sh -c 'sudo make' && env A=b sudo make\n", settings=HADOLINT, title="it is hidden"),
        "FROM debian:12\nRUN echo 'app ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers\n",
    ),
)
def sudo_in_run(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """`sudo` has nothing to do in a build, which can choose its user.

    ## Why is this bad?
    A build runs as root unless `USER` says otherwise, so `sudo` brings nothing but a package, an environment that is not
    the one of the file, and a way to become root at run time. Switch with `USER` where another user is needed.

    ## Fix safety
    `sudo` is dropped safely where the user is root: by `USER root`, or because the base image is known to start as root.
    Elsewhere the base image may have another user: check it. There is no fix for `sudo -u`, or after a `USER` that is not
    root.

    A program that heeds variables sees those of the file without `sudo`, and is looked for in the file's `PATH`; the `echo` of
    a shell reads backslashes where `/bin/echo` does not. In both cases the fix asks for a look.

    ## References
    - https://docs.docker.com/build/building/best-practices/#user
    """
    if command.name != "sudo" and not command.prefixes:
        return
    if is_hadolint(settings):
        groups = [[use] for use in _uses(command, settings)]
    else:
        using = (use for one in command.script.commands for use in _uses(one, settings))
        earliest = next(using, None)
        if earliest is None or earliest.command is not command:
            return
        uses = [earliest, *using]
        groups = [list(alike) for _, alike in groupby(sorted(uses, key=partial(_fate, model)), partial(_fate, model))]
    for first, *others in groups:
        related = tuple(Related(use.word, "here too") for use in others)
        message = "a build needs no `sudo`" + (": `USER` tells who runs a command" if _names_user(first) else "")
        yield Finding(first.word, message, partial(_fixes, [first, *others], model), related)


class _Use(NamedTuple):
    """One `sudo`: where it stands, and what goes with it when it is dropped; None where it is no prefix."""

    command: Command
    word: Span
    prefix: Span | None


def _uses(command: Command, settings: Settings) -> Iterator[_Use]:
    for prefix in command.prefixes:
        if is_hadolint(settings) and (is_behind_shell(command) or prefix.name not in (*SEEN_THROUGH, "sudo")):
            return
        if prefix.name == "sudo":
            start = prefix.span.start
            yield _Use(command, Span(start, start + 4), prefix.span)
    if command.name == "sudo":
        yield _Use(command, command.name_span, None)


def _names_user(use: _Use) -> bool:
    """Whether it is there to become somebody else: `sudo -u app`."""
    if use.prefix is None:
        return False
    words = use.prefix.of(use.command.instruction.dockerfile.text).split()
    return any(one.startswith(("-u", "--user")) for one in words)


def _fate(model: SemanticModel, use: _Use) -> int:
    """0: it may be dropped safely; 1: somebody should look; 2: it can not be dropped."""
    instruction = use.command.instruction
    if use.prefix is None or use.command.script.is_exec:
        return 2
    if not HARMLESS.issuperset(use.prefix.of(instruction.dockerfile.text).split()):
        return 2
    user = model.state_before(instruction).user
    if user is not None and user.split(":")[0] not in ("root", "0"):
        return 2
    return 0 if user is not None and _does_the_same(use.command, model) else 1


def _fixes(uses: list[_Use], model: SemanticModel) -> tuple[Fix, ...]:
    fate = _fate(model, uses[0])
    edits = tuple(Edit(use.prefix, "") for use in uses if use.prefix is not None)
    return (Fix("Drop `sudo`", edits, Safety.UNSAFE if fate else Safety.SAFE),) if fate < 2 else ()


def _does_the_same(command: Command, model: SemanticModel) -> bool:
    """Whether the program and what it does are the same without sudo, which looks for it in a PATH of its own, hides the
    variables of the file from it, and starts `/bin/echo` where a shell has another echo of its own."""
    if command.name in _HEEDLESS:
        return True
    stage = model.stage_of(command.instruction)
    facts = stage.facts if stage is not None else None
    if not command.name or command.name in _BUILTINS or facts is None:
        return False
    variables = model.state_before(command.instruction).variables
    return dict(variables) == dict(facts.env) and not model.keep(
        (_sets_variables, command.script), partial(_sets_variables, command.script)
    )


def _sets_variables(script: Script) -> bool:
    return any(one.name == "export" or one.assignments for one in script.commands)
