"""A fix that would take a comment out of the instruction it stands in is not made unasked."""

from __future__ import annotations

import pytest

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, lint
from dockwright.rule import Safety
from dockwright.rules import BY_NAME


def safety(name: str, text: str) -> Safety:
    (diagnostic,) = lint(analyse(text), UNKNOWN, Profile((BY_NAME[name],))).diagnostics
    (fix,) = diagnostic.fixes
    assert diagnostic.fixes == (fix,)  # the same at the second look
    return fix.safety


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("redundant-target-platform", "FROM --platform=$TARGETPLATFORM \\\n# why\n alpine:3.20\n"),
        ("apk-cache-left-behind", "FROM alpine:3.20\nRUN apk update \\\n  # why\n  && apk add curl\n"),
        ("chown-after-copy", "FROM node:20\nCOPY . /app\nRUN \\\n# why\n chown -R node:node /app\nUSER node\n"),
    ],
)
def test_a_fix_that_loses_a_comment_is_unsafe(name: str, text: str) -> None:
    assert safety(name, text) is Safety.UNSAFE
    assert safety(name, text.replace("# why", "")) is Safety.SAFE


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("overridden-cmd", "FROM alpine:3.20\nCMD a \\\n# why\n b\nCMD c\n"),
        ("overridden-cmd", "FROM alpine:3.20\nCMD a \\\n#\n b\nCMD c\n"),
        ("apk-cache-left-behind", "FROM alpine:3.20\nRUN apk add \\\n# why\n curl\n"),
        ("chown-after-copy", "FROM node:20\nCOPY . /app\n# why\nRUN chown -R node:node /app\nUSER node\n"),
    ],
)
def test_a_fix_that_keeps_it_or_is_about_it_is_safe(name: str, text: str) -> None:
    assert safety(name, text) is Safety.SAFE
