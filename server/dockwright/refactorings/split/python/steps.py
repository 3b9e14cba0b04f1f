"""What the RUN instructions of a Python stage do: install packages, prepare that, work on copied files, or work on more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from posixpath import join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.python_packages import normalised
from dockwright.knowledge.table import words
from dockwright.projects.python import directory_of, is_remote
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import is_cleaning, is_quiet, paths_of
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.python.repeated import absent_obstacle
from dockwright.refactorings.split.python.starting import managed
from dockwright.refactorings.split.python.tools import (
    TOOLS,
    fetches_installer,
    installers_of,
    is_of_installer,
    moves_tool,
    runs_fetched,
    tools_of_pipx,
)
from dockwright.refactorings.split.sources import inside
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run, User
from dockwright.values import NamedTuple

_FILE_WORK = words("chmod chown chgrp mkdir ln touch cp mv rm rmdir sed")
_SYSTEMS = words("apt-get apt apk")
_WRITERS = words("echo printf cat")
_UPGRADES = words("upgrade dist-upgrade full-upgrade")
_OF_NODE = words("npm npx yarn pnpm node bun corepack")
_FILTERS = words("tail head grep wc sort uniq cut tr")
_CACHES = ("/root/.cache", "/tmp", "/var/tmp", "/var/cache", "/var/lib/apt/lists", "/root/.config/pypoetry", "/var/log")
_CACHE_BY_VARIABLE = re.compile(r"/\$\{?(?:PIP|POETRY|PDM|PIPENV|UV)_CACHE_DIR\}?(?:/\*?)?\Z")
_LIST = re.compile(r"/[\w.-]*requirements[\w.-]*\.(?:txt|in|pip)\Z")
_COMPILED = words("*.pyc *.pyo *.py[co] __pycache__ test tests idle_test")
_ELSEWHERE = {"target": "target", "t": "target", "prefix": "prefix", "root": "root"}
_EDITABLE = ("e", "editable")
_ASKING = words("config cache list freeze check show debug help --version -V env")
_MANAGE = words("collectstatic compilemessages compress check")
_MODULES = words("compileall nltk.downloader")
_ENVIRONMENT_MAKERS = words("venv virtualenv")
_COMPILE_VALUED = words(
    "o output-file f find-links i index-url extra-index-url extra c constraint resolver pip-args trusted-host cert"
)


class Install(NamedTuple):
    """One command that installs Python packages."""

    command: Command
    run: Run
    directory: str  # absolute: where it runs
    tool: str  # pip, uv pip, uv, poetry, pipenv, pdm
    packages: tuple[str, ...] = ()  # named on the command line, normalised
    requirements: tuple[str, ...] = ()  # files as they are written
    is_tool: bool = False  # it installs nothing but tools that install
    editables: tuple[str, ...] = ()  # absolute: directories of projects that are installed where they are
    has_clones: bool = False  # projects are cloned, and installed where they are
    clones: str = ""  # absolute: where to; "" is `src`, in an environment or here
    active: str = ""  # absolute: the environment that a command in front has entered


class Export(NamedTuple):
    """A file of requirements that a command writes."""

    command: Command
    run: Run
    directory: str
    path: str  # absolute
    tool: str  # whose lock file it is made of; "pip" for what names packages otherwise
    sources: tuple[str, ...]  # files that name the packages, as they are written


class Steps(NamedTuple):
    """All of a stage's steps, none of which is not understood."""

    installs: tuple[Install, ...]
    environments: tuple[str, ...]  # absolute paths of virtual environments that are made
    settings: tuple[Command, ...]  # poetry config and the like
    last: Run  # the last one that installs
    replayed: frozenset[Instruction]  # RUNs that only work on copied files: the runtime stage has them, too
    vouched: frozenset[Command]  # commands behind the installs that the runtime stage can run
    works: tuple[tuple[Command, str], ...]  # commands on files, each with the directory it runs in
    exports: tuple[Export, ...]
    downloads: tuple[str, ...]  # absolute: files that are fetched in front of the last install, and stay


class _Done(NamedTuple):
    """What one command does.

    `kind`: quiet, filter, clean, system, upgrade, account, file, download, install, fetch, environment, setting, work.
    """

    kind: str
    command: Command
    directory: str
    install: Install | None = None
    path: str = ""  # of an environment, or of a download
    export: Export | None = None


