"""An application for the Java virtual machine: what of the stage it needs when it runs, and on which images."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.java_images import SERVERS
from dockwright.knowledge.table import words
from dockwright.projects.java_source import Program, read_program
from dockwright.refactorings.split.java import bases, native, servers
from dockwright.refactorings.split.java.companions import (
    Companions,
    agents_of_variables,
    names_path,
    source_directories,
)
from dockwright.refactorings.split.java.layers import layered
from dockwright.refactorings.split.java.leftovers import touching, unexplained
from dockwright.refactorings.split.java.origins import Origin
from dockwright.refactorings.split.java.outputs import Outputs
from dockwright.refactorings.split.java.said import deeds
from dockwright.refactorings.split.java.started import Started, started_by
from dockwright.refactorings.split.java.tools import JavaSubject, refuse_tool_at_start
from dockwright.refactorings.split.java.version import home_obstacle, image_span, java_of_build
from dockwright.refactorings.split.model import Base, Build, Needs, Obstacle
from dockwright.refactorings.split.places import handed_on, hidden_by_mount
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.start import Start
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Instruction, Run, Transfer

_ARCHIVES = (".war", ".jar", ".ear")
_TOOL_PACKAGES = words("ant ant-optional apache-ant gradle leiningen maven sbt")

_UBUNTU_USER = "1000"
"""Since 24.04 Ubuntu's image has a user of its own with this number."""


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
    started = started_by(subject, outputs)
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


class _Examiner:
    def __init__(self, subject: JavaSubject, outputs: Outputs, started: Started, facts: BaseImage) -> None:
        self.subject = subject
        self.outputs = outputs
        self.started = started
        self.facts = facts
        self.notes: list[str] = []
        self.brought: list[str] = []  # paths of the start that are not built here

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
        for path in (*self.started.agents, *agents_of_variables(self.subject)):
            runs += [run for run in self.subject.stage.of(Run) if names_path(run, path)][-1:]
        last: Instruction = max(runs, key=lambda one: one.index)
        home = home_obstacle(self.subject, last) if not is_native else None
        if home is not None:
            return home
        root = self._root(origins)
        program = self._program(root)
        if program is not None and program.compiler is not None and not is_native:
            return Obstacle(
                f"the program uses the compiler or another tool of the JDK when it runs: {program.compiler}",
                self.subject.start.span,
            )
        companions = Companions(self.subject, self.started, self.brought, root, last, program)
        copies = companions.copies(origins)
        if isinstance(copies, Obstacle):
            return copies
        self.notes += companions.notes
        self.notes += unexplained(self.subject, last, root, copies)
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
                or any(one.name == "bash" for one in touching(self.subject, last)),
                programs=others,
            ),
            bases=found,
            vouched=touching(self.subject, last),
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
            return native.bases(self.facts, native.linking(self.subject), name, image_span(self.subject))
        java = java_of_build(self.subject, self.facts, self.notes)
        if isinstance(java, Obstacle):
            return java
        found = bases.bases(self.subject.stage, java, self.subject.start)
        reason = f"no image with a runtime of Java {java.major} for this system is known"
        return found or Obstacle(reason, image_span(self.subject), ships=True)

    def _origins(self) -> tuple[Origin, ...] | Obstacle:
        """Where the main file comes from, and the other parts of a class path that are built."""
        found: list[Origin] = []
        start = self.subject.start
        for path in self.started.paths:
            origin = self.outputs.origin(self.outputs.moves.linked(path))
            if isinstance(origin, Obstacle):
                return origin
            if origin is not None:
                found.append(origin)
                self.notes += [origin.note] if origin.note else []
            elif not self._is_brought(path):
                if self.started.is_class_path and path != start.directory:
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
            origin = self.outputs.origin(self.outputs.moves.linked(path))
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

    def _root(self, origins: tuple[Origin, ...]) -> str:
        """The directory of the image that holds the sources: where the outermost copy around the build goes."""
        around = (one.target for one in self.subject.sources.brought if one.is_directory and one.target != "/")
        found = [one for one in around if inside(origins[0].root, one) is not None]
        return min(found, key=len) if found else origins[0].root

    def _program(self, root: str) -> Program | None:
        directories = source_directories(self.subject, root)
        return read_program(self.subject.context, directories) if directories is not None else None

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
        copied = "those it names were copied where they are in the context"
        yield from deeds(program, "the program", "the runtime image", copied)
        if not program.has_sources:
            yield "the sources of the program are not in the build context"
