"""C and C++: a program that a compiler, a Makefile or CMake makes runs on the same release of the same system without compilers.

Offered only where every command of the stage is known, and every library of the program, by the development packages that
the file installs. An image of gcc has a library of C++ of its own, so it must not be newer than the system's.

`builds` follows the commands of a stage, with what make runs; `commands` knows their words, `build_tools` what compilers, CMake, Meson and
Autotools make of them, and `programs` holds that as values.

Sources: https://gcc.gnu.org/onlinedocs/libstdc++/manual/abi.html, https://sourceware.org/glibc/wiki/FAQ (static linking).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join, normpath
from typing import Any

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.buildpack_libraries import BUILDPACK_LIBRARIES, BUILDPACK_PACKAGES
from dockwright.knowledge.distributions import ARCHIVED
from dockwright.knowledge.os_packages import runtime_of
from dockwright.projects.c_source import SOURCES, read_sources
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.c.builds import programs_of
from dockwright.refactorings.split.c.commands import names_sources
from dockwright.refactorings.split.c.programs import Program, started
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.packages import installed
from dockwright.refactorings.split.places import hidden_by_mount
from dockwright.refactorings.split.program_places import placed_of
from dockwright.refactorings.split.script import StartScript, start_script
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.subject import another_starts
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Transfer

_OF_THE_SYSTEM = frozenset({"m", "pthread", "dl", "rt", "util", "resolv", "c", "gcc", "gcc_s", "stdc++", "crypt", "anl",
                            "stdc++fs", "supc++"})  # fmt: skip
_OF_COMPILERS = {"gomp": "libgomp1", "atomic": "libatomic1", "quadmath": "libquadmath0", "gfortran": "libgfortran5"}
_PACKAGE_OF = {"crypto": "libssl", "ssl": "libssl", "z": "zlib", "tinfo": "ncurses", "panel": "ncurses", "xml2": "libxml2",
               "lzma": "lzma", "boost_system": "boost", "bz2": "bz2", "GL": "gl1-mesa", "X11": "libx11"}  # fmt: skip
_LIBRARIES_OF_CPP = {"bullseye": 10, "bookworm": 12, "trixie": 14}
"""The version of GCC that the system's library of C++ is from."""

_HEADERS = frozenset(
    {"libc6-dev", "libc-dev", "libstdc++-dev", "musl-dev", "linux-libc-dev", "linux-headers", "libc6-dev-i386"}
)
"""Development packages that stand for no library but those of every image."""

_OF_TOOLS = frozenset({"python3", "python3-pip", "python3-venv", "pipx", "py3-pip"})
"""What Meson and Conan are installed with."""

_SERVICES = ("netbase",)
"""The package of Debian with the names of services and protocols, which the images with compilers have. Source: the Dockerfile of
buildpack-deps. Date: 2026-11."""

_COMPUTES = "which programs are started, or libraries loaded, is computed: see that the image has them"
_OTHER_LIBRARIES = ("-fsanitize", "-pg", "-fprofile", "--coverage", "-Wl,-rpath", "-rpath", "-stdlib=libc++", "-R/")


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings
) -> Build | Obstacle:
    """The program that the stage compiles and what it needs; an obstacle when that is not what starts, or not known."""
    if facts.release in ARCHIVED:
        reason = "the image is so old that its packages are no longer where it looks for them"
        return Obstacle(reason, stage.base_span)
    for transfer in stage.of(Transfer):
        written = model.expand(transfer.destination, transfer) if transfer.destination is not None else None
        target = model.state_before(transfer).resolve(written) if written is not None else None
        if transfer.from_ is not None and (
            target is None or inside(target, "/usr") is not None or target in ("/", "/lib", "/opt")
        ):
            return Obstacle("libraries may come from another image", transfer.keyword_span)
    sources = Sources(model, stage, context)
    found = programs_of(model, stage, context, sources)
    if isinstance(found, Obstacle):
        return found
    if not found.programs:
        return Obstacle("no compiler makes a program here", stage.base_span)
    script = start_script(start, sources, context)
    if isinstance(script, Obstacle):
        return script
    names = [start.path or start.program, *(script.programs if script is not None else ())]
    names += start.arguments if script is not None and script.runs_arguments else ()
    names += [normpath(join(start.directory, name)) for name in names if "/" in name]
    program = started(found.programs, names)
    if program is None:
        return Obstacle(another_starts(start.program, (one.path for one in found.programs)), start.span)
    hidden = hidden_by_mount(model, program.run, program.path)
    obstacle = hidden or _link_obstacle(stage, facts, program)
    if obstacle is not None:
        return obstacle
    given = [one.rpartition("=")[2] for one in script.named] if script is not None else []
    told = start._replace(arguments=(*start.arguments, *given))
    build = _build(model, stage, context, sources, told, facts, program, found.written)
    if isinstance(build, Obstacle) or program.prefix:
        return build
    if script is not None:
        build = _with_script(build, script, found.programs, sources, program, facts)
    copies = (*build.copies, *_beside(found.programs, program), *found.others)
    kept = (one for one in copies if one.source == program.path or inside(program.path, one.source) is None)
    return build._replace(copies=tuple(dict.fromkeys(kept)))


