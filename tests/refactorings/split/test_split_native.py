"""Compiled programs: what their builders need themselves, and what their containers get."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import GO as MODULE
from splitting import obstacle_of, offer_of

from dockwright.rule import Safety
from dockwright.text import apply

CRATE = {
    "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
    "Cargo.lock": 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
    "src/main.rs": "fn main() {}\n",
}


def stages(text: str, files: Mapping[str, str], choice: int = 0) -> tuple[list[str], list[str]]:
    """The lines of the builder and of the runtime stage."""
    found = offer_of(text, files)
    lines = apply(text, found.choices[choice].change.edits).splitlines()
    at = max(number for number, line in enumerate(lines) if line.startswith("FROM"))
    return [one for one in lines[:at] if one], [one for one in lines[at:] if one]


def reason(text: str, files: Mapping[str, str]) -> tuple[str, str]:
    """Why there is no split, and the text that is pointed at."""
    found = obstacle_of(text, files)
    return found.reason, found.span.of(text)


GO = 'FROM golang:1.24\n{}WORKDIR /app\nCOPY . .\n{}RUN go build -o app .\n{}CMD ["./app"]\n'
SWAG = "COPY --from=example/swag /root/swag /usr/local/bin\n"
BUILDER, RUNTIME, BOTH = (True, False), (False, True), (True, True)
TOOLS = [
    ("the build calls it", SWAG, "RUN swag init\n", "", BUILDER),
    ("under another name", "COPY tools/gen.sh /usr/local/bin/gen\n", "RUN gen all\n", "", BUILDER),
    (
        "the container calls it, too",
        "COPY tools/gen.sh /usr/local/bin/gen\n",
        "RUN gen all\n",
        "HEALTHCHECK CMD gen\n",
        BOTH,
    ),
    ("nothing tells who calls it", SWAG, "RUN go generate ./...\n", "", BOTH),
    ("the container alone calls it", "COPY tools/gen.sh /usr/local/bin/\n", "", "HEALTHCHECK CMD gen.sh\n", RUNTIME),
    ("a linker looks there", "COPY --from=example/ssl /out/libfoo.so /usr/local/lib/\n", "", "", BOTH),
    ("a compiler looks there", "COPY --from=example/ssl /out/foo.h /usr/include/foo.h\n", "", "", BOTH),
    ("git looks there", "COPY tools/gitconfig /etc/gitconfig\n", "", "", BOTH),
    ("settings of the program", "COPY tools/app.yaml /etc/app.yaml\n", "", "", RUNTIME),
]


@pytest.mark.parametrize(("title", "copy", "run", "behind", "where"), TOOLS, ids=[one[0] for one in TOOLS])
def test_what_the_build_uses_stays_with_it(
    title: str, copy: str, run: str, behind: str, where: tuple[bool, bool]
) -> None:
    files = {**MODULE, **dict.fromkeys(("tools/gen.sh", "tools/gitconfig", "tools/app.yaml"), "#!/bin/sh\n")}
    builder, runtime = stages(GO.format(copy, run, behind), files)
    assert (copy.strip() in builder, copy.strip() in runtime) == where


def test_what_the_build_uses_goes_along_where_the_sources_are_not_read() -> None:
    text = GO.format(SWAG, "RUN swag init\n", "")
    found = offer_of(text, None)
    assert apply(text, found.default.change.edits).count(SWAG) == 2


MERGED = [
    ("Go", MODULE, 'FROM golang:1.24\nWORKDIR /app\nCOPY go.mod main.go ./\nCOPY web ./\nRUN go build -o app .\nCMD ["./app"]\n'),
    ("Rust", CRATE, 'FROM rust:1.85-bookworm\nworkdir /app\nCOPY Cargo.* ./\nCOPY src src\nCOPY web ./\nRUN cargo build --release\n'
                    'CMD ["target/release/app"]\n'),
]  # fmt: skip


@pytest.mark.parametrize(("title", "files", "text"), MERGED, ids=[one[0] for one in MERGED])
def test_a_directory_copied_into_that_of_the_sources_is_taken_file_by_file(
    title: str, files: Mapping[str, str], text: str
) -> None:
    _, runtime = stages(text, {**files, "web/index.html": "", "web/css/a.css": ""})
    assert {one.split()[-1] for one in runtime if "--from=builder" in one and "web" not in one} >= {"./", "./css"}
    assert not any(" /app " in one for one in runtime)


CHECK = "FROM golang:1.24-alpine\n{}WORKDIR /app\nCOPY . .\nRUN go build -o app .\nCOPY check.sh /bin/check\nHEALTHCHECK CMD check\nCMD [\"./app\"]\n"  # fmt: skip
SCRIPTS = [
    ("a plain one", "", "#!/bin/sh\nwget -q localhost || exit 1\n", ""),
    ("one that asks the program itself", "", "#!/bin/sh\nexec ./app -health\n", ""),
    ("with a package", "", "#!/bin/sh\ncurl -f localhost\n", "RUN apk add --no-cache curl"),
    ("with a package of the file", "RUN apk add grpcurl\n", "#!/bin/sh\ngrpcurl localhost\n", "RUN apk add --no-cache grpcurl"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "install", "script", "line"), SCRIPTS, ids=[one[0] for one in SCRIPTS])
def test_a_script_of_a_health_check(title: str, install: str, script: str, line: str) -> None:
    _, runtime = stages(CHECK.format(install), {**MODULE, "check.sh": script})
    assert "COPY check.sh /bin/check" in runtime
    assert [one for one in runtime if one.startswith("RUN")] == [line] * bool(line)


@pytest.mark.parametrize("script", ["#!/bin/sh\nunheard-of\n", "#!/bin/sh\n$PROGRAM\n"])
def test_a_script_of_a_health_check_that_the_base_cannot_run(script: str) -> None:
    why, place = reason(CHECK.format(""), {**MODULE, "check.sh": script})
    assert (why, place) == ("HEALTHCHECK runs `check`, which alpine:3.22 does not have", "check")


ACCOUNT = "FROM rust:1.85-bookworm\nRUN {}\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nUSER app\nCMD [\"target/release/app\"]\n"  # fmt: skip
ALTERNATIVES = [
    ("only where there is none", "id app || useradd --system app", "id app || useradd --system app"),
    ("for all databases", "getent passwd app || useradd app", "getent passwd app || useradd app"),
    ("whatever comes of it", "useradd app || true", "useradd app || true"),
    ("one of two", "useradd -m app 2>/dev/null || useradd -M app", "useradd -m app 2>/dev/null || useradd -M app"),
    ("one by one", "groupadd app && useradd -g app app", "groupadd app && useradd -g app app"),
]


@pytest.mark.parametrize(("title", "script", "expected"), ALTERNATIVES, ids=[one[0] for one in ALTERNATIVES])
def test_a_user_that_is_made_in_one_of_several_ways(title: str, script: str, expected: str) -> None:
    assert f"RUN {expected}" in stages(ACCOUNT.format(script), CRATE)[1]


@pytest.mark.parametrize(
    ("script", "place"),
    [
        ("adduser --system --group app || useradd app", "adduser"),
        ("useradd app || touch /no-user", "useradd"),
        ("apt-get install -y adduser && useradd app || exit 0", "useradd"),
    ],
)
def test_ways_that_cannot_be_said_again(script: str, place: str) -> None:
    said = reason(ACCOUNT.format(script), CRATE)
    assert said == (f"`{place}` is one of several ways that the script may go", place)


PUT_ASIDE = [
    ("into the directory", "WORKDIR /dist\nRUN cp /app/app .\n", "/dist/app", "COPY --from=builder /dist/app ./"),
    ("by its name", "WORKDIR /dist\nRUN cp /app/app server\n", "./server", "COPY --from=builder /dist/server ./"),
    ("into a directory of the system", "RUN mv app /go/bin\n", "app", "COPY --from=builder /go/bin/app /go/bin/app"),
    ("as a link", "RUN ln -s /app/app /usr/local/bin/serve\n", "serve", "COPY --from=builder /usr/local/bin/serve /usr/local/bin/serve"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "run", "start", "line"), PUT_ASIDE, ids=[one[0] for one in PUT_ASIDE])
def test_where_a_program_of_go_goes(title: str, run: str, start: str, line: str) -> None:
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o app .\n{run}CMD ["{start}"]\n'
    assert line in stages(text, MODULE)[1]


SETTINGS = {**MODULE, "config/app.json": "{}", "pages/index.html": "<p>"}
AROUND = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o /bin/app\n{}CMD ["/bin/app"]\n'
BESIDE = [
    (
        "a file",
        "RUN mkdir -p /etc/app && cp config/app.json /etc/app/\n",
        ["COPY --from=builder /etc/app/app.json /etc/app/app.json"],
    ),
    ("a file by its name", "RUN cp config/app.json /etc\n", ["COPY --from=builder /etc/app.json /etc/app.json"]),
    (
        "into the home of who builds",
        "RUN cp config/app.json ~/app.json\n",
        ["COPY --from=builder /root/app.json /root/app.json"],
    ),
    (
        "... which a variable names",
        "ENV HOME=/srv/home\nRUN cp config/app.json ~/app.json\n",
        ["COPY --from=builder /srv/home/app.json /srv/home/app.json"],
    ),
    ("a directory", "RUN cp -r pages /srv/www\n", ["COPY --from=builder /srv/www /srv/www"]),
    (
        "a directory into one",
        "RUN cp -a pages /usr/share/\n",
        ["COPY --from=builder /usr/share/pages /usr/share/pages"],
    ),
    (
        "one after the other",
        "RUN install -m 600 config/app.json /etc/app.json\nRUN cp -r pages /srv\n",
        ["COPY --from=builder /etc/app.json /etc/app.json", "COPY --from=builder /srv/pages /srv/pages"],
    ),
]


@pytest.mark.parametrize(("title", "run", "expected"), BESIDE, ids=[one[0] for one in BESIDE])
def test_what_is_copied_aside_behind_the_build(title: str, run: str, expected: list[str]) -> None:
    builder, runtime = stages(AROUND.format(run), SETTINGS)
    assert builder[-1] == run.splitlines()[-1]
    assert [line for line in runtime if "--from" in line and "/bin/app" not in line] == expected


@pytest.mark.parametrize(
    ("link", "kept", "note"),
    [
        ("/var/log/app.log", True, ""),
        ("/srv/logs/app.log", False, "`/srv/logs/app.log` is a link to `/dev/stdout`, which is to be made in the runtime stage, too"),
    ],
)  # fmt: skip
def test_a_link_to_a_device_is_made_anew(link: str, kept: bool, note: str) -> None:
    line = f"RUN ln -sf /dev/stdout {link}"
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\n{line}\nRUN go build -o /bin/app\nCMD ["/bin/app", "{link}"]\n'
    found = offer_of(text, SETTINGS)
    _, _, runtime = apply(text, found.default.change.edits).rpartition("\n\nFROM ")
    assert (f"{line}\n" in runtime) is kept
    assert f" {link} " not in runtime.replace(line, "")
    assert found.default.change.notes == ((note,) if note else ())


@pytest.mark.parametrize(
    ("run", "command"),
    [
        ("RUN cp config/*.json /etc/\n", "cp"),
        ("RUN cp config/app.json /etc/ && ./setup\n", "cp"),
        ("RUN [ -f x ] && cp config/app.json /etc/ || true\n", "cp"),
        ("USER app\nRUN cp config/app.json ~/\n", "cp"),
        ("RUN cp config/app.json ~app/\n", "cp"),
    ],
    ids=["names are not known", "something else is done", "perhaps", "a home of another user", "... by name"],
)
def test_what_is_not_known_of_a_copy_behind_the_build(run: str, command: str) -> None:
    assert reason(AROUND.format(run), SETTINGS) == (f"what `{command}` leaves behind is not known", command)


START = 'CMD ["./bin/app"]\n'
REASONS = [
    ("the builder is told by a file", "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN mage build\n" + START,
     "whether `mage build` makes `./bin/app` is not known: what it runs is not followed", "mage"),
    ("... and tools are installed first", "FROM golang:1.24\nWORKDIR /app\nRUN go install github.com/go-task/task/v3/cmd/task@v3\nCOPY . .\n"
     "RUN task VERSION=1 build\n" + START, "whether `task` makes `./bin/app` is not known: what it runs is not followed", "task"),
    ("a script of the project", "FROM rust:1.85\nWORKDIR /app\nCOPY . .\nRUN ./build.sh\n" + START,
     "whether `./build.sh` makes `./bin/app` is not known: what it runs is not followed", "./build.sh"),
    ("the directory depends on an argument", "FROM golang:1.24\nARG SERVICE\nWORKDIR /app/$SERVICE\nCOPY . .\nRUN go build -o x .\nCMD [\"./x\"]\n",
     "the working directory depends on `SERVICE`, which has no value here", "/app/$SERVICE"),
    ("a command line in one word", "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go install .\nCMD [\"app --help\"]\n",
     "`app --help` is one word in the list, and no program has that name", '"app --help"'),
    ("another crate is installed", "FROM rust:1.85\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nRUN cargo install diesel_cli\n"
     "CMD [\"target/release/app\"]\n", "what `cargo install diesel_cli` leaves behind is not known", "cargo"),
    ("Erlang without Mix", "FROM erlang:27\nWORKDIR /app\nCOPY . .\nRUN rebar3 release\nCMD [\"_build/default/rel/app/bin/app\"]\n",
     "a release that `rebar3` makes is not followed", "rebar3 release"),
    ("Erlang's sources run", "FROM erlang:27\nWORKDIR /app\nCOPY . .\nRUN rebar3 compile\nCMD [\"rebar3\", \"shell\"]\n",
     "`rebar3 shell` needs rebar3 and all sources when it starts: `rebar3 release` would make an image without them", '"rebar3"'),
    ("Erlang without a build", "FROM erlang:27\nCOPY --from=example/app /rel /rel\nCMD [\"/rel/bin/app\"]\n", "no release is made here", "erlang:27"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "why", "place"), REASONS, ids=[one[0] for one in REASONS])
def test_reasons_name_the_place(title: str, text: str, why: str, place: str) -> None:
    assert reason(text, {**MODULE, **CRATE, "build.sh": "#!/bin/sh\n"}) == (why, place)


READER = {**SETTINGS, "main.go": 'package main\n\nimport "os"\n\nfunc main() { os.ReadFile("/etc/app/app.json") }\n'}


@pytest.mark.parametrize(
    "copy", ["mkdir /etc/app && cp config/app.json /etc/app/", "cp -r config /etc/app", "mv config /etc/app"]
)
def test_what_is_put_aside_before_the_build_and_read(copy: str) -> None:
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN {copy} && go build\nCMD ["/app/app"]\n'
    assert "COPY --from=builder /etc/app/app.json /etc/app/app.json" in stages(text, READER)[1]


PARIS = "/usr/share/zoneinfo/Europe/Paris /etc/localtime"
ONE, BOTH_FILES = "/etc/localtime /etc/localtime", "/etc/localtime /etc/timezone /etc/"
ZONES = [
    ("a link", f"apt-get install -y tzdata && ln -sf {PARIS}", ONE, 0),
    ("a link and its name", f"ln -snf {PARIS} && echo Europe/Paris > /etc/timezone", BOTH_FILES, 1),
    ("a copy", f"cp {PARIS}", ONE, 1),
    ("another link", "ln -s /srv/a /etc/other", "", 0),
]


@pytest.mark.parametrize(("title", "script", "places", "notes"), ZONES, ids=[one[0] for one in ZONES])
def test_the_time_zone_of_the_system(title: str, script: str, places: str, notes: int) -> None:
    text = f'FROM golang:1.24\nRUN {script}\nWORKDIR /app\nCOPY . .\nRUN go build -o app .\nCMD ["./app"]\n'
    found = offer_of(text, MODULE)
    for choice in found.choices:
        after = apply(text, choice.change.edits)
        assert after.count("/etc/localtime /etc/") == text.count("/etc/localtime /etc/") + bool(places)
        assert f"COPY --from=builder {places}\n" in after or not places
        assert sum("time zone" in note for note in choice.change.notes) == notes


def test_a_link_to_a_time_zone_behind_the_build() -> None:
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o app .\nRUN ln -sf {PARIS}\nCMD ["./app"]\n'
    runtime = stages(text, MODULE)[1]
    assert {"RUN apk add --no-cache tzdata", f"RUN ln -sf {PARIS}"} <= set(runtime)


@pytest.mark.parametrize(
    ("above", "directory", "name"),
    [
        ("ARG HOME_OF_APP=/srv/app X=1\n", "$HOME_OF_APP", "HOME_OF_APP"),
        ("ARG NAME=app\nENV HOME_OF_APP=/srv/$NAME\n", "${HOME_OF_APP}", "NAME"),
        ("ENV HOME_OF_APP=/srv/app\n", "$HOME_OF_APP", ""),
        ("ARG VERSION=1\n", "/srv/app", ""),
    ],
)
def test_a_directory_that_the_build_may_be_given(above: str, directory: str, name: str) -> None:
    text = f'FROM golang:1.24\n{above}WORKDIR {directory}\nCOPY . .\nRUN go build -o app .\nCMD ["./app"]\n'
    found = offer_of(text, MODULE)
    assert "WORKDIR /srv/app\n" in apply(text, found.default.change.edits)
    said = [note for note in found.default.change.notes if note.startswith("paths are those of the default")]
    assert [f"`{name}`" in note for note in said] == [True] * bool(name)


# Makefiles of C

C = {"main.c": "int main(void) { return 0; }\n", "net.c": "int net(void) { return 0; }\n"}
MAKE = 'FROM debian:trixie\nRUN apt-get update && apt-get install -y gcc g++ make libssl-dev\nWORKDIR /app\nCOPY . .\n{}CMD ["{}"]\n'
PATTERN = "%.o: %.c\n\t$(CC) -c $< -o $@\n"
MAKEFILES = [
    ("a recipe", "app: main.c\n\tgcc -o app main.c\n", "RUN make\n", "./app", ["/app/app"]),
    ("variables and pattern rules", "CC = gcc\nBIN := bin/app\nOBJ = $(patsubst %.c,%.o,$(wildcard *.c))\n\nall: $(BIN)\n\n$(BIN): $(OBJ)\n"
     "\t@mkdir -p $(@D)\n\t$(CC) $(LDFLAGS) -o $@ $^\n\n" + PATTERN, "RUN make\n", "bin/app", ["/app/bin/app"]),
    ("make's own rule", "app: app.o net.o\n\n.PHONY: clean\nclean:\n\trm -f *.o app\n", "RUN make -j4\n", "./app", ["/app/app"]),
    ("another target, and a variable", "first:\n\ttrue\n\nOUT ?= x\n$(OUT)/app: main.c\n\tmkdir -p $(OUT) && cc main.c -o $(OUT)/app\n",
     "RUN make OUT=build build/app\n", "build/app", ["/app/build/app"]),
    ("installed and cleaned away", "PREFIX ?= /usr\napp: main.c\n\tcc -o $@ $<\n\ninstall: app\n\tinstall -d $(DESTDIR)$(PREFIX)/bin /etc/app\n"
     "\tinstall -m 755 app $(DESTDIR)$(PREFIX)/bin/app\n\tinstall -m 644 app.conf /etc/app/\n\tcp app.1 /usr/share/man/man1\n\n"
     "clean:\n\trm -f app\n", "RUN make && make PREFIX=/usr/local install && make clean\n", "app", ["/usr/local/bin/app", "/etc/app"]),
    ("as many jobs as there are processors", "app: main.c\n\tcc -o app main.c\nserve: app\n\tmv app serve\n", "RUN make -j$(nproc) serve\n",
     "./serve", ["/app/serve"]),
    ("their number by itself", "app: main.c\n\tcc -o app main.c\nserve: app\n\tmv app serve\n", "RUN make -j $(nproc) serve\n",
     "./serve", ["/app/serve"]),
    ("as many jobs as it likes", "app: main.c\n\tcc -o app main.c\nserve: app\n\tmv app serve\n", "RUN make -j serve\n",
     "./serve", ["/app/serve"]),
    ("a directory of its own", "all:\n\t$(MAKE) -C src\n", "RUN make\n", "src/app", ["/app/src/app"]),
    ("a client beside the server", "all: app client\napp: main.c\n\tcc -o app main.c\nclient: net.c\n\tcc -o client net.c\n", "RUN make\n", "./app",
     ["/app/app", "/app/client"]),
]  # fmt: skip


@pytest.mark.parametrize(("title", "makefile", "run", "start", "paths"), MAKEFILES, ids=[one[0] for one in MAKEFILES])
def test_makefiles(title: str, makefile: str, run: str, start: str, paths: list[str]) -> None:
    files = {
        **C,
        "Makefile": makefile,
        "app.conf": "",
        "app.1": "",
        "src/Makefile": "app: main.c\n",
        "src/main.c": C["main.c"],
    }
    files["src/Makefile"] = "app: main.c\n\tcc main.c -o app\n"
    _, runtime = stages(MAKE.format(run, start), files)
    assert runtime[0] == "FROM debian:trixie-slim"
    assert [one.split()[-2] for one in runtime if "--from=builder" in one] == paths


def test_libraries_of_a_makefile_are_installed() -> None:
    makefile = "LDLIBS = -lssl\nLDLIBS += -lcrypto\n\napp: main.c\n\t$(CC) main.c -o app $(LDLIBS)\n"
    _, runtime = stages(MAKE.format("RUN make\n", "./app"), {**C, "Makefile": makefile})
    assert any("libssl3" in one for one in runtime)


NOT_FOLLOWED = [
    ("conditions", "ifeq ($(DEBUG),1)\nLDLIBS=-lm\nendif\napp: main.c\n\tcc -o app main.c $(LDLIBS)\n", "its Makefile has `ifeq ($(DEBUG),1)`, which is not followed"),
    ("other files", "include config.mk\napp: main.c\n\tcc -o app main.c\n", "its Makefile has `include config.mk`, which is not followed"),
    ("a variable of one target", "app: LDLIBS += -lm\napp: main.c\n\tcc -o app main.c $(LDLIBS)\n", "its Makefile has `app: LDLIBS += -lm`"),
    ("computed libraries", "LIBS := $(shell pkg-config --libs gtk4)\napp: main.c\n\tcc -o app main.c $(LIBS)\n", "the libraries of the program are computed"),
    ("an unknown program", "app: main.c\n\tpython3 generate.py\n\tcc -o app main.c\n", "what `python3` leaves behind is not known"),
    ("a shared library", "app: main.c\n\tcc -shared -o libnet.so net.c\n\tcc -o app main.c -L. -lnet\n", "a shared library of its own"),
    ("another program", "other: main.c\n\tcc -o other main.c\n", "`./app` is not what the build makes: that is `/app/other`"),
    ("what is taken away again", "app: main.c\n\tcc -o app main.c\n\trm -f a*\n", "no compiler makes a program here"),
    ("an unknown library", "app: main.c\n\tcc -o app main.c -lfoo\n", "which package has the library `foo` is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "makefile", "why"), NOT_FOLLOWED, ids=[one[0] for one in NOT_FOLLOWED])
def test_makefiles_that_are_not_followed(title: str, makefile: str, why: str) -> None:
    assert why in reason(MAKE.format("RUN make\n", "./app"), {**C, "Makefile": makefile, "config.mk": ""})[0]


def test_a_makefile_that_is_not_there() -> None:
    text = MAKE.format("RUN make\n", "./app")
    assert reason(text, C) == ("what `make` makes is not known: no Makefile comes with the sources to `/app`", "make")


@pytest.mark.parametrize("source", [".", "./CMakeLists.txt", "CMakeLists.txt", "/app/CMakeLists.txt"])
def test_cmake_is_given_the_directory_or_the_file_in_it(source: str) -> None:
    files = {"CMakeLists.txt": "project(app C)\nadd_executable(app main.c)\n", **C}
    text = MAKE.replace("make libssl-dev", "cmake make").format(f"RUN cmake {source} && make\n", "./app")
    _, runtime = stages(text, files)
    assert "COPY --from=builder /app/app ./" in runtime


def test_sources_of_cmake_that_are_copied_part_by_part() -> None:
    files = {"CMakeLists.txt": "project(app C)\nadd_executable(app src/main.c)\n", "src/main.c": C["main.c"]}
    text = MAKE.replace("COPY . .", "COPY src src\nCOPY CMakeLists.txt .").replace("make libssl-dev", "cmake make")
    _, runtime = stages(text.format("RUN mkdir b\nRUN cd b && cmake .. && make\n", "./b/app"), files)
    assert "COPY --from=builder /app/b/app ./b/app" in runtime


# Go: workspaces, and releases of the system

SERVES = 'package main\n\nimport "example.com/lib"\n\nfunc main() { lib.Run() }\n'
WORKSPACE = {
    "go.work": "go 1.24\n\nuse (\n\t./api\n\t./lib\n)\n",
    "api/go.mod": "module example.com/api\n\ngo 1.24\n",
    "api/main.go": SERVES,
    "lib/go.mod": "module example.com/lib\n\ngo 1.24\n",
}
PLAIN_LIB = 'package lib\n\nimport "html/template"\n\nfunc Run() { template.ParseFiles("api/pages/a.html") }\n'
CGO_LIB = 'package lib\n\nimport _ "github.com/mattn/go-sqlite3"\n\nfunc Run() {}\n'


@pytest.mark.parametrize("copies", ["COPY . .\n", "COPY go.work ./\nCOPY api api\nCOPY lib lib\n"])
def test_a_module_of_a_workspace_is_read_with_the_others(copies: str) -> None:
    text = f'FROM golang:1.24\nWORKDIR /src\n{copies}RUN go build -o /bin/api ./api\nCMD ["/bin/api"]\n'
    _, runtime = stages(text, {**WORKSPACE, "lib/lib.go": PLAIN_LIB, "api/pages/a.html": ""})
    assert runtime[0] == "FROM alpine:3.22"
    assert any("/src/api/pages" in one for one in runtime)
    builder, runtime = stages(text, {**WORKSPACE, "lib/lib.go": CGO_LIB})
    assert runtime[0] == "FROM debian:trixie-slim"
    assert not any("CGO_ENABLED=0" in one for one in builder)


def test_a_module_of_a_workspace_that_another_requires_is_known() -> None:
    text = 'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/api ./api\nCMD ["/bin/api"]\n'
    files = {
        **WORKSPACE,
        "api/go.mod": f"{WORKSPACE['api/go.mod']}\nrequire example.com/lib v0.0.0\n",
        "lib/lib.go": "package lib\n\nfunc Run() {}\n",
    }
    assert offer_of(text, files).default.change.safety is Safety.SAFE


RELEASES = [
    ("packages go along", "golang:1.22-bookworm", "RUN apt-get update && apt-get install -y ffmpeg\n", "debian:bookworm-slim"),
    ("only certificates go along", "golang:1.22-bookworm", "RUN apt-get update && apt-get install -y ca-certificates\n", "debian:trixie-slim"),
    ("what only fetches stays behind", "golang:1.22-bookworm", "RUN apt-get update && apt-get install -y git make\n", "debian:trixie-slim"),
    ("packages of Alpine", "golang:1.22-alpine3.20", "RUN apk add ffmpeg\n", "alpine:3.20"),
    ("Alpine without packages", "golang:1.22-alpine3.20", "RUN apk add git\n", "alpine:3.22"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "image", "install", "base"), RELEASES, ids=[one[0] for one in RELEASES])
def test_packages_are_those_of_the_builders_release(title: str, image: str, install: str, base: str) -> None:
    text = f'FROM {image}\n{install}WORKDIR /app\nCOPY . .\nRUN go build -o app .\nCMD ["sh", "-c", "exec ./app"]\n'
    found = offer_of(text, MODULE)
    assert f"on `{base}`" in "".join(one.change.title for one in found.choices)


def test_the_home_of_who_builds_stays_behind() -> None:
    text = GO.format("RUN mkdir -p -m 0700 ~/.ssh /var/lib/app\n", "", "")
    _, runtime = stages(text, MODULE)
    assert not any(".ssh" in one for one in runtime)
    text = GO.format("RUN mkdir -p ~/.ssh && ssh-keyscan example.org >> ~/.ssh/known_hosts\n", "", "")
    _, runtime = stages(text, MODULE)
    assert not any(one.startswith("RUN") for one in runtime)


SCRIPTED = MAKE.replace('CMD ["{}"]', 'ENTRYPOINT ["./run.sh"]\nCMD ["{}"]')
BUILDS = {**C, "Makefile": "app: main.c\n\tcc -o app main.c\n"}


@pytest.mark.parametrize(
    ("script", "needs_curl"),
    [('#!/bin/sh\nexec ./app "$@"\n', False), ('#!/bin/sh\nset -e\nexec "$@"\n', False), ("#!/bin/bash\ncurl -s localhost\n./app\n", True)],
)  # fmt: skip
def test_a_script_starts_a_program_of_c(script: str, needs_curl: bool) -> None:
    _, runtime = stages(SCRIPTED.format("RUN make\n", "./app"), {**BUILDS, "run.sh": script})
    assert [one.split()[-2] for one in runtime if "--from=builder" in one] == ["/app/app", "/app/run.sh"]
    assert any(" curl " in one for one in runtime) is needs_curl


@pytest.mark.parametrize(
    ("body", "flags", "names"),
    [
        ('puts("x");', "", ["debian-slim", "distroless-base"]),
        ('setlocale(LC_ALL, "");', "", ["debian-slim"]),
        ('iconv_open("UTF-8", "SHIFT-JIS");', "", ["debian-slim"]),
        ('puts("x");', "-static ", ["scratch", "alpine", "debian-slim"]),
        ('setlocale(LC_ALL, "C.UTF-8");', "-static ", ["debian-slim"]),
    ],
)
def test_locales_are_of_a_whole_system(body: str, flags: str, names: list[str]) -> None:
    text = f'FROM gcc:14\nWORKDIR /app\nCOPY . .\nRUN gcc {flags}-o app main.c\nCMD ["./app"]\n'
    found = offer_of(text, {"main.c": f"int main(void) {{ {body} }}\n"})
    assert [one.name for one in found.choices if one.name in names] == names[: len(found.choices)]
    assert set(names) >= {one.name for one in found.choices}


def test_a_script_that_needs_what_nobody_can_install() -> None:
    why, _ = reason(SCRIPTED.format("RUN make\n", "./app"), {**BUILDS, "run.sh": "#!/bin/sh\nunheard-of\n./app\n"})
    assert why.startswith("the program starts `unheard-of`")


# Programs in front of the one that stays, and beside it

TWO = {
    "go.mod": "module example.com/app\n\ngo 1.24\n",
    "cmd/api/main.go": "package main\n\nfunc main() {}\n",
    "cmd/migrate/main.go": 'package main\n\nimport "os"\n\nfunc main() { os.ReadDir("migrations") }\n',
    "migrations/1.sql": "",
}
BUILD_TWO = "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN {}\nCMD {}\n"
API, MIGRATE = "go build -o bin/api ./cmd/api", "go build -o bin/migrate ./cmd/migrate"
BOTH_RUN = ["COPY --from=builder /app/bin/api ./bin/api", "COPY --from=builder /app/bin/migrate ./bin/migrate"]
FILES_OF_THE_OTHER = "COPY --from=builder /app/migrations ./migrations"


@pytest.mark.parametrize("given", ["CGO_ENABLED=0 ", ""])
def test_every_program_is_linked_as_the_one_that_starts(given: str) -> None:
    builder, runtime = stages(BUILD_TWO.format(f"{given}{API} && {MIGRATE}", '["bin/api"]'), TWO)
    assert f"RUN CGO_ENABLED=0 {API} && CGO_ENABLED=0 {MIGRATE}" in builder
    assert {*BOTH_RUN, FILES_OF_THE_OTHER} <= {*runtime}


def test_a_program_beside_the_one_that_starts_keeps_the_c_library() -> None:
    files = {**TWO, "cmd/migrate/main.go": 'package main\n\nimport _ "github.com/mattn/go-sqlite3"\n\nfunc main() {}\n'}
    builder, runtime = stages(BUILD_TWO.format(f"CGO_ENABLED=0 {API} && {MIGRATE}", '["bin/api"]'), files)
    assert f"RUN CGO_ENABLED=0 {API} && {MIGRATE}" in builder
    assert runtime[0].startswith("FROM debian:")


SEQUENCES = [
    ("one after the other", "bin/migrate && exec bin/api", "FROM alpine:"),
    ("in a list", '["sh", "-c", "bin/migrate up; bin/api"]', "FROM alpine:"),
    ("the same program twice", "bin/api migrate && bin/api", "FROM alpine:"),
]


@pytest.mark.parametrize(("title", "command", "base"), SEQUENCES, ids=[one[0] for one in SEQUENCES])
def test_a_program_of_go_in_front_of_another(title: str, command: str, base: str) -> None:
    _, runtime = stages(BUILD_TWO.format(f"{API} && {MIGRATE}", command), TWO)
    assert runtime[0].startswith(base)
    assert {*BOTH_RUN, f"CMD {command}"} <= {*runtime}


BROKEN_SEQUENCES = [
    ("a program of the system stays", "bin/api && git status", "`api` and `git`"),
    ("a program of the system in front", "goose up && bin/api", "`goose` and `api`"),
    ("in the directory of another", "bin/migrate && cd web && ../bin/api", "`migrate` and `api`"),
    ("in the place of another", "bin/migrate || bin/api", "`migrate` and `api`"),
    ("the toolchain", "bin/migrate && go run ./cmd/api", "`migrate` and `go`"),
]


@pytest.mark.parametrize(("title", "command", "names"), BROKEN_SEQUENCES, ids=[one[0] for one in BROKEN_SEQUENCES])
def test_programs_that_are_not_built_together(title: str, command: str, names: str) -> None:
    text = BUILD_TWO.format(f"{API} && {MIGRATE}", command)
    assert reason(text, TWO)[0] == f"the start command runs several programs: {names}"


CRATES = {
    "Cargo.toml": '[workspace]\nmembers = ["api", "migration"]\nresolver = "2"\n',
    "api/Cargo.toml": '[package]\nname = "api"\nversion = "0.1.0"\nedition = "2021"\n',
    "api/src/main.rs": "fn main() {}\n",
    "migration/Cargo.toml": '[package]\nname = "migration"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\npq-sys = "0.4"\n',
    "migration/src/main.rs": "fn main() {}\n",
    "Cargo.lock": 'version = 3\n\n[[package]]\nname = "api"\nversion = "0.1.0"\n\n[[package]]\nname = "migration"\nversion = "0.1.0"\n'
    'dependencies = [\n "pq-sys",\n]\n\n[[package]]\nname = "pq-sys"\nversion = "0.4.8"\n'
    'source = "registry+https://github.com/rust-lang/crates.io-index"\n',
}  # fmt: skip
BUILD_CRATES = "FROM rust:1.85-bookworm\nWORKDIR /app\nCOPY . .\n{}CMD {}\n"


@pytest.mark.parametrize(
    "builds",
    ["RUN cargo build --release\n", "RUN cargo build --release -p migration\nRUN cargo build --release -p api\n"],
)
def test_a_program_of_rust_in_front_of_another(builds: str) -> None:
    command = "target/release/migration up && target/release/api"
    _, runtime = stages(BUILD_CRATES.format(builds, command), CRATES)
    copies = [f"COPY --from=builder /app/target/release/{one} ./target/release/{one}" for one in ("api", "migration")]
    assert {*copies, f"CMD {command}"} <= {*runtime}
    assert "libpq5" in runtime[1]


@pytest.mark.parametrize("command", ["sqlx migrate run && target/release/api", "target/release/api && cargo run"])
def test_programs_of_rust_that_are_not_built_together(command: str) -> None:
    text = BUILD_CRATES.format("RUN cargo build --release\n", command)
    assert reason(text, CRATES)[0].startswith("the start command runs several programs")


RUNNERS = [
    ("a Taskfile", {"Taskfile.yml": "version: '3'\nenv: {OUT: bin}\ntasks:\n  build:\n    - mkdir -p $OUT\n    - go build -o app .\n    - mv app $OUT/app\n"}, "task build"),
    ("a justfile", {"justfile": "out := 'bin'\n\nbuild:\n    go build -o {{out}}/app .\n"}, "just build"),
    ("a Makefile that enters a directory", {"Makefile": "build: web\n\tgo build -o bin/app .\nweb:\n\tcd web && ./pages.sh\n"}, "make build"),
    ("a Makefile that moves", {"Makefile": "build:\n\tgo build -o app .\n\tmv app bin/app\n"}, "make build"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "files", "run"), RUNNERS, ids=[one[0] for one in RUNNERS])
def test_go_behind_a_file_of_recipes(title: str, files: dict[str, str], run: str) -> None:
    builder, runtime = stages(BUILD_TWO.format(run, '["bin/app"]'), {**MODULE, **files})
    assert f"RUN CGO_ENABLED=0 {run}" in builder
    assert "COPY --from=builder /app/bin/app ./bin/app" in runtime


CGO = [
    ("off in a justfile", {"justfile": "export CGO_ENABLED := '0'\nbuild:\n    go build -o bin/app .\n"}, "just build", "FROM alpine:"),
    ("on in a justfile", {"justfile": "export CGO_ENABLED := '1'\nbuild:\n    go build -o bin/app .\n"}, "just build", "FROM debian:"),
    ("on in a Taskfile", {"Taskfile.yml": "tasks:\n  build:\n    env: {CGO_ENABLED: 1}\n    cmds: [go build -o bin/app .]\n"}, "task build", "FROM debian:"),
    ("a Taskfile gives way", {"Taskfile.yml": "tasks:\n  build:\n    env: {CGO_ENABLED: 1}\n    cmds: [go build -o bin/app .]\n"}, "CGO_ENABLED=0 task build", "FROM alpine:"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "files", "run", "base"), CGO, ids=[one[0] for one in CGO])
def test_cgo_behind_a_file_of_recipes(title: str, files: dict[str, str], run: str, base: str) -> None:
    builder, runtime = stages(BUILD_TWO.format(run, '["bin/app"]'), {**MODULE, **files})
    assert f"RUN {run}" in builder
    assert runtime[0].startswith(base)


def test_what_compiles_the_pages_of_a_go_program_stays_with_the_builder() -> None:
    files = {**MODULE, "package.json": "{}", "package-lock.json": "{}", "settings.json": "{}", "Taskfile.yml": ""}
    text = (
        "FROM golang:1.24\nWORKDIR /app\nCOPY package*.json Taskfile.yml settings.json ./\nRUN npm ci\nCOPY . .\n"
        'RUN npm run css && go build -o app .\nCMD ["./app"]\n'
    )
    _, runtime = stages(text, files)
    assert [one for one in runtime if ".json" in one or ".yml" in one] == ["COPY --from=builder /app/settings.json ./"]


def test_a_start_script_that_the_build_writes() -> None:
    text = 'FROM rust:1.85-bookworm\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nRUN echo target/release/app > run.sh\nCMD ["bash", "./run.sh"]\n'
    assert reason(text, CRATE) == ("what `./run.sh` does is not known: it is not in the build context", '"bash"')


def test_tools_of_alpine_stay_with_the_builder() -> None:
    text = 'FROM golang:1.24-alpine\nRUN apk add alpine-sdk upx ffmpeg\nWORKDIR /app\nCOPY . .\nRUN go build -o app . && upx app\nCMD ["./app"]\n'
    _, runtime = stages(text, MODULE)
    assert runtime[1] == "RUN apk add --no-cache ffmpeg"


# Meson

MESON = (
    "project('app', 'c', version: '1.0')\n# executable('old', 'old.c')\nssl = dependency('openssl')\nsubdir('src')\n"
)
MESON_FILES = {
    "meson.build": MESON,
    "src/meson.build": "executable('app', ['main.c', 'net.c'], dependencies: [ssl], install: true)\n",
    "src/main.c": C["main.c"],
    "src/net.c": C["net.c"],
}
WITH_MESON = MAKE.replace("gcc g++ make", "gcc meson python3")
MESONS = [
    ("setup and compile", "RUN meson setup build && meson compile -C build\n", "build/src/app", "/app/build/src/app"),
    ("as it was", "RUN meson build --buildtype=release && ninja -C build\n", "build/src/app", "/app/build/src/app"),
    (
        "in the directory",
        "RUN meson setup -Db_lto=true build\nWORKDIR /app/build\nRUN ninja\n",
        "./src/app",
        "/app/build/src/app",
    ),
    (
        "installed",
        "RUN meson setup --prefix=/opt/app build && meson install -C build\n",
        "/opt/app/bin/app",
        "/opt/app",
    ),
    (
        "installed by ninja",
        "RUN meson setup build --prefix /opt/app && ninja -C build install\n",
        "/opt/app/bin/app",
        "/opt/app",
    ),
    (
        "tools of pip",
        "RUN pip3 install meson==1.9 ninja\nRUN meson setup build && ninja -C build\n",
        "build/src/app",
        "/app/build/src/app",
    ),
]


@pytest.mark.parametrize(("title", "run", "start", "path"), MESONS, ids=[one[0] for one in MESONS])
def test_meson(title: str, run: str, start: str, path: str) -> None:
    _, runtime = stages(WITH_MESON.format(run, start), MESON_FILES)
    assert any(one.startswith(f"COPY --from=builder {path} ") for one in runtime)
    assert "libssl3" in runtime[1]
    assert "python3" not in runtime[1]


NO_MESON = [
    ("a shared library", MESON + "library('net', 'net.c')\n", "`library` in `meson.build` may make a shared library"),
    ("a project below", MESON + "subproject('x')\n", "`subproject` in `meson.build` may make a shared library"),
    ("a computed name", MESON + "executable(name, 'a.c')\n", "the name of a program is computed"),
    ("another directory", MESON + "executable('x', 'a.c', install_dir: '/x')\n", "`install_dir` puts `x` elsewhere"),
    ("another language", MESON.replace("'c'", "'c', 'rust'"), "the project is not of C and C++ alone"),
    (
        "a directory that is not there",
        MESON + "subdir('lib')\n",
        "`subdir` in `meson.build` is not in the build context",
    ),
    ("an unknown library", MESON + "cc.find_library('foo')\n", "which package has the library `foo` is not known"),
]


@pytest.mark.parametrize(("title", "text", "why"), NO_MESON, ids=[one[0] for one in NO_MESON])
def test_what_of_meson_is_not_followed(title: str, text: str, why: str) -> None:
    run = "RUN meson setup build && meson compile -C build\n"
    assert why in reason(WITH_MESON.format(run, "build/src/app"), {**MESON_FILES, "meson.build": text})[0]


def test_python_stays_where_a_program_of_c_starts_it() -> None:
    files = {**MESON_FILES, "src/main.c": '#include <stdlib.h>\nint main(void) { return system("python3 x.py"); }\n'}
    _, runtime = stages(WITH_MESON.format("RUN meson setup build && ninja -C build\n", "build/src/app"), files)
    assert "python3" in runtime[1]


# What start scripts name

READS = {
    "run.sh": "#!/bin/sh\nset -e\ncd /app\nexec {} --config=conf/app.ini -d ./data\n",
    "conf/app.ini": "",
    "data/a": "",
    "other/b": "",
}
SCRIPTS_READ = [
    ("Go", "golang:1.24", MODULE, "go build -o bin/app .", "bin/app"),
    ("Rust", "rust:1.85-bookworm", CRATE, "cargo build --release", "target/release/app"),
    ("C", "gcc:14", C, "mkdir bin && gcc -o bin/app main.c net.c", "bin/app"),
]


@pytest.mark.parametrize(
    ("title", "image", "files", "build", "program"), SCRIPTS_READ, ids=[one[0] for one in SCRIPTS_READ]
)
def test_files_that_a_start_script_names(
    title: str, image: str, files: Mapping[str, str], build: str, program: str
) -> None:
    script = READS["run.sh"].format(program)
    text = f'FROM {image}\nWORKDIR /app\nCOPY . .\nRUN {build}\nCMD ["./run.sh"]\n'
    _, runtime = stages(text, {**files, **READS, "run.sh": script})
    assert "COPY --from=builder /app/data ./data" in runtime
    assert any(one.startswith("COPY --from=builder /app/conf") for one in runtime)
    assert not any("other" in one for one in runtime)


@pytest.mark.parametrize(
    ("made", "start"),
    [("app.sum", '"app.sum"'), ("conf/made.ini", '"-c", "conf/made.ini"'), ("/etc/made.ini", '"-c=/etc/made.ini"')],
)
def test_a_file_that_the_build_writes_and_the_start_command_names(made: str, start: str) -> None:
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o app . && sha256sum app > {made}\nCMD ["./app", {start}]\n'
    _, runtime = stages(text, MODULE)
    assert any(f"{made} " in one for one in runtime if one.startswith("COPY --from"))


@pytest.mark.parametrize(
    ("title", "image", "files", "build", "program"), SCRIPTS_READ, ids=[one[0] for one in SCRIPTS_READ]
)
def test_a_file_without_an_ending_that_a_start_script_reads(
    title: str, image: str, files: Mapping[str, str], build: str, program: str
) -> None:
    script = f'#!/bin/sh\nexport VERSION="$(cat VERSION)"\nexec {program}\n'
    text = f'FROM {image}\nWORKDIR /app\nCOPY . .\nRUN {build}\nCMD ["./run.sh"]\n'
    _, runtime = stages(text, {**files, "run.sh": script, "VERSION": "1\n", "LICENSE": ""})
    assert "COPY --from=builder /app/VERSION ./" in runtime
    assert not any("LICENSE" in one for one in runtime)


MIGRATE_RELEASE = "https://github.com/golang-migrate/migrate/releases/download/v4.18.1/migrate.linux-amd64.tar.gz"
FETCHES = [
    ("unpacked and moved", f"curl -L {MIGRATE_RELEASE} | tar xz && mv migrate /usr/local/bin/migrate", True),
    ("into a directory", f"wget -qO- {MIGRATE_RELEASE} | tar xz && mv migrate /usr/local/bin/", True),
    ("by its name", "curl -fsSL -o /usr/local/bin/migrate https://github.com/amacneil/dbmate/releases/x && chmod +x /usr/local/bin/migrate", True),
    ("from elsewhere", "curl -L https://example.com/migrate.tgz | tar xz && mv migrate /usr/local/bin/migrate", False),
    ("where nobody looks", f"curl -L {MIGRATE_RELEASE} | tar xz && mv migrate /data/migrate", False),
]  # fmt: skip


@pytest.mark.parametrize(("title", "fetch", "is_known"), FETCHES, ids=[one[0] for one in FETCHES])
def test_programs_that_are_fetched(title: str, fetch: str, is_known: bool) -> None:
    files = {**MODULE, "run.sh": "#!/bin/sh\nmigrate -path ./sql up\nexec ./app\n", "sql/1.sql": ""}
    text = f'FROM golang:1.24\nRUN {fetch}\nWORKDIR /app\nCOPY . .\nRUN go build -o app .\nCMD ["./run.sh"]\n'
    if not is_known:
        assert "how alpine:3.22 gets it is not known" in reason(text, files)[0]
        return
    _, runtime = stages(text, files)
    assert {
        "COPY --from=builder /usr/local/bin/migrate /usr/local/bin/migrate",
        "COPY --from=builder /app/sql ./sql",
    } <= {*runtime}


GOOSE = "RUN go install github.com/pressly/goose/v3/cmd/goose@v3.24.0\n"
ON_PATH = [
    ("in front", "CMD goose -dir migrations up && bin/api\n", ""),
    ("in a script", 'CMD ["./run.sh"]\n', "#!/bin/sh\ngoose -dir migrations up\nexec bin/api\n"),
]


@pytest.mark.parametrize(("title", "start", "script"), ON_PATH, ids=[one[0] for one in ON_PATH])
def test_a_tool_of_go_that_is_started_by_its_name(title: str, start: str, script: str) -> None:
    text = f"FROM golang:1.24\n{GOOSE}WORKDIR /app\nCOPY . .\nRUN {API}\n{start}"
    _, runtime = stages(text, {**TWO, "run.sh": script})
    lines = ("ENV PATH=/go/bin:$PATH", "COPY --from=builder /go/bin/goose /go/bin/goose", FILES_OF_THE_OTHER)
    assert [one for one in lines if one not in runtime] == []


def test_a_tool_of_go_that_the_program_starts_by_its_name() -> None:
    """It is found on PATH, and has what it is told to read; what it reads by itself is not known."""
    start = 'package main\n\nimport "os/exec"\n\nfunc main() { exec.Command("goose", "-dir=migrations", "up").Run() }\n'
    text = f'FROM golang:1.24\n{GOOSE}WORKDIR /app\nCOPY . .\nRUN {API}\nCMD ["bin/api"]\n'
    files = {**TWO, "cmd/api/main.go": start}
    _, runtime = stages(text, files)
    lines = ("ENV PATH=/go/bin:$PATH", "COPY --from=builder /go/bin/goose /go/bin/goose", FILES_OF_THE_OTHER)
    assert [one for one in lines if one not in runtime] == []
    change = offer_of(text, files).default.change
    assert change.safety is Safety.UNSAFE
    assert change.notes == ("`goose` runs in the new image: see that it finds all that it reads there",)


def test_what_an_interpreter_is_given_to_run_may_need_more() -> None:
    start = 'package main\n\nimport "os/exec"\n\nfunc main() { exec.Command("python3", "ml/predict.py").Run() }\n'
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN {API}\nCMD ["bin/api"]\n'
    found = offer_of(text, {**TWO, "cmd/api/main.go": start, "ml/predict.py": "import model\n", "ml/model.py": ""})
    assert found.default.change.safety is Safety.UNSAFE
    note = "`predict.py` runs in the new image: see that it finds all that it reads there"
    assert found.default.change.notes == (note,)


def test_a_tool_of_rust_that_the_program_starts_by_its_name() -> None:
    source = (
        'use std::process::Command;\nfn main() { Command::new("sqlx").args(["migrate", "run"]).status().unwrap(); }\n'
    )
    text = (
        "FROM rust:1.80\nRUN cargo install sqlx-cli --no-default-features --features postgres\nWORKDIR /app\nCOPY . .\n"
        'RUN cargo build --release\nCMD ["./target/release/app"]\n'
    )
    _, runtime = stages(text, {**CRATE, "src/main.rs": source})
    assert "ENV PATH=/usr/local/cargo/bin:$PATH" in runtime
