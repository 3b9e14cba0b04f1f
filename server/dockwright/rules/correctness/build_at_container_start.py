from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint
from dockwright.text import Span

# Subcommands that compile what they then run.
_MAVEN = words("spring-boot:run exec:java jetty:run tomcat7:run quarkus:dev compile package verify install")
_GRADLE = frozenset(
    {"run", "bootRun", "appRun", "jettyRun", "assemble", "bootJar", "build", "installDist", "jar", "shadowJar"}
)
_RUNS: Mapping[str, frozenset[str]] = {
    "go": frozenset({"run"}),
    "cargo": frozenset({"run", "r"}),
    "dotnet": frozenset({"run", "build", "publish"}),
    "mvn": _MAVEN,
    "mvnw": _MAVEN,
    "gradle": _GRADLE,
    "gradlew": _GRADLE,
    "sbt": frozenset({"run"}),
    "lein": frozenset({"run", "ring"}),
    "stack": frozenset({"run"}),
    "cabal": frozenset({"run"}),
    "swift": frozenset({"run"}),
}
_ALONE = words("compile package verify install assemble bootJar build installDist jar shadowJar publish")
"""Steps that matter only when something else starts behind them: alone they are what a build image is for."""

_COMPILERS = frozenset({"javac", "kotlinc", "scalac"})
_PACKAGE_MANAGERS = frozenset({"npm", "yarn", "pnpm", "bun"})
_BUILDERS = frozenset({"ng", "webpack", "vite", "react-scripts", "next", "nuxt", "gatsby", "tsc", "vue-cli-service"})
_BUILDS = _PACKAGE_MANAGERS.union(_BUILDERS, _RUNS, _COMPILERS)
_START_BUILDS = {
    "package.json": '{"scripts": {"prestart": "npm run build", "build": "tsc", "start": "node dist/main.js"}}'
}

_BOOT = {
    "settings.gradle": "rootProject.name = 'shop'\n",
    "build.gradle": "plugins { id 'org.springframework.boot' version '3.4.0' }\nversion = '1.0'\n",
}


