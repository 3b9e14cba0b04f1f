"""The instructions that stand at a place: a trigger is one inside its ONBUILD."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockwright.syntax import Dockerfile, Instruction, Onbuild


def steps_at(dockerfile: Dockerfile, offset: int) -> tuple[Instruction, ...]:
    """The instruction that a cursor touches, and its trigger; empty between instructions."""
    instruction = dockerfile.instruction_at(offset)
    return tuple(steps((instruction,))) if instruction is not None else ()


def steps(instructions: Iterable[Instruction]) -> Iterator[Instruction]:
    """The instructions, each ONBUILD followed by its trigger."""
    for instruction in instructions:
        yield instruction
        if isinstance(instruction, Onbuild) and instruction.trigger is not None:
            yield instruction.trigger
