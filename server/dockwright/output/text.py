"""For people: each finding with its source line, a line of carets under the words at fault, and its fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dockwright.output.results import Entry, Excerpt, FileResult, Note, Repair, Results
from dockwright.output.terminal import (
    BOLD,
    CYAN,
    DIM,
    GREEN,
    SEVERITY_COLORS,
    cells,
    head,
    paint,
    printable,
    shown,
    tail,
)
from dockwright.rule import Safety, Severity

_CUT = "..."  # stands for what there is no room for
_LEAST = 20  # columns; in a terminal that is narrower lines break

SAFETY_WORDS = {Safety.SAFE: "safe fix", Safety.UNSAFE: "unsafe fix", Safety.DISPLAY: "shown only"}


def render(results: Results) -> str:
    if results.statistics:
        return statistics(results)
    parts = [part for file in results.files for part in _file(file, results)]
    if not results.quiet:
        parts.append(summary(results))
    return "\n".join(parts) + "\n" if parts else ""


def _file(file: FileResult, results: Results) -> Iterator[str]:
    if file.made:
        yield f"{printable(file.path)}: {paint('fixed', GREEN, results.color)}"
        for (rule, title), count in Counter(file.made).items():
            times = f" (x{count})" if count > 1 else ""
            yield f"  {rule}: {printable(title)}{times}"
        yield ""
    for entry in file.entries:
        yield _entry(file.path, entry, results)
        yield ""


def _entry(path: str, entry: Entry, results: Results) -> str:
    color = results.color
    line, column = entry.range.start
    severity = paint(entry.severity.label, SEVERITY_COLORS[entry.severity], color)
    place = paint(printable(f"{path}:{line}:{column}:"), BOLD, color)
    parts = [f"{place} {severity} {paint(entry.rule, BOLD, color)}: {printable(entry.message)}"]
    gutter = " " * len(str(line))
    bar = paint("|", DIM, color)
    if entry.excerpt is not None:
        room = max(_LEAST, results.width - len(gutter) - len("  | ")) if results.width is not None else None
        source, carets = _marked(entry, entry.excerpt, results.encoding, room)
        parts.append(f" {paint(str(line), DIM, color)} {bar} {source}".rstrip())
        parts.append(f" {gutter} {bar} {paint(carets, SEVERITY_COLORS[entry.severity], color)}")
    parts += [f" {gutter} {paint('=', DIM, color)} {_note(note, color)}" for note in entry.notes]
    if entry.fix is not None:
        parts.append(f" {gutter} {paint('=', DIM, color)} {_help(entry.fix, color)}")
    return "\n".join(parts)


def _marked(entry: Entry, excerpt: Excerpt, encoding: str, room: int | None) -> tuple[str, str]:
    """The excerpt as it is shown in so many columns, and the carets below; a span over several lines is marked to the end
    of the first."""
    start = max(0, entry.range.start.column - excerpt.column)
    one_line = entry.range.start.line == entry.range.end.line
    end = entry.range.end.column - excerpt.column if one_line else len(excerpt.text)
    text = excerpt.text.rstrip("\r")
    before = shown(text[:start], 0, encoding)
    marked = shown(text[start:end], cells(before), encoding)
    after = shown(text[end:], cells(before) + cells(marked), encoding)
    if room is not None and cells(before) + cells(marked) + cells(after) > room:
        before, marked, after = _fitted(before, marked, after, room)
    return before + marked + after, " " * cells(before) + "^" * max(1, cells(marked))


def _fitted(before: str, marked: str, after: str, room: int) -> tuple[str, str, str]:
    """The parts of a line that is too long for the terminal, cut at its ends: a line that breaks would tear the words and the
    carets below them apart."""
    room -= 2 * len(_CUT)
    whole = marked
    marked = head(marked, room)
    left = room - cells(marked)
    start = tail(before, max(left // 2, left - cells(after)))
    end = head(after, left - cells(start)) if marked == whole else ""
    return (
        start if start == before else _CUT + start,
        marked,
        end if end == after and marked == whole else end + _CUT,
    )


def _note(note: Note, color: bool) -> str:
    return f"{paint('note:', CYAN, color)} line {note.range.start.line}: {printable(note.message)}"


def _help(fix: Repair, color: bool) -> str:
    return f"{paint('help:', GREEN, color)} {printable(fix.title)} ({SAFETY_WORDS[fix.safety]})"


def summary(results: Results) -> str:
    """The closing line: how many findings of each severity, and how many of them can be fixed."""
    entries = results.entries
    files = _number(len(results.files), "file")
    if not entries:
        return f"No findings in {files}."
    kinds = (
        f"{_number(count, severity.label)}" for severity in reversed(Severity) if (count := results.count(severity))
    )
    parts = [f"{_number(len(entries), 'finding')} in {files}: {', '.join(kinds)}."]
    safe = sum(entry.fix is not None and entry.fix.safety is Safety.SAFE for entry in entries)
    unsafe = sum(entry.fix is not None and entry.fix.safety is Safety.UNSAFE for entry in entries)
    if safe:
        parts.append(f"{safe} fixable with `dockwright fix`.")
    if unsafe:
        parts.append(f"{unsafe} {'more' if safe else 'fixable'} with `dockwright fix --unsafe-fixes`.")
    return " ".join(parts)


def statistics(results: Results) -> str:
    """How often each rule was reported, the most frequent first."""
    counts = Counter((entry.rule, entry.severity) for entry in results.entries)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0][0]))
    return "".join(f"{count:6}  {severity.label:8} {rule}\n" for (rule, severity), count in ordered)


def _number(count: int, noun: str) -> str:
    """`1 error`, `2 errors`; info and style have no plural."""
    return f"{count} {noun}" if count == 1 or noun in ("info", "style") else f"{count} {noun}s"
