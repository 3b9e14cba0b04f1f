"""Names and values after many instructions are what copies would be."""

from __future__ import annotations

import random
import sys

from dockwright.lint import analyse
from dockwright.semantics.growing import MANY, with_values


def test_a_history_is_like_copies() -> None:
    chance = random.Random(1)
    values = {f"n{number}": "0" for number in range(MANY - 5)}
    pairs = [(values, values)]  # what is kept, and a copy of it
    for number in range(400):
        kept, copy = pairs[-1] if chance.random() < 0.9 else chance.choice(pairs)  # a stage goes on from any other
        new = {
            f"n{chance.randrange(2 * MANY)}": str(number) if number % 7 else None for _ in range(chance.randrange(3))
        }
        pairs.append((with_values(kept, new), {**copy, **new}))
    names = {name for _, copy in pairs for name in copy} | {"absent"}
    for kept, copy in pairs:
        assert (len(kept), dict(kept)) == (len(copy), copy)
        assert all((name in kept, kept.get(name)) == (name in copy, copy.get(name)) for name in names)


def test_thousands_of_arguments_take_no_copies() -> None:
    text = "FROM debian:12\nARG A0=1\n" + "".join(f"ARG A{number + 1}=$A{number}\n" for number in range(2000))
    model = analyse(text + "RUN make\n")
    states = model.stages[0].states
    assert states[-1].variables["A2000"] == "1"
    assert "A2000" not in states[-3].variables
    assert sum(sys.getsizeof(state.variables) for state in states) < 500_000
