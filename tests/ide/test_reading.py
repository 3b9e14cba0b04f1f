"""Reading aids: outline, folds, links, selections, hints, lenses, semantic tokens, files that move."""

from __future__ import annotations

import gc
import time

import pytest
from marks import at_cursor, shown

from dockwright.assists import ASSISTS
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.ide.code_lens import refactoring_lenses, stage_lenses
from dockwright.ide.folding import folds
from dockwright.ide.inlay_hints import KINDS, inlay_hints
from dockwright.ide.links import links
from dockwright.ide.moved_files import follow_move
from dockwright.ide.outline import Item, outline
from dockwright.ide.selection import selections
from dockwright.ide.semantic_tokens import TYPES, semantic_tokens
from dockwright.rule import DEFAULT_SETTINGS
from dockwright.semantics import SemanticModel
from dockwright.syntax import parse
from dockwright.text import Span, apply


def model_of(text: str) -> SemanticModel:
    return SemanticModel(parse(text))


# Outline


def lines_of(items: tuple[Item, ...], indent: str = "") -> list[str]:
    return [
        line
        for item in items
        for line in (f"{indent}{item.kind} {item.name}: {item.detail}", *lines_of(item.children, indent + "  "))
    ]


def test_outline() -> None:
    text = (
        "# syntax=docker/dockerfile:1\nARG V=1\nFROM go:$V AS build\nENV A=1 B\nRUN a \\\n  b\nFROM alpine\nLABEL x=y\n"
    )
    assert lines_of(outline(model_of(text))) == [
        "directive syntax: docker/dockerfile:1",
        "instruction ARG V=1: ",
        "  argument V: 1",
        "stage build: go:$V",
        "  instruction ENV A=1 B: ",
        "    variable A: 1",
        "    variable B: ",
        "  instruction RUN a b: ",
        "stage FROM alpine: ",
        "  instruction LABEL x=y: ",
        "    label x: y",
    ]


def test_outline_without_from() -> None:
    assert lines_of(outline(model_of("RUN a\n"))) == ["instruction RUN a: "]


def test_outline_shortens_names() -> None:
    (item,) = outline(model_of(f"RUN {'echo ' * 99}\n"))
    assert item.name == f"RUN {'echo ' * 15}…"


@pytest.mark.parametrize("text", ["FROM", "FROM a AS", "ENV =", "ARG", "LABEL a", "😀", "FROM\nFROM\n", "ONBUILD"])
def test_outline_holds_its_names(text: str) -> None:
    for item in (below for top in outline(model_of(text)) for below in top.walk()):
        assert item.name
        assert item.span.covers(item.name_span)
        assert all(item.span.covers(child.span) for child in item.children)


# Folds

FOLDS = {
    "a stage": ("FROM a\nRUN b\nFROM c\n", [(0, 1)]),
    "an instruction": ("FROM a\nRUN b \\\n c\nRUN d\n", [(0, 3), (1, 2)]),
    "a here-document": ("RUN <<E\na\nE\n", [(0, 2)]),
    "two here-documents": ("COPY <<A <<B /x\na\nA\nb\nB\n", [(0, 4), (3, 4)]),
    "comments": ("# a\n# b\n\n# c\nRUN d\n", [(0, 1)]),
    "a single line": ("FROM a\n", []),
}


@pytest.mark.parametrize(("text", "expected"), FOLDS.values(), ids=FOLDS)
def test_folds(text: str, expected: list[tuple[int, int]]) -> None:
    assert [(fold.first, fold.last) for fold in folds(model_of(text))] == expected


# Links

