"""The working directory of the build, whose owner a RUN changes before a WORKDIR has made it in the runtime stage."""

from __future__ import annotations

import pytest
from splitting import GO, offer_of, split_of

from dockwright.assist import Offer
from dockwright.refactorings.split import Obstacle
from dockwright.text import apply

FILE = 'FROM golang:1.24-alpine\nRUN adduser -D app\n{}COPY . .\nRUN go build -o server .\n{}CMD ["./server"]\n'
MADE = "RUN mkdir -p /app && chown app /app"

OWNED = [
    ("made along with its owner", f"{MADE}\nUSER app\nWORKDIR /app\n", "", [MADE, "USER app", "WORKDIR /app"]),
    ("made by a RUN of its own", "RUN mkdir /app\nRUN chown app /app\nWORKDIR /app\n", "USER app\n", [MADE, "WORKDIR /app"]),
    ("made by a WORKDIR that another follows", "WORKDIR /app\nRUN chown app /app\n", "WORKDIR /app\n", [MADE]),
    ("by a WORKDIR in front", "WORKDIR /app\nRUN chown app /app\n", "", ["WORKDIR /app", "RUN chown app /app"]),
    ("twice", f"{MADE}\nRUN chown -R app /app\nWORKDIR /app\n", "", [MADE, "RUN chown -R app /app", "WORKDIR /app"]),
    ("with a directory below", "RUN mkdir -p /app/tmp && chown app /app\nWORKDIR /app\n", "", ["RUN mkdir -p /app/tmp && chown app /app", "WORKDIR /app"]),
    ("the one above it", "RUN mkdir -p /data/app && chmod 777 /data\nWORKDIR /data/app\n", "", ["RUN mkdir -p /data/app && chmod 777 /data", "WORKDIR /data/app"]),
    ("all above it", "WORKDIR /data/app\nRUN chown -R app /data\n", "", ["WORKDIR /data/app", "RUN chown -R app /data"]),
    ("by the mode that it is made with", "RUN mkdir -m 777 /app\nWORKDIR /app\n", "", ["RUN mkdir -m 777 /app", "WORKDIR /app"]),
    ("... above it, and by an owner", "RUN mkdir -pm700 /data && chown app /data\nWORKDIR /data/app\n", "", ["RUN mkdir -pm700 /data && chown app /data", "WORKDIR /data/app"]),
    ("a mode above it that gives nothing", "RUN mkdir -p /data && chmod 755 /data\nWORKDIR /data/app\n", "", ["WORKDIR /data/app"]),
    ("a mode that changes nothing", "RUN mkdir -m 0755 /app\nWORKDIR /app\n", "", ["WORKDIR /app"]),
    ("by its mode", "RUN mkdir /app && chmod 700 /app\nWORKDIR /app\n", "", ["RUN mkdir /app && chmod 700 /app", "WORKDIR /app"]),
]  # fmt: skip


@pytest.mark.parametrize(("title", "above", "below", "lines"), OWNED, ids=[one[0] for one in OWNED])
def test_it_is_made_before_its_owner_changes(title: str, above: str, below: str, lines: list[str]) -> None:
    text = FILE.format(above, below)
    found = offer_of(text, GO)
    made = apply(text, found.default.change.edits).split("\n\n", 1)[1].splitlines()
    assert made[:2] == ["FROM alpine:3.22", "RUN adduser -D app"]
    assert made[2 : 2 + len(lines)] == lines


