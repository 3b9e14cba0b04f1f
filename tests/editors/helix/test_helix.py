"""The scenes in Helix, as its page in the documentation sets it up, in a terminal, each with a profile nobody has used."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import scenes
from pictures import draw
from terminal import TMUX, Terminal, terminal

HELIX = shutil.which("hx")

pytestmark = pytest.mark.skipif(HELIX is None or TMUX is None, reason="Helix (hx) and tmux are not both installed")

Helix = Callable[..., AbstractContextManager[Terminal]]


@pytest.fixture
def helix(tmp_path: Path) -> Helix:
    environment = scenes.home(tmp_path / "home")
    config = Path(environment["XDG_CONFIG_HOME"]) / "helix"

    @contextmanager
    def start(file: Path, fixing: bool = False, also: str = "") -> Iterator[Terminal]:
        config.mkdir(parents=True)
        server, _, language = scenes.block("helix", "Set-up").partition("\n[[language]]")
        language = scenes.block("helix", "Fix on save") if fixing else f"[[language]]{language}"
        more = scenes.block("helix", also) if also else ""
        (config / "languages.toml").write_text(f"{server}\n{language}{more}", encoding="utf-8")
        (config / "config.toml").write_text(scenes.block("helix", "Messages in the text"), encoding="utf-8")
        with terminal(tmp_path, [str(HELIX), file.name], environment, file.parent) as shown:
            yield shown

    return start


def selected(shown: Terminal, place: Path) -> str:
    """The text that is selected: it is handed to a program."""
    place.unlink(missing_ok=True)
    command(shown, f"pipe-to cat > {place}.part && mv {place}.part {place}")
    shown.wait_for("the selection", place.exists)
    return place.read_text(encoding="utf-8")


def command(shown: Terminal, text: str) -> None:
    shown.settle()
    shown.type(f":{text}")
    shown.wait(f":{text[:20]}")
    shown.press("Enter")


def go(shown: Terminal, line: int, column: int) -> None:
    command(shown, str(line))
    shown.wait(f"{line}:")
    shown.press("g", "h", *(["l"] * (column - 1)))
    shown.wait(f"{line}:{column}")


def apply(shown: Terminal, line: int, column: int, title: str, after: str) -> None:
    """Choose from the menu of actions; wait until the text is on the screen."""
    go(shown, line, column)
    shown.settle()
    shown.press("Space", "a")
    shown.wait(title[:50])
    shown.settle()
    choose(shown, title)
    shown.wait(after)


def choose(shown: Terminal, title: str) -> None:
    """Which entry is selected is a matter of colour: going down shows it."""
    before = shown.coloured().splitlines()
    shown.press("C-n")
    shown.wait_for("another entry", lambda: shown.coloured().splitlines() != before)
    shown.settle()
    now = shown.coloured().splitlines()
    selected = min(row for row, (old, new) in enumerate(zip(before, now, strict=True)) if old != new) + 1
    wanted = next(row for row, text in enumerate(shown.screen().splitlines()) if title[:50] in text)
    shown.press(*(["C-n"] * (wanted - selected) + ["C-p"] * (selected - wanted)), "Enter")


def save(shown: Terminal, file: Path) -> bytes:
    before = file.read_bytes()
    command(shown, "write")
    return shown.written(file, before)


def test_warnings_are_at_the_right_words(helix: Helix, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    with helix(file) as shown:
        shown.wait("compiles everything anew")
        shown.press("g", "g")
        words = set()
        for line, _ in scenes.PLACES.values():
            shown.press("]", "d")
            shown.wait_for(f"the finding in line {line}", lambda line=line: f" {line}:" in shown.screen())
            words.add(selected(shown, tmp_path / "word"))
        assert words == set(scenes.WORDS.values())


def test_hover_explains(helix: Helix, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    with helix(file) as shown:
        shown.wait("compiles everything anew")
        shown.settle()
        draw(shown.coloured(), "helix", 120, 14)
        go(shown, 1, 7)
        shown.press("Space", "k")
        shown.wait("toolchain-in-final-image")


def test_the_example_becomes_good(helix: Helix, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    with helix(file) as shown:
        shown.wait("downloads all modules again")
        apply(shown, 3, 6, scenes.RESTORE, "RUN go mod download")
        assert save(shown, file).decode() == scenes.RESTORED
        apply(shown, 1, 7, scenes.SPLIT, "AS builder")
        assert save(shown, file).decode() == scenes.GOOD


def test_fixed_on_save(helix: Helix, tmp_path: Path) -> None:
    file = scenes.emoji(tmp_path / "app")
    with helix(file, fixing=True) as shown:
        shown.wait("deprecated")
        scenes.check_emoji(save(shown, file), fixed=2)
    assert scenes.EMOJI_FIXED in file.read_text(encoding="utf-8")


def test_fixed_on_save_with_the_project_in_mind(helix: Helix, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    with helix(file, fixing=True) as shown:
        shown.wait("downloads all modules again")
        assert save(shown, file).decode() == scenes.RESTORED


def test_a_quick_fix_beside_emoji(helix: Helix, tmp_path: Path) -> None:
    file = scenes.emoji(tmp_path / "app")
    with helix(file) as shown:
        shown.wait("deprecated")
        apply(shown, scenes.LABEL_LINE, 1, scenes.LABEL, "LABEL org")
        scenes.check_emoji(save(shown, file), fixed=1)
    assert scenes.EMOJI_FIXED in file.read_text(encoding="utf-8")


def test_refusals_are_not_shown(helix: Helix, tmp_path: Path) -> None:
    """As the page says: Helix asks for them, and leaves them out of its menu."""
    file = scenes.refused(tmp_path / "app")
    with helix(file) as shown:
        shown.wait("downloads all modules again")
        go(shown, scenes.REFUSED_LINE, 5)
        shown.settle()
        shown.press("Space", "a")
        assert scenes.REFUSED[:40] not in shown.wait(scenes.FIX_EVERYTHING[:40])


def test_an_edit_to_go_mod_refreshes_the_diagnostics(helix: Helix, tmp_path: Path) -> None:
    file = scenes.go_without_dependencies(tmp_path / "app")
    wanted = tmp_path / "wanted"
    wanted.write_text(scenes.WITH_DEPENDENCIES, encoding="utf-8")
    with helix(file) as shown:
        shown.wait(scenes.BEFORE_THE_EDIT)
        command(shown, "open go.mod")
        shown.wait("module example.com")
        shown.settle()
        shown.press("%")
        command(shown, f"pipe cat {wanted}")
        shown.wait("require")
        save(shown, file.parent / "go.mod")
        command(shown, "open Dockerfile")
        shown.wait(scenes.AFTER_THE_EDIT)


def test_an_edit_to_go_mod_by_another_program(helix: Helix, tmp_path: Path) -> None:
    """Helix tells of files that it has saved itself: the server looks after the others."""
    file = scenes.go_without_dependencies(tmp_path / "app")
    with helix(file) as shown:
        shown.wait(scenes.BEFORE_THE_EDIT)
        (file.parent / "go.mod").write_text(scenes.WITH_DEPENDENCIES, encoding="utf-8")
        shown.wait(scenes.AFTER_THE_EDIT)


@pytest.mark.parametrize("name", ["Dockerfile-dev", "Dockerfile.prod", "Containerfile", "app.dockerfile"])
def test_files_of_these_names_are_checked(helix: Helix, tmp_path: Path, name: str) -> None:
    file = scenes.go(tmp_path / "app").rename(tmp_path / "app" / name)
    with helix(file, also="More file names") as shown:
        shown.wait("compiles everything anew")
