"""Instruction -> script: which text is shell text at all, and which scripts lie inside others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dockwright.knowledge.base_images import POSIX_SHELL
from dockwright.shell.lists import read_list
from dockwright.shell.nodes import CONDITIONAL, NESTED, SUBSTITUTION, TOP_LEVEL, Command, ExecCommand, Script
from dockwright.text import Excerpt, MappedText

if TYPE_CHECKING:
    from dockwright.shell.documents import Document
    from dockwright.syntax.nodes import Heredoc, Word

DEFAULT_SHELL = POSIX_SHELL
POSIX_SHELLS = frozenset(("sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "zsh", "rbash", "yash"))
_RUNNERS = POSIX_SHELLS | {"su", "runuser"}  # programs that may be given a script
_FOREIGN_SHELLS = {"pwsh": "powershell", "powershell": "powershell", "cmd": "cmd"}
_FOREIGN_START = re.compile(r"\s*@?(?:(powershell)(?:\.exe)?(?=\s|$)|(cmd)(?:\.exe)?\s+/[a-z])", re.IGNORECASE)
_ONLY_HEREDOC = r"\s*\d*<<-?(?:[^\s<\"'&|;]+|\"[^\"]*\"|'[^']*')\s*"
# `# a comment` in a line that goes on is no word at all.
_QUOTED_OR_COMMENT = r"""'[^']*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|(?<![^\s;&|])` ?\#[^`]*`(?![^\s;&|])"""
_DEPTH_LIMIT = 8  # of scripts in scripts; nobody means more


def parse_script(instruction: Any, shell: tuple[str, ...] = DEFAULT_SHELL) -> Script:
    """The script of a RUN, CMD, ENTRYPOINT or HEALTHCHECK command, given the SHELL in effect. Never raises."""
    if instruction.is_exec:
        return _exec_script(instruction)
    mapped: MappedText = instruction.arguments_text
    dialect = "posix" if shell is DEFAULT_SHELL else dialect_of(shell)
    if dialect == "posix" and (foreign := _FOREIGN_START.match(mapped.text)):
        dialect = _FOREIGN_SHELLS[(foreign[1] or foreign[2]).lower()]
    heredocs: Sequence[Heredoc] = getattr(instruction, "heredocs", ())
    if dialect == "posix" and heredocs and len(heredocs) == 1 and re.fullmatch(_ONLY_HEREDOC, mapped.text):
        from dockwright.shell.nested import document_body

        mapped, heredocs = document_body(instruction.dockerfile.text, heredocs[0]), ()
        if mapped.text.startswith("#!"):
            shell = tuple(mapped.text[2:].partition("\n")[0].split())
            dialect = dialect_of(shell)
    script = Script(instruction, dialect, False)
    if dialect != "posix":
        return script
    script.commands = tuple(_read(script, mapped, TOP_LEVEL, heredocs, 0))
    if shell[1:] != ("-c",):
        _set_options(script, shell[1:])
    return script


@lru_cache(maxsize=64)
def dialect_of(shell: tuple[str, ...]) -> str:
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


def _set_options(script: Script, options: Sequence[str]) -> None:
    """Note `-e`, `-eux`, `-o errexit`, `-o pipefail` and their clusters."""
    wants_name = False
    for option in options:
        if option == "--":
            return
        if wants_name:
            script.sets_pipefail = script.sets_pipefail or option == "pipefail"
            script.sets_errexit = script.sets_errexit or option == "errexit"
            wants_name = False
        elif option[:1] == "-" and option[1:2] != "-":
            script.sets_errexit = script.sets_errexit or "e" in option
            wants_name = option[-1:] == "o"


def _read(
    script: Script, mapped: MappedText, where: int, heredocs: Sequence[Heredoc] = (), depth: int = 0
) -> list[Command]:
    """The commands of a text, each followed by those of the literal script it hands to a shell."""
    text = mapped.text.rstrip("\n")
    documents: Mapping[int, Document] = {}
    if "<<" in text:
        from dockwright.shell.documents import mask_documents

        text, documents = mask_documents(text)
    if ("`#" in text or "` #" in text) and type(mapped) in (MappedText, Excerpt):
        text = re.sub(_QUOTED_OR_COMMENT, _without_comment, text)
        mapped = MappedText(re.sub(_QUOTED_OR_COMMENT, _without_comment, mapped.text), mapped.pieces)
    if "\r" in text:
        from dockwright.shell.mapping import without_returns

        text, mapped = text.replace("\r\n", " \n"), without_returns(mapped)
    commands = read_list(script, mapped, text, where)
    if commands is None:
        from dockwright.shell.commands import read_tree

        commands = read_tree(script, mapped, text, where)
    names = [command.name for command in commands]
    if "set" in names and not where & NESTED:
        for command in commands:
            if command.name == "set":
                _set_options(script, [word.value for word in command.arguments])
    if _RUNNERS.isdisjoint(names) or depth >= _DEPTH_LIMIT:
        return commands
    from dockwright.shell.nested import nested_text

    found: list[Command] = []
    for command in commands:
        found.append(command)
        if command.name in _RUNNERS:
            nested = nested_text(command, heredocs, documents)
            if nested is not None:
                place = command._where & (CONDITIONAL | SUBSTITUTION) | NESTED
                found.extend(_read(script, nested, place, (), depth + 1))
    if heredocs or documents:
        found.sort(key=lambda command: command.span.start)
    return found


def _without_comment(match: re.Match[str]) -> str:
    """Blanks in place of a comment; a quoted string stays."""
    return " " * len(match[0]) if match[0][0] == "`" else match[0]


def _dialect_of_list(words: Sequence[str]) -> str:
    """The dialect of an exec form. `cmd` with no option of Windows is a program of that name, as Go calls what is in cmd/."""
    if not words:
        return "posix"
    if words[0].rpartition("/")[2] == "cmd" and not any(word.startswith("/") for word in words[1:2]):
        return "posix"
    return _FOREIGN_SHELLS.get(_program(words[0]), "posix")


def _exec_script(instruction: Any) -> Script:
    """The exec form: one command, its words the items of the JSON array."""
    items: Sequence[Word] = instruction.exec_words
    dialect = _dialect_of_list([one.value for one in items])
    script = Script(instruction, dialect, True)
    if dialect != "posix" or not items:
        return script
    command = ExecCommand(script, instruction.dockerfile.text, items)
    commands: list[Command] = [command]
    if command.name in _RUNNERS:
        from dockwright.shell.nested import nested_text

        nested = nested_text(command, (), {})
        if nested is not None:
            commands += _read(script, nested, NESTED, (), 1)
    script.commands = tuple(commands)
    return script
