"""C, Ruby, Elixir and PHP: what is left behind, what comes along, and why most files stay as they are."""

from __future__ import annotations

import pytest
from splitting import Files, change_of, obstacle_of, offer_of, runtime_of, split_of

from dockwright.assist import Offer
from dockwright.rule import Safety
from dockwright.text import apply

MAIN = '#include <stdio.h>\nint main(void) { puts("hello"); }\n'
C = {"main.c": MAIN}
INSTALL = "RUN apt-get update && apt-get install -y build-essential\n"
LISTS = "cmake_minimum_required(VERSION 3.20)\nproject(app CXX)\nadd_executable(app main.cpp)\ninstall(TARGETS app)\n"
CMAKE = {"CMakeLists.txt": LISTS, "main.cpp": "int main() {}\n"}

LOCK = "GEM\n  remote: https://rubygems.org/\n  specs:\n    {gems}\n\nPLATFORMS\n  ruby\n"


def ruby(*gems: str, **files: str) -> dict[str, str]:
    lock = LOCK.format(gems="\n    ".join(f"{gem} (1.6.0)" for gem in ("rack", *gems)))
    return {"Gemfile": 'gem "rack"\n', "Gemfile.lock": lock, "app.rb": "", **files}


RUBY = "FROM ruby:3.3\nWORKDIR /app\nCOPY . .\nRUN bundle install\n"
RAILS = "FROM ruby:3.3\nWORKDIR /app\nENV RAILS_ENV=production\nCOPY . .\nRUN bundle install && bundle exec rails assets:precompile\n"
SERVE = 'CMD ["bundle", "exec", "ruby", "app.rb"]\n'

MIX = 'defmodule App.MixProject do\n  def project, do: [app: :app, deps: [{:jason, "~> 1.4"}]]\nend\n'
ELIXIR = {"mix.exs": MIX, "mix.lock": "%{}\n", "lib/app.ex": "defmodule App do\nend\n"}
RELEASE = "FROM elixir:1.18\nENV MIX_ENV=prod\nWORKDIR /app\nCOPY . .\nRUN mix deps.get --only prod && mix release\n"
STARTS = 'CMD ["_build/prod/rel/app/bin/app", "start"]\n'


def reason(text: str, files: Files) -> str:
    return obstacle_of(text, files).reason


# C and C++


def test_a_program_moves_to_the_same_release_without_compilers() -> None:
    text = f'FROM debian:trixie\n{INSTALL}WORKDIR /app\nCOPY . .\nRUN gcc -O2 -o hello main.c\nCMD ["./hello"]\n'
    assert runtime_of(text, C) == (
        'FROM debian:trixie-slim\nWORKDIR /app\nCOPY --from=builder /app/hello ./\nCMD ["./hello"]\n'
    )
    found = offer_of(text, C)
    assert [one.name for one in found.choices] == ["debian-slim", "distroless-base"]
    assert found.choices[0].change.safety is Safety.SAFE  # it opens no file and starts no program


def test_a_static_program_needs_no_system() -> None:
    text = f'FROM debian:trixie\n{INSTALL}COPY main.c /src/\nRUN gcc -static -o /usr/local/bin/hi /src/main.c\nENTRYPOINT ["hi"]\n'
    assert [one.name for one in offer_of(text, C).choices][:2] == ["scratch", "alpine"]
    assert "FROM scratch\n" in runtime_of(text, C)


def test_files_that_the_sources_open_come_along() -> None:
    files = {"main.c": 'int main(void) { fopen("data/words.txt", "r"); }\n', "data/words.txt": "", "data/other.txt": ""}
    text = f'FROM debian:trixie\n{INSTALL}WORKDIR /app\nCOPY . .\nRUN gcc -o a main.c\nCMD ["./a"]\n'
    assert "COPY --from=builder /app/data/words.txt ./data/words.txt\n" in runtime_of(text, files)
    assert offer_of(text, files).choices[0].change.safety is Safety.UNSAFE  # it may open others, too


def test_files_that_a_library_opens_come_along() -> None:
    files = {"main.c": 'int main(void) { return sqlite3_open("data/shop.db", 0); }\n', "data/shop.db": "", "data/x": ""}
    text = (
        "FROM debian:trixie\nRUN apt-get update && apt-get install -y gcc libsqlite3-dev\nWORKDIR /app\nCOPY . .\n"
        'RUN gcc -o a main.c -lsqlite3\nCMD ["./a"]\n'
    )
    assert "COPY --from=builder /app/data/shop.db ./data/shop.db\n" in runtime_of(text, files)
    assert any("all files that it opens" in one for one in offer_of(text, files).choices[0].change.notes)


