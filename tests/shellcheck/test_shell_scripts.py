"""What ShellCheck is given: the shell, the variables, and the text as the shell would get it."""

from __future__ import annotations

import pytest

from dockwright.lint import analyse
from dockwright.shellcheck.scripts import scripts


def texts(text: str, *, knows_images: bool = True) -> list[str]:
    return [one.text for one in scripts(analyse(text), knows_images=knows_images)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("FROM x\nRUN a", "#!/bin/sh"),
        ("FROM alpine:3.20\nRUN a", "#!/bin/busybox sh"),
        ("FROM debian:12\nRUN a", "#!/bin/dash"),
        ("FROM python:3.12\nRUN a", "#!/bin/dash"),
        ("FROM fedora:40\nRUN a", "#!/bin/bash"),
        ("FROM alpine:3.20 AS a\nFROM a\nRUN a", "#!/bin/busybox sh"),
        ("FROM debian:12\nRUN ln -sf /bin/bash /bin/sh\nRUN a", "#!/bin/bash"),
        ('FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN a', "#!/bin/bash"),
        ('FROM debian:12\nSHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN a', "#!/bin/bash -e"),
        ('FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a', "#!/bin/bash"),
        ('FROM debian:12\nSHELL ["/bin/bash", "-o", "errexit", "-c"]\nRUN a', "#!/bin/bash -e"),
        ('FROM debian:12\nSHELL ["conda", "run", "-n", "env", "bash", "-c"]\nRUN a', "#!/bin/bash"),
        ('FROM debian:12\nSHELL ["ash", "-c"]\nRUN a', "#!/bin/busybox sh"),
        ('FROM x\nSHELL ["busybox", "sh", "-c"]\nRUN a', "#!/bin/busybox sh"),
        ('FROM x\nSHELL ["ksh", "-c"]\nRUN a', "#!/bin/ksh"),
        ('FROM debian:12\nSHELL ["/bin/bash", "-c"]\nARG A\nENV B=1\nRUN a', "#!/bin/bash"),
        ('FROM debian:12 AS one\nSHELL ["/bin/bash", "-c"]\nFROM one\nRUN a', "#!/bin/bash"),
        ('FROM debian:12\nSHELL ["/bin/bash", "-c"]\nFROM debian:12\nRUN a', "#!/bin/dash"),
        ('FROM debian:12\nSHELL ["/bin/bash", "-c"]\nONBUILD RUN a', "#!/bin/bash"),
    ],
)
def test_the_shell(lines: str, expected: str) -> None:
    assert texts(lines)[-1].split("\n")[0] == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("FROM alpine:3.20\n# hadolint shell=bash\nRUN a", "bash"),
        ("FROM alpine:3.20\n# tally shell=bash\nRUN a", "bash"),
        ("FROM alpine:3.20\n# hadolint shell=/bin/bash\nENV A=1\nRUN a", "bash"),
        ("# hadolint shell=bash\nFROM alpine:3.20\nENV A=1\nRUN a", "bash"),
        ("# hadolint shell=bash\nFROM alpine:3.20\nFROM alpine:3.20\nRUN a", "bash"),
        ("FROM alpine:3.20\n# hadolint shell=bash\nFROM alpine:3.20\nRUN a", "busybox"),
        ("FROM alpine:3.20 AS a\n# hadolint shell=bash\nRUN b\nFROM a\nRUN a", "bash"),
        ('FROM alpine:3.20\n# hadolint shell=bash\nSHELL ["ash", "-c"]\nRUN a', "busybox"),
        ('FROM alpine:3.20\nSHELL ["ash", "-c"]\n# hadolint shell=bash\nRUN a', "bash"),
        ('# hadolint shell=bash\nFROM alpine:3.20\nSHELL ["ash", "-c"]\nRUN a', "busybox"),
        ("FROM alpine:3.20\n# shellcheck shell=bash\nRUN a", "bash"),
        ("FROM alpine:3.20\n# shellcheck disable=SC2086 shell=bash\nRUN a", "bash"),
        ("FROM alpine:3.20\n# shellcheck shell=bash\nRUN a\nRUN b", "busybox"),
        ("FROM alpine:3.20\nRUN a \\\n  # shellcheck shell=bash\n  && b", "bash"),
        ("FROM alpine:3.20\n# shellcheck shell=bash\nONBUILD RUN a", "bash"),
        ("# hadolint shell=bash\nRUN a", "bash"),
    ],
)
def test_comments_that_name_the_shell(lines: str, expected: str) -> None:
    assert texts(lines)[-1].split("\n")[0].removesuffix(" sh") == f"#!/bin/{expected}"


