""".NET: whole projects in small, as they lie in repositories, and what becomes of their Dockerfiles."""

from __future__ import annotations

import pytest
from splitting import Project, obstacle_of

from dockwright.rule import Safety

WEB, WORKER, PLAIN = "Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk.Worker", "Microsoft.NET.Sdk"


def project(sdk: str = WEB, *inner: str, target: str = "net8.0") -> str:
    framework = f"<TargetFramework>{target}</TargetFramework>" if target else ""
    return f'<Project Sdk="{sdk}"><PropertyGroup>{framework}</PropertyGroup>{"".join(inner)}</Project>'


def properties(**values: str) -> str:
    return (
        "<PropertyGroup>" + "".join(f"<{name}>{value}</{name}>" for name, value in values.items()) + "</PropertyGroup>"
    )


def refers(*paths: str) -> str:
    return "<ItemGroup>" + "".join(f'<ProjectReference Include="{one}" />' for one in paths) + "</ItemGroup>"


def packages(*names: str, version: str = ' Version="1.0.0"') -> str:
    return "<ItemGroup>" + "".join(f'<PackageReference Include="{one}"{version} />' for one in names) + "</ItemGroup>"


def solution(*paths: str) -> str:
    lines = ["", "Microsoft Visual Studio Solution File, Format Version 12.00"]
    for path in paths:
        lines += [
            f'Project("{{9A19103F-16F7-4668-BE54-9A1E7A4F7556}}") = "x", "{path}", "{{00000000-0000-0000-0000-000000000001}}"',
            "EndProject",
        ]
    return "\r\n".join(lines)


SHOP = {
    "Shop.sln": solution(r"src\Shop.Web\Shop.Web.csproj", r"src\Shop.Core\Shop.Core.csproj", r"tests\Shop.Tests\Shop.Tests.csproj"),
    "src/Shop.Web/Shop.Web.csproj": project(WEB, refers(r"..\Shop.Core\Shop.Core.csproj"), packages("Serilog", version=""), target=""),
    "src/Shop.Web/Program.cs": "var builder = WebApplication.CreateBuilder(args);\n",
    "src/Shop.Web/appsettings.json": "{}",
    "src/Shop.Web/wwwroot/site.css": "",
    "src/Shop.Core/Shop.Core.csproj": project(PLAIN, target=""),
    "tests/Shop.Tests/Shop.Tests.csproj": project(PLAIN, refers(r"..\..\src\Shop.Core\Shop.Core.csproj"), target=""),
    "Directory.Build.props": f"<Project>{properties(TargetFramework='net8.0', Nullable='enable')}</Project>",
    "Directory.Packages.props": '<Project><ItemGroup><PackageVersion Include="Serilog" Version="4.0.0" /></ItemGroup></Project>',
    "global.json": '{"sdk": {"version": "8.0.100", "rollForward": "latestFeature"}}',
    "nuget.config": '<configuration><packageSources><clear /><add key="a" value="https://api.example.org/v3/index.json" /></packageSources></configuration>',
    ".dockerignore": "**/bin\n**/obj\n",
}  # fmt: skip
HEAD = "FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /src\nCOPY . .\n"
PUBLISH = f"{HEAD}RUN dotnet publish src/Shop.Web -c Release -o /app\nWORKDIR /app\n"


