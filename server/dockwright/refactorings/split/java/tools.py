"""The commands of a stage that build Java programs: each with its directory, and the project behind it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from posixpath import join, normpath

from dockwright.context import BuildContext, parent
from dockwright.projects import gradle, maven
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.places import located
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS, Command, ShellWord
from dockwright.syntax import Run
from dockwright.values import NamedTuple

TOOLS = {"mvn": "mvn", "mvnw": "mvn", "mvnd": "mvn", "gradle": "gradle", "gradlew": "gradle", "sbt": "sbt",
         "javac": "javac", "kotlinc": "kotlinc", "jar": "jar", "lein": "lein", "ant": "ant", "clj": "clojure",
         "clojure": "clojure", "native-image": "native-image"}  # fmt: skip
OUTPUT = {"mvn": "target", "gradle": "build", "sbt": "target"}
"""Where a tool puts what it makes, relative to a project."""

_PROJECT_FLAGS = {"mvn": ("-f", "--file"), "gradle": ("-p", "--project-dir")}
_CLOJURE_ONLY_FETCHES = ("-P", "-Spath", "-Sforce", "-Sdescribe", "-Stree")
_ASKING = frozenset({"-v", "--version", "-version", "-h", "--help", "-help"})


class Tool(NamedTuple):
    """One command that builds."""

    kind: str  # mvn, gradle, sbt, javac, ...
    command: Command
    directory: str  # absolute: that of its project
    file: str  # the project file, when it has another name
    run: Run

    @property
    def arguments(self) -> tuple[ShellWord, ...]:
        """Its words behind its name, which a shell may be given first: `sh ./mvnw package`."""
        skipped = 0
        if self.command.name in POSIX_SHELLS:
            skipped = 1 + next(at for at, word in enumerate(self.command.arguments) if _wrapper(word) is not None)
        return self.command.arguments[skipped:]

    @property
    def words(self) -> tuple[str, ...]:
        """Its goals, phases or tasks."""
        given = [word.value for word in self.arguments]
        if self.kind == "mvn":
            return maven.goals(given)
        if self.kind == "gradle":
            return gradle.tasks(given)
        return tuple(word for word in given if not word.startswith("-"))

    @property
    def makes_nothing(self) -> bool:
        """Whether it only cleans up or downloads."""
        words = self.words
        if self.kind == "jar":
            flags = self.arguments[0].value if self.arguments else ""
            return not flags.lstrip("-").startswith("c")
        if self.kind == "clojure":
            given = [word.value for word in self.arguments]
            return "-P" in given or all(one in _CLOJURE_ONLY_FETCHES for one in given) or given[-1] == "clean"
        is_idle = self.kind == "mvn" and all(one == "clean" or one in maven.RESTORES for one in words)
        return bool(words) and (
            is_idle or (self.kind in ("gradle", "sbt") and set(words) <= {"clean", "dependencies", "update"})
        )

    @property
    def properties(self) -> dict[str, str]:
        """What `-Dname=value` sets."""
        found: dict[str, str] = {}
        for word in self.arguments:
            if word.value.startswith("-D"):
                name, _, value = word.value[2:].partition("=")
                found[name] = value
        return found


class JavaSubject:
    """A stage with its context, and the commands of it that build."""

    def __init__(self, model: SemanticModel, stage: Stage, context: BuildContext, start: Start) -> None:
        self.model = model
        self.stage = stage
        self.context = context
        self.start = start
        self.sources = Sources(model, stage, context)

    def commands(self) -> Iterator[tuple[Run, Command, str]]:
        """The commands of all RUN, each with the directory it runs in, as long as that is known."""
        for run in self.stage.of(Run):
            for command, directory in located(self.model, run):
                yield run, command, directory

    @cached_property
    def tools(self) -> tuple[Tool, ...]:
        return tuple(self._tools())

    def _tools(self) -> Iterator[Tool]:
        for run, command, directory in self.commands():
            kind = TOOLS.get(command.name) or _kind_behind_shell(command)
            if kind is None or not command.words or (not command.arguments and kind not in ("gradle", "sbt", "ant")):
                continue
            if any(word.value in _ASKING for word in command.arguments):
                continue
            yield self._tool(kind, command, directory, run)

    def _tool(self, kind: str, command: Command, directory: str, run: Run) -> Tool:
        value = value_of(command, *_PROJECT_FLAGS.get(kind, ()))
        written = self.model.expand(value, run) if value is not None else None
        if written is None:
            return Tool(kind, command, directory, "", run)
        place = normpath(join(directory, written))
        if kind == "mvn" and written.endswith(".xml"):
            return Tool(kind, command, parent(place) or "/", place.rpartition("/")[2], run)
        return Tool(kind, command, place, "", run)

    # The projects behind them

    def project_source(self, directory: str, names: tuple[str, ...]) -> str | None:
        """The context directory of the project in a directory of the image: copied as a whole, or file by file."""
        return self.sources.project(directory, names) if self.context.is_known else None

    def maven_projects(self, tool: Tool) -> tuple[tuple[maven.Project, str], ...]:
        """The projects that Maven builds there, each with its directory in the image; empty without the context."""
        source = self.project_source(tool.directory, (tool.file or maven.POM,))
        if source is None:
            return ()
        given = {
            name: value
            for name, text in tool.properties.items()
            if (value := self.model.expand(text, tool.run)) is not None
        }
        project = maven.read(self.context, source, given, tool.file or maven.POM)
        if project is None:
            return ()
        found = (
            (one, self._image_path(source, one.directory, tool)) for one in maven.modules(self.context, project, given)
        )
        return tuple((one, path) for one, path in found if path is not None)

    def gradle_projects(self, tool: Tool) -> tuple[tuple[gradle.Project, str], ...]:
        """The projects of a Gradle build, each with its directory in the image."""
        source = self.project_source(tool.directory, (*gradle.SETTINGS, *gradle.SCRIPTS))
        if source is None:
            return ()
        build = gradle.read(self.context, source, tool.directory.rpartition("/")[2])
        if build is None:
            return ()
        found = ((one, self._image_path(source, one.directory, tool)) for one in build.projects)
        return tuple((one, path) for one, path in found if path is not None)

    def _image_path(self, source: str, directory: str, tool: Tool) -> str | None:
        """Where a directory below that of the tool's project is in the image."""
        if directory == source:
            return tool.directory
        prefix = f"{source}/" if source else ""
        if directory.startswith(prefix):
            return normpath(join(tool.directory, directory[len(prefix) :]))
        return None


