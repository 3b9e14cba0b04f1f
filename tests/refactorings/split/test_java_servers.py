"""Web archives that are built on Tomcat's own image: the server again, with the archive and what the file changes of the server."""

from __future__ import annotations

import pytest
from splitting import Files, obstacle_of, offer_of, split_of

from dockwright.rule import Safety
from dockwright.text import apply

POM = "<project><groupId>g</groupId><artifactId>site</artifactId><version>1.0</version><packaging>war</packaging></project>"
FILES = {"pom.xml": POM, "mvnw": "#!/bin/sh\n", "src/main/java/App.java": "class App {}", "server.xml": "<Server/>"}
READS = {**FILES, "src/main/java/App.java": 'class App { Object o = new java.io.File("data/x"); }'}
GRADLE = {
    "settings.gradle": "rootProject.name = 'site'\n",
    "build.gradle": "plugins { id 'war' }\nversion = '1.0'\n",
    "gradlew": "#!/bin/sh\n",
    "src/main/java/App.java": "class App {}",
}
WEBAPPS = "/usr/local/tomcat/webapps"
ROOT = f"{WEBAPPS}/ROOT.war"
RUN = 'CMD ["catalina.sh", "run"]\n'
SOURCES = "WORKDIR /src\nCOPY . .\n"
HEAD = f"FROM tomcat:10.1-jdk17\n{SOURCES}"
BUILD = f"RUN ./mvnw package && cp target/site-1.0.war {ROOT}\n"
STAGE = "FROM tomcat:10.1-jdk17\nWORKDIR /src\n"
TAKEN = f"COPY --from=builder {ROOT} {ROOT}\n"

