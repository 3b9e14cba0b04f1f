"""Toolchains and interpreters, but for those of Java and .NET."""

from __future__ import annotations

from dockwright.knowledge.base_images import releases
from dockwright.knowledge.base_images.image import BUILDPACK_PROGRAMS, SCM_PROGRAMS, BaseImage, Family, env, varying
from dockwright.knowledge.table import words
from dockwright.knowledge.uv_images import PROGRAMS as UV_PROGRAMS

FAMILIES: tuple[Family, ...] = (
    Family(
        BaseImage(
            "golang", "go", "toolchain", workdir="/go",
            env=env("/go/bin:/usr/local/go/bin", GOPATH="/go", GOTOOLCHAIN="local", GOLANG_VERSION=None),
        ),
        releases=releases.GO,
        sizes={"full": (300, 860), "alpine": (80, 250)},
        full_programs=SCM_PROGRAMS | {"gcc", "g++", "make", "go", "gofmt"},
        slim_programs=words("go gofmt"),
        shell_command=True,
    ),
    Family(
        BaseImage(
            "node", "node", "toolchain", account="node", env=env(NODE_VERSION=None, YARN_VERSION=None),
            entrypoint=("docker-entrypoint.sh",), cmd=("node",),
        ),
        releases=releases.NODE,
        sizes={"full": (400, 1120), "slim": (75, 225), "alpine": (52, 160)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("node npm npx yarn"),
        without=(((26,), words("yarn")),),  # github.com/nodejs/docker-node/pull/2422
    ),
    Family(
        BaseImage("mhart/alpine-node", "node", "toolchain", is_deprecated=True, successor="node",
                  env_is_complete=False),
        releases=(((), "alpine"),),
        slim_programs=words("node npm npx yarn"),
        sizes={"alpine": (40, 110), "slim": (15, 45)},
        shell_command=True,
    ),
    Family(
        BaseImage(
            "python", "python", "toolchain",
            env=env("/usr/local/bin", **varying(
                "LANG GPG_KEY PYTHON_VERSION PYTHON_SHA256 PYTHON_PIP_VERSION PYTHON_SETUPTOOLS_VERSION "
                "PYTHON_GET_PIP_URL PYTHON_GET_PIP_SHA256")),
            cmd=("python3",),
        ),
        releases=releases.PYTHON,
        alpine={(2,): "3.11", (2, 7): "3.11", (3, 4): "3.9", (3, 5): "3.12", (3, 6): "3.15", (3, 7): "3.18", (3, 8): "3.20",
                (3, 9): "3.22"},
        sizes={"full": (380, 1110), "slim": (43, 119), "alpine": (17, 47)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("python python3 pip pip3"),
    ),
    Family(
        BaseImage(
            "pypy", "python", "toolchain", cmd=("pypy3",),
            env=env("/opt/pypy/bin", **varying("LANG PYPY_VERSION PYTHON_PIP_VERSION PYTHON_SETUPTOOLS_VERSION "
                                               "PYTHON_GET_PIP_URL PYTHON_GET_PIP_SHA256")),
        ),
        releases=(((2,), "bookworm"), ((3, 11), "trixie")),
        sizes={"full": (360, 950), "slim": (85, 230)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("pypy3 pip"),
    ),
    Family(
        BaseImage(
            "rust", "rust", "toolchain",
            env=env("/usr/local/cargo/bin", RUSTUP_HOME="/usr/local/rustup", CARGO_HOME="/usr/local/cargo",
                    RUST_VERSION=None),
        ),
        releases=(((1, 20), "stretch"), ((1, 37), "buster"), ((1, 54), "debian"), ((1, 55), "bullseye"), ((1, 70), "debian"),
                  ((1, 71), "bookworm"), ((1, 89), "debian"), ((1, 90), "trixie")),
        sizes={"full": (560, 1480), "slim": (300, 780), "alpine": (320, 900)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("cargo rustc rustup gcc"),
        shell_command=True,
    ),
    Family(
        BaseImage(
            "rustlang/rust", "rust", "toolchain",
            env=env("/usr/local/cargo/bin", RUSTUP_HOME="/usr/local/rustup", CARGO_HOME="/usr/local/cargo"),
        ),
        releases=(((1,), "trixie"),),  # nightly builds, on the stable Debian
        sizes={"full": (560, 1480), "slim": (300, 780), "alpine": (320, 900)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("cargo rustc rustup gcc"),
        shell_command=True,
    ),
    Family(
        BaseImage(
            "ruby", "ruby", "toolchain", cmd=("irb",),
            env=env("/usr/local/bundle/bin", LANG="C.UTF-8", GEM_HOME="/usr/local/bundle",
                    BUNDLE_SILENCE_ROOT_WARNING="1", BUNDLE_APP_CONFIG="/usr/local/bundle",
                    **varying("RUBY_VERSION RUBY_DOWNLOAD_URL RUBY_DOWNLOAD_SHA256 RUBY_MAJOR RUBYGEMS_VERSION "
                              "BUNDLER_VERSION BUNDLE_PATH BUNDLE_BIN")),
        ),
        releases=releases.RUBY,
        sizes={"full": (380, 1010), "slim": (80, 215), "alpine": (42, 105)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("ruby gem bundle irb"),
    ),
    Family(
        BaseImage(
            "php", "php", "toolchain", account="www-data", entrypoint=("docker-php-entrypoint",), cmd=("php", "-a"),
            env=env(PHP_INI_DIR="/usr/local/etc/php", **varying(
                "PHPIZE_DEPS PHP_CFLAGS PHP_CPPFLAGS PHP_LDFLAGS GPG_KEYS PHP_VERSION PHP_URL PHP_ASC_URL PHP_SHA256")),
        ),
        releases=releases.PHP,
        sizes={"full": (180, 510), "alpine": (38, 105)},
        words={
            "apache": {
                "workdir": "/var/www/html", "cmd": ("apache2-foreground",), "ports": ("80",), "stopsignal": "SIGWINCH",
                "env_is_complete": False, "has_empty_workdir": True,
            },
            "fpm": {
                "workdir": "/var/www/html", "cmd": ("php-fpm",), "ports": ("9000",), "stopsignal": "SIGQUIT",
                "has_empty_workdir": True,
            },
        },
        full_programs=words("curl gcc g++ make autoconf"),
        slim_programs=words("php pecl docker-php-ext-install curl"),
    ),
    Family(
        BaseImage(
            "composer", "php", "tool", workdir="/app", entrypoint=("/docker-entrypoint.sh",), cmd=("composer",),
            env_is_complete=False, has_empty_workdir=True,
        ),
        releases=(((), "alpine"),),
        slim_programs=words("composer php git bash curl unzip make ssh"),
        sizes={"alpine": (65, 190)},
    ),
    Family(
        BaseImage(
            "dunglas/frankenphp", "php", "toolchain", workdir="/app", account="www-data", env_is_complete=False,
            entrypoint=("docker-php-entrypoint",), cmd=("--config", "/etc/frankenphp/Caddyfile", "--adapter", "caddyfile"),
            ports=("80", "443", "443/udp", "2019"),
            env=env(PHP_INI_DIR="/usr/local/etc/php", XDG_CONFIG_HOME="/config", XDG_DATA_HOME="/data", PHP_VERSION=None),
        ),
        releases=(((), "debian"),),
        words={
            "builder": {"workdir": "/go/src/app"},
            "static": {"os": "", "release": "", "libc": "", "libc_version": "", "package_manager": ""},
        },
        slim_programs=words("php frankenphp pecl docker-php-ext-install install-php-extensions curl"),
    ),
    Family(
        BaseImage("elixir", "elixir", "toolchain", cmd=("iex",),
                  env=env(LANG="C.UTF-8", **varying("OTP_VERSION REBAR_VERSION REBAR3_VERSION ELIXIR_VERSION"))),
        releases=releases.ELIXIR,
        sizes={"full": (560, 1500), "slim": (120, 330), "alpine": (45, 100)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("elixir mix iex erl"),
    ),
    Family(
        BaseImage("erlang", "elixir", "toolchain", cmd=("erl",),
                  env=env(**varying("OTP_VERSION REBAR_VERSION REBAR3_VERSION"))),
        releases=releases.ERLANG,
        sizes={"full": (560, 1480), "slim": (115, 310), "alpine": (40, 90)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("erl rebar3"),
    ),
    # hexpm's images stand on the bare system that the tag names, and have no tools beside Erlang and Elixir: github.com/hexpm/bob
    Family(
        BaseImage("hexpm/elixir", "elixir", "toolchain", env=env(LANG="C.UTF-8")),
        words={"alpine": {"env": env()}},
        slim_programs=words("elixir elixirc mix iex erl erlc escript"),
        shell_command=True,
    ),
    Family(
        BaseImage("hexpm/erlang", "elixir", "toolchain", env=env(LANG="C.UTF-8")),
        words={"alpine": {"env": env()}},
        slim_programs=words("erl erlc escript"),
        shell_command=True,
    ),
    Family(
        BaseImage("haskell", "haskell", "toolchain", cmd=("ghci",), env=env(LANG="C.UTF-8", PATH=None)),
        releases=(((8,), "buster"), ((9, 10), "bullseye")),
        sizes={"full": (560, 2300), "slim": (480, 1900)},
        full_programs=words("ghc cabal stack git curl gcc g++ make xz ssh"),
        slim_programs=words("ghc cabal gcc"),
        full_unsure=words("python3"),
    ),
    Family(
        BaseImage("gcc", "c", "toolchain", env_is_complete=False,
                  env=env(**varying("GPG_KEYS GCC_MIRRORS GCC_VERSION"))),
        releases=(((4,), "stretch"), ((9,), "buster"), ((11,), "bookworm"), ((14,), "bookworm"), ((15,), "trixie")),
        sizes={"full": (510, 1400)},
        full_programs=BUILDPACK_PROGRAMS,
        shell_command=True,
    ),
    Family(
        BaseImage("perl", "perl", "toolchain", workdir="/usr/src/app", cmd=("perl5",),
                  env=env(PERL_CPANM_OPT=None)),
        releases=(((5, 8), "debian"), ((5, 38, 5), "trixie"), ((5, 40, 0), "debian"), ((5, 40, 3), "trixie"),
                  ((5, 42), "trixie")),
        sizes={"full": (340, 900), "slim": (60, 150)},
        full_programs=BUILDPACK_PROGRAMS,
        slim_programs=words("perl cpanm"),
    ),
    Family(
        BaseImage("swift", "swift", "toolchain", env_is_complete=False),
        releases=(((4,), "bionic"), ((5, 5), "focal"), ((5, 8), "jammy"), ((6,), "noble")),
        words={"slim": {"kind": "runtime"}},
        sizes={"full": (950, 2900), "slim": (100, 280)},
        full_programs=words("swift swiftc git gcc g++"),
        full_unsure=words("python3"),
        shell_command=True,
    ),
    Family(
        BaseImage("dart", "dart", "toolchain", workdir="/root", env=env("/usr/lib/dart/bin", DART_SDK="/usr/lib/dart"),
                  cmd=("bash",)),
        releases=(((2,), "bookworm"), ((3, 9), "debian")),
        sizes={"full": (280, 800)},
        full_programs=words("dart git curl ssh"),
    ),
    Family(
        BaseImage("oven/bun", "node", "toolchain", workdir="/home/bun/app", account="bun", env_is_complete=False,
                  entrypoint=("/usr/local/bin/docker-entrypoint.sh",), cmd=("/usr/local/bin/bun",)),
        releases=(((), "debian"),),
        words={"distroless": {"has_shell": False, "package_manager": "", "programs": frozenset(), "os": "distroless",
                              "variant": "distroless", "workdir": "/", "account": "", "entrypoint": ("/usr/local/bin/bun",),
                              "cmd": ()}},
        sizes={"full": (95, 250), "slim": (75, 190), "alpine": (45, 120)},
        slim_programs=words("bun bunx"),
    ),
    Family(
        BaseImage("denoland/deno", "node", "toolchain", account="deno", env_is_complete=False,
                  entrypoint=("/tini", "--", "docker-entrypoint.sh"), cmd=("eval",)),
        releases=(((), "debian"),),
        words={"distroless": {"has_shell": False, "package_manager": "", "programs": frozenset(), "os": "distroless",
                              "variant": "distroless", "account": "", "entrypoint": ("/tini", "--", "/bin/deno")}},
        slim_programs=words("deno"),
        sizes={"full": (75, 210)},
    ),
    Family(
        BaseImage("ghcr.io/astral-sh/uv", "python", "toolchain", env_is_complete=False, entrypoint=("/uv",)),
        releases=(((), "scratch"),),
        slim_programs=UV_PROGRAMS,
    ),
    Family(
        BaseImage("continuumio/miniconda3", "python", "toolchain", cmd=("/bin/bash",), unsure=words("curl ps"),
                  env=env("/opt/conda/bin", LANG="C.UTF-8", LC_ALL="C.UTF-8")),
        releases=(((), "debian"),),
        slim_programs=words("conda python python3 pip bash wget git ssh"),
        sizes={"full": (170, 550)},
    ),
)  # fmt: skip
