"""Instructions that are taken for sound by a look at their text: none of them has a problem."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.syntax import parse
from dockwright.syntax.instruction_problems import instruction_problems
from dockwright.syntax.problems import doubtful

PLAIN = (
    "FROM golang:1.24",
    "from registry.example.org:5000/a/b:1 as builder",
    "RUN apt-get update && \\\n    apt-get install -y curl",
    "CMD npm start",
    'RUN ["a"]',
    'ENTRYPOINT ["/app/run", "--flag",  "$x"] ',
    "COPY a.txt b.txt /srv/",
    "COPY --from=build /a /b",
    "COPY --chown=1000:x a /home/b",
    "ADD ./src/*.go .",
    "ENV A=1 B='two words' C=\"three\"",
    "ENV PATHS /a:/b and more",
    "LABEL org.example.name=x",
    "ARG VERSION",
    "ARG A=1 B",
    "WORKDIR /app",
    "USER 1000:1000",
    "MAINTAINER Jo <jo@example.org>",
    "EXPOSE 80 8080 27017/tcp",
)

NOT_PLAIN = (
    "FROM",
    "FROM a b",
    "FROM --platform=x a",
    "FROM a AS 1",
    "FROM $A",
    "RUN --mount=type=cache make",
    'RUN ["a", 1]',
    'RUN ["a"',
    "RUN <<EOF",
    "CMD \\\n[1]",
    "COPY a",
    "COPY --from=$x a b",
    "COPY --from=x --from=y a b",
    "COPY --from=x a",
    "COPY --link=1 a b",
    "ADD --from=x a b",
    "COPY ${a b",
    "ENV A",
    "ENV A=1 B",
    "ENV =1",
    'ENV A="${x"',
    "ENV A=$1",
    "ENV A=${x:?}",
    "LABEL a='",
    "ARG",
    "WORKDIR",
    "WORKDIR /a\\",
    "USER\u00a0a",
    "EXPOSE 0",
    "EXPOSE 70000",
    "EXPOSE 80/sctp1",
    "EXPOSE 80/",
    "VOLUME",
    "ONBUILD RUN make",
    "HEALTHCHECK NONE x",
    "APT-GET update",
)


@pytest.mark.parametrize("text", PLAIN)
def test_plain(text: str) -> None:
    dockerfile = parse(text)
    assert len(dockerfile.instructions) == 1
    assert list(doubtful(dockerfile)) == []


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_not_plain(text: str) -> None:
    dockerfile = parse(text)
    assert dockerfile.instructions[0] in doubtful(dockerfile)


KEYWORDS = (
    "FROM",
    "Run",
    "COPY",
    "ADD",
    "ENV",
    "LABEL",
    "ARG",
    "WORKDIR",
    "USER",
    "EXPOSE",
    "CMD",
    "ENTRYPOINT",
    "MAINTAINER",
)
PIECES = (" ", "\t", "a", "B1", "=", "a=", "--a=b", '"', "'", "$", "${x}", "${", "\\", "\\\n", "`", "`\n", "[", "]", ",",
          "#", "80", "0", "/", ".", "AS", "<<E", "\nE\n", "\r", "\u00a0", "é", "-", "*", "1.5",
          '"a"', '["', '"]', "--from=a", "--chown=b", "${a}", "/tcp")  # fmt: skip


@given(
    st.sampled_from(("", "# escape=`\n")),
    st.sampled_from(KEYWORDS),
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
)
def test_nothing_is_wrong_with_a_plain_one(directive: str, keyword: str, rest: str) -> None:
    dockerfile = parse(f"{directive}{keyword} {rest}")
    for instruction in set(dockerfile.instructions).difference(doubtful(dockerfile)):
        assert list(instruction_problems(instruction)) == []
