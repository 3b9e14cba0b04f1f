from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, normpath
from typing import TYPE_CHECKING

from dockwright.context import BuildContext
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Copy, Run, Transfer
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.refactorings.split.sources import Sources

SHOP = {
    "src/Web/Web.csproj": '<Project><ItemGroup><ProjectReference Include="..\\Core\\Core.csproj" /></ItemGroup></Project>',
    "src/Web/Program.cs": "",
    "src/Core/Core.csproj": '<Project><ItemGroup><PackageReference Include="Serilog" /></ItemGroup></Project>',
    "src/Core/Order.cs": "",
}
HEAD = "FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /src\n"
TAIL = "COPY . .\nRUN dotnet publish src/Web -o /app\n"
WEB = '["src/Web/Web.csproj", "src/Web/"]'

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+:,./_-")
_MOST = 12
"""So many COPY lines are still readable."""


class _Missing(NamedTuple):
    """A project that the restore cannot see."""

    path: str  # context path
    place: str  # absolute path in the image


@rule(
    "incomplete-restore",
    on=Command,
    commands=("dotnet",),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    needs="restore",
    invalid=(
        Invalid(
            f'{HEAD}COPY {WEB}\nRUN dotnet restore "src/Web/Web.csproj"\n{TAIL}',
            f'{HEAD}COPY {WEB}\nCOPY ["src/Core/Core.csproj", "src/Core/"]\nRUN dotnet restore "src/Web/Web.csproj"\n{TAIL}',
            context=SHOP,
            marked=('"src/Web/Web.csproj"',),
        ),
        Invalid(
            f"{HEAD}COPY src/Web/Web.csproj src/Web/\n\n# packages\nRUN dotnet restore src/Web\n{TAIL}",
            f"{HEAD}COPY src/Web/Web.csproj src/Web/\nCOPY src/Core/Core.csproj src/Core/\n\n# packages\nRUN dotnet restore src/Web\n{TAIL}",
            context=SHOP,
            title="below the last copy",
        ),
    ),
    valid=(
        Valid(f"{HEAD}COPY src/Web/Web.csproj src/Web/\nCOPY src/Core/Core.csproj src/Core/\nRUN dotnet restore src/Web\n{TAIL}", context=SHOP),
        Valid(f"{HEAD}COPY . .\nRUN dotnet restore src/Web\n", context=SHOP),
        Valid(f"{HEAD}COPY src/*/*.csproj ./\nRUN ./lay-out.sh && dotnet restore src/Web\n{TAIL}", context=SHOP, title="something lays them out"),
        Valid(f"{HEAD}COPY src/Web src/Web\nRUN dotnet restore src/Web\nRUN dotnet publish src/Web\n", context=SHOP, title="it never comes"),
        Valid(f"{HEAD}COPY {WEB}\nRUN dotnet restore src/Web\n{TAIL}", title="the context is not known"),
    ),
)  # fmt: skip
def incomplete_restore(command: Command, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """Packages are restored for a part of the projects only.

    ## Why is this bad?
    Project files are copied ahead of the sources so that the packages are a layer of their own. A project that another refers to, and
    that is not among them, is skipped by `dotnet restore` with a warning: its packages are downloaded by the build, after every
    edit. That is what becomes of a Dockerfile that Visual Studio wrote when a reference is added later.

    Reported is a `dotnet restore` of one project, where the build context is known, a project that it leads to is missing,
    and a later copy brings that project to its place.

    ## References
    - https://learn.microsoft.com/visualstudio/containers/container-build
    """
    run, stage = command.instruction, model.stage_of(command.instruction)
    is_restore = [word.value for word in command.arguments[:1]] == ["restore"]
    if (
        not is_restore
        or not context.is_known
        or stage is None
        or stage.base_stage is not None
        or not isinstance(run, Run)
    ):
        return
    words = [word for word in command.arguments[1:] if not word.value.startswith("-")]
    if len(words) > 1 or len(command.arguments) > 1 + len(words) or not all(word.is_literal for word in words):
        return
    missing = _missing(command, run, stage, model, context, words[0].value if words else "")
    if not missing:
        return
    first = missing[0].path
    more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
    span = words[0].span if words else command.name_span
    fixes = _fixes(run, stage, model, missing)
    yield Finding(
        span, f"the restore skips `{first}`{more}, which a project refers to and nothing has copied yet", fixes
    )


def _missing(
    command: Command, run: Run, stage: Stage, model: SemanticModel, context: BuildContext, written: str
) -> tuple[_Missing, ...]:
    """The projects that the restore leads to, and that only a later copy brings."""
    from dockwright.projects.dotnet import manifests
    from dockwright.refactorings.reorder.sites import directories
    from dockwright.refactorings.split.sources import Sources

    workdir = model.state_before(run).workdir
    places = dict(directories(model.script(run), workdir)) if workdir is not None else {}
    directory = places.get(command)
    if directory is None or command is not model.script(run).commands[0]:
        return ()
    sources = Sources(model, stage, context)
    place = normpath(f"{directory}/{written}" if not written.startswith("/") else written)
    source = _context_path(sources, place, run)
    found = manifests(context, "", source, "") if source else None
    if found is None or found.obstacles or not source:
        return ()
    base = _base(found.files[0], place)
    if base is None:
        return ()
    projects = [_Missing(path, normpath(f"{base}/{path}")) for path in found.files if path.endswith("proj")]
    return tuple(
        one
        for one in projects
        if sources.context_path(one.place, run) is None and sources.context_path(one.place) == one.path
    )


def _context_path(sources: Sources, place: str, run: Run) -> str:
    """The context path of the project, or of the only one in a directory; "" for a solution, which wants all of its projects."""
    from dockwright.projects.dotnet import PROJECT_ENDINGS, SOLUTION_ENDINGS

    endings = (*PROJECT_ENDINGS, *SOLUTION_ENDINGS)
    if place.endswith(SOLUTION_ENDINGS):
        return ""
    if place.endswith(endings):
        return sources.context_path(place, run) or ""
    files = {one.source for one in sources.brought if one.transfer.index < run.index and not one.is_directory
             and dirname(one.target) == place and one.target.endswith(endings)}  # fmt: skip
    return files.pop() if len(files) == 1 and not any(one.endswith(SOLUTION_ENDINGS) for one in files) else ""


def _base(project: str, place: str) -> str | None:
    """Where the root of the context is in the image, going by the place of a project."""
    from dockwright.projects.dotnet import PROJECT_ENDINGS

    path = place if place.endswith(PROJECT_ENDINGS) else f"{place}/{basename(project)}"
    return (path[: -len(project)].rstrip("/") or "/") if path.endswith(f"/{project}") else None


def _fixes(run: Run, stage: Stage, model: SemanticModel, missing: tuple[_Missing, ...]) -> tuple[Fix, ...]:
    copies = [one for one in stage.of(Transfer) if one.index < run.index and one.from_ is None]
    after = copies[-1] if copies else None
    workdir = model.state_before(run).workdir
    if not isinstance(after, Copy) or after.flags or after.heredocs or workdir is None or len(missing) > _MOST:
        return ()
    if model.state_after(after).workdir != workdir or not all(set(one.path) <= _PLAIN for one in missing):
        return ()
    lines = []
    for one in missing:
        directory = f"{dirname(one.place)}/"
        inner = directory.removeprefix(f"{workdir.rstrip('/')}/") or "./"
        lines.append(f'COPY ["{one.path}", "{inner}"]' if after.is_json else f"COPY {one.path} {inner}")
    text = "".join(f"{model.dockerfile.newline}{line}" for line in lines)
    named = f"`{missing[0].path}`" if len(missing) == 1 else f"the {len(missing)} projects"
    return (Fix.insert(f"Copy {named} as well", after.span.end, text),)
