from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.base_images import facts, is_listed
from dockwright.knowledge.builders import AS_BUILDAH
from dockwright.rule import (
    SEVERAL_STAGES,
    Finding,
    Fix,
    FixAvailability,
    Invalid,
    Safety,
    Settings,
    Severity,
    Valid,
    rule,
)
from dockwright.rules._hadolint import HADOLINT, is_hadolint
from dockwright.semantics import SemanticModel, Stage, Unresolved
from dockwright.semantics.filesystem import image_may_hold
from dockwright.semantics.state import normalise
from dockwright.syntax import Copy, Dockerfile, From
from dockwright.syntax.suggest import nearest_name

_MESSAGES = {
    "later": "the stage `{0}` comes later",
    "index": "there is no stage `{0}` above",
    "case": "the stage is called `{1}`: FROM tells capital letters apart",
    "variable": "`--from` does not expand variables",
}
_BUILD = "FROM golang:1.24 AS builder\nRUN go build -o /app .\n"


@rule(
    "undefined-stage",
    on=Dockerfile,
    needs=("from=", SEVERAL_STAGES),
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    uncovers=("*",),  # nobody has looked into the stage before
    aliases=("DL3022",),
    invalid=(
        Invalid(
            f"{_BUILD}FROM alpine:3.22\nCOPY --from=bulider /app /app\n",
            f"{_BUILD}FROM alpine:3.22\nCOPY --from=builder /app /app\n",
            marked=("bulider",),
        ),
        Invalid(
            "FROM node:22 AS build\nFROM nginx:1.29\nCOPY --from=node /app/dist /srv\n",
            "FROM node:22 AS build\nFROM nginx:1.29\nCOPY --from=build /app/dist /srv\n",
            marked=("node",),
            title="the image that a stage is built on",
        ),
        Invalid("FROM node:22\nFROM nginx:1.29\nCOPY --from=node /app/dist /srv\n", title="... which has no name"),
        Invalid("FROM alpine:3.22 AS one\nCOPY --from=two /a /a\nFROM alpine:3.22 AS two\n", marked=("two",)),
        Invalid("FROM alpine:3.22\nCOPY --from=1 /a /a\n", marked=("1",)),
        Invalid("FROM alpine:3.22 AS one\nRUN --mount=from=two,target=/x ls\nFROM alpine:3.22 AS two\n", marked=("two",)),
        Invalid(
            "ARG B=Base\nFROM alpine:3.22 AS base\nFROM $B\n", "ARG B=Base\nFROM alpine:3.22 AS base\nFROM base\n", marked=("$B",),
        ),
        Invalid("ARG S=x\nFROM alpine:3.22\nCOPY --from=$S /a /a\n", settings=HADOLINT, marked=("$S",)),
        Invalid(
            "FROM alpine:3.22\nCOPY --from=artifacts /a /a\n",
            settings=HADOLINT,
            title="hadolint asks for a tag where the name is that of an image",
        ),
        Invalid("FROM php:8.3\nCOPY --from=composer /a /a\n", settings=HADOLINT, title="... of a well-known one, too"),
    ),
    valid=(
        f"{_BUILD}FROM alpine:3.22\nCOPY --from=builder /app /app\nCOPY --from=BUILDER /app /b\nCOPY --from=0 /app /c\n",
        "FROM alpine:3.22\nCOPY --from=nginx /etc/nginx /etc/nginx\nCOPY --from=composer:2 /usr/bin/composer /usr/bin/\n",
        Valid("FROM alpine:3.22\nONBUILD COPY --from=artifacts /a /a\n", settings=HADOLINT),
        Valid(f"{_BUILD}FROM alpine:3.22\nONBUILD COPY --from=4 /a /b\nONBUILD COPY --from=bulider /a /c\n",
              title="a trigger takes from the stages of another build"),
        Valid("FROM alpine:3.22\nCOPY --from=artifacts /a /a\n", title="an image, or a named context"),
        "FROM alpine:3.22\nCOPY --from=ghcr.io/astral-sh/uv /uv /bin/\n",
        Valid("FROM node:22 AS build\nFROM alpine:3.22\nCOPY --from=node /usr/local/bin/node /app/x /srv/\n", title="the image may have it"),
        Valid("FROM node:22 AS build\nFROM alpine:3.22\nCOPY --from=node\n", title="what is copied is not yet written"),
        Valid("ARG S=x\nFROM alpine:3.22\nCOPY --from=$S /a /a\n", title="a syntax error"),
        Valid("FROM alpine:3.22 AS base\nFROM Base\n", title="a syntax error, too"),
        Valid("ARG B=Base\nFROM alpine:3.22 AS Base\nFROM $B\n", settings=Settings(builder="buildah")),
        Valid("FROM node:22 AS build\nFROM nginx:1.29\nCOPY --from=busybox /app/dist /srv\n", title="no stage is built on it"),
        Valid(f"{_BUILD}FROM alpine:3.22\nCOPY --from=busybox /bin/sh /bin/sh\n", title="far from every stage's name"),
    ),
)  # fmt: skip
def undefined_stage(dockerfile: Dockerfile, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """`FROM`, `COPY --from` or `--mount=from` names a stage that is not there.

    ## Why is this bad?
    A name that no stage above has is taken for an image: the builder tries to fetch it, and fails, or copies from something
    else than was meant. A stage that comes later, a number without a stage and a variable never work.

    Names of images, with or without a tag, and of named contexts are legal. Such a name is reported only where it is close to
    that of a stage above, or is that of the image which a stage above is built on, and the image has none of what is copied.

    ## Fix safety
    The nearest name of a stage is a guess.

    ## References
    - https://docs.docker.com/reference/dockerfile/#copy---from
    """
    for one in model.unresolved:
        if one.reason == "variable" and not is_hadolint(settings):
            continue  # syntax-error says it
        if one.reason == "case" and (_is_literal(one) or _is_found_by_buildah(model, one, settings)):
            continue  # ... and this
        if one.reason in _MESSAGES:
            yield _certain(model, one)
        elif one.reason == "name" or (one.reason == "image" and is_hadolint(settings) and ":" not in one.text):
            yield from _perhaps(model, one, settings)


def _is_literal(one: Unresolved) -> bool:
    image = one.instruction.image if isinstance(one.instruction, From) else None
    return image is not None and image.is_literal


def _is_found_by_buildah(model: SemanticModel, one: Unresolved, settings: Settings) -> bool:
    """Whether the builder may be Buildah, which keeps the name of a stage as it is spelt, and FROM spells it so."""
    stage = model.stage_named(one.text) if settings.builder in AS_BUILDAH else None
    alias = stage.from_.alias if stage is not None and stage.from_ is not None else None
    return alias is not None and alias.value == one.text


def _certain(model: SemanticModel, one: Unresolved) -> Finding:
    """A reference that fails the build."""
    name = ""
    if one.reason == "case":
        name = (model.stage_named(one.text) or model.stages[0]).name or ""
    fixes = (Fix.replace(f"Write `{name}`", one.span, name, Safety.UNSAFE),) if name else ()
    return Finding(one.span, _MESSAGES[one.reason].format(one.text, name), fixes)


def _perhaps(model: SemanticModel, one: Unresolved, settings: Settings) -> Iterator[Finding]:
    """A word that may be the name of an image: a mistake when it is nearly that of a stage."""
    family = one.text.lower()
    is_peer = settings.preset == "hadolint"
    if one.instruction.is_onbuild:
        return
    own = model.stage_of(one.instruction)
    if not is_peer and own is not None and is_listed(family):
        yield from _of_its_image(model, one, own)
        return
    if family == "scratch":
        return
    names = [
        stage.name for stage in model.stages if stage.name is not None and own is not None and stage.index < own.index
    ]
    near = nearest_name(family, names) if len(family) > 3 else None  # short words are close to many
    if near is not None and not isinstance(one.instruction, From):
        fix = Fix.replace(f"Write `{near}`", one.span, near, Safety.UNSAFE)
        message = f"no stage is called `{one.text}`; did you mean `{near}`?"
        yield Finding(one.span, message, (fix,), severity=Severity.WARNING)
    elif is_peer and isinstance(one.instruction, Copy):
        message = f"no stage is called `{one.text}`, and an image has a tag"
        yield Finding(one.span, message, severity=Severity.WARNING)


def _of_its_image(model: SemanticModel, one: Unresolved, own: Stage) -> Iterator[Finding]:
    """The name of an image, where what a stage on that image makes was meant: `FROM node AS build`, `COPY --from=node /app/dist`."""
    copy = one.instruction
    stages = [stage for stage in model.stages[: own.index] if stage.base is not None and stage.base.family == one.text]
    if not stages or not isinstance(copy, Copy):
        return
    paths = [model.expand(word, copy) for word in copy.sources]
    image = facts(one.text)
    if not paths or any(path is None or image_may_hold(image, normalise(path)) for path in paths):
        return
    name = stages[-1].name
    meant = f"the stage on it is called `{name}`" if name is not None else "the stage on it has no name"
    fixes = (Fix.replace(f"Write `{name}`", one.span, name, Safety.UNSAFE),) if name is not None else ()
    message = f"no stage is called `{one.text}`, and the image of that name has no `{paths[0]}`: {meant}"
    yield Finding(one.span, message, fixes, severity=Severity.WARNING)
