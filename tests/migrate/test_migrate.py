"""`dockwright migrate`: the text it writes, and what it says beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockwright.cli import main
from dockwright.config import Configurations
from dockwright.config.hadolint import file_values
from dockwright.migrate import Migration, migrate
from dockwright.rules import RULES

HADOLINT = """\
ignored: [DL3008, SC2086]
override:
  error: [DL3006]
  info: [DL3057]
failure-threshold: warning
trustedRegistries: [docker.io, "*.example.org"]
label-schema:
  maintainer: email
  org.example.version: semver
strict-labels: true
disable-ignore-pragma: true
"""
OURS = """\
# From .hadolint.yaml, by `dockwright migrate`.
preset = "hadolint"
select = [
    "DL3057",  # missing-healthcheck
]
ignore = [
    "DL3008",  # unpinned-apt-package
    "SC2086",
]
fail-on = "warning"
suppressions = false
trusted-registries = ["docker.io", "*.example.org"]
strict-labels = true

[severity]
DL3057 = "info"  # missing-healthcheck
DL3006 = "error"  # untagged-base-image

[label-schema]
maintainer = "email"
"org.example.version" = "semver"
"""


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def migrated(text: str) -> Migration:
    return migrate(RULES, file_values("x", text), ".hadolint.yaml")


def test_the_text() -> None:
    assert migrated(HADOLINT).text == OURS


def test_nothing_to_say() -> None:
    done = migrated("")
    assert done.text == '# From .hadolint.yaml, by `dockwright migrate`.\npreset = "hadolint"\nfail-on = "info"\n'
    assert done.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        HADOLINT,
        "",
        "no-fail: true",
        'trustedRegistries: ["\\e[31m", "\\u202e", "\\U000e0001", "\\x7f"]',
        "label-schema: {1: text, a.b: url, '': text}",
        "failure-threshold: none",
        "ignored: [DL3057]\noverride: {error: [DL3057, DL1001], style: [DL3057]}",
        'label-schema: {"a b": text, "q\\"": url, "ä": hash}',
        "trustedRegistries: []",
        "ignored: [dl3008, DL3008]",
    ],
)
def test_both_configurations_mean_the_same(text: str, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    (tmp_path / "old/.hadolint.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "new/dockwright.toml").write_text(migrated(text).text, encoding="utf-8")
    configurations = Configurations(RULES)
    old, new = (configurations.for_file(f"{name}/Dockerfile") for name in ("old", "new"))

    assert [rule.name for rule in new.rules] == [rule.name for rule in old.rules]
    assert new.severities == old.severities
    assert new.settings == old.settings
    assert new.fail_on == old.fail_on
    assert new.suppressions == old.suppressions


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("ignored: [DL3005]", "`DL3005` is a rule that hadolint no longer has; it is left out"),
        ("ignored: [DL9999]", "`DL9999` has no equivalent; dockwright passes over it"),
        ("ignored: [nonsense]", "`nonsense` is no code of hadolint's; it is left out"),
        ("override: {ignore: [DL3006]}", "`override` knows no severity `ignore`; hadolint passes over it, and it is left out"),
        ("format: sarif", "the format `sarif` is no part of the configuration: `--format sarif` asks for it"),
        ("formats: [gnu, json]", "the format `gnu, json` is no part of the configuration: `--format compact` asks for it"),
        (
            "formats: [[tty], json]",
            "the format `json` is no part of the configuration: `--format hadolint-json` asks for it",
        ),
        (
            "format: html",
            "the format `html` is no part of the configuration: there is no such format (`dockwright check --help`)",
        ),
        ("no-color: true", "`no-color` is no part of the configuration: `--color never`, or the variable NO_COLOR"),
        ("ignore: [DL3006]", "hadolint has no key `ignore`; it is left out; did you mean `ignored`?"),
        ("output-file: a", "hadolint has no key `output-file`; it is left out"),
    ],
)  # fmt: skip
def test_what_is_not_taken_over(text: str, note: str) -> None:
    assert migrated(text).notes == (note,)


@pytest.mark.parametrize(
    ("text", "code", "is_told"),
    [
        ("", "DL3035", True),
        ("ignored: [DL3035]", "DL3035", False),
        ("", "DL3054", False),
        ("label-schema: {a: spdx}", "DL3054", True),
        ("", "DL3026", False),
        ("trustedRegistries: [docker.io]", "DL3026", True),
        ("strict-labels: true", "DL3050", True),
    ],
)
def test_differences_that_matter(text: str, code: str, is_told: bool) -> None:
    assert any(one.codes == (code,) for one in migrated(text).differences) is is_told


@pytest.mark.parametrize("text", ["format: 1", "format: &a [*a]", "formats: {a: b}"])
def test_a_format_of_another_kind_is_none(text: str) -> None:
    assert migrated(text).notes == ()


def test_what_cannot_be_seen_is_written_in_numbers() -> None:
    text = migrated('trustedRegistries: ["\\e[31m", "\\u202e", "\\U000e0001", "\\x7f", "é"]').text
    assert r'["\u001b[31m", "\u202e", "\U000e0001", "\u007f", "é"]' in text


REMARKED = """\
# for the whole file
ignored:
  # apk keeps no old versions:
  #   see the wiki
  - DL3018 # in every image
  - "DL3059"\t# \u202eon purpose
  - DL3008

  # far away

  - SC2086  #quotes
  - DL3018 # again
