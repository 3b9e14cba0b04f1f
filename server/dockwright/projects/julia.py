"""Julia projects: what `Pkg.instantiate()` reads.

Sources: https://pkgdocs.julialang.org/v1/toml-files/, https://pkgdocs.julialang.org/v1/environments/ (Julia 1.12). Date: 2026-11.
"""

from __future__ import annotations

from dockwright.context import BuildContext, join
from dockwright.projects.manifests import Manifests, outside, sent_files
from dockwright.projects.toml import read_toml

FILES = ("Project.toml", "Manifest.toml", "Manifest-v*.toml")


def manifests(context: BuildContext, directory: str, root: str) -> Manifests | None:
    """What is read in a directory; None: no project is there."""
    files = sent_files(context, directory, FILES)
    data = read_toml(context, join(directory, "Project.toml"))
    if not files or data is None:
        return None
    obstacles: list[str] = []
    if "uuid" in data or "workspace" in data or "sources" in data:
        obstacles.append("Project.toml describes a package or other parts of the project, which are compiled, too")
    texts = (context.read(path) or "" for path in files[1:])
    if any(line.startswith("path") for text in texts for line in text.splitlines()):
        obstacles.append("Manifest.toml names packages that are parts of the project")
    needless = None if data.get("deps") else "Project.toml names no packages"
    return Manifests(tuple(files), obstacles=(*obstacles, *outside(tuple(files), root)), needless=needless)
