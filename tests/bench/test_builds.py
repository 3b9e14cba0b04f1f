"""The applications of the real builds are whole, and their page is that of their results; nothing is built here."""

from __future__ import annotations

import io
import json
import os
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bench" / "builds"))

import applications  # noqa: E402
import choices  # noqa: E402
import files  # noqa: E402
import standins  # noqa: E402
import table  # noqa: E402

from dockwright.rule import NewFile, Safety  # noqa: E402

KNOWN = applications.read_all([])


def test_there_are_as_many_as_were_asked_for() -> None:
    assert len(KNOWN) >= 24


@pytest.mark.parametrize("application", KNOWN, ids=lambda application: application.name)
def test_its_edits_find_what_they_change(application: applications.Application, tmp_path: Path) -> None:
    place = tmp_path / "context"
    application.copy(place)
    for edit in (application.source, application.dependency):
        if edit is not None:
            edit.make(place, "a-stamp")
            assert "a-stamp" in (place / edit.file).read_text(encoding="utf-8")


def test_a_stand_in_builds_on_what_was_made_before() -> None:
    made = set(standins.DEBIAN)
    for base in standins.TABLE:
        text = (standins.BASES / f"{base.name}.Dockerfile").read_text(encoding="utf-8")
        named = [line.split()[1] for line in text.splitlines() if line.startswith("FROM ")]
        assert set(named) <= made | {"scratch"}, base.name
        made.update(base.tags)


def test_a_choice_is_known_by_what_it_writes() -> None:
    """So that a run can leave out what was measured as it is: of what is safe, more is asked."""
    choice = choices.Choice("fix", Safety.SAFE, "a title", (), "FROM a\n", ())
    same = choice._replace(command="refactor x", title="another", notes=("a note",))
    others = (
        choice._replace(safety=Safety.UNSAFE),
        choice._replace(text="FROM b\n"),
        choice._replace(files=(NewFile(".dockerignore", "x\n"),)),
    )
    assert same.digest == choice.digest
    assert len({choice.digest, *(one.digest for one in others)}) == 4


def test_the_page_is_that_of_the_results() -> None:
    results = json.loads((ROOT / "bench" / "builds" / "results.json").read_text(encoding="utf-8"))
    assert (ROOT / "docs" / "builds.md").read_text(encoding="utf-8") == table.page(results, KNOWN)


def archive(*entries: tuple[str, str, int, str]) -> io.BytesIO:
    """A tar archive of (path, owner, mode, content) files."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as made:
        for path, owner, mode, content in entries:
            member = tarfile.TarInfo(path)
            member.uid, member.gid = (int(number) for number in owner.split(":"))
            member.mode, member.size = mode, len(content)
            made.addfile(member, io.BytesIO(content.encode()))
    written.seek(0)
    return written


FILE = ("app/run", "0:0", 0o755, "hello")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (FILE, 0),
        (("app/run", "0:0", 0o755, "world"), 1),
        (("app/run", "0:0", 0o700, "hello"), 1),
        (("app/run", "1000:0", 0o755, "hello"), 1),
        (("app/start", "0:0", 0o755, "hello"), 2),
    ],
    ids=["the same", "content", "mode", "owner", "name"],
)
def test_files_are_compared_by_content_mode_and_owner(other: tuple[str, str, int, str], said: int) -> None:
    was, now = (files.read(archive(one)) for one in (FILE, other))
    assert len(list(files.differences(was, now, files.changing(was, was)))) == said


def test_what_is_another_in_each_build_does_not_count() -> None:
    stamped = ("app/built", "0:0", 0o644, "at noon"), ("log/noon.txt", "0:0", 0o644, "")
    first = files.read(archive(FILE, *stamped))
    second = files.read(archive(FILE, ("app/built", "0:0", 0o644, "at one"), ("log/one.txt", "0:0", 0o644, "")))
    third = files.read(archive(FILE, ("app/built", "0:0", 0o644, "at two"), ("log/two.txt", "0:0", 0o644, "")))
    assert not list(files.differences(first, third, files.changing(first, second)))
    assert len(list(files.differences(first, third, files.changing(first, first)))) == 3


@pytest.mark.parametrize(
    "written", ["", "not a number", "999999999", str(os.getpid())], ids=["", "word", "none", "own"]
)
def test_a_process_that_is_no_engine_is_left_alone(tmp_path: Path, written: str) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "dockerd.pid").write_text(written)
    standins.stop(tmp_path)
