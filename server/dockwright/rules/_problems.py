"""The errors the builder would stop at, as findings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.rule import Finding, Fix, Safety
from dockwright.syntax import Dockerfile, Problem, parse
from dockwright.text import apply

OWN_RULES = frozenset({"invalid-port", "onbuild-trigger", "instruction-before-from"})
"""The codes of the problems that have rules of their own; `syntax-error` has all others."""

MOST_PROBLEMS = 50
"""In a file with more of them, which is hardly a Dockerfile, nobody guesses what each was meant to be."""


def problem_findings(dockerfile: Dockerfile, code: str) -> Iterator[Finding]:
    """The problems of one code."""
    for problem in dockerfile.problems:
        if problem.code == code:
            yield finding_of(dockerfile, problem)


def finding_of(dockerfile: Dockerfile, problem: Problem) -> Finding:
    return Finding(problem.span, problem.message, partial(_guess, dockerfile, problem))


def _guess(dockerfile: Dockerfile, problem: Problem) -> tuple[Fix, ...]:
    """The nearest known word, where that does not only trade one error for another."""
    if problem.suggestion is None or len(dockerfile.problems) > MOST_PROBLEMS:
        return ()
    title = f"Change to `{problem.suggestion}`" if problem.suggestion.strip() else "Replace it by a blank"
    title = title if problem.suggestion else "Remove it"
    fix = Fix.replace(title, problem.span, problem.suggestion, Safety.UNSAFE)
    after = parse(apply(dockerfile.text, fix.edits))
    is_better = {one.code for one in after.problems} <= {one.code for one in dockerfile.problems}
    return (fix,) if is_better else ()