@pytest.mark.parametrize(
    ("call", "line", "is_safe"),
    [
        ('system("cd /tmp && ls | jq .")', "install -y --no-install-recommends jq ", True),
        ('popen("jq \\".a\\" /tmp/x | head", "r")', "install -y --no-install-recommends jq ", True),
        ('system("ls -l | wc")', "", True),
        ('system("%s x")', "", False),
        ('system("sudo jq . /tmp/x")', "install -y --no-install-recommends jq sudo ", True),
        ('system("ls | xargs cat")', "", False),
        ('execlp("sh", "sh", "-c", x)', "", False),
    ],
)
def test_programs_of_a_script(call: str, line: str, is_safe: bool) -> None:
    text = f'FROM debian:trixie\n{INSTALL}WORKDIR /app\nCOPY . .\nRUN gcc -o a main.c\nCMD ["./a"]\n'
    files = {"main.c": f"int main(void) {{ {call}; }}\n"}
    assert ("RUN " in runtime_of(text, files)) == bool(line)
    assert line in runtime_of(text, files)
    assert (offer_of(text, files).choices[0].change.safety is Safety.SAFE) == is_safe


def test_files_that_a_script_names_come_along() -> None:
    text = f'FROM debian:trixie\n{INSTALL}WORKDIR /app\nCOPY . .\nRUN gcc -o a main.c\nCMD ["./a"]\n'
    files = {"main.c": 'int main(void) { system("cat data/a.txt"); }\n', "data/a.txt": ""}
    assert "COPY --from=builder /app/data/a.txt ./data/a.txt\n" in runtime_of(text, files)


def test_a_name_of_a_file_is_enough() -> None:
    """By which function it is opened is not known."""
    files = {"main.c": 'int main(void) { return load_image("logo.png"); }\n', "logo.png": ""}
    text = f'FROM debian:trixie\n{INSTALL}WORKDIR /app\nCOPY . .\nRUN gcc -o a main.c\nCMD ["./a"]\n'
    assert "COPY --from=builder /app/logo.png ./\n" in runtime_of(text, files)
    assert offer_of(text, files).choices[0].change.safety is Safety.UNSAFE


def test_libraries_are_installed_by_the_table() -> None:
    """A development package of the file stands for the library that the program loads."""
    text = (
        "FROM debian:trixie\nRUN apt-get update && apt-get install -y g++ cmake make libsqlite3-dev\nWORKDIR /src\nCOPY . .\n"
        'RUN cmake -S . -B build && cmake --build build -j"$(nproc)" && cmake --install build\nCMD ["app"]\n'
    )
    after = runtime_of(text, {**CMAKE, "CMakeLists.txt": LISTS + "find_package(SQLite3 REQUIRED)\n"})
    assert "libsqlite3-0" in after
    assert "COPY --from=builder /usr/local /usr/local\n" in after


def test_what_cmake_leaves_in_its_build_directory() -> None:
    text = (
        f"FROM ubuntu:24.04\n{INSTALL}WORKDIR /src\nCOPY . .\nRUN mkdir build && cd build && cmake .. && make\n"
        'CMD ["/src/build/app"]\n'
    )
    after = runtime_of(text, CMAKE)
    assert after.startswith("FROM ubuntu:24.04\n")
    assert "COPY --from=builder /src/build/app ./build/app\n" in after


def test_alpine_gets_the_library_of_c_plus_plus() -> None:
    text = 'FROM alpine:3.20\nRUN apk add build-base\nWORKDIR /a\nCOPY . .\nRUN g++ -o app main.cpp\nCMD ["./app"]\n'
    assert "RUN apk add --no-cache libstdc++\n" in runtime_of(text, CMAKE)


@pytest.mark.parametrize(
    ("release", "library"), [("bullseye", "libssl1.1"), ("bookworm", "libssl3"), ("trixie", "libssl3t64")]
)
def test_each_release_has_its_own_library(release: str, library: str) -> None:
    text = (
        f"FROM debian:{release}\nRUN apt-get update && apt-get install -y gcc libc6-dev libssl-dev\nWORKDIR /app\nCOPY . .\n"
        'RUN gcc -o app main.c -lssl -lcrypto\nCMD ["./app"]\n'
    )
    after = runtime_of(text, C)
    assert after.startswith(f"FROM debian:{release}-slim\n")
    assert f"{library} " in after


