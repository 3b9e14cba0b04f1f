"""docker-langserver's comment: it silences what that reports of the instruction on the next line."""

from __future__ import annotations

import pytest

from dockwright.context import UNKNOWN
from dockwright.knowledge.peers import DOCKERFILE_UTILS_RULES
from dockwright.lint import analyse, default_profile, lint
from dockwright.rules import RULES
from dockwright.suppressions import Suppressions
from dockwright.syntax import parse

COMMENT = "# dockerfile-utils: ignore\n"


def reported(text: str) -> set[str]:
    report = lint(analyse(text), UNKNOWN, default_profile())
    assert not report.faults
    return {one.rule.name for one in report.diagnostics}


@pytest.mark.parametrize(
    ("above", "instruction", "rule"),
    [
        (COMMENT, "MAINTAINER a", "maintainer-instruction"),
        ("#dockerfile-utils: ignore\n", "MAINTAINER a", "maintainer-instruction"),
        ("  # dockerfile-utils: ignore  \r\n", "MAINTAINER a", "maintainer-instruction"),
        (f"# why\n{COMMENT}", "INCLUDE+ common.dockerfile", "syntax-error"),
        (COMMENT, "COPY --newer a b", "syntax-error"),
        (COMMENT, "WORKDIR app", "relative-workdir"),
    ],
)
def test_it_silences(above: str, instruction: str, rule: str) -> None:
    assert rule in reported(f"FROM debian:12\n{instruction}\n")
    assert rule not in reported(f"FROM debian:12\n{above}{instruction}\n")


@pytest.mark.parametrize(
    ("above", "instruction", "rule"),
    [
        (f"{COMMENT}\n", "MAINTAINER a", "maintainer-instruction"),
        (f"{COMMENT}# why\n", "MAINTAINER a", "maintainer-instruction"),
        (f"{COMMENT}ENV A=b\n", "MAINTAINER a", "maintainer-instruction"),
        ("# dockerfile-utils: ignore it\n", "MAINTAINER a", "maintainer-instruction"),
        ("# dockerfile-utils:ignore\n", "MAINTAINER a", "maintainer-instruction"),
        ("# Dockerfile-utils: ignore\n", "MAINTAINER a", "maintainer-instruction"),
        (COMMENT, "RUN apt-get install -y curl", "unpinned-apt-package"),
        (COMMENT, "RUN a \\\n\n && b", "empty-continuation-line"),
    ],
)
def test_it_does_not_silence(above: str, instruction: str, rule: str) -> None:
    without, found = (_of(f"FROM debian:12\n{one}{instruction}\n", rule) for one in ("", above))
    assert found == without != 0


def _of(text: str, rule: str) -> int:
    profile = default_profile(lambda one: one.name == rule)
    return len(lint(analyse(text), UNKNOWN, profile).diagnostics)


def test_it_is_a_suppression_like_others() -> None:
    found = Suppressions(parse(f"FROM a\n{COMMENT}MAINTAINER b\n"))
    assert [one.form for one in found.names] == ["dockerfile-utils"]
    assert not found.unknown
    assert not found.malformed
    assert not Suppressions(parse(f"FROM a\n{COMMENT}")).names


def test_each_rule_is_known() -> None:
    assert {rule.name for rule in RULES} >= DOCKERFILE_UTILS_RULES
