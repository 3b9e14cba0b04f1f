"""Package managers, compilers and what else builds or sets up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from posixpath import basename, dirname, join
from typing import TYPE_CHECKING

from dockwright.knowledge import commands as table
from dockwright.knowledge.ecosystems import ECOSYSTEMS, Restore
from dockwright.knowledge.package_managers import MANAGERS, PackageManager, manager_of
from dockwright.semantics.deeds.site import (
    Deed,
    Site,
    Write,
    barrier,
    flag_value,
    flag_words,
    given_files,
    harmless,
    heeded,
    trees,
    write_at,
)

if TYPE_CHECKING:
    from dockwright.shell import Command, ShellWord

_SYSTEM = trees(table.SYSTEM_DIRECTORIES, "packages")
_WITHOUT_PROJECT = ("no-root", "no-install-project", "no-self", "r", "requirement", "requirements", "deploy", "system")


def _system_packages(site: Site) -> Deed:
    """apt-get, apk, dnf: packages land in the system's directories; their scripts stay there, too."""
    manager = manager_of(site.command.name)
    assert manager is not None
    reads = (*table.SYSTEM_DIRECTORIES, *given_files(site))
    environment = heeded(manager.name)
    return Deed(reads, _SYSTEM, environment, network=site.command.subcommand not in manager.clean)


def _python(site: Site) -> Deed:
    words = [word.value for word in site.command.arguments[:3]]
    if words[:2] == ["-m", "pip"]:
        return _pip(site)
    if words[:2] == ["-m", "venv"] and len(words) > 2:
        places = [site.place(word) for word in site.command.operands()[1:]]
        return Deed(("/usr", "/lib"), tuple(write_at(place, "restore", tree=True) for place in places), ("PYTHON*",))
    if words in (["--version"], ["-V"]):
        return harmless(site)
    return barrier(site)


def _pip(site: Site) -> Deed:
    """pip install: into site-packages, an environment, or --target; requirement files and local paths are read."""
    manager = MANAGERS["pip"]
    command = site.command
    operands = [word for word in command.operands(manager.valued_flags) if word.value != "pip"]
    if not operands or operands[0].value not in ("install", "download", "wheel", "uninstall", "cache", "config"):
        return harmless(site) if operands else Deed()
    reads = [site.place(word).path for word in flag_words(site, "r", "requirement", "c", "constraint")]
    local = [word for word in operands[1:] if _is_local(word.value)] + flag_words(site, "e", "editable")
    reads.extend(site.place(word).path for word in local)
    writes = list(trees((*_python_targets(site), *_named_places(site, "pip")), "restore"))
    writes.extend(write_at(site.place(word), "restore", tree=True) for word in local)
    environment = heeded("pip")
    reads.extend(("/usr", "/etc", "/lib", "/bin"))
    return Deed(tuple(reads), tuple(writes), environment, network=True)


def _is_local(requirement: str) -> bool:
    """Whether a requirement of pip is a path: `.`, `./x`, `/wheels/a.whl`, `.[extra]`."""
    return requirement.startswith((".", "/")) or requirement.endswith((".whl", ".tar.gz", ".zip"))


def _python_targets(site: Site) -> tuple[str, ...]:
    target = flag_value(site, "t", "target", "prefix", "root", "d", "dest", "w", "wheel-dir")
    cache = () if site.home is None else (f"{site.home}/.cache",)
    if target is not None:
        return (site.place(target).path, *cache)
    environment = site.variables.get("VIRTUAL_ENV")
    places = (environment,) if environment else table.PYTHON_DIRECTORIES
    user = (f"{site.home}/.local",) if site.home and site.command.has_flag("user") else ()
    return (*places, *user, *cache)


