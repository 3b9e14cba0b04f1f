"""Final stages on the image of a build tool of Java that only run a program: what they say on the runtime alone."""

from __future__ import annotations

import pytest
from rule_running import fixed, marked

NAME = "jdk-where-jre-suffices"
BUILD = "FROM maven:3-eclipse-temurin-21 AS build\nCOPY . .\nRUN mvn package\n"
APP = 'COPY --from=build /target/app.jar app.jar\nCMD ["java", "-jar", "app.jar"]\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM maven:3.9-eclipse-temurin-21\n", "FROM eclipse-temurin:21-jre-noble\n"),
        ("FROM maven:3.9-eclipse-temurin-21-alpine\nRUN apk add --no-cache tini git\n",
         "FROM eclipse-temurin:21-jre-alpine\nRUN apk add --no-cache tini git\n"),
        # another build of Java, of the same version
        ("FROM maven:3-jdk-8\nWORKDIR /app\n", "FROM eclipse-temurin:8-jre\nWORKDIR /app\n"),
        # the directory and the user that the old image has
        ("FROM gradle:8-jdk21\n", "FROM eclipse-temurin:21-jre-noble\nWORKDIR /home/gradle\n"),
        ("FROM gradle:8-jdk17\nUSER gradle\nWORKDIR /app\n",
         "FROM eclipse-temurin:17-jre-noble\nRUN useradd --create-home gradle\nUSER gradle\nWORKDIR /app\n"),
        ("FROM maven:3.9-eclipse-temurin-21\nWORKDIR /app\nHEALTHCHECK CMD curl -f localhost\n",
         "FROM eclipse-temurin:21-jre-noble\nWORKDIR /app\nHEALTHCHECK CMD curl -f localhost\n"),
    ],
)  # fmt: skip
def test_runtime_of_the_same_version(before: str, after: str) -> None:
    assert fixed(NAME, BUILD + before + APP) == BUILD + after + APP


@pytest.mark.parametrize(
    "stage",
    [
        "FROM maven:3\n",  # the tag tells no version of Java
        "FROM maven:3-eclipse-temurin-21@sha256:" + "0" * 64 + "\n",
        "FROM maven:3-eclipse-temurin-21\nRUN mvn -v\n",
        "FROM maven:3-eclipse-temurin-21\nRUN ./prepare.sh\n",
        "FROM maven:3-eclipse-temurin-21\nRUN curl -O https://example.com/agent.jar\n",
        "FROM maven:3-eclipse-temurin-21\nHEALTHCHECK CMD mvn -v\n",
        "FROM maven:3-eclipse-temurin-21\nHEALTHCHECK CMD jcmd 1 VM.version\n",
        "FROM maven:3-eclipse-temurin-21\nUSER postgres\n",
        "FROM maven:3-eclipse-temurin-21\nCOPY --from=build /usr/lib /usr/lib\n",
        "FROM maven:3-eclipse-temurin-21\nADD https://example.com/tini /usr/local/bin/tini\n",
        "FROM maven:3-eclipse-temurin-21\nONBUILD COPY . .\n",
        "FROM gradle:8-jdk21\nENV TOOLS=$GRADLE_HOME/bin\n",
    ],
)
def test_nothing_to_say(stage: str) -> None:
    assert marked(NAME, BUILD + stage + APP) == []


@pytest.mark.parametrize(
    "start", ['["mvn", "exec:java"]', '["java", "App.java"]', '["sh", "run.sh"]', "mvn -o exec:java"]
)
def test_what_starts_is_no_built_program(start: str) -> None:
    assert marked(NAME, f"{BUILD}FROM maven:3-eclipse-temurin-21\nCOPY --from=build /x /x\nCMD {start}\n") == []
