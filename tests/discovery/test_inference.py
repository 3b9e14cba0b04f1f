"""Where a Dockerfile is built: what the files around it tell."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from dockwright.context import UNKNOWN
from dockwright.discovery import Build, infer
from dockwright.syntax import parse


def lay(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        place = root / path
        (place if path.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
        if not path.endswith("/"):
            place.write_text(text)


def build_of(root: Path, path: str, told: str | None = None) -> Build:
    place = root / path
    return infer(str(place), parse(place.read_text()), told)


def root_of(root: Path, path: str) -> str | None:
    """The context's directory relative to `root`; None when it is unknown."""
    found = build_of(root, path).root
    return None if found is None else Path(found).relative_to(root).as_posix()


SOURCES = {
    "without a COPY, its own directory": ("RUN true", {}, "docker"),
    "the sources beside it": ("COPY run.sh /", {"docker/run.sh": "", "run.sh": ""}, "docker"),
    "the sources above it": ("COPY go.mod go.sum ./", {"go.mod": "", "go.sum": ""}, "."),
    "all of them are in one place": ("COPY package.json src ./", {"docker/package.json": "", "src/x": ""}, None),
    "a source that is built later": ("COPY go.mod dist ./", {"go.mod": ""}, "."),
    "sources that are nowhere": ("COPY dist /srv", {"go.mod": ""}, None),
    "a pattern": ("COPY package*.json ./", {"package-lock.json": ""}, "."),
    "COPY knows no `**`": ("COPY **/*.csproj ./", {"src/a.csproj": ""}, "."),
    "a source in a subdirectory": ("COPY docker/nginx.conf /etc/", {"docker/nginx.conf": ""}, "."),
    "a path from the root": ("COPY /go.mod ./", {"go.mod": ""}, "."),
    "a JSON list": ('COPY ["go.mod", "/x/"]', {"go.mod": ""}, "."),
    "ADD": ("ADD app.tar.gz /", {"app.tar.gz": ""}, "."),
    "a bind mount": ("RUN --mount=type=bind,source=go.mod,target=go.mod true", {"go.mod": ""}, "."),
    "another stage is no context": ("COPY --from=build /out/app /app", {"out/app": ""}, "docker"),
    "a mount from another stage": ("RUN --mount=from=build,source=go.mod,target=/x true", {"go.mod": ""}, "docker"),
    "a remote source": ("ADD https://example.com/x.tar.gz /", {}, "docker"),
    "a variable": ("COPY $FILES /", {"x": ""}, "docker"),
    "a variable that is set": ("ARG DIR=app\nCOPY ./$DIR/x /", {"app/x": ""}, "."),
    "a variable that is set, and everything": ("ARG DIR=.\nCOPY $DIR /\nCOPY go.mod /", {"go.mod": ""}, "."),
    "a variable that is set to what is made": ("ARG JAR=target/*.jar\nCOPY ${JAR} /", {"pom.xml": ""}, "docker"),
    "a variable that stands for a remote source": ("ARG URL=https://example.com\nADD $URL/x /", {"x": ""}, "docker"),
    "a heredoc": ("COPY <<EOF /x\nhello\nEOF", {}, "docker"),
    "everything, and files beside it": ("COPY . .", {"docker/main.go": ""}, "docker"),
    "everything, and nothing beside it": ("COPY . .", {"main.go": ""}, None),
    "everything, and only above it is prepared": (
        "COPY . .",
        {"docker/run.sh": "", ".dockerignore": "", "main.go": ""},
        None,
    ),
    "everything, and it is prepared here too": (
        "COPY . .",
        {"docker/run.sh": "", ".dockerignore": "", "docker/.dockerignore": ""},
        "docker",
    ),
    "everything and a name": ("COPY go.mod ./\nCOPY . .", {"go.mod": ""}, "."),
    "a name that is in two places, and what is done with it": (
        "WORKDIR /app\nCOPY requirements.txt .\nCOPY . .\nRUN cd web && npm ci",
        {"docker/requirements.txt": "", "requirements.txt": "", "web/package.json": ""},
        ".",
    ),
    "a name that is in two places": (
        "COPY requirements.txt .\nRUN pip install -r requirements.txt",
        {"docker/requirements.txt": "", "requirements.txt": ""},
        "docker",
    ),
}

