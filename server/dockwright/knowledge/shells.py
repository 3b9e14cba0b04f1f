"""Shells that SHELL is given, each as the JSON list it takes.

Source: the shells' manuals. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words

SHELLS: Mapping[str, str] = {
    '["/bin/bash", "-o", "pipefail", "-c"]': "bash; a pipe fails when any part of it fails",
    '["/bin/sh", "-c"]': "the default on Linux",
    '["/bin/sh", "-eo", "pipefail", "-c"]': "BusyBox (Alpine): stops at errors, in pipes too",
    '["/bin/bash", "-euo", "pipefail", "-c"]': "bash; stops at errors and at unset variables",
    '["/bin/ash", "-eo", "pipefail", "-c"]': "Alpine's ash by its own name",
    '["pwsh", "-Command", "$ErrorActionPreference = \'Stop\';"]': "PowerShell; stops at errors",
}

WINDOWS_SHELLS: Mapping[str, str] = {
    '["powershell", "-Command", "$ErrorActionPreference = \'Stop\';"]': "Windows PowerShell; stops at errors",
    '["pwsh", "-Command", "$ErrorActionPreference = \'Stop\';"]': "PowerShell; stops at errors",
    '["cmd", "/S", "/C"]': "the default on Windows",
}

SHELL_VARIABLES: frozenset[str] = words(
    "BASH BASHOPTS BASHPID BASH_ENV BASH_SOURCE BASH_VERSINFO BASH_VERSION COLUMNS DIRSTACK EPOCHREALTIME EPOCHSECONDS EUID "
    "FUNCNAME GROUPS HOME HOSTNAME HOSTTYPE IFS LINENO LINES LOGNAME MACHTYPE OLDPWD OPTARG OPTERR OPTIND OSTYPE PATH "
    "PIPESTATUS PPID PS1 PS2 PS4 PWD RANDOM REPLY SECONDS SHELL SHELLOPTS SHLVL SRANDOM TERM UID USER"
)
"""Names that some shell, or what starts it in a build, sets by itself."""
