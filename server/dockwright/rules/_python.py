"""pip under all its names."""

from __future__ import annotations

from itertools import pairwise

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.patterns import lazy_pattern
from dockwright.rule import Settings
from dockwright.rules._hadolint import from_action
from dockwright.shell import Command, ShellWord

PIP_VALUED = MANAGERS["pip"].valued_flags
_MINORS = tuple(f"3.{minor}" for minor in range(3, 16))
PIP = ("pip", "pip2", "pip3", "pip2.7", *(f"pip{minor}" for minor in _MINORS))
PYTHON = ("python", "python2", "python3", "python2.7", *(f"python{minor}" for minor in _MINORS))
PIP_AND_PYTHON = (*PIP, *PYTHON)
_PIP, _PYTHON = frozenset(PIP), frozenset(PYTHON)
_INSTALL = lazy_pattern("install")
_PYTHON_FLAG = lazy_pattern(r"-[bBdEiIOPqRsSuvx]+|-[WX]\S+")


def pip_install(command: Command, settings: Settings) -> ShellWord | None:
    """The word `install` of `pip install` or `python -m pip install`, None for any other command."""
    is_python = command.name in _PYTHON
    if not (is_python or command.name in _PIP) or not command.may_hold(_INSTALL):
        return None
    if is_python and not _runs_pip(command.arguments):
        return None
    operands = command.operands(PIP_VALUED)[1 if is_python else 0 :]
    operands = from_action(operands, settings)
    return operands[0] if operands and operands[0].value == "install" else None


def _runs_pip(words: tuple[ShellWord, ...]) -> bool:
    """Whether `-m pip` comes first, behind flags of Python's own."""
    values = [word.value for word in words]
    for value, following in pairwise(values):
        if value == "-m":
            return following == "pip"
        if not _PYTHON_FLAG.fullmatch(value):
            return False
    return False
