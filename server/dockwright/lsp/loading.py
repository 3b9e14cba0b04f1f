"""Loading what is slow to load: the protocol's types before the first request, the core before the first document."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

logger = logging.getLogger(__name__)


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Load modules without looking for garbage, of which they make none, and never look at them again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        # Of so little that is not frozen a full collection is due all the time, and what an edit makes is let go without.
        gc.set_threshold(5000, 10, 100)
        gc.enable()


def load_protocol_types() -> None:
    """Import lsprotocol's types in half the time: without the comparisons and representations of its 550 classes.

    They are written and compiled as source, one class after the other, and the server uses none of them.
    """
    import attrs

    define = attrs.define

    def define_plainly(kind: type | None = None, **options: Any) -> Any:
        options = {"eq": False, "repr": False, **options}
        return define(**options) if kind is None else define(kind, **options)

    attrs.define = define_plainly  # type: ignore[assignment]
    try:
        import lsprotocol.types  # noqa: F401
    finally:
        attrs.define = define


def load_core() -> None:
    """Import what the first document needs, while the client may still be busy with itself."""
    try:
        with in_a_hurry():
            import dockwright.assists
            import dockwright.config.reader
            import dockwright.discovery
            import dockwright.ide.suppress
            import dockwright.lint
            import dockwright.rules  # noqa: F401
    except Exception:
        logger.exception("the core cannot be loaded")
