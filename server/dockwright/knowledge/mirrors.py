"""Registries that hand on the images of another one under names of their own, unchanged and for everybody.

A registry of a company that proxies another one has a name that only the company knows to mean that; it is not in here.

Sources: https://gallery.ecr.aws/docker, https://cloud.google.com/artifact-registry/docs/pull-cached-dockerhub-images,
https://github.com/DaoCloud/public-image-mirror, https://docs.gitlab.com/user/packages/dependency_proxy/. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words

DOCKER_HUB = "docker.io/"

_DAOCLOUD = {
    "docker": DOCKER_HUB, "elastic": "docker.elastic.co/", "gcr": "gcr.io/", "ghcr": "ghcr.io/", "k8s": "registry.k8s.io/",
    "mcr": "mcr.microsoft.com/", "nvcr": "nvcr.io/", "quay": "quay.io/",
}  # fmt: skip
"""What stands in front of `.m.daocloud.io` for a registry. Its other way is `m.daocloud.io/` in front of the whole name."""

PREFIXES: Mapping[str, str] = {
    "mcr.microsoft.com/mirror/docker/library/": f"{DOCKER_HUB}library/",
    "mirror.gcr.io/": DOCKER_HUB,
    "public.ecr.aws/docker/library/": f"{DOCKER_HUB}library/",
    **{f"{name}.m.daocloud.io/": origin for name, origin in _DAOCLOUD.items()},
    **{f"m.daocloud.io/{origin}": origin for origin in _DAOCLOUD.values()},
}
"""How a name begins there, and what it stands for."""

PARTS: Mapping[str, frozenset[str]] = {
    "mcr.microsoft.com/mirror/docker/library/": frozenset(),
    "mirror.gcr.io/": words("alpine debian nginx ubuntu"),
}
"""Mirrors that do not have every image: those of which they are known to have the current tags."""

DEPENDENCY_PROXY = "/dependency_proxy/containers/"
"""What stands behind the name of a group in GitLab, and in front of a name of Docker Hub."""


def mirror_of(name: str) -> tuple[str, str]:
    """What a full name begins with on a mirror, and what that stands for; two empty texts where it is on none that is known."""
    for prefix, origin in PREFIXES.items():
        if name.startswith(prefix):
            return prefix, origin
    group, proxy, _ = name.partition(DEPENDENCY_PROXY)
    return (group + proxy, DOCKER_HUB) if proxy else ("", "")
