"""Which commands have nothing to do with a directory of the image: they neither read nor change anything in it.

Said only of commands that are known well; everything else may do anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dockwright.knowledge.package_managers import manager_of
from dockwright.refactorings.reorder.sites import overlap, resolve
from dockwright.shell import Command, ShellWord

# Programs that only look at or change the system, whatever their arguments are.
_SYSTEM = frozenset({
    ":", "addgroup", "adduser", "date", "deluser", "dpkg-reconfigure", "echo", "groupadd", "groupmod", "hostname", "id",
    "ldconfig", "locale-gen", "printf", "sleep", "true", "uname", "update-alternatives", "update-ca-certificates",
    "useradd", "usermod", "whoami",
})  # fmt: skip

# Programs all of whose operands are paths; of some the first operand is none.
_PATHS = frozenset({"cat", "cp", "find", "install", "ln", "ls", "mkdir", "mv", "rm", "rmdir", "stat", "tar", "touch"})
_PATHS_BEHIND_ONE = frozenset({"chmod", "chown", "chgrp"})

_STATE = frozenset({"cd", "export", "set", "umask"})
"""Commands that change what the rest of their script finds, and nothing else."""

_CLEANING = {
    "rm": (), "apt-get": ("purge", "remove", "autoremove", "clean"), "apt": ("purge", "remove", "autoremove", "clean"),
    "apk": ("del", "cache"), "yum": ("remove", "clean"), "dnf": ("remove", "clean"), "npm": ("prune", "cache", "uninstall"),
    "yarn": ("cache",), "pnpm": ("prune", "store"), "pip": ("cache", "uninstall"), "pip3": ("cache", "uninstall"),
    "go": ("clean",), "find": (),
}  # fmt: skip


def is_state(command: Command) -> bool:
    """Whether a command only sets up the commands behind it: a directory, options, variables."""
    return command.name in _STATE and not command.redirections and not command.in_pipeline


def cleans_up(command: Command) -> bool:
    """Whether a command removes what earlier ones may have left."""
    verbs = _CLEANING.get(command.name)
    return verbs is not None and (not verbs or command.subcommand in verbs)


def is_independent(command: Command, directory: str | None, tree: str) -> bool:
    """Whether a command, run in `directory` (None: unknown), does nothing in the directory `tree`."""
    if not all(_is_elsewhere(one.target, directory, tree) for one in command.redirections if one.target):
        return False
    name = command.name
    if name in _SYSTEM or is_state(command):
        return True
    if name in _PATHS or name in _PATHS_BEHIND_ONE:
        operands = command.operands()[name in _PATHS_BEHIND_ONE :]
        return all(_is_elsewhere(word, directory, tree) for word in operands)
    if name in _PROGRAMS_WITH_VERSION and _only_asks(command):
        return True
    check = _CHECKS.get(name)
    if check is not None:
        return check(command, directory, tree)
    manager = manager_of(name)
    return manager is not None and manager.ecosystem == "os" and _names_packages(command, manager.valued_flags)


def _is_elsewhere(word: ShellWord, directory: str | None, tree: str) -> bool:
    """Whether a path, perhaps a pattern, leads nowhere near the tree."""
    path = word.value
    if path.isdigit() or path in ("-", "/dev/null"):
        return True
    for home in ("~/", "$HOME/", "${HOME}/"):
        if path.startswith(home) and "$" not in path[len(home) :]:
            return not any(overlap(place, tree) for place in ("/root", "/home"))
    if "$" in path or "`" in path or path.startswith("~"):
        return False
    cut = min((path.index(mark) for mark in "*?[{" if mark in path), default=len(path))
    fixed = path[:cut].rpartition("/")[0] + "/" if cut < len(path) else path
    if not fixed.startswith("/"):
        return directory is not None and not overlap(resolve(directory, fixed), tree)
    return not overlap(resolve("/", fixed), tree)


def _names_packages(command: Command, valued: Iterable[str]) -> bool:
    """Whether all operands are names of packages rather than files."""
    return not any(_is_file(word.value) for word in command.operands(frozenset(valued))[1:])


def _is_file(operand: str) -> bool:
    return operand.startswith((".", "/", "~", "$", "file:")) and operand not in (".build-deps", ".build-dependencies")


def _only_asks(command: Command) -> bool:
    """Whether the command prints a version or help."""
    return bool(command.arguments) and all(
        word.value in ("-v", "-V", "--version", "version", "-h", "--help") for word in command.arguments
    )


def _node(command: Command, directory: str | None, tree: str) -> bool:
    manager = manager_of(command.name)
    assert manager is not None
    verb = command.subcommand
    if verb in ("config", "cache", "c") or (verb == "store" and command.name == "pnpm"):
        return True
    is_global = command.has_flag("g", "global") or (command.name == "yarn" and verb == "global")
    names = command.operands(manager.valued_flags)
    return is_global and len(names) > 1 and _names_packages(command, manager.valued_flags)


def _pip(command: Command, directory: str | None, tree: str) -> bool:
    valued = manager_of("pip")
    assert valued is not None
    operands = [word.value for word in command.operands(valued.valued_flags | {"m"})]
    if command.name.startswith("python") and command.flag_value("m") is None:
        return False
    if not operands:
        return False
    if operands[0] in ("config", "cache", "list", "freeze", "check"):
        return True
    names_files = command.has_flag(
        "r", "requirement", "c", "constraint", "e", "editable", "t", "target", "find-links", "f"
    )
    return operands[0] == "install" and not names_files and not any(_is_file(name) for name in operands[1:])


def _go(command: Command, directory: str | None, tree: str) -> bool:
    verb = command.subcommand
    if verb == "install":
        return all("@" in word.value for word in command.operands()[1:])
    return verb == "env" or (verb == "clean" and command.arguments[-1].value.endswith("cache"))


def _git(command: Command, directory: str | None, tree: str) -> bool:
    return command.subcommand == "config" and command.has_flag("global", "system")


def _corepack(command: Command, directory: str | None, tree: str) -> bool:
    return command.subcommand in ("enable", "disable", "prepare")


def _fetches(command: Command, directory: str | None, tree: str) -> bool:
    """curl and wget: they write where they are told to, or where they are."""
    names = (
        ("o", "output", "output-dir") if command.name == "curl" else ("O", "output-document", "P", "directory-prefix")
    )
    targets = [word for name in names if (word := command.flag_value(name)) is not None]
    if command.name == "curl" and not targets and not command.has_flag("O", "remote-name", "J"):
        return True
    if targets and not (command.name == "curl" and command.has_flag("O", "remote-name")):
        return all(_is_elsewhere(word, directory, tree) for word in targets)
    return directory is not None and not overlap(directory, tree)


_CHECKS: dict[str, Callable[[Command, str | None, str], bool]] = {
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun"), _node),
    **dict.fromkeys(("pip", "pip2", "pip3", "python", "python2", "python3"), _pip),
    **dict.fromkeys(("curl", "wget"), _fetches),
    "corepack": _corepack,
    "git": _git,
    "go": _go,
}
_PROGRAMS_WITH_VERSION = frozenset({*_CHECKS, "node", "ruby", "java", "gcc"})
