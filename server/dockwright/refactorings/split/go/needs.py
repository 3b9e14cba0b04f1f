"""What a Go program needs when it runs: files, certificates, time zones, programs; and what of it is not proven."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from dockwright.knowledge.go_modules import is_pure, needs_cgo
from dockwright.knowledge.image_files import ACCOUNTS, is_of_image
from dockwright.projects.go import is_vendored
from dockwright.projects.go_program import FileRead, GoProgram
from dockwright.refactorings.split.fetched import Fetched, fetched_programs
from dockwright.refactorings.split.go.builds import Builds, Built
from dockwright.refactorings.split.go.commands import arguments_of
from dockwright.refactorings.split.go.generated import generator
from dockwright.refactorings.split.go.subject import GoSubject
from dockwright.refactorings.split.makers import first_maker
from dockwright.refactorings.split.model import Copied, Needs
from dockwright.refactorings.split.places import absolute, covered_by_mount, files_written, is_taken_away, takes_away
from dockwright.refactorings.split.program_places import placed_of
from dockwright.refactorings.split.script import SCRIPT_ENDINGS, StartScript
from dockwright.refactorings.split.sources import PASSED, inside
from dockwright.semantics.filesystem import files_of
from dockwright.shell import Command
from dockwright.syntax import Env, Run, Transfer

_MAKERS = frozenset({"mkdir", "chown", "chmod", "chgrp", "touch"})
"""Programs that name a path without putting anything there."""

_CLOSED = frozenset(
    {"go", "gofmt", "goimports", "golint", "golangci-lint", "staticcheck", "dep", "glide", "godep", "govendor", "mockgen",
     "stringer", "easyjson", "wire", "sqlc"}
)  # fmt: skip
"""Programs that make Go's sources or none."""

_OF_EVERY_SYSTEM = frozenset(
    {"/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/passwd", "/etc/group", "/etc/os-release",
     "/etc/localtime", "/etc/machine-id"}
)  # fmt: skip
_WRITERS = ("Create", "WriteFile", "Mkdir", "MkdirAll")

_RUNNING = frozenset({"run", "generate"})
_FETCHING = frozenset({"clone", "submodule", "lfs", "checkout", "pull"})

_STARTERS = ("exec.", "execabs.")

MOST_READ = 6
"""Programs beside the one that starts whose sources are read, those in front of it first."""

_MAKEFILES = ["GNUmakefile", "makefile", "Makefile"]
_PLAIN_SHELLS = frozenset({"sh", "ash", "dash"})
_FILE_SERVERS = ("http.Dir", "ServeFile", "Static", "SendFile")
_COMPOSE_FILES = ("compose*.y*ml", "docker-compose*.y*ml")
_WILDCARD = re.compile(r"[*?\[]")
_EVERYTHING = re.compile(r"\*+(?:/|\Z)")
_TIME_ZONE = re.compile(r"(?<!\w)TZ\s*[:=]")


