from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.context import BuildContext
from dockwright.knowledge.builders import CACHE_MOUNTS
from dockwright.knowledge.package_managers import manager_of
from dockwright.refactorings.hints import first_of_sources
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run

if TYPE_CHECKING:
    from dockwright.refactorings.cache_mounts import Offer

ALWAYS = Settings(options={"missing-cache-mount": {"always": True}})
CLASSIC = Settings(builder="classic")
EITHER = Settings(builder="either")
# The subcommands that fill a cache, of the programs that most files run.
_VERBS = {
    "go": frozenset({"build", "install", "test", "vet", "run"}),
    "npm": frozenset({"install", "i", "ci", "clean-install"}),
    "pnpm": frozenset({"install", "i"}),
}
GO = {"go.mod": "module x\n\ngo 1.24\n\nrequire a.example/a v1.0.0\n", "go.sum": "", "main.go": ""}
SCRIPT = {"package.json": '{"dependencies": {"x": "1"}, "scripts": {"postinstall": "node build.js"}}'}


@rule(
    "missing-cache-mount",
    on=Command,
    commands=(
        "apt",
        "apt-get",
        "bun",
        "bundle",
        "bundler",
        "cargo",
        "composer",
        "dotnet",
        "go",
        "gradle",
        "gradlew",
        "mix",
        "mvn",
        "mvnw",
        "npm",
        "pip",
        "pip3",
        "pnpm",
        "poetry",
        "python",
        "python3",
        "uv",
        "vcpkg",
        "yarn",
    ),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    options={"always": False},
    invalid=(
        Invalid(
            "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build -o app\n",
            "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
            "RUN --mount=type=cache,target=/root/.cache/go-build go build -o app\n",
            marked=("go",),
            title="Go compiles only what has changed",
        ),
        Invalid(
            "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go test ./... \\\n    && CGO_ENABLED=0 go build -o app\n",
            "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache/go-build \\\n"
            "    CGO_ENABLED=0 go test ./... \\\n"
            "    && CGO_ENABLED=0 go build -o app\n",
            title="one mount for the whole RUN",
        ),
        Invalid(
            "# syntax=docker/dockerfile:1\nFROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN ./gen.sh && go build -o app\n",
            "# syntax=docker/dockerfile:1\nFROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/go/pkg/mod \\\n"
            "    --mount=type=cache,target=/root/.cache/go-build \\\n    ./gen.sh && go build -o app\n",
            context=GO,
            title="where no order helps, the modules too",
        ),
        Invalid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm cache clean --force && npm run build\n",
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/root/.npm npm ci && npm run build\n",
            context=SCRIPT,
            title="the install needs the sources; what would empty the cache goes",
        ),
        Invalid(
            "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir .\n",
            "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache/pip pip install .\n",
        ),
        Invalid(
            "FROM maven:3-eclipse-temurin-21 AS build\nWORKDIR /src\nCOPY . .\nRUN mvn -B package\n",
            "FROM maven:3-eclipse-temurin-21 AS build\nWORKDIR /src\nCOPY . .\n"
            "RUN --mount=type=cache,target=/root/.m2/repository,sharing=locked mvn -B package\n",
        ),
        Invalid(
            "FROM ruby:3.3\nWORKDIR /app\nCOPY . .\nRUN bundle install\n",
            "FROM ruby:3.3\nWORKDIR /app\nCOPY . .\n"
            "RUN --mount=type=cache,target=/usr/local/bundle/cache,sharing=locked bundle install\n",
            context={"Gemfile": 'gem "app", path: "."\n', "Gemfile.lock": "", "app.gemspec": ""},
            title="gems that are kept beside those that are installed",
        ),
        Invalid(
            "FROM node:20\nUSER node\nWORKDIR /home/node/app\nCOPY . .\nRUN npm ci\n",
            "FROM node:20\nUSER node\nWORKDIR /home/node/app\nCOPY . .\n"
            "RUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci\n",
            context=SCRIPT,
            title="a user of its own",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
            "FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n"
            "    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \\\n"
            "    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y curl\n",
            settings=ALWAYS,
            title="always: apt, whose image empties the cache",
        ),
        Invalid(
            "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o app\n",
            "FROM golang:1.24\nWORKDIR /app\nCOPY . .\n"
            "RUN --mount=type=cache,target=/root/.cache/go-build go build -o app\n",
            settings=EITHER,
            title="Buildah has cache mounts, too",
        ),
        Invalid(
            "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install . ; rm -rf ~/.cache\n",
            title="what empties the cache cannot be taken out",
        ),
    ),
    valid=(
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache/go-build go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache go build\n",
        "FROM golang:1.24\nRUN go install example.org/tool@latest\n",
        "FROM golang:1.24\nCOPY . .\nRUN go build -a -o app\n",
        "FROM golang:1.9\nWORKDIR /go/src/app\nCOPY . .\nRUN go build\n",
        "FROM node:20\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n",
        "FROM python:3.12\nENV PIP_NO_CACHE_DIR=1\nWORKDIR /app\nCOPY . .\nRUN pip install .\n",
        "FROM maven:3 AS build\nCOPY . .\nRUN mvn -B compile\nRUN mvn -o package\n",
        "FROM python:3.12\nUSER app\nWORKDIR /app\nCOPY . .\nRUN pip install .\n",
        Valid(
            "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build\n",
            settings=CLASSIC,
            title="the builder knows no mounts",
        ),
        Valid(
            "FROM ruby:3.3\nENV BUNDLE_PATH=/gems\nWORKDIR /app\nCOPY . .\nRUN bundle install\n",
            context={"Gemfile": 'gem "app", path: "."\n', "Gemfile.lock": "", "app.gemspec": ""},
            title="gems are elsewhere, and their cache with them",
        ),
        Valid("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", title="another order is the better cure"),
    ),
)
def missing_cache_mount(
    command: Command, model: SemanticModel, context: BuildContext, settings: Settings
) -> Iterator[Finding]:
    """A command that runs after every edit starts with an empty cache each time.

    ## Why is this bad?
    What stands behind a copy of the sources runs again with every edit. `go build` then compiles all packages anew, those
    of the standard library and of every module too; a package manager downloads everything again. A cache mount keeps
    that from one build to the next, and out of the image. For a small Go program the build after an edit took 1.8 s in
    place of 12.6 s.

    Reported is what works anew after every edit of a source and what no better order of instructions would help. The fix
    puts the mount on the RUN and takes out what would defeat it: `--no-cache-dir`, `npm cache clean`, `rm -rf` of the
    cache. A directory that later instructions need gets no mount, because it would be empty for them. Nor does cargo's
    `target`: what is built there would not be in the image, and cargo takes a source for unchanged when its time stamp is
    older than what was built from it, whatever the source says. Nor do conan's packages, which a later build uses where
    they are kept, and gems that are elsewhere than in the official image: bundler keeps its downloads beside them.

    Nothing is reported when the setting `builder` names one without cache mounts: `classic`, `kaniko`.

    ## Options
    - `always`: report the package managers whose layer is rebuilt only when manifests change, too, apt among them.

    ## Fix safety
    Cache mounts need BuildKit, which Docker uses since version 23, or Buildah 1.26, which Podman has since 4.1. The fix is safe where the file itself tells that
    BuildKit builds it: by a `# syntax=` line, another mount, or a here-document. Else it is unsafe: check what builds the
    file.

    It is unsafe, too, where a build may take from the cache what is another by now: Maven, Gradle and sbt look only once a day
    for newer snapshots; pip, uv and Poetry keep what they have compiled, whatever libraries it was compiled with; Go does not
    see that the headers of a C library have changed.

    ## References
    - https://docs.docker.com/build/cache/optimize/#use-cache-mounts
    - https://docs.docker.com/reference/dockerfile/#run---mounttypecache
    """
    if settings.builder not in CACHE_MOUNTS:
        return
    always = bool(settings.option("missing-cache-mount", "always", False))
    if not always and not _may_work_anew(command, model, context):
        return
    from dockwright.refactorings.cache_mounts import offer

    found = offer(model, context, command, always=always)
    if found is None:
        return
    name = _written(command)
    does = "compiles everything anew" if found.is_compiler else "downloads everything again"
    message = f"`{name}` {does} each time, as it has no cache mount"
    yield Finding(command.name_span, message, _fixes(model, settings, found, name))


