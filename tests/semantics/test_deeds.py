"""What commands do to the file system, one line of shell at a time. The working directory is /w, the user root."""

from __future__ import annotations

import pytest

from dockwright.semantics import SemanticModel
from dockwright.semantics.deeds import Deed, deed, sites
from dockwright.syntax import parse

HEAD = "FROM golang:1.22\nENV DIR=/data NAME=tool\nWORKDIR /w\n"


def deeds(shell: str, head: str = HEAD) -> list[Deed]:
    model = SemanticModel(parse(f"{head}RUN {shell}\n"))
    return [deed(site) for site in sites(model, model.dockerfile.instructions[-1])]


def writes(shell: str) -> list[tuple[str, str]]:
    return [(write.kind, write.path) for one in deeds(shell) for write in one.writes]


@pytest.mark.parametrize(
    ("shell", "place"),
    [
        ("UV_PROJECT_ENVIRONMENT=/venv uv sync", "/venv"),
        ("PIP_TARGET=deps pip install flask", "/w/deps"),
        ("PYTHONUSERBASE=/u pip install --user flask", "/u"),
        ("POETRY_VIRTUALENVS_PATH=$DIR/envs poetry install", "/data/envs"),
        ("WORKON_HOME=/envs pipenv install", "/envs"),
        ("mkdir __pypackages__ && pdm sync", "/w/__pypackages__"),
        ("BUNDLE_PATH=/bundle bundle install", "/bundle"),
        ("bundle install --path vendor/gems", "/w/vendor/gems"),
        ("gem install -i /gems rails", "/gems"),
        ("COMPOSER_VENDOR_DIR=/v composer install", "/v"),
        ("MIX_DEPS_PATH=/d mix deps.get", "/d"),
        ("yarn install --modules-folder /m", "/m"),
    ],
)
def test_installs_go_where_they_are_told_to(shell: str, place: str) -> None:
    assert place in [path for kind, path in writes(shell) if kind == "restore"]