def steps_of(model: SemanticModel, stage: Stage, context: BuildContext) -> Steps | Obstacle:
    """The steps, or the first that nobody can tell what it leaves behind."""
    done: dict[Run, list[_Done]] = {}
    installers = installers_of(model, stage)
    for run in stage.of(Run):
        found = list(_read(model, run, installers))
        for one in found:
            if isinstance(one, Obstacle):
                return one
        done[run] = [one for one in found if isinstance(one, _Done)]
    downloads = _kept_downloads(done)
    installs = tuple(one.install for all_ in done.values() for one in all_ if one.install is not None)
    working = [one for one in installs if not one.is_tool]
    if not working:
        assert stage.from_ is not None
        assert stage.from_.image is not None
        on_the_way = next((one for one in stage.commands if one.name == "uv" and one.subcommand == "run"), None)
        if on_the_way is not None:
            reason = "`uv run` installs packages on its way: give it a `uv sync` in a RUN in front"
            return Obstacle(reason, on_the_way.name_span)
        return Obstacle("no Python packages are installed here", stage.from_.image.span)
    last = working[-1].run
    users = [one for one in stage.of(User) if one.index < last.index]
    if len(users) > 1:
        return Obstacle("the user changes more than once before packages are installed", users[1].keyword_span)
    for run, all_ in done.items():
        if obstacle := _order_obstacle(model, run, all_, last):
            return obstacle
    repeated = (
        (one.command, one.directory)
        for run, all_ in done.items()
        if run.index > last.index or _is_replayed(all_)
        for one in all_
        if one.kind == "file"
    )
    if obstacle := absent_obstacle(model, stage, repeated):
        return obstacle
    return Steps(
        installs,
        tuple(one.path for all_ in done.values() for one in all_ if one.kind == "environment"),
        tuple(one.command for all_ in done.values() for one in all_ if one.kind == "setting"),
        last,
        frozenset(run for run, all_ in done.items() if run.index < last.index and _is_replayed(all_)),
        frozenset(one.command for run, all_ in done.items() if run.index > last.index for one in all_ if _is_own(one)),
        tuple((one.command, one.directory) for all_ in done.values() for one in all_ if one.kind == "file"),
        tuple(one.export for all_ in done.values() for one in all_ if one.export is not None),
        downloads,
    )


def _kept_downloads(done: dict[Run, list[_Done]]) -> tuple[str, ...]:
    """The files that are fetched and not removed again; what removes no others is only cleaning up."""
    kept = dict.fromkeys(one.path for all_ in done.values() for one in all_ if one.kind == "download")
    fetched = set(kept)
    for all_ in done.values():
        for index, one in enumerate(all_):
            paths = paths_of(one.command, one.directory) if one.kind == "file" and one.command.name == "rm" else []
            if paths and fetched.issuperset(paths):
                all_[index] = one._replace(kind="clean")
                for path in paths:
                    kept.pop(path, None)
    return tuple(kept)


def _is_own(done: _Done) -> bool:
    """Whether a command behind the installs is the runtime stage's own work, cleaning of its files among it."""
    return done.kind in ("work", "file", "filter", "upgrade")


def _is_replayed(all_: list[_Done]) -> bool:
    """Whether a RUN works on copied files and does nothing else, or brings the system up to date."""
    kinds = {one.kind for one in all_}
    if "upgrade" in kinds:
        return all(one.kind in ("upgrade", "quiet", "clean") or _is_of_upgrade(one.command) for one in all_)
    return "file" in kinds and kinds <= {"file", "filter", "quiet", "clean"}


def _is_of_upgrade(command: Command) -> bool:
    return command.name in _SYSTEMS and command.subcommand in ("update", "clean", "autoclean", "autoremove")


