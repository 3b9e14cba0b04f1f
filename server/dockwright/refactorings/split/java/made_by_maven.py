"""What Maven makes: jars and other archives, directories of classes and of dependencies, programs of native code."""

from __future__ import annotations

from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath

from dockwright.projects import maven, quarkus
from dockwright.projects.maven import Match
from dockwright.refactorings.split.java import native
from dockwright.refactorings.split.java.guesses import guessed
from dockwright.refactorings.split.java.origins import MARKS, Origin
from dockwright.refactorings.split.java.quarkus_jars import PLUGIN, application, quarkus_of, runner
from dockwright.refactorings.split.java.tools import JavaSubject, Tool
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.sources import inside

_FAT = (
    "maven-shade-plugin",
    "maven-assembly-plugin",
    "spring-boot-maven-plugin",
    "quarkus-maven-plugin",
    "onejar-maven-plugin",
)
"""Plugins that put the dependencies into the jar."""

_MAKERS = frozenset({"maven-shade-plugin", "maven-assembly-plugin", "maven-source-plugin", "maven-javadoc-plugin",
                     "onejar-maven-plugin", "maven-antrun-plugin", "quarkus-maven-plugin"})  # fmt: skip
"""Plugins that may leave further jars beside the artifact."""

_ARCHIVES = (".jar", ".war", ".ear")


def by_maven(subject: JavaSubject, tool: Tool, path: str) -> Origin | Obstacle | None:
    """The file or directory in the `target` of a project that a path is in; None: it is in none."""
    projects = subject.maven_projects(tool)
    if not projects:
        return guessed(subject, tool, path)
    for project, directory in projects:
        inner = inside(path, join(directory, "target"))
        if not inner:
            continue
        return _of_maven_project(subject, tool, project, directory, inner)
    return None


def _of_maven_project(
    subject: JavaSubject, tool: Tool, project: maven.Project, directory: str, inner: str
) -> Origin | Obstacle:
    span = subject.start.span
    target = join(directory, "target")
    first, _, rest = inner.partition("/")
    left_out = _left_out(subject, tool, project)
    if isinstance(left_out, Obstacle):
        return left_out
    if rest or first in ("classes", "dependency", "lib"):
        origin = _directory_of_maven(subject, tool, project, target, first)
        return origin if isinstance(origin, Obstacle) else origin._replace(note=origin.note or left_out)
    if native.asks(tool) and not first.endswith(_ARCHIVES):
        return _native_of_maven(subject, tool, project, target, first)
    first = maven.attached(project, first) or first
    if project.plugin(PLUGIN) is not None and first.endswith("-runner.jar"):
        return runner(subject, tool, project.directory, quarkus_of(project), target, first)
    if maven.packs(tool.words) is Match.NO:
        return Obstacle(f"`{tool.words[-1]}` of Maven makes no archive, but `{first}` starts", span)
    if not MARKS.isdisjoint(first):
        if not _is_only_jar(subject, project):
            return Obstacle(
                f"several files may match `{first}` in `{target}`: name the one that starts", span, ships=True
            )
        return _whole(subject, project, tool, target, first)
    found = maven.match(project, first)
    if found is Match.NO:
        made = maven.final_name(project)
        if project.packaging == "pom":
            return Obstacle(f"the project `{project.artifact}` holds modules, and makes no jar", span)
        return Obstacle(f"the build makes `{made}.{_extension(project)}`, but `{first}` starts", span)
    beside = _beside_maven(subject, tool, project, target)
    if isinstance(beside, Obstacle):
        return beside
    path = join(target, first)
    is_proven = found is Match.YES and maven.packs(tool.words) is Match.YES
    note = left_out if is_proven else f"whether the build makes `{first}` is not proven"
    return Origin((Copied(path, path), *beside), tool.run, tool.directory, note)


def _left_out(subject: JavaSubject, tool: Tool, project: maven.Project) -> str | Obstacle:
    """What is not proven of a module where only some are built; an obstacle where it is not among those."""
    root = subject.maven_projects(tool)[0][0].directory
    found = maven.selects([word.value for word in tool.arguments], project, root)
    if found is Match.NO:
        return Obstacle(f"`-pl` leaves the module `{project.artifact}` out of the build", subject.start.span)
    return "" if found is Match.YES else f"whether the build comes to the module `{project.artifact}` is not proven"


