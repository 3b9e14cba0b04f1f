from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from dockwright.patterns import lazy_pattern
from dockwright.refactorings.runs.join import joint
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, rule
from dockwright.rules._hadolint import is_behind_shell
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Run
from dockwright.text import Edit

_SEPARATOR = lazy_pattern(r"[;|&]+|(?<![\\`])\n")
NO_COMMANDS = frozenset({"", "[", "[["})  # what is not counted: tests, assignments, programs in variables


@rule(
    "consecutive-runs",
    on=Stage,
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3059",),
    default=False,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN mkdir /a\nRUN touch /a/b\n",
            "FROM debian:12\nRUN mkdir /a && \\\n    touch /a/b\n",
            marked=("RUN",),
        ),
        Invalid(
            "FROM debian:12\nRUN mkdir /a\n\n# why\nRUN touch /a/b\nRUN chmod \\\n  755 /a\n",
            "FROM debian:12\nRUN mkdir /a && \\\n# why\n    touch /a/b && \\\n    chmod \\\n  755 /a\n",
            marked=("RUN", "RUN"),
        ),
        Invalid("FROM debian:12\nRUN cd /a\nRUN make\n", title="cd would last"),
        Invalid('FROM debian:12\nRUN ["make"]\nRUN ls\n', title="exec form"),
        Invalid("FROM debian:12\nRUN (make)\nRUN ls\n", title="not an && chain"),
        Invalid("FROM debian:12\nRUN make\n# hadolint ignore=DL3001\nRUN ps\n", title="a comment that must stay above"),
    ),
    valid=(
        "FROM debian:12\nRUN mkdir /a && touch /a/b\n",
        "FROM debian:12\nRUN mkdir /a\nWORKDIR /a\nRUN touch b\n",
        "FROM debian:12\nRUN mkdir /a && touch /a/b\nRUN make\n",
        "FROM debian:12\nRUN mkdir /a\nRUN --network=none make\n",
        "FROM debian:12\nRUN make | tee log\nRUN make install\n",
        "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell -Command a; b\nRUN c\n",
    ),
)
def consecutive_runs(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """`RUN` instructions with a single command each follow one another, and each makes a layer.

    ## Why is this bad?
    What one layer writes and the next one changes or removes is in the image twice. Joined with `&&` they are one layer.

    The rule is off unless it is asked for: apart they are kept in the cache one by one, which builds faster while a
    Dockerfile is still being written, and often reads better.

    ## Fix safety
    The cache keeps the joined RUN as a whole: when one of the commands changes, all of them run again. There is no fix where
    a command would change the ones that follow (`cd`, `set`, `export`, `exit`), nor for exec form, heredocs and RUNs that are
    more than a plain `&&` chain.

    ## References
    - https://docs.docker.com/build/building/best-practices/#run
    """
    reference: Run | None = None  # the first of those that follow one another, each a single command
    for previous, run in pairwise(stage.of(Run)):
        if run.index > previous.index + 1 or not _is_single(model, run):
            reference = None
            continue
        if reference is None and _is_single(model, previous):
            reference = previous
        if reference is None or not _have_same_flags(reference, run):
            reference = run
            continue
        related = (Related(reference.keyword_span, "the first of them"),)
        message = "this `RUN` could be part of the one above"
        yield Finding(run.keyword_span, message, partial(_fixes, model, previous, run), related)


def _have_same_flags(one: Run, two: Run) -> bool:
    return not (one.flags or two.flags) or _flags(one) == _flags(two)


def _flags(run: Run) -> list[str]:
    text = run.dockerfile.text
    return sorted([flag.span.of(text) for flag in run.flags])


def _is_single(model: SemanticModel, run: Run) -> bool:
    """Whether a RUN has no more than one command; in a script that nobody reads its separators tell."""
    script = model.script(run)
    if script.dialect != "posix":
        return _SEPARATOR.search(run.text) is None
    if len(script.commands) == 1:
        return True  # as most are
    is_known = False  # one has been seen
    for command in script.commands:
        if command.name in NO_COMMANDS or (command.is_nested and is_behind_shell(command)):
            continue
        if is_known:
            return False
        is_known = True
    return True


def _fixes(model: SemanticModel, one: Run, two: Run) -> tuple[Fix, ...]:
    edit = joint(model, one, two)
    return (Fix("Join it with the RUN above", (edit,), Safety.UNSAFE),) if isinstance(edit, Edit) else ()
