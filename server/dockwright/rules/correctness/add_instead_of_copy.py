from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.context import BuildContext
from dockwright.refactorings.archives import is_archive
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint
from dockwright.semantics import SemanticModel
from dockwright.syntax import Add, Word
from dockwright.syntax.source_problems import source_kind

# What ADD unpacks: tar archives, plain or compressed with gzip, bzip2, xz or zstd.
ARCHIVE_SUFFIXES = (
    ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tbz2", ".tb2", ".tar.xz", ".txz", ".tar.zst", ".tzst",
    ".gz", ".bz2", ".xz", ".lz", ".lzma", ".tlz", ".tlzma", ".z", ".tz", ".zst", ".gem", ".crate", ".apk", ".box", ".ova",
)  # fmt: skip
# What hadolint takes for an archive, and for an address; capital letters count.
_ITS_ARCHIVES = (".tar", ".gz", ".tgz", ".Z", ".tZ", ".lz", ".lzma", ".tlz", ".tpz", ".tb2", ".tbz", ".tbz2", ".bz2",
                 ".xz", ".txz")  # fmt: skip
_ITS_PREFIXES = ("http://", "https://")
REMOTE_PREFIXES = ("http://", "https://", "git://", "git@", "ssh://", "ftp://")
ONLY_ADD = frozenset({"checksum", "keep-git-dir", "unpack"})


@rule(
    "add-instead-of-copy",
    on=Add,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3020",),
    uncovers=("copy-destination-without-slash",),  # hadolint asks that of `COPY` only
    invalid=(
        Invalid("FROM alpine\nADD app.py /app/\n", "FROM alpine\nCOPY app.py /app/\n", marked=("ADD",)),
        Invalid("FROM alpine\nadd --chown=1:1 . /app\n", "FROM alpine\ncopy --chown=1:1 . /app\n"),
        Invalid('FROM alpine\nADD ["a b", "/app/"]\n', 'FROM alpine\nCOPY ["a b", "/app/"]\n'),
        Invalid("FROM alpine\nADD conf/*.conf /etc/\n", "FROM alpine\nCOPY conf/*.conf /etc/\n"),
        Invalid("FROM alpine\nARG NAME=app\nADD $NAME.py /app/\n", title="whatever the variable holds"),
        Invalid("FROM alpine\nADD src/$FILE /app/\n", title="the variable may name an archive", context=None),
        Invalid("FROM alpine\nADD $FILE /app/\n", settings=HADOLINT, title="hadolint does not ask what it may hold"),
        Invalid("FROM alpine\nADD a.py b.tar.gz /app/\n", title="one of the sources is an archive"),
        Invalid(
            "FROM alpine\nADD rootfs /\n",
            context={"rootfs": f"etc/passwd{chr(0) * 247}ustar"},
            title="ADD unpacks an archive of any name",
        ),
        Invalid(
            "FROM alpine\nADD rootfs /\n",
            "FROM alpine\nCOPY rootfs /\n",
            context={"rootfs/etc/motd.gz": "\x1f\udc8b"},
            title="but none that lies in a directory",
        ),
        Invalid("FROM alpine\nADD git@example.org:a/b.git /b/\n", settings=HADOLINT, title="no address to hadolint"),
    ),
    valid=(
        "FROM alpine\nCOPY app.py /app/\n",
        "FROM alpine\nADD rootfs.tar.xz /\n",
        "FROM alpine\nADD https://example.org/app.sh /app/\n",
        "FROM alpine\nADD git@github.com:moby/buildkit.git /src\n",
        Valid("FROM alpine\nADD me@example.org:a/b /src\n", title="a repository, whoever asks for it"),
        "FROM alpine\nADD https://github.com/moby/buildkit.git#v0.12 /src\n",
        "FROM alpine\nARG URL=https://example.org/app.sh\nADD --chmod=755 ${URL} /app.sh\n",
        "FROM alpine\nARG JAR=app.tar.gz\nADD ${JAR} /app/\n",
        Valid("FROM alpine\nARG FILE\nADD $FILE /app/\n", title="who builds the image says what it is"),
        "FROM alpine\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d x /x\n",
    ),
)
def add_instead_of_copy(add: Add, model: SemanticModel, context: BuildContext, settings: Settings) -> Iterator[Finding]:
    """`ADD` copies plain files, where `COPY` says what happens.

    ## Why is this bad?
    `ADD` unpacks archives and downloads URLs. For files of the build context it does what `COPY` does, but a reader
    must check each source, and a file that becomes an archive one day is unpacked without a word.

    ## Fix safety
    The fix is safe when every source is a plain path of the build context whose name is not that of an archive. A
    wildcard whose end leaves that open, `app*`, is left to you, unless the build context is known and has no such match; and so is
    `ADD rootfs /`, which may be an archive without a suffix. With a variable in a source there is no fix, nor for a file of
    the build context that is an archive by what it holds. A source that begins with a variable is reported only where the file
    tells its value: it may be an address.

    ## References
    - https://docs.docker.com/build/building/best-practices/#add-or-copy
    """
    sources = add.sources
    if not sources or any(flag.name in ONLY_ADD for flag in add.flags):
        return
    if is_hadolint(settings):
        is_plain = any(map(_is_plain_to_hadolint, sources))
    else:
        is_plain = any(_is_plain(source) and not _may_be_other(source, add, model) for source in sources)
    if is_plain:
        yield Finding(
            add.keyword_span, "`ADD` copies plain files; `COPY` does just that", partial(_fixes, add, context)
        )


