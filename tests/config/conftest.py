"""Files to configure the rules of the kit with."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_kit import RULES, Configure

from dockwright.config import Choices, Configurations
from dockwright.config.choices import NOTHING


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def configure(tmp_path: Path) -> Configure:
    """Write the files (by path) and make the configurations of that directory."""

    def make(files: dict[str, str] | None = None, overrides: Choices = NOTHING, **options: object) -> Configurations:
        for path, text in (files or {}).items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return Configurations(RULES, overrides, **options)  # type: ignore[arg-type]

    return make