class Findings:
    """All that is known of the program that starts."""

    def __init__(
        self,
        subject: GoSubject,
        builds: Builds,
        script: StartScript | None,
        main: Built,
        front: tuple[Built, ...],
        program: GoProgram | None,
    ) -> None:
        self.subject = subject
        self.builds = builds
        self.script = script
        self.main = main
        self.program = program  # None: the sources are not known
        others = {one.path: one for one in (*front, *builds.others(main, self.started)) if one.path != main.path}
        self.others = tuple(others.values())
        self.program = self._with_others(front) if program is not None else None

    def _with_others(self, front: tuple[Built, ...]) -> GoProgram | None:
        """What the program needs together with those beside it, of which the start command or its script may run some."""
        program = self.program
        names = {basename(one.path) for one in front} | {basename(one) for one in self.started}
        for one in self.others[:MOST_READ]:
            other = self.subject.program(one)
            if program is not None and other is not None:
                is_started = basename(one.path) in names
                program = program.together(other) if is_started else program.beside(other)
        return program

    def place(self, path: str) -> str:
        """The absolute path that a path means to the running program."""
        return normpath(join(self.subject.start.directory, path))

    def notes(self) -> Iterator[str]:
        """What is not proven, one clause each."""
        if self.script is not None:
            yield f"`{basename(self.script.path)}` runs in the new image: see that its commands work there"
        if self.starter:
            name = basename(self.starter)
            yield f"`{name}` starts `{basename(self.main.path)}`: see that it finds what it is told to look at"
        names = {basename(one) for one in self.started}
        for one in self.others if self.subject.context.is_known else ():
            if basename(one.path) in names and one.path != self.starter and self.subject.program(one) is None:
                yield f"`{basename(one.path)}` runs in the new image: see that it finds all that it reads there"
        for read in self.program.reads if self.program is not None else ():
            if read.sighting.text.startswith(_STARTERS) and read.path.endswith(SCRIPT_ENDINGS):
                yield f"`{basename(read.path)}` runs in the new image: see that it finds all that it reads there"
        for name in self.fetched:
            yield f"`{name}` is fetched for the old image: see that it runs in the new one"
        if self.main.go is not self.main.command:
            yield f"what `{self.main.command.name}` does besides building stays with the builder"
        if not self.subject.context.is_known:
            yield "the sources were not read: see that the program needs no files and programs that the runtime stage lacks"
            return
        if name := generator(self.subject, self.main.command):
            yield f"`{name}` makes sources that nobody has read: see that they need no cgo, files or certificates"
        if self.main.is_assumed:
            yield f"that the build makes `{self.main.path}` is taken from the start command"
        if self.program is None:
            yield "the main package is not in the build context: see what the program needs when it runs"
            return
        yield from self._dependency_notes(self.program)
        yield from self._file_notes(self.program)

    def _dependency_notes(self, program: GoProgram) -> Iterator[str]:
        unknown = program.unknown_modules or self._unknown_requirements
        if unknown:
            names = ", ".join(f"`{one}`" for one in unknown[:3])
            yield f"nothing is known of {names}: see that no cgo and no files are needed"
        elif not program.is_complete:
            yield "not all packages of the program are in the build context"
        computed = next((one for one in program.programs if not one.name), None)
        if computed is not None:
            yield f"the program starts another one whose name is computed: {computed.sighting}"

    def _file_notes(self, program: GoProgram) -> Iterator[str]:
        if program.computed_reads:
            yield f"the program opens a file whose name is computed: {program.computed_reads[0]}"
        serves = any(one.sighting.text.endswith(_FILE_SERVERS) for one in program.reads)
        if (serves or program.content_types is not None) and self.subject.facts.os == "debian":
            yield "content types of rare file endings came from /etc/mime.types of the old image"
        yield from self._system_notes(program)
        if self.subject.stage is self.subject.model.target:  # another final stage has its own files, and keeps them
            yield from self._made_notes(program)
        is_apart = self.subject.sources.are_apart_from(self.subject.start.directory)
        if not is_apart and any(one.path == "." or _EVERYTHING.match(one.path) for one in program.reads):
            yield "the program reads its working directory, which held all of the sources"
        here = next((one for one in program.reads if _WILDCARD.search(one.path.partition("/")[0])), None)
        if here is not None and (maker := self._maker()) is not None:
            yield f"see whether `{maker}` makes files that `{here.path}` means ({here.sighting})"

    def _system_notes(self, program: GoProgram) -> Iterator[str]:
        """What the program wants of the system that it ran on."""
        stage, model = self.subject.model.target, self.subject.model
        if stage is None:
            return
        files = files_of(model, stage, self.subject.context)
        for one in program.reads:
            if not is_of_image(one.path) or not _is_read(one):
                continue
            if all(entry.kind in PASSED for entry in files.origin(one.path)):
                yield f"`{one.path}` was of the old image: see that the new one has it ({one.sighting})"
                break

    def _made_notes(self, program: GoProgram) -> Iterator[str]:
        """What the program reads that only the build can make."""
        is_apart = self.subject.sources.are_apart_from(self.subject.start.directory)
        absent = (one for one in program.absent_reads if not (is_apart and one.path == "."))
        missing = (*absent, *filter(self._is_nowhere, program.mentions))
        reads = [one for one in missing if one.path not in self.written]
        named = (one for one in reads if any(basename(one.path) in text for text in self._texts))
        read = next(named, None)
        reads += filter(self._is_outside, program.reads)
        if read is not None:
            yield f"`{read.path}` is not in the build context: see whether the build makes it ({read.sighting})"
        elif reads and (maker := self._maker()) is not None:
            read = reads[0]
            yield f"`{read.path}` is not in the build context: see whether `{maker}` makes it ({read.sighting})"
        for one in program.reads:
            if self._may_not_be_left(one):
                yield f"see that `{one.path}` is there when the build is done ({one.sighting})"
                break

    def _is_outside(self, read: FileRead) -> bool:
        """Whether a call opens a file of the system that no image has by itself, and nothing that is copied brings."""
        if not _is_read(read) or read.path in _OF_EVERY_SYSTEM:
            return False
        is_copied = any(inside(read.path, one.target) is not None for one in self.subject.sources.brought)
        return not is_copied and not self.is_made_by_builder(read.path)

    def _may_not_be_left(self, read: FileRead) -> bool:
        """Whether only commands that may not run make the file at an absolute path, or later ones take it away."""
        path, subject = read.path, self.subject
        if (
            not path.startswith("/")
            or subject.sources.context_path(path) is not None
            or not self.is_made_by_builder(path)
        ):
            return False
        for one in subject.stage.instructions:
            if one.index > self.last:
                break
            if isinstance(one, Transfer) and path in one.text:
                return False
            if not isinstance(one, Run) or "||" in one.text or covered_by_mount(subject.model, one, path) is not None:
                continue
            for command, directory in subject.commands(one):
                is_sure = not command.is_conditional and self._makes(command, directory, one, path)
                if is_sure and not is_taken_away(subject.model, command, path):
                    return False
        return True

    def _makes(self, command: Command, directory: str, run: Run, path: str) -> bool:
        """Whether a command names an absolute path, other than to make an empty directory, or moves a file to it."""
        targets = (one.target.value for one in command.redirections if one.target is not None)
        words = [word.value for word in command.arguments if command.name not in _MAKERS]
        moved = self.builds.places.moved(command, directory, run)
        if moved is not None and inside(path, moved[1]) is not None:
            return True
        is_named = path in targets or any(path in word for word in words)
        return is_named and not takes_away(self.subject.model, command, directory, path)

    def _is_nowhere(self, read: FileRead) -> bool:
        """Whether no file of the context has the name: one that is embedded goes by it, too."""
        return next(iter(self.subject.context.glob(f"**/{basename(read.path)}")), None) is None

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The relative paths that the program reads, and that commands of the builder write by `>`: these come along."""
        program, subject = self.program, self.subject
        reads = (*program.absent_reads, *program.mentions) if program is not None else ()
        runs = [run for run in subject.stage.of(Run) if reads and run.index <= self.last]
        found = {
            path
            for run in runs
            for command, directory in subject.commands(run)
            for path in files_written(subject.model, command, directory, run) or ()
        }
        return tuple(one.path for one in reads if self.place(one.path) in found)

    @property
    def is_made(self) -> bool:
        """Whether a command of the builder may make sources: one of which nothing is known, or one that writes Go's."""
        stage = self.subject.stage
        return self._maker() is not None or any(
            one.redirections or (one.name in _CLOSED and one.name != "go") for one in stage.commands
        )

    def _maker(self) -> str | None:
        """A command of the builder that may make files, and of which nothing more is known."""
        ours = {path for one in self.builds.final.values() for path in (one.origin, one.path)}
        places = self.builds.places

        def is_known(command: Command, directory: str, run: Run) -> bool:
            if command.name == "git":
                return command.subcommand not in _FETCHING
            if command.name in _CLOSED:
                return command.name != "go" or command.subcommand not in _RUNNING
            moved = places.moved(command, directory, run)
            return bool({*(moved or ())} & ours) or bool(self._written_in(command, directory, run))

        return first_maker(places, self.last, is_known)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        """What the builder runs: its commands, and the scripts and Makefiles of the context that they name."""
        found: dict[str, None] = {}
        for run in self.subject.stage.of(Run):
            found[run.text] = None
            for command, directory in self.subject.commands(run):
                found.update(dict.fromkeys(self._written_in(command, directory, run)))
        return tuple(found)

    def _written_in(self, command: Command, directory: str, run: Run) -> list[str]:
        """The texts of the files of the context that a command runs."""
        written = [one.value for one in command.words[:3]] + (_MAKEFILES if command.name == "make" else [])
        places = (normpath(join(directory, one)) for one in written if one and "$" not in one)
        sources = (self.subject.sources.context_path(one, run) for one in places)
        texts = (self.subject.context.read(one) for one in sources if one)
        return [one for one in texts if one]

    @cached_property
    def _unknown_requirements(self) -> tuple[str, ...]:
        """Modules of go.mod of which nobody has looked whether they are pure Go."""
        module = self.subject.module(self.main)
        if module is None or is_vendored(self.subject.context, module):
            return ()
        members = self.subject.members(module)
        unknown = (one.path for one in module.downloads if not (is_pure(one.path) or needs_cgo(one.path)))
        return tuple(one for one in unknown if one not in members)

    @property
    def last(self) -> int:
        """The index of the last instruction that has to do with one of the programs."""
        runs = [one.made_by for one in (self.main, *self.others)]
        return max(one.index for one in (*runs, *(one.run for one in self.fetched.values())))

    @cached_property
    def fetched(self) -> dict[str, Fetched]:
        """The programs among those that are started which a RUN fetches, by name."""
        names = {basename(one) for one in self.started}
        return fetched_programs(self.subject.model, self.subject.stage, self.builds.places, names)

    @property
    def started(self) -> tuple[str, ...]:
        """The other programs that the start script and the program start, as they are written."""
        by_script = self.script.programs if self.script is not None else ()
        by_program = tuple(one.name for one in self.program.programs if one.name) if self.program is not None else ()
        return (*((self.starter,) if self.starter else ()), *by_script, *by_program)

    @property
    def starter(self) -> str:
        """The tool that the container starts, where that is given the program to start it; else ""."""
        program = self.subject.start.program
        is_tool = self.script is None and basename(program) != basename(self.main.path)
        is_known = is_tool and (self.builds.makes(program) or self.builds.fetches(program))
        return program if is_known else ""

    @property
    def has_dependencies(self) -> bool:
        module = self.subject.module(self.main)
        return module is None or bool(module.requirements)

    @property
    def compiled_in(self) -> Iterator[str]:
        """The absolute paths that are embedded in the program, and that it opens by no other way."""
        program = self.program
        if program is None or program.computed_reads:
            return
        opened = {self.place(one.path) for one in (*program.reads, *program.absent_reads, *program.mentions)}
        for path in program.embedded:
            place = self.subject.sources.image_path(path)
            if place is not None and not any(inside(one, place) is not None for one in opened):
                yield place

    def is_made_by_builder(self, path: str) -> bool:
        """Whether a command or an ADD of the builder puts something there: it names the path, other than to make an empty
        directory, or moves a file to it."""
        for one in self.subject.stage.instructions:
            if one.index > self.last:
                continue
            if isinstance(one, Transfer) and path in one.text:
                return True
            if isinstance(one, Run) and (self._names(one, path) or self._moves_to(one, path)):
                return True
        return False

    def is_written_by_builder(self, path: str) -> bool:
        """Whether a command of a RUN up to the last program redirects its output to a file."""
        runs = (run for run in self.subject.stage.of(Run) if run.index <= self.last)
        targets = (
            absolute(self.subject.model, run, directory, one.target.value)
            for run in runs
            for command, directory in self.subject.commands(run)
            for one in command.redirections
            if one.target is not None and one.operator in (">", ">>")
        )
        return path in targets

    def _names(self, run: Run, path: str) -> bool:
        commands = self.subject.model.commands(run)
        words = [word.value for command in commands if command.name not in _MAKERS for word in command.arguments]
        targets = (each.target.value for one in commands for each in one.redirections if each.target is not None)
        return any(path in word for word in words) or path in targets

    def _moves_to(self, run: Run, path: str) -> bool:
        places = self.builds.places
        moves = (places.moved(command, directory, run) for command, directory in self.subject.commands(run))
        return any(inside(path, moved[1]) is not None for moved in moves if moved is not None)