LINKS = {
    "FROM golang:1.22": ("golang:1.22", "https://hub.docker.com/_/golang"),
    "FROM library/golang": ("library/golang", "https://hub.docker.com/_/golang"),
    "FROM bitnami/redis@sha256:" + "a" * 64: (
        "bitnami/redis@sha256:" + "a" * 64,
        "https://hub.docker.com/r/bitnami/redis",
    ),
    "ARG V=1\nFROM ghcr.io/a/b:$V": ("ghcr.io/a/b:$V", "https://ghcr.io/a/b"),
    "ARG V\nFROM golang:$V": ("golang:$V", "https://hub.docker.com/_/golang"),
    "FROM golang:1-${OS:?}@$DIGEST": ("golang:1-${OS:?}@$DIGEST", "https://hub.docker.com/_/golang"),
    "ARG R\nFROM $R/golang:1": None,
    "FROM quay.io/a/b": ("quay.io/a/b", "https://quay.io/repository/a/b"),
    "FROM mcr.microsoft.com/dotnet/sdk:8.0": (
        "mcr.microsoft.com/dotnet/sdk:8.0",
        "https://mcr.microsoft.com/artifact/mar/dotnet/sdk",
    ),
    "FROM cgr.dev/chainguard/node:latest": (
        "cgr.dev/chainguard/node:latest",
        "https://images.chainguard.dev/directory/image/node/overview",
    ),
    "FROM lscr.io/linuxserver/plex": (
        "lscr.io/linuxserver/plex",
        "https://docs.linuxserver.io/images/docker-plex/",
    ),
    "FROM nvcr.io/nvidia/cuda:12.8.0-base-ubuntu24.04": (
        "nvcr.io/nvidia/cuda:12.8.0-base-ubuntu24.04",
        "https://catalog.ngc.nvidia.com/orgs/nvidia/containers/cuda",
    ),
    "FROM nvcr.io/nvidia/k8s/cuda-sample": None,
    "FROM scratch\nCOPY --from=busybox:1 /a /b": ("busybox:1", "https://hub.docker.com/_/busybox"),
    "FROM scratch\nRUN --mount=type=bind,from=busybox,target=/x y": ("busybox", "https://hub.docker.com/_/busybox"),
    "# syntax=docker/dockerfile:1\nFROM scratch": ("docker/dockerfile:1", "https://hub.docker.com/r/docker/dockerfile"),
    "FROM scratch\nADD https://example.com/a.tgz /": ("https://example.com/a.tgz", "https://example.com/a.tgz"),
    "FROM scratch\nARG V=1\nADD https://example.com/$V /": ("https://example.com/$V", "https://example.com/1"),
    "FROM scratch\nCOPY a.txt b/ * missing /": ("a.txt", "a.txt"),
    'FROM scratch\nCOPY ["./a.txt", "/"]': ("./a.txt", "./a.txt"),
    "FROM scratch\nRUN --mount=type=bind,source=a.txt,target=/a b": ("a.txt", "a.txt"),
    "FROM registry.example.com/a": None,
    "FROM $UNKNOWN": None,
    "FROM scratch AS a\nFROM a": None,
    "FROM": None,
}


@pytest.mark.parametrize(("text", "expected"), LINKS.items(), ids=LINKS)
def test_links(text: str, expected: tuple[str, str] | None) -> None:
    found = links(model_of(text), MemoryContext({"a.txt": "", "b/c": ""}))
    assert [(one.span.of(text), one.address or one.path) for one in found] == ([expected] if expected else [])


def test_no_links_to_files_nobody_knows() -> None:
    assert links(model_of("FROM scratch\nCOPY a.txt /\n"), UNKNOWN) == ()


# Selections

SELECTIONS = {
    "FROM a\nRUN --mount=type=cache,target=/x‸ b\n": [
        "/x",
        "target=/x",
        "type=cache,target=/x",
        "--mount=type=cache,target=/x",
    ],
    "FROM a\nENV A=1 B=${C:-x‸}\n": ["${C:-x}", "B=${C:-x}", "A=1 B=${C:-x}", "ENV A=1 B=${C:-x}"],
    "FROM a\nRUN apt-get install -y cu‸rl && b\n": ["curl", "apt-get install -y curl", "apt-get install -y curl && b"],
    "FROM a AS b‸\n": ["b", "a AS b", "FROM a AS b"],
    "# a co‸mment\nFROM a\n": ["# a comment", "# a comment\nFROM a\n"],
}


@pytest.mark.parametrize(("marked", "expected"), SELECTIONS.items(), ids=SELECTIONS)
def test_selections(marked: str, expected: list[str]) -> None:
    model, offset = at_cursor(marked)
    found = selections(model, offset)
    assert [span.of(model.dockerfile.text) for span in found][: len(expected)] == expected
    assert found[-1] == Span(0, len(model.dockerfile.text))


# Hints

