"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]

BROKEN = "FROM alpine:3.20\nMAINTAINER Jane <jane@example.com>\n"
CLEAN = "FROM alpine:3.20\nCOPY a /a\n"
