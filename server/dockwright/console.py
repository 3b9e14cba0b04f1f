"""The edge to the terminal: what is printed, in which bytes, in colour or not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import TextIO

_ENOUGH_TO_WRITE = 1 << 20
"""Characters that are written at once."""


class UsageError(Exception):
    """The command cannot be carried out as it was given; exit code 2."""


def open_missing_streams() -> None:
    """Give the process streams that lead nowhere in place of those that were closed when it was started."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 (as long as the process lives)
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def encoding_of(stream: TextIO) -> str:
    """The encoding in which a stream is written."""
    return getattr(stream, "encoding", None) or "utf-8"


def say(text: str) -> None:
    """Print to standard output, whatever encoding it has. A closed pipe ends the output, not the command.

    Raises UsageError when it cannot be written.
    """
    _reader_may_leave(lambda: _write_text(text))


def tell(text: str) -> None:
    """Print to standard output for people: what would steer their terminal is shown as a sign. Raises UsageError."""
    say(_harmless(text))


def say_error(text: str) -> None:
    """Print to standard error, for people, as `tell` does. When it cannot be written, there is nobody left to tell."""
    encoding = encoding_of(sys.stderr)
    text = _harmless(text)
    try:
        sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()
    except OSError:
        _lead_nowhere(sys.stderr)


def say_bytes(data: bytes) -> None:
    """Print bytes to standard output as they are. Raises UsageError when it cannot be written."""
    _reader_may_leave(lambda: _write_bytes(data))


def say_to_program(parts: Iterable[str]) -> None:
    """Print in UTF-8, whatever encoding standard output has, unless a person looks. Raises UsageError as `say` does."""
    if sys.stdout.isatty():
        say("".join(parts))
    else:
        _reader_may_leave(lambda: _write_parts(parts))


def show_diff(text: str) -> None:
    """Print a diff: to a terminal without what would steer it, elsewhere byte for byte. Raises UsageError."""
    if sys.stdout.isatty():
        tell(text)
        return
    from dockwright.syntax import encode

    say_bytes(encode(text))


def complain(message: str) -> None:
    """Print a message about the run itself to standard error."""
    say_error(f"dockwright: {message}\n")


def wants_color(choice: str) -> bool:
    """Whether to print colours: `always`, `never`, or `auto`, when a person looks at a terminal that has them."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def width_of(stream: TextIO) -> int | None:
    """How many columns the terminal at the end of a stream has; None where there is none."""
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None


def _harmless(text: str) -> str:
    """The text line by line in printable characters; tabs stay."""
    from dockwright.output.terminal import printable

    return "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))


def _write_text(text: str) -> None:
    encoding = encoding_of(sys.stdout)
    data = text.encode(encoding, "backslashreplace")
    if _is_unbuffered(sys.stdout):
        _write_bytes(data if os.linesep == "\n" else data.decode(encoding).replace("\n", os.linesep).encode(encoding))
        return
    sys.stdout.write(data.decode(encoding))
    sys.stdout.flush()


def _write_parts(parts: Iterable[str]) -> None:
    """Write a text of many pieces, a good deal of them at a time."""
    held: list[str] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size > _ENOUGH_TO_WRITE:
            _write_bytes("".join(held).encode("utf-8", "backslashreplace"))
            held.clear()
            size = 0
    _write_bytes("".join(held).encode("utf-8", "backslashreplace"))


def _write_bytes(data: bytes) -> None:
    sys.stdout.flush()
    left = memoryview(data)
    while left:
        left = left[sys.stdout.buffer.write(left) :]
    sys.stdout.buffer.flush()


def _is_unbuffered(stream: TextIO) -> bool:
    """Whether Python hands each text to the system as it is (PYTHONUNBUFFERED), and drops what that does not take at once."""
    from io import RawIOBase

    return isinstance(getattr(stream, "buffer", None), RawIOBase)


def _reader_may_leave(write: Callable[[], None]) -> None:
    try:
        write()
    except BrokenPipeError:
        _lead_nowhere(sys.stdout)
    except OSError as error:
        _lead_nowhere(sys.stdout)
        raise UsageError(f"cannot write to standard output: {error.strerror or error}") from None


def _lead_nowhere(stream: TextIO) -> None:
    """What a stream still holds is not to fail once more when the process ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
