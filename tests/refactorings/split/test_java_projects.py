"""Java, Kotlin and Scala: whole projects in small, as they lie in repositories, and what becomes of their Dockerfiles."""

from __future__ import annotations

import pytest
from splitting import Project, obstacle_of, offer_of, plugin

from dockwright.context import MemoryContext
from dockwright.lint import Profile, analyse, gate
from dockwright.rule import Fix, Safety
from dockwright.rules import RULES
from dockwright.text import apply

SPRING = "org.springframework.boot"
JAVA = "class App { public static void main(String[] a) {} }"
WRAPPED = {"mvnw": "#!/bin/sh\n", ".mvn/wrapper/maven-wrapper.properties": "distributionUrl=x\n"}


def boot_parent(version: str = "3.3.4") -> str:
    return f"<parent><groupId>{SPRING}</groupId><artifactId>spring-boot-starter-parent</artifactId><version>{version}</version></parent>"


def boot_plugin(inner: str = "") -> str:
    return plugin("spring-boot-maven-plugin", inner, SPRING)


def pom(artifact: str, inner: str = "", above: str = "") -> str:
    """A pom.xml of version 1.0, which a module has from `above`."""
    own = "" if "<artifactId>shop</artifactId>" in above else "<version>1.0</version>"
    return f"<project>{above}<groupId>com.example</groupId><artifactId>{artifact}</artifactId>{own}{inner}</project>"


SHOP = "<parent><groupId>com.example</groupId><artifactId>shop</artifactId><version>1.0</version></parent>"
REACTOR = {
    "pom.xml": pom(
        "shop", "<packaging>pom</packaging><modules><module>core</module><module>web</module></modules>", boot_parent()
    ),
    "core/pom.xml": pom("core", above=SHOP),
    "core/src/main/java/Core.java": "class Core {}",
    "web/pom.xml": pom("web", boot_plugin(), SHOP),
    "web/src/main/java/App.java": JAVA,
    "web/src/main/resources/application.yml": "server:\n  port: 8080\n",
    **WRAPPED,
    ".dockerignore": "**/target\n.git\n",
    "README.md": "",
}
CATALOG = {
    "settings.gradle.kts": 'rootProject.name = "shop"\ninclude("app", "domain")\n',
    "build.gradle.kts": "",
    "gradle/libs.versions.toml": '[plugins]\nboot = { id = "org.springframework.boot", version = "3.3.4" }\n',
    "gradle/wrapper/gradle-wrapper.properties": "distributionUrl=x\n",
    "gradlew": "#!/bin/sh\n",
    "buildSrc/build.gradle.kts": "plugins { `kotlin-dsl` }\n",
    "app/build.gradle.kts": 'plugins {\n    alias(libs.plugins.boot)\n    kotlin("jvm")\n}\nversion = "1.2"\n',
    "app/src/main/kotlin/App.kt": "fun main() {}\n",
    "domain/build.gradle.kts": 'plugins { kotlin("jvm") }\n',
    "domain/src/main/kotlin/Domain.kt": "class Domain\n",
}
KTOR = {
    "settings.gradle.kts": 'rootProject.name = "ktor"\n',
    "gradle.properties": "version=0.3\n",
    "build.gradle.kts": 'plugins {\n    kotlin("jvm") version "2.0.0"\n    id("com.gradleup.shadow") version "8.3.0"\n}\n',
    "src/main/kotlin/App.kt": "fun main() {}\n",
    "src/main/resources/application.conf": "",
}
DROPWIZARD = {
    "pom.xml": pom("api", plugin("maven-shade-plugin")),
    "config.yml": "server: {}\n",
    "src/main/java/App.java": JAVA,
}
PLAY = {
    "build.sbt": 'lazy val root = (project in file(".")).enablePlugins(PlayScala)\nname := "site"\n',
    "project/build.properties": "sbt.version=1.9.9\n",
    "project/plugins.sbt": "",
    "conf/application.conf": "",
    "app/controllers/Home.scala": "class Home\n",
    "public/style.css": "",
}
ASSEMBLY = {
    "build.sbt": 'name := "job"\nassembly / assemblyJarName := "job.jar"\n',
    "project/plugins.sbt": "",
    "src/main/scala/Job.scala": "object Job\n",
}
WAR = {
    "pom.xml": pom("site", f"<packaging>war</packaging>{boot_plugin()}", boot_parent()),
    "src/main/java/App.java": JAVA,
    "src/main/webapp/index.jsp": "",
}
COMMAND = {
    "settings.gradle": "rootProject.name = 'tool'\n",
    "build.gradle": "plugins { id 'application' }\napplication { mainClass = 'App' }\n",
    "gradle/libs.versions.toml": "",
    "gradlew": "#!/bin/sh\n",
    "src/main/java/App.java": JAVA,
    "src/dist/conf/tool.properties": "",
}
QUARKUS = {
    "settings.gradle": "rootProject.name = 'q'\n",
    "build.gradle": "plugins { id 'io.quarkus' }\n",
    "gradlew": "#!/bin/sh\n",
    "src/main/java/App.java": JAVA,
    "src/main/docker/Dockerfile.jvm": "FROM registry.access.redhat.com/ubi9/openjdk-21\n",
}
TEMURIN = "FROM eclipse-temurin:21-jdk-jammy\nWORKDIR /src\nCOPY . .\n"
MAVEN = "FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn package\n"
SBT = "FROM sbtscala/scala-sbt:eclipse-temurin-17.0.4_1.7.1_3.2.0\nWORKDIR /app\nCOPY . .\n"


