"""Programs that a configure.ac and Makefile.am files describe: where make puts them, and what they are linked with."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import obstacle_of, runtime_of

from dockwright.context import MemoryContext
from dockwright.projects.autotools import read_autotools

CONFIGURE = "AC_INIT([app], [1.0])\nAM_INIT_AUTOMAKE([foreign])\nAC_PROG_CC\nAC_CONFIG_FILES([Makefile src/Makefile])\nAC_OUTPUT\n"
PROGRAMS = "bin_PROGRAMS = app\nsbin_PROGRAMS = appd\nnoinst_PROGRAMS = helper\napp_SOURCES = main.c\n"
PROJECT = {
    "configure.ac": CONFIGURE,
    "Makefile.am": "SUBDIRS = src\n",
    "src/Makefile.am": PROGRAMS,
    "src/main.c": "int main(void) { return 0; }\n",
}
AUTOGEN = {
    **PROJECT,
    "autogen.sh": '#!/bin/sh\nset -e\ntest -d m4 || mkdir m4\nautoreconf --install\necho "run configure"\n',
}
INSTALL = "RUN apt-get update && apt-get install -y build-essential autoconf automake{}\n"
MAKE = "WORKDIR /src\nCOPY . .\nRUN {}\n"
SYSTEM = "debian:12"
SLIM = "debian:bookworm-slim"


def linked(text: str) -> Mapping[str, str]:
    return {**PROJECT, "src/Makefile.am": f"{PROGRAMS}{text}\n"}


def after(text: str, files: Mapping[str, str]) -> str:
    """The runtime stage of a split."""
    return runtime_of(text, files).removeprefix("FROM ")


@pytest.mark.parametrize(
    ("title", "files", "commands", "start", "copied"),
    [
        ("installed", PROJECT, "autoreconf -i && ./configure && make && make install", "app", "/usr/local /usr/local"),
        ("... for the administrator", PROJECT, "autoreconf -i && ./configure && make install", "appd", "/usr/local /usr/local"),
        ("... to a place of its own", PROJECT, "autoreconf -i && ./configure --prefix=/opt/app && make -j$(nproc) install", "/opt/app/bin/app",
         "/opt/app /opt/app"),
        ("where it is made", PROJECT, "autoreconf -i && ./configure && make", "src/app", "/src/src/app ./src/app"),
        ("... not to be installed", PROJECT, "autoreconf -i && ./configure && make", "./src/helper", "/src/src/helper ./src/helper"),
        ("beside the sources", PROJECT, "autoreconf -i && mkdir build && cd build && ../configure && make", "build/src/app",
         "/src/build/src/app ./build/src/app"),
        ("the older commands", PROJECT, "aclocal && autoheader && automake --add-missing && autoconf && ./configure && make install", "app",
         "/usr/local /usr/local"),
        ("a script that calls them", AUTOGEN, "./autogen.sh && ./configure --disable-docs CFLAGS=-O2 && make install", "app",
         "/usr/local /usr/local"),
        ("... by a shell", AUTOGEN, "sh autogen.sh && ./configure && make install-strip", "app", "/usr/local /usr/local"),
    ],
)  # fmt: skip
def test_split(title: str, files: Mapping[str, str], commands: str, start: str, copied: str) -> None:
    runtime = after(f'FROM {SYSTEM}\n{INSTALL.format("")}{MAKE.format(commands)}CMD ["{start}"]\n', files)
    assert runtime == f'{SLIM}\nWORKDIR /src\nCOPY --from=builder {copied}\nCMD ["{start}"]\n'


@pytest.mark.parametrize(
    ("title", "files", "package", "needed"),
    [
        ("a library of a program", linked("app_LDADD = -lz"), "zlib1g-dev", "zlib1g"),
        ("... that configure looks for", {**PROJECT, "configure.ac": f"{CONFIGURE}AC_CHECK_LIB([z], [deflate])\n"}, "zlib1g-dev", "zlib1g"),
        ("... by its module", {**PROJECT, "configure.ac": f"{CONFIGURE}PKG_CHECK_MODULES([SQL], [sqlite3 >= 3.8])\n"}, "libsqlite3-dev",
         "libsqlite3-0"),
    ],
)  # fmt: skip
def test_libraries(title: str, files: Mapping[str, str], package: str, needed: str) -> None:
    commands = "autoreconf -i && ./configure && make install"
    text = f'FROM {SYSTEM}\n{INSTALL.format(f" {package}")}{MAKE.format(commands)}CMD ["app"]\n'
    install = (
        f"RUN apt-get update && apt-get install -y --no-install-recommends {needed} && rm -rf /var/lib/apt/lists/*\n"
    )
    assert after(text, files).startswith(f"{SLIM}\n{install}WORKDIR /src\n")


BUILD = "autoreconf -i && ./configure && make && make install"


@pytest.mark.parametrize(
    ("title", "files", "commands", "reason"),
    [
        ("the library has no package here", linked("app_LDADD = -lfoo"), BUILD, "which package has the library `foo` is not known"),
        ("a shared library of the project", linked("lib_LTLIBRARIES = libapp.la"), BUILD, "`libapp.la` is a shared library of the project"),
        ("plugins", linked("pkglib_LTLIBRARIES = x.la"), BUILD, "`x.la` is a shared library of the project"),
        ("a name that is computed", {**PROJECT, "src/Makefile.am": "bin_PROGRAMS = $(NAMES)\n"}, BUILD, "the name of a program is computed"),
        ("only under a condition", {**PROJECT, "src/Makefile.am": "if DAEMON\nbin_PROGRAMS = app\nendif\n"}, BUILD, "no compiler makes a program here"),
        ("directories that are computed", {**PROJECT, "Makefile.am": "SUBDIRS = @DIRS@\n"}, BUILD, "`@DIRS@` in SUBDIRS of `Makefile.am` is not followed"),
        ("another file is read", linked("include ../common.am"), BUILD, "includes `../common.am`, which is not followed"),
        ("commands at the install", linked("install-data-hook:\n\t./setup"), BUILD, "`install-data-hook` in `src/Makefile.am` runs commands of its own"),
        ("files elsewhere", linked("confdir = /etc/app\nconf_DATA = a.conf"), BUILD, "files are installed to `/etc/app`"),
        ("other projects", {**PROJECT, "configure.ac": f"{CONFIGURE}AC_CONFIG_SUBDIRS([lib])\n"}, BUILD, "has other projects built"),
        ("a flag that puts programs elsewhere", PROJECT, "autoreconf -i && ./configure --bindir=/x && make install", "what `configure --bindir=/x` means is not followed"),
        ("for another machine", PROJECT, "autoreconf -i && ./configure --host=arm && make", "what `configure --host=arm` means is not followed"),
        ("libtool reads `-static` otherwise", PROJECT, "autoreconf -i && ./configure LDFLAGS=-static && make", "what `-static` means to libtool is not followed"),
        ("into the system", PROJECT, "autoreconf -i && ./configure --prefix=/usr && make install", "what is installed below `/usr` cannot be taken apart from the system"),
        ("another root", PROJECT, "autoreconf -i && ./configure && make DESTDIR=/out install", "`DESTDIR` puts everything elsewhere"),
        ("another target", PROJECT, "autoreconf -i && ./configure && make install-exec", "`make install-exec` is not followed"),
        ("a script that does more", {**AUTOGEN, "autogen.sh": "autoreconf -i\ncurl -O https://example.com/x\n"}, "./autogen.sh && ./configure && make install",
         "what `autogen.sh` leaves behind is not known"),
        ("a script that nobody has read", PROJECT, "./bootstrap && ./configure && make install", "what `bootstrap` leaves behind is not known"),
        ("a configure that is not of Autoconf", {"main.c": "", "configure": "#!/bin/sh\n"}, "./configure && make install",
         "configure.ac with a Makefile.am is not in the build context"),
    ],
)  # fmt: skip
def test_refusal(title: str, files: Mapping[str, str], commands: str, reason: str) -> None:
    text = f'FROM {SYSTEM}\n{INSTALL.format("")}{MAKE.format(commands)}CMD ["app"]\n'
    found = obstacle_of(text, files)
    assert reason in found.reason


def test_nothing_is_known_without_the_context() -> None:
    text = f'FROM {SYSTEM}\n{INSTALL.format("")}{MAKE.format(BUILD)}CMD ["app"]\n'
    found = obstacle_of(text, None)
    assert found.reason == "without the build context nobody can tell which programs configure makes"


def test_what_is_written_is_read() -> None:
    makefile = (
        "# app_OLD = -lold\nSOURCES_OF = main.c \\\n\tmore.cc\nbin_PROGRAMS = app\nbin_PROGRAMS += tool\nAM_LDFLAGS = -lm\n"
        "app_SOURCES = $(SOURCES_OF)\nif TESTS\ncheck_PROGRAMS = tests\nendif\n"
    )
    configure = f'{CONFIGURE}dnl AC_CHECK_LIB([old], [f])\nAC_SEARCH_LIBS([dlopen], [dl dld])\nAX_BOOST_BASE\nLIBS="$LIBS -lpthread"\n'
    lists = read_autotools(MemoryContext({"configure.ac": configure, "Makefile.am": makefile}), "")
    assert lists is not None
    assert not lists.obstacle
    assert lists.programs == {"app": "", "tool": ""}
    assert lists.installed == {"app", "tool"}
    assert lists.is_cpp
    assert lists.packages == ("AX_BOOST_BASE",)
    assert set(lists.libraries) == {"pthread", "dl", "dld", "m"}
    assert read_autotools(MemoryContext({"configure.ac": CONFIGURE}), "") is None
