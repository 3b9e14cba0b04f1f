"""Refactorings that are done at a place: the command line names it as FILE:LINE."""

from __future__ import annotations

from pathlib import Path

from command_line import Command


def test_a_place_is_asked_for(dockwright: Command, tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM debian:12\nRUN mkdir a && mkdir b\n")
    nowhere = dockwright("refactor", "split-run", str(file))
    assert nowhere.err.endswith("split-run: there is nothing to do here; name a place: FILE:LINE\n")
    assert dockwright("refactor", "split-run", f"{file}:2").code == 0
    assert file.read_text() == "FROM debian:12\nRUN mkdir a\nRUN mkdir b\n"


def test_a_choice_is_named(dockwright: Command, tmp_path: Path) -> None:
    old, new = "sha256:" + "0" * 64, "sha256:" + "1" * 64
    file = tmp_path / "Dockerfile"
    file.write_text(f"FROM alpine:3@{old}\n")
    (tmp_path / "dockwright.lock").write_text(f'[images]\n"alpine:3" = "{new}"\n')
    done = dockwright("refactor", "pin-digest", str(file), "--base", "update", "--context", str(tmp_path))
    assert done.code == 0
    assert "is pinned to another digest than dockwright.lock has" in done.err
    assert file.read_text() == f"FROM alpine:3@{new}\n"