OFFERED = [
    Project(
        "modules of Maven on Spring Boot, by the wrapper",
        REACTOR,
        TEMURIN + "RUN ./mvnw -B -pl web -am package\nEXPOSE 8080\n"
        'ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "web/target/web-1.0.jar"]\n',
        "FROM eclipse-temurin:21-jre-jammy\nWORKDIR /src\nCOPY --from=builder /src/web/target/web-1.0.jar ./web/target/web-1.0.jar\n"
        'EXPOSE 8080\nENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "web/target/web-1.0.jar"]\n',
    ),
    Project(
        "modules of Gradle with a version catalog and conventions of its own",
        CATALOG,
        "FROM gradle:8-jdk21\nWORKDIR /home/gradle/shop\nCOPY . .\nRUN ./gradlew --no-daemon :app:bootJar\n"
        'CMD ["java", "-jar", "app/build/libs/app-1.2.jar"]\n',
        "FROM eclipse-temurin:21-jre-noble\nWORKDIR /home/gradle/shop\n"
        "COPY --from=builder /home/gradle/shop/app/build/libs/app-1.2.jar ./app/build/libs/app-1.2.jar\n"
        'CMD ["java", "-jar", "app/build/libs/app-1.2.jar"]\n',
    ),
    Project(
        "Kotlin in a fat jar, by the user of the build tool's image",
        KTOR,
        "FROM gradle:8-jdk17\nWORKDIR /app\nCOPY --chown=gradle:gradle . .\nRUN gradle shadowJar --no-daemon\nUSER gradle\n"
        'CMD ["java", "-jar", "build/libs/ktor-0.3-all.jar"]\n',
        "FROM eclipse-temurin:17-jre-noble\nRUN useradd --create-home gradle\nWORKDIR /app\n"
        "COPY --from=builder /app/build/libs/ktor-0.3-all.jar ./build/libs/ktor-0.3-all.jar\n"
        'USER gradle\nCMD ["java", "-jar", "build/libs/ktor-0.3-all.jar"]\n',
        Safety.UNSAFE,
    ),
    Project(
        "a service with its settings beside it, copied after the dependencies",
        DROPWIZARD,
        "FROM maven:3-eclipse-temurin-17\nWORKDIR /srv/api\nCOPY pom.xml .\nRUN mvn -B dependency:go-offline\nCOPY src ./src\n"
        'COPY config.yml ./\nRUN mvn -B package\nEXPOSE 8080 8081\nCMD ["java", "-jar", "target/api-1.0.jar", "server", "config.yml"]\n',
        "FROM eclipse-temurin:17-jre-noble\nWORKDIR /srv/api\n"
        "COPY --from=builder /srv/api/target/api-1.0.jar ./target/api-1.0.jar\nCOPY --from=builder /srv/api/config.yml ./\n"
        'EXPOSE 8080 8081\nCMD ["java", "-jar", "target/api-1.0.jar", "server", "config.yml"]\n',
    ),
    Project(
        "Scala: the start script that sbt stages",
        PLAY,
        SBT + 'RUN sbt stage\nEXPOSE 9000\nCMD ["target/universal/stage/bin/site"]\n',
        "FROM eclipse-temurin:17-jre\nWORKDIR /app\nCOPY --from=builder /app/target/universal/stage ./target/universal/stage\n"
        'EXPOSE 9000\nCMD ["target/universal/stage/bin/site"]\n',
    ),
    Project(
        "Scala: a fat jar, whose name is in a program",
        ASSEMBLY,
        SBT + 'RUN sbt assembly\nCMD ["java", "-jar", "target/scala-3.2.0/job.jar"]\n',
        "FROM eclipse-temurin:17-jre\nWORKDIR /app\nCOPY --from=builder /app/target/scala-3.2.0/job.jar ./target/scala-3.2.0/job.jar\n"
        'CMD ["java", "-jar", "target/scala-3.2.0/job.jar"]\n',
        Safety.UNSAFE,
    ),
    Project(
        "a web archive that starts by itself",
        WAR,
        MAVEN + 'CMD ["java", "-jar", "target/site-1.0.war"]\n',
        "FROM eclipse-temurin:21-jre-noble\nWORKDIR /app\nCOPY --from=builder /app/target/site-1.0.war ./target/site-1.0.war\n"
        'CMD ["java", "-jar", "target/site-1.0.war"]\n',
    ),
    Project(
        "a command line program and what is distributed with it, on Alpine",
        COMMAND,
        "FROM eclipse-temurin:21-jdk-alpine\nWORKDIR /app\nCOPY . .\nRUN ./gradlew installDist\n"
        'ENTRYPOINT ["/app/build/install/tool/bin/tool"]\n',
        "FROM eclipse-temurin:21-jre-alpine\nRUN apk add --no-cache bash\nWORKDIR /app\n"
        'COPY --from=builder /app/build/install/tool ./build/install/tool\nENTRYPOINT ["/app/build/install/tool/bin/tool"]\n',
    ),
    Project(
        "Quarkus by Gradle",
        QUARKUS,
        TEMURIN + 'RUN ./gradlew build\nCMD ["java", "-jar", "build/quarkus-app/quarkus-run.jar"]\n',
        "FROM eclipse-temurin:21-jre-jammy\nWORKDIR /src\nCOPY --from=builder /src/build/quarkus-app ./build/quarkus-app\n"
        'CMD ["java", "-jar", "build/quarkus-app/quarkus-run.jar"]\n',
    ),
]