def _node(site: Site) -> Deed:
    """npm, yarn, pnpm, bun: dependencies into node_modules; scripts may do anything."""
    manager = manager_of(site.command.name)
    assert manager is not None
    operands = site.command.operands(manager.valued_flags)
    action = operands[0].value if operands else ""
    environment = heeded(manager.name)
    cache = _caches(site, manager)
    if action in ("config", "c", "set") and sets_for_project(site.command):
        return Deed((), trees(site.here(*table.NODE_SETTINGS), "file"), environment, network=True)
    if action in ("cache", "config", "c", "store", "set", "--version", "-v"):
        home = (site.home,) if site.home else ("/",)
        return Deed(writes=trees((*cache, *home), "file"), environment=environment)
    is_install = action in manager.install or (action == "" and manager.name == "yarn")
    if not is_install or action in ("workspaces", "deploy"):
        return barrier(site, table.OUTPUT_OF_BUILD.get(manager.name, ()))
    if site.command.has_flag("g", "global", "location") or action == "global":
        reads = (*table.NODE_GLOBAL_DIRECTORIES, *site.here(".npmrc"))
        writes = trees((*table.NODE_GLOBAL_DIRECTORIES, *cache), "restore")
        return Deed((*reads, *_local_operands(site, operands)), writes, environment, network=True)
    return _restored(site, manager, "node", action, operands)


def sets_for_project(command: Command) -> bool:
    """Whether a `config`, `c` or `set` of a Node package manager writes settings beside package.json.

    `yarn set version` puts the new yarn there; yarn since 2, whose settings have capital letters, puts its settings there.
    """
    words = [word.value for word in command.operands(MANAGERS["npm"].valued_flags)]
    location = command.flag_value("location") or command.flag_value("L")
    if location is not None:
        return location.value == "project"
    if command.name not in ("yarn", "yarnpkg"):
        return False
    is_new = len(words) > 2 and words[2] != words[2].lower() and not command.has_flag("H", "home")
    return words[:1] == ["set"] or (words[1:2] == ["set"] and is_new)


def _caches(site: Site, manager: PackageManager) -> tuple[str, ...]:
    """The cache directories, below the home of who runs the command."""
    home = site.home
    return tuple(path.replace("/root", home, 1) if home else "/home" for path in manager.cache_dirs)


def _named_places(site: Site, manager: str) -> tuple[str, ...]:
    """Where variables and flags tell a package manager to install."""
    own = {one.name: site.value(one.value) if one.value is not None else "" for one in site.command.assignments}
    values = (own.get(name, site.variables.get(name)) for name in table.INSTALL_VARIABLES.get(manager, ()))
    flags = (site.place(word).path for word in flag_words(site, *table.INSTALL_FLAGS.get(manager, ())))
    return (*(site.at(value).path for value in values if value), *flags)


def _local_operands(site: Site, operands: Iterable[ShellWord]) -> tuple[str, ...]:
    """Operands that are paths, not package names."""
    return tuple(site.place(word).path for word in operands if word.value.startswith((".", "/", "file:")))


def _restored(
    site: Site, manager: PackageManager, ecosystem: str, action: str, operands: tuple[ShellWord, ...]
) -> Deed:
    """A restore as the table of the ecosystem has it: manifests in, dependency directories out."""
    layout = ECOSYSTEMS[ecosystem]
    restore = _restore_of(layout.restores, manager.name, action, [word.value for word in operands])
    files = (*restore.manifests, *restore.optional) if restore is not None else (*layout.manifests, *layout.locks)
    installs_project = ecosystem == "python" and not site.command.has_flag(*_WITHOUT_PROJECT)
    reads_all = installs_project or (restore is not None and restore.reads_sources)
    reads = list(site.here() if reads_all else site.here(*files))
    reads.extend(_local_operands(site, operands))
    reads.extend(("/usr", "/etc"))
    kept = () if action == "ci" else tuple(site.here(*layout.locks, *layout.manifests))
    installed = table.PYTHON_DIRECTORIES if ecosystem == "python" else ()
    writes = (
        *trees((*site.here(*layout.dependency_dirs), *installed, *_named_places(site, manager.name)), "restore"),
        *trees(_caches(site, manager), "restore"),
        *(Write(path, "file") for path in kept),
    )
    environment = heeded(manager.name)
    return Deed(tuple(reads), writes, environment, network=True)


