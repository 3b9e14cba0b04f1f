"""TOML files, also those that are made to keep a parser busy."""

from __future__ import annotations

import sys
from typing import Any

from dockwright.context import BuildContext, is_sent
from dockwright.patterns import lazy_pattern

_DEEP_KEY = lazy_pattern(r"""(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')){100}""")
"""Parsers need quadratic time for a key of many parts."""


def parse_toml(text: str) -> dict[str, Any]:
    """The tables of a text. Raises ValueError, or RecursionError."""
    if sys.version_info >= (3, 11):
        from tomllib import loads
    else:
        from tomli import loads
    if text.count(".") >= 100 and _DEEP_KEY.search(text):
        raise ValueError("a key of a hundred parts")
    tables: dict[str, Any] = loads(text)
    return tables


def read_toml(context: BuildContext, path: str) -> dict[str, Any] | None:
    """A TOML file that is sent to the builder; None when it is not there or is no TOML."""
    text = context.read(path) if is_sent(context, path) else None
    if text is None:
        return None
    try:
        return parse_toml(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (ValueError, RecursionError):
        return None
