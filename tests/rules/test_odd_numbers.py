"""Numbers as nobody writes them: too long for Python to read, or of signs that are digits and no decimal ones."""

from __future__ import annotations

import pytest

from dockwright.assists import ASSISTS
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import Profile, analyse, lint
from dockwright.rule import DEFAULT_SETTINGS
from dockwright.rules import RULES
from dockwright.text import whole_number

PROFILE = Profile(RULES)
NUMBERS = {"thousands of digits": "9" * 5_000, "a superscript": "²", "both": "7²", "another script": "٣"}
NODE = {"package-lock.json": "{}", "index.html": "", "vite.config.js": "export default { server: { port: # } }\n"}

# Dockerfiles in which `#` is a number, with the files of a context in which it is one, too.
TEXTS: list[tuple[str, dict[str, str]]] = [
    ("FROM python:3.# AS build\nFROM python:3.12\nCOPY --from=build /usr/local/lib/python3.#/site-packages "
     "/usr/local/lib/python3.#/site-packages\n", {}),
    ("FROM debian:# AS a\nCOPY --from=# /a /b\nRUN --mount=from=#,target=/x useradd -u # app\nEXPOSE # #-#/tcp\n", {}),
    ("FROM alpine:3.#\nRUN apk add --no-cache openssl-dev openjdk# && adduser -D -u # app\nUSER #:#\n", {}),
    ("FROM golang:1.#\nWORKDIR /a\nCOPY . .\nRUN go build -o /app .\nCMD [\"/app\"]\n",
     {"go.mod": "module a\n\ngo 1.#\n\ntoolchain go1.#.#\n\nrequire example.org/a v#.#.#\n", "main.go": "package main\n"}),
    ("FROM maven:3.#-eclipse-temurin-#\nCOPY . .\nRUN mvn package\nCMD [\"java\", \"-jar\", \"target/a-#.jar\"]\n",
     {"pom.xml": "<project><artifactId>a</artifactId><version>#</version><properties><java.version>#</java.version></properties></project>"}),
    ("FROM bellsoft/liberica-openjdk-debian:#\nCOPY . .\nRUN ./gradlew bootJar\nCMD java -jar build/libs/a.jar\n",
     {"build.gradle": "plugins { id 'org.springframework.boot' version '#.#.0' }\nsourceCompatibility = #\n", "gradlew": ""}),
    ("FROM mcr.microsoft.com/dotnet/sdk:#.0\nWORKDIR /a\nCOPY . .\nRUN dotnet publish -c Release\nCMD [\"dotnet\", \"bin/Release/net#.0/publish/a.dll\"]\n",
     {"a.csproj": "<Project Sdk='Microsoft.NET.Sdk.Web'><PropertyGroup><TargetFramework>net#.#</TargetFramework></PropertyGroup></Project>"}),
    ("FROM node:#\nWORKDIR /a\nCOPY . .\nRUN npm ci && npm run build\nCMD [\"npx\", \"serve\", \"-s\", \"dist\", \"-l\", \"#\"]\n",
     {"package.json": '{"scripts": {"build": "vite build"}, "dependencies": {"serve": "#.#.#"}, "devDependencies": {"vite": "^#"}}', **NODE}),
    ("FROM node:20\nWORKDIR /a\nCOPY . .\nRUN npm ci && npm run build\nCMD npm run preview -- --port #\n",
     {"package.json": '{"scripts": {"build": "astro build", "preview": "astro preview --port #"}, "dependencies": {"astro": "#", "nuxt": "#"}}', **NODE}),
    ("# syntax=docker/dockerfile:1.#\nFROM elixir:1.#-otp-#\nCOPY . .\nRUN mix deps.get && mix release\nCMD [\"_build/prod/rel/a/bin/a\", \"start\"]\n",
     {"mix.exs": "app: :a, version: \"#\""}),
    ("FROM ruby:3.#\nWORKDIR /a\nCOPY . .\nRUN bundle install\nCMD [\"ruby\", \"a.rb\"]\n",
     {"Gemfile": "gem 'sqlite3', '#'\n", "Gemfile.lock": "GEM\n  specs:\n    sqlite3 (#.#)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  sqlite3\n"}),
    ("FROM python:3.12\nWORKDIR /a\nCOPY . .\nRUN pip install -r requirements.txt\nCMD [\"python\", \"a.py\"]\n",
     {"requirements.txt": "numpy==#.#\n", "pyproject.toml": '[project]\nrequires-python = ">=3.#"\n', "a.py": "import numpy\n"}),
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize(("text", "files"), TEXTS, ids=[text.split("\n")[0] for text, _ in TEXTS])
def test_whatever_number_is_written(text: str, files: dict[str, str], number: str) -> None:
    model = analyse(text.replace("#", number).replace(f"{number} syntax", "# syntax"))
    context = MemoryContext({path: said.replace("#", number) for path, said in files.items()}) if files else UNKNOWN
    report = lint(model, context, PROFILE)
    assert all(one.fixes is not None for one in report.diagnostics)
    assert report.faults == []
    for assist in ASSISTS:
        assist.run(model, context, DEFAULT_SETTINGS, None)


@pytest.mark.parametrize(
    ("digits", "number"), [("0", 0), ("08", 8), ("٣", 3), ("9" * 15, 10**15 - 1), ("9" * 16, 10**15)]
)
def test_a_whole_number(digits: str, number: int) -> None:
    assert whole_number(digits) == number
