"""When it is too late to begin with another test in VS Code."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from tools import UNTIL


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    if time.time() > UNTIL:
        pytest.skip("the time for VS Code is up (DOCKWRIGHT_UNTIL)")
