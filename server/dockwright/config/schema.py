"""The JSON schema of dockwright.toml, made of the table of keys and the rules; editors complete and check with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dockwright.config.choices import SEVERITIES
from dockwright.config.keys import KEYS, Key
from dockwright.config.names import RuleNames
from dockwright.rule import Rule

_KINDS = {bool: "boolean", int: "integer", float: "number", str: "string", dict: "object"}


def config_schema(rules: Iterable[Rule]) -> dict[str, Any]:
    """The schema as JSON values."""
    names = RuleNames(rules)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "dockwright.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: _property(key, names) for key in KEYS},
        "definitions": {
            "name": {"anyOf": [{"enum": list(names.words)}, {"type": "string", "pattern": "^(DL|SC)[0-9]{4}$"}]},
            "severity": {"enum": list(SEVERITIES)},
        },
    }


def schema_text(rules: Iterable[Rule]) -> str:
    """The schema as it stands in docs/."""
    import json

    return json.dumps(config_schema(rules), indent=2) + "\n"


def _property(key: Key, names: RuleNames) -> dict[str, Any]:
    described = {"description": key.summary, **_type(key, names)}
    return described if key.default is None else {**described, "default": key.default}


def _type(key: Key, names: RuleNames) -> dict[str, Any]:
    if key.kind == "choice":
        return {"enum": list(key.choices)}
    if key.kind == "names":
        return {"type": "array", "items": {"$ref": "#/definitions/name"}}
    if key.kind == "severities":
        return _table({"$ref": "#/definitions/severity"}, {"propertyNames": {"$ref": "#/definitions/name"}})
    if key.kind in ("patterns", "strings"):
        return {"type": "array", "items": {"type": "string"}}
    if key.kind == "labels":
        return _table({"enum": list(key.choices)})
    if key.kind == "per-file":
        section = {inner.name: _property(inner, names) for inner in KEYS if inner.is_per_file}
        return _table({"type": "object", "additionalProperties": False, "properties": section})
    if key.kind == "rules":
        return {"type": "object", "properties": {rule.name: _options(rule) for rule in names.rules if rule.options}}
    return {"type": {"directory": "string", "flag": "boolean"}[key.kind]}


def _table(values: dict[str, Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values, **(more or {})}


def _options(rule: Rule) -> dict[str, Any]:
    properties = {name: _option(default) for name, default in rule.options.items()}
    return {
        "description": rule.summary,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def _option(default: Any) -> dict[str, Any]:
    if isinstance(default, list | tuple | set | frozenset):
        return {"type": "array", "default": sorted(default) if isinstance(default, set | frozenset) else list(default)}
    if default is None:
        return {}
    return {"type": _KINDS[type(default)], "default": default}
