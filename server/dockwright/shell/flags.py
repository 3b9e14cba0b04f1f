"""The options of a command, as its words have them: `--name=value`, `-abc`, `-ovalue`."""

from __future__ import annotations

from collections.abc import Collection

from dockwright.shell.parts import ShellFlag, ShellWord
from dockwright.shell.words import unquote
from dockwright.text import Span


def wants_value(value: str, names: Collection[str]) -> bool:
    """Whether the next word belongs to this flag word: `-o`, `--option`, or a cluster that ends with it, `-yo`."""
    if "=" in value:
        return False
    if value[1] == "-":
        return value[2:] in names
    return value[1:] in names or (value[-1] in names and letters_of(value[1:], names) == value[1:])


def letters_of(cluster: str, valued: Collection[str]) -> str:
    """The flags of a word, given without its dash: up to the first letter that takes the rest for its value."""
    for at, letter in enumerate(cluster, 1):
        if letter in valued:
            return cluster[:at]
    return cluster


def flags_of(arguments: tuple[ShellWord, ...], valued: Collection[str]) -> list[ShellFlag]:
    """`valued`: the letters that take a value."""
    found: list[ShellFlag] = []
    for word in arguments:
        text = word.value
        if text[:1] != "-" or text == "-":
            continue
        if text == "--":
            break
        body, equals, rest = text.partition("=")
        value = rest if equals else None
        start = _text_start(word, body)
        if text[1] == "-":
            span = Span(start, start + len(body)) if start >= 0 else word.span
            found.append(ShellFlag(body[2:], span, value, word))
        elif len(body) == 2 or start < 0:
            span = Span(start, start + 2) if start >= 0 else word.span
            found.extend([ShellFlag(letter, span, value, word) for letter in letters_of(body[1:], valued)])
        else:
            last = len(body) - 1
            for at, letter in enumerate(letters_of(body[1:], valued), 1):
                span = Span(start + at, start + at + 1)
                found.append(ShellFlag(letter, span, value if at == last else None, word))
    return found


def flag_names(arguments: tuple[ShellWord, ...], valued: frozenset[str]) -> set[str]:
    """The names of the flags that `flags_of` makes."""
    names: set[str] = set()
    for word in arguments:
        text = word.value
        if text[:1] != "-" or text == "-":
            continue
        if text == "--":
            break
        body = text.partition("=")[0]
        if text[1] == "-":
            names.add(body[2:])
        else:
            names.update(body[1:] if valued.isdisjoint(body[1:-1]) else letters_of(body[1:], valued))
    return names


def _text_start(word: ShellWord, body: str) -> int:
    """Where the text `body` that begins the word's value stands in the source; -1 when escapes or continuations
    are inside."""
    raw, span = word.raw, word.span
    if span.end - span.start != len(raw):
        return -1
    quote = 1 if raw[0] in "\"'" else 0
    return span.start + quote if raw.startswith(body, quote) else -1


def is_attached(flag: ShellFlag) -> bool:
    """Whether something follows a short flag in its word: `-ofile`."""
    body = flag.word.value
    return body[1] != "-" and not body.endswith(flag.name)


def value_word(flag: ShellFlag) -> ShellWord:
    """The part of the flag's word that is its value."""
    word = flag.word
    raw = word.raw
    if flag.value is not None:
        expected, start = flag.value, raw.find("=") + 1
    else:
        expected, start = word.value.partition(flag.name)[2], raw.find(flag.name) + 1
    is_quoted = raw[0] in "\"'" and raw[-1] == raw[0] and raw[1:-1] == word.value
    end = len(raw) - is_quoted
    part = raw[start:end]
    if word.span.end - word.span.start != len(raw) or not (is_quoted or unquote(part)[0] == expected):
        return ShellWord(word.span, raw, expected, word.is_literal)
    return ShellWord(Span(word.span.start + start, word.span.start + end), part, expected, word.is_literal)
