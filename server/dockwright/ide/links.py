"""What can be opened from a Dockerfile: pages of images, files of the build context, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.ide.stage_names import unquoted
from dockwright.ide.steps import steps
from dockwright.semantics import ImageName, SemanticModel
from dockwright.semantics.images import DOCKER_HUB
from dockwright.syntax import Add, Copy, Instruction, Run, Transfer, Word
from dockwright.text import Span
from dockwright.values import NamedTuple

_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
_PLAIN_PATH = re.compile(r"[^*?\[\]$\\]+")

# Where a registry shows a repository to people; `{}` is the path. Checked in 2026-11.
_PAGES = {
    "ghcr.io": "https://ghcr.io/{}",
    "quay.io": "https://quay.io/repository/{}",
    "mcr.microsoft.com": "https://mcr.microsoft.com/artifact/mar/{}",
    "gcr.io": "https://gcr.io/{}",
    "public.ecr.aws": "https://gallery.ecr.aws/{}",
}
_CATALOGUES = {  # of one publisher each, by what its images begin with; `{}` is the last part of the name
    "cgr.dev/chainguard": "https://images.chainguard.dev/directory/image/{}/overview",
    "lscr.io/linuxserver": "https://docs.linuxserver.io/images/docker-{}/",
    "nvcr.io/nvidia": "https://catalog.ngc.nvidia.com/orgs/nvidia/containers/{}",
}


class Link(NamedTuple):
    """One of `address` and `path` (relative to the context) is given."""

    span: Span
    address: str | None
    path: str | None
    tooltip: str


def links(model: SemanticModel, context: BuildContext) -> tuple[Link, ...]:
    """Every link, in the order of the file."""
    found = [*_frontend(model), *_images(model)]
    for instruction in steps(model.dockerfile.instructions):
        if isinstance(instruction, Transfer):
            found.extend(_sources(model, context, instruction))
        elif isinstance(instruction, Run):
            found.extend(_mounts(context, instruction))
    return tuple(sorted(found))


def image_page(image: ImageName) -> str | None:
    """The page of a repository, None for a registry that has none we know of."""
    if "$" in image.registry or "$" in image.repository:
        return None
    if image.registry == DOCKER_HUB:
        kind = "r" if "/" in image.repository else "_"
        return f"https://hub.docker.com/{kind}/{image.repository}"
    page = _PAGES.get(image.registry)
    if page is not None:
        return page.format(image.repository)
    publisher, _, name = image.repository.rpartition("/")
    page = _CATALOGUES.get(f"{image.registry}/{publisher}")
    return page.format(name) if page is not None else None


def _frontend(model: SemanticModel) -> Iterator[Link]:
    for directive in model.dockerfile.directives:
        if directive.name == "syntax":
            yield from _image(directive.value_span, directive.value)


def _images(model: SemanticModel) -> Iterator[Link]:
    for stage in model.stages:
        image = stage.base or stage.written_base
        if image is not None and stage.from_ is not None and stage.from_.image is not None:
            yield from _image(unquoted(model.dockerfile, stage.from_.image.span), image.text)
    for one in model.unresolved:
        if one.reason in ("image", "name"):
            yield from _image(unquoted(model.dockerfile, one.span), one.text)


def _image(span: Span, name: str) -> Iterator[Link]:
    image = ImageName.parse(name)
    page = image_page(image) if image is not None and name != "scratch" else None
    if page is not None:
        yield Link(span, page, None, f"Open the page of {name}")


def _sources(model: SemanticModel, context: BuildContext, transfer: Transfer) -> Iterator[Link]:
    if isinstance(transfer, Copy) and transfer.from_ is not None:
        return
    for word in transfer.sources:
        if isinstance(transfer, Add) and "://" in word.value:
            yield from _address(model, transfer, word)
        else:
            yield from _file(context, unquoted(model.dockerfile, word.span), word.value)


def _address(model: SemanticModel, instruction: Instruction, word: Word) -> Iterator[Link]:
    address = word.value if word.is_literal else model.expand(word, instruction)
    if address is not None and _ADDRESS.fullmatch(address):
        yield Link(unquoted(model.dockerfile, word.span), address, None, f"Open {address}")


def _mounts(context: BuildContext, run: Run) -> Iterator[Link]:
    for mount in run.mounts:
        kind, source = mount.option("type"), mount.option("source", "src")
        if source is None or source.value is None or source.value_span is None or mount.option("from") is not None:
            continue
        if kind is None or kind.value == "bind":
            yield from _file(context, source.value_span, source.value)


def _file(context: BuildContext, span: Span, path: str) -> Iterator[Link]:
    if context.is_known and _PLAIN_PATH.fullmatch(path) and context.is_file(path):
        yield Link(span, None, path, f"Open {path}")
