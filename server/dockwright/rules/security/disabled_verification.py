from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge import verification
from dockwright.knowledge.verification import FALSE, MARKS, PACKAGE_FILES, Check, Switch
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._addresses import host_of, is_local
from dockwright.rules._flags import removal
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, ShellFlag
from dockwright.syntax import Arg, Dockerfile, Env, Onbuild, Run
from dockwright.text import Edit, Span

URL = "https://example.org/tool"
_WITH_K = ("curl", "conda", "mamba")
_K = lazy_pattern(r"-(?<=[ \t]-)[a-z0-9#]{0,20}k")
_K_OF_PROGRAM = lazy_pattern(r"(?:curl|conda|mamba)\b[^|;&]{0,500}[ \t]-[a-z0-9#]{0,20}k")


@rule(
    "disabled-verification",
    on=Dockerfile,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(f"FROM debian:12\nRUN curl -fsSLk {URL} -o t\n", f"FROM debian:12\nRUN curl -fsSL {URL} -o t\n", marked=("k",)),
        Invalid(f"FROM debian:12\nRUN curl --insecure \\\n    {URL}\n", f"FROM debian:12\nRUN curl \\\n    {URL}\n", marked=("--insecure",)),
        Invalid(f"FROM debian:12\nRUN wget --no-check-certificate {URL}\n", f"FROM debian:12\nRUN wget {URL}\n"),
        Invalid("FROM debian:8\nRUN apt-get install -y --force-yes jq\n", "FROM debian:8\nRUN apt-get install -y jq\n", marked=("--force-yes",)),
        Invalid("FROM alpine:3.20\nRUN apk add --allow-untrusted jq\n", "FROM alpine:3.20\nRUN apk add jq\n"),
        Invalid("FROM fedora:40\nRUN yum -y --nogpgcheck install jq\n", "FROM fedora:40\nRUN yum -y install jq\n"),
        Invalid(
            "FROM fedora:40\nRUN dnf -y --nogpgcheck install jq --nogpgcheck\n",
            "FROM fedora:40\nRUN dnf -y install jq\n",
            marked=("--nogpgcheck",),
            title="given twice",
        ),
        Invalid(
            "FROM python:3.12\nRUN pip install --trusted-host pypi.example.org flask\n",
            "FROM python:3.12\nRUN pip install flask\n",
            marked=("--trusted-host",),
        ),
        Invalid("FROM node:20\nRUN npm ci --strict-ssl=false\n", "FROM node:20\nRUN npm ci\n"),
        Invalid("FROM node:20\nRUN npm config set strict-ssl false\n", marked=("strict-ssl",)),
        Invalid("FROM node:20\nRUN npm set strict-ssl=false\n", marked=("strict-ssl=false",)),
        Invalid("FROM python:3.13\nRUN python -m pip install --trusted-host a.b flask\n", "FROM python:3.13\nRUN python -m pip install flask\n"),
        Invalid("FROM golang:1.24\nRUN go env -w GOINSECURE=git.example.org\n", marked=("GOINSECURE=git.example.org",)),
        Invalid("FROM fedora:42\nRUN dnf install -y --setopt sslverify=0 jq\n", marked=("sslverify=0",)),
        Invalid("FROM ruby:3.3\nRUN bundle config set --global ssl_verify_mode 0\n", marked=("ssl_verify_mode",)),
        Invalid("FROM golang:1.24\nENV GOINSECURE=git.example.org\n", marked=("GOINSECURE=git.example.org",)),
        Invalid(f"FROM debian:12\nRUN aria2c --check-certificate=false {URL}\n", f"FROM debian:12\nRUN aria2c {URL}\n"),
        Invalid("FROM debian:12\nRUN git -c http.sslVerify=false clone https://example.org/a.git\n", marked=("http.sslVerify=false",)),
        Invalid("FROM debian:12\nRUN ssh -o StrictHostKeyChecking=no host true\n", marked=("StrictHostKeyChecking=no",)),
        Invalid("FROM debian:12\nRUN apt-get -o Acquire::https::Verify-Peer=false update\n"),
        Invalid("FROM node:20\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\n", marked=("NODE_TLS_REJECT_UNAUTHORIZED=0",)),
        Invalid("FROM node:20\nRUN NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci\n", marked=("NODE_TLS_REJECT_UNAUTHORIZED=0",)),
        Invalid("FROM debian:12\nRUN export GIT_SSL_NO_VERIFY=1 && git clone https://example.org/a.git\n"),
    ),
    valid=(
        "FROM python:3.13\nRUN python serve.py --trusted-host a.b\n",
        f"FROM debian:12\nRUN curl -fsSL {URL} -ok\n",
        f"FROM debian:12\nRUN curl -fsSLo k {URL}\n",
        "FROM debian:12\nRUN curl -k http://example.org/tool\n",
        "FROM debian:12\nRUN curl -k https://localhost:8443/ready https://[::1]:8443/\n",
        "FROM debian:12\nHEALTHCHECK CMD curl -k https://localhost:8443/ready\n",
        "FROM alpine:3.20\nCOPY tool.apk /tmp/\nRUN apk add --allow-untrusted /tmp/tool.apk\n",
        "FROM debian:12\nRUN apt-get install -y --allow-unauthenticated=false jq\n",
        "FROM node:20\nRUN npm config set strict-ssl true && npm config get strict-ssl\n",
        "FROM node:20\nENV NODE_TLS_REJECT_UNAUTHORIZED=1 GIT_SSL_NO_VERIFY=false PIP_TRUSTED_HOST=\n",
        "FROM python:3.12\nARG PIP_TRUSTED_HOST\nRUN pip install flask\n",
        "FROM debian:12\nRUN ssh -o StrictHostKeyChecking=accept-new host true\n",
    ),
)  # fmt: skip
def disabled_verification(dockerfile: Dockerfile, model: SemanticModel) -> Iterator[Finding]:
    """A program is told not to check certificates, signatures or host keys.

    ## Why is this bad?
    Whoever stands between the build and the server, or has broken into a mirror, then decides what is in the image, and
    nothing tells. Mostly something else is missing: the package `ca-certificates`, the certificate of a company's own authority
    (`COPY ca.crt /usr/local/share/ca-certificates/` and `update-ca-certificates`), or the key of a repository.

    A file that is in the image already needs no signature, the same machine no certificate, and an address with `http://` has none;
    these are left alone.

    ## Fix safety
    The fix drops the flag. It is not safe: the build stops where the check fails, until what is missing is there.

    ## References
    - https://curl.se/docs/sslcerts.html
    - https://wiki.debian.org/SecureApt
    """
    if not _may_switch_off(dockerfile.text.lower()):
        return
    for one in dockerfile.instructions:
        instruction = one.trigger if isinstance(one, Onbuild) else one
        if isinstance(instruction, (Env, Arg)):
            for pair in instruction.pairs:
                if pair.value is not None:
                    yield from _assigned(pair.key.value, pair.value.value, pair.span)
        elif isinstance(instruction, Run):
            for command in model.commands(instruction):
                yield from _flags(command)
                yield from _words(command)
                yield from _assignments(command)


