"""What the tests of the reordering share: one call from a text and its files to the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from contexts import context_of
from dockwright.assist import Change
from dockwright.lint import Profile, analyse, gate
from dockwright.refactorings.reorder import Answer, answer, change
from dockwright.rule import Fix
from dockwright.rules import BY_NAME
from dockwright.semantics import SemanticModel
from dockwright.syntax import Run, Transfer
from dockwright.text import apply, disjoint

Files = Mapping[str, str] | None


def answers_of(text: str, files: Files) -> list[tuple[Answer, Change | None]]:
    """What is to say about each copy, with the change where there is one."""
    context = context_of(files)
    model = analyse(text)
    copies = [one for one in model.dockerfile.instructions if isinstance(one, Transfer)]
    found = [one for copy in copies if (one := answer(model, context, copy)) is not None]
    return [(one, change(one.plan, context) if one.plan is not None else None) for one in found]


def reordered(text: str, files: Files) -> tuple[str, Change]:
    """The text after the first change, applied once; a second run must have nothing to do."""
    made = next(one for _, one in answers_of(text, files) if one is not None)
    assert disjoint(made.edits)
    after = apply(text, made.edits)
    context = context_of(files)
    profile = Profile([BY_NAME["source-before-dependencies"]])
    assert gate(analyse(text), context, profile, Fix.of(made), profile.rules[0]) is None
    assert_only_copies_moved(text, after)
    kept = {**files, **{file.path: file.text for file in made.files}} if files is not None else None
    again = [one for one, _ in answers_of(after, kept) if one.plan is not None]
    assert len(again) < len([one for one, _ in answers_of(text, files) if one.plan is not None]), "it is not settled"
    return after, made


def assert_only_copies_moved(before: str, after: str) -> None:
    """Everything but copies, what works on their files and a divided RUN is still there, in its order; no copy is lost, nor goes
    elsewhere."""
    old, new = analyse(before), analyse(after)
    first, second = old.dockerfile.instructions, new.dockerfile.instructions
    kept = [copied(new, one) for one in second if isinstance(one, Transfer)]
    others = [one.text for one in second if not isinstance(one, Transfer)]
    lost = [one for one in first if not isinstance(one, Transfer) and one.text not in others]
    remaining = iter(others)
    moving = [one for one in first if isinstance(one, Run) and works_on_files(old, one) and one not in lost]
    staying = (one for one in first if not isinstance(one, Transfer) and one not in (*lost, *moving))
    assert all(one.text in remaining for one in staying), "order"
    behind = [
        one.text for one in second if one.index > max(copy.index for copy in second if isinstance(copy, Transfer))
    ]
    assert all(one.text in behind for one in moving if one.index > first.index(old.stages[0].of(Transfer)[-1]))
    assert all(isinstance(one, Run) for one in lost)
    assert len(lost) <= 1
    assert all(copied(old, one) in kept for one in first if isinstance(one, Transfer))


def works_on_files(model: SemanticModel, run: Run) -> bool:
    names = {one.name for one in model.commands(run)}
    return names <= {"chmod", "cp", "echo", "mkdir", "mv", "sed"} and names != {"mkdir"}


def copied(model: SemanticModel, transfer: Transfer) -> tuple[str, str | None]:
    """What a COPY says up to its destination, and where that is."""
    word = transfer.destination
    assert word is not None
    path = model.state_before(transfer).resolve(word.value) if "$" not in word.value else None
    return transfer.text[: -len(word.raw)], path or word.value


def reason(text: str, files: Files) -> str:
    """Why nothing is changed; "" when there is nothing to say at all."""
    found = answers_of(text, files)
    assert all(one is None for _, one in found), [one for _, one in found]
    return "; ".join(refusal.reason for one, _ in found for _, refusal in one.refusals)


@pytest.fixture
def order() -> Callable[[str, Files], tuple[str, Change]]:
    return reordered


@pytest.fixture
def why_not() -> Callable[[str, Files], str]:
    return reason
