"""Instructions of which only the last one of a stage counts."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, Related
from dockwright.semantics import Stage
from dockwright.syntax import Cmd, Entrypoint, Healthcheck


def overridden(stage: Stage, kind: type[Cmd | Entrypoint | Healthcheck]) -> Iterator[Finding]:
    """Every instruction of the kind but the last."""
    found = stage.of(kind)
    for one in found[:-1]:
        last = found[-1]
        fix = Fix.delete(f"Remove this `{one.keyword}`", one.line_span)
        related = Related(last.keyword_span, "this one counts")
        yield Finding(one.keyword_span, f"a later `{one.keyword}` replaces this one", (fix,), (related,))
