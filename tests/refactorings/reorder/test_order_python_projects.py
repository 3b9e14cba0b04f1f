"""poetry, uv, pdm and pipenv: manifests and lock file first, the dependencies, then the sources and the project itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dockwright.assist import Change
from dockwright.rule import Safety

Files = Mapping[str, str] | None
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]

PROJECT = '[project]\nname = "app"\nversion = "1"\ndependencies = ["flask"]\n'
PACKAGE = PROJECT + '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
POETRY = '[tool.poetry]\nname = "app"\n[tool.poetry.dependencies]\npython = "^3.12"\nflask = "*"\n'

UV = {"pyproject.toml": PROJECT, "uv.lock": "", "main.py": ""}
UV_PACKAGE = {"pyproject.toml": PACKAGE, "uv.lock": "", "src/app/__init__.py": ""}
POETRY_APP = {"pyproject.toml": POETRY, "poetry.lock": "", "app/__init__.py": ""}
PDM = {"pyproject.toml": PACKAGE, "pdm.lock": "", "src/app/__init__.py": ""}
PIPENV = {"Pipfile": '[packages]\nflask = "*"\n', "Pipfile.lock": "{}", "app.py": ""}

SAFE: list[tuple[str, Files, str, str]] = [
    (
        "poetry installs the project, too: the dependencies go first, the command stays",
        POETRY_APP,
        "COPY . .\nRUN poetry install --only main\n",
        "COPY pyproject.toml poetry.lock ./\nRUN poetry install --no-root --only main\nCOPY . .\nRUN poetry install --only main\n",
    ),
    (
        "poetry, set up in the same RUN",
        POETRY_APP,
        "COPY . .\nRUN pip install poetry && poetry config virtualenvs.create false && poetry install\n",
        "COPY pyproject.toml poetry.lock ./\n"
        "RUN pip install poetry && poetry config virtualenvs.create false && poetry install --no-root\nCOPY . .\n"
        "RUN poetry install\n",
    ),
    (
        "poetry without the project",
        POETRY_APP,
        "COPY . .\nRUN poetry install --no-root\n",
        "COPY pyproject.toml poetry.lock ./\nRUN poetry install --no-root\nCOPY . .\n",
    ),
    (
        "poetry in a project that is no package, with settings",
        {**POETRY_APP, "pyproject.toml": POETRY.replace("name", "package-mode = false\nname"), "poetry.toml": ""},
        "COPY . .\nRUN poetry install\n",
        "COPY pyproject.toml poetry.lock poetry.toml ./\nRUN poetry install\nCOPY . .\n",
    ),
    (
        "poetry reads a license file that [project] names",
        {"pyproject.toml": PROJECT + 'license = {file = "LICENSE"}\n', "LICENSE": "", "README.md": ""},
        "COPY . .\nRUN poetry install --no-root\n",
        "COPY pyproject.toml LICENSE ./\nRUN poetry install --no-root\nCOPY . .\n",
    ),
    (
        "variables of the command are kept",
        POETRY_APP,
        "COPY . .\nRUN POETRY_VIRTUALENVS_CREATE=false poetry install\n",
        "COPY pyproject.toml poetry.lock ./\nRUN POETRY_VIRTUALENVS_CREATE=false poetry install --no-root\nCOPY . .\n"
        "RUN POETRY_VIRTUALENVS_CREATE=false poetry install\n",
    ),
    (
        "uv in an application without a build system installs nothing of the project",
        {**UV, ".python-version": "3.12"},
        "COPY . .\nRUN uv sync --locked --no-dev\n",
        "COPY pyproject.toml uv.lock .python-version ./\nRUN uv sync --locked --no-dev\nCOPY . .\n",
    ),
    (
        "uv in a package, with its cache",
        UV_PACKAGE,
        "COPY . .\nRUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen\n",
        "COPY pyproject.toml uv.lock ./\nRUN --mount=type=cache,target=/root/.cache/uv uv sync --no-install-project --frozen\n"
        "COPY . .\nRUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen\n",
    ),
    (
        "uv in a workspace: the manifests of the members, which the lock file is compared with",
        {
            **UV_PACKAGE,
            "pyproject.toml": PACKAGE + "[tool.uv.sources]\nlib = {workspace = true}\n"
            '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n',
            "packages/lib/pyproject.toml": PACKAGE,
            "packages/old/pyproject.toml": PACKAGE,
        },
        "COPY . .\nRUN uv sync\n",
        "COPY pyproject.toml uv.lock ./\nCOPY packages/lib/pyproject.toml packages/lib/\n"
        "RUN uv sync --no-install-workspace\nCOPY . .\nRUN uv sync\n",
    ),
    (
        "uv in a workspace, when only the project was left out",
        {
            **UV_PACKAGE,
            "pyproject.toml": PACKAGE + '[tool.uv.workspace]\nmembers = ["lib"]\n',
            "lib/pyproject.toml": PACKAGE,
        },
        "COPY . .\nRUN uv sync --no-install-project\n",
        "COPY pyproject.toml uv.lock ./\nCOPY lib/pyproject.toml lib/\n"
        "RUN uv sync --no-install-workspace --no-install-project\nCOPY . .\nRUN uv sync --no-install-project\n",
    ),
    (
        "uv with a frozen lock file does not ask for dynamic dependencies",
        {**UV_PACKAGE, "pyproject.toml": PACKAGE.replace('dependencies = ["flask"]', 'dynamic = ["dependencies"]')},
        "COPY . .\nRUN uv sync --frozen\n",
        "COPY pyproject.toml uv.lock ./\nRUN uv sync --no-install-project --frozen\nCOPY . .\nRUN uv sync --frozen\n",
    ),
    (
        "uv pip, which reads uv's settings",
        {"requirements.txt": "flask\n-c limits.txt\n", "limits.txt": "", "uv.toml": "", "app.py": ""},
        "COPY . .\nRUN uv pip install --system -r requirements.txt\n",
        "COPY requirements.txt limits.txt uv.toml ./\nRUN uv pip install --system -r requirements.txt\nCOPY . .\n",
    ),
    (
        "uv pip, which installs the project",
        UV_PACKAGE,
        "COPY . .\nRUN uv pip install --system --no-cache -e '.[dev,web]'\n",
        "COPY pyproject.toml ./\nRUN uv pip install --system --no-cache -r pyproject.toml --extra dev --extra web\nCOPY . .\n"
        "RUN uv pip install --system --no-cache -e '.[dev,web]'\n",
    ),
    (
        "... beside a list of packages",
        {**UV_PACKAGE, "requirements.txt": "gunicorn\n"},
        "COPY . .\nRUN uv pip install -r requirements.txt .\n",
        "COPY pyproject.toml requirements.txt ./\nRUN uv pip install -r requirements.txt -r pyproject.toml\nCOPY . .\n"
        "RUN uv pip install -r requirements.txt .\n",
    ),
    (
        "... or only what its manifest names",
        UV,
        "COPY . .\nRUN uv pip install --system -r pyproject.toml\n",
        "COPY pyproject.toml ./\nRUN uv pip install --system -r pyproject.toml\nCOPY . .\n",
    ),
    (
        "uv pip sync",
        {"requirements.txt": "flask\n", "app.py": ""},
        "COPY . .\nRUN pip install uv && uv pip sync --system requirements.txt\n",
        "COPY requirements.txt ./\nRUN pip install uv && uv pip sync --system requirements.txt\nCOPY . .\n",
    ),
    (
        "uv run installs on its way: what it needs goes first",
        UV,
        "COPY . .\nRUN uv run --frozen --no-dev main.py --frozen-lake\n",
        "COPY pyproject.toml uv.lock ./\nRUN uv sync --frozen --no-dev\nCOPY . .\nRUN uv run --frozen --no-dev main.py --frozen-lake\n",
    ),
    (
        "uv run of a package, with groups and packages of its own",
        UV_PACKAGE,
        "COPY . .\nRUN UV_LINK_MODE=copy A=b uv run --group prod -p 3.12 --with ipython --extra=web -- python -m app\n",
        "COPY pyproject.toml uv.lock ./\nRUN UV_LINK_MODE=copy uv sync --no-install-project --group prod -p 3.12 --extra=web\nCOPY . .\n"
        "RUN UV_LINK_MODE=copy A=b uv run --group prod -p 3.12 --with ipython --extra=web -- python -m app\n",
    ),
    (
        "pdm",
        PDM,
        "COPY . .\nRUN pdm install --check --prod --no-editable\n",
        "COPY pyproject.toml pdm.lock ./\nRUN pdm install --no-self --check --prod --no-editable\nCOPY . .\n"
        "RUN pdm install --check --prod --no-editable\n",
    ),
    (
        "pdm in the directory that tells where packages go",
        PDM,
        "COPY . .\nRUN mkdir __pypackages__ && pdm sync --prod --no-editable\n",
        "COPY pyproject.toml pdm.lock ./\nRUN mkdir __pypackages__ && pdm sync --no-self --prod --no-editable\nCOPY . .\n"
        "RUN pdm sync --prod --no-editable\n",
    ),
    (
        "pdm in such a directory, made in a RUN of its own",
        PDM,
        "COPY . .\nRUN mkdir -p __pypackages__\nRUN pdm install --prod\n",
        "RUN mkdir -p __pypackages__\nCOPY pyproject.toml pdm.lock ./\nRUN pdm install --no-self --prod\nCOPY . .\n"
        "RUN pdm install --prod\n",
    ),
    (
        "poetry in the directory that tells where packages go",
        POETRY_APP,
        "COPY . .\nRUN mkdir .venv && poetry install\n",
        "COPY pyproject.toml poetry.lock ./\nRUN mkdir .venv && poetry install --no-root\nCOPY . .\nRUN poetry install\n",
    ),
    (
        "a directory that tells nothing",
        PDM,
        "COPY . .\nRUN mkdir -p data && pdm install --prod\n",
        "COPY pyproject.toml pdm.lock ./\nRUN pdm install --no-self --prod\nCOPY . .\nRUN mkdir -p data && pdm install --prod\n",
    ),
    (
        "pdm in a project that is not distributed",
        {**PDM, "pyproject.toml": PROJECT + "[tool.pdm]\ndistribution = false\n"},
        "COPY . .\nRUN pdm sync --prod\n",
        "COPY pyproject.toml pdm.lock ./\nRUN pdm sync --prod\nCOPY . .\n",
    ),
    (
        "pipenv",
        PIPENV,
        "COPY . .\nRUN pip install pipenv && pipenv install --system --deploy\n",
        "COPY Pipfile Pipfile.lock ./\nRUN pip install pipenv && pipenv install --system --deploy\nCOPY . .\n",
    ),
    (
        "a wheel of the project",
        {**UV, "pyproject.toml": PROJECT + '[tool.uv.sources]\nx = {path = "wheels/x.whl"}\n', "wheels/x.whl": ""},
        "COPY . .\nRUN uv sync\n",
        "COPY pyproject.toml uv.lock ./\nCOPY wheels/x.whl wheels/\nRUN uv sync\nCOPY . .\n",
    ),
    (
        "a cache is removed along with an install of nothing but dependencies",
        UV,
        "COPY . .\nRUN uv sync && rm -rf /root/.cache\n",
        "COPY pyproject.toml uv.lock ./\nRUN uv sync && rm -rf /root/.cache\nCOPY . .\n",
    ),
    (
        "requirements first, and the project that the same RUN installs behind them",
        {**POETRY_APP, "requirements.txt": "flask\n"},
        "COPY . .\nRUN pip install -r requirements.txt && poetry install\n",
        "COPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nRUN poetry install\n",
    ),
]


@pytest.mark.parametrize(("files", "before", "after"), [case[1:] for case in SAFE], ids=[case[0] for case in SAFE])
def test_proven(order: Order, files: Files, before: str, after: str) -> None:
    text, change = order(f"FROM python:3.12\nWORKDIR /app\n{before}", files)
    assert text == f"FROM python:3.12\nWORKDIR /app\n{after}"
    assert change.safety is Safety.SAFE, change.notes


@pytest.mark.parametrize(
    ("command", "after"),
    [
        ("poetry install", "COPY pyproject.toml poetry.lock* ./\nRUN poetry install --no-root\nCOPY . .\nRUN poetry install\n"),
        ("uv sync", "COPY pyproject.toml uv.lock* ./\nRUN uv sync --no-install-project\nCOPY . .\nRUN uv sync\n"),
        ("pipenv sync", "COPY Pipfile* ./\nRUN pipenv sync\nCOPY . .\n"),
    ],
)  # fmt: skip
def test_unknown_context(order: Order, command: str, after: str) -> None:
    text, change = order(f"FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN {command}\n", None)
    assert text == f"FROM python:3.12\nWORKDIR /app\n{after}"
    assert change.safety is Safety.UNSAFE
    assert any("needs no other file" in note for note in change.notes)


DOUBTED: list[tuple[str, dict[str, str], str, str]] = [
    ("an environment comes with the sources", {**UV, ".venv/pyvenv.cfg": ""}, "COPY . .\nRUN uv sync", "`.venv`"),
    ("pdm's note of an interpreter", {**PDM, ".pdm-python": "/usr/bin/python"}, "COPY . .\nRUN pdm install", "`.pdm-python`"),
    ("settings by variable", {**UV, "conf/uv.toml": ""}, "ENV UV_CONFIG_FILE=/app/conf/uv.toml\nCOPY . .\nRUN uv sync", "UV_CONFIG_FILE"),
    ("another Pipfile by variable", {**PIPENV, "x/Pipfile": ""}, "ENV PIPENV_PIPFILE=x/Pipfile\nCOPY . .\nRUN pipenv install", "PIPENV_PIPFILE"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "steps", "note"), [case[1:] for case in DOUBTED], ids=[case[0] for case in DOUBTED])
def test_to_be_checked(order: Order, files: Files, steps: str, note: str) -> None:
    _, change = order(f"FROM python:3.12\nWORKDIR /app\n{steps}\n", files)
    assert change.safety is Safety.UNSAFE
    assert any(note in one for one in change.notes), change.notes


def with_project(text: str, **files: str) -> dict[str, str]:
    return {"pyproject.toml": text, "poetry.lock": "", "uv.lock": "", "pdm.lock": "", **files}


REFUSED: list[tuple[str, Files, str, str]] = [
    ("poetry: a local package", with_project(POETRY + 'lib = {path = "lib", develop = true}\n'), "poetry install --no-root", "`lib` is installed"),
    ("poetry: a local package in a group", with_project(POETRY + '[tool.poetry.group.dev.dependencies]\nlib = {path = "../lib"}\n'), "poetry install", "`../lib`"),
    ("poetry: a local package in the lock file", {**POETRY_APP, "poetry.lock": '[[package]]\nname = "x"\n[package.source]\ntype = "directory"\nurl = "vendor/x"\n'}, "poetry install", "`vendor/x`"),
    ("poetry: a wheel that is ignored", with_project(POETRY + 'x = {file = "x.whl"}\n', **{"x.whl": "", ".dockerignore": "*.whl"}), "poetry install", "`x.whl`"),
    ("poetry: a plugin that asks the repository", with_project(POETRY + "[tool.poetry-dynamic-versioning]\nenable = true\n"), "poetry install --no-root", "repository"),
    ("uv: a local package", with_project(PACKAGE + '[tool.uv.sources]\nlib = {path = "lib", editable = true}\n'), "uv sync", "`lib` is installed"),
    ("uv: one of several sources", with_project(PACKAGE + '[tool.uv.sources]\nlib = [{path = "lib", marker = "x"}]\n'), "uv sync", "`lib` is installed"),
    ("uv: a local package in the lock file", {**UV, "uv.lock": '[[package]]\nname = "x"\nsource = {editable = "x"}\n'}, "uv sync", "`x` is installed"),
    ("uv: a reference to a file", with_project(PROJECT.replace("flask", "lib @ file:///app/lib")), "uv sync", "own sources"),
    ("uv: dynamic dependencies", with_project(PACKAGE.replace('dependencies = ["flask"]', 'dynamic = ["dependencies"]')), "uv sync", "dynamic"),
    ("uv: an index on disk", with_project(PROJECT + '[[tool.uv.index]]\nurl = "./wheels"\n'), "uv sync", "index on disk"),
    ("pdm: a local package", with_project(PROJECT + '[tool.pdm.dev-dependencies]\ndev = ["-e file:///${PROJECT_ROOT}/sub#egg=sub"]\n'), "pdm install", "own sources"),
    ("pdm: a script that runs along", with_project(PROJECT + '[tool.pdm.scripts]\npost_install = "python gen.py"\n'), "pdm install", "post_install"),
    ("pipenv: the project itself", {"Pipfile": "[packages]\napp = {path = '.', editable = true}\n"}, "pipenv install", "project itself"),
    ("pipenv: the project in the lock file", {**PIPENV, "Pipfile.lock": '{"default": {"app": {"path": "./lib"}}}'}, "pipenv sync", "`./lib`"),
    ("uv pip: dependencies that a build names", {"pyproject.toml": '[project]\nname = "a"\ndynamic = ["dependencies"]\n'}, "uv pip install -r pyproject.toml", "build"),
    ("uv pip: the project, whose dependencies a build names", {"pyproject.toml": '[project]\nname = "a"\ndynamic = ["dependencies"]\n'}, "uv pip install --system .", "build"),
    ("a cache is removed behind the install of a package", POETRY_APP, "poetry install && rm -rf /root/.cache", "`rm` in the same RUN"),
    ("uv's cache is removed behind the install of a package", UV_PACKAGE, "uv sync && uv cache clean", "`uv` in the same RUN"),
    ("a script in front", UV, "./gen.sh && uv sync", "gen.sh"),
    ("a directory for packages that comes with the sources, too", {**PDM, "__pypackages__/README": ""}, "mkdir -p __pypackages__ && pdm install", "mkdir"),
    ("a here-document cannot be taken apart", POETRY_APP, "<<EOF\nset -e\npoetry config virtualenvs.create false\npoetry install\nEOF", "cannot be taken apart"),
    ("a project's own setting in between", POETRY_APP, "poetry config --local virtualenvs.create false && poetry install --no-root", "poetry"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "run", "part"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused(why_not: WhyNot, files: Files, run: str, part: str) -> None:
    assert part in why_not(f"FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN {run}\n", files)


def test_member_of_a_workspace_above(why_not: WhyNot) -> None:
    files = {"pyproject.toml": '[tool.uv.workspace]\nmembers = ["app"]\n', "uv.lock": "", "app/pyproject.toml": PROJECT}
    assert "workspace" in why_not("FROM python:3.12\nWORKDIR /w\nCOPY . .\nWORKDIR /w/app\nRUN uv sync\n", files)


SILENT: list[tuple[str, Files, str]] = [
    ("uv run behind the dependencies", UV_PACKAGE, "COPY pyproject.toml uv.lock ./\nRUN uv sync --no-install-project\nCOPY . .\nRUN uv run main.py"),
    ("uv run without the project", UV, "COPY . .\nRUN uv run --no-sync main.py\nRUN uv run --isolated x\nRUN uv run --project sub x"),
    ("uv run of a script with packages of its own", {**UV, "main.py": "# /// script\n# dependencies = []\n# ///\n"}, "COPY . .\nRUN uv run main.py"),
    ("uv run in an environment that is made by hand", UV, "RUN uv venv && uv pip install x\nCOPY . .\nRUN uv run main.py"),
    ("uv run that is told to leave the environment alone", UV, "ENV UV_NO_SYNC=1\nCOPY . .\nRUN uv run main.py"),
    ("uv run with the context unknown", None, "COPY . .\nRUN uv run main.py"),
    ("uv run of nothing", UV, "COPY . .\nRUN uv run --no-dev"),
    ("dependencies first already", UV_PACKAGE, "COPY pyproject.toml uv.lock ./\nRUN uv sync --no-install-project\nCOPY . .\nRUN uv sync"),
    ("poetry, dependencies first already", POETRY_APP, "COPY pyproject.toml poetry.lock ./\nRUN poetry install --no-root\nCOPY . .\nRUN poetry install"),
    ("no project", {"app.py": ""}, "COPY . .\nRUN uv sync"),
    ("not TOML", {"pyproject.toml": "[[["}, "COPY . .\nRUN uv sync"),
    ("elsewhere", UV, "COPY . .\nRUN uv sync --project sub"),
    ("a script", UV, "COPY . .\nRUN uv sync --script main.py"),
    ("a package by name", PIPENV, "COPY . .\nRUN pipenv install gunicorn"),
    ("only the project", POETRY_APP, "COPY . .\nRUN poetry install --only-root"),
    ("a server whose name begins like uv", UV, "COPY . .\nRUN uvicorn --version"),
    ("a part of the project by uv pip", UV, "COPY . .\nRUN uv pip install --system ./lib"),
    ("the project by uv pip, without what it depends on", UV, "COPY . .\nRUN uv pip install --system --no-deps ."),
    ("a project that has no manifest of that kind", {"setup.py": ""}, "COPY . .\nRUN uv pip install --system ."),
    ("requirements on standard input", UV, "COPY . .\nRUN uv pip install -r -"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "steps"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
def test_nothing_to_say(why_not: WhyNot, files: Files, steps: str) -> None:
    assert why_not(f"FROM python:3.12\nWORKDIR /app\n{steps}\n", files) == ""


@pytest.mark.parametrize(
    "text",
    [
        "project = 1\n",
        "[project]\ndependencies = 1\n[tool]\nuv = 3\n",
        '[project]\ndependencies = [1, ["x"]]\n[tool.uv]\nworkspace = 1\nsources = [1]\nindex = {url = 3}\n',
        "[tool]\npoetry = {dependencies = 3, group = [1]}\n[project]\ndynamic = 3\nlicense = {file = 1}\n",
        "[project]\nx = " + "[" * 2000 + "\n",
    ],
)
@pytest.mark.parametrize("command", ["uv sync", "poetry install", "pdm install"])
def test_manifests_of_any_shape(why_not: WhyNot, order: Order, text: str, command: str) -> None:
    """What is not understood neither raises nor is it taken for something it is not."""
    files = {"pyproject.toml": text, "uv.lock": "package = 1\n", "poetry.lock": "package = [1]\n", "pdm.lock": "[[["}
    dockerfile = f"FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN {command}\n"
    try:
        assert "pyproject.toml" in order(dockerfile, files)[0]
    except StopIteration:
        assert why_not(dockerfile, files) == ""
