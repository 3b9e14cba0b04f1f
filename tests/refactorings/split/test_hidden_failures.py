"""Builds whose failure nobody hears of: the old image is made all the same, and one that copies what was not made is not."""

from __future__ import annotations

import pytest
from splitting import GO, offer_of, plugin

from contexts import Files

POM = {
    "pom.xml": "<project><groupId>a</groupId><artifactId>app</artifactId><version>1</version>"
    + plugin("maven-jar-plugin")
    + "</project>",
    "src/main/java/A.java": "class A {}",
}
MAVEN = (
    'FROM maven:3.9-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN {}\nCMD ["java", "-cp", "target/app-1.jar", "A"]\n'
)
PROGRAM = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN {}\nCMD ["./app"]\n'

# What the RUN is, and the command whose failure is not noticed.
CASES = [
    (MAVEN, POM, "mvn package || true", "mvn package"),
    (MAVEN, POM, "mvn package; exit 0", "mvn package"),
    (MAVEN, POM, "mvn dependency:go-offline || true\nRUN mvn package", ""),
    (MAVEN, POM, "mvn -B package", ""),
    (PROGRAM, GO, "go build -o app . || true", "go build"),
    (PROGRAM, GO, "go build -o app . && ls || echo failed", "go build"),
    (PROGRAM, GO, "go build -o app . 2>&1 | tee log", "go build"),
    (PROGRAM, GO, "go build -o app .; ls", "go build"),
    (PROGRAM, GO, "<<EOF\ngo build -o app .\nls\nEOF", "go build"),
    (PROGRAM, GO, "if go build -o app .; then ls; fi", "go build"),
    (PROGRAM, GO, "set -e; go build -o app .; ls", ""),
    (PROGRAM, GO, "<<EOF\nset -e\ngo build -o app .\nls\nEOF", ""),
    (PROGRAM, GO, "go build -o app . || exit 1", ""),
    (PROGRAM, GO, "go build -o app . || (echo failed && exit 1)", ""),
    (PROGRAM, GO, "go build -o app . || go build -v -o app .", ""),
    (PROGRAM, GO, "go vet ./...; go test ./... | tee log; go build -o app .", ""),
    (PROGRAM, GO, "(go build -o app .)", ""),
]


@pytest.mark.parametrize(("text", "files", "run", "command"), CASES, ids=[one[2] for one in CASES])
def test_split(text: str, files: Files, run: str, command: str) -> None:
    notes = offer_of(text.format(run), files).default.change.notes
    found = [one for one in notes if one.startswith("the build goes on when")]
    note = f"the build goes on when `{command}` fails: with a second stage it stops where what was not made is copied"
    assert found == ([note] if command else [])
