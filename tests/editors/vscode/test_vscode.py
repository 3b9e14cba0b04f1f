"""The extension in a real VS Code. `python3 dev.py test-vscode` installs what this needs; without it, it is skipped."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import scenes

sys.path.insert(0, str(Path(__file__).parent))

from tools import Tools

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from workbench import Workbench

TOOLS = Tools.given()
pytestmark = pytest.mark.skipif(TOOLS is None, reason="VS Code is driven by `python3 dev.py test-vscode`")

PICTURES = Path(os.environ["DOCKWRIGHT_PICTURES"]) if "DOCKWRIGHT_PICTURES" in os.environ else None
"""Where the pictures of the documentation go, if they are wanted."""

COMMAND = {"dockwright.command": list(scenes.SERVER)}

Open = Callable[..., AbstractContextManager["Workbench"]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    assert TOOLS is not None
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=TOOLS.chromium, args=quiet)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def extensions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from workbench import install_extension

    assert TOOLS is not None
    return install_extension(TOOLS, tmp_path_factory.mktemp("installed"))


@pytest.fixture
def open_vscode(browser: Browser, extensions: Path, tmp_path: Path) -> Open:
    """Opens a workbench on `tmp_path / "app"`, with settings; the server is this checkout's if they name none."""
    from workbench import workbench

    def start(settings: dict[str, Any] | None = None, trusted: bool = True) -> AbstractContextManager[Workbench]:
        assert TOOLS is not None
        chosen = COMMAND if settings is None else settings
        return workbench(TOOLS, browser, extensions, tmp_path / "profile", tmp_path / "app", chosen, trusted)

    return start


def test_warnings_are_at_the_right_words(open_vscode: Open, tmp_path: Path) -> None:
    scenes.go(tmp_path / "app")
    with open_vscode() as code:
        code.open("Dockerfile")
        code.wait_for_problem("toolchain-in-final-image")
        found = {rule: (line, column) for rule, (line, column, _) in code.problems().items()}
        assert found == scenes.PLACES
        assert code.squiggles() >= len(scenes.PLACES)
        code.picture("problems", PICTURES)


def test_hover_explains(open_vscode: Open, tmp_path: Path) -> None:
    scenes.go(tmp_path / "app")
    with open_vscode() as code:
        code.open("Dockerfile")
        code.wait_for_problem("toolchain-in-final-image")
        shown = code.hover("golang")
        assert "Go" in shown
        assert "toolchain-in-final-image" in shown
        code.picture("hover", PICTURES)


