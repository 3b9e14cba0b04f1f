"""Files change on disk, and the client does not say so."""

from __future__ import annotations

import asyncio
import copy
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from client import PULL, PUSH, Client, Message, session

from dockwright.lsp.polling import Poll, stamps
from dockwright.lsp.watched_files import PATTERNS

TEXT = "FROM golang:1.24\nCOPY . .\nRUN go build\n"
DEPENDENCIES = "module example.com/app\n\ngo 1.24\n\nrequire example.com/other v1.0.0\n"
FOUND = "source-before-dependencies"

BLIND = copy.deepcopy(PUSH)
BLIND["workspace"] = {}
BLIND_PULL = PULL | {"workspace": {"diagnostics": {"refreshSupport": True}}}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "Dockerfile").write_text(TEXT)
    (tmp_path / "app" / "go.mod").write_text("module example.com/app\n\ngo 1.24\n")
    (tmp_path / "app" / "main.go").write_text("package main\n")
    return tmp_path


def messages(client: Client, uri: str) -> list[str]:
    return [one["message"] for one in client.diagnostics(uri) if one["code"] == FOUND]


@pytest.mark.parametrize("capabilities", [BLIND, PUSH], ids=["says that it does not watch", "says that it does"])
def test_a_manifest(project: Path, capabilities: Message) -> None:
    uri = (project / "app" / "Dockerfile").as_uri()
    with session(capabilities) as client:
        client.open(uri, TEXT)
        [before] = messages(client, uri)
        (project / "app" / "go.mod").write_text(DEPENDENCIES)
        [after] = messages(client, uri)
        assert before != after


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app/dockwright.toml", f'ignore = ["{FOUND}"]\n'),
        ("dockwright.toml", f'ignore = ["{FOUND}"]\n'),
        ("app/.dockerignore", "*\n"),
    ],
)
def test_a_new_file(project: Path, name: str, text: str) -> None:
    uri = (project / "app" / "Dockerfile").as_uri()
    with session(BLIND) as client:
        client.open(uri, TEXT)
        assert messages(client, uri)
        (project / name).write_text(text)
        assert not messages(client, uri)


def test_a_client_that_pulls_is_told_to_pull_again(project: Path) -> None:
    uri = (project / "app" / "Dockerfile").as_uri()
    with session(BLIND_PULL) as client:
        client.open(uri, TEXT)
        client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        (project / "app" / "go.mod").write_text(DEPENDENCIES)
        client.next_request("workspace/diagnostic/refresh")


def test_what_has_been_told_already_and_what_is_of_no_interest_is_passed_over(project: Path) -> None:
    """Each of these is seen before the last one, after which there is one answer and no other."""
    uri = (project / "app" / "Dockerfile").as_uri()
    with session(PUSH) as client:
        client.open(uri, TEXT)
        assert messages(client, uri)
        (project / "app" / "main.go").write_text("package main // another\n")
        (project / "app" / "go.mod").write_text(DEPENDENCIES)
        changed = {"uri": (project / "app" / "go.mod").as_uri(), "type": 2}
        client.notify("workspace/didChangeWatchedFiles", {"changes": [changed]})
        assert messages(client, uri)
        client.settle()
        (project / "dockwright.toml").write_text(f'ignore = ["{FOUND}"]\n')
        assert not messages(client, uri)


def test_closed_documents_are_not_looked_after(project: Path) -> None:
    uri = (project / "app" / "Dockerfile").as_uri()
    with session(BLIND) as client:
        client.open(uri, TEXT)
        assert messages(client, uri)
        client.close(uri)
        assert not messages(client, uri)
        (project / "app" / "go.mod").write_text(DEPENDENCIES)
        client.open(uri, TEXT)
        assert messages(client, uri)
        client.settle()
        assert not client.notifications


def test_the_names_are_those_that_clients_are_asked_to_watch_but_for_dockerfiles(tmp_path: Path) -> None:
    names = [
        *(".dockerignore", "Dockerfile.dockerignore", "dockwright.toml", "hadolint.yml", ".hadolint.yaml"),
        *("compose.yaml", "docker-compose.prod.yml", "docker-bake.hcl", "go.mod", "bun.lockb", ".npmrc"),
        *("requirements-dev.txt", "app.csproj", "Directory.Build.props", "package-lock.json", "pyproject.toml"),
    ]
    others = [
        "Dockerfile",
        "Dockerfile~",
        ".Dockerfile.swp",
        ".Dockerfile.kate-swp",
        "#Dockerfile#",
        "notes.txt",
        "go.mod.bak",
        "main.go",
        "xgo.mod",
        "gomod",
        "package,json",
        "compose.yaml~",
    ]
    for name in names + others:
        (tmp_path / name).touch()
    [found] = stamps([str(tmp_path)]).values()
    assert {name for name, _, _ in found} == set(names)
    assert not [one for pattern in PATTERNS for one in re.findall(r"[^\w.*{},/\[\]-]", pattern)]


def test_a_directory_that_is_not_there() -> None:
    assert stamps(["/nowhere/at/all"]) == {"/nowhere/at/all": frozenset()}


def test_around_a_document_that_is_opened_nothing_else_is_looked_at() -> None:
    asked: list[str] = []

    def directories(path: str) -> list[str]:
        asked.append(path)
        return []

    documents: list[Any] = [SimpleNamespace(path=f"/{name}/Dockerfile") for name in "abc"]
    server: Any = SimpleNamespace(environment=SimpleNamespace(directories=directories), documents=documents)

    async def opened() -> None:
        poll = Poll(server)
        for document in documents:
            poll.begin(document)

    asyncio.run(opened())
    assert asked == ["/a/Dockerfile", "/b/Dockerfile", "/c/Dockerfile"]
