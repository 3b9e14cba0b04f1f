"""Go: a program that `go build` or `go install` makes is all that a container needs, but for what its sources read.

Sources: `go help build`, `go help install`, https://go.dev/ref/mod, https://pkg.go.dev/cmd/cgo (Go 1.24).
"""

from __future__ import annotations

from posixpath import basename, dirname

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.distributions import ARCHIVED
from dockwright.knowledge.table import words
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.fetched import needs_system
from dockwright.refactorings.split.go import cgo
from dockwright.refactorings.split.go.builds import Builds, Built
from dockwright.refactorings.split.go.commands import arguments_of
from dockwright.refactorings.split.go.needs import MOST_READ, Findings, copied_files, needs_of
from dockwright.refactorings.split.go.subject import GoSubject
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.packages import DATA, installed, needed_to_run
from dockwright.refactorings.split.places import hidden_by_mount
from dockwright.refactorings.split.script import StartScript, in_background, start_script
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start, several_programs
from dockwright.refactorings.split.subject import another_starts
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage

_PLUGIN_MODES = frozenset({"plugin", "shared", "c-shared", "c-archive"})
_ON_SOURCES = words(
    "errcheck go-critic godoc golangci-lint gopls goreleaser gosec gotestsum govulncheck mockery pkgsite richgo staticcheck"
)
"""Programs of others that call the go command or read its packages."""

_BUILDERS = frozenset({"make", "mage", "task", "ginkgo", "revel", "bee", "buffalo"})


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings
) -> Build | Obstacle:
    """What the stage builds with Go and what the program needs; an obstacle when that is not what starts."""
    program = basename(start.program)
    if start.before and program in {"go", *_BUILDERS}:
        return several_programs(start)
    if program == "go":
        words = " ".join(("go", *start.arguments[:1]))
        return Obstacle(f"the container runs the Go toolchain when it starts: `{words}`", start.span)
    if program in _ON_SOURCES:
        return Obstacle(f"`{program}` works on sources, and needs the Go toolchain for it", start.span)
    if program in _BUILDERS:
        return Obstacle(f"the container builds when it starts: `{program}`", start.span)
    sources = Sources(model, stage, context)
    subject = GoSubject(model, stage, context, start, sources)
    builds = Builds(subject)
    if not builds.all:
        if start.before:
            return several_programs(start)
        return _only_fetched(subject) or subject.not_made("no `go build` or `go install` makes a program here")
    script = start_script(start, sources, context, services=True)
    if isinstance(script, Obstacle):
        return script
    foreign = next((one for one in script.background if not builds.makes(one)), "") if script is not None else ""
    if script is not None and foreign:
        return in_background(script, start, foreign)
    started = builds.started(script)
    if started is None:
        return (
            several_programs(start) if start.before else subject.not_made(another_starts(start.program, builds.known))
        )
    front = builds.in_front()
    if front is None or (front and script is not None):
        return several_programs(start)
    return needs_system(start) or _build(subject, builds, script, started, front)


def _only_fetched(subject: GoSubject) -> Obstacle | None:
    """Where a program would come by `go get`, as it did before Go 1.18: what to write instead."""
    for command in subject.stage.commands:
        arguments = arguments_of(command)
        package = arguments.packages[0] if arguments is not None and arguments.packages else ""
        if arguments is not None and arguments.verb == "get" and basename(package) == subject.start.program:
            reason = (
                f"`go get` makes no programs since Go 1.18: write `go install {package}@latest`, or a version of it"
            )
            return Obstacle(reason, command.span)
    return None


