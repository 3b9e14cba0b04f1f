"""Which stage a COPY without `--from` was meant to take from."""

from __future__ import annotations

from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Copy, Run, Transfer, Word


def stage_meant(model: SemanticModel, transfer: Transfer, word: Word) -> Stage | None:
    """The stage above that is of no use as it is, and in whose working directory the path of a source lies: `COPY /app/dist`."""
    here = model.stage_of(transfer)
    is_plain = isinstance(transfer, Copy) and transfer.from_ is None and word.value.startswith("/")
    if here is None or not here.is_target or not is_plain:
        return None
    for stage in reversed(model.stages[: here.index]):
        place = stage.final_state.workdir if not stage.is_reachable and stage.of(Run) else None
        if place is not None and place != "/" and word.value.startswith(f"{place.rstrip('/')}/"):
            return stage
    return None
