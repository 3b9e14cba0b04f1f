"""hadolint's configuration file, translated: nobody has to write a new one to switch.

As with hadolint, keys that nobody knows are passed over. The values are hadolint's: `HADOLINT_...` variables of the
environment have the same ones and can be given to `translate` as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dockwright.config.choices import NEVER, SEVERITIES, Choices, Content
from dockwright.config.error import ConfigError, hint
from dockwright.config.names import RuleNames
from dockwright.rule import Severity

_THRESHOLDS = {**{severity: severity for severity in SEVERITIES}, "ignore": NEVER, "none": NEVER}
_DEFAULT_THRESHOLD = "info"  # hadolint's own
_FORMATS = {"tty": "text", "gitlab_codeclimate": "gitlab"}
_OPTIONS = {"trustedRegistries": "trusted-registries", "label-schema": "label-schema", "strict-labels": "strict-labels"}


def read_hadolint(names: RuleNames, path: str, text: str) -> Content:
    """What a .hadolint.yaml says. Raises ConfigError for broken YAML and for values of the wrong kind."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        root = loader.get_single_node()
        values = {} if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ConfigError(path, line, f"broken YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ConfigError(path, None, f"broken YAML: {error}") from None
    if not isinstance(values, dict):
        raise ConfigError(path, 1, "a mapping of keys is expected")
    values = {key: value for key, value in values.items() if value is not None}
    for key, message in _problems(values):
        lines = {node.value: node.start_mark.line + 1 for node, _ in root.value} if root is not None else {}
        raise ConfigError(path, lines.get(key), message)
    return translate(names, values)


def _problems(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The keys whose values are of the wrong kind, and what is wrong."""
    override = values.get("override", {})
    if not isinstance(override, dict) or not all(_is_list_of_strings(names or []) for names in override.values()):
        yield "override", "`override` must be a mapping of severities to lists of rules"
    for key in ("ignored", "trustedRegistries"):
        if not _is_list_of_strings(values.get(key, [])):
            yield key, f"`{key}` must be a list of strings"
    for key in ("no-fail", "disable-ignore-pragma", "strict-labels"):
        if not isinstance(values.get(key, False), bool):
            yield key, f"`{key}` must be true or false"
    if not isinstance(values.get("label-schema", {}), dict):
        yield "label-schema", "`label-schema` must be a mapping of labels to kinds"
    threshold = values.get("failure-threshold", _DEFAULT_THRESHOLD)
    if threshold not in _THRESHOLDS:
        near = hint(str(threshold), _THRESHOLDS)
        yield "failure-threshold", f"unknown failure-threshold `{threshold}`{near}"


def _is_list_of_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def translate(names: RuleNames, values: Mapping[str, Any]) -> Content:
    """hadolint's keys as choices; the values are of the right kinds."""
    fail_on = NEVER if values.get("no-fail") else _THRESHOLDS[values.get("failure-threshold", _DEFAULT_THRESHOLD)]
    choices = Choices(
        preset="hadolint",
        ignore=tuple(values.get("ignored", ())),
        severity=_severities(values.get("override", {})),
        fail_on=fail_on,
        suppressions=not values.get("disable-ignore-pragma", False),
        options=_options(names, values),
    )
    written = values.get("format")
    return Content(choices, format=_FORMATS.get(written, written) if isinstance(written, str) else None)


def _severities(override: Mapping[str, Any]) -> dict[str, Severity]:
    return {name: SEVERITIES[level] for level, names in override.items() if level in SEVERITIES for name in names or ()}


def _options(names: RuleNames, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The options of hadolint's keys, for the rules that have them."""
    given = {_OPTIONS[key]: value for key, value in values.items() if key in _OPTIONS}
    options = {
        rule.name: {name: value for name, value in given.items() if name in rule.options} for rule in names.rules
    }
    return {name: values for name, values in options.items() if values}
