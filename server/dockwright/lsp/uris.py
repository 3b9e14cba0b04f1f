"""Uris of files and the paths they name, in both directions and for every platform."""

from __future__ import annotations

import os
import re
import sys
from urllib.parse import quote_from_bytes, unquote, unquote_to_bytes, urlsplit

_DRIVE = re.compile(r"/[A-Za-z]:")


def to_path(uri: str) -> str | None:
    """The file that a uri names, None for one that is not in the file system (an untitled buffer, say)."""
    try:
        scheme, host, path, _, _ = urlsplit(uri)
    except ValueError:
        return None
    if scheme.lower() != "file":
        return None
    path = os.fsdecode(unquote_to_bytes(path))
    if "\0" in path:
        return None
    if host and host.lower() != "localhost":
        path = f"//{unquote(host)}{path}"
    elif _DRIVE.match(path):
        path = path[1].lower() + path[2:]
    return path.replace("/", "\\") if sys.platform == "win32" else path


def of_path(path: str) -> str:
    """The uri of an absolute path."""
    path = path.replace("\\", "/") if sys.platform == "win32" else path
    host = ""
    if path.startswith("//"):
        host, slash, rest = path[2:].partition("/")
        path = slash + rest
    elif not path.startswith("/"):
        path = "/" + path
    return f"file://{host}{quote_from_bytes(os.fsencode(path), safe='/~' if host else '/~:')}"


def identity(uri: str) -> str:
    """What two spellings of one uri have in common (`%3A` and `:`, `C:` and `c:`)."""
    return to_path(uri) or unquote(uri)