def _may_switch_off(text: str) -> bool:
    """A quick look at the whole file, in lower case."""
    has = text.__contains__
    if any(any(map(has, marks)) for marks in [marks for part, marks in MARKS.items() if part in text]):
        return True
    return any(map(has, _WITH_K)) and _K.search(text) is not None and _K_OF_PROGRAM.search(text) is not None


def _flags(command: Command) -> Iterator[Finding]:
    switches = verification.SWITCHES.get(command.name)
    if switches is None or not command.has_flag(*switches):
        return
    if command.name.startswith("python") and [word.value for word in command.arguments[:2]] != ["-m", "pip"]:
        return
    found = [
        (flag, switch)
        for flag in command.flags
        if (switch := switches.get(flag.name)) is not None
        and _is_off(flag, switch, command)
        and not _is_moot(command, switch)
    ]
    if found:
        flag, switch = found[0]
        written = _written(command, flag, switch)
        removals = [_removal(command, *one) for one in found if one[0].name == flag.name]
        edits = tuple(Edit(one, "") for one in removals if one is not None)
        fixes = (Fix(f"Drop `{written}`", edits, Safety.UNSAFE),) if len(edits) == len(removals) else ()
        yield Finding(flag.span, _message(written, switch.check), fixes)


def _written(command: Command, flag: ShellFlag, switch: Switch) -> str:
    """The flag with the value that decides."""
    name = f"--{flag.name}" if len(flag.name) > 1 else f"-{flag.name}"
    if switch.off is None:
        return name
    behind = command.flag_value(flag.name)
    return f"{name}={flag.value}" if flag.value is not None else f"{name} {behind.value if behind is not None else ''}"


