"""C and Elixir: what of the system a program looks at that only the image with compilers has, or files that a call names."""

from __future__ import annotations

import pytest
from splitting import GO, offer_of, split_of

from dockwright.assist import Offer
from dockwright.refactorings.split import Obstacle
from dockwright.rule import Safety
from dockwright.text import apply

C = 'FROM gcc:14\nWORKDIR /src\nCOPY . .\nRUN gcc -o app main.c\nCMD ["./app"]\n'
MIX = "defmodule App.MixProject do\n  def project, do: [app: :app, deps: []]\nend\n"
RELEASE = (
    "FROM elixir:1.18\nENV MIX_ENV=prod\nWORKDIR /app\nCOPY . .\nRUN mix release\n"
    'CMD ["_build/prod/rel/app/bin/app", "start"]\n'
)


def c(call: str) -> Offer:
    files = {"main.c": f"int main() {{ {call} return 0; }}\n", "po/de.mo": "", "main.h": ""}
    return offer_of(C, files)


def elixir(body: str, **files: str) -> Offer:
    sources = {"mix.exs": MIX, "lib/app.ex": f"defmodule App do\n  def run, do: {body}\nend\n", **files}
    return offer_of(RELEASE, sources)


@pytest.mark.parametrize(
    ("call", "safeties"),
    [
        ('puts("x");', {"debian-slim": Safety.SAFE, "distroless-base": Safety.SAFE}),
        ("getpwuid(getuid());", {"debian-slim": Safety.SAFE, "distroless-base": Safety.SAFE}),
        ("pthread_cancel(thread);", {"debian-slim": Safety.SAFE, "distroless-cc": Safety.SAFE}),
        ("backtrace(found, 9);", {"debian-slim": Safety.SAFE, "distroless-cc": Safety.SAFE}),
        ('getpwnam("www-data");', {"debian-slim": Safety.SAFE, "distroless-base": Safety.UNSAFE}),
        ("getpwnam_r(name, 0, 0, 0, 0);", {"debian-slim": Safety.SAFE, "distroless-base": Safety.UNSAFE}),
        ("std::filesystem::exists(name);", {"debian-slim": Safety.UNSAFE, "distroless-base": Safety.UNSAFE}),
        ('bindtextdomain("app", "/src/po");', {"debian-slim": Safety.UNSAFE, "distroless-base": Safety.UNSAFE}),
    ],
)
def test_what_a_program_looks_up(call: str, safeties: dict[str, Safety]) -> None:
    assert {one.name: one.change.safety for one in c(call).choices} == safeties


@pytest.mark.parametrize(
    ("image", "line"),
    [
        ("ubuntu:24.04", "RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends tzdata"),
        ("debian:13", "RUN apt-get update && apt-get install -y --no-install-recommends tzdata"),
    ],
)  # fmt: skip
def test_nobody_is_asked_for_a_time_zone(image: str, line: str) -> None:
    install = "RUN apt-get update && apt-get install -y gcc libc6-dev\n"
    files = {"main.c": "#include <time.h>\nint main() { time_t t = time(0); localtime(&t); return 0; }\n"}
    text = C.replace("gcc:14", image).replace("WORKDIR", install + "ENV TZ=Europe/Rome\nWORKDIR")
    assert line in apply(text, offer_of(text, files).choices[0].change.edits)


SOURCES = ["*.c", "src*/*.c", "src*/{main,more}.c", '$(find . -name "*.c")', "`find src1 -type f -name *.c`"]
OTHERS = ["$SOURCES", "$(pkg-config --libs gtk)", "lib*", "*.a", "$(find . -name '*.c' -o -name '*.so')"]


@pytest.mark.parametrize("word", [*SOURCES, *OTHERS])
def test_words_of_a_compiler_that_stand_for_others(word: str) -> None:
    found = split_of(C.replace("main.c", word), {"src1/main.c": "int main() { return 0; }\n"})
    if word in OTHERS:
        assert isinstance(found, Obstacle)
        assert found.reason == f"which words `{word}` stands for is not known: libraries may be among them"
    else:
        assert isinstance(found, Offer)
        assert found.default.change.safety is Safety.SAFE


def test_sources_of_c_plus_plus_by_a_pattern() -> None:
    text = (
        "FROM debian:13\nRUN apt-get update && apt-get install -y g++\nWORKDIR /src\nCOPY . .\nRUN g++ *.cpp -o app\n"
    )
    found = offer_of(text + 'CMD ["./app"]\n', {"main.cpp": "int main() { return 0; }\n"})
    assert [one.name for one in found.choices] == ["debian-slim", "distroless-cc"]


@pytest.mark.parametrize(("library", "bases"), [("crypt", ["debian-slim"]), ("m", ["debian-slim", "distroless-base"])])
def test_what_distroless_images_lack(library: str, bases: list[str]) -> None:
    found = offer_of(C.replace("main.c", f"main.c -l{library}"), {"main.c": "int main() { return 0; }\n"})
    assert [one.name for one in found.choices] == bases


