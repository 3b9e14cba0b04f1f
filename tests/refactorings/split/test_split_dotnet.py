""".NET: what a publish makes and where, which runtime image belongs to it, and when nobody can tell."""

from __future__ import annotations

import pytest
from splitting import Files, obstacle_of, offer_of, runtime_of, split_of

from dockwright.assist import Offer
from dockwright.refactorings.split import Obstacle
from dockwright.rule import Safety
from dockwright.text import apply

SDK, WORKER, WEB = "Microsoft.NET.Sdk", "Microsoft.NET.Sdk.Worker", "Microsoft.NET.Sdk.Web"


def project(sdk: str = WEB, *packages: str, properties: str = "", target: str = "net8.0", inner: str = "") -> str:
    listed = "".join(f'<PackageReference Include="{one}" Version="1.0.0" />' for one in packages)
    framework = f"<TargetFramework>{target}</TargetFramework>" if target else ""
    return (
        f'<Project Sdk="{sdk}"><PropertyGroup>{framework}{properties}</PropertyGroup>'
        f"<ItemGroup>{listed}</ItemGroup>{inner}</Project>"
    )


APP = {"App.csproj": project(), "Program.cs": "", "appsettings.json": "{}", "wwwroot/site.css": ""}
CONSOLE = {"App.csproj": project(SDK, properties="<OutputType>Exe</OutputType>"), "Program.cs": ""}
HEAD = "FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /src\nCOPY . .\n"
TAIL = 'WORKDIR /app\nENTRYPOINT ["dotnet", "App.dll"]\n'
FILE = f"{HEAD}RUN dotnet publish -c Release -o /app\n{TAIL}"


def runtime(text: str, files: Files, number: int = 0) -> list[str]:
    """The lines of the runtime stage."""
    return runtime_of(text, files, number).rstrip("\n").split("\n")


def images(text: str, files: Files) -> list[str]:
    return [runtime(text, files, number)[0] for number in range(len(offer_of(text, files).choices))]


def test_the_whole_text() -> None:
    found = offer_of(FILE, {**APP, "App.csproj": project(WEB, "Serilog")})
    assert [(one.name, one.change.safety) for one in found.choices] == [("aspnet", Safety.SAFE)]
    assert apply(FILE, found.choices[0].change.edits) == (
        "FROM mcr.microsoft.com/dotnet/sdk:8.0 AS builder\nWORKDIR /src\nCOPY App.csproj ./\nRUN dotnet restore\nCOPY . .\n"
        "RUN dotnet publish -c Release -o /app\n\n"
        "FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY --from=builder /app /app\nWORKDIR /app\n"
        'ENTRYPOINT ["dotnet", "App.dll"]\n'
    )


# From the SDK's image to the runtime's: the image, the version the project is for, the runtime image.
IMAGES = [
    ("mcr.microsoft.com/dotnet/sdk:8.0", "net8.0", "mcr.microsoft.com/dotnet/aspnet:8.0"),
    ("mcr.microsoft.com/dotnet/sdk:9.0-alpine3.21", "net9.0", "mcr.microsoft.com/dotnet/aspnet:9.0-alpine3.21"),
    ("mcr.microsoft.com/dotnet/sdk:8.0-jammy", "net8.0", "mcr.microsoft.com/dotnet/aspnet:8.0-jammy"),
    ("mcr.microsoft.com/dotnet/sdk:8.0-bookworm-slim", "net8.0", "mcr.microsoft.com/dotnet/aspnet:8.0-bookworm-slim"),
    ("mcr.microsoft.com/dotnet/sdk:8.0.404-noble", "net8.0", "mcr.microsoft.com/dotnet/aspnet:8.0-noble"),
    ("mcr.microsoft.com/dotnet/sdk:10.0", "net10.0", "mcr.microsoft.com/dotnet/aspnet:10.0"),
    ("mcr.microsoft.com/dotnet/nightly/sdk:10.0", "net10.0", "mcr.microsoft.com/dotnet/nightly/aspnet:10.0"),
    ("mcr.microsoft.com/dotnet/core/sdk:3.1", "netcoreapp3.1", "mcr.microsoft.com/dotnet/core/aspnet:3.1"),
    ("mcr.microsoft.com/dotnet/core/sdk:3.1-buster", "netcoreapp3.1", "mcr.microsoft.com/dotnet/core/aspnet:3.1-buster-slim"),
    ("microsoft/dotnet:2.2-sdk-alpine", "netcoreapp2.2", "microsoft/dotnet:2.2-aspnetcore-runtime-alpine"),
    ("microsoft/dotnet:2.1.300-sdk", "netcoreapp2.1", "microsoft/dotnet:2.1-aspnetcore-runtime"),
    ("microsoft/dotnet:latest", "netcoreapp2.2", "microsoft/dotnet:aspnetcore-runtime"),
    ("microsoft/dotnet:2.0-sdk", "netcoreapp2.0", "microsoft/aspnetcore:2.0"),
    ("microsoft/dotnet:2.0.0-sdk-jessie", "netcoreapp2.0", "microsoft/aspnetcore:2.0-jessie"),
    ("microsoft/dotnet:1.1.1-sdk", "netcoreapp1.1", "microsoft/dotnet:1.1-runtime"),
    ("microsoft/aspnetcore-build:2.0", "netcoreapp2.0", "microsoft/aspnetcore:2.0"),
    ("microsoft/aspnetcore-build:1.1.2", "netcoreapp1.1", "microsoft/aspnetcore:1.1.2"),
]  # fmt: skip


