"""pip under all its names."""

from __future__ import annotations

from dockwright.shell import Command, ShellWord

_MINORS = tuple(f"3.{minor}" for minor in range(3, 16))
PIP = ("pip", "pip2", "pip3", "pip2.7", *(f"pip{minor}" for minor in _MINORS))
PYTHON = ("python", "python2", "python3", "python2.7", *(f"python{minor}" for minor in _MINORS))
PIP_AND_PYTHON = (*PIP, *PYTHON)


def pip_install(command: Command) -> ShellWord | None:
    """The word `install` of `pip install` or `python -m pip install`, None for any other command."""
    words = command.arguments
    if command.name in PYTHON:
        if len(words) < 3 or words[0].value != "-m" or words[1].value != "pip":
            return None
        words = words[2:]
    elif command.name not in PIP:
        return None
    for word in words:
        if not word.value.startswith("-"):
            return word if word.value == "install" else None
    return None