HINTS = {
    "stages by number": ("FROM a AS x\nFROM b\n", "FROM a AS x⟨stage 0⟩\nFROM b⟨stage 1⟩\n"),
    "not in a file with one": ("FROM a\n", "FROM a\n"),
    "images that variables name": ("ARG V=1\nFROM go:$V AS x\n", "ARG V=1\nFROM go:$V⟨= go:1⟩ AS x\n"),
    "what the stage built upon leaves": (
        "FROM alpine AS x\nUSER app\nWORKDIR /srv\nFROM x\n",
        "FROM alpine AS x⟨stage 0⟩\nUSER app\nWORKDIR /srv\nFROM x⟨stage 1⟩⟨USER app, WORKDIR /srv⟩\n",
    ),
    "where everything is copied": (
        "FROM a\nCOPY go.mod .\nCOPY . .\nCOPY . /x\n",
        "FROM a\nCOPY go.mod .\nCOPY . .⟨rebuilds on any change⟩\nCOPY . /x\n",
    ),
}


@pytest.mark.parametrize(("text", "expected"), HINTS.values(), ids=HINTS)
def test_inlay_hints(text: str, expected: str) -> None:
    whole = Span(0, len(text))
    hints = inlay_hints(model_of(text), whole)
    result = text
    for hint in reversed(hints):
        result = f"{result[: hint.offset]}⟨{hint.label}⟩{result[hint.offset :]}"
    assert result == expected
    for kind in KINDS:
        assert inlay_hints(model_of(text), whole, (kind,)) == tuple(hint for hint in hints if hint.kind == kind)
    assert inlay_hints(model_of(text), whole, ()) == ()


# Lenses


def test_stage_lenses() -> None:
    text = "FROM a AS one\nFROM one AS two\nFROM c AS unused\nFROM d\nCOPY --from=two / /\nCOPY --from=two /a /a\n"
    assert [lens.title for lens in stage_lenses(model_of(text))] == [
        "used by `two`",
        "builds on `one` · used by stage 3",
        "not part of the final image",
        "final stage · copies from `two`",
    ]
    assert stage_lenses(model_of("FROM a\n")) == ()


def test_stage_lenses_tell_of_targets() -> None:
    text = "FROM a AS base\nFROM base AS Test\nFROM c AS unused\nFROM d\n"
    context = MemoryContext({}, targets={"test": "compose.yaml", "3": "docker-bake.hcl", "gone": "compose.yaml"})
    assert [lens.title for lens in stage_lenses(model_of(text), context)] == [
        "used by `test`",
        "target in compose.yaml · builds on `base`",
        "not part of the final image",
        "final stage · target in docker-bake.hcl",
    ]


def test_stage_lenses_tell_the_size_of_images() -> None:
    """Of the image that a stage starts from; the stage on top of another does not start from one."""
    text = "FROM golang:1.24 AS build\nFROM build AS test\nFROM unknown\nCOPY --from=build /a /a\n"
    first, second, third = (lens.title for lens in stage_lenses(model_of(text)))
    assert first.startswith("used by `test`, stage 2 · on an image of about ")
    assert first.endswith(" MB")
    assert second == "not part of the final image · builds on `build`"
    assert third == "final stage · copies from `build`"


def test_refactoring_lenses() -> None:
    text = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nCMD ["./server"]\n'
    context = MemoryContext(
        {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": "package main\n\nfunc main() {}\n"}
    )
    found = refactoring_lenses(model_of(text), context, DEFAULT_SETTINGS, ASSISTS)
    assert "split-stages" in [lens.assist for lens in found]
    assert refactoring_lenses(model_of("FROM a\n"), UNKNOWN, DEFAULT_SETTINGS, ASSISTS) == ()


# Semantic tokens


def kinds(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], TYPES[one.kind]) for one in semantic_tokens(model_of(text))]


