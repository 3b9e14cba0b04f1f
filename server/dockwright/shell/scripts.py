"""Instruction -> script: which text is shell text at all, and which scripts lie inside others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dockwright.shell.documents import Document, mask_documents
from dockwright.shell.lists import read_list
from dockwright.shell.mapping import (
    DOCUMENT_ESCAPE,
    JSON_ESCAPE,
    QUOTED_ESCAPE,
    cut,
    json_character,
    unescape,
    without_tabs,
)
from dockwright.shell.nodes import CONDITIONAL, NESTED, SUBSTITUTION, TOP_LEVEL, Command, ExecCommand, Script, ShellWord
from dockwright.text import MappedText

if TYPE_CHECKING:
    from dockwright.syntax.nodes import Heredoc, Word

DEFAULT_SHELL = ("/bin/sh", "-c")
POSIX_SHELLS = frozenset(("sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "zsh", "rbash", "yash"))
_FOREIGN_SHELLS = {"pwsh": "powershell", "powershell": "powershell", "cmd": "cmd"}
_FOREIGN_START = re.compile(r"\s*@?(powershell|cmd)(?:\.exe)?(?=\s|$)", re.IGNORECASE)
_ONLY_HEREDOC = re.compile(r"\s*\d*<<-?[^\s<\"'&|;]+\s*|\s*\d*<<-?(?:\"[^\"]*\"|'[^']*')\s*")
_VALUED_OPTIONS = frozenset(("-o", "+o", "-O", "+O", "--rcfile", "--init-file"))  # of a shell
_DEPTH_LIMIT = 8  # of scripts in scripts; nobody means more


def parse_script(instruction: Any, shell: tuple[str, ...] = DEFAULT_SHELL) -> Script:
    """The script of a RUN, CMD, ENTRYPOINT or HEALTHCHECK command, given the SHELL in effect. Never raises."""
    if instruction.is_exec:
        return _exec_script(instruction)
    mapped: MappedText = instruction.arguments_text
    dialect = "posix" if shell is DEFAULT_SHELL else dialect_of(shell)
    if dialect == "posix" and (foreign := _FOREIGN_START.match(mapped.text)):
        dialect = _FOREIGN_SHELLS[foreign[1].lower()]
    heredocs: Sequence[Heredoc] = getattr(instruction, "heredocs", ())
    if dialect == "posix" and heredocs and len(heredocs) == 1 and _ONLY_HEREDOC.fullmatch(mapped.text):
        mapped, heredocs = _body(instruction.dockerfile.text, heredocs[0]), ()
        if mapped.text.startswith("#!"):
            shell = tuple(mapped.text[2:].partition("\n")[0].split())
            dialect = dialect_of(shell)
    script = Script(instruction, dialect, False)
    if dialect != "posix":
        return script
    commands = _read(script, mapped, TOP_LEVEL, heredocs, 0)
    script.commands = tuple(commands)
    if len(shell) > 2:
        _set_options(script, shell[1:])
    for command in commands:
        if command.name == "set" and not command._where & NESTED:
            _set_options(script, [word.value for word in command.arguments])
    return script


def dialect_of(shell: Sequence[str]) -> str:
    """posix, powershell, cmd, or unknown; `conda run -n env bash -c` is posix."""
    for item in shell:
        name = _program(item)
        if name in _FOREIGN_SHELLS:
            return _FOREIGN_SHELLS[name]
        if name in POSIX_SHELLS:
            return "posix"
    return "unknown"


def _program(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1].lower().removesuffix(".exe")


def _body(source: str, heredoc: Heredoc) -> MappedText:
    """The lines of an instruction's here-document, as the shell gets them."""
    start, end = heredoc.body
    body = MappedText(source[start:end], [(0, start)])
    return without_tabs(body) if heredoc.chomp else body


def _set_options(script: Script, options: Sequence[str]) -> None:
    """Note `-e`, `-eux`, `-o errexit`, `-o pipefail` and their clusters."""
    wants_name = False
    for option in options:
        if wants_name:
            script.sets_pipefail = script.sets_pipefail or option == "pipefail"
            script.sets_errexit = script.sets_errexit or option == "errexit"
            wants_name = False
        elif option[:1] == "-" and option[:2] != "--":
            script.sets_errexit = script.sets_errexit or "e" in option
            wants_name = option[-1:] == "o"


