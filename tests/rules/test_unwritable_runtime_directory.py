"""What a user without root's rights cannot write at the start, and where nobody can tell."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rule_running import fixed, marked

from contexts import context_of

NAME = "unwritable-runtime-directory"
APP = "FROM debian:12\nWORKDIR /app\n"
LOG = "CMD ./app > log\n"
ENTRY = 'ENTRYPOINT ["/run.sh"]\n'

REPORTED: list[tuple[str, str, Mapping[str, str] | None]] = [
    ("into the working directory", f"{APP}USER 1000\n{LOG}", None),
    ("of a later WORKDIR as root", f"FROM debian:12\nUSER app\nUSER root\nWORKDIR /x\nUSER app\n{LOG}", None),
    ("made by mkdir", "FROM debian:12\nRUN mkdir -p /data\nUSER app\nCMD touch /data/x && app\n", None),
    ("made by COPY", "FROM debian:12\nCOPY a /data/a\nUSER app\nCMD cp /data/a /data/b && app\n", None),
    ("below the system's", "FROM debian:12\nUSER app\nCMD mkdir -p /var/lib/app && app\n", None),
    ("in a stage that this is built on", f"FROM debian:12 AS a\nWORKDIR /app\nFROM a\nUSER app\n{LOG}", None),
    ("root by number", f"FROM debian:12\nUSER 0\nWORKDIR /app\nUSER 7:7\n{LOG}", None),
    ("by a variable that is known", "FROM debian:12\nENV D=/data\nRUN mkdir $D\nUSER app\nCMD echo > $D/x\n", None),
    ("a script", f"FROM debian:12\nCOPY run.sh /\nUSER app\n{ENTRY}", {"run.sh": "#!/bin/sh\necho x > /etc/app.conf\nexec app\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files"), [case[1:] for case in REPORTED], ids=[case[0] for case in REPORTED])
def test_reported(text: str, files: Mapping[str, str] | None) -> None:
    assert len(marked(NAME, text, context=context_of(files))) == 1


SILENT: list[tuple[str, str, Mapping[str, str] | None]] = [
    ("root", f"{APP}{LOG}", None),
    ("the working directory is set behind it", f"{APP}USER app\n{LOG}WORKDIR /tmp\n", None),
    ("root by a variable", f"{APP}ARG U\nUSER $U\n{LOG}", None),
    ("the user's own directory", f"FROM debian:12\nUSER app\nWORKDIR /app\n{LOG}", None),
    ("the user's home", "FROM debian:12\nRUN useradd -m app\nUSER app\nCMD app > /home/app/log\n", None),
    ("made as the user", "FROM debian:12\nUSER app\nRUN mkdir /tmp/x\nCMD app > /tmp/x/log\n", None),
    ("given away", f"{APP}RUN chown -R app:app .\nUSER app\n{LOG}", None),
    ("given away with all above", f"{APP}RUN chown -R app /app\nWORKDIR /app/x\nUSER app\n{LOG}", None),
    ("given away by a variable", f"{APP}ARG D\nRUN chown app $D\nUSER app\n{LOG}", None),
    ("open to all", f"{APP}RUN chmod 777 /app\nUSER app\n{LOG}", None),
    ("open to the group", f"{APP}RUN chgrp -R 0 /app && chmod -R g=u /app\nUSER app\n{LOG}", None),
    ("by a script", f"{APP}RUN ./setup.sh\nUSER app\n{LOG}", None),
    ("in a here-document", f"{APP}RUN <<E\nchown app .\nE\nUSER app\n{LOG}", None),
    ("the file is the user's", "FROM debian:12\nRUN touch /var/log/x && chown app /var/log/x\nUSER app\nCMD app > /var/log/x\n", None),
    ("the file is copied", f"{APP}COPY --chown=app log /app/log\nUSER app\n{LOG}", None),
    ("for all to write", "FROM debian:12\nUSER app\nCMD app > /tmp/log 2> /dev/null\n", None),
    ("it may fail", f"{APP}USER app\nCMD mkdir x || true; app\n", None),
    ("only sometimes", f"{APP}USER app\nCMD if [ -n \"$X\" ]; then touch x; fi; app\n", None),
    ("the directory is there", f"{APP}RUN mkdir x\nUSER app\nCMD mkdir -p x && app\n", None),
    ("what it writes is not known", f"{APP}USER app\nCMD [\"app\", \"--log\", \"/app/log\"]\n", None),
    ("an unknown base", "FROM example.org/x\nUSER app\nCMD app > /var/log/x\n", None),
    ("a directory of an unknown image", "FROM debian:12\nCOPY --from=x / /\nUSER app\nCMD app > /data/log\n", None),
    ("not the target", f"{APP}USER app\n{LOG}FROM debian:12\n", None),
    ("a script changes its directory", f"FROM debian:12\nCOPY run.sh /\nUSER app\n{ENTRY}", {"run.sh": "#!/bin/sh\ncd /tmp\ntouch x\n"}),
    ("a script sets a variable", f"FROM debian:12\nENV D=/etc\nCOPY run.sh /\nUSER app\n{ENTRY}", {"run.sh": "#!/bin/sh\nD=/tmp\ntouch $D/x\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
def test_silent(text: str, files: Mapping[str, str] | None) -> None:
    assert marked(NAME, text, context=context_of(files)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{APP}# who\nUSER app\n{LOG}", f"{APP}RUN chown app /app\n# who\nUSER app\n{LOG}"),
        ("FROM debian:12\nUSER 5:5\nCMD mkdir -p /a/b && x\n", "FROM debian:12\nRUN mkdir -p /a/b && chown 5:5 /a/b\nUSER 5:5\nCMD mkdir -p /a/b && x\n"),
        ("FROM debian:12\nUSER 5\nCMD mkdir -p /a /b && touch /a/x /etc/x && y\n",
         "FROM debian:12\nRUN mkdir -p /a /b && touch /etc/x && chown 5 /a /b /etc/x\nUSER 5\nCMD mkdir -p /a /b && touch /a/x /etc/x && y\n"),
        ("FROM debian:12\nUSER app\nCMD touch /srv/a/x /srv/a/y && z\n",
         "FROM debian:12\nRUN mkdir -p /srv/a && touch /srv/a/x /srv/a/y && chown app /srv/a/x /srv/a/y\nUSER app\nCMD touch /srv/a/x /srv/a/y && z\n"),
        (f"{APP}USER app\nCMD mkdir x && mkdir y && z\n", f"{APP}RUN chown app /app\nUSER app\nCMD mkdir x && mkdir y && z\n"),
        ("FROM debian:12\nUSER app\nCMD mkdir /a && x\n", "FROM debian:12\nUSER app\nCMD mkdir /a && x\n"),
        ("FROM debian:12\nUSER app\nCMD ln -s /x /etc/y && x\n", "FROM debian:12\nUSER app\nCMD ln -s /x /etc/y && x\n"),
        ("FROM debian:12\r\nUSER app\r\nCMD x > /etc/y\r\n", "FROM debian:12\r\nRUN touch /etc/y && chown app /etc/y\r\nUSER app\r\nCMD x > /etc/y\r\n"),
    ],
)  # fmt: skip
def test_fixed(before: str, after: str) -> None:
    assert fixed(NAME, before) == after


NGINX: list[tuple[str, str, bool]] = [
    ("as it comes", "USER nginx", True),
    ("by number", "COPY a.conf /etc/nginx/conf.d/\nUSER 101", True),
    ("on Alpine", "RUN apk add --no-cache tzdata\nUSER nginx", True),
    ("its start is written out", 'USER nginx\nCMD ["nginx", "-g", "daemon off;"]', True),
    ("another configuration", "COPY nginx.conf /etc/nginx/\nUSER nginx", False),
    ("directories are given away", "RUN chown -R nginx /var/cache/nginx && touch /run/x\nUSER nginx", False),
    ("another program", 'USER nginx\nCMD ["/app"]', False),
    ("root", "USER root", False),
]


@pytest.mark.parametrize(("steps", "expected"), [case[1:] for case in NGINX], ids=[case[0] for case in NGINX])
def test_nginx(steps: str, expected: bool) -> None:
    assert bool(marked(NAME, f"FROM nginx:1.27\n{steps}\n")) is expected
