"""How fast does the language server answer, beside docker-langserver and tally, in one run on one machine?

    python bench/server.py [--starts 10] [--changes 60] [--only NAME]

Prints a Markdown table. A cell has two figures: the median of what the editor waits for, and the CPU time that the server
and its threads spend on it, on average; both in milliseconds. On a machine that has other work only the second means
much. A peer that is not installed (`npm install -g dockerfile-language-server-nodejs`, `pip install tally-cli`) is left
out. All of dockwright's rules are on, ShellCheck is off everywhere.

A change types one letter into a RUN in the middle of the file; every other figure is the first answer after such a
change, as in an editor.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "lsp"))

from client import PUSH, SERVER, TIMEOUT, Client, Message

URI = "file:///nowhere/Dockerfile"
BLOCK = """\
FROM debian:12 AS stage-{number}
WORKDIR /srv/app
RUN apt-get update && apt-get install -y --no-install-recommends curl git \\
    ca-certificates && \\
    rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
ENV ONE=1 TWO="two words"
RUN npm ci && npm run build
EXPOSE 8080
CMD ["node", "server.js"]
"""
MARK = "npm run build"
SIZES = (30, 300, 2000)  # lines
LONG = 20_000  # lines, for the semantic tokens
FLOOD = 1000  # changes

CAPABILITIES: Message = {
    **PUSH,
    "textDocument": {
        **PUSH["textDocument"],
        "synchronization": {"didSave": True},
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "semanticTokens": {
            "requests": {"full": {"delta": True}, "range": True},
            "tokenTypes": ["keyword", "comment", "string", "number", "operator", "variable", "parameter", "property"],
            "tokenModifiers": ["declaration"],
            "formats": ["relative"],
        },
    },
}

REQUESTS = {
    "completion": ("textDocument/completion", "completionProvider"),
    "hover": ("textDocument/hover", "hoverProvider"),
    "code action": ("textDocument/codeAction", "codeActionProvider"),
    "document symbols": ("textDocument/documentSymbol", "documentSymbolProvider"),
    "semantic tokens": ("textDocument/semanticTokens/full", "semanticTokensProvider"),
}


class Subject(NamedTuple):
    """A language server and what it is told at its start."""

    name: str
    command: tuple[str, ...]
    options: Message


class Time(NamedTuple):
    """How long something took, in milliseconds."""

    wall: float
    cpu: float


Table = dict[str, dict[str, str]]
"""What stands in the table: the cells of a row, by the name of the subject."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=10, help="how often each server is started")
    parser.add_argument("--changes", type=int, default=60, help="how often each file is changed")
    parser.add_argument("--only", help="measure only the server of this name")
    options = parser.parse_args()
    os.environ["DOCKWRIGHT_SHELLCHECK"] = "off"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([*SERVER, "--help"], stdout=subprocess.DEVNULL, check=True)  # compiles
    subjects = [one for one in installed() if options.only in (None, one.name)]
    table: Table = {}
    for subject in subjects:
        measure(subject, options.starts, options.changes, table)
    names = [subject.name for subject in subjects]
    print(f"| what | {' | '.join(names)} |")
    print(f"|---|{'---:|' * len(names)}")
    for row, cells in table.items():
        print(f"| {row} | {' | '.join(cells.get(name, '–') for name in names)} |")
    return 0


