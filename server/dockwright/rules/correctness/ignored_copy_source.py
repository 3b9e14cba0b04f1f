from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.rule import BUILD_CONTEXT, Finding, Invalid, Severity, Valid, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Transfer, Word


@rule(
    "ignored-copy-source",
    on=Transfer,
    needs=BUILD_CONTEXT,
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
        Invalid(
            "FROM alpine:3.20\nCOPY a /app\n",
            context={"a/c": "", ".dockerignore": "a\n!a/b\n"},
            marked=("a",),
            title="the exception is for nothing that is there",
        ),
        Invalid(
            "FROM alpine:3.20\nCOPY . /app/\n",
            context={"a/b": "", ".dockerignore": "**\n"},
            marked=(".",),
            title="all of it",
        ),
        Invalid(
            "FROM alpine:3.20\nARG DIST=dist\nCOPY $DIST/a docs/*.md /app/\n",
            context={"dist/a": "", "docs/a.md": "", "docs/b.txt": "", ".dockerignore": "dist\n*/*.md\n"},
            marked=("$DIST/a", "docs/*.md"),
        ),
    ),
    valid=(
        Valid("FROM alpine:3.20\nCOPY go.mod /app/\n", context={"go.mod": "", ".dockerignore": "*.md\n"}),
        Valid("FROM alpine:3.20\nCOPY .env /app/\n", context={".env": ""}),
        Valid(
            "FROM alpine:3.20 AS a\nFROM a\nCOPY --from=a .env /x\n", context={".env": "", ".dockerignore": ".env\n"}
        ),
        Valid("FROM alpine:3.20\nCOPY . /app\n", context={"a": "", ".dockerignore": "*\n!a\n"}),
        Valid("FROM alpine:3.20\nCOPY a /app\n", context={"a/b": "", "a/c": "", ".dockerignore": "a\n!a/b\n"}),
        Valid("FROM alpine:3.20\nCOPY *.md /app\n", context={"a.md": "", "b.md": "", ".dockerignore": "a.md\n"}),
        Valid("FROM alpine:3.20\nARG A\nCOPY $A/b /app\n", context={"b": "", ".dockerignore": "c\n"}),
        "FROM alpine:3.20\nCOPY .env /app/\n",
    ),
)
def ignored_copy_source(transfer: Transfer, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
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
        path = _path(source, transfer, model)
        if path is not None and _is_ignored(path, context):
            yield Finding(source.span, f"`{context.ignore_file}` keeps `{source.value}` out of the build")


def _is_ignored(path: str, context: BuildContext) -> bool:
    """Whether nothing of the path is sent, though the context has it; one without wildcards need not be there."""
    if path == "":
        return next(context.sent_files(), None) is None and next(context.files(), None) is not None
    if not any(one in path for one in "*?["):
        return context.ignored(path) and not context.sends(path)
    matches = context.glob(path)
    return bool(matches) and not any(map(context.sends, matches))


def _path(source: Word, transfer: Transfer, model: SemanticModel) -> str | None:
    """The path of a source in the context, empty for all of it; None for addresses and what is not known."""
    value = model.expand(source, transfer) if source.variables else source.value
    if value is None or "://" in value or value.startswith("git@"):
        return None
    parts = [part for part in value.split("/") if part not in ("", ".")]
    return "/".join(parts) if ".." not in parts else None
