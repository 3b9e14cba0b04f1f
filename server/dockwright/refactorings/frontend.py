"""The frontend that reads a Dockerfile, where `# syntax=` names one: whether it knows a feature yet.

Source: https://docs.docker.com/build/buildkit/dockerfile-release-notes/ (November 2026).
"""

from __future__ import annotations

from dockwright.assist import Refusal
from dockwright.patterns import lazy_pattern
from dockwright.semantics import SemanticModel
from dockwright.syntax import Run, Transfer
from dockwright.text import whole_number

HERE_DOCUMENTS = (1, 4)
MOUNTS = (1, 2)
MODES = (1, 2)
"""The version that brought `RUN --mount` and `COPY --chmod`. `-labs` had features one version earlier."""


def has_heredocs(model: SemanticModel) -> bool:
    """Whether the file has a here-document already, so that whatever builds it knows them."""
    return any(one.heredocs for one in model.dockerfile.instructions if isinstance(one, Run | Transfer))


_FRONTEND = lazy_pattern(r"(?:docker\.io/)?docker/dockerfile(?::(?P<tag>[\w.-]+))?(?:@\S+)?\Z")
_VERSION = lazy_pattern(r"(\d+)(?:\.(\d+))?(?:\.\d+)?(-labs)?\Z")


def refusal(model: SemanticModel, since: tuple[int, int], what: str) -> Refusal | None:
    """Why the frontend may not know what came with a version; None where it does, or where the builder brings its own."""
    for directive in model.dockerfile.directives:
        if directive.name != "syntax":
            continue
        found = _FRONTEND.match(directive.value)
        version = _VERSION.match(found["tag"]) if found is not None and found["tag"] else None
        if found is None or (found["tag"] and version is None and found["tag"] not in ("latest", "labs")):
            return Refusal(f"nobody knows whether `{directive.value}` has {what}", directive.value_span)
        if version is None or (version[2] is None and version[1] != "0"):
            continue
        numbers = (whole_number(version[1]), whole_number(version[2] or "0"))
        if numbers < ((since[0], since[1] - 1) if version[3] else since):
            return Refusal(f"{what} came with Dockerfile syntax {since[0]}.{since[1]}", directive.value_span)
    return None
