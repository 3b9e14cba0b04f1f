"""lint() and fix(): which rule sees which node, what is reported, and the gate that every fix must pass."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Protocol

from dockwright.context import UNKNOWN, BuildContext, with_files
from dockwright.knowledge.peers import EXPERIMENTAL_CHECKS
from dockwright.rule import DEFAULT_SETTINGS, Finding, Fix, NewFile, Rule, Safety, Settings, Severity
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.suppressions import Suppressions
from dockwright.syntax import Dockerfile, Instruction, Onbuild, Run, parse
from dockwright.text import Edit, Span, apply, disjoint
from dockwright.values import NamedTuple

MAX_PASSES = 10

MOST_PROVEN_ALONE = 200_000
"""With more characters times fixes than this in a file they are proven together, since a look at each takes a look at
the whole file."""

MOST_ROUNDS = 10
"""How often fixes are proven together that touch the same place."""

_MOST_TABLES = 1000
"""Of so many kinds of files it is remembered which rules they are worth."""


class Fault(NamedTuple):
    """A mistake of dockwright's own: a rule that raised, or a fix that did not pass the gate."""

    rule: str
    message: str


class Diagnostic:
    """A finding as it is reported: with its rule, and the severity that configuration gives it."""

    __slots__ = ("_dockerfile", "_faults", "_fixes", "message", "related", "rule", "severity", "span")

    def __init__(
        self, rule: Rule, severity: Severity, finding: Finding, faults: list[Fault], dockerfile: Dockerfile
    ) -> None:
        self.rule = rule
        self.severity = severity
        self.span, self.message, self._fixes, self.related, _ = finding
        self._faults = faults  # of the file: a rule may fail while it works out its fixes
        self._dockerfile: Dockerfile | None = dockerfile  # until the fixes are known

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The preferred one first. The first look may work them out, so it is to be taken before the model is released."""
        if not isinstance(self._fixes, tuple):
            try:
                self._fixes = self._fixes()
            except Exception as error:
                self._fixes = ()
                self._faults.append(Fault(self.rule.name, f"{type(error).__name__}: {error}"))
        if self._dockerfile is not None:
            self._fixes = tuple([_judged(one, self.span, self._dockerfile) for one in self._fixes])
            self._dockerfile = None
        return self._fixes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Diagnostic) and self._shown() == other._shown()

    def __hash__(self) -> int:
        return hash(self._shown())

    def __repr__(self) -> str:
        return f"<{self.rule.name} {self.span} {self.message}>"

    def _shown(self) -> tuple[object, ...]:
        return self.rule.name, self.severity, self.span, self.message, self.related


def _judged(fix: Fix, place: Span, dockerfile: Dockerfile) -> Fix:
    """The fix; no longer safe where it takes a comment out of an instruction that it was not asked to look at."""
    if fix.safety is not Safety.SAFE:
        return fix
    is_lossy = any(_takes_comment(edit, fix.edits, place, dockerfile) for edit in fix.edits)
    return fix._replace(safety=Safety.UNSAFE) if is_lossy else fix


def _takes_comment(edit: Edit, edits: Sequence[Edit], place: Span, dockerfile: Dockerfile) -> bool:
    """Whether an edit covers a comment line inside an instruction, which none of the edits writes again."""
    if dockerfile.text.find("#", *edit.span) < 0:
        return False
    return any(
        said
        and not span.covers(place)
        and dockerfile.instruction_at(span.start) is not None
        and not any(said in one.text for one in edits)
        for span, said in dockerfile.comments_within(edit.span)
    )


class Report(NamedTuple):
    """What lint() has to say about a file. There may be more faults when the fixes have been looked at."""

    diagnostics: tuple[Diagnostic, ...]
    faults: Sequence[Fault] = ()


class Inspector(Protocol):
    """Another program that finds something; it may not have looked at everything yet."""

    def owns(self, rule: Rule) -> bool: ...

    def findings(self, model: SemanticModel) -> Iterable[tuple[Rule, Severity, Finding]]: ...

    def unknown(self, model: SemanticModel) -> tuple[str, ...]: ...

    def is_complete(self, model: SemanticModel) -> bool: ...


class Visitor(NamedTuple):
    """A rule as it is called: its function, and which of the profile's lists of arguments it takes behind the node."""

    check: Callable[..., Iterator[Finding]]
    arguments: int
    rule: Rule