OFFERED = [
    Project(
        "a solution in layers, with its settings at the root",
        SHOP,
        f"{HEAD}RUN dotnet restore\nRUN dotnet publish src/Shop.Web/Shop.Web.csproj -c Release -o /app --no-restore\nWORKDIR /app\n"
        'EXPOSE 8080\nENTRYPOINT ["dotnet", "Shop.Web.dll"]\n',
        "FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY --from=builder /app /app\nWORKDIR /app\nEXPOSE 8080\n"
        'ENTRYPOINT ["dotnet", "Shop.Web.dll"]\n',
    ),
    Project(
        "Visual Studio's own steps in one stage: manifests, restore, build, publish, a user by number",
        SHOP,
        "FROM mcr.microsoft.com/dotnet/sdk:8.0\nARG BUILD_CONFIGURATION=Release\nWORKDIR /src\n"
        'COPY ["src/Shop.Web/Shop.Web.csproj", "src/Shop.Web/"]\nCOPY ["src/Shop.Core/Shop.Core.csproj", "src/Shop.Core/"]\n'
        'COPY ["Directory.Build.props", "Directory.Packages.props", "nuget.config", "./"]\n'
        'RUN dotnet restore "./src/Shop.Web/Shop.Web.csproj"\nCOPY . .\nWORKDIR "/src/src/Shop.Web"\n'
        'RUN dotnet build "./Shop.Web.csproj" -c $BUILD_CONFIGURATION -o /app/build\n'
        'RUN dotnet publish "./Shop.Web.csproj" -c $BUILD_CONFIGURATION -o /app/publish /p:UseAppHost=false\n'
        'USER $APP_UID\nWORKDIR /app/publish\nENTRYPOINT ["dotnet", "Shop.Web.dll"]\n',
        "FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY --from=builder /app/publish /app/publish\nUSER $APP_UID\n"
        'WORKDIR /app/publish\nENTRYPOINT ["dotnet", "Shop.Web.dll"]\n',
    ),
    Project(
        "a worker needs no ASP.NET Core",
        {
            "Worker.csproj": project(WORKER, packages("Microsoft.Extensions.Hosting", "RabbitMQ.Client")),
            "Program.cs": "",
            "appsettings.json": "{}",
        },
        f'{HEAD}RUN dotnet publish -c Release -o /app\nWORKDIR /app\nUSER app\nENTRYPOINT ["dotnet", "Worker.dll"]\n',
        "FROM mcr.microsoft.com/dotnet/runtime:8.0\nCOPY --from=builder /app /app\nWORKDIR /app\nUSER app\n"
        'ENTRYPOINT ["dotnet", "Worker.dll"]\n',
    ),
    Project(
        "compiled ahead of time, with the linker's packages left behind",
        {
            "Api.csproj": project(
                WEB, properties(PublishAot="true", InvariantGlobalization="true"), target="net9.0"
            ),
            "Program.cs": "",
        },
        "FROM mcr.microsoft.com/dotnet/sdk:9.0\nRUN apt-get update && apt-get install -y clang zlib1g-dev\nWORKDIR /src\nCOPY . .\n"
        'RUN dotnet publish -c Release -o /app\nWORKDIR /app\nENTRYPOINT ["./Api"]\n',
        'FROM mcr.microsoft.com/dotnet/runtime-deps:9.0\nCOPY --from=builder /app /app\nWORKDIR /app\nENTRYPOINT ["./Api"]\n',
    ),
    Project(
        "F# in one file with its runtime, on Alpine, with the data of languages",
        {
            "Tool/Tool.fsproj": project(
                PLAIN,
                properties(OutputType="Exe", PublishSingleFile="true", SelfContained="true", RuntimeIdentifier="linux-musl-x64"),
            ),
            "Tool/Program.fs": "",
        },
        "FROM mcr.microsoft.com/dotnet/sdk:8.0-alpine\nWORKDIR /src\nCOPY . .\nRUN dotnet publish Tool -c Release -o /app\n"
        'ENTRYPOINT ["/app/Tool"]\n',
        "FROM mcr.microsoft.com/dotnet/runtime-deps:8.0-alpine\nRUN apk add --no-cache icu-data-full icu-libs tzdata\nWORKDIR /src\n"
        'ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false\nCOPY --from=builder /app /app\nENTRYPOINT ["/app/Tool"]\n',
    ),
    Project(
        "a solution of the new kind",
        {
            "App.slnx": '<Solution><Project Path="src/Web/Web.fsproj" /></Solution>',
            "src/Web/Web.fsproj": project(),
            "src/Web/Program.fs": "",
        },
        f'{HEAD}RUN dotnet publish src/Web -o out\nWORKDIR /src/out\nCMD ["dotnet", "Web.dll"]\n',
        'FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY --from=builder /src/out /src/out\nWORKDIR /src/out\nCMD ["dotnet", "Web.dll"]\n',
    ),
    Project(
        "pages that Node compiles, and a library for fonts that the program may load",
        {
            "App.csproj": project(WEB, properties(SpaRoot="ClientApp\\")),
            "Program.cs": "",
            "ClientApp/package.json": "{}",
        },
        "FROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN apt-get update && apt-get install -y nodejs npm libfontconfig1\nWORKDIR /src\nCOPY . .\n"
        'RUN dotnet publish -c Release -o /app\nWORKDIR /app\nENTRYPOINT ["dotnet", "App.dll"]\n',
        "FROM mcr.microsoft.com/dotnet/aspnet:8.0\n"
        "RUN apt-get update && apt-get install -y --no-install-recommends libfontconfig1 && rm -rf /var/lib/apt/lists/*\n"
        'COPY --from=builder /app /app\nWORKDIR /app\nENTRYPOINT ["dotnet", "App.dll"]\n',
        Safety.UNSAFE,
    ),
    Project(
        "a start script that hands on what CMD names",
        {**SHOP, "docker/entrypoint.sh": '#!/bin/sh\nset -e\nexec "$@"\n'},
        PUBLISH + 'ENTRYPOINT ["/src/docker/entrypoint.sh"]\nCMD ["dotnet", "Shop.Web.dll"]\n',
        "FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY --from=builder /app /app\n"
        "COPY --from=builder /src/docker/entrypoint.sh /src/docker/entrypoint.sh\nWORKDIR /app\n"
        'ENTRYPOINT ["/src/docker/entrypoint.sh"]\nCMD ["dotnet", "Shop.Web.dll"]\n',
    ),
]  # fmt: skip


