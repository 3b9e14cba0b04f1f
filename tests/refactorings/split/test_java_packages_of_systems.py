"""Java from packages of Debian, Ubuntu, Alpine, and of Fedora and its like: the runtime of the same version, or why it is not known."""

from __future__ import annotations

import pytest
from splitting import Files, obstacle_of, offer_of, split_of

from dockwright.knowledge.java_images import Package, java_package
from dockwright.rule import Safety
from dockwright.text import apply

POM = "<project><groupId>g</groupId><artifactId>app</artifactId><version>1.0</version></project>"
FILES = {"pom.xml": POM, "src/main/java/App.java": "class App {}"}
JAR = 'CMD ["java", "-jar", "target/app-1.0.jar"]\n'
BUILD = f"WORKDIR /app\nCOPY . .\nRUN mvn package\n{JAR}"
APT = "RUN apt-get update && apt-get install -y"

# Title, image, what installs Java, and the image of the runtime stage.
OFFERED = [
    ("Ubuntu by its number", "ubuntu:22.04", f"{APT} openjdk-17-jdk maven", "eclipse-temurin:17-jre-jammy"),
    ("Ubuntu's usual Java", "ubuntu:24.04", f"{APT} default-jdk maven", "eclipse-temurin:21-jre-noble"),
    ("Debian", "debian:bookworm-slim", f"{APT} --no-install-recommends openjdk-17-jdk-headless maven", "eclipse-temurin:17-jre"),
    ("Debian's usual Java", "debian:12", f"{APT} maven default-jdk-headless", "eclipse-temurin:17-jre"),
    ("of Adoptium's own repository", "debian:12", f"{APT} temurin-21-jdk maven", "eclipse-temurin:21-jre"),
    ("Alpine", "alpine:3.20", "RUN apk add --no-cache openjdk21 maven", "eclipse-temurin:21-jre-alpine"),
    ("Alpine, by the kit alone", "alpine:3.20", "RUN apk add openjdk17-jdk maven", "eclipse-temurin:17-jre-alpine"),
    ("Fedora", "fedora:41", "RUN dnf install -y java-21-openjdk-devel maven", "eclipse-temurin:21-jre"),
    ("Amazon Linux", "amazonlinux:2023", "RUN yum install -y java-17-amazon-corretto-devel maven tar gzip", "eclipse-temurin:17-jre"),
    ("Red Hat's small image", "registry.access.redhat.com/ubi9/ubi-minimal", "RUN microdnf install -y java-17-openjdk-devel maven",
     "eclipse-temurin:17-jre"),
    ("Java 8 by its older name", "rockylinux:8", "RUN dnf -y install java-1.8.0-openjdk-devel maven", "eclipse-temurin:8-jre"),
    ("a runtime of another version beside the kit", "debian:12", f"{APT} openjdk-17-jdk default-jre maven", "eclipse-temurin:17-jre"),
]  # fmt: skip


@pytest.mark.parametrize(("image", "install", "runtime"), [one[1:] for one in OFFERED], ids=[one[0] for one in OFFERED])
def test_offered(image: str, install: str, runtime: str) -> None:
    before = f"FROM {image}\n{install}\n{BUILD}"
    offer = offer_of(before, FILES)
    assert apply(before, offer.default.change.edits).split("\n\n")[1] == (
        f"FROM {runtime}\nWORKDIR /app\nCOPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n{JAR}"
    )
    assert offer.default.change.safety is Safety.UNSAFE  # another build of Java
    assert any("another build of Java" in note for note in offer.default.change.notes)


@pytest.mark.parametrize(
    "install",
    [
        "FROM fedora:41\nRUN dnf install -y java-21-openjdk-devel maven fontconfig\n",
        "FROM fedora:41\nRUN dnf install -y java-21-openjdk-devel maven $MORE\n",
        "FROM amazoncorretto:17\nRUN yum install -y maven ImageMagick\n",
    ],
)
def test_what_else_is_installed_is_told(install: str) -> None:
    offer = offer_of(install + BUILD, FILES)
    assert any("leaves behind is not known" in note for note in offer.default.change.notes)


