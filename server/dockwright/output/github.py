"""Annotations of a GitHub workflow run: one workflow command for each finding."""

from __future__ import annotations

from dockwright.output.results import Entry, Results
from dockwright.output.terminal import printable
from dockwright.rule import Severity

COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
    Severity.STYLE: "notice",
}


def render(results: Results) -> str:
    return "".join(f"{_command(file.path, entry)}\n" for file in results.files for entry in file.entries)


def _command(path: str, entry: Entry) -> str:
    start, end = entry.range
    properties = {"file": path.replace("\\", "/"), "line": start.line, "endLine": end.line}
    if start.line == end.line:  # GitHub drops an annotation with columns on different lines
        properties |= {"col": start.column, "endColumn": end.column}
    properties["title"] = entry.rule
    listed = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
    message = entry.message if entry.fix is None else f"{entry.message}\nfix: {entry.fix.title}"
    return f"::{COMMANDS[entry.severity]} {listed}::{_escape(message)}"


def _escape(text: str) -> str:
    """Data of a command. What would steer the terminal in which the log is read becomes a sign."""
    return "%0A".join(printable(line).replace("%", "%25") for line in text.split("\n"))


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
