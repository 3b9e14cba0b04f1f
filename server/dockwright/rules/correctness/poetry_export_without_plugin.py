from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.rules._failures import may_fail
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run
from dockwright.text import whole_number
from dockwright.values import NamedTuple

PLUGIN = "poetry-plugin-export"
HEAD = "FROM python:3.12 AS requirements\nWORKDIR /tmp\n"
EXPORT = "COPY pyproject.toml poetry.lock ./\nRUN poetry export -f requirements.txt -o requirements.txt\n"

_REQUIREMENT = lazy_pattern(r"poetry(?:\[[\w,-]*\])?(?:(==|~=|>=|>)\s*(\d+)[\w.*]*)?")
_OLDEST_PYTHON = (3, 9)
"""For older versions pip takes a Poetry that has the plugin."""
_INSTALLERS = frozenset(("pip", "pip3", "pipx"))
_PLUGINS = ("install", "sync", "self", "add", "update")
"""Subcommands of Poetry that may bring plugins."""


class _Installation(NamedTuple):
    command: Command
    word: ShellWord  # the requirement


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
    ),
    valid=(
        f"{HEAD}RUN pip install poetry {PLUGIN}\n{EXPORT}",
        f"{HEAD}RUN pip install poetry && poetry self add {PLUGIN}\n{EXPORT}",
        f"{HEAD}RUN pip install poetry==1.8.5\n{EXPORT}",
        f"{HEAD}RUN pip install 'poetry<2'\n{EXPORT}",
        f"{HEAD}ARG POETRY=1.8.5\nRUN pip install poetry==$POETRY\n{EXPORT}",
        f"{HEAD}COPY requirements.txt .\nRUN pip install -r requirements.txt\n{EXPORT}",
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
    if PLUGIN in model.dockerfile.text or command.is_conditional or _has_old_python(stage):
        return
    found = _installation(model, stage, command)
    if found is None or any(PLUGIN in (context.read(path) or "") for path in context.glob("**/pyproject.toml")):
        return
    word = command.operands()[0]
    related = (Related(found.word.span, "Poetry is installed here"),)
    yield Finding(
        word.span, "`poetry export` is in a plugin, which Poetry 2 does not bring along", tuple(_fixes(found)), related
    )


def _has_old_python(stage: Stage) -> bool:
    facts = stage.facts
    return facts is None or facts.family != "python" or () < facts.version[:2] < _OLDEST_PYTHON


def _installation(model: SemanticModel, stage: Stage, command: Command) -> _Installation | None:
    """The one command in front that installs Poetry, of version 2 or whatever is the newest; None where it may be another."""
    found: list[_Installation] = []
    for one in reversed(stage.lineage):
        for run in one.of(Run):
            for each in model.commands(run):
                if each is command:
                    return found[0] if len(found) == 1 else None
                if each.name == "poetry" and each.subcommand in _PLUGINS:
                    return None
                words = [word for word in each.arguments if word.value.startswith("poetry")]
                if each.name in _INSTALLERS and each.subcommand == "install" and words:
                    match = _REQUIREMENT.fullmatch(words[0].value)
                    if (
                        len(words) > 1
                        or match is None
                        or (match[1] and whole_number(match[2]) < 2 and match[1] in ("==", "~="))
                    ):
                        return None
                    found.append(_Installation(each, words[0]))
                elif "poetry" in each.span.of(model.dockerfile.text) and each.name != "poetry":
                    return None
    return None


def _fixes(found: _Installation) -> Iterator[Fix]:
    if found.command.name != "pipx" and not found.command.script.is_exec and not found.command.is_nested:
        yield Fix.insert(f"Install `{PLUGIN}`, too", found.word.span.end, f" {PLUGIN}", Safety.UNSAFE)
