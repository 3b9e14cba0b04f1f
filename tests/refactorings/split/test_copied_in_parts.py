"""A project that is copied file by file, or directory by directory, is split as the one that is copied as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from splitting import offer_of, split_of

from dockwright.refactorings.split import Obstacle
from dockwright.rule import Safety
from dockwright.text import apply

WHOLE = "COPY . .\n"


class Project(NamedTuple):
    title: str
    files: Mapping[str, str]
    text: str  # with WHOLE
    parts: str


READS = 'package main\n\nimport "html/template"\n\nfunc main() { template.ParseFiles("templates/index.html") }\n'
GO = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o app .\nCMD ["./app"]\n'
MODULE = "module example.com/app\n\ngo 1.24\n"
CRATE = '[package]\nname = "{}"\nversion = "0.1.0"\nedition = "2021"\n'
RUST = 'FROM rust:1.85-bookworm\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]\n'
VITE = {
    "package.json": '{"scripts": {"build": "vite build", "preview": "vite preview"}, "devDependencies": {"vite": "^5.4.11"}}',
    "vite.config.js": "export default { preview: { port: 8080 } }\n",
    "index.html": "",
    "src/main.js": "",
}
SITE = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install && npm run build\nCMD ["npm", "run", "preview"]\n'
PROJECTS = (
    Project("Go: sources by a pattern", {"go.mod": MODULE, "main.go": "package main\n\nfunc main() {}\n"}, GO, "COPY go.* ./\nCOPY *.go ./\n"),
    Project("Go: files and packages", {"go.mod": MODULE, "main.go": "package main\n\nimport \"example.com/app/db\"\n\nfunc main() {}\n", "db/db.go": "package db\n"}, GO, "COPY go.mod main.go ./\nCOPY db ./db\n"),
    Project("Go: from a directory of the context", {"api/go.mod": MODULE, "api/main.go": "package main\n\nfunc main() {}\n"}, GO.replace("COPY . .", "COPY api/ ."), "COPY api/go.mod api/main.go ./\n"),
    Project("Go: what is read at run time", {"go.mod": MODULE, "main.go": READS, "templates/index.html": ""}, GO, "COPY go.mod main.go ./\nCOPY templates/index.html ./templates/\n"),
    Project("Rust: one package", {"Cargo.toml": CRATE.format("app"), "Cargo.lock": "version = 4\n", "src/main.rs": "fn main() {}\n"}, RUST, "COPY Cargo.toml Cargo.lock ./\nCOPY src ./src\n"),
    Project("Rust: a workspace by a pattern", {"Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n', "Cargo.lock": "version = 4\n", "crates/app/Cargo.toml": CRATE.format("app"), "crates/app/src/main.rs": "fn main() {}\n"}, RUST, "COPY Cargo.toml Cargo.lock ./\nCOPY crates ./crates\n"),
    Project("Rust: what is read at run time", {"Cargo.toml": CRATE.format("app"), "Cargo.lock": "version = 4\n", "src/main.rs": 'fn main() { std::fs::read_to_string("conf/app.toml").unwrap(); }\n', "conf/app.toml": ""}, RUST, "COPY Cargo.toml Cargo.lock ./\nCOPY src ./src\nCOPY conf/app.toml ./conf/\n"),
    Project("a static site", VITE, SITE, "COPY package.json vite.config.js index.html ./\nCOPY src ./src\n"),
)  # fmt: skip


def runtime_stage(text: str, files: Mapping[str, str]) -> tuple[str, Safety]:
    found = offer_of(text, files)
    change = found.choices[0].change
    return apply(text, change.edits).split("\n\n", 1)[1], change.safety


@pytest.mark.parametrize("project", PROJECTS, ids=[one.title for one in PROJECTS])
def test_the_same_runtime_stage(project: Project) -> None:
    whole = next(line for line in project.text.splitlines(keepends=True) if line.startswith("COPY"))
    in_parts = project.text.replace(whole, project.parts)
    assert runtime_stage(in_parts, project.files) == runtime_stage(project.text, project.files)


@pytest.mark.parametrize(
    ("files", "text", "missing"),
    [
        ({"go.mod": MODULE, "main.go": READS, "templates/index.html": ""}, GO.replace(WHOLE, "COPY go.mod main.go ./\n"), "templates"),
        ({"Cargo.toml": CRATE.format("app"), "src/main.rs": 'fn main() { std::fs::read_to_string("conf/app.toml").unwrap(); }\n', "conf/app.toml": ""},
         RUST.replace(WHOLE, "COPY Cargo.toml ./\nCOPY src ./src\n"), "conf"),
    ],
)  # fmt: skip
def test_what_was_not_copied_is_not_taken_along(files: Mapping[str, str], text: str, missing: str) -> None:
    stage, _ = runtime_stage(text, files)
    assert missing not in stage


def test_another_file_under_the_name_of_a_manifest_tells_nothing() -> None:
    text = SITE.replace(WHOLE, "COPY package.docker.json ./package.json\nCOPY src ./src\n")
    assert isinstance(split_of(text, {**VITE, "package.docker.json": "{}"}), Obstacle)
