"""`dockwright explain`, `dockwright rules` and the help."""

from __future__ import annotations

import json
import re

import pytest
from command_line import Command

from dockwright.assists import ASSISTS
from dockwright.config import BUILDERS, FAIL_ON, PRESETS
from dockwright.docs import assist_page, rule_page
from dockwright.output import FORMATS
from dockwright.rules import BY_NAME, RULES


@pytest.mark.parametrize("name", ["maintainer-instruction", "DL4000", "dl4000", "MaintainerDeprecated"])
def test_explain_by_any_name(dockwright: Command, name: str) -> None:
    assert dockwright("explain", name) == (0, rule_page(BY_NAME["maintainer-instruction"]), "")


def test_explain_a_refactoring(dockwright: Command) -> None:
    split = next(assist for assist in ASSISTS if assist.name == "split-stages")
    assert dockwright("explain", "split-stages") == (0, assist_page(split), "")


@pytest.mark.parametrize("name", ["unreadable-file", "unwritable-file"])
def test_explain_what_is_reported_without_a_rule(dockwright: Command, name: str) -> None:
    assert dockwright("explain", name).out.startswith(f"# {name}\n")


def test_rules_as_json(dockwright: Command) -> None:
    listed = json.loads(dockwright("rules", "--format", "json").out)
    assert {record["rule"] for record in listed} == set(BY_NAME)
    assert listed == sorted(listed, key=lambda record: (record["category"], record["rule"]))


@pytest.mark.parametrize("preset", ["default", "hadolint", "buildkit", "all"])
def test_rules_of_a_preset(dockwright: Command, preset: str) -> None:
    listed = json.loads(dockwright("rules", "--format", "json", "--preset", preset).out)
    wanted = {
        rule.name
        for rule in RULES
        if preset == "all" or preset in rule.presets or (preset == "default" and rule.default)
    }
    assert {record["rule"] for record in listed} == wanted


def test_rules_as_text(dockwright: Command) -> None:
    text = dockwright("rules").out
    assert all(f" {rule.name} " in text for rule in RULES)


@pytest.mark.parametrize(("columns", "rows"), [(80, 3), (200, 1), (60, 1)])
def test_rules_in_a_terminal(dockwright: Command, monkeypatch: pytest.MonkeyPatch, columns: int, rows: int) -> None:
    """A summary goes on in its own column; where that would be too narrow, the terminal breaks it."""
    monkeypatch.setattr("dockwright.commands.rules.width_of", lambda stream: columns)
    text = dockwright("rules").out
    summary = BY_NAME["apt-update-alone"].summary
    place = text.index("The package lists come from")
    shown = text[place:].split("\n")[:rows]
    assert " ".join(line.strip() for line in shown) == summary
    assert {len(line) - len(line.lstrip()) for line in shown[1:]} <= {place - text.rindex("\n", 0, place) - 1}


@pytest.mark.parametrize(
    "command", ["check", "fix", "ignore", "explain", "rules", "refactor", "why", "migrate", "server"]
)
def test_help(dockwright: Command, command: str) -> None:
    assert command in dockwright("--help").out
    done = dockwright(command, "--help")
    assert done.code == 0
    assert done.out.startswith(f"usage: dockwright {command}")


def test_the_help_names_every_word_that_an_option_takes(dockwright: Command) -> None:
    text = dockwright("check", "--help").out
    for word in (*FORMATS, *PRESETS, *BUILDERS, *FAIL_ON):
        assert re.search(rf"\b{word}\b", text), word


def test_the_page_of_a_rule_whose_fix_writes_another_file_shows_that_file() -> None:
    page = rule_page(BY_NAME["ignored-build-input"])
    assert "with `.dockerignore` (`*-lock.json`), `package-lock.json`" in page
    assert "beside this `.dockerignore`:\n\n```\n*-lock.json\n!package-lock.json\n```\n" in page
