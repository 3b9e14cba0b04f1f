"""Paths that commands name in places of which nobody knows what they do there."""

from __future__ import annotations

import pytest

from dockwright.semantics import SemanticModel
from dockwright.semantics.mentions import may_be_meant
from dockwright.syntax import parse

MEANT = [
    ("apk add --root /rootfs --initdb busybox", "/rootfs"),
    ("apk --root=/rootfs add busybox", "/rootfs/bin/busybox"),
    ("microdnf install --installroot=/x/root bash", "/x"),
    ("dpkg -x a.deb /rootfs", "/rootfs/usr"),
    ("cd /deb && apt-get download libc6", "/deb/libc6.deb"),
    ("apk fetch curl", "/app/curl.apk"),
    ("GOBIN=/out go install ./...", "/out/api"),
    ("export GOBIN=/out && go install ./...", "/out/api"),
    ("env GOBIN=/out go install ./...", "/out/api"),
    ("GOBIN=$PWD/bin go install ./...", "/app/bin/api"),
    ("GOBIN=$(pwd)/bin go install ./...", "/app/bin/api"),
    ("OUT=/out; apk add --root $OUT busybox", "/out/bin"),
    ("gcc -o/out/app main.c", "/out/app"),
    ("gcc -Wl,--out-implib,/out/x.a -shared x.c", "/out/x.a"),
    ("strip -o small big", "/app/small"),
    ("npm ci", "/settings/of/puppeteer"),
]
NOT_MEANT = [
    ("cd /out && go build", "/out/app"),
    ("mkdir -p /out && chown app /out", "/out/app"),
    ("curl -fsSL https://example.org/out/app -o app", "/out/app"),
    ("go build -o bin/app ./cmd/app", "/bin/app"),
    ("apk add --root /rootfs busybox", "/rootfs2/bin"),
    ("apk add --no-cache /", "/out"),
    ("go version", "/other/variable"),
]


def is_meant(script: str, path: str) -> bool:
    text = f"FROM alpine:3.22\nENV PUPPETEER_CACHE=/settings npm_config_cache=/settings/of OTHER=/other\nWORKDIR /app\nRUN {script}\n"
    model = SemanticModel(parse(text))
    return may_be_meant(model, model.stages[0], path)


@pytest.mark.parametrize(("script", "path"), MEANT)
def test_meant(script: str, path: str) -> None:
    assert is_meant(script, path)


@pytest.mark.parametrize(("script", "path"), NOT_MEANT)
def test_not_meant(script: str, path: str) -> None:
    assert not is_meant(script, path)


def test_of_a_stage_below() -> None:
    model = SemanticModel(parse("FROM alpine:3.22 AS base\nRUN apk add --root /rootfs bash\nFROM base\nRUN ls\n"))
    assert may_be_meant(model, model.stages[1], "/rootfs/bin")
