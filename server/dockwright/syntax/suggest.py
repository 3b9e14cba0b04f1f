"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

FARTHEST = 2


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate at the smallest edit distance, at most two, whatever the case; in lower case if the word is."""
    wanted = word.upper()
    best, best_distance = None, FARTHEST + 1
    for candidate in candidates:
        distance = _distance(wanted, candidate.upper(), best_distance)
        if distance < best_distance and distance < max(len(candidate), len(word)):
            best, best_distance = candidate, distance
    if best is None:
        return None
    return best.lower() if word.islower() else best


def _distance(one: str, two: str, limit: int) -> int:
    """The edit distance of two words, or `limit` when it is no less."""
    if abs(len(one) - len(two)) >= limit:
        return limit
    previous = list(range(len(two) + 1))
    for row, character in enumerate(one, 1):
        current = [row]
        for column, other in enumerate(two, 1):
            change = previous[column - 1] + (character != other)
            current.append(min(change, previous[column] + 1, current[-1] + 1))
        if min(current) >= limit:
            return limit
        previous = current
    return min(previous[-1], limit)
