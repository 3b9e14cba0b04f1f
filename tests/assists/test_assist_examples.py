"""Every assist against its own examples: the offers, and each refusal for its own reason."""

from __future__ import annotations

from pathlib import Path

import pytest

import dockwright.assists
from contexts import context_of
from dockwright.assist import Assist, Example, Offer, Refusal
from dockwright.assists import ASSISTS
from dockwright.context import with_files
from dockwright.lint import Profile, analyse, gate
from dockwright.rule import DEFAULT_SETTINGS, Fix, Safety
from dockwright.rules import RULES
from dockwright.text import Span, apply

CURSOR = "‸"
EXAMPLES = [(one, example) for one in ASSISTS for example in one.examples]


def label(case: tuple[Assist, Example]) -> str:
    one, example = case
    return f"{one.name}: {example.title or example.before[:60]!r}"


@pytest.mark.parametrize("case", EXAMPLES, ids=label)
def test_example(case: tuple[Assist, Example]) -> None:
    one, example = case
    offset = example.before.find(CURSOR)
    text = example.before.replace(CURSOR, "")
    selection = None if offset < 0 else Span(offset, offset)
    context = context_of(example.context)
    model = analyse(text)
    answer = one.run(model, context, DEFAULT_SETTINGS, selection)
    if example.reason is not None:
        assert isinstance(answer, Refusal), answer
        assert example.reason in answer.reason
        assert not answer.reason.endswith(".")
        return
    if example.after is None:
        assert answer is None
        return
    assert isinstance(answer, Offer), answer
    choice = answer.choice(example.choice) if example.choice else answer.default
    assert choice is not None, [one.name for one in answer.choices]
    assert apply(text, choice.change.edits) == example.after
    for each in answer.choices:
        assert gate(model, context, Profile(RULES), Fix.of(each.change)) is None
        assert each.change.safety is Safety.SAFE or each.change.notes, "an unsafe change says what to check"
    written = with_files(context, choice.change.files)
    again = one.run(analyse(example.after), written, DEFAULT_SETTINGS, None)
    assert not isinstance(again, Offer), "a second run offers nothing"


@pytest.mark.parametrize("one", ASSISTS, ids=lambda one: one.name)
def test_assist_is_documented(one: Assist) -> None:
    assert one.summary.endswith(".")
    assert any(example.after is not None for example in one.examples)
    assert any(example.reason is not None or example.after is None for example in one.examples)


def test_list_and_folder_agree() -> None:
    folder = Path(dockwright.assists.__file__).parent
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py") if not path.stem.startswith("_")}
    files |= {path.parent.name.replace("_", "-") for path in folder.glob("*/__init__.py")}
    assert {one.name for one in ASSISTS} == files
