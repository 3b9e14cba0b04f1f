from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script
from dockwright.syntax import Run
from dockwright.text import Span

# Programs whose failure nobody wants to go unnoticed.
_WORKING = frozenset(
    ["apt-get", "apk", "yum", "dnf", "pip", "pip3", "npm", "yarn", "pnpm", "bundle", "gem", "composer", "go", "cargo", "mvn",
     "gradle", "make", "cmake", "gcc", "g++", "curl", "wget", "git", "tar", "unzip", "dotnet", "tsc", "javac"]
)  # fmt: skip
_JOINTS = (";", "\n")


@rule(
    "hidden-failure",
    on=Run,
    needs=(";", "<<"),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    default=False,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN make install; rm -rf /src\n",
            "FROM debian:12\nRUN make install && rm -rf /src\n",
            marked=("make",),
        ),
        Invalid("FROM debian:12\nRUN (make test); npm ci; echo done\n", marked=("npm",), title="no plain chain"),
        Invalid(
            "FROM debian:12\nRUN set -x; make install; rm -rf /src\n",
            "FROM debian:12\nRUN set -x; make install && rm -rf /src\n",
            marked=("make",),
        ),
        Invalid(
            "FROM debian:12\nRUN <<EOF\n  make test\n  make install\n  rm -rf /src\nEOF\n",
            "FROM debian:12\nRUN <<EOF\n  set -e\n  make test\n  make install\n  rm -rf /src\nEOF\n",
            marked=("make",),
            title="a here-document goes on behind every line",
        ),
        Invalid(
            "FROM debian:12\nRUN <<EOF\nset -x\nmake install\nls\nEOF\n",
            "FROM debian:12\nRUN <<EOF\nset -ex\nmake install\nls\nEOF\n",
        ),
        Invalid(
            "FROM debian:12\nRUN <<EOF\n#!/bin/bash\nmake install\nls\nEOF\n",
            "FROM debian:12\nRUN <<EOF\n#!/bin/bash\nset -e\nmake install\nls\nEOF\n",
        ),
    ),
    valid=(
        "FROM debian:12\nRUN make install && rm -rf /src\n",
        "FROM debian:12\nRUN set -e; make install; rm -rf /src\n",
        "FROM debian:12\nRUN cd /src; make install\n",
        'FROM debian:12\nSHELL ["/bin/bash", "-ec"]\nRUN make install; rm -rf /src\n',
        "FROM debian:12\nRUN make install || true; rm -rf /src\n",
        "FROM debian:12\nRUN if make check; then true; fi\n",
        "FROM debian:12\nRUN for i in a b; do make $i || exit 1; done\n",
        "FROM debian:12\nRUN <<EOF\nset -e\nmake; ls\nEOF\n",
        "FROM debian:12\nRUN <<EOF\nset -o errexit\nmake\nls\nEOF\n",
        "FROM debian:12\nRUN <<EOF\n#!/bin/sh -e\nmake\nls\nEOF\n",
        "FROM debian:12\nRUN <<EOF\nmake &&\nls\nEOF\n",
        "FROM debian:12\nRUN <<EOF\nls\nmake install\nEOF\n",
        "FROM debian:12\nRUN <<EOF\nmake || exit 1\nls\nEOF\n",
        "FROM debian:12\nRUN cat <<EOF > /build.sh\nmake\nls\nEOF\n",
    ),
)
def hidden_failure(run: Run, model: SemanticModel) -> Iterator[Finding]:
    """A command may fail without stopping the build, because a `;` or the next line of a here-document stands behind it.

    ## Why is this bad?
    A `RUN` is as successful as its last command. When the one before the `;` fails, the layer is kept all the same, half done, and
    the build goes on; the cache then keeps it for the next builds, too. Join with `&&`, or begin with `set -e`.

    A here-document does so behind every line: of `RUN <<EOF` only the last command counts.

    Reported are commands that install, download or compile, where neither `set -e` nor the shell's options stop them.

    The rule is off unless it is asked for: now and then a build is meant to go on, and only its author knows.

    ## Fix safety
    The fix writes `&&` for `;`, and lets a here-document begin with `set -e`. It is unsafe: somebody may count on the build going on.

    ## References
    - https://docs.docker.com/build/building/best-practices/#run
    """
    if ";" not in run.text and not run.heredocs:
        return
    script = model.script(run)
    if script.dialect != "posix" or script.has_errors or script.sets_errexit:
        return
    lost = [one for one, behind in pairwise(script.top_level) if _is_lost(one, behind)]
    if not lost or _stops(script, model.state_before(run).shell):
        return
    if run.heredocs:  # one answer for all of them
        lost = [one for one in lost if run.heredocs[0].body.covers(one.span)][:1]
    is_chain = not run.heredocs and _is_chain(script)
    for command in lost:
        fixes = partial(_begin_with_set, run, script) if run.heredocs else partial(_fix, run, command, is_chain)
        yield Finding(command.name_span, f"the build goes on when `{command.name}` fails", fixes)


def _is_lost(command: Command, following: Command) -> bool:
    """Whether nobody hears of it when the command fails."""
    if command.name not in _WORKING or command.next_operator not in _JOINTS or following.operator not in _JOINTS:
        return False
    return command.operator != "||" and not command.is_conditional and not command.in_pipeline


def _stops(script: Script, shell: tuple[str, ...]) -> bool:
    """Whether the shell stops at a failure, or looks at it later."""
    if any(option.startswith("-") and "e" in option and not option.startswith("--") for option in shell[1:]):
        return True
    return any(one.name == "trap" or _sets_errexit(one) for one in script.commands) or "$?" in script.instruction.text


def _sets_errexit(command: Command) -> bool:
    if command.name != "set":
        return False
    values = [word.value for word in command.arguments]
    return "errexit" in values or any(one[:1] == "-" and "e" in one for one in values)


def _begin_with_set(run: Run, script: Script) -> tuple[Fix, ...]:
    """`set -e` as the first line of the here-document, or the `e` in the options that it begins with."""
    first = script.commands[0]
    if len(run.heredocs) > 1 or not first.is_top_level:
        return ()
    if first.name == "set" and first.arguments and first.arguments[0].value.startswith("-"):
        place = first.arguments[0].span.start + 1
        return (Fix.insert("Stop at the first failure", place, "e", Safety.UNSAFE),)
    text = run.dockerfile.text
    start = text.rfind("\n", 0, first.span.start) + 1
    indent = text[start : first.span.start]
    if indent.strip():
        return ()
    line = f"{indent}set -e{run.dockerfile.newline}"
    return (Fix.insert("Begin with `set -e`", start, line, Safety.UNSAFE),)


def _is_chain(script: Script) -> bool:
    """Whether all commands run one after another."""
    return len(script.top_level) == len(script.commands) and not any(
        one.operator in ("||", "&") for one in script.commands
    )


def _fix(run: Run, command: Command, is_chain: bool) -> tuple[Fix, ...]:
    """`&&` for the `;`, where the rest is a plain chain."""
    if not is_chain:
        return ()
    text = run.dockerfile.text
    start = command.span.end
    while start < run.span.end and text[start] in " \t":
        start += 1
    if text[start] != ";" or text[start : start + 2] == ";;":
        return ()
    blank = "" if text[start - 1] in " \t" else " "
    return (Fix.replace("Join with `&&`", Span(start, start + 1), f"{blank}&&", Safety.UNSAFE),)
