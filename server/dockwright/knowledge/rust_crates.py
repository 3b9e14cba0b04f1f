"""Crates that link C libraries: which bring the library along, which take that of the system.

Source: the build scripts of the crates on crates.io, and their `links` entries. Date: 2026-11.
A crate whose name ends with `-sys` or `_sys` and that is in none of these tables is unknown: nobody can tell what its program needs.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words
from dockwright.values import NamedTuple

SELF_CONTAINED: frozenset[str] = words(
    """
    advapi32-sys android_log-sys aws-lc-fips-sys aws-lc-sys backtrace-sys boring-sys brotli-sys clang-sys
    core-foundation-sys core-video-sys coreaudio-sys coremidi-sys crypt32-sys dirs-sys dirs-sys-next fsevent-sys
    fuchsia-zircon-sys grpcio-sys iana-time-zone-haiku inotify-sys io-kit-sys ittapi-sys jemalloc-sys jni-sys js-sys
    kernel32-sys kqueue-sys libbz2-rs-sys libdeflate-sys libffi-sys libfuzzer-sys libgit2-sys libmimalloc-sys
    librocksdb-sys libsodium-sys libssh2-sys libwebp-sys libz-ng-sys libz-rs-sys linux-raw-sys lmdb-master-sys
    lmdb-rkv-sys lmdb-sys lz4-sys mach-sys minimp3-sys miniz-sys mozjpeg-sys ndk-sys netlink-sys objc-sys oboe-sys
    ole32-sys onig_sys psapi-sys rdkafka-sys renderdoc-sys rquickjs-sys s2n-tls-sys secp256k1-sys secur32-sys
    security-framework-sys shell32-sys snmalloc-sys system-configuration-sys tikv-jemalloc-sys unrar_sys user32-sys
    userenv-sys web-sys winapi-sys windows-sys ws2_32-sys zstd-sys
    """
)
"""They compile the C sources that they bring, or bind what every system of their kind has, or are for other systems."""


class Linked(NamedTuple):
    """A library of the system."""

    package: str  # Debian's development package
    bundle: str  # a dependency of the crate in Cargo.lock that tells that it compiles its own; "" when nothing tells
    in_base: bool = False  # Debian's small images have it


SYSTEM: Mapping[str, Linked] = {
    "alsa-sys": Linked("libasound2-dev", ""),
    "bzip2-sys": Linked("libbz2-dev", "", True),
    "curl-sys": Linked("libcurl4-openssl-dev", ""),
    "libdbus-sys": Linked("libdbus-1-dev", "cc"),
    "libsqlite3-sys": Linked("libsqlite3-dev", "cc"),
    "libudev-sys": Linked("libudev-dev", ""),
    "libz-sys": Linked("zlib1g-dev", "", True),
    "liblzma-sys": Linked("liblzma-dev", "", True),
    "lzma-sys": Linked("liblzma-dev", "", True),
    "mysqlclient-sys": Linked("default-libmysqlclient-dev", "mysqlclient-src"),
    "openssl-sys": Linked("libssl-dev", "openssl-src"),
    "pq-sys": Linked("libpq-dev", "pq-src"),
    "zmq-sys": Linked("libzmq3-dev", "zeromq-src"),
}
"""By crate: they look for the library with pkg-config, and find it in the full Debian image."""

UNKNOWN: frozenset[str] = words(
    """
    fuse fuser hidapi intel-mkl-src libpulse-binding libvips libxml magick_rust ncurses netlib-src ocl-core openblas-src opencv oracle pam pancurses pcap
    pdfium-render pyo3 pyo3-ffi r2d2-oracle rusty_ffmpeg skia-bindings tch
    """
)
"""They link or load a library of the system though their name does not end with `-sys`."""

SYSTEM_AUTHORITIES: frozenset[str] = words(
    "native-tls openssl openssl-sys openssl-probe rustls-native-certs rustls-platform-verifier curl curl-sys isahc hyper-tls"
)
"""With them a program trusts the authorities that the system lists."""

SYSTEM_ZONES: frozenset[str] = words("jiff tzfile tz-rs tzdb_data chrono time libc-time tz icu_time")
"""With them a program may look time zones up in the system's database."""

