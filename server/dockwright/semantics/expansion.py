"""BuildKit's expansion of `$name` and `${name...}`: quotes and escapes go, an unknown value makes the result None.

A value of None in the variables means: set, but nobody knows to what (an ARG without a default).
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.patterns import lazy_pattern

_SPECIAL = lazy_pattern(r"""[$'"\\`]""")
_NAME = lazy_pattern(r"\d+|[@*#?\-$!]|\w+")
_USE = lazy_pattern(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})")
_PLAIN = lazy_pattern(r"""[^$'"\\`}/]+""")

LONGEST = 1 << 16
"""Characters of a value. Variables that double each other would outgrow any memory; no system takes a longer argument."""
DEEPEST = 100
"""Levels of `${a:-${b:-...}}`."""


class ExpansionError(ValueError):
    """The builder would stop at this word: an open quote, a bad substitution, an unset `${name:?}`."""


def expand(
    text: str,
    variables: Mapping[str, str | None],
    *,
    escape: str = "\\",
    complete: bool = True,
    quotes: bool = True,
) -> str | None:
    """The text after expansion, or None when it depends on a value nobody knows.

    `complete`: a name that is not in `variables` is unset, which expands to nothing; otherwise it is unknown.
    `quotes` False: quotes are ordinary characters, as in the body of a here-document.
    Also None: what is longer than `LONGEST` characters, or nested deeper than `DEEPEST`. Raises ExpansionError where
    the builder would report an error.
    """
    if not _SPECIAL.search(text):
        return text
    pieces: list[str | None] = _USE.split(text)
    if not _SPECIAL.search("".join([one or "" for one in pieces[::3]])):
        return _plainly(pieces, variables, "" if complete else None)
    try:
        return _Expander(text, variables, escape, complete, quotes).until("")
    except _TooDeep:
        return None


def _plainly(pieces: list[str | None], variables: Mapping[str, str | None], unset: str | None) -> str | None:
    """What text with nothing but `$name` and `${name}` in it stands for, as nearly all has. `pieces`: by turns the text, and two for
    the name."""
    values = [variables.get(one or other or "", unset) for one, other in zip(pieces[1::3], pieces[2::3], strict=True)]
    if None in values:
        return None
    return _join([text for pair in zip(pieces[::3], [*values, ""], strict=True) for text in pair])


class _TooDeep(Exception):
    """More braces in braces than anybody writes."""


