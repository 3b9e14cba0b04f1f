"""Which commands a script has, what joins them, and where they stand."""

from __future__ import annotations

import pytest
from shell_reading import check_spans, names, read

from dockwright.shell import Command


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("a", "a"),
        ("a && b || c; d | e & f", "a b c d e f"),
        ("a | b && c | d", "a b c d"),
        ("a |& b", "a b"),
        ("a && b # && c", "a b"),
        ("a 'b && c'", "a"),
        ('a "b && c"', "a"),
        ("a \\&\\& b", "a"),
        ("! a && b", "a b"),
        ("! { a; b; } && c", "a b c"),
        ("! if a; then b; fi; c", "a b c"),
        ("if ! { a; } || b; then c; fi", "a b c"),
        ("! while a; do b; done | c", "a b c"),
        ("time { a; }; time (b); ! time { c; }", "a b c"),
        ("echo ! { a }; b", "echo b"),
        ("echo '! { a; }'", "echo"),
        ("(a; b) && c", "a b c"),
        ("{ a; b; } | c", "a b c"),
        ("if a; then b; elif c; then d; else e; fi", "a b c d e"),
        ("for x in 1 2; do a; b; done; c", "a b c"),
        ("for x in $(a); do b; done", "a b"),
        ("for ((i=0; i<3; i++)); do a; done", "a"),
        ("while a; do b; done", "a b"),
        ("until a; do b; done", "a b"),
        ("case $x in y) a;; *) b && c;; esac", "a b c"),
        ("f() { a; }; f", "a f"),
        ("function f { a; }; f", "a f"),
        ("a $(b $(c)) d", "a b c"),
        ("a `b`", "a b"),
        ('a "$(b | c)"', "a b c"),
        ("a ${B:-$(c)}", "a c"),
        ("A=$(b) c", "c b"),
        ("A=$(b)", "= b"),
        ("A=1", "="),
        ("A=1 B=2", "="),
        (">f", "="),
        ("$(a) b", "? a"),
        ("a <(b) >(c)", "a b c"),
        ("a > $(b)", "a b"),
        ("a $((1 + 2))", "a"),
        ("((x = 1))", ""),
        ("[ -f x ] && a", "[ a"),
        ("[[ -f x && -f y ]] && a", "[[ a"),
        ("[ $(a) = b ] && c", "[ a c"),
        ("test -f x || a", "test a"),
        ("export A=1 && b", "export b"),
        ("export A=$(b)", "export b"),
        ("unset A && b", "unset b"),
        ("local A=1; declare B; readonly C=1", "local declare readonly"),
        ("a && \\\n# comment\n b", "a b"),
        ("a;b;c", "a b c"),
        ("a&&b||c", "a b c"),
        ("a;", "a"),
        ("a &", "a"),
        ("time a", "a"),
        (": && a", ": a"),
        ("# only a comment", ""),
        ("", ""),
    ],
)
def test_commands(script: str, found: str) -> None:
    parsed = read(script)
    assert names(parsed) == found
    assert not parsed.has_errors
    check_spans(parsed)


@pytest.mark.parametrize(
    ("script", "joints"),
    [
        ("a", "a()"),
        ("a && b", "a() && b()"),
        ("a && b || c", "a() && b() || c()"),
        ("a; b", "a() ; b()"),
        ("a;", "a(;)"),
        ("a && b;", "a() && b(;)"),
        ("a & b", "a() & b()"),
        ("a & b &", "a() & b(&)"),
        ("a | b |& c", "a() | b() | c()"),
        ("a && b | c && d", "a() && b() | c() && d()"),
        ("a && b >f | c", "a() && b() | c()"),
        ("! a && b", "a() && b()"),
        ("a && (b; c) && d", "a(&&) b() ; c() &&d()"),
        ("{ a; b; } && c", "a() ; b(;) &&c()"),
        ("a && if b; then c; fi && d", "a(&&) b(;) c(;) &&d()"),
        ("for x in y; do a; b; done && c", "a() ; b(;) &&c()"),
        ("a $(b && c) && d", "a(&&) b() && c() &&d()"),
        ("a # x", "a()"),
    ],
)
def test_operators(script: str, joints: str) -> None:
    """What stands between two neighbours of one list; in parentheses or before the name what the list around has."""
    assert _joined(read(script).commands) == joints


def _joined(commands: tuple[Command, ...]) -> str:
    text = ""
    for index, command in enumerate(commands):
        following = commands[index + 1].operator if index + 1 < len(commands) else ""
        together = command.next_operator == following and following
        before = commands[index - 1].next_operator if index else ""
        text += command.operator if before != command.operator else ""
        text += f"{command.name}({'' if together else command.next_operator})"
        text += f" {following} " if together else " " if index + 1 < len(commands) else ""
    return text


