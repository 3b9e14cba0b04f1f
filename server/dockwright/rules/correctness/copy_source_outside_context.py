from __future__ import annotations

from collections.abc import Iterator
from posixpath import normpath

from dockwright.context import BuildContext, clean
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.syntax import Transfer, Word


@rule(
    "copy-source-outside-context",
    on=Transfer,
    needs="..",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid("FROM alpine:3.22\nCOPY ../shared /shared\n", marked=("../shared",)),
        Invalid(
            "FROM alpine:3.22\nCOPY ../shared /shared\n",
            "FROM alpine:3.22\nCOPY shared /shared\n",
            context={"shared/a": ""},
            title="it is in the context, too",
        ),
        Invalid(
            "FROM alpine:3.22\nCOPY ../.. /app/\n",
            "FROM alpine:3.22\nCOPY . /app/\n",
            context={"build/Dockerfile": ""},
            marked=("../..",),
            title="up to the context's root, and no further",
        ),
        Invalid("FROM alpine:3.22\nADD app/../../run.sh a.sh /\n", context={"a.sh": ""}, marked=("app/../../run.sh",)),
    ),
    valid=(
        "FROM alpine:3.22\nCOPY app/../shared /shared\n",
        "FROM alpine:3.22\nWORKDIR /app/bin\nCOPY a.sh ../\n",
        "FROM alpine:3.22 AS build\nWORKDIR /app\nFROM alpine:3.22\nCOPY --from=build ../app /app\n",
        "FROM alpine:3.22\nADD https://example.org/a/../../b /\n",
        Valid("FROM alpine:3.22\nCOPY ..data/a ... /app/\n", title="names that begin with dots"),
    ),
)
def copy_source_outside_context(transfer: Transfer, context: BuildContext) -> Iterator[Finding]:
    """A source leads out of the build context.

    ## Why is this bad?
    Only what is in the build context can be copied. The builder takes `../` off, so that `COPY ../shared .` means `shared` in the
    context: the build stops, or copies another file than the one that was meant. Older builders refuse it. Build in the directory
    above with `-f`, or give the other directory a name with `--build-context`.

    The fix, where the context has the file, writes what the builder makes of it.

    ## Fix safety
    That `COPY ../.. .` copies the whole context is so already; see that this is what is wanted before you write it.

    ## References
    - https://docs.docker.com/reference/dockerfile/#adding-files-from-the-build-context
    - https://docs.docker.com/build/concepts/context/
    """
    if transfer.from_ is not None or transfer.is_onbuild:
        return
    for word in transfer.sources:
        if ".." not in word.value or not _leads_out(word.value):
            continue
        path = clean(word.value)
        if context.is_known and (not path or context.exists(path)):
            message = f"`{word.value}` means `{path or '.'}`: nothing outside of the build context can be copied"
            yield Finding(word.span, message, _fixes(word, path))
        else:
            yield Finding(word.span, f"`{word.value}` leads out of the build context, of which alone can be copied")


def _leads_out(path: str) -> bool:
    """Whether a path climbs above the context's root on its way."""
    if "$" in path or "://" in path or path.startswith(("/", "git@")):
        return False
    return normpath(path).partition("/")[0] == ".."


def _fixes(word: Word, path: str) -> tuple[Fix, ...]:
    plain = not word.is_quoted and word.raw == word.value
    safety = Safety.SAFE if path else Safety.UNSAFE  # another directory may have been meant
    return (Fix.replace(f"Write `{path or '.'}`", word.span, path or ".", safety),) if plain else ()
