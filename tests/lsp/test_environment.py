"""Settings, configuration files, watched files and workspace folders: whatever changes, the diagnostics follow."""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from client import PULL, PUSH, Client, Message, session

from dockwright.lsp import environment, settings
from dockwright.lsp.publish_diagnostics import Publisher

TEXT = "FROM alpine:3.20\nMAINTAINER Jo\n"
URI = "file:///nowhere/Dockerfile"
QUIET = {"ignore": ["maintainer-instruction"]}

TOLD = copy.deepcopy(PUSH)
TOLD["workspace"] = {}
"""A client that is never asked for anything: it tells its settings, and watches no files."""


def codes(diagnostics: list[Message]) -> list[str]:
    return [one["code"] for one in diagnostics]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text(TEXT)
    return tmp_path


# Settings


@pytest.mark.parametrize(
    "wrap", [lambda one: one, lambda one: {"settings": one}, lambda one: {"settings": {"dockwright": one}}]
)
def test_settings_in_the_introduction(wrap: Callable[[Message], Message]) -> None:
    with session(TOLD, initializationOptions=wrap(QUIET)) as client:
        client.open(URI, TEXT)
        assert client.diagnostics(URI) == []


def test_settings_that_are_asked_for() -> None:
    with session(PUSH, settings=QUIET) as client:
        client.next_request("workspace/configuration")
        client.settle()
        client.open(URI, TEXT)
        assert client.diagnostics(URI) == []


def test_a_client_without_settings_keeps_those_of_its_introduction() -> None:
    with session(PUSH, settings=None, initializationOptions=QUIET) as client:
        client.next_request("workspace/configuration")
        client.open(URI, TEXT)
        assert client.diagnostics(URI) == []


def test_settings_change(push: Client) -> None:
    push.open(URI, TEXT)
    assert codes(push.diagnostics(URI)) == ["maintainer-instruction"]
    push.next_request("workspace/configuration")
    push.settings = {**QUIET, "path": ["/an/extension/s/own"], "trace": {"server": "off"}, "severity": None}
    push.notify("workspace/didChangeConfiguration", {"settings": None})
    push.next_request("workspace/configuration")
    assert push.diagnostics(URI) == []


def test_settings_are_told() -> None:
    with session(TOLD) as client:
        client.open(URI, TEXT)
        assert client.diagnostics(URI)
        client.notify("workspace/didChangeConfiguration", {"settings": {"dockwright": QUIET}})
        assert client.diagnostics(URI) == []
        client.notify("workspace/didChangeConfiguration", {"settings": {}})
        assert client.diagnostics(URI)


def test_hints_and_lenses_follow_the_settings() -> None:
    """A client that can be told to is told to ask again."""
    able = copy.deepcopy(TOLD)
    able["workspace"] = {"inlayHint": {"refreshSupport": True}, "codeLens": {"refreshSupport": True}}
    text = "FROM alpine AS a\nFROM a\n"
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 0}}
    with session(able) as client:
        client.open(URI, text)
        hints = client.request("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": whole})
        lenses = client.request("textDocument/codeLens", {"textDocument": {"uri": URI}})
        assert hints
        assert lenses
        off = {"dockwright": {"inlay-hints": False, "code-lens": {"stages": False, "refactorings": False}}}
        client.notify("workspace/didChangeConfiguration", {"settings": off})
        client.next_request("workspace/inlayHint/refresh")
        client.next_request("workspace/codeLens/refresh")
        assert not client.request("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": whole})
        assert not client.request("textDocument/codeLens", {"textDocument": {"uri": URI}})


