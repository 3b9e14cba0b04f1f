from __future__ import annotations

from collections.abc import Iterator
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


@rule(
    "hidden-failure",
    on=Run,
    needs=";",
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
    ),
)
def hidden_failure(run: Run, model: SemanticModel) -> Iterator[Finding]:
    """A command may fail without stopping the build, because a `;` stands behind it.

    ## Why is this bad?
    A `RUN` is as successful as its last command. When the one before the `;` fails, the layer is kept all the same, half done, and
    the build goes on; the cache then keeps it for the next builds, too. Join with `&&`, or begin with `set -e`.

    Reported are commands that install, download or compile, where neither `set -e` nor the shell's options stop them.

    ## Fix safety
    The fix writes `&&` for `;`. It is unsafe: somebody may count on the build going on.

    ## References
    - https://docs.docker.com/build/building/best-practices/#run
    """
    if ";" not in run.text:
        return
    script = model.script(run)
    state = model.state_before(run)
    if script.dialect != "posix" or script.has_errors or run.heredocs or _stops(script, state.shell):
        return
    commands = script.top_level
    for command, following in pairwise(commands):
        if command.name not in _WORKING or command.next_operator != ";" or following.operator != ";":
            continue
        if command.operator == "||" or command.is_conditional or command.in_pipeline:
            continue
        yield Finding(command.name_span, f"the build goes on when `{command.name}` fails", _fix(run, command, script))


def _stops(script: Script, shell: tuple[str, ...]) -> bool:
    """Whether the shell stops at a failure, or looks at it later."""
    if any(option.startswith("-") and "e" in option and not option.startswith("--") for option in shell[1:]):
        return True
    return any(one.name in ("set", "trap") for one in script.commands) or "$?" in script.instruction.text


def _fix(run: Run, command: Command, script: Script) -> tuple[Fix, ...]:
    """`&&` for the `;`, where the rest is a plain chain."""
    if len(script.top_level) != len(script.commands) or any(one.operator in ("||", "&") for one in script.commands):
        return ()
    text = run.dockerfile.text
    start = command.span.end
    while start < run.span.end and text[start] in " \t":
        start += 1
    if text[start] != ";" or text[start : start + 2] == ";;":
        return ()
    blank = "" if text[start - 1] in " \t" else " "
    return (Fix.replace("Join with `&&`", Span(start, start + 1), f"{blank}&&", Safety.UNSAFE),)
