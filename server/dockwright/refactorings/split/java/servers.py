"""Web archives that are built in the image of the server that runs them: the same image again, with the archive alone.

The stage that builds stays as it is; the runtime stage has the server as it comes, what the file changes of it, and the archives that the
build deploys. Source: https://hub.docker.com/_/tomcat, https://tomcat.apache.org/tomcat-10.1-doc/deployer-howto.html. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.java_images import SERVERS
from dockwright.knowledge.table import words
from dockwright.projects import maven
from dockwright.projects.java_source import read_program
from dockwright.refactorings.split import accounts, runtime_bases
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.commands import is_cleaning, is_quiet, opaque
from dockwright.refactorings.split.java import bases
from dockwright.refactorings.split.java.native import installs_tools
from dockwright.refactorings.split.java.origins import Origin
from dockwright.refactorings.split.java.outputs import Outputs
from dockwright.refactorings.split.java.said import deeds
from dockwright.refactorings.split.java.tools import JavaSubject, Tool
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.places import hidden_by_mount
from dockwright.refactorings.split.plan import candidate
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.transfers import BUILD_PLACES
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run, Transfer
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

_INSTALLERS = words("apt-get apt apk dnf microdnf yum")
_HARMLESS = words("cd cp mv mkdir install chmod curl wget tar unzip git rm")
"""Programs that do no more than what their paths tell."""

_CARRIED = words("apt-get apt apk rm mkdir chown chgrp chmod cd")
"""Programs whose work the runtime stage repeats where it matters, or that only take away."""

_KITS = words("maven gradle ant ca-certificates-java")


_PATHS = re.compile(r"[\w./-]+")


class _Deployed(NamedTuple):
    """What a command puts where the server looks for applications."""

    path: str  # absolute
    origin: Origin
    command: Command


def inherited_start(model: SemanticModel) -> tuple[Edit, ...]:
    """The edit that writes down what the image of the server starts by itself, where the file does not say it."""
    stage, facts = model.target, candidate(model)
    if stage is None or facts is None or facts.family not in SERVERS or not facts.cmd:
        return ()
    if any(one.keyword in ("CMD", "ENTRYPOINT") for one in stage.instructions):
        return ()
    text, line = model.dockerfile.text, model.dockerfile.newline
    end = len(text.rstrip())
    listed = ", ".join(f'"{word}"' for word in facts.cmd)
    return (Edit(Span(end, end), f"{line}CMD [{listed}]"),)


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage
) -> Build | Obstacle:
    """What the stage deploys; an obstacle where more happens to the server than the runtime stage can repeat."""
    if basename(start.program) != "catalina.sh" or start.arguments[:1] != ("run",) or start.prefixes or start.beside:
        return Obstacle(f"what `{start.program}` starts on `{facts.family}` is not followed", start.span)
    subject = JavaSubject(model, stage, context, start)
    return _Examiner(subject, facts, SERVERS[facts.family]).build()


class _Examiner:
    def __init__(self, subject: JavaSubject, facts: BaseImage, home: str) -> None:
        self.subject = subject
        self.facts = facts
        self.home = home
        self.outputs = Outputs(subject)
        self.directories = {command: directory for _, command, directory in subject.commands()}
        self.building = {one.command for one in subject.tools}

    def build(self) -> Build | Obstacle:
        stage, tools = self.subject.stage, [one for one in self.subject.tools if not one.makes_nothing]
        if not tools:
            return Obstacle("nothing is built here: what the server runs comes from elsewhere", self.subject.start.span)
        among = next((one for one in tools if inside(one.directory, self.home) is not None), None)
        if among is not None:
            reason = "the sources are among the files of the server: build in a directory of its own, or in a stage before it"
            return Obstacle(reason, among.command.span, ships=True)
        found = self._deployed()
        if isinstance(found, Obstacle):
            return found
        if not found:
            return self._not_deployed(tools)
        last = max((one.origin.made_by for one in found), key=lambda run: run.index)
        kept = self._kept(last, found)
        if isinstance(kept, Obstacle):
            return kept
        replayed, extra = kept
        notes = [one.origin.note for one in found if one.origin.note] + list(self._notes(tools))
        notes += self._left_behind(last, replayed, {one.command for one in found}, tools)
        return Build(
            ecosystem="java",
            copies=tuple(
                dict.fromkeys((*(copy for one in found for copy in one.origin.copies), *self._named_files(last)))
            ),
            last=last,
            sources=min((tool.directory for tool in tools), key=len),
            needs=Needs(),
            bases=(self._base(replayed),),
            extra=extra,
            replayed=frozenset(replayed),
            needless=_KITS.union(bases.installed_javas(stage)),
            notes=tuple(dict.fromkeys(notes)),
        )

    def _notes(self, tools: list[Tool]) -> Iterator[str]:
        """What the application may read beside the archive."""
        context, sources = self.subject.context, self.subject.sources
        if not context.is_known:
            yield "the build context was not read: see that the application reads no file of the sources"
            return
        places = [sources.context_path(tool.directory) for tool in tools]
        for tool in tools:
            projects = self.subject.maven_projects(tool) if tool.kind == "mvn" else self.subject.gradle_projects(tool)
            places += [project.directory for project, _ in projects]
        program = read_program(context, tuple(dict.fromkeys(place for place in places if place is not None)))
        if not program.has_sources or not program.is_complete:
            yield "not all sources of the application are in the build context: see that it reads none of them"
        unread = "see that it reads none of the sources"
        yield from deeds(program, "the application", "the server's image", unread)

    def _left_behind(self, last: Run, replayed: list[Run], deploying: set[Command], tools: list[Tool]) -> Iterator[str]:
        """What other commands may leave that the server reads without being told."""
        own = self.building | deploying
        places = (*(one.directory for one in tools), *BUILD_PLACES)
        for run, command, directory in self.subject.commands():
            if run.index > last.index or run in replayed or command in own or not command.words or is_quiet(command):
                continue
            if is_install(command) or installs_tools(command) or command.name in _CARRIED | accounts.PROGRAMS:
                continue
            name = command.name or command.words[0].value
            if opaque((command,), "java") is not None:
                yield f"what `{name}` leaves behind is not known: the runtime stage does not have it"
                continue
            paths = _written(command, directory)
            is_of_build = any(inside(path, place) is not None for path in paths for place in places)
            if not is_of_build and not self._named_by_variables(paths):
                yield f"what `{name}` leaves behind stays in the builder: see that the server does not need it"

    def _base(self, replayed: list[Run]) -> Base:
        """The image itself, with the users that RUNs make which the runtime stage has, too."""
        full = runtime_bases.jre(image_of(self.subject.stage), self.facts, "")
        programs = full.programs | {"catalina.sh"}
        commands = (command for run in replayed for command in self.subject.model.commands(run))
        made = frozenset(one.name for one in accounts.made_by(commands, self.facts.os))
        return full._replace(name=self.facts.family, programs=programs, accounts=full.accounts | made)

    # What is deployed

    def _deployed(self) -> tuple[_Deployed, ...] | Obstacle:
        found: list[_Deployed] = []
        origins: dict[str, Origin | Obstacle | None] = {}
        for written, command in self.outputs.put_below(join(self.home, "webapps")):
            path = self._named(written) if any(mark in written for mark in "*?[") else written
            if path is None:
                reason = f"which archive `{basename(written)}` means is not known: name it"
                return Obstacle(reason, command.span, ships=True)
            if path not in origins:
                origins[path] = self._origin(path)
            origin = origins[path]
            if isinstance(origin, Obstacle):
                return origin
            if origin is not None:
                found.append(_Deployed(path, origin, command))
        return tuple(found)

    def _origin(self, path: str) -> Origin | Obstacle | None:
        """Where an archive comes from, unless it is in no layer of the image."""
        origin = self.outputs.origin(path)
        if not isinstance(origin, Origin):
            return origin
        return hidden_by_mount(self.subject.model, origin.made_by, path) or origin

    def _named(self, path: str) -> str | None:
        """The path of the one archive that a pattern puts into a directory."""
        for tool in self.subject.tools:
            for project, _ in self.subject.maven_projects(tool) if tool.kind == "mvn" else ():
                final = maven.final_name(project)
                if project.packaging == "war" and final is not None and fnmatchcase(f"{final}.war", basename(path)):
                    return join(dirname(path), f"{final}.war")
        return None

    def _not_deployed(self, tools: list[Tool]) -> Obstacle:
        webapps = join(self.home, "webapps")
        for one in reversed(self.subject.stage.of(Transfer)):
            written = self.subject.model.expand(one.destination, one) if one.destination is not None else None
            place = self.subject.model.state_before(one).resolve(written) if written is not None else None
            if one.from_ is None and place is not None and inside(place, webapps) is not None:
                reason = (
                    "the archive is copied from the build context, not from what is built here: let a RUN move it there"
                )
                return Obstacle(reason, one.span, ships=True)
        command = tools[-1].command
        return Obstacle(f"nothing of what `{command.name}` makes is known to come to `{webapps}`", command.span)

    # What becomes of the server

    def _kept(self, last: Run, found: tuple[_Deployed, ...]) -> tuple[list[Run], tuple[str, ...]] | Obstacle:
        """The RUNs that change the server, for both stages, and what a RUN that also builds takes away from it."""
        replayed: list[Run] = []
        extra: list[str] = []
        deploying = {one.command for one in found}
        for run in self.subject.stage.of(Run):
            commands = [one for one in self.subject.model.commands(run) if one.words and not is_quiet(one)]
            if run.index > last.index and not all(map(is_cleaning, commands)):
                continue  # it stays where it is
            removing = next((one for one in commands if one.name == "rm" and self._takes_away(one, run, found)), None)
            if removing is not None:
                return Obstacle("what is deployed is taken away again", removing.span, ships=True)
            changing = [one for one in commands if one not in deploying and self._changes_server(one, run)]
            if not changing:
                continue
            if all(one in changing or one.name in accounts.PROGRAMS for one in commands):
                replayed.append(run)
                continue
            for one in changing:
                if one.name != "rm" or not one.is_top_level or one.is_conditional:
                    reason = f"`{one.name}` changes the server in a RUN that builds: give it a RUN of its own"
                    return Obstacle(reason, one.name_span, ships=True)
                extra.append(f"RUN {one.span.of(self.subject.model.dockerfile.text)}")
        return replayed, tuple(extra)

    def _takes_away(self, command: Command, run: Run, found: tuple[_Deployed, ...]) -> bool:
        """Whether `rm` removes what a command in front of it deployed."""
        directory = self.directories.get(command)
        for word in command.operands() if directory is not None else ():
            text = self.subject.model.expand(word.value, run)
            pattern = normpath(join(directory or "/", text)) if text is not None else ""
            for one in found:
                is_before = one.command.span.start < command.span.start
                if is_before and (fnmatchcase(one.path, pattern) or inside(one.path, pattern or "//") is not None):
                    return True
        return False

    def _changes_server(self, command: Command, run: Run) -> bool:
        """Whether a command may write to the directory of the server, by its name or its words."""
        if (
            command.name in _INSTALLERS
            or is_install(command)
            or any(one.command is command for one in self.subject.tools)
        ):
            return False
        directory = self.directories.get(command)
        texts = [word.value for word in command.arguments]
        texts += [one.target.value for one in command.redirections if one.target is not None]
        if any(self._is_of_server(text, directory, run) for text in texts):
            return True
        return command.name not in _HARMLESS and (directory is None or inside(directory, self.home) is not None)

    def _is_of_server(self, text: str, directory: str | None, run: Run) -> bool:
        if "CATALINA" in text or self.home in text:
            return True
        if text.startswith("-") or "://" in text or directory is None:
            return False
        return inside(normpath(join(directory, text)), self.home) is not None

    def _named_files(self, last: Run) -> Iterator[Copied]:
        """What commands above the boundary write, and variables name: an agent in CATALINA_OPTS."""
        for run, command, directory in self.subject.commands():
            if run.index <= last.index and command.name not in _CARRIED:
                for path in self._named_by_variables(_written(command, directory)):
                    if inside(path, self.home) is None:
                        yield Copied(path, path)

    def _named_by_variables(self, paths: list[str]) -> list[str]:
        values = " ".join(value for value in self.subject.start.state.env.values() if value)
        named = set(_PATHS.findall(values))
        return [path for path in paths if path in named]


def _written(command: Command, directory: str) -> list[str]:
    """The paths that a command may write: the targets of its redirections, else its words."""
    targets = [one.target.value for one in command.redirections if one.target is not None and ">" in one.operator]
    words = targets or [
        one.value for one in command.arguments if not one.value.startswith("-") and "://" not in one.value
    ]
    return [normpath(join(directory, word)) for word in words]
