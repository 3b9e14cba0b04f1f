"""What the sources of a Python project ask of the system by name: programs that they start, C libraries that they load."""

from __future__ import annotations

import re
from typing import NamedTuple

from dockwright.context import BuildContext

MOST_FILES = 3000
"""So many files are read; of a larger project what they start is not known."""

_CALL = re.compile(
    r"(?:subprocess\.\w+|os\.(?:system|popen|exec\w+|spawn\w+)|\bPopen|\bcheck_(?:call|output)|shutil\.which|\brun)"
    r"\(\s*\[?\s*[rfb]{0,2}(['\"])([\w./-]+)"
)
_LIBRARY = re.compile(r"\b(?:CDLL|LoadLibrary|find_library|dlopen)\(\s*['\"]([^'\"]+)")
_SYSTEM_FILE = re.compile(r"['\"](/usr/(?:share|include|lib)/[\w./-]*)")
_WINDOWS = re.compile(r"^\s*(?:import|from)\s+(tkinter|turtle|Tkinter|idlelib)\b", re.MULTILINE)


class Sources(NamedTuple):
    """What is asked for. `starts_any`: something is started, whatever it is."""

    programs: tuple[str, ...]  # names, without directories
    obstacle: str  # why more may be needed than an image without development files has; "" when nothing says so
    starts_any: bool


def read_sources(context: BuildContext) -> Sources:
    """All Python files that are sent to the builder, tests left out."""
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
        text = context.read(path) or ""
        starts_any = starts_any or "subprocess" in text or "os.system(" in text or "os.popen(" in text
        programs.update(dict.fromkeys(match[2].rpartition("/")[2] for match in _CALL.finditer(text)))
        if (library := _LIBRARY.search(text)) is not None:
            obstacle = obstacle or f"`{path}` loads the C library `{library[1]}`"
        if (file := _SYSTEM_FILE.search(text)) is not None:
            obstacle = obstacle or f"`{path}` names `{file[1]}`, which only the full image may have"
        if (window := _WINDOWS.search(text)) is not None:
            obstacle = obstacle or f"`{path}` imports `{window[1]}`, which needs libraries of the full image"
    return Sources(tuple(programs), obstacle, starts_any)


def _is_test(path: str) -> bool:
    parts = path.split("/")
    return any(part in ("tests", "test", "testing") for part in parts[:-1]) or parts[-1].startswith(
        ("test_", "conftest")
    )
