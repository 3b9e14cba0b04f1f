"""Gatsby: whether a site is files and nothing else.

`gatsby serve` also answers for pages that the browser makes (`matchPath`), and runs functions and pages that are rendered when
they are asked for. Source: its sources, and the documentation of Gatsby 5 on routing, functions and rendering. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from dockwright.context import BuildContext, join
from dockwright.projects.node import Package
from dockwright.projects.node_sources import SUFFIXES, without_comments

_MOST_FILES = 400
_BY_BROWSER = re.compile(r"\bmatchPath\b|gatsby-plugin-create-client-paths")
_BY_SERVER = re.compile(r"\bgetServerData\b|\bdefer\s*:\s*true\b|\bDSG\b")
_PREFIX = re.compile(r"\bpathPrefix\b")


def more_than_files(context: BuildContext, package: Package, *, with_prefix: bool) -> str:
    """What `gatsby serve` does for the site that another server would not know of; "" without any.

    `with_prefix`: it is told to go by the path prefix of the configuration.
    """
    if context.is_dir(join(package.directory, "src/api")):
        return "`src/api` holds functions, which `gatsby serve` runs"
    for path, text in _sources(context, package):
        if with_prefix and _PREFIX.search(text) and basename(path).startswith("gatsby-config."):
            return "the site is served below the `pathPrefix` of its configuration"
        if _BY_BROWSER.search(text):
            return f"`{path}` makes pages for paths that only the browser knows (`matchPath`)"
        if _BY_SERVER.search(text):
            return f"`{path}` has pages rendered when they are asked for"
        if "[" in path.partition("src/pages/")[2]:
            return f"`{path}` is a page for paths that only the browser knows"
    return ""


def _sources(context: BuildContext, package: Package) -> Iterator[tuple[str, str]]:
    """The configuration and the sources of the site, without comments."""
    names = (f"{name}{suffix}" for name in ("gatsby-config", "gatsby-node") for suffix in SUFFIXES)
    paths = [join(package.directory, name) for name in names]
    inner = (path for path in context.sent_files(join(package.directory, "src")) if path.endswith(SUFFIXES))
    for path in (*filter(context.sends, paths), *(path for path, _ in zip(inner, range(_MOST_FILES), strict=False))):
        yield path, without_comments(context.read(path) or "")