Kind = type | str
"""What rules visit: a class of nodes, or the commands of one name; "" stands for commands that no rule knows by name."""


class _Row(NamedTuple):
    """The rules for one kind of node, and the pieces of text without which some of them are not worth a visit."""

    rules: tuple[Rule, ...]
    needs: frozenset[str]


class Layout:
    """Some rules, laid out so that each node finds its own at once. A rule is loaded when there is a node for it."""

    __slots__ = ("_by_class", "_every_command", "_named", "_needs", "_rows", "_signatures", "_tables", "_visitors")

    def __init__(self, rules: Iterable[Rule], signatures: Sequence[tuple[str, ...]]) -> None:
        self._signatures = signatures
        self._by_class: dict[type, list[Rule]] = {}
        self._named: dict[str, list[Rule]] = {}
        self._every_command: list[Rule] = []
        needs: dict[str, None] = {}
        for rule in rules:
            if rule.needs:
                needs[rule.needs] = None
            for kind in rule.on:
                if kind is not Command:
                    self._by_class.setdefault(kind, []).append(rule)
                elif not rule.commands:
                    self._every_command.append(rule)
                else:
                    for name in rule.commands:
                        self._named.setdefault(name, []).append(rule)
        self._needs = tuple(needs)
        self._rows: dict[Kind, _Row] = {}
        self._visitors: dict[tuple[Kind, frozenset[str]], tuple[Visitor, ...]] = {}
        self._tables: dict[frozenset[str], Table] = {}

    @property
    def wants_commands(self) -> bool:
        return bool(self._named or self._every_command)

    def table(self, text: str) -> Table:
        """The rules that a file with this text is worth."""
        unmet = frozenset([word for word in self._needs if word not in text])
        table = self._tables.get(unmet)
        if table is None:
            if len(self._tables) >= _MOST_TABLES:
                self._tables.clear()
            table = self._tables[unmet] = Table(self, unmet)
        return table

    def knows(self, kind: Kind) -> bool:
        """Whether this is not the name of a command that no rule asks for."""
        return not kind or not isinstance(kind, str) or kind in self._named

    def visitors(self, kind: Kind, unmet: frozenset[str]) -> tuple[Visitor, ...]:
        """The rules that visit nodes of exactly this kind, less those whose needs are not met."""
        row = self._rows.get(kind)
        if row is None:
            row = self._rows[kind] = self._row(kind)
        key = kind, unmet & row.needs
        visitors = self._visitors.get(key)
        if visitors is None:
            wanted = [rule for rule in row.rules if rule.needs not in unmet]
            visitors = self._visitors[key] = tuple(
                [Visitor(rule.check, self._signatures.index(rule.parameters), rule) for rule in wanted]
            )
        return visitors

    def _row(self, kind: Kind) -> _Row:
        if isinstance(kind, str):
            rules = (*self._named.get(kind, ()), *self._every_command)
        else:
            rules = tuple([rule for base in kind.__mro__ for rule in self._by_class.get(base, ())])
        return _Row(rules, frozenset([rule.needs for rule in rules if rule.needs]))


class Table(dict[Kind, tuple[Visitor, ...]]):
    """The rules that a file is worth, by kind of node; a row is worked out when the first node of the kind turns up."""

    def __init__(self, layout: Layout, unmet: frozenset[str]) -> None:
        self._layout = layout
        self._unmet = unmet
        self.wants_commands = layout.wants_commands

    def __missing__(self, kind: Kind) -> tuple[Visitor, ...]:
        if not self._layout.knows(kind):
            return self[""]  # not kept: a text may hold any number of names
        visitors = self[kind] = self._layout.visitors(kind, self._unmet)
        return visitors


