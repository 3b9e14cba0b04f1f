from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from dockwright.assist import Refusal
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.runs.chain import chain_of, comments_within
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script
from dockwright.syntax import Run
from dockwright.text import Edit, Span

_SETTINGS = frozenset(("export", "alias", "unset", "umask", "ulimit", "set", "shopt"))
_READERS = frozenset(("source", "."))
_NAMES = _SETTINGS | _READERS | {"conda"}
# Files that set variables and functions and do nothing else.
_ENVIRONMENTS = lazy_pattern(
    r"(?:.*/)?(?:\.bashrc|\.bash_profile|\.profile|\.zshrc|\.bash_aliases|activate|bash\.bashrc|environment|nvm\.sh|"
    r"sdkman-init\.sh|\.cargo/env|setup\.bash|rvm\.sh|scripts/rvm|conda\.sh|setvars\.sh|\.env)|/etc/profile(?:\.d/.*)?"
)
_ASSIGNMENT = lazy_pattern(r"[A-Za-z_]\w*=(?:[\w./:@%+,${}-]*|\"[^\"\\`]*\"|'[^'\\]*')\Z")
_VARIABLE = lazy_pattern(r"\$(?:\{(\w+)\}|(\w+)|)")


@rule(
    "shell-state-without-effect",
    on=Command,
    commands=tuple(sorted(_NAMES)),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN export PATH=/opt/bin:$PATH\n",
            "FROM debian:12\nENV PATH=/opt/bin:$PATH\n",
            marked=("export",),
        ),
        Invalid(
            "FROM debian:12\nRUN make \\\n    && export A=1 B='c d'\nRUN ls\n",
            "FROM debian:12\nRUN make\nENV A=1 B='c d'\nRUN ls\n",
            marked=("export",),
        ),
        Invalid(
            "FROM debian:12\nRUN make && export A=/a && export PATH=$A:$PATH\n",
            "FROM debian:12\nRUN make\nENV A=/a\nENV PATH=$A:$PATH\n",
            title="one after the other",
        ),
        Invalid("FROM debian:12\nRUN \\\n# c\n  export A=1\nRUN a\n", "FROM debian:12\n# c\nENV A=1\nRUN a\n"),
        Invalid("FROM debian:12\nRUN make && export A=1 \\\n# c\n && export B=2\n", title="a comment in between"),
        Invalid("FROM debian:12\nRUN umask 022 && export A=1\n", title="what remains would have no effect either"),
        Invalid("FROM debian:12\nRUN export V=$(cat version)\n", title="only the shell knows the value"),
        Invalid("FROM debian:12\nRUN export V=$UNKNOWN\n", title="nobody knows the value"),
        Invalid("FROM debian:12\nRUN export V=~/bin\n", title="ENV knows no home directory"),
        Invalid("FROM debian:12\nRUN echo a >> ~/.bashrc && source ~/.bashrc\n", marked=("source",)),
        Invalid("FROM python:3.13\nRUN . venv/bin/activate\nRUN pip install flask\n", marked=(".",)),
        Invalid("FROM debian:12\nRUN make; set +x\n", marked=("set",)),
        Invalid("FROM debian:12\nRUN conda activate app\n", marked=("conda",)),
    ),
    valid=(
        "FROM debian:12\nRUN export A=1 && make\n",
        "FROM debian:12\nRUN . ./install.sh\n",
        "FROM python:3.13\nRUN . venv/bin/activate && pip install flask\n",
        "FROM debian:12\nRUN set -e; make\n",
        "FROM debian:12\nRUN make || export A=1\n",
        "FROM debian:12\nRUN (export A=1; make)\n",
        'FROM debian:12\nRUN sh -c "export A=1"\n',
        "FROM debian:12\nRUN export\n",
        "FROM debian:12\nRUN conda create -n app\n",
    ),
)
def shell_state_without_effect(command: Command, model: SemanticModel) -> Iterator[Finding]:
    """A `RUN` ends with a setting of its shell, which the next instruction does not know of.

    ## Why is this bad?
    Each `RUN` has a shell of its own. A variable that is exported, a virtual environment that is activated, a file that is
    sourced: all is forgotten when the `RUN` ends, and whoever wrote it expects the next instruction to know.

    Set variables with `ENV`; for a virtual environment put its `bin` first in `PATH`. What only the next command needs belongs
    in the same RUN, with `&&` between them.

    ## Fix safety
    `ENV` does what was meant, and so the variable is there for the later instructions and for the program. Make sure that it
    may be, and that it is no secret.

    ## References
    - https://docs.docker.com/reference/dockerfile/#env
    """
    script, run = command.script, command.instruction
    if not isinstance(run, Run) or run.is_onbuild or script.has_errors or command is not _last(script):
        return
    if command.in_pipeline or command.is_conditional or script.commands[-1].span.start > command.span.end:
        return
    if command.next_operator in ("", ";", "\n") and _is_setting(command):
        shown = command.words[0].raw
        message = f"what `{shown}` sets is forgotten when the `RUN` ends"
        if shown == "unset":
            message = "what `unset` removes is there again when the `RUN` ends"
        yield Finding(command.name_span, message, partial(_fixes, command, run, model))


def _last(script: Script) -> Command | None:
    """The last command at the top of the script."""
    for command in reversed(script.commands):
        if command.is_top_level:
            return command
    return None


def _is_setting(command: Command) -> bool:
    if not command.words or command.prefixes or command.redirections or not command.arguments:
        return False
    if command.name in _READERS:
        return _ENVIRONMENTS.fullmatch(command.arguments[0].value) is not None
    if command.name == "conda":
        return command.subcommand == "activate"
    return command.name in _SETTINGS and not command.has_flag("p", "a")


def _fixes(command: Command, run: Run, model: SemanticModel) -> tuple[Fix, ...]:
    """ENV behind the RUN, or in its place when there is nothing else in it."""
    chain = chain_of(model, run)
    if command.name != "export" or isinstance(chain, Refusal):
        return ()
    members = [member.commands[-1] for member in chain.members]
    kept = len(members)
    while kept and members[kept - 1].name == "export":
        kept -= 1
    exports = members[kept:]
    known = set(model.state_before(run).env) | {"PATH"}
    lines: list[str] = []
    for export in exports:
        pairs = [word.raw for word in export.arguments]
        if not all(_ASSIGNMENT.match(pair) and _is_known(pair, known) for pair in pairs):
            return ()
        known |= {pair.partition("=")[0] for pair in pairs}
        lines.append(f"{run.cased('ENV')} {' '.join(pairs)}")
    title, newline = "Set it with ENV", run.dockerfile.newline
    if kept == 0:
        lines[:0] = comments_within(run, run.span)
        return (Fix.replace(title, run.span, newline.join(lines), Safety.UNSAFE),)
    start = chain.members[kept - 1].span.end
    if _is_setting(members[kept - 1]) or comments_within(run, Span(start, run.span.end)):
        return ()
    written = "".join(f"{newline}{line}" for line in lines)
    return (Fix(title, (Edit(Span(start, run.span.end), written),), Safety.UNSAFE),)


def _is_known(pair: str, known: Collection[str]) -> bool:
    """Whether ENV makes the same of a value as the shell does."""
    if "'" in pair:
        return True
    names = [found[1] or found[2] or "" for found in _VARIABLE.finditer(pair)]
    return all(name in known for name in names) and "{" not in _VARIABLE.sub("", pair)
