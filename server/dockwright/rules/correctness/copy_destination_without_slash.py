from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint
from dockwright.semantics import SemanticModel
from dockwright.syntax import Copy, Transfer, Word
from dockwright.text import Span

_SHELL = lazy_pattern(r"(?:&&|\|\|?|;|\d?>>?(?:&\d|/\S*)?|&>/\S*)\Z")
"""Operators of a shell, and redirections to a file with an absolute path."""

_IN_VAIN = lazy_pattern(r"(?:\s*(?:\d?>>?|&>)\s*(?:&\d|/dev/null))*(?:\s*\|\|\s*(?:true|:))?\s*\Z")
"""What a shell would take for `never mind when it fails`."""


@rule(
    "copy-destination-without-slash",
    on=Transfer,
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3021",),
    invalid=(
        Invalid("FROM alpine:3.20\nCOPY a b /app\n", "FROM alpine:3.20\nCOPY a b /app/\n", marked=("/app",)),
        Invalid('FROM alpine:3.20\nCOPY ["a", "b", "/my app"]\n', 'FROM alpine:3.20\nCOPY ["a", "b", "/my app/"]\n'),
        Invalid(
            "FROM alpine:3.20\nCOPY a b .\n", "FROM alpine:3.20\nCOPY a b ./\n", settings=HADOLINT, title="by the text"
        ),
        Invalid("FROM alpine:3.20\nARG DIR=/app/\nCOPY a b $DIR\n", settings=HADOLINT),
        Invalid("FROM alpine:3.20\nADD a b $DIR\n", title="the variable may end in a slash"),
        Invalid(
            "FROM alpine:3.20\nMAINTAINER <DIR=x@example.com>\nCOPY a b $DIR\n",
            title="what looks like a variable is none",
        ),
        Invalid("FROM alpine:3.20\nCOPY a b/ # all of it\n", title="the rest is a comment"),
        Invalid(
            "FROM alpine:3.20\nCOPY a.conf* /etc/a/ 2>/dev/null || true\n",
            "FROM alpine:3.20\nCOPY a.conf* /etc/a/\n",
            marked=("2>/dev/null",),
            title="as if a shell read it",
        ),
        Invalid("FROM alpine:3.20\nCOPY . . && chmod 755 run\n", marked=("&&",), title="another command"),
        Invalid("FROM alpine:3.20\nCOPY a b /app || :\n", marked=("||",)),
    ),
    valid=(
        "FROM alpine:3.20\nCOPY a b /app/\n",
        "FROM alpine:3.20\nCOPY a /app\n",
        "FROM alpine:3.20\nCOPY a b .\n",
        "FROM alpine:3.20\nCOPY a b ./\n",
        Valid("FROM alpine:3.20\nADD a b .\n", settings=HADOLINT),
        "FROM alpine:3.20\nCOPY a* /app\n",
        "FROM alpine:3.20\nARG DIR=/app/\nCOPY a b $DIR\n",
        "FROM alpine:3.20\nARG DIR\nCOPY a b $DIR\n",
        "FROM example.org/base\nCOPY a b $DIR\n",
        'FROM alpine:3.20\nCOPY ["a", "||", "/app/"]\n',
    ),
)
def copy_destination_without_slash(transfer: Transfer, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """Several sources are copied, and the destination does not end in a slash.

    ## Why is this bad?
    Several files can only go to a directory, and a destination is surely one when it ends in `/`. Without the slash the classic
    builder stops. BuildKit copies into the directory if there is one; if not, it makes a file, and each source is put over the
    one before.

    No shell reads a `COPY`: `2>/dev/null`, `||` and `true` are names of files to it. A pattern may stand for nothing, `COPY a.conf*
    /etc/a/`, and so for a file that need not be there.

    ## Fix safety
    Without `|| true` a file that is not there stops the build, as it does now.

    ## References
    - https://docs.docker.com/reference/dockerfile/#copy
    - https://github.com/moby/buildkit/issues/1853
    """
    destination = transfer.destination
    count = len(transfer.sources) + len(transfer.heredocs)
    if destination is None or count < 2 or not destination.value:
        return
    has_slash = destination.value.endswith(("/", "\\"))
    operator = None if has_slash and is_hadolint(settings) else _operator(transfer, destination)
    if operator is not None:
        message = f"no shell reads `{transfer.keyword}`: `{operator.value}` is the name of a file here"
        yield Finding(operator.span, message, _without(transfer, operator))
        return
    if has_slash:
        return
    if not (is_hadolint(settings) and isinstance(transfer, Copy)) and _may_be_directory(model, transfer, destination):
        return
    fixes: tuple[Fix, ...] = ()
    written = destination.span.of(transfer.dockerfile.text)
    if (
        not destination.variables
        and "\n" not in written
        and not any(one.value.startswith("#") for one in transfer.sources)
    ):
        end = destination.span.end - (written[-1] in "\"'")
        fixes = (Fix.insert("End it with `/`", end, "/"),)
    yield Finding(destination.span, "several sources need a directory, which ends in `/`", fixes)


def _operator(transfer: Transfer, destination: Word) -> Word | None:
    """The first word that only a shell would take for more than a name, behind a source and a destination."""
    if transfer.is_exec or transfer.heredocs:
        return None
    return next((one for one in (*transfer.sources[2:], destination) if _SHELL.match(one.raw)), None)


def _without(transfer: Transfer, operator: Word) -> tuple[Fix, ...]:
    """Nothing in place of what was to pass over a failure."""
    text = transfer.dockerfile.text
    start = len(text[: operator.span.start].rstrip(" \t"))
    rest = Span(start, transfer.span.end)
    *sources, into = (one for one in transfer.sources if one.span.end <= start)
    needs_slash = len(sources) > 1 and not into.value.endswith("/")
    if transfer.is_onbuild or needs_slash or not _IN_VAIN.match(rest.of(text)):
        return ()
    return (Fix.replace(f"Remove `{rest.of(text).strip()}`", rest, "", Safety.UNSAFE),)


def _may_be_directory(model: SemanticModel, transfer: Transfer, destination: Word) -> bool:
    """Whether it is `.`, or has variables whose values may end in a slash: those of the file, and of an unknown base image."""
    if f"/{destination.value}".endswith(("/.", "/..")):
        return True
    if not destination.variables:
        return False
    state = model.state_before(transfer)
    return not state.env_known or any(one.name in state.variables for one in destination.variables)
