"""ShellCheck in the language server: its findings come later and hold up nothing."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "shellcheck"))

from client import PULL, PUSH, TIMEOUT, Client, Message, session
from editor import apply_edits, at, edits_of, words_at
from shell_judge import PROGRAM, calls, impostor

pytestmark = pytest.mark.skipif(os.name == "nt", reason="an executable text is no program there")

URI = "file:///nowhere/Dockerfile"
TEXT = "FROM alpine:3.20\nMAINTAINER Jo Doe <jo@example.org>\nRUN echo 1\n"
OURS, THEIRS = "maintainer-instruction", "SC2999"


class Gate:
    """An impostor of ShellCheck that answers when it may, and finds fault with every `echo`."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._key, self._id = folder / "key", folder / "id"
        code = (
            f"open({str(self._id)!r}, 'w').write(str(os.getpid()))\n"
            f"while not os.path.exists({str(self._key)!r}): time.sleep(0.01)\n"
            "answer(*[comment(name) for name in names if 'echo' in open(name).read()])"
        )
        self.program = impostor(folder, code)
        monkeypatch.setenv("DOCKWRIGHT_SHELLCHECK", self.program)

    def open(self) -> None:
        self._key.touch()

    @property
    def process_id(self) -> int:
        return int(self._id.read_text())

    def wait_for_call(self) -> None:
        deadline = time.monotonic() + TIMEOUT
        while not self._id.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert self._id.exists()


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(tmp_path, monkeypatch)


def codes(found: list[Message]) -> set[str]:
    return {one["code"] for one in found} & {OURS, THEIRS}


def pulled(client: Client, previous: str | None = None) -> Message:
    params: Message = {"textDocument": {"uri": URI}}
    if previous is not None:
        params["previousResultId"] = previous
    answer: Message = client.request("textDocument/diagnostic", params)
    return answer


def test_ours_come_first(gate: Gate) -> None:
    with session() as client:
        client.open(URI, TEXT)
        assert codes(client.diagnostics(URI, 1)) == {OURS}
        gate.open()
        found = client.diagnostics(URI, 1)
        assert codes(found) == {OURS, THEIRS}
        [theirs] = [one for one in found if one["code"] == THEIRS]
        assert theirs["codeDescription"]["href"] == "https://www.shellcheck.net/wiki/SC2999"
        assert theirs["severity"] == 2
        assert theirs["source"] == "dockwright"
        assert words_at(TEXT, theirs["range"]) == "echo"


def test_an_edit_keeps_what_is_known_of_the_other_scripts(gate: Gate) -> None:
    gate.open()
    with session() as client:
        client.open(URI, TEXT)
        assert codes(client.diagnostics(URI, 1)) == {OURS}
        assert codes(client.diagnostics(URI, 1)) == {OURS, THEIRS}
        client.change(URI, f"# why\n{TEXT}", 2)
        assert codes(client.diagnostics(URI, 2)) == {OURS, THEIRS}
    assert calls(gate.program) == [1]


def test_what_is_found_about_an_old_version_is_dropped(gate: Gate) -> None:
    with session() as client:
        client.open(URI, TEXT)
        assert codes(client.diagnostics(URI, 1)) == {OURS}
        gate.wait_for_call()
        client.change(URI, TEXT.replace("echo 1", "echo 2"), 2)
        assert codes(client.diagnostics(URI, 2)) == {OURS}
        gate.open()
        assert codes(client.diagnostics(URI, 2)) == {OURS, THEIRS}
        published = [
            one["params"] for one in client.notifications if one["method"] == "textDocument/publishDiagnostics"
        ]
        assert all(one.get("version") != 1 for one in published)


def test_a_closed_document_stays_silent(gate: Gate) -> None:
    with session() as client:
        client.open(URI, TEXT)
        client.diagnostics(URI, 1)
        gate.wait_for_call()
        client.close(URI)
        assert client.diagnostics(URI) == []
        gate.open()
        other = "file:///nowhere/other/Dockerfile"
        client.open(other, TEXT.replace("echo 1", "echo 2"))
        client.diagnostics(other, 1)
        assert codes(client.diagnostics(other, 1)) == {OURS, THEIRS}
        assert not any(one.get("params", {}).get("uri") == URI for one in client.notifications)


def test_nothing_is_said_again_when_nothing_was_found(gate: Gate) -> None:
    gate.open()
    with session() as client:
        client.open(URI, TEXT.replace("echo", "true"))
        assert codes(client.diagnostics(URI, 1)) == {OURS}
        gate.wait_for_call()
        client.change(URI, TEXT, 2)
        client.diagnostics(URI, 2)
        assert codes(client.diagnostics(URI, 2)) == {OURS, THEIRS}
        assert not any(one.get("params", {}).get("version") == 1 for one in client.notifications)


