"""Well-known images and their tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.base_images import facts
from dockwright.knowledge.ecosystems import ECOSYSTEMS
from dockwright.knowledge.image_tags import COPIED_FROM, RUNTIMES, TAGS, WHOLE_VERSIONS
from dockwright.semantics.images import ImageName

if TYPE_CHECKING:
    from dockwright.context import BuildContext

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))(?=[^\w]|\Z)")
_VERSION = re.compile(r"\d[\d.]*(?=-)")
_KINDS = {"os": "operating system", "empty": "nothing: for programs that need no system"}


def images(cursor: Cursor, typed: str) -> Iterator[Completion]:
    """Names of images, or behind a colon their tags."""
    name, colon, tag = typed.rpartition(":")
    if "@" in typed or "$" in name:
        return
    if "$" in tag:
        yield from _variants(cursor, name, tag)
    elif colon and "/" not in tag:
        yield from _tags(cursor, name, tag)
    else:
        yield from _names(cursor, typed)


def _names(cursor: Cursor, typed: str) -> Iterator[Completion]:
    span = cursor.replacing(typed, r"[\w./-]*")
    if span is None:
        return
    has_tag = cursor.text.startswith(":", span.end)
    likely = tuple(_likely(cursor))
    for name in dict.fromkeys((*likely, *TAGS)):
        tags, image = TAGS[name], facts(name)
        kind = (
            " ".join(filter(None, (image.ecosystem, _KINDS.get(image.kind, image.kind)))) if image is not None else ""
        )
        completed = name if has_tag or not tags or typed == name else f"{name}:"
        yield Completion(name, "image", span, completed, kind, ("image", name, ""), retriggers=completed != name)


def _likely(cursor: Cursor) -> Iterator[str]:
    """For a first stage the images of what the project is written in, for a later one what runs what was built above."""
    if cursor.keyword != "FROM":
        yield from COPIED_FROM
        return
    above = cursor.model.stages[: cursor.stage.index if cursor.stage is not None else 0]
    built = dict.fromkeys(stage.facts.ecosystem for stage in reversed(above) if stage.facts is not None)
    for ecosystem in built:
        yield from RUNTIMES.get(ecosystem, ())
    written = [name for name, layout in ECOSYSTEMS.items() if _has(cursor.context, layout.manifests)]
    for name in TAGS if written else ():
        image = facts(name)
        if image is not None and image.ecosystem in written and image.kind == "toolchain":
            yield name


def _has(context: BuildContext, patterns: Iterable[str]) -> bool:
    """Whether one of the files stands at the top of the context."""
    return any(context.glob(name) if "*" in name else context.is_file(name) for name in patterns)


def _tags(cursor: Cursor, name: str, tag: str) -> Iterator[Completion]:
    span = cursor.replacing(tag, r"[\w.-]*")
    if span is not None:
        family, tags = _known_tags(name)
        typed = (tag,) if tag[:1].isdigit() and any(tag in _shorter(family, one) for one in tags) else ()
        for one in (*typed, *tags):  # what is typed and is meant stands first: some editors take it for a line break
            yield Completion(one, "value", span, one, _detail(family, one), ("image", family, one))


def shorter_tags(one: Completion) -> tuple[str, ...]:
    """What is a tag as well and begins one that is offered: `stable` of `stable-slim`, `3.14` and `3` of `3.14-slim`."""
    return _shorter(one.topic[1], one.label) if one.kind == "value" and one.topic[:1] == ("image",) else ()


def _shorter(family: str, tag: str) -> tuple[str, ...]:
    if family in WHOLE_VERSIONS:
        return ()
    head = tag.partition("-")[0]
    first = head.partition(".")[0] if head[:1].isdigit() else head
    return tuple(one for one in dict.fromkeys((head, first)) if one not in ("", tag))


def _variants(cursor: Cursor, name: str, tag: str) -> Iterator[Completion]:
    """What may stand behind a variable with the version: `-slim`, `-alpine`."""
    match = _VARIABLE.match(tag)
    span = cursor.replacing(tag[match.end() :], r"[\w.-]*") if match is not None else None
    if match is None or span is None:
        return
    family, tags = _known_tags(name)
    version = cursor.model.global_values.get(match[1] or match[2])
    fitting = [one for one in tags if version and one.startswith(f"{version}-")]
    ends = [one[len(version or "") :] for one in fitting] or [
        one[found.end() :] for one in tags if (found := _VERSION.match(one))
    ]
    for end in dict.fromkeys(ends):
        whole = f"{version}{end}" if version else ""
        yield Completion(end, "value", span, end, _detail(family, whole), ("image", family, whole) if whole else ())


def _known_tags(name: str) -> tuple[str, tuple[str, ...]]:
    """The family of an image and the tags that it is known to have."""
    parsed = ImageName.parse(name)
    if parsed is None:
        return "", ()
    return parsed.family, tuple(TAGS.get(parsed.family, TAGS.get(name, ())))


def _detail(family: str, tag: str) -> str:
    """The system of an image, and how large it is."""
    image = facts(family, tag) if tag else None
    if image is None:
        return ""
    system = " ".join(filter(None, (image.os, image.release if image.release != image.os else "")))
    return ", ".join(filter(None, (system, f"about {image.size_mb} MB" if image.size_mb else "")))
