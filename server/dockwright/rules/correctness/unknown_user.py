from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.table import words
from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Run, Transfer, User

# Official images of bare systems, and those of languages that add no account. Source: their Dockerfiles. Date: 2026-11.
_IMAGES = words("alpine debian ubuntu golang python ruby rust")
_ALSO = {
    "alpine": words("adm postmaster operator man squid xfs cyrus vpopmail smmsp at postgres nut utmp"),
    "debian": words("_apt gnats messagebus libuuid syslog"),
    "ubuntu": words("_apt gnats messagebus libuuid syslog ubuntu"),
}
"""Accounts that older releases have, and those that the images themselves add. Source: alpine-baselayout 3.4, base-passwd 3.5, the
images. Date: 2026-11."""

_PACKAGE_MANAGERS = words("apt apt-get apk")
_MAKE_NO_ACCOUNT = _PACKAGE_MANAGERS | words(
    "[ : apt-mark bundle cargo cat cd chmod chown curl date echo exit export find gem go grep ln ls mkdir npm pip pip3 printf pwd rm set sleep test touch true"
    " unset update-ca-certificates wget yarn"
)
_OF_NO_PACKAGE = words(
    "app appuser app-user appgroup application flask nextjs nodejs nonroot non-root nobody myuser user webapp worker"
)
"""Names that people give the account of their program. Packages of Debian and Alpine make none of these."""


@rule(
    "unknown-user",
    on=User,
    severity=Severity.ERROR,
    invalid=(
        Invalid(
            "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM alpine:3.22\nCOPY --from=build /app /bin/app\nUSER app\n",
            marked=("app",),
        ),
        Invalid(
            "FROM debian:13\nRUN apt-get install -y curl\nUSER appuser\nRUN curl -V\nUSER root\n", marked=("appuser",)
        ),
        Invalid("FROM debian:13\nUSER nobody:nobody\n", marked=("nobody:nobody",), title="the group is `nogroup`"),
        Invalid(
            "FROM alpine:3.22 AS base\nRUN mkdir /srv/app\nFROM base\nCOPY srv /srv/app\nUSER deploy\n",
            marked=("deploy",),
        ),
        Invalid("FROM python:3.14-slim\nRUN pip install flask\nCOPY . /srv/app\nUSER app:app\n", marked=("app:app",)),
    ),
    valid=(
        "FROM alpine:3.22\nRUN adduser -D app\nUSER app\n",
        "FROM alpine:3.22\nRUN echo app:x:1000:1000::/:/bin/sh >> /etc/passwd\nUSER app\n",
        "FROM alpine:3.22 AS base\nRUN adduser -D app\nFROM base\nUSER app\n",
        "FROM golang:1.25 AS build\nRUN useradd app\nFROM debian:13\nCOPY --from=build /etc/passwd /etc/passwd\nUSER app\n",
        "FROM debian:13\nADD rootfs.tar /\nUSER app\n",
        "FROM debian:13\nWORKDIR /etc\nCOPY passwd .\nUSER app\n",
        "FROM debian:13\nCOPY setup.sh /tmp/\nRUN /tmp/setup.sh\nUSER app\n",
        "FROM debian:13\nRUN apt-get install -y openssh-server\nUSER sshd\n",
        "FROM debian:13\nUSER nobody:nogroup\n",
        "FROM ubuntu:24.04\nUSER ubuntu\n",
        "FROM alpine:3.22\nUSER nobody:nobody\n",
        "FROM debian:13\nUSER 1000:1000\n",
        "FROM debian:13\nUSER $APP_USER\n",
        "FROM node:24\nUSER node\n",
        "FROM example.org/debian\nUSER app\n",
        "FROM debian:13\nUSER app\nUSER root\n",
        "FROM debian:13 AS base\nUSER app\nFROM base\nUSER root\nRUN useradd app\n",
    ),
)
def unknown_user(instruction: User, model: SemanticModel) -> Iterator[Finding]:
    """`USER` names an account that the image does not have.

    ## Why is this bad?
    The name is looked up in `/etc/passwd` of the image, the group in `/etc/group`. The image is built, and the container does not
    start: `unable to find user app: no matching entries in passwd file`. A `RUN` below stops the build. Make the account first,
    `RUN adduser -D app` on Alpine, `RUN useradd app` on Debian and Ubuntu, or give a number, which needs no account.

    Reported is what is certain: the image is that of Alpine, Debian or Ubuntu, or of a language on one of these that adds no
    account, and nothing that is run or copied can have brought one.

    ## References
    - https://docs.docker.com/reference/dockerfile/#user
    """
    word = instruction.user
    stage = model.stage_of(instruction)
    if word is None or not word.is_literal or stage is None or stage.is_base or not _takes_effect(instruction, stage):
        return
    image, facts = stage.root_image, stage.facts
    if image is None or image.registry != "docker.io" or image.repository not in _IMAGES:
        return
    if facts is None or facts.os not in _ALSO:
        return
    from dockwright.refactorings.split.accounts import groups_of, users_of

    name, _, group = word.value.partition(":")
    also = _ALSO[facts.os]
    for kind, one, there in (("user", name, users_of(facts.os)), ("group", group, groups_of(facts.os))):
        if one and not one.isdecimal() and one not in there | also and _is_unmade(one, stage, model):
            yield Finding(word.span, f"`{image.repository}` has no {kind} `{one}`, and nothing here makes one")
            return


def _takes_effect(instruction: User, stage: Stage) -> bool:
    """Whether something is run as the user: the container, or a RUN."""
    below = [one for one in stage.instructions if one.index > instruction.index]
    following = next((one for one in below if isinstance(one, (User, Run))), None)
    return isinstance(following, Run) or (following is None and stage.is_target)


def _is_unmade(name: str, stage: Stage, model: SemanticModel) -> bool:
    """Whether nothing in the stage, or those that it is built on, can have made the account."""
    for one in stage.lineage:
        if not one.programs <= _MAKE_NO_ACCOUNT or any(
            "passwd" in run.text or "/etc/group" in run.text for run in one.of(Run)
        ):
            return False
        if name not in _OF_NO_PACKAGE and not one.programs.isdisjoint(_PACKAGE_MANAGERS):
            return False
        if any(_may_bring(transfer, model) for transfer in one.of(Transfer)):
            return False
    return True


def _may_bring(transfer: Transfer, model: SemanticModel) -> bool:
    """Whether the destination may be a directory that the files of accounts are in."""
    destination = transfer.destination
    text = model.expand(destination, transfer) if destination is not None else None
    path = model.state_before(transfer).resolve(text) if text is not None else None
    return path is None or path == "/" or path == "/etc" or path.startswith("/etc/")
