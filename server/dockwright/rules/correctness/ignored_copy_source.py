from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.rule import Finding, Invalid, Severity, Valid, rule
from dockwright.syntax import Transfer, Word


@rule(
    "ignored-copy-source",
    on=Transfer,
    severity=Severity.WARNING,
    aliases=("CopyIgnoredFile",),
    invalid=(
        Invalid(
            "FROM alpine:3.20\nCOPY go.mod .env /app/\n",
            context={"go.mod": "module a\n", ".env": "", ".dockerignore": ".env\n"},
            marked=(".env",),
        ),
        Invalid(
            "FROM alpine:3.20\nADD ./dist/app.js /app/\n",
            context={"dist/app.js": "", ".dockerignore": "dist\n"},
            marked=("./dist/app.js",),
        ),
    ),
    valid=(
        Valid("FROM alpine:3.20\nCOPY go.mod /app/\n", context={"go.mod": "", ".dockerignore": "*.md\n"}),
        Valid("FROM alpine:3.20\nCOPY .env /app/\n", context={".env": ""}),
        Valid(
            "FROM alpine:3.20 AS a\nFROM a\nCOPY --from=a .env /x\n", context={".env": "", ".dockerignore": ".env\n"}
        ),
        Valid("FROM alpine:3.20\nCOPY . /app\n", context={"a": "", ".dockerignore": "*\n!a\n"}),
        "FROM alpine:3.20\nCOPY .env /app/\n",
    ),
)
def ignored_copy_source(transfer: Transfer, context: BuildContext) -> Iterator[Finding]:
    """The ignore file keeps this source out of the build.

    ## Why is this bad?
    What `.dockerignore` matches is never sent to the builder, so the instruction finds nothing and the build stops. Either
    the pattern is too broad or the file is not meant to be copied.

    ## References
    - https://docs.docker.com/reference/build-checks/copy-ignored-file/
    """
    if transfer.from_ is not None or not context.is_known or context.ignore_file is None:
        return
    for source in transfer.sources:
        path = _path(source)
        if path is not None and context.ignored(path):
            yield Finding(source.span, f"`{context.ignore_file}` keeps `{source.value}` out of the build")


def _path(source: Word) -> str | None:
    """The path of a literal source in the context, None for the whole context, patterns, variables and addresses."""
    value = source.value
    if source.variables or "://" in value or value.startswith("git@") or any(one in value for one in "*?["):
        return None
    parts = [part for part in value.split("/") if part not in ("", ".")]
    if not parts or ".." in parts:
        return None
    return "/".join(parts)
