"""Go: a build argument chooses which of several programs is built."""

from __future__ import annotations

import pytest
from splitting import obstacle_of, offer_of, runtime_of

from dockwright.rule import Safety

READING = 'package main\n\nimport "os"\n\nfunc main() { os.ReadFile("config/worker.yaml") }\n'
FILES = {
    "go.mod": "module example.com/app\n\ngo 1.24\n",
    "cmd/api/main.go": "package main\n\nfunc main() {}\n",
    "cmd/worker/main.go": READING,
    "config/worker.yaml": "",
}
TEXT = 'FROM golang:1.24\nARG SERVICE{}\nWORKDIR /app\nCOPY . .\nRUN go build -o /service {}\nCMD ["/service"]\n'

PACKAGES = ["./cmd/$SERVICE", "./cmd/${SERVICE}", "./cmd/${SERVICE}/main.go", "./$SERVICE", "./cmd/${SERVICE:-api}/"]


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("default", ["", "=api"])
def test_what_any_of_them_needs_comes_along(package: str, default: str) -> None:
    text = TEXT.format(default, package)
    assert "COPY --from=builder /app/config/worker.yaml ./config/worker.yaml\n" in runtime_of(text, FILES)
    assert {one.change.safety for one in offer_of(text, FILES).choices} == {Safety.SAFE}


def test_the_c_library_that_one_of_them_needs() -> None:
    files = {**FILES, "cmd/worker/main.go": 'package main\n\nimport "C"\n\nfunc main() {}\n'}
    names = [one.name for one in offer_of(TEXT.format("", "./cmd/$SERVICE"), files).choices]
    assert names == ["debian-slim", "distroless-base"]


def test_a_directory_without_programs() -> None:
    reason = obstacle_of(TEXT.format("", "./services/$SERVICE"), FILES).reason
    assert reason == "`go build` finds no Go files in its directory"
