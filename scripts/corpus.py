"""Run the rules and the fixes over every Dockerfile of a folder: what is found, and whether any fix breaks a file.

    python scripts/corpus.py FOLDER                 figures: findings by rule, faults, broken and unstable files
    python scripts/corpus.py FOLDER --rule NAME     each finding of one rule, with its line
    python scripts/corpus.py FOLDER --rule NAME --diff   ... and what its fixes do

Exits 1 when a rule raises, a fix is refused by the gate, a fixed file does not parse or changes again.
"""

from __future__ import annotations

import argparse
import difflib
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, fix, lint
from dockwright.rule import Safety
from dockwright.rules import RULES
from dockwright.syntax import decode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rule", action="append", help="only these rules (names or aliases)")
    parser.add_argument("--preset", choices=("default", "all", "hadolint", "buildkit"), default="all")
    parser.add_argument("--diff", action="store_true")
    parser.add_argument("--no-fix", action="store_true", help="only lint")
    options = parser.parse_args()
    profile = Profile(rule for rule in RULES if wanted(rule, options))
    findings: Counter[str] = Counter()
    files: Counter[str] = Counter()
    fixable: Counter[str] = Counter()
    safe: Counter[str] = Counter()
    bad = 0
    count = 0
    spent = 0.0
    for path in sorted(options.folder.rglob("*")):
        if not path.is_file():
            continue
        text = decode(path.read_bytes())[0]
        count += 1
        begin = time.process_time()
        report = lint(analyse(text), UNKNOWN, profile)
        spent += time.process_time() - begin
        for one in report.diagnostics:
            findings[one.rule.name] += 1
            fixable[one.rule.name] += bool(one.fixes)
            safe[one.rule.name] += any(each.safety is Safety.SAFE for each in one.fixes)
            if options.rule:
                line = text.count("\n", 0, one.span.start) + 1
                source = one.span.of(text).replace("\n", "⏎")[:60]
                print(f"{path.name}:{line}: {one.message}  «{source}» {'' if one.fixes else '(no fix)'}")
        files.update({one.rule.name for one in report.diagnostics})
        bad += complain(path, [f"{fault.rule}: {fault.message}" for fault in report.faults])
        if not options.no_fix:
            bad += check_fixes(path, text, profile, options.diff)
    print(f"{'rule':40}{'findings':>9}{'files':>7}{'fixable':>9}{'safe':>7}")
    for name, number in findings.most_common():
        print(f"{name:40}{number:9}{files[name]:7}{fixable[name]:9}{safe[name]:7}")
    total = sum(findings.values())
    print(f"{count} files, {total} findings ({total / max(1, count):.2f} a file), "
          f"{sum(fixable.values()) * 100 // max(1, total)} % with a fix, "
          f"{sum(safe.values()) * 100 // max(1, total)} % with a safe one, "
          f"{spent * 1000 / max(1, count):.3f} ms CPU a file, {bad} bad")  # fmt: skip
    return 1 if bad else 0


def wanted(rule, options) -> bool:
    if options.rule:
        return rule.name in options.rule or any(alias in options.rule for alias in rule.aliases)
    return options.preset == "all" or (rule.default if options.preset == "default" else options.preset in rule.presets)


def complain(path: Path, messages: list[str]) -> int:
    for message in messages:
        print(f"{path.name}: BAD {message}")
    return len(messages)


def check_fixes(path: Path, text: str, profile: Profile, diff: bool) -> int:
    """Apply the safe fixes, then all of them: each result must parse, settle and pass the gate."""
    bad = 0
    for safety in (Safety.SAFE, Safety.UNSAFE):
        try:
            result = fix(text, UNKNOWN, profile, safety=safety)
            again = fix(result.text, UNKNOWN, profile, safety=safety)
        except Exception as error:
            bad += complain(path, [f"{safety.label}: {type(error).__name__}: {error}"])
            continue
        bad += complain(path, [f"{safety.label}: {fault.rule}: {fault.message}" for fault in result.faults])
        if again.text != result.text:
            bad += complain(path, [f"{safety.label}: a second run changes the file again"])
        if diff and safety is Safety.UNSAFE:
            before, after = text.splitlines(True), result.text.splitlines(True)
            sys.stdout.writelines(difflib.unified_diff(before, after, path.name, path.name, n=1))
    return bad


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends it
    raise SystemExit(main())
