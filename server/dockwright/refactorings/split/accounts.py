"""Users and groups that a RUN makes, and the same for another system's programs.

Source: the manual pages of shadow 4.16 (useradd, groupadd), Debian's adduser 3.137 and busybox 1.36. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dockwright.knowledge.table import words
from dockwright.shell import Command
from dockwright.text import whole_number
from dockwright.values import NamedTuple

PROGRAMS = frozenset({"useradd", "adduser", "groupadd", "addgroup", "usermod"})
OTHER_GROUP = "the group `{}` has another number in the runtime image: see that who is in it may do the same"
OTHER_NUMBER = "the user `{}` may have another number in the runtime image: see to what it owns in volumes"

_VALUED = {
    "useradd": {"-u": "uid", "--uid": "uid", "-g": "group", "--gid": "group", "-d": "home", "--home-dir": "home", "--home": "home",
                "-s": "shell", "--shell": "shell", "-c": "comment", "--comment": "comment", "-G": "groups", "--groups": "groups",
                "-b": "?", "-e": "?", "-f": "?", "-k": "?", "-K": "?", "-p": "?", "--password": "?"},
    "groupadd": {"-g": "gid", "--gid": "gid"},
    "usermod": {"-G": "groups", "--groups": "groups"},
    "debian adduser": {"--uid": "uid", "--gid": "group", "--ingroup": "group", "--home": "home", "--shell": "shell",
                       "--gecos": "comment", "--comment": "comment"},
    "debian addgroup": {"--gid": "gid"},
    "alpine adduser": {"-u": "uid", "-G": "group", "-h": "home", "-s": "shell", "-g": "comment", "--uid": "uid",
                       "--ingroup": "group", "--home": "home", "--shell": "shell", "--gecos": "comment"},
    "alpine addgroup": {"-g": "gid", "--gid": "gid"},
}  # fmt: skip
_PLAIN = {
    "useradd": {"-r": "system", "--system": "system", "-m": "home", "--create-home": "home", "-M": "no-home",
                "--no-create-home": "no-home", "-U": "own-group", "--user-group": "own-group", "-l": "", "--no-log-init": "",
                "-N": "no-group", "--no-user-group": "no-group"},
    "groupadd": {"-r": "system", "--system": "system", "-f": "", "--force": ""},
    "usermod": {"-a": "append", "--append": "append"},
    "debian adduser": {"--system": "system", "--group": "own-group", "--disabled-password": "", "--disabled-login": "",
                       "--no-create-home": "no-home", "--quiet": "", "-q": "", "--force-badname": "", "--allow-badname": "",
                       "--allow-bad-names": "", "--verbose": ""},
    "debian addgroup": {"--system": "system", "--quiet": "", "-q": ""},
    "alpine adduser": {"-S": "system", "--system": "system", "-D": "", "--disabled-password": "", "-H": "no-home",
                       "--no-create-home": "no-home"},
    "alpine addgroup": {"-S": "system", "--system": "system"},
}  # fmt: skip


_OF_SHADOW = frozenset({"useradd", "groupadd", "usermod"})

_EVERYWHERE = frozenset({"root", "users", "daemon", "mail", "audio", "video", "tty", "dialout", "www-data", "nogroup"})
"""Groups that Alpine and Debian both have."""

_SAME = words("root sys adm tty disk lp dialout tape shadow users")
"""Groups that have one number on Alpine and Debian. Source: the files /etc/group of alpine-baselayout 3.6 and base-passwd 3.6."""

_GROUPS = {
    "debian": words("root daemon bin sys adm tty disk lp mail news uucp man proxy kmem dialout fax voice cdrom floppy tape sudo audio "
                    "dip www-data backup operator list irc src shadow utmp video sasl plugdev staff games users nogroup"),
    "alpine": words("root bin daemon sys adm tty disk lp kmem wheel floppy mail news uucp cron audio cdrom dialout ftp input tape "
                    "video netdev kvm games shadow www-data users ntp abuild utmp ping nogroup nobody"),
    "distroless": words("root nobody tty staff nonroot"),
}  # fmt: skip
_USERS = {
    "debian": words("root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody"),
    "alpine": words("root bin daemon lp sync shutdown halt mail news uucp cron ftp sshd games ntp guest nobody"),
}
"""Groups and users of the bare systems. Source: base-passwd 3.6 of Debian, alpine-baselayout 3.6. Date: 2026-11."""

_LAST_NUMBER = 256000
"""The highest number that Alpine's busybox gives a user."""

