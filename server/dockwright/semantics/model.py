"""The semantic model: the stages of a Dockerfile, what they are built on and take from each other, and their states.

Making a model only finds the stages; everything else is worked out when it is asked for, and kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from dockwright.knowledge.platforms import PLATFORM_ARGUMENTS
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.semantics.images import ImageName
from dockwright.semantics.links import Reference, Unresolved
from dockwright.semantics.stages import Stage
from dockwright.semantics.state import UNKNOWN_STATE, State, Values, expand_word
from dockwright.shell import Command, Script, parse_script
from dockwright.syntax import (
    Arg,
    Dockerfile,
    From,
    Healthcheck,
    Instruction,
    Onbuild,
    Run,
    ShellOrExec,
    Word,
)
from dockwright.syntax.lazy import lazy

Answer = TypeVar("Answer")

_PLATFORM_VALUES: Values = MappingProxyType(dict.fromkeys(PLATFORM_ARGUMENTS))


class SemanticModel:
    """What a Dockerfile means."""

    def __init__(self, dockerfile: Dockerfile, arguments: Mapping[str, str] = MappingProxyType({})) -> None:
        self.dockerfile = dockerfile
        self.arguments = arguments  # what every build is known to give; it counts where an ARG has no default
        instructions = dockerfile.instructions
        self._starts = starts = [index for index, keyword in enumerate(dockerfile.keywords) if keyword == "FROM"]
        self._scripts: dict[Instruction, Script] = {}
        self._kept: dict[Hashable, Any] = {}
        self._stage_of: list[Stage | None] = [None] * (starts[0] if starts else 0)  # for each instruction
        stages: list[Stage] = []
        for position, start in enumerate(starts):
            stop = starts[position + 1] if position + 1 < len(starts) else len(instructions)
            from_ = instructions[start]
            assert isinstance(from_, From)
            stages.append(Stage(self, position, from_, instructions[start + 1 : stop]))
        if instructions and not starts:
            stages.append(Stage(self, 0, None, instructions))
        for stage in stages:
            self._stage_of += [stage] * (len(stage.instructions) + (stage.from_ is not None))
        self.stages: tuple[Stage, ...] = tuple(stages)
        self.target = stages[-1] if stages else None  # the last stage: what is built without --target
        if stages:
            stages[-1].is_target = True

    def given(self, arguments: Mapping[str, str]) -> SemanticModel:
        """The model of the same file under these build arguments."""
        return self if arguments == self.arguments else SemanticModel(self.dockerfile, arguments)

    def release(self) -> None:
        """Let go of all that is known; the model and its nodes are of no use any more. Once more does no harm.

        They point at each other, so without this they wait for the garbage collector. With many files that costs a tenth
        of the time: what is in use no longer fits into the caches of the processor.
        """
        if not self.__dict__:
            return
        for instruction in self.dockerfile.instructions:
            if type(instruction) is Onbuild:  # its trigger knows it
                instruction.__dict__.clear()
        self.dockerfile.instructions = ()
        for stage in self.stages:
            stage.__dict__.clear()
        for script in self._scripts.values():
            script.commands = script.top_level = ()
        self.__dict__.clear()

    @lazy
    def global_args(self) -> tuple[Arg, ...]:
        """The ARG instructions before the first FROM."""
        if not self._starts:
            return ()
        return tuple(one for one in self.dockerfile.instructions[: self._starts[0]] if isinstance(one, Arg))

    @lazy
    def global_values(self) -> Values:
        """What FROM can expand: the global ARGs with their defaults, None without, and the platform arguments."""
        if not self.global_args:
            return _PLATFORM_VALUES
        values = dict(_PLATFORM_VALUES)
        for arg in self.global_args:
            for pair in arg.pairs:
                if pair.value is not None:
                    scope = UNKNOWN_STATE._replace(variables=values, env_known=True)
                    values[pair.key.value] = expand_word(pair.value, scope, self.dockerfile.escape)
                else:
                    values.setdefault(pair.key.value, self.arguments.get(pair.key.value))
        return values

    @lazy
    def arg_values(self) -> Values:
        """What an ARG of a stage gets that has no default."""
        return {**self.arguments, **self.global_values} if self.arguments else self.global_values

    def stage_of(self, instruction: Instruction) -> Stage | None:
        """The stage an instruction stands in, FROM included; None before the first one."""
        return self._stage_of[instruction.index]

    def stage_named(self, name: str) -> Stage | None:
        """The last stage of that name, in any case: what COPY --from and --target mean."""
        return self._by_name.get(name.lower())

    def stage_at(self, offset: int) -> Stage | None:
        """The stage whose part of the file holds the offset."""
        if not self._starts:
            return self.target
        instructions = self.dockerfile.instructions
        position = bisect_right(self._starts, offset, key=lambda index: instructions[index].line_span.start) - 1
        return self.stages[position] if position >= 0 else None

    def image_of(self, stage: Stage) -> ImageName | None:
        """The image a stage is built on, expanded with the defaults of the global ARGs."""
        return stage.base

    def state_before(self, instruction: Instruction) -> State:
        """What is in effect just before an instruction. A trigger of ONBUILD finds what its stage leaves, and the triggers
        before it."""
        stage = self.stage_of(instruction)
        if stage is None or instruction is stage.from_:
            return UNKNOWN_STATE._replace(variables=self.global_values, env_known=True)
        if instruction.is_onbuild:
            return stage.trigger_states[instruction.index]
        first = stage.from_.index + 1 if stage.from_ is not None else 0
        return stage.states[instruction.index - first]

    def state_after(self, instruction: Instruction) -> State:
        """What is in effect just behind an instruction."""
        stage = self.stage_of(instruction)
        if stage is None:
            return UNKNOWN_STATE
        first = stage.from_.index + 1 if stage.from_ is not None else 0
        return stage.states[instruction.index - first + 1]

    def expand(self, word: Word | str, instruction: Instruction) -> str | None:
        """A word with the ARG and ENV in scope, without its quotes; None when something in it is unknown."""
        if isinstance(word, Word):
            if "$" not in word.raw:
                return word.value
            text = word.value if instruction.is_exec else word.raw
        else:
            text = word
        if "$" not in text and isinstance(word, str) and not _is_quoted(text):
            return text
        state = self.state_before(instruction)
        try:
            return expand(text, state.variables, escape=self.dockerfile.escape, complete=state.env_known)
        except ExpansionError:
            return None

    def script(self, instruction: Instruction) -> Script:
        """The shell script of a RUN, CMD, ENTRYPOINT or HEALTHCHECK, read with the SHELL in effect."""
        found = self._scripts.get(instruction)
        if found is None:
            text: Instruction | None = instruction
            if isinstance(instruction, Healthcheck):
                text = instruction.command
            if isinstance(text, ShellOrExec):
                found = parse_script(text, self._shell_before(instruction))
            else:
                found = Script(instruction, "unknown", False)
            self._scripts[instruction] = found
        return found

    def _shell_before(self, instruction: Instruction) -> tuple[str, ...]:
        """What shell form runs with there: without any SHELL in the file that is the base image's matter alone."""
        stage = self._stage_of[instruction.index]
        if self._sets_shell or stage is None:
            return self.state_before(instruction).shell
        return stage.first_state.shell

    @lazy
    def _sets_shell(self) -> bool:
        keywords = self.dockerfile.keywords
        if "ONBUILD" in keywords:
            triggers = [one.trigger for one in self.dockerfile.instructions if isinstance(one, Onbuild)]
            keywords = [*keywords, *(one.keyword for one in triggers if one is not None)]
        return "SHELL" in keywords

    def commands(self, instruction: Instruction) -> tuple[Command, ...]:
        """The simple commands an instruction runs."""
        script = self._scripts.get(instruction)
        return (self.script(instruction) if script is None else script).commands

    def keep(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """What `make` gives, worked out once for this model: for questions about the whole file that many nodes raise."""
        kept = self._kept
        if key not in kept:
            kept[key] = make()
        answer: Answer = kept[key]
        return answer

    @lazy
    def _commands(self) -> tuple[Command, ...]:
        return tuple(command for run in self.runs() for command in self.commands(run))

    def all_commands(self) -> tuple[Command, ...]:
        """Every command of RUN instructions in the order of the file, those that ONBUILD will trigger too."""
        return self._commands

    def runs(self) -> Iterator[Run]:
        """Every RUN, also the triggers of ONBUILD."""
        for instruction in self.dockerfile.instructions:
            if isinstance(instruction, Run):
                yield instruction
            elif isinstance(instruction, Onbuild) and isinstance(instruction.trigger, Run):
                yield instruction.trigger

    @lazy
    def unresolved(self) -> tuple[Unresolved, ...]:
        """Every `from` that names no earlier stage, but for the images that FROM names."""
        return tuple([one for stage in self.stages for one in stage.links if isinstance(one, Unresolved)])

    @lazy
    def highest_number(self) -> int:
        """The highest number by which a `from` means a stage, whether or not there is one; -1: none is counted."""
        texts = [one.text for one in self.unresolved]
        texts += [one.span.of(self.dockerfile.text) for stage in self.stages for one in stage.references]
        return max((int(text) for text in texts if text.isdecimal() and len(text) < 10), default=-1)

    @lazy
    def base_stages(self) -> tuple[Stage | None, ...]:
        """For each stage the one it is built on: FROM takes the nearest above of that very name."""
        named: dict[str | None, Stage] = {}
        found: list[Stage | None] = []
        for stage in self.stages:
            found.append(named.get(stage.base_text) if named else None)
            if stage.name is not None:
                named[stage.name] = stage
        return tuple(found)

    @lazy
    def built_on(self) -> tuple[list[Stage], ...]:
        """For each stage those whose FROM names it."""
        found: tuple[list[Stage], ...] = tuple([] for _ in self.stages)
        if len(found) == 1:
            return found
        for stage, base in zip(self.stages, self.base_stages, strict=True):
            if base is not None:
                found[base.index].append(stage)
        return found

    @lazy
    def references_to(self) -> tuple[list[Reference], ...]:
        """For each stage the places in later ones that name it."""
        found: tuple[list[Reference], ...] = tuple([] for _ in self.stages)
        for stage in self.stages:
            for one in stage.references:
                if one.stage.index < stage.index:
                    found[one.stage.index].append(one)
        return found

    @lazy
    def _by_name(self) -> Mapping[str, Stage]:
        return {stage.name: stage for stage in self.stages if stage.name is not None}


def _is_quoted(text: str) -> bool:
    return any(mark in text for mark in "'\"\\`")
