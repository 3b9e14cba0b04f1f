"""What an earlier layer certainly holds, and what nobody can know or need not hear of."""

from __future__ import annotations

import pytest
from rule_running import fixed, marked

from dockwright.context import MemoryContext

NAME = "deleted-in-later-layer"
REPORTED = [
    ("RUN curl -o /tmp/a.tgz https://x/a\nRUN rm /tmp/a.tgz", "/tmp/a.tgz"),
    ("RUN curl -LO https://x/a.zip\nRUN unzip a.zip && rm -f a.zip", "a.zip"),
    ("WORKDIR /opt\nRUN wget https://x/a.zip\nWORKDIR /\nRUN rm /opt/*.zip", "/opt/*.zip"),
    ("RUN cd /tmp && wget https://x/a.tar\nRUN rm -rf /tmp/*", "/tmp/*"),
    ("RUN git clone https://x/a.git /src\nRUN make -C /src\nRUN rm -rf /src", "/src"),
    ("RUN tar xf b.tar -C /opt/b\nRUN rm -rf /opt/b", "/opt/b"),
    ("ADD https://x/a.deb /\nRUN dpkg -i /a.deb && rm /a.deb", "/a.deb"),
    ("COPY a.rpm /tmp/\nRUN rpm -i /tmp/a.rpm && rm /tmp/a.rpm", "/tmp/a.rpm"),
    ("COPY src/ /src/\nRUN make && rm -rf /src", "/src"),
    ("WORKDIR /a\nCOPY package.json .\nRUN npm ci\nRUN rm -rf node_modules", "node_modules"),
    ("COPY .npmrc /root/.npmrc\nRUN npm ci && rm /root/.npmrc", "/root/.npmrc"),
    ("ENV V=1\nRUN wget -O /a-$V.tgz https://x/a\nRUN rm /a-$V.tgz", "/a-$V.tgz"),
    ("RUN apt-get install -y gcc=1\nRUN apt-get -y autoremove gcc", "autoremove"),
    ("RUN apk add --virtual .b gcc\nRUN apk del .b", "del"),
    ("RUN dnf install -y gcc\nRUN dnf remove -y gcc", "remove"),
]
SILENT = [
    "RUN wget https://x/a.zip && rm a.zip",
    "RUN wget https://x/a.zip && rm a.zip\nRUN rm -f a.zip",
    "RUN wget https://x/a.zip\nRUN test -f x || rm a.zip",
    "RUN wget https://x/a.zip\nRUN rm $(ls *.zip)",
    "RUN wget https://x/a.zip\nRUN rm -rf /*",
    "RUN wget https://x/install.sh\nRUN sh install.sh && rm install.sh",
    "RUN --mount=type=bind,target=/src rm -rf /src/x",
    "COPY app.conf /etc/\nRUN rm /etc/app.conf",
    "COPY . /app\nRUN rm -rf /app/docs",
    "RUN apt-get update && apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*",
    "RUN pip install --no-cache-dir x\nRUN rm -rf /root/.cache",
    "RUN apt-get install -y gcc && make && apt-get purge -y gcc",
    "RUN apt-get install -y gcc\nRUN apt-get install -y gcc && apt-get purge -y gcc",
    "RUN apt-get install -y gcc\nRUN apt-get autoremove -y",
    "RUN apt-get install -y gcc\nRUN apt-get clean",
    "RUN wget https://x/a.zip\nRUN rm a.zip\nFROM b",
    "RUN echo x > a.zip\nRUN rm 'a.zip",
]


@pytest.mark.parametrize(("text", "word"), REPORTED)
def test_reported(text: str, word: str) -> None:
    assert marked(NAME, f"FROM debian:12\n{text}\n") == [word]


@pytest.mark.parametrize("text", SILENT)
def test_silent(text: str) -> None:
    assert marked(NAME, f"FROM debian:12\n{text}\n") == []


def test_reported_once() -> None:
    text = "FROM debian:12\nRUN wget https://x/a.zip\nRUN rm a.zip\nRUN rm -f a.zip\n"
    assert marked(NAME, text) == ["a.zip"]


def test_long_files_are_not_looked_through() -> None:
    text = (
        "FROM debian:12\nRUN wget https://x/a.zip\n"
        + "RUN wget https://x/b.zip\nRUN rm c.zip\n" * 150
        + "RUN rm a.zip\n"
    )
    assert marked(NAME, text) == []


def test_base_stage_counts() -> None:
    text = "FROM debian:12 AS base\nRUN wget https://x/a.zip\nFROM base\nRUN rm a.zip\n"
    assert marked(NAME, text) == ["a.zip"]


def test_size_is_asked_of_the_context() -> None:
    text = "FROM debian:12\nCOPY data /data\nRUN rm /data\n"
    assert marked(NAME, text, context=MemoryContext({"data": "x" * 2_000_000})) == ["/data"]
    assert marked(NAME, text, context=MemoryContext({"data": "x"})) == []


def test_several_runs_are_joined_at_once() -> None:
    before = "FROM debian:12\nRUN wget https://x/a.zip\nRUN unzip a.zip\n# done\nRUN rm a.zip\nRUN ls\n"
    after = "FROM debian:12\nRUN wget https://x/a.zip && \\\n    unzip a.zip && \\\n# done\n    rm a.zip\nRUN ls\n"
    assert fixed(NAME, before) == after


@pytest.mark.parametrize(
    "text",
    [
        "RUN wget https://x/a.zip\nCOPY b b\nRUN rm a.zip\n",
        "RUN cd /tmp && wget https://x/a.zip\nRUN rm /tmp/a.zip\n",
        "RUN wget https://x/a.zip\nRUN unzip a.zip; rm a.zip\n",
        "RUN git clone https://x/a\nRUN cd a && git checkout v1\nRUN rm -rf a\n",
        "RUN --network=host wget https://x/a.zip\nRUN rm a.zip\n",
    ],
)
def test_left_apart(text: str) -> None:
    assert marked(NAME, f"FROM debian:12\n{text}") != []
    assert fixed(NAME, f"FROM debian:12\n{text}") == f"FROM debian:12\n{text}"