def test_a_client_that_cannot_be_told_is_not() -> None:
    with session(TOLD) as client:
        client.open(URI, TEXT)
        client.notify("workspace/didChangeConfiguration", {"settings": {"dockwright": QUIET}})
        client.settle()
        assert not client.requests


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"ignore": ["maintainer-instuction"]}, "unknown rule `maintainer-instuction`; did you mean"),
        ({"ignore": 5}, "`ignore` must be a list of strings"),
        ({"preset": "loud"}, "unknown preset `loud`"),
        ({"preset": 5}, "`preset` must be a string"),
        ({"severity": []}, "`severity` must be a table"),
        ({"severity": {"root-user": "fatal"}}, "unknown severity `fatal` of `root-user`"),
        ({"suppressions": "no"}, "`suppressions` must be true or false"),
        ({"context": "nowhere"}, "the context `nowhere` is no directory"),
        ({"configuration": ["a"]}, "`configuration` must be the path of a file"),
        ({"inlay-hints": "no"}, "`inlay-hints` must be a table, or false as a whole"),
        ({"inlay-hints": {"rebuilds": 0}}, "`inlay-hints.rebuilds` must be true or false"),
        ({"inlay-hints": {"rebuild": False}}, "unknown key `inlay-hints.rebuild`; did you mean `rebuilds`?"),
        ({"inlay-hints.rebuilds": 0}, "`inlay-hints.rebuilds` must be true or false"),
        ({"diagnostics": {"typing-pause": "500"}}, "`diagnostics.typing-pause` must be a number of milliseconds"),
        ({"format": {"keyword-case": "UPPER"}}, "`format.keyword-case` must be one of keep, upper, lower, majority"),
        ({"log-level": "loud"}, "`log-level` must be one of error, warning, info, debug"),
        ({"log-level": ["debug"]}, "`log-level` must be one of error, warning, info, debug"),
        ({"log-level": 5}, "`log-level` must be one of error, warning, info, debug"),
        ({"ingore": ["root-user"]}, "unknown key `ingore`; did you mean `ignore`?"),
        ({"inlay_hints": False}, "unknown key `inlay_hints`; did you mean `inlay-hints`?"),
    ],
)
def test_wrong_settings_are_passed_over_and_told(values: Message, expected: str) -> None:
    with session(TOLD, initializationOptions=values) as client:
        client.open(URI, TEXT)
        assert codes(client.diagnostics(URI)) == ["maintainer-instruction"]
        told = client.next_notification("window/showMessage")
        assert told["type"] == 2
        assert told["message"].startswith(f"dockwright: settings: {expected}")


def test_what_vs_code_sends_is_all_right() -> None:
    """What the extension keeps for itself is no mistake."""
    manifest = json.loads((Path(__file__).parents[2] / "editors" / "vscode" / "package.json").read_text("utf-8"))
    sections = manifest["contributes"]["configuration"]
    values = {name: one.get("default") for section in sections for name, one in section["properties"].items()}
    sent: Message = {}
    for name, value in values.items():
        *groups, last = name.split(".")
        inner = sent
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[last] = value
    assert settings.sound(settings.settings_of(sent), {}).complaints == ()


def test_a_wrong_setting_costs_no_other_and_stays_what_it_was() -> None:
    def settle(client: Client, **values: Any) -> list[str]:
        client.notify("workspace/didChangeConfiguration", {"settings": {"dockwright": values}})
        return codes(client.diagnostics(URI))

    text = "FROM alpine:3.22\nMAINTAINER me\nRUN cd /a\n"
    both = ["maintainer-instruction", "cd-without-effect"]
    with session(TOLD) as client:
        client.open(URI, text)
        assert codes(client.diagnostics(URI)) == both
        assert settle(client, ignore=["maintainer-instruction"]) == both[1:]
        assert settle(client, ignore=["maintainer-instruction", "cd"], preset="default") == both[1:]
        assert "unknown rule `cd`" in client.next_notification("window/showMessage")["message"]
        assert settle(client, ignore=["cd-without-effect"], preset="loud") == both[:1]
        assert "unknown preset `loud`" in client.next_notification("window/showMessage")["message"]
        assert settle(client, preset="loud", **{"log-level": "error"}) == both
        client.settle()
        assert not [one for one in client.notifications if one["method"] == "window/showMessage"]


def test_a_wrong_setting_of_a_reading_aid_stays_what_it_was() -> None:
    before = settings.sound({"inlay-hints": {"rebuilds": False}, "log-level": "info"}, {}).values
    wrong = {"inlay-hints": {"rebuilds": "x", "stage-index": False}, "log-level": "loud", "code-lens": 5}
    assert settings.sound(wrong, before).values == {
        "inlay-hints": {"rebuilds": False, "stage-index": False},
        "log-level": "info",
    }
    assert settings.sound({"inlay-hints": "x"}, before).values == {"inlay-hints": {"rebuilds": False}}


@pytest.mark.parametrize("written", [{"inlay-hints.rebuilds": False}, {"inlay-hints": {"rebuilds": False}}])
def test_names_with_a_dot(written: Message) -> None:
    assert settings.settings_of({"dockwright": written}) == {"inlay-hints": {"rebuilds": False}}


@pytest.mark.parametrize("value", [5, "text", [], [QUIET], None, True])
def test_settings_of_no_known_form(value: Any) -> None:
    with session(PUSH, settings=value, initializationOptions=value) as client:
        client.open(URI, TEXT)
        assert codes(client.diagnostics(URI)) == ["maintainer-instruction"]


# Configuration files


