"""The protocol as it must be spoken: what pygls leaves out or answers wrongly is put right here.

Every request is answered, whatever is in it, and no error pops up in the editor. Messages wait in a queue, so that a
request which the client cancels in time costs nothing, and a change that has been overtaken is known to be old.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
import time
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcRequestCancelled,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol

from dockwright.lsp.capabilities import Initialization, answer, trace_of
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from concurrent.futures import Future

    from cattrs import Converter

    from dockwright.lsp.session import Server

logger = logging.getLogger(__name__)


class Life(Enum):
    """Where in its life a session is."""

    FRESH = 0
    RUNNING = 1
    SHUT_DOWN = 2


class Waiting(NamedTuple):
    """A message that has arrived and is not handled yet; `arrived` in seconds of the monotonic clock."""

    message: dict[str, Any]
    arrived: float


class Protocol(LanguageServerProtocol):
    """The life of a session: queue, states, errors, cancellation."""

    def __init__(self, server: Server, converter: Converter) -> None:
        super().__init__(server, converter)
        self.life = Life.FRESH
        self.finish: Callable[[int], object] = lambda code: None  # called with the exit code at the end of the session
        self._dockwright = server
        self._queue: deque[Waiting] = deque()
        self._cancelled: set[int | str] = set()
        self._arrived = 0.0
        self.tracing = "off"  # of messages, and verbose: with their params

    def _register_builtin_features(self) -> None:
        """None of pygls's: this class and the request files handle them all."""

    def initialize(self, initialization: Initialization) -> None:
        """Begin the session; the answer to the client is `capabilities.answer`."""
        self.life = Life.RUNNING
        self.tracing = initialization.trace
        self._dockwright.begin(initialization)

    # The queue

    def receive(self, body: bytes, arrived: float) -> None:
        """Take a message body off the wire; it is handled when those before it are."""
        message = self._decode(body)
        if message is None:
            return
        if message.get("method") == types.CANCEL_REQUEST:
            self._cancel(message)
            return
        self._enqueue(Waiting(message, arrived))

    def end(self, arrived: float) -> None:
        """The client has hung up: the end comes after the messages that still wait."""
        self._enqueue(Waiting({"method": types.EXIT}, arrived))

    def hang_up(self) -> None:
        """End the session now."""
        self.finish(0 if self.life is Life.SHUT_DOWN else 1)

    def is_behind(self, since: float) -> bool:
        """Whether changes come faster than they are worked off: more are waiting, or this one came before `since`."""
        return self._arrived < since or any(
            waiting.message.get("method") == types.TEXT_DOCUMENT_DID_CHANGE for waiting in self._queue
        )

    async def pause(self) -> None:
        """Let the messages be handled that have arrived while a request was worked on."""
        await asyncio.sleep(0)
        for _ in range(len(self._queue)):
            await asyncio.sleep(0)

    def _enqueue(self, waiting: Waiting) -> None:
        self._queue.append(waiting)
        if len(self._queue) == 1:
            asyncio.get_running_loop().call_soon(self._handle_next)

    def _handle_next(self) -> None:
        """Handle one message, then let those that have arrived meanwhile be seen before the next."""
        message, self._arrived = self._queue.popleft()
        begin = now()
        try:
            self.handle_message(message)
        except Exception:
            logger.exception("could not handle a message")
        if self.tracing != "off" or logger.isEnabledFor(logging.DEBUG):
            self._tell(message, now() - begin)
        if self._queue:
            asyncio.get_running_loop().call_soon(self._handle_next)

    def _tell(self, message: dict[str, Any], took: float) -> None:
        """What the client or the log wants to see of our work: the messages that were handled, and how long that took."""
        identifier = f" ({message['id']})" if "id" in message else ""
        said: dict[str, Any] = {"message": f"{message.get('method', 'response')}{identifier}: {took * 1e3:.1f} ms"}
        logger.debug("%s", said["message"])
        if self.tracing == "off":
            return
        if self.tracing == "verbose":
            said["verbose"] = json.dumps(message.get("params"))
        self._send_data({"jsonrpc": self.VERSION, "method": types.LOG_TRACE, "params": said})

    def _cancel(self, message: dict[str, Any]) -> None:
        params = message.get("params")
        identifier = params.get("id") if isinstance(params, dict) else None
        if identifier is None or not _is_identifier(identifier):
            return
        if any(waiting.message.get("id") == identifier for waiting in self._queue):
            self._cancelled.add(identifier)
        elif identifier in self._request_futures:
            self._handle_cancel_notification(identifier)

    # Messages

    def _decode(self, body: bytes) -> dict[str, Any] | None:
        """The message in a body; None, with the error answered, when there is none."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            self._send_error(None, JsonRpcParseError())
            return None
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            self._send_error(None, JsonRpcInvalidRequest("not a JSON-RPC 2.0 message (batches are not part of LSP)"))
            return None
        if not ("method" in message or "result" in message or "error" in message):
            self._send_error(message.get("id"), JsonRpcInvalidRequest("neither a method nor a result"))
            return None
        if "method" in message and not (isinstance(message["method"], str) and _is_identifier(message.get("id", 0))):
            self._send_error(
                message.get("id"), JsonRpcInvalidRequest("a method is a string, an id a string or integer")
            )
            return None
        return message

    def handle_message(self, message: Any) -> None:
        """Send a decoded message where it belongs."""
        if "method" not in message:
            self._take_response(message)
        elif "id" in message:
            self._take_request(message["id"], message["method"], message)
        else:
            self._take_notification(message["method"], message)

    def _take_request(self, identifier: int | str, method: str, message: dict[str, Any]) -> None:
        try:
            self._refuse_early(identifier, method)
            if method == types.INITIALIZE:
                self._send_response(identifier, self._begin(message.get("params")))
            elif method == types.SHUTDOWN:
                self._shut_down()
                self._send_response(identifier)
            else:
                self._get_handler(method)
                params = self._structure(method, message)
                contextvars.copy_context().run(self._handle_request, identifier, method, params)
        except JsonRpcException as error:
            self._send_error(identifier, error)

    def _refuse_early(self, identifier: int | str, method: str) -> None:
        """Raise the error of a request that must not be looked at."""
        if self.life is Life.SHUT_DOWN:
            raise JsonRpcInvalidRequest("the server is shut down")
        if self.life is Life.FRESH and method != types.INITIALIZE:
            raise JsonRpcServerNotInitialized("the server is not initialized")
        if self.life is Life.RUNNING and method == types.INITIALIZE:
            raise JsonRpcInvalidRequest("the server is initialized already")
        if identifier in self._cancelled:
            self._cancelled.discard(identifier)
            raise JsonRpcRequestCancelled()
        if identifier in self._request_futures:
            raise JsonRpcInvalidRequest(f"a request with the id {identifier!r} is being worked on")

    def _begin(self, params: Any) -> dict[str, Any]:
        try:
            initialization = Initialization.of(params)
        except ValueError as error:
            raise JsonRpcInvalidParams.of(error) from error
        self.initialize(initialization)
        return answer(initialization.abilities)

    def _shut_down(self) -> None:
        self.life = Life.SHUT_DOWN
        for future in tuple(self._request_futures.values()):
            future.cancel()

    def _send_handler_result(self, future: Future[Any], *, msg_id: int | str) -> None:
        """Answer a request. One that is refused for a reason is no fault of ours, and leaves nothing in the log."""
        refusal = None if future.cancelled() else future.exception()
        if isinstance(refusal, JsonRpcException):
            self._request_futures.pop(msg_id, None)
            self._send_error(msg_id, refusal)
        else:
            super()._send_handler_result(future, msg_id=msg_id)

    def _take_notification(self, method: str, message: dict[str, Any]) -> None:
        if method == types.EXIT:
            self.hang_up()
        elif method == types.SET_TRACE:
            self.tracing = trace_of(message.get("params"), "value")
        elif self.life is Life.RUNNING and method in self.fm.features:
            try:
                params = self._structure(method, message)
            except JsonRpcInvalidParams as error:
                logger.warning("%s: %s", method, error.message)
                return
            contextvars.copy_context().run(self._handle_notification, method, params)

    def _take_response(self, message: dict[str, Any]) -> None:
        """The client's answer to a request of ours, as it is: the asking file reads it with care."""
        future = self._request_futures.pop(message.get("id"), None)  # type: ignore[arg-type]
        if future is None or future.done():
            return
        if "error" in message:
            future.set_exception(JsonRpcException(str(message["error"])))
        else:
            future.set_result(message.get("result"))

    def _structure(self, method: str, message: dict[str, Any]) -> Any:
        """The params as protocol types. Raises JsonRpcInvalidParams."""
        kind = self.get_message_type(method)
        try:
            return self._converter.structure(message, kind).params  # type: ignore[arg-type]
        except Exception as error:
            from dockwright.lsp.lenient import repaired

            params = repaired(method, message.get("params"))
            if params is None or params == message["params"]:
                raise JsonRpcInvalidParams(_innermost(error)) from error
            return self._structure(method, {**message, "params": params})

    # Sending

    def _send_error(self, identifier: Any, error: JsonRpcException) -> None:
        body = {"code": error.code, "message": error.message}
        self._send_data(
            {"jsonrpc": self.VERSION, "id": identifier if _is_identifier(identifier) else None, "error": body}
        )

    def _send_data(self, data: Any) -> None:
        body = json.dumps(data, default=self._serialize_message, separators=(",", ":"))
        if self.writer is None:
            return
        try:
            self.writer.write(body.encode("ascii"))
        except OSError:
            self.hang_up()


def _is_identifier(value: Any) -> bool:
    return isinstance(value, (int, str)) and not isinstance(value, bool)


def _innermost(error: BaseException) -> str:
    """The message at the bottom of nested validation errors: what is wrong, not where it came up."""
    while isinstance(nested := getattr(error, "exceptions", None), tuple) and nested:
        error = nested[0]
    return f"Invalid Params: {type(error).__name__}: {error}"


def now() -> float:
    """The clock of arrivals, in seconds."""
    return time.monotonic()
