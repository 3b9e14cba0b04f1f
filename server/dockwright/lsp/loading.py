"""Loading what is slow to load: the protocol's types before the first request, the core before the first document."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

logger = logging.getLogger(__name__)


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Load modules without looking for garbage, of which they make none, and never look at them again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        # What an edit makes is let go by hand; to look for garbage meanwhile takes a sixth of the time of an answer.
        gc.set_threshold(100_000, 10, 100)
        gc.enable()


def load_protocol_types() -> None:
    """Import lsprotocol's types in a fraction of the time and memory: each of its 550 classes is made when it is used.

    attrs writes the methods of a class as source and compiles them, which takes longer than all else that is loaded. A
    session uses a tenth of the classes, and none of their comparisons and representations.
    """
    import attrs

    define = attrs.define

    def define_later(kind: type) -> type:
        return _put_off(kind, partial(define, slots=False, eq=False, repr=False))

    attrs.define = define_later  # type: ignore[assignment]
    try:
        import lsprotocol.types
    finally:
        attrs.define = define
    import lsprotocol._hooks

    lsprotocol._hooks._resolved_forward_references = True  # else it would ask for all classes at once


class _Unmade:
    """Stands where attrs puts the fields of a class, until somebody looks at them."""

    def __init__(self, make: Callable[[], None]) -> None:
        self._make = make

    def __get__(self, instance: object, owner: Any) -> Any:
        self._make()
        return owner.__attrs_attrs__


def _put_off(kind: Any, define: Callable[[type], type]) -> type:
    """The class itself, which attrs completes in place when the first instance is made or its fields are asked for."""

    def make() -> None:
        from lsprotocol.types import ALL_TYPES_MAP

        del kind.__attrs_attrs__, kind.__init__
        define(kind)
        resolve_types(kind, ALL_TYPES_MAP, {})

    def begin(self: Any, *arguments: Any, **named: Any) -> None:
        make()
        kind.__init__(self, *arguments, **named)

    from attrs import resolve_types

    kind.__attrs_attrs__ = _Unmade(make)
    kind.__init__ = begin
    return cast(type, kind)


def load_core() -> None:
    """Import what the first document needs, while the client may still be busy with itself."""
    try:
        with in_a_hurry():
            import dockwright.assists
            import dockwright.config.reader
            import dockwright.discovery
            import dockwright.ide.suppress
            import dockwright.lint
            import dockwright.rules

            dockwright.rules.load_all()
    except Exception:
        logger.exception("the core cannot be loaded")
