"""Java, Kotlin, Scala: a jar or classes that a build made need no compiler to run, but a Java runtime of the same version.

Sources: the manuals of java, Maven, Gradle and sbt, the documentation of Spring Boot and Quarkus. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.java_images import OPENJ9, SERVERS, Java
from dockwright.knowledge.table import words
from dockwright.projects.java_source import Program, read_program, settings_words
from dockwright.projects.package_scripts import parse_text
from dockwright.refactorings.split.commands import opaque
from dockwright.refactorings.split.java import bases, native, servers
from dockwright.refactorings.split.java.files import OF_BUILD, run_time_files, values_of_run
from dockwright.refactorings.split.java.launch import Launch, read_launch
from dockwright.refactorings.split.java.layers import layered
from dockwright.refactorings.split.java.outputs import Origin, Outputs
from dockwright.refactorings.split.java.tools import JavaSubject, refuse_tool_at_start
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.places import handed_on, hidden_by_mount
from dockwright.refactorings.split.script import StartScript, start_script
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.transfers import BUILD_PLACES
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS, Command
from dockwright.syntax import Env, Instruction, Run, Transfer
from dockwright.text import Span
from dockwright.values import NamedTuple

_AGENT = re.compile(r"-(?:javaagent|agentpath):([^=\s\"']+)")
_WRITERS = words("curl wget cp mv install keytool openssl tee echo printf cat ln tar unzip git")
"""Programs whose arguments and redirections name what they write."""

_TAGS = {"maven": "3-eclipse-temurin-21", "gradle": "8-jdk21", "clojure": "temurin-21-lein",
         "sbtscala/scala-sbt": "eclipse-temurin-21.0.5_11_1.10.5_3.5.2"}  # fmt: skip
_WAITERS = words("wait-for-it wait-for-it.sh")
"""Scripts for bash that need no other program: https://github.com/vishnubob/wait-for-it."""

_ARCHIVES = (".war", ".jar", ".ear")
_TOOL_PACKAGES = words("ant ant-optional apache-ant gradle leiningen maven sbt")
_TOOL_NAMES = ("maven", "gradle", "sbt", "sdkman")

_IDLE_STARTS = ("version", "-Djarmode=")
"""What a `java` above the boundary is told when it only says something, or unpacks what is followed."""

_SERVER_SCRIPTS = {
    "catalina.sh": "tomcat",
    "startup.sh": "tomcat",
    "standalone.sh": "quay.io/wildfly/wildfly",
    "jetty.sh": "jetty",
}
"""Scripts that start a server, each with an image that has it."""

_JAVA_HOMES = ("$JAVA_HOME/bin/java", "${JAVA_HOME}/bin/java")
_UBUNTU_USER = "1000"
"""Since 24.04 Ubuntu's image has a user of its own with this number."""


class _Started(NamedTuple):
    """What a container starts in the end."""

    paths: tuple[str, ...]  # absolute: files and directories it is made of, the main one first
    agents: tuple[str, ...]
    values: tuple[str, ...]
    script: StartScript | None = None
    needs_shell: bool = False
    needs_bash: bool = False
    is_class_path: bool = False
    is_jar: bool = False  # `java -jar` itself starts it
    is_native: bool = False  # a program that needs no Java


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings
) -> Build | Obstacle:
    """What the stage builds for the Java virtual machine; an obstacle when that is not what starts."""
    if facts.family in SERVERS:
        return servers.examine(model, stage, context, start, facts)
    obstacle = refuse_tool_at_start(start)
    if obstacle is not None:
        return obstacle
    if start.entrypoint is None and facts.entrypoint[:1] == ("native-image",):
        reason = f"the image's own ENTRYPOINT is given what CMD says: `native-image {start.program}` starts no program"
        return Obstacle(reason, start.span)
    subject = JavaSubject(model, stage, context, start)
    outputs = Outputs(subject)
    started = _behind_waiting(subject) or _built_script(subject, outputs) or _start_of_file(subject, outputs)
    if isinstance(started, Obstacle):
        return started
    if not subject.tools:
        origin = handed_on(model, stage, started.paths[0])
        if origin:
            return Obstacle(
                f"it is split already: what starts comes from `{origin}`, and needs a runtime alone", start.span
            )
        return Obstacle("nothing is built here: what starts comes from elsewhere", start.span)
    return _Examiner(subject, outputs, started, facts).build()


