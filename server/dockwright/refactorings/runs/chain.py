"""A RUN as a plain chain of commands, and what of it would reach beyond the shell or the RUN it is in.

What a command leaves in the file system is the same wherever the RUN ends. What it leaves in the shell (a directory, a
variable), in the kernel (a mount, a process) or in files that only exist while a RUN lasts is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dockwright.assist import Refusal
from dockwright.patterns import lazy_pattern
from dockwright.semantics import SemanticModel, State
from dockwright.shell import Command, Script, ShellWord
from dockwright.syntax import Run, parse
from dockwright.text import Span
from dockwright.values import NamedTuple

# Commands whose effect ends with their shell; "" is a program that only the shell knows.
LASTING = frozenset(
    ["", "cd", "pushd", "popd", "dirs", "set", "shopt", "export", "unset", "exit", "return", "exec", "umask", "trap",
     "source", ".", "alias", "unalias", "ulimit", "eval", "declare", "typeset", "local", "readonly", "read", "let",
     "getopts", "mapfile", "readarray", "enable", "hash", "wait", "mount", "umount", "swapon", "swapoff", "sysctl",
     "modprobe"]
)  # fmt: skip

# Programs that leave a process running, which is gone when the RUN ends.
DAEMONS = frozenset(
    ["service", "systemctl", "rc-service", "start-stop-daemon", "daemon", "daemonize", "ssh-agent", "gpg-agent",
     "dbus-daemon", "dbus-launch", "Xvfb", "dockerd", "containerd", "pg_ctl", "pg_ctlcluster", "postgres", "postmaster",
     "mysqld", "mysqld_safe", "mariadbd", "mongod", "redis-server", "memcached", "supervisord", "nginx", "apachectl",
     "apache2ctl", "httpd", "rabbitmq-server", "rsyslogd", "cron", "crond", "sshd", "slapd", "dnsmasq", "named", "nscd"]
)  # fmt: skip

_ACCOUNT_TOOLS = frozenset(
    ["usermod", "userdel", "deluser", "gpasswd", "adduser", "addgroup", "delgroup", "groupdel", "groupmod", "chsh"]
)
_REMOVING = frozenset(("rm", "rmdir", "mv"))
# Programs that put something else where the shell was; those in the first set only look at what they name before the last.
_PLACING = frozenset(("ln", "cp", "install"))
_REPLACING = frozenset(("mv", "rm", "unlink", "dpkg-divert", "update-alternatives"))
_SHELLS = frozenset(("sh", "bash", "dash", "ash"))
_SHELL_OPTION = lazy_pattern(r"-[ceuxo]+\Z")
_OPTION_NAMES = frozenset(("pipefail", "errexit", "nounset", "xtrace"))
# Files and file systems that are made anew for each RUN, and files that the builder reads when one begins.
_TRANSIENT = lazy_pattern(
    r"/etc/(?:passwd|group|hosts|resolv\.conf|hostname)\b|/dev/(?:shm|mqueue)\b|/proc/sys\b|/sys/|/init\.d/"
)
# What a shell keeps between two commands, and expansions that assign.
_SHELL_STATE = lazy_pattern(
    r"\$(?:[$_!?-](?!\w)|\{?(?:OLDPWD|RANDOM|SRANDOM|SECONDS|LINENO|PPID|PIPESTATUS|BASH\w*)\b)"
    r"|\$\{\w+:?=|\$\(\(|\$\["
)


MOST_MEMBERS = 200
"""Commands of a chain that is split or written another way; each is compared with all the others."""


class Member(NamedTuple):
    """A command of a chain, or a pipeline."""

    commands: tuple[Command, ...]

    @property
    def span(self) -> Span:
        return Span(self.commands[0].span.start, self.commands[-1].span.end)


class Chain(NamedTuple):
    """A RUN that is commands joined by `&&` and nothing else."""

    run: Run
    script: Script
    members: tuple[Member, ...]

    @property
    def text(self) -> str:
        return self.run.dockerfile.text

    @property
    def end(self) -> int:
        """Where more commands may be appended."""
        return self.script.top_level[-1].span.end


def run_at(model: SemanticModel, selection: Span | None) -> Run | None:
    """The RUN that a selection is in from its beginning to its end."""
    if selection is None:
        return None
    found = model.dockerfile.instruction_at(selection.start)
    return found if isinstance(found, Run) and found.span.contains(selection.end) else None


def chain_of(model: SemanticModel, run: Run, *, lists: bool = False) -> Chain | Refusal:
    """The chain that a RUN is, or why it is none. `lists`: `;` and `||` may stand in it as well.

    What follows such a list behind `&&` runs when its last part succeeds, as it would in a RUN below: `;` binds less than `&&`, and
    `a || b && c` is `(a || b) && c`.
    """
    script = model.script(run)
    reason = _no_chain(run, script, model.state_before(run), lists)
    if reason is not None:
        return Refusal(reason, run.keyword_span)
    text = run.dockerfile.text
    end = script.top_level[-1].span.end
    rest = text[end : run.span.end]
    if rest.strip():
        start = end + len(rest) - len(rest.lstrip())
        return Refusal("something stands behind the last command", Span(start, start + 1))
    return Chain(run, script, tuple(members(script.top_level)))


def _no_chain(run: Run, script: Script, state: State, lists: bool) -> str | None:
    if script.is_exec:
        return "it is in exec form, which no shell reads"
    if run.heredocs:
        return "it has a here-document"
    if script.dialect != "posix" or state.is_windows:
        return "its shell is not a POSIX shell"
    if script.has_errors or run.is_onbuild or not (script.is_and_chain or (lists and _is_list(script))):
        return "it is more than a chain of `&&`"
    return None


def _is_list(script: Script) -> bool:
    """Whether a script is commands in a row, none in a group or in the background, and a failure ends it only by `&&`."""
    commands = [one for one in script.commands if not one.in_substitution]
    operators = {one.operator for one in commands} | {one.next_operator for one in commands}
    return (
        bool(commands)
        and not script.sets_errexit
        and all(one.is_top_level for one in commands)
        and operators <= {"", "&&", "||", ";", "|"}
    )


def members(commands: Iterable[Command]) -> Iterator[Member]:
    """The commands of a list, those of a pipeline together."""
    found: list[Command] = []
    for command in commands:
        if command.operator != "|" and found:
            yield Member(tuple(found))
            found = []
        found.append(command)
    if found:
        yield Member(tuple(found))


def shell_refusal(run: Run, state: State) -> Refusal | None:
    """Why it makes a difference how often the shell starts: it reads files first, or nobody knows what it does."""
    program = state.shell[0].rsplit("/", 1)[-1] if state.shell else ""
    options = state.shell[1:]
    is_plain = all(_SHELL_OPTION.match(option) or option in _OPTION_NAMES for option in options)
    if program not in _SHELLS or not is_plain:
        return Refusal(f"the shell `{' '.join(state.shell)}` may read files when it starts", run.keyword_span)
    if program == "bash" and "BASH_ENV" in state.variables:
        return Refusal("the shell reads the file that BASH_ENV names when it starts", run.keyword_span)
    return None


def lasting(commands: Sequence[Command]) -> Refusal | None:
    """The command among these whose effect the shell or the RUN would carry on to later ones."""
    for command in commands:
        shown = command.words[0].raw if command.words else ""
        if command.name in DAEMONS:
            return Refusal(f"`{shown}` may start a process that ends with its RUN", command.name_span)
        if command.in_substitution or command.is_nested:
            continue  # a shell of its own
        if any(prefix.name == "exec" for prefix in command.prefixes):
            return Refusal("nothing runs behind `exec`", command.name_span)
        if not command.words and command.assignments:
            return Refusal("a variable is set for what follows", command.span)
        if command.words and command.name in LASTING:
            return Refusal(f"`{shown}` holds for what follows in its RUN", command.name_span)
    return None


def shell_state(run: Run, commands: Sequence[Command]) -> Refusal | None:
    """The place among these commands where they heed what belongs to one shell or one RUN."""
    text = run.dockerfile.text
    for command in commands:
        written = command.span.of(text)
        found = _TRANSIENT.search(written)
        if found is not None:
            return Refusal(f"`{found[0]}` is looked at or made anew for each RUN", command.span)
        found = _SHELL_STATE.search(written)
        if found is not None:
            return Refusal(f"`{found[0]}` stands for something of one shell", command.span)
    return None


class Remembered:
    """What a shell that ran some commands remembers: where it found the programs, and what the commands may have put elsewhere."""

    __slots__ = ("_named", "_named_by_corepack", "_started")

    def __init__(self, commands: Iterable[Command] = ()) -> None:
        self._started: set[str] = set()
        self._named: dict[str, tuple[int, ShellWord]] = {}  # by the name of a program: which operand named it first
        self._named_by_corepack: tuple[int, ShellWord] | None = None
        self.add(commands)

    def add(self, commands: Iterable[Command]) -> None:
        """The shell runs these as well."""
        for command in commands:
            if _is_looked_up(command):
                self._started.add(_unversioned(command.name))
            for word in command.operands():
                place = (word.span.start, word)
                self._named.setdefault(_program_of(word), place)
                if command.name == "corepack" and self._named_by_corepack is None:
                    self._named_by_corepack = place

    def replaced(self, later: Sequence[Command]) -> Refusal | None:
        """A program that these run too and that was installed anew: a shell remembers where it found it first."""
        names = {_unversioned(one.name) for one in later if _is_looked_up(one)} & self._started
        names.discard("")
        found = {self._named[name] for name in names if name in self._named}
        if self._named_by_corepack is not None and names & {"npm", "pnpm", "yarn"}:
            found.add(self._named_by_corepack)
        if not found:
            return None
        _, word = min(found)
        return Refusal(
            f"a shell remembers where it found `{_program_of(word)}`, which may be put elsewhere here", word.span
        )


def _program_of(word: ShellWord) -> str:
    """The program that a word may name: `pip3` of `pip3==24`, `npm` of `npm@10`."""
    return _unversioned(re.split(r"[=<>~@!\[]", word.value.rsplit("/", 1)[-1], maxsplit=1)[0])


def _unversioned(name: str) -> str:
    return name.rstrip("0123456789.")


def _is_looked_up(command: Command) -> bool:
    return bool(command.words) and "/" not in command.words[0].value


def container_state(model: SemanticModel, run: Run, commands: Sequence[Command]) -> Refusal | None:
    """The command among these that changes what the builder looks up when a RUN begins: its shell, user and directory."""
    from dockwright.semantics.deeds import sites

    state = model.state_before(run)
    user = (state.user or "root").partition(":")[0]
    for site in sites(model, run):
        command = site.command
        if not any(command is one for one in commands):
            continue
        if command.name in _ACCOUNT_TOOLS and any(word.value == user for word in command.operands()):
            return Refusal(f"the builder looks up `{user}` when a RUN begins", command.span)
        if _replaces_shell(command, state):
            return Refusal("only a RUN below begins with the other shell", command.span)
        if command.name in _REMOVING and state.workdir not in (None, "/"):
            places = [site.place(word) for word in command.operands()]
            if any(place.is_exact and f"{state.workdir}/".startswith(place.path.rstrip("/") + "/") for place in places):
                return Refusal("it takes away the directory that the next RUN begins in", command.span)
    return None


def _replaces_shell(command: Command, state: State) -> bool:
    """Whether a command may put another program where the shell of the RUNs is."""
    name = state.shell[0].rsplit("/", 1)[-1] if state.shell else "sh"
    if command.name == "dpkg-reconfigure":
        return name == "sh" and any(word.value == "dash" for word in command.operands())
    if command.name not in _PLACING and command.name not in _REPLACING:
        return False
    named = command.arguments[-1:] if command.name in _PLACING else command.arguments
    return any(word.value in (f"/bin/{name}", f"/usr/bin/{name}") for word in named)


def mounts_refusal(run: Run) -> Refusal | None:
    """The mount of the RUN whose content ends with it."""
    for mount in run.mounts:
        kind = mount.option("type")
        name = kind.value if kind is not None else "bind"
        if name == "tmpfs":
            return Refusal("what is in a tmpfs mount ends with its RUN", mount.span)
        writable = mount.option("rw", "readwrite")
        if name == "bind" and writable is not None and writable.value != "false":
            return Refusal("what is written to a bind mount ends with its RUN", mount.span)
        readonly = mount.option("ro", "readonly")
        if name == "bind" and readonly is not None and readonly.value == "false":
            return Refusal("what is written to a bind mount ends with its RUN", mount.span)
    return None


def unknown_program(model: SemanticModel, run: Run, commands: Sequence[Command]) -> str | None:
    """The first of these commands of which nobody knows what it does: it might leave a process running."""
    from dockwright.semantics.deeds import deed, sites

    wanted = set(map(id, commands))
    for site in sites(model, run):
        if id(site.command) in wanted and deed(site).is_barrier:
            return site.command.words[0].raw
    return None


def misread(chain: Chain, member: Member) -> Refusal | None:
    """A command that would be flags, or a list of a program's words, if a RUN began with it."""
    (first, *_) = parse(f"RUN {member.span.of(chain.text)}").instructions
    is_read_so = not first.is_exec and not first.flags
    return None if is_read_so else Refusal("a RUN that began with it would not be read by the shell", member.span)


def substitutes(inner: Iterable[Command], span: Span) -> bool:
    """Whether there is more than one command in a substitution within a span; `inner` are all that are in substitutions."""
    within = (one for one in inner if span.covers(one.span))
    return any({one.operator, one.next_operator} - {"", "|"} or one.is_conditional for one in within)


def flags_text(run: Run) -> str:
    """The flags of a RUN as they are written, each behind a blank."""
    return "".join(f" {flag.span.of(run.dockerfile.text)}" for flag in run.flags)


def comments_within(run: Run, span: Span) -> list[str]:
    """The comment lines of a continued RUN in a stretch of it."""
    dockerfile = run.dockerfile
    return [one.span.of(dockerfile.text) for one in dockerfile.comments_within(span)]


def speaks_to_tools(comments: Iterable[str]) -> bool:
    """Whether one of the comments is meant for a linter, and so for the line below it."""
    return any("ignore" in comment or "check=" in comment or "shellcheck" in comment for comment in comments)