HERE = {"docker/main.x": ""}
ABOVE = {"docker/main.x": "", ".dockerignore": "", "main.x": ""}
BOTH = {**HERE, "docker/package.json": "", "package.json": ""}
COMMANDS: dict[str, tuple[str, Mapping[str, str], str | None]] = {
    "its own manifest, and an ignore file above": ("RUN npm ci", {**ABOVE, "docker/package.json": ""}, "docker"),
    "a manifest above, and files beside it": ("RUN go build -o /app .", {**HERE, "go.mod": ""}, "."),
    "manifests in both": ("RUN npm ci", {**HERE, "docker/package.json": "", "package.json": ""}, "docker"),
    "manifests in both, and an ignore file above": ("RUN npm ci", {**ABOVE, "docker/package.json": "", "package.json": ""}, None),
    "a manifest nowhere": ("RUN npm ci", HERE, "docker"),
    "a manifest nowhere, and an ignore file above": ("RUN npm ci", ABOVE, None),
    "a directory of the sources": ("WORKDIR /app/web\nRUN npm run build", {**HERE, "docker/package.json": "", "web/package.json": ""}, "."),
    "a directory that is entered": ("RUN cd web && npm run build", {**HERE, "docker/package.json": "", "web/package.json": ""}, "."),
    "a directory that is there, its manifest above": ("WORKDIR /app/docker\nRUN go build", {**HERE, "docker/go.mod": "", "go.mod": ""}, "."),
    "a directory that is entered somehow": ("RUN cd $DIR && npm ci", {**ABOVE, "docker/package.json": ""}, None),
    "another place": ("WORKDIR /tmp\nRUN npm ci", {**ABOVE, "docker/package.json": ""}, None),
    "requirements": ("RUN pip install -r requirements.txt", {**ABOVE, "docker/requirements.txt": ""}, "docker"),
    "requirements of another name": ("RUN pip install -r req/dev.txt", {**HERE, "req/dev.txt": ""}, "."),
    "a package": ("RUN npm install express", {**ABOVE, "docker/package.json": ""}, None),
    "a tool": ("RUN npm install -g serve && go install x.org/t@v1", {**ABOVE, "docker/package.json": "", "docker/go.mod": ""}, None),
    "a manifest that is made": ("RUN npm init -y && go mod init x", {**ABOVE, "docker/package.json": "", "docker/go.mod": ""}, None),
    "a Maven wrapper": ("RUN ./mvnw -B package", {**ABOVE, "docker/pom.xml": ""}, "docker"),
    "Gradle in Kotlin": ("RUN gradle build --no-daemon", {**ABOVE, "docker/build.gradle.kts": ""}, "docker"),
    "a solution": ("RUN dotnet publish -c Release -o /out", {**HERE, "Shop.sln": ""}, "."),
    "a crate": ("RUN cargo build --release", {**ABOVE, "docker/Cargo.toml": ""}, "docker"),
    "a crate of another place": ("RUN cargo build --manifest-path x/Cargo.toml", {**ABOVE, "docker/Cargo.toml": ""}, None),
    "a gem file": ("RUN bundle install", {**ABOVE, "docker/Gemfile": ""}, "docker"),
    "a Composer project": ("RUN composer install --no-dev", {**ABOVE, "docker/composer.json": ""}, "docker"),
    "an Elixir project": ("RUN mix deps.get", {**ABOVE, "docker/mix.exs": ""}, "docker"),
    "a lock file above only": ("RUN npm ci", {**BOTH, "package-lock.json": ""}, "."),
    "lock files in both": ("RUN npm ci", {**BOTH, "package-lock.json": "", "docker/package-lock.json": ""}, "docker"),
    "a lock file that nobody asks for": ("RUN npm install", {**BOTH, "package-lock.json": ""}, "docker"),
    "a frozen lock file": ("RUN pnpm install --frozen-lockfile", {**BOTH, "pnpm-lock.yaml": ""}, "."),
    "a workspace": ("RUN pnpm --filter api build", {**BOTH, "pnpm-workspace.yaml": ""}, "."),
    "a member of a workspace": ("RUN npm run build --workspace=apps/api", {**BOTH, "apps/api/package.json": ""}, "."),
    "a member of a workspace by its name": ("RUN npm run build -w @x/api", {**BOTH, "apps/api/package.json": ""}, "docker"),
    "another directory": ("RUN npm ci --prefix web", {**BOTH, "web/package.json": ""}, "."),
    "a tool of monorepos": ("RUN npx turbo prune api --docker", {**BOTH, "turbo.json": ""}, "."),
    "the same by a package manager": ("RUN pnpm exec nx build api", {**BOTH, "nx.json": ""}, "."),
    "make": ("RUN make build", {**ABOVE, "Makefile": ""}, "."),
    "make with another file": ("RUN make -f x.mk", {**ABOVE, "Makefile": ""}, None),
    "a package of Go": ("RUN go build -o /app ./cmd/api/...", {**HERE, "docker/go.mod": "", "go.mod": "", "cmd/api/main.go": ""}, "."),
    "a program of Go": ("RUN go build cmd/main.go", {**HERE, "cmd/main.go": ""}, "."),
    "a project of .NET": ("RUN dotnet publish src/A/A.csproj -o /out", {**HERE, "src/A/A.csproj": ""}, "."),
    "a module of Maven": ("RUN mvn package -pl apps/api -am", {**HERE, "docker/pom.xml": "", "pom.xml": "", "apps/api/pom.xml": ""}, "."),
    "a module of Maven by its name": ("RUN mvn package -pl :api", {**HERE, "docker/pom.xml": "", "pom.xml": ""}, "docker"),
    "an artifact of a member": (
        "RUN npm run build\nFROM alpine\nCOPY --from=0 /app/apps/api/dist /srv", {**BOTH, "apps/api/package.json": ""}, "."
    ),
    "an artifact that is made": ("RUN npm run build\nFROM alpine\nCOPY --from=0 /app/build/web/ /srv", {**BOTH, "build": ""}, "docker"),
    "an artifact of another place": ("RUN npm run build\nFROM alpine\nCOPY --from=0 /srv/apps/api /srv", {**BOTH, "apps/api": ""}, "docker"),
    "two commands that disagree": ("RUN npm ci && go build", {**HERE, "docker/package.json": "", "go.mod": ""}, None),
}  # fmt: skip


