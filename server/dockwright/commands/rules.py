"""`dockwright rules`."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from dockwright.console import say
from dockwright.docs import AVAILABILITY, preset_names
from dockwright.output.urls import rule_url
from dockwright.rule import Rule
from dockwright.rules import RULES


def run(options: Namespace) -> int:
    listed = sorted((rule for rule in RULES if options.preset in preset_names(rule)), key=_order)
    say(_json(listed) if options.format == "json" else _text(listed))
    return 0


def _order(rule: Rule) -> tuple[str, str]:
    return rule.category, rule.name


def _text(rules: list[Rule]) -> str:
    width = max((len(rule.name) for rule in rules), default=0)
    lines: list[str] = []
    category = ""
    for rule in rules:
        if rule.category != category:
            category = rule.category
            lines += ["", category] if lines else [category]
        mark = " " if rule.default else "-"
        lines.append(f"  {mark} {rule.name:{width}}  {rule.severity.label:7}  {rule.summary}")
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
