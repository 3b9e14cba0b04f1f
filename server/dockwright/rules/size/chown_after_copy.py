from __future__ import annotations

from collections.abc import Iterator

from dockwright.assist import Refusal
from dockwright.context import BuildContext
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.rules._layers import ships
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run

_RECURSIVE = lazy_pattern(r"-\S*R|--recursive")

BASE = "FROM node:20\n"


@rule(
    "chown-after-copy",
    on=Command,
    commands=("chown",),
    severity=Severity.INFO,
    fix=FixAvailability.ALWAYS,
    default=False,
    invalid=(
        Invalid(
            BASE + "COPY . /app\nRUN chown -R node:node /app\nUSER node\n",
            BASE + "COPY --chown=node:node . /app\nUSER node\n",
            marked=("chown",),
        ),
        Invalid(
            BASE + "WORKDIR /app\nCOPY package.json .\nCOPY src src\nRUN chown -R 1000:1000 .\n",
            BASE + "WORKDIR /app\nCOPY --chown=1000:1000 package.json .\nCOPY --chown=1000:1000 src src\nRUN chown 1000:1000 .\n",
            marked=("chown",),
            title="the directory itself is not copied",
        ),
    ),
    valid=(
        BASE + "COPY --chown=node:node . /app\nUSER node\n",
        BASE + "WORKDIR /app\nCOPY . .\nRUN npm ci\nRUN chown -R node:node /app\n",
        BASE + "COPY . /app\nRUN chown node:node /app\n",
        BASE + "RUN chown -R node:node /data\n",
        "FROM node:20 AS build\nCOPY . /app\nRUN chown -R node:node /app\nFROM node:20\nCOPY --from=build /app /app\n",
    ),
)  # fmt: skip
def chown_after_copy(command: Command, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """A `RUN chown -R` changes the owner of all that was just copied, and so stores it once more.

    ## Why is this bad?
    A layer holds whole files: to change an owner is to store the file again, and the image has it twice. `COPY --chown` gives
    the owner at once.

    Reported is only a `RUN` in the shipped image that begins with a `chown -R` of what a `COPY` of the stage brought.

    The rule is off unless it is asked for: how much it costs depends on what is copied, which the file does not tell.

    ## Fix safety
    Safe where nothing else can lie in the directory; a directory that `WORKDIR` or a `RUN` made keeps a plain `chown`. Unsafe
    where a base image or a program that nobody knows may have put something there, which would then keep its owner.

    ## References
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    """
    run = command.instruction
    if not isinstance(run, Run) or command.script.commands[0] is not command:
        return
    if not command.may_hold(_RECURSIVE) or not command.has_flag("R", "recursive"):
        return
    if not ships(model, model.stage_of(run)):
        return
    from dockwright.refactorings import ownership

    found = ownership.owner(model, run, context)
    if found is None or isinstance(found, Refusal) or found.command is not command or not found.is_whole:
        return
    yield Finding(command.name_span, "`chown -R` stores what is copied once more", (Fix.of(found.change),))
