from __future__ import annotations

import json
import re
from collections.abc import Iterator
from posixpath import basename, dirname, normpath
from typing import TYPE_CHECKING

from dockwright.context import BuildContext
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.patterns import lazy_pattern
from dockwright.rule import BUILD_CONTEXT, Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
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

PAGES = {
    "package.json": '{"scripts": {"postinstall": "patch-package"}, "dependencies": {"ms": "2", "patch-package": "8"}}',
    ".npmrc": "legacy-peer-deps=true\n",
    "patches/ms+2.1.3.patch": "",
}
NODE = "FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n"
LATER = "COPY . .\n"

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+:,./_-")
_CHOOSING = lazy_pattern(r"(?:--?|/)(?:p|property)(?:[:=].*)?|/\w+:.*|--no-dependencies|@.*", re.IGNORECASE)
"""Flags that may change to which projects a restore leads: properties, what MSBuild takes with `/`, response files."""

_SETTINGS = frozenset({"directory.packages.props", "directory.build.props", "directory.build.targets", "nuget.config"})
_MOST = 12
"""So many COPY lines are still readable."""


class _Missing(NamedTuple):
    """A project that the restore cannot see, a file with settings for all, or what one of them imports."""

    path: str  # context path
    place: str  # absolute path in the image
    is_directory: bool = False

    @property
    def is_project(self) -> bool:
        return self.path.endswith("proj")