@pytest.mark.parametrize(
    ("shell", "written"),
    [
        ("mkdir -p a /b", [("directory", "/w/a"), ("directory", "/b")]),
        ("mkdir -m 700 a", [("directory", "/w/a")]),
        ("touch $DIR/x", [("file", "/data/x")]),
        ('touch "$DIR"/x', [("file", "/data/x")]),
        ("touch ~/x", [("file", "/root/x")]),
        ("touch $UNKNOWN/x", [("file", "/")]),
        ("touch /opt/$UNKNOWN/x", [("file", "/opt")]),
        ("touch $(date).log", [("file", "/")]),
        ("rm -rf /var/lib/apt/lists/*", [("removal", "/var/lib/apt/lists")]),
        ("echo hi > out.txt", [("file", "/w/out.txt")]),
        ("echo hi >> /etc/x 2>&1", [("file", "/etc/x")]),
        ("true > /dev/null 2>/dev/null", []),
        ("true >&2", []),
        ("> empty", [("file", "/w/empty")]),
        ("echo hi | tee /a b", [("file", "/a"), ("file", "/w/b")]),
        ("chmod +x run.sh", [("mode", "/w/run.sh")]),
        ("chown -R app:app .", [("mode", "/w")]),
        ("cp a /b", [("copy", "/b")]),
        ("cp a /b/", [("copy", "/b/a")]),
        ("cp a c /b", [("copy", "/b/a"), ("copy", "/b/c")]),
        ("cp -t /b a", [("copy", "/b/a")]),
        ("cp *.conf /etc/x/", [("copy", "/etc/x")]),
        ("mv a b", [("move", "/w/b"), ("removal", "/w/a")]),
        ("ln -s /usr/bin/python3 /usr/bin/python", [("link", "/usr/bin/python")]),
        ("ln -s /usr/bin/python3", [("link", "/w/python3")]),
        ("install -m 755 -d /x /y", [("directory", "/x"), ("directory", "/y")]),
        ("install -m 755 tool /usr/local/bin/tool", [("copy", "/usr/local/bin/tool")]),
        ("sed -i s/a/b/ /etc/x", [("file", "/etc/x")]),
        ("sed -i -e s/a/b/ -e s/c/d/ x y", [("file", "/w/x"), ("file", "/w/y")]),
        ("sed s/a/b/ /etc/x", []),
        ("gzip -9 a/x", [("file", "/w/a")]),
        ("tar xzf a.tgz", [("archive", "/w")]),
        ("tar -xzf a.tgz -C /opt --strip-components 1", [("archive", "/opt")]),
        ("tar -czf /a.tgz dir", [("file", "/a.tgz")]),
        ("curl -L x | tar xz -C /opt", [("archive", "/opt")]),
        ("unzip -q a.zip -d /opt", [("archive", "/opt")]),
        ("curl -fsSL https://x.org/a -o /usr/bin/a", [("download", "/usr/bin/a")]),
        ("curl -LO https://x.org/d/a.tgz", [("download", "/w/a.tgz")]),
        ("curl https://x.org/a", []),
        ("wget https://x.org/d/a.tgz?x=1", [("download", "/w/a.tgz")]),
        ("wget -qO- https://x.org/a", []),
        ("wget -P /tmp https://x.org/a", [("download", "/tmp/a")]),
        ("git clone https://x.org/team/app.git", [("download", "/w/app")]),
        ("git clone --depth 1 https://x.org/team/app.git /src", [("download", "/src")]),
        ("git rev-parse HEAD", []),
        ("go build -o /bin/app ./cmd/app", [("artifact", "/bin/app"), ("restore", "/go/pkg"), ("restore", "/root/.cache")]),
        ("cargo build --release", [("artifact", "/w/target"), ("file", "/w/Cargo.lock"), ("restore", "/root/.cargo")]),
        ("cd a/b && cargo test", [("artifact", "/w/a/b/target"), ("artifact", "/w/a/target"), ("artifact", "/w/target"),
                                  ("file", "/w/a/b/Cargo.lock"), ("restore", "/root/.cargo")]),
        ("cargo build --target-dir /out", [("artifact", "/out"), ("file", "/w/Cargo.lock"), ("restore", "/root/.cargo")]),
        ("gcc -O2 -o app main.c", [("artifact", "/w/app")]),
        ("javac -d out Main.java", [("artifact", "/w/out")]),
        ("python3 -m venv /opt/venv", [("restore", "/opt/venv")]),
        ("pip install --target /deps flask", [("restore", "/deps"), ("restore", "/root/.cache")]),
        ("cat a b", []),
        ("find . -name x", []),
        ("find /tmp -delete", [("removal", "/tmp")]),
        ("set -eux; test -f x && echo yes || true", []),
        ("X=1", []),
    ],
)  # fmt: skip
def test_writes(shell: str, written: list[tuple[str, str]]) -> None:
    assert writes(shell) == written


@pytest.mark.parametrize(
    ("shell", "artifact"),
    [
        ("go build", "/w"),
        ("go build .", "/w"),
        ("go build main.go", "/w/main"),
        ("go build ./cmd/server", "/w/server"),
        ("go build -o app", "/w/app"),
        ("go build -o=app .", "/w/app"),
        ("go build -C svc -o app .", "/w/svc/app"),
        ("go build -C svc -o ../app .", "/w/app"),
        ("go build -o out/ ./...", "/w/out"),
        ("CGO_ENABLED=0 go build -ldflags '-s -w' -o $DIR/$NAME .", "/data/tool"),
        ("go install ./...", "/go/bin"),
        ("cargo install --path . --root /opt", "/opt/bin"),
    ],
)
def test_artifacts(shell: str, artifact: str) -> None:
    assert artifact in [path for kind, path in writes(shell) if kind == "artifact"]


@pytest.mark.parametrize(
    "shell",
    ["make", "./configure", "sh build.sh", "npm run build", "npm start", "python setup.py install", "$TOOL x",
     "unheard-of --flag", "mvn package", "find . -exec rm {} +", "eval x", "rsync a host:b", "yarn build", "cargo run"],
)  # fmt: skip
def test_barriers(shell: str) -> None:
    assert any(one.is_barrier for one in deeds(shell))