@pytest.mark.parametrize(("image", "target", "expected"), IMAGES, ids=[one[0] for one in IMAGES])
def test_images(image: str, target: str, expected: str) -> None:
    text = FILE.replace("mcr.microsoft.com/dotnet/sdk:8.0", image)
    assert images(text, {"App.csproj": project(target=target)}) == [f"FROM {expected}"]


def test_a_version_by_variable_stays_one() -> None:
    text = "ARG DOTNET=8.0\n" + FILE.replace(":8.0", ":${DOTNET}")
    assert images(text, APP) == ["FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET}"]


# What the program does not bring along: the project, flags of the publish, the start, the choices with their safety.
RUNTIMES = [
    ("a web application", project(WEB), "", "dotnet App.dll", [("aspnet", Safety.SAFE)]),
    ("a console", project(SDK), "", "dotnet App.dll", [("runtime", Safety.SAFE)]),
    ("a worker", project(WORKER, "Microsoft.Extensions.Hosting"), "", "dotnet App.dll", [("runtime", Safety.SAFE)]),
    ("a worker on ASP.NET", project(WORKER, inner='<ItemGroup><FrameworkReference Include="Microsoft.AspNetCore.App" /></ItemGroup>'), "", "dotnet App.dll", [("aspnet", Safety.SAFE)]),
    ("a package that may want ASP.NET", project(SDK, "Hangfire.Core"), "", "dotnet App.dll", [("aspnet", Safety.SAFE), ("runtime", Safety.UNSAFE)]),
    ("a package that wants ASP.NET", project(SDK, "Serilog.AspNetCore"), "", "dotnet App.dll", [("aspnet", Safety.SAFE), ("runtime", Safety.UNSAFE)]),
    ("its own host", project(WEB), "", "./App", [("aspnet", Safety.SAFE)]),
    ("self-contained", project(WEB), "-r linux-x64 --self-contained", "./App", [("runtime-deps", Safety.SAFE)]),
    ("self-contained, not", project(WEB), "-r linux-x64 --self-contained false", "dotnet App.dll", [("aspnet", Safety.SAFE)]),
    ("a platform alone", project(WEB), "-r linux-x64", "dotnet App.dll", [("aspnet", Safety.SAFE)]),
    ("one file", project(WEB), "-r linux-x64 -p:PublishSingleFile=true", "./App", [("runtime-deps", Safety.SAFE)]),
    ("one file by the project", project(WEB, properties="<PublishSingleFile>true</PublishSingleFile>"), "/p:DebugType=none", "./App", [("runtime-deps", Safety.SAFE)]),
    ("compiled ahead", project(WEB, properties="<PublishAot>true</PublishAot>"), "", "./App", [("runtime-deps", Safety.SAFE)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("app", "flags", "start", "choices"), [one[1:] for one in RUNTIMES], ids=[one[0] for one in RUNTIMES]
)
def test_runtimes(app: str, flags: str, start: str, choices: list[tuple[str, Safety]]) -> None:
    words = ", ".join(f'"{word}"' for word in start.split())
    text = f"{HEAD}RUN dotnet publish App.csproj {flags} -c Release -o /app\nWORKDIR /app\nCMD [{words}]\n"
    assert [(one.name, one.change.safety) for one in offer_of(text, {"App.csproj": app}).choices] == choices


def test_before_8_a_platform_means_self_contained() -> None:
    text = FILE.replace(":8.0", ":6.0").replace("-c Release", "-c Release -r linux-x64")
    found = obstacle_of(text, {"App.csproj": project(target="net6.0")})
    assert found.reason == "the program brings its runtime along, but `dotnet` starts it"


# Where the files are: the RUN, the working directory, the start, the directory that is copied.
PLACES = [
    ("dotnet publish -c Release -o out", "/src/out", "App.dll", "/src/out"),
    ("dotnet publish --output /app/", "/app", "App.dll", "/app"),
    ("cd /src && dotnet publish App.csproj --output=../app", "/app", "App.dll", "/app"),
    ("dotnet publish", "/src", "bin/Release/net8.0/publish/App.dll", "/src/bin/Release/net8.0/publish"),
    ("dotnet publish -c Debug", "/src", "bin/Debug/net8.0/publish/App.dll", "/src/bin/Debug/net8.0/publish"),
    ("dotnet restore && dotnet build -c Release --no-restore && dotnet publish -c Release --no-build -o /app", "/app", "App.dll", "/app"),
    ("dotnet publish -o /app", "/", "/app/App.dll", "/app"),
]  # fmt: skip


@pytest.mark.parametrize(("run", "workdir", "start", "path"), PLACES, ids=[one[0] for one in PLACES])
def test_places(run: str, workdir: str, start: str, path: str) -> None:
    text = f'{HEAD}RUN {run}\nWORKDIR {workdir}\nCMD ["dotnet", "{start}"]\n'
    copies = [line.split()[2] for line in runtime(text, CONSOLE) if line.startswith("COPY")]
    assert copies == [path]


# The same where only the text is known: the image, the RUN, the working directory, the start, and what COPY has.
OLD, NEW = "microsoft/dotnet:2.1-sdk", "mcr.microsoft.com/dotnet/sdk:8.0"
FROM_TEXT = [
    ("a name", NEW, "dotnet publish -o /app", "/app", "dotnet App.dll", "/app /app"),
    ("the start names the place of a publish without one", NEW, "dotnet publish", "/src", "dotnet bin/Release/net8.0/publish/App.dll", "/src/bin/Release/net8.0/publish /src/bin/Release/net8.0/publish"),
    ("so does the working directory", NEW, "dotnet publish -c Debug", "/src/bin/Debug/net8.0/publish", "dotnet App.dll", "/src/bin/Debug/net8.0/publish /src/bin/Debug/net8.0/publish"),
    ("of a project below", NEW, "dotnet publish src/Web -c Release", "/src", "dotnet src/Web/bin/Release/net8.0/publish/Web.dll", "/src/src/Web/bin/Release/net8.0/publish /src/src/Web/bin/Release/net8.0/publish"),
    ("Debug before version 8", OLD, "dotnet publish", "/src", "dotnet bin/Debug/netcoreapp2.1/publish/App.dll", "/src/bin/Debug/netcoreapp2.1/publish /src/bin/Debug/netcoreapp2.1/publish"),
    ("copied", NEW, "dotnet publish && cp -r bin/Release/net8.0/publish /app", "/app", "dotnet App.dll", "/src/bin/Release/net8.0/publish /app"),
    ("copied among others", NEW, "dotnet publish && cp -r bin/Release/net8.0/publish/* /srv", "/srv", "dotnet App.dll", "/src/bin/Release/net8.0/publish /srv"),
    ("moved", NEW, "dotnet publish -o out && mv out /app", "/app", "dotnet App.dll", "/app /app"),
    ("copied, and the sources removed", NEW, "dotnet publish -o out && cp -r out /app && rm -rf /src", "/app", "dotnet App.dll", "/app /app"),
    ("an old SDK counts from the project", OLD, "dotnet publish Web -o out", "/src", "dotnet Web/out/Web.dll", "/src/Web/out /src/Web/out"),
    ("also from a project file", OLD, "dotnet publish Web/Web.csproj -o ../out", "/src/out", "dotnet Web.dll", "/src/out /src/out"),
    ("a new one from where it runs", NEW, "dotnet publish Web -o out", "/src/out", "dotnet Web.dll", "/src/out /src/out"),
    ("a tool of the build behind the publish", NEW, "dotnet publish -o /app\nRUN dotnet tool install -g dotnet-ef", "/app", "dotnet App.dll", "/app /app"),
    ("a property names the place", NEW, "dotnet publish -p:PublishDir=/app", "/app", "dotnet App.dll", "/app /app"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("image", "run", "workdir", "start", "expected"), [one[1:] for one in FROM_TEXT], ids=[one[0] for one in FROM_TEXT]
)
def test_places_from_the_text_alone(image: str, run: str, workdir: str, start: str, expected: str) -> None:
    words = ", ".join(f'"{word}"' for word in start.split())
    text = f"FROM {image}\nWORKDIR /src\nCOPY . .\nRUN {run}\nWORKDIR {workdir}\nENTRYPOINT [{words}]\n"
    copies = [line.removeprefix("COPY --from=builder ") for line in runtime(text, None) if line.startswith("COPY")]
    assert copies == [expected]
    assert all(one.change.safety is Safety.UNSAFE for one in offer_of(text, None).choices)


def test_a_variable_names_the_library() -> None:
    """Microsoft's first image of its kind, a build of project.json, and files copied beside the sources."""
    text = (
        "FROM microsoft/dotnet:1.0.1-sdk-projectjson\nENV name Service\nCOPY src/$name /root/$name\nWORKDIR /root/$name\n"
        "RUN dotnet restore && dotnet build && dotnet publish\nRUN cp -rf bin/Debug/netcoreapp1.0/publish/* /root/\n"
        "WORKDIR /root\nENTRYPOINT dotnet ${name}.dll\n"
    )
    assert runtime(text, None) == [
        "FROM microsoft/dotnet:1.0-runtime",
        "ENV name Service",
        "COPY --from=builder /root/Service/bin/Debug/netcoreapp1.0/publish /root",
        "WORKDIR /root",
        "ENTRYPOINT dotnet ${name}.dll",
    ]


def test_perhaps_self_contained() -> None:
    """The runtime is there, whether or not the program brings its own."""
    text = FILE.replace("-o", "-r linux-x64 -p:PublishSingleFile=true -o").replace('"dotnet", "App.dll"', '"./App"')
    assert images(text, None) == ["FROM mcr.microsoft.com/dotnet/aspnet:8.0"]
    assert "whether the program brings its runtime along is not known" in " ".join(
        offer_of(text, None).default.change.notes
    )


def test_copied_with_the_context() -> None:
    text = f"{HEAD}RUN dotnet publish && mkdir /app && cp -r bin/Release/net8.0/publish/. /app/\n{TAIL}"
    assert "COPY --from=builder /src/bin/Release/net8.0/publish /app" in runtime(text, APP)
    assert offer_of(text, APP).default.change.safety is Safety.SAFE


def test_an_old_sdk_counts_from_the_project() -> None:
    files = {"Web/Web.csproj": project(target="netcoreapp2.1")}
    text = (
        f"FROM {OLD}\nWORKDIR /src\nCOPY . .\nRUN dotnet publish Web -o out\nWORKDIR /src/Web/out\nCMD dotnet Web.dll\n"
    )
    assert "COPY --from=builder /src/Web/out /src/Web/out" in runtime(text, files)
    assert isinstance(split_of(text.replace("/src/Web/out", "/src/out"), files), Obstacle)


def test_names_and_projects() -> None:
    files = {
        "Shop.sln": "",
        "src/Web/Web.csproj": project(properties="<AssemblyName>Shop</AssemblyName>", inner='<ItemGroup><ProjectReference Include="..\\Core\\Core.csproj" /></ItemGroup>'),
        "src/Core/Core.csproj": project(SDK),
        "Directory.Build.props": "<Project />",
    }  # fmt: skip
    text = f"{HEAD}RUN dotnet publish src/Web -o /app\n{TAIL}"
    assert "COPY --from=builder /app /app" in runtime(text.replace("App.dll", "Shop.dll"), files)
    assert isinstance(split_of(text.replace("App.dll", "Web.dll"), files), Obstacle)
    assert isinstance(split_of(text.replace("App.dll", "Core.dll"), files), Obstacle)


def test_the_version_of_all_projects() -> None:
    files = {
        "App.csproj": project(target=""),
        "Directory.Build.props": "<Project><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>",
    }
    assert isinstance(split_of(FILE, files), Offer)


# Ports: until version 7 the SDK's images name none, the runtime's port 80; from 8 on they are the same.
PORTS = [
    ("7.0", "net7.0", "", True),
    ("6.0", "net6.0", "ENV ASPNETCORE_URLS=http://+:5000\n", False),
    ("8.0", "net8.0", "", False),
    ("3.1", "netcoreapp3.1", "", True),
]


@pytest.mark.parametrize(("version", "target", "own", "restated"), PORTS)
def test_ports(version: str, target: str, own: str, restated: bool) -> None:
    text = FILE.replace(":8.0", f":{version}").replace("WORKDIR /src\n", f"WORKDIR /src\n{own}")
    lines = runtime(text, {"App.csproj": project(target=target)})
    assert ("ENV ASPNETCORE_URLS=" in lines) is restated
    assert not own or own.strip() in lines


def test_languages_on_alpine() -> None:
    text = FILE.replace(":8.0", ":8.0-alpine")
    assert runtime(text, APP)[:3] == [
        "FROM mcr.microsoft.com/dotnet/aspnet:8.0-alpine",
        "RUN apk add --no-cache icu-data-full icu-libs tzdata",
        "ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false",
    ]
    without = {"App.csproj": project(properties="<InvariantGlobalization>true</InvariantGlobalization>")}
    assert not any("icu" in line or "INVARIANT" in line for line in runtime(text, without))


def test_what_means_the_container() -> None:
    text = (
        "FROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN apt-get update && apt-get install -y nodejs npm\nWORKDIR /src\n"
        "ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 ASPNETCORE_ENVIRONMENT=Production\nCOPY . .\nRUN dotnet publish -o /app\n"
        'USER app\nEXPOSE 8080\nHEALTHCHECK CMD curl -f http://localhost:8080/ || exit 1\nWORKDIR /app\nCMD ["dotnet", "App.dll"]\n'
    )
    assert runtime(text, APP) == [
        "FROM mcr.microsoft.com/dotnet/aspnet:8.0",
        "RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*",
        "ENV ASPNETCORE_ENVIRONMENT=Production",
        "COPY --from=builder /app /app",
        "USER app",
        "EXPOSE 8080",
        "HEALTHCHECK CMD curl -f http://localhost:8080/ || exit 1",
        "WORKDIR /app",
        'CMD ["dotnet", "App.dll"]',
    ]


def test_projects_that_are_copied_one_by_one_are_all_sources() -> None:
    """What a project refers to stays with it, wherever the publish runs."""
    files = {
        "Api/Api.csproj": project(inner='<ItemGroup><ProjectReference Include="..\\Core\\Core.csproj" /></ItemGroup>'),
        "Core/Core.csproj": project(SDK),
        "Directory.Build.props": "<Project />",
    }
    start = 'WORKDIR /app\nENTRYPOINT ["dotnet", "Api.dll"]\n'
    parts = "COPY Api /src/Api\nCOPY Core /src/Core\nCOPY Directory.Build.props /src/\n"
    for run in ("WORKDIR /src\n{}RUN dotnet publish Api", "{}WORKDIR /src/Api\nRUN dotnet publish"):
        text = f"FROM mcr.microsoft.com/dotnet/sdk:8.0\n{run.format(parts)} -c Release -o /app\n{start}"
        builder = apply(text, offer_of(text, files).default.change.edits).split("\n\n")[0]
        assert parts in builder


def test_files_that_are_copied_by_a_pattern() -> None:
    text = HEAD.replace("COPY . .", "COPY *.csproj ./\nCOPY *.cs ./") + f"RUN dotnet publish -c Release -o /app\n{TAIL}"
    assert offer_of(text, CONSOLE).default.change.safety is Safety.SAFE


def test_a_program_of_people_that_is_installed_behind_the_publish_stays() -> None:
    """The check of health of a compose file may be what calls it."""
    install = "RUN apt-get update && apt-get install -y curl git\n"
    publish = "RUN dotnet publish -c Release -o /app\n"
    assert any("install" in line and "curl git" in line for line in runtime(f"{HEAD}{publish}{install}{TAIL}", APP))
    assert not any("install" in line for line in runtime(f"{HEAD}{install}{publish}{TAIL}", APP))
    assert offer_of(f"{HEAD}{publish}{install}{TAIL}", APP).default.change.safety is Safety.SAFE


def test_the_platform_of_the_runtime_stage() -> None:
    """A builder of the platform that builds, for the one that runs: the runtime image is of that one."""
    text = FILE.replace("FROM ", "FROM --platform=$BUILDPLATFORM ", 1)
    assert images(text, APP) == ["FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/aspnet:8.0"]
    text = text.replace("COPY . .", "ARG TARGETARCH\nCOPY . .").replace("-c Release", "-c Release -a $TARGETARCH")
    assert images(text, APP) == ["FROM mcr.microsoft.com/dotnet/aspnet:8.0"]


def test_a_directory_that_is_made_in_the_published_one_comes_with_it() -> None:
    """Made anew it would belong to root: COPY gives owners to what it makes itself."""
    text = f"{HEAD}RUN dotnet publish -o /app && mkdir -p /app/logs && chown -R app:app /app\nUSER app\n{TAIL}"
    assert runtime(text, APP)[:3] == [
        "FROM mcr.microsoft.com/dotnet/aspnet:8.0",
        "COPY --from=builder --chown=app:app /app /app",
        "USER app",
    ]


def test_a_directory_that_a_user_published_stays_theirs() -> None:
    text = (
        "FROM mcr.microsoft.com/dotnet/sdk:8.0\nUSER app\nWORKDIR /home/app/src\nCOPY --chown=app . .\n"
        'RUN dotnet publish -o /home/app/out\nWORKDIR /home/app/out\nCMD ["dotnet", "App.dll"]\n'
    )
    assert "COPY --from=builder --chown=app /home/app/out /home/app/out" in runtime(text, APP)


# Variables that only the text names: the line, whether the builder keeps it, and whether the runtime stage has it.
VARIABLES = [
    ("a property of MSBuild, perhaps", "ENV Flavour=full", True, True),
    ("where the server listens", "ENV ASPNETCORE_URLS=http://+:5000", False, True),
    ("credentials for packages", "ARG PAT\nENV VSS_NUGET_EXTERNAL_FEED_ENDPOINTS={\\\"password\\\":\\\"${PAT}\\\"}", True, False),
    ("the same in NuGet's own way", "ARG PAT\nENV NuGetPackageSourceCredentials_feed=Username=x;Password=$PAT", True, False),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "above", "below"), [one[1:] for one in VARIABLES], ids=[one[0] for one in VARIABLES])
@pytest.mark.parametrize("files", [APP, None], ids=["known", "text alone"])
def test_variables(lines: str, above: bool, below: bool, files: Files) -> None:
    text = FILE.replace("COPY . .\n", f"COPY . .\n{lines}\n")
    builder, runtime = apply(text, offer_of(text, files).default.change.edits).split("\n\n", 1)
    for line in lines.split("\n"):
        assert (line in builder, line in runtime) == (above, below)


def test_pages_that_another_stage_makes_for_the_working_directory() -> None:
    text = (
        f"FROM node:22 AS web\nRUN npm run build\n{HEAD}COPY --from=web /app/build ./ClientApp\nRUN dotnet publish -o out\n"
        'CMD ["dotnet", "out/App.dll"]\n'
    )
    found = offer_of(text, {"App.csproj": project(), "Program.cs": ""})
    assert "COPY --from=builder /src/ClientApp ./ClientApp\n" in apply(text, found.choices[0].change.edits)
    assert found.choices[0].change.safety is Safety.UNSAFE


def test_a_working_directory_among_the_sources() -> None:
    text = f'{HEAD}RUN dotnet publish -o out\nCMD ["dotnet", "out/App.dll"]\n'
    copies = [line.split()[2] for line in runtime(text, APP) if line.startswith("COPY")]
    assert copies == ["/src/out", "/src/appsettings.json", "/src/wwwroot"]
    assert offer_of(text, APP).choices[0].change.safety is Safety.UNSAFE


def test_files_that_the_sources_name_beside_the_published_directory() -> None:
    text = f'{HEAD}RUN dotnet publish -o out\nCMD ["dotnet", "out/App.dll"]\n'
    files = {
        **CONSOLE,
        "Program.cs": 'DotNetEnv.Env.Load();\nvar a = File.ReadAllText("config.json"); var b = File.OpenRead("data/words/a.txt");',
        "config.json": "{}", "data/words/a.txt": "", "other.json": "{}", ".env": "A=b",
    }  # fmt: skip
    copies = {line.split()[2] for line in runtime(text, files) if line.startswith("COPY")}
    assert copies == {"/src/out", "/src/config.json", "/src/data", "/src/.env"}
    change = offer_of(text, files).default.change
    assert change.safety is Safety.UNSAFE
    assert any("the program opens files" in note and "(Program.cs:1)" in note for note in change.notes)
    moved = text.replace("-o out", "-o /app").replace("CMD", "WORKDIR /app\nCMD").replace("out/", "")
    assert [line.split()[2] for line in runtime(moved, files) if line.startswith("COPY")] == ["/app"]


def test_a_file_that_is_copied_under_the_name_that_the_sources_read() -> None:
    text = f'{HEAD}COPY deploy/list.yml Data/words.yml\nCOPY deploy/other.yml ./\nRUN dotnet publish -o out\nCMD ["dotnet", "out/App.dll"]\n'
    files = {
        **CONSOLE,
        "Program.cs": 'File.ReadAllText("Data/words.yml");',
        "deploy/list.yml": "",
        "deploy/other.yml": "",
    }
    copies = [line.split()[2] for line in runtime(text, files) if line.startswith("COPY")]
    assert copies == ["/src/out", "/src/Data/words.yml"]


def test_a_start_script() -> None:
    text = f'{HEAD}RUN dotnet publish -o /app\nWORKDIR /app\nENTRYPOINT ["/src/start.sh"]\n'
    files = {**APP, "start.sh": '#!/bin/sh\nset -e\necho starting\nexec dotnet App.dll "$@"\n'}
    assert "COPY --from=builder /src/start.sh /src/start.sh" in runtime(text, files)
    moved = {**files, "start.sh": "#!/bin/sh\ndotnet ef database update\nexec dotnet App.dll\n"}
    assert isinstance(split_of(text, moved), Obstacle)


# What can be offered, but not proven.
DOUBTS = [
    ("the context is unknown", FILE, None, "the build context was not read"),
    ("a tag without a version", FILE.replace(":8.0", ""), APP, "names no version"),
    ("plug-ins", FILE, {**APP, "Program.cs": "var a = Assembly.LoadFrom(path);"}, "loads or compiles more code"),
    ("a program whose name is computed", FILE, {**APP, "Program.cs": "Process.Start(new ProcessStartInfo { FileName = tool });"}, "names are computed"),
    ("... as an argument", FILE, {**APP, "Program.cs": 'Process.Start(tool, "y");'}, "names are computed"),
    ("a shell", FILE, {**APP, "Program.cs": 'Process.Start("/bin/sh", args);'}, "names are computed"),
    ("a path among the sources", FILE, {**APP, "Program.cs": 'File.ReadAllText("/src/data.json");'}, "may read `/src/data.json`"),
    ("the directory of the sources itself", FILE, {**APP, "Program.cs": 'new WebApplicationOptions { ContentRootPath = "/src" };'}, "may read `/src`"),
    ("a path that begins there", FILE, {**APP, "Program.cs": 'File.ReadAllText($"/src/{name}.json");'}, "may read `/src/`"),
    ("a program by a variable alone", FILE, {**APP, "Program.cs": "Process.Start(tool);"}, "names are computed"),
    ("a library that is loaded", FILE, {**APP, "Program.cs": '[DllImport("libfoo")] static extern int F();'}, "loads the library `libfoo`"),
    ("... by its name", FILE, {**APP, "Program.cs": 'NativeLibrary.Load("foo.so");'}, "loads the library `foo.so`"),
    ("the SDK's own program", FILE, {**APP, "Program.cs": 'Process.Start("dotnet", "build x.csproj");'}, "asks for no command of the SDK"),
]  # fmt: skip


@pytest.mark.parametrize("library", ["libc", "c", "libc.so.6", "libdl", "kernel32", "user32.dll", "libobjc.dylib"])
def test_libraries_of_every_linux_and_of_other_systems(library: str) -> None:
    source = f'[DllImport("{library}")] static extern int F();'
    assert offer_of(FILE, {**APP, "Program.cs": source}).default.change.safety is Safety.SAFE


def test_libraries_that_only_the_image_of_the_sdk_has() -> None:
    """curl, which is installed in it, needs them, too."""
    files = {**APP, "App.csproj": project(WEB, "Microsoft.AspNetCore.Authentication.Negotiate")}
    assert any("apt-get install -y --no-install-recommends libgssapi-krb5-2" in line for line in runtime(FILE, files))
    assert not any("krb5" in line for line in runtime(FILE, APP))
    files = {**APP, "App.csproj": project(WEB, "System.DirectoryServices.Protocols")}
    assert any("apt-get install -y --no-install-recommends libldap-2.5-0" in line for line in runtime(FILE, files))


@pytest.mark.parametrize("package", ["Microsoft.Build.Locator", "Buildalyzer.Workspaces"])
def test_who_looks_for_the_sdk_keeps_it(package: str) -> None:
    found = obstacle_of(FILE, {**APP, "App.csproj": project(WEB, package)})
    assert found.reason == f"`{package}` looks for the .NET SDK while the program runs"


@pytest.mark.parametrize("source", ["Process.Start(info);", "var x = new File { FileName = name };", "a.FileName == b"])
def test_what_starts_no_other_program(source: str) -> None:
    source = f'var info = new ProcessStartInfo("git");\n{source}' if "info" in source else source
    assert offer_of(FILE, {**APP, "Program.cs": source}).default.change.safety is Safety.SAFE


@pytest.mark.parametrize(("text", "files", "note"), [one[1:] for one in DOUBTS], ids=[one[0] for one in DOUBTS])
def test_doubts(text: str, files: Files, note: str) -> None:
    for choice in offer_of(text, files).choices:
        assert choice.change.safety is Safety.UNSAFE
        assert any(note in one for one in choice.change.notes), choice.change.notes


# Why not.
REFUSALS = [
    ("dotnet run", f'{HEAD}CMD ["dotnet", "run", "--project", "App"]\n', APP, "runs the .NET SDK when it starts: `dotnet run`"),
    ("dotnet watch", f"{HEAD}CMD dotnet watch run\n", APP, "`dotnet watch`"),
    ("dotnet ef", f'{HEAD}CMD ["dotnet", "ef", "database", "update"]\n', APP, "`dotnet ef`"),
    ("a build", f'{HEAD}RUN dotnet build\nCMD ["dotnet", "bin/Debug/net8.0/App.dll"]\n', APP, "is the output of `dotnet build`, not of a publish"),
    ("another stage publishes it", f'{HEAD.replace(":8.0", ":8.0 AS b")}RUN dotnet publish -o /out\nFROM mcr.microsoft.com/dotnet/sdk:8.0\nCOPY --from=b /out /app\nCMD ["dotnet", "/app/App.dll"]\n', APP, "it is split already: what starts comes from `b`, and needs the runtime alone"),
    ("nothing is published", f'{HEAD}CMD ["dotnet", "App.dll"]\n', APP, "nothing is published here"),
    ("another library", FILE.replace("App.dll", "Other.dll"), APP, "`/app/Other.dll` is not what the publish makes"),
    ("another directory", FILE.replace("WORKDIR /app", "WORKDIR /srv"), APP, "`/srv/App.dll` is not what the publish makes: it puts its files into `/app`"),
    ("among the sources", FILE.replace("-o /app", "-o .").replace("WORKDIR /app\n", ""), APP, "`/src` holds the sources, too"),
    ("another version", FILE, {"App.csproj": project(target="net6.0")}, "the project is for .NET 6.0, the image has 8"),
    ("several versions", FILE, {"App.csproj": project(target="", properties="<TargetFrameworks>net8.0;net6.0</TargetFrameworks>")}, "for which version of .NET the project is cannot be told"),
    ("a computed version", FILE, {"App.csproj": project(target="$(Version)")}, "for which version of .NET the project is cannot be told"),
    ("not XML", FILE, {"App.csproj": "<Project"}, "the project that is published is not understood"),
    ("entities", FILE, {"App.csproj": '<!DOCTYPE x [<!ENTITY a "&a;&a;">]>' + project()}, "the project that is published is not understood"),
    ("two projects", FILE, {**APP, "B.csproj": project()}, "the project that is published is not clear: name its file"),
    ("perhaps self-contained", FILE, {"App.csproj": project(inner='<PropertyGroup Condition="\'$(X)\' == \'\'"><SelfContained>true</SelfContained></PropertyGroup>')}, "is decided by conditions"),
    ("self-contained, but by the host", FILE.replace("-o", "--self-contained -o"), APP, "brings its runtime along, but `dotnet` starts it"),
    ("a cache mount", FILE.replace("RUN ", "RUN --mount=type=cache,target=/app "), APP, "lies in a cache mount, so it is not in the image"),
    ("certificates for development", FILE.replace("COPY . .\n", "COPY . .\nRUN dotnet dev-certs https\n"), APP, "what `dotnet dev-certs` leaves behind is not known"),
    ("a tool that looks at the program", FILE.replace("COPY . .\n", "COPY . .\nRUN dotnet tool install -g dotnet-trace\n"), APP, "`dotnet-trace` looks at the program while it runs"),
    ("files made behind the publish", FILE.replace("WORKDIR /app", "RUN sed -i s/a/b/ /app/appsettings.json\nWORKDIR /app"), APP, "what `sed` leaves behind is not known"),
    ("a digest alone", FILE.replace(":8.0", "@sha256:" + "0" * 64), APP, "which runtime image belongs to"),
    ("another system", FILE.replace(":8.0", ":8.0-azurelinux3.0"), APP, "which runtime image belongs to"),
    ("a build image of several versions", FILE.replace("mcr.microsoft.com/dotnet/sdk:8.0", "microsoft/aspnetcore-build:1.0-2.0"), None, "which runtime image belongs to"),
    ("a preview of the first version", FILE.replace("mcr.microsoft.com/dotnet/sdk:8.0", "microsoft/dotnet:1.0.0-preview2-sdk"), None, "which runtime image belongs to"),
    ("the place says another version", f'{HEAD}RUN dotnet publish -c Release\nCMD ["dotnet", "bin/Release/net6.0/publish/App.dll"]\n', None, "the project is for .NET 6.0, the image has 8"),
    ("the place says another configuration", f'{HEAD}RUN dotnet publish -c Release\nCMD ["dotnet", "bin/Debug/net8.0/publish/App.dll"]\n', None, "`/src/bin/Debug/net8.0/publish/App.dll` is not what the publish makes"),
    ("the place is in another project", f'{HEAD}RUN dotnet publish Web/Web.csproj\nCMD ["dotnet", "Api/bin/Release/net8.0/publish/Api.dll"]\n', None, "is not what the publish makes"),
    ("one of several programs", f"{HEAD}RUN dotnet publish -o out\nCMD dotnet ef database update && dotnet out/App.dll\n", None, "the start command runs several programs"),
    ("a script that nobody can read", f'{HEAD}RUN dotnet publish -o out\nCMD ["./start.sh"]\n', None, "what `./start.sh` does is not known without the build context"),
    ("a variable that nothing sets", f"{HEAD}RUN dotnet publish -o out\nCMD dotnet out/$APP.dll\n", None, "what `dotnet out/$APP.dll` starts is not known"),
    ("copied elsewhere", f"{HEAD}RUN dotnet publish -o out && cp -r out/wwwroot /app\n{TAIL}", None, "`/app/App.dll` is not what the publish makes"),
    ("a preview with a version of its own", FILE.replace(":8.0", ":8.0.100-preview.7"), APP, "which runtime image belongs to"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files", "reason"), [one[1:] for one in REFUSALS], ids=[one[0] for one in REFUSALS])
def test_refusals(text: str, files: Files, reason: str) -> None:
    found = obstacle_of(text, files)
    assert reason in found.reason


LAUNCH = '{"profiles": {"IIS": {"commandName": "IISExpress"}, "App": {"commandName": "Project", "applicationUrl": "https://*:5001;http://*:5000", "environmentVariables": {"ASPNETCORE_ENVIRONMENT": "Development"}}}}'

# A program that `dotnet run` starts: files, the start, what is put in front of it, and the start of what is published.
RUN: list[tuple[str, Files, str, list[str], str]] = [
    ("the project of the directory", APP, '["dotnet", "run"]', ["RUN dotnet publish -c Release -o /src/out"], '["dotnet", "out/App.dll"]'),
    ("a project that is named, in a configuration", {"Web/Web.csproj": project()}, "dotnet run --project Web -c Debug --no-launch-profile",
     ["RUN dotnet publish Web -c Debug -o /src/out"], "dotnet out/Web.dll"),
    ("addresses are handed on", {**APP, "Properties/launchSettings.json": LAUNCH}, '["dotnet", "run", "--urls", "http://0.0.0.0:5000", "--", "--seed"]',
     ["RUN dotnet publish -c Release -o /src/out", "ENV ASPNETCORE_ENVIRONMENT=Development"],
     '["dotnet", "out/App.dll", "--urls", "http://0.0.0.0:5000", "--seed"]'),
    ("what the launch profile sets", {**APP, "Properties/launchSettings.json": LAUNCH}, '["dotnet", "run"]',
     ["RUN dotnet publish -c Release -o /src/out", "ENV ASPNETCORE_ENVIRONMENT=Development", "ENV ASPNETCORE_URLS=http://*:5000"], '["dotnet", "out/App.dll"]'),
    ("a solution beside the project", {**APP, "App.sln": ""}, '["dotnet", "run"]', ["RUN dotnet publish App.csproj -c Release -o /src/out"], '["dotnet", "out/App.dll"]'),
    ("the text tells the name", None, '["dotnet", "run", "--project", "src/Shop.Web/Shop.Web.csproj"]',
     ["RUN dotnet publish src/Shop.Web/Shop.Web.csproj -c Release -o /src/out"], '["dotnet", "out/Shop.Web.dll"]'),
]  # fmt: skip


@pytest.mark.parametrize(("files", "start", "above", "expected"), [one[1:] for one in RUN], ids=[one[0] for one in RUN])
def test_a_program_that_dotnet_run_starts(files: Files, start: str, above: list[str], expected: str) -> None:
    text = f"{HEAD}RUN dotnet build\n# start\nENTRYPOINT {start}\n"
    after = apply(text, offer_of(text, files).default.change.edits)
    assert after.endswith(f"# start\nENTRYPOINT {expected}\n")
    assert "COPY --from=builder /src/out ./out\n" in after
    assert all(f"\n{line}\n" in after for line in above)
    assert offer_of(text, files).default.change.safety is Safety.UNSAFE


KEPT: list[tuple[str, Files, str]] = [
    ("several projects", {"A.csproj": project(), "B.csproj": project()}, "dotnet run"),
    ("a library", {"App.csproj": project(SDK)}, "dotnet run"),
    ("an argument that is not followed", APP, "dotnet run --framework net8.0"),
    ("arguments of the launch profile", {**APP, "Properties/launchSettings.json": LAUNCH.replace('"environmentVariables"', '"commandLineArgs": "--x", "environmentVariables"')}, "dotnet run"),
    ("a launch profile that is not understood", {**APP, "Properties/launchSettings.json": "{"}, "dotnet run"),
    ("the directory has no name of a project", None, "dotnet run"),
    ("a variable in a list", APP, '["dotnet", "run", "--urls", "http://*:$PORT"]'),
    ("other commands of the SDK", APP, "dotnet watch run"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "start"), [one[1:] for one in KEPT], ids=[one[0] for one in KEPT])
def test_a_run_that_is_not_followed(files: Files, start: str) -> None:
    found = obstacle_of(f"{HEAD}RUN dotnet build\nENTRYPOINT {start}\n", files)
    assert found.reason.startswith("the container runs the .NET SDK when it starts")


def test_what_lies_beside_the_published_directory() -> None:
    text = (
        "FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /app\nCOPY . .\nRUN dotnet publish -c Release -o out\n"
        'WORKDIR /app/out\nENTRYPOINT ["dotnet", "App.dll"]\n'
    )
    files = APP | {"Program.cs": 'System.IO.File.ReadAllText("../conf/a.json");', "conf/a.json": "{}"}
    assert "COPY --from=builder /app/conf/a.json /app/conf/a.json\n" in runtime_of(text, files)
    assert offer_of(text, files).default.change.notes == ("the program may read `../conf/a.json`",)
