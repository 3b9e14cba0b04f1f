"""Development containers: the build of a devcontainer.json. Source: containers.dev/implementors/json_reference"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from dockwright.discovery.build import NamedBuild, named_build
from dockwright.projects.node import json_with_comments


def devcontainer_builds(text: str, path: str) -> list[NamedBuild]:
    """The build of a development container, if it has one. Never raises."""
    settings = json_with_comments(text)
    build = settings.get("build")
    given: Mapping[str, Any] = build if isinstance(build, dict) else {}
    file = given.get("dockerfile", settings.get("dockerFile"))
    context = given.get("context", settings.get("context"))
    if context is None and isinstance(file, str) and "/" not in os.path.normpath(file):
        context = "."  # for a Dockerfile elsewhere it is rather forgotten
    target = given.get("target")
    if not isinstance(file, str) or not isinstance(context, str) or "${" in file + context:
        return []
    directory = os.path.dirname(path)
    arguments = given.get("args")
    known = {
        name: value
        for name, value in (arguments.items() if isinstance(arguments, dict) else ())
        if isinstance(value, str) and "${" not in value
    }
    found = named_build(directory, path, context, "Dockerfile", target if isinstance(target, str) else None, known)
    if found is None or "\0" in file:
        return []
    return [found._replace(dockerfile=os.path.normpath(os.path.join(directory, file)))]
