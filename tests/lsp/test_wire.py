"""Frames: whatever a client sends as headers, every sound message arrives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.lsp.wire import Channel


def receive(data: bytes, size: int = 1 << 16) -> list[bytes]:
    """The bodies in a stream that comes in pieces of `size` bytes."""
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    channel = Channel(lambda _: pieces.pop(0) if pieces else b"", lambda data: len(data))
    return list(channel.messages())


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: 2\r\n\r\n",
        b"content-length: 2\r\n\r\n",
        b"CONTENT-LENGTH:2\r\n\r\n",
        b"Content-Length: 2\n\n",
        b"Content-Length : 2 \r\n\r\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n",
        b"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n",
        b"\r\n\r\nContent-Length: 2\r\n\r\n",
    ],
)
def test_headers(header: bytes) -> None:
    assert receive(header + b"{}" + header + b"[]") == [b"{}", b"[]"]


@pytest.mark.parametrize(
    "garbage",
    [
        b"hello\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: 999999999999\r\n\r\n",
        b"Content-Length: 99999999999999999999999999\r\n\r\n",
        b"\xff\xfe\x00\r\n",
        b"left over from a body that was longer than it said",
    ],
)
def test_garbage_costs_itself_alone(garbage: bytes) -> None:
    assert receive(garbage + b"Content-Length: 2\r\n\r\n{}") == [b"{}"]


def test_the_end_in_the_middle_of_a_message() -> None:
    assert receive(b"Content-Length: 2\r\n\r\n{}Content-Length: 10\r\n\r\n{") == [b"{}"]
    assert receive(b"Content-Length: 10") == []


@given(st.lists(st.binary(max_size=50)), st.integers(1, 20))
def test_pieces_of_any_size(bodies: list[bytes], size: int) -> None:
    written: list[bytes] = []
    channel = Channel(lambda _: b"", lambda data: written.append(bytes(data)))
    for body in bodies:
        channel.send(body)
    assert receive(b"".join(written), size) == bodies


def test_a_stream_that_takes_a_little_at_a_time() -> None:
    written = bytearray()

    def write(data: bytes) -> int:
        written.extend(data[:3])
        return min(3, len(data))

    Channel(lambda _: b"", write).send(b"0123456789")
    assert bytes(written) == b"Content-Length: 10\r\n\r\n0123456789"
