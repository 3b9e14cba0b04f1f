"""Proving many fixes at once: the good ones pass, the bad ones are named, and it takes few looks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dockwright.checking import Subject, check
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import Profile, Proposal, analyse, compatible, fix, lint, prove_all, proving
from dockwright.rule import Finding, Fix, FixAvailability, NewFile, Rule, Safety, Settings, Severity, rule
from dockwright.rules import BY_NAME
from dockwright.semantics import SemanticModel
from dockwright.syntax import Dockerfile, Env, Run
from dockwright.text import Edit, Span


def a_rule(name: str, on: type, word: str, replacement: str) -> Rule:
    """A rule that reports each `word` in an instruction and puts `replacement` in its place."""

    def look(node: Env | Run) -> Iterator[Finding]:
        start = node.text.find(word)
        if start >= 0:
            span = Span(node.span.start + start, node.span.start + start + len(word))
            yield Finding(span, "found", (Fix.replace("Replace it", span, replacement, Safety.SAFE),))

    make = rule(name, on=on, severity=Severity.WARNING, fix=FixAvailability.ALWAYS, invalid=(), valid=())
    look.__module__ = "dockwright.rules.style.x"
    return make(look)


def an_error(name: str, category: str, word: str) -> Rule:
    """A rule that reports each ENV with a word as an error."""

    def look(node: Env) -> Iterator[Finding]:
        start = node.text.find(word)
        if start >= 0:
            yield Finding(Span(node.span.start + start, node.span.start + start + len(word)), "found")

    look.__module__ = f"dockwright.rules.{category}.x"
    return rule(name, on=Env, severity=Severity.ERROR, invalid=(), valid=())(look)


GOOD = a_rule("good", Env, "old", "new")
BREAKING = a_rule("breaking", Run, "break", "<<EOF")
NEEDED = a_rule("needed", Run, "keep", "keep it")
"""Its fix never makes its finding go."""

TEXT = "FROM a:1\nENV A=old\nRUN break\nENV B=old\nRUN keep\nENV C=old\n"


class Slow:
    """An inspector that has been asked about some texts, and about no others."""

    waits = False

    def __init__(self, *known: str) -> None:
        self.known = known
        self.rule = a_rule("slow", Run, "echo old", "echo new")

    def owns(self, rule: Rule) -> bool:
        return rule is self.rule

    def findings(self, model: SemanticModel) -> Iterator[tuple[Rule, Severity, Finding]]:
        for run in model.runs():
            if run.text in self.known:
                yield from ((self.rule, Severity.INFO, one) for one in self.rule.check(run))

    def unknown(self, model: SemanticModel) -> tuple[str, ...]:
        return tuple(run.text for run in model.runs() if run.text not in self.known)

    def has_seen(self, model: SemanticModel, before: SemanticModel) -> bool:
        return set(self.unknown(model)) <= set(self.unknown(before))


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many fixes each look of the gate was about."""
    seen: list[int] = []
    real = proving.gate_together

    def counted(*arguments: object) -> str | None:
        seen.append(len(arguments[3]))  # type: ignore[arg-type]
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(proving, "gate_together", counted)
    return seen


def test_the_bad_ones_are_named_and_the_good_ones_made() -> None:
    done = fix(TEXT, profile=Profile([GOOD, BREAKING, NEEDED]))
    assert done.text == TEXT.replace("old", "new")
    assert {(fault.rule, fault.message.rpartition(": ")[2]) for fault in done.faults} == {
        ("breaking", "the result does not parse"),
        ("needed", "the finding is still there"),
    }
    assert [one.rule for one in done.applied] == ["good"] * 3


