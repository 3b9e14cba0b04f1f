"""A .hadolint.yaml is followed where dockwright has no configuration, as hadolint would."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_kit import HADOLINT, Configure, names

from dockwright.config import ConfigError
from dockwright.rule import Severity


def test_all_keys(configure: Configure) -> None:
    text = """
        failure-threshold: error
        format: tty
        ignored:
          - DL3009
          - SC2086  # no rule of ours
          - DL9999
        override:
          error: [DL3006]
          warning:
            - DL3026
          info: []
          style:
        trustedRegistries:
          - docker.io
          - "*.example.com"
        label-schema:
          maintainer: text
        strict-labels: true
        disable-ignore-pragma: true
        no-color: true
        something-else: 1
    """
    configurations = configure({".hadolint.yaml": text})
    configuration = configurations.for_file("docker/Dockerfile")

    assert names(configuration) == HADOLINT - {"apt-lists-left-behind"}
    assert configuration.settings.preset == "hadolint"
    assert configuration.severities["untagged-base-image"] is Severity.ERROR
    assert configuration.severities["untrusted-registry"] is Severity.WARNING
    assert configuration.settings.option("untrusted-registry", "trusted-registries", []) == [
        "docker.io",
        "*.example.com",
    ]
    assert configuration.fail_on is Severity.ERROR
    assert not configuration.suppressions
    assert configurations.nearest("Dockerfile").format == "text"


@pytest.mark.parametrize(
    ("text", "fail_on"),
    [
        ("", Severity.INFO),  # hadolint's default
        ("failure-threshold: style", Severity.STYLE),
        ("failure-threshold: none", Severity.STYLE),  # any finding fails the run
        ("failure-threshold: ignore", Severity.STYLE),
        ("failure-threshold: error\nno-fail: true", None),
        ("failure-threshold:\nno-fail: false", Severity.INFO),
    ],
)
def test_the_threshold(configure: Configure, text: str, fail_on: Severity | None) -> None:
    assert configure({".hadolint.yaml": text}).for_file("Dockerfile").fail_on is fail_on


@pytest.mark.parametrize("name", [".hadolint.yaml", ".hadolint.yml", "hadolint.yaml", "hadolint.yml"])
def test_its_names(configure: Configure, name: str) -> None:
    assert names(configure({name: "ignored: [DL3009]"}).for_file("a/b/Dockerfile")) == HADOLINT - {
        "apt-lists-left-behind"
    }


def test_a_configuration_of_our_own_comes_first_wherever_it_is(configure: Configure, tmp_path: Path) -> None:
    configurations = configure({"dockwright.toml": 'preset = "none"', "a/.hadolint.yaml": "ignored: []"})

    assert configurations.nearest("a/Dockerfile").path == str(tmp_path / "dockwright.toml")


def test_the_nearest_of_several(configure: Configure) -> None:
    configurations = configure({".hadolint.yaml": "ignored: [DL3009]", "a/.hadolint.yaml": "ignored: [DL3015]"})

    assert names(configurations.for_file("a/Dockerfile")) == HADOLINT - {"apt-recommended-packages"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ignored: DL3009", "1: `ignored` must be a list of strings"),
        ("format: json\nignored: [3009]", "2: `ignored` must be a list of strings"),
        ("override: [DL3009]", "1: `override` must be a mapping of severities to lists of rules"),
        ("override: {error: DL3009}", "1: `override` must be a mapping of severities to lists of rules"),
        ("no-fail: 'yes'", "1: `no-fail` must be true or false"),
        ("failure-threshold: warn", "1: unknown failure-threshold `warn`; did you mean `warning`?"),
        (
            "failure-threshold: fatal",
            "1: unknown failure-threshold `fatal` (one of error, warning, info, style, ignore, none)",
        ),
        ("label-schema: {x: semvar}", "1: unknown kind `semvar` of the label `x`; did you mean `semver`?"),
        ("label-schema: [x]", "1: `label-schema` must be a mapping of labels to kinds"),
        ("- DL3009", "1: a mapping of keys is expected"),
        ("a: [\nb: c\n", "broken YAML: "),
        ("a: !!python/object:os.system {}", "1: broken YAML: could not determine a constructor"),
        ("[" * 5000, "broken YAML: "),
    ],
)
def test_what_hadolint_would_not_take(configure: Configure, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        configure({".hadolint.yaml": text}).for_file("Dockerfile")
    assert message in str(caught.value)


def test_a_severity_switches_a_rule_on(configure: Configure) -> None:
    text = "override: {info: [DL9001, DL3009]}\nignored: [DL3009]"
    assert "off-for-hadolint" in names(configure({".hadolint.yaml": text}).for_file("Dockerfile"))
    assert "off-for-hadolint" not in names(configure({".hadolint.yaml": "ignored: []"}).for_file("Dockerfile"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("format: tty", "text"),
        ("format: gnu", "compact"),
        ("format: gitlab_codeclimate", "gitlab"),
        ("formats: [sarif, json]", "sarif"),
        ("format: json", "hadolint-json"),
        ("format: sonarqube", "sonarqube"),
        ("format: codacy", "codacy"),
        ("format: 1", None),
        ("ignored: []", None),
    ],
)
def test_the_format(configure: Configure, text: str, expected: str | None) -> None:
    assert configure({".hadolint.yaml": text}).nearest("Dockerfile").format == expected


@pytest.mark.parametrize(("text", "expected"), [("no-color: true", False), ("no-color: false", None), ("", None)])
def test_colours(configure: Configure, text: str, expected: bool | None) -> None:
    assert configure({".hadolint.yaml": text}).nearest("Dockerfile").color is expected


def test_severities_are_those_of_hadolint(configure: Configure) -> None:
    """DL3008 is a warning there, and info in the kit."""
    severities = configure({".hadolint.yaml": "override: {style: [DL3015]}"}).for_file("Dockerfile").severities
    ours = configure({"dockwright.toml": 'select = ["DL3008"]'}).for_file("Dockerfile").severities

    assert severities["pinned-badly"] is Severity.WARNING
    assert severities["apt-recommended-packages"] is Severity.STYLE
    assert severities["apt-lists-left-behind"] is Severity.INFO
    assert ours["pinned-badly"] is Severity.INFO


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("failure-threshold: [error]", "1: `failure-threshold` must be a string"),
        ("label-schema: {a: [text]}", "1: the kind of the label `a` must be a string"),
        ("x: 1\n---\ny: 2\n", "2: broken YAML: expected a single document in the stream but found another document"),
    ],
)
def test_values_of_other_kinds(configure: Configure, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        configure({".hadolint.yaml": text}).for_file("Dockerfile")
    assert str(caught.value).endswith(f":{message}")


def test_labels_may_look_like_numbers(configure: Configure) -> None:
    options = configure({".hadolint.yaml": "label-schema: {1: text}"}).for_file("Dockerfile").settings.options
    assert options["labelled"]["label-schema"] == {"1": "text"}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: b\nignored: [\n", 3), ("a: b\nignored: 2020-99-99\n", 2), ("a: b\nc: \x07\n", 2)],
)
def test_broken_yaml_has_a_line(configure: Configure, text: str, line: int) -> None:
    with pytest.raises(ConfigError, match="broken YAML") as caught:
        configure({".hadolint.yaml": text}).for_file("Dockerfile")
    assert caught.value.line == line
