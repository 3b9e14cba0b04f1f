from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.table import words
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.rules._installed import Environment, environments_of
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.state import normalise
from dockwright.shell import Command
from dockwright.syntax import Cmd, Copy, Entrypoint, Run, Transfer

BUILD = "FROM ghcr.io/astral-sh/uv:bookworm-slim AS build\nWORKDIR /app\nCOPY . .\nRUN uv sync --frozen\n"
MANAGED = (
    "FROM python:3.13 AS build\nENV UV_PYTHON_PREFERENCE=only-managed\nWORKDIR /app\nCOPY . .\nRUN uv sync --frozen\n"
)
RUNTIME = 'FROM debian:bookworm-slim\nCOPY --from=build /app /app\nCMD ["/app/.venv/bin/python", "app.py"]\n'
PLACE = "/root/.local/share/uv/python"

_MAKERS = frozenset({"uv", "ln", "python", "python3", "virtualenv", "sed", "pyenv"})
"""Programs of the image that may give the environment another Python."""

_WITHOUT_PYTHON = words(
    "build-base build-essential ca-certificates curl g++ gcc git make musl-dev pkg-config tar unzip wget xz-utils"
)
"""Packages that bring no Python along; of others that is not known. Source: the packages of Debian 13 and Alpine 3.22. Date: 2026-11."""


@rule(
    "python-left-behind",
    on=Copy,
    needs="from=",
    severity=Severity.ERROR,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            f"{BUILD}{RUNTIME}",
            f"{BUILD}{RUNTIME.replace('COPY', f'COPY --from=build {PLACE} {PLACE}{chr(10)}COPY')}",
            marked=("/app",),
        ),
        Invalid(
            f"{MANAGED.replace('sync', 'python install && uv sync')}FROM python:3.13-slim\nCOPY --from=build /app/.venv /app/.venv\n"
            'CMD ["/app/.venv/bin/python", "app.py"]\n',
            f"{MANAGED.replace('sync', 'python install && uv sync')}FROM python:3.13-slim\nCOPY --from=build {PLACE} {PLACE}\n"
            'COPY --from=build /app/.venv /app/.venv\nCMD ["/app/.venv/bin/python", "app.py"]\n',
            title="the image's own Python is not asked for",
        ),
        Invalid(
            f"{BUILD.replace('WORKDIR', 'ENV UV_PYTHON_INSTALL_DIR=/python' + chr(10) + 'WORKDIR')}{RUNTIME}",
            f"{BUILD.replace('WORKDIR', 'ENV UV_PYTHON_INSTALL_DIR=/python' + chr(10) + 'WORKDIR')}"
            f"{RUNTIME.replace('COPY', 'COPY --from=build /python /python' + chr(10) + 'COPY')}",
        ),
    ),
    valid=(
        f"{BUILD}{RUNTIME.replace('COPY', 'COPY --from=build /root/.local /root/.local' + chr(10) + 'COPY')}",
        f"{BUILD.replace('uv:bookworm-slim', 'uv:python3.13-bookworm-slim')}FROM python:3.13-slim\nCOPY --from=build /app /app\nCMD [\"/app/.venv/bin/x\"]\n",
        Valid(f"{BUILD.replace('COPY', 'RUN apt-get install -y python3' + chr(10) + 'COPY')}{RUNTIME}", title="a Python of the system"),
        Valid(f"{BUILD.replace('COPY', 'RUN apt-get install -y supervisor' + chr(10) + 'COPY')}{RUNTIME}", title="a package may bring one"),
        f"{MANAGED.replace('only-managed', 'system')}{RUNTIME}",
        f"{BUILD}{RUNTIME.replace('CMD', 'RUN uv python install' + chr(10) + 'CMD')}",
        f"{BUILD}FROM build\nCOPY --from=build /app /srv\nCMD [\"/app/.venv/bin/x\"]\n",
        Valid(f"{BUILD}FROM debian:bookworm-slim\nCOPY --from=build /app/dist /app\nCMD [\"/app/x\"]\n", title="not the environment"),
    ),
)  # fmt: skip
def python_left_behind(copy: Copy, model: SemanticModel) -> Iterator[Finding]:
    """A virtual environment is copied to an image without the Python that it was made with.

    ## Why is this bad?
    uv downloads a Python where it finds none, or where it is told not to take the system's. That Python lies below the home
    directory of who runs uv, and the environment only links to it: in another stage the link leads nowhere, and the container stops
    with `no such file or directory`.

    Copy that directory to the same place, build on an image with Python (`ghcr.io/astral-sh/uv:python3.13-bookworm-slim`) and run on one with the
    same, or choose a place with `UV_PYTHON_INSTALL_DIR`.

    ## Fix safety
    The directory of root is closed to other users on some systems: where the container runs as another user, set
    `UV_PYTHON_INSTALL_DIR` instead.

    ## References
    - https://docs.astral.sh/uv/guides/integration/docker/
    - https://docs.astral.sh/uv/concepts/python-versions/
    """
    stage = model.stage_of(copy)
    if copy.from_ is None or copy.from_.value is None or stage is None or copy.is_onbuild:
        return
    origin = stage.origin_of(copy)
    starts = stage.effective(Cmd) is not None or stage.effective(Entrypoint) is not None
    if origin is None or not starts or origin in stage.lineage:
        return
    for environment in environments_of(model, origin):
        word = next((one for one in copy.sources if _holds(model.expand(one, copy), environment.path)), None)
        place = _managed(model, origin, environment) if word is not None else None
        if word is None or place is None or _has_python(model, stage, place):
            continue
        keyword = copy.keyword_span.of(copy.dockerfile.text)
        line = f"{keyword} --from={copy.from_.value.raw} {place} {place}{copy.dockerfile.newline}"
        fix = Fix.insert(f"Copy `{place}`, too", copy.line_span.start, line, Safety.UNSAFE)
        related = (Related(environment.command.name_span, "it is made here"),)
        message = f"the Python of the environment stays in the other stage, where uv keeps it in `{place}`"
        yield Finding(word.span, message, (fix,), related)
        return


