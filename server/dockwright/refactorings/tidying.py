"""`go mod tidy` where no source of Go is there yet: it finds no imports, empties go.mod and downloads nothing."""

from __future__ import annotations

from fnmatch import fnmatchcase

from dockwright.knowledge.package_managers import SYSTEM_PROGRAMS
from dockwright.knowledge.table import words
from dockwright.semantics import Stage
from dockwright.shell import Command, Redirection
from dockwright.syntax import Run, Transfer

_MANIFESTS = ("go.mod", "go.sum", "go.work", "go.work.sum")

_MAKE_NO_SOURCES = words("apk apt apt-get cd echo export go mkdir rm set true unset update-ca-certificates").union(
    SYSTEM_PROGRAMS
)
"""Programs that leave no sources of Go where the manifests are. Of git that holds for `git config`."""


def tidies_nothing(stage: Stage, command: Command) -> bool:
    """Whether a command is `go mod tidy` where manifests alone are copied, and nothing can have made a source."""
    run = command.instruction
    if [word.value for word in command.arguments[:2]] != ["mod", "tidy"] or not isinstance(run, Run):
        return False
    return (
        not run.mounts
        and not command.is_conditional
        and _has_manifests_alone(stage, run)
        and _is_all_known(stage, command)
    )


def earlier_tidy(stage: Stage, before: Transfer) -> Command | None:
    """Such a command of a stage above a COPY of the sources."""
    found = (one for one in stage.commands if one.name == "go" and one.span.start < before.span.start)
    return next((one for one in found if tidies_nothing(stage, one)), None)


def _has_manifests_alone(stage: Stage, run: Run) -> bool:
    """Whether manifests of Go, and nothing else, are copied above a RUN."""
    found = [one for level in stage.lineage for one in level.of(Transfer) if one.index < run.index]
    return bool(found) and all(
        one.from_ is None and not one.heredocs and all(_is_manifest(word.value) for word in one.sources)
        for one in found
    )


def _is_manifest(source: str) -> bool:
    """Whether a source, or whatever a pattern stands for, is a manifest of Go by its name."""
    name = source.rpartition("/")[2]
    if "*" in name or "?" in name:
        return name.startswith("go.") and any(fnmatchcase(one, name) for one in _MANIFESTS)
    return name in _MANIFESTS


def _is_all_known(stage: Stage, command: Command) -> bool:
    """Whether nothing that runs before the command can have brought sources."""
    for level in stage.lineage:
        for one in level.commands:
            if one.span.start >= command.span.start:
                continue
            is_known = one.subcommand == "config" if one.name == "git" else one.name in _MAKE_NO_SOURCES
            if not is_known or any(_is_written_here(each) for each in one.redirections):
                return False
    return not command.script.has_errors


def _is_written_here(redirection: Redirection) -> bool:
    """Whether a redirection writes a file where the command runs, or sources anywhere: `echo 'package main' > main.go`."""
    target = redirection.target
    if target is None or redirection.operator == "<":
        return False
    return target.value.endswith(".go") or (target.is_literal and not target.value.startswith(("/", "&")))
