from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import CONFIGURED, Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._labels import SCHEMA, example, text_span, values_of_kind
from dockwright.syntax import Label, Word

_ALMOST = lazy_pattern(r"[vV]?(\d+)(\.\d+)?(\.\d+)?([-+].+)?", re.DOTALL)

VERSION = example("invalid-label-version", version="semver")


@rule(
    "invalid-label-version",
    on=Label,
    needs=CONFIGURED,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3056",),
    options=SCHEMA,
    invalid=(
        Invalid(
            "FROM debian:12\nLABEL version=v1.2.0\n",
            "FROM debian:12\nLABEL version=1.2.0\n",
            settings=VERSION,
            marked=("v1.2.0",),
        ),
        Invalid('FROM debian:12\nLABEL version="1.2"\n', 'FROM debian:12\nLABEL version="1.2.0"\n', settings=VERSION),
        Invalid("FROM debian:12\nLABEL version=latest\n", settings=VERSION),
        Invalid("FROM debian:12\nLABEL version=1.2.0.4\n", settings=VERSION),
        Invalid("FROM debian:12\nLABEL version=1.02.0\n", settings=VERSION, title="a leading zero"),
    ),
    valid=(
        "FROM debian:12\nLABEL version=latest\n",
        Valid("FROM debian:12\nLABEL version=1.2.0\n", settings=VERSION),
        Valid('FROM debian:12\nLABEL version="1.2.0-rc.1+build.5"\n', settings=VERSION),
        Valid("FROM debian:12\nLABEL version=$VERSION\n", settings=VERSION, title="only the build knows"),
    ),
)
def invalid_label_version(label: Label, settings: Settings) -> Iterator[Finding]:
    """A label that is to be a semantic version is none.

    ## Why is this bad?
    Programs that compare versions refuse it or sort it wrongly. A semantic version has three numbers without leading zeros and
    no `v`, then perhaps a pre-release behind `-` and a build behind `+`.

    ## Options
    - `label-schema`: the labels of kind `semver` are looked at. A value with variables is not.

    ## Fix safety
    Dropping a `v` or adding a `.0` gives another text: check that nobody compares the label with the name of a git tag.

    ## References
    - https://semver.org/
    """
    for pair, value in values_of_kind(label, settings, "invalid-label-version", "semver"):
        if not is_version(value.value):
            yield Finding(value.span, f"the label `{pair.key.value}` is no semantic version", _fixes(label, value))


def is_version(text: str) -> bool:
    """Whether a text is a semantic version (2.0.0)."""
    from semver import Version

    return Version.is_valid(text)


def _fixes(label: Label, value: Word) -> tuple[Fix, ...]:
    place = text_span(value, label.dockerfile.text)
    match = _ALMOST.fullmatch(value.value)
    if place is None or match is None:
        return ()
    major, minor, patch, rest = match.groups()
    better = f"{major}{minor or '.0'}{patch or '.0'}{rest or ''}"
    return (Fix.replace(f"Write `{better}`", place, better, Safety.UNSAFE),) if is_version(better) else ()
