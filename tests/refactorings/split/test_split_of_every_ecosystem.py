"""What every split keeps in every ecosystem, with metadata in any order around the build."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.assist import Offer
from dockwright.context import UNKNOWN, BuildContext, MemoryContext
from dockwright.lint import Profile, analyse, fix, gate
from dockwright.refactorings.split import split
from dockwright.rule import DEFAULT_SETTINGS, Fix, Safety
from dockwright.rules import RULES
from dockwright.semantics import SemanticModel
from dockwright.text import apply

PACKAGE = """{"scripts": {"build": "tsc", "start": "node dist/index.js"}, "dependencies": {"express": "^4.19.2"},
 "devDependencies": {"typescript": "^5.4.0"}}"""
LOCK = """{"lockfileVersion": 3, "packages": {"": {"dependencies": {"express": "^4.19.2"}, "devDependencies":
 {"typescript": "^5.4.0"}}, "node_modules/express": {"version": "4.19.2"},
 "node_modules/typescript": {"version": "5.4.5", "dev": true}}}"""
POM = """<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId><artifactId>app</artifactId>
<version>1.0</version></project>"""
WEB = "<dependencies><dependency><groupId>g</groupId><artifactId>web</artifactId><version>1</version></dependency></dependencies>"
CSPROJ = """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net8.0</TargetFramework>
</PropertyGroup></Project>"""
GEMS = "GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (3.0.0)\n\nPLATFORMS\n  ruby\n"
MIX = 'defmodule App.MixProject do\n  def project, do: [app: :app, deps: [{:jason, "~> 1.4"}]]\nend\n'


class Project(NamedTuple):
    base: str
    build: tuple[str, ...]
    start: str
    files: dict[str, str] | None


PROJECTS = {
    "Go": Project(
        "golang:1.24",
        ("RUN go build -o server .",),
        'CMD ["./server"]',
        {"go.mod": "module a\n\ngo 1.24\n", "main.go": "package main\n\nfunc main() {}\n"},
    ),
    "Rust": Project(
        "rust:1.80-bookworm",
        ("RUN cargo build --release",),
        'CMD ["./target/release/app"]',
        {
            "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
            "Cargo.lock": 'version = 3\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
            "src/main.rs": "fn main() {}\n",
        },
    ),
    "a Node server": Project(
        "node:20",
        ("RUN npm ci", "RUN npm run build"),
        'CMD ["npm", "start"]',
        {
            "package.json": PACKAGE,
            "package-lock.json": LOCK,
            "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
            "src/index.ts": 'import express from "express";\nexpress().listen(3000);\n',
        },
    ),
    "bun": Project(
        "oven/bun:1",
        ("RUN bun install", "RUN bun run build"),
        'CMD ["bun", "run", "start"]',
        {
            "package.json": PACKAGE,
            "bun.lock": "{}",
            "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
            "src/index.ts": 'import express from "express";\nexpress().listen(3000);\n',
        },
    ),
    "Node, nothing known of its files": Project(
        "node:20", ("RUN npm ci && npm run build",), 'CMD ["npm", "start"]', None
    ),
    "Python": Project(
        "python:3.12",
        ("RUN pip install -r requirements.txt",),
        'CMD ["python", "app.py"]',
        {"requirements.txt": "flask==3.0.3\n", "app.py": "import flask\n"},
    ),
    "Maven": Project(
        "maven:3-eclipse-temurin-21",
        ("RUN mvn package",),
        'CMD ["java", "-jar", "target/app-1.0.jar"]',
        {"pom.xml": POM, "src/main/java/App.java": "class App { public static void main(String[] a) {} }\n"},
    ),
    "Maven's wrapper": Project(
        "eclipse-temurin:21-jdk",
        ("# it may not be", "RUN chmod +x mvnw", "RUN ./mvnw package"),
        'CMD ["java", "-jar", "target/app-1.0.jar"]',
        {
            "pom.xml": POM.replace("</project>", WEB + "</project>"),
            "mvnw": "",
            ".mvn/wrapper/maven-wrapper.properties": "",
            "src/main/java/App.java": "class App { public static void main(String[] a) {} }\n",
        },
    ),
    ".NET": Project(
        "mcr.microsoft.com/dotnet/sdk:8.0",
        ("RUN dotnet publish -c Release -o out",),
        'ENTRYPOINT ["dotnet", "out/App.dll"]',
        {"App.csproj": CSPROJ, "Program.cs": 'System.Console.WriteLine("hello");\n'},
    ),
    "Ruby": Project(
        "ruby:3.3",
        ("RUN bundle install",),
        'CMD ["bundle", "exec", "ruby", "app.rb"]',
        {"Gemfile": 'gem "rack"\n', "Gemfile.lock": GEMS, "app.rb": "require 'rack'\n"},
    ),
    "Elixir": Project(
        "elixir:1.18",
        ("ENV MIX_ENV=prod", "RUN mix deps.get --only prod && mix release"),
        'CMD ["_build/prod/rel/app/bin/app", "start"]',
        {"mix.exs": MIX, "mix.lock": "%{}\n", "lib/app.ex": "defmodule App do\nend\n"},
    ),
}

METADATA = (
    "EXPOSE 8080",
    'LABEL team="core"',
    "STOPSIGNAL SIGINT",
    "VOLUME /data",
    "ENV PORT=8080 MODE=release",
    "HEALTHCHECK --interval=5s CMD test -e /data",
    "# a note\nEXPOSE 7070/udp",
    "USER 1000:1000",
)
KEPT = ("EXPOSE", "LABEL", "STOPSIGNAL", "VOLUME", "HEALTHCHECK", "CMD", "ENTRYPOINT")


def context_of(project: Project) -> BuildContext:
    return MemoryContext(project.files) if project.files is not None else UNKNOWN


@st.composite
def texts(draw: st.DrawFn, project: Project) -> str:
    """Metadata behind the build in any order, some of it in front."""
    chosen = draw(st.lists(st.sampled_from(METADATA), max_size=6, unique=True))
    cut = draw(st.integers(0, len(chosen)))
    early = [one for one in chosen[:cut] if not one.startswith(("USER", "VOLUME"))]
    late = [one for one in chosen if one not in early]
    return "\n".join(
        (f"FROM {project.base}", *early, "WORKDIR /app", "COPY . .", *project.build, *late, project.start, "")
    )


def kept(model: SemanticModel) -> list[str]:
    assert model.target is not None
    return [one.text for one in model.target.instructions if one.keyword in KEPT]


@pytest.mark.parametrize("project", PROJECTS.values(), ids=PROJECTS)
def test_the_plain_project_is_split(project: Project) -> None:
    text = "\n".join((f"FROM {project.base}", "WORKDIR /app", "COPY . .", *project.build, project.start, ""))
    assert isinstance(split(analyse(text), context_of(project), DEFAULT_SETTINGS), Offer)


@pytest.mark.parametrize("project", PROJECTS.values(), ids=PROJECTS)
@pytest.mark.parametrize("joint", ["\n", "\n\n"])
def test_nothing_is_done_twice(project: Project, joint: str) -> None:
    """The split and the rule on manifests both copy them first: one pass makes only one of the two."""
    text = joint.join((f"FROM {project.base}", "WORKDIR /app", "COPY . .", *project.build, project.start, ""))
    done = fix(text, context_of(project), safety=Safety.UNSAFE)
    for stage in analyse(done.text).stages:
        transfers = [one.text for one in stage.instructions if one.keyword in ("COPY", "RUN")]
        assert len(set(transfers)) == len(transfers), done.text


@pytest.mark.parametrize("project", PROJECTS.values(), ids=PROJECTS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_what_the_container_is_stays(project: Project, data: st.DataObject) -> None:
    text = data.draw(texts(project))
    context = context_of(project)
    before = analyse(text)
    offer = split(before, context, DEFAULT_SETTINGS)
    for choice in offer.choices if isinstance(offer, Offer) else ():
        changed = apply(text, choice.change.edits)
        after = analyse(changed)
        assert gate(before, context, Profile(RULES), Fix.of(choice.change)) is None
        assert len(after.stages) == 2
        if choice.name not in ("scratch", "distroless-static", "distroless-base", "distroless-cc", "distroless-java"):
            assert kept(before) == kept(after)
        assert before.target is not None
        assert after.target is not None
        old, new = before.target.final_state, after.target.final_state
        assert (old.workdir, old.user) == (new.workdir, new.user)
        assert [old.env.get(name) for name in ("PORT", "MODE")] == [new.env.get(name) for name in ("PORT", "MODE")]
        assert text.count("# a note") == changed.count("# a note")
        assert not isinstance(split(after, context, DEFAULT_SETTINGS), Offer), "a second split"