def installed() -> list[Subject]:
    found = [Subject("dockwright", SERVER, {"preset": "all"})]
    for name, program, arguments in (
        ("docker-langserver", "docker-langserver", ("--stdio",)),
        ("tally", "tally", ("lsp", "--stdio")),
    ):
        path = shutil.which(program, path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
        if path is not None:
            found.append(Subject(name, (behind(path, program), *arguments), {}))
    return found


def behind(path: str, program: str) -> str:
    """The program itself where a script of a Python package starts it: that one's CPU time and memory count."""
    pattern = f"lib/python*/site-packages/{program}_cli/bin/*/{program}"
    return next((str(one) for one in Path(path).parents[1].glob(pattern)), path)


def measure(subject: Subject, starts: int, changes: int, table: Table) -> None:
    """Fill a column of the table."""

    def note(row: str, times: Sequence[Time]) -> None:
        wall, cpu = median(one.wall for one in times), sum(one.cpu for one in times) / len(times)
        cell = f"{wall:.0f} · {cpu:.0f}" if wall >= 100 else f"{wall:.1f} · {cpu:.1f}"
        table.setdefault(row, {})[subject.name] = cell
        print(f"{subject.name:18} {row:44} {cell}", file=sys.stderr, flush=True)

    begun = [start_up(subject) for _ in range(starts)]
    note("start to `initialize`", [one[0] for one in begun])
    note("start to first diagnostics, 30 lines", [one[1] for one in begun])
    for lines in SIZES:
        count = max(5, changes if lines < 1000 else changes // 4)
        for what, times in edit(subject, lines, count, tuple(REQUESTS), table).items():
            note(f"{what}, {lines:,} lines", times)
    try:
        for what, times in edit(subject, LONG, 3, ("semantic tokens",), table).items():
            if what != CHANGE:
                note(f"{what}, {LONG:,} lines", times)
    except AssertionError:
        table.setdefault(f"semantic tokens, {LONG:,} lines", {})[subject.name] = f"none in {TIMEOUT:.0f} s"
    try:
        took, answers = flood(subject)
    except AssertionError:
        return
    note(f"{FLOOD:,} changes in a flood", [took])
    table.setdefault("... publishes for them", {})[subject.name] = str(answers)


def text(lines: int) -> str:
    """A file of so many lines with little to complain about."""
    return "".join(BLOCK.format(number=number) for number in range(lines // 10))


def start_up(subject: Subject) -> tuple[Time, Time]:
    begin = time.perf_counter()
    client = Client(*subject.command)
    try:
        client.start(CAPABILITIES, initializationOptions=subject.options)
        first = Time((time.perf_counter() - begin) * 1e3, cpu_of(client))
        client.open(URI, text(30))
        client.diagnostics(URI)
        return first, Time((time.perf_counter() - begin) * 1e3, cpu_of(client))
    finally:
        client.kill()


CHANGE = "change to diagnostics"


def edit(subject: Subject, lines: int, count: int, requests: Sequence[str], table: Table) -> dict[str, list[Time]]:
    """From a change to its diagnostics, and to the answers of requests at the new version."""
    document = {"textDocument": {"uri": URI}}
    client = Client(*subject.command)
    try:
        able = client.start(CAPABILITIES, initializationOptions=subject.options)["capabilities"]
        source = text(lines)
        place = source.index(MARK, len(source) // 2)
        position = {"line": source.count("\n", 0, place), "character": place - source.rindex("\n", 0, place) - 1 + 5}
        range_ = {"start": position, "end": position}
        params: dict[str, Message] = {
            "completion": {"position": position},
            "hover": {"position": position},
            "code action": {"range": range_, "context": {"diagnostics": []}},
        }
        client.open(URI, source)
        client.diagnostics(URI)
        version = 1
        times: dict[str, list[Time]] = {}
        for what in (CHANGE, *requests):
            method, ability = REQUESTS.get(what, ("", ""))
            if method and not able.get(ability):
                continue
            for _ in range(count):
                version += 1
                changed = source[:place] + MARK + "abcdefghij"[version % 10] + source[place + len(MARK) :]
                if what == CHANGE:
                    took = timed(client, partial(change, client, changed, version))
                else:
                    change(client, changed, version)
                    took = timed(client, partial(client.request, method, document | params.get(what, {})))
                times.setdefault(what, []).append(took)
        table.setdefault(f"peak of memory, {lines:,} lines, MiB", {})[subject.name] = f"{peak(client):.0f}"
        return times
    finally:
        client.kill()


def change(client: Client, text: str, version: int) -> None:
    """Change the document and wait for its diagnostics; not every server says which version they are of."""
    client.change(URI, text, version)
    client.next_notification(
        "textDocument/publishDiagnostics",
        lambda params: params["uri"] == URI and params.get("version") in (None, version),
    )


def flood(subject: Subject) -> tuple[Time, int]:
    """Many changes at once, until the server has worked them off, and how often it published."""
    client = Client(*subject.command)
    published = "textDocument/publishDiagnostics"
    try:
        client.start(CAPABILITIES, initializationOptions=subject.options)
        client.open(URI, text(30))
        client.diagnostics(URI)

        def all_of_them() -> None:
            for version in range(2, FLOOD + 1):
                client.change(URI, f"{text(30)}# {version}\n", version)
            client.change(URI, f"{text(30)}MAINTAINER Jo\n", FLOOD + 1)
            client.next_notification(published, is_last)

        def is_last(params: Any) -> bool:
            """Only the last text has something that all servers know to be wrong."""
            return any("maintainer" in str(one).lower() for one in params["diagnostics"])

        took = timed(client, all_of_them)
        return took, 1 + sum(message["method"] == published for message in client.notifications)
    finally:
        client.kill()


def timed(client: Client, action: Callable[[], object]) -> Time:
    spent, begin = cpu_of(client), time.perf_counter()
    action()
    wall = (time.perf_counter() - begin) * 1e3
    return Time(wall, cpu_of(client) - spent)


def cpu_of(client: Client) -> float:
    """The CPU time, in milliseconds, that a server has used so far."""
    spent = 0
    for task in Path(f"/proc/{client.process.pid}/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that has just ended
            spent += int((task / "schedstat").read_text().split()[0])
    return spent / 1e6


def peak(client: Client) -> float:
    """The most resident memory a server has had, in MiB."""
    for line in Path(f"/proc/{client.process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
