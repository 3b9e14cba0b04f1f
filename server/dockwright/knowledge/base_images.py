"""What well-known base images bring along: operating system, configuration, programs, size.

Source: the images' own Dockerfiles and the tag lists of Docker's official images, Microsoft, Google's distroless and
Chainguard. Date: 2026-11. Sizes are amd64 in MB, rounded; they say which of two images is smaller, not by how much.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from dockwright.knowledge.distributions import (
    ARCHIVED,
    DISTRIBUTIONS,
    LATEST,
    UNKNOWN_ALPINE,
    UNKNOWN_DEBIAN,
    UNKNOWN_UBUNTU,
    Distribution,
    distribution_of_version,
    distribution_of_word,
)
from dockwright.knowledge.table import words
from dockwright.knowledge.uv_images import IMAGES as UV_IMAGES
from dockwright.knowledge.uv_images import PROGRAMS as UV_PROGRAMS
from dockwright.knowledge.uv_images import beneath
from dockwright.patterns import lazy_pattern
from dockwright.text import whole_number
from dockwright.values import NamedTuple

DATE = "2026-11"
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
POSIX_SHELL = ("/bin/sh", "-c")
WINDOWS_SHELL = ("cmd", "/S", "/C")

NOTABLE_PROGRAMS = words("bash curl wget git gcc g++ make perl python3 python ps nc ping unzip jq ssh sudo")
"""Programs of which the tables know for certain whether a listed image has them."""

BUILDPACK_PROGRAMS = words(
    "bash curl wget git hg svn ssh gcc g++ make autoconf automake patch perl python3 ps unzip xz file gpg"
)
"""What the full Debian language images add (buildpack-deps)."""

SCM_PROGRAMS = words("bash curl wget git hg svn ssh perl python3 ps gpg")
"""What buildpack-deps:scm holds: the base of golang and others."""


class BaseImage(NamedTuple):
    """The facts of one image: what a stage that starts from it may rely on."""

    family: str  # the normalised name: golang, gcr.io/distroless/static
    ecosystem: str = ""  # go, node, python, rust, java, dotnet, ruby, php, elixir, ...; "" for systems and services
    kind: str = "os"  # os, toolchain (builds), runtime (runs programs of its ecosystem), service, tool, empty
    version: tuple[int, ...] = ()  # of the tag; empty when it does not say
    variant: str = ""  # full, slim, alpine, minimal, chiseled, distroless, windows, ...
    os: str = ""  # debian, ubuntu, alpine, distroless, scratch, rhel, fedora, windows, ...; "" when unknown
    release: str = ""  # bookworm, noble, 3.22, ...; "" when unknown
    libc: str = ""  # glibc, musl, none; "" when unknown
    libc_version: str = ""
    package_manager: str = ""  # apt-get, apk, dnf, microdnf, yum, zypper, pacman, tdnf; "" without one
    has_shell: bool = True
    shell: tuple[str, ...] = POSIX_SHELL  # what shell-form instructions run with
    programs: frozenset[str] = frozenset()
    workdir: str = "/"
    user: str = ""  # "" is root
    account: str = ""  # a non-root account the image holds for its program
    env: Mapping[str, str | None] = MappingProxyType({"PATH": DEFAULT_PATH})  # None: set, the value varies
    env_is_complete: bool = True  # no other names are set
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    stopsignal: str = ""
    ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    has_onbuild: bool = False
    compressed_mb: int = 0  # 0: unknown
    size_mb: int = 0  # unpacked, 0: unknown
    is_deprecated: bool = False  # the name gets no updates any more
    successor: str = ""  # the family to use instead of a deprecated one
    has_empty_workdir: bool = False  # nothing lies in the working directory

    @property
    def is_toolchain(self) -> bool:
        return self.kind == "toolchain"

    def provides(self, program: str) -> bool | None:
        """Whether the program is in the image; None when the tables cannot say."""
        if program in self.programs:
            return True
        return False if program in NOTABLE_PROGRAMS and self.os not in ("", "windows") else None


class Family(NamedTuple):
    """How the tags of one image name map to facts.

    `releases`: (from this version on, distribution word) in ascending order for tags that name no distribution; the
    last row also stands for `latest`. `full`, `slim`, `alpine`, ...: (compressed, unpacked) MB. `words`: what a word of
    the tag changes.
    """

    image: BaseImage
    releases: tuple[tuple[tuple[int, ...], str], ...] = ()
    sizes: Mapping[str, tuple[int, int]] = {}
    alpine: Mapping[
        tuple[int, ...], str
    ] = {}  # the Alpine that `-alpine` was last, for versions that get no new images
    words: Mapping[str, Mapping[str, Any]] = {}
    full_programs: frozenset[str] = frozenset()  # only without -slim and -alpine
    slim_programs: frozenset[str] = frozenset()  # with -slim too
    without: tuple[
        tuple[tuple[int, ...], frozenset[str]], ...
    ] = ()  # programs that are gone from a version on, as in `releases`
    shell_command: bool = False  # CMD is inherited from the distribution: bash, or /bin/sh on Alpine
    account_since: tuple[int, ...] = ()  # the first version that holds the account


def _env(path: str = "", /, **values: str | None) -> Mapping[str, str | None]:
    """An environment: PATH with `path` in front of the default, and the given values."""
    return MappingProxyType({"PATH": f"{path}:{DEFAULT_PATH}" if path else DEFAULT_PATH, **values})


def _varying(names: str) -> dict[str, str | None]:
    """Names whose value depends on the image's exact version."""
    return dict.fromkeys(names.split())


def _os(family: str, **fields: Any) -> Family:
    return Family(BaseImage(family, kind="os", **fields), shell_command=True)


_ALPINE: Mapping[str, Any] = {"os": "alpine", "libc": "musl", "package_manager": "apk"}
_DEBIAN: Mapping[str, Any] = {"os": "debian", "libc": "glibc", "package_manager": "apt-get"}
_UBUNTU: Mapping[str, Any] = {"os": "ubuntu", "libc": "glibc", "package_manager": "apt-get"}
"""Systems of images whose tags do not tell the release."""

_JDK_WORDS: Mapping[str, Mapping[str, Any]] = {"jre": {"kind": "runtime", "cmd": ()}}
_MAVEN_WORDS: Mapping[str, Mapping[str, Any]] = {
    "jdk": {"os": "debian", "release": "", "libc_version": "", "package_manager": "apt-get"},
    **{
        vendor: {"os": "", "release": "", "libc_version": "", "package_manager": ""}
        for vendor in ("openjdk", "amazoncorretto", "ibmjava", "sapmachine")
    },
    "slim": {"os": "debian", "package_manager": "apt-get"},
    "alpine": {"os": "alpine", "package_manager": "apk"},
}
"""Maven on other builds of Java stands on the system of those: openjdk's was Debian up to Java 11, and Oracle Linux later."""
_CHISELED: Mapping[str, Any] = {
    "has_shell": False, "package_manager": "", "programs": frozenset(), "user": "1654", "cmd": (),
}  # fmt: skip

_PYTHON_RELEASES: tuple[tuple[tuple[int, ...], str], ...] = (
    ((2, 7), "debian"), ((2, 7, 16), "buster"),
    ((3, 3), "debian"), ((3, 4, 10), "stretch"),
    ((3, 5, 0), "debian"), ((3, 5, 7), "buster"),
    ((3, 6, 0), "debian"), ((3, 6, 7), "stretch"), ((3, 6, 9), "buster"), ((3, 6, 14), "debian"), ((3, 6, 15), "bullseye"),
    ((3, 7, 0), "stretch"), ((3, 7, 3), "debian"), ((3, 7, 4), "buster"), ((3, 7, 11), "debian"), ((3, 7, 12), "bullseye"),
    ((3, 7, 17), "bookworm"),
    ((3, 8, 0), "buster"), ((3, 8, 11), "debian"), ((3, 8, 12), "bullseye"), ((3, 8, 17), "bookworm"),
    ((3, 9, 0), "buster"), ((3, 9, 6), "debian"), ((3, 9, 7), "bullseye"), ((3, 9, 17), "bookworm"), ((3, 9, 23), "debian"),
    ((3, 9, 24), "trixie"),
    ((3, 10, 0), "bullseye"), ((3, 10, 12), "bookworm"), ((3, 10, 18), "debian"), ((3, 10, 19), "trixie"),
    ((3, 11, 0), "bullseye"), ((3, 11, 4), "bookworm"), ((3, 11, 13), "debian"), ((3, 11, 14), "trixie"),
    ((3, 12, 0), "bookworm"), ((3, 12, 11), "debian"), ((3, 12, 12), "trixie"),
    ((3, 13, 0), "bookworm"), ((3, 13, 6), "debian"), ((3, 13, 7), "trixie"),
    ((3, 14), "trixie"),
)  # fmt: skip
"""A tag of two numbers moves on to a new Debian while its Python is supported, one of three numbers stays where it was;
`debian` where the image may have been there on both sides of a change. Source: docker-library/official-images, library/python."""

