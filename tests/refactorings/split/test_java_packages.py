"""What a build of Maven or Gradle packs: the kinds of Quarkus, modules that are left out, tasks that make no archive."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import obstacle_of, offer_of

from dockwright.rule import Safety
from dockwright.text import apply

JAVA = {"src/main/java/App.java": "class App { public static void main(String[] a) {} }"}


def pom(artifact: str, inner: str = "", parent: str = "") -> str:
    return f"<project>{parent}<groupId>com.example</groupId><artifactId>{artifact}</artifactId><version>1.0</version>{inner}</project>"


def plugin(group: str, artifact: str) -> str:
    return f"<build><plugins><plugin><groupId>{group}</groupId><artifactId>{artifact}</artifactId></plugin></plugins></build>"


def quarkus(version: str = "3.15.1", more: str = "", **files: str) -> dict[str, str]:
    """A project of Quarkus; `files`: settings by the ending of their name."""
    known = f"<quarkus.platform.version>{version}</quarkus.platform.version>" if version else ""
    inner = f"<properties>{known}{more}</properties>{plugin('io.quarkus', 'quarkus-maven-plugin')}"
    settings = {f"src/main/resources/application.{ending}": text for ending, text in files.items()}
    return {"pom.xml": pom("shop", inner), **settings, **JAVA}


def gradle_quarkus(script: str = "", properties: str = "quarkusPlatformVersion=3.15.1\n") -> dict[str, str]:
    return {
        "settings.gradle": "rootProject.name = 'shop'\n",
        "build.gradle": f"plugins {{ id 'io.quarkus' }}\nversion = '1.0'\n{script}",
        "gradle.properties": properties,
        **JAVA,
    }


UBER, LEGACY = "-Dquarkus.package.jar.type=uber-jar", "-Dquarkus.package.type=legacy-jar"
APP, RUNNER = "target/quarkus-app/quarkus-run.jar", "target/shop-1.0-runner.jar"
UBER_PROPERTY = "<quarkus.package.type>uber-jar</quarkus.package.type>"
REACTOR = {
    "pom.xml": pom("all", "<packaging>pom</packaging><modules><module>core</module><module>web</module></modules>"),
    "core/pom.xml": pom("core"),
    "core/src/main/java/Core.java": "class Core {}",
    "web/pom.xml": pom("web"),
    "web/src/main/java/App.java": "class App {}",
}
TWO = {
    "settings.gradle": "rootProject.name = 'all'\ninclude 'core', 'web'\n",
    "build.gradle": "",
    "core/build.gradle": "plugins { id 'java' }\nversion = '1.0'\n",
    "web/build.gradle": "plugins { id 'java' }\nversion = '1.0'\n",
    "web/src/main/java/App.java": "class App {}",
}
FAT = pom("shop", plugin("org.apache.maven.plugins", "maven-assembly-plugin").replace(
    "</plugin>", "<configuration><descriptorRefs><descriptorRef>jar-with-dependencies</descriptorRef></descriptorRefs></configuration></plugin>"))  # fmt: skip

NAMED = pom("shop", plugin("org.apache.maven.plugins", "maven-shade-plugin").replace(
    "</plugin>", "<configuration><outputFile>${project.build.directory}/shop-fat.jar</outputFile></configuration></plugin>"))  # fmt: skip


def text(command: str, start: str) -> str:
    image = "gradle:8-jdk21" if command.startswith("gradle") else "maven:3-eclipse-temurin-21"
    return f"FROM {image}\nWORKDIR /app\nCOPY . .\nRUN {command}\nCMD {start}\n"


def started(jar: str) -> str:
    return f"java -jar {jar}"


# Title, files, command of the build, start, what is copied, and whether all of it is proven.
OFFERED: list[tuple[str, Mapping[str, str], str, str, str, bool]] = [
    ("Quarkus as it comes", quarkus(), "mvn package", APP, "target/quarkus-app", True),
    ("Quarkus of an unknown version", quarkus(""), "mvn package", APP, "target/quarkus-app", True),
    ("Quarkus in one jar, by the command line", quarkus(), f"mvn package {UBER}", RUNNER, RUNNER, True),
    ("... by a property", quarkus(more=UBER_PROPERTY), "mvn package", RUNNER, RUNNER, True),
    ("... by its settings", quarkus(properties="a=b\nquarkus.package.jar.type=uber-jar\n"),
     "mvn package", RUNNER, RUNNER, True),
    ("... by settings that are not read", quarkus(yml="quarkus:\n  package:\n    type: uber-jar\n"), "mvn package", RUNNER, RUNNER, False),
    ("... by a pattern", quarkus(), f"mvn package {UBER}", "target/*-runner.jar", RUNNER, True),
    ("Quarkus with its libraries beside it", quarkus(), f"mvn package {LEGACY}", RUNNER, f"{RUNNER} target/lib", True),
    ("Quarkus before 1.12", quarkus("1.9.2.Final"), "mvn package", RUNNER, f"{RUNNER} target/lib", True),
    ("Quarkus of an unknown version, in one jar perhaps", quarkus(""), "mvn package", RUNNER, RUNNER, False),
    ("Quarkus by Gradle", gradle_quarkus(), "gradle build", "build/quarkus-app/quarkus-run.jar", "build/quarkus-app", True),
    ("Quarkus by Gradle, in one jar", gradle_quarkus(), f"gradle build {UBER}", "build/shop-1.0-runner.jar", "build/shop-1.0-runner.jar", True),
    ("Quarkus by Gradle, in one jar by its script", gradle_quarkus("// see below\nquarkus { set('package.jar.type', 'uber-jar') }\n"), "gradle build",
     "build/shop-1.0-runner.jar", "build/shop-1.0-runner.jar", False),
    ("a module by its directory", REACTOR, "mvn -pl web -am package", "web/target/web-1.0.jar", "web/target/web-1.0.jar", True),
    ("a module by its name", REACTOR, "mvn package --projects :core,com.example:web", "web/target/web-1.0.jar", "web/target/web-1.0.jar", True),
    ("all but another module", REACTOR, "mvn -pl !core package", "web/target/web-1.0.jar", "web/target/web-1.0.jar", True),
    ("a module that another may need", REACTOR, "mvn -pl core -amd package", "web/target/web-1.0.jar", "web/target/web-1.0.jar", False),
    ("a task of the project", TWO, "gradle :web:jar", "web/build/libs/web-1.0.jar", "web/build/libs/web-1.0.jar", True),
    ("a task of another project", TWO, "gradle :core:jar", "web/build/libs/web-1.0.jar", "web/build/libs/web-1.0.jar", False),
    ("a pattern that only a named file fits", {"pom.xml": NAMED, **JAVA}, "mvn package", "target/*-fat.jar", "target/shop-fat.jar", True),
    ("a pattern that only the fat jar fits", {"pom.xml": FAT, **JAVA}, "mvn package", "target/*-jar-with-dependencies.jar",
     "target/shop-1.0-jar-with-dependencies.jar", True),
]  # fmt: skip


@pytest.mark.parametrize(("title", "files", "command", "jar", "copies", "proven"), OFFERED, ids=[one[0] for one in OFFERED])  # fmt: skip
def test_offered(title: str, files: Mapping[str, str], command: str, jar: str, copies: str, proven: bool) -> None:
    before = text(command, started(jar))
    offer = offer_of(before, files)
    after = apply(before, offer.default.change.edits)
    found = [line.split()[2].removeprefix("/app/") for line in after.split("\n") if "--from=" in line]
    assert found == copies.split()
    assert offer.default.change.safety is (Safety.SAFE if proven else Safety.UNSAFE), offer.default.change.notes


REFUSED: list[tuple[str, Mapping[str, str], str, str, str]] = [
    ("Quarkus makes a directory", quarkus(), "mvn package", RUNNER,
     "Quarkus makes `/app/target/quarkus-app/quarkus-run.jar`, but `shop-1.0-runner.jar` starts"),
    ("... of which no pattern means anything", quarkus(), "mvn package", "target/*-runner.jar",
     "Quarkus makes `/app/target/quarkus-app/quarkus-run.jar`, but `shop-1.0-runner.jar` starts"),
    ("... with Gradle, too", gradle_quarkus(), "gradle build", "build/shop-1.0-runner.jar",
     "Quarkus makes `/app/build/quarkus-app/quarkus-run.jar`, but `shop-1.0-runner.jar` starts"),
    ("one jar leaves no directory", quarkus(), f"mvn package {UBER}", APP,
     "Quarkus makes no `quarkus-app` where its package is of the type `uber-jar`"),
    ("nor does an old one", quarkus(), f"mvn package {LEGACY}", APP,
     "Quarkus makes no `quarkus-app` where its package is of the type `legacy-jar`"),
    ("the project's own jar or Quarkus's", quarkus(), f"mvn package {UBER}", "target/*.jar",
     "several files may match `*.jar` in `/app/target`: name the one that starts"),
    ("a module that is not built", REACTOR, "mvn -pl core package", "web/target/web-1.0.jar", "`-pl` leaves the module `web` out of the build"),
    ("a module that is left out by name", REACTOR, "mvn -pl !:web package", "web/target/web-1.0.jar", "`-pl` leaves the module `web` out of the build"),
    ("another reactor's module, by the long flag", REACTOR, "mvn --projects=core package", "web/target/web-1.0.jar",
     "`-pl` leaves the module `web` out of the build"),
    ("only compiled", {"pom.xml": pom("shop"), **JAVA}, "mvn compile", "target/shop-1.0.jar",
     "`compile` of Maven makes no archive, but `shop-1.0.jar` starts"),
    ("only tested", {"pom.xml": pom("shop"), **JAVA}, "mvn clean test", "target/shop-1.0.jar",
     "`test` of Maven makes no archive, but `shop-1.0.jar` starts"),
    ("only compiled by Gradle", TWO, "gradle :web:classes", "web/build/libs/web-1.0.jar",
     "`:web:classes` of Gradle makes no archive, but `web-1.0.jar` starts"),
    ("a pattern that other jars fit", {"pom.xml": FAT, **JAVA}, "mvn package", "target/*s.jar",
     "several files may match `*s.jar` in `/app/target`: name the one that starts"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "files", "command", "jar", "reason"), REFUSED, ids=[one[0] for one in REFUSED])
def test_refused(title: str, files: Mapping[str, str], command: str, jar: str, reason: str) -> None:
    answer = obstacle_of(text(command, started(jar)), files)
    assert answer.reason == reason
