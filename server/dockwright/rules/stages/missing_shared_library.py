from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.python_packages import LOADED, Loaded
from dockwright.knowledge.shared_libraries import CPP, PACKAGES, bareness
from dockwright.knowledge.table import words
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.rules._installed import python_installations
from dockwright.rules._libc import brings_library
from dockwright.rules._loading import Loading, loading
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.state import normalise
from dockwright.syntax import Cmd, Copy, Entrypoint

VENV = (
    "FROM python:3.13 AS build\nRUN python -m venv /venv && /venv/bin/pip install {}\n"
    'FROM python:3.13-slim\n{}COPY --from=build /venv /venv\nCMD ["/venv/bin/python", "app.py"]\n'
)

_PLAIN = words(
    """
    addgroup adduser apk apt apt-get cd chmod chown echo exit export groupadd ln ls mkdir mv printf rm rmdir sed set sleep
    touch true useradd usermod
    """
)
"""Commands that bring no library but in the packages that they are told to install."""

RUST = "FROM rust:1-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\n"
TAKEN = 'COPY --from=build /src/target/release/app /app\nCMD ["/app"]\n'
RELEASED = (
    "FROM elixir:1.18-alpine AS build\nWORKDIR /app\nCOPY . .\nRUN mix release\nFROM alpine:3.22\n{}"
    'COPY --from=build /app/_build/prod/rel/shop /app\nCMD ["/app/bin/shop", "start"]\n'
)
CURL = (
    "FROM debian:13 AS tools\nRUN apt-get update && apt-get install -y --no-install-recommends curl\nFROM {}\n{}"
    'COPY --from=tools /usr/bin/curl /usr/bin/curl\nCMD ["curl", "example.org"]\n'
)

_OF_LANGUAGES = words("bundle gem npm pip pip3 pnpm poetry uv yarn")
"""Package managers that bring no library of the system, nor do scripts of the packages."""

_WITHOUT = words(
    """
    bash ca-certificates dumb-init gosu iputils-ping locales netcat netcat-openbsd netcat-traditional procps su-exec tini
    tzdata wget
    """
)
"""Packages that bring none of the libraries, themselves or by what they depend on."""

_WITHOUT_CPP = words("curl libcrypto3 libgcc libssl3 ncurses ncurses-libs openssl")
"""Further packages of Alpine that do not bring the library of C++."""


