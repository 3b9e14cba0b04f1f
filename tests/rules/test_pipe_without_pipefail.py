"""Which pipes hide a failed download, and which SHELL the fix sets."""

from __future__ import annotations

import pytest
from rule_running import fixed, marked

NAME = "pipe-without-pipefail"
REPORTED = [
    "curl https://x/a | sh",
    "curl https://x/a | tee /a && ls",
    "wget -qO- https://x/a | sed s/a/b/ > /a",
    "curl https://x/a | sort | uniq > /a",
    "sudo curl https://x/a | sudo -E bash -",
    "test -f x && curl https://x/a | sh",
    "ls; curl https://x/a |& sh",
]
SILENT = [
    "curl https://x/a | tar xz",
    "curl https://x/a | sort | grep a",
    "curl https://x/a | sh || true",
    "set -eo pipefail; curl https://x/a | sh",
    "yes | sh a",
    "cat a | sh",
    "if curl https://x/a | sh; then true; fi",
    "x=$(curl https://x/a | jq .b)",
    "bash -o pipefail -c 'curl https://x/a | sh'",
    "curl https://x/a || sh",
]
BASH = 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]'
ASH = 'SHELL ["/bin/ash", "-eo", "pipefail", "-c"]'
SHELLS = [
    ("FROM debian:12", BASH),
    ("FROM fedora:41", BASH),
    ("FROM node:22-alpine", ASH),
    ("FROM example.org/base\nRUN apt-get update", BASH),
    ("FROM example.org/base\nRUN apk add curl", ASH),
    ('FROM debian:12\nSHELL ["/bin/bash", "-c"]', BASH),
    ('FROM debian:12\nSHELL ["/bin/sh", "-ex", "-c"]', 'SHELL ["/bin/bash", "-ex", "-o", "pipefail", "-c"]'),
    ("FROM example.org/base", None),
    ('FROM debian:12\nSHELL ["fish", "-c"]', None),
    ('FROM debian:12\nSHELL ["/bin/sh"]', None),
]


@pytest.mark.parametrize("script", REPORTED)
def test_reported(script: str) -> None:
    assert marked(NAME, f"FROM debian:12\nRUN {script}\n") == ["|"]


@pytest.mark.parametrize("script", SILENT)
def test_silent(script: str) -> None:
    assert marked(NAME, f"FROM debian:12\nRUN {script}\n") == []


@pytest.mark.parametrize(("head", "shell"), SHELLS)
def test_shell_of_the_image(head: str, shell: str | None) -> None:
    run = "RUN curl https://x/a | sh\n"
    expected = f"{head}\n{run}" if shell is None else f"{head}\n{shell}\n{run}"
    assert fixed(NAME, f"{head}\n{run}") == expected


def test_shell_stands_above_the_comments_once() -> None:
    before = "FROM debian:12\r\n\r\n# one\r\n# two\r\nRUN curl a | sh\r\nRUN curl b | sh\r\n"
    assert fixed(NAME, before) == before.replace("# one", f"{BASH}\r\n# one")


def test_each_stage_has_its_own_shell() -> None:
    before = "FROM debian:12 AS a\nRUN curl a | sh\nFROM alpine:3\nRUN curl a | sh\n"
    after = f"FROM debian:12 AS a\n{BASH}\nRUN curl a | sh\nFROM alpine:3\n{ASH}\nRUN curl a | sh\n"
    assert fixed(NAME, before) == after


@pytest.mark.parametrize(
    ("image", "script", "is_offered"),
    [
        ("debian:12", "echo 'a\\nb' > /a", False),
        ("ubuntu:24.04", 'echo "#!/bin/sh\\nexit 0" > /a', False),
        ("debian:12", "echo -e 'a\\nb' > /a", True),
        ("debian:12", "echo a\\nb > /a", True),
        ("debian:12", "printf 'a\\nb' > /a", True),
        ("debian:12", "sh -c \"echo 'a\\nb'\" > /a", True),
        ("fedora:41", "echo 'a\\nb' > /a", True),
    ],
)
def test_bash_does_not_read_the_escapes_of_echo(image: str, script: str, is_offered: bool) -> None:
    """In Debian's sh `echo 'a\\nb'` prints two lines, in bash one; on Fedora sh is bash."""
    text = f"FROM {image}\nRUN curl https://x/a | sh\nRUN {script}\n"
    assert (fixed(NAME, text) != text) is is_offered
