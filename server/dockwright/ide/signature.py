"""Signature help: the forms of the instruction that is being typed, and which of its parts the cursor is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.ide.cursor import Cursor
from dockwright.knowledge.instructions import KEYWORDS
from dockwright.text import Span
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.context import BuildContext
    from dockwright.semantics import SemanticModel


class Part(NamedTuple):
    """A stretch of a form, in characters of its label."""

    span: Span
    is_flags: bool
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
        start = len(label) + 1
        label = f"{label} {text}"
        is_flags = text.startswith("[--") or text == "[flags]"
        parts.append(Part(Span(start, len(label)), is_flags, not is_flags and "..." in text))
    return Form(label, tuple(parts))


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
    is_flag = cursor.may_be_flag and cursor.word.startswith("-")
    first = 1 if form.parts[0].is_flags else 0
    if is_flag:
        return 0 if first else None
    position = first + _argument_number(cursor, form)
    if position < len(form.parts):
        return position
    return len(form.parts) - 1 if form.parts[-1].repeats or cursor.keyword not in _EXACT else None


def _argument_number(cursor: Cursor, form: Form) -> int:
    """Which argument is being typed; the last part of a COPY begins where a source stands already."""
    count = len(cursor.arguments)
    if cursor.keyword == "FROM":
        return min(count, 1) if count < 3 else 2
    return count


_EXACT = frozenset({"FROM", "WORKDIR", "USER", "STOPSIGNAL"})
