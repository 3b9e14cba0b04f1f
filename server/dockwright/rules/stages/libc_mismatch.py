from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.table import words
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.rules._installed import node_installations, python_installations
from dockwright.rules._libc import START_OF_PROGRAMS, brings_library, facts_of_image, small_image, version
from dockwright.rules._linking import Linked, compiles, linked, native_image, programs_of, with_runtime
from dockwright.rules._system_programs import system_program
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import sites
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.semantics.state import normalise
from dockwright.syntax import Cmd, Copy, Entrypoint, Run
from dockwright.text import Span
from dockwright.values import NamedTuple

GO = "FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n"
SERVER = {"go.mod": "module x\n", "main.go": 'package main\n\nimport "net/http"\n\nfunc main() { http.Get("") }\n'}
PLAIN = {"go.mod": "module x\n", "main.go": 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println() }\n'}
RUST = "FROM rust:1-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\n"
TAKEN = 'COPY --from=build /src/target/release/app /app\nCMD ["/app"]\n'
BUN = "FROM oven/bun:1 AS build\nWORKDIR /src\nCOPY . .\nRUN bun build --compile --outfile server main.ts\n"
SERVED = 'COPY --from=build /src/server /server\nCMD ["/server"]\n'
NODE = "FROM node:22 AS build\nWORKDIR /app\nCOPY package.json .\nRUN npm install\n"
MODULES = 'COPY --from=build /app/node_modules /app/node_modules\nCMD ["node", "/app"]\n'

NATIVE_NODE = words("@swc/core better-sqlite3 canvas isolated-vm node-rdkafka node-sass re2 sharp snappy sqlite3")
"""Packages of npm that hold, in every version in use, code for one C library only, chosen when they are installed."""

NATIVE_PYTHON = words(
    "grpcio lxml matplotlib mysqlclient numpy pandas pillow psycopg2 psycopg2-binary pyarrow scikit-learn scipy uvloop uwsgi"
)
"""Packages of Python that are no use without the part that is compiled for one C library."""

_INTERPRETERS: Mapping[str, tuple[str, ...]] = {
    "node": ("/usr/local/bin/node",),
    "python": ("/usr/local/bin/python3", "/usr/local/bin/python"),
    "ruby": ("/usr/local/bin/ruby",),
    "php": ("/usr/local/bin/php",),
    "oven/bun": ("/usr/local/bin/bun",),
    "eclipse-temurin": ("/opt/java/openjdk",),
}
"""Programs of base images that are linked against the C library of the image."""

_NAMES = {"glibc": "glibc", "musl": "musl"}


