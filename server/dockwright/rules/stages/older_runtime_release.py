from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, rule
from dockwright.rules._libc import START_OF_PROGRAMS, brings_library, small_image, version
from dockwright.rules._linking import Linked, compiles, linked, started_paths
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.syntax import Cmd, Copy, Entrypoint

RUST = "FROM rust:1-trixie AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\n"
TAKEN = 'COPY --from=build /src/target/release/app /app\nCMD ["/app"]\n'
C = "FROM gcc:15-trixie AS build\nCOPY a.c .\nRUN gcc -O2 -o /a a.c\n"


@rule(
    "older-runtime-release",
    on=Copy,
    needs="from=",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    default=False,
    invalid=(
        Invalid(
            f"{RUST}FROM debian:bookworm-slim\n{TAKEN}",
            f"{RUST}FROM debian:trixie-slim\n{TAKEN}",
            marked=("/src/target/release/app",),
        ),
        Invalid(f"{RUST}FROM gcr.io/distroless/cc-debian12\n{TAKEN}", title="another image without a choice"),
        Invalid(
            f'{C}FROM debian:bookworm-slim\nRUN useradd app\nCOPY --from=build /a /a\nCMD ["/a"]\n',
            f'{C}FROM debian:trixie-slim\nRUN useradd app\nCOPY --from=build /a /a\nCMD ["/a"]\n',
        ),
        Invalid(
            "FROM rust:1.60-bullseye AS build\nRUN cargo install ripgrep --root /out\n"
            'FROM debian:buster-slim\nCOPY --from=build /out/bin/rg /usr/bin/\nCMD ["rg"]\n',
            "FROM rust:1.60-bullseye AS build\nRUN cargo install ripgrep --root /out\n"
            'FROM debian:bullseye-slim\nCOPY --from=build /out/bin/rg /usr/bin/\nCMD ["rg"]\n',
            title="of the releases before",
        ),
    ),
    valid=(
        f"{RUST}FROM debian:trixie-slim\n{TAKEN}",
        f"{RUST.replace('trixie', 'bookworm')}FROM debian:trixie-slim\n{TAKEN}",
        f"{RUST.replace('--release', '--release --target x86_64-unknown-linux-musl')}FROM debian:bookworm-slim\n"
        'COPY --from=build /src/target/x86_64-unknown-linux-musl/release/app /app\nCMD ["/app"]\n',
        f"{RUST}FROM alpine:3.22\n{TAKEN}",
        f"{RUST}FROM debian:bullseye-slim\n{TAKEN}",
        'FROM golang:1.25-trixie AS build\nRUN CGO_ENABLED=1 go build -o /app .\nFROM debian:bookworm-slim\nCOPY --from=build /app /app\nCMD ["/app"]\n',
    ),
)  # fmt: skip
def older_runtime_release(copy: Copy, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """What was compiled on a newer release of the system runs on an older one.

    ## Why is this bad?
    A program asks for the functions of the C library that it was linked against, each in its newest form: built on Debian 13,
    it may stop on Debian 12 with ``version `GLIBC_2.39' not found``. Programs of Rust that start others, and much that is
    written in C, do. A tag without a release, `rust:1` or `rust:latest`, moves the builder to the next release by itself one day.

    The rule is off unless it is asked for: a small program may ask for nothing new. That nothing starts any more, because
    the older library is not known to have what every program asks for, is told by [libc-mismatch](libc-mismatch.md).

    ## Fix safety
    Another release of the system has other versions of packages, and other packages: it is offered, not applied in bulk.

    ## References
    - https://sourceware.org/glibc/wiki/FAQ
    - https://github.com/rust-lang/docker-rust/issues/89
    """
    stage = model.stage_of(copy)
    here = stage.facts if stage is not None else None
    if copy.from_ is None or stage is None or here is None or here.libc != "glibc" or not version(here):
        return
    if not compiles(model) or (stage.effective(Cmd) is None and stage.effective(Entrypoint) is None):
        return
    origin = stage.origin_of(copy)
    if origin is None or brings_library(model, stage, copy):
        return
    for word, entry in zip(copy.sources, entries_of(model, copy, context), strict=False):
        found = _newer(model, stage, origin, context, entry, here)
        if found is None or found.stage.facts is None:
            continue
        new = found.stage.facts.libc_version
        message = f"it is linked against glibc {new}, and need not start with the image's {here.libc_version}"
        related = (Related(found.command.name_span, "it is made here"),)
        yield Finding(word.span, message, tuple(_fixes(stage, found)), related)


def _newer(
    model: SemanticModel, stage: Stage, origin: Stage, context: BuildContext, entry: Entry, here: BaseImage
) -> Linked | None:
    """The program among the copied files that is linked against a newer library than the image has."""
    source = "/" + entry.sources[0].lstrip("/") if entry.sources else ""
    if not source or source == "/" or any(mark in source for mark in "*?["):
        return None
    below, inner = entry.path.rstrip("/") + "/", source.rstrip("/") + "/"
    started = started_paths(model, stage) if entry.is_tree else ()
    for path in (source, *(inner + one.removeprefix(below) for one in started if one.startswith(below))):
        found = linked(model, origin, context, path)
        made = found.stage.facts if found is not None else None
        if found is None or made is None or found.command.name == "go" or made.libc != "glibc":
            continue  # Go asks for little
        if version(here) < version(made) and not version(here) < START_OF_PROGRAMS <= version(made):
            return found
    return None


def _fixes(stage: Stage, program: Linked) -> Iterator[Fix]:
    """The same image of the builder's release."""
    base = small_image(program.stage.facts)
    image = stage.from_.image if stage.from_ is not None else None
    if base is None or image is None or stage.base is None or "$" in image.raw or stage.base.digest is not None:
        return
    if stage.base.family in ("debian", "ubuntu") and base.startswith(f"{stage.base.family}:"):
        yield Fix.replace(f"Run it on `{base}`", image.span, base, Safety.UNSAFE)
