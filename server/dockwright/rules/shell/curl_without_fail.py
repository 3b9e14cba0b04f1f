from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.table import words
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script
from dockwright.syntax import Run

_FAILS = ("f", "fail", "fail-with-body", "K", "config")
_NOTICING = words(
    "7z apt apt-get apt-key b2sum bunzip2 bzip2 cpio dnf dpkg gdebi gpg gpgv gunzip gzip openssl rpm tar unxz unzip xz yum zcat zstd"
    " cksum cosign md5sum minisign sha1sum sha256sum sha512sum shasum"
)
_NO_DOWNLOAD = ("I", "head", "T", "upload-file", "V", "version", "h", "help", "w", "write-out")


@rule(
    "curl-without-fail",
    on=Command,
    commands=("curl",),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    default=False,
    invalid=(
        Invalid(
            "FROM alpine:3.20\nRUN curl -sSL -o /a https://example.org/a\n",
            "FROM alpine:3.20\nRUN curl --fail -sSL -o /a https://example.org/a\n",
            marked=("curl",),
        ),
        Invalid(
            "FROM alpine:3.20\nRUN curl -sL https://example.org/setup.sh | sh\n",
            "FROM alpine:3.20\nRUN curl --fail -sL https://example.org/setup.sh | sh\n",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN curl -X POST https://example.org/hook > /a\n",
            "FROM alpine:3.20\nRUN curl --fail -X POST https://example.org/hook > /a\n",
        ),
        Invalid('FROM alpine:3.20\nRUN ["curl", "-LO", "https://example.org/a"]\n', title="an exec form is left alone"),
    ),
    valid=(
        "FROM alpine:3.20\nRUN curl -fsSL https://example.org/a -o /a\n",
        "FROM alpine:3.20\nRUN curl --fail-with-body -O https://example.org/a\n",
        "FROM alpine:3.20\nRUN curl -sI https://example.org/a\n",
        "FROM alpine:3.20\nRUN curl -s -o /dev/null -w '%{http_code}' https://example.org/a\n",
        "FROM alpine:3.20\nRUN curl --version && curl $OPTIONS https://example.org/a\n",
        "FROM alpine:3.20\nRUN curl -sL https://example.org/a.tgz | tar xz\n",
        'FROM alpine:3.20\nRUN curl -sL https://example.org/a.tgz -o a.tgz && echo "$SUM  a.tgz" | sha256sum -c -\n',
        "FROM alpine:3.20\nRUN curl file:///a -o /b\n",
        "FROM alpine:3.20\nHEALTHCHECK CMD curl http://localhost/ || exit 1\n",
    ),
)
def curl_without_fail(command: Command, model: SemanticModel) -> Iterator[Finding]:
    """curl takes a server's error page for the file.

    ## Why is this bad?
    Without `--fail` curl saves the page that says "not found", and succeeds: the image gets an HTML file by the name of a program, or the
    shell runs it. With it the build stops there.

    Nothing is said where the next program notices: `tar` and its like unpack no page, and a checksum does not fit. The rule is off unless
    it is asked for: most addresses in a file were there when it was written.

    ## Fix safety
    The build fails then where it has gone on with a page instead of the file.

    ## References
    - https://curl.se/docs/manpage.html#-f
    """
    if not isinstance(command.instruction, Run) or command.has_flag(*_FAILS, *_NO_DOWNLOAD):
        return
    names = [word.value for word in command.arguments]
    if not any(name.startswith(("http://", "https://")) for name in names) or _may_hold_flags(command):
        return
    if _is_checked(command, model):
        return
    fix = Fix.insert("Add `--fail`", command.name_span.end, " --fail", Safety.UNSAFE)
    fixes = () if command.instruction.is_exec else (fix,)
    yield Finding(command.name_span, "`curl` takes an error page of the server for the file", fixes)


def _may_hold_flags(command: Command) -> bool:
    """Whether an unquoted variable may be the flag."""
    return any(word.raw.startswith("$") for word in command.arguments)


def _is_checked(command: Command, model: SemanticModel) -> bool:
    """Whether a later command of the script fails on a page: what unpacks, installs or compares."""
    last = model.keep((_last_notice, command.script), lambda: _last_notice(command.script))
    return last > command.span.start


def _last_notice(script: Script) -> int:
    """Where the last command begins that fails on a page; -1 without one."""
    return max((one.span.start for one in script.commands if one.name in _NOTICING), default=-1)
