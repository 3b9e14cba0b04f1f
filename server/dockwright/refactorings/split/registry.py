"""Which registry the new image comes from: the one that the old image comes from, where that has the same images."""

from __future__ import annotations

from dockwright.knowledge.mirrors import PARTS, mirror_of
from dockwright.refactorings.split.model import Base
from dockwright.semantics import Stage
from dockwright.semantics.images import DOCKER_HUB


def at_home(base: Base, stage: Stage) -> Base:
    """The base by the name that it has where an official image of Docker Hub is taken from a mirror, or by its full name.

    Whoever builds behind a mirror may not reach Docker Hub, and a team that writes full names may have to.
    """
    root, image = stage.root, stage.root.base
    word = root.from_.image if root.from_ is not None else None
    if image is None or word is None or "/" in base.image or base.os == "scratch" or image.registry_span is None:
        return base
    is_official = "/" not in image.family and image.family == image.name
    mirror = mirror_of(f"{image.registry}/{image.repository}")[0]
    if not is_official or not (image.registry == DOCKER_HUB or mirror):
        return base
    if base.image.partition(":")[0] not in PARTS.get(mirror, {base.image.partition(":")[0]}):
        return base
    above, slash, _ = word.value.rpartition("/")
    is_whole = bool(slash) and above.count("{") == above.count("}")  # not cut out of the default of a variable
    return base._replace(image=f"{above}/{base.image}") if is_whole else base
