"""Where the commands of a RUN work, and where files go that they copy and move."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import join, normpath

from dockwright.context import BuildContext
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.mounts import passing_mounts
from dockwright.refactorings.split.commands import is_silent, path_of, path_words
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.shell.subshells import MOVES, shells_of
from dockwright.syntax import Instruction, Run, Transfer

SYSTEM_DIRECTORIES = frozenset(
    {
        "/",
        "/bin",
        "/usr/bin",
        "/usr/local/bin",
        "/sbin",
        "/usr/sbin",
        "/usr/local/sbin",
        "/root",
        "/opt",
        "/srv",
        "/tmp",
    }
    | {"/usr", "/usr/lib", "/usr/share", "/usr/include", "/usr/local", "/usr/local/etc", "/usr/local/share", "/lib"}
    | {"/var/lib", "/var/log", "/var/cache", "/etc/ssl", "/etc/ssl/certs", "/usr/local/include", "/var/tmp", "/dev/shm"}
    | {"/usr/local/cargo/bin", "/go", "/go/bin", "/var", "/etc", "/home", "/usr/local/lib", "/mnt", "/media", "/run"}
)
_OWN_FILES = ("/etc/passwd", "/etc/shadow", "/etc/group", "/etc/ld.so", "/etc/nsswitch.conf")
"""Files of which each image has its own: lists of accounts, and what tells where libraries are."""

_TAKERS = frozenset({"rm", "rmdir", "mv", "unlink", "find", "shred", "git"})
_TAKES_AWAY = lazy_pattern(r"\b(?:rm|rmdir|mv|unlink|find|shred|git)\b")

_OF_SYSTEM = ("/etc/", "/usr/", "/lib/", "/root/", "/var/")
"""Where a file may be the system's, so that what is added to it is not all that there is in it."""

_OF_BUILDER = (
    "/dev/", "/proc/", "/sys/", "/tmp/", "/root/.", "/etc/apt/", "/etc/apk/", "/etc/yum", "/etc/dnf/", "/etc/dpkg/",
)  # fmt: skip
"""Where nothing is for a program that runs, and what may be the secret of a build."""

_VARIABLE = re.compile(r"\$\{?(\w+)")
_MOVERS = {"cp": (), "mv": (), "install": ("m", "o", "g", "mode", "owner", "group"), "ln": ()}
"""Programs that put a file elsewhere, with their flags that take a value."""


def located(model: SemanticModel, run: Run) -> Iterator[tuple[Command, str]]:
    """The commands of a RUN, each with the directory it runs in, where that is known."""
    commands = model.commands(run)
    if MOVES.isdisjoint([one.name for one in commands]):
        directory = model.state_before(run).workdir
        yield from ((one, directory) for one in commands if directory is not None)
        return
    here: dict[tuple[int, ...], str | None] = {(): model.state_before(run).workdir}
    left: dict[tuple[int, ...], list[str | None]] = {}  # where pushd went away from
    for command, shell in shells_of(commands):
        for depth in range(len(shell)):
            here.setdefault(shell[: depth + 1], here[shell[:depth]])
        directory = here[shell]
        if directory is not None:
            yield command, directory
        if command.name not in MOVES or command.in_pipeline:
            continue
        if command.name == "popd":
            back = left.get(shell)
            here[shell] = back.pop() if back and not command.operands() else None
            continue
        if command.name == "pushd":
            left.setdefault(shell, []).append(directory)
        here[shell] = _entered(model, run, command, directory) if directory is not None else None


def _entered(model: SemanticModel, run: Run, command: Command, directory: str) -> str | None:
    """The directory that a `cd` or `pushd` leads to; None when it is computed."""
    operands = command.operands()
    target = model.expand(operands[0].value, run) if len(operands) == 1 else None
    is_plain = target is not None and not any(mark in target for mark in "$~`") and target != "-"
    return normpath(join(directory, target)) if is_plain and target is not None else None


def absolute(model: SemanticModel, run: Run, directory: str, word: str) -> str | None:
    """The absolute path that a word of a command means; None when it is computed."""
    found = model.expand(word, run)
    if found is not None and found.startswith("~"):
        found = _at_home(model, run, found)
    if found is None or any(mark in found for mark in "$`*?["):
        return None
    return normpath(join(directory, found))


def files_written(model: SemanticModel, command: Command, directory: str, run: Run) -> list[str] | None:
    """The files that a command writes by `>` which does nothing else, as `echo` does, and that stay; None when it does more, may not
    run, they are computed or taken away again, or each image has its own of them."""
    may_not_run = command.is_conditional or command.in_substitution or command.next_operator == "&" or "||" in run.text
    if not is_silent(command) or may_not_run:
        return None
    found: list[str] = []
    for one in command.redirections:
        if one.target is None or not one.operator.endswith((">", ">|")) or one.operator == "<>":
            continue
        path = _written_path(model, run, directory, one.target.value)
        if path is None or path.startswith(_OWN_FILES):
            return None
        if one.operator.endswith(">>") and path.startswith(_OF_SYSTEM):
            return None
        if path.startswith(_OF_BUILDER):
            continue
        if covered_by_mount(model, run, path) or is_taken_away(model, command, path):
            return None
        found.append(path)
    return found


def _written_path(model: SemanticModel, run: Run, directory: str, word: str) -> str | None:
    """The absolute path of a file that is written; None when a variable of it is not one of ENV and ARG."""
    return absolute(model, run, directory, word) if "$" not in word or _is_of_instructions(model, run, word) else None


