"""Completion, hover and signature help as an editor asks for them: UTF-16 columns, line breaks, what the client takes."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from client import PULL, PUSH, Client, Message, session
from editor import apply_edits, position, words_at

from dockwright.lsp.plain_text import plain

URI = "file:///nowhere/Dockerfile"

SNIPPETS: Message = copy.deepcopy(PUSH)
SNIPPETS["experimental"] = {"commands": {"commands": ["editor.action.triggerSuggest"]}}
SNIPPETS["textDocument"]["completion"] = {
    "completionItem": {
        "snippetSupport": True,
        "documentationFormat": ["markdown", "plaintext"],
        "tagSupport": {"valueSet": [1]},
    }
}


def ask(client: Client, method: str, marked: str, uri: str = URI) -> Any:
    """Open a text and ask at its mark `‸`."""
    text = marked.replace("‸", "")
    client.open(uri, text)
    params = {"textDocument": {"uri": uri}, "position": position(text, marked.index("‸"))}
    return client.request(f"textDocument/{method}", params)


def item(found: Message, label: str) -> Message:
    [one] = [one for one in found["items"] if one["label"] == label]
    return one


@pytest.mark.parametrize(
    ("marked", "label", "after"),
    [
        ("FROM a\nCOPY --fr‸om=x y z", "--from", "FROM a\nCOPY --from=x y z"),
        ("FROM a\r\nRUN x \\\r\n  && y\r\nUS‸ 😀\r\n", "USER", "FROM a\r\nRUN x \\\r\n  && y\r\nUSER 😀\r\n"),
        ("FROM a AS 😀\nLABEL é=😀 org.‸", "org.opencontainers.image.url",
         "FROM a AS 😀\nLABEL é=😀 org.opencontainers.image.url="),
        ("FROM a\nENV 😀=1 NAME=2\nCOPY 😀 ${N‸", "NAME", "FROM a\nENV 😀=1 NAME=2\nCOPY 😀 ${NAME}"),
        ("FROM debian\nRUN echo '😀' && apt-get ins‸", "install", "FROM debian\nRUN echo '😀' && apt-get install"),
        ("\ufeffFRO‸", "FROM", "\ufeffFROM "),
    ],
)  # fmt: skip
def test_choosing_a_completion(push: Client, marked: str, label: str, after: str) -> None:
    text = marked.replace("‸", "")
    edit = item(ask(push, "completion", marked), label)["textEdit"]
    assert edit["range"]["start"]["line"] == edit["range"]["end"]["line"]
    assert apply_edits(text, [edit]) == after


def test_the_order_is_ours(push: Client) -> None:
    found = ask(push, "completion", "FROM a AS b\nFROM ‸")
    assert [one["sortText"] for one in found["items"]] == sorted(one["sortText"] for one in found["items"])
    assert found["items"][0]["label"] == "b"
    assert found["isIncomplete"] is True


def test_a_word_that_is_typed_to_its_end_is_not_offered_again(push: Client) -> None:
    """The list is to be asked for with each letter, as it closes then; on request it is there all the same."""
    text = "FROM a\nEXPOSE 80"
    push.open(URI, text)
    params = {"textDocument": {"uri": URI}, "position": position(text, len(text))}
    for kind, is_there in ((1, True), (2, False), (3, False)):
        found = push.request("textDocument/completion", params | {"context": {"triggerKind": kind}})
        assert bool(found["items"]) is is_there


@pytest.mark.parametrize(("kind", "count"), [(1, 5), (2, 0), (3, 0)])
def test_a_blank_in_a_comment_asks_for_nothing(push: Client, kind: int, count: int) -> None:
    push.open(URI, "FROM a\n# ")
    params = {"textDocument": {"uri": URI}, "position": {"line": 1, "character": 2}, "context": {"triggerKind": kind}}
    found = push.request("textDocument/completion", params)
    assert len(found["items"]) == count


def test_plain_text_for_a_client_without_snippets(push: Client) -> None:
    one = item(ask(push, "completion", "FROM a\nCOP‸"), "COPY")
    assert one["textEdit"]["newText"] == "COPY "
    assert one["insertTextFormat"] == 1
    assert "command" not in one


def test_snippets_and_what_goes_with_them() -> None:
    with session(SNIPPETS) as client:
        found = ask(client, "completion", "FROM a\n‸")
        assert item(found, "COPY")["textEdit"]["newText"] == "COPY ${1:source} ${2:destination}"
        assert item(found, "COPY")["insertTextFormat"] == 2
        assert item(found, "MAINTAINER")["tags"] == [1]
        found = ask(client, "completion", "FROM a\nCOPY --‸")
        assert item(found, "--from")["command"]["command"] == "editor.action.triggerSuggest"
        assert "command" not in item(found, "--link")


@pytest.mark.parametrize(("capabilities", "kind"), [(SNIPPETS, "markdown"), (PUSH, "plaintext")])
def test_documentation_comes_when_it_is_looked_at(capabilities: Message, kind: str) -> None:
    with session(capabilities) as client:
        one = item(ask(client, "completion", "FROM a\nCOPY --‸"), "--link")
        assert "documentation" not in one
        resolved = client.request("completionItem/resolve", one)
        assert resolved["documentation"]["kind"] == kind
        assert "COPY --link" in resolved["documentation"]["value"]
        assert client.request("completionItem/resolve", {"label": "x", "data": 5})["label"] == "x"
        assert client.request("completionItem/resolve", {"label": "x", "data": ["flag", "no", "no"]})["label"] == "x"


def test_files_of_the_context(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app 😀.py").write_text("")
    (tmp_path / "hidden").write_text("")
    (tmp_path / ".dockerignore").write_text("hidden\n")
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    uri = (tmp_path / "Dockerfile").as_uri()
    folder = {"uri": tmp_path.as_uri(), "name": "x"}
    with session(PULL, workspaceFolders=[folder]) as client:
        found = ask(client, "completion", "FROM a\nCOPY ‸", uri)
        names = [one["label"] for one in found["items"]]
        assert "src/" in names
        assert "hidden" not in names
        found = ask(client, "completion", "FROM a\nCOPY src/‸", uri)
        assert found["items"][0]["textEdit"]["newText"] == "app\\ 😀.py"


@pytest.mark.parametrize(
    "marked",
    [
        "FROM a\nCOPY ma‸ destination\n",  # as it is when the form of COPY is filled in
        "FROM a\nCOPY nothing ma‸ /x\n",
        "FROM a\nRUN --mount=source=ma‸,target=/x make\n",
    ],
)
def test_half_a_path_is_no_reason_to_know_no_files(tmp_path: Path, marked: str) -> None:
    """Sources that are nowhere leave open where the file is built, but these are still being typed."""
    (tmp_path / "main.py").write_text("")
    with session(PULL) as client:
        found = ask(client, "completion", marked, (tmp_path / "Dockerfile").as_uri())
        assert [one["label"] for one in found["items"]] == ["main.py"]


@pytest.mark.parametrize(
    ("marked", "words", "said"),
    [
        ("FROM 😀 AS x\r\nCOPY --li‸nk a b\r\n", "--link", "layer of their own"),
        (
            "FROM alpine\nLABEL a=😀 org.opencontainers.image.ti‸tle=x\n",
            "org.opencontainers.image.title",
            "name of the image",
        ),
        ("FROM alpine\nENV A=😀\nRUN echo '😀' $A‸", "$A", "`A=😀`"),
    ],
)
def test_hover(push: Client, marked: str, words: str, said: str) -> None:
    found = ask(push, "hover", marked)
    assert words_at(marked.replace("‸", ""), found["range"]) == words
    assert said in found["contents"]["value"]
    assert found["contents"]["kind"] == "markdown"


def test_a_hover_tells_of_the_rule_too(push: Client) -> None:
    value = ask(push, "hover", "FROM alpine\nMAINT‸AINER x\n")["contents"]["value"]
    assert "Names the author" in value
    assert "maintainer-instruction" in value


def test_a_hover_for_clients_that_show_plain_text() -> None:
    with session({}) as client:
        said = ask(client, "hover", "FROM alpine\nMAINT‸AINER x\n")["contents"]
    assert said["kind"] == "plaintext"
    assert said["value"].startswith("MAINTAINER name\nNames the author")
    assert "maintainer-instruction <https://" in said["value"]
    assert "```" not in said["value"]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("```dockerfile\nFROM a\n```\nBegins `x`.", "FROM a\nBegins `x`."),
        (
            "**[rule](https://example.org/rule.md)** (info): a\n\n* b\n",
            "rule <https://example.org/rule.md> (info): a\n\n* b",
        ),
        ("`[a](b)` and `x[1](y)`", "`[a](b)` and `x[1](y)`"),
        ("`**/a` and `b/**`, 2 ** 3", "`**/a` and `b/**`, 2 ** 3"),
    ],
)
def test_plain_text(markdown: str, expected: str) -> None:
    assert plain(markdown) == expected


@pytest.mark.parametrize(
    ("marked", "word", "sifted_by"),
    [
        ("FROM a\nSTOPSIGNAL SIGI‸", "SIGINT", None),  # SIGIOT goes on where SIGIO is whole
        ("FROM a\nSTOPSIGNAL SIGIN‸", "SIGINT", "SIGIN"),
        ("FROM a\nE‸", "ENV", "EN"),
        ("FROM ubuntu:‸", "24.04", "24.0"),
        ("FROM python:‸", "3.13-slim", None),  # 3 is whole
        ("FROM python:3.‸", "3.13-slim", "3.1"),  # up to where 3.13 is whole
        ("FROM python:3.13-‸", "3.13-slim", None),  # 3.13-slim-bookworm goes on where it is whole
        ("FROM node:‸", "24-slim", None),  # lts-slim goes on where lts is whole, which is no number
        ("FROM a AS maker\nFROM b\nCOPY --from=mak‸", "maker", "make"),
        ("FROM pyt‸", "python", None),  # tags and other names may follow
        ("FROM a\nRUN apt‸", "apt-get", None),  # as may any command
    ],
)
def test_a_list_closes_when_a_word_is_typed(marked: str, word: str, sifted_by: str | None) -> None:
    with session(SNIPPETS) as client:
        text = marked.replace("‸", "")
        client.open(URI, text)
        params = {"textDocument": {"uri": URI}, "position": position(text, marked.index("‸"))}
        found = client.request("textDocument/completion", params | {"context": {"triggerKind": 1}})
        assert found["isIncomplete"]  # somebody asked
        found = client.request("textDocument/completion", params | {"context": {"triggerKind": 3}})
        assert found["isIncomplete"] == (sifted_by is None)
        assert item(found, word).get("filterText") == sifted_by


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("FROM a\nWORKDIR /us‸", "/usr/"),
        ("FROM a\nWORKDIR /‸", "/usr/"),
        ("FROM a\nENV HOME=/x\nRUN ls $HO‸", "$HOME"),
        ("FROM a AS maker\nFROM b\nCOPY --from=ma‸", "maker"),
        ("FROM alp‸", "alpine"),
        ("FROM gcr.io/distroless/sta‸", "gcr.io/distroless/static-debian12"),
        ("FROM a\nCOPY x /a/b.c\nCOPY y /a/b.‸", "b.c/"),
    ],
)
def test_a_client_that_puts_labels_in_the_place_of_symbols(marked: str, label: str) -> None:
    """Eglot: `/us` is a symbol of Emacs, of which our edit replaces a part."""
    with session(PUSH, clientInfo={"name": "Eglot", "version": "1.17"}) as client:
        item(ask(client, "completion", marked), label)


def test_a_client_that_cannot_insert_lines() -> None:
    """Neovim before 0.11, which has no snippets either, would write the character NUL."""
    with session(PUSH, clientInfo={"name": "Neovim", "version": "0.10.4"}) as client:
        assert item(ask(client, "completion", "FROM a\nRUN <<‸"), "<<EOF")["textEdit"]["newText"] == "<<EOF"
        offered = ask(client, "completion", "‸")["items"]
        assert "FROM" in [one["label"] for one in offered]
        assert not [one for one in offered if "\n" in one["textEdit"]["newText"]]
    with session(SNIPPETS, clientInfo={"name": "Neovim", "version": "0.11.4"}) as client:
        assert "\n" in item(ask(client, "completion", "FROM a\nRUN <<‸"), "<<EOF")["textEdit"]["newText"]


def test_a_signature_is_explained_in_markdown_where_it_is_read(push: Client) -> None:
    assert ask(push, "signatureHelp", "COPY ‸")["signatures"][0]["documentation"]["kind"] == "plaintext"
    reading = copy.deepcopy(PUSH)
    reading["textDocument"]["signatureHelp"] = {"signatureInformation": {"documentationFormat": ["markdown"]}}
    with session(reading) as client:
        assert ask(client, "signatureHelp", "COPY ‸")["signatures"][0]["documentation"]["kind"] == "markdown"


@pytest.mark.parametrize(("marked", "label"), [("FROM a\nCOPY --‸", "--from"), ("FROM a\nRU‸", "RUN")])
def test_the_documentation_does_not_say_the_detail_again(push: Client, marked: str, label: str) -> None:
    chosen = push.request("completionItem/resolve", item(ask(push, "completion", marked), label))
    written = chosen["documentation"]["value"]
    assert label in written
    assert chosen["detail"].rstrip(".") not in written


def test_signature_help(push: Client) -> None:
    found = ask(push, "signatureHelp", "FROM 😀 ‸")
    [one] = found["signatures"]
    start, end = one["parameters"][found["activeParameter"]]["label"]
    assert one["label"][start:end] == "[AS name]"


@pytest.mark.parametrize(
    ("marked", "numbers"),
    [
        ("FROM a\nCOPY x ‸", [7, 2, 2]),  # six flags, source and destination; elsewhere all flags are one part
        ("FROM a AS b ‸", [3]),  # past the last one: none
    ],
)
def test_each_signature_tells_its_active_parameter(push: Client, marked: str, numbers: list[int]) -> None:
    """Null in a signature stands for no parameter at all, whatever is said for all signatures."""
    found = ask(push, "signatureHelp", marked)
    assert [one["activeParameter"] for one in found["signatures"]] == numbers
    assert found["activeParameter"] == numbers[found["activeSignature"]]


@pytest.mark.parametrize("method", ["completion", "hover", "signatureHelp"])
def test_a_document_that_is_not_open(push: Client, method: str) -> None:
    params = {"textDocument": {"uri": "file:///nowhere/else"}, "position": {"line": 0, "character": 0}}
    assert push.request(f"textDocument/{method}", params) is None
