"""Names of ENV: what images of this kind mostly set, with the usual value."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.completion.item import Completion, escaped
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.environment import VARIABLES


def environment(cursor: Cursor) -> Iterator[Completion]:
    """Names that the stage does not set yet, those for its language first; behind the `=` the usual value."""
    if any("=" not in word for word in cursor.words[:1]):  # the form without `=`
        return
    name, equals, typed = cursor.word.partition("=")
    if equals:
        yield from _values(cursor, name, typed)
        return
    span = cursor.replacing(cursor.word, r"\w*")
    if span is None:
        return
    has_value = cursor.text.startswith("=", span.end)
    facts = cursor.stage.facts if cursor.stage is not None else None
    inherited = facts.env if facts is not None else {}
    state = cursor.model.state_before(cursor.instruction) if cursor.instruction is not None else None
    present = {word.partition("=")[0] for word in cursor.words}
    present |= {one for one in state.env if one not in inherited} if state is not None else set()
    for ecosystem in (facts.ecosystem, "") if facts is not None and facts.ecosystem else ("",):
        for one, setting in VARIABLES.get(ecosystem, {}).items():
            if one not in present:
                snippet = None if has_value else f"{one}=${{1:{escaped(setting.value)}}}"
                text = one if has_value else f"{one}={setting.value}"
                yield Completion(one, "variable", span, text, setting.meaning, ("environment", one), snippet)


def _values(cursor: Cursor, name: str, typed: str) -> Iterator[Completion]:
    span = cursor.replacing(typed, r"\S*")
    if span is None:
        return
    for rows in VARIABLES.values():
        if name in rows:
            yield Completion(
                rows[name].value, "value", span, rows[name].value, rows[name].meaning, ("environment", name)
            )
