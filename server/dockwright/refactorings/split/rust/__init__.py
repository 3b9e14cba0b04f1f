"""Rust: a program that cargo makes is all that a container needs, with the C library of its builder or without any.

Sources: https://doc.rust-lang.org/cargo/commands/cargo-build.html, /cargo-install.html, /reference/build-cache.html (1.90).
"""

from __future__ import annotations

from posixpath import basename, dirname

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.carried_packages import CERTIFICATES
from dockwright.refactorings.split.fetched import needs_system
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.rust.builds import Builds, Program, RustSubject, hidden
from dockwright.refactorings.split.rust.linking import ENDED, Linking, development_packages, linking
from dockwright.refactorings.split.rust.needs import Findings, copied_files, needs_of
from dockwright.refactorings.split.script import StartScript, start_script
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start, several_programs
from dockwright.refactorings.split.subject import another_starts
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Healthcheck

_TOOLS = frozenset({"cargo", "rustc", "rustup", "cargo-watch", "bacon", "trunk", "systemfd", "cargo-leptos"})


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings
) -> Build | Obstacle:
    """What the stage builds with cargo and what the program needs; an obstacle when that is not what starts."""
    program = basename(start.program)
    if program in _TOOLS and start.before:
        return several_programs(start)
    if program in _TOOLS:
        words = " ".join((program, *start.arguments[:1]))
        return Obstacle(f"the container runs the Rust toolchain when it starts: `{words}`", start.span)
    sources = Sources(model, stage, context)
    subject = RustSubject(model, stage, context, start, sources)
    builds = Builds(subject)
    if not builds.all and start.before:
        return several_programs(start)
    if not builds.all:
        return subject.not_made("no `cargo build` or `cargo install --path` makes a program here")
    script = start_script(start, sources, context, services=True)
    if isinstance(script, Obstacle):
        return script
    started = builds.started(script)
    front = builds.in_front()
    beside = builds.beside(script, started)
    if isinstance(beside, Obstacle):
        return beside
    front = (*front, *beside) if front is not None else None
    if start.before and (started is None or front is None or script is not None):
        return several_programs(start)
    if started is None:
        return subject.not_made(another_starts(start.program, builds.final))
    covered = next((one for program in (started, *(front or ())) if (one := hidden(subject, program))), None)
    if covered is not None:
        return covered
    return needs_system(start) or _build(subject, builds, script, started, front or ())


def _build(
    subject: RustSubject, builds: Builds, script: StartScript | None, main: Program, front: tuple[Program, ...]
) -> Build | Obstacle:
    packages = {_package(one) for one in (main, *front)}
    found = linking(subject, main.made, packages.pop() if len(packages) == 1 else "")
    if isinstance(found, Obstacle):
        return found
    findings = Findings(subject, builds, script, main, front, found)
    obstacle = findings.obstacle()
    if obstacle is not None:
        return obstacle
    needs = needs_of(findings)
    foreign = development_packages(subject)
    if foreign and not found.is_static:
        needs = needs._replace(libraries=True)
    bases, copies = _bases(subject, found, needs)
    if not bases:
        reason = f"which runtime base has the C library of {image_of(subject.stage)} is not known"
        return Obstacle(reason, subject.stage.base_span, ships=True)
    others = [one for one in builds.others(main, front) if hidden(subject, one) is None]
    paths = [*(one.path for one in (main, *others)), *(one.path for one in findings.tools)]
    artifacts = [Copied(path, path) for path in paths]
    site = [Copied(main.made.site, main.made.site, True)] if main.made.site else []
    runs = (main.made_by, *(one.made_by for one in others), *(one.run for one in findings.tools))
    last = max(runs, key=lambda one: one.index)
    return Build(
        ecosystem="rust",
        copies=tuple(dict.fromkeys((*artifacts, *copies, *site, *copied_files(findings)))),
        last=last,
        sources=findings.root,
        needs=needs,
        bases=bases,
        search=_searched(subject.start, findings, paths),
        notes=tuple(dict.fromkeys((*findings.notes(), *(_SITE.format(one.source) for one in site)))),
    )


_SITE = "the pages that cargo-leptos makes are taken from `{}`: see that the program looks for them there"


def _package(main: Program) -> str:
    """The name of the package that the program belongs to."""
    name = basename(main.origin)
    crates = main.made.crates
    return next((crate.name for crate in crates if any(one.name == name for one in crate.binaries)), "")


def _searched(start: Start, findings: Findings, paths: list[str]) -> tuple[str, ...]:
    """The directories that must be on PATH, as programs in them are started by their bare names."""
    names = (start.program, *(one[0] for one in start.before)) if findings.script is None else start.arguments
    names = (*names, *findings.started)
    return tuple(dict.fromkeys(dirname(path) for path in paths if basename(path) in names))


def _bases(subject: RustSubject, found: Linking, needs: Needs) -> tuple[tuple[Base, ...], tuple[Copied, ...]]:
    """The right bases, the likeliest first, and the list of authorities where no package brings it any more."""
    facts, release = subject.facts, found.release
    if facts.kind == "os" and not found.is_static:
        own = runtime_bases.system(subject.stage, facts)
        return ((own,) if own is not None else ()), ()
    if found.is_static:
        alpine, slim = runtime_bases.alpine(facts.release if facts.os == "alpine" else ""), runtime_bases.debian_slim()
        if needs.bash:
            return ((slim, alpine) if facts.os == "debian" else (alpine, slim)), ()
        has_files = facts.kind != "os" and not needs.zones  # what an empty image would have from the builder
        smaller = (runtime_bases.distroless_static(), *((runtime_bases.scratch(),) if has_files else ()))
        return (alpine, *smaller, slim), ()
    if facts.os == "alpine":
        return ((runtime_bases.alpine(facts.release),) if facts.release else ()), ()
    if facts.os != "debian" or not release:
        return (), ()
    installs = bool(needs.packages or needs.programs or needs.bash or subject.stage.of(Healthcheck))
    installs = installs or any(is_install(one) for one in subject.stage.commands)
    slim = runtime_bases.debian_slim(release)
    if release in ENDED:
        copies = (Copied(CERTIFICATES, CERTIFICATES),) if needs.certificates else ()
        note = f"packages of Debian {release} may no longer be where its image looks for them" if installs else ""
        return (slim._replace(has_certificates=True, has_zones=True, note=note),), copies
    is_plain = found.is_proven and not found.uses_system and not needs.accounts  # distroless has few users
    smaller_one = runtime_bases.distroless_cc(release) if is_plain else None
    return tuple(one for one in (slim, smaller_one) if one is not None), ()