_WITH_VARIABLES = re.compile(r'(?:--[a-z-]+=)?("?)(?:[\w/.-]|\$\w|\$\{\w+\})+\1').fullmatch
"""A word with variables whose values are numbers and paths, and nothing else that a shell would look at."""


class Account(NamedTuple):
    """A user or group that a command makes. Texts are as they are written; "" where nothing is said."""

    name: str
    is_group: bool
    uid: str = ""
    gid: str = ""
    group: str = ""
    groups: str = ""
    home: str = ""
    shell: str = ""
    is_system: bool = False
    makes_home: bool = True
    has_own_group: bool = False  # a group of the same name is made along
    is_member: bool = False  # the user is there, and only joins `groups`


def made_by(commands: Iterable[Command], os: str) -> Iterator[Account]:
    """The users and groups that commands make, as far as their words are understood."""
    for command in commands:
        account = account_of(command, os) if command.name in PROGRAMS else None
        if account is not None:
            yield account


def users_of(os: str) -> frozenset[str]:
    """The users of a bare system."""
    return _USERS.get("debian" if os == "ubuntu" else os, frozenset())


def groups_of(os: str) -> frozenset[str]:
    """The groups of a bare system."""
    return _GROUPS.get("debian" if os == "ubuntu" else os, frozenset())


def unknown_group(account: Account, os: str, made: Iterable[Account]) -> str:
    """A group that a user is to join and that neither the bare system has nor is made; "" without one."""
    known = groups_of(os).union(one.name for one in made)
    return next((one for one in account.groups.split(",") if one and not one.isdecimal() and one not in known), "")


def renumbered_group(account: Account, was: str, now: str, made: Iterable[Account]) -> str:
    """A group that a user is put into by name, and that has another number on the new system; "" without one."""
    if (was == "alpine") == (now == "alpine"):
        return ""
    own = {one.name for one in made}
    names = (account.group, *account.groups.split(","))
    return next((one for one in names if one in groups_of(was) and one not in _SAME and one not in own), "")


def account_of(command: Command, os: str) -> Account | None:
    """What the command makes, `os` being alpine, debian or ubuntu; None when one of its words is not understood."""
    os = "debian" if os == "ubuntu" else os
    kind = command.name if command.name in _OF_SHADOW else f"{os} {command.name}"
    if kind not in _VALUED or any(not word.is_literal and not _WITH_VARIABLES(word.raw) for word in command.arguments):
        return None
    values: dict[str, str] = {}
    names: list[str] = []
    marks: set[str] = set()
    if not _read([word.value for word in command.arguments], kind, values, names, marks):
        return None
    if any("$" in name for name in (*names, values.get("groups", ""))):
        return None
    is_group = command.name in ("groupadd", "addgroup")
    if len(names) == 2 and not values and kind not in _OF_SHADOW:  # `adduser USER GROUP` puts a user into a group
        return Account(names[0], is_group=False, groups=names[1], is_member=True)
    if len(names) != 1:
        return None
    if command.name == "usermod":
        is_member = "append" in marks and "groups" in values
        return Account(names[0], is_group=False, groups=values["groups"], is_member=True) if is_member else None
    makes_home = "no-home" not in marks if command.name == "adduser" else "home" in marks
    if "no-group" in marks:
        values.setdefault("group", "users")  # /etc/default/useradd
    has_own_group = "group" not in values and not is_group
    if command.name == "adduser" and "system" in marks:
        has_own_group &= "own-group" in marks
    return Account(
        names[0], is_group, values.get("uid", ""), values.get("gid", ""), values.get("group", ""), values.get("groups", ""),
        values.get("home", ""), values.get("shell", ""), "system" in marks, makes_home, has_own_group,
    )  # fmt: skip


