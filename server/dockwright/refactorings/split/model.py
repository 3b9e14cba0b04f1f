"""What the parts of the split tell each other."""

from __future__ import annotations

from dockwright.shell import Command
from dockwright.syntax import Instruction
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

BESIDE_INSTALL = "give it a RUN behind that"
"""How a reason ends where a RUN does the work of the container beside an install, from which a reordering may take it apart."""


class Obstacle(NamedTuple):
    """Why a file is not split: one clause, and the place that stands in the way."""

    reason: str
    span: Span
    ships: bool = False  # still, a built artifact is what starts: its toolchain ships needlessly


class Restarted(NamedTuple):
    """A start of what is built in place of the build tool that would build it: `mvn spring-boot:run`, `dotnet run`."""

    edits: tuple[Edit, ...]
    command: str  # what starts, as a message calls it
    notes: tuple[str, ...]  # what to check, one clause each


class Copied(NamedTuple):
    """Something the runtime stage takes from the builder: absolute paths."""

    source: str
    destination: str
    is_directory: bool = False
    owner: str = ""  # user[:group] that made it in the builder; "": root, or whom a COPY or chown names
    is_whole: bool = False  # a directory as the builder leaves it: what is copied into it from the context comes along


class Needs(NamedTuple):
    """What the program asks of the image it runs in."""

    certificates: bool = False  # of authorities, for TLS to others
    zones: bool = False  # the time zone database
    accounts: bool = False  # /etc/passwd
    temporary: bool = False  # /tmp
    shell: bool = False
    bash: bool = False
    libraries: bool = False  # it is linked against C libraries
    programs: tuple[str, ...] = ()  # that it starts, by name
    placed: tuple[str, ...] = ()  # those among them that it starts by an absolute path
    paths: tuple[str, ...] = ()  # absolute ones that it names
    any_program: bool = False  # it starts one whose name is computed
    looked_up: tuple[str, ...] = ()  # users by name; "": one whose name is computed
    groups: tuple[str, ...] = ()  # the same of groups
    packages: tuple[str, ...] = ()  # of the builder's system, to be installed in the runtime stage
    locales: bool = False  # other locales than C
    unwinds: bool = False  # the library of GCC that glibc loads to unwind the stack of a thread


class Base(NamedTuple):
    """An image the runtime stage can start from, and the name by which the user chooses it."""

    name: str  # alpine, distroless-static, distroless-base, distroless-cc, scratch, debian-slim, slim, nginx, jre, ...
    image: str
    os: str  # alpine, debian, ubuntu, distroless, scratch
    has_shell: bool = False
    has_certificates: bool = False
    has_zones: bool = False
    has_temporary: bool = True
    has_accounts: bool = True
    accounts: frozenset[str] = frozenset()  # users that are there
    programs: frozenset[str] = frozenset()
    note: str = ""  # what to check when this base is chosen, one clause
    release: str = ""  # of its system, where it counts
    is_rootless: bool = False  # a RUN works as another user than root there

    @property
    def package_manager(self) -> str:
        """What installs packages in a RUN; "" where nothing can."""
        if self.is_rootless:
            return ""
        return {"alpine": "apk", "debian": "apt-get", "ubuntu": "apt-get"}.get(self.os, "") if self.has_shell else ""


class Port(NamedTuple):
    """Where the program of the runtime stage listens."""

    number: int
    variable: str = ""  # that gives another number when the container starts
    is_argument: bool = False  # the file's own ENV gives the variable the value of a build argument

    @property
    def text(self) -> str:
        """The port as an instruction names it."""
        return f"${{{self.variable}}}" if self.variable else str(self.number)


class Build(NamedTuple):
    """What the module of an ecosystem found out about the build."""

    ecosystem: str
    copies: tuple[Copied, ...]  # artifacts first, then files that are read at run time
    last: Instruction  # the last instruction that an artifact depends on
    sources: str  # the directory of the image that the build runs in
    needs: Needs
    bases: tuple[Base, ...]  # the right ones, the likeliest first
    edits: tuple[Edit, ...] = ()  # of the builder's instructions
    search: tuple[str, ...] = ()  # directories that the start needs on PATH
    dropped: frozenset[str] = frozenset()  # keywords that the runtime stage does without
    extra: tuple[str, ...] = ()  # instructions of the runtime stage in front of the copies
    port: Port | None = None  # told by an EXPOSE, when the file has none
    notes: tuple[str, ...] = ()  # what is not proven, one clause each
    shared: bool = False  # what is copied from the context is needed to run, too, and no cleaning moves the boundary
    replayed: frozenset[Instruction] = frozenset()  # RUNs in front of the boundary that both stages have
    needless_runs: frozenset[Instruction] = frozenset()  # RUNs that neither stage needs
    vouched: frozenset[Command] = frozenset()  # commands behind the boundary that the runtime stage can run
    needless: frozenset[str] = frozenset()  # packages of the system that nothing that runs looks at
    kept: frozenset[str] = frozenset()  # packages of the system that stay, whatever they are for
    recommended: bool = False  # packages of the system are installed with what they recommend
    closing: tuple[str, ...] = ()  # instructions at the end of the builder
    kept_variables: tuple[str, ...] = ()  # patterns of variables that matter when it runs, too
    only_variables: frozenset[str] | None = (
        None  # all that the runtime stage has of ENV and ARG; None: what is not for the build
    )
    compiled_in: tuple[str, ...] = ()  # paths that are part of an artifact, and that nothing reads when it runs
    variant: str = ""  # how this differs from the plain split, for the title
    variants: tuple[Build, ...] = ()  # other ways to bring the same program along, offered behind the plain one


class Plan(NamedTuple):
    """What the split does, for one runtime base: the texts and places, nothing left to decide."""

    base: Base
    builder: str  # name of the builder stage
    runtime: str  # name of the runtime stage, "" for none
    platform: str  # the --platform flag of FROM, "" for none
    at: int  # offset where the runtime stage begins
    edits: tuple[Edit, ...]
    instructions: tuple[str, ...]  # of the runtime stage in front of those that stay where they are
    notes: tuple[str, ...]
    closing: tuple[str, ...] = ()  # of the builder, behind its last instruction
    variant: str = ""  # how it differs from the plain split, for the title
