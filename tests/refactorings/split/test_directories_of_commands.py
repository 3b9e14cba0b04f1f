"""Where a command of a RUN works: behind `cd` and `pushd`, and where a shell of its own ends, with which its `cd` ends."""

from __future__ import annotations

import pytest
from splitting import GO, after

from dockwright.lint import analyse
from dockwright.refactorings.split.places import located
from dockwright.syntax import Run

SCRIPTS = [
    ("cd a && b && c", "/w /w/a /w/a"),
    ("(cd a && b) && c", "/w /w/a /w"),
    ("(cd a; b) && (cd c; d); e", "/w /w/a /w /w/c /w"),
    ("(cd a && (cd b && c) && d) && e", "/w /w/a /w/a/b /w/a /w"),
    ("X=$(cd a && pwd) b && c", "/w /w /w/a /w"),
    ("sh -c 'cd a && b' && c", "/w /w /w/a /w"),
    ("cd a | b && c", "/w /w /w"),
    ("{ cd a && b; } && c", "/w /w/a /w/a"),
    ("pushd a && b && pushd /c && d && popd && e && popd && f", "/w /w/a /w/a /c /c /w/a /w/a /w"),
    ("(pushd a && b) && popd && c", "/w /w/a /w"),
    ("pushd a >/dev/null && b && popd >/dev/null && c", "/w /w/a /w/a /w"),
    ("(cd $X && a) && b", "/w /w"),
    ("cd $X && a && b", "/w"),
    ("pushd && a", "/w"),
    ("popd && a", "/w"),
]


@pytest.mark.parametrize(("script", "places"), SCRIPTS)
def test_where_commands_work(script: str, places: str) -> None:
    model = analyse(f"FROM a\nWORKDIR /w\nRUN {script}\n")
    (run,) = model.stages[0].of(Run)
    assert " ".join(place for _, place in located(model, run)) == places


@pytest.mark.parametrize(
    ("script", "program"),
    [
        ("(cd cmd && go build -o /bin/t .) && go build -o app .", "/app/app ./"),
        ("pushd cmd && go build -o app . && popd && mv cmd/app .", "/app/app ./"),
        ("(cd cmd && go build -o ../app .)", "/app/app ./"),
    ],
)
def test_programs_that_are_built_there(script: str, program: str) -> None:
    text = f'FROM golang:1.24\nSHELL ["/bin/bash", "-c"]\nWORKDIR /app\nCOPY . .\nRUN {script}\nCMD ["./app"]\n'
    assert f"COPY --from=builder {program}\n" in after(text, {**GO, "cmd/main.go": GO["main.go"]})
