"""The decision: which commands build pages, what they write, and whether nothing else in the image needs Node."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from posixpath import basename, join

from dockwright.context import BuildContext
from dockwright.context import join as join_path
from dockwright.knowledge.table import words
from dockwright.projects.node import Package, local_dependencies
from dockwright.projects.node_sources import SUFFIXES
from dockwright.projects.package_scripts import EXECUTORS, RUNNERS, steps_of
from dockwright.refactorings.node_installs import commands_of, package_at
from dockwright.refactorings.node_stage.mix import builds_of_mix
from dockwright.refactorings.node_stage.tooling import Tooling, tooling
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.split.commands import is_quiet, paths_of
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.node.building import Building, Built
from dockwright.refactorings.split.sources import Brought, Sources, inside
from dockwright.refactorings.split.start import read_start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Arg, Env, From, Healthcheck, Instruction, Onbuild, Run, Shell, Transfer, Workdir
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

_ECOSYSTEMS = frozenset({"php", "python"})
_OF_NODE = RUNNERS | EXECUTORS | words("node nodejs corepack vite")
_WRITERS = words("cp mv sed tee touch install patch ln")
_GENERATORS = re.compile(r"ziggy|wayfinder|\bjs:|lang:js|typescript:|ide-helper|collectstatic|reverse")
"""What a framework's own command calls that writes sources for pages."""

_VENDOR = re.compile(r"(?<![\w-])vendor/")
_STARTS_NODE = re.compile(r"(?<![\w./-])(?:node|npm|npx|yarn|pnpm|bun|inertia:start-ssr)(?![\w.-])")
_STARTING = (".sh", ".conf", ".ini", "Procfile")
_CONFIGURATIONS = (".js", ".ts", ".mjs", ".cjs", ".mts", ".css", ".scss", ".json")
_NAMES = ("assets", "pages", "node-build")
_MOST_FILES = 2000


class Plan(NamedTuple):
    """What is written where: the new stage, and what becomes of the old one."""

    image: str  # of Node
    name: str  # of the new stage
    at: From  # the new stage goes in front of it
    vendor: tuple[str, ...]  # a stage of Composer in front, whose templates the pages read; () for none
    lines: tuple[str, ...]  # of the new stage
    replaced: Run  # the last one that builds: copies take its place
    copies: tuple[str, ...]
    deleted: tuple[Instruction, ...]
    edits: tuple[Edit, ...]
    notes: tuple[str, ...]
    span: Span


class _Work(NamedTuple):
    """What Node does in a stage."""

    building: Building
    package: Package
    runs: tuple[Run, ...]
    builds: tuple[Built, ...]


def plan(model: SemanticModel, context: BuildContext) -> Plan | Obstacle | None:
    """The plan for the final stage; None where Node builds no pages there."""
    stage = model.target
    if stage is None or stage.from_ is None or stage.base_stage is not None or stage.facts is None:
        return None
    if stage.facts.ecosystem not in _ECOSYSTEMS or any(isinstance(one, (Onbuild, Shell)) for one in stage.instructions):
        return None
    work = _work(model, stage, context)
    if not isinstance(work, _Work):
        return work
    tools = tooling(model, stage)
    if tools is None or isinstance(tools, Obstacle):
        reason = "how Node comes into the image is not known"
        return tools or Obstacle(reason, work.builds[0].command.name_span)
    obstacle = (
        _shared(model, work.runs)
        or _unknown_output(work)
        or _changed(model, stage, work)
        or _vendor_obstacle(context, stage, work)
        or _needs_node(model, stage, context, tools)
    )
    return obstacle or _plan(model, stage, context, work, tools)


def _work(model: SemanticModel, stage: Stage, context: BuildContext) -> _Work | Obstacle | None:
    """The builds of the one project of Node in a stage."""
    found = [(run, command, place) for run, command, place in commands_of(model, stage) if command.name in _OF_NODE]
    installs = [(command, place) for _, command, place in found if _is_install(command)]
    places = tuple(dict.fromkeys(place for _, place in installs))
    if not places:
        return None
    building = Building(model, stage, context, Sources(model, stage, context), places[0])
    package = package_at(building.sources, places[0])
    if package is None:
        return None
    mixed = builds_of_mix(building, package, found)
    others = (one for one in building.builds if all(one.command is not each.command for each in mixed))
    builds = tuple(sorted((*mixed, *others), key=lambda one: one.command.span.start))
    if not builds:
        return None
    if len(places) > 1:
        return Obstacle("Node builds several projects: one stage for each could", installs[-1][0].name_span)
    if package.workspaces or local_dependencies(package):
        return Obstacle("the project of Node has parts elsewhere", installs[0][0].name_span)
    runs = tuple(dict.fromkeys(run for run, command, place in found if place == places[0] and not _is_aside(command)))
    return _Work(building, package, runs, builds)


