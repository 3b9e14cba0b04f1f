"""From hadolint's configuration to dockwright's: the text of a dockwright.toml, and what will differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from dockwright.config.choices import SEVERITIES
from dockwright.config.error import hint
from dockwright.config.hadolint import FORMATS, formats, translate
from dockwright.config.names import RuleNames
from dockwright.discovery.yaml_nodes import get, items, members, read, scalar
from dockwright.knowledge.peer_differences import DIFFERENCES, Difference
from dockwright.knowledge.peers import RETIRED_CODES
from dockwright.knowledge.table import words
from dockwright.migrate.migration import Migration
from dockwright.migrate.toml import Codes, Remark, list_lines, seen, string, table_lines
from dockwright.rule import Rule

if TYPE_CHECKING:
    from yaml.nodes import Node

_KNOWN_KEYS = words(
    "ignored override failure-threshold trustedRegistries label-schema strict-labels disable-ignore-pragma no-fail "
    "format formats no-color verbose"
)
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_LABEL_CODES = words("DL3048 DL3049 DL3050 DL3051 DL3052 DL3053 DL3054 DL3055 DL3056 DL3058")


def migrate(rules: Iterable[Rule], values: Mapping[str, Any], source: str, old: str = "") -> Migration:
    """Translate the values of a .hadolint.yaml, which is called `source`; `old` is its text, for the comments in it."""
    names = RuleNames(rules)
    text = "\n".join(_lines(names, values, source, old)) + "\n"
    return Migration(text, tuple(_notes(names, values)), tuple(_differences(values)))


def _lines(names: RuleNames, values: Mapping[str, Any], source: str, old: str) -> Iterator[str]:
    ignored, overridden = _remarks(old)
    choices = translate(names, values).choices
    yield f"# From {source}, by `dockwright migrate`."
    yield 'preset = "hadolint"'
    listed = [code for code in choices.select if any("hadolint" not in rule.presets for rule in names.meaning(code))]
    yield from list_lines("select", [code for code in listed if code not in choices.ignore], Codes(names, {}))
    yield from list_lines(
        "ignore", [code for code in choices.ignore if _is_meaningful(names, code)], Codes(names, ignored)
    )
    yield f"fail-on = {string(choices.fail_on or 'info')}"
    if choices.suppressions is False:
        yield "suppressions = false"
    if "trustedRegistries" in values:
        yield from list_lines("trusted-registries", values["trustedRegistries"])
    if values.get("strict-labels"):
        yield "strict-labels = true"
    severities = {code: level.label for code, level in choices.severity.items() if _is_meaningful(names, code)}
    yield from table_lines("severity", severities, Codes(names, overridden))
    yield from table_lines("label-schema", values.get("label-schema", {}))


def _remarks(old: str) -> tuple[dict[str, Remark], dict[str, Remark]]:
    """The comments at the codes of `ignored`, and at those of `override`."""
    if "#" not in old:
        return {}, {}
    root, lines = read(old), _LINE_BREAK.split(old)
    ignored = members(get(root, "ignored"))
    overridden = [code for _, level in items(get(root, "override")) for code in members(level)]
    return _remarks_at(ignored, lines), _remarks_at(overridden, lines)


def _remarks_at(codes: Sequence[Node], lines: Sequence[str]) -> dict[str, Remark]:
    """The comments at some codes, the first mention of each; of codes that share a line, none."""
    shared = Counter(code.start_mark.line for code in codes)
    return {
        scalar(code) or "": _remark_at(code, lines) for code in reversed(codes) if shared[code.start_mark.line] == 1
    }


def _remark_at(code: Node, lines: Sequence[str]) -> Remark:
    number = code.start_mark.line
    above = list(takewhile(lambda line: line.startswith("#"), map(seen, reversed(lines[:number]))))
    behind = seen(lines[code.end_mark.line][code.end_mark.column :].lstrip(" ,"))
    return Remark(tuple(reversed(above)), behind.lstrip("# ") if behind.startswith("#") else "")


def _is_meaningful(names: RuleNames, code: str) -> bool:
    return names.is_known(code) and code.upper() not in RETIRED_CODES


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
            yield f"hadolint has no key `{key}`; it is left out{hint(str(key), _KNOWN_KEYS)}"


def _differences(values: Mapping[str, Any]) -> Iterator[Difference]:
    """The differences that are about rules that run."""
    ignored = {code.upper() for code in values.get("ignored", ())}
    idle = set() if values.get("label-schema") else _LABEL_CODES - {"DL3048", "DL3050"}
    idle |= set() if values.get("strict-labels") else {"DL3050"}
    idle |= set() if values.get("trustedRegistries") else {"DL3026"}
    for one in DIFFERENCES:
        if not one.codes or not ignored.union(idle).issuperset(one.codes):
            yield one
