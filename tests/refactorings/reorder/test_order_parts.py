"""Sources that are copied part by part, `COPY cmd cmd`: they go behind the restore as one copy of all would."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dockwright.assist import Change
from dockwright.context import MemoryContext
from dockwright.refactorings.reorder import answer
from dockwright.rule import Safety
from dockwright.semantics import SemanticModel
from dockwright.syntax import Copy, parse

Files = Mapping[str, str]
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]

MOD = "module example.com/app\n\ngo 1.24\n\nrequire github.com/google/uuid v1.6.0\n"
SUM = "github.com/google/uuid v1.6.0 h1:x\n"
GO = {"go.mod": MOD, "go.sum": SUM, "main.go": "", "cmd/app/main.go": "", "internal/a.go": "", "web/a.css": ""}
WORK = {
    "go.work": "go 1.24\nuse (\n\t./api\n\t./lib\n)\n", "api/go.mod": MOD, "api/go.sum": SUM, "api/main.go": "",
    "lib/go.mod": "module example.com/lib\n", "lib/lib.go": "",
}  # fmt: skip
PROJECT = '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup><ItemGroup>{}</ItemGroup></Project>'
NET = {
    "src/A/A.csproj": PROJECT.format('<ProjectReference Include="..\\B\\B.csproj" />'), "src/A/P.cs": "", "src/B/Q.cs": "",
    "src/B/B.csproj": PROJECT.format('<PackageReference Include="X" Version="1.0.0" />'),
}  # fmt: skip
NODE = {
    "package.json": '{"dependencies": {"express": "4"}}', "src/index.js": "", "public/a.css": "",
    "package-lock.json": '{"packages": {"": {"dependencies": {"express": "4"}}}}',
}  # fmt: skip
PNPM = {
    "package.json": '{"name": "all"}', "pnpm-lock.yaml": "", "pnpm-workspace.yaml": "packages: ['apps/*', 'packages/*']\n",
    "apps/api/package.json": '{"name": "api", "dependencies": {"db": "workspace:*"}}', "apps/api/index.js": "",
    "apps/web/package.json": '{"name": "web"}', "apps/web/index.js": "",
    "packages/db/package.json": '{"name": "db", "dependencies": {"pg": "8"}}', "packages/db/index.js": "",
}  # fmt: skip
POM = (
    "<project><artifactId>app</artifactId><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId>"
    "<version>1</version></dependency></dependencies></project>"
)
FROM = "FROM {}\nWORKDIR /app\n"
GOLANG = "golang:1.24"

CASES = [
    ("a download of its own in front of the first part", GOLANG, GO,
     "COPY go.mod .\nCOPY go.sum .\nCOPY cmd cmd\nCOPY internal internal\nRUN go build ./cmd/app\n",
     "COPY go.mod .\nCOPY go.sum .\nRUN go mod download\nCOPY cmd cmd\nCOPY internal internal\nRUN go build ./cmd/app\n"),
    ("the parts move behind the download", GOLANG, GO,
     "COPY go.mod go.sum ./\nCOPY cmd/ cmd/\nCOPY web/ web/\nRUN go mod download\nRUN go build ./cmd/app\n",
     "COPY go.mod go.sum ./\nRUN go mod download\nCOPY cmd/ cmd/\nCOPY web/ web/\nRUN go build ./cmd/app\n"),
    ("manifests between the parts stay in front", GOLANG, GO,
     "COPY cmd cmd\nCOPY go.mod go.sum ./\nCOPY internal internal\nRUN go build ./cmd/app\n",
     "COPY go.mod go.sum ./\nRUN go mod download\nCOPY cmd cmd\nCOPY internal internal\nRUN go build ./cmd/app\n"),
    ("files of sources", GOLANG, GO,
     "COPY go.mod go.sum ./\nCOPY *.go ./\nARG VERSION\nRUN go build .\n",
     "COPY go.mod go.sum ./\nRUN go mod download\nCOPY *.go ./\nARG VERSION\nRUN go build .\n"),
    ("manifests and sources in one copy", GOLANG, GO,
     "COPY go.mod go.sum main.go ./\nRUN go build .\n",
     "COPY go.mod go.sum ./\nRUN go mod download\nCOPY go.mod go.sum main.go ./\nRUN go build .\n"),
    ("absolute places", GOLANG, WORK,
     "COPY go.work /src/\nCOPY api /src/api\nCOPY lib /src/lib\nWORKDIR /src\nRUN go build ./api\n",
     "COPY go.work /src/\nWORKDIR /src\nCOPY api/go.mod api/go.sum /src/api/\nCOPY lib/go.mod /src/lib/\nRUN go mod download\n"
     "COPY api /src/api\nCOPY lib /src/lib\nRUN go build ./api\n"),
    ("tools that are installed between the parts", GOLANG, GO,
     "COPY go.mod go.sum ./\nCOPY cmd cmd\nRUN apt-get update && apt-get install -y git\nCOPY internal internal\nRUN go mod download\n",
     "COPY go.mod go.sum ./\nRUN apt-get update && apt-get install -y git\nRUN go mod download\nCOPY cmd cmd\nCOPY internal internal\n"),
    (".NET", "mcr.microsoft.com/dotnet/sdk:8.0", NET,
     "COPY src/A src/A\nCOPY src/B src/B\nRUN dotnet publish src/A -o /out\n",
     "COPY src/A/A.csproj src/A/\nCOPY src/B/B.csproj src/B/\nRUN dotnet restore src/A\nCOPY src/A src/A\nCOPY src/B src/B\n"
     "RUN dotnet publish src/A -o /out\n"),
    ("Node", "node:22", NODE,
     "COPY package*.json ./\nCOPY src ./src\nCOPY public ./public\nRUN npm ci\n",
     "COPY package*.json ./\nRUN npm ci\nCOPY src ./src\nCOPY public ./public\n"),
    ("settings that no copy brings", "node:22", {**NODE, ".npmrc": "engine-strict=true\n"},
     "COPY package*.json ./\nCOPY src ./src\nRUN npm ci\n", "COPY package*.json ./\nRUN npm ci\nCOPY src ./src\n"),
    ("members of a workspace, of which the image has some only", "node:22", PNPM,
     "COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./\nCOPY packages packages\nCOPY apps/api apps/api\n"
     "RUN pnpm install --frozen-lockfile --filter=api...\n",
     "COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./\nCOPY apps/api/package.json apps/api/\n"
     "COPY packages/db/package.json packages/db/\nRUN pnpm install --frozen-lockfile --filter=api...\n"
     "COPY packages packages\nCOPY apps/api apps/api\n"),
    ("manifests behind another file for the same directory", "node:22", {**NODE, "LICENSE": ""},
     "COPY src src\nCOPY LICENSE .\nCOPY package.json .\nCOPY package-lock.json .\nRUN npm ci\n",
     "COPY package.json .\nCOPY package-lock.json .\nRUN npm ci\nCOPY src src\nCOPY LICENSE .\n"),
    ("Maven", "maven:3-eclipse-temurin-21", {"pom.xml": POM, "src/main/java/A.java": ""},
     "COPY pom.xml ./\nCOPY src src\nRUN mvn -q package\n",
     "COPY pom.xml ./\nRUN mvn -B -fn -q dependency:go-offline\nCOPY src src\nRUN mvn -q package\n"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "image", "files", "before", "after"), CASES, ids=[one[0] for one in CASES])
def test_parts(order: Order, title: str, image: str, files: Files, before: str, after: str) -> None:
    text, change = order(FROM.format(image) + before, files)
    assert text == FROM.format(image) + after
    assert change.safety is Safety.SAFE, change.notes


SILENT = [
    ("the download comes first", GOLANG, GO, "COPY go.mod go.sum ./\nRUN go mod download\nCOPY cmd cmd\nRUN go build ./cmd/app\n"),
    ("a lock file is not copied at all", "node:22", NODE, "COPY package.json ./\nCOPY src src\nRUN npm install\n"),
    ("a manifest is not copied at all", GOLANG, GO, "COPY go.mod ./\nCOPY cmd cmd\nRUN go build ./cmd/app\n"),
    ("parts that are put together elsewhere", GOLANG, GO, "COPY go.mod go.sum ./\nCOPY cmd/app internal ./\nRUN go build .\n"),
    ("no sources among the parts", "node:22", NODE, "COPY package*.json ./\nCOPY public public\nRUN npm ci\nCOPY src src\n"),
    ("Composer, which lists classes", "composer:2", {"composer.json": '{"require": {"a/b": "1"}}', "composer.lock": "{}", "database/a.php": ""},
     "COPY composer.json composer.lock ./\nCOPY database database\nRUN composer install\n"),
    ("settings of a tool beside the manifests", "node:22", {**NODE, "vite.config.js": "", ".eslintrc.cjs": "", "tsconfig.json": ""},
     "COPY package*.json vite.config.js .eslintrc.cjs tsconfig.json ./\nRUN npm ci\nCOPY src src\n"),
    ("the package manager itself in a hidden directory", "node:22", {"package.json": '{"dependencies": {"a": "1"}}', "yarn.lock": "",
     ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.5.0.cjs\n", ".yarn/releases/yarn-4.5.0.cjs": "", "src/index.js": ""},
     "COPY package.json yarn.lock .yarnrc.yml ./\nCOPY .yarn ./.yarn\nRUN yarn config set httpTimeout 9000 && yarn install\nCOPY src src\n"),
    ("manifests that are a directory", "python:3.13", {"requirements/prod.txt": "-r base.txt\n", "requirements/base.txt": "flask\n", "app/a.py": ""},
     "COPY requirements requirements\nRUN pip install -r requirements/prod.txt\nCOPY app app\n"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "image", "files", "text"), SILENT, ids=[one[0] for one in SILENT])
def test_nothing_to_say(why_not: WhyNot, title: str, image: str, files: Files, text: str) -> None:
    assert why_not(FROM.format(image) + text, files) == ""


def test_a_command_between_the_parts_may_need_them(why_not: WhyNot) -> None:
    text = FROM.format(GOLANG) + "COPY go.mod go.sum ./\nCOPY cmd cmd\nRUN ./prepare\nRUN go mod download\n"
    assert why_not(text, GO) == "`prepare` between them may need the copied files"


def test_the_finding_is_at_the_part_that_brings_sources() -> None:
    text = FROM.format("node:22") + "COPY package*.json tsconfig.json index.js ./\nRUN npm ci\nCOPY src src\n"
    model = SemanticModel(parse(text))
    context = MemoryContext({**NODE, "tsconfig.json": "", "index.js": ""})
    copy = model.dockerfile.instructions[2]
    assert isinstance(copy, Copy)
    found = answer(model, context, copy)
    assert found is not None
    assert [one.copied.word.value for one in found.candidates] == ["index.js"]