@pytest.mark.parametrize(
    ("call", "script", "copied", "package"),
    [
        ('system("./tools/run.sh now");', "#!/bin/sh\necho x\n", True, ""),
        ('system("/src/tools/run.sh | sort");', "#!/bin/sh\ncurl x\n", True, "curl"),
        ('execl("tools/run.sh", "run.sh", 0);', "#!/usr/bin/python3\n", True, "python3"),
        ('system("run.sh");', "#!/bin/sh\n", False, ""),
        ('system("./run.sh");', "#!/bin/sh\n", False, ""),
    ],
)
def test_scripts_of_the_context_that_a_program_starts(call: str, script: str, copied: bool, package: str) -> None:
    files = {"main.c": f"int main() {{ {call} return 0; }}\n", "tools/run.sh": script}
    found = split_of(C, files)
    if not copied:
        assert isinstance(found, Obstacle)
        assert found.reason == "the program starts `run.sh`, and how debian:bookworm-slim gets it is not known"
        return
    assert isinstance(found, Offer)
    made = apply(C, found.default.change.edits)
    assert "COPY --from=builder /src/tools/run.sh ./tools/run.sh\n" in made
    assert (f"--no-install-recommends {package} " in made) == bool(package)


@pytest.mark.parametrize(
    ("call", "copied"),
    [
        ('chdir("public");', "public"),
        ('serve(&(struct options){.root = "public"});', "public"),
        ('glob("public/*.html", 0, 0, &found);', "public"),
        ('creat("out/log", 0644);', "out"),
        ('strcpy(address.sun_path, "./out/app.sock");', "out"),
        ('fopen(getenv("SETTINGS"), "r");', "conf/app.ini"),
        ('puts("lib"); puts("out of public");', ""),
    ],
)
def test_directories_and_variables_that_name_files(call: str, copied: str) -> None:
    files = {
        "main.c": f"int main() {{ {call} return 0; }}\n",
        "public/a.html": "",
        "out/.gitkeep": "",
        "conf/app.ini": "",
        "lib/a.c": "",
    }
    change = offer_of(C.replace("COPY", "ENV SETTINGS=conf/app.ini\nCOPY", 1), files).default.change
    made = apply(C.replace("COPY", "ENV SETTINGS=conf/app.ini\nCOPY", 1), change.edits)
    assert (change.safety is Safety.SAFE) == (not copied)
    assert copied or made.count("COPY --from=builder") == 1
    assert f"COPY --from=builder /src/{copied}" in made


def test_what_a_copy_leaves_out_is_not_there() -> None:
    text = C.replace("COPY . .", "COPY --exclude=public . .")
    files = {"main.c": 'int main() { chdir("public"); fopen("a.ini", "r"); }\n', "public/a.html": "", "a.ini": ""}
    made = apply(text, offer_of(text, files).default.change.edits)
    assert "public" not in made.partition("FROM debian")[2]
    assert "COPY --from=builder /src/a.ini ./\n" in made


@pytest.mark.parametrize(
    ("run", "copied"),
    [
        ("echo 1.2 > version.txt", "/src/version.txt ./"),  # the sources name it
        ("printf 1.2 >version.txt", "/src/version.txt ./"),
        ("echo 1.2 > other.txt", ""),
        ("echo built > /etc/build-info", "/etc/build-info /etc/build-info"),
        ("gcc --version > /dev/null && which make >/dev/null 2>&1", ""),
        ("echo /opt/lib >> /etc/ld.so.conf", None),
        ("echo 127.0.0.1 db >> /etc/services", None),
        ("echo x > $(date +%s).txt", None),
    ],
)
@pytest.mark.parametrize("is_behind", [False, True])
def test_files_that_commands_write(run: str, copied: str | None, *, is_behind: bool) -> None:
    files = {"main.c": 'int main() { fopen("version.txt", "r"); return 0; }\n'}
    build = "RUN gcc -o app main.c\n"
    text = C.replace(build, f"{build}RUN {run}\n" if is_behind else f"RUN {run}\n{build}")
    found = split_of(text, files)
    if copied is None:
        assert isinstance(found, Obstacle)
        return
    assert isinstance(found, Offer)
    runtime = apply(text, found.default.change.edits).partition("\nFROM ")[2]
    is_made_last = is_behind and run.startswith("echo 1.2")
    assert (f"COPY --from=builder {copied}\n" in runtime) if copied else (runtime.count("COPY") == 1 + is_made_last)


@pytest.mark.parametrize("place", ["/etc/apt/apt.conf.d/x", "/root/.netrc", "/opt/.settings/x", "/tmp/x"])
def test_what_is_for_the_builder_alone_stays_there(place: str) -> None:
    text = C.replace("RUN", f"RUN echo x > {place}\nRUN")
    made = apply(text, offer_of(text, {"main.c": "int main() { return 0; }\n"}).default.change.edits)
    assert place not in made.partition("\nFROM ")[2]


