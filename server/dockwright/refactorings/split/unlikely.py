"""Stages that are not split for certain: quick looks that spare the closer one to those who need no reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.distributions import ARCHIVED
from dockwright.knowledge.java_images import SERVERS
from dockwright.semantics import Stage
from dockwright.shell import POSIX_SHELLS
from dockwright.syntax import Cmd, Entrypoint, Run, ShellOrExec

_COMPUTED = ("$", "\\", "`")
"""What may stand for the name of a program."""

_COMPILED = ("oven/bun", "denoland/deno")


def is_unlikely(stage: Stage, toolchain: BaseImage, context: BuildContext) -> bool:
    """Whether nothing that a final stage builds is what starts, for certain, where nothing is assumed. False tells nothing."""
    if stage.base_stage is not None or context.is_known or toolchain.family in SERVERS:
        return False
    if stage.last(Cmd) is None and stage.last(Entrypoint) is None:
        return True
    look = _LOOKS.get(toolchain.ecosystem)
    return look is not None and look(stage, toolchain)


def _compiles_nothing(stage: Stage, facts: BaseImage) -> bool:
    """Whether a command leaves behind what nobody knows, before any other makes a program or puts files elsewhere."""
    from dockwright.refactorings.split.c.commands import COMPILERS, PUTS, is_followed

    if facts.release in ARCHIVED:
        return True
    for run in stage.of(Run):
        for command in stage.model.commands(run):
            if command.name in COMPILERS or command.name in PUTS:
                return False
            if not is_followed(command):
                return True
    return True


def _serves_nothing(stage: Stage, facts: BaseImage) -> bool:
    """Whether no server of static files is started, and no executable is compiled."""
    if facts.family in _COMPILED or "--compile" in stage.model.dockerfile.text:
        return False
    return not any(_may_serve(one) for one in (stage.last(Entrypoint), stage.last(Cmd)))


def _may_serve(start: ShellOrExec | None) -> bool:
    if start is None:
        return False
    from dockwright.projects.static_servers import names_server

    text = start.text
    is_hidden = any(map(text.__contains__, _COMPUTED)) or (not start.is_exec and ('"' in text or "'" in text))
    return is_hidden or names_server(text)


def _calls_no_java_tool(stage: Stage, facts: BaseImage) -> bool:
    """Whether no command builds for Java, nor makes a runtime."""
    from dockwright.refactorings.split.java.tools import TOOLS

    programs = stage.programs
    return programs.isdisjoint(TOOLS) and programs.isdisjoint(POSIX_SHELLS) and "jlink" not in programs


_LOOKS: Mapping[str, Callable[[Stage, BaseImage], bool]] = {
    "c": _compiles_nothing,
    "java": _calls_no_java_tool,
    "node": _serves_nothing,
}
