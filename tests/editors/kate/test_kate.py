"""Kate, as its page in the documentation sets it up, on a screen that nobody looks at, with a profile that nobody has used.

What is done shows in the file, and what Kate has understood in the log of the server.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest
import scenes

PROGRAMS = ("kate", "Xvfb", "xdotool", "dbus-run-session")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, PROGRAMS)), reason=f"{', '.join(PROGRAMS)} are not all installed"
)

OPENED = "textDocument/didOpen"
CHANGED = "textDocument/didChange"
SAVED = "textDocument/didSave"

Kate = Callable[..., AbstractContextManager["Desktop"]]


class Desktop:
    """A screen with Kate on it."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment = environment
        self._log = log

    def press(self, *keys: str) -> None:
        """Keys by their names in X: `alt+Return`, `Down`, a letter."""
        subprocess.run(("xdotool", "key", *keys), env=self._environment, capture_output=True, check=True)

    def focus(self, title: str) -> None:
        """Once Kate's window is there, it gets the keys: there is no window manager to see to that."""
        search = ("xdotool", "search", "--onlyvisible", "--name", title)

        def look() -> str:
            found = subprocess.run(search, env=self._environment, capture_output=True, text=True, check=False)
            return found.stdout.strip()

        window = wait_for("the window", look).splitlines()[-1]
        subprocess.run(
            ("xdotool", "windowfocus", "--sync", window), env=self._environment, capture_output=True, check=False
        )

    def count(self, method: str) -> int:
        """How often the server has been told or asked this."""
        return self._log.read_text(encoding="utf-8").count(f": {method}") if self._log.exists() else 0

    def windows(self) -> int:
        """How many windows of Kate's there are to see: a menu is one, too."""
        command = ("xdotool", "search", "--onlyvisible", "--class", "kate")
        found = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        return len(found.stdout.split())

    def choose_first(self) -> None:
        """Have the first action at the cursor done, and the file saved. As long as the menu is up, keys go there."""
        without, changed, saved = self.windows(), self.count(CHANGED), self.count(SAVED)
        self.press("alt+Return")
        wait_for("the menu", lambda: self.windows() > without)

        def look() -> bool:
            if self.windows() > without:
                self.press("Home", "Return")
            return self.count(CHANGED) > changed

        wait_for("the edit", look, pause=1)
        self.press("ctrl+s")
        wait_for("the file to be saved", lambda: self.count(SAVED) > saved)


def wait_for(what: str, look: Callable[[], object], pause: float = 0.1) -> str:
    """What `look` answers as soon as that is true; `pause` in seconds."""
    end = time.monotonic() + scenes.LIMIT
    while time.monotonic() < end:
        if seen := look():
            return str(seen)
        time.sleep(pause)
    raise AssertionError(f"waited in vain for {what}")


@pytest.fixture
def kate(tmp_path: Path) -> Kate:
    @contextmanager
    def start(file: Path, line: int, column: int) -> Iterator[Desktop]:
        environment = {
            **scenes.home(tmp_path / "home"),
            "QT_QPA_PLATFORM": "xcb",
            "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        }
        (tmp_path / "run").mkdir(mode=0o700)
        log = tmp_path / "server.log"
        program = tmp_path / "home" / "bin" / "dockwright"
        words = (sys.executable, "-m", "dockwright")
        logging = ("--log-level", "debug", "--log-file", str(log))
        program.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@" {shlex.join(logging)}\n', encoding="utf-8")
        settings = Path(environment["XDG_CONFIG_HOME"]) / "kate" / "lspclient" / "settings.json"
        settings.parent.mkdir(parents=True)
        settings.write_text(scenes.block("kate", "Set-up"), encoding="utf-8")
        # The answer to the question whether the server may be started.
        agreed = f"[lspclient]\nAllowedServerCommandLines={program} server\n[Kate Plugins]\nlspclientplugin=true\n"
        quiet = "[General]\nShow welcome view for new window=false\nStartup Session=new\n"
        (settings.parents[2] / "katerc").write_text(quiet + agreed, encoding="utf-8")
        with display() as name:
            environment["DISPLAY"] = name
            command = ("dbus-run-session", "--", "kate", "-b", "-n", "-l", str(line), "-c", str(column), str(file))
            with (tmp_path / "kate.log").open("wb") as out:
                running = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
            try:
                desktop = Desktop(environment, log)
                desktop.focus(file.name)
                wait_for("the server", lambda: desktop.count(OPENED))
                yield desktop
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, 9)
                running.wait()

    return start


@contextmanager
def display() -> Iterator[str]:
    """A screen in memory; its name."""
    reader, writer = os.pipe()
    command = ("Xvfb", "-displayfd", str(writer), "-screen", "0", "1200x760x24", "-nolisten", "tcp")
    running = subprocess.Popen(command, pass_fds=(writer,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            yield f":{told.readline().strip()}"
    finally:
        running.terminate()
        running.wait()


def test_a_quick_fix(kate: Kate, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    with kate(file, 3, 6) as shown:
        shown.choose_first()
    assert file.read_text(encoding="utf-8") == scenes.RESTORED


def test_a_quick_fix_beside_emoji(kate: Kate, tmp_path: Path) -> None:
    file = scenes.emoji(tmp_path / "app")
    with kate(file, scenes.LABEL_LINE, 1) as shown:
        shown.choose_first()
    scenes.check_emoji(file.read_bytes(), fixed=1)
    assert scenes.EMOJI_FIXED in file.read_text(encoding="utf-8")