def test_lines_are_joined_by_line_breaks() -> None:
    script = read("FROM a\nRUN <<EOF\n# first\na && b # x\n\nc\n\n# last\nEOF\n")
    assert [(one.name, one.operator, one.next_operator) for one in script.commands] == [
        ("a", "", "&&"),
        ("b", "&&", "\n"),
        ("c", "\n", ""),
    ]


@pytest.mark.parametrize(
    ("script", "places"),
    [
        ("a && b | c", "a:top b:top,pipe c:top,pipe"),
        ("(a)", "a:"),
        ("{ a; } && b", "a: b:top"),
        ("(a | b) | c", "a:pipe b:pipe c:top,pipe"),
        ("! a", "a:top"),
        ("a $(b | c)", "a:top b:sub,pipe c:sub,pipe"),
        ("a $(b) | c", "a:top,pipe b:sub c:top,pipe"),
        ("a <(b)", "a:top b:sub"),
        ("if a; then b; fi", "a: b:if"),
        ("if a; then b; else c; fi", "a: b:if c:if"),
        ("if a; then :; elif b; then :; fi", "a: ::if b:if ::if"),
        ("while a; do b; done", "a: b:if"),
        ("for x in y; do a; done", "a:if"),
        ("case x in y) a;; esac", "a:if"),
        ("f() { a; }; f", "a:if f:top"),
        ("a || b", "a:top b:top,if"),
        ("a || b && c", "a:top b:top,if c:top"),
        ("a && b || c", "a:top b:top c:top,if"),
        ("a && b", "a:top b:top"),
        ("a && b; c", "a:top b:top c:top"),
        ("a && (b || c)", "a:top b: c:if"),
        ("sh -c 'a && b'", "sh:top a: b:"),
        ("a || sh -c 'b'", "a:top sh:top,if b:if"),
        ("a & b", "a:top b:top"),
    ],
)
def test_places(script: str, places: str) -> None:
    assert " ".join(f"{one.name}:{_place(one)}" for one in read(script).commands) == places


@pytest.mark.parametrize(
    ("script", "conditional"),
    [
        ("[ -f x ] && a", ""),
        ("[ -f x ] && a && b", ""),
        ("(test -f x && a) && b", ""),
        ("[ -f x ] && a; b", "a"),
        ("[ -f x ] && a;", ""),
        ("[ -f x ] && a || b", "a b"),
        ("[ -f x ] && a && b || true", "a b true"),
        ("[[ -f x ]] && a; b", "a"),
        ("test -f x && a; b", "a"),
        ("command -v x && a; b", "a"),
        ("which x >/dev/null && a; b", "a"),
        ("grep -q x y && a; b", "a"),
        ("grep -rqs x y && a; b", "a"),
        ("grep x y && a; b", ""),
        ("x | grep -q y && a; b", "a"),
        ("! x && a; b", "a"),
        ("! { x; } && a; b", "a"),
        ("x && [ -f y ] && a && b; c", "a b"),
        ("[ -f x ] || a && b", "a"),
        ("[ -f x ] && a & b", "a"),
        ("x=$([ -f y ] && a)", "a"),
        ("if [ -f x ] && a; then b; fi", "a b"),
        ("{ [ -f x ] && a; }; b", "a"),
        ("{ [ -f x ] && a; } && b", ""),
    ],
)
def test_what_a_test_guards(script: str, conditional: str) -> None:
    """Only where the script goes on when the test fails: else the test is an assertion."""
    assert " ".join(one.name for one in read(script).commands if one.is_conditional) == conditional


def _place(command: Command) -> str:
    marks = {
        "top": command.is_top_level,
        "sub": command.in_substitution,
        "pipe": command.in_pipeline,
        "if": command.is_conditional,
    }
    return ",".join(mark for mark, holds in marks.items() if holds)


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("a && && b && c", "b c"),
        ("a 'b", ""),
        ("a && (b", ""),
        ("a && b; )", ""),
        ("((a | b) || c)", ""),
        ("a && for x in; do", ""),
        ("a | | b", ""),
    ],
)
def test_broken_scripts(script: str, found: str) -> None:
    """The commands that are certain are given, nothing is made up, and nothing may be appended."""
    parsed = read(script)
    assert set(found.split()) <= set(names(parsed).split())
    assert not parsed.is_and_chain


def test_broken_scripts_are_told() -> None:
    assert read("a && (b").has_errors
    assert not read("a && (b)").has_errors
