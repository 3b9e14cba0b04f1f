"""Words of package managers inside RUN: subcommands and flags, each with what it is good for.

Source: each program's manual page or help. Date: 2026-11. Not complete: what a Dockerfile has a use for, the usual first.
`""` holds the flags of all subcommands. Flags stand with their dashes, as they are written.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.values import NamedTuple


class Words(NamedTuple):
    """The vocabulary of one program."""

    subcommands: Mapping[str, str]
    flags: Mapping[str, Mapping[str, str]]  # by subcommand

    def flags_of(self, subcommand: str) -> dict[str, str]:
        """The flags that may stand behind a subcommand, its own first."""
        return {**self.flags.get(subcommand, {}), **self.flags.get("", {})}


_APT_INSTALL = {
    "--no-install-recommends": "Leave out packages that are only recommended: smaller images",
    "-y": "Answer yes to every question; without it the build stops",
    "--allow-downgrades": "Replace a package by an older version",
    "--only-upgrade": "Do not install what is not installed yet",
    "--reinstall": "Install again what is there",
    "-t": "Take packages from this release (bookworm-backports)",
    "-o": "Set an option of apt: -o Name=value",
}
_QUIET = {"-q": "Say less"}
_RPM_INSTALL = {
    "-y": "Answer yes to every question; without it the build stops",
    "--nodocs": "Leave out documentation: smaller images",
    "--setopt=install_weak_deps=False": "Leave out packages that are only recommended",
    "--enablerepo": "Use a repository that is switched off",
    "--disablerepo": "Do not use a repository",
    "--exclude": "Leave a package out",
}
_RPM = Words(
    {
        "install": "Install packages",
        "remove": "Remove packages",
        "upgrade": "Upgrade all packages",
        "update": "Upgrade packages",
        "clean": "Empty the cache: `clean all`, in the same RUN",
        "makecache": "Fetch the package lists",
        "module": "Choose streams of modules",
        "config-manager": "Add and switch repositories",
        "groupinstall": "Install a group of packages",
    },
    {"install": _RPM_INSTALL, "upgrade": _RPM_INSTALL, "update": _RPM_INSTALL, "": _QUIET},
)
_PNPM_INSTALL = {
    "--frozen-lockfile": "Fail when the lock file does not fit: reproducible",
    "--prod": "Without development dependencies",
    "--offline": "Only from the store, after `pnpm fetch`",
    "--ignore-scripts": "Run no scripts of packages",
}

SHORT_FORMS: Mapping[str, frozenset[str]] = {
    "npm": frozenset(("i", "t", "it")),
    "pnpm": frozenset(("i", "t")),
    "bun": frozenset(("i", "a")),
    "bundle": frozenset(("pack",)),
    "cargo": frozenset(("b", "c", "r", "t")),
}
"""Subcommands that are complete as they are, although longer ones begin like them."""

COMMAND_WORDS: Mapping[str, Words] = {
    "apt-get": Words(
        {
            "update": "Fetch the package lists; belongs in the same RUN as `install`",
            "install": "Install packages",
            "upgrade": "Upgrade all packages; a newer base image does it better",
            "dist-upgrade": "Upgrade all packages, removing some if need be",
            "remove": "Remove packages, keep their configuration",
            "purge": "Remove packages with their configuration",
            "autoremove": "Remove packages that nothing needs any more",
            "clean": "Empty /var/cache/apt; Debian's and Ubuntu's images do it by themselves",
            "build-dep": "Install what building a package needs",
            "download": "Download packages only",
            "source": "Download sources of packages",
        },
        {
            "install": _APT_INSTALL,
            "upgrade": {"-y": _APT_INSTALL["-y"]},
            "dist-upgrade": {"-y": _APT_INSTALL["-y"]},
            "remove": {"-y": _APT_INSTALL["-y"], "--purge": "Remove configuration too"},
            "purge": {"-y": _APT_INSTALL["-y"], "--auto-remove": "Remove what nothing needs any more too"},
            "autoremove": {"-y": _APT_INSTALL["-y"], "--purge": "Remove configuration too"},
            "": {"-qq": "Say nothing but errors", **_QUIET},
        },
    ),
    "apk": Words(
        {
            "add": "Install packages",
            "del": "Remove packages",
            "update": "Fetch the package lists; `add --no-cache` needs none",
            "upgrade": "Upgrade all packages",
            "cache": "Look after the cache of packages",
            "info": "Tell about packages",
            "fetch": "Download packages only",
        },
        {
            "add": {
                "--no-cache": "Keep neither package lists nor packages: nothing to clean up",
                "--virtual": "Install under one name (.build-deps), to remove it later in the same RUN",
                "--update-cache": "Fetch the package lists first",
                "--repository": "Use this repository too",
                "--upgrade": "Upgrade packages that are there",
                "--allow-untrusted": "Take packages without a known signature",
            },
            "del": {"--purge": "Remove configuration too", "--no-network": "Use no network"},
            "upgrade": {"--no-cache": "Keep no package lists", "--available": "Reset all to what the repositories have"},
            "": {"--quiet": "Say less", "--no-progress": "No progress bar"},
        },
    ),
    "dnf": _RPM,
    "yum": _RPM,
    "microdnf": _RPM,
    "tdnf": _RPM,
    "zypper": Words(
        {
            "install": "Install packages",
            "remove": "Remove packages",
            "refresh": "Fetch the package lists",
            "update": "Upgrade packages",
            "dist-upgrade": "Upgrade the distribution",
            "clean": "Empty the cache: `clean --all`",
            "addrepo": "Add a repository",
        },
        {
            "install": {
                "--no-recommends": "Leave out packages that are only recommended",
                "-y": "Answer yes to every question",
            },
            "clean": {"--all": "Package lists too"},
            "": {"--non-interactive": "Ask nothing", "--gpg-auto-import-keys": "Trust new keys of repositories"},
        },
    ),
    "pacman": Words(
        {"-Syu": "Upgrade everything, then install packages", "-S": "Install packages", "-Scc": "Empty the cache"},
        {"": {"--noconfirm": "Ask nothing", "--needed": "Do not install again what is there"}},
    ),
    "pip": Words(
        {
            "install": "Install packages",
            "wheel": "Build wheels, to install them in another stage",
            "download": "Download packages only",
            "uninstall": "Remove packages",
            "cache": "Look after the cache",
            "check": "Check that installed packages fit together",
        },
        {
            "install": {
                "--no-cache-dir": "Keep no downloads; not together with a cache mount",
                "-r": "Install what a requirements file lists",
                "-c": "Hold versions to a constraints file",
                "--require-hashes": "Every package must have the listed digest: reproducible",
                "--only-binary=:all:": "Build nothing from source",
                "--prefix": "Install below this directory, to copy it into another stage",
                "--target": "Install into this directory",
                "--no-deps": "Without dependencies",
                "--upgrade": "Upgrade what is there",
                "--user": "Install for the current user",
                "--break-system-packages": "Install beside the system's own packages",
                "-e": "Install in development mode",
                "--index-url": "Use this index",
                "--extra-index-url": "Use this index too",
            },
            "wheel": {
                "--wheel-dir": "Where the wheels go",
                "-r": "What a requirements file lists",
                "--no-deps": "Without dependencies",
                "--no-cache-dir": "Keep no downloads",
            },
            "uninstall": {"-y": "Ask nothing"},
            "": {"--disable-pip-version-check": "Do not look for a newer pip", "--quiet": "Say less"},
        },
    ),
    "uv": Words(
        {
            "sync": "Make the environment as the lock file says",
            "pip": "pip's commands: `uv pip install`",
            "run": "Run a command in the environment",
            "tool": "Install programs written in Python",
            "export": "Write the lock file as requirements.txt",
            "venv": "Make a virtual environment",
            "python": "Install Python itself",
            "build": "Build wheels",
            "add": "Add a dependency to the project",
        },
        {
            "sync": {
                "--locked": "Fail when the lock file is out of date",
                "--frozen": "Use the lock file as it is",
                "--no-dev": "Without development dependencies",
                "--no-install-project": "Dependencies only: a layer that edits leave alone",
                "--no-editable": "Install the project itself, not a link to its sources",
                "--compile-bytecode": "Compile at build time: faster starts",
                "--extra": "With an optional group",
                "--all-extras": "With all optional groups",
            },
            "pip": {
                "--system": "Into the system's Python",
                "-r": "What a requirements file lists",
                "--no-deps": "Without dependencies",
                "--compile-bytecode": "Compile at build time: faster starts",
            },
            "": {"--no-cache": "Keep no downloads; not together with a cache mount", "--quiet": "Say less"},
        },
    ),
    "poetry": Words(
        {
            "install": "Install what the lock file says",
            "sync": "Make the environment exactly as the lock file says",
            "export": "Write the lock file as requirements.txt (a plugin)",
            "build": "Build wheels",
            "config": "Set options, such as virtualenvs.create false",
            "run": "Run a command in the environment",
        },
        {
            "install": {
                "--only": "Only these groups: `--only main`",
                "--without": "Without these groups: `--without dev`",
                "--no-root": "Dependencies only: a layer that edits leave alone",
                "--compile": "Compile at build time",
                "--extras": "With optional extras",
            },
            "": {"--no-interaction": "Ask nothing", "--no-ansi": "No colours", "--no-cache": "Keep no downloads"},
        },
    ),
    "npm": Words(
        {
            "ci": "Install exactly what the lock file says, from nothing: reproducible",
            "install": "Install dependencies, changing the lock file if need be",
            "run": "Run a script of package.json",
            "prune": "Remove what is not needed: `prune --omit=dev`",
            "cache": "Look after the cache: `cache clean --force`",
            "rebuild": "Build native modules again",
            "config": "Set options",
            "start": "Run the start script; node itself gets signals better",
        },
        {
            "ci": {
                "--omit=dev": "Without development dependencies",
                "--ignore-scripts": "Run no scripts of packages",
                "--prefer-offline": "From the cache without asking for news",
            },
            "install": {
                "--omit=dev": "Without development dependencies",
                "-g": "For the whole system",
                "--ignore-scripts": "Run no scripts of packages",
                "--legacy-peer-deps": "Leave peer dependencies alone",
            },
            "prune": {"--omit=dev": "Remove development dependencies"},
            "": {"--no-audit": "Ask for no security report", "--no-fund": "No words about funding"},
        },
    ),
    "yarn": Words(
        {
            "install": "Install dependencies",
            "add": "Add a package",
            "run": "Run a script of package.json",
            "build": "Run the build script",
            "cache": "Look after the cache: `cache clean`",
            "workspaces": "Work on workspaces: `workspaces focus --production`",
            "global": "Install for the whole system (yarn 1)",
        },
        {
            "install": {
                "--frozen-lockfile": "Fail when the lock file does not fit (yarn 1)",
                "--immutable": "Fail when the lock file does not fit (yarn 2 and later)",
                "--production": "Without development dependencies (yarn 1)",
                "--ignore-scripts": "Run no scripts of packages (yarn 1)",
                "--prefer-offline": "From the cache without asking for news (yarn 1)",
            },
            "": {"--silent": "Say less (yarn 1)"},
        },
    ),
    "pnpm": Words(
        {
            "install": "Install dependencies",
            "fetch": "Fill the store from the lock file alone",
            "deploy": "Copy one workspace with its dependencies",
            "run": "Run a script of package.json",
            "build": "Run the build script",
            "prune": "Remove what is not needed: `prune --prod`",
            "store": "Look after the store",
            "add": "Add a package",
        },
        {
            "install": _PNPM_INSTALL,
            "fetch": {"--prod": "Without development dependencies"},
            "deploy": {"--prod": "Without development dependencies", "--legacy": "Without injected workspaces"},
            "prune": {"--prod": "Remove development dependencies"},
            "": {"--filter": "Only these workspaces", "--silent": "Say less"},
        },
    ),
    "bun": Words(
        {"install": "Install dependencies", "run": "Run a script", "build": "Bundle", "add": "Add a package"},
        {
            "install": {
                "--frozen-lockfile": "Fail when the lock file does not fit",
                "--production": "Without development dependencies",
                "--ignore-scripts": "Run no scripts of packages",
            },
            "build": {"--compile": "Make a program that needs nothing else", "--outfile": "Where the result goes"},
        },
    ),
    "go": Words(
        {
            "build": "Build a program",
            "mod": "Look after modules: `mod download` restores them",
            "install": "Build a program into GOPATH/bin",
            "test": "Run the tests",
            "vet": "Look for mistakes",
            "generate": "Run the generators that sources name",
            "env": "Print the environment",
            "clean": "Remove caches",
            "work": "Look after workspaces",
            "tool": "Run a tool of the module",
        },
        {
            "build": {
                "-o": "Where the program goes",
                "-trimpath": "No paths of the builder in the program: reproducible",
                '-ldflags="-s -w"': "Without symbol table and debug information: smaller",
                "-tags": "Build tags",
                "-mod=vendor": "From the vendor directory",
                "-buildvcs=false": "Without the state of the repository",
                "-race": "With the race detector",
                "-v": "Say what is built",
            },
            "install": {"-trimpath": "No paths of the builder in the program", '-ldflags="-s -w"': "Smaller"},
            "test": {"-race": "With the race detector", "-v": "Say what is tested", "-cover": "With coverage"},
            "mod": {"-x": "Say what is run"},
        },
    ),
    "cargo": Words(
        {
            "build": "Build the package",
            "install": "Build and install a program",
            "fetch": "Download dependencies only",
            "chef": "Build the dependencies alone (cargo-chef)",
            "test": "Run the tests",
            "run": "Build and run",
            "clean": "Remove what was built",
            "vendor": "Copy the dependencies into the project",
        },
        {
            **{
                name: {
                    "--release": "With optimisations",
                    "--locked": "Fail when Cargo.lock does not fit: reproducible",
                    "--bin": "Only this program",
                    "--target": "For this target triple",
                    "--features": "With these features",
                    "--no-default-features": "Without the default features",
                    "--workspace": "All packages of the workspace",
                    "--offline": "Use no network",
                }
                for name in ("build", "test", "run")
            },
            "install": {
                "--locked": "With the lock file of the program",
                "--path": "From this directory",
                "--root": "Install below this directory",
                "--features": "With these features",
            },
            "fetch": {"--locked": "Fail when Cargo.lock does not fit", "--target": "For this target triple"},
            "": {"--quiet": "Say less"},
        },
    ),
    "mvn": Words(
        {
            "package": "Build the artifact",
            "dependency:go-offline": "Download dependencies and plugins",
            "dependency:resolve": "Download dependencies",
            "verify": "Build and run integration tests",
            "install": "Build into the local repository",
            "clean": "Remove what was built",
            "test": "Run the tests",
            "spring-boot:build-image": "Build an image without a Dockerfile",
        },
        {
            "": {
                "-B": "Batch mode: ask nothing",
                "-DskipTests": "Compile the tests but do not run them",
                "-Dmaven.test.skip=true": "Neither compile nor run tests",
                "-o": "Use no network",
                "-pl": "Only these modules",
                "-am": "With the modules they need",
                "-f": "This pom.xml",
                "-q": "Say less",
                "-ntp": "No progress of downloads",
            }
        },
    ),
    "gradle": Words(
        {
            "build": "Build and test",
            "assemble": "Build without tests",
            "bootJar": "Build the Spring Boot jar",
            "shadowJar": "Build a jar with all dependencies (Shadow)",
            "installDist": "Build a directory to run from",
            "dependencies": "List dependencies, which downloads them",
            "test": "Run the tests",
        },
        {
            "": {
                "--no-daemon": "Leave no daemon behind; it would die with the RUN anyway",
                "-x": "Leave a task out: `-x test`",
                "--offline": "Use no network",
                "--build-cache": "Use the build cache",
                "--quiet": "Say less",
                "--stacktrace": "Say where an error came up",
            }
        },
    ),
    "dotnet": Words(
        {
            "restore": "Download dependencies",
            "build": "Build",
            "publish": "Build what is to be deployed",
            "test": "Run the tests",
            "tool": "Install tools",
            "workload": "Install workloads",
            "nuget": "Look after packages and caches",
        },
        {
            **{
                name: {
                    "-c": "Configuration: `-c Release`",
                    "-o": "Where the result goes",
                    "--no-restore": "Dependencies are restored already",
                    "-r": "For this runtime (linux-x64, linux-musl-arm64)",
                    "-a": "For this architecture: `-a $TARGETARCH`",
                    "--self-contained": "With the runtime in the result",
                    "-p:PublishSingleFile=true": "One file",
                    "-p:PublishTrimmed=true": "Without what is not used: smaller",
                }
                for name in ("build", "publish")
            },
            "restore": {
                "--locked-mode": "Fail when the lock file does not fit",
                "-r": "For this runtime",
                "-a": "For this architecture",
            },
            "": {"--verbosity": "How much to say"},
        },
    ),
    "composer": Words(
        {
            "install": "Install what the lock file says",
            "dump-autoload": "Write the autoloader",
            "require": "Add a package",
            "update": "Change the lock file to the newest versions",
            "run-script": "Run a script of composer.json",
            "clear-cache": "Empty the cache",
        },
        {
            "install": {
                "--no-dev": "Without development dependencies",
                "--optimize-autoloader": "Faster autoloading",
                "--no-scripts": "Run no scripts, whose sources are not there yet",
                "--no-autoloader": "Write no autoloader yet",
                "--prefer-dist": "Archives rather than repositories",
                "--ignore-platform-reqs": "Do not ask for PHP extensions",
            },
            "dump-autoload": {"--optimize": "Faster autoloading", "--classmap-authoritative": "Look nowhere else"},
            "": {"--no-interaction": "Ask nothing", "--no-progress": "No progress bar"},
        },
    ),
    "gem": Words(
        {"install": "Install gems", "update": "Update gems", "build": "Build a gem"},
        {"install": {"--no-document": "Without documentation: smaller", "-v": "This version"}},
    ),
    "bundle": Words(
        {
            "install": "Install what the lock file says",
            "config": "Set options: `config set --local without development:test`",
            "exec": "Run a command with the bundle",
            "clean": "Remove gems that are not used",
            "package": "Copy the gems into the project",
        },
        {
            "install": {"--jobs": "Download in parallel", "--retry": "Try again so many times"},
            "config": {"--local": "For this project", "--global": "For this user"},
        },
    ),
    "mix": Words(
        {
            "deps.get": "Download dependencies",
            "deps.compile": "Compile dependencies",
            "compile": "Compile the project",
            "release": "Build what is to be deployed",
            "local.hex": "Install Hex",
            "local.rebar": "Install rebar3",
            "assets.deploy": "Build the assets (Phoenix)",
        },
        {
            "deps.get": {"--only": "Only this environment: `--only prod`"},
            "local.hex": {"--force": "Ask nothing"},
            "local.rebar": {"--force": "Ask nothing"},
        },
    ),
    "conda": Words(
        {
            "install": "Install packages",
            "create": "Make an environment",
            "env": "Make environments from files",
            "clean": "Empty the cache: `clean --all`",
            "update": "Update packages",
        },
        {
            "install": {"-c": "Channel", "-n": "Environment", "--freeze-installed": "Change nothing that is there"},
            "create": {"-n": "Name of the environment", "-c": "Channel", "--file": "What a file lists"},
            "clean": {"--all": "Everything", "-afy": "Everything, asking nothing"},
            "": {"-y": "Ask nothing", "-q": "Say less"},
        },
    ),
    "pipenv": Words(
        {"install": "Install packages", "sync": "Install what the lock file says", "requirements": "Write requirements.txt"},
        {"install": {"--deploy": "Fail when the lock file is out of date", "--system": "Into the system's Python"},
         "sync": {"--system": "Into the system's Python"}},
    ),
    "pdm": Words(
        {"sync": "Install what the lock file says", "install": "Install, locking first", "export": "Write requirements.txt"},
        {"sync": {"--prod": "Without development dependencies", "--no-editable": "Install the project itself"},
         "install": {"--prod": "Without development dependencies", "--frozen-lockfile": "Use the lock file as it is"}},
    ),
}  # fmt: skip
"""By the program's name, as PackageManager.name has it."""
