"""What a Rust program needs of its image: files that it reads, programs, certificates, a shell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from dockwright.knowledge.distributions import ARCHIVED
from dockwright.knowledge.os_packages import RUNTIME_OF_RELEASE
from dockwright.knowledge.rust_crates import EMBEDDED_WHEN_OPTIMISED, OWN_FILES
from dockwright.projects.manifests import is_below
from dockwright.projects.rust_runtime import WORKING_NOTE, RustProgram, read_program
from dockwright.refactorings.split.makers import first_maker
from dockwright.refactorings.split.model import Copied, Needs, Obstacle
from dockwright.refactorings.split.places import Places
from dockwright.refactorings.split.program_places import placed_of
from dockwright.refactorings.split.rust.builds import Builds, InstalledTool, Program, RustSubject
from dockwright.refactorings.split.rust.linking import Linking
from dockwright.refactorings.split.script import INTERPRETERS, SCRIPT_ENDINGS, StartScript
from dockwright.refactorings.split.sources import PASSED, inside, keyword_unpacks
from dockwright.refactorings.split.transfers import spread
from dockwright.semantics.filesystem import files_of
from dockwright.shell import Command
from dockwright.syntax import Env, Run, Transfer

_COMPOSE_FILES = ("compose*.y*ml", "docker-compose*.y*ml")
_TIME_ZONE = re.compile(r"^[^\S\n]*-?[^\S\n]*TZ\s*[:=]", re.MULTILINE)
_CLOSED = frozenset({"cargo", "rustup", "rustc", "sccache", "cargo-chef", "git"})
"""Programs of a builder that leave nothing among the sources that the running program could read."""

_SOURCES = re.compile(
    r"(?:^|/)(?:Cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|build\.rs|rustfmt\.toml|clippy\.toml|recipe\.json|Makefile|"
    r"src|target|tests|benches|examples|\.cargo|\.git|\.sqlx|sqlx-data\.json|vendor|proto|Dockerfile)\Z|\.(?:rs|proto|lock)\Z"
)
_SETTINGS = re.compile(r"(?:cargo|CARGO_HOME\}?)/config")
_TOOLCHAIN = frozenset({"cargo", "rustc", "rustup"})


class Findings:
    """All that is known of the program that starts."""

    def __init__(
        self,
        subject: RustSubject,
        builds: Builds,
        script: StartScript | None,
        main: Program,
        front: tuple[Program, ...],
        linking: Linking,
    ) -> None:
        self.subject = subject
        self.builds = builds
        self.script = script
        self.main = main
        self.front = front  # what the start command runs before
        self.linking = linking

    @cached_property
    def program(self) -> RustProgram | None:
        """What the sources say; None when they are not in the context."""
        subject, project = self.subject, self.main.made.project
        if project is None:
            return None
        local = (subject.lookup(join(one, "Cargo.toml")) for crate in project.members for one in crate.local)
        outside = (dirname(one) for one in local if one is not None)
        return read_program(
            subject.context,
            dict.fromkeys((project.source, *(one for one in outside if not is_below(one, project.source)))),
            subject.sources.working(subject.start.directory, ("Cargo.toml",)),
            tuple(one.source for one in project.members),
            subject.lookup,
            completes="config" in self.linking.crates or not self.linking.is_proven,
            embeds=self.main.made.profile == "release" and not self._asserts,
        )

    @property
    def _asserts(self) -> bool:
        """Whether the file or a manifest says of assertions that they are compiled in, as those crates ask for that embed files."""
        project = self.main.made.project
        manifest = (
            self.subject.context.read(join(project.source, "Cargo.toml").lstrip("/")) if project is not None else ""
        )
        texts = (manifest or "", self.subject.model.dockerfile.text, *self._cargo_settings())
        return any(
            mark in text for text in texts for mark in ("debug-assertions", "DEBUG_ASSERTIONS", "debug_assertions")
        )

    def _cargo_settings(self) -> Iterator[str]:
        context = self.subject.context
        yield from (context.read(path) or "" for path in context.glob("**/.cargo/config*"))

    @property
    def root(self) -> str:
        """The directory of the image that holds the sources: where the outermost copy around the build goes."""
        made = self.main.made
        around = (one.target for one in self.subject.sources.brought if one.is_directory and one.target != "/")
        inner = made.project.root if made.project is not None else made.directory
        found = [one for one in around if inside(inner, one) is not None]
        return min(found, key=len) if found else inner

    @property
    def started(self) -> tuple[str, ...]:
        """The other programs that the start script and the program start, as they are written."""
        by_script = self.script.programs if self.script is not None else ()
        in_front = (one[0] for one in self.subject.start.before if one[0] in self.builds.tools)
        return (*in_front, *by_script, *(self.program.programs if self.program is not None else ()))

    @cached_property
    def last(self) -> int:
        """The index of the last instruction that has to do with one of the programs."""
        runs = [one.made_by.index for one in (self.main, *self.builds.others(self.main, self.front))]
        return max(*runs, *(one.run.index for one in self.tools), self.main.made_by.index)

    @cached_property
    def tools(self) -> tuple[InstalledTool, ...]:
        """Tools of other crates that run in the container, where their libraries can be installed there."""
        names = dict.fromkeys(basename(one) for one in self.started)
        if self.linking.is_static or self.subject.facts.os != "debian" or self.linking.release in ARCHIVED:
            return ()
        return tuple(self.builds.tools[name] for name in names if name in self.builds.tools)

    @property
    def libraries_of_tools(self) -> tuple[str, ...]:
        """The packages with what the tools load."""
        table = RUNTIME_OF_RELEASE.get(self.linking.release, {})
        return tuple(dict.fromkeys(one for tool in self.tools for name in tool.packages for one in table.get(name, ())))

    def obstacle(self) -> Obstacle | None:
        """What cannot be done without the toolchain, or cannot be told."""
        start, subject = self.subject.start, self.subject
        tool = next((one for one in self.started if basename(one) in _TOOLCHAIN), None)
        if tool is not None:
            return Obstacle(f"the program uses the Rust toolchain when it runs: `{tool}`", start.span)
        for transfer in subject.stage.of(Transfer):
            archive = next((word for word in transfer.sources if keyword_unpacks(transfer, word.value)), None)
            if archive is not None and transfer.index <= self.last:
                return Obstacle(
                    f"what `{archive.value}` unpacks among the sources is not known", archive.span, ships=True
                )
        return None

    def notes(self) -> Iterator[str]:
        yield from self.linking.notes
        for tool in self.tools:
            yield f"`{basename(tool.path)}` runs in the new image: see that it finds all that it reads there"
        subject, program = self.subject, self.program
        if program is None:
            missing = (
                "the sources are not in the build context"
                if subject.context.is_known
                else "the build context was not read"
            )
            yield f"{missing}: see that the program needs no other files, programs or packages"
            return
        project = self.main.made.project
        if project is not None and not project.is_complete:
            yield "not all packages of the workspace could be read"
        if not self.main.made.settings.is_understood:
            yield "cargo's settings are not understood"
        if any(_SETTINGS.search(run.text) for run in subject.stage.of(Run)):
            yield "cargo's settings are written by a RUN, which is not followed"
        if any("musl" in (subject.context.read(one) or "") for one in subject.context.glob("**/rust-toolchain*")):
            yield "the toolchain file names another C library than the image has"
        if not INTERPRETERS.isdisjoint(map(basename, program.programs)):
            for path in program.files:
                if path.endswith(SCRIPT_ENDINGS):
                    yield f"`{basename(path)}` runs in the new image: see that it finds all that it reads there"
        is_apart = subject.sources.are_apart_from(subject.start.directory)
        yield from (note for note in program.notes if not (is_apart and note.startswith(WORKING_NOTE)))
        system = next(self._of_old_image(program), None)
        if system is not None:
            yield f"`{system}` may be of the old image: see that the new one has it"
        if program.reads_own_sources:
            yield "the program knows the directory that it was built in, and may read more from there"
        for name in program.links:
            yield f"the sources link the library `{name}`: see that the runtime base has it"
        if (self.main.made.profile == "debug" or self._asserts) and self.linking.crates & EMBEDDED_WHEN_OPTIMISED:
            yield "a debug build reads embedded files when it runs"
        texts = [*(run.text for run in subject.stage.of(Run)), *self._build_scripts()]
        made = next((one for one in program.absent if any(basename(one) in text for text in texts)), None)
        if made is not None:
            yield f"`{made}` is not in the build context: see whether the build makes it"
        elif (maker := self._maker()) is not None:
            yield f"see whether the program reads what `{maker}` makes: only files that its sources name are copied"
        elif self.linking.is_proven and program.absent and self._has_foreign_reads():
            yield f"`{program.absent[0]}` comes from another stage or image: see that the runtime stage has it"

    def _build_scripts(self) -> Iterator[str]:
        """What cargo runs before it compiles: it may put files among the sources."""
        project = self.main.made.project
        for source in dict.fromkeys(one.source for one in project.members) if project is not None else ():
            yield self.subject.context.read(join(source, "build.rs").lstrip("/")) or ""

    def _of_old_image(self, program: RustProgram) -> Iterator[str]:
        """Paths that the sources name where images have files of their own, and that nothing in the file brings."""
        stage, model = self.subject.model.target, self.subject.model
        if stage is not None and program.system:
            files = files_of(model, stage, self.subject.context)
            yield from (one for one in program.system if all(entry.kind in PASSED for entry in files.origin(one)))

    def _has_foreign_reads(self) -> bool:
        """Whether a COPY from elsewhere brings something to the place of a file that the context does not have."""
        absent = self.program.absent if self.program is not None else ()
        places = [normpath(join(self.subject.start.directory, one)) for one in absent]
        for transfer in self.subject.stage.of(Transfer):
            if transfer.from_ is None or transfer.destination is None:
                continue
            target = self.subject.model.state_before(transfer).resolve(transfer.destination.value) or "/"
            if target == self.root and any(inside(one, target) for one in places):
                return True
        return False

    def _maker(self) -> str | None:
        """A command of the builder that may make files that the program reads."""
        places = Places(self.subject.model, self.subject.stage, self.subject.context, self.subject.sources)
        ours = {one.origin for one in self.builds.final.values()} | {one.path for one in self.builds.final.values()}

        def is_known(command: Command, directory: str, run: Run) -> bool:
            if command.name in _CLOSED or _writes_source(command):
                return True
            moved = places.moved(command, directory, run)
            return moved is not None and (bool({*moved} & ours) or moved[0].startswith(f"{self.main.made.output}/"))

        return first_maker(places, self.last, is_known)


def _writes_source(command: Command) -> bool:
    """Whether a command writes a source for a first build, without the others."""
    written = [one.target.value for one in command.redirections if one.operator.startswith(">") and one.target]
    return bool(written) and command.name in ("echo", "printf") and all(one.endswith(".rs") for one in written)


def needs_of(findings: Findings) -> Needs:
    """What the runtime base must bring."""
    program, script, start, linking = findings.program, findings.script, findings.subject.start, findings.linking
    shells = script is not None or (start.needs_shell and not start.converts)
    bash = script is not None and (
        script.shell == "bash" or (not script.shell and findings.subject.facts.os != "alpine")
    )
    started = _foreign(findings, findings.started)
    others = tuple(one for one in started if one not in ("sh", "bash"))
    placed = placed_of(findings.started, started)
    if program is None:
        return Needs(True, True, temporary=True, shell=shells, bash=bash, libraries=True, programs=others, placed=placed,
                     packages=findings.libraries_of_tools)  # fmt: skip
    links = linking.links_more or bool(program.links) or not linking.is_proven
    return Needs(
        certificates=linking.certificates or program.reads_authorities,
        zones=linking.zones and (not linking.is_proven or "jiff" in linking.crates or _has_zone(findings)),
        accounts=program.has_accounts,
        temporary=program.has_temporary or bool(linking.crates & {"tempfile", "tempdir"}) or not linking.is_proven,
        shell=shells or bool(started),
        bash=bash or "bash" in started,
        libraries=links and not linking.is_static,
        programs=others,
        placed=placed,
        paths=program.absolute,
        any_program=program.computes_start,
        packages=tuple(dict.fromkeys((*linking.packages, *findings.libraries_of_tools))),
    )


def _has_zone(findings: Findings) -> bool:
    """Whether the file, or a compose file of the context, gives containers a time zone."""
    context = findings.subject.context
    if "TZ" in findings.subject.start.state.env:
        return True
    paths = (path for pattern in _COMPOSE_FILES for path in context.glob(pattern))
    return any(_TIME_ZONE.search(context.read(path) or "") for path in paths)


def _foreign(findings: Findings, programs: tuple[str, ...]) -> tuple[str, ...]:
    """The names of those programs that neither the build nor a COPY brings."""
    own = {basename(one.path) for one in findings.builds.final.values()} | {basename(findings.main.path)}
    own.update(basename(one.path) for one in findings.tools)
    sources, start = findings.subject.sources, findings.subject.start
    return tuple(
        basename(one)
        for one in dict.fromkeys(programs)
        if basename(one) not in own
        and not ("/" in one and sources.context_path(normpath(join(start.directory, one))) is not None)
    )


def copied_files(findings: Findings) -> Iterator[Copied]:
    """The start script, and what sources, crates, start command, environment and copies by name tell to be read."""
    script, subject = findings.script, findings.subject
    if script is not None and not _is_brought_behind(findings, script.path):
        yield Copied(script.path, script.path)
    for source in dict.fromkeys(_read(findings)):
        place = subject.sources.image_path(source)
        if place is not None and not _is_brought_behind(findings, place) and place != findings.main.path:
            yield Copied(place, place, subject.context.is_dir(source))
    yield from _brought_by_name(findings)


def _read(findings: Findings) -> Iterator[str]:
    """Context paths of what the program reads, or may read."""
    subject, context = findings.subject, findings.subject.context
    if not context.is_known:
        return
    program = findings.program
    for path in program.files if program is not None else ():
        yield path
    for name in program.programs if program is not None else ():  # scripts of the sources
        found = subject.lookup(normpath(join(subject.start.directory, name))) if "/" in name else None
        if found and context.is_file(found):
            yield found
    working = subject.sources.working(subject.start.directory, ("Cargo.toml",))
    for crate, names in OWN_FILES.items() if working is not None else ():
        for name in names if crate in findings.linking.crates or not findings.linking.is_proven else ():
            path = join(working, name) if working else name
            if context.sends(path):
                yield path
    for name in dict.fromkeys(name for tool in findings.tools for name in tool.reads):
        found = subject.lookup(normpath(join(subject.start.directory, name)))
        if found and context.exists(found):
            yield found
    for word in _named(findings):
        place = normpath(join(subject.start.directory, word))
        found = subject.lookup(place)
        if found and not _SOURCES.search(found):
            yield found
    for word in findings.script.named if findings.script is not None else ():  # `cat VERSION`
        found = subject.lookup(normpath(join(subject.start.directory, word))) if word.isalnum() else None
        if found and context.is_file(found):
            yield found


def _named(findings: Findings) -> Iterator[str]:
    """Words of the start command and values of the environment that may be paths."""
    subject = findings.subject
    start, script = subject.start, findings.script
    given = [word for one in (*start.before, ("", *start.arguments)) for word in one[1:]]
    words = [word.rpartition("=")[2] for word in (*given, *(script.named if script is not None else ()))]
    for env in subject.stage.of(Env):
        words += [pair.value.value for pair in env.pairs if pair.value is not None and pair.key.value != "PATH"]
    for word in words:
        word = re.sub(r"\Asqlite:(?://)?", "", word)
        if "$" not in word and ":" not in word and ("/" in word.strip("/") or "." in word.strip(".")):
            yield word
            if "/" in word.strip("/"):
                yield word.rstrip("/").rpartition("/")[0]


def _brought_by_name(findings: Findings) -> Iterator[Copied]:
    """What a COPY puts among the sources by its own name, and what no cargo reads: `COPY static ./static`."""
    subject, root = findings.subject, findings.root
    for transfer in subject.stage.of(Transfer):
        if transfer.index > findings.last or transfer.destination is None:
            continue
        written = subject.model.expand(transfer.destination, transfer)
        target = subject.model.state_before(transfer).resolve(written) if written is not None else None
        if target is None or inside(target, root) is None:
            continue
        if transfer.from_ is not None and target != root and not _SOURCES.search(target):
            yield Copied(target, target, "." not in basename(target))
    for one in subject.sources.brought:
        is_before = one.transfer.index <= findings.last
        if not is_before or not one.source or inside(one.target, root) is None or _SOURCES.search(one.source):
            continue
        if subject.context.is_known and not subject.context.sends(one.source):
            continue
        holds_sources = one.is_directory and (
            not subject.context.is_known or any(path.endswith(".rs") for path in subject.context.files(one.source))
        )
        if not holds_sources:
            copies = spread(subject.context, one, root)
            yield from (copy for copy in copies if not _is_brought_behind(findings, copy.destination))


def _is_brought_behind(findings: Findings, path: str) -> bool:
    """Whether a COPY behind the build brings the path anyway."""
    last = findings.last
    brought = findings.subject.sources.brought
    return any(one.transfer.index > last and inside(path, one.target) is not None for one in brought)
