"""Twice the file is twice the work: calls are counted, so a slow machine says the same."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from dockwright.assists import ASSISTS
from dockwright.context import UNKNOWN, BuildContext, MemoryContext
from dockwright.lint import Profile, analyse, lint
from dockwright.refactorings.split.render import line_edits
from dockwright.rule import DEFAULT_SETTINGS
from dockwright.rules import RULES
from dockwright.text import Span, apply


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


def joined(command: str, count: int) -> str:
    """One RUN with many commands; `#` is a number."""
    return (
        "FROM debian:12\nRUN " + " \\\n && ".join(command.replace("#", str(number)) for number in range(count)) + "\n"
    )


def listed(block: str, count: int) -> str:
    """One here-document with many lines."""
    return f"FROM debian:12\nRUN <<EOF\n{block * count}EOF\n"


def mounted(block: str, count: int) -> str:
    """One RUN with many mounts, and a command for each."""
    mount, _, command = block.partition(" ")
    mounts = " ".join(f"--mount={mount.replace('#', str(number))}" for number in range(count))
    return joined(command, count).replace("RUN ", f"RUN {mounts} ")


def chosen(block: str, count: int) -> str:
    """Stages that a build argument chooses among, and does not find."""
    return "".join(f"FROM debian:12 AS s{number}\n{block}FROM t$A\n{block}" for number in range(count))


def counted(block: str, count: int) -> str:
    """Different files, each of which is treated in a layer of its own."""
    return "FROM node:20\n" + "".join(block.replace("#", str(number)) for number in range(count))


def above(block: str, count: int) -> str:
    """Comments in front of everything."""
    return block * count + "FROM debian:12\nRUN true\n"


def calls(text: str, context: BuildContext) -> int:
    """How many functions are called to lint a text with all rules."""
    profile = Profile(RULES)

    def work() -> None:
        for one in lint(analyse(text), context, profile).diagnostics:
            assert one.fixes is not None

    return called(work)


def called(work: Callable[[], object]) -> int:
    """How many functions are called."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
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
        (chain, "COPY . .\nRUN go build -o /a .\n", UNKNOWN),
        (chain, 'EXPOSE 80\nCMD ["a"]\n', UNKNOWN),
        (copied, "RUN apt-get update && apt-get install -y a\n", UNKNOWN),
        (copied, "RUN pip install a\n", UNKNOWN),
        (many, "RUN apt-get update && apt-get install -y a\n", UNKNOWN),
        (many, "RUN yum install -y a\n", UNKNOWN),
        (many, "RUN npm ci\n", UNKNOWN),
        (many, "RUN curl -o a https://example.org/a && sh a\n", UNKNOWN),
        (joined, "apt-get update && apt-get install -y a#", UNKNOWN),
        (joined, "curl -o /f# https://example.org/# && rm /f#", UNKNOWN),
        (joined, "curl -o /f#.tgz https://example.org/# && tar xf /f#.tgz && rm /f", UNKNOWN),
        (many, "RUN curl -o /f.tgz https://example.org/a && tar xf /f.tgz\nRUN rm -r /a\n", UNKNOWN),
        (chosen, "RUN true\n", UNKNOWN),
        (counted, "COPY f# /x/f#\nRUN chmod +x /x/f#\n", UNKNOWN),
        (counted, "COPY --from=# /a /b\n", UNKNOWN),
        (counted, "USER u#\nRUN useradd u#\n", UNKNOWN),
        (counted, "CMD a#\n", UNKNOWN),
        (mounted, "type=secret,id=s# cat /run/secrets/s# > /dev/null", UNKNOWN),
        (mounted, "type=cache,target=/c# rm -rf /c#", UNKNOWN),
        (many, "WORKDIR /a\nCOPY a b\nRUN ls b\n", UNKNOWN),
        (many, "# check=skip=JSONArgsRecommended\nRUN true\n", UNKNOWN),
        (many, "# dockwright: ignore[root-user]\nRUN true\n", UNKNOWN),
        (listed, "a # dockwright: ignore[root-user]\n", UNKNOWN),
        (listed, "apt-get update\n", UNKNOWN),
        (listed, 'sh -c "sh -c \\"ls\\""\n', UNKNOWN),
        (listed, "pip install flask\n", UNKNOWN),
        (listed, "apt update && apt install -y curl\n", UNKNOWN),
        (listed, "sudo apt-get update && sudo make install\n", UNKNOWN),
        (joined, "npm ci; true", UNKNOWN),
        (many, "RUN apt-get install -y git\n", UNKNOWN),
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


