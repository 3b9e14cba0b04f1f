"""What belongs into an ignore file, project by project; what stays; and which files hold a secret."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dockwright.assist import Offer
from dockwright.assists.write_ignore_file import write_ignore_file
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.ignore_file import left_out
from dockwright.refactorings.secret_files import sent_secrets, unneeded_secrets
from dockwright.rule import DEFAULT_SETTINGS

Files = Mapping[str, str]

NPM = "COPY . .\nRUN npm ci && npm run build"
NODE: Files = {"package.json": "{}", "node_modules/x/a.js": ""}
POM: Files = {"pom.xml": "<project/>", "target/a.jar": "", "src/A.java": ""}


def patterns(steps: str, files: Files) -> list[str]:
    """What would be left out, but for what says how to build."""
    model = analyse(f"FROM x\n{steps}\n")
    return [one.pattern for one in left_out(model, MemoryContext(files)) if one.kind != "build"]


LEFT: list[tuple[str, Files, str, list[str]]] = [
    ("a workspace", {**NODE, "packages/a/node_modules/y/b.js": ""}, NPM, ["**/node_modules"]),
    ("bundles of frameworks", {**NODE, ".next/x": "", ".nuxt/x": ""}, NPM, ["node_modules", ".next", ".nuxt"]),
    ("packages of PHP", {"composer.json": "{}", "vendor/autoload.php": ""}, "COPY . .\nRUN composer install", ["vendor"]),
    ("crates", {"Cargo.toml": "", "target/debug/x": ""}, "COPY . .\nRUN cargo build", ["target"]),
    ("modules of Maven", {**POM, "a/pom.xml": "", "a/target/x.class": ""}, "COPY . .\nRUN mvn package", ["target", "a/target"]),
    ("sbt and the project of its own", {"build.sbt": "", "target/x": "", "project/build.properties": "", "project/target/y": ""},
     "COPY . .\nRUN sbt stage", ["target", "project/target"]),
    ("a tree that CMake has set up", {"CMakeLists.txt": "", "out/CMakeCache.txt": "", "build/rules.cmake": ""},
     "COPY . .\nRUN cmake -B build && cmake --build build", ["out"]),
    (".NET, where the projects are", {"src/A/A.csproj": "", "src/A/bin/x": "", "src/A/obj/y": "", "bin/run.sh": ""},
     "COPY . .\nRUN dotnet publish", ["src/A/bin", "src/A/obj"]),
    (".NET, several projects: another `bin` stays", {"A/A.csproj": "", "A/bin/x": "", "A/obj/y": "", "B/B.csproj": "", "B/bin/x": "", "B/obj/y": "", "bin/run.sh": ""},
     "COPY . .\nRUN dotnet publish", ["A/bin", "B/bin", "**/obj"]),
    ("modules of Maven: a package that is called like what it makes", {"a/pom.xml": "", "a/target/x": "", "b/pom.xml": "", "b/target/y": "", "b/src/main/java/org/example/deep/target/T.java": ""},
     "COPY . .\nRUN mvn package", ["a/target", "b/target"]),
    ("Gradle", {"build.gradle": "", "build/libs/x.jar": "", ".gradle/x": ""}, "COPY . .\nRUN gradle build", ["build", ".gradle"]),
    ("as .gitignore has it", {**NODE, ".gitignore": "/node_modules/\n"}, NPM, ["node_modules"]),
    ("by a pattern of .gitignore", {**NODE, "dist/x.js": "", ".gitignore": "node_modules\ndis*\n"}, NPM, ["node_modules", "dist"]),
    ("a clone is no look into one's own repository", {".git/HEAD": ""},
     "COPY . .\nRUN git clone https://example.org/a.git", [".git"]),
    ("names with blanks and stars", {"a [1]/pyvenv.cfg": ""}, "COPY . .", ["a \\[1]"]),
    ("an environment that the image makes itself", {".venv/pyvenv.cfg": "", "pyproject.toml": ""},
     "COPY . .\nRUN uv sync\nFROM y\nCOPY --from=0 /app/.venv/ /app/.venv/", [".venv"]),
    ("one that python makes", {"env/pyvenv.cfg": ""}, "COPY . .\nRUN python -m venv /app/env && /app/env/bin/pip install x", ["env"]),
    ("a Makefile that nobody runs", {".git/HEAD": "", "Makefile": "V=$(shell git describe)"}, "COPY . .\nRUN go build", [".git"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "steps", "expected"), [case[1:] for case in LEFT], ids=[case[0] for case in LEFT]
)  # fmt: skip
def test_left_out(files: Files, steps: str, expected: list[str]) -> None:
    assert patterns(steps, files) == expected


KEPT: list[tuple[str, Files, str]] = [
    ("modules that Go vendors", {"go.mod": "", "vendor/modules.txt": ""}, "COPY . .\nRUN go build -mod=vendor"),
    ("the repository keeps them", {**NODE, ".gitignore": "*.log\n"}, NPM),
    ("a target without a project", {"target/x.conf": ""}, "COPY . .\nRUN mvn package"),
    ("a bundle of another project", {"web/dist/x.js": ""}, NPM),
    ("a jar that a COPY of its own brings", POM, "COPY . .\nCOPY target/a.jar /a.jar\nRUN mvn -version"),
    ("what a bind mount brings", NODE, "COPY . .\nRUN --mount=type=bind,source=node_modules/x,target=/x npm ci"),
    ("what a trigger brings", POM, "COPY . .\nRUN mvn package\nONBUILD COPY target/a.jar /"),
    ("what another Dockerfile brings", {**POM, "deploy/Dockerfile": "FROM x\nCOPY target/a.jar /\n"}, "COPY . .\nRUN mvn package"),
    ("an exception brings it back", {**NODE, ".dockerignore": "*\n!package.json\n!node_modules\n"}, NPM),
    ("it is ignored already", {**NODE, ".dockerignore": "**/node_modules\n"}, NPM),
    ("setuptools_scm", {".git/HEAD": "", "pyproject.toml": "[tool.setuptools_scm]\n"}, "COPY . .\nRUN pip install ."),
    ("a gemspec that lists the files", {".git/HEAD": "", "a.gemspec": "`git ls-files`"}, "COPY . .\nRUN bundle install"),
    ("Maven's plugin", {".git/HEAD": "", "pom.xml": "git-commit-id-plugin"}, "COPY . .\nRUN mvn package"),
    ("a Makefile that runs", {".git/HEAD": "", "Makefile": "V=$(shell git describe)"}, "COPY . .\nRUN make"),
    ("git is called", {".git/HEAD": ""}, "COPY . .\nRUN echo $(git rev-parse HEAD) > version"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "steps"), [case[1:] for case in KEPT], ids=[case[0] for case in KEPT])
def test_kept(files: Files, steps: str) -> None:
    assert patterns(steps, files) == []


def test_sizes_are_told_and_the_file_is_extended() -> None:
    files = {**NODE, ".dockerignore": "*.md\r\n*.log", "Dockerfile": "", ".env": "API_TOKEN=9f8e7d6c5b4a\n"}
    context = MemoryContext(files, sizes={"node_modules/x/a.js": 48_000_000})
    answer = write_ignore_file.run(analyse(f"FROM x\n{NPM}\n"), context, DEFAULT_SETTINGS, None)
    assert isinstance(answer, Offer)
    change = answer.default.change
    assert (
        change.title == "Extend `.dockerignore` so that it leaves out `.env`, `node_modules` (48 MB) and `Dockerfile`"
    )
    (file,) = change.files
    assert file.path == ".dockerignore"
    assert file.text == "*.md\r\n*.log\r\nnode_modules\r\nDockerfile\r\n.env\r\n"
    assert any("`API_TOKEN`" in note for note in change.notes)


def test_settings_that_the_build_reads_by_itself_stay() -> None:
    feed = '<add key="ClearTextPassword" value="ghp_8s7dfk3jd9" />'
    context = MemoryContext({"nuget.config": feed, ".npmrc": "//r.example/:_authToken=npm_8s7dfk3jd9\n"})
    assert not unneeded_secrets(analyse("FROM x\nCOPY . .\nRUN npm ci && dotnet publish\n"), context)
    others = unneeded_secrets(analyse("FROM x\nCOPY . .\nRUN make\n"), context)
    assert [one.path for one in others] == [".npmrc", "nuget.config"]


def test_a_file_for_one_dockerfile_is_its_own() -> None:
    """What only another Dockerfile needs does not matter there."""
    files = {**POM, "Dockerfile.dockerignore": "*.md\n", "other/Dockerfile": "FROM x\nCOPY target/a.jar /\n"}
    assert patterns("COPY . .\nRUN mvn package", files) == ["target"]


KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n"

SECRETS: list[tuple[str, str, str]] = [
    ("id_rsa", KEY, "a private key"),
    ("certs/server.pem", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" + KEY, "a private key"),
    (".env.production", 'export STRIPE_SECRET_KEY="sk_live_8s7dfk3"\n', "`STRIPE_SECRET_KEY`"),
    (".aws/credentials", "[default]\naws_secret_access_key = wJalrXUtnFEMIK7MDENG\n", "a login"),
    (".netrc", "machine a.b login me password hunter22\n", "a login"),
    (".git-credentials", "https://me:ghp_12345678@github.com\n", "a login"),
    ("NuGet.config", '<add key="ClearTextPassword" value="ghp_8s7dfk3jd9" />', "the password of a package feed"),
    ("ci/settings.xml", "<server><password>ghp_8s7dfk3jd9</password></server>", "the password of a package feed"),
    ("config/master.key", "0123456789abcdef0123456789abcdef", "the key to the project's credentials"),
    ("my-service-account.json", '{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----\\n"}',
     "the key of a service account"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "holds"), SECRETS)
def test_secrets(path: str, text: str, holds: str) -> None:
    assert [tuple(one) for one in sent_secrets(MemoryContext({path: text}))] == [(path, holds)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("server.pem", "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n"),
        ("id_rsa.pub", "ssh-rsa AAAA\n"),
        ("testdata/id_rsa", KEY),
        (".env", "PORT=3000\nSECRET_KEY=${SECRET_KEY}\nDB_PASSWORD=your-password-here\n"),
        (".env", "PASSWORD=postgres\nTOKEN_URL=https://example.org/token\n"),
        (".env", "NEXT_PUBLIC_API_KEY=AIzaSyD4k3jf93\n"),
        (".env.sample", "API_KEY=9f8e7d6c5b4a\n"),
        (".npmrc", "registry=https://registry.example.org/\nengine-strict=true\n"),
        ("nuget.config", '<add key="ClearTextPassword" value="%NUGET_TOKEN%" />'),
        ("settings.xml", "<server><password>${env.TOKEN}</password></server>"),
        (".docker/config.json", '{"credsStore": "desktop"}'),
        ("package.json", '{"private_key": "service_account"}'),
        ("i18n.key", "not a key at all\n"),
    ],
)
def test_no_secrets(path: str, text: str) -> None:
    assert sent_secrets(MemoryContext({path: text})) == ()


def test_of_many_dockerfiles_in_one_directory_a_few_are_read() -> None:
    read: list[str] = []

    class Watched(MemoryContext):
        def read(self, path: str) -> str | None:
            read.append(path)
            return super().read(path)

    files = {".git/HEAD": "", **{f"{number}.Dockerfile": f"FROM x:{number}\nCOPY a b\n" for number in range(1_000)}}
    model = analyse("FROM x\nCOPY . .\n")
    assert [one.pattern for one in left_out(model, Watched(files), about_the_build=False)] == [".git"]
    assert sum(path.endswith(".Dockerfile") for path in read) < 100


def test_what_is_about_the_build_is_looked_for_on_demand() -> None:
    model = analyse("FROM x\nCOPY . .\n")
    files = {"Dockerfile": "FROM x\nCOPY . .\n", ".git/HEAD": ""}
    assert [one.kind for one in left_out(model, MemoryContext(files))] == ["history", "build"]
    assert [one.kind for one in left_out(model, MemoryContext(files), about_the_build=False)] == ["history"]