class Profile:
    """The rules that run, their severities and settings."""

    __slots__ = (
        "_extended",
        "_layout",
        "inspector",
        "known",
        "names",
        "optional",
        "rules",
        "settings",
        "severities",
        "signatures",
        "suppressions",
    )

    def __init__(
        self,
        rules: Iterable[Rule],
        severities: Mapping[str, Severity] | None = None,
        settings: Settings = DEFAULT_SETTINGS,
        known: frozenset[str] | None = None,
        inspector: Inspector | None = None,
        *,
        optional: Iterable[Rule] = (),
        suppressions: bool = True,
    ) -> None:
        self.rules = tuple(rules)
        self.optional = tuple(optional)  # rules that a file may switch on for itself
        self.suppressions = suppressions  # whether comments may silence findings
        self._extended: dict[frozenset[str], Profile] = {}
        self.severities = {rule.name: rule.severity for rule in self.rules} | dict(severities or {})
        self.settings = settings
        self.inspector = inspector
        self.names = frozenset(name for rule in self.rules for name in (rule.name, rule.category, *rule.aliases))
        self.known = self.names if known is None else known
        self.signatures = tuple(dict.fromkeys(rule.parameters for rule in self.rules))
        self._layout: Layout | None = None

    def table(self, text: str) -> Table:
        """The rules that a file with this text is worth, laid out for its nodes."""
        if self._layout is None:
            self._layout = Layout(self.rules, self.signatures)
        return self._layout.table(text)

    def only(self, names: Collection[str], inspector: Inspector | None = None) -> Profile:
        """This profile with just the rules of these names, and with no inspector but that one."""
        rules = (rule for rule in self.rules if rule.name in names)
        return self._with(rules, inspector)

    def including(self, names: frozenset[str]) -> Profile:
        """This profile with the optional rules that have one of these aliases; `all` means all of them."""
        extended = self._extended.get(names)
        if extended is None:
            more = [one for one in self.optional if "all" in names or not names.isdisjoint(one.aliases)]
            extended = self._extended[names] = self._with((*self.rules, *more), self.inspector)
        return extended

    def _with(self, rules: Iterable[Rule], inspector: Inspector | None) -> Profile:
        return Profile(rules, self.severities, self.settings, self.known, inspector, suppressions=self.suppressions)


def analyse(text: str) -> SemanticModel:
    """Parse a text and make its model. Never raises."""
    return SemanticModel(parse(text))


def lint(model: SemanticModel, context: BuildContext, profile: Profile) -> Report:
    """All diagnostics of a file in source order. A rule that raises costs its own findings only."""
    faults: list[Fault] = []
    diagnostics: list[Diagnostic] = []
    model = model.given(context.arguments)
    suppressions = Suppressions(model.dockerfile, profile.suppressions)
    if suppressions.experimental:
        profile = profile.including(suppressions.experimental)
    values = {"model": model, "context": context, "settings": profile.settings}
    arguments = [[values[name] for name in one] for one in profile.signatures]
    silence = suppressions.silence if suppressions.names else None
    severities = profile.severities

    def collect(visitors: Iterable[Visitor], node: object) -> None:
        for check, which, rule in visitors:
            try:
                for finding in check(node, *arguments[which]):
                    if silence is not None and silence(rule, node, finding):
                        continue
                    severity = severities[rule.name]
                    if finding.severity is not None and severity == rule.severity:
                        severity = finding.severity
                    if suppressions.checks_are_errors:
                        severity = suppressions.severity(rule, severity)
                    diagnostics.append(Diagnostic(rule, severity, finding, faults, model.dockerfile))
            except Exception as error:
                faults.append(Fault(rule.name, f"{type(error).__name__}: {error}"))

    table = profile.table(model.dockerfile.text)
    for node, visitors in _visits(model, table):
        collect(visitors, node)
    if profile.inspector is not None:
        diagnostics += _inspected(model, profile.inspector, suppressions, faults)
    suppressions.known, suppressions.enabled = profile.known, profile.names
    collect(table[Suppressions], suppressions)
    diagnostics.sort(key=_place)
    return Report(tuple(diagnostics), faults)


def _inspected(
    model: SemanticModel, inspector: Inspector, suppressions: Suppressions, faults: list[Fault]
) -> list[Diagnostic]:
    """What another program has found, less what comments silence."""
    try:
        found = tuple(inspector.findings(model))
    except Exception as error:
        faults.append(Fault(type(inspector).__module__, f"{type(error).__name__}: {error}"))
        return []
    return [
        Diagnostic(rule, severity, one, faults, model.dockerfile)
        for rule, severity, one in found
        if not (suppressions.names and suppressions.silence(rule, model.dockerfile, one))
    ]


