from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.text import Span

_BUILD = "FROM debian:13 AS build\nCOPY main.c .\nRUN gcc -o /server main.c\n\n"
_FINAL = "FROM debian:13-slim\n"
_COPY = "COPY --from=build /server /app/server\n"
_START = 'CMD ["/app/server"]\n'


@assist(
    "minimal-root-file-system",
    examples=(
        Example(
            _BUILD + "FROM debian:13-slim‸\nWORKDIR /app\n" + _COPY + "ENV LEVEL=info\nEXPOSE 8080\n" + _START,
            _BUILD + "FROM debian:13-slim AS stage-1\nWORKDIR /app\n" + _COPY + "ENV LEVEL=info\n"
            "# Libraries as the loader lists them, and what else the program needs, in one tree\n"
            "RUN set -eu; \\\n"
            "    head -c 4 /app/server | grep -q ELF; \\\n"
            "    command -v ldd > /dev/null; \\\n"
            "    mkdir -p /rootfs; \\\n"
            "    find /app -type f \\( -perm -100 -o -name '*.so*' \\) \\\n"
            "        -exec ldd '{}' ';' > /tmp/ldd 2> /dev/null; \\\n"
            "    if grep 'not found' /tmp/ldd; then exit 1; fi; \\\n"
            "    libraries=$(grep -o '/[^ :]*' /tmp/ldd | sort -u); \\\n"
            "    if [ -n \"$libraries\" ]; then tar -chf - $libraries | tar -xpf - -C /rootfs; fi; \\\n"
            "    tar -cf - $(ls -d /app /etc/passwd /etc/group /etc/nsswitch.conf /etc/ld.so.cache /etc/ld.so.conf /etc/ld.so.conf.d"
            " /etc/ssl/certs /etc/ssl/cert.pem /etc/ssl/openssl.cnf /usr/lib/ssl /usr/share/ca-certificates /usr/share/zoneinfo"
            " /etc/localtime /etc/timezone 2> /dev/null) \\\n"
            "        | tar -xpf - -C /rootfs; \\\n"
            "    mkdir -p /rootfs/tmp && chmod 1777 /rootfs/tmp\n"
            "\nFROM scratch\nCOPY --from=stage-1 /rootfs /\nWORKDIR /app\nENV LEVEL=info\nEXPOSE 8080\n" + _START,
        ),
        Example(
            _BUILD + _FINAL + _COPY + _START,
            context={"main.c": "void *p = dlopen(\"x.so\", 1);\n"},
            reason="`main.c` loads code while it runs",
        ),
        Example(_BUILD + "FROM debian:11-slim\n" + _COPY + _START, reason="loads its name services"),
        Example(_BUILD + _FINAL + _COPY + "ENV LANG=de_DE.UTF-8\n" + _START, reason="a locale of the system"),
        Example(_BUILD + _FINAL + _COPY + "CMD /app/server --port $PORT\n", reason="through a shell"),
        Example(_BUILD + _FINAL + _COPY + "RUN apt-get install -y curl\n" + _START, reason="does with `curl`"),
        Example(_BUILD + _FINAL + _COPY + "RUN ./setup\n" + _START, reason="what `setup` leaves behind"),
        Example(_BUILD + _FINAL + "COPY --from=build /lib /lib\n" + _COPY + _START, reason="not told apart"),
        Example(
            _BUILD + _FINAL + _COPY + "HEALTHCHECK CMD curl localhost\n" + _START, reason="the health check needs a shell"
        ),
        Example(_BUILD + "FROM python:3.13-slim\n" + _COPY + 'CMD ["python", "x.py"]\n', title="an interpreter"),
        Example("FROM debian:13\nCOPY . .\nCMD [\"/x\"]\n", title="a single stage: split it first"),
    ),
)  # fmt: skip
def minimal_root_file_system(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Turn the final stage into one that gathers a linked program with its libraries, and one on `scratch` that receives them.

    Offered where the final stage, on Debian, Ubuntu or Alpine, starts a program that another stage has made. A `RUN` asks the
    loader (`ldd`) for the libraries of what is executable in the copied files and puts them into one tree, with the copied files,
    the directories that the stage made, users and groups, certificates and time zones. The
    build stops where a library is missing, or what starts is no program.

    Unsafe, because no loader knows what a program opens by itself. Refused where the sources load code while they run
    (`dlopen`, plugins), where the C library would load name services or locales, where a shell or another program of the system
    is needed, and where a `RUN` of the stage is not understood.
    """
    stage = model.target
    if stage is None or (selection is not None and not _touches(stage.span, selection)):
        return None
    from dockwright.refactorings.minimal_root import plan

    found = plan(model, context)
    return found if found is None or isinstance(found, Refusal) else Offer.single(found, stage.span)


def _touches(span: Span, selection: Span) -> bool:
    return span.start <= selection.end and selection.start <= span.end
