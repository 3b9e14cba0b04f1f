"""Signature help: the forms of the instruction that is being typed, and which of its parts the cursor is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.ide.cursor import Cursor
from dockwright.knowledge.instructions import KEYWORDS
from dockwright.patterns import lazy_pattern
from dockwright.text import Span
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.context import BuildContext
    from dockwright.semantics import SemanticModel


class Part(NamedTuple):
    """A stretch of a form, in characters of its label. `flag`: the name of a flag, "" for flags of any name, None for no flag."""

    span: Span
    flag: str | None
    repeats: bool


class Form(NamedTuple):
    """One way to write an instruction, and which of its parts the cursor is in (None: behind all)."""

    label: str
    parts: tuple[Part, ...]
    active_part: int | None = None


class Signature(NamedTuple):
    """The forms of an instruction, and the one that is being typed."""

    keyword: str
    forms: tuple[Form, ...]
    active_form: int


def signature(model: SemanticModel, context: BuildContext, offset: int) -> Signature | None:
    """The signature at an offset; None where no instruction is being typed."""
    cursor = Cursor(model, context, offset)
    is_trigger = cursor.place == "keyword" and cursor.is_deferred
    row = KEYWORDS.get("ONBUILD" if is_trigger else cursor.keyword)
    if row is None or not (is_trigger or cursor.place == "arguments"):
        return None
    active = _active_form(cursor, row.forms)
    if _is_in_script(cursor, row.forms[active]):
        return None
    forms = (_form(row.name, form) for form in row.forms)
    placed = tuple(form._replace(active_part=_active_part(cursor, form)) for form in forms)
    return Signature(row.name, placed, active)


def _is_in_script(cursor: Cursor, form: tuple[str, ...]) -> bool:
    """Whether the first word of a command is typed: a script has no form, and help would cover the lines above it."""
    return form[-1] == "command" and len(cursor.arguments) > len(form) - 1 - form[0].startswith("[--")


def _form(keyword: str, texts: tuple[str, ...]) -> Form:
    parts = []
    label = keyword
    for text in texts:
        for one in text.split(" ") if text.startswith("[--") else [text]:
            start = len(label) + 1
            label = f"{label} {one}"
            flag = _flag_name(one)
            parts.append(Part(Span(start, len(label)), flag, flag is None and "..." in one))
    return Form(label, tuple(parts))


def _flag_name(part: str) -> str | None:
    """The name in `[--name=...]` or `[--name]`."""
    if part == "[flags]":
        return ""
    return part[3:-1].partition("=")[0] if part.startswith("[--") else None


def _active_form(cursor: Cursor, forms: tuple[tuple[str, ...], ...]) -> int:
    """The form by what its arguments begin with; the first one while there are none."""
    first = cursor.arguments[0] if cursor.arguments else cursor.word
    if not first or first.startswith("-"):
        return 0
    kind = "<<" if first.startswith("<<") else "[" if first.startswith("[") else first.upper()
    kinds = [_kind(form) for form in forms]
    return kinds.index(kind) if kind in kinds else kinds.index("") if "" in kinds else 0


def _kind(form: tuple[str, ...]) -> str:
    """What its arguments begin with: a here-document, a JSON list, NONE, or any words."""
    if "<<EOF" in form:
        return "<<"
    if any('"' in part for part in form):
        return "["
    return "NONE" if form == ("NONE",) else ""


def _active_part(cursor: Cursor, form: Form) -> int | None:
    if not form.parts:
        return None
    flags = [part.flag for part in form.parts if part.flag is not None]
    if cursor.may_be_flag and cursor.word.startswith("-"):
        typed = cursor.word.lstrip("-")
        return _flag_at_hand(typed.partition("=")[0], "=" in typed, flags)
    position = len(flags) + _argument_number(cursor)
    if position < len(form.parts):
        return position
    return len(form.parts) - 1 if form.parts[-1].repeats or cursor.keyword not in _EXACT else None


def _flag_at_hand(name: str, is_whole: bool, flags: list[str]) -> int | None:
    """The flag that is typed, or may come of what is typed."""
    candidates = [
        index for index, flag in enumerate(flags) if flag in ("", name) or (flag.startswith(name) and not is_whole)
    ]
    return candidates[0] if candidates else None


def _argument_number(cursor: Cursor) -> int:
    """Which argument is being typed; the last part of a COPY begins where a source stands already."""
    if cursor.json_list is not None:
        leading = len(cursor.operands[: len(cursor.operands) - len(cursor.json_list)].split())
        return leading + _STRING.sub("", cursor.json_list).count(",")
    count = len(cursor.arguments)
    if cursor.keyword == "FROM":
        return min(count, 1) if count < 3 else 2
    return count


_STRING = lazy_pattern(r'"(?:[^"\\]|\\.)*(?:"|$)')
_EXACT = frozenset({"FROM", "WORKDIR", "USER", "STOPSIGNAL"})
