"""What a RUN of the runtime stage counts on: users and groups that it gives files to, options of the system's programs."""

from __future__ import annotations

import pytest
from splitting import obstacle_of, split_of

from dockwright.assist import Offer
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.rebase import rebase
from dockwright.rule import DEFAULT_SETTINGS
from dockwright.text import apply

FILES = {"go.mod": "module shop\n\ngo 1.24\n", "main.go": "package main\n\nfunc main() {}\n"}
SPLIT = 'FROM golang:1.24\n{}WORKDIR /app\nCOPY . .\nRUN go build -o shop .\n{}CMD ["./shop"]\n'
REBASE = (
    "FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /shop .\nFROM golang:1.24\nWORKDIR /app\n"
    'COPY --from=build /shop /app/shop\n{}CMD ["/app/shop"]\n'
)
RUNS = [
    ("a user of Debian alone", "RUN chown -R www-data /app\n", "debian"),
    ("... and its group", "RUN chown -R www-data:www-data /app\n", "debian"),
    ("a group of Debian alone", "RUN chgrp -R staff /app\n", "debian"),
    ("... by a variable", "ENV OWNER=www-data\nRUN chown -R $OWNER /app\n", "debian"),
    ("a group of both", "RUN chgrp -R www-data /app\n", "alpine"),
    ("numbers", "RUN chown -R 33:33 /app\n", "alpine"),
    ("root and nobody", "RUN chown root:root /app && chown nobody /app/shop\n", "alpine"),
    ("a user of its own", "RUN useradd shop && chown -R shop:shop /app\n", "alpine"),
    ("as another file", "RUN chown --reference=/tmp /app\n", "debian"),
    ("the old owner is asked for", "RUN chown --from=root nobody /app\n", "debian"),
    ("options of several letters", "RUN chmod --recursive 755 /app\n", "debian"),
    ("... of a link", "RUN ln --symbolic /app/shop /usr/local/bin/shop\n", "debian"),
    ("a relative link", "RUN ln -sr /app/shop /usr/local/bin/shop\n", "debian"),
    (
        "options of both",
        "RUN mkdir -pv -m 755 /data && chmod -R -w /data && ln -sfn /app/shop /usr/local/bin/shop\n",
        "alpine",
    ),
    ("no options", "RUN mkdir -p -- /data && chmod u+x,g-w /app/shop && touch -t 202001010000 /data/x\n", "alpine"),
]


@pytest.mark.parametrize(("run", "base"), [one[1:] for one in RUNS], ids=[one[0] for one in RUNS])
def test_owners_behind_the_build(run: str, base: str) -> None:
    text = SPLIT.format("", run)
    assert first_base(text, split_of(text, FILES)).startswith(f"{base}:")


@pytest.mark.parametrize(("run", "base"), [one[1:] for one in RUNS], ids=[one[0] for one in RUNS])
def test_owners_in_a_stage_that_runs(run: str, base: str) -> None:
    text = REBASE.format(run)
    assert first_base(text, rebase(analyse(text), MemoryContext(FILES), DEFAULT_SETTINGS)).startswith(f"{base}:")


def test_owners_in_front_of_the_build() -> None:
    text = SPLIT.format("RUN mkdir -p /data && chown www-data /data\n", "")
    assert first_base(text, split_of(text, FILES)).startswith("debian:")


BASH = 'SHELL ["/bin/bash", "-c"]\n'
DIRECTORIES = "RUN mkdir -p /data/{a,b}\n"


def test_words_that_bash_makes_several_of() -> None:
    found = obstacle_of(SPLIT.format(BASH + DIRECTORIES, ""), FILES)
    assert found.reason == "`/data/{a,b}` is for the shell that SHELL names"
    behind = SPLIT.format(BASH, DIRECTORIES)
    assert first_base(behind, split_of(behind, FILES)).startswith("debian:")


@pytest.mark.parametrize("run", [DIRECTORIES, BASH + "RUN mkdir -p /data/a\n", BASH + 'RUN mkdir -p "/data/{a,b}"\n'])
def test_words_that_stay_one(run: str) -> None:
    text = SPLIT.format(run, "")
    assert first_base(text, split_of(text, FILES)).startswith("alpine:")


def first_base(text: str, found: object) -> str:
    assert isinstance(found, Offer), found
    return apply(text, found.default.change.edits).rpartition("FROM ")[2].split()[0]
