"""Which commands have nothing to do with a directory of the image: they neither read nor change anything in it.

What commands do to paths is known elsewhere. Added here is what holds for a directory of an application: programs that
install by name put nothing into it, though they write below /opt, /usr or /var.
"""

from __future__ import annotations

from collections.abc import Callable
from posixpath import basename, normpath
from typing import TYPE_CHECKING

from dockwright.knowledge.ecosystems import ECOSYSTEMS
from dockwright.knowledge.package_managers import MANAGERS, manager_of
from dockwright.patterns import lazy_pattern
from dockwright.projects.manifests import ancestors
from dockwright.refactorings.reorder.sites import below, overlap, resolve
from dockwright.shell import POSIX_SHELLS, Command

if TYPE_CHECKING:
    from dockwright.semantics.deeds import Site

_STATE = frozenset(
    ["alias", "cd", "declare", "export", "readonly", "set", "shopt", "typeset", "ulimit", "umask", "unalias", "unset"]
)  # fmt: skip
"""Commands that change what the rest of their script finds, and nothing else."""

_SYSTEM = ("/bin", "/etc", "/lib", "/lib64", "/sbin", "/usr/bin", "/usr/include", "/usr/lib", "/usr/local/bin",
           "/usr/local/lib", "/usr/sbin", "/var/cache", "/var/lib")  # fmt: skip
"""Directories that no application has for itself."""

_PLAIN_NAME = lazy_pattern(r"[\w-][\w.-]*")
_OWN_NAME = lazy_pattern(r"\.?\w[\w.-]*")
_CHOSEN_ENVIRONMENTS = frozenset({".venv", "__pypackages__"})
"""pdm installs into `__pypackages__` where there is one; poetry and pipenv into a `.venv`.
Source: https://pdm-project.org/en/latest/usage/pep582/, https://python-poetry.org/docs/configuration/ (2026-11)."""

_ENVIRONMENT_VALUED = frozenset(
    {"p", "python", "prompt", "index-url", "i", "extra-index-url", "index", "default-index", "link-mode"}
)
_ENVIRONMENT_OTHER = (
    "directory",
    "project",
    "config-file",
    "h",
    "help",
    "f",
    "find-links",
    "extra-search-dir",
    "app-data",
)
_READ_BY_UV = (".python-version", ".python-versions", "pyproject.toml", "uv.toml")
"""What tells uv which Python to take. Source: https://docs.astral.sh/uv/concepts/python-versions/ (2026-11)."""

_SETUP_OF_ROS = lazy_pattern(r"/opt/ros/(?:\w+|\$\{?ROS_DISTRO\}?)/setup\.(?:ba|z)?sh")
_MKDIR_VALUED = frozenset({"m", "mode"})
_INSTALLED = frozenset(
    path.partition("/")[0] for one in ECOSYSTEMS.values() for path in one.dependency_dirs if not path.startswith("/")
) | {"target", "_build", "bin", "obj"}
"""Directories of a project that restores fill."""

_CLEANING = {
    "rm": (), "find": (), "go": ("clean",), "apt-get": ("purge", "remove", "autoremove", "clean"),
    "apt": ("purge", "remove", "autoremove", "clean"), "apk": ("del", "cache"), "yum": ("remove", "clean"),
    "dnf": ("remove", "clean"), "npm": ("prune", "cache", "uninstall"), "yarn": ("cache",), "pnpm": ("prune", "store"),
    "pip": ("cache", "uninstall"), "pip3": ("cache", "uninstall"),
    "composer": ("clear-cache", "clearcache", "cc", "remove"), "bundle": ("clean", "remove"), "gem": ("cleanup", "uninstall"),
    "mix": ("deps.clean", "clean"), "conan": ("cache", "remove"), "poetry": ("cache", "remove"), "uv": ("cache",), "pdm": ("cache", "remove"),
    **dict.fromkeys(("conda", "mamba", "micromamba"), ("clean", "remove", "uninstall")),
}  # fmt: skip


