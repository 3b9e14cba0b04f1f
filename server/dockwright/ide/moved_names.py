"""Words of commands that name a file without its path: `uvicorn main:app`, `python -m main`, and a program on the PATH."""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import iskeyword
from posixpath import basename

from dockwright.knowledge.base_images import DEFAULT_PATH
from dockwright.semantics.deeds import Site
from dockwright.semantics.state import normalise
from dockwright.shell import Command, ShellWord

_SERVERS = frozenset(("uvicorn", "gunicorn", "hypercorn", "daphne", "granian"))
"""Programs that import the module which a word of theirs names in front of a colon, first from where they are started."""

_NAMING_FLAGS = {"celery": ("-A", "--app"), "flask": ("--app", "-A")}
_ELSEWHERE = ("--app-dir", "--chdir", "--pythonpath", "--directory", "--working-dir", "--workdir", "--python-path")
"""Flags that have modules looked for in another directory."""

_PYTHON = re.compile(r"(?:python|pypy)[\d.]*")
_MODULE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def search_path(site: Site, word: ShellWord) -> Iterator[str]:
    """Where a program is looked for that is named without a directory, in this order."""
    if "/" not in word.value:
        for directory in (site.variables.get("PATH") or DEFAULT_PATH).split(":"):
            if not directory.startswith("/"):
                return  # that depends on the working directory, or on what nobody knows
            yield normalise(f"{directory}/{word.value}")


def module_places(site: Site, word: ShellWord) -> Iterator[str]:
    """The files in which the module may be that a word names, where it stands in such a place."""
    name, _, _ = word.value.partition(":")
    if site.cwd is None or not _MODULE.fullmatch(name):
        return
    kind = _kind(site.command, word)
    if kind is None:
        return
    place = normalise(f"{site.cwd}/{name.replace('.', '/')}")
    yield f"{place}.py"
    yield f"{place}/__main__.py" if kind == "run" else f"{place}/__init__.py"


def module_of(site: Site, path: str) -> str | None:
    """The name under which the working directory has a file as a module; None when it has not."""
    root = f"{(site.cwd or '').rstrip('/')}/"
    stem = path.removesuffix(".py").removesuffix("/__init__").removesuffix("/__main__")
    if not path.startswith(root) or not path.endswith(".py"):
        return None
    parts = stem.removeprefix(root).split("/")
    return ".".join(parts) if all(part.isidentifier() and not iskeyword(part) for part in parts) else None


def _kind(command: Command, word: ShellWord) -> str | None:
    """`run` for the module that Python is to run, `import` for one that a program is to import; None: no module."""
    values = [one.value for one in command.words]
    if any(value.startswith(_ELSEWHERE) for value in values):
        return None
    index = next(index for index, one in enumerate(command.words) if one is word)
    before, programs = values[index - 1], [basename(value) for value in values[:index]]
    if before == "-m" and len(programs) > 1 and _PYTHON.fullmatch(programs[-2]):
        return None if ":" in word.value else "run"
    if any(before in flags and program in programs for program, flags in _NAMING_FLAGS.items()):
        return "import"
    return "import" if not _SERVERS.isdisjoint(programs) and (":" in word.value or "." in word.value) else None
