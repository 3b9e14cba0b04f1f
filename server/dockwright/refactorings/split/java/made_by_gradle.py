"""What Gradle makes: archives, installed distributions, programs of native code."""

from __future__ import annotations

from posixpath import basename, join

from dockwright.projects import gradle, quarkus
from dockwright.projects.maven import Match
from dockwright.refactorings.split.java import native
from dockwright.refactorings.split.java.guesses import guessed
from dockwright.refactorings.split.java.origins import MARKS, Origin
from dockwright.refactorings.split.java.quarkus_jars import Told, application, runner
from dockwright.refactorings.split.java.tools import JavaSubject, Tool
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.sources import inside


def by_gradle(subject: JavaSubject, tool: Tool, path: str) -> Origin | Obstacle | None:
    """The file or directory in the `build` of a project that a path is in; None: it is in none."""
    projects = subject.gradle_projects(tool)
    if not projects:
        return guessed(subject, tool, path)
    for project, directory in projects:
        inner = inside(path, join(directory, "build"))
        if inner:
            return _of_gradle_project(subject, tool, project, join(directory, "build"), inner)
    return None


def _of_gradle_project(
    subject: JavaSubject, tool: Tool, project: gradle.Project, build: str, inner: str
) -> Origin | Obstacle:
    span = subject.start.span
    parts = inner.split("/")
    if project.has_plugin("io.quarkus") and inner.endswith("-runner") and len(parts) == 1:
        return _native_runner(subject, tool, project, join(build, inner))
    if project.has_plugin("io.quarkus") and (inner.endswith("-runner.jar") or parts[0] == quarkus.DIRECTORY):
        settings = Told(gradle.properties(subject.context, project.directory), project.text)
        if len(parts) == 1 and inner.endswith(".jar"):
            return runner(subject, tool, project.directory, settings, build, inner)
        if parts[0] == quarkus.DIRECTORY:
            return application(subject, tool, project.directory, settings, join(build, parts[0]))
    if parts[0] == "libs" and len(parts) == 2:
        name = parts[1]
        if not gradle.packs(tool.words):
            return Obstacle(f"`{tool.words[-1]}` of Gradle makes no archive, but `{name}` starts", span)
        if "Class-Path" in project.text:
            return Obstacle("the manifest of the jar names other jars", span, ships=True)
        found = Match.MAYBE
        if not MARKS.isdisjoint(name):
            if not gradle.makes_one_jar(project, tool.words):
                return Obstacle(
                    f"several files may match `{name}` in `{build}/libs`: name the one that starts",
                    span,
                    ships=True,
                )
            return Origin((Copied(f"{build}/libs", f"{build}/libs", True),), tool.run, tool.directory)
        found = gradle.match(project, name)
        if found is Match.NO:
            return Obstacle(f"the build does not make `{name}` of the project `{project.name}`", span)
        path = f"{build}/libs/{name}"
        root = subject.gradle_projects(tool)[0][0].directory
        is_proven = found is Match.YES and gradle.selects(tool.words, project, root)
        note = "" if is_proven else f"whether the build makes `{name}` is not proven"
        return Origin((Copied(path, path),), tool.run, tool.directory, note)
    if parts[:-1] == ["native", "nativeCompile"]:
        return _native_of_gradle(subject, tool, project, join(build, inner))
    if parts[0] == "install" and len(parts) > 2:
        path = join(build, *parts[:2])
        tasks = [word.rpartition(":")[2].lower() for word in tool.words]
        is_shadow = parts[1] == f"{project.application}-shadow" and project.has_plugin("shadow")
        is_plain = parts[1] == project.application and any("install" in task for task in tasks)
        is_known = is_plain or (is_shadow and "installshadowdist" in tasks)
    else:
        path = join(build, parts[0])
        is_known = parts[0] == "classes"
    note = "" if is_known else f"whether the build makes `{path}` is not proven"
    return Origin((Copied(path, path, True),), tool.run, tool.directory, note)


def _native_runner(subject: JavaSubject, tool: Tool, project: gradle.Project, path: str) -> Origin | Obstacle:
    """The program of native code that Quarkus makes."""
    if not native.asks(tool):
        return Obstacle(f"no option tells Quarkus to make the program `{basename(path)}`", subject.start.span)
    found = gradle.match(project, f"{basename(path).removesuffix('-runner')}.jar")
    note = "" if found is Match.YES else f"whether the build makes the program `{basename(path)}` is not proven"
    return Origin((Copied(path, path),), tool.run, tool.directory, note)


def _native_of_gradle(subject: JavaSubject, tool: Tool, project: gradle.Project, path: str) -> Origin | Obstacle:
    """The program of native code."""
    name = gradle.native_name(project)
    if name is not None and basename(path) != name:
        reason = f"the build makes the program `{name}`, but `{basename(path)}` starts"
        return Obstacle(reason, subject.start.span)
    note = (
        ""
        if name is not None and native.asks(tool)
        else f"whether the build makes the program `{basename(path)}` is not proven"
    )
    return Origin((Copied(path, path),), tool.run, tool.directory, note)
