"""How a dockwright.toml is written, with what was said about its entries in the old file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from dockwright.config.names import RuleNames
from dockwright.values import NamedTuple

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class Remark(NamedTuple):
    """What somebody wrote about a code: the comment lines above it, and the comment behind it without its `#`."""

    above: tuple[str, ...] = ()
    behind: str = ""


class Codes(NamedTuple):
    """How the codes of a list or table are written: with the rules that they mean, and what was said about them."""

    names: RuleNames
    remarks: Mapping[str, Remark]

    def above(self, code: str, indentation: str = "") -> Iterator[str]:
        """The lines above the one with the code."""
        yield from (indentation + line for line in self.remarks.get(code, Remark()).above)

    def behind(self, code: str) -> str:
        """The comment behind the code."""
        rules = ", ".join(rule.name for rule in self.names.meaning(code) if rule.name != code)
        said = ": ".join(filter(None, (rules, self.remarks.get(code, Remark()).behind)))
        return f"  # {said}" if said else ""


def list_lines(key: str, entries: list[str], codes: Codes | None = None) -> Iterator[str]:
    """A list; with codes, one of them to a line."""
    entries = list(dict.fromkeys(entries))
    if not entries:
        return
    if codes is None:
        yield f"{key} = [{', '.join(map(string, entries))}]"
        return
    yield f"{key} = ["
    for code in entries:
        yield from codes.above(code, "    ")
        yield f"    {string(code)},{codes.behind(code)}"
    yield "]"


def table_lines(name: str, entries: Mapping[str, str], codes: Codes | None = None) -> Iterator[str]:
    """A table below its heading."""
    if entries:
        yield ""
        yield f"[{name}]"
    for key, value in entries.items():
        written = key if _BARE_KEY.fullmatch(key) else string(key)
        if codes is not None:
            yield from codes.above(key)
        yield f"{written} = {string(value)}{codes.behind(key) if codes is not None else ''}"


def string(text: str) -> str:
    """A string of TOML; what cannot be seen is written in numbers, so that it can."""
    return "".join(one if one.isprintable() else _numbered(one) for one in json.dumps(text, ensure_ascii=False))


def _numbered(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def seen(line: str) -> str:
    """A line without blanks at its ends, and without what cannot be seen, which TOML does not allow."""
    return "".join(filter(str.isprintable, line.replace("\t", " "))).strip()