def test_a_project_of_several_directories() -> None:
    files = {
        "CMakeLists.txt": "cmake_minimum_required(VERSION 3.16)\nproject(shop CXX)\nadd_subdirectory(src)\n",
        "src/CMakeLists.txt": "add_library(core STATIC core.cpp)\nadd_executable(shop main.cpp)\n"
        "target_link_libraries(shop PRIVATE core)\ninstall(TARGETS shop DESTINATION bin)\n",
        "src/core.cpp": "int core() { return 1; }\n",
        "src/main.cpp": "int core(); int main() { return core(); }\n",
        "include/core.h": "",
        "tests/core_test.cpp": "",
    }
    text = (
        "FROM debian:bookworm AS app\nRUN apt-get update && apt-get install -y --no-install-recommends g++ cmake make\n"
        "WORKDIR /src\nCOPY . .\nRUN cmake -S . -B build && cmake --build build -j4 && cmake --install build --prefix /usr/local\n"
        'EXPOSE 8080\nUSER nobody\nENTRYPOINT ["shop"]\n'
    )
    assert runtime_of(text, files) == (
        "FROM debian:bookworm-slim AS app\nWORKDIR /src\nCOPY --from=builder /usr/local /usr/local\nEXPOSE 8080\nUSER nobody\n"
        'ENTRYPOINT ["shop"]\n'
    )


GCC = 'WORKDIR /a\nCOPY . .\nRUN {}\nCMD ["./app"]\n'
C_REFUSED = [
    ("a Makefile may do anything", INSTALL, "make", C, "what `make` makes is not known"),
    ("another program starts", INSTALL, "gcc -o other main.c", C, "`./app` is not what the build makes"),
    ("its libraries are computed", INSTALL, "gcc -o app main.c $(pkg-config --libs gtk)", C, "which words `$(pkg-config --libs gtk)` stands for is not known"),
    ("no package is known to have its library", INSTALL, "gcc -o app main.c -lfoo", C, "has the library `foo`"),
    ("a library of the project", INSTALL, "gcc -o app main.c libown.so", C, "is a library of its own"),
    (
        "a library that is made beside it",
        "RUN apt-get install -y gcc libssl-dev\n", "gcc -shared -o /usr/lib/libx.so x.c && gcc -o app main.c -lcrypto", C,
        "shared library of its own",
    ),
    (
        "another library than the package has",
        "RUN apt-get install -y gcc libssl-dev\n", "gcc -o app main.c -lfoo", C, "has the library `foo`",
    ),
    (
        "CMake links what no package has",
        INSTALL, "cmake . && make", {**CMAKE, "CMakeLists.txt": LISTS + "target_link_libraries(app PRIVATE foo)\n"}, "`foo`",
    ),
    ("libraries elsewhere", INSTALL, "gcc -Wl,-rpath,/opt/lib -o app main.c", C, "load more libraries"),
    ("something else is built, too", INSTALL, "./configure && gcc -o app main.c", C, "leaves behind is not known"),
    (
        "a static program of glibc looks up hosts",
        INSTALL, "gcc -static -o app main.c", {"main.c": "int main(void) { getaddrinfo(0, 0, 0, 0); }\n"}, "loads libraries",
    ),
    (
        "a package that the tables do not have",
        "RUN apt-get install -y gcc libfoobar-dev\n", "gcc -o app main.c -lfoobar", C, "`libfoobar-dev`",
    ),
    ("CMake fetches", INSTALL, "cmake . && make", {**CMAKE, "CMakeLists.txt": LISTS + "FetchContent_Declare(x)\n"}, "fetch"),
    (
        "CMake makes a shared library",
        INSTALL, "cmake . && make", {**CMAKE, "CMakeLists.txt": LISTS + "add_library(x SHARED x.cpp)\n"}, "shared library",
    ),
    ("the context is not known", INSTALL, "cmake . && make", None, "without the build context"),
    ("an old release", "", "gcc -o app main.c && apt-get install -y gcc", C, ""),
]  # fmt: skip


