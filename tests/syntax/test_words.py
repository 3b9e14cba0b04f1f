"""Words: quotes and escapes come off, variables stay and are found at their places."""

from __future__ import annotations

import pytest

from dockwright.syntax import Variable, Word, parse


def word(raw: str, escape: str = "\\") -> tuple[Word, str]:
    """A word read as the value of ENV, and the text it is in."""
    text = f"{'# escape=`' if escape == '`' else '#'}\nENV A={raw}\n"
    (pair,) = parse(text).instructions[0].pairs  # type: ignore[attr-defined]
    return pair.value, text


VALUES = [
    ("a", "a"),
    ("'a b'", "a b"),
    ('"a b"', "a b"),
    ("a'b'\"c\"", "abc"),
    ("a\\ b", "a b"),
    ("a\\\\b", "a\\b"),
    ('"a\\"b"', 'a"b'),
    ('"a\\nb"', "a\\nb"),
    ('"a\\\\b"', "a\\b"),
    ('"\\$a"', "$a"),
    ("'\\a'", "\\a"),
    ("\\$a", "$a"),
    ("$a-${b}", "$a-${b}"),
    ("\"${a:-'x y'}\"", "${a:-'x y'}"),
    ("${a:-x\\}y}", "${a:-x\\}y}"),
    ("`a`", "`a`"),
    ('a"b', 'a"b'),  # a quote that is not closed
    ("a\"b$c d'e", "a\"b$c d'e"),
    ('a"b${', "ab${"),
]


@pytest.mark.parametrize(("raw", "value"), VALUES, ids=[case[0] for case in VALUES])
def test_value(raw: str, value: str) -> None:
    found, text = word(raw)
    assert found.raw == raw
    assert found.value == value
    assert found.span.of(text) == raw


def test_the_escape_character_is_that_of_the_file() -> None:
    assert word("a` b\\c", "`")[0].value == "a b\\c"
    assert word("`$a", "`")[0].variables == ()
    assert word("C:\\a", "`")[0].value == "C:\\a"


VARIABLES = [
    # word, [text, name, operator, argument]
    ("$a", [("$a", "a", "", None)]),
    ("x$a.y", [("$a", "a", "", None)]),
    ("$a$b", [("$a", "a", "", None), ("$b", "b", "", None)]),
    ("${a}b", [("${a}", "a", "", None)]),
    ("$a_1", [("$a_1", "a_1", "", None)]),
    ("$1a", [("$1", "1", "", None)]),
    ("$$", [("$$", "$", "", None)]),
    ("$@", [("$@", "@", "", None)]),
    ("${a:-b c}", [("${a:-b c}", "a", ":-", "b c")]),
    ("${a-b}", [("${a-b}", "a", "-", "b")]),
    ("${a:+b}", [("${a:+b}", "a", ":+", "b")]),
    ("${a+b}", [("${a+b}", "a", "+", "b")]),
    ("${a:?b}", [("${a:?b}", "a", ":?", "b")]),
    ("${a?}", [("${a?}", "a", "?", "")]),
    ("${a#b}", [("${a#b}", "a", "#", "b")]),
    ("${a##b*}", [("${a##b*}", "a", "##", "b*")]),
    ("${a%b}", [("${a%b}", "a", "%", "b")]),
    ("${a%%b}", [("${a%%b}", "a", "%%", "b")]),
    ("${a/b/c}", [("${a/b/c}", "a", "/", "b/c")]),
    ("${a//b/c}", [("${a//b/c}", "a", "//", "b/c")]),
    ("${a/\\//c}", [("${a/\\//c}", "a", "/", "\\//c")]),
    ("${a:-'}'}", [("${a:-'}'}", "a", ":-", "'}'")]),
    ('"$a"', [("$a", "a", "", None)]),
    ("'$a'", []),
    ("\\$a", []),
    ("$", []),
    ("$-", [("$-", "-", "", None)]),
    ("a$.", []),
    ("$é", [("$é", "é", "", None)]),
    ("$a${", [("$a", "a", "", None)]),
]


@pytest.mark.parametrize(("raw", "expected"), VARIABLES, ids=[case[0] for case in VARIABLES])
def test_variables(raw: str, expected: list[tuple[str, str, str, str | None]]) -> None:
    text = f"FROM a\nWORKDIR {raw}\n"
    (found,) = parse(text).instructions[1].words
    described = [(one.span.of(text), one.name, one.operator, one.argument) for one in found.variables]
    assert described == expected
    assert [one.name_span.of(text) for one in found.variables] == [name for _, name, _, _ in expected]
    assert found.is_literal is (not expected)


def test_variables_inside_an_argument_are_nested() -> None:
    text = 'FROM a\nWORKDIR ${a:-${b:-$c}/"$d"}$e\n'
    (found,) = parse(text).instructions[1].words
    assert [one.name for one in found.variables] == ["a", "e"]
    assert [one.name for one in found.references()] == ["a", "b", "c", "d", "e"]
    assert [one.span.of(text) for one in found.references()] == ['${a:-${b:-$c}/"$d"}', "${b:-$c}", "$c", "$d", "$e"]


def test_a_variable_across_a_continuation_has_the_span_of_all_of_it() -> None:
    text = "FROM a\nWORKDIR /${na\\\nme}/x\n"
    (variable,) = parse(text).instructions[1].words[0].variables
    assert variable.name == "name"
    assert variable.span.of(text) == "${na\\\nme}"


SPLIT = [
    ("FROM a AS b", ["a", "AS", "b"]),
    ("COPY 'a b' c", ["'a", "b'", "c"]),
    ("COPY a\\ b c", ["a\\", "b", "c"]),
    ("COPY a\tb\vc\fd", ["a", "b", "c", "d"]),
    ("COPY a\u00a0b c", ["a\u00a0b", "c"]),
    ("ENV A=b\u00a0C=d", ["A=b", "C=d"]),
    ("ENV A='b C' D", ["A='b C'", "D"]),
    ('ENV A="b \\" c" D', ['A="b \\" c"', "D"]),
    ("ENV A='b \\' C", ["A='b \\'", "C"]),
    ("ENV A=b\\", ["A=b"]),
    ("ENV A=b\\\\", ["A=b\\\\"]),
    ("ENV A='b\\", ["A='b\\"]),
    ('ENV A="b c', ['A="b c']),
    ('ENV A="" B', ['A=""', "B"]),
    ("LABEL a b c", ["a", "b c"]),
    ("USER a b", ["a b"]),
]


@pytest.mark.parametrize(("text", "raws"), SPLIT, ids=[case[0] for case in SPLIT])
def test_words_are_split_as_the_instruction_wants_it(text: str, raws: list[str]) -> None:
    # behind a form feed, which is cut off, an escape character at the end does not continue the line
    (instruction,) = parse(text + "\f").instructions
    assert [found.raw for found in instruction.words] == raws


def test_a_word_says_how_it_is_quoted() -> None:
    assert word("'a'")[0].is_quoted
    assert word('"a"')[0].is_quoted
    assert not word("a'b'")[0].is_quoted
    assert not word("'")[0].is_quoted


def test_variables_walk_from_the_outside_in() -> None:
    inner = Variable(*word("$b")[0].variables[0])
    outer = inner._replace(name="a", nested=(inner,))
    assert [one.name for one in outer.walk()] == ["a", "b"]
