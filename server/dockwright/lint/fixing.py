"""fix(): the fixes of a file, made pass by pass until none is left."""

from __future__ import annotations

from collections.abc import Collection, Generator

from dockwright.context import UNKNOWN, BuildContext, with_files
from dockwright.lint.breaks import without_breaks
from dockwright.lint.linting import analyse, lint
from dockwright.lint.profile import Profile, default_profile
from dockwright.lint.proving import Objection, Proposal, compatible, provable, prove
from dockwright.lint.report import Diagnostic, Fault, Report
from dockwright.rule import Fix, NewFile, Rule, Safety
from dockwright.semantics import SemanticModel
from dockwright.text import Edit, apply
from dockwright.values import NamedTuple

MAX_PASSES = 10
FIXES_BETWEEN_BREAKS = 100


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
    model: SemanticModel  # of the same text: whoever needs no more of the report may release it


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
    return without_breaks(fix_in_passes(text, context, profile, safety=safety, rules=rules))


def fix_in_passes(
    text: str,
    context: BuildContext = UNKNOWN,
    profile: Profile | None = None,
    *,
    safety: Safety = Safety.SAFE,
    rules: Collection[str] | None = None,
) -> Generator[None, None, FixResult]:
    """The same with breaks, none of which is much later than the one before: a look at the whole file takes longest."""
    profile = profile or default_profile()
    applied: list[Applied] = []
    files: dict[str, NewFile] = {}
    faults: dict[Fault, None] = {}
    for _ in range(MAX_PASSES):
        refused: set[tuple[str, tuple[Edit, ...]]] = set()  # in this text: what another fix changes may let it pass
        model = analyse(text, context.arguments)
        yield
        report = lint(model, context, profile)
        yield
        chosen: list[Proposal] = []
        known = -1
        while not chosen and len(refused) > known:  # what is refused makes room for what it overlapped
            known = len(refused)
            chosen = yield from _choose(model, context, profile, report, safety, rules, refused, faults)
        faults.update(dict.fromkeys(report.faults))
        if not chosen:
            return FixResult(text, tuple(applied), tuple(files.values()), report, tuple(faults), model)
        model.release()
        text = apply(text, (edit for one in chosen for edit in one.fix.edits))
        for one in chosen:
            applied.append(Applied(one.rule.name if one.rule else "", one.fix.title))
            files.update({file.path: file for file in one.fix.files})
        context = with_files(context, tuple(files.values())) if files else context
        yield
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
) -> Generator[None, None, list[Proposal]]:
    """The fixes of one pass: in source order, disjoint, and together through the gate."""
    wanted: dict[tuple[tuple[Edit, ...], tuple[NewFile, ...]], Proposal] = {}
    for number, diagnostic in enumerate(report.diagnostics):
        if number % FIXES_BETWEEN_BREAKS == 0:
            yield
        one = _wanted(diagnostic, safety, rules)
        if one is not None and (diagnostic.rule.name, one.edits) not in refused:
            wanted.setdefault((one.edits, one.files), Proposal(one, diagnostic.rule))

    def refuse(proposal: Proposal, objection: Objection) -> None:
        name = proposal.rule.name if proposal.rule else ""
        refused.add((name, proposal.fix.edits))
        if objection.is_fault:
            faults[Fault(name, f"the fix `{proposal.fix.title}` was not made: {objection.reason}")] = None

    together = provable(model, profile, compatible(wanted.values())[0])
    return (yield from prove(model, context, profile, together, report, refuse))


def _wanted(diagnostic: Diagnostic, safety: Safety, rules: Collection[str] | None) -> Fix | None:
    if rules is not None and not rules_name(diagnostic.rule, rules):
        return None
    return next((one for one in diagnostic.fixes if one.safety >= safety), None)


def rules_name(rule: Rule, names: Collection[str]) -> bool:
    """Whether one of the names is the rule's own or an alias."""
    return rule.name in names or any(alias in names for alias in rule.aliases)
