"""Output formats: each module has one function `render(results) -> str`, or `parts(results) -> Iterator[str]` where what it makes
of many findings is too large to be held at once. None knows of files or terminals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from dockwright.output.results import Results
from dockwright.values import NamedTuple


class Format(NamedTuple):
    """An output format: its module, whether it shows fixes (which have to be proven first), what it is for."""

    module: str
    shows_fixes: bool
    summary: str
    is_for_people: bool = False  # who read it in the encoding of their terminal; programs want UTF-8


FORMATS: dict[str, Format] = {
    "text": Format("text", True, "for people: the source line, the words at fault, the fix", True),
    "compact": Format("compact", False, "one line for each finding", True),
    "json": Format("json", True, "for programs: everything, with the edits of the fixes"),
    "sarif": Format("sarif", True, "SARIF 2.1.0, for code scanning"),
    "github": Format("github", True, "annotations in a GitHub workflow"),
    "gitlab": Format("gitlab", False, "GitLab's code quality report"),
    "checkstyle": Format("checkstyle", False, "Checkstyle XML"),
    "junit": Format("junit", False, "JUnit XML"),
    "sonarqube": Format("sonarqube", False, "SonarQube's generic report of issues"),
    "codacy": Format("codacy", False, "Codacy's lines of JSON"),
    "hadolint-json": Format("hadolint_json", False, "what hadolint writes for `--format json`"),
}


def renderer(name: str) -> Callable[[Results], str]:
    """What makes a report in a format. Raises KeyError for a name that is not in FORMATS."""
    write = writer(name)
    return lambda results: "".join(write(results))


def writer(name: str) -> Callable[[Results], Iterable[str]]:
    """The same piece by piece."""
    module: Any = import_module(f"dockwright.output.{FORMATS[name].module}")
    if hasattr(module, "parts"):
        return lambda results: module.parts(results)
    return lambda results: (module.render(results),)