def test_where_the_tools_are_stays_in_the_builder() -> None:
    before = (
        f"FROM ubuntu:22.04\n{APT} openjdk-17-jdk curl\nENV JAVA_HOME=/usr/lib/jvm/java-17-openjdk-amd64\n"
        "ENV PATH=${JAVA_HOME}/bin:/opt/maven/bin:${PATH}\nENV TZ=UTC\n" + BUILD
    )
    offer = offer_of(before, FILES)
    assert apply(before, offer.default.change.edits).split("\n\n")[1] == (
        "FROM eclipse-temurin:17-jre-jammy\nENV TZ=UTC\nWORKDIR /app\n"
        f"COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n{JAR}"
    )


@pytest.mark.parametrize(
    ("image", "runtime"),
    [
        ("bellsoft/liberica-openjdk-debian:21a", "eclipse-temurin:21-jre"),
        ("azul/zulu-openjdk:17.0.4.1", "eclipse-temurin:17-jre"),
        ("sapmachine:21", "eclipse-temurin:21-jre"),
        ("ghcr.io/graalvm/jdk-community:21", "eclipse-temurin:21-jre"),
        ("ghcr.io/graalvm/graalvm-ce:ol8-java17-22.3.1", "eclipse-temurin:17-jre"),
    ],
)
def test_other_builds_of_java(image: str, runtime: str) -> None:
    before = f"FROM {image}\n{BUILD.replace('mvn', './mvnw')}"
    offer = offer_of(before, {**FILES, "mvnw": ""})
    assert apply(before, offer.default.change.edits).split("\n\n")[1].startswith(f"FROM {runtime}\n")
    assert offer.default.change.safety is Safety.UNSAFE


@pytest.mark.parametrize(
    ("image", "runtime"),
    [
        ("bellsoft/liberica-openjdk-alpine:17", "bellsoft/liberica-openjre-alpine:17"),
        ("bellsoft/liberica-openjdk-debian:21", "bellsoft/liberica-openjre-debian:21"),
        ("azul/zulu-openjdk:17", "azul/zulu-openjdk:17-jre"),
        ("azul/zulu-openjdk-alpine:11", "azul/zulu-openjdk-alpine:11-jre"),
    ],
)
def test_the_runtime_of_the_same_build(image: str, runtime: str) -> None:
    before = f"FROM {image}\n{BUILD.replace('mvn', './mvnw')}"
    offer = offer_of(before, {**FILES, "mvnw": ""})
    assert apply(before, offer.default.change.edits).split("\n\n")[1].startswith(f"FROM {runtime}\n")
    assert offer.default.change.safety is Safety.SAFE, offer.default.change.notes


