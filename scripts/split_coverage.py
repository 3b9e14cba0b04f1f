"""How many single-stage Dockerfiles of a folder dockwright offers to split, for each ecosystem, and why not the others.

    python scripts/split_coverage.py FOLDER [--show ECOSYSTEM]

Counted are application images of one stage: on a language's own image, with a start command, with something copied from
the build context, and with a command that builds. Python and Ruby install rather than build: of theirs those are counted
that have something to shed, which is the full image, a compiler or a development package. The text alone is looked at,
without a build context. `--show` prints the refusals with their files.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dockwright.assist import Offer, Refusal
from dockwright.assists.split_stages import split_stages
from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, gate
from dockwright.refactorings.split.packages import leaves_tools
from dockwright.rule import DEFAULT_SETTINGS, Fix
from dockwright.rules import RULES
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint, Transfer, decode

# What builds, by ecosystem: the program, and a word that must be among its arguments ("": none must).
BUILDS: dict[str, tuple[tuple[str, str], ...]] = {
    "go": (("go", "build"), ("go", "install"), ("go", "get"), ("make", "")),
    "node": (("npm", "build"), ("yarn", "build"), ("pnpm", "build"), ("npx", "build"), ("ng", "build"), ("tsc", ""),
             ("webpack", ""), ("gulp", ""), ("grunt", "")),
    "python": (("pip", "install"), ("pip3", "install"), ("poetry", "install"), ("uv", "sync"), ("pipenv", "install")),
    "java": (("mvn", ""), ("mvnw", ""), ("gradle", ""), ("gradlew", ""), ("javac", ""), ("sbt", "")),
    "rust": (("cargo", "build"), ("cargo", "install")),
    "dotnet": (("dotnet", "publish"), ("dotnet", "build")),
    "ruby": (("bundle", "install"),),
    "php": (("composer", "install"),),
    "elixir": (("mix", ""),),
    "c": (("gcc", ""), ("g++", ""), ("make", ""), ("cmake", "")),
}  # fmt: skip

INSTALLING = frozenset({"python", "ruby"})
"""Ecosystems whose programs run from their sources: only what was needed to install can be left behind."""


class Verdict(NamedTuple):
    file: str
    ecosystem: str
    offered: bool
    is_safe: bool
    reason: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", metavar="ECOSYSTEM")
    options = parser.parse_args()
    verdicts = list(judge_all(options.folder))
    print("| ecosystem | files that build | offered | of them safe |\n|---|---:|---:|---:|")
    for ecosystem in BUILDS:
        own = [one for one in verdicts if one.ecosystem == ecosystem]
        if own:
            offered = [one for one in own if one.offered]
            safe = sum(one.is_safe for one in offered)
            print(f"| {ecosystem} | {len(own)} | {len(offered)} ({100 * len(offered) // len(own)} %) | {safe} |")
    if options.show:
        refused = [one for one in verdicts if one.ecosystem == options.show and not one.offered]
        for reason, count in Counter(one.reason for one in refused).most_common():
            files = " ".join(one.file for one in refused if one.reason == reason)
            print(f"\n{count}  {reason}\n    {files}")
    return 0


def judge_all(folder: Path) -> Iterator[Verdict]:
    profile = Profile(RULES)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        model = analyse(decode(path.read_bytes())[0])
        ecosystem = counted(model)
        if not ecosystem:
            continue
        said = split_stages.run(model, UNKNOWN, DEFAULT_SETTINGS, None)
        if isinstance(said, Offer):
            change = said.default.change
            objection = gate(model, UNKNOWN, profile, Fix.of(change))
            reason = objection.reason if objection is not None else ""
            yield Verdict(path.name, ecosystem, not reason, change.safety.label == "safe", reason)
        else:
            reason = said.reason if isinstance(said, Refusal) else "nothing to split is seen"
            yield Verdict(path.name, ecosystem, False, False, reason)


def counted(model: SemanticModel) -> str:
    """The ecosystem of a file that counts, "" for the others."""
    if len(model.stages) != 1 or model.target is None:
        return ""
    stage = model.target
    facts = stage.facts
    if facts is None or facts.kind not in ("toolchain", "runtime") or facts.ecosystem not in BUILDS:
        return ""
    if not _is_application(stage) or (facts.ecosystem in INSTALLING and not leaves_tools(stage, facts)):
        return ""
    wanted = BUILDS[facts.ecosystem]
    return facts.ecosystem if any(_builds(command, wanted) for command in model.all_commands()) else ""


def _is_application(stage: Stage) -> bool:
    """Whether something starts, and something comes from the build context."""
    starts = [one for one in (stage.last(Cmd), stage.last(Entrypoint)) if one is not None and one.words]
    return bool(starts) and any(
        one.from_ is None and any("://" not in word.value for word in one.sources) for one in stage.of(Transfer)
    )


def _builds(command: Command, wanted: tuple[tuple[str, str], ...]) -> bool:
    words = {word.value.partition(":")[0] for word in command.arguments}
    return any(command.name == program and (not word or word in words) for program, word in wanted)


if __name__ == "__main__":
    raise SystemExit(main())
