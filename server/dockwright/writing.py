"""Files as bytes: read only what is a text file, written whole or not at all.

What `encode` makes of a text is byte for byte what `decode` read: line endings, byte order mark and bytes that are not
UTF-8 included.
"""

from __future__ import annotations

import os
import stat

SIZE_LIMIT = 16 << 20
"""The largest Dockerfile, in bytes, that is read."""

_KINDS = (
    (stat.S_ISDIR, "it is a directory"),
    (stat.S_ISFIFO, "it is a named pipe"),
    (stat.S_ISSOCK, "it is a socket"),
    (stat.S_ISCHR, "it is a device"),
    (stat.S_ISBLK, "it is a device"),
)


class UnreadableError(Exception):
    """Why a file cannot be read as a Dockerfile, as a clause."""


class ChangedError(Exception):
    """The file is no longer what was read."""


def read(path: str) -> bytes:
    """The bytes of a text file. Raises UnreadableError; never waits for a pipe."""
    try:
        status = os.stat(path)
        for is_kind, reason in _KINDS:
            if is_kind(status.st_mode):
                raise UnreadableError(reason)
        if status.st_size > SIZE_LIMIT:
            raise UnreadableError(f"it is larger than {SIZE_LIMIT >> 20} MiB")
        with open(path, "rb") as file:
            data = file.read(SIZE_LIMIT)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise UnreadableError(_reason(error)) from error
    check_text(data)
    return data


def check_text(data: bytes) -> None:
    """Raises UnreadableError for bytes that are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("it is UTF-16, and builders read UTF-8")
    if b"\0" in data:
        raise UnreadableError("it is a binary file")


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return str(error)


def encode(text: str) -> bytes:
    """The bytes of a text."""
    return text.encode("utf-8", "surrogateescape")


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
