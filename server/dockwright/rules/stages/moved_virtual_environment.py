from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.rules._installed import environments_of, python_installations
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, files_of
from dockwright.shell import Command
from dockwright.syntax import Cmd, Copy, Entrypoint, Healthcheck, Run
from dockwright.text import Edit, Span

BUILD = "FROM python:3.13 AS build\nRUN python -m venv /opt/venv && /opt/venv/bin/pip install gunicorn\nFROM python:3.13-slim\n"

_SERVERS = words(
    "alembic celery daphne fastapi flask granian gunicorn hypercorn pip pytest rq streamlit uvicorn waitress-serve"
)
"""Commands that are scripts of a Python package wherever they are found in an environment."""


@rule(
    "moved-virtual-environment",
    on=Copy,
    needs="from=",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"{BUILD}COPY --from=build /opt/venv /app/venv\nENV PATH=/app/venv/bin:$PATH\nCMD [\"gunicorn\", \"app:app\"]\n",
            f"{BUILD}COPY --from=build /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCMD [\"gunicorn\", \"app:app\"]\n",
            marked=("/app/venv",),
        ),
        Invalid(
            f"{BUILD}COPY --from=build /opt/venv /venv/\nCMD [\"/venv/bin/uvicorn\", \"app:app\"]\n",
            f"{BUILD}COPY --from=build /opt/venv /opt/venv/\nCMD [\"/opt/venv/bin/uvicorn\", \"app:app\"]\n",
        ),
        Invalid(
            "FROM python:3.13 AS build\nWORKDIR /src\nCOPY . .\nRUN uv sync\nFROM python:3.13-slim\nWORKDIR /app\n"
            "COPY --from=build /src/.venv .venv\nCMD [\".venv/bin/flask\", \"run\"]\n",
            marked=(".venv",),
            title="the place depends on the working directory",
        ),
    ),
    valid=(
        f"{BUILD}COPY --from=build /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCMD [\"gunicorn\"]\n",
        Valid(f"{BUILD}COPY --from=build /opt/venv /venv\nCMD [\"/venv/bin/python\", \"-m\", \"gunicorn\"]\n", title="Python itself finds its packages"),
        Valid(f"{BUILD}COPY --from=build /opt/venv /venv\nRUN ln -s /venv /opt/venv\nCMD [\"/venv/bin/gunicorn\"]\n", title="the old path is there, too"),
        Valid(f"{BUILD}COPY --from=build /opt/venv /venv\nCMD [\"./start.sh\"]\n", title="nobody knows what it starts"),
        Valid(
            "FROM python:3.13 AS build\nRUN uv venv --relocatable /opt/venv\nFROM python:3.13-slim\nCOPY --from=build /opt/venv /venv\n"
            "CMD [\"/venv/bin/gunicorn\"]\n",
        ),
        "FROM python:3.13 AS build\nRUN python -m venv /opt/venv\nFROM python:3.13-slim\nCOPY --from=build /opt/venv/lib /venv/lib\nCMD [\"/venv/bin/gunicorn\"]\n",
    ),
)  # fmt: skip
def moved_virtual_environment(copy: Copy, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """A virtual environment of Python is copied to another path than it was made at, and a script of it is run.

    ## Why is this bad?
    The scripts in the `bin` directory of an environment begin with the path of its Python as it was when they were installed. At
    another path `gunicorn` or `flask` stop with `no such file or directory`, or run another Python than they look like. Make
    the environment where it will be used, or copy it to the path where it was made.

    Only `python` itself works from anywhere, so an image that starts `/venv/bin/python -m gunicorn` is passed over.

    ## Fix safety
    The environment is copied to where it was made, and the old path is written wherever the rest of the stage names the new one.
    What reads that path from elsewhere (compose files, scripts) must follow, so this is offered, not applied in bulk.

    ## References
    - https://docs.python.org/3/library/venv.html#how-venvs-work
    """
    stage = model.stage_of(copy)
    if copy.from_ is None or copy.destination is None or stage is None:
        return
    origin = stage.origin_of(copy)
    environments = environments_of(model, origin) if origin is not None else ()
    if origin is None or not environments:
        return
    files = files_of(model, stage, context)
    for entry in files.of(copy):
        for environment in environments:
            path = _moved(entry, environment.path)
            if path is None or path == environment.path or _is_there(files.entries, entry, environment.path):
                continue
            command = _script(model, stage, copy, path, _installed(model, origin, context, environment.path))
            if command is None:
                continue
            message = f"the scripts of the environment start the Python of `{environment.path}`, where it was made"
            related = (
                Related(environment.command.name_span, "it is made here"),
                Related(command.name_span, "a script of it"),
            )
            is_itself = entry.path == path
            fixes = _fixes(model, stage, copy, path, environment.path) if is_itself else ()
            yield Finding(copy.destination.span, message, fixes, related)
            return


def _moved(entry: Entry, environment: str) -> str | None:
    """Where the environment is after the copy; None when it is not copied as a whole."""
    if len(entry.sources) != 1 or entry.kind != "stage":
        return None
    source = "/" + entry.sources[0].strip("/")
    if source == environment:
        return entry.path
    if source != "/" and environment.startswith(source + "/"):
        return entry.path.rstrip("/") + environment[len(source) :]
    return None


def _is_there(entries: tuple[Entry, ...], own: Entry, environment: str) -> bool:
    """Whether something else puts a Python at the old path."""
    return any(one is not own and one.kind in ("stage", "image", "link", "copy", "move", "restore", "archive", "unknown")
               and (one.concerns(environment) if one.kind != "unknown" else environment in one.instruction.text)
               for one in entries if one.kind != "restore" or one.path == environment)  # fmt: skip


def _installed(model: SemanticModel, origin: Stage, context: BuildContext, environment: str) -> frozenset[str]:
    found = python_installations(model, origin, context)
    return frozenset(name for one in found if one.directory == environment for name in one.packages)


def _script(model: SemanticModel, stage: Stage, copy: Copy, path: str, packages: frozenset[str]) -> Command | None:
    """A command of the stage that is a script of the environment."""
    for instruction in stage.instructions:
        if instruction.index < copy.index or not isinstance(instruction, (Run, Cmd, Entrypoint, Healthcheck)):
            continue
        state = model.state_before(instruction)
        searched = (state.env.get("PATH") or "").split(":")
        for command in model.commands(instruction):
            name = command.name
            if not name or name.startswith(("python", "pypy", "activate")):
                continue
            written = command.words[0].value if command.words else ""
            if "/" in written:
                place = state.resolve(written) if "$" not in written else None
                if place is not None and dirname(place) == f"{path}/bin":
                    return command
            elif f"{path}/bin" in searched and (name in _SERVERS or name in packages):
                return command
    return None


def _fixes(model: SemanticModel, stage: Stage, copy: Copy, path: str, old: str) -> tuple[Fix, ...]:
    """The old path wherever the stage has the new one; none where it also has a relative one."""
    target = copy.destination
    if target is None or target.value.rstrip("/") != path or len(target.raw) != target.span.end - target.span.start:
        return ()
    text = model.dockerfile.text
    if re.search(rf"(?<![\w./-])(?:\./)?{re.escape(basename(path))}(?![\w.-])", stage.span.of(text)):
        return ()
    pattern = re.compile(rf"(?<![\w./-]){re.escape(path)}(?![\w.-])")
    spans = [Span(*match.span()) for match in pattern.finditer(text, stage.span.start, stage.span.end)]
    behind = [one for one in spans if one.start >= target.span.start and not _is_comment(text, one.start)]
    return (Fix(f"Copy it to `{old}`", tuple(Edit(one, old) for one in behind), Safety.UNSAFE),)


def _is_comment(text: str, offset: int) -> bool:
    return text[text.rfind("\n", 0, offset) + 1 : offset].lstrip().startswith("#")