def test_the_example_becomes_good(open_vscode: Open, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    with open_vscode() as code:
        code.open("Dockerfile")
        code.wait_for_problem("source-before-dependencies")
        code.press("Control+J")
        code.picture("warnings", PICTURES)
        code.go(3, 6)
        code.menu(scenes.RESTORE)
        assert code.titles()[0] == scenes.RESTORE
        assert [title for title in code.titles() if title.startswith("Ignore")]
        code.picture("quickfix", PICTURES)
        code.apply(3, 6, scenes.RESTORE)
        code.save(file)
        assert file.read_text(encoding="utf-8") == scenes.RESTORED
        code.apply(1, 7, scenes.SPLIT)
        code.save(file)
        assert file.read_text(encoding="utf-8") == scenes.GOOD
        wait_for_fresh_lenses(code)
        code.picture("split", PICTURES)


def test_a_refusal_tells_its_reason(open_vscode: Open, tmp_path: Path) -> None:
    scenes.refused(tmp_path / "app")
    with open_vscode() as code:
        code.open("Dockerfile")
        code.wait_for_problem("source-before-dependencies")
        code.go(scenes.REFUSED_LINE, 2)
        row = code.menu(scenes.REFUSED, lambda: code.command("dockwright: Refactor..."))
        assert scenes.REASON in row.inner_text()
        assert "option-disabled" in str(row.get_attribute("class"))
        code.picture("refused", PICTURES)


def test_a_click_above_the_code_refactors(open_vscode: Open, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    with open_vscode() as code:
        code.open("Dockerfile")
        before = code.lines()
        lens = code.page.locator(".codelens-decoration a", has_text="download the modules before the rest")
        lens.first.click(timeout=scenes.LIMIT * 1000)
        code_changed(code, before)
        code.save(file)
        assert file.read_text(encoding="utf-8") == scenes.RESTORED


def test_fixed_on_save(open_vscode: Open, tmp_path: Path) -> None:
    """With the setting that the documentation gives; the file has characters that take two units, and CRLF."""
    file = scenes.emoji(tmp_path / "app")
    on_save = {"[dockerfile]": {"editor.codeActionsOnSave": {scenes.FIX_ALL: "explicit"}}}
    with open_vscode({**COMMAND, **on_save}) as code:
        code.open("Dockerfile")
        code.wait_for_problem("maintainer-instruction")
        code.go(4, 1)
        code.page.keyboard.insert_text("#")
        code.press("Backspace")
        code.save(file)
        scenes.check_emoji(file.read_bytes(), fixed=2)
        assert scenes.EMOJI_FIXED in file.read_text(encoding="utf-8")


def test_a_quick_fix_beside_emoji(open_vscode: Open, tmp_path: Path) -> None:
    file = scenes.emoji(tmp_path / "app")
    with open_vscode() as code:
        code.open("Dockerfile")
        code.wait_for_problem("maintainer-instruction")
        code.apply(scenes.LABEL_LINE, 1, scenes.LABEL)
        code.save(file)
        scenes.check_emoji(file.read_bytes(), fixed=1)
        assert scenes.EMOJI_FIXED in file.read_text(encoding="utf-8")


def test_the_command_fixes_everything(open_vscode: Open, tmp_path: Path) -> None:
    file = scenes.emoji(tmp_path / "app")
    with open_vscode() as code:
        code.open("Dockerfile")
        code.wait_for_problem("maintainer-instruction")
        before = code.lines()
        code.go(1, 1)
        code.command("dockwright: Fix Everything That Is Safe to Fix")
        code_changed(code, before)
        code.save(file)
        scenes.check_emoji(file.read_bytes(), fixed=2)


def test_an_edit_to_go_mod_refreshes_the_diagnostics(open_vscode: Open, tmp_path: Path) -> None:
    scenes.go_without_dependencies(tmp_path / "app")
    with open_vscode() as code:
        code.open("Dockerfile")
        code.wait_for_problem("source-before-dependencies", scenes.BEFORE_THE_EDIT)
        code.open("go.mod")
        code.replace_all(scenes.WITH_DEPENDENCIES)
        code.save(tmp_path / "app" / "go.mod")
        code.open("Dockerfile")
        code.wait_for_problem("source-before-dependencies", scenes.AFTER_THE_EDIT)


TYPED = """\
# The base image:
FROM node:22-alpine
RUN wget -O- https://example.org/setup.sh | sh -
RUN apk add --no-cache \\
curl \\
git

ENV A=1 \\
B=2
CMD ["node"]
"""
"""As the keys are pressed: nobody presses blanks at the start of a line."""


def test_a_file_is_typed(open_vscode: Open, tmp_path: Path) -> None:
    """What goes on is indented, nothing else is; a line break is a line break."""
    file = tmp_path / "app" / "Dockerfile"
    file.parent.mkdir()
    file.write_text("#", encoding="utf-8")
    indented = {"curl \\", "git", "B=2"}
    wanted = [f"    {line}" if line in indented else line for line in TYPED.splitlines()]
    with open_vscode() as code:
        code.open("Dockerfile")
        code.wait_for_problem("syntax-error")
        code.replace_all("")
        for line in TYPED.splitlines():
            code.page.keyboard.type(line, delay=30)
            code.page.wait_for_timeout(100)
            code.press("Enter")
        code.save(file)
    assert file.read_text(encoding="utf-8").splitlines() == wanted


def test_a_line_break_does_not_wait_for_an_answer(open_vscode: Open, tmp_path: Path) -> None:
    """The list that is shown while the answer is on its way is one for a letter less."""
    file = tmp_path / "app" / "Dockerfile"
    file.parent.mkdir()
    file.write_text("#", encoding="utf-8")
    late = [sys.executable, str(Path(__file__).with_name("late.py")), "1", *scenes.SERVER]
    with open_vscode({"dockwright.command": late}) as code:
        code.open("Dockerfile")
        code.wait_for_problem("syntax-error")
        code.replace_all("")
        for start, last in (("FROM ngin", "x"), ("USER n", "g"), ("# a comment", " ")):
            code.page.keyboard.type(start, delay=30)
            if last.strip():
                code.page.locator(".suggest-widget.visible .monaco-list-row").first.wait_for()
                code.page.wait_for_timeout(1500)  # no answer is on its way
            code.page.keyboard.type(last)
            code.page.wait_for_timeout(200)
            code.press("Enter")
        code.save(file)
    assert file.read_text(encoding="utf-8").splitlines() == ["FROM nginx", "USER ng", "# a comment "]


def test_files_of_these_names_are_checked(open_vscode: Open, tmp_path: Path) -> None:
    names = ("Dockerfile-dev", "app.dockerfile", "Containerfile", "Dockerfile.prod", "web.Containerfile")
    for name in names:
        (tmp_path / "app").mkdir(exist_ok=True)
        (tmp_path / "app" / name).write_text(f"FROM alpine:3.20\nMAINTAINER {name}\n", encoding="utf-8")
    with open_vscode() as code:
        for name in names:
            code.open(name)
            assert "Docker" in code.status()
            wait_for_squiggles(code, name)


def test_settings_and_a_restart(open_vscode: Open, tmp_path: Path) -> None:
    """The settings that the user makes reach the server, and a server that is started again."""
    scenes.go(tmp_path / "app")
    with open_vscode({**COMMAND, "dockwright.ignore": ["missing-cache-mount"]}) as code:
        code.open("Dockerfile")
        code.wait_for_problem("source-before-dependencies")
        code.wait_for_no_problem("missing-cache-mount")
        code.command("dockwright: Restart the Server")
        code.wait_for_no_problem("source-before-dependencies")
        code.wait_for_problem("source-before-dependencies")
        code.wait_for_no_problem("missing-cache-mount")


def test_settings_hold_as_soon_as_they_are_saved(open_vscode: Open, tmp_path: Path) -> None:
    scenes.go(tmp_path / "app")
    settings = tmp_path / "app" / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"dockwright.ignore": ["missing-cache-mount"]}')
    with open_vscode() as code:
        code.open("Dockerfile")
        code.wait_for_problem("source-before-dependencies")
        code.wait_for_no_problem("missing-cache-mount")
        settings.write_text('{"dockwright.ignore": ["source-before-dependencies"]}')
        code.wait_for_problem("missing-cache-mount")
        code.wait_for_no_problem("source-before-dependencies")


def test_the_configuration_file_holds_where_nothing_is_set(open_vscode: Open, tmp_path: Path) -> None:
    """VS Code sends the defaults of its settings, too; none of them may outdo the file."""
    scenes.go(tmp_path / "app")
    (tmp_path / "app" / "dockwright.toml").write_text('preset = "none"\nselect = ["missing-cache-mount"]\n')
    with open_vscode() as code:
        code.open("Dockerfile")
        code.wait_for_problem("missing-cache-mount")
        code.wait_for_no_problem("source-before-dependencies")


def test_the_server_is_installed_when_the_user_agrees(open_vscode: Open, tmp_path: Path) -> None:
    """From a wheel of this checkout, as it would come from an index; nothing is installed before the click."""
    assert TOOLS is not None
    scenes.go(tmp_path / "app")
    storage = tmp_path / "profile" / "User" / "globalStorage" / "dockwright.dockwright"
    with open_vscode({"dockwright.requirement": TOOLS.wheel}) as code:
        code.open("Dockerfile")
        question = code.page.locator(".notification-toast", has_text="May this extension install")
        question.wait_for(timeout=scenes.LIMIT * 1000)
        code.picture("install", PICTURES)
        assert not list(storage.glob("env-*"))
        question.get_by_role("button", name="Install", exact=True).click()
        code.wait_for_problem("source-before-dependencies")
        assert (storage / "current.json").is_file()


def test_a_workspace_that_is_not_trusted_runs_nothing_of_its_own(open_vscode: Open, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    trap = file.parent / ".venv" / "bin" / "dockwright"
    trap.parent.mkdir(parents=True)
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\necho dockwright 0.1.0\n")
    trap.chmod(0o755)
    settings = file.parent / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(f'{{"dockwright.path": "{trap}", "dockwright.command": ["{trap}", "server"]}}')
    with open_vscode({"dockwright.install": "never"}, trusted=False) as code:
        code.open("Dockerfile")
        assert "Restricted Mode" in code.page.inner_text("body")
        code.command("dockwright: Show the Extension's Log")
        code.page.locator(".part.panel", has_text="is not to be").wait_for(timeout=scenes.LIMIT * 1000)
    assert not (tmp_path / "sprung").exists()


def test_the_example_of_the_walkthrough(open_vscode: Open, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "notes.txt").touch()
    with open_vscode() as code:
        code.command("dockwright: Open the Go Example")
        code.wait_for_problem("source-before-dependencies", scenes.AFTER_THE_EDIT)


def wait_for_squiggles(code: Workbench, name: str) -> None:
    from workbench import wait_for

    wait_for(f"a finding in {name}", lambda: name in " ".join(code.lines()) and code.squiggles())


def wait_for_fresh_lenses(code: Workbench) -> None:
    """What stands above the code is of the text before for a moment."""
    from workbench import wait_for

    lenses = code.page.locator(".codelens-decoration")
    wait_for(
        "lenses on the new text", lambda: lenses.count() and "Copy `go.mod`" not in " ".join(lenses.all_inner_texts())
    )


def code_changed(code: Workbench, before: list[str]) -> None:
    from workbench import wait_for

    wait_for("the edit", lambda: code.lines() != before)
