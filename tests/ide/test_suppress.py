"""The edits that silence a rule."""

from __future__ import annotations

import pytest

from dockwright.config.ignoring import ignore_in_configuration
from dockwright.ide.suppress import ignore_here, ignore_in_file
from dockwright.syntax import parse
from dockwright.text import Edit, apply


def here(text: str, name: str = "some-rule") -> str | None:
    """The text with the rule ignored at the mark."""
    offset = text.index("‸")
    text = text.replace("‸", "")
    edit = ignore_here(parse(text), offset, name)
    return edit and apply(text, [edit])


def in_file(text: str, name: str = "some-rule") -> str:
    return apply(text, [ignore_in_file(parse(text), name)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM a\nRUN ‸b\n", "FROM a\n# dockwright: ignore[some-rule]\nRUN b\n"),
        ("FROM a\n  RUN ‸b\n", "FROM a\n  # dockwright: ignore[some-rule]\n  RUN b\n"),
        ("FROM a\n\tRUN b && \\\n  ‸c\n", "FROM a\n\t# dockwright: ignore[some-rule]\n\tRUN b && \\\n  c\n"),
        ("FROM a\r\nRUN ‸b\r\n", "FROM a\r\n# dockwright: ignore[some-rule]\r\nRUN b\r\n"),
        ("‸FROM a", "# dockwright: ignore[some-rule]\nFROM a"),
        ("\ufeffFROM ‸a\n", "\ufeff# dockwright: ignore[some-rule]\nFROM a\n"),
        ("# syntax=x\nFROM ‸a\n", "# syntax=x\n# dockwright: ignore[some-rule]\nFROM a\n"),
        ("# about a\nFROM ‸a\n", "# about a\n# dockwright: ignore[some-rule]\nFROM a\n"),
        ("FROM a\nONBUILD RUN ‸b\n", "FROM a\n# dockwright: ignore[some-rule]\nONBUILD RUN b\n"),
        ("# dockwright: ignore[one]\nFROM ‸a\n", "# dockwright: ignore[one, some-rule]\nFROM a\n"),
        (
            "# dockwright: ignore[one, two] for a reason\nFROM ‸a\n",
            "# dockwright: ignore[one, two, some-rule] for a reason\nFROM a\n",
        ),
        ("# dockwright: ignore[one]\n# more\n\nFROM ‸a\n", "# dockwright: ignore[one, some-rule]\n# more\n\nFROM a\n"),
        (
            "# dockwright: ignore-file[one]\nFROM ‸a\n",
            "# dockwright: ignore-file[one]\n# dockwright: ignore[some-rule]\nFROM a\n",
        ),
        ("# hadolint ignore=DL3008\nFROM ‸a\n", "# dockwright: ignore[some-rule]\n# hadolint ignore=DL3008\nFROM a\n"),
        (
            "FROM a\n# for b\n# tally ignore=x\n  # hadolint ignore=DL3008\n  RUN ‸b\n",
            "FROM a\n# for b\n  # dockwright: ignore[some-rule]\n# tally ignore=x\n  # hadolint ignore=DL3008\n  RUN b\n",
        ),
        (
            "FROM a\n# hadolint ignore=DL3008\n\nRUN ‸b\n",
            "FROM a\n# hadolint ignore=DL3008\n\n# dockwright: ignore[some-rule]\nRUN b\n",
        ),
        ("# check=skip=all\nFROM ‸a\n", "# check=skip=all\n# dockwright: ignore[some-rule]\nFROM a\n"),
        (
            "# syntax=x\n# check=skip=all\n# hadolint ignore=DL3006\nFROM ‸a\n",
            "# syntax=x\n# check=skip=all\n# dockwright: ignore[some-rule]\n# hadolint ignore=DL3006\nFROM a\n",
        ),
        ("FROM a\nRUN <<E\n ‸b\nE\n", "FROM a\n# dockwright: ignore[some-rule]\nRUN <<E\n b\nE\n"),
    ],
)
def test_ignore_here(before: str, after: str) -> None:
    assert here(before) == after


