"""Commands, in RUN and in what a container starts: programs, subcommands, flags, files, and names that the project gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname

from dockwright.ide.completion.item import Completion
from dockwright.ide.completion.paths import program_path, stage_paths
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.base_images import POSIX_SHELL
from dockwright.knowledge.command_words import COMMAND_WORDS, SHORT_FORMS
from dockwright.knowledge.package_managers import MANAGERS, manager_of
from dockwright.knowledge.shell_programs import PROBES, SHELL_PROGRAMS, STARTED
from dockwright.projects.package_scripts import RUNNERS
from dockwright.semantics.filesystem import files_of
from dockwright.values import NamedTuple

_JOINTS = re.compile(r"&&|\|\||[;|&\n(]")
_QUOTED = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*(?P<end>\")?")
_ASSIGNMENT = re.compile(r"\w+=\S*\Z")
_PREFIXES = frozenset(("sudo", "env", "time", "exec", "command", "nice", "if", "then", "else", "do", "!", "{"))
_FOLLOWING = r"[\w=:.@+-]*"
_MODULE = "python -m"
_FILE_FLAGS = frozenset(("-r", "--requirement", "-c", "--constraint"))
_NO_FILES = frozenset(
    ("echo", "printf", "export", "unset", "exit", "kill", "sleep", "useradd", "adduser", "groupadd", "addgroup")
)
_OWNING = frozenset(("chown", "chgrp", "chmod"))
"""Programs whose first operand is no file."""

_RESERVED = frozenset(
    ("if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac", "in", "function", "!")
)
"""Words of the shell that stand where a program may."""

_LONGEST = 60  # characters of a script that are shown
_WINDOWS_SHELLS = ("cmd", "powershell", "pwsh")


class Typed(NamedTuple):
    """A command as far as it is typed."""

    program: str  # "" while it is being typed
    words: tuple[str, ...]  # complete, behind the program
    word: str  # at the cursor

    @property
    def subcommand(self) -> str:
        return next((word for word in self.words if not word.startswith("-")), "")


def shell(cursor: Cursor, script: str) -> Iterator[Completion]:
    """What may be typed at the end of a piece of a shell script."""
    typed = read_command(script)
    if typed is None or _is_windows(cursor):
        return
    if not typed.program:
        yield from _programs(cursor, typed.word)
        yield from _paths(cursor, typed.word)
    elif typed.program == _MODULE:
        yield from _modules(cursor, typed.word)
    else:
        yield from _arguments(cursor, typed)


def exec_form(cursor: Cursor, words: tuple[str, ...], word: str) -> Iterator[Completion]:
    """What may be typed of a string in a JSON list of a program and its arguments."""
    if words:
        yield from _arguments(cursor, Typed(words[0].rpartition("/")[2], words[1:], word))
    elif word.startswith((".", "/")):
        yield from stage_paths(cursor, word, cursor.stage)
    else:
        yield from _made(cursor, word)
        yield from _programs(cursor, word, end="")


def _made(cursor: Cursor, word: str) -> Iterator[Completion]:
    """Programs that the stage has built, or copied from where they were built."""
    span = cursor.replacing(word, r"[^\s\"]*")
    if span is None or cursor.stage is None or cursor.keyword == "RUN":
        return
    for entry in reversed(files_of(cursor.model, cursor.stage, cursor.context).entries):
        is_above = cursor.instruction is None or entry.instruction.span.start < cursor.instruction.span.start
        path = program_path(cursor, entry) if is_above else None
        if path is not None:
            yield Completion(path, "file", span, path, "made above")


def _arguments(cursor: Cursor, typed: Typed) -> Iterator[Completion]:
    """Words that the program knows, then files."""
    if typed.words and typed.words[-1] in _FILE_FLAGS:
        found = stage_paths(cursor, typed.word, cursor.stage)
        yield from sorted(found, key=lambda one: not one.label.endswith(".txt"))
        return
    yield from _named(cursor, typed)
    manager = manager_of(typed.program)
    if manager is not None and manager.name in COMMAND_WORDS:
        yield from _words(cursor, manager.name, typed)
    if not typed.word.startswith("-") and _takes_files(typed):
        yield from stage_paths(cursor, typed.word, cursor.stage)


def _takes_files(typed: Typed) -> bool:
    """Whether an argument may be a file. Package managers take names, unless it is a path."""
    if typed.program in _OWNING and not typed.subcommand:
        return False
    if manager_of(typed.program) is None:
        return typed.program not in _NO_FILES
    return "/" in typed.word


def _paths(cursor: Cursor, word: str) -> Iterator[Completion]:
    """Programs that are named by their path."""
    if "/" in word:
        yield from stage_paths(cursor, word, cursor.stage)


def _named(cursor: Cursor, typed: Typed) -> Iterator[Completion]:
    """What the project gives names to: scripts of package.json, targets of a Makefile."""
    span = cursor.replacing(typed.word, _FOLLOWING)
    if span is None or typed.word.startswith("-"):
        return
    if typed.program in RUNNERS and typed.words in (("run",), ("run-script",)):
        for name, command in _scripts(cursor).items():
            yield Completion(name, "command", span, name, _short(command))
    elif typed.program == "make":
        for name in _targets(cursor):
            if name not in typed.words:
                yield Completion(name, "command", span, name, "target of the Makefile")


def _directory(cursor: Cursor, file: str) -> str | None:
    """The directory of the context whose file stands in the working directory; that of the context without a better one."""
    from dockwright.refactorings.split.sources import Sources

    if cursor.stage is None or cursor.instruction is None or not cursor.context.is_known:
        return None
    place = cursor.model.state_before(cursor.instruction).resolve(file)
    sources = Sources(cursor.model, cursor.stage, cursor.context)
    found = sources.context_path(place, cursor.instruction) if place is not None else None
    return dirname(found if found is not None else file)


def _scripts(cursor: Cursor) -> Mapping[str, str]:
    from dockwright.projects.node import read_package

    directory = _directory(cursor, "package.json")
    package = read_package(cursor.context, directory) if directory is not None else None
    return package.scripts if package is not None else {}


def _targets(cursor: Cursor) -> Iterator[str]:
    from dockwright.projects.makefile import read_makefile

    directory = _directory(cursor, "Makefile")
    makefile = read_makefile(cursor.context, directory) if directory is not None else None
    for name in makefile.rules if makefile is not None else ():
        if not name.startswith(".") and not set(name) & set("%$"):
            yield name


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def read_command(script: str) -> Typed | None:
    """The last command of a script; None inside quotes."""
    bare = _QUOTED.sub(_masked, script)
    if "'" in bare or '"' in bare or "`" in bare:
        return None
    start = max((match.end() for match in _JOINTS.finditer(bare)), default=0)
    piece = script[start:]
    at = piece.split()[-1] if piece and not piece[-1].isspace() else ""
    words = piece[: len(piece) - len(at)].split()
    while words and (words[0] in _PREFIXES or _ASSIGNMENT.match(words[0])):
        words.pop(0)
    if words[:1] and words[0].startswith("python") and words[1:2] == ["-m"]:
        words = words[2:] or [_MODULE]
    program = words[0].rpartition("/")[2] if words else ""
    return Typed(program, tuple(words[1:]), at)


def _masked(match: re.Match[str]) -> str:
    """Letters in place of a string; one that nothing closes stays."""
    return "x" * len(match[0]) if match[0][0] == "'" or match["end"] else match[0]


def _programs(cursor: Cursor, word: str, *, end: str = " ") -> Iterator[Completion]:
    """While building package managers, those of the base image first, and what every shell has; in a container that runs
    what the image is there for. `end` stands behind a chosen one."""
    span = cursor.replacing(word, r"[\w.-]*")
    if span is None or "/" in word or "$" in word or "=" in word or word in _RESERVED:
        return
    facts = cursor.stage.facts if cursor.stage is not None else None
    own = facts.programs if facts is not None else frozenset()
    if cursor.keyword == "RUN":
        system = facts.package_manager if facts is not None else ""
        for name in sorted(COMMAND_WORDS, key=lambda name: (name not in own and name != system, _is_system(name))):
            if name in own or name == system or facts is None or not _is_system(name):
                detail = "package manager" + (" of the base image" if name in own or name == system else "")
                yield Completion(name, "command", span, f"{name}{end}", detail, ("program", name), retriggers=True)
        for name, meaning in SHELL_PROGRAMS.items():
            yield Completion(name, "command", span, f"{name}{end}", meaning, ("shell-program", name))
        for name in sorted(own - COMMAND_WORDS.keys() - SHELL_PROGRAMS.keys()):
            yield Completion(name, "command", span, f"{name}{end}", "program of the base image")
        return
    usual = ((facts.entrypoint if cursor.keyword == "ENTRYPOINT" else ()) or facts.cmd)[:1] if facts is not None else ()
    first = [name for name in usual if name in STARTED or name not in (*own, *POSIX_SHELL)]
    probes = [name for name in PROBES if name in own or facts is None] if cursor.keyword == "HEALTHCHECK" else []
    for name in dict.fromkeys((*probes, *first, *sorted(own & STARTED))):
        topic = (
            ("program", name) if name in COMMAND_WORDS else ("shell-program", name) if name in SHELL_PROGRAMS else ()
        )
        yield Completion(name, "command", span, f"{name}{end}", "program of the base image" if facts else "", topic)


def _modules(cursor: Cursor, word: str) -> Iterator[Completion]:
    """Package managers that are modules of Python."""
    span = cursor.replacing(word, r"[\w.-]*")
    for name in COMMAND_WORDS if span is not None else ():
        if span is not None and MANAGERS[name].ecosystem == "python":
            yield Completion(name, "command", span, f"{name} ", "package manager", ("program", name), retriggers=True)


def _is_system(name: str) -> bool:
    return name in MANAGERS and MANAGERS[name].ecosystem == "os"


def _words(cursor: Cursor, program: str, typed: Typed) -> Iterator[Completion]:
    span = cursor.replacing(typed.word, _FOLLOWING)
    if span is None:
        return
    vocabulary = COMMAND_WORDS[program]
    subcommand = typed.subcommand
    takes_goals = not vocabulary.flags.keys() - {""}  # mvn, gradle: any number of goals, flags anywhere
    if not subcommand and typed.word in SHORT_FORMS.get(program, ()):
        return
    if not typed.word.startswith("-") and (not subcommand or takes_goals):
        for word, meaning in vocabulary.subcommands.items():
            if word not in typed.words:
                yield Completion(word, "command", span, word, meaning, ("subcommand", program, word))
    if typed.word.startswith("-") or subcommand:
        for flag, meaning in vocabulary.flags_of("" if takes_goals else subcommand).items():
            if flag not in typed.words:
                yield Completion(flag, "flag", span, flag, meaning, ("command-flag", program, subcommand, flag))


def _is_windows(cursor: Cursor) -> bool:
    if cursor.instruction is None:
        return False
    shell = cursor.model.state_before(cursor.instruction).shell
    return bool(shell) and shell[0].lower().removesuffix(".exe").endswith(_WINDOWS_SHELLS)
