"""Navigation, reading aids and formatting through the real server: UTF-16, emoji, both kinds of line breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from client import PULL, Client, Message, ServerError, session
from editor import apply_edits, at, edits_of, position, words_at

from dockwright.ide import semantic_tokens
from dockwright.lsp.capabilities import REFACTOR, TOKEN_MODIFIERS, TOKEN_TYPES

URI = "file:///nowhere/Dockerfile"
DOCUMENT = {"textDocument": {"uri": URI}}
OPTIONS = {"options": {"tabSize": 2, "insertSpaces": True}}

TEXT = """\
# 😀 comment
ARG VERSION=1
FROM golang:$VERSION AS build
  LABEL a="😀" \\
        b=c
RUN echo "😀" && \\
  go build 😀 $VERSION
FROM alpine:3.20
COPY --from=build /a /b
"""

CAPABILITIES = PULL | {
    "workspace": PULL["workspace"] | {"applyEdit": True},
    "textDocument": PULL["textDocument"] | {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}},
}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with session(CAPABILITIES) as client:
        yield client


@pytest.fixture(params=["\n", "\r\n"], ids=["lf", "crlf"])
def text(client: Client, request: pytest.FixtureRequest) -> Iterator[str]:
    """The open document."""
    text = TEXT.replace("\n", request.param)
    client.open(URI, text)
    yield text
    client.close(URI)


def ask(client: Client, method: str, **params: Any) -> Any:
    return client.request(f"textDocument/{method}", DOCUMENT | params)


def place(text: str, word: str, into: int = 1) -> Message:
    """A position in the first occurrence of a word."""
    return {"position": position(text, text.index(word) + into)}


def lines(ranges: list[Message]) -> list[int]:
    return [one["start"]["line"] for one in ranges]


def test_definition_and_declaration(client: Client, text: str) -> None:
    for method in ("definition", "declaration"):
        (found,) = ask(client, method, **place(text, "build /a"))
        assert found["uri"] == URI
        assert words_at(text, found["range"]) == "build"
        assert found["range"]["start"]["line"] == 2
        (found,) = ask(client, method, **place(text, "$VERSION AS", 3))
        assert found["range"] == at(text, "VERSION")


def test_references(client: Client, text: str) -> None:
    found = ask(client, "references", **place(text, "build"), context={"includeDeclaration": True})
    assert lines([one["range"] for one in found]) == [2, 8]
    found = ask(client, "references", **place(text, "build"), context={"includeDeclaration": False})
    assert lines([one["range"] for one in found]) == [8]


def test_document_highlight(client: Client, text: str) -> None:
    found = ask(client, "documentHighlight", **place(text, "build"))
    assert [one["kind"] for one in found] == [3, 2]


def test_linked_editing_range(client: Client, text: str) -> None:
    found = ask(client, "linkedEditingRange", **place(text, "build"))
    assert [words_at(text, one) for one in found["ranges"]] == ["build", "build"]
    assert ask(client, "linkedEditingRange", **place(text, "alpine")) is None


def test_rename(client: Client, text: str) -> None:
    prepared = ask(client, "prepareRename", **place(text, "build"))
    assert prepared["placeholder"] == words_at(text, prepared["range"]) == "build"
    edit = ask(client, "rename", **place(text, "build"), newName="maker")
    expected = text.replace("AS build", "AS maker").replace("--from=build", "--from=maker")
    assert apply_edits(text, edits_of({"edit": edit}, URI)) == expected


def test_rename_refused(client: Client, text: str) -> None:
    with pytest.raises(ServerError, match="no valid name") as error:
        ask(client, "rename", **place(text, "build"), newName="1 x")
    assert error.value.code == -32803
    client.settle()
    assert "Traceback" not in client.errors
    assert ask(client, "prepareRename", **place(text, "alpine")) is None


def test_document_symbol(client: Client, text: str) -> None:
    found = ask(client, "documentSymbol")
    assert [one["name"] for one in found] == ["ARG VERSION=1", "build", "FROM alpine:3.20"]
    assert [one["name"].partition(" ")[0] for one in found[1]["children"]] == ["LABEL", "RUN"]
    assert words_at(text, found[1]["selectionRange"]) == "build"


def test_flat_symbols_for_a_client_that_shows_no_tree() -> None:
    with session() as client:
        client.open(URI, TEXT)
        found = ask(client, "documentSymbol")
        assert "build" in [one["name"] for one in found]
        assert all("location" in one for one in found)


def test_document_link(client: Client, text: str) -> None:
    found = ask(client, "documentLink")
    assert [(words_at(text, one["range"]), one["target"]) for one in found] == [
        ("golang:$VERSION", "https://hub.docker.com/_/golang"),
        ("alpine:3.20", "https://hub.docker.com/_/alpine"),
    ]


def test_folding_range(client: Client, text: str) -> None:
    found = ask(client, "foldingRange")
    assert [(one["startLine"], one["endLine"]) for one in found] == [(2, 6), (3, 4), (5, 6), (7, 8)]


def test_selection_range(client: Client, text: str) -> None:
    chain = ask(client, "selectionRange", positions=[place(text, "golang")["position"]])[0]
    found = []
    while chain is not None:
        found.append(words_at(text, chain["range"]))
        chain = chain.get("parent")
    assert found[0] == "golang:$VERSION"
    assert found[1] == "golang:$VERSION AS build"
    assert len(found[-1]) >= len(text) - 2


def decoded(text: str, data: list[int]) -> list[tuple[str, str]]:
    found = []
    line = column = 0
    for start in range(0, len(data), 5):
        down, right, length, kind, _ = data[start : start + 5]
        line, column = line + down, right if down else column + right
        range_ = {"start": {"line": line, "character": column}, "end": {"line": line, "character": column + length}}
        found.append((words_at(text, range_), TOKEN_TYPES[kind]))
    return found


def test_semantic_tokens(client: Client, text: str) -> None:
    full = ask(client, "semanticTokens/full")
    found = decoded(text, full["data"])
    assert found[0] == ("# 😀 comment", "comment")
    assert ("golang:", "namespace") in found
    assert ("go", "function") in found
    assert ("$VERSION", "variable") in found
    part = ask(client, "semanticTokens/range", range=at(text, "COPY"))
    assert decoded(text, part["data"])[0] == ("COPY", "keyword")


def test_semantic_tokens_delta(client: Client, text: str) -> None:
    before = ask(client, "semanticTokens/full")
    changed = text.replace("alpine:3.20", "debian:12 AS 😀")
    client.change(URI, changed, 2)
    delta = ask(client, "semanticTokens/full/delta", previousResultId=before["resultId"])
    (edit,) = delta["edits"]
    data = before["data"]
    data[edit["start"] : edit["start"] + edit["deleteCount"]] = edit["data"]
    fresh = ask(client, "semanticTokens/full")
    assert data == fresh["data"]
    assert fresh["resultId"] == delta["resultId"]
    assert "data" in ask(client, "semanticTokens/full/delta", previousResultId="another")


def test_the_legend_is_the_engine_s() -> None:
    assert TOKEN_TYPES == semantic_tokens.TYPES
    assert TOKEN_MODIFIERS == semantic_tokens.MODIFIERS


def test_inlay_hint(client: Client, text: str) -> None:
    whole = {"start": position(text, 0), "end": position(text, len(text))}
    found = ask(client, "inlayHint", range=whole)
    assert [one["label"] for one in found] == ["= golang:1", "stage 0", "WORKDIR /go", "stage 1"]


@pytest.mark.parametrize(
    ("settings", "labels"),
    [
        ({"inlay-hints": {"stage-index": False, "inherited-state": False}}, ["= golang:1"]),
        ({"inlay-hints": False}, []),
    ],
)
def test_inlay_hints_switched_off(settings: Message, labels: list[str]) -> None:
    with session(settings=settings) as client:
        client.settle()
        client.open(URI, TEXT)
        whole = {"start": position(TEXT, 0), "end": position(TEXT, len(TEXT))}
        assert [one["label"] for one in ask(client, "inlayHint", range=whole)] == labels


def test_code_lens(client: Client, text: str) -> None:
    found = ask(client, "codeLens")
    titles = [one["command"]["title"] for one in found if not one["command"]["command"]]
    assert titles == [
        "used by stage 1 · on an image of about 860 MB",
        "final stage · copies from `build` · on an image of about 8 MB",
    ]


def test_a_code_lens_starts_a_refactoring(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/app\n\ngo 1.24\n", "utf-8")
    (tmp_path / "main.go").write_text("package main\n\nfunc main() {}\n", "utf-8")
    text = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nCMD ["./server"]\n'
    uri = (tmp_path / "Dockerfile").as_uri()
    with session(CAPABILITIES, rootUri=tmp_path.as_uri()) as client:
        client.open(uri, text)
        lenses = client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        command = next(one["command"] for one in lenses if one["command"]["command"] == REFACTOR)
        client.request("workspace/executeCommand", {"command": REFACTOR, "arguments": command["arguments"]})
        applied = client.next_request("workspace/applyEdit")
        after = apply_edits(text, edits_of({"edit": applied["edit"]}, uri))
        assert after.count("FROM ") == 2
        client.request("workspace/executeCommand", {"command": REFACTOR, "arguments": [uri, "unknown", ""]})


def test_formatting(client: Client, text: str) -> None:
    edits = ask(client, "formatting", **OPTIONS)
    expected = text.replace("  LABEL", "LABEL").replace("        b=c", "  b=c")
    assert apply_edits(text, edits) == expected


def test_range_formatting(client: Client, text: str) -> None:
    edits = ask(client, "rangeFormatting", range=at(text, "LABEL"), **OPTIONS)
    assert apply_edits(text, edits) == text.replace("  LABEL", "LABEL")


def test_on_type_formatting(client: Client, text: str) -> None:
    newline = "\r\n" if "\r" in text else "\n"
    typed = text.replace(f"b=c{newline}", f"b=c \\{newline}{newline}")
    client.change(URI, typed, 2)
    edits = ask(client, "onTypeFormatting", position={"line": 5, "character": 0}, ch="\n", **OPTIONS)
    assert [edit["newText"] for edit in edits] == ["        "]


def test_workspace_symbols_and_files_that_move(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("", "utf-8")
    dockerfile = tmp_path / "Dockerfile"
    text = "FROM python AS serve\nCOPY app.py /srv/\n"
    dockerfile.write_text(text, "utf-8")
    with session(CAPABILITIES, rootUri=tmp_path.as_uri()) as client:
        found = client.request("workspace/symbol", {"query": "srv"})
        assert [one["name"] for one in found] == ["serve"]
        assert found[0]["location"]["uri"] == dockerfile.as_uri()
        file = {"oldUri": (tmp_path / "app.py").as_uri(), "newUri": (tmp_path / "src" / "app.py").as_uri()}
        edit = client.request("workspace/willRenameFiles", {"files": [file]})
        after = apply_edits(text, edits_of({"edit": edit}, dockerfile.as_uri()))
        assert after == "FROM python AS serve\nCOPY src/app.py /srv/\n"
        unrelated = {"oldUri": (tmp_path / "x").as_uri(), "newUri": (tmp_path / "y").as_uri()}
        assert client.request("workspace/willRenameFiles", {"files": [unrelated]}) is None


def test_a_dockerfile_that_only_a_compose_file_names_follows_as_well(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("", "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / "compose.yaml").write_text(
        "services:\n  web:\n    build: {context: ., dockerfile: web.build}\n", "utf-8"
    )
    text = 'FROM python\nWORKDIR /srv\nCOPY main.py ./\nCMD ["python", "main.py"]\n'
    (tmp_path / "web.build").write_text(text, "utf-8")
    with session(CAPABILITIES, rootUri=tmp_path.as_uri()) as client:
        file = {"oldUri": (tmp_path / "main.py").as_uri(), "newUri": (tmp_path / "app.py").as_uri()}
        edit = client.request("workspace/willRenameFiles", {"files": [file]})
        after = apply_edits(text, edits_of({"edit": edit}, (tmp_path / "web.build").as_uri()))
        assert after == text.replace("main", "app")


def test_an_ignore_file_of_its_own_follows_a_dockerfile(tmp_path: Path) -> None:
    old, new = tmp_path / "Dockerfile", tmp_path / "build" / "Dockerfile"
    old.write_text("FROM alpine\n", "utf-8")
    moves = {"files": [{"oldUri": old.as_uri(), "newUri": new.as_uri()}]}
    with session(CAPABILITIES, rootUri=tmp_path.as_uri()) as client:
        assert client.request("workspace/willRenameFiles", moves) is None
        (tmp_path / "Dockerfile.dockerignore").write_text("*\n", "utf-8")
        edit = client.request("workspace/willRenameFiles", moves)
        expected = {
            "kind": "rename",
            "oldUri": f"{old.as_uri()}.dockerignore",
            "newUri": f"{new.as_uri()}.dockerignore",
        }
        assert edit == {"documentChanges": [expected]}
        both = {"oldUri": expected["oldUri"], "newUri": expected["newUri"]}
        assert client.request("workspace/willRenameFiles", {"files": [*moves["files"], both]}) is None
    with session(rootUri=tmp_path.as_uri()) as client:  # one that renames nothing
        assert client.request("workspace/willRenameFiles", moves) is None


def test_of_endless_words_both_ends_are_shown(push: Client) -> None:
    endless = "a" * 50_000
    push.open(URI, f"# syntax={endless}\nFROM b AS {endless}\nLABEL {endless}=c\nFROM {endless}\n")
    where = {"textDocument": {"uri": URI}}
    hover = push.request("textDocument/hover", {**where, "position": {"line": 3, "character": 9}})
    symbols = push.request("textDocument/documentSymbol", where)
    lenses = push.request("textDocument/codeLens", where)
    shown = [
        hover["contents"]["value"],
        *(one["name"] for one in symbols),
        *(one["command"]["title"] for one in lenses),
    ]
    assert any("aaa" in one for one in shown)
    assert max(map(len, shown)) < 5_000
