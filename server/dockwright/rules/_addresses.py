"""Addresses of the network, as commands are given them."""

from __future__ import annotations

from dockwright.knowledge.table import words

_LOCAL = words("localhost [::1] 0.0.0.0")


def host_of(address: str) -> str:
    """The host of an address with a scheme, without user and port."""
    host = address.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def is_number(host: str) -> bool:
    """Whether a host is an address of IP, not a name."""
    return host.startswith("[") or (host.count(".") == 3 and host.replace(".", "").isdecimal())


def is_local(host: str) -> bool:
    """Whether a host is the machine itself."""
    return host in _LOCAL or host.startswith("127.")
