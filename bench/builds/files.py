"""The files of two images, compared: what is in both, and is it the same?"""

from __future__ import annotations

import hashlib
import re
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import IO, NamedTuple

_OWN_NOTES = re.compile(r"/\.cache/|/\.config/go/telemetry/")
"""Where tools keep what helps them next time: it depends on when and how often they ran."""

Files = Mapping[str, str]  # a path -> its kind, mode, owner and content


class Changing(NamedTuple):
    """What two builds of one Dockerfile do not have in common: time stamps in files, logs with the time in their names."""

    paths: frozenset[str]
    directories: frozenset[str]  # those that hold other names each time

    def holds(self, path: str) -> bool:
        return path in self.paths or any(str(one) in self.directories for one in PurePosixPath(path).parents)


def read(archive: IO[bytes]) -> dict[str, str]:
    """What a file system's tar archive holds. When a file was changed does not count: it is never the same."""
    found: dict[str, str] = {}
    with tarfile.open(fileobj=archive, mode="r|") as members:
        for member in members:
            content = member.linkname
            if member.isreg():
                body = members.extractfile(member)
                assert body is not None
                content = hashlib.sha256(body.read()).hexdigest()
            kind = "hard link" if member.islnk() else member.type.decode()
            path = "/" + member.name.strip("/")
            found[path] = f"{kind} {member.mode:o} {member.uid}:{member.gid} {content}"
    return found


def changing(first: Files, second: Files) -> Changing:
    """What is another in each of two builds of the same Dockerfile."""
    differing = frozenset(path for path in {*first, *second} if first.get(path) != second.get(path))
    others = (path for path in differing if (path in first) != (path in second))
    return Changing(differing, frozenset(str(PurePosixPath(path).parent) for path in others))


def differences(was: Files, now: Files, either: Changing) -> Iterator[str]:
    """The paths that are another in the second, one clause each, but for those that are another each time, and caches."""
    for path in sorted({*was, *now}):
        if was.get(path) != now.get(path) and not either.holds(path) and not _OWN_NOTES.search(path):
            yield f"{path}: {was.get(path, 'nothing')} became {now.get(path, 'nothing')}"
