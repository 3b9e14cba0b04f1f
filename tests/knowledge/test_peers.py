"""Everything that hadolint and BuildKit report has a rule here, under its own name."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dockwright.docs import NOT_DECIDED_FROM_THE_FILE, peers_page
from dockwright.knowledge.peer_differences import BUILDKIT_DIFFERENCES, DIFFERENCES
from dockwright.knowledge.peers import (
    BUILDKIT_CHECKS,
    EXPERIMENTAL_CHECKS,
    HADOLINT_LEVELS,
    RETIRED_CODES,
    UNRELEASED_CODES,
)
from dockwright.rules import RULES

ALIASES = {alias for rule in RULES for alias in rule.aliases}
BESIDE = Path(sys.executable).with_name("hadolint")
HADOLINT = str(BESIDE) if BESIDE.is_file() else shutil.which("hadolint")


def test_the_tables_are_whole() -> None:
    assert len(HADOLINT_LEVELS) == 71 + 1  # DL1000 stands for whatever cannot be parsed
    assert len(BUILDKIT_CHECKS) == 22
    assert EXPERIMENTAL_CHECKS < BUILDKIT_CHECKS
    assert RETIRED_CODES.isdisjoint(HADOLINT_LEVELS)


def test_codes_to_come_are_none_of_today() -> None:
    assert not UNRELEASED_CODES.keys() & (HADOLINT_LEVELS.keys() | RETIRED_CODES)
    assert {name for rules in UNRELEASED_CODES.values() for name in rules} <= {rule.name for rule in RULES}


def test_every_code_of_hadolint_has_a_rule() -> None:
    assert HADOLINT_LEVELS.keys() - ALIASES == set()


def test_every_check_of_buildkit_has_a_rule_or_a_reason() -> None:
    assert NOT_DECIDED_FROM_THE_FILE.keys() == BUILDKIT_CHECKS - ALIASES


def test_aliases_are_names_of_peers() -> None:
    assert {alias for alias in ALIASES if alias != "shellcheck"} <= HADOLINT_LEVELS.keys() | BUILDKIT_CHECKS


@pytest.mark.parametrize("code", sorted(HADOLINT_LEVELS))
def test_each_code_can_be_silenced_alone(code: str) -> None:
    """A rule has one code of hadolint's at most, and a code has one rule."""
    found = [rule for rule in RULES if code in rule.aliases]
    assert len(found) == 1
    assert [alias for alias in found[0].aliases if alias.startswith("DL")] == [code]
    assert ("hadolint" in found[0].presets) is (HADOLINT_LEVELS[code] != "off")


def test_differences_name_codes() -> None:
    assert {code for one in DIFFERENCES for code in one.codes} <= HADOLINT_LEVELS.keys()
    assert {check for one in BUILDKIT_DIFFERENCES for check in one.codes} <= BUILDKIT_CHECKS


def test_the_page_has_a_row_for_each() -> None:
    page = peers_page(RULES)
    listed = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert sorted(listed) == sorted((*HADOLINT_LEVELS, *BUILDKIT_CHECKS))


@pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")
@pytest.mark.parametrize("level", ["error", "warning", "info", "style"])
def test_a_severity_of_hadolint_switches_on_what_is_off(level: str, tmp_path: Path) -> None:
    """The two rules that are off in hadolint are those that the table calls so."""
    assert HADOLINT is not None
    path = tmp_path / "Dockerfile"
    path.write_text("FROM debian:12\n# hadolint ignore=DL3006\nCMD []\n")
    command = [HADOLINT, "--no-color", "--no-fail", str(path)]
    off = [code for code, there in HADOLINT_LEVELS.items() if there == "off"]
    assert not subprocess.run(command, capture_output=True, text=True, check=False).stdout
    done = subprocess.run(
        [*command, *(f"--{level}={code}" for code in off)], capture_output=True, text=True, check=False
    )
    assert {line.split()[1] for line in done.stdout.splitlines()} == set(off)
