"""Images pinned to digests that the user keeps in a lock file of the build context.

The lock file `dockwright.lock` is TOML with one table, from an image as a Dockerfile names it to its digest:

    [images]
    "golang:1.24" = "sha256:..."
    "ghcr.io/example/tool:v2" = "sha256:..."

A name without a tag means `latest`; `golang:1.24` and `docker.io/library/golang:1.24` are one image. Nothing is looked up
anywhere: `docker buildx imagetools inspect golang:1.24` tells the digest.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from dockwright.assist import Change, Choice, Offer, Refusal
from dockwright.context import BuildContext
from dockwright.rule import Safety
from dockwright.semantics import ImageName, SemanticModel
from dockwright.syntax import From
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

LOCK_FILE = "dockwright.lock"

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z|sha512:[0-9a-f]{128}\Z")
_CANDIDATES = ("image", "name")  # what a `--from` that names no stage may be

Key = tuple[str, str, str]  # registry, repository, tag


class Use(NamedTuple):
    """An image that the file names. `image` None: it cannot be told, `reason` says why."""

    span: Span
    text: str
    image: ImageName | None
    reason: str = ""


class LockError(ValueError):
    """The lock file is not what it should be; the message is one clause."""


def read_lock(text: str) -> Mapping[Key, str]:
    """The digests of a lock file. Raises LockError."""
    data = _load(text)
    images = data.get("images")
    if not isinstance(images, dict):
        raise LockError("it has no table [images]")
    found: dict[Key, str] = {}
    for name, digest in images.items():
        image = ImageName.parse(name)
        if image is None or image.digest is not None or image.has_variables:
            raise LockError(f"`{name}` is no image with a tag")
        if not isinstance(digest, str) or not _DIGEST.match(digest):
            raise LockError(f"the digest of `{name}` is none")
        if found.setdefault(key_of(image), digest) != digest:
            raise LockError(f"`{name}` has two digests")
    return found


def _load(text: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        from tomllib import loads
    else:
        from tomli import loads
    try:
        tables: dict[str, Any] = loads(text)
    except (ValueError, RecursionError) as error:
        raise LockError(f"it cannot be read: {str(error).splitlines()[0] if str(error) else 'too deep'}") from error
    return tables


def key_of(image: ImageName) -> Key:
    """What makes two names one image."""
    return image.registry, image.repository, image.tag or "latest"


def uses(model: SemanticModel) -> Iterator[Use]:
    """The images that FROM, COPY --from and RUN --mount=from take, in the order of the file."""
    found = [*_bases(model), *_sources(model)]
    yield from sorted(found, key=lambda use: use.span)


def _bases(model: SemanticModel) -> Iterator[Use]:
    for stage in model.stages:
        word = stage.from_.image if stage.from_ is not None else None
        if word is None or stage.base_stage is not None or word.value.lower() == "scratch":
            continue
        yield _use(model, word.span, word.value)


def _sources(model: SemanticModel) -> Iterator[Use]:
    for one in model.unresolved:
        if not isinstance(one.instruction, From) and one.reason in _CANDIDATES:
            yield _use(model, one.span, one.text)


def _use(model: SemanticModel, span: Span, text: str) -> Use:
    if "$" in text:
        return Use(span, text, None, "is put together from variables, which a digest would not follow")
    image = ImageName.parse(text)
    if image is None or span.of(model.dockerfile.text) != text:
        return Use(span, text, None, "is no plain image name")
    return Use(span, text, image)


def pin(model: SemanticModel, context: BuildContext, selection: Span | None) -> Offer | Refusal | None:
    """Pin the images at the selection, or all of them, to the digests of the lock file."""
    text = context.read(LOCK_FILE) if context.is_known else None
    if text is None:
        return None
    wanted = [use for use in uses(model) if selection is None or _touches(model, use, selection)]
    if not wanted:
        return None
    try:
        lock = read_lock(text)
    except LockError as error:
        return Refusal(f"{LOCK_FILE} is not to be used: {error}", wanted[0].span)
    obstacle = _obstacle(wanted, lock)
    if obstacle is not None:
        return obstacle
    pairs = [(use.span, use.image, lock.get(key_of(use.image))) for use in wanted if use.image is not None]
    known = [(span, image, digest) for span, image, digest in pairs if digest is not None]
    fresh = [(span, image, digest) for span, image, digest in known if image.digest is None]
    stale = [(span, image, digest) for span, image, digest in known if image.digest not in (None, digest)]
    return _offer(model, fresh, stale)


def _obstacle(wanted: list[Use], lock: Mapping[Key, str]) -> Refusal | None:
    """The images that cannot be pinned, by name. One that has a digest needs no entry."""
    for use in wanted:
        if use.image is None:
            return Refusal(f"`{use.text}` {use.reason}", use.span)
    unknown = [
        use for use in wanted if use.image is not None and use.image.digest is None and key_of(use.image) not in lock
    ]
    if not unknown:
        return None
    names = list(dict.fromkeys(f"`{use.text}`" for use in unknown))
    verb = "is" if len(names) == 1 else "are"
    return Refusal(f"{', '.join(names)} {verb} not in {LOCK_FILE}", unknown[0].span)


Pinned = tuple[Span, ImageName, str]


def _offer(model: SemanticModel, fresh: list[Pinned], stale: list[Pinned]) -> Offer | None:
    remarks = [f"`{image.text}` is pinned to another digest than {LOCK_FILE} has" for _, image, _ in stale]
    notes = tuple(dict.fromkeys(remarks))
    if any(stage.from_ is not None and stage.from_.platform is not None for stage in model.stages):
        notes += ("the digests are those of image lists for all platforms that are built",)
    additions = tuple(Edit(Span(span.end, span.end), f"@{digest}") for span, _, digest in fresh)
    choices = []
    if fresh:
        choices.append(Choice("pin", Change(f"Pin {_count(fresh)} to a digest", additions, notes=notes)))
    if stale:
        replaced = tuple(
            Edit(Span(span.start + image.digest_span.start, span.start + image.digest_span.end), digest)
            for span, image, digest in stale
            if image.digest_span is not None
        )
        title = f"Bring {_count([*fresh, *stale])} to the digest of {LOCK_FILE}"
        edits = tuple(sorted(additions + replaced))
        choices.append(Choice("update", Change(title, edits, Safety.UNSAFE, notes=notes)))
    first = min([*fresh, *stale], default=None)
    return Offer(tuple(choices), first[0]) if first is not None else None


def _count(pinned: list[Pinned]) -> str:
    names = {image.text for _, image, _ in pinned}
    return f"`{next(iter(names))}`" if len(names) == 1 else f"{len(names)} images"


def _touches(model: SemanticModel, use: Use, selection: Span) -> bool:
    instruction = model.dockerfile.instruction_at(use.span.start)
    span = instruction.span if instruction is not None else use.span
    return span.start <= selection.end and selection.start <= span.end
