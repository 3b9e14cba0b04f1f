"""Programs that GraalVM compiles to native code: they run without Java, on the C library they are linked against.

A dynamic one loads glibc and zlib of the image it runs in, of the builder's version or newer; one that is mostly static only glibc, and
a static one nothing. Certificates and time zones are in the program itself.

Source: https://www.graalvm.org/latest/reference-manual/native-image/guides/build-static-executables/, .../CertificateManagement/,
https://graalvm.github.io/native-build-tools/, https://quarkus.io/guides/building-native-image. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from itertools import islice

from dockwright.context import read_as
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.distributions import DISTRIBUTIONS, LATEST
from dockwright.knowledge.table import words
from dockwright.projects import gradle, maven
from dockwright.projects.command_line import flag_value
from dockwright.projects.java_source import SUFFIXES
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.java.tools import JavaSubject, Tool
from dockwright.refactorings.split.model import Base, Obstacle
from dockwright.shell import Command
from dockwright.text import Span, whole_number

NEEDLESS = words(
    "build-essential gcc g++ libz-dev zlib1g-dev zlib-dev musl-dev musl-tools libc-dev libc6-dev findutils which"
)
"""Packages that compiling needs; what a program is linked against every runtime base has, zlib included."""

_RPM_MANAGERS = words("dnf microdnf yum")
_RPM_TOOLS = re.compile(
    r"findutils|which|tar|gzip|bzip2|unzip|zip|git|curl|wget|make|gcc(?:-c\+\+)?|maven|gradle|ant|java-[\w.-]+|(?:glibc|zlib|libstdc\+\+)-(?:static|devel)"
)

_GOALS = words(
    "native:compile native:compile-no-fork native:build nativeCompile nativeBuild nativeImage native-image:native-image"
)
_YES = ("", "true", "native", "native-image")
_PROPERTIES = ("native", "quarkus.native.enabled", "quarkus.package.type", "packaging")
_STATIC = re.compile(r"(?<![\w-])--static(?![\w-])")
_MOSTLY = re.compile(r"--static-nolibc|StaticExecutableWithDynamicLibC")
_NOT_NATIVE = (".sh", ".jar", ".war", ".py", ".js")
_SCRIPTS = ("/universal/", "/install/", "/appassembler/")


_DESKTOP = re.compile(r"\bjava\.awt\b|\bjavax\.imageio\b|\bjavax\.swing\b")
_DESKTOP_LIBRARIES = re.compile(
    r"pdfbox|itext|openpdf|jasperreports|batik|poi-ooxml|thumbnailator|javase|imgscalr|jfreechart", re.IGNORECASE
)
_MOST_SOURCES = 3000


class Linking(IntEnum):
    """What a program is linked against."""

    DYNAMIC = 0
    MOSTLY_STATIC = 1
    STATIC = 2


def installs_tools(command: Command) -> bool:
    """Whether dnf, microdnf or yum only bring tools of a build, bring the system up to date, or clean up."""
    if command.name not in _RPM_MANAGERS:
        return False
    verb, *packages = [one.value for one in command.operands()] or [""]
    is_upkeep = verb in ("clean", "update", "upgrade", "makecache") and set(packages) <= {"all"}
    return is_upkeep or (verb == "install" and all(_RPM_TOOLS.fullmatch(one) for one in packages))


def asks(tool: Tool) -> bool:
    """Whether a command compiles to native code."""
    if tool.kind == "native-image":
        return True
    names = {word.rpartition(":")[2] if tool.kind == "gradle" else word for word in tool.words}
    if not names.isdisjoint(_GOALS):
        return True
    given = [word.value for word in tool.arguments]
    profiles = (flag_value(given, "-P", "--activate-profiles") or "").split(",")
    profiles += [word[2:] for word in given if word.startswith("-P")]
    if tool.kind == "mvn" and any("native" in one for profile in profiles for one in profile.split(",")):
        return True
    return any(tool.properties.get(name, "-") in (_YES if name != "packaging" else _YES[2:]) for name in _PROPERTIES)


def is_native(subject: JavaSubject, path: str) -> bool:
    """Whether what starts at a path can only be a program of native code, as the stage compiles to that."""
    return (
        not path.endswith(_NOT_NATIVE)
        and not any(one in path for one in _SCRIPTS)
        and any(asks(tool) for tool in subject.tools)
    )


def linking(subject: JavaSubject) -> Linking:
    """How the program is linked; what only a profile of Maven says may not hold."""
    found = Linking.DYNAMIC
    for text in _texts(subject):
        if _MOSTLY.search(text):
            found = max(found, Linking.MOSTLY_STATIC)
        elif _STATIC.search(text):
            found = Linking.STATIC
    return found


def graphics(subject: JavaSubject) -> str:
    """Where a program speaks of graphics, whose libraries the compiler puts beside it; "" where nothing is seen of them."""
    context = subject.context
    for tool in subject.tools:
        projects: tuple[tuple[maven.Project | gradle.Project, str], ...] = ()
        projects += subject.maven_projects(tool) if tool.kind == "mvn" else ()
        projects += subject.gradle_projects(tool) if tool.kind == "gradle" else ()
        for project, _ in projects:
            names = (maven.POM, *gradle.SCRIPTS)
            for path in (f"{project.directory}/{name}".lstrip("/") for name in names):
                if _DESKTOP_LIBRARIES.search(context.read(path) or ""):
                    return path
            for path in islice(context.sent_files(project.directory), _MOST_SOURCES):
                if path.endswith(SUFFIXES) and read_as(context, path, _speaks_of_graphics):
                    return path
    return ""


def _speaks_of_graphics(text: str) -> bool:
    return _DESKTOP.search(text) is not None


def _texts(subject: JavaSubject) -> Iterator[str]:
    """What tells GraalVM how to link."""
    for tool in subject.tools:
        yield " ".join(word.value for word in tool.arguments)
        projects = subject.maven_projects(tool) if tool.kind == "mvn" else ()
        for project, _ in projects:
            for root in project.chain:
                yield "\n".join(text for one in root.iterfind("build") for text in one.itertext())
                yield "\n".join(text for one in root.iterfind("properties") for text in one.itertext())
            yield from _settings(subject, project.directory)
        for script, _ in subject.gradle_projects(tool) if tool.kind == "gradle" else ():
            yield script.text
            yield from _settings(subject, script.directory)


def _settings(subject: JavaSubject, directory: str) -> Iterator[str]:
    path = "src/main/resources/application.properties"
    yield subject.context.read(f"{directory}/{path}" if directory else path) or ""


def bases(facts: BaseImage, how: Linking, image: str, span: Span) -> tuple[Base, ...] | Obstacle:
    """The right bases, the likeliest first."""
    alpine = runtime_bases.alpine(facts.release if facts.os == "alpine" else "")
    if how is Linking.STATIC:
        return alpine, runtime_bases.distroless_static(), runtime_bases.scratch(), runtime_bases.debian_slim()
    if facts.libc == "musl":
        return (alpine,)
    same = _same_system(facts)
    if same is None and (facts.libc != "glibc" or not facts.libc_version):
        return Obstacle(f"which C library `{image}` has is not known: the program needs the same", span, ships=True)
    if same is None and _number(facts.libc_version) > _number(LATEST["debian"].libc_version):
        return Obstacle(f"no runtime base is known that has the C library of `{image}`", span, ships=True)
    slim = same or runtime_bases.debian_slim()._replace(
        note=f"the program finds the C library and zlib of Debian: see that it loads no other library of `{image}`"
    )
    smaller = _distroless(facts) if how is Linking.MOSTLY_STATIC else None
    return (slim, smaller) if smaller is not None else (slim,)


def _same_system(facts: BaseImage) -> Base | None:
    """Debian or Ubuntu of the builder's release."""
    slim = runtime_bases.debian_slim(facts.release)
    if facts.os == "debian" and facts.release in DISTRIBUTIONS:
        return slim
    if facts.os == "ubuntu" and facts.release in DISTRIBUTIONS:
        return slim._replace(name="ubuntu", image=f"ubuntu:{facts.release}", os="ubuntu")
    return None


