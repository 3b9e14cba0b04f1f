"""What a Dockerfile is built by, and what each builder knows of `RUN --mount`, here-documents and `COPY --chmod`.

Source: the reference of BuildKit's frontend; for Buildah, which Podman builds with, its parser of mounts and the flags
that its dispatcher of instructions takes (1.42), and the notes on releases: cache mounts came with 1.24, their `sharing`
in 2022, here-documents with 1.35. Date: 2026-11.
"""

from __future__ import annotations

from dockwright.knowledge.table import words

BUILDKIT = "buildkit"
EITHER = "either"
"""BuildKit or Buildah: a file that both may get. An error is what both refuse, and what one refuses is not offered."""

BUILDERS = (BUILDKIT, "classic", "buildah", "kaniko", EITHER)

CACHE_MOUNTS = words("buildkit buildah either")
MODES = words("buildkit buildah either")
"""Builders with `COPY --chmod`."""
HERE_DOCUMENTS = words("buildkit")
"""Builders with here-documents; Ubuntu 24.04 and Debian 12 have a Buildah without."""
AS_BUILDAH = words("buildah either")
"""Builders by which an error is nothing that Buildah takes."""

MOUNT_KEYS_OF_BUILDAH = words(
    "U Z z relabel chown idmap bind-propagation bind-nonrecursive shared rshared private rprivate slave rslave"
    " nosuid nodev noexec no-dereference consistency tmpcopyup tmpfs-mode tmpfs-size"
)
"""Keys of `RUN --mount` that BuildKit refuses: labels of SELinux, owners, propagation, options of file systems."""


def usual_builder(name: str) -> str:
    """What builds a file of this name, without its directories, unless somebody says so: a Containerfile, either."""
    stem, _, extension = name.lower().replace("-", ".").replace("_", ".").partition(".")
    return EITHER if stem == "containerfile" or extension.rpartition(".")[2] == "containerfile" else BUILDKIT
