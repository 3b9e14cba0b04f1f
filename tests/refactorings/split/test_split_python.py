"""Python: packages go into a virtual environment in the builder, sources and metadata stay with the runtime stage."""

from __future__ import annotations

import pytest
from splitting import Files, obstacle_of, offer_of, split_of

from dockwright.assist import Offer
from dockwright.rule import Safety
from dockwright.text import apply

FLASK = {"requirements.txt": "flask\ngunicorn\n", "app.py": "import flask\n"}
UV = {"pyproject.toml": '[project]\nname = "app"\ndependencies = ["flask"]\n', "uv.lock": "", "main.py": ""}
BACKEND = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
POETRY = '[tool.poetry]\nname = "app"\n[tool.poetry.dependencies]\nflask = "*"\n'

MAKE = "RUN python -m venv /opt/venv\nENV VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:$PATH\n"
MAKE_OLD = MAKE.replace(
    "/opt/venv\n",
    '/opt/venv && /opt/venv/bin/pip install --upgrade "pip==$PYTHON_PIP_VERSION" "setuptools<58" wheel\n',
    1,
)
MAKE_2 = MAKE.replace("python -m venv", "pip install virtualenv && virtualenv", 1)
SEARCH = "ENV PATH=/opt/venv/bin:$PATH\n"
TAKE = "COPY --from=builder /opt/venv /opt/venv\n"


def install(*packages: str) -> str:
    listed = " ".join(packages)
    return f"RUN apt-get update && apt-get install -y --no-install-recommends {listed} && rm -rf /var/lib/apt/lists/*\n"


