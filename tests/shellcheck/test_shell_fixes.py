"""ShellCheck's fixes: what they make of a Dockerfile, and which of them are refused."""

from __future__ import annotations

import pytest
from shell_judge import PROGRAM, judge, profile

from dockwright.context import UNKNOWN
from dockwright.lint import fix
from dockwright.rule import Safety

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no shellcheck")


def fixed(text: str, safety: Safety = Safety.UNSAFE) -> str:
    result = fix(text, UNKNOWN, profile(), safety=safety)
    assert result.faults == ()
    return result.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN cp $A b", 'RUN cp "$A" b'),
        ("RUN cp $A $B", 'RUN cp "$A" "$B"'),
        ("RUN cp $A\\\n  b", 'RUN cp "$A"\\\n  b'),
        ("RUN cp a \\\n # why\n$A\\\n\n # why\n", 'RUN cp a \\\n # why\n"$A"\\\n\n # why\n'),
        ("RUN cd /a; b", "RUN cd /a || exit; b"),
        ("RUN cd /a\\\n; b", "RUN cd /a || exit\\\n; b"),
        ("RUN a `b c`", "RUN a $(b c)"),
        ("RUN a \\\n  `b \\\n # why\n  c`\\\n  d", "RUN a \\\n  $(b \\\n # why\n  c)\\\n  d"),
        ("RUN echo 'é😀\t' $A", "RUN echo 'é😀\t' \"$A\""),
        ("RUN <<EOF\ncp $A b\nEOF", 'RUN <<EOF\ncp "$A" b\nEOF'),
        ("RUN <<-EOF\n\tcp $A b\n\tEOF", 'RUN <<-EOF\n\tcp "$A" b\n\tEOF'),
        ("ONBUILD RUN cp $A b", 'ONBUILD RUN cp "$A" b'),
        ("RUN <<EOF\n#!/bin/sh\n# why\ncp $A b\nEOF", 'RUN <<EOF\n#!/bin/sh\n# why\ncp "$A" b\nEOF'),
    ],
)
def test_fixes(before: str, after: str) -> None:
    assert fixed(f"FROM x\n{before}\n") == f"FROM x\n{after}\n"


def test_fixes_keep_line_breaks() -> None:
    assert fixed("FROM x\r\nRUN a \\\r\n cp $A\\\r\n b\r\n") == 'FROM x\r\nRUN a \\\r\n cp "$A"\\\r\n b\r\n'


@pytest.mark.parametrize(
    ("lines", "is_safe"),
    [
        ("RUN a `b c`", True),
        ('RUN a `b "c d" | e`', True),
        ("RUN a `b \\$c`", False),
        ("RUN a `(b; c)`", False),
        ("RUN a `b # c`", False),
        ("RUN cp $A b", False),
        ("RUN cd /a; b", False),
    ],
)
def test_what_is_safe(lines: str, is_safe: bool) -> None:
    text = f"FROM x\n{lines}\n"
    assert (fixed(text, Safety.SAFE) != text) is is_safe


def test_a_title_shows_the_result() -> None:
    (one,) = judge("FROM x\nRUN cp $A b\n").diagnostics
    assert [each.title for each in one.fixes] == ['Change to `"$A"`']


def test_a_fix_that_breaks_the_script_is_not_offered() -> None:
    """`# c` would take the closing parenthesis along."""
    text = "FROM x\nRUN a `b # c`\n"
    assert [each for one in judge(text).diagnostics for each in one.fixes] == []


def test_a_fix_across_a_continuation_is_not_offered() -> None:
    """It would take the continuation away."""
    text = 'FROM x\nRUN if [ ! -z "$A" \\\n # why\n ]; then b; fi\n'
    for one in judge(text).diagnostics:
        for each in one.fixes:
            assert all("\n" not in edit.span.of(text) for edit in each.edits)
