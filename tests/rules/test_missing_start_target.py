"""Files that a container starts with and that nothing has put there, and those that may be there all the same."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rule_running import marked, profile_of

from contexts import context_of
from dockwright.context import MemoryContext
from dockwright.lint import analyse, lint
from dockwright.rule import Severity

NAME = "missing-start-target"
PYTHON = "FROM python:3.13\nWORKDIR /app\nCOPY main.py ./\n"
NODE = "FROM node:22\nWORKDIR /app\nCOPY . .\n"

PUBLISH = (
    "FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build\nWORKDIR /src\nCOPY . .\nRUN dotnet restore\nRUN dotnet publish -c Release -o /out\n"
    "FROM mcr.microsoft.com/dotnet/aspnet:9.0\nWORKDIR /app\nCOPY --from=build /out .\n"
)
SHOP = {
    "Shop.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>',
    "Program.cs": "",
}

REPORTED: list[tuple[str, str, Mapping[str, str] | None, str]] = [
    ("a script of Python", f"{PYTHON}CMD [\"python\", \"-u\", \"app.py\"]\n", None, '"app.py"'),
    ("in shell form", f"{PYTHON}CMD cd /app && python3 app.py --port 1\n", None, "app.py"),
    ("a script that is run itself", f"{PYTHON}CMD [\"./start.sh\"]\n", None, '"./start.sh"'),
    ("given to a shell", f"{PYTHON}ENTRYPOINT [\"bash\", \"/app/start.sh\"]\n", None, '"/app/start.sh"'),
    ("of the stage below", "FROM python:3.13 AS a\nWORKDIR /app\nCOPY main.py ./\nFROM a\nCMD python app.py\n", None, "app.py"),
    ("a directory beside", f"{NODE}CMD [\"node\", \"dist/server.js\"]\n", {"src/server.js": ""}, '"dist/server.js"'),
    ("behind options", f"{NODE}CMD [\"node\", \"-r\", \"dotenv/config\", \"--inspect\", \"app\"]\n", {"server.js": ""}, '"app"'),
    ("kept out of the build", f"{NODE}CMD node app.js\n", {"app.js": "", ".dockerignore": "*.js\n"}, "app.js"),
    ("an archive of Java", "FROM eclipse-temurin:21-jre\nWORKDIR /app\nCOPY a.jar app.jar\nCMD [\"java\", \"-Xmx1g\", \"-jar\", \"a.jar\"]\n", None, '"a.jar"'),
    ("an install without scripts", f"{NODE}RUN npm ci\nCMD node app.js\n", {"package.json": '{"scripts": {"start": "node app.js"}}'}, "app.js"),
    ("above the working directory", 'FROM golang:1.24\nWORKDIR /app/src\nCOPY . .\nRUN go build -o /app\nENTRYPOINT ["/app", "-v"]\n', None, '"/app"'),
    ("in an empty image under another name", 'FROM golang:1.24 AS a\nFROM scratch\nCOPY --from=a /app/serve /serve/\nCMD ["/app/serve"]\n', None, '"/app/serve"'),
    ("another library of .NET", f'{PUBLISH}ENTRYPOINT ["dotnet", "Your.dll"]\n', SHOP, '"Your.dll"'),
    ("small letters in its name", f'{PUBLISH}ENTRYPOINT ["dotnet", "/app/shop.dll"]\n', SHOP, '"/app/shop.dll"'),
    ("only the first of them", f"{PYTHON}CMD python a.py && python b.py\n", None, "a.py"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files", "word"), [case[1:] for case in REPORTED], ids=[case[0] for case in REPORTED])
def test_reported(text: str, files: Mapping[str, str] | None, word: str) -> None:
    assert marked(NAME, text, context=context_of(files)) == [word]


SILENT: list[tuple[str, str, Mapping[str, str] | None]] = [
    ("it is there", f"{PYTHON}CMD python main.py\n", None),
    ("the library of .NET", f'{PUBLISH}ENTRYPOINT ["dotnet", "Shop.dll"]\n', SHOP),
    ("its project says what it is called", f'{PUBLISH}ENTRYPOINT ["dotnet", "Your.dll"]\n',
     {**SHOP, "Shop.csproj": SHOP["Shop.csproj"].replace("<TargetF", "<AssemblyName>Your</AssemblyName><TargetF")}),
    ("a library beside", f'{PUBLISH}ENTRYPOINT ["dotnet", "Tools.dll"]\n', {**SHOP, "Tools/Tools.csproj": SHOP["Shop.csproj"]}),
    ("the library of .NET is renamed", f'{PUBLISH}RUN mv Shop.dll Your.dll\nENTRYPOINT ["dotnet", "Your.dll"]\n', SHOP),
    ("the publish is told its name", f'{PUBLISH.replace("-o /out", "-p:AssemblyName=Your -o /out")}ENTRYPOINT ["dotnet", "Your.dll"]\n', SHOP),
    ("who published is not known", f'{PUBLISH}ENTRYPOINT ["dotnet", "Your.dll"]\n', None),
    ("in the packages of a member of a workspace",
     "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nCOPY web web\nRUN npm ci --ignore-scripts\nWORKDIR /app/web\n"
     "CMD node node_modules/next/dist/bin/next start\n",
     {"package.json": '{"workspaces": ["web"]}', "package-lock.json": "{}", "web/package.json": "{}", "web/page.js": ""}),
    ("it is there by its absolute path", f"{PYTHON}WORKDIR /\nCMD python /app/main.py\n", None),
    ("Node adds the ending", f"{NODE}CMD node app\n", {"app.js": ""}),
    ("Node looks into package.json", f"{NODE}CMD node .\n", {"package.json": '{"main": "x.js"}', "x.js": ""}),
    ("the context is not known", f"{NODE}CMD node app.js\n", None),
    ("a module", f"{PYTHON}CMD python -m app\n", None),
    ("a text", f"{PYTHON}CMD [\"bash\", \"-lc\", \"run all\"]\n", None),
    ("a package script", f"{NODE}CMD [\"node\", \"--run\", \"start\"]\n", {"package.json": "{}"}),
    ("computed", f"{PYTHON}CMD python $APP\n", None),
    ("a pattern", "FROM eclipse-temurin:21-jre\nWORKDIR /app\nCOPY a.jar ./\nCMD java -jar *.jar\n", None),
    ("no directory any more", 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o /srv . && cd / && rm -r app && mv srv app\nCMD ["/app"]\n', None),
    ("a layer of its own may replace the directory", 'FROM golang:1.24 AS a\nFROM alpine:3.22\nWORKDIR /app\nCOPY --link --from=a /x /app\nCMD ["/app"]\n', None),
    ("a directory for an interpreter", f"{PYTHON}CMD python /app\n", {"main.py": "", "__main__.py": ""}),
    ("an empty image that gets other files", 'FROM golang:1.24 AS a\nFROM scratch\nCOPY --from=a /etc/passwd /etc/\nCMD ["/app/serve"]\n', None),
    ("another directory", f"{PYTHON}CMD python /data/app.py\n", None),
    ("nothing is copied: it is mounted", "FROM node:22\nWORKDIR /app\nCMD node app.js\n", {"app.js": ""}),
    ("a volume", f"{PYTHON}VOLUME /app\nCMD python app.py\n", None),
    ("a directory with a dot in its name", "FROM python:3.13\nCOPY my.app /app/\nCMD python /app/app.py\n", None),
    ("a script writes it", f"{PYTHON}RUN ./generate\nCMD python app.py\n", None),
    ("a redirection writes it", f"{PYTHON}RUN echo x > app.py\nCMD python app.py\n", None),
    ("it is copied within", f"{PYTHON}RUN cp main.py app.py\nCMD python app.py\n", None),
    ("a build makes it", f"{NODE}RUN npm run build\nCMD node dist/app.js\n", {"package.json": "{}"}),
    ("an install makes it", f"{NODE}RUN npm ci\nCMD node dist/app.js\n", {"package.json": '{"scripts": {"postinstall": "tsc"}}'}),
    ("a compiler makes it", "FROM golang:1.24\nWORKDIR /app\nCOPY main.go ./\nRUN go build -o server\nCMD [\"./server\"]\n", None),
    ("from another stage", "FROM node:22 AS a\nFROM node:22\nWORKDIR /app\nCOPY --from=a /x ./\nCMD node app.js\n", {"x": ""}),
    ("downloaded", f"{PYTHON}ADD https://example.org/app.py ./\nCMD python app.py\n", None),
    ("a directory of the system", f"{PYTHON}CMD [\"/usr/local/bin/app\"]\n", None),
    ("of a service's image", "FROM postgres:16\nCOPY a.sh /\nENTRYPOINT [\"/entry.sh\"]\n", None),
    ("an unknown base", "FROM example.org/x\nWORKDIR /app\nCOPY main.py ./\nCMD python app.py\n", None),
    ("only sometimes", f"{PYTHON}CMD if [ -e app.py ]; then python app.py; fi\n", None),
    ("not the last stage", f"{PYTHON}CMD python app.py\nFROM scratch\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
def test_silent(text: str, files: Mapping[str, str] | None) -> None:
    assert marked(NAME, text, context=context_of(files)) == []


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        ({"src/a.ts": ""}, Severity.ERROR),
        ({"src/a.ts": "", ".gitignore": "node_modules\n"}, Severity.ERROR),
        ({"src/a.ts": "", ".gitignore": "/dist\n"}, Severity.WARNING),
        ({"src/a.ts": "", ".gitignore": "dist/\n", ".dockerignore": "dist\n"}, Severity.ERROR),
    ],
    ids=["git would know it", "other files are ignored", "a build outside may make it", "the builder would not get it"],
)
def test_what_a_build_outside_may_make_is_a_warning(files: Mapping[str, str], severity: Severity) -> None:
    report = lint(analyse(f"{NODE}CMD node dist/a.js\n"), MemoryContext(files), profile_of(NAME, "default"))
    assert [one.severity for one in report.diagnostics] == [severity]
