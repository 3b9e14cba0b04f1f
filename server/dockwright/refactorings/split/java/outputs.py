"""Where the file that starts comes from: made by a build, moved by `cp`, or brought from the build context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from dockwright.knowledge.base_images import DEFAULT_PATH
from dockwright.projects import gradle, maven, quarkus
from dockwright.projects.maven import Match
from dockwright.refactorings.split.java import native
from dockwright.refactorings.split.java.archives import ENDINGS, Unpacked, unpacked
from dockwright.refactorings.split.java.tools import OUTPUT, JavaSubject, Tool
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.sources import inside
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple

_MOVERS = {"cp": (), "mv": (), "install": ("m", "o", "g", "mode", "owner", "group")}
_MARKS = frozenset("*?[")
_FAT = (
    "maven-shade-plugin",
    "maven-assembly-plugin",
    "spring-boot-maven-plugin",
    "quarkus-maven-plugin",
    "onejar-maven-plugin",
)
_MAKERS = frozenset({"maven-shade-plugin", "maven-assembly-plugin", "maven-source-plugin", "maven-javadoc-plugin",
                     "onejar-maven-plugin", "maven-antrun-plugin", "quarkus-maven-plugin"})  # fmt: skip
"""Plugins that may leave further jars beside the artifact."""


_QUARKUS = "quarkus-maven-plugin"
_ARCHIVES = (".jar", ".war", ".ear")
_BESIDE = "settings, data, native libraries"
"""What a program may look for beside itself."""

_DIRECTORIES = frozenset({"/", "/opt", "/srv", "/tmp", "/root", "/home", "/usr/local/bin", "/usr/local/lib"})
"""Directories that every image has."""

SHARED = frozenset({"/", "/bin", "/etc", "/home", "/lib", "/opt", "/root", "/srv", "/tmp", "/usr", "/usr/bin", "/usr/lib",
                    "/usr/local", "/usr/local/bin", "/usr/local/lib", "/usr/share", "/usr/src", "/var", "/var/lib"})  # fmt: skip
"""Directories that hold more than what a build puts there."""


class Origin(NamedTuple):
    """A file or directory of the image that the build made."""

    copies: tuple[Copied, ...]
    made_by: Run  # the last one that has to do with it
    root: str  # directory of the image that the build ran in
    note: str = ""  # why it is not proven


class _Move(NamedTuple):
    source: str  # absolute; may hold wildcards
    target: str  # absolute
    is_into: bool  # the target is a directory
    command: Command
    run: Run


_OTHER_OUTPUTS = {"ant": ("dist", "build", "target", "out", "lib"), "clojure": ("target",), "lein": ("target",)}
"""Directories that tools use for what they make, of which no more is read."""


class _Quarkus(NamedTuple):
    """What a project tells Quarkus."""

    properties: Mapping[str, str | None]
    script: str  # what may change them


def _quarkus_of(project: maven.Project) -> _Quarkus:
    profiles = (one for root in project.chain for one in root.iterfind("profiles/profile"))
    return _Quarkus(project.properties, "\n".join(text for one in profiles for text in one.itertext()))


class Outputs:
    """What the builds of a stage leave behind."""

    def __init__(self, subject: JavaSubject) -> None:
        self.subject = subject
        self._moves = tuple(self._read_moves())
        self._unpacked = tuple(unpacked(subject))
        self._links = dict(self._read_links())

    def origin(self, path: str, depth: int = 0) -> Origin | Obstacle | None:
        """Where a file of the image comes from; None: no build made it, as far as one can tell."""
        move = next((one for one in reversed(self._moves) if self._before(one, path) is not None), None)
        if move is not None and depth < 4:
            return self._moved(move, path, depth)
        for one in reversed(self._unpacked):
            inner = inside(path, one.directory)
            found = self._of_archive(one, path) if inner or (inner == "" and one.is_flat) else None
            if found is not None:
                return found
        for tool in reversed(self.subject.tools):
            found = self._made(tool, path) if not tool.makes_nothing else None
            if found is not None:
                return found
        return None

    def linked(self, path: str) -> str:
        """The path behind symbolic links that a RUN made."""
        for _ in range(4):
            path = self._links.get(path, path)
        return path

    def before_moves(self, path: str) -> str | None:
        """Where a file was before `cp` and `mv` brought it to a path; None when that hangs on a pattern."""
        for _ in range(4):
            move = next((one for one in reversed(self._moves) if self._before(one, path) is not None), None)
            before = self._before(move, path) if move is not None else None
            if before is None:
                return path
            if before == "?":
                return None
            path = before
        return None

    def found(self, program: str) -> str | None:
        """Where on PATH a program is that was built or linked there."""
        search = (self.subject.start.state.env.get("PATH") or DEFAULT_PATH).split(":")
        places = (join(directory, program) for directory in search if directory.startswith("/"))
        return next((one for one in places if one in self._links or isinstance(self.origin(one), Origin)), None)

    def put_below(self, directory: str) -> Iterator[tuple[str, Command]]:
        """The paths in a directory that moves and unpacked archives bring; a pattern where the move has one."""
        for one in self._moves:
            path = join(one.target, basename(one.source)) if one.is_into else one.target
            if inside(path, directory):
                yield path, one.command
        for archive in self._unpacked:
            if inside(archive.directory, directory) and archive.archive.endswith(".war"):
                yield join(archive.directory, "WEB-INF"), archive.command

    def _read_links(self) -> Iterator[tuple[str, str]]:
        """Links, each with what it names: `ln -s /opt/app/bin/app /usr/local/bin`."""
        for run, command, directory in self.subject.commands():
            if command.name != "ln" or not command.has_flag("s", "symbolic"):
                continue
            operands = [self.subject.model.expand(word.value, run) for word in command.operands()]
            if len(operands) != 2 or any(one is None or any(mark in one for mark in "$`*?[") for one in operands):
                continue
            target, link = operands[0] or "", normpath(join(directory, operands[1] or ""))
            if link in SHARED or (operands[1] or "").endswith("/"):
                link = join(link, basename(target))
            if dirname(link) in SHARED:
                yield link, normpath(join(dirname(link), target))

    # Moves

    def _read_moves(self) -> Iterator[_Move]:
        for run, command, directory in self.subject.commands():
            if command.name not in _MOVERS:
                continue
            operands = [self.subject.model.expand(word.value, run) for word in command.operands(_MOVERS[command.name])]
            if len(operands) < 2 or any(one is None or "$" in one or "`" in one for one in operands):
                continue
            sources = [normpath(join(directory, one or "")) for one in operands[:-1]]
            target = operands[-1] or ""
            place = normpath(join(directory, target))
            into = target.endswith(("/", "/.")) or len(sources) > 1 or self._is_directory(place, command)
            for source in sources:
                yield _Move(source, place, into, command, run)

    def _is_directory(self, path: str, command: Command) -> bool:
        subject = self.subject
        first = self._entered.get(path)
        if path in _DIRECTORIES or (first is not None and first <= command.instruction.index):
            return True
        if any(one.is_directory and inside(one.target, path) is not None for one in subject.sources.brought):
            return True
        return any(at < command.span.start and inside(one, path) is not None for at, one in self._made_directories)

    @cached_property
    def _entered(self) -> dict[str, int]:
        """The working directories of the stage, each with the index of the first instruction that runs there."""
        found: dict[str, int] = {}
        for one in self.subject.stage.instructions:
            directory = self.subject.model.state_before(one).workdir
            if directory is not None:
                found.setdefault(directory, one.index)
        return found

    @cached_property
    def _made_directories(self) -> tuple[tuple[int, str], ...]:
        """What `mkdir` makes: the offset of the command, and the path."""
        makers = ((one, place) for _, one, place in self.subject.commands() if one.name == "mkdir")
        found = ((one, place, word.value) for one, place in makers for word in one.operands(("m", "mode")))
        return tuple((one.span.start, normpath(join(place, text))) for one, place, text in found)

    def _before(self, move: _Move, path: str) -> str | None:
        """Where a path was before the move; "?" for the one file that a pattern means; None: the move does not bring it."""
        pattern = basename(move.source)
        if _MARKS.isdisjoint(move.source):
            inner = inside(path, join(move.target, pattern) if move.is_into else move.target)
            return None if inner is None else join(move.source, inner) if inner else move.source
        if not move.is_into:
            return "?" if path == move.target else None
        inner = inside(path, move.target)
        if not inner or not _MARKS.isdisjoint(dirname(move.source)):
            return "?" if inner and "/" not in inner and fnmatchcase(inner, pattern) else None
        return join(dirname(move.source), inner) if fnmatchcase(inner.partition("/")[0], pattern) else None

    def _moved(self, move: _Move, path: str, depth: int) -> Origin | Obstacle | None:
        origin = self._before(move, path)
        assert origin is not None
        if origin == "?":
            source = self._output_around(move.source)
            if source is None or move.is_into:
                return None
            return Origin((Copied(path, path),), move.run, source)  # cp would have failed for several files
        found = self.origin(origin, depth + 1)
        if not isinstance(found, Origin):
            return found
        main = self._moved_main(move, found.copies[0], origin, path)
        if isinstance(main, Obstacle):
            return main
        is_named = _MARKS.isdisjoint(move.source)  # cp would have failed if the file it names were not there
        last = max(found.made_by, move.run, key=lambda one: one.index)
        siblings = self._moved_siblings(found.copies[1:], origin, path)
        if isinstance(siblings, Obstacle):
            return siblings
        return Origin((main, *siblings), last, found.root, "" if is_named else found.note)

    def _moved_main(self, move: _Move, copy: Copied, origin: str, path: str) -> Copied | Obstacle:
        """The file, or the directory that it needs around it, where they are after the move."""
        if not copy.is_directory or copy.source == origin:
            return Copied(path, path, copy.is_directory)
        is_pattern = not _MARKS.isdisjoint(move.source)
        source = dirname(move.source) if is_pattern else move.source
        base = join(move.target, basename(source)) if move.is_into and not is_pattern else move.target
        inner = inside(copy.source, source)
        if inner is None or (is_pattern and not inner and basename(move.source) != "*"):
            reason = f"`{path}` was moved without what the build puts around it"
            return Obstacle(reason, self.subject.start.span, ships=True)
        place = join(base, inner) if inner else base
        return Copied(place, place, True)

    def _moved_siblings(self, copies: tuple[Copied, ...], origin: str, path: str) -> tuple[Copied, ...] | Obstacle:
        """Directories that the jar looks for beside itself, where they are after the move."""
        found: list[Copied] = []
        for copy in copies:
            place = normpath(join(dirname(path), inside(copy.source, dirname(origin)) or ""))
            if not any(self._before(one, place) == copy.source for one in self._moves):
                reason = f"the jar looks for its dependencies in `{place}`, which nothing fills"
                return Obstacle(reason, self.subject.start.span)
            found.append(Copied(place, place, True))
        return tuple(found)

    def _output_around(self, path: str) -> str | None:
        """The directory of the build in whose output a path or pattern lies."""
        for tool in reversed(self.subject.tools):
            output = OUTPUT.get(tool.kind)
            inner = inside(path, tool.directory)
            if output is not None and inner and f"/{output}/" in f"/{inner}":
                return tool.directory
        return None

    # Archives

    def _of_archive(self, one: Unpacked, path: str) -> Origin | Obstacle | None:
        """A file of an archive that a build made: the directory that the archive has on top comes along."""
        archive = self.before_moves(one.archive)
        directory = self._output_around(archive or "")
        if archive is None or directory is None:
            return None
        top, _, rest = (inside(path, one.directory) or "").partition("/")
        is_whole = one.is_flat or not rest
        place = one.directory if is_whole else join(one.directory, top)
        if place in SHARED:
            return Obstacle(f"what else is in `{place}` is not known", self.subject.start.span, ships=True)
        tool = next(each for each in reversed(self.subject.tools) if each.directory == directory)
        if archive.endswith((".jar", ".war")):
            return self._of_unpacked_jar(one, archive)
        note = self._archive_note(tool, archive, top if not is_whole else "")
        if isinstance(note, Obstacle):
            return note
        last = max(tool.run, one.run, key=lambda each: each.index)
        return Origin((Copied(place, place, True),), last, directory, note)

    def _of_unpacked_jar(self, one: Unpacked, jar: str) -> Origin | Obstacle | None:
        found = self.origin(jar, 1)
        if not isinstance(found, Origin):
            return found
        last = max(found.made_by, one.run, key=lambda each: each.index)
        return Origin((Copied(one.directory, one.directory, True),), last, found.root, found.note)

    def _archive_note(self, tool: Tool, archive: str, top: str) -> str | Obstacle:
        """What is not proven of an archive; an obstacle where the project makes no such one."""
        name = basename(archive)
        stem = next((name.removesuffix(one) for one in ENDINGS if name.endswith(one)), "")
        found = self._match_archive(tool, archive, stem)
        if found is Match.NO or (found is Match.YES and top not in ("", stem)):
            return Obstacle(f"the build does not make `{name}` with `{top}` in it", self.subject.start.span)
        if found is Match.YES:
            return ""
        if not self.subject.context.is_known:
            return f"the build context was not read: see that the build makes `{archive}`, and that it needs no other file: {_BESIDE}"
        return f"whether the build makes `{name}` is not proven"

    def _match_archive(self, tool: Tool, archive: str, stem: str) -> Match:
        for project, directory in self.subject.gradle_projects(tool) if tool.kind == "gradle" else ():
            if dirname(archive) == join(directory, "build/distributions"):
                return gradle.match_distribution(project, stem)
        for pom, directory in self.subject.maven_projects(tool) if tool.kind == "mvn" else ():
            if dirname(archive) == join(directory, "target"):
                return Match.NO if pom.plugin("maven-assembly-plugin") is None else Match.MAYBE
        return Match.MAYBE

    # What a tool makes

    def _made(self, tool: Tool, path: str) -> Origin | Obstacle | None:
        if tool.kind == "mvn":
            return self._by_maven(tool, path)
        if tool.kind == "gradle":
            return self._by_gradle(tool, path)
        if tool.kind == "sbt":
            return self._by_sbt(tool, path)
        if tool.kind in _OTHER_OUTPUTS:
            return self._by_other(tool, path)
        return self._by_compiler(tool, path)

    def _by_maven(self, tool: Tool, path: str) -> Origin | Obstacle | None:
        projects = self.subject.maven_projects(tool)
        if not projects:
            return self._guessed(tool, path)
        for project, directory in projects:
            inner = inside(path, join(directory, "target"))
            if not inner:
                continue
            return self._of_maven_project(tool, project, directory, inner)
        return None

    def _of_maven_project(self, tool: Tool, project: maven.Project, directory: str, inner: str) -> Origin | Obstacle:
        span = self.subject.start.span
        target = join(directory, "target")
        first, _, rest = inner.partition("/")
        left_out = self._left_out(tool, project)
        if isinstance(left_out, Obstacle):
            return left_out
        if rest or first in ("classes", "dependency", "lib"):
            origin = self._directory_of_maven(tool, project, target, first)
            return origin if isinstance(origin, Obstacle) else origin._replace(note=origin.note or left_out)
        if native.asks(tool) and not first.endswith(_ARCHIVES):
            return self._native_of_maven(tool, project, target, first)
        first = maven.attached(project, first) or first
        if project.plugin(_QUARKUS) is not None and first.endswith("-runner.jar"):
            return self._runner(tool, project.directory, _quarkus_of(project), target, first)
        if maven.packs(tool.words) is Match.NO:
            return Obstacle(f"`{tool.words[-1]}` of Maven makes no archive, but `{first}` starts", span)
        if not _MARKS.isdisjoint(first):
            if not self._is_only_jar(project):
                return Obstacle(
                    f"several files may match `{first}` in `{target}`: name the one that starts", span, ships=True
                )
            return self._whole(project, tool, target, first)
        found = maven.match(project, first)
        if found is Match.NO:
            made = maven.final_name(project)
            if project.packaging == "pom":
                return Obstacle(f"the project `{project.artifact}` holds modules, and makes no jar", span)
            return Obstacle(f"the build makes `{made}.{_extension(project)}`, but `{first}` starts", span)
        beside = self._beside_maven(tool, project, target)
        if isinstance(beside, Obstacle):
            return beside
        path = join(target, first)
        is_proven = found is Match.YES and maven.packs(tool.words) is Match.YES
        note = left_out if is_proven else f"whether the build makes `{first}` is not proven"
        return Origin((Copied(path, path), *beside), tool.run, tool.directory, note)

    def _left_out(self, tool: Tool, project: maven.Project) -> str | Obstacle:
        """What is not proven of a module where only some are built; an obstacle where it is not among those."""
        root = self.subject.maven_projects(tool)[0][0].directory
        found = maven.selects([word.value for word in tool.arguments], project, root)
        if found is Match.NO:
            return Obstacle(f"`-pl` leaves the module `{project.artifact}` out of the build", self.subject.start.span)
        return "" if found is Match.YES else f"whether the build comes to the module `{project.artifact}` is not proven"

    def _native_of_maven(self, tool: Tool, project: maven.Project, target: str, name: str) -> Origin | Obstacle:
        """The program of native code."""
        span = self.subject.start.span
        made, is_bound = native.program_of_maven(project)
        if made is not None and name != made:
            return Obstacle(f"the build makes the program `{made}`, but `{name}` starts", span)
        is_asked = any("native" in word for word in tool.words)
        is_proven = made is not None and (is_asked or (is_bound and maven.packs(tool.words) is Match.YES))
        note = "" if is_proven else f"whether the build makes the program `{name}` is not proven"
        return Origin((Copied(join(target, name), join(target, name)),), tool.run, tool.directory, note)

    # Quarkus

    def _runner(self, tool: Tool, source: str, settings: _Quarkus, output: str, name: str) -> Origin | Obstacle:
        """The jar that Quarkus makes beside the project's own, with the libraries that it looks for beside it."""
        kind = self._packaging(tool, source, settings)
        if kind == quarkus.FAST:
            made = join(output, quarkus.DIRECTORY, "quarkus-run.jar")
            return Obstacle(f"Quarkus makes `{made}`, but `{name}` starts", self.subject.start.span)
        path, libraries = join(output, name), join(output, "lib")
        if not _MARKS.isdisjoint(name):
            return Obstacle(f"which file `{name}` means is not known", self.subject.start.span, ships=True)
        beside = (Copied(libraries, libraries, True),) if kind == quarkus.LEGACY else ()
        note = (
            "" if kind is not None else f"see that Quarkus makes `{name}` with all in it, of the type `{quarkus.UBER}`"
        )
        return Origin((Copied(path, path), *beside), tool.run, tool.directory, note)

    def _quarkus_app(self, tool: Tool, source: str, settings: _Quarkus, path: str) -> Origin | Obstacle:
        """The directory with the application and its libraries."""
        kind = self._packaging(tool, source, settings)
        if kind in (quarkus.LEGACY, quarkus.UBER):
            reason = f"Quarkus makes no `{quarkus.DIRECTORY}` where its package is of the type `{kind}`"
            return Obstacle(reason, self.subject.start.span)
        return Origin((Copied(path, path, True),), tool.run, tool.directory)

    def _packaging(self, tool: Tool, source: str, settings: _Quarkus) -> str | None:
        """The kind of jar that Quarkus makes there."""
        model, env = self.subject.model, self.subject.model.state_before(tool.run).env
        given = {name: model.expand(text, tool.run) for name, text in tool.properties.items()}
        return quarkus.packaging(self.subject.context, source, (given, env, settings.properties), settings.script)

    def _whole(self, project: maven.Project, tool: Tool, target: str, pattern: str) -> Origin | Obstacle:
        """The one file that a pattern means."""
        final = maven.final_name(project)
        name = f"{final}.{_extension(project)}"
        if final is None or not fnmatchcase(name, pattern) or maven.match(project, name) is not Match.YES:
            return Obstacle(f"which file `{pattern}` means is not known", self.subject.start.span, ships=True)
        beside = self._beside_maven(tool, project, target)
        if isinstance(beside, Obstacle):
            return beside
        return Origin((Copied(join(target, name), join(target, name)), *beside), tool.run, tool.directory)

    def _is_only_jar(self, project: maven.Project) -> bool:
        """Whether nothing but the artifact itself ends in .jar there, whichever profiles are active."""
        if not project.has_known_parents:
            return False
        plugins = project.plugins
        if any(one.artifact in _MAKERS or one.value("classifier") or "test-jar" in one.goals for one in plugins):
            return False
        profiles = [profile for root in project.chain for profile in root.iterfind("profiles/profile")]
        names = {(each.text or "").strip() for one in profiles for each in one.iter("artifactId")}
        return names.isdisjoint(_MAKERS) and all(one.find(".//classifier") is None for one in profiles)

    def _directory_of_maven(self, tool: Tool, project: maven.Project, target: str, first: str) -> Origin | Obstacle:
        """A directory in `target`: classes, copied dependencies, or what a plugin lays out."""
        path = join(target, first)
        made = {"classes"}
        copied = maven.copied_dependencies(project)
        made |= {copied.removeprefix("target/")} if copied else set()
        for word, text in (
            (word, tool.properties.get("outputDirectory")) for word in tool.words if "copy-dependencies" in word
        ):
            made.add((text or "target/dependency").removeprefix("target/") if word else "")
        plugins = {plugin.artifact for plugin in project.plugins}
        if _QUARKUS in plugins and first == quarkus.DIRECTORY:
            return self._quarkus_app(tool, project.directory, _quarkus_of(project), path)
        made |= {"appassembler"} if "appassembler-maven-plugin" in plugins else set()
        note = "" if first in made else f"whether the build makes `{path}` is not proven"
        return Origin((Copied(path, path, True),), tool.run, tool.directory, note)

    def _beside_maven(self, tool: Tool, project: maven.Project, target: str) -> tuple[Copied, ...] | Obstacle:
        """The directory that the manifest of a thin jar names for its dependencies."""
        prefix = maven.class_path_prefix(project)
        if prefix is None:
            return ()
        where = normpath(join(target, prefix))
        for one in self.subject.tools:
            if one.kind != "mvn" or one.run.index > tool.run.index:
                continue
            copied = maven.copied_dependencies(project)
            places = [copied] if copied else []
            places += [
                one.properties.get("outputDirectory", "target/dependency")
                for word in one.words
                if "copy-dependencies" in word
            ]
            if any(normpath(join(dirname(target), place)) == where for place in places) and where != target:
                return (Copied(where, where, True),)
        if any(plugin.artifact in _FAT for plugin in project.plugins):
            return ()
        reason = f"the jar looks for its dependencies in `{where}`, and what puts them there is not known"
        return Obstacle(reason, self.subject.start.span, ships=True)

    def _by_gradle(self, tool: Tool, path: str) -> Origin | Obstacle | None:
        projects = self.subject.gradle_projects(tool)
        if not projects:
            return self._guessed(tool, path)
        for project, directory in projects:
            inner = inside(path, join(directory, "build"))
            if inner:
                return self._of_gradle_project(tool, project, join(directory, "build"), inner)
        return None

    def _of_gradle_project(self, tool: Tool, project: gradle.Project, build: str, inner: str) -> Origin | Obstacle:
        span = self.subject.start.span
        parts = inner.split("/")
        if project.has_plugin("io.quarkus") and inner.endswith("-runner") and len(parts) == 1:
            return self._native_runner(tool, project, join(build, inner))
        if project.has_plugin("io.quarkus") and (inner.endswith("-runner.jar") or parts[0] == quarkus.DIRECTORY):
            settings = _Quarkus(gradle.properties(self.subject.context, project.directory), project.text)
            if len(parts) == 1 and inner.endswith(".jar"):
                return self._runner(tool, project.directory, settings, build, inner)
            if parts[0] == quarkus.DIRECTORY:
                return self._quarkus_app(tool, project.directory, settings, join(build, parts[0]))
        if parts[0] == "libs" and len(parts) == 2:
            name = parts[1]
            if not gradle.packs(tool.words):
                return Obstacle(f"`{tool.words[-1]}` of Gradle makes no archive, but `{name}` starts", span)
            if "Class-Path" in project.text:
                return Obstacle("the manifest of the jar names other jars", span, ships=True)
            found = Match.MAYBE
            if not _MARKS.isdisjoint(name):
                if not gradle.makes_one_jar(project, tool.words):
                    return Obstacle(
                        f"several files may match `{name}` in `{build}/libs`: name the one that starts",
                        span,
                        ships=True,
                    )
                return Origin((Copied(f"{build}/libs", f"{build}/libs", True),), tool.run, tool.directory)
            found = gradle.match(project, name)
            if found is Match.NO:
                return Obstacle(f"the build does not make `{name}` of the project `{project.name}`", span)
            path = f"{build}/libs/{name}"
            root = self.subject.gradle_projects(tool)[0][0].directory
            is_proven = found is Match.YES and gradle.selects(tool.words, project, root)
            note = "" if is_proven else f"whether the build makes `{name}` is not proven"
            return Origin((Copied(path, path),), tool.run, tool.directory, note)
        if parts[:-1] == ["native", "nativeCompile"]:
            return self._native_of_gradle(tool, project, join(build, inner))
        if parts[0] == "install" and len(parts) > 2:
            path = join(build, *parts[:2])
            tasks = [word.rpartition(":")[2].lower() for word in tool.words]
            is_shadow = parts[1] == f"{project.application}-shadow" and project.has_plugin("shadow")
            is_plain = parts[1] == project.application and any("install" in task for task in tasks)
            is_known = is_plain or (is_shadow and "installshadowdist" in tasks)
        else:
            path = join(build, parts[0])
            is_known = parts[0] == "classes"
        note = "" if is_known else f"whether the build makes `{path}` is not proven"
        return Origin((Copied(path, path, True),), tool.run, tool.directory, note)

    def _native_runner(self, tool: Tool, project: gradle.Project, path: str) -> Origin | Obstacle:
        """The program of native code that Quarkus makes."""
        if not native.asks(tool):
            return Obstacle(f"no option tells Quarkus to make the program `{basename(path)}`", self.subject.start.span)
        found = gradle.match(project, f"{basename(path).removesuffix('-runner')}.jar")
        note = "" if found is Match.YES else f"whether the build makes the program `{basename(path)}` is not proven"
        return Origin((Copied(path, path),), tool.run, tool.directory, note)

    def _native_of_gradle(self, tool: Tool, project: gradle.Project, path: str) -> Origin | Obstacle:
        """The program of native code."""
        name = gradle.native_name(project)
        if name is not None and basename(path) != name:
            reason = f"the build makes the program `{name}`, but `{basename(path)}` starts"
            return Obstacle(reason, self.subject.start.span)
        note = (
            ""
            if name is not None and native.asks(tool)
            else f"whether the build makes the program `{basename(path)}` is not proven"
        )
        return Origin((Copied(path, path),), tool.run, tool.directory, note)

    def _by_sbt(self, tool: Tool, path: str) -> Origin | Obstacle | None:
        inner = inside(path, tool.directory)
        if not inner or "/target/" not in f"/{inner}":
            return None
        head, _, rest = f"/{inner}".partition("/target/")
        stage = f"{tool.directory.rstrip('/')}{head}/target/universal/stage"
        if inside(path, stage):
            is_asked = any(
                word.rpartition("/")[2] in ("stage", "universal:stage") or word.endswith("stage") for word in tool.words
            )
            return Origin(
                (Copied(stage, stage, True),),
                tool.run,
                tool.directory,
                "" if is_asked else "what sbt makes is not proven",
            )
        if not _MARKS.isdisjoint(rest):
            return Obstacle(f"which file `{basename(path)}` means is not known", self.subject.start.span, ships=True)
        if "/" in rest and not rest.startswith("scala-"):
            return None
        return Origin(
            (Copied(path, path),), tool.run, tool.directory, f"whether sbt makes `{basename(path)}` is not proven"
        )

    def _by_other(self, tool: Tool, path: str) -> Origin | Obstacle | None:
        """A file where such a tool puts what it makes, or that the shell moved what it names to: `mv $(lein uberjar) app.jar`."""
        subject = self.subject
        inner = inside(path, tool.directory) or ""
        source = subject.sources.context_path(path)
        if subject.context.is_known and source is not None and subject.context.is_file(source):
            return None
        if not (tool.command.in_substitution and self._is_named_by(tool, path)) and not _is_argument(tool, path):
            if inner.partition("/")[0] not in _OTHER_OUTPUTS[tool.kind] or "/" not in inner:
                return None
            if not _MARKS.isdisjoint(path):
                return self._guessed_pattern(tool, path)
        read = (
            "the build context was not read"
            if not subject.context.is_known
            else f"what `{tool.command.name}` makes is not known"
        )
        note = f"{read}: see that the build makes `{path}`, and that it needs no other file: {_BESIDE}"
        return Origin((Copied(path, path),), tool.run, tool.directory, note)

    def _is_named_by(self, tool: Tool, path: str) -> bool:
        """Whether a move takes what the tool's output names to a path."""
        for run, command, directory in self.subject.commands():
            operands = command.operands() if command.name in ("mv", "cp") else ()
            if (
                len(operands) != 2
                or run is not tool.run
                or not command.span.start <= tool.command.span.start < command.span.end
            ):
                continue
            target = self.subject.model.expand(operands[1].value, run)
            if target is not None and normpath(join(directory, target)) == path:
                return True
        return False

    def _guessed(self, tool: Tool, path: str) -> Origin | Obstacle | None:
        """Without the build context: the start command tells what the build makes."""
        output = OUTPUT[tool.kind]
        inner = inside(path, tool.directory)
        if not inner or f"/{output}/" not in f"/{inner}":
            return None
        is_known = self.subject.context.is_known
        if is_known and any(
            inside(one.target, tool.directory) is not None or inside(tool.directory, one.target) is not None
            for one in self.subject.sources.brought
        ):
            return None
        if not _MARKS.isdisjoint(path):
            return self._guessed_pattern(tool, path)
        head, _, rest = f"/{inner}".partition(f"/{output}/")
        top = normpath(f"{tool.directory}{head}/{output}")
        parts = rest.split("/")
        read = "what is built comes from elsewhere" if is_known else "the build context was not read"
        note = f"{read}: see that the build makes `{path}`, and that it needs no other file: {_BESIDE}"
        if len(parts) == 1 or parts[:-1] in (["libs"], ["native", "nativeCompile"]):
            return Origin((Copied(path, path),), tool.run, tool.directory, note)
        directory = join(top, *parts[: 2 if parts[0] in ("install", "universal") else 1])
        return Origin((Copied(directory, directory, True),), tool.run, tool.directory, note)

    def _guessed_pattern(self, tool: Tool, path: str) -> Origin | Obstacle:
        """All that a pattern matches, so that it means the same in the runtime stage."""
        directory = dirname(path)
        if not _MARKS.isdisjoint(directory):
            reason = f"which file `{basename(path)}` means is not known without the build context"
            return Obstacle(reason, self.subject.start.span, ships=True)
        note = (
            f"the build context was not read: see that `{path}` means one file, and that it needs no other: {_BESIDE}"
        )
        return Origin((Copied(path, f"{directory}/"),), tool.run, tool.directory, note)

    def _by_compiler(self, tool: Tool, path: str) -> Origin | None:
        """`javac -d out`, `jar cf app.jar`, `kotlinc -d app.jar`, `native-image -jar app.jar -o app`."""
        if tool.kind == "native-image":
            made = {normpath(join(tool.directory, name)) for name in native.named(tool)}
            return Origin((Copied(path, path),), tool.run, tool.directory) if path in made else None
        names = {word.value for word in tool.command.arguments}
        places = {normpath(join(tool.directory, name)) for name in names if name and not name.startswith(("-", "@"))}
        if tool.kind == "javac":
            target = tool.command.flag_value("d")
            words = [word.value for word in tool.command.arguments]
            target_text = (
                words[words.index("-d") + 1] if "-d" in words[:-1] else target.value if target is not None else ""
            )
            expanded = self.subject.model.expand(target_text, tool.run) if target_text else None
            place = normpath(join(tool.directory, expanded)) if expanded else None
            if place is not None:
                found = Origin((_classes(place),), tool.run, tool.directory)
                return found if inside(path, place) is not None else None
            sources = [normpath(join(tool.directory, word)) for word in words if word.endswith(".java")]
            around = (
                dirname(one) == path if path in SHARED else inside(dirname(one), path) is not None for one in sources
            )
            if any(around):
                return Origin((_classes(path),), tool.run, tool.directory)
            return None
        return Origin((Copied(path, path),), tool.run, tool.directory) if path in places else None


def _is_argument(tool: Tool, path: str) -> bool:
    """Whether the command is given the path: `clojure -M:depstar app.jar`, `clojure -X:uberjar :jar '"app.jar"'`."""
    names = (word.value.strip("\"'") for word in tool.arguments)
    return any(normpath(join(tool.directory, name)) == path for name in names if name.endswith(".jar"))


def _classes(directory: str) -> Copied:
    """Classes in a directory of their own; where much else is, those of no package."""
    if directory not in SHARED:
        return Copied(directory, directory, True)
    return Copied(join(directory, "*.class"), f"{directory.rstrip('/')}/")


def _extension(project: maven.Project) -> str:
    return {"war": "war", "ear": "ear"}.get(project.packaging, "jar")
