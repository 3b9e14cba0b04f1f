"""A restore between the sources and a later one: it reads manifests among the sources, or another project's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dockwright.assist import Change

Files = Mapping[str, str] | None
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]

LOCK = '{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"version": "1.0.0"}}}'
WEB = {
    "packages/web/package.json": '{"name": "web", "dependencies": {"x": "1"}, "scripts": {"build": "x"}}',
    "packages/web/package-lock.json": LOCK,
    "packages/web/index.js": "",
    "package-lock.json": LOCK,
    ".dockerignore": "**/node_modules\n",
}
MEMBER = {**WEB, "package.json": '{"name": "all", "workspaces": ["packages/*"]}'}
STRANGER = {**WEB, "package.json": '{"name": "tools", "dependencies": {"x": "1"}}'}
NODE = (
    "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nCOPY packages packages\nRUN npm ci\n"
    "WORKDIR /app/packages/web\nRUN npm ci\nRUN npm run build\n"
)

POM = "<project><groupId>g</groupId><artifactId>{}</artifactId><version>1</version>{}</project>"
USED = "<dependencies><dependency><groupId>h</groupId><artifactId>x</artifactId><version>1</version></dependency></dependencies>"
REACTOR = {
    "pom.xml": POM.format("all", "<packaging>pom</packaging><modules><module>api</module></modules>"),
    "api/pom.xml": POM.format("api", USED),
    "api/src/main/java/A.java": "",
}
PARENT = "<parent><groupId>g</groupId><artifactId>all</artifactId><version>1</version></parent>"
CHILD = {**REACTOR, "api/pom.xml": POM.format("api", PARENT + USED)}
MAVEN = (
    "FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY pom.xml ./\n{}COPY api api\n"
    "{}WORKDIR /app/api\nRUN mvn package\n"
)
DOWNLOAD = "RUN mvn dependency:go-offline\n"


def test_it_reads_the_members_of_a_workspace(why_not: WhyNot) -> None:
    assert "`npm` between them may need the copied files" in why_not(NODE, MEMBER)


def test_it_is_for_another_project(order: Order) -> None:
    after, _ = order(NODE, STRANGER)
    assert after.index("RUN npm ci") < after.index("COPY packages/web/package.json") < after.index("COPY packages /")


def test_it_reads_the_modules_of_a_build(why_not: WhyNot) -> None:
    assert "`mvn` between them may need the copied files" in why_not(MAVEN.format("", DOWNLOAD), REACTOR)


def test_one_for_all_modules_has_downloaded_for_each(order: Order) -> None:
    after, _ = order(MAVEN.format("", DOWNLOAD), CHILD)
    assert after == MAVEN.format(f"COPY api/pom.xml api/\n{DOWNLOAD}", "")


@pytest.mark.parametrize("files", [REACTOR, {**REACTOR, "pom.xml": POM.format("all", "")}])
def test_a_download_further_up_was_there_before(why_not: WhyNot, files: Files) -> None:
    text = MAVEN.format(f"COPY api/pom.xml api/\n{DOWNLOAD}", "")
    assert why_not(text, files) == ""
