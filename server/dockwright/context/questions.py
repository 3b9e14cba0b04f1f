"""What may be asked of the files around a Dockerfile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from dockwright.ignore import IgnoreFile
from dockwright.values import NamedTuple

READ_LIMIT = 4 << 20
"""The largest file, in bytes, that `read` hands out."""

WALK_LIMIT = 20_000
"""How many entries a walk over the context looks at before it stops."""

NO_ARGUMENTS: Mapping[str, str] = MappingProxyType({})
NO_TARGETS: Mapping[str, str] = MappingProxyType({})


class Started(NamedTuple):
    """What a compose file runs in containers of the image: a health check, or a command in the place of the image's own; or who
    runs there."""

    words: tuple[str, ...]  # of a program; the one text of a script for a shell
    needs_shell: bool
    is_check: bool
    target: str  # the stage that the service builds, in lower case; "" for the last one
    origin: str  # the name of the compose file
    user: str = ""  # who runs in the container in the place of the image's own user; then there are no words


class BuildContext(Protocol):
    """The files a build can copy from. With `is_known` False nothing is known: rules that need files stay silent."""

    @property
    def is_known(self) -> bool: ...

    @property
    def arguments(self) -> Mapping[str, str]:
        """The build arguments that every compose file, bake file and workflow gives which names the Dockerfile."""

    @property
    def targets(self) -> Mapping[str, str]:
        """The stages, in lower case, that compose and bake files build by name, each with the name of the file."""

    @property
    def started(self) -> tuple[Started, ...]:
        """What compose files run in containers of the image."""

    def exists(self, path: str) -> bool:
        """Whether there is anything at the path, ignored or not."""

    def is_file(self, path: str) -> bool:
        """Whether it is a regular file, or a symbolic link to one inside the context."""

    def is_dir(self, path: str) -> bool: ...

    def is_executable(self, path: str) -> bool:
        """Whether it is a file that somebody may execute."""

    def read(self, path: str) -> str | None:
        """The text of a file, undecodable bytes as lone surrogates; None: no file, or larger than READ_LIMIT."""

    def size(self, path: str) -> int | None:
        """Bytes of a file, or of all files below a directory as far as a walk goes (also inside `.git`)."""

    def list(self, directory: str = "") -> tuple[str, ...]:
        """The names in a directory, sorted."""

    def glob(self, pattern: str) -> tuple[str, ...]:
        """The files and directories that a COPY source would match, sorted; only `**` walks."""

    def files(self, directory: str = "") -> Iterator[str]:
        """Every file below a directory, sorted, ignored or not, up to WALK_LIMIT entries; nothing inside `.git`."""

    def sent_files(self, directory: str = "") -> Iterator[str]:
        """`files` without the ignored ones. A directory of which nothing is sent costs nothing."""

    @property
    def ignore_file(self) -> str | None:
        """The path of the ignore file in effect: `<Dockerfile>.dockerignore`, else `.dockerignore`."""

    @property
    def ignore_rules(self) -> IgnoreFile: ...

    def ignored(self, path: str) -> bool:
        """Whether the ignore file means the path or a directory above it. It need not exist."""

    def sends(self, path: str) -> bool:
        """Whether a COPY of this path finds something: it exists and is not ignored, or not all below it is."""


def is_sent(context: BuildContext, path: str) -> bool:
    """Whether a file is there and reaches the builder."""
    return context.is_file(path) and context.sends(path)


def sends_any(context: BuildContext, directory: str) -> bool:
    """Whether a directory is there and one of its files, at any depth, reaches the builder."""
    return context.is_dir(directory) and next(iter(context.sent_files(directory)), None) is not None
