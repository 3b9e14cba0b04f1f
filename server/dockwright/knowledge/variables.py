"""What the builder's own build arguments say, and the signals that end a program.

Source: the Dockerfile reference, the manual page signal(7). Date: 2026-11. The names themselves are in `platforms`.
"""

from __future__ import annotations

from collections.abc import Mapping

_PLATFORM = "Set by BuildKit. `FROM` can use it at once; in a stage it needs an `ARG` of that name first."

ARGUMENTS: Mapping[str, str] = {
    "TARGETPLATFORM": f"The platform the image is built for, such as `linux/amd64`. {_PLATFORM}",
    "TARGETOS": f"The operating system the image is built for, such as `linux`. {_PLATFORM}",
    "TARGETOSVERSION": f"The version of that operating system, on Windows. {_PLATFORM}",
    "TARGETARCH": f"The architecture the image is built for, such as `arm64`. {_PLATFORM}",
    "TARGETVARIANT": f"The variant of that architecture, such as `v7`; mostly empty. {_PLATFORM}",
    "TARGETSTAGE": f"The stage that is built (`--target`), `default` for the last one. {_PLATFORM}",
    "BUILDPLATFORM": f"The platform of the builder; cross-compile in `FROM --platform=$BUILDPLATFORM`. {_PLATFORM}",
    "BUILDOS": f"The operating system of the builder. {_PLATFORM}",
    "BUILDOSVERSION": f"The version of the builder's operating system. {_PLATFORM}",
    "BUILDARCH": f"The architecture of the builder. {_PLATFORM}",
    "BUILDVARIANT": f"The variant of the builder's architecture. {_PLATFORM}",
    "SOURCE_DATE_EPOCH": "Seconds since 1970 that the image and its files are dated to, for reproducible builds.",
    **{
        name: f"The proxy for {what}. Every `RUN` sees it without an `ARG`; it is no part of the cache key."
        for names, what in (
            (("HTTP_PROXY", "http_proxy"), "HTTP"),
            (("HTTPS_PROXY", "https_proxy"), "HTTPS"),
            (("FTP_PROXY", "ftp_proxy"), "FTP"),
            (("ALL_PROXY", "all_proxy"), "everything"),
        )
        for name in names
    },
    **dict.fromkeys(
        ("NO_PROXY", "no_proxy"),
        "Hosts that need no proxy. Every `RUN` sees it without an `ARG`; it is no part of the cache key.",
    ),
    "BUILDKIT_BUILD_NAME": "The name of the build in its progress and history.",
    "BUILDKIT_CACHE_MOUNT_NS": "A namespace for the ids of cache mounts.",
    "BUILDKIT_CONTEXT_KEEP_GIT_DIR": "Keeps `.git` of a context that is a Git repository.",
    "BUILDKIT_DOCKERFILE_CHECK": "What the `# check=` directive says, from the command line.",
    "BUILDKIT_INLINE_CACHE": "`1` puts the cache's metadata into the image.",
    "BUILDKIT_MULTI_PLATFORM": "Whether the result is an index of platforms even for one of them.",
    "BUILDKIT_SANDBOX_HOSTNAME": "The host name that `RUN` sees.",
    "BUILDKIT_SBOM_SCAN_CONTEXT": "Whether the bill of materials tells of the build context.",
    "BUILDKIT_SBOM_SCAN_STAGE": "Whether the bill of materials tells of this stage, or which stages.",
    "BUILDKIT_SYNTAX": "The frontend's image, from the command line.",
}

SIGNAL_MEANINGS: Mapping[str, str] = {
    "TERM": "the usual request to end; the default",
    "INT": "an interrupt, as Ctrl-C sends it",
    "QUIT": "ends in good order for nginx, PHP-FPM; others dump core",
    "HUP": "the terminal is gone, or: read the configuration again",
    "KILL": "ends at once, cannot be caught",
    "USR1": "of the program's own meaning",
    "USR2": "of the program's own meaning",
    "WINCH": "ends in good order for Apache",
    "RTMIN+3": "shuts systemd down",
}
