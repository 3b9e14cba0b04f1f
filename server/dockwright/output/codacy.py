"""What Codacy reads of a tool: an object for each finding, each on a line of its own.

Source: hadolint 2.15.1 with `--format codacy`, as it was tried, and Codacy's description of its tools, 2026-11.
"""

from __future__ import annotations

from dockwright.output.hadolint_json import code_of
from dockwright.output.results import Entry, Results
from dockwright.output.strict import dumps


def render(results: Results) -> str:
    return "".join(_issue(file.path, entry) for file in results.files for entry in file.entries)


def _issue(path: str, entry: Entry) -> str:
    issue = {
        "filename": path.replace("\\", "/").removeprefix("./"),
        "line": entry.range.start.line,
        "message": entry.message,
        "patternId": code_of(entry),
    }
    return dumps(issue, in_one_line=True)