OFFERED: list[tuple[str, Files, str, str]] = [
    (
        "the reference case, manifests first",
        FLASK,
        'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nEXPOSE 80\nCMD ["gunicorn", "app:app"]\n',
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f'FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nEXPOSE 80\nCMD ["gunicorn", "app:app"]\n',
    ),
    (
        "a package that is compiled against a library of the full image",
        {**FLASK, "requirements.txt": "psycopg2==2.9\n"},
        'FROM python:3.12-bookworm\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n',
        f"FROM python:3.12-bookworm AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.12-slim-bookworm\n{install('libpq5')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD [\"python\", \"app.py\"]\n",
    ),
    (
        "... but for what brings the library itself",
        {**FLASK, "requirements.txt": "psycopg[binary]==3.2\n"},
        'FROM python:3.12-bookworm\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n',
        f"FROM python:3.12-bookworm AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.12-slim-bookworm\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD [\"python\", \"app.py\"]\n",
    ),
    (
        "... whatever the release, as its package has the same name on each",
        {**FLASK, "requirements.txt": "psycopg2==2.9\n"},
        "FROM python:3.12.11\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n"
        "CMD python app.py\n",
        f"FROM python:3.12.11 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.12.11-slim\n{install('libpq5')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD python app.py\n",
    ),
    (
        "... told by a lock file that is copied by its name",
        {"Pipfile": "", "Pipfile.lock": '{"default": {"psycopg2": {"version": "==2.8.4"}}}', "app.py": ""},
        "FROM python:3.12-bookworm\nRUN pip install pipenv\nWORKDIR /app\nCOPY Pipfile Pipfile.lock ./\n"
        "RUN pipenv install --system --deploy\nCOPY . .\nCMD python app.py\n",
        "FROM python:3.12-bookworm AS builder\nRUN pip install pipenv\nWORKDIR /app\nCOPY Pipfile Pipfile.lock ./\n"
        f"{MAKE}RUN pipenv install --system --deploy\n\n"
        f"FROM python:3.12-slim-bookworm\n{install('libpq5')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD python app.py\n",
    ),
    (
        "... or mounted",
        {**UV, "uv.lock": '[[package]]\nname = "psycopg2"\n'},
        "FROM python:3.12-bookworm\nWORKDIR /app\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/\n"
        "RUN --mount=type=bind,source=uv.lock,target=uv.lock --mount=type=bind,source=pyproject.toml,target=pyproject.toml "
        'uv sync --frozen\nENV PATH="/app/.venv/bin:$PATH"\nCOPY . .\nCMD ["python", "main.py"]\n',
        "FROM python:3.12-bookworm AS builder\nWORKDIR /app\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/\n"
        "RUN --mount=type=bind,source=uv.lock,target=uv.lock --mount=type=bind,source=pyproject.toml,target=pyproject.toml "
        f"uv sync --frozen\n\nFROM python:3.12-slim-bookworm\n{install('libpq5')}WORKDIR /app\n"
        'COPY --from=builder /app/.venv ./.venv\nENV PATH="/app/.venv/bin:$PATH"\nCOPY . .\nCMD ["python", "main.py"]\n',
    ),
    (
        "... but not where the library comes along",
        {**UV, "uv.lock": '[[package]]\nname = "psycopg"\n[[package]]\nname = "psycopg-binary"\n'},
        "FROM python:3.12-bookworm\nWORKDIR /app\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/\nCOPY pyproject.toml uv.lock ./\n"
        'RUN uv sync --frozen\nENV PATH="/app/.venv/bin:$PATH"\nCOPY . .\nCMD ["python", "main.py"]\n',
        "FROM python:3.12-bookworm AS builder\nWORKDIR /app\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/\n"
        "COPY pyproject.toml uv.lock ./\nRUN uv sync --frozen\n\nFROM python:3.12-slim-bookworm\nWORKDIR /app\n"
        'COPY --from=builder /app/.venv ./.venv\nENV PATH="/app/.venv/bin:$PATH"\nCOPY . .\nCMD ["python", "main.py"]\n',
    ),
    (
        "a small image with a compiler: users, checks and commands of the sources stay behind the environment",
        FLASK,
        "FROM python:3.12-slim-bookworm\nENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1\n"
        "RUN apt-get update && apt-get install -y gcc libxml2-dev python3-dev curl && rm -rf /var/lib/apt/lists/*\n"
        "RUN useradd -m app\nWORKDIR /app\nCOPY requirements.txt .\n# the packages\nRUN pip install -r requirements.txt\n"
        "COPY --chown=app:app . .\nRUN python manage.py collectstatic --noinput | tail -1\nUSER app\n"
        "HEALTHCHECK CMD curl -f http://localhost/\nCMD gunicorn app\n",
        "FROM python:3.12-slim-bookworm AS builder\nENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1\n"
        "RUN apt-get update && apt-get install -y gcc libxml2-dev python3-dev curl && rm -rf /var/lib/apt/lists/*\n"
        f"WORKDIR /app\nCOPY requirements.txt .\n{MAKE}# the packages\nRUN pip install -r requirements.txt\n\n"
        f"FROM python:3.12-slim-bookworm\n{install('curl', 'libxml2')}{SEARCH}ENV PYTHONUNBUFFERED=1\nRUN useradd -m app\n"
        f"WORKDIR /app\n{TAKE}COPY --chown=app:app . .\nRUN python manage.py collectstatic --noinput | tail -1\nUSER app\n"
        "HEALTHCHECK CMD curl -f http://localhost/\nCMD gunicorn app\n",
    ),
    (
        "Alpine stays Alpine",
        FLASK,
        "FROM python:3.11-alpine\nRUN apk add --no-cache build-base postgresql-dev\nWORKDIR /app\nCOPY requirements.txt ./\n"
        'RUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n',
        "FROM python:3.11-alpine AS builder\nRUN apk add --no-cache build-base postgresql-dev\nWORKDIR /app\n"
        f"COPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.11-alpine\nRUN apk add --no-cache libpq\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD [\"python\", \"app.py\"]\n",
    ),
    (
        "an environment of the file's own, and a variable in the tag",
        FLASK,
        "ARG V=3.12\nFROM python:${V}\nRUN python -m venv /venv\nENV PATH=/venv/bin:$PATH\nWORKDIR /app\n"
        'COPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n',
        "ARG V=3.12\nFROM python:${V} AS builder\nRUN python -m venv /venv\nENV PATH=/venv/bin:$PATH\nWORKDIR /app\n"
        "COPY requirements.txt ./\nRUN pip install -r requirements.txt\n\nFROM python:${V}-slim\nENV PATH=/venv/bin:$PATH\n"
        'WORKDIR /app\nCOPY --from=builder /venv /venv\nCOPY . .\nCMD ["python", "app.py"]\n',
    ),
    (
        "uv: the environment of the project",
        UV,
        "FROM python:3.13\nWORKDIR /app\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/\nCOPY . .\nRUN uv sync --frozen\n"
        'ENV PATH="/app/.venv/bin:$PATH"\nCMD ["python", "main.py"]\n',
        "FROM python:3.13 AS builder\nWORKDIR /app\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/\n"
        "COPY pyproject.toml uv.lock ./\nRUN uv sync --frozen\n\nFROM python:3.13-slim\nWORKDIR /app\n"
        'COPY --from=builder /app/.venv ./.venv\nCOPY . .\nENV PATH="/app/.venv/bin:$PATH"\nCMD ["python", "main.py"]\n',
    ),
    (
        "an image with uv gives way to the one it stands on",
        UV,
        "FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim\nWORKDIR /app\nCOPY . .\nRUN uv sync --frozen\n"
        'CMD [".venv/bin/python", "main.py"]\n',
        "FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim AS builder\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\n"
        "RUN uv sync --frozen\n\nFROM python:3.12-slim-bookworm\nWORKDIR /app\n"
        'COPY --from=builder /app/.venv ./.venv\nCOPY . .\nCMD [".venv/bin/python", "main.py"]\n',
    ),
    (
        "... the full one too, and with variables",
        FLASK,
        "ARG V=3.13\nFROM astral/uv:0.9-python${V}-trixie\nWORKDIR /app\nCOPY requirements.txt ./\n"
        'RUN uv pip install --system -r requirements.txt\nCOPY . .\nCMD ["gunicorn", "app:app"]\n',
        f"ARG V=3.13\nFROM astral/uv:0.9-python${{V}}-trixie AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}"
        f"RUN uv pip install -r requirements.txt\n\nFROM python:${{V}}-slim-trixie\n{SEARCH}WORKDIR /app\n{TAKE}"
        'COPY . .\nCMD ["gunicorn", "app:app"]\n',
    ),
    (
        "... and Alpine's",
        FLASK,
        "FROM ghcr.io/astral-sh/uv:python3.13-alpine3.22\nWORKDIR /app\nCOPY requirements.txt ./\n"
        'RUN uv venv && uv pip install -r requirements.txt\nENV PATH=/app/.venv/bin:$PATH\nCOPY . .\nCMD ["python", "app.py"]\n',
        "FROM ghcr.io/astral-sh/uv:python3.13-alpine3.22 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n"
        "RUN uv venv && uv pip install -r requirements.txt\n\nFROM python:3.13-alpine3.22\nWORKDIR /app\n"
        'COPY --from=builder /app/.venv ./.venv\nENV PATH=/app/.venv/bin:$PATH\nCOPY . .\nCMD ["python", "app.py"]\n',
    ),
    (
        "poetry stays behind, if nothing else does",
        {"pyproject.toml": POETRY, "poetry.lock": "", "app.py": ""},
        "FROM python:3.13-slim\nENV POETRY_VIRTUALENVS_IN_PROJECT=1\nRUN pip install poetry==2.2.1\nWORKDIR /app\n"
        "COPY pyproject.toml poetry.lock ./\nRUN poetry install --only main --no-root\nENV PATH=/app/.venv/bin:$PATH\nCOPY . .\n"
        "CMD python app.py\n",
        "FROM python:3.13-slim AS builder\nENV POETRY_VIRTUALENVS_IN_PROJECT=1\nRUN pip install poetry==2.2.1\nWORKDIR /app\n"
        "COPY pyproject.toml poetry.lock ./\nRUN poetry install --only main --no-root\n\n"
        "FROM python:3.13-slim\nWORKDIR /app\nCOPY --from=builder /app/.venv ./.venv\n"
        "ENV PATH=/app/.venv/bin:$PATH\nCOPY . .\nCMD python app.py\n",
    ),
    (
        "... and takes its cache away itself",
        {"pyproject.toml": POETRY, "poetry.lock": "", "app.py": ""},
        "FROM python:3.13-slim\nENV POETRY_VIRTUALENVS_IN_PROJECT=1 POETRY_CACHE_DIR=/var/poetry\nRUN pip install poetry==2.2.1\n"
        "WORKDIR /app\nCOPY pyproject.toml poetry.lock ./\nRUN poetry install --only main --no-root && rm -rf ${POETRY_CACHE_DIR}/*\n"
        "ENV PATH=/app/.venv/bin:$PATH\nCOPY . .\nCMD python app.py\n",
        "FROM python:3.13-slim AS builder\nENV POETRY_VIRTUALENVS_IN_PROJECT=1 POETRY_CACHE_DIR=/var/poetry\n"
        "RUN pip install poetry==2.2.1\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\n"
        "RUN poetry install --only main --no-root && rm -rf ${POETRY_CACHE_DIR}/*\n\n"
        "FROM python:3.13-slim\nWORKDIR /app\nCOPY --from=builder /app/.venv ./.venv\n"
        "ENV PATH=/app/.venv/bin:$PATH\nCOPY . .\nCMD python app.py\n",
    ),
    (
        "a program of another image beside the interpreter",
        FLASK,
        "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n"
        'COPY --from=node:22 /usr/local/bin/node /usr/local/bin/\nCOPY . .\nCMD ["python", "app.py"]\n',
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY --from=node:22 /usr/local/bin/node /usr/local/bin/\nCOPY . .\n"
        'CMD ["python", "app.py"]\n',
    ),
    (
        "a program of an image that has a name",
        FLASK,
        "FROM docker:28-cli AS cli\nFROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n"
        'COPY --from=cli /usr/local/bin/docker /usr/local/bin/\nCOPY . .\nCMD ["python", "app.py"]\n',
        f"FROM docker:28-cli AS cli\nFROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}"
        f"RUN pip install -r requirements.txt\n\nFROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}"
        'COPY --from=cli /usr/local/bin/docker /usr/local/bin/\nCOPY . .\nCMD ["python", "app.py"]\n',
    ),
    (
        "what a COPY puts beside the interpreter is there in both stages, or stays with the builder",
        {**FLASK, "run.sh": "#!/bin/sh\nexec gunicorn app:app\n"},
        "FROM python:3.13\nWORKDIR /app\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /usr/local/bin/uv\nCOPY requirements.txt ./\n"
        "RUN uv pip install --system -r requirements.txt\nCOPY run.sh /usr/local/bin/\nRUN chmod +x /usr/local/bin/run.sh\nCOPY . .\n"
        'CMD ["/usr/local/bin/run.sh"]\n',
        "FROM python:3.13 AS builder\nWORKDIR /app\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /usr/local/bin/uv\n"
        f"COPY requirements.txt ./\n{MAKE}RUN uv pip install -r requirements.txt\n\nFROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}"
        'COPY run.sh /usr/local/bin/\nRUN chmod +x /usr/local/bin/run.sh\nCOPY . .\nCMD ["/usr/local/bin/run.sh"]\n',
    ),
    (
        "packages beside root's own files stay there",
        FLASK,
        "FROM python:3.10\nWORKDIR /code\nENV PATH=/root/.local/bin:$PATH\nCOPY requirements.txt .\n"
        'RUN pip install --user -r requirements.txt\nCOPY . .\nCMD ["gunicorn", "app:app"]\n',
        "FROM python:3.10 AS builder\nWORKDIR /code\nENV PATH=/root/.local/bin:$PATH\nCOPY requirements.txt .\n"
        "RUN pip install --user -r requirements.txt\n\nFROM python:3.10-slim\nWORKDIR /code\nENV PATH=/root/.local/bin:$PATH\n"
        'COPY --from=builder /root/.local /root/.local\nCOPY . .\nCMD ["gunicorn", "app:app"]\n',
    ),
    (
        "... or where variables say",
        FLASK,
        "FROM python:3.10\nENV PIP_USER=1 PYTHONUSERBASE=/deps\nRUN useradd app\nWORKDIR /code\nCOPY requirements.txt .\n"
        'RUN pip install -r requirements.txt\nCOPY . .\nUSER app\nCMD ["python", "app.py"]\n',
        "FROM python:3.10 AS builder\nENV PIP_USER=1 PYTHONUSERBASE=/deps\nWORKDIR /code\nCOPY requirements.txt .\n"
        "RUN pip install -r requirements.txt\n\nFROM python:3.10-slim\nENV PYTHONUSERBASE=/deps\nRUN useradd app\n"
        'WORKDIR /code\nCOPY --from=builder /deps /deps\nCOPY . .\nUSER app\nCMD ["python", "app.py"]\n',
    ),
    (
        "uv is told by a variable to use the system's Python",
        FLASK,
        "FROM python:3.13\nENV UV_SYSTEM_PYTHON=1\nRUN pip install uv\nWORKDIR /app\nCOPY requirements.txt ./\n"
        'RUN uv pip install -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n',
        "FROM python:3.13 AS builder\nENV UV_SYSTEM_PYTHON=1\nRUN pip install uv\nWORKDIR /app\nCOPY requirements.txt ./\n"
        f"{MAKE.rstrip()} UV_SYSTEM_PYTHON=0\nRUN uv pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD [\"python\", \"app.py\"]\n",
    ),
    (
        "pdm makes an environment in the project",
        {"pyproject.toml": '[project]\nname = "app"\n', "pdm.lock": '[[package]]\nname = "psycopg2"\n', "main.py": ""},
        "FROM python:3.12-bookworm\nRUN pip install pdm\nWORKDIR /app\nCOPY pyproject.toml pdm.lock ./\n"
        'RUN pdm install --prod --no-self\nCOPY . .\nCMD [".venv/bin/python", "main.py"]\n',
        "FROM python:3.12-bookworm AS builder\nRUN pip install pdm\nWORKDIR /app\nCOPY pyproject.toml pdm.lock ./\n"
        f"RUN pdm install --prod --no-self\n\nFROM python:3.12-slim-bookworm\n{install('libpq5')}WORKDIR /app\n"
        'COPY --from=builder /app/.venv ./.venv\nCOPY . .\nCMD [".venv/bin/python", "main.py"]\n',
    ),
    (
        "and pipenv, where it is told so",
        {"Pipfile": "", "Pipfile.lock": "{}", "app.py": ""},
        "FROM python:3.13\nENV PIPENV_VENV_IN_PROJECT=1\nRUN pip install pipenv\nWORKDIR /app\nCOPY Pipfile Pipfile.lock ./\n"
        "RUN pipenv sync\nCOPY . .\nENV PATH=/app/.venv/bin:$PATH\nCMD python app.py\n",
        "FROM python:3.13 AS builder\nENV PIPENV_VENV_IN_PROJECT=1\nRUN pip install pipenv\nWORKDIR /app\n"
        "COPY Pipfile Pipfile.lock ./\nRUN pipenv sync\n\nFROM python:3.13-slim\nWORKDIR /app\n"
        "COPY --from=builder /app/.venv ./.venv\nCOPY . .\nENV PATH=/app/.venv/bin:$PATH\nCMD python app.py\n",
    ),
    (
        "models of languages are packages, and messages are compiled where the sources are",
        {"requirements.txt": "spacy\ndjango\n", "manage.py": ""},
        "FROM python:3.13\nRUN apt-get update && apt-get install -y --no-install-recommends gettext\nWORKDIR /app\n"
        "COPY requirements.txt ./\nRUN pip install -r requirements.txt\nRUN python -m spacy download en_core_web_sm\nCOPY . .\n"
        "RUN python manage.py compilemessages\nCMD gunicorn app\n",
        "FROM python:3.13 AS builder\nRUN apt-get update && apt-get install -y --no-install-recommends gettext\nWORKDIR /app\n"
        f"COPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\nRUN python -m spacy download en_core_web_sm\n\n"
        f"FROM python:3.13-slim\n{install('gettext')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\n"
        "RUN python manage.py compilemessages\nCMD gunicorn app\n",
    ),
    (
        "what uv runs starts without it",
        UV,
        "FROM ghcr.io/astral-sh/uv:python3.12-bookworm\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --frozen --no-dev\n"
        'COPY . .\nCMD ["uv", "run", "--no-dev", "uvicorn", "main:app"]\n',
        "FROM ghcr.io/astral-sh/uv:python3.12-bookworm AS builder\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\n"
        "RUN uv sync --frozen --no-dev\n\nFROM python:3.12-slim-bookworm\nENV PATH=/app/.venv/bin:$PATH\nWORKDIR /app\n"
        'COPY --from=builder /app/.venv ./.venv\nCOPY . .\nCMD ["uvicorn", "main:app"]\n',
    ),
    (
        "... a script by Python, in shell form, too",
        UV,
        "FROM ghcr.io/astral-sh/uv:python3.12-alpine\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --frozen\n"
        "COPY . .\nCMD uv run main.py --port 80\n",
        "FROM ghcr.io/astral-sh/uv:python3.12-alpine AS builder\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\n"
        "RUN uv sync --frozen\n\nFROM python:3.12-alpine\nENV PATH=/app/.venv/bin:$PATH\nWORKDIR /app\n"
        "COPY --from=builder /app/.venv ./.venv\nCOPY . .\nCMD python main.py --port 80\n",
    ),
    (
        "what is only for development is not installed",
        {**UV, "uv.lock": '[[package]]\nname = "app"\nsource = { virtual = "." }\n[package.dev-dependencies]\n'
                          'dev = [{ name = "jupyter" }]\n[[package]]\nname = "jupyter"\n'},
        "FROM ghcr.io/astral-sh/uv:python3.12-alpine\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --no-dev\n"
        "COPY . .\nENV PATH=/app/.venv/bin:$PATH\nCMD python main.py\n",
        "FROM ghcr.io/astral-sh/uv:python3.12-alpine AS builder\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\n"
        "RUN uv sync --no-dev\n\nFROM python:3.12-alpine\nWORKDIR /app\nCOPY --from=builder /app/.venv ./.venv\nCOPY . .\n"
        "ENV PATH=/app/.venv/bin:$PATH\nCMD python main.py\n",
    ),
    (
        "a program that env hands to Python",
        {**FLASK, "app.py": "#!/usr/bin/env python3\nimport flask\n"},
        'FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["./app.py"]\n',
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f'FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD ["./app.py"]\n',
    ),
    (
        "uv pip leaves the interpreter alone",
        FLASK,
        "FROM python:3.13\nRUN pip install uv\nWORKDIR /app\nCOPY requirements.txt ./\n"
        'RUN uv pip install --system -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n',
        f"FROM python:3.13 AS builder\nRUN pip install uv\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}"
        "RUN uv pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD [\"python\", \"app.py\"]\n",
    ),
    (
        "poetry without an environment of its own, and a script that is made executable",
        {"pyproject.toml": POETRY, "poetry.lock": "", "run.sh": "#!/bin/sh\nexec python app.py\n", "app.py": ""},
        "FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN chmod +x run.sh\n"
        "RUN pip install poetry && poetry config virtualenvs.create false && poetry install --no-root\n"
        'ENTRYPOINT ["./run.sh"]\n',
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\n{MAKE}"
        "RUN pip install poetry && poetry config virtualenvs.create false && poetry install --no-root\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nRUN chmod +x run.sh\nENTRYPOINT [\"./run.sh\"]\n",
    ),
    (
        "a library that comes along with a compiler",
        {"requirements.txt": "lightgbm\n", "app.py": ""},
        "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD python app.py\n",
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{install('libgomp1')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD python app.py\n",
    ),
    (
        "a library and programs that packages need which others bring, or start themselves",
        {"requirements.txt": "ultralytics\npython-gnupg\nrequests_kerberos\n",
         "app.py": "import subprocess\nsubprocess.run(['file', 'a'])\nawait asyncio.create_subprocess_shell('patch -p1')\n"},
        "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD python app.py\n",
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{install('file gnupg libglib2.0-0t64 libgssapi-krb5-2 patch')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\n"
        "CMD python app.py\n",
    ),
    (
        "a program of the system, with what it recommends",
        FLASK,
        "FROM python:3.13\nRUN apt-get update && apt-get install -y tesseract-ocr\nWORKDIR /app\nCOPY requirements.txt ./\n"
        "RUN pip install -r requirements.txt\nCOPY . .\nCMD python app.py\n",
        "FROM python:3.13 AS builder\nRUN apt-get update && apt-get install -y tesseract-ocr\nWORKDIR /app\n"
        f"COPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\nFROM python:3.13-slim\n"
        f"{install('tesseract-ocr').replace(' --no-install-recommends', '')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\n"
        "CMD python app.py\n",
    ),
    (
        "poetry by its own installer",
        {"pyproject.toml": POETRY, "poetry.lock": "", "app.py": ""},
        "FROM python:3.13\nRUN curl -sSL https://install.python-poetry.org | python3 -\nENV PATH=/root/.local/bin:$PATH\n"
        "ENV POETRY_VIRTUALENVS_CREATE=false\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\nRUN poetry install --no-root\n"
        "COPY . .\nCMD python app.py\n",
        "FROM python:3.13 AS builder\nRUN curl -sSL https://install.python-poetry.org | python3 -\n"
        "ENV PATH=/root/.local/bin:$PATH\nENV POETRY_VIRTUALENVS_CREATE=false\nWORKDIR /app\n"
        f"COPY pyproject.toml poetry.lock ./\n{MAKE}RUN poetry install --no-root\n\n"
        f"FROM python:3.13-slim\n{SEARCH}ENV PATH=/root/.local/bin:$PATH\nWORKDIR /app\n{TAKE}COPY . .\nCMD python app.py\n",
    ),
    (
        "an old Python: the environment gets the pip of the image",
        FLASK,
        'FROM python:3.6\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n',
        f"FROM python:3.6 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE_OLD}RUN pip install -r requirements.txt\n\n"
        f'FROM python:3.6-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD ["python", "app.py"]\n',
    ),
    (
        "Python 2: virtualenv makes the environment",
        FLASK,
        'FROM python:2.7\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["gunicorn", "app:app"]\n',
        f"FROM python:2.7 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE_2}RUN pip install -r requirements.txt\n\n"
        f'FROM python:2.7-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD ["gunicorn", "app:app"]\n',
    ),
    (
        "the libraries of an older Debian, and a compiler that a later layer cannot take away again",
        FLASK,
        "FROM python:3.9-slim-bullseye\nRUN apt-get update && apt-get install -y --no-install-recommends gcc libffi-dev\nWORKDIR /app\n"
        "COPY requirements.txt ./\nRUN pip install -r requirements.txt\nRUN apt-get purge -y gcc\nCOPY . .\nCMD python app.py\n",
        "FROM python:3.9-slim-bullseye AS builder\n"
        "RUN apt-get update && apt-get install -y --no-install-recommends gcc libffi-dev\nWORKDIR /app\n"
        f"COPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.9-slim-bullseye\n{install('libffi7')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD python app.py\n",
    ),
    (
        "a library whose headers are taken away again, but not the library",
        FLASK,
        "FROM python:3.12-slim-bookworm\nRUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev\nWORKDIR /app\n"
        "COPY requirements.txt ./\nRUN pip install -r requirements.txt\nRUN apt-get purge -y gcc libpq-dev\nCOPY . .\nCMD python app.py\n",
        "FROM python:3.12-slim-bookworm AS builder\n"
        "RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev\nWORKDIR /app\n"
        f"COPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.12-slim-bookworm\n{install('libpq5')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD python app.py\n",
    ),
    (
        "the OpenSSL of an Alpine that gets no new images",
        FLASK,
        "FROM python:3.6-alpine\nRUN apk add --no-cache gcc musl-dev openssl-dev\nWORKDIR /app\nCOPY requirements.txt ./\n"
        "RUN pip install -r requirements.txt\nCOPY . .\nCMD python app.py\n",
        "FROM python:3.6-alpine AS builder\nRUN apk add --no-cache gcc musl-dev openssl-dev\nWORKDIR /app\n"
        f"COPY requirements.txt ./\n{MAKE_OLD}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.6-alpine\nRUN apk add --no-cache libcrypto1.1 libssl1.1\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\n"
        "CMD python app.py\n",
    ),
    (
        "upgrades and files of the system are made in both stages, a version may be a variable",
        FLASK,
        "FROM python:3.13\nENV TZ=Europe/Berlin\nRUN apt-get update && apt-get upgrade -y\nRUN echo $TZ > /etc/timezone\n"
        "ARG V=23.0\nRUN pip install gunicorn==$V\nWORKDIR /app\nCOPY . .\nCMD gunicorn app\n",
        "FROM python:3.13 AS builder\nENV TZ=Europe/Berlin\nRUN apt-get update && apt-get upgrade -y\n"
        f"RUN echo $TZ > /etc/timezone\nARG V=23.0\n{MAKE}RUN pip install gunicorn==$V\n\n"
        f"FROM python:3.13-slim\n{SEARCH}ENV TZ=Europe/Berlin\nRUN apt-get update && apt-get upgrade -y\n"
        f"RUN echo $TZ > /etc/timezone\n{TAKE}WORKDIR /app\nCOPY . .\nCMD gunicorn app\n",
    ),
    (
        "a start script that nobody can read, a package that may be for it, and what a compiler's programs load",
        None,
        "FROM python:3.13-alpine\nRUN apk add --no-cache g++ gettext\nWORKDIR /app\nCOPY . .\n"
        'RUN pip install -r requirements.txt\nENTRYPOINT ["./run.sh"]\n',
        f"FROM python:3.13-alpine AS builder\nRUN apk add --no-cache g++ gettext\nWORKDIR /app\n{MAKE}COPY . .\n"
        "RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.13-alpine\nRUN apk add --no-cache gettext libstdc++\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nENTRYPOINT [\"./run.sh\"]\n",
    ),
    (
        "the project by its setup.py",
        {**FLASK, "setup.py": "from setuptools import setup\nsetup(name='app')\n"},
        "FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN python setup.py install\nCMD app\n",
        f"FROM python:3.11 AS builder\nWORKDIR /app\n{MAKE}COPY . .\nRUN python setup.py install\n\n"
        f"FROM python:3.11-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD app\n",
    ),
    (
        "wheels that are installed from, and a directory that is made beside",
        FLASK,
        "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\n"
        "RUN mkdir -p /data && pip wheel -w /w -r requirements.txt && pip install --no-index --find-links=/w -r requirements.txt\n"
        "COPY . .\nCMD python app.py\n",
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}"
        "RUN mkdir -p /data && pip wheel -w /w -r requirements.txt && pip install --no-index --find-links=/w -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\nRUN mkdir -p /data\n{TAKE}COPY . .\nCMD python app.py\n",
    ),
    (
        "tables are made in front of the server, and a program that is fetched for that",
        FLASK,
        "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n"
        "CMD git pull && flask db upgrade && exec gunicorn app\n",
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{install('git')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\n"
        "CMD git pull && flask db upgrade && exec gunicorn app\n",
    ),
    (
        "programs that the sources start, and what is copied to elsewhere",
        {**FLASK, "app.py": 'import subprocess\nsubprocess.run(["git", "log"])\n', "conf/x.ini": ""},
        "FROM python:3.13\nWORKDIR /app\nCOPY conf /etc/app\nCOPY requirements.txt /tmp/\n"
        'RUN pip install -r /tmp/requirements.txt\nCOPY . .\nRUN rm -rf conf\nCMD ["python", "app.py"]\n',
        f"FROM python:3.13 AS builder\nWORKDIR /app\n{MAKE}COPY conf /etc/app\nCOPY requirements.txt /tmp/\n"
        "RUN pip install -r /tmp/requirements.txt\n\n"
        f"FROM python:3.13-slim\n{install('git')}{SEARCH}WORKDIR /app\n{TAKE}COPY conf /etc/app\nCOPY . .\n"
        'RUN rm -rf conf\nCMD ["python", "app.py"]\n',
    ),
    (
        "a project that is installed where it is: its directory comes from the builder, with what the install leaves there",
        {**FLASK, "setup.py": "setup(install_requires=['psycopg2'])"},
        'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install -e .\nCMD ["python", "app.py"]\n',
        f"FROM python:3.13 AS builder\nWORKDIR /app\n{MAKE}COPY . .\nRUN pip install -e .\n\n"
        f"FROM python:3.13-slim\n{install('libpq5')}{SEARCH}WORKDIR /app\n{TAKE}COPY --from=builder /app /app\n"
        'CMD ["python", "app.py"]\n',
    ),
    (
        "... and what is copied over it later is copied again; work on its files is done",
        FLASK,
        "FROM python:3.13\nWORKDIR /app\nCOPY setup.py run.sh ./\nRUN chmod +x run.sh\nRUN pip install --editable .[web]\n"
        'COPY . .\nCMD ["python", "app.py"]\n',
        "FROM python:3.13 AS builder\nWORKDIR /app\nCOPY setup.py run.sh ./\nRUN chmod +x run.sh\n"
        f"{MAKE}RUN pip install --editable .[web]\n\nFROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}"
        'COPY --from=builder /app /app\nCOPY . .\nCMD ["python", "app.py"]\n',
    ),
    (
        "... by requirements, in a directory of what is copied",
        {**FLASK, "requirements.txt": "flask\n-e ./lib\n", "lib/setup.py": ""},
        'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n',
        f"FROM python:3.13 AS builder\nWORKDIR /app\n{MAKE}COPY . .\nRUN pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCOPY --from=builder /app/lib ./lib\n"
        'CMD ["python", "app.py"]\n',
    ),
    (
        "... as was done long ago, for a user",
        FLASK,
        "FROM python:3.9\nRUN useradd -m app\nWORKDIR /app\nCOPY --chown=app:app . .\nRUN python setup.py develop\nUSER app\n"
        'CMD ["python", "app.py"]\n',
        f"FROM python:3.9 AS builder\nRUN useradd -m app\nWORKDIR /app\n{MAKE}COPY --chown=app:app . .\n"
        f"RUN python setup.py develop\n\nFROM python:3.9-slim\n{SEARCH}RUN useradd -m app\nWORKDIR /app\n{TAKE}"
        'COPY --from=builder --chown=app:app /app /app\nUSER app\nCMD ["python", "app.py"]\n',
    ),
    (
        "... by uv, whose environment lies in the project: its build may leave more behind than its sources",
        {**UV, "pyproject.toml": UV["pyproject.toml"] + BACKEND.replace("hatchling", "maturin")},
        'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install uv && uv sync\nENV PATH=/app/.venv/bin:$PATH\n'
        'CMD ["python", "app.py"]\n',
        "FROM python:3.13 AS builder\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\n"
        "RUN pip install uv && uv sync --no-install-project\nCOPY . .\nRUN uv sync\n\n"
        "FROM python:3.13-slim\nWORKDIR /app\nCOPY --from=builder /app /app\nENV PATH=/app/.venv/bin:$PATH\n"
        'CMD ["python", "app.py"]\n',
    ),
    (
        "the packages of a user: pip may not write beside the interpreter",
        FLASK,
        "FROM python:3.13\nRUN useradd -m app\nUSER app\nENV PATH=/home/app/.local/bin:$PATH\nWORKDIR /home/app/src\n"
        "COPY --chown=app requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY --chown=app . .\n"
        'CMD ["gunicorn", "app:app"]\n',
        "FROM python:3.13 AS builder\nRUN useradd -m app\nUSER app\nENV PATH=/home/app/.local/bin:$PATH\n"
        "WORKDIR /home/app/src\nCOPY --chown=app requirements.txt ./\nRUN pip install -r requirements.txt\n\n"
        "FROM python:3.13-slim\nRUN useradd -m app\nUSER app\nENV PATH=/home/app/.local/bin:$PATH\n"
        "WORKDIR /home/app/src\nCOPY --from=builder --chown=app:app /home/app/.local /home/app/.local\n"
        'COPY --chown=app . .\nCMD ["gunicorn", "app:app"]\n',
    ),
    (
        "... with a number, and a home of its own",
        FLASK,
        "FROM python:3.13\nCOPY . /srv/app\nRUN groupadd -g 900 web && useradd --uid 900 --gid web --home /srv/web -m web\n"
        "USER 900\nWORKDIR /srv/app\nRUN pip install --user -r requirements.txt\n"
        'CMD ["python", "app.py"]\n',
        "FROM python:3.13 AS builder\nCOPY . /srv/app\n"
        "RUN groupadd -g 900 web && useradd --uid 900 --gid web --home /srv/web -m web\nUSER 900\nWORKDIR /srv/app\n"
        "RUN pip install --user -r requirements.txt\n\n"
        "FROM python:3.13-slim\nCOPY . /srv/app\n"
        "RUN groupadd -g 900 web && useradd --uid 900 --gid web --home /srv/web -m web\nUSER 900\nWORKDIR /srv/app\n"
        "COPY --from=builder --chown=900 /srv/web/.local /srv/web/.local\n"
        'CMD ["python", "app.py"]\n',
    ),
    (
        "... who joins a group",
        FLASK,
        "FROM python:3.13\nRUN groupadd web\nRUN useradd -m app\nRUN usermod -aG web,audio app\nUSER app\nRUN newgrp web\nWORKDIR /home/app\n"
        'COPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n',
        "FROM python:3.13 AS builder\nRUN groupadd web\nRUN useradd -m app\nRUN usermod -aG web,audio app\nUSER app\n"
        "RUN newgrp web\nWORKDIR /home/app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n\n"
        "FROM python:3.13-slim\nRUN groupadd web\nRUN useradd -m app\nRUN usermod -aG web,audio app\nUSER app\n"
        "WORKDIR /home/app\nCOPY --from=builder --chown=app:app /home/app/.local ./.local\nCOPY . .\n"
        'CMD ["python", "app.py"]\n',
    ),
    (
        "poetry's environment in a cache, which nothing but poetry looks for: it moves into the project",
        {"pyproject.toml": POETRY, "poetry.lock": '[[package]]\nname = "psycopg2"\n', "manage.py": ""},
        "FROM python:3.13\nRUN pip install poetry\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\n# all of them\n"
        "RUN poetry install --no-root --no-cache\nCOPY . .\nRUN poetry run python manage.py collectstatic --noinput\n"
        'CMD ["poetry", "run", "gunicorn", "app:app"]\n',
        "FROM python:3.13 AS builder\nRUN pip install poetry\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\n"
        "ENV POETRY_VIRTUALENVS_IN_PROJECT=1\n# all of them\nRUN poetry install --no-root --no-cache\n\n"
        f"FROM python:3.13-slim\n{install('libpq5')}ENV PATH=/app/.venv/bin:$PATH\nWORKDIR /app\n"
        "COPY --from=builder /app/.venv ./.venv\nCOPY . .\nRUN python manage.py collectstatic --noinput\n"
        'CMD ["gunicorn", "app:app"]\n',
    ),
    (
        "poetry without an environment, at the start as well",
        {"pyproject.toml": POETRY, "poetry.lock": ""},
        "FROM python:3.13\nRUN pip install poetry && poetry config virtualenvs.create false\nWORKDIR /app\n"
        "COPY pyproject.toml poetry.lock ./\nRUN poetry install\nCOPY . .\nCMD poetry run gunicorn app:app\n",
        "FROM python:3.13 AS builder\nRUN pip install poetry && poetry config virtualenvs.create false\nWORKDIR /app\n"
        f"COPY pyproject.toml poetry.lock ./\n{MAKE}RUN poetry install\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD gunicorn app:app\n",
    ),
    (
        "pipenv, and a server that it starts",
        {"Pipfile": '[packages]\nflask = "*"\n', "Pipfile.lock": "{}"},
        "FROM python:3.13\nRUN pip install pipenv\nWORKDIR /app\nCOPY Pipfile Pipfile.lock ./\nRUN pipenv sync\nCOPY . .\n"
        'ENTRYPOINT ["pipenv", "run", "python", "app.py"]\n',
        "FROM python:3.13 AS builder\nRUN pip install pipenv\nWORKDIR /app\nCOPY Pipfile Pipfile.lock ./\n"
        "ENV PIPENV_VENV_IN_PROJECT=1\nRUN pipenv sync\n\nFROM python:3.13-slim\nENV PATH=/app/.venv/bin:$PATH\nWORKDIR /app\n"
        'COPY --from=builder /app/.venv ./.venv\nCOPY . .\nENTRYPOINT ["python", "app.py"]\n',
    ),
    (
        "requirements that poetry writes from its lock file",
        {"pyproject.toml": POETRY, "poetry.lock": '[[package]]\nname = "psycopg2"\n'},
        "FROM python:3.13\nRUN pip install poetry poetry-plugin-export\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\n"
        "RUN poetry export --without-hashes -o requirements.txt && pip install -r requirements.txt\nCOPY . .\nCMD gunicorn app:app\n",
        "FROM python:3.13 AS builder\nRUN pip install poetry poetry-plugin-export\nWORKDIR /app\n"
        f"COPY pyproject.toml poetry.lock ./\n{MAKE}"
        "RUN poetry export --without-hashes -o requirements.txt && pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{install('libpq5')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD gunicorn app:app\n",
    ),
    (
        "... through a pipe",
        {"pyproject.toml": POETRY, "poetry.lock": '[[package]]\nname = "psycopg2"\n'},
        "FROM python:3.13\nRUN pip install poetry poetry-plugin-export\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\n"
        "RUN poetry export --without-hashes | pip install -r /dev/stdin\nCOPY . .\nCMD gunicorn app:app\n",
        "FROM python:3.13 AS builder\nRUN pip install poetry poetry-plugin-export\nWORKDIR /app\n"
        f"COPY pyproject.toml poetry.lock ./\n{MAKE}RUN poetry export --without-hashes | pip install -r /dev/stdin\n\n"
        f"FROM python:3.13-slim\n{install('libpq5')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD gunicorn app:app\n",
    ),
    (
        "... or pip-tools and uv from what names them",
        {"requirements.in": "psycopg2\n", "pyproject.toml": '[project]\ndependencies = ["pyodbc"]\n'},
        "FROM python:3.13\nRUN pip install pip-tools uv\nWORKDIR /app\nCOPY requirements.in pyproject.toml ./\n"
        "RUN pip-compile && pip install -r requirements.txt\n"
        "RUN uv pip compile pyproject.toml > /tmp/more.txt && pip install -r /tmp/more.txt\nCOPY . .\nCMD gunicorn app:app\n",
        "FROM python:3.13 AS builder\nRUN pip install pip-tools uv\nWORKDIR /app\nCOPY requirements.in pyproject.toml ./\n"
        f"{MAKE}RUN pip-compile && pip install -r requirements.txt\n"
        "RUN uv pip compile pyproject.toml > /tmp/more.txt && pip install -r /tmp/more.txt\n\n"
        f"FROM python:3.13-slim\n{install('libpq5', 'unixodbc')}{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nCMD gunicorn app:app\n",
    ),
    (
        "an environment that the start script enters",
        {**FLASK, "boot.sh": "#!/bin/sh\n. venv/bin/activate\nflask db upgrade\nexec gunicorn -b :5000 app:app\n"},
        "FROM python:3.6-alpine\nRUN apk add build-base\nRUN adduser -D ann\nUSER ann\nWORKDIR /home/ann\n"
        "COPY requirements.txt requirements.txt\nRUN python -m venv venv\nRUN venv/bin/pip install -r requirements.txt\n"
        'COPY app.py boot.sh ./\nENTRYPOINT ["./boot.sh"]\n',
        "FROM python:3.6-alpine AS builder\nRUN apk add build-base\nRUN adduser -D ann\nUSER ann\nWORKDIR /home/ann\n"
        "COPY requirements.txt requirements.txt\nRUN python -m venv venv\nRUN venv/bin/pip install -r requirements.txt\n\n"
        "FROM python:3.6-alpine\nRUN adduser -D ann\nUSER ann\nWORKDIR /home/ann\n"
        "COPY --from=builder --chown=ann:ann /home/ann/venv ./venv\n"
        'COPY app.py boot.sh ./\nENTRYPOINT ["./boot.sh"]\n',
    ),
    (
        "work on the sources in the RUN that installs",
        {**FLASK, "manage.py": ""},
        "FROM python:3.13\nWORKDIR /app\nCOPY . .\n"
        "RUN pip install -r requirements.txt && python manage.py collectstatic\nCMD gunicorn app:app\n",
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}"
        "RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\nRUN python manage.py collectstatic\nCMD gunicorn app:app\n",
    ),
    (
        "programs of the project behind the install",
        {**FLASK, "fetch.py": ""},
        "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n"
        'RUN python fetch.py && python -c "import app"\nCMD gunicorn app:app\n',
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}"
        "RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY . .\n"
        'RUN python fetch.py && python -c "import app"\nCMD gunicorn app:app\n',
    ),
    (
        "a list of packages that the program reads",
        {**FLASK, "app.py": 'open("requirements.txt")\n'},
        "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n"
        "COPY app.py ./\nCMD gunicorn app:app\n",
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}"
        "RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY requirements.txt ./\nCOPY app.py ./\nCMD gunicorn app:app\n",
    ),
    (
        "what nobody needs is removed: lists of packages, compiled modules",
        FLASK,
        "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\n"
        "RUN pip install -r requirements.txt && rm requirements.txt && find / -name '*.pyc' -delete\nCOPY app.py ./\n"
        "RUN find . -name __pycache__ -exec rm -r {} +\nCMD gunicorn app:app\n",
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}"
        "RUN pip install -r requirements.txt && rm requirements.txt && find / -name '*.pyc' -delete\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY app.py ./\n"
        "RUN find . -name __pycache__ -exec rm -r {} +\nCMD gunicorn app:app\n",
    ),
    (
        "files that are fetched, but not those that are removed again",
        FLASK,
        "FROM python:3.13\nRUN curl -fsSLo /usr/local/bin/tini https://x/tini && chmod +x /usr/local/bin/tini\nWORKDIR /app\n"
        "RUN wget https://x/model.bin\nRUN curl -O https://x/a.sig && rm a.sig\n"
        "COPY requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt\nCOPY . .\n"
        'ENTRYPOINT ["/usr/local/bin/tini", "--"]\nCMD ["python", "app.py"]\n',
        "FROM python:3.13 AS builder\nRUN curl -fsSLo /usr/local/bin/tini https://x/tini && chmod +x /usr/local/bin/tini\n"
        "WORKDIR /app\nRUN wget https://x/model.bin\nRUN curl -O https://x/a.sig && rm a.sig\n"
        f"COPY requirements.txt /tmp/\n{MAKE}RUN pip install -r /tmp/requirements.txt\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY --from=builder /usr/local/bin/tini /usr/local/bin/tini\n"
        "COPY --from=builder /app/model.bin ./\nCOPY . .\n"
        'ENTRYPOINT ["/usr/local/bin/tini", "--"]\nCMD ["python", "app.py"]\n',
    ),
    (
        "an environment that a command enters, and a project that is installed there",
        {**FLASK, "setup.py": ""},
        "FROM python:3.13\nCOPY . /app\nWORKDIR /app\n"
        'RUN python3 -m venv env && . env/bin/activate && pip install -e ".[prod]"\nCMD ["env/bin/waitress-serve", "app:app"]\n',
        "FROM python:3.13 AS builder\nCOPY . /app\nWORKDIR /app\n"
        'RUN python3 -m venv env && . env/bin/activate && pip install -e ".[prod]"\n\nFROM python:3.13-slim\nWORKDIR /app\n'
        'COPY --from=builder /app /app\nCMD ["env/bin/waitress-serve", "app:app"]\n',
    ),
    (
        "a user whose group is there already, and the very package that a script has its program from",
        {**FLASK, "run.sh": '#!/bin/sh\nwhile ! nc -z db 5432; do sleep 1; done\nexec "$@"\n'},
        "FROM python:3.13\nRUN apt-get update && apt-get install -y --no-install-recommends netcat-traditional\n"
        "RUN addgroup --system app && adduser --system --group --force-badname app\nWORKDIR /app\nCOPY requirements.txt ./\n"
        'RUN pip install -r requirements.txt\nCOPY . .\nUSER app\nENTRYPOINT ["./run.sh"]\nCMD ["gunicorn", "app:app"]\n',
        "FROM python:3.13 AS builder\nRUN apt-get update && apt-get install -y --no-install-recommends netcat-traditional\n"
        f"WORKDIR /app\nCOPY requirements.txt ./\n{MAKE}RUN pip install -r requirements.txt\n\n"
        f"FROM python:3.13-slim\n{install('netcat-traditional')}{SEARCH}RUN groupadd --system app && "
        f"useradd --system --create-home --gid app app\nWORKDIR /app\n{TAKE}COPY . .\nUSER app\n"
        'ENTRYPOINT ["./run.sh"]\nCMD ["gunicorn", "app:app"]\n',
    ),
    (
        "projects that are cloned, where the command says",
        {**FLASK, "requirements.txt": "flask\n-e git+https://x/y.git#egg=y\n"},
        "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt --src /usr/local/src\n"
        "COPY . .\nCMD gunicorn app\n",
        f"FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt ./\n{MAKE}"
        "RUN pip install -r requirements.txt --src /usr/local/src\n\n"
        f"FROM python:3.13-slim\n{SEARCH}WORKDIR /app\n{TAKE}COPY --from=builder /usr/local/src /usr/local/src\nCOPY . .\n"
        "CMD gunicorn app\n",
    ),
    (
        "... whose number is a variable",
        FLASK,
        "FROM python:3.13\nARG UID=1000\nRUN useradd -m -u ${UID} app\nUSER ${UID}:${UID}\nWORKDIR /home/app\n"
        "COPY requirements.txt ./\nRUN pip install -r requirements.txt && pip uninstall -y pip\nCOPY . .\n"
        'CMD ["python", "app.py"]\n',
        "FROM python:3.13 AS builder\nARG UID=1000\nRUN useradd -m -u ${UID} app\nUSER ${UID}:${UID}\nWORKDIR /home/app\n"
        "COPY requirements.txt ./\nRUN pip install -r requirements.txt && pip uninstall -y pip\n\n"
        "FROM python:3.13-slim\nARG UID=1000\nRUN useradd -m -u ${UID} app\nUSER ${UID}:${UID}\nWORKDIR /home/app\n"
        'COPY --from=builder --chown=${UID}:${UID} /home/app/.local ./.local\nCOPY . .\nCMD ["python", "app.py"]\n',
    ),
    (
        "... in another stage",
        {"pyproject.toml": POETRY, "poetry.lock": '[[package]]\nname = "psycopg2"\n'},
        "FROM python:3.13 AS lists\nWORKDIR /tmp\nRUN pip install poetry poetry-plugin-export\nCOPY pyproject.toml poetry.lock /tmp/\n"
        "RUN poetry export -o requirements.txt\n\nFROM python:3.13\nWORKDIR /code\n"
        "COPY --from=lists /tmp/requirements.txt /code/requirements.txt\nRUN pip install -r /code/requirements.txt\n"
        "COPY . .\nCMD gunicorn app:app\n",
        "FROM python:3.13 AS lists\nWORKDIR /tmp\nRUN pip install poetry poetry-plugin-export\nCOPY pyproject.toml poetry.lock /tmp/\n"
        "RUN poetry export -o requirements.txt\n\nFROM python:3.13 AS builder\nWORKDIR /code\n"
        f"COPY --from=lists /tmp/requirements.txt /code/requirements.txt\n{MAKE}RUN pip install -r /code/requirements.txt\n\n"
        f"FROM python:3.13-slim\n{install('libpq5')}{SEARCH}WORKDIR /code\n{TAKE}"
        "COPY --from=lists /tmp/requirements.txt /code/requirements.txt\nCOPY . .\nCMD gunicorn app:app\n",
    ),
    (
        "an environment that a user makes",
        FLASK,
        "FROM python:3.13\nRUN adduser --disabled-password --gecos '' app\nUSER app\nWORKDIR /home/app\n"
        "RUN python -m venv /home/app/env\nENV PATH=/home/app/env/bin:$PATH\nCOPY requirements.txt ./\n"
        'RUN pip install -r requirements.txt\nCOPY . .\nCMD ["gunicorn", "app:app"]\n',
        "FROM python:3.13 AS builder\nRUN adduser --disabled-password --gecos '' app\nUSER app\nWORKDIR /home/app\n"
        "RUN python -m venv /home/app/env\nENV PATH=/home/app/env/bin:$PATH\nCOPY requirements.txt ./\n"
        "RUN pip install -r requirements.txt\n\nFROM python:3.13-slim\nRUN useradd --create-home app\nUSER app\n"
        "WORKDIR /home/app\nENV PATH=/home/app/env/bin:$PATH\n"
        "COPY --from=builder --chown=app:app /home/app/env ./env\nCOPY . .\n"
        'CMD ["gunicorn", "app:app"]\n',
    ),
    (
        "uv at the start, and no project",
        FLASK,
        "FROM python:3.13\nRUN pip install uv\nWORKDIR /app\nCOPY requirements.txt ./\n"
        'RUN uv venv && uv pip install -r requirements.txt\nCOPY . .\nCMD ["uv", "run", "app.py"]\n',
        "FROM python:3.13 AS builder\nRUN pip install uv\nWORKDIR /app\nCOPY requirements.txt ./\n"
        "RUN uv venv && uv pip install -r requirements.txt\n\nFROM python:3.13-slim\nENV PATH=/app/.venv/bin:$PATH\n"
        'WORKDIR /app\nCOPY --from=builder /app/.venv ./.venv\nCOPY . .\nCMD ["python", "app.py"]\n',
    ),
    (
        "sources that are copied where they are installed from, with another directory behind them",
        None,
        'FROM python:3.13\nWORKDIR /code\nCOPY . .\nRUN pip install -r r.txt\nWORKDIR /code/src\nCMD ["gunicorn", "app:app"]\n',
        "FROM python:3.13 AS builder\nWORKDIR /code\nRUN python -m venv /opt/venv\n"
        "ENV VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:$PATH\nCOPY . .\nRUN pip install -r r.txt\n\n"
        "FROM python:3.13-slim\nENV PATH=/opt/venv/bin:$PATH\nWORKDIR /code\nCOPY --from=builder /opt/venv /opt/venv\n"
        'COPY . .\nWORKDIR /code/src\nCMD ["gunicorn", "app:app"]\n',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "before", "after"), [one[1:] for one in OFFERED], ids=[one[0] for one in OFFERED])
