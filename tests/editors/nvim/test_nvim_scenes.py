"""The scenes in Neovim, as its page in the documentation sets it up, each with a profile that nobody has used."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import scenes
from pictures import draw
from steps import Step, run
from terminal import TMUX, terminal

NVIM = shutil.which("nvim")
DRIVER = Path(__file__).with_name("drive.lua")

pytestmark = pytest.mark.skipif(NVIM is None, reason="Neovim (nvim) is not installed")

Neovim = Callable[..., list[Any]]


def version() -> tuple[int, int]:
    said = subprocess.run([str(NVIM), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"NVIM v(\d+)\.(\d+)", said)
    assert found is not None
    return int(found[1]), int(found[2])


def write_init(environment: dict[str, str], also: tuple[str, ...]) -> None:
    """The blocks of the page: for this version of Neovim, and those under further headings."""
    heading = "Neovim 0.11 and newer" if version() >= (0, 11) else "Neovim 0.10"
    init = Path(environment["XDG_CONFIG_HOME"]) / "nvim" / "init.lua"
    init.parent.mkdir(parents=True)
    init.write_text("".join(scenes.block("neovim", name) for name in (heading, *also)), encoding="utf-8")


@pytest.fixture
def neovim(tmp_path: Path) -> Neovim:
    environment = scenes.home(tmp_path / "home")

    def start(*steps: Step, also: tuple[str, ...] = ()) -> list[Any]:
        write_init(environment, also)
        return run([str(NVIM), *scenes.NO_ALE, "--headless", "-S", str(DRIVER)], environment, tmp_path, steps)

    return start


@pytest.mark.skipif(TMUX is None, reason="tmux is not installed")
def test_the_messages_are_on_the_screen(tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    environment = scenes.home(tmp_path / "home")
    write_init(environment, ())
    with terminal(tmp_path, [str(NVIM), *scenes.NO_ALE, file.name], environment, file.parent) as shown:
        shown.wait("compiles everything anew")
        shown.settle()
        draw(shown.coloured(), "neovim", 120, 8)


def test_warnings_are_at_the_right_words(neovim: Neovim, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    filetype, _, found = neovim(("open", str(file)), ("wait", "compiles everything anew"), ("findings",))
    assert filetype == "dockerfile"
    assert {one["rule"]: one["text"] for one in found} == scenes.WORDS
    assert {one["source"] for one in found} == {scenes.SOURCE}


def test_hover_explains(neovim: Neovim, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    *_, shown = neovim(("open", str(file)), ("wait", "Go toolchain"), ("hover", 1, 7))
    assert "toolchain-in-final-image" in shown


def test_the_example_becomes_good(neovim: Neovim, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    _, _, fixes, saved, *_ = neovim(
        ("open", str(file)),
        ("wait", "downloads all modules again"),
        ("apply", 3, 6, scenes.RESTORE),
        ("save",),
        ("apply", 1, 7, scenes.SPLIT),
        ("save",),
    )
    assert fixes[0] == scenes.RESTORE
    assert fixes[-1].startswith("Ignore")
    assert saved == scenes.RESTORED.splitlines()
    assert file.read_text(encoding="utf-8") == scenes.GOOD


def test_fixed_on_save(neovim: Neovim, tmp_path: Path) -> None:
    file = scenes.emoji(tmp_path / "app")
    steps = (("open", str(file)), ("wait", "deprecated"), ("touch",), ("save",))
    neovim(*steps, also=("Fix on save",))
    scenes.check_emoji(file.read_bytes(), fixed=2)
    assert scenes.EMOJI_FIXED in file.read_text(encoding="utf-8")


def test_a_quick_fix_beside_emoji(neovim: Neovim, tmp_path: Path) -> None:
    file = scenes.emoji(tmp_path / "app")
    neovim(("open", str(file)), ("wait", "deprecated"), ("apply", scenes.LABEL_LINE, 1, scenes.LABEL), ("save",))
    scenes.check_emoji(file.read_bytes(), fixed=1)
    assert scenes.EMOJI_FIXED in file.read_text(encoding="utf-8")


def test_refusals_are_shown_from_version_12_on(neovim: Neovim, tmp_path: Path) -> None:
    file = scenes.refused(tmp_path / "app")
    steps = (("open", str(file)), ("wait", "downloads all modules again"), ("offered", scenes.REFUSED_LINE, 5))
    *_, offered = neovim(*steps)
    assert scenes.FIX_EVERYTHING in offered
    assert (scenes.REFUSED in offered) == (version() >= (0, 12))


def test_an_edit_to_go_mod_refreshes_the_diagnostics(neovim: Neovim, tmp_path: Path) -> None:
    file = scenes.go_without_dependencies(tmp_path / "app")
    neovim(
        ("open", str(file)),
        ("wait", scenes.BEFORE_THE_EDIT),
        ("open", str(file.parent / "go.mod")),
        ("replace", scenes.WITH_DEPENDENCIES),
        ("save",),
        ("open", str(file)),
        ("wait", scenes.AFTER_THE_EDIT),
    )


def test_an_edit_to_go_mod_by_another_program(neovim: Neovim, tmp_path: Path) -> None:
    """Neovim watches nothing on Linux: the server looks by itself."""
    file = scenes.go_without_dependencies(tmp_path / "app")
    neovim(
        ("open", str(file)),
        ("wait", scenes.BEFORE_THE_EDIT),
        ("outside", str(file.parent / "go.mod"), scenes.WITH_DEPENDENCIES),
        ("wait", scenes.AFTER_THE_EDIT),
    )


@pytest.mark.parametrize(
    "name", ["Dockerfile", "Dockerfile-dev", "Containerfile_dev", "app.dockerfile", "app.Containerfile"]
)
def test_files_of_these_names_are_checked(neovim: Neovim, tmp_path: Path, name: str) -> None:
    file = scenes.go(tmp_path / "app").rename(tmp_path / "app" / name)
    neovim(("open", str(file)), ("wait", "compiles everything anew"), also=("More file names",))