@pytest.mark.parametrize(("instructions", "files", "expected"), SOURCES.values(), ids=SOURCES)
def test_the_sources_tell(instructions: str, files: Mapping[str, str], expected: str | None, tmp_path: Path) -> None:
    lay(tmp_path, {".git/HEAD": "", "docker/Dockerfile": f"FROM alpine:3.20\n{instructions}\n", **files})

    assert root_of(tmp_path, "docker/Dockerfile") == expected


@pytest.mark.parametrize(("instructions", "files", "expected"), COMMANDS.values(), ids=COMMANDS)
def test_what_is_done_with_everything_tells(
    instructions: str, files: Mapping[str, str], expected: str | None, tmp_path: Path
) -> None:
    dockerfile = f"FROM alpine:3.20\nWORKDIR /app\nCOPY . .\n{instructions}\n"
    lay(tmp_path, {".git/HEAD": "", "docker/Dockerfile": dockerfile, **files})

    assert root_of(tmp_path, "docker/Dockerfile") == expected


def workflow(
    inputs: str, expected: str | None = None, matrix: str = "", before: str = ""
) -> tuple[str, str, str | None]:
    """A workflow that builds with Docker's action, and the context that it tells."""
    steps = f"[{{uses: actions/checkout@v4{before}}}, {{uses: docker/build-push-action@v6, with: {{{inputs}}}}}]"
    strategy = f"strategy: {{matrix: {matrix}}}, " if matrix else ""
    return (".github/workflows/ci.yaml", f"jobs: {{build: {{{strategy}steps: {steps}}}}}", expected)


