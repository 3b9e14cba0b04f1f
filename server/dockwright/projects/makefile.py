"""Makefiles as far as a plain build needs them: variables, targets, and the commands that a target runs.

Source: the GNU make manual, 4.4. What make computes (functions, conditionals, pattern rules) is not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from dockwright.context import BuildContext, join
from dockwright.values import NamedTuple

_NAMES = ("GNUmakefile", "makefile", "Makefile")
_ASSIGNMENT = re.compile(r"(?:export\s+|override\s+)*([\w.-]+)\s*(?::{0,3}|\?|\+|!)=\s*(.*)\Z")
_RULE = re.compile(r"([^\s:=#][^:=#]*):(?![=:])([^=]*)\Z")
_REFERENCE = re.compile(r"\$(?:\(([\w.-]+)\)|\{([\w.-]+)\})")
_COMPUTED = re.compile(r"\$[({][^(){} ,]*[ ,][^(){}]*[)}]")
_OPERATOR = re.compile(r"(?:export\s+|override\s+)*[\w.-]+\s*([:?+!]*)=")
_DIRECTIVE = re.compile(
    r"(?:ifn?eq|ifn?def|include|define|load|vpath)\b|VPATH\s*[:?+]*=|[^\s:=]+[ \t]*::?[ \t]*[\w.-]+[ \t]*[:?+!]*="
)
_CONTINUATION = re.compile(r"(?:(?<![ \t])[ \t]+)?\\\n[ \t]*")
_DEPTH_LIMIT = 12
_MOST_TARGETS = 1_000  # of one rule
_LONGEST = 1 << 16
"""Characters that variables may add to a line."""


class Rule(NamedTuple):
    """A target with what it needs first and the lines it runs."""

    target: str
    prerequisites: tuple[str, ...]
    lines: tuple[str, ...]


class Makefile(NamedTuple):
    """Rules by target in the order of the file, and variables as they are written."""

    rules: dict[str, Rule]
    variables: dict[str, str]
    unread: str = ""  # the first line that says more than is followed here: a condition, an include

    def lines(self, targets: tuple[str, ...] = ()) -> tuple[str, ...]:
        """What making the targets runs, prerequisites first; without targets the first one is made."""
        wanted = targets or tuple(name for name in self.rules if not name.startswith("."))[:1]
        return tuple(
            self.expand(line.lstrip("@-+ ").replace("$@", rule.target))
            for rule in made(self.rules, wanted)
            for line in rule.lines
        )

    def expand(self, text: str) -> str:
        """The text with variables expanded; what make would compute becomes the word `computed`."""
        left = _LONGEST

        def value(match: re.Match[str]) -> str:
            nonlocal left
            found = self.variables.get(match[1] or match[2], "")
            left -= len(found)
            return found if left > 0 else ""

        for _ in range(_DEPTH_LIMIT):
            text = _COMPUTED.sub("computed", text)
            changed = _REFERENCE.sub(value, text)
            if changed == text:
                break
            text = changed
        return text.replace("$$", "$") if left > 0 else "computed"


def made(rules: Mapping[str, Rule], targets: Iterable[str]) -> Iterator[Rule]:
    """The rules that make goes through for the targets, prerequisites first, each once."""
    seen: set[str] = set()

    def walk(target: str, depth: int) -> Iterator[Rule]:
        rule = rules.get(target)
        if rule is None or target in seen or depth > _DEPTH_LIMIT:
            return
        seen.add(target)
        for one in rule.prerequisites:
            yield from walk(one, depth + 1)
        yield rule

    for target in targets:
        yield from walk(target, 0)


def read_makefile(context: BuildContext, directory: str) -> Makefile | None:
    """The Makefile that make reads in a directory; None when there is none."""
    for name in _NAMES:
        path = join(directory, name)
        text = context.read(path) if context.sends(path) else None
        if text is not None:
            return parse_makefile(text)
    return None


def parse_makefile(text: str) -> Makefile:
    """Read a Makefile; what is not understood is left out."""
    rules: dict[str, tuple[list[str], list[str]]] = {}
    variables: dict[str, str] = {}
    unread = ""
    current: tuple[str, ...] = ()
    for line in _CONTINUATION.sub(" ", text.replace("\r\n", "\n")).split("\n"):
        if line.startswith("\t"):
            for target in current if line.strip() and not line.strip().startswith("#") else ():
                rules[target][1].append(line.strip())
            continue
        code = line.partition("#")[0].strip()
        if not unread and (_DIRECTIVE.match(code) or _is_include(code)):
            unread = code
        if assignment := _ASSIGNMENT.match(code):
            _assign(variables, code, assignment[1], assignment[2].strip())
        elif rule := _RULE.match(code):
            current = tuple(dict.fromkeys(rule[1].split()))[:_MOST_TARGETS]
            needed, _, command = rule[2].partition(";")
            for target in current:
                prerequisites, lines = rules.setdefault(target, ([], []))
                prerequisites += needed.split()
                lines += filter(None, (command.strip(),))
    found = {name: Rule(name, tuple(needs), tuple(lines)) for name, (needs, lines) in rules.items() if name != ".PHONY"}
    return Makefile(found, variables, unread)


def _is_include(code: str) -> bool:
    """Whether a line reads another file if it is there, other than the lists of headers that compilers write."""
    keyword, _, names = code.partition(" ")
    is_list = names.endswith((".d", ".d)", ".dep")) or "dep" in names.lower()
    return keyword in ("-include", "sinclude") and not is_list


def _assign(variables: dict[str, str], code: str, name: str, value: str) -> None:
    """Set a variable as the operator says: anew, only where nothing has, or behind what it holds."""
    operator = _OPERATOR.match(code)
    kind = operator[1] if operator is not None else ""
    old = variables.get(name)
    if kind == "?" and old is not None:
        return
    if kind == "+" and old:
        value = f"{old} {value}"[:_LONGEST]
    elif kind == "!":
        value = "computed"
    elif kind.startswith(":"):
        value = value.replace(f"$({name})", old or "").replace(f"${{{name}}}", old or "")[:_LONGEST]
    variables[name] = value
