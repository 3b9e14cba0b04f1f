"""Workspaces of ROS: what `rosdep install --from-paths` reads.

Sources: https://docs.ros.org/en/independent/api/rosdep/html/commands.html, https://www.ros.org/reps/rep-0149.html (rosdep 0.26).
Date: 2026-11.
"""

from __future__ import annotations

from posixpath import basename

from dockwright.context import BuildContext
from dockwright.projects.manifests import Manifests, outside

FILES = frozenset(("package.xml", "manifest.xml", "stack.xml", "CATKIN_IGNORE", "COLCON_IGNORE", "AMENT_IGNORE"))
"""The descriptions of packages, and what keeps a directory from being looked into."""


def manifests(context: BuildContext, directories: str, root: str) -> Manifests | None:
    """What is read below directories, a line for each; None: no package is there."""
    found = [path for one in directories.split("\n") for path in context.sent_files(one) if basename(path) in FILES]
    files = tuple(dict.fromkeys(found))
    if not any(path.endswith("package.xml") for path in files):
        return None
    return Manifests(files, obstacles=tuple(outside(files, root)))