def is_state(command: Command) -> bool:
    """Whether a command only sets up the commands behind it: a directory, options, variables."""
    return command.name in _STATE and not command.redirections and not command.in_pipeline


def cleans_up(command: Command) -> bool:
    """Whether a command removes or changes what earlier ones may have left: in a layer of its own it would cost."""
    if command.name in ("chmod", "chown", "chgrp"):
        places = command.operands()[1:]
        return command.has_flag("R", "recursive") and not (places and all(_is_of_sources(one.value) for one in places))
    verbs = _CLEANING.get(command.name)
    return verbs is not None and (not verbs or command.subcommand in verbs)


def _is_of_sources(path: str) -> bool:
    """Whether a directory is one of the project that no restore puts anything into: `var`, `./storage/logs`."""
    first = normpath(path).partition("/")[0]
    return bool(_PLAIN_NAME.fullmatch(first)) and first not in _INSTALLED


def is_preparation(command: Command, program: str) -> bool:
    """Whether a command makes a program of the project executable and does nothing else: `chmod +x mvnw`."""
    prepared = prepared_program(command)
    return prepared is not None and normpath(prepared) == normpath(program)


def prepared_program(command: Command) -> str | None:
    """The one file that a command makes executable, or whose line ends it mends; None when it does anything else."""
    operands = [word.value for word in command.operands()]
    if command.redirections or command.in_pipeline or command.has_flag("R", "recursive", "n", "newfile"):
        return None
    if command.name == "dos2unix" and len(operands) == 1:
        return operands[0]
    is_mended = command.name == "sed" and command.has_flag("i", "in-place") and operands[:1] in _LINE_ENDS
    is_executable = command.name == "chmod" and bool(operands) and _EXECUTABLE.fullmatch(operands[0]) is not None
    return operands[1] if len(operands) == 2 and (is_mended or is_executable) else None


_LINE_ENDS = (["s/\\r$//"], ["s/\\r$//g"], ["s/\\r//"], ["s/\\r//g"], ["s/\x0d$//"])
_EXECUTABLE = lazy_pattern(r"[ugoa]*\+r?w?x|[0-7]*[1357][0-7]{2}")


def is_independent(site: Site, tree: str) -> bool:
    """Whether a command, where it runs, does nothing in the directory `tree`."""
    command = site.command
    if not command.name:
        return False
    if (is_state(command) and command.name != "cd") or only_asks(command):
        return True
    if installs_by_name(command) and not command.redirections:
        return is_application(tree, site.home)
    from dockwright.semantics.deeds import deed

    done = deed(site)
    if done.is_barrier:
        return False
    paths = (*done.reads, *(write.path for write in done.writes))
    return not any(overlap(path, tree) for path in paths)


def makes_environment(site: Site, tree: str, is_brought: Callable[[str], bool]) -> bool:
    """Whether a command makes a virtual environment in the directory `tree`, where nothing is brought to, or elsewhere, and does
    nothing else there: `python3 -m venv .venv`, `uv venv`."""
    from dockwright.semantics.deeds import deed

    place = _environment_of_tool(site)
    if place is not None:
        directories = ancestors((site.cwd or "/").lstrip("/")) if site.command.name == "uv" else []
        reads = [resolve("/", f"{directory}/{name}") for directory in directories for name in _READ_BY_UV]
        is_clear = not any(overlap(one, tree) and is_brought(one) for one in reads)
        return is_clear and (not overlap(place, tree) or (bool(below(place, tree)) and not is_brought(place)))
    command = site.command
    if not command.name.startswith(("python", "pypy")) or [one.value for one in command.arguments[:2]] != [
        "-m",
        "venv",
    ]:
        return False
    done = deed(site)
    if done.is_barrier or any(overlap(path, tree) for path in done.reads):
        return False
    inside = [write.path for write in done.writes if overlap(write.path, tree)]
    return bool(inside) and all(below(path, tree) and not is_brought(path) for path in inside)


