"""hadolint's configuration file and variables, translated: nobody has to write a new one to switch.

As with hadolint, keys that nobody knows are passed over, the file goes before the variables, and lists are added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dockwright.config.choices import LABEL_KINDS, NEVER, SEVERITIES, Choices, Content
from dockwright.config.error import ConfigError, choices
from dockwright.config.names import RuleNames, options_of
from dockwright.rule import Severity

Values = Mapping[str, Any]
"""hadolint's keys as in its file, with values of the right kinds."""

PREFIX = "HADOLINT_"
FORMATS = {
    "tty": "text",
    "gnu": "compact",
    "codeclimate": "gitlab",
    "gitlab_codeclimate": "gitlab",
    "json": "hadolint-json",
    "checkstyle": "checkstyle",
    "sarif": "sarif",
    "junit": "junit",
    "sonarqube": "sonarqube",
    "codacy": "codacy",
}
"""hadolint's formats and ours."""

_THRESHOLDS = {**{severity: severity for severity in SEVERITIES}, "ignore": "style", "none": "style"}  # any finding
_DEFAULT_THRESHOLD = "info"  # hadolint's own
_OPTIONS = {"trustedRegistries": "trusted-registries", "label-schema": "label-schema", "strict-labels": "strict-labels"}
_TRUE = frozenset({"1", "true", "yes", "on", "y"})


def read_hadolint(names: RuleNames, path: str, text: str, environment: Mapping[str, str]) -> Content:
    """What a .hadolint.yaml says, over the variables of the environment.

    Raises ConfigError for broken YAML and for values of the wrong kind.
    """
    return translate(names, _added(file_values(path, text), variables(environment)))


def read_variables(names: RuleNames, environment: Mapping[str, str]) -> Content | None:
    """What hadolint's variables say where it has no file; None when there are none. Raises ConfigError."""
    values = variables(environment)
    return translate(names, values) if values else None


def file_values(path: str, text: str) -> Values:
    """The keys and values of a .hadolint.yaml. Raises ConfigError."""
    import yaml

    make = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loader = make(text)
        root = loader.get_single_node()
        values = {} if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        context = f"{error.context} " if error.context and str(error.problem).startswith("but ") else ""
        raise ConfigError(path, line, f"broken YAML: {context}{error.problem}") from None
    except ValueError as error:  # a date that is none
        raise ConfigError(path, _line_of_fault(make(text)), f"broken YAML: {error}") from None
    except RecursionError:
        raise ConfigError(path, None, "broken YAML: nested too deeply") from None
    except yaml.YAMLError as error:
        place = getattr(error, "position", None)  # of a character that no YAML may have
        line = None if place is None else text.count("\n", 0, place) + 1
        raise ConfigError(path, line, f"broken YAML: {getattr(error, 'reason', error)}") from None
    if not isinstance(values, dict):
        raise ConfigError(path, 1, "a mapping of keys is expected")
    values = {key: value for key, value in values.items() if value is not None}
    if isinstance(values.get("label-schema"), dict):
        values["label-schema"] = {str(label): kind for label, kind in values["label-schema"].items()}
    for key, message in _problems(values):
        lines = {node.value: node.start_mark.line + 1 for node, _ in root.value} if root is not None else {}
        raise ConfigError(path, lines.get(key), message)
    return values


def _line_of_fault(loader: Any) -> int | None:
    """The one-based line of the first key with a value that cannot be made."""
    line = None
    try:
        for key, value in loader.get_single_node().value:
            line = key.start_mark.line + 1
            loader.construct_object(value, deep=True)
    except ValueError:
        return line
    return None


def variables(environment: Mapping[str, str]) -> Values:
    """The values of hadolint's variables under the keys that its file has for them. Raises ConfigError."""
    given = {name.removeprefix(PREFIX): value for name, value in environment.items() if name.startswith(PREFIX)}
    values: dict[str, Any] = {}
    for name, key in (("NOFAIL", "no-fail"), ("STRICT_LABELS", "strict-labels")):
        if name in given:
            values[key] = _flag(given[name])
    if "DISABLE_IGNORE_PRAGMA" in given:
        values["disable-ignore-pragma"] = _flag(given["DISABLE_IGNORE_PRAGMA"])
    for name, key in (("IGNORE", "ignored"), ("TRUSTED_REGISTRIES", "trustedRegistries")):
        if given.get(name):
            values[key] = _listed(given[name])
    override = {level: _listed(given.get(f"OVERRIDE_{level.upper()}", "")) for level in SEVERITIES}
    if any(override.values()):
        values["override"] = {level: names for level, names in override.items() if names}
    if given.get("REQUIRE_LABELS"):
        pairs = (one.rpartition(":") for one in _listed(given["REQUIRE_LABELS"]))
        values["label-schema"] = {label: kind for label, _, kind in pairs}
    if given.get("FAILURE_THRESHOLD"):
        values["failure-threshold"] = given["FAILURE_THRESHOLD"]
    if given.get("FORMAT"):
        values["formats"] = _listed(given["FORMAT"])
    for _, message in _problems(values):
        raise ConfigError(None, None, f"in the variables {PREFIX}...: {message}")
    return values


