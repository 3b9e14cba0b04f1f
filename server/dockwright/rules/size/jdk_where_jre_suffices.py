from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.semantics import ImageName, SemanticModel, Stage
from dockwright.shell import Command
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from dockwright.refactorings.split.start import Start

_JDK = lazy_pattern(
    r"\b(?:javac|javap|javadoc|jcmd|jstack|jmap|jps|jstat|jstatd|jinfo|jlink|jmod|jdeps|jdeprscan|jpackage|jshell|jhsdb|jconsole|"
    r"jdb|jimage|jarsigner|serialver|tools\.jar|JAVA_HOME|JDK_HOME)\b|/jre/"
)
"""Programs and places that only a development kit has, or that lie elsewhere without one."""

BUILD = "FROM maven:3-eclipse-temurin-17 AS build\nCOPY . .\nRUN mvn package\n"
APP = 'COPY --from=build /target/app.jar /app.jar\nCMD ["java", "-jar", "/app.jar"]\n'

_RUNS = words("java keytool")
_BUILDERS = words("maven gradle ant sbt")
_TOOLS = words("maven gradle sbtscala/scala-sbt clojure")
"""Images of build tools, which have no variant with the runtime alone."""


@rule(
    "jdk-where-jre-suffices",
    on=Stage,
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    needs="java",
    invalid=(
        Invalid(
            'FROM eclipse-temurin:21-jdk\nCOPY target/app.jar /app.jar\nENTRYPOINT ["java", "-jar", "/app.jar"]\n',
            'FROM eclipse-temurin:21-jre\nCOPY target/app.jar /app.jar\nENTRYPOINT ["java", "-jar", "/app.jar"]\n',
            marked=("21-jdk",),
        ),
        Invalid(
            "FROM maven:3-eclipse-temurin-17 AS build\nCOPY . .\nRUN mvn package\n"
            "FROM eclipse-temurin:17-jdk-alpine\nRUN adduser -D app\nUSER app\nCOPY --from=build /target/app.jar /app.jar\n"
            "CMD java $JAVA_OPTS -jar /app.jar\n",
            "FROM maven:3-eclipse-temurin-17 AS build\nCOPY . .\nRUN mvn package\n"
            "FROM eclipse-temurin:17-jre-alpine\nRUN adduser -D app\nUSER app\nCOPY --from=build /target/app.jar /app.jar\n"
            "CMD java $JAVA_OPTS -jar /app.jar\n",
            title="a jar from another stage, in the system of the image",
        ),
        Invalid(
            f"{BUILD}FROM maven:3-eclipse-temurin-17\nRUN useradd app\nUSER app\n{APP}",
            f"{BUILD}FROM eclipse-temurin:17-jre-noble\nRUN useradd app\nUSER app\n{APP}",
            marked=("maven:3-eclipse-temurin-17",),
            title="the image of a build tool",
        ),
        Invalid(
            "FROM openjdk:8-jdk-slim\nCOPY app.jar .\nCMD java -jar app.jar\n",
            "FROM openjdk:8-jre-slim\nCOPY app.jar .\nCMD java -jar app.jar\n",
        ),
    ),
    valid=(
        "FROM eclipse-temurin:21-jre\nCOPY app.jar /app.jar\nCMD java -jar /app.jar\n",
        "FROM eclipse-temurin:17 AS build\nCOPY App.java .\nRUN javac App.java\nCMD java App\n",
        'FROM eclipse-temurin:17-jdk\nCOPY app.jar .\nHEALTHCHECK CMD jcmd 1 VM.version\nCMD ["java", "-jar", "app.jar"]\n',
        'FROM eclipse-temurin:17-jdk\nCOPY App.java .\nCMD ["java", "App.java"]\n',
        'FROM eclipse-temurin:17-jdk\nCOPY . .\nRUN ./prepare.sh\nCMD ["java", "-jar", "app.jar"]\n',
        f"{BUILD}FROM maven:3-eclipse-temurin-17\nRUN mvn -version\n{APP}",
        f"{BUILD}FROM maven:3-eclipse-temurin-17\nHEALTHCHECK CMD mvn -v\n{APP}",
        Valid(f"{BUILD}FROM maven:3\n{APP}", title="the tag does not tell the version of Java"),
        Valid(f"{BUILD}FROM maven:3-eclipse-temurin-17\nCOPY --from=build /usr/lib /usr/lib\n{APP}", title="libraries for its system"),
        Valid("FROM openjdk:17\nCOPY app.jar .\nCMD java -jar app.jar\n", title="it has no JRE of that version"),
        Valid("FROM openjdk:8u275-jdk-slim\nCOPY app.jar .\nCMD java -jar app.jar\n", title="nobody looked whether the tag exists"),
        Valid("FROM eclipse-temurin:17-jdk\nCOPY start.sh .\nCMD ./start.sh\n", title="what a script does is not known"),
        Valid("FROM eclipse-temurin:17-jdk\n", title="an image that others build on"),
    ),
)  # fmt: skip
def jdk_where_jre_suffices(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The final image holds a Java development kit, although all it does is to run a program.

    ## Why is this bad?
    Compiler, debugger, headers and their modules make a development kit about twice as large as the runtime, and every one
    of them is something to patch. A jar that was built elsewhere needs none of it.

    Reported where the container starts `java` with a jar or a class path, nothing in the stage compiles or asks for a program of
    the development kit, and a tag with the runtime of the same image, version and system is known to exist. The image of a build tool such as Maven gives
    way to that of Eclipse Temurin where its tag tells the version of Java, and the stage does nothing but install packages and
    make users and directories.

    ## Fix safety
    The fix takes that tag or image. It is unsafe: a program can compile, attach to another Java process or load `tools.jar` on its own, and
    `jcmd` or `jstack` may be what you look into a running container with.

    ## References
    - https://hub.docker.com/_/eclipse-temurin
    """
    from dockwright.refactorings.only_runs import written_toolchain

    written = written_toolchain(stage, "java")
    if written is None or written.name.tag_span is None or written.name.is_pinned:
        return
    span, part = written.word.span, written.name.tag_span
    if written.name.family in _TOOLS:
        fix = _other_image(model, stage, context)
    else:
        span = Span(span.start + part.start, span.start + part.end)
        fix = _other_tag(model, stage, written.name, span)
    if fix is not None:
        message = f"the development kit of `{written.word.value}` stays in an image that only runs a program"
        yield Finding(span, message, (fix,))


def _other_tag(model: SemanticModel, stage: Stage, image: ImageName, span: Span) -> Fix | None:
    """The tag with the runtime of the same image."""
    from dockwright.knowledge.java_images import same_jre

    tag = same_jre(image.family, image.tag)
    if tag is None or _start(model, stage, _is_plain) is None:
        return None
    return Fix(f"Take the runtime alone: `{tag}`", (Edit(span, tag),), Safety.UNSAFE)


def _other_image(model: SemanticModel, stage: Stage, context: BuildContext) -> Fix | None:
    """The image with the runtime of the version that a build tool's image has."""
    from dockwright.refactorings.only_runs import is_carried

    start = _start(model, stage, is_carried)
    if start is None:
        return None
    from dockwright.refactorings.rebase.java import java_runtime

    change = java_runtime(model, stage, context, start)
    return Fix.of(change)._replace(safety=Safety.UNSAFE) if change is not None else None


def _start(model: SemanticModel, stage: Stage, is_plain: Callable[[Command], bool]) -> Start | None:
    """The Java program that the stage starts, where nothing in it may need the development kit."""
    if any(_JDK.search(one.text) for one in stage.instructions):
        return None
    from dockwright.refactorings.only_runs import start_of_runner
    from dockwright.refactorings.split.java.launch import Launch, read_launch

    start = start_of_runner(model, stage, is_plain)
    if start is None or start.program != "java":
        return None
    launch = read_launch(start.arguments, start.state.env, start.span, in_shell=start.needs_shell)
    return start if isinstance(launch, Launch) else None


def _is_plain(command: Command) -> bool:
    """Whether a command certainly runs no program of the development kit."""
    if command.name in _RUNS:
        return True
    from dockwright.refactorings.only_runs import is_common

    return is_common(command) and not any("jdk" in word.value or word.value in _BUILDERS for word in command.arguments)
