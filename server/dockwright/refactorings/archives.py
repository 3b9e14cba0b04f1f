"""Which files of the build context ADD unpacks: it goes by what they hold, not by their names.

Source: https://docs.docker.com/reference/dockerfile/#add (November 2026).
"""

from __future__ import annotations

from dockwright.context import BuildContext

_BEGINNINGS = ("\x1f\udc8b", "BZh", "\udcfd7zXZ", "(\udcb5/\udcfd")  # of what gzip, bzip2, xz and zstd write
_TAR = ("ustar", 257)


def is_archive(context: BuildContext, source: str) -> bool:
    """Whether a file that a source of ADD stands for is an archive, or too large to be looked into."""
    for path in context.glob(source) if context.is_known else ():
        if context.is_file(path):
            text = context.read(path)
            if text is None or text.startswith(_BEGINNINGS) or text.startswith(*_TAR):
                return True
    return False
