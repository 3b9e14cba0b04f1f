"""Which packages a release lacks, and that what is named instead is not lacking as well."""

from __future__ import annotations

import pytest

from dockwright.knowledge.absent_packages import absent
from dockwright.knowledge.package_indices import LACKING, RELEASES


@pytest.mark.parametrize(
    ("package", "os", "version", "instead"),
    [
        ("python-pip", "debian", "10", None),
        ("python-pip", "debian", "11", ("python3-pip",)),
        ("python-pip", "ubuntu", "18.04", None),
        ("python-pip", "ubuntu", "20.04", ("python3-pip",)),
        ("python-pip", "ubuntu", "22.04", None),  # it had come back for a while
        ("python", "debian", "11", None),  # python-is-python2 provides it
        ("python", "debian", "12", ("python-is-python3",)),
        ("python", "ubuntu", "20.04", None),
        ("python-numpy", "debian", "13", ("python3-numpy",)),
        ("python-numpy", "debian", "14", None),  # nobody has looked at it
        ("python-boto", "debian", "12", ("python3-boto",)),
        ("python-boto", "debian", "13", ()),
        ("python-software-properties", "debian", "12", ("software-properties-common", "python3-software-properties")),
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
        ("python3.9", "ubuntu", "22.04", ("python3.10",)),
        ("python3.10", "ubuntu", "20.04", None),  # apt takes it for the pattern of libqgispython3.10.4
        ("gcc-10", "debian", "13", ("gcc-12",)),
        ("gcc-10", "ubuntu", "24.04", None),
        ("gcc-6", "ubuntu", "16.04", ("gcc-5",)),
        ("openjdk-17-jdk", "ubuntu", "16.04", ("openjdk-9-jdk",)),
        ("libicu66", "ubuntu", "22.04", ("libicu70",)),
        ("ruby2.7", "debian", "12", ("ruby3.1",)),
        ("python", "alpine", "3.11", None),
        ("python", "alpine", "3.12", ("python3",)),
        ("php7-fpm", "alpine", "3.15", None),
        ("php7-fpm", "alpine", "3.16", ()),
        ("php83", "alpine", "3.22", None),
        ("php7.4-json", "debian", "12", ()),  # part of PHP itself since 8.0
        ("php8.1-foo", "debian", "12", ()),
        ("docker-ce", "debian", "12", ("docker.io",)),
        ("google-chrome-stable", "debian", "13", ("chromium",)),
        ("google-chrome-stable", "ubuntu", "22.04", ()),
        ("chromium", "ubuntu", "22.04", ()),
        ("firefox", "debian", "12", ("firefox-esr",)),
        ("awscli", "ubuntu", "24.04", ()),
        ("curl", "debian", "13", None),
    ],
)
def test_what_a_release_lacks(package: str, os: str, version: str, instead: tuple[str, ...] | None) -> None:
    assert absent(package, os, version) == instead


@pytest.mark.parametrize("version", RELEASES.split())
def test_what_is_named_instead_is_there(version: str) -> None:
    named = {
        one for names in LACKING.values() for name in names.split() for one in absent(name, "debian", version) or ()
    }
    assert named, "something is named instead"
    assert {one for one in named if absent(one, "debian", version) is not None} == set()


def test_a_package_has_one_row() -> None:
    names = [name for row in LACKING.values() for name in row.split()]
    assert len(names) == len(set(names))
