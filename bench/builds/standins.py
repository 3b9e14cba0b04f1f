"""An engine and base images where no image registry is in reach, from the distribution's packages alone.

    python bench/builds/standins.py [--state FOLDER] [up | down | bases]

`up` (the default) starts an engine whose state is in FOLDER, and makes the bases that are missing; `bases` makes them on the
engine that DOCKER_HOST names; `down` stops the engine of FOLDER. Said twice, it does nothing the second time.

Needs Debian 13, root, and its packages docker.io docker-buildx iptables mmdebstrap (installed by `up`). The images are
stand-ins: they have the paths and the tools of the official ones, and not their content. They hold the certificates
of the host, and are not for anybody else.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from engine import STAND_IN, Engine

BASES = Path(__file__).parent / "bases"
STATE = Path("/var/tmp/dockwright-builds")
PACKAGES = ("docker.io", "docker-cli", "docker-buildx", "iptables", "mmdebstrap")
SUITE = "trixie"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


class Base(NamedTuple):
    """A stand-in: its Dockerfile in bases/, and the tags it goes by. Later ones build upon earlier ones."""

    name: str
    tags: tuple[str, ...]


TABLE = (
    Base("alpine", ("alpine:3.22", "alpine:latest", "alpine:3")),
    Base("distroless-static", ("gcr.io/distroless/static-debian12:latest", "gcr.io/distroless/static-debian13:latest")),
    Base(
        "distroless-nonroot", ("gcr.io/distroless/static-debian12:nonroot", "gcr.io/distroless/static-debian13:nonroot")
    ),
    Base("distroless-cc", ("gcr.io/distroless/cc-debian12:latest", "gcr.io/distroless/cc-debian13:latest")),
    Base("distroless-base", ("gcr.io/distroless/base-debian12:latest", "gcr.io/distroless/base-debian13:latest")),
    Base("golang", ("golang:1.24",)),
    Base("golang-modules", ("golang:1.24.4",)),
    Base("node-slim", ("node:20-slim",)),
    Base("node", ("node:20",)),
    Base("python-slim", ("python:3.13.5-slim", "python:3.13-slim")),
    Base("python", ("python:3.13.5", "python:3.13")),
    Base("nginx", ("nginx:alpine", "nginx:1.27-alpine", "nginx:stable-alpine")),
    Base("rust", ("rust:1.85.1", "rust:1.85", "rust:1")),
    Base("temurin-jre", ("eclipse-temurin:21-jre", "eclipse-temurin:21-jre-jammy", "eclipse-temurin:21-jre-noble")),
    Base("maven", ("maven:3-eclipse-temurin-21", "eclipse-temurin:21-jdk")),
    Base("maven-spring", ("maven:3.9-eclipse-temurin-21",)),
    Base("gradle", ("gradle:8-jdk21",)),
    Base("gcc", ("gcc:14",)),
    Base("php", ("php:8.4-cli",)),
    Base("composer", ("composer:2",)),
    Base("ruby-slim", ("ruby:3.3-slim",)),
    Base("ruby", ("ruby:3.3",)),
    Base("elixir", ("elixir:1.18",)),
)
# One Debian stands in for two releases: official images of languages are built on the older one, the stand-ins on this.
DEBIAN = (
    "debian:trixie-slim", "debian:13-slim", "debian:stable-slim", "debian:trixie", "debian:13",
    "debian:bookworm-slim", "debian:12-slim", "debian:bookworm", "debian:12",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("up", "down", "bases"), default="up")
    parser.add_argument("--state", type=Path, default=STATE)
    options = parser.parse_args()
    if options.what == "down":
        stop(options.state)
        return 0
    engine = Engine({}) if options.what == "bases" else start(options.state)
    make_bases(engine, options.state)
    return 0


def start(state: Path) -> Engine:
    """The engine of a state folder; it is started when it does not run. Raises RuntimeError when it does not come up."""
    state = state.resolve()
    socket = f"unix://{state}/run/docker.sock"
    engine = Engine({"DOCKER_HOST": socket, "DOCKER_CONFIG": str(state / "client"), "DOCKER_BUILDKIT": "1"})
    for folder in ("run", "data", "client", "log"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    if _runs(engine):
        return engine
    _install(state)
    # No bridge and no rules for packets: nothing of the host's network is touched. Builds use the host's network, runs none.
    command = (
        "dockerd", f"--data-root={state}/data", f"--exec-root={state}/run/exec", f"--pidfile={_pid_file(state)}",
        "-H", socket, "--storage-driver=overlay2", "--iptables=false", "--ip6tables=false", "--bridge=none",
    )  # fmt: skip
    _pid_file(state).unlink(missing_ok=True)
    with (state / "log" / "dockerd.log").open("w") as log:
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    for _ in range(150):
        if _runs(engine):
            return engine
        time.sleep(0.2)
    raise RuntimeError(f"the engine does not come up; see {state}/log/dockerd.log")


def stop(state: Path) -> None:
    """Stop the engine by its process number, and take away the mounts that it leaves behind. Raises RuntimeError."""
    state = state.resolve()
    process = _process(state)
    if process is None:
        return
    os.kill(process, signal.SIGTERM)
    for _ in range(150):
        if _process(state) is None:
            break
        time.sleep(0.2)
    else:
        raise RuntimeError(f"the engine with the process number {process} does not stop")
    for place in (state / "run" / "exec" / "netns" / "default", state / "data"):
        subprocess.run(("umount", str(place)), capture_output=True, check=False)


def make_bases(engine: Engine, state: Path) -> None:
    """Make the stand-ins that the engine lacks. Raises RuntimeError when one cannot be made."""
    if not engine.has_image(DEBIAN[0]):
        _import_debian(engine, state)
    _tag(engine, DEBIAN)
    for base in TABLE:
        if not engine.has_image(base.tags[0]):
            print(f"stand-in {base.tags[0]}", file=sys.stderr, flush=True)
            _build_base(engine, base)
        _tag(engine, base.tags)


def _build_base(engine: Engine, base: Base) -> None:
    dockerfile = BASES / f"{base.name}.Dockerfile"
    words = ("buildx", "build", "--progress=plain", "--network=host", f"--label={STAND_IN}=1")
    done = engine.docker(*words, "-t", base.tags[0], "-f", str(dockerfile), str(BASES), limit=1800)
    if done.returncode:
        raise RuntimeError(f"{dockerfile} does not build: {done.stderr[-1500:]}")


def _tag(engine: Engine, tags: tuple[str, ...]) -> None:
    for tag in tags[1:]:
        if not engine.has_image(tag):
            engine.docker("tag", tags[0], tag)


def _import_debian(engine: Engine, state: Path) -> None:
    """The smallest Debian, as its official image is made: without documentation, and with apt's hook that keeps no archive."""
    archive = state / "debian.tar"
    clean = (
        'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };',
        'Dir::Cache::pkgcache "";',  # else apt leaves 90 MB in /var/cache/apt, which no layer of the official images has
        'Dir::Cache::srcpkgcache "";',
    )
    command = [
        "mmdebstrap", "--variant=minbase", "--include=ca-certificates", "--format=tar",
        *(f"--dpkgopt=path-exclude=/usr/share/{folder}/*" for folder in ("doc", "man", "locale")),
        '--customize-hook=rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*',
        *(f"--customize-hook=echo '{line}' >>\"$1\"/etc/apt/apt.conf.d/docker-clean" for line in clean),
        f"--customize-hook=copy-in {CERTIFICATES} {CERTIFICATES.parent}/",
        SUITE, str(archive), *_mirror(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    changes = ('CMD ["bash"]', f"LABEL {STAND_IN}=1", f"ENV {path}")
    engine.docker("import", *(f"--change={change}" for change in changes), str(archive), DEBIAN[0])
    archive.unlink()


def _mirror() -> list[str]:
    """The first package source that apt itself is set up with."""
    command = ("apt-get", "indextargets", "--format", "$(REPO_URI)")
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    return listed[:1]


def _install(state: Path) -> None:
    if shutil.which("dockerd") and shutil.which("mmdebstrap"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with (state / "log" / "apt.log").open("w") as log:
        for words in (("update",), ("install", "-y", "--no-install-recommends", *PACKAGES)):
            subprocess.run(("apt-get", "-qq", *words), env=environment, stdout=log, stderr=log, check=True)


def _runs(engine: Engine) -> bool:
    try:
        engine.version()
    except (RuntimeError, OSError):
        return False
    return True


def _process(state: Path) -> int | None:
    """The process number of the folder's engine; None when it has ended, whatever goes by its number now."""
    try:
        number = int(_pid_file(state).read_text())
        words = Path(f"/proc/{number}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return number if f"--pidfile={_pid_file(state)}".encode() in words.split(b"\0") else None


def _pid_file(state: Path) -> Path:
    return state / "run" / "dockerd.pid"


if __name__ == "__main__":
    sys.exit(main())
