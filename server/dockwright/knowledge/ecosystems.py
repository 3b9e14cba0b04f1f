"""What a project of each ecosystem keeps where: manifests, lock files, restore commands, build output, caches.

Source: the tools' documentation and the dependency layouts that build packs agree on. Date: 2026-11.
Patterns are file names, or globs relative to the project directory, as fnmatch reads them.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.values import NamedTuple


class Restore(NamedTuple):
    """A command that downloads the dependencies a manifest names.

    `program` and `subcommand` are words of the command (subcommand "" for none, several words for `mod download`).
    """

    program: str
    subcommand: str
    manifests: tuple[str, ...]  # files it reads; the first is required
    optional: tuple[str, ...] = ()  # lock and configuration files it reads when they exist
    reads_sources: bool = False  # it may run code or read files of the project itself


class Ecosystem(NamedTuple):
    """One language's project layout."""

    name: str
    manifests: tuple[str, ...]
    locks: tuple[str, ...]
    sources: tuple[str, ...]  # globs of what is compiled or run
    restores: tuple[Restore, ...]
    output_dirs: tuple[str, ...]  # directories its builds write into, relative to the project
    dependency_dirs: tuple[str, ...]  # installed dependencies, relative or absolute
    build_variables: tuple[str, ...]  # environment variables that only matter while building; globs


_NODE_CONFIG = (".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn", ".pnp.cjs", ".pnp.loader.mjs", "pnpm-workspace.yaml",
                ".pnpmfile.cjs", "bunfig.toml", "patches")  # fmt: skip
_PIP_REQUIREMENTS = ("requirements*.txt", "constraints*.txt", "requirements")