TOKENS = {
    "FROM --platform=$P go:${V} AS b": [
        ("FROM", "keyword"),
        ("--platform", "parameter"),
        ("$P", "variable"),
        ("go:", "namespace"),
        ("${V}", "variable"),
        ("AS", "keyword"),
        ("b", "class"),
    ],
    "# escape=`": [("# ", "comment"), ("escape", "macro"), ("`", "string")],
    'RUN A=1 sudo b -c "d $E" | f > g # h': [
        ("RUN", "keyword"),
        ("A", "variable"),
        ("sudo", "function"),
        ("b", "function"),
        ("-c", "parameter"),
        ('"', "string"),
        ("d ", "string"),
        ("$E", "variable"),
        ('"', "string"),
        ("|", "operator"),
        ("f", "function"),
        (">", "operator"),
        ("# h", "comment"),
    ],
    'ENV A=b\\\n  # why\nc D="e \\\n# f': [
        ("ENV", "keyword"),
        ("A", "variable"),
        ("=", "operator"),
        ("b", "string"),
        ("# why", "comment"),
        ("c", "string"),
        ("D", "variable"),
        ("=", "operator"),
        ('"e', "string"),
        ("# f", "comment"),
    ],
    "RUN a \\\n  # b\n  && c": [
        ("RUN", "keyword"),
        ("a", "function"),
        ("# b", "comment"),
        ("&&", "operator"),
        ("c", "function"),
    ],
    "RUN <<E\nif a; then b; fi\nE": [
        ("RUN", "keyword"),
        ("<<E", "operator"),
        ("if", "keyword"),
        ("a", "function"),
        (";", "operator"),
        ("then", "keyword"),
        ("b", "function"),
        (";", "operator"),
        ("fi", "keyword"),
        ("E", "operator"),
    ],
    "RUN <<E python\nimport os\nE": [
        ("RUN", "keyword"),
        ("<<E", "operator"),
        ("python", "function"),
        ("import os", "string"),
        ("E", "operator"),
    ],
    'SHELL ["pwsh"]\nRUN Get-Item $x': [("SHELL", "keyword"), ('"pwsh"', "string"), ("RUN", "keyword")],
    "ENV A=1 B=$A": [
        ("ENV", "keyword"),
        ("A", "variable"),
        ("=", "operator"),
        ("1", "string"),
        ("B", "variable"),
        ("=", "operator"),
        ("$A", "variable"),
    ],
    'LABEL a="b \\\n  c"': [
        ("LABEL", "keyword"),
        ("a", "property"),
        ("=", "operator"),
        ('"b', "string"),
        ('c"', "string"),
    ],
    "EXPOSE 80/tcp $P": [("EXPOSE", "keyword"), ("80/tcp", "number"), ("$P", "variable")],
    "HEALTHCHECK --interval=1s CMD a -b": [
        ("HEALTHCHECK", "keyword"),
        ("--interval", "parameter"),
        ("1s", "string"),
        ("CMD", "keyword"),
        ("a", "function"),
        ("-b", "parameter"),
    ],
    "ONBUILD COPY a b": [("ONBUILD", "keyword"), ("COPY", "keyword"), ("a", "string"), ("b", "string")],
    'CMD ["a", "b"]': [("CMD", "keyword"), ('"a"', "string"), ('"b"', "string")],
    "FROM a AS b\nFROM b\nCOPY --from=b c d": [
        ("FROM", "keyword"),
        ("a", "namespace"),
        ("AS", "keyword"),
        ("b", "class"),
        ("FROM", "keyword"),
        ("b", "class"),
        ("COPY", "keyword"),
        ("--from", "parameter"),
        ("b", "class"),
        ("c", "string"),
        ("d", "string"),
    ],
}


@pytest.mark.parametrize(("text", "expected"), TOKENS.items(), ids=TOKENS)
def test_semantic_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


def test_semantic_tokens_of_a_range() -> None:
    text = "FROM a\nRUN b\n# c\nRUN d\n"
    span = Span(text.index("RUN b"), text.index("# c") + 3)
    found = [(text[one.start : one.end]) for one in semantic_tokens(model_of(text), span)]
    assert found == ["RUN", "b", "# c"]


@pytest.mark.parametrize(
    "line",
    ['RUN a --b "$C" && d\n', "ENV A=1 B=$A\n", "COPY --from=x a b\n", "# comment\n", "FROM x AS x\n"],
)
def test_semantic_tokens_are_linear(line: str) -> None:
    """Ten times the lines take about ten times as long, far from a hundred times."""

    def once(lines: int) -> float:
        model = model_of("FROM a AS x\n" + line * lines)
        gc.disable()
        start = time.process_time()
        semantic_tokens(model)
        spent = time.process_time() - start
        gc.enable()
        return spent

    def measure(lines: int) -> float:
        return min(once(lines) for _ in range(3))

    assert measure(5000) < 40 * max(measure(500), 0.002)


# Files that move

