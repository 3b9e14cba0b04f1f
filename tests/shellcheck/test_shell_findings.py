"""What is reported: the code, and the very words in the Dockerfile; ShellCheck itself judges."""

from __future__ import annotations

import pytest
from shell_judge import PROGRAM, found, judge

from dockwright.output.urls import rule_url
from dockwright.rule import Severity

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no shellcheck")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("RUN echo $a", [("SC2154", "$a"), ("SC2086", "$a")]),
        ("ARG a\nRUN echo $a", []),
        ("ENV a=1\nRUN echo $a", []),
        ("ARG a\nFROM y\nRUN echo $a", [("SC2154", "$a"), ("SC2086", "$a")]),
        ("RUN cp `ls` b", [("SC2006", "`ls`"), ("SC2046", "`ls`")]),
        ("RUN cd /a; b", [("SC2164", "cd /a")]),
        ("RUN cd /a && b", []),
        ('SHELL ["sh", "-ec"]\nRUN cd /a; b', []),
        ("RUN set -e; cd /a; b", []),
        ("RUN [[ -e a ]]", [("SC3010", "[[ -e a ]]")]),
        ('SHELL ["bash", "-c"]\nRUN [[ -e a ]]', []),
        ("RUN mix do deps.get, deps.compile", []),
        ("RUN lein with-profile prod do clean, uberjar", []),
        ("RUN lein deps && sudo do it", [("SC1010", "do")]),
        ("RUN sudo do it", [("SC1010", "do")]),
        ("RUN mkdir {in, out}", [("SC1083", "{"), ("SC1083", "}")]),
        ("RUN if true; then\n", [("SC1009", "if"), ("SC1073", "then"), ("SC1072", "then")]),
        ("RUN . ./a && source_it", []),
        ("ONBUILD RUN cd /a; b", [("SC2164", "cd /a")]),
        ("RUN --mount=type=cache,target=/c cd /a; b", [("SC2164", "cd /a")]),
        ("RUN cat <<EOF >a; cd /b; c\n$x `y`\nEOF", [("SC2164", "cd /b"), ("SC2154", "$x"), ("SC2006", "`y`")]),
    ],
)
def test_codes_and_words(lines: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(found(f"FROM x\n{lines}\n")) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("FROM x\nRUN a \\\n  && cd /b; c\n", "cd /b"),
        ("FROM x\nRUN a \\\n # why\n\n  && cd /b; c\n", "cd /b"),
        ("FROM x\nRUN a \\\n  && cd \\\n # why\n /b; c\n", "cd \\\n # why\n /b"),
        ("FROM x\r\nRUN a \\\r\n # why\r\n  && cd /b; c\r\n", "cd /b"),
        ("\ufeffFROM x\nRUN a; \\\n\tcd /b; c\n", "cd /b"),
        ('# escape=`\nFROM x\nSHELL ["sh", "-c"]\nRUN a `\n # why\n && cd /b; c\n', "cd /b"),
        ("FROM x\nRUN echo 'é😀\t'; \\\n\t\tcd /b; c\n", "cd /b"),
        ("FROM x\nRUN <<EOF\n\ta\n\tcd /b\nc\nEOF\n", "cd /b"),
        ("FROM x\nRUN <<-EOF\n\ta\n\t\tcd /b\n\tc\n\tEOF\n", "cd /b"),
        ("FROM x\r\nRUN <<EOF\r\na\r\ncd /b\r\nc\r\nEOF\r\n", "cd /b"),
        ("FROM x\nRUN <<EOF\n#!/bin/bash\n# why\na\ncd /b\nc\nEOF\n", "cd /b"),
        ("FROM x\nENV A=1\nRUN <<EOF\n# why\necho $A é😀; cd /b\nc\nEOF\n", "cd /b"),
        ("FROM x\nRUN bash <<'EOF'\na\ncd /b\nc\nEOF\n", "cd /b"),
        ("FROM x\nRUN cat <<A >a\nx\nA\nRUN cd /b; c\n", "cd /b"),
        ("FROM x\n\n  RUN a;\\\ncd /b;\\\nc\n", "cd /b"),
        ("FROM x\nONBUILD RUN a; \\\n  cd /b; c\n", "cd /b"),
        ("FROM x\nRUN echo \udcff; cd /b; c\n", "cd /b"),
    ],
)
def test_places(text: str, marked: str) -> None:
    (one,) = judge(text).diagnostics
    assert (one.rule.name, one.span.of(text)) == ("SC2164", marked)
    assert one.span.start == text.index(marked)


def test_a_finding_is_of_its_code() -> None:
    (one,) = judge("FROM x\nRUN cd /a; b\n").diagnostics
    assert one.rule.name == "SC2164"
    assert one.rule.aliases == ("shellcheck",)
    assert one.rule.category == "shellcheck"
    assert one.severity is Severity.WARNING
    assert not one.message.endswith(".")
    assert rule_url(one.rule.name) == "https://www.shellcheck.net/wiki/SC2164"


@pytest.mark.parametrize(
    ("lines", "severity"),
    [
        ("RUN echo `ls` > a", Severity.WARNING),
        ("RUN cp $A b", Severity.INFO),
        ("FROM debian:12\nRUN mkdir {a,b}", Severity.ERROR),
        ('RUN a=`b` && echo "$a"', Severity.STYLE),
    ],
)
def test_levels_are_severities(lines: str, severity: Severity) -> None:
    assert max(one.severity for one in judge(f"FROM x\n{lines}\n").diagnostics) is severity


def test_a_last_directory_may_fail() -> None:
    text = "FROM x\nRUN a; cd /b\n"
    assert found(text) == []
    assert found(text, "hadolint") == [("SC2164", "cd /b")]


def test_the_base_image_is_known() -> None:
    text = "FROM alpine:3.20\nRUN echo -e a\n"
    assert found(text) == []
    assert found(text, "hadolint") == [("SC3037", "-e")]
    assert found(text.replace("alpine:3.20", "debian:12")) == [("SC3036", "-e")]


def test_source_is_not_followed() -> None:
    assert found('FROM x\nRUN . ./a; . "$B"/c; . /etc/os-release\n') == []
