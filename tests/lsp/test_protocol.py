"""The protocol to the letter: every request is answered, nothing pops up, and the server lives on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from client import PULL, PUSH, TIMEOUT, Client, Message, ServerError, result, session

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
NOT_INITIALIZED, CANCELLED = -32002, -32800

URI = "file:///nowhere/Dockerfile"
DOCUMENT = {"uri": URI}
START = {"line": 0, "character": 0}
RANGE = {"start": START, "end": START}
OPTIONS = {"tabSize": 4, "insertSpaces": True}

REQUESTS: dict[str, Message] = {
    "textDocument/hover": {"textDocument": DOCUMENT, "position": START},
    "textDocument/completion": {"textDocument": DOCUMENT, "position": START},
    "completionItem/resolve": {"label": "RUN", "data": ["instruction", "RUN"]},
    "textDocument/signatureHelp": {"textDocument": DOCUMENT, "position": START},
    "textDocument/codeAction": {"textDocument": DOCUMENT, "range": RANGE, "context": {"diagnostics": []}},
    "textDocument/diagnostic": {"textDocument": DOCUMENT},
    "workspace/diagnostic": {"previousResultIds": []},
    "codeAction/resolve": {"title": "Fix", "data": {"uri": URI, "rule": None}},
    **{
        f"textDocument/{method}": {"textDocument": DOCUMENT, "position": START}
        for method in ("declaration", "definition", "documentHighlight", "linkedEditingRange", "prepareRename")
    },
    **{
        f"textDocument/{method}": {"textDocument": DOCUMENT}
        for method in ("documentSymbol", "documentLink", "foldingRange", "codeLens", "semanticTokens/full")
    },
    "textDocument/references": {"textDocument": DOCUMENT, "position": START, "context": {"includeDeclaration": True}},
    "textDocument/rename": {"textDocument": DOCUMENT, "position": START, "newName": "x"},
    "textDocument/selectionRange": {"textDocument": DOCUMENT, "positions": [START]},
    "textDocument/semanticTokens/full/delta": {"textDocument": DOCUMENT, "previousResultId": "1"},
    "textDocument/semanticTokens/range": {"textDocument": DOCUMENT, "range": RANGE},
    "textDocument/inlayHint": {"textDocument": DOCUMENT, "range": RANGE},
    "textDocument/formatting": {"textDocument": DOCUMENT, "options": OPTIONS},
    "textDocument/rangeFormatting": {"textDocument": DOCUMENT, "range": RANGE, "options": OPTIONS},
    "textDocument/onTypeFormatting": {"textDocument": DOCUMENT, "position": START, "ch": "\n", "options": OPTIONS},
    "workspace/symbol": {"query": ""},
    "workspace/willRenameFiles": {"files": [{"oldUri": "file:///nowhere/a", "newUri": "file:///nowhere/b"}]},
    "workspace/executeCommand": {"command": "dockwright.refactor", "arguments": [URI, "split-stages", ""]},
}
"""Sound params for every request that the server knows."""

POSITIONS = (
    {"line": -1, "character": 0},
    {"line": 0, "character": -1},
    {"line": 2**31, "character": 0},
    {"line": 0},
    None,
)
BAD_PARAMS: list[tuple[str, Any]] = [
    *((method, params) for method in REQUESTS for params in (None, [], [1], "text", 1, {})),
    *(("textDocument/hover", {"textDocument": DOCUMENT, "position": position}) for position in POSITIONS),
    *(
        ("textDocument/codeAction", REQUESTS["textDocument/codeAction"] | {"range": {"start": START, "end": position}})
        for position in POSITIONS
    ),
    ("textDocument/hover", {"textDocument": {}, "position": START}),
    ("textDocument/hover", {"textDocument": None, "position": START}),
    ("textDocument/codeAction", REQUESTS["textDocument/codeAction"] | {"context": None}),
    ("textDocument/codeAction", REQUESTS["textDocument/codeAction"] | {"context": {"diagnostics": [{"range": RANGE}]}}),
    ("textDocument/codeAction", REQUESTS["textDocument/codeAction"] | {"context": {"diagnostics": [], "only": 5}}),
    ("codeAction/resolve", {"title": "Fix"}),
    ("codeAction/resolve", {"title": "Fix", "data": {"uri": 1}}),
    ("codeAction/resolve", {"title": "Fix", "data": {"uri": URI, "rule": 5}}),
    ("workspace/diagnostic", {"previousResultIds": [{"uri": URI}]}),
    ("textDocument/formatting", {"textDocument": DOCUMENT, "options": {"tabSize": -1, "insertSpaces": True}}),
    ("textDocument/selectionRange", {"textDocument": DOCUMENT, "positions": [{"line": -1, "character": 0}]}),
    ("workspace/executeCommand", {"command": "dockwright.unknown"}),
    ("workspace/executeCommand", {"command": "dockwright.refactor", "arguments": [1]}),
]


@pytest.fixture(scope="module")
def lasting() -> Iterator[Client]:
    """One session for all the tests that cannot hurt it."""
    with session(PULL) as client:
        yield client


def code(answer: Message) -> int:
    assert "result" not in answer
    return answer["error"]["code"]


# Positions and texts


ODD_TEXT = (
    "# syntax=docker/dockerfile:1\r\n"
    "FROM alpine AS b\u2028c\n"
    'LABEL a="\U0001f600\ud83d" \\\r\n  b=\udc00\u2029\x0c\x85\n'
    "RUN echo '\U0001f468\u200d\U0001f469' $A <<E\n\ude00\u2028\nE\n"
    "COPY --from=b\u2028c /\xe9 /\ufeff\n"
    "ENV \U0001f600=\ud800 \\"
)
"""All that the three encodings count differently, what some take for line breaks, and halves of characters."""

FAR = ({"line": 2**31 - 1, "character": 0}, {"line": 0, "character": 2**31 - 1}, {"line": 3, "character": 2**31 - 1})
NOWHERE = ({"line": -1, "character": 0}, {"line": 0, "character": -5}, {"line": 2**31, "character": 0},
           {"line": 10**30, "character": 0}, {"line": 0, "character": 1e300})  # fmt: skip


def with_position(params: Message, position: Any) -> Message | None:
    """The params with every position in them replaced; None when there is none."""
    changed = dict(params)
    if "position" in params:
        changed["position"] = position
    if "range" in params:
        changed["range"] = {"start": position, "end": position}
    if "positions" in params:
        changed["positions"] = [position]
    return None if changed == params else changed


POSITIONED = [method for method, params in REQUESTS.items() if with_position(params, None) is not None]


@pytest.mark.parametrize("method", POSITIONED)
def test_a_position_that_is_none(lasting: Client, method: str) -> None:
    for position in NOWHERE:
        answer = lasting.answer(lasting.ask(method, with_position(REQUESTS[method], position)))
        assert code(answer) == -32602, position


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_every_request_at_every_column_of_an_odd_text(encoding: str) -> None:
    """Also beyond every end, and inside characters: what comes back lies within the text."""
    uri = URI + "-odd"
    with session(PULL | {"general": {"positionEncodings": [encoding]}}) as client:
        client.open(uri, ODD_TEXT)
        lines = [line.removesuffix("\r") for line in ODD_TEXT.split("\n")]
        widths = [width(line, encoding) for line in lines]
        places = [
            {"line": line, "character": column} for line in range(len(lines)) for column in range(widths[line] + 2)
        ]
        for method, params in REQUESTS.items():
            asked = {**params, "textDocument": {"uri": uri}} if "textDocument" in params else params
            for place in (START, *FAR, *(places if method in POSITIONED else ())):
                answer = client.answer(client.ask(method, with_position(asked, place) or asked))
                assert "result" in answer or answer["error"]["code"] == -32803, (method, place, answer)
                for found in positions_in(answer.get("result")):
                    assert found["line"] < len(lines), (method, place)
                    assert found["character"] <= widths[found["line"]], (method, place)
        client.settle()
        assert "Traceback" not in client.errors


def width(line: str, encoding: str) -> int:
    units = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
    name, size = units[encoding]
    return len(line.encode(name, "surrogatepass")) // size


def positions_in(value: Any) -> Iterator[Message]:
    """Every position anywhere in an answer."""
    if isinstance(value, dict):
        if value.keys() == {"line", "character"}:
            yield value
        else:
            for one in value.values():
                yield from positions_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from positions_in(one)


# Params


@pytest.mark.parametrize(("method", "params"), BAD_PARAMS)
def test_bad_params(lasting: Client, method: str, params: Any) -> None:
    assert code(lasting.answer(lasting.ask(method, params))) == INVALID_PARAMS
    assert result(lasting.answer(lasting.ask("textDocument/hover", REQUESTS["textDocument/hover"]))) is None


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("textDocument/completion", {"context": {"triggerKind": 99}}),
        ("textDocument/completion", {"context": {}}),
        ("textDocument/signatureHelp", {"context": {"triggerKind": 2}}),
        ("textDocument/codeAction", {"context": {"diagnostics": [], "triggerKind": 9}}),
        ("textDocument/codeAction", {"context": {"diagnostics": [{"range": RANGE, "message": "x", "severity": 9}]}}),
        (
            "textDocument/codeAction",
            {"context": {"diagnostics": [{"range": RANGE, "message": "x", "tags": [7], "code": {}}]}},
        ),
    ],
)
def test_what_we_do_not_read_may_be_anything(lasting: Client, method: str, more: Message) -> None:
    lasting.request(method, REQUESTS[method] | more)


@pytest.mark.parametrize("version", [{}, {"version": None}, {"version": "x"}, {"version": -3}])
def test_a_text_without_a_version(version: Message) -> None:
    uri = URI + "-unversioned"
    with session() as client:
        document = {"uri": uri, "text": "FROM alpine\nRUN sudo x\n", **version}
        client.notify("textDocument/didOpen", {"textDocument": document})
        assert "sudo-in-run" in [one["code"] for one in client.diagnostics(uri)]
        changes = [{"text": "FROM alpine:3.22\n"}]
        client.notify("textDocument/didChange", {"textDocument": {"uri": uri, **version}, "contentChanges": changes})
        assert client.diagnostics(uri) == []


@pytest.mark.parametrize("method", REQUESTS)
def test_missing_params(lasting: Client, method: str) -> None:
    lasting.send({"jsonrpc": "2.0", "id": f"missing {method}", "method": method})
    assert code(lasting.answer(f"missing {method}")) == INVALID_PARAMS


@pytest.mark.parametrize("method", REQUESTS)
def test_an_unknown_document(lasting: Client, method: str) -> None:
    lasting.request(method, REQUESTS[method])


@pytest.mark.parametrize("method", REQUESTS)
def test_a_closed_document(lasting: Client, method: str) -> None:
    lasting.notify("textDocument/didClose", {"textDocument": DOCUMENT})
    lasting.request(method, REQUESTS[method])


@pytest.mark.parametrize(
    "method", ["no/such/method", "$/optional", "textDocument/moniker", "textDocument/implementation"]
)
def test_an_unknown_method(lasting: Client, method: str) -> None:
    assert code(lasting.answer(lasting.ask(method, {}))) == METHOD_NOT_FOUND


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/didOpen", None),
        ("textDocument/didOpen", {}),
        ("textDocument/didOpen", {"textDocument": {"uri": URI}}),
        ("textDocument/didChange", {"textDocument": {"uri": URI, "version": 1}, "contentChanges": None}),
        ("textDocument/didChange", {"textDocument": {"uri": URI, "version": 1}, "contentChanges": [{}]}),
        ("textDocument/didChange", {"textDocument": {"uri": URI, "version": 1}, "contentChanges": [{"text": "x"}]}),
        ("textDocument/didChange", []),
        ("textDocument/didClose", {"textDocument": 5}),
        ("workspace/didChangeConfiguration", None),
        ("workspace/didChangeConfiguration", {"settings": 5}),
        ("workspace/didChangeWatchedFiles", {"changes": [{"uri": URI, "type": 99}]}),
        ("workspace/didChangeWorkspaceFolders", {"event": None}),
        ("$/cancelRequest", None),
        ("$/cancelRequest", {}),
        ("$/cancelRequest", {"id": None}),
        ("$/cancelRequest", {"id": [1]}),
        ("$/cancelRequest", {"id": "never asked"}),
        ("$/setTrace", {"value": "loud"}),
        ("$/unknown", {"a": 1}),
        ("no/such/notification", None),
        ("initialized", None),
    ],
)
def test_a_bad_notification_is_ignored(lasting: Client, method: str, params: Any) -> None:
    lasting.notify(method, params)
    lasting.request("textDocument/hover", REQUESTS["textDocument/hover"])


# Messages


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", PARSE_ERROR),
        (b"", PARSE_ERROR),
        (b"\xff\xfe\xfd", PARSE_ERROR),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "x\xff"}', PARSE_ERROR),
        (b"[" * 20_000, PARSE_ERROR),
        (b'{"jsonrpc": "2.0", "id": ' + b"9" * 5000 + b"}", PARSE_ERROR),
        (b"[]", INVALID_REQUEST),
        (b"null", INVALID_REQUEST),
        (b"5", INVALID_REQUEST),
        (b"{}", INVALID_REQUEST),
        (b'{"id": 1, "method": "shutdown"}', INVALID_REQUEST),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "shutdown"}', INVALID_REQUEST),
        (b'{"jsonrpc": "2.0"}', INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": null, "method": "shutdown"}', INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}', INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": true, "method": "shutdown"}', INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}', INVALID_REQUEST),
        (b'[{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}]', INVALID_REQUEST),
    ],
)
def test_a_broken_message(lasting: Client, body: bytes, expected: int) -> None:
    lasting.send_body(body)
    assert code(lasting.answer(None)) == expected
    lasting.request("textDocument/hover", REQUESTS["textDocument/hover"])


def test_a_method_that_is_no_text(lasting: Client) -> None:
    lasting.send({"jsonrpc": "2.0", "id": "m", "method": 5})
    assert code(lasting.answer("m")) == INVALID_REQUEST


@pytest.mark.parametrize(
    "answer",
    [{"id": "unknown", "result": 1}, {"id": None, "result": 1}, {"id": [1], "result": 1}, {"id": None, "error": 5}],
)
def test_a_response_to_nothing(lasting: Client, answer: Message) -> None:
    lasting.send({"jsonrpc": "2.0", **answer})
    lasting.request("textDocument/hover", REQUESTS["textDocument/hover"])


def test_every_duplicate_is_answered(lasting: Client) -> None:
    for _ in range(3):
        lasting.send(
            {"jsonrpc": "2.0", "id": "twice", "method": "textDocument/hover", "params": REQUESTS["textDocument/hover"]}
        )
    assert [result(lasting.answer("twice")) for _ in range(3)] == [None] * 3


def test_a_request_is_cancelled_before_its_turn(lasting: Client) -> None:
    """All in one write, so that the request still waits behind another when the cancellation is read."""
    params = REQUESTS["textDocument/hover"]
    messages = [{"jsonrpc": "2.0", "id": f"c{n}", "method": "textDocument/hover", "params": params} for n in range(50)]
    messages.append({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "c49"}})
    lasting.send_bytes(b"".join(map(frame, messages)))
    answers = [lasting.answer(f"c{n}") for n in range(50)]
    assert all(result(answer) is None for answer in answers[:49])
    assert answers[49].get("result", "") is None or code(answers[49]) == CANCELLED


def test_a_cancelled_request_is_answered(lasting: Client) -> None:
    identifier = lasting.ask("workspace/diagnostic", {"previousResultIds": []})
    lasting.notify("$/cancelRequest", {"id": identifier})
    answer = lasting.answer(identifier)
    assert answer.get("result") == {"items": []} or code(answer) == CANCELLED


def test_headers_of_any_form(lasting: Client) -> None:
    body = json.dumps(
        {"jsonrpc": "2.0", "id": "h", "method": "textDocument/hover", "params": REQUESTS["textDocument/hover"]}
    )
    for header in (
        "content-length: %d\r\n\r\n",
        "Content-Length:%d\n\n",
        "X: y\r\nCONTENT-LENGTH: %d\r\nContent-Type: z\r\n\r\n",
    ):
        lasting.send_bytes((header % len(body) + body).encode())
        assert result(lasting.answer("h")) is None


def test_garbage_between_messages(lasting: Client) -> None:
    lasting.send_bytes(b"garbage\r\n\r\nContent-Length: x\r\n\r\n")
    lasting.request("textDocument/hover", REQUESTS["textDocument/hover"])


# The life of a session


@pytest.mark.parametrize("method", [*REQUESTS, "shutdown", "no/such/method"])
def test_before_initialize(client: Client, method: str) -> None:
    assert code(client.answer(client.ask(method, REQUESTS.get(method)))) == NOT_INITIALIZED
    client.start()
    assert client.stop() == 0


def test_notifications_before_initialize_are_dropped(client: Client) -> None:
    client.open(URI, "FROM scratch\n")
    client.notify("initialized", {})
    client.start()
    assert client.request("textDocument/hover", REQUESTS["textDocument/hover"]) is None
    assert not [one for one in client.notifications if one["method"] == "textDocument/publishDiagnostics"]


@pytest.mark.parametrize(
    "params",
    [
        None,
        [],
        {},
        {"capabilities": None},
        {"capabilities": {}, "processId": "x"},
        {"capabilities": {}, "workspaceFolders": 5},
    ],
)
def test_a_bad_initialize_may_be_repeated(client: Client, params: Any) -> None:
    assert code(client.answer(client.ask("initialize", params))) == INVALID_PARAMS
    client.start()
    assert client.stop() == 0


def test_initialize_twice(push: Client) -> None:
    with pytest.raises(ServerError) as refused:
        push.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
    assert refused.value.code == INVALID_REQUEST


@pytest.mark.parametrize(
    "capabilities",
    [
        {},
        {"general": {"positionEncodings": ["utf-7", 5]}},
        {"general": None, "workspace": 5, "textDocument": []},
        {
            "textDocument": {
                "codeAction": {"resolveSupport": {"properties": None}},
                "publishDiagnostics": {"tagSupport": 1},
            }
        },
        {"workspace": {"workspaceEdit": {"resourceOperations": ["explode"], "failureHandling": "never"}}},
    ],
)
def test_odd_capabilities_are_no_hindrance(capabilities: Message) -> None:
    with session(capabilities) as client:
        assert client.request("textDocument/hover", REQUESTS["textDocument/hover"]) is None


def test_after_shutdown(client: Client) -> None:
    client.start()
    client.request("shutdown")
    for method in (*REQUESTS, "shutdown", "initialize", "no/such/method"):
        assert code(client.answer(client.ask(method, REQUESTS.get(method)))) == INVALID_REQUEST
    client.open(URI, "FROM scratch\n")
    client.notify("exit")
    assert client.wait_for_exit() == 0
    assert client.errors == ""


def test_exit_without_shutdown(client: Client) -> None:
    client.start()
    client.notify("exit")
    assert client.wait_for_exit() == 1


def test_exit_before_initialize(client: Client) -> None:
    client.notify("exit")
    assert client.wait_for_exit() == 1


@pytest.mark.parametrize("starts", [True, False])
def test_the_client_hangs_up(client: Client, starts: bool) -> None:
    if starts:
        client.start()
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.wait_for_exit() == 1


def test_the_client_hangs_up_after_shutdown(client: Client) -> None:
    client.start()
    client.request("shutdown")
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.wait_for_exit() == 0


def test_everything_at_once(client: Client) -> None:
    """The end of the stream comes together with what was said before it."""
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": None, "capabilities": {}}},
        {"jsonrpc": "2.0", "method": "initialized", "params": {}},
        {"jsonrpc": "2.0", "id": 2, "method": "textDocument/hover", "params": REQUESTS["textDocument/hover"]},
        {"jsonrpc": "2.0", "id": 3, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"},
    ]
    client.send_bytes(b"".join(map(frame, messages)))
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert [result(client.answer(identifier)) for identifier in (2, 3)] == [None, None]
    assert client.wait_for_exit() == 0


def test_the_parent_dies(client: Client) -> None:
    """Although its end of the pipes stays open."""
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    client.start(processId=parent.pid)
    client.request("textDocument/hover", REQUESTS["textDocument/hover"])
    parent.kill()
    parent.communicate()
    assert client.wait_for_exit() == 1


def test_a_parent_that_is_not_there_is_not_watched(client: Client) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    client.start(processId=gone.pid)
    assert client.stop() == 0


def test_standard_output_is_the_client_s_alone(client: Client) -> None:
    """What the server's own code prints must not come between the messages."""
    code_ = (
        "import sys; from dockwright.lsp import server; made = server.create_server\n"
        "def create():\n    print('noise'); return made()\n"
        "server.create_server = create; sys.exit(server.main([]))"
    )
    other = Client(sys.executable, "-c", code_)
    try:
        other.start()
        assert other.stop() == 0
        assert "noise" in other.errors
    finally:
        other.kill()