def _is_read(read: FileRead) -> bool:
    """Whether a call opens an absolute path to read it."""
    text = read.sighting.text
    return read.path.startswith("/") and not text.startswith(('"', "`")) and not text.endswith(_WRITERS)


def needs_of(findings: Findings) -> Needs:
    """What the runtime base must bring."""
    program, script, start = findings.program, findings.script, findings.subject.start
    shells = script is not None or (start.needs_shell and not start.converts)
    bash = script is not None and _may_need_bash(findings, script)
    zones = not _embeds_zones(findings)
    scripted = _foreign(findings, script.programs if script is not None else ())
    if program is None:
        placed = placed_of(findings.started, scripted)
        return Needs(True, zones, temporary=True, shell=shells, bash=bash, programs=scripted, placed=placed)
    started = _foreign(findings, tuple(one.name for one in program.programs if one.name))
    others = tuple(one for one in (*scripted, *started) if one not in ("sh", "bash"))
    return Needs(
        certificates=program.tls is not None or findings.has_dependencies,
        zones=zones and (program.time_zones is not None or "TZ" in start.state.env or _is_given_zone(findings)),
        accounts=program.users is not None or any(one.path in ACCOUNTS for one in program.reads),
        looked_up=program.looked_up,
        groups=program.groups,
        temporary=program.temporary is not None or not program.is_complete,
        shell=shells or bool(started) or bool(others),
        bash=bash or "bash" in started,
        programs=others,
        placed=placed_of(findings.started, (*scripted, *started)),
        paths=(
            *(one.path for one in program.reads if one.path.startswith("/")),
            *(findings.place(one) for one in program.written if one),
        ),
        any_program=any(not one.name for one in program.programs),
    )


