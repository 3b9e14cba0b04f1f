"""SonarQube's generic report of issues, in the form that it has had since version 10.3.

Source: "Generic formatted issue reports" in SonarQube's documentation, and the classes DefaultInputFile and FileMetadata of its
scanner, read in 2026-11. Lines count from one, and also a carriage return that stands alone ends one; columns count UTF-16 code
units from zero. A place that is not in the file makes SonarQube refuse the whole report, so columns are given where they are
certain.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dockwright.output import strict
from dockwright.output.results import Entry, FileResult, Range, Results
from dockwright.output.units import Units
from dockwright.rule import Severity

ENGINE = "dockwright"
SEVERITIES = {Severity.ERROR: "HIGH", Severity.WARNING: "MEDIUM", Severity.INFO: "LOW", Severity.STYLE: "LOW"}

# by category: the attribute of clean code, and the quality of software
_QUALITIES = {
    "cache": ("EFFICIENT", "MAINTAINABILITY"),
    "correctness": ("LOGICAL", "RELIABILITY"),
    "reproducibility": ("COMPLETE", "RELIABILITY"),
    "security": ("TRUSTWORTHY", "SECURITY"),
    "shell": ("LOGICAL", "RELIABILITY"),
    "size": ("EFFICIENT", "MAINTAINABILITY"),
    "stages": ("LOGICAL", "RELIABILITY"),
    "style": ("FORMATTED", "MAINTAINABILITY"),
}
_OTHER = ("CONVENTIONAL", "MAINTAINABILITY")


def parts(results: Results) -> Iterator[str]:
    entries: dict[str, Entry] = {}
    for entry in results.entries:
        known = entries.get(entry.rule)
        if known is None or entry.severity > known.severity:
            entries[entry.rule] = entry
    categories = _categories() if entries else {}
    rules = [_rule(entry, categories.get(name, "")) for name, entry in sorted(entries.items())]
    issues = (issue for file in results.files for issue in _issues(file))
    return strict.parts({"rules": rules, "issues": issues})


def _categories() -> dict[str, str]:
    from dockwright.rules import RULES

    return {rule.name: rule.category for rule in RULES}


def _rule(entry: Entry, category: str) -> dict[str, Any]:
    attribute, quality = _QUALITIES.get(category, _OTHER)
    return {
        "id": entry.rule,
        "name": entry.rule,
        "description": entry.url,
        "engineId": ENGINE,
        "cleanCodeAttribute": attribute,
        "impacts": [{"softwareQuality": quality, "severity": SEVERITIES[entry.severity]}],
    }


def _issues(file: FileResult) -> Iterator[dict[str, Any]]:
    units = Units(file)
    path = file.path.replace("\\", "/").removeprefix("./")
    for entry in file.entries:
        place = {"message": entry.message, "filePath": path, "textRange": _text_range(entry.range, units)}
        yield {"ruleId": entry.rule, "primaryLocation": place}


def _text_range(where: Range, units: Units) -> dict[str, int]:
    start, end = units.utf16(where)
    line = start.line + units.returns_above(start.line)
    if start.line == end.line and start.column < end.column and _has_certain_columns(start.line, units):
        return {"startLine": line, "endLine": line, "startColumn": start.column - 1, "endColumn": end.column - 1}
    last = end.line if end.column > 1 else end.line - 1
    return {"startLine": line, "endLine": max(line, last + units.returns_above(last))}


def _has_certain_columns(line: int, units: Units) -> bool:
    return units.is_decoded(line) and not units.lone_returns(line)
