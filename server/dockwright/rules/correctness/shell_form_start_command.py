from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._lists import looks_like_list
from dockwright.rules._start_scripts import lacks_interpreter
from dockwright.semantics import SemanticModel
from dockwright.syntax import Cmd, Entrypoint, Healthcheck, Instruction, Shell
from dockwright.syntax.instructions import ShellOrExec
from dockwright.text import Span

HADOLINT = Settings(preset="hadolint")

# A command that means the same with and without a shell: plain words, no expansion, quoting or control.
_PLAIN = lazy_pattern(r"[A-Za-z0-9_@%+=:,./ \t-]+")
_ASSIGNMENT = lazy_pattern(r"[A-Za-z_][A-Za-z0-9_]*=")
_BUILTINS = words(
    ". : [ alias bg break cd command continue eval exec exit export false fg getopts hash if jobs let local pwd "
    "read return set shift source test time times trap true type ulimit umask unset until wait while for case "
    "function"
)


@rule(
    "shell-form-start-command",
    on=(Cmd, Entrypoint, Healthcheck),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3025", "JSONArgsRecommended"),
    invalid=(
        Invalid(
            "FROM alpine\nCMD node server.js\n", 'FROM alpine\nCMD ["node", "server.js"]\n', marked=("node server.js",)
        ),
        Invalid("FROM alpine\nENTRYPOINT ./run --port=80\n", 'FROM alpine\nENTRYPOINT ["./run", "--port=80"]\n'),
        Invalid("FROM alpine\nCMD exec node server.js\n", 'FROM alpine\nCMD ["node", "server.js"]\n'),
        Invalid("FROM alpine\nCMD node server.js $PORT\n", title="the shell expands a variable"),
        Invalid(
            "FROM alpine\nCMD exec node server.js $PORT\n",
            settings=Settings(preset="buildkit"),
            title="BuildKit goes by the form alone",
        ),
        Invalid("FROM alpine\nCMD migrate && serve\n", title="the shell runs two commands"),
        Invalid(
            'FROM alpine\nCMD migrate\nCMD ["serve"]\n',
            'FROM alpine\nCMD ["migrate"]\nCMD ["serve"]\n',
            settings=HADOLINT,
        ),
        Invalid(
            "FROM alpine\nCOPY . /\nCMD /run.sh\n",
            context={"run.sh": "exec serve\n"},
            title="the script has no `#!` line, so only a shell runs it",
        ),
        Invalid(
            "FROM alpine\nCOPY . /\nCMD /run.sh\n",
            'FROM alpine\nCOPY . /\nCMD ["/run.sh"]\n',
            context={"run.sh": "#!/bin/sh\nexec serve\n"},
        ),
        Invalid(
            "FROM alpine\nCMD ['node', 'server.js']\n",
            'FROM alpine\nCMD ["node", "server.js"]\n',
            settings=HADOLINT,
            title="JSON knows double quotes only",
        ),
        Invalid(
            "FROM alpine\nHEALTHCHECK --retries=5 CMD wget -q localhost\n",
            'FROM alpine\nHEALTHCHECK --retries=5 CMD ["wget", "-q", "localhost"]\n',
            settings=HADOLINT,
            marked=("wget -q localhost",),
            title="hadolint wants it for health checks, too",
        ),
        Invalid(
            'FROM alpine\nSHELL ["/bin/bash", "-c"]\nCMD node server.js\n',
            'FROM alpine\nSHELL ["/bin/bash", "-c"]\nCMD ["node", "server.js"]\n',
            settings=HADOLINT,
            title="and where a shell is chosen",
        ),
    ),
    valid=(
        Valid('FROM alpine\nCMD mkdir /data\nCMD ["serve"]\n', title="a later one replaces it"),
        'FROM alpine\nCMD ["node", "server.js"]\n',
        'FROM alpine\nSHELL ["/bin/bash", "-c"]\nCMD node server.js\n',
        Valid("FROM alpine\nCMD migrate && exec node server.js $PORT\n", title="the program takes the shell's place"),
        "FROM alpine\nENTRYPOINT exec java $JAVA_OPTS -jar /app.jar\n",
        "FROM alpine\nCMD []\n",
        "FROM alpine\nRUN node server.js\n",
        "FROM alpine\nHEALTHCHECK CMD wget -q localhost || exit 1\n",
        Valid("FROM node:20-windowsservercore\nCMD npm start\n", title="Windows has no signals"),
        Valid("FROM alpine\nHEALTHCHECK NONE\n", settings=HADOLINT),
        Valid("FROM alpine\nCMD ['node', 'server.js']\n", title="of a broken list broken-json-form tells"),
    ),
)
def shell_form_start_command(
    instruction: Cmd | Entrypoint | Healthcheck, model: SemanticModel, context: BuildContext, settings: Settings
) -> Iterator[Finding]:
    """The start command runs through a shell, which keeps signals from it.

    ## Why is this bad?
    In shell form `/bin/sh -c` is process 1. It does not pass `SIGTERM` on, so `docker stop` waits ten seconds and then
    kills the program; an `ENTRYPOINT` in shell form also ignores `CMD` and the arguments of `docker run`.

    ## Fix safety
    A command of plain words is written as a JSON list. That changes which process gets the signals, which is the point,
    but a script without a `#!` line no longer starts: so it is offered, not applied in bulk, and not at all where the build
    context has such a script. Where the command needs the shell (variables, `&&`, redirections, quotes) there is no fix:
    put `exec` before the program, or write a script.

    ## References
    - https://docs.docker.com/reference/build-checks/json-args-recommended/
    """
    follows_hadolint = settings.preset == "hadolint"
    start: ShellOrExec | None
    if isinstance(instruction, Healthcheck):
        start = instruction.command if follows_hadolint else None
    else:
        start = instruction
    if start is None or start.is_exec:
        return
    text = start.arguments_text.text.strip()
    if not text:
        return
    follows_peers = settings.preset in ("hadolint", "buildkit")
    if not follows_peers and (looks_like_list(text, is_script=False) or not _counts(instruction, model)):
        return
    if not follows_hadolint and _chooses_shell(model, instruction):
        return
    is_windows = model.state_before(
        instruction
    ).is_windows  # without signals; and `npm` is a script, which its shell alone finds
    if is_windows and not follows_peers:
        return
    span = _span(start)
    fixes = _fixes(start, text) if not is_windows and not _needs_shell(start, text, model, context) else ()
    message = f"`{instruction.keyword}` in shell form keeps signals from the program"
    if not follows_peers and _ends_with_exec(start, model):
        if not fixes:
            return
        message = f"`{instruction.keyword}` starts a shell that `exec` replaces at once"
    yield Finding(span, message, fixes)


