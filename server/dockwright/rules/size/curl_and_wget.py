from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Related, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.semantics import SemanticModel
from dockwright.shell import Command

OTHER = {"curl": "wget", "wget": "curl"}


@rule(
    "curl-and-wget",
    on=Command,
    commands=("curl", "wget"),
    severity=Severity.INFO,
    aliases=("DL4001",),
    default=False,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN curl -O https://example.org/a\nRUN wget https://example.org/b\n"
            "RUN wget https://example.org/c\n",
            marked=("wget",),
        ),
        Invalid(
            "FROM debian:12\nRUN curl -O https://example.org/a\nRUN wget https://example.org/b\n"
            "RUN wget https://example.org/c\nRUN curl -O https://example.org/d\n",
            marked=("wget", "wget", "curl"),
            settings=HADOLINT,
        ),
        Invalid("FROM debian:12\nRUN curl -O https://example.org/a || wget https://example.org/a\n", marked=("wget",)),
    ),
    valid=(
        "FROM debian:12\nRUN curl -O https://example.org/a && curl -O https://example.org/b\n",
        "FROM debian:12\nRUN apt-get install -y wget && curl -O https://example.org/a\n",
        "FROM debian:12 AS a\nRUN curl -O https://example.org/a\nFROM debian:12\nRUN wget https://example.org/b\n",
        Valid("FROM debian:12\nRUN curl -O https://a/b\nRUN sudo wget https://a/b\n", settings=HADOLINT),
    ),
)
def curl_and_wget(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """curl and wget are both used in a stage, where one of them would do.

    ## Why is this bad?
    Each brings libraries of its own, and updates to follow. One of them can do what both do.

    The rule is off unless it is asked for: many base images hold both anyway.

    ## References
    - https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages
    """
    uses = _uses(command, model, settings)
    other = next((one for one in uses if one.name == OTHER[command.name]), None)
    if other is None or command not in uses:
        return
    if is_hadolint(settings):  # each RUN with one of them, once both are known
        is_reported = command is next(one for one in uses if one.instruction is command.instruction)
    else:  # where the second program comes in
        is_reported = command is next(one for one in uses if one.name != uses[0].name)
    if is_reported:
        related = (Related(other.name_span, f"`{other.name}` is used here"),)
        yield Finding(command.name_span, f"`{other.name}` is used in this stage as well", related=related)


def _uses(command: Command, model: SemanticModel, settings: Settings) -> list[Command]:
    """Every use of the two programs in the stage up to the end of the command's RUN."""
    stage = model.stage_of(command.instruction)
    if stage is None:
        return []
    return [
        one
        for run in model.runs()
        if run.index <= command.instruction.index and model.stage_of(run) is stage
        for one in model.commands(run)
        if one.name in OTHER and not is_hidden(one, settings)
    ]
