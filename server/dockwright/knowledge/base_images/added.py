"""Images that add programs to another one: uv, cargo-chef, Microsoft's images for development."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dockwright.knowledge import uv_images
from dockwright.knowledge.base_images.image import BaseImage
from dockwright.knowledge.table import words

_UV_MB = (20, 55)
"""Compressed and unpacked: uv and uvx."""

_CARGO_CHEF = "lukemathwalker/cargo-chef"
"""Source: https://github.com/LukeMathWalker/cargo-chef/blob/main/docker/Dockerfile."""

_FOR_DEVELOPMENT = ("mcr.microsoft.com/devcontainers/", "mcr.microsoft.com/vscode/devcontainers/")
"""Source: https://github.com/devcontainers/images/tree/main/src."""

_OFFICIAL: Mapping[str, str] = {
    "go": "golang",
    "javascript-node": "node",
    "python": "python",
    "typescript-node": "node",
}
_DEVELOPMENT_PROGRAMS = words("bash curl git jq less ps sudo unzip wget zsh")
"""What the images for development add."""


def beneath(family: str, tag: str | None) -> tuple[str, str] | None:
    """The name and the tag of the image that another one adds to; None: it is no such image, or the tag does not tell."""
    if family in uv_images.IMAGES:
        return uv_images.beneath(family, tag)
    if family == _CARGO_CHEF:  # `latest-rust-1.85-alpine`
        version = (tag or "").partition("-rust-")[2]
        return ("rust", version) if version else None
    if family.startswith(_FOR_DEVELOPMENT):
        official, rest = _OFFICIAL.get(family.rpartition("/")[2]), _behind_own_version(tag)
        return (official, "-".join(rest)) if official is not None and rest else None
    return None


def added_to(image: BaseImage, family: str, tag: str | None) -> BaseImage:
    """The image with what another one adds to it."""
    if family in uv_images.IMAGES:
        return _with_uv(image)
    if family == _CARGO_CHEF:
        env = MappingProxyType({**image.env, "CARGO_NET_GIT_FETCH_WITH_CLI": None})
        return image._replace(env=env, programs=image.programs | {"cargo-chef"})
    if image.release not in _behind_own_version(tag):  # of which release it is only the tag tells
        image = image._replace(release="", libc_version="")
    return image._replace(family=family, programs=image.programs | _DEVELOPMENT_PROGRAMS, env_is_complete=False)


def _with_uv(image: BaseImage) -> BaseImage:
    """It goes by the name of what it stands on."""
    return image._replace(
        ecosystem="python",
        kind="toolchain",
        entrypoint=(),
        cmd=("/usr/local/bin/uv",),
        env=MappingProxyType({**image.env, "UV_TOOL_BIN_DIR": None}),
        programs=image.programs | uv_images.PROGRAMS,
        compressed_mb=image.compressed_mb + _UV_MB[0],
        size_mb=image.size_mb + _UV_MB[1],
    )


def _behind_own_version(tag: str | None) -> list[str]:
    """The words of the official image's tag, of `1-1.24-bookworm` as of `1.24-bookworm`."""
    parts = tag.split("-") if tag else []
    is_own = len(parts) > 1 and parts[1][:1].isdecimal() and (parts[0][:1].isdecimal() or parts[0] == "dev")
    return parts[1:] if is_own else parts
