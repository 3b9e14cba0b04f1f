"""Which configuration file holds for a directory: the nearest upwards, dockwright's before hadolint's."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from typing import Any

from dockwright.config.choices import EMPTY, Content
from dockwright.config.error import ConfigError
from dockwright.config.names import RuleNames
from dockwright.context import read_regular
from dockwright.projects.toml import parse_toml

OWN_NAME = "dockwright.toml"
PYPROJECT = "pyproject.toml"
HADOLINT_NAMES = (".hadolint.yaml", ".hadolint.yml", "hadolint.yaml", "hadolint.yml")
_SECTION = ("tool", "dockwright")
_LIMIT = 1 << 20  # bytes


def nearest_file(directory: str) -> str | None:
    """The configuration file of a directory: its own or that of one above, up to the root of the repository."""
    hadolint = None
    for place in upwards(directory):
        own = own_file(place)
        if own is not None:
            return own
        hadolint = hadolint or next(
            filter(os.path.isfile, (os.path.join(place, name) for name in HADOLINT_NAMES)), None
        )
    return hadolint


def own_file(directory: str) -> str | None:
    """The configuration of dockwright's in a directory itself."""
    own = os.path.join(directory, OWN_NAME)
    if os.path.isfile(own):
        return own
    project = os.path.join(directory, PYPROJECT)
    return project if _has_section(project) else None


def upwards(directory: str) -> Iterator[str]:
    """A directory and those above it, up to the root of the repository, or else of the file system."""
    while True:
        yield directory
        above = os.path.dirname(directory)
        if above == directory or os.path.lexists(os.path.join(directory, ".git")):
            return
        directory = above


def _has_section(path: str) -> bool:
    """Whether a pyproject.toml has a section for us. A broken one has none, unless it looks as if."""
    data = read_regular(path, _LIMIT)
    if data is None or b"dockwright" not in data:
        return False
    try:
        tables = parse_toml(data.decode("utf-8", "replace"))
    except ValueError:
        return re.search(rb"^\s*\[tool\.dockwright\b", data, re.MULTILINE) is not None
    return isinstance(tables.get("tool"), dict) and "dockwright" in tables["tool"]


def read_file(names: RuleNames, path: str, directory: str) -> Content:
    """What a configuration file says; its relative paths start at `directory`. Raises ConfigError."""
    text = read_text(path)
    if path.endswith((".yaml", ".yml")):
        from dockwright.config.hadolint import read_hadolint

        return read_hadolint(names, path, text, os.environ)
    from dockwright.config.reader import Reader

    tables = read_tables(path, text)
    reader = Reader(names, path, text, directory)
    if os.path.basename(path) != PYPROJECT:
        return reader.content(tables)
    section = tables.get("tool", {}).get("dockwright", {})
    return reader.content(section, _SECTION)


def read_text(path: str) -> str:
    """The text of a configuration file. Raises ConfigError, which says why there is none."""
    data = read_regular(path, _LIMIT)
    if data is None:
        raise ConfigError(path, None, f"the file cannot be read: {_reason(path)}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, line, "not encoded as UTF-8") from None


def _reason(path: str) -> str:
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        text = getattr(error, "strerror", None) or str(error)
        return text[:1].lower() + text[1:]
    if stat.S_ISDIR(status.st_mode):
        return "is a directory"
    if not stat.S_ISREG(status.st_mode):
        return "not a regular file"
    return f"larger than {_LIMIT >> 20} MiB" if status.st_size > _LIMIT else "permission denied"


def without_file(names: RuleNames) -> Content:
    """What holds where there is no file: hadolint's variables, if any is set. Raises ConfigError."""
    if not any(name.startswith("HADOLINT_") for name in os.environ):
        return EMPTY
    from dockwright.config.hadolint import read_variables

    return read_variables(names, os.environ) or EMPTY


def read_tables(path: str, text: str) -> dict[str, Any]:
    """The tables of a TOML file. Raises ConfigError."""
    try:
        return parse_toml(text)
    except RecursionError:
        raise ConfigError(path, None, "broken TOML: nested too deeply") from None
    except ValueError as error:
        message = str(error)
        found = re.search(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)", message)
        line = int(found["line"]) if found and found["line"] else text.rstrip().count("\n") + 1 if found else None
        where = " at the end of the file" if found and not found["line"] else ""
        message = message[: found.start()] if found else message
        raise ConfigError(path, line, f"broken TOML: {message[:1].lower()}{message[1:]}{where}") from None
