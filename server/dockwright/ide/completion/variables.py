"""Variables behind `$` and `${`, and names that ARG can declare."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.platforms import PLATFORM_ARGUMENTS, PROXY_ARGUMENTS
from dockwright.knowledge.variables import ARGUMENTS

_REFERENCE = re.compile(r"(\$\{?)(\w*)\Z")
_SHELL_FORMS = ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK")
_SHORT = 60  # characters of a value that are shown


def is_reference(cursor: Cursor) -> bool:
    """Whether a variable's name is being typed."""
    match = _REFERENCE.search(cursor.before)
    if match is None:
        return False
    escapes = cursor.before[: match.start()]
    return (len(escapes) - len(escapes.rstrip(cursor.model.dockerfile.escape))) % 2 == 0


def variables(cursor: Cursor) -> Iterator[Completion]:
    """What is set here, then what the builder sets."""
    match = _REFERENCE.search(cursor.before)
    span = cursor.replacing(match[2], r"\w*") if match is not None else None
    if match is None or span is None or cursor.instruction is None:
        return
    closing = "}" if match[1] == "${" and cursor.text[span.end : span.end + 1] not in tuple("}:-+?#%/") else ""
    state = cursor.model.state_before(cursor.instruction)
    for name in sorted(state.variables, key=lambda name: (name in PLATFORM_ARGUMENTS or name in state.env, name)):
        value = state.variables[name]
        topic = ("argument", name) if name in ARGUMENTS else ()
        yield Completion(name, "variable", span, name + closing, _shown(value), topic)
    if cursor.keyword in _SHELL_FORMS:
        for name in sorted(PROXY_ARGUMENTS - set(state.variables)):
            yield Completion(name, "variable", span, name + closing, "set by the builder", ("argument", name))


def declarations(cursor: Cursor) -> Iterator[Completion]:
    """Behind ARG: the global arguments that a stage may take in, and those that the builder sets."""
    span = cursor.replacing(cursor.word, r"\w*")
    if span is None or "=" in cursor.word or cursor.is_before_first_stage:
        return
    declared = {word.partition("=")[0] for word in cursor.words}
    for arg in cursor.model.global_args:
        for pair in arg.pairs:
            if pair.key.value not in declared:
                declared.add(pair.key.value)
                value = pair.value.value if pair.value is not None else None
                yield Completion(pair.key.value, "variable", span, pair.key.value, _shown(value))
    for name, meaning in ARGUMENTS.items():
        if name in PLATFORM_ARGUMENTS and name not in declared:
            yield Completion(name, "variable", span, name, meaning.partition(".")[0], ("argument", name))


def _shown(value: str | None) -> str:
    if value is None:
        return "value not known before the build"
    return value if len(value) <= _SHORT else value[:_SHORT] + "..."
