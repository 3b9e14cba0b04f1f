"""A rule as the list has it: its file is loaded when a Dockerfile has something that the rule looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from typing import Any

from dockwright.rule import Body, FixAvailability, Rule, Severity


def listed(
    name: str,
    category: str,
    on: tuple[type, ...],
    severity: Severity,
    fix: FixAvailability,
    parameters: tuple[str, ...],
    *,
    commands: Sequence[str] = (),
    needs: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    default: bool = True,
    presets: Sequence[str] = (),
    tags: tuple[str, ...] = (),
    options: Mapping[str, Any] | None = None,
    uncovers: Sequence[str] = (),
) -> Rule:
    """The rule that `dockwright.rules.<category>.<name>` has."""
    return Rule(
        name=name,
        category=category,
        on=on,
        commands=frozenset(commands),
        severity=severity,
        fix=fix,
        aliases=aliases,
        default=default,
        presets=frozenset(presets),
        parameters=parameters,
        tags=tags,
        options=options or {},
        needs=needs,
        uncovers=frozenset(uncovers),
        body=partial(_body, category, name.replace("-", "_")),
    )


@cache
def _body(category: str, name: str) -> Body:
    found: Rule = getattr(import_module(f"dockwright.rules.{category}.{name}"), name)
    return found.body()
