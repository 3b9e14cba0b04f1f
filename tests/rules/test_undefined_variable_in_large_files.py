"""A name that is nearly right is looked for among few, not among thousands."""

from __future__ import annotations

import pytest

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, lint
from dockwright.rules import BY_NAME


@pytest.mark.parametrize(("others", "titles"), [(10, ["Change to `APP_HOME`"]), (600, [])])
def test_the_nearest_name(others: int, titles: list[str]) -> None:
    names = "".join(f"ENV X{number}=1\n" for number in range(others))
    text = f"FROM alpine:3.20\n{names}ARG APP_HOME=/app\nWORKDIR $APP_HOEM\n"
    (found,) = lint(analyse(text), UNKNOWN, Profile([BY_NAME["undefined-variable"]])).diagnostics
    assert [one.title for one in found.fixes] == titles
