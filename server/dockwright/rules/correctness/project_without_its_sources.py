from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext, join, parent
from dockwright.knowledge.table import words
from dockwright.projects.manifests import place
from dockwright.projects.python_project import Project, installs_itself, read_project, texts
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.rules._failures import may_fail
from dockwright.rules._poetry import newer_poetry
from dockwright.semantics import SemanticModel
from dockwright.semantics.deeds import sites
from dockwright.semantics.filesystem import Entry, FileSystem, files_of
from dockwright.shell import Command
from dockwright.syntax import Run

HEAD = "FROM python:3.13-slim\nWORKDIR /app\nRUN pip install --no-cache-dir uv\n"
SYNC = "COPY pyproject.toml uv.lock ./\nRUN uv sync --frozen\nCOPY . .\n"
POETRY = "FROM python:3.13-slim\nWORKDIR /app\nRUN pip install --no-cache-dir poetry\nCOPY pyproject.toml poetry.lock ./\nRUN poetry install\nCOPY . .\n"
HATCH = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
CORE = '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'
PROJECT = {"pyproject.toml": f'[project]\nname = "my-app"\n{HATCH}', "uv.lock": "", "src/my_app/__init__.py": ""}
OF_POETRY = {
    "pyproject.toml": f'[tool.poetry]\nname = "app"\nreadme = "README.md"\n{CORE}',
    "poetry.lock": "",
    "README.md": "",
    "app/__init__.py": "",
}

_WITHOUT = {"uv": "no-install-project", "poetry": "no-root"}
_OTHER = {
    "uv": words("no-install-project no-install-workspace no-install-local only-group only-dev project directory package all-packages script "
                "no-install-package dry-run help h"),
    "poetry": words("no-root only-root no-directory dry-run directory C project P help h"),
}  # fmt: skip
_VARIABLES = words(
    "UV_NO_INSTALL_PROJECT UV_NO_INSTALL_WORKSPACE UV_NO_INSTALL_LOCAL UV_PROJECT UV_WORKING_DIR UV_WORKING_DIRECTORY"
)
"""Variables that do what flags of these names do."""

_BACKENDS = words("hatchling.build uv_build poetry.core.masonry.api")
"""Backends that stop where the project's package or its page is missing. The one of setuptools does not."""
_PASSED = words("account directory mode packages removal restore")
_TOOLS = words("pip pip3 pipx poetry uv")


