"""ShellCheck's codes as rules of ours: made when they are met, for nobody here keeps a list of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dockwright.rule import Body, Finding, FixAvailability, Rule, Severity

GROUP = "shellcheck"
"""The word that means every code, in configuration and in suppressions."""

EXCLUDED = frozenset(
    (
        "SC1008",  # unrecognized shebang: it is ours, or the shell's name was judged before
        "SC1090",  # cannot follow a non-constant source: it is in the image
        "SC1091",  # a sourced file is not there: it is in the image
        "SC2148",  # no shebang: SHELL says it
        "SC2187",  # ash is checked as dash
    )
)
"""Codes that say nothing about a RUN."""

_CODE = re.compile(r"SC\d{4}", re.IGNORECASE)


def is_code(word: str) -> bool:
    return _CODE.fullmatch(word) is not None


@lru_cache(maxsize=1024)
def rule_of(code: str, severity: Severity) -> Rule:
    """The rule that stands for a code; it visits nothing by itself."""

    def check(node: object) -> Iterator[Finding]:
        yield from ()

    check.__doc__ = f"ShellCheck's {code}: its page explains what is wrong and how to mend it."
    return Rule(
        name=code,
        category="shellcheck",
        on=(),
        commands=frozenset(),
        severity=severity,
        fix=FixAvailability.SOMETIMES,
        aliases=(GROUP,),
        default=severity >= Severity.WARNING,
        presets=frozenset(("hadolint",)),
        parameters=(),
        tags=(),
        options={},
        needs=(),
        uncovers=frozenset(),
        body=lambda: Body(check, (), ()),
    )
