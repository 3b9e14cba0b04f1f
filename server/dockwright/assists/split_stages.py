from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.text import Span

GO_MOD = "module example.com/app\n\ngo 1.24\n"
GO = {"go.mod": GO_MOD, "main.go": "package main\n\nfunc main() {}\n"}
WITH_MODULES = {**GO, "go.mod": GO_MOD + "\nrequire github.com/google/uuid v1.6.0\n", "go.sum": ""}
CGO = {"go.mod": GO_MOD, "main.go": 'package main\n\nimport "C"\n\nfunc main() {}\n'}
TEMPLATES = {
    "go.mod": GO_MOD,
    "main.go": 'package main\n\nimport "html/template"\n\nvar pages, _ = template.ParseGlob("templates/*.html")\n\nfunc main() {}\n',
    "templates/index.html": "",
}
PLUGIN = {"go.mod": GO_MOD, "main.go": 'package main\n\nimport "plugin"\n\nfunc main() { plugin.Open("x.so") }\n'}
MAVEN = {
    "pom.xml": "<project><groupId>com.example</groupId><artifactId>app</artifactId><version>1.0</version></project>",
    "src/main/java/App.java": "class App {}",
}
WAR = {**MAVEN, "pom.xml": MAVEN["pom.xml"].replace("</project>", "<packaging>war</packaging></project>")}
NODE_SERVER = {
    "package.json": '{"scripts": {"build": "tsc", "start": "node dist/main.js"}, "dependencies": {"express": "^4.19.2"}, '
    '"devDependencies": {"typescript": "^5.4.5"}}',
    "tsconfig.json": '{"compilerOptions": {"outDir": "dist", "rootDir": "src"}}',
    "src/main.ts": "app.set('views', 'views')",
    "views/index.ejs": "",
}
VITE = {"package.json": '{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "^5.4.11"}}'}

RUST = {"Cargo.toml": '[package]\nname = "app"\n', "Cargo.lock": "version = 4\n", "src/main.rs": "fn main() {}\n"}
DOTNET = {
    "App.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>'
}

PSYCOPG = {"requirements.txt": "psycopg2\n", "app.py": "import psycopg2\n"}

_GO_FILE = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nCMD ["./server"]\n'
_GO_BUILDER = "FROM golang:1.24 AS builder\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o server .\n\n"