def _environment_of_tool(site: Site) -> str | None:
    """Where `uv venv` or `virtualenv` makes an environment, in the directory that WORKDIR has made or at an absolute path."""
    command = site.command
    verb = {"uv": ["venv"], "virtualenv": []}.get(command.name)
    names = [word.value for word in command.operands(_ENVIRONMENT_VALUED)]
    if verb is None or names[: len(verb)] != verb or command.has_flag(*_ENVIRONMENT_OTHER) or command.redirections:
        return None
    given = names[len(verb) :] or ([".venv"] if verb else [])
    if len(given) != 1 or given[0].startswith(("$", "~")) or site.cwd is None:
        return None
    return resolve(site.cwd, given[0]) if given[0].startswith("/") or site.cwd == site.state.workdir else None


def makes_directories(site: Site, tree: str, is_brought: Callable[[str], bool]) -> bool:
    """Whether a command makes directories in the one that WORKDIR has made, to which nothing is brought, and does nothing else
    in the directory `tree`: `mkdir __pypackages__`."""
    command = site.command
    names = [word.value for word in command.operands(_MKDIR_VALUED)]
    is_plain = command.name == "mkdir" and not command.redirections and not command.in_pipeline
    if not is_plain or site.cwd is None or site.cwd != site.state.workdir:
        return False
    places = [resolve(site.cwd, name) for name in names if _OWN_NAME.fullmatch(name)]
    return len(places) == len(names) > 0 and not any(is_brought(one) for one in places if overlap(one, tree))


def chooses_environment(command: Command) -> bool:
    """Whether a command makes a directory that tells an installer where packages go, by being there."""
    names = [word.value for word in command.operands(_MKDIR_VALUED)]
    return command.name == "mkdir" and any(basename(normpath(name)) in _CHOSEN_ENVIRONMENTS for name in names)


def is_activation(command: Command) -> bool:
    """Whether a command puts a virtual environment, or that of ROS, in front for those behind it: `. venv/bin/activate`."""
    words = command.arguments
    is_plain = not command.redirections and not command.in_pipeline and len(words) == 1
    if command.name not in (".", "source") or not is_plain:
        return False
    is_of_python = words[0].is_literal and words[0].value.endswith("/bin/activate")
    return is_of_python or _SETUP_OF_ROS.fullmatch(words[0].value) is not None


def activates(site: Site, tree: str, is_brought: Callable[[str], bool]) -> bool:
    """Whether a command puts a virtual environment in front, of which nothing is brought to the directory `tree`."""
    if not is_activation(site.command):
        return False
    place = site.place(site.command.arguments[0]).path
    environment = place.removesuffix("/bin/activate")
    return not overlap(environment, tree) or (bool(below(environment, tree)) and not is_brought(environment))


def is_application(tree: str, home: str | None) -> bool:
    """Whether a directory can only hold an application: not the root, the system's, or somebody's home directory."""
    if tree in ("/", "/home") or (home is not None and below(home, tree) is not None):
        return False
    return not any(overlap(tree, system) for system in _SYSTEM)


def only_asks(command: Command) -> bool:
    """Whether the command prints a version and nothing else."""
    return bool(command.arguments) and all(
        word.value in ("-v", "-V", "-version", "--version") for word in command.arguments
    )


def installs_by_name(command: Command) -> bool:
    """Whether the command installs packages for the whole system, named on its command line, or configures that."""
    check = _CHECKS.get(command.name)
    if check is not None:
        return check(command)
    manager = manager_of(command.name)
    if manager is None or manager.ecosystem != "os":
        return False
    return not any(_is_file(word.value) for word in command.operands(manager.valued_flags)[1:])


def _is_file(operand: str) -> bool:
    return operand.startswith(("./", "../", "/", "~", "$", "file:")) or operand in (".", "..")


