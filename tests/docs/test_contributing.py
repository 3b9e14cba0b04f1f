"""The rule that CONTRIBUTING.md shows does what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, fix, lint
from dockwright.rule import Rule

PAGE = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"


def test_the_example_rule() -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {"__name__": "dockwright.rules.style.wget_progress_bar"}
    exec(compile(found[1], str(PAGE), "exec"), names)
    rule: Rule = names["wget_progress_bar"]
    profile = Profile([rule])
    for invalid in rule.invalid:
        report = lint(analyse(invalid.before), UNKNOWN, profile)
        assert tuple(one.span.of(invalid.before) for one in report.diagnostics) == invalid.marked
        assert fix(invalid.before, UNKNOWN, profile).text == invalid.after
    for valid in rule.valid:
        assert lint(analyse(valid.text), UNKNOWN, profile).diagnostics == ()