@pytest.mark.parametrize(("title", "install", "command", "files", "why"), C_REFUSED, ids=[one[0] for one in C_REFUSED])
def test_programs_of_which_something_is_not_known_stay(
    title: str, install: str, command: str, files: Files, why: str
) -> None:
    base = "debian:trixie" if why else "debian:stretch"
    assert (why or "so old") in reason(f"FROM {base}\n{install}{GCC.format(command)}", files)


def test_gcc_may_be_newer_than_the_library_of_its_system() -> None:
    """Programs of C++ from gcc:14 would not start on bookworm, but on trixie; those of C do."""
    text = 'FROM gcc:14-bookworm\nWORKDIR /a\nCOPY . .\nRUN {} -o app {}\nCMD ["./app"]\n'
    newer = text.format("g++", "main.cpp")
    assert runtime_of(newer, CMAKE).startswith("FROM debian:trixie-slim\n")
    assert "newer than the builder's `bookworm`" in change_of(newer, CMAKE).notes[0]
    assert "newer library of C++" in reason(newer.replace("14", "15"), CMAKE)
    assert "newer library of C++" in reason(text.format("g++ -fopenmp", "main.cpp"), CMAKE)
    assert "newer library of C++" in reason(text.format("g++", "main.cpp -lz"), CMAKE)
    assert runtime_of(text.format("gcc", "main.c"), C).startswith("FROM debian:bookworm-slim\n")
    static = text.format("g++ -static-libstdc++ -static-libgcc", "main.cpp")
    assert runtime_of(static, CMAKE).startswith("FROM debian:bookworm-slim\n")


def test_an_image_of_a_system_without_a_compiler_is_none_of_this() -> None:
    assert split_of('FROM debian:trixie\nRUN apt-get install -y nginx\nCMD ["nginx"]\n', C) is None


# Ruby


def test_gems_and_the_application_move_to_the_small_image() -> None:
    assert runtime_of(RUBY + "EXPOSE 80\n" + SERVE, ruby()) == (
        "FROM ruby:3.3-slim\nWORKDIR /app\nCOPY --from=builder /usr/local/bundle /usr/local/bundle\n"
        "COPY --from=builder /app /app\nEXPOSE 80\n" + SERVE
    )


def test_pages_are_built_in_the_builder_which_keeps_its_variables() -> None:
    text = RAILS + 'CMD ["bundle", "exec", "rails", "server"]\n'
    files = ruby("rails", **{"config/application.rb": ""})
    after = apply(text, offer_of(text, files).choices[0].change.edits)
    assert after.count("ENV RAILS_ENV=production\n") == 2
    assert "assets:precompile" not in runtime_of(text, files)


@pytest.mark.parametrize(
    ("gem", "wanted"),
    [
        ("pg", "libpq5"),
        ("mysql2", "libmariadb3"),
        ("mini_magick", "imagemagick"),
        ("git", " git "),
        ("ethon", "libcurl4t64"),
        ("patron", "libcurl4t64"),
        ("gssapi", "libgssapi-krb5-2"),
    ],
)
def test_what_gems_need_is_installed(gem: str, wanted: str) -> None:
    assert wanted in runtime_of(RUBY + SERVE, ruby(gem))


def test_programs_that_the_sources_start_are_installed() -> None:
    assert " curl " in runtime_of(RUBY + SERVE, ruby(**{"lib/fetch.rb": 'system("curl", url)\n'}))


def test_the_start_script_that_rails_writes() -> None:
    """`bash -e` is a shell with an option; the script is part of the application, which is copied whole."""
    script = '#!/bin/bash -e\nif [ "$1" = "./bin/rails" ]; then ./bin/rails db:prepare; fi\nexec "$@"\n'
    start = 'ENTRYPOINT ["/app/bin/docker-entrypoint"]\nCMD ["./bin/rails", "server"]\n'
    files = ruby("rails", **{"bin/docker-entrypoint": script, "bin/rails": "", "config/application.rb": ""})
    assert runtime_of(RAILS + start, files).endswith(start)


def test_settings_of_rubygems_are_for_the_build() -> None:
    text = RUBY.replace("WORKDIR", 'RUN echo "gem: --no-document" > ~/.gemrc\nWORKDIR') + SERVE
    assert "gemrc" not in runtime_of(text, ruby())
    assert "`echo`" in reason(text.replace("~/.gemrc", "~/.profile"), ruby())


