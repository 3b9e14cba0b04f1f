#!/usr/bin/env python3
"""Set up and try dockwright from a fresh clone; needs Python >= 3.10, nothing else.

    python3 dev.py try      install it into .venv, check the example Dockerfiles and show how one is mended
    python3 dev.py test     install it with the development tools and run every check (more words go to pytest)
    python3 dev.py test-vscode   build and test the VS Code extension, and drive a real VS Code with it where the tools for
                            that can be installed: some minutes and a gigabyte, once

A second run skips what is already installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

VSCODE = "tests/editors/vscode"

TOUR = (
    ("check", "examples"),
    ("fix", "--diff", "examples/go"),
    ("refactor", "split-stages", "examples/go/Dockerfile", "--diff"),
)
CHECKS = (
    ("-m", "ruff", "format", "--check", "."),
    ("-m", "ruff", "check", "."),
    ("-m", "mypy"),
    ("-m", "pytest", "-n", "auto"),
)


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 10):  # noqa: UP036 (it is the one file that an older Python gets to see)
        print(f"dockwright needs Python 3.10 or newer, and this is {sys.version.split()[0]}", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    if arguments == ["try"]:
        install(".")
        return show()
    if arguments[:1] == ["test"]:
        install(".", "--group", "dev")
        return test(arguments[1:])
    if arguments[:1] == ["test-vscode"]:
        install(".", "--group", "dev")
        return test_vscode(arguments[1:])
    print(__doc__, file=sys.stderr)
    return 2


def install(*what: str) -> None:
    """Make .venv and install the checkout there in editable mode, unless this was done for the same pyproject.toml."""
    wanted = " ".join((*what, sys.version, hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()))
    stamps = (ENVIRONMENT / "installed.try", ENVIRONMENT / "installed.test")
    mine = stamps[len(what) > 1]
    if mine.is_file() and mine.read_text() == wanted and PYTHON.exists():
        return
    print(f"Installing into {ENVIRONMENT} ...", flush=True)
    if not PYTHON.exists():
        try:
            venv.create(ENVIRONMENT, with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(f"cannot make {ENVIRONMENT}: {error}\n(Debian and Ubuntu have venv in the package python3-venv)")
    pip = (str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    for command in ((*pip, "--upgrade", "pip>=25.1"), (*pip, "--editable", *what)):
        if subprocess.run(command).returncode:
            sys.exit(f"failed: {' '.join(command)}")
    mine.write_text(wanted)


def show() -> int:
    """The tour: what is wrong with the examples, and how the Go one is mended."""
    tool = str(BIN / "dockwright")
    worst = 0
    for command in TOUR:
        print(f"\n$ dockwright {' '.join(command)}", flush=True)
        code = subprocess.run((tool, *command)).returncode
        worst = max(worst, 0 if code == 1 else code)  # 1: there are findings, and there should be
    if not worst:
        print(f"\nIt is installed: {tool}")
    return worst


def test(extra: list[str]) -> int:
    """All checks, each to its end; the exit code is 0 when all pass."""
    failed = []
    for command in CHECKS:
        command = (*command, *extra) if "pytest" in command else command
        print(f"\n$ {' '.join(command[1:])}", flush=True)
        if subprocess.run((str(PYTHON), *command)).returncode:
            failed.append(" ".join(command[1:3]) if "ruff" in command else command[1])
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def test_vscode(extra: list[str]) -> int:
    """The tests in VS Code; 0 also where they are not to be had, and then the reason is told."""
    tools = subprocess.run((str(PYTHON), VSCODE + "/tools.py"), stdout=subprocess.PIPE, text=True)
    *said, last = tools.stdout.splitlines() or [""]
    print("\n".join(said))
    if tools.returncode:
        print(f"skipped: {last}")
        return 0 if tools.returncode == 3 else 1
    name, _, value = last.partition("=")
    return subprocess.run((str(PYTHON), "-m", "pytest", VSCODE, *extra), env={**os.environ, name: value}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
