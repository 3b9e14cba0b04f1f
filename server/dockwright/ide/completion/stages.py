"""Names of earlier stages: in FROM, in COPY --from and in a mount's from."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor


def stages(cursor: Cursor, typed: str, *, following: str = r"[\w.-]*") -> Iterator[Completion]:
    """The stages above the cursor, the nearest first."""
    span = cursor.replacing(typed, following)
    if span is None:
        return
    here = cursor.stage
    limit = here.index if here is not None else 0
    for stage in reversed(cursor.model.stages[:limit]):
        alias = stage.from_.alias if stage.from_ is not None else None
        if alias is None:
            continue
        base = stage.from_.image if stage.from_ is not None else None
        detail = f"stage {stage.index}, from {base.raw}" if base is not None else f"stage {stage.index}"
        yield Completion(alias.value, "stage", span, alias.value, detail)
