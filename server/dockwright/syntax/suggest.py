"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

FARTHEST = 2


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The nearest candidate, where its case does not matter: in lower case if the word is."""
    best = nearest_name(word, candidates)
    return best.lower() if best is not None and word.islower() else best


def nearest_name(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate at the smallest edit distance, whatever the case, just as it is.

    The distance is at most two, and at most half the candidate's length; two letters that changed places count as one.
    """
    wanted = word.upper()
    best, best_distance = None, FARTHEST + 1
    for candidate in candidates:
        limit = min(best_distance, len(candidate) // 2 + 1)
        distance = _distance(wanted, candidate.upper(), limit)
        if distance < limit:
            best, best_distance = candidate, distance
    return best


def _distance(one: str, two: str, limit: int) -> int:
    """The edit distance of two words, or `limit` when it is no less."""
    if abs(len(one) - len(two)) >= limit:
        return limit
    before: list[int] = []
    previous = list(range(len(two) + 1))
    for row, character in enumerate(one):
        current = [row + 1]
        for column, other in enumerate(two):
            best = min(previous[column] + (character != other), previous[column + 1] + 1, current[column] + 1)
            if row and column and character == two[column - 1] and one[row - 1] == other:
                best = min(best, before[column - 1] + 1)
            current.append(best)
        if min(current) >= limit and min(previous) >= limit:
            return limit
        before, previous = previous, current
    return min(previous[-1], limit)