def test_a_configuration_file_changes(project: Path) -> None:
    uri = (project / "Dockerfile").as_uri()
    with session(PUSH) as client:
        watched = client.next_request("client/registerCapability")["registrations"][0]
        assert watched["method"] == "workspace/didChangeWatchedFiles"
        assert {"globPattern": "**/dockwright.toml"} in watched["registerOptions"]["watchers"]
        client.open(uri, TEXT)
        assert codes(client.diagnostics(uri)) == ["maintainer-instruction"]
        (project / "dockwright.toml").write_text('ignore = ["maintainer-instruction"]\n')
        changed(client, project / "dockwright.toml")
        assert client.diagnostics(uri) == []


def test_a_client_that_refuses_to_watch_saves(project: Path) -> None:
    """Emacs refuses when it cannot read one of the patterns. Then its files are not taken for watched."""
    uri = (project / "Dockerfile").as_uri()
    with session(PUSH, refuses=("client/registerCapability",)) as client:
        client.next_request("client/registerCapability")
        client.open(uri, TEXT)
        assert codes(client.diagnostics(uri)) == ["maintainer-instruction"]
        (project / "dockwright.toml").write_text('ignore = ["maintainer-instruction"]\n')
        client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        assert client.diagnostics(uri) == []


def test_every_editor_can_read_the_patterns() -> None:
    """Emacs takes plain names in braces only."""
    from dockwright.lsp.watched_files import PATTERNS

    assert not [pattern for pattern in PATTERNS if re.search(r"\{[^}]*[][*?{]", pattern)]


def test_a_client_that_pulls_is_told_to_pull_again(project: Path) -> None:
    uri = (project / "Dockerfile").as_uri()
    with session(PULL) as client:
        client.open(uri, TEXT)
        before = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        (project / "dockwright.toml").write_text('ignore = ["maintainer-instruction"]\n')
        changed(client, project / "dockwright.toml")
        client.next_request("workspace/diagnostic/refresh")
        params = {"textDocument": {"uri": uri}, "previousResultId": before["resultId"]}
        assert client.request("textDocument/diagnostic", params)["items"] == []


def test_a_client_that_cannot_be_told_to_pull_again_is_published_to(project: Path) -> None:
    """It pulls after an edit only, and would never hear of what changes around the file."""
    uri = (project / "Dockerfile").as_uri()
    with session(PULL | {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}) as client:
        client.open(uri, TEXT)
        assert codes(client.diagnostics(uri)) == ["maintainer-instruction"]
        (project / "dockwright.toml").write_text('ignore = ["maintainer-instruction"]\n')
        changed(client, project / "dockwright.toml")
        assert client.diagnostics(uri) == []


def test_a_client_that_watches_nothing_saves(project: Path) -> None:
    uri = (project / "Dockerfile").as_uri()
    with session(TOLD) as client:
        client.open(uri, TEXT)
        assert client.diagnostics(uri)
        (project / "dockwright.toml").write_text('ignore = ["maintainer-instruction"]\n')
        client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        assert client.diagnostics(uri) == []


@pytest.mark.parametrize("capabilities", [PUSH, PULL], ids=["push", "pull"])
def test_a_broken_configuration_file_is_reported_in_it(project: Path, capabilities: Message) -> None:
    file = project / "dockwright.toml"
    file.write_text('# comment\nignore = ["maintainer-instuction"]\n')
    uri = (project / "Dockerfile").as_uri()
    with session(capabilities) as client:
        client.open(uri, TEXT)
        if capabilities is PULL:
            client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        [error] = client.diagnostics(file.as_uri())
        assert "maintainer-instruction" in error["message"]
        assert error["range"]["start"] == {"line": 1, "character": 0}
        file.write_text("")
        changed(client, file)
        if capabilities is PULL:
            client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        assert client.diagnostics(file.as_uri()) == []


@pytest.mark.parametrize(
    ("name", "right", "broken"),
    [
        ("dockwright.toml", 'ignore = ["maintainer-instruction"]\n', 'ignore = ["maintainer-instruction\n'),
        (
            "pyproject.toml",
            '[tool.dockwright]\nignore = ["maintainer-instruction"]\n',
            "[tool.dockwright]\nignore = 5\n",
        ),
        (".hadolint.yaml", "ignored: [DL4000]\n", "ignored: [DL4000\n"),
    ],
)
def test_what_a_file_said_before_it_was_broken_holds(project: Path, name: str, right: str, broken: str) -> None:
    uri, file = (project / "Dockerfile").as_uri(), project / name
    file.write_text(right)
    with session(PUSH) as client:
        client.open(uri, TEXT)
        assert client.diagnostics(uri) == []
        found, empty = ["maintainer-instruction"], "[tool.dockwright]\n" if name == "pyproject.toml" else ""
        for text, expected in ((broken, []), (empty, found), (broken, found)):
            file.write_text(text)
            changed(client, file)
            assert codes(client.diagnostics(uri)) == expected
        assert client.diagnostics(file.as_uri())
        file.unlink()
        changed(client, file)
        assert codes(client.diagnostics(uri)) == ["maintainer-instruction"]


