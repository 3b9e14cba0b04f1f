"""Accounts, certificates and time zones that a COPY brings: the new image has them as the old one had."""

from __future__ import annotations

import pytest

from dockwright.assist import Offer
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.rebase import rebase
from dockwright.refactorings.split import split
from dockwright.refactorings.split.model import Obstacle
from dockwright.rule import DEFAULT_SETTINGS, Safety
from dockwright.text import apply

CONTEXT = MemoryContext(
    {
        "go.mod": "module example.com/app\n\ngo 1.22\n",
        "main.go": 'package main\n\nimport (\n\t"net/http"\n\t"os/user"\n\t"time"\n)\n\n'
        'func main() { http.Get("https://example.com"); time.LoadLocation("Europe/Berlin"); user.Lookup("app") }\n',
        "passwd": "app:x:100:100::/:\n",
    }
)
OTHER = "FROM debian:12 AS other\nRUN apt-get update && apt-get install -y ca-certificates tzdata && useradd app\n"
BUILD = "WORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\n"
USERS = "COPY --from=other /etc/passwd /etc/passwd\n"
BOTH = "COPY --from=other /etc/passwd /etc/group /etc/\n"
ROOTS = "COPY --from=other /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n"
ZONES = "COPY --from=other /usr/share/zoneinfo /usr/share/zoneinfo\n"
START = 'CMD ["/app"]\n'
GIVEN = {
    "certificates": "COPY --from={} /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt\n",
    "zones": "COPY --from={} /usr/local/go/lib/time/zoneinfo.zip /usr/local/go/lib/time/zoneinfo.zip\nENV GOROOT=/usr/local/go\n",
    "users": "COPY --from={} /etc/passwd /etc/group /etc/\n",
}
"""What an empty image is given for the program, where no COPY brings it."""


@pytest.mark.parametrize(
    ("title", "stage", "given"),
    [
        ("accounts", f"{USERS}USER app\n{START}", "certificates zones"),
        ("... of both kinds", f"{BOTH}USER app:app\n{START}", "certificates zones"),
        ("... by another name", f"COPY --from=other /accounts /etc/passwd\nUSER app\n{START}", "certificates zones"),
        ("... of the context", f"COPY passwd /etc/\nUSER app\n{START}", "certificates zones"),
        ("... and an owner of that name", f"{USERS}COPY --chown=app passwd /data\nUSER app\n{START}", "certificates zones"),
        ("certificates", ROOTS + START, "zones users"),
        ("time zones", ZONES + START, "certificates users"),
        ("all of it", f"{ROOTS}{ZONES}{USERS}USER app\n{START}", ""),
        ("one zone is not all of them", f"COPY --from=other /usr/share/zoneinfo/UTC /usr/share/zoneinfo/UTC\n{START}",
         "certificates zones users"),
        ("certificates under another name are not looked for", f"COPY --from=other /etc/ssl/certs/ca-certificates.crt /roots.pem\n{START}",
         "certificates zones users"),
        ("what a pattern brings is not known", f"COPY --from=other /etc/ssl/certs/*.crt /etc/ssl/certs/\n{START}",
         "certificates zones users"),
    ],
)  # fmt: skip
def test_empty_image(title: str, stage: str, given: str) -> None:
    text = f"{OTHER}FROM golang:1.22\n{BUILD}{stage}"
    offer = split(analyse(text), CONTEXT, DEFAULT_SETTINGS)
    assert isinstance(offer, Offer), offer
    empty = next(one for one in offer.choices if one.name == "scratch")
    _, _, runtime = apply(text, empty.change.edits).partition("FROM scratch\n")
    expected = "".join(GIVEN[one].format("builder") for one in GIVEN if one in given)
    assert runtime == f"WORKDIR /src\n{expected}COPY --from=builder /app /app\n{stage}"
    assert empty.change.safety is Safety.SAFE, empty.change.notes


@pytest.mark.parametrize("stage", [f"{USERS}WORKDIR /srv\nUSER app\n", f"{BOTH}WORKDIR /srv\nUSER app:app\n"])
def test_stage_on_another_base(stage: str) -> None:
    build = f"FROM golang:1.22 AS build\n{BUILD}"
    final = f"{ROOTS}{ZONES}{stage}COPY --from=build /app /app\n{START}"
    text = f"{OTHER}{build}FROM golang:1.22\n{final}"
    offer = rebase(analyse(text), CONTEXT, DEFAULT_SETTINGS)
    assert isinstance(offer, Offer), offer
    for choice, image in (
        ("alpine", "alpine:3.22"),
        ("distroless-static", "gcr.io/distroless/static-debian12"),
        ("scratch", "scratch"),
    ):
        change = next(one.change for one in offer.choices if one.name == choice)
        assert apply(text, change.edits) == f"{OTHER}{build}FROM {image}\n{final}"
        assert change.safety is Safety.SAFE


@pytest.mark.parametrize(
    ("title", "stage", "reason"),
    [
        ("the group is in the other file", f"{USERS}USER app:app\n{START}", "has no user `app`"),
        ("the file comes too late for an owner", f"COPY --chown=app passwd /data\n{USERS}{START}", "has no user `app`"),
        ("the group of an owner", f"{USERS}COPY --chown=app:app passwd /data\n{START}", "has no group `app`"),
        ("another file", f"COPY --from=other /etc/passwd /srv/passwd\nUSER app\n{START}", "has no user `app`"),
        ("whole directories", f"COPY --from=other /etc /etc\nUSER app\n{START}", "has no user `app`"),
    ],
)  # fmt: skip
def test_refusal(title: str, stage: str, reason: str) -> None:
    found = split(analyse(f"{OTHER}FROM golang:1.22\n{BUILD}{stage}"), CONTEXT, DEFAULT_SETTINGS)
    assert isinstance(found, Obstacle), found
    assert reason in found.reason
    assert found.ships
