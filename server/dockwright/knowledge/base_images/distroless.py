"""Runtimes without a shell: Google's distroless images."""

from __future__ import annotations

from dockwright.knowledge.base_images.image import BaseImage, Family, env

_LINKED = {"python3": frozenset(("python", "python3"))}
"""Links to the one program of an image that Google adds in a directory of PATH."""

FAMILIES: tuple[Family, ...] = (
    *(
        Family(
            BaseImage(
                f"gcr.io/distroless/{name}", ecosystem, "runtime", os="distroless", libc=libc, has_shell=False,
                account="nonroot", env=env(SSL_CERT_FILE="/etc/ssl/certs/ca-certificates.crt", **values),
                env_is_complete=name in ("static", "base", "base-nossl", "cc"), entrypoint=entrypoint,
                workdir="/", variant="distroless", compressed_mb=compressed, size_mb=size, unsure=_LINKED.get(name, frozenset()),
            ),
            releases=(((), "bookworm"),),
        )
        for name, ecosystem, libc, entrypoint, values, compressed, size in (
            ("static", "", "none", (), {}, 1, 2),
            ("base", "", "glibc", (), {}, 9, 21),
            ("base-nossl", "", "glibc", (), {}, 6, 15),
            ("cc", "", "glibc", (), {}, 10, 24),
            ("java", "java", "glibc", ("/usr/bin/java", "-jar"), {"JAVA_VERSION": None}, 85, 230),
            ("java11", "java", "glibc", ("/usr/bin/java", "-jar"), {"JAVA_VERSION": None}, 80, 210),
            ("java17", "java", "glibc", ("/usr/bin/java", "-jar"), {"JAVA_VERSION": None}, 85, 230),
            ("java21", "java", "glibc", ("/usr/bin/java", "-jar"), {"JAVA_VERSION": None}, 75, 195),
            ("java25", "java", "glibc", ("/usr/bin/java", "-jar"), {"JAVA_VERSION": None}, 75, 195),
            ("java-base", "java", "glibc", (), {}, 14, 35),
            ("nodejs", "node", "glibc", ("/nodejs/bin/node",), {}, 45, 130),
            ("nodejs18", "node", "glibc", ("/nodejs/bin/node",), {}, 45, 125),
            ("nodejs20", "node", "glibc", ("/nodejs/bin/node",), {}, 47, 130),
            ("nodejs22", "node", "glibc", ("/nodejs/bin/node",), {}, 52, 150),
            ("nodejs24", "node", "glibc", ("/nodejs/bin/node",), {}, 52, 150),
            ("python3", "python", "glibc", ("/usr/bin/python3.11",), {"LANG": "C.UTF-8"}, 21, 53),
        )
    ),
)  # fmt: skip
