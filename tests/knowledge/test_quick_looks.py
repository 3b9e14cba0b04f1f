"""Quick looks at a file never miss what they stand for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.knowledge.secrets import SIGNED_FORMS, Form, may_be_signed
from dockwright.knowledge.verification import MARKS


@pytest.mark.parametrize("part", MARKS)
def test_each_mark_has_the_part_that_it_stands_beside(part: str) -> None:
    assert MARKS[part]
    assert all(part in mark for mark in MARKS[part])


@pytest.mark.parametrize("form", SIGNED_FORMS, ids=lambda form: form.name)
@settings(max_examples=20)
@given(st.data())
def test_every_signed_token_shows(form: Form, data: st.DataObject) -> None:
    behind = data.draw(st.from_regex(re.compile(form.pattern.pattern), fullmatch=True))
    assert all(may_be_signed(mark + behind) for mark in form.marks)
