"""The programs that the commands of a stage make, those among them that make runs; and where each is in the end."""

from __future__ import annotations

from fnmatch import fnmatch
from posixpath import basename, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.projects.make_recipes import FILES, UNKNOWN, Recipes
from dockwright.projects.makefile import read_makefile
from dockwright.projects.package_scripts import parse_text
from dockwright.refactorings.split.c.build_tools import BuildTools
from dockwright.refactorings.split.c.commands import MAKES, PUTS, after, goals, is_known
from dockwright.refactorings.split.c.programs import Found, Program
from dockwright.refactorings.split.commands import called, not_followed
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.places import SYSTEM_DIRECTORIES, Places, absolute, files_written, located
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run

_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_DEEPEST = 4
_FOR_PEOPLE = words(
    "man doc docs info include pkgconfig bash-completion zsh locale icons applications licenses systemd"
)
_FOR_COMPILERS = (".h", ".hpp", ".a", ".la", ".pc", ".1", ".3", ".5", ".8", ".1.gz", ".md", ".service")


def programs_of(model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources) -> Found | Obstacle:
    """All programs of the stage, or the first command of which nobody can tell what it leaves behind."""
    follower = _Follower(model, context, sources, Places(model, stage, context, sources))
    for run in stage.of(Run):
        if unknown := not_followed(model, run):
            return unknown
        steps = list(located(model, run))
        for command, directory in steps:
            obstacle = follower.step(command, directory, run)
            if obstacle is not None:
                return obstacle
        if len(steps) < len(model.commands(run)):
            return Obstacle("where a RUN works is not known", run.keyword_span)
    if follower.tools.is_shared:
        assert stage.from_ is not None
        return Obstacle("the project makes a shared library of its own", stage.from_.keyword_span, ships=True)
    return Found(
        tuple(follower.found.values()), tuple(dict.fromkeys(follower.others)), tuple(dict.fromkeys(follower.written))
    )


