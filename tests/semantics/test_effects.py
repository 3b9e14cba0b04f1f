"""Which neighbours may change places. Each pair is put behind one head; `|` separates the two."""

from __future__ import annotations

import pytest

from dockwright.semantics import SemanticModel
from dockwright.semantics.effects import BARRIER, Effects, commute, effects, joined
from dockwright.syntax import parse

HEAD = "FROM golang:1.22\nWORKDIR /app\n"


def of(lines: str) -> list[Effects]:
    model = SemanticModel(parse(HEAD + "\n".join(lines.split(" | ")) + "\n"))
    return [effects(model, one) for one in model.dockerfile.instructions[2:]]


@pytest.mark.parametrize(
    "pair",
    [
        "EXPOSE 80 | RUN apt-get update",
        "EXPOSE 80 | EXPOSE 81",
        "LABEL a=1 | LABEL b=2",
        "CMD a | ENTRYPOINT [\"b\"]",
        "CMD [\"a\"] | SHELL [\"bash\", \"-c\"]",
        "CMD a | WORKDIR /x",
        "ENV A=1 | RUN apt-get install -y curl",
        "ENV A=1 | ENV B=2",
        "ENV A=1 | COPY a b",
        "ENV A=1 | USER app",
        "ARG SHA | RUN go mod download",
        "COPY a /x/ | COPY b /y/",
        "COPY . /src | RUN apt-get install -y curl",
        "COPY . . | RUN apk add git",
        "COPY src src | RUN mkdir -p /data",
        "COPY src src | RUN npm install -g pnpm",
        "COPY src /app/src | RUN npm ci",
        "COPY main.go . | RUN useradd app",
        "WORKDIR /x | COPY a /y",
        "USER app | COPY a b",
        "USER app | ENV A=1",
        "RUN mkdir /a | RUN mkdir /b",
        "RUN useradd app | RUN mkdir /data",
        "COPY --chown=1000 a b | RUN useradd app",
        "STOPSIGNAL SIGINT | CMD a",
    ],
)  # fmt: skip
def test_pairs_that_commute(pair: str) -> None:
    one, two = of(pair)
    assert commute(one, two)
    assert commute(two, one)