class _Expander:
    """One pass over a text. Each method reads from `position` on and leaves it behind what it read."""

    __slots__ = ("complete", "depth", "escape", "position", "quotes", "text", "variables")

    def __init__(
        self, text: str, variables: Mapping[str, str | None], escape: str, complete: bool, quotes: bool
    ) -> None:
        self.text = text
        self.variables = variables
        self.escape = escape
        self.complete = complete
        self.quotes = quotes
        self.position = 0
        self.depth = 0

    def peek(self) -> str:
        """The next character, "" at the end."""
        return self.text[self.position : self.position + 1]

    def take(self) -> str:
        character = self.peek()
        self.position += 1
        return character

    def until(self, stop: str, *, keep_escapes: bool = False) -> str | None:
        """The expansion up to the character `stop`, which is dropped; "" means the end of the text."""
        parts: list[str | None] = []
        while self.position < len(self.text):
            plain = _PLAIN.match(self.text, self.position)
            if plain:
                parts.append(plain.group())
                self.position = plain.end()
                continue
            character = self.peek()
            if character == stop:
                self.position += 1
                return _join(parts)
            parts.append(self.piece(character, keep_escapes))
        if stop:
            raise ExpansionError(f"missing {stop!r}")
        return _join(parts)

    def piece(self, character: str, keep_escapes: bool) -> str | None:
        """The expansion of what starts with this character."""
        if character == "$":
            return self.dollar()
        if character == "'" and self.quotes:
            return self.single_quoted()
        if character == '"' and self.quotes:
            return self.double_quoted()
        self.position += 1
        if character != self.escape:
            return character
        return (character if keep_escapes else "") + self.take()

    def single_quoted(self) -> str:
        end = self.text.find("'", self.position + 1)
        if end < 0:
            raise ExpansionError("open single quote")
        inside = self.text[self.position + 1 : end]
        self.position = end + 1
        return inside

    def double_quoted(self) -> str | None:
        self.position += 1
        parts: list[str | None] = []
        while (character := self.peek()) != '"':
            if not character:
                raise ExpansionError("open double quote")
            if character == "$":
                parts.append(self.dollar())
                continue
            self.position += 1
            if character == self.escape and (following := self.peek()) in ('"', "$", self.escape, ""):
                character = following
                self.position += 1
            parts.append(character)
        self.position += 1
        return _join(parts)

    def dollar(self) -> str | None:
        self.position += 1
        if self.peek() == "{":
            self.position += 1
            self.depth += 1
            if self.depth > DEEPEST:
                raise _TooDeep
            value = self.braced()
            self.depth -= 1
            return value
        name = self.name()
        return self.value(name)[1] if name else "$"

    def name(self) -> str:
        match = _NAME.match(self.text, self.position)
        if match is None:
            return ""
        self.position = match.end()
        return match.group()

    def value(self, name: str) -> tuple[bool | None, str | None]:
        """Whether the name is set (None: unknown) and its value (None: unknown, "" when it is not set)."""
        if name in self.variables:
            return True, self.variables[name]
        return (False, "") if self.complete else (None, None)

    def braced(self) -> str | None:
        """What stands behind `${`."""
        if self.peek() in ("{", "}", ":"):
            raise ExpansionError("bad substitution")
        name = self.name()
        operator = self.take()
        if operator == "}":
            return self.value(name)[1]
        if operator == "/":
            return self.replaced(name)
        if operator in ("#", "%"):
            return self.trimmed(name, operator)
        null_is_unset = operator == ":"
        if null_is_unset:
            operator = self.take()
        if operator not in ("-", "+", "?"):
            raise ExpansionError(f"unsupported modifier {operator!r}")
        return self.chosen(name, operator, null_is_unset)

    def chosen(self, name: str, operator: str, null_is_unset: bool) -> str | None:
        """`${name-word}`, `${name+word}`, `${name?word}`, with or without the colon."""
        word = self.until("}")
        is_set, value = self.value(name)
        if is_set is None or (null_is_unset and value is None):
            return None
        present = is_set and not (null_is_unset and value == "")
        if operator == "+":
            return word if present else ""
        if operator == "?" and not present:
            raise ExpansionError(f"{name}: {word or 'is not set'}")
        return value if present else word

    def trimmed(self, name: str, operator: str) -> str | None:
        """`${name#pattern}` and `${name%pattern}`; doubled, the longest match goes."""
        pattern = self.until("}", keep_escapes=True)
        _, value = self.value(name)
        if pattern is None or value is None or len(pattern) * len(value) > 100 * LONGEST:  # which would take too long
            return None
        longest = pattern.startswith(operator)
        pattern = pattern[1:] if longest else pattern
        tokens = _tokens(pattern)
        if operator == "#":
            ends = _ends(tokens, value, 0)
            return value[_chosen(ends, longest) :] if ends else value
        ends = _ends(tokens[::-1], value[::-1], 0)
        return value[: len(value) - _chosen(ends, longest)] if ends else value

    def replaced(self, name: str) -> str | None:
        """`${name/pattern/replacement}`; with a doubled slash every match is replaced."""
        every = self.peek() == "/"
        if every:
            self.position += 1
        pattern = self.until("/", keep_escapes=True)
        replacement = self.until("}", keep_escapes=True)
        _, value = self.value(name)
        if pattern is None or replacement is None or value is None:
            return None
        return _replaced(_tokens(pattern), replacement, value, every)


def _join(parts: list[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    if len(known) != len(parts) or sum(map(len, known)) > LONGEST:
        return None
    return "".join(known)


# Shell patterns. A regular expression would need time without end for `*a*a*a*a`; a set of places does not.

_ANY, _ONE = "any", "one"
_ESCAPABLE = ("*", "?", "\\", "}", "/")


def _tokens(pattern: str) -> list[str]:
    """The characters of a shell pattern, `_ANY` for `*` and `_ONE` for `?`. Only those that mean something are escaped."""
    found: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            character = next(characters, "")
            if character not in _ESCAPABLE:
                raise ExpansionError(f"`\\{character}` is no escape in a pattern")
        elif character in "*?":
            character = _ANY if character == "*" else _ONE
        found.append(character)
    return found


def _ends(tokens: list[str], value: str, start: int) -> range | list[int]:
    """Where a match that begins at `start` may end, in order."""
    places: range | list[int] = [start]
    for token in tokens:
        if not places:
            break
        if token == _ANY:
            places = range(places[0], len(value) + 1)
        else:
            places = [one + 1 for one in places if one < len(value) and token in (_ONE, value[one])]
    return places


def _chosen(ends: range | list[int], longest: bool) -> int:
    return ends[-1] if longest else ends[0]


def _replaced(tokens: list[str], replacement: str, value: str, every: bool) -> str | None:
    """The value with its first longest match replaced, or every one; None when that would take too long."""
    if len(tokens) * len(value) * len(value) > 100 * LONGEST and _ANY in tokens:
        return None
    parts: list[str] = []
    start = kept = 0
    while start <= len(value):
        ends = _ends(tokens, value, start)
        if not ends or (parts and ends[-1] == kept):  # nothing, right behind the last match
            start += 1
            continue
        parts += (value[kept:start], replacement)
        start = kept = ends[-1]
        if not every:
            break
    return _join([*parts, value[kept:]])
