"""One line for each finding: `path:line:column: severity rule: message`."""

from __future__ import annotations

from dockwright.output.results import Entry, Results
from dockwright.output.terminal import printable


def render(results: Results) -> str:
    return "".join(f"{head(file.path, entry)}\n" for file in results.files for entry in file.entries)


def head(path: str, entry: Entry) -> str:
    line, column = entry.range.start
    return printable(f"{path}:{line}:{column}: {entry.severity.label} {entry.rule}: {entry.message}")
