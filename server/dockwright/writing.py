"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat


class ChangedError(Exception):
    """The file is no longer what was read."""


def write(path: str, data: bytes, before: bytes | None) -> None:
    """Put `data` in the place of a file at once, with the same mode and owner; a symbolic link stays one.

    `before` is what was read there, None: there was nothing. Raises ChangedError when that no longer holds; OSError.
    """
    target = os.path.realpath(path)
    directory, name = os.path.split(target)
    if before is None:
        os.makedirs(directory, exist_ok=True)
    temporary = os.path.join(directory, f".{name}.{os.getpid()}.tmp")
    try:
        _create(temporary, data, None if before is None else os.stat(target))
        if _current(target) != before:
            raise ChangedError(f"{path} was changed by somebody else in the meantime")
        os.replace(temporary, target)
    finally:
        if os.path.lexists(temporary):
            os.unlink(temporary)


def _create(path: str, data: bytes, like: os.stat_result | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666 if like is None else 0o600)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)
    if like is not None:
        _take_owner(path, like)
        os.chmod(path, stat.S_IMODE(like.st_mode))


def _take_owner(path: str, like: os.stat_result) -> None:
    """Give the file to the owner of the one it replaces, where that may be done."""
    made = os.stat(path)
    if hasattr(os, "chown") and (made.st_uid, made.st_gid) != (like.st_uid, like.st_gid):
        try:
            os.chown(path, like.st_uid, like.st_gid)
        except OSError:
            return


def _current(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
