from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import CONFIGURED, Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import is_hadolint
from dockwright.semantics import ImageName, SemanticModel, Stage
from dockwright.syntax import Copy, Run
from dockwright.text import Span

ONE = Settings(options={"untrusted-registry": {"trusted-registries": ["docker.io", "*.example.org"]}})
PRIVATE = Settings(options={"untrusted-registry": {"trusted-registries": ["registry.example.org"]}})

STRICT = PRIVATE._replace(preset="hadolint")


@rule(
    "untrusted-registry",
    on=Stage,
    needs=CONFIGURED,
    severity=Severity.ERROR,
    aliases=("DL3026",),
    options={"trusted-registries": []},
    invalid=(
        Invalid("FROM quay.io/team/app:1\n", settings=ONE, marked=("quay.io/team/app:1",)),
        Invalid("FROM debian:12\n", settings=PRIVATE, marked=("debian:12",)),
        Invalid("FROM debian:12\nCOPY --from=ghcr.io/x/y:1 /a /a\n", settings=ONE, marked=("ghcr.io/x/y:1",)),
        Invalid("ARG REGISTRY\nFROM $REGISTRY/x:1\n", settings=STRICT, marked=("$REGISTRY/x:1",), title="to be sure"),
        Invalid("FROM debian:12\nRUN --mount=type=bind,from=ghcr.io/x/y:1,target=/y ls\n", settings=ONE),
    ),
    valid=(
        "FROM quay.io/team/app:1\n",
        Valid("FROM debian:12\nCOPY --from=eu.example.org/x:1 /a /a\n", settings=ONE),
        Valid("FROM debian:12 AS a\nFROM a\nCOPY --from=0 /x /x\nCOPY --from=a /y /y\n", settings=ONE),
        Valid("FROM scratch\n", settings=PRIVATE),
        Valid("FROM debian:12\n", settings=Settings(options={"untrusted-registry": {"trusted-registries": ["*.com"]}})),
        Valid("ARG REGISTRY\nFROM $REGISTRY/x:1\n", settings=PRIVATE),
    ),
)
def untrusted_registry(stage: Stage, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """An image comes from a registry that is not among the trusted ones.

    ## Why is this bad?
    Whoever controls the registry controls what is in the image. The rule says nothing until a list is configured.

    ## Options
    - `trusted-registries`: the registries that images may come from, such as `["docker.io", "*.example.org"]`. A `*` at the
      beginning or end stands for anything. An image without a registry comes from `docker.io`, which
      `hub.docker.com` stands for, too.

    ## References
    - https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image
    """
    trusted = settings.option("untrusted-registry", "trusted-registries", [])
    if not trusted:
        return
    for span, text in _images(stage, model):
        image = ImageName.parse(text)
        if image is not None and image.repository == "scratch":
            continue
        registry = image.registry if image is not None and "$" not in text.partition("/")[0] else None
        if registry is None and not (is_hadolint(settings) and "$" in span.of(model.dockerfile.text)):
            continue
        if not any(
            _matches(pattern, registry or "docker.io") for pattern in trusted
        ):  # hadolint takes an unknown one for it
            what = "the registry is not known, so it" if registry is None else f"`{registry}`"
            yield Finding(span, f"{what} is no trusted registry")


def _images(stage: Stage, model: SemanticModel) -> Iterator[tuple[Span, str]]:
    """The images that a stage is built on or takes files from."""
    if stage.from_ is not None and stage.from_.image is not None and stage.base_stage is None:
        yield stage.from_.image.span, stage.base_text or stage.from_.image.value
    for one in model.unresolved:
        is_image = one.reason in ("image", "name") and isinstance(one.instruction, Copy | Run)
        if is_image and model.stage_of(one.instruction) is stage:
            yield one.span, one.text


def _matches(pattern: str, registry: str) -> bool:
    if registry == "docker.io" and _matches(pattern, "hub.docker.com"):
        return True
    if pattern in ("*", registry):
        return True
    if pattern.startswith("*"):
        return registry.endswith(pattern[1:])
    return pattern.endswith("*") and registry.startswith(pattern[:-1])
