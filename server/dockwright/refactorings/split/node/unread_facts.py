"""A server of which only the Dockerfile is read: its commands, what they install and build, and where."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from posixpath import join, normpath

from dockwright.refactorings.node_installs import commands_of
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.split.node.managers import Managers, managers
from dockwright.refactorings.split.node.pruning import Install
from dockwright.refactorings.split.node.starting import Starting
from dockwright.refactorings.split.node.unread_commands import is_build
from dockwright.refactorings.split.packages import Installed, installed
from dockwright.refactorings.split.places import absolute
from dockwright.refactorings.split.script import StartScript
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Candidate
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run

CONTAINED = (".output/server/index.mjs", ".output")
"""What Nitro and so Nuxt build: a program, and the folder with all that it needs."""


class Unread:
    """One start command of one stage, without the files of its context."""

    def __init__(
        self, candidate: Candidate, script: StartScript | None, argv: Sequence[str], runner: str, starting: Starting | None
    ) -> None:  # fmt: skip
        self.candidate = candidate
        self.model = candidate.model
        self.stage = candidate.stage
        self.start = candidate.start
        self.script = script
        self.argv = argv
        self.runner = runner  # the script of package.json that starts, "" for none
        self.starting = starting
        self.root = candidate.start.directory
        self.is_bun = candidate.facts.family == "oven/bun"

    @cached_property
    def commands(self) -> tuple[tuple[Run, Command, str], ...]:
        """The commands of the stage, each with the directory it runs in."""
        return tuple(one for one in commands_of(self.model, self.stage) if one[1].words)

    @cached_property
    def builds(self) -> tuple[tuple[Run, Command, str], ...]:
        return tuple(one for one in self.commands if is_build(one[1]))

    @cached_property
    def installed(self) -> tuple[Installed, ...]:
        return installed(command for _, command, _ in self.commands)[0]

    @cached_property
    def managers(self) -> Managers:
        return managers(
            self.candidate.facts,
            (one for _, one, _ in self.commands),
            {self.argv[0], *(one[0] for one in self.start.before)},
        )

    @cached_property
    def installs(self) -> tuple[Install, ...]:
        """The commands that install what a package.json names."""
        found = []
        for run, command, directory in self.commands:
            if restore_of(command) is not None:
                manager = "yarn" if command.name == "yarnpkg" else command.name
                found.append(Install(run, command, manager, directory))
        return tuple(found)

    @cached_property
    def install(self) -> Install | None:
        """The install that the server loads its packages from: the nearest above the file, else that of the folder."""
        place = self.root
        if self.starting is not None and self.starting.targets:
            place = normpath(join(self.root, self.starting.targets[-1]))
        near = [one for one in self.installs if inside(place, one.directory) is not None]
        near = [one for one in near if inside(one.directory, self.root) is not None]
        return max(near, key=lambda one: (len(one.directory), one.run.index)) if near else None

    @cached_property
    def moved_modules(self) -> bool:
        """Whether dependencies that were installed elsewhere are copied into the folder."""
        places = {join(one.directory, "node_modules") for one in self.installs}
        for run, command, directory in self.commands:
            if command.name in ("cp", "mv") and not command.is_conditional:
                paths = [absolute(self.model, run, directory, word.value) for word in command.operands()]
                if len(paths) == 2 and paths[0] in places and paths[1] in (self.root, f"{self.root}/node_modules"):
                    return True
        return False

    def contained(self) -> str:
        """The folder that a server by its place needs nothing beside; "" for others."""
        targets = self.starting.targets if self.starting is not None else ()
        is_it = len(targets) == 1 and normpath(targets[0]) in (CONTAINED[0], join(self.root, CONTAINED[0]))
        return join(self.root, CONTAINED[1]) if is_it and self.script is None else ""

    def is_inside(self, path: str) -> bool:
        return inside(path, self.root) is not None

    def is_left(self, last: Instruction) -> bool:
        """Whether the builder ends in another directory, or as another user, than it installed in."""
        run = self.install.run if self.install is not None else self.builds[-1][0]
        before, after = self.model.state_before(run), self.model.state_after(last)
        return after.user != before.user or after.workdir != self.root
