"""What the interpreter, pip, uv, Poetry, Pipenv, PDM and pipx do: install packages, make environments, write requirements, work on sources."""

from __future__ import annotations

from collections.abc import Sequence

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.python_packages import normalised
from dockwright.knowledge.table import words
from dockwright.projects.python import directory_of, is_remote
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.python.done import Done, Export, Install, absolute
from dockwright.refactorings.split.python.starting import managed
from dockwright.refactorings.split.python.tools import TOOLS, tools_of_pipx
from dockwright.shell import Command
from dockwright.syntax import Run

_ELSEWHERE = {"target": "target", "t": "target", "prefix": "prefix", "root": "root"}
_EDITABLE = ("e", "editable")
_ASKING = words("config cache list freeze check show debug help --version -V env")
_MODULES = words("compileall nltk.downloader")
_BUILDING = ("setup.py", "get-pip.py", "install-poetry.py", "get-poetry.py")
"""Scripts that install or compile."""

_ENVIRONMENT_MAKERS = words("venv virtualenv")
_COMPILE_VALUED = words(
    "o output-file f find-links i index-url extra-index-url extra c constraint resolver pip-args trusted-host cert"
)


def python_work(run: Run, command: Command, directory: str) -> Done | Obstacle | None:
    """What a command of Python does; None when it is none that is known."""
    name = command.name
    if name.rstrip(".0123456789") == "pip":
        return _pip(run, command, directory, [word.value for word in command.operands(MANAGERS["pip"].valued_flags)])
    if name.rstrip(".0123456789") == "python":
        return _interpreter(run, command, directory)
    if name == "manage.py" and _is_work([word.value for word in command.words]):
        return Done("work", command, directory)
    if name == "pip-sync":
        return Obstacle("`pip-sync` installs packages beside itself: use `pip install -r`", command.name_span)
    if name == "pip-compile":
        inputs = tuple(word.value for word in command.operands(_COMPILE_VALUED)) or ("requirements.in",)
        return _export(run, command, directory, "pip", inputs, f"{inputs[0].rpartition('.')[0]}.txt")
    if name == "virtualenv":
        return _environment(command, directory, command.operands(("p", "python", "prompt")))
    if name == "pipx" and (tools := tools_of_pipx(command)) is not None:
        kind = "install" if tools else "quiet"
        install = Install(command, run, directory, "pipx", tools, is_tool=True) if tools else None
        return Done(kind, command, directory, install)
    if name in ("poetry", "pipenv", "uv", "pdm"):
        return _manager(run, command, directory)
    if name == "spacy" and command.subcommand == "download":
        return _model(run, command, directory, [word.value for word in command.arguments[1:]])
    return None


def _interpreter(run: Run, command: Command, directory: str) -> Done | Obstacle | None:
    flag = command.flag_value("m")
    module = flag.value if flag is not None else ""
    if module == "pip":
        operands = [word.value for word in command.operands(MANAGERS["pip"].valued_flags | {"m"})]
        return _pip(run, command, directory, operands)
    if module in _ENVIRONMENT_MAKERS:
        return _environment(command, directory, command.operands(("m", "prompt")))
    own = [word.value for word in command.arguments]
    if own[:1] == ["setup.py"] and own[1:] in (["install"], ["develop"]):
        editables = (directory,) if own[1] == "develop" else ()
        return Done("install", command, directory, Install(command, run, directory, "pip", (".",), editables=editables))
    if module == "spacy" and own[2:3] == ["download"]:
        return _model(run, command, directory, own[3:])
    if _is_work(("python", *own)):
        return Done("work", command, directory)
    if [word.value for word in command.arguments] in (["--version"], ["-V"]):
        return Done("quiet", command, directory)
    return None


def _is_work(given: Sequence[str]) -> bool:
    """Whether a program of the project, or the interpreter, works on what is copied: it can do so in the runtime stage, too."""
    program, *arguments = (one for one in given if not one.startswith("-") or one in ("-m", "-c"))
    if program.rpartition("/")[2].rstrip(".0123456789") == "python":
        if arguments[:1] == ["-m"]:
            return arguments[1:2] != [] and arguments[1] in _MODULES
        if arguments[:1] == ["-c"]:
            return len(arguments) > 1
        program, *arguments = arguments or [""]
        if program.endswith(".py") and not program.endswith(_BUILDING):
            return not program.startswith("/usr/") and "$" not in program
    return program.rpartition("/")[2] == "manage.py" and arguments[:1] != []


def _model(run: Run, command: Command, directory: str, words_: list[str]) -> Done | None:
    """A language model of spaCy is a package, which pip installs beside spaCy itself."""
    names = tuple(one for one in words_ if not one.startswith("-"))
    if len(names) != 1 or "$" in names[0]:
        return None
    return Done("install", command, directory, Install(command, run, directory, "pip", names))


def _environment(command: Command, directory: str, operands: tuple[object, ...]) -> Done | Obstacle | None:
    values = [str(getattr(word, "value", "")) for word in operands]
    if len(values) != 1 or "`" in values[0] or command.has_flag("system-site-packages"):
        return None
    return Done("environment", command, directory, path=values[0])