def _visits(model: SemanticModel, table: Table) -> Iterator[tuple[object, Iterable[Visitor]]]:
    """Every node that some rule visits, with those rules: the file, its stages, instructions, commands."""
    dockerfile = model.dockerfile
    yield dockerfile, table[Dockerfile]
    if stage_rules := table[Stage]:
        for stage in model.stages:
            yield stage, stage_rules
    wants_commands = table.wants_commands
    for instruction in dockerfile.instructions:
        kind = type(instruction)
        if rules := table[kind]:
            yield instruction, rules
        if wants_commands and (kind is Run or kind is Onbuild):
            yield from _command_visits(model, instruction, table)


def _command_visits(
    model: SemanticModel, instruction: Instruction, table: Table
) -> Iterator[tuple[Command, Iterable[Visitor]]]:
    """The commands of a RUN, or of the RUN that ONBUILD will trigger."""
    if isinstance(instruction, Onbuild):
        trigger = instruction.trigger
        if not isinstance(trigger, Run):
            return
        instruction = trigger
    for command in model.commands(instruction):
        if rules := table[command.name]:
            yield command, rules


def _place(diagnostic: Diagnostic) -> tuple[int, int, str, str]:
    return (*diagnostic.span, diagnostic.rule.name, diagnostic.message)


# The gate


class Proposal(NamedTuple):
    """A fix and the rule whose finding it mends; None: it is an assist's change."""

    fix: Fix
    rule: Rule | None


def gate(
    model: SemanticModel,
    context: BuildContext,
    profile: Profile,
    fix: Fix,
    rule: Rule | None = None,
    before: Report | None = None,
) -> str | None:
    """Why a change must not be made, or None when it is proven.

    Its edits are disjoint, the result parses without a new error, untouched instructions stay as they are, the rule's
    finding is gone, and no new finding of severity error comes up. `rule` None (an assist) skips the test of the
    finding; `before` is the file's report, computed when it is not at hand.
    """
    return gate_together(model, context, profile, (Proposal(fix, rule),), before)


def gate_together(
    model: SemanticModel,
    context: BuildContext,
    profile: Profile,
    proposals: Sequence[Proposal],
    before: Report | None = None,
) -> str | None:
    """The same for several changes that are made at once: each rule loses as many findings as it has fixes here."""
    dockerfile = model.dockerfile
    edits = tuple(edit for one in proposals for edit in one.fix.edits)
    if not disjoint(edits):
        return "its edits overlap"
    after = analyse(apply(dockerfile.text, edits))
    if _new(_problems(dockerfile), _problems(after.dockerfile)):
        return "the result does not parse"
    if not _keeps_untouched(dockerfile, after.dockerfile, edits):
        return "it changes an instruction that it does not edit"
    files = tuple(file for one in proposals for file in one.fix.files)
    mended = Counter(one.rule.name for one in proposals if one.rule is not None)
    checked = {
        one.name for one in profile.rules if one.name in mended or profile.severities[one.name] is Severity.ERROR
    }
    inspector = _owner(profile, proposals)
    subset = profile.only(checked, inspector)
    report = lint(after, with_files(context, files) if files else context, subset)
    is_complete = inspector is None or inspector.is_complete(after)
    after.release()
    if not is_complete:
        return "nobody has looked at the result"
    if before is None:
        before = lint(model, context, subset)
    if any(_count(report, name) > _count(before, name) - fixes for name, fixes in mended.items()):
        return "the finding is still there"
    uncovered = frozenset(name for one in proposals if one.rule is not None for name in one.rule.uncovers)
    if "*" not in uncovered and _new(_errors(before), _errors(report)) - uncovered:
        return "it brings a new error"
    return None


def _owner(profile: Profile, proposals: Iterable[Proposal]) -> Inspector | None:
    """The inspector that must look again at what became of its findings."""
    inspector = profile.inspector
    if inspector is None or not any(one.rule is not None and inspector.owns(one.rule) for one in proposals):
        return None
    return inspector


def _problems(dockerfile: Dockerfile) -> Counter[str]:
    return Counter(problem.code for problem in dockerfile.problems)


