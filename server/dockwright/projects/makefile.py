"""Makefiles as far as a plain build needs them: variables, targets, and the commands that a target runs.

Source: the GNU make manual, 4.4. What make computes (functions, pattern rules) is not followed.
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
_CONDITIONS = frozenset({"ifeq", "ifneq", "ifdef", "ifndef"})
_DEFINED = re.compile(r"(ifn?def)\s+([\w.-]+)\Z")
_EQUAL = re.compile(r"(ifn?eq)\s*\(((?:[^(),]|\$\([^()]*\))*),((?:[^()]|\$\([^()]*\))*)\)\Z")
_EQUAL_TEXTS = re.compile(r"(ifn?eq)\s+(?:\"([^\"]*)\"|'([^']*)')\s+(?:\"([^\"]*)\"|'([^']*)')\Z")
_INCLUDE = re.compile(r"(?:-?include|sinclude)\s+(.+)\Z")
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


def read_makefile(context: BuildContext, directory: str, given: Mapping[str, str] = {}) -> Makefile | None:
    """The Makefile that make reads in a directory; None when there is none. `given`: variables of the environment and of the
    command line, which conditions may ask for."""
    for name in _NAMES:
        path = join(directory, name)
        text = context.read(path) if context.sends(path) else None
        if text is not None:
            return parse_makefile(text, given, _Files(context, directory))
    return None


class _Files(NamedTuple):
    """Where the files are that a Makefile includes."""

    context: BuildContext
    directory: str

    def read(self, name: str) -> str | None:
        path = join(self.directory, name.removeprefix("./"))
        is_plain = not name.startswith(("/", "..")) and "computed" not in name
        return self.context.read(path) if is_plain and self.context.sends(path) else None


def parse_makefile(text: str, given: Mapping[str, str] = {}, files: _Files | None = None) -> Makefile:
    """Read a Makefile; what is not understood is left out."""
    reader = _Reader(given, files)
    reader.read(text, 0)
    found = {
        name: Rule(name, tuple(needs), tuple(lines))
        for name, (needs, lines) in reader.rules.items()
        if name != ".PHONY"
    }
    return Makefile(found, reader.variables, reader.unread)


class _Reader:
    """Takes in one line after the other, and the files that are included."""

    def __init__(self, given: Mapping[str, str], files: _Files | None) -> None:
        self.given = given
        self.files = files
        self.rules: dict[str, tuple[list[str], list[str]]] = {}
        self.variables: dict[str, str] = {}
        self.unread = ""
        self.current: tuple[str, ...] = ()
        self.branches: list[_Branch] = []  # of the conditions around a line

    def read(self, text: str, depth: int) -> None:
        for line in _CONTINUATION.sub(" ", text.replace("\r\n", "\n")).split("\n"):
            code = line.partition("#")[0].strip()
            if not line.startswith("\t") and self._is_condition(code):
                continue
            if not all(one.is_taken for one in self.branches):
                continue
            if line.startswith("\t"):
                for target in self.current if line.strip() and not line.strip().startswith("#") else ():
                    self.rules[target][1].append(line.strip())
            else:
                self._statement(code, depth)

    def _statement(self, code: str, depth: int) -> None:
        if not self.unread and (_DIRECTIVE.match(code) or _is_include(code)):
            self.unread = code
        if assignment := _ASSIGNMENT.match(code):
            _assign(self.variables, code, assignment[1], assignment[2].strip())
        elif included := _INCLUDE.match(code):
            for name in self._expanded(included[1]).split() if depth < _DEPTH_LIMIT else ():
                self.read((self.files.read(name) if self.files is not None else None) or "", depth + 1)
        elif rule := _RULE.match(code):
            self.current = tuple(dict.fromkeys(rule[1].split()))[:_MOST_TARGETS]
            needed, _, command = rule[2].partition(";")
            for target in self.current:
                prerequisites, lines = self.rules.setdefault(target, ([], []))
                prerequisites += needed.split()
                lines += filter(None, (command.strip(),))

    def _is_condition(self, code: str) -> bool:
        """Whether a line begins, turns or ends a condition; what is then taken is noted."""
        word, _, rest = code.partition(" ")
        if word == "endif" and self.branches:
            self.branches.pop()
            return True
        if word == "else" and self.branches:
            last = self.branches[-1]
            told = self._told(rest.strip()) if rest.strip() else True
            taken = bool(told) and not last.was_taken and last.is_known
            self.branches[-1] = _Branch(taken, last.was_taken or taken, last.is_known and told is not None)
            return True
        if word.partition("(")[0] not in _CONDITIONS:
            return False
        self.unread = self.unread or code
        told = self._told(code)
        self.branches.append(_Branch(bool(told), bool(told), told is not None))
        return True

    def _told(self, code: str) -> bool | None:
        """What a condition comes to; None where make would have to compute it."""
        if asked := _DEFINED.match(code):
            return (asked[2] in self.variables or asked[2] in self.given) == (asked[1] == "ifdef")
        match = _EQUAL.match(code) or _EQUAL_TEXTS.match(code)
        if match is None:
            return None
        first, second = (self._expanded(one).strip() for one in match.groups()[1:] if one is not None)
        return None if "computed" in first + second else (first == second) == (match[1] == "ifeq")

    def _expanded(self, text: str) -> str:
        return Makefile({}, {**self.variables, **self.given}).expand(text)


class _Branch(NamedTuple):
    """Where a condition stands."""

    is_taken: bool
    was_taken: bool  # this branch, or one above it
    is_known: bool


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
