"""One rule on one text: the words it marks, and the text once its fixes are made."""

from __future__ import annotations

from dockwright.context import UNKNOWN, BuildContext
from dockwright.lint import Profile, analyse, fix, lint
from dockwright.rule import Safety, Settings
from dockwright.rules import BY_NAME


def profile_of(name: str, preset: str) -> Profile:
    return Profile([BY_NAME[name]], settings=Settings(preset=preset))


def marked(name: str, text: str, preset: str = "default", context: BuildContext = UNKNOWN) -> list[str]:
    """The words at fault, in order."""
    report = lint(analyse(text), context, profile_of(name, preset))
    assert not report.faults
    return [one.span.of(text) for one in report.diagnostics]


def fixed(name: str, text: str, preset: str = "default", safety: Safety = Safety.UNSAFE) -> str:
    """The text after all fixes; they pass the gate, and a second run changes nothing."""
    result = fix(text, UNKNOWN, profile_of(name, preset), safety=safety)
    assert not result.faults
    assert fix(result.text, UNKNOWN, profile_of(name, preset), safety=safety).text == result.text
    return result.text
