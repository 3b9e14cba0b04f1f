"""Environment variables that images set, with the usual value and what it does.

Source: the documentation of each tool. Date: 2026-11. By ecosystem as BaseImage.ecosystem has it, "" for all; the usual first.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.values import NamedTuple


class Setting(NamedTuple):
    """A variable; `value` is what it is mostly set to, in a form that ENV can take."""

    value: str
    meaning: str


VARIABLES: Mapping[str, Mapping[str, Setting]] = {
    "": {
        "PATH": Setting("/app/bin:$PATH", "Where programs are looked for"),
        "LANG": Setting("C.UTF-8", "Language and character set: UTF-8 without any language's data"),
        "TZ": Setting("UTC", "The time zone; others than UTC need the package tzdata"),
        "PORT": Setting("8080", "The port that many programs and platforms listen on"),
    },
    "python": {
        "PYTHONUNBUFFERED": Setting("1", "Output is not held back, so that the log has it at once"),
        "PYTHONDONTWRITEBYTECODE": Setting("1", "No compiled files beside the sources"),
        "PYTHONPATH": Setting("/app", "Where modules are looked for first"),
        "VIRTUAL_ENV": Setting("/opt/venv", "The virtual environment that tools install into; PATH must name its bin, too"),
        "PIP_NO_CACHE_DIR": Setting("1", "pip keeps no downloads; not together with a cache mount"),
        "PIP_DISABLE_PIP_VERSION_CHECK": Setting("1", "pip does not look for a newer pip"),
        "UV_LINK_MODE": Setting("copy", "uv copies out of its cache, as it must from a cache mount"),
        "UV_COMPILE_BYTECODE": Setting("1", "uv compiles what it installs: a quicker start, a larger image"),
        "UV_PYTHON_DOWNLOADS": Setting("never", "uv takes the image's Python"),
        "POETRY_VIRTUALENVS_IN_PROJECT": Setting("1", "poetry installs into .venv beside pyproject.toml"),
    },
    "node": {
        "NODE_ENV": Setting("production", "Libraries leave out what is for development; `npm ci` leaves out devDependencies"),
        "NODE_OPTIONS": Setting("--max-old-space-size=512", "Options of every node: the heap in MB"),
        "NPM_CONFIG_UPDATE_NOTIFIER": Setting("false", "npm does not look for a newer npm"),
        "COREPACK_ENABLE_DOWNLOAD_PROMPT": Setting("0", "corepack does not ask before it downloads"),
        "PNPM_HOME": Setting("/pnpm", "Where pnpm keeps its store and global programs; PATH must name it, too"),
        "NEXT_TELEMETRY_DISABLED": Setting("1", "Next.js reports nothing"),
    },
    "go": {
        "CGO_ENABLED": Setting("0", "No C: static programs that run in any image"),
        "GOOS": Setting("linux", "The system that is built for; `$TARGETOS` with an ARG of that name"),
        "GOARCH": Setting("amd64", "The architecture that is built for; `$TARGETARCH` with an ARG of that name"),
        "GOFLAGS": Setting("-trimpath", "Flags of every go command"),
        "GOPROXY": Setting("https://proxy.golang.org,direct", "Where modules are fetched from"),
        "GOTOOLCHAIN": Setting("local", "The image's Go and no other"),
        "GOMAXPROCS": Setting("2", "How many threads run Go code at a time"),
    },
    "rust": {
        "RUST_LOG": Setting("info", "How much programs with env_logger or tracing log"),
        "RUST_BACKTRACE": Setting("1", "Panics tell where they came from"),
        "CARGO_TARGET_DIR": Setting("/target", "Where cargo builds"),
        "CARGO_INCREMENTAL": Setting("0", "No data for the next build, which an image has none of"),
        "SQLX_OFFLINE": Setting("true", "sqlx checks queries by its saved data, without a database"),
    },
    "java": {
        "JAVA_TOOL_OPTIONS": Setting("-XX:MaxRAMPercentage=75", "Options of every JVM: the share of the container's memory"),
        "JAVA_OPTS": Setting("-XX:MaxRAMPercentage=75", "Options that start scripts hand to java; java itself does not read it"),
        "MAVEN_OPTS": Setting("-Xmx1g", "Options of Maven's JVM"),
        "GRADLE_OPTS": Setting("-Dorg.gradle.daemon=false", "Options of Gradle's JVM"),
        "SPRING_PROFILES_ACTIVE": Setting("production", "The profiles that Spring starts with"),
    },
    "dotnet": {
        "ASPNETCORE_HTTP_PORTS": Setting("8080", "The port that ASP.NET Core listens on, from .NET 8 on"),
        "ASPNETCORE_URLS": Setting("http://+:8080", "Where ASP.NET Core listens"),
        "ASPNETCORE_ENVIRONMENT": Setting("Production", "Which settings ASP.NET Core reads"),
        "DOTNET_CLI_TELEMETRY_OPTOUT": Setting("1", "The SDK reports nothing"),
        "DOTNET_EnableDiagnostics": Setting("0", "No debugger or profiler may attach: the file system may be read-only"),
        "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": Setting("1", "No cultures, and so no ICU library is needed"),
    },
    "ruby": {
        "RAILS_ENV": Setting("production", "Which settings Rails reads"),
        "RACK_ENV": Setting("production", "Which settings Rack programs read"),
        "BUNDLE_WITHOUT": Setting("development:test", "Groups of gems that are not installed"),
        "BUNDLE_DEPLOYMENT": Setting("1", "Install exactly what Gemfile.lock says"),
        "BUNDLE_PATH": Setting("/usr/local/bundle", "Where gems are installed"),
        "RAILS_LOG_TO_STDOUT": Setting("1", "Rails logs to standard output"),
        "MALLOC_ARENA_MAX": Setting("2", "Less memory lost between threads"),
    },
    "php": {
        "COMPOSER_ALLOW_SUPERUSER": Setting("1", "composer does not warn of root"),
        "APP_ENV": Setting("production", "Which settings Laravel and Symfony read; Symfony calls it prod"),
    },
    "elixir": {
        "MIX_ENV": Setting("prod", "Which settings mix builds with"),
        "ERL_FLAGS": Setting("+JPperf true", "Flags of the Erlang system"),
    },
}  # fmt: skip
