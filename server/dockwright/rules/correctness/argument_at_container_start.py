from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.knowledge.shells import SHELL_VARIABLES
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._shell_variables import unset_uses
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Arg, Cmd, Entrypoint, Healthcheck, Transfer, Variable

FROM_OUTSIDE = frozenset({"PORT"})
"""What platforms set that run containers: Cloud Run, Heroku, Render."""

BASE = "FROM eclipse-temurin:21-jre\nARG JAR=app.jar\n"


@rule(
    "argument-at-container-start",
    on=(Cmd, Entrypoint, Healthcheck),
    needs="$",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            BASE + "COPY $JAR .\nENTRYPOINT java -jar $JAR\n",
            BASE + "ENV JAR=$JAR\nCOPY $JAR .\nENTRYPOINT java -jar $JAR\n",
            marked=("JAR",),
        ),
        Invalid(
            BASE + 'CMD ["sh", "-c", "exec java -jar ${JAR}"]\n',
            BASE + 'ENV JAR=$JAR\nCMD ["sh", "-c", "exec java -jar ${JAR}"]\n',
            marked=("JAR",),
        ),
        Invalid("FROM alpine:3.20\nARG HTTP=80 A=1\nHEALTHCHECK CMD wget -q localhost:$HTTP\n", title="one of several"),
        Invalid(
            "ARG JAR=app.jar\nFROM alpine:3.20\nARG JAR\nCMD java -jar $JAR\n",
            "ARG JAR=app.jar\nFROM alpine:3.20\nARG JAR\nENV JAR=$JAR\nCMD java -jar $JAR\n",
            title="the default stands above FROM",
        ),
        Invalid(
            "FROM eclipse-temurin:21-jre\nARG V\nCOPY build/app-$V.jar /\nCMD java -jar /app-$V.jar\n",
            "FROM eclipse-temurin:21-jre\nARG V\nENV V=$V\nCOPY build/app-$V.jar /\nCMD java -jar /app-$V.jar\n",
            marked=("V",),
            title="a part of the name of a file that is copied",
        ),
        Invalid(
            "FROM eclipse-temurin:21-jre\nCMD java -jar $JAR\nARG JAR=app.jar",
            "FROM eclipse-temurin:21-jre\nCMD java -jar $JAR\nARG JAR=app.jar\nENV JAR=$JAR",
            title="the last line does not end",
        ),
    ),
    valid=(
        BASE + "ENV JAR=$JAR\nENTRYPOINT java -jar $JAR\n",
        BASE + "ENTRYPOINT java -jar $JAR\nENV JAR=$JAR\n",
        BASE + "ENTRYPOINT java -jar ${JAR:-app.jar}\n",
        BASE + "CMD JAR=/app.jar; java -jar $JAR\n",
        BASE + "CMD . ./settings; java -jar $JAR\n",
        BASE + "CMD java -jar '$JAR'\nRUN java -jar $JAR\n",
        BASE + 'CMD ["java", "-jar", "$JAR"]\n',
        BASE + "CMD java -jar $JAR\nCMD java -jar app.jar\n",
        "FROM alpine:3.20\nARG HTTP\nCMD httpd -f -p $HTTP\n",
        "FROM alpine:3.20\nARG HTTP\nCOPY HTTP /\nCMD httpd -f -p $HTTP\n",
        "FROM alpine:3.20\nARG PORT=80\nCMD httpd -f -p $PORT\n",
        "FROM alpine:3.20\nARG A (b\nCOPY $A /\nCMD $B\n",
        "FROM example.org/unknown\nARG JAR=app.jar\nCMD java -jar $JAR\n",
        BASE + "CMD java -jar $JAR\nFROM alpine:3.20\nCMD ls\n",
    ),
)
def argument_at_container_start(start: Cmd | Entrypoint | Healthcheck, model: SemanticModel) -> Iterator[Finding]:
    """A start command uses a build argument, which is gone when the container starts.

    ## Why is this bad?
    `ARG` sets a variable for the build alone. What the shell of a container knows comes from `ENV`, from the base image and from
    `docker run -e`: to it the variable is empty.

    Reported are arguments of the last stage that have a default value, or that `COPY` and `ADD` use, too. Others may be meant to come
    from outside, as `PORT` does on many platforms, and where the environment of the base image is not known it may come from there.

    ## Fix safety
    The fix hands the value on with `ENV`. It is then in the environment of every container, and an argument that is a secret must
    not be.

    ## References
    - https://docs.docker.com/reference/dockerfile/#arg
    """
    stage = model.stage_of(start)
    if "$" not in start.text or stage is None or not stage.is_target or stage.last(type(start)) is not start:
        return
    state = stage.final_state
    if not state.env_known:
        return
    used = [one.text for one in stage.instructions if isinstance(one, Transfer) and "$" in one.text]
    names = {name for name, value in state.args.items() if name not in state.env and (value or _is_used(name, used))}
    names -= SHELL_VARIABLES | FROM_OUTSIDE
    for one in unset_uses(model.script(start), names) if names else ():
        if not one.operator.startswith((":", "-", "+", "?")):
            message = f"`{one.name}` is an argument of the build, and empty when the container starts"
            yield Finding(one.name_span, message, _fixes(stage, one))


def _is_used(name: str, texts: list[str]) -> bool:
    name = re.escape(name)
    return any(re.search(rf"\$(?:{name}\b|\{{{name}\b)", text) for text in texts)


def _fixes(stage: Stage, variable: Variable) -> tuple[Fix, ...]:
    name = variable.name
    declared = [arg for arg in stage.of(Arg) if [pair.key.value for pair in arg.pairs] == [name]]
    if not declared:
        return ()
    last = declared[-1]
    dockerfile = last.dockerfile
    end, line = last.line_span.end, f"{last.cased('ENV')} {name}=${name}"
    is_whole = dockerfile.text[:end].endswith("\n")
    added = f"{line}{dockerfile.newline}" if is_whole else f"{dockerfile.newline}{line}"
    return (Fix.insert(f"Hand `{name}` on with `ENV`", end, added, Safety.UNSAFE),)
