"""Diagnostics: pushed or pulled, never both, exact, and up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from client import PULL, PUSH, Client, Message, session
from editor import words_at

URI = "file:///nowhere/Dockerfile"
TEXT = "FROM alpine:3.20\nMAINTAINER Jo Doe <jo@example.org>\n"
CLEAN = "FROM alpine:3.20\n"


def pulled(client: Client, uri: str = URI, previous: str | None = None) -> Message:
    params: Message = {"textDocument": {"uri": uri}}
    if previous is not None:
        params["previousResultId"] = previous
    return client.request("textDocument/diagnostic", params)


def codes(diagnostics: list[Message]) -> list[str]:
    return [one["code"] for one in diagnostics]


def test_what_a_diagnostic_says(push: Client) -> None:
    push.open(URI, TEXT)
    [found] = [one for one in push.diagnostics(URI, 1) if one["code"] == "maintainer-instruction"]
    assert words_at(TEXT, found["range"]) == "MAINTAINER"
    assert found["severity"] == 2
    assert found["source"] == "dockwright"
    assert found["tags"] == [2]
    assert found["codeDescription"]["href"].endswith("/docs/rules/maintainer-instruction.md")
    assert found["message"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_ranges_in_every_encoding(encoding: str) -> None:
    """The stage's name stands behind characters of one to four bytes, after lines that others would break."""
    text = "# 😀\x0b\x0c\x85\u2028\u2029\r\n#\ud83d\nFROM a AS é😀\r\nRUN echo '€😀\ud83d' && sudo id\r\n"
    with session({**PUSH, "general": {"positionEncodings": [encoding]}}) as client:
        client.open(URI, text)
        [found] = [one for one in client.diagnostics(URI, 1) if one["code"] == "sudo-in-run"]
        before = "RUN echo '€😀\ud83d' && "
        units = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
        form = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding]
        column = len(before.encode(form, "surrogatepass")) // units
        assert found["range"]["start"] == {"line": 3, "character": column}


def test_the_life_of_a_document_that_is_pushed(push: Client) -> None:
    push.open(URI, TEXT)
    assert "maintainer-instruction" in codes(push.diagnostics(URI, 1))
    push.change(URI, CLEAN, 2)
    assert push.diagnostics(URI, 2) == []
    push.change(URI, TEXT, 3)
    assert "maintainer-instruction" in codes(push.diagnostics(URI, 3))
    push.close(URI)
    assert push.diagnostics(URI) == []
    push.change(URI, TEXT, 4)
    push.close(URI)
    push.settle()
    assert push.notifications == []


def test_a_document_that_is_pulled(pull: Client) -> None:
    pull.open(URI, TEXT)
    first = pulled(pull)
    assert first["kind"] == "full"
    assert "maintainer-instruction" in codes(first["items"])
    assert pulled(pull, previous=first["resultId"]) == {"kind": "unchanged", "resultId": first["resultId"]}
    pull.change(URI, CLEAN, 2)
    second = pulled(pull, previous=first["resultId"])
    assert second["items"] == []
    pull.close(URI)
    assert pulled(pull, previous=second["resultId"])["items"] == []
    pull.open(URI, TEXT)
    assert pulled(pull, previous=first["resultId"])["kind"] == "full"


def test_never_both(pull: Client, push: Client) -> None:
    pull.open(URI, TEXT)
    pulled(pull)
    pull.settle()
    assert not [one for one in pull.notifications if one["method"] == "textDocument/publishDiagnostics"]
    from dockwright.lsp.capabilities import Abilities, answer

    assert "diagnosticProvider" in answer(Abilities.of(PULL))["capabilities"]
    assert "diagnosticProvider" not in answer(Abilities.of(PUSH))["capabilities"]
    assert "diagnosticProvider" not in answer(Abilities.of(PULL | {"workspace": {}}))["capabilities"]


def test_ranges_instead_of_whole_texts_are_understood(push: Client) -> None:
    """They are not asked for; a client that sends them all the same must not lose its text."""
    push.open(URI, TEXT)
    push.diagnostics(URI, 1)
    range_ = {"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}}
    changed = {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"range": range_, "text": "# 😀\n"}]}
    push.notify("textDocument/didChange", changed)
    assert push.diagnostics(URI, 2) == []


def test_one_uri_in_two_spellings(push: Client) -> None:
    push.open("file:///nowhere/My%20Docker%66ile", TEXT)
    push.next_notification("textDocument/publishDiagnostics")
    push.change("file:///nowhere/My%20Dockerfile", CLEAN, 2)
    assert push.next_notification("textDocument/publishDiagnostics")["diagnostics"] == []


@pytest.mark.parametrize(
    "text", ["", "\n", "\ufeff", "#", "FROM", "\ud83d", "\x00", "FROM a\nRUN <<E\n", 'FROM a\nCMD ["', "\r", "`\\"]
)
def test_any_text(push: Client, text: str) -> None:
    push.open(URI, text)
    push.diagnostics(URI, 1)


# Floods of changes


