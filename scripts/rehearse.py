"""Run the scripts of RUN before and after the safe fixes, with programs that only write down how they were called.

    python scripts/rehearse.py FOLDER                 each file of a folder: what ran must be the same
    python scripts/rehearse.py --made 500 --seed 7    the same with Dockerfiles made up by scripts/rehearsal/made_up.py
    ... --shell dash --shell bash --shell /path/of/busybox    the shells that stand for /bin/sh
    ... --rule NAME --unsafe --assists                only some rules; unsafe fixes as well; safe refactorings instead

Each stage runs in a root of its own, which holds a shell and, under each name that the file mentions, a program that notes its
arguments, directory, environment and input, prints a word, and succeeds, or fails where it is told to. So each file runs once
with nothing but successes, and once for each program with that one failing. What a rule is there to change (`EXPECTED`) is
taken out of both sides. BuildKit's own parser says what the instructions are, not dockwright's. Needs Linux and
root. Exits 1 when anything differs.
"""

from __future__ import annotations

import argparse
import difflib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import dockerfile
from rehearsal.expected import EXPECTED
from rehearsal.made_up import made_up
from rehearsal.stages import Script, stages
from rehearsal.stand import FAILS, Call, Stand

from dockwright.assist import Offer
from dockwright.assists import ASSISTS
from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, fix, gate
from dockwright.rule import Fix, Safety
from dockwright.rules import RULES
from dockwright.syntax import decode
from dockwright.text import Span, apply

ATTEMPTS = 5
_WORDS = """. : [ alias bg break builtin case cd command continue declare do done echo elif else esac eval exec exit export false fg fi
for function getopts hash if in jobs let local printf pwd read readonly return set shift source test then time times trap true
type typeset ulimit umask unalias unset until wait while sh bash ash dash"""
BUILTINS = frozenset(_WORDS.split())


def differences(before: str, after: str, rules: set[str], stands: list[Stand]) -> Iterator[str]:
    """How what runs after the fixes differs from what ran before."""
    try:
        sides = stages(before), stages(after)
    except dockerfile.GoParseError:
        try:
            stages(before)
        except dockerfile.GoParseError:
            return
        yield "BuildKit does not parse what came out"
        return
    if len(sides[0]) != len(sides[1]):
        yield "there is another number of stages"
        return
    names = {
        name for text in (before, after) for name in re.findall(r"(?<![\w.+-])[A-Za-z_][\w.+-]{0,80}", text)
    } - BUILTINS
    for number, (old, new) in enumerate(zip(*sides, strict=True)):
        old, new = what_differs(old, new)
        for stand in stands if old or new else ():
            stand.make(names)
            trials = [("", "")]
            for trial, failing in enumerate(trials):
                told = set()
                for _ in range(ATTEMPTS):  # the parts of a pipe may come in another order
                    runs = [stand.run(side, which) for side, which in zip((old, new), failing, strict=True)]
                    first, second = ([*expected(calls, rules)] for calls, _ in runs)
                    shown = [
                        [*(str(told) for _, told in calls), *rest]
                        for calls, (_, rest) in zip((first, second), runs, strict=True)
                    ]
                    told.add(tuple(shown[0]))
                    is_mended = "broken-json-form" in rules and FAILS in shown[0]
                    if shown[0] == shown[1] or is_mended or (len(told) > 1 and sorted(shown[0]) == sorted(shown[1])):
                        break
                else:
                    lines = [*difflib.unified_diff(*shown, lineterm="", n=1)][2:]
                    yield "\n".join((f"stage {number}, {stand.root.name}, fails: {failing[0] or 'nothing'}", *lines))
                    break
                if not trial and stand is stands[0]:  # how it goes on after a failure is the same in all shells
                    trials.extend(together(first, second))
                    trials.extend([("cd", "cd")] if "cd-instead-of-workdir" not in rules else ())


def together(*sides: list[tuple[Call, Call]]) -> list[tuple[str, ...]]:
    """For each call what is to fail on either side: all that come to the same, but for what is expected."""
    same: list[dict[str, set[str]]] = [{}, {}]
    for side, calls in zip(same, sides, strict=True):
        for call, told in calls:
            side.setdefault(told.words, set()).add(call.words)
    return [tuple("\n".join(sorted(side.get(words, ()))) for side in same) for words in same[0]]


def what_differs(old: list[Script], new: list[Script]) -> tuple[list[Script], list[Script]]:
    """Both sides without the scripts that are the same at the start and at the end."""
    old, new = [*old], [*new]
    for end in (-1, 0):
        while old and new and old[end] == new[end]:
            del old[end], new[end]
    return old, new


def expected(calls: list[Call], rules: set[str]) -> Iterator[tuple[Call, Call]]:
    """The calls, each with what it is without what the rules are there to change; those that they add or drop are left out."""
    for call in calls:
        told: Call | None = call
        for rule in sorted(rules & set(EXPECTED)):
            told = told and EXPECTED[rule](told)
        if told:
            yield call, told


def texts(options) -> Iterator[tuple[str, str]]:
    if options.folder:
        for path in sorted(options.folder.rglob("*")):
            if path.is_file():
                yield path.name, decode(path.read_bytes())[0]
    if options.made:
        for number in range(options.seed, options.seed + options.made):
            yield f"made up {number}", made_up(number)


def mended(text: str, profile: Profile, safety: Safety) -> Iterator[tuple[str, set[str]]]:
    result = fix(text, profile=profile, safety=safety)
    if result.text != text:
        yield result.text, {one.rule for one in result.applied}


def assisted(text: str, profile: Profile) -> Iterator[tuple[str, set[str]]]:
    """What each safe refactoring of a RUN makes of it."""
    model = analyse(text)
    for run in model.runs():
        for assist in ASSISTS:
            answer = assist.run(model, UNKNOWN, profile.settings, Span(run.span.start, run.span.start))
            for choice in answer.choices if isinstance(answer, Offer) else ():
                change = choice.change
                if change.safety is Safety.SAFE and gate(model, UNKNOWN, profile, Fix.of(change)) is None:
                    yield apply(text, change.edits), {assist.name}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--made", type=int, default=0, help="how many files to make up")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shell", action="append")
    parser.add_argument("--rule", action="append", help="only these rules")
    parser.add_argument("--assists", action="store_true", help="the safe refactorings of each RUN instead of the fixes")
    parser.add_argument("--unsafe", action="store_true", help="unsafe fixes as well")
    options = parser.parse_args()
    profile = Profile(rule for rule in RULES if not options.rule or rule.name in options.rule)
    safety = Safety.UNSAFE if options.unsafe else Safety.SAFE
    bad = seen = 0
    with tempfile.TemporaryDirectory() as folder:
        stands = [Stand(Path(folder), shell) for shell in options.shell or ["dash", "bash"]]
        for name, text in texts(options):
            for after, made in assisted(text, profile) if options.assists else mended(text, profile, safety):
                seen += 1
                for told in differences(text, after, made, stands):
                    bad += 1
                    print(f"{name} ({', '.join(sorted(made))})\n{told}\n", flush=True)
    print(f"{seen} changes, {bad} differences")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
