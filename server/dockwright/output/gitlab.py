"""GitLab's code quality report: a JSON list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dockwright.output import strict
from dockwright.output.fingerprint import fingerprints
from dockwright.output.results import Entry, Position, Results
from dockwright.rule import Severity

SEVERITIES = {
    Severity.ERROR: "critical",
    Severity.WARNING: "major",
    Severity.INFO: "minor",
    Severity.STYLE: "info",
}


def parts(results: Results) -> Iterator[str]:
    return strict.parts(_issue(file.path, entry, name) for file in results.files for entry, name in fingerprints(file))


def _issue(path: str, entry: Entry, fingerprint: str) -> dict[str, Any]:
    return {
        "description": entry.message,
        "check_name": entry.rule,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[entry.severity],
        "location": {
            "path": path.replace("\\", "/").removeprefix("./"),
            "positions": {"begin": _position(entry.range.start), "end": _position(entry.range.end)},
        },
    }


def _position(position: Position) -> dict[str, int]:
    return position._asdict()
