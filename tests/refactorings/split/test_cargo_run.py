"""A program that `cargo run` starts is built in the image, and the start is the program's own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import offer_of

from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.split import restarted
from dockwright.rule import Safety
from dockwright.text import apply

ONE = {"Cargo.toml": '[package]\nname = "shop"\nversion = "0.1.0"\n', "Cargo.lock": "", "src/main.rs": "fn main() {}\n"}
TWO = {**ONE, "src/bin/admin.rs": "fn main() {}\n"}
DEFAULT = {**TWO, "Cargo.toml": ONE["Cargo.toml"] + 'default-run = "shop"\n'}

# What is told of, the context, the start, and the lines in its place.
BUILT: list[tuple[str, Mapping[str, str], str, str]] = [
    ("the only program", ONE, 'CMD ["cargo", "run", "--release"]', 'RUN cargo build --release\nCMD ["./target/release/shop"]'),
    ("for development", ONE, "CMD cargo run", "RUN cargo build\nCMD ./target/debug/shop"),
    ("one of two", TWO, 'ENTRYPOINT ["cargo", "run", "--bin", "admin"]',
     'RUN cargo build --bin admin\nENTRYPOINT ["./target/debug/admin"]'),
    ("the one that the package names", DEFAULT, "CMD cargo r -r", "RUN cargo build -r\nCMD ./target/release/shop"),
    ("arguments", ONE, 'CMD ["cargo", "run", "--release", "--", "--port", "80"]',
     'RUN cargo build --release\nCMD ["./target/release/shop", "--port", "80"]'),
    ("arguments in CMD", ONE, 'ENTRYPOINT ["cargo", "run", "--"]\nCMD ["--port", "80"]',
     'RUN cargo build\nENTRYPOINT ["./target/debug/shop"]\nCMD ["--port", "80"]'),
    ("features, and variables at the start", ONE, "CMD cargo run --features tls serve $PORT",
     "RUN cargo build --features tls\nCMD ./target/debug/shop serve $PORT"),
    ("another directory", {**ONE, ".cargo/config.toml": '[build]\ntarget-dir = "/out"\n'}, "CMD cargo run --release",
     "RUN cargo build --release\nCMD /out/release/shop"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "start", "expected"), [one[1:] for one in BUILT], ids=[one[0] for one in BUILT])
def test_built(files: Mapping[str, str], start: str, expected: str) -> None:
    text = f"FROM rust:1.90\nWORKDIR /app\nCOPY . .\n{start}\n"
    found = restarted(analyse(text), MemoryContext(files))
    assert found is not None
    assert apply(text, found.edits) == f"FROM rust:1.90\nWORKDIR /app\nCOPY . .\n{expected}\n"


STAYS: list[tuple[str, Mapping[str, str], str]] = [
    ("which of two, nothing says", TWO, "CMD cargo run"),
    ("a program that the package does not have", ONE, "CMD cargo run --bin other"),
    ("flags of its own in CMD", ONE, 'ENTRYPOINT ["cargo", "run"]\nCMD ["--release"]'),
    ("an example", ONE, "CMD cargo run --example demo"),
    ("a test", ONE, "CMD cargo test"),
    ("a command within the arguments", ONE, "CMD cargo run -- $(hostname)"),
    ("a user, who may not write there", ONE, "USER 1000\nCMD cargo run"),
    ("there is no package", {"a.txt": ""}, "CMD cargo run"),
]


@pytest.mark.parametrize(("files", "start"), [one[1:] for one in STAYS], ids=[one[0] for one in STAYS])
def test_stays(files: Mapping[str, str], start: str) -> None:
    assert restarted(analyse(f"FROM rust:1.90\nWORKDIR /app\nCOPY . .\n{start}\n"), MemoryContext(files)) is None


@pytest.mark.parametrize(("build", "run", "program"), [
    ("--release", "--release", "release/shop"),
    ("--release", "--release --bin shop", "release/shop"),
    ("--release", "--bin shop --release", "release/shop"),
    ("--features tls", "--bin shop --features tls", "debug/shop"),
])  # fmt: skip
def test_what_is_built_already_is_not_built_again(build: str, run: str, program: str) -> None:
    text = f"FROM rust:1.90\nWORKDIR /app\nCOPY . .\nRUN cargo build {build}\nCMD cargo run {run}\n"
    found = restarted(analyse(text), MemoryContext(ONE))
    assert found is not None
    assert apply(text, found.edits) == text.replace(f"CMD cargo run {run}", f"CMD ./target/{program}")


@pytest.mark.parametrize(("build", "run"), [("--release", "--bin admin"), ("--bin shop", "--bin admin")])
def test_what_is_built_otherwise_is_built(build: str, run: str) -> None:
    text = f"FROM rust:1.90\nWORKDIR /app\nCOPY . .\nRUN cargo build {build}\nCMD cargo run {run}\n"
    found = restarted(analyse(text), MemoryContext(TWO))
    assert found is not None
    assert f"RUN cargo build {build}\nRUN cargo build {run}\n" in apply(text, found.edits)


def test_nothing_is_said_without_the_context() -> None:
    assert restarted(analyse("FROM rust:1.90\nWORKDIR /app\nCOPY . .\nCMD cargo run\n"), UNKNOWN) is None


def test_a_split_follows() -> None:
    text = 'FROM rust:1.90\nWORKDIR /app\nCOPY . .\nCMD ["cargo", "run", "--release"]\n'
    found = offer_of(text, ONE)
    assert found.default.change.safety is Safety.UNSAFE
    builder, runtime = apply(text, found.default.change.edits).split("\n\n")
    assert builder.endswith("RUN cargo build --release")
    assert runtime.endswith(' ./target/release/shop\nCMD ["./target/release/shop"]\n')
