"""Manifests first, where an install brings a lock file up to date: the sources, copied behind it, bring the old one again.

What was installed then differs from what the lock file in the image says. Mix refuses to compile with it, Bundler and uv look the
gems and packages up anew when something starts. So it is proven only where the lock file has all that the manifest asks for.
"""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings import reorder
from dockwright.rule import Safety

NODE = '{"dependencies": {"express": "^4.19.2", "here": "file:./lib.tgz"}}'
GEMS = "source 'https://rubygems.org'\ngem 'sinatra'\ngem \"puma\", '~> 6'\n"
GEM_LOCK = "GEM\n  specs:\n    sinatra (4.0.0)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  sinatra\n"
MIX = 'def project, do: [app: :a, deps: deps()]\ndefp deps, do: [{:jason, "~> 1.4"}, {:credo, "~> 1.7", only: :dev}]\n'
PYTHON = '[project]\nname = "a"\nversion = "1"\ndependencies = ["Flask>=3"]\n'
PYTHON_LOCK = '[[package]]\nname = "{0}"\n'
GO = "module a\ngo 1.17\nrequire github.com/google/uuid v1.6.0\n"
DENO = '{"imports": {"@std/path": "jsr:@std/path@^1.0.0"}}'
PIPFILE = "[packages]\nflask = '*'\n"

# Image, command, manifest, lock file, its text, and whether all that the manifest asks for is in it.
STEPS = [
    ("node:20", "yarn install", "package.json", "yarn.lock", 'express@^4.19.2:\n  version "4.19.2"\n', True),
    ("node:20", "yarn install", "package.json", "yarn.lock", '"express@^4.0.0, express@^4.19.2":\n', True),
    ("node:20", "yarn install", "package.json", "yarn.lock", '"express@npm:^4.19.2":\n  version: 4.19.2\n', True),
    ("node:20", "yarn install", "package.json", "yarn.lock", 'express@^4.18.0:\n  version "4.18.0"\n', False),
    ("node:20", "pnpm install", "package.json", "pnpm-lock.yaml", "importers:\n  .:\n    dependencies:\n      express:\n", True),
    ("node:20", "pnpm install", "package.json", "pnpm-lock.yaml", "importers:\n  .:\n    dependencies:\n      koa:\n", False),
    ("oven/bun:1", "bun install", "package.json", "bun.lock", '{\n  "workspaces": {\n    "express": "^4.19.2"\n', True),
    ("oven/bun:1", "bun install", "package.json", "bun.lock", '{\n  "workspaces": {\n    "koa": "^2"\n', False),
    ("ruby:3.3", "bundle install", "Gemfile", "Gemfile.lock", GEM_LOCK + "  puma (~> 6)\n", True),
    ("ruby:3.3", "bundle install", "Gemfile", "Gemfile.lock", GEM_LOCK, False),
    ("elixir:1.18", "mix deps.get", "mix.exs", "mix.lock", '%{\n  "jason": {:hex, :jason, "1.4.4"},\n}\n', True),
    ("elixir:1.18", "mix deps.get", "mix.exs", "mix.lock", '%{\n  "plug": {:hex, :plug, "1.16.0"},\n}\n', False),
    ("python:3.13", "uv sync", "pyproject.toml", "uv.lock", PYTHON_LOCK.format("flask"), True),
    ("python:3.13", "uv sync", "pyproject.toml", "uv.lock", PYTHON_LOCK.format("django"), False),
    ("python:3.13", "uv sync --locked", "pyproject.toml", "uv.lock", PYTHON_LOCK.format("django"), True),
    ("python:3.13", "pdm install --no-self", "pyproject.toml", "pdm.lock", PYTHON_LOCK.format("flask"), True),
    ("python:3.13", "pdm install --no-self", "pyproject.toml", "pdm.lock", PYTHON_LOCK.format("django"), False),
    ("python:3.13", "pdm sync --no-self", "pyproject.toml", "pdm.lock", PYTHON_LOCK.format("django"), True),
    ("python:3.13", "pipenv install --system", "Pipfile", "Pipfile.lock", '{"default": {"flask": {}}}', True),
    ("python:3.13", "pipenv install --system", "Pipfile", "Pipfile.lock", '{"default": {}}', False),
    ("python:3.13", "pipenv install --system --deploy", "Pipfile", "Pipfile.lock", '{"default": {}}', True),
    ("golang:1.17", "go mod download", "go.mod", "go.sum", "github.com/google/uuid v1.6.0/go.mod h1:x=\n", True),
    ("golang:1.17", "go mod download", "go.mod", "go.sum", "github.com/google/uuid v1.5.0 h1:x=\n", False),
    ("golang:1.24", "go mod download", "go.mod", "go.sum", "", True),  # writes no sums
    ("denoland/deno:2.1.4", "deno install", "deno.json", "deno.lock", '{"specifiers": {"jsr:@std/path@^1.0.0": "1"}}', True),
    ("denoland/deno:2.1.4", "deno install", "deno.json", "deno.lock", '{"specifiers": {"jsr:@std/fs@1": "1"}}', False),
]  # fmt: skip
MANIFESTS = {"package.json": NODE, "Gemfile": GEMS, "mix.exs": MIX, "pyproject.toml": PYTHON, "Pipfile": PIPFILE, "go.mod": GO,
             "deno.json": DENO}  # fmt: skip


@pytest.mark.parametrize(("image", "command", "manifest", "lock", "text", "has_all"), STEPS)
def test_a_lock_file_that_an_install_would_write(
    image: str, command: str, manifest: str, lock: str, text: str, *, has_all: bool
) -> None:
    model = analyse(f"FROM {image}\nWORKDIR /app\nCOPY . .\nRUN {command}\n")
    files = {manifest: MANIFESTS[manifest], lock: text, "lib.tgz": "", "main.txt": ""}
    assert model.target is not None
    found = reorder.plan_stage(model, MemoryContext(files), model.target)
    assert found is not None
    told = [one for one in found.notes if f"is not in `{lock}`" in one]
    assert (found.safety is Safety.SAFE, bool(told)) == (has_all, not has_all), found.notes


@pytest.mark.parametrize("lock", ["yarn.lock", "Gemfile.lock", "mix.lock", "uv.lock"])
def test_without_a_lock_file_the_written_one_stays(lock: str) -> None:
    image, command, manifest, *_ = next(one for one in STEPS if one[3] == lock)
    model = analyse(f"FROM {image}\nWORKDIR /app\nCOPY . .\nRUN {command}\n")
    assert model.target is not None
    files = {manifest: MANIFESTS[manifest], "lib.tgz": "", "main.txt": ""}
    found = reorder.plan_stage(model, MemoryContext(files), model.target)
    assert found is not None
    assert found.safety is Safety.SAFE, found.notes
