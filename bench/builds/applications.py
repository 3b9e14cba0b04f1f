"""The small applications under applications/: what application.toml says, and copies of them that may be edited."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent / "applications"
ABSENT = ROOT.parent / "absent.toml"
STAMP = "{stamp}"  # in the new text of an edit: something no build has seen


class Edit(NamedTuple):
    """A change of one file, as somebody at work would make it: `old` becomes `new`."""

    file: str
    old: str
    new: str

    def make(self, context: Path, stamp: str) -> None:
        path = context / self.file
        text = path.read_text(encoding="utf-8")
        if self.old not in text:
            raise ValueError(f"{path}: there is no {self.old!r} to edit")
        path.write_text(text.replace(self.old, self.new.replace(STAMP, stamp), 1), encoding="utf-8")


class Application(NamedTuple):
    """`port` 0: it prints and ends. `restore`: a part of the instruction that brings the dependencies, "": there is none.
    `prepare`: a command in the base image that makes what is not kept here, a lock file with addresses for example."""

    name: str
    group: str
    port: int
    paths: tuple[str, ...]
    restore: str
    source: Edit
    dependency: Edit | None
    needs_stand_ins: bool
    prepare: str
    notes: str

    @property
    def folder(self) -> Path:
        return ROOT / self.name

    def copy(self, place: Path) -> None:
        """A context of its own, without what is only for the benchmark."""
        shutil.copytree(self.folder, place, symlinks=True, ignore=shutil.ignore_patterns("application.toml"))


def read_all(names: list[str]) -> list[Application]:
    """The applications of these names, or all. Raises ValueError for a name that is none."""
    known = sorted(path.parent.name for path in ROOT.glob("*/application.toml"))
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"no such application: {', '.join(unknown)} (there are: {', '.join(known)})")
    return [read(name) for name in names or known]


def read(name: str) -> Application:
    written = tomllib.loads((ROOT / name / "application.toml").read_text(encoding="utf-8"))
    edits = written["edit"]
    return Application(
        name,
        written["group"],
        written.get("port", 0),
        tuple(written.get("paths", ("/",))),
        written.get("restore", ""),
        _edit(edits["source"]),
        _edit(edits["dependency"]) if "dependency" in edits else None,
        written.get("needs_stand_ins", False),
        written.get("prepare", ""),
        written.get("notes", ""),
    )


def absent() -> list[dict[str, str]]:
    """What was to be built and cannot be, and why."""
    written: list[dict[str, str]] = tomllib.loads(ABSENT.read_text(encoding="utf-8"))["absent"]
    return written


def _edit(written: Mapping[str, Any]) -> Edit:
    return Edit(written["file"], written["old"], written["new"])
