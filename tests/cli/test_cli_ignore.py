"""`dockwright ignore`: comments above what makes `check` fail, and nothing else in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import BROKEN, CLEAN, Command

from contexts import context_of
from dockwright.checking import Subject
from dockwright.commands.ignore import silence
from dockwright.lint import Profile, analyse, lint
from dockwright.rule import DEFAULT_SETTINGS, Invalid, Rule
from dockwright.rules import RULES


def ignored(dockwright: Command, folder: Path, text: str, *options: str) -> str:
    """The text of a Dockerfile after `ignore`, written with all that is in it."""
    (folder / "Dockerfile").write_text(text, newline="")
    assert dockwright("ignore", *options).code == 0
    return (folder / "Dockerfile").read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BROKEN, BROKEN.replace("MAINTAINER", "# dockwright: ignore[maintainer-instruction]\nMAINTAINER")),
        ("FROM ubuntu\r\n", "# dockwright: ignore[untagged-base-image]\r\nFROM ubuntu\r\n"),
        ("\ufeffFROM ubuntu", "\ufeff# dockwright: ignore[untagged-base-image]\nFROM ubuntu"),
        (
            "# syntax=docker/dockerfile:1\nFROM ubuntu\n",
            "# syntax=docker/dockerfile:1\n# dockwright: ignore[untagged-base-image]\nFROM ubuntu\n",
        ),
        (
            "FROM ubuntu:24.04\nRUN sudo a && \\\n    sudo b\n",
            "FROM ubuntu:24.04\n# dockwright: ignore[sudo-in-run]\nRUN sudo a && \\\n    sudo b\n",
        ),
        (
            "FROM ubuntu:24.04\n# hadolint ignore=DL3015\nRUN sudo a\n",
            "FROM ubuntu:24.04\n# dockwright: ignore[sudo-in-run]\n# hadolint ignore=DL3015\nRUN sudo a\n",
        ),
        (
            "FROM ubuntu:24.04\n# dockwright: ignore[cd-instead-of-workdir] so be it\nRUN cd a && sudo b\n",
            "FROM ubuntu:24.04\n# dockwright: ignore[cd-instead-of-workdir, sudo-in-run] so be it\nRUN cd a && sudo b\n",
        ),
        (
            "FROM alpine:3.20\n# dockwright: ignore[no-such-rule]\nRUN a\n",
            "# dockwright: ignore-file[unknown-suppression]\nFROM alpine:3.20\n# dockwright: ignore[no-such-rule]\nRUN a\n",
        ),
        (
            "FROM ubuntu\n# dockwright: ignore[no-such-rule]\n",
            "# dockwright: ignore-file[unknown-suppression]\n# dockwright: ignore[untagged-base-image]\nFROM ubuntu\n"
            "# dockwright: ignore[no-such-rule]\n",
        ),
        (CLEAN, CLEAN),
        ("FROM ubuntu:24.04\nRUN apt-get install -y jq\n", "FROM ubuntu:24.04\nRUN apt-get install -y jq\n"),  # info
    ],
)
def test_what_makes_check_fail_is_ignored(dockwright: Command, tmp_path: Path, before: str, after: str) -> None:
    assert ignored(dockwright, tmp_path, before) == after
    assert dockwright("check").code == 0
    assert ignored(dockwright, tmp_path, after) == after


EXAMPLES = [(rule, example) for rule in RULES for example in rule.invalid]


@pytest.mark.parametrize(
    ("rule", "example"), EXAMPLES, ids=[f"{rule.name}-{number}" for number, (rule, _) in enumerate(EXAMPLES)]
)
def test_every_finding_of_every_rule_can_be_ignored(rule: Rule, example: Invalid) -> None:
    profile = Profile([rule], settings=example.settings or DEFAULT_SETTINGS)
    subject = Subject("Dockerfile", analyse(example.before), profile, context_of(example.context))
    if rule.name == "inline-suppression":
        return  # it is there to forbid what `ignore` does
    text, result = silence(subject, lambda one: True)
    assert len(result.made) == len(lint(analyse(example.before), subject.context, profile).diagnostics) > 0
    assert not lint(analyse(text), subject.context, profile).diagnostics


def test_what_is_told(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM ubuntu\nRUN sudo a\nRUN sudo b\n")
    (tmp_path / "clean.Dockerfile").write_text(CLEAN)
    told = "Dockerfile: untagged-base-image, sudo-in-run (x2)\n3 findings are ignored now in 2 files.\n"
    assert dockwright("ignore") == (0, told, "")
    assert dockwright("ignore") == (0, "Nothing more is ignored now in 2 files.\n", "")
    assert dockwright("ignore", "--quiet") == (0, "", "")


def test_less_severe_findings_on_request(dockwright: Command, tmp_path: Path) -> None:
    text = "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y jq\n"
    after = ignored(dockwright, tmp_path, text, "--fail-on", "style")
    assert after == text.replace("RUN", "# dockwright: ignore[apt-lists-left-behind, apt-recommended-packages]\nRUN")
    assert dockwright("check") == (0, "No findings in 1 file.\n", "")


def test_only_some_rules_and_why(dockwright: Command, tmp_path: Path) -> None:
    options = ("--rule", "DL3004", "--reason", " until we build without it ")
    after = ignored(dockwright, tmp_path, "FROM ubuntu\nRUN sudo a\n", *options)
    assert after == "FROM ubuntu\n# dockwright: ignore[sudo-in-run] until we build without it\nRUN sudo a\n"


def test_a_diff_writes_nothing(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM ubuntu\n")
    done = dockwright("ignore", "--diff")
    assert done.code == 1
    assert done.out.endswith("@@ -1 +1,2 @@\n+# dockwright: ignore[untagged-base-image]\n FROM ubuntu\n")
    assert (tmp_path / "Dockerfile").read_text() == "FROM ubuntu\n"


@pytest.mark.parametrize(
    ("configuration", "reason"),
    [
        ("suppressions = false\n", "the configuration lets no comment silence a finding (`suppressions = false`)"),
        (
            'select = ["inline-suppression"]\n[severity]\ninline-suppression = "error"\n',
            "a comment would be reported itself, by `inline-suppression`",
        ),
    ],
)
def test_where_comments_are_not_wanted(dockwright: Command, tmp_path: Path, configuration: str, reason: str) -> None:
    (tmp_path / "dockwright.toml").write_text(configuration)
    (tmp_path / "Dockerfile").write_text("FROM ubuntu\n")
    done = dockwright("ignore", "-q")
    assert done == (1, f"Dockerfile:1:1: error unwritable-file: nothing was ignored: {reason}\n", "")
    assert (tmp_path / "Dockerfile").read_text() == "FROM ubuntu\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-",), "dockwright: `-` is no file that comments could be put into\n"),
        (("--reason", "one\nFROM two"), "dockwright: the reason must be one line\n"),
        (("--rule", "no-such-rule"), "dockwright: unknown rule `no-such-rule`\n"),
    ],
)
def test_wrong_words(dockwright: Command, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "Dockerfile").write_text("FROM ubuntu\n")
    done = dockwright("ignore", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err == message
    assert (tmp_path / "Dockerfile").read_text() == "FROM ubuntu\n"


def test_a_file_that_cannot_be_read_costs_nothing_else(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM ubuntu\n")
    (tmp_path / "a.Dockerfile").mkdir()
    done = dockwright("ignore", "a.Dockerfile/x", "Dockerfile")
    assert done.code == 1
    assert "a.Dockerfile/x:1:1: error unreadable-file:" in done.out
    assert (tmp_path / "Dockerfile").read_text().startswith("# dockwright: ")
