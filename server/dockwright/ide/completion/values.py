"""Values that come from a table: ports, signals, shells."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.platforms import PROTOCOLS, SIGNALS
from dockwright.knowledge.ports import PORTS
from dockwright.knowledge.shells import SHELLS, WINDOWS_SHELLS
from dockwright.knowledge.variables import SIGNAL_MEANINGS


def ports(cursor: Cursor) -> Iterator[Completion]:
    """Ports that the base image names and usual ones; behind a slash protocols."""
    number, slash, protocol = cursor.word.rpartition("/")
    span = cursor.replacing(protocol if slash else cursor.word, r"\w*")
    if span is None:
        return
    if slash:
        for one in sorted(PROTOCOLS):
            yield Completion(one, "value", span, one, topic=("port", number, one))
        return
    facts = cursor.stage.facts if cursor.stage is not None else None
    own = dict.fromkeys(facts.ports if facts is not None else (), "of the base image")
    for one, meaning in (own | {port: about for port, about in PORTS.items() if port not in own}).items():
        if one not in cursor.words:
            yield Completion(one, "value", span, one, meaning, ("port", one, "tcp"))


def signals(cursor: Cursor) -> Iterator[Completion]:
    """Signals by name, those that end programs first."""
    span = cursor.replacing(cursor.word, r"[\w+-]*")
    if span is None:
        return
    for name in sorted(SIGNALS, key=lambda name: (name not in SIGNAL_MEANINGS, SIGNALS[name])):
        label = f"SIG{name}"
        yield Completion(label, "value", span, label, SIGNAL_MEANINGS.get(name, ""), ("signal", name))


def shells(cursor: Cursor) -> Iterator[Completion]:
    """Whole JSON lists; on Windows those of its shells."""
    forms = WINDOWS_SHELLS if cursor.is_windows else SHELLS
    if not any(form.startswith(cursor.before) for form in forms):
        return
    span = cursor.replacing(cursor.before, r'"?\]?')
    if span is None:
        return
    for form, meaning in forms.items():
        yield Completion(form, "value", span, form, meaning, ("shell", form))
