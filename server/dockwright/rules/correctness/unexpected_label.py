from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import CONFIGURED, Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._labels import SCHEMA, schema_of
from dockwright.syntax import Label

ANY = Settings(options={"unexpected-label": {"strict-labels": True}})
ONE = Settings(options={"unexpected-label": {"strict-labels": True, "label-schema": {"version": "semver"}}})


@rule(
    "unexpected-label",
    on=Label,
    needs=CONFIGURED,
    severity=Severity.INFO,
    aliases=("DL3050",),
    options={**SCHEMA, "strict-labels": False},
    invalid=(
        Invalid("FROM debian:12\nLABEL version=1.0.0 team=x\n", settings=ONE, marked=("team",)),
        Invalid("FROM debian:12\nLABEL a=1 b=2\n", settings=ANY, marked=("a", "b")),
        Invalid("FROM debian:12\nLABEL Version=1.0.0\n", settings=ONE, marked=("Version",), title="case counts"),
    ),
    valid=(
        "FROM debian:12\nLABEL team=x\n",
        Valid("FROM debian:12\nLABEL version=1.0.0\n", settings=ONE),
        Valid('FROM debian:12\nLABEL "version"=1.0.0\n', settings=ONE),
        Valid("FROM debian:12\nENV team=x\n", settings=ONE),
    ),
)
def unexpected_label(label: Label, settings: Settings) -> Iterator[Finding]:
    """The configuration does not know of this label.

    ## Why is this bad?
    With `strict-labels` an image has the labels of the schema and no other: a misspelt key is found at once, and nothing that
    was not agreed upon reaches the registry.

    ## Options
    - `strict-labels`: whether labels that are not in the schema are reported; off by default.
    - `label-schema`: the keys of the labels that are known, and the kinds of their values. Without it no label is.
    """
    if not settings.option("unexpected-label", "strict-labels", False):
        return
    schema = schema_of(settings, "unexpected-label")
    for pair in label.pairs:
        if pair.key.value not in schema:
            yield Finding(pair.key.span, f"the label `{pair.key.value}` is not in the schema")