def _with_script(
    build: Build, script: StartScript, programs: Sequence[Program], sources: Sources, main: Program, facts: BaseImage
) -> Build:
    """The build with the script that starts the program, and what that runs besides."""
    own = {basename(one.path) for one in programs}
    others = tuple(basename(one) for one in script.programs if basename(one) not in own)
    is_behind = any(
        one.transfer.index > main.run.index and inside(script.path, one.target) is not None for one in sources.brought
    )
    bash = script.shell == "bash" or (not script.shell and facts.os != "alpine")
    is_bare = basename(main.path) in script.programs
    return build._replace(
        copies=(*build.copies, *(() if is_behind else (Copied(script.path, script.path),))),
        needs=build.needs._replace(
            shell=True,
            bash=bash,
            programs=(*build.needs.programs, *others),
            placed=(*build.needs.placed, *placed_of(script.programs, others)),
        ),
        search=(dirname(main.path),) if is_bare else (),
        notes=(*build.notes, f"`{basename(script.path)}` runs in the new image: see that its commands work there"),
    )


def _beside(programs: Sequence[Program], main: Program) -> Iterator[Copied]:
    """The other programs of the same build that need nothing more, as a client beside its server."""
    for one in programs:
        if basename(one.path) == basename(main.path):
            continue
        is_alike = set(one.libraries) <= set(main.libraries) and one.is_cpp <= main.is_cpp
        if one.command is main.command and one is not main and is_alike and not one.is_computed and one.lists is None:
            yield Copied(one.path, one.path)


def _link_obstacle(stage: Stage, facts: BaseImage, program: Program) -> Obstacle | None:
    """Libraries that nobody can tell, or that would be others in the runtime stage."""
    span = program.command.span
    other = next((word for word in program.words if word.startswith(_OTHER_LIBRARIES)), None)
    if other is not None:
        return Obstacle(f"`{other}` has the program load more libraries", span, ships=True)
    if program.is_computed and program.lists is None:
        word = next((one for one in program.command.arguments if not (one.is_literal or names_sources(one))), None)
        if word is not None and not program.command.name.endswith("make"):
            return Obstacle(
                f"which words `{word.raw}` stands for is not known: libraries may be among them", word.span, ships=True
            )
        return Obstacle("the libraries of the program are computed", span, ships=True)
    if program.is_static:
        return None
    shared = next((word for word in program.words if word.endswith(".so") or ".so." in word), None)
    if shared is not None:
        return Obstacle(f"`{shared}` is a library of its own", span, ships=True)
    development = [one.name for one in installed(stage.commands)[0] if one.name.endswith(("-dev", "-devel"))]
    if any("-shared" in [word.value for word in one.arguments] for one in stage.commands):
        return Obstacle("the project makes a shared library of its own", span, ships=True)
    packages = program.lists.packages if program.lists is not None else ()
    unknown = [one for one in _foreign(program) if not any(_stands_for(package, one) for package in development)]
    unknown += packages if facts.family == "gcc" or not development else ()
    if facts.family == "gcc":
        unknown = [one for one in unknown if not _of_image(facts, one)]
    if unknown:
        return Obstacle(f"which package has the library `{unknown[0]}` is not known", span, ships=True)
    newer = _newer_than_system(facts, program)
    if newer and not (newer == "C++" and not development and _release_with(facts, program)):
        hint = ": `-static-libstdc++ -static-libgcc` would link it into the program" if newer == "C++" else ""
        return Obstacle(f"the program may need a newer library of {newer} than the system has{hint}", span, ships=True)
    return None


def _foreign(program: Program) -> list[str]:
    """The libraries that neither every system nor a compiler has."""
    return [one for one in program.libraries if one not in _OF_THE_SYSTEM and one not in _OF_COMPILERS]


def _of_image(facts: BaseImage, library: str) -> tuple[str, ...]:
    """The packages with a library that the image of gcc has the development package of, or with what find_package asks for."""
    package = BUILDPACK_LIBRARIES.get(library) or BUILDPACK_PACKAGES.get(library.lower())
    return (runtime_of(package, facts.os, facts.release) or ()) if package is not None else ()


