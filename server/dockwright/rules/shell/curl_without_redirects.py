from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._addresses import host_of, is_local, is_number
from dockwright.shell import Command
from dockwright.syntax import Run

_FOLLOWS = ("L", "location", "location-trusted", "K", "config", "follow")
_NO_DOWNLOAD = (
    "X",
    "request",
    "I",
    "head",
    "T",
    "upload-file",
    "F",
    "form",
    "V",
    "version",
    "h",
    "help",
    "unix-socket",
)
_SENDS = ("d", "data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json")


@rule(
    "curl-without-redirects",
    on=Command,
    commands=("curl",),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    default=False,
    invalid=(
        Invalid(
            "FROM alpine:3.20\nRUN curl -fsS -o /a https://example.org/a\n",
            "FROM alpine:3.20\nRUN curl --location -fsS -o /a https://example.org/a\n",
            marked=("curl",),
        ),
        Invalid(
            'FROM alpine:3.20\nRUN curl "https://example.org/$V.tgz" | tar xz\n',
            'FROM alpine:3.20\nRUN curl --location "https://example.org/$V.tgz" | tar xz\n',
        ),
        Invalid('FROM alpine:3.20\nRUN ["curl", "-O", "https://example.org/a"]\n', title="an exec form is left alone"),
    ),
    valid=(
        "FROM alpine:3.20\nRUN curl -fsSL https://example.org/a -o /a\n",
        "FROM alpine:3.20\nRUN curl --location -O https://example.org/a\n",
        "FROM alpine:3.20\nRUN curl -X POST https://example.org/hook && curl -d a=b https://example.org/hook\n",
        "FROM alpine:3.20\nRUN curl -I https://example.org/a\n",
        "FROM alpine:3.20\nRUN curl --version && curl $URL\n",
        "FROM alpine:3.20\nRUN curl http://localhost:8080/ready\n",
        "FROM alpine:3.20\nRUN curl -o /a http://10.0.0.5:9090/a && curl -o /b 'http://[fd00::5]/b'\n",
        "FROM alpine:3.20\nHEALTHCHECK CMD curl -f http://example.org/\n",
    ),
)
def curl_without_redirects(command: Command) -> Iterator[Finding]:
    """curl does not follow redirects.

    ## Why is this bad?
    Without `--location` curl takes the answer "moved to" for the file: an empty or an HTML file is kept, and with `--fail` too
    the command succeeds. Downloads are moved to other servers all the time.

    The rule is off unless it is asked for: most addresses in a file lead to the file at once, or nobody would have kept
    them.

    ## Fix safety
    What is behind the redirect is downloaded then, from whatever server it is on.

    ## References
    - https://curl.se/docs/manpage.html#-L
    """
    if not isinstance(command.instruction, Run) or command.has_flag(*_FOLLOWS, *_NO_DOWNLOAD, *_SENDS):
        return
    addresses = [word.value for word in command.arguments if word.value.startswith(("http://", "https://"))]
    if not addresses or any(_is_near(host_of(address)) for address in addresses):
        return
    fix = Fix.insert("Add `--location`", command.name_span.end, " --location", Safety.UNSAFE)
    fixes = () if command.instruction.is_exec else (fix,)
    yield Finding(command.name_span, "`curl` follows no redirect, and then saves its text instead of the file", fixes)


def _is_near(host: str) -> bool:
    """Whether a host is one of one's own: nobody moves a file from an address in numbers to another server."""
    return is_local(host) or is_number(host)
