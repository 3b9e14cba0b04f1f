"""Random edits of real texts: everything is answered, and what is known after them is what a fresh look would find."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from client import PULL, Client, Message, session
from editor import apply_edits, position

from dockwright.lsp.rename import REQUEST_FAILED
from dockwright.rules import RULES

EXAMPLES = sorted(Path(__file__).parents[2].glob("examples/**/Dockerfile*"))
TEXTS = [example.before for rule in RULES for example in rule.invalid] + [path.read_text("utf-8") for path in EXAMPLES]
PIECES = [
    "\n",
    "\r\n",
    "\\\n",
    " ",
    '"',
    "'",
    "$",
    "${",
    "<<E\n",
    "#",
    "[",
    "]",
    ",",
    "RUN ",
    "FROM ",
    "😀",
    "é",
    "\ud83d",
    "\u2028",
    "\x00",
]


def edit(random_: random.Random, text: str) -> Message:
    """A small replacement somewhere, as an editor would send it; never between the halves of a line break."""
    start = random_.randrange(len(text) + 1)
    end = min(len(text), start + random_.choice([0, 0, 1, 3, 20]))
    while text[start - 1 : start + 1] == "\r\n" and start:
        start -= 1
    while text[end - 1 : end + 1] == "\r\n":
        end += 1
    new = "".join(random_.choices(PIECES, k=random_.choice([0, 1, 1, 3])))
    return {"range": {"start": position(text, start), "end": position(text, end)}, "text": new}


def all_answers(client: Client, uri: str, text: str, where: Message) -> list[Any]:
    """What every request says of a document."""
    document = {"textDocument": {"uri": uri}}
    range_ = {"start": where, "end": where}
    whole = {"start": {"line": 0, "character": 0}, "end": position(text, len(text))}
    diagnostics = client.request("textDocument/diagnostic", document)["items"]
    hover = client.request("textDocument/hover", {**document, "position": where})
    typed = [
        client.request(f"textDocument/{method}", {**document, "position": where})
        for method in ("completion", "signatureHelp")
    ]
    offered = [
        client.request("textDocument/codeAction", {**document, "range": one, "context": {"diagnostics": []}})
        for one in (range_, whole)
    ]
    aids = [
        client.request(f"textDocument/{method}", {**document, **params})
        for method, params in (
            ("definition", {"position": where}),
            ("references", {"position": where, "context": {"includeDeclaration": True}}),
            ("documentHighlight", {"position": where}),
            ("linkedEditingRange", {"position": where}),
            ("documentSymbol", {}),
            ("documentLink", {}),
            ("foldingRange", {}),
            ("selectionRange", {"positions": [where]}),
            ("semanticTokens/range", {"range": whole}),
            ("inlayHint", {"range": whole}),
            ("codeLens", {}),
            ("formatting", {"options": {"tabSize": 4, "insertSpaces": True}}),
        )
    ]
    options = {"options": {"tabSize": 4, "insertSpaces": True}}
    aids += [
        outcome(client, f"textDocument/{method}", {**document, **params})
        for method, params in (
            ("declaration", {"position": where}),
            ("prepareRename", {"position": where}),
            ("rename", {"position": where, "newName": "other"}),
            ("rangeFormatting", {"range": whole, **options}),
            ("onTypeFormatting", {"position": where, "ch": "\n", **options}),
        )
    ]
    for action in offered[1][:3]:
        if "data" in action:
            action |= client.request("codeAction/resolve", action)
    for item in typed[0]["items"][:3] if typed[0] else ():
        item |= client.request("completionItem/resolve", item)
    return [diagnostics, hover, typed, offered, aids]


def outcome(client: Client, method: str, params: Message) -> Any:
    """The result, or the reason of a refusal."""
    answer = client.answer(client.ask(method, params))
    assert "result" in answer or answer["error"]["code"] == REQUEST_FAILED, answer
    return answer.get("result") or answer.get("error")


def all_tokens(client: Client, uri: str) -> Message:
    return client.request("textDocument/semanticTokens/full", {"textDocument": {"uri": uri}})


def tokens_after_edits(client: Client, uri: str, before: Message) -> list[int]:
    """The semantic tokens as a client has them that asks only for what is different."""
    known = {"textDocument": {"uri": uri}, "previousResultId": before["resultId"]}
    answer = client.request("textDocument/semanticTokens/full/delta", known)
    data = list(before["data"])
    for one in answer["edits"]:
        data[one["start"] : one["start"] + one["deleteCount"]] = one.get("data") or []
    return data


@pytest.mark.parametrize("seed", range(6))
def test_after_random_edits_all_is_as_if_freshly_opened(seed: int) -> None:
    random_ = random.Random(seed)
    with session(PULL) as client:
        for number in range(12):
            text = random_.choice(TEXTS)
            edited, fresh = f"file:///edited/{number}/Dockerfile", f"file:///fresh/{number}/Dockerfile"
            client.open(edited, text)
            tokens = all_tokens(client, edited)
            for version in range(2, 2 + random_.randrange(1, 6)):
                change = edit(random_, text)
                text = apply_edits(text, [{"range": change["range"], "newText": change["text"]}])
                changes = [change] if random_.random() < 0.7 else [{"text": text}]
                client.notify(
                    "textDocument/didChange",
                    {"textDocument": {"uri": edited, "version": version}, "contentChanges": changes},
                )
            client.open(fresh, text, version)
            where = position(text, random_.randrange(len(text) + 1))
            assert tokens_after_edits(client, edited, tokens) == all_tokens(client, fresh)["data"]
            one = all_answers(client, edited, text, where)
            two = all_answers(client, fresh, text, where)
            assert str(one).replace("/edited/", "/fresh/") == str(two)
        assert "Traceback" not in client.errors
