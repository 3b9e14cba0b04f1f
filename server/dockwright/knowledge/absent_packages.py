"""What Dockerfiles install that a release of Debian, Ubuntu or Alpine does not have, and what it has instead.

Source: for Debian and Ubuntu their package indices (`package_indices`), for Alpine its release notes. Date: 2026-11. A name that exactly
one other package provides counts as there: apt installs that one. Of a release that nobody looked at nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from dockwright.knowledge.package_indices import LACKING, RELEASES
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.text import whole_number

# Each line: packages | what to install instead, where a release has it, the likeliest first.
_INSTEAD = """
python | python-is-python3
python3-distutils | python3-setuptools
python3-crypto | python3-pycryptodome
python-software-properties | software-properties-common
ipython | ipython3
netcat | netcat-openbsd netcat-traditional
btrfs-tools | btrfs-progs
ctags | universal-ctags
cython | cython3
firefox | firefox-esr
firefox-esr | firefox
iproute | iproute2
clang-format-3.5 clang-format-3.9 | clang-format
libcurl4-nss-dev | libcurl4-openssl-dev
libgd2-noxpm-dev libgd2-xpm-dev | libgd-dev
libgnutls-dev | libgnutls28-dev
libjpeg62-turbo | libjpeg8
libjpeg62-turbo-dev | libjpeg-turbo8-dev
libmysqlclient20 | default-libmysqlclient-dev
libncursesw5 | libncursesw6
libreadline6 | libreadline8
libreadline-gplv2-dev | libreadline-dev
libwxgtk3.0-dev | libwxgtk3.2-dev
libwebkit2gtk-4.0-37 | libwebkit2gtk-4.1-0
php-gettext | php-php-gettext
swig2.0 | swig
texlive-generic-recommended | texlive-plain-generic
vim-gtk | vim-gtk3
upx | upx-ucl
mysql-client | default-mysql-client
mysql-server | default-mysql-server
mysql-client-5.6 mysql-client-5.7 | default-mysql-client
libmysqlclient-dev | default-libmysqlclient-dev
libmariadbclient-dev | libmariadb-dev
libssl1.1 libssl1.0.0 libssl1.0-dev | libssl-dev
libpng12-0 | libpng16-16
libpng12-dev | libpng-dev
libcurl3 | libcurl4
libgl1-mesa-glx | libgl1
libegl1-mesa | libegl1
libgles2-mesa | libgles2
libncurses5 | libncurses6
libtinfo5 | libtinfo6
libasound2 | libasound2t64
libaio1 | libaio1t64
libodbc1 | libodbc2
libpcre3 | libpcre2-8-0
libpcre3-dev | libpcre2-dev
libatlas-base-dev | libopenblas-dev
libopenblas-base | libopenblas0
libgdk-pixbuf2.0-0 | libgdk-pixbuf-2.0-0
libpango1.0-0 | libpango-1.0-0
libappindicator1 | libayatana-appindicator3-1
lib32gcc1 | lib32gcc-s1
libzip4 | libzip5
libffi7 | libffi8
libwebp6 | libwebp7
libtiff5 | libtiff6
libjpeg8 | libjpeg62-turbo
libjpeg8-dev | libjpeg-dev
libidn11 | libidn12
libtbb2 | libtbb12
libdc1394-22-dev | libdc1394-dev
libenchant-dev | libenchant-2-dev
libenchant1c2a | libenchant-2-2
libldap-2.4-2 | libldap-2.5-0
libldap-2.5-0 | libldap2
qt5-default | qtbase5-dev
lua5.1-dev | liblua5.1-0-dev
libav-tools | ffmpeg
nodejs-legacy | nodejs
chromium-browser | chromium
chromedriver | chromium-driver
youtube-dl | yt-dlp
exa | eza
neofetch | fastfetch
ntp | ntpsec
ntpdate | ntpsec-ntpdate
mime-support | media-types
policykit-1 | polkitd
lsb-core | lsb-release
sqlite | sqlite3
ttf-dejavu | fonts-dejavu
ttf-dejavu-core | fonts-dejavu-core
ttf-freefont | fonts-freefont-ttf
ttf-liberation | fonts-liberation
libapache2-mod-wsgi | libapache2-mod-wsgi-py3
gnupg-curl | dirmngr
containerd.io docker-ce docker-ce-cli docker-buildx-plugin docker-compose-plugin | docker.io
google-chrome-stable | chromium
"""

_OF_OTHERS = words(
    "containerd.io docker-buildx-plugin docker-ce docker-ce-cli docker-compose-plugin google-chrome-stable mongodb-org"
    " mongodb-org-tools msodbcsql17 msodbcsql18 mssql-tools temurin-8-jdk temurin-17-jdk temurin-21-jdk"
)
"""Packages of their makers' own repositories: no release has them."""

# The versions that a release has of packages whose names carry one, by the number of Debian or Ubuntu.
_PHP = {"11": "7.4", "12": "8.2", "13": "8.4",
        "16.04": "7.0", "18.04": "7.2", "20.04": "7.4", "22.04": "8.1", "24.04": "8.3", "26.04": "8.5"}  # fmt: skip
_POSTGRESQL = {"11": "13", "12": "15", "13": "17",
               "16.04": "9.5", "18.04": "10", "20.04": "12", "22.04": "14", "24.04": "16", "26.04": "18"}  # fmt: skip
_PYTHON = {"11": "3.9", "12": "3.11", "13": "3.13", "16.04": "3.5", "18.04": "3.6 3.7 3.8", "20.04": "3.8 3.9",
           "22.04": "3.10 3.11", "24.04": "3.12", "26.04": "3.14"}  # fmt: skip
