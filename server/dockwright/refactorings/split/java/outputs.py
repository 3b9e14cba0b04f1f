"""Where the file that starts comes from: made by a build, moved by `cp`, or brought from the build context."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from dockwright.knowledge.base_images import DEFAULT_PATH
from dockwright.projects import gradle
from dockwright.projects.maven import Match
from dockwright.refactorings.split.java.archives import ENDINGS, Unpacked, unpacked
from dockwright.refactorings.split.java.made_by_gradle import by_gradle
from dockwright.refactorings.split.java.made_by_maven import by_maven
from dockwright.refactorings.split.java.made_by_others import OTHER_OUTPUTS, by_compiler, by_other_tool, by_sbt
from dockwright.refactorings.split.java.moves import Move, Moves
from dockwright.refactorings.split.java.origins import BESIDE, MARKS, SHARED, Origin
from dockwright.refactorings.split.java.tools import OUTPUT, JavaSubject, Tool
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.sources import inside
from dockwright.shell import Command


class Outputs:
    """What the builds of a stage leave behind."""

    def __init__(self, subject: JavaSubject) -> None:
        self.subject = subject
        self.moves = Moves(subject)
        self._unpacked = tuple(unpacked(subject))

    def origin(self, path: str, depth: int = 0) -> Origin | Obstacle | None:
        """Where a file of the image comes from; None: no build made it, as far as one can tell."""
        move = self.moves.last_to(path)
        if move is not None and depth < 4:
            return self._moved(move, path, depth)
        for one in reversed(self._unpacked):
            inner = inside(path, one.directory)
            found = self._of_archive(one, path) if inner or (inner == "" and one.is_flat) else None
            if found is not None:
                return found
        for tool in reversed(self.subject.tools):
            found = _made(self.subject, tool, path) if not tool.makes_nothing else None
            if found is not None:
                return found
        return None

    def found(self, program: str) -> str | None:
        """Where on PATH a program is that was built or linked there."""
        search = (self.subject.start.state.env.get("PATH") or DEFAULT_PATH).split(":")
        places = (join(directory, program) for directory in search if directory.startswith("/"))
        return next((one for one in places if one in self.moves.links or isinstance(self.origin(one), Origin)), None)

    def put_below(self, directory: str) -> Iterator[tuple[str, Command]]:
        """The paths in a directory that moves and unpacked archives bring; a pattern where the move has one."""
        for one in self.moves.all:
            path = join(one.target, basename(one.source)) if one.is_into else one.target
            if inside(path, directory):
                yield path, one.command
        for archive in self._unpacked:
            if inside(archive.directory, directory) and archive.archive.endswith(".war"):
                yield join(archive.directory, "WEB-INF"), archive.command

    def _moved(self, move: Move, path: str, depth: int) -> Origin | Obstacle | None:
        origin = self.moves.before(move, path)
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
        is_named = MARKS.isdisjoint(move.source)  # cp would have failed if the file it names were not there
        last = max(found.made_by, move.run, key=lambda one: one.index)
        siblings = self._moved_siblings(found.copies[1:], origin, path)
        if isinstance(siblings, Obstacle):
            return siblings
        return Origin((main, *siblings), last, found.root, "" if is_named else found.note)

    def _moved_main(self, move: Move, copy: Copied, origin: str, path: str) -> Copied | Obstacle:
        """The file, or the directory that it needs around it, where they are after the move."""
        if not copy.is_directory or copy.source == origin:
            return Copied(path, path, copy.is_directory)
        is_pattern = not MARKS.isdisjoint(move.source)
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
            if not any(self.moves.before(one, place) == copy.source for one in self.moves.all):
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

    def _of_archive(self, one: Unpacked, path: str) -> Origin | Obstacle | None:
        """A file of an archive that a build made: the directory that the archive has on top comes along."""
        archive = self.moves.before_moves(one.archive)
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
            return f"the build context was not read: see that the build makes `{archive}`, and that it needs no other file: {BESIDE}"
        return f"whether the build makes `{name}` is not proven"

    def _match_archive(self, tool: Tool, archive: str, stem: str) -> Match:
        for project, directory in self.subject.gradle_projects(tool) if tool.kind == "gradle" else ():
            if dirname(archive) == join(directory, "build/distributions"):
                return gradle.match_distribution(project, stem)
        for pom, directory in self.subject.maven_projects(tool) if tool.kind == "mvn" else ():
            if dirname(archive) == join(directory, "target"):
                return Match.NO if pom.plugin("maven-assembly-plugin") is None else Match.MAYBE
        return Match.MAYBE


def _made(subject: JavaSubject, tool: Tool, path: str) -> Origin | Obstacle | None:
    if tool.kind == "mvn":
        return by_maven(subject, tool, path)
    if tool.kind == "gradle":
        return by_gradle(subject, tool, path)
    if tool.kind == "sbt":
        return by_sbt(subject, tool, path)
    if tool.kind in OTHER_OUTPUTS:
        return by_other_tool(subject, tool, path)
    return by_compiler(subject, tool, path)