def _read(given: Sequence[str], kind: str, values: dict[str, str], names: list[str], marks: set[str]) -> bool:
    """Sort the words into values, names and marks; False when one is not understood."""
    valued, plain = _VALUED[kind], _PLAIN[kind]
    remaining = iter(given)
    for word in remaining:
        flag, equals, value = word.partition("=")
        if word in plain:
            marks.add(plain[word])
        elif flag in valued:
            values[valued[flag]] = value if equals else next(remaining, "")
        elif word.startswith("-") and len(word) > 2 and word[1] != "-":
            for letter in word[1:]:
                if f"-{letter}" in plain:
                    marks.add(plain[f"-{letter}"])
                elif f"-{letter}" in valued and letter == word[-1]:
                    values[valued[f"-{letter}"]] = next(remaining, "")
                else:
                    return False
        elif word.startswith("-"):
            return False
        else:
            names.append(word)
    return "?" not in values


def written_for(account: Account, os: str, made: Iterable[Account] = ()) -> str | None:
    """The command that makes the account with the programs of a bare alpine or debian image; None where they cannot.

    `made`: what is made beside it.
    """
    groups = [one for one in made if one.is_group]
    if account.has_own_group and any(one.name == account.name for one in groups):
        account = account._replace(group=account.name, has_own_group=False)
    return _for_alpine(account, groups) if os == "alpine" else _for_debian(account)


def _for_alpine(account: Account, groups: Sequence[Account]) -> str | None:
    """busybox takes groups by their names, and gives a user of the system none of its own."""
    if account.is_group:
        return _joined("addgroup", "-S" * account.is_system, _option("-g", account.gid), account.name)
    names = {"0": "root", **{one.gid: one.name for one in groups if one.gid}}
    group = names.get(account.group, account.group)
    others = [names.get(one, one) for one in account.groups.split(",") if one]
    known = _EVERYWHERE.union(one.name for one in groups)
    if account.is_member and known.issuperset(others):
        return " && ".join(_joined("addgroup", account.name, one) for one in others)
    if (
        group.isdecimal()
        or "$" in group
        or not known.issuperset(others)
        or (account.uid.isdecimal() and whole_number(account.uid) > _LAST_NUMBER)
    ):
        return None
    commands = []
    if account.is_system and account.has_own_group:
        group = account.name
        commands.append(_joined("addgroup", "-S", _option("-g", account.uid), group))
    commands.append(_joined(
        "adduser", "-S" * account.is_system, "-D", "-H" * (not account.makes_home), _option("-u", account.uid),
        _option("-h", account.home), _option("-s", account.shell), _option("-G", group), account.name,
    ))  # fmt: skip
    commands += [_joined("addgroup", account.name, one) for one in others]
    return " && ".join(commands)


def _for_debian(account: Account) -> str:
    if account.is_group:
        return _joined("groupadd", "--system" * account.is_system, _option("--gid", account.gid), account.name)
    if account.is_member:
        return _joined("usermod", "--append", "--groups", account.groups, account.name)
    return _joined(
        "useradd", "--system" * account.is_system, "--create-home" if account.makes_home else "--no-create-home",
        _option("--uid", account.uid), _option("--gid", account.group), _option("--groups", account.groups),
        _option("--home-dir", account.home), _option("--shell", account.shell), account.name,
    )  # fmt: skip


def _option(flag: str, value: str) -> str:
    return f"{flag} {_quoted(value)}" if value else ""


def _quoted(value: str) -> str:
    if "$" in value:
        return f'"{value}"'
    plain = value.replace("/", "").replace("-", "").replace("_", "").replace(".", "")
    return value if plain.isalnum() else f"'{value}'"


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
