"""`--force-exclude`, as the hooks have it: files that are named are passed over, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import BROKEN, Command

from dockwright_hooks import check, fix


@pytest.fixture(autouse=True)
def _excluded(tmp_path: Path) -> None:
    (tmp_path / "dockwright.toml").write_text('exclude = ["old"]\n')
    (tmp_path / "old").mkdir()
    (tmp_path / "old/Dockerfile").write_text(BROKEN)


def test_a_named_file_is_checked(dockwright: Command) -> None:
    assert dockwright("check", "old/Dockerfile").code == 1


def test_unless_exclusion_is_forced(dockwright: Command) -> None:
    assert dockwright("check", "--quiet", "--force-exclude", "old/Dockerfile") == (0, "", "")


def test_hooks_force_it(dockwright: Command, tmp_path: Path) -> None:
    assert check.main(["old/Dockerfile"]) == 0
    assert fix.main(["old/Dockerfile"]) == 0
    assert (tmp_path / "old/Dockerfile").read_text() == BROKEN
