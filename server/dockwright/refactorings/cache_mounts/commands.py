"""Commands that a cache mount may serve: which tool they run, and whether they fill its cache."""

from __future__ import annotations

from dockwright.knowledge.package_managers import MANAGERS, manager_of
from dockwright.refactorings.cache_mounts.tools import TOOLS, Tool
from dockwright.refactorings.reorder.independence import installs_by_name
from dockwright.shell import Command
from dockwright.syntax import Run


def tool_of(command: Command) -> tuple[str, Tool] | None:
    """The tool that a command runs, when it is one of its subcommands that fill the cache."""
    name = "pip" if _is_python_pip(command) else command.name
    manager = manager_of(name)
    tool = TOOLS.get(manager.name) if manager is not None else None
    if manager is None or tool is None or not command.is_top_level or command.is_conditional:
        return None
    operands = [
        word.value for word in command.operands(manager.valued_flags | {"m"} if name == "pip" else manager.valued_flags)
    ]
    verb = operands[0] if operands else ""
    if tool.verbs and verb not in tool.verbs:
        return None
    if not tool.verbs and (not command.arguments or command.has_flag("version", "v", "offline", "o", "help")):
        return None
    if command.name == "yarn" and command.has_flag("version", "v", "help"):
        return None
    if command.name == "go" and any(word.value == "-a" for word in command.arguments):
        return None  # it does not look into the cache
    return manager.name, tool


def is_early(command: Command, tool: Tool) -> bool:
    """Whether the command belongs in front of the sources anyway: it installs what is named, not what they ask for."""
    if tool.is_early or installs_by_name(command):
        return True
    names = [word.value for word in command.operands(MANAGERS["npm"].valued_flags)]
    return (
        command.name in ("npm", "pnpm", "bun") and len(names) > 1 and not all(name in (names[0], ".") for name in names)
    )


def _is_python_pip(command: Command) -> bool:
    return command.name.startswith("python") and [word.value for word in command.arguments[:2]] == ["-m", "pip"]


def is_repeated(command: Command) -> bool:
    """Whether an earlier command of the same script stands for it."""
    found = tool_of(command)
    for earlier in command.script.commands:
        if earlier is command:
            return False
        other = tool_of(earlier)
        if other is not None and found is not None and other[0] == found[0]:
            return True
    return False


def manager_name(command: Command) -> str:
    manager = manager_of(command.name)
    return manager.name if manager is not None else ""


def is_cut_off(run: Run) -> bool:
    network = run.flag("network")
    return network is not None and network.value is not None and network.value.value == "none"


def works_offline(run: Run, command: Command) -> bool:
    return is_cut_off(run) or command.has_flag("offline") or (command.name == "cargo" and command.has_flag("frozen"))