_RUBY_RELEASES: tuple[tuple[tuple[int, ...], str], ...] = (
    ((2, 1), "jessie"),
    ((2, 3, 0), "jessie"), ((2, 3, 7), "debian"), ((2, 3, 8), "stretch"),
    ((2, 4, 0), "jessie"), ((2, 4, 3), "debian"), ((2, 4, 5), "stretch"), ((2, 4, 6), "debian"), ((2, 4, 7), "buster"),
    ((2, 5, 0), "stretch"), ((2, 5, 5), "debian"), ((2, 5, 6), "buster"),
    ((2, 6, 0), "stretch"), ((2, 6, 3), "debian"), ((2, 6, 4), "buster"), ((2, 6, 8), "debian"), ((2, 6, 9), "bullseye"),
    ((2, 7, 0), "buster"), ((2, 7, 4), "debian"), ((2, 7, 5), "bullseye"),
    ((3, 0, 0), "buster"), ((3, 0, 2), "debian"), ((3, 0, 3), "bullseye"), ((3, 0, 6), "debian"), ((3, 0, 7), "bookworm"),
    ((3, 1, 0), "bullseye"), ((3, 1, 4), "debian"), ((3, 1, 5), "bookworm"),
    ((3, 2, 0), "bullseye"), ((3, 2, 2), "debian"), ((3, 2, 3), "bookworm"), ((3, 2, 9), "debian"), ((3, 2, 10), "trixie"),
    ((3, 3, 0), "bookworm"), ((3, 3, 9), "debian"), ((3, 3, 10), "trixie"),
    ((3, 4, 0), "bookworm"), ((3, 4, 5), "debian"), ((3, 4, 6), "trixie"),
    ((3, 5), "trixie"),
)  # fmt: skip
"""As for Python. Source: docker-library/official-images, library/ruby, and the dates of Ruby's releases."""

_PHP_RELEASES: tuple[tuple[tuple[int, ...], str], ...] = (
    ((5,), "debian"), ((5, 4, 41), "jessie"), ((5, 5, 0), "debian"), ((5, 5, 25), "jessie"),
    ((5, 6, 0), "debian"), ((5, 6, 9), "jessie"), ((5, 6, 33), "debian"), ((5, 6, 38), "stretch"),
    ((7, 0, 0), "jessie"), ((7, 0, 27), "debian"), ((7, 0, 32), "stretch"),
    ((7, 1, 0), "jessie"), ((7, 1, 13), "debian"), ((7, 1, 22), "stretch"), ((7, 1, 30), "debian"), ((7, 1, 31), "buster"),
    ((7, 2, 0), "stretch"), ((7, 2, 20), "debian"), ((7, 2, 21), "buster"),
    ((7, 3, 0), "stretch"), ((7, 3, 7), "debian"), ((7, 3, 8), "buster"), ((7, 3, 29), "bullseye"),
    ((7, 4, 0), "buster"), ((7, 4, 22), "bullseye"),
    ((8, 0, 0), "buster"), ((8, 0, 9), "bullseye"),
    ((8, 1, 0), "bullseye"), ((8, 1, 20), "bookworm"), ((8, 1, 33), "trixie"),
    ((8, 2, 0), "bullseye"), ((8, 2, 7), "bookworm"), ((8, 2, 29), "trixie"),
    ((8, 3, 0), "bookworm"), ((8, 3, 24), "trixie"),
    ((8, 4, 0), "bookworm"), ((8, 4, 11), "trixie"),
    ((8, 5), "trixie"),
)  # fmt: skip
"""As for Python; PHP 8.0 never came to bookworm, whose OpenSSL it cannot use. Source: the changes of library/php in
docker-library/official-images (2019-07, 2021-08, 2023-06, 2025-08), and the dates of PHP's releases."""

_NODE_RELEASES: tuple[tuple[tuple[int, ...], str], ...] = (
    ((4,), "jessie"), ((6,), "jessie"), ((6, 15), "debian"), ((7,), "jessie"), ((8,), "jessie"), ((8, 12), "debian"),
    ((8, 15), "stretch"), ((9,), "jessie"), ((10,), "debian"), ((10, 15), "stretch"), ((11,), "debian"), ((11, 6), "stretch"),
    ((12,), "stretch"), ((14, 0), "stretch"), ((14, 19, 3), "debian"), ((14, 20), "buster"), ((15,), "debian"),
    ((16, 0), "debian"), ((16, 8), "buster"), ((17,), "bullseye"), ((18, 0), "bullseye"),
    ((18, 16), "debian"), ((18, 16, 1), "bookworm"), ((19,), "bullseye"), ((20, 0), "bullseye"), ((20, 3), "debian"),
    ((20, 3, 1), "bookworm"), ((25,), "debian"),
)  # fmt: skip
"""A version keeps the Debian that it came out with, but for those that lost it. Source: the changes of library/node in
docker-library/official-images, and nodejs/docker-node, issues 937, 1785 and 2365."""

_GO_RELEASES: tuple[tuple[tuple[int, ...], str], ...] = (
    ((1, 9), "stretch"), ((1, 11, 12), "debian"), ((1, 12, 0), "stretch"), ((1, 12, 7), "debian"), ((1, 13), "buster"),
    ((1, 16, 7), "debian"), ((1, 16, 8), "bullseye"), ((1, 17, 0), "debian"), ((1, 17, 1), "bullseye"),
    ((1, 19, 10), "debian"), ((1, 19, 11), "bookworm"), ((1, 20, 0), "bullseye"), ((1, 20, 5), "debian"),
    ((1, 20, 6), "bookworm"), ((1, 24, 6), "debian"), ((1, 24, 7), "trixie"),
)  # fmt: skip
"""As for Python. Source: the changes of library/golang in docker-library/official-images, and the dates of Go's releases."""

_ERLANG_RELEASES: tuple[tuple[tuple[int, ...], str], ...] = (
    ((20,), "stretch"), ((22, 2), "debian"), ((22, 2, 1), "buster"), ((24, 1), "debian"), ((24, 2), "bullseye"),
    ((25, 3), "debian"), ((26, 0), "debian"), ((26, 1), "bookworm"), ((28,), "debian"),
)  # fmt: skip
"""Source: erlang/docker-erlang-otp, pull requests 263, 368 and 447, and the dates of Erlang's releases."""

_ELIXIR_RELEASES: tuple[tuple[tuple[int, ...], str], ...] = (
    ((1, 4), "stretch"), ((1, 10, 0), "debian"), ((1, 10, 3), "buster"), ((1, 12, 3), "debian"), ((1, 13, 0), "debian"),
    ((1, 13, 2), "bullseye"), ((1, 14, 5), "debian"), ((1, 15, 0), "debian"), ((1, 15, 6), "bookworm"), ((1, 19), "debian"),
)  # fmt: skip
"""Elixir is built on Erlang's images. Source: the changes of library/elixir in docker-library/official-images."""

