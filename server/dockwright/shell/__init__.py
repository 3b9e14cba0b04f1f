"""Shell scripts inside a Dockerfile: the text of RUN and its like -> commands with their places in the Dockerfile."""

from __future__ import annotations

from dockwright.shell.nodes import Command, Script
from dockwright.shell.parts import Assignment, Prefix, Redirection, ShellFlag, ShellWord
from dockwright.shell.scripts import DEFAULT_SHELL, POSIX_SHELLS, dialect_of, parse_script

__all__ = [
    "DEFAULT_SHELL",
    "POSIX_SHELLS",
    "Assignment",
    "Command",
    "Prefix",
    "Redirection",
    "Script",
    "ShellFlag",
    "ShellWord",
    "dialect_of",
    "parse_script",
]
