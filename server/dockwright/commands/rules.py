"""`dockwright rules`."""

from __future__ import annotations

import sys
from argparse import Namespace
from textwrap import wrap
from typing import Any

from dockwright.console import say, width_of
from dockwright.docs import AVAILABILITY, preset_names
from dockwright.output.urls import rule_url
from dockwright.rule import Rule
from dockwright.rules import RULES

_LEAST = 30  # columns for a summary; in a terminal that is narrower lines break


def run(options: Namespace) -> int:
    listed = sorted((rule for rule in RULES if options.preset in preset_names(rule)), key=_order)
    say(_json(listed) if options.format == "json" else _text(listed, width_of(sys.stdout)))
    return 0


def _order(rule: Rule) -> tuple[str, str]:
    return rule.category, rule.name


def _text(rules: list[Rule], columns: int | None) -> str:
    """`columns`: of the terminal; summaries that do not fit beside the names go on in the next line, in their own column."""
    width = max((len(rule.name) for rule in rules), default=0)
    margin = width + len("  -   warning  ")
    room = columns - margin if columns is not None else 0
    lines: list[str] = []
    category = ""
    for rule in rules:
        if rule.category != category:
            category = rule.category
            lines += ["", category] if lines else [category]
        mark = " " if rule.default else "-"
        summary = wrap(rule.summary, room) if room >= _LEAST else [rule.summary]
        lines.append(f"  {mark} {rule.name:{width}}  {rule.severity.label:7}  {summary[0]}")
        lines += [" " * margin + rest for rest in summary[1:]]
    lines += ["", "- is off by default; `dockwright explain NAME` tells more."]
    return "\n".join(lines) + "\n"


def _json(rules: list[Rule]) -> str:
    import json

    return json.dumps([_record(rule) for rule in rules], indent=2) + "\n"


def _record(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "category": rule.category,
        "summary": rule.summary,
        "severity": rule.severity.label,
        "fix": AVAILABILITY[rule.fix],
        "aliases": list(rule.aliases),
        "presets": preset_names(rule),
        "url": rule_url(rule.name),
    }
