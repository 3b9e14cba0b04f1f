from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.patterns import lazy_pattern
from dockwright.rule import (
    BUILD_CONTEXT,
    Finding,
    Fix,
    FixAvailability,
    Invalid,
    Related,
    Safety,
    Severity,
    Valid,
    rule,
)
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, sites
from dockwright.syntax import Run
from dockwright.text import Edit, Span, whole_number

_GO_LINE = lazy_pattern(r"^go\s+(\d+)\.(\d+)(?:\.(\d+))?\s*(?://.*)?$", re.MULTILINE)
_FRAMEWORK = lazy_pattern(r"<TargetFrameworks?>\s*net(\d+)\.(\d+)\s*</TargetFrameworks?>")
_GO = "FROM golang:1.22-alpine AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n"
_SDK = "FROM mcr.microsoft.com/dotnet/sdk:6.0\nWORKDIR /src\nCOPY . .\nRUN dotnet publish App.csproj -o /out\n"


@rule(
    "toolchain-older-than-project",
    on=Stage,
    needs=BUILD_CONTEXT,
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            _GO,
            _GO.replace("1.22", "1.24"),
            context={"go.mod": "module a\n\ngo 1.24.1\n", "main.go": ""},
            marked=("golang:1.22-alpine",),
        ),
        Invalid(
            _SDK,
            _SDK.replace("6.0", "8.0"),
            context={"App.csproj": "<Project><TargetFramework>net8.0</TargetFramework></Project>"},
            marked=("mcr.microsoft.com/dotnet/sdk:6.0",),
        ),
        Invalid(
            "ARG V=1.22\nFROM golang:$V\nWORKDIR /src\nCOPY go.mod .\nRUN go mod download\n",
            context={"go.mod": "module a\ngo 1.23\n"},
            marked=("golang:$V",),
        ),
    ),
    valid=(
        _GO,
        Valid(_GO, context={"go.mod": "module a\n\ngo 1.22.3\n"}),
        Valid(_GO, context={"go.mod": "module a\n\ngo 1.18\n"}),
        Valid(_GO.replace("RUN go", "ENV GOTOOLCHAIN=auto\nRUN go"), context={"go.mod": "module a\n\ngo 1.24\n"}),
        Valid(_GO.replace("RUN go", "RUN GOTOOLCHAIN=auto go"), context={"go.mod": "module a\n\ngo 1.24\n"}),
        Valid(_GO.replace(":1.22-alpine", ""), context={"go.mod": "module a\n\ngo 1.24\n"}),
        Valid(_GO.replace("1.22", "1.18"), context={"go.mod": "module a\n\ngo 1.20\n"}, title="an old Go only tries"),
        Valid(_SDK, context={"App.csproj": "<Project><TargetFramework>netstandard2.0</TargetFramework></Project>"}),
        Valid(_SDK, context={"App.csproj": "<Project><TargetFrameworks>net6.0;net8.0</TargetFrameworks></Project>"}),
    ),
)
def toolchain_older_than_project(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The project asks for a newer toolchain than the base image has.

    ## Why is this bad?
    The build stops. The images of Go set `GOTOOLCHAIN=local`, so that no newer Go is fetched, and the command ends with
    `go.mod requires go >= 1.24`. An SDK of .NET 6 does not build for `net8.0`.

    The rule reads go.mod and project files, so it speaks only where the build context is known.

    ## Fix safety
    The fix takes the tag of the version that the project asks for. It is unsafe: another release may behave otherwise, and the
    image must have such a tag.

    ## References
    - https://go.dev/doc/toolchain
    - https://learn.microsoft.com/dotnet/core/tools/sdk-errors/netsdk1045
    """
    facts = stage.facts
    if not context.is_known or facts is None or not facts.version or stage.from_ is None or stage.from_.image is None:
        return
    find = {"golang": _go, "mcr.microsoft.com/dotnet/sdk": _dotnet}.get(facts.family)
    if find is None:
        return
    from dockwright.refactorings.split.sources import Sources

    sources = Sources(model, stage, context)
    for run in stage.of(Run):
        for site in sites(model, run):
            named = find(site)
            place = site.at(named) if named and site.cwd is not None else None
            path = sources.context_path(place.path, run) if place is not None and place.is_exact else None
            wanted = _wanted(context.read(path) or "", facts.family) if path is not None else None
            if wanted is None or not _is_older(facts.version, wanted, facts.family):
                continue
            text, has = (".".join(map(str, version)) for version in (wanted, facts.version))
            related = (Related(site.command.name_span, f"`{path}` is read here"),)
            message = (
                f"`{path}` asks for {'Go' if facts.family == 'golang' else '.NET'} {text}, and the image has {has}"
            )
            yield Finding(stage.from_.image.span, message, _fix(stage, facts.version, wanted), related)
            return


def _go(site: Site) -> str | None:
    command = site.command
    if command.name != "go" or command.subcommand not in ("build", "install", "test", "mod", "vet", "generate"):
        return None
    told = (
        any(one.name == "GOTOOLCHAIN" for one in command.assignments)
        or site.state.env.get("GOTOOLCHAIN", "local") != "local"
    )
    is_remote = any("@" in word.value for word in command.arguments)
    return None if told or is_remote or command.has_flag("C", "modfile") else "go.mod"


def _dotnet(site: Site) -> str | None:
    if site.command.name != "dotnet" or site.command.subcommand not in ("build", "publish", "restore"):
        return None
    return next(
        (word.value for word in site.command.arguments if word.value.endswith(".csproj") and word.is_literal), None
    )


def _wanted(text: str, family: str) -> tuple[int, ...] | None:
    match = (_GO_LINE if family == "golang" else _FRAMEWORK).search(text)
    return tuple(whole_number(part) for part in match.groups() if part) if match is not None else None


def _is_older(version: tuple[int, ...], wanted: tuple[int, ...], family: str) -> bool:
    """Whether the build must fail. A Go before 1.21 only tries; a tag without a patch has the last one."""
    if family == "golang" and version < (1, 21):
        return False
    length = min(len(version), len(wanted))
    return len(version) >= 2 and version[:length] < wanted[:length]


def _fix(stage: Stage, version: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[Fix, ...]:
    """The tag with the wanted version, where it is written out."""
    image, word = stage.written_base, stage.from_.image if stage.from_ is not None else None
    if image is None or word is None or image.tag_span is None or image.digest or "$" in word.raw or word.is_quoted:
        return ()
    old = ".".join(str(part) for part in version)
    new = ".".join(str(part) for part in wanted[: max(2, min(len(version), len(wanted)))])
    if not image.tag or not image.tag.startswith(old):
        return ()
    start = word.span.start + image.tag_span.start
    edit = Edit(Span(start, start + len(old)), new)
    return (Fix(f"Take the tag of version {new}", (edit,), Safety.UNSAFE),)
