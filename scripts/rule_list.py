"""The list of all rules, server/dockwright/rules/_list.py, from the files of the rules."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import dockwright.rules
from dockwright.rule import Rule

FOLDER = Path(dockwright.rules.__file__).parent
PLACE = FOLDER / "_list.py"
CATEGORIES = ("stages", "cache", "size", "reproducibility", "security", "correctness", "shell", "style")

_HEAD = """\
# Written by scripts/generate_docs.py from the files of the rules: what is known of a rule before it is loaded.

from dockwright.rule import FixAvailability, Severity
from dockwright.rules._listed import listed
from dockwright.semantics import Stage
from dockwright.shell import Command
from dockwright.suppressions import Suppressions
from dockwright.syntax import (
    {classes},
)

RULES = (
"""


def list_text() -> str:
    """The module as it should be. Ends the program at a file without a rule of its name."""
    rules = [_rule(path) for category in CATEGORIES for path in sorted((FOLDER / category).glob("[!_]*.py"))]
    used = {kind.__name__ for rule in rules for kind in rule.on if kind.__module__.startswith("dockwright.syntax")}
    head = _HEAD.format(classes=",\n    ".join(sorted(used)))
    return head + "".join(f"    listed({_arguments(rule)}),\n" for rule in rules) + ")  # fmt: skip\n"


def _rule(path: Path) -> Rule:
    found = getattr(import_module(f"dockwright.rules.{path.parent.name}.{path.stem}"), path.stem, None)
    name = path.stem.replace("_", "-")
    if not isinstance(found, Rule) or found.name != name:
        raise SystemExit(f"{path}: its function must be called `{path.stem}`, and the rule `{name}`")
    return found


def _arguments(rule: Rule) -> str:
    """What `listed` is told: what every rule has, and what is another than usual."""
    words = [
        f'"{rule.name}"',
        f'"{rule.category}"',
        _tuple(kind.__name__ for kind in rule.on),
        f"Severity.{rule.severity.name}",
        f"FixAvailability.{rule.fix.name}",
        _tuple(map(_text, rule.parameters)),
    ]
    sets = {"commands": rule.commands, "presets": rule.presets, "uncovers": rule.uncovers}
    words += [f"{name}={_tuple(map(_text, sorted(values)))}" for name, values in sets.items() if values]
    words += [
        f"{name}={_tuple(map(_text, values))}"
        for name, values in (("aliases", rule.aliases), ("tags", rule.tags), ("needs", rule.needs))
        if values
    ]
    if not rule.default:
        words.append("default=False")
    if rule.options:
        words.append(f"options={dict(rule.options)!r}")
    return ", ".join(words)


def _text(word: str) -> str:
    return json.dumps(word)


def _tuple(words: Iterable[str]) -> str:
    found = tuple(words)
    return f"({', '.join(found)}{',' * (len(found) == 1)})"
