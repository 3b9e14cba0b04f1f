"""Manifests of Kubernetes that start something of the image, and stages that compose files build by their names."""

from __future__ import annotations

import pytest

from dockwright.assist import Offer
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.rebase import rebase
from dockwright.refactorings.split import split
from dockwright.refactorings.split.clusters import cluster_commands
from dockwright.rule import DEFAULT_SETTINGS
from dockwright.text import apply

GO = {
    "go.mod": "module example.com/app\n\ngo 1.24\n",
    "main.go": "package main\n\nfunc main() {}\n",
    "run.sh": "#!/bin/sh\n",
}
BUILD = "WORKDIR /src\nCOPY . .\nRUN go build -o app .\n"
START = 'CMD ["./app"]\n'
POD = "kind: Pod\nspec:\n  containers:\n  - name: app\n    image: example.org/app\n    {0}\n"


def offer(text: str, files: dict[str, str] | None = None, *targets: str) -> Offer:
    context = MemoryContext({**GO, **(files or {})}, targets=dict.fromkeys(targets, "compose.yaml"))
    model = analyse(text)
    found = rebase(model, context, DEFAULT_SETTINGS) or split(model, context, DEFAULT_SETTINGS)
    assert isinstance(found, Offer), found
    return found


@pytest.mark.parametrize(
    ("lines", "programs"),
    [
        ('command: ["/src/run.sh", "x"]', ["/src/run.sh"]),
        ("command: ['sh', '-c', 'ls']", ["sh"]),
        ("command: [/src/run.sh]", ["/src/run.sh"]),
        ("command:\n    - /src/run.sh\n    - x", ["/src/run.sh"]),
        ('livenessProbe:\n      exec:\n        command: ["cat", "/tmp/x"]', ["cat"]),
        ('command: ["/bin/sh", "-c", "/src/run.sh {{ .Values.args }}"]', ["/bin/sh", "/src/run.sh"]),
        (
            "command:\n    - bash\n    - -c\n    - |\n      set -e\n      exec ./run.sh\n    image: /x",
            ["bash", "./run.sh"],
        ),
        (
            "command:\n      - sh\n      - -c\n      - /src/run.sh > /tmp/log\n    args: [/x]",
            ["sh", "/src/run.sh", "/tmp/log"],
        ),
        ("command: {{ .Values.command }}", []),
        ("command:\n    args: []", []),
        ("args: [x]", []),
    ],
)
def test_commands_of_a_manifest(lines: str, programs: list[str]) -> None:
    found = cluster_commands(MemoryContext({"deploy/pod.yaml": POD.format(lines)}))
    assert [one.program for one in found if not one.is_argument] == programs


@pytest.mark.parametrize(
    ("lines", "is_told"),
    [
        ('command: ["/src/run.sh"]', True),  # comes with the sources, and stays with the builder
        ('command: ["./run.sh"]', True),
        ('command: ["sh", "-c", "./run.sh && ./app"]', True),
        ('args: ["-c", "/src/run.sh"]', True),
        ("args:\n    - --script=/src/run.sh", True),
        ('args: ["-c", "/etc/app.conf"]', False),
        ('command: ["/src/app"]', False),  # is what is built
        ('command: ["redis-server"]', False),  # of another image
        ('command: ["sh", "-c", "./app"]', False),
    ],
)
def test_what_a_manifest_starts_is_told(lines: str, *, is_told: bool) -> None:
    notes = offer(f"FROM golang:1.24\n{BUILD}{START}", {"k8s/pod.yml": POD.format(lines)}).default.change.notes
    assert any(one.startswith("`k8s/pod.yml` ") for one in notes) == is_told


def test_a_shell_is_told_where_there_is_none() -> None:
    found = offer(f"FROM golang:1.24\n{BUILD}{START}", {"k8s/pod.yml": POD.format('command: ["sh", "-c", "./app"]')})
    assert {one.name: bool(one.change.notes) for one in found.choices} == {
        "alpine": False, "distroless-static": True, "scratch": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("alias", "targets", "names"),
    [
        ("build", (), ("build", "")),
        ("build", ("build",), ("builder", "build")),
        ("Build", ("build",), ("builder", "Build")),
        ("app", (), ("builder", "app")),
        ("app", ("app",), ("builder", "app")),
    ],
)
def test_the_name_that_a_compose_file_builds_is_that_of_what_runs(
    alias: str, targets: tuple[str, ...], names: tuple[str, str]
) -> None:
    text = f"FROM golang:1.24 AS {alias}\n{BUILD}{START}"
    after = analyse(apply(text, offer(text, None, *targets).default.change.edits))
    aliases = (one.from_.alias for one in after.stages if one.from_ is not None)
    assert tuple(one.value if one is not None else "" for one in aliases) == names


@pytest.mark.parametrize(("targets", "starts"), [((), 1), (("build",), 2)])
def test_a_stage_that_a_compose_file_builds_keeps_its_start(targets: tuple[str, ...], starts: int) -> None:
    text = f"FROM golang:1.24 AS build\n{BUILD}{START}FROM build AS app\nEXPOSE 80\n"
    assert apply(text, offer(text, None, *targets).default.change.edits).count(START) == starts