def test_a_client_that_pulls_is_told_to_pull_again(gate: Gate) -> None:
    with session(PULL) as client:
        client.open(URI, TEXT)
        first = pulled(client)
        assert codes(first["items"]) == {OURS}
        assert pulled(client, first["resultId"])["kind"] == "unchanged"
        gate.open()
        client.next_request("workspace/diagnostic/refresh")
        second = pulled(client, first["resultId"])
        assert second["kind"] == "full"
        assert codes(second["items"]) == {OURS, THEIRS}
        assert pulled(client, second["resultId"])["kind"] == "unchanged"


def test_the_whole_workspace(gate: Gate, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    for number in range(20):
        place = folder / str(number)
        place.mkdir(parents=True)
        (place / "Dockerfile").write_text(TEXT.replace("echo 1", f"echo {number}"))
    gate.open()
    folders = [{"uri": folder.as_uri(), "name": "workspace"}]
    with session(PULL, workspaceFolders=folders) as client:
        answer = client.request("workspace/diagnostic", {"previousResultIds": []})
        while not all(THEIRS in codes(one["items"]) for one in answer["items"]):
            client.next_request("workspace/diagnostic/refresh")
            answer = client.request("workspace/diagnostic", {"previousResultIds": []})
        known: dict[str, str] = {}
        while any(one["kind"] == "full" for one in answer["items"]):  # fixes may be tried behind the findings
            known |= {one["uri"]: one["resultId"] for one in answer["items"]}
            previous = [{"uri": uri, "value": value} for uri, value in known.items()]
            answer = client.request("workspace/diagnostic", {"previousResultIds": previous})
            if any(one["kind"] == "full" for one in answer["items"]):
                client.next_request("workspace/diagnostic/refresh")
        assert len(answer["items"]) == 20


def test_a_program_that_hangs_holds_up_nothing(gate: Gate) -> None:
    """Neither diagnostics nor the end of the session, and it does not outlive that."""
    with session() as client:
        client.open(URI, TEXT)
        assert codes(client.diagnostics(URI, 1)) == {OURS}
        gate.wait_for_call()
        for version in range(2, 12):
            client.change(URI, TEXT.replace("echo 1", f"echo {version}"), version)
            assert codes(client.diagnostics(URI, version)) == {OURS}
    assert client.errors == ""
    with pytest.raises(ProcessLookupError):
        os.kill(gate.process_id, 0)


@pytest.mark.parametrize("code", ["os.abort()", "print('<html>')"], ids=["crash", "garbage"])
def test_a_program_that_fails_is_told_once(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = impostor(tmp_path, code)
    monkeypatch.setenv("DOCKWRIGHT_SHELLCHECK", program)
    with session() as client:
        client.open(URI, TEXT)
        assert codes(client.diagnostics(URI, 1)) == {OURS}
        for version in (2, 3, 4):
            client.change(URI, TEXT.replace("echo 1", f"echo {version}"), version)
            assert codes(client.diagnostics(URI, version)) == {OURS}
        deadline = time.monotonic() + TIMEOUT
        while len(calls(program)) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        client.settle()
    assert client.errors.count("some of its findings are missing") == 1


@pytest.mark.skipif(PROGRAM is None, reason="there is no shellcheck")
def test_its_fixes_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PROGRAM is not None
    monkeypatch.setenv("DOCKWRIGHT_SHELLCHECK", PROGRAM)
    text = "FROM alpine:3.20\nRUN a \\\n  && cp $A b\n"
    with session(PUSH, {"select": ["SC2086"]}, initializationOptions={"select": ["SC2086"]}) as client:
        client.open(URI, text)
        found = client.diagnostics(URI, 1)
        while not any(one["code"] == "SC2086" for one in found):
            found = client.diagnostics(URI, 1)
        place = at(text, "$A")
        actions = client.request(
            "textDocument/codeAction",
            {"textDocument": {"uri": URI}, "range": place, "context": {"diagnostics": [], "only": ["quickfix"]}},
        )
        [action] = [one for one in actions if one["title"].startswith("Change to")]
        assert action["title"] == 'Change to `"$A"` (review)'
        assert apply_edits(text, edits_of(action, URI)) == text.replace("$A", '"$A"')
        assert any(one["title"] == "Ignore `SC2086` here" for one in actions)