@pytest.mark.parametrize(
    "lines",
    [
        'FROM x\nRUN ["sh", "-c", "echo $a"]',
        'FROM x\nSHELL ["pwsh", "-Command"]\nRUN echo $a',
        'FROM x\nSHELL ["cmd", "/S", "/C"]\nRUN echo $a',
        'FROM x\nSHELL ["/bin/zsh", "-c"]\nRUN echo $a',
        'FROM x\nSHELL ["/usr/bin/python3", "-c"]\nRUN print(1)',
        "FROM x\n# hadolint shell=pwsh\nRUN echo $a",
        "FROM x\n# hadolint shell=zsh\nRUN echo $a",
        "# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN echo $a",
        "FROM x\nRUN powershell -Command $a",
        "FROM x\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF",
        "FROM x\nRUN",
        "FROM x\nRUN --mount=type=cache,target=/x",
        "FROM x\nCMD echo $a",
        "",
    ],
)
def test_nothing_is_asked(lines: str) -> None:
    assert texts(lines) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("ENV A=1 B=2\nARG c\nRUN echo $A $c", "export A=1 c=1\necho $A $c"),
        ("ENV A=1\nRUN echo A", "echo A"),
        ("ENV A=1\nRUN echo ${A%x} $((A + 1))", "export A=1\necho ${A%x} $((A + 1))"),
        ("RUN echo $http_proxy", "export http_proxy=1\necho $http_proxy"),
        ("RUN echo $A\nENV A=1", "echo $A"),
        ("ENV VERSION=1\nRUN echo $VERSON", "export VERSION=1\necho $VERSON"),
        ("ENV VERSION=1\nRUN echo $HOME $verson", "echo $HOME $verson"),
        ("ENV A 1\nONBUILD RUN echo $A", "export A=1\necho $A"),
        ("ENV a-b=1\nRUN echo $a-b $a", "echo $a-b $a"),
        ("RUN --mount=type=cache,target=/x \\\n  a", "a"),
        ("RUN a \\\n # comment\n\n  b", "a   b"),
        ("RUN <<EOF\na\nb\nEOF", "a\nb\n"),
        ("RUN <<-EOF\n\ta\n\t b\n\tEOF", "a\n b\n"),
        (
            "ENV A=1\nRUN <<EOF\n# shellcheck disable=SC2086\n\necho $A\nEOF",
            "# shellcheck disable=SC2086\n\nexport A=1\necho $A\n",
        ),
        ("RUN cat <<A >b && cat <<B\na\nA\nb\nB", "cat <<A >b && cat <<B\na\nA\nb\nB"),
        ("RUN cat <<-A >b\n\ta\n\tA", "cat <<-A >b\n\ta\n\tA"),
    ],
)
def test_the_text(lines: str, expected: str) -> None:
    assert texts(f"FROM x\n{lines}\n") == [f"#!/bin/sh\n{expected}"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("RUN <<EOF\n#!/bin/bash -e\n# c\na\nEOF", ["#!/bin/bash -e\n# c\na\n"]),
        ("ENV A=1\nRUN <<EOF\n#!/usr/bin/env bash\necho $A\nEOF", ["#!/usr/bin/env bash\nexport A=1\necho $A\n"]),
        ("RUN bash -e <<'EOF'\na $b\nEOF", ["#!/bin/sh\nbash -e <<'EOF'\na $b\nEOF", "#!/bin/bash -e\na $b\n"]),
        ("RUN <<EOF bash\na\nEOF", ["#!/bin/sh\n<<EOF bash\na\nEOF", "#!/bin/bash\na\n"]),
        ("RUN bash <<EOF\necho $b\nEOF", ["#!/bin/sh\nbash <<EOF\necho $b\nEOF"]),
        ("RUN python3 <<EOF\nprint(1)\nEOF", ["#!/bin/sh\npython3 <<EOF\nprint(1)\nEOF"]),
    ],
)
def test_scripts_that_name_their_shell(lines: str, expected: list[str]) -> None:
    assert texts(f"FROM x\n{lines}\n") == expected


def test_line_breaks_are_plain() -> None:
    assert texts("FROM x\r\nRUN a \\\r\n # c\r\n b\r\nRUN <<EOF\r\nc\r\nd\r\nEOF\r\n") == [
        "#!/bin/sh\na  b",
        "#!/bin/sh\nc\nd\n",
    ]


def test_as_hadolint_knows_no_images() -> None:
    text = "FROM alpine:3.20\nENV A=1\nRUN echo $PATH $A"
    assert texts(text) == ["#!/bin/busybox sh\nexport A=1 PATH=1\necho $PATH $A"]
    assert texts(text, knows_images=False) == ["#!/bin/sh\nexport A=1\necho $PATH $A"]


@pytest.mark.parametrize(
    "text",
    [
        "FROM x\nRUN a b \\\n  # c\n\n  d\\\ne é😀 f\nRUN <<EOF\n\ta\nb\nEOF\nONBUILD RUN g \\\n h\n",
        "\ufeffFROM x\r\nRUN a \\\r\n  # c\r\n  d\r\nRUN <<-EOF\r\n\tb c\r\n\tEOF\r\n",
        '# escape=`\nFROM x\nSHELL ["sh", "-c"]\nRUN a `\n # c\n b `\n\n c\n',
        "FROM x\nENV A=1\nRUN <<EOF\n#!/bin/sh\n# c\n\necho $A\nEOF\nRUN cat <<A && cat <<-B\n$A\nA\n\tb\n\tB\n",
    ],
)
def test_every_character_knows_its_place(text: str) -> None:
    for script in scripts(analyse(text), knows_images=True):
        places = []
        for offset, character in enumerate(script.text):
            span = script.source_span(offset, offset + 1)
            if span is not None:
                assert span.of(text) == character
                places.append(span.start)
        assert places == sorted(set(places))
        assert places
