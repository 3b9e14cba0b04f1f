"""Packages that a release of Debian, Ubuntu or Alpine does not have any longer, or not in that version, and what it has instead.

Source: the package indices of Debian 11 (bullseye), 12 (bookworm) and 13 (trixie), section main; for Ubuntu the packages of its
long-term releases, for Alpine its release notes. Date: 2026-11. A name that exactly one other package provides is not listed: apt
installs that one. Neither are names that are said to be gone of a release which nobody looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.text import whole_number

# Each line: the packages | the first Debian without them | the first Ubuntu | what to install instead. `-`: it has them, or nobody knows.
_LINES = """
python | 12 | 22.04 | python-is-python3
python-dev | 12 | 22.04 | python3-dev
python-minimal | 12 | - | python3-minimal
python-pip | 11 | 20.04 | python3-pip
python-virtualenv | 11 | 22.04 | python3-virtualenv
python-all python-all-dev python2 python2-dev python2-minimal python2.7 python2.7-dev | 12 | 24.04 |
python3-distutils | 13 | 24.04 | python3-setuptools
python3-crypto | 11 | 24.04 | python3-pycryptodome
python-software-properties | 11 | 18.04 | software-properties-common
software-properties-common | 13 | - |
ipython | 11 | 24.04 | ipython3
netcat | 12 | 24.04 | netcat-openbsd netcat-traditional
mysql-client | 11 | - | default-mysql-client
mysql-server | 11 | - | default-mysql-server
mysql-client-5.6 mysql-client-5.7 | 11 | 20.04 | default-mysql-client
libmysqlclient-dev | 11 | - | default-libmysqlclient-dev
libmariadbclient-dev | 11 | - | libmariadb-dev
libssl1.1 | 12 | 22.04 | libssl-dev
libssl1.0.0 libssl1.0-dev | 11 | 20.04 | libssl-dev
libpng12-0 | 11 | 18.04 | libpng16-16
libpng12-dev | 11 | 18.04 | libpng-dev
libcurl3 | 11 | 20.04 | libcurl4
libgl1-mesa-glx | 13 | 24.04 | libgl1
libegl1-mesa | 13 | - | libegl1
libgles2-mesa | 13 | - | libgles2
libncurses5 | 13 | 24.04 | libncurses6
libtinfo5 | 13 | 24.04 | libtinfo6
libasound2 | - | 24.04 | libasound2t64
libaio1 | 13 | - | libaio1t64
libodbc1 | 13 | - | libodbc2
libpcre3 | 13 | - | libpcre2-8-0
libpcre3-dev | 13 | - | libpcre2-dev
libatlas-base-dev | 13 | - | libopenblas-dev
libopenblas-base | 12 | - | libopenblas0
libgdk-pixbuf2.0-0 | 13 | - | libgdk-pixbuf-2.0-0
libpango1.0-0 | 13 | - | libpango-1.0-0
libappindicator1 | 13 | - | libayatana-appindicator3-1
gconf-service libgconf-2-4 | 13 | 24.04 |
lib32gcc1 | 11 | - | lib32gcc-s1
libzip4 | 13 | - | libzip5
libffi6 | 11 | - |
libffi7 | 12 | - | libffi8
libwebp6 | 12 | - | libwebp7
libtiff5 | 12 | - | libtiff6
libjpeg8 | 11 | - | libjpeg62-turbo
libjpeg8-dev | 11 | - | libjpeg-dev
libidn11 | 12 | - | libidn12
libtbb2 | 12 | - | libtbb12
libdc1394-22-dev | 12 | - | libdc1394-dev
libenchant-dev | 11 | - | libenchant-2-dev
libenchant1c2a | 11 | - | libenchant-2-2
libldap-2.4-2 | 12 | - | libldap-2.5-0
libldap-2.5-0 | 13 | - | libldap2
libqt5webkit5-dev | 13 | - |
qt5-default | 11 | 22.04 | qtbase5-dev
lua5.1-dev | 11 | - | liblua5.1-0-dev
libav-tools | 11 | 18.04 | ffmpeg
nodejs-legacy | 11 | 18.04 | nodejs
chromium-browser | 11 | - | chromium
chromedriver | 11 | - | chromium-driver
phantomjs | 11 | - |
wkhtmltopdf | 13 | - |
youtube-dl | 13 | - | yt-dlp
exa | 13 | - | eza
neofetch | 13 | - | fastfetch
ntp | 13 | - | ntpsec
ntpdate | 13 | - | ntpsec-ntpdate
mime-support | 13 | - | media-types
policykit-1 | 13 | - | polkitd
lsb-core | 11 | 24.04 | lsb-release
sqlite | 11 | - | sqlite3
mongodb mongodb-clients mongodb-server | 11 | 22.04 |
ttf-dejavu | 11 | - | fonts-dejavu
ttf-dejavu-core | 11 | - | fonts-dejavu-core
ttf-freefont | 11 | - | fonts-freefont-ttf
ttf-liberation | 11 | - | fonts-liberation
apache2-mpm-prefork apache2-prefork-dev | 11 | 18.04 |
libapache2-mod-wsgi | 11 | 24.04 | libapache2-mod-wsgi-py3
gnupg-curl | 11 | 18.04 | dirmngr
containerd.io docker-ce docker-ce-cli docker-buildx-plugin docker-compose-plugin | 11 | 16.04 | docker.io
google-chrome-stable | 11 | 16.04 | chromium
mongodb-org mongodb-org-tools msodbcsql17 msodbcsql18 mssql-tools temurin-8-jdk temurin-17-jdk temurin-21-jdk | 11 | 16.04 |
"""

_OF_PYTHON_2 = words(
    "boto cairo cffi crypto cryptography dateutil dbus django docutils flask gdal gevent gi h5py httplib2 jinja2 ldap lxml magic"
    " markupsafe matplotlib mock mysqldb nose numpy opencv openssl pandas paramiko pil pkg-resources protobuf psycopg2 pycurl"
    " pygments redis requests scipy serial setuptools simplejson six skimage sklearn sphinx sympy tk tornado twisted wheel yaml zmq"
)
"""Modules whose packages are `python3-...` now, Debian 12 and Ubuntu 24.04 having no Python 2."""

_NO_SUCCESSOR_OF_PYTHON_2 = words("boto crypto nose")

# The versions that a release has of packages whose names carry one, by the number of Debian or Ubuntu.
_PHP = {"11": "7.4", "12": "8.2", "13": "8.4", "16.04": "7.0", "18.04": "7.2", "20.04": "7.4", "22.04": "8.1", "24.04": "8.3"}  # fmt: skip
_POSTGRESQL = {"11": "13", "12": "15", "13": "17", "16.04": "9.5", "18.04": "10", "20.04": "12", "22.04": "14", "24.04": "16"}  # fmt: skip
_PYTHON = {"11": "3.9", "12": "3.11", "13": "3.13", "18.04": "3.6 3.7 3.8", "20.04": "3.8 3.9", "22.04": "3.10 3.11", "24.04": "3.12"}  # fmt: skip
_RUBY = {"11": "2.7", "12": "3.1", "13": "3.3", "18.04": "2.5", "20.04": "2.7", "22.04": "3.0", "24.04": "3.2"}
_ICU = {"11": "67", "12": "72", "13": "76", "18.04": "60", "20.04": "66", "22.04": "70", "24.04": "74"}
_GCC = {"11": "9 10", "12": "11 12", "13": "12 13 14"}
_OPENJDK = {"11": "11 17", "12": "17", "13": "21 25"}

_VERSIONED: tuple[tuple[re.Pattern[str], Mapping[str, str]], ...] = (
    (lazy_pattern(r"(?:libapache2-mod-)?php(\d\.\d)(?:-\w+)?"), _PHP),
    (lazy_pattern(r"(?:libapache2-mod-)?php(5)(?:-\w+)?"), _PHP),
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
    found = _table()[os == "ubuntu"].get(package)
    if found is not None:
        since, instead = found
        if _order(version) < since:
            return None
        return tuple(name for name in instead if absent(name, os, version) is None)
    return _of_other_version(package, version) if package.startswith(_STEMS) else None


def _absent_in_alpine(package: str, version: str) -> tuple[str, ...] | None:
    since, instead = _OF_ALPINE.get(package, ((0, 0), ()))
    if since == (0, 0) and _PHP_7.fullmatch(package) is not None:
        since = (3, 16)
    return instead if since != (0, 0) and _order(version) >= since else None


def _of_other_version(package: str, version: str) -> tuple[str, ...] | None:
    for pattern, releases in _VERSIONED:
        match = pattern.fullmatch(package)
        if match is None or version not in releases:
            continue
        known = releases[version].split()
        if match[1] in known:
            return None
        later = [one for one in known if _order(one) > _order(match[1])]
        chosen = later[0] if later else known[-1]
        return (package[: match.start(1)] + chosen + package[match.end(1) :],)
    return None


def _order(version: str) -> tuple[int, ...]:
    return tuple(whole_number(part) for part in version.split("."))


_Rows = dict[str, tuple[tuple[int, ...], tuple[str, ...]]]
_tables: tuple[_Rows, _Rows] | None = None


def _table() -> tuple[_Rows, _Rows]:
    """The packages of Debian, and those of Ubuntu: the first release without, and what is there instead."""
    global _tables
    if _tables is None:
        debian: _Rows = {}
        ubuntu: _Rows = {}
        for name, in_debian, in_ubuntu, instead in _rows():
            for rows, since in ((debian, in_debian), (ubuntu, in_ubuntu)):
                if since != "-":
                    rows[name] = _order(since), instead
        _tables = debian, ubuntu
    return _tables


def _rows() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for line in _LINES.strip().split("\n"):
        names, debian, ubuntu, instead = (part.strip() for part in line.split("|"))
        for name in names.split():
            yield name, debian, ubuntu, tuple(instead.split())
    for module in _OF_PYTHON_2:
        has_successor = module not in _NO_SUCCESSOR_OF_PYTHON_2
        yield f"python-{module}", "12", "24.04", (f"python3-{module}",) if has_successor else ()
