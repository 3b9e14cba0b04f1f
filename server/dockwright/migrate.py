"""From hadolint's configuration to dockwright's: the text of a dockwright.toml, and what will differ."""

from __future__ import annotations

import json
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
from dockwright.rule import Rule
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from yaml.nodes import Node

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_KNOWN_KEYS = words(
    "ignored override failure-threshold trustedRegistries label-schema strict-labels disable-ignore-pragma no-fail "
    "format formats no-color verbose"
)
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_LABEL_CODES = words("DL3048 DL3049 DL3050 DL3051 DL3052 DL3053 DL3054 DL3055 DL3056 DL3058")


class Migration(NamedTuple):
    """The configuration as TOML, what of the old one it does not say, and the verdicts that will differ."""

    text: str
    notes: tuple[str, ...]
    differences: tuple[Difference, ...]


class Remark(NamedTuple):
    """What somebody wrote about a code: the comment lines above it, and the comment behind it without its `#`."""

    above: tuple[str, ...] = ()
    behind: str = ""


class Codes(NamedTuple):
    """How the codes of a list or table are written: with the rules that they mean, and what was said about them."""

    names: RuleNames
    remarks: Mapping[str, Remark]

    def above(self, code: str, indentation: str = "") -> Iterator[str]:
        """The lines above the one with the code."""
        yield from (indentation + line for line in self.remarks.get(code, Remark()).above)

    def behind(self, code: str) -> str:
        """The comment behind the code."""
        rules = ", ".join(rule.name for rule in self.names.meaning(code))
        said = ": ".join(filter(None, (rules, self.remarks.get(code, Remark()).behind)))
        return f"  # {said}" if said else ""


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
    yield from _list("select", [code for code in listed if code not in choices.ignore], Codes(names, {}))
    yield from _list("ignore", [code for code in choices.ignore if _is_meaningful(names, code)], Codes(names, ignored))
    yield f"fail-on = {_string(choices.fail_on or 'info')}"
    if choices.suppressions is False:
        yield "suppressions = false"
    if "trustedRegistries" in values:
        yield from _list("trusted-registries", values["trustedRegistries"])
    if values.get("strict-labels"):
        yield "strict-labels = true"
    severities = {code: level.label for code, level in choices.severity.items() if _is_meaningful(names, code)}
    yield from _table("severity", severities, Codes(names, overridden))
    yield from _table("label-schema", values.get("label-schema", {}))


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
    above = list(takewhile(lambda line: line.startswith("#"), map(_comment, reversed(lines[:number]))))
    behind = _comment(lines[code.end_mark.line][code.end_mark.column :].lstrip(" ,"))
    return Remark(tuple(reversed(above)), behind.lstrip("# ") if behind.startswith("#") else "")


def _comment(line: str) -> str:
    """A line without blanks at its ends, and without what cannot be seen, which TOML does not allow."""
    return "".join(filter(str.isprintable, line.replace("\t", " "))).strip()


def _is_meaningful(names: RuleNames, code: str) -> bool:
    return names.is_known(code) and code.upper() not in RETIRED_CODES


def _list(key: str, entries: list[str], codes: Codes | None = None) -> Iterator[str]:
    """A list; with codes, one of them to a line."""
    entries = list(dict.fromkeys(entries))
    if not entries:
        return
    if codes is None:
        yield f"{key} = [{', '.join(map(_string, entries))}]"
        return
    yield f"{key} = ["
    for code in entries:
        yield from codes.above(code, "    ")
        yield f"    {_string(code)},{codes.behind(code)}"
    yield "]"


def _table(name: str, entries: Mapping[str, str], codes: Codes | None = None) -> Iterator[str]:
    if entries:
        yield ""
        yield f"[{name}]"
    for key, value in entries.items():
        written = key if _BARE_KEY.fullmatch(key) else _string(key)
        if codes is not None:
            yield from codes.above(key)
        yield f"{written} = {_string(value)}{codes.behind(key) if codes is not None else ''}"


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
