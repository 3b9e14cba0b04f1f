""".NET projects: what project and solution files say."""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.dotnet import manifests, project_at, read_msbuild, read_xml, solution_projects

PROJECT = """\
\ufeff<?xml version="1.0" encoding="utf-8"?>
<Project Sdk="Microsoft.NET.Sdk.Web" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <!-- a comment -->
  <PropertyGroup><TargetFramework> net8.0 </TargetFramework></PropertyGroup>
  <PropertyGroup Condition="'$(CI)' != ''"><Deterministic>true</Deterministic></PropertyGroup>
  <Choose><When Condition="a"><PropertyGroup><Odd>1</Odd></PropertyGroup></When></Choose>
  <ItemGroup>
    <PackageReference Include="A" Version="1" />
    <PackageReference Include="B;C" Condition="x" />
    <ProjectReference Include="..\\Core\\Core.csproj" />
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
  </ItemGroup>
  <Import Project="x.props" />
</Project>
"""


def test_a_project() -> None:
    found = read_msbuild(MemoryContext({"a/A.csproj": PROJECT}), "a/A.csproj")
    assert found is not None
    assert found.sdk == "Microsoft.NET.Sdk.Web"
    assert found.properties == {"TargetFramework": "net8.0"}
    assert found.conditional == {"Deterministic", "Odd"}
    assert [(one.name, one.is_conditional) for one in found.packages] == [("A", False), ("B", True), ("C", True)]
    assert [one.name for one in found.projects] == ["..\\Core\\Core.csproj"]
    assert [one.name for one in found.frameworks] == ["Microsoft.AspNetCore.App"]
    assert [one.name for one in found.imports] == ["x.props"]
    assert found.trouble == ""


# XML that nobody should read.
HOSTILE = [
    '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><Project>&lol2;</Project>',
    '<!doctype x SYSTEM "file:///etc/passwd"><Project/>',
    "<Project>&undefined;</Project>",
    "<Project><Project>",
    "",
    "\udcff<Project/>",
    "<Project>" + "x" * (1 << 20) + "</Project>",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_files(text: str) -> None:
    assert read_xml(MemoryContext({"A.csproj": text}), "A.csproj") is None


def test_deep_files() -> None:
    text = "<Project>" + "<ItemGroup>" * 5_000 + "</ItemGroup>" * 5_000 + "</Project>"
    assert read_msbuild(MemoryContext({"A.csproj": text}), "A.csproj") is not None


# A directory of the context, what a command writes, and what it means.
PLACES = [
    ("", "", "A.csproj"),
    ("", "A.csproj", "A.csproj"),
    ("", "./A.csproj", "A.csproj"),
    ("", "b", "b/B.fsproj"),
    ("", "b\\B.fsproj", "b/B.fsproj"),
    ("b", "", "b/B.fsproj"),
    ("b", "../A.csproj", "A.csproj"),
    ("", "two", None),
    ("", "missing", None),
    ("", "../A.csproj", None),
]


@pytest.mark.parametrize(("directory", "written", "expected"), PLACES)
def test_project_at(directory: str, written: str, expected: str | None) -> None:
    files = ("A.csproj", "b/B.fsproj", "two/C.csproj", "two/D.csproj")
    assert project_at(MemoryContext(dict.fromkeys(files, "")), directory, written) == expected


def test_solutions() -> None:
    old = (
        'Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "A", "src\\A\\A.csproj", "{1}"\nEndProject\n'
        'Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "files", "files", "{2}"\nEndProject\n'
        'Project("{E53339B2-1760-4266-BCC7-CA923CBCF16C}") = "docker", "docker-compose.dcproj", "{3}"\nEndProject\n'
    )
    new = '<Solution><Folder Name="/s/"><Project Path="src/A/A.csproj" /></Folder><Project Path="B/B.fsproj" /></Solution>'
    context = MemoryContext({"x/a.sln": old, "b.slnx": new, "c.sln": "", "d.slnx": "<Solution"})
    assert solution_projects(context, "x/a.sln") == ("x/src/A/A.csproj", "x/docker-compose.dcproj")
    assert solution_projects(context, "b.slnx") == ("src/A/A.csproj", "B/B.fsproj")
    assert solution_projects(context, "c.sln") is None
    assert solution_projects(context, "d.slnx") is None


def test_projects_in_a_circle() -> None:
    refers = '<Project Sdk="x"><ItemGroup><ProjectReference Include="{}" /></ItemGroup></Project>'
    files = {"a/A.csproj": refers.format("../b/B.csproj"), "b/B.csproj": refers.format("../a/A.csproj")}
    found = manifests(MemoryContext(files), "a", "", "")
    assert found is not None
    assert found.files == ("a/A.csproj", "b/B.csproj")
    assert found.needless == "the projects name no packages"


def test_only_what_comes_with_the_copy() -> None:
    files = {"src/A.csproj": '<Project Sdk="x"><Import Project="../x.props" /></Project>', "x.props": "<Project />"}
    found = manifests(MemoryContext(files), "src", "", "src")
    assert found is not None
    assert found.obstacles == ("`x.props` does not come with the copy",)