def _distroless(facts: BaseImage) -> Base | None:
    """glibc alone, of the first release of Debian that is not older than the builder's."""
    for release in ("bookworm", "trixie"):
        if facts.libc_version and _number(DISTRIBUTIONS[release].libc_version) >= _number(facts.libc_version):
            return runtime_bases.distroless_base(release)
    return None


def _number(version: str) -> tuple[int, ...]:
    return tuple(whole_number(one) for one in version.split(".") if one.isdecimal())


def named(tool: Tool) -> tuple[str, ...]:
    """What `native-image` is told to write: `-o app`, `-H:Name=app`, `-jar app.jar`, a word behind the class."""
    given = [word.value for word in tool.arguments]
    output = flag_value(given, "-o")
    for word in given:
        if word.startswith("-H:Name="):
            output = word.partition("=")[2]
    if output:
        return (output,)
    jar = flag_value(given, "-jar")
    plain = [one for at, one in enumerate(given) if not one.startswith("-") and given[at - 1] not in ("-jar", "-cp", "--class-path", "-classpath")]  # fmt: skip
    if jar is not None:
        return (plain[-1],) if plain else (jar.rpartition("/")[2].removesuffix(".jar"),)
    return (plain[1],) if len(plain) > 1 else tuple(one.lower() for one in plain)


def program_of_maven(project: maven.Project) -> tuple[str | None, bool]:
    """The program that a project of Maven makes, and whether packaging makes it; None where its name is not known."""
    plugins = [one for root in project.chain for one in root.iter("plugin")]
    names = {(one.findtext("artifactId") or "").strip() for one in plugins}
    if "quarkus-maven-plugin" in names:
        final = maven.final_name(project)
        return (f"{final}-runner" if final is not None else None), True
    own = [one for one in plugins if (one.findtext("artifactId") or "").strip() == "native-maven-plugin"]
    goals = {(goal.text or "").strip() for one in own for goal in one.iter("goal")}
    is_bound = not goals.isdisjoint(("compile", "compile-no-fork", "build"))
    written = {(each.text or "").strip() for one in own for each in one.iter("imageName")}
    text = "\n".join(text for one in own for text in one.itertext())
    if not own or len(written) > 1 or re.search(r"-H:Name|(?m:^[ \t]*-o\b)", text):
        return None, is_bound
    return (project.resolve(written.pop()) if written else project.artifact), is_bound
