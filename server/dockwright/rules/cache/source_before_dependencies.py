from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from dockwright.context import BuildContext
from dockwright.refactorings.hints import downloads_again, may_bring_sources
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Add, Copy, Run, Transfer

if TYPE_CHECKING:
    from dockwright.refactorings.reorder import Answer, Candidate, Plan

GO_MOD = "module example.com/app\n\ngo 1.24\n\nrequire github.com/google/uuid v1.6.0\n"
GO = {"go.mod": GO_MOD, "go.sum": "", "main.go": "package main\n"}
NODE = {
    "package.json": '{"dependencies": {"express": "4"}}',
    "package-lock.json": '{"packages": {"": {"dependencies": {"express": "4"}}}}',
}
PYTHON = {"requirements.txt": "-r base.txt\n", "base.txt": "flask\n", "app.py": ""}

_PACKAGES = "swift haskell lein rebar3 shards"
_THINGS = {"go": "all modules", "java": "all dependencies", **dict.fromkeys(_PACKAGES.split(), "all packages")}
"""What a build downloads on its way, by ecosystem."""

POM = (
    "<project><artifactId>app</artifactId><dependencies><dependency><groupId>junit</groupId><artifactId>junit</artifactId>"
    "<version>4.13.2</version></dependency></dependencies></project>"
)


