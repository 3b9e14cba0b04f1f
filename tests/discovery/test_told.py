"""Where a Dockerfile is built: what people write down, in Makefiles, scripts, READMEs and comments."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from dockwright.discovery import infer
from dockwright.discovery.command_lines import Source, command_builds
from dockwright.syntax import parse

PLACE = "/repo/services/api/Dockerfile"
ABOVE = ("/repo/services/api", "/repo/services", "/repo")

COMMANDS = {
    "its file and the directory": ("docker build -f services/api/Dockerfile -t api .", "."),
    "in another order": ("docker build . --file=services/api/Dockerfile --tag api", "."),
    "of buildx": ("docker buildx build --push --platform linux/amd64 -f ./services/api/Dockerfile .", "."),
    "of podman": ("podman build -f services/api/Dockerfile services", "services"),
    "of an image": ("docker image build -fservices/api/Dockerfile .", "."),
    "no file": ("docker build -t api services/api", "services/api"),
    "a file below the context": ("docker build -f services/api/Dockerfile ./services", "services"),
    "several lines": ("docker build \\\n    -f services/api/Dockerfile \\\n    .\n", "."),
    "more commands": ("docker build -f services/api/Dockerfile . && docker push api", "."),
    "a redirection": ("docker build -f services/api/Dockerfile . 2>&1 | tee log", "."),
    "quotes": ("docker build -f \"services/api/Dockerfile\" -t 'a b' \".\"", "."),
    "entered": ("cd services && docker build -f api/Dockerfile ..", "."),
    "entered in a group": ("(cd services/api; docker build .)", "services/api"),
    "entered, nobody knows what": ("cd $ROOT && docker build -f services/api/Dockerfile .", "."),
    "a variable that is set": ("DIR := services/api\n\tdocker build -f $(DIR)/Dockerfile .", "."),
    "a variable with a default": ("docker build -f services/${NAME:-api}/Dockerfile .", "."),
    "any service": ("docker build -f services/$(NAME)/Dockerfile .", "."),
    "any service, in its directory": ("for s in a b; do docker build -t $s services/$s; done", "services/api"),
    "any target of make": ("%-image:\n\tdocker build -t $* -f services/$*/Dockerfile services/$*", "services/api"),
    "the directory of the whole": ("docker build -f $(ROOT)/services/api/Dockerfile $(ROOT)", "."),
    "the directory it runs in": ('docker build -f "$(pwd)/services/api/Dockerfile" $PWD', "."),
    "an expression": ("docker build -f services/${{ matrix.service }}/Dockerfile .", "."),
    "a program that is chosen": ("$(CONTAINER_TOOL) build -f services/api/Dockerfile .", "."),
    "a function": ("dockerBuild --build-arg A=b --file=services/api/Dockerfile .", "."),
    "more flags by a variable": ("docker build $(FLAGS) -f services/api/Dockerfile .", "."),
    "another Dockerfile": ("docker build -f services/web/Dockerfile .", None),
    "the one beside the Makefile": ("docker build -t api .", None),
    "any Dockerfile": ("docker build -f $(FILE) .", None),
    "any directory": ("docker build $(DIR)", None),
    "any directory's Dockerfile": ("docker build -f $(DIR)/Dockerfile .", None),
    "entered, and it is not said what is built": ("cd $DIR && docker build .", None),
    "an unknown context": ("docker build -f services/api/Dockerfile $(CONTEXT)", None),
    "a remote context": ("docker build -f services/api/Dockerfile https://example.com/x.git", None),
    "standard input": ("docker build - < services/api/Dockerfile", None),
    "a Dockerfile from standard input": ("docker build -f - . < services/api/Dockerfile", None),
    "an unknown flag": ("docker build --odd x -f services/api/Dockerfile .", None),
    "two operands": ("docker build -f services/api/Dockerfile . services", None),
    "no build": ("docker compose build api; docker builder prune; docker build-thing x", None),
    "nothing": ("docker build", None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), COMMANDS.values(), ids=COMMANDS)
def test_a_command_line_tells(text: str, expected: str | None) -> None:
    contexts = [build.context for build in command_builds(Source(text, "Makefile", ABOVE[-1:]), PLACE, ABOVE)]

    assert contexts == ([] if expected is None else [str(Path("/repo", expected))])


ANYWHERE = {
    "a path that fits one directory": ("docker build -f api/Dockerfile .", "services"),
    "beside the Dockerfile": ("docker build -t x .", "services/api"),
    "above the Dockerfile": ("docker build -f Dockerfile ../..", "."),
    "lines that enter": ("cd services\ndocker build -f api/Dockerfile ..", "."),
    "lines that enter, and leave": ("cd a\nmake\ncd ..\ndocker build -f services/api/Dockerfile .", "."),
    "a directory that is worked out": (
        "top=$(realpath $(dirname $0)/..)\ndocker build -f $top/services/api/Dockerfile $top",
        ".",
    ),
}


@pytest.mark.parametrize(("text", "expected"), ANYWHERE.values(), ids=ANYWHERE)
def test_a_command_line_that_may_run_anywhere(text: str, expected: str) -> None:
    source = Source(text, "build.sh", ABOVE, keeps_directory=True)

    assert [build.context for build in command_builds(source, PLACE, ABOVE)] == [str(Path("/repo", expected))]


def test_the_target_is_told() -> None:
    text = (
        "docker build --target test -f services/api/Dockerfile .\ndocker build --target=$X -f services/api/Dockerfile ."
    )

    assert [build.target for build in command_builds(Source(text, "m", ABOVE[-1:]), PLACE, ABOVE)] == ["test", None]


@pytest.mark.parametrize(
    "text",
    [
        "docker build " * 50_000,
        "docker build -f " + "$(A)" * 50_000 + " .",
        "docker build -f " + "/".join(f"$(A{n})" for n in range(5000)) + " .",
        "docker build " + "\\\n" * 100_000,
        "docker build '" + '"' * 100_000,
        "A = $(A)\nB = " + "x" * 100_000 + "\ndocker build -f $(A) $(B)",
        "cd a; " * 40_000 + "docker build .",
        "docker build -f \x00 \ue000",
        'cd "' + "$()" * 3_000 + " docker build .",
        'cd "' * 2_500 + " docker build .",
        ("cd $(" * 1_500 + "docker build .\n") * 30,
        "\\ " * 100_000 + "$(" * 50_000,
    ],
    ids=range(12),
)
def test_hostile_texts(text: str) -> None:
    started = time.process_time()

    assert len(command_builds(Source(text, "x", ABOVE, True), PLACE, ABOVE)) <= 1
    assert time.process_time() - started < 2


RUN = "docker build -f apps/api/Dockerfile ."
FILES = {
    "a Makefile": ("Makefile", f"api:\n\t{RUN}\n", "."),
    "a justfile": ("justfile", f"api:\n    {RUN}\n", "."),
    "a Taskfile": ("Taskfile.yml", f"tasks:\n  api:\n    cmds:\n      - {RUN}\n", "."),
    "scripts of a package": ("package.json", json.dumps({"scripts": {"image": RUN, "x": 1}}), "."),
    "scripts of the package beside it": (
        "apps/api/package.json",
        json.dumps({"scripts": {"image": "docker build -f Dockerfile ../.."}}),
        ".",
    ),
    "a script": ("scripts/build.sh", f"#!/bin/sh\n{RUN}\n", "."),
    "a script that leaves its directory": ("scripts/build.sh", f'cd "$(dirname "$0")/.." || exit\n{RUN}\n', "."),
    "a README": ("README.md", f"```console\n$ {RUN}\n```\n", "."),
    "GitLab": (".gitlab-ci.yml", f"build:\n  script:\n    - {RUN}\n", "."),
    "a workflow": (".github/workflows/ci.yml", f"jobs: {{a: {{steps: [{{run: {RUN}}}]}}}}", "."),
    "a workflow with a directory": (
        ".github/workflows/ci.yml",
        "jobs: {a: {steps: [{run: docker build -f Dockerfile ../.., working-directory: apps/api}]}}",
        ".",
    ),
    "a workflow with a directory for all": (
        ".github/workflows/ci.yml",
        "defaults: {run: {working-directory: apps}}\njobs: {a: {steps: [{run: docker build -f api/Dockerfile ..}]}}",
        ".",
    ),
    "a workflow of other people": (
        ".github/workflows/ci.yml",
        "jobs: {a: {uses: x/y/.github/workflows/z.yml@v1, with: {context: ., dockerfile: ./apps/api/Dockerfile}}}",
        ".",
    ),
    "an action of its own": (
        ".github/workflows/ci.yml",
        "jobs: {a: {steps: [{uses: ./.github/build, with: {docker-context: apps, dockerfile: api/Dockerfile}}]}}",
        "apps",
    ),
    "an action for each row of a matrix": (
        ".github/workflows/ci.yml",
        "jobs: {a: {strategy: {matrix: {include: [{d: apps/api/Dockerfile, c: .}]}}, steps: [{uses: x/y@v1, "
        "with: {dockerfile: '${{ matrix.d }}', context: '${{ matrix.c }}'}}]}}",
        ".",
    ),
    "an action with a Dockerfile only": (
        ".github/workflows/ci.yml",
        "jobs: {a: {steps: [{uses: x/lint@v1, with: {dockerfile: apps/api/Dockerfile}, if: context}]}}",
        "apps/api",
    ),
    "an action with an expression": (
        ".github/workflows/ci.yml",
        "jobs: {a: {steps: [{uses: x/y@v1, with: {dockerfile: apps/api/Dockerfile, context: '${{ env.X }}'}}]}}",
        "apps/api",
    ),
    "Docker's action for any service": (
        ".github/workflows/ci.yml",
        "jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {file: 'apps/${{ inputs.name }}/Dockerfile'}}]}}",
        ".",
    ),
    "Docker's action with a variable": (
        ".github/workflows/ci.yml",
        "env: {AT: 'apps/${{ inputs.name }}'}\njobs: {a: {steps: [{uses: docker/build-push-action@v6, "
        "with: {context: apps, file: '${{ env.AT }}/Dockerfile'}}]}}",
        "apps",
    ),
    "Docker's action for anything": (
        ".github/workflows/ci.yml",
        "jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {file: '${{ inputs.file }}'}}]}}",
        "apps/api",
    ),
    "Cloud Build": (
        "cloudbuild.yaml",
        "steps:\n- name: gcr.io/cloud-builders/docker\n  args: [build, -t, $IMAGE, -f, apps/api/Dockerfile, .]\n",
        ".",
    ),
    "Cloud Build, a directory": (
        "cloudbuild.prod.yaml",
        "steps: [{name: docker, dir: apps, args: [build, -f, api/Dockerfile, ..]}]",
        ".",
    ),
    "Cloud Build, a shell": (
        "deploy/cloudbuild.yaml",
        "steps: [{name: docker, entrypoint: bash, args: [-c, 'docker build -f apps/api/Dockerfile .']}]",
        "apps/api",
    ),
    "Cloud Build, another step": (
        "cloudbuild.yaml",
        "steps: [{name: go, args: [build, -f, apps/api/Dockerfile, .]}, x]",
        "apps/api",
    ),
    "a Tiltfile": (
        "Tiltfile",
        "docker_build(\n  'x/api',\n  context='.',\n  only=['a'],\n  dockerfile='./apps/api/Dockerfile',\n)\n",
        ".",
    ),
    "a Tiltfile, a context": (
        "Tiltfile",
        'docker_build("x", "apps")\ndocker_build("api", "./apps/api", target="x")\n',
        "apps/api",
    ),
    "a Tiltfile, something worked out": (
        "Tiltfile",
        "docker_build(ref(), '.', dockerfile=path('Dockerfile'))",
        "apps/api",
    ),
    "a blueprint for Render": (
        "render.yaml",
        "services: [{runtime: docker, dockerfilePath: ./apps/api/Dockerfile}]",
        ".",
    ),
    "a blueprint for Render, a context": (
        "render.yaml",
        "services: [{dockerfilePath: ./apps/api/Dockerfile, dockerContext: ./apps}, {rootDir: x, dockerContext: .}]",
        "apps",
    ),
    "a project of Nx": (
        "apps/api/project.json",
        '{"targets": {"docker-build": {"command": "docker build -f apps/api/Dockerfile . -t api"}}}',
        ".",
    ),
    "a comment": ("apps/api/Dockerfile", f"# {RUN}\nFROM alpine\nCOPY . .\n", "."),
    "a comment of several lines": (
        "apps/api/Dockerfile",
        "# docker build \\\n#   -f apps/api/Dockerfile \\\n#   .\nFROM alpine\nCOPY . .\n",
        ".",
    ),
    "a comment in words": ("apps/api/Dockerfile", "# Build context: repo root.\nFROM alpine\nCOPY . .\n", "."),
    "a comment in other words": (
        "apps/api/Dockerfile",
        "# The API. Built from the repository root so that the workspace resolves.\nFROM alpine\nCOPY . .\n",
        ".",
    ),
    "a comment, the other way round": (
        "apps/api/Dockerfile",
        "# Use the monorepo root as build context\nFROM alpine\nCOPY . .\n",
        ".",
    ),
    "a comment that says no": (
        "apps/api/Dockerfile",
        "# Build context: apps/api (not the repo root)\nFROM alpine\nCOPY . .\n",
        "apps/api",
    ),
    "a comment in more words": (
        "apps/api/Dockerfile",
        "# The build context must be the repository root\nFROM alpine\nCOPY . .\n",
        ".",
    ),
    "a Makefile of another image": ("Makefile", "web:\n\tdocker build -f apps/web/Dockerfile .\n", "apps/api"),
    "no JSON": ("package.json", f"scripts: {RUN}", "apps/api"),
    "other JSON": ("package.json", f'["{RUN}"]', "apps/api"),
    "deep JSON": ("package.json", f'{{"x": "{RUN}", "scripts": ' + "[" * 100_000, "apps/api"),
    "no YAML": (".github/workflows/ci.yml", f"[{RUN}", "apps/api"),
    "a directory that is worked out": (
        ".github/workflows/ci.yml",
        f"jobs: {{a: {{steps: [{{run: {RUN}, working-directory: '${{{{ inputs.at }}}}'}}]}}}}",
        "apps/api",
    ),
}


@pytest.mark.parametrize(("name", "text", "expected"), FILES.values(), ids=FILES)
def test_a_file_tells_what_is_open(name: str, text: str, expected: str, tmp_path: Path) -> None:
    assert root_of(tmp_path, {"apps/api/Dockerfile": "FROM alpine\nCOPY . .\n", name: text}) == expected


SAID: Mapping[str, tuple[str, Mapping[str, str], str | None]] = {
    "in both, it is told": ("COPY package.json ./", {"apps/api/package.json": "", "package.json": ""}, "."),
    "the sources are only here": ("COPY package.json ./", {"apps/api/package.json": ""}, "apps/api"),
    "nothing is there yet": ("COPY dist /srv", {}, "."),
    "nobody knows what is copied": ("COPY $DIST /srv", {}, "."),
    "nothing is copied": ("RUN true", {}, "apps/api"),
    "a compose file says more": ("COPY . .", {"compose.yaml": "services: {a: {build: apps/api}}"}, "apps/api"),
    "two say different things": ("COPY . .", {"package.json": '{"scripts": {"x": "docker build apps/api"}}'}, None),
    "two say the same": ("COPY . .", {"README.md": RUN}, "."),
}


@pytest.mark.parametrize(("instructions", "files", "expected"), SAID.values(), ids=SAID)
def test_how_much_a_command_line_counts(
    instructions: str, files: Mapping[str, str], expected: str | None, tmp_path: Path
) -> None:
    dockerfile = f"FROM alpine\nWORKDIR /app\n{instructions}\n"

    assert root_of(tmp_path, {"Makefile": RUN, "apps/api/Dockerfile": dockerfile, **files}) == expected


@pytest.mark.parametrize(
    "name", ["Tiltfile", "render.yaml", "cloudbuild.yaml", ".github/workflows/a.yml", "package.json", "a.sh"]
)
@pytest.mark.parametrize(
    "text",
    ["docker_build(" * 15_000, "docker_build('a', '" + "." * 200_000, "docker_build('a'," + " " * 200_000, "steps: " + "[" * 9_000,
     "services: &a [*a, dockerfile]", "docker build " + "-f " * 60_000, "${{ env." * 30_000 + "docker/build-push-action"],
    ids=range(7),
)  # fmt: skip
def test_hostile_files(name: str, text: str, tmp_path: Path) -> None:
    started = time.process_time()

    assert root_of(tmp_path, {"apps/api/Dockerfile": "FROM alpine\nCOPY . .\n", name: text + "\ndocker"}) == "apps/api"
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text", ["context" + " " * 200_000 + "x", "the " * 60_000, "build from " * 30_000], ids=range(3)
)
def test_hostile_comments(text: str, tmp_path: Path) -> None:
    started = time.process_time()

    assert root_of(tmp_path, {"apps/api/Dockerfile": f"# {text}\nFROM alpine\nCOPY . .\n"}) == "apps/api"
    assert time.process_time() - started < 2


def root_of(root: Path, files: Mapping[str, str]) -> str | None:
    """The context of `apps/api/Dockerfile` in a repository with these files."""
    for path, text in {".git/HEAD": "", "apps/api/main.js": "", **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    found = infer(str(root / "apps/api/Dockerfile"), parse(files["apps/api/Dockerfile"])).root
    return None if found is None else Path(found).relative_to(root).as_posix()
