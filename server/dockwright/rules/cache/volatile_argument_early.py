from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from dockwright.context import BuildContext
from dockwright.knowledge.package_managers import manager_of
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Arg, Instruction, Label, Run, Transfer, Workdir
from dockwright.syntax.dangling import escapes_at_end
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from dockwright.semantics.effects import Effects

_VOLATILE = lazy_pattern(
    r"(?:(?:GIT|VCS|CI|SOURCE|BUILD|RELEASE|APP)_)?"
    r"(?:SHA|SHA1|COMMIT|COMMIT_SHA|COMMIT_HASH|COMMIT_ID|SHORT_SHA|REF|REVISION|REV|HASH|BUILD_DATE|BUILD_TIME|BUILD_TIMESTAMP"
    r"|BUILD_NUMBER|BUILD_ID|BUILDNUMBER|BUILDTIME|BUILDDATE|DATE|TIMESTAMP|PIPELINE_ID|JOB_ID|RUN_ID)",
    re.IGNORECASE,
)
_MANIFESTS = ("package.json", "setup.*", "pyproject.toml", "composer.json", "Gemfile", "*.gemspec", "mix.exs", "*.*proj",
              "Directory.*.props", "pom.xml", "*.gradle*")  # fmt: skip
_SCRIPT = lazy_pattern(
    r'"(?:(?:pre|post)?install|prepublish|(?:pre|post)?prepare)"\s*:|"(?:pre|post)-(?:install|update|autoload-dump)-'
)
_MOST = 60  # instructions that are looked at behind an ARG

_INSTALL = "RUN apt-get update && apt-get install -y git\n"


