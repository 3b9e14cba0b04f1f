"""A real VS Code: code-server with the packaged extension and a profile that nobody has used, in headless Chromium."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import urlopen

from playwright.sync_api import Browser, Error, Locator, Page
from scenes import LIMIT
from tools import Tools

T = TypeVar("T")

QUIET: dict[str, Any] = {
    "telemetry.telemetryLevel": "off",
    "workbench.startupEditor": "none",
    "workbench.enableExperiments": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.tips.enabled": False,
    "extensions.autoCheckUpdates": False,
    "extensions.autoUpdate": False,
    "update.mode": "none",
    "chat.disableAIFeatures": True,
    "chat.commandCenter.enabled": False,
    "git.enabled": False,
    "editor.minimap.enabled": False,
    "editor.fontSize": 15,
    "files.hotExit": "off",
}
"""Nothing that moves by itself or comes from elsewhere."""

ROWS = ".quick-input-list .monaco-list-row"
MENU = ".action-widget .monaco-list-row.action"


def wait_for(what: str, look: Callable[[], T]) -> T:
    """What `look` answers as soon as that is true. Raises AssertionError after a time that only a fault can take."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        try:
            if seen := look():
                return seen
        except (Error, FileNotFoundError):
            pass  # what was looked at is being drawn or written anew
        time.sleep(0.1)
    raise AssertionError(f"waited in vain for {what}")


class Workbench:
    def __init__(self, page: Page, folder: Path, data: Path) -> None:
        self.page = page
        self.folder = folder
        self.data = data

    # Keys and commands.

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def _pick(self, opener: str, text: str, row: str) -> None:
        """Type into the box at the top and take the row that says so, which may come late after a cold start."""

        def look() -> bool:
            self.press("Escape", opener)
            self.page.locator(".quick-input-widget").wait_for(state="visible", timeout=5000)
            self.page.keyboard.type(text)
            found = self.page.locator(ROWS, has_text=row).first
            found.wait_for(timeout=5000)
            found.click()
            return True

        wait_for(f"the entry {row}", look)

    def open(self, name: str) -> None:
        self._pick("Control+P", name, name)
        self.page.locator(f'.tab.active[data-resource-name="{name}"]').wait_for(timeout=LIMIT * 1000)
        self.page.locator(".editor-instance .view-line").first.wait_for(state="attached", timeout=LIMIT * 1000)

    def command(self, title: str) -> None:
        self._pick("F1", title, title)

    def go(self, line: int, column: int) -> None:
        self._pick("Control+G", f"{line}:{column}", f"{line}")
        wait_for("the cursor", lambda: f"Ln {line}, Col {column}" in self.status())

    def replace_all(self, text: str) -> None:
        """Make a text the content of the editor that is open."""
        self.page.locator(".editor-instance .view-line").first.click()
        self.press("Control+A")
        self.page.keyboard.insert_text(text)

    def save(self, file: Path) -> None:
        """Save what is open, and wait until the file has another content."""
        before = file.read_bytes()
        self.press("Control+S")
        wait_for("the file to be saved", lambda: file.read_bytes() not in (before, b""))
        wait_for("the editor to know of it", lambda: not self.page.locator(".tab.active.dirty").count())

    # What there is to see.

    def status(self) -> str:
        return self.page.locator(".statusbar").inner_text()

    def server_status(self) -> str:
        """What the extension says about the server, in the hover of the braces in the status bar."""
        self.page.locator(".statusbar-item[id='status.languageStatus']").hover()
        return self.page.locator(".hover-language-status").first.inner_text()

    def problems(self) -> dict[str, tuple[int, int, str]]:
        """Line, column and message of each finding of ours, by rule."""
        if not self.page.locator(".markers-panel").is_visible():
            self.command("Problems: Focus on Problems View")
        rows = self.page.locator(".markers-panel .monaco-list-row").all_inner_texts()
        found = {}
        for row in rows:
            text = re.sub(r"\s+", " ", row)
            if place := re.search(r"(.*?) dockwright ?\(? ?([\w-]+) ?\)? ?\[Ln (\d+), Col (\d+)\]", text):
                found[place[2]] = (int(place[3]), int(place[4]), place[1])
        return found

    def wait_for_problem(self, rule: str, message: str = "") -> None:
        wait_for(f"{rule}: {message}", lambda: (found := self.problems().get(rule)) and message in found[2])

    def wait_for_no_problem(self, rule: str) -> None:
        wait_for(f"{rule} to go", lambda: rule not in self.problems())

    def squiggles(self) -> int:
        return self.page.locator(".squiggly-error, .squiggly-warning, .squiggly-info, .squiggly-hint").count()

    def hover(self, word: str) -> str:
        """What is shown when the mouse rests on a word."""
        spot = self._word(word)

        def look() -> str:
            place = spot()
            if place is None:
                return ""
            x, y = place
            self.page.mouse.move(x - 3, y)
            self.page.mouse.move(x, y, steps=3)
            card = self.page.locator(".monaco-editor .monaco-hover:not(.hidden) .hover-contents")
            try:
                card.first.wait_for(state="visible", timeout=5000)
            except Error:
                return ""
            return "\n".join(card.all_inner_texts())

        return wait_for(f"a hover on {word}", look)

    def _word(self, word: str) -> Callable[[], tuple[float, float] | None]:
        def place() -> tuple[float, float] | None:
            span = self.page.locator(".editor-instance .view-line span span", has_text=word).first
            box = span.bounding_box()
            if box is None:  # the line is being drawn anew
                return None
            return box["x"] + min(10, box["width"] / 2), box["y"] + box["height"] / 2

        return place

    # The menu of actions.

    def menu(self, title: str, opener: Callable[[], None] | None = None) -> Locator:
        """Open the menu of actions, again if it came before the server's answer, until it has this title."""

        def look() -> Locator | None:
            self.press("Escape")
            opener() if opener else self.press("Control+Period")
            try:
                self.page.locator(MENU).first.wait_for(timeout=5000)
            except Error:
                return None
            row = self.page.locator(MENU, has_text=title)
            return row.first if row.count() else None

        return wait_for(f"the action {title}", look)

    def titles(self) -> list[str]:
        return [re.sub(r"\s+", " ", text).strip() for text in self.page.locator(MENU).all_inner_texts()]

    def apply(self, line: int, column: int, title: str) -> None:
        """Go to a place, choose an action, and wait until the text is another."""
        self.go(line, column)
        row = self.menu(title)
        before = self.lines()
        row.click()
        wait_for("the edit", lambda: self.lines() != before)

    def lines(self) -> list[str]:
        """The lines that are on the screen, from top to bottom."""
        rows = self.page.locator(".editor-instance .view-lines .view-line").evaluate_all(
            "rows => rows.map(row => [parseInt(row.style.top), row.innerText])"
        )
        return [text.replace("\u00a0", " ") for _, text in sorted(rows)]

    def picture(self, name: str, pictures: Path | None) -> None:
        if pictures is not None:
            self.page.screenshot(path=str(pictures / f"{name}.png"))


