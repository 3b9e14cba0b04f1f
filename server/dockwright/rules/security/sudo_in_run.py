from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, SEEN_THROUGH, is_behind_shell, is_hadolint
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.text import Span

# sudo's own options that change neither the user nor the command.
HARMLESS = frozenset({"sudo", "-E", "-H", "-n", "-S", "--", "-EH", "-HE", "--preserve-env"})


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

    ## References
    - https://docs.docker.com/build/building/best-practices/#user
    """
    for prefix in command.prefixes:
        if is_hadolint(settings) and (is_behind_shell(command) or prefix.name not in (*SEEN_THROUGH, "sudo")):
            return
        if prefix.name == "sudo":
            start = prefix.span.start
            yield Finding(Span(start, start + 4), "a build needs no `sudo`", _fixes(command, prefix.span, model))
    if command.name == "sudo":
        yield Finding(command.name_span, "a build needs no `sudo`")


def _fixes(command: Command, span: Span, model: SemanticModel) -> tuple[Fix, ...]:
    instruction = command.instruction
    words = span.of(instruction.dockerfile.text).split()
    if command.script.is_exec or not HARMLESS.issuperset(words):
        return ()
    user = model.state_before(instruction).user
    if user is not None and user.split(":")[0] not in ("root", "0"):
        return ()
    return (Fix.delete("Drop `sudo`", span, Safety.UNSAFE if user is None else Safety.SAFE),)
