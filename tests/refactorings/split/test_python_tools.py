"""Python: however poetry and uv come into an image, they stay with the builder."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import obstacle_of, offer_of

from dockwright.text import apply

UV: Mapping[str, str] = {
    "pyproject.toml": '[project]\nname = "app"\ndependencies = ["flask"]\n',
    "uv.lock": "",
    "main.py": "",
}
POETRY: Mapping[str, str] = {
    "pyproject.toml": '[tool.poetry]\nname = "app"\n[tool.poetry.dependencies]\nflask = "*"\n',
    "poetry.lock": "",
    "main.py": "",
}
FLASK: Mapping[str, str] = {"requirements.txt": "flask\n", "main.py": ""}

SYNC = "WORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --frozen\n"
INSTALL = "WORKDIR /app\nCOPY pyproject.toml poetry.lock ./\nRUN poetry config virtualenvs.in-project true && poetry install --no-root\n"
START = 'COPY . .\nCMD [".venv/bin/python", "main.py"]\n'
SCRIPT = "https://astral.sh/uv/install.sh"


@pytest.mark.parametrize(
    ("image", "tools", "build", "files"),
    [
        ("python:3.13", f"ADD {SCRIPT} /uv-installer.sh\nRUN sh /uv-installer.sh && rm /uv-installer.sh\n", SYNC, UV),
        ("python:3.13-slim", f"ADD {SCRIPT} /tmp/\nRUN chmod +x /tmp/install.sh && /tmp/install.sh\n", SYNC, UV),
        ("python:3.13-slim", f"RUN curl -LsSf {SCRIPT} | sh\n", SYNC, UV),
        ("python:3.13", f"RUN curl -LsSf {SCRIPT} | sh && mv /root/.local/bin/uv /root/.local/bin/uvx /usr/local/bin/\n", SYNC, UV),
        ("python:3.13", f"RUN wget -qO- {SCRIPT} | env UV_INSTALL_DIR=/bin sh\n", SYNC, UV),
        ("python:3.13", "RUN pip install pipx && pipx install uv==0.9\nENV PATH=/root/.local/bin:$PATH\n", SYNC, UV),
        ("python:3.13-slim", "RUN python -m pip install pipx\nRUN pipx ensurepath && pipx install poetry && pipx inject poetry poetry-plugin-export\n",
         INSTALL, POETRY),
        ("python:3.13", "RUN curl -sSL https://install.python-poetry.org | POETRY_HOME=/opt/poetry python3 - && "
         "ln -s /opt/poetry/bin/poetry /usr/local/bin/poetry\n", INSTALL, POETRY),
        ("python:3.13", "ADD https://install.python-poetry.org /get.py\nRUN python3 /get.py\nENV PATH=/root/.local/bin:$PATH\n", INSTALL, POETRY),
    ],
)  # fmt: skip
def test_tools_stay_with_the_builder(image: str, tools: str, build: str, files: Mapping[str, str]) -> None:
    text = f"FROM {image}\n{tools}{build}{START}"
    offer = offer_of(text, files)
    builder, runtime = apply(text, offer.default.change.edits).split("\n\n")
    assert builder == f"FROM {image} AS builder\n{tools}{build}".rstrip("\n")
    lines = [line for line in runtime.splitlines() if not line.startswith("ENV PATH")]
    small = "python:3.13-slim"
    assert lines == [f"FROM {small}", "WORKDIR /app", "COPY --from=builder /app/.venv ./.venv", *START.splitlines()]


PIP = "WORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"


@pytest.mark.parametrize(
    ("title", "text", "files", "reason"),
    [
        ("pipx installs a program that may run", f"FROM python:3.13\nRUN pip install pipx && pipx install ansible\n{PIP}{START}", FLASK,
         "what `pipx` leaves behind is not known"),
        ("pipx runs something", f"FROM python:3.13\nRUN pip install pipx && pipx run poetry install\n{PIP}{START}", FLASK,
         "what `pipx` leaves behind is not known"),
        ("another script is downloaded", f"FROM python:3.13\nADD https://example.org/x.sh /x.sh\nRUN sh /x.sh\n{PIP}{START}", FLASK,
         "what `sh` leaves behind is not known"),
        ("something else is removed, too", f"FROM python:3.13\nADD {SCRIPT} /u.sh\nRUN sh /u.sh && rm /u.sh /etc/motd\n{SYNC}{START}", UV,
         "`rm` is part of a RUN that does other work"),
        ("something else is moved, too", f"FROM python:3.13\nRUN curl {SCRIPT} | sh && mv /root/.local/bin/uv /x /bin/\n{SYNC}{START}", UV,
         "`mv` is part of a RUN that does other work"),
        ("the container installs", f'FROM python:3.13\nRUN pip install pipx && pipx install poetry\n{INSTALL}COPY . .\nCMD ["poetry", "install"]\n',
         POETRY, "the container installs or looks up packages when it starts: `poetry`"),
        ("Node builds pages", f"FROM python:3.13\n{PIP}COPY . .\nRUN npm ci\n{START}", FLASK,
         "what `npm` leaves behind is not known: build pages in a stage of Node before this one, and copy what it writes"),
        ("pages that nginx could serve", f"FROM python:3.13\n{PIP}COPY . .\nRUN mkdocs build\n{START}", FLASK,
         "what `mkdocs` leaves behind is not known: build the pages in a stage before this one, and copy `site` to an image of nginx, which needs no"
         " Python"),
        ("Node comes with a script", f"FROM python:3.13\nRUN curl -sL https://deb.nodesource.com/setup_22.x | bash -\n{PIP}{START}", FLASK,
         "what `curl` leaves behind is not known: build pages in a stage of Node before this one, and copy what it writes"),
        ("conda", f"FROM continuumio/miniconda3\n{PIP}{START}", FLASK,
         "only images of `python` itself are known well enough: `conda-pack` makes an environment that runs without conda"),
    ],
)  # fmt: skip
def test_refusals(title: str, text: str, files: Mapping[str, str], reason: str) -> None:
    found = obstacle_of(text, files)
    assert found.reason == reason