@contextmanager
def workbench(
    tools: Tools,
    browser: Browser,
    extensions: Path,
    data: Path,
    folder: Path,
    settings: dict[str, Any],
    trusted: bool = True,
) -> Iterator[Workbench]:
    """A workbench on a folder. `extensions` is a directory with the extension installed; it is not changed."""
    if not trusted:
        settings = {**settings, "security.workspace.trust.startupPrompt": "never"}
    _write(data / "User" / "settings.json", {**QUIET, **settings, "security.workspace.trust.enabled": not trusted})
    machine = {key: value for key, value in settings.items() if key.startswith("dockwright.")}
    _write(data / "Machine" / "settings.json", machine)
    shutil.copytree(extensions, data / "extensions")
    port = _free_port()
    log = data / "server.log"
    command = [*_command(tools, data), "--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--disable-telemetry"]
    command += ["--disable-update-check", "--disable-getting-started-override"]
    with log.open("w") as out:
        server = subprocess.Popen((*command, str(folder)), stdout=out, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for("code-server", lambda: server.poll() is None and _answers(f"{address}/healthz"))
        context = browser.new_context(viewport={"width": 1100, "height": 640})
        page = context.new_page()
        page.goto(f"{address}/?folder={folder}", wait_until="domcontentloaded", timeout=LIMIT * 1000)
        page.locator(".explorer-folders-view .monaco-list-row").first.wait_for(timeout=LIMIT * 1000)
        try:
            yield Workbench(page, folder, data)
        except BaseException:
            page.screenshot(path=str(data / "failure.png"))
            print(f"what was on the screen: {data / 'failure.png'}")
            for file in data.glob("logs/**/*dockwright*.log"):
                print(f"--- {file.name}\n{file.read_text(errors='replace')[-4000:]}")
            raise
        finally:
            context.close()
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def install_extension(tools: Tools, data: Path) -> Path:
    """A directory of extensions with ours in it."""
    _write(data / "User" / "settings.json", QUIET)
    subprocess.run((*_command(tools, data), "--install-extension", tools.vsix), check=True, capture_output=True)
    return data / "extensions"


def _command(tools: Tools, data: Path) -> tuple[str, ...]:
    configuration = data / "config.yaml"
    configuration.touch()
    places = ("--user-data-dir", str(data), "--extensions-dir", str(data / "extensions"))
    return (tools.node, tools.code_server, *places, "--config", str(configuration))


def _write(file: Path, value: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value), encoding="utf-8")


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
