"""What was worked out of the files of a context, remembered for as long as it holds."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from dockwright.context.answers import Context
from dockwright.context.paths import clean
from dockwright.context.questions import BuildContext

Answer = TypeVar("Answer")

_answers: dict[Hashable, Any] = {}
_MOST_ANSWERS = 20_000


def keep(context: BuildContext, key: Hashable, make: Callable[[], Answer]) -> Answer:
    """What `make` gives, worked out once for a context: for what many files say together."""
    kept: dict[Hashable, Any] | None = getattr(context, "_kept", None)
    if kept is None or not context.is_known:  # the unknown context is one for all, and nothing is worked out of it
        return make()
    if key not in kept:
        kept[key] = make()
    answer: Answer = kept[key]
    return answer


def read_as(context: BuildContext, path: str, reader: Callable[[str], Answer]) -> Answer | None:
    """What a function makes of the text of a file; None where there is none.

    It is remembered as long as the file stays the same, also for later contexts: an application has hundreds of sources,
    and the editor asks about them again after every letter typed into the Dockerfile. The answer should be small.
    """
    mark = context._stamp(clean(path)) if isinstance(context, Context) else None
    return remembered(mark, reader, lambda: _told(context, path, reader))


def remembered(mark: Hashable | None, reader: Hashable, make: Callable[[], Answer]) -> Answer:
    """What `make` gives by a function of a module, once for what has this stamp; each time where there is no stamp."""
    if mark is None:
        return make()
    key = reader, mark
    try:
        answer: Answer = _answers[key]
    except KeyError:
        answer = make()
        if len(_answers) >= _MOST_ANSWERS:
            _answers.clear()
        _answers[key] = answer
    return answer


def _told(context: BuildContext, path: str, reader: Callable[[str], Answer]) -> Answer | None:
    text = context.read(path)
    return None if text is None else reader(text)