@pytest.mark.parametrize(
    ("line", "is_made"),
    [
        ("`arch` -x", False),
        ("`arch` -x \r", False),
        ("`arch` -x && b", True),
        ("`arch` -x `\n  b", True),
        ("`arch` `\n  -x b", True),
        ("arch -x", True),
        ("``arch`` -x", True),
    ],
)
def test_no_line_comes_to_end_with_an_escape_character(line: str, is_made: bool) -> None:
    text = f"# escape=`\nFROM a:1\nRUN a {line}\nRUN b\n"
    done = fix(text, profile=Profile([a_rule("shorter", Run, "-x", "")]))
    assert done.text == (text.replace("-x", "") if is_made else text)
    assert done.faults == ()


def test_good_ones_take_one_look(looks: list[int]) -> None:
    done = fix("FROM a:1\n" + "ENV A=old\n" * 100, profile=Profile([GOOD]))
    assert len(done.applied) == 100
    assert looks == [100]


def test_a_bad_one_among_many_takes_few(looks: list[int]) -> None:
    done = fix(
        "FROM a:1\n" + "ENV A=old\n" * 50 + "RUN break\n" + "ENV A=old\n" * 50, profile=Profile([GOOD, BREAKING])
    )
    assert len(done.applied) == 100
    assert len(done.faults) == 1
    assert len(looks) < 25


def test_the_rule_whose_finding_stays_is_looked_at_by_itself(looks: list[int]) -> None:
    text = "FROM a:1\n" + "ENV A=old\n" * 500 + "RUN keep\n" + "ENV A=old\n" * 500
    done = fix(text, profile=Profile([GOOD, NEEDED]))
    assert (len(done.applied), len(done.faults)) == (1000, 1)
    assert looks[:3] == [1001, 1000, 1]


def test_what_is_wrong_together_only_is_made_in_part() -> None:
    def look(dockerfile: Dockerfile) -> Iterator[Finding]:
        if dockerfile.text.count("new") > 1:
            yield Finding(Span(0, 4), "it is new twice")

    look.__module__ = "dockwright.rules.style.x"
    once = rule("once", on=Dockerfile, severity=Severity.ERROR, invalid=(), valid=())(look)
    done = fix("FROM a:1\nENV A=old\nENV B=old\n", profile=Profile([GOOD, once]))
    assert done.text == "FROM a:1\nENV A=new\nENV B=old\n"
    assert [fault.message.rpartition(": ")[2] for fault in done.faults] == ["it brings a new error"]


def test_an_error_that_a_fix_uncovers_is_no_reason_against_it() -> None:
    def look(dockerfile: Dockerfile) -> Iterator[Finding]:
        if "new" in dockerfile.text:
            yield Finding(Span(0, 4), "it is new")

    look.__module__ = "dockwright.rules.style.x"
    hidden = rule("hidden", on=Dockerfile, severity=Severity.ERROR, invalid=(), valid=())(look)
    frank = GOOD._replace(uncovers=frozenset({"hidden"}))
    assert not fix("FROM a:1\nENV A=old\n", profile=Profile([GOOD, hidden])).applied
    done = fix("FROM a:1\nENV A=old\n", profile=Profile([frank, hidden]))
    assert (done.text, done.faults) == ("FROM a:1\nENV A=new\n", ())
    assert [one.rule.name for one in done.report.diagnostics] == ["hidden"]


def test_both_sides_of_a_merge_conflict_stay_as_they_are() -> None:
    text = "FROM a:1\n<<<<<<< HEAD\nENV A=old\n=======\nENV A=old B=\n>>>>>>> other\n"
    done = fix(text, profile=Profile([GOOD, BY_NAME["syntax-error"]]))
    assert (done.text, done.faults) == (text, ())
    told = [one.message for one in done.report.diagnostics if one.rule.name == "syntax-error"]
    assert told[0] == "`<<<<<<<` is left of a merge conflict, which has to be resolved"
    assert all("merge conflict" in one for one in told)
    for apart in (text.replace("=======", "RUN ======="), text.replace(">>>>>>>", "RUN >>>>>>>")):
        assert fix(apart, profile=Profile([GOOD])).text == apart.replace("old", "new")