def _order_obstacle(model: SemanticModel, run: Run, all_: list[_Done], last: Run) -> Obstacle | None:
    """Work that would be lost, or that cannot be taken apart from installing."""
    fetched = {one.path for one in all_ if one.kind == "download"}
    if run.index > last.index:
        first = next((one.command for one in all_ if one.kind == "download"), None)
        return Obstacle(f"`{first.name}` fetches a file behind the last install", first.name_span) if first else None
    kinds = {one.kind for one in all_}
    for one in all_:
        if one.kind == "work":
            words_ = [word.value for word in one.command.words if not word.value.startswith("-") or word.value == "-m"]
            reason = (
                f"`{' '.join(words_[:3])}` stands in front of the last install, or beside it: give it a RUN behind that"
            )
            return Obstacle(reason, one.command.name_span)
        if one.kind == "upgrade" and not _is_replayed(all_):
            reason = f"`{one.command.name} {one.command.subcommand}` is part of a RUN that does other work"
            return Obstacle(reason, one.command.name_span)
        if (
            one.kind == "file"
            and not _is_replayed(all_)
            and not fetched.issuperset(paths_of(one.command, one.directory) or ["/"])
            and not (kinds & {"account", "system", "install"} and _is_plain(model, one, all_, last))
        ):
            return Obstacle(f"`{one.command.name}` is part of a RUN that does other work", one.command.name_span)
    return None


def _is_plain(model: SemanticModel, done: _Done, all_: list[_Done], last: Run) -> bool:
    """Whether a directory is made or given away beside users or packages, as every split takes along."""
    if done.command.name not in ("mkdir", "chown"):
        return False
    made = {path for one in all_ if one.command.name == "mkdir" for path in paths_of(one.command, one.directory)}
    homes = {f"/home/{word.value}" for one in all_ if one.kind == "account" for word in one.command.operands()}
    there = made | homes | {model.state_after(last).workdir}
    return all(path in there for path in paths_of(done.command, done.directory))


def _read(model: SemanticModel, run: Run, installers: frozenset[str] = frozenset()) -> Iterator[_Done | Obstacle]:
    from dockwright.refactorings.reorder.sites import directories

    script = model.script(run)
    workdir = model.state_before(run).workdir
    if script.dialect != "posix" or script.has_errors or run.heredocs:
        yield Obstacle("a RUN is not understood", run.keyword_span)
        return
    places = dict(directories(script, workdir or "/"))
    fetched = _downloads(model, run)
    is_installer = False  # whether the command in front fetches the installer of a tool
    active = ""  # the environment that a command in front has entered
    for command in script.commands:
        if not command.words:
            continue
        was_installer, is_installer = is_installer, fetches_installer(command)
        entered = _entered(command, places.get(command) or workdir or "/")
        if entered:
            active = entered
            continue
        place = places.get(command)
        if is_installer or (was_installer and runs_fetched(command)) or moves_tool(command):
            yield _Done("system", command, workdir or "/")
            continue
        if installers and is_of_installer(command, place or workdir or "/", installers):
            yield _Done("system", command, workdir or "/")
            continue
        if command in fetched and command in places:
            yield _Done("download", command, place or workdir or "/", path=fetched[command])
        elif command not in places and not (is_quiet(command) or is_install(command) or is_cleaning(command)):
            yield Obstacle(f"`{command.name}` is part of a larger script", command.name_span)
        elif workdir is None or (command in places and place is None):
            yield Obstacle("the working directory is not known", command.name_span)
        else:
            done = _done(model, run, command, place or workdir)
            if isinstance(done, _Done) and done.install is not None and active:
                done = done._replace(install=done.install._replace(active=active))
            yield done


def _entered(command: Command, directory: str) -> str:
    """The environment that `. venv/bin/activate` enters; "" where a command does something else."""
    given = command.arguments[0].value if command.name in (".", "source") and len(command.arguments) == 1 else ""
    is_plain = given.endswith("/bin/activate") and "$" not in given and "`" not in given
    return absolute(given.removesuffix("/bin/activate"), directory) if is_plain else ""


def _downloads(model: SemanticModel, run: Run) -> dict[Command, str]:
    """Where commands put the one file that they fetch."""
    if not any(program in run.text for program in ("curl", "wget")):
        return {}
    from dockwright.semantics.deeds import deed, sites

    found: dict[Command, str] = {}
    for site in sites(model, run):
        written = deed(site).writes if site.command.name in ("curl", "wget") and not site.command.in_pipeline else ()
        if (
            len(written) == 1
            and written[0].kind in ("download", "file")
            and not (written[0].is_tree or written[0].is_anywhere)
        ):
            found[site.command] = written[0].path
    return found


