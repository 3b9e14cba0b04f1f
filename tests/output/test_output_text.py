"""The text format: carets exactly under the words at fault, whatever the line holds."""

from __future__ import annotations

import pytest

from dockwright.output.results import Entry, Excerpt, FileResult, Made, Position, Range, Repair, Replacement, Results
from dockwright.output.terminal import cells
from dockwright.output.text import render, summary
from dockwright.rule import Safety, Severity


def marked(line: str, word: str, encoding: str = "utf-8", width: int | None = None) -> tuple[str, str]:
    """The two lines below the message: the source, and the carets under `word`."""
    start = line.index(word)
    where = Range(Position(1, start + 1), Position(1, start + len(word) + 1))
    entry = Entry("a-rule", (), Severity.WARNING, "message", "", where, Excerpt(line, 1))
    results = Results((FileResult("Dockerfile", (entry,)),), quiet=True, encoding=encoding, width=width)
    printed = render(results).splitlines()
    assert printed[0] == f"Dockerfile:1:{start + 1}: warning a-rule: message"
    return printed[1].removeprefix(" 1 | "), printed[2].removeprefix("   | ")


@pytest.mark.parametrize(
    ("line", "word", "source", "carets"),
    [
        ("RUN cd /x", "cd", "RUN cd /x", "    ^^"),
        ("RUN\tcd /x", "cd", "RUN cd /x", "    ^^"),
        ("\tRUN cd", "cd", "    RUN cd", "        ^^"),
        ("RUN a\tb", "a\tb", "RUN a   b", "    ^^^^^"),
        ("LABEL x=日本 y=1", "y=1", "LABEL x=日本 y=1", "             ^^^"),
        ("LABEL x=日本 y=1", "日本", "LABEL x=日本 y=1", "        ^^^^"),
        ("LABEL x=😀 y", "y", "LABEL x=😀 y", "           ^"),
        ("LABEL x=e\u0301 y", "y", "LABEL x=e\u0301 y", "          ^"),
        ("RUN \x1b[31mred", "red", "RUN ␛[31mred", "         ^^^"),
        ("RUN \udcff x", "x", "RUN \ufffd x", "      ^"),
        ("RUN x\r", "x", "RUN x", "    ^"),
    ],
)
def test_carets(line: str, word: str, source: str, carets: str) -> None:
    assert marked(line, word) == (source, carets)
    assert cells(carets) <= cells(source)


