"""Formatting: only white space changes, and nothing is left to format."""

from __future__ import annotations

from pathlib import Path

import pytest
from marks import at_cursor

from dockwright.ide.formatting import Style, format_document, format_new_line, format_range, same_meaning
from dockwright.syntax import decode, parse
from dockwright.text import Span, apply

CORPUS = sorted(Path(__file__).parents[1].glob("corpus/**/*Dockerfile*"))


def formatted(text: str, style: Style | None = None) -> str:
    dockerfile = parse(text)
    return apply(text, format_document(dockerfile, style or Style()))


CASES = {
    "carriage returns among the blanks at the end of a line go with them": (
        "FROM a\r \r \nRUN b \r\r \n",
        "FROM a\nRUN b\n",
    ),
    "instructions and comments begin in the first column": (
        "  FROM a\n\t# why\n    RUN b\n",
        "FROM a\n# why\nRUN b\n",
    ),
    "continued lines are indented by one step": (
        "ENV A=1 \\\nB=2 \\\n      C=3\n",
        "ENV A=1 \\\n    B=2 \\\n          C=3\n",
    ),
    "and keep what they are deeper": (
        "COPY a \\\n  b \\\n    c \\\n  /d/\n",
        "COPY a \\\n    b \\\n      c \\\n    /d/\n",
    ),
    "comments between them too": (
        "LABEL a=1 \\\n# why\n  b=2\n",
        "LABEL a=1 \\\n    # why\n    b=2\n",
    ),
    "also where nothing else is continued": ("FROM a\nRUN a \\\n# why\n", "FROM a\nRUN a \\\n    # why\n"),
    "nor but a line of an escape": ("USER a \\\n\\\n", "USER a \\\n    \\\n"),
    "a list over several lines": (
        'CMD [ \\\n"a", \\\n"b" ]\n',
        'CMD [ \\\n    "a", \\\n    "b" ]\n',
    ),
    "shell text is its author's": (
        "RUN a \\\n      --b \\\n  # why\n && c\n",
        "RUN a \\\n      --b \\\n  # why\n && c\n",
    ),
    "but not in the first column": (
        "RUN a && \\\nb \\\n# why\n  --c \\\n\\\n&& d\n",
        "RUN a && \\\n    b \\\n    # why\n      --c \\\n    \\\n    && d\n",
    ),
    "in other instructions too": (
        "HEALTHCHECK --interval=5s \\\nCMD a \\\nb\nONBUILD RUN a \\\nb\nCMD a 'b  c' \\\nd\n",
        "HEALTHCHECK --interval=5s \\\n    CMD a \\\n    b\nONBUILD RUN a \\\n    b\nCMD a 'b  c' \\\n    d\n",
    ),
    "not within a word or quotes of the shell, nor behind a quote that is not closed": (
        "RUN a\\\nb\nRUN a 'b \\\nc'\nRUN a \"b \\\nc\"\nRUN a ' \\\nb\nRUN a $'\\'' \\\nb\nRUN a \\\\ \\\nb\n",
        "RUN a\\\nb\nRUN a 'b \\\nc'\nRUN a \"b \\\nc\"\nRUN a ' \\\nb\nRUN a $'\\'' \\\nb\nRUN a \\\\ \\\n    b\n",
    ),
    "nor for a shell of Windows": ("# escape=`\nRUN a `\nb\n", "# escape=`\nRUN a `\nb\n"),
    "flags of RUN": (
        "RUN --mount=type=cache,target=/a \\\n--network=none \\\nb\n",
        "RUN --mount=type=cache,target=/a \\\n    --network=none \\\n    b\n",
    ),
    "a here-document behind continued lines": (
        "RUN cat \\\n<<E \\\n> f\n  a\nE\n",
        "RUN cat \\\n    <<E \\\n    > f\n  a\nE\n",
    ),
    "so is what stands within quotes": (
        'ENV A="x \\\n  y" \\\nB=2\n',
        'ENV A="x \\\n  y" \\\nB=2\n',
    ),
    "blanks at line ends go, behind an escape too": (
        "FROM a  \n# b \t\nRUN c \\  \n  d \t\n \t\nRUN e\n",
        "FROM a\n# b\nRUN c \\\n  d\n\nRUN e\n",
    ),
    "here-documents are kept": (
        "  RUN <<E\n  a  \n\n\n\n\tb \nE  \nE\n",
        "RUN <<E\n  a  \n\n\n\n\tb \nE  \nE\n",
    ),
    "one that never ends is kept to the end": ("RUN <<E\na  \n\n\n\n", "RUN <<E\na  \n\n\n\n"),
    "more than two blank lines become two": ("FROM a\n\n\n\n\nRUN b\n\nRUN c\n", "FROM a\n\n\nRUN b\n\nRUN c\n"),
    "one line break at the end": ("FROM a", "FROM a\n"),
    "and not more": ("FROM a\n\n \n", "FROM a\n"),
    "with carriage returns": (
        " FROM a \r\n\r\n\r\n\r\n\r\nENV A=1 \\ \r\nB=2\r\n\r\n",
        "FROM a\r\n\r\n\r\nENV A=1 \\\r\n    B=2\r\n",
    ),
    "a byte order mark stays": ("\ufeff  FROM a", "\ufeffFROM a\n"),
    "directives": (" # escape=` \nFROM a\nENV A=1 `\nB=2\n", "# escape=`\nFROM a\nENV A=1 `\n    B=2\n"),
    "a comment does not become a directive": ("\n  # escape=`\nFROM a\n", "\n# escape=`\nFROM a\n"),
    "a trigger": (
        " ONBUILD  COPY a \\\nb c\n",
        "ONBUILD  COPY a \\\n    b c\n",
    ),
    "blanks between words stay": ("COPY  a   b\n", "COPY  a   b\n"),
    "an escape at the end": ("RUN a \\ \n\n", "RUN a \\\n"),
    "an escape at the end, and a line of blanks": ("RUN a \\\n ", "RUN a \\\n"),
    "nothing but an escape": ("\\\n ", "\\\n"),
    "unknown instructions": ("  FOO bar \n", "FOO bar\n"),
    "no text": ("", ""),
    "nothing but blanks": (" \n\n\t ", "\n\n"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_format_document(before: str, after: str) -> None:
    assert formatted(before) == after
    assert formatted(after) == after


STYLES = [
    (Style(indent_size=2), "ENV A=1 \\\n  B=2\n"),
    (Style(indent_size=4, insert_spaces=False), "ENV A=1 \\\n\tB=2\n"),
    (Style(indent_size=0), "ENV A=1 \\\nB=2\n"),
]


@pytest.mark.parametrize(("style", "after"), STYLES)
def test_the_step_of_the_editor(style: Style, after: str) -> None:
    assert formatted("ENV A=1 \\\n       B=2\n", style) == after


@pytest.mark.parametrize(
    ("case", "after"),
    [
        ("keep", "from a\nrun b\nCmd c\n"),
        ("upper", "FROM a\nRUN b\nCMD c\n"),
        ("lower", "from a\nrun b\ncmd c\n"),
        ("majority", "from a\nrun b\ncmd c\n"),
    ],
)
def test_keyword_case(case: str, after: str) -> None:
    assert formatted("from a\nrun b\nCmd c\n", Style(keyword_case=case)) == after


def test_a_range_is_its_lines() -> None:
    text = " FROM a\n RUN b\n RUN c\n"
    offset = text.index("b")
    assert apply(text, format_range(parse(text), Span(offset, offset))) == " FROM a\nRUN b\n RUN c\n"


NEW_LINES = {
    "behind the first line": ("RUN a \\\n‸", "    "),
    "behind a continued line, as that one": ("RUN a \\\n  b \\\n‸", "  "),
    "instead of what the editor has put there": ("RUN a \\\n  ‸\nFROM b\n", "    "),
    "not where nothing continues": ("RUN a\n‸", None),
    "what the editor has taken from a continued line": ("RUN a \\\n    b\n    ‸\nRUN c\n", ""),
    "or from a line that ends like a list elsewhere": ("RUN a | bash -\n    ‸", ""),
    "as the instruction above": ("FROM a\n  RUN a \\\n      b\n      ‸", "  "),
    "behind a here-document": ("RUN <<-E\n\ta\n\tE\n\t‸", ""),
    "not below a comment": ("RUN a\n  # b\n    ‸", None),
    "not below an empty line": ("RUN a\n\n    ‸", None),
    "not in a here-document": ("RUN <<E\na \\\n‸\nE\n", None),
    "not before a text": ("RUN a \\\n‸b\n", None),
    "not at the top": ("‸FROM a", None),
}


@pytest.mark.parametrize(("marked", "indentation"), NEW_LINES.values(), ids=NEW_LINES)
def test_format_new_line(marked: str, indentation: str | None) -> None:
    model, offset = at_cursor(marked)
    edits = format_new_line(model.dockerfile, offset)
    assert [edit.text for edit in edits] == ([] if indentation is None else [indentation])


def test_a_keyword_below_the_first_line_of_its_instruction_keeps_its_case() -> None:
    assert formatted("\\\n\nrun a\nrun b\n", Style(keyword_case="upper")) == "\\\n\n    run a\nRUN b\n"


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
@pytest.mark.parametrize("style", [Style(), Style(2, False, False, "majority")], ids=["spaces", "tabs"])
def test_the_corpus_keeps_every_token(path: Path, style: Style) -> None:
    text, _ = decode(path.read_bytes())
    after = formatted(text, style)
    assert same_meaning(parse(text), parse(after))
    assert "".join(after.split()).lower() == "".join(text.split()).lower()
    assert formatted(after, style) == after
