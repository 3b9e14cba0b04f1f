"""Shells that SHELL is given, each as the JSON list it takes.

Source: the shells' manuals. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

SHELLS: Mapping[str, str] = {
    '["/bin/bash", "-o", "pipefail", "-c"]': "bash; a pipe fails when any part of it fails",
    '["/bin/sh", "-c"]': "the default on Linux",
    '["/bin/sh", "-eo", "pipefail", "-c"]': "BusyBox (Alpine): stops at errors, in pipes too",
    '["/bin/bash", "-euo", "pipefail", "-c"]': "bash; stops at errors and at unset variables",
    '["/bin/ash", "-eo", "pipefail", "-c"]': "Alpine's ash by its own name",
    '["pwsh", "-Command", "$ErrorActionPreference = \'Stop\';"]': "PowerShell; stops at errors",
    '["powershell", "-Command", "$ErrorActionPreference = \'Stop\';"]': "Windows PowerShell; stops at errors",
    '["cmd", "/S", "/C"]': "the default on Windows",
}
