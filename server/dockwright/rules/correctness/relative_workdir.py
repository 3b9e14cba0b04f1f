from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Word, Workdir

_WINDOWS = lazy_pattern(r"[A-Za-z]:")

BUILDKIT = Settings(preset="buildkit")


@rule(
    "relative-workdir",
    on=Workdir,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3000", "WorkdirRelativePath"),
    invalid=(
        Invalid(
            "FROM alpine:3.20\nWORKDIR app\n",
            "FROM alpine:3.20\nWORKDIR /app\n",
            marked=("app",),
            title="alpine's own is /",
        ),
        Invalid('FROM golang:1.24\nWORKDIR "src/app"\n', 'FROM golang:1.24\nWORKDIR "/go/src/app"\n'),
        Invalid("FROM example.org/unknown\nWORKDIR app\n", "FROM example.org/unknown\nWORKDIR /app\n"),
        Invalid("FROM golang:1.24\nWORKDIR .\n", "FROM golang:1.24\nWORKDIR /go\n"),
        Invalid("FROM golang:1.24\nWORKDIR ../srv/./app\n", "FROM golang:1.24\nWORKDIR /srv/app\n"),
        Invalid("FROM alpine:3.20\nWORKDIR $X\n", settings=BUILDKIT, title="BuildKit takes the unknown for empty"),
        Invalid("ARG D=app\nFROM alpine:3.20\nARG D\nWORKDIR x$D\n"),
    ),
    valid=(
        "FROM alpine:3.20\nWORKDIR /app\n",
        "FROM alpine:3.20\nWORKDIR /app\nWORKDIR sub\n",
        "FROM alpine:3.20 AS a\nWORKDIR /app\nFROM a\nWORKDIR sub\n",
        "FROM alpine:3.20\nWORKDIR $HOME\n",
        Valid("FROM alpine:3.20\nWORKDIR ${X\n", settings=BUILDKIT, title="unreadable"),
        "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nWORKDIR C:\\\\app\n",
        'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nARG D="c:\\app"\nWORKDIR $D\n',
    ),
)
def relative_workdir(workdir: Workdir, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The first `WORKDIR` of a stage is relative, so the base image decides where it is.

    ## Why is this bad?
    A relative `WORKDIR` continues the one before it. Where the stage has none, that is the base image's, which the file
    does not show and a new base may change. After an absolute `WORKDIR` of the same stage a relative one is fine.

    ## Fix safety
    The fix is safe where the base image's own working directory is known (it is `/` for the operating systems, `/go` for
    `golang`). Elsewhere the fix assumes `/`: check the base image.

    ## References
    - https://docs.docker.com/reference/build-checks/workdir-relative-path/
    """
    path = workdir.path
    if path is None or not path.value or _is_absolute(workdir, path, model, settings):
        return
    state = model.state_before(workdir)
    stage = model.stage_of(workdir)
    earlier = stage is not None and any(one.index < workdir.index for one in stage.of(Workdir))
    inherited = stage is not None and stage.base_stage is not None and stage.base_stage.last(Workdir) is not None
    if (earlier or inherited) and settings.preset != "hadolint":
        return
    yield Finding(
        path.span,
        f"`{path.value}` is relative to a directory that the base image decides",
        _fixes(workdir, state.workdir if state.workdir_known and not _has_triggers(stage) else None),
    )


def _has_triggers(stage: Stage | None) -> bool:
    """Whether instructions of the base image run first, which may choose another directory."""
    return stage is not None and stage.facts is not None and stage.facts.has_onbuild


def _is_absolute(workdir: Workdir, path: Word, model: SemanticModel, settings: Settings) -> bool:
    """Whether the path is absolute, or nobody can tell."""
    value = path.value
    if value[0] == "$":
        known = model.expand(path, workdir)
        if (
            known is None and path.variables and settings.preset == "buildkit"
        ):  # it takes what it does not know for empty
            first = path.variables[0]
            rest = workdir.dockerfile.text[first.span.end : path.span.end]
            return first.name in model.state_before(workdir).variables or rest.startswith("/")
        if known == "" and settings.preset == "buildkit":
            return False
        return not known or known[0] in "/\\" or bool(_WINDOWS.match(known))
    return value[0] in "/\\" or bool(_WINDOWS.match(value))


def _fixes(workdir: Workdir, base: str | None) -> tuple[Fix, ...]:
    path = workdir.path
    if path is None or path.variables or "\n" in path.span.of(workdir.dockerfile.text):
        return ()
    joined = normpath(join(base or "/", path.value))
    written = path.span.of(workdir.dockerfile.text)
    text = f"{written[0]}{joined}{written[0]}" if path.is_quoted else joined
    safety = Safety.UNSAFE if base is None else Safety.SAFE
    return (Fix.replace(f"Write `{joined}`", path.span, text, safety),)
