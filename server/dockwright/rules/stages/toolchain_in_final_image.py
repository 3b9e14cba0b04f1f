from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from dockwright.context import BuildContext
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Settings, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Cmd, Copy, Entrypoint, Run
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.assist import Offer
    from dockwright.refactorings.split import Obstacle

GO = {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": "package main\n\nfunc main() {}\n"}
LINTER = {**GO, "main.go": 'package main\n\nimport "os/exec"\n\nfunc main() { exec.Command("go", "vet").Run() }\n'}
BUILD = "FROM golang:1.24 AS build\nWORKDIR /app\nCOPY . .\nRUN go build -o myapp\n"
SHARED = 'FROM golang:1.24 AS base\nWORKDIR /app\nFROM base AS dev\nCMD ["go", "run", "."]\nFROM base\n'
PAGES = "FROM node:20 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n"
TAKEN = 'COPY --from=build /app/myapp /myapp\nCMD ["/myapp"]\n'
VITE = {"package.json": '{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "^5.4.11"}}'}

RUST = {"Cargo.toml": '[package]\nname = "app"\n', "Cargo.lock": "version = 4\n", "src/main.rs": "fn main() {}\n"}

CMAKE = {"CMakeLists.txt": "project(app CXX)\nadd_executable(app main.cpp)\n", "main.cpp": "int main() {}\n"}

MAVEN = {"pom.xml": "<project><groupId>g</groupId><artifactId>app</artifactId><version>1.0</version></project>"}

_MADE_WITH = {
    "c": (("",), "the compiler"),
    "elixir": (("release",), "the Elixir toolchain"),
    "dotnet": (("dotnet",), "the .NET SDK"),
    "go": (("go",), "the Go toolchain"),
    "java": (("",), "the Java development kit"),
    "node": (("build", "generate", "tsc"), "the build environment"),
    "rust": (("cargo",), "the Rust toolchain"),
}
"""By ecosystem: words of which a RUN that builds has one, and what the message calls its tools."""


_TAKEN = frozenset({"c", "go", "node", "rust"})
"""Ecosystems of which another stage may run or serve what a stage builds."""

_INTERPRETERS = {"java": "Java", "node": "Node", "perl": "Perl", "php": "PHP", "python": "Python", "ruby": "Ruby"}
"""What the message calls the interpreters of images that a native program may stand on."""

_NATIVE = frozenset({"c", "go", "rust"})

_OF_COMPILERS = ("gcc", "g++", "clang", "build-essential", "build-base")
_INSTALLED = "the compilers that are installed stay"
_INSTALLED_TOO = frozenset({"go", "java", "rust"})
_ON_SYSTEMS = ("go build", "go install", "cargo build", "cargo install", "corretto")
"""What stands in a `RUN` of a system that builds with Go or Rust, or gets a Java without `jdk` in its name."""

_COMPILERS = ("deno compile",)
_RUNNERS = ("make", "task", "just", ".sh")
"""What stands in a `RUN` that builds by a file of the project."""

_OF_SYSTEMS = (*_RUNNERS, "jdk", *_ON_SYSTEMS, *_COMPILERS)


@rule(
    "toolchain-in-final-image",
    on=Stage,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o myapp\nCMD ["./myapp"]\n',
            "FROM golang:1.24 AS builder\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o myapp\n\n"
            'FROM alpine:3.22\nWORKDIR /app\nCOPY --from=builder /app/myapp ./\nCMD ["./myapp"]\n',
            context=GO,
            marked=("golang:1.24",),
        ),
        Invalid(
            'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN make\nCMD ["./server"]\n',
            "FROM golang:1.24 AS builder\nWORKDIR /src\nCOPY . .\nRUN make\n\nFROM alpine:3.22\nWORKDIR /src\n"
            'COPY --from=builder /src/server ./\nCMD ["./server"]\n',
            context={**GO, "Makefile": "server:\n\tCGO_ENABLED=0 go build -o server .\n"},
            marked=("golang:1.24",),
            title="a Makefile builds it",
        ),
        Invalid(
            'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run build\nCMD ["npx", "serve", "-s", "dist"]\n',
            "FROM node:20 AS builder\nWORKDIR /app\nCOPY . .\nRUN npm run build\n\nFROM nginx:alpine\n"
            "COPY <<'EOF' /etc/nginx/conf.d/default.conf\nserver {\n    listen 3000;\n    charset utf-8;\n    root /usr/share/nginx/html;\n"
            "    location / {\n        try_files $uri /index.html;\n    }\n}\nEOF\n"
            "COPY --from=builder /app/dist /usr/share/nginx/html\nEXPOSE 3000\n",
            context=VITE,
        ),
        Invalid(
            'FROM rust:1.85-bookworm\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]\n',
            "FROM rust:1.85-bookworm AS builder\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\n\n"
            "FROM debian:bookworm-slim\nWORKDIR /app\n"
            "COPY --from=builder /app/target/release/app ./target/release/app\n"
            'CMD ["./target/release/app"]\n',
            context=RUST,
            title="the C library of the builder's release",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y cmake g++\nWORKDIR /app\nCOPY . .\n"
            'RUN cmake -B build && cmake --build build\nCMD ["./build/app"]\n',
            "FROM debian:12 AS builder\nRUN apt-get update && apt-get install -y cmake g++\nWORKDIR /app\nCOPY . .\n"
            "RUN cmake -B build && cmake --build build\n\nFROM debian:bookworm-slim\n"
            "WORKDIR /app\n"
            'COPY --from=builder /app/build/app ./build/app\nCMD ["./build/app"]\n',
            context=CMAKE,
            marked=("debian:12",),
            title="compilers that a RUN installs",
        ),
        Invalid(
            "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y openjdk-21-jdk maven\nWORKDIR /app\nCOPY . .\nRUN mvn package\n"
            'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
            "FROM ubuntu:24.04 AS builder\nRUN apt-get update && apt-get install -y openjdk-21-jdk maven\nWORKDIR /app\nCOPY . .\n"
            "RUN mvn package\n\nFROM eclipse-temurin:21-jre-noble\nWORKDIR /app\n"
            "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
            'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
            context=MAVEN,
            marked=("ubuntu:24.04",),
            title="a development kit of Java that a RUN installs",
        ),
        Invalid(
            "FROM elixir:1.18\nENV MIX_ENV=prod\nWORKDIR /app\nCOPY . .\nRUN mix release\n"
            'CMD ["_build/prod/rel/app/bin/app", "start"]\n',
            "FROM elixir:1.18 AS builder\nENV MIX_ENV=prod\nWORKDIR /app\nCOPY . .\nRUN mix release\n\n"
            "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends "
            "ca-certificates libncurses6 libstdc++6 openssl && rm -rf /var/lib/apt/lists/*\n"
            "ENV MIX_ENV=prod\nENV LANG=C.UTF-8\nWORKDIR /app\n"
            "COPY --from=builder /app/_build/prod/rel/app ./_build/prod/rel/app\n"
            'CMD ["_build/prod/rel/app/bin/app", "start"]\n',
            context={"mix.exs": "defmodule A do\n  def project, do: [app: :app, deps: []]\nend\n", "lib/a.ex": ""},
            title="a release of Elixir has all that runs",
        ),
        Invalid(
            f"{BUILD}FROM golang:1.24\nWORKDIR /srv\n{TAKEN}",
            f"{BUILD.replace('go build', 'CGO_ENABLED=0 go build')}FROM alpine:3.22\nWORKDIR /srv\n{TAKEN}",
            context=GO,
            marked=("golang:1.24",),
            title="another stage builds what starts",
        ),
        Invalid(
            "FROM rust:1.85-bookworm AS build\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\n"
            'FROM rust:1.85-bookworm\nUSER nobody\nCOPY --from=build /app/target/release/app /\nCMD ["/app"]\n',
            "FROM rust:1.85-bookworm AS build\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\n"
            'FROM debian:bookworm-slim\nUSER nobody\nCOPY --from=build /app/target/release/app /\nCMD ["/app"]\n',
            context=RUST,
            title="... against the C library of its image",
        ),
        Invalid(
            f'{BUILD}FROM build AS final\nCMD ["./myapp"]\n',
            f"{BUILD.replace('go build', 'CGO_ENABLED=0 go build')}\nFROM alpine:3.22 AS final\nWORKDIR /app\n"
            'COPY --from=build /app/myapp ./\nCMD ["./myapp"]\n',
            context=GO,
            marked=("build",),
            title="the stage that builds is what the final one is built on",
        ),
        Invalid(
            f"FROM golang:1.24 AS base\nENV PORT=80\n{BUILD.replace('golang:1.24', 'base')}FROM base\nWORKDIR /srv\n{TAKEN}",
            f"FROM golang:1.24 AS base\nENV PORT=80\n{BUILD.replace('golang:1.24', 'base').replace('go build', 'CGO_ENABLED=0 go build')}"
            f"FROM alpine:3.22\nENV PORT=80\nWORKDIR /srv\n{TAKEN}",
            context=GO,
            marked=("base",),
            title="the final stage and the one that builds are built on the same stage",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y golang\nWORKDIR /app\nCOPY . .\n"
            "RUN CGO_ENABLED=0 go build -o myapp\nCMD ./myapp\n",
            "FROM debian:12 AS builder\nRUN apt-get update && apt-get install -y golang\nWORKDIR /app\nCOPY . .\n"
            "RUN CGO_ENABLED=0 go build -o myapp\n\n"
            "FROM alpine:3.22\nWORKDIR /app\nCOPY --from=builder /app/myapp ./\nCMD ./myapp\n",
            context=GO,
            marked=("debian:12",),
            title="Go that a RUN installs",
        ),
        Invalid(
            f"{SHARED}COPY . .\nRUN CGO_ENABLED=0 go build -o myapp\nCMD ./myapp\n",
            f"{SHARED[:-1]} AS builder\nCOPY . .\nRUN CGO_ENABLED=0 go build -o myapp\n\n"
            "FROM alpine:3.22\nWORKDIR /app\nCOPY --from=builder /app/myapp ./\nCMD ./myapp\n",
            context=GO,
            marked=("base",),
            title="a stage for development is built on the same stage",
        ),
        Invalid(
            f"{BUILD}FROM build AS test\nRUN go vet ./...\nFROM build\nCMD ./myapp\n",
            f"{BUILD.replace('go build', 'CGO_ENABLED=0 go build')}FROM build AS test\nRUN go vet ./...\n"
            "FROM alpine:3.22\nWORKDIR /app\nCOPY --from=build /app/myapp ./\nCMD ./myapp\n",
            context=GO,
            marked=("build",),
            title="... or one for tests on the one that builds",
        ),
        Invalid(
            f"{BUILD}FROM python:3.13\nENV PORT=80\n{TAKEN}",
            f"{BUILD.replace('go build', 'CGO_ENABLED=0 go build')}FROM alpine:3.22\nENV PORT=80\n{TAKEN}",
            context=GO,
            marked=("python:3.13",),
            title="the image of an interpreter that nothing uses",
        ),
        Invalid(
            f'{PAGES}FROM node:20\nRUN npm install -g serve\nCOPY --from=build /app/dist /srv\nCMD ["serve", "-s", "/srv"]\n',
            f"{PAGES}FROM nginx:alpine\nCOPY <<'EOF' /etc/nginx/conf.d/default.conf\nserver {{\n    listen 3000;\n"
            "    charset utf-8;\n    root /usr/share/nginx/html;\n    location / {\n"
            "        try_files $uri /index.html;\n    }\n}\nEOF\n"
            "COPY --from=build /app/dist /usr/share/nginx/html\nEXPOSE 3000\n",
            context=VITE,
            marked=("node:20",),
            title="pages that another stage builds",
        ),
        Invalid(
            f"{BUILD}FROM golang:1.24\nCOPY --from=build /usr/local /usr/local\n{TAKEN}",
            context=GO,
            title="what else is taken along is not known",
        ),
        Invalid(
            "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o myapp\nRUN ./myapp migrate\nCMD ./myapp\n",
            context=GO,
            title="what a RUN behind the build leaves behind is not known",
        ),
    ),
    valid=(
        Valid(
            'FROM elixir:1.18\nWORKDIR /app\nCOPY . .\nRUN mix release\nCMD ["mix", "phx.server"]\n',
            title="Mix itself starts the application",
        ),
        "FROM golang:1.24 AS build\nWORKDIR /app\nCOPY . .\nRUN go build -o myapp\n"
        'FROM alpine:3.22\nCOPY --from=build /app/myapp /myapp\nCMD ["/myapp"]\n',
        Valid(
            f"{BUILD}FROM golang:1.24\nRUN go install example.com/x@v1\n{TAKEN}",
            context=GO,
            title="the final stage builds, too",
        ),
        Valid(
            f"{BUILD}FROM golang:1.24\nRUN ./prepare.sh\n{TAKEN}",
            context=GO,
            title="nobody knows what the script needs",
        ),
        Valid(f"{BUILD}FROM golang:1.24\n{TAKEN}", context=LINTER, title="the program starts the go command"),
        Valid(f"{BUILD}FROM python:3.13\n{TAKEN}", title="whether it starts scripts of Python is not known"),
        Valid(
            f"{BUILD}FROM python:3.13\nENV PYTHONUNBUFFERED=1\n{TAKEN}",
            context=GO,
            title="it may start scripts of Python",
        ),
        Valid(f"{BUILD}FROM golang:1.24\n{TAKEN}", title="a tool whose sources nobody read may do so, too"),
        Valid(
            f'{PAGES}FROM node:20-slim\nRUN npm install -g serve\nCOPY --from=build /app/dist /srv\nCMD ["serve", "/srv"]\n',
            context=VITE,
            title="a server on Node without tools",
        ),
        Valid("FROM golang:1.24\nRUN go install golang.org/x/tools/gopls@latest\n", title="an image of tools"),
        Valid('FROM golang:1.24\nWORKDIR /app\nCOPY . .\nCMD ["go", "run", "."]\n', title="it needs the toolchain"),
        Valid('FROM node:20\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n', title="nothing is built"),
        Valid('FROM node:20\nCOPY . .\nRUN npm ci\nCMD ["npm", "run", "dev"]\n', title="a development server"),
        Valid(
            'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD ["npm", "start"]\n',
            title="what npm starts is not known without package.json",
        ),
    ),
)
def toolchain_in_final_image(
    stage: Stage, model: SemanticModel, context: BuildContext, settings: Settings
) -> Iterator[Finding]:
    """The final image holds a toolchain, although what was built is all that starts.

    ## Why is this bad?
    A compiler, its standard library, the sources and the build cache make up most of such an image: hundreds of megabytes
    to store, to transfer and to scan for vulnerabilities, of which the container uses a few. A second stage that takes
    only the result from the first leaves them behind.

    A final stage that has the program from another stage, but stands on an image with the toolchain once more, or on a stage that
    is made of one, is as large. So is one on the image of an interpreter, as Python or Node, where all sources of the program were
    read and nothing tells that it starts a script.

    The rule speaks only where a program that the file builds is what the container starts, or static files that it builds
    are what a Node server serves. Where another stage builds it, the final stage may do nothing but install packages and make
    users and directories, and the sources must have been read, or a port or a health check tell that it is a service: a linter or
    generator starts the toolchain by itself. A server that runs on Node keeps Node, on the slim image of the same release.
    Images of tools, development servers and images without a build step are left alone.

    ## Fix safety
    There is one fix for each runtime base that is right for the evidence: the C library the program is linked against,
    whether the start needs a shell, the packages, users and files it counts on. Each is offered one by one and never
    applied in bulk: the base is a choice. The assist `split-stages` tells which of them the build context proves to be safe, and
    of the others what to look at:

    * A final stage that takes the program from another one keeps its instructions, and its packages and users by the names that
      they have in the new base; of a stage below it, what that says of the container. Programs that it has from elsewhere stay on the same system.
    * Files: what the sources read by a name that they state is copied; a name that is computed cannot be known. Without
      the build context nothing of this is known.
    * Programs and packages that the running program starts must be in the new base.
    * Go: `CGO_ENABLED=0` replaces the C resolver for host and user names by Go's own. Where cgo is needed the runtime base
      has the builder's C library, and must keep it when the tag moves.
    * Node servers: development dependencies are pruned unless the start command or the sources need them; the files that
      sources name and packages read by default are copied.
    * Rust: the runtime base has the C library of the builder's Debian release, and the libraries of the system that crates
      of Cargo.lock link; a program for musl needs none. A crate that links a library nobody knows of is refused.
    * C and C++: the runtime base has the release of the builder's system, and the library that each development package of
      the file stands for; every command of the build must be known. Files that sources name are copied.
    * Elixir: the release moves to the builder's system with what Erlang loads; tasks of Mix are no longer in the image.
    * .NET: the runtime image has the version and system of the SDK's image. Where the SDK's image names no port, which is
      so before version 8, the runtime stage undoes the one of the runtime image.
    * Java: the runtime has the version of the builder's Java, on Ubuntu or Alpine; where the builder's image is not of
      Eclipse Temurin it is another build of that version. Files that sources, settings and the start name are copied. Native
      code of GraalVM gets a base with its C library; what else it loads is to be checked.
    * nginx: port and history fallback stay. Variables of the environment are no longer read at the start, cache headers
      and compression are nginx's, and so is the user.

    ## References
    - https://docs.docker.com/build/building/multi-stage/
    - https://github.com/GoogleContainerTools/distroless
    """
    if not stage.is_target or stage.facts is None or stage.from_ is None or stage.from_.image is None:
        return
    seen = _taken(stage, model, context, settings) or _built(stage, model, context, settings)
    if seen is None:
        return
    from dockwright.refactorings.split import Obstacle

    image = stage.from_.image
    message = f"{seen.tools} in the final image, which only runs what {seen.maker}"
    if isinstance(seen.found, Obstacle):
        reason = f"{seen.obstacle} here: {seen.found.reason}"
        yield Finding(image.span, message, related=(Related(seen.found.span, reason),))
        return
    yield Finding(image.span, message, partial(_fixes, seen.found))


