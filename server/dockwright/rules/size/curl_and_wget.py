from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Related, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Onbuild, Run

OTHER = {"curl": "wget", "wget": "curl"}


@rule(
    "curl-and-wget",
    on=Stage,
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
def curl_and_wget(stage: Stage, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """curl and wget are both used in a stage, where one of them would do.

    ## Why is this bad?
    Each brings libraries of its own, and updates to follow. One of them can do what both do.

    The rule is off unless it is asked for: many base images hold both anyway.

    ## References
    - https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages
    """
    if not stage.programs.issuperset(OTHER):
        return
    first: dict[str, Command] = {}  # the first use of each program
    is_known = False  # both have been seen
    for run in _runs(stage):
        uses = [one for one in model.commands(run) if one.name in OTHER and not is_hidden(one, settings)]
        was_known = is_known
        for one in uses:
            first.setdefault(one.name, one)
        is_known = len(first) > 1
        if not uses or not is_known:
            continue
        if is_hadolint(settings):  # each RUN with one of them, once both are known
            yield _finding(uses[0], first)
        elif not was_known:  # where the second program comes in
            yield _finding(max(first.values(), key=lambda one: one.span.start), first)


def _runs(stage: Stage) -> Iterator[Run]:
    for instruction in stage.instructions:
        step = instruction.trigger if isinstance(instruction, Onbuild) else instruction
        if isinstance(step, Run):
            yield step


def _finding(command: Command, first: dict[str, Command]) -> Finding:
    other = first[OTHER[command.name]]
    related = (Related(other.name_span, f"`{other.name}` is used here"),)
    return Finding(command.name_span, f"`{other.name}` is used in this stage as well", related=related)