def _read(
    script: Script, mapped: MappedText, where: int, heredocs: Sequence[Heredoc] = (), depth: int = 0
) -> list[Command]:
    """The commands of a text, each followed by those of the literal script it hands to a shell."""
    text, documents = mask_documents(mapped.text)
    if "\r" in text:
        text = text.replace("\r\n", " \n")
        mapped = MappedText(mapped.text.replace("\r\n", " \n"), mapped.pieces)
    commands = read_list(script, mapped, text, where)
    if commands is not None:
        chained = is_chain(commands)
    else:
        from dockwright.shell.commands import read_tree

        commands, chained, has_errors = read_tree(script, mapped, text, where)
        script.has_errors = script.has_errors or has_errors
    if chained and where & TOP_LEVEL:
        script.is_and_chain = True
        script.end = max(command.span.end for command in commands if command._where & TOP_LEVEL)
    if depth >= _DEPTH_LIMIT or not any(command.name in POSIX_SHELLS for command in commands):
        return commands
    found: list[Command] = []
    for command in commands:
        found.append(command)
        if command.name in POSIX_SHELLS:
            nested = _nested_text(command, heredocs, documents)
            if nested is not None:
                place = command._where & (CONDITIONAL | SUBSTITUTION) | NESTED
                found.extend(_read(script, nested, place, (), depth + 1))
    return found


def is_chain(commands: list[Command]) -> bool:
    """Whether a plain list is joined by && and pipes only."""
    if not commands or commands[-1].next_operator == "&":
        return False
    return all(command.operator in ("", "&&", "|") for command in commands)


def _nested_text(command: Command, heredocs: Sequence[Heredoc], documents: dict[int, Document]) -> MappedText | None:
    """The literal script a call of a shell runs: the word behind -c, or the here-document it reads."""
    words = command.words
    at = 1
    runs_string = False
    while at < len(words):
        word = words[at].value
        if word[:1] not in ("-", "+") or len(word) < 2:
            break
        at += 1
        if word == "--":
            break
        is_short = word[1] != "-"
        if word in _VALUED_OPTIONS or (is_short and word[-1] == "o"):
            at += 1
        runs_string = runs_string or (word[0] == "-" and is_short and "c" in word)
        if word == "-s":
            at = len(words)
    if runs_string:
        if at >= len(words):
            return None
        start, end = command._lex().items[command._program + at]
        if command.script.is_exec and not command._where & NESTED:
            return _json_text(command.instruction.arguments_text, words[at])
        return _quoted_text(command._mapped, start, end)
    return _read_text(command, heredocs, documents) if at >= len(words) else None


def _json_text(mapped: MappedText, word: ShellWord) -> MappedText | None:
    """The decoded text of an item of the JSON array."""
    raw = word.raw
    at = mapped.text.find(raw)
    while at >= 0 and mapped.source_offset(at) != word.span.start:
        at = mapped.text.find(raw, at + 1)
    return unescape(mapped, at + 1, at + len(raw) - 1, JSON_ESCAPE, json_character) if at >= 0 else None


def _quoted_text(mapped: MappedText, start: int, end: int) -> MappedText | None:
    """The text of a word that is one quoted string, without quotes; None where the outer shell writes part of it."""
    raw = mapped.text[start:end]
    inner = raw[1:-1]
    if len(raw) < 2 or raw[0] != raw[-1]:
        return None
    if raw[0] == "'":
        return cut(mapped, start + 1, end - 1) if "'" not in inner else None
    if raw[0] != '"' or _SUBSTITUTES.search(inner):
        return None
    return unescape(mapped, start + 1, end - 1, QUOTED_ESCAPE)


_SUBSTITUTES = re.compile(r"(?<!\\)(?:\\\\)*(?:\"|`|\$\()")


def _read_text(command: Command, heredocs: Sequence[Heredoc], documents: dict[int, Document]) -> MappedText | None:
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
                body = _body(command.instruction.dockerfile.text, heredoc)
                return unescape(body, 0, len(body.text), DOCUMENT_ESCAPE) if heredoc.expand else body
        document = documents.get(offset)
        if document is None:
            return None
        body = cut(mapped, document.start, document.end)
        body = without_tabs(body) if document.chomps else body
        return unescape(body, 0, len(body.text), DOCUMENT_ESCAPE) if document.expands else body
    return None


def _exec_script(instruction: Any) -> Script:
    """The exec form: one command, its words the items of the JSON array."""
    items: Sequence[Word] = instruction.exec_words
    dialect = _FOREIGN_SHELLS.get(_program(items[0].value), "posix") if items else "posix"
    script = Script(instruction, dialect, True)
    if dialect != "posix" or not items:
        return script
    command = ExecCommand(script, instruction.dockerfile.text, items)
    commands: list[Command] = [command]
    if command.name in POSIX_SHELLS:
        nested = _nested_text(command, (), {})
        if nested is not None:
            commands += _read(script, nested, NESTED, (), 1)
    script.commands = tuple(commands)
    return script
