"""`dockwright migrate` with a configuration of tally's: what is on there is on here, as far as there is a rule for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockwright.cli import main
from dockwright.config import Configurations
from dockwright.config.error import ConfigError
from dockwright.knowledge.tally import TALLY_RULES
from dockwright.migrate import Migration, migrate_tally
from dockwright.projects.toml import parse_toml
from dockwright.rule import Severity
from dockwright.rules import RULES
from dockwright.shellcheck.policy import Policy

TALLY = """\
[rules]
include = ["tally/world-writable-state-path-workaround"]
exclude = [
  # a matter of the base image
  "buildkit/MaintainerDeprecated",  # old images
  "tally/prefer-package-cache-mounts",
  "hadolint/DL3008",
  "hadolint/DL3004"
]

[rules.hadolint.DL3026]
severity = "warning"
trusted-registries = ["docker.io"]

[rules.tally.prefer-run-heredoc]
min-commands = 4
severity = "info"

[rules.tally.labels.no-duplicate-keys]
severity = "off"

[rules.tally.no-unreachable-stages.exclude]
paths = ["test/**"]

[rules.shellcheck.SC2086]
severity = "off"

[inline-directives]
enabled = false

[output]
fail-level = "info"
"""
OURS = """\
# From .tally.toml, by `dockwright migrate`.
select = [
    "world-writable-path",  # tally/world-writable-state-path-workaround
    "long-command-chain",  # tally/prefer-run-heredoc
    "consecutive-runs",  # tally/prefer-run-heredoc
]
ignore = [
    # a matter of the base image
    "MaintainerDeprecated",  # maintainer-instruction: old images
    "missing-cache-mount",  # tally/prefer-package-cache-mounts
    "DL3004",  # sudo-in-run
    "SC2086",
    "overridden-label",  # tally/labels/no-duplicate-keys
]
fail-on = "info"
suppressions = false
trusted-registries = ["docker.io"]

[severity]
DL3026 = "warning"  # untrusted-registry
long-command-chain = "info"
consecutive-runs = "info"

[rules.long-command-chain]
commands = 4

