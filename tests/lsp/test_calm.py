"""Half-typed words: what is new about the instruction that is being typed waits for a pause, where the settings say so."""

from __future__ import annotations

import pytest
from client import PULL, Client, session

from dockwright.lsp.calm import line_edited

URI = "file:///nowhere/Dockerfile"
PAUSE = {"diagnostics": {"typing-pause": 200}}
FOR_EVER = {"diagnostics": {"typing-pause": 10_000}}
REFRESHING = {**PULL, "workspace": {**PULL["workspace"], "configuration": False}}


def codes(client: Client, version: int) -> list[str]:
    return [one["code"] for one in client.diagnostics(URI, version)]


def test_half_a_word_is_no_mistake_until_there_is_a_pause() -> None:
    with session(initializationOptions=PAUSE) as client:
        client.open(URI, "FROM alpine:3.22\n\nRUN sudo x\n")
        assert codes(client, 1) == ["sudo-in-run"]
        client.change(URI, "FROM alpine:3.22\nC\nRUN sudo x\n", 2)
        assert codes(client, 2) == ["sudo-in-run"]
        assert codes(client, 2) == ["syntax-error", "sudo-in-run"]


def test_the_first_word_of_a_file() -> None:
    with session(initializationOptions=FOR_EVER) as client:
        client.open(URI, "")
        assert codes(client, 1) == ["syntax-error"]
        for version, typed in enumerate(("F", "FR", "FROM", "FROM ", "FROM a"), 2):
            client.change(URI, typed, version)
            assert codes(client, version) == []


def test_typing_goes_on_in_peace() -> None:
    with session(initializationOptions=FOR_EVER) as client:
        client.open(URI, "FROM alpine:3.22\n\nRUN sudo x\n")
        assert codes(client, 1) == ["sudo-in-run"]
        for version, typed in enumerate(("C", "CO", "COPY", "COPY ", "COPY --ch", "COPY --chown=", "COPY a"), 2):
            client.change(URI, f"FROM alpine:3.22\n{typed}\nRUN sudo x\n", version)
            assert codes(client, version) == ["sudo-in-run"]
        client.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
        client.next_notification("textDocument/publishDiagnostics", lambda said: len(said["diagnostics"]) == 2)


def test_what_has_been_shown_is_shown_on() -> None:
    with session(initializationOptions=FOR_EVER) as client:
        client.open(URI, "FROM alpine:3.22\nRUN sudo x\n")
        assert codes(client, 1) == ["sudo-in-run"]
        client.change(URI, "FROM alpine:3.22\nRUN sudo xy\n", 2)
        assert codes(client, 2) == ["sudo-in-run"]
        client.change(URI, "FROM alpine:3.22\nRUN sudo xy && apt\n", 3)
        assert codes(client, 3) == ["sudo-in-run"]
        client.change(URI, "FROM alpine:3.22\nRUN x\n", 4)
        assert codes(client, 4) == []


@pytest.mark.parametrize(
    "steps",
    [
        ("RUN a &&", "RUN a && \\", "RUN a && \\\n    ", "RUN a && \\\n    sudo b"),
        ("ENV A=1 \\", "ENV A=1 \\\r\n", "ENV A=1 \\\r\nB"),
        ("COPY <<EOF", "COPY <<EOF\n", "COPY <<EOF\nx", "COPY <<EOF\nx\n"),
        ("RUN <<EOF", "RUN <<EOF\n", "RUN <<EOF\nset -e", "RUN <<EOF\nset -e\n", "RUN <<EOF\nset -e\nsudo x"),
    ],
)
@pytest.mark.parametrize("below", ["", '\nCMD ["a"]\n'])
def test_a_new_line_of_an_instruction_is_typing_on(steps: tuple[str, ...], below: str) -> None:
    with session(initializationOptions=FOR_EVER) as client:
        client.open(URI, f"FROM alpine:3.22\n{below}")
        assert codes(client, 1) == []
        for version, typed in enumerate(steps, 2):
            client.change(URI, f"FROM alpine:3.22\n{typed}{below}", version)
            assert codes(client, version) == []


