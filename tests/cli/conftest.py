"""A command line in an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Command, Done

from dockwright.cli import main


@pytest.fixture
def dockwright(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `dockwright` in the test's folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> Done:
        code = main(arguments)
        return Done(code, *capsys.readouterr())

    return run
