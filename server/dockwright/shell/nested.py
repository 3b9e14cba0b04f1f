"""Scripts inside scripts: what `sh -c '...'`, `bash <<EOF` and the exec form of a shell are given to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dockwright.patterns import lazy_pattern
from dockwright.shell.mapping import (
    DOCUMENT_ESCAPE,
    JSON_ESCAPE,
    QUOTED_ESCAPE,
    cut,
    json_character,
    unescape,
    without_tabs,
)
from dockwright.shell.nodes import Command, ExecCommand
from dockwright.shell.parts import ShellWord
from dockwright.shell.words import is_plain
from dockwright.text import Excerpt, MappedText

if TYPE_CHECKING:
    from dockwright.shell.documents import Document
    from dockwright.syntax.nodes import Heredoc

_VALUED_OPTIONS = frozenset(("-o", "+o", "-O", "+O", "--rcfile", "--init-file"))  # of a shell
_USER_SWITCHES = ("su", "runuser")
_SUBSTITUTES = lazy_pattern(r"(?<!\\)(?:\\\\)*(?:\"|`|\$\()")


def nested_text(command: Command, heredocs: Sequence[Heredoc], documents: Mapping[int, Document]) -> MappedText | None:
    """The literal script a call of a shell runs: the word behind -c, or the here-document it reads."""
    words = command.words
    if command.name in _USER_SWITCHES:
        values = [word.value for word in words[:-1]]
        at = next((index + 1 for index, value in enumerate(values) if value in ("-c", "--command")), 0)
        return _word_text(command, at) if at else None
    at = 1
    runs_string = False
    while at < len(words):
        word = words[at].value
        if word[:1] not in ("-", "+"):
            break
        at += 1
        if word == "-":
            continue
        if word == "--":
            break
        is_short = word[1] != "-"
        if word in _VALUED_OPTIONS or (is_short and word[-1] == "o"):
            at += 1
        runs_string = runs_string or (word[0] == "-" and is_short and "c" in word)
        if word == "-s":
            at = len(words)
    if runs_string:
        return _word_text(command, at) if at < len(words) else None
    return _read_text(command, heredocs, documents) if at >= len(words) else None


def _word_text(command: Command, index: int) -> MappedText | None:
    """The text of one of the command's words, when it is literal."""
    if isinstance(command, ExecCommand):
        return _json_text(command.instruction.arguments_text, command.words[index])
    return _quoted_text(command._mapped, *command._lex().items[command._program + index])


def _json_text(mapped: MappedText, word: ShellWord) -> MappedText | None:
    """The decoded text of an item of the JSON array."""
    raw = word.raw
    at = mapped.text.find(raw)
    while at >= 0 and mapped.source_offset(at) != word.span.start:
        at = mapped.text.find(raw, at + 1)
    return unescape(mapped, at + 1, at + len(raw) - 1, JSON_ESCAPE, json_character) if at >= 0 else None


def _quoted_text(mapped: MappedText, start: int, end: int) -> MappedText | None:
    """The text of a word that is bare or one quoted string; None where the outer shell writes part of it."""
    raw = mapped.text[start:end]
    if is_plain(raw):
        return cut(mapped, start, end)
    inner = raw[1:-1]
    if len(raw) < 2 or raw[0] != raw[-1]:
        return None
    if raw[0] == "'":
        return cut(mapped, start + 1, end - 1) if "'" not in inner else None
    if raw[0] != '"' or _SUBSTITUTES.search(inner):
        return None
    return unescape(mapped, start + 1, end - 1, QUOTED_ESCAPE)


def _read_text(command: Command, heredocs: Sequence[Heredoc], documents: Mapping[int, Document]) -> MappedText | None:
    """The here-document or here-string a command reads from its standard input."""
    mapped = command._mapped
    for raw in reversed(command._lex().redirections):
        if raw.operator[0] != "<" or mapped.text[raw.start] in "123456789":
            continue
        if raw.operator == "<<<":
            return _quoted_text(mapped, raw.target_start, raw.target_end)
        if raw.operator not in ("<<", "<<-"):
            return None
        offset = mapped.text.index("<", raw.start)
        for heredoc in heredocs:
            if mapped.source_offset(raw.start) <= heredoc.span.start <= mapped.source_offset(offset):
                body = document_body(command.instruction.dockerfile.text, heredoc)
                return unescape(body, 0, len(body.text), DOCUMENT_ESCAPE) if heredoc.expand else body
        document = documents.get(offset)
        if document is None:
            return None
        body = cut(mapped, document.start, document.end)
        body = without_tabs(body) if document.chomps else body
        return unescape(body, 0, len(body.text), DOCUMENT_ESCAPE) if document.expands else body
    return None


def document_body(source: str, heredoc: Heredoc) -> MappedText:
    """The lines of an instruction's here-document, as the shell gets them."""
    start, end = heredoc.body
    body = Excerpt(source[start:end], start)
    return without_tabs(body) if heredoc.chomp else body