def _flag(value: str) -> bool:
    return value.lower() in _TRUE


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _added(values: Values, more: Values) -> Values:
    """Both together: lists are added up, and of single values the first counts."""
    override = {level: [*names] for level, names in more.get("override", {}).items()}
    for level, names in values.get("override", {}).items():
        override[level] = [*(names or ()), *override.get(level, ())]
    together = {**more, **values}
    for key in ("ignored", "trustedRegistries"):
        if key in together:
            together[key] = [*values.get(key, ()), *more.get(key, ())]
    if "label-schema" in together:
        together["label-schema"] = {**more.get("label-schema", {}), **values.get("label-schema", {})}
    return {**together, "override": override}


def _problems(values: Values) -> Iterator[tuple[str, str]]:
    """The keys whose values are of the wrong kind, and what is wrong."""
    override = values.get("override", {})
    if not isinstance(override, dict) or not all(_is_list_of_strings(names or []) for names in override.values()):
        yield "override", "`override` must be a mapping of severities to lists of rules"
    for key in ("ignored", "trustedRegistries"):
        if not _is_list_of_strings(values.get(key, [])):
            yield key, f"`{key}` must be a list of strings"
    for key in ("no-fail", "disable-ignore-pragma", "strict-labels", "no-color"):
        if not isinstance(values.get(key, False), bool):
            yield key, f"`{key}` must be true or false"
    schema = values.get("label-schema", {})
    if not isinstance(schema, dict):
        yield "label-schema", "`label-schema` must be a mapping of labels to kinds"
    else:
        yield from (("label-schema", message) for message in _kind_problems(schema))
    threshold = values.get("failure-threshold", _DEFAULT_THRESHOLD)
    if not isinstance(threshold, str):
        yield "failure-threshold", "`failure-threshold` must be a string"
    elif threshold not in _THRESHOLDS:
        yield "failure-threshold", f"unknown failure-threshold `{threshold}`{choices(threshold, _THRESHOLDS)}"


def _kind_problems(schema: Mapping[Any, Any]) -> Iterator[str]:
    for label, kind in schema.items():
        if not isinstance(kind, str):
            yield f"the kind of the label `{label}` must be a string"
        elif kind not in LABEL_KINDS:
            yield f"unknown kind `{kind}` of the label `{label}`{choices(kind, LABEL_KINDS)}"


def _is_list_of_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def translate(names: RuleNames, values: Values) -> Content:
    """hadolint's keys as choices. A severity switches a rule on with hadolint, as it does here by `select`."""
    fail_on = NEVER if values.get("no-fail") else _THRESHOLDS[values.get("failure-threshold", _DEFAULT_THRESHOLD)]
    severity = _severities(values.get("override", {}))
    options = {_OPTIONS[key]: value for key, value in values.items() if key in _OPTIONS and value}
    choices = Choices(
        preset="hadolint",
        select=tuple(severity),
        ignore=tuple(values.get("ignored", ())),
        severity=severity,
        fail_on=fail_on,
        suppressions=not values.get("disable-ignore-pragma", False),
        options=options_of(names, options),
    )
    return Content(choices, format=_format(values), color=False if values.get("no-color") else None)


def _severities(override: Mapping[str, Any]) -> dict[str, Severity]:
    """The severities by name; a name that has several gets the worst."""
    levels = sorted((SEVERITIES[level], names or ()) for level, names in override.items() if level in SEVERITIES)
    return {name: severity for severity, names in levels for name in names}


def _format(values: Values) -> str | None:
    """The first format that is asked for, where there is a counterpart."""
    return FORMATS.get(next(iter(formats(values)), ""))


def formats(values: Values) -> list[str]:
    """The formats that are asked for; hadolint itself takes no other kind of value."""
    written = values.get("format") or values.get("formats")
    listed = written if isinstance(written, list) else [written]
    return [one for one in listed if isinstance(one, str)]