def _node(command: Command) -> bool:
    manager = MANAGERS[command.name]
    names = [word.value for word in command.operands(manager.valued_flags)]
    verb = names[0] if names else ""
    if verb in ("config", "c", "set"):
        from dockwright.semantics.deeds import sets_for_project

        return not sets_for_project(command)
    if verb == "cache" or (verb == "store" and command.name == "pnpm"):
        return True
    is_global = command.has_flag("g", "global") or (command.name == "yarn" and verb == "global")
    return is_global and len(names) > 1 and not any(_is_file(name) for name in names[1:])


def _pip(command: Command) -> bool:
    operands = [word.value for word in command.operands(MANAGERS["pip"].valued_flags | {"m"})]
    module = command.flag_value("m") if command.name.startswith("python") else None
    if command.name.startswith("python") and (module is None or module.value != "pip"):
        return False
    if operands[:1] != ["install"]:
        return operands[:1] in (["config"], ["cache"])
    names_files = command.has_flag(
        "r", "requirement", "c", "constraint", "e", "editable", "t", "target", "find-links", "f", "prefix", "root"
    )
    return not names_files and not any(_is_file(name) for name in operands[1:])


def _go(command: Command) -> bool:
    operands = [word.value for word in command.operands(MANAGERS["go"].valued_flags)]
    if operands[:1] == ["install"]:
        return len(operands) > 1 and all("@" in operand for operand in operands[1:])
    if operands[:1] == ["clean"]:
        return all(word.value.endswith("cache") for word in command.arguments[1:]) and len(command.arguments) > 1
    return operands[:1] == ["env"] or operands == ["version"]


def _poetry(command: Command) -> bool:
    """`poetry config virtualenvs.create false`, `poetry self add plugin`: nothing of the project."""
    return command.subcommand in ("config", "self") and not command.has_flag("local", "C", "directory", "P", "project")


def _uv(command: Command) -> bool:
    operands = [word.value for word in command.operands(MANAGERS["uv"].valued_flags)]
    if operands[:2] not in (["pip", "install"], ["tool", "install"]) or command.has_flag("directory", "project"):
        return operands[:1] == ["cache"]
    names_files = command.has_flag(
        "r", "requirement", "requirements", "c", "constraint", "constraints", "e", "editable", "target", "prefix",
        "overrides", "group", "f", "find-links",
    )  # fmt: skip
    return not names_files and len(operands) > 2 and not any(_is_file(name) for name in operands[2:])


def _conda(command: Command) -> bool:
    """`conda install -n base mamba`, `conda clean -afy`: nothing of the project."""
    operands = [word.value for word in command.operands(MANAGERS["conda"].valued_flags)]
    if operands[:1] in (["clean"], ["config"], ["info"], ["init"], ["list"]):
        return True
    if operands[:1] not in (["install"], ["create"], ["update"]) or command.has_flag("f", "file", "p", "prefix"):
        return False
    return not any(_is_file(name) or name.endswith((".conda", ".tar.bz2")) for name in operands[1:])


def _corepack(command: Command) -> bool:
    """`corepack prepare` without a version takes that of package.json."""
    operands = [word.value for word in command.operands()]
    return operands[:1] in (["enable"], ["disable"]) or (operands[:1] == ["prepare"] and len(operands) > 1)


def _gem(command: Command) -> bool:
    """`gem install bundler`, `gem update --system`: nothing of the project."""
    operands = [word.value for word in command.operands(MANAGERS["gem"].valued_flags)]
    if command.has_flag("g", "file", "i", "install-dir", "n", "bindir", "build-root"):
        return False
    if operands[:1] in (["install"], ["i"]):
        return len(operands) > 1 and not any(_is_file(name) or name.endswith(".gem") for name in operands[1:])
    return operands[:1] in (["sources"], ["env"]) or (operands[:1] == ["update"] and command.has_flag("system"))


def _bundle(command: Command) -> bool:
    """`bundle config set without development`: settings, which the reordering looks at itself."""
    return command.subcommand == "config"


def _composer(command: Command) -> bool:
    operands = [word.value for word in command.operands(MANAGERS["composer"].valued_flags)]
    return operands[:2] in (["global", "require"], ["global", "config"]) or operands[:1] in (
        ["self-update"],
        ["selfupdate"],
    )