_RUBY = {"11": "2.7", "12": "3.1", "13": "3.3",
         "16.04": "2.3", "18.04": "2.5", "20.04": "2.7", "22.04": "3.0", "24.04": "3.2", "26.04": "3.3"}  # fmt: skip
_ICU = {"11": "67", "12": "72", "13": "76",
        "16.04": "55", "18.04": "60", "20.04": "66", "22.04": "70", "24.04": "74", "26.04": "78"}  # fmt: skip
_GCC = {"11": "9 10", "12": "11 12", "13": "12 13 14", "16.04": "5", "18.04": "5 6 7 8", "20.04": "7 8 9 10",
        "22.04": "9 10 11 12", "24.04": "9 10 11 12 13 14", "26.04": "11 12 13 14 15 16"}  # fmt: skip
_OPENJDK = {"11": "11 17", "12": "17", "13": "21 25", "16.04": "8 9", "18.04": "8 11 17", "20.04": "8 11 17 21",
            "22.04": "8 11 17 21 25", "24.04": "8 11 17 21 25", "26.04": "8 11 17 21 25"}  # fmt: skip

_VERSIONED: tuple[tuple[re.Pattern[str], Mapping[str, str]], ...] = (
    (lazy_pattern(r"(?:libapache2-mod-)?php(\d(?:\.\d)?)(?:-\w+)?"), _PHP),
    (lazy_pattern(r"postgresql(?:-client|-server-dev)?-(\d+(?:\.\d)?)"), _POSTGRESQL),
    (lazy_pattern(r"(?:lib)?python(3\.\d+)(?:-dev|-minimal|-venv)?"), _PYTHON),
    (lazy_pattern(r"ruby(\d\.\d)(?:-dev)?"), _RUBY),
    (lazy_pattern(r"libicu(\d+)"), _ICU),
    (lazy_pattern(r"(?:gcc|g\+\+|gfortran)-(\d+)"), _GCC),
    (lazy_pattern(r"openjdk-(\d+)-(?:jdk|jre)(?:-headless)?"), _OPENJDK),
)
_STEMS = ("php", "libapache2-mod-php", "postgresql", "python3.", "libpython3.", "ruby", "libicu", "gcc-", "g++-", "gfortran-", "openjdk-")  # fmt: skip

_OF_ALPINE: Mapping[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "python": ((3, 12), ("python3",)),
    "python-dev": ((3, 12), ("python3-dev",)),
    "python2": ((3, 16), ("python3",)),
    "python2-dev": ((3, 16), ("python3-dev",)),
}
"""By name: the first Alpine without it, and what to install instead."""

_PHP_7 = lazy_pattern(r"php7(?:-\w+)?")


def absent(package: str, os: str, version: str) -> tuple[str, ...] | None:
    """What a release has in the place of a package that it lacks, the likeliest first; None where it has it, or nobody knows.

    `os` and `version` as in `distributions`: ("debian", "12"), ("ubuntu", "24.04"), ("alpine", "3.22").
    """
    if os == "alpine":
        return _absent_in_alpine(package, version)
    if not _lacks(version, package):
        return None
    return tuple(dict.fromkeys(name for name in replacements(package, version) if not _lacks(version, name)))


def may_lack(words: list[str], os: str) -> bool:
    """Whether a release of the system may lack one of the words, but for packages whose names carry a version: a quick look."""
    return not (_OF_ALPINE if os == "alpine" else _lacking()).keys().isdisjoint(words)


def replacements(package: str, version: str) -> Iterator[str]:
    """What may be named in the place of a package, whether or not the release has it."""
    yield from _instead().get(package, ())
    if package.startswith("python-"):
        yield package.replace("python-", "python3-", 1)
    found = _versioned(package)
    if found is not None and version in found[1]:
        match, releases = found
        known = releases[version].split()
        later = [one for one in known if _order(one) > _order(match[1])]  # nearer to what the file was written for
        yield package[: match.start(1)] + (later[0] if later else known[-1]) + package[match.end(1) :]


def is_versioned(package: str) -> bool:
    """Whether the name carries a version, of which a release has one or two."""
    return _versioned(package) is not None


def _lacks(version: str, package: str) -> bool:
    releases = _lacking().get(package)
    if releases is not None:
        return version in releases
    return version in _LOOKED_AT and is_versioned(package)


_LOOKED_AT = frozenset(RELEASES.split())


@cache
def _lacking() -> Mapping[str, frozenset[str]]:
    """The releases that lack a package; all packages whose names carry a version are here, so others of them are nowhere."""
    found = {name: frozenset(releases.split()) for releases, names in LACKING.items() for name in names.split()}
    return found | dict.fromkeys(_OF_OTHERS, _LOOKED_AT)


@cache
def _instead() -> Mapping[str, tuple[str, ...]]:
    rows = [line.partition("|") for line in _INSTEAD.strip().split("\n")]
    return {name: tuple(instead.split()) for names, _, instead in rows for name in names.split()}


def _versioned(package: str) -> tuple[re.Match[str], Mapping[str, str]] | None:
    if package.startswith(_STEMS):
        for pattern, releases in _VERSIONED:
            if (match := pattern.fullmatch(package)) is not None:
                return match, releases
    return None


def _absent_in_alpine(package: str, version: str) -> tuple[str, ...] | None:
    since, instead = _OF_ALPINE.get(package, ((0, 0), ()))
    if since == (0, 0) and _PHP_7.fullmatch(package) is not None:
        since = (3, 16)
    return instead if since != (0, 0) and _order(version) >= since else None


def _order(version: str) -> tuple[int, ...]:
    return tuple(whole_number(part) for part in version.split("."))