def _holds(path: str | None, environment: str) -> bool:
    """Whether a path is the environment or a directory around it."""
    found = normalise(path) if path is not None and not any(mark in path for mark in "*?[$") else ""
    return bool(found) and (found == environment or environment.startswith(f"{found.rstrip('/')}/"))


def _managed(model: SemanticModel, origin: Stage, environment: Environment) -> str | None:
    """Where uv keeps the Python that it has downloaded for an environment; None where it takes another, or that is not known."""
    command = environment.command
    state = model.state_before(command.instruction)
    variables = state.variables
    if command.name != "uv" or command.has_flag("p", "python", "no-managed-python", "system", "managed-python"):
        return None
    preference = variables.get("UV_PYTHON_PREFERENCE", "managed")
    if preference not in ("only-managed", "managed") or any(name in variables for name in _OTHER_PYTHONS):
        return None
    if preference != "only-managed" and (_provides(origin) or _brings(model, origin)):
        return None
    if any(one.name == "uv" and one.has_flag("i", "install-dir") for one in _commands(origin)):
        return None
    home = "/root" if state.is_root else None
    place = variables.get("UV_PYTHON_INSTALL_DIR") if "UV_PYTHON_INSTALL_DIR" in variables else home
    if place is None or "XDG_DATA_HOME" in variables or not place.startswith("/"):
        return None
    return place if "UV_PYTHON_INSTALL_DIR" in variables else f"{place}/.local/share/uv/python"


_OTHER_PYTHONS = frozenset({"UV_NO_MANAGED_PYTHON", "UV_PYTHON_DOWNLOADS", "UV_PYTHON", "UV_SYSTEM_PYTHON", "HOME"})
"""Variables by which uv takes or keeps a Python elsewhere."""


def _provides(origin: Stage) -> bool:
    """Whether the image of a stage may have a Python by itself."""
    return origin.facts is None or any(origin.facts.provides(name) is not False for name in ("python", "python3"))


def _brings(model: SemanticModel, origin: Stage) -> bool:
    """Whether something in a stage may have brought a Python."""
    from dockwright.refactorings.split.packages import installed

    commands = tuple(_commands(origin))
    said = (word.value for one in commands if one.name != "uv" for word in one.words)
    if any("python" in word or "conda" in word for word in said):
        return True
    packages = installed(commands)[0]
    if not all(one.name in _WITHOUT_PYTHON or one.name.endswith(("-dev", "-devel")) for one in packages):
        return True
    return any(
        one.from_ is not None and not all("uv" in word.value for word in one.sources)
        for each in origin.lineage
        for one in each.of(Transfer)
    )


def _has_python(model: SemanticModel, stage: Stage, place: str) -> bool:
    """Whether the stage gets that Python, too, or gives the environment another."""
    if any(one.name in _MAKERS for one in _commands(stage)):
        return True
    for each in stage.lineage:
        for one in each.of(Transfer):
            written = model.expand(one.destination, one) if one.destination is not None else None
            target = model.state_before(one).resolve(written) if written is not None else None
            if target is None or target == "/" or _is_around(target, place):
                return True
    return False


def _is_around(one: str, other: str) -> bool:
    """Whether one of two paths lies in the other."""
    return f"{one.rstrip('/')}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one.rstrip('/')}/")


def _commands(stage: Stage) -> Iterator[Command]:
    return (command for one in stage.lineage for run in one.of(Run) for command in one.model.commands(run))
