from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.rule import SEVERAL_STAGES, Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.rules._stage_meant import stage_meant
from dockwright.semantics import SemanticModel, Stage, with_needed
from dockwright.semantics.targets import choosable, chosen_by, needed_by_targets
from dockwright.syntax import Add, Cmd, Copy, Entrypoint, Healthcheck, Onbuild, Run, Unknown
from dockwright.text import Span

_BUILD_FILES = (
    "compose*.y*ml",
    "docker-compose*.y*ml",
    "docker-bake*.hcl",
    "docker-bake*.json",
    "Makefile",
    "Taskfile.y*ml",
    "justfile",
    "Jenkinsfile",
    ".gitlab-ci.y*ml",
    ".travis.yml",
    "skaffold.y*ml",
    "Tiltfile",
    "*.sh",
    ".github/workflows/*.y*ml",
    ".circleci/config.yml",
    "scripts/*",
    "package.json",
)
"""Files that may name a stage as the target of a build."""

_PAGES = ("*.md", "*.rst", "docs/*.md")
"""Files that may say how a stage is built, among much else."""

_TARGETS = words(
    "bench benchmark check checks ci coverage debug debugger dev devcontainer development docs e2e export format integration "
    "lint linter local prod production publish release shell staging test tests testing unit validate verify"
)
"""Words in the names of stages that are built by themselves, by people and by what is not in the context."""

_DEEDS = (Add, Cmd, Copy, Entrypoint, Healthcheck, Onbuild, Run, Unknown)

_WORD = lazy_pattern(r"[^a-z0-9]+")
_APART = lazy_pattern(r"\n[ \t\r]*\n(?=[ \t]*#)")
"""A blank line with a comment below it: a heading of what follows, even where another blank line follows the comment."""

_FILES = {"compose.yaml": "services:\n  app:\n    build:\n      context: .\n      target: check\n"}


@rule(
    "unused-stage",
    on=Stage,
    needs=SEVERAL_STAGES,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    tags=("unnecessary",),
    invalid=(
        Invalid(
            "FROM golang:1.24\nRUN go build -o /app .\n\nFROM alpine:3.22\nCOPY app /app\n",
            "FROM alpine:3.22\nCOPY app /app\n",
            marked=("golang:1.24",),
            title="a stage without a name, that nothing takes from",
        ),
        Invalid(
            "FROM alpine:3.22 AS one\nRUN echo 1\nFROM one\nRUN echo 2\n# The image.\nFROM alpine:3.22\nRUN echo 3\n",
            "FROM alpine:3.22 AS one\nRUN echo 1\n# The image.\nFROM alpine:3.22\nRUN echo 3\n",
            marked=("one",),
            title="what is used only there may still be meant for --target",
        ),
        Invalid(
            "FROM ubuntu:24.04\nLABEL a=b\n# RUN c\n\n# Stage 1: build\n\nFROM alpine:3.22\nRUN echo 3\n",
            "# Stage 1: build\n\nFROM alpine:3.22\nRUN echo 3\n",
            marked=("ubuntu:24.04",),
            title="a heading of the next stage stays",
        ),
        Invalid(
            "FROM golang:1.24\nRUN go vet ./...\nFROM alpine:3.22 AS one\nFROM alpine:3.22\nCOPY --from=1 /a /b\n",
            marked=("golang:1.24",),
            title="what counts stages would count others",
        ),
        Invalid(
            "FROM alpine:3.22 AS one\nFROM $ANOTHER\nRUN echo 2\nFROM alpine:3.22\nRUN echo 3\n",
            marked=("$ANOTHER",),
            title="a stage that chooses among others",
        ),
        Invalid(
            "FROM golang:1.24 AS cheque\nRUN go vet ./...\nFROM alpine:3.22\nCOPY app /app\n",
            "FROM alpine:3.22\nCOPY app /app\n",
            context=_FILES,
            marked=("cheque",),
            title="no file of the context builds the stage by its name",
        ),
        Invalid(
            "FROM golang:1.24\nRUN go build\nFROM alpine:3.22 AS base\nRUN apk add curl\nFROM base\n",
            "FROM alpine:3.22 AS base\nRUN apk add curl\nFROM base\n",
            marked=("golang:1.24",),
            title="a last stage that is another one by a new name",
        ),
    ),
    valid=(
        "FROM golang:1.24 AS build\nRUN go build -o /app .\nFROM alpine:3.22\nCOPY --from=build /app /app\n",
        "FROM alpine:3.22 AS base\nFROM base\nRUN --mount=from=base,target=/x ls /x\n",
        "FROM golang:1.24 AS check\nRUN go vet ./...\nFROM alpine:3.22\nCOPY app /app\n",
        Valid("FROM golang:1.24 AS unit-tests\nRUN go test ./...\nFROM alpine:3.22\nCOPY app /app\n", context=_FILES),
        Valid("FROM golang:1.24 AS check\nRUN go vet ./...\nFROM alpine:3.22\nCOPY app /app\n", context=_FILES),
        "ARG DB=none\nFROM mongo AS mongo\nFROM alpine AS with-none\nFROM alpine AS with-mongo\n"
        "COPY --from=mongo /usr/bin/mongod /usr/bin/\nFROM with-${DB}\n",
        Valid(
            "# or: docker build --target=cheque .\nFROM golang:1.24 AS cheque\nRUN go vet ./...\nFROM alpine:3.22\nCOPY app /app\n",
            context=_FILES,
            title="a comment builds it",
        ),
        Valid(
            "FROM golang:1.24 AS cheque\nRUN go vet ./...\nFROM alpine:3.22\nCOPY app /app\n",
            context={**_FILES, "README.md": "    podman build --target cheque .\n"},
        ),
        "FROM golang:1.24 AS base\nWORKDIR /a\nFROM base AS test\nRUN go test\nFROM alpine:3.22\nCOPY app /app\n",
        Valid(
            "FROM golang:1.24 AS a\nRUN go build\nFROM alpine:3.22 AS b\nCOPY --from=a /x /y\nFROM b\nCMD [\"x\"]\nFROM alpine:3.22\nCOPY app /app\n",
            context={"app": ""},
            title="what an image of its own is made of",
        ),
        Valid("FROM golang:1.24\nCMD [\"server\"]\nFROM alpine:3.22\nCMD [\"client\"]\n", title="images of their own"),
        Valid("FROM golang:1.24\nRUN go build\nFROM alpine:3.22\nWORKDIR /app\n", title="the last stage is being written"),
        "FROM alpine:3.22\n",
    ),
)  # fmt: skip
def unused_stage(stage: Stage, context: BuildContext) -> Iterator[Finding]:
    """A stage is neither built nor used by the last one.

    ## Why is this bad?
    BuildKit leaves it out, so that nobody sees when it no longer works; the classic builder builds it every time for
    nothing. Often a `COPY --from` is missing, or the stage was forgotten.

    A stage with a name may be the target of `docker build --target`. It is reported only where the build context is known,
    none of the compose files, bake files, Makefiles, CI configurations and scripts in it mentions the name, and neither a
    comment of the file nor a README says `--target` with it. A stage with a start command of its own is taken for another
    image of the same file, and one that is called `test`, `lint`, `dev` or the like for one that people build by hand. A stage
    that a build argument can choose, as in `FROM base-${VARIANT}`, is used. So are the stages that one of all these takes from.
    Nothing is reported while the last stage only has a beginning, such as `FROM` and `WORKDIR`, as when it is being typed.

    ## Fix safety
    Something outside of the build context may still build the stage by its name or number.

    ## References
    - https://docs.docker.com/build/building/multi-stage/#stop-at-a-specific-build-stage
    """
    from_ = stage.from_
    if stage.is_target or stage.is_reachable or from_ is None or from_.image is None:
        return
    model = stage.model
    if _is_begun(model.stages[-1]):
        return
    if context.targets and stage in needed_by_targets(model, context):
        return
    if stage in model.keep((choosable,), lambda: choosable(model)):
        return
    if stage in model.keep((_built_alone, context), lambda: _built_alone(model, context)):
        return
    span = from_.alias.span if from_.alias is not None else from_.image.span
    is_needed = stage.referenced_by or model.highest_number > stage.index or chosen_by(stage) or _is_meant(stage)
    fixes = () if is_needed else (Fix.delete("Remove the stage", _whole(stage), Safety.UNSAFE),)
    yield Finding(span, "nothing that is built uses this stage", fixes)


