"""Who else has to do with the directories of a cache: other commands, layers, stages and the container.

What is in a mount is in none of them; and what an earlier build has left in it must not find its way into the image.
"""

from __future__ import annotations

from collections.abc import Sequence

from dockwright.knowledge.commands import HARMLESS
from dockwright.refactorings.cache_mounts.commands import manager_name
from dockwright.refactorings.cache_mounts.tools import HEADERS, TRUSTING
from dockwright.refactorings.reorder.independence import only_asks
from dockwright.refactorings.reorder.sites import below, overlap
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, sites
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Add, Cmd, Copy, Entrypoint, Instruction, Run


def is_needed_again(model: SemanticModel, stage: Stage, run: Run, name: str) -> bool:
    """Whether another command of the tool, in another layer or at the start, has or needs what would be in the mount."""
    related = [other for other in model.stages if stage in other.lineage or other in stage.lineage]
    for other in related:
        for layer in other.of(Run):
            if layer is not run and any(_works_with(command, name) for command in model.commands(layer)):
                return True
        for start in (*other.of(Cmd), *other.of(Entrypoint)):
            if any(_works_with(command, name) for command in model.commands(start)):
                return True
    return False


def _works_with(command: Command, name: str) -> bool:
    """Whether a command is one of the tool and more than `gradlew --version`, which brings the tool itself."""
    return manager_name(command) == name and not only_asks(command)


def is_only_go_run(stage: Stage, run: Run) -> bool:
    """Whether no other RUN of the stage, nor one below or above it, nor the container uses Go: modules in a mount are seen
    where it is mounted."""

    def calls_too(level: Stage) -> bool:
        return any(one is not run for one in _calling_go(level))

    return not any(map(calls_too, stage.lineage)) and not any(map(calls_too, stage.heirs))


def _calling_go(stage: Stage) -> tuple[Instruction, ...]:
    """The RUNs and starts of a stage that call Go."""

    def look() -> tuple[Instruction, ...]:
        model = stage.model
        starts = (command for kind in (Cmd, Entrypoint) for one in stage.of(kind) for command in model.commands(one))
        return tuple(one.instruction for one in (*stage.commands, *starts) if manager_name(one) == "go")

    return stage.model.keep((_calling_go, stage), look)


def is_covered(run: Run, target: str) -> bool:
    """Whether a mount of the RUN already covers the directory, or lies in it."""
    for mount in run.mounts:
        option = mount.option("target", "dst", "destination")
        if option is None or not option.value or "$" in option.value:
            return True
        if overlap(option.value.rstrip("/") or "/", target):
            return True
    return False


def is_read_elsewhere(model: SemanticModel, stage: Stage, targets: Sequence[str]) -> bool:
    """Whether another stage copies from the directories, or something is copied into them."""
    key = (is_read_elsewhere, stage, tuple(targets))
    return model.keep(key, lambda: _looks_read(model, stage, targets))


def _looks_read(model: SemanticModel, stage: Stage, targets: Sequence[str]) -> bool:
    sources, places = model.keep(_transferred, lambda: _transferred(model))
    if any(overlap(source, target) for source in sources for target in targets):
        return True
    return any(below(place, target) is not None for place in places.get(stage, ()) for target in targets)


def _transferred(model: SemanticModel) -> tuple[frozenset[str], dict[Stage | None, set[str]]]:
    """What is copied from elsewhere, by absolute paths, and where each stage has something put."""
    sources: set[str] = set()
    places: dict[Stage | None, set[str]] = {}
    for copy in model.dockerfile.instructions:
        if not isinstance(copy, (Copy, Add)):
            continue
        if copy.from_ is not None:
            sources.update(word.value.rstrip("/") or "/" for word in copy.sources if word.value.startswith("/"))
        place = copy.destination.value.rstrip("/") if copy.destination is not None else ""
        places.setdefault(model.stage_of(copy), set()).add(place)
    return frozenset(sources), places


def is_sure(model: SemanticModel, stage: Stage, command: Command, name: str, targets: Sequence[str], home: str) -> bool:
    """Whether the image is the same whatever an earlier build has left in the cache."""
    commands = command.script.commands
    if name in TRUSTING or any(_removes_more(one, targets, home) for one in commands if one.name == "rm"):
        return False
    if any(
        _looks_into(site, targets, home) for site in sites(model, command.instruction) if site.command is not command
    ):
        return False
    if name == "npm":  # what npx fetches lies in the cache, and is looked for there when the container starts
        return not any(one.name == "npx" or one.subcommand in ("exec", "x") for one in commands)
    if name == "go" and model.state_before(command.instruction).variables.get("CGO_ENABLED") != "0":
        return "CGO_ENABLED=0" in command.instruction.text or _bringing_headers(model).isdisjoint(stage.lineage)
    return True


def _bringing_headers(model: SemanticModel) -> frozenset[Stage]:
    """The stages in which a command names a package with headers of C."""

    def brings(stage: Stage) -> bool:
        named = (word.value.partition("=")[0] for one in stage.commands for word in one.arguments)
        return any(word.endswith(HEADERS) for word in named)

    return model.keep(_bringing_headers, lambda: frozenset(filter(brings, model.stages)))


def _looks_into(site: Site, targets: Sequence[str], home: str) -> bool:
    """Whether a command is given the directory, or one above it: it would work on what other builds have left there."""
    if site.command.name in HARMLESS or site.command.name == "rm":
        return False
    places = [site.at(with_home(word.value, home)).path for word in site.command.operands() if "/" in word.value]
    return any(overlap(place, target) for place in places for target in targets)


def _removes_more(command: Command, targets: Sequence[str], home: str) -> bool:
    """Whether `rm` takes away a directory that the cache is one part of."""
    places = [path_of(word, home) for word in command.operands()]
    return any(target != path and below(target, path) is not None for path in places for target in targets)


def path_of(word: ShellWord, home: str) -> str:
    return with_home(word.value, home).rstrip("/*") or "/"


def with_home(path: str, home: str) -> str:
    return path.replace("${HOME}", home).replace("$HOME", home).replace("~", home)
