"""A final stage that builds with the packages which another stage has installed: it is split like any other."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from splitting import split_of

from dockwright.assist import Offer
from dockwright.refactorings.split import Obstacle
from dockwright.text import apply

PACKAGE = {
    "scripts": {"build": "tsc"},
    "dependencies": {"express": "4"},
    "devDependencies": {"typescript": "5"},
}
FILES: Mapping[str, str] = {
    "package.json": json.dumps(PACKAGE),
    "package-lock.json": json.dumps({"lockfileVersion": 3, "packages": {"": PACKAGE}}),
    "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
    "src/main.ts": "import express from 'express';",
}
DEPS = "FROM node:22 AS deps\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n"
BUILDER = (
    "FROM node:22{}\nWORKDIR /app\nCOPY --from=deps /app/node_modules ./node_modules\nCOPY . .\nRUN npm run build\n"
)
START = 'CMD ["node", "dist/main.js"]\n'
RUNTIME = "\nFROM node:22-slim\nWORKDIR /app\nCOPY --from=builder /app/node_modules ./node_modules\nCOPY --from=builder /app/dist ./dist\n"


def answer(deps: str, text: str, files: Mapping[str, str] = FILES) -> Offer | Obstacle | None:
    return split_of(deps + text, files)


@pytest.mark.parametrize(
    ("deps", "closing", "note"),
    [
        (DEPS, "RUN npm prune --omit=dev\n", ""),
        (DEPS.replace("npm ci", "npm ci --omit=dev"), "", ""),
        (DEPS.replace("/app", "/deps"), "RUN npm prune --omit=dev\n", ""),
        ("FROM node:22 AS base\nRUN npm config set fund false\n" + DEPS.replace("node:22", "base"), "RUN npm prune --omit=dev\n", ""),
        (DEPS.replace("npm ci", "pnpm install"), "", "development dependencies stay: `pnpm` has installed them in another stage"),
        (DEPS.replace("npm ci", "yarn"), "", "development dependencies stay: `yarn` has installed them in another stage"),
    ],
)  # fmt: skip
def test_the_packages_of_another_stage(deps: str, closing: str, note: str) -> None:
    place = "/deps" if "/deps" in deps else "/app"
    text = BUILDER.format("").replace("/app/node_modules ./", f"{place}/node_modules ./") + START
    offer = answer(deps, text)
    assert isinstance(offer, Offer), offer
    built = BUILDER.format(" AS builder").replace("/app/node_modules ./", f"{place}/node_modules ./")
    package = "" if closing or note or "omit" in deps else "?"
    assert apply(deps + text, offer.default.change.edits).replace(
        "COPY --from=builder /app/package.json ./\n", package
    ) == (f"{deps}{built}{closing}{RUNTIME}{START}")
    assert [one for one in offer.default.change.notes if "development" in one] == [note] * bool(note)


@pytest.mark.parametrize(
    ("deps", "text"),
    [
        (DEPS.replace("node:22", "node:22-alpine"), BUILDER.format("")),
        (DEPS.replace("RUN npm ci", "RUN echo"), BUILDER.format("")),
        (DEPS, BUILDER.format("").replace("/app/node_modules", "/srv/node_modules")),
        (DEPS, BUILDER.format("").replace("COPY . .", "COPY --from=deps /app/node_modules ./node_modules\nCOPY . .")),
    ],
    ids=["another system", "nothing installs them", "from elsewhere", "twice"],
)
def test_packages_that_nobody_is_known_to_install(deps: str, text: str) -> None:
    found = answer(deps, text + START)
    assert isinstance(found, Obstacle), found
    assert found.reason == "the dependencies are those of `deps`: nothing here installs them"


def test_more_than_packages_is_not_followed() -> None:
    text = BUILDER.format("").replace("COPY . .", "COPY --from=deps /app/views ./views\nCOPY . .")
    found = answer(DEPS, text + START)
    assert isinstance(found, Obstacle)
    assert found.reason == "what is copied beside the sources is not in the build context"


def test_who_cannot_change_packages_keeps_them() -> None:
    text = BUILDER.format("").replace("RUN npm run", "USER node\nRUN npm run")
    offer = answer(DEPS, text + START)
    assert isinstance(offer, Offer)
    assert "npm prune" not in apply(DEPS + text + START, offer.default.change.edits)
    assert (
        "development dependencies stay: another user is in effect when the build is done" in offer.default.change.notes
    )
