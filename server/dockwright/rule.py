"""What a rule is: a function that looks at one kind of node and yields findings, with its page and its examples.

A rule file holds one function decorated with `rule(...)`. The decorator makes a value and registers nothing;
`dockwright.rules` has a list of all rules. The docstring is the documentation page, the examples are its tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import combinations
from typing import TYPE_CHECKING, Any

from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.assist import Change
    from dockwright.syntax import Instruction


class Severity(IntEnum):
    """How bad a finding is; ordered, so that thresholds compare."""

    STYLE = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return self.name.lower()


class Safety(IntEnum):
    """What a fix promises; ordered: `fix.safety >= wanted`.

    SAFE: the image is the same, or differs only in what the rule is about, and it builds if it did before.
    UNSAFE: offered one by one, applied in bulk only on request. DISPLAY: shown, never applied.
    """

    DISPLAY = 0
    UNSAFE = 1
    SAFE = 2

    @property
    def label(self) -> str:
        return self.name.lower()


class FixAvailability(IntEnum):
    """Whether the findings of a rule carry a fix; the examples hold a rule to its word."""

    NEVER = 0
    SOMETIMES = 1
    ALWAYS = 2


class NewFile(NamedTuple):
    """A file that a fix creates or replaces beside the Dockerfile; path relative to the build context."""

    path: str
    text: str


class Fix(NamedTuple):
    """A repair: an imperative title, edits of the Dockerfile, how safe it is, and files it writes in the context."""

    title: str
    edits: tuple[Edit, ...]
    safety: Safety = Safety.SAFE
    files: tuple[NewFile, ...] = ()

    @classmethod
    def replace(cls, title: str, span: Span, text: str, safety: Safety = Safety.SAFE) -> Fix:
        return cls(title, (Edit(span, text),), safety)

    @classmethod
    def insert(cls, title: str, offset: int, text: str, safety: Safety = Safety.SAFE) -> Fix:
        return cls(title, (Edit(Span(offset, offset), text),), safety)

    @classmethod
    def delete(cls, title: str, span: Span, safety: Safety = Safety.SAFE) -> Fix:
        return cls(title, (Edit(span, ""),), safety)

    @classmethod
    def remove(cls, title: str, instruction: Instruction, safety: Safety = Safety.SAFE) -> Fix:
        """Delete an instruction; comment lines inside it stay."""
        return cls(title, tuple(Edit(span, "") for span in instruction.lines_but_comments), safety)

    @classmethod
    def of(cls, change: Change) -> Fix:
        """An assist's change as the fix of a finding."""
        return cls(change.title, change.edits, change.safety, change.files)


class Related(NamedTuple):
    """Another place that explains a finding."""

    span: Span
    message: str


class Finding(NamedTuple):
    """What a rule saw: the word at fault, one clause about it, and its fixes, the preferred one first.

    Fixes that take work are a function: it is called when somebody wants to see them, which is far from always.
    """

    span: Span
    message: str
    fixes: tuple[Fix, ...] | Callable[[], tuple[Fix, ...]] = ()
    related: tuple[Related, ...] = ()
    severity: Severity | None = None  # where one finding differs from its rule's severity


class Invalid(NamedTuple):
    """An example that a rule reports. `after`: the text once the first fix of every finding is applied, None: no fix.

    `context`: files of the build context (None: the context is unknown). `marked`: the words the findings point at.
    """

    before: str
    after: str | None = None
    context: Mapping[str, str] | None = None
    marked: tuple[str, ...] | None = None
    settings: Settings | None = None
    title: str = ""


class Valid(NamedTuple):
    """An example that a rule keeps silent on."""

    text: str
    context: Mapping[str, str] | None = None
    settings: Settings | None = None
    title: str = ""


class Settings(NamedTuple):
    """What configuration tells the rules: never which of them run."""

    builder: str = "buildkit"  # one of knowledge.builders.BUILDERS
    preset: str = "default"  # some rules keep the peers' verdict in the peers' presets
    options: Mapping[str, Mapping[str, Any]] = {}  # by rule name

    def option(self, rule: str, name: str, default: Any) -> Any:
        """The configured value of a rule's option."""
        own = self.options.get(rule)
        return default if own is None else own.get(name, default)


DEFAULT_SETTINGS = Settings()


class Body(NamedTuple):
    """What a rule is made of: its function, which has its documentation, and its examples."""

    check: Callable[..., Iterator[Finding]]
    invalid: tuple[Invalid, ...]
    valid: tuple[Valid, ...]