def test_rails_own_program_is_no_script_for_a_shell() -> None:
    files = ruby(
        "rails", **{"bin/rails": '#!/usr/bin/env ruby\nrequire "rails/commands"\n', "config/application.rb": ""}
    )
    start = 'CMD ["./bin/rails", "server"]\n'
    assert runtime_of(RAILS + start, files).endswith(start)
    files["bin/rails"] = "#!/usr/bin/env jruby\n"
    assert "a script for `jruby`" in reason(RAILS + start, files)


@pytest.mark.parametrize(
    "start",
    [
        "CMD rm -f tmp/pids/server.pid && bundle exec rails server\n",
        'CMD ["sh", "-c", "bundle exec rake db:create db:migrate; bundle exec puma -C config/puma.rb"]\n',
        "CMD ./bin/rails db:prepare && exec ./bin/rails s\n",
    ],
)
def test_rails_tidies_up_before_it_starts(start: str) -> None:
    after = runtime_of(RAILS + start, ruby("rails", **{"bin/rails": "", "config/application.rb": ""}))
    assert after.startswith("FROM ruby:3.3-slim\n")
    assert after.endswith(start)


@pytest.mark.parametrize(
    ("behind", "copied"),
    [
        ("WORKDIR /app/lib\n", "/app /app"),
        ("WORKDIR lib\n", "/app /app"),
        ('COPY entrypoint.sh /usr/bin/\nENTRYPOINT ["/usr/bin/entrypoint.sh"]\n', "/app /app"),
    ],
)
def test_the_application_is_where_it_is_copied_to(behind: str, copied: str) -> None:
    """The container may start in a directory of it, or by a script from elsewhere."""
    files = ruby(**{"lib/app.rb": "", "entrypoint.sh": '#!/bin/sh\nexec "$@"\n'})
    assert f"COPY --from=builder {copied}\n" in runtime_of(RUBY + behind + SERVE, files)


RUBY_REFUSED = [
    ("development", RAILS.replace("production", "development"), 'CMD ["rails", "s"]', "for development"),
    ("no environment", RUBY, 'CMD ["bundle", "exec", "rails", "server"]', "RAILS_ENV=production"),
    ("a tool of developers", RUBY, 'CMD ["guard"]', "for development"),
    ("several programs", RUBY, 'CMD ["foreman", "start"]', ""),
    ("gems at the start", RUBY, 'CMD ["bundle", "install"]', "installs gems when it starts"),
    ("an interpreter", RUBY, 'CMD ["ruby"]', "waits for input"),
    ("gems in front of the start", RUBY, "CMD bundle check || bundle install && bundle exec ruby app.rb", "several programs"),
    ("pages in front of the start", RAILS, "CMD rake assets:precompile && rails s", "several programs: `rake` and `rails`"),
    ("files of others in front of the start", RUBY, "CMD rm -rf /var/x/* && bundle exec ruby app.rb", "several programs"),
    ("no gems", RUBY.replace("bundle install", "gem install rack"), SERVE, "no `bundle install`"),
    ("an unknown task", RUBY + "RUN rake db:seed\n", SERVE, "the task `db:seed`"),
    ("an unknown program", RUBY + "RUN ./setup\n", SERVE, "leaves behind is not known"),
    ("no directory", RUBY.replace("WORKDIR /app\n", ""), SERVE, "no directory of its own"),
    ("nothing where it starts", RUBY + "WORKDIR /srv\n", SERVE, "nothing is copied to `/srv`"),
    ("another directory where it starts", RUBY + "WORKDIR /srv\nCOPY app.rb config.ru\n", 'CMD ["ruby", "/app/app.rb"]', "`/app/app.rb` is not in `/srv`"),
    ("small already", RUBY.replace("3.3", "3.3-slim"), SERVE, "nothing could be left behind"),
    ("an old image that lacks a package", RUBY.replace("3.3", "2.3").replace("WORK", "RUN apt-get update && apt-get install -y libpq-dev\nWORK"), SERVE, "so old"),
    ("an image before there were small ones", RUBY.replace("3.3", "2.0"), SERVE, "no small one"),
    ("gems in a mount", RUBY.replace("RUN ", "RUN --mount=type=cache,target=/usr/local/bundle "), SERVE, "lie in a mount"),
    ("another user", RUBY.replace("COPY", "USER app\nCOPY"), SERVE, "another user than root"),
    ("another image of Ruby", RUBY.replace("ruby:3.3", "jruby:9"), SERVE, ""),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "start", "why"), RUBY_REFUSED, ids=[one[0] for one in RUBY_REFUSED])
