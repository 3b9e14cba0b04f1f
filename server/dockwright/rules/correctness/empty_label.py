from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import CONFIGURED, Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._labels import SCHEMA, example, schema_of
from dockwright.syntax import Label

TEXT = example("empty-label", vendor="text", version="semver")


@rule(
    "empty-label",
    on=Label,
    needs=CONFIGURED,
    severity=Severity.WARNING,
    aliases=("DL3051",),
    options=SCHEMA,
    invalid=(
        Invalid('FROM debian:12\nLABEL vendor=""\n', settings=TEXT, marked=('vendor=""',)),
        Invalid("FROM debian:12\nLABEL version= team=\n", settings=TEXT, marked=("version=",)),
        Invalid("FROM debian:12\nLABEL vendor=''\n", settings=TEXT),
    ),
    valid=(
        'FROM debian:12\nLABEL vendor=""\n',
        Valid("FROM debian:12\nLABEL vendor=x version=$VERSION\n", settings=TEXT),
        Valid('FROM debian:12\nLABEL team=""\n', settings=TEXT),
    ),
)
def empty_label(label: Label, settings: Settings) -> Iterator[Finding]:
    """A label that the configuration asks for is there, but empty.

    ## Why is this bad?
    An empty label is as good as none to whoever reads it, and it hides the one that the base image may have.

    ## Options
    - `label-schema`: the keys of the labels that an image must have, and the kinds of their values.
    """
    schema = schema_of(settings, "empty-label")
    for pair in label.pairs if schema else ():
        value = pair.value
        if value is not None and not value.value and value.is_literal and pair.key.value in schema:
            yield Finding(pair.span, f"the label `{pair.key.value}` is empty")
