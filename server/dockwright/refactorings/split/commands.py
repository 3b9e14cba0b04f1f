"""What the commands of a RUN are to a split: part of the build, cleaning up, or work whose result nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from posixpath import join, normpath

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.table import words
from dockwright.refactorings.reorder.independence import only_asks
from dockwright.refactorings.split.model import Obstacle
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.shell.parts import Redirection
from dockwright.syntax import Instruction, Run, Transfer

_CLEANERS = words("rm rmdir apt-mark ldconfig")
_CLEANING = words("del clean autoclean remove purge autoremove cache prune update")
_QUIET = words(
    "cd echo set export test [ [[ true : pwd ls cat printf sleep date env unset uname which command type id whoami exit return "
    "head tail grep egrep fgrep wc cut tr uniq du df stat getent"
)

_COMMON = words(
    "apk apt apt-get apt-key add-apt-repository dpkg curl wget git hg svn tar unzip gunzip gzip mkdir cp mv rm rmdir ln chmod chown chgrp touch sed awk "
    "gawk grep egrep find xargs sort head tail tr cut install strip upx patch basename dirname mktemp sha256sum md5sum gpg "
    "useradd adduser groupadd addgroup usermod sh bash ash update-ca-certificates ldconfig apt-mark if tee nproc file ssh-keyscan"
)
_BY_ECOSYSTEM: Mapping[str, frozenset[str]] = {
    "go": words(
        "go gofmt goimports golint golangci-lint staticcheck swag wire mockgen protoc buf sqlc templ glide dep govendor godep gox "
        "statik packr packr2 go-bindata go-assetfs esc rice gotestsum easyjson stringer gqlgen ent mage govvv gpm gvt vgo"
    ),
    "java": words(
        "mvn mvnw mvnd gradle gradlew sbt javac jar java kotlinc keytool lein ant clj clojure native-image gu"
    ),
    "rust": words("cargo rustup rustc cargo-chef cargo-binstall sccache sqlx diesel sea-orm-cli protoc"),
    "dotnet": words("dotnet nuget msbuild"),
    "c": words("gcc g++ cc c++ clang clang++ ld ar ranlib nproc"),  # CMake and make may read any variable
}
"""Programs that fetch and build, and leave nothing behind that a container needs beyond what the build is asked for. Node has none:
scripts of packages, and what bundlers compile into pages, may read any variable and any file."""

CHANGERS = words("chown chgrp chmod")
"""Programs that change whom a file belongs to, and who may do what with it."""

_VALUED: Mapping[str, tuple[str, ...]] = {
    "mkdir": ("m", "mode"),
    "chown": ("reference", "from"),
    "chmod": ("reference",),
}


def not_followed(model: SemanticModel, run: Run) -> Obstacle | None:
    """Why the commands of a RUN cannot be looked at one by one."""
    script = model.script(run)
    is_plain = script.dialect == "posix" and not script.has_errors and not run.heredocs
    return None if is_plain else Obstacle("a RUN is not understood", run.keyword_span)


def called(command: Command) -> str:
    """How a message names a command: a package manager with what it is told to do, `cargo install diesel_cli`."""
    name = command.name or command.words[0].value
    manager = MANAGERS.get(name)
    if manager is None or not command.subcommand:
        return name
    operands = [word.value for word in command.operands(manager.valued_flags) if word.is_literal]
    return " ".join((name, *operands[:2]))


def is_quiet(command: Command) -> bool:
    """Whether the command changes no file."""
    return is_silent_anywhere(command) or (only_asks(command) and not _writes(command))


def is_silent_anywhere(command: Command) -> bool:
    """Whether the command changes no file, and is one that every system with a shell has."""
    return is_silent(command) and not _writes(command)


def is_silent(command: Command) -> bool:
    """Whether all that the command changes is what its output is redirected to."""
    return command.name in _QUIET


def _writes(command: Command) -> bool:
    return any(one.operator.startswith((">", "&>")) and not _is_nowhere(one) for one in command.redirections)


def _is_nowhere(one: Redirection) -> bool:
    """Whether output goes to a device or to another descriptor: `> /dev/null`, `>&2`."""
    target = one.target.value if one.target is not None else "-"
    return target.startswith("/dev/") or (one.operator == ">&" and (target.isdecimal() or target == "-"))


def is_cleaning(command: Command) -> bool:
    """Whether the command only takes away what a build no longer needs: `rm`, `apk del`, `apt-get clean`, `go clean`."""
    if command.name in _CLEANERS:
        return True
    programs = ("apk", "apt-get", "apt", "go", "npm", "yarn", "pnpm", "cargo", "dotnet")
    return command.name in programs and command.subcommand in _CLEANING


def is_tool_install(command: Command) -> bool:
    """Whether a Node program is installed for everybody: `npm install -g serve`, `yarn global add serve`."""
    if command.name == "yarn":
        return command.subcommand == "global"
    return command.name in ("npm", "pnpm") and command.has_flag("g", "global")


_BUILD_STEPS = {
    "cargo": words("build b test t check c clippy fmt clean fetch update audit doc"),
    "dotnet": words("restore build test clean publish format tool"),
}


def is_build_step(command: Command) -> bool:
    """Whether a command behind the build that made the artifact is only more of building: a container needs none of it."""
    if command.name == "go":
        return True
    return command.subcommand in _BUILD_STEPS.get(command.name, frozenset())


def opaque(commands: Iterable[Command], ecosystem: str) -> Command | None:
    """The first command of a builder of which nobody can tell what it reads and writes."""
    known = _BY_ECOSYSTEM.get(ecosystem, frozenset())
    for command in commands:
        if command.words and command.name not in _QUIET and command.name not in _COMMON and command.name not in known:
            return command
    return None


_HOME = "/root"
"""What `~` is to those who build."""


def path_words(command: Command) -> tuple[ShellWord, ...]:
    """The words that name what mkdir, chown, chmod, touch work on."""
    operands = command.operands(_VALUED.get(command.name, ()))
    return operands[1:] if command.name in CHANGERS and not command.has_flag("reference") else operands


def path_of(word: ShellWord, workdir: str) -> str:
    """The absolute path that a word names."""
    return normpath(join(workdir, _HOME + word.value[1:] if word.value.startswith("~/") else word.value))


def paths_of(command: Command, workdir: str) -> list[str]:
    """The absolute paths that mkdir, chown, chmod, touch work on."""
    return [path_of(word, workdir) for word in path_words(command)]


def with_cleaning(model: SemanticModel, stage: Stage, last: Instruction) -> Instruction:
    """The last of the instructions right behind one that only clean up or change owners; itself, without any."""
    for one in stage.instructions:
        if one.index <= last.index or not isinstance(one, (Run, Transfer)):
            continue
        working = [each for each in model.commands(one) if each.words] if isinstance(one, Run) else []
        if not working or not all(is_quiet(each) or each.name == "chown" or is_cleaning(each) for each in working):
            break
        last = one
    return last
