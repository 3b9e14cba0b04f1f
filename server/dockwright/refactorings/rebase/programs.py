"""A native program that another stage builds: the small images that the final stage can run it on."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from dockwright.assist import Choice, Offer
from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.distributions import ARCHIVED
from dockwright.knowledge.os_packages import is_build_only
from dockwright.knowledge.table import words
from dockwright.refactorings.rebase.change import change
from dockwright.refactorings.rebase.interpreters import INTERPRETED, is_unused, is_used
from dockwright.refactorings.rebase.origins import origins
from dockwright.refactorings.rebase.runner import Runner, runner_of, searched
from dockwright.refactorings.rebase.strangers import strangers_of
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.carried_packages import CERTIFICATES
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.packages import DATA, installed, needed_to_run
from dockwright.refactorings.split.plan import installs_compiler, is_worth_it
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.subject import Subject
from dockwright.refactorings.whole_stage import whole
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import files_of
from dockwright.syntax import Expose, Healthcheck, Instruction

_EMPTY = words("account directory mode packages removal restore")
"""Kinds of entries that bring no file by a name."""


def small_image(
    model: SemanticModel, stage: Stage, context: BuildContext, settings: Settings, *, assumes: bool
) -> Offer | Obstacle | None:
    """One choice for each right image; None where the stage runs no program of another one. `assumes`: as in `rebase`."""
    runner = runner_of(model, stage, context, settings)
    facts = stage.facts
    if runner is not None and facts is not None and facts.is_toolchain and facts.ecosystem in INTERPRETED:
        runner = _without_interpreter(model, stage, context, runner, assumes=assumes)
    elif not (assumes or (runner is not None and _needs_no_tools(model, stage, context, runner))):
        return None
    return _offer(model, stage, context, runner) if isinstance(runner, Runner) else runner


def _without_interpreter(
    model: SemanticModel, stage: Stage, context: BuildContext, runner: Runner | Obstacle, *, assumes: bool
) -> Runner | None:
    """What runs on the image of an interpreter that it does not use; None where it may use it."""
    facts, image = stage.facts, stage.root.from_.image if stage.root.from_ is not None else None
    assert facts is not None
    assert image is not None
    if isinstance(runner, Obstacle) or is_used(model, whole(model, stage), context, runner, facts.ecosystem):
        return None
    if is_unused(context, runner):
        return runner
    note = f"see that the program starts nothing of what is in `{image.value}`"
    return runner._replace(build=runner.build._replace(notes=(*runner.build.notes, note))) if assumes else None


def _needs_no_tools(model: SemanticModel, stage: Stage, context: BuildContext, runner: Runner | Obstacle) -> bool:
    """Whether the toolchain is there by mistake: neither is it completed, nor can any program be what starts next."""
    facts = stage.facts
    if facts is not None and facts.is_toolchain and installs_compiler(stage):
        return False
    if isinstance(runner, Runner) and runner.build.needs.any_program:
        return False
    is_service = stage.last(Expose) is not None or stage.last(Healthcheck) is not None
    return is_service or _is_read(model, context, runner)


def _is_read(model: SemanticModel, context: BuildContext, runner: Runner | Obstacle) -> bool:
    """Whether the sources of the program are those of the build context."""
    if not context.is_known or isinstance(runner, Obstacle):
        return context.is_known
    return bool(Sources(model, whole(model, runner.origin.stage), context).brought)


def _offer(model: SemanticModel, stage: Stage, context: BuildContext, runner: Runner) -> Offer | Obstacle | None:
    """One choice for each image on which the stage does the same; the first one's obstacle where there is none."""
    from_, facts, seen = stage.from_, stage.facts, whole(model, stage)
    assert from_ is not None
    assert from_.image is not None
    assert facts is not None
    build = _build(model, stage, context, runner)
    if not isinstance(build, Build):
        return build
    own = [one.source for one in runner.build.copies]
    own += [runner.script.path] if runner.script is not None else []
    strangers = strangers_of(model, seen, context, runner.start, own)
    boundary = _boundary(stage)
    choices: dict[Base, Choice] = {}
    first: Obstacle | None = None
    for base in build.bases:
        sources = Sources(model, seen, context)
        subject = Subject(model, seen, context, sources, facts, runner.start, build, base, boundary)
        found = change(subject, runner.origin.stage, strangers)
        if isinstance(found, Obstacle):
            first = first or found
        else:
            choices[base] = Choice(base.name, found)
    kept = [one for base, one in choices.items() if is_worth_it(base, len(choices), runner.start, build)]
    return Offer(tuple(kept), from_.image.span) if kept else first


def _boundary(stage: Stage) -> Instruction:
    """The last instruction of the stages that the final one is built on, as if those were a builder's; else its FROM."""
    below = [one for each in stage.lineage[1:] for one in (*each.instructions, each.from_) if one is not None]
    assert stage.from_ is not None
    return max(below, key=lambda one: one.index, default=stage.from_)


