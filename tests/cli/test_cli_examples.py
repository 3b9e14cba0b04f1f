"""The examples as a user meets them: the naive ones are mended step by step, the good ones are left in peace."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from command_line import Command

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GOOD = sorted(path.name for path in (EXAMPLES / "good").iterdir())

GO_REORDERED = """\
FROM golang:1.24
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o myapp
CMD ["./myapp"]
"""
GO_SPLIT = """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o myapp

FROM alpine:3.22
WORKDIR /app
COPY --from=builder /app/myapp ./
CMD ["./myapp"]
"""


@pytest.fixture
def example(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of an example in a folder of its own."""
    return Path(shutil.copytree(EXAMPLES / request.param, tmp_path / "app"))


@pytest.mark.parametrize("example", [f"good/{name}" for name in GOOD], indirect=True)
@pytest.mark.parametrize("place", ["copy", "checkout"])
def test_a_good_one_is_left_in_peace(
    dockwright: Command, example: Path, place: str, request: pytest.FixtureRequest
) -> None:
    folder = example if place == "copy" else EXAMPLES / request.node.callspec.params["example"]
    assert dockwright("check", "--fail-on", "style", str(folder)) == (0, "No findings in 1 file.\n", "")
    assert dockwright("fix", "--unsafe-fixes", "--diff", str(folder)) == (0, "", "")
    listed = json.loads(dockwright("refactor", "--list", "--format", "json", str(folder / "Dockerfile")).out)
    assert not any(record["offered"] for record in listed)


@pytest.mark.parametrize("example", ["go"], indirect=True)
def test_the_go_example_step_by_step(dockwright: Command, example: Path) -> None:
    dockerfile = example / "Dockerfile"
    found = json.loads(dockwright("check", "--format", "json", str(example)).out)["files"][0]["diagnostics"]
    assert {"source-before-dependencies", "toolchain-in-final-image"} <= {one["rule"] for one in found}
    dockwright("fix", str(example))
    assert dockerfile.read_text() == GO_REORDERED
    assert dockwright("refactor", "split-stages", str(dockerfile)).code == 0
    assert dockerfile.read_text() == GO_SPLIT
    assert "\n" not in dockwright("fix", "--diff", str(example)).out
    again = dockwright("refactor", "split-stages", str(dockerfile))
    assert again.code == 1
    assert dockerfile.read_text() == GO_SPLIT


@pytest.mark.parametrize("example", ["go"], indirect=True)
def test_the_go_example_in_one_step(dockwright: Command, example: Path) -> None:
    dockwright("refactor", "split-stages", str(example / "Dockerfile"), "--base", "alpine")
    assert (example / "Dockerfile").read_text() == GO_SPLIT


@pytest.mark.parametrize("example", ["go", "node", "python"], indirect=True)
def test_fixing_twice_is_fixing_once(dockwright: Command, example: Path) -> None:
    dockwright("fix", str(example))
    once = (example / "Dockerfile").read_bytes()
    assert once != (EXAMPLES / "go" / "Dockerfile").read_bytes()
    dockwright("fix", str(example))
    assert (example / "Dockerfile").read_bytes() == once
