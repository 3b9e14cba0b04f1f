"""Editors that can be told a list of steps, and that answer each of them: Neovim in Lua, Emacs in Lisp."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenes import LIMIT

Step = tuple[Any, ...]


def run(command: Sequence[str], environment: Mapping[str, str], place: Path, steps: Sequence[Step]) -> list[Any]:
    """The answers; `place` is a directory for what goes to and fro."""
    asked, answered = place / "steps.json", place / "report.json"
    asked.write_text(json.dumps(steps), encoding="utf-8")
    variables = {**environment, "STEPS": str(asked), "REPORT": str(answered)}
    done = subprocess.run(
        command, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=4 * LIMIT, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    answers = json.loads(answered.read_text(encoding="utf-8"))
    assert isinstance(answers, list)
    return answers