def is_taken_away(model: SemanticModel, maker: Command, path: str) -> bool:
    """Whether a later command may remove or move a file, or a directory that it is in."""
    stage = model.stage_of(maker.instruction)
    for run in stage.of(Run) if stage is not None else ():
        if run.index < maker.instruction.index or _TAKES_AWAY.search(run.text) is None:
            continue
        for command, directory in located(model, run):
            if command.span.start > maker.span.start and takes_away(model, command, directory, path):
                return True
    return False


def takes_away(model: SemanticModel, command: Command, directory: str, path: str) -> bool:
    """Whether a command may remove or move what is at a path, or a directory that it is in."""
    if command.name not in _TAKERS:
        return False
    words = (model.expand(word.value, command.instruction) or word.value for word in command.operands())
    patterns = [normpath(join(directory, word)) for word in words]
    return any("$" in one or inside(path, one) is not None or _stands_for(one, path) for one in patterns)


def _stands_for(pattern: str, path: str) -> bool:
    """Whether a pattern of a shell may stand for a path, or for a directory that it is in."""
    parts = path.split("/")
    return any(fnmatchcase("/".join(parts[:end]), pattern) for end in range(2, len(parts) + 1))


def paths_in(model: SemanticModel, command: Command, directory: str) -> list[str]:
    """The absolute paths that mkdir, chown and their like work on in a directory. A `$` is left where the value is not known."""
    return [_known_path(model, command, word, directory) for word in path_words(command)]


def _known_path(model: SemanticModel, command: Command, word: ShellWord, directory: str) -> str:
    run, found = command.instruction, None
    if isinstance(run, Run) and "$" in word.value and _is_of_instructions(model, run, word.value):
        found = absolute(model, run, directory, word.value)
    return found or path_of(word, directory)


def _is_of_instructions(model: SemanticModel, run: Run, written: str) -> bool:
    """Whether ENV and ARG set all variables of a word, and the script does not."""
    there = model.state_before(run).variables
    names = _VARIABLE.findall(written)
    is_set = all(name in there and f"{name}=" not in run.text and f"for {name} " not in run.text for name in names)
    return bool(names) and is_set


def _at_home(model: SemanticModel, run: Run, path: str) -> str | None:
    """What `~` and `~/x` mean to the user of a RUN; None where nobody can tell where the home is."""
    state = model.state_before(run)
    home = state.env.get("HOME") or ("/root" if state.is_root else None)
    return home + path[1:] if home is not None and path[1:2] in ("", "/") else None


def hidden_by_mount(model: SemanticModel, maker: Instruction, path: str) -> Obstacle | None:
    """Where a path that a RUN writes lies in one of its cache or tmpfs mounts, so that it is not in the image."""
    for mount, kind, target in passing_mounts(maker) if isinstance(maker, Run) else ():
        place = model.state_before(maker).resolve(target) if "$" not in target else None
        if place is None or inside(path, place) is not None or inside(place, path) is not None:
            return Obstacle(f"`{path}` lies in a {kind} mount, so it is not in the image", mount.span)
    return None


def covered_by_mount(model: SemanticModel, run: Run, path: str) -> Obstacle | None:
    """Where a path lies in a cache or tmpfs mount of a RUN: what that writes there is not in the image."""
    for mount in run.mounts:
        target = mount.option("target", "dst", "destination")
        place = model.state_before(run).resolve(target.value) if target is not None and target.value else None
        if place is not None and inside(path, place) is not None and (found := hidden_by_mount(model, run, path)):
            return found
    return None


def handed_on(model: SemanticModel, stage: Stage, path: str) -> str:
    """The stage or image that a COPY takes what is at an absolute path from, as it is written; "" where none does."""
    found = ""
    for transfer in stage.of(Transfer):
        flag, destination = transfer.from_, transfer.destination
        written = model.expand(destination, transfer) if flag is not None and destination is not None else None
        target = model.state_before(transfer).resolve(written) if written is not None else None
        if flag is not None and flag.value is not None and target is not None and inside(path, target) is not None:
            found = flag.value.value
    return found


class Places:
    """The directories of a stage, as far as they decide where a file goes."""

    def __init__(self, model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources) -> None:
        self.model = model
        self.stage = stage
        self.context = context
        self.sources = sources

    def moved(self, command: Command, directory: str, run: Run, outer: Command | None = None) -> tuple[str, str] | None:
        """From where to where a command puts one file or directory; None when it does not, or that is computed.

        `outer`: the command of the RUN that runs this one, as `make` does.
        """
        if command.name not in _MOVERS or command.in_substitution or command.is_conditional:
            return None
        operands = command.operands(_MOVERS[command.name])
        if len(operands) != 2 or command.has_flag("t", "target-directory", "d"):
            return None
        paths = [absolute(self.model, run, directory, word.value) for word in operands]
        source, target = paths
        if source is None or target is None:
            return None
        written = self.model.expand(operands[1].value, run) or ""
        if written.endswith(("/", "/.")) or written == "." or self.is_directory(target, outer or command):
            target = join(target, source.rpartition("/")[2])
        return source, target

    def is_directory(self, path: str, command: Command) -> bool:
        """Whether a path is a directory that is there when the command runs."""
        if path in SYSTEM_DIRECTORIES:
            return True
        source = self.sources.context_path(path, command.instruction)
        if source is not None and self.context.is_known and self.context.is_dir(source):
            return True
        if any(path == self.model.state_after(one).workdir for one in self.stage.instructions
               if one.index < command.instruction.index):  # fmt: skip
            return True
        for run in self.stage.of(Run):
            for other, directory in located(self.model, run):
                if other.name == "mkdir" and other.span.start < command.span.start:
                    made = (absolute(self.model, run, directory, word.value) for word in other.operands(("m", "mode")))
                    if path in made:
                        return True
        return False