@rule(
    "missing-shared-library",
    on=Copy,
    needs="from=",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(VENV.format("flask psycopg2", ""), marked=("/venv",)),
        Invalid(
            VENV.format("psycopg2", "RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*\n"),
            title="other packages",
        ),
        Invalid(
            "FROM python:3.13 AS build\nCOPY requirements.txt .\nRUN pip install --user -r requirements.txt\nFROM python:3.13-slim\n"
            "COPY --from=build /root/.local /root/.local\nCOPY . .\nCMD [\"python\", \"app.py\"]\n",
            context={"requirements.txt": "-r base.txt\n", "base.txt": "mysqlclient==2.2\n", "app.py": ""},
            marked=("/root/.local",),
        ),
        Invalid(
            "FROM python:3.13-alpine AS build\nRUN apk add --no-cache gcc musl-dev postgresql-dev && pip install --prefix=/install psycopg2\n"
            "FROM python:3.13-alpine\nCOPY --from=build /install /usr/local\nCMD [\"python\"]\n",
            title="Alpine",
        ),
        Invalid(
            "FROM debian:12 AS build\nRUN apt-get update && apt-get install -y python3-venv gcc libpython3-dev libpq-dev\n"
            "RUN python3 -m venv /venv && /venv/bin/pip install psycopg2\nFROM gcr.io/distroless/python3-debian12\n"
            "COPY --from=build /venv /venv\nCOPY app.py .\nENTRYPOINT [\"/venv/bin/python3\", \"app.py\"]\n",
            title="distroless",
        ),
        Invalid(CURL.format("debian:13-slim", ""), marked=("/usr/bin/curl",), title="a program of the system"),
        Invalid(
            f"{RUST}FROM gcr.io/distroless/base-debian12:nonroot\n{TAKEN}",
            f"{RUST}FROM gcr.io/distroless/cc-debian12:nonroot\n{TAKEN}",
            marked=("/src/target/release/app",),
            title="a program of Rust",
        ),
        Invalid(
            "FROM alpine:3.22 AS build\nRUN apk add --no-cache g++\nCOPY a.cpp .\nRUN g++ -O2 -o /a a.cpp\nFROM alpine:3.22\n"
            'COPY --from=build /a /a\nENTRYPOINT ["/a"]\n',
            marked=("/a",),
        ),
        Invalid(
            'FROM alpine:3.22\nCOPY --from=node:22-alpine /usr/local/bin/node /usr/local/bin/\nCMD ["node"]\n',
            marked=("/usr/local/bin/node",),
        ),
        Invalid(RELEASED.format("RUN apk add --no-cache openssl ncurses-libs\n"), marked=("/app/_build/prod/rel/shop",)),
    ),
    valid=(
        VENV.format("flask psycopg2-binary", ""),
        VENV.format("psycopg2", "RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*\n"),
        VENV.format("psycopg2", "RUN apt-get update && apt-get install -y postgresql-client && rm -rf /var/lib/apt/lists/*\n"),
        VENV.format("psycopg2", "COPY --from=build /usr/lib/x86_64-linux-gnu/libpq.so.5 /usr/lib/x86_64-linux-gnu/\n"),
        VENV.format("psycopg2", "COPY setup.sh .\nRUN ./setup.sh\n"),
        VENV.format("psycopg2", "").replace(":3.13-slim", ":3.13"),
        VENV.format("psycopg2", "").replace("FROM python:3.13-slim", "FROM example.org/python"),
        VENV.format("psycopg2", "").replace("python:3.13-slim", "python:3.13-slim AS deps"). replace("CMD", "ENV CMD="),
        Valid(
            "FROM python:3.13 AS build\nCOPY requirements.txt constraints.txt ./\nRUN python -m venv /venv && /venv/bin/pip install -r requirements.txt\n"
            "FROM python:3.13-slim\nCOPY --from=build /venv /venv\nCMD [\"/venv/bin/python\"]\n",
            context={"requirements.txt": "-c constraints.txt\nflask\npsycopg2; sys_platform == 'win32'\n", "constraints.txt": "mysqlclient==2\n"},
            title="what is only limited, or for another system",
        ),
        CURL.format("debian:13-slim", "RUN apt-get update && apt-get install -y --no-install-recommends libcurl4t64\n"),
        f"{RUST}FROM gcr.io/distroless/cc-debian12:nonroot\n{TAKEN}",
        RELEASED.format("RUN apk add --no-cache openssl ncurses-libs libstdc++\n"),
    ),
)  # fmt: skip
def missing_shared_library(copy: Copy, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """What is copied from another stage loads a library that this image does not have.

    ## Why is this bad?
    A program is more than its file: `curl` loads `libcurl.so.4`, what Rust links `libgcc_s.so.1`, Node, C++ and the Erlang of a release
    on Alpine `libstdc++.so.6`. A copied file does not bring them along, and stops with `error while loading shared libraries`.
    Install the package in the stage that runs the program, or copy it into an image that has the library.

    `psycopg2` and `mysqlclient` are compiled against the client library of their database, and others load one by its name:
    `weasyprint` Pango, `python-magic` libmagic. A full image of Python has them; a slim one or Alpine does not, and
    `import` stops with `libpq.so.5: cannot open shared object file`. Install the library in the stage that runs the program.

    Reported is what the text and the build context prove. Where a script, a package that is not known to come without it, or another
    copy may have brought the library, nothing is said.

    ## Fix safety
    `distroless/cc` is `distroless/base` with the libraries that a compiler brings along. It is offered, not applied in bulk.

    ## References
    - https://github.com/GoogleContainerTools/distroless/blob/main/cc/README.md
    - https://www.psycopg.org/docs/install.html
    - https://mysqlclient.readthedocs.io/
    """
    stage = model.stage_of(copy)
    here = stage.facts if stage is not None else None
    if copy.from_ is None or stage is None or here is None:
        return
    of_python = _is_bare(here) and "pip" in model.dockerfile.text
    kind = bareness(here)
    if not (of_python or kind) or (stage.effective(Cmd) is None and stage.effective(Entrypoint) is None):
        return
    if of_python:
        yield from _of_python(copy, model, context, stage, here)
    for word, found in loading(model, stage, copy, context, kind) if kind else ():
        if not _may_bring(model, stage, copy, found):
            related = () if found.place is None else (Related(found.place, "it is made here"),)
            yield Finding(word.span, _lack(found, kind), tuple(_fixes(stage, found)), related)


def _of_python(
    copy: Copy, model: SemanticModel, context: BuildContext, stage: Stage, here: BaseImage
) -> Iterator[Finding]:
    """Packages of Python."""
    origin = stage.origin_of(copy)
    if origin is None or origin.facts is None or origin.facts.libc != here.libc:
        return
    for word in copy.sources:
        path = model.expand(word, copy)
        for one in python_installations(model, origin, context) if path is not None else ():
            package = next((name for name in one.packages if name in LOADED), None)
            if package is None or not _is_there(normalise(path or ""), one.directory) or _may_bring(model, stage, copy):
                continue
            related = (Related(one.command.name_span, "it is installed here"),)
            yield Finding(word.span, _message(package, LOADED[package], here), (), related)
            break


def _is_bare(image: BaseImage) -> bool:
    """Whether an image with Python has little beside it."""
    is_slim = image.family == "python" and image.variant in ("slim", "alpine")
    return (is_slim or image.family.startswith("gcr.io/distroless/python3")) and bool(image.libc)


def _is_there(path: str, directory: str) -> bool:
    return path == directory or path.startswith(f"{directory}/lib")


def _may_bring(model: SemanticModel, stage: Stage, copy: Copy, found: Loading | None = None) -> bool:
    """Whether something in the stage, or in those it is built on, may bring a library: that of a program, where it is given."""
    from dockwright.refactorings.split.packages import installed

    commands = [command for one in stage.lineage for command in one.commands]
    plain = _PLAIN | _OF_LANGUAGES if found is not None else _PLAIN
    if any(one.name not in plain for one in commands):
        return True
    packages, computed = installed(commands)
    known = _WITHOUT | _WITHOUT_CPP if found is not None and found.library == CPP else _WITHOUT
    if computed is not None or any(one.name not in known or (found and one.name == found.name) for one in packages):
        return True
    return brings_library(model, stage, copy)


def _lack(found: Loading, kind: str) -> str:
    package = PACKAGES.get(found.library, {}).get(kind)
    if package is not None:
        advice = f": {'Alpine' if kind == 'alpine' else 'Debian'}'s `{package}` has it"
    elif found.library in PACKAGES:
        advice = ": `distroless/cc` has it"
    else:
        advice = "" if kind.startswith("distroless") else ": install its package here"
    return f"{found.what} loads `{found.library}`, which the image lacks{advice}"


def _fixes(stage: Stage, found: Loading) -> Iterator[Fix]:
    """The image of distroless with the libraries of a compiler."""
    image = stage.from_.image if stage.from_ is not None else None
    if image is None or stage.base is None or found.place is None or stage.base.digest is not None:
        return
    if image.raw.startswith("gcr.io/distroless/base") and "$" not in image.raw and "base-nossl" not in image.raw:
        base = image.raw.replace("/base", "/cc", 1)
        yield Fix.replace(f"Run it on `{base}`", image.span, base, Safety.UNSAFE)


def _message(package: str, library: Loaded, here: BaseImage) -> str:
    where = f"Alpine's `{library.alpine}`" if here.libc == "musl" else f"Debian's `{library.debian}`"
    return f"`{package}` loads `{library.name}`, which the image lacks: {where} has it"
