"""What the COPY and ADD instructions bring from the build context, each source with the place where it ends up."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, join, normpath

from dockwright.context import BuildContext, clean
from dockwright.semantics import SemanticModel
from dockwright.syntax import Transfer
from dockwright.values import NamedTuple

_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")


class Brought(NamedTuple):
    """One source of a COPY or ADD from the context."""

    transfer: Transfer
    source: str  # context path; "" is the whole context
    target: str  # absolute path in the image where it ends up itself
    is_directory: bool

    def brings(self, path: str, place: str) -> bool:
        """Whether a context path comes to an absolute path of the image."""
        inner = inside("/" + path, "/" + self.source) if self.source else path
        return inner is not None and (not inner or self.is_directory) and normpath(join(self.target, inner)) == place


def brought_by(model: SemanticModel, transfer: Transfer, context: BuildContext) -> Iterator[Brought]:
    """The sources of a transfer that come from the context and are understood."""
    destination = transfer.destination
    state = model.state_before(transfer)
    if destination is None or transfer.from_ is not None or transfer.flag("parents") is not None:
        return
    written = model.expand(destination, transfer)
    target = state.resolve(written) if written is not None else None
    if written is None or target is None:
        return
    is_made = state.workdir is not None and inside(state.workdir, target) is not None  # by WORKDIR
    into = written.endswith(("/", "/.")) or written == "." or len(transfer.sources) > 1 or is_made
    for word in transfer.sources:
        text = model.expand(word, transfer)
        if text is None or "://" in text or text.startswith("git@"):
            continue
        for source in _matches(text, context):
            is_directory = context.is_dir(source) if context.is_known else "." not in basename(source) or not source
            if keyword_unpacks(transfer, source):
                continue
            place = target if is_directory else join(target, basename(source)) if into else target
            yield Brought(transfer, source, place, is_directory)


def keyword_unpacks(transfer: Transfer, source: str) -> bool:
    """Whether ADD would unpack the source."""
    return transfer.keyword == "ADD" and source.endswith(_ARCHIVES)


def _matches(text: str, context: BuildContext) -> tuple[str, ...]:
    if any(mark in text for mark in "*?["):
        return context.glob(text)
    return (clean(text),)


def inside(path: str, directory: str) -> str | None:
    """The way from the directory to the path, "" when they are the same; None when it is elsewhere."""
    if path == directory:
        return ""
    prefix = directory.rstrip("/") + "/"
    return path[len(prefix) :] if path.startswith(prefix) else None
