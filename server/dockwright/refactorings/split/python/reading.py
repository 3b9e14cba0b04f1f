"""What each command of a RUN does to a Python stage; what Python's own tools do is in installing.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from dockwright.knowledge.table import words
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import is_cleaning, is_quiet, not_followed, paths_of
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.python.done import Done, Export, absolute
from dockwright.refactorings.split.python.installing import python_work
from dockwright.refactorings.split.python.tools import (
    fetches_installer,
    installers_of,
    is_of_installer,
    moves_tool,
    runs_fetched,
)
from dockwright.refactorings.split.sources import inside
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run

SYSTEMS = words("apt-get apt apk")
_PAGES = {
    "mkdocs": "site",
    "sphinx-build": "_build/html",
    "pelican": "output",
    "jupyter-book": "_build/html",
    "nikola": "output",
}
"""Programs that make static pages, and the directory that these are in where nothing says another."""

_FILE_WORK = words("chmod chown chgrp mkdir ln touch cp mv rm rmdir sed")
_WRITERS = words("echo printf cat")
_UPGRADES = words("upgrade dist-upgrade full-upgrade")
_OF_NODE = words("npm npx yarn pnpm node bun corepack")
_FILTERS = words("tail head grep wc sort uniq cut tr")
_CACHES = ("/root/.cache", "/tmp", "/var/tmp", "/var/cache", "/var/lib/apt/lists", "/root/.config/pypoetry", "/var/log")
_CACHE_BY_VARIABLE = re.compile(r"/\$\{?(?:PIP|POETRY|PDM|PIPENV|UV)_CACHE_DIR\}?(?:/\*?)?\Z")
_LIST = re.compile(r"/[\w.-]*requirements[\w.-]*\.(?:txt|in|pip)\Z")
_COMPILED = words("*.pyc *.pyo *.py[co] __pycache__ test tests idle_test")


def read(model: SemanticModel, run: Run, installers: frozenset[str] = frozenset()) -> Iterator[Done | Obstacle]:
    """What the commands of a RUN do, one after the other; an obstacle where nobody can tell."""
    from dockwright.refactorings.reorder.sites import directories

    script = model.script(run)
    workdir = model.state_before(run).workdir
    if unknown := not_followed(model, run):
        yield unknown
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
            yield Done("system", command, workdir or "/")
            continue
        if installers and is_of_installer(command, place or workdir or "/", installers):
            yield Done("system", command, workdir or "/")
            continue
        if command in fetched and command in places:
            yield Done("download", command, place or workdir or "/", path=fetched[command])
        elif command not in places and not (is_quiet(command) or is_install(command) or is_cleaning(command)):
            yield Obstacle(f"`{command.name}` is part of a larger script", command.name_span)
        elif workdir is None or (command in places and place is None):
            yield Obstacle("the working directory is not known", command.name_span)
        else:
            done = _done(model, run, command, place or workdir)
            if isinstance(done, Done) and done.install is not None and active:
                done = done._replace(install=done.install._replace(active=active))
            yield done


def exports_of(model: SemanticModel, stage: Stage) -> tuple[Export, ...]:
    """The files of requirements that the commands of a stage write."""
    installers = installers_of(model, stage)
    done = (one for run in stage.of(Run) for one in read(model, run, installers))
    return tuple(one.export for one in done if isinstance(one, Done) and one.export is not None)


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


def _done(model: SemanticModel, run: Run, command: Command, directory: str) -> Done | Obstacle:
    name = command.name
    if name in _FILE_WORK:
        paths = paths_of(command, directory) if name not in ("sed", "cp", "mv", "ln") else ["/"]
        is_cleaning_up = name in ("rm", "rmdir") and all(_is_waste(path) for path in paths)
        return Done("clean" if is_cleaning_up else "file", command, directory)
    if name in SYSTEMS and command.subcommand in _UPGRADES:
        return Done("upgrade", command, directory)
    if name in _WRITERS and all(one.operator in (">", ">>") for one in command.redirections):
        return Done("file" if command.redirections else "quiet", command, directory)
    if is_quiet(command) or name == "newgrp":
        return Done("quiet", command, directory)
    if name in _FILTERS and command.operator == "|" and not command.redirections:
        return Done("filter", command, directory)
    if name in accounts.PROGRAMS:
        return Done("account", command, directory)
    if is_install(command) or is_cleaning(command):
        return Done("system", command, directory)
    if name == "find" and _removes_caches(command):
        return Done("filter", command, directory)
    found = python_work(run, command, directory)
    if found is not None:
        return found
    called = name or command.words[0].value
    if name in _OF_NODE or (name in ("curl", "wget") and "nodesource" in command.span.of(model.dockerfile.text)):
        advice = "build pages in a stage of Node before this one, and copy what it writes"
        return Obstacle(f"what `{called}` leaves behind is not known: {advice}", command.name_span)
    if pages := _PAGES.get(called):
        advice = f"build the pages in a stage before this one, and copy `{pages}` to an image of nginx, which needs no Python"
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