def _restore_of(restores: Iterable[Restore], program: str, action: str, words: list[str]) -> Restore | None:
    """The table's row for the command; rows of two words need both."""
    for restore in restores:
        wanted = restore.subcommand.split()
        if restore.program == program and (wanted == words[: len(wanted)] if wanted else not action):
            return restore
    return None


def _go(site: Site) -> Deed:
    manager = MANAGERS["go"]
    directory = flag_value(site, "C")
    if directory is not None:
        site = Site(site.command, site.place(directory).path, site.state, site.variables)
    operands = site.command.operands(manager.valued_flags)
    words = [word.value for word in operands]
    action = words[0] if words else ""
    root = site.variables.get("GOPATH") or "/go"
    caches = (f"{root}/pkg", f"{site.home}/.cache" if site.home else "/home")
    environment = heeded("go")
    if action in ("version", "env", "list", "vet", "fmt", "doc"):
        return Deed((*site.here(), root), trees(caches, "restore"), environment, network=True)
    if words[:2] == ["mod", "download"]:
        reads = site.here("go.mod", "go.sum", "go.work", "go.work.sum")
        return Deed((*reads, *caches), (*trees(caches, "restore"), Write(reads[1], "file")), environment, network=True)
    if action in ("mod", "get", "work", "clean"):
        here = site.here()
        writes = (
            *trees(caches, "restore"),
            *(Write(path, "file") for path in site.here("go.mod", "go.sum", "vendor")),
        )
        return Deed((*here, root), (*writes, *trees((f"{root}/src", f"{root}/bin"), "restore")), environment, True)
    if action == "install":
        binaries = site.variables.get("GOBIN") or f"{root}/bin"
        return Deed((*site.here(), root), trees((*caches, binaries), "artifact"), environment, network=True)
    if action == "build":
        writes = (*_go_artifact(site, operands), *trees(caches, "restore"))
        return Deed((*site.here(), root, "/usr"), writes, environment, network=True)
    return barrier(site)


def _go_artifact(site: Site, operands: tuple[ShellWord, ...]) -> tuple[Write, ...]:
    """What `go build` writes: the value of -o, or a file in the working directory."""
    output = flag_value(site, "o")
    if output is not None:
        place = site.place(output)
        return (write_at(place, "artifact", tree=output.value.endswith("/")),)
    packages = [word.value for word in operands[1:]]
    if len(packages) == 1 and packages[0].endswith(".go"):
        return (write_at(site.at(basename(packages[0]).removesuffix(".go")), "artifact"),)
    name = basename(packages[0].rstrip("/")) if len(packages) == 1 else ""
    if name and name not in (".", "..", "...") and "$" not in name:
        return (write_at(site.at(name), "artifact"),)
    return trees(site.here(), "artifact") if len(packages) < 2 else ()


def _cargo(site: Site) -> Deed:
    operands = site.command.operands(MANAGERS["cargo"].valued_flags)
    words = [word.value for word in operands]
    action = words[0] if words else ""
    home = site.variables.get("CARGO_HOME") or (f"{site.home}/.cargo" if site.home else "/")
    environment = heeded("cargo")
    caches = trees((home,), "restore")
    reads = (*site.here(), home, "/usr")
    if action in ("fetch", "vendor", "update", "generate-lockfile"):
        extra = site.here("Cargo.lock", "vendor")
        return Deed(reads, (*caches, *trees(extra, "restore")), environment, network=True)
    if words[:2] == ["chef", "cook"]:  # makes the manifests of the recipe anew, wherever their projects are
        return Deed(reads, (*trees(site.here(), "artifact"), *caches), environment, network=True)
    if action in ("build", "b", "rustc", "check", "chef", "test"):
        writes = (*trees(_cargo_targets(site), "artifact"), *trees(site.here("Cargo.lock"), "file"), *caches)
        return Deed(reads, writes, environment, network=True)
    if action == "install":
        root = flag_value(site, "root")
        into = f"{site.place(root).path}/bin" if root is not None else f"{home}/bin"
        return Deed(reads, (Write(into, "artifact", is_tree=True), *caches), environment, network=True)
    return barrier(site)


