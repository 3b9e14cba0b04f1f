from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from operator import attrgetter

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.rules._blank_lines import with_blank
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script
from dockwright.syntax import Run
from dockwright.text import Edit, Span

APT = ("apt-get", "apt", "aptitude")
LISTS = "/var/lib/apt/lists"
UPGRADES = frozenset(("upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade"))
SERVED = UPGRADES.union(("install", "build-dep", "update"))


@rule(
    "apt-update-alone",
    on=Command,
    commands=APT,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n",
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n",
            marked=("update",),
        ),
        Invalid(
            "FROM debian:12\n# fetch\nRUN apt-get update -q\n\n# tools\nRUN apt-get install -y \\\n      curl\n",
            "FROM debian:12\n# fetch\n\n# tools\nRUN apt-get update -q && apt-get install -y \\\n      curl\n",
        ),
        Invalid(
            "FROM debian:12\n\nRUN apt-get update\n\nRUN apt-get install -y curl\n",
            "FROM debian:12\n\nRUN apt-get update && apt-get install -y curl\n",
            title="of two blank lines one stays",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update\nRUN apt-get upgrade -y\nRUN apt-get install -y curl\n",
            "FROM debian:12\nRUN apt-get update && apt-get upgrade -y && apt-get install -y curl\n",
            title="what upgrades between goes along",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update\nRUN apt-get upgrade -y\nCOPY a /a\nRUN apt-get install -y curl\n",
            "FROM debian:12\nRUN apt-get update && apt-get upgrade -y\nCOPY a /a\nRUN apt-get install -y curl\n",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update\nCOPY a /a\nRUN apt-get install -y curl\n",
            title="something stands between",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && adduser --system app\nRUN apt-get install -y curl\n",
            marked=("update",),
            title="what stands behind it installs nothing",
        ),
    ),
    valid=(
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get update\n",
        "FROM debian:12\nRUN apt-get update && apt-get upgrade -y\nRUN apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get update && apt-get upgrade -y\nRUN apt-get update && apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get update\nRUN apt-get update && apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y gnupg\nRUN apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get update && rm -rf /var/lib/apt/lists/*\nRUN apt-get install -y curl\n",
    ),
)
def apt_update_alone(command: Command, model: SemanticModel) -> Iterator[Finding]:
    """The package lists come from a layer of their own, which the cache keeps for ever.

    ## Why is this bad?
    The layer of `RUN apt-get update` is taken from the cache as long as its text stays the same. When the `RUN` that
    installs is changed weeks later, it works with lists of long ago: packages are not found, or old ones are installed.

    The fix joins the two where they are neighbours; a RUN between them that only upgrades goes along.

    ## References
    - https://docs.docker.com/build/building/best-practices/#apt-get
    """
    script, run = command.script, command.instruction
    if command.subcommand != "update" or not isinstance(run, Run):
        return
    if command in model.keep((_serving, script), lambda: frozenset(_serving(script))):
        return
    installing = _installing(model, run)
    if installing is None:
        return
    word = command.operands()[0]
    fixes = partial(_fixes, model, run, script, installing)
    yield Finding(word.span, "the cache keeps these package lists for ever", fixes)


def _serving(script: Script) -> Sequence[Command]:
    """The commands behind which something in the same RUN installs or upgrades, fetches the lists once more, or removes them."""
    for place in range(len(script.commands) - 1, 0, -1):
        one = script.commands[place]
        if (one.name in APT and one.subcommand in SERVED) or any(LISTS in word.value for word in one.arguments):
            return script.commands[:place]
    return ()


def _installing(model: SemanticModel, run: Run) -> Run | None:
    """The next RUN of the stage that uses apt, when it installs without an update of its own."""
    stage = model.stage_of(run)
    if stage is None:
        return None
    runs = stage.of(Run)
    for place in range(bisect_right(runs, run.index, key=attrgetter("index")), len(runs)):
        later = runs[place]
        words = [one.subcommand for one in model.commands(later) if one.name in APT]
        if words:
            return later if words[0] in SERVED and words[0] != "update" else None
    return None


def _fixes(model: SemanticModel, run: Run, script: Script, installing: Run) -> tuple[Fix, ...]:
    moved = [run]
    while _only_upgrades(model.script(installing)) and (further := _installing(model, installing)) is not None:
        if _written(model, installing) is None or not _follows(model, further, installing):
            break  # the lists are at least those of the upgrade
        moved.append(installing)
        installing = further
    if len(script.commands) != 1 or not _follows(model, installing, moved[-1]):
        return ()
    written = [text for one in moved if (text := _written(model, one)) is not None]
    if len(written) < len(moved):
        return ()
    text = run.dockerfile.text
    start = model.script(installing).top_level[0].span.start
    edits = [Edit(with_blank(text, one.line_span), "") for one in moved]
    edits.append(Edit(Span(start, start), "".join(f"{one} && " for one in written)))
    return (Fix("Join it with the RUN that installs", tuple(edits)),)


def _only_upgrades(script: Script) -> bool:
    """Whether a RUN upgrades what is there, and does nothing else."""
    return all(one.name in APT and one.subcommand in UPGRADES for one in script.commands)


def _follows(model: SemanticModel, run: Run, before: Run) -> bool:
    """Whether a plain list of commands stands right behind another RUN."""
    script = model.script(run)
    is_plain = script.is_and_chain and not (run.flags or script.is_exec or run.heredocs)
    return is_plain and run.index == before.index + 1


def _written(model: SemanticModel, run: Run) -> str | None:
    """The commands of a RUN on one line with nothing around them."""
    script = model.script(run)
    if run.flags or run.heredocs or script.is_exec or not script.is_and_chain or "\n" in run.text:
        return None
    commands = script.top_level
    written = run.dockerfile.text[commands[0].span.start : commands[-1].span.end]
    return written if run.text.rstrip().endswith(written) else None
