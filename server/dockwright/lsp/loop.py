"""The message loop: a thread that reads the channel, and the event loop that handles what it reads."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from dockwright.lsp.loading import load_core
from dockwright.lsp.protocol import now
from dockwright.lsp.wire import Channel

if TYPE_CHECKING:
    from dockwright.lsp.session import Server


Result = TypeVar("Result")


async def run(server: Server, channel: Channel, first: bytes | None = None) -> int:
    """Handle messages (`first` before those of the channel) until the session ends; its exit code."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()
    protocol = server.protocol
    protocol.finish = lambda code: None if ended.done() else ended.set_result(code)
    protocol.set_writer(channel, include_headers=False)
    if first is not None:
        protocol.receive(first, now())

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the session ended on this side
            for body in channel.messages():
                loop.call_soon_threadsafe(protocol.receive, body, now())
            loop.call_soon_threadsafe(protocol.end, now())

    threading.Thread(target=read, name="reader", daemon=True).start()
    loop.call_soon(load_core)
    return await ended


async def in_thread(work: Callable[[], Result]) -> Result:
    """The result of work that takes long, done in a thread which does not hold up the end of the session."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(settler: Callable[[Any], None], value: object) -> None:
        if not future.done():
            settler(value)

    def run_() -> None:
        outcome: tuple[Callable[[Any], None], object]
        try:
            outcome = (future.set_result, work())
        except Exception as error:
            outcome = (future.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run_, name="worker", daemon=True).start()
    return await future