class _Follower:
    """Follows the commands of a stage, those that make runs among them."""

    def __init__(self, model: SemanticModel, context: BuildContext, sources: Sources, places: Places) -> None:
        self.model = model
        self.context = context
        self.sources = sources
        self.places = places
        self.tools = BuildTools(model, context, sources)
        self.found: dict[str, Program] = {}
        self.others: list[Copied] = []
        self.written: list[str] = []

    def step(
        self, command: Command, directory: str, run: Run, outer: Command | None = None, depth: int = 0
    ) -> Obstacle | None:
        """Follow one command. `outer`: the command of the RUN that runs it."""
        if not command.words:
            return None
        if command.name == "rm":
            self._removed(command, directory, run)
            return None
        if self._moves(command, directory, run, outer):
            return None
        if command.name in MAKES and not self.tools.is_configured(command, directory):
            return self._make(command, directory, run, outer or command, depth)
        made = self.tools.made(command, directory, run, outer)
        if isinstance(made, Obstacle):
            return made if outer is None else made._replace(span=outer.span)
        self.found.update((one.path, one) for one in made)
        if command.name == "strip":
            for word in command.operands():
                path = absolute(self.model, run, directory, word.value)
                if path in self.found:
                    self.found[path] = self.found[path]._replace(run=run)
        elif command.name in PUTS:
            return self._put(command, directory, run, outer or command)
        elif not made and not is_known(command) and not self.tools.prepares(command, directory):
            if outer is None and self._writes(command, directory, run):
                return None
            return Obstacle(f"what `{called(command)}` leaves behind is not known", (outer or command).span)
        return None

    def _writes(self, command: Command, directory: str, run: Run) -> bool:
        """Whether all that a command does is writing files by `>`, and which these are is known: `echo 1.2 > version.txt`."""
        paths = files_written(self.model, command, directory, run)
        for path in paths or ():
            if inside(path, directory) is not None:
                self.written.append(path)
            elif not path.endswith(_FOR_COMPILERS) and "/." not in path:  # settings of a tool
                self.others.append(Copied(path, path))
        return paths is not None

    def _moves(self, command: Command, directory: str, run: Run, outer: Command | None) -> bool:
        """Whether a command puts a program elsewhere."""
        moved = self.places.moved(command, directory, run, outer)
        if moved is None or moved[0] not in self.found or command.name == "ln":
            return False
        program = self.found.pop(moved[0]) if command.name == "mv" else self.found[moved[0]]
        self.found[moved[1]] = program._replace(path=moved[1], run=run)
        return True

    def _removed(self, command: Command, directory: str, run: Run) -> None:
        """Programs that are taken away again."""
        for word in command.operands():
            written = self.model.expand(word.value, run) or word.value
            pattern = normpath(join(directory, written))
            gone = [one for one in self.found if fnmatch(one, pattern) or inside(one, pattern) is not None]
            for one in gone:
                del self.found[one]

    def _put(self, command: Command, directory: str, run: Run, outer: Command) -> Obstacle | None:
        """Files that are put outside of the sources, where the program may look for them."""
        operands = [word.value for word in command.operands(("m", "o", "g", "mode", "owner", "group"))]
        is_making = command.name == "install" and command.has_flag("d", "directory")
        if command.has_flag("t", "target-directory") or (len(operands) < 2 and not is_making):
            return (
                Obstacle(f"where `{command.name}` puts files is not known", outer.span)
                if outer is not command
                else None
            )
        for written, source in (
            ((one, "") for one in operands) if is_making else ((operands[-1], one) for one in operands[:-1])
        ):
            path = absolute(self.model, run, directory, written)
            name = basename(source.rstrip("/"))
            if path is None:
                return Obstacle(f"where `{command.name}` puts files is computed", outer.span)
            if inside(path, directory) is not None or _is_for_people(path) or _is_for_people(f"/{name}"):
                continue
            if ".so" in name or ".so" in basename(path):
                return Obstacle(f"`{name}` is a library of its own", outer.span, ships=True)
            into = bool(source) and (
                len(operands) > 2 or written.endswith("/") or self.places.is_directory(path, outer)
            )
            if into and (any(mark in name for mark in "*?[$") or name in (FILES, UNKNOWN, ".")):
                if path in SYSTEM_DIRECTORIES:
                    return Obstacle(f"what `{command.name}` puts into `{path}` is not known", outer.span, ships=True)
                name = ""
            if is_making and self.places.is_directory(path, outer):
                continue
            place = join(path, name) if into and name else path
            is_directory = is_making or (into and not name) or command.has_flag("r", "R", "a", "recursive", "archive")
            self.others.append(Copied(place, place, is_directory))
        return None

    def _make(self, command: Command, directory: str, run: Run, outer: Command, depth: int) -> Obstacle | None:
        """Follow what make runs by a Makefile that comes with the sources."""
        called_ = f"what `{command.name}` makes is not known"
        if depth > _DEEPEST:
            return Obstacle(f"{called_}: it calls itself too often", outer.span)
        if not self.context.is_known:
            return Obstacle(f"{called_} without the build context", outer.span)
        place = normpath(join(directory, after([word.value for word in command.arguments], "-C") or "."))
        recipes = self._recipes(command, place, run, outer)
        if isinstance(recipes, str):
            return Obstacle(f"{called_}: {recipes}", outer.span)
        for line in recipes:
            commands = parse_text(line)
            if commands is None:
                return Obstacle(f"{called_}: a line of its Makefile is not understood", outer.span)
            where = place
            for one in commands:
                if one.name == "cd" and len(one.arguments) == 1:
                    where = normpath(join(where, one.arguments[0].value))
                obstacle = self.step(one, where, run, outer, depth + 1)
                if obstacle is not None:
                    return obstacle
        return None

    def _recipes(self, command: Command, place: str, run: Run, outer: Command) -> tuple[str, ...] | str:
        """The lines that make runs; why they are not known, if not."""
        source = self.sources.project(place, _MAKEFILES, outer.instruction)
        makefile = read_makefile(self.context, source) if source is not None else None
        if makefile is None:
            return f"no Makefile comes with the sources to `{place}`"
        if makefile.unread:
            return f"its Makefile has `{makefile.unread}`, which is not followed"
        operands = goals(command)
        if command.has_flag("f", "file", "I", "n", "dry-run") or UNKNOWN in operands:
            return "its flags are not followed"
        given = dict(one.split("=", 1) for one in operands if "=" in one)
        state = self.model.state_before(run)
        environment = {name: value for name, value in state.env.items() if value and name not in ("PATH", "MAKEFLAGS")}
        environment |= {one.name: one.value.value if one.value else "" for one in command.assignments}
        targets = tuple(one for one in operands if "=" not in one)
        return Recipes(makefile, given, environment).lines(targets)


def _is_for_people(path: str) -> bool:
    """Whether a file is for people and compilers: manuals, headers, static libraries."""
    return path.endswith(_FOR_COMPILERS) or bool(_FOR_PEOPLE & set(path.split("/")))