def _build(
    subject: GoSubject, builds: Builds, script: StartScript | None, main: Built, front: tuple[Built, ...]
) -> Build | Obstacle:
    start = subject.start
    arguments = arguments_of(main.go)
    mode = arguments.flags.get("buildmode", "") if arguments is not None else ""
    if mode in _PLUGIN_MODES:
        return Obstacle(f"`-buildmode={mode}` makes no program", main.command.span)
    if hidden := hidden_by_mount(subject.model, main.made_by, main.path):
        return hidden
    findings = Findings(subject, builds, script, main, front, subject.program(main))
    program, others = findings.program, findings.others
    if program is None and subject.is_without_files(main) and not findings.is_made:
        return Obstacle("`go build` finds no Go files in its directory", main.command.span)
    if program is not None and program.plugin is not None:
        return Obstacle(f"the program loads plugins: {program.plugin}", start.span)
    if program is not None and program.toolchain is not None:
        return Obstacle(f"the program uses the Go toolchain when it runs: {program.toolchain}", start.span)
    linking = cgo.linking_of_all(subject, main, others[:MOST_READ])
    if isinstance(linking, Obstacle):
        return linking
    notes = [linking.note] if linking.note else []
    fetched = findings.fetched.values()
    paths = [*(one.path for one in (main, *others)), *(one.path for one in fetched)]
    artifacts = [Copied(path, path) for path in paths]
    runs = (*(one.made_by for one in (main, *others)), *(one.run for one in fetched))
    needs = needs_of(findings)._replace(libraries=linking.is_dynamic)
    return Build(
        ecosystem="go",
        copies=tuple(dict.fromkeys((*artifacts, *copied_files(findings)))),
        last=max(runs, key=lambda one: one.index),
        sources=subject.root(main.directory),
        needs=needs,
        bases=_bases(subject, linking, needs),
        edits=() if linking.is_dynamic else tuple(cgo.edits(subject, (main, *others))),
        search=_searched(start, findings, paths),
        compiled_in=tuple(findings.compiled_in),
        notes=(*notes, *findings.notes()),
    )


def _searched(start: Start, findings: Findings, paths: list[str]) -> tuple[str, ...]:
    """The directories that must be on PATH, as programs in them are started by their bare names."""
    names = (start.program, *(one[0] for one in start.before), *findings.started)
    if findings.script is not None or basename(start.program) != basename(paths[0]):
        names = (*names, *start.arguments)
    return tuple(dict.fromkeys(dirname(path) for path in paths if basename(path) in names))


def _bases(subject: GoSubject, linking: cgo.Linking, needs: Needs) -> tuple[Base, ...]:
    """The right bases, the likeliest first."""
    facts = subject.facts
    if facts.kind == "os":
        return _bases_of_system(subject, linking, needs)
    if linking.is_dynamic:
        if facts.os == "alpine":
            return (runtime_bases.alpine(facts.release),)
        if facts.os != "debian" or not facts.release:
            return ()
        bases = (runtime_bases.debian_slim(facts.release), runtime_bases.distroless_base(facts.release))
        return tuple(one for one in bases if one is not None)
    release = facts.release if facts.release not in ARCHIVED and _carries_packages(subject, needs) else ""
    alpine = runtime_bases.alpine(release if facts.os == "alpine" else "")
    slim = runtime_bases.debian_slim(release if facts.os == "debian" else "")
    if needs.bash:
        return (slim, alpine) if facts.os == "debian" else (alpine, slim)
    return (alpine, runtime_bases.distroless_static(), runtime_bases.scratch(), slim)


def _bases_of_system(subject: GoSubject, linking: cgo.Linking, needs: Needs) -> tuple[Base, ...]:
    """The right bases where Go is installed on a system: that system, and small ones that ask nothing of the builder."""
    own = runtime_bases.system(subject.stage, subject.facts)
    if linking.is_dynamic or needs.bash or _carries_packages(subject, needs):
        return (own,) if own is not None else ()
    others = (runtime_bases.alpine(), runtime_bases.distroless_static())
    is_small = own is not None and own.os == "alpine"
    return tuple(one for one in ((own, others[1]) if is_small else others) if one is not None)


def _carries_packages(subject: GoSubject, needs: Needs) -> bool:
    """Whether the container needs packages that the file installs: those of another release may be others."""
    facts = subject.facts
    return any(
        one.name not in DATA
        and needed_to_run(one.name, facts.os, facts.release, links=needs.libraries, programs=needs.programs)
        for one in installed(subject.stage.commands)[0]
    )