def _behind_waiting(subject: JavaSubject) -> _Started | Obstacle | None:
    """What a well-known script starts when another service answers: `/wait-for-it.sh db:5432 -- java -jar app.jar`."""
    start = subject.start
    words = start.arguments[start.arguments.index("--") + 1 :] if "--" in start.arguments else ()
    if basename(start.program) not in _WAITERS or start.path is None or words[:1] != ("java",):
        return None
    found = _by_java(subject, words[1:], in_shell=start.needs_shell, script=None)
    if isinstance(found, Obstacle):
        return found
    sources = subject.sources
    is_of_context = sources.context_path(start.path) is not None
    paths = (*found.paths, start.path) if is_of_context else found.paths
    return found._replace(paths=paths, needs_shell=True, needs_bash=True, is_jar=False)


def _start_of_file(subject: JavaSubject, outputs: Outputs) -> _Started | Obstacle:
    script = start_script(subject.start, subject.sources, subject.context)
    return script if isinstance(script, Obstacle) else _started(subject, outputs, script)


def _built_script(subject: JavaSubject, outputs: Outputs) -> _Started | None:
    """A start script that the build makes, when a shell is called with it or its name says that it is one."""
    start = subject.start
    shell = basename(start.program) if basename(start.program) in POSIX_SHELLS else ""
    written = start.arguments[0] if shell and start.arguments else start.program
    if not shell and not written.endswith(".sh"):
        return None
    path = start.state.resolve(written) if written and "$" not in written and not written.startswith("-") else None
    if path is None or not isinstance(outputs.origin(path), Origin):
        return None
    arguments = start.arguments[1:] if shell else start.arguments
    return _Started((path,), (), arguments, needs_shell=True, needs_bash=shell == "bash" or not shell)


def _started(subject: JavaSubject, outputs: Outputs, script: StartScript | None) -> _Started | Obstacle:
    start = subject.start
    if script is not None:
        return _by_script(subject, script)
    if basename(start.program) == "java":
        if start.path is not None and any(one.name == "jlink" for one in subject.stage.commands):
            return Obstacle(
                f"`{start.program}` is a runtime that `jlink` makes here: that is not followed", start.span, ships=True
            )
        if start.path is not None and start.path != "/opt/java/openjdk/bin/java" and start.program not in _JAVA_HOMES:
            reason = f"`{start.program}` is where this image has its Java, others have it elsewhere: write `java`"
            return Obstacle(reason, start.span)
        return _by_java(subject, start.arguments, in_shell=start.needs_shell, script=None)
    path = start.path or outputs.found(start.program)
    server = _SERVER_SCRIPTS.get(basename(start.program))
    if server is not None and path is not None and outputs.origin(path) is None:
        reason = f"`{start.program}` starts a server that is installed here: an image like `{server}` has it, and would need the archive alone"
        return Obstacle(reason, start.span)
    if path is None:
        return Obstacle(f"the start command runs no Java program that is built here: `{start.program}`", start.span)
    if native.is_native(subject, path):
        return _Started((path,), (), start.arguments, is_native=True)
    facts = subject.stage.facts
    wants_bash = "/target/universal/" in path or (facts is not None and facts.os == "alpine")
    return _Started((path,), (), start.arguments, needs_shell=True, needs_bash=wants_bash)


