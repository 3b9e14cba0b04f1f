"""Files are written whole or not at all, and stay the files that they are: links, mode, owner and attributes are kept.

A new file takes the place of the old one at once. Where that would make another file of it (it has several hard links, it
belongs to somebody else, it is mounted alone or its directory is not ours to write) its bytes are replaced instead, and put
back when that fails. Signals wait until a file is done.
"""

from __future__ import annotations

import errno
import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_NO_NEW_FILE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY})
"""What is answered where a file may be written, and no other be put in its place."""


class ChangedError(Exception):
    """The file is no longer what was read."""


def write(path: str, data: bytes, before: bytes | None) -> None:
    """Put `data` in the place of a file; a symbolic link stays one.

    `before` is what was read there, None: there was nothing. Raises ChangedError when that no longer holds and somebody else
    has not written the same; OSError.
    """
    target = os.path.realpath(path)
    if before is None:
        os.makedirs(os.path.dirname(target), exist_ok=True)
    with _undisturbed():
        if _needs_writing(path, target, data, before):
            _write(path, target, data, before)


def _write(path: str, target: str, data: bytes, before: bytes | None) -> None:
    like = None if before is None else os.stat(target)
    if like is None or like.st_nlink == 1:
        try:
            _replace(path, target, data, before, like)
            return
        except OSError as error:
            if before is None or error.errno not in _NO_NEW_FILE:
                raise
    _overwrite(target, data, before)


def _replace(path: str, target: str, data: bytes, before: bytes | None, like: os.stat_result | None) -> None:
    """Write another file and give it the place, the mode and the owner of the old one."""
    temporary = os.path.join(os.path.dirname(target), f".dockwright-{os.urandom(6).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666 if like is None else 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        if like is not None:
            _resemble(temporary, target, like)
        if _needs_writing(path, target, data, before):
            os.replace(temporary, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _resemble(path: str, target: str, like: os.stat_result) -> None:
    """Give a file the owner, the mode and the attributes of the one it replaces. Raises PermissionError for the owner."""
    made = os.stat(path)
    if hasattr(os, "chown") and (made.st_uid, made.st_gid) != (like.st_uid, like.st_gid):
        os.chown(path, like.st_uid, like.st_gid)
    os.chmod(path, stat.S_IMODE(like.st_mode))
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(target):
                os.setxattr(path, name, os.getxattr(target, name))


def _overwrite(target: str, data: bytes, before: bytes | None) -> None:
    """Replace the bytes of a file; put the old ones back when that fails."""
    with open(target, "r+b", buffering=0) as file:
        try:
            _fill(file.fileno(), data)
        except OSError:
            with suppress(OSError):
                _fill(file.fileno(), before or b"")
            raise


def _fill(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
    os.ftruncate(descriptor, len(data))
    os.fsync(descriptor)


def _needs_writing(path: str, target: str, data: bytes, before: bytes | None) -> bool:
    """Whether the file still is what was read; another process may have mended it alike. Raises ChangedError."""
    current = _current(target)
    if current == before:
        return current != data
    if current == data:
        return False
    raise ChangedError(f"{path} was changed by somebody else in the meantime")


def _current(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let the signals that end a process wait; a second file is never left behind."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
