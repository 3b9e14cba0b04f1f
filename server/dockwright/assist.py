"""What an assist is: a refactoring offered at a selection, as a function that returns a change or says why not.

An assist answers None where it has nothing to say (it is not listed there), a Refusal where a user could expect it
and must be told why not, and an Offer otherwise. The large ones separate decision from text: plan.py and render.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dockwright.rule import NewFile, Safety
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple


class Change(NamedTuple):
    """What a refactoring does: an imperative title, edits of the Dockerfile, files it writes in the context."""

    title: str
    edits: tuple[Edit, ...]
    safety: Safety = Safety.SAFE
    files: tuple[NewFile, ...] = ()
    notes: tuple[str, ...] = ()  # what to check, one clause each; required when not SAFE


class Refusal(NamedTuple):
    """Why a refactoring is not offered: one clause, and the place that stands in the way."""

    reason: str
    span: Span


class Choice(NamedTuple):
    """One variant of a refactoring that the user can pick by name (the runtime base, say)."""

    name: str
    change: Change


class Offer(NamedTuple):
    """A refactoring that can be done: its choices, the likeliest first. Without variants: one choice named ""."""

    choices: tuple[Choice, ...]
    span: Span  # where it belongs in the file

    @property
    def default(self) -> Choice:
        return self.choices[0]

    def choice(self, name: str) -> Choice | None:
        for choice in self.choices:
            if choice.name == name:
                return choice
        return None

    @classmethod
    def single(cls, change: Change, span: Span) -> Offer:
        return cls((Choice("", change),), span)


class Example(NamedTuple):
    """A text with the cursor marked `‸`, and what the assist makes of it: `after` for an offer (its choice `choice`),
    `reason` for a refusal (a part of it), neither: it has nothing to say there."""

    before: str
    after: str | None = None
    context: Mapping[str, str] | None = None
    choice: str = ""
    reason: str | None = None
    title: str = ""


class Assist(NamedTuple):
    """An assist as a value; `run(model, context, settings, selection)` gives None, a Refusal or an Offer.

    `is_light`: a small change that is looked for at a selection, and not advertised above the file.
    """

    name: str
    run: Callable[..., Offer | Refusal | None]
    examples: tuple[Example, ...]
    is_light: bool = False

    @property
    def docstring(self) -> str:
        return self.run.__doc__ or ""

    @property
    def summary(self) -> str:
        return self.docstring.strip().split("\n", 1)[0]


def assist(
    name: str, *, examples: Sequence[Example], is_light: bool = False
) -> Callable[[Callable[..., Offer | Refusal | None]], Assist]:
    """Make an assist of a function `run(model, context, settings, selection: Span | None)`.

    `selection` None asks for the whole file: the command line, and a rule that offers the refactoring as its fix.
    """

    def make(run: Callable[..., Offer | Refusal | None]) -> Assist:
        return Assist(name, run, tuple(examples), is_light)

    return make
