"""The tables of images by name. A table is loaded when no earlier one has the name that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from dockwright.knowledge.base_images.image import Family

_TABLES = ("systems", "languages", "services", "java", "dotnet", "distroless", "tools")
"""The likeliest first."""

ALIASES: Mapping[str, str] = {
    "adoptopenjdk": "eclipse-temurin",
    "bitnami/minideb": "debian",
    "gliderlabs/alpine": "alpine",
    "i386/debian": "debian",
    "mcr.microsoft.com/dotnet/core/aspnet": "mcr.microsoft.com/dotnet/aspnet",
    "mcr.microsoft.com/dotnet/core/runtime": "mcr.microsoft.com/dotnet/runtime",
    "mcr.microsoft.com/dotnet/core/runtime-deps": "mcr.microsoft.com/dotnet/runtime-deps",
    "mcr.microsoft.com/dotnet/core/sdk": "mcr.microsoft.com/dotnet/sdk",
    "mcr.microsoft.com/dotnet/nightly/sdk": "mcr.microsoft.com/dotnet/sdk",
    "mcr.microsoft.com/dotnet/nightly/aspnet": "mcr.microsoft.com/dotnet/aspnet",
    "mcr.microsoft.com/dotnet/nightly/runtime": "mcr.microsoft.com/dotnet/runtime",
    "opensuse": "opensuse/leap",
    "public.ecr.aws/amazoncorretto/amazoncorretto": "amazoncorretto",
    "quay.io/fedora/fedora": "fedora",
    "registry.fedoraproject.org/fedora": "fedora",
    "valkey/valkey": "redis",
    "container-registry.oracle.com/os/oraclelinux": "oraclelinux",
    "ghcr.io/oracle/oraclelinux": "oraclelinux",
}
"""Names that behave like another one's."""

_VENDORS: Mapping[str, str] = {
    "cgr.dev/": "chainguard",
    "cimg/": "circleci",
    "gcr.io/distroless/": "distroless",
    "registry.access.redhat.com/": "red_hat",
    "registry.redhat.io/": "red_hat",
}
"""Publishers whose names tell the facts, by what the names begin with."""


def family_of(name: str) -> Family | None:
    """The row of a normalised name."""
    rows = (_rows(table).get(name) for table in _TABLES)
    return next((row for row in rows if row is not None), None)


def vendor_of(name: str) -> str:
    """The publisher whose function in `vendors` knows an image by its name; "" for all others."""
    return next((vendor for beginning, vendor in _VENDORS.items() if name.startswith(beginning)), "")


def is_listed(name: str) -> bool:
    """Whether a normalised name is one of the tables, or behaves like one."""
    return name in ALIASES or family_of(name) is not None


def families() -> Iterator[Family]:
    """All rows."""
    for table in _TABLES:
        yield from _rows(table).values()


@cache
def _rows(table: str) -> Mapping[str, Family]:
    found: tuple[Family, ...] = import_module(f"dockwright.knowledge.base_images.{table}").FAMILIES
    return {row.image.family: row for row in found}
