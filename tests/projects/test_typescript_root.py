"""Where TypeScript puts what it compiles: small projects, one fact each."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.node import Package
from dockwright.projects.typescript_root import is_alone

NEST = {
    "src/main.ts": "",
    "test/app.e2e-spec.ts": "",
    "tsconfig.json": '{"compilerOptions": {"outDir": "./dist"}}',
    "tsconfig.build.json": '{"extends": "./tsconfig.json", "exclude": ["node_modules", "test", "dist", "**/*spec.ts"]}',
}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, True),
        ({"src/app.spec.ts": "", "types/x.d.ts": "", "node_modules/x/a.ts": ""}, True),
        ({"prisma/seed.ts": ""}, False),
        ({"prisma.config.ts": ""}, False),
        ({"drizzle.config.ts": "", "tsconfig.json": '{"compilerOptions": {"rootDir": "./src"}}'}, True),
        ({"drizzle.config.ts": "", "tsconfig.build.json": '{"include": ["src/**/*"]}'}, True),
        ({"drizzle.config.ts": "", "tsconfig.build.json": '{"include": ["src", "*.ts"]}'}, False),
        ({"prisma/seed.ts": "", "tsconfig.build.json": '{"exclude": ["test/**", "./prisma"]}'}, True),
        ({"other.spec.ts": ""}, True),
        ({"tsconfig.build.json": "{}"}, False),
    ],
)  # fmt: skip
def test_is_alone(files: Mapping[str, str], expected: bool) -> None:
    assert is_alone(MemoryContext({**NEST, **files}), Package("", {}), "src") is expected


def test_a_package_below() -> None:
    files = {f"api/{name}": text for name, text in NEST.items()}
    assert is_alone(MemoryContext({**files, "web/main.ts": ""}), Package("api", {}), "src")
    assert not is_alone(MemoryContext({**files, "api/tools/main.ts": ""}), Package("api", {}), "src")