def _fixes(found: Offer | Callable[[], Offer | Obstacle | None]) -> tuple[Fix, ...]:
    """One for each base, to be chosen: nothing changes in bulk."""
    from dockwright.assist import Offer

    offer = found if isinstance(found, Offer) else found()
    assert isinstance(offer, Offer)
    changes = (choice.change for choice in offer.choices)
    return tuple(Fix.of(one)._replace(safety=Safety.UNSAFE) for one in changes)


class _Seen(NamedTuple):
    """A toolchain that is not needed, and what can be done about it."""

    tools: str  # what stays
    maker: str  # what builds the program
    found: Offer | Callable[[], Offer | Obstacle | None] | Obstacle  # an offer, or how it is worked out
    obstacle: str  # what cannot be done


def _taken(stage: Stage, model: SemanticModel, context: BuildContext, settings: Settings) -> _Seen | None:
    """The toolchain of a stage that runs what another one builds."""
    if not _may_be_moved(stage, model):
        return None
    from dockwright.refactorings.rebase import rebase

    found = rebase(model, context, settings, assumes=False)
    if found is None:
        return None
    assert stage.facts is not None
    if stage.facts.kind == "os":
        return _Seen(_INSTALLED, "another stage builds", found, "no other base")
    is_served = stage.facts.ecosystem == "node" and _serves_pages(found)
    return _Seen(_tools_of(stage, is_foreign=not is_served), "another stage builds", found, "no other base")


