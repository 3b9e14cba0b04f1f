"""Checkstyle XML, which many review tools read."""

from __future__ import annotations

from dockwright.output.results import Entry, FileResult, Results
from dockwright.output.xml import DECLARATION, element, lines
from dockwright.rule import Severity

SEVERITIES = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
    Severity.STYLE: "info",
}


def render(results: Results) -> str:
    files = [_file(file) for file in results.files]
    return DECLARATION + element("checkstyle", {"version": "4.3"}, lines(files, 0)) + "\n"


def _file(file: FileResult) -> str:
    return element("file", {"name": file.path}, lines([_error(entry) for entry in file.entries], 1))


def _error(entry: Entry) -> str:
    attributes: dict[str, object] = {
        "line": entry.range.start.line,
        "column": entry.range.start.column,
        "severity": SEVERITIES[entry.severity],
        "message": entry.message,
        "source": f"dockwright.{entry.rule}",
    }
    return element("error", attributes)
