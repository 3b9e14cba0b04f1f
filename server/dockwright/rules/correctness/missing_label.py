from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import CONFIGURED, Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._labels import SCHEMA, example, schema_of
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Copy, Label

TWO = example("missing-label", maintainer="email", version="semver")
THEIRS = example("missing-label", "hadolint", version="semver")


@rule(
    "missing-label",
    on=Stage,
    needs=CONFIGURED,
    severity=Severity.INFO,
    aliases=("DL3049",),
    options=SCHEMA,
    invalid=(
        Invalid("FROM debian:12\nLABEL version=1.0.0\n", settings=TWO, marked=("debian:12",)),
        Invalid(
            "FROM debian:12 AS a\nLABEL maintainer=a@b.org version=1.0.0\nFROM alpine:3.20\n",
            settings=TWO,
            marked=("alpine:3.20", "alpine:3.20"),
            title="one finding for each label",
        ),
        Invalid("FROM debian:12 AS a\nFROM alpine:3.20\nLABEL version=1.0.0\n", settings=THEIRS, marked=("debian:12",)),
    ),
    valid=(
        "FROM debian:12\n",
        Valid("FROM debian:12\nLABEL maintainer=a@b.org version=$VERSION\n", settings=TWO),
        Valid("FROM debian:12 AS a\nLABEL maintainer=a@b.org\nFROM a\nLABEL version=1.0.0\n", settings=TWO),
        Valid("FROM debian:12 AS a\nRUN make\nFROM scratch\nLABEL maintainer=a@b.org version=1.0.0\n", settings=TWO),
        Valid("FROM debian:12 AS a\nFROM a\nLABEL version=1.0.0\n", settings=THEIRS),
        Valid("FROM debian:12 AS a\nFROM x:1\nLABEL version=1.0.0\nCOPY --from=a /a /a\n", settings=THEIRS),
    ),
)
def missing_label(stage: Stage, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The image lacks a label that the configuration asks for.

    ## Why is this bad?
    Somebody relies on the label: a registry's page, a scanner, an inventory. The rule says nothing until labels are asked
    for. Only the target stage is looked at, with the stages that it is built on; the preset `hadolint` looks at every stage
    that is neither built upon with the label nor copied from.

    ## Options
    - `label-schema`: the keys of the labels that an image must have, and the kind of each value: `text`, `url`, `semver`,
      `hash`, `rfc3339`, `spdx`, `email`.

    ## References
    - https://specs.opencontainers.org/image-spec/annotations/
    """
    schema = schema_of(settings, "missing-label")
    if not schema or stage.from_ is None or stage.from_.image is None:
        return
    if settings.preset != "hadolint":
        if not stage.is_target:
            return
    elif _is_copied_from(stage, model):
        return
    present = _keys((stage, *stage.lineage))
    if settings.preset == "hadolint":
        present |= _keys(one for one in model.stages if one.base_stage is stage)
    for key in schema:
        if key not in present:
            yield Finding(stage.from_.image.span, f"the image has no label `{key}`")


def _keys(stages: Iterator[Stage] | tuple[Stage, ...]) -> set[str]:
    return {pair.key.value for stage in stages for label in stage.of(Label) for pair in label.pairs}


def _is_copied_from(stage: Stage, model: SemanticModel) -> bool:
    """Whether a `COPY --from` names the stage; hadolint takes it for one that only builds."""
    return any(
        reference.stage is stage and isinstance(reference.instruction, Copy)
        for one in model.stages
        for reference in one.references
    )
