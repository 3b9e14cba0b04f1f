"""Any text gives a script: no exception, no span outside the text, no time that grows faster than the text."""

from __future__ import annotations

import random
import sys

import pytest
from shell_reading import read
from tree_sitter import Parser

from dockwright.shell import Script, parse_script
from dockwright.shell.parser import language, parse_tree
from dockwright.syntax import parse

PIECES = [
    *" \t\n\\'\"$`;&|<>(){}[]!#*?~=-/.aé\u00a0\udc80\x00\r0E",
    *(
        "<<EOF",
        "\nEOF\n",
        "$(",
        "${",
        "&&",
        "||",
        "sh -c ",
        "bash <<E",
        "if ",
        "then ",
        "fi",
        "for x in ",
        "do ",
        "done",
    ),
    *(
        "case ",
        "esac",
        "\\\n",
        "[[ ",
        " ]]",
        "((",
        "))",
        "<(",
        "2>",
        "$'",
        "sudo ",
        "env ",
        "A=",
        "'a b'",
        " a ",
        "RUN ",
    ),
    *('["a", "b"]', "su -c ", "<<<", "set -o ", "\r\n", "0<<", "export ", "`a`"),
]


def visit(script: Script, length: int) -> None:
    assert -1 <= script.end <= length
    assert len(script.top_level) <= len(script.commands)
    for command in script.commands:
        assert 0 <= command.span.start <= command.name_span.start <= command.span.end <= length
        assert command.subcommand is not None
        command.operands(("o", "x"))
        for word in (*command.words, *(one.target for one in command.redirections if one.target)):
            assert 0 <= word.span.start <= word.span.end <= length
        for flag in command.flags:
            assert flag.word.span.covers(flag.span)
            command.flag_value(flag.name)
        for item in (*command.prefixes, *command.assignments):
            assert command.span.covers(item.span)


@pytest.mark.parametrize("block", range(10))
def test_garbage(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        pick = random.Random(seed)
        text = "FROM a\nRUN " + "".join(pick.choice(PIECES) for _ in range(pick.randint(1, 40)))
        for instruction in parse(text).instructions:
            target = getattr(instruction, "trigger", None) or instruction
            if hasattr(target, "is_exec"):
                visit(parse_script(target), len(text))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 2000 + "a" + ")" * 2000,
        "a $(" * 2000 + "b" + ")" * 2000,
        "$(" * 2000 + "b" + ")" * 2000,
        'a "$(' * 2000 + "b" + ')"' * 2000,
        "{ " * 2000 + "a; " + "}; " * 2000,
        "if a; then " * 2000 + "b; " + "fi; " * 2000,
        "a ${B:-" * 2000 + "c" + "}" * 2000,
        "sh -c '" * 100 + "a",
        "a && (" * 2000,
        "! " * 2000 + "a",
    ],
)
def test_depth(text: str) -> None:
    visit(read(text), len(text) + 20)


@pytest.mark.parametrize(
    ("unit", "tail"),
    [
        ("a b && ", "c"),
        ("a $(b) && ", "c"),
        ("a 'b c' ", ""),
        ("a | ", "b"),
        ("a || ", "b"),
        ("a; ", ""),
        ("a $(b) ", ""),
        ("'", "a"),
        ("$(( ", ""),
        ("a ( ", ""),
        ("<<A ", ""),
        ("sh -c 'x'; ", ""),
        ("\\", ""),
        ("[ a ] && b || ", "c"),
    ],
)
def test_work_is_linear(unit: str, tail: str) -> None:
    """Ten times the text takes about ten times the calls: far from the hundredfold of a square."""
    short = _calls(unit * (5_000 // len(unit)) + tail)
    long = _calls(unit * (50_000 // len(unit)) + tail)
    assert long < 15 * short + 1_000


def _calls(text: str) -> int:
    """How many functions are called to read a script with all its words: the same on every machine."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    previous = sys.getprofile()
    sys.setprofile(note)
    try:
        for command in read(text).commands:
            assert command.words is not None
    finally:
        sys.setprofile(previous)
    return count


def test_lone_surrogates_and_nul() -> None:
    script = read("a \udc80\udcff && b \x00 $(c \udc80)")
    assert [one.name for one in script.commands] == ["a", "b", "c"]
    assert script.commands[0].arguments[0].raw == "\udc80\udcff"


class TestLongTexts:
    """A long text is handed to the parser in portions, and given up where the parser is lost."""

    @pytest.mark.parametrize(
        "line", ["echo é && make all\n", 'if a; then b "$(c)"; fi\n', "cat <<EOF\n$x (\nEOF\n", "a() { b; }\n"]
    )
    def test_sense_is_read_as_in_one_piece(self, line: str) -> None:
        text = line * 2000
        whole = Parser(language()).parse(text.replace("é", "x").encode())
        assert str(parse_tree(text).root_node) == str(whole.root_node)

    @pytest.mark.parametrize("piece", ["a;)", "a() ", ")", "case a in "])
    def test_nonsense_has_errors(self, piece: str) -> None:
        assert parse_tree(piece * 100_000).root_node.has_error

    def test_nonsense_is_given_up(self) -> None:
        """What is left of the text is not even looked at: that would take time by the square of its length."""
        assert parse_tree("a;)" * 100_000).root_node.end_byte < 1000