def _may_need_bash(findings: Findings, script: StartScript) -> bool:
    """Whether a script is for another shell than sh; one that was not read ran with what the old image has."""
    if not script.shell:
        return findings.subject.facts.os != "alpine"
    return script.shell not in _PLAIN_SHELLS


def _is_given_zone(findings: Findings) -> bool:
    """Whether a compose file of the context gives containers a time zone."""
    context = findings.subject.context
    paths = (path for pattern in _COMPOSE_FILES for path in context.glob(pattern))
    return any(_TIME_ZONE.search(context.read(path) or "") for path in paths)


def _embeds_zones(findings: Findings) -> bool:
    """Whether the time zones are compiled in."""
    arguments = arguments_of(findings.main.go)
    tags = arguments.flags.get("tags", "") if arguments is not None else ""
    return "timetzdata" in tags or (findings.program is not None and findings.program.has_own_time_zones)


def _foreign(findings: Findings, programs: tuple[str, ...]) -> tuple[str, ...]:
    """The names of those programs that neither the build nor a COPY brings."""
    own = {basename(one.path) for one in findings.builds.final.values()} | {basename(findings.main.path)}
    own.update(findings.fetched)
    sources = findings.subject.sources
    return tuple(
        basename(one)
        for one in dict.fromkeys(programs)
        if basename(one) not in own and not ("/" in one and sources.context_path(findings.place(one)) is not None)
    )


