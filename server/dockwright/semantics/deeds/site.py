"""A command with its circumstances, and the words for what it does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from dockwright.knowledge import commands as table
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.semantics.growing import MANY
from dockwright.semantics.state import State, Values, normalise
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.semantics.model import SemanticModel
    from dockwright.shell import Command, Script, ShellWord
    from dockwright.syntax import Instruction

GLOB = re.compile(r"[*?\[{]")
_LOOP_VARIABLE = re.compile(r"\b(?:for|select|read|local|declare|export|readonly|getopts)\s+(?:-\w+\s+)*(\w+)")


class Place(NamedTuple):
    """Where a word points: an absolute path, or the known directory in front of what is not known."""

    path: str
    is_exact: bool

    @property
    def is_anywhere(self) -> bool:
        return not self.is_exact and self.path == "/"


ANYWHERE = Place("/", False)
_new = tuple.__new__  # half the time of a call of the class


class Write(NamedTuple):
    """Something a command puts, changes or removes.

    `kind`: directory, file, copy, move, link, download, archive, artifact, packages, restore, account, mode, removal,
    unknown. `sources`: what a copy or move takes, absolute.
    """

    path: str
    kind: str
    sources: tuple[str, ...] = ()
    is_tree: bool = False  # anything below the path may be written, too
    is_anywhere: bool = False  # the path is only a guess


class Deed(NamedTuple):
    """What a command does. `environment`: globs of the variables it heeds besides the usual ones; "*" is all."""

    reads: tuple[str, ...] = ()
    writes: tuple[Write, ...] = ()
    environment: tuple[str, ...] = ()
    network: bool = False
    is_barrier: bool = False


class Site:
    """A command where it runs: with its working directory, and what its words stand for."""

    __slots__ = ("command", "cwd", "done", "state", "variables")

    def __init__(self, command: Command, cwd: str | None, state: State, variables: Values) -> None:
        self.command = command
        self.cwd = cwd  # None when unknown
        self.state = state
        self.variables = variables  # those whose value the script itself does not change
        self.done: Deed | None = None  # what the command does, once somebody has asked

    @property
    def home(self) -> str | None:
        """The home directory of the user who runs the command; None when unknown."""
        home = self.variables.get("HOME")
        return home or ("/root" if self.state.is_root else None)

    def value(self, word: ShellWord) -> str | None:
        """The word's text; None when it depends on what only the shell knows. Patterns stay as written."""
        if word.is_literal:
            return word.value
        raw = word.raw
        if "`" in raw or "$(" in raw or "<(" in raw or ">(" in raw:
            return None
        if raw.startswith("~"):
            return self.home + raw[1:] if self.home and raw[1:2] in ("", "/") else None
        try:
            return expand(raw, self.variables, complete=False)
        except ExpansionError:
            return None

    def place(self, word: ShellWord) -> Place:
        """Where the word points, as a path."""
        value = self.value(word)
        return self.at(value) if value is not None else self._known_head(word.value)

    def at(self, path: str) -> Place:
        """Where a relative or absolute path points."""
        is_exact = not ("*" in path or "?" in path or "[" in path or "{" in path)
        if not is_exact:
            path = GLOB.split(path, 1)[0].rpartition("/")[0] + "/"
        if not path.startswith("/"):
            if self.cwd is None:
                return ANYWHERE
            path = f"{self.cwd}/{path}"
        return _new(Place, (normalise(path), is_exact))

    def here(self, *names: str) -> tuple[str, ...]:
        """Paths below the working directory; names may be absolute."""
        return tuple(self.at(name).path for name in names) or (self.at(".").path,)

    def _known_head(self, value: str) -> Place:
        """The part of a partly known path in front of its first variable: /opt of /opt/$X/y."""
        head = value.partition("$")[0].partition("`")[0].rpartition("/")[0]
        return Place(normalise(head), False) if head.startswith("/") else ANYWHERE


def site_of(model: SemanticModel, command: Command) -> Site | None:
    """A command with the directory it runs in; None when its instruction does not have it."""
    instruction = command.instruction
    known = model.keep((site_of, instruction), lambda: {id(one.command): one for one in sites(model, instruction)})
    return known.get(id(command))


