"""A start script of the build context: which programs it runs, and with which shell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from posixpath import basename, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import DEFAULT_PATH
from dockwright.knowledge.table import words
from dockwright.projects.package_scripts import parse_text
from dockwright.projects.shell_programs import BUILTINS, FUNCTION
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.shell import POSIX_SHELLS
from dockwright.values import NamedTuple

INTERPRETERS = words("python python2 python3 node deno bun ruby perl php lua Rscript java")
SCRIPT_ENDINGS = (".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".pl", ".php", ".lua", ".r", ".R", ".jar")
"""Endings of what an interpreter is given to run: it brings in other files, and packages of its own."""

_SHEBANG = re.compile(r"#!\s*(\S+)(?:[ \t]+(\S+))?")
_GONE_THROUGH = re.compile(r"^[ \t]*for[ \t]+\w+[ \t]+in[ \t]+([^;#\n`(]+)", re.MULTILINE)
ALL_ARGUMENTS = re.compile(r"\"?\$(?:@|\*|\{@\})\"?")
_WAITING = ("/dev/tcp/", "CLI[@]")
"""What a copy of wait-for-it.sh has in its text: it asks for a port in the background, and then starts what stands behind `--`.
Source: github.com/vishnubob/wait-for-it (2016 and later)."""


class StartScript(NamedTuple):
    """What a start script does, as far as its text tells."""

    path: str  # absolute, in the image
    shell: str  # sh, bash, ...; "" when the script could not be read
    programs: tuple[str, ...]  # as they are written, in order
    runs_arguments: bool  # it starts what it is given: exec "$@"
    named: tuple[str, ...] = ()  # words that it gives to programs, and what it compares or reads: some are paths
    background: tuple[str, ...] = ()  # the programs among them that go on running beside the others
    shifts: bool = False  # it takes words of its own away in front of what it starts


def start_script(
    start: Start,
    sources: Sources,
    context: BuildContext,
    interpreters: frozenset[str] = frozenset(),
    *,
    services: bool = False,
) -> StartScript | Obstacle | None:
    """The script that a container starts with; None: it is none, an obstacle where it cannot be read. `services`: it may run
    several programs beside one another.

    `interpreters`: what the runtime image runs the program's own files with. A file that `env` hands to one of them, as Rails' own
    `bin/rails`, is the program itself and no script for a shell.
    """
    shell, written, path = _named(start)
    if not shell and "/" not in written:
        path = next((one for one in places_of(start, written) if sources.context_path(one) is not None), None)
    if path is None:
        return None
    if not context.is_known:
        return _unread(written, path, shell, start)
    found = _script(start, sources, context, written, path, shell, interpreters)
    words = start.arguments[start.arguments.index(written) + 1 :] if shell else start.arguments
    given = started_of(found, words) if isinstance(found, StartScript) and found.runs_arguments else ()
    if isinstance(found, StartScript) and given:
        found = _with_given(found, start, sources, context, given[0], interpreters)
    if isinstance(found, StartScript) and found.background and not services:
        return in_background(found, start, found.background[0])
    return found


def started_of(script: StartScript, given: Sequence[str]) -> Sequence[str]:
    """What a script starts of what it is given: one that waits for something first takes that from behind `--`."""
    return given[given.index("--") + 1 :] if script.shifts and "--" in given else given


def waits(text: str) -> bool:
    """Whether a script is a copy of wait-for-it.sh, which does nothing to the image."""
    return all(mark in text for mark in _WAITING)


def in_background(script: StartScript, start: Start, program: str) -> Obstacle:
    """What to say of a script that runs several services."""
    return Obstacle(f"`{basename(script.path)}` runs something in the background: `{program}`", start.span)


def _with_given(
    script: StartScript, start: Start, sources: Sources, context: BuildContext, given: str, interpreters: frozenset[str]
) -> StartScript | Obstacle:
    """The script together with another that it is given to start: `ENTRYPOINT ["/entrypoint"]` and `CMD ["/start"]`."""
    places = (path for path in places_of(start, given) if sources.context_path(path) is not None)
    path = next(places, None) if "$" not in given else None
    inner = _script(start, sources, context, given, path, "", interpreters) if path is not None else None
    if inner is None or isinstance(inner, Obstacle):
        return inner or script
    programs = tuple(dict.fromkeys((*script.programs, *inner.programs)))
    shell = "bash" if "bash" in (script.shell, inner.shell) else script.shell
    named, background = (*script.named, *inner.named), (*script.background, *inner.background)
    return script._replace(shell=shell, programs=programs, named=named, background=background)


def other_script(start: Start, sources: Sources, context: BuildContext, written: str) -> StartScript | Obstacle | None:
    """The script of the context that is run under a name in the environment of the start, as a health check is."""
    places = (path for path in places_of(start, written) if sources.context_path(path) is not None)
    path = next(places, None) if "$" not in written and context.is_known else None
    return _script(start, sources, context, written, path) if path is not None else None


def _script(
    start: Start, sources: Sources, context: BuildContext, written: str, path: str, shell: str = "",
    interpreters: frozenset[str] = frozenset(),
) -> StartScript | Obstacle | None:  # fmt: skip
    source = sources.context_path(path)
    text = context.read(source) if source else None
    shebang = _SHEBANG.match(text or "")
    if text is None or not (shell or shebang or written.endswith(".sh")):
        return None
    if not shell and shebang and basename(shebang[1]) == "env" and shebang[2] in interpreters:
        return None
    interpreter = shell or (_interpreter(shebang[1], shebang[2] or "") if shebang else "sh")
    if interpreter not in POSIX_SHELLS:
        return Obstacle(f"`{written}` is a script for `{interpreter}`", start.span)
    if waits(text):
        return StartScript(path, interpreter, (), True, shifts=True)
    return _read(text, path, interpreter, start)


def unread_script(start: Start, sources: Sources, context: BuildContext) -> str:
    """The script that a container starts with, as it is written, where it is copied from a context that is not known; else ""."""
    shell, written, path = _named(start)
    if context.is_known or path is None or not (shell or written.endswith(".sh")):
        return ""
    return written if sources.context_path(path) is not None else ""


def _named(start: Start) -> tuple[str, str, str | None]:
    """The shell that the start command gives a script to, the script as it is written, and its absolute path."""
    shell = basename(start.program) if basename(start.program) in POSIX_SHELLS else ""
    written = next((word for word in start.arguments if not word.startswith("-")), "") if shell else start.program
    return shell, written, start.state.resolve(written) if written and "$" not in written else None


def _interpreter(program: str, word: str) -> str:
    """`#!/usr/bin/env bash` names its program in the second word; that of `#!/bin/bash -e` is an option."""
    return basename(word) if basename(program) == "env" and word and not word.startswith("-") else basename(program)


def interpreter_of(text: str) -> str:
    """The program in the first line of a script, by its path, or by the name that `env` looks up; "" without one."""
    shebang = _SHEBANG.match(text)
    if shebang is None:
        return ""
    found = _interpreter(shebang[1], shebang[2] or "")
    return shebang[1] if found == basename(shebang[1]) else found


def _unread(written: str, path: str, shell: str, start: Start) -> StartScript | Obstacle | None:
    """A script of an unknown context: that it starts what CMD names can be taken for granted, nothing else."""
    if not shell and not written.endswith(".sh"):
        return None
    if start.entrypoint is not None and start.cmd is not None and not shell:
        return StartScript(path, "", (), True)
    return Obstacle(f"what `{written}` does is not known without the build context", start.span)


def _read(text: str, path: str, shell: str, start: Start) -> StartScript | Obstacle:
    commands = parse_text(text)
    if commands is None:
        return Obstacle(f"`{basename(path)}` is not understood", start.span)
    functions = set(FUNCTION.findall(text))
    programs: list[str] = []
    named: list[str] = []
    background: list[str] = []
    runs_arguments = False
    for command in commands:
        if not command.words:
            continue
        word = command.words[0]
        named += (one.value for one in command.arguments if one.is_literal)
        if ALL_ARGUMENTS.fullmatch(word.raw):
            runs_arguments = True
        elif not word.is_literal:
            return Obstacle(f"`{basename(path)}` starts a program whose name is computed: `{word.raw}`", start.span)
        else:
            background += [word.value] if command.next_operator == "&" else []
            programs += [word.value] if word.value not in functions and word.value not in BUILTINS else []
    named += (word.strip("\"'") for words_ in _GONE_THROUGH.findall(text) for word in words_.split() if "$" not in word)
    programs = list(dict.fromkeys(programs))
    shifts = any(one.name == "shift" for one in commands)
    return StartScript(path, shell, tuple(programs), runs_arguments, tuple(named), tuple(background), shifts)


def places_of_start(start: Start, script: StartScript | None) -> list[str]:
    """Where the programs may be that the start command runs, or the script that it runs for it."""
    programs: tuple[str, ...] = (start.program,)
    if script is not None:
        programs = (*script.programs, *(start.arguments if script.runs_arguments else ()))
    return [path for program in programs for path in places_of(start, program)]


def places_of(start: Start, program: str) -> list[str]:
    """Where a program that is started by this name may be."""
    if "/" in program:
        return [normpath(join(start.directory, program))]
    search = (start.state.env.get("PATH") or DEFAULT_PATH).split(":")
    return [join(directory, program) for directory in search if directory.startswith("/")]
