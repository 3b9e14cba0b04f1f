from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.knowledge.peers import BUILDKIT_CHECKS
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._checks import check_comments
from dockwright.syntax import Dockerfile
from dockwright.text import Span

_BY_FOLDED = {one.lower(): one for one in (*BUILDKIT_CHECKS, "all")}
_OF_A_LATER_VERSION = lazy_pattern(r"[A-Z][a-z]+(?:[A-Z][A-Za-z]*)+")


@rule(
    "unknown-check-name",
    on=Dockerfile,
    needs="#",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "# check=skip=maintainerdeprecated\nFROM alpine:3.20\n",
            "# check=skip=MaintainerDeprecated\nFROM alpine:3.20\n",
            marked=("maintainerdeprecated",),
        ),
        Invalid(
            "# check=skip=stage-name-casing,ALL;error=true\nFROM alpine:3.20\n",
            "# check=skip=StageNameCasing,all;error=true\nFROM alpine:3.20\n",
            marked=("stage-name-casing", "ALL"),
        ),
        Invalid(
            "FROM alpine:3.20\n# check=skip=JSONArgRecommended\nCMD x\n",
            "FROM alpine:3.20\n# check=skip=JSONArgsRecommended\nCMD x\n",
        ),
        Invalid("# check=skip=DL3006\nFROM alpine:3.20\n", marked=("DL3006",)),
        Invalid("# check=skip=untagged-base-image\nFROM alpine:3.20\n", marked=("untagged-base-image",)),
    ),
    valid=(
        "# check=skip=MaintainerDeprecated,UndefinedVar;error=true\nFROM alpine:3.20\n",
        "# check=experimental=all\nFROM alpine:3.20\n",
        "# check=skip=BrandNewCheck\nFROM alpine:3.20\n",
        "FROM alpine:3.20\nRUN make \\\n  # check=skip=nothing\n  all\n",
    ),
)
def unknown_check_name(dockerfile: Dockerfile) -> Iterator[Finding]:
    """A `# check=` names a check that BuildKit does not have.

    ## Why is this bad?
    BuildKit passes over the name without a word, so nothing is skipped. Case counts: `skip=StageNameCasing`, but `skip=all`.
    A name that looks like one of BuildKit's, and is not near to any, may be that of a later version; it is left alone.

    ## Fix safety
    A name that differs in case or dashes alone is certain; the nearest name is a guess.

    ## References
    - https://docs.docker.com/reference/dockerfile/#check
    """
    if not dockerfile.directives and "check" not in dockerfile.text:
        return
    for comment in check_comments(dockerfile):
        for name, span in comment.names():
            if name in BUILDKIT_CHECKS or name == "all":
                continue
            fixes = tuple(_fixes(name, span))
            if fixes or _OF_A_LATER_VERSION.fullmatch(name) is None:
                yield Finding(span, f"BuildKit has no check `{name}`", fixes)


def _fixes(name: str, span: Span) -> Iterator[Fix]:
    folded = re.sub(r"[-_]", "", name.lower())
    better = _BY_FOLDED.get(folded)
    if better is not None:
        yield Fix.replace(f"Change to `{better}`", span, better)
        return
    from difflib import get_close_matches

    for near in get_close_matches(folded, _BY_FOLDED, 1, 0.85):
        yield Fix.replace(f"Change to `{_BY_FOLDED[near]}`", span, _BY_FOLDED[near], Safety.UNSAFE)
