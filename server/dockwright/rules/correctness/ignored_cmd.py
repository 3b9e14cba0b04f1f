from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Related, Severity, rule
from dockwright.rules._layers import ships
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Cmd, Entrypoint


@rule(
    "ignored-cmd",
    on=Stage,
    needs="ENTRYPOINT",
    severity=Severity.WARNING,
    invalid=(
        Invalid('FROM alpine:3.22\nENTRYPOINT exec app\nCMD ["--port", "80"]\n', marked=("CMD",)),
        Invalid('FROM alpine:3.22\nCMD ["--port", "80"]\nENTRYPOINT exec app --log\n', marked=("CMD",)),
    ),
    valid=(
        'FROM alpine:3.22\nENTRYPOINT ["app"]\nCMD ["--port", "80"]\n',
        "FROM alpine:3.22\nENTRYPOINT exec app\n",
        'FROM alpine:3.22\nENTRYPOINT exec app "$0" "$@"\nCMD ["--port", "80"]\n',
        "FROM alpine:3.22\nCMD app --port 80\n",
        "FROM alpine:3.22\nENTRYPOINT exec app\nCMD []\n",
    ),
)
def ignored_cmd(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """`CMD` has no effect, because `ENTRYPOINT` in shell form takes no arguments.

    ## Why is this bad?
    Written as text, `ENTRYPOINT` runs `/bin/sh -c` with that text. What `CMD` or `docker run` adds becomes arguments of the shell,
    not of the program, and is lost. Write `ENTRYPOINT` as a list.

    ## References
    - https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact
    """
    if not ships(model, stage):
        return
    entrypoint, cmd = stage.last(Entrypoint), stage.last(Cmd)
    if entrypoint is None or cmd is None or entrypoint.is_exec or not entrypoint.words or not cmd.words:
        return
    if "$" in entrypoint.text and any(mark in entrypoint.text for mark in ("$@", "$*", "$0", "$1", "${@", "${1", "$#")):
        return
    related = (Related(entrypoint.keyword_span, "it is in shell form"),)
    yield Finding(cmd.keyword_span, "`CMD` has no effect behind an `ENTRYPOINT` in shell form", (), related)
