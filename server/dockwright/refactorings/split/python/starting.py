"""What starts: whether it is a program of the project, and finds its packages in a virtual environment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from posixpath import basename

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.script import StartScript
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS
from dockwright.syntax import Shell
from dockwright.text import Edit, Span

_INSTALLERS = words("pip pip2 pip3 poetry uv uvx pipenv pdm conda mamba micromamba easy_install pipx")
_INTERACTIVE = words("jupyter jupyter-notebook jupyter-lab jupyterhub ipython bpython ptpython notebook pytest tox nox")
_OTHER_INTERPRETERS = words("uwsgi cron crond apache2ctl apache2 httpd mod_wsgi-express apachectl")
_NEW_ENVIRONMENT = words("su sudo login runuser sshd")
_DEVELOPMENT = ("runserver", "runserver_plus", "--reload", "--debug", "livereload", "shell_plus", "shell")
_MODULES = words("pip pytest jupyter notebook IPython ipykernel pdb unittest tox pipenv poetry venv")
_SYSTEM_PLACE = re.compile(
    r"/usr/local/bin/(?!tini|dumb-init|docker-entrypoint|entrypoint|wait-for)[\w.-]+|(?:site|dist)-packages|/usr/bin/python"
)
_LOGIN = re.compile(r"-\w*l\w*$|--login$")


_UV_RUN = words("no-dev frozen locked no-sync offline no-cache n quiet q")
"""Flags of `uv run` that change nothing where the environment is complete."""


def without_uv(model: SemanticModel, start: Start) -> tuple[Start, Edit] | None:
    """What `uv run` starts, and the edit that lets it start without uv; None where another command stands there.

    A script is handed to `python`, as uv does it.
    """
    commands = [one for one in model.commands(start.instruction) if one.words]
    is_split = start.entrypoint is not None and start.cmd is not None
    if basename(start.program) != "uv" or len(commands) != 1 or start.prefixes or start.before or is_split:
        return None
    own = commands[0].words
    if [one.value for one in own[1:2]] != ["run"]:
        return None
    at = 2
    while at < len(own) and own[at].value.startswith("--") and own[at].value[2:] in _UV_RUN:
        at += 1
    if at < len(own) and own[at].value == "--":
        at += 1
    kept = [one.value for one in own[at:]]
    if not kept or not own[at].is_literal or (kept[0].startswith("-") and kept[0] != "-m"):
        return None
    by_python = kept[0] == "-m" or kept[0].endswith(".py")
    lead = ('"python", ' if start.instruction.is_exec else "python ") if by_python else ""
    program, *arguments = ["python", *kept] if by_python else kept
    path = start.state.resolve(program) if "/" in program else None
    edit = Edit(Span(own[0].span.start, own[at].span.start), lead)
    return start._replace(program=program, arguments=tuple(arguments), path=path), edit


def start_obstacle(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, script: StartScript | None
) -> Obstacle | None:
    """Why what starts could not use packages from an environment, or is no finished application."""
    inner = script.programs if script is not None else ()
    names = [basename(one) for one in (start.program, *inner, *(words_[0] for words_ in start.before))]
    if read := next((words_[0] for words_ in start.before if _is_script(words_[0])), None):
        return Obstacle(
            f"what `{basename(read)}` runs in front of `{basename(start.program)}` is not followed", start.span
        )
    for name in (*names, *start.prefixes):
        if name in _INSTALLERS:
            return Obstacle(f"the container installs or looks up packages when it starts: `{name}`", start.span)
        if name in _INTERACTIVE:
            return Obstacle(f"`{name}` is for development, not for a finished image", start.span)
        if name in _OTHER_INTERPRETERS:
            return Obstacle(f"`{name}` does not look for packages in a virtual environment by itself", start.span)
        if name in _NEW_ENVIRONMENT:
            return Obstacle(f"`{name}` starts programs without the PATH of the image", start.span)
    for words_ in start.before:
        if obstacle := _development_obstacle(words_[0], words_[1:], start):
            return obstacle
    if obstacle := _interpreter_obstacle(start):
        return obstacle
    shell = stage.last(Shell)
    if shell is not None and any(_LOGIN.match(word.value) for word in shell.exec_words[1:]):
        return Obstacle("a login shell starts without the PATH of the image", shell.keyword_span)
    for one in stage.instructions:
        if (match := _SYSTEM_PLACE.search(one.text)) is not None:
            return Obstacle(f"`{match[0]}` would not be there: packages move to an environment", one.keyword_span)
    return None


def _is_script(program: str) -> bool:
    return basename(program) in POSIX_SHELLS or program.endswith(".sh")


def _development_obstacle(program: str, arguments: Sequence[str], start: Start) -> Obstacle | None:
    """A development server, or a tool of development."""
    if word := next((word for word in arguments if word in _DEVELOPMENT), None):
        return Obstacle(f"`{word}` is for development, not for a finished image", start.span)
    if basename(program).startswith("python") and "-m" in arguments[:-1]:
        module = arguments[arguments.index("-m") + 1]
        if module in _MODULES:
            return Obstacle(f"`python -m {module}` is for development", start.span)
    return None


def _interpreter_obstacle(start: Start) -> Obstacle | None:
    """An interpreter that waits for somebody, a development server, or a tool of development."""
    if obstacle := _development_obstacle(start.program, start.arguments, start):
        return obstacle
    words_ = start.arguments
    if basename(start.program).startswith("python") and not [
        word for word in words_ if not word.startswith("-") or word in ("-m", "-c")
    ]:
        return Obstacle("the container starts an interpreter that waits for input", start.span)
    if start.path is not None and start.path.startswith(("/usr/local/bin/python", "/usr/bin/python")):
        return Obstacle(f"`{start.program}` would not see the packages of an environment", start.span)
    return None
