from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.rules._layers import package_managers
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run

QUIET = ("progress", "q", "quiet", "o", "output-file", "a", "append-output", "no-verbose")
NEAR = 50  # instructions that are looked at
NO_DOWNLOAD = ("version", "V", "help", "h", "spider")


@rule(
    "wget-progress-bar",
    on=Command,
    commands=("wget",),
    severity=Severity.STYLE,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3047",),
    default=False,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN wget https://example.org/a.tar.gz\n",
            "FROM debian:12\nRUN wget --progress=dot:giga https://example.org/a.tar.gz\n",
            marked=("wget",),
        ),
        Invalid(
            "FROM alpine:3.20\nRUN wget -O /a https://example.org/a\n",
            "FROM alpine:3.20\nRUN wget -q -O /a https://example.org/a\n",
            title="busybox has its own wget",
        ),
        Invalid(
            "FROM debian:12\nRUN busybox wget https://example.org/a\n",
            "FROM debian:12\nRUN busybox wget -q https://example.org/a\n",
        ),
        Invalid(
            "FROM example.org/base\nRUN wget https://example.org/a\n",
            "FROM example.org/base\nRUN wget --progress=dot:giga https://example.org/a\n",
            title="which wget that is nobody knows",
        ),
        Invalid('FROM debian:12\nRUN ["wget", "https://example.org/a"]\n'),
    ),
    valid=(
        "FROM debian:12\nRUN wget -q https://example.org/a && wget -nv https://example.org/b\n",
        "FROM debian:12\nRUN wget --progress=dot:giga https://example.org/a\n",
        "FROM debian:12\nRUN wget -qO- https://example.org/a | tar x\n",
        "FROM debian:12\nRUN wget https://example.org/a 2>/dev/null\n",
        "FROM debian:12\nRUN wget --version\n",
        Valid("FROM debian:12\nRUN sudo wget https://example.org/a\n", settings=HADOLINT),
    ),
)
def wget_progress_bar(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """wget draws its progress into the build log.

    ## Why is this bad?
    Without a terminal wget writes a line for every 50 KB: 2,000 lines for a download of 100 MB, among which the message that
    matters is not found. `--progress=dot:giga` writes a line for every 32 MB; `-nv` and `-q` write little or nothing.

    The rule is off unless it is asked for: the image is the same.

    ## Fix safety
    `--progress` is an option of GNU wget, and safe on Debian, Ubuntu and the Red Hat family. The wget of busybox (Alpine)
    gets `-q` instead, which hides its error messages, too. On unknown base images make sure which wget it is.

    ## References
    - https://www.gnu.org/software/wget/manual/html_node/Download-Options.html
    """
    if is_hidden(command, settings) or command.has_flag(*QUIET):
        return
    if is_hadolint(settings):
        if any(word.value == "-nv" for word in command.arguments):
            return
    elif any(word.value.startswith("-nv") for word in command.arguments) or _is_silent(command):
        return
    yield Finding(command.name_span, "wget draws its progress into the build log", partial(_fixes, command, model))


def _is_silent(command: Command) -> bool:
    """Whether it downloads nothing, or its messages go elsewhere."""
    if command.has_flag(*NO_DOWNLOAD):
        return True
    text = command.instruction.dockerfile.text
    return any(one.span.of(text).startswith(("2>", "&>", ">&")) for one in command.redirections)


def _fixes(command: Command, model: SemanticModel) -> tuple[Fix, ...]:
    if command.script.is_exec:
        return ()
    variety = _variety(command, model)
    flag = "-q" if variety == "busybox" else "--progress=dot:giga"
    safety = Safety.SAFE if variety == "gnu" else Safety.UNSAFE
    return (Fix.insert(f"Add `{flag}`", command.name_span.end, f" {flag}", safety),)


def _variety(command: Command, model: SemanticModel) -> str:
    """Whose wget it is: gnu, busybox, or "" when unknown; told by the package manager of the image."""
    stage = model.stage_of(command.instruction)
    if stage is None:
        return ""
    if any(prefix.name == "busybox" for prefix in command.prefixes):
        return "busybox"
    managers = package_managers(stage)
    if "apk" in managers:
        return "gnu" if _installs_wget(stage) else "busybox"
    return "gnu" if managers else ""


def _installs_wget(stage: Stage) -> bool:
    """Whether GNU wget takes the place of that of busybox."""
    return any("wget" in run.text and _adds_wget(run, stage) for each in stage.lineage for run in each.of(Run)[:NEAR])


def _adds_wget(run: Run, stage: Stage) -> bool:
    return any(
        one.name == "apk" and any(word.value == "wget" for word in one.operands()) for one in stage.model.commands(run)
    )
