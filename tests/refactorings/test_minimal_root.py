"""A final stage on scratch with the libraries that the loader lists: what goes along, and when nobody can tell."""

from __future__ import annotations

import pytest

from dockwright.assist import Change, Refusal
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.minimal_root import plan
from dockwright.rule import Safety
from dockwright.text import apply

BUILD = "FROM debian:13 AS build\nRUN make\n\n"
COPY = "COPY --from=build /out/server /app/server\n"
START = 'CMD ["/app/server"]\n'


def outcome(final: str, context: MemoryContext | None = None) -> str:
    """The text afterwards, or the reason."""
    text = BUILD + final
    found = plan(analyse(text), UNKNOWN if context is None else context)
    if isinstance(found, Refusal):
        return found.reason
    if found is None:
        return ""
    assert isinstance(found, Change)
    assert found.safety is Safety.UNSAFE
    assert found.notes
    return apply(text, found.edits)


def kept(final: str) -> list[str]:
    """The paths that go along as they are, but for the system's."""
    line = next(line for line in outcome(final).splitlines() if "ls -d" in line)
    return line.partition("ls -d ")[2].partition(" /etc/passwd")[0].split()


def test_the_last_stage_keeps_its_name_and_its_user() -> None:
    """Whoever builds with --target gets the small image, and the tree is gathered by root."""
    after = outcome(f"FROM debian:13-slim AS App\n{COPY}USER 1000\n# starts\n{START}")
    assert "FROM debian:13-slim AS App-files\n" in after
    assert "USER 1000\n# Libraries" in after
    assert "\nUSER root\nRUN set -eu; \\\n" in after
    assert after.endswith("\nFROM scratch AS App\nCOPY --from=App-files /rootfs /\nUSER 1000\n# starts\n" + START)


@pytest.mark.parametrize(
    ("steps", "paths"),
    [
        (COPY, ["/app/server"]),
        ("WORKDIR /app\n" + COPY + "COPY conf/a.yml conf/\n", ["/app"]),
        (COPY + "RUN mkdir -p /data && chown 1000 /data\n", ["/app/server", "/data"]),
        (COPY + "RUN useradd -m -u 1000 svc\n", ["/app/server", "/home/svc"]),
        (COPY + "RUN apt-get update && apt-get install -y libpq5 && rm -rf /var/lib/apt/lists/*\n", ["/app/server"]),
    ],
)
def test_what_goes_along(steps: str, paths: list[str]) -> None:
    assert kept(f"FROM debian:13-slim\n{steps}{START}") == paths


def test_lines_are_continued_as_the_shell_continues_them() -> None:
    text = f"# escape=`\n{BUILD}FROM debian:13-slim\n{COPY}{START}"
    found = plan(analyse(text), UNKNOWN)
    assert isinstance(found, Refusal)
    assert found.reason == "the file has another escape character than the shell"


def test_a_program_on_the_path() -> None:
    after = outcome('FROM ubuntu:24.04\nCOPY --from=build /out/server /usr/local/bin/\nENTRYPOINT ["server"]\n')
    assert "head -c 4 /usr/local/bin/server |" in after


@pytest.mark.parametrize(
    ("final", "reason"),
    [
        (f"FROM ubuntu:20.04\n{COPY}{START}", "the C library 2.31 loads its name services while it runs"),
        (f"FROM debian:13-slim\n{COPY}ENV LD_PRELOAD=/x.so\n{START}", "`LD_PRELOAD` names something that is loaded while it runs"),
        (f"FROM debian:13-slim\n{COPY}RUN apt-get install -y nginx\n{START}",
         "nobody can tell what the program does with `nginx`"),
        (f"FROM debian:13-slim\n{COPY}ONBUILD COPY . .\n{START}", "ONBUILD has a meaning that another stage would lose"),
        (f'FROM debian:13-slim\n{COPY}ENTRYPOINT ["tini", "--"]\n{START}',
         "`tini`, which starts the program, belongs to the system"),
        (f'FROM debian:13-slim\n{COPY}CMD ["/app/run.sh"]\n', "`run.sh` is not what another stage makes"),
        (f'FROM debian:13-slim\n{COPY}CMD ["python3", "/app/x.py"]\n', "`python3` starts what it finds by itself"),
        ('FROM debian:13-slim\nCOPY --from=build /app/_build/prod/rel/web /app\nCMD ["/app/bin/web", "start"]\n',
         "`web` of a release is a script"),
        (f"FROM debian:13-slim\nCOPY --from=build /usr /usr\n{COPY}{START}",
         "what `/usr` gets is not told apart from what it has"),
        (f"FROM python:3.13-slim\n{COPY}{START}", ""),
        (f"FROM scratch\n{COPY}{START}", ""),
        (f"FROM example.org/base\n{COPY}{START}", ""),
    ],
)  # fmt: skip
def test_refused(final: str, reason: str) -> None:
    assert outcome(final) == reason


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("main.go", 'import "plugin"\n'),
        ("go.mod", "require github.com/miekg/pkcs11 v1.1.1\n"),
        ("Cargo.toml", '[dependencies]\nlibloading = "0.8"\n'),
        ("src/load.c", "handle = dlopen(name, RTLD_NOW);\n"),
    ],
)
def test_code_that_is_loaded_while_it_runs(path: str, text: str) -> None:
    assert f"`{path}` loads code while it runs" in outcome(
        f"FROM debian:13-slim\n{COPY}{START}", MemoryContext({path: text})
    )