@rule(
    "libc-mismatch",
    on=Copy,
    needs="from=",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"{GO}FROM alpine:3.22\nCOPY --from=build /app /app\nCMD [\"/app\"]\n",
            f"{GO.replace('go build', 'CGO_ENABLED=0 go build')}FROM alpine:3.22\nCOPY --from=build /app /app\nCMD [\"/app\"]\n",
            context=SERVER,
            marked=("/app",),
        ),
        Invalid(
            f"{GO.replace('go build', 'CGO_ENABLED=1 go build')}FROM scratch\nCOPY --from=build /app /app\nCMD [\"/app\"]\n",
            f"{GO.replace('go build', 'CGO_ENABLED=1 go build')}FROM debian:trixie-slim\nCOPY --from=build /app /app\nCMD [\"/app\"]\n",
            title="cgo is asked for",
        ),
        Invalid(
            f"{RUST}FROM alpine:3.22\n{TAKEN}",
            f"{RUST}FROM debian:bookworm-slim\n{TAKEN}",
            marked=("/src/target/release/app",),
        ),
        Invalid(f"{RUST}FROM alpine:3.22\nRUN apk add --no-cache tini\n{TAKEN}", title="another base has no apk"),
        Invalid(f"{RUST}FROM debian:bullseye-slim\n{TAKEN}", f"{RUST}FROM debian:bookworm-slim\n{TAKEN}", title="an older glibc"),
        Invalid(
            "FROM gcc:14 AS build\nCOPY a.c .\nRUN gcc -O2 -o /a a.c\nFROM scratch\nCOPY --from=build /a /a\nENTRYPOINT [\"/a\"]\n",
            "FROM gcc:14 AS build\nCOPY a.c .\nRUN gcc -O2 -o /a a.c\nFROM debian:bookworm-slim\nCOPY --from=build /a /a\nENTRYPOINT [\"/a\"]\n",
        ),
        Invalid(
            "FROM alpine:3.22\nCOPY --from=node:22 /usr/local/bin/node /usr/local/bin/\nCMD [\"node\"]\n",
            marked=("/usr/local/bin/node",),
        ),
        Invalid(f"{NODE}FROM node:22-alpine\n{MODULES}", context={"package.json": '{"dependencies": {"sharp": "1"}}'}),
        Invalid(
            "FROM python:3.13-alpine AS build\nRUN python -m venv /venv && /venv/bin/pip install numpy\nFROM python:3.13-slim\n"
            "COPY --from=build /venv /venv\nCMD [\"/venv/bin/python\"]\n",
            marked=("/venv",),
        ),
        Invalid(
            "FROM python:3.13-alpine AS build\nRUN pip install --user numpy\nFROM python:3.13-slim\n"
            "COPY --from=build /root/.local /root/.local\nCMD [\"python\"]\n",
            marked=("/root/.local",),
        ),
        Invalid(
            "FROM eclipse-temurin:21-noble AS jre\nRUN jlink --add-modules java.base --output /jre\nFROM alpine:3.22\n"
            "COPY --from=jre /jre /opt/jre\nCMD [\"/opt/jre/bin/java\"]\n",
            "FROM eclipse-temurin:21-noble AS jre\nRUN jlink --add-modules java.base --output /jre\nFROM ubuntu:noble\n"
            "COPY --from=jre /jre /opt/jre\nCMD [\"/opt/jre/bin/java\"]\n",
        ),
        Invalid(f"{BUN}FROM alpine:3.22\n{SERVED}", marked=("/src/server",)),
        Invalid(
            "FROM denoland/deno:2.1.4 AS build\nWORKDIR /src\nCOPY . .\nRUN deno compile -A -o server main.ts\nFROM scratch\n" + SERVED,
            title="Deno's own runtime, too",
        ),
    ),
    valid=(
        f"{BUN.replace('bun:1', 'bun:1-alpine')}FROM alpine:3.22\n{SERVED}",
        f"{BUN.replace('--compile', '--compile --target=bun-linux-x64-musl')}FROM alpine:3.22\n{SERVED}",
        f"{BUN}FROM debian:bookworm-slim\n{SERVED}",
        Valid(f"{GO}FROM alpine:3.22\nCOPY --from=build /app /app\nCMD [\"/app\"]\n", context=PLAIN, title="nothing needs cgo"),
        Valid(f"{GO}FROM alpine:3.22\nCOPY --from=build /app /app\nCMD [\"/app\"]\n", title="what it imports is not known"),
        Valid(f"{GO.replace('go build', 'CGO_ENABLED=0 go build')}FROM scratch\nCOPY --from=build /app /app\nCMD [\"/app\"]\n", context=SERVER),
        Valid(f"{GO.replace('1.24', '1.24-alpine')}FROM scratch\nCOPY --from=build /app /app\nCMD [\"/app\"]\n", context=SERVER,
              title="no C compiler, no cgo"),
        Valid(f"{GO}FROM debian:trixie-slim\nCOPY --from=build /app /app\nCMD [\"/app\"]\n", context=SERVER),
        f"{RUST}FROM debian:bookworm-slim\n{TAKEN}",
        f"{RUST}FROM alpine:3.22\nRUN apk add --no-cache gcompat libgcc\n{TAKEN}",
        f"{RUST.replace('--release', '--release --target x86_64-unknown-linux-musl')}FROM alpine:3.22\n"
        "COPY --from=build /src/target/x86_64-unknown-linux-musl/release/app /app\nCMD [\"/app\"]\n",
        f"{RUST.replace('1-bookworm', '1-alpine')}FROM debian:12\n{TAKEN}",
        f"{RUST}FROM scratch\nCOPY --from=build /src/target/release/app /app\n",
        f"{RUST}FROM scratch\nCOPY --from=build /lib /lib\nCOPY --from=build /lib64 /lib64\n{TAKEN}",
        "FROM gcc:14 AS build\nCOPY a.c .\nRUN gcc -static -o /a a.c\nFROM scratch\nCOPY --from=build /a /a\nCMD [\"/a\"]\n",
        "FROM alpine:3.22\nCOPY --from=node:22-alpine /usr/local/bin/node /usr/local/bin/\nCMD [\"node\"]\n",
        Valid(f"{NODE}FROM node:22-alpine\n{MODULES}", context={"package.json": '{"dependencies": {"express": "1"}}'}),
        Valid(f"{NODE}FROM node:22-alpine\n{MODULES}RUN npm rebuild\n", context={"package.json": '{"dependencies": {"sharp": "1"}}'}),
        "FROM python:3.13 AS build\nRUN python -m venv /venv && /venv/bin/pip install flask\nFROM python:3.13-alpine\n"
        "COPY --from=build /venv /venv\nCMD [\"/venv/bin/python\"]\n",
    ),
)  # fmt: skip
def libc_mismatch(copy: Copy, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """What is copied from another stage is linked against a C library that this image does not have.

    ## Why is this bad?
    A program that was linked on Debian or Ubuntu asks for glibc's loader; Alpine has musl, and `scratch` has no C library. The
    container then stops with `no such file or directory` or `not found`, although the file is there. An older release of glibc
    does not do either: what was linked against glibc 2.34 or later does not start with an earlier one. Packages of Node and Python
    with compiled parts are made for one of the two libraries, too.

    Reported is what the text and the build context prove: programs that `cargo`, `go` with cgo, or a C compiler made, the
    interpreters of the official images, well-known programs of Debian, Ubuntu and Alpine, `jlink`'s output, programs of GraalVM, of
    `bun build --compile` and `deno compile`, and well-known packages with compiled parts. Where the image may have got the library some other way, nothing is said.

    ## Fix safety
    `CGO_ENABLED=0` makes Go build without the C library: its own resolver for names of hosts and users takes the place of the
    system's. Another base image has other programs, users and a larger size. Both are offered, not applied in bulk.

    ## References
    - https://wiki.musl-libc.org/functional-differences-from-glibc.html
    - https://pkg.go.dev/cmd/cgo
    - https://doc.rust-lang.org/reference/linkage.html#static-and-dynamic-c-runtimes
    """
    stage = model.stage_of(copy)
    here = stage.facts if stage is not None else None
    if copy.from_ is None or stage is None or here is None or not here.libc:
        return
    if stage.effective(Cmd) is None and stage.effective(Entrypoint) is None:
        return
    origin = stage.origin_of(copy)
    there = origin.facts if origin is not None else facts_of_image(copy)
    if there is None or there.libc not in _NAMES or not _differs(there, here):
        return
    if brings_library(model, stage, copy):
        return
    sources = list(copy.sources)
    for word, entry in zip(sources, entries_of(model, copy, context), strict=False):
        found = _bound(model, stage, origin, context, copy, entry, there, here)
        if found is None:
            continue
        related = () if found.place is None else (Related(found.place, "it is made here"),)
        message = f"{found.what} {_library(there, here)}, and {_lack(here)}"
        fixes = tuple(_fixes(stage, found.program)) if found.program is not None else ()
        yield Finding(word.span, message, fixes, related)


class _Bound(NamedTuple):
    """What ties copied files to a C library."""

    what: str  # a clause, up to the name of the library
    program: Linked | None = None
    place: Span | None = None  # the command that made it


def _differs(there: BaseImage, here: BaseImage) -> bool:
    """Whether a program that is linked there cannot start here."""
    return there.libc != here.libc or _is_older(there, here)


def _is_older(there: BaseImage, here: BaseImage) -> bool:
    old, new = version(here), version(there)
    return there.libc == here.libc == "glibc" and bool(old) and old < START_OF_PROGRAMS <= new


def _library(there: BaseImage, here: BaseImage) -> str:
    return f"{there.libc} {there.libc_version}" if there.libc == here.libc else there.libc


def _lack(here: BaseImage) -> str:
    if here.libc == "none":
        return "the image has no C library"
    return f"the image has {here.libc} {here.libc_version}".rstrip()


def _bound(
    model: SemanticModel, stage: Stage, origin: Stage | None, context: BuildContext, copy: Copy, entry: Entry,
    there: BaseImage, here: BaseImage,
) -> _Bound | None:  # fmt: skip
    """What ties the copied files to the C library they were made with."""
    source = "/" + entry.sources[0].lstrip("/") if entry.sources else ""
    if not source or source == "/" or any(mark in source for mark in "*?["):
        return None
    if there.libc != here.libc:
        program = _interpreter(there, source) or system_program(model, origin, context, there, source)
        if program is not None:
            return _Bound(f"`{program}` is linked against")
    if origin is None:
        return None
    if compiles(model):
        for path in programs_of(model, stage, entry, source):
            found = linked(model, origin, context, path)
            made = found.stage.facts if found is not None else None
            if found is not None and made is not None and _differs(made, here) and not _is_prebuilt(found, made, here):
                return _Bound(f"{found.why} against", found, found.command.name_span)
    made = origin.facts
    bundled = with_runtime(model, origin, source) if made is not None and made.libc == "glibc" != here.libc else None
    native = bundled or native_image(model, origin, context, source)
    if native is not None:
        return _Bound(f"{native.why} against", native, native.command.name_span)
    if there.libc == here.libc:
        return None
    linker = _jlink(model, origin, source)
    if linker is not None:
        return _Bound("what `jlink` makes is linked against", linker, linker.command.name_span)
    return _packages(model, stage, origin, context, source) if here.libc in _NAMES else None


def _is_prebuilt(program: Linked, there: BaseImage, here: BaseImage) -> bool:
    """Whether only Go's own packages are cgo, and came compiled with Go: before 1.20 they ask for no new glibc."""
    is_go = program.command.name == "go" and program.drops_cgo
    return is_go and there.libc == here.libc and () < there.version[:2] < (1, 20)


def _interpreter(there: BaseImage, source: str) -> str | None:
    for path in _INTERPRETERS.get(there.family, ()):
        is_below = path.startswith("/opt/") and source.startswith(path + "/bin")
        if path == source or is_below or (path.startswith(source.rstrip("/") + "/") and source.rstrip("/") != "/usr"):
            return basename(path) if basename(path) != "openjdk" else "java"
    return None


def _jlink(model: SemanticModel, origin: Stage, source: str) -> Linked | None:
    for one in origin.lineage:
        for run in one.of(Run):
            if "jlink" not in run.text:
                continue
            for site in sites(model, run):
                output = site.command.flag_value("output") if site.command.name == "jlink" else None
                if output is not None and site.place(output) == (normalise(source), True):
                    return Linked(one, site.command, "")
    return None


def _packages(model: SemanticModel, stage: Stage, origin: Stage, context: BuildContext, source: str) -> _Bound | None:
    """A package with compiled parts among those that are copied."""
    text = model.dockerfile.text
    commands = [command for one in stage.lineage for command in one.commands]
    if "pip" in text and not any(one.name.startswith(("pip", "python", "uv")) for one in commands):
        for one in python_installations(model, origin, context):
            native = next((name for name in one.packages if name in NATIVE_PYTHON), None)
            is_there = source == one.directory or source.startswith(f"{one.directory}/lib")
            if native is not None and is_there:
                return _Bound(f"the package `{native}` is compiled for", place=one.command.name_span)
    if context.is_known and not any(one.name in ("npm", "yarn", "pnpm", "bun", "npx") for one in commands):
        for one in node_installations(model, origin, context):
            native = next((name for name in one.packages if name in NATIVE_NODE), None)
            if native is not None and (one.directory == source or one.directory.startswith(source.rstrip("/") + "/")):
                return _Bound(f"the package `{native}` is compiled for", place=one.command.name_span)
    return None


def _fixes(stage: Stage, program: Linked) -> Iterator[Fix]:
    command = program.command
    is_told = any(one.name == "CGO_ENABLED" for one in command.assignments)
    if program.drops_cgo and not (is_told or command.script.is_exec or command.prefixes):
        yield Fix.insert("Build without cgo", command.span.start, "CGO_ENABLED=0 ", Safety.UNSAFE)
    base = small_image(program.stage.facts)
    image = stage.from_.image if stage.from_ is not None else None
    if base is None or image is None or stage.base is None or "$" in image.raw or stage.base.digest is not None:
        return
    is_bare = stage.base.family in ("alpine", "scratch") and not stage.of(Run)
    if is_bare or stage.base.family == "debian":
        yield Fix.replace(f"Run it on `{base}`", image.span, base, Safety.UNSAFE)
