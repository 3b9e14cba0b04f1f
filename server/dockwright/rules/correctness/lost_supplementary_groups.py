from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.commands import VALUED_FLAGS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run, User
from dockwright.text import Span

_GIVERS = frozenset(("useradd", "usermod", "gpasswd", "adduser", "addgroup"))


@rule(
    "lost-supplementary-groups",
    on=User,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN groupadd app && useradd -g app -G docker,audio app\nUSER app:app\n",
            "FROM debian:12\nRUN groupadd app && useradd -g app -G docker,audio app\nUSER app\n",
            marked=(":app",),
        ),
        Invalid(
            "FROM debian:12\nRUN useradd app && usermod -aG video app\nUSER app:app\n",
            "FROM debian:12\nRUN useradd app && usermod -aG video app\nUSER app\n",
        ),
        Invalid(
            "FROM alpine:3.22\nRUN adduser -D app \\\n && addgroup app dialout\nUSER app:app\n",
            "FROM alpine:3.22\nRUN adduser -D app \\\n && addgroup app dialout\nUSER app\n",
        ),
        Invalid(
            "FROM debian:12 AS base\nRUN useradd app; gpasswd -a app wheel\nFROM base\nUSER app:users\n",
            "FROM debian:12 AS base\nRUN useradd app; gpasswd -a app wheel\nFROM base\nUSER app\n",
        ),
    ),
    valid=(
        "FROM debian:12\nRUN useradd -G docker app\nUSER app\n",
        "FROM debian:12\nRUN useradd -g staff app\nUSER app:staff\n",
        "FROM debian:12\nRUN useradd -G docker app\nUSER app:docker\n",
        "FROM debian:12\nRUN useradd -G docker other\nUSER app:app\n",
        "FROM debian:12\nRUN useradd -G docker app\nUSER 1000:1000\n",
        "FROM debian:12\nUSER app:app\nUSER root\nRUN usermod -aG docker app\n",
        "FROM alpine:3.22\nRUN addgroup -S app && adduser -S app -G app\nUSER app:app\n",
        "FROM alpine:3.22\nRUN addgroup -g 1000 app && adduser -u 1000 -G app -D app\nUSER app:app\n",
    ),
)
def lost_supplementary_groups(user: User, model: SemanticModel) -> Iterator[Finding]:
    """`USER name:group` takes the other groups away that the user was given.

    ## Why is this bad?
    With a group behind the colon the processes have this one and no other: whatever `useradd -G` and `usermod -aG` gave is ignored,
    and the program is refused what the groups were meant for. `USER name` alone keeps the user's own group and all the others.

    ## Fix safety
    The user's own group takes the place of the one that was named; files that are written belong to it.

    ## References
    - https://docs.docker.com/reference/dockerfile/#user
    """
    word = user.user
    if word is None or not word.is_literal or word.raw != word.value:
        return
    name, colon, group = word.value.partition(":")
    stage = model.stage_of(user)
    if not colon or not group or stage is None or name in ("", "root") or name.isdecimal():
        return
    for command in _commands(model, stage, user):
        lost = [one for one in _given(command, name) if one != group]
        if lost:
            listed = ", ".join(f"`{one}`" for one in lost)
            span = Span(word.span.start + len(name), word.span.end)
            fix = Fix.delete(f"Leave `USER {name}`", span, Safety.UNSAFE)
            related = (Related(command.name_span, f"`{name}` is given {listed} here"),)
            yield Finding(span, f"with a group named, `{name}` is not in {listed}", (fix,), related)
            return


def _commands(model: SemanticModel, stage: Stage, user: User) -> Iterator[Command]:
    """The commands above that may give groups."""
    for one in stage.lineage:
        if one.programs.isdisjoint(_GIVERS):
            continue
        for run in one.of(Run):
            if run.index < user.index:
                yield from (command for command in model.script(run).commands if command.name in _GIVERS)


def _given(command: Command, name: str) -> list[str]:
    """The groups that a command adds the user to, besides the user's own."""
    operands = [word.value for word in command.operands(VALUED_FLAGS[command.name])]
    if command.name in ("useradd", "usermod"):
        if operands != [name]:
            return []
        listed = command.flag_value("G") or command.flag_value("groups")
        return _names(listed)
    if command.name == "gpasswd":
        given = command.flag_value("a") or command.flag_value("add")
        return operands[-1:] if given is not None and given.value == name else []
    if len(operands) == 2 and operands[0] == name and not command.has_flag("G", "ingroup"):
        return operands[1:]
    return []


def _names(listed: ShellWord | None) -> list[str]:
    if listed is None or not listed.is_literal:
        return []
    return [one for one in listed.value.split(",") if one]
