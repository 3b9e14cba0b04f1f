"""Which packages stay in node_modules whatever is bundled: small lock files, one fact each."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.node import Package
from dockwright.projects.node_native import unbundled


def npm(**packages: Mapping[str, object]) -> dict[str, str]:
    places = {f"node_modules/{name.replace('__', '/')}": one for name, one in packages.items()}
    return {"package-lock.json": json.dumps({"lockfileVersion": 3, "packages": {"": {"cpu": ["x64"]}, **places}})}


def bun(packages: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    entries = {name: [f"{name}@1.0.0", "", one, "sha512-x"] for name, one in packages.items()}
    return {"bun.lock": json.dumps({"lockfileVersion": 1, "packages": entries}, indent=2).replace("}", "},", 1)}


LINUX = {"os": "linux", "cpu": "x64"}


@pytest.mark.parametrize(
    ("dependencies", "files", "expected"),
    [
        ("hono zod", {}, ""),
        ("hono @prisma/client", {}, "@prisma/client"),
        ("express puppeteer", {}, "puppeteer"),
        # An install script that only prints something tells nothing.
        ("@nestjs/core core-js", npm(**{"core-js": {"hasInstallScript": True}}), ""),
        ("x", npm(x={}, y={"hasInstallScript": True}), "y"),
        ("x", npm(x={}, y={"hasInstallScript": True, "dev": True}, z={"cpu": ["x64"], "devOptional": True}), ""),
        ("x", npm(x={}, **{"@x__linux-x64": {"os": ["linux"], "cpu": ["x64"], "optional": True}}), "@x/linux-x64"),
        ("x", npm(x={}, fsevents={"os": ["darwin"], "hasInstallScript": True, "optional": True}), ""),
        ("x", bun({"x": {"optionalDependencies": {"x-linux": "1"}}, "x-linux": LINUX}), "x-linux"),
        ("x", bun({"x": {"dependencies": {"y": "1"}}, "y": {"dependencies": {"sharp": "1"}}, "sharp": {}}), "sharp"),
        # What nothing asks for that runs, what is for another system, packages that ask for each other.
        ("x", bun({"x": {}, "rollup": {"optionalDependencies": {"rollup-linux": "1"}}, "rollup-linux": LINUX}), ""),
        ("x", bun({"x": {"dependencies": {"y": "1"}}, "y": {"dependencies": {"x": "1", "z": "1"}}, "z": {"os": "darwin", "cpu": "arm64"}}), ""),
        ("x", {"bun.lock": "not JSON"}, ""),
    ],
)  # fmt: skip
def test_unbundled(dependencies: str, files: Mapping[str, str], expected: str) -> None:
    package = Package(
        "", {"dependencies": dict.fromkeys(dependencies.split(), "1"), "devDependencies": {"esbuild": "1"}}
    )
    assert unbundled(MemoryContext(files), package) == expected
