""".NET: project files in their own folders first, a restore, then the sources and the build."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from contexts import context_of
from dockwright.assist import Change
from dockwright.rule import Safety

Files = Mapping[str, str] | None
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]


def project(*inner: str, sdk: str = "Microsoft.NET.Sdk.Web") -> str:
    """A project file that names a package, and whatever else is given."""
    return "\n".join(
        [
            f'<Project Sdk="{sdk}">',
            "  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>",
            '  <ItemGroup><PackageReference Include="Serilog" Version="4.0.0" /></ItemGroup>',
            *inner,
            "</Project>",
        ]
    )


def refers(*paths: str) -> str:
    return "<ItemGroup>" + "".join(f'<ProjectReference Include="{one}" />' for one in paths) + "</ItemGroup>"


def solution(*paths: str) -> str:
    """A solution file as Visual Studio writes it, with a folder."""
    lines = ["", "Microsoft Visual Studio Solution File, Format Version 12.00"]
    lines += [
        'Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "src", "src", "{00000000-0000-0000-0000-000000000000}"',
        "EndProject",
    ]
    for path in paths:
        lines += [
            f'Project("{{9A19103F-16F7-4668-BE54-9A1E7A4F7556}}") = "x", "{path}", "{{00000000-0000-0000-0000-000000000001}}"',
            "EndProject",
        ]
    return "\r\n".join(lines)


APP = {"App.csproj": project(), "Program.cs": ""}
LAYERS = {
    "Shop.sln": solution(r"src\Shop.Web\Shop.Web.csproj", r"src\Shop.Core\Shop.Core.csproj", r"tests\Shop.Tests\Shop.Tests.csproj"),
    "src/Shop.Web/Shop.Web.csproj": project(refers(r"..\Shop.Core\Shop.Core.csproj")),
    "src/Shop.Core/Shop.Core.csproj": project(sdk="Microsoft.NET.Sdk"),
    "tests/Shop.Tests/Shop.Tests.csproj": project(refers("../../src/Shop.Core/Shop.Core.csproj"), sdk="Microsoft.NET.Sdk"),
    "Directory.Build.props": "<Project><PropertyGroup><Nullable>enable</Nullable></PropertyGroup></Project>",
    "Directory.Packages.props": '<Project><ItemGroup><PackageVersion Include="Serilog" Version="4.0.0" /></ItemGroup></Project>',
    "nuget.config": '<configuration><packageSources><clear /><add key="a" value="https://api.example.org/v3/index.json" /></packageSources></configuration>',
    "global.json": "{}",
    "src/Shop.Web/packages.lock.json": "{}",
    "src/Shop.Web/Program.cs": "",
}  # fmt: skip
HEAD = "FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /src\n"

SAFE: list[tuple[str, Files, str, str]] = [
    (
        "a restore of its own",
        APP,
        "COPY . .\nRUN dotnet restore\nRUN dotnet publish -c Release -o /app\n",
        "COPY App.csproj ./\nRUN dotnet restore\nCOPY . .\nRUN dotnet publish -c Release -o /app\n",
    ),
    (
        "a publish that restores on its way",
        APP,
        "COPY . .\nRUN dotnet publish -c Release -o /app\n",
        "COPY App.csproj ./\nRUN dotnet restore\nCOPY . .\nRUN dotnet publish -c Release -o /app\n",
    ),
    (
        "both in one RUN",
        APP,
        "COPY . .\nRUN dotnet restore && dotnet publish -c Release -o /app\n",
        "COPY App.csproj ./\nRUN dotnet restore\nCOPY . .\nRUN dotnet publish -c Release -o /app\n",
    ),
    (
        "a runtime and properties are restored, too",
        APP,
        "COPY . .\nRUN dotnet publish App.csproj -r linux-x64 -p:PublishReadyToRun=true --self-contained true -o /app\n",
        "COPY App.csproj ./\nRUN dotnet restore -r linux-x64 -p:PublishReadyToRun=true App.csproj\nCOPY . .\n"
        "RUN dotnet publish App.csproj -r linux-x64 -p:PublishReadyToRun=true --self-contained true -o /app\n",
    ),
    (
        "what a publish hands on to its restore",
        {**APP, "ci/feeds.config": "<configuration />"},
        "COPY . .\nRUN dotnet publish --disable-parallel --configfile ci/feeds.config --ignore-failed-sources -o /app\n",
        "COPY App.csproj ./\nCOPY ci/feeds.config ci/\n"
        "RUN dotnet restore --disable-parallel --configfile ci/feeds.config --ignore-failed-sources\nCOPY . .\n",
    ),
    (
        "computed words that no restore needs",
        APP,
        'COPY . .\nRUN dotnet publish "App.csproj" -c $CONFIGURATION -o $OUT\n',
        'COPY App.csproj ./\nRUN dotnet restore "App.csproj"\nCOPY . .\nRUN dotnet publish "App.csproj" -c $CONFIGURATION -o $OUT\n',
    ),
    (
        "a restore that is there already may name a computed platform",
        APP,
        "ARG TARGETARCH\nCOPY . .\nRUN dotnet restore -a $TARGETARCH App.csproj\nRUN dotnet publish -a $TARGETARCH --no-restore -o /app\n",
        "ARG TARGETARCH\nCOPY App.csproj ./\nRUN dotnet restore -a $TARGETARCH App.csproj\nCOPY . .\n"
        "RUN dotnet publish -a $TARGETARCH --no-restore -o /app\n",
    ),
    (
        "a project with those it refers to, each in its folder",
        LAYERS,
        'COPY . .\nRUN dotnet publish "src/Shop.Web/Shop.Web.csproj" -c Release -o /app\n',
        "COPY Directory.Build.props Directory.Packages.props nuget.config global.json ./\n",
    ),
    (
        "credentials that go to the account's own settings, and a tool",
        APP,
        "COPY . .\nRUN dotnet nuget add source https://x.example/v3/index.json -n x -u me -p $PAT --store-password-in-clear-text\n"
        "RUN dotnet tool install --global dotnet-ef\nRUN dotnet restore\nRUN dotnet publish -o /app\n",
        "RUN dotnet nuget add source https://x.example/v3/index.json -n x -u me -p $PAT --store-password-in-clear-text\n"
        "RUN dotnet tool install --global dotnet-ef\nCOPY App.csproj ./\nRUN dotnet restore\nCOPY . .\nRUN dotnet publish -o /app\n",
    ),
    (
        "settings that are named",
        {**APP, "ci/feeds.config": "<configuration />"},
        "COPY . .\nRUN dotnet restore --configfile ci/feeds.config\nRUN dotnet publish --no-restore -o /app\n",
        "COPY App.csproj ./\nCOPY ci/feeds.config ci/\nRUN dotnet restore --configfile ci/feeds.config\nCOPY . .\n",
    ),
    (
        "a solution",
        LAYERS,
        "COPY . .\nRUN dotnet restore Shop.sln\nRUN dotnet build Shop.sln --no-restore\n",
        "COPY tests/Shop.Tests/Shop.Tests.csproj tests/Shop.Tests/\nRUN dotnet restore Shop.sln\nCOPY . .\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "before", "part"), [one[1:] for one in SAFE], ids=[one[0] for one in SAFE])
def test_safe(files: Files, before: str, part: str, order: Order) -> None:
    after, change = order(HEAD + before, files)
    if len(part.split("\n")) > 3 and files is APP:
        assert after == HEAD + part
    assert all(line in after.split("\n") for line in part.split("\n"))
    assert change.safety is Safety.SAFE


def test_the_whole_text_of_a_solution(order: Order) -> None:
    after, _ = order(HEAD + "COPY . .\nRUN dotnet restore Shop.sln\nRUN dotnet build --no-restore\n", LAYERS)
    assert after == HEAD + (
        "COPY Shop.sln Directory.Packages.props Directory.Build.props nuget.config global.json ./\n"
        "COPY src/Shop.Web/Shop.Web.csproj src/Shop.Web/packages.lock.json src/Shop.Web/\n"
        "COPY src/Shop.Core/Shop.Core.csproj src/Shop.Core/\n"
        "COPY tests/Shop.Tests/Shop.Tests.csproj tests/Shop.Tests/\n"
        "RUN dotnet restore Shop.sln\nCOPY . .\nRUN dotnet build --no-restore\n"
    )


def test_the_project_comes_into_a_directory_of_its_own(order: Order) -> None:
    files = {f"src/app/{path}": text for path, text in APP.items()} | {"pb/a.proto": ""}
    before = 'COPY ["/src/app/", "App/"]\nCOPY ["/pb/a.proto", "App/proto/"]\nRUN dotnet restore "./App/App.csproj"\nWORKDIR /src/App\n'
    after, change = order(HEAD + before + 'RUN dotnet publish "./App.csproj" -o /app\n', files)
    assert after == HEAD + (
        'COPY ["src/app/App.csproj", "App/"]\nRUN dotnet restore "./App/App.csproj"\nCOPY ["/src/app/", "App/"]\n'
        'COPY ["/pb/a.proto", "App/proto/"]\nWORKDIR /src/App\nRUN dotnet publish "./App.csproj" -o /app\n'
    )
    assert change.safety is Safety.SAFE


def test_a_directory_among_the_sources_is_not_entered_before_they_are_there(order: Order, why_not: WhyNot) -> None:
    text = HEAD + "COPY . .\nRUN cd src/Shop.Web\nRUN dotnet {} Shop.sln\n"
    after, change = order(text.format("build"), LAYERS)
    assert "RUN dotnet restore Shop.sln\nCOPY . .\nRUN cd src/Shop.Web\nRUN dotnet build" in after
    assert change.safety is Safety.UNSAFE
    assert why_not(text.format("restore"), LAYERS) == "`cd` between them may need the copied files"


def test_a_project_of_a_solution_that_is_restored_is_not_restored_again(order: Order) -> None:
    after, _ = order(
        HEAD + "COPY . /src\nRUN dotnet restore\nWORKDIR /src/src/Shop.Web\nRUN dotnet publish -o out\n", LAYERS
    )
    assert after.endswith("RUN dotnet restore\nCOPY . /src\nWORKDIR /src/src/Shop.Web\nRUN dotnet publish -o out\n")
    assert after.count("dotnet restore") == 1


def test_only_what_the_project_needs(order: Order) -> None:
    after, _ = order(HEAD + "COPY . .\nRUN dotnet publish src/Shop.Web\n", LAYERS)
    assert "tests" not in after
    assert "RUN dotnet restore src/Shop.Web\n" in after


def test_new_solution_files_and_imports(order: Order) -> None:
    files = {
        "App.slnx": '<Solution><Folder Name="/a/"><Project Path="a/A.fsproj" /></Folder></Solution>',
        "a/A.fsproj": project('<Import Project="../build/common.props" />'),
        "build/common.props": '<Project><Import Project="$(MSBuildThisFileDirectory)versions.props" /></Project>',
        "build/versions.props": "<Project />",
        "a/Directory.Build.props": "<Project><Import Project=\"$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', '$(MSBuildThisFileDirectory)../'))\" /></Project>",
        "Directory.Build.props": "<Project />",
    }  # fmt: skip
    after, change = order(HEAD + "COPY . .\nRUN dotnet build\n", files)
    assert "COPY build/common.props build/versions.props build/\n" in after
    assert "COPY a/A.fsproj a/Directory.Build.props a/\n" in after
    assert change.safety is Safety.SAFE


def test_settings_of_one_developer_are_not_copied_by_name(order: Order, why_not: WhyNot) -> None:
    text, user = HEAD + "COPY . .\nRUN dotnet restore\n", "<Project><PropertyGroup><{}>x</{}></PropertyGroup></Project>"
    after, change = order(text, {**APP, "App.csproj.user": user.format(*["ActiveDebugProfile"] * 2)})
    assert "COPY App.csproj ./\n" in after
    assert change.safety is Safety.SAFE
    own = {**APP, "App.csproj.user": user.format(*["RestoreSources"] * 2)}
    assert why_not(text, own) == "`App.csproj.user` may change what is restored"


def test_what_a_host_has_restored_would_lie_on_top(order: Order) -> None:
    _, change = order(HEAD + "COPY . .\nRUN dotnet restore\n", {**APP, "obj/project.assets.json": "{}"})
    assert change.safety is Safety.UNSAFE
    assert [file.path for file in change.files] == [".dockerignore"]


# Where projects lead to files that nobody can name.
REFUSALS: list[tuple[str, Files, str]] = [
    ("a computed import", {"App.csproj": project('<Import Project="$(Common)/x.props" />')}, "imports a file whose name is computed"),
    ("an import by pattern", {"App.csproj": project('<Import Project="build/*.props" />')}, "imports a file whose name is computed"),
    ("an import that is not sent", {"App.csproj": project('<Import Project="x.props" />')}, "`x.props` is named, but not sent"),
    ("a project outside of the context", {"App.csproj": project(refers("../B/B.csproj"))}, "refers to a project outside of the context"),
    ("a missing project", {"App.csproj": project(refers("B/B.csproj"))}, "`B/B.csproj` is named, but not sent"),
    ("projects by pattern", {"App.csproj": project(refers("libs/**/*.csproj"))}, "refers to a project whose name is computed"),
    ("files that are read", {"App.csproj": project("<PropertyGroup><Version>$([System.IO.File]::ReadAllText('VERSION'))</Version></PropertyGroup>")}, "reads other files while it is evaluated"),
    ("files that are looked for", {"App.csproj": project("<PropertyGroup Condition=\"Exists('local.txt')\"><X>1</X></PropertyGroup>")}, "asks which files exist"),
    ("a target of the restore", {"App.csproj": project('<Target Name="Gen" BeforeTargets="Restore;CollectPackageReferences" />')}, "its target `Gen` takes part in the restore"),
    ("targets at the beginning", {"App.csproj": project().replace("Sdk=", 'InitialTargets="A" Sdk=')}, "it runs targets of its own first"),
    ("a source that is a directory", {**APP, "nuget.config": '<configuration><packageSources><add key="l" value="./packages" /></packageSources></configuration>'}, "names a directory: `./packages`"),
    ("settings elsewhere", {"App.csproj": project("<PropertyGroup><RestoreConfigFile>x</RestoreConfigFile></PropertyGroup>")}, "it sets `RestoreConfigFile`"),
    ("an older restore", {**APP, "packages.config": "<packages />"}, "packages.config is for an older restore"),
    ("a response file", {**APP, "Directory.Build.rsp": "-nologo"}, "adds to the command line"),
    ("entities", {"App.csproj": '<!DOCTYPE Project [<!ENTITY a "x">]>' + project()}, "`App.csproj` is not understood"),
    ("not XML", {"App.csproj": "<Project"}, "`App.csproj` is not understood"),
    ("a project of the solution that is not sent", {"App.sln": solution("a/A.csproj")}, "`a/A.csproj` is named, but not sent"),
    ("a project outside", {"App.sln": solution(r"..\A\A.csproj")}, "the projects of `App.sln` cannot be followed"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "reason"), [one[1:] for one in REFUSALS], ids=[one[0] for one in REFUSALS])
def test_refusals(files: Files, reason: str, why_not: WhyNot) -> None:
    assert reason in why_not(HEAD + "COPY . .\nRUN dotnet restore\n", files)


FEED = '<configuration><packageSources><add key="x" value="https://x.example/v3/index.json" /></packageSources></configuration>'
CHANGED = [
    ("a source of the project", FEED, "dotnet nuget update source x -u me -p $PAT", "`dotnet nuget update source` may change the copied `nuget.config` before the restore: copy that file and change it first"),
    ("a source for the project", FEED, "dotnet nuget add source https://y.example -n y --configfile nuget.config", "`dotnet nuget add source` may change the copied `nuget.config` before the restore: copy that file and change it first"),
    ("settings that leave out those of the account", FEED.replace("<add", "<clear /><add", 1), "dotnet nuget add source https://y.example -n y", "`dotnet nuget add source` may change the copied `nuget.config` before the restore: copy that file and change it first"),
    ("a tool of the project's feed", FEED.replace("<add", "<clear /><add", 1), "dotnet tool install -g our.tool", "`dotnet tool` reads the feeds of the copied `nuget.config`: let it run before the copy"),
    ("a text editor", FEED, "sed -i s/TOKEN/$PAT/ nuget.config", "`sed` may change the copied `nuget.config` before the restore: copy that file and change it first"),
    ("a redirection", FEED, "envsubst < nuget.template > nuget.config", "`envsubst` may change the copied `nuget.config` before the restore: copy that file and change it first"),
]  # fmt: skip


@pytest.mark.parametrize("build", ["restore", "publish -o /app"])
@pytest.mark.parametrize(("config", "run", "reason"), [one[1:] for one in CHANGED], ids=[one[0] for one in CHANGED])
def test_settings_with_credentials(config: str, run: str, reason: str, build: str, why_not: WhyNot) -> None:
    text = f"{HEAD}ARG PAT\nCOPY . .\nRUN {run}\nRUN dotnet {build}\n"
    assert why_not(text, {**APP, "nuget.config": config}) == reason


def test_a_script_that_is_fetched(order: Order) -> None:
    """A provider of credentials: nobody sees what its installer reads."""
    install = "RUN wget -qO- https://aka.ms/install-artifacts-credprovider.sh | bash\n"
    after, change = order(f"{HEAD}COPY . .\n{install}RUN dotnet restore\n", APP)
    assert after == f"{HEAD}{install}COPY App.csproj ./\nRUN dotnet restore\nCOPY . .\n"
    assert change.notes == ("see that the script which `bash` fetches and runs reads none of the copied files",)
    assert change.safety is Safety.UNSAFE


# Nothing to say: no restore, none that could be helped, or one that came first.
NOTHING: list[tuple[str, Files, str]] = [
    ("the context is unknown", None, "COPY . .\nRUN dotnet restore\n"),
    ("two projects in the directory", {**APP, "B.csproj": project()}, "COPY . .\nRUN dotnet restore\n"),
    ("no restore", APP, "COPY . .\nRUN dotnet build --no-restore\n"),
    ("a tool", APP, "COPY . .\nRUN dotnet tool restore\n"),
    ("a computed settings file", APP, "COPY . .\nRUN dotnet restore --configfile $CONFIG\n"),
    ("restored before", APP, "COPY App.csproj ./\nRUN dotnet restore\nCOPY . .\nRUN dotnet publish -o /app\n"),
    ("restored before, built elsewhere", LAYERS, 'COPY ["src/Shop.Web/Shop.Web.csproj", "src/Shop.Web/"]\nRUN dotnet restore src/Shop.Web/Shop.Web.csproj\nCOPY . .\nWORKDIR /src/src/Shop.Web\nRUN dotnet publish -o /app\n'),
    ("a computed project", APP, "ARG P\nCOPY . .\nRUN dotnet restore $P\n"),
    ("a computed platform", APP, "ARG RID\nCOPY . .\nRUN dotnet publish -r $RID\n"),
    ("a cache mount keeps the packages", APP, "COPY . .\nRUN --mount=type=cache,target=/root/.nuget/packages dotnet restore\n"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text"), [one[1:] for one in NOTHING], ids=[one[0] for one in NOTHING])
def test_nothing(files: Files, text: str) -> None:
    from dockwright.lint import analyse
    from dockwright.refactorings.reorder import answer
    from dockwright.syntax import Transfer

    model = analyse(HEAD + text)
    context = context_of(files)
    found = [answer(model, context, one) for one in model.dockerfile.instructions if isinstance(one, Transfer)]
    assert not any(found)
