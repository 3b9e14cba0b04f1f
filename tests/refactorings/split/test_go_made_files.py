"""Files that a Go program opens, and that neither the context has nor the text of the Dockerfile names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dockwright.assist import Offer
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.split import split
from dockwright.rule import DEFAULT_SETTINGS, Safety

FILES = {
    "go.mod": "module shop\n\ngo 1.24\n",
    "main.go": 'package main\n\nimport "os"\n\nfunc main() {\n\tos.ReadFile("models/a.bin")\n}\n',
}
FETCH = "#!/bin/sh\ncurl -o models/a.bin https://x.example/a.bin\n"

MADE = [
    ("a script", "./fetch.sh", {"fetch.sh": FETCH}),
    ("one that a shell is given", "sh scripts/fetch.sh", {"scripts/fetch.sh": FETCH}),
    ("one of another directory", "cd scripts && ./fetch.sh", {"scripts/fetch.sh": FETCH}),
    ("a target of make", "make models", {"Makefile": "models:\n\tcurl -o models/a.bin https://x.example/a.bin\n"}),
]


@pytest.mark.parametrize(("command", "more"), [one[1:] for one in MADE], ids=[one[0] for one in MADE])
def test_what_a_script_of_the_context_makes_is_told(command: str, more: Mapping[str, str]) -> None:
    change = offer(command, {**FILES, **more}).default.change
    assert change.safety is Safety.UNSAFE
    note = "`models/a.bin` is not in the build context: see whether the build makes it (`os.ReadFile` in main.go:6)"
    assert note in change.notes


def test_what_no_script_names_is_an_input() -> None:
    change = offer("./fetch.sh", {**FILES, "fetch.sh": "#!/bin/sh\ntrue\n"}).default.change
    assert change.safety is Safety.SAFE


def offer(command: str, files: Mapping[str, str]) -> Offer:
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN {command}\nRUN go build -o shop .\nCMD ["./shop"]\n'
    found = split(analyse(text), MemoryContext(files), DEFAULT_SETTINGS)
    assert isinstance(found, Offer), found
    return found