ECOSYSTEMS: Mapping[str, Ecosystem] = {
    ecosystem.name: ecosystem
    for ecosystem in (
        Ecosystem(
            "go",
            manifests=("go.mod", "go.work"),
            locks=("go.sum", "go.work.sum", "vendor/modules.txt"),
            sources=("*.go", "*.s", "*.c", "*.h"),
            restores=(
                Restore("go", "mod download", ("go.mod",), ("go.sum", "go.work", "go.work.sum")),
                Restore("go", "mod tidy", ("go.mod",), ("go.sum",), reads_sources=True),
                Restore("go", "mod vendor", ("go.mod",), ("go.sum",), reads_sources=True),
                Restore("go", "get", ("go.mod",), ("go.sum",), reads_sources=True),
            ),
            output_dirs=("bin", "dist", "out"),
            dependency_dirs=("/go/pkg/mod", "vendor"),
            build_variables=("GOPATH", "GOFLAGS", "GOPROXY", "GOPRIVATE", "GONOSUMDB", "GONOSUMCHECK", "GOSUMDB",
                             "GO111MODULE", "GOOS", "GOARCH", "GOARM", "GOAMD64", "GOCACHE", "GOMODCACHE", "GOBIN",
                             "GOTOOLCHAIN", "GOEXPERIMENT", "CGO_*"),
        ),
        Ecosystem(
            "node",
            manifests=("package.json",),
            locks=("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"),
            sources=("*.js", "*.mjs", "*.cjs", "*.ts", "*.mts", "*.tsx", "*.jsx", "*.vue", "*.svelte"),
            restores=(
                Restore("npm", "ci", ("package.json",), ("package-lock.json", "npm-shrinkwrap.json", ".npmrc")),
                Restore("npm", "install", ("package.json",), ("package-lock.json", "npm-shrinkwrap.json", ".npmrc")),
                Restore("yarn", "install", ("package.json",), ("yarn.lock", *_NODE_CONFIG)),
                Restore("yarn", "", ("package.json",), ("yarn.lock", *_NODE_CONFIG)),
                Restore("pnpm", "install", ("package.json",), ("pnpm-lock.yaml", *_NODE_CONFIG)),
                Restore("pnpm", "fetch", ("pnpm-lock.yaml",), ("pnpm-workspace.yaml", ".npmrc")),
                Restore("bun", "install", ("package.json",), ("bun.lock", "bun.lockb", "bunfig.toml")),
            ),
            output_dirs=("dist", "build", "out", ".next", ".output", "public/build", ".svelte-kit"),
            dependency_dirs=("node_modules",),
            build_variables=("NPM_CONFIG_*", "npm_config_*", "YARN_*", "VITE_*", "NEXT_PUBLIC_*", "REACT_APP_*",
                             "NUXT_PUBLIC_*", "GATSBY_*", "GENERATE_SOURCEMAP", "CYPRESS_INSTALL_BINARY",
                             "PUPPETEER_SKIP_*", "NPM_TOKEN", "NODE_AUTH_TOKEN"),
        ),
        Ecosystem(
            "python",
            manifests=("requirements.txt", "pyproject.toml", "Pipfile", "setup.py", "setup.cfg", "environment.yml"),
            locks=("poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "conda-lock.yml"),
            sources=("*.py", "*.pyx", "*.pyi"),
            restores=(
                Restore("pip", "install", ("requirements.txt",), _PIP_REQUIREMENTS),
                Restore("poetry", "install", ("pyproject.toml",), ("poetry.lock", "poetry.toml")),
                Restore("uv", "sync", ("pyproject.toml",), ("uv.lock", "uv.toml", ".python-version")),
                Restore("uv", "pip install", ("requirements.txt",), _PIP_REQUIREMENTS),
                Restore("pdm", "install", ("pyproject.toml",), ("pdm.lock", "pdm.toml")),
                Restore("pdm", "sync", ("pyproject.toml",), ("pdm.lock", "pdm.toml")),
                Restore("pipenv", "install", ("Pipfile",), ("Pipfile.lock",)),
                Restore("pipenv", "sync", ("Pipfile.lock",), ("Pipfile",)),
                Restore("conda", "env create", ("environment.yml",)),
            ),
            output_dirs=("dist", "build"),
            dependency_dirs=(".venv", "venv", "__pypackages__", "/opt/venv"),
            build_variables=("PIP_*", "UV_*", "POETRY_*", "PDM_*", "PIPENV_*"),
        ),
        Ecosystem(
            "rust",
            manifests=("Cargo.toml",),
            locks=("Cargo.lock",),
            sources=("*.rs",),
            restores=(
                Restore("cargo", "fetch", ("Cargo.toml",), ("Cargo.lock", ".cargo", "rust-toolchain.toml"),
                        reads_sources=True),
                Restore("cargo", "chef cook", ("recipe.json",)),
                Restore("cargo", "vendor", ("Cargo.toml",), ("Cargo.lock",), reads_sources=True),
            ),
            output_dirs=("target",),
            dependency_dirs=("/usr/local/cargo/registry",),
            build_variables=("CARGO_*", "RUSTFLAGS", "RUST_VERSION", "SQLX_OFFLINE", "OPENSSL_*"),
        ),
        Ecosystem(
            "java",
            manifests=("pom.xml", "build.gradle", "build.gradle.kts", "build.sbt", "settings.gradle",
                       "settings.gradle.kts"),
            locks=("gradle.lockfile",),
            sources=("*.java", "*.kt", "*.scala", "*.groovy"),
            restores=(
                Restore("mvn", "dependency:go-offline", ("pom.xml",), (".mvn", "mvnw")),
                Restore("mvn", "dependency:resolve", ("pom.xml",), (".mvn", "mvnw")),
                Restore("mvn", "dependency:copy-dependencies", ("pom.xml",), (".mvn", "mvnw")),
                Restore("gradle", "dependencies", ("build.gradle",),
                        ("build.gradle.kts", "settings.gradle", "settings.gradle.kts", "gradle.properties", "gradle",
                         "gradlew", "buildSrc")),
                Restore("sbt", "update", ("build.sbt",), ("project",)),
            ),
            output_dirs=("target", "build"),
            dependency_dirs=("/root/.m2", "/root/.gradle"),
            build_variables=("MAVEN_*", "M2_HOME", "GRADLE_*", "SBT_*", "SCALA_VERSION", "ANT_*", "LEIN_*", "JAVA_HOME"),
        ),
        Ecosystem(
            "dotnet",
            manifests=("*.csproj", "*.fsproj", "*.vbproj", "*.sln", "*.slnx"),
            locks=("packages.lock.json",),
            sources=("*.cs", "*.fs", "*.vb", "*.cshtml", "*.razor"),
            restores=(
                Restore("dotnet", "restore", ("*.csproj",),
                        ("*.sln", "*.slnx", "Directory.Build.props", "Directory.Build.targets",
                         "Directory.Packages.props", "nuget.config", "NuGet.Config", "global.json",
                         "packages.lock.json")),
            ),
            output_dirs=("bin", "obj", "out", "publish"),
            dependency_dirs=("/root/.nuget/packages",),
            build_variables=("NUGET_*", "NuGetPackageSourceCredentials_*", "VSS_NUGET_*", "ARTIFACTS_CREDENTIALPROVIDER_*",
                             "MSBUILD*", "DOTNET_CLI_*", "DOTNET_NOLOGO", "DOTNET_SKIP_FIRST_TIME_EXPERIENCE"),
        ),
        Ecosystem(
            "ruby",
            manifests=("Gemfile", "*.gemspec"),
            locks=("Gemfile.lock",),
            sources=("*.rb", "*.erb"),
            restores=(
                Restore("bundle", "install", ("Gemfile",), ("Gemfile.lock", ".ruby-version", "vendor/cache", "*.gemspec")),
                Restore("bundle", "", ("Gemfile",), ("Gemfile.lock", ".ruby-version", "vendor/cache", "*.gemspec")),
            ),
            output_dirs=("public/assets", "public/packs"),
            dependency_dirs=("/usr/local/bundle", "vendor/bundle"),
            build_variables=("BUNDLE_WITHOUT", "BUNDLE_JOBS", "BUNDLE_RETRY"),
        ),
        Ecosystem(
            "php",
            manifests=("composer.json",),
            locks=("composer.lock",),
            sources=("*.php",),
            restores=(
                Restore("composer", "install", ("composer.json",), ("composer.lock", "symfony.lock", "auth.json"),
                        reads_sources=True),
            ),
            output_dirs=("public/build",),
            dependency_dirs=("vendor",),
            build_variables=("COMPOSER_*",),
        ),
        Ecosystem(
            "elixir",
            manifests=("mix.exs",),
            locks=("mix.lock",),
            sources=("*.ex", "*.exs", "*.eex", "*.heex"),
            restores=(Restore("mix", "deps.get", ("mix.exs",), ("mix.lock", "config")),),
            output_dirs=("_build", "priv/static"),
            dependency_dirs=("deps",),
            build_variables=("HEX_*", "MIX_HOME"),
        ),
        Ecosystem(
            "haskell",
            manifests=("*.cabal", "stack.yaml", "package.yaml", "cabal.project"),
            locks=("stack.yaml.lock", "cabal.project.freeze"),
            sources=("*.hs",),
            restores=(
                Restore("stack", "setup", ("stack.yaml",), ("package.yaml", "*.cabal", "stack.yaml.lock")),
                Restore("cabal", "build --only-dependencies", ("*.cabal",), ("cabal.project", "cabal.project.freeze")),
            ),
            output_dirs=("dist", "dist-newstyle", ".stack-work"),
            dependency_dirs=("/root/.stack", "/root/.cabal"),
            build_variables=(),
        ),
        Ecosystem(
            "c",
            manifests=("vcpkg.json", "conanfile.txt", "conanfile.py"),
            locks=("conan.lock",),
            sources=("*.c", "*.cc", "*.cpp", "*.cxx", "*.h", "*.hpp", "CMakeLists.txt", "Makefile", "meson.build"),
            restores=(
                Restore("conan", "install", ("conanfile.txt",), ("conanfile.py", "conan.lock")),
                Restore("vcpkg", "install", ("vcpkg.json",), ("vcpkg-configuration.json",)),
            ),
            output_dirs=("build", "cmake-build-debug", "cmake-build-release"),
            dependency_dirs=(),
            build_variables=("CC", "CXX", "CFLAGS", "CXXFLAGS", "LDFLAGS", "MAKEFLAGS"),
        ),
    )
}  # fmt: skip
"""By name, as BaseImage.ecosystem has it."""

ALWAYS_IGNORABLE = (".git/", ".github/", ".gitlab-ci.yml", ".idea/", ".vscode/", ".DS_Store", "Dockerfile*",
                    ".dockerignore", "docker-compose*.yml", "compose*.yaml", "*.md", ".env*")  # fmt: skip
"""What seldom belongs into any image."""


class CacheMount(NamedTuple):
    """Where a tool keeps what a cache mount should keep between builds."""

    target: str  # for root with the usual home
    sharing: str = ""  # "" is shared; "locked" when two builds must not write at once
    note: str = ""


CACHE_MOUNTS: Mapping[str, tuple[CacheMount, ...]] = {
    "go": (CacheMount("/go/pkg/mod"), CacheMount("/root/.cache/go-build")),
    "npm": (CacheMount("/root/.npm"),),
    "yarn": (CacheMount("/usr/local/share/.cache/yarn", "locked"),),
    "yarn-berry": (CacheMount("/root/.yarn/berry/cache"),),
    "pnpm": (CacheMount("/root/.local/share/pnpm/store"),),
    "bun": (CacheMount("/root/.bun/install/cache"),),
    "pip": (CacheMount("/root/.cache/pip"),),
    "uv": (CacheMount("/root/.cache/uv", note="UV_LINK_MODE=copy"),),
    "poetry": (CacheMount("/root/.cache/pypoetry"),),
    "pdm": (CacheMount("/root/.cache/pdm"),),
    "pipenv": (CacheMount("/root/.cache/pipenv"), CacheMount("/root/.cache/pip")),
    "cargo": (CacheMount("/usr/local/cargo/registry", "locked"), CacheMount("/usr/local/cargo/git", "locked")),
    "mvn": (CacheMount("/root/.m2", "locked"),),
    "gradle": (CacheMount("/root/.gradle", "locked"),),
    "sbt": (CacheMount("/root/.sbt"), CacheMount("/root/.ivy2"), CacheMount("/root/.cache/coursier")),
    "dotnet": (CacheMount("/root/.nuget/packages", "locked"),),
    "composer": (CacheMount("/root/.composer/cache"),),
    "bundle": (CacheMount("/usr/local/bundle/cache", "locked"),),
    "mix": (CacheMount("/root/.hex/packages"), CacheMount("/root/.cache/rebar3")),
    "apt-get": (CacheMount("/var/cache/apt", "locked"), CacheMount("/var/lib/apt/lists", "locked")),
    "apk": (CacheMount("/var/cache/apk", "locked", note="--cache-dir"),),
    "dnf": (CacheMount("/var/cache/dnf", "locked"),),
    "microdnf": (CacheMount("/var/cache/yum", "locked"),),
    "yum": (CacheMount("/var/cache/yum", "locked"),),
    "zypper": (CacheMount("/var/cache/zypp", "locked"),),
    "pacman": (CacheMount("/var/cache/pacman/pkg", "locked"),),
    "vcpkg": (CacheMount("/root/.cache/vcpkg/archives"),),
    "ccache": (CacheMount("/root/.ccache"),),
}
"""By the program name PackageManager.name has."""
