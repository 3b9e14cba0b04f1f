"""What is asked of a container engine, through the `docker` command and whatever DOCKER_HOST names."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from files import Files, read

BUILD_LIMIT = 900  # seconds of one build
PROBE = "alpine:3.22"  # its busybox has the HTTP client that asks a container from inside its own network
PROBE_TRIES = 12
START_LIMIT = 30  # seconds until a server must have answered
STAND_IN = "dockwright.standin"  # the label of an image that only stands in for the real one
KEPT = ("ExposedPorts", "Labels", "Volumes", "Healthcheck", "StopSignal", "User", "WorkingDir", "Entrypoint", "Cmd")


class Step(NamedTuple):
    """One instruction as the builder went through it."""

    name: str
    is_cached: bool


class Build(NamedTuple):
    """One build: how long it took, and why it failed, if it did."""

    seconds: float
    steps: tuple[Step, ...]
    error: str = ""


class Image(NamedTuple):
    size: int  # bytes, unpacked
    layers: int
    configuration: Mapping[str, Any]

    @property
    def ports(self) -> list[int]:
        return sorted(int(port.split("/")[0]) for port in self.configuration.get("ExposedPorts") or {})


class Answer(NamedTuple):
    """What a container said: bodies by path, or standard output; `error` when it did not come to that."""

    text: str
    port: int = 0
    error: str = ""


class Engine(NamedTuple):
    """A container engine. `environment` says where it is."""

    environment: Mapping[str, str]

    def docker(self, *words: str, text: str | None = None, limit: float = 300) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ("docker", *words),
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, **self.environment},
            timeout=limit,
            check=False,
        )

    def version(self) -> str:
        """The version of the engine. Raises RuntimeError when none answers."""
        asked = self.docker("version", "--format", "{{.Server.Version}}")
        if asked.returncode:
            raise RuntimeError(f"no engine answers: {asked.stderr.strip()}")
        return asked.stdout.strip()

    def has_image(self, tag: str) -> bool:
        return self.docker("image", "inspect", tag).returncode == 0

    def is_stand_in(self, tag: str) -> bool:
        image = self.image(tag)
        return image is not None and STAND_IN in (image.configuration.get("Labels") or {})

    def image(self, tag: str) -> Image | None:
        asked = self.docker("image", "inspect", tag)
        if asked.returncode:
            return None
        found = json.loads(asked.stdout)[0]
        return Image(found["Size"], len(found["RootFS"]["Layers"]), found["Config"])

    def build(self, context: Path, dockerfile: Path, tag: str, *, is_cold: bool = False) -> Build:
        """Build an image; a cold build takes no layer from the cache, and leaves the cache as it is for everybody else."""
        cold = ("--no-cache",) if is_cold else ()
        words = ("buildx", "build", "--progress=rawjson", "--network=host", *cold, "-t", tag, "-f", str(dockerfile))
        begin = time.monotonic()
        done = self.docker(*words, str(context), limit=BUILD_LIMIT)
        seconds = time.monotonic() - begin
        steps, error = _progress(done.stderr)
        return Build(round(seconds, 2), steps, (error or done.stderr[-600:]) if done.returncode else "")

    def output(self, tag: str) -> Answer:
        """Run an image to its end without a network: its standard output and exit status."""
        try:
            done = self.docker("run", "--rm", "--network=none", tag, limit=60)
        except subprocess.TimeoutExpired:
            return Answer("", error="it does not end")
        error = f"exit status {done.returncode}: {done.stderr[-400:]}" if done.returncode else ""
        return Answer(done.stdout, error=error)

    def served(self, tag: str, ports: tuple[int, ...], paths: tuple[str, ...]) -> Answer:
        """Start an image without a network and ask it from inside, on the first of the ports that answers."""
        name = f"dwbench-{os.getpid()}-{time.monotonic_ns()}"
        try:
            started = self.docker("run", "-d", "--network=none", f"--name={name}", tag)
            if started.returncode:
                return Answer("", error=started.stderr[-600:])
            return self._asked(name, ports, paths)
        finally:
            self.docker("rm", "-f", name)

    def _asked(self, name: str, ports: tuple[int, ...], paths: tuple[str, ...]) -> Answer:
        begin = time.monotonic()
        while time.monotonic() - begin < START_LIMIT:
            for port in ports:
                asked = self._probe(name, port, paths)
                if asked.returncode == 0:
                    return Answer(asked.stdout, port)
            state = self.docker("inspect", "--format", "{{.State.Running}}", name)
            if state.stdout.strip() != "true":
                break
        log = self.docker("logs", "--tail", "15", name)
        return Answer("", error=f"no answer on {ports}: {(log.stdout + log.stderr)[-600:]}")

    def _probe(self, name: str, port: int, paths: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        gets = " && ".join(f"wget -q -T 5 -O - 'http://127.0.0.1:{port}{path}' && echo" for path in paths)
        loop = f"for i in $(seq {PROBE_TRIES}); do ({gets}) >/tmp/a 2>/dev/null && cat /tmp/a && exit; sleep 0.2; done; exit 1"
        return self.docker("run", "--rm", f"--network=container:{name}", "--entrypoint=sh", PROBE, "-c", loop)

    def files(self, tag: str) -> Files:
        """What is in the file system of an image. Raises RuntimeError when the engine does not hand it out."""
        made = self.docker("create", tag, "nothing")
        if made.returncode:
            raise RuntimeError(f"no container of {tag}: {made.stderr.strip()}")
        container = made.stdout.strip()
        command = ("docker", "export", container)
        try:
            with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, **self.environment}) as exported:
                assert exported.stdout is not None
                return read(exported.stdout)
        finally:
            self.docker("rm", container)

    def remove(self, tag: str) -> None:
        self.docker("rmi", "-f", tag)


def _progress(written: str) -> tuple[tuple[Step, ...], str]:
    """The steps of BuildKit's progress stream, and what it says of the one that failed."""
    names: dict[str, str] = {}
    cached: set[str] = set()
    error, failed = "", ""
    logs: dict[str, str] = {}
    for record in _records(written):
        for vertex in record.get("vertexes") or ():
            digest = vertex["digest"]
            names[digest] = vertex.get("name") or names.get(digest, "")
            if vertex.get("cached"):
                cached.add(digest)
            if vertex.get("error") and "canceled" not in vertex["error"]:
                error, failed = vertex["error"], digest
        for log in record.get("logs") or ():
            text = base64.b64decode(log["data"]).decode("utf-8", "replace")
            logs[log["vertex"]] = logs.get(log["vertex"], "") + text
    steps = tuple(
        Step(name, digest in cached)
        for digest, name in names.items()
        if re.match(r"\[(?!internal)", name) and "] FROM " not in name
    )
    return steps, f"{error}\n{logs.get(failed, '')[-800:]}".strip()


def _records(written: str) -> Iterator[dict[str, Any]]:
    """The JSON objects of a stream, each on one line or on several; what is between them is passed over."""
    decoder, at = json.JSONDecoder(), written.find("{")
    while at >= 0:
        try:
            found, end = decoder.raw_decode(written, at)
        except ValueError:
            end = at + 1
        else:
            yield found
        at = written.find("{", end)
