from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.rules._appending import append_alike
from dockwright.rules._layers import is_followed_by, is_offline, ships
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run

PROGRAMS = ("conda", "mamba", "micromamba")
VALUED = MANAGERS["conda"].valued_flags | {"n", "name", "p", "prefix", "f", "file", "c", "channel"}
_INSTALLING = frozenset(("install", "create", "update", "upgrade"))


@rule(
    "conda-cache-left-behind",
    on=Command,
    commands=PROGRAMS,
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy\n",
            "FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy && conda clean --all --yes\n",
            marked=("install",),
        ),
        Invalid(
            "FROM continuumio/miniconda3:25.3.1-1\nRUN /opt/conda/bin/conda env create -f /env.yml \\\n    && rm /env.yml\n",
            "FROM continuumio/miniconda3:25.3.1-1\nRUN /opt/conda/bin/conda env create -f /env.yml \\\n    && rm /env.yml"
            " \\\n    && /opt/conda/bin/conda clean --all --yes\n",
            marked=("create",),
        ),
        Invalid(
            "FROM mambaorg/micromamba:2.0\nRUN micromamba install -y -n base numpy && micromamba install -yn base scipy\n",
            "FROM mambaorg/micromamba:2.0\nRUN micromamba install -y -n base numpy && micromamba install -yn base scipy"
            " && micromamba clean --all --yes\n",
            marked=("install",),
            title="the last one of the RUN",
        ),
        Invalid(
            "FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy\nRUN conda clean --all --yes\n",
            "FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy && conda clean --all --yes\n"
            "RUN conda clean --all --yes\n",
            title="too late: the layer is written",
        ),
        Invalid(
            "FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy\nRUN conda create --offline -n b numpy\n",
            title="a later RUN installs from it",
        ),
        Invalid("FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy; ls\n", title="no plain chain"),
    ),
    valid=(
        "FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy && conda clean -afy\n",
        "FROM continuumio/miniconda3:25.3.1-1\nRUN conda env create -f /env.yml && conda clean --tarballs --yes\n",
        "FROM quay.io/jupyter/base-notebook:2025-01-01\nRUN conda install -y numpy && mamba clean --all -f -y\n",
        "FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy && rm -rf /opt/conda/pkgs\n",
        "FROM continuumio/miniconda3:25.3.1-1\nRUN --mount=type=cache,target=/opt/conda/pkgs conda install -y numpy\n",
        Valid("FROM continuumio/miniconda3:25.3.1-1\nRUN conda update --help && conda config --add channels x\n"),
        Valid(
            "FROM continuumio/miniconda3:25.3.1-1 AS build\nRUN conda install -y numpy\nFROM debian:12\nCOPY --from=build /a /a\n",
            title="a builder stage",
        ),
        "FROM continuumio/miniconda3:25.3.1-1\nRUN conda create --dry-run -n a numpy\n",
    ),
)
def conda_cache_left_behind(command: Command, model: SemanticModel) -> Iterator[Finding]:
    """The archives that conda downloaded stay in the layer.

    ## Why is this bad?
    conda keeps each package that it has installed as an archive, in `/opt/conda/pkgs` or beside it: often some hundred megabytes
    that nothing reads again. `conda clean` in a later `RUN` does not help, as the layer with them is already written.

    Only layers of the image that is shipped count: a builder stage may leave them.

    ## Fix safety
    Emptying the cache at the end of the same `RUN` is safe when the RUN is a plain `&&` chain: what is installed is linked or
    copied from it, and `conda clean --all` leaves what an environment uses. Where a later `RUN` works offline there is no fix.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/commands/clean.html
    """
    word = _installing(command)
    if word is None or not ships(model, model.stage_of(command.instruction)):
        return
    commands = command.script.commands
    behind = commands[commands.index(command) + 1 :]
    if any(_cleans(one) or _installing(one) for one in behind) or _is_mounted(command):
        return
    yield Finding(word.span, "conda's archives stay in the layer", partial(_fixes, command, model))


def _installing(command: Command) -> ShellWord | None:
    """The word that says that packages are installed: of `conda install`, of `conda env create`."""
    if command.name not in PROGRAMS or command.has_flag("help", "h", "dry-run", "d", "offline", "download-only"):
        return None
    operands = command.operands(VALUED)
    if operands and operands[0].value == "env":
        operands = operands[1:]
    return operands[0] if operands and operands[0].value in _INSTALLING else None


def _cleans(command: Command) -> bool:
    if command.name == "rm":
        return any("pkgs" in word.value or "conda" in word.value for word in command.operands())
    return command.name in PROGRAMS and command.subcommand == "clean"


def _is_mounted(command: Command) -> bool:
    """Whether a cache, wherever it is, lies in a mount."""
    run = command.instruction
    targets = (one.option("target", "dst", "destination") for one in run.mounts) if isinstance(run, Run) else ()
    return any(
        one is not None and one.value is not None and ("pkgs" in one.value or "conda" in one.value) for one in targets
    )


def _fixes(command: Command, model: SemanticModel) -> tuple[Fix, ...]:
    if is_followed_by(model, command.instruction, _works_offline):
        return ()
    program = command.words[0].span.of(command.instruction.dockerfile.text)
    edit = append_alike(command, f"{program} clean --all --yes")
    return (Fix("Empty the cache in the same RUN", (edit,), Safety.SAFE),) if edit is not None else ()


def _works_offline(model: SemanticModel, run: Run) -> bool:
    programs = (one for one in model.commands(run) if one.name in PROGRAMS)
    return any(is_offline(run) or one.has_flag("offline", "use-index-cache", "C") for one in programs)
