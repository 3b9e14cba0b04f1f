"""What apt installs only because another package recommends it, and what shows that an image needs it.

Source: Depends, Pre-Depends and Recommends in the package indices of Debian 11 to 13 and of Ubuntu 20.04, 22.04 and 24.04, followed
through all packages that come along. Date: 2026-11.
"""

from __future__ import annotations

from dockwright.knowledge.table import words
from dockwright.values import NamedTuple


class Recommended(NamedTuple):
    """A package that some releases install along with others, and do not without recommended packages."""

    package: str
    by: frozenset[str]
    instead: frozenset[str] = frozenset()  # who names one of these has what it is for
    programs: frozenset[str] = frozenset()  # which are in it: where one is called, it is needed
    texts: tuple[str, ...] = ()  # in instructions: there it is needed as well
    is_always_needed: bool = False  # by nearly all who install what recommends it
    ecosystems: frozenset[str] = frozenset()  # whose official images have it anyway, the slim ones too


_COMPILERS = words("build-essential gcc g++ clang")
_BUILDS = words("python3-pip python-pip npm r-base virtualenv")  # they recommend build-essential
_PACKAGERS = words("dpkg-dev debhelper apache2-dev")
_PREPARING = words("autoreconf aclocal automake autogen.sh bootstrap bootstrap.sh")

RECOMMENDED = (
    Recommended("ca-certificates", words("curl wget git"), is_always_needed=True,
                ecosystems=words("python ruby php rust go java dotnet")),
    Recommended("openssh-client", words("git mercurial composer"), words("ssh openssh-server"),
                words("ssh scp sftp ssh-add ssh-agent ssh-keygen ssh-keyscan"), ("git@", "ssh://", "type=ssh")),
    Recommended("patch", words("git"), words("build-essential dpkg-dev"), words("patch")),
    Recommended("less", words("git"), programs=words("less")),
    Recommended("build-essential", _BUILDS | _PACKAGERS, _COMPILERS, words("gcc g++ cc c++ make")),
    Recommended("gcc", words("cmake flex"), _COMPILERS, words("gcc cc cmake")),
    Recommended("libc6-dev", words("gcc"), words("build-essential g++ clang libc-dev"), is_always_needed=True),
    Recommended("make", words("cmake"), words("build-essential ninja-build"), words("make cmake")),
    Recommended("gnupg", words("software-properties-common build-essential dirmngr") | _BUILDS | _PACKAGERS, words("gnupg2 gnupg1"),
                words("gpg gpg2 apt-key add-apt-repository")),
    Recommended("automake", words("autoconf libtool"), programs=_PREPARING),
    Recommended("autoconf", words("libtool"), words("automake"), _PREPARING | {"autoconf"}),
    Recommended("xz-utils", words("software-properties-common postgresql") | _BUILDS, words("build-essential dpkg-dev"),
                words("xz unxz xzcat"), (".tar.xz", ".txz")),
    Recommended("bzip2", _BUILDS, words("build-essential dpkg-dev"), words("bzip2 bunzip2"), (".tar.bz2", ".tbz2")),
    Recommended("unzip", words("zip ruby ruby-dev composer"), programs=words("unzip")),
    Recommended("zip", words("ruby ruby-dev"), programs=words("zip")),
    Recommended("git", words("npm composer"), programs=words("git")),
    Recommended("xauth", words("xvfb"), programs=words("xvfb-run xauth")),
    Recommended("ghostscript", words("imagemagick libmagickwand-dev php-imagick"), programs=words("gs ps2pdf pdf2ps")),
    Recommended("cron", words("rsyslog"), programs=words("cron crontab")),
)  # fmt: skip
"""What brings others (`build-essential`) stands before them."""
