"""Which commands restore dependencies, and which files of the context each of them reads.

An ecosystem is one module with `recognise(command)`. They are listed here by program, and loaded when one is met.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module

from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.sites import Site
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple

_COMPUTED = re.compile(r"[$`*?{~]")


class Restore(NamedTuple):
    """A command that downloads what a project's manifests name."""

    command: Command
    ecosystem: str
    label: str  # how a message calls it: `npm ci`
    directory: str  # where it works, from where it runs: the value of `--prefix`; "" is right there
    guesses: tuple[str, ...]  # COPY sources for its manifests when the context is unknown, relative to that directory
    find: Callable[[Site], Manifests | None]  # its manifests; None: it is no restore there
    caution: str  # what to check when the context is unknown
    inserted: str = ""  # the restore to put in front of a command that restores on its way; "": the command is one
    is_explicit: bool = True  # it does nothing but restore, so that having run it before counts
    is_likely: Callable[[SemanticModel, Site], bool] = lambda model, site: True  # going by the Dockerfile alone
    keeps_downloads: Callable[[Run], bool] = lambda run: False  # a mount keeps all it would download again
    doubts: Callable[[Site, Run], list[str]] = lambda site, run: []  # what tells that it needs more than files
    keeps_caches: bool = False  # what is inserted fills the cache mounts of the command, too
    settled: Callable[[Restore, Site], Restore] = lambda restore, site: restore  # as the known project wants it
    variables: frozenset[str] | None = None  # all that what is inserted reads, `GIT_*` for all of a prefix; None: any

    def reads(self, variable: str) -> bool:
        """Whether what is inserted may read a variable."""
        if self.variables is None or "$" in self.inserted:
            return True
        return variable in self.variables or f"{variable.partition('_')[0]}_*" in self.variables


_NODE = "dockwright.refactorings.reorder.node"
_PYTHON = "dockwright.refactorings.reorder.python"
_PLAIN = "dockwright.refactorings.reorder.plain"
_PYTHON_PROJECTS = "dockwright.refactorings.reorder.python_projects"

# The module that knows a program. Python's programs may have a version in their name.
_MODULES = {
    "dotnet": "dockwright.refactorings.reorder.dotnet",
    **dict.fromkeys(("go", "xx-go", "make", "task", "just"), "dockwright.refactorings.reorder.go"),
    **dict.fromkeys(("mvn", "mvnw", "gradle", "gradlew", "sbt"), "dockwright.refactorings.reorder.java"),
    **dict.fromkeys(("npm", "yarn", "yarnpkg", "pnpm", "bun"), _NODE),
    **dict.fromkeys(("pip", "pip-sync", "python"), _PYTHON),
    **dict.fromkeys(("poetry", "uv", "pdm", "pipenv"), _PYTHON_PROJECTS),
    **dict.fromkeys(("composer", "composer.phar", "php"), "dockwright.refactorings.reorder.php"),
    **dict.fromkeys(("bundle", "bundler"), "dockwright.refactorings.reorder.ruby"),
    **dict.fromkeys(("conda", "mamba", "micromamba"), "dockwright.refactorings.reorder.conda"),
    "mix": "dockwright.refactorings.reorder.elixir",
    "deno": "dockwright.refactorings.reorder.deno",
    **dict.fromkeys(("vcpkg", "conan"), "dockwright.refactorings.reorder.cpp"),
    "swift": "dockwright.refactorings.reorder.swift",
    **dict.fromkeys(("cabal", "stack"), "dockwright.refactorings.reorder.haskell"),
    **dict.fromkeys(("R", "Rscript"), "dockwright.refactorings.reorder.renv"),
    **dict.fromkeys(("dart", "flutter", "pub", "shards", "rebar3", "lein", "clojure", "clj", "cpanm", "carton", "opam", "nimble", "pixi",
                     "rosdep", "ansible-galaxy", "julia"), _PLAIN),
}  # fmt: skip


