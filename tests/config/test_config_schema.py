"""The JSON schema of dockwright.toml says what the reader takes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from config_kit import RULES

from dockwright.config import BUILDERS, FAIL_ON, PRESETS, Configurations
from dockwright.config.keys import KEYS
from dockwright.config.schema import config_schema, schema_text

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_it_has_every_key() -> None:
    schema = config_schema(RULES)

    assert list(schema["properties"]) == [key.name for key in KEYS]
    assert schema["properties"]["preset"]["enum"] == list(PRESETS)
    assert schema["properties"]["builder"]["enum"] == list(BUILDERS)
    assert schema["properties"]["fail-on"]["enum"] == list(FAIL_ON)
    assert {"DL3009", "size", "apt-lists-left-behind"} <= set(schema["definitions"]["name"]["anyOf"][0]["enum"])
    section = schema["properties"]["per-file"]["additionalProperties"]["properties"]
    assert set(section) == {key.name for key in KEYS if key.is_per_file}
    assert json.loads(json.dumps(schema)) == schema


def test_it_has_the_options_of_rules() -> None:
    rules = config_schema(RULES)["properties"]["rules"]["properties"]

    assert set(rules) == {"labelled", "untagged-base-image", "untrusted-registry"}
    assert rules["untrusted-registry"]["properties"] == {
        "trusted-registries": {"type": "array", "default": []},
        "strict": {"type": "boolean", "default": False},
    }


def test_the_checked_in_schema_is_fresh() -> None:
    """Otherwise: python scripts/generate_docs.py"""
    from dockwright.rules import RULES as real_rules

    assert (DOCS / "dockwright.schema.json").read_text(encoding="utf-8") == schema_text(real_rules)


@pytest.fixture(scope="module")
def page() -> str:
    return (DOCS / "configuration.md").read_text(encoding="utf-8")


def test_the_guide_tells_of_every_key_and_choice(page: str) -> None:
    for key in KEYS:
        assert f"`{key.name}`" in page
        for choice in key.choices:
            assert f"`{choice}`" in page


def test_the_examples_of_the_guide_work(page: str, tmp_path: Path) -> None:
    from dockwright.rules import RULES as real_rules

    examples = re.findall(r"```(toml|yaml)\n(.*?)```", page, re.DOTALL)
    assert len(examples) >= 4
    for kind, text in examples:
        name = "pyproject.toml" if "[tool.dockwright]" in text else ".hadolint.yaml" if kind == "yaml" else "x.toml"
        (tmp_path / name).write_text(text)
        Configurations(real_rules, file=str(tmp_path / name)).for_file("Dockerfile")
