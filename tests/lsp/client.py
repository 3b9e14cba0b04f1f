"""A small language client: it starts the server as an editor does and waits for messages, never for time."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

TIMEOUT = 60.0  # seconds; only a broken server takes so long, however busy the machine is

Message = dict[str, Any]

SERVER = (sys.executable, "-m", "dockwright.lsp")

PUSH: Message = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {"configuration": True, "didChangeWatchedFiles": {"dynamicRegistration": True}},
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
        "hover": {"contentFormat": ["markdown"]},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}},
            "isPreferredSupport": True,
        },
    },
}
"""What a client announces that shows published diagnostics, as Emacs and Helix do."""

PULL: Message = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {
        "configuration": True,
        "diagnostics": {"refreshSupport": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
    },
    "textDocument": {
        "diagnostic": {"dynamicRegistration": True},
        "hover": {"contentFormat": ["markdown"]},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}},
            "isPreferredSupport": True,
            "disabledSupport": True,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
    },
}
"""What a client announces that asks for diagnostics, as VS Code does."""


class ServerError(Exception):
    """The server answered with an error."""

    def __init__(self, error: Message) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code: int = error["code"]


class Client:
    """A session with a server process."""

    judge: ClassVar[Callable[[Message, str], None] | None] = None  # looks at all that the server sends, by its method

    def __init__(self, *arguments: str, settings: Any = None, cwd: str | None = None) -> None:
        self.process = subprocess.Popen(
            arguments or SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd
        )
        assert self.process.stdin is not None
        self._input = self.process.stdin
        self.settings = settings
        self.refuses: tuple[str, ...] = ()  # requests of the server that are answered with an error
        self.requests: list[Message] = []  # that the server has sent
        self.notifications: list[Message] = []  # that the server has sent and nobody has waited for
        self._inbox: queue.Queue[Message | None] = queue.Queue()
        self._answers: dict[Any, list[Message]] = {}
        self._asked: dict[Any, str] = {}  # methods of our requests
        self._errors: list[bytes] = []
        self._id = 0
        self._threads = [threading.Thread(target=self._read), threading.Thread(target=self._read_errors)]
        for thread in self._threads:
            thread.start()

    # Sending

    def send_bytes(self, data: bytes) -> None:
        self._input.write(data)
        self._input.flush()

    def send_body(self, body: bytes) -> None:
        self.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def send(self, message: Any) -> None:
        self.send_body(json.dumps(message).encode())

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Any = None, **more: Any) -> int:
        """Send a request and give its id."""
        self._id += 1
        self._asked[self._id] = method
        self.send({"jsonrpc": "2.0", "id": self._id, "method": method, "params": params, **more})
        return self._id

    # Receiving

    def request(self, method: str, params: Any = None) -> Any:
        """Send a request and wait for its result. Raises ServerError."""
        return result(self.answer(self.ask(method, params)))

    def answer(self, identifier: Any) -> Message:
        """Wait for the next response to an id."""
        self._wait(lambda: bool(self._answers.get(identifier)))
        return self._answers[identifier].pop(0)

    def next_notification(self, method: str, wanted: Callable[[Any], bool] = lambda params: True) -> Any:
        """Wait for a notification, or take the first that has come, and give its params; those before it stay."""

        def found() -> Message | None:
            for message in self.notifications:
                if message["method"] == method and wanted(message.get("params")):
                    return message
            return None

        self._wait(lambda: found() is not None)
        message = found()
        assert message is not None
        self.notifications.remove(message)
        return message["params"]

    def next_request(self, method: str) -> Any:
        """Wait for a request of the server and give its params; it has been answered already."""
        self._wait(lambda: any(message["method"] == method for message in self.requests))
        message = next(message for message in self.requests if message["method"] == method)
        self.requests.remove(message)
        return message.get("params")

    def diagnostics(self, uri: str, version: int | None = None) -> list[Message]:
        """Wait for diagnostics to be published (for a version)."""
        params = self.next_notification(
            "textDocument/publishDiagnostics",
            lambda params: params["uri"] == uri and (version is None or params.get("version") == version),
        )
        return params["diagnostics"]

    def settle(self) -> None:
        """Wait until the server has worked off everything that was sent before."""
        self.answer(self.ask("$/settle"))

    def wait_for_exit(self) -> int:
        code = self.process.wait(TIMEOUT)
        for thread in self._threads:
            thread.join(TIMEOUT)
        return code

    @property
    def errors(self) -> str:
        """What the server has written to standard error."""
        return b"".join(self._errors).decode("utf-8", "replace")

    # The life of a session

    def start(self, capabilities: Message | None = None, **params: Any) -> Message:
        """Introduce the client."""
        params = {
            "processId": os.getpid(),
            "rootUri": None,
            "capabilities": PUSH if capabilities is None else capabilities,
        } | params
        answer = self.request("initialize", params)
        self.notify("initialized", {})
        return answer

    def open(self, uri: str, text: str, version: int = 1) -> None:
        item = {"uri": uri, "languageId": "dockerfile", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, text: str, version: int) -> None:
        changed = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}
        self.notify("textDocument/didChange", changed)

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def stop(self) -> int:
        """Shut the server down in good order and give its exit code."""
        self.request("shutdown")
        self.notify("exit")
        return self.wait_for_exit()

    def kill(self) -> None:
        self.process.kill()
        self.wait_for_exit()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    # Threads

    def _wait(self, done: Callable[[], bool]) -> None:
        while not done():
            try:
                message = self._inbox.get(timeout=TIMEOUT)
            except queue.Empty:
                raise AssertionError(f"no answer in {TIMEOUT:.0f} s; standard error:\n{self.errors}") from None
            if message is None:
                raise AssertionError(f"the server has gone; standard error:\n{self.errors}")
            self._take(message)

    def _take(self, message: Message) -> None:
        if self.judge is not None:
            self.judge(message, message.get("method") or self._asked.get(message["id"], ""))
        if "method" not in message:
            self._answers.setdefault(message["id"], []).append(message)
        elif "id" in message:
            self.requests.append(message)
            refused = {"error": {"code": -32603, "message": "Internal error"}}
            reply = refused if message["method"] in self.refuses else {"result": self._reply(message)}
            self.send({"jsonrpc": "2.0", "id": message["id"], **reply})
        else:
            self.notifications.append(message)

    def _reply(self, message: Message) -> Any:
        if message["method"] == "workspace/configuration":
            return [self.settings for _ in message["params"]["items"]]
        return None

    def _read(self) -> None:
        assert self.process.stdout is not None
        for message in read_messages(self.process.stdout):
            self._inbox.put(message)
        self._inbox.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._errors.append(line)


def read_messages(stream: Any) -> Iterator[Message]:
    """The messages on a stream. The server's frames must be exact, so nothing is forgiven here."""
    while header := stream.readline():
        name, length = header.split(b": ")
        assert name == b"Content-Length", header
        assert stream.readline() == b"\r\n"
        yield json.loads(stream.read(int(length)))


def result(answer: Message) -> Any:
    """The result in a response. Raises ServerError when it is an error."""
    if "error" in answer:
        raise ServerError(answer["error"])
    return answer["result"]


@contextmanager
def session(
    capabilities: Message | None = None, settings: Any = None, refuses: tuple[str, ...] = (), **params: Any
) -> Iterator[Client]:
    """An initialized session, ended in good order."""
    client = Client(settings=settings)
    client.refuses = refuses
    try:
        client.start(capabilities, **params)
        yield client
        assert client.stop() == 0
        assert not any(message["method"] == "window/showMessage" for message in client.notifications)
    finally:
        client.kill()
