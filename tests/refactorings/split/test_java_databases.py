"""Embedded databases of Java programs: a file that comes with the sources, or the directory that it is made in."""

from __future__ import annotations

import pytest
from splitting import runtime_of

from dockwright.projects.maven import POM

FILES = {
    POM: "<project><groupId>g</groupId><artifactId>app</artifactId><version>1</version><parent>"
    "<groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.3.0</version>"
    "</parent><build><plugins><plugin><groupId>org.springframework.boot</groupId>"
    "<artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>",
    "src/main/java/a/App.java": "package a; class App { public static void main(String[] x) {} }",
}
TEXT = (
    "FROM maven:3.9-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn package\n"
    'CMD ["java", "-jar", "target/app-1.jar"]\n'
)
SETTINGS = "src/main/resources/application.properties"


@pytest.mark.parametrize(
    ("url", "beside", "copied"),
    [
        ("jdbc:h2:file:./data/app;MODE=MySQL", "data/app.mv.db", "/app/data ./data"),
        ("jdbc:h2:./app", "app.mv.db", "/app/app.mv.db ./"),
        ("jdbc:hsqldb:file:db/app", "db/app.script", "/app/db ./db"),
        ("jdbc:sqlite:app.db", "app.db", "/app/app.db ./"),
        ("jdbc:sqlite:data/app.db", "data/.gitkeep", "/app/data ./data"),
        ("jdbc:h2:mem:app", "app.mv.db", ""),
        ("jdbc:h2:file:./other/app", "data/app.mv.db", ""),
        ("jdbc:postgresql://db/app", "app.db", ""),
    ],
)
def test_databases(url: str, beside: str, copied: str) -> None:
    stage = runtime_of(TEXT, FILES | {SETTINGS: f"spring.datasource.url={url}\n", beside: ""})
    lines = [line for line in stage.splitlines() if line.startswith("COPY") and ".jar" not in line]
    assert lines == [f"COPY --from=builder {copied}"] * bool(copied)


def test_what_lies_beside_the_directory_of_the_build() -> None:
    text = TEXT.replace('CMD ["java", "-jar", "target/app-1.jar"]', "WORKDIR /app/target\nCMD java -jar app-1.jar")
    source = 'package a; class C { String path = "../conf/a.yml"; }'
    stage = runtime_of(text, FILES | {"src/main/java/a/C.java": source, "conf/a.yml": ""})
    assert "COPY --from=builder /app/conf/a.yml /app/conf/a.yml\n" in stage
