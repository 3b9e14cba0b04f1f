"""The ignore file (`.dockerignore`): which paths of the build context never reach the builder.

Patterns mean here what BuildKit makes of them: Go's `filepath.Match` with `**` for any number of directories and
`!` to take back. The last pattern that matches decides; what holds for a directory holds for all that is in it.
Source: moby/patternmatcher and its `ignorefile` reader, and the filter of tonistiigi/fsutil; read in 2026.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from posixpath import normpath

from dockwright.values import NamedTuple

_CLASS_ITEM = r"(?:\\.|[^\\\]\-])"  # expressions that few need are compiled, and kept by `re`, when they are used
_CLASS = rf"(?s)\[(\^?)((?:{_CLASS_ITEM}(?:-{_CLASS_ITEM})?)+)\]"
_CLASS_RANGE = rf"(?s)({_CLASS_ITEM})(?:-({_CLASS_ITEM}))?"
_SHORTHANDS = frozenset("dDsSwW")  # the builder hands these escapes on to its regular expressions

# The parts of a pattern that match any number of characters.
_STAR = "[^/]*"
_DIRECTORIES = "(?:.*/)?"
_REST = ".*"
_SPANS = frozenset({_STAR, _DIRECTORIES, _REST})
_MOST_SPANS = 3  # a search that backtracks takes (length of the path) ** (number of spans) steps

_FEW = 40  # patterns that may match anything: so many are looked at one by one
_PIECE = 4  # letters of a pattern by which one of many is found

_LONGEST_PATH = 4096  # characters; no file system has longer ones


class PatternError(ValueError):
    """A pattern that stops the build."""


class Pattern:
    """One pattern of an ignore file (without its `!`), or of a COPY source. Raises PatternError when malformed."""

    __slots__ = ("_expression", "_parts", "_prefix", "_suffix", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._prefix: str | None = None
        self._suffix: str | None = None
        self._parts: list[str] | None = None
        self._expression: re.Pattern[str] | _Steps | None = None
        if is_literal(text):
            return
        if text.startswith("**") and is_literal(text[2:]):
            self._suffix = text[2:]
        elif text.endswith("**") and is_literal(text[:-2]):
            self._prefix = text[:-2]
        else:
            self._parts = _parts(text)

    @property
    def runs(self) -> list[str]:
        """What stands letter by letter in every path that the pattern means."""
        if self._parts is not None:
            return _runs(self._parts)
        return [
            self.text
            if self._suffix is None and self._prefix is None
            else (self._suffix or self._prefix or "").strip("/")
        ]

    def matches(self, path: str) -> bool:
        """Whether the pattern means this very path; a directory above it is not looked at."""
        if self._parts is not None:
            if self._expression is None:
                self._expression = _compile(self._parts)
            return self._expression.fullmatch(path) is not None
        if self._suffix is not None:
            return path.endswith(self._suffix) or self._suffix == "/" + path
        if self._prefix is not None:
            return path.startswith(self._prefix)
        return path == self.text


def is_literal(pattern: str) -> bool:
    """Whether the pattern names one path: no wildcard, class or escape is in it."""
    return not any(character in pattern for character in "*?[\\")


def _parts(pattern: str) -> list[str]:
    """The pattern as regular expressions: each matches one character or is one of `_SPANS`."""
    parts: list[str] = []
    position = 0
    while position < len(pattern):
        part, position = _part(pattern, position)
        if part not in _SPANS or parts[-1:] != [part]:
            parts.append(part)
    return parts


def _part(pattern: str, position: int) -> tuple[str, int]:
    character = pattern[position]
    if character == "*":
        return _wildcard(pattern, position)
    if character == "?":
        return "[^/]", position + 1
    if character == "[":
        return _class(pattern, position)
    if character == "\\":
        return _escape(pattern, position)
    return re.escape(character), position + 1


def _wildcard(pattern: str, position: int) -> tuple[str, int]:
    if not pattern.startswith("**", position):
        return _STAR, position + 1
    position += 3 if pattern.startswith("**/", position) else 2
    return (_DIRECTORIES if position < len(pattern) else _REST), position


def _class(pattern: str, position: int) -> tuple[str, int]:
    found = re.compile(_CLASS).match(pattern, position)
    if found is None:
        raise PatternError("the class `[...]` is malformed")
    ranges = []
    for low, high in re.findall(_CLASS_RANGE, found[2]):
        if high and low[-1] > high[-1]:
            raise PatternError(f"the range `{low}-{high}` runs backwards")
        ranges.append(re.escape(low[-1]) + (f"-{re.escape(high[-1])}" if high else ""))
    return f"[{found[1]}{''.join(ranges)}]", found.end()


def _escape(pattern: str, position: int) -> tuple[str, int]:
    escaped = pattern[position + 1 : position + 2]
    if not escaped:
        raise PatternError("a backslash ends the pattern")
    if escaped in _SHORTHANDS:
        return "\\" + escaped, position + 2
    if escaped.isascii() and escaped.isalnum():
        raise PatternError(f"`\\{escaped}` is no escape")
    return re.escape(escaped), position + 2


def _compile(parts: list[str]) -> re.Pattern[str] | _Steps:
    if sum(part in _SPANS for part in parts) > _MOST_SPANS:
        return _Steps(parts)
    return re.compile("".join(parts), re.ASCII | re.DOTALL)


def _runs(parts: list[str]) -> list[str]:
    """The letters between the parts that stand for any of several, the last ones at the end."""
    runs = [""]
    for part in parts:
        if len(part) == 1 or (len(part) == 2 and part[0] == "\\" and part[1] not in _SHORTHANDS):
            runs[-1] += part[-1]
        else:
            runs.append("")
    return runs


class _Steps:
    """Matches a pattern with many spans in time linear in the path: all ways through it are followed at once. Few paths
    have all that stands in the pattern letter by letter."""

    __slots__ = ("_end", "_last", "_parts", "_runs")

    def __init__(self, parts: list[str]) -> None:
        *self._runs, self._end = _runs(parts)
        self._parts = [part if part in _SPANS else re.compile(part, re.ASCII | re.DOTALL) for part in parts]
        self._last = len(parts)

    def fullmatch(self, path: str) -> bool | None:
        """True or None, as a compiled expression would be true or None."""
        if not path.endswith(self._end) or not all(run in path for run in self._runs):
            return None
        states = self._with_skips({0})
        for character in path:
            states = self._after(states, character)
        return True if self._last in states else None

    def _with_skips(self, states: set[int]) -> set[int]:
        """The states, and those behind spans that match nothing."""
        reached = set(states)
        for state in sorted(states):
            while state < self._last and isinstance(self._parts[state], str):
                state += 1
                reached.add(state)
        return reached

    def _after(self, states: set[int], character: str) -> set[int]:
        following: set[int] = set()
        inside: set[int] = set()  # complements of states amid directories: neither to be left nor skipped there
        for state in states:
            place = state if state >= 0 else ~state
            part = self._parts[place] if place < self._last else None
            if part is None:
                continue
            if not isinstance(part, str):
                if part.match(character):
                    following.add(place + 1)
            elif part == _DIRECTORIES:
                inside.add(~place)
                if character == "/":
                    following.add(place + 1)
            elif part == _REST or character != "/":
                following.add(place)
        return self._with_skips(following) | inside


class IgnoreRule(NamedTuple):
    """A line of the ignore file that says something."""

    line: int  # zero-based
    pattern: Pattern
    is_exception: bool  # `!pattern`: what it matches is sent after all


class InvalidPattern(NamedTuple):
    """A line of the ignore file that stops the build; it is left out here."""

    line: int  # zero-based
    text: str
    message: str


class _Verdict(NamedTuple):
    """What the rules say of one path: whether it is ignored, and which of them match it or a directory above it."""

    is_ignored: bool
    matching: tuple[int, ...]  # numbers of rules, ascending


class _Index:
    """The numbers of the rules by what a path must have at its beginning or end, or somewhere, for them to match it: of thousands
    of patterns few are worth a look."""

    __slots__ = ("_anywhere", "_first", "_inside", "_last")

    def __init__(self, rules: Sequence[IgnoreRule]) -> None:
        self._first: dict[str, list[int]] = {}
        self._last: dict[str, list[int]] = {}
        self._anywhere: list[int] = []
        self._inside: dict[int, dict[str, list[int]]] = {}  # by the length of the letters
        for number in _telling(rules):
            self._group(rules[number].pattern.text).append(number)
        if len(self._anywhere) > _FEW:
            self._look_inside(rules)

    def _look_inside(self, rules: Sequence[IgnoreRule]) -> None:
        """Sort the rules that may match anything by some letters which stand in what they match: those that the fewest of them
        have."""
        letters = {number: _letters(rules[number].pattern.runs) for number in self._anywhere}
        known = Counter(each for one in letters.values() for each in one)
        self._anywhere = [number for number, one in letters.items() if not one]
        for number, one in letters.items():
            if one:
                rarest = min(one, key=lambda each: (known[each], each))
                self._inside.setdefault(len(rarest), {}).setdefault(rarest, []).append(number)

    def _group(self, text: str) -> list[int]:
        first = text.partition("/")[0]
        if is_literal(first):
            return self._first.setdefault(first, [])
        last = text.rpartition("/")[2]
        if last != text and is_literal(last) and "[" not in text and "\\" not in text:  # a class may have the slash
            return self._last.setdefault(last, [])
        return self._anywhere

    def among(self, path: str) -> list[int]:
        """The numbers of the rules that may match a path, in groups."""
        found = [
            *self._anywhere,
            *self._first.get(path.partition("/")[0], ()),
            *self._last.get(path.rpartition("/")[2], ()),
        ]
        for length, rules in self._inside.items():
            for start in range(len(path) - length + 1):
                found += rules.get(path[start : start + length], ())
        return found


def _telling(rules: Iterable[IgnoreRule]) -> Iterator[int]:
    """The numbers of the rules without those that say once more what was said since the last of the other kind."""
    said: set[str] = set()
    is_exception = False
    for number, rule in enumerate(rules):
        if rule.is_exception != is_exception:
            said, is_exception = set(), rule.is_exception
        if rule.pattern.text not in said:
            said.add(rule.pattern.text)
            yield number


def _letters(runs: Iterable[str]) -> set[str]:
    """The pieces of the longest kind that these runs have."""
    runs = list(runs)
    length = min(_PIECE, max(map(len, runs), default=0))
    return {run[start : start + length] for run in runs for start in range(len(run) - length + 1)} if length else set()


class IgnoreFile:
    """The patterns of one ignore file, asked path by path; verdicts are kept, as several rules ask about the same files."""

    __slots__ = ("_directories", "_index", "_known", "invalid", "rules")

    def __init__(self, text: str = "") -> None:
        self.rules: tuple[IgnoreRule, ...]
        self.invalid: tuple[InvalidPattern, ...]
        self.rules, self.invalid = _read(text)
        self._directories: dict[str, _Verdict] = {"": _Verdict(False, ())}
        self._known: dict[str, bool] = {}
        self._index = _Index(self.rules)

    def ignores(self, path: str) -> bool:
        """Whether the builder never sees this path, clean and relative to the context's root; "" is never ignored."""
        if not self.rules or not path or len(path) > _LONGEST_PATH:
            return False
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._judge(path, self._directory(path.rpartition("/")[0])).is_ignored
        return known

    def ignores_all(self, directory: str) -> bool:
        """Whether the directory is ignored and no exception can bring back anything inside it."""
        if not self.ignores(directory):
            return False
        return not any(rule.is_exception and _may_reach(rule.pattern.text, directory) for rule in self.rules)

    def _directory(self, path: str) -> _Verdict:
        known = self._directories
        if path in known:
            return known[path]
        verdict, slash = known[""], -1
        while slash < len(path):
            slash = path.find("/", slash + 1)
            slash = len(path) if slash < 0 else slash
            directory = path[:slash]
            if directory not in known:
                known[directory] = self._judge(directory, verdict)
            verdict = known[directory]
        return verdict

    def _judge(self, path: str, parent: _Verdict) -> _Verdict:
        """Ask the rules in order. One that could not change the verdict is not asked: the builder does not ask it
        either, and what it would have matched is then not passed on to the paths below."""
        others = set(self._index.among(path)).difference(parent.matching)
        if not others:
            return parent
        is_ignored = False
        matching: list[int] = []
        for number in sorted(others.union(parent.matching)):
            rule = self.rules[number]
            if number not in others or (rule.is_exception == is_ignored and rule.pattern.matches(path)):
                is_ignored = not rule.is_exception
                matching.append(number)
        return parent if len(matching) == len(parent.matching) else _Verdict(is_ignored, tuple(matching))