def _errors(report: Report) -> Counter[str]:
    return Counter(one.rule.name for one in report.diagnostics if one.severity is Severity.ERROR)


def _count(report: Report, rule: str) -> int:
    return sum(one.rule.name == rule for one in report.diagnostics)


def _new(before: Counter[str], after: Counter[str]) -> frozenset[str]:
    """What there is more of."""
    return frozenset(after - before)


def _keeps_untouched(before: Dockerfile, after: Dockerfile, edits: tuple[Edit, ...]) -> bool:
    """Whether every instruction outside the edits is still there, character for character and in order."""
    remaining = iter(instruction.text for instruction in after.instructions)
    spans = sorted(edit.span for edit in edits)
    return all(
        any(text == instruction.text for text in remaining)
        for instruction in before.instructions
        if not _touched(instruction.span, spans)
    )


def _touched(span: Span, edits: list[Span]) -> bool:
    """Whether one of these spans, which are sorted and disjoint, changes something in `span` or inserts at its edge."""
    near = edits[max(0, bisect_left(edits, (span.start,)) - 1) : bisect_right(edits, span.end, key=itemgetter(0))]
    return any(edit.start < span.end and span.start < edit.end for edit in near) or any(
        edit.is_empty and span.start <= edit.start <= span.end for edit in near
    )


def prove(
    model: SemanticModel,
    context: BuildContext,
    profile: Profile,
    proposals: Sequence[Proposal],
    before: Report,
    refuse: Callable[[Proposal, str], None],
) -> list[Proposal]:
    """Those of the proposals, in their order, that pass the gate together; `refuse` is told of those that never do.

    They are looked at as a whole, and by halves where the whole does not pass: hundreds of fixes cost few looks.
    """
    reason = gate_together(model, context, profile, proposals, before) if proposals else None
    if reason is None:
        return list(proposals)
    if len(proposals) == 1:
        refuse(proposals[0], reason)
        return []
    middle = len(proposals) // 2
    first = prove(model, context, profile, proposals[:middle], before, refuse)
    second = prove(model, context, profile, proposals[middle:], before, refuse)
    if first and second and gate_together(model, context, profile, (*first, *second), before) is not None:
        return first
    return first + second


def proves_alone(text: str, count: int) -> bool:
    """Whether so many fixes of a file are few enough for a look at each."""
    return count * len(text) <= MOST_PROVEN_ALONE


def prove_all(
    model: SemanticModel,
    context: BuildContext,
    profile: Profile,
    proposals: Iterable[Proposal],
    before: Report,
    refuse: Callable[[Proposal, str], None],
) -> list[Proposal]:
    """Those of the proposals that pass the gate, each along with others that touch other places; `refuse` is told of
    those that do not. Of more than MOST_ROUNDS for one place the last ones are not looked at."""
    waiting = list(proposals)
    passed: list[Proposal] = []
    refused: list[Proposal] = []

    def note(one: Proposal, reason: str) -> None:
        refused.append(one)
        refuse(one, reason)

    for _ in range(MOST_ROUNDS):
        group, _ = compatible(waiting)
        passed += prove(model, context, profile, group, before, note)
        settled = {id(one) for one in (*passed, *refused)}
        waiting = [one for one in waiting if id(one) not in settled]
        if not waiting:
            break
    return passed


def compatible(proposals: Iterable[Proposal]) -> tuple[list[Proposal], list[Proposal]]:
    """The proposals whose edits are disjoint and whose files agree, first come, first served; and the others."""
    chosen: list[Proposal] = []
    others: list[Proposal] = []
    taken: list[Span] = []
    written: dict[str, NewFile] = {}
    for one in proposals:
        if (
            any(_collides(edit.span, taken) for edit in one.fix.edits)
            or not disjoint(one.fix.edits)
            or any(written.get(file.path, file) != file for file in one.fix.files)
        ):
            others.append(one)
            continue
        chosen.append(one)
        written.update({file.path: file for file in one.fix.files})
        for edit in one.fix.edits:
            insort(taken, edit.span)
    return chosen, others


def _collides(span: Span, taken: list[Span]) -> bool:
    """Whether a span overlaps one of these, which are sorted and disjoint, or one inserts at the edge of the other: what
    is right at the start of an instruction may be wrong where the other joins it to the one above."""
    place = bisect_left(taken, span)
    near = taken[max(0, place - 1) : place + 1]
    return any(span.overlaps(one) or ((span.is_empty or one.is_empty) and _touch(span, one)) for one in near)