@pytest.mark.parametrize("indent", ["", "  "])
@pytest.mark.parametrize("below", ["", 'CMD ["a"]\n'])
def test_a_line_break_ends_an_instruction(indent: str, below: str) -> None:
    with session(initializationOptions=FOR_EVER) as client:
        client.open(URI, f"FROM alpine:3.22\nRUN sud\n{below}")
        assert codes(client, 1) == []
        client.change(URI, f"FROM alpine:3.22\nRUN sudo\n{below}", 2)
        assert codes(client, 2) == []
        client.change(URI, f"FROM alpine:3.22\nRUN sudo\n{indent}\n{below}", 3)
        assert codes(client, 3) == ["sudo-in-run"]


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ("FROM alpine:3.22\nCOPY a b\nRUN x\nC\n", ["syntax-error"]),  # a whole line
        ("FROM alpine:3.22\nRUN x\n", []),  # a line less
        ("FROM alpine:3.22\nCOPY \nRUN y\n", ["syntax-error"]),  # in two lines
    ],
)
def test_other_edits_are_judged_at_once(after: str, found: list[str]) -> None:
    with session(initializationOptions=FOR_EVER) as client:
        client.open(URI, "FROM alpine:3.22\nCOPY a b\nRUN x\n")
        assert codes(client, 1) == []
        client.change(URI, after, 2)
        assert codes(client, 2) == found


def test_without_the_setting_nothing_waits(push: Client) -> None:
    push.open(URI, "FROM alpine:3.22\n\n")
    assert codes(push, 1) == []
    push.change(URI, "FROM alpine:3.22\nC\n", 2)
    assert codes(push, 2) == ["syntax-error"]


@pytest.mark.parametrize(
    ("value", "is_told"), [(True, True), ("200", True), ([200], True), (-1, False), (1e9, False), (None, False)]
)
def test_settings_that_are_no_pause(value: object, is_told: bool) -> None:
    with session(initializationOptions={"diagnostics": {"typing-pause": value}}) as client:
        client.open(URI, "FROM alpine:3.22\n\n")
        codes(client, 1)
        if is_told:
            assert "typing-pause" in client.next_notification("window/showMessage")["message"]
        client.change(URI, "FROM alpine:3.22\nC\n", 2)
        assert codes(client, 2) == ["syntax-error"]


def test_a_client_that_pulls_is_told_to_pull_again() -> None:
    with session(REFRESHING, initializationOptions=PAUSE) as client:
        client.open(URI, "FROM alpine:3.22\n\n")
        params = {"textDocument": {"uri": URI}}
        first = client.request("textDocument/diagnostic", params)
        assert first["items"] == []
        client.change(URI, "FROM alpine:3.22\nC\n", 2)
        held = client.request("textDocument/diagnostic", params | {"previousResultId": first["resultId"]})
        assert held["items"] == []
        client.next_request("workspace/diagnostic/refresh")
        full = client.request("textDocument/diagnostic", params | {"previousResultId": held["resultId"]})
        assert [one["code"] for one in full["items"]] == ["syntax-error"]
        again = client.request("textDocument/diagnostic", params | {"previousResultId": full["resultId"]})
        assert again["kind"] == "unchanged"


@pytest.mark.parametrize(
    ("before", "after", "offsets"),
    [
        ("", "", (0, 0)),
        ("a\nb\n", "a\nbc\n", (3, 3)),
        ("aa\n", "aaa\n", (2, 2)),
        ("a\nbc\n", "a\nb\n", (3, 3)),
        ("a", "a\n", (1, 2)),
        ("a", "a\n  ", (1, 4)),
        ("a\nb", "a\n\nb", (1, 2)),
        ("a\nb", "a\n  \nb", (1, 2)),
        ("a\r\nb", "a\r\n\r\nb", (2, 3)),
        ("ab\n", "a\n b\n", (1, 3)),
        ("a\nb\n", "a\nb\nc\n", None),
        ("a\n", "a\n\n\n", None),
        ("a\nb\nc\n", "a\nc\n", None),
        ("a\nb\n", "x\ny\n", None),
    ],
)
def test_edits_of_one_line(before: str, after: str, offsets: tuple[int, int] | None) -> None:
    assert line_edited(before, after) == offsets
