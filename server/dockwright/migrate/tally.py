"""From tally's configuration to dockwright's.

What decides whether a rule of tally's is on, as it was tried with 0.45: the severity `off`, then `include`, then `exclude`; in
both lists `*` is every rule and `hadolint/*` every one of a family.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dockwright.config.choices import NEVER, SEVERITIES
from dockwright.config.error import ConfigError, choices, hint
from dockwright.config.names import RuleNames
from dockwright.config.patterns import PathPattern
from dockwright.ignore import PatternError
from dockwright.knowledge.peers import BUILDKIT_CHECKS
from dockwright.knowledge.table import words
from dockwright.knowledge.tally import TALLY_HADOLINT, TALLY_OFF, TALLY_RULES
from dockwright.migrate.migration import Migration
from dockwright.migrate.toml import Codes, Remark, list_lines, seen, string, table_lines
from dockwright.rule import Rule, Severity
from dockwright.shellcheck.codes import GROUP
from dockwright.values import NamedTuple

_FAMILIES = words("buildkit hadolint powershell shellcheck tally")
_GROUPS = frozenset(code.split("/")[1] for code in TALLY_RULES if code.count("/") == 2)
_ENGINE = "shellcheck/ShellCheck"
_CODES = frozenset(
    (
        *TALLY_RULES,
        *(f"buildkit/{name}" for name in BUILDKIT_CHECKS),
        *(f"hadolint/{code}" for code in TALLY_HADOLINT),
        _ENGINE,
    )
)
"""The rules that tally has."""

_KEYS = words(
    "rules output inline-directives ai slow-checks file-validation unsafe-fixes format path show-source fail-level"
)
_OUTPUT = words("format path show-source fail-level")
_LEVELS = {**{severity: severity for severity in SEVERITIES}, "none": NEVER}
_FORMATS = {"text": "text", "json": "json", "sarif": "sarif", "github-actions": "github"}
_COMMON = words("severity fix exclude")
_REGISTRIES = ("hadolint/DL3026", "trusted-registries")
_CHAIN = ("tally/prefer-run-heredoc", "min-commands")
_ENTRY = re.compile(r"""(?:["'](?P<code>[\w/*-]+)["'],?\s*)(?P<said>#.*)?""")
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")


class _Wishes(NamedTuple):
    """What the old configuration says of the rules, by their codes."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    tables: Mapping[str, Mapping[str, Any]]

    def wants(self, code: str) -> bool | None:
        """Whether the rule is to be on; None where nothing is said."""
        if self.tables.get(code, {}).get("severity") == "off":
            return False
        if any(_means(pattern, code) for pattern in self.include):
            return True
        return False if any(_means(pattern, code) for pattern in self.exclude) else None

    def is_on(self, code: str) -> bool:
        """Whether the rule is on; a severity or an option switches on what is off otherwise."""
        wanted = self.wants(code)
        if wanted is not None:
            return wanted
        return code in _CODES and (code not in TALLY_OFF or code in self.tables)

    @property
    def codes(self) -> list[str]:
        """Every code that something is said of, those that patterns mean among them."""
        named = (*(one for one in (*self.include, *self.exclude) if not one.endswith("*")), *self.tables)
        meant = sorted(code for code in _CODES if self.wants(code) is not None)
        return list(dict.fromkeys((*named, *meant)))


def _means(pattern: str, code: str) -> bool:
    if pattern in ("*", code):
        return True
    if pattern == _ENGINE:
        return code.startswith("shellcheck/")
    return pattern.endswith("/*") and pattern.count("/") == 1 and code.startswith(pattern[:-1])


def migrate_tally(rules: Iterable[Rule], tables: Mapping[str, Any], path: str, source: str, old: str = "") -> Migration:
    """Translate the tables of a .tally.toml, which is called `source`; `old` is its text, for the comments in it.

    Raises ConfigError for values of the wrong kind.
    """
    for message in _problems(tables):
        raise ConfigError(path, None, message)
    names, wishes = RuleNames(rules), _wishes(tables.get("rules", {}))
    lines = _lines(names, tables, wishes, source, _remarks(old))
    missing = (
        f"{code}: {_plain(one.about)}" for code, one in TALLY_RULES.items() if not one.rules and wishes.is_on(code)
    )
    return Migration("\n".join(lines) + "\n", tuple(_notes(names, tables, wishes)), missing=tuple(missing))


def _wishes(rules: Mapping[str, Any]) -> _Wishes:
    tables: dict[str, Any] = {}
    for family in sorted(_FAMILIES & rules.keys()):
        for name, table in rules[family].items():
            if family == "tally" and name in _GROUPS:
                tables |= {f"{family}/{name}/{rule}": one for rule, one in table.items()}
            else:
                tables[f"{family}/{name}"] = table
    return _Wishes(tuple(rules.get("include", ())), tuple(rules.get("exclude", ())), tables)


def _problems(tables: Mapping[str, Any]) -> Iterator[str]:
    """What is of the wrong kind; tally would not start with it."""
    for key in ("rules", "output", "inline-directives"):
        if not isinstance(tables.get(key, {}), dict):
            yield f"`{key}` must be a table"
            return
    rules = tables.get("rules", {})
    for key in ("include", "exclude"):
        if not _is_list_of_strings(rules.get(key, [])):
            yield f"`rules.{key}` must be a list of strings"
    for family in sorted(_FAMILIES & rules.keys()):
        listed = rules[family]
        if not isinstance(listed, dict) or not all(isinstance(one, dict) for one in listed.values()):
            yield f"`rules.{family}` must be a table of tables"
            return
    for code, table in _wishes(rules).tables.items() if "rules" in tables else ():
        if not isinstance(table, dict):
            yield f"`rules.{code.replace('/', '.')}` must be a table"
        elif (level := table.get("severity", "off")) not in (*SEVERITIES, "off"):
            yield f"unknown severity `{level}` of `{code}`{choices(str(level), (*SEVERITIES, 'off'))}"
    level = _output(tables).get("fail-level", "style")
    if level not in _LEVELS:
        yield f"unknown fail-level `{level}`{choices(str(level), _LEVELS)}"


def _is_list_of_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _output(tables: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of the report, at the top or in a table of its own."""
    return {**{key: value for key, value in tables.items() if key in _OUTPUT}, **tables.get("output", {})}


def _remarks(old: str) -> dict[str, Remark]:
    """The comments at codes that stand on a line of their own, the first mention of each."""
    found: dict[str, Remark] = {}
    above: list[str] = []
    for line in map(seen, old.split("\n") if "#" in old else ()):
        if line.startswith("#"):
            above.append(line)
            continue
        entry = _ENTRY.fullmatch(line)
        if entry is not None:
            found.setdefault(entry["code"], Remark(tuple(above), (entry["said"] or "").lstrip("# ")))
        above = []
    return found


def _lines(
    names: RuleNames, tables: Mapping[str, Any], wishes: _Wishes, source: str, remarks: Mapping[str, Remark]
) -> Iterator[str]:
    is_bare = "*" in wishes.exclude
    ignored, selected, severities = (
        _ignored(names, wishes),
        _selected(names, wishes, is_bare),
        _severities(names, wishes),
    )
    yield f"# From {source}, by `dockwright migrate`."
    if is_bare:
        yield 'preset = "none"'
    yield from list_lines("select", list(selected), _codes(names, selected, remarks))
    if not is_bare:
        yield from list_lines("ignore", list(ignored), _codes(names, ignored, remarks))
    yield f"fail-on = {string(_LEVELS[_output(tables).get('fail-level', 'style')])}"
    if tables.get("inline-directives", {}).get("enabled") is False:
        yield "suppressions = false"
    registries = _option(wishes, *_REGISTRIES)
    if _is_list_of_strings(registries):
        yield from list_lines("trusted-registries", registries)
    yield from table_lines("severity", {word: level.label for word, level in severities.items()}, Codes(names, {}))
    commands = _option(wishes, *_CHAIN)
    if isinstance(commands, int) and wishes.is_on(_CHAIN[0]):
        yield from ("", "[rules.long-command-chain]", f"commands = {commands}")
    for pattern, left_out in _by_pattern(names, wishes).items():
        yield from ("", f"[per-file.{string(pattern)}]", f"ignore = [{', '.join(map(string, left_out))}]")


def _codes(names: RuleNames, found: Mapping[str, tuple[str, ...]], remarks: Mapping[str, Remark]) -> Codes:
    """What is written beside words: the codes of tally's that they stand for, and what was said about these."""
    written = {}
    for word, codes in found.items():
        said = [remarks[code] for code in codes if code in remarks]
        theirs = ", ".join(code for code in codes if code.startswith("tally/"))
        behind = ": ".join(filter(None, (theirs, *(one.behind for one in said))))
        written[word] = Remark(tuple(line for one in said for line in one.above), behind)
    return Codes(names, written)


def _words(names: RuleNames, code: str) -> tuple[str, ...]:
    """What stands for a code in a dockwright.toml: itself without its family, or the rules that look for the same."""
    family, _, name = code.partition("/")
    if family == "tally":
        return TALLY_RULES[code].rules if code in TALLY_RULES else ()
    if family == "shellcheck":
        return (GROUP,) if code == _ENGINE else (name,) if names.is_known(name) else ()
    return (name,) if family in ("hadolint", "buildkit") and names.meaning(name) else ()


def _rules_of(names: RuleNames, code: str) -> dict[str, Rule]:
    """The rules that stand for a code, by their names."""
    return {rule.name: rule for word in _words(names, code) for rule in names.meaning(word)}


def _keepers(names: RuleNames, wishes: _Wishes) -> dict[str, list[str]]:
    """The codes that are on, by the names of the rules that stand for them; those for one language decide nothing."""
    found: dict[str, list[str]] = {}
    for code in sorted(_CODES):
        if code.count("/") == 1 and wishes.is_on(code):
            for name in _rules_of(names, code):
                found.setdefault(name, []).append(code)
    return found


def _ignored(names: RuleNames, wishes: _Wishes) -> dict[str, tuple[str, ...]]:
    """The words that leave rules out, with the codes they stand for: none of a rule that stands for what is on, too."""
    keepers = _keepers(names, wishes)
    found: dict[str, tuple[str, ...]] = {}
    for code in wishes.codes:
        if wishes.wants(code) is not False:
            continue
        for word in _words(names, code):
            rules = names.meaning(word)
            if not any(rule.name in keepers for rule in rules) and (not rules or any(rule.default for rule in rules)):
                found[word] = (*found.get(word, ()), code)
    return found


def _selected(names: RuleNames, wishes: _Wishes, is_bare: bool) -> dict[str, tuple[str, ...]]:
    """The words that add rules which are off otherwise: those that are named, as a pattern that means what is on there anyway
    chooses none."""
    found: dict[str, tuple[str, ...]] = {}
    for code in wishes.codes:
        has_level = wishes.tables.get(code, {}).get("severity") is not None
        is_chosen = is_bare or code in wishes.include or code in TALLY_OFF
        if not (wishes.wants(code) and is_chosen) and not (has_level and wishes.is_on(code)):
            continue
        for word in _words(names, code):
            if is_bare or any(not rule.default for rule in names.meaning(word)):
                found[word] = (*found.get(word, ()), code)
    return found


def _severities(names: RuleNames, wishes: _Wishes) -> dict[str, Severity]:
    """The severities by word; a word that has several gets the worst."""
    found: dict[str, Severity] = {}
    for code, table in wishes.tables.items():
        level = SEVERITIES.get(table.get("severity", ""))
        if level is not None and wishes.is_on(code):
            for word in _words(names, code):
                found[word] = max(level, found.get(word, level))
    return found


def _by_pattern(names: RuleNames, wishes: _Wishes) -> dict[str, list[str]]:
    """The words that leave rules out of some files, by the patterns of these."""
    found: dict[str, list[str]] = {}
    for code in wishes.tables:
        for pattern in _paths(wishes, code):
            if _is_pattern(pattern) and wishes.is_on(code):
                found.setdefault(pattern, []).extend(_words(names, code))
    return {pattern: list(dict.fromkeys(left_out)) for pattern, left_out in found.items() if left_out}


def _paths(wishes: _Wishes, code: str) -> list[str]:
    exclude = wishes.tables[code].get("exclude", {})
    paths = exclude.get("paths", []) if isinstance(exclude, dict) else []
    return paths if _is_list_of_strings(paths) else []


def _is_pattern(text: str) -> bool:
    try:
        PathPattern(text)
    except PatternError:
        return False
    return True


def _option(wishes: _Wishes, code: str, option: str) -> Any:
    return wishes.tables.get(code, {}).get(option)


def _notes(names: RuleNames, tables: Mapping[str, Any], wishes: _Wishes) -> Iterator[str]:
    """What the new configuration does not say."""
    keepers = _keepers(names, wishes)
    named = [one for one in (*wishes.include, *wishes.exclude, *wishes.tables) if not one.endswith("*")]
    for code in dict.fromkeys(named):
        yield from _about(names, wishes, code, keepers)
    for code, table in wishes.tables.items():
        if "fix" in table:
            yield f"`fix` of `{code}` is no part of the configuration: `dockwright fix --rule` chooses"
        for pattern in _paths(wishes, code):
            if not _is_pattern(pattern):
                yield f"`{pattern}` is no pattern for paths; `{code}` is not left out there"
        for option in table.keys() - _COMMON if _words(names, code) else ():
            if (code, option) not in (_REGISTRIES, _CHAIN):
                yield f"`{option}` of `{code}` has no counterpart"
    output = _output(tables)
    if "format" in output:
        ours = _FORMATS.get(output["format"]) if isinstance(output["format"], str) else None
        advice = f"`--format {ours}` asks for it" if ours else "there is no such format (`dockwright check --help`)"
        yield f"the format `{output['format']}` is no part of the configuration: {advice}"
    if "path" in output:
        yield f"`path` is no part of the configuration: `--output {output['path']}`"
    if tables.get("inline-directives", {}).get("require-reason"):
        yield "`require-reason` has no counterpart: comments may come without a reason"
    for key in tables:
        if key in ("ai", "slow-checks", "file-validation", "unsafe-fixes"):
            yield f"`{key}` has no counterpart"
        elif key not in _KEYS:
            yield f"tally has no key `{key}`; it is left out{hint(str(key), _KEYS)}"


def _about(names: RuleNames, wishes: _Wishes, code: str, keepers: Mapping[str, list[str]]) -> Iterator[str]:
    """What is to be said of one code."""
    if code not in _CODES and not _words(names, code):
        near = hint(code, TALLY_RULES) if code.startswith("tally/") else ""
        yield f"`{code}` is no rule of tally's; it is left out{near}"
    elif not _words(names, code) and wishes.wants(code) is not False:
        about = TALLY_RULES[code].about if code in TALLY_RULES else "only the registry knows"
        yield f"`{code}` has no counterpart: {_plain(about)}"
    elif wishes.wants(code) is False:
        for name, rule in _rules_of(names, code).items():
            if name in keepers and rule.default:
                others = ", ".join(f"`{one}`" for one in keepers[name])
                yield f"`{code}` is off there; `{name}` stays on, as it stands for {others}, too"


def _plain(text: str) -> str:
    """A text without the addresses of its links."""
    return _LINK.sub(r"\1", text)
