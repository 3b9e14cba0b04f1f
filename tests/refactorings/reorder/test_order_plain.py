"""Package managers of one command and a few files: their manifests first, the restore, then the sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dockwright.assist import Change
from dockwright.rule import Safety

Files = Mapping[str, str]
Order = Callable[[str, Files | None], tuple[str, Change]]
WhyNot = Callable[[str, Files | None], str]

HEAD = "FROM example.org/tools\nWORKDIR /app\n"
PUBSPEC = "name: a\ndependencies:\n  shelf: ^1.4.0\ndev_dependencies:\n  test: ^1.0.0\n"
DART = {"pubspec.yaml": PUBSPEC, "pubspec.lock": "packages:\n  shelf:\n  test:\n", "bin/a.dart": ""}
PACKAGE = (
    '// swift-tools-version:5.9\nimport PackageDescription\nlet package = Package(name: "a", dependencies: [\n{}\n])\n'
)
VAPOR = '.package(url: "https://github.com/vapor/vapor.git", from: "4.0.0")'
SWIFT = {"Package.swift": PACKAGE.format(VAPOR), "Package.resolved": "{}", "Sources/a/main.swift": ""}
SHARD = {"shard.yml": "name: a\ndependencies:\n  kemal:\n    github: kemalcr/kemal\n", "src/a.cr": ""}
CABAL = {
    "a.cabal": "cabal-version: 2.4\nbuild-type: Simple\nexecutable a\n  build-depends: base, text\n",
    "app/Main.hs": "",
}
STACK = {
    "stack.yaml": "resolver: lts-22.0\n",
    "stack.yaml.lock": "",
    "package.yaml": "name: a\ndependencies:\n- base\n",
    "app/Main.hs": "",
}
REBAR = {"rebar.config": '{deps, [{jsx, "3.1.0"}]}. % all\n', "rebar.lock": "", "src/a.erl": ""}
LEIN = {"project.clj": '(defproject a "1" :dependencies [[org.clojure/clojure "1.12.0"]])\n', "src/a.clj": ""}
EDN = {"deps.edn": '{:deps {org.clojure/clojure {:mvn/version "1.12.0"}}}\n', "src/a.clj": ""}
PERL = {
    "cpanfile": "requires 'Mojolicious', '>= 9';\non test => sub {\n  requires 'Test::More'; # all\n};\n",
    "lib/A.pm": "",
}
RENV = {
    "renv.lock": '{"Packages": {"shiny": {"Package": "shiny", "Source": "Repository"}}}', "renv/activate.R": "", "renv/settings.json": "{}",
    ".Rprofile": 'source("renv/activate.R")\n', "app.R": "",
}  # fmt: skip
OPAM = {"a.opam": 'opam-version: "2.0"\ndepends: [\n  "dune"\n]\n', "bin/main.ml": ""}
NIM = {
    "a.nimble": 'requires "nim >= 2.0"\nrequires "jester"\ntask css, "":\n  echo readFile("a.css")\n',
    "src/a.nim": "",
}
JULIA = {"Project.toml": '[deps]\nHTTP = "cd3eb016"\n', "Manifest.toml": "", "run.jl": ""}
PIXI = {"pixi.toml": '[workspace]\nname = "a"\n[dependencies]\npython = "3.12.*"\n', "pixi.lock": "", "a.py": ""}
ROS = {
    "src/a/package.xml": "<package/>",
    "src/a/a.py": "",
    "src/b/package.xml": "<package/>",
    "src/b/COLCON_IGNORE": "",
}
GALAXY = {
    "requirements.yml": "collections:\n  - name: community.general\n",
    "ansible.cfg": "[defaults]\n",
    "site.yml": "",
}

SAFE: list[tuple[str, Files, str, str]] = [
    ("Dart", DART, "dart pub get", "COPY pubspec.yaml pubspec.lock ./"),
    ("Dart with overrides", {**DART, "pubspec_overrides.yaml": "dependency_overrides:\n  shelf: 1.4.1\n"}, "dart pub get --enforce-lockfile",
     "COPY pubspec.yaml pubspec.lock pubspec_overrides.yaml ./"),
    ("a directory of a package in a repository", {"pubspec.yaml": PUBSPEC + "  x:\n    git:\n      url: https://example.org/x\n      path: pkg/x\n"},
     "dart pub get", "COPY pubspec.yaml ./"),
    ("Swift", SWIFT, "swift package resolve", "COPY Package.swift Package.resolved ./"),
    ("Swift for one version", {**SWIFT, "Package@swift-5.9.swift": ""}, "swift package resolve", "COPY Package.swift Package.resolved Package@swift-5.9.swift ./"),
    ("Crystal", SHARD, "shards install --production", "COPY shard.yml ./"),
    ("cabal", {**CABAL, "cabal.project": "packages: .\n"}, "cabal build --only-dependencies -j4", "COPY cabal.project a.cabal ./"),
    ("cabal with several packages", {"cabal.project": "packages:\n  a\n  */*.cabal\n", "a/a.cabal": CABAL["a.cabal"], "b/b.cabal": ""},
     "cabal build --only-dependencies all", "COPY cabal.project ./\nCOPY a/a.cabal a/\nCOPY b/b.cabal b/"),
    ("stack", STACK, "stack build --only-dependencies --system-ghc", "COPY stack.yaml stack.yaml.lock package.yaml ./"),
    ("Erlang", REBAR, "rebar3 as prod get-deps", "COPY rebar.config rebar.lock ./"),
    ("Leiningen", {**LEIN, "profiles.clj": "{}"}, "lein deps", "COPY project.clj profiles.clj ./"),
    ("Clojure", EDN, "clojure -P -M:run", "COPY deps.edn ./"),
    ("Perl", PERL, "cpanm --installdeps --notest .", "COPY cpanfile ./"),
    ("carton", {**PERL, "cpanfile.snapshot": ""}, "carton install --deployment", "COPY cpanfile cpanfile.snapshot ./"),
    ("R", RENV, 'R -e "renv::restore()"', "COPY renv.lock .Rprofile ./\nCOPY renv/activate.R renv/settings.json renv/"),
    ("R, with renv", RENV, "Rscript -e \"install.packages('renv'); renv::restore(prompt = FALSE)\"",
     "COPY renv.lock .Rprofile ./\nCOPY renv/activate.R renv/settings.json renv/"),
    ("OCaml", {**OPAM, "a.opam.locked": ""}, "opam install . --deps-only -y --locked", "COPY a.opam a.opam.locked ./"),
    ("Nim", NIM, "nimble install -y --depsOnly", "COPY a.nimble ./"),
    ("Julia", JULIA, "julia --project=. -e 'using Pkg; Pkg.instantiate(); Pkg.precompile()'", "COPY Project.toml Manifest.toml ./"),
    ("Julia elsewhere", JULIA, 'julia --project=/app -e "import Pkg; Pkg.instantiate()"', "COPY Project.toml Manifest.toml ./"),
    ("pixi", PIXI, "pixi install --locked -e prod", "COPY pixi.toml pixi.lock ./"),
    ("ROS", ROS, "rosdep install --from-paths src --ignore-src -r -y", "COPY src/a/package.xml src/a/\nCOPY src/b/COLCON_IGNORE src/b/package.xml src/b/"),
    ("Ansible", GALAXY, "ansible-galaxy install -r requirements.yml", "COPY requirements.yml ansible.cfg ./"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "restore", "copies"), [case[1:] for case in SAFE], ids=[case[0] for case in SAFE])
def test_proven(order: Order, files: Files, restore: str, copies: str) -> None:
    after, change = order(f"{HEAD}COPY . .\nRUN {restore}\nRUN ./build\n", files)
    assert after == f"{HEAD}{copies}\nRUN {restore}\nCOPY . .\nRUN ./build\n"
    assert change.safety is Safety.SAFE


INSERTED: list[tuple[str, Files, str, str, str]] = [
    ("Swift", SWIFT, "swift build -c release --scratch-path /out", "COPY Package.swift Package.resolved ./", "swift package --scratch-path /out resolve"),
    ("Crystal", SHARD, "shards build --production --release --static a", "COPY shard.yml ./", "shards install --production"),
    ("cabal", CABAL, "cabal install --installdir=/out --enable-tests -O2", "COPY a.cabal ./", "cabal build --only-dependencies --enable-tests -O2"),
    ("stack", STACK, "stack install --system-ghc --local-bin-path /out", "COPY stack.yaml stack.yaml.lock package.yaml ./",
     "stack build --only-dependencies --system-ghc"),
    ("Erlang", REBAR, "rebar3 as prod release", "COPY rebar.config rebar.lock ./", "rebar3 as prod get-deps"),
    ("Leiningen", LEIN, "lein with-profile prod uberjar", "COPY project.clj ./", "lein with-profile prod deps"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "build", "copies", "restore"), [case[1:] for case in INSERTED], ids=[case[0] for case in INSERTED]
)
def test_a_build_that_restores_on_its_way(order: Order, files: Files, build: str, copies: str, restore: str) -> None:
    after, change = order(f"{HEAD}COPY . .\nRUN {build}\n", files)
    assert after == f"{HEAD}{copies}\nRUN {restore}\nCOPY . .\nRUN {build}\n"
    assert change.safety is Safety.SAFE


def test_the_list_of_packages_is_fetched_first(order: Order) -> None:
    after, change = order(f"{HEAD}COPY . .\nRUN cabal update && cabal build\n", CABAL)
    head = f"{HEAD}COPY a.cabal ./\nRUN cabal update && cabal build --only-dependencies\n"
    assert after == f"{head}COPY . .\nRUN cabal build\n"
    assert change.safety is Safety.SAFE


@pytest.mark.parametrize(("files", "restore", "note"), [
    ({**DART, "pubspec.yaml": PUBSPEC + "  lints: ^4.0.0\n"}, "dart pub get", "`lints` is not in `pubspec.lock`"),
    ({**DART, ".dart_tool/package_config.json": ""}, "dart pub get", "`.dart_tool` of the context would be put over"),
    (DART, "flutter pub get", "writes files for plugins"),
    ({**SWIFT, "Package.swift": PACKAGE.format(VAPOR) + "import Foundation\nFileManager.default"}, "swift build", "runs code"),
    ({**SWIFT, ".build/x": ""}, "swift build", "`.build` of the context would be put over"),
    ({**SHARD, "lib/kemal/shard.yml": ""}, "shards install", "`lib` of the context would be put over"),
    ({**SHARD, "shard.lock": "shards:\n  radix:\n"}, "shards install", "`kemal` is not in `shard.lock`"),
    ({**CABAL, "a.cabal": CABAL["a.cabal"].replace("Simple", "Custom")}, "cabal build", "a program of its own"),
    ({**CABAL, "cabal.project": "import: other.config\npackages: .\n"}, "cabal build", "imports `other.config`"),
    ({**STACK, "package.yaml": "_c: !include ../c.yaml\ndependencies: []\n"}, "stack build", "reads other files"),
    ({**REBAR, "rebar.config.script": ""}, "rebar3 compile", "rebar.config.script runs code"),
    ({**LEIN, "project.clj": '(defproject a (slurp "VERSION") :dependencies [[x "1"]])'}, "lein deps", "runs code"),
    ({**PERL, "cpanfile": "requires 'DBI';\ndo './more.pl';\n"}, "cpanm --installdeps .", "the cpanfile runs code"),
    ({**PERL, "Makefile.PL": ""}, "cpanm --installdeps .", "go by `Makefile.PL`"),
    ({**RENV, ".Rprofile": 'source("R/own.R")\n'}, 'R -e "renv::restore()"', "runs code"),
    ({**GALAXY, "ansible.cfg": "[defaults]\nroles_path = roles:/etc/ansible/roles\n", "roles/own/x": ""}, "ansible-galaxy install -r requirements.yml",
     "`roles` of the context would be put over"),
    ({**NIM, "a.nimble": 'import os\nrequires "jester"\n'}, "nimble install -d", "runs code"),
])  # fmt: skip
def test_to_be_checked(order: Order, files: Files, restore: str, note: str) -> None:
    _, change = order(f"{HEAD}COPY . .\nRUN {restore}\nRUN ./build\n", files)
    assert change.safety is Safety.UNSAFE or change.files
    assert note in " ".join(change.notes)


@pytest.mark.parametrize(("files", "restore", "why"), [
    ({**DART, "pubspec.yaml": PUBSPEC + "  own:\n    path: packages/own\n", "packages/own/pubspec.yaml": ""}, "dart pub get", "`packages/own` is a part"),
    ({**DART, "pubspec.yaml": PUBSPEC + "  own:\n    path: ../own\n"}, "dart pub get", "`../own` is a part"),
    ({**DART, "pubspec.yaml": PUBSPEC + "workspace:\n  - a\n"}, "dart pub get", "part of a workspace"),
    ({**SWIFT, "Package.swift": PACKAGE.format(f'{VAPOR}, .package(path: "../Own")')}, "swift build", "the package at `../Own`"),
    ({**SHARD, "shard.yml": SHARD["shard.yml"] + "  own:\n    path: ./own\n"}, "shards install", "the shard at `./own`"),
    ({"cabal.project": "packages: a b\n", "a/a.cabal": "", "b/b.cabal": ""}, "cabal build all", "may need each other"),
    ({"cabal.project": "packages: a\n", "a/a.cabal": CABAL["a.cabal"]}, "cabal build all", "the package lies in `a`"),
    ({**STACK, "stack.yaml": "resolver: lts-22.0\npackages:\n- .\n- core\n", "core/core.cabal": ""}, "stack build", "may need each other"),
    ({**STACK, "stack.yaml": "resolver: lts-22.0\nextra-deps:\n- acme-0.1\n- own\n", "own/own.cabal": ""}, "stack build", "`own` is a part"),
    ({**REBAR, "apps/x/rebar.config": ""}, "rebar3 compile", "`apps/x/rebar.config` counts only"),
    ({**LEIN, "checkouts/x/project.clj": ""}, "lein deps", "packages of `checkouts`"),
    ({"deps.edn": '{:deps {own/own {:local/root "own"}}}'}, "clojure -P", "packages of `own`"),
    ({**RENV, "renv.lock": '{"Packages": {"own": {"Package": "own", "Source": "Local"}}}'}, 'R -e "renv::restore()"', "`own` is a part"),
    ({**OPAM, "a.opam": 'depends: ["x"]\npin-depends: [\n  ["x.1" "file://x"]\n]\nurl {}\n'}, "opam install . --deps-only", "`pin-depends`"),
    ({**JULIA, "Project.toml": 'name = "A"\nuuid = "1"\n[deps]\nHTTP = "1"\n'}, "julia --project=. -e 'using Pkg; Pkg.instantiate()'", "describes a package"),
    ({**JULIA, "Manifest.toml": '[[deps.Own]]\npath = "own"\n'}, "julia --project -e 'using Pkg; Pkg.instantiate()'", "parts of the project"),
    ({**PIXI, "pixi.toml": '[pypi-dependencies]\nown = { path = ".", editable = true }\n'}, "pixi install", "`own` is built"),
    ({**GALAXY, "requirements.yml": "- src: ./roles/own\n", "roles/own/x": ""}, "ansible-galaxy install -r requirements.yml", "`./roles/own` is a part"),
])  # fmt: skip
def test_refused(why_not: WhyNot, files: Files, restore: str, why: str) -> None:
    assert why in why_not(f"{HEAD}COPY . .\nRUN {restore}\nRUN ./build\n", files)


@pytest.mark.parametrize(("files", "steps"), [
    (DART, "COPY pubspec.* ./\nRUN dart pub get\nCOPY . .\nRUN dart pub get --offline\n"),
    (DART, "COPY . .\nRUN dart pub global activate x\n"),
    (DART, "COPY . .\nRUN dart pub get -C other\n"),
    (SWIFT, "COPY . .\nRUN swift test\n"),
    (SWIFT, "COPY . .\nRUN swift build --package-path other\n"),
    (SHARD, "COPY . .\nRUN crystal build src/a.cr\n"),
    (CABAL, "COPY . .\nRUN cabal install hlint\n"),
    (CABAL, "COPY . .\nRUN cabal build $TARGET\n"),
    (STACK, "COPY . .\nRUN stack install hlint\n"),
    (LEIN, "COPY . .\nRUN lein -o uberjar\n"),
    (EDN, "COPY . .\nRUN clojure -M:build\n"),
    (PERL, "COPY . .\nRUN cpanm Mojolicious\n"),
    (RENV, "COPY . .\nRUN R -e \"renv::restore(lockfile = 'x.lock')\"\n"),
    (RENV, "COPY . .\nRUN R -e \"renv::restore(); source('a.R')\"\n"),
    (OPAM, "COPY . .\nRUN opam install . -y\n"),
    (NIM, "COPY . .\nRUN nimble install -y\n"),
    (JULIA, "COPY . .\nRUN julia --project=. -e 'using Pkg; Pkg.instantiate(); include(\"a.jl\")'\n"),
    (JULIA, "COPY . .\nRUN julia -e 'using Pkg; Pkg.instantiate()'\n"),
    (GALAXY, "COPY . .\nRUN ansible-galaxy collection install community.general\n"),
])  # fmt: skip
def test_nothing_to_say(why_not: WhyNot, files: Files, steps: str) -> None:
    assert why_not(f"{HEAD}{steps}", files) == ""


def test_nothing_is_guessed_without_the_context(why_not: WhyNot) -> None:
    assert why_not(f"{HEAD}COPY . .\nRUN dart pub get\nRUN ./build\n", None) == ""


def test_the_environment_of_ros_is_set_up_for_both_halves(order: Order) -> None:
    head = "FROM ros:humble\nWORKDIR /ws\n"
    setup = ". /opt/ros/humble/setup.sh && "
    restore = "rosdep update && rosdep install --from-paths src -y"
    after, change = order(f"{head}COPY src ./src\nRUN {setup}{restore} && colcon build\n", ROS)
    copies = "COPY src/a/package.xml ./src/a/\nCOPY src/b/COLCON_IGNORE src/b/package.xml ./src/b/\n"
    assert after == f"{head}{copies}RUN {setup}{restore}\nCOPY src ./src\nRUN {setup}colcon build\n"
    assert change.safety is Safety.SAFE


def test_the_project_lies_in_the_directory_that_ros_looks_into(order: Order) -> None:
    head, files = "FROM ros:humble\nWORKDIR /ws\n", {"a/package.xml": "<package/>", "a/a.py": ""}
    restore = "RUN rosdep install --from-paths src -y\n"
    after, change = order(f"{head}COPY . src\n{restore}RUN colcon build\n", files)
    assert after == f"{head}COPY a/package.xml src/a/\n{restore}COPY . src\nRUN colcon build\n"
    assert change.safety is Safety.SAFE


def test_sources_that_are_copied_in_parts(order: Order) -> None:
    sources, manifests = "COPY Sources ./Sources\n", "COPY Package.* ./\n"
    after, change = order(f"{HEAD}{sources}{manifests}RUN swift build\n", SWIFT)
    assert after == f"{HEAD}{manifests}RUN swift package resolve\n{sources}RUN swift build\n"
    assert change.safety is Safety.SAFE
