"""From the tables of a TOML file to choices. What is wrong is told with its line and the nearest right word."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from dockwright.config.choices import LABEL_KINDS, SEVERITIES, Choices, Content
from dockwright.config.error import ConfigError, choices, hint
from dockwright.config.keys import KEYS, Key
from dockwright.config.names import RuleNames, options_of
from dockwright.config.patterns import PathPattern
from dockwright.ignore import PatternError
from dockwright.rule import Rule, Severity

Place = tuple[str, ...]
"""The words that lead to a value: keys of tables, and at last the value itself."""


class Reader:
    """Reads the tables of one file. Every method raises ConfigError."""

    __slots__ = ("_directory", "_names", "_path", "_text")

    def __init__(self, names: RuleNames, path: str | None, text: str, directory: str) -> None:
        self._names = names
        self._path = path  # for errors
        self._text = text
        self._directory = directory  # that paths are relative to

    def content(self, table: object, place: Place = ()) -> Content:
        values = self._values(table, KEYS, place)
        per_file = self._table(values.get("per-file", {}), (*place, "per-file"))
        return Content(
            self._choices(values, place),
            tuple(self._section(pattern, inner, (*place, "per-file", pattern)) for pattern, inner in per_file.items()),
            self._patterns(values.get("exclude", []), (*place, "exclude")),
        )

    def settings(self, values: Mapping[str, Any]) -> Choices:
        """An editor's settings: the keys of a `per-file` section, and `fail-on`; other keys are the editor's own."""
        keys = [key for key in KEYS if (key.is_per_file or key.kind == "choice") and values.get(key.name) is not None]
        return self._choices(self._values({key.name: values[key.name] for key in keys}, keys, ()), ())

    def _section(self, pattern: str, table: object, place: Place) -> tuple[PathPattern, Choices]:
        values = self._values(table, [key for key in KEYS if key.is_per_file], place)
        return self._pattern(pattern, place), self._choices(values, place)

    def _values(self, table: object, keys: Iterable[Key], place: Place) -> dict[str, Any]:
        """The values of a table, whose keys are all among these."""
        by_name = {key.name: key for key in keys}
        values = self._table(table, place)
        for name, value in values.items():
            key = by_name.get(name)
            if key is None:
                self._fail((*place, name), _unknown_key(name, by_name, place))
            if key.kind == "choice":
                self._choice(value, key.choices, (*place, name))
        return values

    def _choices(self, values: Mapping[str, Any], place: Place) -> Choices:
        return Choices(
            preset=values.get("preset"),
            select=self._rule_names(values.get("select", []), (*place, "select")),
            ignore=self._rule_names(values.get("ignore", []), (*place, "ignore")),
            severity=self._severities(values.get("severity", {}), (*place, "severity")),
            fail_on=values.get("fail-on"),
            builder=values.get("builder"),
            context=self._context(values.get("context"), (*place, "context")),
            suppressions=self._flag(values.get("suppressions"), (*place, "suppressions")),
            options=self._options(values, place),
        )

    def _choice(self, value: object, known: Iterable[str], place: Place) -> str:
        if not isinstance(value, str):
            self._fail(place, f"`{place[-1]}` must be a string")
        if value not in known:
            self._fail((*place, value), f"unknown {place[-1]} `{value}`{choices(value, known)}")
        return value

    def _rule_names(self, value: object, place: Place) -> tuple[str, ...]:
        return tuple(self._rule_name(name, place) for name in self._strings(value, place))

    def _rule_name(self, name: str, place: Place) -> str:
        if not self._names.is_known(name):
            self._fail((*place, name), f"unknown rule `{name}`{hint(name, self._names.words)}")
        return name

    def _severities(self, value: object, place: Place) -> dict[str, Severity]:
        severities = {}
        for name, written in self._table(value, place).items():
            self._rule_name(name, place)
            if not isinstance(written, str):
                self._fail((*place, name), f"the severity of `{name}` must be a string")
            if written not in SEVERITIES:
                message = f"unknown severity `{written}` of `{name}`{choices(written, SEVERITIES)}"
                self._fail((*place, name), message)
            severities[name] = SEVERITIES[written]
        return severities

    def _context(self, value: object, place: Place) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            self._fail(place, "`context` must be a string")
        directory = os.path.normpath(os.path.join(self._directory, value))
        if not os.path.isdir(directory):
            self._fail(place, f"the context `{value}` is no directory")
        return directory

    def _flag(self, value: object, place: Place) -> bool | None:
        if value is not None and not isinstance(value, bool):
            self._fail(place, f"`{place[-1]}` must be true or false")
        return value

    def _options(self, values: Mapping[str, Any], place: Place) -> dict[str, dict[str, Any]]:
        """The options of rules by their names: those that stand for several rules, and on top those of one."""
        shared = {
            key.name: self._shared(key, values[key.name], place) for key in KEYS if key.is_option and key.name in values
        }
        options = options_of(self._names, shared)
        place = (*place, "rules")
        for name, written in self._table(values.get("rules", {}), place).items():
            self._rule_name(name, place)
            if self._names.is_category(name):
                self._fail((*place, name), f"options belong to a rule, and `{name}` is a category")
            for rule in self._names.meaning(name):
                given = self._rule_options(rule, written, (*place, name))
                options[rule.name] = {**options.get(rule.name, {}), **given}
        return options

    def _shared(self, key: Key, value: object, place: Place) -> Any:
        place = (*place, key.name)
        if key.kind == "flag":
            return self._flag(value, place)
        return self._labels(value, place) if key.kind == "labels" else self._strings(value, place)

    def _labels(self, value: object, place: Place) -> dict[str, str]:
        labels = self._table(value, place)
        for label, kind in labels.items():
            if not isinstance(kind, str):
                self._fail((*place, label), f"the kind of the label `{label}` must be a string")
            if kind not in LABEL_KINDS:
                message = f"unknown kind `{kind}` of the label `{label}`{choices(kind, LABEL_KINDS)}"
                self._fail((*place, label), message)
        return labels

    def _rule_options(self, rule: Rule, value: object, place: Place) -> dict[str, Any]:
        options = {}
        for name, written in self._table(value, place).items():
            if name not in rule.options:
                near = hint(name, rule.options)
                self._fail((*place, name), f"rule `{rule.name}` has no option `{name}`{near}")
            options[name] = self._option(written, rule.options[name], (*place, name))
            if name == "label-schema":
                self._labels(written, (*place, name))
        return options

    def _option(self, value: Any, default: Any, place: Place) -> Any:
        """A value of the same kind as the option's default; a list becomes a tuple where the default is one."""
        kind = list if isinstance(default, tuple | frozenset | set) else type(default)
        fits = isinstance(value, kind) and isinstance(value, bool) == (kind is bool)
        if default is not None and not fits and not (kind is float and type(value) is int):
            self._fail(place, f"option `{place[-1]}` must be {_KINDS.get(kind, kind.__name__)}")
        return type(default)(self._strings(value, place)) if kind is list else value

    def _patterns(self, value: object, place: Place) -> tuple[PathPattern, ...]:
        return tuple(self._pattern(text, (*place, text)) for text in self._strings(value, place))

    def _pattern(self, text: str, place: Place) -> PathPattern:
        try:
            return PathPattern(text)
        except PatternError as error:
            self._fail(place, f"malformed pattern `{text}`: {error}")

    def _strings(self, value: object, place: Place) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._fail(place, f"`{place[-1]}` must be a list of strings")
        return value

    def _table(self, value: object, place: Place) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._fail(place, f"`{place[-1]}` must be a table")
        return value

    def _fail(self, place: Place, message: str) -> NoReturn:
        raise ConfigError(self._path, line_of(self._text, place), message)


def choices_of(rules: Iterable[Rule], values: Mapping[str, Any], directory: str) -> Choices:
    """The choices in an editor's settings; paths are relative to `directory`. Raises ConfigError."""
    return Reader(RuleNames(rules), None, "", directory).settings(values)


_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a string",
    list: "a list",
    dict: "a table",
}


def line_of(text: str, place: Place) -> int | None:
    """The one-based line of a value in TOML text: the words that lead to it are looked for one after the other."""
    found = None
    start = 0
    for word in place:
        expression = rf"^(?!\s*#).*?(?<![\w-])({re.escape(word)})(?![\w-])"
        match = re.compile(expression, re.MULTILINE).search(text, start)
        if match is None:
            return found
        found = text.count("\n", 0, match.start(1)) + 1
        start = text.rfind("\n", 0, match.start(1)) + 1
    return found


def _unknown_key(name: str, known: Iterable[str], place: Place) -> str:
    if place and any(key.name == name for key in KEYS):
        return f"`{name}` holds for all files and cannot stand in `per-file`"
    if name == "tool" and not place:
        return "unknown key `tool`; in this file the keys stand at the top, without `[tool.dockwright]`"
    return f"unknown key `{name}`{hint(name, known)}"
