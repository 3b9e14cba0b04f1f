"""Programs that GraalVM compiles to native code: a runtime stage that fits the C library, without Java."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import Files, obstacle_of, offer_of

from dockwright.rule import Safety
from dockwright.text import apply

JAVA = {"src/main/java/App.java": "class App { public static void main(String[] a) {} }", "mvnw": "#!/bin/sh\n"}


def pom(
    plugin: str = "", group: str = "org.graalvm.buildtools", artifact: str = "native-maven-plugin", more: str = ""
) -> str:
    own = f"<build><plugins><plugin><groupId>{group}</groupId><artifactId>{artifact}</artifactId>{plugin}</plugin></plugins></build>"
    return f"<project><groupId>com.example</groupId><artifactId>shop</artifactId><version>1.0</version>{own}{more}</project>"


def arguments(*words: str) -> str:
    return f"<configuration><buildArgs>{''.join(f'<buildArg>{word}</buildArg>' for word in words)}</buildArgs></configuration>"


BOUND = (
    "<executions><execution><goals><goal>compile-no-fork</goal></goals><phase>package</phase></execution></executions>"
)
MAVEN = {"pom.xml": pom(), **JAVA}
QUARKUS = {"pom.xml": pom("", "io.quarkus", "quarkus-maven-plugin"), **JAVA}
GRADLE = {
    "settings.gradle.kts": 'rootProject.name = "shop"\n',
    "build.gradle.kts": 'plugins { id("org.graalvm.buildtools.native") version "0.10.3" }\n',
    "gradlew": "#!/bin/sh\n",
    **JAVA,
}
QUARKUS_GRADLE = {
    "settings.gradle": "rootProject.name = 'shop'\n",
    "build.gradle": "plugins { id 'io.quarkus' }\nversion = '1.0'\n",
    **JAVA,
}
NAMED = {
    **GRADLE,
    "build.gradle.kts": GRADLE["build.gradle.kts"]
    + 'graalvmNative { binaries { named("main") { imageName.set("till") } } }\n',
}
COMPUTED = {
    **GRADLE,
    "build.gradle.kts": GRADLE["build.gradle.kts"]
    + 'graalvmNative { binaries { named("main") { imageName.set(rootName) } } }\n',
}
STATIC = {"pom.xml": pom(arguments("--static", "--libc=musl")), **JAVA}
MOSTLY = {"pom.xml": pom(arguments("--static-nolibc")), **JAVA}
IN_PROFILE = {"pom.xml": pom(more="<profiles><profile><id>s</id><properties><x>--static</x></properties></profile></profiles>"), **JAVA}  # fmt: skip

GRAAL = "ghcr.io/graalvm/graalvm-community:21"
NATIVE = "RUN ./mvnw -Pnative native:compile\n"
SHOP, RUNNER, COMPILED = "target/shop", "target/shop-1.0-runner", "build/native/nativeCompile/shop"

# Title, files, image, RUN, start, the bases of the choices, what is copied, and whether all of it is proven.
OFFERED: list[tuple[str, Files, str, str, str, str, str, bool]] = [
    ("Maven, on Oracle Linux", MAVEN, GRAAL, NATIVE, SHOP, "debian:trixie-slim", SHOP, False),
    ("by packaging", {"pom.xml": pom(BOUND), **JAVA}, f"{GRAAL}-ol8", "RUN ./mvnw -Pnative package\n", SHOP, "debian:trixie-slim", SHOP, False),
    ("Gradle, on Ubuntu", GRADLE, "gradle:8-jdk21-graal-jammy", "RUN gradle nativeCompile\n", COMPILED, "ubuntu:jammy", COMPILED, True),
    ("under another name", NAMED, "gradle:8-jdk21-graal-jammy", "RUN gradle nativeCompile\n", "build/native/nativeCompile/till", "ubuntu:jammy",
     "build/native/nativeCompile/till", True),
    ("under a name that is computed", COMPUTED, "gradle:8-jdk21-graal-jammy", "RUN gradle nativeCompile\n", COMPILED, "ubuntu:jammy", COMPILED, False),
    ("moved", GRADLE, "gradle:8-jdk21-graal", "RUN gradle nativeCompile && mv build/native/nativeCompile/shop /shop\n", "/shop", "ubuntu:noble", "/shop", True),
    ("Quarkus", QUARKUS, "quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-21", "USER root\nRUN ./mvnw package -Dnative\n", RUNNER,
     "debian:trixie-slim", RUNNER, False),
    ("Quarkus by Gradle", QUARKUS_GRADLE, "gradle:8-jdk21-graal", "RUN gradle build -Dquarkus.native.enabled=true\n", "build/shop-1.0-runner", "ubuntu:noble",
     "build/shop-1.0-runner", True),
    ("fully static", STATIC, "ghcr.io/graalvm/native-image-community:21-muslib", NATIVE, SHOP,
     "alpine:3.22 gcr.io/distroless/static-debian12 scratch", SHOP, True),
    ("static by the command line", MAVEN, GRAAL, NATIVE.replace("\n", " -DbuildArgs=--static,--libc=musl\n"), SHOP,
     "alpine:3.22 gcr.io/distroless/static-debian12 scratch", SHOP, True),
    ("static in a profile, which may not hold", IN_PROFILE, GRAAL, NATIVE, SHOP, "debian:trixie-slim", SHOP, False),
    ("static but for the C library", MOSTLY, f"{GRAAL}-ol9", NATIVE, SHOP, "debian:trixie-slim gcr.io/distroless/base-debian12", SHOP, False),
    ("... of a newer system", MOSTLY, f"{GRAAL}-ol10", NATIVE, SHOP, "debian:trixie-slim gcr.io/distroless/base-debian13", SHOP, False),
    ("by the compiler itself", JAVA, GRAAL, "RUN javac -d out src/main/java/App.java && native-image -cp out -o bin/shop App\n", "bin/shop",
     "debian:trixie-slim", "bin/shop", False),
    ("nothing is known of the project", None, GRAAL, "RUN ./gradlew nativeCompile\n", COMPILED, "debian:trixie-slim", COMPILED, False),
    ("a jar on GraalVM", {"pom.xml": pom(), **JAVA}, GRAAL, "RUN ./mvnw package\n", "java -jar target/shop-1.0.jar", "eclipse-temurin:21-jre", "target/shop-1.0.jar", False),
]  # fmt: skip


def text(image: str, run: str, start: str) -> str:
    words = [
        one if one.startswith(("/", "java", "-")) or at != 0 else f"./{one}" for at, one in enumerate(start.split())
    ]
    listed = ", ".join(f'"{one}"' for one in words)
    return f"FROM {image}\nWORKDIR /app\nCOPY . .\n{run}ENTRYPOINT [{listed}]\n"


@pytest.mark.parametrize(
    ("title", "files", "image", "run", "start", "bases", "copied", "proven"), OFFERED, ids=[one[0] for one in OFFERED]
)
def test_offered(
    title: str, files: Files, image: str, run: str, start: str, bases: str, copied: str, proven: bool
) -> None:
    before = text(image, run, start)
    offer = offer_of(before, files)
    stages = [apply(before, choice.change.edits).split("\n\n")[1].split("\n") for choice in offer.choices]
    assert [lines[0].removeprefix("FROM ") for lines in stages] == bases.split()
    copies = [line.split()[2].removeprefix("/app/") for line in stages[0] if "--from=" in line]
    assert copies == [copied]
    assert offer.default.change.safety is (Safety.SAFE if proven else Safety.UNSAFE), offer.default.change.notes


def test_settings_beside_the_program_come_along_but_no_java() -> None:
    files = {**MAVEN, "application-prod.properties": "server.port=1\n"}
    before = f'FROM {GRAAL}\nENV JAVA_HOME=/usr/lib/jvm/x\nWORKDIR /app\nCOPY . .\n{NATIVE}USER 1001\nENTRYPOINT ["./target/shop"]\n'
    offer = offer_of(before, files)
    assert apply(before, offer.default.change.edits).split("\n\n")[1] == (
        "FROM debian:trixie-slim\nWORKDIR /app\nCOPY --from=builder /app/target/shop ./target/shop\n"
        'COPY --from=builder /app/application-prod.properties ./\nUSER 1001\nENTRYPOINT ["./target/shop"]\n'
    )


@pytest.mark.parametrize(
    "files",
    [
        {**GRADLE, "src/main/java/Draw.java": "import java.awt.image.BufferedImage;\nclass Draw {}"},
        {
            **GRADLE,
            "build.gradle.kts": GRADLE["build.gradle.kts"]
            + 'dependencies { implementation("org.apache.pdfbox:pdfbox:3.0.2") }\n',
        },
    ],
)
def test_libraries_for_graphics_lie_beside_the_program(files: Mapping[str, str]) -> None:
    before = text("gradle:8-jdk21-graal", "RUN gradle nativeCompile\n", COMPILED)
    offer = offer_of(before, files)
    assert offer.default.change.safety is Safety.UNSAFE
    assert any("graphics" in note for note in offer.default.change.notes)


@pytest.mark.parametrize(
    ("install", "noted"),
    [
        ("microdnf install -y findutils maven && microdnf clean all", False),
        ("yum update -y", False),
        ("dnf install -y java-21-openjdk-devel gcc zlib-devel glibc-static", False),
        ("microdnf install -y ffmpeg", True),
        ("dnf module enable -y nodejs:20", True),
    ],
)
def test_what_only_a_build_needs_of_the_system_is_no_matter(install: str, noted: bool) -> None:
    before = f'FROM {GRAAL}\nRUN {install}\nWORKDIR /app\nCOPY . .\n{NATIVE}ENTRYPOINT ["./target/shop"]\n'
    offer = offer_of(before, MAVEN)
    assert any("leaves behind is not known" in note for note in offer.default.change.notes) is noted


REFUSED: list[tuple[str, Files, str, str, str, str]] = [
    ("another program than the project's", MAVEN, GRAAL, NATIVE, "target/till", "the build makes the program `shop`, but `till` starts"),
    ("the name that the plugin is given", {"pom.xml": pom("<configuration><imageName>till</imageName></configuration>"), **JAVA}, GRAAL, NATIVE, SHOP,
     "the build makes the program `till`, but `shop` starts"),
    ("Quarkus's is the runner", QUARKUS, GRAAL, "RUN ./mvnw package -Dnative\n", SHOP, "the build makes the program `shop-1.0-runner`, but `shop` starts"),
    ("another program than Gradle's", NAMED, GRAAL, "RUN ./gradlew nativeCompile\n", COMPILED, "the build makes the program `till`, but `shop` starts"),
    ("Quarkus is told nothing of native code", QUARKUS_GRADLE, "gradle:8-jdk21-graal", "RUN gradle build\n", "build/shop-1.0-runner",
     "no option tells Quarkus to make the program `shop-1.0-runner`"),
    ("only a jar is made", MAVEN, GRAAL, "RUN ./mvnw package\n", SHOP, "the build makes `shop-1.0.jar`, but `shop` starts"),
    ("not what the compiler was told to write", JAVA, GRAAL, "RUN native-image -jar lib/a.jar -o bin/till\n", "bin/shop", "`/app/bin/shop` is not what the build makes"),
    ("the C library is not known", MAVEN, "maven:3-amazoncorretto-21", NATIVE, SHOP,
     "which C library `maven:3-amazoncorretto-21` has is not known: the program needs the same"),
    ("what is compiled is in a cache mount", MAVEN, GRAAL, NATIVE.replace("RUN", "RUN --mount=type=cache,target=/app/target"), SHOP,
     "`/app/target/shop` lies in a cache mount, so it is not in the image"),
    ("the compiler itself starts", MAVEN, GRAAL, NATIVE, "/usr/bin/native-image -jar x.jar",
     "the container runs a build tool when it starts: `/usr/bin/native-image -jar`"),
    ("a shell expands the name", QUARKUS, GRAAL, "RUN ./mvnw package -Dnative\n", "sh -c target/*-runner", "which program starts is computed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "files", "image", "run", "start", "reason"), REFUSED, ids=[one[0] for one in REFUSED]
)
def test_refused(title: str, files: Files, image: str, run: str, start: str, reason: str) -> None:
    before = text(image, run, start).replace("./sh", "sh").replace('"-c", "target', '"-c", "./target')
    answer = obstacle_of(before, files)
    assert answer.reason == reason


@pytest.mark.parametrize("image", ["ghcr.io/graalvm/native-image-community:21", "quay.io/quarkus/ubi-quarkus-mandrel-builder-image:jdk-21"])  # fmt: skip
def test_a_command_is_what_the_entrypoint_of_the_image_is_given(image: str) -> None:
    before = f'FROM {image}\nWORKDIR /app\nCOPY . .\n{NATIVE}CMD ["target/shop"]\n'
    answer = obstacle_of(before, MAVEN)
    assert (
        answer.reason
        == "the image's own ENTRYPOINT is given what CMD says: `native-image target/shop` starts no program"
    )