def _php(command: Command) -> bool:
    """`curl https://getcomposer.org/installer | php -- --install-dir=/usr/local/bin`: Composer itself, for all projects."""
    is_installer = command.in_pipeline and "getcomposer.org/installer" in command.instruction.text
    words = [word.value for word in command.arguments]
    return is_installer and words[:1] == ["--"] and any(word.startswith("--install-dir=/") for word in words)


def _php_extensions(command: Command) -> bool:
    """`install-php-extensions gd intl`: by name, not a directory with sources."""
    return not any(_is_file(word.value) for word in command.operands())


def _mix(command: Command) -> bool:
    """`mix local.hex`, `mix archive.install hex phx_new`: for the account, not for the project."""
    operands = [word.value for word in command.operands(MANAGERS["mix"].valued_flags)]
    if operands[:1] == ["do"]:
        tasks = [word.rstrip(",") for word in operands[1:] if word not in ("+", ",")]
        return bool(tasks) and all(task in ("local.hex", "local.rebar") for task in tasks)
    if operands[:2] == ["archive.install", "hex"]:
        return True
    return len(operands) == 1 and operands[0] in ("local.hex", "local.rebar", "hex.info")


def _dotnet(command: Command) -> bool:
    """`dotnet nuget add source`, `dotnet tool install --global`: for the account. What a nuget.config of the project has to do
    with it, the reordering of .NET looks at itself."""
    operands = [word.value for word in command.operands(MANAGERS["dotnet"].valued_flags)]
    if operands[:3] == ["nuget", "add", "source"]:
        return not command.has_flag("configfile")
    return operands[:2] in (["tool", "install"], ["tool", "update"]) and command.has_flag("g", "global")


def is_piped_script(command: Command) -> bool:
    """Whether a shell runs what a download in front of it fetches: `curl -sSL https://x.example/install.sh | bash -s -- -y`."""
    if command.name not in POSIX_SHELLS or not command.in_pipeline or command.has_flag("c"):
        return False
    if any(not word.value.startswith("-") and word.value != "s" for word in command.arguments):
        return False
    before = [one for one in command.script.commands if one.span.end <= command.span.start]
    return bool(before) and before[-1].in_pipeline and before[-1].name in ("curl", "wget")


def _gu(command: Command) -> bool:
    """`gu install native-image`: components of GraalVM by their names."""
    operands = [word.value for word in command.operands()]
    is_local = command.has_flag("L", "local-file", "u", "url", "D", "local-deps")
    return (
        operands[:1] == ["install"]
        and len(operands) > 1
        and not is_local
        and not any(_is_file(one) for one in operands)
    )


def _updates(command: Command) -> bool:
    """`cabal update`, `rosdep update`, `opam update`: the list of packages, for the account."""
    operands = [word.value for word in command.operands()]
    return operands in (["update"], ["v2-update"], ["new-update"]) or (
        command.name == "rosdep" and operands == ["init"]
    )


def _conan(command: Command) -> bool:
    operands = [word.value for word in command.operands()]
    return operands[:2] == ["profile", "detect"] or (operands[:1] == ["remote"] and len(operands) > 1)


_CHECKS: dict[str, Callable[[Command], bool]] = {
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun"), _node),
    **dict.fromkeys(("pip", "pip2", "pip3", "python", "python2", "python3"), _pip),
    **dict.fromkeys(("poetry", "pdm"), _poetry),
    **dict.fromkeys(("conda", "mamba", "micromamba"), _conda),
    "bundle": _bundle,
    "composer": _composer,
    "conan": _conan,
    "corepack": _corepack,
    "dotnet": _dotnet,
    "gem": _gem,
    "gu": _gu,
    "mix": _mix,
    "php": _php,
    "install-php-extensions": _php_extensions,
    "go": _go,
    "uv": _uv,
    **dict.fromkeys(("cabal", "stack", "opam", "rosdep"), _updates),
}
