"""A completion: what is offered, what it replaces, and where more about it is written."""

from __future__ import annotations

import re

from dockwright.ide.topics import Topic
from dockwright.text import Span
from dockwright.values import NamedTuple

_MARKER = re.compile(r"\$\{\d+(?::([^{}]*))?\}|\$\d")
_SPECIAL = re.compile(r"[\\$}]")


class Completion(NamedTuple):
    """One offer. `kind` is one of keyword, flag, value, stage, variable, image, file, folder, user, command, property,
    rule, snippet.

    `snippet` is the text with places to fill in (`${1:text}`), None when there are none; `text` is it without them.
    """

    label: str
    kind: str
    span: Span  # what is replaced
    text: str
    detail: str = ""
    topic: Topic = ()
    snippet: str | None = None
    retriggers: bool = False  # whether the next completion should open by itself
    is_deprecated: bool = False


class Completions(NamedTuple):
    """What is offered at a place. Not complete: there is more, to be asked for again when more is typed."""

    items: tuple[Completion, ...]
    is_complete: bool


def fill_in(snippet: str) -> str:
    """The plain text of a snippet."""
    return _MARKER.sub(lambda match: match[1] or "", snippet)


def escaped(text: str) -> str:
    """A text as a snippet without places to fill in."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
