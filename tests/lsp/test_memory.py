"""What the server keeps: the current version of a document, and nothing of those before."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from pathlib import Path

import pytest
from client import PUSH, Client, Message, session

from dockwright.assists import ASSISTS
from dockwright.lint import without_breaks
from dockwright.lsp.analysis import Analysis
from dockwright.lsp.capabilities import Abilities
from dockwright.lsp.diagnostics import diagnostics
from dockwright.lsp.documents import Document
from dockwright.lsp.environment import Environment
from dockwright.lsp.fix_all import edit
from dockwright.lsp.session import release
from dockwright.text import Span

URI = "file:///nowhere/Dockerfile"
LIMIT = 80  # MiB

EVERYTHING = """\
# syntax=docker/dockerfile:1
ARG VERSION=1.24
FROM golang:$VERSION AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /src
COPY . .
ENV A=1 B="two words"
RUN apt-get update && apt-get install -y curl | tee log; cd /src && go build -o /app ./...
RUN --mount=type=cache,target=/root/.cache <<EOF
#!/bin/sh
apt-get install git
sudo sh -c 'pip install x && echo "$(date)"'
EOF
ONBUILD RUN make && make install
MAINTAINER Jo
FROM debian:bookworm
COPY --from=build --chown=1:1 /app /app
ADD https://example.com/x.tar.gz /x
HEALTHCHECK CMD curl -f http://localhost || exit 1
EXPOSE 8080
USER nobody
LABEL a=b
CMD ["/app"]
ENTRYPOINT /app && ls
"""

BLOCK = """\
FROM debian:12 AS stage-{number}
COPY package.json package-lock.json ./
RUN apt-get update && apt-get install -y --no-install-recommends curl git \\
    ca-certificates && \\
    rm -rf /var/lib/apt/lists/*
RUN npm ci && npm run build
"""


def work(text: str, environment: Environment) -> None:
    """All that is ever worked out about one version, and then let go."""
    document = Document(URI, 1, text, "utf-16")
    analysis = Analysis(document, environment)
    diagnostics(analysis)
    for one in analysis.report.diagnostics:
        for fix in one.fixes:
            analysis.proves(fix, one.rule)
    for assist in ASSISTS:
        assist.run(analysis.model, analysis.context, analysis.profile.settings, Span(0, len(text)))
    without_breaks(edit(analysis, None, Abilities()))
    release(document, analysis)


def test_an_old_version_does_not_wait_for_the_garbage_collector() -> None:
    """What points at itself stays until a full collection, which is rare; with a long file that is megabytes an edit."""
    environment = Environment()
    environment.begin((), {"preset": "all"})
    work(EVERYTHING, environment)
    gc.collect()
    gc.disable()
    try:
        work(EVERYTHING, environment)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = Counter(type(one).__name__ for one in gc.garbage if type(one).__module__.startswith("dockwright."))
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not left


@pytest.mark.skipif(sys.platform != "linux", reason="/proc says how much memory a process has")
def test_edits_of_a_long_file_stay_within_the_limit() -> None:
    text = "".join(BLOCK.format(number=number) for number in range(2000 // BLOCK.count("\n")))
    everywhere: Message = {"textDocument": {"uri": URI}}
    here = everywhere | {"range": {"start": {"line": 1000, "character": 0}, "end": {"line": 1000, "character": 0}}}
    with session(PUSH, initializationOptions={"preset": "all"}) as client:
        client.open(URI, text)
        client.diagnostics(URI, 1)
        for version in range(2, 12):
            client.change(URI, f"{text}# {version}\n", version)
            client.diagnostics(URI, version)
            client.request("textDocument/semanticTokens/full", everywhere)
            client.request("textDocument/codeAction", here | {"context": {"diagnostics": []}})
            client.request("textDocument/documentSymbol", everywhere)
        assert peak(client) < LIMIT


def peak(client: Client) -> float:
    """The most resident memory the server has had, in MiB."""
    status = Path(f"/proc/{client.process.pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024
