"""Downloads that are used unseen, and those that are checked, or only kept."""

from __future__ import annotations

import pytest
from rule_running import marked

NAME = "download-without-checksum"
URL = "https://example.org/v1/tool"

REPORTED: list[tuple[str, str]] = [
    ("unpacked from a pipe", f"RUN curl -sSL {URL}.tar.gz | tar -xz"),
    ("through two pipes", f"RUN wget -qO- {URL}.xz | pv | xz -d > /usr/bin/tool"),
    ("under its own name", f"RUN wget {URL}.zip && unzip -q tool.zip"),
    ("under another name", f"RUN curl -o /tmp/x {URL} && tar xf /tmp/x"),
    ("by a pattern", f"RUN cd /tmp && wget {URL}_1.deb && dpkg -i *.deb"),
    ("by apt", f"RUN curl -fLO {URL}.deb && apt-get install -y ./tool.deb"),
    ("made executable", f"RUN curl -L {URL} -o /usr/local/bin/tool && chmod 0755 /usr/local/bin/tool"),
    ("made executable by letters", f"RUN wget -O /bin/t {URL} && chmod u+x,g+x /bin/t"),
    ("written by a redirection", f"RUN curl {URL} > /bin/tool && chmod a+rx /bin/tool"),
    ("installed", f"RUN curl -LO {URL} && install tool /usr/local/bin/"),
    ("run by Python", f"RUN curl -O {URL}.py && python3 tool.py"),
    ("run by itself", f"RUN wget {URL} && chmod 644 tool && ./tool --install"),
    ("in a later layer", f"RUN wget -P /tmp {URL}.tgz\nRUN tar xzf /tmp/tool.tgz"),
    ("with a version", "ARG V=1\nRUN curl -L https://example.org/t-$V.tgz | tar xz"),
    ("added as an archive", f"ADD {URL}.tar.gz /tmp/"),
    ("added and made executable", f"ADD {URL} /usr/bin/tool\nRUN chmod +x /usr/bin/tool"),
]


@pytest.mark.parametrize("steps", [case[1] for case in REPORTED], ids=[case[0] for case in REPORTED])
def test_reported(steps: str) -> None:
    (word,) = marked(NAME, f"FROM debian:12\n{steps}\n")
    assert word.startswith("https://example.org/")


SILENT: list[tuple[str, str]] = [
    ("a checksum", f"RUN curl -LO {URL}.tgz && echo '1234  tool.tgz' | sha256sum -c - && tar xf tool.tgz"),
    ("a checksum of Alpine's", f"RUN wget {URL}.tgz && sha512sum -c /sums && tar xf tool.tgz"),
    (
        "a signature",
        f"RUN curl -LO {URL}.tgz -LO {URL}.tgz.asc && gpg --batch --verify tool.tgz.asc && tar xf tool.tgz",
    ),
    ("checked in a later layer", f"RUN curl -LO {URL}.tgz\nRUN shasum -a 256 -c SUMS\nRUN tar xf tool.tgz"),
    ("only kept", f"RUN curl -o /srv/model.bin {URL}"),
    ("only read", f"RUN curl -s {URL} | jq .name"),
    ("a page", "RUN curl -f https://example.org && tar xf local.tgz"),
    ("something else is unpacked", f"RUN curl -O {URL}.json && tar xf other.tgz"),
    ("unpacked before", f"RUN tar xf tool.tgz && curl -O {URL}.tgz"),
    ("a key", "RUN curl -fsSL https://example.org/a.key | gpg --dearmor -o /k.gpg"),
    ("readable only", f"RUN curl -o /etc/x {URL} && chmod 644 /etc/x"),
    ("a script in a pipe", f"RUN curl -fsSL {URL}.sh | bash"),
    ("added with its checksum", f"ADD --checksum=sha256:{'0' * 64} {URL}.tar.gz /tmp/"),
    ("a repository", "ADD https://github.com/example/tool.git /src"),
    ("added as it is", f"ADD {URL}.json /etc/tool.json"),
    ("from the context", "ADD tool.tar.gz /opt/"),
]


@pytest.mark.parametrize("steps", [case[1] for case in SILENT], ids=[case[0] for case in SILENT])
def test_silent(steps: str) -> None:
    assert marked(NAME, f"FROM debian:12\n{steps}\n") == []
