"""What well-known base images bring along: operating system, configuration, programs, size.

`systems`, `languages`, `java`, `dotnet`, `distroless`, `services` and `tools` are the tables, with a row for all tags of a name;
`releases` says which Debian a version stands on. `tags` lays over a row what a tag says, `vendors` and `added` know images that
need no row of their own.

Source: the images' own Dockerfiles and the tag lists of Docker's official images, Microsoft, Google's distroless and
Chainguard. Date: 2026-11. Sizes are amd64 in MB, rounded; they say which of two images is smaller, not by how much.
"""

from __future__ import annotations

from functools import lru_cache

from dockwright.knowledge.base_images.added import added_to, beneath
from dockwright.knowledge.base_images.image import DEFAULT_PATH, NOTABLE_PROGRAMS, POSIX_SHELL, WINDOWS_SHELL, BaseImage
from dockwright.knowledge.base_images.listed import ALIASES, family_of, is_listed, vendor_of
from dockwright.knowledge.base_images.tags import complete, reaches
from dockwright.knowledge.distributions import ARCHIVED

DATE = "2026-11"

__all__ = [
    "DATE",
    "DEFAULT_PATH",
    "NOTABLE_PROGRAMS",
    "POSIX_SHELL",
    "WINDOWS_SHELL",
    "BaseImage",
    "facts",
    "is_listed",
    "may_be_archived",
]


@lru_cache(maxsize=4096)
def facts(family: str, tag: str | None = None) -> BaseImage | None:
    """What is known of the image `family:tag`, `family` being ImageName.family; None for images not in the tables."""
    below = beneath(family, tag)
    if below is not None:
        image = facts(*below)
        return added_to(image, family, tag) if image is not None else None
    words = tuple(tag.split("-")) if tag else ()
    vendor = vendor_of(family)
    row = family_of(ALIASES.get(family, family)) if not vendor else None
    if row is not None:
        return complete(row, family, words)
    from dockwright.knowledge.base_images.vendors import of_vendor, windows

    return of_vendor(vendor, family, words) if vendor else windows(family, words)


def may_be_archived(image: BaseImage) -> bool:
    """Whether the mirrors may hold the packages of the image's Debian no longer, also where the tag does not tell which it is."""
    row = family_of(image.family) if not image.release and image.os == "debian" else None
    if row is None:
        return image.release in ARCHIVED
    rows = row.releases
    chosen = [index for index, (start, _) in enumerate(rows) if not image.version or reaches(image.version, start)]
    if not chosen:
        return bool(rows)
    beside = rows[max(chosen[-1] - 1, 0) : chosen[-1] + 2]
    return any(word in ARCHIVED for start, word in beside if start[:2] == image.version[:2])