def _counts(instruction: Cmd | Entrypoint | Healthcheck, model: SemanticModel) -> bool:
    """Whether no later one of the stage replaces it, which is another finding."""
    stage = model.stage_of(instruction)
    return stage is None or stage.last(type(instruction)) is instruction


def _ends_with_exec(start: ShellOrExec, model: SemanticModel) -> bool:
    """Whether the shell makes way for the program, which gets the signals then."""
    script = model.script(start)
    if script.has_errors or not script.commands:
        return False
    last = script.commands[-1]
    return last.is_top_level and not last.in_pipeline and any(prefix.name == "exec" for prefix in last.prefixes)


def _needs_shell(start: ShellOrExec, text: str, model: SemanticModel, context: BuildContext) -> bool:
    """Whether a script of the context starts that only a shell runs, as its first line names no interpreter."""
    words = _words(text)
    stage = model.stage_of(start)
    if not context.is_known or stage is None or not words or "/" not in words[0]:
        return False
    from dockwright.refactorings.split.sources import Sources

    path = stage.final_state.resolve(words[0])
    source = Sources(model, stage, context).context_path(path) if path is not None else None
    return source is not None and lacks_interpreter(source, context.read(source) or "")


def _chooses_shell(model: SemanticModel, start: Instruction) -> bool:
    """Whether a SHELL instruction of this stage, or of one it is built on, is in effect."""
    if not model.keep(_chooses_shell, lambda: any(one.keyword == "SHELL" for one in model.dockerfile.instructions)):
        return False
    stage = model.stage_of(start)
    while stage is not None:
        if any(one.index < start.index for one in stage.of(Shell)):
            return True
        stage = stage.base_stage
    return False


def _span(start: ShellOrExec) -> Span:
    derived = start.arguments_text
    text = derived.text
    stripped = text.strip()
    begin = text.index(stripped)
    return derived.source_span(begin, begin + len(stripped))


def _fixes(start: ShellOrExec, text: str) -> tuple[Fix, ...]:
    words = _words(text)
    if not words or start.heredocs:
        return ()
    listed = ", ".join(f'"{word}"' for word in words)
    return (Fix.replace("Write it as a JSON list", _span(start), f"[{listed}]", Safety.UNSAFE),)


def _words(text: str) -> list[str]:
    """The words that a shell would start the program with; empty where only a shell can tell."""
    if text.startswith("[") and text.endswith("]"):
        items = [item.strip() for item in text[1:-1].split(",")]
        if all(re.fullmatch(r"'[^'\"\\$`]*'", item) for item in items):
            return [item[1:-1] for item in items]
        return []
    if not _PLAIN.fullmatch(text):
        return []
    words = text.split()
    if words[0] == "exec" and len(words) > 1 and not words[1].startswith("-"):
        words = words[1:]
    if words[0] in _BUILTINS or _ASSIGNMENT.match(words[0]):
        return []
    return words
