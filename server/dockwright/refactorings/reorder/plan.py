"""The plan of a reordering as a value: which manifests are copied first, what is restored from them, where the sources go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dockwright.refactorings.reorder.candidates import Candidate
from dockwright.refactorings.reorder.sites import Copied
from dockwright.rule import Safety
from dockwright.semantics import SemanticModel
from dockwright.syntax import (
    Arg,
    Cmd,
    Entrypoint,
    Env,
    Expose,
    Healthcheck,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Stopsignal,
    Transfer,
    Workdir,
)
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.refactorings.reorder.division import Division

DESCRIBING = (Cmd, Entrypoint, Expose, Healthcheck, Label, Maintainer, Onbuild, Stopsignal)
"""They only describe the container that starts."""


class Addition(NamedTuple):
    """One COPY of manifests: sources as a COPY writes them, and a destination that ends with a slash."""

    sources: tuple[str, ...]
    destination: str


class Step(NamedTuple):
    """One RUN that restores, and what goes in front of it."""

    run: Run
    candidates: tuple[Candidate, ...]
    additions: tuple[Addition, ...]
    division: Division


class Plan(NamedTuple):
    """A reordering that can be done."""

    model: SemanticModel
    copied: Copied
    group: tuple[Instruction, ...]  # moves down: the copy of the sources, those on top, what prepares a program
    steps: tuple[Step, ...]  # the last one alone may be divided
    left: tuple[Instruction, ...]  # between the copy and a new restore in front of it: nothing moves past them
    safety: Safety
    notes: tuple[str, ...]  # what to check, one clause each
    ignore: tuple[str, ...]  # patterns that the ignore file must have in addition
    destinations: Mapping[Instruction, str]  # of copies that cross a WORKDIR: their destination, written out
    behind: Run  # what they move behind, where the last restore is not divided

    @property
    def copy(self) -> Transfer:
        return self.copied.copy

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The restores that come before the sources."""
        return tuple(candidate for step in self.steps for candidate in step.candidates)

    @property
    def stays(self) -> bool:
        """Whether the sources stay where they are: one new restore goes in front, which nothing between them concerns."""
        step = self.steps[0]
        moves_more = not self.copied.is_part and any(isinstance(one, Transfer) for one in self.group[1:])
        if not step.division.inserted or len(self.steps) > 1 or moves_more:
            return False
        between = self.model.dockerfile.instructions[self.copy.index + 1 : step.run.index]
        kept = (*self.group, *self.left)
        stands = (*DESCRIBING, Workdir) if self.left else DESCRIBING
        return all(isinstance(one, stands) or one in kept or self._is_unread(one) for one in between)

    def _is_unread(self, one: Instruction) -> bool:
        """Whether an instruction sets nothing that the new restore reads, so that its value does not repeat the restore."""
        restores = [candidate.restore for candidate in self.steps[0].candidates]
        return isinstance(one, (Env, Arg)) and not any(
            restore.reads(pair.key.value) for pair in one.pairs for restore in restores
        )
