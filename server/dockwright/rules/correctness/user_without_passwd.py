from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.semantics.filesystem import files_of
from dockwright.syntax import Add, Copy, Transfer, User, Word

_BUILD = "FROM golang:1.24 AS build\nRUN go build -o /app .\n"


@rule(
    "user-without-passwd",
    on=(User, Copy, Add),
    severity=Severity.WARNING,
    invalid=(
        Invalid(f"{_BUILD}FROM scratch\nCOPY --from=build /app /app\nUSER app\n", marked=("app",)),
        Invalid(f"{_BUILD}FROM scratch\nCOPY --from=build /app /app\nUSER 1000:staff\n", marked=("1000:staff",)),
        Invalid("FROM scratch AS base\nCOPY app /app\nFROM base\nUSER nobody\n", marked=("nobody",)),
        Invalid("FROM scratch\nCOPY --chown=app:app app /app\nUSER 1000\n", marked=("app:app",)),
        Invalid("FROM scratch\nADD --chown=1000:staff app.tar.gz /srv\n", marked=("1000:staff",)),
        Invalid(
            f"{_BUILD}FROM scratch\nCOPY --chown=app app /app\nCOPY --from=build /etc/passwd /etc/passwd\nUSER app\n",
            title="The name is looked up before the file is there",
            marked=("app",),
        ),
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
        "FROM scratch\nCOPY --chown=1000:1000 app /app\n",
        "FROM scratch\nCOPY --chown=root:root app /app\n",
        "FROM scratch\nCOPY --chown=$OWNER app /app\n",
        "FROM scratch\nONBUILD COPY --chown=app app /app\n",
        f"{_BUILD}FROM scratch\nCOPY --from=build /etc/passwd /etc/group /etc/\nCOPY --chown=app:staff app /app\n",
        "FROM alpine:3.20\nCOPY --chown=app app /app\n",
    ),
)
def user_without_passwd(instruction: User | Copy | Add, model: SemanticModel) -> Iterator[Finding]:
    """`USER` or `--chown` gives a name in an image that has no file to look it up in.

    ## Why is this bad?
    An image on top of `scratch` has no `/etc/passwd` and no `/etc/group` but those that are copied into it. With such a `USER` the
    image is built, and the container does not start: `unable to find user`. A name in `--chown` that is not found means root to
    BuildKit, without a word; other builders stop. A number needs no file: `USER 65532:65532`, `--chown=65532:65532`.

    ## References
    - https://docs.docker.com/reference/dockerfile/#user
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    """
    is_user = isinstance(instruction, User)
    word = instruction.user if isinstance(instruction, User) else _owner(instruction)
    if word is None or not word.is_literal:
        return
    stage = model.stage_of(instruction)
    if stage is None or (is_user and stage.is_base):
        return
    root = stage.root_image
    if root is None or root.repository != "scratch":
        return
    files = files_of(model, stage)
    before = None if is_user else instruction  # a copy looks names up at once, a container when it starts
    name, _, group = word.value.partition(":")
    for one, file in ((name, "/etc/passwd"), (group, "/etc/group")):
        is_name = one and not one.isdigit() and (is_user or one != "root")
        if is_name and not files.may_hold(file, before):
            yield Finding(word.span, f"the image has no `{file}` that tells who `{one}` is")
            return


def _owner(transfer: Transfer) -> Word | None:
    flag = transfer.flag("chown")
    return flag.value if flag is not None and not transfer.is_onbuild else None
