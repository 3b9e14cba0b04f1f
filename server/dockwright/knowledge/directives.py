"""The parser directives that may open a file, and the values that are worth offering.

Source: the Dockerfile reference of BuildKit's frontend. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.values import NamedTuple


class DirectiveKind(NamedTuple):
    """One directive. `values`: what may follow the `=`, with a few words about it."""

    name: str
    summary: str
    notes: str
    values: Mapping[str, str]


DIRECTIVES: Mapping[str, DirectiveKind] = {
    row.name: row
    for row in (
        DirectiveKind(
            "syntax",
            "The image of the frontend that reads this file.",
            "`docker/dockerfile:1` is the newest stable release, whatever is built into the builder. It is downloaded once.",
            {
                "docker/dockerfile:1": "the newest stable release",
                "docker/dockerfile:1-labs": "the newest release with experimental features",
            },
        ),
        DirectiveKind(
            "escape",
            "The character that continues lines and escapes.",
            "The backtick suits Windows paths. The backslash needs no directive.",
            {"\\": "the default", "`": "for Windows paths"},
        ),
        DirectiveKind(
            "check",
            "What BuildKit's own checks do in this file.",
            "`skip=Name,Name` silences checks, `skip=all` all of them; `error=true` makes the build fail on a warning. "
            "Both are joined by a semicolon.",
            {
                "skip=": "checks to leave out, or all",
                "error=true": "warnings stop the build",
                "experimental=": "experimental checks to run, or all",
            },
        ),
    )
}
