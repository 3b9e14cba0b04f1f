from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.rules._flags import removal
from dockwright.rules._layers import cache_mounted
from dockwright.shell import Command
from dockwright.syntax import Run

_CACHES = {
    "pip": ("/root/.cache/pip", "/root/.cache"),
    "pip3": ("/root/.cache/pip", "/root/.cache"),
    "uv": ("/root/.cache/uv", "/root/.cache"),
    "poetry": ("/root/.cache/pypoetry", "/root/.cache"),
}
_FLAGS = {"pip": "no-cache-dir", "pip3": "no-cache-dir", "uv": "no-cache", "poetry": "no-cache"}
_PIP = "RUN --mount=type=cache,target=/root/.cache/pip pip install"


@rule(
    "defeated-cache-mount",
    on=Command,
    commands=tuple(_CACHES),
    needs="type=",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            f"FROM python:3.12\n{_PIP} --no-cache-dir -r requirements.txt\n",
            f"FROM python:3.12\n{_PIP} -r requirements.txt\n",
            marked=("--no-cache-dir",),
        ),
        Invalid(
            "FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/uv uv sync --no-cache\n",
            "FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/uv uv sync\n",
            marked=("--no-cache",),
        ),
    ),
    valid=(
        f"FROM python:3.12\n{_PIP} -r requirements.txt\n",
        "FROM python:3.12\nRUN pip install --no-cache-dir flask\n",
        "FROM python:3.12\nRUN --mount=type=cache,target=/var/cache/apt pip install --no-cache-dir flask\n",
        f"FROM python:3.12\n{_PIP} --no-cache-dir=false flask\n",
    ),
)
def defeated_cache_mount(command: Command) -> Iterator[Finding]:
    """A cache is mounted, and a flag keeps the program from using it.

    ## Why is this bad?
    `--no-cache-dir` was written to keep downloads out of the layer. A cache mount is in no layer; with the flag it stays empty, and
    everything is downloaded again after each change.

    The fix drops the flag; the image is the same, as the cache is in the mount.

    ## References
    - https://docs.docker.com/build/cache/optimize/#use-cache-mounts
    - https://pip.pypa.io/en/stable/topics/caching/
    """
    run = command.instruction
    if not isinstance(run, Run):
        return
    flag = command.flag(_FLAGS[command.name])
    if flag is None or flag.value is not None or not cache_mounted(run, *_CACHES[command.name]):
        return
    place = removal(command, flag.word)
    if place is None:
        return
    fix = Fix.delete(f"Drop `--{flag.name}`", place)
    yield Finding(flag.word.span, f"`--{flag.name}` keeps `{command.name}` from the mounted cache", (fix,))
