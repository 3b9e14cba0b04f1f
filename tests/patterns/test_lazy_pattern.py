"""Patterns that are compiled at the first question."""

from __future__ import annotations

import copy
import pkgutil
import re
from importlib import import_module

import pytest

import dockwright
from dockwright.patterns import _LazyPattern, lazy_pattern


def test_it_answers_like_a_compiled_one() -> None:
    pattern = lazy_pattern(r"(a+)(b)?", re.IGNORECASE)
    for _ in range(2):  # before and after it is compiled
        found = pattern.match("AAb")
        assert found is not None
        assert found.groups() == ("AA", "b")
        assert pattern.sub("-", "caab") == "c-"
        assert [one.span() for one in pattern.finditer("a ba")] == [(0, 1), (3, 4)]
        assert pattern.groups == 2


def test_a_wrong_one_is_found_out_at_the_first_use() -> None:
    pattern = lazy_pattern("(")
    with pytest.raises(re.error):
        pattern.match("")


def test_it_can_be_copied() -> None:
    assert copy.copy(lazy_pattern("a")).match("a")


def test_all_of_the_package_compile() -> None:
    names = [
        one.name for one in pkgutil.walk_packages(dockwright.__path__, "dockwright.") if "__main__" not in one.name
    ]
    values = [value for name in names for value in vars(import_module(name)).values()]
    found = [value for value in values if isinstance(value, _LazyPattern)]
    assert len(found) > 50
    for one in found:
        assert re.compile(one._source, one._flags)