@pytest.mark.parametrize(
    "pair",
    [
        "RUN make | EXPOSE 80",
        "RUN ./x | COPY a /b",
        "ENV A=1 | ENV A=2",
        "ENV A=1 | ENV B=$A",
        "ENV A=1 | COPY $A b",
        "ENV A=1 | LABEL x=$A",
        "ENV A=1 | RUN touch /$A",
        "ENV PATH=/x:$PATH | RUN apt-get update",
        "ENV DEBIAN_FRONTEND=noninteractive | RUN apt-get install -y tzdata",
        "ENV GOPROXY=x | RUN go mod download",
        "ENV NODE_ENV=production | RUN npm ci",
        "ARG VERSION | RUN echo $VERSION > /v",
        "ARG http_proxy | RUN curl -O https://x.org/a",
        "LABEL a=1 | LABEL a=2",
        "CMD a | CMD b",
        "CMD a | SHELL [\"bash\", \"-c\"]",
        "RUN true | SHELL [\"bash\", \"-c\"]",
        "USER app | RUN mkdir /a",
        "USER app | WORKDIR /x",
        "USER a | USER b",
        "WORKDIR /x | COPY a .",
        "WORKDIR /x | RUN true",
        "WORKDIR /x | WORKDIR y",
        "COPY a /x | COPY b /x",
        "COPY . . | RUN go mod download",
        "COPY . . | RUN npm ci",
        "COPY package.json . | RUN npm ci",
        "COPY requirements.txt . | RUN pip install -r requirements.txt",
        "COPY sources.list /etc/apt/ | RUN apt-get update",
        "COPY . /usr/share/nginx/html | RUN apt-get install -y nginx",
        "RUN apt-get update | RUN apt-get install -y curl",
        "RUN apt-get install -y gcc | RUN pip install x",
        "RUN mkdir /a | RUN touch /a/b",
        "COPY a /a | RUN rm -rf /a",
        "COPY a $GOLANG_VERSION/b | RUN touch /c",
        "COPY --chown=app a b | RUN useradd app",
        "ONBUILD RUN a | ONBUILD RUN b",
        "VOLUME /data | RUN touch /data/x",
        "RUN cd $X && touch y | COPY a b",
        "RUN if true; then cd /x; fi; touch y | COPY a /x/b",
        "COPY app /opt/app | RUN cd /opt/app/x",
        "COPY app /opt/app | RUN cd /opt/app && apt-get update",
        "COPY app /opt | RUN pushd /opt/app && true",
        "COPY app /opt/app | RUN cd $X",
        "BOGUS a | EXPOSE 80",
        "COPY a.patch /tmp/ | RUN cd /src && git apply /tmp/a.patch",
        "COPY repo /repo | RUN git clone /repo /src",
        "COPY body /tmp/body | RUN curl -d @/tmp/body https://x.org",
        "COPY ca.pem /tmp/ca.pem | RUN curl --cacert=/tmp/ca.pem -O https://x.org/a",
        "COPY body /tmp/body | RUN curl -F a=@/tmp/body https://x.org",
        "COPY urls /tmp/urls | RUN wget -i /tmp/urls",
        "COPY a.deb /tmp/ | RUN dpkg -i /tmp/a.deb",
        "COPY a.key /tmp/ | RUN apt-key add /tmp/a.key",
        "COPY a.sel /tmp/ | RUN debconf-set-selections /tmp/a.sel",
        "COPY a.sel /tmp/ | RUN debconf-set-selections < /tmp/a.sel",
        "COPY x /tmp/x | RUN tar -cf /a.tar -T /tmp/x",
        "COPY x.gem /tmp/ | RUN gem install /tmp/x.gem",
        "COPY x.rpm /tmp/ | RUN yum install -y /tmp/x.rpm",
        "COPY keys /tmp/keys | RUN apk add --keys-dir /tmp/keys curl",
        "COPY repos /tmp/repos | RUN apk add --repositories-file=/tmp/repos curl",
        "COPY l /tmp/l | RUN apt-get install -y $(cat /tmp/l)",
        "COPY l /tmp/l | RUN xargs apt-get install -y < /tmp/l",
        "COPY a.conf /tmp/a.conf | RUN apt-get -c /tmp/a.conf install -y curl",
    ],
)  # fmt: skip
def test_pairs_that_do_not(pair: str) -> None:
    one, two = of(pair)
    assert not commute(one, two)
    assert not commute(two, one)


def test_what_is_written_to_a_mount_is_not_in_the_image() -> None:
    (one,) = of("RUN --mount=type=cache,target=/root/.npm --mount=type=bind,target=/app/package.json npm ci")
    assert not any(path.startswith("/root/.npm") for path in one.writes)
    assert "/app/node_modules" in one.writes


def test_context_reads() -> None:
    (copy, run, other) = of("COPY a b c/ | RUN --mount=target=/x,source=/d cat /x | COPY --from=golang /a /b")
    assert copy.context_reads == {"a", "b"}
    assert run.context_reads == {"d"}
    assert other.context_reads == frozenset()


@pytest.mark.parametrize("line", ['RUN ["unknown-program"]', "RUN if", "FROM x", "BOGUS"])
def test_what_is_not_understood_is_a_barrier(line: str) -> None:
    (one,) = of(line)
    assert one.is_barrier


def test_foreign_shells_are_barriers() -> None:
    _, run = of('SHELL ["powershell", "-Command"] | RUN mkdir x')
    assert run == BARRIER


def test_several_taken_together() -> None:
    mkdir, copy = of("RUN mkdir /a | COPY x /b")
    both = joined([mkdir, copy])
    assert {"/a", "/b"} <= both.writes
    assert not both.is_barrier
    assert joined([mkdir, BARRIER]).is_barrier
    assert joined([]) == Effects()
