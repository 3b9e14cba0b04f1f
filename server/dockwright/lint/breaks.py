"""Work with breaks, in which who has other things to do may do them, or give up: a generator that yields nothing."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TypeVar

Result = TypeVar("Result")


def without_breaks(work: Generator[None, None, Result]) -> Result:
    """What the work comes to, done in one go."""
    results: list[Result] = []
    for _ in with_result(work, results):
        pass
    return results[0]


def with_result(work: Generator[None, None, Result], results: list[Result]) -> Iterator[None]:
    """The breaks of work; what it comes to is added to `results`."""
    results.append((yield from work))
