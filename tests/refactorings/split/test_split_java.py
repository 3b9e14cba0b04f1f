"""Java, Kotlin, Scala: splits that are offered and that are refused; the whole text after the default choice."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from splitting import Files, obstacle_of, offer_of, plugin, split_of

from dockwright.assist import Offer
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.split import Obstacle, split
from dockwright.rule import DEFAULT_SETTINGS, Safety
from dockwright.text import apply


def pom(inner: str = "", *, artifact: str = "app", version: str = "1.0") -> str:
    """A pom.xml; `inner` is put into the project."""
    return (
        f"<project><groupId>com.example</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
        f"{inner}</project>"
    )


BOOT_PARENT = (
    "<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId>"
    "<version>3.3.0</version></parent>"
)
SOURCE = {"src/main/java/App.java": "class App { public static void main(String[] a) {} }"}
MAVEN = {"pom.xml": pom(), **SOURCE}
GRADLE = {
    "build.gradle": "plugins { id 'java' }\nversion = '0.1'\n",
    "settings.gradle": "rootProject.name = 'demo'\n",
    **SOURCE,
}
BOOT_GRADLE = {
    **GRADLE,
    "build.gradle": "plugins {\n    id 'org.springframework.boot' version '3.2.0'\n}\nversion = '0.1'\n",
}

MVN = "FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn -q package\n"
MVN_BUILDER = "FROM maven:3-eclipse-temurin-21 AS builder\nWORKDIR /app\nCOPY . .\nRUN mvn -q package\n\n"
JRE = "FROM eclipse-temurin:21-jre-noble\nWORKDIR /app\n"


class Case(NamedTuple):
    title: str
    context: Files
    before: str
    after: str
    safety: Safety = Safety.SAFE
    choices: tuple[str, ...] = ("jre",)


OFFERED = [
    Case(
        "artifact and version name the jar, and it stays where it was",
        MAVEN,
        MVN + 'EXPOSE 8080\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nEXPOSE 8080\n"
        'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "an ENTRYPOINT of its own can also run without a shell",
        MAVEN,
        MVN + 'ENTRYPOINT ["java", "-jar", "/app/target/app-1.0.jar"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        'ENTRYPOINT ["java", "-jar", "/app/target/app-1.0.jar"]\n',
        choices=("jre", "distroless-java"),
    ),
    Case(
        "a shell expands the options and the name",
        MAVEN,
        MVN + "ENV JAVA_OPTS=-Xmx64m\nCMD java $JAVA_OPTS -jar target/*.jar\n",
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nENV JAVA_OPTS=-Xmx64m\n"
        "CMD java $JAVA_OPTS -jar target/*.jar\n",
    ),
    Case(
        "a profile that makes no other jar does not matter to a pattern",
        {"pom.xml": pom("<profiles><profile><id>css</id><build><plugins><plugin><artifactId>maven-dependency-plugin</artifactId></plugin>"
                        "</plugins></build></profile></profiles>"), **SOURCE},
        MVN + "CMD java -jar target/*.jar\n",
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nCMD java -jar target/*.jar\n",
    ),
    Case(
        "the jar is given a time of its own",
        MAVEN,
        MVN + "RUN cp target/app-1.0.jar /app.jar\nRUN sh -c 'touch /app.jar'\nCMD [\"java\", \"-jar\", \"/app.jar\"]\n",
        MVN_BUILDER.rstrip("\n") + "\nRUN cp target/app-1.0.jar /app.jar\n\n" + JRE + "COPY --from=builder /app.jar /app.jar\n"
        "RUN sh -c 'touch /app.jar'\nCMD [\"java\", \"-jar\", \"/app.jar\"]\n",
    ),
    Case(
        "files of another stage among the sources",
        MAVEN,
        "FROM node:20 AS web\nRUN npm run build\n" + MVN.replace("COPY . .\n", "COPY . .\nCOPY --from=web /dist ./public\n")
        + 'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        "FROM node:20 AS web\nRUN npm run build\n" + MVN_BUILDER.replace("COPY . .\n", "COPY . .\nCOPY --from=web /dist ./public\n")
        + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nCOPY --from=builder /app/public ./public\n"
        'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "an archive of classes that a run makes: to be checked",
        MAVEN,
        MVN.replace("package", "package && java -XX:ArchiveClassesAtExit=app.jsa -jar target/app-1.0.jar")
        + 'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        MVN_BUILDER.replace("package", "package && java -XX:ArchiveClassesAtExit=app.jsa -jar target/app-1.0.jar") + JRE
        + 'COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
        Safety.UNSAFE,
    ),
    Case(
        "with dependencies the builder copies the manifests first",
        {"pom.xml": pom("<dependencies><dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13.2</version>"
                        "</dependency></dependencies>"), **SOURCE},
        MVN + 'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        MVN_BUILDER.replace("COPY . .", "COPY pom.xml ./\nRUN mvn -B -fn -q dependency:go-offline\nCOPY . .") + JRE
        + 'COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "the version of a parent in the context, by a property",
        {
            "pom.xml": pom("<packaging>pom</packaging><modules><module>web</module></modules><properties><revision>2.1</revision>"
                           "</properties>", artifact="all", version="${revision}"),
            "web/pom.xml": "<project><parent><groupId>com.example</groupId><artifactId>all</artifactId><version>${revision}</version>"
                           "</parent><artifactId>web</artifactId></project>",
            "web/src/main/java/App.java": "class App {}",
        },
        MVN + 'CMD ["java", "-jar", "web/target/web-2.1.jar"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/web/target/web-2.1.jar ./web/target/web-2.1.jar\n"
        'CMD ["java", "-jar", "web/target/web-2.1.jar"]\n',
    ),
    Case(
        "a property of the command line wins",
        {"pom.xml": pom("<properties><revision>1</revision></properties>", version="${revision}"), **SOURCE},
        MVN.replace("package", "package -Drevision=7") + 'CMD ["java", "-jar", "target/app-7.jar"]\n',
        MVN_BUILDER.replace("package", "package -Drevision=7") + JRE
        + 'COPY --from=builder /app/target/app-7.jar ./target/app-7.jar\nCMD ["java", "-jar", "target/app-7.jar"]\n',
    ),
    Case(
        "Spring Boot: finalName, and the settings that it looks for in the working directory",
        {"pom.xml": pom(BOOT_PARENT + "<build><finalName>api</finalName></build>"), "application-prod.yml": "a: b\n",
         "config/application.yml": "", "README.md": "", **SOURCE},
        MVN + 'ENTRYPOINT ["sh", "-c", "java -jar target/api.jar"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/api.jar ./target/api.jar\n"
        "COPY --from=builder /app/application-prod.yml ./\nCOPY --from=builder /app/config ./config\n"
        'ENTRYPOINT ["sh", "-c", "java -jar target/api.jar"]\n',
    ),
    Case(
        "Spring Boot: the first directory that the embedded server hands out files of",
        {"pom.xml": pom(BOOT_PARENT + "<build><finalName>api</finalName></build>"), "src/main/webapp/WEB-INF/a.jsp": "",
         "static/a.css": "", **SOURCE},
        MVN + 'CMD ["java", "-jar", "target/api.jar"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/api.jar ./target/api.jar\n"
        "COPY --from=builder /app/src/main/webapp ./src/main/webapp\n"
        'CMD ["java", "-jar", "target/api.jar"]\n',
    ),
    Case(
        "cp takes the one file that the pattern means",
        MAVEN,
        MVN.replace("package", "package && cp target/*.jar /srv/app.jar") + 'CMD ["java", "-jar", "/srv/app.jar"]\n',
        MVN_BUILDER.replace("package", "package && cp target/*.jar /srv/app.jar") + JRE
        + 'COPY --from=builder /srv/app.jar /srv/app.jar\nCMD ["java", "-jar", "/srv/app.jar"]\n',
    ),
    Case(
        "a fat jar of the assembly plugin",
        {"pom.xml": pom(plugin("maven-assembly-plugin", "<configuration><descriptorRefs><descriptorRef>jar-with-dependencies"
                               "</descriptorRef></descriptorRefs></configuration>")), **SOURCE},
        MVN + 'CMD ["java", "-jar", "target/app-1.0-jar-with-dependencies.jar"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/app-1.0-jar-with-dependencies.jar "
        "./target/app-1.0-jar-with-dependencies.jar\n"
        'CMD ["java", "-jar", "target/app-1.0-jar-with-dependencies.jar"]\n',
    ),
    Case(
        "a thin jar with its dependencies beside it",
        {"pom.xml": pom(
            "<build><plugins><plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive><manifest>"
            "<addClasspath>true</addClasspath><classpathPrefix>lib/</classpathPrefix></manifest></archive></configuration></plugin>"
            "<plugin><artifactId>maven-dependency-plugin</artifactId><executions><execution><goals><goal>copy-dependencies</goal></goals>"
            "<configuration><outputDirectory>${project.build.directory}/lib</outputDirectory></configuration></execution></executions>"
            "</plugin></plugins></build>"), **SOURCE},
        MVN + 'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        'COPY --from=builder /app/target/lib ./target/lib\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "what installDist makes, moved as a whole",
        GRADLE,
        "FROM gradle:8-jdk17\nWORKDIR /src\nCOPY . .\nRUN gradle installDist && cp -r build/install/demo /opt/demo\n"
        'CMD ["/opt/demo/bin/demo"]\n',
        "FROM gradle:8-jdk17 AS builder\nWORKDIR /src\nCOPY . .\nRUN gradle installDist && cp -r build/install/demo /opt/demo\n\n"
        "FROM eclipse-temurin:17-jre-noble\nWORKDIR /src\nCOPY --from=builder /opt/demo /opt/demo\n"
        'CMD ["/opt/demo/bin/demo"]\n',
    ),
    Case(
        "an archive of the application plugin, which has all in a directory of its name",
        {**GRADLE, "build.gradle": "plugins { id 'application' }\nversion = '0.1'\n"},
        "FROM gradle:8-jdk17\nWORKDIR /src\nCOPY . .\nRUN gradle build && tar xf build/distributions/demo-0.1.tar -C /opt\n"
        'CMD ["/opt/demo-0.1/bin/demo"]\n',
        "FROM gradle:8-jdk17 AS builder\nWORKDIR /src\nCOPY . .\nRUN gradle build && tar xf build/distributions/demo-0.1.tar -C /opt\n\n"
        "FROM eclipse-temurin:17-jre-noble\nWORKDIR /src\nCOPY --from=builder /opt/demo-0.1 /opt/demo-0.1\n"
        'CMD ["/opt/demo-0.1/bin/demo"]\n',
    ),
    Case(
        "a JAVA_HOME that only the build reads",
        MAVEN,
        MVN.replace("WORKDIR", "ENV JAVA_HOME=/usr/lib/jvm/x MODE=prod\nWORKDIR") + 'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        MVN_BUILDER.replace("WORKDIR", "ENV JAVA_HOME=/usr/lib/jvm/x MODE=prod\nWORKDIR")
        + "FROM eclipse-temurin:21-jre-noble\nENV MODE=prod\nWORKDIR /app\n"
        'COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "the home of Maven is no part of the program",
        MAVEN,
        "FROM eclipse-temurin:21-jdk\nENV MAVEN_HOME=/usr/share/maven\n"
        "RUN mkdir -p /usr/share/maven && curl -L https://example.com/m.tgz | tar xz -C /usr/share/maven\nWORKDIR /app\nCOPY . .\n"
        'RUN /usr/share/maven/bin/mvn package\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
        "FROM eclipse-temurin:21-jdk AS builder\nENV MAVEN_HOME=/usr/share/maven\n"
        "RUN mkdir -p /usr/share/maven && curl -L https://example.com/m.tgz | tar xz -C /usr/share/maven\nWORKDIR /app\nCOPY . .\n"
        "RUN /usr/share/maven/bin/mvn package\n\nFROM eclipse-temurin:21-jre\nWORKDIR /app\n"
        'COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "Quarkus runs a directory",
        {"pom.xml": pom(plugin("quarkus-maven-plugin", group="io.quarkus")), **SOURCE},
        MVN + 'CMD ["java", "-jar", "target/quarkus-app/quarkus-run.jar"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/quarkus-app ./target/quarkus-app\n"
        'CMD ["java", "-jar", "target/quarkus-app/quarkus-run.jar"]\n',
    ),
    Case(
        "classes and copied dependencies on a class path",
        MAVEN,
        MVN.replace("package", "compile dependency:copy-dependencies")
        + 'CMD ["java", "-cp", "target/classes:target/dependency/*", "com.example.App"]\n',
        MVN_BUILDER.replace("package", "compile dependency:copy-dependencies") + JRE
        + "COPY --from=builder /app/target/classes ./target/classes\n"
        "COPY --from=builder /app/target/dependency ./target/dependency\n"
        'CMD ["java", "-cp", "target/classes:target/dependency/*", "com.example.App"]\n',
    ),
    Case(
        "an agent that the context brings",
        {**MAVEN, "agent/otel.jar": ""},
        MVN + 'CMD ["java", "-javaagent:agent/otel.jar", "-jar", "target/app-1.0.jar"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        "COPY --from=builder /app/agent/otel.jar ./agent/otel.jar\n"
        'CMD ["java", "-javaagent:agent/otel.jar", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "a file that the sources open, which is for the reader to check",
        {"pom.xml": pom(), "data/words.txt": "", "src/main/java/App.java": 'class App { Object o = new java.io.File("data/words.txt"); }'},
        MVN + 'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        'COPY --from=builder /app/data/words.txt ./data/words.txt\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
        Safety.UNSAFE,
    ),
    Case(
        "an agent that a variable names, and a key store that the start names, made by commands",
        MAVEN,
        "FROM maven:3-eclipse-temurin-21\nRUN curl -L -o /opt/agent.jar https://example.com/agent.jar\n"
        "RUN keytool -genkeypair -keystore /srv/k.p12 -storepass secret\nWORKDIR /app\nCOPY . .\nRUN mvn -q package\n"
        'ENV JAVA_TOOL_OPTIONS="-Xmx1g -javaagent:/opt/agent.jar=port=1"\n'
        'CMD ["java", "-Dkeys=/srv/k.p12", "-jar", "target/app-1.0.jar"]\n',
        "FROM maven:3-eclipse-temurin-21 AS builder\nRUN curl -L -o /opt/agent.jar https://example.com/agent.jar\n"
        "RUN keytool -genkeypair -keystore /srv/k.p12 -storepass secret\nWORKDIR /app\nCOPY . .\nRUN mvn -q package\n\n"
        + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        "COPY --from=builder /opt/agent.jar /opt/agent.jar\nCOPY --from=builder /srv/k.p12 /srv/k.p12\n"
        'ENV JAVA_TOOL_OPTIONS="-Xmx1g -javaagent:/opt/agent.jar=port=1"\n'
        'CMD ["java", "-Dkeys=/srv/k.p12", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "a download that nothing names: to be checked",
        MAVEN,
        "FROM maven:3-eclipse-temurin-21\nRUN curl -L https://example.com/m.tgz | tar xz -C /opt/model\nWORKDIR /app\nCOPY . .\n"
        'RUN mvn -q package\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
        "FROM maven:3-eclipse-temurin-21 AS builder\nRUN curl -L https://example.com/m.tgz | tar xz -C /opt/model\nWORKDIR /app\nCOPY . .\n"
        "RUN mvn -q package\n\n" + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        Safety.UNSAFE,
    ),
    Case(
        "the project is copied file by file",
        MAVEN,
        "FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY pom.xml .\nRUN mvn dependency:go-offline\nCOPY src ./src\nRUN mvn package\n"
        'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        "FROM maven:3-eclipse-temurin-21 AS builder\nWORKDIR /app\nCOPY pom.xml .\nRUN mvn dependency:go-offline\nCOPY src ./src\n"
        "RUN mvn package\n\n" + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "a directory that the sources name, but not a module of the same name as a word",
        {"pom.xml": pom(), "public/index.html": "", "web/src/App.java": "",
         "src/main/java/App.java": 'class App { void a() { staticFiles.add("public"); route("web"); } }'},
        MVN + 'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        'COPY --from=builder /app/public ./public\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "Alpine stays Alpine",
        MAVEN,
        MVN.replace("temurin-21", "temurin-21-alpine") + 'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        MVN_BUILDER.replace("temurin-21", "temurin-21-alpine") + JRE.replace("-jre-noble", "-jre-alpine")
        + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "a user, a volume and a health check are carried",
        MAVEN,
        "FROM maven:3-eclipse-temurin-21\nRUN useradd --create-home app\nWORKDIR /app\nCOPY --chown=app . .\nRUN mvn package\n"
        'USER app\nVOLUME /data\nHEALTHCHECK CMD curl -f localhost:8080\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
        "FROM maven:3-eclipse-temurin-21 AS builder\nRUN useradd --create-home app\nWORKDIR /app\nCOPY --chown=app . .\nRUN mvn package\n\n"
        "FROM eclipse-temurin:21-jre-noble\nRUN useradd --create-home app\nWORKDIR /app\n"
        "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        'USER app\nVOLUME /data\nHEALTHCHECK CMD curl -f localhost:8080\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
    ),
    Case(
        "openjdk has no successor under its name: another build of the same Java",
        {"Main.java": "class Main {}"},
        'FROM openjdk:11\nCOPY . /src\nWORKDIR /src\nRUN javac -d /out Main.java\nCMD ["java", "-cp", "/out", "Main"]\n',
        "FROM openjdk:11 AS builder\nCOPY . /src\nWORKDIR /src\nRUN javac -d /out Main.java\n\n"
        "FROM eclipse-temurin:11-jre\nWORKDIR /src\nCOPY --from=builder /out /out\n"
        'CMD ["java", "-cp", "/out", "Main"]\n',
        Safety.UNSAFE,
    ),
    Case(
        "classes among their sources take the directory along",
        {"Main.java": "class Main {}"},
        'FROM eclipse-temurin:17\nWORKDIR /src\nCOPY . .\nRUN javac Main.java\nCMD ["java", "Main"]\n',
        "FROM eclipse-temurin:17 AS builder\nWORKDIR /src\nCOPY . .\nRUN javac Main.java\n\n"
        'FROM eclipse-temurin:17-jre\nWORKDIR /src\nCOPY --from=builder /src /src\nCMD ["java", "Main"]\n',
    ),
    Case(
        "Gradle: the name of settings.gradle and a plain version",
        BOOT_GRADLE,
        'FROM gradle:8-jdk17\nWORKDIR /src\nCOPY . .\nRUN gradle bootJar\nCMD ["java", "-jar", "build/libs/demo-0.1.jar"]\n',
        "FROM gradle:8-jdk17 AS builder\nWORKDIR /src\nCOPY . .\nRUN gradle bootJar\n\nFROM eclipse-temurin:17-jre-noble\nWORKDIR /src\n"
        'COPY --from=builder /src/build/libs/demo-0.1.jar ./build/libs/demo-0.1.jar\nCMD ["java", "-jar", "build/libs/demo-0.1.jar"]\n',
        choices=("jre", "jre-layers"),
    ),
    Case(
        "Gradle: the start script of installDist, from the wrapper",
        {"build.gradle.kts": 'plugins { application }\nversion = "1"\n', "settings.gradle.kts": 'rootProject.name = "srv"\n',
         "gradlew": "", **SOURCE},
        "FROM eclipse-temurin:21-jdk\nWORKDIR /src\nCOPY . .\nRUN ./gradlew installDist --no-daemon\n"
        'CMD ["build/install/srv/bin/srv"]\n',
        "FROM eclipse-temurin:21-jdk AS builder\nWORKDIR /src\nCOPY . .\nRUN ./gradlew installDist --no-daemon\n\n"
        "FROM eclipse-temurin:21-jre\nWORKDIR /src\nCOPY --from=builder /src/build/install/srv ./build/install/srv\n"
        'CMD ["build/install/srv/bin/srv"]\n',
    ),
    Case(
        "a start script of the context",
        {**MAVEN, "run.sh": '#!/bin/sh\nset -e\nexec java $JAVA_OPTS -jar /app/target/app-1.0.jar "$@"\n'},
        MVN + 'ENTRYPOINT ["/app/run.sh"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        'COPY --from=builder /app/run.sh ./\nENTRYPOINT ["/app/run.sh"]\n',
    ),
    Case(
        "without the build context the start command tells what is built",
        None,
        MVN + 'CMD ["java", "-jar", "target/x.jar"]\n',
        MVN_BUILDER + JRE + 'COPY --from=builder /app/target/x.jar ./target/x.jar\nCMD ["java", "-jar", "target/x.jar"]\n',
        Safety.UNSAFE,
    ),
    Case(
        "without it, a pattern brings all that it matches",
        None,
        MVN + "CMD java $JAVA_OPTS -Dserver.port=$PORT -jar target/*.jar\n",
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/*.jar /app/target/\n"
        "CMD java $JAVA_OPTS -Dserver.port=$PORT -jar target/*.jar\n",
        Safety.UNSAFE,
    ),
    Case(
        "settings that are copied among the sources are in the jar",
        None,
        MVN.replace("COPY . .", "COPY . .\nCOPY conf/application.yml src/main/resources/application.yml\nCOPY conf/log.xml conf/log.xml")
        + 'CMD ["java", "-jar", "target/x.jar"]\n',
        MVN_BUILDER.replace("COPY . .", "COPY . .\nCOPY conf/application.yml src/main/resources/application.yml\nCOPY conf/log.xml conf/log.xml")
        + JRE + "COPY --from=builder /app/target/x.jar ./target/x.jar\nCOPY --from=builder /app/conf/log.xml ./conf/log.xml\n"
        'CMD ["java", "-jar", "target/x.jar"]\n',
        Safety.UNSAFE,
    ),
    Case(
        "options may stand between -jar and the jar",
        MAVEN,
        MVN + 'CMD ["java", "-jar", "-Dspring.profiles.active=prod", "target/app-1.0.jar", "--server.port=80"]\n',
        MVN_BUILDER + JRE + "COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        'CMD ["java", "-jar", "-Dspring.profiles.active=prod", "target/app-1.0.jar", "--server.port=80"]\n',
    ),
    Case(
        "neither the tag nor the project names a version of Java: the image's usual one, to be checked",
        MAVEN,
        'FROM maven:3\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
        "FROM maven:3 AS builder\nWORKDIR /app\nCOPY . .\nRUN mvn package\n\nFROM eclipse-temurin:25-jre-noble\nWORKDIR /app\n"
        'COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
        Safety.UNSAFE,
    ),
    Case(
        "Java 7: only the old images have its JRE",
        {"Main.java": "class Main {}"},
        'FROM java:7\nCOPY . /src\nWORKDIR /src\nRUN javac -d /out Main.java\nCMD ["java", "-cp", "/out", "Main"]\n',
        "FROM java:7 AS builder\nCOPY . /src\nWORKDIR /src\nRUN javac -d /out Main.java\n\n"
        'FROM java:7-jre\nWORKDIR /src\nCOPY --from=builder /out /out\nCMD ["java", "-cp", "/out", "Main"]\n',
    ),
    Case(
        "Java 10 in a small image",
        {"Main.java": "class Main {}"},
        'FROM openjdk:10-jdk-slim\nCOPY . /src\nWORKDIR /src\nRUN javac -d /out Main.java\nCMD ["java", "-cp", "/out", "Main"]\n',
        "FROM openjdk:10-jdk-slim AS builder\nCOPY . /src\nWORKDIR /src\nRUN javac -d /out Main.java\n\n"
        'FROM openjdk:10-jre-slim\nWORKDIR /src\nCOPY --from=builder /out /out\nCMD ["java", "-cp", "/out", "Main"]\n',
    ),
    Case(
        "Maven on Java 7: another build of it",
        MAVEN,
        MVN.replace("3-eclipse-temurin-21", "3-jdk-7-alpine") + 'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        MVN_BUILDER.replace("3-eclipse-temurin-21", "3-jdk-7-alpine") + "FROM openjdk:7-jre-alpine\nWORKDIR /app\n"
        'COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
        Safety.UNSAFE,
    ),
    Case(
        "the predecessors of the images of today",
        MAVEN,
        MVN.replace("maven:3-eclipse-temurin-21", "adoptopenjdk:11-jdk-hotspot-focal") + 'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        MVN_BUILDER.replace("maven:3-eclipse-temurin-21", "adoptopenjdk:11-jdk-hotspot-focal")
        + "FROM eclipse-temurin:11-jre-focal\nWORKDIR /app\nCOPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
        'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
        Safety.UNSAFE,
    ),
    Case(
        "a tag without a version of Java: that of the project, to be checked",
        {"pom.xml": pom("<properties><maven.compiler.release>17</maven.compiler.release></properties>"), **SOURCE},
        'FROM maven:3.9\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
        "FROM maven:3.9 AS builder\nWORKDIR /app\nCOPY . .\nRUN mvn package\n\nFROM eclipse-temurin:17-jre-noble\nWORKDIR /app\n"
        'COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
        Safety.UNSAFE,
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", OFFERED, ids=[case.title for case in OFFERED])
def test_offered(case: Case) -> None:
    offer = offer_of(case.before, case.context)
    assert apply(case.before, offer.default.change.edits) == case.after
    assert offer.default.change.safety is case.safety, offer.default.change.notes
    assert tuple(choice.name for choice in offer.choices) == case.choices
    for each in offer.choices:
        again = split_of(apply(case.before, each.change.edits), case.context)
        assert again is None or isinstance(again, Obstacle)


def test_the_distribution_of_the_shadow_plugin() -> None:
    files = {
        "settings.gradle": "rootProject.name = 'demo'\n",
        "build.gradle": "plugins { id 'application'\nid 'com.gradleup.shadow' version '8.3.0' }\nversion = '0.1'\n",
        "src/main/java/App.java": "class App {}\n",
    }
    text = 'FROM gradle:8-jdk21\nWORKDIR /src\nCOPY . .\nRUN gradle installShadowDist\nCMD ["build/install/demo-shadow/bin/demo"]\n'
    found = offer_of(text, files)
    assert found.default.change.safety is Safety.SAFE


# What the text alone tells: the image, the RUN, the start, and what COPY has of it in the runtime stage.
TEMURIN, MAVEN_8, OLD_GRADLE = "eclipse-temurin:21-jdk", "maven:3-jdk-8", "gradle:jdk8"
FROM_TEXT = [
    ("the jar of Maven", MAVEN_8, "mvn package", "java -jar target/x.jar", "target/x.jar ./target/x.jar"),
    ("of a module", MAVEN_8, "mvn -pl web -am package", "java -jar web/target/web-1.jar", "web/target/web-1.jar ./web/target/web-1.jar"),
    ("of Gradle, by the wrapper", TEMURIN, "./gradlew build", "java -jar build/libs/x.jar", "build/libs/x.jar ./build/libs/x.jar"),
    ("a wrapper that is given to a shell", TEMURIN, "sh ./mvnw -q package && cp target/x.jar /srv/x.jar", "java -jar /srv/x.jar", "/srv/x.jar /srv/x.jar"),
    ("the other wrapper", TEMURIN, "bash gradlew --no-daemon bootJar", "java -jar build/libs/x.jar", "build/libs/x.jar ./build/libs/x.jar"),
    ("moved by a pattern", MAVEN_8, "mvn package && mv target/*.jar /srv/x.jar", "java -jar /srv/x.jar", "/srv/x.jar /srv/x.jar"),
    ("classes and what they need", MAVEN_8, "mvn package", "java -cp target/classes:target/dependency/* App", "target/classes ./target/classes|target/dependency ./target/dependency"),
    ("a launcher for a war", MAVEN_8, "mvn package", "java -jar target/dependency/runner.jar target/x.war", "target/dependency ./target/dependency|target/x.war ./target/x.war"),
    ("the start script of installDist", OLD_GRADLE, "gradle installDist", "build/install/x/bin/x", "build/install/x ./build/install/x"),
    ("an archive that is unpacked", OLD_GRADLE, "gradle distTar && tar xf build/distributions/x.tar -C /opt", "/opt/x/bin/x", "/opt/x /opt/x"),
    ("one that was moved before", MAVEN_8, "mvn package && cp target/x-bin.tar.gz /srv && cd /srv && tar -xzf x-bin.tar.gz", "/srv/x/bin/run.sh", "/srv/x /srv/x"),
    ("one without its top", MAVEN_8, "mvn package && mkdir /opt/x && tar -C /opt/x --strip-components=1 -zxf target/x-bin.tar.gz", "/opt/x/bin/run.sh", "/opt/x /opt/x"),
    ("a zip archive", TEMURIN, "./gradlew distZip && unzip -q build/distributions/x-1.zip -d /opt", "/opt/x-1/bin/x", "/opt/x-1 /opt/x-1"),
    ("a script that Maven makes, given to a shell", MAVEN_8, "mvn package", "sh target/appassembler/bin/x", "target/appassembler ./target/appassembler"),
    ("sbt's stage", "hseeberger/scala-sbt:8u222_1.3.5_2.13.1", "sbt stage", "target/universal/stage/bin/x", "target/universal/stage ./target/universal/stage"),
    ("sbt's archive", "hseeberger/scala-sbt:11.0.6_1.3.8_2.13.1", "sbt dist && unzip target/universal/x-1.zip -d /opt", "/opt/x-1/bin/x", "/opt/x-1 /opt/x-1"),
    ("sbt's fat jar", "sbtscala/scala-sbt:eclipse-temurin-17.0.4_1.7.1_3.2.0", "sbt assembly", "java -jar target/scala-3.2.0/x.jar", "target/scala-3.2.0/x.jar ./target/scala-3.2.0/x.jar"),
    ("also of an old image", "sbtscala/scala-sbt:17.0.2_1.6.2_3.1.3", "sbt assembly", "java -jar target/scala-3.2.0/x.jar", "target/scala-3.2.0/x.jar ./target/scala-3.2.0/x.jar"),
    ("Kotlin's fat jar", "gradle:7-jdk11", "gradle buildFatJar && cp build/libs/*-all.jar /srv/x.jar", "java -jar /srv/x.jar", "/srv/x.jar /srv/x.jar"),
    ("Ant", TEMURIN, "apt-get update && apt-get install -y ant && ant jar", "java -jar dist/x.jar", "dist/x.jar ./dist/x.jar"),
    ("Leiningen, which names its jar", "clojure:openjdk-8-lein", "mv \"$(lein uberjar | sed -n 's/^Created //p')\" x.jar", "java -jar x.jar", "x.jar ./"),
    ("on an image that names no Java", "clojure", "mv \"$(lein uberjar | sed -n 's/^Created //p')\" x.jar", "java -jar x.jar", "x.jar ./"),
    ("on one that names it shortly", "clojure:temurin-17-lein-jammy", "lein uberjar", "java -jar target/uberjar/x.jar", "target/uberjar/x.jar ./target/uberjar/x.jar"),
    ("the build tool of Clojure's own", "clojure:tools-deps", "clj -T:build uber", "java -jar target/x.jar", "target/x.jar ./target/x.jar"),
    ("which may be told the jar", "clojure:openjdk-11-tools-deps", "clojure -M:depstar -m hf.depstar.uberjar x.jar", "java -cp x.jar clojure.main -m x", "x.jar ./"),
    ("or in its data", "clojure:openjdk-11-tools-deps", "clojure -P && clojure -X:uberjar :jar '\"x.jar\"'", "java -jar x.jar", "x.jar ./"),
    ("classes at the root", "openjdk:8", "cd / && javac App.java", "java -cp / App", "/*.class /"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("image", "run", "start", "expected"), [one[1:] for one in FROM_TEXT], ids=[one[0] for one in FROM_TEXT]
)
def test_from_the_text_alone(image: str, run: str, start: str, expected: str) -> None:
    words = ", ".join(f'"{word}"' for word in start.split())
    text = f"FROM {image}\nWORKDIR /app\nCOPY . .\nRUN {run}\nCMD [{words}]\n"
    offer = offer_of(text, None)
    after = apply(text, offer.default.change.edits)
    copies = [
        line.removeprefix("COPY --from=builder ").replace("/app/", "")
        for line in after.split("\n")
        if "--from=" in line
    ]
    assert copies == expected.split("|")
    assert offer.default.change.safety is Safety.UNSAFE
    assert any("the build context was not read" in note for note in offer.default.change.notes)


def test_line_breaks_of_windows_at_the_end() -> None:
    text = 'FROM java:7\r\nENTRYPOINT ["java", "App"]\r\nRUN javac App.java\r\n\r\nRUN apt-get install -y curl\r\n'
    offer = offer_of(text, None)
    assert apply(text, offer.default.change.edits) == (
        "FROM java:7 AS builder\r\nRUN javac App.java\r\n\r\n"
        'FROM java:7-jre\r\nCOPY --from=builder /*.class /\r\nENTRYPOINT ["java", "App"]\r\n'
    )


def test_what_a_download_is_allowed_stays() -> None:
    text = (
        "FROM maven:3-jdk-8\nWORKDIR /app\nCOPY . .\nADD https://example.com/wait /wait\nRUN chmod +x /wait\nRUN mvn package\n"
        "CMD /wait && java -jar target/app.jar\n"
    )
    offer = offer_of(text, None)
    assert apply(text, offer.default.change.edits).split("\n\n")[1] == (
        "FROM eclipse-temurin:8-jre\nWORKDIR /app\nADD https://example.com/wait /wait\nRUN chmod +x /wait\n"
        "COPY --from=builder /app/target/app.jar ./target/app.jar\nCMD /wait && java -jar target/app.jar\n"
    )


def test_links_and_the_user_of_the_old_image() -> None:
    text = (
        "FROM gradle:jdk8\nCOPY . /tmp/src\nWORKDIR /tmp/src\nRUN gradle build\nRUN tar xf build/distributions/app.tar -C /opt\n"
        "RUN ln -sf /opt/app/bin/app /usr/local/bin/\nRUN mkdir -p /var/run/app && chown gradle /var/run/app\nRUN rm -rf /tmp/src\n"
        'USER gradle\nWORKDIR /home/gradle\nENTRYPOINT ["app"]\n'
    )
    offer = offer_of(text, None)
    assert apply(text, offer.default.change.edits).split("\n\n")[1] == (
        "FROM eclipse-temurin:8-jre-jammy\nRUN useradd --create-home gradle\nRUN ln -sf /opt/app/bin/app /usr/local/bin/\n"
        "RUN mkdir -p /var/run/app && chown gradle /var/run/app\nCOPY --from=builder /opt/app /opt/app\n"
        'USER gradle\nWORKDIR /home/gradle\nENTRYPOINT ["app"]\n'
    )
    assert any("may have another number" in note for note in offer.default.change.notes)


JAR = 'CMD ["java", "-jar", "target/app-1.0.jar"]\n'
HOSTILE = '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><project><artifactId>&b;</artifactId></project>'

REFUSED: list[tuple[str, Files, str, str]] = [
    ("it builds when it starts", MAVEN, MVN + 'CMD ["mvn", "spring-boot:run"]\n',
     "the container runs a build tool when it starts: `mvn spring-boot:run`"),
    ("the wrapper, too", GRADLE, "FROM eclipse-temurin:17\nWORKDIR /a\nCOPY . .\nRUN ./gradlew build\nCMD ./gradlew run\n",
     "the container runs a build tool when it starts: `./gradlew run`"),
    ("a shell runs the wrapper", None, MVN + 'CMD ["sh", "./mvnw", "spring-boot:run"]\n',
     "the container runs a build tool when it starts: `./mvnw spring-boot:run`"),
    ("a module that only the development kit has", MAVEN, MVN + 'CMD ["java", "--add-modules", "java.sql,jdk.compiler", "-jar", "target/app-1.0.jar"]\n',
     "the module `jdk.compiler` is of the development kit alone"),
    ("such a module by a variable", MAVEN, MVN + "ENV JDK_JAVA_OPTIONS=--add-modules=jdk.jshell\n" + JAR,
     "the module `jdk.jshell` is of the development kit alone"),
    ("classes beside their source, and a start from above", {"Main.java": ""},
     'FROM eclipse-temurin:17-jdk\nWORKDIR /app\nCOPY . .\nRUN javac Main.java\nWORKDIR /\nCMD ["java", "Main"]\n', "`/` is not what the build makes"),
    ("a source file is compiled at the start", {"Main.java": ""},
     'FROM eclipse-temurin:17\nCOPY Main.java .\nRUN javac Main.java\nCMD ["java", "Main.java"]\n',
     "`Main.java` is compiled when the container starts"),
    ("a jar that is not built here", {"app.jar": ""}, 'FROM eclipse-temurin:17\nCOPY app.jar /app.jar\nCMD ["java", "-jar", "/app.jar"]\n',
     "nothing is built here: what starts comes from elsewhere"),
    ("a copy of what was built elsewhere", None, MVN + 'ARG JAR=target/*.jar\nCOPY ${JAR} app.jar\nENTRYPOINT ["java", "-jar", "app.jar"]\n',
     "`/app/app.jar` is copied from the build context, not from what is built here: let a RUN move it there"),
    ("a server that is installed here", MAVEN, MVN + 'RUN cp target/app-1.0.jar /opt/tomcat/webapps/\nCMD ["/opt/tomcat/bin/catalina.sh", "run"]\n',
     "`/opt/tomcat/bin/catalina.sh` starts a server that is installed here: an image like `tomcat` has it, and would need the archive alone"),
    ("another stage builds it, and COPY makes a file with a star in its name", MAVEN,
     MVN.replace("FROM maven:3-eclipse-temurin-21", "FROM maven:3-eclipse-temurin-21 AS b")
     + 'FROM eclipse-temurin:21\nCOPY --from=b /app/target/*.jar /app/*.jar\nCMD ["java", "-jar", "/app/*.jar"]\n',
     "it is split already: what starts comes from `b`, and needs a runtime alone"),
    ("another stage builds it", MAVEN, MVN.replace("FROM maven:3-eclipse-temurin-21", "FROM maven:3-eclipse-temurin-21 AS b")
     + 'FROM eclipse-temurin:21\nCOPY --from=b /app/target/app-1.0.jar /app.jar\nCMD ["java", "-jar", "/app.jar"]\n',
     "it is split already: what starts comes from `b`, and needs a runtime alone"),
    ("another name than the build's", MAVEN, MVN + JAR.replace("1.0", "2.0"), "the build makes `app-1.0.jar`, but `app-2.0.jar` starts"),
    ("several files that the pattern may mean", {"pom.xml": pom(plugin("maven-shade-plugin")), **SOURCE},
     MVN + "CMD java -jar target/*.jar\n", "several files may match `*.jar` in `/app/target`: name the one that starts"),
    ("a profile that may make another", {"pom.xml": pom("<profiles><profile><build><plugins><plugin><artifactId>maven-source-plugin"
     "</artifactId></plugin></plugins></build></profile></profiles>"), **SOURCE}, MVN + "CMD java -jar target/*.jar\n",
     "several files may match `*.jar` in `/app/target`: name the one that starts"),
    ("Spring Boot leaves a plain jar, too", BOOT_GRADLE,
     "FROM gradle:8-jdk17\nWORKDIR /src\nCOPY . .\nRUN gradle build\nCMD java -jar build/libs/*.jar\n",
     "several files may match `*.jar` in `/src/build/libs`: name the one that starts"),
    ("nothing expands a pattern in exec form", MAVEN, MVN + 'CMD ["java", "-jar", "target/*.jar"]\n',
     "nothing expands `target/*.jar` in exec form"),
    ("the name is computed", MAVEN, MVN + "CMD java -jar $(ls target/*.jar)\n", "the start command runs several programs: `java` and `ls`"),
    ("a variable that nothing sets", MAVEN, MVN + "CMD java -jar $JAR\n", "which program starts is computed"),
    ("a start script without its jars", GRADLE,
     "FROM gradle:8-jdk17\nWORKDIR /src\nCOPY . .\nRUN gradle installDist && cp build/install/demo/bin/demo /opt/demo\nCMD /opt/demo\n",
     "`/opt/demo` was moved without what the build puts around it"),
    ("it uses the compiler when it runs",
     {"pom.xml": pom(), "src/main/java/App.java": "import javax.tools.JavaCompiler;\nclass App {}"}, MVN + JAR,
     "the program uses the compiler or another tool of the JDK when it runs: src/main/java/App.java:1"),
    ("a version of Java without a JRE image", {"Main.java": ""},
     'FROM openjdk:14\nWORKDIR /a\nCOPY . .\nRUN javac Main.java\nCMD ["java", "Main"]\n',
     "no image with a runtime of Java 14 for this system is known"),
    ("which Java it is, nobody says", MAVEN, MVN.replace(":3-eclipse-temurin-21", ":3.8") + JAR,
     "which version of Java `maven:3.8` has is not known: a tag like `3-eclipse-temurin-21` names it"),
    ("another virtual machine", MAVEN, MVN.replace("maven:3-eclipse-temurin-21", "adoptopenjdk:11-jdk-openj9") + JAR,
     "`adoptopenjdk:11-jdk-openj9` has another virtual machine, OpenJ9, with options of its own: no runtime image is chosen for it"),
    ("a pom.xml with entities is not read", {"pom.xml": HOSTILE, **SOURCE}, MVN + JAR, "`/app/target/app-1.0.jar` is not what the build makes"),
    ("a thin jar whose dependencies lie nobody knows where",
     {"pom.xml": pom(plugin("maven-jar-plugin", "<configuration><archive><manifest><addClasspath>true</addClasspath>"
                            "<classpathPrefix>lib/</classpathPrefix></manifest></archive></configuration>")), **SOURCE}, MVN + JAR,
     "the jar looks for its dependencies in `/app/target/lib`, and what puts them there is not known"),
    ("an absolute path to this image's Java", MAVEN, MVN + 'CMD ["/usr/bin/java", "-jar", "target/app-1.0.jar"]\n',
     "`/usr/bin/java` is where this image has its Java, others have it elsewhere: write `java`"),
    ("a runtime that is made here", MAVEN, MVN + 'RUN jlink --add-modules java.base --output /jre\nCMD ["/jre/bin/java", "-jar", "target/app-1.0.jar"]\n',
     "`/jre/bin/java` is a runtime that `jlink` makes here: that is not followed"),
    ("a script that waits for something", MAVEN, MVN + 'ADD https://x.example/wait.sh /wait.sh\nENTRYPOINT ["/wait.sh", "db:1", "--", "java", "-jar", "target/a.jar"]\n',
     "what `/wait.sh` starts behind `--` is not followed"),
    ("modules", MAVEN, MVN + 'CMD ["java", "-p", "target/classes", "-m", "app/App"]\n',
     "modules of Java on a module path are not followed"),
    ("a web archive for a server", MAVEN, MVN + 'CMD ["catalina.sh", "run"]\n',
     "the start command runs no Java program that is built here: `catalina.sh`"),
    ("a user of another number", MAVEN,
     "FROM maven:3-jdk-8\nRUN useradd -u 1000 app\nWORKDIR /app\nCOPY . .\nRUN mvn package\nUSER app\n" + JAR,
     "the runtime image has a user 1000 of its own"),
    ("a script that starts what it computes", {**MAVEN, "run.sh": "#!/bin/sh\njava -jar $(find . -name '*.jar')\n"},
     MVN + 'CMD ["./run.sh"]\n', "which program starts is computed"),
    ("the build is cleaned away", MAVEN, MVN + "RUN mvn clean\n" + JAR, "what `mvn clean` leaves behind is not known"),
    ("JAVA_HOME of the old image", MAVEN, MVN + "ENV JAVA_HOME=/usr/lib/jvm/x\n" + JAR,
     "JAVA_HOME names a place that the runtime image does not have"),
    ("an archive that the project does not make", GRADLE,
     "FROM gradle:8-jdk17\nWORKDIR /src\nCOPY . .\nRUN gradle build && tar xf build/distributions/demo-0.1.tar -C /opt\nCMD /opt/demo-0.1/bin/demo\n",
     "the build does not make `demo-0.1.tar` with `demo-0.1` in it"),
    ("an archive with another directory", {**GRADLE, "build.gradle": "plugins { id 'application' }\nversion = '0.1'\n"},
     "FROM gradle:8-jdk17\nWORKDIR /src\nCOPY . .\nRUN gradle build && tar xf build/distributions/demo-0.1.tar -C /opt\nCMD /opt/demo/bin/demo\n",
     "the build does not make `demo-0.1.tar` with `demo` in it"),
    ("an archive that the assembly plugin would make", MAVEN,
     MVN.replace("package", "package && tar xzf target/app-1.0-bin.tar.gz -C /opt") + "CMD /opt/app/bin/app\n",
     "the build does not make `app-1.0-bin.tar.gz` with `app` in it"),
    ("files of an archive among others", None, MVN.replace("package", "package && tar xzf target/x.tgz --strip-components=1 -C /opt")
     + "CMD /opt/run.sh\n", "what `/opt/run.sh` does is not known without the build context"),
    ("a start script of the context that nobody can read", None, MVN + "CMD ./run.sh\n",
     "what `./run.sh` does is not known without the build context"),
    ("a build behind the start", None, MVN + "CMD mvn package && java -jar target/x.jar\n",
     "the start command runs several programs: `mvn` and `java`"),
    ("a pattern in a directory that is one, too", None,
     "FROM sbtscala/scala-sbt:eclipse-temurin-17.0.4_1.7.1_3.2.0\nWORKDIR /a\nCOPY . .\nRUN sbt assembly\nCMD java -jar target/scala-*/x.jar\n",
     "which file `x.jar` means is not known"),
    ("an agent that is computed", None, MVN + "CMD java -javaagent:$AGENT -jar target/x.jar\n",
     "`-javaagent:$AGENT` is computed when the container starts"),
    ("JAVA_HOME of the old image, which the start reads", MAVEN,
     MVN.replace("WORKDIR", "ENV JAVA_HOME=/usr/lib/jvm/x\nWORKDIR") + "CMD $JAVA_HOME/bin/java -jar target/app-1.0.jar\n",
     "`/usr/lib/jvm/x/bin/java` is where this image has its Java, others have it elsewhere: write `java`"),
    ("Clojure's tool only fetches", None, "FROM clojure:openjdk-11-tools-deps\nWORKDIR /app\nCOPY . .\nRUN clojure -P\nCMD java -jar target/x.jar\n",
     "no build here makes `/app/target/x.jar`, as far as the text tells"),
    ("nothing in the text makes it", None, MVN + 'CMD ["java", "-jar", "app.jar"]\n', "no build here makes `/app/app.jar`, as far as the text tells"),
    ("native code", None, 'FROM ghcr.io/graalvm/native-image-community:21\nWORKDIR /app\nCOPY . .\nRUN ./mvnw -Pnative package\nCMD ["target/app"]\n',
     "the image's own ENTRYPOINT is given what CMD says: `native-image target/app` starts no program"),
    ("a tool of the development kit", MAVEN, MVN + 'CMD ["jshell"]\n', "the container starts `jshell` of the development kit"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "files", "text", "reason"), REFUSED, ids=[one[0] for one in REFUSED])
def test_refused(title: str, files: Files, text: str, reason: str) -> None:
    answer = obstacle_of(text, files)
    assert answer.reason == reason


def test_what_only_sbt_reads_and_a_directory_that_is_removed_stay_behind() -> None:
    text = (
        "FROM eclipse-temurin:17-jdk\nRUN mkdir /work && cd /work && curl -LO https://x.example/sbt.deb && dpkg -i sbt.deb && rm -r /work\n"
        "WORKDIR /muse\nCOPY src src\nCOPY project/build.properties project/build.properties\nCOPY build.sbt build.sbt\n"
        "RUN sbt assembly\nCMD java -jar target/scala-3.1.0/muse.jar\n"
    )
    files = {
        "build.sbt": 'assembly / assemblyJarName := "muse.jar"\n',
        "project/build.properties": "",
        "src/main/scala/A.scala": "",
    }
    found = offer_of(text, files)
    stage = apply(text, found.default.change.edits).split("\n\n")[1]
    assert "mkdir" not in stage
    assert "build.properties" not in stage


def test_modules_beside_the_directory_that_is_built_stay_with_it() -> None:
    text = (
        "FROM gradle:8-jdk17\nCOPY gradle /app/gradle\nCOPY settings.gradle /app/\nCOPY shared /app/shared\nCOPY web /app/web\n"
        'WORKDIR /app/web\nRUN gradle installDist\nENTRYPOINT ["build/install/web/bin/web"]\n'
    )
    found = offer_of(text, None)
    builder = apply(text, found.default.change.edits).split("\n\n")[0]
    assert (
        "COPY gradle /app/gradle\nCOPY settings.gradle /app/\nCOPY shared /app/shared\nCOPY web /app/web\n" in builder
    )


BOOT = "<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.4.0</version></parent>"
BOOT_PLUGIN = "<build><plugins><plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId>{}</plugin></plugins></build>"
BOOT_POM = (
    f"<project>{BOOT}<groupId>g</groupId><artifactId>shop</artifactId><version>1.0</version>{BOOT_PLUGIN}</project>"
)

# Spring Boot that a build tool starts: files, what stands above the start, the start, and the end of the runtime stage.
STARTED_BY_TOOL: list[tuple[str, Files, str, str, str]] = [
    ("the jar that the project makes", {"pom.xml": BOOT_POM.format("")}, "RUN mvn package\n", 'CMD ["mvn", "spring-boot:run"]',
     'COPY --from=builder /app/target/shop-1.0.jar ./target/shop-1.0.jar\nCMD ["java", "-jar", "target/shop-1.0.jar"]\n'),
    ("profiles are handed on", {"pom.xml": BOOT_POM.format("")}, "RUN mvn package\n", "CMD mvn -q spring-boot:run -Dspring-boot.run.profiles=dev,x",
     "CMD java -jar target/shop-1.0.jar --spring.profiles.active=dev,x\n"),
    ("which jar it is, only the build knows", None, "RUN mvn package\n", 'ENTRYPOINT ["mvn", "spring-boot:run"]',
     'COPY --from=builder /app/target/*.jar /app/target/\nENTRYPOINT ["sh", "-c", "exec java -jar target/*.jar"]\n'),
    ("nothing was built before", None, "", 'CMD ["./mvnw", "-B", "-Pprod", "spring-boot:run"]',
     'COPY --from=builder /app/target/*.jar /app/target/\nCMD ["sh", "-c", "exec java -jar target/*.jar"]\n'),
    ("arguments in Gradle", None, "", 'ENTRYPOINT ["./gradlew", "bootRun", "--no-daemon", "--args=--spring.profiles.active=x --a=b"]',
     'ENTRYPOINT ["sh", "-c", "exec java -jar build/libs/*.jar --spring.profiles.active=x --a=b"]\n'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "above", "start", "expected"),
    [one[1:] for one in STARTED_BY_TOOL],
    ids=[one[0] for one in STARTED_BY_TOOL],
)
def test_spring_boot_that_a_build_tool_starts(files: Files, above: str, start: str, expected: str) -> None:
    text = f"FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\n{above}# start\n{start}\n"
    found = offer_of(text, files)
    builder, runtime = apply(text, found.default.change.edits).split("\n\nFROM ")
    assert runtime.replace("# start\n", "").endswith(expected)
    assert found.default.change.safety is Safety.UNSAFE
    assert "and starts the jar now: see that a build file gives the run nothing else" in found.default.change.notes[0]
    built = {"": "RUN ./mvnw -B -Pprod -DskipTests package" if "mvn" in start else "RUN ./gradlew --no-daemon bootJar"}
    assert builder.endswith(built.get(above, "RUN mvn package"))


STAYS = [
    ("settings of the run", {"pom.xml": BOOT_POM.format("<configuration><profiles><profile>dev</profile></profiles></configuration>")}, "mvn spring-boot:run"),
    ("a jar of another name", {"pom.xml": BOOT_POM.format("<configuration><classifier>exec</classifier></configuration>")}, "mvn spring-boot:run"),
    ("no Spring Boot", {"pom.xml": pom()}, "mvn spring-boot:run"),
    ("settings of Gradle's run", {"build.gradle": BOOT_GRADLE["build.gradle"] + "bootRun { args = ['x'] }\n"}, "gradle bootRun"),
    ("an argument that is not followed", None, "mvn spring-boot:run -Dspring-boot.run.jvmArguments=-Xmx1g"),
    ("another goal, too", None, "mvn flyway:migrate spring-boot:run"),
    ("a plain jar beside it", None, "gradle bootRun"),
    ("a variable", None, "mvn spring-boot:run -P$PROFILE"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "start"), [one[1:] for one in STAYS], ids=[one[0] for one in STAYS])
def test_a_run_that_differs_from_the_jar(files: Files, start: str) -> None:
    text = f"FROM gradle:8-jdk21\nWORKDIR /app\nCOPY . .\nRUN gradle build && mvn package\nCMD {start}\n"
    found = obstacle_of(text, files)
    assert found.reason.startswith("the container runs a build tool when it starts")


# A script that waits, and how it comes into the image: what the runtime stage has of it.
WAITING = [
    ("ADD https://x.example/wait-for-it.sh /wait-for-it.sh\nRUN chmod +x /wait-for-it.sh\n", "/wait-for-it.sh",
     "ADD https://x.example/wait-for-it.sh /wait-for-it.sh\nRUN chmod +x /wait-for-it.sh\n"),
    ("COPY --chmod=755 wait-for-it.sh /\n", "/wait-for-it.sh", "COPY --from=builder /wait-for-it.sh /wait-for-it.sh\n"),
    ("", "./wait-for-it.sh", "COPY --from=builder /app/wait-for-it.sh ./\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("above", "program", "expected"), WAITING, ids=["a download", "a file of its own", "a file of the project"]
)
@pytest.mark.parametrize("is_known", [True, False])
def test_a_script_that_waits_for_another_service(above: str, program: str, expected: str, is_known: bool) -> None:
    text = (
        f"FROM maven:3-eclipse-temurin-21\nWORKDIR /app\n{above}COPY . .\nRUN mvn package\n"
        f'ENTRYPOINT ["{program}", "-t", "60", "db:5432", "--", "java", "-jar", "target/app-1.0.jar"]\n'
    )
    context = MemoryContext({**MAVEN, "wait-for-it.sh": "#!/bin/bash\n"}) if is_known else UNKNOWN
    found = split(analyse(text), context, DEFAULT_SETTINGS)
    assert isinstance(found, Offer), found
    runtime = apply(text, found.default.change.edits).split("\n\n")[1]
    assert expected in runtime
    assert "/app/target/app-1.0.jar" in runtime


JAVAC = 'FROM eclipse-temurin:21-jdk\nWORKDIR /app\nCOPY . .\nRUN javac -d out Main.java\nCMD ["java", "-cp", "out", "Main"]\n'
LOADS = [
    ("a static import", "readString(of(args[0])); } } // import static java.nio.file.Files.*;", "opens files"),
    ("the file system", "java.nio.file.FileSystems.getDefault().getPath(a[0]);", "opens files"),
    ("a log that is written", 'new java.io.FileWriter("logs/" + a[0]);', "opens files"),
    ("a library of its own", 'System.loadLibrary("x");', "loads a native library"),
    ("one by its path", 'System.load("/usr/lib/x.so");', "loads a native library"),
    ("one for JNA", 'Native.load("x", X.class);', "loads a native library"),
    ("an archive", 'new JarFile("x.jar");', "opens files"),
    ("nothing", 'System.out.println("x");', ""),
]


@pytest.mark.parametrize(("call", "told"), [one[1:] for one in LOADS], ids=[one[0] for one in LOADS])
def test_what_sources_in_java_load(call: str, told: str) -> None:
    found = offer_of(JAVAC, {"Main.java": f"class Main {{ {call} }}"})
    assert len(found.default.change.notes) == bool(told)
    assert all(told in one for one in found.default.change.notes)


@pytest.mark.parametrize(
    ("words", "files", "expected", "note"),
    [
        ("jar cfe app.jar Main -C out .", {}, [], ""),
        ("jar cfm app.jar app.mf -C out .", {"app.mf": "Main-Class: Main\n"}, [], ""),
        ("jar cfm app.jar app.mf -C out .", {"app.mf": "Class-Path: lib/a.jar co\n nf/\n", "lib/a.jar": "", "conf/x.properties": ""},
         ["lib/a.jar", "conf"], ""),
        ("jar cvmf app.mf app.jar -C out .", {"app.mf": "Main-Class: Main\r\nClass-Path: lib/a.jar\r\n", "lib/a.jar": ""}, ["lib/a.jar"], ""),
        ("jar --create --file app.jar --manifest=app.mf -C out .", {"app.mf": "Class-Path: lib/\n"}, [],
         "`app.mf` puts `/app/lib` on the class path: see that the new image has it"),
        ("echo 'Class-Path: lib/' > made.mf && jar cfm app.jar made.mf -C out .", {}, [],
         "what `made.mf` puts on the class path is not known: see that the new image has it"),
    ],
)  # fmt: skip
def test_what_the_manifest_of_a_jar_names(words: str, files: dict[str, str], expected: list[str], note: str) -> None:
    text = f'FROM eclipse-temurin:21-jdk\nWORKDIR /app\nCOPY . .\nRUN javac -d out Main.java && {words}\nCMD ["java", "-jar", "app.jar"]\n'
    found = offer_of(text, {"Main.java": "class Main { public static void main(String[] a) {} }", **files})
    after = apply(text, found.default.change.edits)
    for name in expected:
        assert f"COPY --from=builder /app/{name} " in after
    assert found.default.change.notes == ((note,) if note else ())


@pytest.mark.parametrize("word", ["import com.sun.jdi.Bootstrap;", "class A { static { ByteBuddyAgent.install(); } }"])
def test_what_needs_the_development_kit(word: str) -> None:
    found = obstacle_of(JAVAC, {"Main.java": word})
    assert "uses the compiler or another tool of the JDK" in found.reason


CLOJURE = "FROM clojure:temurin-21-lein\nWORKDIR /app\nCOPY . .\nRUN lein uberjar\nCMD java -jar target/x.jar\n"
READS = [
    ("a file", '(slurp "conf/app.edn")', "opens files"),
    ("a file of Java", '(java.io.File. "conf/app.edn")', "opens files"),
    ("another program", '(clojure.java.shell/sh "date")', "starts other programs"),
    ("a resource in the jar", '(slurp (io/resource "app.edn"))', ""),
]


@pytest.mark.parametrize(("source", "told"), [one[1:] for one in READS], ids=[one[0] for one in READS])
def test_what_sources_in_clojure_read(source: str, told: str) -> None:
    files = {"project.clj": "(defproject x)\n", "src/a/core.clj": f"(ns a.core)\n{source}\n", "conf/app.edn": "{}"}
    offer = offer_of(CLOJURE, files)
    change = offer.default.change
    assert ("COPY --from=builder /app/conf" in apply(CLOJURE, change.edits)) is ("conf" in source)
    found = [one for one in change.notes if "sources" in one or "core.clj:2" in one]
    assert len(found) == bool(told)
    assert all(told in one for one in found)
