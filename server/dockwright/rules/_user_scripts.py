"""Programs of Python that pip has installed for a user, where no PATH leads.

Who may not write to the directories of the image gets packages into `~/.local`, and their programs into `~/.local/bin`, which
the official image does not have on PATH. Source: https://pip.pypa.io/en/stable/user_guide/#user-installs. Date: 2026-11.
"""

from __future__ import annotations

from dockwright.knowledge.table import words
from dockwright.rules._programs import may_be_brought
from dockwright.rules._python import PIP
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Run

PYTHON_TOOLS = words(
    "alembic celery chainlit daphne fastapi flask granian gunicorn hypercorn jupyter litestar mlflow prefect pytest streamlit uvicorn uwsgi"
)
"""Programs that packages of PyPI bring, and Python's image does not have."""

_ELSEWHERE = ("t", "target", "prefix", "root", "python", "break-system-packages")
_SETTINGS = ("PIP_PREFIX", "PIP_ROOT", "PIP_TARGET", "PIP_USER", "PYTHONUSERBASE", "VIRTUAL_ENV", "HOME")
_OWNING = frozenset(("chown", "chmod", "chgrp", "setfacl"))


def directory_of_tool(model: SemanticModel, stage: Stage, tool: str) -> str | None:
    """Where the tool is, when that is not on PATH for certain; None where it may be found."""
    facts, env = stage.facts, stage.final_state.env
    if facts is None or facts.family != "python" or any(env.get(name) != facts.env.get(name) for name in _SETTINGS):
        return None
    users: set[str] = set()
    for level in stage.lineage:
        for run in level.of(Run):
            commands = model.commands(run)
            if any(one.name in _OWNING and _may_concern(run.text) for one in commands):
                return None
            installs = [one for one in commands if one.name in PIP and one.subcommand == "install"]
            if not installs:
                continue
            state = model.state_before(run)
            is_plain = all(one.is_top_level and not one.assignments and not one.prefixes for one in installs)
            if state.is_root is not False or state.user is None or not is_plain or run.mounts:
                return None
            if any(one.has_flag(*_ELSEWHERE) for one in installs):
                return None
            users.add(state.user.partition(":")[0])
    if len(users) != 1 or may_be_brought(model, stage, tool, None, (tool,)):
        return None
    user = users.pop()
    return f"/home/{user}/.local/bin" if not user.isdecimal() and "$" not in user else "~/.local/bin"


def _may_concern(text: str) -> bool:
    """Whether a RUN that gives files to somebody may mean those of Python."""
    return "/usr" in text or "$" in text or " / " in f"{text} "
