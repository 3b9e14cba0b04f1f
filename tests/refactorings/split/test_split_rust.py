"""Rust: which program cargo makes and where, what its runtime stage needs, and when nobody can tell."""

from __future__ import annotations

import pytest
from splitting import Files, obstacle_of, offer_of, runtime_of, split_of

from dockwright.assist import Offer
from dockwright.knowledge import rust_crates
from dockwright.knowledge.os_packages import RUNTIME_OF_RELEASE
from dockwright.refactorings.split import Obstacle
from dockwright.rule import Safety
from dockwright.text import apply


def lock(*packages: str) -> str:
    """A Cargo.lock: `name` is a package of the project, `name: a b` one of crates.io with its dependencies."""
    found = ["version = 4\n"]
    for package in packages:
        name, colon, dependencies = package.partition(":")
        source = 'source = "registry+https://github.com/rust-lang/crates.io-index"\n' if colon else ""
        listed = "".join(f' "{one}",\n' for one in dependencies.split())
        found.append(f'[[package]]\nname = "{name}"\nversion = "1.0.0"\n{source}dependencies = [\n{listed}]\n')
    return "\n".join(found)


def crate(name: str, *more: str) -> str:
    return "\n".join([f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"', *more, ""])


def using(*crates: str, source: str = "fn main() {}\n", **files: str) -> dict[str, str]:
    """A program that has these crates of crates.io: the first word of each is its name, the others its dependencies."""
    first = f'[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = [{", ".join(repr(one.partition(":")[0]) for one in crates)}]\n'
    rest = lock(*crates)
    return {"Cargo.toml": crate("app"), "Cargo.lock": f"{rest}\n{first}", "src/main.rs": source, **files}


APP = {"Cargo.toml": crate("app"), "Cargo.lock": lock("app"), "src/main.rs": "fn main() {}\n"}
FILE = 'FROM rust:1.85-bookworm\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]\n'
WORKSPACE = {
    "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n',
    "Cargo.lock": lock("api", "common", "tool"),
    "crates/api/Cargo.toml": crate("api", "[dependencies]", 'common = { path = "../common" }'),
    "crates/api/src/main.rs": "fn main() {}\n",
    "crates/common/Cargo.toml": crate("common"),
    "crates/common/src/lib.rs": "",
    "crates/tool/Cargo.toml": crate("tool", "[[bin]]", 'name = "migrate"', 'path = "src/go.rs"'),
    "crates/tool/src/go.rs": "fn main() {}\n",
}


def runtime(text: str, files: Files, choice: int | str = 0) -> list[str]:
    """The lines of the runtime stage."""
    return runtime_of(text, files, choice).rstrip("\n").split("\n")


def test_the_whole_text() -> None:
    found = offer_of(FILE, APP)
    assert [(one.name, one.change.safety) for one in found.choices] == [
        ("debian-slim", Safety.SAFE),
        ("distroless-cc", Safety.SAFE),
    ]
    assert apply(FILE, found.choices[0].change.edits) == (
        "FROM rust:1.85-bookworm AS builder\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\n\n"
        "FROM debian:bookworm-slim\nWORKDIR /app\nCOPY --from=builder /app/target/release/app ./target/release/app\n"
        'CMD ["./target/release/app"]\n'
    )


# From the tag to the images that have its C library.
BASES = [
    ("rust:1.85-bookworm", ("debian:bookworm-slim", "gcr.io/distroless/cc-debian12")),
    ("rust:1.85-slim-bullseye", ("debian:bullseye-slim",)),
    ("rust:1", ("debian:trixie-slim", "gcr.io/distroless/cc-debian13")),
    ("rustlang/rust:nightly", ("debian:trixie-slim", "gcr.io/distroless/cc-debian13")),
    ("rust:1.75", ("debian:bookworm-slim", "gcr.io/distroless/cc-debian12")),
    # When its image moved to trixie is not known: what is built on bookworm runs there, too.
    ("rust:1.89", ("debian:trixie-slim", "gcr.io/distroless/cc-debian13")),
    ("rust:1.89-bookworm", ("debian:bookworm-slim", "gcr.io/distroless/cc-debian12")),
    ("rust:1.85-alpine3.21", ("alpine:3.21", "gcr.io/distroless/static-debian12", "scratch")),
    ("rust:alpine", ("alpine:3.22", "gcr.io/distroless/static-debian12", "scratch")),
]


@pytest.mark.parametrize(("image", "bases"), BASES, ids=[one[0] for one in BASES])
def test_bases(image: str, bases: tuple[str, ...]) -> None:
    text = FILE.replace("rust:1.85-bookworm", image)
    found = [
        line.removeprefix("FROM ")
        for choice in offer_of(text, APP).choices
        for line in apply(text, choice.change.edits).split("\n")
        if line.startswith("FROM ") and "AS builder" not in line
    ]
    assert tuple(found) == bases


@pytest.mark.parametrize(
    ("call", "copied"),
    [('std::env::var("HOME")', True), ("std::env::home_dir()", True), ('std::env::var("PORT")', False)],
)
def test_where_who_runs_the_program_is_at_home(call: str, *, copied: bool) -> None:
    text = FILE.replace("1.85-bookworm", "1.85-alpine3.22")
    offer = offer_of(text, {**APP, "src/main.rs": f"fn main() {{ let _ = {call}; }}\n"})
    change = next(one.change for one in offer.choices if one.name == "scratch")
    assert ("COPY --from=builder /etc/passwd /etc/group /etc/\n" in apply(text, change.edits)) == copied


# How cargo is called, and where the program is then: the RUN, the start, the copied program.
PLACES = [
    ("cargo build --release", "./target/release/app", "/app/target/release/app"),
    ("cargo build", "target/debug/app", "/app/target/debug/app"),
    ("cargo b -r", "/app/target/release/app", "/app/target/release/app"),
    ("cargo build --profile dist", "./target/dist/app", "/app/target/dist/app"),
    ("cargo build --profile=dev", "./target/debug/app", "/app/target/debug/app"),
    ("cargo +nightly build --release", "./target/release/app", "/app/target/release/app"),
    ("cargo build --release --target-dir /out", "/out/release/app", "/out/release/app"),
    ("CARGO_TARGET_DIR=/out cargo build --release", "/out/release/app", "/out/release/app"),
    ("export CARGO_TARGET_DIR=/out && cargo build --release", "/out/release/app", "/out/release/app"),
    ("cargo build --release --target x86_64-unknown-linux-gnu", "./target/x86_64-unknown-linux-gnu/release/app",
     "/app/target/x86_64-unknown-linux-gnu/release/app"),
    ("cargo build --release --manifest-path ./Cargo.toml", "./target/release/app", "/app/target/release/app"),
    ("cargo install --path .", "app", "/usr/local/cargo/bin/app"),
    ("cargo install --locked --path . --root /opt/app", "/opt/app/bin/app", "/opt/app/bin/app"),
    ("cargo build --release && cp target/release/app /usr/local/bin/", "app", "/usr/local/bin/app"),
    ("cargo build --release && mv target/release/app /usr/local/bin/server && rm -rf target", "server", "/usr/local/bin/server"),
    ("cargo build --release && install -Dm755 target/release/app /srv/app", "/srv/app", "/srv/app"),
    ("cd /app && cargo build --release && cd target/release && cp app /bin/app", "/bin/app", "/bin/app"),
]  # fmt: skip


@pytest.mark.parametrize(("run", "start", "path"), PLACES, ids=[one[0] for one in PLACES])
def test_places(run: str, start: str, path: str) -> None:
    text = f'FROM rust:1\nWORKDIR /app\nCOPY . .\nRUN {run}\nCMD ["{start}"]\n'
    copies = [line for line in runtime(text, APP) if line.startswith("COPY")]
    assert copies == [f"COPY --from=builder {path} {path.replace('/app/target/', './target/')}"]
    assert all(one.change.safety is Safety.SAFE for one in offer_of(text, APP).choices)


# What the manifests say about names and places.
PROJECTS = [
    ("a name of its own", {**APP, "Cargo.toml": crate("app", "[[bin]]", 'name = "server"', 'path = "src/main.rs"')}, "cargo build -r", "target/release/server"),
    ("one of several", {**APP, "src/bin/worker.rs": "fn main() {}"}, "cargo build -r", "target/release/worker"),
    ("in a directory", {**APP, "src/bin/worker/main.rs": "fn main() {}"}, "cargo build -r", "target/release/worker"),
    ("a platform in the settings", {**APP, ".cargo/config.toml": '[build]\ntarget = "x86_64-unknown-linux-gnu"\n'}, "cargo build -r", "target/x86_64-unknown-linux-gnu/release/app"),
    ("a directory in the settings", {**APP, ".cargo/config": '[build]\ntarget-dir = "out"\n'}, "cargo build -r", "out/release/app"),
    ("a package of a workspace", WORKSPACE, "cargo build -r", "target/release/api"),
    ("by name", WORKSPACE, "cargo build -r -p tool", "target/release/migrate"),
    ("from its directory", WORKSPACE, "cd crates/api && cargo build -r", "target/release/api"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "run", "start"), [one[1:] for one in PROJECTS], ids=[one[0] for one in PROJECTS])
def test_projects(files: Files, run: str, start: str) -> None:
    text = f'FROM rust:1\nWORKDIR /app\nCOPY . .\nRUN {run}\nCMD ["./{start}"]\n'
    assert f"COPY --from=builder /app/{start} ./{start}" in runtime(text, files)


def test_a_macro_may_read_a_variable_while_it_compiles() -> None:
    text = 'FROM rust:1.85-bookworm\nWORKDIR /app\nENV API_URL=/v1 PORT=80\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]\n'
    found = offer_of(text, using())
    builder, runtime = apply(text, found.default.change.edits).split("\n\n", 1)
    assert "ENV API_URL=/v1 PORT=80" in builder
    assert "ENV API_URL=/v1 PORT=80" in runtime


def test_the_other_programs_of_the_build_come_along() -> None:
    files = {**APP, "src/bin/worker.rs": "fn main() {}"}
    assert [line for line in runtime(FILE, files) if line.startswith("COPY")] == [
        "COPY --from=builder /app/target/release/app ./target/release/app",
        "COPY --from=builder /app/target/release/worker ./target/release/worker",
    ]
    only = FILE.replace("--release", "--release --bin app")
    assert sum(line.startswith("COPY") for line in runtime(only, files)) == 1


# What crates take from the system: crates in Cargo.lock, the package line ("" for none), the choices.
CRATES = [
    (("openssl-sys:",), "ca-certificates libssl3", ("debian-slim",)),
    (("openssl-sys: openssl-src", "openssl-src:"), "ca-certificates", ("debian-slim", "distroless-cc")),
    (("pq-sys:",), "libpq5", ("debian-slim",)),
    (("libsqlite3-sys:",), "libsqlite3-0", ("debian-slim",)),
    (("libsqlite3-sys: cc", "cc:"), "", ("debian-slim", "distroless-cc")),
    (("libz-sys: pkg-config",), "", ("debian-slim",)),  # Debian's images have zlib, distroless ones do not
    (("rustls-native-certs:",), "ca-certificates", ("debian-slim", "distroless-cc")),
    (("ring:", "webpki-roots:"), "", ("debian-slim", "distroless-cc")),
    (("jiff:",), "tzdata", ("debian-slim", "distroless-cc")),
    (("windows-sys:", "linux-raw-sys:"), "", ("debian-slim", "distroless-cc")),
]


@pytest.mark.parametrize(("crates", "packages", "choices"), CRATES, ids=[" ".join(one[0]) for one in CRATES])
def test_libraries(crates: tuple[str, ...], packages: str, choices: tuple[str, ...]) -> None:
    files = using(*crates)
    lines = runtime(FILE, files, "debian-slim")
    found = [line for line in lines if line.startswith("RUN")]
    assert found == (
        [f"RUN apt-get update && apt-get install -y --no-install-recommends {packages} && rm -rf /var/lib/apt/lists/*"]
        if packages
        else []
    )
    offered = offer_of(FILE, files)
    assert tuple(one.name for one in offered.choices) == choices
    assert all(one.change.safety is Safety.SAFE for one in offered.choices)


def test_every_crate_is_in_one_table() -> None:
    assert not rust_crates.SELF_CONTAINED & rust_crates.SYSTEM.keys()
    assert not rust_crates.UNKNOWN & (rust_crates.SELF_CONTAINED | rust_crates.SYSTEM.keys())
    for release in ("bookworm", "trixie"):
        assert all(one.package in RUNTIME_OF_RELEASE[release] for one in rust_crates.SYSTEM.values())


def test_vendored_crates_are_named_by_the_lock_file() -> None:
    files = using("libsqlite3-sys:")
    crate_of = "vendor/libsqlite3-sys"
    files |= {f"{crate_of}/.cargo-checksum.json": "{}", f"{crate_of}/build.rs": '"cargo:rustc-link-lib=sqlite3"'}
    assert all(one.change.safety is Safety.SAFE for one in offer_of(FILE, files).choices)


def test_a_release_without_packages_gets_the_authorities_of_the_builder() -> None:
    text = FILE.replace("1.85-bookworm", "1.68-bullseye")
    files = using("rustls-native-certs:")
    assert offer_of(text, files).choices[0].change.safety is Safety.SAFE
    certificates = "/etc/ssl/certs/ca-certificates.crt"
    assert f"COPY --from=builder {certificates} {certificates}" in runtime(text, files)
    assert not any(line.startswith("RUN") for line in runtime(text, files))
    linked = offer_of(text, using("openssl-sys:")).choices[0].change
    assert linked.safety is Safety.UNSAFE
    assert linked.notes == ("packages of Debian bullseye may no longer be where its image looks for them",)


def test_only_what_the_program_is_made_of_counts() -> None:
    files = {**WORKSPACE, "Cargo.lock": lock("api", "tool: opencv", "opencv:")}
    text = 'FROM rust:1\nWORKDIR /app\nCOPY . .\nRUN cargo build -r -p api\nCMD ["./target/release/api"]\n'
    assert isinstance(split_of(text, files), Offer)


# What the sources, the crates and the file tell to be read when the program runs: files, source, copied paths.
READS = [
    ("a directory", {"templates/a.html": ""}, 'let t = Tera::new("templates/**/*");', ["templates"]),
    ("a file", {"config.toml": ""}, 'File::open("config.toml");', ["config.toml"]),
    ("by an absolute path", {"config.toml": ""}, 'File::open("/app/config.toml");', ["config.toml"]),
    ("below the sources", {"static/x.css": ""}, 'ServeDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/static"));', ["static"]),
    ("below the package, by Rocket", {"static/x.css": ""}, 'FileServer::from(relative!("static"));', ["static"]),
    ("in a raw string", {"static/x.css": ""}, 'ServeDir::new(r#"./static"#);', ["static"]),
    ("with a place to fill in", {"lang/de.ftl": ""}, 'open(format!("lang/{}.ftl", name));', ["lang"]),
    ("a directory to write into", {"data/.keep": ""}, 'connect("sqlite://data/app.db");', ["data"]),
    ("compiled in", {"page.html": "", "x.bin": ""}, 'include_str!("../page.html"); include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/x.bin"));', []),
    ("compiled in with a template", {"templates/a.html": ""}, '#[template(path = "a.html")] struct A;', []),
    ("embedded in a release", {"static/x.css": ""}, '#[derive(RustEmbed)] #[folder = "static/"] struct A;', []),
    ("... and opened as well", {"static/x.css": ""}, '#[folder = "static/"] struct A; File::open("static/x.css");', ["static/x.css"]),
    ("... by an attribute over several lines", {"static/x.css": ""}, '#[derive(Embed)]\n#[folder = "$CARGO_MANIFEST_DIR/static"]\nstruct A;', []),
    ("... by a macro", {"static/x.css": ""}, 'load_assets!("static");', []),
    ("in a comment", {"page.html": ""}, '// File::open("page.html")\n/* /* "page.html" */ "page.html" */', []),
    ("a crate", {"common/Cargo.toml": crate("common"), "common/src/lib.rs": ""}, 'tag("common");', []),
]  # fmt: skip


@pytest.mark.parametrize(("files", "source", "paths"), [one[1:] for one in READS], ids=[one[0] for one in READS])
def test_files(files: dict[str, str], source: str, paths: list[str]) -> None:
    lines = runtime(FILE, {**APP, **files, "src/main.rs": f"fn main() {{ {source} }}\n"})
    copies = [line.split()[2].removeprefix("/app/") for line in lines if line.startswith("COPY")]
    assert copies == ["target/release/app", *paths]


def test_a_directory_that_is_embedded_in_a_release_alone() -> None:
    source = '#[derive(RustEmbed)]\n#[folder = "static/"]\nstruct A;\nfn main() {}\n'
    files = using("rust-embed:", source=source, **{"static/x.css": ""})
    asserting = {**files, "Cargo.toml": files["Cargo.toml"] + "[profile.release]\ndebug-assertions = true\n"}
    note = "a debug build reads embedded files when it runs"
    for text, project, is_read in (
        (FILE, files, False),
        (FILE.replace(" --release", "").replace("release", "debug"), files, True),
        (FILE, asserting, True),
    ):
        assert ("COPY --from=builder /app/static ./static" in runtime(text, project)) == is_read
        assert (note in offer_of(text, project).default.change.notes) == is_read


def test_sources_beside_the_package_are_read_too() -> None:
    files = {
        "app/Cargo.toml": crate("app", "[dependencies]", 'shared = { path = "../shared" }'),
        "app/Cargo.lock": lock("app", "shared"),
        "app/src/main.rs": "fn main() {}\n",
        "app/data/cities.csv": "",
        "shared/Cargo.toml": crate("shared"),
        "shared/src/lib.rs": 'fn load() { File::open("data/cities.csv"); }\n',
    }
    text = 'FROM rust:1\nCOPY . /srv\nWORKDIR /srv/app\nRUN cargo build -r\nCMD ["./target/release/app"]\n'
    copies = [line.split()[2] for line in runtime(text, files) if line.startswith("COPY")]
    assert copies == ["/srv/app/target/release/app", "/srv/app/data/cities.csv"]


def test_files_that_crates_read_without_being_told() -> None:
    files = using(
        "rocket:", "dotenvy:", "bevy:", **{"Rocket.toml": "", ".env": "A=1", "Rocket.dev.toml": "", "assets/a.png": ""}
    )
    copies = [line.split()[2] for line in runtime(FILE, files) if line.startswith("COPY")]
    assert sorted(copies[1:]) == ["/app/.env", "/app/Rocket.toml", "/app/assets"]


def test_files_that_the_file_names() -> None:
    text = (
        "FROM rust:1\nWORKDIR /app\nCOPY Cargo.toml Cargo.lock ./\nCOPY src ./src\nCOPY www ./www\nENV SETTINGS=conf/app.ron\n"
        'COPY conf ./conf\nRUN cargo build --release\nCMD ["./target/release/app"]\n'
    )
    files = {**APP, "www/index.html": "", "conf/app.ron": ""}
    copies = [line.split()[2] for line in runtime(text, files) if line.startswith("COPY")]
    assert copies == ["/app/target/release/app", "/app/conf", "/app/www"]


def test_programs_that_it_starts() -> None:
    files = {**APP, "src/main.rs": 'use std::process::Command;\nfn main() { Command::new("git"); }\n'}
    found = offer_of(FILE, files)
    assert [one.name for one in found.choices] == ["debian-slim"]
    assert "git" in runtime(FILE, files)[1]


# Commands of the builder that leave nothing behind, and packages that a program which starts no Node does without.
BESIDE = [
    FILE.replace(
        "RUN cargo build --release",
        'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN cargo build --release 2>&1 | tail -20',
    ),
    FILE.replace("RUN cargo", "RUN rustc -V && ld --version | head -n 1 && grep -q app Cargo.toml\nRUN cargo"),
    FILE.replace("WORKDIR", "RUN apt-get update && apt-get install -y nodejs npm\nWORKDIR"),
]


@pytest.mark.parametrize("text", BESIDE)
def test_what_only_the_build_is_about(text: str) -> None:
    assert offer_of(text, APP).choices[0].change.safety is Safety.SAFE
    assert not any(line.startswith("RUN") for line in runtime(text, APP))


def test_node_stays_where_the_program_starts_it() -> None:
    text = FILE.replace("WORKDIR", "RUN apt-get update && apt-get install -y nodejs\nWORKDIR")
    files = {**APP, "src/main.rs": 'use std::process; fn main() { process::Command::new("node").spawn(); }\n'}
    assert any("install" in line and "nodejs" in line for line in runtime(text, files))


def test_a_first_build_without_the_sources() -> None:
    text = (
        "FROM rust:1\nWORKDIR /app\nCOPY Cargo.toml Cargo.lock ./\n"
        "RUN mkdir src && echo 'fn main() {}' > src/main.rs && cargo build --release && rm -rf src\n"
        "COPY src ./src\nRUN touch src/main.rs && cargo build --release\nRUN strip target/release/app\n"
        'CMD ["./target/release/app"]\n'
    )
    found = offer_of(text, APP)
    assert [(one.name, one.change.safety) for one in found.choices] == [
        ("debian-slim", Safety.SAFE),
        ("distroless-cc", Safety.SAFE),
    ]
    assert "RUN strip target/release/app\n\nFROM debian" in apply(text, found.choices[0].change.edits)


def test_a_start_script() -> None:
    text = FILE.replace("CMD", 'ENTRYPOINT ["/app/entrypoint.sh"]\nCMD')
    files = {**APP, "entrypoint.sh": '#!/bin/sh\nset -e\nexec "$@"\n'}
    assert runtime(text, files)[2:] == [
        "COPY --from=builder /app/target/release/app ./target/release/app",
        "COPY --from=builder /app/entrypoint.sh ./",
        'ENTRYPOINT ["/app/entrypoint.sh"]',
        'CMD ["./target/release/app"]',
    ]
    migrating = {**files, "entrypoint.sh": '#!/bin/sh\nsqlx migrate run\nexec "$@"\n'}
    found = obstacle_of(text, migrating)
    assert "the program starts `sqlx`" in found.reason


def test_musl_with_its_libraries() -> None:
    text = (
        "FROM rust:1.85-alpine3.21\nRUN apk add --no-cache musl-dev openssl-dev\nENV RUSTFLAGS=-Ctarget-feature=-crt-static\n"
        'WORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]\n'
    )
    found = offer_of(text, using("openssl-sys:"))
    assert [(one.name, one.change.safety) for one in found.choices] == [("alpine", Safety.UNSAFE)]
    assert runtime(text, using("openssl-sys:"))[:2] == [
        "FROM alpine:3.21",
        "RUN apk add --no-cache libcrypto3 libgcc libssl3",
    ]


# What can be offered, but not proven.
DOUBTS = [
    ("the context is unknown", FILE, None, "the build context was not read"),
    ("no lock file", FILE, {**APP, "Cargo.toml": crate("app", "[dependencies]", 'serde = "1"'), "Cargo.lock": "not toml ["}, "there is no Cargo.lock"),
    ("a lock file without a new crate", FILE, {**APP, "Cargo.toml": crate("app", "[dependencies]", 'rocket = "0.5"')}, "it does not know `rocket`"),
    ("a lock file without a renamed crate", FILE, {**APP, "Cargo.toml": crate("app", "[dependencies]", 'web = { package = "rocket", version = "0.5" }')}, "it does not know `web`"),
    ("a script that an interpreter is given", FILE, {**APP, "src/main.rs": 'fn main() { std::process::Command::new("python3").arg("ml/x.py").spawn(); }', "ml/x.py": "import y"}, "`x.py` runs in the new image"),
    ("libraries at run time", FILE, using("libloading:"), "libraries may be loaded"),
    ("a step that makes files", FILE.replace("RUN cargo", "RUN ./prepare.sh && cargo"), APP, "what `prepare.sh` makes"),
    ("a working directory that is served", FILE, {**APP, "src/main.rs": 'fn main() { ServeDir::new("."); }'}, "may read its working directory"),
    ("own libraries", FILE, {**APP, "build.rs": 'fn main() { println!("cargo:rustc-link-lib=magic"); }'}, "link the library `magic`"),
    ("a directory that the build script tells", FILE, {**APP, "build.rs": 'fn main() { println!("cargo:rustc-env=ASSETS={}/a", std::env::var("CARGO_MANIFEST_DIR").unwrap()); }'}, "knows the directory"),
    ("a file that the build script makes", FILE, {**APP, "build.rs": 'fn main() { std::fs::write("gen/x.txt", "G").unwrap(); }', "src/main.rs": 'fn main() { std::fs::read("gen/x.txt"); }'}, "see whether the build makes it"),
    ("its own place", FILE, {**APP, "src/main.rs": "fn main() { std::env::current_exe(); }"}, "asks where the program is"),
    ("the working directory by a call", FILE, {**APP, "src/main.rs": "fn main() { std::env::current_dir(); }"}, "may read its working directory"),
    ("a file of the system", FILE, {**APP, "src/main.rs": 'fn main() { read("/usr/share/dict/words"); }'}, "may be of the old image"),
    ("settings of a RUN", FILE.replace("RUN cargo", "RUN echo x >> $CARGO_HOME/config.toml && cargo"), APP, "cargo's settings are written"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files", "note"), [one[1:] for one in DOUBTS], ids=[one[0] for one in DOUBTS])
def test_doubts(text: str, files: Files, note: str) -> None:
    for choice in offer_of(text, files).choices:
        assert choice.change.safety is Safety.UNSAFE
        assert any(note in one for one in choice.change.notes), choice.change.notes


def test_files_that_a_script_names_come_along() -> None:
    source = 'use std::process::Command;\nfn main() { Command::new("sh").arg("-c").arg("cat data/a.txt"); }'
    assert "COPY --from=builder /app/data/a.txt ./data/a.txt" in runtime(
        FILE, {**APP, "src/main.rs": source, "data/a.txt": ""}
    )


SHELLS = [
    ('.arg("-c").arg("git log | jq .")', True),
    ('.args(["-c", "git log; jq ."])', True),
    ('.arg("-c").arg(script)', False),
    ('.arg("run.sh")', False),
]


@pytest.mark.parametrize(("arguments", "is_known"), SHELLS)
def test_programs_that_a_shell_runs(arguments: str, is_known: bool) -> None:
    source = f'use std::process::Command;\nfn main() {{ Command::new("sh"){arguments}.spawn(); read("-c", "x"); }}'
    files = {**APP, "src/main.rs": source}
    assert any("git jq " in one for one in runtime(FILE, files)) == is_known
    assert (offer_of(FILE, files).default.change.safety is Safety.SAFE) == is_known


@pytest.mark.parametrize(
    "source",
    [
        'fn main() { Command::new("/usr/bin/env").current_dir("/tmp").spawn(); }',
        'fn main() { read("/usr/share/app/a.json"); }',
    ],
)
def test_what_is_no_doubt(source: str) -> None:
    text = FILE.replace("CMD", "COPY a.json /usr/share/app/\nCMD")
    files = {**APP, "a.json": "{}", "src/main.rs": f"use std::process::Command;\n{source}"}
    assert offer_of(text, files).default.change.safety is Safety.SAFE


def test_a_program_that_reads_the_authorities_gets_them() -> None:
    source = 'fn main() { read("/etc/ssl/certs/ca-certificates.crt"); }'
    assert any("ca-certificates" in one for one in runtime(FILE, {**APP, "src/main.rs": source}))


def test_distroless_has_few_users() -> None:
    source = 'fn main() { User::from_name("www-data"); }'
    assert [one.name for one in offer_of(FILE, {**APP, "src/main.rs": source}).choices] == ["debian-slim"]


def test_a_build_script_may_tell_other_things() -> None:
    script = 'fn main() { println!("cargo:rustc-env=REVISION={}", revision()); }'
    assert offer_of(FILE, {**APP, "build.rs": script}).default.change.safety is Safety.SAFE


def test_clang_sys_loads_libraries_only_while_building() -> None:
    files = using("libloading:", "clang-sys: libloading")
    files["Cargo.lock"] = files["Cargo.lock"].replace("['libloading', 'clang-sys']", "['clang-sys']")
    assert all(one.change.safety is Safety.SAFE for one in offer_of(FILE, files).choices)


# Why not.
REFUSALS = [
    ("cargo run", FILE.replace('"./target/release/app"', '"cargo", "run", "--example", "demo"'), APP, "runs the Rust toolchain when it starts: `cargo run`"),
    ("cargo watch", FILE.replace('"./target/release/app"', '"cargo", "watch", "-x", "run"'), APP, "`cargo watch`"),
    ("another program", FILE.replace("release/app", "release/other"), APP, "is not what the build makes"),
    ("another profile", FILE.replace("target/release", "target/debug"), APP, "is not what the build makes"),
    ("nothing is built", FILE.replace("cargo build --release", "cargo fetch"), APP, "no `cargo build`"),
    ("with features that are not asked for", FILE, {**APP, "Cargo.toml": crate("app", "[[bin]]", 'name = "app"', 'path = "src/main.rs"', 'required-features = ["x"]')}, "is not what the build makes"),
    ("a mount on target", FILE.replace("RUN ", "RUN --mount=type=cache,target=/app/target "), APP, "lies in a cache mount, so it is not in the image"),
    ("a mount by a relative path", FILE.replace("RUN ", "RUN --mount=type=cache,target=target "), APP, "lies in a cache mount"),
    ("removed again", FILE.replace("--release\n", "--release && rm -rf target\n"), APP, "is not what the build makes"),
    ("an unknown library by another name", FILE, using("ffmpeg-sys-next:"), "what the crate `ffmpeg-sys-next` needs when it runs is not known"),
    ("an unknown library", FILE, using("gstreamer-sys:"), "what the crate `gstreamer-sys` needs when it runs is not known"),
    ("Python", FILE, using("pyo3-ffi:"), "`pyo3-ffi`"),
    ("a library behind another name", FILE, using("libxml:"), "`libxml`"),
    ("OpenSSL of a release without packages", FILE.replace("1.85-bookworm", "1.60-buster"), using("openssl-sys:"), "which package has the library of the crate `openssl-sys` is not known"),
    ("Rust's shared library", FILE.replace("RUN ", "ENV RUSTFLAGS='-C prefer-dynamic'\nRUN "), APP, "prefer-dynamic"),
    ("for another system", FILE.replace("--release\n", "--release --target wasm32-wasip1\n").replace("target/release", "target/wasm32-wasip1/release"), APP, "is built for `wasm32-wasip1`"),
    ("the toolchain at run time", FILE, {**APP, "src/main.rs": 'fn main() { std::process::Command::new("rustc"); }'}, "uses the Rust toolchain when it runs"),
    ("a tool by name", 'FROM rust:1\nWORKDIR /app\nCOPY . .\nRUN cargo install ripgrep\nCMD ["rg"]\n', APP, "no `cargo build`"),
    ("musl without its library", FILE.replace("1.85-bookworm", "alpine").replace("RUN ", "ENV RUSTFLAGS=-Ctarget-feature=-crt-static\nRUN "), APP, "which runtime base has the C library of rust:alpine is not known"),
    ("an archive among the sources", FILE.replace("COPY . .", "ADD src.tar.gz ."), None, "unpacks among the sources"),
    ("a settings file for Windows", FILE, {**APP, ".cargo/config.toml": '[build]\ntarget = "x86_64-pc-windows-gnu"\n'}, "is not what the build makes"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files", "reason"), [one[1:] for one in REFUSALS], ids=[one[0] for one in REFUSALS])
def test_refusals(text: str, files: Files, reason: str) -> None:
    found = obstacle_of(text, files)
    assert reason in found.reason


# Manifests that nobody should write.
HOSTILE = [
    "[package",
    "package = 1\n",
    '[package]\nname = 1\n[[bin]]\nname = ["x"]\n',
    '[package]\nname = "app"\nbuild = 7\n[workspace]\nmembers = 3\nexclude = "x"\n',
    '[workspace]\nmembers = ["../../..", "[", "**", 4]\ndefault-members = [1]\n',
    "a = " + "[" * 3000 + "]" * 3000,
    'bin = "x"\ndependencies = [1]\ntarget = 1\nlib = 3\n[package]\nname = "app"\nworkspace = 3\n',
]


@pytest.mark.parametrize("manifest", HOSTILE)
def test_hostile_manifests(manifest: str) -> None:
    assert split_of(FILE, {**APP, "Cargo.toml": manifest}) is not None
    assert split_of(FILE, {**APP, "Cargo.lock": manifest}) is not None
    assert split_of(FILE, {**APP, ".cargo/config.toml": manifest}) is not None


# Tools of other crates that run in the container

MIGRATED = {
    **APP,
    "entrypoint.sh": "#!/bin/sh\nset -e\n{}\nexec target/release/app\n",
    "migrations/1/up.sql": "",
    "diesel.toml": "",
}
WITH_TOOL = 'FROM rust:1.85-bookworm\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nRUN cargo install {}\nENTRYPOINT ["./entrypoint.sh"]\n'
MIGRATIONS = [
    ("all databases", "diesel_cli", "diesel migration run", "diesel", "libmariadb3 libpq5 libsqlite3-0"),
    ("one of them", "diesel_cli --no-default-features --features postgres", "diesel setup", "diesel", "libpq5"),
    ("a version of it", "diesel_cli@2.1.0 --no-default-features -F sqlite", "diesel setup", "diesel", "libsqlite3-0"),
    ("OpenSSL", "--locked sqlx-cli", "sqlx migrate run", "sqlx", "libssl3"),
    ("none", 'sqlx-cli --no-default-features --features "rustls,postgres"', "sqlx migrate run", "sqlx", ""),
]


@pytest.mark.parametrize(
    ("title", "crate", "command", "program", "packages"), MIGRATIONS, ids=[one[0] for one in MIGRATIONS]
)
def test_tools_for_migrations(title: str, crate: str, command: str, program: str, packages: str) -> None:
    files = {**MIGRATED, "entrypoint.sh": MIGRATED["entrypoint.sh"].format(command)}
    text = WITH_TOOL.format(crate)
    found = offer_of(text, files)
    runtime = apply(text, found.choices[0].change.edits).partition("\nFROM ")[2]
    assert f"COPY --from=builder /usr/local/cargo/bin/{program} /usr/local/cargo/bin/{program}\n" in runtime
    assert "COPY --from=builder /app/migrations ./migrations\n" in runtime
    assert ("COPY --from=builder /app/diesel.toml ./\n" in runtime) == (program == "diesel")
    assert "ENV PATH=/usr/local/cargo/bin:$PATH\n" in runtime
    line = next((one for one in runtime.splitlines() if "apt-get install" in one), "")
    assert all(one in line for one in packages.split())
    assert found.choices[0].change.safety is Safety.UNSAFE


@pytest.mark.parametrize("crate", ["refinery_cli", "--git https://example.com/x diesel_cli", "diesel_cli other"])
def test_tools_that_are_not_known(crate: str) -> None:
    files = {**MIGRATED, "entrypoint.sh": MIGRATED["entrypoint.sh"].format("diesel setup")}
    assert isinstance(split_of(WITH_TOOL.format(crate), files), Obstacle)


ASKED = [
    ("a database", 'diesel = { version = "2", features = ["sqlite", "r2d2"] }', "libsqlite3-0"),
    ("without one", 'diesel = "2"', ""),
    ("OpenSSL", 'reqwest = "0.11"', "libssl3"),
    ("without OpenSSL", 'reqwest = { version = "0.11", default-features = false, features = ["rustls-tls"] }', ""),
    ("its own", 'rusqlite = { version = "0.30", features = ["bundled"] }', ""),
    ("through a framework", 'rocket_sync_db_pools = { version = "0.1", features = ["diesel_sqlite_pool"] }', "libsqlite3-0"),
    ("of the workspace", 'reqwest.workspace = true\n[workspace.dependencies]\nreqwest = "0.12"', "libssl3"),
    ("without OpenSSL in the workspace", 'reqwest = { workspace = true, features = ["json"] }\n[workspace.dependencies.reqwest]\n'
     'version = "0.12"\ndefault-features = false', ""),
    ("features of both", 'diesel = { workspace = true, features = ["r2d2"] }\n[workspace.dependencies]\n'
     'diesel = { version = "2", features = ["sqlite"] }', "libsqlite3-0"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "dependency", "package"), ASKED, ids=[one[0] for one in ASKED])
def test_libraries_without_a_lock_file(title: str, dependency: str, package: str) -> None:
    files = {"Cargo.toml": crate("app") + f"\n[dependencies]\n{dependency}\n", "src/main.rs": "fn main() {}\n"}
    found = offer_of(FILE, files)
    runtime = apply(FILE, found.choices[0].change.edits).partition("\nFROM ")[2]
    names = ("libsqlite3-0", "libssl3")
    assert [one for one in names if one in runtime] == package.split()


def test_a_script_that_is_copied_between_the_build_and_its_tool() -> None:
    files = {**MIGRATED, "entrypoint.sh": MIGRATED["entrypoint.sh"].format("diesel setup")}
    text = (
        "FROM rust:1.85-bookworm\nWORKDIR /app\nCOPY Cargo.* ./\nCOPY src src\nRUN cargo build --release\nCOPY migrations migrations\n"
        'COPY entrypoint.sh ./\nRUN cargo install diesel_cli\nENTRYPOINT ["./entrypoint.sh"]\n'
    )
    found = offer_of(text, files)
    runtime = apply(text, found.choices[0].change.edits).partition("\nFROM ")[2]
    assert "COPY --from=builder /app/entrypoint.sh ./\n" in runtime
    assert "COPY --from=builder /app/migrations ./migrations\n" in runtime


def test_a_tool_in_front_of_the_program() -> None:
    start = "CMD sqlx database create && sqlx migrate run && ./target/release/app\n"
    text = WITH_TOOL.partition("ENTRYPOINT")[0].format("sqlx-cli") + start
    found = offer_of(text, MIGRATED)
    runtime = apply(text, found.choices[0].change.edits).partition("\nFROM ")[2]
    lines = (
        "COPY --from=builder /usr/local/cargo/bin/sqlx ",
        "COPY --from=builder /app/migrations ./migrations\n",
        start,
    )
    assert [one for one in lines if one not in runtime] == []
    assert "ENV PATH=/usr/local/cargo/bin:$PATH\n" in runtime
    musl = text.replace("rust:1.85-bookworm", "rust:1.85-alpine3.22")
    assert not isinstance(split_of(musl, MIGRATED), Offer)
