"""The scaffolds: no rule finds anything in them, and they name images and tags that we know."""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.knowledge.scaffolds import SCAFFOLDS, Scaffold
from dockwright.lint import analyse, default_profile, lint
from dockwright.rule import Severity

PROJECT = {
    "go.mod": "module example.org/app\n\ngo 1.25\n",
    "go.sum": "",
    "main.go": "package main\n\nfunc main() {}\n",
    "package.json": '{"name": "app", "scripts": {"build": "tsc"}}\n',
    "package-lock.json": '{"lockfileVersion": 3}\n',
    "yarn.lock": "# yarn lockfile v1\n",
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
    "requirements.txt": "flask==3.0.0\n",
    "pyproject.toml": "[project]\nname = 'app'\n",
    "uv.lock": "version = 1\n",
    "pom.xml": "<project/>\n",
    "src/main/java/App.java": "class App {}\n",
    "composer.json": "{}\n",
    "composer.lock": "{}\n",
    "Gemfile": "",
    "Gemfile.lock": "",
    "Cargo.toml": "[package]\nname = 'app'\n",
    "Cargo.lock": "",
    ".dockerignore": ".git\n",
}


@pytest.mark.parametrize("scaffold", SCAFFOLDS, ids=lambda scaffold: scaffold.name)
def test_no_rule_has_anything_to_say(scaffold: Scaffold) -> None:
    model = analyse(scaffold.text)
    assert model.dockerfile.problems == ()
    report = lint(model, MemoryContext(PROJECT), default_profile())
    assert [one.rule.name for one in report.diagnostics if one.severity >= Severity.INFO] == []


@pytest.mark.parametrize("scaffold", SCAFFOLDS, ids=lambda scaffold: scaffold.name)
def test_images_are_known_and_the_container_is_not_root(scaffold: Scaffold) -> None:
    model = analyse(scaffold.text)
    assert all(stage.facts is not None for stage in model.stages)
    assert model.target is not None
    assert model.target.final_state.is_root is False
    assert all(stage.is_reachable for stage in model.stages)


def test_what_rust_builds_leaves_the_cache_mount_in_the_same_run() -> None:
    text = next(one.text for one in SCAFFOLDS if one.name == "rust")
    model = analyse(text)
    run = next(one for one in model.dockerfile.instructions if one.text.startswith("RUN --mount"))
    targets = [value.value for mount in run.mounts if (value := mount.option("target")) is not None]
    assert "/src/target" in targets
    root = model.commands(run)[-1].flag_value("root")
    assert root is not None
    assert root.value == "/out"
    assert "COPY --from=build /out/bin/" in text