def _done(model: SemanticModel, run: Run, command: Command, directory: str) -> _Done | Obstacle:
    name = command.name
    if name in _FILE_WORK:
        paths = paths_of(command, directory) if name not in ("sed", "cp", "mv", "ln") else ["/"]
        is_cleaning_up = name in ("rm", "rmdir") and all(_is_waste(path) for path in paths)
        return _Done("clean" if is_cleaning_up else "file", command, directory)
    if name in _SYSTEMS and command.subcommand in _UPGRADES:
        return _Done("upgrade", command, directory)
    if name in _WRITERS and all(one.operator in (">", ">>") for one in command.redirections):
        return _Done("file" if command.redirections else "quiet", command, directory)
    if is_quiet(command) or name == "newgrp":
        return _Done("quiet", command, directory)
    if name in _FILTERS and command.operator == "|" and not command.redirections:
        return _Done("filter", command, directory)
    if name in accounts.PROGRAMS:
        return _Done("account", command, directory)
    if is_install(command) or is_cleaning(command):
        return _Done("system", command, directory)
    if name == "find" and _removes_caches(command):
        return _Done("filter", command, directory)
    found = _python(run, command, directory)
    if found is not None:
        return found
    called = name or command.words[0].value
    if name in _OF_NODE or (name in ("curl", "wget") and "nodesource" in command.span.of(model.dockerfile.text)):
        advice = "build pages in a stage of Node before this one, and copy what it writes"
        return Obstacle(f"what `{called}` leaves behind is not known: {advice}", command.name_span)
    return Obstacle(f"what `{called}` leaves behind is not known", command.name_span)


def _is_waste(path: str) -> bool:
    """Whether nothing that runs looks for a path: caches, and the lists of what has been installed."""
    is_cache = any(inside(path, one) is not None for one in _CACHES) or _CACHE_BY_VARIABLE.search(path) is not None
    return is_cache or _LIST.search(path) is not None


def _removes_caches(command: Command) -> bool:
    """Whether `find` takes away nothing but compiled modules and tests."""
    arguments = [word.value for word in command.arguments]
    names = [after for word, after in pairwise(arguments) if word in ("-name", "-iname")]
    removes = "-delete" in arguments or (
        "-exec" in arguments and arguments[arguments.index("-exec") + 1 :][:1] == ["rm"]
    )
    return removes and bool(names) and all(name in _COMPILED for name in names)


def _python(run: Run, command: Command, directory: str) -> _Done | Obstacle | None:
    """What a command of Python does; None when it is none that is known."""
    name = command.name
    if name.rstrip(".0123456789") == "pip":
        return _pip(run, command, directory, [word.value for word in command.operands(MANAGERS["pip"].valued_flags)])
    if name.rstrip(".0123456789") == "python":
        return _interpreter(run, command, directory)
    if name == "manage.py" and _is_work([word.value for word in command.words]):
        return _Done("work", command, directory)
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
        return _Done(kind, command, directory, install)
    if name in ("poetry", "pipenv", "uv", "pdm"):
        return _manager(run, command, directory)
    if name == "spacy" and command.subcommand == "download":
        return _model(run, command, directory, [word.value for word in command.arguments[1:]])
    return None


def _interpreter(run: Run, command: Command, directory: str) -> _Done | Obstacle | None:
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
        return _Done(
            "install", command, directory, Install(command, run, directory, "pip", (".",), editables=editables)
        )
    if module == "spacy" and own[2:3] == ["download"]:
        return _model(run, command, directory, own[3:])
    if _is_work(("python", *own)):
        return _Done("work", command, directory)
    if [word.value for word in command.arguments] in (["--version"], ["-V"]):
        return _Done("quiet", command, directory)
    return None


def _is_work(given: Sequence[str]) -> bool:
    """Whether a program of the project, or the interpreter, works on what is copied and leaves its results there."""
    program, *arguments = (one for one in given if not one.startswith("-") or one == "-m")
    if program.rpartition("/")[2].rstrip(".0123456789") == "python":
        if arguments[:1] == ["-m"]:
            return arguments[1:2] != [] and arguments[1] in _MODULES
        program, *arguments = arguments or [""]
    return program.rpartition("/")[2] == "manage.py" and arguments[:1] != [] and arguments[0] in _MANAGE


def _model(run: Run, command: Command, directory: str, words_: list[str]) -> _Done | None:
    """A language model of spaCy is a package, which pip installs beside spaCy itself."""
    names = tuple(one for one in words_ if not one.startswith("-"))
    if len(names) != 1 or "$" in names[0]:
        return None
    return _Done("install", command, directory, Install(command, run, directory, "pip", names))


