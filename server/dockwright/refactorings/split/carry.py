"""Which instruction goes where: what the builder keeps, what moves to the runtime stage, what both have.

The stage is a program that runs top to bottom. Up to a boundary, the last instruction that an artifact depends on, it
is the builder; behind it the instructions stay where they are and become the runtime stage. What stands above the
boundary but means the running container is carried over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from posixpath import basename, dirname
from typing import NamedTuple

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import DEFAULT_PATH, BaseImage
from dockwright.knowledge.ecosystems import ECOSYSTEMS
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import (
    CLEANERS,
    is_quiet,
    opaque,
    paths_of,
)
from dockwright.refactorings.split.model import Base, Build, Copied, Obstacle, Plan
from dockwright.refactorings.split.packages import (
    Installed,
    install_line,
    installed,
    is_install,
    needed_to_run,
    on_alpine,
    package_of,
)
from dockwright.refactorings.split.sources import Sources, brought_by, inside
from dockwright.refactorings.split.start import Start, plain_words
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import (
    Arg,
    Cmd,
    Entrypoint,
    Env,
    Healthcheck,
    Instruction,
    Pair,
    Run,
    Shell,
    ShellOrExec,
    Transfer,
    User,
    Workdir,
)
from dockwright.text import Edit, Span

_METADATA = frozenset({"EXPOSE", "LABEL", "STOPSIGNAL", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD", "MAINTAINER"})
_VARIABLE = re.compile(r"\$\{?(\w+)")
_BUILDER_NAMES = frozenset(
    {"build", "builder", "compile", "build-env", "build-stage", "builder-stage", "compiler", "buildstage"}
)
_BUILD_PLACES = ("/root/.ssh", "/root/.netrc", "/root/.gitconfig", "/root/.npmrc", "/root/.docker", "/etc/apt", "/etc/apk", "/usr/local/go",
                 "/go", "/root/.cache", "/root/go", "/tmp", "/root/.config", "/etc/ssh")  # fmt: skip
_SCAFFOLD = frozenset({"bin", "build", "dist", "out", "target", "src", "pkg"})
_ASSET_SUFFIXES = (".yml", ".yaml", ".json", ".toml", ".html", ".tmpl", ".tpl", ".gohtml", ".conf", ".cfg", ".ini", ".env", ".pem", ".crt",
                   ".key", ".css", ".js", ".properties", ".xml", ".csv", ".sql", ".txt", ".db", ".mmdb")  # fmt: skip
_ASSET_DIRECTORIES = frozenset(
    ["assets", "config", "configs", "conf", "data", "etc", "html", "i18n", "lang", "locale", "locales", "migrations", "public", "resources", "static", "templates", "ui", "views", "web", "webapp", "www"]
)  # fmt: skip
_SOURCE_SUFFIXES = (".go", ".mod", ".sum", ".work", ".proto", ".s", ".c", ".h", ".cc", ".cpp", ".lock", ".mk")
_SOURCE_NAMES = frozenset(
    {"Makefile", "Dockerfile", "vendor", "Gopkg.toml", "glide.yaml", "go.mod", "go.sum", "Godeps", ".git"}
)


class Piece(NamedTuple):
    """An instruction of the runtime stage that is written in front of those that stay."""

    order: tuple[int, int]  # of the instruction it stands for, and among several for one
    text: str


class Carrier:
    """Carries one stage over the boundary, for one runtime base."""

    def __init__(
        self, model: SemanticModel, stage: Stage, context: BuildContext, build: Build, start: Start, base: Base
    ) -> None:
        self.model = model
        self.stage = stage
        self.context = context
        self.build = build
        self.start = start
        self.base = base
        self.text = model.dockerfile.text
        facts = stage.facts
        assert facts is not None
        self.facts: BaseImage = facts
        self.sources = Sources(model, stage, context)
        self.pieces: list[Piece] = []
        self.deleted: list[Instruction] = []
        self.edits: list[Edit] = list(build.edits)
        self.notes: list[str] = list(build.notes)
        self.copies: list[Copied] = list(build.copies)
        self.created: set[str] = set()  # users and groups that the runtime stage makes
        self.made: set[str] = set()  # directories that the runtime stage makes
        self.packages: list[str] = []
        self.copies_accounts = False

    # The boundary

    def carry(self) -> Plan | Obstacle:
        boundary = self._boundary()
        if isinstance(boundary, Obstacle):
            return boundary
        self.boundary = boundary
        self.before = tuple(one for one in self.stage.instructions if one.index <= boundary.index)
        self.after = tuple(one for one in self.stage.instructions if one.index > boundary.index)
        runs = [command for one in self.before if isinstance(one, Run) for command in self.model.commands(one)]
        self.opaque = opaque(runs, self.facts.ecosystem)
        for step in (
            self._workdir,
            self._carry_all,
            self._stay_all,
            self._start,
            self._system,
            self._arguments,
            self._copy,
        ):
            obstacle = step()
            if obstacle is not None:
                return obstacle
        return self._plan()

    def _boundary(self) -> Instruction | Obstacle:
        """The last RUN that is part of the build: behind the artifact only what the runtime stage can do may follow."""
        boundary = self.build.last
        for run in self.stage.of(Run):
            if run.index <= self.build.last.index:
                continue
            kind = self._kind_behind(run)
            if isinstance(kind, Obstacle):
                return kind
            if kind == "build":
                boundary = run
        return boundary

    def _kind_behind(self, run: Run) -> str | Obstacle:
        """Whether a RUN behind the artifact belongs to the builder or to the runtime stage."""
        script = self.model.script(run)
        if script.dialect != "posix" or script.has_errors:
            return Obstacle("a RUN behind the build is not understood", run.keyword_span, ships=True)
        commands = [one for one in script.commands if one.words and not is_quiet(one)]
        if all(one.name in CLEANERS or self._is_cleaning(one) or self._is_chmod_of_artifact(one) for one in commands):
            return "build"
        for command in commands:
            if not self._runs_behind(command):
                return Obstacle(
                    f"what `{command.name or command.words[0].value}` leaves behind is not known",
                    command.name_span,
                    ships=True,
                )
        return "runtime"

    def _is_cleaning(self, command: Command) -> bool:
        """`apk del`, `apt-get clean`, `go clean`."""
        return command.name in ("apk", "apt-get", "apt", "go", "npm", "yarn") and command.subcommand in (
            "del", "clean", "autoclean", "remove", "purge", "autoremove", "cache", "prune", "update",
        )  # fmt: skip

    def _is_chmod_of_artifact(self, command: Command) -> bool:
        return command.name == "chmod" and all(self._is_copied(path) for path in self._paths(command))

    def _runs_behind(self, command: Command) -> bool:
        if (
            command.name in accounts.PROGRAMS
            or is_install(command)
            or self._is_cleaning(command)
            or command.name in CLEANERS
        ):
            return True
        return command.name in ("mkdir", "chown", "chmod", "chgrp", "ln", "touch", "update-ca-certificates")

    def _is_copied(self, path: str) -> bool:
        return any(inside(path, copy.source) is not None for copy in self.copies)

    def _paths(self, command: Command) -> list[str]:
        """The absolute paths that mkdir, chown and their like work on."""
        workdir = self.model.state_before(command.instruction).workdir or "/"
        return paths_of(command, workdir)

    # Above the boundary

    def _workdir(self) -> Obstacle | None:
        """The working directory at the boundary, written where WORKDIR stands last."""
        state = self.model.state_after(self.boundary)
        if state.workdir is None:
            return Obstacle("the working directory is not known", self.boundary.keyword_span, ships=True)
        self.directory = "/"
        if "WORKDIR" in self.build.dropped or not self._needs_workdir() or state.workdir == "/":
            return None
        self.directory = state.workdir
        workdirs = [one for one in self.before if isinstance(one, Workdir)]
        order = workdirs[-1].index if workdirs else -1
        written = f"WORKDIR {state.workdir}"
        if workdirs and workdirs[-1].path is not None and workdirs[-1].path.raw.startswith("/"):
            written = self._source(workdirs[-1]) if not workdirs[-1].path.variables else written
        self.pieces.append(Piece((order, 0), written))
        return None

    def _needs_workdir(self) -> bool:
        """Whether something behind the boundary counts on the directory before WORKDIR sets another."""
        for one in self.after:
            if isinstance(one, Workdir) and one.path is not None and one.path.value.startswith("/"):
                return False
            if isinstance(one, (Run, Transfer, Workdir)):
                return True
        return True

    def _carry_all(self) -> Obstacle | None:
        users = [one for one in self.before if isinstance(one, User)]
        for one in self.before:
            obstacle = None
            if one.keyword in _METADATA:
                self.deleted.append(one)
                if one.keyword not in self.build.dropped:
                    obstacle = self._carry_metadata(one)
            elif one.keyword in self.build.dropped:
                continue
            elif isinstance(one, Env):
                obstacle = self._carry_env(one)
            elif isinstance(one, User) and one is users[-1]:
                self.pieces.append(Piece((one.index, 0), self._source(one)))
            elif isinstance(one, Transfer):
                obstacle = self._carry_transfer(one)
            elif isinstance(one, Run):
                obstacle = self._carry_run(one)
            if obstacle is not None:
                return obstacle
        return None

    def _carry_metadata(self, one: Instruction) -> Obstacle | None:
        text = self._source(one)
        if isinstance(one, (Cmd, Entrypoint)) and not self.base.has_shell and not one.is_exec and one.words:
            converted = _exec_form(one)
            if not converted:
                return Obstacle(f"{one.keyword} needs a shell", one.keyword_span, ships=True)
            text = self._comments(one) + f"{one.keyword} {converted}"
        self.pieces.append(Piece((one.index, 0), text))
        return None

    def _carry_env(self, env: Env) -> Obstacle | None:
        """Variables that only the build reads stay; the others move, or are in both stages when the build may read them."""
        kept = [pair for pair in env.pairs if self._is_for_build(pair)]
        carried = [pair for pair in env.pairs if pair not in kept]
        if not carried:
            return None
        for pair in carried:
            missing = self._missing_variable(pair)
            if missing:
                return Obstacle(f"`${missing}` is set by the base image", pair.span, ships=True)
        if not kept:
            self.pieces.append(Piece((env.index, 0), self._source(env)))
        else:
            written = " ".join(pair.span.of(self.text) for pair in carried)
            self.pieces.append(Piece((env.index, 0), f"ENV {written}"))
        if not kept and not self.opaque and not any(self._is_mentioned(pair.key.value, env) for pair in env.pairs):
            self.deleted.append(env)
        return None

    def _is_for_build(self, pair: Pair) -> bool:
        name = pair.key.value
        if name == "PATH":
            value = pair.value.raw if pair.value is not None else ""
            added = [part for part in value.strip("\"'").split(":") if part not in ("$PATH", "${PATH}")]
            return all(self._is_toolchain_directory(part) for part in added)
        patterns = ECOSYSTEMS[self.build.ecosystem].build_variables
        return any(fnmatchcase(name, pattern) for pattern in patterns) or name == "DEBIAN_FRONTEND"

    def _is_toolchain_directory(self, path: str) -> bool:
        return path in DEFAULT_PATH or path.startswith(("$GOPATH", "${GOPATH", "/go/", "/usr/local/go", "$GOROOT", "${GOROOT", "/root/go",
                                                        "$GOBIN", "${GOBIN}", "./node_modules", "/node_modules"))  # fmt: skip

    def _missing_variable(self, pair: Pair) -> str:
        """A variable of the value that only the old base image sets."""
        for variable in pair.value.variables if pair.value is not None else ():
            if variable.name in self.facts.env and variable.name not in ("PATH", "HOME"):
                return variable.name
        return ""

    def _is_mentioned(self, name: str, but: Instruction) -> bool:
        """Whether an instruction of the builder reads the variable by name."""
        pattern = re.compile(rf"\b{re.escape(name)}\b")
        return any(pattern.search(one.text) for one in self.before if one is not but and one not in self.deleted)

    def _carry_transfer(self, transfer: Transfer) -> Obstacle | None:
        destination = self._destination(transfer)
        if destination is None:
            return Obstacle("where files are copied to is not known", transfer.keyword_span, ships=True)
        root = self.build.sources
        if inside(destination, root) is not None or inside(root, destination) is not None:
            self._carry_assets(transfer)
            return None
        if self._is_for_build_place(destination):
            return None
        if any(inside(copy.source, destination) is not None for copy in self.build.copies):
            return None
        self.pieces.append(Piece((transfer.index, 0), self._moved(transfer, destination)))
        if not self.opaque and not self._is_path_mentioned(destination, transfer):
            self.deleted.append(transfer)
        return None

    def _is_for_build_place(self, path: str) -> bool:
        return any(inside(path, place) is not None for place in _BUILD_PLACES)

    def _destination(self, transfer: Transfer) -> str | None:
        if transfer.destination is None:
            return None
        written = self.model.expand(transfer.destination, transfer)
        return self.model.state_before(transfer).resolve(written) if written is not None else None

    def _moved(self, transfer: Transfer, destination: str) -> str:
        """The transfer as the runtime stage has it: with an absolute destination where the directory differs."""
        text = self._source(transfer)
        word = transfer.destination
        if word is None or word.value.startswith("/") or self.model.state_before(transfer).workdir == self.directory:
            return text
        slash = "/" if word.value.endswith("/") or word.value == "." or len(transfer.sources) > 1 else ""
        end = text.rindex(word.raw)
        return f"{text[:end]}{destination}{slash}{text[end + len(word.raw) :]}"

    def _carry_assets(self, transfer: Transfer) -> None:
        """Files that are copied among the sources by their own name, but are no sources."""
        if self.build.ecosystem != "go":
            return
        if transfer.from_ is not None:
            destination = self._destination(transfer)
            if (
                destination is not None
                and inside(self.build.sources, destination) is None
                and not self._is_copied(destination)
            ):
                self.copies.append(Copied(destination, destination, True))
            return
        for one in brought_by(self.model, transfer, self.context):
            if one.source and not self._is_copied(one.target) and self._is_asset(one.source, one.is_directory):
                self.copies.append(Copied(one.target, one.target, one.is_directory))

    def _is_asset(self, source: str, is_directory: bool) -> bool:
        name = basename(source)
        if name in _SOURCE_NAMES or name.endswith(_SOURCE_SUFFIXES):
            return False
        if not self.context.is_known:
            return name in _ASSET_DIRECTORIES or name.endswith(_ASSET_SUFFIXES)
        if not is_directory:
            return self.context.is_file(source)
        return not any(path.endswith(_SOURCE_SUFFIXES) for path in self.context.files(source))

    def _carry_run(self, run: Run) -> Obstacle | None:
        """Users, directories and their owners that a RUN above the boundary makes."""
        script = self.model.script(run)
        wanted = [one for one in script.commands if self._is_carried(one)]
        if not wanted:
            return None
        if script.has_errors or any(not one.is_top_level or one.in_pipeline for one in wanted):
            return Obstacle(f"`{wanted[0].name}` is part of a larger script", wanted[0].name_span, ships=True)
        if not self.base.has_shell:
            return self._carry_without_shell(wanted)
        written: list[str] = []
        for command in wanted:
            text = self._command_text(command)
            if isinstance(text, Obstacle):
                return text
            written.append(text)
        commands = [one for one in script.commands if one.words]
        whole = len(wanted) == len(commands) and all(
            text == one.span.of(self.text) for text, one in zip(written, wanted, strict=True)
        )
        piece = self._source(run) if whole and not run.mounts else "RUN " + " && ".join(written)
        self.pieces.append(Piece((run.index, 0), piece))
        if len(wanted) == len(commands) and not self._is_used_by_build(wanted, run):
            self.deleted.append(run)
        return None

    def _carry_without_shell(self, wanted: list[Command]) -> Obstacle | None:
        """scratch takes /etc/passwd over from the builder; nothing else can be made without a shell."""
        for command in wanted:
            if command.name not in accounts.PROGRAMS:
                return Obstacle(f"`{command.name}` needs a shell in the runtime stage", command.name_span, ships=True)
            account = accounts.account_of(command, self.facts.os)
            if self.base.os != "scratch" or account is None:
                return Obstacle(f"`{command.name}` needs a shell in the runtime stage", command.name_span, ships=True)
            self.created.add(account.name)
            self.copies_accounts = True
        return None

    def _is_carried(self, command: Command) -> bool:
        """Whether a command above the boundary makes something that the container needs."""
        if command.name in accounts.PROGRAMS:
            return True
        if command.name == "mkdir":
            return bool(self._paths(command)) and all(self._is_runtime_directory(path) for path in self._paths(command))
        if command.name in ("chown", "chgrp"):
            return bool(self._paths(command)) and all(self._will_be(path) for path in self._paths(command))
        if command.name == "chmod":
            return bool(self._paths(command)) and all(path in self.made for path in self._paths(command))
        return False

    def _is_runtime_directory(self, path: str) -> bool:
        """Whether a directory made above the boundary is one the running program may want."""
        if path == "/" or "$" in path or self._is_for_build_place(path):
            return False
        final = self.start.state.workdir or "/"
        if inside(self.build.sources, path) is not None or inside(final, path) is not None:
            return False
        if any(inside(copy.source, path) is not None for copy in self.copies):
            return False
        if inside(path, self.build.sources) is not None:
            if inside(path, final) is None or basename(path) in _SCAFFOLD:
                return False
            if self.sources.context_path(path) is not None and self.context.is_known:
                return False
        self.made.add(path)
        return True

    def _will_be(self, path: str) -> bool:
        """Whether the runtime stage has the path when a command above the boundary runs in it."""
        return path in self.made or path == self.directory or any(path == f"/home/{name}" for name in self.created)

    def _command_text(self, command: Command) -> str | Obstacle:
        """The command as the runtime base understands it."""
        text = command.span.of(self.text)
        if "\n" in text:
            text = " ".join(word.raw for word in command.words)
        if command.name not in accounts.PROGRAMS:
            return text
        account = accounts.account_of(command, self.facts.os)
        if account is None:
            if self.base.os == self.facts.os and command.name not in ("adduser", "addgroup"):
                return text
            return Obstacle(f"what `{command.name}` does is not understood", command.name_span, ships=True)
        self.created.add(account.name)
        native = ("adduser", "addgroup") if self.base.os == "alpine" else ("useradd", "groupadd")
        if self.base.os == self.facts.os and command.name in native:
            return text
        return accounts.written_for(account, self.base.os)

    def _is_used_by_build(self, wanted: list[Command], run: Run) -> bool:
        """Whether the rest of the builder names a user or directory that the commands make."""
        names = {word.value for command in wanted for word in command.operands() if not word.value.isdigit()}
        names |= {name.partition(":")[0] for name in names}
        rest = [
            one for one in self.before if one is not run and one not in self.deleted and not isinstance(one, Workdir)
        ]
        return any(name and name in one.text for name in names for one in rest)

    def _is_path_mentioned(self, path: str, but: Instruction) -> bool:
        return any(path in one.text for one in self.before if one is not but and one not in self.deleted)

    # Behind the boundary

    def _stay_all(self) -> Obstacle | None:
        for one in self.after:
            obstacle = None
            if one.keyword in self.build.dropped:
                self.deleted.append(one)
            elif isinstance(one, (Cmd, Entrypoint)) and not self.base.has_shell and not one.is_exec and one.words:
                converted = _exec_form(one)
                if not converted:
                    return Obstacle(f"{one.keyword} needs a shell", one.keyword_span, ships=True)
                self.edits.append(Edit(_argument_span(one), converted))
            elif isinstance(one, Run):
                obstacle = self._stay_run(one)
            elif isinstance(one, Env):
                for pair in one.pairs:
                    if missing := self._missing_variable(pair):
                        return Obstacle(f"`${missing}` is set by the base image", pair.span, ships=True)
            if obstacle is not None:
                return obstacle
        return None

    def _stay_run(self, run: Run) -> Obstacle | None:
        commands = [one for one in self.model.commands(run) if one.words]
        working = [one for one in commands if not is_quiet(one)]
        if working and all(is_install(one) or self._is_cleaning(one) or one.name in CLEANERS for one in working):
            self.deleted.append(run)  # its packages are installed at the top of the stage
            return None
        if not self.base.has_shell:
            if self.base.os == "scratch" and all(one.name in accounts.PROGRAMS for one in working):
                return Obstacle(
                    "users made behind the build cannot be made without a shell", run.keyword_span, ships=True
                )
            return Obstacle("RUN needs a shell in the runtime stage", run.keyword_span, ships=True)
        for command in working:
            if command.name in accounts.PROGRAMS:
                text = self._command_text(command)
                if isinstance(text, Obstacle):
                    return text
                if text != command.span.of(self.text):
                    self.edits.append(Edit(command.span, text))
            elif is_install(command) or self._is_cleaning(command):
                if self.base.os != self.facts.os:
                    return Obstacle(
                        f"packages of {self.facts.os} are installed along with other work",
                        command.name_span,
                        ships=True,
                    )
            elif command.name == "mkdir":
                self.made.update(self._paths(command))
            elif command.name in ("chown", "chmod", "chgrp", "touch") and (path := self._absent(command)):
                return Obstacle(f"`{path}` is not in the runtime stage", command.name_span, ships=True)
        return None

    def _absent(self, command: Command) -> str:
        """A path that a command behind the boundary works on and that the runtime stage does not have."""
        workdirs = {self.directory, *(self.model.state_after(one).workdir or "/" for one in self.after)}
        there = {*self.made, *workdirs, *(copy.destination for copy in self.copies)}
        there |= {dirname(copy.destination) for copy in self.copies}
        there |= {path for one in self.after if isinstance(one, Transfer) and (path := self._destination(one))}
        there |= {f"/home/{name}" for name in self.created}
        for path in self._paths(command):
            if "$" in path:
                return path
            if not any(
                inside(known, path) is not None or inside(path, known) is not None for known in there if known != "/"
            ):
                if path not in (
                    "/tmp",
                    "/var/log",
                    "/etc",
                    "/var",
                    "/run",
                    "/var/run",
                    "/home",
                    "/usr/local/bin",
                    "/opt",
                    "/srv",
                ):
                    return path
        return ""

    # The start, the system

    def _start(self) -> Obstacle | None:
        instructions = (*self.before, *self.after)
        if not self.base.has_shell:
            if (self.start.needs_shell and not self.start.converts) or self.build.needs.shell:
                if not {"CMD", "ENTRYPOINT"} <= self.build.dropped:
                    return Obstacle("the start command needs a shell", self.start.span, ships=True)
        for prefix in self.start.prefixes:
            self._program(prefix)
        shells = [one for one in instructions if isinstance(one, Shell) and one.exec_words]
        if shells and "SHELL" not in self.build.dropped:
            obstacle = self._shell(shells[-1])
            if obstacle is not None:
                return obstacle
        for check in (one for one in instructions if isinstance(one, Healthcheck) and one.command is not None):
            obstacle = self._healthcheck(check)
            if obstacle is not None:
                return obstacle
        for user in (one for one in instructions if isinstance(one, User) and "USER" not in self.build.dropped):
            obstacle = self._user(user)
            if obstacle is not None:
                return obstacle
        return None

    def _shell(self, shell: Shell) -> Obstacle | None:
        """SHELL stays with the builder; the runtime stage needs it where something runs through it."""
        runs_behind = [
            one for one in self.after if isinstance(one, Run) and not one.is_exec and one not in self.deleted
        ]
        starts = [one for one in (self.start.cmd, self.start.entrypoint) if one is not None and not one.is_exec]
        starts = [] if {"CMD", "ENTRYPOINT"} <= self.build.dropped else starts
        if shell in self.after or not (runs_behind or starts) or not self.base.has_shell:
            return None
        program = basename(shell.exec_words[0].value)
        if program not in self.base.programs:
            return Obstacle(
                f"SHELL is `{program}`, which {self.base.image} does not have", shell.keyword_span, ships=True
            )
        self.pieces.append(Piece((shell.index, 0), self._source(shell)))
        return None

    def _healthcheck(self, check: Healthcheck) -> Obstacle | None:
        command = check.command
        assert command is not None
        script = self.model.script(check)
        if script.has_errors or script.dialect != "posix":
            return Obstacle("HEALTHCHECK is not understood", check.keyword_span, ships=True)
        if not self.base.has_shell and not command.is_exec:
            return Obstacle("HEALTHCHECK needs a shell", check.keyword_span, ships=True)
        for one in script.commands:
            if not one.words or is_quiet(one) or one.name == "exit":
                continue
            state = self.start.state
            path = state.resolve(one.words[0].value) if "/" in one.words[0].value else None
            if path is not None and self._is_copied(path):
                continue
            if one.name == basename(self.start.program) and path is None:
                continue
            if not self._program(one.name):
                return Obstacle(
                    f"HEALTHCHECK runs `{one.name or one.words[0].value}`, which {self.base.image} does not have",
                    one.name_span,
                    ships=True,
                )
        return None

    def _program(self, name: str) -> bool:
        """Make sure that the base has a program, by a package if need be."""
        if name in self.base.programs:
            return True
        package = package_of(name, self.base.os) if self.base.package_manager else None
        if package is None:
            return False
        if package not in self.packages:
            self.packages.append(package)
        return True

    def _user(self, user: User) -> Obstacle | None:
        written = self.model.expand(user.user, user) if user.user is not None else None
        if written is None or user.user is None:
            return Obstacle("USER is computed", user.keyword_span, ships=True)
        for name in written.split(":"):
            if name.isdigit() or name in self.base.accounts or name in self.created or name == "root":
                continue
            if self.base.os == "scratch" and name in ("nobody", "nogroup"):
                self.copies_accounts = True
                continue
            return Obstacle(f"{self.base.image} has no user `{name}`", user.user.span, ships=True)
        return None

    def _system(self) -> Obstacle | None:
        """Packages and files of the system that the program needs."""
        needs, base = self.build.needs, self.base
        if needs.shell and not base.has_shell:
            return Obstacle("the program needs a shell", self.start.span, ships=True)
        if needs.bash and not self._program("bash"):
            return Obstacle(f"{base.image} has no bash", self.start.span, ships=True)
        for program in needs.programs:
            if not self._program(program):
                return Obstacle(
                    f"the program starts `{program}`, and how {base.image} gets it is not known",
                    self.start.span,
                    ships=True,
                )
        obstacle = self._installed()
        if obstacle is not None:
            return obstacle
        if needs.certificates and not base.has_certificates:
            self._data("ca-certificates", "/etc/ssl/certs/ca-certificates.crt")
        if needs.zones and not base.has_zones:
            self._zones()
        if needs.temporary and not base.has_temporary:
            self._piece_before_copies("COPY --from={builder} --chmod=1777 /tmp /tmp")
        if self.copies_accounts or (needs.accounts and not base.has_accounts):
            self._piece_before_copies("COPY --from={builder} /etc/passwd /etc/group /etc/")
        return None

    def _installed(self) -> Obstacle | None:
        """The packages of the old stage that the program may need."""
        os, release = self.facts.os, self.facts.release
        found, computed = installed(command for one in self.stage.of(Run) for command in self.model.commands(one))
        if computed is not None:
            return Obstacle("which packages are installed is computed", computed.span, ships=True)
        links = not any(base.name in ("scratch", "distroless-static") for base in self.build.bases)
        started = (*self.build.needs.programs, *self.start.prefixes, *self.start.beside)
        for one in found:
            needed = needed_to_run(one.name, os, release, links=links, programs=started)
            if needed is None:
                return Obstacle(
                    f"what a program needs of `{one.name}` when it runs is not known", one.word.span, ships=True
                )
            for package in needed:
                obstacle = self._package(package, one)
                if obstacle is not None:
                    return obstacle
        return None

    def _package(self, package: str, one: Installed) -> Obstacle | None:
        if package == "ca-certificates" and self.base.has_certificates:
            return None
        if package == "tzdata" and self.base.has_zones:
            return None
        if package == "ca-certificates" and self.base.os == "scratch":
            self._data(package, "/etc/ssl/certs/ca-certificates.crt")
            return None
        if package == "tzdata" and self.base.os == "scratch":
            self._zones()
            return None
        if package in self.base.programs:
            return None
        name: str | None = package
        if not self.base.package_manager:
            name = None
        elif self.base.os != self.facts.os:
            name = on_alpine(package) if self.base.os == "alpine" else None
        if name is None:
            return Obstacle(
                f"the program may need `{package}`, which {self.base.image} cannot install", one.word.span, ships=True
            )
        if name not in self.packages:
            self.packages.append(name)
        if package not in ("ca-certificates", "tzdata"):
            self._note(f"`{package}` is installed in the runtime stage too: leave it out if only the build uses it")
        return None

    def _data(self, package: str, path: str) -> None:
        if self.base.package_manager:
            if package not in self.packages:
                self.packages.append(package)
        else:
            self._piece_before_copies(f"COPY --from={{builder}} {path} {path}")

    def _zones(self) -> None:
        if self.base.package_manager:
            self._data("tzdata", "")
            return
        self._piece_before_copies("COPY --from={builder} /usr/local/go/lib/time/zoneinfo.zip /zoneinfo.zip")
        self._piece_before_copies("ENV ZONEINFO=/zoneinfo.zip")

    def _piece_before_copies(self, text: str) -> None:
        piece = Piece((self.boundary.index, 0), text)
        if piece not in self.pieces:
            self.pieces.append(piece)

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    # Writing it down

    def _arguments(self) -> Obstacle | None:
        """ARG again where the runtime stage uses the variable."""
        stays = [one.text for one in self.after if one not in self.deleted]
        used = {
            match[1] for text in (*stays, *(piece.text for piece in self.pieces)) for match in _VARIABLE.finditer(text)
        }
        for arg in (one for one in self.before if isinstance(one, Arg)):
            pairs = [pair for pair in arg.pairs if pair.key.value in used]
            if pairs:
                written = " ".join(pair.span.of(self.text) for pair in pairs)
                self.pieces.append(Piece((arg.index, 0), f"ARG {written}"))
        return None

    def _copy(self) -> Obstacle | None:
        """The artifacts and run-time files, from the builder."""
        order = self.boundary.index
        directory = self.directory
        for text in self.build.extra:
            self.pieces.append(Piece((order, 1), text))
        for copy in _outermost(self.copies):
            owner = self._owner(copy)
            destination = copy.destination
            if dirname(destination) == directory and basename(destination) == basename(copy.source):
                destination = f"./{basename(destination)}" if copy.is_directory else "./"
            self.pieces.append(Piece((order, 2), f"COPY --from={{builder}} {owner}{copy.source} {destination}"))
        return None

    def _owner(self, copy: Copied) -> str:
        """`--chown` as the file had it above the boundary: by its own COPY, or by a chown of the directory."""
        owner = ""
        for one in self.before:
            if isinstance(one, Transfer):
                flag = one.flag("chown")
                destination = self._destination(one)
                if destination is not None and inside(copy.source, destination) is not None:
                    owner = flag.value.value if flag is not None and flag.value is not None else ""
            elif isinstance(one, Run) and one.index >= 0:
                for command in self.model.commands(one):
                    if command.name == "chown" and command.has_flag("R", "recursive") and command.operands():
                        if any(inside(copy.source, path) is not None for path in self._paths(command)):
                            owner = command.operands()[0].value
        return f"--chown={owner} " if owner and "$" not in owner else ""

    def _plan(self) -> Plan:
        builder, runtime = _names(self.model, self.stage)
        head: list[str] = []
        if self.packages:
            manager = self.base.package_manager
            head.append(install_line(_sorted_packages(self.packages), manager))
        search = [path for path in self.build.search if path not in DEFAULT_PATH.split(":")]
        if search:
            head.append(f"ENV PATH={':'.join(search)}:$PATH")
        pieces = [piece.text for piece in sorted(self.pieces, key=lambda piece: piece.order)]
        if self.build.exposed and not any(one.keyword == "EXPOSE" for one in self.stage.instructions):
            pieces.append(self.build.exposed)
        platform = self.stage.from_.platform if self.stage.from_ is not None else None
        return Plan(
            base=self.base,
            builder=builder,
            runtime=runtime,
            platform=platform.span.of(self.text) if platform is not None else "",
            at=self.boundary.line_span.end,
            edits=(*self.edits, *self._name_edit(builder), *_deletions(self.text, self.deleted)),
            instructions=tuple(text.replace("{builder}", builder) for text in (*head, *pieces)),
            notes=tuple(self.notes),
        )

    def _name_edit(self, builder: str) -> Iterator[Edit]:
        from_ = self.stage.from_
        assert from_ is not None and from_.image is not None
        if from_.alias is None:
            yield Edit(Span(from_.image.span.end, from_.image.span.end), f" AS {builder}")
        elif from_.alias.value.lower() != builder:
            yield Edit(from_.alias.span, builder)

    def _comments(self, one: Instruction) -> str:
        """The comment lines directly above, with their line breaks."""
        comments = one.comments_above
        if not comments:
            return ""
        start = self.text.rfind("\n", 0, comments[0].span.start) + 1
        return self.text[start : one.line_span.start]

    def _source(self, one: Instruction) -> str:
        """The instruction as it is written, with the comments above it."""
        return self._comments(one) + self.text[one.line_span.start : one.span.end]


def _exec_form(one: Cmd | Entrypoint) -> str:
    """A shell-form command of plain words as a JSON list; "" where only a shell can tell."""
    found = plain_words(one)
    return "[" + ", ".join(f'"{word}"' for word in found) + "]" if found else ""


def _argument_span(one: ShellOrExec) -> Span:
    return Span(one.words[0].span.start, one.words[-1].span.end)


def _names(model: SemanticModel, stage: Stage) -> tuple[str, str]:
    """The names of the builder and the runtime stage: the stage's own name stays with what is run."""
    taken = {one.name for one in model.stages if one is not stage}
    alias = stage.from_.alias if stage.from_ is not None else None
    if alias is not None and (alias.value.lower() in _BUILDER_NAMES or "build" in alias.value.lower()):
        return alias.value, ""
    name = next(
        name for name in ("builder", "build", "compile", *(f"builder-{n}" for n in range(2, 99))) if name not in taken
    )
    return name, alias.value if alias is not None and alias.value.lower() != name else ""


