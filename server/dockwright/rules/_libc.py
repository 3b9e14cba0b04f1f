"""The C library of an image: its release, what may bring another one, and a small image that has it."""

from __future__ import annotations

from posixpath import basename

from dockwright.knowledge.base_images import BaseImage, facts
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.images import ImageName
from dockwright.syntax import Copy, Run, Transfer, Word
from dockwright.text import whole_number

START_OF_PROGRAMS = (2, 34)
"""Since this release of glibc every program that is linked against it asks for its new way to start a program."""

_LIBRARY_DIRECTORIES = ("/lib", "/lib64", "/usr", "/usr/lib", "/usr/lib64", "/usr/local/lib")
_SIGNS_OF_LIBRARIES = ("glibc", "compat", "ld-linux", "ld-musl", "musl", "patchelf", "lib64", ".so")


def version(image: BaseImage) -> tuple[int, ...]:
    return tuple(whole_number(part) for part in image.libc_version.split(".") if part.isdecimal())


def facts_of_image(copy: Copy) -> BaseImage | None:
    """What is known of the image that a COPY takes from, where it is named and no stage."""
    value = copy.from_.value if copy.from_ is not None else None
    image = ImageName.parse(value.value) if value is not None and "$" not in value.raw else None
    return facts(image.family, image.tag) if image is not None else None


def brings_library(model: SemanticModel, stage: Stage, copy: Copy) -> bool:
    """Whether the image may have got another C library: by packages, or with other files."""
    for one in stage.lineage:
        for instruction in one.instructions:
            if isinstance(instruction, Run):
                text = instruction.text
                if any(sign in text for sign in _SIGNS_OF_LIBRARIES) or model.script(instruction).has_errors:
                    return True
            elif isinstance(instruction, Transfer):
                for word in instruction.sources:
                    if _is_library(model, instruction, word, instruction is copy):
                        return True
    return False


def _is_library(model: SemanticModel, transfer: Transfer, word: Word, is_own: bool) -> bool:
    """Whether a source may hold shared libraries that the loader finds."""
    written = model.expand(transfer.destination, transfer) if transfer.destination is not None else None
    place = model.state_before(transfer).resolve(written) if written is not None else None
    if place is None or any(sign in word.value for sign in _SIGNS_OF_LIBRARIES):
        return True
    if place == "/":
        name = basename(word.value.rstrip("/"))
        is_file = bool(name) and not word.value.endswith("/") and not name.endswith((".tar", "gz", "xz", "bz2"))
        return name in ("rootfs", "lib", "usr", "lib64", "root", "sysroot") or not (is_own or is_file)
    if place.startswith(("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")) or place in _LIBRARY_DIRECTORIES:
        return "site-packages" not in place and "node_modules" not in place
    return False


def small_image(builder: BaseImage | None) -> str | None:
    """A small image with the C library of the builder."""
    if builder is None or not builder.release:
        return None
    return {"debian": f"debian:{builder.release}-slim", "ubuntu": f"ubuntu:{builder.release}"}.get(builder.os)
