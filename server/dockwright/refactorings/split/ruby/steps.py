"""What the RUN instructions of a Ruby stage do: install gems, build pages, prepare that; everything else stands in the way."""

from __future__ import annotations

import re
from posixpath import basename, normpath

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.table import words
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import is_cleaning, is_quiet, not_followed
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.places import located
from dockwright.refactorings.split.ruby.sources import adding
from dockwright.refactorings.split.sources import inside
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple

BUNDLERS = ("bundle", "bundler")

BUNDLE = "/usr/local/bundle"
"""Where the official image installs gems to, and keeps bundler's settings."""

_TASKS = words(
    "assets:precompile assets:clean assets:clobber webpacker:compile shakapacker:compile tailwindcss:build css:build "
    "javascript:build vite:build bootsnap:precompile log:clear tmp:clear tmp:cache:clear i18n:js:export yarn:install"
)
_FILE_WORK = words("mkdir chmod chown chgrp touch rm rmdir cp mv ln sed")
_NODE_TOOLS = words("npm yarn pnpm corepack")
"""Managers of packages that only a build of pages runs."""

_NODE_VERBS = words("install ci build run")
_VERSION = re.compile(r"_\d+(\.\w+)*_\Z")


class Steps(NamedTuple):
    """What was found."""

    installs: tuple[tuple[Command, Run, str], ...]  # bundle install, with its directory
    last: Run  # the last RUN that installs or builds


def steps_of(model: SemanticModel, stage: Stage, application: str) -> Steps | Obstacle:
    """The steps of a stage whose application is in one directory; or the first that is not understood."""
    installs: list[tuple[Command, Run, str]] = []
    last: Run | None = None
    for run in stage.of(Run):
        if unknown := not_followed(model, run):
            return unknown
        seen = 0
        added = adding(model, run)
        for command, directory in located(model, run):
            seen += 1
            if command in added:
                continue
            kind = _kind(command, directory, application)
            if isinstance(kind, Obstacle):
                return kind
            if kind == "install":
                if model.state_before(run).is_root is False:
                    return Obstacle("gems are installed by another user than root", command.name_span)
                installs.append((command, run, directory))
            if kind in ("install", "build", "gem"):
                last = run
        if seen < len(model.commands(run)):
            return Obstacle("where a RUN works is not known", run.keyword_span)
    if not installs or last is None:
        return Obstacle("no `bundle install` is here", stage.base_span)
    return Steps(tuple(installs), last)


_GEM_SETTINGS = re.compile(r"(?:(?:~|\$HOME|\$\{HOME\}|/root)/\.|/etc/|/usr/local/etc/)gemrc")


def _kind(command: Command, directory: str, application: str) -> str | Obstacle:
    """install, build, gem, or "" for what does not matter."""
    if not command.words or is_quiet(command) or is_install(command) or (is_cleaning(command) and command.name != "rm"):
        return ""
    if command.name in accounts.PROGRAMS or command.name in ("nproc", "update-ca-certificates"):
        return ""
    if command.name in ("apt-get", "apt", "apk") or _is_setting(command):
        return ""
    if command.name in _FILE_WORK:
        return _file(command, directory, application)
    found = _ruby(command, directory, application)
    return found if found is not None else _unknown(command)


def _is_setting(command: Command) -> bool:
    """Whether a command writes settings of RubyGems, as `echo "gem: --no-document" > ~/.gemrc`, which only installs read."""
    targets = [one.target.raw.strip("\"'") if one.target is not None else "" for one in command.redirections]
    return command.name in ("echo", "printf") and bool(targets) and all(map(_GEM_SETTINGS.fullmatch, targets))


def _unknown(command: Command) -> Obstacle:
    return Obstacle(f"what `{command.name or command.words[0].value}` leaves behind is not known", command.name_span)


def _file(command: Command, directory: str, application: str) -> str | Obstacle:
    """File work counts inside of the application; elsewhere only what every split takes along."""
    if command.name in ("mkdir", "chown", "chgrp", "chmod", "touch", "rm", "rmdir"):
        return ""
    paths = [normpath(f"{directory}/{word.value}") if not word.value.startswith("/") else word.value
             for word in command.operands()]  # fmt: skip
    target = paths[-1:] if command.name in ("cp", "ln", "mv") else paths[1:]
    return "" if target and all(inside(path, application) is not None for path in target) else _unknown(command)


def _ruby(command: Command, directory: str, application: str) -> str | Obstacle | None:
    name = command.name
    if name in BUNDLERS:
        return _bundle(command, directory, application)
    if name == "gem":
        operands = [one.value for one in command.operands(MANAGERS["gem"].valued_flags)]
        if operands[:1] in (["sources"], ["env"], ["cleanup"]):
            return "gem"
        is_update = operands[:1] == ["update"] and command.has_flag("system")
        if is_update:
            return Obstacle("`gem update --system` changes the Ruby of the image", command.name_span)
        is_elsewhere = command.has_flag("i", "install-dir", "n", "bindir", "user-install")
        if operands[:1] in (["install"], ["i"]) and not is_elsewhere:
            return "gem"
        return None
    if name in ("rake", "rails") and "/" not in command.words[0].value.removeprefix("bin/").removeprefix("./bin/"):
        return _tasks(command, [word.value for word in command.arguments if not word.value.startswith("-")])
    if name == "npm" and command.has_flag("g", "global"):
        named = {one.value.partition("@")[0] for one in command.operands(MANAGERS[name].valued_flags)[1:]}
        return "" if named and named <= _NODE_TOOLS else None
    if name in ("npm", "yarn", "pnpm") and inside(directory, application) is not None:
        operands = [one.value for one in command.operands(MANAGERS[name].valued_flags)]
        if not command.has_flag("g", "global") and (operands[:1] or ["install"])[0] in _NODE_VERBS:
            return "build"
    return None


def _bundle(command: Command, directory: str, application: str) -> str | Obstacle | None:
    operands = [one for one in command.operands(MANAGERS["bundle"].valued_flags) if not _VERSION.match(one.value)]
    verb = operands[0].value if operands else "install"
    if verb in ("install", "i"):
        return "install"
    if verb in ("config", "clean", "check", "list", "version", "lock", "doctor"):
        return "gem" if verb in ("config", "clean") else ""
    if verb == "exec":
        values = [word.value for word in command.arguments]
        rest = values[values.index("exec") + 1 :]
        program = basename(rest[0]) if rest else ""
        if program in ("rake", "rails"):
            return _tasks(command, [word for word in rest[1:] if not word.startswith("-")])
        if program == "bootsnap" and rest[1:2] == ["precompile"]:
            return "build"
        if program == "vite" and rest[1:2] == ["build"]:
            return "build"
    return None


def _tasks(command: Command, tasks: list[str]) -> str | Obstacle:
    """Tasks that only work on the application's own files."""
    names = [one for one in tasks if "=" not in one]
    unknown = next((one for one in names if one not in _TASKS), None)
    if unknown is not None or not names:
        return Obstacle(f"what the task `{unknown or 'default'}` leaves behind is not known", command.name_span)
    return "build"
