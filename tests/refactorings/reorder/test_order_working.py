"""A RUN between the sources and the restore that works on files of the sources alone moves along with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dockwright.assist import Change
from dockwright.rule import Safety

Files = Mapping[str, str] | None
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]

APP = {"requirements.txt": "flask\n", "app.py": "", "start.sh": "#!/bin/sh\n", "conf/a.ini": "", "scripts/x.sh": ""}
PIP = "RUN pip install -r requirements.txt\n"
HEAD = "FROM python:3.12\nWORKDIR /app\n"

MOVES = [
    ("a mode", "RUN chmod +x start.sh"),
    ("modes of a directory", "RUN chmod -R 755 /app/scripts"),
    ("line ends", "RUN sed -i 's/\\r$//' start.sh && chmod +x start.sh"),
    ("a file beside them", "RUN cp conf/a.ini conf/b.ini && mv start.sh /app/run.sh"),
    ("a file with a text", 'RUN echo "1.0" > version.txt'),
    ("directories and their modes", "RUN mkdir -p logs/web && chmod 777 logs/web"),
    ("a comment above it", "# scripts\nRUN chmod +x start.sh"),
]


@pytest.mark.parametrize("run", [one[1] for one in MOVES], ids=[one[0] for one in MOVES])
def test_moves_along(order: Order, run: str) -> None:
    text, change = order(f"{HEAD}COPY . .\n{run}\n{PIP}RUN python -m compileall .\n", APP)
    assert text == f"{HEAD}COPY requirements.txt ./\n{PIP}COPY . .\n{run}\nRUN python -m compileall .\n"
    assert change.safety is Safety.SAFE, change.notes


def test_others_in_between_stay(order: Order) -> None:
    text, _ = order(f"{HEAD}COPY . .\nRUN chmod +x start.sh\nRUN apt-get install -y git\n{PIP}", APP)
    assert text == (
        f"{HEAD}RUN apt-get install -y git\nCOPY requirements.txt ./\n{PIP}COPY . .\nRUN chmod +x start.sh\n"
    )


STAYS = [
    ("the owner of all", "RUN chown -R nobody /app", "`chown` between them"),
    ("modes of all", "RUN chmod -R 755 .", "`chmod` between them"),
    ("the list of packages", "RUN sed -i s/a/b/ requirements.txt", "`sed` between them"),
    ("another list in its place", "RUN cp conf/a.ini requirements.txt", "`cp` between them"),
    ("a place outside", "RUN cp start.sh /usr/local/bin/start", "`cp` between them"),
    ("a file from outside", "RUN cp /etc/hosts hosts", "`cp` between them"),
    ("settings by a variable", "ENV PIP_CONFIG_FILE=/app/pip.ini\nRUN echo > pip.ini", "`echo` between them"),
    ("hidden settings", "RUN echo > .netrc", "`echo` between them"),
    ("names that a shell finds", "RUN chmod +x *.sh", "`chmod` between them"),
    ("a variable", "ARG F\nRUN chmod +x $F", "`chmod` between them"),
    ("another directory behind it", "RUN chmod +x start.sh\nWORKDIR /app/conf", "working directory changes"),
    ("a program of the sources", "RUN chmod +x start.sh && ./start.sh", "`chmod` between them"),
]


@pytest.mark.parametrize(("steps", "part"), [one[1:] for one in STAYS], ids=[one[0] for one in STAYS])
def test_stays(why_not: WhyNot, steps: str, part: str) -> None:
    assert part in why_not(f"{HEAD}COPY . .\n{steps}\nRUN pip install -r /app/requirements.txt\n", APP)


@pytest.mark.parametrize(
    ("run", "part"),
    [
        ("RUN mv a.json package.json", "`mv` between them"),
        ("RUN rm -rf node_modules", "`rm` between them"),
        ("RUN echo > .npmrc", "`echo` between them"),
    ],
)
def test_what_npm_reads_or_fills(why_not: WhyNot, run: str, part: str) -> None:
    files = {"package.json": "{}", "a.json": "{}", "node_modules/x.js": ""}
    assert part in why_not(f"FROM node:22\nWORKDIR /app\nCOPY . .\n{run}\nRUN npm install\n", files)


def test_a_build_that_restores_itself_stays(order: Order) -> None:
    files = {"go.mod": "module a\n\nrequire b v1\n", "go.sum": "", "start.sh": ""}
    text, _ = order("FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN chmod +x start.sh\nRUN go build\n", files)
    assert text.endswith("COPY . .\nRUN chmod +x start.sh\nRUN go build\n")
