from __future__ import annotations

from collections.abc import Iterator

from dockwright.assist import Offer
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.semantics import SemanticModel, Stage


@rule(
    "onbuild-base-image",
    on=Stage,
    needs="onbuild",
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    uncovers=("missing-build-input", "missing-start-target"),
    default=False,
    tags=("deprecated",),
    invalid=(
        Invalid(
            "FROM golang:1.6-onbuild\n",
            "FROM golang:1.6\nWORKDIR /go/src/app\nCOPY . /go/src/app\nRUN go-wrapper download\nRUN go-wrapper install\n"
            "CMD [\"go-wrapper\", \"run\"]\n",
            marked=("golang:1.6-onbuild",),
        ),
        Invalid("FROM example.org/team/base:2-onbuild\nRUN ls\n", marked=("example.org/team/base:2-onbuild",)),
    ),
    valid=("FROM golang:1.24\n", "FROM onbuild\n", "FROM golang:1.24 AS onbuild\nFROM onbuild\n"),
)  # fmt: skip
def onbuild_base_image(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """The base image runs instructions of its own in this build, which the file does not show.

    ## Why is this bad?
    What is copied and run is written in another file, that nobody sees here, and cannot be ordered for the cache. The official
    `onbuild` images have not been made for years.

    The rule is off unless it is asked for: teams write such base images on purpose.

    ## Fix safety
    The fix writes the triggers out for images whose triggers are known. It is unsafe: the image that they were built on is as old.

    ## References
    - https://docs.docker.com/reference/dockerfile/#onbuild
    """
    image = stage.base
    if image is None or stage.from_ is None or stage.from_.image is None or "onbuild" not in (image.tag or ""):
        return
    from dockwright.refactorings.onbuild import expand

    found = expand(model, stage.from_.span)
    fixes = (Fix.of(found.default.change),) if isinstance(found, Offer) else ()
    yield Finding(stage.from_.image.span, "the base image has `ONBUILD` triggers, which this file does not show", fixes)
