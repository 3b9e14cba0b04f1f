"""The programs that fetch files, and those that install one that was fetched."""

from __future__ import annotations

from dockwright.knowledge.table import words

FETCHERS = words("curl wget")
INSTALLERS = words("apk apt apt-get dnf dpkg gdebi installer microdnf msiexec rpm yum zypper")
