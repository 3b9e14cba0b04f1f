"""What `dotnet publish` calls the library that a container starts, as the project file tells."""

from __future__ import annotations

from posixpath import basename, dirname

from dockwright.context import BuildContext
from dockwright.refactorings.split.dotnet.applications import read_applications
from dockwright.refactorings.split.dotnet.commands import Publish, publish_of
from dockwright.refactorings.split.sources import Sources
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import sites
from dockwright.semantics.filesystem import files_of
from dockwright.syntax import Run

_ASIDE = frozenset(("dotnet", "cd", "echo", "ls", "mkdir", "apt-get", "apk", "export", "set", "true", "rm"))
"""Programs that make no library of .NET."""

_PROJECTS = (".csproj", ".fsproj", ".vbproj")


def meant_assembly(model: SemanticModel, stage: Stage, context: BuildContext, path: str) -> str | None:
    """The library that is at the place of another one which is not there; None where that may be there."""
    entries = [one for one in files_of(model, stage, context).origin(path) if one.kind not in ("directory", "mode")]
    last = entries[-1] if len(entries) == 1 else None
    if last is None or last.stage is None or last.is_anywhere or last.path != dirname(path) or len(last.sources) != 1:
        return None
    found = _published(model, last.stage, f"/{last.sources[0]}".rstrip("/"))
    if found is None:
        return None
    run, directory, publish = found
    builder = model.stage_of(run)
    source = _context_directory(model, builder, context, directory, run) if builder is not None else None
    applications = read_applications(context, source, publish.project) if source is not None else None
    if applications is None or len(applications) != 1 or not applications[0].assembly:
        return None
    made = applications[0].assembly
    stem = basename(path).removesuffix(".dll")
    if stem == made or not applications[0].is_program or _may_come_along(context, stem, applications[0].packages):
        return None
    return f"{made}.dll"


def _context_directory(
    model: SemanticModel, stage: Stage, context: BuildContext, directory: str, run: Run
) -> str | None:
    """The context directory behind the one that a publish runs in."""
    for level in stage.lineage:
        found = Sources(model, level, context).context_path(directory, run)
        if found is not None:
            return found
    return None


def _published(model: SemanticModel, stage: Stage, output: str) -> tuple[Run, str, Publish] | None:
    """The one publish that fills a directory, with where it runs; None where something else may."""
    found: list[tuple[Run, str, Publish]] = []
    for level in stage.lineage:
        for run in level.of(Run):
            for site in sites(model, run):
                if site.command.name not in _ASIDE or site.command.is_conditional:
                    return None
                publish = publish_of(site.command)
                if publish is None:
                    continue
                place = publish.flags.get("output", "")
                if site.cwd is None or "$" in place or "assemblyname" in publish.properties or not place:
                    return None
                if site.at(place).path == output:
                    found.append((run, site.cwd, publish))
    return found[0] if len(found) == 1 else None


def _may_come_along(context: BuildContext, stem: str, packages: tuple[str, ...]) -> bool:
    """Whether another project or a package may bring a library of this name."""
    if stem in packages:
        return True
    names = (basename(path) for ending in _PROJECTS for path in context.glob(f"**/*{ending}"))
    return any(name.rpartition(".")[0] == stem for name in names)
