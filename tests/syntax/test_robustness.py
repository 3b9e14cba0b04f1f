"""Any text at all: nothing raises, nothing is lost, spans stay inside, and work grows with the length of the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.syntax import Dockerfile, Instruction, Onbuild, decode, encode, parse

PIECES = [
    *(
        "\\\n",
        "\\",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "\v",
        "\f",
        "\u00a0",
        "\u2028",
        "\x1c",
        "\0",
        "\ufeff",
        "\udc80",
        "é",
    ),
    *("#", "# c\n", "# escape=`\n", "# syntax=x\n", "# check=skip=a\n", "`", "`\n"),
    *("'", '"', "$", "${", "}", "${a:-b}", "$x", "=", "<", "<<E", "<<-'E'", "\nE\n", "<< E", "[", "]", '"a"', ",", "1"),
    *("--", "--a=b ", "--mount=type=cache,", "--from=x ", "CMD ", "NONE", "AS ", "A=b ", "a", "80/tcp "),
    *(
        "FROM ",
        "RUN ",
        "COPY ",
        "ADD ",
        "ENV ",
        "ARG ",
        "LABEL ",
        "ONBUILD ",
        "HEALTHCHECK ",
        "SHELL ",
        "EXPOSE ",
        "VOLUME ",
    ),
]


def read_everything(dockerfile: Dockerfile) -> None:
    """Work out all that is lazy, and check what must hold for any text."""
    text = dockerfile.text
    assert "".join(token.text for token in dockerfile.tokens()) == text
    for problem in dockerfile.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
    end = 0
    for instruction in dockerfile.instructions:
        assert end <= instruction.span.start <= instruction.span.end <= len(text)
        end = instruction.span.end
        read(instruction)
        if isinstance(instruction, Onbuild) and instruction.trigger is not None:
            read(instruction.trigger)


def read(instruction: Instruction) -> None:
    for name in dir(instruction):
        if not name.startswith("_"):
            getattr(instruction, name)
    assert instruction.line_span.covers(instruction.span)
    for word in (*instruction.words, *instruction.exec_words):
        assert instruction.span.covers(word.span)
        for variable in word.references():
            assert word.span.covers(variable.span)
            assert variable.span.covers(variable.name_span)
    for flag in instruction.flags:
        assert instruction.span.covers(flag.span)
    for heredoc in instruction.heredocs:
        assert instruction.span.covers(heredoc.span)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_text(text: str) -> None:
    read_everything(parse(text))


@settings(max_examples=700, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_of_the_pieces_of_dockerfiles(text: str) -> None:
    read_everything(parse(text))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_come_back(data: bytes) -> None:
    text, _ = decode(data)
    assert encode(text) == data
    read_everything(parse(text))


def test_a_text_that_no_file_can_hold_is_still_encoded() -> None:
    assert encode("a\ud800b") == b"a?b"


MONSTERS = {
    "one word": "FROM a\nRUN " + "x" * 1_000_000,
    "white space": " " * 1_000_000 + "FROM a",
    "white space in a directive": "# syntax=" + " " * 1_000_000 + "x",
    "escapes": "FROM a\nRUN " + "\\" * 1_000_000,
    "escapes and blanks": "FROM a\nRUN " + "\\ " * 500_000 + "x",
    "open quotes": "FROM a\nENV A=" + "'\"" * 100_000 + "x",
    "open variables": "FROM a\nENV A=" + "${a:-" * 100_000,
    "nested variables": "FROM a\nENV A=" + "${a:-" * 50_000 + "}" * 50_000,
    "open variables before a heredoc": "FROM a\nRUN " + "${a:-" * 100_000 + " <<E",
    "many heredocs": "FROM a\nRUN " + "<<E " * 10_000 + "\n" + "E\n" * 10_000,
    "deep JSON": "FROM a\nCMD " + "[" * 500_000 + "]" * 500_000,
    "long JSON": "FROM a\nCMD [" + '"a",' * 20_000 + "1]",
    "a big number in JSON": "FROM a\nCMD [" + "1" * 500_000 + "]",
    "open flags": "FROM a\nRUN --a=" + '"' * 500_001 + " x",
    "many lines": "FROM a\n" + "RUN x\n" * 20_000,
    "blank lines": "\n" * 500_000,
    "many continuations": "FROM a\nRUN x" + " \\\n x" * 20_000,
    "blank continuations": "FROM a\nRUN x \\\n" + "\n" * 20_000 + "y\n",
    "commented continuations": "FROM a\nRUN x \\\n" + "# y\n" * 20_000 + "y\n",
    "a keyword in pieces": "R\\\n" * 20_000 + "N",
    "pairs in pieces": "FROM a\nENV " + 'A=$b"c" \\\n  ' * 10_000 + "C=d",
    "a long heredoc": "FROM a\nRUN <<E\n" + "x\n" * 200_000 + "E\n",
    "triggers of triggers": "FROM a\n" + "ONBUILD " * 50_000 + "RUN x",
    "lone surrogates": "FROM a\nRUN " + "\udc80" * 500_000,
    "NUL": "\0" * 500_000,
    "carriage returns": "\r" * 500_000,
}


@pytest.mark.parametrize("text", MONSTERS.values(), ids=MONSTERS.keys())
def test_monsters(text: str) -> None:
    read_everything(parse(text))