@pytest.mark.parametrize("one", OFFERED, ids=[one.title for one in OFFERED])
def test_offered(one: Project) -> None:
    one.check()


START = 'ENTRYPOINT ["dotnet", "Shop.Web.dll"]\n'
CONDITION = f"<Project>{properties(TargetFramework='net8.0').replace('<PropertyGroup>', '<PropertyGroup Condition=$>')}</Project>"
REFUSED: list[tuple[str, dict[str, str], str, str]] = [
    ("the SDK runs the project", SHOP, HEAD + 'ENTRYPOINT ["dotnet", "run", "--project", "src/Shop.Web", "seed"]\n',
     "the container runs the .NET SDK when it starts: `dotnet run`"),
    ("the SDK watches the project", SHOP, HEAD + 'CMD ["dotnet", "watch", "--project", "src/Shop.Web"]\n',
     "the container runs the .NET SDK when it starts: `dotnet watch`"),
    ("tests", SHOP, HEAD + 'RUN dotnet build\nCMD ["dotnet", "test", "tests/Shop.Tests"]\n',
     "the container runs the .NET SDK when it starts: `dotnet test`"),
    ("the library of another layer", SHOP, PUBLISH + 'ENTRYPOINT ["dotnet", "Shop.Core.dll"]\n',
     "`/app/Shop.Core.dll` is not what the publish makes"),
    ("what a build leaves", SHOP, HEAD + 'RUN dotnet build src/Shop.Web\nCMD ["dotnet", "src/Shop.Web/bin/Debug/net8.0/Shop.Web.dll"]\n',
     "what starts is the output of `dotnet build`, not of a publish: let `dotnet publish` make it"),
    ("migrations before the start", SHOP, PUBLISH + "CMD dotnet ef database update && dotnet Shop.Web.dll\n",
     "the start command runs several programs: `dotnet ef` and `dotnet Shop.Web.dll`"),
    ("a bundle of migrations in the output", SHOP,
     PUBLISH.replace("-o /app", "-o /app && dotnet ef migrations bundle -o /app/efbundle") + START, "what `dotnet ef` leaves behind is not known"),
    ("conditions decide the version", {**SHOP, "Directory.Build.props": CONDITION.replace("$", "\"'$(CI)' == 'true'\"")}, PUBLISH + START,
     "for which version of .NET the project is cannot be told"),
    ("a project of the next version", {**SHOP, "Directory.Build.props": f"<Project>{properties(TargetFramework='net9.0')}</Project>"},
     PUBLISH + START, "the project is for .NET 9.0, the image has 8"),
    ("published among the sources", SHOP, f"{HEAD}RUN dotnet publish src/Shop.Web -o .\n{START}", "`/src` holds the sources, too"),
    ("published into a mount", SHOP, PUBLISH.replace("RUN ", "RUN --mount=type=tmpfs,target=/app ") + START,
     "`/app` lies in a tmpfs mount, so it is not in the image"),
    ("a script that also updates the database", {**SHOP, "start.sh": "#!/bin/sh\ndotnet ef database update\ndotnet Shop.Web.dll\n"},
     PUBLISH + 'CMD ["/src/start.sh"]\n', "`start.sh` starts `dotnet` several times"),
    ("a project that nobody sends", {key: value for key, value in SHOP.items() if "Shop.Web" not in key}, PUBLISH + START,
     "the project that is published is not understood"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text", "reason"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_refused(files: dict[str, str], text: str, reason: str) -> None:
    answer = obstacle_of(text, files)
    assert answer.reason == reason