def _newer_than_system(facts: BaseImage, program: Program) -> str:
    """What an image of gcc has a newer library of than its system; "" where there is nothing of the kind."""
    system, own = _LIBRARIES_OF_CPP.get(facts.release, 0), facts.version[0] if facts.version else 99
    if facts.family != "gcc" or own <= system:
        return ""
    if program.is_cpp and not {"-static-libstdc++", "-static-libgcc"} <= set(program.words):
        return "C++"
    if "-fopenmp" in program.words:
        return "OpenMP"
    return next((f"GCC (`{one}`)" for one in program.libraries if one in _OF_COMPILERS), "")


def _release_with(facts: BaseImage, program: Program) -> str:
    """The next release of Debian whose library of C++ is as new as that of an image of gcc; "" where there is none, or the program
    needs other libraries, too, which may be others there."""
    own = facts.version[0] if facts.version else 99
    packages = program.lists.packages if program.lists is not None else ()
    if _foreign(program) or packages or "-fopenmp" in program.words or _OF_COMPILERS.keys() & set(program.libraries):
        return ""
    return next((one for one, version in _LIBRARIES_OF_CPP.items() if version >= own), "")


def _stands_for(package: str, library: str) -> bool:
    """Whether a development package has a library: by its name, or by that of another library in the same package."""
    name = _PACKAGE_OF.get(library, library).lower().replace("_", "-")
    stem = name.rstrip("w0123456789.")
    is_named = package == f"lib{library}-dev"
    return is_named or (len(name) > 1 and (name in package or (len(stem) > 2 and stem in package.removeprefix("lib"))))


def _build(
    model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources, start: Start, facts: BaseImage,
    program: Program, written: Sequence[str],
) -> Build | Obstacle:  # fmt: skip
    if program.prefix and inside(program.prefix, "/usr/local") is not None and facts.family == "gcc":
        return Obstacle(
            "what is installed lies among the files of the compiler: install to another prefix", program.command.span
        )
    notes: list[str] = []
    copies = [Copied(program.prefix, program.prefix, True)] if program.prefix else [Copied(program.path, program.path)]
    needless = _HEADERS
    needs = Needs(libraries=not program.is_static, zones="TZ" in start.state.env)
    if context.is_known:
        read = _read(context, sources, start, program, copies, notes, written)
        if isinstance(read, Obstacle):
            return read
        needs = needs._replace(**read)
        is_told = _COMPUTES not in notes and not any(one.startswith(("python", "pip")) for one in needs.programs)
        needless |= _OF_TOOLS if is_told else frozenset()
    else:
        notes.append("the build context was not read: which files the program reads when it runs is not known")
        needs = needs._replace(temporary=True)
    linked = {
        *program.libraries,
        *(word for word in program.words if word in ("curl", "ssl", "CURL::libcurl", "OpenSSL::SSL")),
    }
    needs = needs._replace(
        certificates=bool(linked & {"curl", "ssl", "gnutls", "CURL::libcurl", "OpenSSL::SSL"}),
        packages=(*_packages(facts, program), *(needs.packages if facts.kind != "os" and facts.os == "debian" else ())),
    )
    bases = _bases(stage, facts, program, needs)
    if not bases:
        return Obstacle(
            "which image has the same system without compilers is not known", program.command.span, ships=True
        )
    directory = model.state_before(program.command.instruction).workdir or "/"
    return Build(
        ecosystem="c",
        copies=tuple(dict.fromkeys(copies)),
        last=program.run,
        sources=directory,
        needs=needs,
        bases=bases,
        notes=tuple(dict.fromkeys(notes)),
        needless=needless,
    )


def _read(
    context: BuildContext, sources: Sources, start: Start, program: Program, copies: list[Copied], notes: list[str],
    written: Sequence[str],
) -> dict[str, Any] | Obstacle:  # fmt: skip
    """What the sources tell of the program's needs; files that they name are copied along, those `written` by commands, too."""
    reading = read_sources(context)
    if reading.computes:
        notes.append(_COMPUTES)
    if not reading.is_complete:
        notes.append("not all sources were read: see that the program finds its files")
    if program.is_static and reading.accounts:
        return Obstacle(
            "a static program still loads libraries of glibc to look up users or hosts", program.command.span
        )
    opens = (
        reading.opens
        or _has_others_open(program)
        or any(_is_data(context, sources, start, one) for one in reading.texts)
    )
    given = {*start.arguments, *(one.partition("=")[2] for one in start.arguments if one.startswith("-"))}
    given |= {value for value in start.state.env.values() if opens and value}
    words = {*reading.texts, *given} if opens else given
    for text in sorted(words):
        if not text or text.startswith("-") or text in (".", "/", "..") or len(text) < 2:
            continue
        path = _path_meant(context, sources, start, text)
        copies += [Copied(path, path)] if path in written else []
        source = sources.context_path(path)
        if (
            not source
            or not context.exists(source)
            or source.endswith(SOURCES)
            or inside(program.path, path) is not None
        ):
            continue
        copies.append(Copied(path, path, context.is_dir(source)))
    if opens:
        notes.append("see that the program finds all files that it opens: only those named in the sources are copied")
    shipped = [one for one in reading.programs if _is_shipped(context, sources, start, one)]
    copies += (Copied(path, path) for path in (normpath(join(start.directory, one)) for one in shipped))
    started = [one for one in reading.programs if one not in shipped]
    programs = tuple(basename(one) for one in started if basename(one) != basename(program.path))
    return {
        "programs": programs,
        "placed": placed_of(started, programs),
        "any_program": reading.computes,
        "shell": reading.shell,
        "temporary": reading.temporary,
        "accounts": reading.accounts or "HOME" in reading.texts,  # the home of who is not in /etc/passwd is /
        "looked_up": reading.looked_up,
        "groups": reading.looked_up,
        "packages": _SERVICES if reading.services else (),
        "locales": reading.locales,
        "unwinds": reading.unwinds,
    }


