"""Maven and sbt: the descriptions of the project first, a download of its own, then the sources. Gradle: why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dockwright.assist import Change
from dockwright.context import MemoryContext
from dockwright.projects.maven import Match, match, parse, read
from dockwright.rule import Safety

Files = Mapping[str, str] | None
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]


def pom(inner: str = "", artifact: str = "app", parent: str = "") -> str:
    above = (
        f"<parent><groupId>g</groupId><artifactId>{parent}</artifactId><version>1</version></parent>" if parent else ""
    )
    return (
        f"<project>{above}<groupId>g</groupId><artifactId>{artifact}</artifactId><version>1</version>{inner}</project>"
    )


def dependency(artifact: str, inner: str = "") -> str:
    return f"<dependencies><dependency><groupId>g</groupId><artifactId>{artifact}</artifactId>{inner}</dependency></dependencies>"


MODULES = "<packaging>pom</packaging><modules><module>api</module><module>web</module></modules>"
APP = {"pom.xml": pom(), "src/main/java/App.java": "class App {}"}
REACTOR = {"pom.xml": pom(MODULES, "all"), "api/pom.xml": pom("", "api", "all"), "web/pom.xml": pom("", "web", "all")}
FROM = "FROM maven:3-eclipse-temurin-21\nWORKDIR /app\n"

ORDERED: list[tuple[str, Files, str, str, tuple[str, ...]]] = [
    (
        "a restore of its own, which cannot fail, is put in; only the flags that say what is downloaded are kept",
        APP,
        FROM + "COPY . .\nRUN mvn -q -T 1C -DskipTests clean package\n",
        FROM + "COPY pom.xml ./\nRUN mvn -B -fn -q dependency:go-offline\nCOPY . .\nRUN mvn -q -T 1C -DskipTests clean package\n",
        (),
    ),
    (
        "a build in a list",
        APP,
        FROM + 'COPY . .\nRUN ["mvn", "package"]\n',
        FROM + 'COPY pom.xml ./\nRUN mvn -B -fn dependency:go-offline\nCOPY . .\nRUN ["mvn", "package"]\n',
        (),
    ),
    (
        "a restore that is there already is the build's own: it is safe to move it",
        APP,
        FROM + "COPY . .\nRUN mvn -B dependency:go-offline\nRUN mvn -o package\n",
        FROM + "COPY pom.xml ./\nRUN mvn -B dependency:go-offline\nCOPY . .\nRUN mvn -o package\n",
        (),
    ),
    (
        "a restore by the whole name of its plugin",
        APP,
        FROM + "COPY . .\nRUN mvn -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:go-offline\nRUN mvn package\n",
        FROM + "COPY pom.xml ./\nRUN mvn -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:go-offline\nCOPY . .\nRUN mvn package\n",
        (),
    ),
    (
        "native code, for which Maven packages first",
        APP,
        FROM + "COPY . .\nRUN mvn -Pnative native:compile\n",
        FROM + "COPY pom.xml ./\nRUN mvn -B -fn -Pnative dependency:go-offline\nCOPY . .\nRUN mvn -Pnative native:compile\n",
        (),
    ),
    (
        "modules that do not need each other, and settings of Maven in the project",
        {**REACTOR, ".mvn/jvm.config": "-Xmx1g"},
        FROM + "COPY . .\nRUN mvn dependency:go-offline\nRUN mvn package\n",
        FROM + "COPY pom.xml .mvn/ ./\n".replace(" .mvn/", "") + "COPY api/pom.xml api/\nCOPY web/pom.xml web/\nCOPY .mvn/ .mvn/\n"
        "RUN mvn dependency:go-offline\nCOPY . .\nRUN mvn package\n",
        (),
    ),
    (
        "what a restore that is there already reaches, it reaches elsewhere, too",
        {"pom.xml": pom("<repositories><repository><url>https://repo.example.com</url></repository></repositories>", "app", "corporate")},
        FROM + "COPY . .\nRUN mvn dependency:resolve\nRUN mvn package\n",
        FROM + "COPY pom.xml ./\nRUN mvn dependency:resolve\nCOPY . .\nRUN mvn package\n",
        (),
    ),
    (
        "profiles are chosen for the download, too",
        APP,
        FROM + "COPY . .\nRUN mvn -Pprod package\n",
        FROM + "COPY pom.xml ./\nRUN mvn -B -fn -Pprod dependency:go-offline\nCOPY . .\nRUN mvn -Pprod package\n",
        (),
    ),
    (
        "settings among the sources are copied, too",
        {**APP, "ci/settings.xml": "<settings/>"},
        FROM + "COPY . .\nRUN mvn -s ci/settings.xml package\n",
        FROM + "COPY pom.xml ./\nCOPY ci/settings.xml ci/\nRUN mvn -B -fn -s ci/settings.xml dependency:go-offline\nCOPY . .\n"
        "RUN mvn -s ci/settings.xml package\n",
        (),
    ),
    (
        "a wrapper comes with what it reads",
        {**APP, "mvnw": "", ".mvn/wrapper/maven-wrapper.properties": ""},
        FROM + "COPY . .\nRUN chmod +x mvnw && ./mvnw package\n",
        FROM + "COPY pom.xml mvnw ./\nCOPY .mvn/ .mvn/\nRUN chmod +x mvnw && ./mvnw -B -fn dependency:go-offline\nCOPY . .\n"
        "RUN chmod +x mvnw && ./mvnw package\n",
        (),
    ),
    (
        "a wrapper that a RUN of its own makes executable: it does so again behind the sources",
        {**APP, "mvnw": "", ".mvn/wrapper/maven-wrapper.properties": ""},
        FROM + "COPY . .\n\n# it may not be\nRUN chmod +x ./mvnw\nRUN ./mvnw package\n",
        FROM + "COPY pom.xml mvnw ./\nCOPY .mvn/ .mvn/\nRUN chmod +x ./mvnw && ./mvnw -B -fn dependency:go-offline\n\nCOPY . .\n\n"
        "# it may not be\nRUN chmod +x ./mvnw\nRUN ./mvnw package\n".replace("\n\nCOPY", "\nCOPY"),
        (),
    ),
    (
        "a wrapper with line ends of Windows",
        {**APP, "mvnw": "", ".mvn/wrapper/maven-wrapper.properties": ""},
        FROM + "COPY . .\nRUN sed -i 's/\\r$//' mvnw\nRUN chmod +x mvnw\nRUN ./mvnw package\n",
        FROM + "COPY pom.xml mvnw ./\nCOPY .mvn/ .mvn/\nRUN sed -i 's/\\r$//' mvnw && chmod +x mvnw && ./mvnw -B -fn dependency:go-offline\n"
        "COPY . .\nRUN sed -i 's/\\r$//' mvnw\nRUN chmod +x mvnw\nRUN ./mvnw package\n",
        (),
    ),
    (
        "a wrapper that is made executable for a restore, too",
        {**APP, "mvnw": "", ".mvn/wrapper/maven-wrapper.properties": ""},
        FROM + "COPY . .\nRUN chmod +x mvnw\nRUN ./mvnw dependency:go-offline\nRUN ./mvnw package\n",
        FROM + "COPY pom.xml mvnw ./\nCOPY .mvn/ .mvn/\nRUN chmod +x mvnw && ./mvnw dependency:go-offline\n"
        "COPY . .\nRUN chmod +x mvnw\nRUN ./mvnw dependency:go-offline\nRUN ./mvnw package\n",
        (),
    ),
    (
        "a wrapper that nobody makes executable",
        {**APP, "mvnw": "", ".mvn/wrapper/maven-wrapper.properties": ""},
        FROM + "COPY . .\nRUN ./mvnw package\n",
        FROM + "COPY pom.xml mvnw ./\nCOPY .mvn/ .mvn/\nRUN ./mvnw -B -fn dependency:go-offline\nCOPY . .\nRUN ./mvnw package\n",
        ("`mvnw` is not executable in the build context",),
    ),
    (
        "an extension of Maven may need the history",
        {**APP, ".mvn/extensions.xml": "<extensions/>"},
        FROM + "COPY . .\nRUN mvn package\n",
        FROM + "COPY pom.xml ./\nCOPY .mvn/ .mvn/\nRUN mvn -B -fn dependency:go-offline\nCOPY . .\nRUN mvn package\n",
        ("an extension of `.mvn/extensions.xml` may need the sources or their history",),
    ),
    (
        "an agent among the sources",
        {**APP, ".mvn/jvm.config": "-javaagent:tools/a.jar"},
        FROM + "COPY . .\nRUN mvn package\n",
        FROM + "COPY pom.xml ./\nCOPY .mvn/ .mvn/\nRUN mvn -B -fn dependency:go-offline\nCOPY . .\nRUN mvn package\n",
        ("`.mvn/jvm.config` names files",),
    ),
    (
        "sbt",
        {"build.sbt": "", "project/build.properties": "sbt.version=1.10.0", "src/main/scala/A.scala": ""},
        "FROM sbtscala/scala-sbt:eclipse-temurin-17.0.5_8_1.8.2_2.13.10\nWORKDIR /app\nCOPY . .\nRUN sbt assembly\n",
        "FROM sbtscala/scala-sbt:eclipse-temurin-17.0.5_8_1.8.2_2.13.10\nWORKDIR /app\nCOPY build.sbt ./\nCOPY project/ project/\n"
        "RUN sbt update\nCOPY . .\nRUN sbt assembly\n",
        ("`sbt update` reads the build definition alone: see that it reads no other file of the sources, nor git",),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("title", "files", "before", "after", "notes"), ORDERED, ids=[one[0] for one in ORDERED])
def test_order(title: str, files: Files, before: str, after: str, notes: tuple[str, ...], order: Order) -> None:
    text, made = order(before, files)
    assert text == after
    assert made.notes == notes
    assert made.safety is (Safety.UNSAFE if notes else Safety.SAFE)


REFUSED: list[tuple[str, Files, str, str]] = [
    ("a module needs another", {**REACTOR, "web/pom.xml": pom(dependency("api"), "web", "all")}, "mvn package",
     "`api` is a module of the project: no repository has it before it is built"),
    ("a jar among the sources", {"pom.xml": pom(dependency("x", "<scope>system</scope><systemPath>${basedir}/x.jar</systemPath>"))},
     "mvn package", "a dependency of scope `system` is a file of the project"),
    ("a repository among the sources",
     {"pom.xml": pom("<repositories><repository><url>file://${basedir}/repo</url></repository></repositories>")}, "mvn package",
     "a repository is a directory of the project"),
    ("a module is missing", {"pom.xml": pom(MODULES, "all"), "api/pom.xml": pom("", "api", "all")}, "mvn package",
     "the module `web` is not in the build context"),
    ("entities are not read", {"pom.xml": '<!DOCTYPE p [<!ENTITY a "b">]><project>&a;</project>'}, "mvn package",
     "`pom.xml` is not understood"),
    ("a wrapper without its settings", {**APP, "mvnw": ""}, "./mvnw package",
     "`.mvn/wrapper/maven-wrapper.properties` is not in the build context"),
    ("another program is made executable", {**APP, "mvnw": "", ".mvn/wrapper/maven-wrapper.properties": ""},
     "chmod +x mvnw run.sh\nRUN ./mvnw package", "`chmod` between them may need the copied files"),
    ("the wrapper is made executable elsewhere", {**APP, "mvnw": "", ".mvn/wrapper/maven-wrapper.properties": ""},
     "cd x && chmod +x mvnw\nRUN ./mvnw package", "`cd` between them may need the copied files"),
    ("settings that nobody copies", APP, "mvn -s ci/settings.xml package", "`ci/settings.xml` is not in the build context"),
    ("Gradle", {"build.gradle": ""}, "gradle build",
     "Gradle has no command that downloads all that a build needs: a cache mount on `~/.gradle/caches` keeps it from build to build"),
    # nothing to say
    ("no project", {"a.txt": ""}, "mvn package", ""),
    ("without the build context: modules cannot be known", None, "mvn package", ""),
    ("offline", APP, "mvn -o package", ""),
    ("it only asks", APP, "mvn --version", ""),
    ("no phase of a build", APP, "mvn archetype:generate", ""),
    ("a computed flag", APP, "mvn -P$PROFILE package", ""),
    ("a wrapper that is not sent", APP, "./mvnw package", ""),
]  # fmt: skip


@pytest.mark.parametrize(("title", "files", "command", "reason"), REFUSED, ids=[one[0] for one in REFUSED])
def test_refused(title: str, files: Files, command: str, reason: str, why_not: WhyNot) -> None:
    assert why_not(f"{FROM}COPY . .\nRUN {command}\n", files) == reason


def test_a_cache_mount_keeps_the_downloads(why_not: WhyNot) -> None:
    assert why_not(f"{FROM}COPY . .\nRUN --mount=type=cache,target=/root/.m2 mvn package\n", APP) == ""


@pytest.mark.parametrize("goal", ["dependency:go-offline", "org.apache.maven.plugins:maven-dependency-plugin:3.1.2:go-offline",
                                  "io.quarkus.platform:quarkus-maven-plugin:3.15.1:go-offline", "quarkus:go-offline",
                                  "de.qaware.maven:go-offline-maven-plugin:1.2.8:resolve-dependencies"])  # fmt: skip
def test_a_restore_of_its_own_is_one_by_whatever_name(goal: str, why_not: WhyNot) -> None:
    assert why_not(f"{FROM}COPY pom.xml .\nRUN mvn -B {goal}\nCOPY src src\nRUN mvn package\n", APP) == ""


@pytest.mark.parametrize("build", ["mvn verify --fail-never", "mvn -B package -fn", "mvn install || true"])
def test_a_build_without_its_sources_has_downloaded_before(build: str, why_not: WhyNot) -> None:
    text = f"{FROM}COPY pom.xml .\nRUN {build}\nCOPY . .\nRUN mvn package\n"
    assert why_not(text, APP) == ""


HOSTILE = [
    "",
    "not xml",
    "<project>",
    '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;">]><project>&l2;</project>',
    '<!DOCTYPE p SYSTEM "file:///etc/passwd"><project/>',
    "\udcff<project/>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_plain_document_is_not_read(text: str) -> None:
    assert parse(text) is None


def test_parents_and_properties_that_go_round_in_circles_end() -> None:
    circle = pom(
        "<properties><a>${b}</a><b>${a}${a}</b></properties><build><finalName>${a}</finalName></build>", "x", "x"
    )
    project = read(MemoryContext({"pom.xml": circle, "a/pom.xml": circle}), "a")
    assert project is not None
    assert match(project, "x.jar") is Match.MAYBE


NAMES = [
    ("the default", pom(), "app-1.jar", Match.YES),
    ("another version", pom(), "app-2.jar", Match.NO),
    ("finalName", pom("<build><finalName>${project.artifactId}</finalName></build>"), "app.jar", Match.YES),
    ("a web archive", pom("<packaging>war</packaging>"), "app-1.war", Match.YES),
    ("an unknown property", pom("<build><finalName>${name}</finalName></build>"), "app.jar", Match.MAYBE),
    ("an unknown parent may name it", pom("", "app", "corporate"), "app-1.jar", Match.MAYBE),
    ("a profile may name it",
     pom("<profiles><profile><build><finalName>x</finalName></build></profile></profiles>"), "app-1.jar", Match.MAYBE),
    ("only modules", pom("<packaging>pom</packaging>"), "app-1.jar", Match.NO),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "file", "expected"), NAMES, ids=[one[0] for one in NAMES])
def test_names_of_artifacts(title: str, text: str, file: str, expected: Match) -> None:
    project = read(MemoryContext({"pom.xml": text}), "")
    assert project is not None
    assert match(project, file) is expected
