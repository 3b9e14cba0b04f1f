"""Twice the file is twice the work: calls are counted, so a slow machine says the same."""

from __future__ import annotations

import sys

import pytest

from dockwright.context import UNKNOWN, BuildContext, MemoryContext
from dockwright.lint import Profile, analyse, lint
from dockwright.refactorings.split.render import line_edits
from dockwright.rules import RULES
from dockwright.text import apply


def many(block: str, count: int) -> str:
    """One stage that says the same again and again."""
    return "FROM debian:12\n" + block * count


def chain(block: str, count: int) -> str:
    """Stages that are built on one another."""
    above = "".join(f"FROM s{number - 1} AS s{number}\n{block}" for number in range(1, count))
    return f"FROM debian:12 AS s0\n{block}{above}"


def copied(block: str, count: int) -> str:
    """Stages that the last one copies from."""
    stages = "".join(f"FROM debian:12 AS s{number}\n{block}" for number in range(count))
    return f"{stages}FROM debian:12\n" + "".join(f"COPY --from=s{number} /a /a{number}\n" for number in range(count))


def above(block: str, count: int) -> str:
    """Comments in front of everything."""
    return block * count + "FROM debian:12\nRUN true\n"


def calls(text: str, context: BuildContext) -> int:
    """How many functions are called to lint a text with all rules."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    profile = Profile(RULES)
    sys.setprofile(note)
    try:
        for one in lint(analyse(text), context, profile).diagnostics:
            assert one.fixes is not None
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    ("shape", "block", "context"),
    [
        (chain, "RUN yum install -y a\n", UNKNOWN),
        (chain, "RUN zypper in -y a\n", UNKNOWN),
        (chain, "RUN apt-get update && apt-get install -y a\n", UNKNOWN),
        (chain, "USER 1000\n", UNKNOWN),
        (chain, 'EXPOSE 80\nCMD ["a"]\n', UNKNOWN),
        (copied, "RUN apt-get update && apt-get install -y a\n", UNKNOWN),
        (copied, "RUN pip install a\n", UNKNOWN),
        (many, "RUN apt-get update && apt-get install -y a\n", UNKNOWN),
        (many, "RUN yum install -y a\n", UNKNOWN),
        (many, "RUN curl -o a https://example.org/a && sh a\n", UNKNOWN),
        (many, "WORKDIR /a\nCOPY a b\nRUN ls b\n", UNKNOWN),
        (many, "# check=skip=JSONArgsRecommended\nRUN true\n", UNKNOWN),
        (many, "# dockwright: ignore[root-user]\nRUN true\n", UNKNOWN),
        (above, "# check=skip=JSONArgsRecommended\n", UNKNOWN),
        (above, "# hadolint global ignore=DL3059\n", UNKNOWN),
    ],
)
def test_work_grows_with_the_file(shape: object, block: str, context: BuildContext) -> None:
    calls(shape(block, 2), context)  # type: ignore[operator]
    once, twice = (calls(shape(block, count), context) for count in (100, 200))  # type: ignore[operator]
    assert twice < 2.3 * once


@pytest.mark.parametrize(
    ("block", "files"),
    [
        ("COPY requirements.txt .\nRUN pip install -r requirements.txt\nRUN poetry install\n", ("requirements.txt",)),
        ("COPY . .\nRUN npm install\nRUN npm run build\n", ("package.json", "package-lock.json")),
        ("COPY package.json .\nRUN npm ci\n", ("package.json", "package-lock.json")),
    ],
)
def test_stages_with_a_context_share_what_they_are_built_on(block: str, files: tuple[str, ...]) -> None:
    context = MemoryContext(dict.fromkeys(files, "{}"))
    calls(chain(block, 2), context)
    once, twice = (calls(chain(block, count), context) for count in (100, 200))
    assert twice < 2.8 * once


def test_a_change_of_a_monotonous_text_is_found_all_the_same() -> None:
    before = "WORKDIR /a\nCOPY . .\nRUN make\n" * 300
    after = f"FROM a\n{before[: len(before) // 2]}FROM b\n{before[len(before) // 2 + 20 :]}"
    assert apply(before, line_edits(before, after)) == after
