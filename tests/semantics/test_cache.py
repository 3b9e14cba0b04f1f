"""What a change of one context file rebuilds."""

from __future__ import annotations

import pytest

from dockwright.context import UNKNOWN, BuildContext, MemoryContext
from dockwright.semantics import SemanticModel
from dockwright.semantics.cache import covers, rebuilt_by
from dockwright.syntax import parse


def rebuilt(text: str, path: str, context: BuildContext = UNKNOWN) -> list[list[str]]:
    model = SemanticModel(parse(text))
    found = rebuilt_by(model, context, path)
    return [[one.text for one in found.get(stage, ())] for stage in model.stages]


ORDERED = "FROM node\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD x\n"


@pytest.mark.parametrize(
    ("path", "instructions"),
    [
        ("package.json", ["COPY package.json .", "RUN npm ci", "COPY . .", "RUN npm run build"]),
        ("src/index.js", ["COPY . .", "RUN npm run build"]),
        ("./src/../src/index.js", ["COPY . .", "RUN npm run build"]),
    ],
)
def test_all_that_follows_the_copy(path: str, instructions: list[str]) -> None:
    assert rebuilt(ORDERED, path) == [instructions]


def test_ignored_files_change_nothing() -> None:
    context = MemoryContext({".dockerignore": "*.md\n", "README.md": "", "a.js": ""})
    assert rebuilt(ORDERED, "README.md", context) == [[]]
    assert rebuilt(ORDERED, "a.js", context) == [["COPY . .", "RUN npm run build"]]


@pytest.mark.parametrize(
    ("line", "path", "changes"),
    [
        ("COPY a b", "a", True),
        ("COPY a b", "a/deep/file", True),
        ("COPY a b", "ab", False),
        ("COPY a/*.txt b", "a/x.txt", True),
        ("COPY a/*.txt b", "a/b/x.txt", False),
        ("COPY a* b", "abc/deep", True),
        ("COPY --exclude=*.md . /x", "a.md", False),
        ("COPY --exclude=*.md . /x", "a.js", True),
        ("COPY $UNKNOWN b", "a", True),
        ("ADD a b", "a", True),
        ("ADD https://x.org/a b", "a", False),
        ("COPY --from=nginx /a /b", "a", False),
        ("COPY <<EOF /a\nx\nEOF", "a", False),
        ("RUN --mount=target=/src make", "a", True),
        ("RUN --mount=type=bind,source=a,target=/a make", "a/x", True),
        ("RUN --mount=type=bind,source=a,target=/a make", "b", False),
        ("RUN --mount=type=cache,target=/a make", "a", False),
        ("RUN --mount=type=secret,id=a make", "a", False),
        ("RUN --mount=from=nginx,target=/a make", "a", False),
        ("RUN cat a", "a", False),
    ],
)
def test_what_reads_the_file(line: str, path: str, changes: bool) -> None:
    assert bool(rebuilt(f"FROM nobody/knows\n{line}\n", path)[0]) is changes


def test_linked_copies_do_not_depend_on_what_is_below() -> None:
    text = "FROM a\nCOPY x /x\nCOPY --link y /y\nRUN z\n"
    assert rebuilt(text, "x") == [["COPY x /x", "RUN z"]]
    assert rebuilt(text, "y") == [["COPY --link y /y", "RUN z"]]


TWO = (
    "FROM golang AS build\nWORKDIR /app\nCOPY go.mod .\nRUN go mod download\nCOPY . .\nRUN go build -o /out/app .\n"
    "FROM alpine\nRUN apk add tzdata\nCOPY --from=build /app/go.mod /go.mod\nCOPY --from=build /out/app /app\n"
)


def test_through_stages() -> None:
    build, final = rebuilt(TWO, "main.go")
    assert build == ["COPY . .", "RUN go build -o /out/app ."]
    assert final == ["COPY --from=build /app/go.mod /go.mod", "COPY --from=build /out/app /app"]


def test_a_file_that_the_rebuilt_part_cannot_have_written_stays_cached() -> None:
    text = (
        "FROM golang AS build\nWORKDIR /src\nCOPY conf /conf\nCOPY . .\nRUN go build -o /out/app .\n"
        "FROM alpine\nCOPY --from=build /conf /conf\nRUN x\nCOPY --from=build /out/app /app\n"
    )
    assert rebuilt(text, "main.go")[1] == ["COPY --from=build /out/app /app"]
    assert rebuilt(text, "conf")[1] == ["COPY --from=build /conf /conf", "RUN x", "COPY --from=build /out/app /app"]


def test_stages_built_on_a_rebuilt_stage() -> None:
    text = "FROM a AS base\nCOPY x .\nFROM base AS one\nRUN one\nFROM a AS other\nRUN other\n"
    assert rebuilt(text, "x") == [["COPY x ."], ["RUN one"], []]


def test_mounts_from_rebuilt_stages() -> None:
    text = "FROM a AS src\nCOPY . /src\nFROM b\nRUN --mount=from=src,target=/s,source=/src make\nRUN after\n"
    assert rebuilt(text, "x")[1] == ["RUN --mount=from=src,target=/s,source=/src make", "RUN after"]


@pytest.mark.parametrize(
    ("source", "path", "covered"),
    [
        (".", "a/b", True), ("/", "a", True), ("./a/", "a/b", True), ("a", "a", True), ("a/b", "a", False),
        ("*", "a/b/c", True), ("**/*.go", "x/y/z.go", True), ("*.go", "x/y.go", False), ("[ab].c", "b.c", True),
        ("[", "x", True), ("../a", "a", True),
    ],
)  # fmt: skip
def test_sources_cover_paths(source: str, path: str, covered: bool) -> None:
    assert covers(source, path) is covered


PRUNED = """\
FROM node AS pruner
WORKDIR /app
COPY . .
RUN npx turbo prune api --docker

FROM node
COPY --from=pruner /app/out/json/ .
COPY --from=pruner /app/out/pnpm-lock.yaml .
RUN pnpm install
COPY --from=pruner /app/out/full/ .
RUN pnpm build
"""


@pytest.mark.parametrize(
    ("text", "path", "count"),
    [
        (PRUNED, "apps/api/src/main.ts", 2),
        (PRUNED, "apps/api/package.json", 5),
        (PRUNED, "pnpm-lock.yaml", 5),
        (PRUNED.replace(" --docker", ""), "apps/api/src/main.ts", 5),
        (PRUNED.replace("--docker", "--docker --out-dir=out"), "apps/api/src/main.ts", 5),
    ],
)
def test_turborepo_leaves_the_same_manifests_behind(text: str, path: str, count: int) -> None:
    assert len(rebuilt(text, path)[1]) == count