def _serves_pages(found: Offer | Obstacle) -> bool:
    """Whether a stage on Node serves pages, and so uses Node."""
    from dockwright.assist import Offer

    return not isinstance(found, Offer) or found.default.name == "nginx"


def _may_be_moved(stage: Stage, model: SemanticModel) -> bool:
    """Whether a stage has something from another one, and has a toolchain: a quick look."""
    if stage.base_stage is None and not any(isinstance(one.instruction, Copy) for one in stage.references):
        return False
    facts = stage.facts
    assert facts is not None
    if facts.kind == "os":
        runs = (run for one in stage.lineage for run in one.of(Run))
        return any(word in one.text for one in runs for word in _OF_COMPILERS)
    if not facts.is_toolchain:
        return False
    is_native = any(one.facts is not None and one.facts.ecosystem in _NATIVE for one in model.stages)
    return facts.ecosystem in _TAKEN or (facts.ecosystem in _INTERPRETERS and is_native)


def _built(stage: Stage, model: SemanticModel, context: BuildContext, settings: Settings) -> _Seen | None:
    """The toolchain of a stage that runs what it builds itself."""
    facts = stage.facts
    assert facts is not None
    is_system = facts.kind == "os"
    if not is_system and (not facts.is_toolchain or facts.ecosystem not in _MADE_WITH):
        return None
    if is_system and stage.effective(Entrypoint) is None and stage.effective(Cmd) is None:
        return None  # a system starts nothing by itself
    words = _OF_SYSTEMS if is_system else (*_MADE_WITH[facts.ecosystem][0], *_COMPILERS, *_RUNNERS)
    if not _says_any(stage, words):
        return None
    from dockwright.refactorings.split import Obstacle, Split, candidate, decide, is_unlikely, split

    toolchain = candidate(model)
    if toolchain is None or is_unlikely(stage, toolchain, context):
        return None
    found = decide(model, context, settings, assumes=False, every_base=False)
    if found is None or (isinstance(found, Obstacle) and not found.ships):
        return None
    if not is_system:
        tools = _tools_of(stage)
    elif toolchain.ecosystem in _INSTALLED_TOO:
        tools = f"{_MADE_WITH[toolchain.ecosystem][1]} that is installed stays"
    else:
        tools = _INSTALLED
    offered = partial(split, model, context, settings, assumes=False) if isinstance(found, Split) else found
    return _Seen(tools, "it built", offered, "not split")


def _says_any(stage: Stage, words: Sequence[str]) -> bool:
    """Whether an instruction of a stage, or of those that it is built on, has one of the words."""
    text = stage.model.dockerfile.text
    for word in words:
        if word in text:
            for one in stage.lineage:
                for instruction in one.instructions:
                    if word in instruction.text:
                        return True
    return False


def _tools_of(stage: Stage, *, is_foreign: bool = False) -> str:
    image = stage.root.from_.image if stage.root.from_ is not None else None
    assert stage.facts is not None
    assert image is not None
    ecosystem = stage.facts.ecosystem
    tools = _INTERPRETERS[ecosystem] if is_foreign and ecosystem in _INTERPRETERS else _MADE_WITH[ecosystem][1]
    return f"{tools} of `{image.value}` stays"
