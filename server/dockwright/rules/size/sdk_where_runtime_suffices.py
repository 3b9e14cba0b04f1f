from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Env, Expose, Transfer
from dockwright.text import Edit, Span

BUILD = "FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build\nCOPY . /src\nRUN dotnet publish /src -o /out\n"
APP = 'WORKDIR /app\nCOPY --from=build /out .\nENTRYPOINT ["dotnet", "App.dll"]\n'

_OF_SDK = lazy_pattern(
    r"\b(?:curl|wget|git|pwsh|msbuild|nuget|csc|dotnet-\w+|dotnet\s+(?:ef|watch|run|test|build|publish|restore|tool|fsi|dev-certs))\b"
)
"""Programs that only the image with the SDK has."""

_OWN_PORT_BEFORE = (8,)
"""Before this version runtime images name a port in ASPNETCORE_URLS that the SDK's do not."""


@rule(
    "sdk-where-runtime-suffices",
    on=Stage,
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    needs="dotnet",
    invalid=(
        Invalid(
            f"{BUILD}FROM mcr.microsoft.com/dotnet/sdk:8.0\n{APP}",
            f"{BUILD}FROM mcr.microsoft.com/dotnet/aspnet:8.0\n{APP}",
            marked=("mcr.microsoft.com/dotnet/sdk:8.0",),
        ),
        Invalid(
            'FROM mcr.microsoft.com/dotnet/sdk:9.0-noble\nCOPY publish /app\nUSER app\nCMD ["dotnet", "/app/App.dll"]\n',
            'FROM mcr.microsoft.com/dotnet/aspnet:9.0-noble\nCOPY publish /app\nUSER app\nCMD ["dotnet", "/app/App.dll"]\n',
            title="what was published elsewhere",
        ),
        Invalid(
            f"{BUILD}FROM mcr.microsoft.com/dotnet/sdk:6.0\n{APP}",
            f"{BUILD}FROM mcr.microsoft.com/dotnet/aspnet:6.0\nENV ASPNETCORE_URLS=\n{APP}",
            title="an old runtime image names a port: that is undone",
        ),
        Invalid(
            f"{BUILD}FROM mcr.microsoft.com/dotnet/sdk:8.0-alpine\n{APP}",
            title="the runtime image of Alpine has no data of languages",
        ),
    ),
    valid=(
        f"{BUILD}FROM mcr.microsoft.com/dotnet/aspnet:8.0\n{APP}",
        Valid('FROM mcr.microsoft.com/dotnet/sdk:8.0\nCOPY . .\nRUN dotnet publish -o /app\nCMD ["dotnet", "/app/App.dll"]\n', title="it builds, too"),
        Valid('FROM mcr.microsoft.com/dotnet/sdk:8.0\nCOPY . .\nCMD ["dotnet", "run"]\n', title="the start needs the SDK"),
        Valid(f"{BUILD}FROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN ./prepare.sh\n{APP}", title="nobody knows what the script needs"),
        Valid(f"{BUILD}FROM mcr.microsoft.com/dotnet/sdk:8.0\nHEALTHCHECK CMD curl -f localhost\n{APP}", title="a program of that image"),
        Valid(f"{BUILD}FROM mcr.microsoft.com/dotnet/sdk:8.0\nCOPY app.sh /\nCMD /app.sh\n", title="what a script does is not known"),
        Valid('FROM mcr.microsoft.com/dotnet/sdk:8.0\nCMD ["dotnet", "App.dll"]\n', title="an image that others build on"),
    ),
)  # fmt: skip
def sdk_where_runtime_suffices(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """The final image holds the .NET SDK, although all it does is to run a program.

    ## Why is this bad?
    Compilers, MSBuild, NuGet and PowerShell make the SDK's image three to four times as large as that of the runtime, and every one of
    them is something to patch. A program that was published elsewhere, in another stage most often, needs none of it.

    Reported where the container starts `dotnet` with a library that a `COPY` brings, nothing in the stage builds or asks for a program
    of the SDK's image, and the runtime image of the same version and system is known.

    ## Fix safety
    The fix takes the image with ASP.NET Core, which runs every program; for one that is no web application `runtime` would do. It is
    unsafe: a program can start `git` or `curl`, compile code when it runs, or be what you look into with a tool of the SDK. Before .NET 8
    the runtime image names port 80 in `ASPNETCORE_URLS`; unless the file sets that variable, the fix undoes it.

    ## References
    - https://learn.microsoft.com/dotnet/architecture/microservices/net-core-net-framework-containers/official-net-docker-images
    """
    from dockwright.refactorings.only_runs import written_toolchain

    written = written_toolchain(stage, "dotnet")
    if written is None or written.facts.os not in ("debian", "ubuntu", "alpine"):
        return
    from dockwright.refactorings.split.dotnet.images import ASPNET, runtime_image

    word, image, facts = written
    runtime = runtime_image(image, ASPNET, facts.version)
    if runtime is None or not _only_runs(model, stage):
        return
    edits = [Edit(word.span, runtime)]
    sets_port = any(pair.key.value == "ASPNETCORE_URLS" for env in stage.of(Env) for pair in env.pairs)
    if facts.version < _OWN_PORT_BEFORE and not sets_port:
        assert stage.from_ is not None
        end = stage.from_.span.end
        edits.append(Edit(Span(end, end), f"{model.dockerfile.newline}{stage.from_.cased('ENV')} ASPNETCORE_URLS="))
    fix = Fix(f"Take the runtime alone: `{runtime}`", tuple(edits), Safety.UNSAFE)
    is_known = facts.os != "alpine" and bool(facts.version) and not image.is_pinned
    message = f"the SDK of `{word.value}` stays in an image that only runs a program"
    yield Finding(word.span, message, (fix,) if is_known else ())


def _only_runs(model: SemanticModel, stage: Stage) -> bool:
    """Whether the stage starts a published program, and nothing in it may need the SDK's image."""
    asks = (one for one in stage.instructions if not isinstance(one, Expose))
    if not stage.of(Transfer) or any(_OF_SDK.search(one.text) for one in asks):
        return False
    from dockwright.refactorings.only_runs import is_common, start_of_runner

    start = start_of_runner(model, stage, is_common)
    return start is not None and start.program == "dotnet" and "".join(start.arguments[:1]).endswith(".dll")
