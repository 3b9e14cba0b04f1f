from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Copy, Workdir

_WINDOWS = lazy_pattern(r"[A-Za-z]:")
HADOLINT = Settings(preset="hadolint")


@rule(
    "relative-copy-destination",
    on=Copy,
    severity=Severity.WARNING,
    aliases=("DL3045",),
    invalid=(
        Invalid("FROM example.org/base\nCOPY app.py app/\n", marked=("app/",)),
        Invalid("FROM example.org/base\nCOPY . .\n", marked=(".",)),
        Invalid("FROM golang:1.24\nCOPY . .\n", settings=HADOLINT, title="hadolint knows no base image"),
    ),
    valid=(
        "FROM example.org/base\nWORKDIR /app\nCOPY . .\n",
        "FROM example.org/base\nCOPY . /app\n",
        "FROM example.org/base\nCOPY . $DIR\n",
        "FROM example.org/base AS base\nWORKDIR /app\nFROM base\nCOPY . .\n",
        Valid("FROM golang:1.24\nCOPY . .\n", title="the base image is known to start in /go"),
        Valid("FROM public.ecr.aws/lambda/python:3.13\nCOPY requirements.txt .\n", title="... in /var/task"),
    ),
)
def relative_copy_destination(copy: Copy, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The destination is relative, and no `WORKDIR` says to what.

    ## Why is this bad?
    The files go where the base image happens to have its working directory: `/` for most, something else for others, and
    something else again after its next release.

    ## References
    - https://docs.docker.com/reference/dockerfile/#workdir
    """
    destination = copy.destination
    if destination is None or not destination.value:
        return
    value = destination.value
    if value[0] in "/\\$" or _WINDOWS.match(value):
        return
    stage = model.stage_of(copy)
    for one in stage.lineage if stage is not None else ():
        limit = copy.index if one is stage else len(copy.dockerfile.instructions)
        if any(workdir.index < limit for workdir in one.of(Workdir)):
            return
    if model.state_before(copy).workdir_known and settings.preset != "hadolint":
        return
    yield Finding(destination.span, f"`{value}` is relative, and no `WORKDIR` says to what")
