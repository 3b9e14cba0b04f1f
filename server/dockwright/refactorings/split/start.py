"""What a container of the stage starts: ENTRYPOINT and CMD resolved to one program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import basename, dirname, join, normpath

from dockwright.knowledge.table import words
from dockwright.refactorings.split.model import Obstacle
from dockwright.semantics import SemanticModel, Stage, State
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.shell import POSIX_SHELLS, Command, ShellWord
from dockwright.shell.prefixes import see_through
from dockwright.syntax import Add, Cmd, Entrypoint, ShellOrExec, Word, Workdir
from dockwright.text import Span
from dockwright.values import NamedTuple

_QUIET = words("cd export set echo sleep mkdir test [ trap ulimit umask wait : true printf unset date")
"""Programs that may stand beside the one that matters; every shell image has them."""

_SUPERVISORS = frozenset(
    {"supervisord", "s6-svscan", "runsvdir", "runit", "runit-init", "my_init", "init", "circusd", "monit", "forego", "foreman",
     "honcho", "systemd", "multirun", "dinit"}
)  # fmt: skip
_WATCHERS = frozenset(
    {"air", "gin", "realize", "fresh", "reflex", "CompileDaemon", "dlv", "modd", "nodemon", "entr", "watchexec", "inotifywait",
     "gowatch", "bra"}
)  # fmt: skip
_PROGRAM_PLACES = ("/", "/bin", "/usr/bin", "/usr/local/bin")
_LIKE_A_LIST = re.compile(r"\[\s*[\"'\u201c\u201d\u2018\u2019]")
_PLAIN_WORD = re.compile(r"[\w@%+=:,./-]+\Z", re.ASCII)
_SHELL_WORDS = frozenset({".", "source", "eval"})


class Start(NamedTuple):
    """The program a container starts with."""

    program: str  # as it is written
    arguments: tuple[str, ...]
    path: str | None  # absolute; None: a bare name, looked up on PATH
    span: Span  # the program's word
    directory: str  # where it runs
    state: State  # what is in effect
    entrypoint: Entrypoint | None
    cmd: Cmd | None
    needs_shell: bool  # the start itself runs through a shell
    converts: bool  # ... which it can do without: plain words
    prefixes: tuple[str, ...]  # programs that start it: tini, gosu
    beside: tuple[str, ...]  # other programs of the same script
    before: tuple[tuple[str, ...], ...] = ()  # commands that run and end in front of it, word by word
    downloads: tuple[str, ...] = ()  # addresses of programs among `beside` that an ADD downloads

    @property
    def instruction(self) -> Cmd | Entrypoint:
        found = self.entrypoint or self.cmd
        assert found is not None
        return found


def read_start(model: SemanticModel, stage: Stage, *, follows: bool = False) -> Start | Obstacle:
    """The program of the stage's last ENTRYPOINT and CMD, or why it is not one program. `follows`: others may run in front of
    it, one after the other."""
    entrypoint, cmd = stage.last(Entrypoint), stage.last(Cmd)
    instruction = entrypoint if entrypoint is not None and entrypoint.words else cmd
    state = stage.final_state
    if instruction is None or not instruction.words:
        return Obstacle("there is no CMD or ENTRYPOINT: nothing tells what the image is for", stage.base_span)
    if not instruction.is_exec and _LIKE_A_LIST.match(instruction.arguments_text.text):
        return Obstacle(
            "the start command begins like a JSON list and is none, so a shell gets it as it is", _whole(instruction)
        )
    if state.workdir is None:
        return unknown_directory(model, stage)
    if (
        entrypoint is not None
        and instruction is entrypoint
        and entrypoint.is_exec
        and cmd is not None
        and not cmd.is_exec
    ):
        return Obstacle("CMD in shell form is given to ENTRYPOINT as words of a shell", cmd.keyword_span)
    for one in (entrypoint, cmd) if instruction.is_exec else ():
        word = one.exec_words[0] if one is instruction and one is not None and one.exec_words else None
        if word is not None and " " in word.value.strip() and "/" not in word.value.partition(" ")[2]:
            return Obstacle(f"`{word.value}` is one word in the list, and no program has that name", word.span)
    wrapped = _wrapped(entrypoint, cmd)
    if wrapped is not None:
        return _start_of_words(stage, *wrapped)
    script = model.script(instruction)
    if script.dialect != "posix" or script.has_errors or instruction.heredocs:
        return Obstacle("the start command is not understood", _whole(instruction))
    added = _added(model, stage)
    programs = _programs(script.commands, follows, added)
    if isinstance(programs, Obstacle):
        return programs
    *before, command = programs.found
    directory = normpath(join(state.workdir, programs.directory))
    start = _start(model, stage, instruction, command, directory, programs.beside)
    called = [
        url for path, url in added.items() if any(one.words[0].value == path for one in script.commands if one.words)
    ]
    if called and isinstance(start, Start):
        start = start._replace(downloads=tuple(called))
    if before and isinstance(start, Start):
        return start._replace(before=tuple(tuple(word.value for word in one.words) for one in before))
    return start


def _added(model: SemanticModel, stage: Stage) -> dict[str, str]:
    """The files that an ADD downloads into the root directory, or to where programs are: their addresses by their paths."""
    found: dict[str, str] = {}
    for one in stage.of(Add):
        written = model.expand(one.destination, one) if one.destination is not None else None
        urls = [word.value for word in one.sources]
        if (
            written is None
            or not written.startswith("/")
            or len(urls) != 1
            or not urls[0].startswith(("http://", "https://"))
        ):
            continue
        if basename(written) and not written.endswith(".sh") and dirname(written) in _PROGRAM_PLACES:
            found[normpath(written)] = urls[0]
    return found


def unknown_directory(model: SemanticModel, stage: Stage) -> Obstacle:
    """Where nobody can tell the working directory of a stage: the WORKDIR with a variable, or the base image."""
    for one in reversed(stage.of(Workdir)):
        if one.path is None or model.expand(one.path, one) is not None:
            continue
        name = next((variable.name for variable in one.path.variables), one.path.value)
        return Obstacle(f"the working directory depends on `{name}`, which has no value here", one.path.span)
    image = stage.from_.image if stage.from_ is not None else None
    whose = f"`{image.value}`" if image is not None else "the stage"
    return Obstacle(
        f"which working directory {whose} has is not known: an absolute WORKDIR would tell", stage.base_span
    )


def _wrapped(entrypoint: Entrypoint | None, cmd: Cmd | None) -> tuple[tuple[str, ...], tuple[Word, ...]] | None:
    """What starts when ENTRYPOINT only wraps what CMD names, as `tini --` does: the wrappers, and the words behind them."""
    if entrypoint is None or cmd is None or not entrypoint.is_exec or not cmd.exec_words:
        return None
    words = (*entrypoint.exec_words, *cmd.exec_words)
    seen, at = see_through([word.value for word in words], basename)
    if at < len(entrypoint.exec_words):
        return None
    return tuple(one.name for one in seen), words[at:]


def _start_of_words(stage: Stage, prefixes: tuple[str, ...], words: tuple[Word, ...]) -> Start | Obstacle:
    """The start of an exec form; what a shell would be given is not looked into."""
    state, program = stage.final_state, words[0].value
    assert state.workdir is not None
    if basename(program) in POSIX_SHELLS or "$" in program:
        return Obstacle("which program starts is computed", words[0].span)
    return Start(
        program=program,
        arguments=tuple(word.value for word in words[1:]),
        path=normpath(join(state.workdir, program)) if "/" in program else None,
        span=words[0].span,
        directory=state.workdir,
        state=state,
        entrypoint=stage.last(Entrypoint),
        cmd=stage.last(Cmd),
        needs_shell=False,
        converts=False,
        prefixes=prefixes,
        beside=(),
    )


def _whole(instruction: Cmd | Entrypoint) -> Span:
    first, last = instruction.words[0], instruction.words[-1]
    return Span(first.span.start, last.span.end)


class _Programs(NamedTuple):
    found: tuple[Command, ...]  # one after the other; the last one stays
    directory: str  # where they run, relative to the working directory
    beside: tuple[str, ...]


def _programs(commands: tuple[Command, ...], follows: bool, added: Mapping[str, str]) -> _Programs | Obstacle:
    """The commands that matter, one unless `follows`, where they run, and the programs beside them: also those that an ADD
    downloads, which stands in the runtime stage again."""
    found: list[Command] = []
    directory = ""
    beside: list[str] = []
    for command in commands:
        if not command.words:
            continue
        if command.name == "cd" and command.is_top_level and not found and command.arguments:
            directory = join(directory, command.arguments[0].value)
        elif command.name in POSIX_SHELLS and command is not commands[-1] and command.has_flag("c"):
            continue  # its script follows
        elif (command.words[0].value in added and command is not commands[-1]) or (
            command.name in _QUIET and "/" not in command.words[0].value
        ):
            beside.append(command.name)
        else:
            found.append(command)
    if not found:
        return Obstacle("the start command starts no program", commands[-1].span if commands else Span(0, 0))
    for command in found:
        if command.name in _SUPERVISORS:
            return Obstacle(f"`{command.name}` runs several services", command.name_span)
        if command.next_operator == "&":
            return Obstacle("the start command runs something in the background", command.name_span)
    if len(found) > 1 and not (follows and _is_sequence(commands, found)):
        is_same = found[0].name == found[1].name
        names = " and ".join(f"`{_named(command, 2 if is_same else 1)}`" for command in found[:2])
        return Obstacle(f"the start command runs several programs: {names}", found[1].name_span)
    if "$" in directory:
        return Obstacle("the start command changes to a computed directory", found[0].name_span)
    return _Programs(tuple(found), directory, tuple(beside))


def _is_sequence(commands: tuple[Command, ...], found: list[Command]) -> bool:
    """Whether commands run in one directory, each when the one in front of it has done its work."""
    is_plain = all(one.words[0].is_literal and not one.is_conditional and not one.in_pipeline for one in found)
    moves = any(one.name == "cd" and one.span.start > found[0].span.start for one in commands)
    return is_plain and not moves and all(one.operator in ("&&", ";", "\n") for one in found[1:])


def several_programs(start: Start) -> Obstacle:
    """What to say of a start that runs commands in front of its program, where that cannot be carried over."""
    first, second = (*start.before, (start.program, *start.arguments))[:2]
    number = 2 if basename(first[0]) == basename(second[0]) else 1
    names = " and ".join(f"`{' '.join((basename(one[0]), *one[1:number]))}`" for one in (first, second))
    return Obstacle(f"the start command runs several programs: {names}", start.span)


def _named(command: Command, number: int) -> str:
    """The first words of a command, up to the script where it runs one."""
    number += number == 2 and command.subcommand in ("run", "run-script", "exec")
    return " ".join((command.name or command.words[0].value, *(word.value for word in command.arguments[: number - 1])))


def _start(
    model: SemanticModel,
    stage: Stage,
    instruction: Cmd | Entrypoint,
    command: Command,
    directory: str,
    beside: tuple[str, ...],
) -> Start | Obstacle:
    word = command.words[0]
    program = _expanded(word, instruction, stage.final_state)
    if program is None or command.is_conditional or command.in_substitution:
        return Obstacle("which program starts is computed", word.span)
    if command.name in _WATCHERS:
        return Obstacle(f"`{command.name}` is for development, not for a finished image", word.span)
    if command.name == "tail":
        return Obstacle("`tail` keeps the container running: what it is for runs in the background", word.span)
    if command.name in _SHELL_WORDS:
        return Obstacle(f"the start command runs what `{command.name}` reads", word.span)
    if command.name in POSIX_SHELLS and not command.operands(("o", "c")) and not command.has_flag("c"):
        return Obstacle(f"the image starts a shell: `{word.value}`", word.span)
    entrypoint, cmd = stage.last(Entrypoint), stage.last(Cmd)
    arguments = [one.value for one in command.arguments]
    if instruction is entrypoint and entrypoint is not None and entrypoint.is_exec and cmd is not None:
        arguments += [one.value for one in cmd.exec_words]
    path = normpath(join(directory, program)) if "/" in program else None
    return Start(
        program=program,
        arguments=tuple(arguments),
        path=path,
        span=word.span,
        directory=directory,
        state=stage.final_state,
        entrypoint=entrypoint if entrypoint is not None and entrypoint.words else None,
        cmd=cmd if cmd is not None and cmd.words else None,
        needs_shell=not instruction.is_exec or command.name in POSIX_SHELLS or len(model.commands(instruction)) > 1,
        converts=not instruction.is_exec and bool(plain_words(instruction)),
        prefixes=tuple(prefix.name for prefix in command.prefixes if prefix.name != "exec"),
        beside=beside,
    )


def _expanded(word: ShellWord, instruction: Cmd | Entrypoint, state: State) -> str | None:
    """The program's word with what ENV and the base image set; None when that does not tell it."""
    if word.is_literal:
        return word.value
    if instruction.is_exec or "`" in word.value or "$(" in word.value:
        return None
    try:
        found = expand(word.value, state.env, complete=state.env_known)
    except ExpansionError:
        return None
    return found if found and "$" not in found and "*" not in found else None


def plain_words(instruction: ShellOrExec) -> tuple[str, ...]:
    """The words of a shell-form command that a shell would hand on as they are; () where it does more."""
    text = instruction.arguments_text.text
    words = text.split()
    if words and words[0] == "exec":
        words = words[1:]
    if not words or not all(_PLAIN_WORD.match(word) for word in words):
        return ()
    if "=" in words[0] or words[0] in _QUIET | _SHELL_WORDS or words[0] in POSIX_SHELLS:
        return ()
    return tuple(words)