def test_ruby_that_is_not_understood_stays(title: str, text: str, start: str, why: str) -> None:
    found = split_of(f"{text}{start}\n", ruby())
    assert not isinstance(found, Offer)
    assert why in (found.reason if found is not None else "")


@pytest.mark.parametrize("version", ["2.3.3", "2.4", "2.6.4"])
def test_an_old_image_has_all_that_an_application_without_packages_needs(version: str) -> None:
    assert runtime_of(RUBY.replace("3.3", version) + SERVE, ruby()).startswith(
        f"FROM ruby:{version}-slim\nWORKDIR /app\n"
    )
    assert reason(RUBY.replace("3.3", version) + SERVE, ruby("pg"))


def test_gems_whose_needs_nobody_can_tell_stand_in_the_way() -> None:
    assert "the gem `rmagick`" in reason(RUBY + SERVE, ruby("rmagick"))
    assert "no Gemfile.lock" in reason(RUBY + SERVE, {"Gemfile": "", "app.rb": ""})


# Elixir


def test_a_release_moves_to_a_small_image_with_what_erlang_loads() -> None:
    after = runtime_of(RELEASE + STARTS, ELIXIR)
    assert after.startswith("FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends "
                            "ca-certificates libncurses6 libstdc++6 openssl && ")  # fmt: skip
    assert "COPY --from=builder /app/_build/prod/rel/app ./_build/prod/rel/app\n" in after
    assert "ENV LANG=C.UTF-8\n" in after
    text = RELEASE + STARTS
    assert apply(text, offer_of(text, ELIXIR).choices[0].change.edits).count("ENV MIX_ENV=prod\n") == 2


def test_a_release_that_is_moved_or_named_is_found() -> None:
    moved = RELEASE + 'RUN cp -r _build/prod/rel/app /opt/app\nCMD ["/opt/app/bin/app", "start"]\n'
    assert "COPY --from=builder /opt/app /opt/app\n" in runtime_of(moved, ELIXIR)
    named = RELEASE.replace("mix release", "mix release web --path /srv/web") + 'CMD ["/srv/web/bin/web", "start"]\n'
    assert "COPY --from=builder /srv/web /srv/web\n" in runtime_of(named, ELIXIR)
    several = {**ELIXIR, "mix.exs": MIX.replace("app: :app", "app: :app, releases: [web: [steps: [:assemble]]]")}
    assert "/app/_build/prod/rel/web" in runtime_of(
        RELEASE + STARTS.replace("rel/app/bin/app", "rel/web/bin/web"), several
    )


@pytest.mark.parametrize(
    ("tag", "base", "library"),
    [
        ("debian-bookworm-20250428-slim", "debian:bookworm-slim", "libncurses6"),
        ("alpine-3.21.3", "alpine:3.21", "ncurses-libs"),
        ("ubuntu-noble-20250404", "ubuntu:noble", "libncurses6"),
    ],
)
def test_images_of_hexpm_name_their_system(tag: str, base: str, library: str) -> None:
    after = runtime_of(RELEASE.replace("elixir:1.18", f"hexpm/elixir:1.18.4-erlang-27.3.4-{tag}") + STARTS, ELIXIR)
    assert after.startswith(f"FROM {base}\n")
    assert f" {library} " in after


def test_without_the_context_the_start_names_the_release() -> None:
    change = offer_of(RELEASE + STARTS, None).choices[0].change
    assert change.safety is Safety.UNSAFE
    assert "the build context was not read: what the application reads and starts is not known" in change.notes
    moved = RELEASE + 'RUN mv _build/prod/rel/web /srv/web\nCMD ["/srv/web/bin/web", "start"]\n'
    assert "COPY --from=builder /srv/web /srv/web\n" in runtime_of(moved, None)


def test_a_release_migrates_before_it_starts() -> None:
    start = 'CMD bin/app eval "App.Release.migrate" && bin/app start\n'
    text = RELEASE + "WORKDIR /app/_build/prod/rel/app\n" + start
    assert runtime_of(text, ELIXIR).endswith(f"WORKDIR /app/_build/prod/rel/app\n{start}")


