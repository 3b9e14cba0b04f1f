from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.syntax import Dockerfile
from dockwright.text import Span

_ESCAPED = lazy_pattern("[\udc80-\udcff]+")  # how bytes that are no UTF-8 are kept in a text


@rule(
    "undecodable-bytes",
    on=Dockerfile,
    severity=Severity.WARNING,
    invalid=(
        Invalid("FROM alpine:3.20\nLABEL author=J\udce4ne\n", marked=("\udce4",)),
        Invalid("# caf\udce9\nFROM alpine:3.20\n", marked=("\udce9",)),
        Invalid("FROM alpine:3.20\nRUN echo \udcc3(\n"),
    ),
    valid=(
        "FROM alpine:3.20\nLABEL author=Jäne\n",
        "# café 😀\nFROM alpine:3.20\n",
        "FROM alpine:3.20\nRUN printf '\\344'\n",
    ),
)
def undecodable_bytes(dockerfile: Dockerfile) -> Iterator[Finding]:
    """Bytes that are not UTF-8 stand in the file.

    ## Why is this bad?
    Builders read a Dockerfile as UTF-8. Other bytes come from an editor that saved it in another encoding; in a name, a
    label or a path they become another text than the one that was meant, and a different one for each tool.

    ## References
    - https://docs.docker.com/reference/dockerfile/
    """
    if dockerfile.text.isascii():
        return
    for match in _ESCAPED.finditer(dockerfile.text):
        noun = "byte is" if len(match[0]) == 1 else "bytes are"
        yield Finding(Span(*match.span()), f"the {noun} not UTF-8")
