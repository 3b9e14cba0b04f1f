"""From how many files on do several processes pay? Prints wall times of `dockwright check` for growing numbers of files.

    python bench/processes.py FOLDER [--spawn]

Its result is the two constants in dockwright/batch.py. Run it on a quiet machine; the least of several runs counts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

COUNTS = (1, 10, 20, 30, 40, 60, 80, 120, 200, 400)
RUNS = 5
CODE = """
import sys
from dockwright import batch, cli
if sys.argv.pop(1) == "spawn":
    batch.can_fork = lambda: False
if __name__ == "__main__":
    cli.main(sys.argv[1:])
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--spawn", action="store_true", help="start processes as macOS and Windows do")
    options = parser.parse_args()
    os.environ["DOCKWRIGHT_SHELLCHECK"] = "off"
    files = sorted(str(path) for path in options.folder.rglob("*") if path.is_file())
    script = Path(__file__).with_suffix(".tmp.py")
    script.write_text(CODE)
    try:
        print("files  one process  two processes (ms)")
        for count in (count for count in COUNTS if count <= len(files)):
            times = [wall(script, options.spawn, jobs, files[:count]) for jobs in (1, 2)]
            print(f"{count:5}  {times[0]:11.0f}  {times[1]:13.0f}", flush=True)
    finally:
        script.unlink()
    return 0


def wall(script: Path, spawn: bool, jobs: int, files: list[str]) -> float:
    """Milliseconds of the fastest of several runs."""
    method = "spawn" if spawn else "fork"
    command = (sys.executable, str(script), method, "check", "--no-config", "--jobs", str(jobs), *files)
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        times.append(time.perf_counter() - begin)
    return min(times) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