def _build(model: SemanticModel, stage: Stage, context: BuildContext, runner: Runner) -> Build | Obstacle | None:
    """The build as the final stage sees it, which has the program by its own COPY; None where it runs elsewhere already."""
    builder, found = whole(model, runner.origin.stage), runner.build
    there, here = builder.facts, stage.facts
    assert there is not None
    assert here is not None
    bases = tuple(_bases(found, there, here, stage))
    if not bases:
        return None
    libraries = _libraries(builder, found)
    if isinstance(libraries, Obstacle):
        return libraries
    assert stage.from_ is not None
    given = tuple(
        f"COPY --from={{builder}} {CERTIFICATES} {CERTIFICATES}" for one in found.copies if one.source == CERTIFICATES
    )
    return found._replace(
        copies=(*_own_programs(model, stage, context, runner), *_of_base(model, stage, context, runner)),
        last=_boundary(stage),
        needs=_needs(runner, here)._replace(packages=(*found.needs.packages, *libraries)),
        bases=bases,
        search=searched(stage, runner),
        extra=given,
        notes=(*found.notes, *_notes(runner)),
        needless=frozenset(filter(is_build_only, found.needless)),  # what is installed here is not for the build
        variants=(),
    )


def _bases(build: Build, there: BaseImage, here: BaseImage, stage: Stage) -> Iterator[Base]:
    """The right bases: of the builder's release for what is linked against its C library, else of the stage's own."""
    installs = any(one.name not in DATA for one in installed(stage.commands)[0])
    is_same = there.os == here.os and (there.release == here.release or not installs)
    systems = {one.os for one in build.bases}
    if "scratch" not in systems and not systems >= {"alpine", "debian"}:
        yield from build.bases if is_same else ()
        return
    for one in build.bases:
        is_own = one.os == here.os and here.release not in ("", *ARCHIVED) and (installs or one.os != "alpine")
        make = {"alpine": runtime_bases.alpine, "debian": runtime_bases.debian_slim}.get(one.os) if is_own else None
        yield make(here.release) if make is not None else one


def _libraries(builder: Stage, build: Build) -> tuple[str, ...] | Obstacle:
    """The packages with the libraries that stand behind the development packages of the builder."""
    facts = builder.facts
    assert facts is not None
    found: dict[str, None] = {}
    for one in installed(builder.commands)[0] if build.needs.libraries else ():
        if not one.name.endswith(("-dev", "-devel", "-headers")) or one.name in build.needless:
            continue
        packages = needed_to_run(one.name, facts.os, facts.release, links=True, programs=())
        if packages is None:
            reason = f"what a program needs of `{one.name}` when it runs is not known"
            return Obstacle(reason, one.word.span, ships=True)
        found.update(dict.fromkeys(packages))
    return tuple(found)


def _needs(runner: Runner, here: BaseImage) -> Needs:
    """What the program needs, together with the script that starts it."""
    needs, script = runner.build.needs, runner.script
    if script is None:
        return needs
    own = {basename(one.source) for one in runner.build.copies}
    others = (basename(one) for one in script.programs if basename(one) not in own)
    return needs._replace(
        shell=True,
        bash=needs.bash or script.shell == "bash" or (not script.shell and here.os != "alpine"),
        programs=tuple(dict.fromkeys((*needs.programs, *others))),
    )


def _own_programs(model: SemanticModel, stage: Stage, context: BuildContext, runner: Runner) -> Iterator[Copied]:
    """What starts, and what checks its health: programs of the same build."""
    checks = (command for one in stage.of(Healthcheck) for command in model.commands(one) if command.words)
    named = (runner.start.state.resolve(one.words[0].value) for one in checks if "/" in one.words[0].value)
    own = {one.source for one in runner.build.copies}
    for path in dict.fromkeys((runner.program, *(one for one in named if one is not None))):
        is_own = any(one.path in own for one in origins(model, stage, context, path))
        if path == runner.program or is_own:
            yield Copied(path, path)


def _of_base(model: SemanticModel, stage: Stage, context: BuildContext, runner: Runner) -> Iterator[Copied]:
    """The start script, and the files that it names or the program reads, which the stage has that the final one is built on:
    it loses them with it."""
    if stage.base_stage is None:
        return
    below = {one for each in stage.lineage[1:] for one in each.instructions}
    if runner.origin.stage is stage.base_stage:
        yield from (*_of_script(model, stage, context, runner), *runner.build.copies)
        return
    for one in (*_of_script(model, stage, context, runner), *runner.build.copies):
        brought = [entry for entry in files_of(model, stage, context).origin(one.source) if entry.kind not in _EMPTY]
        if brought and brought[-1].instruction in below and one.source not in (runner.origin.path, runner.program):
            yield one


def _of_script(model: SemanticModel, stage: Stage, context: BuildContext, runner: Runner) -> Iterator[Copied]:
    """The start script, and the files of the context that it names."""
    if runner.script is None:
        return
    yield Copied(runner.script.path, runner.script.path)
    sources = Sources(model, whole(model, stage), context)
    for word in runner.script.named:
        place = runner.start.state.resolve(word) if "/" in word.strip("./") or "." in word.strip("./") else None
        source = sources.context_path(place) if place is not None else None
        if place is not None and source and context.is_known and context.is_file(source) and context.sends(source):
            yield Copied(place, place)


def _notes(runner: Runner) -> Iterator[str]:
    if runner.script is not None:
        yield f"`{basename(runner.script.path)}` runs in the new image: see that its commands work there"