def test_compatible_is_first_come_first_served() -> None:
    def at(*spans: tuple[int, int]) -> Proposal:
        return Proposal(Fix("Do it", tuple(Edit(Span(*span), "x") for span in spans)), None)

    one, two, three, four, five = at((5, 9)), at((0, 3), (8, 10)), at((12, 12)), at((12, 12)), at((0, 1), (20, 21))
    assert compatible([one, two, three, four, five]) == ([one, three, five], [two, four])
    assert compatible([at((1, 3), (2, 4))])[0] == []
    beside, before, behind = at((9, 11)), at((5, 5)), at((9, 9))
    assert compatible([one, beside, before, behind]) == ([one, beside], [before, behind])


def test_what_is_inserted_into_a_joined_instruction_waits() -> None:
    """A flag of the second RUN would become a word of the first one's script."""

    def flag(run: Run) -> Iterator[Finding]:
        if run.text == "RUN b":
            at = run.span.start + 4
            yield Finding(run.span, "no flag", (Fix.insert("Insert it", at, "--network=none "),))

    def join(dockerfile: Dockerfile) -> Iterator[Finding]:
        place = dockerfile.text.find("a\nRUN b")
        if place >= 0:
            yield Finding(Span(0, 4), "two", (Fix.replace("Join", Span(place, place + 6), "a && "),))

    flag.__module__ = join.__module__ = "dockwright.rules.style.x"
    rules = [
        rule("flag", on=Run, severity=Severity.INFO, invalid=(), valid=())(flag),
        rule("join", on=Dockerfile, severity=Severity.INFO, invalid=(), valid=())(join),
    ]
    assert fix("FROM a:1\nRUN a\nRUN b\n", profile=Profile(rules)).text == "FROM a:1\nRUN a && b\n"


