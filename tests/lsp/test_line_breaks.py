"""A Dockerfile typed from its first letter to its last in an editor that takes the line break for an answer, as VS Code does.

Such an editor shows a list behind certain characters and while a word is being typed. With each letter it sifts what it has;
a list that is not complete it asks for again, and shows as it was until there is an answer. Where a list is open, Enter chooses
its first row.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from client import Client, Message, session
from editor import position
from test_typing import SNIPPETS

from dockwright.lsp.capabilities import COMPLETION_TRIGGERS

BY_CHARACTER, WORD, AGAIN = 2, 1, 3
"""Kinds of asking: behind a trigger character, at a letter, and with another letter."""

NODE = """\
# syntax=docker/dockerfile:1
# a stage to build in
ARG NODE_VERSION=22

FROM node:${NODE_VERSION}-alpine AS builder
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \\
    npm ci
COPY . .
RUN npm run build && \\
    rm -rf node_modules

# done
FROM node:${NODE_VERSION}-alpine
ENV NODE_ENV=production \\
    PORT=3000
WORKDIR /app
COPY --from=builder --chown=node:node /app/dist ./dist
COPY <<EOT /etc/app.conf
port=3000
EOT
RUN <<EOT
set -e
echo hello
EOT
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s CMD ["wget", "-qO-", "http://localhost:3000/"]
CMD ["node", "dist/server.js"]
"""
OTHERS = """\
FROM python:3.13-slim AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ENV PATH="/opt/venv/bin:$PATH"
RUN apt-get update \\
    && apt-get install -y --no-install-recommends gcc libpq-dev \\
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
COPY package.json .
RUN if [ -f x ]; then \\
      echo "a b"; \\
    fi && for f in *.py; do echo "$f"; done
LABEL org.opencontainers.image.title="my app"

FROM python:3.13
ARG VERSION
COPY --from=build /opt/venv /opt/venv
COPY --chown=1000:1000 --chmod=755 . /app/
USER 1000
STOPSIGNAL SIGINT
VOLUME ["/data"]
ENTRYPOINT ["python"]
"""


NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?\Z")
"""What such an editor takes for a number, in which it does not ask."""

LATE = {"# syntax=docker/dockerfile:1", "    npm ci"}
"""Lines of which something is taken when the answer to their last letter comes too late: there are several words to choose."""


class Typist:
    """Types into a document, and knows which rows of the list are on the screen."""

    def __init__(self, client: Client, uri: str) -> None:
        self.client, self.uri = client, uri
        self.text, self.version = "", 1
        self.rows: list[Message] = []
        self.late: list[Message] = []  # the rows if the last answer has not come
        self.is_incomplete = False
        client.open(uri, "", 1)

    def press(self, character: str) -> None:
        self.text += character
        self.version += 1
        self.client.change(self.uri, self.text, self.version)
        is_letter = character.isalnum() or character == "_"
        is_comment = self.text.rpartition("\n")[2].lstrip().startswith("#")
        sifted = [row for row in self.rows if self._fits(row)]
        self.late = sifted
        if character in COMPLETION_TRIGGERS:
            self.late = []
            self._ask(BY_CHARACTER)
        elif is_letter and self.rows and self.is_incomplete:
            self.late = self.rows
            self._ask(AGAIN)
        elif is_letter and not sifted and not is_comment and not NUMBER.search(self.text):
            self._ask(WORD)
        self.rows = [row for row in self.rows if self._fits(row)]

    def _ask(self, kind: int) -> None:
        place = position(self.text, len(self.text))
        params = {"textDocument": {"uri": self.uri}, "position": place, "context": {"triggerKind": kind}}
        answer = self.client.request("textDocument/completion", params)
        self.rows, self.is_incomplete = answer["items"], answer["isIncomplete"]

    def _fits(self, row: Message) -> bool:
        line = self.text.rpartition("\n")[2]
        letters = iter(row.get("filterText", row["label"]).lower())
        return all(letter in letters for letter in line[row["textEdit"]["range"]["start"]["character"] :].lower())


@pytest.mark.parametrize("text", [NODE, OTHERS], ids=["node", "others"])
def test_a_line_break_is_a_line_break(tmp_path: Path, text: str) -> None:
    (tmp_path / "package.json").write_text('{"scripts": {"build": "tsc"}}')
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "src").mkdir()
    taken, taken_late = [], set()
    with session(SNIPPETS) as client:
        typist = Typist(client, (tmp_path / "Dockerfile").as_uri())
        for character in text:
            if character == "\n":
                line = typist.text.rpartition("\n")[2]
                taken += [(line, row["label"]) for row in typist.rows[:1]]
                taken_late |= {line for _ in typist.late[:1]}
                typist.rows = []
            typist.press(character)
    assert taken == []
    assert taken_late <= LATE