def _is_meant(stage: Stage) -> bool:
    """Whether a COPY of the last stage names a directory of this one, so that its `--from` is missing."""
    model = stage.model
    copies = model.target.of(Copy) if model.target is not None else ()
    return any(stage_meant(model, copy, word) is stage for copy in copies for word in copy.sources)


def _is_begun(last: Stage) -> bool:
    """Whether a stage does nothing yet: whoever types one has said neither what it takes nor what it is for."""
    return last.base_stage is None and not any(isinstance(one, _DEEDS) for one in last.instructions)


def _built_alone(model: SemanticModel, context: BuildContext) -> frozenset[Stage]:
    """The stages that somebody may build by themselves, with all that they need."""
    return with_needed(stage for stage in model.stages if _is_image(stage, context))


def _is_image(stage: Stage, context: BuildContext) -> bool:
    if stage.is_reachable:
        return False
    if stage.last(Cmd) is not None or stage.last(Entrypoint) is not None:
        return True
    if stage.name is None:
        return False
    named_so = _TARGETS.intersection(_WORD.split(stage.name.lower()))
    return bool(named_so) or not context.is_known or _is_mentioned(stage.model, context, stage.name)


def _is_mentioned(model: SemanticModel, context: BuildContext, name: str) -> bool:
    """Whether a file that may start builds has the name in it."""
    texts, pages = model.keep(
        (_is_mentioned, context), lambda: (_texts(context, _BUILD_FILES), _texts(context, _PAGES))
    )
    word = rf"{re.escape(name)}(?![\w-])"
    pattern = re.compile(rf"(?<![\w-]){word}", re.IGNORECASE)
    built = re.compile(rf"--target[= ]\"?{word}", re.IGNORECASE)
    return any(map(pattern.search, texts)) or any(map(built.search, (model.dockerfile.text, *pages)))


def _texts(context: BuildContext, patterns: Iterable[str]) -> tuple[str, ...]:
    return tuple(context.read(path) or "" for one in patterns for path in context.glob(one))


def _whole(stage: Stage) -> Span:
    """The lines of the stage with the comments above it, up to what belongs to the next one: its headings, and it."""
    from_ = stage.from_
    assert from_ is not None
    dockerfile = from_.dockerfile
    text = dockerfile.text
    following = dockerfile.instructions[from_.index + len(stage.instructions) + 1]
    start = from_.block_start
    last = dockerfile.instructions[following.index - 1].span.end
    apart = _APART.search(text, last, following.line_span.start)
    above = following.comments_above
    begin = text.rfind("\n", 0, above[0].span.start) + 1 if above else following.line_span.start
    return Span(start, min(apart.end(), begin) if apart else begin)
