"""Options that busybox's programs do not have, although those of Debian do: a RUN with them fails on Alpine.

Source: the usage of busybox 1.37, and its programs tried. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dockwright.shell import Command

_SHORT: Mapping[str, str] = {
    "chgrp": "RhcvfLHP",
    "chmod": "Rcvf",
    "chown": "RhcvfLHP",
    "ln": "sfnbvTS",
    "mkdir": "pvm",
    "touch": "acmhdrt",
}
"""The letters that each program knows. Which words of several letters it knows depends on how busybox was built."""

_OF_CHECKS: Mapping[str, str] = {
    "cut": "dfcbs",
    "date": "uIR",
    "grep": "EFHhivcnloqswxRrAmBCef",
    "egrep": "Hhivcnloqswxef",
    "head": "nc",
    "id": "ugn",
    "kill": "0123456789sTERMKILLHUP",
    "pgrep": "flxnov",
    "pkill": "flxnov0123456789",
    "sed": "nEies",
    "sort": "nru",
    "tail": "nc",
    "test": "",
    "[": "",
    "timeout": "sk",
    "tr": "ds",
    "wc": "clwm",
    "wget": "qOTSUY",
}
"""The same for programs that checks of a container's health call; those without letters read no options."""

_OF_WGET = frozenset(
    {"--spider", "--quiet", "--tries", "--no-verbose", "--timeout", "--output-document", "--no-check-certificate", "--header",
     "--server-response", "--post-data", "--user-agent"}
)  # fmt: skip
"""What wget of Alpine takes or passes over, which many such checks count on."""

_WITH_VALUE = frozenset("mSdrtnfceAOTUkBC")
_MODE = re.compile(r"-[rwxXst]+")


def unknown_option(command: Command) -> str:
    """The first option of a command that busybox may not have; "" without one, or where the program is not in the table."""
    letters = _SHORT.get(command.name)
    return _unknown(command, letters) if letters is not None else ""


def is_doubtful(command: Command) -> bool:
    """Whether busybox's program may do another thing than Debian's, called like this by a check of the container's health."""
    letters = _OF_CHECKS.get(command.name, _SHORT.get(command.name))
    if letters is None:
        return any(word.value.startswith("-") for word in command.arguments)
    return bool(letters) and bool(_unknown(command, letters))


def _unknown(command: Command, letters: str) -> str:
    for word in (one.value for one in command.arguments):
        if word == "--":
            break
        if word.startswith("--"):
            if command.name == "wget" and word.partition("=")[0] in _OF_WGET:
                continue
            return word.partition("=")[0]
        is_mode = command.name == "chmod" and _MODE.fullmatch(word) is not None
        for letter in word[1:] if word.startswith("-") and not is_mode else "":
            if letter not in letters:
                return f"-{letter}"
            if letter in _WITH_VALUE:
                break
    return ""
