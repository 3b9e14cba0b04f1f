"""Compose files: the builds that their services name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.context import Started
from dockwright.discovery.build import NamedBuild, named_build
from dockwright.discovery.yaml_nodes import get, items, members, read, scalar

if TYPE_CHECKING:
    from yaml.nodes import Node

_VARIABLE = re.compile(r"\$(?:\$|\{\w+(?::?-(?P<default>[^${}]*))?\}|\w+)")


def compose_builds(text: str, path: str) -> list[NamedBuild]:
    """The builds of a compose file's services. Never raises: a file that is no compose file names none."""
    builds = (_build(service, path) for _, service in items(get(read(text), "services")))
    return [build for build in builds if build is not None]


def _build(service: Node, path: str) -> NamedBuild | None:
    written = get(service, "build")
    short = _text(written)
    context = _text(get(written, "context")) if short is None else short
    dockerfile = _text(get(written, "dockerfile"))
    if get(written, "dockerfile_inline") is not None or (context is None and dockerfile is None):
        return None
    if _is_unreadable(written, "context", context) or _is_unreadable(written, "dockerfile", dockerfile):
        return None
    arguments = dict(_arguments(get(written, "args")))
    target = _text(get(written, "target"))
    build = named_build(os.path.dirname(path), path, context or ".", dockerfile or "Dockerfile", target, arguments)
    return build._replace(started=tuple(_started(service, target or "", path))) if build is not None else None


def _started(service: Node, target: str, path: str) -> Iterator[Started]:
    """The health check of a service, and a command or a user in the place of the image's own."""
    if user := _text(get(service, "user")):
        yield Started((), False, True, target.lower(), os.path.basename(path), user)
    check = get(service, "healthcheck")
    words = None if _text(get(check, "disable")) == "true" else _words(get(check, "test"))
    if words and words[0] == "CMD-SHELL":
        yield Started(words[1:2], True, True, target.lower(), os.path.basename(path))
    elif words and words[0] == "CMD":
        yield Started(words[1:], False, True, target.lower(), os.path.basename(path))
    elif words and words[0] != "NONE":
        yield Started(words[:1], True, True, target.lower(), os.path.basename(path))
    for key in ("entrypoint", "command"):
        words = _words(get(service, key))
        if words:
            is_text = _text(get(service, key)) is not None
            yield Started(words, is_text, False, target.lower(), os.path.basename(path))


def _words(node: Node | None) -> tuple[str, ...] | None:
    """A list of words, or a text as the one word; None where it is not known."""
    text = _text(node)
    if text is not None:
        return (text,) if text.strip() else None
    found = [_text(item) for item in members(node)]
    return tuple(word or "" for word in found) if found and None not in found else None


def _is_unreadable(build: Node | None, key: str, value: str | None) -> bool:
    """Whether a value is written, but depends on something unknown."""
    return value is None and get(build, key) is not None


def _arguments(node: Node | None) -> Iterator[tuple[str, str]]:
    """`args` as a mapping, or as a list of `NAME=value`."""
    for key, value in items(node):
        if (text := _text(value)) is not None:
            yield key, text
    for item in members(node):
        name, equals, value_text = (_text(item) or "").partition("=")
        if equals:
            yield name, value_text


def _text(node: Node | None) -> str | None:
    """A scalar with the defaults of its variables; None when it is null, no scalar, or has a variable without one."""
    text = scalar(node)
    if text is None:
        return None
    parts = []
    position = 0
    for found in _VARIABLE.finditer(text):
        meaning = "$" if found[0] == "$$" else found["default"]
        if meaning is None:
            return None
        parts += [text[position : found.start()], meaning]
        position = found.end()
    return "".join([*parts, text[position:]])
