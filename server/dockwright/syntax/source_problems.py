"""Sources that COPY and ADD refuse: addresses that only ADD fetches, and checksums of what is not fetched."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.syntax.instructions import Copy, Transfer
from dockwright.syntax.nodes import Flag, Problem, Word
from dockwright.syntax.values import digest_fault

Problems = Iterator[Problem]

_REPOSITORY = lazy_pattern(r"(?:git|ssh)://.+|[\w-]+@[\w.-]+:.+|https?://[^?#]+\.git(?:[?#].*)?")


def source_problems(instruction: Transfer) -> Problems:
    """Those of the sources; variables may stand for anything."""
    sources = instruction.words[:-1]
    if isinstance(instruction, Copy):
        for word in sources:
            if source_kind(word):
                message = "`COPY` takes nothing from the network, which `ADD` does"
                yield Problem("remote-source", message, word.span, instruction.cased("ADD"), instruction.keyword_span)
        return
    checksum = instruction.flag("checksum")
    if checksum is not None and checksum.value is not None and checksum.value.value and not instruction.heredocs:
        yield from _checksum_problems(checksum, checksum.value, sources)


def _checksum_problems(flag: Flag, value: Word, sources: tuple[Word, ...]) -> Problems:
    """A download has a digest; a repository has the hash of a commit, or the beginning of one."""
    if len(sources) > 1:
        yield Problem("invalid-checksum", "`--checksum` goes with one source only", flag.span)
        return
    kind = source_kind(sources[0])
    if kind == "":
        yield Problem("invalid-checksum", "`--checksum` is for what is downloaded", flag.span)
    fault = digest_fault(value.value) if kind == "download" and value.is_literal else None
    if fault is not None:
        yield Problem("invalid-flag-value", f"`{value.value}` {fault}", value.span)


def source_kind(source: Word) -> str | None:
    """What a source is: a `repository`, a `download`, or `` for a file; None where a variable tells."""
    text = source.value
    if not source.is_literal:
        return None
    if ":" not in text:
        return ""
    if _REPOSITORY.fullmatch(text):
        return "repository"
    return "download" if text.startswith(("http://", "https://")) else ""
