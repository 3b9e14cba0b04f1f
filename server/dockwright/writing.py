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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

_NO_NEW_FILE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY})
"""What is answered where a file may be written, and no other be put in its place."""

_POLITE = ("SIGTERM", "SIGHUP")
"""Signals that end a process where it stands; an interruption is an exception, behind which is still tidied up."""


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
    with _undisturbed(("SIGINT", *_POLITE)):
        if _needs_writing(path, target, data, before):
            _write(path, target, data, before)


def write_report(path: str, parts: Iterable[bytes]) -> None:
    """Put a report of many parts into a file, which has it as a whole or stays as it is; a symbolic link stays one.

    A device, a pipe and what the process was given as a stream, such as `/dev/stdout`, get each part at once. Raises OSError, and
    what the parts raise.
    """
    like = _standing(path)
    is_regular = like is None or stat.S_ISREG(like.st_mode)
    stream = _stream(like) if like is not None and is_regular else None
    if stream is not None or not is_regular or not os.path.basename(path):
        with open(path if stream is None else os.dup(stream), "wb") as file:
            file.writelines(parts)
        return
    target = os.path.realpath(path)
    if like is not None:
        os.close(os.open(target, os.O_WRONLY))  # another file can take the place of one that is not to be written, too
    with _undisturbed(_POLITE):
        _put(target, parts, like)


def _put(target: str, parts: Iterable[bytes], like: os.stat_result | None) -> None:
    if like is not None and like.st_nlink > 1:
        _overwrite(target, b"".join(parts), _current(target))
        return
    try:
        descriptor, temporary = _beside(target, like)
    except OSError as error:
        if like is None or error.errno not in _NO_NEW_FILE:
            raise
        _overwrite(target, b"".join(parts), _current(target))
        return
    try:
        with open(descriptor, "wb") as file:
            file.writelines(parts)
        try:
            if like is not None:
                _resemble(temporary, target, like)
            os.replace(temporary, target)
        except OSError as error:
            if like is None or error.errno not in _NO_NEW_FILE:
                raise
            _overwrite(target, _current(temporary) or b"", _current(target))
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _standing(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _stream(file: os.stat_result) -> int | None:
    """The descriptor by which the process has a file open already: whoever started it did that, and goes on behind it."""
    for number in _open_streams():
        with suppress(OSError):
            if os.path.samestat(file, os.fstat(number)):
                return number
    return None


def _open_streams() -> Iterable[int]:
    try:
        return tuple(map(int, os.listdir("/dev/fd")))
    except OSError:
        return (0, 1, 2)


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
    descriptor, temporary = _beside(target, like)
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


def _beside(target: str, like: os.stat_result | None) -> tuple[int, str]:
    """A new file in the same directory, open; nobody else may read it where it is to be like an old one."""
    temporary = os.path.join(os.path.dirname(target), f".dockwright-{os.urandom(6).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(temporary, flags, 0o666 if like is None else 0o600), temporary


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
def _undisturbed(names: Iterable[str]) -> Iterator[None]:
    """Let the signals that end a process wait; a second file is never left behind."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [getattr(signal, name) for name in names])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
