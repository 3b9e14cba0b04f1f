"""Scripts that run several programs of the same build beside one another, and Makefiles that build them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import obstacle_of, offer_of, split_of

from dockwright.refactorings.split import Obstacle
from dockwright.rule import Safety
from dockwright.text import apply

Files = Mapping[str, str]

MAIN = "package main\n\nfunc main() {}\n"
GO = {"go.mod": "module example.com/app\n\ngo 1.22\n", "cmd/api/main.go": MAIN, "cmd/worker/main.go": MAIN}
RUST = {
    "Cargo.toml": '[package]\nname = "api"\nversion = "0.1.0"\n',
    "Cargo.lock": 'version = 4\n\n[[package]]\nname = "api"\nversion = "0.1.0"\n',
    "src/main.rs": "fn main() {}\n",
    "src/bin/worker.rs": "fn main() {}\n",
}
BUILD = "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o bin/ ./cmd/...\n"
CARGO = "FROM rust:1.80\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\n"
START = 'CMD ["./start.sh"]\n'


def script(text: str, files: Files = GO) -> Files:
    return {**files, "start.sh": f"#!/bin/sh\n{text}\n"}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("one stays in front", "./bin/worker &\nexec ./bin/api"),
        ("the first to end ends the others", "./bin/api &\n./bin/worker &\nwait -n\nexit $?"),
        ("by their paths", "trap 'kill 0' TERM\n/src/bin/worker -v &\n/src/bin/api &\nwait"),
        ("one after the other", "./bin/worker migrate\nexec ./bin/api"),
    ],
)
def test_go(title: str, text: str) -> None:
    offer = offer_of(BUILD + START, script(text))
    after = apply(BUILD + START, offer.default.change.edits)
    assert "FROM alpine:3.22\n" in after
    for name in ("bin/api", "bin/worker"):
        assert f"COPY --from=builder /src/{name} ./{name}\n" in after
    assert f"COPY --from=builder /src/start.sh ./\n{START}" in after
    assert offer.default.change.safety is Safety.UNSAFE


def test_rust() -> None:
    text = script("./target/release/worker &\nexec ./target/release/api", RUST)
    offer = offer_of(CARGO + START, text)
    after = apply(CARGO + START, offer.default.change.edits)
    for name in ("target/release/api", "target/release/worker"):
        assert f"COPY --from=builder /src/{name} ./{name}\n" in after


@pytest.mark.parametrize(
    ("title", "build", "files", "reason"),
    [
        ("a service of the system", BUILD, script("redis-server &\nexec ./bin/api"), "`start.sh` runs something in the background: `redis-server`"),
        ("... beside one that is built", BUILD, script("./bin/worker &\nnginx &\nwait"), "runs something in the background: `nginx`"),
        ("a program that is not built here", BUILD, script("./bin/other &\nexec ./bin/api"), "runs something in the background: `./bin/other`"),
        ("of Rust", CARGO, script("redis-server &\nexec ./target/release/api", RUST), "runs something in the background: `redis-server`"),
        ("a name that is computed", BUILD, script('"$PROGRAM" &\nexec ./bin/api'), "starts a program whose name is computed"),
        ("another ecosystem", "FROM python:3.12\nWORKDIR /src\nCOPY . .\nRUN pip install -r requirements.txt\n",
         {"start.sh": "#!/bin/sh\npython a.py &\nexec python b.py\n", "requirements.txt": "flask\n", "a.py": "", "b.py": ""},
         "`start.sh` runs something in the background: `python`"),
    ],
)  # fmt: skip
def test_refusal(title: str, build: str, files: Files, reason: str) -> None:
    found = obstacle_of(build + START, files)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("title", "command", "makefile"),
    [
        ("in another directory", "make -C /src build", "build:\n\tgo build -o tool ./cmd/api\n"),
        ("without words of make", "make --no-print-directory -j 4 build", "build:\n\tgo build -o tool ./cmd/api\n"),
        ("a file that is included", "make build", "include build.mk\n"),
        ("a condition", "make", "ifeq ($(OS),Windows_NT)\nEXT = .exe\nendif\nbuild:\n\tgo build -o tool$(EXT) ./cmd/api\n"),
        ("what is given decides", "make KIND=small", "ifdef KIND\nOUT = tool\nelse\nOUT = other\nendif\nbuild:\n\tgo build -o $(OUT) ./cmd/api\n"),
    ],
)  # fmt: skip
def test_make(title: str, command: str, makefile: str) -> None:
    text = f'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN {command}\nCMD ["./tool"]\n'
    files = {**GO, "Makefile": makefile, "build.mk": "build:\n\tgo build -o tool ./cmd/api\n"}
    offer = offer_of(text, files)
    assert "COPY --from=builder /src/tool ./\n" in apply(text, offer.default.change.edits)


@pytest.mark.parametrize(
    ("title", "command", "makefile"),
    [
        ("what make would compute", "make", "ifeq ($(shell uname),Linux)\nOUT = tool\nendif\nbuild:\n\tgo build -o $(OUT) ./cmd/api\n"),
        ("another file", "make -f other.mk", "build:\n\tgo build -o tool ./cmd/api\n"),
        ("nothing is made", "make -n", "build:\n\tgo build -o tool ./cmd/api\n"),
        ("an included file that is not there", "make build", "include gone.mk\n"),
    ],
)  # fmt: skip
def test_make_that_is_not_followed(title: str, command: str, makefile: str) -> None:
    text = f'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN {command}\nCMD ["./tool"]\n'
    found = obstacle_of(text, {**GO, "Makefile": makefile})
    assert "what it runs is not followed" in found.reason


MAGE = 'package main\n\nfunc Build() error {{ return sh.Run("go", "build", "-o", {}, "./cmd/api") }}\n'


def test_mage() -> None:
    text = 'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN mage -v build\nCMD ["./tool"]\n'
    offer = offer_of(text, {**GO, "magefiles/build.go": MAGE.format('"tool"')})
    assert "COPY --from=builder /src/tool ./\n" in apply(text, offer.default.change.edits)
    assert offer.default.change.safety is Safety.UNSAFE


@pytest.mark.parametrize(
    ("output", "command"), [("name()", "mage build"), ('"tool"', "mage -d other build"), ('"tool"', "mage test")]
)
def test_mage_that_is_not_followed(output: str, command: str) -> None:
    text = f'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN {command}\nCMD ["./tool"]\n'
    assert isinstance(split_of(text, {**GO, "magefiles/build.go": MAGE.format(output)}), Obstacle)
