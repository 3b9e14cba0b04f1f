"""Code actions: fixes that can be clicked, in the right order and in the form that the client takes."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from client import PULL, PUSH, Client, Message, session
from editor import apply_edits, at, edits_of, words_at

URI = "file:///nowhere/Dockerfile"
TEXT = "FROM alpine:3.20\nMAINTAINER Jäne 😀😀 <x@y>\nRUN apt-get update && apt-get install -y curl\nMAINTAINER Jo\n"
FIXED = 'LABEL org.opencontainers.image.authors="Jäne 😀😀 <x@y>"'


def actions(client: Client, text: str, word: str, **context: Any) -> list[Message]:
    """The actions offered at a word of the open document."""
    params = {"textDocument": {"uri": URI}, "range": at(text, word), "context": {"diagnostics": [], **context}}
    return client.request("textDocument/codeAction", params)


def titles(found: list[Message]) -> list[str]:
    return [one["title"] for one in found]


def test_diagnostics_that_the_client_names(push: Client) -> None:
    """Neovim asks about all diagnostics of the line, wherever the cursor is in it."""
    push.open(URI, TEXT)
    found = push.diagnostics(URI, 1)
    named = next(one for one in found if "apt" in one["code"])
    word = "RUN"
    elsewhere = titles(actions(push, TEXT, word, triggerKind=2))
    assert f"Ignore `{named['code']}` here" not in elsewhere
    both = titles(actions(push, TEXT, word, triggerKind=2, diagnostics=[named]))
    assert f"Ignore `{named['code']}` here" in both
    assert set(elsewhere) < set(both)
    for other in ({**named, "source": "another"}, {**named, "range": at(TEXT, "FROM")}, {**named, "code": 5}):
        assert titles(actions(push, TEXT, word, triggerKind=2, diagnostics=[other])) == elsewhere


def test_who_asks_anywhere_in_a_line_gets_its_fixes(push: Client) -> None:
    """Helix and Emacs ask about the cursor alone, and show what is said about the line. A light bulb is not to shine all along it."""
    push.open(URI, TEXT)
    assert "Ignore `apt-recommended-packages` here" in titles(actions(push, TEXT, "RUN", triggerKind=1))
    assert "Ignore `apt-recommended-packages` here" in titles(actions(push, TEXT, "RUN"))
    assert not [one for one in titles(actions(push, TEXT, "RUN", triggerKind=2)) if one.startswith("Ignore")]


def test_no_kinds_are_all_kinds(push: Client) -> None:
    push.open(URI, TEXT)
    assert titles(actions(push, TEXT, "MAINTAINER", only=[])) == titles(actions(push, TEXT, "MAINTAINER"))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_quick_fix_round_trip(push: Client, newline: str) -> None:
    text = TEXT.replace("\n", newline)
    push.open(URI, text)
    assert "maintainer-instruction" in [one["code"] for one in push.diagnostics(URI, 1)]
    first = actions(push, text, "MAINTAINER")[0]
    assert first["kind"] == "quickfix"
    assert first["isPreferred"] is True
    assert first["diagnostics"][0]["code"] == "maintainer-instruction"
    after = apply_edits(text, edits_of(first, URI))
    assert after == text.replace("MAINTAINER Jäne 😀😀 <x@y>", FIXED)
    push.change(URI, after, 2)
    remaining = [one["code"] for one in push.diagnostics(URI, 2)]
    assert remaining.count("maintainer-instruction") == 1


def test_the_order(push: Client) -> None:
    push.open(URI, TEXT)
    found = titles(actions(push, TEXT, "MAINTAINER"))
    assert found[0] == "Write it as a label"
    assert found[-2:] == ["Ignore `maintainer-instruction` here", "Ignore `maintainer-instruction` in this file"]
    assert "Fix all `maintainer-instruction` in this file" in found[1:-2]


def test_all_fixes_of_a_large_selection(push: Client) -> None:
    """They are proven together: a look at each would take minutes."""
    text = "FROM alpine:3.20\n" + "ENV A 1\n" * 600
    push.open(URI, text)
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 601, "character": 0}}
    params = {"textDocument": {"uri": URI}, "range": whole, "context": {"diagnostics": [], "only": ["quickfix"]}}
    found = titles(push.request("textDocument/codeAction", params))
    ours = [one for one in found if one.startswith("Write `=`")]
    assert ours == [f"Write `=` between key and value in line {line}" for line in range(2, 602)]


def test_nothing_where_nothing_is(push: Client) -> None:
    push.open(URI, TEXT)
    assert actions(push, TEXT, "3.20", only=["quickfix"]) == []


@pytest.mark.parametrize(
    "only",
    ["quickfix", "source.fixAll.dockwright", "source.fixAll", "source", "refactor", "refactor.rewrite", "notebook"],
)
def test_only_the_kinds_asked_for(push: Client, only: str) -> None:
    push.open(URI, TEXT)
    found = actions(push, TEXT, "MAINTAINER", only=[only])
    assert all(one["kind"] == only or one["kind"].startswith(only + ".") for one in found)
    assert bool(found) == only.startswith(("quickfix", "source"))


@pytest.mark.parametrize(("title", "comment"), [("here", "ignore"), ("in this file", "ignore-file")])
def test_ignoring(push: Client, title: str, comment: str) -> None:
    push.open(URI, TEXT)
    push.diagnostics(URI, 1)
    [action] = [
        one for one in actions(push, TEXT, "MAINTAINER") if one["title"] == f"Ignore `maintainer-instruction` {title}"
    ]
    after = apply_edits(TEXT, edits_of(action, URI))
    assert f"# dockwright: {comment}[maintainer-instruction]\n" in after
    push.change(URI, after, 2)
    left = [one["code"] for one in push.diagnostics(URI, 2)].count("maintainer-instruction")
    assert left == (1 if title == "here" else 0)


# Fix all


def test_fix_all_is_one_action(push: Client) -> None:
    push.open(URI, TEXT)
    [action] = actions(push, TEXT, "FROM", only=["source.fixAll.dockwright"])
    edits = edits_of(action, URI)
    after = apply_edits(TEXT, edits)
    assert "MAINTAINER" not in after
    push.change(URI, after, 2)
    assert actions(push, after, "FROM", only=["source.fixAll.dockwright"]) == []


def test_fix_all_leaves_what_it_does_not_mend(push: Client) -> None:
    """A cursor between two fixes stays where it is."""
    text = "FROM alpine:3.20\nENV A 1\nRUN make 😀\nENV B 2\n"
    push.open(URI, text)
    [action] = actions(push, text, "FROM", only=["source.fixAll"])
    edits = edits_of(action, URI)
    assert [words_at(text, edit["range"]) for edit in edits] == [" ", " "]
    assert apply_edits(text, edits) == text.replace("A 1", "A=1").replace("B 2", "B=2")


def test_fix_all_is_worked_out_when_it_is_chosen(pull: Client) -> None:
    pull.open(URI, TEXT)
    [action] = actions(pull, TEXT, "FROM", only=["source.fixAll"])
    assert "edit" not in action
    resolved = pull.request("codeAction/resolve", action)
    [change] = resolved["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": URI, "version": 1}
    assert "MAINTAINER" not in apply_edits(TEXT, change["edits"])


def test_fix_all_of_one_rule(pull: Client) -> None:
    pull.open(URI, TEXT)
    [action] = [
        one
        for one in actions(pull, TEXT, "MAINTAINER")
        if one["title"] == "Fix all `maintainer-instruction` in this file"
    ]
    resolved = pull.request("codeAction/resolve", action)
    after = apply_edits(TEXT, edits_of(resolved, URI))
    assert "MAINTAINER" not in after
    assert "RUN apt-get update && apt-get install -y curl\n" in after


def test_resolving_what_has_been_closed(pull: Client) -> None:
    pull.open(URI, TEXT)
    [action] = actions(pull, TEXT, "FROM", only=["source.fixAll"])
    pull.close(URI)
    assert "edit" not in pull.request("codeAction/resolve", action)


def test_while_a_long_file_is_fixed_others_are_answered(pull: Client) -> None:
    text = TEXT * 200
    pull.open(URI, text)
    [action] = actions(pull, text, "FROM", only=["source.fixAll"])
    given_up = pull.ask("codeAction/resolve", action)
    pull.notify("$/cancelRequest", {"id": given_up})
    assert pull.answer(given_up)["error"]["code"] == -32800
    overtaken = pull.ask("codeAction/resolve", action)
    pull.change(URI, f"{text}\n", 2)
    assert pull.answer(overtaken)["error"]["code"] == -32801
    assert "edit" in pull.request("codeAction/resolve", action)


def test_fix_all_is_not_worked_out_while_the_cursor_moves(push: Client) -> None:
    push.open(URI, TEXT)
    assert "source.fixAll.dockwright" not in [one["kind"] for one in actions(push, TEXT, "FROM", triggerKind=2)]
    assert "source.fixAll.dockwright" in [one["kind"] for one in actions(push, TEXT, "FROM", triggerKind=1)]


# What clients take


def test_a_client_that_takes_only_commands() -> None:
    capabilities = copy.deepcopy(PUSH)
    del capabilities["textDocument"]["codeAction"]
    with session(capabilities) as client:
        client.open(URI, TEXT)
        assert actions(client, TEXT, "MAINTAINER") is None


@pytest.mark.parametrize(
    ("capabilities", "form"), [(PUSH, "changes"), (PULL, "documentChanges")], ids=["plain", "versioned"]
)
def test_the_form_of_edits(capabilities: Message, form: str) -> None:
    with session(capabilities) as client:
        client.open(URI, TEXT)
        assert [*actions(client, TEXT, "MAINTAINER")[0]["edit"]] == [form]


def test_hover_shows_the_rule(push: Client) -> None:
    push.open(URI, TEXT)
    range_ = at(TEXT, "MAINTAINER")
    hover = push.request("textDocument/hover", {"textDocument": {"uri": URI}, "position": range_["start"]})
    assert hover["range"] == range_
    assert hover["contents"]["kind"] == "markdown"
    assert "maintainer-instruction" in hover["contents"]["value"]
    assert "\n    " not in hover["contents"]["value"]
    elsewhere = push.request(
        "textDocument/hover", {"textDocument": {"uri": URI}, "position": {"line": 9, "character": 9}}
    )
    assert elsewhere is None


# Documentation


def test_the_page_of_a_rule_is_opened() -> None:
    opens = PUSH | {"window": {"showDocument": {"support": True}}}
    with session(opens) as client:
        client.open(URI, TEXT)
        title = "Open the documentation of `maintainer-instruction`"
        found = actions(client, TEXT, "MAINTAINER", triggerKind=1)
        action = found[titles(found).index(title)]
        assert all(one.startswith("Ignore") for one in titles(found)[titles(found).index(title) + 1 :])
        command = action["command"]
        assert client.request("codeAction/resolve", action)["command"] == command
        client.request("workspace/executeCommand", {key: command[key] for key in ("command", "arguments")})
        shown = client.next_request("window/showDocument")
        assert shown["uri"].endswith("/maintainer-instruction.md")
        assert shown["external"] is True
        assert title not in titles(actions(client, TEXT, "MAINTAINER", triggerKind=2))  # the cursor just moves
        assert title not in titles(actions(client, TEXT, "alpine"))


def test_no_page_for_a_client_that_opens_none(push: Client) -> None:
    push.open(URI, TEXT)
    assert not [one for one in titles(actions(push, TEXT, "MAINTAINER")) if "documentation" in one]


# The configuration


def test_new_files_for_a_client_that_does_not_say_how_it_takes_them(tmp_path: Path) -> None:
    """Neovim before 0.12 creates files, which only `documentChanges` can ask for, but does not announce these."""
    capabilities = copy.deepcopy(PUSH)
    capabilities["workspace"]["workspaceEdit"] = {"resourceOperations": ["rename", "create", "delete"]}
    uri = (tmp_path / "Dockerfile").as_uri()
    title = "Ignore `maintainer-instruction` in `dockwright.toml`"
    params = {"textDocument": {"uri": uri}, "range": at(TEXT, "MAINTAINER"), "context": {"diagnostics": []}}
    with session(capabilities, rootUri=tmp_path.as_uri()) as client:
        client.open(uri, TEXT)
        found = {one["title"]: one for one in client.request("textDocument/codeAction", params)}
        assert [*found[title]["edit"]] == ["documentChanges"]
        assert [*found["Write it as a label"]["edit"]] == ["changes"]
        (tmp_path / "dockwright.toml").write_text("")
        client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        found = {one["title"]: one for one in client.request("textDocument/codeAction", params)}
        assert [*found[title]["edit"]] == ["changes"]


def test_ignoring_in_the_configuration_of_the_project(tmp_path: Path) -> None:
    file = tmp_path / "dockwright.toml"
    uri = (tmp_path / "app" / "Dockerfile").as_uri()
    title = "Ignore `maintainer-instruction` in `dockwright.toml`"
    params = {"textDocument": {"uri": uri}, "range": at(TEXT, "MAINTAINER"), "context": {"diagnostics": []}}
    with session(PULL, rootUri=tmp_path.as_uri()) as client:
        client.open(uri, TEXT)

        def edit() -> Message:
            found = client.request("textDocument/codeAction", params)
            return next(one["edit"] for one in found if one["title"] == title)

        create, write = edit()["documentChanges"]
        assert create == {"kind": "create", "uri": file.as_uri()}
        assert write["textDocument"] == {"uri": file.as_uri(), "version": None}
        assert [one["newText"] for one in write["edits"]] == ['ignore = ["maintainer-instruction"]\n']
        file.write_text("# 😀 \nignore = ['root-user']\n", "utf-8")
        [write] = edit()["documentChanges"]
        assert apply_edits(file.read_text("utf-8"), write["edits"]) == (
            "# 😀 \nignore = ['root-user', \"maintainer-instruction\"]\n"
        )
        file.unlink()
        (tmp_path / ".hadolint.yaml").write_text("ignored: [DL3000]\n", "utf-8")
        found = client.request("textDocument/codeAction", params)
        assert title not in titles(found)  # a file of ours would switch that one off