def _is_plain(source: Word) -> bool:
    value = source.value.lower()
    is_remote = value.startswith(REMOTE_PREFIXES) or source_kind(source) == "repository"
    return not is_remote and not value.endswith(ARCHIVE_SUFFIXES)


def _may_be_other(source: Word, add: Add, model: SemanticModel) -> bool:
    """Whether a variable that the source begins with holds an address or the name of an archive, or what nobody can tell."""
    if not source.value.startswith("$"):
        return False
    value = (model.expand(source, add) or "").lower()
    return not value or value.startswith(REMOTE_PREFIXES) or value.endswith(ARCHIVE_SUFFIXES)


def _is_plain_to_hadolint(source: Word) -> bool:
    return not source.value.startswith(_ITS_PREFIXES) and not source.value.endswith(_ITS_ARCHIVES)


def _may_bring_archive(source: Word, context: BuildContext) -> bool:
    """Whether a pattern may stand for a file with the name of an archive: going by its end, or by what it matches."""
    value = source.value.lower()
    end = max(map(value.rfind, "*?]"))
    if end < 0 or not any(suffix.endswith(value[end + 1 :]) for suffix in ARCHIVE_SUFFIXES):
        return False
    found = context.glob(source.value) if context.is_known else ()
    return not found or any(path.lower().endswith(ARCHIVE_SUFFIXES) for path in found)


def _may_be_system(add: Add, source: Word, context: BuildContext) -> bool:
    """Whether what nobody has seen may be the archive of a file system: it has no suffix, and goes to the root."""
    name = source.value.rsplit("/", 1)[-1]
    is_root = add.destination is not None and add.destination.value == "/"
    return is_root and bool(name) and "." not in name and not (context.is_known and context.exists(source.value))


def _fixes(add: Add, context: BuildContext) -> tuple[Fix, ...]:
    if not all(map(_is_plain, add.sources)) or any(source.variables for source in add.sources):
        return ()
    keyword = add.cased("COPY")
    if any(is_archive(context, source.value) for source in add.sources):
        return ()
    is_open = any(_may_bring_archive(source, context) or _may_be_system(add, source, context) for source in add.sources)
    safety = Safety.UNSAFE if is_open else Safety.SAFE
    return (Fix.replace(f"Use `{keyword}`", add.keyword_span, keyword, safety),)