@rule(
    "incomplete-restore",
    on=Command,
    commands=("dotnet", "npm", "yarn", "pnpm", "bun"),
    needs=BUILD_CONTEXT,
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f'{HEAD}COPY {WEB}\nRUN dotnet restore "src/Web/Web.csproj"\n{TAIL}',
            f'{HEAD}COPY {WEB}\nCOPY ["src/Core/Core.csproj", "src/Core/"]\nRUN dotnet restore "src/Web/Web.csproj"\n{TAIL}',
            context=SHOP,
            marked=('"src/Web/Web.csproj"',),
        ),
        Invalid(
            f"{HEAD}COPY src/Web/Web.csproj src/Web/\nRUN dotnet restore src/Web\n{TAIL}",
            f"{HEAD}COPY src/Web/Web.csproj src/Web/\nCOPY src/Core/Core.csproj src/Core/\nCOPY build/common.props build/\n"
            f"RUN dotnet restore src/Web\n{TAIL}",
            context={
                **SHOP,
                "src/Core/Core.csproj": '<Project><Import Project="..\\..\\build\\common.props" /></Project>',
                "build/common.props": "<Project></Project>",
            },
            title="with what it imports",
        ),
        Invalid(
            f"{HEAD}COPY src/Web/Web.csproj src/Web/\n\n# packages\nRUN dotnet restore src/Web\n{TAIL}",
            f"{HEAD}COPY src/Web/Web.csproj src/Web/\nCOPY src/Core/Core.csproj src/Core/\n\n# packages\nRUN dotnet restore src/Web\n{TAIL}",
            context=SHOP,
            title="below the last copy",
        ),
        Invalid(
            f"{HEAD}COPY src/Web/Web.csproj src/Web/\nRUN dotnet restore src/Web/Web.csproj -r linux-x64 --verbosity quiet\n{TAIL}",
            f"{HEAD}COPY src/Web/Web.csproj src/Web/\nCOPY src/Core/Core.csproj src/Core/\n"
            f"RUN dotnet restore src/Web/Web.csproj -r linux-x64 --verbosity quiet\n{TAIL}",
            context=SHOP,
            marked=("src/Web/Web.csproj",),
            title="for a platform",
        ),
        Invalid(
            f"{HEAD}COPY src/Web/Web.csproj src/Web/\nCOPY src/Core/Core.csproj src/Core/\nRUN dotnet restore src/Web\n{TAIL}",
            f"{HEAD}COPY src/Web/Web.csproj src/Web/\nCOPY src/Core/Core.csproj src/Core/\nCOPY Directory.Packages.props ./\n"
            f"RUN dotnet restore src/Web\n{TAIL}",
            context={**SHOP, "Directory.Packages.props": "<Project />"},
            title="the versions of all packages",
        ),
        Invalid(
            f"{HEAD}COPY {WEB}\nRUN dotnet restore src/Web\n{TAIL}",
            f'{HEAD}COPY {WEB}\nCOPY ["Directory.Build.props", "Directory.Packages.props", "./"]\nCOPY ["src/Core/Core.csproj", "src/Core/"]\n'
            f"RUN dotnet restore src/Web\n{TAIL}",
            context={**SHOP, "Directory.Build.props": "<Project />", "Directory.Packages.props": "<Project />"},
        ),
        Invalid(
            f"{NODE}{LATER}",
            f"{NODE[:-11]}COPY .npmrc ./\nCOPY patches patches/\nRUN npm ci\n{LATER}",
            context=PAGES,
            marked=("npm",),
            title="settings and patches of Node packages",
        ),
    ),
    valid=(
        Valid(f"{NODE[:-11]}COPY .npmrc ./\nCOPY patches patches/\nRUN npm ci\n{LATER}", context=PAGES),
        Valid(NODE, context=PAGES, title="nothing brings them"),
        Valid(f"FROM node:22\nWORKDIR /app\n{LATER}RUN npm ci\n", context=PAGES),
        Valid(f"{NODE}{LATER}", title="packages, and the context is not known"),
        Valid(f"{HEAD}COPY src/Web/Web.csproj src/Web/\nCOPY src/Core/Core.csproj src/Core/\nRUN dotnet restore src/Web\n{TAIL}", context=SHOP),
        Valid(f"{HEAD}COPY . .\nRUN dotnet restore src/Web\n", context=SHOP),
        Valid(f"{HEAD}COPY src/*/*.csproj ./\nRUN ./lay-out.sh && dotnet restore src/Web\n{TAIL}", context=SHOP, title="something lays them out"),
        Valid(f"{HEAD}COPY src/Web src/Web\nRUN dotnet restore src/Web\nRUN dotnet publish src/Web\n", context=SHOP, title="it never comes"),
        Valid(f"{HEAD}COPY {WEB}\nRUN dotnet restore src/Web\n{TAIL}", title="the context is not known"),
        Valid(f"{HEAD}COPY {WEB}\nRUN dotnet restore src/Web /p:Slim=true\n{TAIL}", context=SHOP),
        Valid(f"{HEAD}COPY {WEB}\nRUN dotnet restore src/Web -p:Slim=true\n{TAIL}", context=SHOP, title="references may depend on it"),
        Valid(
            f"{HEAD}COPY src/Web/*.csproj src/Web/\nCOPY src/Core/*.csproj src/Core/\nCOPY Directory.* ./\nRUN dotnet restore src/Web\n{TAIL}",
            context={**SHOP, "Directory.Build.props": "<Project />"},
        ),
        Valid(
            f"{HEAD}COPY src/Web/*.csproj src/Web/\nCOPY src/Core/*.csproj src/Core/\nRUN echo '<Project />' > Directory.Build.props\n"
            f"RUN dotnet restore src/Web\n{TAIL}",
            context={**SHOP, "Directory.Build.props": "<Project />"},
            title="one of the build's own",
        ),
    ),
)  # fmt: skip
def incomplete_restore(command: Command, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """Packages are restored for a part of the projects only, or without the settings of all.

    ## Why is this bad?
    Project files are copied ahead of the sources so that the packages are a layer of their own. A project that another refers to, and
    that is not among them, is skipped by `dotnet restore` with a warning: its packages are downloaded by the build, after every
    edit. That is what becomes of a Dockerfile that Visual Studio wrote when a reference is added later. Without a
    `Directory.Packages.props`, a `Directory.Build.props` or a `nuget.config` that the project has, other packages are restored, or none.

    An install of npm, yarn, pnpm or bun that is put in front of the sources with its `package.json` and lock file alone goes without the
    project's settings (`.npmrc`, `.yarnrc.yml` and the release of yarn that it names) and its patches.

    Reported is a `dotnet restore` of one project, or an install, where the build context is known, a project or such a file that it leads to is
    missing, and a later copy brings that to its place.

    ## Fix safety
    The fix copies what the missing files import, too. A `nuget.config` with credentials or variables asks for a look: the restore must
    have them, and perhaps only the build has so far.

    ## References
    - https://learn.microsoft.com/visualstudio/containers/container-build
    - https://learn.microsoft.com/nuget/consume-packages/central-package-management
    """
    if command.name != "dotnet":
        yield from _of_node(command, model, context)
        return
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
    words = command.operands(MANAGERS["dotnet"].valued_flags)[1:]
    if len(words) > 1 or not all(map(_is_plain, command.arguments)):
        return
    missing = _missing(command, run, stage, model, context, words[0].value if words else "")
    told = tuple(one for one in missing if one.is_project or basename(one.path).lower() in _SETTINGS)
    if not told:
        return
    span = words[0].span if words else command.name_span
    yield Finding(span, _message(told), _fixes(run, stage, model, missing, _safety(missing, context)))


def _of_node(command: Command, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    run = command.instruction
    stage = model.stage_of(run) if context.is_known else None
    if stage is None or stage.base_stage is not None or not isinstance(run, Run):
        return
    from dockwright.rules._node_manifests import missing

    found = tuple(_Missing(*one) for one in missing(command, run, stage, model, context))
    if not found:
        return
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    message = f"the install goes without `{found[0].path}`{more}, which nothing has copied yet"
    yield Finding(command.name_span, message, _fixes(run, stage, model, found, Safety.UNSAFE))


def _safety(missing: tuple[_Missing, ...], context: BuildContext) -> Safety:
    """What feeds ask for may be a variable that only a later RUN has."""
    feeds = (context.read(one.path) or "" for one in missing if basename(one.path).lower() == "nuget.config")
    return Safety.UNSAFE if any("%" in text or "redentials" in text for text in feeds) else Safety.SAFE


def _is_plain(word: ShellWord) -> bool:
    """Whether a word of the command line is plain, and none that may change to what the project refers."""
    return word.is_literal and _CHOOSING.fullmatch(word.value) is None


def _message(missing: tuple[_Missing, ...]) -> str:
    projects = [one.path for one in missing if one.is_project]
    if not projects:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        return f"the restore goes without `{missing[0].path}`{more}, which nothing has copied yet"
    more = f" and {len(projects) - 1} more" if len(projects) > 1 else ""
    return f"the restore skips `{projects[0]}`{more}, which a project refers to and nothing has copied yet"


def _missing(
    command: Command, run: Run, stage: Stage, model: SemanticModel, context: BuildContext, written: str
) -> tuple[_Missing, ...]:
    """What the restore leads to, and what that imports, where only a later copy brings it."""
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
    from dockwright.semantics.filesystem import files_of

    files = files_of(model, stage, context)
    wanted = (_Missing(path, normpath(f"{base}/{path}")) for path in found.files)
    return tuple(
        one
        for one in wanted
        if sources.context_path(one.place, run) is None
        and sources.context_path(one.place) == one.path
        and not files.may_hold(one.place, run)
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


def _fixes(
    run: Run, stage: Stage, model: SemanticModel, missing: tuple[_Missing, ...], safety: Safety
) -> tuple[Fix, ...]:
    copies = [one for one in stage.of(Transfer) if one.index < run.index and one.from_ is None]
    after = copies[-1] if copies else None
    workdir = model.state_before(run).workdir
    if not isinstance(after, Copy) or after.flags or after.heredocs or workdir is None or len(missing) > _MOST:
        return ()
    if model.state_after(after).workdir != workdir or not all(set(one.path) <= _PLAIN for one in missing):
        return ()
    copied: dict[tuple[str, bool], list[str]] = {}
    for one in missing:
        directory = f"{one.place if one.is_directory else dirname(one.place)}/"
        inner = directory.removeprefix(f"{workdir.rstrip('/')}/") or "./"
        copied.setdefault((inner, one.is_project), []).append(one.path)
    lines = [
        f"{after.keyword_span.of(model.dockerfile.text)} "
        + (json.dumps([*paths, inner], ensure_ascii=False) if after.is_json else " ".join([*paths, inner]))
        for (inner, _), paths in copied.items()
    ]
    text = "".join(f"{model.dockerfile.newline}{line}" for line in lines)
    kind = "projects" if all(one.is_project for one in missing) else "files"
    named = f"`{missing[0].path}`" if len(missing) == 1 else f"the {len(missing)} {kind}"
    return (Fix.insert(f"Copy {named} as well", after.span.end, text, safety),)
