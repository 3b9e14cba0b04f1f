"""Well-known images and their tags."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.base_images import facts
from dockwright.knowledge.image_tags import TAGS
from dockwright.semantics.images import ImageName


def images(cursor: Cursor, typed: str) -> Iterator[Completion]:
    """Names of images, or behind a colon their tags."""
    if "@" in typed or "$" in typed:
        return
    name, colon, tag = typed.rpartition(":")
    if colon and "/" not in tag:
        yield from _tags(cursor, name, tag)
    else:
        yield from _names(cursor, typed)


def _names(cursor: Cursor, typed: str) -> Iterator[Completion]:
    span = cursor.replacing(typed, r"[\w./-]*")
    if span is None:
        return
    has_tag = cursor.text.startswith(":", span.end)
    for name, tags in TAGS.items():
        image = facts(name)
        kind = " ".join(filter(None, (image.ecosystem, image.kind))) if image is not None else ""
        completed = name if has_tag or not tags else f"{name}:"
        yield Completion(name, "image", span, completed, kind, ("image", name, ""), retriggers=completed != name)


def _tags(cursor: Cursor, name: str, tag: str) -> Iterator[Completion]:
    span = cursor.replacing(tag, r"[\w.-]*")
    parsed = ImageName.parse(name)
    if span is None or parsed is None:
        return
    for one in TAGS.get(parsed.family, TAGS.get(name, ())):
        image = facts(parsed.family, one)
        detail = ""
        if image is not None:
            system = " ".join(filter(None, (image.os, image.release if image.release != image.os else "")))
            detail = ", ".join(filter(None, (system, f"about {image.size_mb} MB" if image.size_mb else "")))
        yield Completion(one, "value", span, one, detail, ("image", parsed.family, one))