def test_a_report_of_many_shows_the_same_fixes(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = Subject("Dockerfile", analyse(TEXT), Profile([GOOD, BREAKING, NEEDED]), UNKNOWN)
    alone = check(subject)
    monkeypatch.setattr(proving, "MOST_PROVEN_ALONE", 0)
    together = check(subject)
    assert together.entries == alone.entries
    assert sorted(together.faults) == sorted(alone.faults)
    assert [entry.fix is not None for entry in together.entries] == [True, False, True, False, True]


def test_fixes_that_can_never_be_made_are_let_go() -> None:
    model = analyse("FROM a:1\nENV A=old\n")
    profile = Profile([GOOD])
    twisted = Proposal(Fix("Do it", (Edit(Span(9, 12), "x"), Edit(Span(10, 13), "y"))), GOOD)
    good = Proposal(Fix.replace("Do it", Span(15, 18), "new"), GOOD)
    report = lint(model, UNKNOWN, profile)
    assert prove_all(model, UNKNOWN, profile, [twisted, good], report, lambda one, reason: None) == [good]


def test_fixes_that_write_another_text_into_the_same_file_wait_for_each_other() -> None:
    def proposal(start: int, text: str) -> Proposal:
        edit = Edit(Span(start, start + 1), "x")
        return Proposal(Fix("Do it", (edit,), Safety.SAFE, (NewFile(".dockerignore", text),)), GOOD)

    one, same, other = proposal(0, "a\n"), proposal(5, "a\n"), proposal(9, "b\n")
    assert compatible([one, same, other]) == ([one, same], [other])


def test_a_report_of_a_large_file_takes_few_looks(looks: list[int]) -> None:
    text = "FROM a:1\n" + "ENV A=old\n" * 30 + "RUN b\n" * 10_000
    check(Subject("Dockerfile", analyse(text), Profile([GOOD]), UNKNOWN))
    assert looks == [30]


def test_fixes_of_an_inspector_that_does_not_wait_take_few_looks(looks: list[int]) -> None:
    """What becomes of an instruction by one of its fixes is known, and by no other beside that."""
    runs = [f"RUN echo old {number}" for number in range(30)]
    both = [f"{run} keep" for run in runs]
    inspector = Slow(*runs, *both, *(one.replace("old", "new") for one in (*runs, *both)))
    apart = a_rule("apart", Run, "keep", "kept")
    text = "FROM a:1\n" + "\n".join(runs + both + ["RUN nobody knows"]) + "\n"
    done = fix(text, profile=Profile([apart], inspector=inspector))
    assert done.text == text.replace(" keep", " kept").replace("old", "new", 30)
    assert len(looks) < 8
    assert not done.faults


@pytest.mark.parametrize(
    ("category", "text", "why"),
    [
        ("security", "ENV A=word", None),
        ("security", "ENV B=word C=1", None),
        ("correctness", "ENV A=word", None),
        ("correctness", "ENV B=word", "it brings a new error"),
        ("security", "ENV A=words", "it brings a new error"),
    ],
)
def test_a_secret_or_an_instruction_that_is_written_once_more_is_no_new_error(
    category: str, text: str, why: str | None
) -> None:
    before = "FROM a:1\nENV A=word\n"
    profile = Profile([an_error("shown", category, "words" if "words" in text else "word")])
    added = Fix.insert("Add it", len(before), f"{text}\n")
    objection = proving.gate(analyse(before), UNKNOWN, profile, added)
    assert (objection.reason if objection else None) == why


def test_of_two_equal_instructions_with_an_error_one_may_be_mended() -> None:
    text = "FROM a:1\nENV A=word b=old\nENV A=word b=old\n"
    profile = Profile([GOOD, an_error("shown", "correctness", "word")])
    change = Fix.replace("Replace it", Span(text.index("old"), text.index("old") + 3), "new")
    assert proving.gate(analyse(text), UNKNOWN, profile, change) is None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("RUN apt-get update &&\n    apt-get install -y curl\n", "RUN apt-get update && \\\n    apt-get install -y curl && \\\n    {0}\n"),
        ("RUN apt-get update && apt-get install -y curl\n    git\n", "RUN apt-get update && apt-get install -y curl \\\n    git \\\n    && {0}\n"),
    ],
)  # fmt: skip
def test_an_instruction_that_is_not_continued_is_mended_as_a_whole_or_not_at_all(text: str, after: str) -> None:
    profile = Profile([BY_NAME["apt-lists-left-behind"], BY_NAME["syntax-error"]])
    before = f"FROM debian:12\n{text}"
    assert fix(before, profile=profile).text == before
    whole = after.format("rm -rf /var/lib/apt/lists/*")
    assert fix(before, profile=profile, safety=Safety.UNSAFE).text == f"FROM debian:12\n{whole}"


def test_what_was_refused_is_tried_again_when_another_fix_has_changed_the_text() -> None:
    profile = Profile([BY_NAME["apt-recommended-packages"], BY_NAME["syntax-error"]])
    before = "FROM debian:12\nRUN apt-get install -y \\\n    jq\n  && ls\n"
    done = fix(before, profile=profile, safety=Safety.UNSAFE)
    assert done.text == "FROM debian:12\nRUN apt-get install --no-install-recommends -y \\\n    jq \\\n  && ls\n"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "cd-without-effect",
            "FROM debian:12 AS build\nRUN cd /x\nCOPY . .\nFROM scratch\nCOPY --from=build /y /z\n",
            "in the result nothing in the stage makes `/y`",
        ),
    ],
)
def test_what_files_bring_to_light_is_no_fault_of_ours(name: str, text: str, reason: str) -> None:
    profile = Profile([BY_NAME[name], BY_NAME["missing-stage-path"]])
    model = analyse(text)
    (one,) = lint(model, MemoryContext({}), profile).diagnostics
    objection = proving.gate(model, MemoryContext({}), profile, one.fixes[0], one.rule)
    assert objection is not None
    assert (objection.reason, objection.is_fault) == (reason, False)
    done = fix(text, MemoryContext({}), profile, safety=Safety.UNSAFE)
    assert (done.text, done.faults) == (text, ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("add-instead-of-copy", "FROM debian:12\nWORKDIR /a\nADD a b .\n"),
        ("broken-json-form", "FROM debian:12\nCMD ['npm start']\n"),
        ("broken-json-form", "FROM debian:12\nCMD ['a', '&&', 'b']\n"),
    ],
)
def test_what_another_rule_says_of_the_mended_text_is_expected(name: str, text: str) -> None:
    profile = Profile(BY_NAME.values(), settings=Settings(preset="hadolint"))
    model = analyse(text)
    fixes = [one.fixes[0] for one in lint(model, UNKNOWN, profile).diagnostics if one.rule.name == name]
    assert [proving.gate(model, UNKNOWN, profile, one, BY_NAME[name]) for one in fixes] == [None]


