"""Node packages as the files of small contexts describe them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.node import (
    Package,
    json_with_comments,
    lacking,
    lifecycle_scripts,
    npm_differences,
    package_manager,
    satisfies,
    workspace_members,
    yaml_list,
)
from dockwright.projects.node_install import manifests

DEPENDENCIES = {"dependencies": {"express": "^4.19.0"}}
LOCK = json.dumps(
    {
        "lockfileVersion": 3,
        "packages": {"": DEPENDENCIES, "node_modules/express": {"version": "4.19.2"}},
    }
)


def package(**fields: Any) -> str:
    return json.dumps({"name": "app", **DEPENDENCIES, **fields})


HOOKS = (
    "// Not in production and CI\nif (process.env.NODE_ENV === 'production' || process.env.CI === 'true') {\n  process.exit(0)\n}\n"
    "const husky = (await import('husky')).default\nconsole.log(husky())\n"
)
PRISMA = json.dumps({"dependencies": {"prisma": "6.16.0"}})
INFERRED = 'generator client {\n  provider = "prisma-client"\n  output = "../src/generated"\n}\n'

COMPLETE: list[tuple[str, str, dict[str, str], tuple[str, ...]]] = [
    ("npm", "npm", {"package.json": package(), "package-lock.json": LOCK}, ("package.json", "package-lock.json")),
    ("npm without lock", "npm", {"package.json": package()}, ("package.json",)),
    ("settings", "npm", {"package.json": package(), "package-lock.json": LOCK, ".npmrc": "save-exact=true\n"}, ("package.json", "package-lock.json", ".npmrc")),
    ("ignored lock", "npm", {"package.json": package(), "package-lock.json": LOCK, ".dockerignore": "package-lock.json\n"}, ("package.json",)),
    ("npm beside a yarn lock", "npm", {"package.json": package(), "yarn.lock": ""}, ("package.json", "yarn.lock")),
    ("yarn 1", "yarn", {"package.json": package(), "yarn.lock": "", ".yarnrc": 'yarn-path ".yarn/yarn.cjs"\n', ".yarn/yarn.cjs": ""}, ("package.json", "yarn.lock", ".yarnrc", ".yarn/yarn.cjs")),
    ("yarn berry", "yarn", {"package.json": package(), "yarn.lock": "", ".yarnrc.yml": "nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.cjs\n", ".yarn/releases/yarn-4.cjs": "", ".yarn/plugins/x.cjs": ""}, ("package.json", "yarn.lock", ".yarnrc.yml", ".yarn/releases", ".yarn/plugins")),
    ("a plugin of the project", "yarn", {"package.json": package(), ".yarnrc.yml": "plugins:\n  - path: ./tools/x.cjs\n    spec: x\n", "tools/x.cjs": ""}, ("package.json", ".yarnrc.yml", "tools/x.cjs")),
    ("pnpm", "pnpm", {"package.json": package(pnpm={"patchedDependencies": {"x@1": "patches/x@1.patch"}}), "pnpm-lock.yaml": "", "patches/x@1.patch": ""}, ("package.json", "pnpm-lock.yaml", "patches/x@1.patch")),
    ("bun", "bun", {"package.json": package(), "bun.lock": "", "bunfig.toml": ""}, ("package.json", "bun.lock", "bunfig.toml")),
    ("a file that a script tests for", "npm", {"package.json": package(scripts={"prepare": "[ -f .huskyrc ] && husky || test -e dist"}), ".huskyrc": ""}, ("package.json", ".huskyrc")),
    ("a script that asks for hooks", "npm", {"package.json": package(scripts={"prepare": "node .husky/install.mjs"}), ".husky/install.mjs": HOOKS}, ("package.json", ".husky/install.mjs")),
    ("harmless scripts", "npm", {"package.json": package(scripts={"prepare": "husky install || true", "preinstall": "npx only-allow npm"})}, ("package.json",)),
    ("patch-package", "npm", {"package.json": package(scripts={"postinstall": "patch-package"}), "patches/x+1.patch": ""}, ("package.json", "patches")),
    ("patches elsewhere", "npm", {"package.json": package(scripts={"postinstall": "patch-package --patch-dir=fixes"}), "fixes/x+1.patch": "", "patches/y+1.patch": ""}, ("package.json", "fixes")),
    ("the schema that the script names", "npm", {"package.json": package(scripts={"postinstall": "prisma generate --schema db/a.prisma"}), "db/a.prisma": "", "prisma/schema.prisma": ""}, ("package.json", "db/a.prisma")),
    ("what yarn 1 throws away", "yarn", {"package.json": package(), "yarn.lock": "", ".yarnclean": "docs\n"}, ("package.json", "yarn.lock", ".yarnclean")),
    ("hooks elsewhere", "pnpm", {"package.json": package(), ".npmrc": "pnpmfile=hooks/pnpm.cjs\n", "hooks/pnpm.cjs": ""}, ("package.json", ".npmrc", "hooks/pnpm.cjs")),
    ("hooks of the workspace's settings", "pnpm", {"package.json": package(), "pnpm-workspace.yaml": "pnpmfile: hooks/pnpm.cjs\n", "hooks/pnpm.cjs": ""}, ("package.json", "pnpm-workspace.yaml", "hooks/pnpm.cjs")),
    ("prisma", "npm", {"package.json": json.dumps({"dependencies": {"@prisma/client": "5.0.0"}}), "prisma/schema.prisma": ""}, ("package.json", "prisma/schema.prisma")),
    ("prisma schema elsewhere", "npm", {"package.json": json.dumps({"dependencies": {"prisma": "5.0.0"}, "prisma": {"schema": "db/s.prisma"}}), "db/s.prisma": ""}, ("package.json", "db/s.prisma")),
    ("npm workspace", "npm", {"package.json": package(workspaces=["packages/*"]), "packages/a/package.json": "{}", "packages/b/package.json": "{}", "packages/b/node_modules/c/package.json": "{}", ".dockerignore": "**/node_modules\n"}, ("package.json", "packages/a/package.json", "packages/b/package.json")),
    ("pnpm workspace", "pnpm", {"package.json": package(), "pnpm-workspace.yaml": "packages:\n  - 'apps/*'\n  - \"!apps/old\"\n", "apps/a/package.json": "{}", "apps/old/package.json": "{}"}, ("package.json", "pnpm-workspace.yaml", "apps/a/package.json")),
    ("patches of a pnpm workspace", "pnpm", {"package.json": package(), "pnpm-workspace.yaml": "patchedDependencies:\n  'x@1.0.0': fixes/x.patch\n", "fixes/x.patch": ""}, ("package.json", "pnpm-workspace.yaml", "fixes/x.patch")),
    ("prisma schema by configuration", "npm", {"package.json": json.dumps({"dependencies": {"prisma": "7.0.0"}}), "prisma.config.ts": 'import "dotenv/config"\nexport default { schema: "db/s.prisma" }', "db/s.prisma": ""}, ("package.json", "prisma.config.ts", "db/s.prisma")),
    ("settings from which the generator of Prisma infers", "npm", {"package.json": PRISMA, "prisma/schema.prisma": INFERRED, "tsconfig.json": '{"extends": ["./base.json", "@tsconfig/node22"]}', "base.json": "{}", "prisma/tsconfig.json": "{}"},
     ("package.json", "prisma/schema.prisma", "tsconfig.json", "base.json")),
    ("the nearest settings", "npm", {"package.json": PRISMA, "prisma/schema.prisma": INFERRED, "tsconfig.json": "{}", "src/tsconfig.json": '{"extends": "../config/base"}', "config/base.json": "{}"},
     ("package.json", "prisma/schema.prisma", "src/tsconfig.json", "config/base.json")),
    ("a generator of Prisma that infers nothing", "npm", {"package.json": PRISMA, "prisma/schema.prisma": INFERRED.replace("prisma-client", "prisma-client-js"), "tsconfig.json": "{}"},
     ("package.json", "prisma/schema.prisma")),
    ("a generator of Prisma that is told all", "npm", {"package.json": PRISMA, "tsconfig.json": "{}",
      "prisma/schema.prisma": INFERRED.replace("}", 'moduleFormat = "cjs"\n generatedFileExtension = "ts"\n importFileExtension = ""\n}')}, ("package.json", "prisma/schema.prisma")),
    ("a schema in several files", "npm", {"package.json": PRISMA, "prisma/schema/a.prisma": "", "prisma/schema/b.prisma": INFERRED.replace("../src", "../../src"), "tsconfig.json": "{}"},
     ("package.json", "tsconfig.json", "prisma/schema")),
    ("package archive", "npm", {"package.json": json.dumps({"dependencies": {"x": "file:vendor/x.tgz"}}), "vendor/x.tgz": ""}, ("package.json", "vendor/x.tgz")),
    ("certificate", "npm", {"package.json": package(), ".npmrc": "cafile=./ca.pem\n", "ca.pem": ""}, ("package.json", ".npmrc", "ca.pem")),
    ("mirror", "yarn", {"package.json": package(), ".yarnrc": 'yarn-offline-mirror "./mirror"\n', "mirror/x.tgz": ""}, ("package.json", ".yarnrc", "mirror")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("manager", "files", "expected"), [case[1:] for case in COMPLETE], ids=[case[0] for case in COMPLETE]
)
def test_complete_set(manager: str, files: dict[str, str], expected: tuple[str, ...]) -> None:
    found = manifests(MemoryContext(files), "", manager)
    assert found is not None
    assert found.is_complete, found
    assert found.paths == expected


OBSTACLES: list[tuple[str, str, dict[str, str], str]] = [
    ("a script that asks for hooks and more", "npm", {"package.json": package(scripts={"prepare": "node .husky/install.mjs"}), ".husky/install.mjs": HOOKS + "await import('./more.mjs')"}, "`prepare`"),
    ("a script that reads what it computes", "npm", {"package.json": package(scripts={"prepare": "node h.js"}), "h.js": "require('husky').install(); require(process.env.X)"}, "`prepare`"),
    ("a directory that a script tests for", "npm", {"package.json": package(scripts={"prepare": "test -d .git && husky"}), ".git/HEAD": ""}, "`prepare`"),
    ("a schema that is not there", "npm", {"package.json": package(scripts={"postinstall": "prisma generate --schema=db/a.prisma"}), "prisma/schema.prisma": ""}, "`postinstall`"),
    ("script of the project", "npm", {"package.json": package(scripts={"postinstall": "node scripts/setup.js"})}, "`postinstall`"),
    ("build while installing", "yarn", {"package.json": package(scripts={"prepare": "yarn build"})}, "`prepare`"),
    ("script of a member", "npm", {"package.json": package(workspaces=["a"]), "a/package.json": package(scripts={"prepare": "tsc"})}, "`a/package.json`"),
    # Outside of a repository lefthook fails, and .git comes with the sources.
    ("hooks of lefthook", "npm", {"package.json": package(scripts={"prepare": "lefthook install"})}, "`prepare`"),
    ("native addon", "npm", {"package.json": package(), "binding.gyp": "{}"}, "node-gyp"),
    ("local directory", "npm", {"package.json": package(devDependencies={"lib": "file:./lib"})}, "`lib`"),
    ("link", "pnpm", {"package.json": package(devDependencies={"lib": "link:../lib"})}, "`lib`"),
    ("local override", "npm", {"package.json": package(overrides={"lib": {"x": "file:x"}})}, "`x`"),
    ("member of a workspace", "pnpm", {"pnpm-workspace.yaml": "packages: ['app']\n", "app/package.json": package()}, "workspace"),
    ("sources of the workspace that pnpm copies", "pnpm", {"package.json": package(), "pnpm-workspace.yaml": "packages:\n  - a\ninjectWorkspacePackages: true\n"}, "`injectWorkspacePackages`"),
    ("the same in .npmrc", "pnpm", {"package.json": package(), ".npmrc": "inject-workspace-packages = true\n"}, "`injectWorkspacePackages`"),
    ("missing patch", "pnpm", {"package.json": package(pnpm={"patchedDependencies": {"x": "patches/x.patch"}})}, "patches/x.patch"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("manager", "files", "reason"), [case[1:] for case in OBSTACLES], ids=[case[0] for case in OBSTACLES]
)
def test_obstacle(manager: str, files: dict[str, str], reason: str) -> None:
    directory = "app" if "app/package.json" in files else ""
    found = manifests(MemoryContext(files), directory, manager)
    assert found is not None
    assert any(reason in obstacle for obstacle in found.obstacles), found


DOUBTS: list[tuple[str, str, dict[str, str], str]] = [
    ("lock file is behind", "npm", {"package.json": package(devDependencies={"vite": "^5.0.0"}), "package-lock.json": LOCK}, "`vite`"),
    ("own package cache", "yarn", {"package.json": package(), ".yarn/cache/x.zip": ""}, ".yarn/cache"),
    ("hook file", "pnpm", {"package.json": package(), ".pnpmfile.cjs": "require('./x')"}, ".pnpmfile.cjs"),
    ("executables of members", "npm", {"package.json": package(workspaces=["a"]), "a/package.json": '{"bin": "x.js"}'}, "executables"),
    ("an environment that Prisma's client notes", "npm", {"package.json": json.dumps({"dependencies": {"prisma": "5.0.0"}}), "prisma/schema.prisma": "", ".env": ""}, "`.env`"),
    ("a configuration that is a program", "npm", {"package.json": json.dumps({"dependencies": {"prisma": "7.0.0"}}), "prisma.config.ts": 'import { a } from "./a"'}, "prisma.config.ts"),
    ("a generator of the project", "npm", {"package.json": PRISMA, "prisma/schema.prisma": 'generator zod {\n  provider = "node ./gen.js"\n}\n', "gen.js": ""}, "`node ./gen.js`"),
    ("a generator of a schema that a script names", "npm", {"package.json": package(scripts={"postinstall": "prisma generate --schema db/a.prisma"}), "db/a.prisma": 'generator zod {\n  provider = "./gen.sh"\n}\n'}, "`./gen.sh`"),
    ("Node loads a file", "npm", {"package.json": package(), ".npmrc": "node-options=--require ./trace.js\n", "trace.js": ""}, "--require ./trace.js"),
    ("missing certificate", "npm", {"package.json": package(), ".npmrc": "cafile=./ca.pem\n"}, "./ca.pem"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("manager", "files", "reason"), [case[1:] for case in DOUBTS], ids=[case[0] for case in DOUBTS]
)
def test_doubt(manager: str, files: dict[str, str], reason: str) -> None:
    found = manifests(MemoryContext(files), "", manager)
    assert found is not None
    assert not found.obstacles
    assert any(reason in doubt for doubt in found.doubts), found


def test_sent_node_modules_would_overwrite_the_installed_ones() -> None:
    files = {"package.json": package(), "node_modules/x/index.js": ""}
    found = manifests(MemoryContext(files), "", "npm")
    assert found is not None
    assert found.overwritten == ("node_modules",)
    ignored = manifests(MemoryContext({**files, ".dockerignore": "node_modules\n"}), "", "npm")
    assert ignored is not None
    assert ignored.is_complete


def test_scripts_do_not_count_when_they_are_not_run() -> None:
    files = {"package.json": package(scripts={"postinstall": "node x.js"})}
    without = manifests(MemoryContext(files), "", "npm", runs_scripts=False)
    assert without is not None
    assert without.is_complete
    settings = manifests(MemoryContext({**files, ".npmrc": "ignore-scripts=true\n"}), "", "npm")
    assert settings is not None
    assert settings.is_complete


def test_no_package() -> None:
    assert manifests(MemoryContext({}), "", "npm") is None
    assert manifests(MemoryContext({"package.json": "{"}), "", "npm") is None
    assert manifests(MemoryContext({"package.json": "{}", ".dockerignore": "*.json\n"}), "", "npm") is None


def test_empty_package_needs_no_restore() -> None:
    found = manifests(MemoryContext({"package.json": '{"name": "x"}'}), "", "npm")
    assert found is not None
    assert found.needless


@pytest.mark.parametrize(
    ("files", "command", "expected"),
    [
        ({"package.json": "{}", "yarn.lock": ""}, "npm", ("yarn", "yarn.lock")),
        ({"package.json": '{"packageManager": "pnpm@9.1.0"}'}, "npm", ("pnpm", "package.json")),
        ({"package.json": "{}"}, "npm", ("npm", "command")),
        ({"package.json": "{}"}, "", None),
    ],
)
def test_package_manager(files: dict[str, str], command: str, expected: tuple[str, str] | None) -> None:
    assert package_manager(MemoryContext(files), "", command) == expected


@pytest.mark.parametrize(
    ("version", "wanted", "met"),
    [
        ("4.19.2", "^4.19.0", True), ("5.0.0", "^4.19.0", False), ("0.2.5", "^0.2.1", True), ("0.3.0", "^0.2.1", False),
        ("1.2.9", "~1.2.3", True), ("1.3.0", "~1.2.3", False), ("1.2.3", "1.2.3", True), ("1.2.4", "1.2.3", False),
        ("3.0.0", "*", True), ("3.1.0", "3.x", True), ("2.0.0", ">=1.0.0", True), ("2.0.0", "1 || 2", True),
        ("absent", "^1.0.0", False), ("1.0.0", "git+ssh://x", False),
    ],
)  # fmt: skip
def test_satisfies(version: str, wanted: str, met: bool) -> None:
    assert satisfies(version, wanted) is met


def test_lock_files_of_version_1_and_2() -> None:
    data = Package("", json.loads(package()))
    assert npm_differences(data, LOCK) == ()
    assert npm_differences(data, '{"lockfileVersion": 1, "dependencies": {"express": {"version": "4.19.2"}}}') == ()
    assert npm_differences(data, '{"lockfileVersion": 1, "dependencies": {"express": {"version": "3.0.0"}}}')
    assert npm_differences(data, '{"packages": {"": {"dependencies": {"express": "^4.19.0", "old": "1"}}}}')
    assert npm_differences(data, "not JSON")


@pytest.mark.parametrize(
    ("command", "understood"),
    [
        ("husky", True), ("husky install && echo done", True), ("is-ci || husky install", True), ("cross-env X=1 npx husky", True),
        ("tsc -p .", False), ("node -e 1", False), ("npm run build", False), ("husky && ./setup.sh", False), ("prisma generate", False),
    ],
)  # fmt: skip
def test_lifecycle_scripts(command: str, understood: bool) -> None:
    context = MemoryContext({})
    scripts = lifecycle_scripts(context, Package("", {"scripts": {"prepare": command, "test": "x"}}))
    assert [script.is_understood for script in scripts] == [understood]


def test_workspace_members() -> None:
    context = MemoryContext({"package.json": "{}", "packages/a/package.json": "{}", "packages/b/README.md": ""})
    root = Package("", {"workspaces": {"packages": ["packages/*"]}})
    assert [member.directory for member in workspace_members(context, root, "yarn")] == ["packages/a"]


def test_yaml_list() -> None:
    text = "# x\npackages:\n- a # one\n- 'b/*'\ncatalog:\n  - c\nother: [d, \"e\"]\n"
    assert yaml_list(text, "packages") == ("a", "b/*")
    assert yaml_list(text, "other") == ("d", "e")
    assert yaml_list(text, "missing") == ()


def test_json_with_comments() -> None:
    text = '{"a": "x,}", /* "b": 1, */ "c": [1, 2,], // "d"\n "e": "//", }'

    assert json_with_comments(text) == {"a": "x,}", "c": [1, 2], "e": "//"}
    assert json_with_comments('{"a": /* 1}') == {}


@pytest.mark.parametrize("text", ['"' + '\\"' * 100_000, "/*/" * 60_000, ", " * 100_000, '"' * 200_000], ids=range(4))
def test_json_that_is_none_takes_no_time(text: str) -> None:
    started = time.process_time()

    assert json_with_comments(text) == {}
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("packages", "expected"),
    [
        ({"": {"dependencies": {"a": "1"}}, "node_modules/a": {}}, ""),
        ({"": {"dependencies": {"a": "1"}}}, "a"),
        ({"": {"devDependencies": {"a": "1"}}}, "a"),
        ({"": {"dependencies": {"a": "1"}}, "node_modules/a": {"dependencies": {"b": "1"}}, "node_modules/b": {}}, ""),
        (
            {
                "": {"dependencies": {"@s/a": "1"}},
                "node_modules/@s/a": {"dependencies": {"b": "1"}},
                "node_modules/@s/a/node_modules/b": {"dependencies": {"c": "1"}},
                "node_modules/@s/a/node_modules/c": {},
            },
            "",
        ),
        ({"": {}, "node_modules/a": {"dependencies": {"b": "1"}}, "node_modules/c/node_modules/b": {}}, "b"),
        ({"": {}, "node_modules/a": {"peerDependencies": {"b": "1"}, "optionalDependencies": {"c": "1"}}}, ""),
    ],
)
def test_what_a_lock_file_lacks(packages: dict[str, object], expected: str) -> None:
    assert lacking(json.dumps({"lockfileVersion": 3, "packages": packages})) == expected
