from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.python_packages import LOADED, Loaded
from dockwright.knowledge.table import words
from dockwright.rule import Finding, Invalid, Related, Severity, Valid, rule
from dockwright.rules._installed import python_installations
from dockwright.rules._libc import brings_library
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

_WITHOUT = words(
    """
    bash ca-certificates dumb-init gosu iputils-ping locales netcat netcat-openbsd netcat-traditional procps su-exec tini
    tzdata wget
    """
)
"""Packages that bring none of the libraries, themselves or by what they depend on."""


@rule(
    "missing-shared-library",
    on=Copy,
    needs="from=",
    severity=Severity.ERROR,
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
    ),
)  # fmt: skip
def missing_shared_library(copy: Copy, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """Packages of Python that are copied from another stage load a library that this image does not have.

    ## Why is this bad?
    `psycopg2` and `mysqlclient` are compiled against the client library of their database, and others load one by its name:
    `weasyprint` Pango, `python-magic` libmagic. A full image of Python has them; a slim one or Alpine does not, and
    `import` stops with `libpq.so.5: cannot open shared object file`. Install the library in the stage that runs the program.

    Reported is what the text and the build context prove. Where a script, a package that is not known to come without it, or another
    copy may have brought the library, nothing is said.

    ## References
    - https://www.psycopg.org/docs/install.html
    - https://mysqlclient.readthedocs.io/
    """
    stage = model.stage_of(copy)
    here = stage.facts if stage is not None else None
    if copy.from_ is None or stage is None or here is None or not _is_bare(here) or "pip" not in model.dockerfile.text:
        return
    if stage.effective(Cmd) is None and stage.effective(Entrypoint) is None:
        return
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


def _may_bring(model: SemanticModel, stage: Stage, copy: Copy) -> bool:
    """Whether something in the stage, or in those it is built on, may bring a library."""
    from dockwright.refactorings.split.packages import installed

    commands = [command for one in stage.lineage for command in one.commands]
    if any(one.name not in _PLAIN for one in commands):
        return True
    packages, computed = installed(commands)
    return (
        computed is not None or any(one.name not in _WITHOUT for one in packages) or brings_library(model, stage, copy)
    )


def _message(package: str, library: Loaded, here: BaseImage) -> str:
    where = f"Alpine's `{library.alpine}`" if here.libc == "musl" else f"Debian's `{library.debian}`"
    return f"`{package}` loads `{library.name}`, which the image lacks: {where} has it"
