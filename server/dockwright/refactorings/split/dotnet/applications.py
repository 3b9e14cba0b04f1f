"""What a publish makes of a project: its name, the framework it runs on, whether it brings that along."""

from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.projects.dotnet import SOLUTION_ENDINGS, Closure, MsbuildFile, project_at
from dockwright.refactorings.split.dotnet.commands import Publish
from dockwright.text import whole_number
from dockwright.values import NamedTuple

_TARGET = re.compile(r"\Anet(?:coreapp)?(\d+)\.(\d+)\Z")
_STEM = re.compile(r"\.[a-z]+proj\Z")
_ASPNET = "Microsoft.AspNetCore.App"
_PLAIN_PACKAGES = (
    "AutoMapper", "CommandLineParser", "CsvHelper", "Dapper", "FluentAssertions", "FluentValidation", "Humanizer", "MediatR",
    "Microsoft.CodeAnalysis", "Microsoft.Data.", "Microsoft.EntityFrameworkCore", "Microsoft.Extensions.", "Microsoft.NET.Test",
    "MySqlConnector", "Newtonsoft.Json", "NLog", "Npgsql", "Polly", "RabbitMQ.Client", "Serilog", "Spectre.Console",
    "StackExchange.Redis", "System.", "coverlet.", "xunit",
)  # fmt: skip
"""Beginnings of the names of packages that run on the plain runtime."""
_OF_ASPNET = ("AspNetCore", ".Web", "Microsoft.Extensions.Identity", "Microsoft.Extensions.Diagnostics.HealthChecks.")


class Application(NamedTuple):
    """One project that is published."""

    path: str  # context path of the project file
    assembly: str  # what its library or program is called, without ending
    properties: dict[str, str]  # as far as they hold without conditions, by lower-case name
    unsure: frozenset[str]  # properties that conditions or computed values decide, in lower case
    is_web: bool
    wants_aspnet: bool  # a project refers to it
    packages: tuple[str, ...]
    is_program: bool

    def value(self, publish: Publish, name: str) -> str | None:
        """A property as the publish sees it; None: it is not set."""
        return publish.properties.get(name.lower(), self.properties.get(name.lower()))

    def says(self, publish: Publish, name: str) -> bool | None:
        """A property that is true or false; None: a condition decides."""
        value = self.value(publish, name)
        if name.lower() in self.unsure and name.lower() not in publish.properties:
            return None
        return value is not None and value.lower() == "true"

    def target(self, publish: Publish) -> tuple[int, int] | None:
        """The version that the project is for; None when it cannot be told."""
        value = publish.flags.get("framework") or self.value(publish, "TargetFramework") or ""
        if not value:
            several = [one for one in (self.value(publish, "TargetFrameworks") or "").split(";") if one]
            value = several[0] if len(several) == 1 else ""
        match = _TARGET.match(value)
        if match is None or ("targetframework" in self.unsure and "framework" not in publish.flags):
            return None
        return whole_number(match[1]), whole_number(match[2])

    def runs_on_aspnet(self) -> bool | None:
        """Whether the program needs ASP.NET Core; None: a package of which that is not known may ask for it."""
        if self.is_web or self.wants_aspnet:
            return True
        unknown = [
            one
            for one in self.packages
            if not one.startswith(_PLAIN_PACKAGES) or any(mark in one for mark in _OF_ASPNET)
        ]
        return None if unknown else False


def read_applications(context: BuildContext, directory: str, written: str) -> tuple[Application, ...] | None:
    """The projects that a publish in a context directory is about; None when they cannot be read."""
    target = project_at(context, directory, written)
    if target is None:
        return None
    closure = Closure(context)
    closure.add(target)
    first = tuple(closure.projects) if target.endswith(SOLUTION_ENDINGS) else (target,)
    found = [_application(context, one) for one in first]
    return tuple(one for one in found if one is not None) or None


def _application(context: BuildContext, path: str) -> Application | None:
    closure = Closure(context)
    closure.add(path)
    own = closure.projects.get(path)
    if own is None:
        return None
    files = [*closure.imported.values(), own]
    properties: dict[str, str] = {}
    unsure: set[str] = set()
    for file in (*_outermost_first(closure.imported.values()), own):
        properties.update({name.lower(): value for name, value in file.properties.items()})
        unsure |= {name.lower() for name in file.conditional}
    unsure |= {name for name, value in properties.items() if "$(" in value}
    everything = [*closure.projects.values(), *files]
    stem = _STEM.sub("", basename(path))
    assembly = properties.get("assemblyname") or stem
    sdk = own.sdk
    is_web = sdk.startswith("Microsoft.NET.Sdk.Web")
    kind = properties.get("outputtype", "").lower()
    return Application(
        path,
        "" if "$" in assembly or "assemblyname" in unsure else assembly,
        properties,
        frozenset(unsure),
        is_web,
        any(one.name == _ASPNET for file in everything for one in file.frameworks)
        or _has_web(closure.projects.values()),
        tuple(dict.fromkeys(one.name for file in everything for one in file.packages)),
        is_web or sdk.startswith("Microsoft.NET.Sdk.Worker") or kind in ("exe", "winexe"),
    )


def _has_web(projects: Iterable[MsbuildFile]) -> bool:
    return any(one.sdk.startswith(("Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk.Razor")) for one in projects)


def _outermost_first(files: Iterable[MsbuildFile]) -> list[MsbuildFile]:
    return sorted(files, key=lambda one: (one.path.count("/"), one.path))


def output_directory(
    application: Application, publish: Publish, target: tuple[int, int] | None, sdk: int
) -> str | None:
    """Where a publish without -o puts its files, from the project's directory; None when settings decide that."""
    own = ("outputpath", "baseoutputpath", "publishdir", "artifactspath", "useartifactsoutput", "publishrelease", "configuration",
           "appendtargetframeworktooutputpath", "appendruntimeidentifiertooutputpath", "runtimeidentifier",
           "outdir")  # fmt: skip
    named = {*application.properties, *application.unsure, *publish.properties}
    if target is None or any(one in named for one in own) or "artifacts-path" in publish.flags:
        return None
    if {"os", "arch"} & set(publish.flags):
        return None
    default = "Release" if target >= (8, 0) and sdk >= 8 else "Debug"
    name = f"net{target[0]}.{target[1]}" if target >= (5, 0) else f"netcoreapp{target[0]}.{target[1]}"
    parts = ["bin", publish.flags.get("configuration", default), name, publish.flags.get("runtime", ""), "publish"]
    return join(*[part for part in parts if part])


def project_directory(application: Application, directory: str, source: str) -> str:
    """The directory of the image that a project is in; `directory` is that of the command, `source` its context path."""
    place = dirname(application.path)
    if place == source:
        return directory
    below = place[len(source) :].lstrip("/") if not source or place.startswith(f"{source}/") else None
    if below is not None:
        return join(directory, below)
    ups = source.count("/") + 1 if source else 0
    return normpath(join(directory, *[".."] * ups, place))
