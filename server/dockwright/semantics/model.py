"""The semantic model: the stages of a Dockerfile, what they are built on and take from each other, and their states.

Making a model only finds the stages; everything else is worked out when it is asked for, and kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeVar

from dockwright.knowledge.base_images import BaseImage, facts
from dockwright.knowledge.platforms import PLATFORM_ARGUMENTS
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.semantics.images import ImageName
from dockwright.semantics.state import UNKNOWN_STATE, State, Values, expand_word, state_of_image, states_of
from dockwright.shell import Command, Script, parse_script
from dockwright.syntax import (
    Arg,
    Copy,
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
from dockwright.text import Span
from dockwright.values import NamedTuple

Kind = TypeVar("Kind", bound=Instruction)
Answer = TypeVar("Answer")

_PLATFORM_VALUES: Values = MappingProxyType(dict.fromkeys(PLATFORM_ARGUMENTS))


class Reference(NamedTuple):
    """A place that names another stage: FROM, COPY --from, or RUN --mount=from."""

    instruction: Instruction
    span: Span  # the name or number
    stage: Stage  # the one it names


class Unresolved(NamedTuple):
    """A `from` that names no earlier stage.

    `reason`: "image" (an image or a named context, by its form), "name" (could be a stage's name, or an image of Docker
    Hub), "later" (a stage further down), "self", "index" (no such number), "case" (FROM is case-sensitive), "variable"
    (not expanded in --from). Builds fail on all but the first two.
    """

    instruction: Instruction
    span: Span
    text: str
    reason: str


class Stage:
    """One stage: what stands from a FROM to the next. `instructions` are without the FROM."""

    def __init__(
        self, model: SemanticModel, index: int, from_: From | None, instructions: tuple[Instruction, ...]
    ) -> None:
        self.model = model
        self.index = index
        self.from_ = from_  # None: the whole file, which has no FROM
        self.instructions = instructions

    def __repr__(self) -> str:
        return f"<Stage {self.index} {self.name or ''}>"

    @lazy
    def name(self) -> str | None:
        """The stage's name in lower case, as the builder keeps it."""
        alias = self.from_.alias if self.from_ is not None else None
        return alias.value.lower() if alias is not None else None

    @property
    def span(self) -> Span:
        """From FROM to the end of the last instruction."""
        first = self.from_ or self.instructions[0]
        last = self.instructions[-1] if self.instructions else first
        return Span(first.span.start, last.span.end)

    @lazy
    def base_text(self) -> str | None:
        """What FROM names, expanded with the defaults of the global ARGs; None when a value is unknown."""
        if self.from_ is None or self.from_.image is None:
            return None
        return self.model.expand(self.from_.image, self.from_)

    @lazy
    def base_stage(self) -> Stage | None:
        """The earlier stage this one is built on."""
        return self.model._base_stages[self.index]

    @lazy
    def base(self) -> ImageName | None:
        """The image this stage is built on; None: a stage, an unknown variable, or no valid name."""
        if self.base_text is None or self.base_stage is not None:
            return None
        return ImageName.parse(self.base_text)

    @lazy
    def written_base(self) -> ImageName | None:
        """The image as FROM has it, variables unexpanded; spans count from the start of FROM's image word."""
        if self.from_ is None or self.from_.image is None or self.base_stage is not None:
            return None
        return ImageName.parse(self.from_.image.raw)

    @lazy
    def lineage(self) -> tuple[Stage, ...]:
        """This stage, the one it is built on, and so on down to the one that starts from an image."""
        found = [self]
        while (base := found[-1].base_stage) is not None:
            if "lineage" in base.__dict__:  # a chain of thousands is not walked down from each of its stages
                found += base.lineage
                break
            found.append(base)
        return tuple(found)

    @property
    def is_base(self) -> bool:
        """Whether another stage is built on this one."""
        return bool(self.model._built_on[self.index])

    @property
    def heirs(self) -> tuple[Stage, ...]:
        """The stages that are built on this one, in the end."""
        if not self.is_base:
            return ()
        found: list[Stage] = []
        waiting = [self]
        while waiting:
            above = self.model._built_on[waiting.pop().index]
            found += above
            waiting += above
        return tuple(sorted(found, key=attrgetter("index")))

    @lazy
    def root(self) -> Stage:
        """The stage at the bottom of those this one is built on, which starts from an image."""
        stage, passed = self, []
        while "root" not in stage.__dict__ and stage.base_stage is not None:
            passed.append(stage)
            stage = stage.base_stage
        found: Stage = stage.__dict__.get("root", stage)
        for one in passed:  # a chain of many stages is walked once
            one.__dict__["root"] = found
        return found

    @property
    def root_image(self) -> ImageName | None:
        """The image at the bottom of the stages this one is built on."""
        return self.root.base

    @lazy
    def facts(self) -> BaseImage | None:
        """What is known of the root image."""
        if self.root is not self:
            return self.root.facts
        image = self.base
        if image is None:
            return None
        return facts(image.family, image.tag)

    @lazy
    def references(self) -> tuple[Reference, ...]:
        """The places in this stage that name another stage."""
        return tuple([one for one in self.links if isinstance(one, Reference)])

    @lazy
    def links(self) -> tuple[Reference | Unresolved, ...]:
        """What this stage takes from elsewhere by name."""
        return tuple(self.model._links(self))

    @property
    def referenced_by(self) -> tuple[Reference, ...]:
        """The places in other stages that name this one."""
        return tuple(self.model._references_to[self.index])

    @lazy
    def needed(self) -> frozenset[Stage]:
        """The stages that are built for this one, itself among them."""
        return with_needed([self])

    @lazy
    def is_target(self) -> bool:
        """Whether this is what is built without --target."""
        return self is self.model.target

    @property
    def is_reachable(self) -> bool:
        """Whether building the target needs this stage."""
        return self in self.model._reachable

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """The instructions of a class."""
        found: tuple[Kind, ...] | None = self._of.get(kind)
        if found is None:
            is_last = not kind.__subclasses__()
            found = () if is_last else tuple([one for one in self.instructions if isinstance(one, kind)])
            self._of[kind] = found
        return found

    @lazy
    def _of(self) -> dict[type, Any]:
        """The instructions by their own classes, and by others that somebody has asked for."""
        listed: dict[type, list[Instruction]] = {}
        for one in self.instructions:
            listed.setdefault(type(one), []).append(one)
        return {kind: tuple(found) for kind, found in listed.items() if not kind.__subclasses__()}

    def last(self, kind: type[Kind]) -> Kind | None:
        """The last instruction of a class."""
        found = self.of(kind)
        return found[-1] if found else None

    def effective(self, kind: type[Kind]) -> Kind | None:
        """The last instruction of a class in this stage, or else in those it is built on: what CMD is in effect."""
        stage: Stage | None = self
        found: Kind | None = None
        passed: list[Stage] = []
        while stage is not None and found is None:
            if kind in stage._effective:  # a chain of many stages is walked once
                found = stage._effective[kind]
                break
            passed.append(stage)
            found = stage.last(kind)
            stage = stage.base_stage
        for one in passed:
            one._effective[kind] = found
        return found

    @lazy
    def _effective(self) -> dict[type, Any]:
        return {}

    @lazy
    def commands(self) -> tuple[Command, ...]:
        """The commands of its RUN instructions."""
        script = self.model.script
        return tuple([command for run in self.of(Run) for command in script(run).commands])

    @lazy
    def programs(self) -> frozenset[str]:
        """The names of the programs that its RUN instructions call, those that ONBUILD will trigger too."""
        script = self.model.script
        triggers = [one.trigger for one in self.of(Onbuild) if isinstance(one.trigger, Run)]
        return frozenset([command.name for one in (*self.of(Run), *triggers) for command in script(one).commands])

    @lazy
    def states(self) -> list[State]:
        """The state before each instruction, and the final one."""
        model = self.model
        escape = model.dockerfile.escape
        below = base = self.base_stage
        if below is None:
            return states_of(self.instructions, self.first_state, model._arg_values, escape)
        waiting: list[Stage] = []
        while base is not None and "states" not in base.__dict__:
            waiting.append(base)
            base = base.base_stage
        for stage in reversed(waiting):  # one after the other: a chain may be longer than Python's stack
            stage.states  # noqa: B018
        return states_of(self.instructions, below.states[-1], model._arg_values, escape)

    @lazy
    def first_state(self) -> State:
        """What the root image hands to the first instruction on top of it."""
        return (
            self.root.first_state if self.root is not self else state_of_image(self.facts, self.model.dockerfile.escape)
        )

    @lazy
    def trigger_states(self) -> Mapping[int, State]:
        """The state before each trigger, by the place of its ONBUILD, in a build on top of this stage."""
        triggers = [one.trigger for one in self.of(Onbuild) if one.trigger is not None]
        model = self.model
        states = states_of(triggers, self.final_state, model._arg_values, model.dockerfile.escape)
        return {trigger.index: state for trigger, state in zip(triggers, states, strict=False)}

    @property
    def final_state(self) -> State:
        """What is in effect when a container of this stage starts."""
        return self.states[-1]


