"""Instructions of which only the last one of a stage counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dockwright.rule import Finding, Fix, Related, Settings
from dockwright.semantics import Stage
from dockwright.syntax import Cmd, Entrypoint, Healthcheck


def overridden(stage: Stage, kind: type[Cmd | Entrypoint | Healthcheck], settings: Settings) -> Iterator[Finding]:
    """Every instruction of the kind but the last; hadolint tells it of every one but the first."""
    found = stage.of(kind)
    for one, following in pairwise(found):
        keyword = one.keyword
        fix = Fix.remove(f"Remove the earlier `{keyword}`", one)
        if settings.preset == "hadolint":
            related = Related(one.keyword_span, "this one has no effect")
            yield Finding(following.keyword_span, f"this `{keyword}` replaces an earlier one", (fix,), (related,))
        else:
            related = Related(found[-1].keyword_span, "this one counts")
            yield Finding(one.keyword_span, f"a later `{keyword}` replaces this one", (fix,), (related,))