def _is_install(command: Command) -> bool:
    restore = restore_of(command)
    return restore is not None and restore.ecosystem == "node"


def _is_aside(command: Command) -> bool:
    """Whether a command brings a package manager, or only tells of it."""
    return command.name == "corepack" or command.has_flag("g", "global", "version", "v")


# What stands in the way


def _shared(model: SemanticModel, runs: Sequence[Run]) -> Obstacle | None:
    """Work of others in a RUN of Node."""
    for run in runs:
        for command in model.commands(run):
            removes = command.name == "rm" and all("node_modules" in word.value for word in command.operands())
            if command.words and command.name not in _OF_NODE and not is_quiet(command) and not removes:
                reason = f"`{command.name}` shares a RUN with Node: give Node one of its own"
                return Obstacle(reason, command.name_span)
    return None


def _unknown_output(work: _Work) -> Obstacle | None:
    """A build of which nobody knows where it writes, or which has pages rendered by Node later."""
    for one in work.builds:
        argv = [word.value for word in one.command.words]
        name = " ".join(argv[:3])
        if any("--ssr" in step.argv for step in steps_of(argv, work.package.scripts) or ()):
            return Obstacle("pages are rendered by Node when they are asked for", one.command.name_span)
        known = [out for out in one.outputs if out.path and out.is_proven and out.path != work.building.root]
        if not one.is_followed or not known or len(known) < len(one.outputs):
            return Obstacle(f"where `{name}` writes pages is not known", one.command.name_span)
    return None


def _changed(model: SemanticModel, stage: Stage, work: _Work) -> Obstacle | None:
    """A command in front of the build that may write what it reads."""
    last = work.runs[-1]
    for run, command, place in commands_of(model, stage):
        if run.index >= last.index or run in work.runs:
            continue
        paths = paths_of(command, place) if command.name in _WRITERS else []
        paths += [join(place, one.target.value) for one in command.redirections
                  if one.target is not None and one.operator.startswith(">")]  # fmt: skip
        own = any(inside(path, work.building.root) is not None for path in paths)
        generates = command.name in ("php", "python", "python3") and _GENERATORS.search(
            command.span.of(model.dockerfile.text)
        )
        if own or generates:
            return Obstacle(f"`{command.name}` may write what the build of the pages reads", command.name_span)
    return None


def _vendor_obstacle(context: BuildContext, stage: Stage, work: _Work) -> Obstacle | None:
    """Sources of pages that read what Composer installs, where a stage of its own could not."""
    path = _reads_vendor(context, stage, work)
    here = work.package.directory
    text = context.read(join_path(here, "composer.json")) if context.sends(join_path(here, "composer.json")) else None
    is_plain = text is not None and '"path"' not in text and not context.sends(join_path(here, "auth.json"))
    if not path or (is_plain and _composer(stage) is not None):
        return None
    return Obstacle(f"`{path}` reads `vendor`, which Composer fills", work.builds[0].command.name_span)


def _composer(stage: Stage) -> Command | None:
    """The command that installs packages of PHP."""
    return next((one for one in stage.commands if "composer" in one.name and one.subcommand == "install"), None)


def _reads_vendor(context: BuildContext, stage: Stage, work: _Work) -> str:
    """A source of pages, or a setting of their build, that reads what Composer installs; "" without one."""
    if stage.facts is None or stage.facts.ecosystem != "php":
        return ""
    found = (path for path in _sources(context, work.package.directory) if _VENDOR.search(context.read(path) or ""))
    return next(found, "")


def _sources(context: BuildContext, directory: str) -> Iterator[str]:
    for number, path in enumerate(context.sent_files(directory)):
        inner = path[len(directory) :].lstrip("/")
        is_there = "/" not in inner or inner.startswith(("resources/", "assets/", "src/"))
        if number > _MOST_FILES:
            return
        if (
            is_there
            and path.endswith((*_CONFIGURATIONS, *SUFFIXES))
            and not inner.startswith(("composer", "package-lock"))
        ):
            yield path


