from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.syntax import Maintainer
from dockwright.text import Edit

_LABEL = "org.opencontainers.image.authors"


@rule(
    "maintainer-instruction",
    on=Maintainer,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL4000", "MaintainerDeprecated"),
    tags=("deprecated",),
    invalid=(
        Invalid(
            "FROM alpine\nMAINTAINER Jo Doe <jo@example.org>\n",
            'FROM alpine\nLABEL org.opencontainers.image.authors="Jo Doe <jo@example.org>"\n',
            marked=("MAINTAINER",),
        ),
        Invalid(
            'FROM alpine\nmaintainer "Jo $1 \\"J\\" Doe"\n',
            'FROM alpine\nlabel org.opencontainers.image.authors="Jo \\$1 \\"J\\" Doe"\n',
        ),
        Invalid(
            '# escape=`\nFROM alpine\nMAINTAINER Jo \\ `D` "Doe"\n',
            '# escape=`\nFROM alpine\nLABEL org.opencontainers.image.authors="Jo \\ ``D`` `"Doe`""\n',
            title="only the escape character is one",
        ),
        Invalid("FROM alpine\nMAINTAINER\n", title="nobody is named: nothing to write down"),
        Invalid(
            "FROM alpine\nLABEL org.opencontainers.image.authors=Team\nMAINTAINER Jo Doe\n",
            title="a label names somebody already",
        ),
    ),
    valid=(
        'FROM alpine\nLABEL org.opencontainers.image.authors="Jo Doe <jo@example.org>"\n',
        "FROM alpine\nRUN echo MAINTAINER\n",
        "# MAINTAINER Jo Doe\nFROM alpine\n",
    ),
)
def maintainer_instruction(maintainer: Maintainer) -> Iterator[Finding]:
    """`MAINTAINER` is deprecated; a label says the same.

    ## Why is this bad?
    `MAINTAINER` fills a field of the image that hardly any tool reads. The label `org.opencontainers.image.authors` is
    the documented successor: it can be listed, searched and overridden like every other label.

    The fix keeps the name as it is written. The image's `Author` field becomes a label, nothing else changes.

    ## References
    - https://docs.docker.com/reference/dockerfile/#maintainer-deprecated
    - https://docs.docker.com/reference/build-checks/maintainer-deprecated/
    """
    yield Finding(maintainer.keyword_span, "`MAINTAINER` is deprecated", partial(_fixes, maintainer))


def _fixes(maintainer: Maintainer) -> tuple[Fix, ...]:
    name = maintainer.name
    if maintainer.dockerfile.mentions(_LABEL):  # one of the two would hide the other
        return ()
    if name is None or not name.value.strip() or "\n" in name.span.of(maintainer.dockerfile.text):
        return ()
    text = name.value
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('\\"', '"')
    escape = maintainer.dockerfile.escape
    for special in (escape, '"', "$"):
        text = text.replace(special, escape + special)
    edits = (
        Edit(maintainer.keyword_span, maintainer.cased("LABEL")),
        Edit(name.span, f'{_LABEL}="{text}"'),
    )
    return (Fix("Write it as a label", edits),)
