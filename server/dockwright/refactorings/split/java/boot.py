"""Spring Boot that a build tool starts: what the file says when the jar is built in the image, and started itself.

`mvn spring-boot:run` and `gradle bootRun` compile, and run the classes; `mvn package` and `gradle bootJar` make the jar of them, in
which spring-boot-devtools is left out.

Sources: https://docs.spring.io/spring-boot/maven-plugin/run.html, https://docs.spring.io/spring-boot/gradle-plugin/running.html.
Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.projects import gradle, maven
from dockwright.projects.maven import Match
from dockwright.refactorings.split.java.tools import TOOLS, JavaSubject, Tool
from dockwright.refactorings.split.model import Restarted
from dockwright.refactorings.split.restart import restart
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.values import NamedTuple

VERBS = {"mvn": "spring-boot:run", "gradle": "bootRun"}
_BUILDS = {"mvn": "-DskipTests package", "gradle": "bootJar"}
_PACKAGING = {"mvn": words("package verify install deploy"), "gradle": words("build bootJar assemble")}
_OUTPUT = {"mvn": "target", "gradle": "build/libs"}
_KEPT = words(
    "-q --quiet -B --batch-mode -U --update-snapshots -ntp --no-transfer-progress -e --no-daemon --info --stacktrace"
)
"""Flags that hold for a build of the jar, too."""

_PROFILES = re.compile(r"-Dspring-boot\.run\.profiles=([\w.,-]+)")
_ARGUMENTS = re.compile(r"--args=((?:--[\w.-]+=[\w.:/,@-]+ ?)+)")
_PLAIN = re.compile(r"[\w./:=,@-]+")
_RUN_SETTINGS = words("profiles arguments commandlineArguments jvmArguments environmentVariables systemPropertyVariables "
                      "workingDirectory additionalClasspathElements directories agents classifier")  # fmt: skip
"""Elements of the plugin's configuration by which a run differs from `java -jar`, or the jar has another name."""


class _Call(NamedTuple):
    """The build tool's command line, as it is written."""

    kind: str
    flags: tuple[str, ...]
    arguments: tuple[str, ...]  # of the program


def restarted(model: SemanticModel, stage: Stage, context: BuildContext, start: Start) -> Restarted | None:
    """The edits that build the jar and start it; None where the start is another, or would not be the same."""
    call = _call(start)
    if call is None:
        return None
    subject = JavaSubject(model, stage, context, start)
    built = _built(subject, call.kind)
    jar = _jar(subject, call, built)
    if jar is None:
        return None
    lines = () if built is not None else (" ".join(["RUN", start.program, *call.flags, _BUILDS[call.kind]]),)
    edits = restart(start, lines, " ".join(["java -jar", jar, *call.arguments]))
    verb = f"{start.program} {VERBS[call.kind]}"
    notes = [f"the container ran `{verb}`, and starts the jar now: see that a build file gives the run nothing else"]
    if "*" in jar:
        notes.append(f"see that the build makes one jar that starts by itself in `{_OUTPUT[call.kind]}`")
    return Restarted(edits, f"java -jar {jar}", tuple(notes))


def _call(start: Start) -> _Call | None:
    kind = TOOLS.get(start.program.rpartition("/")[2], "")
    if kind not in VERBS or any("$" in one or "`" in one for one in start.arguments):
        return None
    flags: list[str] = []
    arguments: list[str] = []
    verbs: list[str] = []
    for one in start.arguments:
        profiles, given = _PROFILES.fullmatch(one), _ARGUMENTS.fullmatch(one)
        if profiles is not None and kind == "mvn":
            arguments.append(f"--spring.profiles.active={profiles[1]}")
        elif given is not None and kind == "gradle":
            arguments += given[1].split()
        elif one.startswith(("-DskipTests", "-Dmaven.test.skip")):
            continue
        elif one in _KEPT or (kind == "mvn" and re.fullmatch(r"-P[\w,-]+", one)):
            flags.append(one)
        elif one.startswith("-"):
            return None
        else:
            verbs.append(one)
    is_run = [one for one in verbs if one != "clean"] == [VERBS[kind]]
    return _Call(kind, tuple(flags), tuple(arguments)) if is_run else None


def _built(subject: JavaSubject, kind: str) -> Tool | None:
    """The command of the stage that makes the jar already."""
    found = [one for one in subject.tools if one.kind == kind and one.directory == subject.start.directory]
    return next((one for one in reversed(found) if not _PACKAGING[kind].isdisjoint(one.words)), None)


def _jar(subject: JavaSubject, call: _Call, built: Tool | None) -> str | None:
    """The jar as the start names it, by a pattern where the project is not known."""
    if subject.context.is_known:
        name = _maven_jar(subject) if call.kind == "mvn" else _gradle_jar(subject)
        return f"{_OUTPUT[call.kind]}/{name}" if name is not None and _PLAIN.fullmatch(name) else None
    if call.kind == "gradle" and built is not None and set(built.words) - {"clean", "bootJar"}:
        return None  # a plain jar may lie beside it
    return f"{_OUTPUT[call.kind]}/*.jar"


def _maven_jar(subject: JavaSubject) -> str | None:
    source = subject.project_source(subject.start.directory, (maven.POM,))
    project = maven.read(subject.context, source) if source is not None else None
    plugin = project.plugin("spring-boot-maven-plugin") if project is not None else None
    if project is None or plugin is None or project.packaging != "jar" or any(map(plugin.has, _RUN_SETTINGS)):
        return None
    is_repackaged = maven.boot_version(project) is not None or "repackage" in plugin.goals
    name = f"{maven.final_name(project)}.jar"
    return name if is_repackaged and maven.match(project, name) is Match.YES else None


def _gradle_jar(subject: JavaSubject) -> str | None:
    source = subject.project_source(subject.start.directory, (*gradle.SETTINGS, *gradle.SCRIPTS))
    build = (
        gradle.read(subject.context, source, subject.start.directory.rpartition("/")[2]) if source is not None else None
    )
    project = build.projects[0] if build is not None else None
    if (
        project is None
        or not project.has_plugin("org.springframework.boot")
        or "bootRun" in project.text
        or not project.version
    ):
        return None
    name = f"{project.name}-{project.version}.jar"
    return name if gradle.match(project, name) is Match.YES else None
