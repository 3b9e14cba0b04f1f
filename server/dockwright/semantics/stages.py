"""The stages of a Dockerfile: what each is built on, what it takes from others, and what holds at each of its instructions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from dockwright.knowledge.base_images import BaseImage, facts
from dockwright.semantics.images import ImageName
from dockwright.semantics.links import Reference, Unresolved, links_of
from dockwright.semantics.state import State, state_of_image, states_of
from dockwright.shell import Command
from dockwright.syntax import From, Instruction, Onbuild, Run, Shell, User
from dockwright.syntax.instructions import CLASSES
from dockwright.syntax.lazy import lazy
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.semantics.model import SemanticModel

WINDOWS_ACCOUNTS = ("containeradministrator", "containeruser")
"""What every image of Windows has; they are found in any case of letters."""

Kind = TypeVar("Kind", bound=Instruction)

_WRITTEN = frozenset(CLASSES.values())  # the classes of single instructions, which none is built on


class Stage:
    """One stage: what stands from a FROM to the next. `instructions` are without the FROM."""

    def __init__(
        self, model: SemanticModel, index: int, from_: From | None, instructions: tuple[Instruction, ...]
    ) -> None:
        self.model = model
        self.index = index
        self.from_ = from_  # None: the whole file, which has no FROM
        self.instructions = instructions
        self.is_target = False  # whether it is what is built without --target
        self._by_kind: dict[type, Any] | None = None
        if index == 0:  # there is none that it could be built on
            self.base_stage, self.root, self.lineage = None, self, (self,)

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

    @property
    def base_span(self) -> Span:
        """The image that FROM names, FROM itself where it names none; the first word of a stage without FROM."""
        if self.from_ is None:
            return self.instructions[0].keyword_span
        return self.from_.image.span if self.from_.image is not None else self.from_.keyword_span

    @lazy
    def base_text(self) -> str | None:
        """What FROM names, expanded with the defaults of the global ARGs; None when a value is unknown."""
        if self.from_ is None or self.from_.image is None:
            return None
        return self.model.expand(self.from_.image, self.from_)

    @lazy
    def base_stage(self) -> Stage | None:
        """The earlier stage this one is built on."""
        return self.model.base_stages[self.index]

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
        return bool(self.model.built_on[self.index])

    @property
    def heirs(self) -> tuple[Stage, ...]:
        """The stages that are built on this one, in the end."""
        if not self.is_base:
            return ()
        found: list[Stage] = []
        waiting = [self]
        while waiting:
            above = self.model.built_on[waiting.pop().index]
            found += above
            waiting += above
        return tuple(sorted(found, key=attrgetter("index")))

    @lazy
    def root(self) -> Stage:
        """The stage at the bottom of those this one is built on, which starts from an image."""
        if self.base_stage is None:
            return self
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
        return tuple(links_of(self))

    def origin_of(self, copy: Instruction) -> Stage | None:
        """The stage that a COPY of this one takes from; None where it takes from something else."""
        return next((one.stage for one in self.references if one.instruction is copy), None)

    @property
    def referenced_by(self) -> tuple[Reference, ...]:
        """The places in other stages that name this one."""
        return tuple(self.model.references_to[self.index])

    @lazy
    def needed(self) -> frozenset[Stage]:
        """The stages that are built for this one, itself among them."""
        return with_needed([self])

    @property
    def is_reachable(self) -> bool:
        """Whether building the target needs this stage."""
        return self.model.target is not None and self in self.model.target.needed

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """The instructions of a class."""
        by_kind = self._by_kind
        if by_kind is None:
            by_kind = self._by_kind = self._sorted()
        found: tuple[Kind, ...] | None = by_kind.get(kind)
        if found is None:
            found = () if kind in _WRITTEN else tuple([one for one in self.instructions if isinstance(one, kind)])
            by_kind[kind] = found
        return found

    def _sorted(self) -> dict[type, Any]:
        """The instructions by their own classes; others are found when somebody asks for them."""
        listed: dict[type, list[Instruction]] = {}
        for one in self.instructions:
            listed.setdefault(type(one), []).append(one)
        return {kind: tuple(found) for kind, found in listed.items()}

    def last(self, kind: type[Kind]) -> Kind | None:
        """The last instruction of a class."""
        found: tuple[Kind, ...] | None = self._by_kind.get(kind) if self._by_kind is not None else None
        if found is None:
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
            return states_of(self.instructions, self.first_state, model.arg_values, escape)
        waiting: list[Stage] = []
        while base is not None and "states" not in base.__dict__:
            waiting.append(base)
            base = base.base_stage
        for stage in reversed(waiting):  # one after the other: a chain may be longer than Python's stack
            stage.states  # noqa: B018
        return states_of(self.instructions, below.states[-1], model.arg_values, escape)

    @lazy
    def first_state(self) -> State:
        """What the root image hands to the first instruction on top of it."""
        if self.root is not self:
            return self.root.first_state
        return state_of_image(self.facts, is_windows=self.facts is None and self._names_windows)

    @property
    def _names_windows(self) -> bool:
        """Whether something in a stage on top of an unknown image is there on Windows only."""
        if self.model.dockerfile.escape == "`":
            return True
        platform = self.from_.platform if self.from_ is not None else None
        if platform is not None and (platform.value.value if platform.value else "").lower().startswith("windows"):
            return True
        if any(one.user is not None and one.user.value.lower() in WINDOWS_ACCOUNTS for one in self.of(User)):
            return True
        programs = [one.exec_words[0].value.lower() for one in self.of(Shell) if one.exec_words]
        return any(one.rpartition("\\")[2].removesuffix(".exe") in ("cmd", "powershell") for one in programs)

    @lazy
    def trigger_states(self) -> Mapping[int, State]:
        """The state before each trigger, by the place of its ONBUILD, in a build on top of this stage."""
        triggers = [one.trigger for one in self.of(Onbuild) if one.trigger is not None]
        model = self.model
        states = states_of(triggers, self.final_state, model.arg_values, model.dockerfile.escape)
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
