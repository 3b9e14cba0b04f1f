"""`cargo leptos build`: a server and the site of pages that it answers with; nobody proves where the server looks."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import obstacle_of, offer_of

from dockwright.assist import Offer
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.rebase import rebase
from dockwright.rule import DEFAULT_SETTINGS, Safety
from dockwright.text import apply

LOCK = (
    'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["leptos"]\n\n'
    '[[package]]\nname = "leptos"\nversion = "0.6.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n'
)
SETTINGS = '\n[package.metadata.leptos]\noutput-name = "app"\nsite-root = "target/site"\nbin-features = ["ssr"]\n'
PACKAGE = '[package]\nname = "app"\nversion = "0.1.0"\n'
APP = {"Cargo.toml": PACKAGE + SETTINGS, "Cargo.lock": LOCK, "src/main.rs": "fn main() {}\n"}
ELSEWHERE = {**APP, "Cargo.toml": PACKAGE + SETTINGS.replace("target/site", "dist/web")}
UNSAID = {**APP, "Cargo.toml": PACKAGE}
WORKSPACE = {
    "Cargo.toml": (
        '[workspace]\nmembers = ["server", "front"]\n\n[[workspace.metadata.leptos]]\nname = "x"\n'
        'bin-package = "server"\nlib-package = "front"\nsite-root = "pub"\n'
    ),
    "Cargo.lock": LOCK,
    "server/Cargo.toml": '[package]\nname = "server"\nversion = "0.1.0"\n',
    "server/src/main.rs": "fn main() {}\n",
    "front/Cargo.toml": '[package]\nname = "front"\nversion = "0.1.0"\n',
    "front/src/lib.rs": "",
}
ONE_STAGE = (
    "FROM rust:1.80-bookworm\n"
    "RUN cargo install cargo-leptos && rustup target add wasm32-unknown-unknown\n"
    "WORKDIR /app\n"
    "COPY . .\n"
    "RUN cargo leptos build --release\n"
    'CMD ["/app/target/release/app"]\n'
)
# The Dockerfile of the guide of Leptos.
GUIDE = (
    "FROM rustlang/rust:nightly-bullseye AS builder\n"
    "RUN cargo binstall cargo-leptos -y && rustup target add wasm32-unknown-unknown\n"
    "WORKDIR /app\n"
    "COPY . .\n"
    "RUN cargo leptos build --release -vv\n"
    "\n"
    "FROM rustlang/rust:nightly-bullseye AS runner\n"
    "COPY --from=builder /app/target/server/release/app /app/\n"
    "COPY --from=builder /app/target/site /app/site\n"
    "COPY --from=builder /app/Cargo.toml /app/\n"
    "WORKDIR /app\n"
    'ENV LEPTOS_SITE_ROOT="site"\n'
    'CMD ["/app/app"]\n'
)
MUSL = "ENV LEPTOS_BIN_TARGET_TRIPLE=x86_64-unknown-linux-musl\n"


def test_the_whole_text() -> None:
    choices = offer_of(ONE_STAGE, APP).choices
    assert [(one.name, one.change.safety) for one in choices] == [
        ("debian-slim", Safety.UNSAFE),
        ("distroless-cc", Safety.UNSAFE),
    ]
    assert any("the pages that cargo-leptos makes" in note for note in choices[0].change.notes)
    assert apply(ONE_STAGE, choices[0].change.edits) == (
        ONE_STAGE.split("CMD")[0].replace("bookworm", "bookworm AS builder") + "\n"
        "FROM debian:bookworm-slim\n"
        "WORKDIR /app\n"
        "COPY --from=builder /app/target/release/app ./target/release/app\n"
        "COPY --from=builder /app/target/site ./target/site\n"
        'CMD ["/app/target/release/app"]\n'
    )


# What is built, what starts, and what the runtime stage takes.
PLACES = [
    (APP, "--release", "/app/target/server/release/app", "target/site"),
    (APP, "-r --precompress", "./target/release/app", "target/site"),
    (APP, "", "target/debug/app", "target/site"),
    (ELSEWHERE, "--release", "/app/target/release/app", "dist/web"),
    (UNSAID, "--release", "/app/target/release/app", "target/site"),
    (WORKSPACE, "--release", "/app/target/release/server", "pub"),
]


@pytest.mark.parametrize(("files", "flags", "start", "site"), PLACES)
def test_places(files: Mapping[str, str], flags: str, start: str, site: str) -> None:
    text = ONE_STAGE.replace("--release", flags).replace("/app/target/release/app", start)
    change = offer_of(text, files).choices[0].change
    copies = [line for line in apply(text, change.edits).split("\n") if line.startswith("COPY --from")]
    program = start if start.startswith("/") else f"/app/{start.removeprefix('./')}"
    assert [line.split()[2] for line in copies] == [program, f"/app/{site}"]


@pytest.mark.parametrize("where", ["target/x86_64-unknown-linux-musl", "target/server/x86_64-unknown-linux-musl"])
def test_another_target(where: str) -> None:
    text = ONE_STAGE.replace("WORKDIR", f"{MUSL}WORKDIR").replace("target/release", f"{where}/release")
    assert [one.name for one in offer_of(text, APP).choices] == ["alpine", "distroless-static", "scratch"]


# What is built, what starts, and why nothing is offered.
REFUSALS = [
    ("build --release", "/app/target/debug/app", "is not what the build makes"),
    ("build", "/app/target/release/app", "is not what the build makes"),
    ("build --release", "/app/target/release/other", "is not what the build makes"),
    ("build --release", "/app/target/front/release/app", "is not what the build makes"),
    ("watch", "/app/target/debug/app", "makes a program here"),
    ("test", "/app/target/debug/app", "makes a program here"),
    ("end-to-end --release", "/app/target/release/app", "makes a program here"),
]


@pytest.mark.parametrize(("verb", "start", "reason"), REFUSALS)
def test_refusals(verb: str, start: str, reason: str) -> None:
    text = ONE_STAGE.replace("build --release", verb).replace("/app/target/release/app", start)
    found = obstacle_of(text, APP)
    assert reason in found.reason


@pytest.mark.parametrize("verb", ["serve", "watch"])
def test_the_toolchain_serves(verb: str) -> None:
    text = ONE_STAGE.split("CMD")[0] + f'CMD ["cargo", "leptos", "{verb}", "--release"]\n'
    found = obstacle_of(text, APP)
    assert "runs the Rust toolchain when it starts" in found.reason


@pytest.mark.parametrize("program", ["server/release/app", "release/app"])
def test_the_guide(program: str) -> None:
    text = GUIDE.replace("server/release/app", program)
    found = rebase(analyse(text), MemoryContext(APP), DEFAULT_SETTINGS)
    assert isinstance(found, Offer)
    (choice,) = found.choices
    assert choice.change.safety is Safety.UNSAFE
    assert apply(text, choice.change.edits) == text.replace(
        "FROM rustlang/rust:nightly-bullseye AS runner", "FROM debian:bullseye-slim AS runner"
    )


@pytest.mark.parametrize(
    "text",
    [
        GUIDE.replace("server/release/app", "release/other").replace("/app/app", "/app/other"),
        GUIDE.replace('CMD ["/app/app"]', 'CMD ["cargo", "leptos", "serve"]'),
        GUIDE.replace("leptos build", "leptos watch"),
    ],
)
def test_no_small_image(text: str) -> None:
    assert not isinstance(rebase(analyse(text), MemoryContext(APP), DEFAULT_SETTINGS), Offer)