[per-file."test/**"]
ignore = ["unused-stage"]
"""


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def migrated(text: str) -> Migration:
    return migrate_tally(RULES, parse_toml(text), "x", ".tally.toml", text)


def policy(text: str, file: str = "Dockerfile") -> Policy:
    Path("dockwright.toml").write_text(migrated(text).text, encoding="utf-8")
    return Configurations(RULES).for_file(file)


def names(text: str, file: str = "Dockerfile") -> set[str]:
    return {rule.name for rule in policy(text, file).rules}


def test_the_text() -> None:
    assert migrated(TALLY).text == OURS
    assert migrated(TALLY).notes == ()


def test_nothing_to_say() -> None:
    assert migrated("").text == '# From .tally.toml, by `dockwright migrate`.\nfail-on = "style"\n'
    assert names("") == {rule.name for rule in RULES if rule.default}


@pytest.mark.parametrize(
    ("text", "rule", "is_on"),
    [
        ('[rules]\nexclude = ["hadolint/DL3004"]', "sudo-in-run", False),
        ('[rules]\nexclude = ["hadolint/*"]', "sudo-in-run", False),
        ('[rules]\nexclude = ["hadolint/*"]\ninclude = ["hadolint/DL3004"]', "sudo-in-run", True),
        ('[rules]\nexclude = ["hadolint/DL3004"]\ninclude = ["hadolint/*"]', "sudo-in-run", True),
        ('[rules.hadolint.DL3004]\nseverity = "off"', "sudo-in-run", False),
        ('[rules]\ninclude = ["hadolint/DL3004"]\n[rules.hadolint.DL3004]\nseverity = "off"', "sudo-in-run", False),
        ('[rules]\nexclude = ["*"]\ninclude = ["tally/max-lines"]', "sudo-in-run", False),
        ('[rules]\nexclude = ["*"]\ninclude = ["hadolint/DL3004"]', "sudo-in-run", True),
        ('[rules]\nexclude = ["DL3004"]', "sudo-in-run", True),
        ('[rules]\nexclude = ["hadolint/*"]', "relative-workdir", True),
        ('[rules]\nexclude = ["buildkit/*"]', "relative-workdir", False),
        ('[rules]\nexclude = ["hadolint/DL3000"]', "relative-workdir", True),
        ('[rules]\ninclude = ["hadolint/DL3003"]', "cd-instead-of-workdir", True),
        ('[rules]\ninclude = ["hadolint/*"]', "cd-instead-of-workdir", False),  # it is on there without a word
        ('[rules]\ninclude = ["buildkit/*"]', "constant-platform", True),
        ('[rules]\nexclude = ["*"]\ninclude = ["hadolint/*"]', "cd-instead-of-workdir", True),
        ('[rules.hadolint.DL3003]\nseverity = "style"', "cd-instead-of-workdir", True),
        ('[rules.buildkit.FromPlatformFlagConstDisallowed]\nseverity = "info"', "constant-platform", True),
        ('[rules]\nexclude = ["tally/ruby/prefer-bundler-cache-mount"]', "missing-cache-mount", True),
        ('[rules]\nexclude = ["tally/prefer-package-cache-mounts"]', "missing-cache-mount", False),
        ('[rules]\nexclude = ["tally/secrets-in-code"]', "hard-coded-secret", False),
        ('[rules.tally.ruby.eol-ruby-version]\nseverity = "off"', "end-of-life-base-image", False),
        ('[rules.tally."ruby/eol-ruby-version"]\nseverity = "error"', "end-of-life-base-image", True),
    ],
)
def test_rules_are_on_that_are_on_there(text: str, rule: str, is_on: bool) -> None:
    assert (rule in names(text)) is is_on


def test_shellcheck() -> None:
    assert '"shellcheck",' in migrated('[rules]\nexclude = ["shellcheck/*"]').text
    assert '"SC2086",' in migrated('[rules]\nexclude = ["shellcheck/SC2086"]').text


def test_the_worst_severity_counts() -> None:
    text = "".join(
        f'[rules.tally.{name}]\nseverity = "{level}"\n'
        for name, level in (("prefer-package-cache-mounts", "info"), ("ruby.prefer-bundler-cache-mount", "error"))
    )
    assert policy(text).severities["missing-cache-mount"] is Severity.ERROR


@pytest.mark.parametrize(
    ("text", "fail_on"),
    [("", Severity.STYLE), ('fail-level = "error"', Severity.ERROR), ('[output]\nfail-level = "none"', None)],
)
def test_what_fails(text: str, fail_on: Severity | None) -> None:
    assert policy(text).fail_on == fail_on


def test_some_files_only() -> None:
    text = '[rules.tally.no-unreachable-stages.exclude]\npaths = ["test/**", "**/*.old"]\n'
    assert "unused-stage" in names(text)
    assert "unused-stage" not in names(text, "test/a/Dockerfile")
    assert "unused-stage" not in names(text, "a/Dockerfile.old")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ('[rules]\nexclude = ["hadolint/DL9"]', "`hadolint/DL9` is no rule of tally's; it is left out"),
        (
            '[rules]\nexclude = ["tally/circular-stage-dep"]',
            "`tally/circular-stage-dep` is no rule of tally's; it is left out; did you mean `tally/circular-stage-deps`?",
        ),
        (
            "[rules.tally.max-lines]\nmax = 100",
            "`tally/max-lines` has no counterpart: a long file is no fault; stages make it shorter",
        ),
        ('[rules]\ninclude = ["tally/eol-last"]', "`tally/eol-last` has no counterpart: layout is for formatting"),
        (
            '[rules]\nexclude = ["tally/require-stages"]',
            "`tally/require-stages` is off there; `syntax-error` stays on, as it stands for `tally/invalid-onbuild-trigger`, "
            "`tally/unknown-instruction`, too",
        ),
        (
            '[rules.hadolint.DL3001]\ninvalid-commands = ["x"]',
            "`invalid-commands` of `hadolint/DL3001` has no counterpart",
        ),
        (
            '[rules.hadolint.DL3004]\nfix = "never"',
            "`fix` of `hadolint/DL3004` is no part of the configuration: `dockwright fix --rule` chooses",
        ),
        (
            '[rules.hadolint.DL3004.exclude]\npaths = ["[a"]',
            "`[a` is no pattern for paths; `hadolint/DL3004` is not left out there",
        ),
        (
            '[output]\nformat = "github-actions"',
            "the format `github-actions` is no part of the configuration: `--format github` asks for it",
        ),
        (
            'format = "markdown"',
            "the format `markdown` is no part of the configuration: there is no such format (`dockwright check --help`)",
        ),
        ('[output]\npath = "a.json"', "`path` is no part of the configuration: `--output a.json`"),
        (
            "[inline-directives]\nrequire-reason = true",
            "`require-reason` has no counterpart: comments may come without a reason",
        ),
        ("[ai]\nenabled = true", "`ai` has no counterpart"),
        ("[rule]\n", "tally has no key `rule`; it is left out; did you mean `rules`?"),
    ],
)
def test_what_is_not_taken_over(text: str, note: str) -> None:
    assert migrated(text).notes == (note,)


@pytest.mark.parametrize(
    "text", ['[rules]\nexclude = ["tally/max-lines"]', '[rules.tally.max-lines]\nseverity = "off"', ""]
)
def test_what_no_rule_looks_for(text: str) -> None:
    told = [line.partition(":")[0] for line in migrated(text).missing]
    assert ("tally/max-lines" in told) is (text == "")
    assert "tally/require-secret-mounts" not in told  # it is off there
    assert set(told) <= {code for code, one in TALLY_RULES.items() if not one.rules}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules = 1", "x: `rules` must be a table"),
        ("[rules]\ninclude = 1", "x: `rules.include` must be a list of strings"),
        ("[rules]\ntally = 1", "x: `rules.tally` must be a table of tables"),
        ("[rules.tally]\nruby = {a = 1}", "x: `rules.tally.ruby.a` must be a table"),
        (
            '[rules.tally.max-lines]\nseverity = "fatal"',
            "x: unknown severity `fatal` of `tally/max-lines` (one of error, warning, info, style, off)",
        ),
        ("fail-level = 1", "x: unknown fail-level `1` (one of error, warning, info, style, none)"),
    ],
)
def test_what_tally_would_not_take(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        migrated(text)
    assert str(caught.value) == message


# the command


def test_it_writes_beside_the_old_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_FORMAT", "json")
    (tmp_path / ".tally.toml").write_text(TALLY)
    (tmp_path / ".pre-commit-config.yaml").write_text("repos:\n- repo: local\n  hooks:\n  - id: tally\n")
    (tmp_path / "Dockerfile").write_text("FROM a:1\n# tally ignore=hadolint/DL3004\nRUN sudo a\n")
    (tmp_path / "docker").mkdir()
    assert main(["migrate", "docker"]) == 0
    assert (tmp_path / "dockwright.toml").read_text() == OURS
    out, err = capsys.readouterr()
    assert out == "dockwright.toml: written from .tally.toml\n"
    assert "The variables TALLY_FORMAT do not count beside a dockwright.toml.\n" in err
    assert "Comments `# tally ...=` that keep working: 1.\n" in err
    assert "of tally's do: `dockwright migrate --differences` tells why.\n" in err
    assert ".pre-commit-config.yaml (line 4) runs tally; in its place:\n  - repo: " in err
    assert err.endswith("\n.tally.toml may go once tally is no longer run.\n")


def test_it_lists_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tally.toml").write_text("")
    assert main(["migrate", "--differences"]) == 0
    out, err = capsys.readouterr()
    assert "tally/prefer-telemetry-opt-out: a matter of taste\n" in out
    assert err == ""


def test_a_broken_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".tally.toml").write_text("[rules\n")
    assert main(["migrate"]) == 2
    assert capsys.readouterr().err.startswith("dockwright: .tally.toml:1: broken TOML: ")


def test_hadolint_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".tally.toml").write_text("")
    (tmp_path / ".hadolint.yaml").write_text("")
    assert main(["migrate", "--stdout"]) == 0
    assert capsys.readouterr().out.startswith("# From .hadolint.yaml,")
    assert main(["migrate", "--stdout", ".tally.toml"]) == 0
    assert capsys.readouterr().out.startswith("# From .tally.toml,")
