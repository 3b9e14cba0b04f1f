"""The reader of plain lists against the walk over the grammar's tree: where it does not give up, they agree.

Left out of the vocabulary is what the grammar gets wrong where bash is clear: a comment behind a redirection, a
redirection of no command before a line break, `[ x ]` with words behind it, options of `export`, a word `{}` in front.
"""

from __future__ import annotations

import random

import pytest

from dockwright.shell import Command, Script
from dockwright.shell.commands import _kinds, read_tree
from dockwright.shell.documents import mask_documents
from dockwright.shell.lists import read_list
from dockwright.shell.nodes import LOOSE, TOP_LEVEL
from dockwright.text import MappedText

PROGRAMS = [
    "a",
    "b",
    "apt-get",
    "./y",
    "/usr/bin/x",
    "cd",
    "set",
    "'q'",
    '"a b"',
    'a"b"',
    "$X",
    "${X}/y",
    "sudo b",
    "env A=1 b",
    "time a",
    "A=1 b",
    "A=1",
    'B="x y" a',
    "test x",
    "grep -q x",
    "command -v x",
    "which x",
    "nice -n 5 a",
    "[ -f x ]",
    "export A=1",
    "2>e a",
    "$(b)",
    "X=$(b)",
    'X="`b`" a',
]
ARGUMENTS = [
    "install",
    "-y",
    "--a=b",
    "--a='x y'",
    "$X",
    "${X}",
    "${X:-y}",
    '"a b"',
    '"$X b"',
    "'q'",
    "a\\&b",
    "foo*",
    "~/x",
    "{a,b}",
    "{}",
    "a=b",
    "-",
    "--",
    "!",
    "x]",
    "[a-z]",
    "a#b",
    "=",
    "$",
    "$$",
    "$?",
    "${X%%.*}",
    "'a'\"b\"c",
    "%",
    "@",
    "+x",
    "sudo",
    "-c",
    "'a && b'",
    "if",
    "then",
    "fi",
    "do",
    "done",
    "case",
    "in",
    "é",
    "\xa0x",
    "\\;",
    "\\(",
    '"\\""',
    '"a\'b"',
    "$'a\\'b'",
    "''",
    "http://a/b#c",
    "�",
    "a\\ b",
    "$(b)",
    "$( b c )",
    "-j$(b)",
    "x$(b)y`c -d`",
    "$(b $X 'c d' | c ${X})",
    '"$(b)"',
    "\"it's $(a | b -c) it's\"",
    '"x `b` $(c)"',
    "'$(b)'",
    "\\$X$(A=1 b)",
    "$(a || b)",
]
REDIRECTIONS = (">a", "> a", "2>&1", ">>b", "<c", "2>/dev/null", "&>x", ">&2", ">|z", '<<<"a b"', '< "$X"')
JOINTS = (" && ", " && ", "&&", " || ", "; ", ";", " | ", "|", " & ", " && \n", " ;\n")


def facts(commands: list[Command]) -> list[object]:
    return [
        (
            *(one._start, one._end, one._where & ~LOOSE, one.operator, one.next_operator, one.name, one._lex()),
            *(one.words, one.name_span, one.assigned, one.assignments, one.redirections),
        )
        for one in commands
    ]


def generated(seed: int) -> str:
    pick = random.Random(seed)
    parts: list[str] = []
    for index in range(pick.randint(1, 6)):
        if index:
            parts.append(pick.choice(JOINTS))
        program = pick.choice(PROGRAMS)
        parts.append(program)
        if not program.startswith(("[", "export")) and program != "A=1":
            parts.extend(pick.choice((" ", "  ", "\t")) + pick.choice(ARGUMENTS) for _ in range(pick.randint(0, 4)))
            parts.extend(" " + pick.choice(REDIRECTIONS) for _ in range(pick.choice((0, 0, 0, 1, 2))))
    return "".join(parts) + pick.choice(("", "", "", ";", " &", "\n", " # z"))


@pytest.mark.parametrize("block", range(20))
def test_agreement(block: int) -> None:
    read = 0
    for seed in range(block * 200, block * 200 + 200):
        text = generated(seed)
        masked, _ = mask_documents(text.rstrip("\n"))
        mapped = MappedText(text, [(at, at + at // 7) for at in range(0, seed % 3 * 21 + 1, 7)])
        by_list, by_tree = Script(None, "posix", False), Script(None, "posix", False)
        listed = read_list(by_list, mapped, masked, TOP_LEVEL)
        walked = read_tree(by_tree, mapped, masked, TOP_LEVEL)
        if listed is None or by_tree.has_errors:
            continue
        read += 1
        assert facts(listed) == facts(walked), text
        assert by_list.is_and_chain == by_tree.is_and_chain, text
    assert read > 80


@pytest.mark.parametrize(
    "text",
    [
        "(a)",
        "{ a; }",
        "a $(b; c)",
        "a $(b && c)",
        "a $(b $(c))",
        "a $((1 + 2))",
        "a $()",
        "a $(if)",
        "a $(b) > c",
        "a `b \\`c\\``",
        'a "$(b "c")"',
        "a <(b)",
        "! a",
        "if a; then b; fi",
        "for x in a; do b; done",
        "f() { a; }",
        "[[ a && b ]]",
        "a ;; b",
        "a && ",
        "a | ",
        "&& a",
        "a > ",
        "a 'b",
        'a "b',
        "a \\",
        "a \x01",
        "a ${B:-$(c)}",
        "case a in b) c;; esac",
        "A=(a b)",
    ],
)
def test_it_gives_up(text: str) -> None:
    assert read_list(Script(None, "posix", False), MappedText(text, [(0, 0)]), text, TOP_LEVEL) is None


def test_the_grammar_has_the_kinds() -> None:
    """A new version of the grammar that renames one fails here, not silently in the walk."""
    for name, kinds in vars(_kinds()).items():
        numbers = [kinds] if isinstance(kinds, int) else list(kinds)
        assert all(number > 0 for number in numbers), name
