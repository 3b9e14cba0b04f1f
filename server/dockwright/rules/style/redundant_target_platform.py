from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import From
from dockwright.text import Span


@rule(
    "redundant-target-platform",
    on=From,
    needs="--platform",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    aliases=("RedundantTargetPlatform", "DL3065"),
    tags=("unnecessary",),
    invalid=(
        Invalid(
            "FROM --platform=$TARGETPLATFORM alpine:3.20\n",
            "FROM alpine:3.20\n",
            marked=("--platform=$TARGETPLATFORM",),
        ),
        Invalid("FROM --platform=${TARGETPLATFORM} alpine:3.20 AS a\n", "FROM alpine:3.20 AS a\n"),
    ),
    valid=(
        "FROM --platform=$BUILDPLATFORM alpine:3.20\n",
        "FROM --platform=${TARGETPLATFORM:-linux/amd64} alpine:3.20\n",
        "FROM alpine:3.20\n",
    ),
)
def redundant_target_platform(instruction: From, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """`--platform=$TARGETPLATFORM` says what is the case without it.

    ## Why is this bad?
    A stage is built for the target platform unless `FROM` says otherwise. The flag suggests that something special goes
    on.

    ## Fix safety
    Where an `ARG TARGETPLATFORM` above the first `FROM`, or a build argument, gives the variable another value, the flag has a
    meaning: the fix is not safe then.

    ## References
    - https://docs.docker.com/reference/build-checks/redundant-target-platform/
    """
    flag = instruction.platform
    value = flag.value if flag is not None else None
    image = instruction.image
    if flag is None or value is None or image is None:
        return
    if value.value in ("$TARGETPLATFORM", "${TARGETPLATFORM}") and len(instruction.flags) == 1:
        declared = {pair.key.value for arg in model.global_args for pair in arg.pairs}
        is_chosen = "TARGETPLATFORM" in declared or "TARGETPLATFORM" in context.arguments
        safety = Safety.UNSAFE if is_chosen else Safety.SAFE
        fix = Fix.delete("Remove the flag", Span(flag.span.start, image.span.start), safety)
        yield Finding(flag.span, "a stage is built for the target platform anyway", (fix,))
