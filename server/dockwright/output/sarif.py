"""SARIF 2.1.0 with rule metadata and fixes, for code scanning.

Columns count UTF-16 code units, as most readers do whatever `columnKind` says. Braces in messages are not doubled, which section
3.11.5 of the standard asks for: readers replace nothing in a message without arguments, and would show them twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dockwright import __version__
from dockwright.output import strict
from dockwright.output.fingerprint import fingerprints
from dockwright.output.results import Entry, FileResult, Position, Range, Repair, Replacement, Results
from dockwright.output.strict import is_encodable
from dockwright.output.units import Units
from dockwright.output.urls import HOME, rule_url
from dockwright.rule import Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.STYLE: "note",
}


def parts(results: Results) -> Iterator[str]:
    names = sorted({entry.rule for entry in results.entries})
    indexes = {name: index for index, name in enumerate(names)}
    driver = {
        "name": "dockwright",
        "fullName": f"dockwright {__version__}",
        "version": __version__,
        "informationUri": HOME,
        "rules": [_rule(name, results) for name in names],
    }
    # No `automationDetails`: GitHub's action to upload a report would take them for a category, and drop the user's own.
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "invocations": [_invocation(results)],
        "results": (one for file in results.files for one in _results(file, indexes)),
    }
    return strict.parts({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(name: str, results: Results) -> dict[str, Any]:
    from dockwright.rules import BY_NAME

    known = BY_NAME.get(name)
    if known is None:
        example = next(entry for entry in results.entries if entry.rule == name)
        properties = {"tags": list(example.aliases)} if example.aliases else {}
        return {
            **_names(name),
            **_descriptions(name, example.url),
            "defaultConfiguration": {"level": LEVELS[example.severity]},
            "properties": properties,
        }
    return {
        **_names(name),
        **_descriptions(known.summary, rule_url(name)),
        "defaultConfiguration": {"level": LEVELS[known.severity]},
        "properties": {"tags": [known.category], "aliases": list(known.aliases)},
    }


def _names(rule: str) -> dict[str, str]:
    """The identity of a rule, and a name in the form that readers of SARIF expect; one that said the same is left out."""
    name = "".join(word[:1].upper() + word[1:] for word in rule.split("-"))
    return {"id": rule} if name == rule else {"id": rule, "name": name}


def _descriptions(summary: str, url: str) -> dict[str, Any]:
    """What code scanning shows of a rule; it asks for all of them."""
    return {
        "shortDescription": {"text": summary},
        "fullDescription": {"text": summary},
        "help": {"text": f"{summary}\n\n{url}", "markdown": f"{summary}\n\n[The rule's page]({url})"},
        "helpUri": url,
    }


def _invocation(results: Results) -> dict[str, Any]:
    notes = [
        {"level": "error", "message": {"text": fault}, "locations": [{"physicalLocation": _place(file.path)}]}
        for file in results.files
        for fault in file.faults
    ]
    crashed = any(file.is_crash for file in results.files)
    return {"executionSuccessful": not crashed, "toolExecutionNotifications": notes}


def _results(file: FileResult, indexes: dict[str, int]) -> Iterator[dict[str, Any]]:
    units = Units(file)
    for entry, fingerprint in fingerprints(file):
        yield {"ruleId": entry.rule, "ruleIndex": indexes[entry.rule]} | _result(file.path, entry, fingerprint, units)


def _result(path: str, entry: Entry, fingerprint: str, units: Units) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "level": LEVELS[entry.severity],
        "message": {"text": entry.message},
        "locations": [{"physicalLocation": _place(path) | {"region": _region(units.utf16(entry.range))}}],
        "partialFingerprints": {"dockwright/v1": fingerprint},
    }
    if entry.notes:
        answer["relatedLocations"] = [
            {
                "message": {"text": note.message},
                "physicalLocation": _place(path) | {"region": _region(units.utf16(note.range))},
            }
            for note in dict.fromkeys(entry.notes)
        ]
    if entry.fix is not None and _is_encodable(entry.fix):
        answer["fixes"] = [_fix(path, entry.fix, units)]
    return answer


def _is_encodable(fix: Repair) -> bool:
    texts = [one.text for one in fix.edits] + [one.text for one in fix.files]
    return all(map(is_encodable, texts))


def _fix(path: str, fix: Repair, units: Units) -> dict[str, Any]:
    edits = tuple(one._replace(range=units.utf16(one.range)) for one in fix.edits)
    changes = [_change(path, edits)] if edits else []
    start = Range(Position(1, 1), Position(1, 1))
    changes += [_change(file.path, (Replacement(start, file.text),)) for file in fix.files]
    return {
        "description": {"text": fix.title},
        "artifactChanges": changes,
        "properties": {"safety": fix.safety.label},
    }


def _change(path: str, edits: tuple[Replacement, ...]) -> dict[str, Any]:
    replacements = [{"deletedRegion": _region(one.range), "insertedContent": {"text": one.text}} for one in edits]
    return _place(path) | {"replacements": replacements}


def _place(path: str) -> dict[str, Any]:
    """A path as a URI: relative ones to the folder that was checked."""
    from urllib.parse import quote

    path = path.replace("\\", "/").removeprefix("./")
    uri = quote(path, errors="surrogateescape")
    if path[1:3] == ":/":
        return {"artifactLocation": {"uri": f"file:///{path[0]}:{uri[4:]}"}}
    if path.startswith("/"):
        return {"artifactLocation": {"uri": f"file://{uri}"}}
    return {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}


def _region(range: Range) -> dict[str, int]:
    (line, column), (end_line, end_column) = range
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
