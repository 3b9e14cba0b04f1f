"""The server's log of itself: where it goes, and how much the command line and the settings ask for."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from client import PUSH, SERVER, Client, Message

URI = "file:///nowhere/Dockerfile"


@contextmanager
def started(*options: str, **params: object) -> Iterator[Client]:
    client = Client(*SERVER, *options)
    try:
        client.start(PUSH, clientInfo={"name": "Some Editor", "version": "1.2"}, **params)
        yield client
        assert client.stop() == 0
    finally:
        client.kill()


def log_of(*options: str, settings: Message | None = None) -> str:
    """What is on standard error after a document was opened and looked at."""
    with started(*options, initializationOptions=settings or {}) as client:
        client.open(URI, "FROM alpine\n")
        client.diagnostics(URI)
    return client.errors


def test_nothing_is_logged_when_nothing_is_wrong() -> None:
    assert log_of() == ""


def test_who_talks_to_whom() -> None:
    said = log_of("--log-level", "info")
    assert "INFO dockwright.lsp.session: dockwright " in said
    assert "client: Some Editor 1.2" in said
    assert "didOpen" not in said


def test_every_message() -> None:
    assert "DEBUG dockwright.lsp.protocol: textDocument/didOpen: " in log_of("--log-level", "debug")


@pytest.mark.parametrize(
    ("options", "settings", "is_detailed"),
    [
        ((), {"log-level": "debug"}, True),
        (("--log-level", "debug"), {"log-level": "error"}, False),
        (("--log-level", "debug"), {"log-level": None}, True),
        (("--log-level", "debug"), {"log-level": "loud"}, True),
    ],
)
def test_settings_go_before_the_command_line(options: tuple[str, ...], settings: Message, is_detailed: bool) -> None:
    assert ("didOpen" in log_of(*options, settings=settings)) == is_detailed


def test_the_level_changes_while_the_server_runs() -> None:
    with started() as client:
        client.next_request("workspace/configuration")
        client.settings = {"log-level": "debug"}
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        client.next_request("workspace/configuration")
        client.settle()
        client.open(URI, "FROM alpine\n")
        client.diagnostics(URI)
        client.settings = None
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        client.next_request("workspace/configuration")
        client.settle()
        client.close(URI)
        client.settle()
    assert "didOpen" in client.errors
    assert "didClose" not in client.errors


def test_a_file_is_appended_to(tmp_path: Path) -> None:
    file = tmp_path / "server.log"
    file.write_text("before\n")
    assert log_of("--log-level", "info", "--log-file", str(file)) == ""
    before, *lines = file.read_text(encoding="utf-8").splitlines()
    assert before == "before"
    assert "INFO" in lines[0]


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    command = [*SERVER, "--log-file", str(tmp_path / "absent" / "server.log")]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 2
    assert "No such file" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_trace_is_for_the_client_and_the_log_for_itself() -> None:
    with started(trace="messages") as client:
        client.open(URI, "FROM alpine\n")
        client.next_notification("$/logTrace", lambda params: "didOpen" in params["message"])
    assert client.errors == ""