@pytest.mark.parametrize(
    ("above", "made"),
    [
        ("COPY --chown=app:app . /app\nWORKDIR /app\n", "mkdir -p /app && chown app:app /app"),
        ("COPY --chown=app . /srv/shop/app\nWORKDIR /srv/shop/app\n",
         "mkdir -p /srv/shop/app && chown app: /srv/shop /srv/shop/app"),
        ("COPY --chown=1001 go.mod /app/\nWORKDIR /app\nCOPY main.go .\n", "mkdir -p /app && chown 1001:1001 /app"),
        ("COPY --chown=1001:0 . /app\nWORKDIR /app\n", "mkdir -p /app && chown 1001:0 /app"),
        ("ADD --chown=app:app . /app\nWORKDIR /app/cmd\nWORKDIR /app\n", "mkdir -p /app && chown app:app /app"),
        # What is there keeps its owner.
        ("COPY --chown=app:app . /opt\nWORKDIR /opt\n", ""),
        ("COPY --chown=app:app . /\n", ""),
        ("WORKDIR /app\nCOPY --chown=app:app . .\n", ""),
        ("RUN mkdir /app\nCOPY --chown=app:app . /app\nWORKDIR /app\n", ""),
        ("COPY go.mod /app/\nCOPY --chown=app:app . /app\nWORKDIR /app\n", ""),
        ("COPY . /app\nWORKDIR /app\n", ""),
        ("COPY --chown=root:root . /app\nWORKDIR /app\n", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("user", ["USER app\n", ""])
def test_a_copy_makes_the_directory_for_an_owner(above: str, made: str, user: str) -> None:
    text = f'FROM golang:1.24\nWORKDIR /\nRUN useradd -m app\n{above}RUN go build -o server .\n{user}CMD ["./server"]\n'
    found = offer_of(text, GO)
    runtime = apply(text, found.default.change.edits).partition("FROM alpine")[2]
    runs = [line for line in runtime.splitlines() if line.startswith("RUN mkdir")]
    assert runs == ([f"RUN {made}"] if made and user else [])  # root may write everywhere
    assert ("scratch" in [one.name for one in found.choices]) == (not runs)


ABOVE = [
    ("all that mkdir makes", "mkdir -p /var/lib/shop/db && chown -R 1001 /var/lib/shop", True),
    ("what is above", "mkdir -p /data/up/x && chmod 777 /data", True),
    ("a file for a log", "touch /var/log/shop.log && chmod 666 /var/log/shop.log", True),
    ("a file that is nobody's", "touch /var/log/shop.log", False),
    ("a file of a build", "touch /tmp/stamp && chmod 666 /tmp/stamp", False),
]


@pytest.mark.parametrize(("title", "run", "is_carried"), ABOVE, ids=[one[0] for one in ABOVE])
def test_what_a_mkdir_makes_above(title: str, run: str, *, is_carried: bool) -> None:
    text = (
        f'FROM golang:1.24\nRUN {run}\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nUSER 1001\nCMD ["./server"]\n'
    )
    made = apply(text, offer_of(text, GO).default.change.edits).partition("FROM alpine")[2]
    assert (f"\nRUN {run}\n" in made) == is_carried


WRITES = 'package main\n\nimport "os"\n\nfunc main() { os.WriteFile("%s", nil, 0o644) }\n'


@pytest.mark.parametrize(
    ("path", "steps", "behind", "made"),
    [
        ("/src/up/x", "mkdir -p up && chmod 777 up", "", "mkdir -p up && chmod 777 up"),
        ("up/x", "mkdir out && mkdir -p up && chmod 777 up", "", "mkdir -p up && chmod 777 up"),
        ("out/x", "mkdir -p out && chmod 777 out", "", "mkdir -p out && chmod 777 out"),
        # Where the runtime stage works in another directory, the paths are written in full.
        ("/src/up/x", "mkdir up && chmod 777 up", "WORKDIR /data\n", "mkdir -p /src/up && chmod 777 /src/up"),
        ("/src/up/x", "mkdir -p ./up && chmod 777 ./up", "WORKDIR /src\n", "mkdir -p /src/up && chmod 777 /src/up"),
        # `cd` counts.
        ("/data/up/x", "mkdir /data && cd /data && mkdir up && chmod 777 up", "",
         "mkdir /data && mkdir -p /data/up && chmod 777 /data/up"),
        ("/src/a/up/x", "mkdir -p a && cd a && mkdir up && chown 1234 up", "",
         "mkdir -p a && mkdir -p /src/a/up && chown 1234 /src/a/up"),
        # An empty file that somebody else may write.
        ("/data/x", "mkdir /data && touch /data/x && chmod 666 /data/x", "", "mkdir /data && touch /data/x && chmod 666 /data/x"),
    ],
)  # fmt: skip
def test_directories_that_the_program_writes_to(path: str, steps: str, behind: str, made: str) -> None:
    files = {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": WRITES % path}
    start = f'USER 1234\n{behind}CMD ["/src/app"]\n'
    text = f"FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o app . && {steps}\n{start}"
    found = offer_of(text, files)
    assert [one.name for one in found.choices] == ["alpine"]
    assert f"\nRUN {made}\n" in apply(text, found.default.change.edits).partition("FROM alpine")[2]


@pytest.mark.parametrize(
    ("path", "comes_along"), [("/tmp/x", True), ("/tmp/a/b", True), ("x", False), ("/data/tmp/x", False)]
)
def test_a_place_for_temporary_files(path: str, *, comes_along: bool) -> None:
    files = {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": WRITES % path}
    text = 'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nVOLUME /data/tmp\nCMD ["/app"]\n'
    found = offer_of(text, files)
    change = next(one.change for one in found.choices if one.name == "scratch")
    assert ("COPY --from=builder /tmp /tmp\n" in apply(text, change.edits)) == comes_along


@pytest.mark.parametrize(
    ("run", "copied"),
    [
        ("chown 1234 data", "/src/data ./data"),
        ("chmod -R o+w data conf.ini", "/src/data ./data"),
        ("chmod 600 conf.ini", "/src/conf.ini ./"),
        ("mkdir -p made && chown 1234 made", ""),
        ("chown 1234 unknown", None),
    ],
)
def test_what_a_run_behind_the_build_gives_an_owner(run: str, copied: str | None) -> None:
    text = f'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nRUN {run}\nUSER 1234\nCMD ["/app"]\n'
    found = split_of(text, {**GO, "data/x": "", "conf.ini": ""})
    if copied is None:
        assert isinstance(found, Obstacle)
        assert found.reason == "`/src/unknown` is not in the runtime stage"
        return
    assert isinstance(found, Offer)
    made = apply(text, found.default.change.edits).partition("FROM alpine")[2]
    assert (f"COPY --from=builder {copied}\n" in made) == bool(copied)
    assert f"RUN {run}\n" in made


@pytest.mark.parametrize(
    ("path", "copied"), [("/src/data/new.db", True), ("/src/data", True), ("/src/none/x", False), ("/src/lib/x", False)]
)
def test_directories_of_absolute_paths(path: str, *, copied: bool) -> None:
    source = f'package main\n\nimport "os"\n\nfunc w(p string) {{ os.WriteFile(p, nil, 0o644) }}\n\nfunc main() {{ w("{path}") }}\n'
    files = {**GO, "main.go": source, "data/x": "", "lib/l.go": "package lib\n"}
    text = 'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n'
    lines = apply(text, offer_of(text, files).default.change.edits)
    assert ("COPY --from=builder /src/data ./data\n" in lines) == copied
    assert "/src/lib" not in lines


@pytest.mark.parametrize(
    ("user", "chown"),
    [
        ("1234", "chown 1234:1234 /src/data && "),
        ("1234:0", "chown 1234:0 /src/data && "),
        ("app", "chown app: /src/data && "),
        ("", ""),
    ],
)
def test_a_directory_that_is_made_before_it_is_filled(user: str, chown: str) -> None:
    flag = f"--chown={user} " if user else ""
    above = f"RUN useradd -m app\nWORKDIR /src\nCOPY {flag}. .\nRUN chmod g+w data\n"
    source = 'package main\n\nimport "os"\n\nfunc main() { os.ReadDir("data") }\n'
    text = f'FROM golang:1.24\n{above}RUN go build -o /app .\nUSER 1777\nCMD ["/app"]\n'
    made = apply(text, offer_of(text, {**GO, "main.go": source, "data/x": ""}).default.change.edits)
    assert f"\nRUN mkdir -p /src/data && {chown}chmod g+w data\n" in made