@pytest.mark.parametrize("text", ["‸", "# a comm‸ent\nFROM a\n", "# syntax=‸x\nFROM a\n", "FROM a\n‸\n\nRUN b\n"])
def test_nothing_to_ignore_here(text: str) -> None:
    assert here(text) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM a\n", "# dockwright: ignore-file[some-rule]\nFROM a\n"),
        ("", "# dockwright: ignore-file[some-rule]\n"),
        ("\ufeffFROM a\r\n", "\ufeff# dockwright: ignore-file[some-rule]\r\nFROM a\r\n"),
        ("# about\nFROM a\n", "# dockwright: ignore-file[some-rule]\n# about\nFROM a\n"),
        ("# syntax=x\n# escape=`\nFROM a\n", "# syntax=x\n# escape=`\n# dockwright: ignore-file[some-rule]\nFROM a\n"),
        ("# syntax=x", "# syntax=x\n# dockwright: ignore-file[some-rule]"),
        ("# dockwright: ignore-file[one] why\nFROM a\n", "# dockwright: ignore-file[one, some-rule] why\nFROM a\n"),
        (
            "# dockwright: ignore[one]\nFROM a\n",
            "# dockwright: ignore-file[some-rule]\n# dockwright: ignore[one]\nFROM a\n",
        ),
    ],
)
def test_ignore_in_file(before: str, after: str) -> None:
    assert in_file(before) == after


@pytest.mark.parametrize(
    "make",
    [lambda text: ignore_here(parse(text), text.index("FROM"), "b"), lambda text: ignore_in_file(parse(text), "b")],
)
def test_a_second_name_joins_the_first(make: object) -> None:
    text = "# syntax=x\n\nFROM a\n"
    for _ in range(2):
        edit = make(text)  # type: ignore[operator]
        assert isinstance(edit, Edit)
        text = apply(text, [edit])
    assert text.count("dockwright:") == 1
    assert text.count("b") == 2


# In dockwright.toml


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'ignore = ["some-rule"]\n'),
        ('preset = "all"', 'preset = "all"\nignore = ["some-rule"]\n'),
        ('preset = "all"\r\n', 'preset = "all"\r\nignore = ["some-rule"]\r\n'),
        ("# ours\n[severity]\nstyle = 'info'\n", "# ours\nignore = [\"some-rule\"]\n\n[severity]\nstyle = 'info'\n"),
        ("ignore = []\n", 'ignore = ["some-rule"]\n'),
        ("ignore = ['a']  # why\n", "ignore = ['a', \"some-rule\"]  # why\n"),
        ('ignore = ["a",]\n', 'ignore = ["a", "some-rule",]\n'),
        ('ignore = [\n  "a",  # for [b]\n]\n', 'ignore = [\n  "a", "some-rule",  # for [b]\n]\n'),
        ('ignore = [\n  "a]"\n]\n', 'ignore = [\n  "a]", "some-rule"\n]\n'),
        (
            '[per-file."x"]\nignore = ["a"]\n',
            'ignore = ["some-rule"]\n\n[per-file."x"]\nignore = ["a"]\n',
        ),
    ],
)
def test_ignoring_in_the_configuration(before: str, after: str) -> None:
    edit = ignore_in_configuration(before, "some-rule")
    assert edit is not None
    assert apply(before, [edit]) == after


@pytest.mark.parametrize(
    "text",
    [
        "ignore = [\n",  # broken
        'ignore = ["some-rule"]\n',  # known already
        'ignore = "a"\n',  # no list
        '[a]\nb = """\nignore = []"""\nignore = 1\n[[ignore]]\nx = 1\n',  # a list of tables
    ],
)
def test_a_configuration_that_is_left_alone(text: str) -> None:
    assert ignore_in_configuration(text, "some-rule") is None
