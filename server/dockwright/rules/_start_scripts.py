"""Scripts of the build context that a container starts with."""

from __future__ import annotations

from dockwright.context import BuildContext
from dockwright.semantics.filesystem import Entry
from dockwright.syntax import Transfer


def copied(path: str, entries: tuple[Entry, ...], context: BuildContext) -> tuple[str, Transfer] | None:
    """The context path that is there, and the COPY that brings it, when nothing can have touched it since."""
    entries = tuple(one for one in entries if one.kind not in ("packages", "account", "directory", "restore"))
    if not entries or entries[-1].kind != "context" or entries[-1].is_anywhere:
        return None
    entry = entries[-1]
    if len(entry.sources) != 1 or not isinstance(entry.instruction, Transfer):
        return None
    inner = path[len(entry.path) :].lstrip("/") if entry.is_directory else ""
    source = "/".join(part for part in (entry.sources[0], inner) if part)
    return (source, entry.instruction) if context.is_file(source) and not context.ignored(source) else None
