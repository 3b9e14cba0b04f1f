"""An answer of ShellCheck's as a finding of ours: its place in the Dockerfile, and its fix as edits there."""

from __future__ import annotations

import re

from dockwright.rule import Finding, Fix, Safety
from dockwright.shellcheck.program import Comment, Replacement
from dockwright.shellcheck.scripts import ShellScript
from dockwright.text import Edit, LineIndex, Span, apply, disjoint

_WORD = re.compile(r"\w+")
_LAST_WORD = re.compile(r"(?:\w+|\W)\Z")
_TITLE_WIDTH = 60
_AMBIGUOUS = re.compile(r"[\\#()]")


def finding_of(script: ShellScript, comment: Comment, *, with_fix: bool = True) -> Finding | None:
    """The finding; None when it is not about the user's text."""
    stretch = _stretch(script.text, script.lines, comment)
    span = script.source_span(*stretch)
    if span is None:
        return None
    fix = _fix(script, comment, stretch) if with_fix and comment.fix else None
    return Finding(span, _message(comment), (fix,) if fix is not None else ())


def repaired(text: str, comment: Comment) -> str | None:
    """The text after ShellCheck's fix; None where there is none that can be made."""
    edits = _edits(LineIndex(text), comment)
    return apply(text, edits) if edits and disjoint(edits) else None


def _message(comment: Comment) -> str:
    """ShellCheck's words in our form: no full stop, one line."""
    return " ".join(comment.message.split()).rstrip(".")


def _stretch(text: str, lines: LineIndex, comment: Comment) -> Span:
    """The characters at fault: at least one, for ShellCheck often names just the place where something begins."""
    start = offset_of(lines, comment.line, comment.column)
    end = offset_of(lines, comment.end_line, comment.end_column)
    if start < end:
        return Span(start, end)
    if match := _WORD.match(text, start):
        return Span(*match.span())
    if start < len(text) and not text[start].isspace():
        return Span(start, start + 1)
    before = text[:start].rstrip()
    return Span(len(before) - len(_LAST_WORD.findall(before)[-1]), len(before))


def offset_of(lines: LineIndex, line: int, column: int) -> int:
    """The offset of a position that is counted from one."""
    return lines.offset(max(0, line - 1), max(0, column - 1))


def _edits(lines: LineIndex, comment: Comment) -> tuple[Edit, ...]:
    """ShellCheck's replacements as edits of the script."""
    return tuple(Edit(_place(lines, one), one.text) for one in comment.fix)


def _place(lines: LineIndex, one: Replacement) -> Span:
    return Span(offset_of(lines, one.line, one.column), offset_of(lines, one.end_line, one.end_column))


def _fix(script: ShellScript, comment: Comment, stretch: Span) -> Fix | None:
    """The fix in the Dockerfile; None when it is about more than the characters that stand there."""
    inner = _edits(script.lines, comment)
    if not disjoint(inner) or any("\n" in edit.text for edit in inner):
        return None
    places = [_source_place(script, edit.span, one.is_opening) for edit, one in zip(inner, comment.fix, strict=True)]
    edits = tuple(Edit(place, edit.text) for place, edit in zip(places, inner, strict=True) if place is not None)
    if len(edits) < len(inner) or not disjoint(edits):
        return None
    return Fix(_title(script.text, inner, stretch), edits, _safety(script.text, comment, inner))


def _source_place(script: ShellScript, span: Span, is_opening: bool) -> Span | None:
    """An insertion keeps to the character it belongs to: a continuation may be between that and the next one."""
    if not span.is_empty:
        return script.source_span(*span) if script.is_verbatim(*span) else None
    if is_opening:
        beside = script.source_span(span.start, span.start + 1)
        return None if beside is None else Span(beside.start, beside.start)
    beside = script.source_span(span.start - 1, span.start)
    return None if beside is None else Span(beside.end, beside.end)


def _title(text: str, edits: tuple[Edit, ...], stretch: Span) -> str:
    for edit in edits:
        stretch = stretch.cover(edit.span)
    moved = tuple(Edit(Span(one.start - stretch.start, one.end - stretch.start), new) for one, new in edits)
    result = apply(stretch.of(text), moved)
    if len(result) > _TITLE_WIDTH or "`" in result or "\n" in result:
        return "Apply ShellCheck's fix"
    return f"Change to `{result}`"


def _safety(text: str, comment: Comment, edits: tuple[Edit, ...]) -> Safety:
    """Safe are backticks that become `$(...)`, where nothing inside is read differently in there."""
    if comment.code != "SC2006":
        return Safety.UNSAFE
    inside = text[min(edit.span.end for edit in edits) : max(edit.span.start for edit in edits)]
    return Safety.UNSAFE if _AMBIGUOUS.search(inside) or "`" in inside else Safety.SAFE