def _pip(run: Run, command: Command, directory: str, operands: list[str]) -> Done | Obstacle | None:
    verb = operands[0] if operands else "--version"
    if verb in _ASKING:
        return Done("quiet", command, directory)
    if verb in ("wheel", "download", "uninstall"):
        return Done("fetch", command, directory)  # what is installed from there is in the environment
    if verb != "install":
        return None
    return _install(run, command, directory, "pip", operands[1:], ("r", "requirement"))


def _install(
    run: Run, command: Command, directory: str, tool: str, operands: list[str], flags: tuple[str, ...]
) -> Done | Obstacle:
    from dockwright.refactorings.reorder.restores import values_of

    elsewhere = next((flag for flag in command.flags if flag.name in _ELSEWHERE), None)
    if elsewhere is None and tool != "pip":
        elsewhere = command.flag("user")
    if elsewhere is not None:
        return Obstacle(
            f"`--{_ELSEWHERE.get(elsewhere.name, elsewhere.name)}` installs packages elsewhere", elsewhere.span
        )
    requirements = values_of(command, flags)
    editables = values_of(command, _EDITABLE, with_brackets=True)
    packages = tuple(one if one.startswith((".", "/")) else normalised(_project_name(one)) for one in operands)
    if (
        requirements is None
        or editables is None
        or any("$" in one or "`" in one for one in (*requirements, *packages, *editables))
    ):
        return Obstacle("which packages are installed is computed", command.name_span)
    local = [one for one in editables if not is_remote(one)]
    source = command.flag_value("src")
    clones = absolute(source.value, directory) if source is not None else ""
    is_tool = bool(packages) and not requirements and not editables and all(one in TOOLS for one in packages)
    return Done(
        "install", command, directory,
        Install(command, run, directory, tool, (*packages, *local), requirements, is_tool,
                tuple(absolute(directory_of(one), directory) for one in local), len(local) < len(editables), clones),
    )  # fmt: skip


def _project_name(operand: str) -> str:
    for mark in ("[", "=", "<", ">", "~", "!", ";", " ", "@"):
        operand = operand.partition(mark)[0]
    return operand


def _manager(run: Run, command: Command, directory: str) -> Done | Obstacle | None:
    tool = command.name
    operands = [word.value for word in command.operands(MANAGERS[tool].valued_flags)]
    verb = operands[0] if operands else ""
    if verb == "config":
        return Done("setting", command, directory)
    if verb in ("cache", "check", "show", "") or (tool == "poetry" and verb == "self"):
        return Done("quiet", command, directory)
    if tool == "uv" and operands[:2] == ["pip", "compile"]:
        return _export(run, command, directory, "pip", tuple(operands[2:]))
    if verb == "export" or (tool == "pipenv" and verb == "requirements"):
        return _export(run, command, directory, tool, ())
    if verb == "run" and (inner := managed(command)) is not None and _is_work(inner.words):
        return Done("work", command, directory)
    if any("$" in one for one in operands):
        return Obstacle(f"the words of `{tool} {verb}` are computed", command.name_span)
    if tool == "uv" and operands[:2] in (["pip", "install"], ["pip", "sync"]):
        files = operands[2:] if operands[1] == "sync" else []
        named = operands[2:] if operands[1] == "install" else []
        found = _install(run, command, directory, "uv pip", named, ("r", "requirement", "requirements"))
        if isinstance(found, Done) and found.install is not None and files:
            return found._replace(install=found.install._replace(requirements=(*found.install.requirements, *files)))
        return found
    if tool == "uv" and verb == "venv":
        return Done("environment", command, directory, path=operands[1] if len(operands) > 1 else ".venv")
    if (
        verb in ("sync", "install")
        and tool != "pipenv"
        and len(operands) == 1
        and not (tool == "uv" and verb == "install")
    ):
        other = command.flag("C", "directory", "P", "p", "project", "script", "only-root", "g", "global")
        if other is not None:
            return Obstacle(f"`{other.word.value}` installs another project", other.span)
        return Done("install", command, directory, Install(command, run, directory, tool))
    if tool == "pipenv" and verb in ("sync", "install") and len(operands) == 1:
        return Done("install", command, directory, Install(command, run, directory, tool))
    return None


def _export(
    run: Run, command: Command, directory: str, tool: str, sources: tuple[str, ...], default: str = ""
) -> Done | None:
    """A command that writes requirements to a file: where it is told to, where its output goes, or beside what it reads.
    What stands behind a pipe reads them as `/dev/stdin`, or as `-` of uv."""
    from dockwright.refactorings.reorder.restores import values_of

    named = values_of(command, ("o", "output", "output-file"))
    targets = [one.target.value for one in command.redirections if one.target is not None and one.operator == ">"]
    is_piped = not named and not command.redirections and command.next_operator == "|"
    paths = ["/dev/stdin"] if is_piped else [*(named or ()), *targets] or [default]
    if named is None or len(paths) != 1 or not paths[0] or "$" in paths[0] or len(targets) < len(command.redirections):
        return None
    path = absolute(paths[0], directory)
    return Done("fetch", command, directory, export=Export(command, run, directory, path, tool, sources))
