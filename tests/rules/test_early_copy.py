"""Copies above installs of the system's packages: which may go below, and what keeps them."""

from __future__ import annotations

import pytest
from rule_running import fixed, marked

NAME = "early-copy"
BASE = "FROM debian:12\nWORKDIR /app\n"
INSTALL = "RUN apt-get update && apt-get install -y curl\n"

MOVED: list[tuple[str, str, str]] = [
    ("below the last of them", f"COPY . .\n{INSTALL}RUN mkdir /x\nRUN apt-get install -y git\nRUN make\n",
     f"{INSTALL}RUN mkdir /x\nRUN apt-get install -y git\nCOPY . .\nRUN make\n"),
    ("not below what reads it", f"COPY a.sh /a.sh\n{INSTALL}RUN sh /a.sh\nRUN apt-get install -y git\n",
     f"{INSTALL}COPY a.sh /a.sh\nRUN sh /a.sh\nRUN apt-get install -y git\n"),
    ("several in order", f"COPY a /a\nCOPY b /b\n{INSTALL}", f"{INSTALL}COPY a /a\nCOPY b /b\n"),
    ("one stays", f"COPY a /etc/a\nCOPY b /b\n{INSTALL}", f"COPY a /etc/a\n{INSTALL}COPY b /b\n"),
    ("continued, with comments", f"# ours\nCOPY a \\\n  # and\n  b /d/\n{INSTALL}", f"{INSTALL}# ours\nCOPY a \\\n  # and\n  b /d/\n"),
    ("at the end of the file", f"COPY a /a\n{INSTALL.rstrip()}", f"{INSTALL}COPY a /a"),
    ("below extensions of PHP", "COPY . .\nRUN docker-php-ext-install pdo_mysql && pecl install redis\nRUN install-php-extensions gd intl\nRUN composer install\n",
     "RUN docker-php-ext-install pdo_mysql && pecl install redis\nRUN install-php-extensions gd intl\nCOPY . .\nRUN composer install\n"),
    ("lines of Windows", f"COPY a /a\r\n{INSTALL.rstrip()}\r\n", f"{INSTALL.rstrip()}\r\nCOPY a /a\r\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [case[1:] for case in MOVED], ids=[case[0] for case in MOVED])
def test_moved(before: str, after: str) -> None:
    base = BASE.replace("\n", "\r\n") if "\r" in before else BASE
    assert fixed(NAME, base + before) == base + after


SILENT: list[tuple[str, str]] = [
    ("below already", f"{INSTALL}COPY . .\n"),
    ("into a directory of the system", f"COPY sources.list /etc/apt/sources.list\n{INSTALL}"),
    ("programs", f"COPY tool /usr/bin/tool\n{INSTALL}"),
    ("a package of its own", "COPY a.deb /tmp/\nRUN apt-get install -y /tmp/a.deb\n"),
    ("read by dpkg", f"COPY a.deb /tmp/\nRUN dpkg -i /tmp/a.deb && apt-get install -y -f\n{INSTALL}"),
    ("read by debconf", f"COPY a.sel /tmp/\nRUN debconf-set-selections /tmp/a.sel\n{INSTALL}"),
    ("a list of packages", "COPY list /tmp/list\nRUN apt-get install -y $(cat /tmp/list)\n"),
    ("settings of PHP", "COPY php.ini /usr/local/etc/php/\nRUN docker-php-ext-install pdo_mysql\n"),
    ("sources of an extension", "COPY ext /usr/src/php/ext/mine\nRUN docker-php-ext-install mine\n"),
    ("sources of an extension, by their place", "COPY ext /opt/ext\nRUN install-php-extensions /opt/ext\n"),
    ("extensions that are there already", "COPY a /a\nRUN docker-php-ext-enable opcache\n"),
    ("a command nobody knows", f"COPY a /a\nRUN ./prepare\n{INSTALL}"),
    ("a command nobody knows in the same RUN", "COPY a /a\nRUN apt-get install -y make && make -C /a\n"),
    ("the place is computed", f"ARG D\nCOPY a $D\n{INSTALL}"),
    ("from another stage", f"COPY --from=x /a /a\n{INSTALL}"),
    ("its owner is made by the install", f"COPY --chown=www-data a /a\n{INSTALL}"),
    ("packages of a language", "COPY a /a\nRUN pip install flask\n"),
    ("only updated", "COPY a /a\nRUN apt-get update\n"),
    ("another working directory", f"COPY a ./\nWORKDIR /b\nRUN ls\nFROM debian:12\n{INSTALL}"),
]


@pytest.mark.parametrize("steps", [case[1] for case in SILENT], ids=[case[0] for case in SILENT])
def test_silent(steps: str) -> None:
    assert marked(NAME, BASE + steps) == []
