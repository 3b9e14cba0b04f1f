"""Files of the system that a COPY gives the runtime stage, as it gave them to the old one: accounts, certificates, time zones.

Whatever they say, they say it in the new image, too: a name that /etc/passwd resolves is the same user in both.
"""

from __future__ import annotations

from posixpath import basename, join

from dockwright.context import BuildContext
from dockwright.semantics import SemanticModel
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.syntax import Instruction, Transfer

USERS, GROUPS = "/etc/passwd", "/etc/group"
ZONES = "/usr/share/zoneinfo"


def brings(model: SemanticModel, one: Instruction, context: BuildContext, path: str) -> bool:
    """Whether a COPY puts a file or directory of this name at the absolute path, taking it from one of a like name or by itself."""
    return isinstance(one, Transfer) and any(
        _is_at(entry, path) for entry in entries_of(model, one, context) if entry.is_transfer and not entry.is_anywhere
    )


def _is_at(entry: Entry, path: str) -> bool:
    """Whether an entry is what is at the path. A tree may be put there as what is in it: then its name must be the same."""
    source = basename(entry.sources[0]) if len(entry.sources) == 1 else ""
    if not entry.is_tree:
        return entry.path == path
    if entry.is_directory is True:
        return entry.path == path
    return path in ((entry.path, join(entry.path, source)) if _is_plain(source) else ())


def _is_plain(name: str) -> bool:
    return bool(name) and not any(mark in name for mark in "*?[$")