# Capabilities


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        ([], "utf-16"),
        (["utf-16"], "utf-16"),
        (["utf-8"], "utf-8"),
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-8", "utf-32", "utf-16"], "utf-32"),
        (["utf-7"], "utf-16"),
    ],
)
def test_the_encoding(offered: list[str] | None, chosen: str) -> None:
    from dockwright.lsp.capabilities import Abilities

    assert Abilities.of({"general": {"positionEncodings": offered}}).encoding == chosen


def test_the_early_answer_is_the_late_answer(client: Client) -> None:
    """`initialize` as the first message is answered before the server is loaded, as a later one afterwards."""
    early = client.start(PULL)
    late = Client()
    try:
        late.answer(late.ask("shutdown"))
        assert late.start(PULL) == early
    finally:
        late.kill()


@pytest.mark.parametrize("capabilities", [PULL, PUSH], ids=["pull", "push"])
def test_capabilities_are_those_of_the_registered_requests(capabilities: Message) -> None:
    """What is announced is what pygls would announce for the handlers that are there."""
    from lsprotocol import types
    from pygls.capabilities import ServerCapabilitiesBuilder
    from pygls.protocol import default_converter

    from dockwright.lsp.capabilities import Abilities, answer
    from dockwright.lsp.server import create_server

    converter = default_converter()
    server = create_server()
    built = ServerCapabilitiesBuilder(
        converter.structure(capabilities, types.ClientCapabilities),
        set(server.protocol.fm.features),
        server.protocol.fm.feature_options,
        [],
        types.TextDocumentSyncKind.Full,
    ).build()
    expected = {name for name, value in converter.unstructure(built).items() if value is not False}
    expected |= {"semanticTokensProvider", "documentOnTypeFormattingProvider"}  # pygls wants options for them
    if capabilities is PUSH:
        expected.remove("diagnosticProvider")
    announced = answer(Abilities.of(capabilities))["capabilities"]
    assert set(announced) == expected
    converter.structure(announced, types.ServerCapabilities)