def _may_reach(pattern: str, directory: str) -> bool:
    """Whether an exception may match something below the directory (a wildcard early in it may match anything)."""
    fixed = pattern.removesuffix("/**").removesuffix("/*")
    return not is_literal(fixed) or f"{fixed}/".startswith(f"{directory}/")


def _read(text: str) -> tuple[tuple[IgnoreRule, ...], tuple[InvalidPattern, ...]]:
    rules: list[IgnoreRule] = []
    invalid: list[InvalidPattern] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n")):
        written = line.strip()
        if not written or line.startswith("#"):  # an indented `#` is part of a pattern
            continue
        is_exception = written.startswith("!")
        try:
            rules.append(IgnoreRule(number, Pattern(_clean(written.removeprefix("!"))), is_exception))
        except PatternError as error:
            invalid.append(InvalidPattern(number, written, str(error)))
    return tuple(rules), tuple(invalid)


def _clean(pattern: str) -> str:
    """The pattern relative to the context's root: no slash at its ends, `.` and `..` resolved where they can be."""
    pattern = pattern.strip()
    if not pattern:
        raise PatternError("`!` stands alone")
    cleaned = normpath(pattern)
    if cleaned.startswith("//"):  # which POSIX, unlike the builder, keeps
        cleaned = cleaned[1:]
    return cleaned[1:] if len(cleaned) > 1 and cleaned.startswith("/") else cleaned