override:
  # a matter of safety
  error:
    - DL3002   # no root
    # and this
    - dl3020
  info: [DL3003, DL3015] # which of them?
"""


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_comments_at_codes_are_taken_along(line_break: str) -> None:
    text = REMARKED.replace("\n", line_break)
    assert (
        migrate(RULES, file_values("x", text), "x", text).text
        == """\
# From x, by `dockwright migrate`.
preset = "hadolint"
ignore = [
    # apk keeps no old versions:
    #   see the wiki
    "DL3018",  # unpinned-apk-package: in every image
    "DL3059",  # consecutive-runs: on purpose
    "DL3008",  # unpinned-apt-package
    "SC2086",  # quotes
]
fail-on = "info"

[severity]
DL3003 = "info"  # cd-instead-of-workdir
DL3015 = "info"  # apt-recommended-packages
DL3002 = "error"  # root-user: no root
# and this
dl3020 = "error"  # add-instead-of-copy
"""
    )


def test_comments_in_a_list_in_brackets() -> None:
    text = "ignored: [\n  DL3008, # no old versions\n  DL3018\n]  # all of them\n"
    listed = """\
    "DL3008",  # unpinned-apt-package: no old versions
    "DL3018",  # unpinned-apk-package
"""
    assert listed in migrate(RULES, file_values("x", text), "x", text).text


# the command


def test_it_lists_the_differences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".hadolint.yaml").write_text("")
    assert main(["migrate", "--differences"]) == 0
    out, err = capsys.readouterr()
    assert "DL3035: `zypper install dup`: hadolint reports, dockwright silent\n" in out
    assert err == ""
    assert not (tmp_path / "dockwright.toml").exists()


def test_it_writes_beside_the_old_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".hadolint.yaml").write_text(HADOLINT)
    (tmp_path / "docker").mkdir()
    assert main(["migrate", "docker"]) == 0
    assert (tmp_path / "dockwright.toml").read_text() == OURS
    out, err = capsys.readouterr()
    assert out == "dockwright.toml: written from .hadolint.yaml\n"
    assert "rare cases: `dockwright migrate --differences` lists them.\n" in err
    assert err.endswith("dockwright.toml comes before .hadolint.yaml, which may go once hadolint is no longer run.\n")


@pytest.mark.parametrize("option", ["--stdout", "--diff"])
def test_it_only_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    (tmp_path / ".hadolint.yaml").write_text(HADOLINT)
    assert main(["migrate", option]) == 0
    out = capsys.readouterr().out
    assert out == OURS if option == "--stdout" else out.startswith("--- /dev/null\n+++ dockwright.toml\n")
    assert not (tmp_path / "dockwright.toml").exists()


@pytest.mark.parametrize(
    ("name", "text"), [("dockwright.toml", 'preset = "all"\n'), ("pyproject.toml", "[tool.dockwright]\n")]
)
def test_it_replaces_nothing_unless_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    (tmp_path / ".hadolint.yaml").write_text(HADOLINT)
    (tmp_path / name).write_text(text)
    assert main(["migrate"]) == 2
    assert (tmp_path / name).read_text() == text
    assert (
        capsys.readouterr().err == f"dockwright: {name} is there already; --force writes dockwright.toml all the same\n"
    )
    assert main(["migrate", "--force"]) == 0
    assert (tmp_path / "dockwright.toml").read_text() == OURS


def test_comments_variables_and_hooks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HADOLINT_IGNORE", "DL3008")
    (tmp_path / ".hadolint.yaml").write_text("")
    (tmp_path / ".pre-commit-config.yaml").write_text(
        "repos:\n- repo: https://x/hadolint\n  hooks:\n  - id: hadolint\n"
    )
    (tmp_path / "Dockerfile").write_text(
        "# check=skip=UndefinedVar,FromAsCasing\nFROM a:1\n# hadolint ignore=DL3008,DL3009\nRUN a\n# hadolint ignore=DL1 x\nRUN b\n"
    )
    main(["migrate", "--stdout"])
    err = capsys.readouterr().err
    assert "The variables HADOLINT_IGNORE do not count beside a dockwright.toml.\n" in err
    assert "Comments `# hadolint ...=` that keep working: 1.\n" in err
    assert "Comments `# check=` that keep working: 1.\n" in err
    assert "pass over, see unknown-suppression: Dockerfile:5.\n" in err
    assert ".pre-commit-config.yaml (line 2, 4) runs hadolint; in its place:\n  - repo: " in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing",), "missing: no such file or directory"),
        ((), "no .hadolint.yaml or .tally.toml in . or above; dockwright needs no configuration"),
    ],
)
def test_nothing_to_migrate(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str) -> None:
    assert main(["migrate", *arguments]) == 2
    assert capsys.readouterr().err == f"dockwright: {message}\n"


def test_a_broken_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "hadolint.yaml").write_text("ignored: DL3008\n")
    assert main(["migrate", "hadolint.yaml"]) == 2
    assert capsys.readouterr().err == "dockwright: hadolint.yaml:1: `ignored` must be a list of strings\n"