# Trace


def test_the_trace_of_messages(client: Client) -> None:
    """In the introduction, switched on later, and off again; a value that nobody knows is off."""
    client.start(PUSH, trace="messages")
    first = client.next_notification("$/logTrace")
    assert first["message"].startswith("initialized: ")
    assert "verbose" not in first
    client.notify("$/setTrace", {"value": "verbose"})
    client.open(URI, "FROM alpine\n")
    said = client.next_notification("$/logTrace", lambda params: "didOpen" in params["message"])
    assert '"text": "FROM alpine\\n"' in said["verbose"]
    client.notify("$/setTrace", {"value": "everything"})
    client.settle()
    client.notifications.clear()
    client.request("textDocument/hover", REQUESTS["textDocument/hover"])
    client.settle()
    assert not [one for one in client.notifications if one["method"] == "$/logTrace"]


def frame(message: Message) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def test_the_command_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dockwright.lsp", "--no-such-option"],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 2


def test_an_address_that_cannot_be_listened_on() -> None:
    command = [sys.executable, "-m", "dockwright.lsp", "--tcp", "--host", "256.0.0.1", "--port", "0"]
    done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_tcp() -> None:
    import re
    import socket

    process = subprocess.Popen([sys.executable, "-m", "dockwright.lsp", "--tcp", "--port", "0"], stderr=subprocess.PIPE)
    assert process.stderr is not None
    try:
        listening = re.match(rb"listening on 127\.0\.0\.1:(\d+)", process.stderr.readline())
        assert listening
        with (
            socket.create_connection(("127.0.0.1", int(listening[1]))) as connection,
            connection.makefile("rb") as stream,
        ):
            from client import read_messages

            messages = read_messages(stream)
            initialize = {"processId": os.getpid(), "rootUri": None, "capabilities": {}}
            connection.sendall(frame({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": initialize}))
            assert "capabilities" in next(messages)["result"]
            connection.sendall(frame({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}))
            assert next(messages) == {"id": 2, "jsonrpc": "2.0", "result": None}
            connection.sendall(frame({"jsonrpc": "2.0", "method": "exit"}))
        assert process.wait(TIMEOUT) == 0
    finally:
        process.kill()
        process.communicate()
