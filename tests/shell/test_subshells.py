"""Which shell within a script runs a command."""

from __future__ import annotations

import pytest
from shell_reading import read

from dockwright.shell.subshells import shells_of

SCRIPTS = [
    ("a && b; c", [0, 0, 0]),
    ("(a && b) && c", [1, 1, 0]),
    ("(a; b) && (c; d); e", [1, 1, 1, 1, 0]),
    ("a && (b && (c; d) && e) && f", [0, 1, 2, 2, 1, 0]),
    ("X=$(a && b) c && d", [0, 1, 1, 0]),
    ("bash -c 'a && b' && c", [0, 1, 1, 0]),
    ("{ a && b; } && c", [0, 0, 0]),
    ("if a; then (b && c); fi; d", [0, 1, 1, 0]),
    ("case x in a) b;; c) d;; esac; e", [0, 0, 0]),
    ("f() { a; }; (b); c", [0, 1, 0]),
]


@pytest.mark.parametrize(("script", "depths"), SCRIPTS)
def test_how_deep_a_command_is(script: str, depths: list[int]) -> None:
    found = [len(shell) for _, shell in shells_of(read(script).commands)]
    assert found == depths


def test_two_shells_of_one_depth_are_two() -> None:
    first, second = (shell for _, shell in shells_of(read("(a) && (b)").commands))
    assert first != second