@pytest.mark.parametrize(
    ("name", "text", "is_made"),
    [
        ("sudo-in-run", 'FROM debian:12\nRUN sudo [ "x" ]\n', False),
        ("sudo-in-run", 'FROM debian:12\nONBUILD RUN sudo [ "x" ]\n', False),
        ("sudo-in-run", 'FROM debian:12\nRUN sudo [ "x" ] || a\n', True),
        ("sudo-in-run", "FROM debian:12\nRUN sudo [ -f x ]\n", True),
        ("chown-after-copy", 'FROM debian:12\nCOPY a /a\nRUN chown -R x /a && ["x"]\nUSER x\n', False),
        ("chown-after-copy", "FROM debian:12\nCOPY a /a\nRUN chown -R x /a && [ x ]\nUSER x\n", True),
        ("swallowed-instruction", 'FROM debian:12\nRUN a \\\nCMD ["b"]\n', True),
        ("broken-json-form", "FROM debian:12\nCMD ['b']\n", True),
    ],
)
def test_a_command_of_the_shell_does_not_become_a_list(name: str, text: str, is_made: bool) -> None:
    done = fix(text, profile=Profile([BY_NAME[name]]), safety=Safety.UNSAFE)
    assert (done.text != text) == is_made
    assert not done.faults


def test_what_a_copy_lacks_it_lacked_before() -> None:
    """With three more sources that are there, the one that is not is believed to be missing."""
    files = {"go.mod": "module a\n\nrequire b.example/b v1.0.0\n", "go.sum": "", "main.go": "", "absent.tx": ""}
    text = "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build\nCOPY absent.txt /etc/\n"
    profile = Profile([BY_NAME["source-before-dependencies"], BY_NAME["missing-copy-source"]])
    done = fix(text, MemoryContext(files), profile)
    assert "COPY go.mod go.sum ./" in done.text
    assert [one.rule.name for one in done.report.diagnostics] == ["missing-copy-source"]


def test_a_copy_that_is_wrong_already_and_would_be_there_twice() -> None:
    before = "FROM a:1\nCOPY a b 2>/dev/null || true\n"
    profile = Profile([BY_NAME["copy-destination-without-slash"]])
    moved = Fix.insert("Move it", len(before), "FROM b:1\nCOPY a b 2>/dev/null || /x/true/\n")
    message = "no shell reads `COPY`: `2>/dev/null` is the name of a file here"
    expected = proving.Objection(f"an error would be there twice, mend it first: {message}", is_fault=False)
    assert proving.gate(analyse(before), UNKNOWN, profile, moved) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FROM a:1\nRUN break\n", "the result does not parse"),
        ("FROM a:1\nRUN break\nRUM x\n", "the file has errors; mend them first"),
        ("FROM a:1\nRUN break &&\n  x\n", "the file has errors; mend them first"),
    ],
)
def test_of_a_file_with_errors_nobody_has_to_know_what_to_make(text: str, reason: str) -> None:
    profile = Profile([BREAKING])
    model = analyse(text)
    (one,) = lint(model, UNKNOWN, profile).diagnostics
    objection = proving.gate(model, UNKNOWN, profile, one.fixes[0], one.rule)
    assert objection == proving.Objection(reason, is_fault=not model.dockerfile.problems)
