"""Packages that are used, and that apt installs only because others recommend them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from dockwright.knowledge.apt_recommends import RECOMMENDED, Recommended
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Cmd, Dockerfile, Entrypoint, Healthcheck, Instruction
from dockwright.text import Edit, Span

APT = ("apt-get", "apt", "aptitude")
VALUED = MANAGERS["apt-get"].valued_flags


def named(model: SemanticModel, run: Instruction, installs: Sequence[Command]) -> dict[str, ShellWord]:
    """What some installs of a RUN have to name once they leave recommended packages out: each with the word it goes behind."""
    stage = model.stage_of(run)
    if stage is None:
        return {}
    words = {package_name(word): word for one in installs for word in one.operands(VALUED)[1:]}
    there = _installed(model, stage)
    found: dict[str, ShellWord] = {}
    for one in RECOMMENDED:
        reason = next((name for name in words if name in one.by), None)
        if reason is None or any(name in there or name in found for name in (one.package, *one.instead)):
            continue
        if not stage.model.keep((_is_needed, stage, one.package), partial(_is_needed, stage, one)):
            continue
        words[one.package] = words[reason]
        found[one.package] = _neighbour(words[reason], one.package, installs)
    return found


def naming(model: SemanticModel, packages: Mapping[str, ShellWord]) -> Iterator[Edit]:
    """The edits that name packages behind words: on lines of their own where those have their own."""
    behind: dict[ShellWord, list[str]] = {}
    for package, word in packages.items():
        behind.setdefault(word, []).append(package)
    for word, added in behind.items():
        joint = _joint(word, model.dockerfile)
        yield Edit(Span(word.span.end, word.span.end), "".join([joint + package for package in sorted(added)]))


def package_name(word: ShellWord) -> str:
    """The package without its version, release and architecture."""
    return word.value.partition("=")[0].partition("/")[0].partition(":")[0]


def _installed(model: SemanticModel, stage: Stage) -> frozenset[str]:
    """The packages that apt installs in a stage and in those that it stands on."""
    own = model.keep(_installed, lambda: {one: frozenset(_installed_here(one)) for one in model.stages})
    return model.keep((_installed, stage), lambda: frozenset().union(*(own[one] for one in stage.lineage)))


def _installed_here(stage: Stage) -> Iterator[str]:
    for command in stage.commands:
        if command.name in APT:
            operands = command.operands(VALUED)
            if operands and operands[0].value == "install":
                yield from map(package_name, operands[1:])


def _is_needed(stage: Stage, one: Recommended) -> bool:
    facts = stage.facts
    if facts is not None and (facts.ecosystem in one.ecosystems or any(map(facts.provides, one.programs or one.by))):
        return False
    return one.is_always_needed or any(_uses(each, one) for each in (stage, *stage.heirs))


def _uses(stage: Stage, one: Recommended) -> bool:
    if not stage.programs.isdisjoint(one.programs) or not _started(stage).isdisjoint(one.programs):
        return True
    return any(text in instruction.text for text in one.texts for instruction in stage.instructions)


def _started(stage: Stage) -> frozenset[str]:
    """The programs that a container of the stage runs."""
    found = [one for kind in (Healthcheck, Entrypoint, Cmd) if (one := stage.last(kind)) is not None]
    return frozenset([command.name for one in found for command in stage.model.commands(one)])


def _neighbour(reason: ShellWord, package: str, installs: Sequence[Command]) -> ShellWord:
    """The word behind which a package goes: the one that recommends it, or where it belongs in a sorted list."""
    listed = next(found for one in installs if reason in (found := one.operands(VALUED)[1:]))
    names = [word.value for word in listed]
    if len(names) < 3 or names != sorted(names):
        return reason
    return next((word for word in reversed(listed) if word.value < package), reason)


def _joint(word: ShellWord, dockerfile: Dockerfile) -> str:
    """What leads from a package to the next."""
    text, start = dockerfile.text, word.span.start
    indent = text[text.rfind("\n", 0, start) + 1 : start]
    behind = text[word.span.end : (text + "\n").index("\n", start)].lstrip(" \t")
    is_one_of_line = behind[:1].isalnum()
    return " " if indent.strip() or is_one_of_line else f" {dockerfile.escape}{dockerfile.newline}{indent}"