NAMED = {
    "compose, short": ("compose.yaml", "services: {web: {build: .}}", "."),
    "compose, long": (
        "docker-compose.yml",
        "services:\n  web:\n    build: {context: ., dockerfile: api/Dockerfile}",
        ".",
    ),
    "compose in the Dockerfile's directory": ("api/compose.yml", "services: {web: {build: ..}}", None),
    "compose, one that overlays another": (
        "docker-compose.prod.yml",
        "services: {web: {build: {dockerfile: api/Dockerfile}}}",
        ".",
    ),
    "compose, a variable with a default": (
        "compose.yaml",
        "services: {web: {build: {context: '${ROOT:-.}', dockerfile: api/Dockerfile}}}",
        ".",
    ),
    "compose, merged keys": (
        "compose.yaml",
        "x: &x {context: .}\nservices: {web: {build: {<<: *x, dockerfile: ./api/Dockerfile}}}",
        ".",
    ),
    "bake": ("docker-bake.hcl", 'target "api" {\n  context = "."\n  dockerfile = "api/Dockerfile"\n}\n', "."),
    "bake, an override": ("docker-bake.override.hcl", 'target "api" { dockerfile = "api/Dockerfile" }\n', "."),
    "bake, JSON": ("docker-bake.json", '{"target": {"api": {"dockerfile": "api/Dockerfile"}}}', "."),
    "bake, inherited": (
        "docker-bake.hcl",
        'target "base" {\n context = "."\n}\ntarget "api" {\n inherits = ["base"]\n dockerfile = "api/Dockerfile"\n}\n',
        ".",
    ),
    "bake, a matrix": (
        "docker-bake.hcl",
        'target "all" {\n  name = "app-${one}"\n  matrix = { one = ["web", "api"] }\n  dockerfile = "${one}/Dockerfile"\n}\n',
        ".",
    ),
    "bake, a matrix of objects": (
        "docker-bake.hcl",
        'target "all" {\n  matrix = {\n    item = [{ dir = "web", in = "web" }, { dir = "api", in = "." }]\n  }\n'
        '  name = item.dir\n  context = item.in\n  dockerfile = "${item.dir}/Dockerfile"\n}\n',
        ".",
    ),
    "bake, a variable": (
        "docker-bake.hcl",
        'variable "DIR" { default = "api" }\ntarget "api" { dockerfile = "${DIR}/Dockerfile" }\n',
        ".",
    ),
    "a workflow": workflow("context: ., file: api/Dockerfile", "."),
    "a workflow, and the context is the repository": workflow("file: ./api/Dockerfile", "."),
    "a workflow, and the file goes by its directory": workflow("context: api", "api"),
    "a workflow, the default context": workflow("context: '{{defaultContext}}:api'", "api"),
    "a workflow, the workspace": workflow("context: '${{ github.workspace }}/api'", "api"),
    "a workflow, a matrix": workflow("context: '${{ matrix.name }}'", "api", "{name: [web, api]}"),
    "a workflow, a matrix of rows": workflow(
        "context: ., file: '${{matrix.file}}'", ".", "{include: [{file: x}, {file: api/Dockerfile}]}"
    ),
    "a workflow, a matrix of mappings": workflow(
        "context: '${{ matrix.service.context }}'", "api", "{os: [x], service: [{name: a, context: ./api}, {name: b}]}"
    ),
    "a workflow, the environment": (
        ".github/workflows/ci.yml",
        "env: {AT: x}\njobs: {a: {env: {AT: api}, steps: [{uses: docker/build-push-action@v6, with: {context: '${{ env.AT }}'}}]}}",
        "api",
    ),
    "a workflow, more for a row": workflow(
        "context: '${{ matrix.at }}', file: '${{ matrix.name }}/Dockerfile'",
        ".",
        "{name: [web, api], include: [{name: api, at: .}]}",
    ),
}
SKAFFOLD = "kind: Config\nbuild:\n  artifacts:\n"
FURTHER: dict[str, tuple[str, str, str | None]] = {
    "Skaffold": ("skaffold.yaml", SKAFFOLD + "  - image: api\n    docker: {dockerfile: api/Dockerfile}\n", "."),
    "Skaffold, a context": ("skaffold.yaml", SKAFFOLD + "  - {image: api, context: api}\n", "api"),
    "Skaffold, a Dockerfile beside it": (
        "skaffold.yaml",
        SKAFFOLD + "  - {image: api, context: web, docker: {dockerfile: api/Dockerfile}}\n",
        "web",
    ),
    "Skaffold, several documents": (
        "skaffold.yaml",
        f"{SKAFFOLD}  - image: web\n---\n{SKAFFOLD}  - {{image: a, kaniko: {{dockerfile: api/Dockerfile}}}}\n",
        ".",
    ),
    "Skaffold, a profile": (
        "skaffold.yaml",
        "build: {}\nprofiles: [{name: x, build: {artifacts: [{docker: {dockerfile: api/Dockerfile}}]}}]",
        ".",
    ),
    "Skaffold, another builder": ("skaffold.yaml", SKAFFOLD + "  - {image: api, context: api, jib: {}}\n", None),
    "Skaffold, a template": ("skaffold.yaml", SKAFFOLD + "  - {image: api, context: '{{.DIR}}'}\n", None),
    "Skaffold, no list": ("skaffold.yaml", "build: {artifacts: api}", None),
    "Skaffold, no YAML": ("skaffold.yaml", "build: {artifacts: [", None),
    "a development container": (
        ".devcontainer/devcontainer.json",
        '{\n  // The image.\n  "build": {"dockerfile": "../api/Dockerfile", "context": "..",},\n}\n',
        ".",
    ),
    "a development container, as it was written": (
        ".devcontainer.json",
        '{/* , */ "dockerFile": "api/Dockerfile", "context": "api"}',
        "api",
    ),
    "one of several development containers": (
        ".devcontainer/api/devcontainer.json",
        '{"build": {"dockerfile": "../../api/Dockerfile", "context": "../.."}}',
        ".",
    ),
    "a development container without a context": (
        ".devcontainer/devcontainer.json",
        '{"build": {"dockerfile": "../api/Dockerfile"}}',
        None,
    ),
    "a development container with a variable": (
        ".devcontainer.json",
        '{"build": {"dockerfile": "api/Dockerfile", "context": "${localWorkspaceFolder}/web"}}',
        None,
    ),
    "a development container, no text": (".devcontainer.json", '{"build": {"dockerfile": ["api/Dockerfile"]}}', None),
    "a development container, comments only": (".devcontainer.json", "/*Dockerfile" * 20_000, None),
    "a development container, strings only": (".devcontainer.json", 'ocker"' + '\\"' * 100_000, None),
    "a development container, commas only": (".devcontainer.json", "ocker," + ", " * 100_000, None),
    "compose aside": ("deploy/compose.yaml", "services: {a: {build: {context: .., dockerfile: api/Dockerfile}}}", "."),
    "bake aside": ("docker/docker-bake.hcl", 'target "a" {\n context = ".."\n dockerfile = "api/Dockerfile"\n}\n', "."),
    "a compose file somewhere": (
        "web/compose.yaml",
        "services: {a: {build: {context: .., dockerfile: api/Dockerfile}}}",
        None,
    ),
}
SAYS_NOTHING = {
    "another Dockerfile": ("compose.yaml", "services: {web: {build: web}}"),
    "an image only": ("compose.yaml", "services: {web: {image: build}}"),
    "an unknown variable": ("compose.yaml", "services: {web: {build: {context: $X, dockerfile: api/Dockerfile}}}"),
    "an inline Dockerfile": ("compose.yaml", "services: {web: {build: {context: ., dockerfile_inline: FROM x}}}"),
    "a remote context": ("compose.yaml", "services: {web: {build: 'https://example.com/x.git'}}"),
    "a character that no path has": ("compose.yaml", 'services: {web: {build: "a\\0b"}}'),
    "Compose's own tags": ("compose.yaml", "services: {web: {build: !reset null}}"),
    "no mapping": ("compose.yaml", "- build\n- services"),
    "no YAML": ("compose.yaml", "build: ["),
    "two documents": ("compose.yaml", "build: 1\n---\nbuild: 2\n"),
    "a bomb": ("compose.yaml", "build: " + "[" * 5000),
    "no JSON": ("docker-bake.json", "target"),
    "deep JSON": ("docker-bake.json", '{"target": ' + "[" * 100_000),
    "no HCL": ("docker-bake.hcl", 'target }}} "api" {{{ = '),
    "a target of no place": ("docker-bake.hcl", 'target "api" { tags = ["api"] }'),
    "a workflow of another Dockerfile": workflow("context: web")[:2],
    "a workflow, an expression": workflow("context: '${{ inputs.context }}', file: api/Dockerfile")[:2],
    "a workflow, an unknown row": workflow("context: '${{ matrix.name }}'", None, "'${{ fromJSON(x) }}'")[:2],
    "a workflow, another checkout": workflow("file: api/Dockerfile", None, "", ", with: {path: src}")[:2],
    "a workflow, a remote context": workflow("context: 'https://example.com/x.git', file: api/Dockerfile")[:2],
    "a workflow, a matrix that grows": workflow(
        "context: '${{ matrix.a }}'",
        None,
        "{include: [&a {b: x}, &c {"
        + ", ".join(f"k{n}: *a" for n in range(99))
        + "}, {"
        + ", ".join(f"k{n}: *c" for n in range(99))
        + "}]}",
    )[:2],
    "a workflow, deep": workflow("context: '${{ matrix.a }}'", None, "{a: [" + "{a: " * 300 + "x" + "}" * 300 + "]}")[
        :2
    ],
    "a workflow without jobs": (".github/workflows/ci.yml", "jobs: docker/build-push-action"),
    "what is worked out": ("docker-bake.hcl", 'target "api" { context = x ? "a" : "." }\n'),
}


