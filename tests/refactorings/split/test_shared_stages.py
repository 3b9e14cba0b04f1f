"""Final stages that build on top of a stage which others are built on, too: they are split, and what is shared stays as it is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import GO, obstacle_of, offer_of

from dockwright.text import apply

Files = Mapping[str, str]

NODE = {
    "package.json": '{"scripts": {"build": "tsc"}, "dependencies": {"express": "^4"}, "devDependencies": {"typescript": "^5"}}',
    "package-lock.json": "{}",
    "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
    "src/main.ts": 'import express from "express";\n',
}
MAVEN = {"pom.xml": "<project><groupId>g</groupId><artifactId>app</artifactId><version>1.0</version></project>"}
BASE = "FROM golang:1.24 AS base\nWORKDIR /app\n"
DEV = 'FROM base AS dev\nCMD ["go", "run", "."]\n'
BUILD = "COPY . .\nRUN CGO_ENABLED=0 go build -o server .\n"
START = 'CMD ["./server"]\n'
TAKEN = "COPY --from=builder /app/server ./\n"
SERVER = f"WORKDIR /app\n{TAKEN}"
ONLY_BUILD = "RUN CGO_ENABLED=0 go build -o server .\n"


@pytest.mark.parametrize(
    ("title", "context", "above", "before", "after"),
    [
        ("the stage that builds gets a name", GO, BASE + DEV, f"FROM base\n{BUILD}{START}",
         f"FROM base AS builder\n{BUILD}\nFROM alpine:3.22\n{SERVER}{START}"),
        ("the name stays with what runs", GO, BASE + DEV, f"FROM base AS prod\n{BUILD}{START}",
         f"FROM base AS builder\n{BUILD}\nFROM alpine:3.22 AS prod\n{SERVER}{START}"),
        ("what is said of the container stays for the others, too", GO, f"{BASE}EXPOSE 80\nENV PORT=80\nRUN useradd app\n{DEV}",
         f"FROM base\n{BUILD}USER app\n{START}",
         f"FROM base AS builder\n{BUILD}\nFROM alpine:3.22\n"
         f"WORKDIR /app\nEXPOSE 80\nENV PORT=80\nRUN adduser -D -H app\n{TAKEN}USER app\n{START}"),
        ("the shared stage says what starts", GO, f"{BASE}{START}{DEV}", f"FROM base\n{BUILD}",
         f"FROM base AS builder\n{BUILD}\nFROM alpine:3.22\nWORKDIR /app\n{TAKEN}{START}"),
        ("the shared stage has the sources", GO, f"{BASE}COPY . .\n{DEV}", f"FROM base\n{ONLY_BUILD}{START}",
         f"FROM base AS builder\n{ONLY_BUILD}\nFROM alpine:3.22\n{SERVER}{START}"),
        ("for another platform than that which builds", GO, BASE.replace("golang", "--platform=$BUILDPLATFORM golang") + DEV,
         f"FROM base\nARG TARGETARCH\n{BUILD.replace('go build', 'GOARCH=$TARGETARCH go build')}{START}",
         f"FROM base AS builder\nARG TARGETARCH\n{BUILD.replace('go build', 'GOARCH=$TARGETARCH go build')}\nFROM alpine:3.22\n{SERVER}{START}"),
        ("stages on one another", GO, f"{BASE}FROM base AS common\nENV A=1\n{DEV}", f"FROM common\n{BUILD}{START}",
         f"FROM common AS builder\n{BUILD}\nFROM alpine:3.22\nWORKDIR /app\nENV A=1\n{TAKEN}{START}"),
        ("Node", NODE, 'FROM node:20 AS base\nWORKDIR /app\nCOPY package*.json ./\nFROM base AS dev\nRUN npm install\nCMD ["npm", "run", "dev"]\n',
         'FROM base AS prod\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["node", "dist/main.js"]\n',
         "FROM base AS builder\nRUN npm ci\nCOPY . .\nRUN npm run build\nRUN npm prune --omit=dev\n\nFROM node:20-slim AS prod\nWORKDIR /app\n"
         "COPY --from=builder /app/node_modules ./node_modules\nCOPY --from=builder /app/dist ./dist\nCOPY --from=builder /app/package.json ./\n"
         'CMD ["node", "dist/main.js"]\n'),
        ("Java", MAVEN, 'FROM maven:3-eclipse-temurin-21 AS base\nWORKDIR /app\nCOPY pom.xml .\nFROM base AS dev\nCMD ["mvn", "compile"]\n',
         'FROM base\nCOPY src src\nRUN mvn package\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
         "FROM base AS builder\nCOPY src src\nRUN mvn package\n\nFROM eclipse-temurin:21-jre-noble\nWORKDIR /app\n"
         'COPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\nCMD ["java", "-jar", "target/app-1.0.jar"]\n'),
    ],
)  # fmt: skip
def test_split(title: str, context: Files, above: str, before: str, after: str) -> None:
    offer = offer_of(above + before, context)
    assert apply(above + before, offer.default.change.edits) == above + after


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("an ENTRYPOINT may take back the CMD below it", f'{BASE}CMD ["-v"]\n{DEV}FROM base\n{BUILD}ENTRYPOINT ["./server"]\n',
         "the final stage is built on the stage `base`"),
        ("the shared stage builds", f"{BASE}{BUILD}{DEV}FROM base\n{START}", "the final stage is built on the stage `base`"),
        ("the command that builds would have to change in the shared stage",
         f"{BASE}COPY . .\nRUN go build -o tool .\n{DEV}FROM base\nRUN go build -o server .\nCMD ./tool && ./server\n",
         "the final stage is built on the stage `base`"),
        ("triggers", f"{BASE}ONBUILD COPY . .\n{DEV}FROM base\n{BUILD}{START}", "ONBUILD is for images that others build on"),
        ("nothing is built", f"{BASE}{DEV}FROM base\nCOPY . .\n{START}", "no `go build` or `go install` makes a program here"),
        ("the toolchain starts", f'{BASE}{DEV}FROM base\n{BUILD}CMD ["go", "run", "."]\n', "the container runs the Go toolchain"),
        ("what a RUN behind the build does is not known", f"{BASE}{DEV}FROM base\n{BUILD}RUN ./server init\n{START}",
         "what `server` leaves behind is not known"),
        ("a variable of the old image", f"{BASE}ENV A=$GOLANG_VERSION\n{DEV}FROM base\n{BUILD}{START}", "`$GOLANG_VERSION` is set by the base image"),
    ],
)  # fmt: skip
def test_refusal(title: str, text: str, reason: str) -> None:
    found = obstacle_of(text, GO, assumes=False)
    assert reason in found.reason
