from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.semantics.filesystem import files_of
from dockwright.syntax import User

_BUILD = "FROM golang:1.24 AS build\nRUN go build -o /app .\n"


@rule(
    "user-without-passwd",
    on=User,
    severity=Severity.WARNING,
    invalid=(
        Invalid(f"{_BUILD}FROM scratch\nCOPY --from=build /app /app\nUSER app\n", marked=("app",)),
        Invalid(f"{_BUILD}FROM scratch\nCOPY --from=build /app /app\nUSER 1000:staff\n", marked=("1000:staff",)),
        Invalid("FROM scratch AS base\nCOPY app /app\nFROM base\nUSER nobody\n", marked=("nobody",)),
    ),
    valid=(
        "FROM scratch\nCOPY app /app\nUSER 65532:65532\n",
        f"{_BUILD}FROM scratch\nCOPY --from=build /etc/passwd /etc/passwd\nUSER app\n",
        f"{_BUILD}FROM scratch\nCOPY --from=build /etc/passwd /etc/group /etc/\nUSER app:staff\n",
        f"{_BUILD}FROM scratch\nUSER app\nCOPY --from=build /etc/passwd /etc/passwd\n",
        "FROM scratch\nADD rootfs.tar.xz /\nUSER app\n",
        "FROM scratch\nCOPY etc /etc\nUSER app\n",
        "FROM scratch\nARG DIR\nCOPY a $DIR\nUSER app\n",
        "FROM scratch\nUSER $APP_USER\n",
        "FROM scratch AS base\nUSER app\nFROM base\nCOPY passwd /etc/passwd\n",
        "FROM alpine:3.20\nUSER app\n",
    ),
)
def user_without_passwd(user: User, model: SemanticModel) -> Iterator[Finding]:
    """`USER` gives a name in an image that has no file to look it up in.

    ## Why is this bad?
    An image on top of `scratch` has no `/etc/passwd` and no `/etc/group` but those that are copied into it. The image is built,
    and the container does not start: `unable to find user`. A number needs no file: `USER 65532:65532`.

    ## References
    - https://docs.docker.com/reference/dockerfile/#user
    """
    word = user.user
    stage = model.stage_of(user)
    if word is None or not word.is_literal or stage is None or stage.is_base:
        return
    name, _, group = word.value.partition(":")
    files = files_of(model, stage)
    if not files.is_empty_base:
        return
    for one, file in ((name, "/etc/passwd"), (group, "/etc/group")):
        if one and not one.isdigit() and not files.may_hold(file):
            yield Finding(word.span, f"the image has no `{file}` that tells who `{one}` is")
            return
