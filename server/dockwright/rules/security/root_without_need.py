from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.rules._roots import OF_ROOT, above_start, is_roots
from dockwright.rules._start_scripts import start_script
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint, Expose, User

APP = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"

_ORDINARY = words(
    "bun bundle celery daphne deno dotnet elixir flask gunicorn hypercorn java next node nodejs npm npx php pnpm puma python "
    "python2 python3 rackup rails ruby serve streamlit uvicorn waitress-serve yarn"
)
"""Programs that serve or work as well without the rights of root."""

_NOBODYS = {"scratch": "65532:65532", "distroless": "65532:65532"}
"""Numbers of a user in images that hold few accounts or none; 65532 is `nonroot` in distroless."""

_PRIVILEGED = 1024


@rule(
    "root-without-need",
    on=Stage,
    severity=Severity.INFO,
    default=False,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f'{APP}EXPOSE 3000\n# start\nCMD ["node", "server.js"]\n',
            f'{APP}EXPOSE 3000\nUSER node\n# start\nCMD ["node", "server.js"]\n',
            marked=('"node"',),
        ),
        Invalid("FROM python:3.13-slim\nCOPY . /app\nCMD gunicorn -b :8000 app\n", marked=("gunicorn",), title="the image has no account"),
        Invalid(
            "FROM golang:1.24 AS build\nRUN go build -o /app\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT [\"/app\"]\n",
            "FROM golang:1.24 AS build\nRUN go build -o /app\nFROM scratch\nCOPY --from=build /app /app\nUSER 65532:65532\nENTRYPOINT [\"/app\"]\n",
        ),
    ),
    valid=(
        f'{APP}USER node\nCMD ["node", "server.js"]\n',
        f'{APP}USER root\nCMD ["node", "server.js"]\n',
        f'{APP}EXPOSE 80\nCMD ["node", "server.js"]\n',
        f"{APP}CMD chown node /data && gosu node node server.js\n",
        f'{APP}CMD ["./start.sh"]\n',
        "FROM nginx:1.27\nCMD [\"nginx\"]\n",
        "FROM debian:12\nCMD [\"bash\"]\n",
        Valid("FROM debian:12\nCMD [\"/app\"] ### [start it]\n", title="what it starts has no name"),
        "FROM debian:12\nRUN apt-get install -y python3\n",
        "FROM gcr.io/distroless/static:nonroot\nCOPY app /app\nCMD [\"/app\"]\n",
        "FROM example.org/base\nCMD [\"node\", \"server.js\"]\n",
        Valid("FROM node:22 AS dev\nCMD [\"node\", \"x.js\"]\nFROM node:22\nUSER node\nCMD [\"node\", \"x.js\"]\n", title="not the last stage"),
    ),
)  # fmt: skip
def root_without_need(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The program runs as root because nobody said otherwise, and nothing here seems to need it.

    ## Why is this bad?
    Without `USER` the program has the rights of root in the container: whoever takes it over can change the image's files, and has
    an easier way to the host. Interpreters and programs that were built elsewhere mostly need no such rights, and since Docker 20.10
    not even for a port below 1024.

    Reported are images on a known base without `USER` whose start command is an interpreter, a well-known server or a program
    given by its path, where no port below 1024 is exposed. A `USER root` that is written out is reported by `root-user`.

    The rule is off unless it is asked for: the file does not prove that a program can do without root.

    ## Fix safety
    `USER` goes above the start command, with the account that the base image holds (`node`, `www-data`, ...), or with a number in
    `scratch` and distroless images. What the program writes must belong to that user: check directories for logs, caches and
    uploads, and volumes.

    ## References
    - https://docs.docker.com/build/building/best-practices/#user
    """
    facts = stage.facts
    if not stage.is_target or facts is None or facts.user or facts.os in ("", "windows"):
        return
    start = stage.effective(Entrypoint) or stage.effective(Cmd)
    if start is None:
        return
    if any(one.last(User) is not None for one in stage.lineage) or _exposes_privileged(stage):
        return
    commands = [one for one in model.commands(start) if one.words and one.name]
    script = start_script(model, stage, start, context)
    if script is not None:
        from dockwright.projects.package_scripts import parse_text

        inner = parse_text(script.text)
        if inner is None or any(one.name in OF_ROOT for one in inner):
            return
    if any(map(is_roots, commands)):
        return
    server = next((one for one in commands if _is_ordinary(one)), None)
    if server is None and script is None:
        return
    span = server.name_span if server is not None else script.word.span if script is not None else start.keyword_span
    name = server.name if server is not None else commands[-1].name
    fixes = partial(_fixes, stage, start, facts.account, model)
    yield Finding(span, f"`{name}` runs as root, as no `USER` says otherwise", fixes)


def _exposes_privileged(stage: Stage) -> bool:
    for one in stage.lineage:
        for expose in one.of(Expose):
            for port in expose.ports:
                number = port.value.partition("/")[0].partition("-")[0]
                if not number.isdecimal() or int(number[:6]) < _PRIVILEGED:
                    return True
    return False


def _is_ordinary(command: Command) -> bool:
    if command.name in _ORDINARY:
        return True
    written = command.words[0].value
    is_own = "/" in written and "$" not in written and not written.startswith(("/usr/", "/bin/", "/sbin/"))
    return is_own and "." not in command.name and "entrypoint" not in command.name


def _fixes(stage: Stage, start: Cmd | Entrypoint, account: str, model: SemanticModel) -> tuple[Fix, ...]:
    facts = stage.facts
    user = account or (_NOBODYS.get(facts.os, "") if facts is not None else "")
    at = above_start(stage, start)
    if not user or at is None:
        return ()
    line = f"{start.cased('USER')} {user}{model.dockerfile.newline}"
    return (Fix.insert(f"Run it as `{user}`", at, line, Safety.UNSAFE),)
