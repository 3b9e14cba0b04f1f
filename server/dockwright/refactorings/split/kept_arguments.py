"""Directories that a build argument names: the runtime stage names them by it, too, so that a build which is given another finds them."""

from __future__ import annotations

import re

from dockwright.refactorings.split.subject import Draft, Piece, Subject
from dockwright.syntax import Arg

_EXPANDED = re.compile(r"(?:\s*#[^\n]*\n)*\s*(?:WORKDIR|COPY|ADD)\s", re.IGNORECASE)
"""Instructions whose words a build expands."""


def keep_arguments(subject: Subject, draft: Draft, note: str) -> None:
    """Write the argument where a draft has its default, and take the note on it back. `note`: with a place for the name."""
    for arg in (one for one in subject.before if isinstance(one, Arg)):
        name, default = _only_pair(subject, arg)
        told = note.format(name)
        if told not in draft.notes or not default.startswith("/") or _is_written(subject, arg, default):
            continue
        place = re.compile(rf"(?<![\w./-]){re.escape(default)}(?=[/\s\"'\]]|\Z)")
        is_braced = any(f"${{{name}" in one.text for one in subject.before)
        new = [_with(piece, place, f"${{{name}}}" if is_braced else f"${name}") for piece in draft.pieces]
        if new != draft.pieces:
            draft.pieces[:] = new
            draft.notes.pop(told)


def _only_pair(subject: Subject, arg: Arg) -> tuple[str, str]:
    """The name and the default of an argument that stands by itself and is set nowhere else; "" for others."""
    if len(arg.pairs) != 1:
        return "", ""
    pair = arg.pairs[0]
    name, value = pair.key.value, pair.value.value if pair.value is not None else ""
    others = (one for one in subject.stage.instructions if one is not arg and one.keyword in ("ARG", "ENV"))
    is_set_again = any(re.search(rf"\b{re.escape(name)}[= ]", one.text) for one in others)
    return ("", "") if is_set_again or "$" in value else (name, value.rstrip("/"))


def _is_written(subject: Subject, arg: Arg, default: str) -> bool:
    """Whether the builder has the directory by itself somewhere: nobody can tell then which of the two a path means."""
    return len(default) < 2 or any(default in one.text for one in subject.before if one is not arg)


def _with(piece: Piece, place: re.Pattern[str], variable: str) -> Piece:
    return piece._replace(text=place.sub(lambda _: variable, piece.text)) if _EXPANDED.match(piece.text) else piece