def _native_of_maven(
    subject: JavaSubject, tool: Tool, project: maven.Project, target: str, name: str
) -> Origin | Obstacle:
    """The program of native code."""
    span = subject.start.span
    made, is_bound = native.program_of_maven(project)
    if made is not None and name != made:
        return Obstacle(f"the build makes the program `{made}`, but `{name}` starts", span)
    is_asked = any("native" in word for word in tool.words)
    is_proven = made is not None and (is_asked or (is_bound and maven.packs(tool.words) is Match.YES))
    note = "" if is_proven else f"whether the build makes the program `{name}` is not proven"
    return Origin((Copied(join(target, name), join(target, name)),), tool.run, tool.directory, note)


def _whole(subject: JavaSubject, project: maven.Project, tool: Tool, target: str, pattern: str) -> Origin | Obstacle:
    """The one file that a pattern means."""
    final = maven.final_name(project)
    name = f"{final}.{_extension(project)}"
    if final is None or not fnmatchcase(name, pattern) or maven.match(project, name) is not Match.YES:
        return Obstacle(f"which file `{pattern}` means is not known", subject.start.span, ships=True)
    beside = _beside_maven(subject, tool, project, target)
    if isinstance(beside, Obstacle):
        return beside
    return Origin((Copied(join(target, name), join(target, name)), *beside), tool.run, tool.directory)


def _is_only_jar(subject: JavaSubject, project: maven.Project) -> bool:
    """Whether nothing but the artifact itself ends in .jar there, whichever profiles are active."""
    if not project.has_known_parents:
        return False
    plugins = project.plugins
    if any(one.artifact in _MAKERS or one.value("classifier") or "test-jar" in one.goals for one in plugins):
        return False
    profiles = [profile for root in project.chain for profile in root.iterfind("profiles/profile")]
    names = {(each.text or "").strip() for one in profiles for each in one.iter("artifactId")}
    return names.isdisjoint(_MAKERS) and all(one.find(".//classifier") is None for one in profiles)


def _directory_of_maven(
    subject: JavaSubject, tool: Tool, project: maven.Project, target: str, first: str
) -> Origin | Obstacle:
    """A directory in `target`: classes, copied dependencies, or what a plugin lays out."""
    path = join(target, first)
    made = {"classes"}
    copied = maven.copied_dependencies(project)
    made |= {copied.removeprefix("target/")} if copied else set()
    for word, text in (
        (word, tool.properties.get("outputDirectory")) for word in tool.words if "copy-dependencies" in word
    ):
        made.add((text or "target/dependency").removeprefix("target/") if word else "")
    plugins = {plugin.artifact for plugin in project.plugins}
    if PLUGIN in plugins and first == quarkus.DIRECTORY:
        return application(subject, tool, project.directory, quarkus_of(project), path)
    made |= {"appassembler"} if "appassembler-maven-plugin" in plugins else set()
    note = "" if first in made else f"whether the build makes `{path}` is not proven"
    return Origin((Copied(path, path, True),), tool.run, tool.directory, note)


def _beside_maven(
    subject: JavaSubject, tool: Tool, project: maven.Project, target: str
) -> tuple[Copied, ...] | Obstacle:
    """The directory that the manifest of a thin jar names for its dependencies."""
    prefix = maven.class_path_prefix(project)
    if prefix is None:
        return ()
    where = normpath(join(target, prefix))
    for one in subject.tools:
        if one.kind != "mvn" or one.run.index > tool.run.index:
            continue
        copied = maven.copied_dependencies(project)
        places = [copied] if copied else []
        places += [
            one.properties.get("outputDirectory", "target/dependency")
            for word in one.words
            if "copy-dependencies" in word
        ]
        if any(normpath(join(dirname(target), place)) == where for place in places) and where != target:
            return (Copied(where, where, True),)
    if any(plugin.artifact in _FAT for plugin in project.plugins):
        return ()
    reason = f"the jar looks for its dependencies in `{where}`, and what puts them there is not known"
    return Obstacle(reason, subject.start.span, ships=True)


def _extension(project: maven.Project) -> str:
    return {"war": "war", "ear": "ear"}.get(project.packaging, "jar")
