"""Files of the context that the program reads and a RUN of the builder has taken away again."""

from __future__ import annotations

import pytest
from splitting import offer_of

from dockwright.assist import Change
from dockwright.text import apply

FILES = {
    "go.mod": "module example.com/app\n\ngo 1.24\n",
    "main.go": 'package main\n\nimport "os"\n\nfunc main() { os.ReadFile("conf/app.json"); os.ReadFile("my pages/a.html") }\n',
    "conf/app.json": "{}",
    "my pages/a.html": "",
}
FILE = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\n{}CMD ["./app"]\n'
SETTINGS = "COPY --from=builder /app/conf"


def change(runs: str) -> tuple[Change, str]:
    text = FILE.format(runs)
    found = offer_of(text, FILES)
    return found.default.change, apply(text, found.default.change.edits)


REMOVED = [
    ("the file", "RUN rm conf/app.json && go build -o app .\n", False),
    ("its directory", "RUN go build -o app . && rm -rf conf\n", False),
    ("its directory, behind the build", "RUN go build -o app .\nRUN rm -rf conf\n", False),
    ("from another directory", "RUN cd conf && rm app.json && cd .. && go build -o app .\n", False),
    ("another file", "RUN rm conf/other.json; go build -o app .\n", True),
    ("perhaps", "RUN go build -o app . || rm -rf conf\n", True),
    ("before it is copied again", "RUN rm -rf conf\nCOPY conf conf\nRUN go build -o app .\n", True),
]


@pytest.mark.parametrize(("title", "runs", "is_copied"), REMOVED, ids=[one[0] for one in REMOVED])
def test_what_is_gone_is_not_copied(title: str, runs: str, is_copied: bool) -> None:
    made, text = change(runs)
    assert (SETTINGS in text) == is_copied
    assert ("`/app/conf/app.json` is not copied: a RUN takes it away" in made.notes) != is_copied


def test_paths_with_spaces_are_a_list() -> None:
    line = 'COPY --from=builder ["/app/my pages/a.html", "./my pages/a.html"]'
    assert line in change("RUN go build -o app .\n")[1].splitlines()


CARGO = {
    "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
    "Cargo.lock": 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
    "src/bin/app.rs": "fn main() {}\n",
    "src/bin/tool.rs": "fn main() {}\n",
}


@pytest.mark.parametrize(
    ("text", "files", "gone"),
    [
        ('FROM rust:1.85\nWORKDIR /src\nCOPY . .\nRUN cargo build --release && mv target/release/app /app && cargo clean\nCMD ["/app"]\n', CARGO,
         "target/release/tool"),
        ('FROM gcc:14\nWORKDIR /src\nCOPY . .\nRUN cp a.conf /etc/a.conf && gcc -o app main.c && rm /etc/a.conf\nCMD ["./app"]\n',
         {"main.c": "int main() {}\n", "a.conf": ""}, "/etc/a.conf"),
    ],
)  # fmt: skip
def test_what_the_build_made_and_is_gone_is_not_copied(text: str, files: dict[str, str], gone: str) -> None:
    made = offer_of(text, files).default.change
    assert gone not in apply(text, made.edits).partition("\nFROM ")[2]
    assert any(gone in note and "a RUN takes it away" in note for note in made.notes)
