from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.table import words
from dockwright.rule import Finding, Invalid, Related, Severity, Valid, rule
from dockwright.rules._installed import Installation, is_pip, python_installations
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.state import normalise
from dockwright.syntax import Cmd, Copy, Entrypoint, Transfer

BUILD = "FROM python:3.13 AS build\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install {}-r requirements.txt\nCOPY . .\n"
RUN = 'FROM python:3.13-slim\nWORKDIR /app\nCOPY --from=build /app .\n{}CMD ["python", "app.py"]\n'

_PLAIN = words(
    """
    addgroup adduser apk apt apt-get cd chmod chown echo exit export groupadd ln mkdir rm rmdir set touch true useradd
    """
)
"""Commands that bring no package of Python but those that they are told to install."""

_OF_PYTHON = frozenset(("http.server", "SimpleHTTPServer"))
"""Programs of Python's own library."""
_STARTED = words("python python3 gunicorn uvicorn flask celery hypercorn daphne fastapi streamlit")


@rule(
    "packages-left-behind",
    on=Stage,
    needs="from=",
    severity=Severity.WARNING,
    invalid=(
        Invalid(BUILD.format("") + RUN.format(""), marked=("build",)),
        Invalid(BUILD.format("--user ") + RUN.format(""), marked=("build",)),
        Invalid(
            BUILD.format("") + "FROM gcr.io/distroless/python3-debian12\nCOPY --from=build /app /app\nWORKDIR /app\nCMD [\"app.py\"]\n",
            context={"requirements.txt": "flask\n", "app.py": ""},
            marked=("build",),
        ),
        Invalid(
            BUILD.format("") + RUN.format("RUN apt-get update && apt-get install -y tini && useradd app\nUSER app\n"), title="other packages"
        ),
    ),
    valid=(
        BUILD.format("") + RUN.format("COPY --from=build /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages\n"),
        BUILD.format("") + RUN.format("COPY --from=build /usr/local /usr/local\n"),
        BUILD.format("--user ") + RUN.format("COPY --from=build /root/.local /root/.local\n"),
        BUILD.format("--target=/app/lib ") + RUN.format(""),
        BUILD.format("") + RUN.format("RUN pip install -r requirements.txt\n"),
        BUILD.format("") + RUN.format("RUN apt-get update && apt-get install -y python3-flask\n"),
        BUILD.format("") + RUN.format("RUN ./setup.sh\n"),
        BUILD.format("") + RUN.format("").replace("python:3.13-slim", "build"),
        BUILD.format("") + RUN.format("").replace('"app.py"', '"-m", "http.server"'),
        BUILD.format("") + RUN.format("COPY app.py .\n"),
        BUILD.format("") + RUN.format("").replace('"python", "app.py"', '"/app/venv/bin/python", "app.py"'),
        BUILD.format("") + RUN.format("").replace("python:3.13-slim", "nginx:1.29"),
        BUILD.format("").replace("-r requirements.txt", "sphinx") + RUN.format(""),
        "FROM python:3.13 AS base\nRUN pip install -r requirements.txt\nFROM base AS build\nCOPY . /app\n" + RUN.format("").replace("python:3.13-slim", "base"),
        Valid(BUILD.format("") + RUN.format(""), context={"requirements.txt": "# nothing yet\n", "app.py": ""}, title="no packages"),
    ),
)  # fmt: skip
def packages_left_behind(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The packages of Python that another stage installs stay there, and the program is copied without them.

    ## Why is this bad?
    pip installs beside the Python of its stage, below `/usr/local` or `~/.local`, not beside the sources. A `COPY` of the project's
    directory does not bring them, and the program stops at its first `import`. Copy a virtual environment, or install with
    `--prefix` or `--user` and copy that directory.

    Reported is a final stage on an image of Python that starts a program of Python, copies from a stage that installs a requirements
    file, and has no packages from there or from elsewhere.

    ## References
    - https://docs.python.org/3/library/site.html
    """
    if stage is not model.target or stage.facts is None or "pip" not in model.dockerfile.text:
        return
    if not _runs_python(stage, stage.facts, model):
        return
    copies = [(copy, origin) for level in stage.lineage for copy in level.of(Copy) if (origin := level.origin_of(copy))]
    own = (one for level in stage.lineage for one in level.of(Transfer) if one.from_ is None)
    if not copies or any(own) or _may_install(stage):
        return  # what comes from the context may be a program that needs no packages
    for copy, origin in copies:
        if copy.from_ is None or copy.from_.value is None:
            continue
        found = [
            one
            for one in python_installations(model, origin, context)
            if model.stage_of(one.command.instruction) not in stage.lineage
        ]
        if not found or _goes_elsewhere(origin) or _are_taken(found, copies, model):
            continue
        listed = [
            one for one in found if one.command.has_flag("r", "requirement") and (one.packages or not context.is_known)
        ]
        if listed:
            related = (Related(listed[0].command.name_span, "they are installed here"),)
            message = f"nothing copies the packages that `pip` puts below `{listed[0].directory}` there"
            yield Finding(copy.from_.value.span, message, (), related)
        return


def _runs_python(stage: Stage, image: BaseImage, model: SemanticModel) -> bool:
    """Whether the container starts the image's own Python, or what is installed beside it."""
    start = stage.effective(Entrypoint) or stage.effective(Cmd)
    if start is None:
        return False
    if image.family.startswith("gcr.io/distroless/python3"):
        return stage.effective(Entrypoint) is None
    commands = model.commands(start)
    if any(word.value in _OF_PYTHON for one in commands for word in one.arguments):
        return False
    is_bare = bool(commands) and bool(commands[0].words) and "/" not in commands[0].words[0].value
    return image.family == "python" and is_bare and commands[0].name in _STARTED


def _may_install(stage: Stage) -> bool:
    """Whether the stage may get packages from anywhere else."""
    from dockwright.refactorings.split.packages import installed

    commands = [command for one in stage.lineage for command in one.commands]
    packages, computed = installed(commands)
    is_python = any("python" in one.name or one.name.startswith("py3-") for one in packages)
    return computed is not None or is_python or any(one.name not in _PLAIN for one in commands)


def _goes_elsewhere(origin: Stage) -> bool:
    """Whether a command of the stage installs packages to a directory of its own."""
    commands = [command for one in origin.lineage for command in one.commands]
    return any(is_pip(one) and one.has_flag("t", "target", "root") for one in commands)


def _are_taken(found: list[Installation], copies: list[tuple[Copy, Stage]], model: SemanticModel) -> bool:
    """Whether a copy brings one of the directories with packages, or nobody can tell."""
    for copy, _ in copies:
        for word in copy.sources:
            path = model.expand(word, copy)
            if path is None or any(mark in path for mark in "*?["):
                return True
            place = normalise(path)
            for one in found:
                if (
                    place == "/"
                    or f"{one.directory}/".startswith(f"{place}/")
                    or place.startswith(f"{one.directory}/lib")
                ):
                    return True
    return False
