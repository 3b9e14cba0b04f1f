"""Frames on a byte stream: `Content-Length` headers and bodies, read and written with the standard library alone.

It must be quick to import: the first message is answered before anything else of the server is loaded.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator

_CHUNK = 1 << 16  # bytes
_LARGEST_BODY = 1 << 28  # bytes; a greater length is a broken header, not a message
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,12})\s*$", re.IGNORECASE)


class Channel:
    """A two-way stream of message bodies. One thread may read while another writes."""

    __slots__ = ("_buffer", "_read", "_write")

    def __init__(self, read: Callable[[int], bytes], write: Callable[[bytes], int | None]) -> None:
        """`read(n)` gives 1 to n bytes, none at the end; `write(data)` tells how many it took, None: all of them."""
        self._read = read
        self._write = write
        self._buffer = bytearray()

    def messages(self) -> Iterator[bytes]:
        """The bodies that arrive until the peer hangs up."""
        while (body := self.receive()) is not None:
            yield body

    def receive(self) -> bytes | None:
        """The next body, None when the peer has hung up.

        Lines may end with or without a carriage return, names may have any case. What is no header is skipped, so that
        a broken frame costs itself alone.
        """
        length: int | None = None
        while (line := self._line()) is not None:
            if line.strip():
                match = _LENGTH.search(line)
                if match and int(match[1]) <= _LARGEST_BODY:
                    length = int(match[1])
            elif length is not None:
                return self._exactly(length)
        return None

    def send(self, body: bytes) -> None:
        """Write one message. Raises OSError when the peer is gone."""
        rest = memoryview(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        while rest:
            taken = self._write(rest)  # type: ignore[arg-type]
            rest = rest[len(rest) if taken is None else taken :]

    def write(self, body: bytes) -> None:
        """`send`, by the name that pygls calls it."""
        self.send(body)

    def close(self) -> None:
        """Nothing: a channel lives as long as the process."""

    def _line(self) -> bytes | None:
        position = 0
        while (end := self._buffer.find(b"\n", position)) < 0:
            position = len(self._buffer)
            if not self._fill():
                return None
        return self._take(end + 1)

    def _exactly(self, length: int) -> bytes | None:
        while len(self._buffer) < length:
            if not self._fill():
                return None
        return self._take(length)

    def _take(self, length: int) -> bytes:
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        return taken

    def _fill(self) -> bool:
        try:
            data = self._read(_CHUNK)
        except OSError:
            return False
        self._buffer += data
        return bool(data)


def standard_streams() -> Channel:
    """The channel on standard input and output. Whatever else writes to standard output goes to standard error.

    The descriptors are read directly: a buffered reader blocked in a thread would hold its lock at exit.
    """
    reader, writer = os.dup(0), os.dup(1)
    sys.stdout.flush()
    os.dup2(2, 1)
    for descriptor in (reader, writer):
        if sys.platform == "win32":
            import msvcrt

            msvcrt.setmode(descriptor, os.O_BINARY)
        else:
            os.set_blocking(descriptor, True)
    return Channel(lambda size: os.read(reader, size), lambda data: os.write(writer, data))


def accept(host: str, port: int) -> Channel:
    """Listen on a TCP address, say so on standard error, and give the channel of the first client."""
    import socket

    with socket.create_server((host, port)) as listener:
        bound = listener.getsockname()
        print(f"listening on {bound[0]}:{bound[1]}", file=sys.stderr, flush=True)
        client, _ = listener.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Channel(client.recv, client.send)
