"""Spring Boot's layers: the jar unpacked in the builder, so that a change of the program alone leaves its libraries' layer as it was.

From 3.3 on the unpacked program is a jar again, of the same name, with its libraries beside it; before, a launcher among the
unpacked files starts it. Source: https://docs.spring.io/spring-boot/reference/packaging/container-images/dockerfiles.html (4.0),
the pages of 2.4, 3.2 and 3.3 of the same name, and of the Maven and Gradle plugins. Date: 2026-11.
"""

from __future__ import annotations

from posixpath import basename, dirname, join

from dockwright.projects import gradle, maven
from dockwright.refactorings.split.java.origins import SHARED
from dockwright.refactorings.split.java.outputs import Outputs
from dockwright.refactorings.split.java.tools import JavaSubject
from dockwright.refactorings.split.model import Build, Copied
from dockwright.syntax import Cmd, Entrypoint, Run
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

LAYERS = ("dependencies", "spring-boot-loader", "snapshot-dependencies", "application")
"""In the order in which they change, the rarest first."""

_FIRST = (2, 4)  # layers are on by default
_FIRST_LAUNCHER_OF_ITS_OWN = (3, 2)
_FIRST_TOOLS = (3, 3)
_NAME, _TITLE = "-layers", "with the layers of Spring Boot"
_NOTE = "the program starts from what its jar holds, unpacked: see that it does not look into the jar"


class Boot(NamedTuple):
    """A jar that Spring Boot's plugin packs with its layers."""

    version: tuple[int, int]

    @property
    def launcher(self) -> str:
        """The class that starts unpacked files."""
        package = "launch." if self.version >= _FIRST_LAUNCHER_OF_ITS_OWN else ""
        return f"org.springframework.boot.loader.{package}JarLauncher"


def layered(subject: JavaSubject, outputs: Outputs, jar: str, build: Build) -> Build | None:
    """The build with the layers of its jar in place of the jar; None where the context does not prove that it has some."""
    boot = _boot(subject, outputs, jar)
    if boot is None or dirname(jar) in SHARED or build.copies[:1] != (Copied(jar, jar),):
        return None
    edits: tuple[Edit, ...] | None = ()
    if boot.version < _FIRST_TOOLS:
        edits = _with_launcher(subject, dirname(jar), boot)
    if edits is None:
        return None
    place = join(dirname(jar), "layers")
    flags = f"tools -jar {jar} extract --layers" if boot.version >= _FIRST_TOOLS else f"layertools -jar {jar} extract"
    copies = (Copied(join(place, layer), f"{dirname(jar)}/", True) for layer in LAYERS)
    bases = tuple(
        base._replace(name=f"{base.name}{_NAME}")
        for base in build.bases
        if base.has_shell  # one choice more is enough
    )
    return build._replace(
        copies=(*copies, *build.copies[1:]),
        closing=(*build.closing, f"RUN java -Djarmode={flags} --destination {place}"),
        bases=bases,
        edits=(*build.edits, *edits),
        notes=(*build.notes, _NOTE),
        variant=_TITLE,
    )


def _with_launcher(subject: JavaSubject, directory: str, boot: Boot) -> tuple[Edit, ...] | None:
    """The start by the launcher's class instead of the jar; None where its words cannot be changed in place."""
    instruction = subject.start.instruction
    runs = [run.index for run in subject.stage.of(Run)]
    if (
        not isinstance(instruction, (Cmd, Entrypoint))
        or not instruction.is_exec
        or instruction.index < max(runs, default=0)
    ):
        return None
    words = instruction.exec_words
    at = next((index for index, word in enumerate(words) if word.value == "-jar"), None)
    if at is None or at + 1 >= len(words) or words[at + 1].value.startswith("-"):
        return None
    return (Edit(Span(words[at].span.start, words[at + 1].span.end), f'"-cp", "{directory}", "{boot.launcher}"'),)


def _boot(subject: JavaSubject, outputs: Outputs, jar: str) -> Boot | None:
    made = outputs.moves.before_moves(jar)
    for tool in subject.tools if made is not None else ():
        for project, directory in subject.maven_projects(tool) if tool.kind == "mvn" else ():
            if dirname(made or "") == join(directory, "target"):
                return _of_maven(project, basename(made or ""))
        for script, directory in subject.gradle_projects(tool) if tool.kind == "gradle" else ():
            if dirname(made or "") == join(directory, "build/libs"):
                return _of_gradle(script, basename(made or ""))
    return None


def _of_maven(project: maven.Project, name: str) -> Boot | None:
    version = maven.boot_version(project)
    plugin = project.plugin("spring-boot-maven-plugin")
    if version is None or version < _FIRST or plugin is None or project.packaging != "jar":
        return None
    changes = (
        "executable",
        "layers",
        "layout",
        "classifier",
        "skip",
        "includeLayerTools",
        "includeTools",
        "layoutFactory",
    )
    if any(plugin.value(one) is not None or plugin.has(one) for one in changes):
        return None
    return Boot(version) if maven.match(project, name) is maven.Match.YES else None


def _of_gradle(project: gradle.Project, name: str) -> Boot | None:
    version = project.boot_version
    changes = ("layered", "launchScript", "requiresUnpack", "enabled", "includeTools", "mainClassName")
    if version is None or version < _FIRST or any(one in project.text for one in changes):
        return None
    is_boot = name.endswith(".jar") and not name.endswith("-plain.jar")
    return Boot(version) if is_boot and gradle.match(project, name) is maven.Match.YES else None
