"""What comes along with a program of Java: its agents, scripts and settings, and files that other stages and downloads bring."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from dockwright.knowledge.table import words
from dockwright.projects.java_source import Program, settings_words
from dockwright.refactorings.split.java.files import OF_BUILD, document_root, run_time_files, values_of_run
from dockwright.refactorings.split.java.origins import Origin
from dockwright.refactorings.split.java.started import Started
from dockwright.refactorings.split.java.tools import JavaSubject
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.sources import inside
from dockwright.syntax import Instruction, Transfer

_AGENT = re.compile(r"-(?:javaagent|agentpath):([^=\s\"']+)")
WRITERS = words("curl wget cp mv install keytool openssl tee echo printf cat ln tar unzip git")
"""Programs whose arguments and redirections name what they write."""


class Companions:
    """What is copied for one program, which the sources below `root` make by the instruction `last`."""

    def __init__(
        self,
        subject: JavaSubject,
        started: Started,
        brought: list[str],
        root: str,
        last: Instruction,
        program: Program | None,
    ) -> None:
        self.subject = subject
        self.started = started
        self.brought = brought  # paths of the start that are not built here
        self.root = root
        self.last = last
        self.program = program
        self.notes: list[str] = []

    def copies(self, origins: tuple[Origin, ...]) -> list[Copied] | Obstacle:
        """What the builds make and what belongs to it; an obstacle where that comes from nobody knows where."""
        root, last, program = self.root, self.last, self.program
        copies = [copy for one in origins for copy in one.copies]
        behind = [one for one in self.subject.sources.brought if one.transfer.index > last.index]
        for path in dict.fromkeys(
            (
                *self.brought,
                *self.started.agents,
                *agents_of_variables(self.subject),
                *_made_files(self.subject, self.started.values, last, program),
            )
        ):
            is_made = any(inside(path, copy.source) is not None for copy in copies)
            if is_made or any(inside(path, one.target) is not None for one in behind):
                continue
            source = self.subject.sources.context_path(path)
            context = self.subject.context
            if source is None and not _is_made_above(self.subject, path, last):
                return Obstacle(f"where `{path}` comes from is not known", self.subject.start.span, ships=True)
            is_directory = (
                context.is_dir(source) if source is not None and context.is_known else "." not in basename(path)
            )
            copies.append(Copied(path, path, is_directory))
        script = self.started.script
        if script is not None and not any(inside(script.path, one.target) is not None for one in behind):
            copies.append(Copied(script.path, script.path))
        named: frozenset[str] = frozenset()
        directories = source_directories(self.subject, root)
        if program is not None and directories is not None:
            named = settings_words(self.subject.context, _projects(self.subject) or directories)
            named |= program.words
        copies += run_time_files(self.subject, root, last.index, named, self.started.values)
        if not any(path.endswith(".war") for path in self.started.paths):
            copies += document_root(self.subject, root, last.index)
        copies += self._from_elsewhere()
        return copies

    def _from_elsewhere(self) -> Iterator[Copied]:
        """What other stages, here-documents and downloads bring among the sources: it may be for the build or for the run."""
        model, root = self.subject.model, self.root
        for one in self.subject.stage.of(Transfer):
            urls = any("://" in word.value for word in one.sources)
            if (
                one.index > self.last.index
                or one.destination is None
                or not (one.from_ is not None or one.heredocs or urls)
            ):
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


def agents_of_variables(subject: JavaSubject) -> tuple[str, ...]:
    """Agents that JAVA_TOOL_OPTIONS and its like name: Java does not start without them."""
    start = subject.start
    values = " ".join(value for value in start.state.env.values() if value)
    return tuple(normpath(join(start.directory, path)) for path in _AGENT.findall(values))


def names_path(one: Instruction, path: str) -> bool:
    """Whether the text of an instruction names a path of the image, as a whole or by its parts."""
    return path in one.text or (dirname(path) in one.text and basename(path) in one.text)


def _projects(subject: JavaSubject) -> tuple[str, ...]:
    """The context directories of the projects that are built."""
    found: list[str] = []
    for tool in subject.tools:
        found += [project.directory for project, _ in subject.maven_projects(tool)] if tool.kind == "mvn" else []
        found += [project.directory for project, _ in subject.gradle_projects(tool)] if tool.kind == "gradle" else []
    return tuple(dict.fromkeys(found))


def source_directories(subject: JavaSubject, root: str) -> tuple[str, ...] | None:
    if not subject.context.is_known:
        return None
    brought = subject.sources.brought
    found = (one.source for one in brought if inside(one.target, root) is not None)
    return tuple(dict.fromkeys(found))


def _made_files(
    subject: JavaSubject, given: tuple[str, ...], last: Instruction, program: Program | None
) -> Iterator[str]:
    """Absolute paths that the start, variables and sources name, and a command above the boundary writes."""
    words = {
        word.rpartition("=")[2].removeprefix("file:")
        for text in (*given, *values_of_run(subject))
        for word in text.split()
    }
    words |= program.words if program is not None else frozenset()
    paths = {normpath(word) for word in words if word.startswith("/") and "$" not in word and word.count("/") > 1}
    for run, command, directory in subject.commands():
        if run.index > last.index or command.name not in WRITERS:
            continue
        named = {word.value for word in command.arguments} | {
            one.target.value for one in command.redirections if one.target
        }
        for path in sorted(paths & {normpath(join(directory, word)) for word in named}):
            if subject.sources.context_path(path) is None:
                yield path


def _is_made_above(subject: JavaSubject, path: str, last: Instruction) -> bool:
    """Whether a download above the boundary names the path, as one does for an agent."""
    return any(names_path(one, path) for one in subject.stage.instructions if one.index <= last.index)
