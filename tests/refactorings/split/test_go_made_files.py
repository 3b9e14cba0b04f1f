"""Files that a Go program opens, and that neither the context has nor the text of the Dockerfile names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import offer_of, split_of

from dockwright.assist import Offer
from dockwright.rule import Safety
from dockwright.text import apply

FILES = {
    "go.mod": "module shop\n\ngo 1.24\n",
    "main.go": 'package main\n\nimport "os"\n\nfunc main() {\n\tos.ReadFile("models/a.bin")\n}\n',
}
FETCH = "#!/bin/sh\ncurl -o models/a.bin https://x.example/a.bin\n"

MADE = [
    ("a script", "./fetch.sh", {"fetch.sh": FETCH}),
    ("one that a shell is given", "sh scripts/fetch.sh", {"scripts/fetch.sh": FETCH}),
    ("one of another directory", "cd scripts && ./fetch.sh", {"scripts/fetch.sh": FETCH}),
    ("a target of make", "make models", {"Makefile": "models:\n\tcurl -o models/a.bin https://x.example/a.bin\n"}),
]


@pytest.mark.parametrize(("command", "more"), [one[1:] for one in MADE], ids=[one[0] for one in MADE])
def test_what_a_script_of_the_context_makes_is_told(command: str, more: Mapping[str, str]) -> None:
    change = offer(command, {**FILES, **more}).default.change
    assert change.safety is Safety.UNSAFE
    note = "`models/a.bin` is not in the build context: see whether the build makes it (`os.ReadFile` in main.go:6)"
    assert note in change.notes


UNREAD = [
    ("a program of the system", "make-models", "make-models"),
    ("one of the project", "go run ./cmd/fetch", "go"),
    ("code generators", "go generate ./...", "go"),
    ("an archive", "tar -xf models.tar", "tar"),
    ("a repository", "git clone https://x.example/models", "git"),
]


@pytest.mark.parametrize(("command", "program"), [one[1:] for one in UNREAD], ids=[one[0] for one in UNREAD])
@pytest.mark.parametrize("chained", [False, True])
def test_what_a_program_may_make_is_told(command: str, program: str, chained: bool) -> None:
    change = offer(f"go build -o shop . && {command}" if chained else command, FILES).default.change
    note = f"`models/a.bin` is not in the build context: see whether `{program}` makes it (`os.ReadFile` in main.go:6)"
    assert note in change.notes


STRINGER = {"kind.go": "package main\n\n//go:generate go run golang.org/x/tools/cmd/stringer@v0.30.0 -type=Kind\n"}
OTHERS = {"kind.go": "package main\n\n//go:generate stringer -type=Kind\n//go:generate ./gen.sh\n"}
GENERATORS = [
    ("go generate ./...", OTHERS, "`go generate` makes sources that nobody has read"),
    ("go generate ./...", STRINGER, ""),
    ("go generate ./...", {}, ""),
    ("go run ./cmd/gen", {}, ""),
    ("go run ./cmd/gen -o zz.go", {}, "`go run` makes sources that nobody has read"),
    (
        "go run ./cmd/gen",
        {"cmd/gen/main.go": 'package main\n\nconst out = "zz.go"\n'},
        "`go run` makes sources that nobody has read",
    ),
    ("go run go.uber.org/mock/mockgen@v0.5.0 -source=a.go", {}, ""),
    ("templ generate", {}, "`templ generate` makes sources that nobody has read"),
    ("swag init", {}, ""),
]


@pytest.mark.parametrize(("command", "more", "note"), GENERATORS)
def test_who_makes_sources_is_told(command: str, more: Mapping[str, str], note: str) -> None:
    files = {"go.mod": FILES["go.mod"], "main.go": "package main\n\nfunc main() {}\n", **more}
    change = offer(command, files).default.change
    assert (change.safety is Safety.SAFE) == (not note)
    assert all(one.startswith(note) for one in change.notes), change.notes


MENTIONS = 'package main\n\nimport "shop/db"\n\nfunc main() {{\n\tdb.Open("{}")\n}}\n'


@pytest.mark.parametrize("path", ["seed.db", "data/names.json"])
def test_what_the_sources_mention_may_be_read(path: str) -> None:
    files = {**FILES, "main.go": MENTIONS.format(path), "db/db.go": "package db\n\nfunc Open(string) {}\n"}
    assert offer("go build -o shop . && make-seed", files).default.change.notes == (
        f'`{path}` is not in the build context: see whether `make-seed` makes it (`"{path}"` in main.go:6)',
    )
    assert offer("go vet ./...", files).default.change.safety is Safety.SAFE


@pytest.mark.parametrize(
    "word", ["application/json", "example.com/db", "https://example.com/a.json", "a", "index.html"]
)
def test_what_is_no_file_of_the_build(word: str) -> None:
    files = {**FILES, "main.go": MENTIONS.format(word), "db/db.go": "package db\n\nfunc Open(string) {}\n"}
    change = offer("go build -o shop . && make-seed", {**files, "web/index.html": ""}).default.change
    assert change.safety is Safety.SAFE


OUTSIDE = [("/data/seed.db", False), ("/etc/hosts", True), ("/etc/shop.toml", True)]


@pytest.mark.parametrize(("path", "is_safe"), OUTSIDE)
def test_what_is_read_outside_of_the_sources(path: str, is_safe: bool) -> None:
    text = 'FROM golang:1.24\nCOPY shop.toml /etc/\nWORKDIR /app\nCOPY . .\nRUN go build -o shop . && make-seed\nCMD ["./shop"]\n'
    files = {**FILES, "shop.toml": "", "main.go": FILES["main.go"].replace("models/a.bin", path)}
    found = offer_of(text, files)
    assert (found.default.change.safety is Safety.SAFE) == is_safe, found.default.change.notes


HARMLESS = ("go vet ./...", "git config --global url.x.insteadOf y", "mkdir -p out", "golangci-lint run", "strip shop")


@pytest.mark.parametrize("command", HARMLESS)
def test_what_makes_no_files_to_read_is_an_input(command: str) -> None:
    assert offer(f"go build -o shop . && {command}", FILES).default.change.safety is Safety.SAFE


def test_what_no_script_names_is_an_input() -> None:
    change = offer("./fetch.sh", {**FILES, "fetch.sh": "#!/bin/sh\ntrue\n"}).default.change
    assert change.safety is Safety.SAFE


def offer(command: str, files: Mapping[str, str]) -> Offer:
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN {command}\nRUN go build -o shop .\nCMD ["./shop"]\n'
    return offer_of(text, files)


@pytest.mark.parametrize(
    ("run", "copied"),
    [
        ('RUN echo "a=1" > /etc/app.conf\n', True),
        ("RUN cat <<EOF > /etc/app.conf\na=1\nEOF\n", True),
        ("RUN echo a > /etc/app.conf.bak\n", False),
    ],
)
def test_a_file_that_a_redirection_writes(run: str, copied: bool) -> None:
    files = {
        "go.mod": "module example.com/app\n\ngo 1.22\n",
        "main.go": 'package main\n\nimport "os"\n\nfunc main() { os.ReadFile("/etc/app.conf") }\n',
    }
    text = f'FROM golang:1.22\n{run}WORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o app .\nCMD ["./app"]\n'
    offer = offer_of(text, files)
    after = apply(text, offer.default.change.edits)
    assert ("COPY --from=builder /etc/app.conf /etc/app.conf\n" in after) is copied
    assert (offer.default.change.safety is Safety.SAFE) is copied


@pytest.mark.parametrize(
    ("pattern", "copied", "note"),
    [
        ("*.json", ["a.json", "b.json"], ""),
        ("./?.json", ["a.json", "b.json"], ""),
        ("[ab]*", ["a.json", "b.json"], ""),
        ("conf/*.json", ["conf"], ""),
        ("*.yaml", [], ""),
        ("*", ["a.json", "b.json", "go.mod", "conf"], "the program reads its working directory"),
        ("*/*.json", ["conf/c.json"], "the program reads its working directory"),
    ],
)
def test_wildcards_in_the_working_directory(pattern: str, copied: list[str], note: str) -> None:
    source = f'package main\n\nimport "path/filepath"\n\nfunc main() {{\n\tfilepath.Glob("{pattern}")\n}}\n'
    files = {**FILES, "main.go": source, "a.json": "", "b.json": "", "conf/c.json": ""}
    change = offer("true", files).default.change
    assert [one for one in change.notes if note not in one] == []
    assert bool(change.notes) == bool(note)
    lines = "".join(edit.text for edit in change.edits).splitlines()
    found = [line.split()[2].removeprefix("/app/") for line in lines if "--from=builder" in line]
    assert sorted(found) == sorted(["shop", *copied])
    told = [one.partition(" (")[0] for one in offer("make-seed", files).default.change.notes]
    in_front = not pattern.startswith("conf/")
    assert any("see whether `make-seed` makes" in one for one in told) == in_front


@pytest.mark.parametrize(
    ("runs", "copied"),
    [
        ("RUN go build -o shop . && mkdir -p /data && echo a > /data/a.txt\n", "/data/a.txt /data/a.txt"),
        ("RUN mkdir /data\nRUN date > /data/a.txt\nRUN go build -o shop .\n", "/data/a.txt /data/a.txt"),
        ("RUN go build -o shop .\nRUN echo a > /etc/shop-build\n", "/etc/shop-build /etc/shop-build"),
        ("RUN echo a > /root/.netrc && go build -o shop .\n", ""),
    ],
)
def test_files_that_commands_write_for_the_container(runs: str, copied: str) -> None:
    files = {**FILES, "main.go": "package main\n\nfunc main() {}\n"}
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\n{runs}VOLUME /data\nCMD ["./shop"]\n'
    made = apply(text, offer_of(text, files).default.change.edits).partition("\nFROM ")[2]
    assert (f"COPY --from=builder {copied}\n" in made) if copied else (made.count("COPY") == 1)


@pytest.mark.parametrize(
    ("steps", "is_apart"), [("", False), ("WORKDIR /data\n", True), ("RUN cp -r conf /data\nWORKDIR /data\n", False)]
)
def test_a_working_directory_without_sources(steps: str, is_apart: bool) -> None:
    source = 'package main\n\nimport "os"\n\nfunc main() {\n\tos.ReadDir(".")\n}\n'
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o /shop .\n{steps}CMD ["/shop"]\n'
    change = offer_of(text, {**FILES, "main.go": source, "a.json": ""}).default.change
    assert (change.safety is Safety.SAFE) == is_apart
    assert ("/app" in apply(text, change.edits).partition("\nFROM ")[2]) == (not steps)


EMBEDDING = 'package main\n\nimport (\n\t"embed"\n\t"io/fs"\n\t"os"\n)\n\n//go:embed {}\nvar dist embed.FS\n\nfunc main() {{\n\t{}\n}}\n'


@pytest.mark.parametrize(
    ("pattern", "call", "is_copied"),
    [
        ("all:web/dist", 'fs.Sub(dist, "web/dist")', False),
        ("web/dist/*", 'fs.Sub(dist, "web/dist")', False),
        ("other", 'fs.Sub(dist, "other")', True),
        ("web/dist", 'os.DirFS("web/dist")', True),
        ("web/dist", "os.DirFS(os.Args[1])", True),
    ],
)
def test_pages_of_another_stage_that_are_compiled_in(pattern: str, call: str, *, is_copied: bool) -> None:
    text = (
        "FROM node:20 AS web\nWORKDIR /web\nCOPY web .\nRUN npm run build\n\n"
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nCOPY --from=web /web/dist ./web/dist\nRUN go build -o shop .\n"
        'CMD ["./shop"]\n'
    )
    files = {**FILES, "main.go": EMBEDDING.format(pattern, call), "web/package.json": "{}"}
    after = apply(text, offer_of(text, files).default.change.edits)
    assert ("COPY --from=builder /app/web" in after) == is_copied


@pytest.mark.parametrize(
    ("command", "is_copied"),
    [("echo a > models/a.bin", True), ("printf a >>models/a.bin", True), ("fetch models > list", False)],
)
@pytest.mark.parametrize("chained", [False, True])
def test_a_file_that_a_command_writes_comes_along(command: str, *, is_copied: bool, chained: bool) -> None:
    change = offer(f"go build -o shop . && {command}" if chained else command, FILES).default.change
    assert (change.safety is Safety.SAFE) == is_copied
    assert any("COPY --from=builder /app/models/a.bin" in edit.text for edit in change.edits) == is_copied


@pytest.mark.parametrize(
    ("loop", "copied"),
    [
        ("for c in api job; do go build -o bin/$c ./cmd/$c; done", ["/app/bin/api", "/app/bin/job"]),
        (
            "set -e; for c in api job ; do \\\n  go build -o bin/ ./cmd/${c}; \\\n done",
            ["/app/bin/api", "/app/bin/job"],
        ),
        ("for c in job api\ndo go build -o bin/$c-srv ./cmd/$c; done", []),
    ],
)
def test_programs_that_a_loop_builds(loop: str, copied: list[str]) -> None:
    main = "package main\n\nfunc main() {}\n"
    files = {"go.mod": FILES["go.mod"], "cmd/api/main.go": main, "cmd/job/main.go": main}
    run = f"RUN <<E\n{loop}\nE\n" if "\\\n" not in loop and "\n" in loop else f"RUN {loop}\n"
    found = split_of(f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\n{run}CMD ["bin/api"]\n', files)
    assert isinstance(found, Offer) == bool(copied)
    if isinstance(found, Offer):
        text = "".join(edit.text for edit in found.default.change.edits)
        assert sorted(line.split()[2] for line in text.splitlines() if "--from=builder" in line) == copied
        assert found.default.change.safety is Safety.SAFE


ABSOLUTE = 'package main\n\nimport "os"\n\nfunc main() {\n\tos.ReadFile("/opt/a")\n}\n'


@pytest.mark.parametrize(
    ("run", "is_safe"),
    [
        ("echo a > /opt/a", True),
        ("echo a > /opt/a && rm -rf /tmp/x", True),
        ("cp go.mod /opt/a", True),
        ("echo a > /opt/a && rm /opt/a", False),
        ("echo a > /opt/a; cd /opt && rm -f *", False),
        ("echo a > /opt/a && mv /opt/a /opt/b", False),
        ("if [ -f z ]; then echo a > /opt/a; fi", False),
        ("[ -f z ] || echo a > /opt/a", False),
        ("--mount=type=tmpfs,target=/opt echo a > /opt/a", False),
    ],
)
@pytest.mark.parametrize("is_behind", [False, True])
def test_files_that_may_not_be_left(run: str, *, is_safe: bool, is_behind: bool) -> None:
    build, made = "RUN go build -o shop .\n", f"RUN {run}\n"
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\n{build + made if is_behind else made + build}CMD ["./shop"]\n'
    found = split_of(text, {**FILES, "main.go": ABSOLUTE})
    if isinstance(found, Offer):
        made = apply(text, found.default.change.edits).partition("\nFROM ")[2]
        assert (found.default.change.safety is Safety.SAFE) == is_safe
        assert not is_safe or "COPY --from=builder /opt/a /opt/a\n" in made
    else:
        assert not is_safe


def test_what_is_put_aside_and_taken_away_does_not_come_along() -> None:
    text = (
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o shop .\nRUN cp shop /opt/b && cp shop /opt/c && rm /opt/b\n"
        'CMD ["./shop"]\n'
    )
    files = {**FILES, "main.go": "package main\n\nfunc main() {}\n"}
    runtime = apply(text, offer_of(text, files).default.change.edits).partition("\nFROM ")[2]
    assert "/opt/c" in runtime
    assert "/opt/b" not in runtime


@pytest.mark.parametrize("removal", ["rm /usr/local/bin/gen", "rm -f /usr/local/bin/g*", "rm -rf /usr/local/bin"])
def test_programs_that_are_taken_away_again_do_not_come_along(removal: str) -> None:
    main = "package main\n\nfunc main() {}\n"
    text = (
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o shop . && go build -o /usr/local/bin/gen ./gen && gen\n"
        f'RUN {removal}\nCMD ["./shop"]\n'
    )
    runtime = apply(text, offer_of(text, {**FILES, "main.go": main, "gen/main.go": main}).default.change.edits)
    assert "bin/gen" not in runtime.partition("\nFROM ")[2]
