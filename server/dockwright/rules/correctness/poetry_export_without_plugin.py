from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.rules._failures import may_fail
from dockwright.rules._poetry import Installation, newer_poetry
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run

PLUGIN = "poetry-plugin-export"
HEAD = "FROM python:3.12 AS requirements\nWORKDIR /tmp\n"
EXPORT = "COPY pyproject.toml poetry.lock ./\nRUN poetry export -f requirements.txt -o requirements.txt\n"


@rule(
    "poetry-export-without-plugin",
    on=Command,
    commands=("poetry",),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"{HEAD}RUN pip install poetry\n{EXPORT}",
            f"{HEAD}RUN pip install poetry {PLUGIN}\n{EXPORT}",
            marked=("export",),
        ),
        Invalid(
            f"{HEAD}RUN pip install --no-cache-dir 'poetry==2.1.0'\n{EXPORT}",
            f"{HEAD}RUN pip install --no-cache-dir 'poetry==2.1.0' {PLUGIN}\n{EXPORT}",
            marked=("export",),
        ),
        Invalid(
            f"{HEAD}RUN pip install -U pip && pipx install poetry\n{EXPORT}", marked=("export",), title="pipx has a command for it"
        ),
        Invalid(f"{HEAD}RUN curl -sSL https://install.python-poetry.org | python3 -\n{EXPORT}", marked=("export",)),
    ),
    valid=(
        f"{HEAD}RUN pip install poetry {PLUGIN}\n{EXPORT}",
        f"{HEAD}RUN pip install poetry && poetry self add {PLUGIN}\n{EXPORT}",
        f"{HEAD}RUN pip install poetry==1.8.5\n{EXPORT}",
        f"{HEAD}RUN pip install 'poetry<2'\n{EXPORT}",
        f"{HEAD}ARG POETRY=1.8.5\nRUN pip install poetry==$POETRY\n{EXPORT}",
        f"{HEAD}COPY requirements.txt .\nRUN pip install -r requirements.txt\n{EXPORT}",
        f"{HEAD}ENV POETRY_VERSION=1.8.5\nRUN curl -sSL https://install.python-poetry.org | python3 -\n{EXPORT}",
        Valid(f"{HEAD}RUN pip install poetry\n{EXPORT}".replace("3.12", "3.8"), title="an older Poetry"),
        Valid(f"{HEAD}RUN pip install poetry\n{EXPORT}".replace("requirements.txt\n", "requirements.txt || true\n"), title="it may fail"),
    ),
)  # fmt: skip
def poetry_export_without_plugin(command: Command, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """`poetry export` is run where nothing has installed its plugin.

    ## Why is this bad?
    Since Poetry 2.0 the command is in a plugin that does not come along: the build stops with `The requested command export does not
    exist`. `pip install poetry` takes the newest version. Install `poetry-plugin-export` beside it, or name an older version.

    ## Fix safety
    The plugin is installed in its newest version, too.

    ## References
    - https://python-poetry.org/blog/announcing-poetry-2.0.0/
    - https://github.com/python-poetry/poetry-plugin-export
    """
    run = command.instruction
    stage = model.stage_of(run)
    if command.subcommand != "export" or not isinstance(run, Run) or stage is None or may_fail(command):
        return
    if PLUGIN in model.dockerfile.text or command.is_conditional:
        return
    found = newer_poetry(model, stage, command)
    if found is None or any(PLUGIN in (context.read(path) or "") for path in context.glob("**/pyproject.toml")):
        return
    word = command.operands()[0]
    related = (Related((found.word or found.command).span, "Poetry is installed here"),)
    yield Finding(
        word.span, "`poetry export` is in a plugin, which Poetry 2 does not bring along", tuple(_fixes(found)), related
    )


def _fixes(found: Installation) -> Iterator[Fix]:
    if (
        found.word is not None
        and found.command.name != "pipx"
        and not found.command.script.is_exec
        and not found.command.is_nested
    ):
        yield Fix.insert(f"Install `{PLUGIN}`, too", found.word.span.end, f" {PLUGIN}", Safety.UNSAFE)
