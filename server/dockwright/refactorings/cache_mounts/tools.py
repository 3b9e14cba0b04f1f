"""What programs keep from one build to the next, where, and when it may be trusted.

Sources: https://go.dev/cmd/go/#hdr-Build_and_test_caching, and the documentation of each package manager on its cache
directory (September 2025).
"""

from __future__ import annotations

from dockwright.values import NamedTuple


class Cache(NamedTuple):
    """One directory. `path` is relative to the home directory unless it is absolute."""

    path: str
    variable: str = ""  # an environment variable that names another place
    suffix: str = ""  # what the tool puts behind the variable's value
    is_locked: bool = False  # two builds must not use it at once


class Tool(NamedTuple):
    """What a program keeps."""

    caches: tuple[Cache, ...]
    verbs: frozenset[str]  # subcommands that fill it; empty: any
    is_store: bool = False  # later commands of the tool need what is in it
    no_cache_flags: tuple[str, ...] = ()  # with them it keeps nothing
    no_cache_variable: str = ""
    is_restore: bool = True  # it downloads what manifests name; else it compiles sources
    is_early: bool = False  # it belongs in front of the sources anyway: only offered when all are


_NPM = frozenset({"install", "i", "ci", "clean-install"})
_INSTALL = frozenset({"install", "i"})
GO_BUILD = Cache(".cache/go-build", "GOCACHE")
GO_MODULES = Cache("/go/pkg/mod", "GOMODCACHE")

TOOLS: dict[str, Tool] = {
    "apt-get": Tool(
        (Cache("/var/cache/apt", is_locked=True), Cache("/var/lib/apt/lists", is_locked=True)),
        frozenset({"install"}),
        is_early=True,
    ),
    "go": Tool((GO_BUILD,), frozenset({"build", "install", "test", "vet", "run"}), is_restore=False),
    "npm": Tool((Cache(".npm", "npm_config_cache"),), _NPM),
    "yarn": Tool((Cache("/usr/local/share/.cache/yarn", "YARN_CACHE_FOLDER", is_locked=True),), frozenset({"", "install"})),
    "pnpm": Tool((Cache(".local/share/pnpm/store", "PNPM_HOME", "/store"),), _INSTALL),
    "bun": Tool((Cache(".bun/install/cache", "BUN_INSTALL_CACHE_DIR"),), _INSTALL, no_cache_flags=("no-cache",)),
    "pip": Tool(
        (Cache(".cache/pip", "PIP_CACHE_DIR"),), frozenset({"install", "wheel"}),
        no_cache_flags=("no-cache-dir",), no_cache_variable="PIP_NO_CACHE_DIR",
    ),
    "uv": Tool(
        (Cache(".cache/uv", "UV_CACHE_DIR"),), frozenset({"sync", "pip"}),
        no_cache_flags=("no-cache",), no_cache_variable="UV_NO_CACHE",
    ),
    "poetry": Tool(
        (Cache(".cache/pypoetry/cache", "POETRY_CACHE_DIR", "/cache"),
         Cache(".cache/pypoetry/artifacts", "POETRY_CACHE_DIR", "/artifacts")),
        frozenset({"install"}), no_cache_flags=("no-cache",),
    ),
    "mvn": Tool((Cache(".m2/repository", is_locked=True),), frozenset(), is_store=True),
    "gradle": Tool((Cache(".gradle/caches", "GRADLE_USER_HOME", "/caches", is_locked=True),), frozenset(), is_store=True),
    "sbt": Tool(
        (Cache(".cache/coursier", "COURSIER_CACHE"), Cache(".ivy2/cache"), Cache(".sbt/boot", is_locked=True)), frozenset(), is_store=True
    ),
    "cargo": Tool(
        (Cache(".cargo/registry", "CARGO_HOME", "/registry", is_locked=True),
         Cache(".cargo/git", "CARGO_HOME", "/git", is_locked=True)),  # cargo's own lock lies outside of both
        frozenset({"build", "b", "install", "test", "run", "fetch"}), is_store=True,
    ),
    "composer": Tool(
        (Cache(".composer/cache", "COMPOSER_CACHE_DIR"),), frozenset({"install", "i", "update"}), no_cache_flags=("no-cache",),
    ),
    "bundle": Tool((Cache("/usr/local/bundle/cache", is_locked=True),), frozenset({"", "install"})),
    "mix": Tool((Cache(".hex/packages", "HEX_HOME", "/packages"),), frozenset({"deps.get"})),
    "vcpkg": Tool((Cache(".cache/vcpkg/archives", "VCPKG_DEFAULT_BINARY_CACHE"),), _INSTALL),
    "dotnet": Tool(
        (Cache(".nuget/packages", "NUGET_PACKAGES", is_locked=True),),  # NuGet's own locks lie in /tmp
        frozenset({"restore", "build", "publish"}), is_store=True,
    ),
}  # fmt: skip

TRUSTING = frozenset(("mvn", "gradle", "sbt", "pip", "uv", "poetry"))
"""Tools that take from the cache what may be another today: snapshots and dynamic versions, which they look for once a day,
and packages that were compiled on this machine, with whatever libraries and flags."""

HEADERS = ("-dev", "-devel")  # of C libraries, changes of which Go's cache does not see

DOCKER_CLEAN = "rm -f /etc/apt/apt.conf.d/docker-clean"
"""Images of Debian and Ubuntu tell apt to delete what it has downloaded; this takes that back."""

CLEANING = {
    "apt": ("clean",), "apt-get": ("clean",), "bun": ("pm cache rm",), "composer": ("clear-cache", "clearcache", "cc"),
    "dotnet": ("nuget locals",), "go": ("clean",), "npm": ("cache",), "pip": ("cache",), "pip3": ("cache",), "pnpm": ("store",),
    "uv": ("cache",), "yarn": ("cache",),
}  # fmt: skip
"""The subcommands that empty a tool's cache."""

PLACE_FLAGS = {
    "bun": ("cache-dir",), "dotnet": ("packages",), "gradle": ("g", "gradle-user-home"), "npm": ("cache",), "pip": ("cache-dir",),
    "pnpm": ("store-dir",), "uv": ("cache-dir",), "yarn": ("cache-folder",),
}  # fmt: skip
"""Flags that name another place for a tool's cache."""

PLACE_PROPERTIES = {
    "mvn": ("-Dmaven.repo.local=",),
    "sbt": ("-Dsbt.ivy.home=", "-Dsbt.boot.directory=", "-Dsbt.coursier.home="),
}
"""The beginnings of words that do so."""

FIRST_GO_WITH_CACHE = (1, 10)

# Accounts that images bring, by image and name: home directory and number.
ACCOUNTS = {
    ("node", "node"): ("/home/node", 1000),
    ("oven/bun", "bun"): ("/home/bun", 1000),
    ("gradle", "gradle"): ("/home/gradle", 1000),
}