OWN_FILES: Mapping[str, tuple[str, ...]] = {
    "bevy": ("assets",),
    "dotenv": (".env",),
    "dotenvy": (".env",),
    "dotenv_codegen": (),
    "rocket": ("Rocket.toml",),
    "rocket_dyn_templates": ("templates",),
    "rocket_contrib": ("templates",),
    "ggez": ("resources",),
    "loco-rs": ("config", "assets"),
    "log4rs": ("log4rs.yaml", "log4rs.yml"),
}
"""Files and directories that a crate reads in the working directory without being told."""

FRAMEWORKS: Mapping[str, str] = {
    "dioxus": "dioxus serves a `public` directory beside the program",
    "leptos": "leptos reads its settings and its site when it runs",
    "libloading": "libraries may be loaded when the program runs (`libloading`)",
    "dlopen": "libraries may be loaded when the program runs (`dlopen`)",
    "dlopen2": "libraries may be loaded when the program runs (`dlopen2`)",
}
"""What a program with such a crate may need beyond what its sources name."""

LOADS_AT_BUILD: Mapping[str, frozenset[str]] = {"libloading": words("clang-sys")}
"""Crates that a build needs one of these for: with no other user in Cargo.lock, the program does not have it."""

EMBEDDED_WHEN_OPTIMISED: frozenset[str] = words("rust-embed rust_embed static-serve memory-serve")
"""They compile files in for a release, and read them when the program runs in a debug build."""


class Tool(NamedTuple):
    """A program that `cargo install` makes of a crate by itself."""

    program: str
    default: frozenset[str]  # features, unless --no-default-features
    links: Mapping[str, str]  # by feature: Debian's development package of the library that it takes from the system
    reads: tuple[str, ...]  # what it looks for in its working directory


TOOLS: Mapping[str, Tool] = {
    "diesel_cli": Tool(
        "diesel",
        words("postgres sqlite mysql"),
        {"postgres": "libpq-dev", "sqlite": "libsqlite3-dev", "mysql": "default-libmysqlclient-dev"},
        ("migrations", "diesel.toml", "Cargo.toml", ".env"),
    ),
    "sqlx-cli": Tool(
        "sqlx",
        words("postgres sqlite mysql native-tls completions"),
        {"native-tls": "libssl-dev"},
        ("migrations", ".env"),
    ),
}
"""Tools for migrations that containers run. Source: the manifests of the crates, diesel_cli 1.4 to 2.2 and sqlx-cli 0.5 to 0.8."""

FEATURES_THAT_LINK: Mapping[str, Mapping[str, str]] = {
    "diesel": {"postgres": "pq-sys", "sqlite": "libsqlite3-sys", "mysql": "mysqlclient-sys"},
    "rocket_sync_db_pools": {"diesel_postgres_pool": "pq-sys", "diesel_sqlite_pool": "libsqlite3-sys",
                             "diesel_mysql_pool": "mysqlclient-sys", "sqlite_pool": "libsqlite3-sys"},
    "openssl": {"": "openssl-sys"},
    "actix-web": {"openssl": "openssl-sys"},
    "native-tls": {"": "openssl-sys"},
    "tokio-native-tls": {"": "openssl-sys"},
    "hyper-tls": {"": "openssl-sys"},
    "postgres-native-tls": {"": "openssl-sys"},
    "tokio-openssl": {"": "openssl-sys"},
    "postgres-openssl": {"": "openssl-sys"},
    "rusqlite": {"": "libsqlite3-sys"},
    "pq-sys": {"": "pq-sys"},
    "openssl-sys": {"": "openssl-sys"},
    "libsqlite3-sys": {"": "libsqlite3-sys"},
    "reqwest": {"native-tls": "openssl-sys", "default-tls": "openssl-sys"},
    "sqlx": {"native-tls": "openssl-sys", "tls-native-tls": "openssl-sys", "runtime-tokio-native-tls": "openssl-sys",
             "runtime-actix-native-tls": "openssl-sys", "runtime-async-std-native-tls": "openssl-sys"},
    "sea-orm": {"runtime-tokio-native-tls": "openssl-sys", "runtime-actix-native-tls": "openssl-sys",
                "runtime-async-std-native-tls": "openssl-sys"},
}  # fmt: skip
"""What a dependency links by the features that a manifest asks for; "": without any. For projects without Cargo.lock."""