def _needs_node(model: SemanticModel, stage: Stage, context: BuildContext, tools: Tooling) -> Obstacle | None:
    """Something else in the image that starts Node."""
    start = read_start(model, stage)
    if not isinstance(start, Obstacle) and basename(start.program) in _OF_NODE:
        return Obstacle("the container starts Node", start.span)
    check = stage.last(Healthcheck)
    if check is not None and _STARTS_NODE.search(check.text):
        return Obstacle("the check of the health starts Node", check.keyword_span)
    for path in context.sent_files():
        if path.endswith(_STARTING) and "node_modules" not in path and _STARTS_NODE.search(context.read(path) or ""):
            assert stage.from_ is not None
            return Obstacle(f"`{path}` may start Node in the container", stage.from_.keyword_span)
    return None


# The result


def _plan(model: SemanticModel, stage: Stage, context: BuildContext, work: _Work, tools: Tooling) -> Plan:
    from_ = stage.from_
    assert from_ is not None
    assert from_.image is not None
    last = work.builds[-1].run
    taken = {one.name for one in model.stages}
    name, vendor = _free(taken, *_NAMES), _free(taken, "vendor", "packages")
    path = _reads_vendor(context, stage, work)
    state = model.state_before(last)
    owner = f"--chown={state.user} " if state.is_root is False and state.user else ""
    outputs = dict.fromkeys(out.path for one in work.builds for out in one.outputs)
    notes = [f"see that nothing in the container starts Node, which stays in `{name}`",
             "the build of the pages sees what is copied for it, and nothing that other commands make"]  # fmt: skip
    if not tools.is_told:
        notes.append(f"which Node built the pages is not known: see that `{tools.image}` can")
    if path:
        notes.append(f"`{path}` reads templates of packages, which a stage of Composer brings without their scripts")
    lines = list(_lines(model, stage, work))
    if path:
        place = join(work.building.root, "vendor")
        lines.insert(
            lines.index(work.builds[0].run.span.of(model.dockerfile.text)), f"COPY --from={vendor} {place} {place}"
        )
    return Plan(
        tools.image,
        name,
        from_,
        tuple(_vendor_stage(context, stage, work, vendor)) if path else (),
        tuple(lines),
        last,
        tuple(f"COPY --from={name} {owner}{path} {path}" for path in outputs),
        tuple(one for one in dict.fromkeys((*work.runs, *tools.deleted)) if one is not last),
        tools.edits,
        tuple(notes),
        from_.image.span,
    )


def _free(taken: Collection[str | None], *names: str) -> str:
    """A name that no stage has yet."""
    numbered = (f"{names[0]}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (*names, *numbered) if one not in taken)


def _vendor_stage(context: BuildContext, stage: Stage, work: _Work, name: str) -> Iterator[str]:
    """A stage that only downloads what Composer installs: neither scripts nor extensions are needed to read it."""
    command, here = _composer(stage), work.package.directory
    flag = " --no-dev" if command is not None and command.has_flag("no-dev") else ""
    files = " ".join(one for one in ("composer.json", "composer.lock") if context.sends(join_path(here, one)))
    prefix = f"{here}/" if here else ""
    yield f"FROM composer:2 AS {name}"
    yield f"WORKDIR {work.building.root}"
    yield f"COPY {' '.join(prefix + one for one in files.split())} ./"
    yield f"RUN composer install{flag} --no-interaction --no-scripts --no-autoloader --ignore-platform-reqs"
    yield ""


def _lines(model: SemanticModel, stage: Stage, work: _Work) -> Iterator[str]:
    """The instructions of the new stage: all that the build may look at, as it stands in the old one."""
    text = model.dockerfile.text
    brought = set(_needed(work))
    for one in stage.instructions:
        if one.index > work.runs[-1].index:
            return
        if isinstance(one, Transfer) and one in brought:
            yield f"{one.keyword} {text[one.words[0].span.start : one.span.end]}"
        elif one in work.runs or _is_repeated(one):
            yield one.span.of(text)


def _needed(work: _Work) -> Iterator[Transfer]:
    """The copies from the context that the build may look at, without those of what is there already."""
    kept: list[Brought] = []
    for transfer, group in groupby(work.building.sources.brought, lambda one: one.transfer):
        own = [one for one in group if _is_near(one.target, work.building.root)]
        if not all(any(each.brings(one.source, one.target) for each in kept) for one in own):
            kept += own
            yield transfer


def _is_repeated(one: Instruction) -> bool:
    """Whether an instruction says something to a build on any image."""
    if isinstance(one, Env):
        return all(pair.key.value != "PATH" for pair in one.pairs)
    return isinstance(one, (Workdir, Arg))


def _is_near(target: str, root: str) -> bool:
    return inside(target, root) is not None or inside(root, target) is not None
