"""What becomes of the core's fixes and refactorings: which are offered, under what title, in what order and form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lsprotocol.types import CodeAction, CreateFile, TextDocumentEdit

from dockwright.assist import Assist, Change, Choice, Offer, Refusal
from dockwright.context import UNKNOWN, BuildContext, DirectoryContext
from dockwright.lint import Objection, Profile, without_breaks
from dockwright.lsp import fix_all, quick_fixes, refactorings
from dockwright.lsp.analysis import Analysis
from dockwright.lsp.ask import Ask
from dockwright.lsp.capabilities import Abilities
from dockwright.lsp.documents import Document
from dockwright.lsp.environment import Environment
from dockwright.rule import Finding, Fix, Invalid, NewFile, Rule, Safety, Severity, rule
from dockwright.syntax import From
from dockwright.text import Edit, Span

TEXT = "FROM alpine:3.20\nRUN id\n"
NAME = Span(5, 16)
URI = "file:///work/Dockerfile"
PLAIN = Abilities(takes_actions=True)
VERSIONED = PLAIN._replace(versions_edits=True)
CREATING = VERSIONED._replace(creates_files=True)


class Judged(Environment):
    """An environment of one rule and one context."""

    def __init__(self, one: Rule, context: BuildContext) -> None:
        super().__init__()
        self.one, self.known = one, context

    def configuration(self, path: str | None) -> Any:
        return SimpleNamespace(profile=Profile([self.one]))

    def context(self, path: str | None, dockerfile: object) -> BuildContext:
        return self.known


def reports(*fixes: Fix, related: tuple[Any, ...] = ()) -> Rule:
    """A rule that reports every tagged alpine, with these fixes."""

    @rule("tagged", on=From, severity=Severity.INFO, invalid=[Invalid(TEXT)], valid=["FROM alpine\n"])
    def check(instruction: From) -> Iterator[Finding]:
        """Tagged."""
        if instruction.image is not None and "alpine:" in instruction.image.value:
            yield Finding(instruction.image.span, "tagged", fixes, related)

    return check


def ask(
    one: Rule,
    abilities: Abilities = PLAIN,
    *,
    context: BuildContext = UNKNOWN,
    selection: Span = NAME,
    only: tuple[str, ...] | None = None,
    invoked: bool = True,
) -> Ask:
    analysis = Analysis(Document(URI, 3, TEXT, "utf-16"), Judged(one, context))
    return Ask(analysis, abilities, selection, only, invoked)


def untag(title: str, safety: Safety = Safety.SAFE, files: tuple[NewFile, ...] = ()) -> Fix:
    return Fix(title, (Edit(Span(11, 16), ""),), safety, files)


# Quick fixes


def test_what_a_title_promises() -> None:
    found = [
        *quick_fixes.offer(ask(reports(untag("Safe"), untag("Unsafe", Safety.UNSAFE), untag("Shown", Safety.DISPLAY))))
    ]
    assert [(one.title, one.is_preferred) for one in found] == [("Safe", True), ("Unsafe (review)", False)]


def test_the_first_fix_is_preferred_although_it_needs_a_look() -> None:
    found = [*quick_fixes.offer(ask(reports(untag("One", Safety.UNSAFE), untag("Two", Safety.UNSAFE))))]
    assert [one.is_preferred for one in found] == [True, False]


def test_an_unproven_fix_is_not_offered_and_the_next_is_preferred(caplog: pytest.LogCaptureFixture) -> None:
    useless = Fix("Useless", (Edit(Span(17, 17), "# comment\n"),))
    [one] = quick_fixes.offer(ask(reports(useless, untag("Good"))))
    assert (one.title, one.is_preferred) == ("Good", True)
    assert "Useless" in caplog.text


@pytest.mark.parametrize(
    ("selection", "invoked", "offered"),
    [
        (Span(0, 4), False, 0),
        (Span(0, 4), True, 1),  # the user asks somewhere in the line
        (Span(0, 5), False, 1),
        (Span(16, 16), False, 1),
        (Span(17, 20), True, 0),
    ],
)
def test_only_at_the_diagnostic_or_in_its_line(selection: Span, invoked: bool, offered: int) -> None:
    found = quick_fixes.offer(ask(reports(untag("Fix")), selection=selection, invoked=invoked))
    assert len([*found]) == offered


def test_what_is_at_the_cursor_goes_before_the_rest_of_the_line() -> None:
    @rule("twice", on=From, severity=Severity.INFO, invalid=[Invalid(TEXT)], valid=["FROM alpine\n"])
    def check(instruction: From) -> Iterator[Finding]:
        """Twice."""
        if instruction.image is not None and "alpine:" in instruction.image.value:
            yield Finding(Span(5, 11), "one", (untag("One"),))
            yield Finding(Span(12, 16), "two", (Fix("Two", (Edit(Span(0, 16), "FROM alpine"),)),))

    def offered(selection: Span) -> list[str]:
        return [one.title for one in quick_fixes.offer(ask(check, selection=selection))]

    assert offered(Span(5, 5)) == ["One"]
    assert offered(Span(14, 14)) == ["Two"]
    assert offered(Span(1, 1)) == ["One", "Two"]


def test_a_fix_of_two_diagnostics_is_offered_once() -> None:
    fix = untag("Fix")

    @rule("twice", on=From, severity=Severity.INFO, invalid=[Invalid(TEXT)], valid=["FROM alpine\n"])
    def check(instruction: From) -> Iterator[Finding]:
        """Twice."""
        if instruction.image is not None and "alpine:" in instruction.image.value:
            yield Finding(Span(5, 11), "one", (fix,))
            yield Finding(Span(11, 16), "two", (fix,))

    [action] = quick_fixes.offer(ask(check))
    assert [one.message for one in action.diagnostics or ()] == ["one", "two"]


# Files beside the Dockerfile


NEW = (NewFile("sub dir/.dockerignore", ".git\n"),)


@pytest.mark.parametrize("abilities", [PLAIN, VERSIONED])
def test_files_need_a_client_that_creates_them(abilities: Abilities, tmp_path: Path) -> None:
    one = ask(
        reports(untag("With file", files=NEW), untag("Without")), abilities, context=DirectoryContext(str(tmp_path))
    )
    assert [action.title for action in quick_fixes.offer(one)] == ["Without"]


def test_files_need_a_context_on_disk() -> None:
    assert [*quick_fixes.offer(ask(reports(untag("With file", files=NEW)), CREATING))] == []


def test_files_are_created_and_filled(tmp_path: Path) -> None:
    [action] = quick_fixes.offer(
        ask(reports(untag("Fix", files=NEW)), CREATING, context=DirectoryContext(str(tmp_path)))
    )
    assert action.edit is not None
    assert action.edit.changes is None
    create, fill, change = action.edit.document_changes or ()
    assert isinstance(create, CreateFile)
    assert isinstance(fill, TextDocumentEdit)
    assert isinstance(change, TextDocumentEdit)
    assert create.uri == fill.text_document.uri == (tmp_path / "sub dir/.dockerignore").as_uri()
    assert fill.edits[0].new_text == ".git\n"  # type: ignore[union-attr]
    assert (change.text_document.uri, change.text_document.version) == (URI, 3)


@pytest.mark.parametrize(("abilities", "count"), [(VERSIONED, 0), (CREATING, 3)])
def test_fix_all_leaves_out_what_the_client_cannot_create(abilities: Abilities, count: int, tmp_path: Path) -> None:
    one = ask(reports(untag("Fix", files=NEW)), abilities, context=DirectoryContext(str(tmp_path)))
    edit = without_breaks(fix_all.edit(one.analysis, None, abilities))
    assert len(edit.document_changes or () if edit else ()) == count


# Refactorings


def actions(monkeypatch: pytest.MonkeyPatch, answer: Offer | Refusal | None, one: Ask) -> list[CodeAction]:
    """What is offered when an assist gives this answer."""

    def run(model: object, context: object, settings: object, selection: Span) -> Offer | Refusal | None:
        """Do something great.

        At length.
        """
        assert selection == one.selection
        return answer

    monkeypatch.setattr("dockwright.assists.ASSISTS", (Assist("great", run, ()),))
    return list(refactorings.offer(one))


def test_every_choice_is_an_action(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = (
        Change("Use a", (Edit(NAME, "a"),)),
        Change("Use b", (Edit(NAME, "b"),), Safety.UNSAFE),
        Change("Show c", (Edit(NAME, "c"),), Safety.DISPLAY),
    )
    offer = Offer(tuple(Choice(change.title, change) for change in changes), NAME)
    found = actions(monkeypatch, offer, ask(reports()))
    assert [one.title for one in found] == ["Use a", "Use b (review)"]
    assert {one.kind for one in found} == {"refactor.rewrite"}


@pytest.mark.parametrize(("only", "count"), [(None, 0), (("refactor",), 1)])
def test_what_is_a_quick_fix_already_is_not_offered_again(
    monkeypatch: pytest.MonkeyPatch, only: tuple[str, ...] | None, count: int
) -> None:
    change = Change("Use a", (Edit(NAME, "a"),))
    one = ask(reports(Fix.of(change)._replace(title="Use `a`, for a reason", safety=Safety.UNSAFE)), only=only)
    assert len(actions(monkeypatch, Offer.single(change, NAME), one)) == count


def test_nothing_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    assert actions(monkeypatch, None, ask(reports(), only=("refactor",))) == []


@pytest.mark.parametrize(
    ("disables", "only", "selection", "invoked", "shown"),
    [
        (True, None, NAME, True, True),
        (True, None, NAME, False, False),
        (True, None, Span(20, 20), True, False),
        (True, ("refactor",), Span(20, 20), False, True),
        (True, ("quickfix",), NAME, True, False),
        (False, ("refactor",), NAME, True, False),
    ],
)
def test_a_refusal_is_shown_where_it_was_expected(
    monkeypatch: pytest.MonkeyPatch,
    disables: bool,
    only: tuple[str, ...] | None,
    selection: Span,
    invoked: bool,
    shown: bool,
) -> None:
    one = ask(reports(), PLAIN._replace(disables_actions=disables), only=only, selection=selection, invoked=invoked)
    found = actions(monkeypatch, Refusal("it is great already", NAME), one)
    assert [(one.title, one.disabled and one.disabled.reason) for one in found] == (
        [("Do something great", "it is great already")] if shown else []
    )


def test_why_the_gate_lets_none_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    change = Change("Use a", (Edit(NAME, "a"),))
    one = ask(reports(), PLAIN._replace(disables_actions=True))
    for objection, reasons in ((Objection("it shows"), []), (Objection("it shows", is_fault=False), ["it shows"])):
        one.analysis._objections["", Fix.of(change)] = objection
        found = actions(monkeypatch, Offer.single(change, NAME), one)
        assert [action.disabled and action.disabled.reason for action in found] == reasons


def test_an_assist_that_fails_costs_no_other_its_say(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError

    def run(*_: object) -> Offer:
        return Offer.single(Change("Use a", (Edit(NAME, "a"),)), NAME)

    monkeypatch.setattr("dockwright.assists.ASSISTS", (Assist("bad", fail, ()), Assist("good", run, ())))
    assert [one.title for one in refactorings.offer(ask(reports()))] == ["Use a"]
