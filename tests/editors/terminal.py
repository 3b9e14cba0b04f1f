"""A terminal that nobody looks at: tmux, which is told what to press and shows what is on the screen."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from scenes import LIMIT

TMUX = shutil.which("tmux")
T = TypeVar("T")


class Terminal:
    def __init__(self, place: Path) -> None:
        self._socket = str(place / "tmux")

    def tmux(self, *arguments: str) -> str:
        command = (str(TMUX), "-S", self._socket, "-f", os.devnull, *arguments)
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def press(self, *keys: str) -> None:
        """Keys by their names in tmux: `Enter`, `C-n`, `Space`, a letter."""
        for key in keys:
            self.tmux("send-keys", "-t", "screen", key)

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-t", "screen", "-l", text)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", "screen")

    def coloured(self) -> str:
        """The screen with escape sequences, for a picture."""
        return self.tmux("capture-pane", "-p", "-e", "-N", "-t", "screen")

    def wait(self, text: str) -> str:
        """The screen as soon as it has this text."""
        return self.wait_for(text, lambda: (screen := self.screen()) and text in screen and screen)

    def wait_for(self, what: str, look: Callable[[], T]) -> T:
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            if seen := look():
                return seen
            time.sleep(0.05)
        raise AssertionError(f"waited in vain for {what}; on the screen:\n{self.screen()}")

    def written(self, file: Path, before: bytes) -> bytes:
        """What an editor makes of a file, when that is whole: it may put the old one aside, and write bit by bit."""
        seen = [before]

        def look() -> bytes:
            now = file.read_bytes() if file.exists() else b""
            whole = now if now and now != before and now == seen[-1] else b""
            seen.append(now)
            time.sleep(0.1)
            return whole

        return self.wait_for("the file to be written", look)

    def settle(self) -> str:
        """The screen when it has stopped changing, so that what is pressed next is meant for what is seen."""
        before = ""
        while (screen := self.screen()) != before:
            before = screen
            time.sleep(0.2)
        return screen


@contextmanager
def terminal(
    place: Path, command: Sequence[str], environment: Mapping[str, str], cwd: Path, size: tuple[int, int] = (120, 30)
) -> Iterator[Terminal]:
    """A program in a terminal. `place` is a directory for the socket."""
    shown = Terminal(place)
    variables = {**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    words = ["env", "-i", *(f"{name}={value}" for name, value in variables.items()), *command]
    columns, rows = map(str, size)
    try:
        inner = " ".join(map(shlex.quote, words))
        shown.tmux("new-session", "-d", "-x", columns, "-y", rows, "-s", "screen", "-c", str(cwd), inner)
        shown.tmux("set-option", "-s", "escape-time", "0")
        yield shown
    finally:
        subprocess.run((str(TMUX), "-S", str(place / "tmux"), "kill-server"), capture_output=True, check=False)
