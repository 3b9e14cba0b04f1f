"""What starts: whether it is a program of the project, and finds its packages in a virtual environment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from posixpath import basename

from dockwright.context import BuildContext, join
from dockwright.knowledge.table import words
from dockwright.projects.python_project import table
from dockwright.projects.toml import read_toml
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.script import StartScript
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS, Command
from dockwright.syntax import Label, Shell, Transfer
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

MANAGERS_OF_PROJECTS = words("uv poetry pipenv pdm")
_INSTALLERS = words("pip pip2 pip3 poetry uv uvx pipenv pdm conda mamba micromamba easy_install pipx")
_INTERACTIVE = words("jupyter jupyter-notebook jupyter-lab jupyterhub ipython bpython ptpython notebook pytest tox nox")
_OTHER_INTERPRETERS = words("uwsgi cron crond apache2ctl apache2 httpd mod_wsgi-express apachectl")
_NEW_ENVIRONMENT = words("su sudo login runuser sshd")
_DEVELOPMENT = ("runserver", "runserver_plus", "--reload", "--debug", "livereload", "shell_plus", "shell")
_MODULES = words("pip pytest jupyter notebook IPython ipykernel pdb unittest tox pipenv poetry venv")
_SYSTEM_PLACE = re.compile(
    r"/usr/local/bin/(?!tini|dumb-init|docker-entrypoint|entrypoint|wait-for|(?:poetry|uvx?|pdm|pipenv|pipx)(?![\w.-]))[\w.-]+"
    r"|(?<![\w./${}-])(?:/usr/[\w./${}-]*/)?(?:site|dist)-packages[\w./-]*|/usr/bin/python[\d.]*"
)
"""Programs and packages of the image itself, by their paths. Those of an environment, as `/opt/venv/lib/...`, stay where they are."""

_PROGRAMS = "/usr/local/bin"
_LOGIN = re.compile(r"-\w*l\w*$|--login$")


_RUN_FLAGS = {"uv": words("no-dev frozen locked no-sync offline no-cache n quiet q no-progress")}
"""Flags of `run` that change nothing where the environment is complete."""

_SCRIPTS = {
    "poetry": (("tool", "poetry", "scripts"), ("project", "scripts")),
    "pdm": (("tool", "pdm", "scripts"),),
    "pipenv": (("scripts",),),
}
"""Where a manager looks for names that are no programs of the environment."""


class Managed(NamedTuple):
    """What `uv run` and its like start."""

    manager: str
    words: tuple[str, ...]  # the program and its arguments
    span: Span  # what stands in front of the program
    lead: str  # what takes its place, as a word of its own: `python` where a script was named


def managed(command: Command) -> Managed | None:
    """What a command runs in the environment of a project; None where it does something else.

    A script is handed to `python`, as uv does it.
    """
    manager, own = command.name, command.words
    if manager not in MANAGERS_OF_PROJECTS or [one.value for one in own[1:2]] != ["run"]:
        return None
    at = 2
    while at < len(own) and own[at].value.startswith("-") and own[at].value.lstrip("-") in _RUN_FLAGS.get(manager, ()):
        at += 1
    if at < len(own) and own[at].value == "--":
        at += 1
    kept = tuple(one.value for one in own[at:])
    is_module = manager == "uv" and kept[:1] == ("-m",)
    if not kept or not own[at].is_literal or (kept[0].startswith("-") and not is_module):
        return None
    by_python = is_module or (manager == "uv" and kept[0].endswith(".py"))
    span = Span(own[0].span.start, own[at].span.start)
    return Managed(manager, ("python", *kept) if by_python else kept, span, "python" if by_python else "")


def without_manager(
    model: SemanticModel, start: Start, context: BuildContext, sources: Sources
) -> tuple[Start, Edit, str] | None:
    """What `uv run` and its like start, the edit that lets it start without, and who started it; None where another command
    stands there."""
    commands = [one for one in model.commands(start.instruction) if one.words]
    is_split = start.entrypoint is not None and start.cmd is not None
    found = managed(commands[0]) if len(commands) == 1 else None
    if (
        found is None
        or start.prefixes
        or start.before
        or is_split
        or _is_script_of_project(found, start, context, sources)
    ):
        return None
    program, *arguments = found.words
    lead = (f'"{found.lead}", ' if start.instruction.is_exec else f"{found.lead} ") if found.lead else ""
    path = start.state.resolve(program) if "/" in program else None
    without = start._replace(program=program, arguments=tuple(arguments), path=path)
    return without, Edit(found.span, lead), found.manager


def _is_script_of_project(found: Managed, start: Start, context: BuildContext, sources: Sources) -> bool:
    """Whether the name is one that only the manager knows."""
    name = "Pipfile" if found.manager == "pipenv" else "pyproject.toml"
    path = sources.context_path(join(start.directory, name))
    data = read_toml(context, path) if path is not None and context.is_known else None
    return any(found.words[0] in table(data, *names) for names in _SCRIPTS.get(found.manager, ()))


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
    copied = _copied(model, stage)
    if path := next((path for path in inner if path.startswith("/") and _is_left(path, copied)), ""):
        return Obstacle(f"a start script calls {_without_place(path)}", start.span)
    for words_ in start.before:
        if obstacle := _development_obstacle(words_[0], words_[1:], start):
            return obstacle
    if obstacle := _interpreter_obstacle(start):
        return obstacle
    shell = stage.last(Shell)
    if shell is not None and any(_LOGIN.match(word.value) for word in shell.exec_words[1:]):
        return Obstacle("a login shell starts without the PATH of the image", shell.keyword_span)
    for one in (each for each in stage.instructions if not isinstance(each, Label)):
        for match in _SYSTEM_PLACE.finditer(one.text):
            if match[0] not in copied:
                return Obstacle(_without_place(match[0]), one.keyword_span)
    return None


def _is_left(path: str, copied: frozenset[str]) -> bool:
    return _SYSTEM_PLACE.match(path) is not None and path not in copied


def _copied(model: SemanticModel, stage: Stage) -> frozenset[str]:
    """What a COPY puts beside the interpreter by itself: programs that are no scripts of packages."""
    found: set[str] = set()
    for one in stage.of(Transfer):
        target = one.destination.value if one.destination is not None else ""
        is_foreign = is_from_another_image(model, one)
        sources = [word.value for word in one.sources if is_foreign or not word.value.startswith(_PROGRAMS)]
        if sources and target.startswith(_PROGRAMS):
            found |= {target, *(f"{target.rstrip('/')}/{basename(source)}" for source in sources)}
    return frozenset(found)


def is_from_another_image(model: SemanticModel, transfer: Transfer) -> bool:
    """Whether a COPY takes something of an image that has no packages of Python."""
    flag = transfer.from_
    name = flag.value.value if flag is not None and flag.value is not None else ""
    stage = model.stage_named(name)
    if stage is not None and stage.base is not None and not stage.instructions:
        name = stage.base.family  # a name for an image and nothing more
    elif name.isdecimal() or stage is not None:
        return False
    return bool(name) and "python" not in name


def _without_place(path: str) -> str:
    if not path.startswith("/"):
        return f"`{path}` is looked for, and packages move to an environment"
    reason = f"`{path}` would not be there, as packages move to an environment"
    return f"{reason}: call `{basename(path)}` by its name" if path.startswith("/usr/local/bin/") else reason


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
        name = basename(start.program)
        return Obstacle(
            f"`{start.program}` would not see the packages of an environment: call `{name}` by its name", start.span
        )
    return None
