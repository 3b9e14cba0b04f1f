"""From hadolint's configuration to dockwright's: the text of a dockwright.toml, and what will differ."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dockwright.config.choices import SEVERITIES
from dockwright.config.hadolint import FORMATS, formats, translate
from dockwright.config.names import RuleNames
from dockwright.knowledge.peer_differences import DIFFERENCES, Difference
from dockwright.knowledge.peers import RETIRED_CODES
from dockwright.knowledge.table import words
from dockwright.rule import Rule
from dockwright.values import NamedTuple

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_KNOWN_KEYS = words(
    "ignored override failure-threshold trustedRegistries label-schema strict-labels disable-ignore-pragma no-fail "
    "format formats no-color verbose"
)
_LABEL_CODES = words("DL3048 DL3049 DL3050 DL3051 DL3052 DL3053 DL3054 DL3055 DL3056 DL3058")


class Migration(NamedTuple):
    """The configuration as TOML, what of the old one it does not say, and the verdicts that will differ."""

    text: str
    notes: tuple[str, ...]
    differences: tuple[Difference, ...]


def migrate(rules: Iterable[Rule], values: Mapping[str, Any], source: str) -> Migration:
    """Translate the values of a .hadolint.yaml, which is called `source`."""
    names = RuleNames(rules)
    text = "\n".join(_lines(names, values, source)) + "\n"
    return Migration(text, tuple(_notes(names, values)), tuple(_differences(values)))


def _lines(names: RuleNames, values: Mapping[str, Any], source: str) -> Iterator[str]:
    choices = translate(names, values).choices
    yield f"# From {source}, by `dockwright migrate`."
    yield 'preset = "hadolint"'
    listed = [code for code in choices.select if any("hadolint" not in rule.presets for rule in names.meaning(code))]
    yield from _list("select", [code for code in listed if code not in choices.ignore], names)
    yield from _list("ignore", [code for code in choices.ignore if _is_meaningful(names, code)], names)
    yield f"fail-on = {_string(choices.fail_on or 'info')}"
    if choices.suppressions is False:
        yield "suppressions = false"
    if "trustedRegistries" in values:
        yield from _list("trusted-registries", values["trustedRegistries"])
    if values.get("strict-labels"):
        yield "strict-labels = true"
    severities = {code: level.label for code, level in choices.severity.items() if _is_meaningful(names, code)}
    yield from _table("severity", severities, names)
    yield from _table("label-schema", values.get("label-schema", {}))


def _is_meaningful(names: RuleNames, code: str) -> bool:
    return names.is_known(code) and code.upper() not in RETIRED_CODES


def _list(key: str, items: list[str], names: RuleNames | None = None) -> Iterator[str]:
    """A list; with names, one item to a line, each with the rule that it means."""
    items = list(dict.fromkeys(items))
    if not items:
        return
    if names is None:
        yield f"{key} = [{', '.join(map(_string, items))}]"
        return
    yield f"{key} = ["
    yield from (f"    {_string(code)},{_remark(names, code)}" for code in items)
    yield "]"


def _table(name: str, items: Mapping[str, str], names: RuleNames | None = None) -> Iterator[str]:
    if items:
        yield ""
        yield f"[{name}]"
    for key, value in items.items():
        written = key if _BARE_KEY.fullmatch(key) else _string(key)
        yield f"{written} = {_string(value)}{_remark(names, key) if names else ''}"


def _remark(names: RuleNames, code: str) -> str:
    rules = names.meaning(code)
    return f"  # {', '.join(rule.name for rule in rules)}" if rules else ""


def _string(text: str) -> str:
    """A string of TOML; what cannot be seen is written in numbers, so that it can."""
    return "".join(one if one.isprintable() else _numbered(one) for one in json.dumps(text, ensure_ascii=False))


def _numbered(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _notes(names: RuleNames, values: Mapping[str, Any]) -> Iterator[str]:
    """What the new configuration does not say."""
    override = values.get("override", {})
    codes = [*values.get("ignored", ()), *(code for level in override.values() for code in level or ())]
    for code in dict.fromkeys(codes):
        if code.upper() in RETIRED_CODES:
            yield f"`{code}` is a rule that hadolint no longer has; it is left out"
        elif not names.is_known(code):
            yield f"`{code}` is no code of hadolint's; it is left out"
        elif not names.meaning(code) and not code.upper().startswith("SC"):
            yield f"`{code}` has no equivalent; dockwright passes over it"
    for level in override:
        if level not in SEVERITIES:
            yield f"`override` knows no severity `{level}`; hadolint passes over it, and it is left out"
    if wanted := formats(values):
        ours = FORMATS.get(wanted[0])
        advice = f"`--format {ours}` asks for it" if ours else "there is no such format (`dockwright check --help`)"
        yield f"the format `{', '.join(wanted)}` is no part of the configuration: {advice}"
    if values.get("no-color"):
        yield "`no-color` is no part of the configuration: `--color never`, or the variable NO_COLOR"
    for key in values:
        if key not in _KNOWN_KEYS:
            yield f"hadolint has no key `{key}`; it is left out"


def _differences(values: Mapping[str, Any]) -> Iterator[Difference]:
    """The differences that are about rules that run."""
    ignored = {code.upper() for code in values.get("ignored", ())}
    idle = set() if values.get("label-schema") else _LABEL_CODES - {"DL3048", "DL3050"}
    idle |= set() if values.get("strict-labels") else {"DL3050"}
    idle |= set() if values.get("trustedRegistries") else {"DL3026"}
    for one in DIFFERENCES:
        if not one.codes or not ignored.union(idle).issuperset(one.codes):
            yield one
