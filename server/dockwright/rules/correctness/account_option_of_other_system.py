from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from dockwright.knowledge.table import words
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._failures import may_fail
from dockwright.rules._flags import removal
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, ShellWord
from dockwright.text import Edit

# Options of Debian's adduser and addgroup, which are one program. It takes them shortened and in any case, also behind one dash.
# Source: the program in Debian 11, 12 and 13. Date: 2026-11.
_OF_DEBIAN = words(
    "add-extra-groups add_extra_groups allow-all-names allow-bad-names allow-badname comment conf debug disabled-login"
    " disabled-password firstgid firstuid force-badname gecos gid group help home ingroup lastgid lastuid logmsglevel"
    " no-create-home quiet shell stderrmsglevel stdoutmsglevel system uid verbose version"
)
_LETTERS_OF_DEBIAN = frozenset("achilnquv")
"""Those that are names of their own, or begin one option alone. Of the others it cannot tell which one is meant."""

# Options of BusyBox' two programs: letters, letters with a value behind them, long names. Source: loginutils/adduser.c and addgroup.c.
_OF_BUSYBOX = {
    "adduser": (
        "DHS",
        "Gghksu",
        words("disabled-password empty-password gecos home ingroup no-create-home shell skel system uid"),
    ),
    "addgroup": ("S", "g", words("gid system")),
}

_LONG = {"D": "--disabled-password", "S": "--system", "H": "--no-create-home", "G": "--ingroup", "h": "--home", "s": "--shell",
         "u": "--uid", "g": "--gecos"}  # fmt: skip
"""What BusyBox' letters are in Debian."""


@rule(
    "account-option-of-other-system",
    on=Command,
    commands=("adduser", "addgroup"),
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN adduser -D app\n",
            'FROM debian:12\nRUN adduser --disabled-password --gecos "" app\n',
            marked=("-D",),
        ),
        Invalid(
            "FROM node:22\nRUN addgroup -S app && adduser -S -G app app\n",
            "FROM node:22\nRUN addgroup --system app && adduser --system --ingroup app app\n",
            marked=("-S", "-S"),
        ),
        Invalid(
            "FROM ubuntu:24.04\nRUN adduser -SDH -u 1001 -h /app -s /bin/sh app\n",
            "FROM ubuntu:24.04\nRUN adduser --system --no-create-home --uid 1001 --home /app --shell /bin/sh app\n",
            marked=("-SDH",),
        ),
        Invalid("FROM debian:12\nRUN addgroup -g 1001 app\n", "FROM debian:12\nRUN addgroup --gid 1001 app\n"),
        Invalid("FROM debian:12\nRUN adduser -m app\n", marked=("-m",), title="an option of `useradd`"),
        Invalid(
            "FROM alpine:3.22\nRUN adduser --quiet --disabled-login app\n",
            "FROM alpine:3.22\nRUN adduser --disabled-password app\n",
            marked=("--quiet",),
        ),
        Invalid(
            "FROM node:22-alpine\nRUN adduser --disabled-password --disabled-login app\n",
            "FROM node:22-alpine\nRUN adduser --disabled-password app\n",
        ),
        Invalid("FROM alpine:3.22\nRUN adduser --system --group app\n", marked=("--group",)),
        Invalid("FROM alpine:3.22\nRUN adduser -m app\n", marked=("-m",)),
        Invalid("FROM alpine:3.22\nRUN addgroup --quiet app\n", "FROM alpine:3.22\nRUN addgroup app\n"),
        Invalid("FROM debian:12\nRUN adduser --system --disabled-pass-word app\n", marked=("--disabled-pass-word",), title="of no system"),
    ),
    valid=(
        'FROM debian:12\nRUN adduser --disabled-password --gecos "" app && adduser --sys -q -u 1001 --uid=1002 b\n',
        "FROM debian:12\nRUN addgroup --gid 1001 app && adduser app users\n",
        "FROM alpine:3.22\nRUN addgroup -S -g 1001 app && adduser -SDHu 1001 -G app -h /app -g '' -s /sbin/nologin app\n",
        "FROM alpine:3.22\nRUN adduser --disabled-password --ingroup users --uid=1001 app && adduser -Gusers b\n",
        "FROM alpine:3.22\nRUN adduser --quiet app || adduser -D app\n",
        "FROM debian:12\nRUN if [ -f /etc/alpine-release ]; then adduser -D app; fi\n",
        "FROM example.org/base\nRUN adduser -D app\n",
        "FROM fedora:42\nRUN adduser -m app\n",
        "FROM debian:12\nARG OPTIONS\nRUN adduser $OPTIONS app\n",
        "FROM debian:12\nRUN adduser -- -D\n",
    ),
)  # fmt: skip
def account_option_of_other_system(command: Command, model: SemanticModel) -> Iterator[Finding]:
    """`adduser` or `addgroup` has no such option on this system.

    ## Why is this bad?
    The programs of Debian and Ubuntu and those of Alpine have their names in common, and little else: BusyBox' `adduser -D` makes a
    user without a password, and Debian's knows no `-D`; `--group` and `--quiet` are Debian's alone. The build stops there.

    ## Fix safety
    The fix writes what comes closest. Check the home directory and the groups: Debian's `--system` makes no home directory
    since Debian 12, Alpine's does.

    ## References
    - https://manpages.debian.org/bookworm/adduser/adduser.8.en.html
    - https://busybox.net/downloads/BusyBox.html#adduser
    """
    stage = model.stage_of(command.instruction)
    facts = stage.facts if stage is not None else None
    if facts is None or facts.os not in ("alpine", "debian", "ubuntu"):
        return
    foreign = _foreign_to_busybox if facts.os == "alpine" else _foreign_to_debian
    word = next((one for one in _options(command) if foreign(command.name, one)), None)
    if word is None or command.is_conditional or may_fail(command) or model.script(command.instruction).has_errors:
        return
    whose = "BusyBox'" if facts.os == "alpine" else f"{facts.os.capitalize()}'s"
    fixes = _as_busybox if facts.os == "alpine" else _as_debian
    yield Finding(word.span, f"{whose} `{command.name}` has no option `{word.value}`", partial(_fixes, fixes, command))