def copied_files(findings: Findings) -> Iterator[Copied]:
    """The start script, and the files that sources, start command and environment name, where the image has them."""
    script, subject = findings.script, findings.subject
    if script is not None and not _is_brought_behind(findings, script.path):
        yield Copied(script.path, script.path)
    reads = [one.path for one in findings.program.reads] if findings.program is not None else []
    reads += findings.written
    named = (*reads, *_own_paths(findings), *_named_paths(findings))
    for path in (each for one in named for each in _meant(findings, one)):
        place = findings.place(path)
        if not path or path == "." or place == findings.main.path or _is_brought_behind(findings, place):
            continue
        source = subject.sources.context_path(place)
        if source is None:
            if path.startswith("/") and findings.is_made_by_builder(place):
                yield Copied(place, place, "." not in basename(place))
            elif findings.is_written_by_builder(place):
                yield Copied(place, place)
        elif subject.context.is_known and subject.context.sends(source) and not source.endswith(".go"):
            yield Copied(place, place, subject.context.is_dir(source))


def _own_paths(findings: Findings) -> Iterator[str]:
    """What of the sources the program starts by its path, or names by an absolute one."""
    program, sources = findings.program, findings.subject.sources
    for one in program.programs if program is not None else ():
        if "/" in one.name and sources.context_path(findings.place(one.name)) is not None:
            yield one.name
    context = findings.subject.context
    for path in program.absolute if program is not None else ():
        source = sources.context_path(normpath(path))
        if not source or not context.exists(source):  # a file that would be put into a directory of data
            path = dirname(normpath(path))
            source = sources.context_path(path)
        if source and not _holds_sources(findings, source):
            yield path


