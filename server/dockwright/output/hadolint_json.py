"""What hadolint writes for `--format json`: a list in one line, for scripts that were made to read that.

Source: hadolint 2.15.1, as it was tried. Its columns are always one; these are those of the finding.
"""

from __future__ import annotations

from typing import Any

from dockwright.output.results import Entry, Results
from dockwright.output.strict import dumps
from dockwright.patterns import lazy_pattern

_CODE = lazy_pattern(r"DL\d{4}")


def render(results: Results) -> str:
    issues = [_issue(file.path, entry) for file in results.files for entry in file.entries]
    return dumps(issues, in_one_line=True)


def code_of(entry: Entry) -> str:
    """The code that hadolint has for what was found, ShellCheck's among them; the name of the rule where it has none."""
    return next(filter(_CODE.fullmatch, entry.aliases), entry.rule)


def _issue(path: str, entry: Entry) -> dict[str, Any]:
    return {
        "code": code_of(entry),
        "column": entry.range.start.column,
        "file": path,
        "level": entry.severity.label,
        "line": entry.range.start.line,
        "message": entry.message,
    }
