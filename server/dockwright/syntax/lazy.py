"""Attributes that are worked out on first use and then kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class lazy(Generic[Value]):
    """A method read like an attribute: the first read calls it, its answer takes its place in the instance.

    It is no data descriptor, so later reads find the answer without passing here; there is no lock. The answer is set as any
    attribute is: one that is put into `__dict__` makes a dictionary of each instance, which takes longer.
    """

    def __init__(self, make: Callable[[Any], Value]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, instance: Any, owner: type | None = None) -> Value:
        if instance is None:
            return self  # type: ignore[return-value]
        value = self._make(instance)
        setattr(instance, self._name, value)
        return value
