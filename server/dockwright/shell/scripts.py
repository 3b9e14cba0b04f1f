"""Instruction -> script: which text is shell text at all, and which scripts lie inside others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dockwright.shell.commands import Walk, basename, unwrap
from dockwright.shell.mapping import (
    DOCUMENT_ESCAPE,
    JSON_ESCAPE,
    QUOTED_ESCAPE,
    join,
    json_character,
    unescape,
    whole,
)
from dockwright.shell.nodes import (
    CONDITIONAL,
    NESTED,
    SUBSTITUTION,
    TOP_LEVEL,
    Command,
    RawRedirection,
    Script,
    ShellWord,
)
from dockwright.shell.prefixes import WRAPPERS
from dockwright.text import MappedText

if TYPE_CHECKING:
    from dockwright.syntax.nodes import Heredoc, Word

DEFAULT_SHELL = ("/bin/sh", "-c")
POSIX_SHELLS = frozenset(("sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "zsh", "rbash", "yash"))
_FOREIGN_SHELLS = {"pwsh": "powershell", "powershell": "powershell", "cmd": "cmd"}
_FOREIGN_START = re.compile(r"\s*@?(powershell|cmd)(?:\.exe)?(?=\s|$)", re.IGNORECASE)
_ONLY_HEREDOC = re.compile(r"\s*\d*<<-?\s*(?:[^\s<\"']+|\"[^\"]*\"|'[^']*')\s*")
_VALUED_SHELL_OPTIONS = frozenset(("-o", "+o", "-O", "+O", "--rcfile", "--init-file"))
_DEPTH_LIMIT = 8  # of scripts in scripts; nobody means more


def parse_script(instruction: Any, shell: tuple[str, ...] = DEFAULT_SHELL) -> Script:
    """The script of a RUN, CMD, ENTRYPOINT or HEALTHCHECK command, given the SHELL in effect. Never raises."""
    if instruction.is_exec:
        return _exec_script(instruction)
    heredocs: Sequence[Heredoc] = getattr(instruction, "heredocs", ())
    mapped: MappedText = instruction.arguments_text
    dialect = dialect_of(shell)
    if dialect == "posix" and (foreign := _FOREIGN_START.match(mapped.text)):
        dialect = _FOREIGN_SHELLS[foreign[1].lower()]
    if dialect != "posix":
        return Script(instruction, dialect, False)
    if len(heredocs) == 1 and _ONLY_HEREDOC.fullmatch(mapped.text):
        return _heredoc_script(instruction, heredocs[0], shell)
    script = Script(instruction, "posix", False)
    if heredocs:
        mapped = _masked(mapped, heredocs)
    walk = Walk(script, mapped, TOP_LEVEL)
    if heredocs:
        _attach_heredocs(walk.commands, mapped, heredocs)
    return _finish(script, walk, shell, heredocs)


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


def _heredoc_script(instruction: Any, heredoc: Heredoc, shell: Sequence[str]) -> Script:
    """`RUN <<EOF`: the body is the whole script, run by the shell in effect or by what its first line names."""
    source: str = instruction.dockerfile.text
    mapped = _body(source, heredoc)
    interpreter = _shebang(mapped.text)
    if interpreter:
        shell = interpreter
        dialect = dialect_of(interpreter)
        if dialect != "posix":
            return Script(instruction, dialect, False)
    script = Script(instruction, "posix", False)
    return _finish(script, Walk(script, mapped, TOP_LEVEL), shell, ())


def _shebang(text: str) -> tuple[str, ...]:
    """The words of the `#!` line, () without one."""
    if not text.startswith("#!"):
        return ()
    return tuple(text[2:].partition("\n")[0].split())


def _body(source: str, heredoc: Heredoc) -> MappedText:
    """The lines of a here-document, without leading tabs for `<<-`."""
    body = whole(source, heredoc.body)
    if not heredoc.chomp or "\t" not in body.text:
        return body
    parts: list[tuple[MappedText, int, int]] = []
    at, text = 0, body.text
    while at < len(text):
        stop = text.find("\n", at) + 1 or len(text)
        while at < stop and text[at] == "\t":
            at += 1
        parts.append((body, at, stop))
        at = stop
    return join(parts)


def _masked(mapped: MappedText, heredocs: Sequence[Heredoc]) -> MappedText:
    """The line of here-documents, `<<-EOF` written as `<  EOF`: the same length, and no body is missed."""
    text = mapped.text
    starts = {heredoc.span.start for heredoc in heredocs}
    at = text.find("<<")
    while at >= 0:
        start = at
        while start and text[start - 1].isdigit():
            start -= 1
        if mapped.source_offset(start) in starts or mapped.source_offset(at) in starts:
            dash = text[at + 2 : at + 3] == "-"
            text = f"{text[:at]}< {' ' if dash else ''}{text[at + 2 + dash :]}"
        at = text.find("<<", at + 2)
    return MappedText(text, mapped.pieces)


def _attach_heredocs(commands: list[Command], mapped: MappedText, heredocs: Sequence[Heredoc]) -> None:
    """Give the redirections that stand for here-documents their operator back."""
    documents = {heredoc.span.start: heredoc for heredoc in heredocs}
    for command in commands:
        raws = command._redirections
        for index, raw in enumerate(raws or ()):
            if raw.operator != "<":
                continue
            heredoc = documents.get(mapped.source_offset(raw.start))
            if heredoc is not None and raws is not None:
                raws[index] = raw._replace(operator="<<-" if heredoc.chomp else "<<")


def _finish(script: Script, walk: Walk, shell: Sequence[str], heredocs: Sequence[Heredoc]) -> Script:
    script.has_errors = walk.has_errors
    if walk.is_and_chain:
        script.is_and_chain = True
        script.end = walk.mapped.source_span(walk.chain_end - 1, walk.chain_end).end
    commands = _with_nested(script, walk.commands, heredocs, 0)
    script.commands = tuple(commands)
    options = list(shell[1:])
    for command in commands:
        if command.name == "set" and not command._where & NESTED:
            options.extend(word.value for word in command.arguments)
    _set_options(script, options)
    return script


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


def _with_nested(script: Script, commands: list[Command], heredocs: Sequence[Heredoc], depth: int) -> list[Command]:
    """The commands, each followed by those of the literal script it hands to a shell."""
    if depth >= _DEPTH_LIMIT or not any(command.name in POSIX_SHELLS for command in commands):
        return commands
    found: list[Command] = []
    for command in commands:
        found.append(command)
        if command.name not in POSIX_SHELLS:
            continue
        for mapped in _nested_texts(command, heredocs):
            where = command._where & (CONDITIONAL | SUBSTITUTION) | NESTED
            walk = Walk(script, mapped, where)
            script.has_errors = script.has_errors or walk.has_errors
            found.extend(_with_nested(script, walk.commands, (), depth + 1))
    return found


def _nested_texts(command: Command, heredocs: Sequence[Heredoc]) -> list[MappedText]:
    """The literal scripts a call of a shell runs: the word behind -c, or the here-document it reads."""
    mapped = command._mapped
    items = command._items
    in_exec = command.script.is_exec and not command._where & NESTED
    at = command.program + 1
    runs_string = False
    while at < len(items):
        word = command.words[at - command.program].value
        if word[:1] not in "-+" or len(word) < 2:
            break
        at += 1
        if word == "--":
            break
        if word in _VALUED_SHELL_OPTIONS or (word[1] != "-" and word[-1] == "o"):
            at += 1
        if word[0] == "-" and word[1] != "-" and "c" in word:
            runs_string = True
        if word == "-s":
            at = len(items)
    if runs_string:
        if at >= len(items):
            return []
        text = _json_text(command, at) if in_exec else _quoted(mapped, *items[at])
        return [text] if text else []
    if at < len(items):
        return []  # a script file
    return _read_documents(command, heredocs)


def _quoted(mapped: MappedText, start: int, end: int) -> MappedText | None:
    """The text between the quotes of a word that is one quoted string, or the bare word."""
    raw = mapped.text[start:end]
    if raw[0] == "'" and raw.find("'", 1) == len(raw) - 1:
        return join([(mapped, start + 1, end - 1)])
    if raw[0] == '"' and len(raw) > 1 and raw[-1] == '"' and not re.search(r'(?<!\\)"', raw[1:-1]):
        if "\\" not in raw and "$" not in raw and "`" not in raw:
            return join([(mapped, start + 1, end - 1)])
        return None if "`" in raw or "$(" in raw else unescape(mapped, start + 1, end - 1, QUOTED_ESCAPE)
    return None


def _read_documents(command: Command, heredocs: Sequence[Heredoc]) -> list[MappedText]:
    for raw in reversed(command._redirections or ()):
        if not raw.operator.startswith("<") or command._mapped.text[raw.start].isdigit():
            continue
        if raw.operator in ("<<", "<<-"):
            return _document(command, raw, heredocs)
        if raw.operator == "<<<":
            text = _quoted(command._mapped, raw.target_start, raw.target_end)
            return [text] if text else []
        return []
    return []


def _document(command: Command, raw: RawRedirection, heredocs: Sequence[Heredoc]) -> list[MappedText]:
    start = command._mapped.source_offset(raw.start)
    for heredoc in heredocs:
        if heredoc.span.start == start:
            source: str = command.instruction.dockerfile.text
            body = _body(source, heredoc)
            if heredoc.expand and "\\" in body.text:
                body = unescape(body, 0, len(body.text), DOCUMENT_ESCAPE)
            return [body]
    if len(command._heredocs or ()) != 1 or raw.operator == "<<-":
        return []
    start, end = (command._heredocs or [(0, 0)])[0]
    quoted = command._mapped.text[raw.target_start] in "'\"\\"
    if quoted or "\\" not in command._mapped.text[start:end]:
        return [join([(command._mapped, start, end)])]
    return [unescape(command._mapped, start, end, DOCUMENT_ESCAPE)]


def _exec_script(instruction: Any) -> Script:
    """The exec form: one command, its words the items of the JSON array."""
    items: Sequence[Word] = instruction.exec_words
    dialect = _FOREIGN_SHELLS.get(_program(items[0].value), "posix") if items else "posix"
    script = Script(instruction, dialect, True)
    if dialect != "posix" or not items:
        return script
    source = MappedText(instruction.dockerfile.text, [(0, 0)])
    spans = [(item.span.start, item.span.end) for item in items]
    command = Command(script, source, spans, spans[0][0], spans[-1][1], TOP_LEVEL, "", "")
    command.name = basename(items[0].value)
    if command.name in WRAPPERS and len(items) > 1:
        unwrap(command, [item.value for item in items], basename)
    program = items[command.program :]
    command._words = tuple(ShellWord(item.span, item.raw, item.value, True) for item in program)
    script.commands = tuple(_with_nested(script, [command], (), 0))
    return script


def _json_text(command: Command, index: int) -> MappedText | None:
    """The decoded text of an item of the JSON array."""
    word = command.words[index - command.program]
    whole_text: MappedText = command.instruction.arguments_text
    at = whole_text.text.find(word.raw)
    while at >= 0 and whole_text.source_offset(at) != word.span.start:
        at = whole_text.text.find(word.raw, at + 1)
    if at < 0:
        return None
    return unescape(whole_text, at + 1, at + len(word.raw) - 1, JSON_ESCAPE, json_character)