def _cargo_targets(site: Site) -> tuple[str, ...]:
    """Where cargo may put programs: beside the manifest, or at the root of the workspace above it."""
    target = flag_value(site, "target-dir")
    if target is not None:
        return (site.place(target).path,)
    named = site.variables.get("CARGO_TARGET_DIR")
    if named or site.cwd is None:
        return site.here(named or "target")
    above = [site.cwd]
    while dirname(above[-1]) != "/" and above[-1] != "/":
        above.append(dirname(above[-1]))
    return tuple(join(one, "target") for one in above)


def _manifest_restore(site: Site) -> Deed:
    """bundle, composer, dotnet restore, mix deps.get: as the ecosystem's table has it; all else is a barrier."""
    manager = manager_of(site.command.name)
    assert manager is not None
    operands = site.command.operands(manager.valued_flags)
    action = operands[0].value if operands else ""
    layout = ECOSYSTEMS[manager.ecosystem]
    if _restore_of(layout.restores, manager.name, action, [word.value for word in operands]) is None:
        return _other_build(site, manager)
    return _restored(site, manager, manager.ecosystem, action, operands)


def _other_build(site: Site, manager: PackageManager) -> Deed:
    output = flag_value(site, "o", "output")
    outputs = table.OUTPUT_OF_BUILD.get(manager.name, ())
    return barrier(site, (*outputs, *((site.place(output).path,) if output is not None else ())))


def _builder(site: Site) -> Deed:
    """mvn, gradle, tsc, ...: the project's own code decides what happens."""
    manager = manager_of(site.command.name)
    name = manager.name if manager is not None else site.command.name
    output = flag_value(site, "o", "output", "outDir", "out-dir")
    outputs = (site.place(output).path,) if output is not None else table.OUTPUT_OF_BUILD.get(name, ())
    return barrier(site, outputs)


def _gem(site: Site) -> Deed:
    operands = site.command.operands(MANAGERS["gem"].valued_flags)
    environment = heeded("gem")
    writes = trees((*table.RUBY_DIRECTORIES, site.home or "/home", *_named_places(site, "gem")), "restore")
    return Deed(("/usr", "/etc", *_local_operands(site, operands)), writes, environment, network=True)


def _compiler(site: Site) -> Deed:
    """gcc and its like: operands and the directory they stand in are read, -o (or a.out, *.o) is written."""
    output = flag_value(site, "o")
    write = write_at(site.place(output), "artifact") if output is not None else trees(site.here(), "artifact")[0]
    reads = (*site.here(), *(site.place(word).path for word in site.command.operands(("o", "I", "L", "D"))), "/usr")
    return Deed(reads, (write,), ("CPATH", "C_INCLUDE_PATH", "LIBRARY_PATH", "GCC_*"))


def _javac(site: Site) -> Deed:
    directory = flag_value(site, "d")
    into = site.place(directory) if directory is not None else site.at(".")
    return Deed((*site.here(), "/usr"), (write_at(into, "artifact", tree=True),), ("CLASSPATH", "JAVA_*", "JDK_*"))


def _fixed(*paths: str) -> Callable[[Site], Deed]:
    """A program that only ever changes certain directories; it reads the system's, and the files that it is given."""

    writes = trees(paths, "file")

    def interpret(site: Site) -> Deed:
        return Deed((*table.SYSTEM_DIRECTORIES, *given_files(site)), writes)

    return interpret