@pytest.mark.parametrize(
    ("line", "word", "source", "carets"),
    [
        ("RUN cd /x && true", "cd", "RUN cd /x && true", "    ^^"),
        ("RUN cd /x && true && false", "cd", "RUN cd /x && tru...", "    ^^"),
        ("RUN true && false || cd /x", "cd", "...& false || cd /x", "              ^^"),
        ("RUN aaaaaaaaaaaaaaaaaa cd bbbbbbbbbbbbbbbbbbbbbbb", "cd", "...aaaaaa cd bbbbbb...", "          ^^"),
        ("RUN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "...aaaaaaaaaaaaaaaa...", "   ^^^^^^^^^^^^^^^^"),
        ("LABEL x=日本日本日本日本日本 y", "y", "...本日本日本日本 y", "                  ^"),
    ],
)  # fmt: skip
def test_carets_in_a_terminal_that_is_narrower_than_the_line(line: str, word: str, source: str, carets: str) -> None:
    assert marked(line, word, width=27) == (source, carets)
    assert cells(source) <= 22


@pytest.mark.parametrize(
    ("encoding", "line", "word", "source", "carets"),
    [
        ("ascii", "RUN é x", "x", "RUN \\xe9 x", "         ^"),
        ("ascii", "RUN é", "é", "RUN \\xe9", "    ^^^^"),
        ("ascii", "LABEL x=日本 y", "y", "LABEL x=\\u65e5\\u672c y", "                     ^"),
        ("ascii", "RUN 😀\tx", "x", "RUN \\U0001f600  x", "                ^"),
        ("ascii", "RUN \x1b x", "x", "RUN \\u241b x", "           ^"),
        ("latin-1", "RUN é x", "x", "RUN é x", "      ^"),
        ("latin-1", "RUN \udcff x", "x", "RUN \\ufffd x", "           ^"),
        ("cp932", "RUN 日 x", "x", "RUN 日 x", "       ^"),
    ],
)
def test_carets_below_characters_that_an_encoding_lacks(
    encoding: str, line: str, word: str, source: str, carets: str
) -> None:
    assert marked(line, word, encoding) == (source, carets)
    source.encode(encoding)


def test_an_empty_span_gets_one_caret() -> None:
    where = Range(Position(1, 5), Position(1, 5))
    entry = Entry("a-rule", (), Severity.ERROR, "message", "", where, Excerpt("RUN ", 1))
    assert render(Results((FileResult("Dockerfile", (entry,)),), quiet=True)).splitlines()[2] == "   |     ^"


def test_a_span_over_lines_is_marked_to_the_end_of_the_first() -> None:
    where = Range(Position(1, 5), Position(3, 2))
    entry = Entry("a-rule", (), Severity.ERROR, "message", "", where, Excerpt("RUN a \\", 1))
    assert render(Results((FileResult("Dockerfile", (entry,)),), quiet=True)).splitlines()[2] == "   |     ^^^"


def test_an_excerpt_of_a_long_line() -> None:
    where = Range(Position(1, 1001), Position(1, 1003))
    entry = Entry("a-rule", (), Severity.ERROR, "message", "", where, Excerpt("b cd e", 999))
    assert render(Results((FileResult("Dockerfile", (entry,)),), quiet=True)).splitlines()[1:3] == [
        " 1 | b cd e",
        "   |   ^^",
    ]


def entry(severity: Severity, safety: Safety | None = None) -> Entry:
    where = Range(Position(1, 1), Position(1, 2))
    fix = None if safety is None else Repair("Mend it", safety, (Replacement(where, "x"),))
    return Entry("a-rule", (), severity, "message", "", where, fix=fix)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((), "No findings in 1 file."),
        ((entry(Severity.ERROR),), "1 finding in 1 file: 1 error."),
        (
            (entry(Severity.INFO), entry(Severity.INFO), entry(Severity.WARNING, Safety.SAFE)),
            "3 findings in 1 file: 1 warning, 2 info. 1 fixable with `dockwright fix`.",
        ),
        (
            (entry(Severity.ERROR, Safety.SAFE), entry(Severity.ERROR, Safety.UNSAFE)),
            "2 findings in 1 file: 2 errors. 1 fixable with `dockwright fix`."
            " 1 more with `dockwright fix --unsafe-fixes`.",
        ),
    ],
)
def test_summary(entries: tuple[Entry, ...], expected: str) -> None:
    assert summary(Results((FileResult("Dockerfile", entries),))) == expected


def test_help_names_the_fix_and_its_safety() -> None:
    text = render(Results((FileResult("Dockerfile", (entry(Severity.ERROR, Safety.UNSAFE),)),)))
    assert "= help: Mend it (unsafe fix)" in text


def test_what_was_fixed_comes_first() -> None:
    made = (Made("a-rule", "Mend it"), Made("a-rule", "Mend it"))
    assert render(Results((FileResult("Dockerfile", made=made),), quiet=True)) == (
        "Dockerfile: fixed\n  a-rule: Mend it (x2)\n\n"
    )


def test_colour_only_when_asked() -> None:
    results = Results((FileResult("Dockerfile", (entry(Severity.ERROR),)),))
    assert "\x1b" not in render(results)
    assert "\x1b[1;31merror\x1b[0m" in render(results._replace(color=True))


def test_statistics_instead_of_findings() -> None:
    results = Results((FileResult("Dockerfile", (entry(Severity.ERROR), entry(Severity.ERROR))),), statistics=True)
    assert render(results) == "     2  error    a-rule\n"