@rule(
    "project-without-its-sources",
    on=Command,
    commands=("uv", "poetry"),
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(f"{HEAD}{SYNC}", f"{HEAD}{SYNC.replace('sync', 'sync --no-install-project')}", context=PROJECT, marked=("uv",)),
        Invalid(
            f"{HEAD}ENV UV_PROJECT_ENVIRONMENT=/venv\n{SYNC}",
            f"{HEAD}ENV UV_PROJECT_ENVIRONMENT=/venv\n{SYNC.replace('sync', 'sync --no-install-project')}",
            context=PROJECT,
            title="the place of the environment is another matter",
        ),
        Invalid(POETRY, POETRY.replace("poetry install", "poetry install --no-root"), context=OF_POETRY, marked=("poetry",)),
        Invalid(
            f"{HEAD}COPY src ./src\n{SYNC}",
            f"{HEAD}COPY src ./src\n{SYNC.replace('sync', 'sync --no-install-project')}",
            context={**PROJECT, "pyproject.toml": PROJECT["pyproject.toml"].replace('app"', 'app"\nreadme = "README.md"'), "README.md": ""},
            title="its page is missing",
        ),
    ),
    valid=(
        Valid(f"{HEAD}{SYNC.replace('sync', 'sync --no-install-project')}", context=PROJECT),
        Valid(f"{HEAD}COPY . .\nRUN uv sync --frozen\n", context=PROJECT),
        Valid(f"{HEAD}RUN mkdir -p src/my_app && touch src/my_app/__init__.py\n{SYNC}", context=PROJECT, title="a package in its place"),
        Valid(f"{HEAD}{SYNC}", context={**PROJECT, "pyproject.toml": '[project]\nname = "my-app"\n'}, title="nothing to build"),
        Valid(f"{HEAD}{SYNC}", context={**PROJECT, "pyproject.toml": PROJECT["pyproject.toml"].replace("hatchling", "setuptools")}),
        Valid(f"{HEAD}{SYNC}", context={**PROJECT, "pyproject.toml": PROJECT["pyproject.toml"] + "[tool.uv]\npackage = false\n"}),
        Valid(f"{HEAD}{SYNC}", context={**PROJECT, "pyproject.toml": PROJECT["pyproject.toml"] + '[tool.hatch.build]\ninclude = ["src"]\n'}),
        Valid(POETRY.replace("poetry\n", "poetry==1.8\n", 1), context=OF_POETRY, title="an older Poetry only warns"),
        Valid(POETRY, context={**OF_POETRY, "pyproject.toml": OF_POETRY["pyproject.toml"].replace("name", "package-mode = false\nname")}),
        Valid(f"{HEAD}ENV UV_NO_INSTALL_PROJECT=1\n{SYNC}", context=PROJECT),
        f"{HEAD}{SYNC}",
    ),
)  # fmt: skip
def project_without_its_sources(command: Command, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The project itself is installed before its sources are there.

    ## Why is this bad?
    `uv sync` and `poetry install` install the project along with its dependencies. Where only `pyproject.toml` and the lock file are copied, the
    build stops: `Unable to determine which files to ship inside the wheel`, `Readme file does not exist`, `The current project
    could not be installed`. Leave the project to a second run behind the sources, or out.

    Reported is what the files prove: a project that is built by hatchling, uv or Poetry itself, whose package or page is in
    the context and in nothing that is copied before; for Poetry where its version is 2, since older ones only warn.

    ## Fix safety
    The fix leaves the project out. Where it is meant to be installed, too, the same command without the flag belongs behind the copy
    of the sources.

    ## References
    - https://docs.astral.sh/uv/guides/integration/docker/#intermediate-layers
    - https://python-poetry.org/docs/cli/#install
    """
    run = command.instruction
    tool = command.name
    verb = "sync" if tool == "uv" else "install"
    if (
        not context.is_known
        or not isinstance(run, Run)
        or command.subcommand != verb
        or command.has_flag(*_OTHER[tool])
    ):
        return
    stage = model.stage_of(run)
    if (
        stage is None
        or command.is_conditional
        or may_fail(command)
        or not _VARIABLES.isdisjoint(model.state_before(run).variables)
        or any(one.name in _VARIABLES for one in command.assignments)
    ):
        return
    if not model.keep((_has_projects, context), lambda: _has_projects(context)):
        return
    cwd = next((site.cwd for site in sites(model, run) if site.command is command), None)
    files = files_of(model, stage, context)
    project = _project(context, files, run, cwd) if cwd is not None else None
    if cwd is None or project is None or project.backend not in _BACKENDS or not installs_itself(project, tool):
        return
    missing = _missing(context, project, files, run, cwd)
    if missing is None or (tool == "poetry" and newer_poetry(model, stage, command) is None):
        return
    flag = _WITHOUT[tool]
    fix = Fix.insert(f"Add `--{flag}`", command.operands()[0].span.end, f" --{flag}", Safety.UNSAFE)
    yield Finding(command.name_span, f"`{tool} {verb}` installs the project itself, {missing} is not there yet", (fix,))


def _has_projects(context: BuildContext) -> bool:
    return bool(context.glob("**/pyproject.toml"))


def _is_harmless(entry: Entry) -> bool:
    """Whether an entry puts no file of the project anywhere."""
    return entry.kind in _PASSED or (entry.command is not None and entry.command.name in _TOOLS)


def _project(context: BuildContext, files: FileSystem, run: Run, cwd: str) -> Project | None:
    """The project whose pyproject.toml, copied by itself, is in a directory."""
    if any((kind := mount.option("type")) is None or kind.value not in ("cache", "secret") for mount in run.mounts):
        return None
    path = f"{cwd.rstrip('/')}/pyproject.toml"
    found = next((one for one in reversed(files.origin(path, run)) if not _is_harmless(one)), None)
    if found is None or found.kind != "context" or found.path != path or len(found.sources) != 1:
        return None
    project = read_project(context, parent(found.sources[0]))
    is_part = project is not None and bool(project.table("tool", "uv", "workspace"))
    return None if is_part else project


def _missing(context: BuildContext, project: Project, files: FileSystem, run: Run, cwd: str) -> str | None:
    """What of the project is in the context, and not in the image: a clause."""
    base = cwd.rstrip("/")

    def is_there(path: str) -> bool:
        return not all(map(_is_harmless, files.origin(f"{base}/{path}", run)))

    for page in _pages(project):
        path = place(project.directory, page)
        if path is not None and context.is_file(path) and not is_there(page):
            return f"whose `{page}`"
    name = str(project.table("project").get("name") or project.table("tool", "poetry").get("name") or "")
    name = name.replace("-", "_").replace(".", "_").lower()
    if not name or _is_configured(project):
        return None
    names = [f"{folder}{name}{end}" for folder in ("", "src/") for end in ("/__init__.py", ".py")]
    known = [one for one in names if context.is_file(join(project.directory, one))]
    return f"whose package `{name}`" if known and not any(is_there(one) for one in names) else None


def _pages(project: Project) -> tuple[str, ...]:
    written = project.table("project").get("readme") or project.table("tool", "poetry").get("readme")
    if isinstance(written, str):
        return (written,)
    named = project.table("project", "readme").get("file")
    return (named,) if isinstance(named, str) else texts(written)


def _is_configured(project: Project) -> bool:
    """Whether the project says itself where its package is."""
    poetry = project.table("tool", "poetry")
    places = (project.table("tool", "hatch", "build"), project.table("tool", "uv", "build-backend"))
    return (
        any(places)
        or any(key in poetry for key in ("packages", "include"))
        or any("scm" in one for one in project.dynamic)
    )
