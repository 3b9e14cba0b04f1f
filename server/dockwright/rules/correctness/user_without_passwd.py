from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from dockwright.knowledge.commands import VALUED_FLAGS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import FileSystem, files_of
from dockwright.shell import Command
from dockwright.syntax import Add, Copy, Instruction, Transfer, User, Word

_MAKERS = {
    "/etc/passwd": frozenset(("useradd", "adduser")),
    "/etc/group": frozenset(("useradd", "adduser", "groupadd", "addgroup")),  # a user gets a group of the same name
}
_REMOVERS = frozenset(("userdel", "deluser", "groupdel", "delgroup"))
_NOBODY = "65532"
"""The number of `nonroot` in distroless images, which means nobody elsewhere."""

_BUILD = "FROM golang:1.24 AS build\nRUN go build -o /app .\n"


@rule(
    "user-without-passwd",
    on=(User, Copy, Add),
    needs=("USER", "--chown"),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"{_BUILD}FROM scratch\nCOPY --from=build /app /app\nUSER app\n",
            f"{_BUILD}FROM scratch\nCOPY --from=build /app /app\nUSER 65532\n",
            marked=("app",),
        ),
        Invalid(
            f"{_BUILD}FROM scratch\nCOPY --from=build /app /app\nUSER 1000:staff\n",
            f"{_BUILD}FROM scratch\nCOPY --from=build /app /app\nUSER 1000:65532\n",
            marked=("1000:staff",),
        ),
        Invalid("FROM scratch\nUSER root:root\n", "FROM scratch\nUSER 0:0\n"),
        Invalid(
            "FROM scratch AS base\nCOPY app /app\nFROM base\nUSER nobody\n",
            "FROM scratch AS base\nCOPY app /app\nFROM base\nUSER 65532\n",
            marked=("nobody",),
        ),
        Invalid(
            "FROM scratch\nCOPY --chown=app:app app /app\nUSER 1000\n",
            "FROM scratch\nCOPY --chown=65532:65532 app /app\nUSER 1000\n",
            marked=("app:app",),
        ),
        Invalid(
            "FROM scratch\nADD --chown=1000:staff app.tar.gz /srv\n",
            "FROM scratch\nADD --chown=1000:65532 app.tar.gz /srv\n",
            marked=("1000:staff",),
        ),
        Invalid(
            f"{_BUILD}FROM scratch\nCOPY --chown=app app /app\nCOPY --from=build /etc/passwd /etc/passwd\nUSER app\n",
            f"{_BUILD}FROM scratch\nCOPY --chown=65532 app /app\nCOPY --from=build /etc/passwd /etc/passwd\nUSER app\n",
            title="The name is looked up before the file is there",
            marked=("app",),
        ),
        Invalid(
            "FROM python:3.14-slim\nCOPY --chown=app:app . /app\nRUN useradd app && pip install /app\nUSER app\n",
            title="The user is made only below",
            marked=("app:app",),
        ),
        Invalid(
            "FROM example.org/base\nADD --chown=1000:staff a.tar.gz /srv\nRUN set -eux; mkdir /d; groupadd -g 50 staff\n",
            marked=("1000:staff",),
        ),
        Invalid(
            "FROM alpine:3.22\nUSER app\nWORKDIR /app\nRUN adduser -D app\n",
            title="The command that makes the user would run as that user",
            marked=("app",),
        ),
    ),
    valid=(
        "FROM alpine:3.22\nRUN adduser -D app\nUSER app\nCOPY --chown=app a /a\n",
        "FROM alpine:3.22\nCOPY --chown=app a /a\nRUN adduser -D app || true\n",
        "FROM alpine:3.22\nCOPY --chown=app a /a\nRUN id app || adduser -D app\n",
        "FROM debian:13\nCOPY --chown=app a /a\nRUN adduser --system app\n",
        "FROM debian:13\nCOPY --chown=app a /a\nRUN groupadd -f app\nRUN useradd app; ls\n",
        "FROM debian:13\nRUN groupadd staff\nCOPY --chown=app a /a\nRUN adduser app staff\n",
        "FROM debian:13\nUSER app\nUSER root\nRUN useradd app\nUSER app\n",
        "FROM debian:13\nCOPY --chown=app a /a\nRUN userdel app && useradd -u 1000 app\n",
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
    """`USER` or `--chown` gives a name in an image that has no file to look it up in, or no such user yet.

    ## Why is this bad?
    An image on top of `scratch` has no `/etc/passwd` and no `/etc/group` but those that are copied into it. With such a `USER` the
    image is built, and the container does not start: `unable to find user`. A name in `--chown` that is not found means root to
    BuildKit, without a word; other builders stop. A number needs no file: `USER 65532:65532`, `--chown=65532:65532`.

    Names are looked up when an instruction runs: a user that a `RUN` makes further below does not own what is copied above it, and
    cannot run that `RUN` either. Put the `RUN useradd` above.

    ## Fix safety
    65532 stands for whom the name was meant for; what that user must read or write has to belong to it, or be open to all.

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
    is_scratch = root is not None and root.repository == "scratch"
    files = files_of(model, stage) if is_scratch else None
    before = None if is_user else instruction  # a copy looks names up at once, a container when it starts
    name, _, group = word.value.partition(":")
    for one, file in ((name, "/etc/passwd"), (group, "/etc/group")):
        if not one or one.isdecimal() or (one == "root" and not is_user):
            continue
        if files is not None:
            if not files.may_hold(file, before):
                yield Finding(
                    word.span, f"the image has no `{file}` that tells who `{one}` is", _numbered(word, files, before)
                )
                return
        elif (maker := _maker(one, file, instruction, stage, model)) is not None:
            result = f"by a command that would run as `{one}`" if is_user else "so root gets these files"
            related = (Related(maker.name_span, f"`{one}` is made here"),)
            yield Finding(word.span, f"`{one}` is made only below, {result}", (), related)
            return


def _numbered(word: Word, files: FileSystem, before: Instruction | None) -> tuple[Fix, ...]:
    """The names that nobody can look up as numbers."""
    if word.raw != word.value:
        return ()
    name, colon, group = word.value.partition(":")
    user = name if not name or name.isdecimal() or files.may_hold("/etc/passwd", before) else _number(name)
    other = group if not group or group.isdecimal() or files.may_hold("/etc/group", before) else _number(group)
    text = f"{user}{colon}{other}"
    return (Fix.replace(f"Write `{text}`", word.span, text, Safety.UNSAFE),)


def _number(name: str) -> str:
    return "0" if name == "root" else _NOBODY


def _maker(name: str, file: str, instruction: User | Copy | Add, stage: Stage, model: SemanticModel) -> Command | None:
    """The command below that makes the account, and would fail if it were there before."""
    if not any(map(instruction.dockerfile.mentions, _MAKERS[file])):
        return None
    making = model.keep((_making, stage, file), lambda: _making(stage, file)).get(name, ())
    place = bisect_left(making, instruction.span.end, key=lambda one: one.span.start)
    if place == len(making):
        return None
    command = making[place]
    if command.name.startswith("add") and command.has_flag("system"):  # Debian's is content with one that is there
        return None
    if command.is_conditional or command.has_flag("f", "force") or not _stops(command):
        return None
    if not stage.programs.isdisjoint(_REMOVERS):
        return None
    if isinstance(instruction, User) and _user_before(command, model) != name:
        return None
    return command


def _making(stage: Stage, file: str) -> dict[str, list[Command]]:
    """The commands that make accounts, by the name of the account and in order."""
    found: dict[str, list[Command]] = {}
    for command in stage.commands:
        if command.name in _MAKERS[file]:
            operands = command.operands(VALUED_FLAGS.get(command.name, ()))
            if len(operands) == 1:
                found.setdefault(operands[0].value, []).append(command)
    return found


def _stops(command: Command) -> bool:
    """Whether the build stops when the command fails."""
    return command.script.is_and_chain or command.script.sets_errexit


def _user_before(command: Command, model: SemanticModel) -> str:
    return (model.state_before(command.instruction).user or "").partition(":")[0]


def _owner(transfer: Transfer) -> Word | None:
    flag = transfer.flag("chown")
    return flag.value if flag is not None and not transfer.is_onbuild else None
