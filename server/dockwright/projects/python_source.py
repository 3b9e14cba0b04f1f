"""What the sources of a Python project ask of the system by name: programs that they start, C libraries that they load."""

from __future__ import annotations

import re

from dockwright.context import BuildContext, keep, read_as
from dockwright.values import NamedTuple

MOST_FILES = 3000
"""So many files are read; of a larger project what they start is not known."""

_CALL = re.compile(
    r"(?:subprocess\.\w+|os\.(?:system|popen|exec\w+|spawn\w+)|\bcreate_subprocess_(?:exec|shell)|pexpect\.spawn|\bPopen|\bcheck_(?:call|output)"
    r"|shutil\.which|\brun)"
    r"\(\s*(?:\[\s*)?[rfb]{0,2}(['\"])([\w./-]+)"
)
_LIBRARY = re.compile(r"\b(?:CDLL|LoadLibrary|find_library|dlopen)\(\s*['\"]([^'\"]+)")
_SYSTEM_FILE = re.compile(r"['\"](/usr/(?:share|include|lib)/[\w./-]*)")
_WINDOWS = re.compile(r"^[^\S\n]*(?:import|from)\s+(tkinter|turtle|Tkinter|idlelib)\b", re.MULTILINE)


class Sources(NamedTuple):
    """What is asked for. `starts_any`: something is started, whatever it is."""

    programs: tuple[str, ...]  # names, without directories
    obstacle: str  # why more may be needed than an image without development files has; "" when nothing says so
    starts_any: bool


class _File(NamedTuple):
    """What one file asks for; names are "" without one."""

    programs: tuple[str, ...]
    starts_any: bool
    library: str
    system_file: str
    window: str


def read_sources(context: BuildContext) -> Sources:
    """All Python files that are sent to the builder, tests left out."""
    return keep(context, read_sources, lambda: _read_sources(context))


def _read_sources(context: BuildContext) -> Sources:
    programs: dict[str, None] = {}
    obstacle = ""
    starts_any = False
    count = 0
    for path in context.sent_files():
        if not path.endswith(".py") or _is_test(path):
            continue
        count += 1
        if count > MOST_FILES:
            return Sources(tuple(programs), obstacle or "the project has too many sources to read", True)
        file = read_as(context, path, _read_file)
        if file is None:
            continue
        starts_any = starts_any or file.starts_any
        programs.update(dict.fromkeys(file.programs))
        if file.library:
            obstacle = obstacle or f"`{path}` loads the C library `{file.library}`"
        if file.system_file:
            obstacle = obstacle or f"`{path}` names `{file.system_file}`, which only the full image may have"
        if file.window:
            obstacle = obstacle or f"`{path}` imports `{file.window}`, which needs libraries of the full image"
    return Sources(tuple(programs), obstacle, starts_any)


def _read_file(text: str) -> _File:
    starts_any = "subprocess" in text or "os.system(" in text or "os.popen(" in text
    programs = dict.fromkeys(match[2].rpartition("/")[2] for match in _CALL.finditer(text))
    library, file, window = (pattern.search(text) for pattern in (_LIBRARY, _SYSTEM_FILE, _WINDOWS))
    return _File(
        tuple(programs),
        starts_any,
        library[1] if library is not None else "",
        file[1] if file is not None else "",
        window[1] if window is not None else "",
    )


def _is_test(path: str) -> bool:
    parts = path.split("/")
    return any(part in ("tests", "test", "testing") for part in parts[:-1]) or parts[-1].startswith(
        ("test_", "conftest")
    )
