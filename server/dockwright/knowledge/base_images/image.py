"""What a base image brings along, as values: the facts of one image, and of all tags of one name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dockwright.knowledge.table import words
from dockwright.values import NamedTuple

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
POSIX_SHELL = ("/bin/sh", "-c")
WINDOWS_SHELL = ("cmd", "/S", "/C")

NOTABLE_PROGRAMS = words("bash curl wget git gcc g++ make perl python3 python ps nc ping unzip jq ssh sudo")
"""Programs of which the tables know for certain whether a listed image has them."""

_PYTHON = ("python", "python3")

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
    unsure: frozenset[str] = frozenset()  # further programs that it may have: its tags differ, or nobody has looked
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
        if program in self.unsure or (program in _PYTHON and self._may_have_python):
            return None
        return False if program in NOTABLE_PROGRAMS and self.os not in ("", "windows") else None

    @property
    def _may_have_python(self) -> bool:
        """Whether the system brings a Python for its own use: dnf and yum are written in it, as Mercurial is."""
        return self.package_manager in ("dnf", "yum") or "hg" in self.programs


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
    full_unsure: frozenset[str] = frozenset()  # `unsure`, only without -slim and -alpine
    without: tuple[
        tuple[tuple[int, ...], frozenset[str]], ...
    ] = ()  # programs that are gone from a version on, as in `releases`
    shell_command: bool = False  # CMD is inherited from the distribution: bash, or /bin/sh on Alpine
    account_since: tuple[int, ...] = ()  # the first version that holds the account


def env(path: str = "", /, **values: str | None) -> Mapping[str, str | None]:
    """An environment: PATH with `path` in front of the default, and the given values."""
    return MappingProxyType({"PATH": f"{path}:{DEFAULT_PATH}" if path else DEFAULT_PATH, **values})


def varying(names: str) -> dict[str, str | None]:
    """Names whose value depends on the image's exact version."""
    return dict.fromkeys(names.split())
