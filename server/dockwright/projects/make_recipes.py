"""What make runs for targets of C and C++: the recipes with their variables, the automatic ones among them.

Source: the GNU make manual, 4.4: "Automatic Variables", "Functions for Transforming Text", "Catalogue of Built-In Rules".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import basename, dirname

from dockwright.knowledge.table import words
from dockwright.projects.makefile import Makefile, Rule, made

FILES = "computed-files"
"""The word that stands for names of files that make computes."""

UNKNOWN = "computed-words"
"""The word that stands for anything else that make computes."""

_BUILT_IN = {"CC": "cc", "CXX": "g++", "CPP": "cc -E", "AR": "ar", "LD": "ld", "RM": "rm -f", "MAKE": "make"}
_OF_NAMES = words(
    "addprefix wildcard patsubst subst notdir dir basename addsuffix sort filter filter-out suffix abspath realpath strip firstword"
)
_FUNCTION = re.compile(r"\$(?:\(([\w-]+)[ \t,]([^(){}]*)\)|\{([\w-]+)[ \t,]([^(){}]*)\})")
_REPLACED = re.compile(r"\$[({][\w.-]+:[^(){}=]*=[^(){}]*[)}]")
_VARIABLE = re.compile(r"\$(?:\(([\w.-]+)\)|\{([\w.-]+)\})")
_FLAG = re.compile(r"(?:\A|[,=\s])-[^I\s]")
_AUTOMATIC = re.compile(r"\$(?:([@<^+?*])|[({]([@<^+?*])([DF])[)}])")
_DEPTH = 12
_MOST_LINES = 500
_LONGEST = 1 << 15
_OBJECTS = (".o", ".c")


class Recipes:
    """The recipes of a Makefile, with the variables that a call and its environment give."""

    def __init__(self, makefile: Makefile, given: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self.variables = {**_BUILT_IN, **environment, **makefile.variables, **given}
        self.rules: dict[str, Rule] = {}
        self.patterns: list[Rule] = []
        for rule in makefile.rules.values():
            needs = tuple(self.expand(" ".join(rule.prerequisites)).replace("|", " ").split())
            for name in self.expand(rule.target).split():
                own = rule._replace(target=name, prerequisites=needs)
                if "%" in name or re.fullmatch(r"(?:\.[A-Za-z+]+){1,2}", name):
                    self.patterns.append(own)
                else:
                    self.rules[name] = own

    def lines(self, targets: tuple[str, ...]) -> tuple[str, ...]:
        """What making the targets runs, prerequisites first, pattern rules in front of all; without targets the first is made."""
        default = self.variables.get(".DEFAULT_GOAL", "")
        first = next((name for name in self.rules if not name.startswith(".") or "/" in name), "")
        wanted = targets or tuple(self.expand(default).split()) or (first,)
        found: list[str] = []
        for rule in self.patterns:
            found += (self._line(line, FILES, rule) for line in rule.lines)
        for rule in made(self.rules, wanted):
            found += (self._line(line, rule.target, rule) for line in rule.lines or self._built_in(rule))
            if len(found) > _MOST_LINES:
                break
        return tuple(found)

    def _line(self, line: str, target: str, rule: Rule) -> str:
        """A line of a recipe as the shell gets it."""
        return self.expand(_automatic(line, target, rule.prerequisites)).lstrip("@-+ \t")

    def _built_in(self, rule: Rule) -> tuple[str, ...]:
        """The rule that make has itself for a program of C without a recipe: it is linked from the file of its name."""
        if any(one in rule.prerequisites for one in (rule.target + ending for ending in _OBJECTS)):
            return ("$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LOADLIBES) $(LDLIBS) -o $@",)
        return ()

    def expand(self, text: str) -> str:
        """The text with its variables; what functions compute becomes one word."""
        for _ in range(_DEPTH):
            changed = _FUNCTION.sub(_called, text)
            changed = _REPLACED.sub(_replaced, changed)
            changed = _VARIABLE.sub(lambda match: self.variables.get(match[1] or match[2], ""), changed)
            if changed == text:
                break
            if len(changed) > _LONGEST:
                return UNKNOWN
            text = changed
        text = re.sub(r"\$[({][^(){}]*[)}]", UNKNOWN, text)
        return text.replace("$$", "$")


def _replaced(match: re.Match[str]) -> str:
    """The word for `$(NAMES:%.c=%.o)`; `$(NAMES:%=-l%)` makes flags."""
    return UNKNOWN if _FLAG.search(match[0]) else FILES


def _called(match: re.Match[str]) -> str:
    """The word for what a function gives."""
    name, arguments = match[1] or match[3], match[2] if match[1] else match[4]
    if _FLAG.search(arguments) and name != "shell":
        return UNKNOWN
    if name in _OF_NAMES or (name == "shell" and arguments.split(maxsplit=1)[:1] in (["find"], ["ls"])):
        return FILES
    return UNKNOWN


def _automatic(line: str, target: str, prerequisites: tuple[str, ...]) -> str:
    """The line with make's automatic variables."""

    def value(match: re.Match[str]) -> str:
        sign, part = match[1] or match[2], match[3]
        if sign == "@":
            names = [target]
        elif sign == "<":
            names = list(prerequisites[:1])
        else:
            names = list(prerequisites) if sign in "^+" else [FILES]
        change = {"D": lambda name: dirname(name) or ".", "F": basename}.get(part or "")
        return " ".join(change(name) if change else name for name in names)

    return _AUTOMATIC.sub(value, line)
