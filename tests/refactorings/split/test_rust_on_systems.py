"""Rust that is installed on Debian or Ubuntu: the program leaves it behind, and keeps the C library of the system."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import obstacle_of, offer_of

from dockwright.lint import analyse
from dockwright.refactorings.split import candidate
from dockwright.rule import Safety
from dockwright.text import apply

Files = Mapping[str, str]

LOCK = 'version = 4\n[[package]]\nname = "app"\nversion = "0.1.0"\n'
RUST = {
    "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\n',
    "Cargo.lock": LOCK,
    "src/main.rs": "fn main() {}\n",
}
TLS = {
    **RUST,
    "Cargo.lock": f'{LOCK}dependencies = ["openssl-sys"]\n[[package]]\nname = "openssl-sys"\nversion = "0.9.0"\n'
    'source = "registry+https://github.com/rust-lang/crates.io-index"\n',
}
APT = "RUN apt-get update && apt-get install -y {}\n"
RUSTUP = "RUN curl -sSf https://sh.rustup.rs | sh -s -- -y\nENV PATH=/root/.cargo/bin:$PATH\n"
BUILD = "WORKDIR /app\nCOPY . .\nRUN cargo build --release\n"
START = 'CMD ["./target/release/app"]\n'
TAKEN = f"WORKDIR /app\nCOPY --from=builder /app/target/release/app ./target/release/app\n{START}"


@pytest.mark.parametrize(
    ("title", "files", "image", "above", "after", "safety"),
    [
        ("the package of Debian", RUST, "debian:12", APT.format("cargo"), f"FROM debian:bookworm-slim\n{TAKEN}", Safety.SAFE),
        ("... of Ubuntu", RUST, "ubuntu:24.04", APT.format("rustc cargo"), f"FROM ubuntu:24.04\n{TAKEN}", Safety.SAFE),
        ("rustup, of which nobody knows what else it fetches", RUST, "ubuntu:22.04", APT.format("curl gcc") + RUSTUP,
         f"FROM ubuntu:22.04\n{TAKEN}", Safety.UNSAFE),
        ("a library of the system", TLS, "debian:12", APT.format("cargo libssl-dev pkg-config"),
         "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libssl3 "
         f"&& rm -rf /var/lib/apt/lists/*\n{TAKEN}", Safety.SAFE),
    ],
)  # fmt: skip
def test_split(title: str, files: Files, image: str, above: str, after: str, safety: Safety) -> None:
    text = f"FROM {image}\n{above}{BUILD}{START}"
    offer = offer_of(text, files)
    assert apply(text, offer.default.change.edits) == f"FROM {image} AS builder\n{above}{BUILD}\n{after}"
    assert offer.default.change.safety is safety, offer.default.change.notes
    assert len(offer.choices) == 1


def test_cargo_installs_below_the_home_directory() -> None:
    text = f'FROM debian:12\n{APT.format("cargo")}WORKDIR /app\nCOPY . .\nRUN cargo install --path .\nCMD ["/root/.cargo/bin/app"]\n'
    offer = offer_of(text, RUST)
    assert "COPY --from=builder /root/.cargo/bin/app /root/.cargo/bin/app\n" in apply(text, offer.default.change.edits)


def test_a_static_program_asks_nothing_of_the_system() -> None:
    musl = "x86_64-unknown-linux-musl"
    build, start = BUILD.replace("--release", f"--release --target {musl}"), START.replace("release", f"{musl}/release")
    offer = offer_of(f"FROM ubuntu:22.04\n{APT.format('cargo')}{build}{start}", RUST)
    assert [one.name for one in offer.choices] == ["alpine", "distroless-static"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("taken away again", f"FROM ubuntu:22.04\n{RUSTUP}{BUILD.replace('--release', '--release && rustup self uninstall -y')}{START}"),
        ("... by hand", f"FROM ubuntu:22.04\n{RUSTUP}{BUILD.replace('--release', '--release && rm -rf ~/.cargo')}{START}"),
        ("never called", f"FROM ubuntu:22.04\n{APT.format('cargo')}COPY . .\n{START}"),
        ("Alpine's own links otherwise", f"FROM alpine:3.22\nRUN apk add cargo\n{BUILD}{START}"),
        ("of unknown origin", f"FROM debian:12\nCOPY cargo /usr/bin/\n{BUILD}{START}"),
    ],
)  # fmt: skip
def test_no_toolchain_that_is_known(title: str, text: str) -> None:
    assert candidate(analyse(text)) is None


@pytest.mark.parametrize(
    ("title", "files", "image", "start", "reason"),
    [
        ("the toolchain starts", RUST, "debian:12", 'CMD ["cargo", "run"]\n', "the container runs the Rust toolchain"),
        ("what starts is not built", RUST, "debian:12", 'CMD ["./other"]\n', "`./other` is not what the build makes"),
        ("a library of a system whose packages are not known", TLS, "ubuntu:22.04", START, "which package has the library of the crate `openssl-sys`"),
    ],
)  # fmt: skip
def test_refusal(title: str, files: Files, image: str, start: str, reason: str) -> None:
    text = f"FROM {image}\n{APT.format('cargo libssl-dev')}{BUILD}{start}"
    found = obstacle_of(text, files, assumes=False)
    assert reason in found.reason
