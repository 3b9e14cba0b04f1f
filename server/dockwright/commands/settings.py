"""`dockwright settings [FILE]`."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from dockwright.cli import OK
from dockwright.commands._files import wishes_of
from dockwright.commands._one_file import read_dockerfile
from dockwright.config import Choices, FileConfiguration
from dockwright.config.choices import NEVER
from dockwright.config.names import RuleNames
from dockwright.console import say, tell
from dockwright.context import BuildContext
from dockwright.discovery import Build, infer
from dockwright.rules import RULES
from dockwright.shellcheck.program import VARIABLE, find, is_switched_off
from dockwright.syntax import parse
from dockwright.values import NamedTuple
from dockwright.workspace import Workspace

_COLUMN = 16  # where the values begin
_WIDTH = 100  # of lines with names of rules


class Effect(NamedTuple):
    """What holds for a file, and who says so."""

    path: str
    source: str | None  # the configuration file
    variables: tuple[str, ...]  # those of hadolint that hold where there is no file
    configuration: FileConfiguration
    build: Build
    context_source: str | None  # who names the context: a file, or an option; None: it was inferred
    shellcheck: str | None  # the program


def run(options: Namespace) -> int:
    effect = _effect(options)
    if options.format == "json":
        import json

        say(json.dumps(_record(effect), indent=2) + "\n")
    else:
        tell("\n".join(_lines(effect)) + "\n")
    return OK


def _effect(options: Namespace) -> Effect:
    path, text = read_dockerfile(options.file)
    nearest = Workspace(wishes_of(options)).configurations.nearest(path)
    configuration = nearest.for_file(path)
    build = infer(path, parse(text), configuration.context)
    source = build.origin
    if configuration.context is not None:
        source = "--context" if options.context is not None else nearest.path
    shellcheck = None if configuration.shellcheck.is_silent else find()
    return Effect(path, nearest.path, _variables(options, nearest.path), configuration, build, source, shellcheck)


def _variables(options: Namespace, file: str | None) -> tuple[str, ...]:
    is_read = file is None and not options.no_config
    return tuple(sorted(name for name in os.environ if is_read and name.startswith("HADOLINT_")))


def _changed(effect: Effect) -> tuple[list[str], list[str], dict[str, str]]:
    """How the rules differ from those of the preset: what is on, what is off, and other severities."""
    mine = effect.configuration
    preset = FileConfiguration(RuleNames(RULES), [Choices(preset=mine.settings.preset)])
    names, usual = [[rule.name for rule in one.rules] for one in (mine, preset)]
    levels = {rule.name: rule.severity for rule in RULES} | preset.severities
    severities = {name: level.label for name, level in mine.severities.items() if level != levels[name]}
    return [one for one in names if one not in usual], [one for one in usual if one not in names], severities


# text


def _lines(effect: Effect) -> Iterator[str]:
    configuration, context = effect.configuration, effect.build.context
    fail_on = configuration.fail_on
    yield effect.path
    yield ""
    yield from _row("configuration", _near(effect.source) or ", ".join(effect.variables) or "none")
    yield from _row("context", _context(effect))
    if context.is_known:
        yield from _row("ignore file", context.ignore_file or "none")
    for stage, origin in context.targets.items():
        yield from _row("target", f"{stage}, says {origin}")
    for name, value in context.arguments.items():
        yield from _row("argument", f"{name}={value}")
    yield from _row("builder", configuration.settings.builder)
    yield from _row("fails from", fail_on.label if fail_on is not None else NEVER)
    yield from _row("comments", "may silence findings" if configuration.suppressions else "may not silence findings")
    yield from _row("ShellCheck", _shellcheck(effect))
    on, off, severities = _changed(effect)
    yield from _row("rules", f"{len(configuration.rules)} of {len(RULES)}, preset {configuration.settings.preset}")
    yield from _row("added", ", ".join(on))
    yield from _row("left out", ", ".join(off))
    yield from _row("severities", ", ".join(f"{name} {label}" for name, label in severities.items()))
    yield from _row("options", ", ".join(_options(configuration.settings.options)))


def _row(label: str, value: str) -> Iterator[str]:
    """One line or several; none where there is nothing to say."""
    for line in wrap(value, _WIDTH - _COLUMN, break_long_words=False, break_on_hyphens=False):
        yield f"{label:{_COLUMN}}{line}"
        label = ""


def _context(effect: Effect) -> str:
    root = effect.build.root
    if root is None:
        return "unknown, so what needs its files is not judged; --context DIR names it"
    source = _near(effect.context_source) if effect.context_source != "--context" else "--context"
    return f"{_near(root)}, says {source}" if source else f"{_near(root)} (inferred)"


def _shellcheck(effect: Effect) -> str:
    if effect.configuration.shellcheck.is_silent:
        return "off"
    if is_switched_off():
        return f"off, says {VARIABLE}"
    return effect.shellcheck or "not installed"


def _options(options: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for rule, values in sorted(options.items()):
        yield from (f"{rule}.{name} = {value!r}" for name, value in sorted(values.items()))


def _near(path: str | None) -> str | None:
    """A path as people write it from here."""
    return None if path is None else os.path.relpath(path)


# JSON


def _record(effect: Effect) -> dict[str, Any]:
    configuration, context = effect.configuration, effect.build.context
    fail_on = configuration.fail_on
    return {
        "version": 1,
        "path": effect.path,
        "configuration": effect.source,
        "variables": list(effect.variables),
        "context": effect.build.root,
        "context_source": effect.context_source,
        "ignore_file": _ignore_file(context),
        "targets": dict(context.targets),
        "arguments": dict(context.arguments),
        "builder": configuration.settings.builder,
        "preset": configuration.settings.preset,
        "fail_on": fail_on.label if fail_on is not None else NEVER,
        "suppressions": configuration.suppressions,
        "shellcheck": effect.shellcheck,
        "rules": {rule.name: configuration.severities[rule.name].label for rule in configuration.rules},
        "options": {rule: dict(values) for rule, values in configuration.settings.options.items()},
    }


def _ignore_file(context: BuildContext) -> str | None:
    return context.ignore_file if context.is_known else None