@pytest.mark.parametrize("block", ["RUN npm run build\n", "COPY . .\nRUN npm run build\n", "COPY . .\nRUN npm ci\n"])
def test_scripts_of_a_package_are_looked_up_once(block: str) -> None:
    context = MemoryContext({"package.json": '{"scripts": {"build": "b"}}', "package-lock.json": "{}"})
    start = "WORKDIR /a\nCOPY . .\n"
    calls(many(start + block * 2, 1), context)
    once, twice = (calls(many(start + block * count, 1), context) for count in (75, 150))
    assert twice < 2.8 * once


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nLABEL " + "a=b " * 40_000 + "\n",
        "FROM a\nCMD " + "[" * 150_000 + "\n",
        "FROM a\nCMD a{" + "," * 150_000 + "\n",
        "FROM a\nRUN a \\\n" + "RUN a \\\n" * 60_000 + "b\n",
        "FROM a\n" * 20_000,
        "FROM a\n" + "WORKDIR a\n" * 40_000,
        "FROM a\nENV a=" + "a" * 60_000 + "\nENV b=${a##" + "*a" * 10_000 + "b}\nWORKDIR $b\n",
        "FROM a\nRUN " + "<<A " * 60_000 + "\n",
        "FROM debian\n" + "RUN apt-get install curl\n" * 15_000,
        "FROM a\n"
        + "".join(f"COPY a{n} /b/c{n}/\nRUN chown -R d:e /b/c{n} && chmod 755 /b/c{n}/f\n" for n in range(6_000)),
        "FROM a\n" + "".join(f"RUN curl -O https://b/c && rm -rf /tmp/{number}\n" for number in range(15_000)),
    ],
    ids=lambda text: text[7:25],
)
def test_what_runs_inside_of_one_call_grows_with_the_file_too(text: str) -> None:
    """Searching in a text and counting in it are one call each; those that grow with the square take a minute here."""
    context = MemoryContext({"package.json": "{}"})
    begin = time.process_time()
    for one in lint(analyse(text), context, Profile(RULES)).diagnostics:
        assert one.fixes is not None
    assert time.process_time() - begin < 10


def test_a_change_of_a_monotonous_text_is_found_all_the_same() -> None:
    before = "WORKDIR /a\nCOPY . .\nRUN make\n" * 300
    after = f"FROM a\n{before[: len(before) // 2]}FROM b\n{before[len(before) // 2 + 20 :]}"
    assert apply(before, line_edits(before, after)) == after


@pytest.mark.parametrize(
    ("text", "assist"),
    [
        (lambda count: many("RUN apt-get install -y a " + "\\\n  b " * count + "&& c\n", 1), "run-to-heredoc"),
        (
            lambda count: "FROM a\nRUN b\n" * count + "".join(f"COPY --from={n} /a /b\n" for n in range(count)),
            "name-stage",
        ),
    ],
)
def test_refactorings_grow_with_the_file(text: Callable[[int], str], assist: str) -> None:
    def work(count: int) -> int:
        source = text(count)
        selection = Span(source.index("RUN"), source.index("RUN") if assist != "name-stage" else len(source))
        return called(lambda: run(analyse(source), UNKNOWN, DEFAULT_SETTINGS, selection))

    run = next(one.run for one in ASSISTS if one.name == assist)
    work(2)
    assert work(150) < 2.3 * work(75)
