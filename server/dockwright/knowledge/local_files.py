"""What lies about in a working directory and has nothing to do in an image: packages, output, caches, editors, secrets.

Sources: the templates that version control services offer for ignore files, and the documentation of the tools; read in 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words
from dockwright.values import NamedTuple


class Made(NamedTuple):
    """A directory that a tool makes, beside one of these files (globs; none: anywhere), when a RUN has one of these words."""

    name: str
    beside: tuple[str, ...]
    programs: tuple[str, ...]


_NODE_BUILDS = ("npm run build", "yarn build", "yarn run build", "pnpm build", "pnpm run build", "bun run build")

INSTALLED: tuple[Made, ...] = (
    Made("node_modules", (), ("npm", "yarn", "pnpm", "bun")),
    Made("bower_components", ("bower.json",), ("bower",)),
    Made("vendor", ("composer.json",), ("composer",)),
    Made("deps", ("mix.exs",), ("mix",)),
)
"""Installed dependencies: left out where the image installs its own."""

BUILT: tuple[Made, ...] = (
    Made("target", ("pom.xml", "Cargo.toml", "build.sbt"), ("mvn", "cargo", "sbt")),
    Made("target", ("build.properties", "plugins.sbt"), ("sbt",)),
    Made("build", ("build.gradle", "build.gradle.kts"), ("gradle",)),
    Made("build", ("package.json",), _NODE_BUILDS),
    Made("dist", ("package.json",), (*_NODE_BUILDS, "ng build", "vite build")),
    Made(".next", ("package.json",), (*_NODE_BUILDS, "next build")),
    Made(".nuxt", ("package.json",), (*_NODE_BUILDS, "nuxt build", "nuxi build")),
    Made(".output", ("package.json",), (*_NODE_BUILDS, "nuxt build", "nuxi build")),
    Made(".svelte-kit", ("package.json",), (*_NODE_BUILDS, "vite build")),
    Made(".angular", ("angular.json",), (*_NODE_BUILDS, "ng build")),
    Made("bin", ("*.csproj", "*.fsproj", "*.vbproj"), ("dotnet",)),
    Made("obj", ("*.csproj", "*.fsproj", "*.vbproj"), ("dotnet",)),
    Made("_build", ("mix.exs", "rebar.config"), ("mix", "rebar3")),
)
"""What builds leave behind: left out where the image builds it itself."""

CACHES: tuple[str, ...] = (
    "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".nox", "htmlcov", ".nyc_output", ".terraform",
    ".gradle", ".turbo", ".parcel-cache", ".eslintcache", ".dart_tool", ".ipynb_checkpoints", ".hypothesis", ".vagrant",
    ".serverless",
)  # fmt: skip
"""Caches and reports of tools, wherever they lie."""

EDITORS: tuple[str, ...] = (
    ".idea",
    ".vscode",
    ".vs",
    ".DS_Store",
    ".history",
    ".settings",
    ".metals",
    ".bloop",
    ".bsp",
)
"""What editors and desktops leave."""

FILES: tuple[str, ...] = (".coverage", "npm-debug.log", "yarn-error.log", "yarn-debug.log", ".pnpm-debug.log")
"""Files that tools leave in the top directory."""

ABOUT_THE_BUILD: tuple[str, ...] = (
    "Dockerfile", "*.Dockerfile", "Dockerfile.*", "docker-compose*.yml", "docker-compose*.yaml", "compose*.yml", "compose*.yaml",
    ".github", ".gitlab-ci.yml", ".circleci", ".travis.yml",
)  # fmt: skip
"""What says how things are built and tested: an edit of it would make the layers of a broad COPY anew."""

VERSION_READERS: Mapping[str, tuple[str, ...]] = {
    "pyproject.toml": (
        "setuptools_scm",
        "setuptools-scm",
        "hatch-vcs",
        "versioneer",
        "dynamic-versioning",
        "pbr",
        "vcs",
    ),
    "setup.py": ("use_scm_version", "versioneer", "pbr", "git"),
    "setup.cfg": ("pbr", "versioneer", "setuptools_scm"),
    "pom.xml": ("git-commit-id", "buildnumber-maven", "jgitver", "git.commit"),
    "build.gradle": ("git",),
    "build.gradle.kts": ("git",),
    "settings.gradle": ("git",),
    "settings.gradle.kts": ("git",),
    "Cargo.toml": ("vergen", "git-version", "git2", "shadow-rs", "built"),
    "build.rs": ("git",),
    "package.json": ("git ", "git-", ".git/"),
    "*.config.js": ("git ", "'git'", '"git"', "git-", ".git/"),
    "*.config.ts": ("git ", "'git'", '"git"', "git-", ".git/"),
    "*.config.mjs": ("git ", "'git'", '"git"', "git-", ".git/"),
    "Directory.Build.props": ("GitVersion", "Nerdbank", "MinVer", "SourceLink"),
    "*.csproj": ("GitVersion", "Nerdbank", "MinVer", "SourceLink"),
    "version.json": ("nerdbank",),
    "*.gemspec": ("git ",),
    "mix.exs": ("git",),
    "CMakeLists.txt": ("git ", "Git"),
    "Makefile": ("git ", ".git"),
    "makefile": ("git ", ".git"),
    "GNUmakefile": ("git ", ".git"),
    "Rakefile": ("git ",),
    "Taskfile.yml": ("git ",),
    "justfile": ("git ",),
    "meson.build": ("git",),
    "*.sh": ("git ",),
}
"""Files that may ask the repository for a version, with the words that tell so: with one of them `.git` stays."""

ASKING_PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "Makefile": ("make",), "makefile": ("make",), "GNUmakefile": ("make",), "Rakefile": ("rake",), "Taskfile.yml": ("task",),
    "justfile": ("just",), "CMakeLists.txt": ("cmake",), "meson.build": ("meson",), "*.sh": (".sh", "make", "npm", "yarn"),
}  # fmt: skip
"""Such files that only matter where a RUN has one of these words."""


# Secrets

PRIVATE_KEY_SUFFIXES = (".pem", ".key", ".ppk", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519")
"""How the names of files end that may hold a private key."""

EXAMPLE_DIRECTORIES: frozenset[str] = words(
    """
    test tests testing testdata test-data test_data fixture fixtures example examples sample samples spec specs mock mocks
    __tests__ __mocks__ __fixtures__ demo demos doc docs node_modules vendor third_party site-packages e2e
    """
)
"""Directories whose keys and passwords are made up, or somebody else's."""

EXAMPLE_WORDS = ("example", "sample", "template", "dist", "default", "test", "schema", "ci", "dummy", "mock")
"""Parts of a name, as in `.env.example`, that tell of a file without secrets."""

PUBLIC_PREFIXES = (
    "VITE_",
    "NEXT_PUBLIC_",
    "REACT_APP_",
    "NUXT_PUBLIC_",
    "GATSBY_",
    "PUBLIC_",
    "EXPO_PUBLIC_",
    "VUE_APP_",
)
"""Variables of an .env that end up in what every browser gets, and so are no secrets."""
