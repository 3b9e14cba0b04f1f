from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import CONFIGURED, Finding, Fix, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._labels import SCHEMA, example, text_span, values_of_kind
from dockwright.syntax import Label, Word

_HASH = lazy_pattern(r"[0-9a-f]{7,40}|[0-9a-f]{64}")

COMMIT = example("invalid-label-hash", commit="hash")


@rule(
    "invalid-label-hash",
    on=Label,
    needs=CONFIGURED,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3055",),
    options=SCHEMA,
    invalid=(
        Invalid(
            "FROM debian:12\nLABEL commit=F46EA88\n",
            "FROM debian:12\nLABEL commit=f46ea88\n",
            settings=COMMIT,
            marked=("F46EA88",),
        ),
        Invalid("FROM debian:12\nLABEL commit=f46e\n", settings=COMMIT, title="too short"),
        Invalid('FROM debian:12\nLABEL commit="v1.0.0"\n', settings=COMMIT, marked=('"v1.0.0"',)),
    ),
    valid=(
        "FROM debian:12\nLABEL commit=main\n",
        Valid("FROM debian:12\nLABEL commit=f46ea88\n", settings=COMMIT),
        Valid("FROM debian:12\nLABEL commit=469b6f3f46ea88469b6f3f46ea88469b6f3f46ea\n", settings=COMMIT),
        Valid("FROM debian:12\nLABEL commit=$REVISION\n", settings=COMMIT, title="only the build knows"),
    ),
)
def invalid_label_hash(label: Label, settings: Settings) -> Iterator[Finding]:
    """A label that is to be the hash of a commit is none.

    ## Why is this bad?
    Whoever wants to see the source of an image cannot find it. A hash has 7 to 40 digits `0` to `9` and `a` to `f`, as git
    shortens it, or 64 in a repository with SHA-256.

    ## Options
    - `label-schema`: the labels of kind `hash` are looked at. A value with variables is not.
    """
    for pair, value in values_of_kind(label, settings, "invalid-label-hash", "hash"):
        if _HASH.fullmatch(value.value) is None:
            yield Finding(value.span, f"the label `{pair.key.value}` is no hash of a commit", _fixes(label, value))


def _fixes(label: Label, value: Word) -> tuple[Fix, ...]:
    place = text_span(value, label.dockerfile.text)
    better = value.value.lower()
    if place is None or _HASH.fullmatch(better) is None:
        return ()
    return (Fix.replace("Write it in lower case", place, better),)
