"""The errors the builder would stop at, as findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, Safety
from dockwright.syntax import Dockerfile, Problem, parse
from dockwright.text import Span, apply

OWN_RULES = frozenset({"invalid-port", "onbuild-trigger", "instruction-before-from"})
"""The codes of the problems that have rules of their own; `syntax-error` has all others."""

_OF_DOCKER = lazy_pattern(r"(?:^|/)dockerfile(?:-upstream)?(?:[:@]\S*)?$")
"""Docker's frontends, wherever they are kept: `docker/dockerfile:1`, `registry.example.org/docker/dockerfile-upstream`."""

MOST_PROBLEMS = 50
"""In a file with more of them, which is hardly a Dockerfile, nobody guesses what each was meant to be."""


def is_of_other_language(dockerfile: Dockerfile) -> bool:
    """Whether `# syntax=` names a frontend that is not Docker's: `devthefuture/dockerfile-x` has instructions of its own."""
    values = (one.value for one in dockerfile.directives if one.name == "syntax")
    return any(value and _OF_DOCKER.search(value) is None for value in values)


def problem_findings(dockerfile: Dockerfile, code: str) -> Iterator[Finding]:
    """The problems of one code; none where another language is read."""
    if is_of_other_language(dockerfile):
        return
    for problem in dockerfile.problems:
        if problem.code == code:
            yield finding_of(dockerfile, problem)


def finding_of(dockerfile: Dockerfile, problem: Problem) -> Finding:
    return Finding(problem.span, problem.message, partial(_guess, dockerfile, problem))


def _guess(dockerfile: Dockerfile, problem: Problem) -> tuple[Fix, ...]:
    """What was probably meant, where that does not only trade one error for another."""
    if problem.suggestion is None or len(dockerfile.problems) > MOST_PROBLEMS:
        return ()
    place = problem.place or problem.span
    texts = [problem.suggestion] if problem.alternative is None else [problem.suggestion, problem.alternative]
    fixes = (_replacement(dockerfile, place, text) for text in texts)
    return tuple(fix for fix in fixes if _is_better(dockerfile, parse(apply(dockerfile.text, fix.edits)), place))


def _is_better(before: Dockerfile, after: Dockerfile, place: Span) -> bool:
    """Whether there are fewer problems, and none of a new kind; another directive must not read the instructions anew."""
    known = Counter(one.code for one in before.problems)
    left = Counter(one.code for one in after.problems)
    if left - known or left == known:
        return False
    if before.instructions and place.end <= before.instructions[0].span.start:
        return [one.text for one in before.instructions] == [one.text for one in after.instructions]
    return True


def _replacement(dockerfile: Dockerfile, place: Span, text: str) -> Fix:
    if text.startswith("#"):
        return Fix.replace("Move the comment above", place, text, Safety.UNSAFE)
    if f" {dockerfile.escape}{dockerfile.newline}" in text:
        return Fix.replace("Continue the line above", place, text, Safety.UNSAFE)
    if text:
        title = f"Change to {_code(text)}" if text.strip() else "Replace it by a blank"
        return Fix.replace(title, place, text, Safety.UNSAFE)
    return Fix.delete("Remove it", _with_blanks(dockerfile, place), Safety.UNSAFE)


def _with_blanks(dockerfile: Dockerfile, place: Span) -> Span:
    """A place and the blanks in front of it; the whole line where it has nothing else but the escape at its end."""
    text, lines = dockerfile.text, dockerfile.lines
    line = lines.line(place.start)
    start, end = lines.line_start(line), lines.line_end(line)
    blanks = len(text[start : place.start].rstrip(" \t"))
    if blanks:
        return Span(start + blanks, place.end)
    rest = text[place.end : end].strip()
    return Span(start, end + 1) if rest == dockerfile.escape else place


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"