_FAMILIES: tuple[Family, ...] = (
    # --- operating systems
    Family(BaseImage("scratch", kind="empty", os="scratch", libc="none", has_shell=False)),
    _os("alpine"),
    _os("debian"),
    _os("ubuntu", account=""),
    _os("busybox"),
    _os("fedora"),
    _os("centos", is_deprecated=True, successor="almalinux"),
    _os("quay.io/centos/centos"),
    _os("rockylinux", is_deprecated=True, successor="rockylinux/rockylinux"),
    _os("rockylinux/rockylinux"),
    _os("almalinux"),
    _os("oraclelinux"),
    _os("amazonlinux"),
    _os("public.ecr.aws/amazonlinux/amazonlinux"),
    _os("archlinux"),
    _os("archlinux/archlinux"),
    _os("opensuse/leap"),
    _os("opensuse/tumbleweed"),
    _os("photon"),
    _os("mcr.microsoft.com/windows/nanoserver"),
    _os("mcr.microsoft.com/windows/servercore"),
    _os("microsoft/nanoserver", is_deprecated=True, successor="mcr.microsoft.com/windows/nanoserver"),
    _os("microsoft/windowsservercore", is_deprecated=True, successor="mcr.microsoft.com/windows/servercore"),
    _os("buildpack-deps"),
    # --- toolchains and interpreters
    Family(
        BaseImage(
            "golang", "go", "toolchain", workdir="/go",
            env=_env("/go/bin:/usr/local/go/bin", GOPATH="/go", GOTOOLCHAIN="local", GOLANG_VERSION=None),
        ),
        releases=_GO_RELEASES,
        sizes={"full": (300, 860), "alpine": (80, 250)},
        full_programs=SCM_PROGRAMS | {"gcc", "g++", "make", "go", "gofmt"},
        slim_programs=words("go gofmt"),
        shell_command=True,
    ),
    Family(
        BaseImage(
            "node", "node", "toolchain", account="node", env=_env(NODE_VERSION=None, YARN_VERSION=None),
            entrypoint=("docker-entrypoint.sh",), cmd=("node",),
        ),
        releases=_NODE_RELEASES,
        sizes={"full": (400, 1120), "slim": (75, 225), "alpine": (52, 160)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("node npm npx yarn"),
        without=(((26,), words("yarn")),),  # github.com/nodejs/docker-node/pull/2422
    ),
    Family(
        BaseImage("mhart/alpine-node", "node", "toolchain", is_deprecated=True, successor="node",
                  env_is_complete=False),
        releases=(((), "alpine"),),
        slim_programs=words("node npm npx yarn"),
        sizes={"alpine": (40, 110), "slim": (15, 45)},
        shell_command=True,
    ),
    Family(
        BaseImage(
            "python", "python", "toolchain",
            env=_env("/usr/local/bin", **_varying(
                "LANG GPG_KEY PYTHON_VERSION PYTHON_SHA256 PYTHON_PIP_VERSION PYTHON_SETUPTOOLS_VERSION "
                "PYTHON_GET_PIP_URL PYTHON_GET_PIP_SHA256")),
            cmd=("python3",),
        ),
        releases=_PYTHON_RELEASES,
        alpine={(2,): "3.11", (2, 7): "3.11", (3, 4): "3.9", (3, 5): "3.12", (3, 6): "3.15", (3, 7): "3.18", (3, 8): "3.20",
                (3, 9): "3.22"},
        sizes={"full": (380, 1110), "slim": (43, 119), "alpine": (17, 47)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("python python3 pip pip3"),
    ),
    Family(
        BaseImage(
            "pypy", "python", "toolchain", cmd=("pypy3",),
            env=_env("/opt/pypy/bin", **_varying("LANG PYPY_VERSION PYTHON_PIP_VERSION PYTHON_SETUPTOOLS_VERSION "
                                                 "PYTHON_GET_PIP_URL PYTHON_GET_PIP_SHA256")),
        ),
        releases=(((2,), "bookworm"), ((3, 11), "trixie")),
        sizes={"full": (360, 950), "slim": (85, 230)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("pypy3 pip"),
    ),
    Family(
        BaseImage(
            "rust", "rust", "toolchain",
            env=_env("/usr/local/cargo/bin", RUSTUP_HOME="/usr/local/rustup", CARGO_HOME="/usr/local/cargo",
                     RUST_VERSION=None),
        ),
        releases=(((1, 20), "stretch"), ((1, 37), "buster"), ((1, 54), "debian"), ((1, 55), "bullseye"), ((1, 70), "debian"),
                  ((1, 71), "bookworm"), ((1, 89), "debian"), ((1, 90), "trixie")),
        sizes={"full": (560, 1480), "slim": (300, 780), "alpine": (320, 900)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("cargo rustc rustup gcc"),
        shell_command=True,
    ),
    Family(
        BaseImage(
            "rustlang/rust", "rust", "toolchain",
            env=_env("/usr/local/cargo/bin", RUSTUP_HOME="/usr/local/rustup", CARGO_HOME="/usr/local/cargo"),
        ),
        releases=(((1,), "trixie"),),  # nightly builds, on the stable Debian
        sizes={"full": (560, 1480), "slim": (300, 780), "alpine": (320, 900)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("cargo rustc rustup gcc"),
        shell_command=True,
    ),
    Family(
        BaseImage(
            "ruby", "ruby", "toolchain", cmd=("irb",),
            env=_env("/usr/local/bundle/bin", LANG="C.UTF-8", GEM_HOME="/usr/local/bundle",
                     BUNDLE_SILENCE_ROOT_WARNING="1", BUNDLE_APP_CONFIG="/usr/local/bundle",
                     **_varying("RUBY_VERSION RUBY_DOWNLOAD_URL RUBY_DOWNLOAD_SHA256 RUBY_MAJOR RUBYGEMS_VERSION "
                                "BUNDLER_VERSION BUNDLE_PATH BUNDLE_BIN")),
        ),
        releases=_RUBY_RELEASES,
        sizes={"full": (380, 1010), "slim": (80, 215), "alpine": (42, 105)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("ruby gem bundle irb"),
    ),
    Family(
        BaseImage(
            "php", "php", "toolchain", account="www-data", entrypoint=("docker-php-entrypoint",), cmd=("php", "-a"),
            env=_env(PHP_INI_DIR="/usr/local/etc/php", **_varying(
                "PHPIZE_DEPS PHP_CFLAGS PHP_CPPFLAGS PHP_LDFLAGS GPG_KEYS PHP_VERSION PHP_URL PHP_ASC_URL PHP_SHA256")),
        ),
        releases=_PHP_RELEASES,
        sizes={"full": (180, 510), "alpine": (38, 105)},
        words={
            "apache": {
                "workdir": "/var/www/html", "cmd": ("apache2-foreground",), "ports": ("80",), "stopsignal": "SIGWINCH",
                "env_is_complete": False, "has_empty_workdir": True,
            },
            "fpm": {
                "workdir": "/var/www/html", "cmd": ("php-fpm",), "ports": ("9000",), "stopsignal": "SIGQUIT",
                "has_empty_workdir": True,
            },
        },
        full_programs=words("curl gcc g++ make autoconf"),
        slim_programs=words("php pecl docker-php-ext-install curl"),
    ),
    Family(
        BaseImage(
            "composer", "php", "tool", workdir="/app", entrypoint=("/docker-entrypoint.sh",), cmd=("composer",),
            env_is_complete=False, has_empty_workdir=True,
        ),
        releases=(((), "alpine"),),
        slim_programs=words("composer php git bash curl unzip"),
        sizes={"alpine": (65, 190)},
    ),
    Family(
        BaseImage(
            "dunglas/frankenphp", "php", "toolchain", workdir="/app", account="www-data", env_is_complete=False,
            entrypoint=("docker-php-entrypoint",), cmd=("--config", "/etc/frankenphp/Caddyfile", "--adapter", "caddyfile"),
            ports=("80", "443", "443/udp", "2019"),
            env=_env(PHP_INI_DIR="/usr/local/etc/php", XDG_CONFIG_HOME="/config", XDG_DATA_HOME="/data", PHP_VERSION=None),
        ),
        releases=(((), "debian"),),
        words={
            "builder": {"workdir": "/go/src/app"},
            "static": {"os": "", "release": "", "libc": "", "libc_version": "", "package_manager": ""},
        },
        slim_programs=words("php frankenphp pecl docker-php-ext-install install-php-extensions curl"),
    ),
    Family(
        BaseImage("openjdk", "java", "toolchain", is_deprecated=True, successor="eclipse-temurin",
                  env=_env(**_varying("JAVA_HOME LANG JAVA_VERSION JAVA_URL_VERSION JAVA_BASE_URL "
                                      "JAVA_DEBIAN_VERSION JAVA_ALPINE_VERSION"), PATH=None), cmd=("jshell",)),
        releases=(((6,), "jessie"), ((8,), "bullseye"), ((12,), "oraclelinux8")),
        words={**_JDK_WORDS, "slim": {"release": "bullseye", "os": "debian", "package_manager": "apt-get"}},
        sizes={"full": (240, 530), "slim": (200, 410), "alpine": (190, 330), "jre": (105, 280), "jre-slim": (78, 210),
               "jre-alpine": (55, 85)},
        full_programs=words("java javac curl bash"),
        slim_programs=words("java javac"),
    ),
    Family(
        BaseImage("java", "java", "toolchain", is_deprecated=True, successor="eclipse-temurin",
                  env=_env(**_varying("JAVA_HOME LANG JAVA_VERSION JAVA_DEBIAN_VERSION JAVA_ALPINE_VERSION "
                                      "CA_CERTIFICATES_JAVA_VERSION"), PATH=None)),
        releases=(((6,), "jessie"),),
        words=_JDK_WORDS,
        sizes={"full": (240, 640), "alpine": (70, 145)},
        full_programs=SCM_PROGRAMS | {"java", "javac"},
        slim_programs=words("java"),
        shell_command=True,
    ),
    Family(
        BaseImage(
            "eclipse-temurin", "java", "toolchain", entrypoint=("/__cacert_entrypoint.sh",), cmd=("jshell",),
            env=_env("/opt/java/openjdk/bin", JAVA_HOME="/opt/java/openjdk", JAVA_VERSION=None, LANG="en_US.UTF-8",
                     LANGUAGE="en_US:en", LC_ALL="en_US.UTF-8"),
        ),
        releases=(((), "resolute"),),
        words=_JDK_WORDS,
        sizes={"full": (200, 460), "alpine": (180, 360), "jre": (90, 265), "jre-alpine": (75, 195)},
        full_programs=words("java curl wget"),
        slim_programs=words("java"),
    ),
    Family(
        BaseImage("amazoncorretto", "java", "toolchain", cmd=("jshell",),
                  env=_env(LANG="C.UTF-8", JAVA_HOME=None, PATH=None)),
        releases=(((), "al2023"),),
        words=_JDK_WORDS,
        sizes={"full": (220, 480), "alpine": (150, 320)},
        slim_programs=words("java javac"),
    ),
    *(
        Family(
            BaseImage(name, "java", "toolchain", env_is_complete=False, **system),
            words=_JDK_WORDS,
            slim_programs=words("java javac"),
        )
        for name, system in (
            ("bellsoft/liberica-openjdk-alpine", _ALPINE), ("bellsoft/liberica-openjdk-debian", _DEBIAN),
            ("azul/zulu-openjdk", _UBUNTU), ("azul/zulu-openjdk-alpine", _ALPINE), ("azul/zulu-openjdk-debian", _DEBIAN),
            ("sapmachine", _UBUNTU), ("ibm-semeru-runtimes", _UBUNTU),
        )
    ),
    *(
        Family(BaseImage(name, "java", "runtime", env_is_complete=False, **system), slim_programs=words("java"))
        for name, system in (("bellsoft/liberica-openjre-alpine", _ALPINE), ("bellsoft/liberica-openjre-debian", _DEBIAN))
    ),
    Family(
        BaseImage(
            "maven", "java", "toolchain", entrypoint=("/usr/local/bin/mvn-entrypoint.sh",), cmd=("mvn",),
            env=_env(**_varying("JAVA_HOME JAVA_VERSION LANG LANGUAGE LC_ALL MAVEN_VERSION USER_HOME_DIR"), PATH=None,
                     MAVEN_HOME="/usr/share/maven", MAVEN_CONFIG="/root/.m2"),
        ),
        releases=(((3,), "noble"),),
        words=_MAVEN_WORDS,
        sizes={"full": (230, 540), "alpine": (190, 400), "slim": (220, 450)},
        full_programs=words("java javac mvn curl git bash"),
        slim_programs=words("java javac mvn bash"),
    ),
    Family(
        BaseImage(
            "gradle", "java", "toolchain", workdir="/home/gradle", account="gradle", cmd=("gradle",),
            env=_env(**_varying("JAVA_HOME JAVA_VERSION LANG LANGUAGE LC_ALL GRADLE_VERSION"), PATH=None,
                     GRADLE_HOME="/opt/gradle"),
            volumes=("/home/gradle/.gradle",),
        ),
        releases=(((4,), ""), ((6, 9), "jammy"), ((7,), ""), ((7, 6), "jammy"), ((7, 6, 5), "noble"), ((8,), "jammy"),
                  ((8, 12), "noble"), ((9, 6), "resolute")),
        words={"jdk8": {"release": "jammy"}, "jdk11": {"release": "jammy"}},
        sizes={"full": (330, 760), "alpine": (310, 650)},
        full_programs=words("java javac gradle git curl wget unzip bash"),
        slim_programs=words("java javac gradle git curl wget unzip bash"),
    ),
    Family(
        BaseImage("sbtscala/scala-sbt", "java", "toolchain", workdir="/root", env_is_complete=False, cmd=("sbt",)),
        releases=(((), ""),),
        slim_programs=words("java javac sbt git bash"),
    ),
    Family(
        BaseImage("hseeberger/scala-sbt", "java", "toolchain", workdir="/root", env_is_complete=False, cmd=("sbt",)),
        releases=(((), "debian"),),
        slim_programs=words("java javac sbt bash"),
    ),
    Family(
        BaseImage("clojure", "java", "toolchain", env_is_complete=False),
        releases=(((), "bookworm"),),
        slim_programs=words("java javac"),
    ),
    Family(
        BaseImage("elixir", "elixir", "toolchain", cmd=("iex",),
                  env=_env(LANG="C.UTF-8", **_varying("OTP_VERSION REBAR_VERSION REBAR3_VERSION ELIXIR_VERSION"))),
        releases=_ELIXIR_RELEASES,
        sizes={"full": (560, 1500), "slim": (120, 330), "alpine": (45, 100)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("elixir mix iex erl"),
    ),
    Family(
        BaseImage("erlang", "elixir", "toolchain", cmd=("erl",),
                  env=_env(**_varying("OTP_VERSION REBAR_VERSION REBAR3_VERSION"))),
        releases=_ERLANG_RELEASES,
        sizes={"full": (560, 1480), "slim": (115, 310), "alpine": (40, 90)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("erl rebar3"),
    ),
    # hexpm's images stand on the bare system that the tag names, and have no tools beside Erlang and Elixir: github.com/hexpm/bob
    Family(
        BaseImage("hexpm/elixir", "elixir", "toolchain", env=_env(LANG="C.UTF-8")),
        words={"alpine": {"env": _env()}},
        slim_programs=words("elixir elixirc mix iex erl erlc escript"),
        shell_command=True,
    ),
    Family(
        BaseImage("hexpm/erlang", "elixir", "toolchain", env=_env(LANG="C.UTF-8")),
        words={"alpine": {"env": _env()}},
        slim_programs=words("erl erlc escript"),
        shell_command=True,
    ),
    Family(
        BaseImage("haskell", "haskell", "toolchain", cmd=("ghci",), env=_env(LANG="C.UTF-8", PATH=None)),
        releases=(((8,), "buster"), ((9, 10), "bullseye")),
        sizes={"full": (560, 2300), "slim": (480, 1900)},
        full_programs=words("ghc cabal stack git curl gcc g++ make xz"),
        slim_programs=words("ghc cabal gcc"),
    ),
    Family(
        BaseImage("gcc", "c", "toolchain", env_is_complete=False),
        releases=(((4,), "stretch"), ((9,), "buster"), ((11,), "bookworm"), ((14,), "bookworm"), ((15,), "trixie")),
        sizes={"full": (510, 1400)},
        full_programs=BUILDPACK_PROGRAMS,
        shell_command=True,
    ),
    Family(
        BaseImage("perl", "perl", "toolchain", workdir="/usr/src/app", cmd=("perl5",),
                  env=_env(PERL_CPANM_OPT=None)),
        releases=(((5, 8), "debian"), ((5, 38, 5), "trixie"), ((5, 40, 0), "debian"), ((5, 40, 3), "trixie"),
                  ((5, 42), "trixie")),
        sizes={"full": (340, 900), "slim": (60, 150)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("perl cpanm"),
    ),
    Family(
        BaseImage("swift", "swift", "toolchain", env_is_complete=False),
        releases=(((4,), "bionic"), ((5, 5), "focal"), ((5, 8), "jammy"), ((6,), "noble")),
        words={"slim": {"kind": "runtime"}},
        sizes={"full": (950, 2900), "slim": (100, 280)},
        full_programs=words("swift swiftc git gcc g++"),
        shell_command=True,
    ),
    Family(
        BaseImage("dart", "dart", "toolchain", workdir="/root", env=_env("/usr/lib/dart/bin", DART_SDK="/usr/lib/dart"),
                  cmd=("bash",)),
        releases=(((2,), "bookworm"), ((3, 9), "debian")),
        sizes={"full": (280, 800)},
        full_programs=words("dart git curl ssh"),
    ),
    Family(
        BaseImage("oven/bun", "node", "toolchain", workdir="/home/bun/app", account="bun", env_is_complete=False,
                  entrypoint=("/usr/local/bin/docker-entrypoint.sh",), cmd=("/usr/local/bin/bun",)),
        releases=(((), "debian"),),
        words={"distroless": {"has_shell": False, "package_manager": "", "programs": frozenset(), "os": "distroless",
                              "variant": "distroless", "workdir": "/", "account": "", "entrypoint": ("/usr/local/bin/bun",),
                              "cmd": ()}},
        sizes={"full": (95, 250), "slim": (75, 190), "alpine": (45, 120)},
        slim_programs=words("bun bunx"),
    ),
    Family(
        BaseImage("denoland/deno", "node", "toolchain", account="deno", env_is_complete=False,
                  entrypoint=("/tini", "--", "docker-entrypoint.sh"), cmd=("eval",)),
        releases=(((), "debian"),),
        slim_programs=words("deno"),
        sizes={"full": (75, 210)},
    ),
    Family(
        BaseImage("ghcr.io/astral-sh/uv", "python", "toolchain", env_is_complete=False, entrypoint=("/uv",)),
        releases=(((), "scratch"),),
        slim_programs=UV_PROGRAMS,
    ),
    Family(
        BaseImage("continuumio/miniconda3", "python", "toolchain", cmd=("/bin/bash",),
                  env=_env("/opt/conda/bin", LANG="C.UTF-8", LC_ALL="C.UTF-8")),
        releases=(((), "debian"),),
        slim_programs=words("conda python pip bash wget git"),
        sizes={"full": (170, 550)},
    ),
    Family(
        BaseImage("ghcr.io/graalvm/native-image-community", "java", "toolchain", workdir="/app", env_is_complete=False,
                  entrypoint=("native-image",), cmd=("--version",)),
        releases=(((17,), "oraclelinux9"),),
        slim_programs=words("native-image java javac gcc"),
    ),
    Family(
        BaseImage("ghcr.io/graalvm/graalvm-community", "java", "toolchain", cmd=("/bin/sh", "-c", "java -version"),
                  env_is_complete=False),
        releases=(((17,), "oraclelinux9"),),
        slim_programs=words("native-image java javac gcc g++ make curl"),
    ),
    *(
        Family(
            BaseImage(name, "java", "toolchain", workdir="/app", cmd=("/bin/sh", "-c", "java --version"), env_is_complete=False),
            releases=(((17,), "oraclelinux9"),),
            slim_programs=words("java javac"),
        )
        for name in ("ghcr.io/graalvm/jdk-community", "container-registry.oracle.com/graalvm/jdk")
    ),
    Family(
        BaseImage("ghcr.io/graalvm/graalvm-ce", "java", "toolchain", cmd=("/bin/sh", "-c", "java -version"),
                  env_is_complete=False),
        slim_programs=words("java javac gu gcc make"),
    ),
    Family(
        BaseImage("container-registry.oracle.com/graalvm/native-image", "java", "toolchain", workdir="/app", env_is_complete=False,
                  entrypoint=("native-image",), cmd=("--version",)),
        releases=(((17,), "oraclelinux9"),),
        slim_programs=words("native-image java javac gcc"),
    ),
    *(
        Family(
            BaseImage(f"quay.io/quarkus/{name}-builder-image", "java", "toolchain", workdir="/project", user="1001", account="quarkus",
                      env_is_complete=False, entrypoint=("native-image",)),
            releases=(((), system),),
            slim_programs=words("native-image java javac gcc"),
        )
        for name, system in (("ubi-quarkus-mandrel", "ubi8"), ("ubi9-quarkus-mandrel", "ubi9"), ("ubi-quarkus-graalvmce", "ubi8"),
                             ("ubi9-quarkus-graalvmce", "ubi9"))
    ),
    # --- .NET
    Family(
        BaseImage(
            "mcr.microsoft.com/dotnet/sdk", "dotnet", "toolchain", account="app",
            env=_env(APP_UID="1654", DOTNET_RUNNING_IN_CONTAINER="true", DOTNET_GENERATE_ASPNET_CERTIFICATE="false",
                     DOTNET_NOLOGO="true", DOTNET_USE_POLLING_FILE_WATCHER="true", NUGET_XMLDOC_MODE="skip",
                     **_varying("DOTNET_SDK_VERSION DOTNET_VERSION ASPNET_VERSION POWERSHELL_DISTRIBUTION_CHANNEL "
                                "ASPNETCORE_HTTP_PORTS ASPNETCORE_URLS DOTNET_SYSTEM_GLOBALIZATION_INVARIANT")),
        ),
        releases=(((2,), "stretch"), ((3,), "buster"), ((6,), "bullseye"), ((8,), "bookworm"), ((10,), "noble")),
        sizes={"full": (300, 850), "alpine": (230, 700)},
        full_programs=words("dotnet curl git wget"),
        slim_programs=words("dotnet curl git"),
        shell_command=True,
        account_since=(8,),
    ),
    *(
        Family(
            BaseImage(
                f"mcr.microsoft.com/dotnet/{name}", "dotnet", "runtime", account="app",
                env=_env(APP_UID="1654", DOTNET_RUNNING_IN_CONTAINER="true", **_varying(
                    "DOTNET_VERSION ASPNET_VERSION ASPNETCORE_HTTP_PORTS ASPNETCORE_URLS "
                    "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT")),
            ),
            releases=(((2,), "stretch"), ((3,), "buster"), ((6,), "bullseye"), ((8,), "bookworm"), ((10,), "noble")),
            words={"chiseled": _CHISELED, "distroless": _CHISELED},
            sizes=sizes,
            slim_programs=frozenset({"dotnet"} if name != "runtime-deps" else ()),
            shell_command=True,
            account_since=(8,),
        )
        for name, sizes in (
            ("aspnet", {"full": (90, 220), "alpine": (50, 115), "chiseled": (50, 115)}),
            ("runtime", {"full": (80, 195), "alpine": (38, 90), "chiseled": (38, 90)}),
            ("runtime-deps", {"full": (45, 120), "alpine": (6, 14), "chiseled": (6, 14)}),
        )
    ),
    Family(
        BaseImage("microsoft/dotnet", "dotnet", "toolchain", is_deprecated=True, successor="mcr.microsoft.com/dotnet/sdk",
                  env_is_complete=False),
        releases=(((1,), "jessie"), ((2,), "stretch")),
        words={"runtime": {"kind": "runtime"}, "core": {"kind": "runtime"}},
        slim_programs=words("dotnet"),
        shell_command=True,
    ),
    Family(
        BaseImage("microsoft/aspnetcore", "dotnet", "runtime", is_deprecated=True,
                  successor="mcr.microsoft.com/dotnet/aspnet", env_is_complete=False),
        releases=(((1,), "jessie"), ((2,), "stretch")),
        slim_programs=words("dotnet"),
        shell_command=True,
    ),
    Family(
        BaseImage("microsoft/aspnetcore-build", "dotnet", "toolchain", is_deprecated=True,
                  successor="mcr.microsoft.com/dotnet/sdk", env_is_complete=False),
        releases=(((1,), "jessie"), ((2,), "stretch")),
        slim_programs=words("dotnet node npm git"),
        shell_command=True,
    ),
    # --- runtimes without a shell
    *(
        Family(
            BaseImage(
                f"gcr.io/distroless/{name}", ecosystem, "runtime", os="distroless", libc=libc, has_shell=False,
                account="nonroot", env=_env(SSL_CERT_FILE="/etc/ssl/certs/ca-certificates.crt", **env),
                env_is_complete=name in ("static", "base", "base-nossl", "cc"), entrypoint=entrypoint,
                workdir="/", variant="distroless", compressed_mb=compressed, size_mb=size,
            ),
            releases=(((), "bookworm"),),
        )
        for name, ecosystem, libc, entrypoint, env, compressed, size in (
            ("static", "", "none", (), {}, 1, 2),
            ("base", "", "glibc", (), {}, 9, 21),
            ("base-nossl", "", "glibc", (), {}, 6, 15),
            ("cc", "", "glibc", (), {}, 10, 24),
            ("java", "java", "glibc", ("/usr/bin/java", "-jar"), {"JAVA_VERSION": None}, 85, 230),
            ("java11", "java", "glibc", ("/usr/bin/java", "-jar"), {"JAVA_VERSION": None}, 80, 210),
            ("java17", "java", "glibc", ("/usr/bin/java", "-jar"), {"JAVA_VERSION": None}, 85, 230),
            ("java21", "java", "glibc", ("/usr/bin/java", "-jar"), {"JAVA_VERSION": None}, 75, 195),
            ("java25", "java", "glibc", ("/usr/bin/java", "-jar"), {"JAVA_VERSION": None}, 75, 195),
            ("java-base", "java", "glibc", (), {}, 14, 35),
            ("nodejs", "node", "glibc", ("/nodejs/bin/node",), {}, 45, 130),
            ("nodejs18", "node", "glibc", ("/nodejs/bin/node",), {}, 45, 125),
            ("nodejs20", "node", "glibc", ("/nodejs/bin/node",), {}, 47, 130),
            ("nodejs22", "node", "glibc", ("/nodejs/bin/node",), {}, 52, 150),
            ("nodejs24", "node", "glibc", ("/nodejs/bin/node",), {}, 52, 150),
            ("python3", "python", "glibc", ("/usr/bin/python3.11",), {"LANG": "C.UTF-8"}, 21, 53),
        )
    ),
    # --- services
    Family(
        BaseImage(
            "nginx", "", "service", account="nginx", entrypoint=("/docker-entrypoint.sh",),
            cmd=("nginx", "-g", "daemon off;"), stopsignal="SIGQUIT", ports=("80",),
            env=_env(**_varying("NGINX_VERSION NJS_VERSION NJS_RELEASE PKG_RELEASE DYNPKG_RELEASE ACME_VERSION")),
        ),
        releases=(((1, 9), "debian"), ((1, 15), "stretch"), ((1, 16, 1), "buster"), ((1, 17, 0), "debian"),
                  ((1, 17, 3), "buster"), ((1, 20, 2), "bullseye"), ((1, 21, 0), "debian"), ((1, 21, 4), "bullseye"),
                  ((1, 25, 0), "debian"), ((1, 25, 2), "bookworm"), ((1, 28, 1), "debian"), ((1, 29, 0), "bookworm"),
                  ((1, 29, 1), "debian"), ((1, 29, 3), "trixie")),
        sizes={"full": (72, 192), "slim": (4, 13), "alpine": (20, 50)},
        words={"perl": {}, "slim": {}},
        full_programs=words("nginx curl"),
        slim_programs=words("nginx curl"),
    ),
    Family(
        BaseImage(
            "nginxinc/nginx-unprivileged", "", "service", user="101", account="nginx",
            entrypoint=("/docker-entrypoint.sh",), cmd=("nginx", "-g", "daemon off;"), stopsignal="SIGQUIT",
            ports=("8080",), env=_env(**_varying("NGINX_VERSION NJS_VERSION NJS_RELEASE PKG_RELEASE DYNPKG_RELEASE")),
        ),
        releases=(((1, 25), "bookworm"), ((1, 29), "debian")),
        sizes={"full": (72, 192), "alpine": (20, 50)},
        full_programs=words("nginx curl"),
        slim_programs=words("nginx curl"),
    ),
    Family(
        BaseImage(
            "httpd", "", "service", account="www-data", workdir="/usr/local/apache2", cmd=("httpd-foreground",),
            stopsignal="SIGWINCH", ports=("80",),
            env=_env("/usr/local/apache2/bin", HTTPD_PREFIX="/usr/local/apache2",
                     **_varying("HTTPD_VERSION HTTPD_SHA256 HTTPD_PATCHES")),
        ),
        releases=(((), "debian"),),
        sizes={"full": (58, 150), "alpine": (22, 65)},
    ),
    Family(
        BaseImage(
            "tomcat", "java", "runtime", workdir="/usr/local/tomcat", cmd=("catalina.sh", "run"), ports=("8080",),
            env=_env("/usr/local/tomcat/bin", **_varying(
                "JAVA_HOME JAVA_VERSION LANG LANGUAGE LC_ALL TOMCAT_MAJOR TOMCAT_VERSION TOMCAT_SHA512 GPG_KEYS"),
                PATH=None, CATALINA_HOME="/usr/local/tomcat",
                TOMCAT_NATIVE_LIBDIR="/usr/local/tomcat/native-jni-lib",
                LD_LIBRARY_PATH="/usr/local/tomcat/native-jni-lib"),
        ),
        releases=(((6,), ""), ((9,), "noble")),
        words={"openjdk": {"os": "", "release": ""}},
        sizes={"full": (210, 480)},
        slim_programs=words("java"),
    ),
    Family(
        BaseImage("jetty", "java", "runtime", user="jetty", account="jetty", workdir="/var/lib/jetty", ports=("8080",),
                  entrypoint=("/docker-entrypoint.sh",), env_is_complete=False),
        releases=(((9,), ""),),
    ),
    Family(
        BaseImage("postgres", "", "service", account="postgres", entrypoint=("docker-entrypoint.sh",),
                  cmd=("postgres",), stopsignal="SIGINT", ports=("5432",), volumes=("/var/lib/postgresql/data",),
                  env=_env(**_varying("GOSU_VERSION LANG PG_MAJOR PG_VERSION PGDATA PG_SHA256 DOCKER_PG_LLVM_DEPS"),
                           PATH=None)),
        releases=(((8,), "stretch"), ((9, 5), "bullseye"), ((11,), "bookworm"), ((14,), "trixie")),
        sizes={"full": (150, 440), "alpine": (100, 275)},
    ),
    Family(
        BaseImage("mysql", "", "service", account="mysql", entrypoint=("docker-entrypoint.sh",), cmd=("mysqld",),
                  ports=("3306", "33060"), volumes=("/var/lib/mysql",),
                  env=_env(**_varying("GOSU_VERSION MYSQL_MAJOR MYSQL_VERSION MYSQL_SHELL_VERSION"))),
        releases=(((5, 5), ""), ((5, 7), "oraclelinux7"), ((8,), "oraclelinux9")),
        words={"oraclelinux9": {"package_manager": "microdnf"}},
        sizes={"full": (240, 780)},
    ),
    Family(
        BaseImage("mariadb", "", "service", account="mysql", entrypoint=("docker-entrypoint.sh",), cmd=("mariadbd",),
                  ports=("3306",), volumes=("/var/lib/mysql",),
                  env=_env(**_varying("GOSU_VERSION LANG MARIADB_VERSION REPOSITORY MARIADB_MAJOR"))),
        releases=(((5,), "bionic"), ((10, 4), "focal"), ((10, 6), "jammy"), ((11, 4), "noble")),
        sizes={"full": (110, 410)},
    ),
    Family(
        BaseImage("redis", "", "service", account="redis", workdir="/data", entrypoint=("docker-entrypoint.sh",),
                  cmd=("redis-server",), ports=("6379",), volumes=("/data",),
                  env=_env(**_varying("GOSU_VERSION REDIS_VERSION REDIS_DOWNLOAD_URL REDIS_DOWNLOAD_SHA"))),
        releases=(((3,), "stretch"), ((5,), "bullseye"), ((6,), "bookworm"), ((8, 4), "debian")),
        sizes={"full": (45, 120), "alpine": (16, 42)},
    ),
    Family(
        BaseImage("mongo", "", "service", account="mongodb", entrypoint=("docker-entrypoint.sh",), cmd=("mongod",),
                  ports=("27017",), volumes=("/data/configdb", "/data/db"), env_is_complete=False),
        releases=(((3,), "xenial"), ((4,), "bionic"), ((4, 4), "focal"), ((6,), "jammy"), ((8,), "noble")),
        sizes={"full": (270, 850)},
    ),
    Family(
        BaseImage("memcached", "", "service", user="memcache", account="memcache",
                  entrypoint=("docker-entrypoint.sh",), cmd=("memcached",), ports=("11211",),
                  env=_env(**_varying("MEMCACHED_VERSION MEMCACHED_URL MEMCACHED_SHA1"))),
        releases=(((), "debian"),),
        sizes={"full": (33, 85), "alpine": (5, 11)},
    ),
    Family(
        BaseImage("rabbitmq", "", "service", account="rabbitmq", entrypoint=("docker-entrypoint.sh",),
                  cmd=("rabbitmq-server",), ports=("4369", "5671", "5672", "15691", "15692", "25672"),
                  volumes=("/var/lib/rabbitmq",), env_is_complete=False),
        releases=(((3, 9), "focal"), ((3, 12), "jammy"), ((4,), "noble")),
        sizes={"full": (105, 280), "alpine": (75, 190)},
    ),
    Family(
        BaseImage("haproxy", "", "service", user="haproxy", account="haproxy", workdir="/var/lib/haproxy",
                  entrypoint=("docker-entrypoint.sh",), cmd=("haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg"),
                  stopsignal="SIGUSR1", env=_env(**_varying("HAPROXY_VERSION HAPROXY_URL HAPROXY_SHA256"))),
        releases=(((), "debian"),),
        sizes={"full": (40, 105), "alpine": (12, 30)},
    ),
    Family(
        BaseImage("traefik", "", "service", entrypoint=("/entrypoint.sh",), cmd=("traefik",), ports=("80",)),
        releases=(((1,), "scratch"), ((2,), "alpine")),
        sizes={"alpine": (45, 180)},
    ),
    Family(
        BaseImage("caddy", "", "service", workdir="/srv", ports=("80", "443", "443/udp", "2019"),
                  cmd=("caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"),
                  env=_env(CADDY_VERSION=None, XDG_CONFIG_HOME="/config", XDG_DATA_HOME="/data")),
        releases=(((2,), "alpine"),),
        slim_programs=words("caddy"),
        sizes={"alpine": (20, 55)},
    ),
    Family(
        BaseImage("wordpress", "php", "service", account="www-data", workdir="/var/www/html",
                  entrypoint=("docker-entrypoint.sh",), cmd=("apache2-foreground",), ports=("80",),
                  volumes=("/var/www/html",), env_is_complete=False),
        releases=(((), "debian"),),
        sizes={"full": (250, 720), "alpine": (90, 270)},
    ),
    Family(
        BaseImage("docker", "", "tool", entrypoint=("docker-entrypoint.sh",), cmd=("sh",), env_is_complete=False),
        releases=(((), "alpine"),),
        slim_programs=words("docker git ssh"),
        sizes={"alpine": (130, 370)},
    ),
    Family(
        BaseImage("jenkins/jenkins", "", "service", user="jenkins", account="jenkins", ports=("8080", "50000"),
                  entrypoint=("/usr/bin/tini", "--", "/usr/local/bin/jenkins.sh"), volumes=("/var/jenkins_home",),
                  env_is_complete=False),
        releases=(((), "debian"),),
        slim_programs=words("bash git curl java"),
        sizes={"full": (270, 480)},
    ),
    *(
        Family(BaseImage(name, "", "tool", user=user, account=user, workdir=home, env_is_complete=False))
        for name, user, home in (
            ("ocaml/opam", "opam", "/home/opam"),
            ("ocaml/opam2", "opam", "/home/opam"),
            ("ocurrent/opam", "opam", "/home/opam"),
            ("homebrew/brew", "linuxbrew", "/home/linuxbrew"),
            ("gitpod/workspace-base", "gitpod", "/home/gitpod"),
            ("gitpod/workspace-full", "gitpod", "/home/gitpod"),
        )
    ),
    *(  # https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
        Family(
            BaseImage(f"{registry}{language}", "", "tool", workdir="/var/task", entrypoint=("/lambda-entrypoint.sh",),
                      env=_env("/var/lang/bin", LAMBDA_TASK_ROOT="/var/task", LAMBDA_RUNTIME_DIR="/var/runtime"),
                      env_is_complete=False))
        for registry in ("public.ecr.aws/lambda/", "amazon/aws-lambda-")
        for language in ("dotnet", "go", "java", "nodejs", "provided", "python", "ruby")
    ),
    *(  # https://jupyter-docker-stacks.readthedocs.io/en/latest/using/common.html
        Family(
            BaseImage(f"{registry}/{stack}", "", "tool", user="1000", account="jovyan", workdir="/home/jovyan",
                      shell=("/bin/bash", "-o", "pipefail", "-c"),
                      env=_env("/opt/conda/bin", CONDA_DIR="/opt/conda", NB_USER="jovyan", NB_UID="1000", NB_GID="100",
                               HOME="/home/jovyan"),
                      env_is_complete=False))
        for registry in ("jupyter", "quay.io/jupyter")
        for stack in ("base-notebook", "minimal-notebook", "scipy-notebook", "datascience-notebook", "tensorflow-notebook",
                      "pytorch-notebook", "r-notebook", "julia-notebook", "pyspark-notebook", "all-spark-notebook")
    ),
    Family(BaseImage("apache/airflow", "", "tool", user="airflow", account="airflow", workdir="/opt/airflow",
                     entrypoint=("/usr/bin/dumb-init", "--", "/entrypoint"), env_is_complete=False)),
    Family(BaseImage("apache/superset", "", "tool", user="superset", account="superset", workdir="/app",
                     env_is_complete=False)),
    Family(BaseImage("mambaorg/micromamba", "", "tool", user="mambauser", account="mambauser", workdir="/tmp",
                     entrypoint=("/usr/local/bin/_entrypoint.sh",), cmd=("/bin/bash",),
                     env=_env("/opt/conda/bin", MAMBA_USER=None, MAMBA_ROOT_PREFIX="/opt/conda"),
                     env_is_complete=False)),
    Family(
        BaseImage("nvidia/cuda", "", "toolchain", env_is_complete=False),
        releases=(((), "ubuntu"),),
        words={"runtime": {"kind": "runtime"}, "base": {"kind": "runtime"}},
        shell_command=True,
    ),
    Family(
        BaseImage("phusion/baseimage", "", "os", cmd=("/sbin/my_init",), env_is_complete=False),
        releases=(((), "ubuntu"),),
        slim_programs=words("curl"),
    ),
)  # fmt: skip

FAMILIES: Mapping[str, Family] = {row.image.family: row for row in _FAMILIES}
"""By normalised name."""

ALIASES: Mapping[str, str] = {
    "adoptopenjdk": "eclipse-temurin",
    "bitnami/minideb": "debian",
    "gliderlabs/alpine": "alpine",
    "i386/debian": "debian",
    "mcr.microsoft.com/dotnet/core/aspnet": "mcr.microsoft.com/dotnet/aspnet",
    "mcr.microsoft.com/dotnet/core/runtime": "mcr.microsoft.com/dotnet/runtime",
    "mcr.microsoft.com/dotnet/core/runtime-deps": "mcr.microsoft.com/dotnet/runtime-deps",
    "mcr.microsoft.com/dotnet/core/sdk": "mcr.microsoft.com/dotnet/sdk",
    "mcr.microsoft.com/dotnet/nightly/sdk": "mcr.microsoft.com/dotnet/sdk",
    "mcr.microsoft.com/dotnet/nightly/aspnet": "mcr.microsoft.com/dotnet/aspnet",
    "mcr.microsoft.com/dotnet/nightly/runtime": "mcr.microsoft.com/dotnet/runtime",
    "opensuse": "opensuse/leap",
    "public.ecr.aws/amazoncorretto/amazoncorretto": "amazoncorretto",
    "quay.io/fedora/fedora": "fedora",
    "registry.fedoraproject.org/fedora": "fedora",
    "valkey/valkey": "redis",
    "container-registry.oracle.com/os/oraclelinux": "oraclelinux",
    "ghcr.io/oracle/oraclelinux": "oraclelinux",
}
"""Names that behave like another one's."""

_OS_OF_FAMILY: Mapping[str, str] = {
    "alpine": "alpine",
    "almalinux": "alma",
    "amazonlinux": "amazon",
    "archlinux": "arch",
    "archlinux/archlinux": "arch",
    "busybox": "busybox",
    "buildpack-deps": "debian",
    "centos": "centos",
    "debian": "debian",
    "fedora": "fedora",
    "oraclelinux": "oracle",
    "public.ecr.aws/amazonlinux/amazonlinux": "amazon",
    "quay.io/centos/centos": "centos",
    "rockylinux": "rocky",
    "rockylinux/rockylinux": "rocky",
    "ubuntu": "ubuntu",
}
_RELEASE_OF_FAMILY: Mapping[str, str] = {
    "mcr.microsoft.com/windows/nanoserver": "nanoserver",
    "mcr.microsoft.com/windows/servercore": "windowsservercore",
    "microsoft/nanoserver": "nanoserver",
    "microsoft/windowsservercore": "windowsservercore",
    "opensuse/leap": "leap",
    "opensuse/tumbleweed": "tumbleweed",
    "photon": "photon",
    "scratch": "scratch",
}
_SUITES = {
    ("debian", "stable"): UNKNOWN_DEBIAN,
    ("debian", "oldstable"): UNKNOWN_DEBIAN,
    ("debian", "testing"): UNKNOWN_DEBIAN,
    ("debian", "unstable"): DISTRIBUTIONS["sid"],
    ("ubuntu", "rolling"): UNKNOWN_UBUNTU,
    ("ubuntu", "devel"): UNKNOWN_UBUNTU,
    ("alpine", "edge"): DISTRIBUTIONS["alpineedge"],
}
_FIRST_COMMAND = {"debian": ("bash",), "ubuntu": ("/bin/bash",), "alpine": ("/bin/sh",), "busybox": ("sh",),
                  "arch": ("/usr/bin/bash",), "scratch": (), "windows": ()}  # fmt: skip
_SLIM_WORDS = words("slim")
_CODE_NAMES: Mapping[tuple[str, str], tuple[int, ...]] = {
    ("node", name): (4 + 2 * index,)
    for index, name in enumerate(
        ["argon", "boron", "carbon", "dubnium", "erbium", "fermium", "gallium", "hydrogen", "iron", "jod", "krypton"]
    )
}
"""Names of releases with long support, which are tags, too. Source: https://github.com/nodejs/Release. Date: 2026-11."""
_UV_MB = (20, 55)
"""Compressed and unpacked: uv and uvx."""
_UBI_WORDS = {"minimal": "microdnf", "micro": ""}
_RED_HAT = ("registry.access.redhat.com/", "registry.redhat.io/")
_DISTROLESS = "gcr.io/distroless/"
_CHAINGUARD = "cgr.dev/"
_CARGO_CHEF = "lukemathwalker/cargo-chef"
_CIRCLECI = "cimg/"  # https://github.com/CircleCI-Public/cimg-base
_CIRCLECI_ENV = _env("/home/circleci/bin:/home/circleci/.local/bin", DEBIAN_FRONTEND="noninteractive")
_DEV_CONTAINERS = ("mcr.microsoft.com/devcontainers/", "mcr.microsoft.com/vscode/devcontainers/")
_ON_OFFICIAL: Mapping[str, str] = {
    "go": "golang",
    "javascript-node": "node",
    "python": "python",
    "typescript-node": "node",
}
_DEV_PROGRAMS = words("bash curl git jq less ps sudo unzip wget zsh")
"""What the images for development add."""
_WINDOWS_FAMILIES = ("mcr.microsoft.com/windows", "mcr.microsoft.com/dotnet/framework/", "microsoft/iis", "microsoft/aspnet",
                     "microsoft/wcf", "microsoft/dotnet-framework", "microsoft/windows", "microsoft/mssql-server-windows")  # fmt: skip
_WINDOWS_WORDS = words("nanoserver windowsservercore")
_WINDOWS_BUILD = lazy_pattern(r"(?i)ltsc\d{4}|1[6-9]\d\d|200\d|20h2|sac20\d\d|10\.0\.[\d.]+|amd64")


@lru_cache(maxsize=4096)
def facts(family: str, tag: str | None = None) -> BaseImage | None:
    """What is known of the image `family:tag`, `family` being ImageName.family; None for images not in the tables."""
    words = tuple(tag.split("-")) if tag else ()
    version = (_numbers(words[0]) or _CODE_NAMES.get((family, words[0]), ())) if words else ()
    if family.startswith(_DISTROLESS):
        return _distroless(family, words)
    if family.startswith(_RED_HAT):
        return _red_hat(family, words)
    if family.startswith(_CHAINGUARD):
        return _chainguard(family, words)
    if family.startswith(_CIRCLECI):
        return BaseImage(family, kind="tool", user="circleci", account="circleci", workdir="/home/circleci/project",
                         shell=("/bin/bash", "-exo", "pipefail", "-c"), env=_CIRCLECI_ENV, env_is_complete=False, **_UBUNTU)  # fmt: skip
    if family in UV_IMAGES and (below := beneath(family, tag)) is not None:
        return _with_uv(facts(*below))
    if family.startswith(_DEV_CONTAINERS):
        return _dev_container(family, words)
    if family == _CARGO_CHEF:
        return _with_chef((tag or "").partition("-rust-")[2])
    row = FAMILIES.get(ALIASES.get(family, family))
    if row is None:
        return _windows(family, words)
    return _complete(row, family, version, words)


def _complete(row: Family, family: str, version: tuple[int, ...], words: tuple[str, ...]) -> BaseImage:
    """The family's facts with those of the distribution and of the tag's words laid over them."""
    distribution = _distribution(row, words, version)
    variant = _variant(words, distribution)
    image = row.image._replace(family=family, version=version, variant=row.image.variant or variant)
    if version and not _reaches(version, row.account_since):
        image = image._replace(account="")
    if distribution is not None:
        image = _on(image, distribution, slim=variant == "slim")
    if image.has_shell:
        extra = row.slim_programs if variant in ("slim", "alpine", "windows") else row.slim_programs | row.full_programs
        gone = [names for start, names in row.without if not version or _reaches(version, start)]
        image = image._replace(programs=(image.programs | extra).difference(*gone))
    if (row.shell_command or _is_before_jshell(image)) and distribution is not None:
        image = image._replace(cmd=_FIRST_COMMAND.get(distribution.os, ("/bin/bash",)))
    if "onbuild" in words:
        image = image._replace(has_onbuild=True)
    for word in words:
        changes = row.words.get(word.rstrip("0123456789.")) or row.words.get(word)
        if changes and (image.os or changes.keys() != {"release"}):
            image = image._replace(**changes)
    if "minimal" in words and image.package_manager == "dnf":
        image = image._replace(package_manager="microdnf")
    return _sized(image, row, "jre" if _has_word(words, "jre") else "")


def _with_uv(image: BaseImage | None) -> BaseImage | None:
    """An image with uv added to it: it goes by the name of what it stands on."""
    if image is None:
        return None
    return image._replace(
        ecosystem="python", kind="toolchain", entrypoint=(), cmd=("/usr/local/bin/uv",),
        env=MappingProxyType({**image.env, "UV_TOOL_BIN_DIR": None}), programs=image.programs | UV_PROGRAMS,
        compressed_mb=image.compressed_mb + _UV_MB[0], size_mb=image.size_mb + _UV_MB[1],
    )  # fmt: skip


def _with_chef(tag: str) -> BaseImage | None:
    """An image of Rust with cargo-chef added to it, by the tag that it stands on: `1.85-alpine` of `latest-rust-1.85-alpine`.
    Source: https://github.com/LukeMathWalker/cargo-chef/blob/main/docker/Dockerfile."""
    image = facts("rust", tag) if tag else None
    if image is None:
        return None
    env = MappingProxyType({**image.env, "CARGO_NET_GIT_FETCH_WITH_CLI": None})
    return image._replace(env=env, programs=image.programs | {"cargo-chef"})


def _dev_container(family: str, words: tuple[str, ...]) -> BaseImage | None:
    """An image for development of Microsoft: the official image of the tag behind its own version, `1-1.24-bookworm` or
    `1.24-bookworm`, with tools for people added; of which release it is only the tag tells.
    Source: https://github.com/devcontainers/images/tree/main/src."""
    official = _ON_OFFICIAL.get(family.rpartition("/")[2])
    if len(words) > 1 and words[1][:1].isdecimal() and (words[0][:1].isdecimal() or words[0] == "dev"):
        words = words[1:]
    image = facts(official, "-".join(words)) if official is not None and words else None
    if image is None:
        return None
    if image.release not in words:
        image = image._replace(release="", libc_version="")
    programs = image.programs | _DEV_PROGRAMS
    return image._replace(family=family, programs=programs, env_is_complete=False)


def _distribution(row: Family, words: tuple[str, ...], version: tuple[int, ...]) -> Distribution | None:
    """The release a tag stands on: named in it, given by an OS image's own version, or the family's default."""
    family = row.image.family
    os = _OS_OF_FAMILY.get(family, "")
    for index, word in enumerate(words):
        found = _SUITES.get((os, word)) or distribution_of_word(word)
        if found is not None and not found.release:
            found = _numbered(found.os, words[index + 1 : index + 2]) or found
        if found is not None and (not os or found.os == os or family == "buildpack-deps"):
            if found is UNKNOWN_ALPINE and version in row.alpine:
                return DISTRIBUTIONS[f"alpine{row.alpine[version]}"]
            return found
    if os:
        return _os_release(os, words)
    if family in _RELEASE_OF_FAMILY:
        return DISTRIBUTIONS[_RELEASE_OF_FAMILY[family]]
    return _default_release(row, version)


def _numbered(os: str, behind: tuple[str, ...]) -> Distribution | None:
    """The release that the word behind the system's name says: `alpine-3.20.3`, `debian-bookworm-20241016`."""
    for word in behind:
        if "." in word and word[:1].isdecimal():
            return distribution_of_version(os, word)
        found = distribution_of_word(word)
        return found if found is not None and found.os == os else None
    return None


def _os_release(os: str, words: tuple[str, ...]) -> Distribution | None:
    head = words[0] if words else "latest"
    if head[:1].isdecimal():
        return distribution_of_version(os, head)
    return LATEST.get(os)


def _default_release(row: Family, version: tuple[int, ...]) -> Distribution | None:
    """What a tag without a distribution word is built on; the last row for tags without a version."""
    chosen = ""
    for start, word in row.releases:
        if not version or _reaches(version, start):
            chosen = word
    return distribution_of_word(chosen) if chosen else None


def may_be_archived(image: BaseImage) -> bool:
    """Whether the mirrors may hold the packages of the image's Debian no longer, also where the tag does not tell which it is."""
    if image.release or image.os != "debian" or image.family not in FAMILIES:
        return image.release in ARCHIVED
    rows = FAMILIES[image.family].releases
    chosen = [index for index, (start, _) in enumerate(rows) if not image.version or _reaches(image.version, start)]
    if not chosen:
        return bool(rows)
    beside = rows[max(chosen[-1] - 1, 0) : chosen[-1] + 2]
    return any(word in ARCHIVED for start, word in beside if start[:2] == image.version[:2])


def _reaches(version: tuple[int, ...], start: tuple[int, ...]) -> bool:
    """Whether a version is at least `start`; a bare major means its newest minor."""
    shared = min(len(version), len(start))
    return version[:shared] >= start[:shared]


def _on(image: BaseImage, distribution: Distribution, slim: bool) -> BaseImage:
    """The image with the facts of its distribution."""
    is_windows = distribution.os == "windows"
    return image._replace(
        os=distribution.os,
        release=distribution.release,
        libc=distribution.libc,
        libc_version=distribution.libc_version,
        package_manager=distribution.package_manager,
        has_shell=distribution.os != "scratch",
        shell=WINDOWS_SHELL if is_windows else POSIX_SHELL,
        programs=distribution.programs,
        workdir="C:\\" if is_windows else image.workdir,
        env_is_complete=image.env_is_complete and not is_windows,
        compressed_mb=28 if slim and distribution.os == "debian" else distribution.compressed_mb,
        size_mb=75 if slim and distribution.os == "debian" else distribution.size_mb,
    )


def _variant(words: tuple[str, ...], distribution: Distribution | None) -> str:
    if not _SLIM_WORDS.isdisjoint(words):
        return "slim"
    if "chiseled" in words:
        return "chiseled"
    if "minimal" in words:
        return "minimal"
    if distribution is not None and distribution.os in ("alpine", "windows"):
        return distribution.os
    return "full"


def _is_before_jshell(image: BaseImage) -> bool:
    """JDK images start the Java shell, which came with 9."""
    return image.cmd == ("jshell",) and (0,) < image.version < (9,)


def _sized(image: BaseImage, row: Family, flavour: str) -> BaseImage:
    """The image with its family's size; a system's own size stays."""
    if image.kind in ("os", "empty"):
        return image
    key = "-".join(part for part in (flavour, image.variant if image.variant != "full" else "") if part) or "full"
    compressed, size = row.sizes.get(key) or row.sizes.get(image.variant) or (0, 0)
    return image._replace(compressed_mb=compressed, size_mb=size)


def _has_word(words: tuple[str, ...], stem: str) -> bool:
    """Whether a word of the tag is the stem, perhaps with a number: jre, jre8."""
    return any(word.rstrip("0123456789.") == stem for word in words)


def _numbers(word: str) -> tuple[int, ...]:
    """(3, 12, 1) of "3.12.1"; empty when the word does not start with a number."""
    numbers: list[int] = []
    for part in word.removeprefix("v").split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(whole_number(digits))
        if len(digits) < len(part):
            break
    return tuple(numbers)


def _distroless(family: str, words: tuple[str, ...]) -> BaseImage | None:
    """gcr.io/distroless/NAME[-debianN][:latest|nonroot|debug|debug-nonroot]."""
    name, _, release = family.removeprefix(_DISTROLESS).partition("-debian")
    row = FAMILIES.get(_DISTROLESS + name)
    if row is None:
        return None
    distribution = distribution_of_word(f"debian{release}") if release else None
    image = row.image._replace(family=family)
    if distribution is not None:
        image = image._replace(
            release=distribution.release, libc_version=distribution.libc_version if image.libc == "glibc" else ""
        )
    if "nonroot" in words:
        image = image._replace(user="65532", workdir="/home/nonroot")
    if "debug" in words:
        image = image._replace(has_shell=True, shell=("/busybox/sh", "-c"), programs=DISTRIBUTIONS["busybox"].programs)
    return image


def _red_hat(family: str, words: tuple[str, ...]) -> BaseImage | None:
    """Red Hat's universal base images: ubi9/ubi, ubi9-minimal, ubi9/nodejs-22, ..."""
    path = family.split("/", 1)[1]
    head, _, rest = path.partition("/")
    stem, _, flavour = head.partition("-")
    distribution = DISTRIBUTIONS.get(stem)
    if distribution is None:
        return None
    flavour = flavour or rest.removeprefix("ubi").removeprefix("-")
    image = _on(BaseImage(family, kind="os", version=_numbers(words[0] if words else "")), distribution, slim=False)
    if flavour in _UBI_WORDS:
        manager = _UBI_WORDS[flavour]
        return image._replace(package_manager=manager, variant=flavour, cmd=("/bin/bash",), env_is_complete=False)
    if flavour in ("", "init"):
        return image._replace(cmd=("/bin/bash",), variant="full", env_is_complete=False)
    return image._replace(kind="toolchain", user="1001", workdir="/opt/app-root/src", env_is_complete=False)


def _windows(family: str, words: tuple[str, ...]) -> BaseImage | None:
    """An image whose name tells that it is one of Windows: IIS on Server Core, the .NET Framework, `plugins/base:windows-1809`.

    `windows` alone does not: `x86_64-pc-windows-gnu` is a compiler on Linux.
    """
    builds = {word for before, word in pairwise(words) if before == "windows" and _WINDOWS_BUILD.fullmatch(word)}
    if not family.startswith(_WINDOWS_FAMILIES) and not builds and _WINDOWS_WORDS.isdisjoint(words):
        return None
    release = "nanoserver" if "nanoserver" in (*words, *family.split("/")) else "windowsservercore"
    image = _on(
        BaseImage(family, kind="tool", variant="windows", env_is_complete=False), DISTRIBUTIONS[release], slim=False
    )
    return image._replace(compressed_mb=0, size_mb=0)


def _chainguard(family: str, words: tuple[str, ...]) -> BaseImage | None:
    """Chainguard's Wolfi images: no shell and no package manager but in the `-dev` tags."""
    is_development = "dev" in words
    image = _on(BaseImage(family, kind="runtime"), DISTRIBUTIONS["wolfi"], slim=False)
    image = image._replace(user="65532", account="nonroot", env_is_complete=False, compressed_mb=0, size_mb=0)
    if is_development or family.endswith("/wolfi-base"):
        return image
    return image._replace(has_shell=False, package_manager="", programs=frozenset(), variant="distroless")
