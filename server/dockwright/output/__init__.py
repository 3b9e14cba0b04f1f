"""Output formats: each module has one function `render(results) -> str`, and knows nothing of files or terminals."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from dockwright.output.results import Results

# name -> (module, what it is for)
FORMATS: dict[str, tuple[str, str]] = {
    "text": ("text", "for people: the source line, the words at fault, the fix"),
    "compact": ("compact", "one line for each finding"),
    "json": ("json", "for programs: everything, with the edits of the fixes"),
    "sarif": ("sarif", "SARIF 2.1.0, for code scanning"),
    "github": ("github", "annotations in a GitHub workflow"),
    "gitlab": ("gitlab", "GitLab's code quality report"),
    "checkstyle": ("checkstyle", "Checkstyle XML"),
    "junit": ("junit", "JUnit XML"),
}


def renderer(name: str) -> Callable[[Results], str]:
    """The render function of a format. Raises KeyError for a name that is not in FORMATS."""
    module = import_module(f"dockwright.output.{FORMATS[name][0]}")
    return cast("Callable[[Results], str]", module.render)