def _has_others_open(program: Program) -> bool:
    """Whether the program is linked with libraries of others: they open files by the names that they are given."""
    is_foreign = any(one not in _OF_THE_SYSTEM and one not in _OF_COMPILERS for one in program.libraries)
    return is_foreign or (program.lists is not None and bool(program.lists.packages))


def _is_shipped(context: BuildContext, sources: Sources, start: Start, program: str) -> bool:
    """Whether what the program starts by its path is a file of the context, which comes along."""
    source = sources.context_path(normpath(join(start.directory, program))) if "/" in program else None
    return source is not None and context.is_file(source)


def _path_meant(context: BuildContext, sources: Sources, start: Start, text: str) -> str:
    """The path of the image that a text stands for: the directory of a pattern, or of a file that the program makes."""
    path = normpath(join(start.directory, text))
    source = sources.context_path(path)
    above = text.rpartition("/")[0] if " " not in text else ""
    is_there = source is not None and context.exists(source)
    return path if is_there or not _is_data(context, sources, start, above) else normpath(join(start.directory, above))


def _is_data(context: BuildContext, sources: Sources, start: Start, text: str) -> bool:
    """Whether a text of the sources is the path of a file or directory of the context of which no compiler reads anything."""
    source = sources.context_path(normpath(join(start.directory, text))) if text.strip("./") else None
    if source is None or not context.is_dir(source):
        return source is not None and context.is_file(source) and not source.endswith(SOURCES)
    files = list(context.sent_files(source))
    return bool(source and files) and not any(file.endswith(SOURCES) for file in files)


def _packages(facts: BaseImage, program: Program) -> tuple[str, ...]:
    """Libraries that come with compilers."""
    if program.is_static:
        return ()
    found = [_OF_COMPILERS[one] for one in program.libraries if one in _OF_COMPILERS]
    found += ["libgomp1"] if "-fopenmp" in program.words else []
    if facts.family == "gcc":
        asked = program.lists.packages if program.lists is not None else ()
        found += [package for one in (*_foreign(program), *asked) for package in _of_image(facts, one)]
    if facts.os == "alpine":
        names = {one.rstrip("0123456789") for one in found}
        return tuple(sorted(names | ({"libstdc++"} if program.is_cpp else set())))
    return tuple(sorted(set(found)))


def _bases(stage: Stage, facts: BaseImage, program: Program, needs: Needs) -> tuple[Base, ...]:
    """The right bases: the builder's own release, and for a static program none of a system. One that takes a locale over needs
    a system that has some."""
    own = runtime_bases.system(stage, facts)
    if program.is_static and not needs.locales:
        smaller = runtime_bases.alpine() if facts.os != "alpine" else own
        found = (runtime_bases.scratch(), smaller, own if facts.os != "alpine" else None)
        return tuple(one for one in found if one is not None)
    if own is None:
        return ()
    if _newer_than_system(facts, program):
        release = _release_with(facts, program)
        note = f"Debian's `{release}` is newer than the builder's `{facts.release}`, which has no such library of C++"
        own = runtime_bases.debian_slim(release)._replace(note=note)
        return (own,)
    is_plain = (
        facts.os == "debian"
        and not needs.packages
        and not needs.locales
        and not {"crypt", "gcc_s"} & set(program.libraries)  # packages of their own, which distroless/base lacks
        and not any(one.name.endswith("-dev") and one.name not in _HEADERS for one in installed(stage.commands)[0])
    )
    has_more = program.is_cpp or needs.unwinds
    kind = runtime_bases.distroless_cc if has_more else runtime_bases.distroless_base
    small = kind(facts.release) if is_plain else None
    return tuple(one for one in (own, small) if one is not None)
