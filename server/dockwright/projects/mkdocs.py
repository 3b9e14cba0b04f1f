"""MkDocs: where its pages are written, and how its own server shows them.

Sources: https://www.mkdocs.org/user-guide/configuration/, https://www.mkdocs.org/user-guide/cli/ (1.6). Date: 2026-11.
"""

from __future__ import annotations

import re
from posixpath import join, normpath
from urllib.parse import urlsplit

from dockwright.context import BuildContext
from dockwright.values import NamedTuple

_FILES = ("mkdocs.yml", "mkdocs.yaml")
_SETTING = re.compile(
    r"^(site_dir|site_url|dev_addr):[ \t]*(?:'([^'\n]*)'|\"([^\"\n]*)\"|([^\s#'\"!&*|>][^\n#]*))?", re.MULTILINE
)
_MORE = re.compile(r"^INHERIT:", re.MULTILINE)


class Pages(NamedTuple):
    """What a configuration says."""

    directory: str = "site"  # relative to that of the configuration
    base: str = "/"  # the URL path that the server shows the pages below
    address: str = "127.0.0.1:8000"  # of the server


def pages_of(context: BuildContext, directory: str, name: str = "") -> Pages | None:
    """The pages of a project in a directory of the context; None where its configuration is not there, or computes them."""
    names = (name,) if name else _FILES
    text = next((text for one in names if (text := context.read(normpath(join(directory, one)))) is not None), None)
    if text is None or _MORE.search(text):
        return None
    said: dict[str, str] = {}
    for match in _SETTING.finditer(text):
        value = match[2] or match[3] or match[4]
        if value is None:
            return None  # empty, or a value of another kind: `!ENV SITE`
        said[match[1]] = value.strip()
    base = urlsplit(said.get("site_url", "")).path.strip("/")
    plain = Pages()
    return Pages(
        said.get("site_dir", plain.directory), f"/{base}/" if base else "/", said.get("dev_addr", plain.address)
    )