def test_offered(files: Files, before: str, after: str) -> None:
    offer = offer_of(before, files)
    assert [choice.name for choice in offer.choices] == ["alpine" if "alpine" in before else "slim"]
    change = offer.default.change
    assert apply(before, change.edits) == after
    assert change.safety is Safety.UNSAFE
    assert change.notes
    assert not isinstance(split_of(after, files), Offer), "it is settled"


def test_without_the_context_it_is_said() -> None:
    text = 'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n'
    offer = offer_of(text, None)
    assert any("context was not read" in note for note in offer.default.change.notes)


def test_without_the_context_nobody_knows_what_uv_installs_at_the_start() -> None:
    text = 'FROM python:3.13\nWORKDIR /app\nRUN pip install uv\nCOPY . .\nRUN uv sync\nCMD ["uv", "run", "main.py"]\n'
    obstacle = obstacle_of(text, None)
    assert "is not known without the build context" in obstacle.reason


PIP = "RUN pip install -r requirements.txt\n"
APP = f"WORKDIR /app\nCOPY . .\n{PIP}"
RUN_APP = 'CMD ["python", "app.py"]\n'

REFUSED: list[tuple[str, Files, str, str]] = [
    ("nothing to shed", FLASK, f"FROM python:3.13-slim\n{APP}{RUN_APP}", "nothing could be left behind"),
    ("nothing to shed, whatever else is done", FLASK, f"FROM python:3.13-slim\n{APP}RUN ./setup.sh\n{RUN_APP}", "nothing could be left behind"),
    ("the compiler is removed already", FLASK, f"FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nRUN apt-get update && apt-get install -y gcc && pip install -r requirements.txt && apt-get purge -y gcc\n{RUN_APP}", "nothing could be left behind"),
    ("no packages", FLASK, f"FROM python:3.13\nCOPY . .\n{RUN_APP}", "no Python packages"),
    ("no start", FLASK, f"FROM python:3.13\n{APP}", "no CMD or ENTRYPOINT"),
    ("an interpreter that waits", FLASK, f'FROM python:3.13\n{APP}CMD ["python"]\n', "waits for input"),
    ("a development server", FLASK, f'FROM python:3.13\n{APP}CMD ["python", "manage.py", "runserver"]\n', "`runserver`"),
    ("a server that reloads", FLASK, f"FROM python:3.13\n{APP}CMD uvicorn app:app --reload\n", "`--reload`"),
    ("tests", FLASK, f'FROM python:3.13\n{APP}CMD ["pytest"]\n', "`pytest`"),
    ("a notebook", FLASK, f'FROM python:3.13\n{APP}CMD ["jupyter", "lab"]\n', "`jupyter`"),
    ("pip at the start", {**FLASK, "run.sh": "#!/bin/sh\npip install x\npython app.py\n"}, f'FROM python:3.13\n{APP}CMD ["./run.sh"]\n', "`pip`"),
    ("uv at the start, with more", UV, 'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install uv && uv sync\nCMD ["uv", "run", "--with", "rich", "main.py"]\n', "`uv`"),
    ("uv at the start, which installs the project", {**UV, "pyproject.toml": UV["pyproject.toml"] + BACKEND}, 'FROM python:3.13\nWORKDIR /app\nRUN pip install uv\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --no-install-project\nCOPY . .\nCMD ["uv", "run", "main.py"]\n', "installs what `pyproject.toml` asks for when the container starts"),
    ("uv at the start, and packages elsewhere", {**UV, **FLASK}, 'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install uv && uv pip install --system -r requirements.txt\nCMD ["uv", "run", "main.py"]\n', "installs what `pyproject.toml` asks for when the container starts"),
    ("uv at the start, and a script with packages of its own", {**FLASK, "main.py": "# /// script\n# dependencies = ['x']\n# ///\n"}, 'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install uv && uv pip install --system -r requirements.txt\nCMD ["uv", "run", "main.py"]\n', "installs what `main.py` itself names"),
    ("uWSGI embeds Python", FLASK, f'FROM python:3.13\n{APP}CMD ["uwsgi", "app.ini"]\n', "virtual environment"),
    ("another user without PATH", {**FLASK, "run.sh": "#!/bin/sh\nexec su app -c python\n"}, f'FROM python:3.13\n{APP}CMD ["./run.sh"]\n', "`su`"),
    ("conda", FLASK, f"FROM continuumio/miniconda3\nRUN conda install flask\n{RUN_APP}", "only images of `python`"),
    ("for root, but another user runs", FLASK, f"FROM python:3.13\nRUN useradd app\nWORKDIR /app\nCOPY . .\nRUN pip install --user -r requirements.txt\nUSER app\n{RUN_APP}", "does not use"),
    ("for root, and for all", FLASK, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install --user -r requirements.txt\nRUN pip install gunicorn\n{RUN_APP}", "several environments"),
    ("to a directory by a variable", FLASK, f"FROM python:3.13\nENV PIP_TARGET=/deps\nWORKDIR /app\nCOPY . .\n{PIP}{RUN_APP}", "`PIP_TARGET`"),
    ("pdm without an environment", {"pyproject.toml": "", "pdm.lock": ""}, f"FROM python:3.13\nRUN pip install pdm\nWORKDIR /app\nCOPY . .\nRUN mkdir __pypackages__ && pdm install --no-self\n{RUN_APP}", "where pdm installs"),
    ("... by a RUN of its own", {"pyproject.toml": "", "pdm.lock": ""}, f"FROM python:3.13\nRUN pip install pdm\nWORKDIR /app\nCOPY . .\nRUN mkdir __pypackages__\nRUN pdm install --no-self\n{RUN_APP}", "where pdm installs"),
    ("pipenv's environment somewhere", {"Pipfile": ""}, f"FROM python:3.13\nRUN pip install pipenv\nWORKDIR /app\nCOPY . .\nRUN pipenv install\n{RUN_APP}", "in the home directory"),
    ("a package for development that nobody knows, and is installed", {**UV, "uv.lock": '[[package]]\nname = "app"\nsource = { virtual = "." }\n[package.dev-dependencies]\ndev = [{ name = "jupyter" }]\n[[package]]\nname = "jupyter"\n'}, f"FROM ghcr.io/astral-sh/uv:python3.12-alpine\nWORKDIR /app\nCOPY . .\nRUN uv sync\nENV PATH=/app/.venv/bin:$PATH\n{RUN_APP}", "`jupyter`"),
    ("a program for the Python of the system", {**FLASK, "app.py": "#!/usr/bin/python3\n"}, f'FROM python:3.13\n{APP}CMD ["./app.py"]\n', "a script for `python3`"),
    ("uv knows no users", FLASK, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install uv && uv pip install --user -r requirements.txt\n{RUN_APP}", "`--user`"),
    ("Python packages of the system", FLASK, f"FROM python:3.13\nRUN apt-get update && apt-get install -y python3-gi\n{APP}{RUN_APP}", "Python of the system"),
    ("a package of the system whose library is not known", FLASK, f"FROM python:3.13\nRUN apt-get update && apt-get install -y libstrange-dev\n{APP}{RUN_APP}", "libstrange-dev"),
    ("a package that needs Java", {**FLASK, "requirements.txt": "pyspark\n"}, f"FROM python:3.13\n{APP}{RUN_APP}", "Java"),
    ("a library by name", {**FLASK, "app.py": 'import ctypes\nctypes.CDLL("libfoo.so")\n'}, f"FROM python:3.13\n{APP}{RUN_APP}", "libfoo.so"),
    ("a file of the system", {**FLASK, "app.py": 'FONT = "/usr/share/fonts/truetype/x.ttf"\n'}, f"FROM python:3.13\n{APP}{RUN_APP}", "/usr/share/fonts"),
    ("windows of a desktop", {**FLASK, "app.py": "import tkinter\n"}, f"FROM python:3.13\n{APP}{RUN_APP}", "tkinter"),
    ("a script of a package that is copied beside the interpreter", FLASK, f"FROM python:3.13 AS a\nFROM python:3.13\nCOPY --from=a /usr/local/bin/gunicorn /usr/local/bin/gunicorn\n{APP}{RUN_APP}", "/usr/local/bin/gunicorn"),
    ("a path beside the interpreter", FLASK, f'FROM python:3.13\n{APP}CMD ["/usr/local/bin/gunicorn", "app"]\n', "/usr/local/bin/gunicorn"),
    ("... in a script", {**FLASK, "start": "#!/bin/sh\nexec /usr/local/bin/gunicorn app\n"}, f'FROM python:3.13\n{APP}CMD ["./start"]\n', "a start script calls `/usr/local/bin/gunicorn`"),
    ("... in a script that another one starts", {**FLASK, "entrypoint": '#!/bin/sh\nexec "$@"\n', "start": "#!/bin/bash\n/usr/local/bin/gunicorn app\n"}, f'FROM python:3.13\n{APP}ENTRYPOINT ["./entrypoint"]\nCMD ["./start"]\n', "a start script calls `/usr/local/bin/gunicorn`"),
    ("a development server in a script that another one starts", {**FLASK, "entrypoint": '#!/bin/sh\nexec "$@"\n', "start": "#!/bin/bash\npytest\n"}, f'FROM python:3.13\n{APP}ENTRYPOINT ["sh", "entrypoint"]\nCMD ["./start"]\n', "`pytest`"),
    ("the interpreter by its path", FLASK, f'FROM python:3.13\n{APP}CMD ["/usr/local/bin/python", "app.py"]\n', "/usr/local/bin/python"),
    ("something else is built", FLASK, f"FROM python:3.13\n{APP}RUN make\n{RUN_APP}", "`make`"),
    ("a script that is not known", FLASK, f"FROM python:3.13\nCOPY . .\nRUN ./setup.sh\n{APP}{RUN_APP}", "`setup.sh`"),
    ("static files in front of the last install", FLASK, f"FROM python:3.13\n{APP}RUN python manage.py collectstatic\nRUN pip install gunicorn\n{RUN_APP}", "`python manage.py collectstatic` stands in front of the last install"),
    ("static files in the same RUN as an install that needs the sources", {**FLASK, "setup.py": ""}, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install . && python manage.py collectstatic\n{RUN_APP}", "`python manage.py collectstatic` stands in front of the last install, or beside it"),
    ("files in the same RUN", FLASK, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt && cp a b\n{RUN_APP}", "`cp` is part of a RUN"),
    ("only a fetcher to shed", FLASK, f"FROM python:3.13-slim\nRUN apt-get update && apt-get install -y git\n{APP}{RUN_APP}", "nothing could be left behind"),
    ("a Python 2 whose pip knows of no other Python", FLASK, f"FROM python:2.7.8\n{APP}{RUN_APP}", "older pip"),
    ("an old pip", FLASK, f"FROM python:3.5.1\n{APP}{RUN_APP}", "older pip"),
    ("a Python without environments", FLASK, f"FROM python:3.2\n{APP}{RUN_APP}", "older pip"),
    ("a release that the mirrors hold no longer", {**FLASK, "requirements.txt": "psycopg2\n"}, f"FROM python:3.7.4\n{APP}{RUN_APP}", "do not hold `buster` any longer"),
    ("... and sources of packages that only the builder has", FLASK, f"FROM python:3.7-slim-buster\nRUN sed -i s/deb/archive/ /etc/apt/sources.list\nRUN apt-get update && apt-get install -y gcc libpq-dev\n{APP}{RUN_APP}", "do not hold `buster` any longer"),
    ("the OpenSSL of an Alpine of long ago", FLASK, f"FROM python:3.6.2-alpine\nRUN apk add gcc openssl-dev\n{APP}{RUN_APP}", "which OpenSSL"),
    ("a release of Debian that the tag does not tell", {**FLASK, "requirements.txt": "pylibmc\n"}, f"FROM python:3.12.11\n{APP}{RUN_APP}", "what `pylibmc` loads on this release is not known"),
    ("... that may be one of long ago", {**FLASK, "requirements.txt": "psycopg2\n"}, f"FROM python:3.6.3\n{APP}{RUN_APP}", "do not hold its release any longer"),
    ("an upgrade along with other work", FLASK, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN apt-get update && apt-get upgrade -y && {PIP[4:]}{RUN_APP}", "`apt-get upgrade` is part of a RUN"),
    ("a package whose name is computed", FLASK, f"FROM python:3.13\nARG PACKAGE\nWORKDIR /app\nCOPY . .\nRUN pip install $PACKAGE\n{RUN_APP}", "is computed"),
    ("a library that nobody knows, without its headers", FLASK, f"FROM python:3.13\nRUN apt-get update && apt-get install -y libfoo-dev\n{APP}RUN apt-get purge -y libfoo-dev\n{RUN_APP}", "`libfoo-dev`"),
    ("packages in front of the server", FLASK, f"FROM python:3.13\n{APP}CMD pip install x && gunicorn app\n", "`pip`"),
    ("a script in front of the server", FLASK, f"FROM python:3.13\n{APP}CMD ./wait.sh && gunicorn app\n", "what `wait.sh` runs in front of `gunicorn`"),
    ("tests in front of the server", FLASK, f"FROM python:3.13\n{APP}CMD python -m pytest && gunicorn app\n", "`python -m pytest`"),
    ("two servers", FLASK, f"FROM python:3.13\n{APP}CMD celery -A app worker & gunicorn app\n", "in the background"),
    ("one server or the other", FLASK, f"FROM python:3.13\n{APP}CMD gunicorn app || python app.py\n", "several programs"),
    ("wheels that are needed later", FLASK, f"FROM python:3.13\n{APP}RUN pip wheel -w /w .\n{RUN_APP}", "what `pip wheel .` leaves behind"),
    ("a header of the compiler", FLASK, f"FROM python:3.9-alpine\nRUN apk add gcc musl-dev\nRUN ln -s /usr/include/locale.h /usr/include/xlocale.h\n{APP}{RUN_APP}", "`/usr/include/locale.h` may be in the builder only"),
    ("a file of a program that stays behind", FLASK, f"FROM python:3.13\n{APP}RUN sed -i s/a/b/ /usr/share/git-core/x\n{RUN_APP}", "may be in the builder only"),
    ("a script that is made in the image", None, f'FROM python:3.13\nWORKDIR /app\nCOPY *.py requirements.txt ./\n{PIP}RUN cp /srv/x.sh /x.sh\nCMD ["/x.sh"]\n', "what `/x.sh` does is not known"),
    ("users that change", FLASK, f"FROM python:3.13\nUSER nobody\nUSER root\n{APP}{RUN_APP}", "the user changes"),
    ("all programs of another image", FLASK, f"FROM python:3.13\nCOPY --from=node:22 /usr/local/bin/ /usr/local/bin/\n{APP}{RUN_APP}", "another stage"),
    ("a place of packages, by its path", FLASK, f"FROM python:3.13\n{APP}RUN rm -rf /usr/local/lib/python3.13/site-packages/pip\n{RUN_APP}", "`/usr/local/lib/python3.13/site-packages/pip` would not be there"),
    ("a place of packages, looked for", FLASK, f"FROM python:3.13\n{APP}ENV PLACE=site-packages\n{RUN_APP}", "`site-packages` is looked for, and packages move"),
    ("scripts of packages from another stage", FLASK, f"FROM python:3.13 AS deps\nRUN pip install x\nFROM python:3.13\nCOPY --from=deps /usr/local/bin/x /usr/local/bin/x\n{APP}{RUN_APP}", "would not be there"),
    ("packages from another stage", FLASK, f"FROM python:3.13 AS deps\nRUN pip install x\nFROM python:3.13\nCOPY --from=deps /usr/local /usr/local\n{APP}{RUN_APP}", "another stage"),
    ("an owner of files that come later", FLASK, f"FROM python:3.13\nRUN useradd app && chown -R app /srv\n{APP}{RUN_APP}", "`chown` is part of a RUN"),
    ("an installer that is not known", FLASK, f"FROM python:3.13\nRUN curl https://example.org/x | sh\n{APP}{RUN_APP}", "`curl`"),
    ("uv on a system without Python", UV, f"FROM ghcr.io/astral-sh/uv:bookworm-slim\nWORKDIR /app\nCOPY . .\nRUN uv sync\nENV PATH=/app/.venv/bin:$PATH\n{RUN_APP}", "only images of `python`"),
    ("uv by its digest", UV, f"FROM ghcr.io/astral-sh/uv:python3.13-trixie@sha256:{'a' * 64}\nWORKDIR /app\nCOPY . .\nRUN uv sync\nENV PATH=/app/.venv/bin:$PATH\n{RUN_APP}", "which small image"),
    ("a digest", FLASK, f"FROM python:3.13@sha256:{'a' * 64}\n{APP}{RUN_APP}", "which small image"),
    ("a tag that is not understood", FLASK, f"FROM python:3.13-rc\n{APP}{RUN_APP}", "which small image"),
    ("poetry's environment in a cache", {"pyproject.toml": POETRY}, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install poetry && poetry install\n{RUN_APP}", "in a cache"),
    ("uv and another interpreter", {**UV, ".python-version": "3.11"}, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install uv && uv sync\nENV PATH=/app/.venv/bin:$PATH\n{RUN_APP}", "`3.11`"),
    ("an environment in a mount", UV, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/app pip install uv && uv sync\nENV PATH=/app/.venv/bin:$PATH\n{RUN_APP}", "lies in a cache mount, so it is not in the image"),
    ("uv and an environment of the context", {**UV, ".venv/x": ""}, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install uv && uv sync\nENV PATH=/app/.venv/bin:$PATH\n{RUN_APP}", "copied over"),
    ("an environment that nothing uses", UV, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install uv && uv sync\n{RUN_APP}", "does not use"),
    ("two environments", {**UV, **FLASK}, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt && uv sync\nENV PATH=/app/.venv/bin:$PATH\n{RUN_APP}", "several environments"),
    ("requirements that are missing", {"app.py": ""}, f"FROM python:3.13\n{APP}{RUN_APP}", "not found in the build context"),
    ("data files beside the interpreter", {**FLASK, "setup.py": "setup(data_files=[])"}, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install .\n{RUN_APP}", "data files"),
    ("a project at the root of the image", FLASK, f"FROM python:3.13\nCOPY . .\nRUN pip install -e .\n{RUN_APP}", "the project is installed from `/`, where more"),
    ("a project whose files belong to several users", FLASK, f"FROM python:3.13\nRUN useradd app\nWORKDIR /app\nCOPY . .\nCOPY --chown=app data data\nRUN pip install -e .\n{RUN_APP}", "files in `/app` belong to several users"),
    ("... by a command", FLASK, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN chown -R nobody data\nRUN pip install -e .\n{RUN_APP}", "`/app/data` belongs to another user"),
    ("work on a project and on other files", FLASK, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN cp app.ini /etc/app.ini\nRUN pip install -e .\n{RUN_APP}", "`cp` works on files of the project and on others"),
    ("a project whose directory is computed", FLASK, f"FROM python:3.13\nARG P\nWORKDIR /app\nCOPY . .\nRUN pip install -e $P\n{RUN_APP}", "is computed"),
    ("a user without a home", FLASK, f"FROM python:3.13\nRUN useradd app\nUSER app\n{APP}{RUN_APP}", "`app` has no home directory"),
    ("a user that nobody makes", FLASK, f"FROM python:3.13\nUSER 1000\n{APP}{RUN_APP}", "`1000` has no home directory"),
    ("a user, and another that runs", FLASK, f"FROM python:3.13\nRUN useradd -m app\nUSER app\n{APP}USER nobody\n{RUN_APP}", "does not use `/home/app/.local`"),
    ("a user that is computed", FLASK, f"FROM python:3.13\nARG WHO\nUSER $WHO\n{APP}{RUN_APP}", "which user installs packages is computed"),
    ("a user who is not allowed to", FLASK, f"FROM python:3.13\nRUN pip install uv\nRUN useradd -m app\nUSER app\nWORKDIR /app\nCOPY . .\nRUN uv pip install --system -r requirements.txt\n{RUN_APP}", "`app` may not install packages beside the interpreter"),
    ("a group of a package", FLASK, f"FROM python:3.13\nRUN useradd -m -G docker app\n{APP}USER app\n{RUN_APP}", "the group `docker` comes with a package"),
    ("a script that only poetry knows", {"pyproject.toml": POETRY + '[tool.poetry.scripts]\nserve = "app:main"\n'}, 'FROM python:3.13\nRUN pip install poetry\nWORKDIR /app\nCOPY . .\nRUN poetry install\nCMD ["poetry", "run", "serve"]\n', "`poetry`"),
    ("pipenv at the start, and packages elsewhere", {"Pipfile": ""}, 'FROM python:3.13\nRUN pip install pipenv\nWORKDIR /app\nCOPY . .\nRUN pipenv install --system\nCMD ["pipenv", "run", "gunicorn"]\n', "`pipenv run` does not look in the environment"),
    ("pipenv at the start, which loads variables", {"Pipfile": "", ".env": "A=1\n"}, 'FROM python:3.13\nRUN pip install pipenv\nWORKDIR /app\nCOPY . .\nRUN pipenv install\nCMD ["pipenv", "run", "gunicorn"]\n', "`pipenv run` loads `.env`, which `gunicorn` alone would not"),
    ("poetry, with words that are computed", {"pyproject.toml": POETRY}, f"FROM python:3.13\nARG WORDS=--no-root\nRUN pip install poetry\nWORKDIR /app\nCOPY . .\nRUN poetry install $WORDS\n{RUN_APP}", "the words of `poetry install` are computed"),
    ("requirements that are written from elsewhere", FLASK, f"FROM python:3.13\nRUN pip install poetry\nWORKDIR /app\nCOPY . .\nRUN poetry export >> requirements.txt\nRUN pip install -r requirements.txt\n{RUN_APP}", "what `poetry` leaves behind"),
    ("work on what was fetched", FLASK, f"FROM python:3.13\nRUN wget -O /srv/x https://x/x\nRUN mv /srv/x /srv/y\n{APP}{RUN_APP}", "`mv` works on `/srv/x`, which was fetched"),
    ("... and what nobody knows", FLASK, f"FROM python:3.13\nRUN wget -O /srv/x.deb https://x/x.deb && dpkg -i /srv/x.deb\n{APP}{RUN_APP}", "what `dpkg` leaves behind"),
    ("a file that is fetched behind the last install", FLASK, f"FROM python:3.13\n{APP}RUN wget https://x/model.bin\n{RUN_APP}", "`wget` fetches a file behind the last install"),
    ("an archive that is fetched", FLASK, f"FROM python:3.13\nRUN curl https://x/x.tgz | tar xz -C /opt\n{APP}{RUN_APP}", "what `curl` leaves behind"),
    ("clones that nobody can know of", None, f"FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt --src /s\nCOPY . .\n{RUN_APP}", "cloned into `--src`"),
    ("an environment that is entered, but not made", FLASK, f"FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN . /env/bin/activate && pip install -r requirements.txt\n{RUN_APP}", "`/env` is no environment"),
    ("packages that pip-tools install", {"requirements.txt": "flask\n"}, f"FROM python:3.13\nRUN pip install pip-tools\nWORKDIR /app\nCOPY . .\nRUN pip-sync\n{RUN_APP}", "use `pip install -r`"),
    ("several users", FLASK, f"FROM python:3.13\nRUN pip install gunicorn\nRUN useradd -m app\nUSER app\n{APP}{RUN_APP}", "by several users"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text", "part"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_refused(files: Files, text: str, part: str) -> None:
    found = obstacle_of(text, files)
    assert part in found.reason


@pytest.mark.parametrize(
    "behind",
    [
        "LABEL program=/usr/local/bin/gunicorn\n",
        "ENV LIBRARIES=/opt/own/lib/python3.13/site-packages/a/lib\n",
        "RUN rm -rf /opt/own/lib/python3.13/site-packages/pip\n",
    ],
)
def test_places_that_are_none_of_the_image(behind: str) -> None:
    """What a label says is for people, and an environment of the file's own stays where it is."""
    assert isinstance(split_of(f"FROM python:3.13\n{APP}{behind}{RUN_APP}", FLASK), Offer)
