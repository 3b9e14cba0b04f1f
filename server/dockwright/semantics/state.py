"""What is in effect between two instructions of a stage: directory, user, shell, environment, build arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from posixpath import join, normpath
from types import MappingProxyType

from dockwright.knowledge.base_images import POSIX_SHELL, WINDOWS_SHELL, BaseImage
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.semantics.growing import with_values
from dockwright.syntax import Arg, Env, Instruction, Shell, User, Word, Workdir
from dockwright.values import NamedTuple

Values = Mapping[str, "str | None"]

NOTHING: Values = MappingProxyType({})
_WINDOWS_ABSOLUTE = re.compile(r"[A-Za-z]:|[\\/]")


LONGEST_PATH = 4096
"""Characters of a path, as Linux has it: directories below one another in as many WORKDIRs would outgrow any memory."""


class State(NamedTuple):
    """A snapshot; neighbours share one when nothing changed between them.

    In the mappings a value of None means that the name is set to something unknown.
    """

    workdir: str | None  # absolute and normalised; None when unknown
    workdir_known: bool
    user: str | None  # as USER has it, `name[:group]`; "root" by default; None when unknown
    shell: tuple[str, ...]  # what shell form runs with
    env: Values  # ENV, and what the base image sets
    args: Values  # ARG of this stage and of those it is built on, with their default
    variables: Values = NOTHING  # what `$name` stands for: ENV and ARG, the later one wins
    env_known: bool = False  # a name that is not in `variables` is unset, not just unknown
    is_windows: bool = False

    @property
    def is_root(self) -> bool | None:
        """Whether commands run as root; None when unknown."""
        return None if self.user is None else means_root(self.user)

    def resolve(self, path: str) -> str | None:
        """The absolute, normalised form of a path in the image; None when it depends on an unknown directory."""
        if self.is_windows:
            return path if _WINDOWS_ABSOLUTE.match(path) else None
        if path.startswith("/"):
            return normalise(path)
        if self.workdir is None or len(self.workdir) + len(path) > LONGEST_PATH:
            return None
        return normalise(join(self.workdir, path))


def means_root(user: str) -> bool:
    """Whether a user, with or without a group, is root: by name, or by a number that comes to 0, such as `00` or `+0`."""
    name = user.partition(":")[0]
    return name in ("", "root", "0") or (name[-1] == "0" and not name.lstrip("+-").strip("0"))


def normalise(path: str) -> str:
    """An absolute path without `.`, `..`, doubled or final slashes."""
    if path.startswith("/") and "/." not in path and "//" not in path and not path.endswith("/"):
        return path  # as nearly all of them are written
    return normpath("/" + path.lstrip("/"))


UNKNOWN_STATE = State(None, False, None, POSIX_SHELL, NOTHING, NOTHING)
"""On top of an image nobody knows."""


UNKNOWN_WINDOWS_STATE = UNKNOWN_STATE._replace(shell=WINDOWS_SHELL, is_windows=True)


def state_of_image(facts: BaseImage | None, *, is_windows: bool) -> State:
    """What a base image hands to its first instruction; of one that nobody knows its system at most."""
    if facts is None:
        return UNKNOWN_WINDOWS_STATE if is_windows else UNKNOWN_STATE
    is_windows = facts.os == "windows"
    return State(
        workdir=None if is_windows else facts.workdir,
        workdir_known=not is_windows,
        user=facts.user or ("root" if not is_windows else None),
        shell=facts.shell,
        env=facts.env,
        args=NOTHING,
        variables=facts.env,
        env_known=facts.env_is_complete,
        is_windows=is_windows,
    )


def states_of(instructions: Iterable[Instruction], first: State, global_args: Values, escape: str) -> list[State]:
    """The state before each instruction, and behind the last one the final state."""
    state = first
    states: list[State] = []
    for instruction in instructions:
        states.append(state)
        keyword = instruction.keyword
        if keyword in _STEPS:
            state = _STEPS[keyword](state, instruction, global_args, escape)
    states.append(state)
    return states


def expand_word(word: Word, state: State, escape: str) -> str | None:
    """The word's value with the variables of the state; None when it is unknown or an error."""
    if "$" not in word.raw:
        return word.value
    try:
        return expand(word.raw, state.variables, escape=escape, complete=state.env_known)
    except ExpansionError:
        return None


def _after_workdir(state: State, instruction: Instruction, global_args: Values, escape: str) -> State:
    assert isinstance(instruction, Workdir)
    if instruction.path is None:
        return state
    path = expand_word(instruction.path, state, escape)
    if path is None:
        workdir = None
    elif path == "":
        workdir = state.workdir
    else:
        workdir = state.resolve(path)
    return state._replace(workdir=workdir, workdir_known=workdir is not None)


def _after_user(state: State, instruction: Instruction, global_args: Values, escape: str) -> State:
    assert isinstance(instruction, User)
    return state._replace(user=expand_word(instruction.user, state, escape)) if instruction.user else state


def _after_shell(state: State, instruction: Instruction, global_args: Values, escape: str) -> State:
    assert isinstance(instruction, Shell)
    words = tuple(word.value for word in instruction.exec_words)
    return state._replace(shell=words) if words else state


def _after_env(state: State, instruction: Instruction, global_args: Values, escape: str) -> State:
    """The pairs of one ENV do not see each other."""
    assert isinstance(instruction, Env)
    new: dict[str, str | None] = {}
    for pair in instruction.pairs:
        name = expand_word(pair.key, state, escape)
        if name is not None:
            new[name] = expand_word(pair.value, state, escape) if pair.value is not None else ""
    return state._replace(env=with_values(state.env, new), variables=with_values(state.variables, new))


def _after_arg(state: State, instruction: Instruction, global_args: Values, escape: str) -> State:
    """The pairs of one ARG see each other. Without a default, a global ARG of the name gives it; an ENV stays."""
    assert isinstance(instruction, Arg)
    for pair in instruction.pairs:
        name = pair.key.value
        if pair.value is not None:
            value = expand_word(pair.value, state, escape)
        elif name in global_args:
            value = global_args[name]
        else:
            value = None
        keeps = pair.value is None and value is None and name in state.variables
        new = {name: value}
        variables = state.variables if keeps else with_values(state.variables, new)
        state = state._replace(args=with_values(state.args, new), variables=variables)
    return state


_STEPS = {
    "ARG": _after_arg,
    "ENV": _after_env,
    "SHELL": _after_shell,
    "USER": _after_user,
    "WORKDIR": _after_workdir,
}