ELIXIR_CALLS = [
    ('File.read!("priv/a.txt")', ""),
    ('@words File.read!(Path.join(__DIR__, "a.txt"))', ""),
    ('File.read!(Application.app_dir(:app, "priv/a.txt"))', ""),
    ('Path.join(:code.priv_dir(:app), "a.txt") |> File.read!()', ""),
    ('System.cmd("git", ["log"])', ""),
    ('System.shell("git log #{x} | head")', ""),
    (":os.cmd('git log')", ""),
    ('File.read!(Path.join(__DIR__, "a.txt"))', "files are opened whose names are computed"),
    ("path |> File.stream!()", "files are opened whose names are computed"),
    ("System.shell(script)", "which programs are started is computed"),
    ('System.shell("#{tool} x")', "which programs are started is computed"),
]


@pytest.mark.parametrize(("call", "told"), ELIXIR_CALLS)
def test_what_an_elixir_program_does(call: str, told: str) -> None:
    text, files = RELEASE + STARTS, {**ELIXIR, "lib/app.ex": f"defmodule App do\n  {call}\nend\n"}
    change = offer_of(text, files).default.change
    assert len(change.notes) == bool(told), change.notes
    assert all(told in one for one in change.notes)
    assert (" git " in runtime_of(text, files)) == ("git" in call)


ELIXIR_REFUSED = [
    ("the start names no release", RELEASE, 'CMD ["_build/prod/rel/app/bin/server"]', None, "what the release is called"),
    ("a release of Ubuntu that is old", RELEASE.replace("elixir:1.18", "hexpm/elixir:1.14.5-erlang-25.3-ubuntu-bionic-20230126"),
     STARTS, ELIXIR, "needs on `bionic`"),
    ("Mix starts it behind its tasks", RELEASE, "CMD mix ecto.migrate && mix phx.server", ELIXIR, "`mix phx.server` needs Mix"),
    ("something else runs first", RELEASE, "CMD ./wait && _build/prod/rel/app/bin/app start", ELIXIR, "several programs: `wait` and `app`"),
    ("Mix starts it", RELEASE, 'CMD ["mix", "phx.server"]', ELIXIR, "`mix phx.server` needs Mix"),
    ("a shell of Elixir", RELEASE, 'CMD ["iex", "-S", "mix"]', ELIXIR, "needs Mix"),
    ("no release", RELEASE.replace("mix release", "mix compile"), STARTS, ELIXIR, "no `mix release`"),
    ("another program", RELEASE, 'CMD ["/usr/bin/top"]', ELIXIR, "not in the release"),
    ("another environment", RELEASE.replace("prod\nW", "staging\nW"), STARTS, ELIXIR, "not in the release"),
    ("an unknown task", RELEASE + "RUN mix ecto.migrate\n", STARTS, ELIXIR, "leaves behind is not known"),
    ("a release of Alpine that is not known", RELEASE.replace("1.18", "1.18-alpine"), STARTS, ELIXIR, "which release of"),
    ("an old Erlang", RELEASE.replace("1.18", "1.15-otp-24"), STARTS, ELIXIR, "with this Erlang"),
    (
        "a release without Erlang", RELEASE, STARTS,
        {**ELIXIR, "mix.exs": MIX.replace("app: :app", "app: :app, releases: [app: [include_erts: false]]")}, "include_erts",
    ),
    ("a package with libraries", RELEASE, STARTS, {**ELIXIR, "mix.lock": '%{\n  "exla": {:hex, :exla},\n}\n'}, "`exla`"),
    (
        "a release in a mount", RELEASE.replace("RUN ", "RUN --mount=type=cache,target=/app/_build "), STARTS, ELIXIR,
        "lies in a mount",
    ),
    (
        "a release in a mount that is named from here", RELEASE.replace("RUN ", "RUN --mount=type=cache,target=_build "), STARTS, ELIXIR,
        "lies in a mount",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "text", "start", "files", "why"), ELIXIR_REFUSED, ids=[one[0] for one in ELIXIR_REFUSED]
)
def test_elixir_that_is_no_release_stays(title: str, text: str, start: str, files: Files, why: str) -> None:
    assert why in reason(f"{text}{start}\n", files)


# PHP


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("docker-php-ext-install pdo_mysql", "compiled into the image that runs them"),
        ("composer install --no-dev", "PHP runs from its sources"),
        ("npm ci && npm run build", "build them in a stage of Node by hand"),
    ],
)
def test_php_stays_as_it_is(command: str, why: str) -> None:
    text = f'FROM php:8.3-cli\nWORKDIR /app\nCOPY . .\nRUN {command}\nCMD ["php", "index.php"]\n'
    assert why in reason(text, {"index.php": ""})


