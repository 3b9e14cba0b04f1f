"""The scenes in Emacs with Eglot, as its page in the documentation sets it up, each with a profile that nobody has used."""

from __future__ import annotations

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

EMACS = shutil.which("emacs")
DRIVER = Path(__file__).with_name("drive.el")
PREPARED = "(require 'package)\n(package-initialize)\n(require 'dockerfile-mode nil t)\n"
"""What Emacs does before it reads `init.el`, unless it is told to run a program."""


def has(*features: str) -> bool:
    """Whether these can be loaded."""
    if EMACS is None:
        return False
    loading = " ".join(f"(require '{name})" for name in features)
    asked = f"(progn (require 'package) (package-initialize) {loading})"
    return subprocess.run([EMACS, "--batch", "--eval", asked], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(
    not has("eglot", "dockerfile-mode"), reason="Emacs with Eglot and dockerfile-mode is not installed"
)

Emacs = Callable[..., list[Any]]


@pytest.fixture
def emacs(tmp_path: Path) -> Emacs:
    environment = scenes.home(tmp_path / "home")

    def start(*steps: Step, also: tuple[str, ...] = ()) -> list[Any]:
        init = tmp_path / "home" / ".emacs.d" / "init.el"
        init.parent.mkdir()
        init.write_text(PREPARED + "".join(scenes.block("emacs", name) for name in ("Eglot", *also)), encoding="utf-8")
        command = [str(EMACS), "--batch", "-l", str(init), "-l", str(DRIVER)]
        return run(command, environment, tmp_path, steps)

    return start


@pytest.mark.skipif(TMUX is None, reason="tmux is not installed")
def test_the_findings_are_on_the_screen(tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    environment = scenes.home(tmp_path / "home")
    init = tmp_path / "home" / ".emacs.d" / "init.el"
    init.parent.mkdir()
    init.write_text(scenes.block("emacs", "Eglot"), encoding="utf-8")
    with terminal(tmp_path, [str(EMACS), "--no-splash", file.name], environment, file.parent, (120, 20)) as shown:
        shown.wait("eglot:")
        shown.press("M-x")
        shown.wait("M-x")
        shown.type("flymake-show-buffer-diagnostics")
        shown.press("Enter")
        shown.wait("downloads all modules again")
        shown.settle()
        draw(shown.coloured(), "emacs", 120, 20)


@pytest.mark.skipif(TMUX is None, reason="tmux is not installed")
def test_a_here_document_is_typed(tmp_path: Path) -> None:
    """`dockerfile-mode` would indent the line that ends it."""
    file = tmp_path / "app" / "Dockerfile"
    file.parent.mkdir()
    environment = scenes.home(tmp_path / "home")
    init = tmp_path / "home" / ".emacs.d" / "init.el"
    init.parent.mkdir()
    init.write_text(scenes.block("emacs", "Eglot") + scenes.block("emacs", "Here-documents"), encoding="utf-8")
    lines = ["FROM alpine", "RUN <<E", "id", "E", "ENV A=1 \\", "B=2"]
    with terminal(tmp_path, [str(EMACS), "--no-splash", file.name], environment, file.parent, (120, 20)) as shown:
        shown.wait("eglot:")
        for line in lines:
            shown.type(line)
            shown.press("Enter")
        shown.wait("B=2")
        shown.press("C-x", "C-s")
        assert shown.written(file, b"").decode().splitlines() == lines


@pytest.mark.skipif(TMUX is None or not has("company"), reason="tmux or company is not installed")
def test_a_line_break_is_no_choice(tmp_path: Path) -> None:
    """A list is open wherever a word ends; TAB takes from it."""
    file = tmp_path / "app" / "Dockerfile"
    file.parent.mkdir()
    environment = scenes.home(tmp_path / "home")
    init = tmp_path / "home" / ".emacs.d" / "init.el"
    init.parent.mkdir()
    init.write_text(scenes.block("emacs", "Eglot") + scenes.block("emacs", "Completion while typing"), encoding="utf-8")
    with terminal(tmp_path, [str(EMACS), "--no-splash", file.name], environment, file.parent, (120, 20)) as shown:
        shown.wait("eglot:")
        shown.type("FROM nginx")
        shown.wait("nginxinc/nginx-unprivileged")
        shown.press("Enter")
        shown.type("WORKDIR /us")
        shown.wait("usr/")
        shown.press("Tab")
        shown.settle()
        shown.press("Enter", "C-x", "C-s")
        assert shown.written(file, b"").decode().splitlines() == ["FROM nginx", "WORKDIR /usr/"]


@pytest.mark.skipif(TMUX is None or not has("lsp-mode"), reason="tmux or lsp-mode is not installed")
def test_lsp_mode(tmp_path: Path) -> None:
    """The findings of the file, and the fixes on saving."""
    file = scenes.emoji(tmp_path / "app")
    environment = scenes.home(tmp_path / "home")
    init = tmp_path / "home" / ".emacs.d" / "init.el"
    init.parent.mkdir()
    init.write_text("".join(scenes.block("emacs", "lsp-mode", number) for number in (0, 1)), encoding="utf-8")
    with terminal(tmp_path, [str(EMACS), "--no-splash", file.name], environment, file.parent, (120, 20)) as shown:
        shown.wait("Select action:")
        shown.press("i")
        shown.wait("initialized successfully")
        shown.wait("! MAINTAINER")
        before = file.read_bytes()
        shown.type("#")
        shown.press("C-x", "C-s")
        after = shown.written(file, before)
        scenes.check_emoji(after.removeprefix(b"#"), fixed=2)


def test_warnings_are_at_the_right_words(emacs: Emacs, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    mode, _, found = emacs(("open", str(file)), ("wait", "compiles everything anew"), ("findings",))
    assert mode == "dockerfile-mode"
    seen = {rule: one["text"] for one in found for rule in scenes.WORDS if rule in one["message"]}
    assert seen == scenes.WORDS
    assert len(found) == len(scenes.WORDS)


def test_hover_explains(emacs: Emacs, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    *_, shown = emacs(("open", str(file)), ("wait", "Go toolchain"), ("hover", 1, 7))
    assert "toolchain-in-final-image" in shown


def test_the_example_becomes_good(emacs: Emacs, tmp_path: Path) -> None:
    file = scenes.go(tmp_path / "app")
    _, _, offered, saved, *_ = emacs(
        ("open", str(file)),
        ("wait", "downloads all modules again"),
        ("apply", 3, 6, scenes.RESTORE),
        ("save",),
        ("apply", 1, 7, scenes.SPLIT),
        ("save",),
    )
    assert scenes.RESTORE in offered
    assert saved == [line for line in scenes.RESTORED.splitlines() if line]
    assert file.read_text(encoding="utf-8") == scenes.GOOD


def test_fixed_on_save(emacs: Emacs, tmp_path: Path) -> None:
    file = scenes.emoji(tmp_path / "app")
    steps = (("open", str(file)), ("wait", "deprecated"), ("touch",), ("save",))
    emacs(*steps, also=("Fix on save",))
    scenes.check_emoji(file.read_bytes(), fixed=2)
    assert scenes.EMOJI_FIXED in file.read_text(encoding="utf-8")


def test_nothing_to_fix_on_save(emacs: Emacs, tmp_path: Path) -> None:
    """Saving must not stumble where there is nothing to do."""
    file = scenes.go(tmp_path / "app")
    file.write_text(scenes.GOOD, encoding="utf-8")
    emacs(("open", str(file)), ("wait", "compiles everything anew"), ("touch",), ("save",), also=("Fix on save",))
    assert file.read_text(encoding="utf-8") == scenes.GOOD


def test_a_quick_fix_beside_emoji(emacs: Emacs, tmp_path: Path) -> None:
    file = scenes.emoji(tmp_path / "app")
    emacs(("open", str(file)), ("wait", "deprecated"), ("apply", scenes.LABEL_LINE, 1, scenes.LABEL), ("save",))
    scenes.check_emoji(file.read_bytes(), fixed=1)
    assert scenes.EMOJI_FIXED in file.read_text(encoding="utf-8")


def test_refusals_are_not_shown(emacs: Emacs, tmp_path: Path) -> None:
    """As the page says: Eglot does not ask for them."""
    file = scenes.refused(tmp_path / "app")
    steps = (("open", str(file)), ("wait", "downloads all modules again"), ("offered", scenes.REFUSED_LINE, 5))
    *_, offered = emacs(*steps)
    assert scenes.FIX_EVERYTHING in offered
    assert scenes.REFUSED not in offered


def test_an_edit_to_go_mod_refreshes_the_diagnostics(emacs: Emacs, tmp_path: Path) -> None:
    file = scenes.go_without_dependencies(tmp_path / "app")
    emacs(
        ("open", str(file)),
        ("wait", scenes.BEFORE_THE_EDIT),
        ("open", str(file.parent / "go.mod")),
        ("replace", scenes.WITH_DEPENDENCIES),
        ("save",),
        ("open", str(file)),
        ("wait", scenes.AFTER_THE_EDIT),
    )


@pytest.mark.parametrize(
    "name", ["Dockerfile-dev", "Dockerfile.prod", "Containerfile", "app.dockerfile", "app.Containerfile"]
)
def test_files_of_these_names_are_checked(emacs: Emacs, tmp_path: Path, name: str) -> None:
    file = scenes.go(tmp_path / "app").rename(tmp_path / "app" / name)
    mode, _ = emacs(("open", str(file)), ("wait", "compiles everything anew"), also=("More file names",))
    assert mode == "dockerfile-mode"