def test_the_first_change_is_answered_at_once_and_a_flood_in_few_steps(push: Client) -> None:
    push.open(URI, CLEAN)
    push.diagnostics(URI, 1)
    for version in range(2, 1002):
        push.change(URI, TEXT + f"# {version}\n" if version % 2 else CLEAN, version)
    assert "maintainer-instruction" in codes(push.diagnostics(URI, 1001))
    push.settle()
    versions = [one["params"]["version"] for one in push.notifications]
    assert len(versions) < 50
    assert versions == sorted(versions)


def test_every_change_is_answered_when_the_client_waits(push: Client) -> None:
    push.open(URI, CLEAN)
    push.diagnostics(URI, 1)
    for version in range(2, 30):
        push.change(URI, TEXT, version)
        assert push.diagnostics(URI, version)


def test_a_document_closed_in_a_flood_stays_silent(push: Client) -> None:
    push.open(URI, TEXT)
    for version in range(2, 100):
        push.change(URI, TEXT, version)
    push.close(URI)
    push.settle()
    assert push.notifications[-1]["params"] == {"uri": URI, "diagnostics": []}


# The workspace


def test_workspace_diagnostics(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(TEXT)
    (tmp_path / "sub dir").mkdir()
    (tmp_path / "sub dir" / "app.dockerfile").write_text(CLEAN)
    (tmp_path / "notes.txt").write_text(TEXT)
    folders = [{"uri": tmp_path.as_uri(), "name": "x"}]
    with session(PULL, workspaceFolders=folders) as client:
        opened = (tmp_path / "Dockerfile").as_uri()
        other = (tmp_path / "sub dir" / "app.dockerfile").as_uri()
        first = workspace(client)
        assert {uri: codes(one["items"]) for uri, one in first.items()} == {
            opened: ["maintainer-instruction"],
            other: [],
        }
        assert all(one["version"] is None for one in first.values())
        known = [{"uri": uri, "value": one["resultId"]} for uri, one in first.items()]
        assert {one["kind"] for one in workspace(client, known).values()} == {"unchanged"}
        client.open(opened, CLEAN, 7)
        assert workspace(client, known)[opened]["items"] == []
        assert workspace(client, known)[opened]["version"] == 7
        gone = [{"uri": (tmp_path / "gone").as_uri(), "value": "1"}]
        assert workspace(client, gone)[gone[0]["uri"]]["items"] == []


def workspace(client: Client, known: list[Message] | None = None) -> dict[str, Any]:
    reports = client.request("workspace/diagnostic", {"previousResultIds": known or []})["items"]
    return {report["uri"]: report for report in reports}


def test_progress_of_a_client_that_wants_to_see_it(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(TEXT)
    with session(PULL, rootUri=tmp_path.as_uri()) as client:
        client.request("workspace/diagnostic", {"previousResultIds": [], "workDoneToken": "t"})
        told = [one["params"] for one in client.notifications if one["method"] == "$/progress"]
        assert {one["token"] for one in told} == {"t"}
        assert [one["value"]["kind"] for one in told] == ["begin", "report", "end"]
        assert told[0]["value"]["title"] == "Checking Dockerfiles"
        assert told[1]["value"]["message"] == "1/1"
        workspace(client)
        assert len([one for one in client.notifications if one["method"] == "$/progress"]) == len(told)


def test_what_is_open_comes_before_the_rest_is_searched_for(tmp_path: Path) -> None:
    for name in ("a.dockerfile", "b.dockerfile"):
        (tmp_path / name).write_text(TEXT)
    uris = [(tmp_path / name).as_uri() for name in ("b.dockerfile", "a.dockerfile")]
    with session(PULL, rootUri=tmp_path.as_uri()) as client:
        client.open(uris[0], TEXT)
        rest = client.request("workspace/diagnostic", {"previousResultIds": [], "partialResultToken": "part"})["items"]
        parts = [one["params"] for one in client.notifications if one["method"] == "$/progress"]
        assert parts[0]["token"] == "part"
        assert [one["uri"] for one in parts[0]["value"]["items"]] == uris[:1]
        found = [*(one for part in parts for one in part["value"]["items"]), *rest]
        assert [one["uri"] for one in found] == uris


def test_edits_while_the_workspace_is_looked_at(tmp_path: Path) -> None:
    """What is known of an old version is let go, whoever is still on the way to it."""
    for number in range(30):
        (tmp_path / f"{number}.dockerfile").write_text(TEXT)
    opened = [(tmp_path / f"{number}.dockerfile").as_uri() for number in range(3)]
    with session(PULL, rootUri=tmp_path.as_uri()) as client:
        for uri in opened:
            client.open(uri, TEXT)
        asked = [client.ask("workspace/diagnostic", {"previousResultIds": []}) for _ in range(3)]
        asked.append(client.ask("workspace/symbol", {"query": ""}))
        for version in range(2, 8):
            for uri in opened:
                client.change(uri, CLEAN if version % 2 else TEXT, version)
        client.close(opened[0])
        for identifier in asked:
            assert "result" in client.answer(identifier)
        last = workspace(client)
        assert [codes(last[uri]["items"]) for uri in opened] == [["maintainer-instruction"], [], []]
        assert "Traceback" not in client.errors
