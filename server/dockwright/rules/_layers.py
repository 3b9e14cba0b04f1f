"""Questions that several rules ask about the layers of an image."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from dockwright.knowledge.package_managers import SYSTEM_MANAGERS
from dockwright.knowledge.table import words
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Copy, Flag, Instruction, Onbuild, Run

# Programs whose work cannot be told from their arguments: they may do anything, install packages too.
_OPAQUE = words(
    "sh bash dash ash zsh ksh source . eval make cmake ninja ansible ansible-playbook puppet chef-client "
    "salt-call python python2 python3 perl ruby node php xargs parallel find ssh docker bazel gradle mvn ant "
    "scons rake"
)

_SYSTEM_MANAGERS = SYSTEM_MANAGERS | {"apt", "aptitude", "dnf5"}
_NEAR = 50  # instructions: a longer look costs more than it tells


def ships(model: SemanticModel, stage: Stage | None) -> bool:
    """Whether the layers of a stage are layers of the target image: the target itself, or one that it is built on."""
    if stage is None:
        return True
    target = model.target
    if stage is target or target is None or target.base_stage is None:
        return stage is target
    return stage in model.keep(ships, lambda: frozenset(target.lineage))


def is_followed_by(model: SemanticModel, run: Instruction, holds: Callable[[SemanticModel, Run], bool]) -> bool:
    """Whether a RUN for which `holds` (a function of a module) is true finds in its file system what `run` left: a later one of
    the same stage, a trigger of its ONBUILD, or one of a stage that is built on it."""
    stage = model.stage_of(run)
    if stage is None:
        return False
    last, below = model.keep((is_followed_by, holds), lambda: _last_runs(model, holds))
    return stage in below or last.get(stage, -1) > run.index


def _last_runs(
    model: SemanticModel, holds: Callable[[SemanticModel, Run], bool]
) -> tuple[dict[Stage, int], frozenset[Stage]]:
    """The last such RUN of each stage, and the stages that stages with one are built on."""
    last: dict[Stage, int] = {}
    below: set[Stage] = set()
    for stage in model.stages:
        triggers = (one.trigger for one in stage.of(Onbuild))
        if any(isinstance(one, Run) and holds(model, one) for one in triggers):
            found: int | None = len(model.dockerfile.instructions)  # whoever builds on the stage runs them
        else:
            found = next((one.index for one in reversed(stage.of(Run)) if holds(model, one)), None)
        if found is None:
            continue
        last[stage] = found
        base = stage.base_stage
        while base is not None and base not in below:
            below.add(base)
            base = base.base_stage
    return last, frozenset(below)


def is_taken(model: SemanticModel, *paths: str) -> bool:
    """Whether an instruction takes one of the paths out of a stage: a COPY, or a RUN by a mount."""
    sources = model.keep(is_taken, lambda: frozenset(_taken(model)))
    return any(f"{one}/".startswith(f"{path}/") or path.startswith(f"{one}/") for one in sources for path in paths)


def _taken(model: SemanticModel) -> Iterator[str]:
    """The paths that instructions take out of stages and images, but for whole file systems."""
    for instruction in model.dockerfile.instructions:
        if isinstance(instruction, Copy) and instruction.from_ is not None:
            yield from (f"/{word.value.strip('/')}" for word in instruction.sources if word.value.strip("/"))
        for mount in instruction.mounts if isinstance(instruction, Run) else ():
            source = mount.option("source", "src")
            if mount.option("from") is not None and source is not None and (source.value or "").strip("/"):
                yield f"/{(source.value or '').strip('/')}"


def is_opaque(command: Command) -> bool:
    """Whether a command may do what its text does not show: scripts, interpreters, unknown paths."""
    if not command.name or command.name in _OPAQUE or command.name.endswith((".sh", ".py", ".pl", ".bash")):
        return True
    program = command.words[0].value
    return "/" in program and not program.startswith(("/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/", "/usr/local/bin/"))


def is_offline(run: Run) -> bool:
    """Whether the RUN has no network: what it needs is there already."""
    flag = run.flag("network")
    return flag is not None and flag.value is not None and flag.value.value == "none"


def cache_mounted(run: Instruction, *paths: str) -> bool:
    """Whether a mount of the instruction covers one of the paths, so that what is written there is in no layer."""
    return covering_mount(run, *paths, kinds=("cache", "tmpfs", "bind")) is not None


def covering_mount(run: Instruction, *paths: str, kinds: Collection[str] = ("cache", "tmpfs")) -> Flag | None:
    """The first mount of the instruction, of one of these kinds, that covers one of the paths."""
    for flag in run.flags:
        if flag.name != "mount":
            continue
        kind, target = flag.option("type"), flag.option("target", "dst", "destination")
        name = kind.value if kind is not None else "bind"
        if name not in kinds or target is None or not target.value:
            continue
        place = target.value.rstrip("/")
        if any(path == place or path.startswith(place + "/") for path in paths):
            return flag
    return None


def package_managers(stage: Stage) -> frozenset[str]:
    """The package managers that the image of a stage has, as its base image or the commands near its start tell."""
    facts = stage.facts
    if facts is not None and facts.package_manager:
        return frozenset((facts.package_manager,))
    names = (one.name for each in stage.lineage for run in each.of(Run)[:_NEAR] for one in stage.model.commands(run))
    return _SYSTEM_MANAGERS.intersection(names)
