"""The image that a Node server runs in: the same release of Node on the same release of the same system, without tools.

Source: the tag lists and Dockerfiles of the official node image, and of oven/bun (its release workflow). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.table import words
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.model import Base, Obstacle
from dockwright.semantics import Stage
from dockwright.semantics.images import ImageName

_OWN = frozenset({"node", "npm", "npx", "nodejs", "yarn", "yarnpkg"})
_FIRST_SLIM = (10,)
"""Older tags without a distribution may name another one when `-slim` is added."""
_BARE = {"": "slim", "latest": "slim"}


FAMILIES = frozenset({"node", "oven/bun"})
"""Images whose small variants are known here."""

_BUN_TAG = re.compile(r"(?P<version>\d+(?:\.\d+){0,2}|canary)?-?(?P<system>debian|slim)?\Z")


def runtime_base(stage: Stage, facts: BaseImage) -> Base | Obstacle:
    """The base of the runtime stage; an obstacle where no image is known to have the same system."""
    written = image_of(stage)
    if facts.family == "oven/bun":
        return _bun(written, facts) or Obstacle(
            f"which slim image belongs to `{written}` is not known", stage.base_span, ships=True
        )
    if facts.os == "alpine":
        return _base("alpine", written, runtime_bases.alpine())
    if facts.os != "debian":
        return Obstacle(f"which system `{written}` has is not known", stage.base_span, ships=True)
    if facts.variant != "slim":
        slim = _slim(written, facts)
        if not slim:
            return Obstacle(f"which slim image has the system of `{written}` is not known", stage.base_span, ships=True)
        written = slim
    return _base("slim", written, runtime_bases.debian_slim())


def _bun(written: str, facts: BaseImage) -> Base | None:
    """`1` and `1-debian` have `1-slim` beside them, on Debian too."""
    like, name = runtime_bases.debian_slim(), "slim"
    if facts.os == "alpine":
        like, name = runtime_bases.alpine(), "alpine"
    elif facts.os != "debian":
        return None
    elif facts.variant != "slim":
        image = ImageName.parse(written)
        tag = (image.tag or "") if image is not None else ""
        match = _BUN_TAG.match("" if tag == "latest" else tag)
        if image is None or image.digest is not None or "$" in written or match is None:
            return None
        stem = written[: -len(tag) - 1] if tag else written
        written = f"{stem}:{match['version']}-slim" if match["version"] else f"{stem}:slim"
    own = words("bun bunx")
    return like._replace(
        name=name, image=written, has_certificates=False, accounts=like.accounts | {"bun"}, programs=like.programs | own
    )


def _base(name: str, image: str, like: Base) -> Base:
    return like._replace(
        name=name, image=image, has_certificates=False, accounts=like.accounts | {"node"}, programs=like.programs | _OWN
    )


def _slim(written: str, facts: BaseImage) -> str:
    """The name of the slim variant; "" where it cannot be told."""
    name = ImageName.parse(written)
    if name is None or name.digest is not None or "@" in written:
        return ""
    tag = name.tag or ""
    if "$" in written and ("$" not in tag or not facts.version):
        return ""
    if facts.version and facts.version < _FIRST_SLIM and not facts.release:
        return ""
    stem = written[: -len(tag) - 1] if tag else written
    return f"{stem}:{_BARE.get(tag, f'{tag}-slim')}"
