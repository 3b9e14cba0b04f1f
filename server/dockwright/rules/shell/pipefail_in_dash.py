from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from posixpath import basename

from dockwright.knowledge.distributions import DISTRIBUTIONS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._failures import may_fail
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run, Shell

_LAST_WITHOUT = {"debian": 12.0, "ubuntu": 24.04}
"""The last releases whose dash has no `pipefail`, which came with Debian's version 0.5.12-7. Source: Debian's changelog of dash. Date: 2026-11."""

_DASH = ("sh", "dash")
_OTHERWISE = ("/bin/sh", "reconfigure")  # what another shell is put in its place with


@rule(
    "pipefail-in-dash",
    on=(Command, Shell),
    commands=("set",),
    needs="pipefail",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN set -euo pipefail && curl -fsS https://example.org/a | sh\n",
            'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN set -euo pipefail && curl -fsS https://example.org/a | sh\n',
            marked=("pipefail",),
        ),
        Invalid(
            "FROM ubuntu:24.04\n# the tool\nRUN <<EOF\nset -o pipefail\na | b\nEOF\n",
            'FROM ubuntu:24.04\nSHELL ["/bin/bash", "-c"]\n# the tool\nRUN <<EOF\nset -o pipefail\na | b\nEOF\n',
        ),
        Invalid(
            'FROM python:3.12-slim-bookworm\nSHELL ["/bin/sh", "-eo", "pipefail", "-c"]\nRUN a | b\n',
            'FROM python:3.12-slim-bookworm\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN a | b\n',
            marked=('"pipefail"',),
        ),
    ),
    valid=(
        "FROM debian:13\nRUN set -o pipefail && a | b\n",
        "FROM ubuntu:26.04\nRUN set -o pipefail && a | b\n",
        "FROM alpine:3.22\nRUN set -o pipefail && a | b\n",
        "FROM fedora:42\nRUN set -o pipefail && a | b\n",
        'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN set -o pipefail && a | b\n',
        'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b\n',
        "FROM debian:12\nRUN bash -c 'set -o pipefail; a | b'\n",
        "FROM debian:12\nRUN <<EOF\n#!/bin/bash\nset -o pipefail\nEOF\n",
        "FROM debian:12\nRUN <<EOF bash\nset -o pipefail\nEOF\n",
        "FROM debian:12\nRUN ln -sf bash /bin/sh\nRUN set -o pipefail && a | b\n",
        "FROM debian:12\nRUN (set -o pipefail) 2>/dev/null || true\n",
        "FROM debian:12\nRUN echo pipefail && set -e pipefail\n",
        "FROM example.org/base\nRUN set -o pipefail && a | b\n",
    ),
)  # fmt: skip
def pipefail_in_dash(node: Command | Shell, model: SemanticModel) -> Iterator[Finding]:
    """The shell of the image has no option `pipefail`.

    ## Why is this bad?
    The build stops with `set: Illegal option -o pipefail`. `/bin/sh` is dash in Debian and Ubuntu, and knows the option since Debian 13
    and Ubuntu 24.10; bash does, which is there as well, and so does Alpine's shell.

    ## Fix safety
    bash runs all later shell forms of the stage then, `CMD` and `ENTRYPOINT` included. Its `echo` keeps `\\n` as it is.

    ## References
    - https://manpages.debian.org/bookworm/dash/dash.1.en.html
    """
    instruction = node.instruction if isinstance(node, Command) else node
    stage = model.stage_of(instruction)
    if stage is None or not _has_old_dash(stage):
        return
    if isinstance(node, Shell):
        yield from _as_shell(node)
    elif isinstance(instruction, Run) and _is_read_by_dash(node, instruction, model):
        place = _place([word.value for word in node.arguments])
        if place >= 0 and not _is_replaced(model, stage, instruction):
            message = "`set: Illegal option -o pipefail`: dash, the image's `sh`, has none"
            yield Finding(node.arguments[place].span, message, partial(_with_bash, model, instruction))


def _has_old_dash(stage: Stage) -> bool:
    facts = stage.facts
    if facts is None or facts.os not in _LAST_WITHOUT:
        return False
    release = DISTRIBUTIONS.get(facts.release)
    return release is not None and release.version != "" and float(release.version) <= _LAST_WITHOUT[facts.os]


def _as_shell(shell: Shell) -> Iterator[Finding]:
    words = shell.exec_words
    if not words or basename(words[0].value) not in _DASH:
        return
    place = _place([word.value for word in words])
    if place < 0:
        return
    fixes: tuple[Fix, ...] = ()
    if words[0].raw == '"/bin/sh"':
        fixes = (Fix.replace("Use bash", words[0].span, '"/bin/bash"', Safety.UNSAFE),)
    yield Finding(words[place].span, "`Illegal option -o pipefail`: dash, the image's `sh`, has none", fixes)


def _place(words: Sequence[str]) -> int:
    """Which word is the name of the option."""
    for index, word in enumerate(words):
        if word == "pipefail" and index and words[index - 1][:1] == "-" and words[index - 1].endswith("o"):
            return index
    return -1


def _is_read_by_dash(command: Command, run: Run, model: SemanticModel) -> bool:
    if run.is_exec or command.is_nested or command.is_conditional or may_fail(command):
        return False
    if any(heredoc.content.startswith("#!") for heredoc in run.heredocs):
        return False
    return basename(model.state_before(run).shell[0]) in _DASH


def _is_replaced(model: SemanticModel, stage: Stage, run: Run) -> bool:
    """Whether an instruction above may have made `sh` another shell."""
    above = (one for each in stage.lineage for one in each.of(Run) if each is not stage or one.index < run.index)
    return any(sign in one.text for one in above for sign in _OTHERWISE)


def _with_bash(model: SemanticModel, run: Run) -> tuple[Fix, ...]:
    if model.state_before(run).shell != ("/bin/sh", "-c"):
        return ()
    text = f'{run.cased("SHELL")} ["/bin/bash", "-c"]{run.dockerfile.newline}'
    return (Fix.insert("Run it with bash", run.block_start, text, Safety.UNSAFE),)