def _is_off(flag: ShellFlag, switch: Switch, command: Command) -> bool:
    if switch.takes_value:
        return True
    value = flag.value
    if switch.off is None:
        return value is None or value.lower() not in FALSE
    if value is None:
        behind = command.flag_value(flag.name)
        value = behind.value if behind is not None else ""
    return value.lower() in FALSE


def _is_moot(command: Command, switch: Switch) -> bool:
    """Whether there is nothing to check: no certificate comes, this machine is asked, or a file of the image is installed."""
    if switch.check is Check.SIGNATURE:
        packages = [word.value for word in command.operands()][command.name != "rpm" :]
        return bool(packages) and all("://" not in one and one.endswith(PACKAGE_FILES) for one in packages)
    addresses = [word.value for word in command.arguments if "://" in word.value]
    return bool(addresses) and all(one.startswith("http://") or is_local(host_of(one)) for one in addresses)


def _removal(command: Command, flag: ShellFlag, switch: Switch) -> Span | None:
    """What to delete so that a flag is gone, with its value; None where that is not certain."""
    if flag.span.start > flag.word.span.start and len(flag.word.raw) > 2 and not flag.word.raw.startswith("--"):
        return flag.span  # one letter of several
    if flag.value is not None or not (switch.takes_value or switch.off is False):
        return removal(command, flag.word)
    value = command.flag_value(flag.name)
    return removal(command, flag.word, value) if value is not None else None


def _words(command: Command) -> Iterator[Finding]:
    """Settings that are given as words: `config set KEY VALUE`, `-c KEY=VALUE`, `-o KEY=VALUE`."""
    for check, pattern in verification.OPTIONS.get(command.name, ()):
        for word in command.arguments:
            if ("=" in word.value or " " in word.value) and pattern.fullmatch(word.value):
                yield Finding(word.span, _message(word.value, check))
                return
    settings = verification.SETTINGS.get(command.name)
    if settings is None:
        return
    arguments = command.arguments
    if command.subcommand != "set" and {"config", "-c"}.isdisjoint(one.value for one in arguments[:3]):
        return
    for at, word in enumerate(arguments):
        key, equals, value = word.value.lower().partition("=")
        if not equals:
            value = arguments[at + 1].value.lower() if at + 1 < len(arguments) else ""
        for name, off, check in settings:
            if _is_key(key, name) and value and _decides(value, off):
                yield Finding(word.span, _message(f"{word.value}" if equals else f"{word.value} {value}", check))
                return


def _is_key(key: str, name: str) -> bool:
    """git's http settings may hold for one address only: `http.https://example.org/.sslVerify`."""
    first, _, last = name.rpartition(".")
    return key == name or (first == "http" and key.startswith("http.") and key.endswith(f".{last}"))


def _assignments(command: Command) -> Iterator[Finding]:
    if command.name == "export":
        for word in command.arguments:
            name, _, value = word.value.partition("=")
            yield from _assigned(name, value, word.span)
        return
    for one in command.assignments:
        if one.value is not None:
            yield from _assigned(one.name, one.value.value, one.span)


def _assigned(name: str, value: str, span: Span) -> Iterator[Finding]:
    off, check = verification.VARIABLES.get(name.upper() if name.islower() else name, (None, None))
    if check is not None and value and _decides(value, off):
        yield Finding(span, _message(f"{name}={value}", check))


def _decides(value: str, off: bool | None) -> bool:
    return off is None or (value.lower() not in FALSE) == off


def _message(written: str, check: Check) -> str:
    return f"with `{written}` {check.value}"