def _by_java(
    subject: JavaSubject, arguments: tuple[str, ...], *, in_shell: bool, script: StartScript | None
) -> _Started | Obstacle:
    start = subject.start
    launch = read_launch(arguments, start.state.env, start.span, in_shell=in_shell)
    if isinstance(launch, Obstacle):
        return launch
    paths = (launch.jar,) if launch.jar else (launch.class_path or (".",))
    is_pattern = any(mark in launch.jar for mark in "*?[") and not in_shell
    if is_pattern and not _is_copied_as(subject, normpath(join(start.directory, launch.jar))):
        return Obstacle(f"nothing expands `{launch.jar}` in exec form", start.span)
    places = tuple(normpath(join(start.directory, path.removesuffix("/*"))) for path in paths if path)
    agents = tuple(normpath(join(start.directory, path)) for path in launch.agents)
    is_jar = bool(launch.jar) and script is None
    return _Started(places, agents, _values(launch), script, script is not None, False, not launch.jar, is_jar)


def _is_copied_as(subject: JavaSubject, path: str) -> bool:
    """Whether a COPY names a file so: `COPY target/*.jar /app/*.jar` makes one of that very name."""
    model = subject.model
    for one in subject.stage.of(Transfer):
        written = model.expand(one.destination, one) if one.destination is not None else None
        if written is not None and model.state_before(one).resolve(written) == path:
            return True
    return False


def _values(launch: Launch) -> tuple[str, ...]:
    return tuple(one for one in launch.values if one)


def _by_script(subject: JavaSubject, script: StartScript) -> _Started | Obstacle:
    """A script of the context that starts `java`, or what CMD names."""
    start = subject.start
    source = subject.sources.context_path(script.path)
    text = subject.context.read(source) if source and subject.context.is_known else None
    commands = [one for one in (parse_text(text) or ()) if one.name == "java"] if text is not None else []
    if script.runs_arguments and not commands and start.cmd is not None and start.cmd.exec_words:
        words = tuple(word.value for word in start.cmd.exec_words)
        if words[0] != "java":
            return Obstacle(f"the start command runs no Java program that is built here: `{words[0]}`", start.span)
        return _by_java(subject, words[1:], in_shell=False, script=script)
    if len(commands) != 1 or text is None or "cd " in text:
        return Obstacle(f"what `{basename(script.path)}` starts is not followed", start.span, ships=bool(commands))
    return _by_java(subject, tuple(word.value for word in commands[0].arguments), in_shell=True, script=script)


