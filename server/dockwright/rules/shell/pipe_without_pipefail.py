from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_behind_shell, is_hadolint
from dockwright.rules._layers import package_managers
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, Script
from dockwright.syntax import Cmd, Entrypoint, Run, Shell
from dockwright.text import Span

DOWNLOADERS = frozenset({"curl", "wget", "aria2c", "git", "svn"})
# Programs that fail themselves when they are given nothing, or half of it.
NOTICING = frozenset(
    ["tar", "bsdtar", "gunzip", "gzip", "zcat", "bunzip2", "bzip2", "unxz", "xz", "unzip", "unzstd", "zstd", "cpio",
     "apt-key", "gpg", "grep", "egrep", "dpkg", "rpm", "docker", "patch", "read", "sha1sum", "sha256sum", "sha512sum",
     "md5sum", "debconf-set-selections", "pg_restore", "rpm2cpio", "jar"]
)  # fmt: skip

_LONE_PIPE = lazy_pattern(r"(?<!\|)\|(?!\|)")
_ESCAPE = lazy_pattern(r"\\[\\abcefnrtv0]")  # what dash's `echo` reads as a character of its own


@rule(
    "pipe-without-pipefail",
    on=Stage,
    needs="|",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL4006",),
    invalid=(
        Invalid(
            "FROM debian:12\n# the tool\nRUN curl -sSL https://example.org/setup.sh | bash\nRUN wget -qO- https://b/c | sh -s x\n",
            'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\n# the tool\n'
            "RUN curl -sSL https://example.org/setup.sh | bash\nRUN wget -qO- https://b/c | sh -s x\n",
            marked=("|", "|"),
        ),
        Invalid(
            "FROM alpine:3.20\nRUN apk add curl && curl -sSL https://example.org/setup.sh | sh\n",
            'FROM alpine:3.20\nSHELL ["/bin/ash", "-eo", "pipefail", "-c"]\n'
            "RUN apk add curl && curl -sSL https://example.org/setup.sh | sh\n",
        ),
        Invalid(
            'FROM debian:12\nSHELL ["/bin/bash", "-eu", "-c"]\nRUN curl https://example.org/a | tee /a\n',
            'FROM debian:12\nSHELL ["/bin/bash", "-eu", "-c"]\nSHELL ["/bin/bash", "-eu", "-o", "pipefail", "-c"]\n'
            "RUN curl https://example.org/a | tee /a\n",
            title="options of the shell are kept",
        ),
        Invalid(
            "FROM example.org/base\nRUN curl https://example.org/a | sh\n", title="which shells it has nobody knows"
        ),
        Invalid(
            "FROM debian:12\nRUN cat /a | wc -l\n",
            'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN cat /a | wc -l\n',
            settings=HADOLINT,
            title="hadolint reports every pipe",
        ),
        Invalid(
            'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nSHELL ["/bin/bash", "-c"]\nRUN cat /a | wc -l\n',
            'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nSHELL ["/bin/bash", "-c"]\n'
            'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN cat /a | wc -l\n',
            settings=HADOLINT,
            title="the last SHELL counts",
        ),
        Invalid(
            "FROM debian:12\nRUN (ls /a || true; ls /b) | (wc -l)\n",
            'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN (ls /a || true; ls /b) | (wc -l)\n',
            settings=HADOLINT,
            marked=("|",),
        ),
        Invalid(
            "FROM debian:12\nRUN <<EOF bash\ncat /a | wc -l\nEOF\n",
            settings=HADOLINT,
            title="SHELL says nothing to another bash",
        ),
        Invalid(
            'FROM debian:12\nRUN ["/bin/bash", "-c", "make | tee log"]\n',
            settings=HADOLINT,
            marked=("|",),
            title="hadolint reads a list as if it were a line; SHELL would not change it",
        ),
        Invalid(
            "FROM debian:12\nRUN curl -sSL https://example.org/setup.sh | bash\nRUN echo 'a\\nb' > /a\n",
            marked=("|",),
            title="bash would write it on one line",
        ),
    ),
    valid=(
        'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl https://example.org/a | sh\n',
        'FROM debian:12 AS base\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nFROM base\nRUN curl https://a/b | sh\n',
        "FROM alpine:3.20\nRUN set -o pipefail && curl https://example.org/a | sh\n",
        "FROM debian:12\nRUN curl https://example.org/a.tar.gz | tar xz\n",
        "FROM debian:12\nRUN curl https://example.org/a | sh || true\n",
        "FROM debian:12\nRUN yes | apt-get install curl && echo x | tee /a\n",
        "FROM debian:12\nRUN curl https://example.org/a > /a\n",
        "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell -Command curl https://example.org/a | iex\n",
        Valid("FROM debian:12\nRUN echo 'a | b'\n", settings=HADOLINT),
        Valid(
            'FROM debian:12\nSHELL ["/usr/bin/bash", "-o", "pipefail", "-c"]\nRUN cat /b | wc -l\n', settings=HADOLINT
        ),
    ),
)
def pipe_without_pipefail(stage: Stage, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """A failed download goes unnoticed: a pipe is as successful as its last command.

    ## Why is this bad?
    When `curl` fails in `curl https://... | bash`, bash is given nothing, does nothing, and is successful. So is the `RUN`:
    the image lacks what was to be installed, and the layer is kept in the cache. With `pipefail` the pipe fails when one of
    its commands does.

    Reported are downloads that are piped into a command which takes an empty input for a good one.

    ## Fix safety
    The `SHELL` instruction changes what runs all later shell forms of the stage, `CMD` and `ENTRYPOINT` included: from sh to
    bash on systems that have it, to ash on Alpine. A pipe whose reader stops early (`| head -1`) may fail now, and
    bash keeps the `\\n` of an `echo` as it is, where Debian's sh breaks the line: there is no fix above such a command, nor where the
    shells of the base image are not known.

    ## References
    - https://docs.docker.com/build/building/best-practices/#using-pipes
    """
    if not is_hadolint(settings) and stage.programs.isdisjoint(DOWNLOADERS):
        return
    first: Run | None = None
    is_set = False  # by hadolint's count
    for instruction in stage.instructions:
        if isinstance(instruction, Shell):
            first = None
            is_set = _is_enough_for_hadolint(instruction)
        elif isinstance(instruction, Run) and "|" in instruction.text:
            script = model.script(instruction)
            if is_hadolint(settings):
                place = None if is_set else _any_pipe(script)
            else:
                place = _unnoticing_pipe(script)
            if place is not None:
                first = first or instruction
                yield Finding(place, "a failure before the pipe goes unnoticed", partial(_fixes, model, stage, first))


def _unnoticing_pipe(script: Script) -> Span | None:
    """The pipe at fault."""
    if script.sets_pipefail or script.has_errors or script.is_exec:
        return None
    reader = next(_unnoticing(script), None)
    return _pipe_before(reader) if reader is not None else None


def _any_pipe(script: Script) -> Span | None:
    for command in script.commands:
        if is_behind_shell(command):
            continue
        if command.operator == "|":
            return _pipe_before(command)
        if command.next_operator == "|":
            start = command.instruction.dockerfile.text.index("|", command.span.end)
            return Span(start, start + 1)
    # Groups on both sides, `(a; b) | (c)`: no command stands beside the pipe.
    piped = next((one for one in script.commands if one.in_pipeline and not is_behind_shell(one)), None)
    if piped is None:
        return None
    text = piped.instruction.dockerfile.text
    pipe = _LONE_PIPE.search(text, piped.span.end, piped.instruction.span.end)
    return Span(*pipe.span()) if pipe is not None else piped.name_span


def _pipe_before(command: Command) -> Span:
    start = command.instruction.dockerfile.text.rindex("|", 0, command.span.start)
    return Span(start, start + 1)


def _unnoticing(script: Script) -> Iterator[Command]:
    """The readers of downloads at the script's top level that are content with nothing, and decide on the success."""
    is_download = False
    for command in script.top_level:
        if command.operator != "|":
            is_download = False
        if command.next_operator == "|":
            is_download = is_download or command.name in DOWNLOADERS
        elif is_download and command.name not in NOTICING and command.next_operator != "||":
            yield command


def _is_enough_for_hadolint(shell: Shell) -> bool:
    """Whether the SHELL sets pipefail, or is none that knows it."""
    words = [word.value for word in shell.exec_words]
    if not words or words[0].startswith(("pwsh", "powershell", "cmd")):
        return bool(words)
    has_option = any("o" in word for word in words[1:] if word.startswith("-") and not word.startswith("--"))
    return words[0].rpartition("/")[2] in ("bash", "zsh", "ash") and "pipefail" in words and has_option


def _fixes(model: SemanticModel, stage: Stage, run: Run) -> tuple[Fix, ...]:
    """SHELL above the RUN and its comments, with the shell that the image is known to have."""
    before = model.state_before(run).shell
    shell = _with_pipefail(before, _shell_of(stage))
    if shell is None or any(command.is_nested for command in model.commands(run)):
        return ()
    is_dash = _is_dash(before, stage) and model.keep((_has_escapes, stage), partial(_some_has_escapes, stage, model))
    if is_dash and any(_has_escapes(one) for one in _commands_from(run, stage, model)):
        return ()
    first = run.comments_above[0].span.start if run.comments_above else run.span.start
    lines = run.dockerfile.lines
    line = lines.line_start(lines.line(first))
    words = ", ".join(f'"{word}"' for word in shell)
    text = f"{run.cased('SHELL')} [{words}]{run.dockerfile.newline}"
    return (Fix.insert("Set `pipefail` with SHELL", line, text, Safety.UNSAFE),)


def _is_dash(shell: tuple[str, ...], stage: Stage) -> bool:
    """Whether a shell is the `sh` of Debian and Ubuntu."""
    return shell[0].rpartition("/")[2] == "sh" and "apt-get" in package_managers(stage)


def _some_has_escapes(stage: Stage, model: SemanticModel) -> bool:
    kinds = (Run, Cmd, Entrypoint)
    return any(
        _has_escapes(one) for each in stage.instructions if isinstance(each, kinds) for one in model.commands(each)
    )


def _commands_from(run: Run, stage: Stage, model: SemanticModel) -> Iterator[Command]:
    """The commands that a SHELL above the RUN would give to another shell."""
    for instruction in stage.instructions:
        if instruction.index < run.index:
            continue
        if isinstance(instruction, Shell):
            return
        if isinstance(instruction, (Run, Cmd, Entrypoint)):
            yield from model.commands(instruction)


def _has_escapes(command: Command) -> bool:
    """Whether it is an `echo` of what bash's would not read as dash's does."""
    if command.name != "echo" or command.is_nested or command.has_flag("e"):
        return False
    return any(_ESCAPE.search(word.value) for word in command.arguments)


def _shell_of(stage: Stage) -> str:
    """bash or ash, as the image is known to have; "" when unknown."""
    if stage.facts is not None and not stage.facts.has_shell:
        return ""
    managers = package_managers(stage)
    if "apk" in managers:
        return "ash"
    return "bash" if managers else ""


def _with_pipefail(shell: tuple[str, ...], known: str) -> tuple[str, ...] | None:
    """The shell in effect with pipefail set; instead of sh the one the image has."""
    name = shell[0].rpartition("/")[2]
    if any('"' in word or "\\" in word or not word.isprintable() for word in shell) or shell[-1] != "-c":
        return None
    if name in ("bash", "zsh", "ash"):
        return (*shell[:-1], "-o", "pipefail", "-c")
    if name != "sh" or not known:
        return None
    return (
        ("/bin/ash", "-eo", "pipefail", "-c") if known == "ash" else ("/bin/bash", *shell[1:-1], "-o", "pipefail", "-c")
    )
