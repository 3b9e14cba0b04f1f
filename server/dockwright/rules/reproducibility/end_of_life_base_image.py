from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.semantics import Stage


@rule(
    "end-of-life-base-image",
    on=Stage,
    severity=Severity.WARNING,
    default=False,
    tags=("deprecated",),
    invalid=(
        Invalid("FROM python:3.7-slim\n", marked=("python:3.7-slim",)),
        Invalid("FROM node:16.20.2\n", marked=("node:16.20.2",)),
        Invalid("FROM debian:jessie\n", marked=("debian:jessie",)),
        Invalid("FROM ubuntu:14.04\n", marked=("ubuntu:14.04",)),
        Invalid("FROM openjdk:8\n", marked=("openjdk:8",)),
    ),
    valid=(
        "FROM python:3.13-slim\n",
        "FROM python\n",
        "FROM node:22\n",
        "FROM debian:bookworm\n",
        "FROM ubuntu:24.04\n",
        "FROM example.org/python:2.7\n",
        "FROM scratch\n",
        "FROM python:3.7 AS a\nFROM a\n".replace("3.7", "3.13"),
    ),
)
def end_of_life_base_image(stage: Stage) -> Iterator[Finding]:
    """The base image holds a release that gets no security fixes any more.

    ## Why is this bad?
    What is found in it stays open, packages of its distribution move to an archive where `apt-get update` does not find them, and
    the image itself may not be built anew.

    The dates are those of November 2026: a release that ended later is not reported. An image whose name has been given up is
    reported with its successor.

    The rule is off unless it is asked for: to move to another release is work of its own, which not every change can wait
    for.

    ## References
    - https://endoflife.date/
    """
    facts = stage.facts
    if facts is None or stage.from_ is None or stage.from_.image is None or stage.base_stage is not None:
        return
    successor = facts.successor if facts.is_deprecated else None
    message = _message(facts.family, facts.version, facts.os, facts.release, successor)
    if message is not None:
        yield Finding(stage.from_.image.span, message)


@lru_cache(maxsize=512)
def _message(family: str, version: tuple[int, ...], os: str, release: str, successor: str | None) -> str | None:
    """What is over of an image. `successor`: that of an image whose name has been given up, which may have none; else None."""
    from dockwright.knowledge.distributions import distribution_of_version, distribution_of_word
    from dockwright.knowledge.end_of_life import AS_OF, end_of

    ended = end_of(family, version)
    if ended is not None:
        return f"{ended[0]} has had no security fixes since {ended[1]}"
    if successor is not None:
        follows = f"; its successor is `{successor}`" if successor else ""
        return f"`{family}` is no longer maintained{follows}"
    found = distribution_of_word(release) or distribution_of_version(os, release) if release else None
    if found is not None and "" < found.end_of_life <= AS_OF:
        return f"{os} {found.release} has had no security fixes since {found.end_of_life}"
    return None
