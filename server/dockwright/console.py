"""The edge to the terminal: what is printed, in which bytes, in colour or not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


class UsageError(Exception):
    """The command cannot be carried out as it was given; exit code 2."""


def say(text: str) -> None:
    """Print to standard output, whatever encoding it has. A closed pipe ends the output, not the command."""
    _reader_may_leave(lambda: _write_text(text))


def say_error(text: str) -> None:
    """Print to standard error, whatever encoding it has."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stderr.flush()


def say_bytes(data: bytes) -> None:
    """Print bytes to standard output as they are."""
    _reader_may_leave(lambda: _write_bytes(data))


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


def _write_text(text: str) -> None:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def _write_bytes(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _reader_may_leave(write: Callable[[], None]) -> None:
    try:
        write()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