def _holds_sources(findings: Findings, source: str) -> bool:
    """Whether a path of the context is a directory with sources of Go."""
    context = findings.subject.context
    return context.is_dir(source) and any(path.endswith(".go") for path in context.files(source))


def _without_wildcards(path: str) -> str:
    """The directory in front of the first wildcard."""
    marks = [path.find(mark) for mark in "*?[" if mark in path]
    return path[: min(marks)].rpartition("/")[0] if marks else path


def _meant(findings: Findings, path: str) -> Iterator[str]:
    """The path itself, or the directory in front of its first wildcard; where that is the working one, what is meant in it."""
    directory = _without_wildcards(path)
    source = findings.subject.sources.context_path(findings.place("")) if not directory else None
    if directory or path.startswith("/") or source is None or not findings.subject.context.is_known:
        yield directory
        return
    for one in findings.subject.context.glob(join(source, path)):
        yield one[len(source) :].lstrip("/")


def _named_paths(findings: Findings) -> Iterator[str]:
    """Words of the start command and values of the environment that are paths of the image."""
    subject = findings.subject
    by_script = findings.script.named if findings.script is not None else ()
    for written, is_of_flag in _given(findings):
        word = _without_wildcards(written.lstrip("@"))  # what a shell expands, or a program reads its arguments from
        is_path = "/" in written.strip("/") or ("." in word and subject.context.is_known)
        is_path = is_path or (word in by_script and _is_file(findings, word))
        if not (is_path or (is_of_flag and _is_data(findings, word))) or "$" in word or ":" in word:
            continue
        source = subject.sources.context_path(findings.place(word))
        is_sent = bool(source) and subject.context.is_known and subject.context.sends(source or "")
        if (
            is_sent
            or (word.startswith("/") and source is None)
            or (source is None and findings.is_written_by_builder(findings.place(word)))
        ):
            yield word


def _given(findings: Findings) -> Iterator[tuple[str, bool]]:
    """What start command, start script and environment give to programs, and whether it is the value of a flag."""
    start, script = findings.subject.start, findings.script
    commands = [*(one[1:] for one in start.before), start.arguments, script.named if script is not None else ()]
    for words in commands:
        previous = ""
        for word in words:
            flag, equals, _ = word.partition("=")
            is_flag = word.startswith("-")
            yield (word.rpartition("=")[2], is_flag and bool(equals)) if equals else (word, previous.startswith("-"))
            previous = flag if is_flag and not equals else ""
    for env in findings.subject.stage.of(Env):
        for pair in env.pairs:
            if pair.value is not None and pair.key.value != "PATH":
                yield pair.value.value, False


def _is_file(findings: Findings, word: str) -> bool:
    """Whether a plain word of a script is a file of the context: `cat VERSION`."""
    context, source = findings.subject.context, findings.subject.sources.context_path(findings.place(word))
    return bool(source) and context.is_known and context.is_file(source or "")


def _is_data(findings: Findings, word: str) -> bool:
    """Whether a plain word is a directory of the context that holds no sources."""
    context, source = findings.subject.context, findings.subject.sources.context_path(findings.place(word))
    return (
        bool(source)
        and context.is_known
        and context.is_dir(source or "")
        and not _holds_sources(findings, source or "")
    )


def _is_brought_behind(findings: Findings, path: str) -> bool:
    """Whether a COPY behind the build brings the path anyway."""
    brought = findings.subject.sources.brought
    last = findings.last
    return any(one.transfer.index > last and inside(path, one.target) is not None for one in brought)
