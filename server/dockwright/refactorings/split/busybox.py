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

_WITH_VALUE = frozenset("mSdrt")
_MODE = re.compile(r"-[rwxXst]+")


def unknown_option(command: Command) -> str:
    """The first option of a command that busybox may not have; "" without one, or where the program is not in the table."""
    letters = _SHORT.get(command.name)
    if letters is None:
        return ""
    for word in (one.value for one in command.arguments):
        if word == "--":
            break
        if word.startswith("--"):
            return word.partition("=")[0]
        is_mode = command.name == "chmod" and _MODE.fullmatch(word) is not None
        for letter in word[1:] if word.startswith("-") and not is_mode else "":
            if letter not in letters:
                return f"-{letter}"
            if letter in _WITH_VALUE:
                break
    return ""