@rule(
    "volatile-argument-early",
    on=Stage,
    needs="ARG",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            f"FROM debian:12\nARG GIT_SHA\n{_INSTALL}COPY . /app\nRUN /app/build $GIT_SHA\n",
            f"FROM debian:12\n{_INSTALL}COPY . /app\nARG GIT_SHA\nRUN /app/build $GIT_SHA\n",
            marked=("GIT_SHA",),
        ),
        Invalid(
            f'FROM debian:12\n# when\nARG BUILD_DATE\nLABEL org.opencontainers.image.created=$BUILD_DATE\n{_INSTALL}CMD ["git"]\n',
            f'FROM debian:12\n{_INSTALL}# when\nARG BUILD_DATE\nLABEL org.opencontainers.image.created=$BUILD_DATE\nCMD ["git"]\n',
            marked=("BUILD_DATE",),
            title="with the label that shows it",
        ),
        Invalid(
            f"FROM debian:12\nARG REVISION\n{_INSTALL}RUN true && \\\n  true \\\n",
            f"FROM debian:12\n{_INSTALL}RUN true && \\\n  true\nARG REVISION\n",
            marked=("REVISION",),
            title="the last line says that it goes on",
        ),
        Invalid(
            f'FROM debian:12\n\nARG REVISION\n\n{_INSTALL}WORKDIR /app\n\nUSER app\nCMD ["git"]\n',
            f'FROM debian:12\n\n{_INSTALL}WORKDIR /app\nARG REVISION\n\nUSER app\nCMD ["git"]\n',
            marked=("REVISION",),
            title="nothing uses it: behind the last layer, in front of what only describes the container",
        ),
        Invalid(
            f"FROM debian:12\nARG REVISION\n{_INSTALL}ENV A=1\nLABEL a=$A-$REVISION\nUSER app\n",
            f"FROM debian:12\n{_INSTALL}ENV A=1\nUSER app\nARG REVISION\nLABEL a=$A-$REVISION\n",
            marked=("REVISION",),
            title="nothing moves up",
        ),
        Invalid(
            f"FROM debian:12\nARG DATE\nARG VCS_REF\nLABEL a=$DATE b=$VCS_REF\nENV X=1\n{_INSTALL}RUN ./build\n",
            f"FROM debian:12\nENV X=1\n{_INSTALL}ARG DATE\nARG VCS_REF\nLABEL a=$DATE b=$VCS_REF\nRUN ./build\n",
            marked=("DATE",),
            title="several at once",
        ),
    ),
    valid=(
        f"FROM debian:12\n{_INSTALL}ARG GIT_SHA\nRUN ./build $GIT_SHA\n",
        f"FROM debian:12\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\n{_INSTALL}",
        "FROM debian:12\nARG GIT_SHA\nRUN make\n",
        f"FROM debian:12\nARG VERSION=1.2\n{_INSTALL}RUN ./build $VERSION\n",
        f"ARG GIT_SHA\nFROM debian:12\n{_INSTALL}",
        Valid(
            "FROM debian:12\nARG CACHEBUST=1\nRUN git clone https://example.org/a /a\n", title="made anew on purpose"
        ),
        "FROM debian:12\nARG GIT_SHA\nWORKDIR /app\nCOPY . .\nRUN ./build\n",
    ),
)
def volatile_argument_early(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """A build argument that changes with every build stands above commands that download.

    ## Why is this bad?
    Each `RUN` behind an `ARG` gets its value as an environment variable, whether it looks at it or not. A new commit or a new date
    makes every one of them run again: what the layers above could have kept is downloaded with each build.

    The fix moves the `ARG`, and a `LABEL` that shows it, down to the first instruction that may use it.

    An argument called `CACHEBUST` is there to make the commands below it run again, and is passed over.

    ## Fix safety
    Only what neither reads nor changes the variable is passed. The fix asks for a look where nothing names the argument, as it
    may be there to have a clone or a download made anew; and where the packages of a project are installed, whose scripts may
    read it.

    ## References
    - https://docs.docker.com/build/cache/invalidation/
    - https://docs.docker.com/reference/dockerfile/#impact-on-build-caching
    """
    moved: set[Instruction] = set()
    for arg in stage.of(Arg):
        if arg in moved or not _is_volatile(arg):
            continue
        group, passed, stop = _way(arg, stage, model)
        heavy = next((one for one, effect in passed if isinstance(one, Run) and effect.network), None)
        if heavy is None:
            continue
        moved.update(group)
        name = arg.pairs[0].key
        layer = next((one for one, _ in reversed(passed) if isinstance(one, (Run, Transfer, Workdir))), heavy)
        end = layer if layer.index > group[-1].index else stage.instructions[-1]  # nothing moves up
        edits = tuple(_edits(group, stop, end))
        is_safe = _is_named(arg, stage) and not _may_be_read(name.value, passed, model, context)
        fix = Fix(f"Move `{name.value}` down", edits, Safety.SAFE if is_safe else Safety.UNSAFE)
        related = (Related(heavy.keyword_span, "it runs again for each value"),)
        yield Finding(name.span, f"each new `{name.value}` makes the commands below run again", (fix,), related)


def _is_named(arg: Arg, stage: Stage) -> bool:
    """Whether a later instruction of the stage names the argument. One that nobody names may be there for what it does to the
    cache: a clone or a download is to be made anew."""
    name = arg.pairs[0].key.value
    return any(name in one.text for one in stage.instructions if one.index > arg.index)


def _may_be_read(
    name: str, passed: list[tuple[Instruction, Effects]], model: SemanticModel, context: BuildContext
) -> bool:
    """Whether the project whose packages one of the instructions installs may read the variable: in a script, in a manifest
    that is a program."""
    runs = [one for one, _ in passed if isinstance(one, Run)]
    if not any(_runs_project(command) for run in runs for command in model.commands(run)):
        return False
    if not context.is_known:
        return True
    manifests = (file for file in context.files() if _is_manifest(file.rpartition("/")[2]))
    return any(name in text or _SCRIPT.search(text) for file in manifests if (text := context.read(file)) is not None)


def _is_manifest(file: str) -> bool:
    return any(fnmatchcase(file, pattern) for pattern in _MANIFESTS)


def _runs_project(command: Command) -> bool:
    """Whether a command sets up a project, and may run what it says meanwhile."""
    from dockwright.refactorings.reorder.independence import installs_by_name

    manager = manager_of(command.name)
    if manager is None or manager.ecosystem in ("os", "go", "rust") or installs_by_name(command):
        return False
    if manager.ecosystem == "python":
        return command.has_flag("e", "editable") or any(
            word.value.startswith((".", "/")) for word in command.operands(manager.valued_flags)
        )
    return not command.has_flag("ignore-scripts", "no-scripts")


def _is_volatile(instruction: Instruction) -> bool:
    if not isinstance(instruction, Arg) or instruction.is_onbuild or len(instruction.pairs) != 1:
        return False
    return _VOLATILE.fullmatch(instruction.pairs[0].key.value) is not None


def _way(
    arg: Arg, stage: Stage, model: SemanticModel
) -> tuple[list[Instruction], list[tuple[Instruction, Effects]], Instruction | None]:
    """What moves together, what it passes, and what stops it (None: the end of the stage)."""
    from dockwright.semantics.effects import commute, effects

    group: list[Instruction] = [arg]
    passed: list[tuple[Instruction, Effects]] = []
    following = [one for one in stage.instructions if one.index > arg.index][:_MOST]
    for one in following:
        effect = effects(model, one)
        if _is_volatile(one):
            group.append(one)
        elif all(commute(effects(model, member), effect) for member in group):
            passed.append((one, effect))
        elif isinstance(one, Label):
            group.append(one)
        else:
            return group, passed, one
    return group, passed, None if len(following) < _MOST else following[-1]


def _edits(group: list[Instruction], stop: Instruction | None, last: Instruction) -> Iterator[Edit]:
    """Move a group to what stops it, else behind the last instruction that makes a layer."""
    text = group[0].dockerfile.text
    newline = group[0].dockerfile.newline
    moved = ""
    for one in group:
        span = _whole(one)
        yield Edit(_removal(span, text), "")
        written = span.of(text)
        moved += written if written.endswith("\n") else written + newline
    if stop is not None:
        start = _whole(stop).start
        yield Edit(Span(start, start), moved)
        return
    if last is last.dockerfile.instructions[-1]:
        yield from (
            Edit(span, "") for span in escapes_at_end(last.dockerfile)
        )  # what is put behind it would belong to it
    end = last.line_span.end
    before = "" if text[:end].endswith("\n") else newline
    yield Edit(Span(end, end), before + moved)


def _removal(span: Span, text: str) -> Span:
    """Lines to be removed, with one of two blank ones around them."""
    before = text.rfind("\n", 0, max(0, span.start - 1)) + 1
    after = text.find("\n", span.end)
    is_between = span.start > 0 and not text[before : span.start].strip() and after >= 0
    return Span(span.start, after + 1) if is_between and not text[span.end : after].strip() else span


def _whole(instruction: Instruction) -> Span:
    """The instruction's lines with the comments directly above."""
    return Span(instruction.block_start, instruction.line_span.end)