def _touch(one: Span, two: Span) -> bool:
    return one.start == two.end or two.start == one.end


# Fixing


class Applied(NamedTuple):
    """A fix that was made."""

    rule: str
    title: str


class FixResult(NamedTuple):
    """What fix() made of a text."""

    text: str
    applied: tuple[Applied, ...]
    files: tuple[NewFile, ...]
    report: Report  # of the text as it is now
    faults: tuple[Fault, ...]


class UnstableFixError(RuntimeError):
    """Two rules undo each other's fixes: a bug of dockwright's."""


def fix(
    text: str,
    context: BuildContext = UNKNOWN,
    profile: Profile | None = None,
    *,
    safety: Safety = Safety.SAFE,
    rules: Collection[str] | None = None,
) -> FixResult:
    """Apply, pass by pass, the fixes that promise at least `safety` (of the named rules) until none is left.

    Raises UnstableFixError when that does not end after MAX_PASSES passes.
    """
    profile = profile or default_profile()
    applied: list[Applied] = []
    files: dict[str, NewFile] = {}
    faults: dict[Fault, None] = {}
    refused: set[tuple[str, tuple[Edit, ...]]] = set()
    for _ in range(MAX_PASSES):
        model = analyse(text)
        report = lint(model, context, profile)
        chosen = _choose(model, context, profile, report, safety, rules, refused, faults)
        faults.update(dict.fromkeys(report.faults))
        if not chosen:
            return FixResult(text, tuple(applied), tuple(files.values()), report, tuple(faults))
        text = apply(text, (edit for one in chosen for edit in one.fix.edits))
        for one in chosen:
            applied.append(Applied(one.rule.name if one.rule else "", one.fix.title))
            files.update({file.path: file for file in one.fix.files})
        context = with_files(context, tuple(files.values())) if files else context
    raise UnstableFixError(f"fixes do not settle after {MAX_PASSES} passes: {applied[-1].rule}")


def _choose(
    model: SemanticModel,
    context: BuildContext,
    profile: Profile,
    report: Report,
    safety: Safety,
    rules: Collection[str] | None,
    refused: set[tuple[str, tuple[Edit, ...]]],
    faults: dict[Fault, None],
) -> list[Proposal]:
    """The fixes of one pass: in source order, disjoint, and together through the gate."""
    wanted: dict[tuple[tuple[Edit, ...], tuple[NewFile, ...]], Proposal] = {}
    for diagnostic in report.diagnostics:
        one = _wanted(diagnostic, safety, rules)
        if one is not None and (diagnostic.rule.name, one.edits) not in refused:
            wanted.setdefault((one.edits, one.files), Proposal(one, diagnostic.rule))

    def refuse(proposal: Proposal, reason: str) -> None:
        name = proposal.rule.name if proposal.rule else ""
        refused.add((name, proposal.fix.edits))
        if not model.dockerfile.problems:  # nobody has to know what to make of a file with errors
            faults[Fault(name, f"the fix `{proposal.fix.title}` was not made: {reason}")] = None

    return prove(model, context, profile, compatible(wanted.values())[0], report, refuse)


def _wanted(diagnostic: Diagnostic, safety: Safety, rules: Collection[str] | None) -> Fix | None:
    if rules is not None and not rules_name(diagnostic.rule, rules):
        return None
    return next((one for one in diagnostic.fixes if one.safety >= safety), None)


def rules_name(rule: Rule, names: Collection[str]) -> bool:
    """Whether one of the names is the rule's own or an alias."""
    return rule.name in names or any(alias in names for alias in rule.aliases)


def default_profile(wanted: Callable[[Rule], bool] = lambda rule: rule.default) -> Profile:
    """The rules that are on when nothing is configured."""
    from dockwright.rules import RULES

    known = frozenset(name for rule in RULES for name in (rule.name, rule.category, *rule.aliases))
    optional = (one for one in RULES if not one.default and not EXPERIMENTAL_CHECKS.isdisjoint(one.aliases))
    return Profile(filter(wanted, RULES), known=known, optional=optional)