def _environment(command: Command, directory: str, operands: tuple[object, ...]) -> _Done | Obstacle | None:
    values = [str(getattr(word, "value", "")) for word in operands]
    if len(values) != 1 or "`" in values[0] or command.has_flag("system-site-packages"):
        return None
    return _Done("environment", command, directory, path=values[0])


def _pip(run: Run, command: Command, directory: str, operands: list[str]) -> _Done | Obstacle | None:
    verb = operands[0] if operands else "--version"
    if verb in _ASKING:
        return _Done("quiet", command, directory)
    if verb in ("wheel", "download", "uninstall"):
        return _Done("fetch", command, directory)  # what is installed from there is in the environment
    if verb != "install":
        return None
    return _install(run, command, directory, "pip", operands[1:], ("r", "requirement"))


def _install(
    run: Run, command: Command, directory: str, tool: str, operands: list[str], flags: tuple[str, ...]
) -> _Done | Obstacle:
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
    return _Done(
        "install", command, directory,
        Install(command, run, directory, tool, (*packages, *local), requirements, is_tool,
                tuple(absolute(directory_of(one), directory) for one in local), len(local) < len(editables), clones),
    )  # fmt: skip


def _project_name(operand: str) -> str:
    for mark in ("[", "=", "<", ">", "~", "!", ";", " ", "@"):
        operand = operand.partition(mark)[0]
    return operand


def _manager(run: Run, command: Command, directory: str) -> _Done | Obstacle | None:
    tool = command.name
    operands = [word.value for word in command.operands(MANAGERS[tool].valued_flags)]
    verb = operands[0] if operands else ""
    if verb == "config":
        return _Done("setting", command, directory)
    if verb in ("cache", "check", "show", "") or (tool == "poetry" and verb == "self"):
        return _Done("quiet", command, directory)
    if tool == "uv" and operands[:2] == ["pip", "compile"]:
        return _export(run, command, directory, "pip", tuple(operands[2:]))
    if verb == "export" or (tool == "pipenv" and verb == "requirements"):
        return _export(run, command, directory, tool, ())
    if verb == "run" and (inner := managed(command)) is not None and _is_work(inner.words):
        return _Done("work", command, directory)
    if any("$" in one for one in operands):
        return Obstacle(f"the words of `{tool} {verb}` are computed", command.name_span)
    if tool == "uv" and operands[:2] in (["pip", "install"], ["pip", "sync"]):
        files = operands[2:] if operands[1] == "sync" else []
        named = operands[2:] if operands[1] == "install" else []
        found = _install(run, command, directory, "uv pip", named, ("r", "requirement", "requirements"))
        if isinstance(found, _Done) and found.install is not None and files:
            return found._replace(install=found.install._replace(requirements=(*found.install.requirements, *files)))
        return found
    if tool == "uv" and verb == "venv":
        return _Done("environment", command, directory, path=operands[1] if len(operands) > 1 else ".venv")
    if (
        verb in ("sync", "install")
        and tool != "pipenv"
        and len(operands) == 1
        and not (tool == "uv" and verb == "install")
    ):
        other = command.flag("C", "directory", "P", "p", "project", "script", "only-root", "g", "global")
        if other is not None:
            return Obstacle(f"`{other.word.value}` installs another project", other.span)
        return _Done("install", command, directory, Install(command, run, directory, tool))
    if tool == "pipenv" and verb in ("sync", "install") and len(operands) == 1:
        return _Done("install", command, directory, Install(command, run, directory, tool))
    return None


def _export(
    run: Run, command: Command, directory: str, tool: str, sources: tuple[str, ...], default: str = ""
) -> _Done | None:
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
    return _Done("fetch", command, directory, export=Export(command, run, directory, path, tool, sources))


def exports_of(model: SemanticModel, stage: Stage) -> tuple[Export, ...]:
    """The files of requirements that the commands of a stage write."""
    installers = installers_of(model, stage)
    done = (one for run in stage.of(Run) for one in _read(model, run, installers))
    return tuple(one.export for one in done if isinstance(one, _Done) and one.export is not None)


def absolute(path: str, directory: str) -> str:
    return normpath(join(directory, path))