REFUSED: list[tuple[str, Files, str, str]] = [
    ("another virtual machine", FILES, f"FROM ibm-semeru-runtimes:open-17-jdk\n{BUILD}",
     "`ibm-semeru-runtimes:open-17-jdk` has another virtual machine, OpenJ9, with options of its own: no runtime image is chosen for it"),
    ("a version of GraalVM is none of Java", FILES, f"FROM ghcr.io/graalvm/graalvm-ce:22.3.1\n{BUILD}",
     "which version of Java `ghcr.io/graalvm/graalvm-ce:22.3.1` has is not known"),
    ("a tag that moves", FILES, f"FROM bellsoft/liberica-openjdk-alpine\n{BUILD}",
     "which version of Java `bellsoft/liberica-openjdk-alpine` has is not known"),
    ("two kits", FILES, f"FROM debian:12\n{APT} openjdk-8-jdk openjdk-17-jdk maven\n{BUILD}",
     "which version of Java `openjdk-8-jdk` and `openjdk-17-jdk` bring is not known: name a package of one version"),
    ("a release that moves", FILES, f"FROM debian:unstable\n{APT} default-jdk maven\n{BUILD}",
     "which version of Java `default-jdk` brings is not known: name a package of one version"),
    ("a version without an image", FILES, f"FROM debian:12\n{APT} openjdk-14-jdk maven\n{BUILD}",
     "no image with a runtime of Java 14 for this system is known"),
    ("a program that another system has under another name", FILES, f"FROM debian:12\n{APT} openjdk-17-jdk maven ffmpeg\n{BUILD}",
     "the program may need `ffmpeg`, which eclipse-temurin:17-jre cannot install"),
    ("a kit of Fedora whose version moves", FILES, f"FROM fedora:41\nRUN dnf install -y java-17-openjdk-devel java-21-openjdk-devel maven\n{BUILD}",
     "which version of Java `java-17-openjdk-devel` and `java-21-openjdk-devel` bring is not known: name a package of one version"),
    ("work of dnf behind the build", FILES, f"FROM fedora:41\nRUN dnf install -y java-21-openjdk-devel maven\n{BUILD.replace(JAR, 'RUN dnf install -y wget && wget example.com/x' + chr(10) + JAR)}",
     "what `dnf install wget` leaves behind is not known"),
    ("where this system has its Java", FILES, f"FROM debian:12\n{APT} openjdk-17-jdk maven\n{BUILD.replace('java', '/usr/bin/java')}",
     "`/usr/bin/java` is where this image has its Java, others have it elsewhere: write `java`"),
    ("JAVA_HOME of this system, which the start reads", FILES,
     f"FROM debian:12\n{APT} openjdk-17-jdk maven\nENV JAVA_HOME=/usr/lib/jvm/default-java\n{BUILD.replace(JAR, 'CMD $JAVA_HOME/bin/java -jar target/app-1.0.jar')}",
     "`/usr/lib/jvm/default-java/bin/java` is where this image has its Java, others have it elsewhere: write `java`"),
    ("it builds when it starts", FILES, f"FROM debian:12\n{APT} openjdk-17-jdk maven\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD mvn exec:java\n",
     "the container runs a build tool when it starts: `mvn exec:java`"),
    ("a jar that is not built here", None, f"FROM debian:12\n{APT} openjdk-17-jdk\nCOPY app.jar /\nRUN javac -version\nCMD java -jar /app.jar\n",
     "nothing is built here: what starts comes from elsewhere"),
    ("nothing starts", FILES, f"FROM debian:12\n{APT} openjdk-17-jdk maven\nCOPY . .\nRUN mvn package\n",
     "there is no CMD or ENTRYPOINT: nothing tells what the image is for"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text", "reason"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_refused(files: Files, text: str, reason: str) -> None:
    answer = obstacle_of(text, files)
    assert answer.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        f"FROM debian:12\n{APT} default-jre\nCOPY app.jar /\nCMD java -jar /app.jar\n",  # no kit
        f"FROM debian:12\n{APT} openjdk-17-jdk\nCOPY app.jar /\nCMD java -jar /app.jar\n",  # nothing builds
        "FROM alpine:3.22\nRUN apk add openjdk17-jre\nCMD java -jar /app.jar\n",
        "FROM fedora:41\nRUN dnf install -y java-21-openjdk-headless\nCOPY app.jar /\nCMD java -jar /app.jar\n",
    ],
)
def test_nothing_to_split(text: str) -> None:
    assert split_of(text, None) is None


@pytest.mark.parametrize(
    ("name", "release", "expected"),
    [
        ("openjdk-17-jdk", "", Package(17, True)),
        ("openjdk17", "3.20", Package(17, True)),
        ("openjdk-8-jre-headless", "", Package(8, False)),
        ("default-jdk", "jammy", Package(11, True)),
        ("default-jdk", "sid", Package(0, True)),
        ("java-21-openjdk-devel", "", Package(21, True)),
        ("java-1.8.0-openjdk-headless", "", Package(8, False)),
        ("java-17-amazon-corretto-devel", "", Package(17, True)),
        ("java-17-openjdk-src", "", None),
        ("default", "jammy", None),
        ("openjdk-17-source", "", None),
        ("java-common", "", None),
    ],
)
def test_packages(name: str, release: str, expected: Package | None) -> None:
    assert java_package(name, release) == expected