MOVES = {
    "a file": ("COPY a.txt b /x/\n", "a.txt", "sub/c.txt", "COPY sub/c.txt b /x/\n"),
    "a directory, and what is below it": ("ADD src/ ./src/x /\n", "src", "lib", "ADD lib/ ./lib/x /\n"),
    "in a list": ('COPY ["a", "/"]\n', "a", "b c", 'COPY ["b c", "/"]\n'),
    "of a mount": (
        "RUN --mount=type=bind,source=a,target=/a b\n",
        "a",
        "c",
        "RUN --mount=type=bind,source=c,target=/a b\n",
    ),
    "not from a stage": ("COPY --from=x a /\n", "a", "b", "COPY --from=x a /\n"),
    "not what only begins alike": ("COPY ab a.b /\n", "a", "c", "COPY ab a.b /\n"),
    "not into a name that would need quotes": ("COPY a /\n", "a", "b c", "COPY a /\n"),
    "not a destination": ("COPY x a\n", "a", "b", "COPY x a\n"),
}


@pytest.mark.parametrize(("text", "old", "new", "expected"), MOVES.values(), ids=MOVES)
def test_follow_move(text: str, old: str, new: str, expected: str) -> None:
    assert apply(text, follow_move(model_of(text), UNKNOWN, old, new)) == expected


PYTHON = "FROM python:3.13\nWORKDIR /app\n"