def _wrapper(word: ShellWord) -> str | None:
    """The tool of a wrapper that lies in the project: `./mvnw`."""
    name = word.value.rpartition("/")[2]
    return TOOLS[name] if name in ("mvnw", "gradlew") else None


def _kind_behind_shell(command: Command) -> str | None:
    operands = command.operands() if command.name in POSIX_SHELLS and not command.has_flag("c") else ()
    return _wrapper(operands[0]) if operands else None


def refuse_tool_at_start(start: Start) -> Obstacle | None:
    """A start that builds, or that needs what only a development kit has."""
    name = start.program.rpartition("/")[2]
    if name in POSIX_SHELLS and start.arguments[:1] and start.arguments[0].rpartition("/")[2] in ("mvnw", "gradlew"):
        words = " ".join(start.arguments[:2])
        return Obstacle(f"the container runs a build tool when it starts: `{words}`", start.span)
    if name in TOOLS or name in ("scala", "scala-cli", "kotlin", "groovy", "clojure", "clj", "bloop", "mill"):
        words = " ".join((start.program, *start.arguments[:1]))
        return Obstacle(f"the container runs a build tool when it starts: `{words}`", start.span)
    if name in ("jshell", "jcmd", "jstack", "jmap", "jps", "jstat", "jconsole", "jdb", "appletviewer", "rmiregistry"):
        return Obstacle(f"the container starts `{name}` of the development kit", start.span)
    return None


def value_of(command: Command, *names: str) -> str | None:
    """The value of a flag in one of these exact spellings: `-f x`, `--file x`, `--file=x`."""
    words = [word.value for word in command.arguments]
    for index, word in enumerate(words):
        if word in names:
            return words[index + 1] if index + 1 < len(words) else None
        name, equals, value = word.partition("=")
        if equals and name in names:
            return value
    return None
