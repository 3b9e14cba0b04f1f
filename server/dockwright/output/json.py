"""For programs: one JSON document with everything that is known about each finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dockwright.output import indented
from dockwright.output.results import Entry, FileResult, Range, Repair, Results

VERSION = 1


def parts(results: Results) -> Iterator[str]:
    yield from indented.parts({"version": VERSION, "files": [_file(file) for file in results.files]})
    yield "\n"


def _file(file: FileResult) -> dict[str, Any]:
    answer: dict[str, Any] = {"path": file.path, "diagnostics": map(_entry, file.entries)}
    if file.made:
        answer["fixed"] = [made._asdict() for made in file.made]
    return answer


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "rule": entry.rule,
        "aliases": list(entry.aliases),
        "severity": entry.severity.label,
        "message": entry.message,
        "url": entry.url,
        "range": _range(entry.range),
        "fix": None if entry.fix is None else _fix(entry.fix),
    }


def _range(range: Range) -> dict[str, Any]:
    return {"start": range.start._asdict(), "end": range.end._asdict()}


def _fix(fix: Repair) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "title": fix.title,
        "safety": fix.safety.label,
        "edits": [{"range": _range(edit.range), "text": edit.text} for edit in fix.edits],
    }
    if fix.files:
        answer["files"] = [file._asdict() for file in fix.files]
    return answer