def test_settings_hold_where_a_file_is_broken(project: Path) -> None:
    uri = (project / "Dockerfile").as_uri()
    (project / "dockwright.toml").write_text("ignore = 5\n")
    with session(TOLD, initializationOptions=QUIET) as client:
        client.open(uri, TEXT)
        assert client.diagnostics(uri) == []


def test_a_file_that_the_settings_name_is_looked_at_too(project: Path) -> None:
    uri, file = (project / "Dockerfile").as_uri(), project / "ci" / "rules.toml"
    file.parent.mkdir()
    file.write_text("")
    with session(TOLD, initializationOptions={"configuration": str(file)}) as client:
        client.open(uri, TEXT)
        assert client.diagnostics(uri)
        file.write_text('ignore = ["maintainer-instruction"]\n')
        assert client.diagnostics(uri) == []


def changed(client: Client, path: Path) -> None:
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 2}]})


# Workspace folders


def test_every_folder_has_its_own_configuration(tmp_path: Path) -> None:
    for name, text in (("one", 'ignore = ["maintainer-instruction"]\n'), ("two", "")):
        (tmp_path / name / ".git").mkdir(parents=True)
        (tmp_path / name / "Dockerfile").write_text(TEXT)
        (tmp_path / name / "dockwright.toml").write_text(text)
    folders = [{"uri": (tmp_path / name).as_uri(), "name": name} for name in ("one", "two")]
    with session(PULL, workspaceFolders=folders) as client:
        found = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
        assert [len(one["items"]) for one in sorted(found, key=lambda one: one["uri"])] == [0, 1]


def test_folders_come_and_go(project: Path) -> None:
    folder = {"uri": project.as_uri(), "name": "project"}
    with session(PULL) as client:
        assert client.request("workspace/diagnostic", {"previousResultIds": []})["items"] == []
        client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [folder], "removed": []}})
        client.next_request("workspace/diagnostic/refresh")
        assert len(client.request("workspace/diagnostic", {"previousResultIds": []})["items"]) == 1
        client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
        assert client.request("workspace/diagnostic", {"previousResultIds": []})["items"] == []


def test_the_settings_of_a_folder(tmp_path: Path) -> None:
    """The client answers for every folder it is asked about."""

    class Folders(Client):
        def _reply(self, message: Message) -> Any:
            if message["method"] != "workspace/configuration":
                return None
            return [QUIET if item.get("scopeUri", "").endswith("/one") else None for item in message["params"]["items"]]

    folders = [{"uri": (tmp_path / name).as_uri(), "name": name} for name in ("one", "two")]
    client = Folders()
    try:
        client.start(PUSH, workspaceFolders=folders)
        client.next_request("workspace/configuration")
        client.settle()
        for name, expected in (("one", []), ("two", ["maintainer-instruction"])):
            uri = (tmp_path / name / "Dockerfile").as_uri()
            client.open(uri, TEXT)
            assert codes(client.diagnostics(uri)) == expected
    finally:
        client.kill()


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"MOST_DOCKERFILES": 3}, ["a.dockerfile", "b.dockerfile", os.path.join("c", "Dockerfile")]),
        ({"MOST_ENTRIES": 6, "MOST_OF_A_DISK": 1}, ["a.dockerfile"]),
        ({"MOST_SECONDS": -1.0}, []),
    ],
)
def test_of_a_whole_disk_the_dockerfiles_next_to_its_top_are_looked_at(
    bounds: dict[str, float], expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("a/b/Dockerfile", "c/Dockerfile", "b.dockerfile", "a.dockerfile"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(TEXT)
    for name, bound in bounds.items():
        monkeypatch.setattr(environment, name, bound)
    one = environment.Environment()
    one.begin([tmp_path.as_uri()], None)
    assert [os.path.relpath(path, tmp_path) for path in one.dockerfiles()] == expected
    assert one.passes_over_some


def test_that_not_all_is_looked_at_is_told_once(tmp_path: Path) -> None:
    """Of folders, not of every search."""
    told: list[str] = []
    around = SimpleNamespace(folders=["/"], passes_over_some=True)
    server: Any = SimpleNamespace(environment=around, window_log_message=lambda params: told.append(params.message))
    publisher = Publisher(server)
    for folders, is_too_large in ((["/"], False), (["/"], True), (["/"], True), (["/a", "/b"], True)):
        around.folders, around.passes_over_some = folders, is_too_large
        publisher.tell_bounds(500)
    assert [one.split(" is ")[0] for one in told] == ["dockwright: /", "dockwright: /a, /b"]
