"""Which package of a system brings a program that the runtime stage needs."""

from __future__ import annotations

import pytest
from splitting import runtime_of

from dockwright.refactorings.split.packages import package_of


@pytest.mark.parametrize(
    ("program", "debian", "alpine"),
    [
        ("make", "make", "make"),
        ("gcc", "build-essential", "build-base"),
        ("c++", "build-essential", "build-base"),
        ("git", "git", "git"),
        ("nc", "netcat-openbsd", "netcat-openbsd"),
        ("python", None, None),
        ("pip", "python3-pip", "py3-pip"),
        ("ffprobe", "ffmpeg", "ffmpeg"),
        ("timeout", "coreutils", None),
        ("odd", None, None),
    ],
)
def test_package_of_a_program(program: str, debian: str | None, alpine: str | None) -> None:
    assert (package_of(program, "debian"), package_of(program, "alpine")) == (debian, alpine)


def test_a_package_of_alpine_is_not_installed_on_debian() -> None:
    text = 'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n'
    main = 'package main\n\nimport "os/exec"\n\nfunc main() { exec.Command("make", "all").Run() }\n'
    files = {"go.mod": "module example.com/app\n\ngo 1.23\n", "main.go": main}
    assert "--no-install-recommends make " in runtime_of(text, files, "debian-slim")
