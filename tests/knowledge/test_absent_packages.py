"""Which packages a release lacks, and that what is named instead is not lacking as well."""

from __future__ import annotations

import pytest

from dockwright.knowledge.absent_packages import _rows, absent

RELEASES = [("debian", one) for one in ("11", "12", "13")] + [
    ("ubuntu", one) for one in ("16.04", "18.04", "20.04", "22.04", "24.04")
]


@pytest.mark.parametrize(
    ("package", "os", "version", "instead"),
    [
        ("python-pip", "debian", "10", None),
        ("python-pip", "debian", "11", ("python3-pip",)),
        ("python-pip", "ubuntu", "18.04", None),
        ("python-pip", "ubuntu", "20.04", ("python3-pip",)),
        ("python", "debian", "11", None),  # python-is-python2 provides it
        ("python", "debian", "12", ("python-is-python3",)),
        ("python", "ubuntu", "20.04", None),
        ("python-numpy", "debian", "14", ("python3-numpy",)),
        ("python-boto", "debian", "12", ()),
        ("python-software-properties", "debian", "12", ("software-properties-common",)),
        ("python-software-properties", "debian", "13", ()),
        ("software-properties-common", "ubuntu", "24.04", None),
        ("netcat", "debian", "11", None),
        ("netcat", "debian", "12", ("netcat-openbsd", "netcat-traditional")),
        ("libasound2", "debian", "13", None),  # one package provides it
        ("libasound2", "ubuntu", "24.04", ("libasound2t64",)),
        ("mysql-client", "debian", "12", ("default-mysql-client",)),
        ("mysql-client", "ubuntu", "24.04", None),
        ("openjdk-8-jdk", "ubuntu", "24.04", None),
        ("openjdk-8-jdk", "debian", "10", None),
        ("openjdk-8-jdk", "debian", "11", ("openjdk-11-jdk",)),
        ("openjdk-11-jdk", "debian", "12", ("openjdk-17-jdk",)),
        ("openjdk-17-jre-headless", "debian", "13", ("openjdk-21-jre-headless",)),
        ("openjdk-25-jdk", "debian", "13", None),
        ("openjdk-21-jdk", "debian", "12", ("openjdk-17-jdk",)),
        ("php5-gd", "ubuntu", "14.04", None),
        ("php5-gd", "ubuntu", "16.04", ("php7.0-gd",)),
        ("libapache2-mod-php7.4", "debian", "12", ("libapache2-mod-php8.2",)),
        ("php8.3-cli", "ubuntu", "24.04", None),
        ("php8.3-cli", "ubuntu", "23.10", None),
        ("php-cli", "debian", "12", None),
        ("postgresql-client-16", "debian", "12", ("postgresql-client-15",)),
        ("postgresql-client-9.6", "debian", "11", ("postgresql-client-13",)),
        ("postgresql-client-common", "debian", "12", None),
        ("python3.9", "debian", "11", None),
        ("python3.9-dev", "debian", "13", ("python3.13-dev",)),
        ("python3.7", "ubuntu", "18.04", None),
        ("python3.10", "ubuntu", "20.04", ("python3.9",)),
        ("gcc-10", "debian", "13", ("gcc-12",)),
        ("gcc-10", "ubuntu", "24.04", None),
        ("libicu66", "ubuntu", "22.04", ("libicu70",)),
        ("ruby2.7", "debian", "12", ("ruby3.1",)),
        ("python", "alpine", "3.11", None),
        ("python", "alpine", "3.12", ("python3",)),
        ("php7-fpm", "alpine", "3.15", None),
        ("php7-fpm", "alpine", "3.16", ()),
        ("php83", "alpine", "3.22", None),
        ("curl", "debian", "13", None),
    ],
)
def test_what_a_release_lacks(package: str, os: str, version: str, instead: tuple[str, ...] | None) -> None:
    assert absent(package, os, version) == instead


@pytest.mark.parametrize(("os", "version"), RELEASES)
def test_what_is_named_instead_is_there(os: str, version: str) -> None:
    named = {one for name, _, _, _ in _rows() for one in absent(name, os, version) or ()}
    assert {one for one in named if absent(one, os, version) is not None} == set()


def test_a_package_has_one_row() -> None:
    names = [name for name, _, _, _ in _rows()]
    assert len(names) == len(set(names))