def sites(model: SemanticModel, instruction: Instruction) -> tuple[Site, ...]:
    """Every command of an instruction with the directory it runs in.

    A `cd` counts when it stands directly in the script; behind one that may not have run the directory is unknown.
    """
    return model.keep((sites, instruction), lambda: tuple(_sites(model, instruction)))


def _sites(model: SemanticModel, instruction: Instruction) -> Iterator[Site]:
    script = model.script(instruction)
    state = model.state_before(instruction)
    variables = _unshadowed(script, state.variables)
    outer = inner = state.workdir
    for command in script.commands:
        cwd = outer if command.is_top_level else inner
        site = Site(command, cwd, state, variables)
        yield site
        if command.name in ("cd", "pushd", "popd") and not command.in_pipeline:
            inner = _after_cd(site)
            if command.is_top_level:
                outer = None if command.is_conditional else inner
            elif not command.in_substitution and not _is_subshell(command):
                outer = None
        elif command.is_top_level:
            inner = outer


def _after_cd(site: Site) -> str | None:
    operands = site.command.operands()
    if site.command.name == "popd":
        return None
    if not operands:
        return site.home
    place = site.place(operands[0])
    return place.path if place.is_exact and operands[0].value != "-" else None


def _is_subshell(command: Command) -> bool:
    """Whether the command stands in parentheses or a shell of its own, so that a `cd` ends with it."""
    instruction: Instruction = command.script.instruction
    return instruction.text[: command.span.start - instruction.span.start].rstrip().endswith("(")


def _unshadowed(script: Script, variables: Values) -> Values:
    """The variables that the script does not assign itself."""
    if script.instruction is None or not variables:
        return variables
    text = script.instruction.text
    if "$" not in text:
        return variables
    assigned = {name for command in script.commands for name in command.assigned} if "=" in text else set()
    if len(variables) > MANY or any(map(text.__contains__, variables)):
        assigned.update(_LOOP_VARIABLE.findall(text))
    if not any(map(variables.__contains__, assigned)):
        return variables
    return {name: value for name, value in variables.items() if name not in assigned}


def write_at(place: Place, kind: str, sources: Iterable[str] = (), *, tree: bool = False) -> Write:
    return Write(place.path, kind, tuple(sources), tree or not place.is_exact, place.is_anywhere)


def trees(paths: Iterable[str], kind: str) -> tuple[Write, ...]:
    return tuple([Write(path, kind, (), True) for path in paths])


def operands_of(site: Site) -> tuple[ShellWord, ...]:
    name = site.command.name
    return site.command.operands(table.VALUED_FLAGS.get(name, ()))


def flag_value(site: Site, *names: str) -> ShellWord | None:
    """The value of the first of these flags; `-O-` has its own behind the letter."""
    for name in names if site.command.has_flag(*names) else ():
        if not site.command.has_flag(name):
            continue
        flag = site.command.flag(name)
        assert flag is not None
        text = flag.word.value
        attached = text.partition(name)[2] if len(name) == 1 and "=" not in text and text[1] != "-" else ""
        return flag.word._replace(value=attached, raw=attached) if attached else site.command.flag_value(name)
    return None


def heeded(program: str) -> tuple[str, ...]:
    return table.VARIABLES.get(program, ("*",))


def barrier(site: Site, outputs: Collection[str] = ()) -> Deed:
    """A command that may do anything; most likely it writes below its working directory."""
    here = site.at(".")
    guesses = trees(site.here(*outputs), "artifact") if outputs else ()
    unknown = Write(here.path, "unknown", is_tree=True, is_anywhere=True)
    return Deed(reads=("/",), writes=(*guesses, unknown), environment=("*",), network=True, is_barrier=True)


def harmless(site: Site) -> Deed:
    return Deed()


def given_files(site: Site, *flags: str) -> Iterator[str]:
    """The files that a command may be given by its words: `/x`, `./x`, `@x`, `--flag=/x`; `flags` take a file by any name."""
    for word in site.command.arguments:
        text = word.value
        if "://" not in text and ("/" in text or "@" in text or "." in text):
            name = text.rpartition("=")[2].rpartition("@")[2]
            yield site.place(word._replace(value=name, raw=name) if name != text else word).path
    value = flag_value(site, *flags) if flags else None
    if value is not None:
        yield site.place(value).path


def flag_words(site: Site, *names: str) -> list[ShellWord]:
    """The values of every flag of these names, `-r a -r b`."""
    return [word for word in site.command.flag_values(*names) if word is not None]
