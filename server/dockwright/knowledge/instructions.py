"""The instructions: how each is written, what it does, and what is worth knowing when one writes it.

Source: the Dockerfile reference of BuildKit's frontend. Date: 2026-11. In `forms` brackets mark what may be left out
(JSON's apart), three dots what may be repeated. In `snippet` `${1:text}` is a place to fill in, as editors read it.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.values import NamedTuple


class Keyword(NamedTuple):
    """One instruction. The keyword itself stands neither in `forms` nor in `snippet`."""

    name: str
    forms: tuple[tuple[str, ...], ...]  # each the parts that signature help tells apart
    summary: str
    notes: str
    snippet: str
    example: str


KEYWORDS: Mapping[str, Keyword] = {
    row.name: row
    for row in (
        Keyword(
            "FROM",
            (("[--platform=platform]", "image[:tag][@digest]", "[AS name]"),),
            "Begins a stage, on top of an image or of an earlier stage.",
            "Everything that a stage holds is left behind unless a later stage copies it. `FROM scratch` begins with nothing. "
            "Only `ARG` may stand before the first `FROM`.",
            "${1:image}:${2:tag}",
            "FROM golang:1.25 AS build",
        ),
        Keyword(
            "RUN",
            (
                ("[--mount=...] [--network=...] [--security=...] [--device=...]", "command"),
                ("[flags]", '["program",', '"argument", ...]'),
                ("[flags]", "<<EOF"),
            ),
            "Runs a command in a new layer.",
            "What one `RUN` leaves behind a later one cannot take away: clean up in the same instruction, or keep downloads in "
            "a cache mount. It runs again when its text, its mounts or anything before it changes.",
            "${1:command}",
            "RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt",
        ),
        Keyword(
            "CMD",
            (('["program",', '"argument", ...]'), ("command",)),
            "What a container runs unless it is told otherwise; with an `ENTRYPOINT`, the arguments of that.",
            "Only the last one counts. The exec form starts the program itself, so that it gets the signals; the shell form "
            "starts a shell around it.",
            '["${1:program}"]',
            'CMD ["node", "server.js"]',
        ),
        Keyword(
            "LABEL",
            (("key=value", "[key=value ...]"),),
            "Adds metadata to the image.",
            "Labels cost nothing but their text. The keys `org.opencontainers.image.*` are the ones that tools know.",
            "${1:key}=${2:value}",
            'LABEL org.opencontainers.image.source="https://example.org/source"',
        ),
        Keyword(
            "EXPOSE",
            (("port[/protocol]", "[port[/protocol] ...]"),),
            "Says which ports the program in the container listens on.",
            "It publishes nothing; `docker run -P` and people read it. The protocol is `tcp` unless it says `udp` or `sctp`.",
            "${1:8080}",
            "EXPOSE 8080 53/udp",
        ),
        Keyword(
            "ENV",
            (("name=value", "[name=value ...]"),),
            "Sets environment variables, for the instructions below and for the container.",
            "They stay in the image: no secrets here, and build-only settings are better an `ARG`. The pairs of one `ENV` do not "
            "see each other.",
            "${1:NAME}=${2:value}",
            "ENV PATH=/opt/app/bin:$PATH",
        ),
        Keyword(
            "ADD",
            (
                (
                    "[--chown=...] [--chmod=...] [--link] [--checksum=...] [--keep-git-dir] [--unpack] [--exclude=...]",
                    "source ...",
                    "destination",
                ),
                ("[flags]", '["source", ...,', '"destination"]'),
            ),
            "Copies files, downloads URLs and Git repositories, unpacks local archives.",
            "For plain files `COPY` does the same and nothing else. `--checksum` makes a download reproducible.",
            "${1:source} ${2:destination}",
            "ADD --checksum=sha256:<digest> https://example.org/tool.tar.gz /opt/",
        ),
        Keyword(
            "COPY",
            (
                (
                    "[--from=...] [--chown=...] [--chmod=...] [--link] [--parents] [--exclude=...]",
                    "source ...",
                    "destination",
                ),
                ("[flags]", '["source", ...,', '"destination"]'),
                ("[flags]", "<<EOF", "destination"),
            ),
            "Copies files from the build context, or with `--from` from a stage or an image.",
            "Of a directory the content is copied, not itself. Copy manifests first, restore the dependencies, then copy the "
            "sources: an edit then leaves the dependencies in the cache.",
            "${1:source} ${2:destination}",
            "COPY --from=build /out/app /usr/local/bin/app",
        ),
        Keyword(
            "ENTRYPOINT",
            (('["program",', '"argument", ...]'), ("command",)),
            "The program that a container always starts; `CMD` and the arguments of `docker run` follow it.",
            "In shell form the arguments are dropped and the program does not get the signals.",
            '["${1:program}"]',
            'ENTRYPOINT ["/usr/local/bin/app"]',
        ),
        Keyword(
            "VOLUME",
            (("path", "[path ...]"), ('["path", ...]',)),
            "Marks directories whose content lives outside of the container.",
            "Later instructions cannot change what is in there with the classic builder, and every container gets a volume, "
            "wanted or not.",
            "${1:/data}",
            "VOLUME /var/lib/data",
        ),
        Keyword(
            "USER",
            (("user[:group]",),),
            "The user of the instructions below and of the container.",
            "The group is the user's own unless it is named; without `:group` supplementary groups come from `/etc/group`. A "
            "number need not exist in the image, and Kubernetes can see that it is not root.",
            "${1:user}",
            "USER 65532:65532",
        ),
        Keyword(
            "WORKDIR",
            (("path",),),
            "The directory of the instructions below and of the container; it is made if it is missing.",
            "A relative path goes on from the last one. It belongs to root unless the image says otherwise.",
            "${1:/app}",
            "WORKDIR /app",
        ),
        Keyword(
            "ARG",
            (("name[=default]", "[name[=default] ...]"),),
            "A variable that the one who builds may set with `--build-arg`.",
            "Before the first `FROM` it serves the `FROM`s alone; a stage that needs it repeats `ARG name`. It ends with the "
            "stage. Its value can be read in the history of the image: no secrets.",
            "${1:NAME}",
            "ARG VERSION=1.2.3",
        ),
        Keyword(
            "ONBUILD",
            (("instruction",),),
            "An instruction that runs when another image is built on top of this one.",
            "It runs right after their `FROM`. `FROM`, `ONBUILD` and `MAINTAINER` cannot be deferred.",
            "${1:instruction}",
            "ONBUILD COPY . /app",
        ),
        Keyword(
            "STOPSIGNAL",
            (("signal",),),
            "The signal that asks the container to end, `SIGTERM` without it.",
            "By name or number.",
            "${1:SIGTERM}",
            "STOPSIGNAL SIGQUIT",
        ),
        Keyword(
            "HEALTHCHECK",
            (
                (
                    "[--interval=...] [--timeout=...] [--start-period=...] [--start-interval=...] [--retries=...]",
                    "CMD",
                    "command",
                ),
                ("NONE",),
            ),
            "How to find out whether the container still works: 0 is healthy, 1 is not.",
            "Docker itself and Compose use it, Kubernetes does not. The command must be in the image. Only the last one counts.",
            "CMD ${1:command}",
            "HEALTHCHECK --interval=30s --timeout=3s CMD wget -qO- http://localhost:8080/health",
        ),
        Keyword(
            "SHELL",
            (('["program",', '"argument", ...]'),),
            "The shell of all shell forms below.",
            "Only JSON will do. It is kept in the image for stages built on this one.",
            '["${1:/bin/bash}", "${2:-c}"]',
            'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
        ),
        Keyword(
            "MAINTAINER",
            (("name",),),
            "Names the author, in an old way.",
            "Deprecated: `LABEL org.opencontainers.image.authors=...` says the same.",
            "${1:name}",
            'LABEL org.opencontainers.image.authors="Jo Doe <jo@example.org>"',
        ),
    )
}

USUAL_ORDER = (
    *("RUN", "COPY", "WORKDIR", "ENV", "FROM", "ARG", "CMD", "ENTRYPOINT", "EXPOSE", "USER"),
    *("HEALTHCHECK", "LABEL", "VOLUME", "ADD", "SHELL", "STOPSIGNAL", "ONBUILD", "MAINTAINER"),
)
"""The keywords by how often one has a use for them in a stage."""

USUALLY_NEXT: Mapping[str, tuple[str, ...]] = {
    "": ("FROM", "ARG"),
    "FROM": ("WORKDIR", "RUN", "COPY", "ENV", "ARG", "LABEL"),
    "ARG": ("ARG", "RUN", "ENV"),
    "ENV": ("ENV", "RUN", "WORKDIR", "COPY"),
    "LABEL": ("RUN", "ENV", "COPY"),
    "WORKDIR": ("COPY", "RUN"),
    "USER": ("CMD", "ENTRYPOINT", "EXPOSE", "WORKDIR", "RUN"),
    "EXPOSE": ("CMD", "ENTRYPOINT", "HEALTHCHECK", "USER"),
    "VOLUME": ("EXPOSE", "CMD", "ENTRYPOINT"),
    "HEALTHCHECK": ("CMD", "ENTRYPOINT"),
    "ENTRYPOINT": ("CMD", "EXPOSE"),
    "CMD": ("EXPOSE", "HEALTHCHECK"),
}
"""What mostly stands behind an instruction, "" at the top; then as in USUAL_ORDER. Counted over some 2,000 public Dockerfiles,
2026-11."""

BEFORE_FROM = frozenset({"FROM", "ARG"})
"""What may stand before the first FROM."""

NOT_DEFERRED = frozenset({"FROM", "ONBUILD", "MAINTAINER"})
"""What ONBUILD does not take."""

HEALTHCHECK_TYPES: Mapping[str, str] = {
    "CMD": "Run this command in the container: 0 is healthy, 1 is not",
    "NONE": "No health check, not even the one of the base image",
}