class _Examiner:
    def __init__(self, subject: JavaSubject, outputs: Outputs, started: _Started, facts: BaseImage) -> None:
        self.subject = subject
        self.outputs = outputs
        self.started = started
        self.facts = facts
        self.notes: list[str] = []

    def build(self) -> Build | Obstacle:
        origins = self._origins()
        if isinstance(origins, Obstacle):
            return origins
        for one in origins:
            hidden = hidden_by_mount(self.subject.model, one.made_by, one.copies[0].source)
            if hidden is not None:
                return hidden
        found = self._bases()
        if isinstance(found, Obstacle):
            return found
        is_native = self.started.is_native
        runs = [one.made_by for one in origins]
        for path in (*self.started.agents, *self._agents_of_variables()):
            runs += [run for run in self.subject.stage.of(Run) if self._names(run, path)][-1:]
        last: Instruction = max(runs, key=lambda one: one.index)
        home = self._home_obstacle(last) if not is_native else None
        if home is not None:
            return home
        root = self._root(origins)
        program = self._program(root)
        if program is not None and program.compiler is not None and not is_native:
            return Obstacle(
                f"the program uses the Java compiler when it runs: {program.compiler}", self.subject.start.span
            )
        copies = self._copies(origins, root, last, program)
        if isinstance(copies, Obstacle):
            return copies
        self.notes += self._unexplained(last, root, copies)
        obstacle = self._numbers_obstacle() if not is_native else None
        if obstacle is not None:
            return obstacle
        script, start = self.started.script, self.subject.start
        others = tuple(
            basename(one) for one in (script.programs if script is not None else ()) if basename(one) != "java"
        )
        plain = Build(
            ecosystem="java",
            copies=tuple(dict.fromkeys(copies)),
            last=last,
            sources=root,
            needs=Needs(
                certificates=not is_native,
                zones=not is_native,
                temporary=True,
                libraries=is_native,
                shell=self.started.needs_shell or (start.needs_shell and not start.converts),
                bash=self.started.needs_bash
                or (script is not None and script.shell == "bash")
                or any(one.name == "bash" for one in self._touching(last)),
                programs=others,
            ),
            bases=found,
            vouched=self._touching(last),
            needless=_TOOL_PACKAGES.union(
                bases.installed_javas(self.subject.stage), native.NEEDLESS if is_native else ()
            ),
            notes=tuple(dict.fromkeys((*self.notes, *self._notes(program)))),
        )
        other = layered(self.subject, self.outputs, self.started.paths[0], plain) if self.started.is_jar else None
        return plain._replace(variants=(other,)) if other is not None else plain

    def _bases(self) -> tuple[Base, ...] | Obstacle:
        """The right runtime bases, the likeliest first."""
        image = self.subject.stage.root_image
        if self.started.is_native:
            place = native.graphics(self.subject)
            if place:
                self.notes.append(
                    f"the program uses graphics: see that it finds the libraries that are put beside it ({place})"
                )
            name = image.text if image is not None else "the image"
            return native.bases(self.facts, native.linking(self.subject), name, self._image_span)
        java = self._java()
        if isinstance(java, Obstacle):
            return java
        found = bases.bases(self.subject.stage, java, self.subject.start)
        reason = f"no image with a runtime of Java {java.major} for this system is known"
        return found or Obstacle(reason, self._image_span, ships=True)

    def _home_obstacle(self, last: Instruction) -> Obstacle | None:
        """A JAVA_HOME of its own that the runtime stage would have: what only the build reads stays with it."""
        is_used = "JAVA_HOME" in self.subject.start.instruction.text
        for env in self.subject.stage.of(Env):
            for pair in env.pairs if is_used or env.index > last.index else ():
                value = pair.value.value if pair.value is not None else ""
                if pair.key.value == "JAVA_HOME" and value != "/opt/java/openjdk":
                    reason = "JAVA_HOME names a place that the runtime image does not have"
                    return Obstacle(reason, pair.span, ships=True)
        return None

    @property
    def _image_span(self) -> Span:
        from_ = self.subject.stage.from_
        assert from_ is not None
        assert from_.image is not None
        return from_.image.span

    def _java(self) -> Java | Obstacle:
        java = bases.java_of_stage(self.subject.stage)
        if java is not None:
            return java
        kits = [name for name, one in bases.installed_javas(self.subject.stage).items() if one.is_kit]
        if self.facts.kind == "os" and kits:
            listed = " and ".join(f"`{name}`" for name in kits)
            verb = "brings" if len(kits) == 1 else "bring"
            reason = f"which version of Java {listed} {verb} is not known: name a package of one version"
            return Obstacle(reason, self._image_span, ships=True)
        release = self._release()
        image = self.subject.stage.root_image
        name = image.text if image is not None else "the image"
        if image is not None and ("openj9" in (image.tag or "") or image.family in OPENJ9):
            reason = f"`{name}` has another virtual machine, OpenJ9, with options of its own: no runtime image is chosen for it"
            return Obstacle(reason, self._image_span, ships=True)
        java = bases.assumed(release)
        if java is not None:
            self.notes.append(f"`{name}` does not name its version of Java: the project is compiled for Java {release}")
            return java
        java = bases.usual(self.subject.stage)
        if java is None:
            hint = _TAGS.get(image.family, "") if image is not None else ""
            how = f": a tag like `{hint}` names it" if hint else ""
            return Obstacle(f"which version of Java `{name}` has is not known{how}", self._image_span, ships=True)
        self.notes.append(
            f"`{name}` does not name its version of Java: see that it is {java.major}, and name it in the tag"
        )
        return java

    def _release(self) -> int | None:
        """The version that the project says it is compiled for."""
        found: set[int] = set()
        for tool in self.subject.tools:
            projects = (
                self.subject.maven_projects(tool)
                if tool.kind == "mvn"
                else self.subject.gradle_projects(tool)
                if tool.kind == "gradle"
                else ()
            )
            found |= {release for project, _ in projects if (release := project.java_release) is not None}
        return max(found, default=None)

    # What comes along

    def _origins(self) -> tuple[Origin, ...] | Obstacle:
        """Where the main file comes from, and the other parts of a class path that are built."""
        found: list[Origin] = []
        self.brought: list[str] = []  # paths of the start that are not built here
        start = self.subject.start
        for path in self.started.paths:
            origin = self.outputs.origin(self.outputs.linked(path))
            if isinstance(origin, Obstacle):
                return origin
            if origin is not None:
                found.append(origin)
                self.notes += [origin.note] if origin.note else []
            elif not self._is_brought(path):
                if self.started.is_class_path and not self._is_there(path):
                    return Obstacle(f"where `{path}` of the class path comes from is not known", start.span, ships=True)
                if "--" in start.arguments and path == start.path:
                    return Obstacle(
                        f"what `{start.program}` starts behind `--` is not followed", start.span, ships=True
                    )
                copied = self._copied_by_name(path)
                if copied is not None:
                    return copied
                return Obstacle(f"`{path}` is not what the build makes", start.span)
            else:
                self.brought.append(path)
        copied = self._copied_by_name(self.brought[0]) if not found and self.brought else None
        if copied is not None:
            return copied
        if not found and not self.subject.context.is_known:
            return Obstacle(f"no build here makes `{self.brought[0]}`, as far as the text tells", start.span)
        if not found:
            return Obstacle("what starts comes from the build context: it is not built here", start.span)
        for path in self._given_archives():
            origin = self.outputs.origin(self.outputs.linked(path))
            if isinstance(origin, Obstacle):
                return origin
            if origin is not None and not any(
                inside(path, copy.source) is not None for one in found for copy in one.copies
            ):
                found.append(origin)
                self.notes += [origin.note] if origin.note else []
        return tuple(found)

    def _given_archives(self) -> Iterator[str]:
        """Archives that the program itself is given: `java -jar jetty-runner.jar target/app.war`."""
        for value in self.started.values:
            word = value.rpartition("=")[2]
            if word.endswith(_ARCHIVES) and "$" not in word:
                yield normpath(join(self.subject.start.directory, word))

    def _is_brought(self, path: str) -> bool:
        """Whether the path comes with a COPY."""
        source = self.subject.sources.context_path(path)
        if source is None:
            return False
        return self.subject.context.is_known or bool(source)

    def _copied_by_name(self, path: str) -> Obstacle | None:
        """A COPY that puts a file of the context there under another name: `COPY target/*.jar app.jar`."""
        for one in reversed(self.subject.stage.of(Transfer)):
            word, model = one.destination, self.subject.model
            written = model.expand(word, one) if word is not None and one.from_ is None else None
            if written is not None and model.state_before(one).resolve(written) == path and self.subject.tools:
                reason = (
                    f"`{path}` is copied from the build context, not from what is built here: let a RUN move it there"
                )
                return Obstacle(reason, one.span, ships=True)
        return None

    def _is_there(self, path: str) -> bool:
        return path == self.subject.start.directory

    def _root(self, origins: tuple[Origin, ...]) -> str:
        """The directory of the image that holds the sources: where the outermost copy around the build goes."""
        around = (one.target for one in self.subject.sources.brought if one.is_directory and one.target != "/")
        found = [one for one in around if inside(origins[0].root, one) is not None]
        return min(found, key=len) if found else origins[0].root

    def _program(self, root: str) -> Program | None:
        directories = self._sources(root)
        return read_program(self.subject.context, directories) if directories is not None else None

    def _sources(self, root: str) -> tuple[str, ...] | None:
        if not self.subject.context.is_known:
            return None
        brought = self.subject.sources.brought
        found = (one.source for one in brought if inside(one.target, root) is not None)
        return tuple(dict.fromkeys(found))

    def _copies(
        self, origins: tuple[Origin, ...], root: str, last: Instruction, program: Program | None
    ) -> list[Copied] | Obstacle:
        copies = [copy for one in origins for copy in one.copies]
        behind = [one for one in self.subject.sources.brought if one.transfer.index > last.index]
        for path in dict.fromkeys(
            (*self.brought, *self.started.agents, *self._agents_of_variables(), *self._made_files(last, program))
        ):
            is_made = any(inside(path, copy.source) is not None for copy in copies)
            if is_made or any(inside(path, one.target) is not None for one in behind):
                continue
            source = self.subject.sources.context_path(path)
            context = self.subject.context
            if source is None and not self._is_made_above(path, last):
                return Obstacle(f"where `{path}` comes from is not known", self.subject.start.span, ships=True)
            is_directory = (
                context.is_dir(source) if source is not None and context.is_known else "." not in basename(path)
            )
            copies.append(Copied(path, path, is_directory))
        script = self.started.script
        if script is not None and not any(inside(script.path, one.target) is not None for one in behind):
            copies.append(Copied(script.path, script.path))
        named: frozenset[str] = frozenset()
        directories = self._sources(root)
        if program is not None and directories is not None:
            named = settings_words(self.subject.context, self._projects(root) or directories)
            named |= program.words
        copies += run_time_files(self.subject, root, last.index, named, self.started.values)
        copies += self._from_elsewhere(root, last)
        return copies

    def _from_elsewhere(self, root: str, last: Instruction) -> Iterator[Copied]:
        """What other stages, here-documents and downloads bring among the sources: it may be for the build or for the run."""
        model = self.subject.model
        for one in self.subject.stage.of(Transfer):
            urls = any("://" in word.value for word in one.sources)
            if one.index > last.index or one.destination is None or not (one.from_ is not None or one.heredocs or urls):
                continue
            written = model.expand(one.destination, one)
            state = model.state_before(one)
            place = state.resolve(written) if written is not None else None
            inner = inside(place, root) if place is not None else None
            if place is None or written is None or inner is None or inner.partition("/")[0] in OF_BUILD:
                continue
            if not inner or (one.from_ is None and written.endswith("/")):
                self.notes.append(
                    f"what {one.keyword} brings to `{written}` stays in the builder: see that the program does not read it"
                )
            else:
                yield Copied(place, place, "." not in basename(place))

    def _agents_of_variables(self) -> tuple[str, ...]:
        """Agents that JAVA_TOOL_OPTIONS and its like name: Java does not start without them."""
        start = self.subject.start
        values = " ".join(value for value in start.state.env.values() if value)
        return tuple(normpath(join(start.directory, path)) for path in _AGENT.findall(values))

    def _made_files(self, last: Instruction, program: Program | None) -> Iterator[str]:
        """Absolute paths that the start, variables and sources name, and a command above the boundary writes."""
        words = {
            word.rpartition("=")[2].removeprefix("file:")
            for text in (*self.started.values, *values_of_run(self.subject))
            for word in text.split()
        }
        words |= program.words if program is not None else frozenset()
        paths = {normpath(word) for word in words if word.startswith("/") and "$" not in word and word.count("/") > 1}
        for run, command, directory in self.subject.commands():
            if run.index > last.index or command.name not in _WRITERS:
                continue
            named = {word.value for word in command.arguments} | {
                one.target.value for one in command.redirections if one.target
            }
            for path in sorted(paths & {normpath(join(directory, word)) for word in named}):
                if self.subject.sources.context_path(path) is None:
                    yield path

    def _touching(self, last: Instruction) -> frozenset[Command]:
        """The shells behind the build of `RUN bash -c 'touch app.jar'`, which gives the jar a time of its own."""
        found: list[Command] = []
        for run in self.subject.stage.of(Run):
            commands = [one for one in self.subject.model.commands(run) if one.words]
            names = [one.name for one in commands]
            if run.index > last.index and len(names) == 2 and names[0] in POSIX_SHELLS and names[1] == "touch":
                found.append(commands[0])
        return frozenset(found)

    def _unexplained(self, last: Instruction, root: str, copies: Iterable[Copied]) -> Iterator[str]:
        """Commands above the boundary that may leave something behind which the program reads without being told."""
        runs = [
            (run, command, directory) for run, command, directory in self.subject.commands() if run.index <= last.index
        ]
        unknown = opaque((command for _, command, _ in runs if not native.installs_tools(command)), "java")
        if unknown is not None:
            yield f"what `{unknown.name or unknown.words[0].value}` leaves behind is not known: the runtime stage does not have it"
            return
        started = next((one for _, one, _ in runs if one.name == "java"), None)
        if started is not None and not any(mark in word.value for word in started.arguments for mark in _IDLE_STARTS):
            yield "what `java` leaves behind stays in the builder: see that the program does not need it"
        kept = [
            root,
            *(copy.source for copy in copies),
            *BUILD_PLACES,
            "/usr/share/maven",
            "/usr/local/bin",
            "/usr/bin",
        ]
        for run, command, directory in runs:
            if command.name not in _WRITERS - {"echo", "printf", "cat"} or any(
                one in run.text.lower() for one in _TOOL_NAMES
            ):
                continue
            places = [
                normpath(join(directory, word.value)) for word in command.arguments if not word.value.startswith("-")
            ]
            if not any(inside(place, one) is not None for place in places for one in kept if one != "/"):
                yield f"what `{command.name}` leaves behind stays in the builder: see that the program does not need it"
                return

    def _projects(self, root: str) -> tuple[str, ...]:
        """The context directories of the projects that are built."""
        found: list[str] = []
        for tool in self.subject.tools:
            found += (
                [project.directory for project, _ in self.subject.maven_projects(tool)] if tool.kind == "mvn" else []
            )
            found += (
                [project.directory for project, _ in self.subject.gradle_projects(tool)]
                if tool.kind == "gradle"
                else []
            )
        return tuple(dict.fromkeys(found))

    def _is_made_above(self, path: str, last: Instruction) -> bool:
        """Whether a download above the boundary names the path, as one does for an agent."""
        return any(self._names(one, path) for one in self.subject.stage.instructions if one.index <= last.index)

    def _names(self, one: Instruction, path: str) -> bool:
        """Whether the text of an instruction names a path of the image, as a whole or by its parts."""
        return path in one.text or (dirname(path) in one.text and basename(path) in one.text)

    def _numbers_obstacle(self) -> Obstacle | None:
        """Users by number on Ubuntu, whose image has one that Debian's has not."""
        if self.facts.os in ("alpine", "ubuntu"):
            return None
        for run in self.subject.stage.of(Run):
            for command in self.subject.model.commands(run):
                if command.name in ("useradd", "adduser", "groupadd", "addgroup"):
                    if any(
                        word.value.partition("=")[2] == _UBUNTU_USER or word.value == _UBUNTU_USER
                        for word in command.arguments
                    ):
                        return Obstacle("the runtime image has a user 1000 of its own", command.name_span, ships=True)
                    if command.name in ("useradd", "adduser"):
                        self.notes.append(
                            "the number of the user may differ in the runtime image: see to what it owns in volumes"
                        )
        return None

    def _notes(self, program: Program | None) -> Iterator[str]:
        if program is None:
            if not any(one.startswith("the build context was not read") for one in self.notes):
                yield "the build context was not read: see that the program reads no file of the sources when it runs"
            return
        if not program.is_complete:
            yield "not all sources were looked at"
        if program.process is not None:
            yield f"the program starts other programs: see that the runtime image has them ({program.process})"
        if program.library is not None:
            yield f"the program loads a native library: see that the runtime image has it, and what it needs ({program.library})"
        if program.files is not None:
            yield f"the program opens files: those it names were copied where they are in the context ({program.files})"
        if not program.has_sources:
            yield "the sources of the program are not in the build context"
