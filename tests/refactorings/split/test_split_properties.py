"""What every split keeps, whatever the file looks like: all that means the running container."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from splitting import GO, after, offer_of, split_of

from dockwright.assist import Offer
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import Profile, analyse, gate
from dockwright.refactorings.split import split
from dockwright.rule import DEFAULT_SETTINGS, Fix, Safety, Settings
from dockwright.rules import RULES
from dockwright.semantics import SemanticModel
from dockwright.syntax import parse
from dockwright.text import apply

ANYWHERE = (
    "EXPOSE 8080",
    "EXPOSE 9090/udp",
    "LABEL team=core",
    'LABEL version="1.0" \\\n      vendor=x',
    "STOPSIGNAL SIGINT",
    "VOLUME /data",
    "ENV PORT=8080",
    "ENV MODE=release GOFLAGS=-trimpath",
    "ENV LEVEL debug",
    "HEALTHCHECK --interval=5s CMD wget -q http://localhost/ || exit 1",
    "MAINTAINER somebody",
    "# a note\nEXPOSE 7070",
    "RUN mkdir -p /var/lib/app",
    "USER nobody",
    "USER 1000:1000",
    "",
    "# only a comment",
)
STARTS = (
    'CMD ["./server"]',
    "CMD ./server",
    "CMD exec ./server --port=$PORT",
    'ENTRYPOINT ["./server"]\nCMD ["--verbose"]',
    "ENTRYPOINT ./server",
    'ENTRYPOINT ["/app/server", "-v"]',
)
KEPT = ("EXPOSE", "LABEL", "STOPSIGNAL", "VOLUME", "HEALTHCHECK", "MAINTAINER")


@st.composite
def files(draw: st.DrawFn) -> str:
    """A Dockerfile that builds a Go program, with metadata in any order around the build and the start in any place."""
    lines = draw(st.lists(st.sampled_from(ANYWHERE), max_size=7, unique=True))
    build = ["WORKDIR /app", "COPY . .", "RUN go build -o server ."]
    start = draw(st.sampled_from(STARTS))
    places = sorted(draw(st.lists(st.integers(0, 3), min_size=len(lines), max_size=len(lines))))
    body: list[str] = []
    for step in range(4):
        body += [line for line, place in zip(lines, places, strict=True) if place == step]
        body += build[step : step + 1]
    body.insert(draw(st.integers(0, len(body))), start)
    newline = draw(st.sampled_from(("\n", "\r\n")))
    return ("\n".join(["FROM golang:1.24", *body]) + draw(st.sampled_from(("", "\n")))).replace("\n", newline)


def last_stage(text: str) -> tuple[SemanticModel, list[str]]:
    model = SemanticModel(parse(text))
    assert model.target is not None
    return model, [one.text.replace("\r\n", "\n") for one in model.target.instructions]


@given(files(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_split_keeps_what_the_container_is(text: str, is_known: bool) -> None:
    context = MemoryContext(GO) if is_known else UNKNOWN
    before, old = last_stage(text)
    offer = split(before, context, DEFAULT_SETTINGS)
    if not isinstance(offer, Offer):
        return
    for choice in offer.choices:
        changed = apply(text, choice.change.edits)
        after, new = last_stage(changed)
        assert len(after.stages) == 2
        assert not after.dockerfile.problems
        for keyword in KEPT:
            assert [one for one in old if one.startswith(keyword)] == [one for one in new if one.startswith(keyword)]
        check_start(before, after, choice.name)
        check_state(before, after)
        assert changed.count("\r\n") in (0, changed.count("\n"))
        assert (choice.change.safety is Safety.SAFE) <= is_known
        assert split(after, context, DEFAULT_SETTINGS) is None
        assert comments(text) == comments(changed)


def check_start(before: SemanticModel, after: SemanticModel, base: str) -> None:
    """The start command is the same, or its words are where the base has no shell."""
    assert before.target is not None
    assert after.target is not None
    for keyword in ("CMD", "ENTRYPOINT"):
        old = [one for one in before.target.instructions if one.keyword == keyword]
        new = [one for one in after.target.instructions if one.keyword == keyword]
        if base in ("alpine", "debian-slim"):
            assert [one.text for one in old] == [one.text for one in new]
        else:
            assert [words(one.text) for one in old] == [words(one.text) for one in new]


def words(text: str) -> list[str]:
    return text.replace("[", " ").replace("]", " ").replace('"', " ").replace(",", " ").split()


def check_state(before: SemanticModel, after: SemanticModel) -> None:
    assert before.target is not None
    assert after.target is not None
    old, new = before.target.final_state, after.target.final_state
    assert old.workdir == new.workdir
    assert old.user == new.user
    for name in ("PORT", "MODE", "LEVEL"):
        assert old.env.get(name) == new.env.get(name)


def comments(text: str) -> list[str]:
    return sorted(line.strip() for line in text.splitlines() if line.startswith("#"))


@given(files())
@settings(max_examples=60, deadline=None)
def test_every_split_passes_the_gate(text: str) -> None:
    context = MemoryContext(GO)
    model = analyse(text)
    offer = split(model, context, DEFAULT_SETTINGS)
    for choice in offer.choices if isinstance(offer, Offer) else ():
        assert gate(model, context, Profile(RULES), Fix.of(choice.change)) is None


@given(files())
@settings(max_examples=40, deadline=None)
def test_the_same_file_gives_the_same_bytes(text: str) -> None:
    one = split_of(text, GO)
    two = split_of(text, GO)
    assert one == two


# The naive forms of a split that were seen to break working builds.


PLAIN = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nCMD ["./server"]\n'
REQUIRES = GO["go.mod"] + "\nrequire github.com/google/uuid v1.6.0\n"


def test_no_manifest_is_copied_that_is_not_there() -> None:
    assert "go.sum" not in after(PLAIN, {**GO, "go.mod": REQUIRES})


def test_a_local_replacement_is_copied_along_with_the_manifests() -> None:
    files = {
        **GO,
        "go.mod": REQUIRES + "\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ./lib\n",
        "go.sum": "",
        "lib/go.mod": "module example.com/lib\n",
    }
    assert "COPY lib/go.mod lib/\nRUN go mod download\n" in after(PLAIN, files)


def test_a_vendored_module_downloads_nothing() -> None:
    files = {**GO, "go.mod": REQUIRES, "go.sum": "", "vendor/modules.txt": "", "vendor/x/x.go": "package x\n"}
    assert "go mod download" not in after(PLAIN, files)


@pytest.mark.parametrize("name", ["alpine", "distroless-static", "scratch"])
def test_cgo_is_off_where_the_c_library_is_another(name: str) -> None:
    assert "CGO_ENABLED=0 go build" in after(PLAIN, GO, name)


@pytest.mark.parametrize("evidence", ['import "C"', 'import _ "github.com/mattn/go-sqlite3"'])
def test_a_program_that_needs_cgo_never_meets_another_c_library(evidence: str) -> None:
    files = {**GO, "main.go": f"package main\n\n{evidence}\n\nfunc main() {{}}\n"}
    offer = offer_of(PLAIN, files)
    assert [choice.name for choice in offer.choices] == ["debian-slim", "distroless-base"]
    assert "CGO_ENABLED" not in after(PLAIN, files)


@pytest.mark.parametrize(
    ("release", "image"), [("bookworm", "debian:bookworm-slim"), ("bullseye", "debian:bullseye-slim")]
)
def test_the_c_library_is_of_the_builders_release(release: str, image: str) -> None:
    files = {**GO, "main.go": 'package main\n\nimport "C"\n\nfunc main() {}\n'}
    assert f"FROM {image}\n" in after(PLAIN.replace("1.24", f"1.20-{release}"), files)


@pytest.mark.parametrize(
    ("head", "builder"),
    [("", "classic"), ("", "kaniko"), ("", "either"), ("# syntax=docker/dockerfile:1.2\n", "buildkit")],
)
def test_a_builder_without_heredocs_gets_a_run(head: str, builder: str) -> None:
    text = f'{head}FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run build\nCMD ["npx", "serve", "-s", "dist"]\n'
    files = {"package.json": '{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "5"}}'}
    offer = split(analyse(text), MemoryContext(files), Settings(builder=builder))
    assert isinstance(offer, Offer)
    changed = apply(text, offer.default.change.edits)
    assert "<<" not in changed
    assert r"RUN printf '%s\n' 'server {' '    listen 3000;'" in changed
    assert changed.count("> /etc/nginx/conf.d/default.conf\n") == 1


@pytest.mark.parametrize("port", [3000, 5000, 8080])
def test_the_port_of_a_node_server_stays(port: int) -> None:
    text = (
        f'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run build\nCMD ["npx", "serve", "-s", "dist", "-l", "{port}"]\n'
    )
    files = {"package.json": '{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "5"}}'}
    changed = after(text, files)
    assert f"    listen {port};\n" in changed
    assert changed.endswith(f"EXPOSE {port}\n")


def test_programs_of_busybox_are_in_every_alpine() -> None:
    main = 'package main\n\nimport "os/exec"\n\nfunc main() { exec.Command("diff", "-u", "a", "b").Run() }\n'
    text = PLAIN.replace("golang:1.24", "golang:1.24-alpine")
    assert "FROM alpine:3.22\nWORKDIR /app\nCOPY" in after(text, {**GO, "main.go": main})


SCRIPT = '#!/bin/sh\nset -e\nuntil pg_isready -h "$DB"; do sleep 1; done\nexec "$@"\n'


@pytest.mark.parametrize("script", [SCRIPT, SCRIPT.replace("/bin/sh", "/bin/bash")])
def test_a_start_script_that_is_found_on_the_path(script: str) -> None:
    text = (
        "FROM golang:1.24-bookworm\nRUN apt-get update && apt-get install -y postgresql-client\nWORKDIR /app\nCOPY . .\n"
        "RUN go build -o /usr/local/bin/api .\nCOPY start /usr/local/bin/start\nRUN chmod +x /usr/local/bin/start\n"
        'ENTRYPOINT ["start"]\nCMD ["api"]\n'
    )
    changed = after(text, {**GO, "start": script})
    stage = changed.partition("\n\n")[2]
    assert (
        "COPY --from=builder /usr/local/bin/api /usr/local/bin/api\nCOPY start /usr/local/bin/start\nRUN chmod +x"
        in stage
    )
    assert "postgresql-client" in stage.split("\n")[1]
    assert stage.startswith("FROM debian:" if "bash" in script else "FROM alpine:")