def _options(command: Command) -> Iterator[ShellWord]:
    """The words that are options; values that begin with a dash do not occur."""
    for word in command.arguments:
        if word.value == "--":
            return
        if word.is_literal and word.value.startswith("-") and len(word.value) > 1:
            yield word


def _foreign_to_debian(_program: str, word: ShellWord) -> bool:
    name = word.value.lstrip("-").partition("=")[0].lower()
    if len(name) == 1:
        return name not in _LETTERS_OF_DEBIAN or word.value == "-H"
    return not any(one.startswith(name) for one in _OF_DEBIAN)


def _foreign_to_busybox(program: str, word: ShellWord) -> bool:
    letters, valued, names = _OF_BUSYBOX[program]
    if word.value.startswith("--"):
        name = word.value[2:].partition("=")[0]
        return not any(one.startswith(name) for one in names)
    for letter in word.value[1:]:
        if letter in valued:
            return False  # the rest is its value
        if letter not in letters:
            return True
    return False


def _fixes(write: Callable[[Command], list[Edit] | None], command: Command) -> tuple[Fix, ...]:
    edits = write(command)
    title = f"Write the options of this system's `{command.name}`"
    return (Fix(title, tuple(edits), Safety.UNSAFE),) if edits is not None else ()


def _as_debian(command: Command) -> list[Edit] | None:
    """BusyBox' letters as Debian's long options."""
    given = [word for word in _options(command) if not word.value.startswith("--")]
    if any(word.value.startswith("--") and _foreign_to_debian(command.name, word) for word in _options(command)):
        return None  # nobody knows what was meant
    letters = "".join(word.value[1:] for word in given)
    known, valued, _ = _OF_BUSYBOX[command.name]
    if any(letter not in _LONG or letter not in known + valued for letter in letters):
        return None
    if any(letter in valued for word in given for letter in word.value[1:-1]):
        return None  # the value stands in the same word
    has_name = "g" in letters or any(word.value.startswith(("--gecos", "--comment")) for word in command.arguments)
    long = {**_LONG, "g": "--gid"} if command.name == "addgroup" else _LONG
    edits = []
    for word in given:
        names = [long[letter] for letter in word.value[1:] if not (letter == "D" and "S" in letters)]
        if "--disabled-password" in names and not has_name:
            names.insert(names.index("--disabled-password") + 1, '--gecos ""')
        edits.append(Edit(word.span, " ".join(names)) if names else Edit(removal(command, word) or word.span, ""))
    return edits


def _as_busybox(command: Command) -> list[Edit] | None:
    """Debian's options without those that BusyBox has no need of."""
    given = list(_options(command))
    foreign = [word for word in given if _foreign_to_busybox(command.name, word)]
    if any(word.value not in ("--quiet", "-q", "--disabled-login") for word in foreign):
        return None
    has_password = any(word.value in ("--disabled-password", "-D") for word in given)
    return [
        Edit(word.span, "--disabled-password")
        if word.value == "--disabled-login" and not has_password and command.name == "adduser"
        else Edit(removal(command, word) or word.span, "")
        for word in foreign
    ]
