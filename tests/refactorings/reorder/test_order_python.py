"""Python: the requirements files first, pip, then the sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dockwright.assist import Change
from dockwright.rule import Safety

Files = Mapping[str, str] | None
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]

APP: dict[str, str] = {"requirements.txt": "flask==3.0.0\n", "app.py": ""}
NESTED: dict[str, str] = {
    "requirements/prod.txt": "-r base.txt\n-c ../constraints.txt\ngunicorn\n",
    "requirements/base.txt": "flask\n",
    "constraints.txt": "flask<4\n",
    "app.py": "",
}

GROUPS: dict[str, str] = {
    "pyproject.toml": '[dependency-groups]\nWeb = ["flask"]\ntest = [{include-group = "web"}, "pytest"]\n'
    'own = ["lib @ file:lib"]\nall = [{include-group = "own"}]\nnone = []\n',
    "constraints.txt": "flask<4\n",
    "app.py": "",
}

SAFE: list[tuple[str, Files, str, str]] = [
    (
        "a group of pyproject.toml",
        GROUPS,
        "WORKDIR /app\nCOPY . .\nRUN pip install --group web\n",
        "WORKDIR /app\nCOPY pyproject.toml ./\nRUN pip install --group web\nCOPY . .\n",
    ),
    (
        "groups with a path, and a requirements file",
        {**APP, "api/pyproject.toml": GROUPS["pyproject.toml"]},
        "WORKDIR /app\nCOPY . .\nRUN python -m pip install --group=api/pyproject.toml:test -r requirements.txt\n",
        "WORKDIR /app\nCOPY api/pyproject.toml api/\nCOPY requirements.txt ./\n"
        "RUN python -m pip install --group=api/pyproject.toml:test -r requirements.txt\nCOPY . .\n",
    ),
    (
        "a group for uv, which reads its settings",
        {**GROUPS, "uv.toml": ""},
        "WORKDIR /app\nCOPY . .\nRUN uv pip install --system --group web\n",
        "WORKDIR /app\nCOPY pyproject.toml uv.toml ./\nRUN uv pip install --system --group web\nCOPY . .\n",
    ),
    (
        "a group, and constraints that a variable names",
        GROUPS,
        "ENV PIP_CONSTRAINT=constraints.txt\nWORKDIR /app\nCOPY . .\nRUN pip install --group test\n",
        "ENV PIP_CONSTRAINT=constraints.txt\nWORKDIR /app\nCOPY pyproject.toml constraints.txt ./\nRUN pip install --group test\n"
        "COPY . .\n",
    ),
    (
        "pip-sync, and the file that it takes where none is named",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN pip install pip-tools && pip-sync\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nRUN pip install pip-tools && pip-sync\nCOPY . .\n",
    ),
    (
        "pip-sync with two files, and its settings",
        {**APP, "dev.txt": "", "pyproject.toml": "[tool.pip-tools]\n"},
        "WORKDIR /app\nCOPY . .\nRUN pip-sync requirements.txt dev.txt\n",
        "WORKDIR /app\nCOPY requirements.txt dev.txt pyproject.toml ./\nRUN pip-sync requirements.txt dev.txt\nCOPY . .\n",
    ),
    (
        "constraints that a variable names",
        {**APP, "constraints.txt": ""},
        "ENV PIP_CONSTRAINT=constraints.txt\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n",
        "ENV PIP_CONSTRAINT=constraints.txt\nWORKDIR /app\nCOPY requirements.txt constraints.txt ./\n"
        "RUN pip install -r requirements.txt\nCOPY . .\n",
    ),
    (
        "the reference case",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD python app.py\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD python app.py\n",
    ),
    (
        "a file that is copied once more",
        APP,
        "WORKDIR /app\nCOPY . .\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCOPY requirements.txt .\n",
    ),
    (
        "includes and constraints",
        NESTED,
        "WORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir -r requirements/prod.txt\n",
        "WORKDIR /app\nCOPY requirements/prod.txt requirements/base.txt requirements/\nCOPY constraints.txt ./\n"
        "RUN pip install --no-cache-dir -r requirements/prod.txt\nCOPY . .\n",
    ),
    (
        "an absolute path from elsewhere",
        APP,
        "COPY . /srv/app\nRUN pip3 install -r /srv/app/requirements.txt\nWORKDIR /srv/app\n",
        "COPY requirements.txt /srv/app/\nRUN pip3 install -r /srv/app/requirements.txt\nCOPY . /srv/app\nWORKDIR /srv/app\n",
    ),
    (
        "python -m pip, upgraded first",
        APP,
        "WORKDIR /app\nADD . /app\nRUN python -m pip install --upgrade pip && python -m pip install -r requirements.txt\n",
        "WORKDIR /app\nCOPY requirements.txt /app/\n"
        "RUN python -m pip install --upgrade pip && python -m pip install -r requirements.txt\nADD . /app\n",
    ),
    (
        "pip upgraded in a RUN between them",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN pip install --upgrade pip\nRUN pip install -r requirements.txt\n",
        "WORKDIR /app\nRUN pip install --upgrade pip\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n",
    ),
    (
        "Django in one RUN",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt && python manage.py collectstatic --noinput\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n"
        "RUN python manage.py collectstatic --noinput\n",
    ),
    (
        "two files, two RUNs",
        {**APP, "dev.txt": "pytest\n"},
        "WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nRUN pip install -r dev.txt\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY dev.txt ./\nRUN pip install -r dev.txt\n"
        "COPY . .\n",
    ),
    (
        "packages beside the file",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN apt-get update && apt-get install -y gcc && pip install -r requirements.txt gunicorn"
        " && apt-get purge -y gcc && rm -rf /var/lib/apt/lists/*\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nRUN apt-get update && apt-get install -y gcc && pip install -r requirements.txt gunicorn"
        " && apt-get purge -y gcc && rm -rf /var/lib/apt/lists/*\nCOPY . .\n",
    ),
    (
        "wheels of the project",
        {"requirements.txt": "--find-links wheels\nx\n", "wheels/x.whl": ""},
        "WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nCOPY wheels/ wheels/\nRUN pip install -r requirements.txt\nCOPY . .\n",
    ),
    (
        "a wheel directory on the command line",
        {**APP, "wheels/x.whl": ""},
        "WORKDIR /app\nCOPY . .\nRUN pip install --no-index --find-links=wheels -r requirements.txt\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nCOPY wheels/ wheels/\n"
        "RUN pip install --no-index --find-links=wheels -r requirements.txt\nCOPY . .\n",
    ),
    (
        "wheels built in a stage",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN pip wheel -r requirements.txt -w /wheels\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nRUN pip wheel -r requirements.txt -w /wheels\nCOPY . .\n",
    ),
    (
        "packages in a directory of the project that only they are in",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt -t ./lib\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt -t ./lib\nCOPY . .\n",
    ),
    (
        "packages in a directory elsewhere",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt -t /deps\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt -t /deps\nCOPY . .\n",
    ),
    (
        "a virtual environment beside the sources",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN python3 -m venv venv && venv/bin/pip install -r requirements.txt\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nRUN python3 -m venv venv && venv/bin/pip install -r requirements.txt\nCOPY . .\n",
    ),
    (
        "a virtual environment in a RUN between them, then the project",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN python3 -m venv --copies /app/.venv\n"
        "RUN ./.venv/bin/pip install -r requirements.txt && .venv/bin/python manage.py migrate\n",
        "WORKDIR /app\nRUN python3 -m venv --copies /app/.venv\nCOPY requirements.txt ./\n"
        "RUN ./.venv/bin/pip install -r requirements.txt\nCOPY . .\nRUN .venv/bin/python manage.py migrate\n",
    ),
    (
        "a virtual environment that uv makes, and its packages",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN uv venv --seed && uv pip install -r requirements.txt\n",
        "WORKDIR /app\nCOPY requirements.txt ./\nRUN uv venv --seed && uv pip install -r requirements.txt\nCOPY . .\n",
    ),
    (
        "... elsewhere, in a RUN of its own",
        {**APP, "pyproject.toml": ""},
        "WORKDIR /app\nRUN mkdir /env\nCOPY . .\nWORKDIR /env\nRUN uv venv -p 3.12 /opt/venv\nENV VIRTUAL_ENV=/opt/venv\nWORKDIR /app\n"
        "RUN uv pip install -r requirements.txt\n",
        "WORKDIR /app\nRUN mkdir /env\nWORKDIR /env\nRUN uv venv -p 3.12 /opt/venv\nENV VIRTUAL_ENV=/opt/venv\nWORKDIR /app\n"
        "COPY requirements.txt /app/\nRUN uv pip install -r requirements.txt\nCOPY . /app/\n",
    ),
    (
        "a virtual environment of virtualenv",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN pip install virtualenv && virtualenv --python python3 .venv && .venv/bin/pip install -r requirements.txt\n",
        "WORKDIR /app\nCOPY requirements.txt ./\n"
        "RUN pip install virtualenv && virtualenv --python python3 .venv && .venv/bin/pip install -r requirements.txt\nCOPY . .\n",
    ),
    (
        "an environment that is activated",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN python3 -m venv venv && . venv/bin/activate && pip install -r requirements.txt\n",
        "WORKDIR /app\nCOPY requirements.txt ./\n"
        "RUN python3 -m venv venv && . venv/bin/activate && pip install -r requirements.txt\nCOPY . .\n",
    ),
    (
        "an environment elsewhere, activated for both halves",
        APP,
        "WORKDIR /app\nCOPY . .\nRUN python3 -m venv /venv\n"
        "RUN . /venv/bin/activate && pip install -r requirements.txt && python manage.py migrate\n",
        "WORKDIR /app\nRUN python3 -m venv /venv\nCOPY requirements.txt ./\n"
        "RUN . /venv/bin/activate && pip install -r requirements.txt\nCOPY . .\n"
        "RUN . /venv/bin/activate && python manage.py migrate\n",
    ),
    (
        "an environment that is made, activated and used for the rest",
        APP,
        "WORKDIR /app\nCOPY . .\n"
        "RUN python3 -m venv venv && . ./venv/bin/activate && pip install -r requirements.txt && python manage.py migrate\n",
        "WORKDIR /app\nCOPY requirements.txt ./\n"
        "RUN python3 -m venv venv && . ./venv/bin/activate && pip install -r requirements.txt\nCOPY . .\n"
        "RUN . ./venv/bin/activate && python manage.py migrate\n",
    ),
    (
        "modules of the project on the path of Python",
        {**APP, "lib/tools.py": "", "pip/x.py": ""},
        "WORKDIR /app\nENV PYTHONPATH=/app/lib:/app\nCOPY . .\nRUN PYTHONPATH=/app/lib pip install -r requirements.txt\n",
        "WORKDIR /app\nENV PYTHONPATH=/app/lib:/app\nCOPY requirements.txt ./\n"
        "RUN PYTHONPATH=/app/lib pip install -r requirements.txt\nCOPY . .\n",
    ),
    (
        "a virtual environment elsewhere",
        APP,
        'WORKDIR /app\nRUN python -m venv /opt/venv\nENV PATH="/opt/venv/bin:$PATH"\nCOPY . .\nRUN pip install -r requirements.txt\n',
        'WORKDIR /app\nRUN python -m venv /opt/venv\nENV PATH="/opt/venv/bin:$PATH"\nCOPY requirements.txt ./\n'
        "RUN pip install -r requirements.txt\nCOPY . .\n",
    ),
]


@pytest.mark.parametrize(("files", "before", "after"), [case[1:] for case in SAFE], ids=[case[0] for case in SAFE])
def test_proven(order: Order, files: Files, before: str, after: str) -> None:
    text, change = order(f"FROM python:3.12\n{before}", files)
    assert text == f"FROM python:3.12\n{after}"
    assert change.safety is Safety.SAFE, change.notes


def test_unknown_context(order: Order) -> None:
    text, change = order("FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n", None)
    assert (
        text
        == "FROM python:3.12\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n"
    )
    assert change.safety is Safety.UNSAFE
    assert any("names no other file" in note for note in change.notes)


def test_unknown_context_with_a_directory_of_lists(order: Order) -> None:
    text, _ = order("FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements/prod.txt\n", None)
    assert text == (
        "FROM python:3.12\nWORKDIR /app\nCOPY requirements/ requirements/\n"
        "RUN pip install -r requirements/prod.txt\nCOPY . .\n"
    )


DOUBTED: list[tuple[str, dict[str, str], str, str]] = [
    ("constraints by variable", {**APP, "c.txt": ""}, "ENV PIP_CONSTRAINT=c.txt\nCOPY . .\nRUN pip install -U pip\nRUN pip install -r requirements.txt", "PIP_CONSTRAINT"),
    ("a directory of packages by variable", {**APP, "wheels/a.whl": ""}, "ENV PIP_FIND_LINKS=wheels PIP_NO_INDEX=1\nCOPY . .\nRUN pip install -r requirements.txt", "PIP_FIND_LINKS"),
    ("settings by variable", {**APP, "pip.conf": ""}, "COPY . .\nRUN PIP_CONFIG_FILE=/app/pip.conf pip install -r requirements.txt", "PIP_CONFIG_FILE"),
    ("certificates by a flag", {**APP, "ca.pem": ""}, "COPY . .\nRUN pip install --cert ca.pem -r requirements.txt", "`--cert` names `ca.pem`"),
    ("... in one word", {**APP, "ca.pem": ""}, "COPY . .\nRUN pip install --cert=/app/ca.pem -r requirements.txt", "`--cert` names `/app/ca.pem`"),
    ("an environment in the project", {**APP, "venv/pyvenv.cfg": ""}, "RUN python -m venv venv\nCOPY . .\nRUN venv/bin/pip install -r requirements.txt", "`venv`"),
    ("an environment on the path", {**APP, ".venv/pyvenv.cfg": ""}, "ENV PATH=/app/.venv/bin:$PATH\nCOPY . .\nRUN pip install -r requirements.txt", "`.venv`"),
    ("an environment by variable", {**APP, ".venv/pyvenv.cfg": ""}, "ENV VIRTUAL_ENV=/app/.venv\nCOPY . .\nRUN pip install -r requirements.txt", "`.venv`"),
    ("packages in a directory of the sources", {**APP, "lib/a.py": ""}, "COPY . .\nRUN pip install -r requirements.txt --target=lib", "no package has the name"),
    ("packages beside the sources", APP, "COPY . .\nRUN pip install -r requirements.txt -t .", "no package has the name"),
    ("... in a directory that a variable names", APP, 'COPY . .\nRUN pip install -r requirements.txt --target "$TASK"', "no package has the name"),
    ("settings that name a file of the sources", {**APP, "certs/ca.pem": ""}, "COPY . .\nRUN pip config set global.cert certs/ca.pem && pip install -r requirements.txt", "`pip config` names `certs/ca.pem`"),
    ("... in a RUN of their own", {**APP, "ca.pem": ""}, "COPY . .\nRUN pip config set global.cert /app/ca.pem\nRUN pip install -r requirements.txt", "`pip config` names `/app/ca.pem`"),
    ("a variable of the script that does", {**APP, "ca.pem": ""}, "COPY . .\nRUN export PIP_CERT=/app/ca.pem && pip install -r requirements.txt", "`PIP_CERT` names `/app/ca.pem`"),
    ("a directory of authorities", {**APP, "certs/ca.pem": ""}, "ENV SSL_CERT_DIR=/app/certs\nCOPY . .\nRUN pip install -r requirements.txt", "`SSL_CERT_DIR`"),
    ("packages that the path of Python brings", {**APP, "lib/flask-3.0.0.dist-info/METADATA": ""}, "ENV PYTHONPATH=/app/lib\nCOPY . .\nRUN pip install -r requirements.txt", "`flask-3.0.0.dist-info` comes with the sources"),
    ("what Python runs at its start", {**APP, "lib/sitecustomize.py": ""}, "ENV PYTHONPATH=lib\nCOPY . .\nRUN pip install -r requirements.txt", "`sitecustomize.py` comes with the sources"),
    ("a module with pip's name", {**APP, "pip/__main__.py": ""}, "COPY . .\nRUN python -m pip install -r requirements.txt", "`pip` comes with the sources"),
    ("somebody's home directory", APP, "WORKDIR /home/app\nUSER app\nCOPY . .\nRUN pip install -r requirements.txt", "settings"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "inserted"),
    [
        ("pip install -r requirements.txt .", "pip install -r requirements.txt"),
        ("pip install --no-cache-dir -r requirements.txt -e .[dev]", "pip install --no-cache-dir -r requirements.txt"),
        (
            "python -m pip install -e ./lib --editable=. -r requirements.txt",
            "python -m pip install -r requirements.txt",
        ),
        ("PIP_X=1 pip install -e. -r requirements.txt", "PIP_X=1 pip install -r requirements.txt"),
    ],
)
def test_the_project_beside_a_list(order: Order, command: str, inserted: str) -> None:
    text, change = order(f"FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN {command}\n", APP)
    assert text == (
        f"FROM python:3.12\nWORKDIR /app\nCOPY requirements.txt ./\nRUN {inserted}\nCOPY . .\nRUN {command}\n"
    )
    assert change.safety is Safety.UNSAFE
    assert any("may want other versions" in note for note in change.notes), change.notes


@pytest.mark.parametrize(("files", "steps", "note"), [case[1:] for case in DOUBTED], ids=[case[0] for case in DOUBTED])
def test_to_be_checked(order: Order, files: Files, steps: str, note: str) -> None:
    _, change = order(f"FROM python:3.12\nWORKDIR /app\n{steps}\n", files)
    assert change.safety is Safety.UNSAFE
    assert any(note in one for one in change.notes), change.notes


@pytest.mark.parametrize(
    "steps",
    [
        "ENV PIP_NO_CACHE_DIR=1 PIP_INDEX_URL=https://x/simple PATH=/app/bin:$PATH\nCOPY . .",
        "ENV VIRTUAL_ENV=/app/.venv\nRUN python -m venv $VIRTUAL_ENV\nENV PATH=$VIRTUAL_ENV/bin:$PATH\nCOPY . .",
        "COPY . .\nRUN pip config set global.index-url https://x/simple && pip config set global.cert /etc/ssl/ca.pem",
    ],
)
def test_settings_that_name_nothing_of_the_project(order: Order, steps: str) -> None:
    _, change = order(f"FROM python:3.12\nWORKDIR /app\n{steps}\nRUN pip install -r requirements.txt\n", APP)
    assert change.safety is Safety.SAFE, change.notes


REFUSED: list[tuple[str, Files, str, str]] = [
    ("a file of the same name from elsewhere", {**APP, "ci/requirements.txt": "x\n"}, "WORKDIR /app\nCOPY . .\nCOPY ci/requirements.txt .\nRUN pip install -r requirements.txt\n", "may bring another `requirements.txt`"),
    ("the project itself is required", {"requirements.txt": "-e .\n"}, "COPY . .\nRUN pip install -r requirements.txt", "own sources"),
    ("a local package is required", {"requirements.txt": "./lib\n"}, "COPY . .\nRUN pip install -r requirements.txt", "own sources"),
    ("a local package by its address", {"requirements.txt": "x @ file:///app/lib\n"}, "COPY . .\nRUN pip install -r requirements.txt", "`/app/lib` is installed from"),
    ("an index in the project", {"requirements.txt": "--index-url file:///app/idx\nx\n", "idx/x": ""}, "COPY . .\nRUN pip install -r requirements.txt", "own sources"),
    ("an include is missing", {"requirements.txt": "-r x.txt\n"}, "COPY . .\nRUN pip install -r requirements.txt", "x.txt"),
    ("uv takes the Python of a file", {**APP, ".python-version": "3.12"}, "COPY . .\nRUN uv venv && uv pip install -r requirements.txt", "`uv` in the same RUN"),
    ("... of a project above", {"pyproject.toml": "", "a/requirements.txt": "x\n"}, "COPY . .\nWORKDIR /app/a\nRUN uv venv /v\nRUN uv pip install -r requirements.txt", "`uv` between them"),
    ("an environment that comes with the sources", {**APP, ".venv/x": ""}, "COPY . .\nRUN uv venv\nRUN uv pip install -r requirements.txt", "`uv` between them"),
    ("virtualenv where a computed word says", APP, "COPY . .\nRUN virtualenv $ENV && pip install -r requirements.txt", "`virtualenv`"),
    ("the file is made in between", APP, "COPY . .\nRUN pipenv lock -r > requirements.txt\nRUN pip install -r requirements.txt", "pipenv"),
    ("the file is changed in between", APP, "COPY . .\nRUN sed -i s/a/b/ requirements.txt\nRUN pip install -r requirements.txt", "sed"),
    ("a script in front", APP, "COPY . .\nRUN ./setup.sh && pip install -r requirements.txt", "setup.sh"),
    ("compilers are removed after the build", APP, "COPY . .\nRUN pip install -r requirements.txt && python setup.py build && apt-get purge -y gcc", "layer"),
    ("an environment that comes along", {**APP, "venv/bin/pip": ""}, "COPY . .\nRUN python -m venv venv && venv/bin/pip install -r requirements.txt", "python"),
    ("an activated environment that comes along", {**APP, "venv/bin/activate": ""}, "COPY . .\nRUN . venv/bin/activate && pip install -r requirements.txt", "`.`"),
    ("a script of the project that sets up what follows", {**APP, "env.sh": ""}, "COPY . .\nRUN . ./env.sh && pip install -r requirements.txt", "`.`"),
    ("an environment with a computed name", APP, "COPY . .\nRUN . $WHERE/bin/activate && pip install -r requirements.txt", "`.`"),
    ("an environment that is the project", APP, "COPY . .\nRUN python -m venv . && bin/pip install -r requirements.txt", "python"),
    ("an environment below what a copy on top brings", {**APP, "x/a.txt": ""}, "COPY . .\nCOPY x venv\nRUN python -m venv venv && venv/bin/pip install -r requirements.txt", "python"),
    ("an environment with a name that nobody knows", APP, "COPY . .\nRUN python -m venv $WHERE && pip install -r requirements.txt", "python"),
    ("a module of the project", APP, "COPY . .\nRUN python -m tools.venv venv && venv/bin/pip install -r requirements.txt", "python"),
    ("a group that includes one with a local package", GROUPS, "COPY . .\nRUN pip install --group all", "own sources"),
    ("an include outside of the part", {"app/requirements.txt": "-r ../c.txt\n", "c.txt": "", "app/app.py": ""}, "COPY app .\nRUN pip install -r requirements.txt", "outside"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "steps", "part"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused(why_not: WhyNot, files: Files, steps: str, part: str) -> None:
    assert part in why_not(f"FROM python:3.12\nWORKDIR /app\n{steps}\n", files)


SILENT: list[tuple[str, Files, str]] = [
    (
        "a directory of lists",
        {"requirements/prod.txt": "-r base.txt\n", "requirements/base.txt": "flask\n", "requirements/dev.in": "", "src/app.py": ""},
        "COPY requirements /requirements\nRUN pip install -r /requirements/prod.txt\nCOPY src /app\n",
    ),
    ("manifest-first already", APP, "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . ."),
    ("some requirements before", {**APP, "dev.txt": ""}, "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN pip install -r dev.txt"),
    ("no requirements", {"app.py": ""}, "COPY . .\nRUN pip install -r requirements.txt"),
    ("packages by name", APP, "COPY . .\nRUN pip install flask"),
    ("the project", APP, "COPY . .\nRUN pip install ."),
    ("the project, editable", APP, "COPY . .\nRUN pip install -e ."),
    ("a package file beside the list", APP, "COPY . .\nRUN pip install -r requirements.txt ./dist/x.whl"),
    ("a repository beside the list", APP, "COPY . .\nRUN pip install -r requirements.txt -e git+https://x/y.git#egg=y"),
    ("wheels of the project beside the list", APP, "COPY . .\nRUN pip wheel -r requirements.txt ."),
    ("a file from elsewhere", APP, "COPY requirements.txt /tmp/\nCOPY . .\nRUN pip install -r /tmp/requirements.txt"),
    ("a group that is not there", GROUPS, "COPY . .\nRUN pip install --group docs"),
    ("a computed group", GROUPS, "COPY . .\nRUN pip install --group $GROUP"),
    ("a variable", APP, "COPY . .\nRUN pip install -r $FILE"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "steps"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
def test_nothing_to_say(why_not: WhyNot, files: Files, steps: str) -> None:
    assert why_not(f"FROM python:3.12\nWORKDIR /app\n{steps}\n", files) == ""
