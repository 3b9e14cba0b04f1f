"""Programs that run as root because nobody said otherwise."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rule_running import fixed, marked

from contexts import context_of

NAME = "root-without-need"

REPORTED: list[tuple[str, str, str]] = [
    ("an interpreter", 'FROM node:22\nCMD ["node", "a.js"]\n', '"node"'),
    ("a server in shell form", "FROM python:3.13\nCMD cd /app && gunicorn app\n", "gunicorn"),
    ("an own program", 'FROM alpine:3.22\nCOPY app /srv/\nENTRYPOINT ["/srv/app"]\n', '"/srv/app"'),
    ("ENTRYPOINT comes first", 'FROM alpine:3.22\nENTRYPOINT ["/srv/app"]\nCMD ["--help"]\n', '"/srv/app"'),
    ("a high port", "FROM node:22\nEXPOSE 8080/tcp 9000-9010\nCMD node a.js\n", "node"),
]


@pytest.mark.parametrize(("text", "word"), [case[1:] for case in REPORTED], ids=[case[0] for case in REPORTED])
def test_reported(text: str, word: str) -> None:
    assert marked(NAME, text) == [word]


SILENT: list[tuple[str, str, Mapping[str, str] | None]] = [
    ("a user", "FROM node:22\nUSER 1000\nCMD node a.js\n", None),
    ("a user of the stage below", "FROM node:22 AS a\nUSER node\nFROM a\nCMD node a.js\n", None),
    ("a user of the image", "FROM nginxinc/nginx-unprivileged\nCMD node a.js\n", None),
    ("a low port", "FROM node:22\nEXPOSE 443\nCMD node a.js\n", None),
    ("a port nobody knows", "FROM node:22\nEXPOSE $PORT\nCMD node a.js\n", None),
    ("it changes its user", "FROM node:22\nCMD su-exec node node a.js\n", None),
    ("something needs root", "FROM node:22\nCMD service cron start && node a.js\n", None),
    ("a tool", 'FROM debian:12\nENTRYPOINT ["git"]\n', None),
    ("a script nobody can read", 'FROM node:22\nCMD ["/start.sh"]\n', None),
    ("a script that changes the user", 'FROM node:22\nCOPY start.sh /\nCMD ["/start.sh"]\n',
     {"start.sh": '#!/bin/sh\nchown node /data\nexec su-exec node "$@"\n'}),
    ("an unknown base", "FROM example.org/x\nCMD node a.js\n", None),
    ("nothing starts", "FROM node:22\nRUN npm ci\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
def test_silent(text: str, files: Mapping[str, str] | None) -> None:
    assert marked(NAME, text, context=context_of(files)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM node:22\r\nCMD node a.js\r\n", "FROM node:22\r\nUSER node\r\nCMD node a.js\r\n"),
        ("FROM node:22\nENTRYPOINT [\"node\"]\n\nCMD [\"a.js\"]", "FROM node:22\nUSER node\nENTRYPOINT [\"node\"]\n\nCMD [\"a.js\"]"),
        ("FROM node:22\nCMD node a.js\nRUN npm ci\n", None),
        ("FROM node:22 AS a\nCMD node a.js\nFROM a\nRUN npm ci\n", None),
        ("FROM python:3.13\nCMD python a.py\n", None),
    ],
)  # fmt: skip
def test_fixed(before: str, after: str | None) -> None:
    assert fixed(NAME, before) == (after or before)
