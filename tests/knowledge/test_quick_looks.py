"""Quick looks at a file never miss what they stand for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.knowledge.secrets import SIGNED, SIGNED_FORMS, Form
from dockwright.knowledge.verification import MARKS, STEMS


@pytest.mark.parametrize("mark", MARKS)
def test_each_mark_has_a_stem(mark: str) -> None:
    assert any(stem in mark for stem in STEMS)


@pytest.mark.parametrize("stem", STEMS)
def test_no_stem_is_looked_for_in_vain(stem: str) -> None:
    assert any(stem in mark for mark in MARKS)


@pytest.mark.parametrize("form", SIGNED_FORMS, ids=lambda form: form.name)
@settings(max_examples=20)
@given(st.data())
def test_every_signed_token_shows(form: Form, data: st.DataObject) -> None:
    behind = data.draw(st.from_regex(re.compile(form.pattern.pattern), fullmatch=True))
    assert all(SIGNED.search(mark + behind) for mark in form.marks)
