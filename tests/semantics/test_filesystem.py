"""What a stage holds at a path. All files start from `FROM golang` with WORKDIR /app unless they say otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.context import UNKNOWN, BuildContext, MemoryContext
from dockwright.semantics import SemanticModel
from dockwright.semantics.filesystem import Entry, FileSystem, files_of
from dockwright.semantics.filesystem import _Places as Places
from dockwright.syntax import parse

HEAD = "FROM golang:1.22 AS build\nWORKDIR /app\n"
CONTEXT = MemoryContext({"main.go": "", "go.mod": "", "src/a.go": "", "LICENSE": "", "conf.d/x.conf": ""})


def files(text: str, context: BuildContext = UNKNOWN) -> FileSystem:
    model = SemanticModel(parse(text))
    assert model.target is not None
    return files_of(model, model.target, context)


def landed(line: str, context: BuildContext = UNKNOWN) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, one.path, one.sources) for one in files(f"{HEAD}{line}\n", context).transfers()]


@pytest.mark.parametrize(
    ("line", "entries"),
    [
        ("COPY main.go /x/", [("context", "/x/main.go", ("main.go",))]),
        ("COPY main.go /x", [("context", "/x", ("main.go",))]),
        ("COPY main.go .", [("context", "/app/main.go", ("main.go",))]),
        ("COPY main.go ./", [("context", "/app/main.go", ("main.go",))]),
        ("COPY go.mod go.sum ./", [("context", "/app/go.mod", ("go.mod",)), ("context", "/app/go.sum", ("go.sum",))]),
        ("COPY go.* ./", [("context", "/app", ("go.*",))]),
        ("COPY . .", [("context", "/app", ("",))]),
        ("COPY ./ /srv/", [("context", "/srv", ("",))]),
        ("COPY ../../x.txt ./", [("context", "/app/x.txt", ("x.txt",))]),
        ("COPY /x.txt ./", [("context", "/app/x.txt", ("x.txt",))]),
        ("COPY src/ ./src/", [("context", "/app/src", ("src",))]),
        ("COPY src ./src", [("context", "/app/src", ("src",))]),
        ('COPY ["a b.txt", "/x/"]', [("context", "/x/a b.txt", ("a b.txt",))]),
        ("COPY $NOTHING/a.go /x/", [("context", "/x/a.go", ("a.go",))]),
        ("COPY server /x/", [("context", "/x", ("server",))]),
        ("COPY Gemfile Gemfile.lock /x/", [
            ("context", "/x/Gemfile", ("Gemfile",)), ("context", "/x/Gemfile.lock", ("Gemfile.lock",))]),
        ("COPY --parents a/b.txt /x/", [("context", "/x", ("a/b.txt",))]),
        ("ADD app.tar.gz /opt", [("context", "/opt", ("app.tar.gz",))]),
        ("ADD https://x.org/d/a.tgz /opt/", [("url", "/opt/a.tgz", ("https://x.org/d/a.tgz",))]),
        ("ADD https://x.org/d/a.tgz /opt/b", [("url", "/opt/b", ("https://x.org/d/a.tgz",))]),
        ("ADD https://x.org/a.git#v1 /src", [("url", "/src", ("https://x.org/a.git#v1",))]),
        ("COPY --from=nginx:1 /etc/nginx/nginx.conf /etc/", [
            ("image", "/etc/nginx.conf", ("etc/nginx/nginx.conf",))]),
        ("COPY <<EOF /etc/motd\nhello\nEOF", [("heredoc", "/etc/motd", ())]),
        ("COPY <<one <<two /etc/\n1\none\n2\ntwo", [("heredoc", "/etc/one", ()), ("heredoc", "/etc/two", ())]),
    ],
)  # fmt: skip
def test_where_transfers_land(line: str, entries: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert landed(line) == entries


@pytest.mark.parametrize(
    ("above", "path"),
    [
        ("RUN mkdir /x", "/x/main.go"),
        ("RUN set -e; mkdir -p /x/y && touch /z", "/x/main.go"),
        ("WORKDIR /x\nWORKDIR /y", "/x/main.go"),
        ("COPY go.mod go.sum /x", "/x/main.go"),
        ("COPY go.mod /x/y", "/x/main.go"),
        ("COPY . /x", "/x/main.go"),
        ("COPY go.mod /x", "/x"),
        ("RUN mkdir /x2", "/x"),
        ("FROM build\nRUN mkdir -p /x/y\nFROM build", "/x"),
    ],
)
def test_a_directory_that_was_made_before_holds_what_is_copied_there(above: str, path: str) -> None:
    *_, entry = files(f"{HEAD}{above}\nCOPY main.go /x\n").transfers()
    assert entry.path == path


@pytest.mark.parametrize(
    ("line", "path", "is_tree"),
    [
        ("COPY LICENSE /x/", "/x/LICENSE", False),
        ("COPY src /x/", "/x", True),
        ("COPY src /x", "/x", True),
        ("COPY conf.d /etc/conf.d", "/etc/conf.d", True),
        ("COPY main.go /x", "/x", False),
        ("COPY missing /x/", "/x", True),
    ],
)
def test_a_known_context_tells_files_from_directories(line: str, path: str, is_tree: bool) -> None:
    (entry,) = files(f"{HEAD}{line}\n", CONTEXT).transfers()
    assert (entry.path, entry.is_tree) == (path, is_tree)


@pytest.mark.parametrize(
    ("line", "is_broad", "is_whole"),
    [
        ("COPY . .", True, True),
        ("COPY ./ /app", True, True),
        ("COPY / /app", True, True),
        ("ADD . x", True, True),
        ("COPY * ./", True, True),
        ('COPY [".", "."]', True, True),
        ("COPY --chown=1:1 . .", True, True),
        ("COPY src/ src/", True, False),
        ("COPY src src", True, False),
        ("COPY services/api/src ./src", True, False),
        ("COPY *.go ./", True, False),
        ("COPY go.mod go.sum ./", False, False),
        ("COPY package*.json ./", False, False),
        ("COPY main.go .", False, False),
        ("COPY --from=golang . .", False, False),
        ("COPY <<EOF /x\n.\nEOF", False, False),
        ("ADD https://x.org/src/ /x/", False, False),
    ],
)
def test_broad_copies(line: str, is_broad: bool, is_whole: bool) -> None:
    entries = files(f"{HEAD}{line}\n").transfers()
    assert any(one.is_broad for one in entries) is is_broad
    assert any(one.is_whole_context for one in entries) is is_whole


def test_copies_from_a_stage() -> None:
    model = SemanticModel(parse(f"{HEAD}FROM alpine\nCOPY --from=build /app/server /server\n"))
    assert model.target is not None
    (entry,) = files_of(model, model.target).transfers()
    assert (entry.kind, entry.path, entry.sources) == ("stage", "/server", ("app/server",))
    assert entry.stage is model.stages[0]


def origins(lines: str, path: str) -> list[str]:
    return [entry.kind for entry in files(f"{HEAD}{lines}\n").origin(path)]


@pytest.mark.parametrize(
    ("lines", "path", "kinds"),
    [
        ("RUN go build -o server .", "/app/server", ["artifact"]),
        ("RUN go build -o server .", "/app", ["directory", "artifact"]),
        ("RUN go build -o /out/server .", "/app/server", []),
        ("RUN cd /src && go build -o server .", "/src/server", ["artifact"]),
        ("RUN go build -o server . && mv server /usr/local/bin/", "/usr/local/bin/server", ["move"]),
        ("COPY . .\nRUN go build -o server .", "/app/server", ["context", "artifact"]),
        ("COPY . .", "/app/static/x.css", ["context"]),
        ("COPY go.mod .", "/app/main.go", []),
        ("COPY go.mod .\nRUN rm go.mod", "/app/go.mod", ["context", "removal"]),
        ("RUN make", "/anything", ["unknown"]),
        ("RUN make\nWORKDIR /x", "/y", ["unknown"]),
        ("RUN npm run build", "/app/dist", ["artifact", "unknown"]),
        ("RUN echo x > conf", "/app/conf", ["file"]),
        ("RUN mkdir -p /data/x", "/data", ["directory"]),
        ("RUN mkdir -p /data/x", "/data/x/y", []),
        ("RUN apt-get install -y nginx", "/etc/nginx/nginx.conf", ["packages"]),
        ("RUN apt-get install -y nginx", "/srv", []),
        ("RUN useradd -m app", "/home/app", ["directory"]),
        ("RUN curl -o /tmp/x https://x.org", "/tmp/x", ["download"]),
        ("SHELL [\"pwsh\", \"-c\"]\nRUN x", "/y", ["unknown"]),
    ],
)  # fmt: skip
def test_origin(lines: str, path: str, kinds: list[str]) -> None:
    assert origins(lines, path) == kinds


def test_origin_before_an_instruction() -> None:
    text = f"{HEAD}COPY a /x\nCOPY b /x\n"
    model = SemanticModel(parse(text))
    stage = model.stages[0]
    second = stage.instructions[-1]
    found = files_of(model, stage).origin("/x", before=second)
    assert [entry.sources for entry in found] == [("a",)]


def test_entries_are_inherited() -> None:
    system = files(f"{HEAD}COPY a /a\nFROM build\nCOPY b /b\n")
    assert [entry.path for entry in system.transfers()] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("text", "path", "may_hold"),
    [
        ("FROM scratch\nCOPY a /a\n", "/a", True),
        ("FROM scratch\nCOPY a /a\n", "/bin/sh", False),
        ("FROM alpine\n", "/bin/sh", True),
        ("FROM alpine\n", "/app/x", False),
        ("FROM golang\n", "/go/bin/x", True),
        ("FROM nobody/knows\n", "/app/x", True),
        ("FROM alpine\nWORKDIR /app\n", "/app", True),
        ("FROM alpine\nRUN rm -rf /app\n", "/app", False),
        ("FROM alpine\nRUN ./build.sh\n", "/app", True),
    ],
)
def test_may_hold(text: str, path: str, may_hold: bool) -> None:
    assert files(text).may_hold(path) is may_hold


def test_an_entry_knows_its_command() -> None:
    (entry,) = [one for one in files(f"{HEAD}RUN a && touch x\n").entries if one.kind == "file"]
    assert isinstance(entry, Entry)
    assert entry.command is not None
    assert entry.command.name == "touch"


def _system(entries: tuple[Entry, ...], places: Places | None = None) -> FileSystem:
    """The file system of a stage whose instructions put what we say."""
    found = FileSystem(SemanticModel(parse("FROM scratch\n")).stages[0], UNKNOWN)
    vars(found).update(entries=entries, _places=places or Places())
    return found


PATHS = ("/", "/a", "/a/b", "/a/bc", "/a/b/c", "/d", "/ab", "/a/b/c/d")


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.sampled_from(PATHS), st.booleans(), st.booleans()), min_size=33, max_size=60),
    st.sampled_from(PATHS),
    st.integers(0, 60),
)
def test_a_long_file_is_looked_up_as_a_short_one_is_read(
    written: list[tuple[str, bool, bool]], path: str, place: int
) -> None:
    instructions = parse("FROM scratch\n" + "RUN x\n" * 60).instructions
    entries = tuple(
        Entry(each, "file", instruction, is_tree=is_tree, is_anywhere=is_anywhere)
        for instruction, (each, is_tree, is_anywhere) in zip(instructions, written, strict=False)
    )
    before = instructions[place]
    found = _system(entries).origin(path, before)
    assert found == tuple(one for one in entries[:place] if one.concerns(path))


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.sampled_from(PATHS), st.booleans(), st.booleans()), min_size=70, max_size=70),
    st.sampled_from(PATHS),
    st.lists(st.sampled_from(["below", "above", "aside"]), min_size=1, max_size=6),
)
def test_stages_that_are_built_on_one_another_share_what_is_looked_up(
    written: list[tuple[str, bool, bool]], path: str, asked: list[str]
) -> None:
    instructions = parse("FROM scratch\n" + "RUN x\n" * 70).instructions[1:]
    entries = tuple(
        Entry(each, "file", instruction, is_tree=is_tree, is_anywhere=is_anywhere)
        for instruction, (each, is_tree, is_anywhere) in zip(instructions, written, strict=False)
    )
    stages = {"below": entries[:40], "above": entries[:60], "aside": (*entries[:40], *entries[60:])}
    places = Places()
    systems = {name: _system(own, places) for name, own in stages.items()}
    for name in asked:
        assert systems[name].origin(path) == tuple(one for one in stages[name] if one.concerns(path))


@pytest.mark.parametrize(
    ("steps", "path", "is_there"),
    [
        ("COPY a /app/a", "/app/a", True),
        ("COPY a.txt /app/a.txt", "/app/b", False),
        ("WORKDIR /app", "/app", True),
        ("RUN touch /app/a", "/app/a", True),
        ("RUN rm /app/a", "/app/a", False),
        ("RUN ./anything", "/app/a", True),
        ("RUN echo a", "/app/a", False),
        ("RUN echo a", "/etc/a", True),
    ],
)
@pytest.mark.parametrize("others", [0, 40])
def test_what_stands_above_may_have_put_it_there(steps: str, path: str, is_there: bool, others: int) -> None:
    text = f"FROM debian:12\n{steps}\n" + "RUN echo b\n" * others
    model = SemanticModel(parse(f"{text}RUN make\nCOPY . /app\n"))
    stage = model.stages[0]
    asked = stage.instructions[-2]
    assert files_of(model, stage).may_hold(path, asked) is is_there
    assert not files_of(model, stage).may_hold("/app/a", stage.instructions[0])