def test_php_whose_base_image_starts_the_server() -> None:
    text = "FROM php:8.3-apache\nCOPY . .\nRUN docker-php-ext-install intl\n"
    assert "compiled into the image that runs them" in reason(text, {"index.php": ""})


@pytest.mark.parametrize(
    "start", ['CMD ["./app", "--www=/app/site"]\n', 'CMD ["./app", "--www", "site"]\n', "CMD ./app --www=site\n"]
)
def test_a_directory_that_the_start_of_c_names(start: str) -> None:
    text = f"FROM debian:12\n{INSTALL}WORKDIR /app\nCOPY . .\nRUN gcc -o app main.c\n{start}"
    offer = offer_of(text, {**C, "site/index.html": ""})
    assert "COPY --from=builder /app/site ./site\n" in apply(text, offer.default.change.edits)


@pytest.mark.parametrize("package", ["zlib1g-dev", "libz-dev"])
@pytest.mark.parametrize("image", ["debian:12", "ubuntu:20.04"])
def test_zlib_has_one_name_everywhere(package: str, image: str) -> None:
    install = INSTALL.replace("build-essential", f"build-essential {package}")
    text = f'FROM {image}\n{install}WORKDIR /app\nCOPY . .\nRUN gcc -o app main.c -lz\nCMD ["./app"]\n'
    offer = offer_of(text, C)
    assert "--no-install-recommends zlib1g " in apply(text, offer.default.change.edits)


OF_GCC = 'FROM {}\nWORKDIR /app\nCOPY . .\nRUN {}\nCMD ["./app"]\n'
WITH_CMAKE = "apt-get update && apt-get install -y cmake && cmake -B . && cmake --build ."


@pytest.mark.parametrize(
    ("image", "build", "asked", "packages"),
    [
        ("gcc:14-bookworm", "gcc -o app main.c -lz", "", "zlib1g"),
        ("gcc:14-bookworm", "gcc -o app main.c -lssl -lcrypto", "", "ca-certificates libssl3"),
        ("gcc:13-bookworm", "gcc -o app main.c -lcurl", "", "ca-certificates libcurl4"),
        ("gcc:14-trixie", "gcc -o app main.c -lsqlite3 -lpq", "", "libpq5 libsqlite3-0"),
        ("gcc:14-trixie", "gcc -o app main.c -lcurl", "", "ca-certificates libcurl4t64"),
        ("gcc:12-bookworm", "gcc -fopenmp -o app main.c -lz", "", "libgomp1 zlib1g"),
        ("gcc:12-bookworm", WITH_CMAKE, "find_package(ZLIB REQUIRED)\n", "zlib1g"),
    ],
)
def test_libraries_that_the_image_of_gcc_has(image: str, build: str, asked: str, packages: str) -> None:
    """Its base has development packages, which nobody installs."""
    lists = f"project(app C)\n{asked}add_executable(app main.c)\ntarget_link_libraries(app ZLIB::ZLIB)\n"
    files = C | {"CMakeLists.txt": lists if asked else ""}
    assert f"--no-install-recommends {packages} &&" in runtime_of(OF_GCC.format(image, build), files)


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        ("gcc -o app main.c -lgmpxx", "has the library `gmpxx`"),
        ("gcc -o app main.c -levent_core", "has the library `event_core`"),
        ("gcc -o app main.c -lmagic", "has the library `magic`"),
        ("gcc -fopenmp -o app main.c", "newer library of OpenMP"),
        ("gcc -o app main.c -lquadmath", "newer library of GCC (`quadmath`)"),
    ],
)
def test_libraries_of_gcc_that_the_system_may_lack(build: str, reason: str) -> None:
    assert reason in obstacle_of(OF_GCC.format("gcc:14-bookworm", build), C).reason


def test_what_c_starts_behind_another_program_is_not_known() -> None:
    files = {
        "main.c": '#include <unistd.h>\nint main(void) { return execlp("timeout", "timeout", "5", "convert", NULL); }\n'
    }
    text = f'FROM debian:12\n{INSTALL}WORKDIR /app\nCOPY . .\nRUN gcc -o app main.c\nCMD ["./app"]\n'
    offer = offer_of(text, files)
    assert any("which programs are started" in note for note in offer.default.change.notes)