def restore_of(command: Command) -> Restore | None:
    """The restore that a command is, if it is one."""
    name = command.name
    if name.startswith(("pip", "python")) and name != "pipenv":
        name = name.rstrip(".0123456789")
    module = _MODULES.get(name)
    if module is None:
        return None
    found: Restore | None = import_module(module).recognise(command)
    return found


def named_by_variables(command: Command, site: Site, *prefixes: str) -> list[str]:
    """What to check when a variable with one of these beginnings names a place among what is copied."""
    variables = {**site.variables, **_exported(command)}
    variables.update({one.name: one.value.value if one.value else "" for one in command.assignments})
    return [
        f"`{name}` names `{value}`, which comes with the sources"
        for name, value in sorted(variables.items())
        if value and name.startswith(prefixes) and _is_copied(value, site, plain=not name.endswith(_OF_WORDS))
    ]


def _exported(command: Command) -> dict[str, str]:
    """What the commands of the script in front of one export."""
    found: dict[str, str] = {}
    for one in command.script.commands:
        if one is command:
            break
        for word in one.arguments if one.name == "export" else ():
            name, equals, value = word.value.partition("=")
            found.update({name: value} if equals else {})
    return found


def named_by_settings(command: Command, site: Site, manifests: Manifests) -> list[str]:
    """What to check when a command in front gives a tool settings that name a file among what is copied: `npm config set cafile
    ca.pem`."""
    found: list[str] = []
    for run in site.stage.of(Run):
        for one in site.stage.model.commands(run) if run.index <= command.instruction.index else ():
            if one is command:
                break
            words = [word.value.rpartition("=")[2] for word in one.operands() if word.is_literal]
            for value in words[2:] if "config" in words[:2] else ():
                path = site.context_path(value.removeprefix("file://"))
                if path and not _is_brought(path, manifests) and _is_copied(value, site, plain=False):
                    found.append(f"`{one.name} config` names `{value}`, which comes with the sources")
    return found


def named_by_flags(command: Command, site: Site, manifests: Manifests) -> list[str]:
    """What to check when a flag names a file among what is copied that is no manifest: `--cert ca.pem`, `--userconfig=./.npmrc.ci`."""
    found: list[str] = []
    previous = ""
    for word in command.arguments:
        flag, equals, value = word.value.partition("=")
        is_flag = flag.startswith("-")
        name, value = (flag, value) if is_flag and equals else (previous, "" if is_flag else word.value)
        previous = flag if is_flag and not equals else ""
        path = site.context_path(value.removeprefix("file://")) if name and value else None
        if path and not _is_brought(path, manifests) and _is_copied(value, site, plain=False):
            found.append(f"`{name}` names `{value}`, which comes with the sources")
    return found


def _is_brought(path: str, manifests: Manifests) -> bool:
    """Whether a path comes first along with the manifests, or some of them lie in it."""
    brought = (*manifests.files, *manifests.directories)
    return any(f"{one}/".startswith(f"{path}/") or f"{path}/".startswith(f"{one}/") for one in brought)


_OF_WORDS = ("_ENV", "_WITH", "_WITHOUT", "_LEVEL", "_VERSION")
"""Ends of variables whose values are words: a directory may have the name of one by chance."""


def _is_copied(value: str, site: Site, *, plain: bool) -> bool:
    """Whether a value has a path in it that is copied. `plain`: a mere name may be one."""
    paths = (word.rpartition("=")[2] for word in value.split())
    return any(
        (plain or "/" in path or "." in path) and "://" not in path and site.context.sends(found)
        for path in (one.removeprefix("file://") for one in paths)
        if path and (found := site.context_path(path)) is not None
    )


def values_of(command: Command, names: Iterable[str], *, with_brackets: bool = False) -> tuple[str, ...] | None:
    """All values given to a flag of one of these names, in order; None when one of them is not literal.

    `with_brackets`: a shell would take `.[extra]` for a pattern, but no file has such a name.
    """
    found: list[str] = []
    for given in command.flag_values(*names):
        if given is None or not (given.is_literal or (with_brackets and not _COMPUTED.search(given.raw))):
            return None
        found.append(given.value)
    return tuple(found)
