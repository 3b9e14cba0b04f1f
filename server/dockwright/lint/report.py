"""What lint() says of a file: its diagnostics, with fixes that are worked out when they are looked at, and faults of our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, Related, Rule, Safety, Severity
from dockwright.syntax import Dockerfile
from dockwright.syntax.directives import read_directives
from dockwright.text import Edit, Span, apply, disjoint
from dockwright.values import NamedTuple

_LONG_TEXT, _LONGEST_TEXT = 300, 1_000  # characters: where words are looked at, and of what is told at most
_LONG_WORD = lazy_pattern(r"(\S{60})\S{80,}(\S{40})")
_CONTINUATION = lazy_pattern(r"[\\`][ \t]*\r?\n(?:[ \t]*#[^\n]*\n)*")


class Fault(NamedTuple):
    """A mistake of dockwright's own: a rule that raised, or a fix that did not pass the gate."""

    rule: str
    message: str


class Diagnostic:
    """A finding as it is reported: with its rule, and the severity that configuration gives it."""

    __slots__ = ("_dockerfile", "_faults", "_fixes", "message", "related", "rule", "severity", "span")

    def __init__(
        self, rule: Rule, severity: Severity, finding: Finding, faults: list[Fault], dockerfile: Dockerfile
    ) -> None:
        self.rule = rule
        self.severity = severity
        span, message, self._fixes, related, _ = finding  # in half the time of a look at each field
        if len(message) > _LONG_TEXT or "\n" in message:
            message = told(message)
        self.span, self.message = span, message
        self.related = _told_notes(related) if related else related
        self._faults = faults  # of the file: a rule may fail while it works out its fixes
        self._dockerfile: Dockerfile | None = dockerfile  # until the fixes are known

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The preferred one first. The first look may work them out, so it is to be taken before the model is released."""
        if not isinstance(self._fixes, tuple):
            try:
                self._fixes = self._fixes()
            except Exception as error:
                self._fixes = ()
                self._faults.append(Fault(self.rule.name, f"{type(error).__name__}: {error}"))
        if self._dockerfile is not None:
            self._fixes = tuple(
                [
                    _judged(_titled(one), self.span, self._dockerfile)
                    for one in self._fixes
                    if not _makes_directive(one, self._dockerfile)
                ]
            )
            self._dockerfile = None
        return self._fixes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Diagnostic) and self._shown() == other._shown()

    def __hash__(self) -> int:
        return hash(self._shown())

    def __repr__(self) -> str:
        return f"<{self.rule.name} {self.span} {self.message}>"

    def _shown(self) -> tuple[object, ...]:
        return self.rule.name, self.severity, self.span, self.message, self.related


def told(text: str) -> str:
    """What is said of words, keywords or paths: as the builder reads those that go on in the next line, without the
    continuation; and of endless ones no more than both ends."""
    if "\n" in text:
        text = _CONTINUATION.sub("", text)
    if len(text) > _LONG_TEXT:
        text = _LONG_WORD.sub(r"\1...\2", text)
        if len(text) > _LONGEST_TEXT:
            text = f"{text[: _LONGEST_TEXT // 2]}...{text[-_LONGEST_TEXT // 2 :]}"
    return text


def _told_notes(notes: tuple[Related, ...]) -> tuple[Related, ...]:
    for one in notes:
        if len(one.message) > _LONG_TEXT or "\n" in one.message:
            return tuple([each._replace(message=told(each.message)) for each in notes])
    return notes


def _titled(fix: Fix) -> Fix:
    title = told(fix.title)
    return fix if title is fix.title else fix._replace(title=title)


def _makes_directive(fix: Fix, dockerfile: Dockerfile) -> bool:
    """Whether a comment below what the fix removes from the top of the file would become a parser directive, unasked."""
    text = dockerfile.text
    top = text.find("\n", dockerfile.directives[-1].span.end) + 1 if dockerfile.directives else dockerfile.bom
    if text.startswith("#!", dockerfile.bom):
        top = max(top, text.find("\n") + 1)
    if not any(edit.span.start <= top < edit.span.end for edit in fix.edits) or not disjoint(fix.edits):
        return False
    before = Counter((one.name, one.value) for one in dockerfile.directives)
    after = Counter((one.name, one.value) for one in read_directives(apply(text, fix.edits), dockerfile.bom))
    return any(not any(value in edit.text for edit in fix.edits) for _, value in after - before)


def _judged(fix: Fix, place: Span, dockerfile: Dockerfile) -> Fix:
    """The fix; no longer safe where it takes a comment out of an instruction that it was not asked to look at."""
    if fix.safety is not Safety.SAFE:
        return fix
    is_lossy = any(_takes_comment(edit, fix.edits, place, dockerfile) for edit in fix.edits)
    return fix._replace(safety=Safety.UNSAFE) if is_lossy else fix


def _takes_comment(edit: Edit, edits: Sequence[Edit], place: Span, dockerfile: Dockerfile) -> bool:
    """Whether an edit covers a comment line inside an instruction, which none of the edits writes again."""
    if dockerfile.text.find("#", *edit.span) < 0:
        return False
    return any(
        said
        and not span.covers(place)
        and dockerfile.instruction_at(span.start) is not None
        and not any(said in one.text for one in edits)
        for span, said in dockerfile.comments_within(edit.span)
    )


class Report(NamedTuple):
    """What lint() has to say about a file. There may be more faults when the fixes have been looked at."""

    diagnostics: tuple[Diagnostic, ...]
    faults: Sequence[Fault] = ()
