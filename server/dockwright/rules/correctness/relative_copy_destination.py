from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Copy, Word, Workdir

_WINDOWS = lazy_pattern(r"[A-Za-z]:")
HADOLINT = Settings(preset="hadolint")


@rule(
    "relative-copy-destination",
    on=Copy,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3045",),
    invalid=(
        Invalid(
            "FROM example.org/base\nCOPY app.py app/\n", marked=("app/",), title="nobody knows where this base starts"
        ),
        Invalid("FROM golang:1.24\nCOPY . .\n", "FROM golang:1.24\nCOPY . /go/\n", marked=(".",), settings=HADOLINT),
        Invalid(
            'FROM debian:12\nCOPY ["a", "./b c"]\n',
            'FROM debian:12\nCOPY ["a", "/b c"]\n',
            settings=HADOLINT,
            title="in a list",
        ),
        Invalid("FROM debian:12\nCOPY a app/$DIR\n", settings=HADOLINT, title="a variable"),
        Invalid("FROM debian:12\nCOPY a b\\c\n", settings=HADOLINT, title="an escape character"),
        Invalid("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY a b\n", title="on which drive?"),
        Invalid(
            "FROM golang:1.24\nCOPY a b ./\n",
            "FROM golang:1.24\nCOPY a b /go/\n",
            settings=HADOLINT,
            title="hadolint knows no base image",
        ),
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

    The fix writes the place that the destination has now. There is none where nobody knows the directory in which the base image starts.

    ## References
    - https://docs.docker.com/reference/dockerfile/#workdir
    """
    destination = copy.destination
    if destination is None or not destination.value:
        return
    value = destination.value
    if value[0] in "/\\$" or _WINDOWS.match(value):
        return
    if settings.preset != "hadolint" and model.state_before(copy).workdir_known:
        return
    stage = model.stage_of(copy)
    for one in stage.lineage if stage is not None else ():
        limit = copy.index if one is stage else len(copy.dockerfile.instructions)
        if any(workdir.index < limit for workdir in one.of(Workdir)):
            return
    message = f"`{value}` is relative, and no `WORKDIR` says to what"
    yield Finding(destination.span, message, _fixes(copy, destination, stage, model))


def _fixes(copy: Copy, destination: Word, stage: Stage | None, model: SemanticModel) -> tuple[Fix, ...]:
    """The absolute path, with the slash at its end that tells a directory."""
    value = destination.value
    facts = stage.facts if stage is not None else None
    state = model.state_before(copy)
    written = destination.span.of(copy.dockerfile.text)
    quote = written[0] if destination.is_quoted else ""
    directory = state.workdir if facts is not None and not facts.has_onbuild else None
    if directory is None or state.is_windows or destination.variables or written != f"{quote}{value}{quote}":
        return ()
    path = normpath(join(directory, value))
    if value.rpartition("/")[2] in ("", ".", "..") and path != "/":
        path += "/"
    return (Fix.replace(f"Write `{path}`", destination.span, f"{quote}{path}{quote}", Safety.SAFE),)
