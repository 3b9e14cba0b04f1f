"""Packages of Node that a final stage takes from one that builds, with development dependencies that nothing there uses.

shipped_modules(model, stage, context)    what brings them, and the command that would take them away where they are built
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join
from shlex import quote

from dockwright.context import BuildContext
from dockwright.projects.node import Package, local_dependencies
from dockwright.projects.node_build import Output, next_build
from dockwright.projects.node_sources import resolved
from dockwright.projects.package_scripts import EXECUTORS, RUNNERS
from dockwright.refactorings.keyword_case import as_keyword
from dockwright.refactorings.node_installs import package_at
from dockwright.refactorings.split.commands import opaque
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.node.building import Building
from dockwright.refactorings.split.node.entry import OWN_PROGRAMS, with_checks
from dockwright.refactorings.split.node.frameworks import BUNDLED
from dockwright.refactorings.split.node.needs import Findings
from dockwright.refactorings.split.node.pruning import Install, omits_development, pruning
from dockwright.refactorings.split.node.starting import Starting, read_commands, read_starting
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import read_start
from dockwright.refactorings.whole_stage import whole
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.syntax import Copy, Run, Word
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

_MODULES = "node_modules"


class Shipped(NamedTuple):
    """Development dependencies in a final stage that another one has installed."""

    word: Word  # the source that brings them
    builder: str  # how the file calls that stage
    command: str  # what takes them away there; "" where nothing does
    edits: tuple[Edit, ...]
    stage: str = ""  # the new one where they are taken away, as others need what the builder has


class _Taken(NamedTuple):
    """What a COPY of a final stage brings of another one."""

    copy: Copy
    word: Word
    name: str  # of the other stage, as it is written
    stage: Stage
    root: str  # the directory with node_modules, there
    place: str  # ... and here


def shipped_modules(model: SemanticModel, stage: Stage, context: BuildContext) -> Shipped | None:
    """The development dependencies that a final stage takes and does not use; None where none are, or that is not known."""
    found = [each for one in _taken(model, stage, context) if (each := _installed(model, context, one)) is not None]
    if len(found) != 1 or any(_uses_tools(model, one) for one in stage.of(Run)):
        return None
    taken, building, package, install = found[0]
    if not _brings_development(building, package, install):
        return None
    starting = _starting(model, stage, context, package, taken.place)
    builders = (building, *_others(model, stage, context, taken))
    if starting is None or not _is_unused(builders, package, starting):
        return None
    command = _command(building, package, install, taken)
    if not command:
        return Shipped(taken.word, taken.name, "", ())
    if not _has_others(model, taken.stage):
        return Shipped(taken.word, taken.name, command, _edits(model, taken, command))
    name = f"production-{taken.name}"
    edits = _in_stage_of_its_own(model, taken, command, name)
    return Shipped(taken.word, taken.name, command, edits, name) if edits else Shipped(taken.word, taken.name, "", ())


def _installed(
    model: SemanticModel, context: BuildContext, taken: _Taken
) -> tuple[_Taken, Building, Package, Install] | None:
    """What is taken, where it is the package of an install."""
    builder = whole(model, taken.stage)
    building = Building(model, builder, context, Sources(model, builder, context), taken.root)
    package = package_at(building.sources, taken.root)
    install = building.install
    return (taken, building, package, install) if package is not None and install is not None else None


def _taken(model: SemanticModel, stage: Stage, context: BuildContext) -> Iterator[_Taken]:
    """What brings node_modules from another stage: by its name, or with the directory around it."""
    for copy in stage.of(Copy):
        name = copy.from_.value if copy.from_ is not None else None
        if name is None:
            continue
        for word, entry in zip(copy.sources, entries_of(model, copy, context), strict=False):
            yield from _of_entry(copy, word, name.value, entry)


def _of_entry(copy: Copy, word: Word, name: str, entry: Entry) -> Iterator[_Taken]:
    source = "/" + "".join(entry.sources[:1]).lstrip("/")
    if entry.kind != "stage" or entry.stage is None or entry.is_anywhere:
        return
    if basename(source) == _MODULES and basename(entry.path) == _MODULES:
        yield _Taken(copy, word, name, entry.stage, dirname(source), dirname(entry.path))
    elif "." not in basename(source) and source != "/":
        yield _Taken(copy, word, name, entry.stage, source, entry.path)


def _uses_tools(model: SemanticModel, run: Run) -> bool:
    """Whether a RUN of the final stage may use packages, or change them."""
    for command in model.commands(run):
        is_tool = command.name in RUNNERS | EXECUTORS | {"node", "nodejs"}
        is_aside = command.has_flag("g", "global") or command.subcommand in ("cache", "config", "global")
        if (is_tool and not is_aside) or (not is_tool and command.name != "corepack" and opaque((command,), "")):
            return True
    return False


def _brings_development(building: Building, package: Package, install: Install) -> bool:
    """Whether development dependencies are installed, and no command takes them away again."""
    if not package.section("devDependencies") or package.workspaces or local_dependencies(package):
        return False
    if omits_development(install, building.model.state_before(install.run).env.get("NODE_ENV") or "", package):
        return False
    commands = [command for _, command, _ in building.commands()]
    prunes = any(one.subcommand in ("prune", "focus") and one.name in RUNNERS for one in commands)
    again = any(
        omits_development(install._replace(command=one), "")
        for one in commands
        if one.name in RUNNERS and one.arguments
    )
    removes = any(one.name == "rm" and any(_MODULES in word.value for word in one.words) for one in commands)
    return not (prunes or again or removes)


def _starting(
    model: SemanticModel, stage: Stage, context: BuildContext, package: Package, place: str
) -> Starting | None:
    """What the final stage and compose files start beside the packages; None where that is not known, or is for development."""
    start = read_start(model, stage)
    if isinstance(start, Obstacle) or start.directory != place:
        return None
    starting = read_starting([start.program, *start.arguments], package.scripts)
    if starting is None or starting.why_not or "pm2" in starting.runners:
        return None
    for one in context.started:
        words = one.words[0].split() if one.needs_shell and one.words else one.words
        if (
            not one.words
            or one.target not in ("", stage.name)
            or (one.is_check and words[:1] and words[0] not in OWN_PROGRAMS)
        ):
            continue
        found = read_commands([words], package.scripts)
        if found is None or found.why_not:
            return None
        starting = starting._replace(programs=tuple(dict.fromkeys((*starting.programs, *found.programs))))
    return with_checks(model, stage, starting, package, place)


def _others(model: SemanticModel, stage: Stage, context: BuildContext, taken: _Taken) -> Iterator[Building]:
    """The other stages that a final one takes something from, each as it builds in its working directory."""
    stages = dict.fromkeys(one.stage for one in stage.references if isinstance(one.instruction, Copy))
    for other in stages:
        root = other.final_state.workdir
        if other is not taken.stage and root is not None:
            builder = whole(model, other)
            yield Building(model, builder, context, Sources(model, builder, context), root)


def _is_unused(builders: Sequence[Building], package: Package, starting: Starting) -> bool:
    """Whether what starts, and the sources that it was built from, do without development dependencies."""
    context = builders[0].context
    outputs = [(one.root, output) for one in builders for output in one.outputs if output.path]
    if not all(_is_known(context, outputs, package, one) for one in starting.targets):
        return False
    inner = tuple(path for root, one in outputs if (path := inside(one.path, root)))
    tools = {one.tool for _, one in outputs}
    node = next_build(context, package) if "Next.js" in tools else None
    return not Findings(context, package, starting, inner, bool(tools & BUNDLED)).needs_development(node)


def _is_known(context: BuildContext, outputs: Sequence[tuple[str, Output]], package: Package, target: str) -> bool:
    """Whether a file that node runs is built by commands that are followed, or stands among the sources."""
    for root, one in outputs:
        path = join(root, target)
        stem = one.path if one.is_directory else one.path.rpartition(".")[0]
        if one.is_proven and (inside(path, stem) is not None or stem in (path, path.rpartition(".")[0])):
            return True
    return bool(resolved(context, join(package.directory, target).lstrip("/")))


def _command(building: Building, package: Package, install: Install, taken: _Taken) -> str:
    """What takes development dependencies away at the end of the stage that builds; "" where it cannot."""
    model, stage = building.model, taken.stage
    state, facts = stage.final_state, building.stage.facts
    if not stage.instructions or facts is None:
        return ""
    if building.borrowed is not None and (install.manager != "npm" or state.is_root is False):
        return ""
    if state.user != model.state_before(install.run).user or model.script(install.run).dialect != "posix":
        return ""
    command = pruning(building.context, package, install, facts.version).command
    moves = f"cd {quote(taken.root)} && " if state.workdir != taken.root else ""
    return f"{moves}{command}" if command else ""


def _has_others(model: SemanticModel, stage: Stage) -> bool:
    """Whether another stage than the target takes something from the one that builds, or stands on it."""
    target = model.target
    others = (one for one in stage.referenced_by if target is None or one.instruction not in target.instructions)
    return stage.is_base or any(others)


def _edits(model: SemanticModel, taken: _Taken, command: str) -> tuple[Edit, ...]:
    last = taken.stage.instructions[-1]
    end, newline = last.line_span.end, model.dockerfile.newline
    return (Edit(Span(end, end), f"{last.cased('RUN')} {command}{newline}"),)


def _in_stage_of_its_own(model: SemanticModel, taken: _Taken, command: str, name: str) -> tuple[Edit, ...]:
    """A stage on the one that has installed them, and the COPY from it; none where stages are counted, or the name is taken."""
    last, from_, text = taken.stage.instructions[-1], taken.stage.from_, model.dockerfile.text
    source = taken.copy.from_.value if taken.copy.from_ is not None else None
    counted = any(one.span.of(text).isdecimal() for stage in model.stages for one in stage.referenced_by)
    if counted or from_ is None or source is None or source.span.of(text) != taken.name:
        return ()
    if model.stage_named(taken.name) is not taken.stage or model.stage_named(name) is not None or name in text:
        return ()
    end, newline = last.line_span.end, model.dockerfile.newline
    words = f"{from_.cased('FROM')} {taken.name} {as_keyword(from_)} {name}"
    stage = f"{newline}{words}{newline}{last.cased('RUN')} {command}{newline}"
    return (Edit(Span(end, end), stage), Edit(source.span, name))
