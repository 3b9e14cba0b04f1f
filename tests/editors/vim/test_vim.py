"""Vim with ALE, as its page in the documentation sets it up, in a terminal, with a profile that nobody has used."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import scenes
from pictures import draw
from terminal import TMUX, Terminal, terminal

VIM = shutil.which("vim")


def has_ale() -> bool:
    """Whether Vim, left to itself, finds ALE."""
    if VIM is None:
        return False
    look = "call writefile([exists(':ALEInfo')], '/dev/stdout')"
    asked = (VIM, "-es", "-u", "NORC", "-c", "packloadall", "-c", look, "-c", "quitall!")
    done = subprocess.run(asked, capture_output=True, stdin=subprocess.DEVNULL, text=True, check=False)
    return done.stdout.strip() == "2"


pytestmark = pytest.mark.skipif(not has_ale() or TMUX is None, reason="Vim with ALE and tmux are not all installed")

Vim = Callable[..., AbstractContextManager[Terminal]]


@pytest.fixture
def vim(tmp_path: Path) -> Vim:
    environment = scenes.home(tmp_path / "home")

    @contextmanager
    def start(file: Path, also: str = "") -> Iterator[Terminal]:
        linter = tmp_path / "home" / ".vim" / "ale_linters" / "dockerfile" / "dockwright.vim"
        linter.parent.mkdir(parents=True)
        linter.write_text(scenes.block("vim", "Set-up"), encoding="utf-8")
        more = scenes.block("vim", also) if also else ""
        settings = "filetype plugin on\nsyntax on\nlet g:ale_linters = {'dockerfile': ['dockwright']}\n"
        (tmp_path / "home" / ".vimrc").write_text(settings + more, encoding="utf-8")
        with terminal(tmp_path, [str(VIM), file.name], environment, file.parent) as shown:
            yield shown

    return start


def command(shown: Terminal, text: str) -> None:
    shown.settle()
    shown.type(text)
    shown.wait(text)
    shown.press("Enter")


def save(shown: Terminal, file: Path) -> bytes:
    before = file.read_bytes()
    command(shown, ":write")
    return shown.written(file, before)


def apply(shown: Terminal, line: int, column: int, title: str, after: str) -> None:
    """By the number that the list of actions has for it."""
    command(shown, f":call cursor({line}, {column})")
    command(shown, ":ALECodeAction")
    asked = shown.wait("Type number and <Enter>")
    number = next(row.split(")")[0].strip() for row in asked.splitlines() if title[:80] in row and ")" in row)
    shown.type(number)
    shown.press("Enter")
    shown.wait(after)


def test_warnings_are_at_their_lines(vim: Vim, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    with vim(file) as shown:
        shown.wait("the Go toolchain of")
        command(shown, ":3")
        shown.wait("downloads all modules again")
        shown.settle()
        draw(shown.coloured(), "vim", 120, 10)


def test_hover_explains(vim: Vim, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    with vim(file) as shown:
        shown.wait("the Go toolchain of")
        shown.press("w")
        command(shown, ":ALEHover")
        shown.wait("kind: go toolchain")


def test_the_example_becomes_good(vim: Vim, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    with vim(file) as shown:
        shown.wait("the Go toolchain of")
        apply(shown, 3, 6, scenes.RESTORE, "RUN go mod download")
        assert save(shown, file).decode() == scenes.RESTORED
        apply(shown, 1, 7, scenes.SPLIT, "AS builder")
        assert save(shown, file).decode() == scenes.GOOD


def test_refusals_are_not_shown(vim: Vim, tmp_path: Path) -> None:
    """As the page says: ALE does not ask for them."""
    file = scenes.refused(tmp_path / "app")
    with vim(file) as shown:
        shown.wait("downloads all modules again")
        command(shown, f":call cursor({scenes.REFUSED_LINE}, 5)")
        command(shown, ":ALECodeAction")
        assert scenes.REFUSED[:40] not in shown.wait("Type number and <Enter>")
        assert scenes.FIX_EVERYTHING in shown.screen()


def test_a_quick_fix_beside_emoji(vim: Vim, tmp_path: Path) -> None:
    file = scenes.emoji(tmp_path / "app")
    with vim(file) as shown:
        shown.wait("deprecated")
        apply(shown, scenes.LABEL_LINE, 1, scenes.LABEL, "LABEL org")
        scenes.check_emoji(save(shown, file), fixed=1)
    assert scenes.EMOJI_FIXED in file.read_text(encoding="utf-8")


def test_fixed_on_save(vim: Vim, tmp_path: Path) -> None:
    file = scenes.emoji(tmp_path / "app")
    with vim(file, also="Fix on save") as shown:
        shown.wait("deprecated")
        save(shown, file)
        shown.wait_for("both fixes", lambda: "MAINTAINER" not in file.read_text(encoding="utf-8"))
    scenes.check_emoji(file.read_bytes(), fixed=2)


def test_an_edit_to_go_mod_refreshes_the_diagnostics(vim: Vim, tmp_path: Path) -> None:
    """In Vim itself, and then by another program."""
    file = scenes.go_without_dependencies(tmp_path / "app")
    wanted = tmp_path / "wanted"
    wanted.write_text(scenes.WITH_DEPENDENCIES, encoding="utf-8")
    manifest = file.parent / "go.mod"
    with vim(file) as shown:
        command(shown, ":3")
        shown.wait(scenes.BEFORE_THE_EDIT)
        command(shown, ":edit go.mod")
        shown.wait("module example.com")
        command(shown, f":%!cat {wanted}")
        shown.wait("require")
        save(shown, manifest)
        command(shown, ":edit Dockerfile")
        command(shown, ":3")
        shown.wait(scenes.AFTER_THE_EDIT)
        manifest.write_text(scenes.NO_DEPENDENCIES, encoding="utf-8")
        shown.wait(scenes.BEFORE_THE_EDIT)


@pytest.mark.parametrize("name", ["Dockerfile-dev", "Dockerfile.prod", "Containerfile", "app.dockerfile"])
def test_files_of_these_names_are_checked(vim: Vim, tmp_path: Path, name: str) -> None:
    file = scenes.go(tmp_path / "app").rename(tmp_path / "app" / name)
    with vim(file, also="More file names") as shown:
        shown.wait("the Go toolchain of")
