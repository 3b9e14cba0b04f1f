"""What a target of Mage runs, as far as its functions say it in so many words.

Followed are the helpers of Mage's package `sh`, `exec.Command`, and the targets that `mg.Deps` names. An argument that is no text
becomes the word `computed`.

Sources: https://magefile.org/targets, https://pkg.go.dev/github.com/magefile/mage/sh (1.15). Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from shlex import quote

from dockwright.context import BuildContext, join
from dockwright.patterns import lazy_pattern

COMPUTED = "computed"

_FUNCTION = lazy_pattern(r"^func\s+(?:\((?:\w+\s+)?(\w+)\)\s*)?([A-Z]\w*)\s*\([^)]*\)[^{\n]*\{", re.MULTILINE)
_DEFAULT = lazy_pattern(r"^[^\S\n]*(?:var\s+)?Default\s*=\s*(\w+)", re.MULTILINE)
_CALL = lazy_pattern(
    r"\b(sh\.(?:Run|RunV|Output|RunWith|RunWithV|OutputWith|Exec)|exec\.Command|mg\.(?:Serial)?(?:Ctx)?Deps)\s*\("
)
_TEXT = lazy_pattern(r"\"((?:[^\"\\\n]|\\.)*)\"|`([^`]*)`")
_PAIR = lazy_pattern(r"\"(\w+)\"\s*:\s*\"([^\"\\]*)\"")
_COMMENT = lazy_pattern(r"(\"(?:[^\"\\\n]|\\.)*\"?|`[^`]*`)|//[^\n]*|/\*.*?\*/", re.DOTALL)
_ENVIRONMENTS = {"sh.RunWith": 1, "sh.RunWithV": 1, "sh.OutputWith": 1, "sh.Exec": 3}
"""Helpers whose command stands behind other arguments, the first of which is its environment."""

_MOST_TARGETS = 100
_MOST_FILES = 50


def mage_lines(context: BuildContext, directory: str, targets: tuple[str, ...]) -> tuple[str, ...]:
    """The commands that `mage targets` runs in a context directory, one after the other; nothing where that cannot be told."""
    texts = [_COMMENT.sub(lambda match: match[1] or " ", text) for text in _texts(context, directory)]
    bodies = {name: body for text in texts for name, body in _functions(text)}
    default = next((match[1].lower() for text in texts if (match := _DEFAULT.search(text))), "")
    wanted = tuple(one.lower() for one in targets) or ((default,) if default else ())
    is_set = any("CGO_ENABLED" in text for text in texts)
    seen = set[str]()
    return tuple(line for one in wanted for line in _lines(bodies, one, is_set, seen))


def _texts(context: BuildContext, directory: str) -> Iterator[str]:
    """The files with targets: those of `magefiles/`, and those of the directory itself that only Mage builds."""
    inner = [path for path in context.sent_files(join(directory, "magefiles")) if path.endswith(".go")]
    own = [path for path in context.glob(join(directory, "*.go")) if not path.endswith("_test.go")]
    for path in (*inner[:_MOST_FILES], *own[:_MOST_FILES]):
        text = context.read(path) or ""
        if path in inner or re.search(r"^//\s*\+build\s+mage\b|^//go:build\s+mage\b", text, re.MULTILINE):
            yield text


def _functions(text: str) -> Iterator[tuple[str, str]]:
    """The targets of a file by the names that Mage calls them, in small letters, each with what stands between its braces."""
    for match in _FUNCTION.finditer(text):
        name = match[2] if match[1] is None else f"{match[1]}:{match[2]}"
        yield name.lower(), text[match.end() : _closing(text, match.end(), "{", "}")]


def _closing(text: str, start: int, opening: str, closing: str) -> int:
    """Where the bracket closes that was opened in front of `start`; texts in quotes are passed over."""
    depth = 1
    for at in _outside_quotes(text, start):
        depth += (text[at] == opening) - (text[at] == closing)
        if not depth:
            return at
    return len(text)


def _outside_quotes(text: str, start: int = 0) -> Iterator[int]:
    """The offsets of the characters that are in no quoted text."""
    at = start
    while at < len(text):
        quoted = _TEXT.match(text, at)
        if quoted is None:
            yield at
        at = quoted.end() if quoted is not None else at + 1


def _lines(bodies: dict[str, str], target: str, is_set: bool, seen: set[str]) -> Iterator[str]:
    """What a target runs; what it depends on runs once."""
    body = bodies.get(target, "") if target not in seen and len(seen) < _MOST_TARGETS else ""
    seen.add(target)
    for match in _CALL.finditer(body):
        arguments = _arguments(body[match.end() : _closing(body, match.end(), "(", ")")])
        if match[1].startswith("mg."):
            for one in arguments:
                yield from _lines(bodies, one.replace("{}", "").replace(".", ":").lower(), is_set, seen)
            continue
        front = _ENVIRONMENTS.get(match[1], 0)
        words = [_word(one) for one in arguments[front:]]
        if words:
            yield " ".join((*_environment(arguments[:front], is_set), *words))


def _arguments(text: str) -> list[str]:
    """The arguments of a call, as they are written."""
    found, depth, start = [], 0, 0
    for at in _outside_quotes(text):
        depth += (text[at] in "({[") - (text[at] in ")}]")
        if text[at] == "," and not depth:
            found.append(text[start:at])
            start = at + 1
    return [one.strip() for one in (*found, text[start:]) if one.strip()]


def _word(argument: str) -> str:
    match = _TEXT.fullmatch(argument)
    if match is None or "\\" in (match[1] or ""):
        return COMPUTED
    return quote(match[1] if match[1] is not None else match[2])


def _environment(arguments: list[str], is_set: bool) -> Iterator[str]:
    """The variables that a command gets; what nobody can read may have any that the file names."""
    pairs = dict(_PAIR.findall(arguments[0])) if arguments and arguments[0].startswith("map[") else {}
    yield from (f"{name}={quote(value)}" for name, value in pairs.items())
    if is_set and "CGO_ENABLED" not in pairs:
        yield f"CGO_ENABLED={COMPUTED}"