@pytest.mark.parametrize(("name", "text", "expected"), NAMED.values(), ids=NAMED)
def test_another_file_tells(name: str, text: str, expected: str | None, tmp_path: Path) -> None:
    dockerfile = "Dockerfile" if "build: .}" in text else "api/Dockerfile"
    lay(tmp_path, {".git/HEAD": "", "api/Dockerfile": "", "api/main.go": "", dockerfile: "FROM a\nCOPY main.go /\n"})
    lay(tmp_path, {name: text})

    found = build_of(tmp_path, dockerfile)

    if expected is None:
        assert found.origin is None
    else:
        assert found.origin == str(tmp_path / name)
        assert root_of(tmp_path, dockerfile) == expected


@pytest.mark.parametrize(("name", "text"), SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_a_file_that_says_nothing_of_this_dockerfile(name: str, text: str, tmp_path: Path) -> None:
    lay(tmp_path, {".git/HEAD": "", "api/Dockerfile": "FROM a\nCOPY main.go /\n", "api/main.go": "", name: text})

    assert build_of(tmp_path, "api/Dockerfile").origin is None
    assert root_of(tmp_path, "api/Dockerfile") == "api"


@pytest.mark.parametrize(("name", "text", "expected"), FURTHER.values(), ids=FURTHER)
def test_a_file_aside_tells(name: str, text: str, expected: str | None, tmp_path: Path) -> None:
    lay(tmp_path, {".git/HEAD": "", "api/Dockerfile": "FROM a\nCOPY . /\n", "api/x": "", "web/x": "", name: text})

    found = build_of(tmp_path, "api/Dockerfile")

    assert found.origin == (None if expected is None else str(tmp_path / name))
    assert root_of(tmp_path, "api/Dockerfile") == (expected or "api")


def test_a_file_aside_is_not_asked_where_one_above_tells(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {".git/HEAD": "", "api/Dockerfile": "FROM a\nCOPY . /\n", "compose.yaml": "services: {a: {build: api}}"},
    )
    lay(tmp_path, {"skaffold.yaml": SKAFFOLD + "  - docker: {dockerfile: api/Dockerfile}\n"})

    assert root_of(tmp_path, "api/Dockerfile") == "api"


def test_a_file_aside_is_not_believed_where_the_sources_are_not(tmp_path: Path) -> None:
    lay(tmp_path, {".git/HEAD": "", "api/Dockerfile": "FROM a\nCOPY go.mod /\n", "api/go.mod": ""})
    lay(tmp_path, {"skaffold.yaml": SKAFFOLD + "  - docker: {dockerfile: api/Dockerfile}\n"})

    assert root_of(tmp_path, "api/Dockerfile") == "api"


def test_target_and_arguments(tmp_path: Path) -> None:
    compose = """
services:
  web:
    build:
      context: .
      target: production
      args:
        VERSION: 3
        FROM_SHELL: $HOME
        TOKEN:
  worker:
    build:
      context: .
      target: production
      args: [VERSION=3, "EXTRA=a=b"]
"""
    lay(tmp_path, {".git/HEAD": "", "Dockerfile": "FROM a\n", "compose.yaml": compose})
    build = build_of(tmp_path, "Dockerfile")

    assert build.target == "production"
    assert build.context.arguments == {"VERSION": "3"}


def test_what_services_do_not_agree_on(tmp_path: Path) -> None:
    def compose(target: str, context: str) -> str:
        return (
            f"services: {{a: {{build: {{context: {context}, dockerfile: {tmp_path}/Dockerfile, target: {target}}}}}}}"
        )

    lay(tmp_path, {".git/HEAD": "", "Dockerfile": "FROM a\n", "compose.yaml": compose("dev", ".")})
    assert build_of(tmp_path, "Dockerfile").target == "dev"

    lay(tmp_path, {"compose.prod.yaml": compose("prod", ".")})
    assert build_of(tmp_path, "Dockerfile").target is None
    assert build_of(tmp_path, "Dockerfile").context.targets == {"dev": "compose.yaml", "prod": "compose.prod.yaml"}
    assert root_of(tmp_path, "Dockerfile") == "."

    lay(tmp_path, {"compose.ci.yaml": compose("prod", "web")})
    assert build_of(tmp_path, "Dockerfile") == Build(UNKNOWN, None)


def test_the_context_that_has_the_sources_counts(tmp_path: Path) -> None:
    compose = "services: {a: {build: {context: CONTEXT, dockerfile: DOCKERFILE, args: {A: 1}}}}"
    lay(tmp_path, {".git/HEAD": "", "api/Dockerfile": "FROM a\nCOPY go.mod src ./\n", "go.mod": "", "src/x": ""})
    lay(tmp_path, {"compose.yaml": compose.replace("CONTEXT", "api").replace("DOCKERFILE", "Dockerfile")})
    lay(tmp_path, {"compose.ci.yaml": compose.replace("CONTEXT", ".").replace("DOCKERFILE", "api/Dockerfile")})

    assert root_of(tmp_path, "api/Dockerfile") == "."
    assert build_of(tmp_path, "api/Dockerfile").context.arguments == {"A": "1"}

    lay(tmp_path, {"api/go.mod": ""})
    assert root_of(tmp_path, "api/Dockerfile") == "."

    lay(tmp_path, {"api/src/x": ""})
    assert root_of(tmp_path, "api/Dockerfile") is None


def test_the_context_that_has_what_the_commands_need_counts(tmp_path: Path) -> None:
    dockerfile = "FROM a\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"
    compose = "services: {a: {build: api}, b: {build: {context: ., dockerfile: api/Dockerfile}}}"
    lay(tmp_path, {".git/HEAD": "", "api/Dockerfile": dockerfile, "api/package.json": "", "package.json": ""})
    lay(tmp_path, {"compose.yaml": compose})
    assert root_of(tmp_path, "api/Dockerfile") is None

    lay(tmp_path, {"package-lock.json": ""})
    assert root_of(tmp_path, "api/Dockerfile") == "."


def test_a_context_that_is_made_later_is_not_known(tmp_path: Path) -> None:
    lay(tmp_path, {"Dockerfile": "FROM a\nCOPY x /\n", "x": ""})
    lay(tmp_path, {"compose.yaml": "services: {a: {build: {context: dist, dockerfile: ../Dockerfile}}}"})
    assert build_of(tmp_path, "Dockerfile") == Build(UNKNOWN, None)


def test_what_the_user_tells_counts(tmp_path: Path) -> None:
    lay(tmp_path, {".git/HEAD": "", "a/Dockerfile": "FROM a\nCOPY x /\n", "a/x": "", "b/y": ""})
    build = build_of(tmp_path, "a/Dockerfile", str(tmp_path / "b"))

    assert build.root == str(tmp_path / "b")
    assert build.context.is_file("y")


def test_the_ignore_file_of_the_dockerfile_lies_beside_it(tmp_path: Path) -> None:
    lay(tmp_path, {".git/HEAD": "", "docker/Dockerfile": "FROM a\nCOPY go.mod .\n", "go.mod": "", ".dockerignore": "x"})
    assert build_of(tmp_path, "docker/Dockerfile").context.ignore_file == ".dockerignore"

    lay(tmp_path, {"docker/Dockerfile.dockerignore": "y"})
    assert build_of(tmp_path, "docker/Dockerfile").context.ignore_file == "docker/Dockerfile.dockerignore"


def test_nothing_above_the_repository_counts(tmp_path: Path) -> None:
    lay(tmp_path, {"app/.git/HEAD": "", "app/Dockerfile": "FROM a\nCOPY go.mod .\n", "go.mod": ""})
    assert root_of(tmp_path, "app/Dockerfile") is None


def test_without_a_repository_a_few_levels_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    lay(tmp_path, {"home/x/app/Dockerfile": "FROM a\nCOPY go.mod .\n", "home/x/go.mod": ""})
    assert root_of(tmp_path, "home/x/app/Dockerfile") == "home/x"

    lay(tmp_path, {"home/app/Dockerfile": "FROM a\nCOPY go.mod .\n", "home/go.mod": ""})
    assert root_of(tmp_path, "home/app/Dockerfile") is None  # never what lies about in a home

    (tmp_path / "home/x").chmod(0o777)
    assert root_of(tmp_path, "home/x/app/Dockerfile") is None  # nor where anybody may write


def test_a_file_that_is_not_written_yet(tmp_path: Path) -> None:
    lay(tmp_path, {"go.mod": ""})
    build = infer(str(tmp_path / "Dockerfile"), parse("FROM a\nCOPY go.mod .\n"))

    assert build.root == str(tmp_path)


def test_a_big_repository_costs_nothing(tmp_path: Path) -> None:
    """Names are looked up, nothing is walked; and YAML is not even loaded where no compose file builds anything."""
    lay(tmp_path, {".git/HEAD": "", "compose.yaml": "services: {db: {image: postgres}}\n"})
    lay(tmp_path, {f"src/d{number % 50}/f{number}.go": "" for number in range(3000)})
    lay(tmp_path, {"docker/Dockerfile": "FROM a\nCOPY go.mod ./\nCOPY src src\n", "go.mod": ""})
    sys.modules.pop("yaml", None)
    started = time.process_time()

    assert root_of(tmp_path, "docker/Dockerfile") == "."
    assert time.process_time() - started < 0.05
    assert "yaml" not in sys.modules
