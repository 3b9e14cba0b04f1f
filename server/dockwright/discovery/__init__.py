"""The edge to the file system: which files are Dockerfiles, what is in them, and in which context they are built."""

from __future__ import annotations

from dockwright.discovery.files import SIZE_LIMIT, Discovery, Failure, Source, find, read
from dockwright.discovery.inference import Build, context_sources, infer, named_dockerfiles
from dockwright.discovery.names import is_dockerfile_name

__all__ = [
    "SIZE_LIMIT",
    "Build",
    "Discovery",
    "Failure",
    "Source",
    "context_sources",
    "find",
    "infer",
    "is_dockerfile_name",
    "named_dockerfiles",
    "read",
]