def _outermost(copies: Iterable[Copied]) -> Iterator[Copied]:
    """The copies without those that another one brings along, and without repetitions."""
    kept: list[Copied] = []
    for copy in copies:
        if not any(other.is_directory and inside(copy.source, other.source) is not None for other in kept):
            kept.append(copy)
    for copy in kept:
        if not any(other is not copy and other.is_directory and inside(copy.source, other.source) for other in kept):
            yield copy


def _sorted_packages(packages: list[str]) -> list[str]:
    return sorted(packages)


def _deletions(text: str, deleted: Iterable[Instruction]) -> Iterator[Edit]:
    """The edits that take whole instructions out, with the comments above them and a blank line too many."""
    spans = sorted(_with_comments(text, one) for one in deleted)
    merged: list[Span] = []
    for span in spans:
        if merged and not text[merged[-1].end : span.start].strip():
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    for span in merged:
        yield Edit(_with_blank(text, span), "")


def _with_comments(text: str, one: Instruction) -> Span:
    comments = one.comments_above
    if not comments:
        return one.line_span
    return Span(text.rfind("\n", 0, comments[0].span.start) + 1, one.line_span.end)


def _with_blank(text: str, span: Span) -> Span:
    """Also one of two blank lines that would come together."""
    before = text[: span.start]
    blank_before = before.endswith(("\n\n", "\n\r\n")) or not before
    after = text[span.end :]
    line = after.split("\n", 1)[0]
    if blank_before and after and not line.strip():
        return Span(span.start, min(len(text), span.end + len(line) + 1))
    return span
