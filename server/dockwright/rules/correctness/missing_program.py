from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.rules._programs import NODE_TOOLS, lacks, lacks_tool_of_node
from dockwright.rules._user_scripts import PYTHON_TOOLS, directory_of_tool
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint, Healthcheck, Instruction

# Programs that no release of a base image had and lost, so that the tables are right for old tags, too.
PROGRAMS = frozenset(("bash", "curl", "wget", "git", "nc", "jq", "gcc", "make", "ssh", "python", "python3"))


_PIP = (
    "FROM python:3.13-slim\nRUN useradd -m app\nUSER app\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n"
)


@rule(
    "missing-program",
    on=Stage,
    severity=Severity.WARNING,
    invalid=(
        Invalid(
            "FROM debian:12-slim\nHEALTHCHECK CMD curl -f http://localhost/ || exit 1\nCMD [\"/app\"]\n", marked=("curl",)
        ),
        Invalid("FROM node:20-alpine\nRUN apk add --no-cache tini\nCMD [\"bash\", \"start.sh\"]\n", marked=('"bash"',)),
        Invalid(
            "FROM golang:1.24 AS build\nFROM alpine:3.22\nCOPY --from=build /app /srv/app\nHEALTHCHECK CMD [\"curl\", \"localhost\"]\n",
            marked=('"curl"',),
        ),
        Invalid("FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD next start\n", marked=("next",)),
        Invalid(f'{_PIP}CMD ["uvicorn", "main:app"]\n', marked=('"uvicorn"',)),
    ),
    valid=(
        f'{_PIP}CMD ["python", "-m", "uvicorn", "main:app"]\n',
        f'{_PIP}ENV PATH="/home/app/.local/bin:$PATH"\nCMD ["uvicorn", "main:app"]\n',
        f'{_PIP}USER root\nRUN pip install gunicorn\nUSER app\nCMD ["gunicorn", "main:app"]\n',
        f'{_PIP.replace("useradd -m app", "useradd -m app && chown -R app /usr/local")}CMD ["uvicorn", "main:app"]\n',
        f'{_PIP.replace("install", "install --prefix /app")}CMD ["uvicorn", "main:app"]\n',
        f'{_PIP.replace("pip install", "python -m venv /v && . /v/bin/activate && pip install")}CMD ["uvicorn", "main:app"]\n',
        "FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm i -g pm2\nCMD [\"pm2\", \"start\", \"a.js\"]\n",
        "FROM node:22-alpine\nENV PATH=/app/node_modules/.bin:$PATH\nRUN npm ci\nCMD [\"next\", \"start\"]\n",
        "FROM node:22-alpine\nRUN npm ci\nCMD [\"npx\", \"next\", \"start\"]\n",
        "FROM debian:12-slim\nRUN apt-get install -y curl\nHEALTHCHECK CMD curl -f localhost\n",
        "FROM alpine:3.22\nHEALTHCHECK CMD wget -q -O- localhost\n",
        "FROM node:20\nHEALTHCHECK CMD curl localhost\n",
        "FROM example.org/base\nHEALTHCHECK CMD curl localhost\n",
        "FROM wordpress:6\nHEALTHCHECK CMD curl -f localhost\n",
        'FROM rockylinux:9\nCOPY app.py /\nCMD ["python3", "/app.py"]\n',
        "FROM debian:12-slim\nRUN ./setup.sh\nHEALTHCHECK CMD curl localhost\n",
        "FROM debian:12-slim\nCOPY --from=tools /usr/bin/curl /usr/bin/\nHEALTHCHECK CMD curl localhost\n",
        "FROM debian:12-slim\nRUN apt-get install -y awscli\nHEALTHCHECK CMD curl localhost\n",
        "FROM debian:12-slim\nHEALTHCHECK CMD command -v curl && curl localhost || true\n",
        "FROM debian:12\nCOPY --from=conda /opt/conda /opt/conda\nENV PATH=/opt/conda/bin:$PATH\nCMD [\"python\", \"x.py\"]\n",
        'FROM gcr.io/distroless/python3-debian12\nCOPY app.py /\nENTRYPOINT ["python", "/app.py"]\n',
        "FROM alpine:3.22 AS build\nHEALTHCHECK CMD curl localhost\nFROM debian:12\n",
    ),
)  # fmt: skip
def missing_program(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """The container starts a program, or is checked by one, that the image does not have.

    ## Why is this bad?
    A container without its program stops at once. A health check without `curl` fails for ever, so that the container counts as
    unhealthy and is restarted, although its service works: the slim and Alpine variants of an image have no `curl`, and Alpine
    has no `bash`.

    Where pip runs as a user who may not write to the image's Python, it installs into `~/.local`, and the programs of the packages go to
    `~/.local/bin`: put that on `PATH`, or install as root.

    Reported are programs of which it is known whether a base image has them, where nothing that the stage runs or copies can
    have brought them.

    ## References
    - https://docs.docker.com/reference/dockerfile/#healthcheck
    """
    if stage is not model.target or stage.facts is None:
        return
    for instruction in _started(stage):
        for command in model.commands(instruction):
            if command.name in PROGRAMS and _is_run(command) and lacks(model, stage, command.name):
                yield Finding(command.name_span, f"the image has no `{command.name}`")
                break
            if command.name in NODE_TOOLS and _is_run(command) and lacks_tool_of_node(model, stage, command.name):
                yield Finding(
                    command.name_span, f"`{command.name}` is in `node_modules/.bin`, where nothing looks: `npx` does"
                )
                break

            if command.name in PYTHON_TOOLS and _is_run(command):
                place = directory_of_tool(model, stage, command.name)
                if place is not None:
                    why = "pip installs for the user who calls it"
                    yield Finding(command.name_span, f"`{command.name}` is in `{place}`, where no `PATH` leads: {why}")
                    break


def _started(stage: Stage) -> Iterator[Instruction]:
    for kind in (Healthcheck, Entrypoint):
        if (found := stage.last(kind)) is not None:
            yield found
    if (start := stage.last(Cmd)) is not None and stage.effective(Entrypoint) is None:
        yield start


def _is_run(command: Command) -> bool:
    """Whether it is run for certain, by its bare name."""
    return bool(command.words) and "/" not in command.words[0].value and not command.is_conditional
