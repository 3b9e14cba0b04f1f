"""Fixes that a rule works out only when somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dockwright.context import UNKNOWN
from dockwright.lint import Fault, Profile, analyse, fix, lint
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Rule, Severity, rule
from dockwright.syntax import Maintainer
from dockwright.text import Span

TEXT = "FROM alpine:3.20\nMAINTAINER Jo\n"


def made_with(fixes: Callable[[Span], tuple[Fix, ...]]) -> Rule:
    """A rule that removes the first letter of MAINTAINER, with fixes of this function."""

    def check(node: Maintainer) -> Iterator[Finding]:
        span = Span(node.span.start, node.span.end)
        yield Finding(span, "it is there", lambda: fixes(span))

    make = rule(
        "late", on=Maintainer, severity=Severity.INFO, fix=FixAvailability.ALWAYS, invalid=[Invalid(TEXT)], valid=()
    )
    return make(check)


def removal(span: Span) -> tuple[Fix, ...]:
    return (Fix.delete("Remove it", Span(span.start, span.end + 1)),)


def broken(span: Span) -> tuple[Fix, ...]:
    raise ValueError("nobody knows")


def test_they_are_not_worked_out_before() -> None:
    asked: list[Span] = []

    def fixes(span: Span) -> tuple[Fix, ...]:
        asked.append(span)
        return removal(span)

    report = lint(analyse(TEXT), UNKNOWN, Profile([made_with(fixes)]))
    assert not asked
    (one,) = report.diagnostics
    assert one.fixes == one.fixes == removal(one.span)
    assert len(asked) == 1


def test_they_are_made_like_others() -> None:
    assert fix(TEXT, UNKNOWN, Profile([made_with(removal)])).text == "FROM alpine:3.20\n"


def test_a_rule_that_fails_then_keeps_its_finding() -> None:
    fault = Fault("late", "ValueError: nobody knows")
    report = lint(analyse(TEXT), UNKNOWN, Profile([made_with(broken)]))
    assert [one.fixes for one in report.diagnostics] == [()]
    assert list(report.faults) == [fault]
    result = fix(TEXT, UNKNOWN, Profile([made_with(broken)]))
    assert (result.text, result.faults) == (TEXT, (fault,))