@rule(
    "build-at-container-start",
    on=(Cmd, Entrypoint),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid('FROM golang:1.24\nCOPY . .\nCMD ["go", "run", "main.go"]\n',
                'FROM golang:1.24\nCOPY . .\nRUN go build -o /usr/local/bin/app main.go\nCMD ["/usr/local/bin/app"]\n',
                marked=('"go", "run"',)),
        Invalid("FROM golang:1.24\nWORKDIR /app\nCOPY . .\nCMD go run -tags prod ./cmd/api --port $PORT\n",
                "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -tags prod -o api ./cmd/api\nCMD ./api --port $PORT\n",
                context={"go.mod": "module example.org/shop\n", "cmd/api/main.go": "package main\n"}),
        Invalid("FROM rust:1\nCOPY . .\nCMD cargo run --release\n", marked=("cargo run",)),
        Invalid("FROM maven:3\nCOPY . .\nENTRYPOINT mvn -q spring-boot:run\n",
                "FROM maven:3\nCOPY . .\nRUN mvn -q -DskipTests package\nENTRYPOINT exec java -jar target/*.jar\n",
                marked=("mvn -q spring-boot:run",), title="Spring Boot: the jar starts by itself"),
        Invalid("FROM eclipse-temurin:21\nCOPY . .\nCMD [\"./gradlew\", \"bootRun\"]\n",
                "FROM eclipse-temurin:21\nCOPY . .\nRUN ./gradlew bootJar\nCMD [\"java\", \"-jar\", \"build/libs/shop-1.0.jar\"]\n",
                context=_BOOT, marked=('"./gradlew", "bootRun"',)),
        Invalid('FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /src\nCOPY . .\nENTRYPOINT ["dotnet", "run", "--project", "Web"]\n',
                "FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /src\nCOPY . .\nRUN dotnet publish Web -c Release -o /src/out\n"
                'ENTRYPOINT ["dotnet", "out/Web.dll"]\n'),
        Invalid('FROM mcr.microsoft.com/dotnet/sdk:8.0\nCOPY . .\nENTRYPOINT ["dotnet", "run", "x"]\n', title="an argument that is not followed"),
        Invalid('FROM eclipse-temurin:21\nCOPY . .\nCMD ["sh", "-c", "javac Main.java && java Main"]\n', marked=("javac",)),
        Invalid("FROM gradle:8-jdk21\nCOPY . .\nCMD ./gradlew build && java -jar build/libs/app.jar\n", marked=("./gradlew build",)),
        Invalid("FROM mcr.microsoft.com/dotnet/sdk:8.0\nCOPY . .\nCMD dotnet build -o out && dotnet out/App.dll\n", marked=("dotnet build",)),
        Invalid("FROM node:20\nCOPY . .\nCMD npm run build && npm start\n", marked=("npm run build",)),
        Invalid("FROM node:20\nCOPY . .\nCMD yarn build && node dist/main.js\n", marked=("yarn build",)),
        Invalid('FROM golang:1.24\nCOPY . .\nCMD ["sh", "-c", "go build -o /app && /app"]\n', marked=("go build",)),
        Invalid('FROM node:20\nCOPY . .\nCMD ["npm", "start"]\n', context=_START_BUILDS, marked=('"npm", "start"',)),
    ),
    valid=(
        'FROM golang:1.24\nCOPY . .\nRUN go build -o /app\nCMD ["/app"]\n',
        Valid('FROM node:20\nCOPY . .\nCMD ["npm", "run", "build"]\n', title="an image that is there to build"),
        Valid('FROM golang:1.24\nENTRYPOINT ["go", "run"]\n', title="what is run is given later"),
        Valid('FROM gradle:8-jdk21\nCMD ["gradle", "build"]\n', title="an image that is there to build with Gradle"),
        Valid("FROM eclipse-temurin:21\nCMD javac Main.java\n", title="... with the compiler"),
        Valid("FROM gradle:8-jdk21\nCMD gradle build && gradle publish\n", title="... and to publish"),
        Valid('FROM golang:1.24\nCMD ["go", "version"]\n'),
        Valid('FROM node:20\nCOPY . .\nCMD ["npm", "start"]\n', title="the script is not known"),
        Valid('FROM node:20\nCOPY . .\nCMD ["npm", "start"]\n', context={"package.json": '{"scripts": {"start": "node ."}}'}),
        Valid('FROM golang:1.24 AS dev\nCMD ["go", "run", "."]\nFROM alpine:3.22\nCMD ["/app"]\n', title="not the final stage"),
    ),
)  # fmt: skip
def build_at_container_start(start: Cmd | Entrypoint, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The container builds its program each time it starts.

    ## Why is this bad?
    Every start costs the time of a build, every copy of the container does the same work again, and what runs may differ
    from start to start. The image must hold the compiler and the sources, and often needs the network. Build in a `RUN` and
    start what comes out.

    Where the build context is known, `npm start` and its like are followed into package.json.

    ## Fix safety
    Where Maven or Gradle starts Spring Boot, the fix builds the jar in a `RUN`, unless one does so already, and starts it. That is
    unsafe: a build file may give the run profiles, arguments or variables of its own, and developer tools are left out of the jar.
    Without the build context the jar is named by a pattern: see that the build makes one that starts by itself.

    In place of `go run` and `cargo run` the program is built and started: it no longer sees sources that are mounted into the container. In place of
    `dotnet run` it is published, and what its launch profile sets becomes `ENV`. `dotnet run` compiles for Debug,
    a publish for Release. Without the build context the program is taken to be called like its project.

    ## References
    - https://docs.docker.com/build/building/best-practices/
    - https://docs.docker.com/build/building/multi-stage/
    """
    stage = model.stage_of(start)
    if stage is None or not stage.is_target or stage.last(type(start)) is not start or start.is_onbuild:
        return
    script = model.script(start)
    if not any(one.name in _BUILDS for one in script.commands):
        return
    commands = [one for one in script.commands if one.words]
    for index, command in enumerate(commands):
        span = _span(command, is_last=all(map(_is_tool, commands[index + 1 :])))
        if span is None and command.name in _PACKAGE_MANAGERS and context.is_known:
            span = _followed(command, stage, model, context)
        if span is not None:
            label = " ".join(word.value for word in command.words if word.span.end <= span.end)
            yield Finding(span, f"the container builds each time it starts: `{label}`", _fixes(model, context, label))
            return


def _is_tool(command: Command) -> bool:
    """Whether a build tool runs: a container that goes on with one is there to build."""
    is_program = command.name == "dotnet" and any(word.value.endswith(".dll") for word in command.arguments[:1])
    return command.name in _RUNS and not is_program


def _fixes(model: SemanticModel, context: BuildContext, label: str) -> tuple[Fix, ...]:
    if not label.endswith(("spring-boot:run", "bootRun", "dotnet run", "go run", "cargo run", "cargo r")):
        return ()
    from dockwright.refactorings.split import restarted

    found = restarted(model, context)
    if found is None:
        return ()
    return (Fix(f"Build it in the image, and start `{found.command}`", found.edits, Safety.UNSAFE),)


def _span(command: Command, *, is_last: bool) -> Span | None:
    """The words of a command that build something; None: it does not, or building is all the container is for."""
    name = command.name
    if name in _RUNS:
        return _span_of_verb(command, _RUNS[name], is_last)
    if is_last:
        return None
    if name in _COMPILERS:
        return command.name_span
    if name == "go":
        return _span_to(command, ("build", "install"))
    if name in _PACKAGE_MANAGERS:
        from dockwright.projects.package_scripts import script_named

        script = script_named([word.value for word in command.words])
        return _span_to(command, (script,)) if script is not None and "build" in script else None
    return _span_to(command, ("build",)) if name in _BUILDERS else None


def _span_of_verb(command: Command, verbs: frozenset[str], is_last: bool) -> Span | None:
    """From the program to the subcommand that runs what it compiles."""
    words = command.words
    for word in words[1:]:
        if word.value in verbs and not (word.value in _ALONE and is_last):
            if command.name == "go" and word is words[-1]:
                return None  # what is run comes with CMD or docker run
            return Span(words[0].span.start, word.span.end)
    return _span_to(command, ("build", "install")) if command.name == "go" and not is_last else None


def _span_to(command: Command, verbs: tuple[str, ...]) -> Span | None:
    for word in command.words[1:]:
        if word.value in verbs:
            return Span(command.words[0].span.start, word.span.end)
    return None


def _followed(command: Command, stage: Stage, model: SemanticModel, context: BuildContext) -> Span | None:
    """The command when its package script builds before it starts something."""
    from dockwright.projects.node import read_package
    from dockwright.projects.package_scripts import script_named, steps_of
    from dockwright.projects.static_site import BUILD_PROGRAMS
    from dockwright.refactorings.split.sources import Sources

    argv = [word.value for word in command.words]
    workdir = stage.final_state.workdir
    source = Sources(model, stage, context).context_path(workdir) if workdir is not None else None
    package = read_package(context, source) if source is not None and script_named(argv) is not None else None
    steps = steps_of(argv, package.scripts) if package is not None else None
    for step in (steps or ())[:-1]:
        program = step.argv[0] if step.argv else ""
        if program == "tsc" or (program in BUILD_PROGRAMS and "build" in step.argv):
            return Span(command.words[0].span.start, command.words[-1].span.end)
    return None