_NEEDED = {"buildah": "Buildah 1.26", "either": "BuildKit or Buildah 1.26"}


def _may_work_anew(command: Command, model: SemanticModel, context: BuildContext) -> bool:
    """A quick look: it may fill a cache, has none yet, and sources may have been copied before."""
    run = command.instruction
    if not isinstance(run, Run) or command.name in ("apt", "apt-get"):
        return False
    if "go-build" in run.text or (command.name != "go" and "type=cache" in run.text):
        return False
    verbs = _VERBS.get(command.name)
    if verbs is not None and not any(word.value in verbs for word in command.arguments):
        return False
    return first_of_sources(model, context) < run.index


def _fixes(model: SemanticModel, settings: Settings, found: Offer, name: str) -> tuple[Fix, ...]:
    if not found.edits:
        return ()
    from dockwright.refactorings.cache_mounts import uses_buildkit

    if uses_buildkit(model):
        return (Fix(f"Mount a cache for `{name}`", found.edits, Safety.SAFE if found.is_sure else Safety.UNSAFE),)
    needed = _NEEDED.get(settings.builder, "BuildKit")
    return (Fix(f"Mount a cache for `{name}` (needs {needed})", found.edits, Safety.UNSAFE),)


def _written(command: Command) -> str:
    """How a message calls the command."""
    if command.name.startswith("python"):
        return "pip install"
    if command.name in ("mvn", "mvnw"):
        from dockwright.projects.maven import goals

        named = [goal for goal in goals(word.value for word in command.arguments) if goal != "clean"] or ["clean"]
        return f"{command.name} {named[0]}"
    manager = manager_of(command.name)
    operands = command.operands(manager.valued_flags) if manager is not None else command.operands()
    named = [word.value for word in operands if word.value != "clean"] or ["clean"] * bool(operands)
    return " ".join([command.name, *named[:1]])
