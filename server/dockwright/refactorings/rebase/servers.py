"""A final stage on the full image of Node or Python, whose packages another stage has installed: the small image of the same
version and release, which runs them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from posixpath import basename, dirname

from dockwright.assist import Choice, Offer
from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.refactorings.node_installs import package_at
from dockwright.refactorings.only_runs import is_carried, start_of_runner
from dockwright.refactorings.rebase.change import change
from dockwright.refactorings.rebase.strangers import Stranger, strangers_of
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.slim_base.node import installs_lightly
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.commands import is_tool_install
from dockwright.refactorings.split.model import Base, Build, Needs, Obstacle
from dockwright.refactorings.split.node.bases import runtime_base
from dockwright.refactorings.split.node.server import examine_server
from dockwright.refactorings.split.python.done import absolute
from dockwright.refactorings.split.python.needs import needs_of
from dockwright.refactorings.split.python.steps import Steps, steps_of
from dockwright.refactorings.split.script import start_script
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.subject import Subject
from dockwright.refactorings.whole_stage import whole
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.shell import Command
from dockwright.syntax import Copy

SERVERS = frozenset({"node", "python"})
"""Families of images that have a small one beside the full one."""

_IN_PROJECT = frozenset({"uv", "poetry", "pdm", "pipenv"})
_OF_USER = "/root/.local"
_BESIDE_INTERPRETER = ("/usr/local/lib/python", "/usr/local/bin")


def on_small_image(model: SemanticModel, stage: Stage, context: BuildContext) -> Offer | Obstacle | None:
    """The small image for a stage that only runs what others have installed; None where that is not known."""
    from_, facts = stage.from_, stage.facts
    if from_ is None or from_.image is None or facts is None or stage.base_stage is not None or not context.is_known:
        return None
    if facts.family not in SERVERS or facts.variant != "full" or facts.os != "debian":
        return None
    start = start_of_runner(model, stage, partial(_is_plain, model, stage, context), follows=True)
    if start is None:
        return None
    base = runtime_base(stage, facts) if facts.family == "node" else runtime_bases.small_interpreter(stage, facts)
    if isinstance(base, Obstacle):
        return None
    needs = _needs(model, stage, context, start, base)
    if not isinstance(needs, Needs):
        return needs
    note = f"see that nothing needs a library or program that only `{from_.image.value}` has, not `{base.image}`"
    build = Build(facts.ecosystem, (), from_, "/", needs, (base,), notes=(note,))
    sources = Sources(model, stage, context)
    subject = Subject(model, stage, context, sources, facts, start, build, base, from_)
    found = change(subject, stage, tuple(_strangers(model, stage, context, start, facts)))
    return found if isinstance(found, Obstacle) else Offer((Choice(base.name, found),), from_.image.span)


def _is_plain(model: SemanticModel, stage: Stage, context: BuildContext, command: Command) -> bool:
    """Whether a command does the same on the small image: it is the system's own, or npm installs what compiles nothing."""
    if is_carried(command) or is_tool_install(command) or command.name == "corepack":
        return True
    restore = restore_of(command)
    directory = model.state_before(command.instruction).workdir
    if restore is None or command.name != "npm" or directory is None or restore.directory:
        return False
    package = package_at(Sources(model, stage, context), directory)
    return package is not None and not package.workspaces and installs_lightly(context, package)


def _needs(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, base: Base
) -> Needs | Obstacle | None:
    """What the program needs of the system, by the stage that has installed it."""
    facts = stage.facts
    assert facts is not None
    look = _of_node if facts.family == "node" else _of_python
    first: Obstacle | None = None
    for other in dict.fromkeys(one.stage for one in stage.references if isinstance(one.instruction, Copy)):
        there = whole(model, other).facts
        if there is None or (there.family, there.os, there.release) != (facts.family, facts.os, facts.release):
            continue
        found = look(model, stage, whole(model, other), context, start, base)
        if isinstance(found, Needs):
            return found
        first = first or found
    return first


def _of_node(
    model: SemanticModel, stage: Stage, builder: Stage, context: BuildContext, start: Start, base: Base
) -> Needs | Obstacle | None:
    """The needs of a server that the other stage builds, as if it started there."""
    directory, facts = builder.final_state.workdir, builder.facts
    if directory is None or facts is None or facts.variant != "full":
        return None
    found = examine_server(model, builder, context, start._replace(directory=directory), facts)
    if isinstance(found, Build):
        return found.needs
    return found if isinstance(found, Obstacle) and found.ships else None


def _of_python(
    model: SemanticModel, stage: Stage, builder: Stage, context: BuildContext, start: Start, base: Base
) -> Needs | Obstacle | None:
    """The needs of the packages that the other stage has installed, where the final one takes them."""
    steps, facts = steps_of(model, builder, context), stage.facts
    assert facts is not None
    if isinstance(steps, Obstacle) or not any(_is_taken(model, stage, context, path) for path in _places(steps)):
        return None
    script = start_script(start, Sources(model, stage, context), context, frozenset({"python", "python3"}))
    if isinstance(script, Obstacle):
        return None
    return needs_of(model, builder, context, Sources(model, builder, context), start, script, steps, facts, base)


def _places(steps: Steps) -> Iterator[str]:
    """Where the packages may be, absolute."""
    for one in steps.installs:
        yield from (absolute(path, one.directory) for path in steps.environments)
        if one.tool in _IN_PROJECT:
            yield absolute(".venv", one.directory)
    yield from (_OF_USER, *_BESIDE_INTERPRETER[:1])


def _is_taken(model: SemanticModel, stage: Stage, context: BuildContext, path: str) -> bool:
    """Whether a COPY brings an environment from another stage: by itself, with a directory around it, or its packages."""
    entries = (one for copy in stage.of(Copy) for one in entries_of(model, copy, context) if one.kind == "stage")
    return any(
        inside(path, source) is not None or source.startswith(path)
        for one in entries
        for source in (f"/{each.lstrip('/')}" for each in one.sources)
    )


def _strangers(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage
) -> Iterator[Stranger]:
    """What comes from elsewhere, but for packages and programs of the same interpreter."""
    for one in strangers_of(model, stage, context, start, (basename(start.program),)):
        if not all(_is_of_interpreter(entry, facts) for entry in entries_of(model, one.transfer, context)):
            yield one


def _is_of_interpreter(entry: Entry, facts: BaseImage) -> bool:
    there = entry.stage.root.facts if entry.stage is not None else None
    source = "/" + "".join(entry.sources[:1]).lstrip("/")
    is_same = there is not None and there.family == facts.family and source == entry.path
    return is_same and (source.startswith(_BESIDE_INTERPRETER) or dirname(source) == _BESIDE_INTERPRETER[1])
