"""How package managers are spoken to: subcommands, flags, and where they keep what they download.

Source: each manager's manual page or documentation; cache directories are those of root in an ordinary image.
Date: 2026-11. Flags stand without their dashes, as ShellFlag.name has them.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words
from dockwright.values import NamedTuple


class PackageManager(NamedTuple):
    """One package manager. An empty set or tuple: it has no such thing."""

    name: str  # the program
    ecosystem: str  # os, node, python, go, rust, java, ruby, php, dotnet, elixir, ...
    install: frozenset[str] = frozenset()  # subcommands that install; "" where none is needed (pacman -S is below)
    remove: frozenset[str] = frozenset()
    refresh: frozenset[str] = frozenset()  # subcommands that fetch the package lists
    upgrade: frozenset[str] = frozenset()  # subcommands that upgrade everything
    clean: frozenset[str] = frozenset()  # subcommands that empty the cache
    valued_flags: frozenset[str] = frozenset()  # flags whose value is the next word
    assume_yes: tuple[str, ...] = ()  # flags that answer questions, the usual one first
    cache_dirs: tuple[str, ...] = ()  # downloads worth a cache mount
    needs_lock: bool = False  # two builds must not share the cache at the same time
    manifest: str = ""  # the file of a project that names its dependencies
    locks: tuple[str, ...] = ()  # the lock files it reads beside the manifest; of several, the first that is there


MANAGERS: Mapping[str, PackageManager] = {
    manager.name: manager
    for manager in (
        # --- operating systems
        PackageManager(
            "apt-get", "os",
            install=words("install reinstall build-dep"), remove=words("remove purge autoremove autopurge"),
            refresh=words("update"), upgrade=words("upgrade dist-upgrade full-upgrade"),
            clean=words("clean autoclean distclean"),
            valued_flags=words("t target-release default-release o option c config-file a host-architecture P "
                               "build-profiles"),
            assume_yes=("y", "yes", "assume-yes"), cache_dirs=("/var/cache/apt",), needs_lock=True,
        ),
        PackageManager(
            "apk", "os",
            install=words("add"), remove=words("del"), refresh=words("update"), upgrade=words("upgrade"),
            clean=words("cache"),
            valued_flags=words("t virtual X repository p root repositories-file keys-dir cache-dir cache-max-age arch "
                               "timeout wait progress-fd"),
            cache_dirs=("/var/cache/apk",), needs_lock=True,
        ),
        PackageManager(
            "dnf", "os",
            install=words("install reinstall localinstall groupinstall builddep"),
            remove=words("remove erase autoremove"), refresh=words("makecache check-update"),
            upgrade=words("upgrade update distro-sync upgrade-minimal"), clean=words("clean"),
            valued_flags=words("c config d debuglevel e errorlevel x exclude excludepkgs installroot releasever repo "
                               "repoid enablerepo disablerepo setopt advisory comment forcearch"),
            assume_yes=("y", "assumeyes"), cache_dirs=("/var/cache/dnf",), needs_lock=True,
        ),
        PackageManager(
            "microdnf", "os",
            install=words("install reinstall"), remove=words("remove"), refresh=words("makecache"),
            upgrade=words("upgrade update distro-sync"), clean=words("clean"),
            valued_flags=words("installroot releasever enablerepo disablerepo setopt"),
            assume_yes=("y", "assumeyes"), cache_dirs=("/var/cache/yum",), needs_lock=True,
        ),
        PackageManager(
            "yum", "os",
            install=words("install reinstall localinstall groupinstall"), remove=words("remove erase autoremove"),
            refresh=words("makecache check-update"), upgrade=words("upgrade update distro-sync upgrade-minimal"),
            clean=words("clean"),
            valued_flags=words("c config d debuglevel e errorlevel x exclude installroot releasever enablerepo "
                               "disablerepo disableplugin enableplugin setopt R randomwait"),
            assume_yes=("y", "assumeyes"), cache_dirs=("/var/cache/yum",), needs_lock=True,
        ),
        PackageManager(
            "tdnf", "os",
            install=words("install reinstall"), remove=words("remove erase autoremove"), refresh=words("makecache"),
            upgrade=words("upgrade update distro-sync"), clean=words("clean"),
            valued_flags=words("c config installroot releasever enablerepo disablerepo setopt x exclude"),
            assume_yes=("y", "assumeyes"), cache_dirs=("/var/cache/tdnf",), needs_lock=True,
        ),
        PackageManager(
            "zypper", "os",
            install=words("install in source-install si install-new-recommends"), remove=words("remove rm"),
            refresh=words("refresh ref"), upgrade=words("update up patch dist-upgrade dup"), clean=words("clean cc"),
            valued_flags=words("t type r repo from root R reposd-dir cache-dir c config name n plus-repo p plus-content"),
            assume_yes=("non-interactive", "n", "y", "no-confirm"), cache_dirs=("/var/cache/zypp",), needs_lock=True,
        ),
        PackageManager(
            "pacman", "os",
            valued_flags=words("r root b dbpath cachedir config arch ignore ignoregroup overwrite asdeps hookdir"),
            assume_yes=("noconfirm",), cache_dirs=("/var/cache/pacman/pkg",), needs_lock=True,
        ),
        # --- Node
        PackageManager(
            "npm", "node",
            install=words("install i in ins inst isntall add ci clean-install ic install-clean install-test it cit"),
            remove=words("uninstall un remove rm r unlink prune"), clean=words("cache"),
            upgrade=words("update up upgrade"),
            valued_flags=words("C prefix w workspace registry cache userconfig globalconfig loglevel omit include only "
                               "tag scope script-shell before install-strategy"),
            assume_yes=("y", "yes"), cache_dirs=("/root/.npm",),
            manifest="package.json", locks=("npm-shrinkwrap.json", "package-lock.json"),
        ),
        PackageManager(
            "yarn", "node",
            install=words("install add global workspaces") | {""}, remove=words("remove"), clean=words("cache"),
            upgrade=words("upgrade up"),
            valued_flags=words("cwd cache-folder modules-folder preferred-cache-folder registry mutex network-timeout "
                               "network-concurrency use-yarnrc global-folder"),
            cache_dirs=("/usr/local/share/.cache/yarn",), needs_lock=True,
            manifest="package.json", locks=("yarn.lock",),
        ),
        PackageManager(
            "pnpm", "node",
            install=words("install i add fetch install-test it deploy"), remove=words("remove rm uninstall un prune"),
            clean=words("store"), upgrade=words("update up upgrade"),
            valued_flags=words("C dir F filter filter-prod store-dir virtual-store-dir reporter loglevel registry "
                               "network-concurrency child-concurrency lockfile-dir modules-dir"),
            cache_dirs=("/root/.local/share/pnpm/store",),
            manifest="package.json", locks=("pnpm-lock.yaml",),
        ),
        PackageManager(
            "bun", "node",
            install=words("install i add a"), remove=words("remove rm"), clean=words("pm"), upgrade=words("update"),
            valued_flags=words("cwd c config cache-dir registry backend concurrent-scripts filter"),
            cache_dirs=("/root/.bun/install/cache",),
            manifest="package.json", locks=("bun.lock", "bun.lockb"),
        ),
        # --- Python
        PackageManager(
            "pip", "python",
            install=words("install download wheel"), remove=words("uninstall"), clean=words("cache"),
            valued_flags=words(
                "r requirement c constraint e editable t target platform python-version implementation abi root prefix "
                "src b build upgrade-strategy i index-url extra-index-url f find-links no-binary only-binary proxy "
                "timeout retries trusted-host cert client-cert cache-dir log progress-bar config-settings global-option "
                "install-option w wheel-dir d dest python report use-feature use-deprecated exists-action group "
                "root-user-action keyring-provider"),
            assume_yes=("y", "yes", "no-input"), cache_dirs=("/root/.cache/pip",),
        ),
        PackageManager(
            "uv", "python",
            install=words("sync add pip tool"), remove=words("remove"), clean=words("cache"),
            valued_flags=words("r requirement requirements c constraint e editable p python extra group only-group "
                               "no-group package index index-url default-index extra-index-url f find-links cache-dir "
                               "project directory config-file link-mode target prefix no-install-package resolution"),
            cache_dirs=("/root/.cache/uv",),
            manifest="pyproject.toml", locks=("uv.lock",),
        ),
        PackageManager(
            "poetry", "python",
            install=words("install add sync"), remove=words("remove"), clean=words("cache"), upgrade=words("update"),
            valued_flags=words("C directory P project E extras with without only G group source"),
            assume_yes=("n", "no-interaction"), cache_dirs=("/root/.cache/pypoetry",),
            manifest="pyproject.toml", locks=("poetry.lock",),
        ),
        PackageManager(
            "pdm", "python",
            install=words("install add sync"), remove=words("remove"), clean=words("cache"), upgrade=words("update"),
            valued_flags=words("p project L lockfile G group venv"), cache_dirs=("/root/.cache/pdm",),
            manifest="pyproject.toml", locks=("pdm.lock",),
        ),
        PackageManager(
            "pipenv", "python",
            install=words("install sync"), remove=words("uninstall clean"), upgrade=words("update upgrade"),
            valued_flags=words("python r requirements i index categories extra-pip-args"),
            cache_dirs=("/root/.cache/pipenv", "/root/.cache/pip"),
            manifest="Pipfile", locks=("Pipfile.lock",),
        ),
        PackageManager(
            "conda", "python",
            install=words("install create update env"), remove=words("remove uninstall"), clean=words("clean"),
            upgrade=words("update upgrade"),
            valued_flags=words("n name p prefix c channel f file solver repodata-fn"),
            assume_yes=("y", "yes"), cache_dirs=("/opt/conda/pkgs",),
        ),
        # --- other ecosystems
        PackageManager(
            "go", "go",
            install=words("install get"), clean=words("clean"), refresh=words("mod"),
            valued_flags=words("C o p mod modfile ldflags gcflags asmflags tags toolexec overlay pgo buildmode compiler "
                               "installsuffix pkgdir exec run count timeout covermode coverprofile"),
            cache_dirs=("/go/pkg/mod", "/root/.cache/go-build"),
        ),
        PackageManager(
            "cargo", "rust",
            install=words("install fetch binstall"), remove=words("uninstall"), upgrade=words("update"),
            clean=words("clean"),
            valued_flags=words("C Z config manifest-path target target-dir profile bin example test bench package p "
                               "exclude features F j jobs color message-format vers version git branch tag rev path "
                               "root registry index"),
            cache_dirs=("/usr/local/cargo/registry", "/usr/local/cargo/git"),
        ),
        PackageManager(
            "mvn", "java",
            valued_flags=words("f file s settings gs global-settings P activate-profiles pl projects rf resume-from T "
                               "threads t toolchains l log-file D define b builder"),
            assume_yes=("B", "batch-mode"), cache_dirs=("/root/.m2",), needs_lock=True,
        ),
        PackageManager(
            "gradle", "java",
            valued_flags=words("b build-file c settings-file p project-dir g gradle-user-home I init-script x "
                               "exclude-task D system-prop P project-prop project-cache-dir include-build console"),
            cache_dirs=("/root/.gradle",), needs_lock=True,
        ),
        PackageManager(
            "sbt", "java", valued_flags=words("java-home sbt-dir ivy mem"),
            cache_dirs=("/root/.sbt", "/root/.ivy2", "/root/.cache/coursier"), needs_lock=True,
        ),
        PackageManager(
            "gem", "ruby",
            install=words("install i"), remove=words("uninstall cleanup"), upgrade=words("update"),
            valued_flags=words("v version i install-dir n bindir P trust-policy platform s source p http-proxy "
                               "config-file g file build-root document"),
            cache_dirs=("/usr/local/bundle/cache",),
        ),
        PackageManager(
            "bundle", "ruby",
            install=words("install update") | {""}, remove=words("remove"), clean=words("clean"),
            valued_flags=words("j jobs gemfile path without with retry shebang system binstubs standalone"),
            cache_dirs=("/usr/local/bundle/cache",),
            needs_lock=True,
            manifest="Gemfile", locks=("Gemfile.lock",),
        ),
        PackageManager(
            "composer", "php",
            install=words("install i require r create-project global"), remove=words("remove rm"),
            clean=words("clear-cache clearcache cc"), upgrade=words("update u upgrade"),
            valued_flags=words("d working-dir prefer-install ignore-platform-req apcu-autoloader-prefix repository"),
            assume_yes=("n", "no-interaction"), cache_dirs=("/root/.composer/cache",),
            manifest="composer.json", locks=("composer.lock",),
        ),
        PackageManager(
            "dotnet", "dotnet",
            install=words("restore add tool workload"), remove=words("remove"), clean=words("nuget clean"),
            valued_flags=words("s source packages r runtime configfile v verbosity c configuration f framework o output "
                               "a arch os version-suffix lock-file-path p property manifest"),
            cache_dirs=("/root/.nuget/packages",),
        ),
        PackageManager(
            "mix", "elixir",
            install=words("deps.get local.hex local.rebar archive.install"), clean=words("deps.clean clean"),
            valued_flags=words("only"), assume_yes=("force",), cache_dirs=("/root/.hex/packages", "/root/.cache/rebar3"),
        ),
        PackageManager(
            "vcpkg", "c", install=words("install"), remove=words("remove"), upgrade=words("upgrade"),
            valued_flags=words("triplet host-triplet x-manifest-root x-install-root overlay-ports overlay-triplets x-feature "
                               "vcpkg-root downloads-root binarysource"),
            cache_dirs=("/root/.cache/vcpkg/archives",),
        ),
        PackageManager("cabal", "haskell", install=words("install"), refresh=words("update"),
                       cache_dirs=("/root/.cabal/packages", "/root/.cache/cabal")),
        PackageManager("stack", "haskell", install=words("install setup build"), refresh=words("update"),
                       cache_dirs=("/root/.stack",)),
        PackageManager("swift", "swift", install=words("package"), cache_dirs=("/root/.cache/org.swift.swiftpm",)),
        PackageManager("dart", "dart", install=words("pub"), cache_dirs=("/root/.pub-cache",)),
        PackageManager("cpanm", "perl", install=frozenset({""}), cache_dirs=("/root/.cpanm",),
                       valued_flags=words("l local-lib L local-lib-contained mirror cpanfile")),
        PackageManager("luarocks", "lua", install=words("install"), cache_dirs=("/root/.cache/luarocks",)),
    )
}  # fmt: skip
"""By program name."""

ALIASES: Mapping[str, str] = {
    "apt": "apt-get",
    "aptitude": "apt-get",
    "bundler": "bundle",
    "composer.phar": "composer",
    "dnf5": "dnf",
    "dnf-3": "dnf",
    "gradlew": "gradle",
    "mamba": "conda",
    "micromamba": "conda",
    "mvnw": "mvn",
    "pip2": "pip",
    "pip3": "pip",
    "pipx": "pip",
    "yarnpkg": "yarn",
}
"""Programs that take the same words as another one."""

NODE_LOCKS: Mapping[str, str] = {
    lock: manager.name for manager in MANAGERS.values() if manager.ecosystem == "node" for lock in manager.locks
}
"""Which package manager of Node reads which lock file."""

SYSTEM_MANAGERS: frozenset[str] = frozenset(name for name, manager in MANAGERS.items() if manager.ecosystem == "os")

SYSTEM_PROGRAMS: Mapping[str, PackageManager] = {
    program: MANAGERS[name]
    for program in (*MANAGERS, *ALIASES)
    if (name := ALIASES.get(program, program)) in SYSTEM_MANAGERS
}
"""The managers of the system's packages by every name that they are called by."""


def manager_of(program: str) -> PackageManager | None:
    """The package manager behind a program name: apt, pip3, pip3.12, mvnw."""
    found = MANAGERS.get(program) or MANAGERS.get(ALIASES.get(program, ""))
    if found is None and program.startswith("pip3."):
        return MANAGERS["pip"]
    return found
