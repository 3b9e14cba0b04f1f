"""Names for findings that stay the same while the file changes elsewhere, as code scanning wants them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dockwright.output.results import Entry, FileResult


def fingerprints(file: FileResult) -> Iterator[tuple[Entry, str]]:
    """Each entry with a hash of its file, rule and source line; equal ones are numbered."""
    from hashlib import sha256

    seen: Counter[tuple[str, str]] = Counter()
    for entry in file.entries:
        line = "" if entry.excerpt is None else entry.excerpt.text.strip()
        number = seen[entry.rule, line]
        seen[entry.rule, line] += 1
        identity = "\0".join((file.path.replace("\\", "/"), entry.rule, line, str(number)))
        yield entry, sha256(identity.encode(errors="surrogatepass")).hexdigest()[:32]
