"""How fast does the language server answer? Prints times in milliseconds and the peak of its memory.

    python bench/server.py [--runs N] [server argv...]

"bare" is the server's own part: the same exchange about an empty file. The least and the median of all runs are shown;
on a busy machine only the least means much.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "lsp"))

from client import PUSH, SERVER, Client

URI = "file:///nowhere/Dockerfile"
BLOCK = """\
FROM debian:12 AS stage-{number}
WORKDIR /srv/app
COPY package.json package-lock.json ./
RUN apt-get update && apt-get install -y --no-install-recommends curl git \\
    ca-certificates && \\
    rm -rf /var/lib/apt/lists/*
ENV ONE=1 TWO="two words"
RUN npm ci && npm run build
EXPOSE 8080
CMD ["node", "server.js"]
"""
SIZES = ((0, 200), (30, 200), (300, 60), (2000, 15))  # lines, changes
FLOOD = 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10, help="how often the server is started")
    parser.add_argument("server", nargs="*", default=list(SERVER))
    options = parser.parse_args()
    os.environ["DOCKWRIGHT_SHELLCHECK"] = "off"
    starts = [start_up(options.server) for _ in range(options.runs)]
    show("start to initialize", [one[0] for one in starts])
    show("start to first diagnostics", [one[1] for one in starts])
    for lines, count in SIZES:
        changes(options.server, lines, count)
    flood(options.server)
    return 0


def text(lines: int) -> str:
    """A file of so many lines with little to complain about."""
    return "".join(BLOCK.format(number=number) for number in range(lines // 10))


def start_up(server: list[str]) -> tuple[float, float]:
    begin = time.perf_counter()
    client = Client(*server)
    try:
        client.start(PUSH)
        initialized = time.perf_counter()
        client.open(URI, text(30))
        client.diagnostics(URI)
        return (initialized - begin) * 1e3, (time.perf_counter() - begin) * 1e3
    finally:
        client.kill()


def changes(server: list[str], lines: int, count: int) -> None:
    """From a change to its diagnostics, and requests at the new version."""
    name = f"{lines} lines" if lines else "bare"
    times: dict[str, list[float]] = {"change": [], "hover": [], "code action": []}
    client = Client(*server)
    document = {"textDocument": {"uri": URI}}
    start = {"line": 0, "character": 6}
    selection = {"range": {"start": start, "end": start}, "context": {"diagnostics": []}}
    try:
        client.start(PUSH)
        client.open(URI, text(lines))
        client.diagnostics(URI)
        for version in range(2, count + 2):
            times["change"].append(timed(partial(change, client, f"{text(lines)}# {version}\n", version)))
            times["hover"].append(timed(lambda: client.request("textDocument/hover", {**document, "position": start})))
            times["code action"].append(timed(lambda: client.request("textDocument/codeAction", document | selection)))
        for what, measured in times.items():
            show(f"{name}: {what}", measured)
        print(f"{name + ': peak of memory':34} {peak(client.process.pid):7.0f} MiB")
    finally:
        client.kill()


def change(client: Client, text: str, version: int) -> None:
    client.change(URI, text, version)
    client.diagnostics(URI, version)


def flood(server: list[str]) -> None:
    client = Client(*server)
    try:
        client.start(PUSH)
        client.open(URI, text(30))
        client.diagnostics(URI)
        begin = time.perf_counter()
        for version in range(2, FLOOD + 2):
            client.change(URI, f"{text(30)}# {version}\n", version)
        client.diagnostics(URI, FLOOD + 1)
        took = (time.perf_counter() - begin) * 1e3
        print(f"{f'{FLOOD} changes in a flood':34} {took:7.0f} ms, {len(client.notifications) + 1} answers")
    finally:
        client.kill()


def timed(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1e3


def show(name: str, times: list[float]) -> None:
    print(f"{name:34} {min(times):7.2f} least {median(times):8.2f} median", flush=True)


def peak(process: int) -> float:
    """The most resident memory a process has had, in MiB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
