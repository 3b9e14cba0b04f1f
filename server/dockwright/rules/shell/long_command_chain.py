from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.assist import Offer
from dockwright.knowledge.builders import AS_BUILDAH, HERE_DOCUMENTS
from dockwright.refactorings.frontend import has_heredocs
from dockwright.refactorings.runs.heredoc import to_heredoc
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Run

SIX = "FROM debian:12\nRUN a \\\n && b \\\n && c | d \\\n && e \\\n && f \\\n && g\n"
TWO = Settings(options={"long-command-chain": {"commands": 2}})


@rule(
    "long-command-chain",
    on=Run,
    needs="&&",
    severity=Severity.STYLE,
    default=False,
    fix=FixAvailability.SOMETIMES,
    options={"commands": 6},
    invalid=(
        Invalid(SIX, "FROM debian:12\nRUN <<EOF\nset -e\na\nb\nc | d\ne\nf\ng\nEOF\n", marked=("RUN",)),
        Invalid("FROM debian:12\nRUN a && b\n", "FROM debian:12\nRUN <<EOF\nset -e\na\nb\nEOF\n", settings=TWO),
        Invalid(SIX.replace(" && g", " && . g"), title="`set -e` would reach further than the chain"),
        Invalid("# syntax=docker/dockerfile:1.2\n" + SIX, title="an older syntax"),
    ),
    valid=(
        "FROM debian:12\nRUN a && b && c && d && e\n",
        "FROM debian:12\nRUN <<EOF\na && b && c && d && e && f\nEOF\n",
        "FROM debian:12\nRUN a; b; c; d; e; f; g\n",
        "FROM debian:12\nRUN a | b | c | d | e | f && g\n",
        Valid(SIX, settings=Settings(builder="classic"), title="the builder has no here-documents"),
        Valid(SIX, settings=Settings(builder="either"), title="an older Buildah has none"),
    ),
)
def long_command_chain(run: Run, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """A chain of `&&` is so long that a here-document would be easier to read and to change.

    ## Why is this bad?
    Each line needs an operator and a continuation, and one that is forgotten joins two commands into one, or ends the instruction. In a
    here-document each command is a line, and `set -e` stops at the first that fails.

    The rule is off unless it is asked for: how long is too long is a matter of taste.

    ## Options
    `commands`: how many commands a chain must have; pipelines count once. 6 unless it is set.

    ## Fix safety
    The shell gets the same commands. There is no fix where `set -e` would do something else than `&&`, in files that are sourced and
    in substitutions, nor for Dockerfile syntax before 1.4.

    ## References
    - https://docs.docker.com/reference/dockerfile/#here-documents
    """
    if "&&" not in run.text:
        return
    limit = settings.option("long-command-chain", "commands", 6)
    if run.text.count("&&") < limit - 1 or run.heredocs or run.is_exec:
        return
    if settings.builder not in HERE_DOCUMENTS and not (settings.builder in AS_BUILDAH and has_heredocs(model)):
        return
    script = model.script(run)
    if script.has_errors or script.dialect != "posix" or not script.is_and_chain:
        return
    count = [one.operator != "|" for one in script.top_level].count(True)
    if count >= limit:
        yield Finding(
            run.keyword_span,
            f"{count} commands in one chain are harder to read than a here-document",
            partial(_fixes, run, model, settings),
        )


def _fixes(run: Run, model: SemanticModel, settings: Settings) -> tuple[Fix, ...]:
    offer = to_heredoc(model, settings, run.keyword_span)
    return (Fix.of(offer.default.change),) if isinstance(offer, Offer) else ()
