"""Virtual environments of Python that are copied: to where they were made, elsewhere, and to another Python."""

from __future__ import annotations

import pytest
from rule_running import fixed, marked

MOVED = "moved-virtual-environment"
VENV = "FROM python:3.13 AS build\nWORKDIR /src\nRUN python3 -m venv /opt/venv\n"
SLIM = "FROM python:3.13-slim\n"
RUN_IT = 'CMD ["/venv/bin/gunicorn"]\n'

REPORTED: list[tuple[str, str]] = [
    ("with its parent", f"{VENV}{SLIM}COPY --from=build /opt /srv\nENTRYPOINT [\"/srv/venv/bin/celery\"]\n"),
    ("of virtualenv", f"FROM python:3.13 AS build\nRUN virtualenv -p python3 /x\n{SLIM}COPY --from=build /x /venv\n{RUN_IT}"),
    ("of uv", f"FROM python:3.13 AS build\nWORKDIR /x\nRUN uv venv\n{SLIM}COPY --from=build /x/.venv /venv\n{RUN_IT}"),
    ("of a project", f"FROM python:3.13 AS build\nWORKDIR /x\nRUN uv sync --frozen\n{SLIM}COPY --from=build /x/.venv /venv\n{RUN_IT}"),
    ("of poetry", f"FROM python:3.13 AS build\nENV POETRY_VIRTUALENVS_IN_PROJECT=1\nWORKDIR /x\nRUN poetry install\n{SLIM}COPY --from=build /x/.venv /venv\n{RUN_IT}"),
    ("run while building", f"{VENV}{SLIM}COPY --from=build /opt/venv /venv\nRUN /venv/bin/pip list\nCMD [\"/venv/bin/python\"]\n"),
    ("found by PATH", f"FROM python:3.13 AS build\nRUN python -m venv /o && /o/bin/pip install mkdocs==1\n{SLIM}COPY --from=build /o /venv\n"
     "ENV PATH=\"/venv/bin:$PATH\"\nCMD mkdocs serve\n"),
]  # fmt: skip


@pytest.mark.parametrize("text", [case[1] for case in REPORTED], ids=[case[0] for case in REPORTED])
def test_reported(text: str) -> None:
    assert len(marked(MOVED, text)) == 1


SILENT: list[tuple[str, str]] = [
    ("the same path", f"{VENV}{SLIM}COPY --from=build /opt/venv /opt/venv\nCMD [\"/opt/venv/bin/gunicorn\"]\n"),
    ("both paths", f"{VENV}{SLIM}COPY --from=build /opt/venv /venv\nCOPY --from=build /opt /opt\n{RUN_IT}"),
    ("Python only", f"{VENV}{SLIM}COPY --from=build /opt/venv /venv\nCMD [\"/venv/bin/python3\", \"-m\", \"gunicorn\"]\n"),
    ("another program", f"{VENV}{SLIM}COPY --from=build /opt/venv /venv\nENV PATH=/venv/bin:$PATH\nCMD [\"nginx\"]\n"),
    ("its packages only", f"{VENV}{SLIM}COPY --from=build /opt/venv/lib /venv/lib\n{RUN_IT}"),
    ("made anew", f"{VENV}{SLIM}RUN python -m venv /opt/venv\nCOPY --from=build /opt/venv /venv\n{RUN_IT}"),
    ("its path is computed", f"FROM python:3.13 AS build\nARG X\nRUN python -m venv $X\n{SLIM}COPY --from=build /opt/venv /venv\n{RUN_IT}"),
    ("poetry keeps it elsewhere", f"FROM python:3.13 AS build\nWORKDIR /x\nRUN poetry install\n{SLIM}COPY --from=build /x/.venv /venv\n{RUN_IT}"),
]  # fmt: skip


@pytest.mark.parametrize("text", [case[1] for case in SILENT], ids=[case[0] for case in SILENT])
def test_silent(text: str) -> None:
    assert marked(MOVED, text) == []


FIXED: list[tuple[str, str, str]] = [
    ("every mention but in comments", "COPY --from=build --chown=1 /opt/venv /venv\n# in /venv\nENV PATH=/venv/bin:$PATH VIRTUAL_ENV=/venv\n",
     "COPY --from=build --chown=1 /opt/venv /opt/venv\n# in /venv\nENV PATH=/opt/venv/bin:$PATH VIRTUAL_ENV=/opt/venv\n"),
    ("longer names stay", "COPY --from=build /opt/venv /venv\nENV A=/venv2 B=/x/venv\n",
     "COPY --from=build /opt/venv /opt/venv\nENV A=/venv2 B=/x/venv\n"),
    ("a relative mention", "COPY --from=build /opt/venv /venv\nWORKDIR /\nRUN . venv/bin/activate\n", ""),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "expected"), [case[1:] for case in FIXED], ids=[case[0] for case in FIXED])
def test_fixed(steps: str, expected: str) -> None:
    text = f"{VENV}{SLIM}{steps}{RUN_IT}"
    after = f"{VENV}{SLIM}{expected}{RUN_IT.replace('/venv', '/opt/venv')}" if expected else text
    assert fixed(MOVED, text) == after


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("RUN python -m venv /v", ["/v"]),
        ("RUN virtualenv /v", ["/v"]),
        ("RUN virtualenv -p python2.7 /v", []),
        ("RUN uv venv --python 3.11 /v", []),
        ("RUN python -m venv /w", []),
    ],
)
def test_another_version_of_python(steps: str, expected: list[str]) -> None:
    text = f"FROM python:3.12 AS build\n{steps}\nFROM python:3.11-slim\nCOPY --from=build /v /v\n"
    assert marked("python-version-mismatch", text) == expected
