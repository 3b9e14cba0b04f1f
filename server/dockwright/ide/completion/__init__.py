"""Completion: what may be typed at a place, in the order of likelihood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.ide.completion.comments import Reported, comments
from dockwright.ide.completion.environment import environment
from dockwright.ide.completion.flags import flag_values, flags
from dockwright.ide.completion.heredocs import heredoc_ends, heredocs
from dockwright.ide.completion.images import images, shorter_tags
from dockwright.ide.completion.instructions import as_keyword, healthcheck_types, instructions
from dockwright.ide.completion.item import Completion, Completions
from dockwright.ide.completion.labels import labels
from dockwright.ide.completion.paths import destinations, source_paths, stage_paths, working_directories
from dockwright.ide.completion.scaffold import is_empty, scaffolds
from dockwright.ide.completion.shell import exec_form, shell
from dockwright.ide.completion.stages import stages
from dockwright.ide.completion.users import users
from dockwright.ide.completion.values import ports, shells, signals
from dockwright.ide.completion.variables import declarations, expands, is_reference, variables
from dockwright.ide.cursor import Cursor

if TYPE_CHECKING:
    from dockwright.context import BuildContext
    from dockwright.semantics import SemanticModel

__all__ = ["Completion", "Completions", "complete", "shorter_tags"]

_BEGINS, _WITHIN, _WITH_GAPS = range(3)
"""Where what is typed is found in an offer. With gaps it may be any word, such as the `done` of a loop in `dotnet`."""


def complete(
    model: SemanticModel, context: BuildContext, offset: int, reported: Reported = tuple, *, is_asked: bool = True
) -> Completions:
    """What may be typed at an offset and fits what is typed already: what begins so first, then the likeliest first.

    `reported` gives the rules with findings in the file. `is_asked`: whether somebody wants to know. Otherwise something was
    typed, and an editor takes the line break behind it for an answer: then nothing is offered where the line may end.
    """
    cursor = Cursor(model, context, offset)
    found: dict[str, Completion] = {}
    for one in _offers(cursor, reported, is_asked):
        if is_asked or not _hides_dot(one, cursor):
            found.setdefault(one.label, one)
    fits = ((_fit(one, cursor), one) for one in found.values())
    fitting = [(fit, one) for fit, one in fits if fit is not None and fit <= _loosest(one, cursor, is_asked)]
    typed = [_is_typed(one, cursor) for _, one in fitting]
    if all(typed) or (not is_asked and (any(typed) or _may_end(cursor))):
        return Completions((), not cursor.is_cut)
    items = tuple(one for _, one in sorted(fitting, key=lambda pair: pair[0]))
    return Completions(items, not cursor.is_cut)


def _is_typed(one: Completion, cursor: Cursor) -> bool:
    """Whether an offer would add nothing to what is typed but a sign of what may follow. A snippet brings more along."""
    typed = cursor.text[one.span.start : cursor.offset]
    if one.snippet is not None or not one.text.startswith(typed):
        return False
    left = one.text[len(typed) :]
    return left in ("", "/", ":", " ") or (not typed[:1].isdigit() and typed in shorter_tags(one))


def _hides_dot(one: Completion, cursor: Cursor) -> bool:
    """Whether it would be taken for the `.` that a COPY mostly ends with: an editor does not ask again for a dot."""
    return "." in one.text and not cursor.word and cursor.keyword in ("COPY", "ADD") and bool(cursor.arguments)


def _may_end(cursor: Cursor) -> bool:
    """Whether a directory is typed where a line may end with one."""
    word = cursor.word
    if not word or word.rpartition("/")[2] not in ("", ".", ".."):
        return False
    if word.startswith("--") or cursor.json_list is not None or cursor.keyword == "FROM":
        return False
    return cursor.keyword not in ("COPY", "ADD") or bool(cursor.arguments)


def _loosest(one: Completion, cursor: Cursor, is_asked: bool) -> int:
    """How badly it may fit: names that people make up, and words that nobody asks about, are to be let alone."""
    if one.kind == "variable" and cursor.keyword == "ARG" and not is_reference(cursor):
        return _BEGINS
    return _WITH_GAPS if is_asked and one.kind != "command" else _WITHIN


def _fit(one: Completion, cursor: Cursor) -> int | None:
    """How well what is typed fits an offer, the best first; None: not at all."""
    typed = cursor.text[one.span.start : cursor.offset].casefold()
    label = one.label.casefold()
    if label.startswith(typed):
        return _BEGINS
    if label.startswith("-") and not typed.startswith(
        "--"
    ):  # `pip` is no `--disable-pip-version-check`, `-s` no `--no-scripts`
        return _WITHIN if not typed.startswith("-") and label.lstrip("-").startswith(typed) else None
    if typed in label:
        return _WITHIN
    letters = iter(label)
    return _WITH_GAPS if all(letter in letters for letter in typed) else None


def _offers(cursor: Cursor, reported: Reported, is_asked: bool) -> Iterator[Completion]:
    if cursor.place == "comment":
        yield from comments(cursor, reported, is_asked)
    elif cursor.place == "keyword":
        if is_empty(cursor):
            yield from scaffolds(cursor)
        yield from instructions(cursor)
    elif cursor.place == "heredoc":
        if is_reference(cursor):
            if expands(cursor):
                yield from variables(cursor)
        else:
            yield from heredoc_ends(cursor)
            if cursor.keyword == "RUN":
                yield from shell(cursor, cursor.before)
    elif cursor.place == "arguments":
        yield from _arguments(cursor)


def _arguments(cursor: Cursor) -> Iterator[Completion]:
    if is_reference(cursor):
        if expands(cursor):
            yield from variables(cursor)
    elif cursor.may_be_flag and cursor.word.startswith("--") and "=" in cursor.word:
        yield from flag_values(cursor)
    else:
        if cursor.keyword in _OPERANDS:
            yield from _OPERANDS[cursor.keyword](cursor)
        yield from heredocs(cursor)
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
    yield from _command(cursor, script)


def _command(cursor: Cursor, script: str) -> Iterator[Completion]:
    if not script.startswith("["):
        yield from shell(cursor, script)
        return
    typed = _in_quotes(cursor)
    if typed is not None:
        yield from exec_form(cursor, tuple(_STRING.findall(script[: len(script) - len(typed) - 1])), typed)


def _healthcheck(cursor: Cursor) -> Iterator[Completion]:
    if cursor.arguments and cursor.arguments[0].upper() == "CMD":
        _, _, script = cursor.before.partition(cursor.arguments[0])
        yield from _command(cursor, script.lstrip())
    else:
        yield from healthcheck_types(cursor)


def _user(cursor: Cursor) -> Iterator[Completion]:
    if not cursor.words:
        yield from users(cursor, cursor.word)


def _volume(cursor: Cursor) -> Iterator[Completion]:
    quoted = _in_quotes(cursor)
    found = stage_paths(cursor, cursor.word if quoted is None else quoted, cursor.stage)
    yield from (one for one in found if one.kind == "folder")


def _onbuild(cursor: Cursor) -> Iterator[Completion]:
    yield from instructions(cursor)


def _in_quotes(cursor: Cursor) -> str | None:
    """What is typed of a string of a JSON list; None outside of one."""
    if cursor.json_list is None:
        return None
    parts = cursor.json_list.split('"')
    return parts[-1] if len(parts) % 2 == 0 else None


_STRING = re.compile(r'"([^"\\]*)"')

_OPERANDS = {
    "ADD": _transfer,
    "ARG": declarations,
    "CMD": _program,
    "COPY": _transfer,
    "ENTRYPOINT": _program,
    "ENV": environment,
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
