"""Our NamedTuple is that of `typing`: whatever is done with a value of one is done with a value of the other."""

from __future__ import annotations

import copy
import pickle
import typing
from collections.abc import Callable
from typing import Any

import pytest

from dockwright.values import NamedTuple


class Ours(NamedTuple):
    """A place."""

    line: int
    column: int = 1
    note: str = ""

    @property
    def next(self) -> Ours:
        return self._replace(line=self.line + 1)

    @classmethod
    def first(cls) -> Ours:
        return cls(1)


class Theirs(typing.NamedTuple):
    """A place."""

    line: int
    column: int = 1
    note: str = ""

    @property
    def next(self) -> Theirs:
        return self._replace(line=self.line + 1)

    @classmethod
    def first(cls) -> Theirs:
        return cls(1)


class Nothing(NamedTuple):
    pass


USES: dict[str, Callable[[Any], object]] = {
    "by position": lambda kind: kind(1, 2),
    "by name": lambda kind: kind(note="x", line=3),
    "a property": lambda kind: kind(1).next,
    "a class method": lambda kind: kind.first(),
    "another field": lambda kind: kind(1)._replace(note="y"),
    "of a sequence": lambda kind: kind._make([1, 2, "z"]),
    "as a mapping": lambda kind: kind(1)._asdict(),
    "copied": lambda kind: copy.copy(kind(1)),
    "sent elsewhere": lambda kind: pickle.loads(pickle.dumps(kind(1, 2, "x"))),
    "unpacked": lambda kind: [*kind(1, 2, "x")],
    "its hash": lambda kind: hash(kind(1, 2)),
    "its order": lambda kind: kind(1, 3) < kind(2, 1),
    "its fields": lambda kind: (kind._fields, kind._field_defaults, kind.__match_args__, kind.__slots__),
    "its documentation": lambda kind: (kind.__doc__, kind.__module__, kind.__mro__[1:]),
    "its text": lambda kind: repr(kind(1)).removeprefix(kind.__name__),
}
MISUSES: dict[str, Callable[[Any], object]] = {
    "a field is missing": lambda kind: kind(),
    "a field too many": lambda kind: kind(1, 2, "x", 4),
    "no such field": lambda kind: kind(1, colour="red"),
    "a field that cannot be set": lambda kind: setattr(kind(1), "line", 2),
    "an attribute of its own": lambda kind: setattr(kind(1), "colour", 2),
    "too short a sequence": lambda kind: kind._make([1, 2]),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_it_does_what_the_other_does(use: Callable[[Any], object]) -> None:
    assert use(Ours) == use(Theirs)


@pytest.mark.parametrize("use", MISUSES.values(), ids=MISUSES)
def test_it_refuses_what_the_other_refuses(use: Callable[[Any], object]) -> None:
    with pytest.raises((TypeError, AttributeError)) as theirs:
        use(Theirs)
    with pytest.raises(theirs.type):
        use(Ours)


def test_it_can_be_matched() -> None:
    match Ours(1, 2):
        case Ours(line, column):
            assert (line, column) == (1, 2)


def test_it_may_have_no_fields() -> None:
    assert Nothing() == ()


def test_another_field_has_to_be_one() -> None:
    with pytest.raises(TypeError, match="colour"):
        Ours(1)._replace(colour="red")  # type: ignore[call-arg]


def test_defaults_come_last() -> None:
    with pytest.raises(TypeError, match="without a default"):

        class Wrong(NamedTuple):  # type: ignore[misc]
            line: int = 1
            column: int  # type: ignore[misc]
