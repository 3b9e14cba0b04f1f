from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Cmd, Entrypoint, From
from dockwright.text import Span

_BUILD = (
    "FROM --platform=$BUILDPLATFORM golang:1.24 AS build\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /app\n"
)


@rule(
    "build-platform-in-final-image",
    on=From,
    needs="--platform",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            'FROM --platform=$BUILDPLATFORM node:22\nCOPY app.js /\nCMD ["node", "/app.js"]\n',
            'FROM node:22\nCOPY app.js /\nCMD ["node", "/app.js"]\n',
            marked=("--platform=$BUILDPLATFORM",),
        ),
        Invalid(
            f"{_BUILD}FROM --platform=${{BUILDPLATFORM}} alpine:3.22\nCOPY --from=build /app /app\nENTRYPOINT [\"/app\"]\n",
            f"{_BUILD}FROM alpine:3.22\nCOPY --from=build /app /app\nENTRYPOINT [\"/app\"]\n",
            title="a program of one platform on top of another",
        ),
        Invalid(
            "FROM --platform=$BUILDPLATFORM python:3.13 AS base\nRUN pip install flask\nFROM base\nCMD [\"flask\", \"run\"]\n",
            "FROM python:3.13 AS base\nRUN pip install flask\nFROM base\nCMD [\"flask\", \"run\"]\n",
            title="the stage that the last one is built on",
        ),
    ),
    valid=(
        f'{_BUILD}FROM alpine:3.22\nCOPY --from=build /app /app\nCMD ["/app"]\n',
        'FROM --platform=$TARGETPLATFORM node:22\nCMD ["node", "/app.js"]\n',
        'FROM --platform=${BUILDPLATFORM:-linux/amd64} node:22\nCMD ["node", "/app.js"]\n',
        Valid(f'{_BUILD}FROM --platform=$BUILDPLATFORM scratch\nCOPY --from=build /app /\nCMD ["/app"]\n', title="it has nothing"),
        Valid("FROM --platform=$BUILDPLATFORM golang:1.24\nCOPY . .\nRUN go vet ./...\n", title="nothing is to be started"),
        Valid(
            'FROM --platform=$BUILDPLATFORM node:22 AS dev\nCMD ["npm", "start"]\nFROM node:22\nCMD ["node", "/app.js"]\n',
            title="a stage for the machine that builds it",
        ),
        Valid(
            'ARG BUILDPLATFORM=linux/amd64\nFROM --platform=$BUILDPLATFORM node:22\nCMD ["node", "/app.js"]\n',
            title="a platform that the file chooses",
        ),
    ),
)  # fmt: skip
def build_platform_in_final_image(from_: From, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The image is made for the machine that builds it, whatever platform it is to be for.

    ## Why is this bad?
    `--platform=$BUILDPLATFORM` is for stages that compile for another platform. In the stage that becomes the image it puts the
    programs of the building machine into an image for `linux/arm64`, say: it does not start there, and a program that was
    compiled for the right platform finds the wrong libraries. Where both platforms are the same the flag does nothing.

    Reported is the image that a container is started from: the last stage, where it, or what it is built on, has a `CMD` or an `ENTRYPOINT`.

    ## Fix safety
    Without the flag the commands of the stage run on the target platform: emulated, where the machine is another.

    ## References
    - https://docs.docker.com/build/building/multi-platform/
    """
    flag, image, target = from_.platform, from_.image, model.target
    if flag is None or flag.value is None or image is None or target is None:
        return
    if flag.value.value not in ("$BUILDPLATFORM", "${BUILDPLATFORM}") or image.value == "scratch":
        return
    if not any(stage.from_ is from_ for stage in target.lineage) or target is not model.stages[-1]:
        return
    if not any(stage.last(kind) is not None for stage in target.lineage for kind in (Cmd, Entrypoint)):
        return
    chosen = {pair.key.value for arg in model.global_args for pair in arg.pairs if pair.value is not None}
    if "BUILDPLATFORM" in chosen or "BUILDPLATFORM" in context.arguments:
        return
    fix = Fix.delete("Remove the flag", Span(flag.span.start, image.span.start), Safety.UNSAFE)
    yield Finding(flag.span, "the image is always made for the machine that builds it", (fix,))
