from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Settings, Severity, rule
from dockwright.rules._hadolint import HADOLINT, counts, is_hadolint, is_hidden, mount_contains
from dockwright.rules._layers import cache_mounted, is_taken
from dockwright.rules._python import PIP_AND_PYTHON, pip_install
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script, ShellWord
from dockwright.text import Edit, Span

_WITH_OLD_PIP = ("wheezy", "jessie", "precise", "trusty")
HADOLINT_ON = ("1", "true", "True", "TRUE", "on", "On", "ON", "yes", "Yes", "YES")


@rule(
    "pip-cache-left-behind",
    on=Command,
    commands=PIP_AND_PYTHON,
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3042",),
    invalid=(
        Invalid(
            "FROM python:3.12\nRUN pip install flask\n",
            "FROM python:3.12\nRUN pip install --no-cache-dir flask\n",
            marked=("install",),
        ),
        Invalid(
            "FROM python:3.12\nRUN python3 -m pip install -r requirements.txt\n",
            "FROM python:3.12\nRUN python3 -m pip install --no-cache-dir -r requirements.txt\n",
        ),
        Invalid(
            "FROM python:3.12\nRUN pip install -U pip && pip install flask\n",
            "FROM python:3.12\nRUN pip install --no-cache-dir -U pip && pip install --no-cache-dir flask\n",
            marked=("install",),
            title="one finding for the RUN",
        ),
        Invalid(
            "FROM python:3.12\nRUN pip install flask && rm -rf /root/.cache\n",
            "FROM python:3.12\nRUN pip install --no-cache-dir flask && rm -rf /root/.cache\n",
            settings=HADOLINT,
            title="hadolint looks no closer",
        ),
        Invalid('FROM python:3.12\nRUN ["pip", "install", "flask"]\n'),
        Invalid(
            "FROM python:3.12\nENV PIP_NO_CACHE_DIR=\nRUN pip install flask\n",
            "FROM python:3.12\nENV PIP_NO_CACHE_DIR=\nRUN pip install --no-cache-dir flask\n",
            title="an empty value says nothing",
        ),
    ),
    valid=(
        "FROM python:3.12\nRUN pip install --no-cache-dir flask\n",
        "FROM python:3.12\nRUN pip --no-cache-dir install flask\n",
        "FROM python:3.12\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n",
        "FROM python:3.12\nENV PIP_NO_CACHE_DIR=off\nRUN pip install flask\n",
        "FROM python:3.12\nONBUILD ENV PIP_NO_CACHE_DIR=1\nONBUILD RUN pip install flask\n",
        "FROM python:3.12\nRUN PIP_NO_CACHE_DIR=1 pip install flask\n",
        "FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n",
        "FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache pip install flask\n",
        "FROM python:3.12\nUSER app\nRUN --mount=type=cache,target=/home/app/.cache/pip pip install flask\n",
        "FROM python:3.12\nENV PIP_CACHE_DIR=/c\nRUN --mount=type=cache,target=/c pip install flask\n",
        "FROM python:3.12\nRUN pip install --cache-dir /c flask\n",
        "FROM python:3.12\nRUN pip install flask && rm -rf /root/.cache\n",
        "FROM python:3.12\nRUN pip download flask\n",
        "FROM python:3.12 AS build\nRUN pip install flask\nFROM python:3.12-slim\nCOPY --from=build /opt /opt\n",
    ),
)
def pip_cache_left_behind(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The packages that pip downloaded stay in its cache, in the layer.

    ## Why is this bad?
    pip keeps every downloaded archive and every wheel that it built under `~/.cache/pip`, for an installation that never
    comes: the layer is up to twice as large. `--no-cache-dir` leaves nothing behind. A cache mount
    (`--mount=type=cache,target=/root/.cache/pip`) leaves nothing in the layer either, and makes the next build faster.

    ## Fix safety
    The fix asks for a look on systems whose own pip is older than the flag (pip 6, of 2014).

    ## References
    - https://pip.pypa.io/en/stable/topics/caching/
    - https://docs.docker.com/build/cache/optimize/#use-cache-mounts
    """
    word = _cached(command, settings)
    if word is None or not counts(model, command.instruction, settings):
        return
    if is_hadolint(settings):
        if _is_off_to_hadolint(command, model) or mount_contains(command.instruction, ".cache/pip"):
            return
    elif _is_mounted(command, model) or _switched_off(command, model) or _removed(command.script):
        return
    words = model.keep(
        (_cached, settings.preset, command.script),
        lambda: [found for one in command.script.commands if (found := _cached(one, settings)) is not None],
    )
    if words[0] is not word:
        return
    related = tuple(Related(one.span, "here too") for one in words[1:])
    yield Finding(word.span, "pip's cache stays in the layer", partial(_fixes, command, model, words), related)


def _fixes(command: Command, model: SemanticModel, words: list[ShellWord]) -> tuple[Fix, ...]:
    if command.script.is_exec:
        return ()
    edits = tuple(Edit(Span(one.span.end, one.span.end), " --no-cache-dir") for one in words)
    return (Fix("Add `--no-cache-dir`", edits, _safety(model, command)),)


def _safety(model: SemanticModel, command: Command) -> Safety:
    """pip 6 brought the flag; what a system of before has as pip does not know it. And somebody may want the cache."""
    stage = model.stage_of(command.instruction)
    facts = stage.facts if stage is not None else None
    is_old = facts is not None and facts.ecosystem != "python" and facts.release in _WITH_OLD_PIP
    return Safety.UNSAFE if is_old or is_taken(model, "/root/.cache/pip") else Safety.SAFE


def _cached(command: Command, settings: Settings) -> ShellWord | None:
    """The word `install` of a command that fills the cache."""
    word = pip_install(command, settings)
    if word is None or command.has_flag("no-cache-dir") or is_hidden(command, settings):
        return None
    return None if command.has_flag("cache-dir", "no-cache") and not is_hadolint(settings) else word


def _is_off_to_hadolint(command: Command, model: SemanticModel) -> bool:
    """Whether ENV or the RUN switches the cache off, in a word that hadolint understands."""
    value = model.state_before(command.instruction).env.get("PIP_NO_CACHE_DIR")
    written = command.instruction.text.partition("PIP_NO_CACHE_DIR=")[2]
    return value in HADOLINT_ON or written.startswith(HADOLINT_ON)


def _is_mounted(command: Command, model: SemanticModel) -> bool:
    """Whether the cache is in a mount: that of root, of another user, or where a variable puts it."""
    run = command.instruction
    if not run.flags:
        return False
    variables = model.state_before(run).variables
    chosen = [value for name in ("PIP_CACHE_DIR", "XDG_CACHE_HOME") if (value := variables.get(name))]
    return cache_mounted(run, "/root/.cache/pip", *chosen) or any(
        mount_contains(run, one) for one in (".cache", "/pip")
    )


def _switched_off(command: Command, model: SemanticModel) -> bool:
    """Whether PIP_NO_CACHE_DIR is set, by ENV, ARG, `export` or before the command: to anything, as pip takes `off` and `0`
    for on (pip 25, `cli/cmdoptions.py`)."""
    text = command.instruction.dockerfile.text
    if not model.keep(_switched_off, lambda: "PIP_NO_CACHE_DIR" in text):
        return False
    if any("PIP_NO_CACHE_DIR" in one.span.of(text) for one in command.script.commands):
        return True
    state = model.state_before(command.instruction)
    return state.env.get("PIP_NO_CACHE_DIR", state.args.get("PIP_NO_CACHE_DIR", "")) != ""


def _removed(script: Script) -> bool:
    """Whether the same RUN empties the cache."""
    if "cache" not in script.instruction.text:
        return False
    for one in script.commands:
        if one.name == "rm" and any("/.cache" in word.value for word in one.operands()):
            return True
        if one.name.startswith("pip") and one.subcommand == "cache":
            return True
    return False
