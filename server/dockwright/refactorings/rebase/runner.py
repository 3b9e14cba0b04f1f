"""Which program of another stage a final stage runs, and how it was built there."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import DEFAULT_PATH
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.only_runs import is_carried, start_of_runner
from dockwright.refactorings.rebase.origins import Origin, is_left_alone, origins
from dockwright.refactorings.split.model import Build, Obstacle
from dockwright.refactorings.split.plan import FOLLOWED, examine, toolchain_of
from dockwright.refactorings.split.script import StartScript, places_of, start_script
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.whole_stage import says_start, whole
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Env, Run, Transfer
from dockwright.values import NamedTuple

NATIVE = frozenset({"go", "rust", "c"})
"""Ecosystems whose programs run without what built them."""


_OF_TOOLCHAIN = lazy_pattern(
    r"/usr/local/(?:go|cargo|rustup)\b|\b(?:GOROOT|GOTOOLCHAIN|GOMODCACHE|GOCACHE|CARGO_HOME|RUSTUP_HOME)\b"
)
"""Places and variables of a toolchain, by which something may look for it."""


class Runner(NamedTuple):
    """A final stage that runs a program of another stage."""

    start: Start
    script: StartScript | None  # that starts the program
    program: str  # absolute: where it is
    origin: Origin  # where it was made
    build: Build  # how


def runner_of(
    model: SemanticModel, stage: Stage, context: BuildContext, settings: Settings
) -> Runner | Obstacle | None:
    """What the stage runs; None where no other stage is known to build it, or the stage itself does more than to take it."""
    if any(_OF_TOOLCHAIN.search(one.text) for one in stage.instructions if isinstance(one, (Env, Run))):
        return None
    seen = whole(model, stage)
    start = start_of_runner(model, stage, is_carried, follows=True, whole=seen) if says_start(stage) else None
    script = start_script(start, Sources(model, seen, context), context) if start is not None else None
    if start is None or isinstance(script, Obstacle):
        return None
    for program in _places(start, script):
        for origin in _origins(model, stage, context, program):
            before = _before(model, stage, context, start, origin.stage)
            told = start._replace(program=origin.path, path=origin.path, before=before or (), prefixes=(), beside=())
            build = _build(model, context, settings, told, origin.stage) if before is not None else None
            if isinstance(build, Build):
                return Runner(start, script, program, origin, build)
            if build is not None:
                return build
    return None


def _origins(model: SemanticModel, stage: Stage, context: BuildContext, program: str) -> Iterator[Origin]:
    """Where the program can have been made: in a stage that it is taken from, or in the one that the final stage is built on."""
    found = tuple(origins(model, stage, context, program))
    yield from (one for one in found if _has_all_of_base(one.stage, stage))
    if not found and stage.base_stage is not None and is_left_alone(model, stage, context, program):
        yield Origin(stage.base_stage, program)


def _has_all_of_base(builder: Stage, stage: Stage) -> bool:
    """Whether the builder has what the stage has that the final one is built on, so that it can hand it on, or that has no files."""
    has_files = any(one.of(Run) or one.of(Transfer) for one in stage.lineage[1:])
    return not has_files or stage.base_stage in builder.lineage


def _places(start: Start, script: StartScript | None) -> Iterator[str]:
    """Where the program may be that starts in the end."""
    names = (start.program,) if script is None else (*script.programs, *start.arguments * script.runs_arguments)
    for name in names:
        yield from places_of(start, name)


def _before(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, builder: Stage
) -> tuple[tuple[str, ...], ...] | None:
    """The commands that run in front of the program, by the places where the builder has theirs; None where it has not."""
    found: list[tuple[str, ...]] = []
    for program, *given in start.before:
        known = (one for place in places_of(start, program) for one in origins(model, stage, context, place))
        origin = next((one for one in known if one.stage is builder), None)
        if origin is None:
            return None
        found.append((origin.path, *given))
    return tuple(found)


def _build(
    model: SemanticModel, context: BuildContext, settings: Settings, start: Start, stage: Stage
) -> Build | Obstacle | None:
    """How a program of another stage was built; an obstacle where it was, but nobody can tell how it is linked."""
    builder = whole(model, stage)
    facts = toolchain_of(builder)
    if facts is None or facts.ecosystem not in NATIVE or (start.before and facts.ecosystem not in FOLLOWED):
        return None
    found = examine(model, builder, context, start, facts, settings)
    return found if isinstance(found, Build) or found.ships else None


def searched(stage: Stage, runner: Runner) -> tuple[str, ...]:
    """The directory that must be put on PATH, as only the old image has it there; () without one."""
    directory = dirname(runner.program)
    start, script = runner.start, runner.script
    names = {start.program, *start.arguments, *(one[0] for one in start.before), *(script.programs if script else ())}
    if basename(runner.program) not in names or directory in DEFAULT_PATH.split(":"):
        return ()
    pairs = (pair for env in stage.of(Env) for pair in env.pairs if pair.key.value == "PATH" and pair.value is not None)
    is_set = any(directory in pair.value.value.split(":") for pair in pairs if pair.value is not None)
    return () if is_set else (directory,)