def _php_extensions(site: Site) -> Deed:
    """docker-php-ext-install compiles what lies in /usr/src/php with what is installed: nothing of it is below /var, where sites are."""
    reads = (*(one for one in table.SYSTEM_DIRECTORIES if one != "/var"), *given_files(site))
    return Deed(reads, trees(("/usr/local", "/usr/src", "/tmp"), "file"))


def _corepack(site: Site) -> Deed:
    """Without a version `corepack prepare` takes that of package.json, and `corepack use` writes it there."""
    operands = [word.value for word in site.command.operands()]
    if operands[:1] in (["enable"], ["disable"]) or (operands[:1] in (["prepare"], ["install"]) and len(operands) > 1):
        return _fixed("/usr/local/bin", "/usr/local/lib/node_modules", "/root/.cache")(site)
    return barrier(site)


def _system_programs(site: Site) -> Deed:
    """A program that compiles what it is told to, with packages of the system that it fetches for that."""
    reads = (*table.SYSTEM_DIRECTORIES, *given_files(site))
    return Deed(reads, trees((*table.SYSTEM_DIRECTORIES, "/tmp"), "packages"), network=True)


MANAGED: Mapping[str, Callable[[Site], Deed]] = {
    **{name: _system_packages for name, manager in MANAGERS.items() if manager.ecosystem == "os"},
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun"), _node),
    **dict.fromkeys(("bundle", "composer", "dotnet", "mix", "poetry", "uv", "pdm", "pipenv"), _manifest_restore),
    **dict.fromkeys(("mvn", "gradle", "sbt"), _builder),
    "cargo": _cargo,
    "gem": _gem,
    "go": _go,
    "pip": _pip,
}
"""By the name of the package manager."""

INTERPRETERS: Mapping[str, Callable[[Site], Deed]] = {
    **dict.fromkeys(("python", "python2", "python3", "pypy3"), _python),
    **dict.fromkeys(("gcc", "g++", "cc", "c++", "clang", "clang++"), _compiler),
    **dict.fromkeys(("tsc", "ng", "vite"), _builder),
    "javac": _javac,
    "ldconfig": _fixed("/etc", "/var/cache/ldconfig"),
    "update-ca-certificates": _fixed("/etc/ssl", "/etc/ca-certificates", "/usr/share/ca-certificates"),
    "locale-gen": _fixed("/usr/lib/locale", "/etc"),
    "localedef": _fixed("/usr/lib/locale"),
    "dpkg-reconfigure": _fixed(*table.SYSTEM_DIRECTORIES),
    "dpkg": _fixed(*table.SYSTEM_DIRECTORIES),
    "rpm": _fixed(*table.SYSTEM_DIRECTORIES),
    "apt-key": _fixed("/etc/apt"),
    "apt-mark": _fixed("/var/lib/apt"),
    "apt-cache": _fixed("/var/cache/apt"),
    "add-apt-repository": _fixed("/etc/apt", "/var"),
    "apt-add-repository": _fixed("/etc/apt", "/var"),
    "debconf-set-selections": _fixed("/var/cache/debconf"),
    "mktemp": _fixed("/tmp"),
    "update-locale": _fixed("/etc/default"),
    "update-alternatives": _fixed("/etc/alternatives", "/usr", "/var/lib/dpkg"),
    "update-rc.d": _fixed("/etc"),
    "systemctl": _fixed("/etc/systemd"),
    "corepack": _corepack,
    "a2enmod": _fixed("/etc/apache2", "/var/lib/apache2"),
    "a2dismod": _fixed("/etc/apache2", "/var/lib/apache2"),
    "a2ensite": _fixed("/etc/apache2", "/var/lib/apache2"),
    "a2dissite": _fixed("/etc/apache2", "/var/lib/apache2"),
    "docker-php-ext-install": _php_extensions,
    "docker-php-ext-configure": _php_extensions,
    "docker-php-ext-enable": _fixed("/usr/local/etc"),
    "install-php-extensions": _system_programs,
    "pecl": _fixed("/usr/local", "/tmp", "/root"),
    "sync": _fixed(),
}
"""By the name of the program."""
