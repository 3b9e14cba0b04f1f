from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Invalid, Settings, Severity, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.rules._packages import installation, unpinned
from dockwright.shell import Command

VALUED = MANAGERS["apk"].valued_flags
_VERSION_MARKS = frozenset("=~<>")


@rule(
    "unpinned-apk-package",
    on=Command,
    commands=("apk",),
    severity=Severity.INFO,
    aliases=("DL3018",),
    default=False,
    invalid=(
        Invalid("FROM alpine:3.20\nRUN apk add --no-cache curl 'git>2.40' jq@edge\n", marked=("curl", "jq@edge")),
        Invalid("FROM alpine:3.20\nRUN apk add -t .build gcc musl-dev=1.2.5-r0\n", marked=("gcc",)),
        Invalid("FROM alpine:3.20\nRUN apk add $PACKAGES\n", settings=HADOLINT),
        Invalid("FROM alpine:3.20\nRUN apk add '!pyc'\n", settings=HADOLINT, title="as hadolint sees it"),
    ),
    valid=(
        "FROM alpine:3.20\nRUN apk add --no-cache curl=8.9.1-r1 git~2.45\n",
        "FROM alpine:3.20\nRUN apk add --no-cache --virtual .build ./tool.apk $PACKAGES\n",
        "FROM alpine:3.20\nRUN apk del curl\n",
        "FROM alpine:3.20\nRUN apk add !pyc python3=3.12.8-r1\n",  # the one that must not be installed
    ),
)
def unpinned_apk_package(command: Command, settings: Settings) -> Iterator[Finding]:
    """An Alpine package is installed without a version.

    ## Why is this bad?
    The same Dockerfile gives another image tomorrow, and nobody sees what has changed. `curl~8.9` keeps to a release line,
    `curl=8.9.1-r1` to one build of it.

    The rule is off unless it is asked for: Alpine keeps one version of each package, so that an exact pin breaks the build
    as soon as the next one is published. Within a release of Alpine (`FROM alpine:3.20`) only fixes are published.

    ## References
    - https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper
    """
    call = installation(command, ("add",), VALUED, settings)
    if call is not None and not is_hidden(command, settings):
        packages = call.packages if is_hadolint(settings) else [one for one in call.packages if one.value[:1] != "!"]
        yield from unpinned(packages, _is_pinned, settings)


def _is_pinned(package: str) -> bool:
    return package.endswith(".apk") or not _VERSION_MARKS.isdisjoint(package)
