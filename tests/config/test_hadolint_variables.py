"""hadolint's variables count where there is no configuration of dockwright's, alone or on top of its file."""

from __future__ import annotations

import pytest
from config_kit import HADOLINT, Configure, names

from dockwright.config import ConfigError
from dockwright.config.hadolint import variables
from dockwright.rule import Severity


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch):
    def set_all(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"HADOLINT_{name}", value)

    return set_all


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"IGNORE": "DL3008,DL3009"}, {"ignored": ["DL3008", "DL3009"]}),
        ({"IGNORE": " DL3008 , DL3009,"}, {"ignored": ["DL3008", "DL3009"]}),
        ({"IGNORE": ""}, {}),
        ({"TRUSTED_REGISTRIES": "docker.io,*.x.org"}, {"trustedRegistries": ["docker.io", "*.x.org"]}),
        ({"REQUIRE_LABELS": "a:text,b.c:semver"}, {"label-schema": {"a": "text", "b.c": "semver"}}),
        (
            {"OVERRIDE_ERROR": "DL3008", "OVERRIDE_STYLE": "DL3009,DL3015"},
            {"override": {"error": ["DL3008"], "style": ["DL3009", "DL3015"]}},
        ),
        ({"FAILURE_THRESHOLD": "error"}, {"failure-threshold": "error"}),
        ({"FORMAT": "gnu,json"}, {"formats": ["gnu", "json"]}),
        ({"STRICT_LABELS": "1"}, {"strict-labels": True}),
        ({"DISABLE_IGNORE_PRAGMA": "off"}, {"disable-ignore-pragma": False}),
        ({"VERBOSE": "1", "CONFIG": "x.yaml"}, {}),
    ],
)
def test_what_they_say(given: dict[str, str], expected: dict[str, object]) -> None:
    assert variables({f"HADOLINT_{name}": value for name, value in given.items()}) == expected


@pytest.mark.parametrize("value", ["1", "true", "True", "TRUE", "yes", "on", "y", "Y"])
def test_yes(value: str) -> None:
    assert variables({"HADOLINT_NOFAIL": value}) == {"no-fail": True}


@pytest.mark.parametrize("value", ["0", "false", "no", "off", "", "n"])
def test_no(value: str) -> None:
    assert variables({"HADOLINT_NOFAIL": value}) == {"no-fail": False}


def test_without_a_file_they_are_the_configuration(configure: Configure, environment) -> None:
    environment(IGNORE="DL3009", OVERRIDE_ERROR="DL3006", FAILURE_THRESHOLD="error", TRUSTED_REGISTRIES="docker.io")
    configuration = configure().for_file("Dockerfile")

    assert names(configuration) == HADOLINT - {"apt-lists-left-behind"}
    assert configuration.settings.preset == "hadolint"
    assert configuration.severities["untagged-base-image"] is Severity.ERROR
    assert configuration.fail_on is Severity.ERROR
    assert configuration.settings.option("untrusted-registry", "trusted-registries", []) == ["docker.io"]


def test_lists_are_added_to_the_file_and_single_values_are_not(configure: Configure, environment) -> None:
    environment(IGNORE="DL3009", FAILURE_THRESHOLD="error", OVERRIDE_STYLE="DL3006,DL3026", NOFAIL="1")
    text = "ignored: [DL3015]\nfailure-threshold: warning\nno-fail: false\noverride: {error: [DL3006]}\n"
    configuration = configure({".hadolint.yaml": text}).for_file("Dockerfile")

    assert names(configuration) == {"pinned-badly", "untagged-base-image", "untrusted-registry"}
    assert configuration.fail_on is Severity.WARNING
    assert configuration.severities["untagged-base-image"] is Severity.ERROR  # the worst of several
    assert configuration.severities["untrusted-registry"] is Severity.STYLE


def test_a_configuration_of_our_own_outdoes_them(configure: Configure, environment) -> None:
    environment(IGNORE="DL3009")

    assert configure({"dockwright.toml": ""}).for_file("Dockerfile").settings.preset == "default"
    assert configure(isolated=True).for_file("Dockerfile").settings.preset == "default"


def test_what_says_nothing_changes_nothing(configure: Configure, environment) -> None:
    environment(VERBOSE="1", IGNORE="")

    assert configure().for_file("Dockerfile").settings.preset == "default"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("FAILURE_THRESHOLD", "warn", "unknown failure-threshold `warn`; did you mean `warning`?"),
        ("REQUIRE_LABELS", "a:number", "unknown kind `number` of the label `a`"),
        ("REQUIRE_LABELS", "a", "unknown kind `a` of the label ``"),
    ],
)
def test_mistakes(configure: Configure, environment, name: str, value: str, message: str) -> None:
    environment(**{name: value})
    with pytest.raises(ConfigError) as caught:
        configure().for_file("Dockerfile")
    assert message in str(caught.value)
