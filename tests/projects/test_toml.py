"""TOML files: what is read, and what is passed over."""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.toml import parse_toml, read_toml


def test_a_file() -> None:
    context = MemoryContext(
        {"a.toml": "\ufeff[a.b]\r\nc = '1.2.3'\r\n", "b.toml": "a = ", ".dockerignore": "c.toml\n", "c.toml": ""}
    )
    assert read_toml(context, "a.toml") == {"a": {"b": {"c": "1.2.3"}}}
    assert [read_toml(context, path) for path in ("b.toml", "c.toml", "d.toml")] == [None, None, None]


@pytest.mark.parametrize("text", ["a" + ".a" * 20000 + " = 1", "[a" + ' . "a"' * 20000 + "]", "a = " + "[" * 50000])
def test_what_keeps_a_parser_busy(text: str) -> None:
    with pytest.raises((ValueError, RecursionError)):
        parse_toml(text)
