"""Skaffold's configuration: the builds of its artifacts. Source: skaffold.dev/docs/references/yaml"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from dockwright.discovery.build import NamedBuild, named_build
from dockwright.discovery.yaml_nodes import get, items, members, read_all, scalar

if TYPE_CHECKING:
    from yaml.nodes import Node

_OTHER_BUILDERS = ("bazel", "buildpack", "buildpacks", "custom", "jib", "ko")
_MOST_ARTIFACTS = 1_000


def skaffold_builds(text: str, path: str) -> list[NamedBuild]:
    """The builds of a skaffold.yaml and its profiles. Never raises: a file that is none names none."""
    artifacts = (
        artifact
        for document in read_all(text)
        for one in (document, *members(get(document, "profiles")))
        for artifact in members(get(get(one, "build"), "artifacts"))
    )
    builds = (_build(artifact, path) for artifact in islice(artifacts, _MOST_ARTIFACTS))
    return [build for build in builds if build is not None]


def _build(artifact: Node, path: str) -> NamedBuild | None:
    """One artifact. Its Dockerfile goes by the context or, where that has none, by the configuration."""
    if any(get(artifact, builder) is not None for builder in _OTHER_BUILDERS):
        return None
    settings = get(artifact, "docker") or get(artifact, "kaniko")
    context, file, target = (
        scalar(get(node, key)) for node, key in ((artifact, "context"), (settings, "dockerfile"), (settings, "target"))
    )
    if any("{{" in one for one in (context, file, target) if one is not None):
        return None
    directory = os.path.dirname(path)
    build = named_build(directory, path, context or ".", file or "Dockerfile", target, dict(_arguments(settings)))
    if build is None or file is None or os.path.lexists(build.dockerfile):
        return build
    beside = os.path.normpath(os.path.join(directory, file))
    return build._replace(dockerfile=beside) if os.path.lexists(beside) else build


def _arguments(settings: Node | None) -> Iterator[tuple[str, str]]:
    for name, node in items(get(settings, "buildArgs")):
        value = scalar(node)
        if value is not None and "{{" not in value:
            yield name, value
