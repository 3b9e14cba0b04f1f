"""What a Dockerfile names follows a file or directory of the build context that moves: sources of COPY, ADD and mounts, and words
of commands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.ide.steps import steps
from dockwright.semantics import SemanticModel
from dockwright.syntax import Copy, Dockerfile, Run, Transfer
from dockwright.text import Edit, Span

_NEEDS_QUOTES = re.compile(r"[\s\"'$*?\[\]\\`,]")


def follow_move(model: SemanticModel, context: BuildContext, old: str, new: str) -> tuple[Edit, ...]:
    """The edits for a move inside the context; both paths relative to it, without a leading `./`."""
    from dockwright.ide.moved_in_image import commands_that_follow, copies_that_follow

    followers = (*copies_that_follow(model, context, old, new), *commands_that_follow(model, context, old, new))
    return (*_edits(model.dockerfile, old, new), *followers)


def _edits(dockerfile: Dockerfile, old: str, new: str) -> Iterator[Edit]:
    for instruction in steps(dockerfile.instructions):
        if isinstance(instruction, Transfer):
            if isinstance(instruction, Copy) and instruction.from_ is not None:
                continue
            for word in instruction.sources:
                path = _moved(word.value, old, new)
                if path is not None and word.is_literal:
                    yield from _replacement(word.span, word.raw, path, instruction.is_json)
        elif isinstance(instruction, Run):
            yield from _mounts(instruction, old, new)


def _mounts(run: Run, old: str, new: str) -> Iterator[Edit]:
    for mount in run.mounts:
        kind, source = mount.option("type"), mount.option("source", "src")
        if source is None or not source.value or source.value_span is None or mount.option("from") is not None:
            continue
        path = _moved(source.value, old, new)
        if path is not None and (kind is None or kind.value == "bind"):
            yield from _replacement(source.value_span, source.value, path, False)


def _moved(written: str, old: str, new: str) -> str | None:
    """The source as it must be written after the move, None when it is not part of it."""
    prefix = "/" if written.startswith("/") else "./" if written.startswith("./") else ""
    path = written[len(prefix) :]
    plain = path.rstrip("/")
    if plain == old:
        return prefix + new + path[len(plain) :]
    if path.startswith(f"{old}/"):
        return prefix + new + path[len(old) :]
    return None


def _replacement(span: Span, raw: str, path: str, is_json: bool) -> Iterator[Edit]:
    if is_json:
        yield Edit(span, json.dumps(path, ensure_ascii=False))
    elif not _NEEDS_QUOTES.search(path) and not _NEEDS_QUOTES.search(raw):
        yield Edit(span, path)
