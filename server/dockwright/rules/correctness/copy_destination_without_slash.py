from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint
from dockwright.semantics import SemanticModel
from dockwright.syntax import Copy, Transfer, Word


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
    ),
)
def copy_destination_without_slash(transfer: Transfer, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """Several sources are copied, and the destination does not end in a slash.

    ## Why is this bad?
    Several files can only go to a directory, and a destination is surely one when it ends in `/`. Without the slash the classic
    builder stops. BuildKit copies into the directory if there is one; if not, it makes a file, and each source is put over the
    one before.

    ## References
    - https://docs.docker.com/reference/dockerfile/#copy
    - https://github.com/moby/buildkit/issues/1853
    """
    destination = transfer.destination
    count = len(transfer.sources) + len(transfer.heredocs)
    if destination is None or count < 2 or not destination.value or destination.value.endswith(("/", "\\")):
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


def _may_be_directory(model: SemanticModel, transfer: Transfer, destination: Word) -> bool:
    """Whether it is `.`, or has variables whose values may end in a slash: those of the file, and of an unknown base image."""
    if f"/{destination.value}".endswith(("/.", "/..")):
        return True
    if not destination.variables:
        return False
    state = model.state_before(transfer)
    return not state.env_known or any(one.name in state.variables for one in destination.variables)
