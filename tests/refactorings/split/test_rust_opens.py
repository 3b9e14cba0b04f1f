"""Rust: a program opens files by names that stand in its sources, which come along, or by names that it puts together when it runs.

Of the latter nobody can tell which they are, so the split is offered, and the file for the user to check is named.
"""

from __future__ import annotations

import pytest
from splitting import offer_of

from dockwright.assist import Offer
from dockwright.projects.rust_opens import computed_open, loads_libraries
from dockwright.rule import Safety
from dockwright.text import apply

FILE = 'FROM rust:1.85-bookworm\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]\n'
APP = {
    "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
    "Cargo.lock": 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
    "templates/a.html": "",
}


def offered(body: str, *, above: str = "", **files: str) -> Offer:
    source = {"src/main.rs": f"{above}fn main() {{ {body} }}\n"}
    return offer_of(FILE, {**APP, **source, **files})


TOLD = [
    'std::fs::read("templates/a.html");',
    'fs::read_to_string(&format!("templates/{}.html", name));',
    'fs::read_dir(Path::new("templates").join(name));',
    'let path = "templates"; fs::read_dir(path);',
    'let path = PathBuf::from("templates"); fs::read_dir(&path);',
    'const ROOT: &str = "templates"; fs::read(format!("{}/a.html", ROOT));',
    'const ROOT: &str = "templates"; fs::read(format!("{ROOT}/a.html"));',
    'fs::write(name, text); File::create(name);',
    'reader.read_to_string(&mut text);',
    'tera::Tera::new("templates/**/*");',
    'Files::new("/static", "./static");',
    'OpenOptions::new().append(true).open(log);',
    'use std::{fs::{self, read_to_string, File}, io}; fs::read("templates/a.html");',
    'fs::read("templates/a.html".to_string());',
    'let mut text = String::new(); file.read_to_string(&mut text);',
]  # fmt: skip
COMPUTED = [
    "std::fs::read(name);",
    "fs::read_to_string(&arguments.path);",
    'fs::read(["templates", name].join("/"));',
    'fs::read(concat!("temp", "lates/a.html"));',
    'fs::read(format!("{}/a.html", root()));',
    'let path = "tem".to_owned() + "plates"; fs::read_dir(path);',
    'let path = env::var("ROOT").unwrap(); fs::read_dir(&path);',
    'let path = "templates"; let path = other(path); fs::read_dir(path);',
    "tokio::fs::File::open(self.path.clone());",
    "read_to_string(path);",
    "WalkDir::new(root());",
    'ServeDir::new(format!("{}", root));',
    'Files::new("/static", root);',
    "config::File::with_name(&name);",
    "OpenOptions::new().read(true).open(name);",
    "names.iter().map(File::open);",
    "names.iter().filter_map(|one| Some(one)).map(std::fs::read_to_string);",
    "let open = fs::read; open(name);",
    "names.map(read_to_string);",
    "use std::fs::read_to_string as load; load(name);",
    "use std::fs::{self as files, File}; files::read(name);",
    "use std::{io, fs as f}; f::read(name);",
    'fs::read("TEMPLATES/A.HTML".to_lowercase());',
]


@pytest.mark.parametrize("body", TOLD)
def test_names_that_stand_in_the_source(body: str) -> None:
    assert not computed_open(body)
    assert offered(body).default.change.safety is Safety.SAFE


@pytest.mark.parametrize("body", COMPUTED)
def test_names_that_are_put_together(body: str) -> None:
    assert computed_open(body)
    change = offered(body).default.change
    assert change.safety is Safety.UNSAFE
    assert any("whose name is computed" in one for one in change.notes)


def test_a_parameter_is_given_by_whoever_calls() -> None:
    assert computed_open('fn load(path: &str) { fs::read(path); }\nfn other() { let path = "a"; }\n') == "fs::read"


@pytest.mark.parametrize(
    ("body", "above", "is_computed"),
    [
        ('Command::new("git").spawn();', "use std::process::Command;\n", False),
        ("Command::new(program).spawn();", "use std::process::Command;\n", True),
        ("Command::new(program).spawn();", "use async_process::{Command, Stdio};\n", True),
        ('C::new("git").spawn();', "use std::process::Command as C;\n", True),
        ("Command::new(name); process::exit(1);", "use clap::Command;\nuse std::process;\n", False),
        ("libc::system(line);", "", True),
        ('Exec::shell("ls");', "use subprocess::Exec;\n", True),
    ],
)
def test_programs_that_are_started_by_another_name(body: str, above: str, *, is_computed: bool) -> None:
    notes = offered(body, above=above).default.change.notes
    assert any("starts a program whose name is computed" in one for one in notes) == is_computed


@pytest.mark.parametrize(
    ("text", "loads"),
    [
        ('libloading::Library::new("libfoo.so")', True),
        ('unsafe { Library::new("libfoo.so") }', True),
        ("struct Library { books: Vec<Book> }", False),
        ('#[link(name = "z")]', False),
    ],
)
def test_libraries_that_are_loaded_when_it_runs(text: str, *, loads: bool) -> None:
    assert loads_libraries(text) == loads


def test_dotenv_reads_a_file_that_nothing_names() -> None:
    found = offered("dotenvy::dotenv().ok();", **{".env": "PORT=80\n"})
    assert "COPY --from=builder /app/.env ./\n" in apply(FILE, found.default.change.edits)
