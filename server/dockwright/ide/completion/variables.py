"""Variables behind `$` and `${`, and names that ARG can declare."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.platforms import PLATFORM_ARGUMENTS, PROXY_ARGUMENTS
from dockwright.knowledge.variables import ARGUMENTS
from dockwright.syntax import Instruction

_REFERENCE = re.compile(r"(\$\{?)(\w*)\Z")
_AT_RUN_TIME = ("CMD", "ENTRYPOINT", "HEALTHCHECK")
_PLATFORMS = ("BUILDPLATFORM", "TARGETPLATFORM")
_SHORT = 60  # characters of a value that are shown


def is_reference(cursor: Cursor) -> bool:
    """Whether a variable's name is being typed."""
    match = _REFERENCE.search(cursor.before)
    if match is None:
        return False
    escapes = cursor.before[: match.start()]
    return (len(escapes) - len(escapes.rstrip(cursor.model.dockerfile.escape))) % 2 == 0


def expands(cursor: Cursor) -> bool:
    """Whether anybody replaces variables at the cursor: nobody does in single quotes, in lists of programs, and in files
    whose here-document has a quoted name."""
    if cursor.heredoc is not None:
        return cursor.keyword == "RUN" or cursor.heredoc.expand
    if cursor.is_exec_form:
        return False
    return not _in_single_quotes(cursor.before, cursor.model.dockerfile.escape)


def _in_single_quotes(text: str, escape: str) -> bool:
    quote = ""
    is_escaped = False
    for character in text:
        if is_escaped:
            is_escaped = False
        elif character == escape and quote != "'":
            is_escaped = True
        elif character in ("'", '"') and quote in ("", character):
            quote = "" if quote else character
    return quote == "'"


def variables(cursor: Cursor) -> Iterator[Completion]:
    """What is set here, then what the builder sets."""
    match = _REFERENCE.search(cursor.before)
    span = cursor.replacing(match[2], r"\w*") if match is not None else None
    if match is None or span is None or cursor.instruction is None:
        return
    closing = "}" if match[1] == "${" and cursor.text[span.end : span.end + 1] not in tuple("}:-+?#%/") else ""
    values = _values(cursor, cursor.instruction)
    for name in values:
        topic = ("argument", name) if name in ARGUMENTS else ()
        yield Completion(name, "variable", span, name + closing, _shown(name, values[name]), topic)
    if cursor.keyword == "RUN":
        for name in sorted(PROXY_ARGUMENTS - set(values)):
            yield Completion(name, "variable", span, name + closing, "set by the builder", ("argument", name))


def _values(cursor: Cursor, instruction: Instruction) -> dict[str, str | None]:
    """What a variable may be here: what the file sets, then what the base image and the builder set.

    A program of the finished image sees no build arguments.
    """
    state = cursor.model.state_before(instruction)
    values = state.env if cursor.keyword in _AT_RUN_TIME else state.variables
    inherited = cursor.stage.facts.env if cursor.stage is not None and cursor.stage.facts is not None else {}
    own = [name for name in values if name not in PLATFORM_ARGUMENTS]
    own.sort(key=lambda name: (name in inherited, name in state.env, name))
    if cursor.keyword == "FROM" and cursor.word.startswith("--platform="):
        return {name: values[name] for name in (*_PLATFORMS, *own) if name in values}
    platforms = [name for name in ARGUMENTS if name in PLATFORM_ARGUMENTS and name in values]
    return {name: values[name] for name in (*own, *platforms)}


def declarations(cursor: Cursor) -> Iterator[Completion]:
    """Behind ARG: the global arguments that a stage may take in, and those that the builder sets."""
    span = cursor.replacing(cursor.word, r"\w*")
    if span is None or "=" in cursor.word or cursor.is_before_first_stage:
        return
    declared = {word.partition("=")[0] for word in cursor.words}
    for arg in cursor.model.global_args:
        for pair in arg.pairs:
            name = pair.key.value
            if name not in declared:
                declared.add(name)
                value = pair.value.value if pair.value is not None else None
                yield Completion(name, "variable", span, name, _shown(name, value))
    for name, meaning in ARGUMENTS.items():
        if name in PLATFORM_ARGUMENTS and name not in declared:
            yield Completion(name, "variable", span, name, meaning.partition(".")[0], ("argument", name))


def _shown(name: str, value: str | None) -> str:
    if value is None:
        return ARGUMENTS[name].partition(".")[0] if name in ARGUMENTS else "value not known before the build"
    return value if len(value) <= _SHORT else value[:_SHORT] + "..."
