"""What the layers below a RUN hold: files that its commands name, and packages."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.package_managers import SYSTEM_PROGRAMS
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import deed, sites
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run, Transfer
from dockwright.syntax.lazy import lazy

_PUTTING = frozenset({"wget", "curl", "git", "tar", "bsdtar", "unzip", "npm", "yarn", "pnpm", "bun"})
_WRITERS = _PUTTING | {"rm"}
_NEAR = 100  # instructions that are looked at; further up is too far


class Layers:
    """What the instructions of a stage, and of those it is built on, put where; worked out when it is asked for."""

    def __init__(self, stage: Stage, model: SemanticModel, context: BuildContext) -> None:
        self.stage = stage
        self.model = model
        self.context = context
        self._entries: dict[Instruction, list[Entry]] = {}
        self._writers: tuple[Run, list[Instruction]] | None = None  # of the last RUN that was asked for
        self._installations: dict[Instruction, list[tuple[Command, set[str]]]] = {}

    @lazy
    def first(self) -> Instruction | None:
        """The instruction that makes the first layer on top of the base image."""
        base = self.stage.root.instructions
        return next((one for one in base if isinstance(one, (Run, Transfer))), None)

    def below(self, run: Instruction) -> tuple[Instruction, ...]:
        """The instructions whose layers are right below that of the RUN, at most _NEAR of them."""
        found: tuple[Instruction, ...] = ()
        for one in self.stage.lineage:
            first = one.from_.index + 1 if one.from_ is not None else 0
            last = run.index - first if one is self.stage else None
            found = one.instructions[:last][len(found) - _NEAR :] + found
            if len(found) >= _NEAR:
                break
        return found

    def writers(self, run: Run) -> list[Instruction]:
        """Those of the instructions below that may bring files: a quick look."""
        if self._writers is None or self._writers[0] is not run:
            putting = self._putting
            self._writers = (run, [one for one in self.below(run) if one in putting] if putting else [])
        return self._writers[1]

    @lazy
    def _putting(self) -> frozenset[Instruction]:
        """The instructions of the stage, and of those it is built on, that may bring files."""
        lineage = self.stage.lineage
        programs = [name for stage in lineage for name in stage.programs]
        kinds = Transfer if _PUTTING.isdisjoint(programs) else (Run, Transfer)
        found = [one for stage in lineage for one in stage.instructions if isinstance(one, kinds)]
        return frozenset([one for one in found if not isinstance(one, Run) or self._may_put(one)])

    def _may_put(self, run: Run) -> bool:
        return not _PUTTING.isdisjoint([command.name for command in self.model.commands(run)])

    def entries(self, instruction: Instruction) -> list[Entry]:
        """What the instruction puts where; of a RUN only what the programs do that bring files, or remove them."""
        found = self._entries.get(instruction)
        if found is None:
            found = self._entries[instruction] = list(self._read(instruction))
        return found

    def installations(self, instruction: Instruction) -> list[tuple[Command, set[str]]]:
        """The commands of the instruction that install packages of the system, with their names."""
        found = self._installations.get(instruction)
        if found is None:
            commands = self.model.commands(instruction) if isinstance(instruction, Run) else ()
            found = [(one, packages) for one in commands if (packages := _installed(one))]
            self._installations[instruction] = found
        return found

    def _read(self, instruction: Instruction) -> Iterator[Entry]:
        if not isinstance(instruction, Run):
            yield from entries_of(self.model, instruction, self.context)
            return
        script = self.model.script(instruction)
        if script.dialect != "posix" or script.has_errors:
            return
        for site in sites(self.model, instruction):
            if site.command.name not in _WRITERS:
                continue
            for path, kind, sources, is_tree, is_anywhere in deed(site).writes:
                if not (instruction.flags and is_mounted(instruction, path)):
                    yield Entry(path, kind, instruction, sources, is_tree, is_anywhere, command=site.command)


def is_mounted(run: Run, path: str) -> bool:
    """Whether the path is in a mount of the RUN, and so in no layer."""
    targets = [mount.option("target", "dst", "destination") for mount in run.mounts]
    places = [target.value.rstrip("/") for target in targets if target is not None and target.value]
    return any(path == place or path.startswith(place + "/") for place in places)


def _installed(command: Command) -> set[str]:
    """The packages that the command installs, without their versions, and the name apk gives to the group of them."""
    manager = SYSTEM_PROGRAMS.get(command.name)
    if manager is None:
        return set()
    operands = command.operands(manager.valued_flags)
    if not operands or operands[0].value not in manager.install:
        return set()
    names = {word.value.partition("=")[0] for word in operands[1:]}
    group = command.flag_value("virtual") or command.flag_value("t") if command.name == "apk" else None
    return names | {group.value} if group is not None else names