@rule(
    "source-before-dependencies",
    on=(Copy, Add),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o myapp\nCMD ["./myapp"]\n',
            "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
            'RUN go build -o myapp\nCMD ["./myapp"]\n',
            context=GO,
            marked=(".",),
            title="Go",
        ),
        Invalid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install && npm run build\n",
            "FROM node:20\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install\nCOPY . .\nRUN npm run build\n",
            context=NODE,
            title="Node, install and build in one RUN",
        ),
        Invalid(
            "FROM python:3.12\nWORKDIR /app\nADD . /app\nRUN pip install -r requirements.txt\n",
            "FROM python:3.12\nWORKDIR /app\nCOPY requirements.txt base.txt /app/\nRUN pip install -r requirements.txt\nADD . /app\n",
            context=PYTHON,
            title="Python, with an include",
        ),
        Invalid(
            "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN poetry install --only main\n",
            "FROM python:3.12\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\n"
            "RUN poetry install --no-root --only main\nCOPY . .\nRUN poetry install --only main\n",
            context={
                "pyproject.toml": '[tool.poetry]\nname = "app"\n[tool.poetry.dependencies]\nflask = "*"\n',
                "poetry.lock": "",
            },
            title="poetry, which installs the project as well",
        ),
        Invalid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN yarn\n",
            "FROM node:20\nWORKDIR /app\nCOPY package.json yarn.lock* ./\nRUN yarn\nCOPY . .\n",
            title="without the build context the fix is to be checked",
        ),
        Invalid(
            "FROM node:20\nCOPY . /app\nWORKDIR /app/web\nRUN npm install\nWORKDIR /app\nRUN npm install\n",
            "FROM node:20\nWORKDIR /app/web\nCOPY web/package*.json /app/web/\nRUN npm install\nWORKDIR /app\n"
            "COPY package*.json /app/\nRUN npm install\nCOPY . /app\n",
            marked=(".",),
            title="twice the same command, which one fix is for",
        ),
        Invalid(
            "FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn -q package\n",
            "FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY pom.xml ./\nRUN mvn -B -fn -q dependency:go-offline\nCOPY . .\n"
            "RUN mvn -q package\n",
            context={"pom.xml": POM, "src/main/java/App.java": ""},
            title="Maven, with a download that fails no build",
        ),
        Invalid(
            "FROM composer:2\nWORKDIR /app\nCOPY . .\nRUN composer install --no-dev\n",
            "FROM composer:2\nWORKDIR /app\nCOPY composer.json composer.lock ./\n"
            "RUN composer install --no-scripts --no-autoloader --no-dev\nCOPY . .\nRUN composer install --no-dev\n",
            context={
                "composer.json": '{"require": {"a/b": "1"}, "scripts": {"post-install-cmd": "@php artisan"}}',
                "composer.lock": "{}",
            },
            title="Composer, whose scripts need the sources",
        ),
        Invalid(
            "FROM ruby:3.3\nWORKDIR /app\nCOPY . .\nRUN bundle install\n",
            "FROM ruby:3.3\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nCOPY engines/shop/ engines/shop/\n"
            "RUN bundle install\nCOPY . .\n",
            context={
                "Gemfile": 'gem "rack"\ngem "shop", path: "engines/shop"\n',
                "Gemfile.lock": "",
                "engines/shop/shop.gemspec": "",
            },
            title="bundler, with a gem of the project",
        ),
        Invalid(
            "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build\n",
            "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod ./\nRUN go mod download\nCOPY . .\nRUN go build\n",
            context={"go.mod": "module example.com/app\n\ngo 1.24\n"},
            title="no go.sum",
        ),
        Invalid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN ./configure\nRUN npm ci\n",
            context=NODE,
            title="nobody can tell what stands between them",
        ),
        Invalid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci; npm run build\n",
            context=NODE,
            title="the build runs whether the install succeeded or not",
        ),
    ),
    valid=(
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build\n",
        "FROM node:20\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n",
        "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install .\n",
        "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run build\n",
        Valid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run build\nRUN cd server/dist && npm ci\n",
            title="its manifest is what the build made",
        ),
        Valid(
            "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build\n",
            context={**GO, "vendor/modules.txt": ""},
            title="vendored: nothing is downloaded",
        ),
        Valid(
            "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build\n",
            context={**GO, "go.mod": GO_MOD + "require b.example/b v0.0.0\nreplace b.example/b => ../b\n"},
            title="a replacement from outside of the context",
        ),
        Valid(
            "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/go/pkg/mod go build\n",
            context=GO,
            title="a cache mount keeps the modules",
        ),
        Valid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
            context={"package.json": '{"dependencies": {"x": "1"}, "scripts": {"postinstall": "node build.js"}}'},
            title="the install needs the sources",
        ),
        Valid("FROM golang:1.9\nWORKDIR /go/src/app\nCOPY . .\nRUN go get ./... && go build\n", title="before modules"),
    ),
)
def source_before_dependencies(copy: Transfer, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The sources are copied before the dependencies are restored, so every edit restores them again.

    ## Why is this bad?
    A layer is taken from the build cache as long as nothing above it has changed. Behind a `COPY . .` the cache is lost
    with every edit of any file, and `npm ci`, `pip install` or the module download of `go build` run again, over the
    network, though no dependency has changed.

    Copy the manifests first (`package.json` and the lock file, `requirements.txt`, `go.mod` and `go.sum`), restore, and
    copy the rest after that.

    The fix keeps your commands, comments and order: it puts a `COPY` of exactly the manifests that exist and are not
    ignored in front of the restore, and moves the broad copy behind it. For Go, whose builds download on their way, it
    adds `go mod download`; for .NET, whose builds do so too, `dotnet restore` of the same project, with a `COPY` for each
    folder of project files. Where poetry, uv or pdm install the project itself, too, it adds the same command without the
    project, as `poetry install --no-root`, and leaves yours behind the sources. A `RUN` that restores and builds is divided. There is no fix where something between the two
    might need the sources; the finding then points at it.

    Sources that are copied part by part, `COPY cmd cmd` and `COPY internal internal`, are treated as one copy where the context is
    known and every manifest is copied to its place: the finding is at the first part.

    For Maven it adds `dependency:go-offline` with the `pom.xml` of all modules; `-fn` keeps it from failing, and what it does
    not reach is left to the build. Modules that need each other are refused: none of them is in a repository. For sbt it adds
    `update`, to be checked. Gradle has no such command: its downloads are for a cache mount, which the rule on those offers.

    For Composer it adds an install without scripts and without the list of classes where those need the sources, and leaves
    yours behind them, where it finds all packages in place. `mix deps.get` and `mix deps.compile` each get the files that they
    read, the latter those of the configuration, too, but not `runtime.exs`. A Gemfile and a `mix.exs` are programs: files
    that they plainly name are copied along, and where they compute any, the fix is unsafe.

    Where the context is known, the same is done for `dart pub get`, `flutter pub get`, `swift build`, `cabal build`, `stack build`,
    `shards install`, `rebar3`, `lein`, `clojure -P`, `cpanm --installdeps`, `carton install`, `renv::restore()`, `opam install --deps-only`,
    `nimble install --depsOnly`, `Pkg.instantiate()`, `pixi install`, `rosdep install` and `ansible-galaxy install -r`.

    Nothing is reported for Rust: cargo does not even download without the sources of a program. A cache mount is the cure
    there, which `missing-cache-mount` adds.

    Nothing is reported where it could not help: in vendored modules, where a cache mount keeps the modules, and where an
    install script, a local dependency or `pip install .` needs the sources themselves.

    ## Fix safety
    The fix is safe when the build context is known and the manifests are proven to be all that the restore reads. It is
    unsafe, and its title says what to check, when

    - the context is unknown: other manifests may be needed (workspaces, patches, includes, local replacements);
    - the lock file and `package.json` disagree, or `go.sum` is missing;
    - `node_modules` of the context would be copied over the installed one: the fix then adds it to the ignore file;
    - Go modules are private: the download needs its credentials;
    - it adds `sbt update`, or files of `.mvn` let Maven read more of the sources than is copied.

    ## References
    - https://docs.docker.com/build/cache/optimize/
    - https://go.dev/ref/mod#go-mod-download
    """
    if not may_bring_sources(copy, context) or copy.index > _last_download(model, context):
        return
    from dockwright.refactorings.reorder import answer

    found = answer(model, context, copy)
    if found is None:
        return
    plan = found.plan
    tidied = _tidied(copy, model)
    seen: list[tuple[object, ...]] = []
    for candidate in found.candidates:
        if candidate.is_possible and not (tidied and candidate.restore.ecosystem == "go"):
            planned = plan if plan is not None and candidate in plan.candidates else None
            finding = _finding(found, candidate, () if planned is None else partial(_fixes, planned, context))
            said = planned is None, finding.message, finding.related
            if said not in seen:  # `npm install` in two directories
                seen.append(said)
                yield finding


def _tidied(copy: Transfer, model: SemanticModel) -> bool:
    """Whether `tidy-without-sources` says what is wrong: a `go mod tidy` above was meant to download the modules."""
    stage = model.stage_of(copy)
    if stage is None or " mod tidy" not in model.dockerfile.text:
        return False
    from dockwright.refactorings.tidying import earlier_tidy

    return earlier_tidy(stage, copy) is not None


def _last_download(model: SemanticModel, context: BuildContext) -> int:
    """The index of the last RUN that may restore, by a quick look; -1 when none may."""

    def look() -> int:
        instructions = reversed(model.dockerfile.instructions)
        return next(
            (one.index for one in instructions if isinstance(one, Run) and downloads_again(one.text, context)), -1
        )

    return model.keep((_last_download, context), look)


def _fixes(plan: Plan, context: BuildContext) -> tuple[Fix, ...]:
    from dockwright.refactorings.reorder import change

    made = change(plan, context)
    fix = Fix.of(made)
    return (fix if made.safety is Safety.SAFE else fix._replace(title=f"{made.title} ({made.notes[0]})"),)


def _finding(found: Answer, candidate: Candidate, fixes: Callable[[], tuple[Fix, ...]] | tuple[()]) -> Finding:
    word = candidate.copied.word
    refusal = found.refusal_of(candidate)
    related = (Related(refusal.span, refusal.reason),) if refusal is not None and not fixes else ()
    manifests, label = candidate.manifests, candidate.restore.label
    if manifests is not None and manifests.needless:
        message = f"once there are dependencies, `{label}` restores them after every edit, as `{word.raw}` is copied before it"
        return Finding(word.span, message, fixes, related, Severity.INFO)
    things = _THINGS.get(candidate.restore.ecosystem)
    things = "all packages" if candidate.restore.label == "uv run" else things
    does = f"downloads {things}" if candidate.restore.inserted and things else "runs"
    return Finding(
        word.span, f"`{label}` {does} again after every edit, as `{word.raw}` is copied before it", fixes, related
    )
