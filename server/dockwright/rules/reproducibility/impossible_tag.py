from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import Stage
from dockwright.semantics.images import DOCKER_HUB
from dockwright.text import Span

# Variants that the official image of this name has not had in any release. Source: the lists of tags in
# docker-library/official-images. Date: 2026-11.
_NEVER: Mapping[str, tuple[str, ...]] = {
    "alpine": ("slim",),
    "amazoncorretto": ("slim",),
    "debian": ("alpine",),
    "eclipse-temurin": ("slim",),
    "golang": ("slim",),
    "mariadb": ("alpine", "slim"),
    "mongo": ("alpine", "slim"),
    "mysql": ("alpine", "slim"),
    "php": ("slim",),
    "postgres": ("slim",),
    "ubuntu": ("alpine", "slim"),
}
_EXCLUSIVE = frozenset(("golang", "node", "php", "python", "ruby", "rust"))
"""Images that are slim or on Alpine, never both."""

_VARIANT = lazy_pattern(r"-(alpine|slim)(?=[\d.]*(?:-|\Z))")


@rule(
    "impossible-tag",
    on=Stage,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid("FROM ubuntu:22.04-slim\n", "FROM ubuntu:22.04\n", marked=("22.04-slim",)),
        Invalid("FROM docker.io/library/golang:1.24-slim AS build\n", "FROM docker.io/library/golang:1.24 AS build\n"),
        Invalid("FROM mysql:8-alpine\n", "FROM mysql:8\n"),
        Invalid("FROM python:3.13-slim-alpine\n", "FROM python:3.13-alpine\n"),
        Invalid("FROM node:22-alpine-slim\n", "FROM node:22-alpine\n"),
        Invalid("ARG TAG=24.04-slim\nFROM ubuntu:$TAG\n", title="the tag is a variable"),
    ),
    valid=(
        "FROM ubuntu:22.04\n",
        "FROM debian:bookworm-slim\n",
        "FROM nginx:1.29-alpine-slim\n",
        "FROM python:3.13-slim-bookworm\n",
        "FROM golang:1.24-alpine3.22\n",
        "FROM registry.example.org/ubuntu:22.04-slim\n",
        "FROM ubuntu:slimmed\n",
        "FROM mine AS ubuntu\nFROM ubuntu\n",
    ),
)  # fmt: skip
def impossible_tag(stage: Stage) -> Iterator[Finding]:
    """The tag names a variant that the official image does not come in.

    ## Why is this bad?
    The build stops at once: `ubuntu:22.04-slim: not found`. Not every image has the variants of Python and Node: Ubuntu is as small as
    it gets, Go has none that is slim, and what is on Alpine is slim already.

    ## Fix safety
    The fix leaves the variant out. Check that this is the image that was meant.

    ## References
    - https://github.com/docker-library/official-images/tree/master/library
    """
    image = stage.base
    if image is None or image.tag is None or "-" not in image.tag or stage.base_stage is not None:
        return
    written = stage.from_.image if stage.from_ is not None else None
    if image.registry != DOCKER_HUB or image.digest is not None or written is None:
        return
    wrong = _wrong(image.repository, image.tag)
    if wrong is None:
        return
    also = "" if wrong[1] in _NEVER.get(image.repository, ()) else " on Alpine"
    message = f"`{image.repository}` has no variant `{wrong[1]}`{also}"
    if "$" in written.raw or written.is_quoted or image.tag_span is None:
        yield Finding(written.span, message)
        return
    start = written.span.start
    span = Span(start + image.tag_span.start, start + image.tag_span.end)
    tag = image.tag[: wrong.start()] + image.tag[wrong.end() :]
    yield Finding(span, message, (Fix.replace(f"Take `{image.repository}:{tag}`", span, tag, Safety.UNSAFE),))


def _wrong(name: str, tag: str) -> re.Match[str] | None:
    """The variant in a tag that the image does not have, or not together with the other one."""
    found = list(_VARIANT.finditer(tag))
    never = _NEVER.get(name, ())
    wrong = next((one for one in found if one[1] in never), None)
    if wrong is None and name in _EXCLUSIVE and len({one[1] for one in found}) == 2:
        wrong = next(one for one in found if one[1] == "slim")
    return wrong