def with_needed(stages: Iterable[Stage]) -> frozenset[Stage]:
    """Some stages, with all that are built for them."""
    found: set[Stage] = set()
    waiting = list(stages)
    while waiting:
        stage = waiting.pop()
        if stage not in found:
            found.add(stage)
            waiting.extend(reference.stage for reference in stage.references)
    return frozenset(found)


class SemanticModel:
    """What a Dockerfile means."""

    def __init__(self, dockerfile: Dockerfile, arguments: Mapping[str, str] = MappingProxyType({})) -> None:
        self.dockerfile = dockerfile
        self.arguments = arguments  # what every build is known to give; it counts where an ARG has no default
        instructions = dockerfile.instructions
        self._starts = starts = [one.index for one in instructions if one.keyword == "FROM"]
        self._scripts: dict[Instruction, Script] = {}
        stages: list[Stage] = []
        for position, start in enumerate(starts):
            stop = starts[position + 1] if position + 1 < len(starts) else len(instructions)
            from_ = instructions[start]
            assert isinstance(from_, From)
            stages.append(Stage(self, position, from_, instructions[start + 1 : stop]))
        if instructions and not starts:
            stages.append(Stage(self, 0, None, instructions))
        self.stages: tuple[Stage, ...] = tuple(stages)
        self.target = stages[-1] if stages else None  # the last stage: what is built without --target

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
            instruction.__dict__.clear()
        for stage in self.stages:
            stage.__dict__.clear()
        for script in self._scripts.values():
            script.__dict__.clear()
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
    def _arg_values(self) -> Values:
        """What an ARG of a stage gets that has no default."""
        return {**self.arguments, **self.global_values} if self.arguments else self.global_values

    def stage_of(self, instruction: Instruction) -> Stage | None:
        """The stage an instruction stands in, FROM included; None before the first one."""
        return self._stage_of[instruction.index]

    @lazy
    def _stage_of(self) -> list[Stage | None]:
        """For each instruction the stage it stands in."""
        found: list[Stage | None] = [None] * (self._starts[0] if self._starts else 0)
        for stage in self.stages:
            found += [stage] * (len(stage.instructions) + (stage.from_ is not None))
        return found

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
        stage = self.stage_of(instruction)
        if self._sets_shell or stage is None:
            return self.state_before(instruction).shell
        return stage.first_state.shell

    @lazy
    def _sets_shell(self) -> bool:
        instructions = self.dockerfile.instructions
        keywords = [one.keyword for one in instructions]
        if "ONBUILD" in keywords:
            triggers = [one.trigger for one in instructions if isinstance(one, Onbuild)]
            keywords += [one.keyword for one in triggers if one is not None]
        return "SHELL" in keywords

    def commands(self, instruction: Instruction) -> tuple[Command, ...]:
        """The simple commands an instruction runs."""
        script = self._scripts.get(instruction)
        return (self.script(instruction) if script is None else script).commands

    def keep(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """What `make` gives, worked out once for this model: for questions about the whole file that many nodes raise."""
        if key not in self._kept:
            self._kept[key] = make()
        answer: Answer = self._kept[key]
        return answer

    @lazy
    def _kept(self) -> dict[Hashable, Any]:
        return {}

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
    def _base_stages(self) -> tuple[Stage | None, ...]:
        """For each stage the one it is built on: FROM takes the nearest above of that very name."""
        named: dict[str | None, Stage] = {}
        found: list[Stage | None] = []
        for stage in self.stages:
            found.append(named.get(stage.base_text) if named else None)
            if stage.name is not None:
                named[stage.name] = stage
        return tuple(found)

    @lazy
    def _built_on(self) -> tuple[list[Stage], ...]:
        """For each stage those whose FROM names it."""
        found: tuple[list[Stage], ...] = tuple([] for _ in self.stages)
        for stage, base in zip(self.stages, self._base_stages, strict=True):
            if base is not None:
                found[base.index].append(stage)
        return found

    @lazy
    def _references_to(self) -> tuple[list[Reference], ...]:
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

    @property
    def _reachable(self) -> frozenset[Stage]:
        return self.target.needed if self.target is not None else frozenset()

    def _links(self, stage: Stage) -> Iterator[Reference | Unresolved]:
        """What the stage takes from elsewhere by name."""
        if stage.from_ is not None and stage.from_.image is not None:
            yield from self._base_link(stage, stage.from_, stage.from_.image)
        if not _may_refer(stage):
            return
        for instruction in stage.instructions:
            step = instruction.trigger if isinstance(instruction, Onbuild) else instruction
            if isinstance(step, Copy):
                flag = step.from_
                if flag is not None and flag.value is not None and flag.value.value:
                    yield from self._from_link(stage, step, flag.value.value, flag.value.span, numbers=True)
            elif isinstance(step, Run):
                for mount in step.mounts:
                    option = mount.option("from")
                    if option is not None and option.value and option.value_span is not None:
                        yield from self._from_link(stage, step, option.value, option.value_span, numbers=False)

    def _base_link(self, stage: Stage, from_: From, word: Word) -> Iterator[Reference | Unresolved]:
        if stage.base_stage is not None:
            yield Reference(from_, word.span, stage.base_stage)
            return
        text = stage.base_text
        if text is None or text == "scratch":
            return
        named = self._by_name.get(text.lower())
        if named is None:
            return
        if named.index < stage.index:
            yield Unresolved(from_, word.span, text, "case")
        elif named.name == text and named.index > stage.index:
            yield Unresolved(from_, word.span, text, "later")

    def _from_link(
        self, stage: Stage, instruction: Instruction, text: str, span: Span, *, numbers: bool
    ) -> Iterator[Reference | Unresolved]:
        if "$" in text:
            yield Unresolved(instruction, span, text, "variable")
            return
        if numbers and text.isdecimal():
            index = int(text)
            found = self.stages[index] if index < len(self.stages) else None
            if found is None or found.from_ is None:
                yield Unresolved(instruction, span, text, "index")
                return
        else:
            found = self._by_name.get(text.lower())
        if found is None:
            yield Unresolved(instruction, span, text, "name" if _is_name_like(text) else "image")
        elif found.index < stage.index:
            yield Reference(instruction, span, found)
        else:
            yield Unresolved(instruction, span, text, "self" if found is stage else "later")


def _may_refer(stage: Stage) -> bool:
    """Whether the word `from` is anywhere behind the FROM: a quick look that spares reading flags."""
    if not stage.instructions:
        return False
    text = stage.model.dockerfile.text
    start, end = stage.instructions[0].span.start, stage.instructions[-1].span.end
    return "from" in text[start:end].lower()


def _is_quoted(text: str) -> bool:
    return any(mark in text for mark in "'\"\\`")


def _is_name_like(text: str) -> bool:
    """Whether a text could be a stage's name: no registry, path, tag or digest."""
    return not any(mark in text for mark in "/:@")
