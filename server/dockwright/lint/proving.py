"""The gate that every fix must pass: the result is parsed and checked before anybody is shown the fix."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from operator import itemgetter

from dockwright.context import BuildContext, with_files
from dockwright.lint.breaks import without_breaks
from dockwright.lint.linting import analyse, lint
from dockwright.lint.profile import Inspector, Profile
from dockwright.lint.report import Diagnostic, Report
from dockwright.patterns import lazy_pattern
from dockwright.rule import Fix, NewFile, Rule, Severity
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Dockerfile, Healthcheck, Onbuild, ShellOrExec, Transfer
from dockwright.syntax.conflicts import has_conflict
from dockwright.syntax.lines import continues
from dockwright.syntax.torn import is_torn
from dockwright.text import Edit, Span, apply, disjoint
from dockwright.values import NamedTuple

MOST_PROVEN_ALONE = 200_000
"""With more characters times fixes than this in a file they are proven together, since a look at each takes a look at
the whole file."""

_STRAY = "unknown-instruction"

_END_OF_FLAGS = lazy_pattern(r"(?<=[ \t])--[ \t][^;&|\n]*\Z")

MOST_ROUNDS = 10
"""How often fixes are proven together that touch the same place."""


class Objection(NamedTuple):
    """Why a change must not be made, as a clause."""

    reason: str
    is_fault: bool = True  # of ours; not when files that are missing come to light, which may have been missing before
    rules: frozenset[str] = frozenset()  # of several changes: whose findings are still there


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
) -> Objection | None:
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
) -> Objection | None:
    """The same for several changes that are made at once: each rule loses as many findings as it has fixes here."""
    objection = _objection(model, context, profile, proposals, before)
    if (
        objection is not None and objection.is_fault and model.dockerfile.problems
    ):  # nobody has to know what to make of it
        return objection._replace(reason="the file has errors; mend them first", is_fault=False)
    return objection


def _objection(
    model: SemanticModel,
    context: BuildContext,
    profile: Profile,
    proposals: Sequence[Proposal],
    before: Report | None,
) -> Objection | None:
    dockerfile = model.dockerfile
    if has_conflict(dockerfile.text):
        return Objection("the file has a merge conflict; resolve it first", is_fault=False)
    edits = tuple(edit for one in proposals for edit in one.fix.edits)
    if not disjoint(edits):
        return Objection("its edits overlap")
    after = analyse(apply(dockerfile.text, edits), context.arguments)
    result = after.dockerfile
    if _tears(dockerfile, result, edits):
        return Objection("the instruction seems to go on in the next line, which is not continued", is_fault=False)
    if any(_continues(dockerfile, edit) for edit in edits):
        return Objection(f"the `{dockerfile.escape}` in front of it would be the last sign of its line", is_fault=False)
    if _new(_problems(dockerfile), _problems(result)):
        if _makes_flag(dockerfile, result):
            return Objection("an instruction would begin with what the builder takes for its own", is_fault=False)
        return Objection("the result does not parse")
    if not _keeps_untouched(dockerfile, result, edits):
        return Objection("it changes an instruction that it does not edit")
    if _makes_list(dockerfile, result):
        return Objection(
            "a command of the shell would begin with a bracket and be taken for a JSON list", is_fault=False
        )
    files = tuple(file for one in proposals for file in one.fix.files)
    mended = Counter(one.rule.name for one in proposals if one.rule is not None)
    checked = {
        one.name for one in profile.rules if one.name in mended or profile.severities[one.name] is Severity.ERROR
    }
    inspector = _owner(profile, proposals)
    subset = profile.only(checked, inspector)
    report = lint(after, with_files(context, files) if files else context, subset)
    is_complete = inspector is None or inspector.has_seen(after, model)
    new = Report(tuple(one for one in report.diagnostics if not _is_old(one, dockerfile, result)))
    errors_after = _distinct_errors(new, result)
    starts = {one.span.start for one in new.diagnostics if one.severity is Severity.ERROR}
    copies = {start for start in starts if isinstance(result.instruction_at(start), Transfer)}
    after.release()
    if not is_complete:
        owned = [one.rule.name for one in proposals if one.rule is not None and _is_owned(profile, one.rule)]
        return Objection("nobody has looked at the result", is_fault=False, rules=frozenset(owned))
    if before is None:
        before = lint(model, context, subset)
    left = [name for name, fixes in mended.items() if _count(report, name) > _count(before, name) - fixes]
    if left and _ends_flags(dockerfile, edits):
        return Objection("behind `--` a flag is none", is_fault=False)
    if left:
        return Objection("the finding is still there", rules=frozenset(left))
    uncovered = frozenset(name for one in proposals if one.rule is not None for name in one.rule.uncovers)
    errors = _new(_errors(before), errors_after) - uncovered
    if not errors or "*" in uncovered:
        return None
    known = {one.message for one in before.diagnostics}
    found = [one for one in new.diagnostics if one.rule.name in errors]
    if all(one.message in known and one.span.start in copies for one in found):
        return Objection(f"an error would be there twice, mend it first: {found[0].message}", is_fault=False)
    return _objection_to(found)


def _is_old(one: Diagnostic, before: Dockerfile, after: Dockerfile) -> bool:
    """Whether an error is that of a COPY which the file had already: what that takes from the context is there or not, whatever
    stands around it."""
    if one.severity is not Severity.ERROR or "context" not in one.rule.parameters:
        return False
    copy = after.instruction_at(one.span.start)
    return (
        isinstance(copy, Transfer)
        and copy.from_ is None
        and any(copy.text == each.text for each in before.instructions)
    )


def _objection_to(found: Sequence[Diagnostic]) -> Objection:
    """What to say of a change that brings these errors. Rules that look at the build context know more of a result that is easier
    to see through: what they say may have been true before."""
    if all("context" in one.rule.parameters for one in found):
        return Objection(f"in the result {found[0].message}", is_fault=False)
    return Objection("it brings a new error")


def _owner(profile: Profile, proposals: Iterable[Proposal]) -> Inspector | None:
    """The inspector that must look again at what became of its findings."""
    is_owned = any(one.rule is not None and _is_owned(profile, one.rule) for one in proposals)
    return profile.inspector if is_owned else None


def _is_owned(profile: Profile, rule: Rule) -> bool:
    return profile.inspector is not None and profile.inspector.owns(rule)


def _problems(dockerfile: Dockerfile) -> Counter[str]:
    return Counter(problem.code for problem in dockerfile.problems)


def _errors(report: Report) -> Counter[str]:
    """The rules whose findings are errors."""
    return Counter(one.rule.name for one in report.diagnostics if one.severity is Severity.ERROR)


def _distinct_errors(report: Report, dockerfile: Dockerfile) -> Counter[str]:
    """The same for the result. What a change writes once more is as bad as before: a secret, and an instruction that is wrong all
    by itself."""
    found = [(one.rule, one.span) for one in report.diagnostics if one.severity is Severity.ERROR]
    copied = {(rule.name, _repeated(rule, span, dockerfile)) for rule, span in found if _is_repeatable(rule)}
    return Counter([*(rule.name for rule, _ in found if not _is_repeatable(rule)), *(name for name, _ in copied)])


def _is_repeatable(rule: Rule) -> bool:
    return rule.category == "security" or not any(one in (Dockerfile, Stage) for one in rule.on)


def _repeated(rule: Rule, span: Span, dockerfile: Dockerfile) -> str:
    """What is as bad wherever it stands."""
    instruction = dockerfile.instruction_at(span.start) if rule.category != "security" else None
    return span.of(dockerfile.text) if instruction is None else instruction.text


def _count(report: Report, rule: str) -> int:
    return sum(one.rule.name == rule for one in report.diagnostics)


def _new(before: Counter[str], after: Counter[str]) -> frozenset[str]:
    """What there is more of."""
    return frozenset(after - before)


def _tears(before: Dockerfile, after: Dockerfile, edits: tuple[Edit, ...]) -> bool:
    """Whether an edit is in an instruction whose next line seems to belong to it, and does not make it do so: nobody has seen
    the whole yet."""
    strays = _problems(before)[_STRAY]
    torn = [one.line_span for one in before.instructions if is_torn(one)] if strays else []
    edited = sum(any(span.contains(edit.span.start) for edit in edits) for span in torn)
    is_edited = any(span.overlaps(edit.span) for span in torn for edit in edits)
    return (edited > 0 or is_edited) and strays - _problems(after)[_STRAY] < max(edited, 1)


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


def _ends_flags(before: Dockerfile, edits: Iterable[Edit]) -> bool:
    """Whether an edit adds a flag to a command behind its `--`, where it is one word more."""
    flags = [edit.span.start for edit in edits if edit.text.startswith(" -")]
    return any(_END_OF_FLAGS.search(before.text, before.text.rfind("\n", 0, start) + 1, start) for start in flags)


def _makes_list(before: Dockerfile, after: Dockerfile) -> bool:
    """Whether a command of a shell, `["x"]`, has become a list of words, right or wrong, since nothing stands in front of it any
    more."""
    if "[" not in after.text:
        return False
    lists = [one for one in _commands(after) if _is_list(one) and one.text not in before.text]
    shells = [one.arguments_text.text for one in _commands(before) if not one.is_exec] if lists else ()
    return any(one.arguments_text.text in text for one in lists for text in shells)


def _continues(before: Dockerfile, edit: Edit) -> bool:
    """Whether an edit makes what stays in front of it the end of its line, where an escape character joins it to the next."""
    text, (start, end) = before.text, edit.span
    head = text[text.rfind("\n", 0, start) + 1 : start].rstrip(" \t")
    if not head.endswith(before.escape) or _ends_line(text, start):
        return False
    ends = edit.text.lstrip(" \t\r")[:1] == "\n" if edit.text.strip(" \t\r") else _ends_line(text, end)
    return ends and continues(head, before.escape)


def _ends_line(text: str, offset: int) -> bool:
    """Whether nothing but blanks is left of the line."""
    line_end = text.find("\n", offset)
    return not text[offset : line_end if line_end >= 0 else len(text)].strip(" \t\r")


def _makes_flag(before: Dockerfile, after: Dockerfile) -> bool:
    """The same of a command that begins with two dashes, or with a here-document."""
    scripts = [one.arguments_text.text for one in (*_commands(before), *before.instructions)]
    flags = {flag.span.of(after.text) for one in after.instructions for flag in one.flags}
    flags |= {one.arguments_text.text for one in _commands(after) if one.arguments_text.text.startswith("<<")}
    return any(flag in text[1:] for flag in flags for text in scripts)


def _is_list(command: ShellOrExec) -> bool:
    """Whether the builder takes the command for a list, or its writer does."""
    text = command.arguments_text.text
    if command.is_exec or text[:1] != "[":
        return command.is_exec
    from dockwright.rules._lists import looks_like_list

    return looks_like_list(text, is_script=True)


def _commands(dockerfile: Dockerfile) -> Iterator[ShellOrExec]:
    for one in dockerfile.instructions:
        command = one.trigger if isinstance(one, Onbuild) else one
        command = command.command if isinstance(command, Healthcheck) else command
        if isinstance(command, ShellOrExec):
            yield command


def prove(
    model: SemanticModel,
    context: BuildContext,
    profile: Profile,
    proposals: Sequence[Proposal],
    before: Report,
    refuse: Callable[[Proposal, Objection], None],
) -> Generator[None, None, list[Proposal]]:
    """Those of the proposals, in their order, that pass the gate together; `refuse` is told of those that never do.

    They are looked at as a whole, and in two parts where the whole does not pass: hundreds of fixes cost few looks. There is a
    break behind each look.
    """
    objection = gate_together(model, context, profile, proposals, before) if proposals else None
    yield
    if objection is None:
        return list(proposals)
    if len(proposals) == 1:
        refuse(proposals[0], objection)
        return []
    one, two = _parts(proposals, objection)
    one = yield from prove(model, context, profile, one, before, refuse)
    two = yield from prove(model, context, profile, two, before, refuse)
    passed = {id(each) for each in (*one, *two)}
    together = [each for each in proposals if id(each) in passed]
    if one and two:
        objection = gate_together(model, context, profile, together, before)
        yield
        if objection is not None:
            return one
    return together


def _parts(proposals: Sequence[Proposal], objection: Objection) -> tuple[Sequence[Proposal], Sequence[Proposal]]:
    """The fixes that nothing is said against and those of the rules that are named; where that divides nothing, the halves."""
    named = [one for one in proposals if one.rule is not None and one.rule.name in objection.rules]
    if 0 < len(named) < len(proposals):
        suspects = {id(one) for one in named}
        return [one for one in proposals if id(one) not in suspects], named
    middle = len(proposals) // 2
    return proposals[:middle], proposals[middle:]


def proves_alone(text: str, count: int) -> bool:
    """Whether so many fixes of a file are few enough for a look at each."""
    return count * len(text) <= MOST_PROVEN_ALONE


def prove_all(
    model: SemanticModel,
    context: BuildContext,
    profile: Profile,
    proposals: Iterable[Proposal],
    before: Report,
    refuse: Callable[[Proposal, Objection], None],
) -> list[Proposal]:
    """Those of the proposals that pass the gate, each along with others that touch other places; `refuse` is told of
    those that do not. Of more than MOST_ROUNDS for one place the last ones are not looked at."""
    waiting = list(proposals)
    passed: list[Proposal] = []
    refused: list[Proposal] = []

    def note(one: Proposal, objection: Objection) -> None:
        refused.append(one)
        refuse(one, objection)

    for _ in range(MOST_ROUNDS):
        group = provable(model, profile, compatible(waiting)[0])
        passed += without_breaks(prove(model, context, profile, group, before, note))
        settled = {id(one) for one in (*passed, *refused)}
        waiting = [one for one in waiting if id(one) not in settled]
        if not waiting:
            break
    return passed


def provable(model: SemanticModel, profile: Profile, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Those that may be proven together by an inspector that answers what it has been asked before: it knows what becomes of an
    instruction by one fix of its own, and by no other beside that."""
    inspector = profile.inspector
    if inspector is None or inspector.waits or not any(one.rule and inspector.owns(one.rule) for one in proposals):
        return list(proposals)
    dockerfile = model.dockerfile
    places = [{dockerfile.instruction_at(edit.span.start) for edit in one.fix.edits} for one in proposals]
    others = [
        place for one, place in zip(proposals, places, strict=True) if not (one.rule and inspector.owns(one.rule))
    ]
    taken = {instruction for place in others for instruction in place}
    chosen: list[Proposal] = []
    for one, place in zip(proposals, places, strict=True):
        if one.rule and inspector.owns(one.rule):
            if not taken.isdisjoint(place):
                continue
            taken |= place
        chosen.append(one)
    return chosen


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