@pytest.mark.parametrize(
    ("shell", "guess"),
    [
        ("npm run build", "/w/dist"),
        ("mvn package", "/w/target"),
        ("dotnet publish -c Release -o /app/out", "/app/out"),
        ("make", "/w"),
    ],
)
def test_barriers_have_likely_outputs(shell: str, guess: str) -> None:
    assert guess in [path for _, path in writes(shell)]


@pytest.mark.parametrize(
    ("shell", "network"),
    [
        ("apt-get update", True),
        ("apt-get clean", False),
        ("npm ci", True),
        ("curl https://x.org", True),
        ("cp a b", False),
        ("mkdir a", False),
        ("go mod download", True),
    ],
)
def test_network(shell: str, network: bool) -> None:
    assert any(one.network for one in deeds(shell)) is network


@pytest.mark.parametrize(
    ("shell", "read"),
    [
        ("go mod download", {"/w/go.mod", "/w/go.sum"}),
        ("npm ci", {"/w/package.json", "/w/package-lock.json"}),
        ("pip install -r requirements.txt -c constraints.txt", {"/w/requirements.txt", "/w/constraints.txt"}),
        ("pip install -rrequirements.txt", {"/w/requirements.txt"}),
        ("pip install -Ur requirements.txt", {"/w/requirements.txt"}),
        ("pip3 install --requirement=/r.txt", {"/r.txt"}),
        ("python -m pip install -r r.txt", {"/w/r.txt"}),
        ("pip install .", {"/w"}),
        ("pip install -e ./lib", {"/w/lib"}),
        ("poetry install", {"/w"}),
        ("poetry install --no-root", {"/w/pyproject.toml", "/w/poetry.lock"}),
        ("apt-get install -y ./x.deb", {"/w/x.deb"}),
        ("sort < in.txt", {"/w/in.txt"}),
        ("cat a", {"/w/a"}),
        ("test -f a -a ! -d /b", {"/w/a", "/b"}),
        ("[ -n a ] && [ $X = -b ]", set()),
        ("[[ a -nt /b && -e c ]]", {"/w/a", "/b", "/w/c"}),
        ("grep -r x src", {"/w/src"}),
    ],
)
def test_reads(shell: str, read: set[str]) -> None:
    assert read <= {path for one in deeds(shell) for path in one.reads}


def test_manifest_restores_do_not_read_the_sources() -> None:
    for shell in ("go mod download", "npm ci", "yarn install", "pip install -r r.txt", "poetry install --no-root"):
        assert "/w" not in {path for one in deeds(shell) for path in one.reads}, shell


@pytest.mark.parametrize(
    ("shell", "directories"),
    [
        ("cd /a && x && cd b && y", ["/w", "/a", "/a", "/a/b"]),
        ("cd a; x; cd; y", ["/w", "/w/a", "/w/a", "/root"]),
        ("(cd /a && x) && y", ["/w", "/a", "/w"]),
        ("if true; then cd /a; fi; x", ["/w", "/w", None]),
        ("[ -d /a ] && cd /a; x", ["/w", "/w", None]),
        ("cd $NOWHERE && x", ["/w", None]),
        ("cd $DIR && x", ["/w", "/data"]),
        ("cd - && x", ["/w", None]),
        ("cd /a | x; y", ["/w", "/w", "/w"]),
        ("pushd /a && x && popd && y", ["/w", "/a", "/a", None]),
    ],
)
def test_working_directory(shell: str, directories: list[str | None]) -> None:
    model = SemanticModel(parse(f"{HEAD}RUN {shell}\n"))
    assert [site.cwd for site in sites(model, model.dockerfile.instructions[-1])] == directories


@pytest.mark.parametrize(
    "shell",
    ["DIR=/x; touch $DIR/y", "for DIR in a b; do touch $DIR; done", "read DIR; touch $DIR/y", "export DIR=/x; touch $DIR/y"],
)  # fmt: skip
def test_variables_the_script_sets_are_unknown(shell: str) -> None:
    assert not any(path.startswith("/data") for _, path in writes(shell))


def test_an_unknown_working_directory_makes_relative_paths_unknown() -> None:
    (one,) = deeds("touch a /b", head="FROM nobody/knows\n")
    assert [(write.path, write.is_anywhere) for write in one.writes] == [("/", True), ("/b", False)]