# Title, files, the file, the runtime stage, and whether it is proven.
OFFERED: list[tuple[str, Files, str, str, bool]] = [
    ("the archive under another name", FILES, f"{HEAD}{BUILD}EXPOSE 8080\n{RUN}", f"{STAGE}{TAKEN}EXPOSE 8080\n{RUN}", True),
    ("what the image starts by itself is not written down", FILES, HEAD + BUILD, STAGE + TAKEN, True),
    ("under its own name", FILES, f"{HEAD}RUN ./mvnw package && cp target/site-1.0.war $CATALINA_HOME/webapps/\n{RUN}",
     f"{STAGE}COPY --from=builder {WEBAPPS}/site-1.0.war {WEBAPPS}/site-1.0.war\n{RUN}", True),
    ("under its own name, by a pattern", FILES, f"{HEAD}RUN ./mvnw package\nRUN mv target/*.war {WEBAPPS}/\n{RUN}",
     f"{STAGE}COPY --from=builder {WEBAPPS}/site-1.0.war {WEBAPPS}/site-1.0.war\n{RUN}", True),
    ("the one archive that a pattern means", FILES, f"{HEAD}RUN ./mvnw package && cp target/*.war {ROOT}\n{RUN}", f"{STAGE}{TAKEN}{RUN}", True),
    ("unpacked", FILES, f"{HEAD}RUN ./mvnw package && unzip -q target/site-1.0.war -d {WEBAPPS}/ROOT\n{RUN}",
     f"{STAGE}COPY --from=builder {WEBAPPS}/ROOT {WEBAPPS}/ROOT\n{RUN}", True),
    ("the project is copied file by file", FILES,
     f"FROM tomcat:10.1-jdk17\nCOPY pom.xml mvnw /src/\nWORKDIR /src\nCOPY src src\n{BUILD}{RUN}", f"{STAGE}{TAKEN}{RUN}", True),
    ("by Gradle", GRADLE, f"{HEAD}RUN ./gradlew war && cp build/libs/site-1.0.war {ROOT}\n{RUN}", f"{STAGE}{TAKEN}{RUN}", True),
    ("tools of packages stay in the builder", FILES,
     f"FROM tomcat:10.1-jdk17\nRUN apt-get update && apt-get install -y maven openjdk-17-jdk\nWORKDIR /src\nCOPY . .\n{BUILD.replace('./mvnw', 'mvn')}{RUN}",
     f"{STAGE}{TAKEN}{RUN}", True),
    ("settings of the server come along", FILES, f"{HEAD}COPY server.xml /usr/local/tomcat/conf/\n{BUILD}{RUN}",
     f"{STAGE}COPY server.xml /usr/local/tomcat/conf/\n{TAKEN}{RUN}", True),
    ("what a RUN of its own changes of the server", FILES, f"FROM tomcat:10.1-jdk17\nRUN rm -rf {WEBAPPS}/*\n{SOURCES}{BUILD}{RUN}",
     f"FROM tomcat:10.1-jdk17\nRUN rm -rf {WEBAPPS}/*\nWORKDIR /src\n{TAKEN}{RUN}", True),
    ("... by sed", FILES, f"FROM tomcat:10.1-jdk17\nRUN sed -i 's/8080/80/' conf/server.xml\n{SOURCES}{BUILD}{RUN}",
     f"FROM tomcat:10.1-jdk17\nRUN sed -i 's/8080/80/' conf/server.xml\nWORKDIR /src\n{TAKEN}{RUN}", True),
    ("applications that a build takes away", FILES, f"{HEAD}RUN rm -rf {WEBAPPS}/* && {BUILD[4:]}{RUN}",
     f"{STAGE}RUN rm -rf {WEBAPPS}/*\n{TAKEN}{RUN}", True),
    ("a user that owns the server", FILES,
     f"FROM tomcat:10.1-jdk17\nRUN useradd -r app && chown -R app /usr/local/tomcat\n{SOURCES}{BUILD}USER app\n{RUN}",
     f"FROM tomcat:10.1-jdk17\nRUN useradd -r app && chown -R app /usr/local/tomcat\nWORKDIR /src\n"
     f"COPY --from=builder --chown=app:0 {ROOT} {ROOT}\nUSER app\n{RUN}", True),
    ("applications that are taken away behind the build", FILES, f"{HEAD}{BUILD}RUN rm {WEBAPPS}/ROOT -r -f\n{RUN}",
     f"{STAGE}RUN rm {WEBAPPS}/ROOT -r -f\n{TAKEN}{RUN}", True),
    ("... along with what only the build has", FILES, f"{HEAD}{BUILD}RUN rm -rf {WEBAPPS}/ROOT && apt-get purge -y maven\n{RUN}",
     f"{STAGE}RUN rm -rf {WEBAPPS}/ROOT\n{TAKEN}{RUN}", True),
    ("what only the build has is taken away", FILES, f"{HEAD}{BUILD}RUN rm -rf /src\n{RUN}", f"{STAGE}{TAKEN}{RUN}", True),
    ("options of the server", FILES, f"{HEAD}{BUILD}ENV CATALINA_OPTS=-Xmx1g\n{RUN}", f"{STAGE}{TAKEN}ENV CATALINA_OPTS=-Xmx1g\n{RUN}", True),
    ("an agent that a RUN fetches, which nothing names", FILES,
     f"FROM tomcat:10.1-jdk17\nRUN curl -fLo /opt/agent.jar https://example.com/agent.jar\n{SOURCES}{BUILD}{RUN}", f"{STAGE}{TAKEN}{RUN}", False),
    ("an agent that a RUN fetches, which a variable names", FILES,
     f"FROM tomcat:10.1-jdk17\nRUN curl -fLo /opt/agent.jar https://example.com/agent.jar\nENV CATALINA_OPTS=-javaagent:/opt/agent.jar=x\n"
     f"{SOURCES}{BUILD}{RUN}",
     f"FROM tomcat:10.1-jdk17\nENV CATALINA_OPTS=-javaagent:/opt/agent.jar=x\nWORKDIR /src\n{TAKEN}"
     f"COPY --from=builder /opt/agent.jar /opt/agent.jar\n{RUN}", True),
    ("settings that a RUN writes", FILES, f"FROM tomcat:10.1-jdk17\n{SOURCES}RUN echo mode=x > /etc/site.conf\n{BUILD}{RUN}", f"{STAGE}{TAKEN}{RUN}", False),
    ("a program that nobody knows", FILES, f"FROM tomcat:10.1-jdk17\n{SOURCES}RUN ./prepare\n{BUILD}{RUN}", f"{STAGE}{TAKEN}{RUN}", False),
    ("what a RUN makes among the sources", FILES, f"FROM tomcat:10.1-jdk17\n{SOURCES}RUN cp src/a src/b && echo x > build.txt\n{BUILD}{RUN}",
     f"{STAGE}{TAKEN}{RUN}", True),
    ("files that the application opens", READS, f"{HEAD}{BUILD}{RUN}", f"{STAGE}{TAKEN}{RUN}", False),
    ("nothing is known of the project", None, f"{HEAD}{BUILD}{RUN}", f"{STAGE}{TAKEN}{RUN}", False),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text", "stage", "proven"), [one[1:] for one in OFFERED], ids=[one[0] for one in OFFERED])  # fmt: skip
def test_offered(files: Files, text: str, stage: str, proven: bool) -> None:
    offer = offer_of(text, files)
    assert [one.name for one in offer.choices] == ["tomcat"]
    assert apply(text, offer.default.change.edits).split("\n\n")[1] == stage
    assert offer.default.change.safety is (Safety.SAFE if proven else Safety.UNSAFE), offer.default.change.notes


def test_line_breaks_of_windows_and_none_at_the_end() -> None:
    text = (HEAD + BUILD).rstrip("\n").replace("\n", "\r\n")
    offer = offer_of(text, FILES)
    after = apply(text, offer.default.change.edits)
    assert after.split("\r\n\r\n")[1].rstrip("\r\n") == (STAGE + TAKEN).rstrip("\n").replace("\n", "\r\n")


REFUSED: list[tuple[str, Files, str, str]] = [
    ("the sources are in the server's directory", FILES, f"FROM tomcat:9\nCOPY . .\nRUN ./mvnw package && cp target/site-1.0.war webapps/\n{RUN}",
     "the sources are among the files of the server: build in a directory of its own, or in a stage before it"),
    ("nothing is deployed", FILES, f"{HEAD}RUN ./mvnw package\n{RUN}", f"nothing of what `mvnw` makes is known to come to `{WEBAPPS}`"),
    ("the archive of the build context", FILES, f"{HEAD}RUN ./mvnw package\nCOPY target/site-1.0.war {WEBAPPS}/\n{RUN}",
     "the archive is copied from the build context, not from what is built here: let a RUN move it there"),
    ("another archive than the project's", FILES, f"{HEAD}RUN ./mvnw package && cp target/shop.war {ROOT}\n{RUN}",
     "the build makes `site-1.0.war`, but `shop.war` starts"),
    ("an archive that nobody can name", None, f"{HEAD}RUN ./mvnw package && cp target/*.war {WEBAPPS}/\n{RUN}",
     "which archive `*.war` means is not known: name it"),
    ("only compiled", FILES, f"{HEAD}{BUILD.replace('package', 'compile')}{RUN}", "`compile` of Maven makes no archive, but `site-1.0.war` starts"),
    ("a build that also changes the server", FILES, f"{HEAD}RUN sed -i s/8080/80/ $CATALINA_HOME/conf/server.xml && {BUILD[4:]}{RUN}",
     "`sed` changes the server in a RUN that builds: give it a RUN of its own"),
    ("applications that are moved where the build is", FILES, f"{HEAD}RUN mv {WEBAPPS}.dist/manager {WEBAPPS}/ && {BUILD[4:]}{RUN}",
     "`mv` changes the server in a RUN that builds: give it a RUN of its own"),
    ("a user that a build makes along the way", FILES,
     f"FROM tomcat:10.1-jdk17\n{SOURCES}RUN chown -R nobody /usr/local/tomcat && {BUILD[4:]}USER nobody\n{RUN}",
     "`chown` changes the server in a RUN that builds: give it a RUN of its own"),
    ("what is deployed is removed", FILES, f"{HEAD}{BUILD}RUN rm -rf $CATALINA_HOME/webapps/*\n{RUN}", "what is deployed is taken away again"),
    ("another script of the server", FILES, f'{HEAD}{BUILD}CMD ["startup.sh"]\n', "what `startup.sh` starts on `tomcat` is not followed"),
    ("a start script of one's own", FILES, f'{HEAD}{BUILD}CMD ["./run.sh"]\n', "what `./run.sh` starts on `tomcat` is not followed"),
    ("the server for development", FILES, f'{HEAD}{BUILD}CMD ["./mvnw", "tomcat7:run"]\n', "what `./mvnw` starts on `tomcat` is not followed"),
    ("what is deployed lies in a cache mount", FILES, f"{HEAD}{BUILD.replace('RUN', f'RUN --mount=type=cache,target={WEBAPPS}')}{RUN}",
     f"`{ROOT}` lies in a cache mount, so it is not in the image"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text", "reason"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_refused(files: Files, text: str, reason: str) -> None:
    answer = obstacle_of(text, files)
    assert answer.reason == reason
    assert 0 <= answer.span.start < answer.span.end <= len(text)


@pytest.mark.parametrize(
    "text", ["FROM tomcat:9\nCOPY site.war webapps/\n", "FROM tomcat:9\nRUN echo mvn\n", "FROM tomcat:9\n"]
)
def test_a_server_that_builds_nothing_is_left_alone(text: str) -> None:
    assert split_of(text, FILES) is None
