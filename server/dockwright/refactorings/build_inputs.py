"""Files that a command cannot do without: it fails where they are missing, whatever else there is.

Source: the manuals of the tools; read in 2026-11.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from posixpath import basename, dirname, join, normpath, relpath

from dockwright.context import BuildContext
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.patterns import lazy_pattern
from dockwright.projects.python import ARCHIVES, read_requirements
from dockwright.refactorings.split.sources import Sources
from dockwright.semantics.deeds import Site
from dockwright.shell import Command, ShellWord
from dockwright.values import NamedTuple

Named = str | tuple[str, ...] | ShellWord
"""What a command takes: a name of its own, one of several, or a word."""

_MODULES = ("go.mod", "go.work")
_PIP = ("pip", "pip3")
_GIVEN_TO_PIP = lazy_pattern(r"\s(?:-[rce]|--(?:requirement|constraint|editable))\s|\s[./]")
"""What a command has that names a file or a project: the flag, or the path itself."""

_FROZEN = ("frozen-lockfile", "immutable", "frozen", "locked")
_NODE_ACTIONS = frozenset({"ci", "run", "run-script", "start", "test", "build", ""})
_SEEKERS = frozenset({"bundle", "cargo", "go", "npm", "pipenv", "pnpm", "poetry", "uv", "yarn"})
"""Tools that look for their files in the directories above, too."""

_ELSEWHERE = ("prefix", "C", "cwd", "dir", "directory", "project", "working-dir", "gemfile", "script", "manifest-path")
_LETTERS = {"composer": "d", "poetry": "P"}
"""Flags that say that the project is in another directory; letters mean other things to other tools."""

_POINTING: Mapping[str, Collection[str]] = {
    "pipenv": ("PIPENV_PIPFILE",),
    "composer": ("COMPOSER",),
    "bundle": ("BUNDLE_GEMFILE",),
    "uv": ("UV_PROJECT", "UV_WORKING_DIRECTORY", "UV_WORKING_DIR"),
}
"""Variables that say so."""

_SHELLS = ("sh", "bash", "dash", "ash")


class Input(NamedTuple):
    """A file that is needed: the absolute paths of which one will do, and the word that names it (None: none does)."""

    paths: tuple[str, ...]
    word: ShellWord | None
    is_sought: bool = False  # in the directories above, too
    reader: str = ""  # the script that needs the file; "": the command itself

    @property
    def places(self) -> tuple[str, ...]:
        """All paths of which one will do, the nearest first."""
        return tuple(_above(self.paths)) if self.is_sought else self.paths


def inputs(site: Site) -> Iterator[Input]:
    """The files that the command cannot do without."""
    if site.cwd is None:
        return
    command = site.command
    if any(name in site.variables or name in command.assigned for name in _POINTING.get(command.name, ())):
        return
    for found in wants(command):
        if found == _MODULES and _is_without_modules(site):
            continue
        places = [site.at(name) for name in names_of(found)]
        if all(place.is_exact for place in places):
            word = found if isinstance(found, ShellWord) else None
            yield Input(tuple(place.path for place in places), word, word is None and command.name in _SEEKERS)


def _is_without_modules(site: Site) -> bool:
    """Whether Go is told to do without modules, or with those that it finds."""
    own = [one.value for one in site.command.assignments if one.name == "GO111MODULE"]
    value = (own[-1].value if own[-1] else "") if own else site.variables.get("GO111MODULE")
    return value in ("off", "auto")


def wants(command: Command) -> Iterator[Named]:
    """What the command cannot do without, as it names it; asked without a place."""
    words = command.words
    if not words or command.is_conditional:
        return
    if words[0].is_literal and words[0].value.startswith(("./", "/")) and "/bin/" not in words[0].value:
        yield words[0]
    find = _FINDERS.get(command.name)
    if find is not None and not command.has_flag("help"):
        yield from find(command)


def names_of(found: Named) -> tuple[str, ...]:
    """The names of which one will do."""
    if isinstance(found, ShellWord):
        return (found.value,)
    return (found,) if isinstance(found, str) else found


def may_include(command: Command) -> bool:
    """Whether `included` may find something: files that are read and name further ones, or scripts."""
    return command.name == "composer" or (
        command.name in _PIP and any(isinstance(found, ShellWord) for found in _pip(command))
    )


def _above(paths: Sequence[str]) -> Iterator[str]:
    """The same names in the directory and in all above it, the nearest first."""
    names = [basename(path) for path in paths]
    directory = dirname(paths[0])
    while True:
        yield from (join(directory, name) for name in names)
        if directory == "/":
            return
        directory = dirname(directory)


def _npm(command: Command) -> Iterator[Named]:
    action = command.operands()[:1]
    if not action or action[0].value not in _NODE_ACTIONS or command.has_flag("g", "global") or _is_elsewhere(command):
        return
    yield "package.json"
    if action[0].value == "ci":
        yield "package-lock.json", "npm-shrinkwrap.json"


def _yarn(command: Command) -> Iterator[Named]:
    if _is_elsewhere(command) or command.has_flag("g", "global"):
        return
    action = command.operands()[:1]
    installs = ("install", "i") if command.name == "pnpm" else ("install",)
    if action and action[0].value not in (*installs, "build", "run", "start"):
        return
    if not action and (command.name == "pnpm" or command.has_flag("version", "v", "h")):
        return  # it tells of itself
    valued = MANAGERS[command.name].valued_flags
    if action and action[0].value in installs and len(command.operands(valued)) > 1:
        return  # of packages, as `add` does
    yield "package.json"
    if (not action or action[0].value in installs) and command.has_flag(*_FROZEN):
        yield "yarn.lock" if command.name == "yarn" else "pnpm-lock.yaml"


def _is_elsewhere(command: Command) -> bool:
    """Whether a flag says that the project is in another directory."""
    return command.has_flag(*_ELSEWHERE, *_LETTERS.get(command.name, ()))


def _pip(command: Command) -> Iterator[Named]:
    if not command.may_hold(_GIVEN_TO_PIP):
        return
    arguments = command.arguments
    if not arguments or "install" not in (word.value for word in arguments[:2]):
        return
    for flag, word in pairwise(arguments):
        if flag.value in ("-r", "--requirement", "-c", "--constraint") and word.is_literal and "://" not in word.value:
            yield word
        elif flag.value in ("-e", "--editable") and word.is_literal:
            yield from _project(word.value)
    for word in command.operands(MANAGERS["pip"].valued_flags)[1:]:
        if word.is_literal:
            yield from _project(word.value)


def _project(written: str) -> Iterator[Named]:
    """A directory that pip builds: what it looks for there."""
    path = written.partition("[")[0]
    if path == "." or (path.startswith(("./", "../", "/")) and not path.endswith(ARCHIVES)):
        yield tuple(join(path, name) for name in ("pyproject.toml", "setup.py"))


def included(site: Site, sources: Sources, context: BuildContext) -> Iterator[Input]:
    """The files that the manifests of the command name, where the build context has them."""
    if not context.is_known:
        return
    if site.command.name == "composer":
        yield from _of_scripts(site, sources, context)
    elif site.command.name in _PIP:
        yield from _of_requirements(site, sources, context)


def _of_scripts(site: Site, sources: Sources, context: BuildContext) -> Iterator[Input]:
    """What Composer gives to PHP once packages are installed: `artisan` of Laravel. A script that fails stops the install."""
    command, run = site.command, site.command.instruction
    words = [word.value for word in command.operands(MANAGERS["composer"].valued_flags)]
    if words not in (["install"], ["i"]) or command.is_conditional or not command.script.is_and_chain:
        return
    if command.has_flag("no-scripts", "dry-run", "download-only", "d", "working-dir") or site.cwd is None:
        return
    named = {*site.variables, *(one.name for one in command.assignments)}
    if named & {"COMPOSER", "COMPOSER_SKIP_SCRIPTS"}:
        return
    from dockwright.projects.composer import read_composer, script_files

    path = sources.context_path(site.at("composer.json").path, run)
    project = read_composer(context, dirname(path)) if path is not None and basename(path) == "composer.json" else None
    if project is None:
        return
    events = [] if command.has_flag("no-autoloader") else ["pre-autoload-dump", "post-autoload-dump"]
    is_locked = sources.context_path(site.at("composer.lock").path, run) is not None
    events += ["pre-install-cmd", "post-install-cmd"] if is_locked else []
    for event, file in script_files(project, events):
        place = site.at(file)
        if place.is_exact and context.is_file(normpath(join(project.directory, file))):
            yield Input((place.path,), None, reader=f"the script `{event}`")


def _of_requirements(site: Site, sources: Sources, context: BuildContext) -> Iterator[Input]:
    for word in _pip(site.command):
        place = site.at(word.value) if isinstance(word, ShellWord) else None
        if not isinstance(word, ShellWord) or place is None or not place.is_exact:
            continue
        path = sources.context_path(place.path, site.command.instruction)
        found = read_requirements(context, [path]) if path is not None else None
        if path is None or found is None:
            continue
        for one in found.files[1:]:
            inner = relpath(one, dirname(path) or ".")
            yield Input((normpath(join(dirname(place.path), inner)),), word)


def _go(command: Command) -> Iterator[Named]:
    words = [word.value for word in command.operands()]
    is_elsewhere = command.has_flag("C", "modfile") or any(word.endswith(".go") or "@" in word for word in words)
    is_elsewhere = is_elsewhere or any(word.value.startswith("-modfile=") for word in command.arguments)
    if (words[:2] == ["mod", "download"] or words[:1] == ["build"]) and not is_elsewhere:
        yield _MODULES


def _cargo(command: Command) -> Iterator[Named]:
    action = command.operands()[:1]
    if action and action[0].value in ("build", "b", "fetch", "check", "test") and not _is_elsewhere(command):
        yield "Cargo.toml"
        if command.has_flag("locked", "frozen"):
            yield "Cargo.lock"


def _maven(command: Command) -> Iterator[Named]:
    goals = command.operands()
    if any(":" not in goal.value for goal in goals) and not command.has_flag("f", "file", "version", "v"):
        yield "pom.xml"  # a goal of a plugin, `archetype:generate`, may do without


def _pipenv(command: Command) -> Iterator[Named]:
    if not command.has_flag("r", "requirements", "e", "editable"):
        valued = MANAGERS["pipenv"].valued_flags
        if len(command.operands(valued)) == 1:  # of packages it makes a Pipfile
            yield from _lock_of("Pipfile.lock", flags=("deploy",), always=("Pipfile",))(command)


def _lock_of(*names: str, flags: tuple[str, ...], always: tuple[str, ...]) -> Callable[[Command], Iterator[Named]]:
    """A restore that needs `always`, and with one of the flags `names` as well."""

    def find(command: Command) -> Iterator[Named]:
        action = command.operands()[:1]
        if action and action[0].value in ("install", "sync") and not _is_elsewhere(command):
            yield from always
            if command.has_flag(*flags):
                yield from names

    return find


def _script(command: Command) -> Iterator[Named]:
    """`python manage.py`, `node server.js`, `sh build.sh`: the first argument, where it is a file."""
    arguments = command.arguments
    if arguments and arguments[0].is_literal and not arguments[0].value.startswith("-"):
        word = arguments[0]
        if "." in word.value.rpartition("/")[2] and not word.value.startswith("$"):
            yield word


def _java(command: Command) -> Iterator[Named]:
    for flag, word in pairwise(command.arguments):
        if flag.value == "-jar" and word.is_literal:
            yield word


_FINDERS: Mapping[str, Callable[[Command], Iterator[Named]]] = {
    "npm": _npm,
    "yarn": _yarn,
    "pnpm": _yarn,
    **dict.fromkeys(_PIP, _pip),
    "go": _go,
    "cargo": _cargo,
    "mvn": _maven,
    "poetry": _lock_of(flags=(), always=("pyproject.toml",)),
    "uv": _lock_of("uv.lock", flags=("frozen", "locked"), always=("pyproject.toml",)),
    "pipenv": _pipenv,
    "composer": _lock_of(flags=(), always=("composer.json",)),
    "bundle": _lock_of("Gemfile.lock", flags=("deployment", "frozen"), always=("Gemfile",)),
    **dict.fromkeys(("python", "python3", "node", "ruby", "perl", "php", *_SHELLS), _script),
    "java": _java,
}