STARTS = {
    "a start command": ('COPY main.py .\nCMD ["python", "main.py"]\n', 'COPY app.py .\nCMD ["python", "app.py"]\n'),
    "the shell form": ("COPY main.py ./\nCMD python ./main.py\n", "COPY app.py ./\nCMD python ./app.py\n"),
    "an absolute path": ("COPY main.py /app/\nENTRYPOINT python /app/main.py\n", "COPY app.py /app/\nENTRYPOINT python /app/app.py\n"),
    "commands of RUN": ("COPY main.py .\nRUN chmod +x main.py && ./main.py\n", "COPY app.py .\nRUN chmod +x app.py && ./app.py\n"),
    "behind a cd": ("COPY main.py /srv/\nRUN cd /srv && python main.py\n", "COPY app.py /srv/\nRUN cd /srv && python app.py\n"),
    "a check": ("COPY main.py .\nHEALTHCHECK CMD python main.py\n", "COPY app.py .\nHEALTHCHECK CMD python app.py\n"),
    "all of the context": ('COPY . .\nCMD ["python", "main.py"]\n', 'COPY . .\nCMD ["python", "app.py"]\n'),
    "a pattern": ('COPY *.py ./\nCMD ["python", "main.py"]\n', 'COPY *.py ./\nCMD ["python", "app.py"]\n'),
    "through another stage": ('COPY . .\nFROM python:3.13-slim\nWORKDIR /srv\nCOPY --from=0 /app .\nCMD ["python", "main.py"]\n', 'COPY . .\nFROM python:3.13-slim\nWORKDIR /srv\nCOPY --from=0 /app .\nCMD ["python", "app.py"]\n'),
    "the very file of another stage": ('COPY main.py .\nFROM python:3.13-slim\nCOPY --from=0 /app/main.py /srv/\nCMD ["python", "/srv/main.py"]\n', 'COPY app.py .\nFROM python:3.13-slim\nCOPY --from=0 /app/app.py /srv/\nCMD ["python", "/srv/app.py"]\n'),
    "not the name that a later stage gives": ('COPY main.py .\nFROM python:3.13-slim\nCOPY --from=0 app/main.py /x\nCMD ["python", "/x"]\n', 'COPY app.py .\nFROM python:3.13-slim\nCOPY --from=0 app/app.py /x\nCMD ["python", "/x"]\n'),
    "not what another stage has made": ('COPY . .\nRUN touch /b/main.py\nFROM python:3.13-slim\nCOPY --from=0 /b/main.py /srv/\nCMD ["python", "/srv/main.py"]\n', 'COPY . .\nRUN touch /b/main.py\nFROM python:3.13-slim\nCOPY --from=0 /b/main.py /srv/\nCMD ["python", "/srv/main.py"]\n'),
    "not a name that the destination gives": ('COPY main.py main.py\nCMD ["python", "main.py"]\n', 'COPY app.py main.py\nCMD ["python", "main.py"]\n'),
    "not another file of that name": ('COPY main.py /srv/\nCMD ["python", "main.py"]\n', 'COPY app.py /srv/\nCMD ["python", "main.py"]\n'),
    "not one from elsewhere": ('COPY main.py .\nRUN curl -o main.py https://a.example/\nCMD ["python", "main.py"]\n', 'COPY app.py .\nRUN curl -o main.py https://a.example/\nCMD ["python", "main.py"]\n'),
    "not what is read before": ("RUN python main.py\nCOPY main.py .\n", "RUN python main.py\nCOPY app.py .\n"),
    "a module of a server": ("COPY . .\nCMD uvicorn main:app --host 0.0.0.0\n", "COPY . .\nCMD uvicorn app:app --host 0.0.0.0\n"),
    "a module in quotes": ("COPY . .\nCMD gunicorn 'main:create(\"x\")'\n", "COPY . .\nCMD gunicorn 'app:create(\"x\")'\n"),
    "a module of a server behind others": ('COPY . .\nCMD ["poetry", "run", "gunicorn", "-b", ":80", "main:app"]\n', 'COPY . .\nCMD ["poetry", "run", "gunicorn", "-b", ":80", "app:app"]\n'),
    "a module of a shell's command": ('COPY . .\nCMD ["sh", "-c", "uvicorn main:app"]\n', 'COPY . .\nCMD ["sh", "-c", "uvicorn app:app"]\n'),
    "a module that runs a server": ("COPY . .\nCMD python3 -m uvicorn main:app\n", "COPY . .\nCMD python3 -m uvicorn app:app\n"),
    "a module that Python runs": ('COPY . .\nCMD ["python", "-m", "main"]\n', 'COPY . .\nCMD ["python", "-m", "app"]\n'),
    "a module that a flag names": ("COPY . .\nCMD celery -A main worker\n", "COPY . .\nCMD celery -A app worker\n"),
    "not a module of another directory": ("COPY . .\nCMD uvicorn --app-dir src main:app\n", "COPY . .\nCMD uvicorn --app-dir src main:app\n"),
    "not a module that is not there": ("COPY . /srv/\nCMD uvicorn main:app\n", "COPY . /srv/\nCMD uvicorn main:app\n"),
    "not a word that only looks like a module": ("COPY . .\nCMD python x.py main:app main\n", "COPY . .\nCMD python x.py main:app main\n"),
    "a program on the PATH": ('COPY main.py /usr/local/bin/\nENTRYPOINT ["main.py"]\n', 'COPY app.py /usr/local/bin/\nENTRYPOINT ["app.py"]\n'),
    "a program on a PATH of the file": ("ENV PATH=/app:$PATH\nCOPY main.py .\nCMD exec main.py --x\n", "ENV PATH=/app:$PATH\nCOPY app.py .\nCMD exec app.py --x\n"),
    "not a program with a name of its own": ('COPY main.py /bin/main.py\nENTRYPOINT ["main.py"]\n', 'COPY app.py /bin/main.py\nENTRYPOINT ["main.py"]\n'),
    "not a variable": ("COPY main.py .\nCMD python $DIR/main.py\n", "COPY app.py .\nCMD python $DIR/main.py\n"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STARTS.values(), ids=STARTS)
def test_commands_follow_a_file(text: str, expected: str) -> None:
    context = MemoryContext({"main.py": "", "other.py": ""})
    assert apply(PYTHON + text, follow_move(model_of(PYTHON + text), context, "main.py", "app.py")) == PYTHON + expected


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ('COPY src src\nCMD ["python", "src/main.py"]\n', "lib", 'COPY lib src\nCMD ["python", "src/main.py"]\n'),
        ('COPY . .\nCMD ["python", "src/main.py"]\n', "lib", 'COPY . .\nCMD ["python", "lib/main.py"]\n'),
        ('COPY . .\nCMD ["python", "src/main.py"]\n', "a b", 'COPY . .\nCMD ["python", "a b/main.py"]\n'),
        ("COPY . .\nCMD python src/main.py\n", "a b", "COPY . .\nCMD python src/main.py\n"),
        ("COPY . .\nCMD gunicorn src.main:app\n", "lib/core", "COPY . .\nCMD gunicorn lib.core.main:app\n"),
        ("COPY src src\nCMD python -m src.main\n", "lib", "COPY lib src\nCMD python -m src.main\n"),
        ("COPY . .\nCMD python -m src.main\n", "my-lib", "COPY . .\nCMD python -m src.main\n"),
        ("COPY src .\nCMD uvicorn main:app\n", "lib", "COPY lib .\nCMD uvicorn main:app\n"),
    ],
)
def test_commands_follow_a_directory(text: str, new: str, expected: str) -> None:
    context = MemoryContext({"src/main.py": ""})
    assert apply(PYTHON + text, follow_move(model_of(PYTHON + text), context, "src", new)) == PYTHON + expected


def test_shown() -> None:
    assert shown("abc", [Span(0, 1), Span(2, 3)]) == "«a»b«c»"
