"""Completion: what may be typed at a place, in the order of likelihood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.ide.completion.comments import Reported, comments
from dockwright.ide.completion.flags import flag_values, flags
from dockwright.ide.completion.images import images
from dockwright.ide.completion.instructions import as_keyword, healthcheck_types, instructions
from dockwright.ide.completion.item import Completion
from dockwright.ide.completion.labels import labels
from dockwright.ide.completion.paths import destinations, source_paths, stage_paths, working_directories
from dockwright.ide.completion.scaffold import is_empty, scaffolds
from dockwright.ide.completion.shell import shell
from dockwright.ide.completion.stages import stages
from dockwright.ide.completion.users import users
from dockwright.ide.completion.values import ports, shells, signals
from dockwright.ide.completion.variables import declarations, is_reference, variables
from dockwright.ide.cursor import Cursor

if TYPE_CHECKING:
    from dockwright.context import BuildContext
    from dockwright.semantics import SemanticModel

__all__ = ["Completion", "complete"]


def complete(
    model: SemanticModel, context: BuildContext, offset: int, reported: Reported = tuple
) -> tuple[Completion, ...]:
    """What may be typed at an offset, the likeliest first. `reported` gives the rules with findings in the file."""
    cursor = Cursor(model, context, offset)
    found = {one.label: one for one in reversed(tuple(_offers(cursor, reported)))}
    return tuple(reversed(found.values()))


def _offers(cursor: Cursor, reported: Reported) -> Iterator[Completion]:
    if cursor.place == "comment":
        yield from comments(cursor, reported)
    elif cursor.place == "keyword":
        if is_empty(cursor):
            yield from scaffolds(cursor)
        yield from instructions(cursor)
    elif cursor.place == "heredoc":
        if is_reference(cursor):
            yield from variables(cursor)
        elif cursor.keyword == "RUN":
            yield from shell(cursor, cursor.before)
    elif cursor.place == "arguments":
        yield from _arguments(cursor)


def _arguments(cursor: Cursor) -> Iterator[Completion]:
    if is_reference(cursor):
        yield from variables(cursor)
    elif cursor.may_be_flag and cursor.word.startswith("--") and "=" in cursor.word:
        yield from flag_values(cursor)
    else:
        if cursor.keyword in _OPERANDS:
            yield from _OPERANDS[cursor.keyword](cursor)
        if cursor.may_be_flag:
            yield from flags(cursor)


def _from(cursor: Cursor) -> Iterator[Completion]:
    position = len(cursor.arguments)
    if position == 0 and not cursor.word.startswith("-"):
        yield from stages(cursor, cursor.word)
        yield from images(cursor, cursor.word)
    elif position == 1:
        yield from as_keyword(cursor)


def _transfer(cursor: Cursor) -> Iterator[Completion]:
    typed = cursor.word
    if typed.startswith("-") and cursor.may_be_flag:
        return
    if (quoted := _in_quotes(cursor)) is not None:
        typed = quoted
    source = cursor.flag_value("from") if cursor.keyword == "COPY" else None
    if cursor.arguments and not (typed and not typed.startswith((".", "/"))):
        yield from destinations(cursor, typed)
    yield from source_paths(cursor, typed, source)


def _program(cursor: Cursor) -> Iterator[Completion]:
    """A command in either form."""
    script = cursor.before
    if cursor.keyword == "RUN":
        words = cursor.words
        if cursor.may_be_flag and cursor.word.startswith("-"):
            return
        for word in words[: len(words) - len(cursor.arguments)]:
            script = script[len(word) :].lstrip()
    if script.startswith("["):
        typed = _in_quotes(cursor)
        if typed is not None and typed.startswith("/"):
            yield from stage_paths(cursor, typed, cursor.stage)
        return
    yield from shell(cursor, script)


def _healthcheck(cursor: Cursor) -> Iterator[Completion]:
    if cursor.arguments and cursor.arguments[0].upper() == "CMD":
        _, _, script = cursor.before.partition(cursor.arguments[0])
        yield from shell(cursor, script.lstrip())
    else:
        yield from healthcheck_types(cursor)


def _user(cursor: Cursor) -> Iterator[Completion]:
    if not cursor.words:
        yield from users(cursor, cursor.word)


def _volume(cursor: Cursor) -> Iterator[Completion]:
    quoted = _in_quotes(cursor)
    yield from stage_paths(cursor, cursor.word if quoted is None else quoted, cursor.stage)


def _onbuild(cursor: Cursor) -> Iterator[Completion]:
    yield from instructions(cursor)


def _in_quotes(cursor: Cursor) -> str | None:
    """What is typed of a string of a JSON list; None outside of one."""
    if not cursor.before.lstrip().startswith("[") and not any(word.startswith("[") for word in cursor.arguments):
        return None
    parts = cursor.before.split('"')
    return parts[-1] if len(parts) % 2 == 0 else None


_OPERANDS = {
    "ADD": _transfer,
    "ARG": declarations,
    "CMD": _program,
    "COPY": _transfer,
    "ENTRYPOINT": _program,
    "EXPOSE": ports,
    "FROM": _from,
    "HEALTHCHECK": _healthcheck,
    "LABEL": labels,
    "ONBUILD": _onbuild,
    "RUN": _program,
    "SHELL": shells,
    "STOPSIGNAL": signals,
    "USER": _user,
    "VOLUME": _volume,
    "WORKDIR": working_directories,
}
