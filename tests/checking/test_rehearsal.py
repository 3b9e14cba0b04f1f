"""What runs is the same after the safe fixes, but for what they say that they change: files that nobody wrote, in a sandbox."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dockwright.rules import BY_NAME

SCRIPTS = Path(__file__).parents[2] / "scripts"
CAN_REHEARSE = (
    sys.platform == "linux"
    and os.geteuid() == 0
    and all(map(shutil.which, ("unshare", "dash", "bash")))
    and subprocess.run(["unshare", "--pid", "--fork", "true"], check=False).returncode == 0
)


@pytest.mark.skipif(not CAN_REHEARSE, reason="needs root, and name spaces")
def test_the_same_programs_run() -> None:
    command = [sys.executable, SCRIPTS / "rehearse.py", "--made", "6", "--seed", "40"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_expected_is_of_rules_that_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from rehearsal.expected import EXPECTED

    assert EXPECTED.keys() <= BY_NAME.keys()