class Rule(NamedTuple):
    """A rule as a value: what is asked before it runs, and the way to its body, which may not be loaded yet.

    `parameters` are what the function takes after the node: model, context, settings.
    `needs`: what a file must have to be worth a visit, one of these: a keyword in capital letters, `BUILD_CONTEXT`,
    `SEVERAL_STAGES`, `PROBLEMS`, or else a piece of text; or `CONFIGURED`, alone.
    """

    name: str
    category: str  # the folder the rule lives in; nothing for a rule of no package
    on: tuple[type, ...]
    commands: frozenset[str]  # only for rules on Command: the program names it looks at, empty: every one
    severity: Severity
    fix: FixAvailability
    aliases: tuple[str, ...]
    default: bool  # part of the preset `default`
    presets: frozenset[str]  # peers' presets it belongs to: hadolint, buildkit
    parameters: tuple[str, ...]
    tags: tuple[str, ...]  # "unnecessary" or "deprecated": how an editor may draw the span
    options: Mapping[str, Any]  # option names with their defaults
    needs: tuple[str, ...]
    uncovers: frozenset[str]  # rules that may have something to say once its fixes are made; "*": any
    body: Callable[[], Body]

    @property
    def check(self) -> Callable[..., Iterator[Finding]]:
        return self.body().check

    @property
    def invalid(self) -> tuple[Invalid, ...]:
        return self.body().invalid

    @property
    def valid(self) -> tuple[Valid, ...]:
        return self.body().valid

    @property
    def docstring(self) -> str:
        return self.check.__doc__ or ""

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.docstring.strip().split("\n", 1)[0]


PARAMETERS = ("model", "context", "settings")
SIGNATURES = tuple(chosen for count in range(4) for chosen in combinations(PARAMETERS, count))
"""What the function of a rule may take after the node."""

BUILD_CONTEXT = "BUILD CONTEXT"
"""The need of a rule that has nothing to say where the build context is not known."""

SEVERAL_STAGES = "SEVERAL STAGES"
"""The need of a rule that has nothing to say where FROM stands only once."""

PROBLEMS = "PROBLEMS"
"""The need of a rule that tells of errors which the builder would stop at, and of nothing else."""

CONFIGURED = "CONFIGURED"
"""The need of a rule that has nothing to say until somebody has set one of its options."""


def rule(
    name: str,
    *,
    on: type | tuple[type, ...],
    severity: Severity,
    fix: FixAvailability = FixAvailability.NEVER,
    commands: Sequence[str] = (),
    needs: str | Sequence[str] = (),
    aliases: Sequence[str] = (),
    default: bool = True,
    presets: Sequence[str] | None = None,
    tags: Sequence[str] = (),
    options: Mapping[str, Any] | None = None,
    uncovers: Sequence[str] = (),
    invalid: Sequence[Invalid],
    valid: Sequence[str | Valid],
) -> Callable[[Callable[..., Iterator[Finding]]], Rule]:
    """Make a rule of a function `check(node, [model], [context], [settings]) -> Iterator[Finding]`.

    Aliases decide the peers' presets a rule belongs to (DLxxxx is hadolint's, a CamelCase name is BuildKit's) unless
    `presets` names them. Raises TypeError when the function asks for a parameter that nobody supplies.
    """

    def make(check: Callable[..., Iterator[Finding]]) -> Rule:
        code = check.__code__
        parameters = code.co_varnames[1 : code.co_argcount]
        if parameters not in SIGNATURES:
            raise TypeError(f"rule {name}: the parameters are {', '.join(PARAMETERS)} in this order, each or not")
        inherited = {"hadolint" if alias.startswith(("DL", "SC")) else "buildkit" for alias in aliases}
        examples = tuple(Valid(example) if isinstance(example, str) else example for example in valid)
        body = Body(check, tuple(invalid), examples)
        return Rule(
            name=name,
            category=check.__module__.rpartition(".")[0].rpartition(".")[2],
            on=on if isinstance(on, tuple) else (on,),
            commands=frozenset(commands),
            severity=severity,
            fix=fix,
            aliases=tuple(aliases),
            default=default,
            presets=frozenset(inherited if presets is None else presets),
            parameters=parameters,
            tags=tuple(tags),
            options=options or {},
            needs=(needs,) if isinstance(needs, str) else tuple(needs),
            uncovers=frozenset(uncovers),
            body=lambda: body,
        )

    return make
