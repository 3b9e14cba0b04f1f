"""`dockwright refactor`: what is offered, refused, shown and written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command

from dockwright.assist import Assist, Change, Choice, Offer, Refusal
from dockwright.commands import refactor
from dockwright.commands.refactor import place
from dockwright.rule import NewFile, Safety
from dockwright.semantics import SemanticModel
from dockwright.text import Edit, Span

TEXT = "FROM alpine:3.20\nWORKDIR /app\nCOPY . .\nRUN echo\n"
HERE = ("--context", ".")
KEYS = ["assist", "title", "offered", "safety", "choices", "default", "reason", "after"]


def user(name: str) -> Change:
    """Adds a USER line at the end, and an ignore file."""
    end = len(TEXT)
    edits = (Edit(Span(end, end), f"USER {name}\n"),)
    files = (NewFile(".dockerignore", ".git\n"),)
    return Change(f"Run as {name}", edits, Safety.UNSAFE, files, ("the files are readable",))


def run_offering(model: SemanticModel, context: object, settings: object, selection: object) -> Offer:
    return Offer((Choice("nobody", user("nobody")), Choice("daemon", user("daemon"))), Span(0, 4))


def run_refusing(model: SemanticModel, context: object, settings: object, selection: Span | None) -> Refusal:
    return Refusal("the file is too good", Span(17, 24) if selection is None else selection)


def run_silent(model: SemanticModel, context: object, settings: object, selection: object) -> None:
    return None


def run_breaking(model: SemanticModel, context: object, settings: object, selection: object) -> Offer:
    return Offer.single(Change("Break it", (Edit(Span(0, 4), "FORM"),)), Span(0, 4))


def run_baring(model: SemanticModel, context: object, settings: object, selection: object) -> Offer:
    change = Change("Start it", (Edit(Span(len(TEXT), len(TEXT)), 'CMD ["/app/run.sh"]\n'),))
    return Offer.single(change, Span(0, 4))


def assist(name: str, run: object) -> Assist:
    run.__doc__ = f"Do {name}."  # type: ignore[attr-defined]
    return Assist(name, run, ())  # type: ignore[arg-type]


ASSISTS = (
    assist("offering", run_offering),
    assist("refusing", run_refusing),
    assist("silent", run_silent),
    assist("breaking", run_breaking),
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(refactor, "ASSISTS", ASSISTS)
    (tmp_path / "Dockerfile").write_text(TEXT)
    return tmp_path


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Dockerfile", ("Dockerfile", None, None)),
        ("Dockerfile:3", ("Dockerfile", 3, None)),
        ("Dockerfile:3:7", ("Dockerfile", 3, 7)),
        ("C:\\app\\Dockerfile", ("C:\\app\\Dockerfile", None, None)),
        ("C:\\app\\Dockerfile:12", ("C:\\app\\Dockerfile", 12, None)),
        ("C:Dockerfile", ("C:Dockerfile", None, None)),
        ("a:b/Dockerfile:x", ("a:b/Dockerfile:x", None, None)),
    ],
)
def test_file_and_line(written: str, expected: tuple[str, int | None, int | None]) -> None:
    assert place(written) == expected


def test_a_file_that_is_really_called_so(dockwright: Command, folder: Path) -> None:
    (folder / "Dockerfile:3").write_text(TEXT)
    assert place("Dockerfile:3") == ("Dockerfile:3", None, None)


def test_written_in_place(dockwright: Command, folder: Path) -> None:
    done = dockwright("refactor", "offering", "Dockerfile", *HERE)
    assert done.code == 0
    assert done.out == ".dockerignore: created\nDockerfile: Run as nobody\n"
    assert done.err == "dockwright: to check: the files are readable\n"
    assert (folder / "Dockerfile").read_text() == TEXT + "USER nobody\n"
    assert (folder / ".dockerignore").read_text() == ".git\n"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("offering",), "Dockerfile"),
        (("offering", "."), "Dockerfile"),
        (("offering", "api"), "api/Containerfile"),
        (("offering", "offering"), "offering"),
    ],
)
def test_the_dockerfile_of_a_directory(dockwright: Command, folder: Path, words: tuple[str, ...], name: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(TEXT)
    assert dockwright("refactor", *words, *HERE).code == 0
    assert path.read_text() == TEXT + "USER nobody\n"


def test_a_directory_without_a_dockerfile(dockwright: Command, folder: Path) -> None:
    (folder / "empty").mkdir()
    done = dockwright("refactor", "offering", "empty")
    assert done.code == 2
    assert done.err == "dockwright: there is no Dockerfile in empty; name the file\n"


def test_a_choice(dockwright: Command, folder: Path) -> None:
    assert dockwright("refactor", "offering", "Dockerfile", "--base", "daemon", *HERE).code == 0
    assert (folder / "Dockerfile").read_text() == TEXT + "USER daemon\n"


def test_shown_only(dockwright: Command, folder: Path) -> None:
    done = dockwright("refactor", "offering", "Dockerfile", "--stdout", *HERE)
    assert done.out == TEXT + "USER nobody\n"
    done = dockwright("refactor", "offering", "Dockerfile", "--diff", *HERE)
    assert "+USER nobody\n" in done.out
    assert "--- /dev/null\n+++ .dockerignore\n" in done.out
    assert (folder / "Dockerfile").read_text() == TEXT
    assert not (folder / ".dockerignore").exists()


def test_what_a_result_brings_to_light_is_a_reason_and_no_fault(
    dockwright: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refactor, "ASSISTS", (assist("baring", run_baring),))
    done = dockwright("refactor", "baring", "Dockerfile", *HERE)
    assert done.code == 1
    assert done.err.startswith("dockwright: Dockerfile:1:1: baring: in the result ")
    assert "/app/run.sh" in done.err
    assert "fault" not in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (("refusing", "Dockerfile"), 1, "Dockerfile:2:1: refusing: the file is too good"),
        (("refusing", "Dockerfile:3"), 1, "Dockerfile:3:1: refusing: the file is too good"),
        (("silent", "Dockerfile"), 1, "silent: there is nothing to do here"),
        (("breaking", "Dockerfile"), 1, "its result could not be proven right"),
        (("ofering", "Dockerfile"), 2, "did you mean `offering`?"),
        (("offering", "Dockerfile", "--base", "nobdy"), 2, "did you mean `nobody`? (there are: nobody, daemon)"),
        (("offering", "Dockerfile"), 1, "nobody says in which build context .dockerignore is"),
        (("offering", "Dockerfile:9"), 2, "no line 9"),
        (("offering", "no"), 2, "no cannot be read: no such file"),
        (("Dockerfile",), 2, "which refactoring?"),
        ((), 2, "which refactoring?"),
        (("ofering",), 2, "did you mean `offering`?"),
        (("refusing",), 1, "Dockerfile:2:1: refusing: the file is too good"),
        (("--list", "no"), 2, "no cannot be read: no such file"),
        (("offering", "Dockerfile", "--diff", "--stdout"), 2, "not allowed with"),
    ],
)
def test_why_not(dockwright: Command, folder: Path, arguments: tuple[str, ...], code: int, expected: str) -> None:
    done = dockwright("refactor", *arguments)
    assert done.code == code
    assert expected in done.err
    assert done.out == ""
    assert (folder / "Dockerfile").read_text() == TEXT


def test_list_as_json(dockwright: Command, folder: Path) -> None:
    done = dockwright("refactor", "--list", "Dockerfile", "--format", "json")
    assert done.code == 0
    offered, refused, broken = json.loads(done.out)
    assert [list(record) for record in (offered, refused, broken)] == [KEYS] * 3
    assert offered == {
        "assist": "offering",
        "title": "Run as nobody",
        "offered": True,
        "safety": "unsafe",
        "choices": ["nobody", "daemon"],
        "default": "nobody",
        "reason": None,
        "after": TEXT + "USER nobody\n",
    }
    assert refused["offered"] is False
    assert refused["reason"] == "the file is too good"
    assert broken["offered"] is False
    assert (folder / "Dockerfile").read_text() == TEXT


def test_list_as_text(dockwright: Command) -> None:
    lines = dockwright("refactor", "--list", "Dockerfile").out.splitlines()
    assert lines[0] == "  * offering: Run as nobody (unsafe)"
    assert lines[1] == "      --base nobody | daemon (default: nobody)"
    assert lines[2] == "  - refusing: refused: the file is too good (line 2)"


def test_a_file_in_the_way_is_not_overwritten_unread(dockwright: Command, folder: Path) -> None:
    (folder / ".dockerignore").mkdir()
    done = dockwright("refactor", "offering", "Dockerfile", *HERE)
    assert done.code == 1
    assert "is in the way and cannot be read" in done.err
    assert (folder / "Dockerfile").read_text() == TEXT


def test_a_file_with_errors_is_to_be_mended_first(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian:12\nRUN --network=no ls\n")
    done = dockwright("refactor", "breaking", "Dockerfile")
    assert done.code == 1
    assert done.err == "dockwright: Dockerfile:2:15: breaking: the file has errors; mend them first\n"


@pytest.mark.parametrize(
    "words",
    [
        ("offering", "Dockerfile", "--base", "daemon", "--stdout"),
        ("offering", "--base", "daemon", "--stdout", "Dockerfile"),
        ("--base", "daemon", "offering", "--stdout", "Dockerfile"),
        ("--stdout", "--base", "daemon", "offering", "Dockerfile"),
    ],
)
def test_options_stand_anywhere(dockwright: Command, words: tuple[str, ...]) -> None:
    done = dockwright("refactor", *words, *HERE)
    assert (done.code, done.out) == (0, TEXT + "USER daemon\n")


def test_what_is_too_much_is_said(dockwright: Command) -> None:
    done = dockwright("refactor", "offering", "--stdout", "Dockerfile", "another")
    assert done.code == 2
    assert "dockwright refactor: error: unexpected word `another`" in done.err


def test_of_an_endless_word_in_a_reason_both_ends_are_told(
    dockwright: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_wordy(*given: object) -> Refusal:
        return Refusal(f"`/{'a' * 20_000}` is in no stage", Span(17, 24))

    monkeypatch.setattr(refactor, "ASSISTS", (assist("wordy", run_wordy),))
    assert dockwright("refactor", "--list", "Dockerfile").out.splitlines() == [
        f"  - wordy: refused: `/{'a' * 58}...{'a' * 39}` is in no stage (line 2)"
    ]
