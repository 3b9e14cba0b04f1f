"""Names and their values as they are after each of many instructions, without a copy of all of them for each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from operator import itemgetter

MANY = 64
"""Fewer names than these are copied, which is quicker than to look them up in a history."""

_Value = str | None
_History = dict[str, list[tuple[int, "str | None"]]]
"""The values of each name, with the number of the change that set them."""


def with_values(values: Mapping[str, _Value], new: Mapping[str, _Value]) -> Mapping[str, _Value]:
    """The names with those of `new` set anew; the old mapping stays as it is."""
    if len(values) < MANY:
        return {**values, **new}
    if not isinstance(values, _Snapshot) or not values.is_latest:
        values = _Snapshot({name: [(0, value)] for name, value in values.items()}, [0], 0, len(values))
    return values.changed(new)


class _Snapshot(Mapping[str, _Value]):
    """A history up to one change. Later changes add to the same history, and are not seen."""

    __slots__ = ("_change", "_changes", "_count", "_history")

    def __init__(self, history: _History, changes: list[int], change: int, count: int) -> None:
        self._history = history
        self._changes = changes  # the number of the latest one, which all snapshots share
        self._change = change
        self._count = count

    @property
    def is_latest(self) -> bool:
        return self._changes[0] == self._change

    def changed(self, new: Mapping[str, _Value]) -> _Snapshot:
        """The latest snapshot with one change more."""
        self._changes[0] = change = self._change + 1
        count = self._count
        for name, value in new.items():
            listed = self._history.setdefault(name, [])
            count += not listed
            listed.append((change, value))
        return _Snapshot(self._history, self._changes, change, count)

    def __getitem__(self, name: str) -> _Value:
        listed = self._history[name]
        if listed[-1][0] <= self._change:
            return listed[-1][1]
        place = bisect_right(listed, self._change, key=itemgetter(0))
        if not place:
            raise KeyError(name)
        return listed[place - 1][1]

    def __contains__(self, name: object) -> bool:
        listed = self._history.get(name) if isinstance(name, str) else None
        return listed is not None and listed[0][0] <= self._change

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, listed in self._history.items() if listed[0][0] <= self._change])

    def __len__(self) -> int:
        return self._count