@assist(
    "split-stages",
    examples=(
        Example(
            'FROM golang:1.24‸\nWORKDIR /app\nCOPY . .\nRUN go build -o myapp\nCMD ["./myapp"]\n',
            "FROM golang:1.24 AS builder\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
            "RUN CGO_ENABLED=0 go build -o myapp\n\n"
            'FROM alpine:3.22\nWORKDIR /app\nCOPY --from=builder /app/myapp ./\nCMD ["./myapp"]\n',
            context=WITH_MODULES,
            title="the builder copies the manifests first",
        ),
        Example(
            _GO_FILE,
            _GO_BUILDER
            + 'FROM gcr.io/distroless/static-debian12\nWORKDIR /app\nCOPY --from=builder /app/server ./\nCMD ["./server"]\n',
            context=GO,
            choice="distroless-static",
        ),
        Example(
            _GO_FILE,
            _GO_BUILDER + "FROM alpine:3.22\nWORKDIR /app\nCOPY --from=builder /app/server ./\n"
            'COPY --from=builder /app/templates ./templates\nCMD ["./server"]\n',
            context=TEMPLATES,
            title="files that the sources read",
        ),
        Example(
            _GO_FILE.replace("1.24", "1.24-bookworm"),
            "FROM golang:1.24-bookworm AS builder\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\n\n"
            'FROM debian:bookworm-slim\nWORKDIR /app\nCOPY --from=builder /app/server ./\nCMD ["./server"]\n',
            context=CGO,
            title="cgo: the C library of the builder's release",
        ),
        Example(
            _GO_FILE,
            _GO_BUILDER
            + "FROM alpine:3.22\nRUN apk add --no-cache tzdata\nWORKDIR /app\nCOPY --from=builder /app/server ./\n"
            'CMD ["./server"]\n',
            title="nothing is known of the sources",
        ),
        Example(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run build\nUSER node\n"
            'CMD ["npx", "serve", "-s", "dist", "-l", "8080"]\n',
            "FROM node:20 AS builder\nWORKDIR /app\nCOPY . .\nRUN npm run build\n\n"
            "FROM nginxinc/nginx-unprivileged:alpine\nCOPY <<'EOF' /etc/nginx/conf.d/default.conf\nserver {\n"
            "    listen 8080;\n    charset utf-8;\n    root /usr/share/nginx/html;\n    location / {\n"
            "        try_files $uri /index.html;\n    }\n}\nEOF\n"
            "COPY --from=builder /app/dist /usr/share/nginx/html\nEXPOSE 8080\n",
            context=VITE,
            choice="nginx",
            title="a site that is served without root",
        ),
        Example(
            'FROM rust:1.85-bookworm\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]\n',
            "FROM rust:1.85-bookworm AS builder\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\n\n"
            "FROM gcr.io/distroless/cc-debian12\nWORKDIR /app\n"
            "COPY --from=builder /app/target/release/app ./target/release/app\n"
            'CMD ["./target/release/app"]\n',
            context=RUST,
            choice="distroless-cc",
            title="Rust: the C library of the builder's release",
        ),
        Example(
            "FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /src\nCOPY . .\nRUN dotnet publish -c Release -o /app\n"
            'WORKDIR /app\nENTRYPOINT ["dotnet", "App.dll"]\n',
            "FROM mcr.microsoft.com/dotnet/sdk:8.0 AS builder\nWORKDIR /src\nCOPY . .\n"
            "RUN dotnet publish -c Release -o /app\n\nFROM mcr.microsoft.com/dotnet/aspnet:8.0\n"
            'COPY --from=builder /app /app\nWORKDIR /app\nENTRYPOINT ["dotnet", "App.dll"]\n',
            context=DOTNET,
            choice="aspnet",
            title=".NET: the runtime of the SDK's version",
        ),
        Example(
            "FROM python:3.13‸\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n"
            'CMD ["python", "app.py"]\n',
            "FROM python:3.13 AS builder\nWORKDIR /app\nCOPY requirements.txt .\nRUN python -m venv /opt/venv\n"
            "ENV VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:$PATH\nRUN pip install -r requirements.txt\n\n"
            "FROM python:3.13-slim\n"
            "RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*\n"
            "ENV PATH=/opt/venv/bin:$PATH\nWORKDIR /app\nCOPY --from=builder /opt/venv /opt/venv\nCOPY . .\n"
            'CMD ["python", "app.py"]\n',
            context=PSYCOPG,
            choice="slim",
            title="Python: packages in a virtual environment, and the library that one of them loads",
        ),
        Example(
            "FROM python:3.13\nCOPY . .\nRUN pip install -e .\nCMD python app.py\n",
            context=PSYCOPG,
            reason="where more than the project is",
        ),
        Example(
            'FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD ["java", "-jar", "target/app-1.0.jar"]\n',
            "FROM maven:3-eclipse-temurin-21 AS builder\nWORKDIR /app\nCOPY . .\nRUN mvn package\n\nFROM eclipse-temurin:21-jre-noble\n"
            "WORKDIR /app\nCOPY --from=builder /app/target/app-1.0.jar ./target/app-1.0.jar\n"
            'CMD ["java", "-jar", "target/app-1.0.jar"]\n',
            context=MAVEN,
            title="Java: the runtime of the builder's version",
        ),
        Example(
            'FROM node:20‸\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\nCMD ["npm", "start"]\n',
            "FROM node:20 AS builder\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\nRUN npm run build\n"
            "RUN npm prune --omit=dev\n\nFROM node:20-slim\nWORKDIR /app\n"
            "COPY --from=builder /app/node_modules ./node_modules\nCOPY --from=builder /app/dist ./dist\n"
            "COPY --from=builder /app/package.json ./\nCOPY --from=builder /app/views ./views\n"
            'CMD ["npm", "start"]\n',
            context=NODE_SERVER,
            choice="slim",
            title="a server in TypeScript: production dependencies, the output, files that sources name",
        ),
        Example(
            'FROM node:20\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["npm", "start"]\n',
            "FROM node:20 AS builder\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"
            "RUN npm prune --omit=dev\n\nFROM node:20-slim\nWORKDIR /app\nCOPY --from=builder /app /app\n"
            'CMD ["npm", "start"]\n',
            title="what npm starts is not known: the whole folder without development dependencies",
        ),
        Example(
            "FROM debian:13\nRUN apt-get update && apt-get install -y gcc libc6-dev libsqlite3-dev\nWORKDIR /app\nCOPY . .\n"
            'RUN gcc -o app main.c -lsqlite3\nCMD ["./app"]\n',
            "FROM debian:13 AS builder\nRUN apt-get update && apt-get install -y gcc libc6-dev libsqlite3-dev\nWORKDIR /app\n"
            "COPY . .\nRUN gcc -o app main.c -lsqlite3\n\nFROM debian:trixie-slim\n"
            "RUN apt-get update && apt-get install -y --no-install-recommends libsqlite3-0 && rm -rf /var/lib/apt/lists/*\n"
            'WORKDIR /app\nCOPY --from=builder /app/app ./\nCMD ["./app"]\n',
            context={"main.c": "int main(void) { return 0; }\n"},
            choice="debian-slim",
            title="C: the same release, and the library that a development package stands for",
        ),
        Example(
            'FROM ruby:3.4\nWORKDIR /app\nCOPY . .\nRUN bundle install\nCMD ["bundle", "exec", "ruby", "app.rb"]\n',
            "FROM ruby:3.4 AS builder\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\nCOPY . .\n\n"
            "FROM ruby:3.4-slim\n"
            "RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*\n"
            "WORKDIR /app\nCOPY --from=builder /usr/local/bundle /usr/local/bundle\nCOPY --from=builder /app /app\n"
            'CMD ["bundle", "exec", "ruby", "app.rb"]\n',
            context={"Gemfile": 'gem "pg"\n', "Gemfile.lock": "GEM\n  specs:\n    pg (1.5.9)\n", "app.rb": ""},
            choice="slim",
            title="Ruby: the gems and the application, and the library that one of the gems loads",
        ),
        Example(
            'FROM elixir:1.18\nENV MIX_ENV=prod\nWORKDIR /app\nCOPY . .\nRUN mix deps.get\nCMD ["mix", "phx.server"]\n',
            reason="`mix release` would make an image without them",
        ),
        Example(
            'FROM php:8.3-cli\nWORKDIR /app\nCOPY . .\nRUN composer install\nCMD ["php", "index.php"]\n',
            reason="PHP runs from its sources",
        ),
        Example(_GO_FILE, context=PLUGIN, reason="the program loads plugins"),
        Example("FROM golang:1.24\nRUN go install example.com/tool@v1\n", reason="there is no CMD or ENTRYPOINT"),
        Example('FROM golang:1.24\nCOPY . .\nCMD ["go", "test", "."]\n', reason="the container runs the Go toolchain"),
        Example(_GO_FILE.replace("./server", "./other"), context=GO, reason="is not what the build makes"),
        Example('FROM node:20\nCOPY . .\nRUN npm ci\nCMD ["node", "."]\n', reason="nothing is built here"),
        Example(
            f'{_GO_BUILDER}FROM golang:1.24\nWORKDIR /srv\nCOPY --from=builder /app/server .\nCMD ["./server"]\n',
            f"{_GO_BUILDER}FROM gcr.io/distroless/static-debian12\nWORKDIR /srv\nCOPY --from=builder /app/server .\n"
            'CMD ["./server"]\n',
            context=GO,
            choice="distroless-static",
            title="split already, but onto another toolchain",
        ),
        Example(
            "FROM tomcat:10.1-jdk21\nWORKDIR /src\nCOPY . .\nRUN mvn package && cp target/app-1.0.war /usr/local/tomcat/webapps/ROOT.war\n",
            "FROM tomcat:10.1-jdk21 AS builder\nWORKDIR /src\nCOPY . .\n"
            "RUN mvn package && cp target/app-1.0.war /usr/local/tomcat/webapps/ROOT.war\n\nFROM tomcat:10.1-jdk21\nWORKDIR /src\n"
            "COPY --from=builder /usr/local/tomcat/webapps/ROOT.war /usr/local/tomcat/webapps/ROOT.war\n",
            context=WAR,
            choice="tomcat",
            title="a web archive on the server that it was built on",
        ),
        Example("FROM tomcat:9\nCOPY . .\nRUN mvn package\n", reason="in a stage before it"),
        Example('FROM alpine:3.22\nCMD ["sh"]\n', title="no toolchain, nothing to say"),
    ),
)
def split_stages(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Split the final stage into one that builds and one that runs.

    Offered where the final stage is made of a toolchain; the choice is the base of the runtime stage: `alpine`,
    `distroless-static`, `distroless-base`, `distroless-cc`, `scratch`, `debian-slim`, `ubuntu`, `slim`, `aspnet`, `runtime`,
    `runtime-deps`, `jre`, `jre-layers` (the same with the layers of a Spring Boot jar, each copied by itself), `distroless-java`,
    `tomcat` (the image itself, for a web archive that is built on it) or `nginx`, of which only those are offered that are right for what the program needs. Artifacts keep their absolute path, the
    container its working directory, its variables, ports, labels, user, health check and start command.

    What is not proven is for you to check, and the notes of the offer name it: what computed names of files and programs may mean,
    packages that only the build may need, a base without a shell. Where the files around the Dockerfile are not known nothing is
    proven. For Python look at what the full image has and the small one lacks, at a start script that nobody has read, and at programs
    that are started by their path in `/usr/local/bin`: packages move to an environment in `/opt/venv`. Python before 3.8 gets the pip of
    its image there, or with Python 2 that of virtualenv.

    Native code of GraalVM moves to Debian or Ubuntu, static programs to Alpine, distroless or `scratch`: see that it loads no other
    library of the builder.

    Where the start of a Node server would build once more (`nest start`) and one script of package.json runs what is built, that takes
    its place. What bun or esbuild bundles leaves node_modules behind, unless a package has native code or loads files of its own.

    An executable that `bun build --compile` or `deno compile` makes runs without Bun or Deno.

    Of a workspace of Node the package that starts is taken as the builder leaves it, with the packages of the workspace that it
    depends on and what is installed at the root: see that it reads nothing beside them. Development dependencies stay where pnpm or Bun
    installed them, as those cannot take them away in place.

    Where a final stage on an image with a toolchain runs what a stage before it builds, it is split already: the choices are the
    images that it can stand on instead, by the same evidence. Where the final stage is built on one that others need, too, this
    stays as it is, and what it says of the container comes along. A native program leaves the image of an interpreter, where no
    script, variable, check or source tells that it uses it. A final stage on Node or Python that only serves files, of another
    stage or of the build context, can stand on nginx.
    So can pages that MkDocs, Sphinx or Pelican make in the image of Python, also where `mkdocs serve` would build them at the start, and
    those that the nginx of a package serves there.

    Where Node builds pages in the image of PHP or Python, a stage of Node is put in front of it that builds them, and Node leaves the
    image: see that nothing in the container starts it.

    Of a Node server whose files are not known the whole folder moves to the small image of the same release, without development
    dependencies: look at what `npm start` runs, and at libraries and programs that only the full image has.
    """
    stage = model.target
    if stage is None or (selection is not None and not _touches(stage.span, selection)):
        return None
    from dockwright.refactorings.node_stage import node_stage
    from dockwright.refactorings.rebase import rebase
    from dockwright.refactorings.split import Obstacle, candidate, split
    from dockwright.refactorings.split.elsewhere import reason

    found = rebase(model, context, settings) or node_stage(model, context)
    if found is None:
        found = split(model, context, settings) if candidate(model) is not None else reason(model)
    return Refusal(found.reason, found.span) if isinstance(found, Obstacle) else found


def _touches(span: Span, selection: Span) -> bool:
    return span.start <= selection.end and selection.start <= span.end