def test_what_make_installs_beside_the_compiler() -> None:
    files = {
        "configure.ac": "AC_INIT([app],[1])\nAM_INIT_AUTOMAKE([foreign])\nAC_PROG_CC\nAC_CONFIG_FILES([Makefile])\nAC_OUTPUT\n",
        "Makefile.am": "bin_PROGRAMS=app\napp_SOURCES=main.c\ndist_pkgdata_DATA=a.dat\n", "a.dat": "", "main.c": "int main() {}\n",
    }  # fmt: skip
    built = (
        'FROM gcc:14\nWORKDIR /src\nCOPY . .\nRUN autoreconf -fi && ./configure && make && make install\nCMD ["app"]\n'
    )
    found = split_of(built, files)
    assert isinstance(found, Obstacle)
    assert found.reason == "what is installed lies among the files of the compiler: install to another prefix"


@pytest.mark.parametrize(("call", "copied"), [('getenv("HOME");', True), ('getenv("PORT");', False)])
def test_where_who_runs_a_static_program_is_at_home(call: str, *, copied: bool) -> None:
    text = C.replace("gcc -o", "gcc -static -o")
    found = offer_of(text, {"main.c": f"int main() {{ {call} return 0; }}\n"})
    change = next(one.change for one in found.choices if one.name == "scratch")
    assert ("COPY --from=builder /etc/passwd /etc/group /etc/\n" in apply(text, change.edits)) == copied


@pytest.mark.parametrize(
    ("call", "is_installed"),
    [
        ('getservbyname("http", "tcp");', True),
        ('getprotobyname("icmp");', True),
        ('getaddrinfo(host, "https", 0, 0);', True),
        ('getaddrinfo(host, "443", 0, 0);', False),
        ("getaddrinfo(host, port, 0, 0);", False),
    ],
)
def test_names_of_services(call: str, *, is_installed: bool) -> None:
    """Debian has them in a package that the image with compilers has, and the small one lacks."""
    assert ("install -y --no-install-recommends netbase" in apply(C, c(call).default.change.edits)) == is_installed


def test_catalogues_of_messages_come_along() -> None:
    after = apply(C, c('bindtextdomain("app", "/src/po");').default.change.edits)
    assert "COPY --from=builder /src/po ./po\n" in after


@pytest.mark.parametrize(
    ("body", "copied"),
    [
        ('File.read("data/a.txt")', "/app/data/a.txt"),
        ('EEx.eval_file("data/a.txt")', "/app/data/a.txt"),
        ('Code.eval_file("data/a.txt")', "/app/data/a.txt"),
        ('File.cp_r("data", "/tmp/x")', "/app/data"),
        ('File.cd!("data")', "/app/data"),
        (':file.read_file(~c"data/a.txt")', "/app/data/a.txt"),
        ('Path.wildcard("data/*.txt")', "/app/data"),
        ('Path.wildcard("#{dir}/*.txt")', ""),
        ('File.write("data/out.txt", "")', "/app/data"),
        ('File.write("out.txt", "")', ""),
        ('File.read("other.txt")', ""),
    ],
)
def test_files_that_a_release_of_elixir_names(body: str, copied: str) -> None:
    after = apply(RELEASE, elixir(body, **{"data/a.txt": ""}).default.change.edits)
    assert after.count("COPY --from=builder") == (2 if copied else 1)
    assert f"COPY --from=builder {copied}" in after


def test_a_library_that_elixir_loads_is_told() -> None:
    assert any("a library is loaded" in one for one in elixir(":erlang.load_nif('./x', 0)").default.change.notes)


MAIN = {"main.c": "int main() { return 0; }\n"}


@pytest.mark.parametrize(
    ("image", "build", "files", "is_hidden"),
    [
        ("golang:1.24", "--mount=type=cache,target=/out go build -o /out/app .", GO, True),
        ("golang:1.24", "--mount=type=tmpfs,target=/out go build -o /out/app .", GO, True),
        ("golang:1.24", "--mount=type=cache,target=/root/.cache/go-build go build -o /out/app .", GO, False),
        ("golang:1.24", "--mount=type=cache,target=/tmp/x go build -o /tmp/x/app . && cp /tmp/x/app /out/", GO, False),
        ("gcc:14", "--mount=type=cache,target=/out gcc -o /out/app main.c", MAIN, True),
        ("gcc:14", "--mount=type=cache,target=/root/.ccache gcc -o /out/app main.c", MAIN, False),
    ],
)
def test_a_program_in_a_mount_is_not_in_the_image(
    image: str, build: str, files: dict[str, str], *, is_hidden: bool
) -> None:
    text = f'FROM {image}\nWORKDIR /out\nWORKDIR /src\nCOPY . .\nRUN {build}\nCMD ["/out/app"]\n'
    found = split_of(text, files)
    assert (isinstance(found, Obstacle) and "so it is not in the image" in found.reason) == is_hidden


def test_variables_of_the_runtime_stage_stand_together() -> None:
    found = elixir("1").default.change
    runtime = apply(RELEASE, found.edits).rpartition("\nFROM ")[2].splitlines()
    variables = [one for one in runtime if one.startswith("ENV ")]
    assert variables == ["ENV MIX_ENV=prod", "ENV LANG=C.UTF-8"]
    assert runtime.index(variables[1]) - runtime.index(variables[0]) == 1
