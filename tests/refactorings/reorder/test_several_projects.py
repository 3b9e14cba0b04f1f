"""Several projects in one stage: the assist helps all of them, and what one has restored silences no other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from dockwright.assist import Offer
from dockwright.assists.source_before_dependencies import source_before_dependencies
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import analyse
from dockwright.rule import DEFAULT_SETTINGS, Safety
from dockwright.text import apply

LOCK = '{"packages": {"": {"dependencies": {"express": "4"}}}}'
NODE = {
    f"{folder}/{name}": text
    for folder in ("api", "web")
    for name, text in {
        "package.json": '{"dependencies": {"express": "4"}}',
        "package-lock.json": LOCK,
        "index.js": "",
    }.items()
}
PYTHON = {
    "api/requirements.txt": "flask\n", "api/main.py": "", "worker/requirements.txt": "celery\n", "worker/main.py": "",
    "requirements/dev.txt": "pytest\n", "requirements.txt": "flask\n", "dev.txt": "pytest\n",
    "lib/pyproject.toml": '[tool.poetry]\nname = "lib"\n[tool.poetry.dependencies]\nrich = "*"\n', "lib/poetry.lock": "", "lib/a.py": "",
}  # fmt: skip
PROJECT = '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup><ItemGroup>{}</ItemGroup></Project>'
NET = {
    "A/A.csproj": PROJECT.format('<ProjectReference Include="..\\C\\C.csproj" />'), "A/P.cs": "",
    "B/B.csproj": PROJECT.format('<PackageReference Include="Y" Version="1.0.0" />'), "B/P.cs": "",
    "C/C.csproj": PROJECT.format('<PackageReference Include="X" Version="1.0.0" />'), "C/P.cs": "",
}  # fmt: skip


class Case(NamedTuple):
    title: str
    image: str
    files: Mapping[str, str]
    before: str
    after: str


CASES = [
    Case("two of Node, each in its part", "node:22", NODE,
         "COPY api api\nCOPY web web\nRUN npm ci --prefix api\nRUN npm ci --prefix web\nRUN npm run build --prefix web\n",
         "COPY api/package.json api/package-lock.json api/\nRUN npm ci --prefix api\n"
         "COPY web/package.json web/package-lock.json web/\nRUN npm ci --prefix web\nCOPY web web\nCOPY api api\n"
         "RUN npm run build --prefix web\n"),
    Case("two of Python, the first in front of the sources", "python:3.12", PYTHON,
         "COPY api/requirements.txt api/\nRUN pip install -r api/requirements.txt\nCOPY . .\nRUN pip install -r worker/requirements.txt\n",
         "COPY api/requirements.txt api/\nRUN pip install -r api/requirements.txt\nCOPY worker/requirements.txt worker/\n"
         "RUN pip install -r worker/requirements.txt\nCOPY . .\n"),
    Case("... the first at the root", "python:3.12", PYTHON,
         "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN pip install -r worker/requirements.txt\n",
         "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY worker/requirements.txt worker/\n"
         "RUN pip install -r worker/requirements.txt\nCOPY . .\n"),
    Case("... the first from another place", "python:3.12", PYTHON,
         "COPY api/requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt\nCOPY . .\nRUN pip install -r worker/requirements.txt\n",
         "COPY api/requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt\nCOPY worker/requirements.txt worker/\n"
         "RUN pip install -r worker/requirements.txt\nCOPY . .\n"),
    Case("... the second of poetry", "python:3.12", PYTHON,
         "COPY api/requirements.txt api/\nRUN pip install -r api/requirements.txt\nCOPY . .\nWORKDIR /app/lib\nRUN poetry install\n",
         "COPY api/requirements.txt api/\nRUN pip install -r api/requirements.txt\nWORKDIR /app/lib\n"
         "COPY lib/pyproject.toml lib/poetry.lock /app/lib/\nRUN poetry install --no-root\nCOPY . /app/\nRUN poetry install\n"),
    Case("two of .NET", "mcr.microsoft.com/dotnet/sdk:8.0", NET,
         "COPY A/A.csproj A/\nCOPY C/C.csproj C/\nRUN dotnet restore A/A.csproj\nCOPY . .\nRUN dotnet restore B/B.csproj\n",
         "COPY A/A.csproj A/\nCOPY C/C.csproj C/\nRUN dotnet restore A/A.csproj\nCOPY B/B.csproj B/\nRUN dotnet restore B/B.csproj\nCOPY . .\n"),
    Case("two of .NET behind the sources", "mcr.microsoft.com/dotnet/sdk:8.0", NET,
         "COPY . .\nRUN dotnet restore C/C.csproj\nRUN dotnet restore B/B.csproj\n",
         "COPY C/C.csproj C/\nRUN dotnet restore C/C.csproj\nCOPY B/B.csproj B/\nRUN dotnet restore B/B.csproj\nCOPY . .\n"),
]  # fmt: skip

SAME = [
    ("the list that is there", "python:3.12", PYTHON,
     "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN pip install -r requirements.txt\n"),
    ("... from another place", "python:3.12", PYTHON,
     "COPY worker/requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt\nCOPY . .\nRUN pip install -r worker/requirements.txt\n"),
    ("another list of the same project", "python:3.12", PYTHON,
     "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN pip install -r dev.txt\n"),
    ("another list in a folder of lists", "python:3.12", PYTHON,
     "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN pip install -r requirements/dev.txt\n"),
    ("a list that a command makes", "python:3.12", PYTHON,
     "RUN echo flask > list.txt && pip install -r list.txt\nCOPY . .\nRUN pip install -r worker/requirements.txt\n"),
    ("the project itself, of poetry", "python:3.12", PYTHON,
     "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nWORKDIR /app/lib\nRUN poetry install\n"),
    ("a project that the restore before it reaches", "mcr.microsoft.com/dotnet/sdk:8.0", NET,
     "COPY A/A.csproj A/\nCOPY C/C.csproj C/\nRUN dotnet restore A/A.csproj\nCOPY . .\nRUN dotnet publish C/C.csproj\n"),
    ("a project that is not there", "mcr.microsoft.com/dotnet/sdk:8.0", NET,
     "COPY A/A.csproj A/\nRUN dotnet restore X/X.csproj\nCOPY . .\nRUN dotnet publish B/B.csproj\n"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_every_project_is_helped_at_once(case: Case) -> None:
    start = f"FROM {case.image}\nWORKDIR /app\n"
    context = MemoryContext(case.files)
    offer = source_before_dependencies.run(analyse(start + case.before), context, DEFAULT_SETTINGS, None)
    assert isinstance(offer, Offer), offer
    after = apply(start + case.before, offer.default.change.edits)
    assert after == start + case.after
    assert offer.default.change.safety is Safety.SAFE or offer.default.change.notes
    assert source_before_dependencies.run(analyse(after), context, DEFAULT_SETTINGS, None) is None


@pytest.mark.parametrize(("title", "image", "files", "text"), SAME)
def test_the_same_project_is_left_alone(title: str, image: str, files: Mapping[str, str], text: str) -> None:
    model = analyse(f"FROM {image}\nWORKDIR /app\n{text}")
    assert source_before_dependencies.run(model, MemoryContext(files), DEFAULT_SETTINGS, None) is None


def test_at_a_selection_only_what_is_meant_is_done() -> None:
    text = f"FROM node:22\nWORKDIR /app\n{CASES[0].before}"
    model = analyse(text)
    copy = model.dockerfile.instructions[2]
    offer = source_before_dependencies.run(model, MemoryContext(NODE), DEFAULT_SETTINGS, copy.span)
    assert isinstance(offer, Offer)
    assert "RUN npm ci --prefix web\nCOPY api api\n" in apply(text, offer.default.change.edits)


def test_without_the_files_a_second_project_is_silent() -> None:
    text = "FROM python:3.12\nCOPY a/requirements.txt a/\nRUN pip install -r a/requirements.txt\nCOPY . .\nRUN pip install -r b/requirements.txt\n"
    assert source_before_dependencies.run(analyse(text), UNKNOWN, DEFAULT_SETTINGS, None) is None