@pytest.mark.parametrize("project", OFFERED, ids=[one.title for one in OFFERED])
def test_offered(project: Project) -> None:
    project.check()


REFUSED: list[tuple[str, dict[str, str], str, str]] = [
    ("a module that is only compiled against", REACTOR, TEMURIN + 'RUN ./mvnw package\nCMD ["java", "-jar", "core/target/core-2.jar"]\n',
     "the build makes `core-1.0.jar`, but `core-2.jar` starts"),
    ("the parent makes no jar", REACTOR, TEMURIN + 'RUN ./mvnw package\nCMD ["java", "-jar", "target/shop-1.0.jar"]\n',
     "the project `shop` holds modules, and makes no jar"),
    ("Spring Boot by its plugin", REACTOR, TEMURIN + 'RUN ./mvnw package\nCMD ["./mvnw", "-pl", "web", "spring-boot:run"]\n',
     "the container runs a build tool when it starts: `./mvnw -pl`"),
    ("the application by Gradle", CATALOG, TEMURIN + 'RUN ./gradlew build\nCMD ["./gradlew", ":app:bootRun"]\n',
     "the container runs a build tool when it starts: `./gradlew :app:bootRun`"),
    ("another module's jar", CATALOG, TEMURIN + 'RUN ./gradlew build\nCMD ["java", "-jar", "app/build/libs/domain.jar"]\n',
     "the build does not make `domain.jar` of the project `app`"),
    ("two jars for one pattern", KTOR, "FROM gradle:8-jdk17\nWORKDIR /app\nCOPY . .\nRUN gradle build\nCMD java -jar build/libs/*.jar\n",
     "several files may match `*.jar` in `/app/build/libs`: name the one that starts"),
    ("sbt itself", PLAY, SBT + 'RUN sbt compile\nCMD ["sbt", "run"]\n', "the container runs a build tool when it starts: `sbt run`"),
    ("a web archive for a server that is not here", WAR, MAVEN + 'CMD ["catalina.sh", "run"]\n',
     "the start command runs no Java program that is built here: `catalina.sh`"),
    ("a program that compiles scripts", {**DROPWIZARD, "src/main/java/App.java": "import javax.tools.ToolProvider;\nclass App {}"},
     MAVEN + 'CMD ["java", "-jar", "target/api-1.0.jar"]\n', "the program uses the compiler or another tool of the JDK when it runs: src/main/java/App.java:1"),
    ("a jar that lies in the repository", {"libs/app.jar": "", "src/App.java": JAVA},
     'FROM eclipse-temurin:21\nWORKDIR /app\nCOPY . .\nRUN javac -d out src/App.java\nCMD ["java", "-jar", "libs/app.jar"]\n',
     "what starts comes from the build context: it is not built here"),
    ("what is built is in a cache mount", DROPWIZARD, MAVEN.replace("RUN ", "RUN --mount=type=cache,target=/app/target ")
     + 'CMD ["java", "-jar", "target/api-1.0.jar"]\n', "`/app/target/api-1.0.jar` lies in a cache mount, so it is not in the image"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text", "reason"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_refused(files: dict[str, str], text: str, reason: str) -> None:
    answer = obstacle_of(text, files)
    assert answer.reason == reason


UNPACKED_BY_HAND = [
    ("the tools of the jar", "java -Djarmode=tools -jar target/api-1.0.jar extract --destination /opt/api", "/opt/api", "java -jar /opt/api/api-1.0.jar"),
    ("their default place", "java -Djarmode=tools -jar target/api-1.0.jar extract", "/app/api-1.0", "java -jar api-1.0/api-1.0.jar"),
    ("jar", "mkdir /opt/x && cd /opt/x && jar -xf /app/target/api-1.0.jar", "/opt/x", "java -cp /opt/x org.springframework.boot.loader.launch.JarLauncher"),
    ("unzip", "unzip -q target/api-1.0.jar -d /opt/x", "/opt/x", "java -cp /opt/x/BOOT-INF/classes:/opt/x/BOOT-INF/lib/* App"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "place", "start"), [one[1:] for one in UNPACKED_BY_HAND], ids=[one[0] for one in UNPACKED_BY_HAND]
)
def test_a_jar_that_the_file_unpacks_itself(command: str, place: str, start: str) -> None:
    words = ", ".join(f'"{word}"' for word in start.split())
    text = f"{MAVEN}RUN {command}\nCMD [{words}]\n"
    offer = offer_of(text, boot())
    copies = [line.split()[2] for line in apply(text, offer.default.change.edits).split("\n") if "--from=" in line]
    assert copies == [place]
    assert offer.default.change.safety is Safety.SAFE, offer.default.change.notes


# Spring Boot's layers: a choice behind the others, where the context proves that the jar has some.


def boot(version: str = "3.3.4", inner: str = "") -> dict[str, str]:
    return {"pom.xml": pom("api", boot_plugin(inner), boot_parent(version)), "src/main/java/App.java": JAVA}


BOOT_START = 'ENTRYPOINT ["java", "-Xmx1g", "-jar", "target/api-1.0.jar", "--spring.profiles.active=prod"]\n'
COPIES = "".join(
    f"COPY --from=builder /app/target/layers/{one} /app/target/\n"
    for one in ("dependencies", "spring-boot-loader", "snapshot-dependencies", "application")
)
UNPACKED = [
    ("3.3.4", "tools -jar /app/target/api-1.0.jar extract --layers", '"-jar", "target/api-1.0.jar"'),
    ("3.2.1", "layertools -jar /app/target/api-1.0.jar extract", '"-cp", "/app/target", "org.springframework.boot.loader.launch.JarLauncher"'),
    ("2.7.18", "layertools -jar /app/target/api-1.0.jar extract", '"-cp", "/app/target", "org.springframework.boot.loader.JarLauncher"'),
    ("2.4.0", "layertools -jar /app/target/api-1.0.jar extract", '"-cp", "/app/target", "org.springframework.boot.loader.JarLauncher"'),
]  # fmt: skip


@pytest.mark.parametrize(("version", "command", "start"), UNPACKED, ids=[one[0] for one in UNPACKED])
def test_layers(version: str, command: str, start: str) -> None:
    text, context = MAVEN + BOOT_START, MemoryContext(boot(version))
    offer = offer_of(text, boot(version))
    assert [one.name for one in offer.choices] == ["jre", "distroless-java", "jre-layers"]
    change = offer.choices[-1].change
    assert change.title.endswith("on `eclipse-temurin:21-jre-noble`, with the layers of Spring Boot")
    assert change.safety is Safety.UNSAFE
    assert apply(text, change.edits) == (
        MAVEN.replace("-21\n", "-21 AS builder\n")
        + f"RUN java -Djarmode={command} --destination /app/target/layers\n\n"
        + f"FROM eclipse-temurin:21-jre-noble\nWORKDIR /app\n{COPIES}"
        + f'ENTRYPOINT ["java", "-Xmx1g", {start}, "--spring.profiles.active=prod"]\n'
    )
    assert gate(analyse(text), context, Profile(RULES), Fix.of(change)) is None


def test_layers_of_gradle() -> None:
    files = {
        "settings.gradle": "rootProject.name = 'demo'\n",
        "build.gradle": "plugins {\n    id 'org.springframework.boot' version '3.4.1'\n}\nversion = '0.1'\n",
        "src/main/java/App.java": JAVA,
    }
    text = "FROM gradle:8-jdk21\nWORKDIR /app\nCOPY . .\nRUN gradle bootJar\nCMD java $JAVA_OPTS -jar build/libs/demo-0.1.jar\n"
    offer = offer_of(text, files)
    after = apply(text, offer.choices[-1].change.edits)
    assert offer.choices[-1].name == "jre-layers"
    assert "COPY --from=builder /app/build/libs/layers/dependencies /app/build/libs/\n" in after
    assert after.endswith("CMD java $JAVA_OPTS -jar build/libs/demo-0.1.jar\n")


CONFIGURED = "<configuration>{}</configuration>".format
NO_LAYERS = [
    ("before there were any", boot("2.3.0.RELEASE"), MAVEN + BOOT_START),
    ("switched off", boot(inner=CONFIGURED("<layers><enabled>false</enabled></layers>")), MAVEN + BOOT_START),
    ("other ones", boot(inner=CONFIGURED("<layers><configuration>layers.xml</configuration></layers>")), MAVEN + BOOT_START),
    ("a jar that is a program of the shell", boot(inner=CONFIGURED("<executable>true</executable>")), MAVEN + BOOT_START),
    ("no plugin", {**boot(), "pom.xml": pom("api", "", boot_parent())}, MAVEN + BOOT_START),
    ("another parent", {**boot(), "pom.xml": pom("api", boot_plugin())}, MAVEN + BOOT_START),
    ("a jar beside the system's directories", boot(), MAVEN + 'RUN cp target/api-1.0.jar /api.jar\nCMD ["java", "-jar", "/api.jar"]\n'),
    ("an old launcher in a command of the shell", boot("3.1.0"), MAVEN + "CMD java $JAVA_OPTS -jar target/api-1.0.jar\n"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text"), [one[1:] for one in NO_LAYERS], ids=[one[0] for one in NO_LAYERS])
def test_no_layers(files: dict[str, str], text: str) -> None:
    offer = offer_of(text, files)
    assert "jre-layers" not in [one.name for one in offer.choices]


@pytest.mark.parametrize(
    ("step", "is_told"),
    [
        ("keytool -importcert -noprompt -cacerts -storepass changeit -file /tmp/ca.crt", True),
        ("keytool -import -keystore $JAVA_HOME/lib/security/cacerts -storepass changeit -file /tmp/ca.crt", True),
        ("keytool -list -keystore conf.jks -storepass changeit", False),
    ],
)
def test_certificates_that_java_is_given(step: str, *, is_told: bool) -> None:
    text = (
        f"FROM maven:3.9-eclipse-temurin-21\nCOPY ca.crt /tmp/\nRUN {step}\nWORKDIR /app\nCOPY . .\nRUN mvn package\n"
    )
    files = {"pom.xml": pom("app", boot_plugin(), boot_parent()), "src/main/java/App.java": JAVA, "ca.crt": ""}
    notes = offer_of(f"{text}CMD java -jar target/app-1.0.jar\n", files).default.change.notes
    assert any("`keytool`" in note and "import them in the runtime stage" in note for note in notes) == is_told
