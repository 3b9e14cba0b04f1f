"""What an instruction reads and writes, so that two of them may be shown to commute.

Paths stand for themselves and all below them. `config` names what else an instruction sets or needs: workdir, user,
shell, cmd, label:NAME, ... What is not understood is a barrier, which commutes with nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from dockwright.knowledge.commands import ALWAYS_READ_VARIABLES
from dockwright.patterns import lazy_pattern
from dockwright.semantics.deeds import deed, is_understood, sites
from dockwright.syntax import (
    Add,
    Arg,
    Env,
    Healthcheck,
    Instruction,
    Label,
    Run,
    ShellOrExec,
    Transfer,
    Volume,
    Word,
    Workdir,
)
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.semantics.model import SemanticModel

Names = frozenset[str]
_SHELL_VARIABLE = lazy_pattern(r"\$\{?(\w+)")

NONE: Names = frozenset()
EVERYTHING: Names = frozenset({"/"})
ACCOUNTS: Names = frozenset({"/etc/passwd", "/etc/group"})


class Effects(NamedTuple):
    """What an instruction depends on and changes."""

    reads: Names = NONE  # paths in the image
    writes: Names = NONE
    env_reads: Names = NONE  # globs of variables; "*" is all
    env_writes: Names = NONE
    config_reads: Names = NONE
    config_writes: Names = NONE
    context_reads: Names = NONE  # sources in the build context; they conflict with nothing
    network: bool = False
    is_barrier: bool = False


BARRIER = Effects(EVERYTHING, EVERYTHING, frozenset("*"), frozenset("*"), network=True, is_barrier=True)


def commute(one: Effects, two: Effects) -> bool:
    """Whether two instructions give the same image in either order."""
    if one.is_barrier or two.is_barrier:
        return False
    return not (
        _paths_meet(one.writes, two.writes)
        or _paths_meet(one.writes, two.reads)
        or _paths_meet(one.reads, two.writes)
        or _names_meet(one.env_writes, two.env_writes)
        or _names_meet(one.env_writes, two.env_reads)
        or _names_meet(two.env_writes, one.env_reads)
        or not one.config_writes.isdisjoint(two.config_writes | two.config_reads)
        or not two.config_writes.isdisjoint(one.config_reads)
    )


def effects(model: SemanticModel, instruction: Instruction) -> Effects:
    """The effects of one instruction where it stands, worked out once."""
    interpret = _BY_KEYWORD.get(instruction.keyword)
    return model.keep((effects, instruction), lambda: interpret(model, instruction)) if interpret else BARRIER


def joined(parts: Iterable[Effects]) -> Effects:
    """The effects of several instructions taken together."""
    found = list(parts)
    return Effects(
        reads=NONE.union(*(part.reads for part in found)),
        writes=NONE.union(*(part.writes for part in found)),
        env_reads=NONE.union(*(part.env_reads for part in found)),
        env_writes=NONE.union(*(part.env_writes for part in found)),
        config_reads=NONE.union(*(part.config_reads for part in found)),
        config_writes=NONE.union(*(part.config_writes for part in found)),
        context_reads=NONE.union(*(part.context_reads for part in found)),
        network=any(part.network for part in found),
        is_barrier=any(part.is_barrier for part in found),
    )


def _paths_meet(ones: Names, twos: Names) -> bool:
    return bool(ones and twos) and any(_overlap(one, two) for one in ones for two in twos)


def _overlap(one: str, two: str) -> bool:
    """Whether one path is the other, or below it."""
    if one == two or one == "/" or two == "/":
        return True
    return one.startswith(two + "/") or two.startswith(one + "/")


def _names_meet(names: Names, globs: Names) -> bool:
    if not names or not globs:
        return False
    if "*" in names or "*" in globs or not names.isdisjoint(globs):
        return True
    patterns = [one for one in globs if "*" in one or "?" in one or "[" in one]
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _variables(words: Iterable[Word | None]) -> Names:
    """The variables the builder expands in these words."""
    return frozenset(variable.name for word in words if word is not None for variable in word.references())


def _run(model: SemanticModel, instruction: Instruction) -> Effects:
    script = model.script(instruction)
    if script.dialect != "posix" or script.has_errors or not all(map(is_understood, script.commands)):
        return BARRIER
    assert isinstance(instruction, Run)
    reads: set[str] = set()
    writes: set[str] = set()
    variables: set[str] = {*ALWAYS_READ_VARIABLES}
    network = False
    for site in sites(model, instruction):
        done = deed(site)
        if done.is_barrier:
            return BARRIER
        reads.update(done.reads)
        writes.update(["/" if write.is_anywhere else write.path for write in done.writes])
        variables.update(done.environment)
        network = network or done.network
    mounts = _mounts(model, instruction) if instruction.flags else ()
    if mounts:
        writes = {path for path in writes if not any(path == mount or path.startswith(mount + "/") for mount in mounts)}
    return Effects(
        reads=frozenset(reads),
        writes=frozenset(writes),
        env_reads=frozenset(variables).union(_SHELL_VARIABLE.findall(instruction.text)),
        config_reads=frozenset({"user", "workdir", "shell"} if not instruction.is_exec else {"user", "workdir"}),
        context_reads=_bound(instruction) if instruction.flags else NONE,
        network=network,
    )


def _mounts(model: SemanticModel, run: Run) -> list[str]:
    """The targets of mounts: what is written there is not in the image."""
    state = model.state_before(run)
    found: list[str] = []
    for mount in run.mounts:
        target = mount.option("target", "dst", "destination")
        path = state.resolve(target.value) if target is not None and target.value and "$" not in target.value else None
        if path is not None and path != "/":
            found.append(path)
    return found


def _bound(run: Run) -> Names:
    """What bind mounts bring from the context."""
    found: set[str] = set()
    for mount in run.mounts:
        kind, origin, source = mount.option("type"), mount.option("from"), mount.option("source", "src")
        if origin is None and (kind is None or kind.value == "bind"):
            found.add((source.value or "." if source is not None else ".").strip("/"))
    return frozenset(found)


def _copy(model: SemanticModel, instruction: Instruction) -> Effects:
    assert isinstance(instruction, Transfer)
    state = model.state_before(instruction)
    destination = instruction.destination
    text = model.expand(destination, instruction) if destination is not None else None
    path = state.resolve(text) if text else None
    config = {"workdir"} if text is None or not text.startswith("/") else set()
    owner = instruction.flag("chown")
    named_owner = owner is not None and owner.value is not None and not _is_numeric(owner.value.value)
    from_stage = instruction.from_ is not None
    sources = frozenset(word.value for word in instruction.sources)
    is_remote = isinstance(instruction, Add) and any("://" in word.value for word in instruction.sources)
    written = frozenset({path if path is not None else "/"})
    return Effects(
        reads=written | (ACCOUNTS if named_owner else NONE),
        writes=written,
        env_reads=_variables([*instruction.words, *(flag.value for flag in instruction.flags)]),
        config_reads=frozenset(config),
        context_reads=NONE if from_stage else sources,
        network=is_remote,
    )


def _is_numeric(owner: str) -> bool:
    return all(part.isdecimal() for part in owner.split(":"))


def _workdir(model: SemanticModel, instruction: Instruction) -> Effects:
    assert isinstance(instruction, Workdir)
    after = model.state_after(instruction)
    written = frozenset({after.workdir if after.workdir is not None else "/"})
    is_relative = instruction.path is not None and not instruction.path.value.startswith("/")
    return Effects(
        reads=written,
        writes=written if after.workdir != "/" else NONE,
        env_reads=_variables(instruction.words),
        config_reads=frozenset({"user", "workdir"} if is_relative else {"user"}),
        config_writes=frozenset({"workdir"}),
    )


def _user(model: SemanticModel, instruction: Instruction) -> Effects:
    return Effects(env_reads=_variables(instruction.words), config_writes=frozenset({"user"}))


def _shell(model: SemanticModel, instruction: Instruction) -> Effects:
    return Effects(config_writes=frozenset({"shell"}))


def _env(model: SemanticModel, instruction: Instruction) -> Effects:
    assert isinstance(instruction, (Env, Arg))
    names = frozenset(pair.key.value for pair in instruction.pairs)
    words = [word for pair in instruction.pairs for word in (pair.key, pair.value)]
    is_computed = any(pair.key.variables for pair in instruction.pairs)
    return Effects(env_reads=_variables(words), env_writes=frozenset("*") if is_computed else names)


def _label(model: SemanticModel, instruction: Instruction) -> Effects:
    assert isinstance(instruction, Label)
    names = frozenset(f"label:{pair.key.value}" for pair in instruction.pairs)
    return Effects(env_reads=_variables(instruction.words), config_writes=names)


def _start(model: SemanticModel, instruction: Instruction) -> Effects:
    """CMD, ENTRYPOINT, HEALTHCHECK: the last one counts; shell form is stored with the shell in effect."""
    command = instruction.command if isinstance(instruction, Healthcheck) else instruction
    uses_shell = isinstance(command, ShellOrExec) and not command.is_exec
    return Effects(
        config_reads=frozenset({"shell"}) if uses_shell else NONE,
        config_writes=frozenset({instruction.keyword.lower()}),
    )


def _volume(model: SemanticModel, instruction: Instruction) -> Effects:
    """The classic builder throws away what is written to a volume later on."""
    assert isinstance(instruction, Volume)
    state = model.state_before(instruction)
    found: set[str] = set()
    for word in instruction.words:
        text = model.expand(word, instruction)
        found.add((state.resolve(text) if text else None) or "/")
    return Effects(frozenset(found), frozenset(found), env_reads=_variables(instruction.words))


def _setting(model: SemanticModel, instruction: Instruction) -> Effects:
    """STOPSIGNAL, MAINTAINER, ONBUILD: among themselves their order counts."""
    return Effects(env_reads=_variables(instruction.words), config_writes=frozenset({instruction.keyword.lower()}))


def _expose(model: SemanticModel, instruction: Instruction) -> Effects:
    """Ports are a set."""
    return Effects(env_reads=_variables(instruction.words))


_BY_KEYWORD: Mapping[str, Callable[[SemanticModel, Instruction], Effects]] = {
    "ADD": _copy,
    "ARG": _env,
    "CMD": _start,
    "COPY": _copy,
    "ENTRYPOINT": _start,
    "ENV": _env,
    "EXPOSE": _expose,
    "HEALTHCHECK": _start,
    "LABEL": _label,
    "MAINTAINER": _setting,
    "ONBUILD": _setting,
    "RUN": _run,
    "SHELL": _shell,
    "STOPSIGNAL": _setting,
    "USER": _user,
    "VOLUME": _volume,
    "WORKDIR": _workdir,
}
